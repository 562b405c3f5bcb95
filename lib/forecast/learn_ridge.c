/* Ridge regression (Hoerl & Kennard 1970, Technometrics 12:55) of k on what is known of a step. It
 * goes on straight where a tree can only stop; a forest learns what it leaves, and errs elsewhere
 * than one of k.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "learn_internal.h"

#include "base/fields.h"

#include <string.h>

enum {
    KNEES = 4,
    PRODUCTS = 14,
    CLOUD = OSTROV_I_X_AIR + 3,
    WATER = OSTROV_I_X_AIR + 4,
    ICE = OSTROV_I_X_AIR + 5,
    SIDE = OSTROV_I_RIDGE + 1 /* of the normal equations: the terms, and k */
};

_Static_assert(1 + OSTROV_I_FEATURES + KNEES + PRODUCTS == OSTROV_I_RIDGE, "terms of the ridge");

/* What comes is not in proportion to the weather's k: bright skies are less bright, dark ones less
 * dark. */
static const double knee[KNEES] = {0.15, 0.30, 0.45, 0.55}; /* of the byte */

static const struct {
    uint8_t a, b;
} product[PRODUCTS] = {
    {OSTROV_I_X_K, CLOUD},
    {OSTROV_I_X_K, WATER},
    {WATER, WATER},
    {OSTROV_I_X_K, ICE},
    {ICE, ICE},
    {OSTROV_I_X_K, OSTROV_I_X_ELEVATION},
    {OSTROV_I_X_K, OSTROV_I_X_AZIMUTH},
    {OSTROV_I_X_KT, OSTROV_I_X_AZIMUTH},
    {OSTROV_I_X_AZIMUTH, OSTROV_I_X_AZIMUTH},
    {OSTROV_I_X_ELEVATION, OSTROV_I_X_ELEVATION},
    {OSTROV_I_X_K, OSTROV_I_X_DAY},
    {OSTROV_I_X_DAY, OSTROV_I_X_DAY},
    {OSTROV_I_X_K, OSTROV_I_X_YESTERDAY},
    {OSTROV_I_X_K, OSTROV_I_X_GAIN},
};

static void terms(const ostrov_i_row *row, double *t)
{
    double x[OSTROV_I_FEATURES];
    t[0] = 1.0;
    for (int32_t i = 0; i < OSTROV_I_FEATURES; i++) {
        x[i] = (double)row->x[i] / 255.0;
        t[1 + i] = x[i];
    }
    t += 1 + OSTROV_I_FEATURES;
    for (int32_t i = 0; i < KNEES; i++) {
        t[i] = ostrov_i_max(x[OSTROV_I_X_K] - knee[i], 0.0);
    }
    t += KNEES;
    for (int32_t i = 0; i < PRODUCTS; i++) {
        t[i] = x[product[i].a] * x[product[i].b];
    }
}

/* Sums of products, rows of the lower triangle; in the last row those with k. */
static void sum_up(const ostrov_i_row *rows, uint32_t count, double *n)
{
    double t[SIDE];
    memset(n, 0, OSTROV_I_RIDGE_BYTES);
    for (uint32_t r = 0; r < count; r++) {
        const double weight = (double)rows[r].weight;
        double *at = n;
        terms(&rows[r], t);
        t[SIDE - 1] = (double)rows[r].k;
        for (int32_t i = 0; i < SIDE; i++) {
            const double w = weight * t[i];
            for (int32_t j = 0; j <= i; j++) {
                *at++ += w * t[j];
            }
        }
    }
}

static double *row_of(double *n, int32_t i) { return &n[i * (i + 1) / 2]; }

/* Sums about the means, and the ridge: 1 % of each term's variance, and a little for terms that
 * never changed. */
static void centre(double *n)
{
    for (int32_t i = SIDE - 1; i > 0; i--) {
        double *row = row_of(n, i);
        for (int32_t j = 1; j <= i; j++) {
            row[j] -= row[0] * row_of(n, j)[0] / n[0];
        }
        row[i] += 0.01 * row[i] + 1e-5 * n[0];
    }
}

/* Cholesky, row by row; the last row becomes what is left to solve. */
static void decompose(double *n)
{
    for (int32_t i = 1; i < SIDE; i++) {
        double *row = row_of(n, i);
        for (int32_t j = 1; j <= i; j++) {
            const double *other = row_of(n, j);
            double sum = row[j];
            for (int32_t k = 1; k < j; k++) {
                sum -= row[k] * other[k];
            }
            row[j] = j < i ? sum / other[j] : __builtin_sqrt(ostrov_i_max(sum, 1e-9));
        }
    }
}

void ostrov_i_learn_ridge_fit(ostrov_learner *l, uint32_t count, double *workspace)
{
    double *n = workspace;
    double *k = row_of(n, SIDE - 1);
    double *theta = l->ridge;
    ostrov_i_row *rows = ostrov_i_learn_rows(l);
    sum_up(rows, count, n);
    const double mean = k[0] / n[0];
    centre(n);
    decompose(n);
    theta[0] = mean;
    for (int32_t i = OSTROV_I_RIDGE - 1; i > 0; i--) {
        double sum = k[i];
        for (int32_t j = i + 1; j < OSTROV_I_RIDGE; j++) {
            sum -= row_of(n, j)[i] * theta[j];
        }
        theta[i] = sum / row_of(n, i)[i];
        theta[0] -= theta[i] * row_of(n, i)[0] / n[0];
    }
    for (uint32_t r = 0; r < count; r++) {
        const double rest = (double)rows[r].k - ostrov_i_learn_ridge(l, &rows[r]);
        rows[r].rest = (uint8_t)(ostrov_i_clamp(rest, -128.0, 127.0) + 128.5);
    }
}

double ostrov_i_learn_ridge(const ostrov_learner *l, const ostrov_i_row *row)
{
    double t[OSTROV_I_RIDGE];
    double sum = 0.0;
    terms(row, t);
    for (int32_t i = 0; i < OSTROV_I_RIDGE; i++) {
        sum += l->ridge[i] * t[i];
    }
    return ostrov_i_clamp(sum, 0.0, 200.0);
}
