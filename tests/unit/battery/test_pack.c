/* Strings in parallel: limits against a search, sharing against Kirchhoff; cells of a string.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/battery_pack.h>

#include "battery_help.h"

enum { MOST = 6 };

static int draw(ostrov_pack_string *s, uint64_t *seed)
{
    const int n = 1 + (int)(test_random(seed) * MOST);
    for (int i = 0; i < n; i++) {
        s[i] = (ostrov_pack_string){50 + 200 * test_random(seed),   test_random(seed),
                                    1e4 * test_random(seed),        400 + 4 * test_random(seed),
                                    0.05 + 0.2 * test_random(seed), 40 + 100 * test_random(seed),
                                    20 + 60 * test_random(seed)};
    }
    return n;
}

static int bearable(const ostrov_pack_string *s, int n, double current_a)
{
    double a[MOST];
    double sum = 0;
    ck_assert_int_eq(ostrov_pack_share(s, n, current_a, a, NULL), OSTROV_OK);
    int good = 1;
    for (int i = 0; i < n; i++) {
        /* All strings see one terminal voltage. */
        ck_assert_double_eq_tol(s[i].open_v - s[i].resistance_ohm * a[i],
                                s[0].open_v - s[0].resistance_ohm * a[0], 1e-9);
        good = good && a[i] <= s[i].discharge_a + 1e-7 && -a[i] <= s[i].charge_a + 1e-7;
        sum += a[i];
    }
    ck_assert_double_eq_tol(sum, current_a, 1e-9 * (1 + ostrov_i_abs(current_a)));
    return good;
}

START_TEST(no_string_passes_its_own_limit_and_no_more_would_do)
{
    int unequal = 0;
    for (uint64_t seed = 1; seed <= 500; seed++) {
        ostrov_pack_string s[MOST];
        ostrov_pack_sum p;
        uint64_t draws = seed;
        const int n = draw(s, &draws);
        const ostrov_status status = ostrov_pack_join(s, n, &p, NULL);
        ck_assert_int_ge(status, OSTROV_OK);
        if (!bearable(s, n, 0)) {
            ck_assert_int_eq(status, OSTROV_DEGRADED);
            ck_assert(p.discharge_a == 0 && p.charge_a == 0);
            unequal++;
            continue;
        }
        ck_assert_int_eq(status, OSTROV_OK);
        ck_assert(bearable(s, n, p.discharge_a) && bearable(s, n, -p.charge_a));
        ck_assert(!bearable(s, n, p.discharge_a * 1.001 + 0.01));
        ck_assert(!bearable(s, n, -p.charge_a * 1.001 - 0.01));
    }
    ck_assert(unequal > 0 && unequal < 250);
}
END_TEST

/* Equal and empty strings drive nothing through each other: that none may discharge must not stop
 * charging, however the mean of their voltages is rounded. */
START_TEST(empty_strings_may_be_charged)
{
    uint64_t seed = 5;
    for (int k = 0; k < 2000; k++) {
        ostrov_pack_string s[MOST];
        ostrov_pack_sum p;
        const int n = 2 + k % (MOST - 1);
        const double open_v = 40 + 400 * test_random(&seed);
        for (int i = 0; i < n; i++) {
            s[i] = (ostrov_pack_string){100, 0, 0, open_v, 0.01 + test_random(&seed), 0, 50};
        }
        ck_assert_int_eq(ostrov_pack_join(s, n, &p, NULL), OSTROV_OK);
        ck_assert_double_le(p.discharge_a, 1e-6);
        ck_assert_double_ge(p.charge_a, 50);
    }
}
END_TEST

START_TEST(a_current_beyond_all_bounds_is_refused)
{
    const ostrov_pack_string s[] = {{100, 0.9, 3000, 400, 1e6, 100, 50}};
    double a = 7;
    ostrov_fault why;
    ck_assert_int_eq(ostrov_pack_share(s, 1, 1e308, &a, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "current_a");
    ck_assert(a == 7);
}
END_TEST

START_TEST(sums_are_weighed_by_capacity)
{
    const ostrov_pack_string s[] = {{100, 0.9, 3000, 400, 0.1, 100, 50},
                                    {300, 0.5, 5000, 400, 0.1, 100, 50}};
    ostrov_pack_sum p;
    ck_assert_int_eq(ostrov_pack_join(s, 2, &p, NULL), OSTROV_OK);
    ck_assert_double_eq_tol(p.soc_ratio, 0.6, 1e-12);
    ck_assert(p.capacity_ah == 400 && p.energy_wh == 8000);
    ck_assert(p.soc_min_ratio == 0.5 && p.soc_max_ratio == 0.9);
    ck_assert_double_eq_tol(p.discharge_a, 200, 1e-9); /* equal strings: twice one of them */
    ck_assert_double_eq_tol(p.resistance_ohm, 0.05, 1e-12);
}
END_TEST

START_TEST(cells_from_their_voltages)
{
    enum { GRID = 101, N = 8 };
    ostrov_cell c;
    double ocv[GRID];
    const double warm = 25;
    const double ohm = 0.001;
    double v[N];
    double soc[N];
    int32_t weakest = -1;
    ck_assert_int_eq(ostrov_cell_defaults(&c, sizeof c), OSTROV_OK);
    for (int i = 0; i < GRID; i++) {
        ocv[i] = 3.4 + 0.7 * i / (GRID - 1.0) + (i < 10 ? -0.02 * (10 - i) : 0);
    }
    c.capacity_ah = 50;
    c.series = N;
    c.temperature_c = &warm;
    c.ocv_v = ocv;
    c.ohmic_ohm = &ohm;
    ck_assert_int_eq(ostrov_cell_check(&c, NULL), OSTROV_OK);
    double mean = 0;
    for (int i = 0; i < N; i++) {
        soc[i] = 0.5 + 0.01 * (i - 3) - (i == 5 ? 0.1 : 0);
        mean += soc[i] / N;
        v[i] = 3.4 + 0.7 * soc[i] - 0.08; /* under load */
    }
    double got[N];
    ck_assert_int_eq(ostrov_pack_cells(&c, mean, 25, v, N, got, &weakest), OSTROV_OK);
    ck_assert_int_eq(weakest, 5);
    for (int i = 0; i < N; i++) {
        ck_assert_double_eq_tol(got[i], soc[i], 1e-6);
    }
    v[2] = __builtin_nan("");
    ck_assert_int_eq(ostrov_pack_cells(&c, mean, 25, v, N, got, &weakest), OSTROV_OK);
    ck_assert(ostrov_i_nan(got[2]) && weakest == 5);
    for (int i = 0; i < N; i++) {
        v[i] = __builtin_nan("");
    }
    ck_assert_int_eq(ostrov_pack_cells(&c, mean, 25, v, N, got, &weakest), OSTROV_EMPTY);
    v[0] = __builtin_inf();
    ck_assert_int_eq(ostrov_pack_cells(&c, mean, 25, v, N, got, NULL), OSTROV_E_NOT_FINITE);
    static const double sentinels[] = {65.535, 65535, 32.768, 32768, -32.768, -0.001, 3300};
    for (size_t k = 0; k < sizeof sentinels / sizeof sentinels[0]; k++) {
        v[0] = sentinels[k];
        got[0] = weakest = 77;
        ck_assert_int_eq(ostrov_pack_cells(&c, mean, 25, v, N, got, &weakest), OSTROV_E_RANGE);
        ck_assert(got[0] == 77 && weakest == 77);
    }
    ck_assert_int_eq(ostrov_pack_cells(&c, 1.2, 25, v, N, got, NULL), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_pack_cells(NULL, 0.5, 25, v, N, got, NULL), OSTROV_E_ARGUMENT);
}
END_TEST

START_TEST(faults_name_the_string)
{
    ostrov_pack_string s[2] = {{100, 0.9, 3000, 400, 0.1, 100, 50},
                               {300, 0.5, 5000, 400, 0.1, 1, 1}};
    ostrov_pack_sum p;
    ostrov_fault why;
    s[1].resistance_ohm = 0;
    ck_assert_int_eq(ostrov_pack_join(s, 2, &p, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "resistance_ohm");
    ck_assert_int_eq(why.index, 1);
    s[1].resistance_ohm = __builtin_nan("");
    ck_assert_int_eq(ostrov_pack_share(s, 2, 1, &p.open_v, &why), OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(ostrov_pack_join(s, 0, &p, &why), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_pack_join(NULL, 2, &p, &why), OSTROV_E_ARGUMENT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("battery/pack");
    TCase *t = tcase_create("pack");
    tcase_add_test(t, no_string_passes_its_own_limit_and_no_more_would_do);
    tcase_add_test(t, sums_are_weighed_by_capacity);
    tcase_add_test(t, cells_from_their_voltages);
    tcase_add_test(t, faults_name_the_string);
    tcase_add_test(t, empty_strings_may_be_charged);
    tcase_add_test(t, a_current_beyond_all_bounds_is_refused);
    suite_add_tcase(suite, t);
    return unit_run(suite);
}
