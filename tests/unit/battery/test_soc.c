/* The estimator against a simulated LFP string whose truth is known, and against bad input.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/battery.h>
#include <ostrov/battery_soc.h>

#include "base/fields.h"
#include "unit.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { GRID = 101 };

/* A plateau from 30 % to 95 % with a step at 65 %, knees at its ends. */
static double tables_ocv[GRID];
static double tables_width[GRID];
static const double warm[1] = {25.0};
static const double ohm[1] = {0.002};
static const double rc_ohm[2] = {0.001, 0.001};
static const double rc_s[2] = {20.0, 400.0};

static ostrov_cell lfp(void)
{
    for (int k = 0; k < GRID; k++) {
        const double z = k / 100.0;
        tables_ocv[k] = 3.28 - 0.6 * exp(-z / 0.04) + 0.015 * tanh((z - 0.65) / 0.03) +
                        0.02 * tanh((z - 0.25) / 0.1) + 0.05 * z + 0.2 * exp((z - 1.0) / 0.01);
        tables_width[k] = 0.012;
    }
    ostrov_cell c;
    ck_assert_int_eq(ostrov_cell_defaults(&c, sizeof c), OSTROV_OK);
    c.series = 16;
    c.capacity_ah = 100.0;
    c.soc_count = GRID;
    c.rc_count = 2;
    c.hysteresis_rate = 20.0;
    c.temperature_c = warm;
    c.ocv_v = tables_ocv;
    c.hysteresis_v = tables_width;
    c.ohmic_ohm = ohm;
    c.rc_ohm = rc_ohm;
    c.rc_s = rc_s;
    return c;
}

static ostrov_soc started(const ostrov_cell *cell, double told)
{
    ostrov_soc soc;
    ostrov_soc_config config;
    ostrov_fault why;
    ck_assert_int_eq(ostrov_soc_defaults(&config, sizeof config), OSTROV_OK);
    config.soc_start_ratio = told;
    ck_assert_int_eq(ostrov_soc_init(&soc, cell, &config, &why), OSTROV_OK);
    return soc;
}

static ostrov_soc_state read(const ostrov_soc *soc)
{
    ostrov_soc_state s;
    ck_assert_int_eq(ostrov_soc_read(soc, &s, sizeof s), OSTROV_OK);
    return s;
}

static ostrov_soc_sample sampled(double current_a, double voltage_v)
{
    ostrov_soc_sample s;
    ck_assert_int_eq(ostrov_soc_sample_defaults(&s, sizeof s), OSTROV_OK);
    s.current_a = current_a;
    s.voltage_v = voltage_v;
    s.temperature_c = 25.0;
    return s;
}

/* A day's current in A: charging and discharging by the quarter hour with ripples, resting now and
 * then. */
static double day_current(int second)
{
    static const double part[8] = {40, 25, 0, -30, -45, -20, 0, 30};
    const double base = part[second / 900 % 8];
    return base == 0.0 ? 0.0 : base + 8.0 * sin(second * 0.21) + 4.0 * sin(second * 0.037);
}

/* Runs both for some seconds with a sensor that reads offset_a too much; gives the worst error by
 * the end of the run's last quarter. */
static double run(const ostrov_cell *cell, ostrov_cell_state *truth, ostrov_soc *soc, int seconds,
                  double offset_a)
{
    double worst = 0.0;
    for (int k = 0; k < seconds; k++) {
        const double i = day_current(k);
        double v;
        ck_assert_int_eq(ostrov_cell_step(cell, truth, i, NAN, 1.0), OSTROV_OK);
        ck_assert_int_eq(ostrov_cell_voltage(cell, truth, i, &v), OSTROV_OK);
        const ostrov_soc_sample s = sampled(i + offset_a, v);
        ck_assert_int_eq(ostrov_soc_step(soc, &s, 1.0), OSTROV_OK);
        const ostrov_soc_state state = read(soc);
        ck_assert(isfinite(state.soc_ratio) && isfinite(state.soc_sigma_ratio));
        ck_assert_double_le(fabs(state.soc_ratio - truth->soc_ratio), 3.0 * state.soc_sigma_ratio);
        if (k > seconds * 3 / 4) {
            worst = fmax(worst, fabs(state.soc_ratio - truth->soc_ratio));
        }
    }
    return worst;
}

START_TEST(a_wrong_start_on_the_plateau_is_found_out)
{
    const ostrov_cell cell = lfp();
    static const double wrong[3] = {0.95, 0.2, NAN};
    for (int k = 0; k < 3; k++) {
        ostrov_cell_state truth;
        ck_assert_int_eq(ostrov_cell_rest(&truth, 0.6, 25.0), OSTROV_OK);
        ostrov_soc soc = started(&cell, wrong[k]);
        ck_assert_double_lt(run(&cell, &truth, &soc, 6 * 3600, 0.0), 0.02);
    }
}
END_TEST

/* Twice the resistance above 40 %: there the model claims less of each second's voltage, which must
 * not speak for the places where it claims more. */
START_TEST(a_start_where_resistance_is_larger_is_found_out)
{
    static const double ohms[3] = {0.001, 0.002, 0.002};
    ostrov_cell cell = lfp();
    cell.resistance_count = 3;
    cell.ohmic_ohm = ohms;
    cell.rc_count = 0;
    for (int k = 5; k <= 8; k++) {
        ostrov_cell_state truth;
        ck_assert_int_eq(ostrov_cell_rest(&truth, k / 10.0, 25.0), OSTROV_OK);
        ostrov_soc soc = started(&cell, NAN);
        ck_assert_double_lt(run(&cell, &truth, &soc, 3600, 0.0), 0.1);
    }
}
END_TEST

START_TEST(an_offset_is_learned_with_rests_and_without)
{
    const ostrov_cell cell = lfp();
    ostrov_cell_state truth;
    ck_assert_int_eq(ostrov_cell_rest(&truth, 0.7, 25.0), OSTROV_OK);
    ostrov_soc soc = started(&cell, 0.7);
    ck_assert_double_lt(run(&cell, &truth, &soc, 3 * 3600, 2.0), 0.02);
    ostrov_soc_state s = read(&soc);
    ck_assert_double_eq_tol(s.offset_a, 2.0, 0.1);
    ck_assert_double_lt(fabs(s.offset_a - 2.0), 3.0 * s.offset_sigma_a + 1e-3);

    ostrov_soc_config config;
    ostrov_fault why;
    ck_assert_int_eq(ostrov_soc_defaults(&config, sizeof config), OSTROV_OK);
    config.soc_start_ratio = 0.7;
    config.standstill_s = 0.0; /* a rest teaches nothing now, the knees must */
    ck_assert_int_eq(ostrov_soc_init(&soc, &cell, &config, &why), OSTROV_OK);
    ck_assert_int_eq(ostrov_cell_rest(&truth, 0.7, 25.0), OSTROV_OK);
    (void)run(&cell, &truth, &soc, 12 * 3600, 2.0);
    s = read(&soc);
    ck_assert_double_eq_tol(s.offset_a, 2.0, 0.4);
}
END_TEST

/* Without voltage there is nothing but the count, and the error grows until a full charge is
 * wanted. */
START_TEST(the_error_grows_until_a_full_charge_is_wanted)
{
    const ostrov_cell cell = lfp();
    ostrov_soc soc = started(&cell, 0.6);
    ostrov_soc_state s = read(&soc);
    const double first = s.soc_sigma_ratio;
    int hours = 0;
    do {
        const ostrov_soc_sample sample = sampled(hours % 2 == 0 ? 20.0 : -20.0, NAN);
        ck_assert_int_eq(ostrov_soc_step(&soc, &sample, 3600.0), OSTROV_DEGRADED);
        s = read(&soc);
        ck_assert((s.notes & OSTROV_SOC_NO_VOLTAGE) != 0);
        hours++;
    } while (hours < 100 && (s.notes & OSTROV_SOC_FULL_CHARGE_WANTED) == 0);
    ck_assert_int_lt(hours, 100);
    ck_assert_double_gt(s.soc_sigma_ratio + 1e-12, first);
    ck_assert_double_le(s.soc_low_ratio, s.soc_ratio);
    ostrov_soc_sample sample = sampled(-1.0, NAN);
    sample.full = 1;
    ck_assert_int_eq(ostrov_soc_step(&soc, &sample, 1.0), OSTROV_DEGRADED);
    s = read(&soc);
    ck_assert_double_gt(s.soc_ratio, 0.97);
    ck_assert((s.notes & (OSTROV_SOC_RESYNC | OSTROV_SOC_FULL_CHARGE_WANTED)) == OSTROV_SOC_RESYNC);
}
END_TEST

START_TEST(soc_moves_slowly_unless_it_says_so)
{
    const ostrov_cell cell = lfp();
    ostrov_cell_state truth;
    ck_assert_int_eq(ostrov_cell_rest(&truth, 0.1, 25.0), OSTROV_OK);
    ostrov_soc soc = started(&cell, 0.9);
    double before = 0.9;
    int64_t jumps = 0;
    for (int k = 0; k < 3600; k++) {
        double v;
        ck_assert_int_eq(ostrov_cell_voltage(&cell, &truth, 0.0, &v), OSTROV_OK);
        const ostrov_soc_sample sample = sampled(0.0, v);
        ck_assert_int_eq(ostrov_soc_step(&soc, &sample, 1.0), OSTROV_OK);
        const ostrov_soc_state s = read(&soc);
        if ((s.notes & OSTROV_SOC_RESYNC) != 0) {
            jumps++;
        } else {
            ck_assert_double_le(fabs(s.soc_ratio - before), 0.005 + 1e-12);
        }
        ck_assert_int_eq(s.resyncs, jumps);
        before = s.soc_ratio;
    }
    ck_assert_int_gt(jumps, 0);
    ck_assert_double_eq_tol(before, 0.1, 0.03);
}
END_TEST

static double drawn(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) / 9007199254740992.0;
}

START_TEST(garbage_never_breaks_it)
{
    static const double bad[12] = {NAN,   INFINITY, -INFINITY, 65535.0, 32768.0, -32768.0,
                                   1e300, -1e300,   0.0,       2e9,     -100.0,  DBL_MIN};
    const ostrov_cell cell = lfp();
    uint64_t seed = 20261126;
    ostrov_cell_state truth;
    ck_assert_int_eq(ostrov_cell_rest(&truth, 0.5, 25.0), OSTROV_OK);
    ostrov_soc soc = started(&cell, 0.5);
    for (int k = 0; k < 60000; k++) {
        const double i = day_current(k);
        double v;
        ck_assert_int_eq(ostrov_cell_step(&cell, &truth, i, NAN, 1.0), OSTROV_OK);
        ck_assert_int_eq(ostrov_cell_voltage(&cell, &truth, i, &v), OSTROV_OK);
        ostrov_soc_sample s = sampled(i, v);
        const double luck = drawn(&seed);
        double *hit = luck < 0.01 ? &s.current_a : (luck < 0.02 ? &s.voltage_v : &s.temperature_c);
        if (luck < 0.03) {
            *hit = bad[(int)(drawn(&seed) * 12.0)];
        }
        ck_assert_int_ge(ostrov_soc_step(&soc, &s, 1.0), OSTROV_OK);
        const ostrov_soc_state state = read(&soc);
        ck_assert_msg(isfinite(state.soc_ratio) && isfinite(state.soc_sigma_ratio) &&
                          isfinite(state.offset_a),
                      "not finite at %d (seed 20261126)", k);
    }
    const ostrov_soc_state state = read(&soc);
    ck_assert_double_le(fabs(state.soc_ratio - truth.soc_ratio), 3.0 * state.soc_sigma_ratio);
}
END_TEST

START_TEST(a_copy_goes_on_bit_by_bit_the_same)
{
    const ostrov_cell cell = lfp();
    ostrov_soc a = started(&cell, 0.4);
    ostrov_cell_state truth;
    ck_assert_int_eq(ostrov_cell_rest(&truth, 0.5, 25.0), OSTROV_OK);
    (void)run(&cell, &truth, &a, 100, 0.0);
    ostrov_soc b = a;
    ostrov_cell_state same = truth;
    (void)run(&cell, &truth, &a, 1000, 0.0);
    (void)run(&cell, &same, &b, 1000, 0.0);
    ck_assert_mem_eq(&a, &b, sizeof a);
}
END_TEST

/* A model that fits nothing at all, 0.3 V a cell off: after an hour's patience every start is
 * opened again. */
START_TEST(a_contradiction_opens_all_starts)
{
    const ostrov_cell cell = lfp();
    ostrov_soc soc = started(&cell, 0.6);
    uint32_t notes = 0;
    for (int k = 0; k < 9000; k++) {
        const double i = 30.0 * sin(k * 0.3);
        const ostrov_soc_sample sample = sampled(i, k / 60 % 2 == 0 ? 46.0 : 55.0);
        ck_assert_int_eq(ostrov_soc_step(&soc, &sample, 1.0), OSTROV_OK);
        notes |= read(&soc).notes;
        ck_assert((read(&soc).notes & OSTROV_SOC_CONTRADICTED) == 0 || k >= 3599);
    }
    ck_assert((notes & OSTROV_SOC_CONTRADICTED) != 0);
}
END_TEST

START_TEST(a_swapped_string_is_found_again)
{
    const ostrov_cell cell = lfp();
    ostrov_cell_state truth;
    ck_assert_int_eq(ostrov_cell_rest(&truth, 0.9, 25.0), OSTROV_OK);
    ostrov_soc soc = started(&cell, 0.9);
    (void)run(&cell, &truth, &soc, 5400, 0.0);
    /* Somebody swaps the string for an empty one. */
    ck_assert_int_eq(ostrov_cell_rest(&truth, 0.05, 25.0), OSTROV_OK);
    uint32_t notes = 0;
    for (int k = 0; k < 7200; k++) {
        double v;
        const double i = 5.0 * sin(k * 0.3);
        ck_assert_int_eq(ostrov_cell_voltage(&cell, &truth, i, &v), OSTROV_OK);
        const ostrov_soc_sample sample = sampled(i, v);
        ck_assert_int_eq(ostrov_soc_step(&soc, &sample, 1.0), OSTROV_OK);
        notes |= read(&soc).notes;
    }
    ck_assert_double_eq_tol(read(&soc).soc_ratio, 0.05, 0.03);
    ck_assert((notes & OSTROV_SOC_RESYNC) != 0);
}
END_TEST

/* Days without voltage tie SoC to the offset; the caps on its variance must not untie a covariance
 * into one that cannot be, or the next voltage makes a variance negative. */
START_TEST(a_long_blind_time_leaves_errors_that_can_be)
{
    static const double steps_s[3] = {60.0, 3600.0, 86400.0};
    const ostrov_cell cell = lfp();
    for (int32_t k = 0; k < 6; k++) {
        const double dt_s = steps_s[k / 2];
        ostrov_soc soc = started(&cell, k % 2 == 0 ? 0.5 : NAN);
        for (int n = 0; n < 2000; n++) {
            /* Counted without voltage, then the current is lost as well, then all is back. */
            const ostrov_soc_sample sample =
                sampled(n % 200 < 150 ? 5.0 * sin(n * 0.7) : NAN, n % 200 < 160 ? NAN : 53.0);
            ck_assert_int_ge(ostrov_soc_step(&soc, &sample, dt_s), OSTROV_OK);
            ostrov_soc_sample seen = sampled(10.0 * sin(n * 0.3), 53.0 + sin(n * 0.1));
            if (n % 200 >= 180) {
                ck_assert_int_ge(ostrov_soc_step(&soc, &seen, 1.0), OSTROV_OK);
            }
            const ostrov_soc_state s = read(&soc);
            ck_assert_msg(s.soc_sigma_ratio >= 0.0 && s.offset_sigma_a >= 0.0 &&
                              isfinite(s.soc_ratio) && isfinite(s.offset_a),
                          "dt %g, step %d: offset sigma %g", dt_s, n, s.offset_sigma_a);
        }
    }
}
END_TEST

START_TEST(bad_calls_are_refused)
{
    ostrov_cell cell = lfp();
    ostrov_soc soc = {{0}};
    ostrov_soc_config config;
    ostrov_fault why;
    ostrov_soc_state state;
    ostrov_soc_sample s = sampled(1.0, 50.0);
    ck_assert_int_eq(ostrov_soc_step(&soc, &s, 1.0), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_soc_read(&soc, &state, sizeof state), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_soc_defaults(&config, sizeof config), OSTROV_OK);
    ck_assert_int_eq(ostrov_soc_init(NULL, &cell, &config, &why), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_soc_init(&soc, NULL, &config, &why), OSTROV_E_ARGUMENT);
    config.soc_start_ratio = 1.5;
    ck_assert_int_eq(ostrov_soc_init(&soc, &cell, &config, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "soc_start_ratio");
    config.soc_start_ratio = NAN;
    cell.ocv_v = NULL;
    ck_assert_int_eq(ostrov_soc_init(&soc, &cell, &config, &why), OSTROV_E_ARGUMENT);
    ck_assert_str_eq(why.field, "ocv_v");
    cell = lfp();
    ck_assert_int_eq(ostrov_soc_init(&soc, &cell, &config, NULL), OSTROV_OK);
    const ostrov_soc before = soc;
    ck_assert_int_eq(ostrov_soc_step(&soc, &s, 0.0), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_soc_step(&soc, &s, -1.0), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_soc_step(&soc, &s, NAN), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_soc_step(&soc, &s, 86401.0), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_soc_step(&soc, NULL, 1.0), OSTROV_E_ARGUMENT);
    ck_assert_mem_eq(&soc, &before, sizeof soc);
    ck_assert_int_eq(ostrov_soc_read(&soc, NULL, sizeof state), OSTROV_E_ARGUMENT);
    /* Nothing told: the middle, and an error bar from end to end. */
    ck_assert_int_eq(ostrov_soc_read(&soc, &state, sizeof state), OSTROV_OK);
    ck_assert_double_le(state.soc_low_ratio, 0.05);
    ck_assert_double_ge(state.soc_high_ratio, 0.95);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("battery soc");
    TCase *tests = tcase_create("soc");
    tcase_add_test(tests, a_wrong_start_on_the_plateau_is_found_out);
    tcase_add_test(tests, a_start_where_resistance_is_larger_is_found_out);
    tcase_add_test(tests, an_offset_is_learned_with_rests_and_without);
    tcase_add_test(tests, the_error_grows_until_a_full_charge_is_wanted);
    tcase_add_test(tests, soc_moves_slowly_unless_it_says_so);
    tcase_add_test(tests, garbage_never_breaks_it);
    tcase_add_test(tests, a_copy_goes_on_bit_by_bit_the_same);
    tcase_add_test(tests, a_contradiction_opens_all_starts);
    tcase_add_test(tests, a_swapped_string_is_found_again);
    tcase_add_test(tests, a_long_blind_time_leaves_errors_that_can_be);
    tcase_add_test(tests, bad_calls_are_refused);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
