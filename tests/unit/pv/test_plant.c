/* A whole plant: its steps add up, its parts are what they are alone, and it refuses what cannot
 * be.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include <ostrov/pv_plant.h>

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define NOT_KNOWN ((double)NAN)
#define NOON_US (INT64_C(1750503600) * 1000000) /* 2025-06-21 11:00 UTC */
#define HOUR_US INT64_C(3600000000)

typedef struct setup {
    ostrov_pv_plant_config config;
    ostrov_pv_array arrays[2];
    ostrov_pv_inverter inverters[2];
    ostrov_pv_plant plant;
} setup;

/* Písek, one south roof of 100 kW on 90 kW. */
static void begin(setup *s)
{
    ck_assert_int_eq(ostrov_pv_plant_defaults(&s->config, sizeof s->config), OSTROV_OK);
    for (int32_t i = 0; i < 2; i++) {
        ck_assert_int_eq(ostrov_pv_array_defaults(&s->arrays[i], sizeof s->arrays[i]), OSTROV_OK);
        ck_assert_int_eq(ostrov_pv_inverter_defaults(&s->inverters[i], sizeof s->inverters[i]),
                         OSTROV_OK);
        s->arrays[i].peak_w = 100e3;
        s->inverters[i].ac_w = 90e3;
    }
    s->config.latitude_deg = 49.3088;
    s->config.longitude_deg = 14.1475;
    s->config.altitude_m = 390.0;
    s->config.arrays = s->arrays;
    s->config.arrays_count = 1;
    s->config.arrays_stride = sizeof s->arrays[0];
    s->config.inverters = s->inverters;
    s->config.inverters_count = 1;
    s->config.inverters_stride = sizeof s->inverters[0];
}

static void ready(setup *s)
{
    ostrov_fault why = {0};
    const ostrov_status status = ostrov_pv_plant_init(&s->plant, &s->config, &why);
    ck_assert_msg(status == OSTROV_OK, "status %d, field %s", (int)status,
                  why.field != NULL ? why.field : "-");
}

static ostrov_weather weather_of(double ghi, double air_c)
{
    ostrov_weather w;
    ck_assert_int_eq(ostrov_weather_defaults(&w, sizeof w), OSTROV_OK);
    w.ghi_w_per_m2 = ghi;
    w.temperature_c = air_c;
    w.wind_m_per_s = 2.0;
    return w;
}

static ostrov_pv_steps at(setup *s, int64_t time_us, const ostrov_weather *w)
{
    ostrov_pv_steps steps;
    ck_assert_int_ge(ostrov_pv_plant_power(&s->plant, time_us, w, &steps, NULL), OSTROV_OK);
    return steps;
}

static double summed(const ostrov_pv_steps *p)
{
    return p->shade_w + p->glass_w + p->dirt_w + p->module_w + p->snow_w + p->wiring_w +
           p->inverter_w + p->clipped_w + p->ac_w;
}

START_TEST(test_steps_add_up)
{
    static double hills[36];
    const ostrov_horizon horizon = {hills, 36, 0};
    setup s;
    begin(&s);
    for (int32_t i = 0; i < 36; i++) {
        hills[i] = 5.0 + 4.0 * sin(i);
    }
    s.config.horizon = &horizon;
    s.config.arrays_count = s.config.inverters_count = 2;
    s.arrays[0].cover_ratio = 0.5;
    s.arrays[1].azimuth_deg = 90.0;
    s.arrays[1].tilt_deg = 12.0;
    s.arrays[1].inverter = 1;
    s.arrays[1].diffuse_glass = 1;
    s.inverters[1].ac_w = 30e3;
    ready(&s);
    for (int64_t k = 0; k < 24 * 6; k++) {
        ostrov_weather w = weather_of(fmax(0.0, 900.0 * sin((double)k / 45.0)), 25.0);
        w.soiled_ratio = 0.03;
        w.snow_ratio = 0.1;
        const ostrov_pv_steps p = at(&s, NOON_US + (k - 72) * HOUR_US / 6, &w);
        ck_assert_msg(fabs(p.plane_w - summed(&p)) <= 1e-9 * fmax(1.0, p.plane_w),
                      "%d: %g against %g", (int)k, p.plane_w, summed(&p));
        ck_assert(p.shade_w >= -1e-9 && p.glass_w >= -1e-9 && p.clipped_w >= 0.0 && p.ac_w >= 0.0);
        ck_assert(p.ac_w <= 120e3);
    }
}
END_TEST

START_TEST(test_each_inverter_for_itself)
{
    setup both;
    setup one[2];
    const ostrov_weather w = weather_of(850.0, 20.0);
    begin(&both);
    both.config.arrays_count = both.config.inverters_count = 2;
    both.arrays[0].azimuth_deg = 110.0;
    both.arrays[1].azimuth_deg = 250.0;
    both.arrays[1].inverter = 1;
    both.inverters[1].ac_w = 50e3; /* clips */
    ready(&both);
    const ostrov_pv_steps p = at(&both, NOON_US, &w);
    double sum_w = 0.0;
    for (int32_t i = 0; i < 2; i++) {
        begin(&one[i]);
        one[i].arrays[0] = both.arrays[i];
        one[i].arrays[0].inverter = 0;
        one[i].inverters[0] = both.inverters[i];
        ready(&one[i]);
        sum_w += at(&one[i], NOON_US, &w).ac_w;
    }
    ck_assert_double_eq_tol(p.ac_w, sum_w, 1e-9 * sum_w);
    ck_assert(p.clipped_w > 0.0);
}
END_TEST

START_TEST(test_horizon_takes_the_beam)
{
    static const double wall[1] = {80.0};
    const ostrov_horizon horizon = {wall, 1, 0};
    const ostrov_weather w = weather_of(800.0, 20.0);
    setup open;
    setup walled;
    begin(&open);
    begin(&walled);
    walled.config.horizon = &horizon;
    ready(&open);
    ready(&walled);
    const ostrov_pv_steps a = at(&open, NOON_US, &w);
    const ostrov_pv_steps b = at(&walled, NOON_US, &w);
    ck_assert(a.shade_w == 0.0 && b.shade_w > 0.5 * a.plane_w && b.ac_w < 0.4 * a.ac_w);
    ck_assert(b.plane_w == a.plane_w && b.cell_c < a.cell_c);
}
END_TEST

START_TEST(test_night_and_years)
{
    static const ostrov_pv_sandia sandia = {50e3, 51.8e3, 800.0, 120.0, {-8e-8, 1e-5, 1e-3, 2e-4},
                                            10.0};
    const ostrov_weather w = weather_of(500.0, 20.0);
    setup s;
    ostrov_pv_steps p;
    ostrov_fault why;
    begin(&s);
    ready(&s);
    p = at(&s, NOON_US + 12 * HOUR_US, &w); /* light at night is not believed */
    ck_assert(p.ac_w == 0.0 && p.plane_w == 0.0 && isnan(p.cell_c));
    ostrov_pv_module module;
    ck_assert_int_eq(ostrov_pv_module_defaults(&module, sizeof module), OSTROV_OK);
    module.photo_a = 9.2;
    module.saturation_a = 2e-10;
    module.series_ohm = 0.33;
    module.shunt_ohm = 280.0;
    module.thermal_v = 1.55;
    module.short_a_per_c = 0.004;
    s.arrays[0].module = &module;
    s.inverters[0].sandia = &sandia;
    ready(&s);
    p = at(&s, NOON_US + 12 * HOUR_US, &w);
    ck_assert(p.ac_w == -10.0 && summed(&p) == 0.0);
    ck_assert_int_eq(ostrov_pv_plant_power(&s.plant, INT64_MIN, &w, &p, &why), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_pv_plant_power(&s.plant, INT64_MAX, &w, &p, &why), OSTROV_E_TIME);
    ck_assert_str_eq(why.field, "time_us");
}
END_TEST

/* The simple plant of pv.h is the same chain with the parts of a data sheet. */
START_TEST(test_simple_plant_is_the_same_chain)
{
    ostrov_pv_config simple;
    ostrov_pv_thermal noct;
    setup s;
    begin(&s);
    ck_assert_int_eq(ostrov_pv_thermal_defaults(&noct, sizeof noct), OSTROV_OK);
    noct.model = OSTROV_PV_THERMAL_NOCT;
    s.arrays[0].thermal = &noct;
    ready(&s);
    ck_assert_int_eq(ostrov_pv_defaults(&simple, sizeof simple), OSTROV_OK);
    simple.latitude_deg = s.config.latitude_deg;
    simple.longitude_deg = s.config.longitude_deg;
    simple.altitude_m = s.config.altitude_m;
    simple.peak_w = 100e3;
    simple.inverter_w = 90e3;
    for (int64_t h = -8; h <= 8; h++) {
        const ostrov_weather w = weather_of(600.0 - 50.0 * fabs((double)h), 22.0);
        double pv_w = -1.0;
        ck_assert_int_ge(
            ostrov_pv_power(&simple, (NOON_US + h * HOUR_US) / 1000000, &w, &pv_w, NULL),
            OSTROV_OK);
        const double ac_w = at(&s, NOON_US + h * HOUR_US, &w).ac_w;
        /* The plant's sun comes from its ephemeris, 1e-6° from the other. */
        ck_assert_msg(fabs(pv_w - ac_w) <= 1e-6 * fmax(1.0, ac_w), "%d h: %.9g and %.9g", (int)h,
                      pv_w, ac_w);
    }
}
END_TEST

START_TEST(test_tracker_sees_more)
{
    ostrov_pv_tracker tracker;
    setup fixed;
    setup turning;
    double sum[2] = {0.0, 0.0};
    const ostrov_weather clear = weather_of(NOT_KNOWN, 20.0);
    begin(&fixed);
    begin(&turning);
    ck_assert_int_eq(ostrov_pv_tracker_defaults(&tracker, sizeof tracker), OSTROV_OK);
    turning.arrays[0].tracker = &tracker;
    ready(&fixed);
    ready(&turning);
    for (int64_t k = -30; k <= 30; k++) {
        sum[0] += at(&fixed, NOON_US + k * HOUR_US / 4, &clear).plane_w;
        sum[1] += at(&turning, NOON_US + k * HOUR_US / 4, &clear).plane_w;
    }
    ck_assert_msg(sum[1] > 1.15 * sum[0] && sum[1] < 1.6 * sum[0], "%g against %g", sum[1], sum[0]);
}
END_TEST

START_TEST(test_columns_equal_single_rows)
{
    enum { N = 200 };
    static int64_t time_us[N];
    static double ghi[N], air[N], ac[N];
    static uint8_t status[N];
    static ostrov_pv_steps steps[N];
    const ostrov_weather_columns columns = {
        .time_us = time_us, .ghi_w_per_m2 = ghi, .temperature_c = air, .count = N};
    setup s;
    ostrov_fault why;
    begin(&s);
    ready(&s);
    for (int64_t i = 0; i < N; i++) {
        time_us[i] = NOON_US + (i - 100) * HOUR_US / 6;
        ghi[i] = 400.0;
        air[i] = 10.0;
    }
    ghi[100] = NOT_KNOWN;
    air[101] = 65535.0;
    ghi[20] = NOT_KNOWN; /* at night nothing has to be known */
    time_us[102] = INT64_MAX;
    ck_assert_int_eq(ostrov_pv_plant_power_n(&s.plant, &columns, ac, steps, status, NULL),
                     OSTROV_OK);
    ck_assert(status[100] == OSTROV_VALUE_UNKNOWN && isnan(ac[100]));
    ck_assert(status[101] == OSTROV_VALUE_RANGE && isnan(ac[101]));
    ck_assert(status[102] == OSTROV_VALUE_RANGE && isnan(steps[102].plane_w));
    ck_assert(status[20] == OSTROV_VALUE_NIGHT && ac[20] == 0.0);
    for (int32_t i = 0; i < N; i++) {
        ostrov_weather w = weather_of(ghi[i], air[i]);
        w.wind_m_per_s = NOT_KNOWN;
        if (status[i] == OSTROV_VALUE_OK) {
            ck_assert(at(&s, time_us[i], &w).ac_w == ac[i] && ac[i] == steps[i].ac_w);
        }
    }
    const ostrov_weather_columns dark = {.time_us = time_us, .temperature_c = air, .count = N};
    ck_assert_int_eq(ostrov_pv_plant_power_n(&s.plant, &dark, ac, NULL, NULL, &why),
                     OSTROV_E_ARGUMENT);
    ck_assert_str_eq(why.field, "ghi_w_per_m2");
}
END_TEST

START_TEST(test_refuses)
{
    setup s;
    ostrov_pv_plant before;
    ostrov_fault why;
    ostrov_pv_steps p;
    ostrov_pv_module module;
    ostrov_weather w = weather_of(1.0, 1.0);
    begin(&s);
    memset(&s.plant, 0, sizeof s.plant);
    ck_assert_int_eq(ostrov_pv_plant_power(&s.plant, NOON_US, &w, &p, &why), OSTROV_E_ARGUMENT);
    ready(&s);
    before = s.plant;
    s.arrays[0].inverter = 1;
    ck_assert_int_eq(ostrov_pv_plant_init(&s.plant, &s.config, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "inverter");
    ck_assert(why.index == 0 && why.value == 1.0);
    s.arrays[0].inverter = 0;
    s.arrays[0].peak_w = NOT_KNOWN;
    ck_assert_int_eq(ostrov_pv_plant_init(&s.plant, &s.config, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "peak_w");
    ck_assert_int_eq(ostrov_pv_module_defaults(&module, sizeof module), OSTROV_OK);
    s.arrays[0].module = &module; /* whose own members are missing */
    ck_assert_int_eq(ostrov_pv_plant_init(&s.plant, &s.config, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "photo_a");
    s.arrays[0].module = NULL;
    s.arrays[0].peak_w = 1e3;
    s.inverters[0].ac_w = NOT_KNOWN;
    ck_assert_int_eq(ostrov_pv_plant_init(&s.plant, &s.config, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "ac_w");
    s.inverters[0].ac_w = 1e3;
    s.config.arrays_count = 0;
    ck_assert_int_eq(ostrov_pv_plant_init(&s.plant, &s.config, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "arrays_count");
    s.config.arrays_count = 9;
    ck_assert_int_eq(ostrov_pv_plant_init(&s.plant, &s.config, &why), OSTROV_E_RANGE);
    s.config.arrays_count = 1;
    s.arrays[0].cover_ratio = 0.0005;
    ck_assert_int_eq(ostrov_pv_plant_init(&s.plant, &s.config, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "cover_ratio");
    s.arrays[0].cover_ratio = 0.0;
    const ostrov_pv_sandia no_number = {1e3, 1.1e3, 400.0, 10.0, {NOT_KNOWN, 0, 0, 0}, 1.0};
    s.inverters[0].sandia = &no_number; /* which would have given its full power */
    ck_assert_int_eq(ostrov_pv_plant_init(&s.plant, &s.config, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "c");
    const ostrov_pv_sandia wants_volts = {1e3, 1.1e3, 400.0, 10.0, {0, 0, 0, 0}, 1.0};
    s.inverters[0].sandia = &wants_volts; /* PVWatts arrays have no voltage */
    ck_assert_int_eq(ostrov_pv_plant_init(&s.plant, &s.config, &why), OSTROV_E_UNSUPPORTED);
    ck_assert_str_eq(why.field, "module");
    ck_assert_int_eq(why.index, 0);
    s.inverters[0].sandia = NULL;
    const ostrov_weather_columns less_than_none = {.count = -1};
    ck_assert_int_eq(ostrov_pv_plant_power_n(&s.plant, &less_than_none, NULL, NULL, NULL, &why),
                     OSTROV_E_ARGUMENT);
    ck_assert_str_eq(why.field, "count");
    s.config.arrays = NULL;
    ck_assert_int_eq(ostrov_pv_plant_init(&s.plant, &s.config, &why), OSTROV_E_ARGUMENT);
    ck_assert_str_eq(why.field, "arrays");
    ck_assert(memcmp(&before, &s.plant, sizeof before) == 0); /* untouched by all of them */
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pv.plant");
    TCase *tests = tcase_create("all");
    tcase_add_test(tests, test_steps_add_up);
    tcase_add_test(tests, test_each_inverter_for_itself);
    tcase_add_test(tests, test_horizon_takes_the_beam);
    tcase_add_test(tests, test_night_and_years);
    tcase_add_test(tests, test_simple_plant_is_the_same_chain);
    tcase_add_test(tests, test_tracker_sees_more);
    tcase_add_test(tests, test_columns_equal_single_rows);
    tcase_add_test(tests, test_refuses);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
