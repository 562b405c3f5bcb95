/* Fuzz entry on ostrov_station_load. The first byte chooses: bytes as they are, bytes over a good
 * snapshot, or the same with a right checksum, so that the fuzzer gets behind it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fuzz.h"

#define BYTES 60000

static void sign(unsigned char *bytes, size_t count)
{
    const uint32_t crc = ostrov_crc32(0, bytes, count - 4);
    for (int32_t i = 0; i < 4; i++) {
        bytes[count - 4 + (size_t)i] = (unsigned char)(crc >> (8 * i));
    }
}

/* Pairs of place (three bytes) and value over a good snapshot. */
static size_t damage(feed *f, const ostrov_station *station, unsigned char *bytes)
{
    size_t used = 0;
    fuzz_must(ostrov_station_save(station, bytes, BYTES, &used) == OSTROV_OK);
    while (f->count >= 4) {
        const size_t at = (size_t)feed_byte(f) | (size_t)feed_byte(f) << 8;
        bytes[at % used] = feed_byte(f);
    }
    return used;
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count)
{
    static ostrov_station station;
    static ostrov_station before;
    static unsigned char snapshot[BYTES];
    ostrov_station_config config;
    ostrov_battery_config battery;
    ostrov_fault why;
    feed f = {bytes, count};
    const uint8_t how = feed_byte(&f);
    ostrov_status status = OSTROV_OK;
    fuzz_config(&config, &battery);
    fuzz_must(ostrov_station_init(&station, &config, &why) == OSTROV_OK);
    before = station;
    if (how % 3 == 0) {
        status = ostrov_station_load(&station, f.bytes, f.count);
    } else {
        const size_t used = damage(&f, &station, snapshot);
        if (how % 3 == 2) {
            sign(snapshot, used);
        }
        status = ostrov_station_load(&station, snapshot, used);
    }
    if (status != OSTROV_OK) {
        fuzz_must(memcmp(&before, &station, sizeof station) == 0);
        return 0;
    }
    for (int32_t i = 0; i < 3; i++) { /* what was taken in must still behave */
        ostrov_measurement m;
        ostrov_command command;
        fuzz_must(ostrov_measurement_defaults(&m, sizeof m) == OSTROV_OK);
        m.time_s = 1767225600 + i;
        m.dt_s = 1.0;
        m.grid_w = 40e3;
        m.battery_w = 1e3;
        m.pv_w = 5e3;
        (void)!ostrov_station_step(&station, &m, &command, sizeof command);
        fuzz_check(&config, &station, &command);
    }
    return 0;
}
