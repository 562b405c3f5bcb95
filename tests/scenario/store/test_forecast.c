/* Forecasts in the telemetry and on the page of recorded days: a day by hand, a database of an
 * older program, quarter hours that are missing.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE
#include "folder.h"

#include "report/report.h"

#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

static char message[512];
static struct site site;
static const int64_t midnight_s = 1784671200; /* 2026-07-22 00:00 in Prague */
enum { DAY_S = 86400, QUARTERS = 96 };

static void begin(void)
{
    folder_make();
    ck_assert_msg(site_load(SITES_DIR "/pisek.json", &site, message, sizeof message) == 0, "%s",
                  message);
}

static struct telemetry *open_database(const char *path)
{
    struct telemetry_setup setup;
    telemetry_defaults(&setup);
    setup.commit_s = 0.0;
    struct telemetry *t = telemetry_open(path, &setup, message, sizeof message);
    ck_assert_msg(t != NULL, "%s", message);
    return t;
}

static double sun_w(int64_t time_s)
{
    double hour = (double)((time_s - midnight_s + DAY_S) % DAY_S) / 3600.0;
    return hour > 7.0 && hour < 19.0 ? 0.3 * site.pv.inverter_w * sin((hour - 7.0) / 12.0 * M_PI)
                                     : 0.0;
}

/* Minutes of yesterday and today: 2 kW of load yesterday and before, 10 kW today. */
static void add_minutes(struct telemetry *t, int64_t from_s, int64_t until_s)
{
    for (int64_t s = from_s; s < until_s; s += 60) {
        struct telemetry_minute m = {.time_s = s,
                                     .grid_w = 6000.0,
                                     .pv_w = sun_w(s - s % 900),
                                     .load_w = s < midnight_s ? 2000.0 : 10e3,
                                     .battery_w = NAN,
                                     .vehicles_w = NAN,
                                     .pv_limit_w = site.pv.inverter_w,
                                     .mode = OSTROV_GRID_GRID,
                                     .recorded_s = 60.0,
                                     .known_s = 60.0};
        if (s >= midnight_s + 43200 && s < midnight_s + 46800) { /* an hour not measured */
            m.pv_w = m.load_w = NAN;
            m.known_s = 0.0;
        }
        if (s >= midnight_s + 32400 && s < midnight_s + 32400 + 60) { /* a minute at the limit */
            m.pv_limit_w = m.pv_w;
        }
        telemetry_add(t, &m);
    }
}

/* PV 1 kW too high, load 2 kW too low and its band beside the fact; from 15:00 to 17:00 none. */
static void add_forecasts(struct telemetry *t)
{
    for (int i = 0; i < QUARTERS; i++) {
        int64_t s = midnight_s + 900 * i;
        struct telemetry_forecast f = {.time_s = s,
                                       .pv_p10_w = sun_w(s) - 500.0,
                                       .pv_p50_w = sun_w(s) + 1000.0,
                                       .pv_p90_w = sun_w(s) + 1500.0,
                                       .load_p10_w = 7000.0,
                                       .load_p50_w = 8000.0,
                                       .load_p90_w = 9000.0,
                                       .pv_hour_w = NAN,
                                       .load_hour_w = NAN,
                                       .pv_persistence_w = NAN};
        if (i < 60 || i >= 68) {
            telemetry_foresee(t, &f);
        }
        struct telemetry_forecast hour = {s, NAN, NAN, NAN, NAN, NAN, NAN, NAN, 9500.0, NAN};
        telemetry_foresee(t, &hour);
    }
}

static void read_recorded(const char *path, int32_t language, int32_t days, struct kpi *kpi,
                          struct recorded *r)
{
    ck_assert_msg(kpi_read(path, &site, midnight_s, midnight_s + (int64_t)days * DAY_S, kpi,
                           message, sizeof message) == 0,
                  "%s", message);
    ck_assert_msg(recorded_read(path, &site, kpi, language, r, message, sizeof message) == 0, "%s",
                  message);
}

static const char *record_day(void)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/t.db", folder);
    struct telemetry *t = open_database(path);
    add_minutes(t, midnight_s - 7 * DAY_S, midnight_s - 6 * DAY_S);
    add_minutes(t, midnight_s - DAY_S, midnight_s + DAY_S);
    add_forecasts(t);
    telemetry_close(t, 20.0);
    return path;
}

static char *read_file(const char *name)
{
    static char text[1 << 20];
    FILE *file = fopen(in_folder(name), "rb");
    ck_assert_ptr_nonnull(file);
    size_t n = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[n] = '\0';
    return text;
}

START_TEST(a_day_is_judged_by_hand)
{
    struct kpi kpi;
    struct recorded r;
    read_recorded(record_day(), KPI_ENGLISH, 1, &kpi, &r);
    ck_assert_int_eq(r.forecasts, QUARTERS);
    /* 4 quarter hours were not measured, 8 have no forecast of the day ahead */
    ck_assert_int_eq(r.record.load_score.judged, QUARTERS - 12);
    ck_assert_double_eq_tol(r.record.load_score.mae_w, 2000.0, 1e-6);
    ck_assert_double_eq(r.record.load_score.coverage_ratio, 0.0);
    ck_assert_double_eq_tol(r.record.load_score.skill_ratio, 1.0 - 2000.0 / 8000.0, 1e-9);
    int32_t sunny = 0;
    for (int32_t i = 0; i < QUARTERS; i++) { /* 9:00 was held down, noon not measured */
        sunny += sun_w(midnight_s + 900 * i) + 1500.0 > 0.01 * site.pv.inverter_w &&
                 (i < 60 || i >= 68) && (i < 48 || i >= 52) && i != 36;
    }
    ck_assert_int_eq(r.record.pv_score.judged, sunny);
    ck_assert_double_eq_tol(r.record.pv_score.mae_w, 1000.0, 1e-6);
    ck_assert_double_eq(r.record.pv_score.coverage_ratio, 1.0);
    /* the hour ahead: load 500 W low; the quarter hour that had ended was 10 kW, on the first five
     * 2 */
    ck_assert_int_eq(r.load_hour_score.judged, QUARTERS - 4);
    ck_assert_double_eq_tol(r.load_hour_score.mae_w, 500.0, 1e-6);
    ck_assert_double_eq_tol(r.load_hour_score.skill_ratio,
                            1.0 - 500.0 * r.load_hour_score.compared / (5 * 8000.0), 1e-9);
    ck_assert_int_eq(r.pv_hour_score.judged, 0);
    ck_assert_msg(isnan(r.record.quarter[48].pv_actual_w), "not measured is not zero");
    ck_assert_msg(isnan(r.record.quarter[62].pv_p50_w), "not forecast is not zero");
    recorded_free(&r);
}
END_TEST

/* Pieces of the last line of a plot: each "M" begins one. */
static int pieces(const char *from, const char *style)
{
    int count = 0;
    const char *path = strstr(from, style);
    ck_assert_ptr_nonnull(path);
    while (*path != '<') {
        path--;
    }
    for (; *path != '>'; path++) {
        count += *path == 'M';
    }
    return count;
}

static const double not_known = __builtin_nan("");

START_TEST(the_page_draws_gaps_and_speaks_three_languages)
{
    static const char *const title[KPI_LANGUAGES] = {
        "PV: forecast and fact", "FVE: předpověď a skutečnost", "太陽能：預測與實際"};
    static const char *const error[KPI_LANGUAGES] = {
        "load forecast, day ahead: mean absolute error 2.00 kW; skill over persistence 75 %; "
        "within "
        "P10–P90 0 %; quarter hours judged: 84.",
        "střední absolutní chyba 2,00 kW", "平均絕對誤差 2.00 kW"};
    static const char *const own[KPI_LANGUAGES] = {
        "60 min ahead: mean absolute error 1.50 kW; root mean square error 2.50 kW; skill over smart "
        "persistence 17 %; pinball loss 0.410 kW; CRPS 0.820 kW; within P10–P90 79 %; quarter hours "
        "judged: 84.",
        "den předem: střední absolutní chyba 1,50 kW; odmocnina ze střední kvadratické chyby 2,50 kW; kvantilová",
        "60 分鐘前：平均絕對誤差 1.50 kW；均方根誤差 2.50 kW"};
    const char *path = record_day();
    for (int32_t language = 0; language < KPI_LANGUAGES; language++) {
        struct kpi kpi;
        struct recorded r;
        read_recorded(path, language, 1, &kpi, &r);
        ck_assert_uint_eq(recorded_lead_text(&r, 0, message, sizeof message), 0); /* nothing was judged */
        r.lead[2] = (ostrov_learner_score){0, 3600, 84.0, 1500.0, 2500.0, 2000.0, 3000.0, 0.1666, 410.0, 820.0, 0.79};
        r.lead[5] = (ostrov_learner_score){0, 0, 50.0, 1500.0, 2500.0, not_known, not_known, not_known, 410.0, 820.0, 0.79};
        ck_assert_msg(report_write_recorded(&r, in_folder("page"), message, sizeof message) == 0,
                      "%s", message);
        recorded_free(&r);
        const char *page = read_file("page/report.html");
        ck_assert_ptr_nonnull(strstr(page, title[language]));
        ck_assert_ptr_nonnull(strstr(page, error[language]));
        ck_assert_ptr_nonnull(strstr(page, own[language]));
        ck_assert_ptr_null(strstr(page, "nan"));
        ck_assert_ptr_nonnull(strstr(page, "band-sun"));
        ck_assert_int_eq(pieces(page, "class=\"line load\""), 2);
        ck_assert_int_eq(pieces(page, "class=\"line sun dashed\""), 2);
    }
    const char *csv = read_file("page/data/forecast.csv");
    ck_assert_ptr_nonnull(strstr(csv, "1784714400,2026-07-22T12:00:00+02:00,,,"));
    ck_assert_ptr_nonnull(strstr(csv, "pv_p10_kw,pv_p50_kw,pv_p90_kw,pv_persistence_kw"));
}
END_TEST

START_TEST(a_month_is_drawn_by_weeks)
{
    struct kpi kpi;
    struct recorded r;
    int plots = 0;
    read_recorded(record_day(), KPI_ENGLISH, 30, &kpi, &r);
    ck_assert_int_eq(report_write_recorded(&r, in_folder("page"), message, sizeof message), 0);
    recorded_free(&r);
    for (const char *at = read_file("page/report.html"); (at = strstr(at, "<desc")) != NULL; at++) {
        plots++;
    }
    ck_assert_int_eq(plots, 2 * 5);
    ck_assert_ptr_nonnull(strstr(read_file("page/report.html"), ">07-22<"));
}
END_TEST

static int keep(void *context, const struct telemetry_forecast *f)
{
    *(struct telemetry_forecast *)context = *f;
    return 0;
}

START_TEST(what_was_told_first_stays)
{
    const char *path = in_folder("t.db");
    struct telemetry *t = open_database(path);
    struct telemetry_forecast f = {900, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, NAN, NAN, NAN}, got;
    telemetry_foresee(t, &f);
    f = (struct telemetry_forecast){900, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 7.0, 8.0, INFINITY};
    telemetry_foresee(t, &f);
    telemetry_close(t, 10.0);
    ck_assert_int_eq(telemetry_each_forecast(path, 0, 9000, keep, &got, message, sizeof message),
                     1);
    ck_assert_int_eq(got.time_s, 900);
    ck_assert_double_eq(got.pv_p10_w, 1.0);
    ck_assert_double_eq(got.load_p90_w, 6.0);
    ck_assert_double_eq(got.pv_hour_w, 7.0);
    ck_assert_double_eq(got.load_hour_w, 8.0);
    ck_assert_msg(isnan(got.pv_persistence_w), "infinite is not known");
}
END_TEST

/* A database as the program before this one left it. */
static void make_older(const char *path)
{
    sqlite3 *handle = NULL;
    struct telemetry *t = open_database(path);
    add_minutes(t, midnight_s, midnight_s + 3600);
    telemetry_close(t, 10.0);
    ck_assert_int_eq(sqlite3_open(path, &handle), SQLITE_OK);
    ck_assert_int_eq(
        sqlite3_exec(handle, "DROP TABLE forecast; PRAGMA user_version = 1", NULL, NULL, NULL),
        SQLITE_OK);
    ck_assert_int_eq(sqlite3_close(handle), SQLITE_OK);
}

START_TEST(an_older_database_is_read_and_upgraded_in_place)
{
    char path[256];
    struct kpi kpi;
    struct recorded r;
    struct telemetry_forecast f = {midnight_s, 1, 2, 3, 4, 5, 6, 7, 8, 9}, got;
    char *text = NULL;
    size_t length = 0;
    snprintf(path, sizeof path, "%s/old.db", folder);
    make_older(path);
    read_recorded(path, KPI_CZECH, 1, &kpi, &r); /* as it is: no forecast, and no failure */
    ck_assert_int_eq(r.forecasts, 0);
    ck_assert_int_eq(report_write_recorded(&r, in_folder("page"), message, sizeof message), 0);
    recorded_free(&r);
    ck_assert_ptr_nonnull(strstr(read_file("page/report.html"), "žádná předpověď"));
    struct telemetry *t = open_database(path);
    telemetry_foresee(t, &f);
    telemetry_close(t, 10.0);
    ck_assert_int_eq(
        telemetry_each_forecast(path, 0, INT64_MAX, keep, &got, message, sizeof message), 1);
    ck_assert_double_eq(got.pv_persistence_w, 9.0);
    FILE *out = open_memstream(&text, &length);
    ck_assert_int_eq(
        telemetry_export_forecast_csv(path, 0, INT64_MAX, out, message, sizeof message), 1);
    ck_assert_int_eq(telemetry_export_influx(path, "x", 0, INT64_MAX, out, message, sizeof message),
                     61);
    fclose(out);
    ck_assert_ptr_nonnull(strstr(text, "utc_start,pv_p10_w,pv_p50_w,pv_p90_w,load_p10_w"));
    ck_assert_ptr_nonnull(strstr(text, "\n2026-07-21T22:00:00Z,1,2,3,4,5,6,7,8,9\n"));
    ck_assert_ptr_nonnull(strstr(text, "\nforecast,site=x pv_p10_w=1,"));
    free(text);
    struct recorded after;
    read_recorded(path, KPI_ENGLISH, 1, &kpi, &after); /* the minutes are there as before */
    ck_assert_double_eq_tol(kpi.minutes, 60.0, 1e-9);
    ck_assert_int_eq(after.forecasts, 1);
    recorded_free(&after);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("forecast");
    TCase *one = tcase_create("all");
    tcase_set_timeout(one, 120);
    tcase_add_checked_fixture(one, begin, folder_remove);
    tcase_add_test(one, a_day_is_judged_by_hand);
    tcase_add_test(one, the_page_draws_gaps_and_speaks_three_languages);
    tcase_add_test(one, a_month_is_drawn_by_weeks);
    tcase_add_test(one, what_was_told_first_stays);
    tcase_add_test(one, an_older_database_is_read_and_upgraded_in_place);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
