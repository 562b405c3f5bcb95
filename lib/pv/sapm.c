/* The Sandia array performance model: King, Boyson & Kratochvil (2004, SAND2004-3535), eqs. 1–10.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/pv_dc.h>

#include "pv/pv_internal.h"
#include "pv/rows.h"

#define BOLTZMANN_V_PER_K (1.380649e-23 / 1.602176634e-19) /* k/q, CODATA 2018, exact */
#define REFERENCE_C 25.0

static ostrov_status take(const ostrov_pv_sapm_module *module, ostrov_pv_sapm_module *full,
                          ostrov_fault *why)
{
    return ostrov_i_take_config(&ostrov_i_pv_model_structures[OSTROV_I_PV_SAPM_MODULE], module,
                                full, why);
}

ostrov_status ostrov_pv_sapm_module_defaults(ostrov_pv_sapm_module *module, size_t size)
{
    ostrov_status status =
        ostrov_i_defaults(&ostrov_i_pv_model_structures[OSTROV_I_PV_SAPM_MODULE], module, size);
    if (status == OSTROV_OK && size >= sizeof *module) {
        /* One default a row in the table; these two polynomials start with 1. */
        module->spectrum[0] = 1.0;
        module->angle[0] = 1.0;
    }
    return status;
}

ostrov_status ostrov_pv_sapm(const ostrov_pv_sapm_module *module, double irradiance_w_per_m2,
                             double cell_c, ostrov_pv_sapm_points *points, ostrov_fault *why)
{
    ostrov_pv_sapm_module m;
    ostrov_pv_sapm_points p = {0};
    if (points == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, "points", -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    ostrov_status status = take(module, &m, why);
    status = status == OSTROV_OK
                 ? ostrov_i_within(why, "irradiance_w_per_m2", irradiance_w_per_m2, 0.0, 5000.0)
                 : status;
    status = status == OSTROV_OK ? ostrov_i_within(why, "cell_c", cell_c, -150.0, 300.0) : status;
    if (status != OSTROV_OK) {
        return status;
    }
    if (irradiance_w_per_m2 > 0.0) {
        const double e = irradiance_w_per_m2 / 1000.0;
        const double warmer = cell_c - REFERENCE_C;
        const double delta = m.ideality * BOLTZMANN_V_PER_K * (cell_c + 273.15) * ostrov_log(e);
        const double voc_slope = m.voc_v_per_c + m.voc_v_per_c_light * (1.0 - e);
        const double vmp_slope = m.vmp_v_per_c + m.vmp_v_per_c_light * (1.0 - e);
        const double isc_warm = 1.0 + m.isc_per_c * warmer;
        const double imp_warm = 1.0 + m.imp_per_c * warmer;
        p.isc_a = m.isc_a * e * isc_warm;
        p.imp_a = m.imp_a * (m.c[0] * e + m.c[1] * e * e) * imp_warm;
        p.voc_v = ostrov_i_max(0.0, m.voc_v + m.cells * delta + voc_slope * warmer);
        p.vmp_v = ostrov_i_max(0.0, m.vmp_v + m.c[2] * m.cells * delta +
                                        m.c[3] * m.cells * delta * delta + vmp_slope * warmer);
        p.pmp_w = p.imp_a * p.vmp_v;
        p.ix_a = m.ix_a * (m.c[4] * e + m.c[5] * e * e) * isc_warm;
        p.ixx_a = m.ixx_a * (m.c[6] * e + m.c[7] * e * e) * imp_warm;
    }
    *points = p;
    return OSTROV_OK;
}

static double polynomial(const double *c, int32_t degree, double x)
{
    double y = c[degree];
    for (int32_t k = degree - 1; k >= 0; k--) {
        y = y * x + c[k];
    }
    return y;
}

ostrov_status ostrov_pv_sapm_irradiance(const ostrov_pv_sapm_module *module, double beam_w_per_m2,
                                        double diffuse_w_per_m2, double air_mass,
                                        double incidence_deg, double *irradiance_w_per_m2,
                                        ostrov_fault *why)
{
    ostrov_pv_sapm_module m;
    if (irradiance_w_per_m2 == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, "irradiance_w_per_m2", -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    ostrov_status status = take(module, &m, why);
    status = status == OSTROV_OK ? ostrov_i_within(why, "beam_w_per_m2", beam_w_per_m2, 0.0, 5000.0)
                                 : status;
    status = status == OSTROV_OK
                 ? ostrov_i_within(why, "diffuse_w_per_m2", diffuse_w_per_m2, 0.0, 5000.0)
                 : status;
    status = status == OSTROV_OK ? ostrov_i_within(why, "air_mass", air_mass, 0.0, 100.0) : status;
    status = status == OSTROV_OK ? ostrov_i_within(why, "incidence_deg", incidence_deg, 0.0, 180.0)
                                 : status;
    if (status != OSTROV_OK) {
        return status;
    }
    const double spectrum = ostrov_i_max(0.0, polynomial(m.spectrum, 4, air_mass));
    const double angle = ostrov_i_max(0.0, polynomial(m.angle, 5, incidence_deg));
    *irradiance_w_per_m2 = spectrum * (beam_w_per_m2 * angle + m.diffuse_ratio * diffuse_w_per_m2);
    return OSTROV_OK;
}
