/* Symmetrical components, unbalance, the six applicable voltages, rotation and lost phases.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/fields.h"
#include "grid/measure_internal.h"

#include <string.h>

/* A rotation prevails when the other sequence is smaller than this share of it. A supply that has
 * lost a conductor and feeds two phases from one has both alike. */
#define PREVAILS 0.9
/* Below this share of the greatest phase the positive sequence is rounding. */
#define NOTHING 1e-9

static ostrov_i_complex phasor(double magnitude, double deg)
{
    const double rad = ostrov_i_wrapped_deg(deg) * OSTROV_I_PI / 180.0;
    ostrov_i_complex z = {0.0, 0.0};
    if (magnitude > 0.0) {
        z.re = magnitude * ostrov_cos(rad);
        z.im = magnitude * ostrov_sin(rad);
    }
    return z;
}

static double magnitude_of(double re, double im) { return __builtin_sqrt(re * re + im * im); }

/* |a + b·exp(+j·turn·120°) + c·exp(-j·turn·120°)| / 3 (Fortescue 1918) */
static double component(const ostrov_i_complex v[3], double turn)
{
    const double half_root3 = __builtin_sqrt(3.0) / 2.0;
    const double c = turn == 0.0 ? 1.0 : -0.5;
    const double s = turn * half_root3;
    double re = v[0].re + c * (v[1].re + v[2].re) - s * (v[1].im - v[2].im);
    double im = v[0].im + c * (v[1].im + v[2].im) + s * (v[1].re - v[2].re);
    return magnitude_of(re, im) / 3.0;
}

static int32_t rotation_of(const ostrov_sequence *q, int32_t live)
{
    if (!live) {
        return OSTROV_ROTATION_UNKNOWN;
    }
    if (q->negative_v < PREVAILS * q->positive_v) {
        return OSTROV_ROTATION_POSITIVE;
    }
    if (q->positive_v < PREVAILS * q->negative_v) {
        return OSTROV_ROTATION_NEGATIVE;
    }
    return OSTROV_ROTATION_UNKNOWN;
}

static ostrov_status check(const double *magnitude_v, const double *angle_deg, double dead_v)
{
    for (int32_t i = 0; i < 3; i++) {
        int32_t angle_needed = !(magnitude_v[i] < dead_v) && magnitude_v[i] != 0.0;
        if (!ostrov_i_finite(magnitude_v[i]) || (angle_needed && !ostrov_i_finite(angle_deg[i]))) {
            return OSTROV_E_NOT_FINITE;
        }
        if (magnitude_v[i] < 0.0 || magnitude_v[i] > 1e9 || ostrov_i_abs(angle_deg[i]) > 1e9) {
            return OSTROV_E_RANGE;
        }
    }
    if (!ostrov_i_finite(dead_v)) {
        return OSTROV_E_NOT_FINITE;
    }
    return dead_v < 0.0 ? OSTROV_E_RANGE : OSTROV_OK;
}

ostrov_status ostrov_sequence_components(const double *magnitude_v, const double *angle_deg,
                                         double dead_v, ostrov_sequence *sequence)
{
    ostrov_i_complex v[3];
    ostrov_sequence q;
    double greatest = 0.0;
    int32_t live = 0;
    ostrov_status status = OSTROV_OK;
    if (magnitude_v == NULL || angle_deg == NULL || sequence == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    status = check(magnitude_v, angle_deg, dead_v);
    if (status != OSTROV_OK) {
        return status;
    }
    memset(&q, 0, sizeof q);
    for (int32_t i = 0; i < 3; i++) {
        v[i] = phasor(ostrov_i_finite(angle_deg[i]) ? magnitude_v[i] : 0.0,
                      ostrov_i_finite(angle_deg[i]) ? angle_deg[i] : 0.0);
        greatest = ostrov_i_max(greatest, magnitude_v[i]);
    }
    live = greatest >= dead_v && greatest > 0.0;
    q.positive_v = component(v, 1.0);
    q.negative_v = component(v, -1.0);
    q.zero_v = component(v, 0.0);
    q.unbalance_ratio =
        q.positive_v > NOTHING * greatest ? q.negative_v / q.positive_v : OSTROV_I_NAN;
    q.lowest_v = q.highest_v = magnitude_v[0];
    for (int32_t i = 0; i < 3; i++) {
        const ostrov_i_complex *from = &v[i];
        const ostrov_i_complex *to = &v[(i + 1) % 3];
        q.line_v[i] = magnitude_of(from->re - to->re, from->im - to->im) / __builtin_sqrt(3.0);
        q.lowest_v = ostrov_i_min(q.lowest_v, ostrov_i_min(magnitude_v[i], q.line_v[i]));
        q.highest_v = ostrov_i_max(q.highest_v, ostrov_i_max(magnitude_v[i], q.line_v[i]));
        if (live) {
            q.lost_phases |= (magnitude_v[i] < dead_v) << i;
            q.lost_lines |= (q.line_v[i] < dead_v) << i;
        }
    }
    q.live = live;
    q.rotation = rotation_of(&q, live);
    *sequence = q;
    return OSTROV_OK;
}
