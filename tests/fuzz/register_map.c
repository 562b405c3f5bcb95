/* Fuzz entry on register maps: the bytes are a map file. One that is taken can be planned, served
 * and driven, and what is read through it lies within its ranges.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fuzz.h"

#include "devices/map_device.h"
#include "drivers/pcs.h"

static struct register_map map;
static struct map_device device;
static struct pcs pcs;

static void drive(void)
{
    struct map_device_setup setup;
    struct pcs_setup driver;
    ostrov_command command = {.write = 1, .pcs_request = OSTROV_PCS_FOLLOW};
    map_device_defaults(&setup);
    if (map_device_init(&device, &setup, &map) != 0) {
        return;
    }
    struct register_tables tables = map_device_tables(&device);
    pcs_setup_defaults(&driver);
    driver.map = &map;
    fuzz_must(link_init_tables(&pcs.link, &tables, 1.0) == 0);
    pcs_begin(&pcs, &driver);
    for (int i = 1; i < 5; i++) {
        command.battery_w = 7e3 * i;
        map_device_advance(&device, 1.0);
        (void)pcs_poll(&pcs, i * 1000000LL);
        (void)!pcs_command(&pcs, &command, i * 1000000LL);
    }
    for (int32_t p = 0; p < map.points; p++) {
        double value = pcs.mapped.value[map.point[p].what];
        fuzz_must(isnan(value) || (value >= map.point[p].least && value <= map.point[p].most));
    }
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count)
{
    char message[512] = "";
    if (register_map_read(&map, "map.json", (const char *)bytes, count, message, sizeof message) !=
        0) {
        fuzz_must(strncmp(message, "map.json:", 9) == 0); /* every refusal names its place */
        return 0;
    }
    drive();
    return 0;
}
