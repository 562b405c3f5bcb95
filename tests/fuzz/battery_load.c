/* Fuzz entry on the snapshots of the battery module. The first byte chooses whose, and what is fed
 * to its load: bytes as they are, bytes over a good snapshot, or the same with a right checksum, so
 * that the fuzzer gets behind it. What was taken in must step on.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fuzz.h"

#include <ostrov/battery_health.h>
#include <ostrov/battery_soc.h>
#include <ostrov/battery_telemetry.h>
#include <ostrov/battery_wear.h>

#include <ostrov/battery.h>

#define BYTES 20000

static unsigned char snapshot[BYTES];

/* Triples of place (two bytes) and value over a good snapshot; the bytes to load. */
static const unsigned char *bent(feed *f, uint8_t how, size_t good, size_t *used)
{
    const unsigned char *raw = f->bytes;
    if (how % 3 == 0) {
        *used = f->count;
        return raw;
    }
    *used = good;
    while (f->count >= 3) {
        const size_t at = (size_t)feed_byte(f) | (size_t)feed_byte(f) << 8;
        snapshot[at % good] = feed_byte(f);
    }
    if (how % 3 == 2) {
        fuzz_sign(snapshot, good);
    }
    return snapshot;
}

static void of_soc(feed *f, uint8_t how)
{
    static ostrov_soc soc;
    static ostrov_soc before;
    ostrov_cell cell;
    ostrov_soc_config config;
    ostrov_soc_sample sample;
    ostrov_soc_state state;
    size_t used = 0;
    fuzz_must(ostrov_cell_preset(OSTROV_CHEMISTRY_LFP, 100.0, &cell, sizeof cell) == OSTROV_OK);
    fuzz_must(ostrov_soc_defaults(&config, sizeof config) == OSTROV_OK);
    fuzz_must(ostrov_soc_init(&soc, &cell, &config, NULL) == OSTROV_OK);
    fuzz_must(ostrov_soc_sample_defaults(&sample, sizeof sample) == OSTROV_OK);
    sample.current_a = 30.0;
    sample.voltage_v = 3.25;
    sample.temperature_c = 21.0;
    fuzz_must(ostrov_soc_step(&soc, &sample, 1.0) == OSTROV_OK);
    before = soc;
    fuzz_must(ostrov_soc_save(&soc, snapshot, BYTES, &used) == OSTROV_OK);
    const unsigned char *bytes = bent(f, how, used, &used);
    if (ostrov_soc_load(&soc, bytes, used) != OSTROV_OK) {
        fuzz_must(memcmp(&before, &soc, sizeof soc) == 0);
        return;
    }
    for (int32_t i = 0; i < 3; i++) {
        sample.voltage_v += 0.01;
        fuzz_must(ostrov_soc_step(&soc, &sample, 1.0) >= OSTROV_OK);
        fuzz_must(ostrov_soc_read(&soc, &state, sizeof state) == OSTROV_OK);
    }
}

static void of_health(feed *f, uint8_t how)
{
    ostrov_health health;
    ostrov_health_config config;
    size_t used = 0;
    fuzz_must(ostrov_health_defaults(&config, sizeof config) == OSTROV_OK);
    config.capacity_ah = 100.0;
    fuzz_must(ostrov_health_init(&health, &config, NULL) == OSTROV_OK);
    (void)!ostrov_health_window(&health, 0.5, 0.01, 45.0, 0.5);
    const ostrov_health before = health;
    fuzz_must(ostrov_health_save(&health, snapshot, BYTES, &used) == OSTROV_OK);
    const unsigned char *bytes = bent(f, how, used, &used);
    if (ostrov_health_load(&health, bytes, used) != OSTROV_OK) {
        fuzz_must(memcmp(&before, &health, sizeof health) == 0);
        return;
    }
    (void)!ostrov_health_window(&health, 0.5, 0.01, 45.0, 0.5);
}

static void of_telemetry(feed *f, uint8_t how)
{
    ostrov_telemetry judge;
    ostrov_telemetry_config config;
    ostrov_telemetry_sample sample;
    ostrov_telemetry_state state;
    size_t used = 0;
    fuzz_must(ostrov_telemetry_defaults(&config, sizeof config) == OSTROV_OK);
    config.capacity_ah = 100.0;
    config.voltage_min_v = 40.0;
    config.voltage_max_v = 58.0;
    config.current_max_a = 200.0;
    fuzz_must(ostrov_telemetry_init(&judge, &config, NULL) == OSTROV_OK);
    fuzz_must(ostrov_telemetry_sample_defaults(&sample, sizeof sample) == OSTROV_OK);
    sample.voltage_v = 52.0;
    sample.current_a = 20.0;
    sample.bms_soc_ratio = 0.5;
    (void)!ostrov_telemetry_step(&judge, &sample, 1.0);
    const ostrov_telemetry before = judge;
    fuzz_must(ostrov_telemetry_save(&judge, snapshot, BYTES, &used) == OSTROV_OK);
    const unsigned char *bytes = bent(f, how, used, &used);
    if (ostrov_telemetry_load(&judge, bytes, used) != OSTROV_OK) {
        fuzz_must(memcmp(&before, &judge, sizeof judge) == 0);
        return;
    }
    sample.current_a = -20.0;
    fuzz_must(ostrov_telemetry_step(&judge, &sample, 1.0) >= OSTROV_OK);
    fuzz_must(ostrov_telemetry_read(&judge, &state, sizeof state) == OSTROV_OK);
}

static void of_ageing(feed *f, uint8_t how)
{
    ostrov_ageing ageing;
    ostrov_ageing_config config;
    ostrov_ageing_state state;
    size_t used = 0;
    fuzz_must(ostrov_ageing_defaults(&config, sizeof config) == OSTROV_OK);
    config.law = OSTROV_AGEING_LFP_PRISMATIC + (int32_t)(feed_byte(f) % 4);
    fuzz_must(ostrov_ageing_init(&ageing, &config, NULL) == OSTROV_OK);
    for (int32_t i = 0; i < 9; i++) {
        fuzz_must(ostrov_ageing_step(&ageing, 0.1 * i, 25.0, 3600.0) == OSTROV_OK);
    }
    const ostrov_ageing before = ageing;
    fuzz_must(ostrov_ageing_save(&ageing, snapshot, BYTES, &used) == OSTROV_OK);
    const unsigned char *bytes = bent(f, how, used, &used);
    if (ostrov_ageing_load(&ageing, bytes, used) != OSTROV_OK) {
        fuzz_must(memcmp(&before, &ageing, sizeof ageing) == 0);
        return;
    }
    fuzz_must(ostrov_ageing_step(&ageing, 0.5, 30.0, 3600.0) == OSTROV_OK);
    (void)!ostrov_ageing_close(&ageing);
    fuzz_must(ostrov_ageing_read(&ageing, &state, sizeof state) == OSTROV_OK);
    fuzz_must(state.capacity_ratio >= 0.0 && state.capacity_ratio <= 1.01);
}

static void of_rainflow(feed *f, uint8_t how)
{
    ostrov_rainflow flow;
    ostrov_rainflow_state state;
    size_t used = 0;
    fuzz_must(ostrov_rainflow_init(&flow, 2.0) == OSTROV_OK);
    for (int32_t i = 0; i < 9; i++) {
        fuzz_must(ostrov_rainflow_step(&flow, i % 2 / (1.0 + i), NULL, 0, NULL) == OSTROV_OK);
    }
    const ostrov_rainflow before = flow;
    fuzz_must(ostrov_rainflow_save(&flow, snapshot, BYTES, &used) == OSTROV_OK);
    const unsigned char *bytes = bent(f, how, used, &used);
    if (ostrov_rainflow_load(&flow, bytes, used) != OSTROV_OK) {
        fuzz_must(memcmp(&before, &flow, sizeof flow) == 0);
        return;
    }
    for (int32_t i = 0; i < 9; i++) {
        fuzz_must(ostrov_rainflow_step(&flow, i % 2, NULL, 0, NULL) == OSTROV_OK);
        fuzz_must(ostrov_rainflow_read(&flow, &state, sizeof state) == OSTROV_OK);
    }
    (void)!ostrov_rainflow_finish(&flow, NULL, 0, NULL);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count)
{
    feed f = {bytes, count};
    const uint8_t how = feed_byte(&f);
    switch (how >> 5) {
    case 0:
        of_health(&f, how);
        break;
    case 1:
        of_telemetry(&f, how);
        break;
    case 2:
        of_rainflow(&f, how);
        break;
    case 3:
        of_ageing(&f, how);
        break;
    default:
        of_soc(&f, how);
        break;
    }
    return 0;
}
