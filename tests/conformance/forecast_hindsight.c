/* Least squares in hindsight: see forecast_hindsight.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecast_hindsight.h"

#include <math.h>
#include <string.h>

static double index_of(const station *s, int32_t i, double otherwise)
{
    return i >= 0 && !isnan(s->power[i]) && s->clear[i] > 0.02
               ? fmin(s->power[i] / s->clear[i], 1.6)
               : otherwise;
}

static double told(const station *s, int32_t i, double otherwise)
{
    const double k = s->told[i] / fmax(s->clear[i], 0.02);
    return isnan(k) ? otherwise : fmin(k, 1.6);
}

/* The forecast, the newest clear-sky index with its changes and unrest, the weather's, the time of
 * day, and the products that let one follow the other more or less. */
static void terms(const station *s, int32_t now, int32_t at, double mean, double *x)
{
    const double m = mean / s->clear[at];
    const double k = index_of(s, now, m);
    const double k1 = index_of(s, now - 1, k);
    const double k2 = index_of(s, now - 2, k1);
    const double k3 = index_of(s, now - 3, k2);
    const double middle = 0.25 * (k + k1 + k2 + k3);
    const double unrest = 0.5 * sqrt((k - middle) * (k - middle) + (k1 - middle) * (k1 - middle) +
                                     (k2 - middle) * (k2 - middle) + (k3 - middle) * (k3 - middle));
    const double second = (double)((s->start_s + (int64_t)now * STATION_STEP_S) % 86400);
    const double side = sin((second / 86400.0 + s->pv.longitude_deg / 360.0) * 6.283185307179586);
    const double growth = (s->clear[at] - s->clear[now]) / fmax(s->clear[at], 0.03);
    const double all[HINDSIGHT_TERMS] = {1.0,
                                         m,
                                         k,
                                         k1 - k,
                                         k2 - k,
                                         unrest,
                                         told(s, at, m),
                                         told(s, now, m),
                                         (m - k) * unrest,
                                         (m - k) * s->clear[at],
                                         side,
                                         side * k,
                                         k * k,
                                         k * m,
                                         fabs(k1 - k) * (m - k),
                                         growth * k};
    memcpy(x, all, sizeof all);
}

void hindsight_add(hindsight *h, const station *s, int32_t now, int32_t at, double mean)
{
    double x[HINDSIGHT_TERMS];
    const int64_t day =
        (s->start_s + (int64_t)at * STATION_STEP_S + 86400 - STATION_MIDNIGHT_S) / 86400;
    const int32_t half = (int32_t)(day % 2);
    terms(s, now, at, mean, x);
    for (int32_t i = 0; i < HINDSIGHT_TERMS; i++) {
        x[i] *= s->clear[at]; /* errors count as power */
    }
    for (int32_t i = 0; i < HINDSIGHT_TERMS; i++) {
        for (int32_t j = 0; j < HINDSIGHT_TERMS; j++) {
            h->xx[half][i][j] += x[i] * x[j];
        }
        h->xy[half][i] += x[i] * s->power[at];
    }
    h->yy[half] += s->power[at] * s->power[at];
}

/* Cholesky; a trace of a ridge stands where terms say the same. */
static void solve(double a[HINDSIGHT_TERMS][HINDSIGHT_TERMS], double b[HINDSIGHT_TERMS])
{
    for (int32_t k = 0; k < HINDSIGHT_TERMS; k++) {
        a[k][k] += 1e-9 * a[0][0] + 1e-12;
        for (int32_t j = 0; j <= k; j++) {
            double sum = a[k][j];
            for (int32_t i = 0; i < j; i++) {
                sum -= a[k][i] * a[j][i];
            }
            a[k][j] = j < k ? sum / a[j][j] : sqrt(fmax(sum, 1e-15));
        }
        for (int32_t j = 0; j < k; j++) {
            b[k] -= a[k][j] * b[j];
        }
        b[k] /= a[k][k];
    }
    for (int32_t k = HINDSIGHT_TERMS - 1; k >= 0; k--) {
        for (int32_t j = k + 1; j < HINDSIGHT_TERMS; j++) {
            b[k] -= a[j][k] * b[j];
        }
        b[k] /= a[k][k];
    }
}

/* Squared errors on one half of a fit to the halves whose weights are given. */
static double judged(const hindsight *h, int32_t on, double even, double odd)
{
    double a[HINDSIGHT_TERMS][HINDSIGHT_TERMS];
    double b[HINDSIGHT_TERMS];
    for (int32_t i = 0; i < HINDSIGHT_TERMS; i++) {
        for (int32_t j = 0; j < HINDSIGHT_TERMS; j++) {
            a[i][j] = even * h->xx[0][i][j] + odd * h->xx[1][i][j];
        }
        b[i] = even * h->xy[0][i] + odd * h->xy[1][i];
    }
    solve(a, b);
    double square = h->yy[on];
    for (int32_t i = 0; i < HINDSIGHT_TERMS; i++) {
        square -= 2.0 * b[i] * h->xy[on][i];
        for (int32_t j = 0; j < HINDSIGHT_TERMS; j++) {
            square += b[i] * b[j] * h->xx[on][i][j];
        }
    }
    return square;
}

double hindsight_same(const hindsight *h)
{
    return judged(h, 0, 1.0, 1.0) + judged(h, 1, 1.0, 1.0);
}

double hindsight_others(const hindsight *h)
{
    return judged(h, 0, 0.0, 1.0) + judged(h, 1, 1.0, 0.0);
}
