/* Incidence modifiers: see pv_incidence.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv/incidence.h"

#include "pv/pv_internal.h"
#include "pv/rows.h"

#define DEG_OF_RAD (180.0 / 3.14159265358979323846)

/* Reflection of one surface for light across and along the plane of incidence: n1·cos1 → n2·cos2
 * (Fresnel). */
static void reflect(double n1, double c1, double n2, double c2, double *across, double *along)
{
    const double s = (n1 * c1 - n2 * c2) / (n1 * c1 + n2 * c2);
    const double p = (n1 * c2 - n2 * c1) / (n1 * c2 + n2 * c1);
    *across = s * s;
    *along = p * p;
}

/* 0 where all is thrown back: from a dense coating into lighter glass. */
static double cos_inside(double n1, double c1, double n2)
{
    const double sine = n1 / n2 * __builtin_sqrt(1.0 - c1 * c1);
    return sine < 1.0 ? __builtin_sqrt(1.0 - sine * sine) : 0.0;
}

/* De Soto, Klein & Beckman (2006), eqs. 10–12; with a coating the light passes two surfaces and
 * what bounces between them (first order geometric series) passes too. */
static double physical(const ostrov_pv_glass *g, double c1)
{
    const int32_t coated = g->coating_index != 1.0 && g->coating_index != g->index;
    const double n2 = coated ? g->coating_index : g->index;
    const double depth = g->extinction_per_m * g->thickness_m;
    double c2 = cos_inside(1.0, c1, n2);
    double s = 0.0;
    double p = 0.0;
    double s0 = 0.0;
    double p0 = 0.0;
    reflect(1.0, c1, n2, c2, &s, &p);
    reflect(1.0, 1.0, n2, 1.0, &s0, &p0);
    double pass_s = 1.0 - s;
    double pass_p = 1.0 - p;
    double pass_0 = 1.0 - s0;
    if (coated) {
        const double c3 = cos_inside(n2, c2, g->index);
        double s23 = 0.0;
        double p23 = 0.0;
        double s23_0 = 0.0;
        reflect(n2, c2, g->index, c3, &s23, &p23);
        reflect(n2, 1.0, g->index, 1.0, &s23_0, &p0);
        pass_s *= (1.0 - s23) / (1.0 - s23 * s);
        pass_p *= (1.0 - p23) / (1.0 - p23 * p);
        pass_0 *= (1.0 - s23_0) / (1.0 - s23_0 * s0);
        c2 = c3;
    }
    if (c2 <= 0.0) {
        return 0.0;
    }
    return 0.5 * (pass_s + pass_p) / pass_0 * ostrov_exp(depth - depth / c2);
}

static double sapm(const ostrov_pv_glass *g, double angle_deg)
{
    double y = g->sapm[5];
    for (int32_t k = 4; k >= 0; k--) {
        y = y * angle_deg + g->sapm[k];
    }
    return ostrov_i_max(y, 0.0);
}

static double passes(const ostrov_pv_glass *g, double c, double angle_deg)
{
    switch (g->model) {
    case OSTROV_PV_GLASS_ASHRAE:
        return c > 0.0 ? ostrov_i_max(0.0, 1.0 - g->ashrae_b * (1.0 / c - 1.0)) : 0.0;
    case OSTROV_PV_GLASS_MARTIN_RUIZ:
        return c > 0.0 ? ostrov_expm1(-c / g->martin_ruiz_r) / ostrov_expm1(-1.0 / g->martin_ruiz_r)
                       : 0.0;
    case OSTROV_PV_GLASS_SCHLICK: {
        const double x = 1.0 - c;
        return c > 0.0 ? 1.0 - x * x * x * x * x : 0.0;
    }
    case OSTROV_PV_GLASS_SAPM: /* measured beyond 90° too: the polynomial says what there is */
        return sapm(g, angle_deg);
    default: /* PHYSICAL */
        return c > 0.0 ? physical(g, ostrov_i_min(c, 1.0)) : 0.0;
    }
}

double ostrov_i_glass_passes(const ostrov_pv_glass *glass, double cos_incidence)
{
    const double c = ostrov_i_clamp(cos_incidence, -1.0, 1.0);
    const double angle_deg =
        glass->model == OSTROV_PV_GLASS_SAPM ? ostrov_acos(c) * DEG_OF_RAD : 0.0;
    return c > 0.0 ? passes(glass, c, angle_deg) : 0.0;
}

static ostrov_status take(const ostrov_pv_glass *glass, ostrov_pv_glass *full, ostrov_fault *why)
{
    return ostrov_i_take_config(&ostrov_i_pv_model_structures[OSTROV_I_PV_GLASS], glass, full, why);
}

static double at_angle(const ostrov_pv_glass *g, double angle_deg)
{
    const double c = angle_deg == 90.0 ? 0.0 : ostrov_cos(angle_deg / DEG_OF_RAD);
    return passes(g, c, angle_deg);
}

ostrov_status ostrov_pv_glass_defaults(ostrov_pv_glass *glass, size_t size)
{
    static const double king[6] = {1.0, -0.002438, 0.0003103, -1.246e-5, 2.11e-7, -1.36e-9};
    ostrov_status status =
        ostrov_i_defaults(&ostrov_i_pv_model_structures[OSTROV_I_PV_GLASS], glass, size);
    if (status == OSTROV_OK && size >= offsetof(ostrov_pv_glass, sapm) + sizeof king) {
        for (int32_t k = 0; k < 6; k++) { /* one default a row in the table; these are six */
            glass->sapm[k] = king[k];
        }
    }
    return status;
}

ostrov_status ostrov_pv_incidence(const ostrov_pv_glass *glass, double incidence_deg, double *ratio,
                                  ostrov_fault *why)
{
    ostrov_pv_glass g;
    if (ratio == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, "ratio", -1, OSTROV_I_NAN, OSTROV_I_NAN,
                              OSTROV_I_NAN);
    }
    ostrov_status status = take(glass, &g, why);
    if (status == OSTROV_OK) {
        status = ostrov_i_within(why, "incidence_deg", incidence_deg, 0.0, 180.0);
    }
    if (status == OSTROV_OK) {
        *ratio = at_angle(&g, incidence_deg);
    }
    return status;
}

ostrov_status ostrov_pv_incidence_n(const ostrov_pv_glass *glass, const double *incidence_deg,
                                    size_t n, double *ratio, uint8_t *status, ostrov_fault *why)
{
    ostrov_pv_glass g;
    if (n > 0 && (incidence_deg == NULL || ratio == NULL)) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL,
                              ratio == NULL ? "ratio" : "incidence_deg", -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    const ostrov_status refused = take(glass, &g, why);
    if (refused != OSTROV_OK) {
        return refused;
    }
    for (size_t i = 0; i < n; i++) {
        const ostrov_status one = ostrov_i_within(NULL, NULL, incidence_deg[i], 0.0, 180.0);
        ratio[i] = one == OSTROV_OK ? at_angle(&g, incidence_deg[i]) : OSTROV_I_NAN;
        if (status != NULL) {
            status[i] = ostrov_i_value_of(one);
        }
    }
    return OSTROV_OK;
}
