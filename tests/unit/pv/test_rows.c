/* Trackers, rows, snow and dust: what no vector says.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include <ostrov/pv_row.h>
#include <ostrov/pv_soiling.h>
#include <ostrov/sun.h>

#include <math.h>
#include <stdint.h>

#define NOT_KNOWN ((double)NAN)

/* With backtracking no row ever stands in the shade of the next; without it, one does. */
START_TEST(test_backtracking_leaves_no_shade)
{
    ostrov_pv_tracker t;
    double most = 0.0;
    ck_assert_int_eq(ostrov_pv_tracker_defaults(&t, sizeof t), OSTROV_OK);
    for (int32_t backtrack = 1; backtrack >= 0; backtrack--) {
        most = 0.0;
        t.backtrack = backtrack;
        t.cover_ratio = 0.4;
        for (int32_t zenith = 0; zenith < 90; zenith++) {
            for (int32_t azimuth = 0; azimuth < 360; azimuth += 15) {
                ostrov_pv_plane p;
                double shaded = 0.0;
                ck_assert_int_eq(ostrov_pv_track(&t, zenith, azimuth, &p, NULL), OSTROV_OK);
                ck_assert(fabs(p.rotation_deg) <= 90.0 && p.tilt_deg <= 90.0);
                ck_assert(p.azimuth_deg >= 0.0 && p.azimuth_deg < 360.0);
                ck_assert_int_eq(ostrov_pv_shaded_rows(zenith, azimuth, 0.0, 0.0, p.rotation_deg,
                                                       2.0, 5.0, 0.0, &shaded, NULL),
                                 OSTROV_OK);
                most = fmax(most, shaded);
            }
        }
        ck_assert_msg(backtrack ? most < 1e-9 : most > 0.3, "backtrack %d: %g", (int)backtrack,
                      most);
    }
}
END_TEST

START_TEST(test_tracker_at_night_and_wrong)
{
    ostrov_pv_tracker t;
    ostrov_pv_plane p;
    ostrov_fault why;
    ck_assert_int_eq(ostrov_pv_tracker_defaults(&t, sizeof t), OSTROV_OK);
    ck_assert_int_eq(ostrov_pv_track(&t, 95.0, 100.0, &p, NULL), OSTROV_EMPTY);
    ck_assert(p.rotation_deg == 0.0 && p.tilt_deg == 0.0 && isfinite(p.incidence_deg));
    ck_assert_int_eq(ostrov_pv_track(&t, 90.0, 100.0, &p, NULL), OSTROV_OK);
    ck_assert_int_eq(ostrov_pv_track(&t, NOT_KNOWN, 100.0, &p, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "zenith_deg");
    t.cover_ratio = 1.5;
    ck_assert_int_eq(ostrov_pv_track(&t, 40.0, 100.0, &p, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "cover_ratio");
}
END_TEST

/* Rows infinitely far apart are one plane: all of its sky, all of its ground. */
START_TEST(test_lonely_row_is_a_plane)
{
    ostrov_pv_sheds s;
    ostrov_pv_two_sides light;
    ostrov_fault why;
    const double tilt = 35.0 * 3.14159265358979323846 / 180.0;
    ck_assert_int_eq(ostrov_pv_sheds_defaults(&s, sizeof s), OSTROV_OK);
    s.tilt_deg = 35.0;
    s.cover_ratio = 0.001;
    s.pitch_m = 1000.0;
    ck_assert_int_eq(
        ostrov_pv_sheds_irradiance(&s, 40.0, 180.0, 700.0, 100.0, 783.0, 1.0, 1.0, &light, NULL),
        OSTROV_OK);
    const double beam = 783.0 * cos(5.0 * 3.14159265358979323846 / 180.0);
    const double plane =
        beam + 100.0 * (1.0 + cos(tilt)) / 2.0 + 0.2 * 700.0 * (1.0 - cos(tilt)) / 2.0;
    ck_assert_double_eq_tol(light.front_w_per_m2, plane, 0.002 * plane);
    ck_assert(light.front_shaded_ratio == 0.0);
    ck_assert_int_eq(
        ostrov_pv_sheds_irradiance(&s, 120.0, 180.0, 0.0, 0.0, 800.0, 1.0, 1.0, &light, NULL),
        OSTROV_OK);
    ck_assert(light.total_w_per_m2 == 0.0); /* below the horizon no beam */
    ck_assert_int_eq(
        ostrov_pv_sheds_irradiance(&s, 40.0, 180.0, 700.0, 100.0, 783.0, 1.2, 1.0, &light, &why),
        OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "front_modifier");
}
END_TEST

START_TEST(test_masking)
{
    double wide = 0.0;
    double narrow = 0.0;
    double lost = 0.0;
    ck_assert_int_eq(ostrov_pv_masking_angle(0.0, 0.5, &wide, NULL), OSTROV_OK);
    ck_assert(wide == 0.0);
    ck_assert_int_eq(ostrov_pv_masking_angle(30.0, 0.2, &wide, NULL), OSTROV_OK);
    ck_assert_int_eq(ostrov_pv_masking_angle(30.0, 0.7, &narrow, NULL), OSTROV_OK);
    ck_assert(wide > 0.0 && narrow > wide);
    ck_assert_int_eq(ostrov_pv_masked_sky(narrow, &lost, NULL), OSTROV_OK);
    ck_assert(lost > 0.0 && lost < 0.1);
    ck_assert_int_eq(ostrov_pv_masking_angle(30.0, 1.0, &wide, NULL), OSTROV_E_RANGE);
}
END_TEST

START_TEST(test_snow_comes_slides_and_waits)
{
    enum { N = 12 };
    double fall[N] = {0.0, 5.0}, poa[N], air[N], covered[N];
    uint8_t status[N];
    ostrov_pv_snow s;
    double lost = 0.0;
    ck_assert_int_eq(ostrov_pv_snow_defaults(&s, sizeof s), OSTROV_OK);
    for (int32_t i = 0; i < N; i++) {
        poa[i] = 300.0;
        air[i] = i < 6 ? -10.0 : 5.0; /* below −300/80 = −3.75 °C nothing slides */
    }
    air[8] = NOT_KNOWN;
    ck_assert_int_eq(ostrov_pv_snow_n(&s, 3600.0, fall, NULL, poa, air, N, covered, status, NULL),
                     OSTROV_OK);
    ck_assert(covered[0] == 0.0 && covered[1] == 1.0 && covered[5] == 1.0);
    ck_assert(covered[6] < 1.0 && covered[7] < covered[6]);
    ck_assert(isnan(covered[8]) && status[8] == OSTROV_VALUE_UNKNOWN);
    ck_assert_double_eq_tol(covered[7] - covered[9], covered[6] - covered[7], 1e-12);
    ck_assert_int_eq(ostrov_pv_snow_loss(0.26, 4, &lost, NULL), OSTROV_OK);
    ck_assert(lost == 0.5); /* a string that is touched is lost */
    ck_assert_int_eq(ostrov_pv_snow_loss(0.25, 4, &lost, NULL), OSTROV_OK);
    ck_assert(lost == 0.25);
    ck_assert_int_eq(ostrov_pv_snow_loss(0.25, 0, &lost, NULL), OSTROV_E_RANGE);
}
END_TEST

START_TEST(test_dust_and_rain)
{
    enum { N = 60 };
    double rain[N] = {0.0}, fine[N], coarse[N], lost[N], passed[N];
    ostrov_pv_kimber k;
    ostrov_pv_hsu h;
    ostrov_fault why;
    ck_assert_int_eq(ostrov_pv_kimber_defaults(&k, sizeof k), OSTROV_OK);
    ck_assert_int_eq(ostrov_pv_hsu_defaults(&h, sizeof h), OSTROV_OK);
    for (int32_t i = 0; i < N; i++) {
        fine[i] = 1e-5;
        coarse[i] = 5e-5;
    }
    rain[30] = 7.0;
    rain[10] = NOT_KNOWN;
    k.grace_s = 86400.0 * 5.0;
    ck_assert_int_eq(ostrov_pv_kimber_n(&k, 86400.0, rain, N, lost, NULL, NULL), OSTROV_OK);
    ck_assert_double_eq_tol(lost[29], 29 * 0.0015, 1e-12);
    ck_assert(isnan(lost[10]) && lost[30] == 0.0 && lost[34] == 0.0 && lost[35] > 0.0);
    ck_assert_int_eq(ostrov_pv_hsu_n(&h, 3600.0, rain, fine, coarse, N, passed, NULL, NULL),
                     OSTROV_OK);
    ck_assert(passed[29] < 1.0 && passed[30] == 1.0 && passed[31] < 1.0 && passed[59] > 0.9);
    ck_assert_int_eq(ostrov_pv_hsu_n(&h, 1.0, rain, fine, coarse, N, passed, NULL, &why),
                     OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "step_s");
    ck_assert_int_eq(ostrov_pv_kimber_n(&k, 86400.0, NULL, N, lost, NULL, NULL), OSTROV_E_ARGUMENT);
}
END_TEST

/* 65535 and infinity of a rain gauge are no rain; and the loss may not overwrite the rain. */
START_TEST(test_broken_gauge_washes_nothing)
{
    double rain[3] = {0.0, 65535.0, 0.0};
    double lost[3], passed[3];
    const double dust[3] = {1e-5, 1e-5, 1e-5};
    ostrov_pv_kimber k;
    ostrov_pv_hsu h;
    ck_assert_int_eq(ostrov_pv_kimber_defaults(&k, sizeof k), OSTROV_OK);
    ck_assert_int_eq(ostrov_pv_hsu_defaults(&h, sizeof h), OSTROV_OK);
    k.start_ratio = 0.1;
    h.rain_window_s = 2 * 3600.0;
    for (int32_t i = 0; i < 2; i++) {
        ck_assert_int_eq(ostrov_pv_kimber_n(&k, 86400.0, rain, 3, lost, NULL, NULL), OSTROV_OK);
        ck_assert(isnan(lost[1]) && lost[2] > 0.1);
        ck_assert_int_eq(ostrov_pv_hsu_n(&h, 3600.0, rain, dust, dust, 3, passed, NULL, NULL),
                         OSTROV_OK);
        ck_assert(isnan(passed[1]) && passed[2] < passed[0]);
        rain[1] = (double)INFINITY;
    }
    ck_assert_int_eq(ostrov_pv_kimber_n(&k, 86400.0, rain, 3, rain, NULL, NULL), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_pv_hsu_n(&h, 3600.0, rain, dust, dust, 3, rain, NULL, NULL),
                     OSTROV_E_ARGUMENT);
}
END_TEST

/* Diffuse light above the global one takes no light from the ground. */
START_TEST(test_sheds_are_never_dark)
{
    ostrov_pv_sheds s;
    ostrov_pv_two_sides light;
    ck_assert_int_eq(ostrov_pv_sheds_defaults(&s, sizeof s), OSTROV_OK);
    s.tilt_deg = 0.0;
    s.cover_ratio = 0.3;
    s.albedo_ratio = 1.0;
    ck_assert_int_eq(
        ostrov_pv_sheds_irradiance(&s, 40.0, 180.0, 0.0, 200.0, 0.0, 1.0, 1.0, &light, NULL),
        OSTROV_OK);
    ck_assert(light.front_w_per_m2 >= 0.0 && light.back_w_per_m2 >= 0.0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pv.rows");
    TCase *tests = tcase_create("all");
    tcase_add_test(tests, test_backtracking_leaves_no_shade);
    tcase_add_test(tests, test_tracker_at_night_and_wrong);
    tcase_add_test(tests, test_lonely_row_is_a_plane);
    tcase_add_test(tests, test_masking);
    tcase_add_test(tests, test_snow_comes_slides_and_waits);
    tcase_add_test(tests, test_dust_and_rain);
    tcase_add_test(tests, test_broken_gauge_washes_nothing);
    tcase_add_test(tests, test_sheds_are_never_dark);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
