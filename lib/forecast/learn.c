/* A learner in caller's memory: start, one step, its score.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "learn_internal.h"

#include "base/fields.h"

#include <string.h>

#define CONFIG (&ostrov_i_learner_structures[OSTROV_I_LEARNER_CONFIG])
#define SCORE (&ostrov_i_learner_structures[OSTROV_I_LEARNER_SCORE])

enum { LEAD_S = 900, LEADS_S = 14400, DAY_S = 86400, NEIGHBOUR_S = 7200 };

ostrov_status ostrov_learner_defaults(ostrov_learner_config *config, size_t size)
{
    return ostrov_i_defaults(CONFIG, config, size);
}

static ostrov_status check(const ostrov_learner_config *config, ostrov_i_learner_set *l,
                           ostrov_fault *why)
{
    ostrov_learner_config c;
    ostrov_status status = ostrov_i_take_config(CONFIG, config, &c, why);
    if (status != OSTROV_OK) {
        return status;
    }
    if (3600 % c.step_s != 0) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, CONFIG->name, "step_s", -1, (double)c.step_s,
                              300.0, 3600.0);
    }
    if (c.pv == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, CONFIG->name, "pv", -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    status = ostrov_i_plant_set(c.pv, &l->plant, why);
    if (status != OSTROV_OK) {
        return status;
    }
    l->plant.config.struct_size = (uint32_t)sizeof l->plant.config;
    l->step_s = c.step_s;
    l->horizon = c.horizon;
    l->rows_most = c.rows;
    l->trees_most = c.trees;
    l->leaf = c.leaf;
    l->slots = (DAY_S + NEIGHBOUR_S) / c.step_s + c.horizon + 1;
    /* No lead is shorter than a quarter hour, whatever step divides it: there are never more than
     * 16. */
    l->lead_steps = (LEAD_S + c.step_s - 1) / c.step_s;
    l->leads = LEADS_S / (c.step_s * l->lead_steps);
    l->pending_count =
        l->leads * (l->leads + 1) / 2 * l->lead_steps + l->leads * OSTROV_I_LOOK_BACK;
    l->uses_recent = (int64_t)c.horizon * c.step_s <= 3 * DAY_S;
    /* Leaves of random cuts hold more than the least: 6/leaf nodes' bytes a row are enough. */
    l->pool_bytes =
        (uint32_t)((double)c.trees * ((double)c.rows * (1.0 + 6.0 / c.leaf) + 64.0)) / 8 * 8;
    l->full_w = ostrov_i_min(l->plant.config.inverter_w, l->plant.config.peak_w);
    return OSTROV_OK;
}

static size_t up(size_t bytes) { return (bytes + 7) / 8 * 8; }

/* How many of what the memory holds. */
typedef struct parts {
    int32_t slots, rows, pending, trees;
    uint32_t pool_bytes;
} parts;

static parts parts_of(const ostrov_learner *l)
{
    return (parts){l->slots, l->rows_most, l->pending_count, l->trees_most, l->pool_bytes};
}

static size_t at_slots(void) { return up(sizeof(ostrov_learner)); }
static size_t at_rows(parts p) { return at_slots() + up((size_t)p.slots * sizeof(ostrov_i_slot)); }
static size_t at_next(parts p) { return at_rows(p) + up((size_t)p.rows * sizeof(ostrov_i_row)); }
static size_t at_pending(parts p) { return at_next(p) + up((size_t)p.rows * sizeof(uint16_t)); }
static size_t at_starts(parts p)
{
    return at_pending(p) + up((size_t)p.pending * sizeof(ostrov_i_pending));
}
static size_t at_pool(parts p) { return at_starts(p) + up((size_t)p.trees * sizeof(uint32_t)); }

static size_t all_bytes(const ostrov_i_learner_set *s)
{
    const parts p = {s->slots, s->rows_most, s->pending_count, s->trees_most, s->pool_bytes};
    return at_pool(p) + up(p.pool_bytes);
}

/* The object is its memory: a const learner is read through the same view. */
static void *part(const ostrov_learner *l, size_t at) { return (uint8_t *)(uintptr_t)l + at; }

ostrov_i_slot *ostrov_i_learn_slots(const ostrov_learner *l) { return part(l, at_slots()); }
ostrov_i_row *ostrov_i_learn_rows(const ostrov_learner *l) { return part(l, at_rows(parts_of(l))); }
uint16_t *ostrov_i_learn_next(const ostrov_learner *l) { return part(l, at_next(parts_of(l))); }
ostrov_i_pending *ostrov_i_learn_pending(const ostrov_learner *l)
{
    return part(l, at_pending(parts_of(l)));
}
uint32_t *ostrov_i_learn_starts(const ostrov_learner *l) { return part(l, at_starts(parts_of(l))); }
uint8_t *ostrov_i_learn_pool(const ostrov_learner *l) { return part(l, at_pool(parts_of(l))); }

size_t ostrov_learner_size(const ostrov_learner_config *config)
{
    ostrov_i_learner_set set = {0};
    return check(config, &set, NULL) == OSTROV_OK ? all_bytes(&set) : 0;
}

size_t ostrov_learner_workspace(const ostrov_learner_config *config)
{
    ostrov_i_learner_set set = {0};
    return check(config, &set, NULL) == OSTROV_OK
               ? ostrov_i_learn_workspace(set.rows_most, set.leaf)
               : 0;
}

void ostrov_i_learn_forget_ahead(ostrov_learner *l)
{
    for (size_t i = 0; i < sizeof l->ahead / sizeof l->ahead[0]; i++) {
        l->ahead[i].step = INT64_MIN;
    }
}

static void settle(ostrov_learner *l, const ostrov_i_learner_set *set)
{
    l->step_s = set->step_s;
    l->horizon = set->horizon;
    l->rows_most = set->rows_most;
    l->trees_most = set->trees_most;
    l->leaf = set->leaf;
    l->slots = set->slots;
    l->lead_steps = set->lead_steps;
    l->leads = set->leads;
    l->pending_count = set->pending_count;
    l->uses_recent = set->uses_recent;
    l->pool_bytes = set->pool_bytes;
    l->plant = set->plant;
    l->full_w = set->full_w;
}

ostrov_status ostrov_learner_init(void *memory, size_t bytes, const ostrov_learner_config *config,
                                  ostrov_learner **learner, ostrov_fault *why)
{
    ostrov_i_learner_set checked = {0};
    if (memory == NULL || learner == NULL || (uintptr_t)memory % 8 != 0) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, learner == NULL ? "learner" : "memory",
                              -1, OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN);
    }
    const ostrov_status status = check(config, &checked, why);
    if (status != OSTROV_OK) {
        return status;
    }
    if (bytes < all_bytes(&checked)) {
        return ostrov_i_fault(why, OSTROV_E_SPACE, NULL, "bytes", -1, (double)bytes,
                              (double)all_bytes(&checked), OSTROV_I_NAN);
    }
    ostrov_learner *l = memory;
    memset(memory, 0, all_bytes(&checked));
    l->magic = OSTROV_I_LEARNER_MAGIC;
    l->bytes = all_bytes(&checked);
    settle(l, &checked);
    l->newest = INT64_MIN;
    l->days.day = INT64_MIN;
    l->days.yesterday = OSTROV_I_NAN;
    for (int32_t i = 0; i < OSTROV_I_LAGS; i++) {
        l->k_last[i] = OSTROV_I_NAN;
    }
    for (int32_t i = 0; i < OSTROV_I_HOURS; i++) {
        l->chain[i] = OSTROV_I_NOTHING;
        l->shape[0][i] = OSTROV_I_NAN;
        l->shape[1][i] = OSTROV_I_NAN;
    }
    for (int32_t i = 0; i < l->slots; i++) {
        ostrov_i_learn_slots(l)[i].step = INT64_MIN;
    }
    for (int32_t i = 0; i < OSTROV_I_LEVELS_LEARNED; i++) {
        l->level[i] = ostrov_i_learn_levels[i];
    }
    ostrov_i_learn_forget_ahead(l);
    ostrov_i_learn_table_start(l);
    ostrov_i_learn_lead_start(l);
    *learner = l;
    return OSTROV_OK;
}

int32_t ostrov_i_learn_time_ok(const ostrov_learner *l, int64_t time_s)
{
    return time_s >= OSTROV_I_SUN_FIRST_S && time_s < OSTROV_I_SUN_END_S - 40 * (int64_t)DAY_S &&
           time_s % l->step_s == 0;
}

/* A new solar day: yesterday is known, and the days before fade. */
static void turn_day(ostrov_learner *l, int64_t day)
{
    const double fade = 0.86; /* about a week */
    ostrov_i_days *d = &l->days;
    if (day == d->day) {
        return;
    }
    if (d->day != INT64_MIN) {
        d->yesterday = d->clear > 0.5 ? d->power / d->clear : OSTROV_I_NAN;
        d->week_power = fade * d->week_power + d->power;
        d->week_clear = fade * d->week_clear + d->clear;
        d->week_told_power = fade * d->week_told_power + d->told_power;
        d->week_told = fade * d->week_told + d->told;
    }
    ostrov_i_learn_levels_turn(l);
    d->day = day;
    d->power = 0.0;
    d->clear = 0.0;
    d->told_power = 0.0;
    d->told = 0.0;
    ostrov_i_learn_forget_ahead(l);
}

static void shift_last(ostrov_learner *l, int64_t steps, double k)
{
    for (int64_t n = 0; n < steps && n < OSTROV_I_LAGS; n++) {
        memmove(&l->k_last[1], &l->k_last[0], (OSTROV_I_LAGS - 1) * sizeof l->k_last[0]);
        l->k_last[0] = OSTROV_I_NAN;
    }
    l->k_last[0] = k;
}

/* No cloud takes 99 % of the light of a sun that is up, and fog does not for more than an hour:
 * snow lies on the modules, the inverter is off or the meter dead. It says nothing of the sky. */
static void count_dead(ostrov_learner *l, const ostrov_i_slot *slot, double k)
{
    if (k >= 0.01) {
        l->dead_steps = 0;
    } else if (slot->clear > 0.05 && l->dead_steps < INT32_MAX) { /* an inverter wakes late */
        l->dead_steps++;
    }
}

int32_t ostrov_i_learn_is_dead(const ostrov_learner *l)
{
    return l->dead_steps * (int64_t)l->step_s > 3600;
}

static void learn(ostrov_learner *l, const ostrov_i_slot *slot, double k)
{
    ostrov_i_days *d = &l->days;
    const double told = ostrov_i_learn_k_told(slot);
    ostrov_i_learn_experts(l, slot, k);
    ostrov_i_learn_leads_judge(l, slot->step, slot->clear, k);
    for (int32_t i = 0; i < 2; i++) {
        double *shape = &l->shape[i][ostrov_i_learn_hour(l, slot->step)];
        const double share = i == 0 ? 0.1 : 0.35;
        *shape = ostrov_i_nan(*shape) ? k : *shape + share * (k - *shape);
    }
    d->power += k * slot->clear;
    d->clear += slot->clear;
    d->told_power += ostrov_i_nan(told) ? 0.0 : k * slot->clear;
    d->told += ostrov_i_nan(told) ? 0.0 : told * slot->clear;
}

ostrov_status ostrov_learner_step(ostrov_learner *learner, int64_t time_s, double measured_w,
                                  int32_t limit)
{
    ostrov_learner *l = learner;
    ostrov_status status = OSTROV_OK;
    double w = measured_w;
    if (l == NULL || l->magic != OSTROV_I_LEARNER_MAGIC || limit < OSTROV_POWER_LIMIT_UNKNOWN ||
        limit > OSTROV_POWER_AT_LEAST) {
        return OSTROV_E_ARGUMENT;
    }
    const int64_t step = time_s / l->step_s;
    if (!ostrov_i_learn_time_ok(l, time_s) || (l->newest != INT64_MIN && step <= l->newest)) {
        return OSTROV_E_TIME;
    }
    if (!ostrov_i_nan(w) && (!ostrov_i_finite(w) || w < -0.05 * l->plant.config.inverter_w ||
                             w > 1.2 * l->plant.config.inverter_w)) {
        w = OSTROV_I_NAN;
        status = OSTROV_DEGRADED;
    }
    turn_day(l, ostrov_i_learn_day(l, step));
    const int64_t since = l->newest == INT64_MIN ? 1 : step - l->newest;
    l->newest = step;
    const ostrov_i_slot *slot = ostrov_i_learn_slot_hold(l, step);
    const int32_t bright = slot != NULL && slot->clear > OSTROV_I_K_FLOOR;
    double k = OSTROV_I_NAN;
    if (bright && !ostrov_i_nan(w) && limit != OSTROV_POWER_AT_LEAST) {
        k = ostrov_i_clamp(w / l->full_w / slot->clear, 0.0, OSTROV_I_K_MOST);
        count_dead(l, slot, k);
        if (!ostrov_i_learn_is_dead(l)) {
            learn(l, slot, k);
        }
    }
    shift_last(l, since, k);
    ostrov_i_learn_leads_issue(l, step);
    return status;
}

ostrov_status ostrov_learner_score_read(const ostrov_learner *learner, int32_t index,
                                        ostrov_learner_score *score, size_t size)
{
    const ostrov_learner *l = learner;
    ostrov_learner_score s = {0};
    if (l == NULL || l->magic != OSTROV_I_LEARNER_MAGIC || score == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (index < 0 || index >= OSTROV_LEARNER_SCORES) {
        return OSTROV_E_RANGE;
    }
    const ostrov_i_tally *t = &l->tally[index];
    const int32_t is_lead = index < OSTROV_LEARNER_SCORES - 1;
    const double unit = t->n > 0.0 ? l->full_w / t->n : OSTROV_I_NAN;
    s.struct_size = (uint32_t)sizeof s;
    s.lead_s = is_lead ? (index + 1) * l->lead_steps * l->step_s : 0;
    s.samples = t->n;
    s.mae_w = unit * t->error;
    s.rmse_w = l->full_w * __builtin_sqrt(t->square / t->n);
    s.persistence_mae_w = unit * t->last_error;
    s.persistence_rmse_w = l->full_w * __builtin_sqrt(t->last_square / t->n);
    s.skill_ratio = 1.0 - s.rmse_w / s.persistence_rmse_w;
    s.pinball_w = unit * t->pinball;
    s.crps_w = unit * t->crps;
    s.coverage_ratio = t->inside / t->n;
    const ostrov_status status = ostrov_i_give(SCORE, &s, score, size);
    return status == OSTROV_OK && !(t->n > 0.0) ? OSTROV_EMPTY : status;
}

/* What the checksum is over: all but the two words before. */
static uint32_t checksum(const ostrov_learner *l)
{
    const size_t from = offsetof(ostrov_learner, bytes);
    return ostrov_crc32(0, (const uint8_t *)l + from, (size_t)l->bytes - from);
}

ostrov_status ostrov_learner_save(ostrov_learner *learner)
{
    if (learner == NULL || learner->magic != OSTROV_I_LEARNER_MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    learner->crc = checksum(learner);
    return OSTROV_OK;
}

ostrov_status ostrov_learner_load(void *memory, size_t bytes, const ostrov_learner_config *config,
                                  ostrov_learner **learner)
{
    ostrov_i_learner_set wanted = {0};
    ostrov_learner *l = memory;
    if (memory == NULL || learner == NULL || (uintptr_t)memory % 8 != 0) {
        return OSTROV_E_ARGUMENT;
    }
    const ostrov_status status = check(config, &wanted, NULL);
    if (status != OSTROV_OK) {
        return status;
    }
    if (bytes < sizeof *l || bytes < all_bytes(&wanted)) {
        return OSTROV_E_SPACE;
    }
    if (l->magic != OSTROV_I_LEARNER_MAGIC) {
        return OSTROV_E_CORRUPT;
    }
    /* the plan of the memory first: nothing is read by a size that was not checked */
    if (l->bytes != all_bytes(&wanted) || l->step_s != wanted.step_s ||
        l->horizon != wanted.horizon || l->rows_most != wanted.rows_most ||
        l->trees_most != wanted.trees_most || l->leaf != wanted.leaf ||
        memcmp(&l->plant.config, &wanted.plant.config, sizeof wanted.plant.config) != 0) {
        return OSTROV_E_UNSUPPORTED;
    }
    if (l->crc != checksum(l) || !ostrov_i_learn_sound(l, &wanted)) {
        return OSTROV_E_CORRUPT;
    }
    *learner = l;
    return OSTROV_OK;
}
