/* Sequence components, order of phases, the six applicable voltages.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "wave.h"

static ostrov_sequence of(double a, double b, double c, double at, double bt, double ct)
{
    const double v[3] = {a, b, c};
    const double deg[3] = {at, bt, ct};
    ostrov_sequence q;
    ck_assert_int_eq(ostrov_sequence_components(v, deg, 20.0, &q), OSTROV_OK);
    return q;
}

START_TEST(balanced_and_swapped)
{
    ostrov_sequence q = of(230.0, 230.0, 230.0, 17.0, -103.0, 137.0);
    ck_assert_double_eq_tol(q.positive_v, 230.0, 1e-9);
    ck_assert_double_eq_tol(q.negative_v, 0.0, 1e-9);
    ck_assert_double_eq_tol(q.unbalance_ratio, 0.0, 1e-12);
    ck_assert_double_eq_tol(q.lowest_v, 230.0, 1e-9);
    ck_assert_double_eq_tol(q.highest_v, 230.0, 1e-9);
    ck_assert_int_eq(q.rotation, OSTROV_ROTATION_POSITIVE);
    q = of(230.0, 230.0, 230.0, 0.0, 120.0, -120.0);
    ck_assert_double_eq_tol(q.negative_v, 230.0, 1e-9);
    ck_assert_double_nan(q.unbalance_ratio);
    ck_assert_int_eq(q.rotation, OSTROV_ROTATION_NEGATIVE);
}
END_TEST

/* A conductor that is lost: its phase is gone, or fed back over the loads from the others. */
START_TEST(lost_conductors)
{
    ostrov_sequence q = of(0.0, 230.0, 230.0, NAN, -120.0, 120.0);
    ck_assert_int_eq(q.lost_phases, 1);
    ck_assert_int_eq(q.lost_lines, 0);
    ck_assert_double_eq(q.lowest_v, 0.0);
    ck_assert_double_eq_tol(q.unbalance_ratio, 0.5, 1e-12);
    ck_assert_int_eq(q.rotation, OSTROV_ROTATION_POSITIVE);
    q = of(230.0, 115.0, 115.0, 0.0, 180.0, 180.0);
    ck_assert_int_eq(q.lost_phases, 0);
    ck_assert_int_eq(q.lost_lines, 2);
    ck_assert_int_eq(q.rotation, OSTROV_ROTATION_UNKNOWN);
    q = of(3.0, 2.0, 1.0, 0.0, NAN, 120.0);
    ck_assert_int_eq(q.lost_phases | q.lost_lines, 0);
    ck_assert_int_eq(q.rotation, OSTROV_ROTATION_UNKNOWN);
    ck_assert_int_eq(q.live, 0);
}
END_TEST

/* Three components, put together again, are the three phases (power, which needs no angle):
 * Va² + Vb² + Vc² = 3·(V1² + V2² + V0²). */
START_TEST(nothing_is_lost)
{
    for (uint64_t seed = 1; seed <= 2000; seed++) {
        uint64_t dice = seed;
        double v[3];
        double deg[3];
        double phases = 0.0;
        double parts = 0.0;
        ostrov_sequence q;
        for (int32_t i = 0; i < 3; i++) {
            v[i] = 400.0 * wave_uniform(&dice);
            deg[i] = 2000.0 * (wave_uniform(&dice) - 0.5);
            phases += v[i] * v[i];
        }
        ck_assert_int_eq(ostrov_sequence_components(v, deg, 0.0, &q), OSTROV_OK);
        parts = q.positive_v * q.positive_v + q.negative_v * q.negative_v + q.zero_v * q.zero_v;
        ck_assert_msg(fabs(3.0 * parts / phases - 1.0) < 1e-12, "seed %d", (int)seed);
        for (int32_t i = 0; i < 3; i++) {
            ck_assert_double_le(q.lowest_v, fmin(v[i], q.line_v[i]));
            ck_assert_double_ge(q.highest_v, fmax(v[i], q.line_v[i]));
        }
    }
}
END_TEST

START_TEST(nonsense_is_refused)
{
    const double deg[3] = {0.0, -120.0, 120.0};
    static const double bad[] = {NAN, INFINITY, -1.0, 1e300};
    ostrov_sequence q;
    ostrov_sequence before;
    memset(&q, 0x5a, sizeof q);
    before = q;
    for (int i = 0; i < 4; i++) {
        const double v[3] = {230.0, bad[i], 230.0};
        const double a[3] = {0.0, i == 2 ? 1e300 : bad[i], 0.0};
        const double good[3] = {230.0, 230.0, 230.0};
        ostrov_status want = i < 2 ? OSTROV_E_NOT_FINITE : OSTROV_E_RANGE;
        ck_assert_int_eq(ostrov_sequence_components(v, deg, 1.0, &q), want);
        ck_assert_int_eq(ostrov_sequence_components(good, a, 1.0, &q), want);
        ck_assert_int_lt(ostrov_sequence_components(good, deg, i == 3 ? -2.0 : bad[i], &q),
                         OSTROV_OK);
    }
    ck_assert_int_eq(ostrov_sequence_components(NULL, deg, 1.0, &q), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_sequence_components(deg, NULL, 1.0, &q), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_sequence_components(deg, deg, 1.0, NULL), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(memcmp(&q, &before, sizeof q), 0);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("grid.sequence");
    TCase *t = tcase_create("sequence");
    tcase_add_test(t, balanced_and_swapped);
    tcase_add_test(t, lost_conductors);
    tcase_add_test(t, nothing_is_lost);
    tcase_add_test(t, nonsense_is_refused);
    suite_add_tcase(s, t);
    return s;
}

int main(void) { return unit_run(suite()); }
