/* Cell temperature at one moment: see pv_temperature.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv/temperature.h"

#include "pv/pv_internal.h"
#include "pv/rows.h"

#define ZERO_C 273.15
#define STEFAN_BOLTZMANN 5.670374419e-8 /* W/(m²·K⁴), CODATA 2018 */

/* Radiation to the sky that is colder than the module counts as heat taken away (Driesse, Stein &
 * Theristis 2022, SAND2022-12337C). */
static double faiman(const ostrov_pv_thermal *t, double poa, double air_c, double wind, double sky)
{
    double heat = poa;
    if (t->model == OSTROV_PV_THERMAL_FAIMAN_SKY && !ostrov_i_nan(sky)) {
        const double air = air_c + ZERO_C;
        const double up = STEFAN_BOLTZMANN * air * air * air * air;
        heat -= t->emissivity_ratio * t->sky_view_ratio * (up - sky);
    }
    return air_c + heat / (t->u0_w_per_m2_c + t->u1_w_s_per_m3_c * wind);
}

/* A module near a roof is warmer by a step for each inch (SAM: Gilman 2015, NREL/TP-6A20-64102). */
static double roof_c(double standoff_m)
{
    const double inches = standoff_m / 0.0254;
    if (inches <= 0.0) {
        return 0.0;
    }
    if (inches < 0.5) {
        return 18.0;
    }
    if (inches < 1.5) {
        return 11.0;
    }
    if (inches < 2.5) {
        return 6.0;
    }
    return inches <= 3.5 ? 2.0 : 0.0;
}

static double noct(const ostrov_pv_thermal *t, double poa, double air_c, double wind)
{
    const double wind_there = (t->storeys == 2 ? 0.61 : 0.51) * wind;
    const double heat = poa / 800.0 * (t->noct_c + roof_c(t->standoff_m) - 20.0);
    const double kept = 1.0 - t->efficiency_ratio / t->absorptance_ratio;
    return air_c + heat * kept * 9.5 / (5.7 + 3.8 * wind_there);
}

double ostrov_i_cell_c(const ostrov_pv_thermal *t, double poa, double air_c, double wind,
                       double sky)
{
    const double loss = t->u0_w_per_m2_c + t->u1_w_s_per_m3_c * wind;
    switch (t->model) {
    case OSTROV_PV_THERMAL_FAIMAN:
    case OSTROV_PV_THERMAL_FAIMAN_SKY:
        return faiman(t, poa, air_c, wind, sky);
    case OSTROV_PV_THERMAL_SAPM_MODULE:
        return air_c + poa * ostrov_exp(t->sapm_still + t->sapm_wind_s_per_m * wind);
    case OSTROV_PV_THERMAL_PVSYST:
        return air_c + poa * t->absorptance_ratio * (1.0 - t->efficiency_ratio) / loss;
    case OSTROV_PV_THERMAL_ROSS:
        return air_c + (t->noct_c - 20.0) / 800.0 * poa;
    case OSTROV_PV_THERMAL_NOCT:
        return noct(t, poa, air_c, wind);
    case OSTROV_PV_THERMAL_LINEAR:
        return air_c + poa * (t->absorptance_ratio - t->efficiency_ratio) / loss;
    default: /* SAPM_CELL */
        return air_c + poa * ostrov_exp(t->sapm_still + t->sapm_wind_s_per_m * wind) +
               poa / 1000.0 * t->sapm_above_c;
    }
}

ostrov_status ostrov_pv_thermal_defaults(ostrov_pv_thermal *thermal, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_pv_model_structures[OSTROV_I_PV_THERMAL], thermal, size);
}

static ostrov_status take(const ostrov_pv_thermal *thermal, ostrov_pv_thermal *full,
                          ostrov_fault *why)
{
    return ostrov_i_take_config(&ostrov_i_pv_model_structures[OSTROV_I_PV_THERMAL], thermal, full,
                                why);
}

static ostrov_status check(double poa, double air_c, double wind, double sky, ostrov_fault *why)
{
    ostrov_status status = ostrov_i_within(why, "poa_w_per_m2", poa, 0.0, 5000.0);
    if (status == OSTROV_OK) {
        status = ostrov_i_within(why, "air_c", air_c, -90.0, 70.0);
    }
    if (status == OSTROV_OK) {
        status = ostrov_i_within(why, "wind_m_per_s", wind, 0.0, 120.0);
    }
    if (status == OSTROV_OK && !ostrov_i_nan(sky)) {
        status = ostrov_i_within(why, "sky_w_per_m2", sky, 0.0, 1000.0);
    }
    return status;
}

ostrov_status ostrov_pv_cell_temperature(const ostrov_pv_thermal *thermal, double poa_w_per_m2,
                                         double air_c, double wind_m_per_s, double sky_w_per_m2,
                                         double *cell_c, ostrov_fault *why)
{
    ostrov_pv_thermal t;
    if (cell_c == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, "cell_c", -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    ostrov_status status = take(thermal, &t, why);
    if (status == OSTROV_OK) {
        status = check(poa_w_per_m2, air_c, wind_m_per_s, sky_w_per_m2, why);
    }
    if (status == OSTROV_OK) {
        *cell_c = ostrov_i_cell_c(&t, poa_w_per_m2, air_c, wind_m_per_s, sky_w_per_m2);
    }
    return status;
}

ostrov_status ostrov_pv_cell_temperature_n(const ostrov_pv_thermal *thermal,
                                           const double *poa_w_per_m2, const double *air_c,
                                           const double *wind_m_per_s, const double *sky_w_per_m2,
                                           size_t n, double *cell_c, uint8_t *status,
                                           ostrov_fault *why)
{
    ostrov_pv_thermal t;
    if (n > 0 &&
        (poa_w_per_m2 == NULL || air_c == NULL || wind_m_per_s == NULL || cell_c == NULL)) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, "columns", -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    const ostrov_status refused = take(thermal, &t, why);
    if (refused != OSTROV_OK) {
        return refused;
    }
    for (size_t i = 0; i < n; i++) {
        const double sky = sky_w_per_m2 != NULL ? sky_w_per_m2[i] : OSTROV_I_NAN;
        const ostrov_status one = check(poa_w_per_m2[i], air_c[i], wind_m_per_s[i], sky, NULL);
        cell_c[i] = one == OSTROV_OK
                        ? ostrov_i_cell_c(&t, poa_w_per_m2[i], air_c[i], wind_m_per_s[i], sky)
                        : OSTROV_I_NAN;
        if (status != NULL) {
            status[i] = ostrov_i_value_of(one);
        }
    }
    return OSTROV_OK;
}
