/* Shared by the fuzz entries: reading numbers out of bytes, and one small site.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_FUZZ_H
#define OSTROV_TESTS_FUZZ_H

#include <ostrov/station.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What libFuzzer calls, or replay.c with each file of a corpus. */
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count);

typedef struct feed {
    const unsigned char *bytes;
    size_t count;
} feed;

/* Takes size bytes; zeros when there are no more. */
static inline void feed_take(feed *f, void *to, size_t size)
{
    const size_t have = f->count < size ? f->count : size;
    memset(to, 0, size);
    memcpy(to, f->bytes, have);
    f->bytes += have;
    f->count -= have;
}

static inline uint8_t feed_byte(feed *f)
{
    uint8_t value = 0;
    feed_take(f, &value, 1);
    return value;
}

static inline void fuzz_must(int32_t holds)
{
    if (!holds) {
        abort();
    }
}

/* The CRC-32 that snapshots end with, made right. */
static inline void fuzz_sign(unsigned char *bytes, size_t count)
{
    const uint32_t crc = ostrov_crc32(0, bytes, count - 4);
    for (int32_t i = 0; i < 4; i++) {
        bytes[count - 4 + (size_t)i] = (unsigned char)(crc >> (8 * i));
    }
}

static inline void fuzz_config(ostrov_station_config *config, ostrov_battery_config *battery)
{
    fuzz_must(ostrov_battery_defaults(battery, sizeof *battery) == OSTROV_OK);
    battery->capacity_wh = 200e3;
    battery->charge_limit_w = 100e3;
    battery->discharge_limit_w = 100e3;
    fuzz_must(ostrov_station_defaults(config, sizeof *config) == OSTROV_OK);
    config->battery = battery;
    config->charge_points = 8;
    config->tiers = 3;
    config->import_limit_w = 250e3;
    config->export_limit_w = 100e3;
    config->quarter_limit_w = 150e3;
    config->load_max_w = 80e3;
    config->charger_default_w = 11e3;
    for (int32_t i = 0; i < 8; i++) {
        config->charge_point_limit_w[i] = 70e3;
        config->charge_point_min_w[i] = 4e3;
    }
}

/* Complete, finite, within every limit. */
static inline void fuzz_check(const ostrov_station_config *config, const ostrov_station *station,
                              const ostrov_command *command)
{
    ostrov_station_state state;
    fuzz_must(ostrov_station_read(station, &state, sizeof state) == OSTROV_OK);
    fuzz_must(command->rung >= OSTROV_RUNG_PLAN && command->rung <= OSTROV_RUNG_SAFE);
    fuzz_must(command->pcs_request >= 0 && command->pcs_request <= OSTROV_PCS_FORM);
    fuzz_must((command->tiers_on & ~7u) == 0);
    fuzz_must(isfinite(command->hold_s) && command->hold_s > 0.0);
    fuzz_must(command->battery_w == 0.0 || /* limits are not known before the first good step */
              (fabs(command->battery_w) <= 100e3 &&
               command->battery_w <= state.battery_discharge_limit_w &&
               command->battery_w >= -state.battery_charge_limit_w));
    fuzz_must(command->pv_limit_w >= 0.0);
    fuzz_must(command->write == 0 || command->write == 1);
    for (int32_t i = 0; i < OSTROV_CHARGE_POINTS; i++) {
        const double w = command->vehicle_limit_w[i];
        fuzz_must(w == 0.0 || (i < config->charge_points && w >= config->charge_point_min_w[i] &&
                               w <= config->charge_point_limit_w[i]));
    }
}

#endif
