/* A forecast of many steps: day ahead, with what the newest measurements moved.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "learn_internal.h"

#include "base/fields.h"

/* How far the intraday forecast stands from the day-ahead one, at a lead. */
typedef struct moved {
    double q[OSTROV_I_LEVELS_LEARNED];
    double mean;
} moved;

static int32_t moved_at(const ostrov_learner *l, int32_t lead, int64_t issued, moved *m)
{
    const ostrov_i_pending *p = ostrov_i_learn_pending_at(l, lead, issued);
    if (ostrov_i_nan(p->x[0]) || p->step != issued + (int64_t)(lead + 1) * l->lead_steps) {
        return 0;
    }
    double day[OSTROV_I_LEVELS_LEARNED];
    for (int32_t i = 0; i < OSTROV_I_LEVELS_LEARNED; i++) {
        day[i] = (double)p->said[OSTROV_I_EXPERTS - 1][i];
        m->q[i] = (double)p->blended[i] - day[i];
    }
    m->mean = p->mean - ostrov_i_learn_mean(day);
    return 1;
}

/* Step of the newest forecast that is there; INT64_MIN = none. */
static int64_t newest_issue(const ostrov_learner *l)
{
    for (int32_t back = 0; l->newest != INT64_MIN && back < OSTROV_I_LOOK_BACK; back++) {
        for (int32_t i = 0; i < l->leads; i++) {
            moved m;
            if (moved_at(l, i, l->newest - back, &m)) {
                return l->newest - back;
            }
        }
    }
    return INT64_MIN;
}

/* Moves a day-ahead forecast by what is known at a lead: between leads in between, beyond the last
 * one fading, by half in an hour and a half. */
static void move(const ostrov_learner *l, int64_t issued, ostrov_i_ahead *a)
{
    const int64_t steps = a->step - issued;
    const int64_t last = (int64_t)l->leads * l->lead_steps;
    double share = 1.0;
    int64_t at = steps < last ? steps : last;
    if (steps > last) {
        share = ostrov_exp(-(double)((steps - last) * l->step_s) / 7800.0);
    }
    int32_t lead = (int32_t)((at + l->lead_steps - 1) / l->lead_steps) - 1;
    lead = lead < 0 ? 0 : lead;
    moved m;
    int32_t there = moved_at(l, lead, issued, &m);
    while (!there && steps > last && lead > 0) { /* the sun sets before the last lead */
        there = moved_at(l, --lead, issued, &m);
    }
    const int64_t over = (int64_t)(lead + 1) * l->lead_steps - at;
    moved before;
    if (there && over > 0 && lead > 0 && moved_at(l, lead - 1, issued, &before)) {
        const double part = (double)over / (double)l->lead_steps;
        for (int32_t i = 0; i < OSTROV_I_LEVELS_LEARNED; i++) {
            m.q[i] = (1.0 - part) * m.q[i] + part * before.q[i];
        }
        m.mean = (1.0 - part) * m.mean + part * before.mean;
    }
    if (!there || share < 1e-3) {
        return;
    }
    for (int32_t i = 0; i < OSTROV_I_LEVELS_LEARNED; i++) {
        a->q[i] += share * m.q[i];
    }
    ostrov_i_learn_order(a->q);
    a->mean = ostrov_i_clamp(a->mean + share * m.mean, 0.0, OSTROV_I_K_MOST);
}

static void write(const ostrov_learner *l, const ostrov_i_ahead *a, const double *levels,
                  int32_t count, double *power_w, double *mean_w)
{
    const double most = l->plant.config.inverter_w;
    const int32_t night = !(a->clear > 0.0);
    double below = 0.0;
    for (int32_t i = 0; i < count; i++) {
        const double k = night ? 0.0 : ostrov_i_learn_at(a->q, levels[i]);
        below = ostrov_i_max(below, ostrov_i_min(k * a->clear * l->full_w, most));
        power_w[i] = night ? 0.0 : below;
    }
    if (mean_w != NULL) { /* inside also where kept numbers were so large that the mean is none */
        const double mean = a->mean * a->clear * l->full_w;
        *mean_w = !night && mean > 0.0 ? ostrov_i_min(mean, most) : 0.0;
    }
}

static ostrov_status check(const ostrov_learner *l, int64_t start_s, int32_t count,
                           const double *levels, int32_t quantiles, const double *power_w)
{
    if (l == NULL || l->magic != OSTROV_I_LEARNER_MAGIC || levels == NULL || power_w == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (count < 0 || count > l->horizon || quantiles < 1 || quantiles > 99) {
        return OSTROV_E_RANGE;
    }
    for (int32_t i = 0; i < quantiles; i++) {
        if (!(levels[i] > (i > 0 ? levels[i - 1] : 0.0)) || !(levels[i] < 1.0)) {
            return OSTROV_E_RANGE;
        }
    }
    if (!ostrov_i_learn_time_ok(l, start_s) ||
        (l->newest != INT64_MIN && start_s / l->step_s <= l->newest)) {
        return OSTROV_E_TIME;
    }
    return OSTROV_OK;
}

ostrov_status ostrov_learner_predict(const ostrov_learner *learner, int64_t start_s, int32_t count,
                                     const double *quantiles_ratio, int32_t quantiles,
                                     double *power_w, double *mean_w)
{
    const ostrov_learner *l = learner;
    ostrov_status status = check(l, start_s, count, quantiles_ratio, quantiles, power_w);
    if (status != OSTROV_OK) {
        return status;
    }
    const int64_t issued = newest_issue(l);
    for (int32_t i = 0; i < count; i++) {
        const int64_t step = start_s / l->step_s + i;
        const ostrov_i_slot *slot = ostrov_i_learn_slot(l, step);
        ostrov_i_slot own;
        ostrov_i_ahead a;
        if (slot == NULL) {
            ostrov_i_learn_slot_make(l, step, &own);
            slot = &own;
        }
        const ostrov_i_ahead *known = ostrov_i_learn_ahead_at(l, step);
        if (known != NULL) {
            a = *known;
        } else {
            ostrov_i_learn_ahead(l, slot, &a);
        }
        if (a.clear > 0.0) {
            status = slot->models == 0 || l->row_count == 0 ? OSTROV_DEGRADED : status;
            if (issued != INT64_MIN) {
                move(l, issued, &a);
            }
        }
        write(l, &a, quantiles_ratio, quantiles, &power_w[(size_t)i * (size_t)quantiles],
              mean_w != NULL ? &mean_w[i] : NULL);
    }
    return status;
}
