/* What sun refuses it names.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/sun_irradiance.h>

#include "base/fields.h"
#include "unit.h"

/* Whoever asks why is told which number of which structure. */
START_TEST(refusals_are_named)
{
    ostrov_plane p;
    const ostrov_irradiance light = {500.0, -32768.0, 100.0};
    const ostrov_place far = {49.0, 65535.0, 0.0};
    const ostrov_place here = {49.0, 14.0, 0.0};
    ostrov_sun sun = {60.0, 60.0, 170.0, 1.0, 10.0, 0.0, 0.0};
    ostrov_plane_irradiance on;
    ostrov_irradiance back;
    ostrov_sun_options options;
    ostrov_sun_ephemeris ephemeris;
    ostrov_fault why = {0};
    ck_assert_int_eq(ostrov_plane_defaults(&p, sizeof p), OSTROV_OK);
    ck_assert_int_eq(ostrov_irradiance_on_plane(&p, &light, &sun, &on, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.structure, "ostrov_irradiance");
    ck_assert_str_eq(why.field, "dni_w_per_m2");
    ck_assert(why.value == -32768.0 && why.min == 0.0 && why.max == 2000.0);
    ck_assert_int_eq(ostrov_irradiance_from_plane(&p, 65535.0, &sun, &back, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "poa_w_per_m2");
    sun.azimuth_deg = OSTROV_I_NAN;
    ck_assert_int_eq(ostrov_irradiance_on_plane(&p, &light, &sun, &on, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.structure, "ostrov_sun");
    ck_assert_str_eq(why.field, "azimuth_deg");
    ck_assert_int_eq(ostrov_sun_options_defaults(&options, sizeof options), OSTROV_OK);
    ck_assert_int_eq(ostrov_sun_position_with(0, &far, &options, &sun, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.structure, "ostrov_place");
    ck_assert_str_eq(why.field, "longitude_deg");
    ck_assert_int_eq(ostrov_sun_ephemeris_init(&ephemeris, &far, NULL, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "longitude_deg");
    ck_assert_int_eq(ostrov_sun_position_with(INT64_MAX, &here, &options, &sun, &why),
                     OSTROV_E_TIME);
    ck_assert_str_eq(why.field, "time_us");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sun.refusals");
    TCase *tests = tcase_create("all");
    tcase_add_test(tests, refusals_are_named);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
