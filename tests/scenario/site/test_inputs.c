/* The inputs of a run: the illustrative days and nights, and the supply.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "inputs.h"
#include "site_text.h"

#include <stdio.h>
#include <string.h>

static struct site site;
static struct inputs inputs;
static char message[MESSAGE];

/* UTC seconds of local midnight, by `date -u -d`. */
static const int64_t april_s = 1776290400;   /* 2026-04-16T00:00+02:00 */
static const int64_t january_s = 1768431600; /* 2026-01-15T00:00+01:00 */
static const int64_t march_s = 1774738800;   /* 2026-03-29T00:00+01:00: 92 quarter hours */
static const int64_t october_s = 1761429600; /* 2025-10-26T00:00+02:00: 100 quarter hours */

static void setup(void)
{
    ck_assert_msg(site_load(SITES_DIR "/pisek-depot.json", &site, message, sizeof message) == 0,
                  "%s", message);
    inputs = (struct inputs){0};
}

static void teardown(void) { inputs_free(&inputs); }

static void make(const struct inputs_request *request)
{
    inputs_free(&inputs);
    ck_assert_msg(inputs_make(&site, request, &inputs, message, sizeof message) == 0, "%s",
                  message);
    for (int i = 0; i < inputs.count; i++) {
        ck_assert_double_ge(inputs.pv_w[i], 0.0); /* false for NaN as well */
        ck_assert_double_ge(inputs.load_w[i], 0.0);
        ck_assert_double_gt(inputs.temperature_c[i], -60.0);
        ck_assert_double_lt(inputs.temperature_c[i], 60.0);
    }
    for (int q = 0; q < inputs.quarters; q++) {
        ck_assert_double_le(inputs.spot_eur_per_mwh[q], 4000.0);
        ck_assert_double_ge(inputs.spot_eur_per_mwh[q], -4000.0);
        ck_assert_double_ge(inputs.weather_forecast[q].cloud_ratio, 0.0);
        ck_assert_double_le(inputs.weather_forecast[q].cloud_ratio, 1.0);
        ck_assert_double_lt(inputs.temperature_forecast_c[q], 60.0);
    }
}

static void refused(const struct inputs_request *request, const char *piece)
{
    struct inputs before = inputs;
    message[0] = '\0';
    ck_assert_int_eq(inputs_make(&site, request, &inputs, message, sizeof message), -1);
    ck_assert_msg(strstr(message, piece) != NULL, "\"%s\" is missing in: %s", piece, message);
    ck_assert(memcmp(&before, &inputs, sizeof inputs) == 0);
}

/* ---- the model ---------------------------------------------------------------------------------
 */

/* The weather forecast of a quarter hour as power. */
static double forecast_w(int q)
{
    ostrov_weather weather;
    double pv_w = 0.0;
    ck_assert_int_eq(ostrov_weather_defaults(&weather, sizeof weather), OSTROV_OK);
    weather.cloud_ratio = inputs.weather_forecast[q].cloud_ratio;
    weather.temperature_c = inputs.temperature_forecast_c[q];
    ck_assert_int_ge(ostrov_pv_power(&site.pv, inputs.start_s + q * 900 + 450, &weather, &pv_w, NULL), 0);
    return pv_w;
}

START_TEST(the_day_has_sun_a_dip_a_peak_and_an_outage)
{
    make(&(struct inputs_request){0});
    ck_assert_str_eq(inputs.scenario, "day");
    ck_assert_int_eq(inputs.start_s, april_s);
    ck_assert_int_eq(inputs.end_s, april_s + 86400);
    ck_assert_int_eq(inputs.count, 1440);
    ck_assert_int_eq(inputs.quarters, 96);
    double least = 1e9, most = -1e9, pv_wh = 0.0, forecast_wh = 0.0, load_w = 0.0, jump_w = 0.0;
    int dip = 0, peak = 0;
    for (int q = 0; q < 96; q++) {
        double p = inputs.spot_eur_per_mwh[q];
        dip = p < least ? q : dip;
        peak = p > most ? q : peak;
        least = p < least ? p : least;
        most = p > most ? p : most;
        forecast_wh += forecast_w(q) / 4;
    }
    for (int i = 0; i < 1440; i++) {
        pv_wh += inputs.pv_w[i] / 60;
        load_w += inputs.load_w[i] / 1440;
        double jump = i > 0 ? inputs.pv_w[i] - inputs.pv_w[i - 1] : 0.0;
        jump_w = jump > jump_w ? jump : jump_w;
    }
    ck_assert_double_lt(least, 0.0); /* slightly negative around noon */
    ck_assert_double_gt(least, -40.0);
    ck_assert_int_ge(dip, 46); /* 11:30 … 14:30 */
    ck_assert_int_le(dip, 58);
    ck_assert_double_gt(most, 120.0);
    ck_assert_int_ge(peak, 74); /* 18:30 … 20:30 */
    ck_assert_int_le(peak, 82);
    ck_assert_double_gt(pv_wh, 300e3); /* a partly cloudy April day of 100 kWp: 3 … 6 kWh/kWp */
    ck_assert_double_lt(pv_wh, 600e3);
    ck_assert_double_gt(jump_w, 5e3); /* clouds pass within minutes */
    ck_assert_double_gt(forecast_wh, 0.7 * pv_wh);
    ck_assert_double_lt(forecast_wh, 1.4 * pv_wh);
    ck_assert_double_eq_tol(load_w, site.load_typical_w,
                            0.03 * site.load_typical_w); /* noise of a day */
    ck_assert_int_eq(inputs.outages, 1);
    ck_assert_int_eq(inputs.outage[0].start_s, april_s + 18 * 3600);
    ck_assert_int_eq(inputs.outage[0].end_s, april_s + 20 * 3600);
    ck_assert_int_eq(inputs.outage[0].kind, OUTAGE_LOSS);
    ck_assert_int_eq(inputs.pv_provenance, SITE_ILLUSTRATIVE);
    ck_assert_int_eq(inputs.spot_provenance, SITE_ILLUSTRATIVE);
    ck_assert_ptr_nonnull(strstr(inputs.pv_source, "illustrative"));
    ck_assert_ptr_nonnull(strstr(inputs.spot_source, "no published price"));
    ck_assert_double_eq(inputs_pv_w(&inputs, april_s), 0.0); /* midnight */
}
END_TEST

START_TEST(the_forecast_is_smoother_than_the_day)
{
    double rough = 0.0, smooth = 0.0;
    make(&(struct inputs_request){0});
    for (int q = 1; q < 96; q++) {
        double step = inputs.pv_w[q * 15] - inputs.pv_w[q * 15 - 15];
        double said = forecast_w(q) - forecast_w(q - 1);
        rough += step * step;
        smooth += said * said;
    }
    ck_assert_double_gt(rough, 4.0 * smooth);
}
END_TEST

START_TEST(the_bad_night_is_cold_dear_and_dark)
{
    make(&(struct inputs_request){.scenario = "bad-night"});
    ck_assert_int_eq(inputs.start_s, january_s);
    ck_assert_int_eq(inputs.outage[0].start_s, january_s + 2 * 3600);
    ck_assert_int_eq(inputs.outage[0].end_s, january_s + 5 * 3600);
    ck_assert_double_eq_tol(inputs_temperature_c(&inputs, january_s + 2 * 3600), -12.0, 0.1);
    double most = -1e9;
    double pv_wh = 0.0;
    for (int q = 0; q < 96; q++) {
        most = inputs.spot_eur_per_mwh[q] > most ? inputs.spot_eur_per_mwh[q] : most;
        ck_assert_double_gt(inputs.spot_eur_per_mwh[q], 80.0);
    }
    for (int i = 0; i < 1440; i++) {
        pv_wh += inputs.pv_w[i] / 60;
    }
    ck_assert_double_gt(most, 220.0);
    ck_assert_double_lt(pv_wh, 250e3);
}
END_TEST

START_TEST(calm_is_the_day_without_its_outage)
{
    struct inputs day;
    make(&(struct inputs_request){0});
    day = inputs;
    inputs = (struct inputs){0};
    make(&(struct inputs_request){.scenario = "calm"});
    ck_assert_int_eq(inputs.outages, 0);
    ck_assert(memcmp(day.pv_w, inputs.pv_w, 1440 * sizeof(double)) == 0);
    inputs_free(&day);
}
END_TEST

START_TEST(the_same_seed_gives_the_same_bytes)
{
    struct inputs first;
    make(&(struct inputs_request){.days = 3, .seed = 7});
    first = inputs;
    inputs = (struct inputs){0};
    make(&(struct inputs_request){.days = 3, .seed = 7});
    size_t minutes = (size_t)first.count * sizeof(double);
    size_t quarters = (size_t)first.quarters * sizeof(double);
    ck_assert(memcmp(first.pv_w, inputs.pv_w, minutes) == 0);
    ck_assert(memcmp(first.load_w, inputs.load_w, minutes) == 0);
    ck_assert(memcmp(first.temperature_c, inputs.temperature_c, minutes) == 0);
    ck_assert(memcmp(first.spot_eur_per_mwh, inputs.spot_eur_per_mwh, quarters) == 0);
    ck_assert(memcmp(first.weather_forecast, inputs.weather_forecast, (size_t)inputs.quarters * sizeof *first.weather_forecast) == 0);
    make(&(struct inputs_request){.days = 3, .seed = 8});
    ck_assert(memcmp(first.pv_w, inputs.pv_w, minutes) != 0);
    ck_assert(memcmp(first.load_w, inputs.load_w, minutes) != 0);
    inputs_free(&first);
}
END_TEST

START_TEST(days_of_change_have_92_and_100_quarters)
{
    make(&(struct inputs_request){.date = "2026-03-29"});
    ck_assert_int_eq(inputs.quarters, 92);
    ck_assert_int_eq(inputs.count, 92 * 15);
    ck_assert_int_eq(inputs.outage[0].start_s, march_s + 17 * 3600); /* 18:00 by the wall clock */
    make(&(struct inputs_request){.date = "2025-10-26"});
    ck_assert_int_eq(inputs.quarters, 100);
    ck_assert_int_eq(inputs.outage[0].start_s, october_s + 19 * 3600);
    make(&(struct inputs_request){.date = "2026-01-01", .days = 365});
    ck_assert_int_eq(inputs.quarters, 365 * 96);
}
END_TEST

START_TEST(requests_that_make_no_sense_are_refused)
{
    static const struct {
        struct inputs_request request;
        const char *piece;
    } cases[] = {
        {{.scenario = "Day"}, "--scenario Day: day, bad-night or calm is wanted"},
        {{.days = -1}, "days -1: outside"},
        {{.days = 368}, "days 368: outside"},
        {{.date = "2026-02-30"}, "--date 2026-02-30: "},
        {{.date = "2026-2-3"}, "--date 2026-2-3: "},
        {{.date = ""}, "--date : a day"},
        {{.date = "1949-12-31"}, "from 1950 to 2099"},
        {{.date = "2026-01-15 "}, "date"},
        {{.outage = "18-20"}, "HH:MM-HH:MM"},
        {{.outage = "18:00-18:00"}, "HH:MM-HH:MM"},
        {{.outage = "25:00-26:00"}, "HH:MM-HH:MM"},
        {{.outage = ""}, "HH:MM-HH:MM"},
        {{.outage = "18:00-20:00,"}, "HH:MM-HH:MM"},
        {{.outage = "18:60-20:00"}, "HH:MM-HH:MM"},
        {{.outage = "18:00-20:00,6:00-7:00,19:59-21:00"}, "two of them overlap"},
        {{.outage = "18:00-20:00,17:00-18:01"}, "two of them overlap"},
        {{.outage = "sag:1.5 18:00-20:00"}, "sag:0.3"},
        {{.outage = "sag:nan 18:00-20:00"}, "sag:0.3"},
        {{.date = "2026-03-29", .outage = "02:30-03:10"}, "does not exist"},
        {{.prices = "/nowhere.csv"}, "/nowhere.csv: cannot be opened"},
        {{.prices = "/tmp"}, "/tmp: cannot be read"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        refused(&cases[i].request, cases[i].piece);
    }
}
END_TEST

START_TEST(outages_are_read_in_all_their_forms)
{
    make(&(struct inputs_request){.outage = "none"});
    ck_assert_int_eq(inputs.outages, 0);
    make(&(struct inputs_request){.outage = "23:30-0:30, flicker 6:00-06:10,sag:0.3 18:00-18:01"});
    ck_assert_int_eq(inputs.outages, 3);
    /* in order of time, however they were written */
    ck_assert_int_eq(inputs.outage[0].kind, OUTAGE_FLICKER);
    ck_assert_int_eq(inputs.outage[0].start_s, april_s + 6 * 3600);
    ck_assert_int_eq(inputs.outage[1].kind, OUTAGE_SAG);
    ck_assert_double_eq(inputs.outage[1].depth_pu, 0.3);
    ck_assert_int_eq(inputs.outage[2].kind, OUTAGE_LOSS);
    ck_assert_int_eq(inputs.outage[2].end_s, april_s + 86400 + 1800);
}
END_TEST

/* ---- the grid
 * ------------------------------------------------------------------------------------ */

START_TEST(a_healthy_grid_stays_inside_the_return_window)
{
    make(&(struct inputs_request){.scenario = "calm", .seed = 3});
    double low_v = 2, high_v = 0, low_hz = 99, high_hz = 0;
    for (int64_t t_us = april_s * 1000000; t_us < (april_s + 86400) * 1000000; t_us += 7370000) {
        double v = 0, hz = 0, again_v = 0, again_hz = 0;
        inputs_grid(&inputs, &site, t_us, &v, &hz);
        inputs_grid(&inputs, &site, t_us, &again_v, &again_hz);
        ck_assert(v == again_v && hz == again_hz);
        low_v = v < low_v ? v : low_v;
        high_v = v > high_v ? v : high_v;
        low_hz = hz < low_hz ? hz : low_hz;
        high_hz = hz > high_hz ? hz : high_hz;
    }
    ck_assert_double_gt(low_v, 0.993);
    ck_assert_double_lt(high_v, 1.007);
    ck_assert_double_gt(low_hz, 49.979);
    ck_assert_double_lt(high_hz, 50.021);
    ck_assert_double_gt(high_v - low_v, 0.004); /* it does wander */
    ck_assert_double_gt(high_hz - low_hz, 0.015);
}
END_TEST

START_TEST(the_supply_fails_as_asked)
{
    double v = 0, hz = 0;
    make(&(struct inputs_request){.outage = "18:00-20:00"});
    inputs_grid(&inputs, &site, (april_s + 64800) * 1000000 - 1, &v, &hz);
    ck_assert_double_gt(v, 0.9);
    inputs_grid(&inputs, &site, (april_s + 64800) * 1000000, &v, &hz);
    ck_assert(v == 0.0 && hz == 0.0);
    inputs_grid(&inputs, &site, (april_s + 72000) * 1000000 - 1, &v, &hz);
    ck_assert(v == 0.0 && hz == 0.0);
    inputs_grid(&inputs, &site, (april_s + 72000) * 1000000, &v, &hz);
    ck_assert_double_gt(v, 0.9);
    make(&(struct inputs_request){.outage = "sag:0.5 18:00-20:00"});
    inputs_grid(&inputs, &site, (april_s + 64801) * 1000000, &v, &hz);
    ck_assert_double_eq_tol(v, 0.5, 0.004); /* half of 1 ± 0.6 % */
    ck_assert_double_gt(hz, 49.9);
    make(&(struct inputs_request){.outage = "flicker 18:00-18:10"});
    int changes = 0, live = 1, gone = 0;
    for (int64_t t_us = 0; t_us < 600 * 1000000LL; t_us += 100000) {
        inputs_grid(&inputs, &site, (april_s + 64800) * 1000000 + t_us, &v, &hz);
        changes += live != (v > 0.5);
        live = v > 0.5;
        gone += !live;
    }
    ck_assert_int_ge(changes, 70); /* 40 cycles of 15 s */
    ck_assert_int_gt(gone, 3000);
    ck_assert_int_lt(gone, 5500);
}
END_TEST

START_TEST(values_between_minutes_and_beyond_the_ends)
{
    make(&(struct inputs_request){0});
    int64_t noon_s = april_s + 12 * 3600;
    double a = inputs.pv_w[720], b = inputs.pv_w[721];
    ck_assert_double_eq(inputs_pv_w(&inputs, noon_s), a);
    ck_assert_double_eq_tol(inputs_pv_w(&inputs, noon_s + 15), a + (b - a) / 4, 1e-6);
    ck_assert_double_eq(inputs_load_w(&inputs, noon_s + 59), inputs.load_w[720]);
    ck_assert_double_eq(inputs_load_w(&inputs, 0), inputs.load_w[0]);
    ck_assert_double_eq(inputs_load_w(&inputs, april_s - 1), inputs.load_w[0]);
    ck_assert_double_eq(inputs_pv_w(&inputs, INT64_MAX / 2), inputs.pv_w[1439]);
    ck_assert_double_eq(inputs_temperature_c(&inputs, april_s + 86399), inputs.temperature_c[1439]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("inputs");
    TCase *cases = tcase_create("inputs");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_set_timeout(cases, 180);
    tcase_add_test(cases, the_day_has_sun_a_dip_a_peak_and_an_outage);
    tcase_add_test(cases, the_forecast_is_smoother_than_the_day);
    tcase_add_test(cases, the_bad_night_is_cold_dear_and_dark);
    tcase_add_test(cases, calm_is_the_day_without_its_outage);
    tcase_add_test(cases, the_same_seed_gives_the_same_bytes);
    tcase_add_test(cases, days_of_change_have_92_and_100_quarters);
    tcase_add_test(cases, requests_that_make_no_sense_are_refused);
    tcase_add_test(cases, outages_are_read_in_all_their_forms);
    tcase_add_test(cases, a_healthy_grid_stays_inside_the_return_window);
    tcase_add_test(cases, the_supply_fails_as_asked);
    tcase_add_test(cases, values_between_minutes_and_beyond_the_ends);
    suite_add_tcase(suite, cases);
    return unit_run(suite);
}
