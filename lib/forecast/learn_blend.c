/* Weighing the experts, calibrating their levels, judging them.
 *
 * Each learned level has its own weights by Bernstein online aggregation (Wintenberger 2017,
 * Machine Learning 106:119) on the gradient of the pinball loss. Then the level that is asked for
 * moves until the share of values below is right (adaptive conformal inference, Gibbs & Candès
 * 2021), so that a change of the sky or the plant costs days, not months, of wrong bands.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "learn_internal.h"

#include "base/fields.h"

const double ostrov_i_learn_levels[OSTROV_I_LEVELS_LEARNED] = {
    0.01, 0.02, 0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.45, 0.50,
    0.55, 0.60, 0.65, 0.70, 0.75, 0.80, 0.85, 0.90, 0.95, 0.98, 0.99};

void ostrov_i_blend_weights(const ostrov_i_blend *b, int32_t count, int32_t can, double *weights)
{
    double most = -1e300;
    double sum = 0.0;
    double rate[OSTROV_I_EXPERTS_AHEAD] = {0.0};
    for (int32_t i = 0; i < count; i++) {
        if ((can >> i & 1) != 0) {
            const double range = ostrov_i_max(b->range, 1e-3);
            rate[i] = ostrov_i_min(0.5 / range, __builtin_sqrt(1.1 / (b->variance[i] + 1e-4)));
            most = ostrov_i_max(most, rate[i] * b->regret[i]);
        }
    }
    for (int32_t i = 0; i < count; i++) {
        weights[i] =
            (can >> i & 1) != 0 ? rate[i] * ostrov_exp(rate[i] * b->regret[i] - most) : 0.0;
        sum += weights[i];
    }
    for (int32_t i = 0; i < count; i++) {
        weights[i] = sum > 0.0 ? weights[i] / sum : 0.0;
    }
}

void ostrov_i_blend_learn(ostrov_i_blend *b, int32_t count, int32_t can, const double *loss)
{
    const double kept = 0.9995; /* a month of daylight at a quarter hour */
    b->range *= kept;
    for (int32_t i = 0; i < count; i++) {
        const double regret = (can >> i & 1) != 0 ? -loss[i] : 0.0;
        const double size = ostrov_i_abs(regret);
        b->range = ostrov_i_max(b->range, size);
        b->variance[i] = kept * b->variance[i] + regret * regret;
        const double rate = ostrov_i_min(0.5 / ostrov_i_max(b->range, 1e-3),
                                         __builtin_sqrt(1.1 / (b->variance[i] + 1e-4)));
        b->regret[i] = kept * b->regret[i] + regret - rate * regret * regret;
    }
}

double ostrov_i_learn_at(const double *q, double level)
{
    const double *at = ostrov_i_learn_levels;
    const int32_t end = OSTROV_I_LEVELS_LEARNED - 1;
    if (level <= at[0]) { /* beyond the ends half as far again by the time the level is 0 or 1 */
        return q[0] - 0.5 * (q[1] - q[0]) * (1.0 - level / at[0]);
    }
    if (level >= at[end]) {
        return q[end] + 0.5 * (q[end] - q[end - 1]) * (level - at[end]) / (1.0 - at[end]);
    }
    int32_t i = 0;
    while (level > at[i + 1]) {
        i++;
    }
    const double share = (level - at[i]) / (at[i + 1] - at[i]);
    return (1.0 - share) * q[i] + share * q[i + 1];
}

/* Mean of a distribution by its quantiles. */
double ostrov_i_learn_mean(const double *q)
{
    const double *at = ostrov_i_learn_levels;
    const int32_t end = OSTROV_I_LEVELS_LEARNED - 1;
    double sum = at[0] * q[0] + (1.0 - at[end]) * q[end];
    for (int32_t i = 0; i < end; i++) {
        sum += 0.5 * (q[i] + q[i + 1]) * (at[i + 1] - at[i]);
    }
    return sum;
}

/* In order, and what k can be. */
void ostrov_i_learn_order(double *q)
{
    double below = 0.0;
    for (int32_t i = 0; i < OSTROV_I_LEVELS_LEARNED; i++) {
        below = ostrov_i_max(below, ostrov_i_min(q[i], OSTROV_I_K_MOST));
        q[i] = below;
    }
}

/* What the experts say of a step, and their blend before calibration. */
typedef struct opinions {
    ostrov_i_row row;
    int32_t is_told, can;
    ostrov_i_quantiles q[OSTROV_I_EXPERTS_AHEAD];
    ostrov_i_quantiles blend;
} opinions;

static void ask(const ostrov_learner *l, const ostrov_i_slot *slot, opinions *o)
{
    o->is_told = ostrov_i_learn_features(l, slot, &o->row);
    o->can = 1 << 3;
    ostrov_i_learn_table(l, &o->row, o->is_told, o->q[3]);
    if (o->is_told) {
        o->can |= ostrov_i_learn_forest(l, &o->row, OSTROV_I_OF_K, o->q[0]);
        o->can |= ostrov_i_learn_forest(l, &o->row, OSTROV_I_OF_REST, o->q[1]) << 1;
        o->can |= ostrov_i_learn_analog(l, &o->row, ostrov_i_learn_hour(l, slot->step), o->q[2])
                  << 2;
    }
    for (int32_t i = 0; i < OSTROV_I_LEVELS_LEARNED; i++) {
        double w[OSTROV_I_EXPERTS_AHEAD];
        ostrov_i_blend_weights(&l->blend[i], OSTROV_I_EXPERTS_AHEAD, o->can, w);
        o->blend[i] = 0.0;
        for (int32_t e = 0; e < OSTROV_I_EXPERTS_AHEAD; e++) {
            o->blend[i] += (o->can >> e & 1) != 0 ? w[e] * o->q[e][i] : 0.0;
        }
    }
    ostrov_i_learn_order(o->blend);
}

static void calibrate(const ostrov_learner *l, const opinions *o, double *q)
{
    for (int32_t i = 0; i < OSTROV_I_LEVELS_LEARNED; i++) {
        q[i] = o->is_told ? ostrov_i_learn_at(o->blend, l->level[i]) : o->blend[i];
    }
    ostrov_i_learn_order(q);
}

void ostrov_i_learn_ahead(const ostrov_learner *l, const ostrov_i_slot *slot, ostrov_i_ahead *a)
{
    opinions o;
    a->step = slot->step;
    a->clear = slot->clear;
    a->k_told = OSTROV_I_NAN;
    a->mean = 0.0;
    if (!(slot->clear > 0.0)) {
        return;
    }
    ask(l, slot, &o);
    calibrate(l, &o, a->q);
    a->mean = ostrov_i_learn_mean(a->q);
    a->k_told = o.is_told ? ostrov_i_k_of(o.row.x[OSTROV_I_X_K]) : OSTROV_I_NAN;
}

/* Pinball loss over the levels, error of median and mean, all in shares of full power. */
void ostrov_i_learn_tally(ostrov_i_tally *t, const double *q, double mean, double k, double clear,
                          double last)
{
    double pinball = 0.0;
    for (int32_t i = 0; i < OSTROV_I_LEVELS_LEARNED; i++) {
        const double e = k - q[i];
        pinball += e * (ostrov_i_learn_levels[i] - (e < 0.0 ? 1.0 : 0.0));
    }
    /* CRPS is twice the integral of the pinball loss over the levels, by their spacing. */
    double crps = 0.0;
    for (int32_t i = 0; i + 1 < OSTROV_I_LEVELS_LEARNED; i++) {
        const double a = ostrov_i_learn_levels[i];
        const double b = ostrov_i_learn_levels[i + 1];
        const double ea = k - q[i];
        const double eb = k - q[i + 1];
        crps += (b - a) * (ea * (a - (ea < 0.0 ? 1.0 : 0.0)) + eb * (b - (eb < 0.0 ? 1.0 : 0.0)));
    }
    const double e = clear * (k - q[OSTROV_I_P50]);
    const double s = clear * (k - mean);
    const double p = clear * (k - last);
    t->n += 1.0;
    t->error += ostrov_i_abs(e);
    t->square += s * s;
    t->last_error += ostrov_i_abs(p);
    t->last_square += p * p;
    t->pinball += clear * pinball / OSTROV_I_LEVELS_LEARNED;
    t->crps += clear * crps;
    t->inside += k >= q[OSTROV_I_P10] && k <= q[OSTROV_I_P90] ? 1.0 : 0.0;
}

/* Counts what fell below each level. A day is issued at once, and its errors hang together: levels
 * that moved within it would know of the morning in the afternoon, which the forecast of midnight
 * did not. */
static void levels_count(ostrov_learner *l, const double *q, double k)
{
    for (int32_t i = 0; i < OSTROV_I_LEVELS_LEARNED; i++) {
        const double nominal = ostrov_i_learn_levels[i];
        l->level_missed[i] += nominal - (k <= q[i] ? 1.0 : 0.0);
    }
    l->level_count += 1.0;
}

void ostrov_i_learn_levels_turn(ostrov_learner *l)
{
    /* Of a day; where a month is asked for, what the last days missed by is no guide to it. */
    const double horizon_days = (double)l->horizon * l->step_s / 86400.0;
    const double gain = horizon_days > 3.0 ? 0.6 / horizon_days : 0.2;
    const double beyond =
        0.15; /* a level past 0 or 1 lies past all that the experts hold possible */
    double below = -beyond;
    const double share = l->level_count > 0.0 ? gain / ostrov_i_max(l->level_count, 10.0) : 0.0;
    for (int32_t i = 0; i < OSTROV_I_LEVELS_LEARNED; i++) {
        l->level[i] += share * l->level_missed[i];
        below = ostrov_i_clamp(l->level[i], below, 1.0 + beyond);
        l->level[i] = below;
        l->level_missed[i] = 0.0;
    }
    l->level_count = 0.0;
}

static void keep_row(ostrov_learner *l, const opinions *o, int32_t hour, double k)
{
    const uint16_t at = (uint16_t)(l->row_count % l->rows_most);
    ostrov_i_row *row = &ostrov_i_learn_rows(l)[at];
    *row = o->row;
    row->k = ostrov_i_learn_byte(k, 1.0 / OSTROV_I_K_MOST, 0.0);
    ostrov_i_learn_next(l)[at] = l->chain[hour];
    l->chain[hour] = at;
    l->row_count++;
}

void ostrov_i_learn_experts(ostrov_learner *l, const ostrov_i_slot *slot, double k)
{
    opinions o;
    ostrov_i_quantiles q;
    const double weight = ostrov_i_min(slot->clear, 1.0);
    ask(l, slot, &o);
    calibrate(l, &o, q);
    ostrov_i_learn_tally(&l->tally[OSTROV_LEARNER_SCORES - 1], q, ostrov_i_learn_mean(q), k,
                         slot->clear, OSTROV_I_NAN);
    if (o.is_told) {
        for (int32_t i = 0; i < OSTROV_I_LEVELS_LEARNED; i++) {
            double loss[OSTROV_I_EXPERTS_AHEAD] = {0.0};
            const double slope = (k <= o.blend[i] ? 1.0 : 0.0) - ostrov_i_learn_levels[i];
            for (int32_t e = 0; e < OSTROV_I_EXPERTS_AHEAD; e++) {
                loss[e] = (o.can >> e & 1) != 0 ? weight * slope * (o.q[e][i] - o.blend[i]) : 0.0;
            }
            ostrov_i_blend_learn(&l->blend[i], OSTROV_I_EXPERTS_AHEAD, o.can, loss);
        }
        levels_count(l, q, k);
        keep_row(l, &o, ostrov_i_learn_hour(l, slot->step), k);
    }
    ostrov_i_learn_table_step(l, &o.row, o.is_told, k, ostrov_i_min(2.0 * weight, 1.0));
}
