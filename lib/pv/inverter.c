/* From DC to AC power: see pv_inverter.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv/inverter.h"

#include "pv/rows.h"

/* Dobos (2014), eqs. 10 to 12: the part-load curve of a reference inverter of 96.37 %, scaled to
 * the efficiency at rated power; the AC side is cut at the rating. */
double ostrov_i_inverter_pvwatts_whole(double dc_w, double ac_rating_w, double efficiency_ratio)
{
    if (dc_w <= 0.0) {
        return 0.0;
    }
    /* Far beyond full load the curve says nothing: drawn on, it falls to 0 at 60 times the rating.
     */
    const double load = ostrov_i_min(dc_w * efficiency_ratio / ac_rating_w, 30.0);
    const double efficiency = efficiency_ratio / 0.9637 * (-0.0162 * load - 0.0059 / load + 0.9858);
    return ostrov_i_max(efficiency * dc_w, 0.0);
}

/* King et al. (2007), eqs. 1 to 4. */
double ostrov_i_inverter_sandia_whole(const ostrov_pv_sandia *s, double dc_v, double dc_w)
{
    if (dc_w < s->start_w) {
        return -s->night_w;
    }
    const double above_v = dc_v - s->dc_v;
    const double a = s->dc_w * (1.0 + s->c[1] * above_v);
    const double b = s->start_w * (1.0 + s->c[2] * above_v);
    const double c = s->c[0] * (1.0 + s->c[3] * above_v);
    const double x = dc_w - b;
    return (s->ac_w / (a - b) - c * (a - b)) * x + c * x * x;
}

ostrov_status ostrov_pv_inverter_pvwatts(double dc_w, double ac_rating_w, double efficiency_ratio,
                                         double *ac_w, ostrov_fault *why)
{
    if (ac_w == NULL) {
        return ostrov_i_no_pointer(why, "ac_w");
    }
    ostrov_status status = ostrov_i_within(why, "dc_w", dc_w, 0.0, 1e12);
    status =
        status == OSTROV_OK ? ostrov_i_within(why, "ac_rating_w", ac_rating_w, 1e-3, 1e12) : status;
    status = status == OSTROV_OK
                 ? ostrov_i_within(why, "efficiency_ratio", efficiency_ratio, 0.5, 1.0)
                 : status;
    if (status == OSTROV_OK) {
        *ac_w = ostrov_i_min(ac_rating_w,
                             ostrov_i_inverter_pvwatts_whole(dc_w, ac_rating_w, efficiency_ratio));
    }
    return status;
}

static ostrov_status check_dc(double dc_v, double dc_w, ostrov_fault *why)
{
    const ostrov_status status = ostrov_i_within(why, "dc_v", dc_v, 0.0, 1e5);
    return status == OSTROV_OK ? ostrov_i_within(why, "dc_w", dc_w, 0.0, 1e12) : status;
}

static ostrov_status check_sandia(const ostrov_pv_sandia *s, ostrov_fault *why)
{
    ostrov_status status = ostrov_i_within(why, "ac_w", s->ac_w, 1e-3, 1e12);
    status = status == OSTROV_OK ? ostrov_i_within(why, "dc_w", s->dc_w, 1e-3, 1e12) : status;
    status = status == OSTROV_OK ? ostrov_i_within(why, "dc_v", s->dc_v, 0.0, 1e5) : status;
    status =
        status == OSTROV_OK ? ostrov_i_within(why, "start_w", s->start_w, 0.0, s->dc_w) : status;
    for (int32_t k = 0; k < 4 && status == OSTROV_OK; k++) {
        if (!ostrov_i_finite(s->c[k])) {
            status = ostrov_i_fault(why, OSTROV_E_NOT_FINITE, NULL, "c", k, s->c[k], OSTROV_I_NAN,
                                    OSTROV_I_NAN);
        }
    }
    return status == OSTROV_OK ? ostrov_i_within(why, "night_w", s->night_w, 0.0, 1e9) : status;
}

ostrov_status ostrov_pv_inverter_sandia(const ostrov_pv_sandia *inverter, double dc_v, double dc_w,
                                        double *ac_w, ostrov_fault *why)
{
    if (inverter == NULL || ac_w == NULL) {
        return ostrov_i_no_pointer(why, inverter == NULL ? "inverter" : "ac_w");
    }
    const ostrov_pv_sandia *s = inverter;
    ostrov_status status = check_dc(dc_v, dc_w, why);
    status = status == OSTROV_OK ? check_sandia(s, why) : status;
    if (status != OSTROV_OK) {
        return status;
    }
    const double w = ostrov_i_inverter_sandia_whole(s, dc_v, dc_w);
    if (!ostrov_i_finite(w)) { /* coefficients that meet in a pole */
        return ostrov_i_fault(why, OSTROV_E_NOT_FINITE, "ostrov_pv_sandia", "c", -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    *ac_w = ostrov_i_min(w, s->ac_w);
    return OSTROV_OK;
}

static double adr_power(const ostrov_pv_driesse *d, double dc_v, double dc_w)
{
    const double p = dc_w / d->nominal_w;
    const double v = dc_v / d->nominal_v;
    const double by_v[3] = {1.0, v - 1.0, 1.0 / v - 1.0};
    double lost = 0.0;
    for (int32_t k = 0; k < 3; k++) {
        const double *l = &d->loss[3 * k];
        lost += (l[0] + l[1] * p + l[2] * p * p) * by_v[k];
    }
    return d->nominal_w * (p - lost);
}

ostrov_status ostrov_pv_inverter_adr(const ostrov_pv_driesse *inverter, double dc_v, double dc_w,
                                     double *ac_w, ostrov_fault *why)
{
    if (inverter == NULL || ac_w == NULL) {
        return ostrov_i_no_pointer(why, inverter == NULL ? "inverter" : "ac_w");
    }
    const ostrov_pv_driesse *d = inverter;
    ostrov_status status = check_dc(dc_v, dc_w, why);
    status =
        status == OSTROV_OK ? ostrov_i_within(why, "nominal_w", d->nominal_w, 1e-3, 1e12) : status;
    status =
        status == OSTROV_OK ? ostrov_i_within(why, "nominal_v", d->nominal_v, 1e-3, 1e5) : status;
    status = status == OSTROV_OK ? ostrov_i_within(why, "ac_w", d->ac_w, 1e-3, 1e12) : status;
    status = status == OSTROV_OK ? ostrov_i_within(why, "night_w", d->night_w, 0.0, 1e9) : status;
    status = status == OSTROV_OK
                 ? ostrov_i_within(why, "tolerance_ratio", d->tolerance_ratio, 0.0, 1.0)
                 : status;
    if (status != OSTROV_OK) {
        return status;
    }
    const double high = ostrov_i_max(ostrov_i_max(d->max_v, d->dc_max_v), d->mppt_high_v);
    const double low = ostrov_i_max(d->min_v, d->mppt_low_v);
    if (!(dc_v >= low * (1.0 - d->tolerance_ratio) && dc_v <= high * (1.0 + d->tolerance_ratio)) ||
        dc_v <= 0.0) {
        *ac_w = -d->night_w;
        return OSTROV_EMPTY;
    }
    const double w = adr_power(d, dc_v, dc_w);
    if (!ostrov_i_finite(w)) {
        return ostrov_i_fault(why, OSTROV_E_NOT_FINITE, "ostrov_pv_driesse", "loss", -1,
                              OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN);
    }
    *ac_w = ostrov_i_clamp(w, -d->night_w, d->ac_w);
    return OSTROV_OK;
}
