/* Fuzz entry on ostrov_station_load. The first byte chooses: bytes as they are, bytes over a good
 * snapshot, or the same with a right checksum, so that the fuzzer gets behind it. The station that
 * loads, and its good snapshot, are made once: what was refused must leave the station as it was.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fuzz.h"

#define BYTES 60000
#define HEAD 24 /* bytes before the first number */

static ostrov_station_config config;
static ostrov_battery_config battery;
static ostrov_station station; /* loads */
static ostrov_station fresh;
static unsigned char good[BYTES];
static unsigned char snapshot[BYTES]; /* equal to good between executions */
static size_t bytes_good;

static void measure(ostrov_station *s, int64_t time_s)
{
    ostrov_measurement m;
    ostrov_command command;
    fuzz_must(ostrov_measurement_defaults(&m, sizeof m) == OSTROV_OK);
    m.time_s = time_s;
    m.dt_s = 1.0;
    m.grid_w = 40e3;
    m.battery_w = 1e3;
    m.pv_w = 5e3;
    (void)!ostrov_station_step(s, &m, &command, sizeof command);
    fuzz_check(&config, s, &command);
}

static void prepare(void)
{
    ostrov_fault why;
    fuzz_config(&config, &battery);
    fuzz_must(ostrov_station_init(&fresh, &config, &why) == OSTROV_OK);
    station = fresh;
    measure(&station, 1767225600); /* one that has lived: fewer numbers are "not known" */
    fuzz_must(ostrov_station_save(&station, good, BYTES, &bytes_good) == OSTROV_OK);
    memcpy(snapshot, good, bytes_good);
    station = fresh;
}

/* Numbers that arithmetic trips over, as the snapshot holds them. */
static uint64_t number(uint8_t which)
{
    static const double numbers[] = {0.0, -0.0, 1.0, -1.0, 0.5, 1e-300, 1e300, -1e300, 1e12, 4e9};
    static const uint64_t bits[] = {0x7FF8000000000000u, 0x7FF0000000000000u, 0xFFF0000000000000u,
                                    0x8000000000000000u, 0x7FFFFFFFFFFFFFFFu, 0xFFFFFFFFFFFFFFFFu};
    const size_t count = sizeof numbers / sizeof numbers[0];
    const size_t at = which % (count + sizeof bits / sizeof bits[0]);
    uint64_t word = 0;
    if (at >= count) {
        return bits[at - count];
    }
    memcpy(&word, &numbers[at], sizeof word);
    return word;
}

/* Damage: place (two bytes) and value (one); behind an odd place a whole number, at that place
 * counted in fours. */
static void damage(feed *f)
{
    while (f->count >= 3) {
        const size_t place = (size_t)feed_byte(f) | (size_t)feed_byte(f) << 8;
        const uint8_t value = feed_byte(f);
        if ((place & 1) == 0) {
            snapshot[(place >> 1) % bytes_good] = value;
            continue;
        }
        const uint64_t word = number(value);
        const size_t at = HEAD + (place >> 1) * 4 % (bytes_good - HEAD - 12);
        for (size_t i = 0; i < 8; i++) {
            snapshot[at + i] = (unsigned char)(word >> (8 * i));
        }
    }
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count)
{
    feed f = {bytes, count};
    const uint8_t how = feed_byte(&f);
    ostrov_status status = OSTROV_OK;
    if (bytes_good == 0) {
        prepare();
    }
    if (how % 3 == 0) {
        status = ostrov_station_load(&station, f.bytes, f.count);
    } else {
        damage(&f);
        if (how % 3 == 2) {
            fuzz_sign(snapshot, bytes_good);
        }
        status = ostrov_station_load(&station, snapshot, bytes_good);
        memcpy(snapshot, good, bytes_good);
    }
    if (status != OSTROV_OK) {
        fuzz_must(memcmp(&fresh, &station, sizeof station) == 0);
        return 0;
    }
    for (int32_t i = 0; i < 3; i++) { /* what was taken in must still behave */
        measure(&station, 1767225600 + i);
    }
    station = fresh;
    return 0;
}
