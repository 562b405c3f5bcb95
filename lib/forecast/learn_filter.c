/* Recursive least squares with forgetting (Ljung 1999; for PV Bacher, Madsen & Nielsen 2009, Solar
 * Energy 83:1772) for each lead. Filters of few, more and all terms learn side by side: each errs
 * in its own way, and their mean is worth more than any choice between them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "learn_internal.h"

#include "base/fields.h"

/* What the filters look at, from the first term on; and how they forget: the first, over fifteen
 * weeks of daylight at a quarter hour, knows little and knows it long, so that it is not lost when
 * the season turns; the others follow the last three weeks. */
static const int32_t filter_terms[OSTROV_I_FILTERS] = {OSTROV_I_TERMS_FIRST, OSTROV_I_TERMS_FEW,
                                                       OSTROV_I_TERMS};
static const double forgetting[OSTROV_I_FILTERS] = {0.9998, 0.999, 0.999};

static double *triangle(ostrov_i_lead *lead, int32_t filter)
{
    static const int32_t at[OSTROV_I_FILTERS] = {0, OSTROV_I_TRIANGLE_FEW, OSTROV_I_TRIANGLE_ALL};
    return &lead->p[at[filter]];
}

void ostrov_i_filters_start(ostrov_i_lead *lead, double stays)
{
    for (int32_t f = 0; f < OSTROV_I_FILTERS; f++) {
        double *p = triangle(lead, f);
        lead->theta[f][1] = stays;       /* the newest k */
        lead->theta[f][6] = 1.0 - stays; /* the day-ahead forecast */
        for (int32_t j = 0; j < filter_terms[f]; j++) {
            p[j * (j + 1) / 2 + j] = 1.0;
        }
    }
}

double ostrov_i_dot(const double *a, const double *b, int32_t n)
{
    double sum = 0.0;
    for (int32_t i = 0; i < n; i++) {
        sum += a[i] * b[i];
    }
    return sum;
}

static void rls(double *theta, double *p, int32_t terms, const double *x, double error,
                double weight, double forget)
{
    double g[OSTROV_I_TERMS] = {0.0};
    double trace = 0.0;
    for (int32_t i = 0; i < terms; i++) {
        const double *row = &p[i * (i + 1) / 2];
        double sum = 0.0;
        for (int32_t j = 0; j < i; j++) {
            sum += row[j] * x[j];
            g[j] += row[j] * x[i];
        }
        g[i] += sum + row[i] * x[i];
        trace += row[i];
    }
    /* A sky that does not change teaches nothing: then nothing is forgotten either. */
    const double kept = trace < 1e3 ? forget : 1.0;
    const double scale = 1.0 / (kept / weight + ostrov_i_dot(x, g, terms));
    for (int32_t i = 0; i < terms; i++) {
        double *row = &p[i * (i + 1) / 2];
        const double step = scale * g[i];
        theta[i] += step * error;
        for (int32_t j = 0; j <= i; j++) {
            row[j] = (row[j] - step * g[j]) / kept;
        }
    }
}

double ostrov_i_filter_says(const ostrov_i_lead *lead, int32_t filter, const double *x)
{
    return ostrov_i_dot(lead->theta[filter], x, filter_terms[filter]);
}

void ostrov_i_filters_learn(ostrov_i_lead *lead, const double *x, double k, double weight)
{
    for (int32_t f = 0; f < OSTROV_I_FILTERS; f++) {
        rls(lead->theta[f], triangle(lead, f), filter_terms[f], x,
            k - ostrov_i_filter_says(lead, f, x), weight, forgetting[f]);
    }
}
