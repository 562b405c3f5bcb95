/* The air and the clear sky by what must hold; the formulas' values are held by the conformance
 * suite.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/sun_clearsky.h>

#include "base/fields.h"
#include "unit.h"

#include <string.h>

static const ostrov_place pisek = {49.3088, 14.1475, 390};

static ostrov_sun sun_at(double zenith_deg)
{
    const ostrov_sun sun = {zenith_deg, zenith_deg, 180.0, 1.0, 10.0, 0.0, 0.0};
    return sun;
}

static ostrov_atmosphere air(int32_t model)
{
    ostrov_atmosphere a;
    ck_assert_int_eq(ostrov_atmosphere_defaults(&a, sizeof a), OSTROV_OK);
    a.model = model;
    return a;
}

static ostrov_irradiance clear_at(const ostrov_atmosphere *a, double zenith_deg)
{
    const ostrov_sun sun = sun_at(zenith_deg);
    ostrov_irradiance clear = {-1, -1, -1};
    ck_assert_int_eq(ostrov_clearsky(a, 0, &sun, &clear, NULL), OSTROV_OK);
    return clear;
}

/* Every model: dark below the horizon, falls with the zenith angle, never above the
 * extraterrestrial. */
START_TEST(every_model_behaves)
{
    for (int32_t model = OSTROV_CLEARSKY_INEICHEN; model <= OSTROV_CLEARSKY_BIRD; model++) {
        const ostrov_atmosphere a = air(model);
        double last = 2000.0;
        for (double z = 0.0; z < 89.0; z += 0.5) {
            const ostrov_irradiance c = clear_at(&a, z);
            ck_assert(c.ghi_w_per_m2 > 0.0 && c.ghi_w_per_m2 < last);
            ck_assert(c.ghi_w_per_m2 < 1366.1 * ostrov_cos(z * 0.017453292519943295));
            last = c.ghi_w_per_m2;
            if (model == OSTROV_CLEARSKY_HAURWITZ) {
                ck_assert(ostrov_i_nan(c.dni_w_per_m2) && ostrov_i_nan(c.dhi_w_per_m2));
            } else {
                ck_assert(c.dni_w_per_m2 >= 0.0 && c.dni_w_per_m2 < 1366.1);
            }
        }
        const ostrov_irradiance night = clear_at(&a, 90.0);
        ck_assert(night.ghi_w_per_m2 == 0 && night.dni_w_per_m2 == 0 && night.dhi_w_per_m2 == 0);
    }
}
END_TEST

START_TEST(haze_dims_and_mountains_brighten)
{
    ostrov_atmosphere a = air(OSTROV_CLEARSKY_INEICHEN);
    const ostrov_irradiance plain = clear_at(&a, 40.0);
    /* A clear noon on the sea is known to give about 0.7 of the extraterrestrial. */
    ck_assert(plain.ghi_w_per_m2 > 650 && plain.ghi_w_per_m2 < 850);
    for (int i = 0; i < 12; i++) {
        a.linke[i] = 6.0;
    }
    ck_assert_double_lt(clear_at(&a, 40.0).dni_w_per_m2, plain.dni_w_per_m2);
    a = air(OSTROV_CLEARSKY_INEICHEN);
    a.altitude_m = 2000.0;
    ck_assert_double_gt(clear_at(&a, 40.0).ghi_w_per_m2, plain.ghi_w_per_m2);
}
END_TEST

/* In the middle of a month its own value, between two months half of each, over the turn of the
 * year too. */
START_TEST(turbidity_goes_from_month_to_month)
{
    ostrov_atmosphere a = air(OSTROV_CLEARSKY_INEICHEN);
    double linke = 0.0;
    for (int i = 0; i < 12; i++) {
        a.linke[i] = 2.0 + 0.1 * i;
    }
    a.linke[11] = 4.0;
    /* 2026-06-15: day 15 of 30. */
    ck_assert_int_eq(ostrov_atmosphere_linke(&a, INT64_C(1781481600000000), &linke), OSTROV_OK);
    ck_assert_double_eq_tol(linke, 2.5, 1e-12);
    /* 2025-12-31: 15.5 of the 31 days between the middles of December and January. */
    ck_assert_int_eq(ostrov_atmosphere_linke(&a, INT64_C(1767182400000000), &linke), OSTROV_OK);
    ck_assert_double_eq_tol(linke, 3.0, 1e-12);
    ck_assert_int_eq(ostrov_atmosphere_linke(&a, INT64_MIN, &linke), OSTROV_E_TIME);
}
END_TEST

START_TEST(array_is_the_single_one_by_row)
{
    const ostrov_atmosphere a = air(OSTROV_CLEARSKY_INEICHEN);
    const int64_t time_us[3] = {INT64_C(1782043200000000), INT64_MAX, INT64_C(1782000000000000)};
    ostrov_irradiance clear[3];
    uint8_t status[3];
    ck_assert_int_eq(ostrov_clearsky_n(&a, &pisek, time_us, 3, clear, status, NULL), OSTROV_OK);
    ck_assert(status[0] == OSTROV_VALUE_OK && status[1] == OSTROV_VALUE_RANGE &&
              status[2] == OSTROV_VALUE_NIGHT);
    ck_assert(ostrov_i_nan(clear[1].ghi_w_per_m2) && clear[2].ghi_w_per_m2 == 0.0);
    ostrov_atmosphere here = a;
    ostrov_sun sun;
    ostrov_irradiance one;
    here.altitude_m = pisek.altitude_m;
    ck_assert_int_eq(ostrov_sun_position(time_us[0], &pisek, &sun), OSTROV_OK);
    ck_assert_int_eq(ostrov_clearsky(&here, time_us[0], &sun, &one, NULL), OSTROV_OK);
    ck_assert_mem_eq(&one, &clear[0], sizeof one);
}
END_TEST

START_TEST(air_has_its_statuses)
{
    double value = 7.0;
    ck_assert_int_eq(ostrov_air_mass(OSTROV_AIR_MASS_KASTEN_YOUNG_1989, 90.1, &value),
                     OSTROV_EMPTY);
    ck_assert_int_eq(ostrov_air_mass(0, 50, &value), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_air_mass(9, 50, &value), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_air_mass(1, OSTROV_I_NAN, &value), OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(ostrov_air_mass(1, 32768, &value), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_air_mass(1, 30, NULL), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_air_pressure(9001, &value), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_air_altitude(65535 * 2, &value), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_linke_kasten(1, -1, 0.1, 0.1, &value), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_linke_kasten(1, 10, OSTROV_I_NAN, 0.1, &value), OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(ostrov_extra_irradiance(0, 0, &value), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_extra_irradiance(1, INT64_MAX, &value), OSTROV_E_TIME);
    ck_assert_double_eq(value, 7.0);
    ostrov_yearday day;
    ck_assert_int_eq(ostrov_sun_yearday(0, &day), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_sun_yearday(367, &day), OSTROV_E_RANGE);
    for (double p = 35000; p < 105000; p += 7000) {
        double altitude_m = 0.0;
        double back = 0.0;
        ck_assert_int_eq(ostrov_air_altitude(p, &altitude_m), OSTROV_OK);
        ck_assert_int_eq(ostrov_air_pressure(altitude_m, &back), OSTROV_OK);
        ck_assert_double_eq_tol(back, p, 3.0); /* the two published fits are inverse to 3 Pa */
    }
}
END_TEST

START_TEST(bad_air_is_named_and_nothing_touched)
{
    const ostrov_sun sun = sun_at(40.0);
    ostrov_irradiance clear = {1, 2, 3};
    ostrov_fault why;
    ostrov_atmosphere a = air(OSTROV_CLEARSKY_INEICHEN);
    a.linke[7] = OSTROV_I_NAN;
    ck_assert_int_eq(ostrov_clearsky(&a, 0, &sun, &clear, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "linke");
    ck_assert_int_eq(why.index, 7);
    a = air(9);
    ck_assert_int_eq(ostrov_clearsky(&a, 0, &sun, &clear, &why), OSTROV_E_RANGE);
    a = air(OSTROV_CLEARSKY_SOLIS);
    a.aod_700nm = 65535;
    ck_assert_int_eq(ostrov_clearsky(&a, 0, &sun, &clear, &why), OSTROV_E_RANGE);
    a = air(OSTROV_CLEARSKY_SOLIS);
    ck_assert_int_eq(ostrov_clearsky(&a, INT64_MIN, &sun, &clear, &why), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_clearsky(&a, 0, NULL, &clear, &why), OSTROV_E_ARGUMENT);
    const ostrov_sun bad = sun_at(OSTROV_I_NAN);
    ck_assert_int_eq(ostrov_clearsky(&a, 0, &bad, &clear, &why), OSTROV_E_NOT_FINITE);
    ck_assert(clear.ghi_w_per_m2 == 1 && clear.dni_w_per_m2 == 2 && clear.dhi_w_per_m2 == 3);
}
END_TEST

/* Haze that throws all light back above snow: as much as there is, not a pole of the formula. */
START_TEST(haze_over_snow_is_finite)
{
    for (int32_t asymmetry = 0; asymmetry <= 20; asymmetry++) {
        ostrov_atmosphere a = air(OSTROV_CLEARSKY_BIRD);
        a.aod_500nm = 1.0;
        a.aod_380nm = 1.0;
        a.albedo_ratio = 1.0;
        a.asymmetry_ratio = 0.02 * asymmetry;
        for (double zenith = 0.0; zenith < 90.0; zenith += 0.01) {
            const ostrov_sun sun = sun_at(zenith);
            ostrov_irradiance clear;
            ck_assert_int_eq(ostrov_clearsky(&a, 0, &sun, &clear, NULL), OSTROV_OK);
            ck_assert_msg(clear.dhi_w_per_m2 > -1.0 && clear.ghi_w_per_m2 < 2000.0,
                          "asymmetry %g, zenith %g: DHI %g", a.asymmetry_ratio, zenith,
                          clear.dhi_w_per_m2);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sun.clearsky");
    TCase *tests = tcase_create("all");
    tcase_add_test(tests, every_model_behaves);
    tcase_add_test(tests, haze_dims_and_mountains_brighten);
    tcase_add_test(tests, turbidity_goes_from_month_to_month);
    tcase_add_test(tests, array_is_the_single_one_by_row);
    tcase_add_test(tests, air_has_its_statuses);
    tcase_add_test(tests, bad_air_is_named_and_nothing_touched);
    tcase_add_test(tests, haze_over_snow_is_finite);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
