/* Sums of the series of VSOP87 and of the nutation.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "series.h"

#include "sun_internal.h"

/* Four sums side by side, which is what lets a compiler use vectors without changing any result. */
static double sum_span(const ostrov_i_theory *theory, ostrov_i_span span, double t)
{
    const double *a = theory->amplitude + span.first;
    const double *b = theory->phase + span.first;
    const double *c = theory->rate + span.first;
    double lane[4] = {0.0, 0.0, 0.0, 0.0};
    for (int32_t i = 0; i < span.count; i += 4) {
        for (int32_t k = 0; k < 4; k++) {
            lane[k] += a[i + k] * ostrov_i_cos_turns(b[i + k] + c[i + k] * t);
        }
    }
    return (lane[0] + lane[1]) + (lane[2] + lane[3]);
}

void ostrov_i_theory_sum(const ostrov_i_theory *theory, double millennia, double sum[3])
{
    for (int32_t k = 0; k < 3; k++) {
        double total = 0.0;
        for (int32_t power = 5; power >= 0; power--) {
            total = total * millennia + sum_span(theory, theory->span[k][power], millennia);
        }
        sum[k] = total * 1e-8;
    }
}

void ostrov_i_nutate(double t, double *psi_deg, double *epsilon_deg)
{
    const ostrov_i_nutation *n = &ostrov_i_iau1980;
    /* The arguments in turns (Reda & Andreas 2004, eqs. 15 to 19). */
    const double elongation =
        (297.85036 + t * (445267.111480 + t * (-0.0019142 + t / 189474.0))) / 360.0;
    const double sun = (357.52772 + t * (35999.050340 + t * (-0.0001603 - t / 300000.0))) / 360.0;
    const double moon = (134.96298 + t * (477198.867398 + t * (0.0086972 + t / 56250.0))) / 360.0;
    const double latitude =
        (93.27191 + t * (483202.017538 + t * (-0.0036825 + t / 327270.0))) / 360.0;
    const double node = (125.04452 + t * (-1934.136261 + t * (0.0020708 + t / 450000.0))) / 360.0;
    double psi[4] = {0.0, 0.0, 0.0, 0.0};
    double epsilon[4] = {0.0, 0.0, 0.0, 0.0};
    for (int32_t i = 0; i < OSTROV_I_NUTATION_TERMS; i += 4) {
        for (int32_t k = 0; k < 4; k++) {
            const int32_t j = i + k;
            const double angle = n->elongation[j] * elongation + n->sun[j] * sun +
                                 n->moon[j] * moon + n->latitude[j] * latitude + n->node[j] * node;
            psi[k] += (n->psi[j] + n->psi_t[j] * t) * ostrov_i_cos_turns(angle - 0.25);
            epsilon[k] += (n->epsilon[j] + n->epsilon_t[j] * t) * ostrov_i_cos_turns(angle);
        }
    }
    *psi_deg = ((psi[0] + psi[1]) + (psi[2] + psi[3])) / 36000000.0;
    *epsilon_deg = ((epsilon[0] + epsilon[1]) + (epsilon[2] + epsilon[3])) / 36000000.0;
}
