/* Plans in a thread of their own: the caller never waits for one, whatever it takes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "live/planning.h"

#include <stdio.h>
#include <time.h>

#include "../store/folder.h"

enum { MESSAGE = 512, SLOW_MS = 400 };

static struct site site;
static struct inputs inputs;
static struct fleet fleet;
static struct planner planner;

static void sleep_ms(int64_t ms)
{
    struct timespec pause = {(time_t)(ms / 1000), (long)(ms % 1000 * 1000000)};
    nanosleep(&pause, NULL);
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

/* A planner that has gone slow: it ends when it is told to stop, as the built-in one does. */
static ostrov_status slow(struct planner *p, const struct planner_view *view, const struct fleet *f,
                          ostrov_fault *why)
{
    (void)view, (void)f, (void)why;
    for (int32_t i = 0; i < SLOW_MS / 10 && !p->stop; i++) {
        sleep_ms(10);
    }
    p->plan.cost = 42.0;
    return OSTROV_LIMITED;
}

static struct planner_view view_of(int64_t time_s)
{
    return (struct planner_view){.time_s = time_s,
                                 .soc_ratio = 0.6,
                                 .charge_limit_w = 100e3,
                                 .discharge_limit_w = 100e3,
                                 .peak_w = 70e3,
                                 .quick = 1};
}

static void begin_at(const char *file)
{
    char message[MESSAGE] = "";
    const struct inputs_request request = {.scenario = "calm", .outage = "none", .days = 2};
    ck_assert_msg(site_load(file, &site, message, sizeof message) == 0, "%s", message);
    ck_assert_msg(inputs_make(&site, &request, &inputs, message, sizeof message) == 0, "%s",
                  message);
    ck_assert_msg(planner_init(&planner, &site, &inputs, PLANNER_QUICK, message, sizeof message) ==
                      0,
                  "%s", message);
    fleet_init(&fleet, &site, &inputs);
}

static void begin(void) { begin_at(SITES_DIR "/pisek-depot.json"); }

static void end(void)
{
    planner_free(&planner);
    inputs_free(&inputs);
}

/* A second of the loop as the live run has it; returns its longest in ms. */
static double cycle(struct planning *p, const struct planner_view *view, int32_t steps,
                    int32_t *answers)
{
    double longest = 0.0;
    for (int32_t i = 0; i < steps; i++) {
        ostrov_status status = OSTROV_OK;
        ostrov_fault why;
        double began = now_ms();
        *answers += planning_take(p, &status, &why);
        (void)planning_ask(p, view, &fleet);
        (void)planning_busy(p);
        double took = now_ms() - began;
        longest = took > longest ? took : longest;
        sleep_ms(10);
    }
    return longest;
}

START_TEST(a_slow_planner_delays_no_cycle)
{
    int32_t answers = 0;
    begin();
    struct planning *p = planning_open(&planner, slow, NULL);
    struct planner_view view = view_of(inputs.start_s);
    ck_assert_ptr_nonnull(p);
    double longest =
        cycle(p, &view, 100, &answers); /* a second and more, in which two plans are made */
    ck_assert_msg(longest < SLOW_MS / 4.0, "a cycle took %.1f ms", longest);
    ck_assert_int_ge(answers, 1);
    ck_assert_int_le(answers, 3);
    double began = now_ms();
    planning_close(p); /* a plan is under way: it is told to stop */
    ck_assert_double_lt(now_ms() - began, SLOW_MS / 2.0);
    end();
}
END_TEST

/* 96 quarter hours were learned, over a midnight UTC: each told of the hour ahead, and both days of
 * what they began with. */
static void took_forecasts(struct planning *p, int64_t first_s)
{
    struct telemetry_forecast row[16];
    int32_t hours = 0, days = 0, count;
    int64_t day_s = INT64_MIN;
    while ((count = planning_foretold(p, row, 16)) > 0) {
        for (int32_t i = 0; i < count; i++) {
            if (row[i].load_hour_w == row[i].load_hour_w) {
                ck_assert_int_eq(row[i].time_s, first_s + (hours + 5) * 900);
                hours++;
                continue;
            }
            ck_assert_int_eq(row[i].time_s, day_s == INT64_MIN ? first_s : day_s + 900);
            day_s = row[i].time_s;
            days++;
            ck_assert(row[i].load_p10_w <= row[i].load_p50_w);
            ck_assert(row[i].load_p50_w <= row[i].load_p90_w);
            ck_assert(row[i].pv_p10_w <= row[i].pv_p90_w);
        }
    }
    ck_assert_int_eq(hours, 96);
    ck_assert_int_gt(days, 96);
    ck_assert_int_eq((day_s + 900) % 86400, 0);
}

START_TEST(quarters_wait_and_are_learned_before_the_next_plan)
{
    ostrov_status status = OSTROV_OK;
    ostrov_fault why;
    begin();
    struct planning *p = planning_open(&planner, slow, NULL);
    struct planner_view view = view_of(inputs.start_s);
    ck_assert_int_eq(planning_ask(p, &view, &fleet), 0);
    ck_assert_int_eq(planning_ask(p, &view, &fleet), -1); /* one at a time */
    for (int32_t i = 0; i < 120; i++) {                   /* more than fit: the oldest go */
        planning_learn(p, &(struct outlook_quarter){
                              .start_s = inputs.start_s + i * 900, .pv_w = 0.0, .load_w = 15e3});
    }
    while (planning_busy(p)) {
        sleep_ms(5);
    }
    ck_assert_int_eq(planning_take(p, &status, &why), 1);
    ck_assert_int_eq(status, OSTROV_LIMITED);
    ck_assert_int_eq(planning_take(p, &status, &why), 0); /* once */
    ck_assert_int_eq(planner.outlook.learned_s, inputs.start_s + 120 * 900);
    ck_assert_double_nonnan(planning_score(p).load_mae_w);
    took_forecasts(p, inputs.start_s + 24 * 900);
    planning_close(p);
    end();
}
END_TEST

START_TEST(a_real_plan_comes_checked_and_ends_with_what_it_knows)
{
    ostrov_status status = OSTROV_E_STATE;
    ostrov_fault why;
    begin();
    struct planning *p = planning_open(&planner, planner_make, NULL);
    struct planner_view view = view_of(inputs.start_s);
    ck_assert_int_eq(planning_ask(p, &view, &fleet), 0);
    while (!planning_take(p, &status, &why)) {
        sleep_ms(5);
    }
    ck_assert_int_ge(status, OSTROV_OK);
    ck_assert_int_eq(planner.verdict.feasible, 1);
    ck_assert_int_gt(planner.plan.expires_s, view.time_s);
    ck_assert_int_lt(planner.plan.work,
                     PLANNER_WORK / 20); /* the limit is far from what is usual */
    planning_close(p);
    end();
}
END_TEST

/* What was learned comes back; what was kept for another site does not. */
START_TEST(forecasts_go_on_over_a_restart)
{
    static const uint32_t kept[] = {MEMORY_FORECAST_PV, MEMORY_FORECAST_LOAD, MEMORY_ERRORS_PV,
                                    MEMORY_ERRORS_LOAD};
    struct memory memory;
    static double before[OUTLOOK_STEPS][OUTLOOK_LEVELS];
    begin();
    ck_assert_int_eq(memory_begin(&memory), 0);
    for (int32_t i = 0; i < 96; i++) {
        outlook_learn(&planner.outlook,
                      &(struct outlook_quarter){.start_s = inputs.start_s + i * 900,
                                                .pv_w = i > 30 && i < 60 ? 20e3 : 0.0,
                                                .load_w = 9e3});
    }
    ck_assert_int_eq(outlook_predict(&planner.outlook, inputs.start_s + 86400, 96, 0), 0);
    memcpy(before, planner.outlook.pv_w, sizeof before);
    outlook_save(&planner.outlook, &memory);
    ck_assert_int_eq(memory.full, 0);
    end();
    begin();
    outlook_recall(&planner.outlook, &memory);
    ck_assert_int_eq(outlook_predict(&planner.outlook, inputs.start_s + 86400, 96, 0), 0);
    ck_assert_mem_eq(before, planner.outlook.pv_w, 96 * sizeof before[0]);
    end();
    begin();
    site.crc++;
    outlook_recall(&planner.outlook, &memory);
    ck_assert_int_eq(outlook_predict(&planner.outlook, inputs.start_s + 86400, 96, 0), 0);
    ck_assert_mem_ne(before, planner.outlook.pv_w, 96 * sizeof before[0]);
    end();
    /* Bytes that changed in the snapshot are not believed: each begins anew, and all go on. */
    for (uint32_t tag = 0; tag < sizeof kept / sizeof kept[0]; tag++) {
        size_t count = 0;
        uint8_t *bytes = (uint8_t *)(uintptr_t)memory_find(&memory, kept[tag], &count);
        ck_assert_ptr_nonnull(bytes);
        memset(bytes + count / 2, 0x7f, count / 2);
    }
    begin();
    static double fresh[OUTLOOK_STEPS][OUTLOOK_LEVELS];
    ck_assert_int_eq(outlook_predict(&planner.outlook, inputs.start_s + 86400, 96, 1), 0);
    memcpy(fresh, planner.outlook.load_w, sizeof fresh);
    outlook_recall(&planner.outlook, &memory);
    ck_assert_int_eq(outlook_predict(&planner.outlook, inputs.start_s + 86400, 96, 1), 0);
    ck_assert_mem_eq(fresh, planner.outlook.load_w, 96 * sizeof fresh[0]);
    memory_end(&memory);
}
END_TEST

/* The thread keeps what it learned, at the end at the latest, and begins with it. */
START_TEST(the_thread_keeps_what_it_learned)
{
    char message[MESSAGE];
    static double before[OUTLOOK_STEPS][OUTLOOK_LEVELS];
    folder_make();
    begin();
    struct planning *p = planning_open(&planner, slow, folder);
    for (int32_t i = 0; i < 50; i++) {
        planning_learn(p, &(struct outlook_quarter){.start_s = inputs.start_s + i * 900,
                                                    .pv_w = i > 30 ? 20e3 : 0.0,
                                                    .load_w = 9e3});
    }
    planning_close(p);
    ck_assert_int_eq(outlook_predict(&planner.outlook, inputs.start_s + 45000, 96, 0), 0);
    memcpy(before, planner.outlook.pv_w, sizeof before);
    struct outlook_score own = outlook_score_of(&planner.outlook), read;
    ck_assert_double_gt(own.pv_lead[0].samples, 10.0);
    ck_assert_int_eq(own.pv_lead[0].lead_s, 900);
    ck_assert_int_eq(own.pv_lead[4].lead_s, 14400);
    ck_assert_int_eq(outlook_kept_score(&site, folder, &read), 0);
    ck_assert_mem_eq(own.pv_lead, read.pv_lead, sizeof own.pv_lead);
    ck_assert_int_eq(outlook_kept_score(&site, "/proc/none", &read), -1);
    end();
    begin();
    p = planning_open(&planner, slow, folder);
    ck_assert_int_eq(planning_trouble(p, message, sizeof message), 0);
    planning_close(p);
    ck_assert_int_eq(outlook_predict(&planner.outlook, inputs.start_s + 45000, 96, 0), 0);
    ck_assert_mem_eq(before, planner.outlook.pv_w, 96 * sizeof before[0]);
    end();
    begin();
    p = planning_open(&planner, slow,
                      "/proc/none"); /* a disk that takes nothing: said once, nothing stops */
    for (int32_t i = 0; i < 12; i++) {
        planning_learn(
            p, &(struct outlook_quarter){.start_s = inputs.start_s + i * 900, .load_w = 9e3});
    }
    while (planning_busy(p)) {
        sleep_ms(5);
    }
    ck_assert_int_eq(planning_trouble(p, message, sizeof message), 1);
    ck_assert_int_eq(planning_trouble(p, message, sizeof message), 0);
    planning_close(p);
    end();
    folder_remove();
}
END_TEST

/* Days as they may come where a planner covers them, the cautious forecast where none does; the
 * site decides. */
START_TEST(scenarios_are_planned_where_a_planner_covers_them)
{
    begin_at(SITES_DIR "/pisek.json");
    struct planner_view view = view_of(inputs.start_s);
    site.tariff.peak_price_per_kw = 0.0;
    ck_assert_int_ge(planner_make(&planner, &view, &fleet, NULL), OSTROV_OK);
    ck_assert_int_eq(planner.problem.scenarios_count, OUTLOOK_KEEP);
    ck_assert_int_eq(planner.verdict.feasible, 1);
    ck_assert_double_eq(planner.pv_w[40], planner.outlook.pv_w[40][OUTLOOK_P50]);
    end();
    begin(); /* vehicles and a charge on the highest quarter hour */
    view = view_of(inputs.start_s);
    ck_assert_int_ge(planner_make(&planner, &view, &fleet, NULL), OSTROV_OK);
    ck_assert_int_eq(planner.verdict.feasible, 1);
    if (planner.problem.scenarios_count == 0) {
        ck_assert_double_eq(planner.pv_w[40], planner.outlook.pv_w[40][OUTLOOK_P10]);
        ck_assert_double_ge(planner.critical_w[40],
                            planner.outlook.load_w[40][OUTLOOK_P50] * site.tier[0].share_ratio);
    }
    end();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scenario.planning");
    TCase *tc = tcase_create("planning");
    tcase_set_timeout(tc, 30.0);
    tcase_add_test(tc, a_slow_planner_delays_no_cycle);
    tcase_add_test(tc, quarters_wait_and_are_learned_before_the_next_plan);
    tcase_add_test(tc, a_real_plan_comes_checked_and_ends_with_what_it_knows);
    tcase_add_test(tc, scenarios_are_planned_where_a_planner_covers_them);
    tcase_add_test(tc, forecasts_go_on_over_a_restart);
    tcase_add_test(tc, the_thread_keeps_what_it_learned);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
