/* Clear sky, diffuse split and plane of array against reference vectors and by what must hold.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/sun.h>

#include "base/fields.h"
#include "sun/sun_internal.h"
#include "sun/vectors.h"
#include "unit.h"

#define RAD (0.017453292519943295)

/* A sun high in the south at 1 au. */
static ostrov_sun high_sun(void)
{
    const ostrov_sun sun = {40.0, 39.99, 180.0, 1.0, 10.0, 0.0};
    return sun;
}

START_TEST(air_mass_matches_vectors)
{
    struct vectors v;
    if (!vectors_open(&v, __FILE__, "airmass.csv")) {
        return;
    }
    double worst = 0;
    while (vectors_next(&v)) {
        const double zenith = vectors_get(&v, "zenith");
        if (zenith < 90.0) {
            const double error = vectors_error(ostrov_i_air_mass(zenith),
                                               vectors_get(&v, "am_rel_kastenyoung1989"));
            worst = ostrov_i_max(worst, error);
        }
        const double error = vectors_error(ostrov_i_pressure_pa(vectors_get(&v, "alt_m")),
                                           vectors_get(&v, "alt2pres_pa"));
        worst = ostrov_i_max(worst, error);
    }
    ck_assert_double_lt(worst, 1e-9); /* the same formulas; vectors carry ten digits */
}
END_TEST

START_TEST(clear_sky_matches_vectors)
{
    struct vectors v;
    if (!vectors_open(&v, __FILE__, "clearsky.csv")) {
        return;
    }
    double worst = 0;
    int rows = 0;
    while (vectors_next(&v)) {
        const double zenith = vectors_get(&v, "apparent_zenith");
        if (zenith >= 90.0) {
            continue;
        }
        ostrov_irradiance clear;
        ostrov_i_clearsky(ostrov_cos(zenith * RAD), vectors_get(&v, "airmass_abs"),
                          vectors_get(&v, "linke_turbidity"), vectors_get(&v, "altitude_m"),
                          vectors_get(&v, "dni_extra"), &clear);
        worst = ostrov_i_max(worst, vectors_error(clear.ghi_w_per_m2, vectors_get(&v, "ine_ghi")));
        worst = ostrov_i_max(worst, vectors_error(clear.dni_w_per_m2, vectors_get(&v, "ine_dni")));
        worst = ostrov_i_max(worst, vectors_error(clear.dhi_w_per_m2, vectors_get(&v, "ine_dhi")));
        rows++;
    }
    printf("clearsky.csv: %d rows, worst %.1e\n", rows, worst);
    ck_assert_int_gt(rows, 100);
    ck_assert_double_lt(worst, 1e-8); /* the same formula; vectors carry ten digits */
}
END_TEST

/* Extraterrestrial irradiance by day of the year (Spencer 1971), which the vectors used. */
static double spencer(double day)
{
    const double b = 2.0 * 3.141592653589793 / 365.0 * (day - 1.0);
    return 1366.1 * (1.00011 + 0.034221 * ostrov_cos(b) + 0.00128 * ostrov_sin(b) +
                     0.000719 * ostrov_cos(2 * b) + 7.7e-05 * ostrov_sin(2 * b));
}

START_TEST(erbs_matches_vectors)
{
    struct vectors v;
    if (!vectors_open(&v, __FILE__, "decomposition.csv")) {
        return;
    }
    double worst = 0;
    int rows = 0;
    while (vectors_next(&v)) {
        ostrov_sun sun = high_sun();
        ostrov_irradiance split;
        const double ghi = vectors_get(&v, "ghi");
        sun.zenith_deg = vectors_get(&v, "zenith");
        sun.distance_au = __builtin_sqrt(1366.1 / spencer(vectors_get(&v, "dayofyear")));
        if (ghi < 0) {
            continue;
        }
        ck_assert_int_eq(ostrov_irradiance_erbs(ghi, &sun, &split), OSTROV_OK);
        worst = ostrov_i_max(worst, vectors_error(split.dni_w_per_m2, vectors_get(&v, "erbs_dni")));
        worst = ostrov_i_max(worst, vectors_error(split.dhi_w_per_m2, vectors_get(&v, "erbs_dhi")));
        rows++;
    }
    printf("decomposition.csv: %d rows, worst %.1e\n", rows, worst);
    ck_assert_int_gt(rows, 100);
    ck_assert_double_lt(worst, 1e-9);
}
END_TEST

START_TEST(hay_davies_matches_vectors)
{
    struct vectors v;
    if (!vectors_open(&v, __FILE__, "transposition.csv")) {
        return;
    }
    double worst = 0;
    int rows = 0;
    while (vectors_next(&v)) {
        ostrov_sun sun = high_sun();
        sun.zenith_deg = vectors_get(&v, "zenith");
        if (sun.zenith_deg >= 90.0) {
            continue;
        }
        sun.apparent_zenith_deg = sun.zenith_deg;
        sun.azimuth_deg = vectors_get(&v, "sun_azimuth");
        sun.distance_au = __builtin_sqrt(1366.1 / vectors_get(&v, "dni_extra"));
        const ostrov_irradiance horizontal = {vectors_get(&v, "ghi"), vectors_get(&v, "dni"),
                                              vectors_get(&v, "dhi")};
        double poa = -1;
        ck_assert_int_eq(ostrov_irradiance_haydavies(&horizontal, &sun, vectors_get(&v, "tilt"),
                                                     vectors_get(&v, "azimuth"),
                                                     vectors_get(&v, "albedo"), &poa),
                         OSTROV_OK);
        const double reference = vectors_get(&v, "beam") + vectors_get(&v, "haydavies") +
                                 vectors_get(&v, "ground");
        worst = ostrov_i_max(worst, vectors_error(poa, reference));
        rows++;
    }
    printf("transposition.csv: %d rows, worst %.1e\n", rows, worst);
    ck_assert_int_gt(rows, 100);
    ck_assert_double_lt(worst, 1e-9);
}
END_TEST

START_TEST(night_is_dark)
{
    ostrov_sun sun = high_sun();
    ostrov_irradiance clear = {1, 1, 1};
    sun.zenith_deg = 90.6;
    sun.apparent_zenith_deg = 90.0;
    ck_assert_int_eq(ostrov_clearsky_ineichen(&sun, 390, 3, &clear), OSTROV_OK);
    ck_assert(clear.ghi_w_per_m2 == 0 && clear.dni_w_per_m2 == 0 && clear.dhi_w_per_m2 == 0);
}
END_TEST

/* A clear noon on the sea with moderate turbidity is known to give about 0.7 of extraterrestrial. */
START_TEST(clear_sky_is_plausible)
{
    const ostrov_sun sun = high_sun();
    ostrov_irradiance clear;
    ck_assert_int_eq(ostrov_clearsky_ineichen(&sun, 0, 3, &clear), OSTROV_OK);
    ck_assert(clear.ghi_w_per_m2 > 700 && clear.ghi_w_per_m2 < 850);
    ck_assert(clear.dni_w_per_m2 > 750 && clear.dni_w_per_m2 < 950);
    /* More haze: less beam, less global. Higher: more of both. */
    ostrov_irradiance haze;
    ostrov_irradiance mountain;
    ck_assert_int_eq(ostrov_clearsky_ineichen(&sun, 0, 6, &haze), OSTROV_OK);
    ck_assert_int_eq(ostrov_clearsky_ineichen(&sun, 2000, 3, &mountain), OSTROV_OK);
    ck_assert_double_lt(haze.dni_w_per_m2, clear.dni_w_per_m2);
    ck_assert_double_lt(haze.ghi_w_per_m2, clear.ghi_w_per_m2);
    ck_assert_double_gt(mountain.ghi_w_per_m2, clear.ghi_w_per_m2);
}
END_TEST

/* The parts close, on a flat plane the plane sees GHI, and nothing is negative, for any sky. */
START_TEST(parts_close_and_stay_positive)
{
    uint64_t seed = 42;
    for (int i = 0; i < 20000; i++) {
        double u[5];
        for (int k = 0; k < 5; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            u[k] = (double)(seed >> 11) / 9007199254740992.0;
        }
        ostrov_sun sun = {89.9 * u[0], 89.9 * u[0], 359.9 * u[1], 0.98 + 0.04 * u[2], 0, 0};
        ostrov_irradiance split;
        double poa;
        /* Up to a cloud's edge, 1.2 times what falls on the atmosphere. */
        const double ghi = 1640 * u[3] * ostrov_cos(sun.zenith_deg * RAD);
        ck_assert_int_eq(ostrov_irradiance_erbs(ghi, &sun, &split), OSTROV_OK);
        ck_assert(split.dhi_w_per_m2 >= 0 && split.dni_w_per_m2 >= 0);
        ck_assert_double_eq_tol(split.dni_w_per_m2 * ostrov_cos(sun.zenith_deg * RAD) +
                                    split.dhi_w_per_m2,
                                ghi, 1e-9); /* rounding of numbers near 1000 */
        ck_assert_int_eq(ostrov_irradiance_haydavies(&split, &sun, 180 * u[4], 360 * u[2], 0.2, &poa),
                         OSTROV_OK);
        ck_assert(poa >= 0 && poa < 4000);
        if (sun.zenith_deg < 87.0 && split.dni_w_per_m2 < 1300) { /* anisotropy index below 1 */
            ck_assert_int_eq(ostrov_irradiance_haydavies(&split, &sun, 0, 180, 0.2, &poa),
                             OSTROV_OK);
            ck_assert_double_eq_tol(poa, split.ghi_w_per_m2, 1e-9);
        }
    }
}
END_TEST

START_TEST(refuses_garbage_untouched)
{
    const double inf = __builtin_inf();
    ostrov_sun sun = high_sun();
    ostrov_irradiance out = {1, 2, 3};
    double poa = 4;
    const ostrov_irradiance in = {500, 400, 200};
    ck_assert_int_eq(ostrov_clearsky_ineichen(NULL, 0, 3, &out), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_clearsky_ineichen(&sun, 0, 0.5, &out), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_clearsky_ineichen(&sun, inf, 3, &out), OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(ostrov_irradiance_erbs(-1, &sun, &out), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_irradiance_erbs(65535, &sun, &out), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_irradiance_erbs(OSTROV_I_NAN, &sun, &out), OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(ostrov_irradiance_haydavies(&in, &sun, 181, 180, 0.2, &poa), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_irradiance_haydavies(&in, &sun, 30, 180, 1.2, &poa), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_irradiance_haydavies(&in, NULL, 30, 180, 0.2, &poa), OSTROV_E_ARGUMENT);
    sun.zenith_deg = OSTROV_I_NAN;
    ck_assert_int_eq(ostrov_irradiance_erbs(100, &sun, &out), OSTROV_E_NOT_FINITE);
    sun = high_sun();
    sun.distance_au = 0;
    ck_assert_int_eq(ostrov_clearsky_ineichen(&sun, 0, 3, &out), OSTROV_E_RANGE);
    ck_assert(out.ghi_w_per_m2 == 1 && out.dni_w_per_m2 == 2 && out.dhi_w_per_m2 == 3 && poa == 4);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sun.irradiance");
    TCase *tests = tcase_create("all");
    tcase_add_test(tests, air_mass_matches_vectors);
    tcase_add_test(tests, clear_sky_matches_vectors);
    tcase_add_test(tests, erbs_matches_vectors);
    tcase_add_test(tests, hay_davies_matches_vectors);
    tcase_add_test(tests, night_is_dark);
    tcase_add_test(tests, clear_sky_is_plausible);
    tcase_add_test(tests, parts_close_and_stay_positive);
    tcase_add_test(tests, refuses_garbage_untouched);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
