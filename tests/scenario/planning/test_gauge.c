/* What a battery tells, judged before it is believed: garbage goes no further, a wrong SoC is
 * bounded by the voltage, and what is not known is said and mended by a full charge.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "simulate/gauge.h"
#include "simulate/planner.h"

#include <math.h>
#include <string.h>

#include "unit.h"

enum { MESSAGE = 512 };

static struct site site;
static struct gauge gauge;
static ostrov_cell_state cells;
static double told_ratio; /* of the BMS */

static void begin(double soc_ratio, double bms_ratio)
{
    char message[MESSAGE] = "";
    ck_assert_msg(site_load(SITES_DIR "/pisek.json", &site, message, sizeof message) == 0, "%s",
                  message);
    ck_assert_msg(gauge_begin(&gauge, &site, message, sizeof message) == 0, "%s", message);
    ck_assert_int_eq(ostrov_cell_rest(&cells, soc_ratio, 20.0), OSTROV_OK);
    told_ratio = bms_ratio;
}

/* A second of the real string at a current; what it tells into m. */
static void tell(ostrov_measurement *m, double current_a)
{
    double volts = 0.0;
    ck_assert_int_eq(ostrov_measurement_defaults(m, sizeof *m), OSTROV_OK);
    ck_assert_int_eq(ostrov_cell_step(&gauge.cell, &cells, current_a, NAN, 1.0), OSTROV_OK);
    ck_assert_int_eq(ostrov_cell_voltage(&gauge.cell, &cells, current_a, &volts), OSTROV_OK);
    m->dt_s = 1.0;
    m->battery_v = volts;
    m->battery_a = current_a;
    m->battery_c = 20.0;
    told_ratio -= current_a / 3600.0 / (gauge.cell.capacity_ah * gauge.cell.parallel);
    m->bms_soc_ratio = told_ratio;
    m->age_s[OSTROV_SOURCE_BATTERY] = 0.0;
}

/* A load that comes and goes, so that nothing looks frozen. */
static double load_a(int32_t second) { return 40.0 + 30.0 * sin(second / 40.0) + (second % 7); }

START_TEST(a_battery_that_tells_the_truth_is_believed)
{
    ostrov_measurement m;
    uint32_t flags = 0;
    begin(0.8, 0.8);
    for (int32_t t = 0; t < 7200; t++) {
        tell(&m, load_a(t));
        flags |= gauge_step(&gauge, &m);
        ck_assert(!isnan(m.battery_v) && !isnan(m.battery_a) && !isnan(m.bms_soc_ratio));
        ck_assert(m.soc_low_ratio <= cells.soc_ratio && cells.soc_ratio <= m.soc_high_ratio);
    }
    ck_assert_uint_eq(flags, 0);
}
END_TEST

START_TEST(garbage_goes_no_further_and_is_said_once)
{
    ostrov_measurement m;
    int32_t said = 0;
    begin(0.8, 0.8);
    for (int32_t t = 0; t < 600; t++) {
        tell(&m, load_a(t));
        if (t >= 300 && t < 400) {
            m.battery_v = 65535.0;
            m.battery_c = -32768.0;
        }
        uint32_t fresh = gauge_step(&gauge, &m);
        if (t >= 300 && t < 400) {
            ck_assert_double_nan(m.battery_v);
            ck_assert_double_nan(m.battery_c);
        }
        said += (fresh & (1u << OSTROV_TELEMETRY_RANGE)) != 0;
        ck_assert(m.soc_low_ratio <= cells.soc_ratio && cells.soc_ratio <= m.soc_high_ratio);
    }
    ck_assert_int_eq(said, 1);
    ck_assert_ptr_nonnull(gauge_reason_text(OSTROV_TELEMETRY_RANGE));
    ck_assert_ptr_null(gauge_reason_text(OSTROV_TELEMETRY_REASONS));
    ck_assert_ptr_null(gauge_reason_text(-1));
}
END_TEST

/* The BMS says 95 %, and there are 15: discharging shows it long before the cells are empty. */
START_TEST(a_wrong_bms_is_found_out_by_the_voltage)
{
    ostrov_measurement m;
    begin(0.15, 0.95);
    for (int32_t t = 0; t < 900; t++) {
        tell(&m, load_a(t));
        (void)gauge_step(&gauge, &m);
    }
    ck_assert_double_gt(told_ratio, 0.85);
    ck_assert_double_lt(cells.soc_ratio, 0.15);
    ck_assert_double_lt(m.soc_high_ratio, 0.6);
    ck_assert_double_le(m.soc_low_ratio, cells.soc_ratio);
}
END_TEST

START_TEST(without_knowing_the_strings_nothing_is_touched)
{
    ostrov_measurement m, before;
    begin(0.5, 0.5);
    site.cells.series = 0;
    char message[MESSAGE] = "";
    ck_assert_int_eq(gauge_begin(&gauge, &site, message, sizeof message), 0);
    ck_assert_int_eq(ostrov_measurement_defaults(&m, sizeof m), OSTROV_OK);
    m.battery_v = 65535.0;
    m.dt_s = 1.0;
    before = m;
    ck_assert_uint_eq(gauge_step(&gauge, &m), 0);
    ck_assert_mem_eq(&m, &before, sizeof m);
}
END_TEST

START_TEST(it_goes_on_over_a_restart)
{
    ostrov_measurement m, again;
    struct memory memory;
    char message[MESSAGE] = "";
    begin(0.7, 0.7);
    ck_assert_int_eq(memory_begin(&memory), 0);
    for (int32_t t = 0; t < 100; t++) {
        tell(&m, load_a(t));
        (void)gauge_step(&gauge, &m);
    }
    gauge_save(&gauge, &memory);
    tell(&m, load_a(100));
    again = m;
    (void)gauge_step(&gauge, &m);
    ck_assert_int_eq(gauge_begin(&gauge, &site, message, sizeof message), 0);
    gauge_recall(&gauge, &memory);
    (void)gauge_step(&gauge, &again);
    ck_assert_mem_eq(&m.soc_low_ratio, &again.soc_low_ratio, sizeof m.soc_low_ratio);
    ck_assert_mem_eq(&m.soc_high_ratio, &again.soc_high_ratio, sizeof m.soc_high_ratio);
    memory_end(&memory);
}
END_TEST

START_TEST(what_is_not_known_is_said)
{
    char text[64];
    ostrov_station_state s = {.soc_ratio = 0.3, .soc_low_ratio = 0.3, .soc_high_ratio = 0.9};
    gauge_soc_text(&s, text, sizeof text);
    ck_assert_str_eq(text, "30-90 %, not known");
    s = (ostrov_station_state){.soc_ratio = 0.62, .soc_low_ratio = 0.55, .soc_high_ratio = 0.69};
    gauge_soc_text(&s, text, sizeof text);
    ck_assert_str_eq(text, "62 %");
    s.soc_ratio = NAN;
    gauge_soc_text(&s, text, sizeof text);
    ck_assert_str_eq(text, "-");
}
END_TEST

/* Asked for again and again the full charge keeps its day: plans end with it, and it is not put
 * off. */
START_TEST(a_full_charge_is_planned_within_a_day)
{
    static struct planner planner;
    struct inputs inputs;
    struct fleet fleet;
    char message[MESSAGE] = "";
    const struct inputs_request request = {.scenario = "calm", .outage = "none", .days = 3};
    begin(0.5, 0.5);
    ck_assert_int_eq(inputs_make(&site, &request, &inputs, message, sizeof message), 0);
    ck_assert_int_eq(planner_init(&planner, &site, &inputs, PLANNER_QUICK, message, sizeof message),
                     0);
    fleet_init(&fleet, &site, &inputs);
    const int64_t until_s = inputs.start_s + 86400;
    for (int64_t t = inputs.start_s; t < until_s; t += 6 * 3600) {
        struct planner_view view = {.time_s = t,
                                    .soc_ratio = 0.4,
                                    .charge_limit_w = 100e3,
                                    .discharge_limit_w = 100e3,
                                    .peak_w = 20e3,
                                    .quick = 1,
                                    .full = 1};
        ck_assert_int_ge(planner_make(&planner, &view, &fleet, NULL), OSTROV_OK);
        ck_assert_int_eq(planner.edges_s[planner.problem.count], until_s);
        ck_assert_double_ge(planner.soc_ratio[planner.problem.count - 1],
                            site.battery.soc_max_ratio - 0.01);
    }
    struct planner_view view = {.time_s = inputs.start_s + 3600,
                                .soc_ratio = 0.4,
                                .charge_limit_w = 100e3,
                                .discharge_limit_w = 100e3,
                                .peak_w = 20e3,
                                .quick = 1,
                                .full = 1};
    planner.full_until_s = view.time_s + 365 * 86400; /* the clock was a year ahead for a moment */
    ck_assert_int_ge(planner_make(&planner, &view, &fleet, NULL), OSTROV_OK);
    ck_assert_int_eq(planner.full_until_s, view.time_s + 86400);
    view.full = 0;
    ck_assert_int_ge(planner_make(&planner, &view, &fleet, NULL), OSTROV_OK);
    ck_assert_int_gt(planner.edges_s[planner.problem.count], until_s); /* had, and forgotten */
    planner_free(&planner);
    inputs_free(&inputs);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scenario.planning.gauge");
    TCase *tc = tcase_create("gauge");
    tcase_set_timeout(tc, 60.0);
    tcase_add_test(tc, a_battery_that_tells_the_truth_is_believed);
    tcase_add_test(tc, garbage_goes_no_further_and_is_said_once);
    tcase_add_test(tc, a_wrong_bms_is_found_out_by_the_voltage);
    tcase_add_test(tc, without_knowing_the_strings_nothing_is_touched);
    tcase_add_test(tc, it_goes_on_over_a_restart);
    tcase_add_test(tc, what_is_not_known_is_said);
    tcase_add_test(tc, a_full_charge_is_planned_within_a_day);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
