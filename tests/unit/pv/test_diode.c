/* The single diode: no set of parameters fails, and what comes back solves the equation.
 *
 * OSTROV_DIODES sets how many random sets are tried (100 000 without it), OSTROV_SEED where they
 * begin.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include <ostrov/pv_diode.h>
#include <ostrov/sun.h>

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static const ostrov_pv_diode usual = {5.0, 1e-9, 0.5, 300.0, 2.0};

static uint64_t state;

static double uniform(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (double)(state >> 11) * 0x1p-53;
}

static double between_powers(double low, double high)
{
    return pow(10.0, low + (high - low) * uniform());
}

static long number_from(const char *name, long standard)
{
    const char *text = getenv(name);
    return text != NULL ? atol(text) : standard;
}

/* Any of it may be physical: cells of a watch up to a plant, from the dark to a lens. */
static ostrov_pv_diode any_diode(void)
{
    ostrov_pv_diode d;
    d.photo_a = uniform() < 0.05 ? 0.0 : between_powers(-12.0, 4.0);
    d.saturation_a = between_powers(-30.0, -1.0);
    d.series_ohm = uniform() < 0.1 ? 0.0 : between_powers(-8.0, 3.0);
    d.shunt_ohm = uniform() < 0.1 ? (double)INFINITY : between_powers(0.0, 9.0);
    d.series_ohm = fmin(d.series_ohm, d.shunt_ohm); /* else no module but a heater */
    d.thermal_v = between_powers(-3.0, 3.0);
    return d;
}

/* What the equation leaves over at a point, relative to its largest term. */
static double left_over(const ostrov_pv_diode *d, double v, double i)
{
    const double x = v + i * d->series_ohm;
    const double diode = d->saturation_a * expm1(x / d->thermal_v);
    const double shunt = x / d->shunt_ohm;
    const double largest = fmax(fmax(fabs(d->photo_a), fabs(diode)), fmax(fabs(shunt), fabs(i)));
    /* An error of the voltage's last digit shows in the exponential x/a times as large. */
    const double stiff = 1.0 + fmax(fabs(v), fabs(i * d->series_ohm)) / d->thermal_v +
                         fmax(fabs(v), fabs(i * d->series_ohm)) / d->shunt_ohm / largest;
    return largest == 0.0 ? 0.0 : fabs(d->photo_a - diode - shunt - i) / largest / stiff;
}

START_TEST(test_no_set_fails)
{
    const long sets = number_from("OSTROV_DIODES", 100000);
    const uint64_t seed = (uint64_t)number_from("OSTROV_SEED", 1);
    double worst = 0.0;
    state = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
    for (long k = 0; k < sets; k++) {
        const ostrov_pv_diode d = any_diode();
        ostrov_pv_points p;
        int good = ostrov_pv_singlediode(&d, &p) == OSTROV_OK &&
                   isfinite(p.isc_a + p.voc_v + p.imp_a + p.vmp_v + p.pmp_w + p.ix_a + p.ixx_a) &&
                   p.isc_a >= 0.0 && p.isc_a <= d.photo_a * (1.0 + 1e-12) && p.vmp_v >= 0.0 &&
                   p.vmp_v <= p.voc_v * (1.0 + 1e-12) && p.imp_a >= 0.0 &&
                   p.imp_a <= p.isc_a * (1.0 + 1e-9) && p.ix_a >= p.ixx_a * (1.0 - 1e-9);
        const double points[5][2] = {{0.0, p.isc_a},
                                     {p.voc_v, 0.0},
                                     {p.vmp_v, p.imp_a},
                                     {0.5 * p.voc_v, p.ix_a},
                                     {0.5 * (p.voc_v + p.vmp_v), p.ixx_a}};
        for (int n = 0; good && n < 5; n++) {
            const double error = left_over(&d, points[n][0], points[n][1]);
            worst = fmax(worst, error);
            good = error < 1e-13;
        }
        if (!good) {
            ck_abort_msg("seed %lu, set %ld: IL %.17g I0 %.17g Rs %.17g Rsh %.17g a %.17g: isc %g "
                         "voc %g imp %g vmp %g",
                         (unsigned long)seed, k, d.photo_a, d.saturation_a, d.series_ohm,
                         d.shunt_ohm, d.thermal_v, p.isc_a, p.voc_v, p.imp_a, p.vmp_v);
        }
    }
    printf("%ld random sets, seed %lu: no failure, worst residual %.2g\n", sets,
           (unsigned long)seed, worst);
}
END_TEST

START_TEST(test_no_point_has_more_power)
{
    state = 77;
    for (int k = 0; k < 2000; k++) {
        const ostrov_pv_diode d = any_diode();
        double v = 0.0;
        double i = 0.0;
        ck_assert_int_eq(ostrov_pv_maximum(&d, &v, &i), OSTROV_OK);
        for (int n = 1; n <= 20; n++) {
            double other = 0.0;
            const double at = v * (0.5 + 0.05 * n);
            ck_assert_int_eq(ostrov_pv_current(&d, at, &other), OSTROV_OK);
            ck_assert_msg(at * other <= v * i * (1.0 + 1e-12), "set %d: %g V is better than %g V",
                          k, at, v);
        }
    }
}
END_TEST

START_TEST(test_there_and_back)
{
    state = 5;
    for (int k = 0; k < 5000; k++) {
        ostrov_pv_diode d = any_diode();
        double i = 0.0;
        double v = 0.0;
        d.series_ohm = fmin(d.series_ohm, 0.01 * d.shunt_ohm);
        const double at = (2.4 * uniform() - 1.2) * d.thermal_v * 5.0;
        ck_assert_int_eq(ostrov_pv_current(&d, at, &i), OSTROV_OK);
        if (!isfinite(d.shunt_ohm) && d.photo_a - i <= -0.99 * d.saturation_a) {
            continue; /* deep in reverse the current no longer tells the voltage */
        }
        ck_assert_msg(ostrov_pv_voltage(&d, i, &v) == OSTROV_OK,
                      "set %d: %g V gave %g A: IL %g I0 %g Rs %g Rsh %g a %g", k, at, i, d.photo_a,
                      d.saturation_a, d.series_ohm, d.shunt_ohm, d.thermal_v);
        /* The current tells the voltage only as well as it changes with it. */
        const double slope =
            d.saturation_a / d.thermal_v * exp(fmin((at + i * d.series_ohm) / d.thermal_v, 700.0)) +
            1.0 / d.shunt_ohm;
        const double blur = 1e-15 * (d.photo_a + fabs(i)) / slope + 1e-14 * fabs(at) +
                            1e-15 * fabs(i) * d.series_ohm;
        ck_assert_msg(fabs(v - at) <= 20.0 * blur, "set %d: %.17g V became %.17g V, blur %g", k, at,
                      v, blur);
    }
}
END_TEST

START_TEST(test_ends_of_the_range)
{
    ostrov_pv_diode d = usual;
    ostrov_pv_points p;
    double i = 0.0;
    d.photo_a = 0.0;
    d.shunt_ohm = (double)INFINITY;
    ck_assert_int_eq(ostrov_pv_singlediode(&d, &p), OSTROV_OK);
    ck_assert(p.isc_a == 0.0 && p.voc_v == 0.0 && p.pmp_w == 0.0 && p.ixx_a == 0.0);
    d = usual;
    d.saturation_a = 1e-300;
    ck_assert_int_eq(ostrov_pv_singlediode(&d, &p), OSTROV_OK);
    ck_assert(isfinite(p.voc_v) && p.voc_v > 1300.0);
    d.photo_a = 1e6;
    d.saturation_a = 1e-300;
    ck_assert_int_eq(ostrov_pv_singlediode(&d, &p), OSTROV_OK);
    ck_assert(isfinite(p.pmp_w));
    d = usual;
    ck_assert_int_eq(ostrov_pv_current(&d, -1000.0, &i), OSTROV_OK);
    ck_assert(i > 5.0 && i < 5.0 + 1000.0 / 300.0); /* the shunt carries it backwards */
    ck_assert_int_eq(ostrov_pv_current(&d, 1e9, &i), OSTROV_OK);
    ck_assert(isfinite(i) && i < -1e9);
}
END_TEST

START_TEST(test_wrong_input)
{
    ostrov_pv_diode d = usual;
    ostrov_pv_points p = {1, 2, 3, 4, 5, 6, 7};
    double x = 42.0;
    const double nan = (double)NAN;
    ck_assert_int_eq(ostrov_pv_singlediode(NULL, &p), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_pv_singlediode(&d, NULL), OSTROV_E_ARGUMENT);
    d.photo_a = nan;
    ck_assert_int_eq(ostrov_pv_singlediode(&d, &p), OSTROV_E_NOT_FINITE);
    d.photo_a = -1e-9;
    ck_assert_int_eq(ostrov_pv_singlediode(&d, &p), OSTROV_E_RANGE);
    d = usual;
    d.saturation_a = 0.0;
    ck_assert_int_eq(ostrov_pv_singlediode(&d, &p), OSTROV_E_RANGE);
    d = usual;
    d.shunt_ohm = 0.0;
    ck_assert_int_eq(ostrov_pv_singlediode(&d, &p), OSTROV_E_RANGE);
    d = usual;
    d.series_ohm = (double)INFINITY;
    ck_assert_int_eq(ostrov_pv_singlediode(&d, &p), OSTROV_E_NOT_FINITE);
    ck_assert(p.isc_a == 1.0 && p.ixx_a == 7.0); /* untouched */
    d = usual;
    ck_assert_int_eq(ostrov_pv_current(&d, nan, &x), OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(ostrov_pv_current(&d, (double)INFINITY, &x), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_pv_voltage(&d, nan, &x), OSTROV_E_NOT_FINITE);
    d.shunt_ohm = (double)INFINITY;
    ck_assert_int_eq(ostrov_pv_voltage(&d, 6.0, &x), OSTROV_E_RANGE); /* nothing can carry it */
    ck_assert(x == 42.0);
    ck_assert_int_eq(ostrov_pv_maximum(&d, NULL, NULL), OSTROV_OK);
}
END_TEST

START_TEST(test_one_bad_row_does_not_fail_a_year)
{
    ostrov_pv_diode d[3] = {usual, usual, usual};
    ostrov_pv_points p[3];
    uint8_t status[3] = {9, 9, 9};
    d[1].thermal_v = (double)NAN;
    d[2].thermal_v = -1.0;
    ck_assert_int_eq(ostrov_pv_singlediode_n(d, 3, p, status), OSTROV_OK);
    ck_assert(status[0] == OSTROV_VALUE_OK && status[1] == OSTROV_VALUE_UNKNOWN &&
              status[2] == OSTROV_VALUE_RANGE);
    ck_assert(p[0].pmp_w > 100.0 && isnan(p[1].pmp_w) && isnan(p[2].isc_a));
    ck_assert_int_eq(ostrov_pv_singlediode_n(NULL, 0, NULL, NULL), OSTROV_OK);
    ck_assert_int_eq(ostrov_pv_singlediode_n(d, 3, NULL, NULL), OSTROV_E_ARGUMENT);
}
END_TEST

/* The data sheet of a module must come back at its reference: Canadian Solar CS5P-220M, 220 W. */
START_TEST(test_module_at_reference)
{
    ostrov_pv_module m;
    ostrov_pv_diode d;
    ostrov_pv_points p;
    ostrov_fault why;
    ck_assert_int_eq(ostrov_pv_module_defaults(&m, sizeof m), OSTROV_OK);
    ck_assert_int_eq(ostrov_pv_module_diode(&m, 1000.0, 25.0, &d, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "photo_a");
    m.photo_a = 5.114;
    m.saturation_a = 8.196e-10;
    m.series_ohm = 1.065;
    m.shunt_ohm = 381.68;
    m.thermal_v = 2.6373;
    m.short_a_per_c = 0.004539;
    ck_assert_int_eq(ostrov_pv_module_diode(&m, 1000.0, 25.0, &d, NULL), OSTROV_OK);
    ck_assert_int_eq(ostrov_pv_singlediode(&d, &p), OSTROV_OK);
    ck_assert_double_eq_tol(p.isc_a, 5.1, 0.01); /* its sheet: 5.1 A, 59.4 V, 4.69 A, 46.9 V */
    ck_assert_double_eq_tol(p.voc_v, 59.4, 0.1);
    ck_assert_double_eq_tol(p.imp_a, 4.69, 0.01);
    ck_assert_double_eq_tol(p.vmp_v, 46.9, 0.1);
    ck_assert_int_eq(ostrov_pv_module_diode(&m, -1.0, 25.0, &d, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "irradiance_w_per_m2");
    ck_assert_int_eq(ostrov_pv_module_diode(&m, 1000.0, 65535.0, &d, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "cell_c");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pv.diode");
    TCase *tests = tcase_create("all");
    tcase_set_timeout(tests, 0);
    tcase_add_test(tests, test_no_set_fails);
    tcase_add_test(tests, test_no_point_has_more_power);
    tcase_add_test(tests, test_there_and_back);
    tcase_add_test(tests, test_ends_of_the_range);
    tcase_add_test(tests, test_wrong_input);
    tcase_add_test(tests, test_one_bad_row_does_not_fail_a_year);
    tcase_add_test(tests, test_module_at_reference);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
