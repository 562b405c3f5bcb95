/* The cell model against closed forms, and its refusals.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/battery.h>
#include <ostrov/battery_cell.h>

#include "base/fields.h"
#include "unit.h"

#include <float.h>
#include <math.h>

static const double temperature_c[2] = {0.0, 20.0};
static const double ocv_v[2 * 3] = {3.0, 3.2, 3.4, 3.1, 3.3, 3.7};
static const double hysteresis_v[2 * 3] = {0.04, 0.02, 0.02, 0.02, 0.01, 0.01};
static const double step_v[2] = {0.004, 0.002};
static const double ohmic_ohm[2 * 2] = {0.02, 0.01, 0.01, 0.005};
static const double transfer_ohm[2 * 2] = {0.04, 0.02, 0.01, 0.005};
static const double exchange_a[2] = {1.0, 4.0};
static const double rc_ohm[2 * 3 * 2] = {0.01,  0.01,  0.02, 0.02, 0.03,  0.03,
                                         0.005, 0.005, 0.01, 0.01, 0.015, 0.015};
static const double rc_s[2 * 3] = {2, 30, 900, 1, 20, 600};
static const double entropy_v_per_c[3] = {1e-4, 2e-4, -1e-4};

static ostrov_cell test_cell(void)
{
    ostrov_cell c;
    ck_assert_int_eq(ostrov_cell_defaults(&c, sizeof c), OSTROV_OK);
    c.capacity_ah = 2.0;
    c.soc_count = 3;
    c.resistance_count = 2;
    c.temperature_count = 2;
    c.rc_count = 3;
    c.charge_efficiency_ratio = 0.98;
    c.hysteresis_rate = 40.0;
    c.hysteresis_rest_a = 0.01;
    c.temperature_c = temperature_c;
    c.ocv_v = ocv_v;
    c.hysteresis_v = hysteresis_v;
    c.hysteresis_step_v = step_v;
    c.ohmic_ohm = ohmic_ohm;
    c.transfer_ohm = transfer_ohm;
    c.exchange_a = exchange_a;
    c.rc_ohm = rc_ohm;
    c.rc_s = rc_s;
    c.entropy_v_per_c = entropy_v_per_c;
    return c;
}

static ostrov_cell_point point(const ostrov_cell *c, double soc, double warmth)
{
    ostrov_cell_point p;
    ck_assert_int_eq(ostrov_cell_at(c, soc, warmth, &p), OSTROV_OK);
    return p;
}

static double voltage(const ostrov_cell *c, const ostrov_cell_state *s, double current_a)
{
    double v = NAN;
    ck_assert_int_eq(ostrov_cell_voltage(c, s, current_a, &v), OSTROV_OK);
    return v;
}

START_TEST(tables_are_bilinear_and_keep_their_ends)
{
    const ostrov_cell c = test_cell();
    ostrov_cell_point p = point(&c, 0.25, 10.0);
    ck_assert_double_eq_tol(p.ocv_v, (3.1 + 3.2) / 2.0, 1e-15);
    ck_assert_double_eq_tol(p.ocv_v_per_soc, 0.4, 1e-14);
    ck_assert_double_eq_tol(p.hysteresis_v, (0.03 + 0.015) / 2.0, 1e-16);
    ck_assert_double_eq_tol(p.hysteresis_step_v, 0.003, 1e-16);
    ck_assert_double_eq_tol(p.ohmic_ohm, (0.0175 + 0.00875) / 2.0, 1e-16);
    ck_assert_double_eq_tol(p.exchange_a, 2.5, 1e-15);
    ck_assert_double_eq_tol(p.rc_ohm[2], (0.03 + 0.015) / 2.0, 1e-16);
    ck_assert_double_eq_tol(p.rc_s[2], 750.0, 1e-12);
    ck_assert_double_eq_tol(p.entropy_v_per_c, 1.5e-4, 1e-18);
    p = point(&c, -3.0, -40.0);
    ck_assert_double_eq(p.ocv_v, 3.0);
    ck_assert_double_eq(p.rc_s[0], 2.0);
    p = point(&c, 7.0, 90.0);
    ck_assert_double_eq_tol(p.ocv_v, 3.7, 1e-15);
    ck_assert_double_eq_tol(p.ohmic_ohm, 0.005, 1e-17);
}
END_TEST

START_TEST(a_string_is_its_cells)
{
    const ostrov_cell one = test_cell();
    ostrov_cell pack = one;
    pack.series = 12;
    pack.parallel = 3.0;
    ostrov_cell_state a;
    ostrov_cell_state b;
    ck_assert_int_eq(ostrov_cell_rest(&a, 0.6, 12.0), OSTROV_OK);
    b = a;
    for (int i = 0; i < 500; i++) {
        const double current_a = 1.5 * sin(i * 0.05) + 0.3;
        ck_assert_double_eq_tol(voltage(&pack, &b, 3.0 * current_a),
                                12.0 * voltage(&one, &a, current_a), 1e-12);
        ck_assert_int_eq(ostrov_cell_step(&one, &a, current_a, NAN, 3.0), OSTROV_OK);
        ck_assert_int_eq(ostrov_cell_step(&pack, &b, 3.0 * current_a, NAN, 3.0), OSTROV_OK);
        ck_assert_double_eq_tol(a.soc_ratio, b.soc_ratio, 1e-14);
    }
}
END_TEST

/* Three pairs under constant current, from rest: the exponentials themselves. Tables flat in SoC,
 * since a step holds them. */
START_TEST(three_pairs_follow_their_exponentials)
{
    ostrov_cell c = test_cell();
    c.hysteresis_v = NULL;
    ostrov_cell_state s;
    ck_assert_int_eq(ostrov_cell_rest(&s, 0.9, 20.0), OSTROV_OK);
    static const double dt[5] = {0.5, 3.0, 40.0, 7.25, 1000.0};
    double t = 0.0;
    for (int i = 0; i < 5; i++) {
        ck_assert_int_eq(ostrov_cell_step(&c, &s, 0.8, NAN, dt[i]), OSTROV_OK);
        t += dt[i];
    }
    for (int k = 0; k < 3; k++) {
        const double r = rc_ohm[6 + 2 * k];
        ck_assert_double_eq_tol(s.rc_v[k], 0.8 * r * (1.0 - exp(-t / rc_s[3 + k])), 1e-15);
    }
    ck_assert_double_eq_tol(s.soc_ratio, 0.9 - 0.8 * t / 7200.0, 1e-14);
    ck_assert_double_eq(s.temperature_c, 20.0);
}
END_TEST

START_TEST(charge_transfer_bends_as_butler_and_volmer_say)
{
    const ostrov_cell c = test_cell();
    const ostrov_cell_point p = point(&c, 1.0, 0.0);
    for (double i = -20.0; i <= 20.0; i += 0.37) {
        const double eta = ostrov_cell_drop(&p, i) - 0.01 * i;
        /* I = 2·I0·sinh(η / (2·I0·Rct)) */
        ck_assert_double_eq_tol(2.0 * sinh(eta / (2.0 * 0.02)), i, 1e-12);
    }
    ck_assert(isnan(ostrov_cell_drop(NULL, 1.0)));
    ostrov_cell straight = c;
    straight.exchange_a = NULL;
    const ostrov_cell_point q = point(&straight, 1.0, 0.0);
    ck_assert_double_eq_tol(ostrov_cell_drop(&q, 5.0), 0.15, 1e-15);
}
END_TEST

START_TEST(hysteresis_follows_charge_and_rests_below_its_current)
{
    const ostrov_cell c = test_cell();
    ostrov_cell_state s;
    ck_assert_int_eq(ostrov_cell_rest(&s, 0.5, 20.0), OSTROV_OK);
    ck_assert_int_eq(ostrov_cell_step(&c, &s, 0.009, NAN, 3600.0), OSTROV_OK);
    ck_assert_double_eq(s.hysteresis_ratio, 0.0);
    ck_assert_double_eq(s.direction, 0.0);
    ck_assert_int_eq(ostrov_cell_step(&c, &s, -1.0, NAN, 360.0), OSTROV_OK);
    ck_assert_double_eq_tol(s.hysteresis_ratio, 1.0 - exp(-40.0 * 0.98 * 0.05), 1e-15);
    ck_assert_double_eq(s.direction, 1.0);
    const double up = s.hysteresis_ratio;
    ck_assert_int_eq(ostrov_cell_step(&c, &s, 1.0, NAN, 360.0), OSTROV_OK);
    ck_assert_double_eq_tol(s.hysteresis_ratio, (up + 1.0) * exp(-2.0) - 1.0, 1e-15);
}
END_TEST

START_TEST(heat_flows_off_exponentially)
{
    ostrov_cell c = test_cell();
    c.heat_capacity_j_per_c = 40.0;
    c.cooling_w_per_c = 0.1;
    c.transfer_ohm = NULL;
    c.hysteresis_v = NULL;
    c.hysteresis_step_v = NULL;
    c.rc_count = 0;
    ostrov_cell_state s;
    ck_assert_int_eq(ostrov_cell_rest(&s, 0.25, 20.0), OSTROV_OK);
    ck_assert_int_eq(ostrov_cell_step(&c, &s, 2.0, 10.0, 100.0), OSTROV_OK);
    /* I²R and the reversible part −I·T·dU/dT of a discharge, warming towards 10 °C + P / 0.1 */
    const double heat = 4.0 * 0.00875 - 2.0 * 293.15 * 1.5e-4;
    const double settled = 10.0 + heat / 0.1;
    ck_assert_double_eq_tol(s.temperature_c, settled + (20.0 - settled) * exp(-0.25), 1e-12);
    c.cooling_w_per_c = 0.0;
    ck_assert_int_eq(ostrov_cell_rest(&s, 0.25, 20.0), OSTROV_OK);
    ck_assert_int_eq(ostrov_cell_step(&c, &s, 2.0, 10.0, 100.0), OSTROV_OK);
    ck_assert_double_eq_tol(s.temperature_c, 20.0 + heat * 100.0 / 40.0, 1e-12);
}
END_TEST

START_TEST(bad_input_leaves_the_state)
{
    const ostrov_cell c = test_cell();
    ostrov_cell_state s;
    ck_assert_int_eq(ostrov_cell_rest(&s, 0.5, 20.0), OSTROV_OK);
    const ostrov_cell_state before = s;
    ck_assert_int_eq(ostrov_cell_step(&c, &s, NAN, NAN, 1.0), OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(ostrov_cell_step(&c, &s, INFINITY, NAN, 1.0), OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(ostrov_cell_step(&c, &s, 1.0, INFINITY, 1.0), OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(ostrov_cell_step(&c, &s, DBL_MAX, NAN, 86400.0), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_cell_step(&c, &s, 1.0, NAN, 0.0), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_cell_step(&c, &s, 1.0, NAN, -1.0), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_cell_step(&c, &s, 1.0, NAN, NAN), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_cell_step(&c, &s, 1.0, NAN, 86401.0), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_cell_step(NULL, &s, 1.0, NAN, 1.0), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_cell_step(&c, NULL, 1.0, NAN, 1.0), OSTROV_E_ARGUMENT);
    ck_assert_mem_eq(&s, &before, sizeof s);
    double v = 7.0;
    ck_assert_int_eq(ostrov_cell_voltage(&c, &s, NAN, &v), OSTROV_E_NOT_FINITE);
    s.rc_v[1] = NAN;
    ck_assert_int_eq(ostrov_cell_voltage(&c, &s, 1.0, &v), OSTROV_E_NOT_FINITE);
    ck_assert_double_eq(v, 7.0);
    ck_assert_int_eq(ostrov_cell_rest(&s, 1.01, 20.0), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_cell_rest(&s, NAN, 20.0), OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(ostrov_cell_rest(&s, 0.5, 65535.0), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_cell_rest(NULL, 0.5, 20.0), OSTROV_E_ARGUMENT);
    ostrov_cell_point p;
    ck_assert_int_eq(ostrov_cell_at(&c, NAN, 20.0, &p), OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(ostrov_cell_at(&c, 0.5, 20.0, NULL), OSTROV_E_ARGUMENT);
}
END_TEST

static void refused(const ostrov_cell *c, ostrov_status status, const char *field, int32_t index)
{
    ostrov_fault why;
    ck_assert_int_eq(ostrov_cell_check(c, &why), status);
    ck_assert_str_eq(why.field, field);
    ck_assert_int_eq(why.index, index);
}

START_TEST(check_names_the_table_and_its_element)
{
    ostrov_cell c = test_cell();
    ostrov_fault why;
    ck_assert_int_eq(ostrov_cell_check(&c, &why), OSTROV_OK);
    ck_assert_int_eq(ostrov_cell_check(NULL, &why), OSTROV_E_ARGUMENT);
    c.ocv_v = NULL;
    refused(&c, OSTROV_E_ARGUMENT, "ocv_v", -1);
    const double falls[6] = {3.0, 3.2, 3.1, 3.1, 3.3, 3.7};
    c.ocv_v = falls;
    refused(&c, OSTROV_E_RANGE, "ocv_v", 2);
    const double hole[6] = {3.0, 3.2, 3.4, 3.1, NAN, 3.7};
    c.ocv_v = hole;
    refused(&c, OSTROV_E_NOT_FINITE, "ocv_v", 4);
    c = test_cell();
    const double same[2] = {5.0, 5.0};
    c.temperature_c = same;
    refused(&c, OSTROV_E_RANGE, "temperature_c", 1);
    c = test_cell();
    const double negative[4] = {0.02, 0.01, -0.01, 0.005};
    c.ohmic_ohm = negative;
    refused(&c, OSTROV_E_RANGE, "ohmic_ohm", 2);
    c = test_cell();
    c.rc_count = 4;
    refused(&c, OSTROV_E_RANGE, "rc_count", -1);
    c = test_cell();
    c.capacity_ah = NAN;
    refused(&c, OSTROV_E_NOT_FINITE, "capacity_ah", -1);
    c = test_cell();
    c.struct_size -= 8;
    ostrov_cell_state s;
    ck_assert_int_eq(ostrov_cell_rest(&s, 0.5, 20.0), OSTROV_OK);
    ck_assert_int_eq(ostrov_cell_step(&c, &s, 1.0, NAN, 1.0), OSTROV_E_ARGUMENT);
}
END_TEST

/* What every source agrees on: the voltage in the middle and at the ends of each chemistry. */
START_TEST(presets_are_sound_and_of_their_chemistry)
{
    static const struct {
        int32_t chemistry;
        double empty_v, middle_v, full_v;
    } known[] = {
        {OSTROV_CHEMISTRY_LFP, 2.5, 3.3, 3.5},  {OSTROV_CHEMISTRY_NMC, 2.5, 3.7, 4.2},
        {OSTROV_CHEMISTRY_NCA, 2.8, 3.65, 4.1}, {OSTROV_CHEMISTRY_LMO, 3.2, 3.9, 4.1},
        {OSTROV_CHEMISTRY_LTO, 2.0, 2.3, 2.7},
    };
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
        ostrov_cell c;
        ostrov_fault why;
        ck_assert_int_eq(ostrov_cell_preset(known[k].chemistry, 280.0, &c, sizeof c), OSTROV_OK);
        ck_assert_int_eq(ostrov_cell_check(&c, &why), OSTROV_OK);
        ck_assert_double_eq_tol(point(&c, 0.0, 25.0).ocv_v, known[k].empty_v, 0.15);
        ck_assert_double_eq_tol(point(&c, 0.5, 25.0).ocv_v, known[k].middle_v, 0.05);
        ck_assert_double_eq_tol(point(&c, 1.0, 25.0).ocv_v, known[k].full_v, 0.05);
        const ostrov_cell_point warm = point(&c, 0.5, 25.0);
        const ostrov_cell_point cold = point(&c, 0.5, -20.0);
        ck_assert_double_eq_tol(warm.capacity_ah, 280.0, 1e-9);
        ck_assert_double_gt(cold.transfer_ohm, 20.0 * warm.transfer_ohm);
        ck_assert_double_gt(warm.ohmic_ohm * 280.0, 0.005);
        ck_assert_double_lt(warm.ohmic_ohm * 280.0, 0.05);
    }
    ostrov_cell c;
    ck_assert_int_eq(ostrov_cell_preset(OSTROV_CHEMISTRY_UNKNOWN, 1.0, &c, sizeof c),
                     OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_cell_preset(99, 1.0, &c, sizeof c), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_cell_preset(OSTROV_CHEMISTRY_LFP, 0.0, &c, sizeof c), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_cell_preset(OSTROV_CHEMISTRY_LFP, NAN, &c, sizeof c),
                     OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(ostrov_cell_preset(OSTROV_CHEMISTRY_LFP, 1.0, NULL, sizeof c),
                     OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_cell_preset(OSTROV_CHEMISTRY_LFP, 1.0, &c, 3), OSTROV_E_SPACE);
}
END_TEST

/* A current that is a number gives a voltage that is one, or none at all. */
START_TEST(a_current_beyond_all_bounds)
{
    static const double huge[4] = {1e160, -1e200, 1e308, -1.7e308};
    ostrov_cell c;
    ostrov_cell_state s;
    ostrov_cell_point p;
    ck_assert_int_eq(ostrov_cell_preset(OSTROV_CHEMISTRY_LFP, 1e-3, &c, sizeof c), OSTROV_OK);
    c.series = 1000;
    ck_assert_int_eq(ostrov_cell_rest(&s, 0.5, 25.0), OSTROV_OK);
    ck_assert_int_eq(ostrov_cell_at(&c, 0.5, 25.0, &p), OSTROV_OK);
    ck_assert(p.exchange_a > 0.0 && p.transfer_ohm > 0.0);
    /* asinh(x) is log(2 x) here. */
    const double x = 1e160 / (2.0 * p.exchange_a);
    p.ohmic_ohm = 0.0;
    ck_assert_double_eq_tol(ostrov_cell_drop(&p, 1e160) / (p.transfer_ohm * 2.0 * p.exchange_a),
                            log(2.0) + log(x), 1e-12 * log(x));
    for (int k = 0; k < 4; k++) {
        double v = 7.0;
        const ostrov_status status = ostrov_cell_voltage(&c, &s, huge[k], &v);
        ck_assert(status == OSTROV_OK ? isfinite(v) : status == OSTROV_E_RANGE && v == 7.0);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("battery cell");
    TCase *tests = tcase_create("cell");
    tcase_add_test(tests, tables_are_bilinear_and_keep_their_ends);
    tcase_add_test(tests, a_string_is_its_cells);
    tcase_add_test(tests, three_pairs_follow_their_exponentials);
    tcase_add_test(tests, charge_transfer_bends_as_butler_and_volmer_say);
    tcase_add_test(tests, hysteresis_follows_charge_and_rests_below_its_current);
    tcase_add_test(tests, heat_flows_off_exponentially);
    tcase_add_test(tests, bad_input_leaves_the_state);
    tcase_add_test(tests, check_names_the_table_and_its_element);
    tcase_add_test(tests, presets_are_sound_and_of_their_chemistry);
    tcase_add_test(tests, a_current_beyond_all_bounds);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
