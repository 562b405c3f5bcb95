/* The next four hours: for each lead what filters make of the newest k and the day-ahead forecast
 * (learn_filter.c), with a band of its own, and the weight of both learned by lead; within the hour
 * the mean is corrected by ferns (learn_fern.c).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "learn_internal.h"

#include "base/fields.h"

#include <string.h>

/* Share of the first, slow filter in the mean: when the season turns it errs less than the others,
 * otherwise more. */
static const double steady_share = 0.2;

const ostrov_i_ahead *ostrov_i_learn_ahead_at(const ostrov_learner *l, int64_t step)
{
    const int64_t size = (int64_t)(sizeof l->ahead / sizeof l->ahead[0]);
    const ostrov_i_ahead *a = &l->ahead[((step % size) + size) % size];
    return a->step == step ? a : NULL;
}

static const ostrov_i_ahead *ahead_make(ostrov_learner *l, int64_t step)
{
    const int64_t size = (int64_t)(sizeof l->ahead / sizeof l->ahead[0]);
    ostrov_i_ahead *a = &l->ahead[((step % size) + size) % size];
    if (a->step != step) {
        const ostrov_i_slot *slot = ostrov_i_learn_slot_hold(l, step);
        ostrov_i_slot own;
        if (slot == NULL) {
            ostrov_i_learn_slot_make(l, step, &own);
            slot = &own;
        }
        ostrov_i_learn_ahead(l, slot, a);
    }
    return a;
}

ostrov_i_pending *ostrov_i_learn_pending_at(const ostrov_learner *l, int32_t lead, int64_t step)
{
    /* lead i waits (i + 1)·lead_steps steps: rings of growing length behind each other */
    const int64_t length = (int64_t)(lead + 1) * l->lead_steps + OSTROV_I_LOOK_BACK;
    const int64_t first =
        (int64_t)lead * (lead + 1) / 2 * l->lead_steps + (int64_t)lead * OSTROV_I_LOOK_BACK;
    return &ostrov_i_learn_pending(l)[first + ((step % length) + length) % length];
}

/* What is left of the present before anything is learned: half after an hour and a half. */
static double stays(double lead_s) { return ostrov_exp(-lead_s / 7800.0); }

void ostrov_i_learn_lead_start(ostrov_learner *l)
{
    for (int32_t i = 0; i < l->leads; i++) {
        ostrov_i_lead *lead = &l->lead[i];
        const double s = (double)((i + 1) * l->lead_steps * l->step_s);
        const double last = stays(s);
        lead->spread[0] = 0.05;
        lead->spread[3] = 0.3;
        ostrov_i_filters_start(lead, last);
        for (int32_t j = 0; j < OSTROV_I_LEVELS_LEARNED; j++) {
            const double d = ostrov_i_learn_levels[j] - 0.5;
            for (int32_t c = 0; c < OSTROV_I_CENTRES; c++) {
                lead->offset[c][j] = d * (2.5 + 12.0 * d * d); /* about a normal's */
            }
        }
    }
    const int32_t all = l->pending_count;
    for (int32_t i = 0; i < all; i++) {
        ostrov_i_learn_pending(l)[i].x[0] = (float)OSTROV_I_NAN;
    }
}

static double fallback(double x, double y) { return ostrov_i_nan(x) ? y : x; }

static double turn(const ostrov_learner *l, int32_t shape, int64_t from, int64_t to)
{
    const double *k = l->shape[shape];
    return fallback(k[ostrov_i_learn_hour(l, to)] - k[ostrov_i_learn_hour(l, from)], 0.0);
}

/* The terms that two filters have, the slow one those to the width only: newest k, its changes,
 * mean and unrest of an hour; day-ahead and weather at the target and now; and products with hour
 * angle and clear sky that mend a clock or a tilt that is a little off. */
static void few_terms(const ostrov_learner *l, const ostrov_i_ahead *now,
                      const ostrov_i_ahead *then, const ostrov_i_slot *slot, double *x)
{
    const double k = l->k_last[0];
    const double k1 = fallback(l->k_last[1], k);
    const double k2 = fallback(l->k_last[2], k1);
    const double k3 = fallback(l->k_last[3], k2);
    const double mean = 0.25 * (k + k1 + k2 + k3);
    const double square = (k - mean) * (k - mean) + (k1 - mean) * (k1 - mean) +
                          (k2 - mean) * (k2 - mean) + (k3 - mean) * (k3 - mean);
    const double unrest = __builtin_sqrt(0.25 * square);
    const double change = then->mean - k;
    const double width = then->q[OSTROV_I_P90] - then->q[OSTROV_I_P10];
    const double growth = (then->clear - now->clear) / ostrov_i_max(then->clear, 0.03);
    const double side = ostrov_sin(((double)slot->azimuth / 255.0 - 0.5) * 6.283185307179586);
    const double jump = ostrov_i_abs(k1 - k);
    const double all[OSTROV_I_TERMS_FEW] = {1.0,
                                            k,
                                            k1 - k,
                                            k2 - k,
                                            mean,
                                            unrest,
                                            then->mean,
                                            now->mean,
                                            fallback(then->k_told, then->mean),
                                            fallback(now->k_told, now->mean),
                                            unrest * change,
                                            width * change,
                                            width,
                                            then->clear,
                                            then->clear * change,
                                            side,
                                            side * k,
                                            growth,
                                            growth * k,
                                            k * k,
                                            k * then->mean,
                                            jump,
                                            jump * change,
                                            jump * (k1 - k),
                                            now->clear,
                                            now->clear * k,
                                            ostrov_i_max(k - 0.9, 0.0),
                                            turn(l, 0, now->step, then->step)};
    memcpy(x, all, sizeof all);
}

/* Those of the last filter alone: knees, for a sky that is nearly clear or nearly shut comes back
 * more than another; the shape of the last changes; the hour again; how wrong the day-ahead
 * forecast is just now. */
static void more_terms(const ostrov_learner *l, const ostrov_i_ahead *now,
                       const ostrov_i_ahead *then, const ostrov_i_slot *slot, const double *x,
                       double *more)
{
    const double k = x[1];
    const double change = -x[2];
    const double before = x[2] - x[3]; /* the change one step earlier */
    const double size = ostrov_i_abs(change);
    const double angle = ((double)slot->azimuth / 255.0 - 0.5) * 6.283185307179586;
    const double front = ostrov_cos(angle);
    const double twice = ostrov_sin(2.0 * angle);
    const double all[OSTROV_I_TERMS - OSTROV_I_TERMS_FEW] = {ostrov_i_max(k - 1.05, 0.0),
                                                             ostrov_i_max(0.3 - k, 0.0),
                                                             ostrov_i_max(then->mean - 0.9, 0.0),
                                                             change * before,
                                                             change * size,
                                                             change * __builtin_sqrt(size),
                                                             ostrov_i_min(change, 0.0),
                                                             before * ostrov_i_abs(before),
                                                             front,
                                                             front * k,
                                                             twice,
                                                             twice * k,
                                                             x[12] * (k - now->mean),
                                                             turn(l, 1, now->step, then->step)};
    memcpy(more, all, sizeof all);
}

static double regression(const ostrov_i_lead *lead, const double *x)
{
    return ostrov_i_clamp(0.5 *
                              (ostrov_i_filter_says(lead, 1, x) + ostrov_i_filter_says(lead, 2, x)),
                          0.0, OSTROV_I_K_MOST);
}

static void spread_terms(const double *x, double *s)
{
    s[0] = 1.0;
    s[1] = x[5];
    s[2] = ostrov_i_abs(x[6] - x[1]);
    s[3] = x[12];
}

static double spread(const ostrov_i_lead *lead, const double *x)
{
    double s[OSTROV_I_SPREADS];
    spread_terms(x, s);
    return ostrov_i_clamp(ostrov_i_dot(lead->spread, s, OSTROV_I_SPREADS), 0.01, 0.6);
}

static void band_learn(ostrov_i_lead *lead, const ostrov_i_pending *p, const double *x, double k,
                       double weight)
{
    double s[OSTROV_I_SPREADS];
    const double error = k - p->regression;
    spread_terms(x, s);
    const double missed = ostrov_i_abs(error) - ostrov_i_dot(lead->spread, s, OSTROV_I_SPREADS);
    const double rate = 0.02 * weight / (0.5 + ostrov_i_dot(s, s, OSTROV_I_SPREADS));
    for (int32_t i = 0; i < OSTROV_I_SPREADS; i++) {
        lead->spread[i] += rate * missed * s[i];
    }
    const double gain = weight * ostrov_i_max(4.0 / (lead->count + 20.0), 0.02);
    const double centre[OSTROV_I_CENTRES] = {p->regression, x[1]};
    for (int32_t c = 0; c < OSTROV_I_CENTRES; c++) {
        double *offset = lead->offset[c];
        double below = -20.0;
        for (int32_t i = 0; i < OSTROV_I_LEVELS_LEARNED; i++) {
            const double level = ostrov_i_learn_levels[i];
            const double thin = ostrov_i_min(0.25 / (level * (1.0 - level)), 4.0);
            const double under = k < centre[c] + offset[i] * p->spread ? 1.0 : 0.0;
            offset[i] += gain * thin * (level - under);
            below = ostrov_i_clamp(offset[i], below, 20.0);
            offset[i] = below;
        }
    }
    lead->count += weight;
}

static void blend_learn(ostrov_i_lead *lead, const ostrov_i_pending *p, double k, double weight)
{
    double loss[OSTROV_I_EXPERTS] = {0.0};
    for (int32_t i = 0; i < OSTROV_I_LEVELS_LEARNED; i++) {
        const double q = (double)p->blended[i];
        const double slope = (k <= q ? 1.0 : 0.0) - ostrov_i_learn_levels[i];
        for (int32_t e = 0; e < OSTROV_I_EXPERTS; e++) {
            loss[e] += weight * slope * ((double)p->said[e][i] - q) / OSTROV_I_LEVELS_LEARNED;
        }
    }
    ostrov_i_blend_learn(&lead->blend, OSTROV_I_EXPERTS, 7, loss);
}

void ostrov_i_learn_leads_judge(ostrov_learner *l, int64_t step, double clear, double k)
{
    const double weight = ostrov_i_min(clear * clear, 1.0);
    for (int32_t i = 0; i < l->leads; i++) {
        ostrov_i_lead *lead = &l->lead[i];
        const ostrov_i_pending *p =
            ostrov_i_learn_pending_at(l, i, step - (int64_t)(i + 1) * l->lead_steps);
        if (ostrov_i_nan(p->x[0]) || p->step != step || clear <= 0.03 || p->is_dead) {
            continue;
        }
        ostrov_i_quantiles q;
        double x[OSTROV_I_TERMS];
        for (int32_t j = 0; j < OSTROV_I_LEVELS_LEARNED; j++) {
            q[j] = (double)p->blended[j];
        }
        for (int32_t j = 0; j < OSTROV_I_TERMS; j++) {
            x[j] = (double)p->x[j];
        }
        if (p->clear > 0.05) {
            ostrov_i_learn_tally(&l->tally[i], q, p->mean, k, clear, x[1]);
        }
        ostrov_i_filters_learn(lead, x, k, weight);
        band_learn(lead, p, x, k, ostrov_i_min(2.0 * clear, 1.0));
        if (ostrov_i_fern_has(l, i)) {
            ostrov_i_fern_learn(l, i, p, k - p->plain, weight);
        }
        blend_learn(lead, p, k, clear);
    }
}

/* Mean of a forecast, with what the ferns say of its error. Its levels stay: the mean follows the
 * squared error, and who moves the median along makes the absolute error larger. */
static void settle(const ostrov_learner *l, int32_t i, ostrov_i_pending *p, const double *blended)
{
    const double middle = 0.5 * (p->regression + ostrov_i_learn_mean(blended));
    p->plain = middle + steady_share * (p->steady - middle);
    p->mean = p->plain;
    if (ostrov_i_fern_has(l, i) && !p->is_dead) {
        ostrov_i_fern_find(l, p, p->plain);
        p->mean = ostrov_i_clamp(p->plain + ostrov_i_fern_says(l, i, p), 0.0, OSTROV_I_K_MOST);
    }
}

static void issue_one(ostrov_learner *l, int32_t i, int64_t step, const ostrov_i_slot *slot)
{
    ostrov_i_lead *lead = &l->lead[i];
    ostrov_i_pending *p = ostrov_i_learn_pending_at(l, i, step);
    p->x[0] = (float)OSTROV_I_NAN;
    if (ostrov_i_nan(l->k_last[0]) || !(slot->clear > OSTROV_I_K_FLOOR)) {
        return;
    }
    const int64_t target = step + (int64_t)(i + 1) * l->lead_steps;
    const ostrov_i_ahead *now = ahead_make(l, step);
    const ostrov_i_ahead *then = ahead_make(l, target);
    if (!(then->clear > OSTROV_I_K_FLOOR)) {
        return;
    }
    double x[OSTROV_I_TERMS];
    double w[OSTROV_I_EXPERTS];
    double blended[OSTROV_I_LEVELS_LEARNED];
    few_terms(l, now, then, slot, x);
    more_terms(l, now, then, slot, x, &x[OSTROV_I_TERMS_FEW]);
    for (int32_t j = 0; j < OSTROV_I_TERMS; j++) {
        p->x[j] = (float)x[j];
    }
    p->step = target;
    p->clear = slot->clear;
    p->is_dead = ostrov_i_learn_is_dead(l);
    p->regression = regression(lead, x);
    p->steady = ostrov_i_clamp(ostrov_i_filter_says(lead, 0, x), 0.0, OSTROV_I_K_MOST);
    p->spread = spread(lead, x);
    ostrov_i_blend_weights(&lead->blend, OSTROV_I_EXPERTS, 7, w);
    if (p->is_dead) { /* no sky that was learned: it stays, and that fades */
        w[1] = stays((double)((target - step) * l->step_s));
        w[2] = 1.0 - w[1];
        w[0] = 0.0;
        p->regression = w[1] * x[1] + w[2] * then->mean;
        p->steady = p->regression;
    }
    const double centre[OSTROV_I_CENTRES] = {p->regression, x[1]};
    for (int32_t j = 0; j < OSTROV_I_LEVELS_LEARNED; j++) {
        double said[OSTROV_I_EXPERTS];
        said[2] = then->q[j];
        for (int32_t c = 0; c < OSTROV_I_CENTRES; c++) {
            said[c] =
                ostrov_i_clamp(centre[c] + lead->offset[c][j] * p->spread, 0.0, OSTROV_I_K_MOST);
        }
        blended[j] = 0.0;
        for (int32_t e = 0; e < OSTROV_I_EXPERTS; e++) {
            p->said[e][j] = (float)said[e];
            blended[j] += w[e] * said[e];
        }
    }
    ostrov_i_learn_order(blended);
    settle(l, i, p, blended);
    for (int32_t j = 0; j < OSTROV_I_LEVELS_LEARNED; j++) {
        p->blended[j] = (float)blended[j];
    }
}

void ostrov_i_learn_leads_issue(ostrov_learner *l, int64_t step)
{
    const ostrov_i_slot *slot = ostrov_i_learn_slot_hold(l, step);
    for (int32_t i = 0; slot != NULL && i < l->leads; i++) {
        issue_one(l, i, step, slot);
    }
}
