/* Key figures of recorded minutes against sums done by hand: a day of constant powers, an hour in
 * which nothing is known, a quarter with a peak.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE
#include "folder.h"

#include "kpi/kpi.h"

#include <math.h>
#include <string.h>

static char message[512];
static struct site site;
static const int64_t midnight_s = 1764111600; /* 2025-11-26 00:00 in Prague */

static void begin(void)
{
    folder_make();
    ck_assert_msg(site_load(SITES_DIR "/pisek.json", &site, message, sizeof message) == 0, "%s",
                  message);
    site.tariff.co2_g_per_kwh = 400.0;
    site.reserve_s = 3600.0;
}

/* change(minute of the day, row) */
static const char *record_day(void (*change)(int, struct telemetry_minute *))
{
    const char *path = in_folder("t.db");
    struct telemetry_setup setup;
    telemetry_defaults(&setup);
    setup.commit_s = 0.0;
    struct telemetry *t = telemetry_open(path, &setup, message, sizeof message);
    ck_assert_msg(t != NULL, "%s", message);
    for (int i = 0; i < 1440; i++) {
        struct telemetry_minute m = {.time_s = midnight_s + 60 * i,
                                     .grid_w = 6000.0,
                                     .pv_w = 3000.0,
                                     .battery_w = 1000.0,
                                     .load_w = 10000.0,
                                     .vehicles_w = NAN,
                                     .autonomy_s = 7200.0,
                                     .import_price_per_kwh = 5.0,
                                     .export_price_per_kwh = 2.0,
                                     .mode = OSTROV_GRID_GRID,
                                     .rung = OSTROV_RUNG_QUICK,
                                     .recorded_s = 60.0,
                                     .known_s = 60.0};
        change(i, &m);
        telemetry_add(t, &m);
    }
    struct telemetry_event e = {.time_s = midnight_s + 60, .code = 1, .text = "x"};
    telemetry_note(t, &e);
    telemetry_close(t, 10.0);
    return path;
}

static struct kpi read_day(const char *path)
{
    struct kpi k;
    ck_assert_msg(
        kpi_read(path, &site, midnight_s, midnight_s + 86400, &k, message, sizeof message) == 0,
        "%s", message);
    return k;
}

static void as_it_is(int minute, struct telemetry_minute *m)
{
    (void)minute;
    (void)m;
}

START_TEST(a_constant_day)
{
    struct kpi k = read_day(record_day(as_it_is));
    double wear = 0.0;
    ck_assert_double_eq_tol(k.minutes, 1440.0, 1e-9);
    ck_assert_double_eq_tol(k.known, 1440.0, 1e-9);
    ck_assert_double_eq_tol(k.import_wh, 144e3, 1e-6);
    ck_assert_double_eq(k.export_wh, 0.0);
    ck_assert_double_eq_tol(k.load_wh, 240e3, 1e-6);
    ck_assert_double_eq_tol(k.self_sufficiency_ratio, 0.4, 1e-12);
    ck_assert_double_eq_tol(k.self_consumption_ratio, 1.0, 1e-12);
    ck_assert_double_eq_tol(k.energy_cost, 144.0 * 5.0, 1e-9);
    ck_assert_double_eq_tol(k.co2_kg, 144.0 * 0.4, 1e-9);
    ck_assert_double_eq_tol(k.quarter_max_w, 6000.0, 1e-9);
    ck_assert_double_eq_tol(k.ready_hours, 24.0, 1e-12);
    ck_assert_double_eq(k.plan_ratio, 1.0);
    ck_assert_int_eq(k.events, 1);
    ck_assert_int_eq(ostrov_battery_wear(&site.battery, &wear), OSTROV_OK);
    ck_assert_double_eq_tol(k.wear_cost, 24.0 / site.battery.discharge_efficiency_ratio * wear,
                            1e-9);
}
END_TEST

static void a_lively_day(int minute, struct telemetry_minute *m)
{
    if (minute >= 600 && minute < 720) { /* two hours of export */
        m->grid_w = -4000.0;
        m->pv_w = 13000.0;
        m->battery_w = 1000.0;
    }
    if (minute >= 720 && minute < 780) { /* an hour in which the meter is silent */
        m->grid_w = NAN;
        m->autonomy_s = 60.0;
        m->rung = OSTROV_RUNG_RULES;
    }
    if (minute >= 1005 && minute < 1020) { /* a clock-aligned quarter of 30 kW … */
        m->grid_w = 30e3;
    }
    if (minute >= 1103 && minute < 1107) { /* … and four minutes of 90 kW that are none */
        m->grid_w = 90e3;
    }
    if (minute >= 1200 && minute < 1230) {
        m->mode = OSTROV_GRID_ISLAND;
        m->grid_w = 0.0;
    }
}

START_TEST(a_lively_day_is_counted_minute_by_minute)
{
    struct kpi k = read_day(record_day(a_lively_day));
    ck_assert_double_eq_tol(k.known, 1380.0, 1e-9);
    ck_assert_double_eq_tol(k.export_wh, 8000.0, 1e-6);
    double import_wh = (1440 - 120 - 60 - 15 - 4 - 30) * 100.0 + 15 * 500.0 + 4 * 1500.0;
    ck_assert_double_eq_tol(k.import_wh, import_wh, 1e-6);
    ck_assert_double_eq_tol(k.quarter_max_w, 30e3, 1e-6);
    ck_assert_int_eq(k.quarter_max_s, midnight_s + 1005 * 60);
    ck_assert_double_eq_tol(k.ready_hours, 23.0, 1e-12);
    ck_assert_double_eq_tol(k.island_hours, 0.5, 1e-12);
    ck_assert_double_eq_tol(k.plan_ratio, 1380.0 / 1440.0, 1e-12);
    ck_assert_double_eq_tol(k.energy_cost, import_wh / 1000.0 * 5.0 - 8.0 * 2.0, 1e-9);
}
END_TEST

/* A program that was killed and started again twice in the day, and rows of an older program. */
static void a_day_in_pieces(int minute, struct telemetry_minute *m)
{
    if (minute == 100) { /* killed in its 15th second */
        m->recorded_s = m->known_s = 15.0;
        m->grid_w = 12e3;
    }
    if (minute > 100 && minute < 110) { /* away */
        m->recorded_s = m->known_s = 0.0;
    }
    if (minute == 500) { /* the meter was silent for half of it */
        m->known_s = 30.0;
        m->mode = OSTROV_GRID_ISLAND;
    }
    if (minute >= 900 && minute < 1000) {
        m->recorded_s = m->known_s = NAN;
    }
}

START_TEST(a_part_of_a_minute_counts_as_a_part)
{
    struct kpi k = read_day(record_day(a_day_in_pieces));
    ck_assert_double_eq_tol(k.minutes, 1440 - 9.75, 1e-9);
    ck_assert_double_eq_tol(k.known, 1440 - 9.75 - 0.5, 1e-9);
    ck_assert_double_eq_tol(k.import_wh, (1440 - 11) * 100.0 + 50.0 + 50.0, 1e-6);
    ck_assert_double_eq_tol(k.island_hours, 1.0 / 60.0, 1e-12);
    ck_assert_double_eq(k.plan_ratio, 1.0);
    ck_assert_double_eq_tol(k.quarter_max_w, (600 * 6e3 + 15 * 12e3) / 615.0, 1e-9);
}
END_TEST

static void nothing_known(int minute, struct telemetry_minute *m)
{
    (void)minute;
    m->grid_w = m->pv_w = m->load_w = m->autonomy_s = NAN;
}

START_TEST(not_known_is_said_in_three_languages)
{
    static char text[8192];
    static const char *const said[] = {"self-sufficiency                      not known",
                                       "soběstačnost                          není známo",
                                       "自給率                                未知"};
    struct kpi k = read_day(record_day(nothing_known));
    ck_assert(isnan(k.energy_cost) && isnan(k.self_sufficiency_ratio) && isnan(k.quarter_max_w));
    for (int32_t language = 0; language < KPI_LANGUAGES; language++) {
        ck_assert_uint_gt(kpi_text(&k, &site, language, text, sizeof text), 300);
        ck_assert_msg(strstr(text, said[language]) != NULL, "%s", text);
        ck_assert_ptr_nonnull(strstr(text, "2025-11-26 00:00"));
        ck_assert_ptr_null(strstr(text, "nan"));
    }
    ck_assert_uint_eq(kpi_text(&k, &site, KPI_CZECH, text, 40), 39); /* cut, never past the end */
    k = read_day(record_day(as_it_is));
    (void)kpi_text(&k, &site, KPI_CZECH, text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, "144,0 kWh"));
}
END_TEST

START_TEST(an_empty_time_is_refused)
{
    struct kpi k;
    const char *path = record_day(as_it_is);
    ck_assert_int_eq(kpi_read(path, &site, 0, 3600, &k, message, sizeof message), -1);
    ck_assert_ptr_nonnull(strstr(message, "nothing is recorded"));
    ck_assert_int_eq(kpi_read("/nowhere.db", &site, 0, 3600, &k, message, sizeof message), -1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("key figures");
    TCase *one = tcase_create("all");
    tcase_set_timeout(one, 60);
    tcase_add_checked_fixture(one, begin, folder_remove);
    tcase_add_test(one, a_constant_day);
    tcase_add_test(one, a_lively_day_is_counted_minute_by_minute);
    tcase_add_test(one, a_part_of_a_minute_counts_as_a_part);
    tcase_add_test(one, not_known_is_said_in_three_languages);
    tcase_add_test(one, an_empty_time_is_refused);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
