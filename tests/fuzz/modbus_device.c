/* Fuzz entry on what Modbus devices answer to the drivers of maps and wires: values, exceptions and
 * silence are the bytes. No number beyond its range comes out, and the breaker is told to close
 * only on contacts that were read a moment ago and prove it open.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fuzz.h"

#include "drivers/io/io.h"
#include "drivers/map/mapped.h"

static const char text[] =
    "{\"register_map\": 1, \"name\": \"n\", \"source\": \"s\", \"most_registers\": 20,"
    "\"identity\": [{\"address\": 1, \"type\": \"u16\", \"equals\": 0}],"
    "\"points\": {"
    "\"battery_w\": {\"address\": 10, \"type\": \"s16\", \"exponent_address\": 11, \"least\": "
    "-1e5, "
    "\"most\": 1e5},"
    "\"soc_ratio\": {\"space\": \"input\", \"address\": 20, \"type\": \"f32\", \"unit\": \"%\"},"
    "\"mode\": {\"address\": 30, \"type\": \"u16\", \"codes\": {\"stop\": 0, \"form\": 255}},"
    "\"local\": {\"space\": \"discrete\", \"address\": 3},"
    "\"import_wh\": {\"address\": 60, \"type\": \"u64\", \"word_order\": \"low_first\"}},"
    "\"set_point\": [{\"value\": \"battery_w\", \"address\": 40, \"type\": \"s32\", \"least\": "
    "-1e5, "
    "\"most\": 1e5}]}";

struct bytes_device {
    feed f;
    int32_t contacts[2], inhibits; /* as last answered; -1 = not whole */
    int32_t tracks;                /* 1 = the I/O module is asked */
    int64_t answered_us, now_us;
};

static int answer(struct bytes_device *d)
{
    unsigned char how = feed_byte(&d->f);
    return how > 250 ? REGISTER_PORT_SILENT : how > 240 ? how - 240 : 0;
}

static int read_bytes(void *context, enum register_space space, uint16_t address, int count,
                      uint16_t *values)
{
    struct bytes_device *d = context;
    int failed = answer(d);
    for (int i = 0; i < count && failed == 0; i++) {
        int bits = space == REGISTER_COIL || space == REGISTER_DISCRETE;
        feed_take(&d->f, &values[i], bits ? 1 : 2);
        values[i] = (uint16_t)(bits ? values[i] & 1U : values[i]);
        int at = address + i;
        if (d->tracks && space == REGISTER_DISCRETE && at < 2) {
            d->contacts[at] = values[i];
            d->answered_us = d->now_us;
        } else if (d->tracks && space == REGISTER_DISCRETE && at >= IO_LOCAL && at <= IO_E_STOP) {
            int stops = at == IO_FIRE_STOP || at == IO_E_STOP;
            d->inhibits = at == IO_LOCAL ? 0 : d->inhibits;
            d->inhibits |= (values[i] == (stops ? 0 : 1)) << at;
        }
    }
    return failed;
}

static int write_bytes(void *context, enum register_space space, uint16_t address, int count,
                       const uint16_t *values)
{
    struct bytes_device *d = context;
    if (d->tracks && space == REGISTER_COIL && address == IO_CLOSE && values[0] != 0) {
        fuzz_must(d->contacts[0] == 0 && d->contacts[1] == 1 && d->inhibits == 0);
        fuzz_must(d->now_us - d->answered_us <= 2500000);
    }
    if (!d->tracks && space == REGISTER_HOLDING) {
        fuzz_must(address == 40 && count == 2); /* nothing but what the map lists */
    }
    return answer(d);
}

static void drive_io(struct bytes_device *d)
{
    static struct io io;
    struct io_setup setup;
    const struct register_tables tables = {d, read_bytes, write_bytes};
    io_setup_defaults(&setup);
    for (int i = 0; i < IO_INPUTS; i++) {
        setup.input[i] = i;
    }
    for (int i = 0; i < IO_OUTPUTS; i++) {
        setup.output[i] = i;
    }
    d->tracks = 1;
    fuzz_must(io_open_twin(&io, &setup, &tables, NULL, 0) == 0);
    while (d->f.count > 0) {
        ostrov_measurement m;
        unsigned char ask = feed_byte(&d->f);
        d->now_us += (int64_t)(ask & 0xF0U) * 10000;
        if (ask & 8U) {
            (void)io_poll(&io, d->now_us);
        }
        (void)!io_command(&io, ask & 3U, ask >> 2 & 1U, d->now_us);
        fuzz_must(ostrov_measurement_defaults(&m, sizeof m) == OSTROV_OK);
        io_fill(&io, d->now_us, &m);
        fuzz_must(isnan(m.dso_export_ratio) ||
                  (m.dso_export_ratio >= 0.0 && m.dso_export_ratio <= 1.0));
    }
}

static void drive_map(struct bytes_device *d)
{
    static struct register_map map;
    static struct mapped mapped;
    struct link link;
    char message[256];
    const struct register_tables tables = {d, read_bytes, write_bytes};
    double wishes[MAP_WISHES] = {0};
    fuzz_must(register_map_read(&map, "m", text, sizeof text - 1, message, sizeof message) == 0);
    fuzz_must(link_init_tables(&link, &tables, 1.0) == 0);
    mapped_begin(&mapped, &map);
    while (d->f.count > 0) {
        d->now_us += 1000000;
        if (mapped_read(&mapped, &link, d->now_us) == 0) {
            fuzz_must(!(fabs(mapped.value[MAP_BATTERY_W]) > 1e5));
            fuzz_must(isnan(mapped.value[MAP_SOC_RATIO]) ||
                      (mapped.value[MAP_SOC_RATIO] >= 0.0 && mapped.value[MAP_SOC_RATIO] <= 1.0));
            fuzz_must(isnan(mapped.value[MAP_MODE]) || mapped.value[MAP_MODE] == OSTROV_PCS_STOP ||
                      mapped.value[MAP_MODE] == OSTROV_PCS_FORM);
        }
        wishes[MAP_WISH_BATTERY_W] = 1e3 * feed_byte(&d->f);
        (void)mapped_write(&mapped, &link, MAP_SET_POINT, wishes, NULL, d->now_us);
    }
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count)
{
    struct bytes_device d = {{bytes, count}, {-1, -1}, -1, 0, 0, 0};
    if (feed_byte(&d.f) % 2 == 0) {
        drive_io(&d);
    } else {
        drive_map(&d);
    }
    return 0;
}
