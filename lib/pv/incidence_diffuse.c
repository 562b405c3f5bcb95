/* Incidence modifiers for diffuse light.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv/incidence.h"

#include "pv/pv_internal.h"
#include "pv/rows.h"

#define PI 3.14159265358979323846

/* Marion (2017): the mean of the modifier over a band of the sphere, weighted by the cosine of
 * incidence, in steps of π/rings of zenith and azimuth, from zenith step first to last. */
static double mean_over(const ostrov_pv_glass *g, double tilt, int32_t rings, int32_t first,
                        int32_t last)
{
    const double step = PI / rings;
    const double cos_tilt = ostrov_cos(tilt);
    const double sin_tilt = ostrov_sin(tilt);
    double passed = 0.0;
    double all = 0.0;
    for (int32_t ring = first; ring < last; ring++) {
        const double zenith = (ring + 0.5) * step;
        const double up = cos_tilt * ostrov_cos(zenith);
        const double aside = sin_tilt * ostrov_sin(zenith);
        double ring_passed = 0.0;
        double ring_all = 0.0;
        for (int32_t k = 0; k < 2 * rings; k++) {
            const double c = up + aside * ostrov_cos((k + 0.5) * step);
            if (c > 0.0) {
                ring_passed += c * ostrov_i_glass_passes(g, c);
                ring_all += c;
            }
        }
        /* The cells of a ring are of one size, step · (cos of its upper less cos of its lower
         * edge). */
        const double size = ostrov_cos(ring * step) - ostrov_cos((ring + 1) * step);
        passed += ring_passed * size;
        all += ring_all * size;
    }
    return all > 0.0 ? passed / all : 0.0;
}

/* sin x + (x − sin x)/(1 − cos x), by its series where the fraction would be noise over noise. */
static double view_of(double x)
{
    if (x < 1e-3) {
        return x * (4.0 / 3.0 - 14.0 / 90.0 * x * x);
    }
    const double sine = ostrov_sin(x);
    return sine + (x - sine) / (1.0 - ostrov_cos(x));
}

/* Martin & Ruiz (2005, Prog. Photovolt. 13:75), eqs. 3a and 3b; a plane that sees nothing of the
 * sky or the ground is taken just beside it, where the modifier is nothing but not undefined. */
static void martin_ruiz(double r, double tilt_deg, ostrov_pv_diffuse *d)
{
    const double aside = 0.75e-6 * (PI / 180.0);
    const double c1 = 0.4244;
    const double c2 = 0.5 * r - 0.154;
    const double tilt = tilt_deg * (PI / 180.0);
    const double sky = view_of(ostrov_i_max(PI - tilt, aside));
    const double ground = view_of(ostrov_i_max(tilt, aside));
    d->sky_ratio = -ostrov_expm1(-(c1 + c2 * sky) * sky / r);
    d->ground_ratio = -ostrov_expm1(-(c1 + c2 * ground) * ground / r);
}

/* Xie et al. (2022, J. Quant. Spectrosc. Radiat. Transf. 285:108172), eqs. 4 and 6. */
static void schlick(double tilt_deg, ostrov_pv_diffuse *d)
{
    const double tilt = tilt_deg * (PI / 180.0);
    const double c = ostrov_cos(tilt);
    const double s = ostrov_sin(tilt);
    const double s2 = s * s;
    if (tilt_deg == 180.0) { /* sees the ground alone, as a flat plane sees the sky */
        d->sky_ratio = 0.0;
        d->ground_ratio = 20.0 / 21.0;
        return;
    }
    d->sky_ratio = 2.0 / (PI * (1.0 + c)) *
                   (30.0 / 7.0 * PI - 160.0 / 21.0 * tilt - 10.0 / 3.0 * PI * c +
                    160.0 / 21.0 * c * s - 5.0 / 3.0 * PI * c * s2 + 20.0 / 7.0 * c * s * s2 -
                    5.0 / 16.0 * PI * c * s2 * s2 + 16.0 / 105.0 * c * s * s2 * s2);
    d->ground_ratio =
        tilt_deg < 1e-6 ? 0.0 : 40.0 / (21.0 * (1.0 - c)) - (1.0 + c) / (1.0 - c) * d->sky_ratio;
}

ostrov_status ostrov_pv_incidence_diffuse(const ostrov_pv_glass *glass, double tilt_deg,
                                          ostrov_pv_diffuse *diffuse, ostrov_fault *why)
{
    ostrov_pv_glass g;
    ostrov_pv_diffuse d = {0.0, 0.0, 0.0};
    if (diffuse == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, "diffuse", -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    ostrov_status status =
        ostrov_i_take_config(&ostrov_i_pv_model_structures[OSTROV_I_PV_GLASS], glass, &g, why);
    if (status == OSTROV_OK) {
        status = ostrov_i_within(why, "tilt_deg", tilt_deg, 0.0, 180.0);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    const double tilt = tilt_deg * (PI / 180.0);
    d.horizon_ratio = mean_over(&g, tilt, 1800, 895, 900);
    if (g.model == OSTROV_PV_GLASS_MARTIN_RUIZ) {
        martin_ruiz(g.martin_ruiz_r, tilt_deg, &d);
    } else if (g.model == OSTROV_PV_GLASS_SCHLICK) {
        schlick(tilt_deg, &d);
    } else {
        d.sky_ratio = mean_over(&g, tilt, 180, 0, 90);
        d.ground_ratio = mean_over(&g, tilt, 180, 90, 180);
    }
    *diffuse = d;
    return OSTROV_OK;
}
