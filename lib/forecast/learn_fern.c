/* What the forecast of the next hour errs by, learned by like situations: ferns, trees of random
 * questions that are the same across a level (Özuysal, Calonder, Lepetit & Fua 2010, IEEE TPAMI
 * 32:448), each with the mean error in every leaf. A linear filter follows the sky that is usual;
 * the mean over many coarse and different cuts of the situations sees where it bends. A leaf learns
 * in place, so there is no training and no history.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "learn_internal.h"

#include "base/fields.h"

/* Leaves keep integers: errors in 1/16384, weights in 1/256. A weight that is full stays, and the
 * leaf then forgets: 256 steps at full sun. */
static const double error_unit = 1.0 / 16384.0;
static const double weight_unit = 1.0 / 256.0;
/* Ferns lie over each other, and each leaf mixes the situation asked for with others: their mean
 * says two thirds of what is to be said. */
static const double gain = 1.5;

/* Spread over 0 … 1, so that a cut at random is as likely to part many as few. */
static double level(double x, double low, double high) { return (x - low) / (high - low); }

static double change(double x, double most)
{
    const double root = 0.5 * __builtin_sqrt(ostrov_i_min(ostrov_i_abs(x) / most, 1.0));
    return x < 0.0 ? 0.5 - root : 0.5 + root;
}

static double otherwise(double x, double y) { return ostrov_i_nan(x) ? y : x; }

/* The situation: the newest k and how it came there, the weather's and the day-ahead forecast's,
 * the sun, and where the forecast leads. x: the terms of the filters. */
static void look(const ostrov_learner *l, const ostrov_i_pending *p, double forecast, double *s)
{
    const float *x = p->x;
    const double k = (double)x[1];
    const double solar_s = (double)(p->step * l->step_s) + l->plant.config.longitude_deg * 240.0;
    const double days = solar_s / 86400.0;
    const double part = days - (double)(int64_t)days;
    const double hour = part < 0.0 ? part + 1.0 : part; /* before 1970 */
    const double k_then = (double)x[6];
    const double k_now = (double)x[7];
    const double all[OSTROV_I_SIGHTS] = {
        level(k, 0.0, 1.1),
        change((double)x[2], 0.3),
        change((double)x[3], 0.4),
        level((double)x[4], 0.0, 1.1),
        __builtin_sqrt(ostrov_i_max((double)x[5], 0.0) / 0.35),
        level(k_then, 0.2, 1.0),
        level((double)x[8], 0.1, 1.1),
        level((double)x[12], 0.0, 0.6),
        level((double)x[13], 0.05, 0.9),
        level(hour, 0.1, 0.9),
        change(forecast - k, 0.3),
        change(k - k_now, 0.5),
        change((double)x[2] - (double)x[3], 0.3),
        change(k_then - k_now, 0.3),
        change(otherwise(l->k_last[4], k) - k, 0.5),
        change((double)x[13] - (double)x[24], 0.3),
        change(otherwise(l->k_last[6], k) - k, 0.5),
    };
    for (int32_t i = 0; i < OSTROV_I_SIGHTS; i++) {
        s[i] = all[i];
    }
}

/* Knuth's linear congruence (The Art of Computer Programming, 3.3.4): the same questions for each
 * learner, from the same first number. */
static uint32_t draw(uint64_t *random)
{
    *random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*random >> 32);
}

void ostrov_i_fern_find(const ostrov_learner *l, ostrov_i_pending *p, double forecast)
{
    double s[OSTROV_I_SIGHTS];
    uint64_t random = 1;
    look(l, p, forecast, s);
    for (int32_t f = 0; f < OSTROV_I_FERNS; f++) {
        uint32_t leaf = 0;
        for (int32_t i = 0; i < OSTROV_I_FERN_DEPTH; i++) {
            const uint32_t sight = draw(&random) % OSTROV_I_SIGHTS;
            const double cut = (double)draw(&random) / 4294967296.0;
            leaf = 2 * leaf + (s[sight] > cut ? 1 : 0);
        }
        p->leaf[f] = (uint8_t)leaf;
    }
}

static ostrov_i_leaf *leaf_of(const ostrov_learner *l, int32_t lead, const ostrov_i_pending *p,
                              int32_t f)
{
    const ostrov_i_leaf *leaf = &l->fern[lead][f][p->leaf[f] % OSTROV_I_LEAVES];
    return (ostrov_i_leaf *)(uintptr_t)leaf;
}

int32_t ostrov_i_fern_has(const ostrov_learner *l, int32_t lead)
{
    return lead < OSTROV_I_FERN_LEADS && (lead + 1) * l->lead_steps * l->step_s <= 3600;
}

double ostrov_i_fern_says(const ostrov_learner *l, int32_t lead, const ostrov_i_pending *p)
{
    int32_t sum = 0;
    for (int32_t f = 0; f < OSTROV_I_FERNS; f++) {
        sum += leaf_of(l, lead, p, f)->error;
    }
    return gain * error_unit * (double)sum / OSTROV_I_FERNS;
}

void ostrov_i_fern_learn(ostrov_learner *l, int32_t lead, const ostrov_i_pending *p, double error,
                         double weight)
{
    if (!(ostrov_i_abs(error) <= OSTROV_I_K_MOST)) {
        return;
    }
    for (int32_t f = 0; f < OSTROV_I_FERNS; f++) {
        ostrov_i_leaf *leaf = leaf_of(l, lead, p, f);
        const double seen = ostrov_i_min((double)leaf->weight * weight_unit + weight, 255.0);
        const double was = (double)leaf->error * error_unit;
        /* one step at full sun stands for no error beforehand */
        const double is = was + weight / (seen + 1.0) * (error - was);
        leaf->error = (int16_t)(is / error_unit + (is < 0.0 ? -0.5 : 0.5));
        leaf->weight = (uint16_t)(seen / weight_unit + 0.5);
    }
}
