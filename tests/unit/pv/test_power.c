/* AC power of a plant: rules for missing weather, statuses by row, faults, bounds.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/pv.h>

#include "base/fields.h"
#include "unit.h"

#include <string.h>

static const int64_t noon_s = 1782040000;     /* 2026-06-21 11:06 UTC, high sun at Písek */
static const int64_t midnight_s = 1781996400; /* 2026-06-20 23:00 UTC */

static ostrov_pv_config plant(void)
{
    ostrov_pv_config c;
    ck_assert_int_eq(ostrov_pv_defaults(&c, sizeof c), OSTROV_OK);
    c.latitude_deg = 49.3088;
    c.longitude_deg = 14.1475;
    c.altitude_m = 390;
    c.peak_w = 100e3;
    c.inverter_w = 80e3;
    return c;
}

static ostrov_weather weather(void)
{
    ostrov_weather w;
    ck_assert_int_eq(ostrov_weather_defaults(&w, sizeof w), OSTROV_OK);
    return w;
}

START_TEST(nothing_known_is_clear_sky)
{
    const ostrov_pv_config c = plant();
    const ostrov_weather w = weather();
    double power = -1;
    double clear = -2;
    ck_assert_int_eq(ostrov_pv_power(&c, noon_s, &w, &power, NULL), OSTROV_DEGRADED);
    ck_assert_int_eq(ostrov_pv_clear(&c, noon_s, &clear, NULL), OSTROV_OK);
    ck_assert(power == clear);
    ck_assert(clear > 60e3 && clear <= 80e3); /* 100 kW peak, 14 % losses, warm cells, June */
}
END_TEST

START_TEST(everything_known_is_not_degraded)
{
    const ostrov_pv_config c = plant();
    ostrov_weather w = weather();
    double full = -1;
    double erbs = -1;
    w.ghi_w_per_m2 = 600;
    w.dni_w_per_m2 = 400;
    w.dhi_w_per_m2 = 255;
    w.temperature_c = 20;
    w.wind_m_per_s = 3;
    ck_assert_int_eq(ostrov_pv_power(&c, noon_s, &w, &full, NULL), OSTROV_OK);
    w.dni_w_per_m2 = OSTROV_I_NAN;
    w.dhi_w_per_m2 = OSTROV_I_NAN;
    ck_assert_int_eq(ostrov_pv_power(&c, noon_s, &w, &erbs, NULL), OSTROV_DEGRADED);
    ck_assert(erbs > 0.8 * full && erbs < 1.2 * full);
    /* The same row through the columns, to the bit. */
    const int64_t time_us = noon_s * 1000000;
    double column = -1;
    uint8_t status = 9;
    ck_assert_int_eq(ostrov_pv_power_n(&c, &time_us, 1, &w.ghi_w_per_m2, &w.temperature_c,
                                       &w.wind_m_per_s, &column, &status, NULL),
                     OSTROV_OK);
    ck_assert(column == erbs);
    ck_assert_uint_eq(status, OSTROV_VALUE_OK);
}
END_TEST

/* Any two of GHI, DNI and DHI give the third by closure, so all three pairs agree. */
START_TEST(two_parts_close_the_third)
{
    const ostrov_pv_config c = plant();
    const ostrov_place place = {c.latitude_deg, c.longitude_deg, c.altitude_m};
    ostrov_sun sun;
    ck_assert_int_eq(ostrov_sun_position(noon_s * 1000000, &place, &sun), OSTROV_OK);
    const double cz = ostrov_cos(sun.apparent_zenith_deg * 0.017453292519943295);
    const double all[3] = {500 * cz + 200, 500, 200};
    double power[3];
    for (int i = 0; i < 3; i++) {
        ostrov_weather w = weather();
        w.ghi_w_per_m2 = i == 0 ? OSTROV_I_NAN : all[0];
        w.dni_w_per_m2 = i == 1 ? OSTROV_I_NAN : all[1];
        w.dhi_w_per_m2 = i == 2 ? OSTROV_I_NAN : all[2];
        ck_assert_int_eq(ostrov_pv_power(&c, noon_s, &w, &power[i], NULL), OSTROV_DEGRADED);
    }
    ck_assert_double_eq_tol(power[0], power[1], 1e-7); /* rounding of one division, in W of 5e4 */
    ck_assert_double_eq_tol(power[0], power[2], 1e-7);
}
END_TEST

START_TEST(clouds_take_power_away)
{
    const ostrov_pv_config c = plant();
    ostrov_weather w = weather();
    double before = 1e9;
    double clear;
    ck_assert_int_eq(ostrov_pv_clear(&c, noon_s, &clear, NULL), OSTROV_OK);
    for (int n = 0; n <= 10; n++) {
        double power = -1;
        w.cloud_ratio = n / 10.0;
        ck_assert_int_eq(ostrov_pv_power(&c, noon_s, &w, &power, NULL), OSTROV_DEGRADED);
        /* Thin clouds brighten the sky around the sun, which Perez counts towards the sun: 0.3 %.
         */
        ck_assert(power <= before * (n <= 2 ? 1.004 : 1.0));
        ck_assert(n > 0 || power == clear);
        before = power;
    }
    ck_assert(before > 0.1 * clear && before < 0.4 * clear); /* a quarter of GHI, all diffuse */
}
END_TEST

START_TEST(night_is_zero_for_a_true_reason)
{
    const ostrov_pv_config c = plant();
    ostrov_weather w = weather();
    double power = -1;
    w.ghi_w_per_m2 = 900; /* a stuck sensor */
    ck_assert_int_eq(ostrov_pv_power(&c, midnight_s, &w, &power, NULL), OSTROV_OK);
    ck_assert(power == 0.0);
    power = -1;
    ck_assert_int_eq(ostrov_pv_clear(&c, midnight_s, &power, NULL), OSTROV_OK);
    ck_assert(power == 0.0);
}
END_TEST

START_TEST(one_bad_row_does_not_fail_the_others)
{
    const ostrov_pv_config c = plant();
    const int64_t t = noon_s * 1000000;
    const int64_t time_us[6] = {t, t, t, midnight_s * 1000000, INT64_MAX, t};
    const double ghi[6] = {500, OSTROV_I_NAN, 65535, OSTROV_I_NAN, 500, -3};
    double power[6];
    uint8_t status[6];
    ck_assert_int_eq(ostrov_pv_power_n(&c, time_us, 6, ghi, NULL, NULL, power, status, NULL),
                     OSTROV_OK);
    const uint8_t expected[6] = {OSTROV_VALUE_OK,    OSTROV_VALUE_UNKNOWN, OSTROV_VALUE_RANGE,
                                 OSTROV_VALUE_NIGHT, OSTROV_VALUE_RANGE,   OSTROV_VALUE_OK};
    ck_assert_mem_eq(status, expected, sizeof expected);
    ck_assert(power[0] > 0 && power[3] == 0 && power[5] == 0);
    ck_assert(power[1] != power[1] && power[2] != power[2] && power[4] != power[4]);
    const double air[1] = {OSTROV_I_NAN};
    ck_assert_int_eq(ostrov_pv_power_n(&c, time_us, 1, ghi, air, NULL, power, status, NULL),
                     OSTROV_OK);
    ck_assert_uint_eq(status[0], OSTROV_VALUE_UNKNOWN);
    const double storm[1] = {__builtin_inf()};
    ck_assert_int_eq(ostrov_pv_power_n(&c, time_us, 1, ghi, NULL, storm, power, status, NULL),
                     OSTROV_OK);
    ck_assert_uint_eq(status[0], OSTROV_VALUE_RANGE);
}
END_TEST

START_TEST(cold_and_wind_help)
{
    ostrov_pv_config c = plant();
    c.inverter_w = 200e3;
    ostrov_weather w = weather();
    double power[3];
    w.ghi_w_per_m2 = 800;
    w.temperature_c = 35;
    w.wind_m_per_s = 0;
    ck_assert_int_ge(ostrov_pv_power(&c, noon_s, &w, &power[0], NULL), OSTROV_OK);
    w.wind_m_per_s = 10;
    ck_assert_int_ge(ostrov_pv_power(&c, noon_s, &w, &power[1], NULL), OSTROV_OK);
    w.temperature_c = -10;
    ck_assert_int_ge(ostrov_pv_power(&c, noon_s, &w, &power[2], NULL), OSTROV_OK);
    ck_assert(power[0] < power[1] && power[1] < power[2]);
}
END_TEST

START_TEST(config_faults_are_named)
{
    const ostrov_pv_config good = plant();
    ostrov_pv_config c;
    ostrov_fault why;
    double power = 7;
    ck_assert_int_eq(ostrov_pv_defaults(&c, sizeof c), OSTROV_OK);
    ck_assert_int_eq(ostrov_pv_clear(&c, noon_s, &power, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "latitude_deg"); /* must be given */
    c = good;
    c.power_coefficient_per_c = 0.4;
    ck_assert_int_eq(ostrov_pv_clear(&c, noon_s, &power, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "power_coefficient_per_c");
    c = good;
    c.inverter_w = 0;
    ck_assert_int_eq(ostrov_pv_clear(&c, noon_s, &power, &why), OSTROV_E_RANGE);
    c = good;
    c.struct_size = 3;
    ck_assert_int_eq(ostrov_pv_clear(&c, noon_s, &power, &why), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_pv_clear(NULL, noon_s, &power, &why), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_pv_clear(&good, noon_s, NULL, NULL), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_pv_clear(&good, INT64_MAX, &power, &why), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_pv_clear(&good, INT64_MIN, &power, NULL), OSTROV_E_TIME);
    ck_assert(power == 7);
}
END_TEST

/* A caller who knows more fields than we do: zero tail is fine, anything else is refused. */
START_TEST(longer_config_is_judged_by_its_tail)
{
    struct {
        ostrov_pv_config c;
        double unknown;
    } longer = {plant(), 0.0};
    double power = -1;
    longer.c.struct_size = sizeof longer;
    ck_assert_int_eq(ostrov_pv_clear(&longer.c, noon_s, &power, NULL), OSTROV_OK);
    longer.unknown = 1.0;
    ck_assert_int_eq(ostrov_pv_clear(&longer.c, noon_s, &power, NULL), OSTROV_E_UNSUPPORTED);
}
END_TEST

/* Whatever comes in, a finite power within 0 … inverter_w comes out. */
START_TEST(any_weather_gives_a_bounded_power)
{
    static const double odd[] = {0, -1e30, 65535, 1e308, 1, 0.5, 100, 1000, 1999, -5, 40};
    ostrov_pv_config c = plant();
    uint64_t seed = 7;
    for (int i = 0; i < 20000; i++) {
        ostrov_weather w = weather();
        double *const members[] = {&w.ghi_w_per_m2, &w.dni_w_per_m2,  &w.dhi_w_per_m2,
                                   &w.cloud_ratio,  &w.temperature_c, &w.wind_m_per_s};
        for (int k = 0; k < 6; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            const uint64_t pick = (seed >> 33) % 14;
            *members[k] = pick < 11    ? odd[pick]
                          : pick == 11 ? OSTROV_I_NAN
                          : pick == 12 ? __builtin_inf()
                                       : -__builtin_inf();
        }
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        c.tilt_deg = (double)(seed >> 40 & 0xff) * 90.0 / 255.0;
        double power = -1;
        const int64_t time_s = 1767225600 + (int64_t)(seed >> 20) % 31536000;
        ck_assert_int_ge(ostrov_pv_power(&c, time_s, &w, &power, NULL), OSTROV_OK);
        ck_assert_msg(power >= 0 && power <= c.inverter_w, "%g", power);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pv.power");
    TCase *tests = tcase_create("all");
    tcase_add_test(tests, nothing_known_is_clear_sky);
    tcase_add_test(tests, everything_known_is_not_degraded);
    tcase_add_test(tests, two_parts_close_the_third);
    tcase_add_test(tests, clouds_take_power_away);
    tcase_add_test(tests, night_is_zero_for_a_true_reason);
    tcase_add_test(tests, one_bad_row_does_not_fail_the_others);
    tcase_add_test(tests, cold_and_wind_help);
    tcase_add_test(tests, config_faults_are_named);
    tcase_add_test(tests, longer_config_is_judged_by_its_tail);
    tcase_add_test(tests, any_weather_gives_a_bounded_power);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
