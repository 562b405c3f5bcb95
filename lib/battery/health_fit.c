/* Capacity by approximate weighted total least squares with fading memory: Plett, "Recursive
 * approximate weighted total least squares estimation of battery cell total capacity", J. Power
 * Sources 196 (2011) 2319.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/fields.h"
#include "health_internal.h"

#include <string.h>

/* The cost as a rational function of Q: (c4 Q⁴ − 2 c5 Q³ + (c1 + c6) Q² − 2 c2 Q + c3) / (Q² + 1)²,
 * from each pair's distance to the line Y = Q X in the direction of its foot. */
static double cost_slope(const double c[6], double q)
{
    /* The numerator of its slope by Q, up to a positive factor. */
    return (((c[4] * q + 2.0 * c[3] - c[0] - c[5]) * q + 3.0 * (c[1] - c[4])) * q + c[0] -
            2.0 * c[2] + c[5]) *
               q -
           c[1];
}

static double cost(const double c[6], double q)
{
    const double n = (((c[3] * q - 2.0 * c[4]) * q + c[0] + c[5]) * q - 2.0 * c[1]) * q + c[2];
    const double d = q * q + 1.0;
    return n / (d * d);
}

/* Second derivative of the cost, of which the inverse is half the variance. */
static double curvature(const double c[6], double q)
{
    const double n = (((c[3] * q - 2.0 * c[4]) * q + c[0] + c[5]) * q - 2.0 * c[1]) * q + c[2];
    const double n1 = ((4.0 * c[3] * q - 6.0 * c[4]) * q + 2.0 * (c[0] + c[5])) * q - 2.0 * c[1];
    const double n2 = (12.0 * c[3] * q - 12.0 * c[4]) * q + 2.0 * (c[0] + c[5]);
    const double u = q * q + 1.0;
    const double d = u * u;
    const double d1 = 4.0 * q * u;
    const double d2 = 12.0 * q * q + 4.0;
    return (n2 * d * d - n * d * d2 - 2.0 * n1 * d1 * d + 2.0 * n * d1 * d1) / (d * d * d);
}

/* The least cost between low and high: the best of a grid, then halving of the slope beside it. */
static double best(const double c[6], double low, double high)
{
    enum { GRID = 64 };
    const double step = (high - low) / GRID;
    double q = low;
    double least = cost(c, low);
    for (int32_t i = 1; i <= GRID; i++) {
        const double x = low + step * i;
        const double y = cost(c, x);
        if (y < least) {
            least = y;
            q = x;
        }
    }
    double a = ostrov_i_max(q - step, low);
    double b = ostrov_i_min(q + step, high);
    for (int32_t i = 0; i < 50; i++) {
        const double mid = 0.5 * (a + b);
        if (cost_slope(c, mid) > 0.0) {
            b = mid;
        } else {
            a = mid;
        }
    }
    return 0.5 * (a + b);
}

/* No window is known better than that share of itself, and squares of less would vanish. */
static const double least_error = 1e-6;
/* A change of SoC of less says nothing of a capacity. */
static const double least_change = 1e-9;

static void add(ostrov_i_health *h, double x, double sx, double y, double sy)
{
    sx = ostrov_i_max(sx, least_error * ostrov_i_abs(x));
    sy = ostrov_i_max(sy, least_error * ostrov_i_abs(y));
    const double keep = ostrov_exp(-1.0 / h->config.memory_windows);
    if (h->windows == 0) {
        h->scale = sx / sy;
    }
    const double v = y * h->scale;
    const double sv = sy * h->scale;
    const double terms[6] = {x * x / (sv * sv), x * v / (sv * sv), v * v / (sv * sv),
                             x * x / (sx * sx), x * v / (sx * sx), v * v / (sx * sx)};
    for (int32_t i = 0; i < 6; i++) {
        h->sums[i] = keep * h->sums[i] + terms[i];
    }
    const double unit = h->config.capacity_ah * h->scale;
    const double q = best(h->sums, 0.2 * unit, 1.5 * unit);
    const double bend = curvature(h->sums, q);
    h->capacity_ah = q / h->scale;
    if (bend > 0.0) {
        h->sigma_ah = __builtin_sqrt(2.0 / bend) / h->scale;
    }
}

/* By how much two capacities may differ, one of which a window tells, the other being off by sigma.
 * A cell recovers up to a twentieth after a long rest, which is no fault. */
static double allowed(double q, double x, double sx, double y, double sy, double sigma)
{
    const double own = q * q * (sx * sx / (x * x) + sy * sy / (y * y));
    return 4.0 * __builtin_sqrt(own + sigma * sigma) + 0.05 * q;
}

static int32_t judge(const ostrov_i_health *h, double x, double sx, double y, double sy)
{
    const double nominal = h->config.capacity_ah;
    const double size = ostrov_i_abs(x);
    if (size < h->config.least_change_ratio) {
        return OSTROV_HEALTH_SMALL;
    }
    if (x * y <= 0.0) {
        return OSTROV_HEALTH_OPPOSITE;
    }
    if (sx > 0.1 * size || sy > 0.1 * ostrov_i_abs(y)) {
        return OSTROV_HEALTH_UNSURE;
    }
    const double q = y / x;
    if (q < 0.3 * nominal || q > 1.2 * nominal) {
        return OSTROV_HEALTH_OUTSIDE;
    }
    if (h->windows > 0 &&
        ostrov_i_abs(q - h->capacity_ah) > allowed(q, x, sx, y, sy, h->sigma_ah)) {
        return OSTROV_HEALTH_UNLIKE;
    }
    return OSTROV_HEALTH_USED;
}

/* Three in a row that agree on something else: what is known is wrong. */
static int32_t insists(ostrov_i_health *h, double x, double sx, double y, double sy)
{
    const double q = y / x;
    const double share = allowed(q, x, sx, y, sy, 0.0);
    h->unlike = h->unlike > 0 && ostrov_i_abs(q - h->unlike_ah) <= share ? h->unlike + 1 : 1;
    h->unlike_ah = q;
    return h->unlike >= 3;
}

ostrov_status ostrov_i_health_fit(ostrov_i_health *h, double soc_change, double soc_sigma,
                                  double charged_ah, double charged_sigma_ah)
{
    h->reason = judge(h, soc_change, soc_sigma, charged_ah, charged_sigma_ah);
    h->window_ah = ostrov_i_abs(soc_change) > least_change ? charged_ah / soc_change : OSTROV_I_NAN;
    if (h->reason == OSTROV_HEALTH_UNLIKE &&
        insists(h, soc_change, soc_sigma, charged_ah, charged_sigma_ah)) {
        memset(h->sums, 0, sizeof h->sums);
        h->reason = OSTROV_HEALTH_USED;
    }
    if (h->reason != OSTROV_HEALTH_USED) {
        h->refused++;
        return OSTROV_EMPTY;
    }
    h->unlike = 0;
    add(h, soc_change, soc_sigma, charged_ah, charged_sigma_ah);
    h->windows++;
    return OSTROV_OK;
}
