/* Fuzz entry on what a SunSpec device answers: its registers are the bytes, over a good device or
 * from nothing. Whatever they hold, the drivers measure something possible or nothing, and never
 * write a number that was not asked for.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fuzz.h"

#include "devices/pcs_device.h"
#include "drivers/meter.h"
#include "drivers/pcs.h"
#include "drivers/pv_inverter.h"

/* A device whose registers are bytes, 40000 on. */
struct bytes_device {
    uint16_t registers[DEVICE_IMAGE_REGISTERS];
    unsigned char answers; /* exception or silence now and then */
};

static int read_bytes(void *context, uint16_t address, int count, uint16_t *registers)
{
    struct bytes_device *d = context;
    int at = (int)address - DEVICE_BASE;
    d->answers = (unsigned char)(d->answers * 5 + 1);
    if (d->answers > 250) {
        return REGISTER_PORT_SILENT;
    }
    if (at < 0 || at + count > DEVICE_IMAGE_REGISTERS) {
        return 2;
    }
    memcpy(registers, d->registers + at, (size_t)count * sizeof *registers);
    return 0;
}

static int write_bytes(void *context, uint16_t address, int count, const uint16_t *registers)
{
    struct bytes_device *d = context;
    int at = (int)address - DEVICE_BASE;
    if (at < 0 || at + count > DEVICE_IMAGE_REGISTERS) {
        return 2;
    }
    memcpy(d->registers + at, registers, (size_t)count * sizeof *registers);
    return 0;
}

static int32_t possible(double value, double most)
{
    return value != value || (value >= -most && value <= most);
}

static void drive(struct bytes_device *device)
{
    static struct pcs pcs;
    static struct meter meter;
    static struct pv_inverter pv;
    struct register_port port = {device, read_bytes, write_bytes};
    struct pcs_setup pcs_setup;
    struct meter_setup meter_setup;
    struct pv_setup pv_setup;
    ostrov_measurement m;
    ostrov_command command = {.write = 1, .battery_w = 12e3, .pv_limit_w = 20e3};
    pcs_setup_defaults(&pcs_setup);
    pcs_setup.rating_w = 100e3;
    meter_setup_defaults(&meter_setup);
    pv_setup_defaults(&pv_setup);
    pv_setup.rating_w = 60e3;
    fuzz_must(link_init_twin(&pcs.link, &port, 1.0) == 0 &&
              link_init_twin(&meter.link, &port, 1.0) == 0 &&
              link_init_twin(&pv.link, &port, 1.0) == 0);
    pcs_begin(&pcs, &pcs_setup);
    meter_begin(&meter, &meter_setup);
    pv_begin(&pv, &pv_setup);
    for (int64_t second = 1; second <= 6; second++) {
        int64_t now_us = second * 20000000;
        fuzz_must(ostrov_measurement_defaults(&m, sizeof m) == OSTROV_OK);
        (void)pcs_poll(&pcs, now_us);
        (void)meter_poll(&meter, now_us);
        (void)pv_poll(&pv, now_us);
        pcs_fill(&pcs, now_us, &m);
        meter_fill(&meter, now_us, &m);
        pv_fill(&pv, now_us, &m);
        fuzz_must(possible(m.battery_w, 1e6) && possible(m.grid_w, 10e6) &&
                  possible(m.pv_w, 300e3));
        fuzz_must(m.bms_soc_ratio != m.bms_soc_ratio ||
                  (m.bms_soc_ratio >= 0.0 && m.bms_soc_ratio <= 1.0));
        fuzz_must(!(m.bms_charge_limit_w < 0.0) && !(m.pcs_discharge_limit_w < 0.0));
        (void)!pcs_command(&pcs, &command, now_us);
        (void)!pv_command(&pv, &command, now_us);
    }
}

/* The first byte chooses: the bytes are the device, or they are damage to a good one. */
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count)
{
    static struct bytes_device device;
    static struct pcs_device good;
    struct pcs_device_setup setup;
    feed f = {bytes, count};
    memset(&device, 0xFF, sizeof device);
    if (feed_byte(&f) % 2 == 0) {
        device.registers[0] = 0x5375, device.registers[1] = 0x6e53; /* "SunS" */
        feed_take(&f, device.registers + 2, sizeof device.registers - 4);
    } else {
        pcs_device_defaults(&setup);
        fuzz_must(pcs_device_init(&good, &setup) == 0);
        memcpy(device.registers, good.image.registers, sizeof device.registers);
        while (f.count >= 4) {
            size_t at = (size_t)feed_byte(&f) | (size_t)feed_byte(&f) << 8;
            uint16_t value = (uint16_t)(feed_byte(&f) | feed_byte(&f) << 8);
            device.registers[at % DEVICE_IMAGE_REGISTERS] = value;
        }
    }
    drive(&device);
    return 0;
}
