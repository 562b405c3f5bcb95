/* State of health: the fit against a direct minimisation, windows it must refuse, resistance,
 * snapshots.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/battery_health.h>

#include "battery_help.h"

static ostrov_health_config test_settings(void)
{
    ostrov_health_config c;
    ck_assert_int_eq(ostrov_health_defaults(&c, sizeof c), OSTROV_OK);
    c.capacity_ah = 100;
    c.full_v = 4.15;
    c.empty_v = 3.0;
    return c;
}

static ostrov_health new_cell(const ostrov_health_config *c)
{
    ostrov_health h;
    ck_assert_int_eq(ostrov_health_init(&h, c, NULL), OSTROV_OK);
    return h;
}

static ostrov_health_state told(const ostrov_health *h)
{
    ostrov_health_state s;
    ck_assert_int_eq(ostrov_health_read(h, &s, sizeof s), OSTROV_OK);
    return s;
}

static double normal(uint64_t *seed)
{
    double sum = -6;
    for (int i = 0; i < 12; i++) {
        sum += test_random(seed);
    }
    return sum;
}

/* Noise on both sides biases ordinary least squares low; total least squares is not, and its bar
 * tells. */
START_TEST(fit_is_unbiased_and_its_bar_covers)
{
    int covered = 0;
    double sum = 0;
    const int runs = 400;
    ostrov_health_config c = test_settings();
    c.memory_windows = 1e6;
    for (int run = 0; run < runs; run++) {
        uint64_t seed = 100 + (uint64_t)run;
        ostrov_health h = new_cell(&c);
        for (int i = 0; i < 40; i++) {
            const double x = 0.35 + 0.4 * test_random(&seed);
            const double up = i % 2 ? 1 : -1;
            (void)!ostrov_health_window(&h, up * x + 0.02 * normal(&seed), 0.02,
                                        up * x * 82 + 1.5 * normal(&seed), 1.5);
        }
        const ostrov_health_state s = told(&h);
        sum += s.capacity_ah;
        covered += ostrov_i_abs(s.capacity_ah - 82) <= 2 * s.capacity_sigma_ah;
        ck_assert(s.capacity_sigma_ah > 0.2 && s.capacity_sigma_ah < 2);
    }
    ck_assert_double_eq_tol(sum / runs, 82, 0.1);
    ck_assert_int_ge(covered, runs * 92 / 100);
}
END_TEST

START_TEST(unusable_windows_are_refused_by_reason)
{
    const ostrov_health_config c = test_settings();
    ostrov_health h = new_cell(&c);
    ck_assert_int_eq(told(&h).reason, OSTROV_HEALTH_UNKNOWN);
    ck_assert(ostrov_i_nan(told(&h).capacity_ah));
    const struct {
        double x, sx, y, sy;
        int32_t reason;
    } w[] = {
        {0.2, 0.01, 18, 0.5, OSTROV_HEALTH_SMALL},   {0.5, 0.1, 45, 0.5, OSTROV_HEALTH_UNSURE},
        {0.5, 0.01, 45, 9, OSTROV_HEALTH_UNSURE},    {0.5, 0.01, -45, 0.5, OSTROV_HEALTH_OPPOSITE},
        {0.5, 0.01, 10, 0.5, OSTROV_HEALTH_OUTSIDE}, {0.5, 0.01, 70, 0.5, OSTROV_HEALTH_OUTSIDE},
        {0.8, 0.01, 72, 0.5, OSTROV_HEALTH_USED},    {0.8, 0.01, 52, 0.5, OSTROV_HEALTH_UNLIKE},
    };
    for (size_t i = 0; i < sizeof w / sizeof w[0]; i++) {
        const ostrov_status s = ostrov_health_window(&h, w[i].x, w[i].sx, w[i].y, w[i].sy);
        ck_assert_int_eq(s, w[i].reason == OSTROV_HEALTH_USED ? OSTROV_OK : OSTROV_EMPTY);
        ck_assert_int_eq(told(&h).reason, w[i].reason);
    }
    ck_assert_double_eq_tol(told(&h).capacity_ah, 90, 1e-6);
    ck_assert_int_eq(told(&h).refused, 7);
    /* Three in a row that say the same are believed. */
    for (int i = 0; i < 2; i++) {
        ck_assert_int_ge(ostrov_health_window(&h, 0.8, 0.01, 52, 0.5), OSTROV_OK);
    }
    ck_assert_double_eq_tol(told(&h).capacity_ah, 65, 1e-6);
    ck_assert_int_eq(ostrov_health_window(&h, 0.5, 0, 45, 1), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_health_window(&h, __builtin_nan(""), 1, 45, 1), OSTROV_E_NOT_FINITE);
}
END_TEST

/* Three windows unlike what is known, but unlike each other too: none of them is believed. */
START_TEST(three_that_disagree_are_refused)
{
    static const double ah[] = {45, 65, 115, 55, 110, 40};
    const ostrov_health_config c = test_settings();
    ostrov_health h = new_cell(&c);
    ck_assert_int_eq(ostrov_health_window(&h, 0.8, 0.01, 72, 0.5), OSTROV_OK);
    for (int i = 0; i < 6; i++) {
        ck_assert_int_eq(ostrov_health_window(&h, 0.8, 0.01, 0.8 * ah[i], 0.5), OSTROV_EMPTY);
        ck_assert_int_eq(told(&h).reason, OSTROV_HEALTH_UNLIKE);
    }
    ck_assert_double_eq_tol(told(&h).capacity_ah, 90, 1e-6);
}
END_TEST

static void step(ostrov_health *h, double current_a, double voltage_v, double temperature_c,
                 double dt)
{
    ostrov_health_sample s;
    ck_assert_int_eq(ostrov_health_sample_defaults(&s, sizeof s), OSTROV_OK);
    s.current_a = current_a;
    s.voltage_v = voltage_v;
    s.temperature_c = temperature_c;
    ck_assert_int_ge(ostrov_health_step(h, &s, dt), OSTROV_OK);
}

/* Empty, full, empty: each way a window; an aborted charge gives none. */
static void cycle(ostrov_health *h, double ah, int aborted)
{
    const double hours = ah / 50;
    const int n = (int)(hours * 60) + (aborted ? -30 : 0);
    for (int i = 0; i < n; i++) {
        step(h, -50, 3.4 + 0.7 * i / n, 25, i == 0 ? 1e-3 : 60);
    }
    if (!aborted) {
        step(h, -4, 4.2, 25, 60);
        step(h, 0, 4.19, 25, 60);
    }
    for (int i = 0; i < n; i++) {
        step(h, 50, 4.1 - 1.0 * i / n, 25, 60);
    }
    step(h, 50, aborted ? 3.2 : 2.99, 25, 60);
    step(h, 0, 3.2, 25, 60);
}

START_TEST(windows_are_found_in_the_stream)
{
    const ostrov_health_config c = test_settings();
    ostrov_health h = new_cell(&c);
    cycle(&h, 90, 0);
    cycle(&h, 90, 0);
    cycle(&h, 90, 1);
    cycle(&h, 90, 0);
    const ostrov_health_state s = told(&h);
    ck_assert_int_ge(s.windows, 4);
    ck_assert_double_eq_tol(s.capacity_ah, 90, 1.0);
    ck_assert(ostrov_i_abs(s.capacity_ah - 90) < 2 * s.capacity_sigma_ah);
    ck_assert_double_eq_tol(s.health_ratio, s.capacity_ah / 100, 1e-12);
}
END_TEST

/* Of a discharge of 90 Ah the last sample above empty, the first below it, or the cut-off between
 * the two: wherever samples fall, minutes apart at 50 A, empty is found to a tenth of what lies
 * between. */
START_TEST(empty_lies_between_samples)
{
    const ostrov_health_config c = test_settings();
    for (int k = 0; k < 24; k++) {
        ostrov_health h = new_cell(&c);
        const int cut_off = k % 2;
        const double first_s = 5.0 * (k / 2) + 1;
        const double end_s = 90.0 / 50 * 3600; /* when 3.0 V are passed */
        step(&h, -4, 4.2, 25, 0);
        step(&h, -1, 4.2, 25, 60);
        step(&h, 0, 4.15, 25, 60);
        step(&h, 50, 4.0, 25, 1e-6);
        for (double t = first_s; t < end_s + 60; t += 60) {
            const int loaded = !cut_off || t < end_s;
            const double v = ostrov_i_min(3.9, 3.0 + (end_s - t) * 0.001);
            step(&h, loaded ? 50 : 0, loaded ? v : 3.3, 25, t == first_s ? first_s : 60);
        }
        ck_assert_int_eq(told(&h).windows, 1);
        ck_assert_double_eq_tol(told(&h).window_ah, 90, 0.08);
    }
}
END_TEST

/* Cells that gain or lose 1.5 % between any two windows, followed with a short memory: what is
 * said of the next window holds for it within two sigma. */
START_TEST(a_short_memory_widens_the_bar)
{
    ostrov_health_config c = test_settings();
    int covered = 0;
    uint64_t seed = 5;
    c.memory_windows = 1;
    ostrov_health h = new_cell(&c);
    double ah = 85;
    for (int i = 0; i < 1000; i++) {
        ah = ostrov_i_clamp(ah + 0.015 * 85 * normal(&seed), 75, 95);
        if (i > 0) {
            const ostrov_health_state s = told(&h);
            covered += ostrov_i_abs(s.capacity_ah - ah) <= 2 * s.capacity_sigma_ah;
        }
        (void)!ostrov_health_window(&h, 1 + 0.014 * normal(&seed), 0.014, ah + 0.5 * normal(&seed),
                                    0.5);
    }
    ck_assert_int_ge(covered, 930);
    ck_assert_int_le(covered, 995);
}
END_TEST

START_TEST(resistance_is_brought_to_25_degrees)
{
    ostrov_health_config c = test_settings();
    c.resistance_s = 0;
    c.resistance_ohm = 0.001;
    c.activation_j_per_mol = 30000;
    uint64_t seed = 11;
    double at[2];
    for (int k = 0; k < 2; k++) {
        ostrov_health h = new_cell(&c);
        const double warm_c = k == 0 ? 25 : 0;
        const double ohm =
            0.0015 * ostrov_exp(30000 / 8.314462618 * (1 / (warm_c + 273.15) - 1 / 298.15));
        double a = 0;
        for (int i = 0; i < 400; i++) {
            a = i % 7 == 0 ? -100 + 200 * test_random(&seed) : a;
            step(&h, a, 3.3 - ohm * a + 0.0003 * normal(&seed), warm_c, 1);
        }
        at[k] = told(&h).resistance_ohm;
        ck_assert_double_eq_tol(told(&h).resistance_ratio, 1.5, 0.03);
        ck_assert(told(&h).resistance_sigma_ohm < 5e-5);
    }
    ck_assert_double_eq_tol(at[0], at[1], 4e-5);
}
END_TEST

START_TEST(anything_in_nothing_broken)
{
    static const double odd[] = {65535, -32768, 1e300, -1e300, 0, 5e-324};
    const ostrov_health_config c = test_settings();
    ostrov_health h = new_cell(&c);
    uint64_t seed = 99;
    for (int i = 0; i < 20000; i++) {
        ostrov_health_sample s;
        ck_assert_int_eq(ostrov_health_sample_defaults(&s, sizeof s), OSTROV_OK);
        double *x = &s.current_a;
        for (int k = 0; k < 5; k++) {
            const double u = test_random(&seed);
            x[k] = u < 0.1    ? __builtin_nan("")
                   : u < 0.2  ? odd[(int)(6 * test_random(&seed))]
                   : u < 0.25 ? __builtin_inf()
                              : (k == 0 ? -60 : 0) + (k == 0   ? 120
                                                      : k == 1 ? 5
                                                               : 1) *
                                                         test_random(&seed);
        }
        (void)!ostrov_health_step(&h, &s, i % 50 == 0 ? -1 : 1000 * test_random(&seed));
        const ostrov_health_state t = told(&h);
        ck_assert(ostrov_i_nan(t.capacity_ah) || (t.capacity_ah >= 20 && t.capacity_ah <= 150));
        ck_assert(t.windows == 0 || t.capacity_sigma_ah > 0);
    }
}
END_TEST

START_TEST(forged_counters_are_refused)
{
    unsigned char bytes[1024];
    size_t used = 0;
    const ostrov_health_config c = test_settings();
    ostrov_health a = new_cell(&c);
    for (size_t at = 24 + 20; at < 24 + 20 + 24; at += 8) { /* behind the head and five flags */
        ck_assert_int_eq(ostrov_health_save(&a, bytes, sizeof bytes, &used), OSTROV_OK);
        test_forge(bytes, used, at, INT64_MAX);
        ck_assert_int_eq(ostrov_health_load(&a, bytes, used), OSTROV_E_CORRUPT);
    }
    ck_assert_int_eq(ostrov_health_save(&a, bytes, sizeof bytes, &used), OSTROV_OK);
    test_forge(bytes, used, 24 + 12, INT32_MAX); /* windows refused in a row */
    ck_assert_int_eq(ostrov_health_load(&a, bytes, used), OSTROV_E_CORRUPT);
}
END_TEST

START_TEST(forged_numbers_are_refused)
{
    unsigned char bytes[1024];
    size_t used = 0;
    const ostrov_health_config c = test_settings();
    ostrov_health a = new_cell(&c);
    cycle(&a, 90, 0);
    for (size_t at = 24 + 20 + 24; at < ostrov_health_save_size() - 4; at += 8) {
        for (size_t k = 0; k < sizeof test_absurd / sizeof test_absurd[0]; k++) {
            const ostrov_health before = a;
            ck_assert_int_eq(ostrov_health_save(&a, bytes, sizeof bytes, &used), OSTROV_OK);
            test_forge(bytes, used, at, test_absurd[k]);
            ck_assert_int_eq(ostrov_health_load(&a, bytes, used), OSTROV_E_CORRUPT);
            ck_assert(memcmp(&a, &before, sizeof a) == 0);
        }
        ostrov_health b = a;
        ck_assert_int_eq(ostrov_health_save(&a, bytes, sizeof bytes, &used), OSTROV_OK);
        test_forge(bytes, used, at, test_nan);
        if (ostrov_health_load(&b, bytes, used) == OSTROV_OK) { /* not known, where that may be */
            ck_assert_int_ge(ostrov_health_window(&b, 0.5, 0.01, 0.45 * c.capacity_ah, 0.5),
                             OSTROV_OK);
            ck_assert(told(&b).capacity_ah > 0);
        }
    }
}
END_TEST

/* Errors so small that their squares vanish, and changes so large that theirs overflow. */
START_TEST(windows_beyond_all_bounds)
{
    const ostrov_health_config c = test_settings();
    ostrov_health h = new_cell(&c);
    ck_assert_int_eq(ostrov_health_window(&h, 0.5, 1e-200, 0.45 * c.capacity_ah, 1e-200),
                     OSTROV_OK);
    ck_assert_double_eq_tol(told(&h).capacity_ah, 0.9 * c.capacity_ah, 1e-3 * c.capacity_ah);
    ck_assert(told(&h).capacity_sigma_ah > 0);
    h = new_cell(&c);
    ck_assert_int_eq(ostrov_health_window(&h, 0.5, 1e-200, 0.45 * c.capacity_ah, 1), OSTROV_OK);
    ck_assert_double_eq_tol(told(&h).capacity_ah, 0.9 * c.capacity_ah, 1e-3 * c.capacity_ah);
    const ostrov_health before = h;
    ck_assert_int_eq(ostrov_health_window(&h, 1e200, 1e190, 1e200 * c.capacity_ah, 1e190),
                     OSTROV_E_RANGE);
    ck_assert(memcmp(&h, &before, sizeof h) == 0);
}
END_TEST

START_TEST(snapshot)
{
    unsigned char bytes[1024];
    size_t used = 0;
    const ostrov_health_config c = test_settings();
    ostrov_health a = new_cell(&c);
    cycle(&a, 90, 0);
    step(&a, -50, 3.5, 20, 60);
    ck_assert_int_eq(ostrov_health_save(&a, bytes, sizeof bytes, &used), OSTROV_OK);
    ostrov_health b = new_cell(&c);
    ck_assert_int_eq(ostrov_health_load(&b, bytes, used), OSTROV_OK);
    cycle(&a, 88, 0);
    cycle(&b, 88, 0);
    ck_assert(memcmp(&a, &b, sizeof a) == 0);
    bytes[40] ^= 1;
    ck_assert_int_eq(ostrov_health_load(&b, bytes, used), OSTROV_E_CORRUPT);
    ostrov_health_config k = c;
    ostrov_fault why;
    k.capacity_ah = __builtin_nan("");
    ck_assert_int_eq(ostrov_health_init(&b, &k, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "capacity_ah");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("battery/health");
    TCase *t = tcase_create("health");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, fit_is_unbiased_and_its_bar_covers);
    tcase_add_test(t, unusable_windows_are_refused_by_reason);
    tcase_add_test(t, three_that_disagree_are_refused);
    tcase_add_test(t, windows_are_found_in_the_stream);
    tcase_add_test(t, empty_lies_between_samples);
    tcase_add_test(t, a_short_memory_widens_the_bar);
    tcase_add_test(t, resistance_is_brought_to_25_degrees);
    tcase_add_test(t, anything_in_nothing_broken);
    tcase_add_test(t, snapshot);
    tcase_add_test(t, forged_counters_are_refused);
    tcase_add_test(t, forged_numbers_are_refused);
    tcase_add_test(t, windows_beyond_all_bounds);
    suite_add_tcase(suite, t);
    return unit_run(suite);
}
