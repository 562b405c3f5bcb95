/* The bank of hypotheses: Bayes' rule over starts that differ in SoC and in the branch of
 * hysteresis.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "soc.h"

#include "base/fields.h"

#include <string.h>

/* A start that is e^25 times less likely than the best has no way back. */
static const double hopeless = 25.0;
/* Filters nearer than this share of their own sigma say the same. */
static const double twin_ratio = 0.3;
/* Filters this near to each other in SoC are one answer. */
static const double together = 0.05;
/* A told SoC that is wrong is more often near than far: this much spread, and the rest anywhere. */
static const double wrong_spread = 0.4;
static const double wrong_near_ratio = 0.8;
/* The slow error is in units of its own standard deviation. Where its square is beyond this, the
 * model is worse than was said, and the error bar grows by as much (Birge's ratio). */
static const double strained = 2.0;
/* Fastest change of the answer within one hypothesis, 1/s. */
static const double slew_per_s = 0.005;

/* What the slowest pair may hold at the start: a typical load that has lasted for so long. */
static const double load_s = 750.0;
static const double brim = 0.995;
static const double brim_sigma = 0.008;

static void open_filter(ostrov_i_soc *b, double soc, double sigma, int32_t branch, double weight)
{
    static const double at[SOC_BRANCHES] = {-0.8, 0.0, 0.8};
    static const double spread[SOC_BRANCHES] = {0.25, 0.35, 0.25};
    const ostrov_soc_config *c = &b->config;
    ostrov_i_soc_filter *f = &b->bank[b->count];
    memset(f, 0, sizeof *f);
    f->x[SOC_Z] = soc;
    f->x[SOC_H] = at[branch];
    f->p[SOC_Z][SOC_Z] = sigma * sigma;
    f->p[SOC_H][SOC_H] = spread[branch] * spread[branch];
    f->p[SOC_B][SOC_B] = c->offset_sigma_a * c->offset_sigma_a;
    f->p[SOC_W][SOC_W] = 1.0;
    f->p[SOC_R][SOC_R] = c->resistance_sigma_ratio * c->resistance_sigma_ratio;
    f->log_weight = ostrov_log(weight / (double)SOC_BRANCHES);
    b->count++;
}

/* The starts that nobody told: evenly over SoC, and full, where OCV is too bent to get to in one
 * step from anywhere else and where batteries are more often than anywhere else. */
static double place(int32_t k)
{
    return k < SOC_EVEN ? ((double)k + 0.5) / (double)SOC_EVEN : brim;
}

void ostrov_i_soc_start(ostrov_i_soc *b, double told)
{
    const ostrov_soc_config *c = &b->config;
    const int32_t known = !ostrov_i_nan(told);
    double near[SOC_EVEN + 1];
    double sum = 0.0;
    for (int32_t k = 0; k <= SOC_EVEN; k++) {
        const double off = known ? (place(k) - told) / wrong_spread : 0.0;
        near[k] = ostrov_exp(-0.5 * off * off);
        sum += near[k];
    }
    b->count = 0;
    b->pair = 0;
    const double rest = known ? 1.0 - c->soc_start_trust_ratio : 1.0;
    for (int32_t j = 0; j < SOC_BRANCHES; j++) {
        if (known) {
            open_filter(b, told, c->soc_start_sigma_ratio, j, c->soc_start_trust_ratio);
        }
        for (int32_t k = 0; k <= SOC_EVEN; k++) {
            const double weight = rest * ((1.0 - wrong_near_ratio) / (double)(SOC_EVEN + 1) +
                                          wrong_near_ratio * near[k] / sum);
            open_filter(b, place(k), k < SOC_EVEN ? 0.35 / (double)SOC_EVEN : brim_sigma, j,
                        weight);
        }
    }
}

void ostrov_i_soc_unknown_start(ostrov_i_soc *b)
{
    const int32_t slowest = b->cell.rc_count - 1;
    if (b->started || slowest < 0) {
        return;
    }
    b->started = 1;
    ostrov_cell_point p;
    ostrov_i_cell_point(&b->cell, 0.5, b->temperature_c, &p);
    const double lasted = 1.0 - ostrov_exp(-load_s / p.rc_s[slowest]);
    const double typical_a = ostrov_i_soc_typical_ratio * b->cell.capacity_ah * b->cell.parallel;
    for (int32_t k = 0; k < b->count; k++) {
        ostrov_i_soc_filter *f = &b->bank[k];
        const double v =
            lasted * typical_a * ostrov_i_soc_row(b->slice.rc_ohm[slowest], SOC_OHMS, f->x[SOC_Z]);
        f->p[SOC_U][SOC_U] = v * v;
    }
}

static void drop(ostrov_i_soc *b, int32_t k)
{
    b->count--;
    b->bank[k] = b->bank[b->count];
}

static int32_t twins(const ostrov_i_soc_filter *f, const ostrov_i_soc_filter *g)
{
    for (int32_t i = 0; i < SOC_STATES; i++) {
        const double apart = f->x[i] - g->x[i];
        const double least = ostrov_i_min(f->p[i][i], g->p[i][i]);
        if (apart * apart > twin_ratio * twin_ratio * least) {
            return 0;
        }
    }
    return 1;
}

/* Two filters as one with the same mean and covariance. */
static void merge(ostrov_i_soc_filter *f, const ostrov_i_soc_filter *g)
{
    const double most = ostrov_i_max(f->log_weight, g->log_weight);
    const double wf = ostrov_exp(f->log_weight - most);
    const double wg = ostrov_exp(g->log_weight - most);
    const double share = wg / (wf + wg);
    double d[SOC_STATES];
    for (int32_t i = 0; i < SOC_STATES; i++) {
        d[i] = g->x[i] - f->x[i];
        f->x[i] += share * d[i];
    }
    for (int32_t i = 0; i < SOC_STATES; i++) {
        for (int32_t j = 0; j < SOC_STATES; j++) {
            f->p[i][j] += share * (g->p[i][j] - f->p[i][j]) + share * (1.0 - share) * d[i] * d[j];
        }
    }
    f->log_weight = most + ostrov_log(wf + wg);
}

/* One pair a step, so that a step costs the same however many pairs there are. */
static void merge_next(ostrov_i_soc *b)
{
    const int32_t n = b->count;
    b->pair = (b->pair + 1) % (n * n);
    const int32_t i = b->pair / n;
    const int32_t j = b->pair % n;
    if (i < j && twins(&b->bank[i], &b->bank[j])) {
        merge(&b->bank[i], &b->bank[j]);
        drop(b, j);
    }
}

void ostrov_i_soc_sift(ostrov_i_soc *b)
{
    double most = b->bank[0].log_weight;
    for (int32_t k = 1; k < b->count; k++) {
        most = ostrov_i_max(most, b->bank[k].log_weight);
    }
    for (int32_t k = b->count - 1; k >= 0; k--) {
        b->bank[k].log_weight -= most;
        if (b->bank[k].log_weight < -hopeless) {
            drop(b, k);
        }
    }
    if (b->count > 1) {
        merge_next(b);
    }
}

/* The filter with the most weight around it. */
static int32_t middle(const ostrov_i_soc *b, const double *weight, double *around)
{
    int32_t best = 0;
    *around = -1.0;
    for (int32_t k = 0; k < b->count; k++) {
        double mass = 0.0;
        for (int32_t j = 0; j < b->count; j++) {
            if (ostrov_i_abs(b->bank[j].x[SOC_Z] - b->bank[k].x[SOC_Z]) < together) {
                mass += weight[j];
            }
        }
        if (mass > *around) {
            *around = mass;
            best = k;
        }
    }
    return best;
}

/* The answer moves towards target: at once to another hypothesis, at most slew_per_s within one. */
static void move(ostrov_i_soc *b, double target, double dt_s)
{
    const double far = target - b->soc;
    const double most = slew_per_s * dt_s;
    if (ostrov_i_abs(far) > together) {
        b->soc = target;
        b->notes |= OSTROV_SOC_RESYNC;
        b->resyncs++;
    } else {
        b->soc += ostrov_i_clamp(far, -most, most);
    }
}

void ostrov_i_soc_conclude(ostrov_i_soc *b, double dt_s)
{
    double weight[SOC_BANK];
    double sum = 0.0;
    for (int32_t k = 0; k < b->count; k++) {
        weight[k] = ostrov_exp(b->bank[k].log_weight);
        sum += weight[k];
    }
    double around;
    const int32_t best = middle(b, weight, &around);
    double soc = 0.0;
    double offset = 0.0;
    double hysteresis = 0.0;
    double resistance = 0.0;
    for (int32_t k = 0; k < b->count; k++) {
        const ostrov_i_soc_filter *f = &b->bank[k];
        if (ostrov_i_abs(f->x[SOC_Z] - b->bank[best].x[SOC_Z]) < together) {
            const double share = weight[k] / around;
            soc += share * f->x[SOC_Z];
            offset += share * f->x[SOC_B];
            hysteresis += share * f->x[SOC_H];
            resistance += share * f->x[SOC_R];
        }
    }
    move(b, ostrov_i_clamp(soc, 0.0, 1.0), dt_s);
    double variance = b->config.soc_error_ratio * b->config.soc_error_ratio;
    double offset_variance = 0.0;
    for (int32_t k = 0; k < b->count; k++) {
        const ostrov_i_soc_filter *f = &b->bank[k];
        const double apart = f->x[SOC_Z] - b->soc;
        const double other = f->x[SOC_B] - offset;
        const double strain = ostrov_i_max(f->x[SOC_W] * f->x[SOC_W] / strained, 1.0);
        variance += weight[k] / sum * (f->p[SOC_Z][SOC_Z] * strain + apart * apart);
        offset_variance += weight[k] / sum * (f->p[SOC_B][SOC_B] + other * other);
    }
    b->sigma = __builtin_sqrt(variance);
    b->offset_a = offset;
    b->offset_sigma_a = __builtin_sqrt(offset_variance);
    b->hysteresis = ostrov_i_clamp(hysteresis, -1.0, 1.0);
    b->resistance = 1.0 + resistance;
    b->misfit += (b->bank[best].fit - b->misfit) * ostrov_i_min(dt_s / 300.0, 1.0);
    if (around < 0.9 * sum) {
        b->notes |= OSTROV_SOC_AMBIGUOUS;
    }
}
