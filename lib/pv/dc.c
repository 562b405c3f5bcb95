/* DC power without solving a curve: PVWatts, Huld, ADR. See pv_dc.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/pv_dc.h>

#include "pv/pv_internal.h"
#include "pv/rows.h"

static ostrov_status check(double irradiance, double cell_c, ostrov_fault *why)
{
    const ostrov_status status =
        ostrov_i_within(why, "irradiance_w_per_m2", irradiance, 0.0, 5000.0);
    return status == OSTROV_OK ? ostrov_i_within(why, "cell_c", cell_c, -150.0, 300.0) : status;
}

/* Marion (2008, Prog. Photovolt. 16:263), eqs. 5 and 6: what the linear model promises too much. */
static double low_light_loss(double irradiance, double k)
{
    if (irradiance > 200.0) {
        return k * (1000.0 - irradiance) / 800.0;
    }
    const double x = 1.0 - irradiance / 200.0;
    return k * (1.0 - x * x * x * x);
}

ostrov_status ostrov_pv_dc_pvwatts(double irradiance_w_per_m2, double cell_c, double peak_w,
                                   double coefficient_per_c, double low_light, double *power_w,
                                   ostrov_fault *why)
{
    if (power_w == NULL) {
        return ostrov_i_no_pointer(why, "power_w");
    }
    ostrov_status status = check(irradiance_w_per_m2, cell_c, why);
    status = status == OSTROV_OK ? ostrov_i_within(why, "peak_w", peak_w, 0.0, 1e12) : status;
    status = status == OSTROV_OK
                 ? ostrov_i_within(why, "coefficient_per_c", coefficient_per_c, -0.1, 0.1)
                 : status;
    status = status == OSTROV_OK ? ostrov_i_within(why, "low_light", low_light, -0.1, 0.1) : status;
    if (status != OSTROV_OK) {
        return status;
    }
    double w = irradiance_w_per_m2 * 0.001 * peak_w * (1.0 + coefficient_per_c * (cell_c - 25.0));
    if (low_light != 0.0) {
        w = ostrov_i_max(w - peak_w * low_light_loss(irradiance_w_per_m2, low_light), 0.0);
    }
    *power_w = w;
    return OSTROV_OK;
}

/* PVGIS 5 (Huld 2011 as published; PVGIS documentation), k1 … k6 relative to the peak power. */
static const double *huld_coefficients(int32_t cell)
{
    static const double csi[6] = {-0.017237, -0.040465, -0.004702, 0.000149, 0.000170, 0.000005};
    static const double cis[6] = {-0.005554, -0.038724, -0.003723, -0.000905, -0.001256, 0.000001};
    static const double cdte[6] = {-0.046689, -0.072844, -0.002262, 0.000276, 0.000159, -0.000006};
    switch (cell) {
    case OSTROV_PV_CELL_CSI:
        return csi;
    case OSTROV_PV_CELL_CIS:
        return cis;
    case OSTROV_PV_CELL_CDTE:
        return cdte;
    default:
        return NULL;
    }
}

ostrov_status ostrov_pv_dc_huld(int32_t cell, double irradiance_w_per_m2, double module_c,
                                double peak_w, double *power_w, ostrov_fault *why)
{
    const double *k = huld_coefficients(cell);
    if (power_w == NULL) {
        return ostrov_i_no_pointer(why, "power_w");
    }
    if (k == NULL) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, NULL, "cell", -1, cell, OSTROV_PV_CELL_CSI,
                              OSTROV_PV_CELL_CDTE);
    }
    ostrov_status status = check(irradiance_w_per_m2, module_c, why);
    status = status == OSTROV_OK ? ostrov_i_within(why, "peak_w", peak_w, 0.0, 1e12) : status;
    if (status != OSTROV_OK) {
        return status;
    }
    const double g = irradiance_w_per_m2 / 1000.0;
    const double l = g > 0.0 ? ostrov_log(g) : 0.0;
    const double t = module_c - 25.0;
    *power_w =
        peak_w * g *
        (1.0 + k[0] * l + k[1] * l * l + k[2] * t + k[3] * t * l + k[4] * t * l * l + k[5] * t * t);
    return OSTROV_OK;
}

ostrov_status ostrov_pv_efficiency_adr(const ostrov_pv_adr *adr, double irradiance_w_per_m2,
                                       double cell_c, double *efficiency, ostrov_fault *why)
{
    if (efficiency == NULL || adr == NULL) {
        return ostrov_i_no_pointer(why, adr == NULL ? "adr" : "efficiency");
    }
    ostrov_status status = check(irradiance_w_per_m2, cell_c, why);
    status = status == OSTROV_OK ? ostrov_i_within(why, "k_d", adr->k_d, -30.0, 30.0) : status;
    status = status == OSTROV_OK ? ostrov_i_within(why, "tc_d", adr->tc_d, -1.0, 1.0) : status;
    if (status == OSTROV_OK && !ostrov_i_finite(adr->scale + adr->k_rs + adr->k_rsh)) {
        status = ostrov_i_fault(why, OSTROV_E_NOT_FINITE, NULL, "adr", -1, OSTROV_I_NAN,
                                OSTROV_I_NAN, OSTROV_I_NAN);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    const double s = irradiance_w_per_m2 / 1000.0;
    const double dark = ostrov_pow(10.0, adr->k_d + (cell_c - 25.0) * adr->tc_d);
    const double dark_reference = ostrov_pow(10.0, adr->k_d);
    const double v = ostrov_log1p(s / dark) / ostrov_log1p(1.0 / dark_reference);
    *efficiency =
        adr->scale * ((1.0 + adr->k_rs + adr->k_rsh) * v - adr->k_rs * s - adr->k_rsh * v * v);
    return OSTROV_OK;
}
