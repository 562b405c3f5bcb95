/* Five parameters of a module in light and warmth: De Soto with the CEC's adjustment, and PVsyst.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv/diode.h"

#include "pv/pv_internal.h"
#include "pv/rows.h"

#define ZERO_C 273.15
#define EV_PER_K (1.380649e-23 / 1.602176634e-19) /* k/q, CODATA 2018, exact */

static double cube(double x) { return x * x * x; }

void ostrov_i_module_diode(const ostrov_pv_module *m, double irradiance_w_per_m2, double cell_c,
                           ostrov_pv_diode *diode)
{
    const double reference_k = m->reference_c + ZERO_C;
    const double cell_k = cell_c + ZERO_C;
    const double warm = cell_k / reference_k;
    const double light = irradiance_w_per_m2 / m->reference_w_per_m2;
    /* De Soto (2006), eqs. 14 to 18. */
    const double gap_ev = m->bandgap_ev * (1.0 + m->bandgap_per_c * (cell_k - reference_k));
    const double gaps = (m->bandgap_ev / reference_k - gap_ev / cell_k) / EV_PER_K;
    const double slope = m->short_a_per_c * (1.0 - m->adjust_ratio);
    diode->photo_a = ostrov_i_max(0.0, light * (m->photo_a + slope * (cell_k - reference_k)));
    diode->saturation_a = m->saturation_a * cube(warm) * ostrov_exp(gaps);
    diode->series_ohm = m->series_ohm;
    diode->shunt_ohm = light > 0.0 ? m->shunt_ohm / light : (double)__builtin_inf();
    diode->thermal_v = m->thermal_v * warm;
}

static ostrov_status check(double irradiance, double cell_c, ostrov_fault *why)
{
    const ostrov_status status =
        ostrov_i_within(why, "irradiance_w_per_m2", irradiance, 0.0, 5000.0);
    return status == OSTROV_OK ? ostrov_i_within(why, "cell_c", cell_c, -150.0, 300.0) : status;
}

ostrov_status ostrov_pv_module_defaults(ostrov_pv_module *module, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_pv_model_structures[OSTROV_I_PV_MODULE], module, size);
}

ostrov_status ostrov_pv_module_diode(const ostrov_pv_module *module, double irradiance_w_per_m2,
                                     double cell_c, ostrov_pv_diode *diode, ostrov_fault *why)
{
    ostrov_pv_module m;
    if (diode == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, "diode", -1, OSTROV_I_NAN, OSTROV_I_NAN,
                              OSTROV_I_NAN);
    }
    ostrov_status status =
        ostrov_i_take_config(&ostrov_i_pv_model_structures[OSTROV_I_PV_MODULE], module, &m, why);
    status = status == OSTROV_OK ? check(irradiance_w_per_m2, cell_c, why) : status;
    if (status == OSTROV_OK) {
        ostrov_i_module_diode(&m, irradiance_w_per_m2, cell_c, diode);
    }
    return status;
}

ostrov_status ostrov_pv_pvsyst_module_defaults(ostrov_pv_pvsyst_module *module, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_pv_model_structures[OSTROV_I_PV_PVSYST_MODULE], module,
                             size);
}

/* Sauer, Roessler & Hansen (2015): eq. 3 for the shunt, which falls from its dark value towards a
 * base as light grows; the base is what makes the reference come out right, and not below 0. */
static double pvsyst_shunt(const ostrov_pv_pvsyst_module *m, double light)
{
    const double e = ostrov_exp(-m->shunt_exponent);
    const double base = ostrov_i_max(0.0, (m->shunt_ohm - m->shunt_dark_ohm * e) / (1.0 - e));
    return base + (m->shunt_dark_ohm - base) * ostrov_exp(-m->shunt_exponent * light);
}

ostrov_status ostrov_pv_pvsyst_diode(const ostrov_pv_pvsyst_module *module,
                                     double irradiance_w_per_m2, double cell_c,
                                     ostrov_pv_diode *diode, ostrov_fault *why)
{
    ostrov_pv_pvsyst_module m;
    if (diode == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, "diode", -1, OSTROV_I_NAN, OSTROV_I_NAN,
                              OSTROV_I_NAN);
    }
    ostrov_status status = ostrov_i_take_config(
        &ostrov_i_pv_model_structures[OSTROV_I_PV_PVSYST_MODULE], module, &m, why);
    status = status == OSTROV_OK ? check(irradiance_w_per_m2, cell_c, why) : status;
    if (status != OSTROV_OK) {
        return status;
    }
    const double warmer = cell_c - m.reference_c;
    const double cell_k = cell_c + ZERO_C;
    const double reference_k = m.reference_c + ZERO_C;
    const double ideality = m.ideality + m.ideality_per_c * warmer;
    if (!(ideality > 0.0)) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, "ostrov_pv_pvsyst_module", "ideality_per_c", -1,
                              m.ideality_per_c, OSTROV_I_NAN, OSTROV_I_NAN);
    }
    const double light = irradiance_w_per_m2 / m.reference_w_per_m2;
    diode->thermal_v = m.cells * ideality * EV_PER_K * cell_k;
    diode->photo_a = ostrov_i_max(0.0, light * (m.photo_a + m.short_a_per_c * warmer));
    diode->saturation_a =
        m.saturation_a * cube(cell_k / reference_k) *
        ostrov_exp(m.bandgap_ev / (EV_PER_K * ideality) * (1.0 / reference_k - 1.0 / cell_k));
    diode->shunt_ohm = pvsyst_shunt(&m, light);
    diode->series_ohm = m.series_ohm;
    return OSTROV_OK;
}
