/* Glass, warmth, DC models, inverters: known points, limits, wrong input. (The shared vectors hold
 * the numbers; these hold what no vector says.)
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include <ostrov/pv_dc.h>
#include <ostrov/pv_incidence.h>
#include <ostrov/pv_inverter.h>
#include <ostrov/pv_temperature.h>
#include <ostrov/sun.h>

#include <math.h>
#include <stdint.h>
#include <string.h>

#define NOT_KNOWN ((double)NAN)

static ostrov_pv_glass glass_of(int32_t model)
{
    ostrov_pv_glass g;
    ck_assert_int_eq(ostrov_pv_glass_defaults(&g, sizeof g), OSTROV_OK);
    g.model = model;
    return g;
}

START_TEST(test_glass_between_one_and_nothing)
{
    for (int32_t model = OSTROV_PV_GLASS_PHYSICAL; model <= OSTROV_PV_GLASS_SAPM; model++) {
        const ostrov_pv_glass g = glass_of(model);
        double last = 2.0;
        for (int32_t k = 0; k <= 900; k++) {
            double r = -1.0;
            ck_assert_int_eq(ostrov_pv_incidence(&g, k * 0.1, &r, NULL), OSTROV_OK);
            ck_assert_msg(r >= 0.0 && r <= 1.01, "model %d at %g: %g", (int)model, k * 0.1, r);
            if (model != OSTROV_PV_GLASS_SAPM) { /* a polynomial through measurements may wave */
                ck_assert_msg(r <= last + 1e-12, "model %d rises at %g", (int)model, k * 0.1);
            }
            last = r;
        }
        ck_assert_int_eq(ostrov_pv_incidence(&g, 120.0, &last, NULL), OSTROV_OK);
        if (model != OSTROV_PV_GLASS_SAPM) {
            ck_assert(last == 0.0);
        }
    }
}
END_TEST

START_TEST(test_glass_refuses)
{
    ostrov_pv_glass g = glass_of(OSTROV_PV_GLASS_PHYSICAL);
    ostrov_fault why;
    double r = 7.0;
    uint8_t status[3];
    const double angles[3] = {10.0, NOT_KNOWN, -1.0};
    double many[3];
    ck_assert_int_eq(ostrov_pv_incidence(&g, -0.1, &r, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "incidence_deg");
    ck_assert_int_eq(ostrov_pv_incidence(&g, NOT_KNOWN, &r, &why), OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(ostrov_pv_incidence(NULL, 1.0, &r, &why), OSTROV_E_ARGUMENT);
    g.index = 0.5;
    ck_assert_int_eq(ostrov_pv_incidence(&g, 1.0, &r, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "index");
    g = glass_of(99);
    ck_assert_int_eq(ostrov_pv_incidence(&g, 1.0, &r, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "model");
    ck_assert(r == 7.0);
    g = glass_of(OSTROV_PV_GLASS_SCHLICK);
    ck_assert_int_eq(ostrov_pv_incidence_n(&g, angles, 3, many, status, NULL), OSTROV_OK);
    ck_assert(many[0] > 0.99 && isnan(many[1]) && isnan(many[2]));
    ck_assert(status[0] == OSTROV_VALUE_OK && status[1] == OSTROV_VALUE_UNKNOWN &&
              status[2] == OSTROV_VALUE_RANGE);
}
END_TEST

START_TEST(test_diffuse_of_every_glass)
{
    for (int32_t model = OSTROV_PV_GLASS_PHYSICAL; model <= OSTROV_PV_GLASS_SAPM; model++) {
        const ostrov_pv_glass g = glass_of(model);
        ostrov_pv_diffuse d;
        for (int32_t tilt = 0; tilt <= 180; tilt += 30) {
            ck_assert_int_eq(ostrov_pv_incidence_diffuse(&g, tilt, &d, NULL), OSTROV_OK);
            ck_assert_msg(d.sky_ratio >= -1e-12 && d.sky_ratio <= 1.01 &&
                              d.ground_ratio >= -1e-12 && d.ground_ratio <= 1.01 &&
                              isfinite(d.horizon_ratio),
                          "model %d, tilt %d: %g %g %g", (int)model, (int)tilt, d.sky_ratio,
                          d.horizon_ratio, d.ground_ratio);
        }
        ck_assert_int_eq(ostrov_pv_incidence_diffuse(&g, 181.0, &d, NULL), OSTROV_E_RANGE);
    }
}
END_TEST

static ostrov_pv_thermal thermal_of(int32_t model)
{
    ostrov_pv_thermal t;
    ck_assert_int_eq(ostrov_pv_thermal_defaults(&t, sizeof t), OSTROV_OK);
    t.model = model;
    return t;
}

START_TEST(test_warmth)
{
    for (int32_t m = OSTROV_PV_THERMAL_FAIMAN; m <= OSTROV_PV_THERMAL_LINEAR; m++) {
        const ostrov_pv_thermal t = thermal_of(m);
        double dark = 0.0;
        double bright = 0.0;
        double windy = 0.0;
        ck_assert_int_eq(ostrov_pv_cell_temperature(&t, 0.0, 12.5, 2.0, NOT_KNOWN, &dark, NULL),
                         OSTROV_OK);
        ck_assert_int_eq(ostrov_pv_cell_temperature(&t, 900.0, 12.5, 2.0, NOT_KNOWN, &bright, NULL),
                         OSTROV_OK);
        ck_assert_int_eq(ostrov_pv_cell_temperature(&t, 900.0, 12.5, 9.0, NOT_KNOWN, &windy, NULL),
                         OSTROV_OK);
        ck_assert_msg(dark == 12.5, "model %d: dark is air, not %g", (int)m, dark);
        ck_assert_msg(bright > 20.0 && bright < 80.0, "model %d: %g", (int)m, bright);
        ck_assert_msg(windy <= bright, "model %d: wind warms", (int)m);
    }
}
END_TEST

START_TEST(test_warmth_refuses)
{
    ostrov_pv_thermal t = thermal_of(OSTROV_PV_THERMAL_FAIMAN);
    ostrov_fault why;
    double c = 7.0;
    const double poa[4] = {800.0, NOT_KNOWN, 65535.0, 0.0};
    const double air[4] = {20.0, 20.0, 20.0, 20.0};
    const double wind[4] = {1.0, 1.0, 1.0, -1.0};
    double cell[4];
    uint8_t status[4];
    ck_assert_int_eq(ostrov_pv_cell_temperature(&t, -1.0, 20, 1, NOT_KNOWN, &c, &why),
                     OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "poa_w_per_m2");
    ck_assert_int_eq(ostrov_pv_cell_temperature(&t, 1.0, NOT_KNOWN, 1, NOT_KNOWN, &c, &why),
                     OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "air_c");
    ck_assert_int_eq(ostrov_pv_cell_temperature(&t, 1.0, 20, 3276.8, NOT_KNOWN, &c, &why),
                     OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "wind_m_per_s");
    ck_assert(c == 7.0);
    ck_assert_int_eq(ostrov_pv_cell_temperature_n(&t, poa, air, wind, NULL, 4, cell, status, NULL),
                     OSTROV_OK);
    ck_assert(cell[0] > 30.0 && isnan(cell[1]) && isnan(cell[2]) && isnan(cell[3]));
    ck_assert(status[1] == OSTROV_VALUE_UNKNOWN && status[2] == OSTROV_VALUE_RANGE &&
              status[3] == OSTROV_VALUE_RANGE);
}
END_TEST

/* A hole in the series keeps the module's warmth, and what comes after does not depend on what
 * stood in the hole. */
START_TEST(test_series_with_a_hole)
{
    enum { N = 48 };
    double poa[N], air[N], wind[N], fuentes_c[N], steady[N], smooth[N];
    uint8_t status[N];
    ostrov_pv_fuentes f;
    ostrov_fault why;
    ck_assert_int_eq(ostrov_pv_fuentes_defaults(&f, sizeof f), OSTROV_OK);
    for (int32_t i = 0; i < N; i++) {
        poa[i] = 500.0;
        air[i] = 10.0;
        wind[i] = 2.0;
        steady[i] = i < 24 ? 20.0 : 40.0;
    }
    poa[30] = NOT_KNOWN;
    steady[30] = NOT_KNOWN;
    ck_assert_int_eq(ostrov_pv_fuentes_n(&f, 300.0, poa, air, wind, N, fuentes_c, status, &why),
                     OSTROV_E_NOT_FINITE); /* NOCT must be given */
    ck_assert_str_eq(why.field, "noct_c");
    f.noct_c = 45.0;
    ck_assert_int_eq(ostrov_pv_fuentes_n(&f, 300.0, poa, air, wind, N, fuentes_c, status, NULL),
                     OSTROV_OK);
    ck_assert(isnan(fuentes_c[30]) && status[30] == OSTROV_VALUE_UNKNOWN);
    ck_assert(fabs(fuentes_c[31] - fuentes_c[29]) < 0.5);
    ck_assert_int_eq(ostrov_pv_prilliman_n(300.0, 11.1, steady, wind, N, smooth, status, NULL),
                     OSTROV_OK);
    ck_assert(smooth[24] == 20.0 && smooth[25] > 20.0 && smooth[25] < 40.0); /* lags behind */
    ck_assert(isnan(smooth[30]) && smooth[31] == 40.0);
    ck_assert_int_eq(ostrov_pv_prilliman_n(300.0, 11.1, steady, wind, N, steady, status, NULL),
                     OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_pv_prilliman_n(0.0, 11.1, steady, wind, N, smooth, status, &why),
                     OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "step_s");
}
END_TEST

START_TEST(test_dc)
{
    ostrov_fault why;
    double w = 7.0;
    const ostrov_pv_adr adr = {100.0, -6.0, 0.02, 0.05, 0.1};
    ck_assert_int_eq(ostrov_pv_dc_pvwatts(1000.0, 25.0, 5000.0, -0.0037, 0.0, &w, NULL), OSTROV_OK);
    ck_assert(w == 5000.0);
    ck_assert_int_eq(ostrov_pv_dc_huld(OSTROV_PV_CELL_CIS, 1000.0, 25.0, 5000.0, &w, NULL),
                     OSTROV_OK);
    ck_assert(w == 5000.0);
    ck_assert_int_eq(ostrov_pv_dc_huld(OSTROV_PV_CELL_CSI, 0.0, 25.0, 5000.0, &w, NULL), OSTROV_OK);
    ck_assert(w == 0.0);
    ck_assert_int_eq(ostrov_pv_efficiency_adr(&adr, 1000.0, 25.0, &w, NULL), OSTROV_OK);
    ck_assert_double_eq_tol(w, 100.0, 1e-12);
    w = 7.0;
    ck_assert_int_eq(ostrov_pv_dc_huld(0, 1000.0, 25.0, 5000.0, &w, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "cell");
    ck_assert_int_eq(ostrov_pv_dc_pvwatts(1000.0, 25.0, 5000.0, 0.5, 0.0, &w, &why),
                     OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "coefficient_per_c");
    ck_assert_int_eq(ostrov_pv_efficiency_adr(NULL, 1000.0, 25.0, &w, &why), OSTROV_E_ARGUMENT);
    ck_assert(w == 7.0);
}
END_TEST

START_TEST(test_inverters)
{
    const ostrov_pv_sandia s = {50e3, 51.8e3, 800.0, 120.0, {-8e-8, 1e-5, 1e-3, 2e-4}, 10.0};
    ostrov_pv_driesse d = {2200.0,
                           396.0,
                           2110.0,
                           0.25,
                           155.0,
                           413.0,
                           500.0,
                           150.0,
                           450.0,
                           0.1,
                           {0.01385, 0.0152, 0.00794, 0.00286, -0.01872, -0.01305, 0, 0, 0}};
    double ac = 7.0;
    double last = -100.0;
    ostrov_fault why;
    for (int32_t k = 0; k <= 700; k++) {
        ck_assert_int_eq(ostrov_pv_inverter_sandia(&s, 780.0, k * 100.0, &ac, NULL), OSTROV_OK);
        ck_assert(ac >= last && ac <= 50e3 && ac <= k * 100.0);
        last = ac;
    }
    ck_assert(last == 50e3);
    ck_assert_int_eq(ostrov_pv_inverter_sandia(&s, 780.0, 119.0, &ac, NULL), OSTROV_OK);
    ck_assert(ac == -10.0);
    ck_assert_int_eq(ostrov_pv_inverter_adr(&d, 300.0, 1000.0, &ac, NULL), OSTROV_OK);
    ck_assert(ac > 900.0 && ac < 1000.0);
    ck_assert_int_eq(ostrov_pv_inverter_adr(&d, 100.0, 1000.0, &ac, NULL), OSTROV_EMPTY);
    ck_assert(ac == -0.25);
    ck_assert_int_eq(ostrov_pv_inverter_adr(&d, 0.0, 0.0, &ac, NULL), OSTROV_EMPTY);
    d.loss[2] = NOT_KNOWN;
    ac = 7.0;
    ck_assert_int_eq(ostrov_pv_inverter_adr(&d, 300.0, 1000.0, &ac, &why), OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(ostrov_pv_inverter_pvwatts(NOT_KNOWN, 1e3, 0.96, &ac, &why),
                     OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "dc_w");
    ck_assert_int_eq(ostrov_pv_inverter_sandia(&s, 780.0, 1e13, &ac, &why), OSTROV_E_RANGE);
    ck_assert(ac == 7.0);
    ck_assert_int_eq(ostrov_pv_inverter_pvwatts(0.0, 1e3, 0.96, &ac, NULL), OSTROV_OK);
    ck_assert(ac == 0.0);
    for (double dc = 2e3; dc < 1e12; dc *= 3.0) { /* however much there is, the limit comes out */
        ck_assert_int_eq(ostrov_pv_inverter_pvwatts(dc, 1e3, 0.96, &ac, NULL), OSTROV_OK);
        ck_assert(ac == 1e3);
    }
}
END_TEST

/* Coefficients that are no numbers are refused at any power, also where they are not asked. */
START_TEST(test_inverters_refuse)
{
    const ostrov_pv_sandia good = {50e3, 51.8e3, 800.0, 120.0, {-8e-8, 1e-5, 1e-3, 2e-4}, 10.0};
    ostrov_pv_driesse d = {2200.0,
                           396.0,
                           2110.0,
                           0.25,
                           155.0,
                           413.0,
                           500.0,
                           150.0,
                           450.0,
                           NOT_KNOWN,
                           {0.01385, 0.0152, 0.00794, 0.00286, -0.01872, -0.01305, 0, 0, 0}};
    double ac = 7.0;
    ostrov_fault why;
    for (int32_t k = 0; k < 4; k++) {
        ostrov_pv_sandia s = good;
        s.c[k] = NOT_KNOWN;
        ck_assert_int_eq(ostrov_pv_inverter_sandia(&s, 780.0, 0.0, &ac, &why), OSTROV_E_NOT_FINITE);
        ck_assert_str_eq(why.field, "c");
        ck_assert_int_eq(why.index, k);
        ck_assert_int_eq(ostrov_pv_inverter_sandia(&s, 780.0, 1e4, &ac, &why), OSTROV_E_NOT_FINITE);
    }
    ostrov_pv_sandia s = good;
    s.dc_v = NOT_KNOWN;
    ck_assert_int_eq(ostrov_pv_inverter_sandia(&s, 780.0, 0.0, &ac, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "dc_v");
    ck_assert_int_eq(ostrov_pv_inverter_adr(&d, 300.0, 1000.0, &ac, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "tolerance_ratio");
    ck_assert(ac == 7.0);
}
END_TEST

/* Thick dark glass, a coating denser than the glass: a number at every angle. */
START_TEST(test_glass_of_any_kind)
{
    ostrov_pv_glass g = glass_of(OSTROV_PV_GLASS_PHYSICAL);
    for (int32_t kind = 0; kind < 3; kind++) {
        g.extinction_per_m = kind == 0 ? 1000.0 : 4.0;
        g.thickness_m = kind == 0 ? 1.0 : 0.002;
        g.index = kind == 1 ? 1.0 : 1.526;
        g.coating_index = kind == 0 ? 1.0 : 4.0;
        for (int32_t k = 0; k <= 900; k++) {
            double r = -1.0;
            ck_assert_int_eq(ostrov_pv_incidence(&g, k * 0.1, &r, NULL), OSTROV_OK);
            ck_assert_msg(r >= 0.0 && r <= 2.0, "kind %d at %g: %g", (int)kind, k * 0.1, r);
        }
    }
}
END_TEST

/* A module that radiates more at its NOCT than it absorbs there cannot be; it once gave 50 000 °C.
 */
START_TEST(test_fuentes_wants_a_module_that_can_be)
{
    const double poa = 800.0, air = 20.0, wind = 1.0;
    ostrov_pv_fuentes f;
    ostrov_fault why;
    double c = 7.0;
    ck_assert_int_eq(ostrov_pv_fuentes_defaults(&f, sizeof f), OSTROV_OK);
    f.noct_c = 46.0;
    f.absorptance_ratio = 0.2;
    ck_assert_int_eq(ostrov_pv_fuentes_n(&f, 60.0, &poa, &air, &wind, 1, &c, NULL, &why),
                     OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "absorptance_ratio");
    ck_assert(c == 7.0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pv.models");
    TCase *tests = tcase_create("all");
    tcase_add_test(tests, test_glass_between_one_and_nothing);
    tcase_add_test(tests, test_glass_refuses);
    tcase_add_test(tests, test_diffuse_of_every_glass);
    tcase_add_test(tests, test_warmth);
    tcase_add_test(tests, test_warmth_refuses);
    tcase_add_test(tests, test_series_with_a_hole);
    tcase_add_test(tests, test_dc);
    tcase_add_test(tests, test_inverters);
    tcase_add_test(tests, test_inverters_refuse);
    tcase_add_test(tests, test_glass_of_any_kind);
    tcase_add_test(tests, test_fuentes_wants_a_module_that_can_be);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
