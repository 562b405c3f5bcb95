/* Between plans: the worth of energy, the budget of the quarter hour, limits, ramp; and whatever comes in.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "plan_kit.h"

#include <ostrov/plan_steer.h>

#include <math.h>

static ostrov_steer steer;
static ostrov_steer_sample s;

static void setup(double import_limit_w, double ramp_w_per_s)
{
    ostrov_steer_config config;
    ck_assert_int_eq(ostrov_steer_defaults(&config, sizeof config), OSTROV_OK);
    config.import_limit_w = import_limit_w;
    config.ramp_w_per_s = ramp_w_per_s;
    ck_assert_int_eq(ostrov_steer_init(&steer, &config, NULL), OSTROV_OK);
    ck_assert_int_eq(ostrov_steer_sample_defaults(&s, sizeof s), OSTROV_OK);
    s.time_s = 900000;
    s.net_w = 20e3;
    s.grid_w = 20e3;
    s.charge_limit_w = 100e3;
    s.discharge_limit_w = 100e3;
    s.planned_battery_w = 0.0;
    s.planned_grid_w = 20e3;
    s.value_per_kwh = 0.2;
    s.import_price_per_kwh = 0.2;
    s.export_price_per_kwh = 0.05;
}

static ostrov_steer_state step(double dt_s, ostrov_status wanted)
{
    ostrov_steer_state state;
    ck_assert_int_eq(ostrov_steer_step(&steer, &s, dt_s), wanted);
    ck_assert_int_eq(ostrov_steer_read(&steer, &state, sizeof state), OSTROV_OK);
    ck_assert_double_le(state.battery_w, 100e3);
    ck_assert_double_ge(state.battery_w, -100e3);
    return state;
}

START_TEST(the_worth_decides_who_takes_what_was_not_foreseen)
{
    setup(1e9, 1e9);
    s.net_w = 50e3; /* 30 kW more than planned, at a price at which rest is right */
    ck_assert_double_eq(step(1.0, OSTROV_OK).battery_w, 0.0);
    s.import_price_per_kwh = 0.5; /* dear: the battery takes it all */
    ck_assert_double_eq(step(1.0, OSTROV_OK).battery_w, 50e3);
    s.net_w = -10e3; /* sun that was not foreseen is worth more in the battery than sold */
    ck_assert_double_eq(step(1.0, OSTROV_OK).battery_w, -10e3);
    s.export_price_per_kwh = 0.4; /* sold dearer than it is worth: nothing is charged */
    s.planned_battery_w = 0.0;
    ck_assert_double_ge(step(1.0, OSTROV_OK).battery_w, 0.0);
}
END_TEST

START_TEST(hard_limits_go_before_the_ramp)
{
    setup(40e3, 100.0);
    s.net_w = 90e3;
    {
        const ostrov_steer_state state = step(1.0, OSTROV_OK);
        ck_assert_double_eq(state.battery_w, 50e3); /* 100 W/s would not do */
        ck_assert_int_eq(state.cause, OSTROV_STEER_LIMIT);
    }
    s.net_w = 20e3;
    ck_assert_double_eq_tol(step(1.0, OSTROV_OK).battery_w, 49900.0, 1e-9); /* back along the ramp */
    s.discharge_limit_w = 5e3;
    s.net_w = 90e3;
    {
        const ostrov_steer_state state = step(1.0, OSTROV_LIMITED);
        ck_assert_double_eq(state.battery_w, 5e3);
        ck_assert_double_eq(state.missing_w, 45e3);
    }
}
END_TEST

/* A load that jumps each second: the mean of each clock-aligned quarter hour stays at or below the peak. */
START_TEST(the_quarter_hour_is_kept)
{
    uint64_t seed = 77;
    double imported_ws = 0.0;
    double spared_ws = 0.0;
    setup(1e9, 1e9);
    s.time_s = 900000 + 450; /* begins in the middle of one */
    s.peak_w = 30e3;
    s.planned_grid_w = 28e3;
    for (int32_t i = 0; i < 4 * 900; i++) {
        double w = 0.0;
        if (s.time_s % 900 == 0) {
            ck_assert_double_le(imported_ws, 30e3 * 900.0 * (1.0 + 1e-3));
            imported_ws = 0.0;
        }
        s.net_w = 28e3 + kit_uniform(&seed, -20e3, 20e3);
        w = step(1.0, OSTROV_OK).battery_w;
        s.grid_w = s.net_w - w;
        s.time_s++;
        imported_ws += fmax(0.0, s.grid_w);
        spared_ws += w;
    }
    ck_assert_double_lt(spared_ws / 3600.0, 0.15 * 28e3); /* and not much was discharged for it */
}
END_TEST

START_TEST(whatever_comes_in_the_command_is_whole)
{
    static const double odd[] = {(double)NAN, (double)INFINITY, -(double)INFINITY, 65535.0,
                                 -32768.0,    1e300,            0.0,               -1e12};
    uint64_t seed = 5;
    ostrov_steer fresh;
    setup(40e3, 1000.0);
    for (int32_t i = 0; i < 20000; i++) {
        double *const members[] = {&s.net_w, &s.grid_w, &s.planned_battery_w, &s.planned_grid_w,
                                   &s.value_per_kwh, &s.import_price_per_kwh,
                                   &s.export_price_per_kwh, &s.peak_w};
        ostrov_steer_state state;
        ostrov_status status = OSTROV_OK;
        *members[kit_random(&seed) % 8u] = kit_random(&seed) % 3u ? kit_uniform(&seed, -80e3, 80e3)
                                                                  : odd[kit_random(&seed) % 8u];
        s.time_s = kit_random(&seed) % 9u ? s.time_s + 1 : (int64_t)(kit_random(&seed) % 3u) - 1;
        status = ostrov_steer_step(&steer, &s, 1.0);
        ck_assert_int_ge(status, OSTROV_OK);
        ck_assert_int_eq(ostrov_steer_read(&steer, &state, sizeof state), OSTROV_OK);
        ck_assert(state.battery_w >= -100e3 && state.battery_w <= 100e3);
        if (state.missing_w == 0.0 && s.net_w > -1e9 && s.net_w < 1e9) {
            ck_assert_double_le(s.net_w - state.battery_w, 40e3 + 1e-6);
        }
    }
    ck_assert_int_eq(ostrov_steer_step(&steer, &s, (double)NAN), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_steer_step(&steer, &s, -1.0), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_steer_step(&steer, NULL, 1.0), OSTROV_E_ARGUMENT);
    memset(&fresh, 0, sizeof fresh);
    ck_assert_int_eq(ostrov_steer_step(&fresh, &s, 1.0), OSTROV_E_ARGUMENT);
}
END_TEST

START_TEST(without_knowledge_it_is_the_plan_or_rest)
{
    setup(1e9, 1e9);
    s.net_w = (double)NAN;
    s.planned_battery_w = 7e3;
    ck_assert_double_eq(step(1.0, OSTROV_DEGRADED).battery_w, 7e3);
    s.planned_battery_w = (double)NAN;
    ck_assert_double_eq(step(1.0, OSTROV_DEGRADED).battery_w, 0.0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan steer");
    TCase *cases = tcase_create("steer");
    tcase_add_test(cases, the_worth_decides_who_takes_what_was_not_foreseen);
    tcase_add_test(cases, hard_limits_go_before_the_ramp);
    tcase_add_test(cases, the_quarter_hour_is_kept);
    tcase_add_test(cases, whatever_comes_in_the_command_is_whole);
    tcase_add_test(cases, without_knowledge_it_is_the_plan_or_rest);
    suite_add_tcase(suite, cases);
    return unit_run(suite);
}
