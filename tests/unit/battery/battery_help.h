/* Shared by the battery tests: a 200 kWh, 100 kW battery and short ways to step and read it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_BATTERY_HELP_H
#define OSTROV_TESTS_BATTERY_HELP_H

#include <ostrov/battery.h>
#include <ostrov/battery_wear.h>

#include "base/fields.h"
#include "unit.h"

#include <string.h>

static inline ostrov_battery_config test_config(void)
{
    ostrov_battery_config c;
    ck_assert_int_eq(ostrov_battery_defaults(&c, sizeof c), OSTROV_OK);
    c.capacity_wh = 200e3;
    c.charge_limit_w = 100e3;
    c.discharge_limit_w = 120e3;
    c.soc_start_ratio = 0.5;
    return c;
}

/* What its wear costs by a law. */
static inline ostrov_wear_config test_wear(int32_t law)
{
    ostrov_wear_config c;
    ck_assert_int_eq(ostrov_wear_defaults(&c, sizeof c), OSTROV_OK);
    c.law = law;
    c.capacity_wh = 200e3;
    c.replacement_price_per_kwh = 150;
    return c;
}

static inline ostrov_battery test_battery(const ostrov_battery_config *c)
{
    ostrov_battery b;
    ostrov_fault why;
    ck_assert_int_eq(ostrov_battery_init(&b, c, &why), OSTROV_OK);
    return b;
}

static inline ostrov_battery_sample test_sample(double battery_w)
{
    ostrov_battery_sample s;
    ck_assert_int_eq(ostrov_battery_sample_defaults(&s, sizeof s), OSTROV_OK);
    s.battery_w = battery_w;
    s.temperature_c = 25;
    s.age_s = 0;
    return s;
}

static inline ostrov_battery_state test_read(const ostrov_battery *b)
{
    ostrov_battery_state s;
    ck_assert_int_eq(ostrov_battery_read(b, &s, sizeof s), OSTROV_OK);
    return s;
}

static inline void test_step(ostrov_battery *b, const ostrov_battery_sample *s, double dt_s)
{
    ck_assert_int_ge(ostrov_battery_step(b, s, dt_s), OSTROV_OK);
}

/* For inner loops: ck_assert writes to a pipe each time. */
static inline void test_must(int32_t good)
{
    if (!good) {
        ck_abort_msg("a call that must do failed");
    }
}

/* Eight bytes of a snapshot forged, its CRC made right again. */
static inline void test_forge(unsigned char *bytes, size_t used, size_t at, uint64_t value)
{
    for (int i = 0; i < 8; i++) {
        bytes[at + (size_t)i] = (unsigned char)(value >> (8 * i));
    }
    const uint32_t crc = ostrov_crc32(0, bytes, used - 4);
    for (int i = 0; i < 4; i++) {
        bytes[used - 4 + (size_t)i] = (unsigned char)(crc >> (8 * i));
    }
}

/* No number of a battery: infinite, and beyond every bound, as bits. */
static const uint64_t test_absurd[] = {
    0x7ff0000000000000u, 0xfff0000000000000u, /* ±infinite */
    0x7e37e43c8800759cu, 0xfe37e43c8800759cu  /* ±1e300 */
};
static const uint64_t test_nan = 0x7ff8000000000000u;

/* A number evenly in 0 … 1 (Knuth's MMIX generator). */
static inline double test_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) / 9007199254740992.0;
}

#endif
