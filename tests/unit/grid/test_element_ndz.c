/* The non-detection zone: one island, the zone, its boundary, agreement of the three.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "element_help.h"

static ostrov_elements_config c;

static void stage(int i, int32_t kind, double level, double delay_s)
{
    c.kind[i] = kind;
    c.level[i] = level;
    c.delay_s[i] = delay_s;
}

static void fresh(void)
{
    ck_assert_int_eq(ostrov_elements_defaults(&c, sizeof c), OSTROV_OK);
    stage(0, OSTROV_ELEMENT_OVERVOLTAGE, 1.10, 0.2);
    stage(1, OSTROV_ELEMENT_UNDERVOLTAGE, 0.85, 1.5);
    stage(2, OSTROV_ELEMENT_OVERFREQUENCY, 51.5, 0.1);
    stage(3, OSTROV_ELEMENT_UNDERFREQUENCY, 47.5, 0.1);
    stage(4, OSTROV_ELEMENT_UNDERVOLTAGE, 0.95, 20.0);
}

static ostrov_island_rest island(double quality, double power, double reactive, double limit_s)
{
    const ostrov_island_load load = {50.0, quality, power, reactive};
    ostrov_island_rest rest;
    ck_assert_int_eq(ostrov_ndz_island(&c, &load, limit_s, &rest, NULL), OSTROV_OK);
    return rest;
}

START_TEST(a_balanced_island_is_not_seen)
{
    ostrov_island_rest rest = island(1.0, 1.0, 0.0, INFINITY);
    ck_assert_double_eq(rest.voltage_pu, 1.0);
    ck_assert_double_eq(rest.hz, 50.0);
    ck_assert_int_eq(rest.inside, 1);
    ck_assert_uint_eq(rest.kinds, 0);
    ck_assert(isinf(rest.detect_s));
    rest = island(1.0, 1.3, 0.2, INFINITY);
    ck_assert_int_eq(rest.inside, 0);
    ck_assert_uint_eq(rest.kinds,
                      1u << OSTROV_ELEMENT_OVERVOLTAGE | 1u << OSTROV_ELEMENT_OVERFREQUENCY);
    ck_assert_double_eq(rest.detect_s, 0.1);
}
END_TEST

/* The frequency satisfies its own equation, for small and for huge imbalance, either way. */
START_TEST(frequency_solves_the_balance)
{
    const double imbalances[] = {-900.0, -3.0, -1e-9, 0.0, 1e-9, 0.5, 900.0};
    for (size_t i = 0; i < sizeof imbalances / sizeof imbalances[0]; i++) {
        double d = imbalances[i];
        double ratio = island(1.0, 1.0, d, 1.0).hz / 50.0;
        ck_assert_double_gt(ratio, 0.0);
        ck_assert_double_eq_tol(ratio - 1.0 / ratio, d, 1e-9 * (1.0 + fabs(d)) * 1e3);
    }
}
END_TEST

/* A stage slower than the limit does not count: 0.92 is seen after 20 s, not within 2 s. */
START_TEST(the_limit_of_time_decides)
{
    ostrov_island_rest rest = island(1.0, 0.92 * 0.92, 0.0, 2.0);
    ck_assert_int_eq(rest.inside, 1);
    ck_assert_double_eq(rest.detect_s, 20.0);
    ck_assert_int_eq(island(1.0, 0.92 * 0.92, 0.0, INFINITY).inside, 0);
}
END_TEST

START_TEST(zone_and_island_agree)
{
    uint64_t seed = 20261125;
    int inside = 0;
    for (int k = 0; k < 4000; k++) {
        double quality = draw(&seed, 0.2, 3.0);
        double limit_s = k % 2 ? 2.0 : INFINITY;
        double power = draw(&seed, 0.5, 1.5);
        double reactive = draw(&seed, -0.4, 0.4);
        ostrov_ndz zone;
        ostrov_island_rest rest = island(quality, power, reactive, limit_s);
        ck_assert_int_eq(ostrov_ndz_zone(&c, 50.0, quality, limit_s, &zone, NULL), OSTROV_OK);
        ck_assert_msg(rest.inside ==
                          (power >= zone.power_min_ratio && power <= zone.power_max_ratio &&
                           reactive >= zone.reactive_min_ratio &&
                           reactive <= zone.reactive_max_ratio),
                      "seed 20261125 draw %d", k);
        inside += rest.inside;
    }
    ck_assert_int_gt(inside, 200);
    ck_assert_int_lt(inside, 3800);
}
END_TEST

START_TEST(the_boundary_goes_round_and_just_outside_is_seen)
{
    double p[81];
    double q[81];
    ostrov_ndz zone;
    ck_assert_int_eq(ostrov_ndz_zone(&c, 50.0, 1.0, 2.0, &zone, NULL), OSTROV_OK);
    ck_assert_double_eq_tol(zone.power_min_ratio, 0.85 * 0.85, 1e-12);
    ck_assert_double_eq_tol(zone.power_max_ratio, 1.21, 1e-12);
    ck_assert_int_eq(ostrov_ndz_boundary(&zone, 81, p, q), OSTROV_OK);
    ck_assert_double_eq(p[0], p[80]);
    ck_assert_double_eq(q[0], q[80]);
    ck_assert_double_eq(p[20], zone.power_max_ratio);
    ck_assert_double_eq(q[40], zone.reactive_max_ratio);
    for (int i = 0; i < 81; i++) {
        double mid_p = (zone.power_min_ratio + zone.power_max_ratio) / 2.0;
        double mid_q = (zone.reactive_min_ratio + zone.reactive_max_ratio) / 2.0;
        double in = 0.999;
        double out = 1.001;
        ck_assert_int_eq(
            island(1.0, mid_p + (p[i] - mid_p) * in, mid_q + (q[i] - mid_q) * in, 2.0).inside, 1);
        ck_assert_int_eq(
            island(1.0, mid_p + (p[i] - mid_p) * out, mid_q + (q[i] - mid_q) * out, 2.0).inside, 0);
    }
}
END_TEST

START_TEST(open_empty_and_wrong_zones)
{
    double p[9];
    double q[9];
    ostrov_ndz zone;
    ostrov_fault why;
    ostrov_island_rest rest;
    ostrov_island_load load = {50.0, 1.0, 1.0, 0.0};
    c.kind[2] = OSTROV_ELEMENT_UNKNOWN;
    ck_assert_int_eq(ostrov_ndz_zone(&c, 50.0, 1.0, 2.0, &zone, &why), OSTROV_OK);
    ck_assert(isinf(zone.reactive_max_ratio));
    ck_assert_int_eq(ostrov_ndz_boundary(&zone, 9, p, q), OSTROV_E_NOT_FINITE);
    fresh();
    stage(5, OSTROV_ELEMENT_UNDERVOLTAGE, 1.2, 0.1);
    ck_assert_int_eq(ostrov_ndz_zone(&c, 50.0, 1.0, 2.0, &zone, &why), OSTROV_OK);
    ck_assert_int_eq(ostrov_ndz_boundary(&zone, 9, p, q), OSTROV_EMPTY);
    ck_assert_int_eq(ostrov_ndz_boundary(&zone, 8, p, q), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_ndz_boundary(NULL, 9, p, q), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_ndz_zone(&c, 50.0, 0.0, 2.0, &zone, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "quality");
    ck_assert_int_eq(ostrov_ndz_zone(&c, 50.0, 1.0, NAN, &zone, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "limit_s");
    load.power_ratio = NAN;
    ck_assert_int_eq(ostrov_ndz_island(&c, &load, 2.0, &rest, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "power_ratio");
    ck_assert_int_eq(ostrov_ndz_island(&c, NULL, 2.0, &rest, &why), OSTROV_E_ARGUMENT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid non-detection zone");
    TCase *t = tcase_create("ndz");
    tcase_add_checked_fixture(t, fresh, NULL);
    tcase_add_test(t, a_balanced_island_is_not_seen);
    tcase_add_test(t, frequency_solves_the_balance);
    tcase_add_test(t, the_limit_of_time_decides);
    tcase_add_test(t, zone_and_island_agree);
    tcase_add_test(t, the_boundary_goes_round_and_just_outside_is_seen);
    tcase_add_test(t, open_empty_and_wrong_zones);
    suite_add_tcase(suite, t);
    return unit_run(suite);
}
