/* The third and fourth expert: analogs of the same hour (Delle Monache et al. 2013, MWR 141:3498;
 * Alessandrini et al. 2015, Applied Energy 157:95), and a table of k by what the weather says,
 * which knows something on the first day.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "learn_internal.h"

#include "base/fields.h"

#include <string.h>

enum { ANALOGS = 24, CLOSE = 9 };

/* What makes two steps alike, and how much. */
static const struct {
    uint8_t feature, weight;
} alike[CLOSE] = {
    {OSTROV_I_X_K, 8},         {OSTROV_I_X_KT, 4},        {OSTROV_I_X_KT + 1, 3},
    {OSTROV_I_X_KT + 2, 3},    {OSTROV_I_X_AIR + 3, 1},   {OSTROV_I_X_AIR + 1, 1},
    {OSTROV_I_X_ELEVATION, 4}, {OSTROV_I_X_YESTERDAY, 3}, {OSTROV_I_X_GAIN, 3},
};

static uint32_t distance(const ostrov_i_row *a, const ostrov_i_row *b)
{
    uint32_t sum = 0;
    for (int32_t i = 0; i < CLOSE; i++) {
        const int32_t d = (int32_t)a->x[alike[i].feature] - b->x[alike[i].feature];
        sum += (uint32_t)(d < 0 ? -d : d) * alike[i].weight;
    }
    return sum;
}

/* Nearest rows first, at most ANALOGS. */
typedef struct nearest {
    uint32_t distance[ANALOGS];
    uint8_t k[ANALOGS];
    int32_t count;
} nearest;

static void put(nearest *n, uint32_t d, uint8_t k)
{
    if (n->count == ANALOGS && d >= n->distance[ANALOGS - 1]) {
        return;
    }
    int32_t i = n->count < ANALOGS ? n->count++ : ANALOGS - 1;
    while (i > 0 && n->distance[i - 1] > d) {
        n->distance[i] = n->distance[i - 1];
        n->k[i] = n->k[i - 1];
        i--;
    }
    n->distance[i] = d;
    n->k[i] = k;
}

/* How many rows ago a row was written; the chain of a slot ends where this does not grow. */
static int64_t age(const ostrov_learner *l, uint16_t row)
{
    const int64_t now = l->row_count % l->rows_most;
    return (now - 1 - row + 2 * (int64_t)l->rows_most) % l->rows_most;
}

int32_t ostrov_i_learn_analog(const ostrov_learner *l, const ostrov_i_row *row, int32_t hour,
                              double *q)
{
    const ostrov_i_row *rows = ostrov_i_learn_rows(l);
    const uint16_t *next = ostrov_i_learn_next(l);
    uint32_t histogram[256];
    uint64_t total = 0;
    nearest n = {{0}, {0}, 0};
    int64_t last = -1;
    for (uint16_t i = l->chain[hour]; i != OSTROV_I_NOTHING && age(l, i) > last; i = next[i]) {
        last = age(l, i);
        if (last >= l->row_count) {
            break;
        }
        put(&n, distance(row, &rows[i]), rows[i].k);
    }
    if (n.count < ANALOGS / 2) {
        return 0;
    }
    memset(histogram, 0, sizeof histogram);
    for (int32_t i = 0; i < n.count; i++) { /* each analog stands for k around it */
        for (int32_t d = -6; d <= 6; d++) {
            const int32_t b = (int32_t)n.k[i] + d;
            const uint32_t share = (uint32_t)(7 - (d < 0 ? -d : d));
            histogram[b < 0 ? 0 : (b > 255 ? 255 : b)] += share;
            total += share;
        }
    }
    ostrov_i_learn_histogram(histogram, total, 0.0, q);
    return 1;
}

/* Normal quantiles at the learned levels. */
static const double normal[OSTROV_I_LEVELS_LEARNED] = {
    -2.326, -2.054, -1.645, -1.282, -1.036, -0.842, -0.674, -0.524, -0.385, -0.253, -0.126, 0.0,
    0.126,  0.253,  0.385,  0.524,  0.674,  0.842,  1.036,  1.282,  1.645,  2.054,  2.326};

/* The clear-sky index of a temperate year, where there is no weather forecast. */
static const double untold[OSTROV_I_LEVELS_LEARNED] = {
    0.03, 0.05, 0.10, 0.17, 0.22, 0.29, 0.40, 0.47, 0.53, 0.59, 0.65, 0.70,
    0.75, 0.80, 0.85, 0.89, 0.93, 0.95, 0.98, 1.02, 1.05, 1.08, 1.10};

static int32_t class_of(const ostrov_i_row *row, int32_t is_told)
{
    if (!is_told) {
        return OSTROV_I_TABLE - 1;
    }
    const int32_t c = row->x[OSTROV_I_X_K] / 24; /* 0.15 of k */
    return c < OSTROV_I_TABLE - 2 ? c : OSTROV_I_TABLE - 2;
}

/* Weather forecasts are wrong by about a fifth of a clear sky, less where it is clear or dark for
 * sure. */
void ostrov_i_learn_table_start(ostrov_learner *l)
{
    static const double sigma[OSTROV_I_TABLE - 1] = {0.10, 0.15, 0.19, 0.21,
                                                     0.20, 0.17, 0.14, 0.12};
    for (int32_t i = 0; i < OSTROV_I_LEVELS_LEARNED; i++) {
        for (int32_t c = 0; c < OSTROV_I_TABLE - 1; c++) {
            l->table[c][i] = sigma[c] * normal[i];
        }
        l->table[OSTROV_I_TABLE - 1][i] = untold[i];
    }
}

void ostrov_i_learn_table(const ostrov_learner *l, const ostrov_i_row *row, int32_t is_told,
                          double *q)
{
    const int32_t c = class_of(row, is_told);
    const double base = is_told ? ostrov_i_k_of(row->x[OSTROV_I_X_K]) : 0.0;
    double below = 0.0;
    for (int32_t i = 0; i < OSTROV_I_LEVELS_LEARNED; i++) {
        below = ostrov_i_max(below, ostrov_i_min(base + l->table[c][i], OSTROV_I_K_MOST));
        q[i] = below;
    }
}

/* Recursive quantiles (Robbins & Monro 1951), with a gain that falls to one that follows the
 * seasons. */
static void quantiles_step(double *q, double value, double gain)
{
    for (int32_t i = 0; i < OSTROV_I_LEVELS_LEARNED; i++) {
        const double level = ostrov_i_learn_levels[i];
        q[i] += gain * (level - (value < q[i] ? 1.0 : 0.0));
    }
}

void ostrov_i_learn_table_step(ostrov_learner *l, const ostrov_i_row *row, int32_t is_told,
                               double k, double weight)
{
    const int32_t classes[2] = {class_of(row, is_told), OSTROV_I_TABLE - 1};
    for (int32_t i = is_told ? 0 : 1; i < 2; i++) { /* what comes without weather is seen always */
        const int32_t c = classes[i];
        const double base = i == 0 ? ostrov_i_k_of(row->x[OSTROV_I_X_K]) : 0.0;
        const double gain = ostrov_i_max(1.6 / (l->table_count[c] + 8.0), 0.006);
        quantiles_step(l->table[c], k - base, gain * weight);
        l->table_count[c] += weight;
    }
}
