/* Reads a problem slot by slot: averages its series, combines its limits, works out the bounds of
 * the stored energy and the reserve floor.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "plan/plan_tables.h"
#include "plan/site.h"

enum series_number {
    LOAD = 0,
    CRITICAL = 1,
    PV = 2,
    IMPORT_PRICE = 3,
    EXPORT_PRICE = 4,
    IMPORT_LIMIT = 5,
    EXPORT_LIMIT = 6,
    REACTIVE = 7,
    TEMPERATURE = 8
};

/* What to know of a series; its range is the field table's, see range_of below. */
typedef struct series_rule {
    const char *name;
    uint32_t offset;
    int32_t required;
    double min;
    double max;
} series_rule;

static const series_rule rules[OSTROV_I_SERIES_COUNT] = {
    {"load_w", offsetof(ostrov_problem, load_w), 1, 0.0, 1e9},
    {"critical_w", offsetof(ostrov_problem, critical_w), 0, 0.0, 1e9},
    {"pv_w", offsetof(ostrov_problem, pv_w), 0, 0.0, 1e9},
    {"import_price_per_kwh", offsetof(ostrov_problem, import_price_per_kwh), 1, -1e9, 1e9},
    {"export_price_per_kwh", offsetof(ostrov_problem, export_price_per_kwh), 0, -1e9, 1e9},
    {"import_limit_w", offsetof(ostrov_problem, import_limit_w), 0, 0.0, 1e9},
    {"export_limit_w", offsetof(ostrov_problem, export_limit_w), 0, 0.0, 1e9},
    {"battery_reactive_var", offsetof(ostrov_problem, battery_reactive_var), 0, -1e9, 1e9},
    {"battery_temperature_c", offsetof(ostrov_problem, battery_temperature_c), 0, -90.0, 120.0},
};

static const ostrov_series *series_of(const ostrov_problem *p, int32_t number)
{
    return (const ostrov_series *)(const void *)((const char *)p + rules[number].offset);
}

static ostrov_status slot_fault(ostrov_fault *why, ostrov_status status, int32_t number,
                                int32_t slot, double value)
{
    (void)ostrov_i_fault(why, status, "ostrov_problem", rules[number].name, -1, value,
                         rules[number].min, rules[number].max);
    if (why != NULL) {
        why->slot = slot;
    }
    return status;
}

/* A value in the interval that is not finite, for the fault; the mean has refused it. */
static double first_unknown(const ostrov_series *s, int64_t from_s, int64_t until_s)
{
    for (int32_t i = 0; i < s->count; i++) {
        const int64_t begin = s->start_s + (int64_t)i * s->step_s;
        if (begin < until_s && begin + s->step_s > from_s && !ostrov_i_finite(s->values[i])) {
            return s->values[i];
        }
    }
    return OSTROV_I_NAN;
}

/* To the value that holds at a moment, or the last one. */
static void advance(const ostrov_series *s, int64_t time_s, ostrov_i_cursor *cursor)
{
    while (cursor->end_s <= time_s && cursor->index + 1 < s->count) {
        cursor->index++;
        cursor->begin_s = cursor->end_s;
        cursor->end_s += s->step_s;
    }
}

/* 1 when a slot lies inside one value that is as it should be, which then is the mean: by far the most
 * frequent case (quarter hours on quarter hours, or on hourly prices). */
static int32_t read_plain(const ostrov_series *s, const series_rule *rule, int64_t from, int64_t until,
                          ostrov_i_cursor *cursor, double *value)
{
    double found = 0.0;
    if (cursor->end_s <= from) {
        advance(s, from, cursor);
    }
    if (cursor->begin_s > from || until > cursor->end_s) {
        return 0;
    }
    found = s->values[cursor->index];
    if (!(found >= rule->min && found <= rule->max)) {
        return 0;
    }
    *value = found;
    return 1;
}

/* Mean of one series over a slot. */
static ostrov_status read_mean(const ostrov_problem *p, ostrov_i_cursor *cursor, int32_t number,
                               int32_t slot, double *mean, ostrov_fault *why)
{
    const ostrov_series *s = series_of(p, number);
    const int64_t from = p->edges_s[slot];
    const int64_t until = p->edges_s[slot + 1];
    ostrov_status status = OSTROV_OK;
    double value = 0.0;
    if (read_plain(s, &rules[number], from, until, cursor, mean)) {
        return OSTROV_OK;
    }
    status = ostrov_series_mean(s, from, until, &value);
    if (status == OSTROV_E_NOT_FINITE) {
        value = first_unknown(s, from, until);
    }
    if (status != OSTROV_OK) {
        return slot_fault(why, status, number, slot, value);
    }
    if (value < rules[number].min || value > rules[number].max) {
        return slot_fault(why, OSTROV_E_RANGE, number, slot, value);
    }
    *mean = value;
    return OSTROV_OK;
}

static int32_t is_given(const ostrov_problem *p, int32_t number)
{
    return series_of(p, number)->count != 0;
}

static double standby_w(const ostrov_i_site *site)
{
    return site->has_battery ? site->problem.battery_standby_w : 0.0;
}

/* Each series where a slot begins. */
static void place_cursors(const ostrov_i_reader *reader, int32_t slot, ostrov_i_cursor *cursors)
{
    const ostrov_problem *p = &reader->site->problem;
    for (int32_t i = 0; i < OSTROV_I_SERIES_COUNT; i++) {
        const ostrov_series *s = series_of(p, i);
        if (s->count > 0) {
            cursors[i].index = (p->edges_s[slot] - s->start_s) / s->step_s;
            cursors[i].begin_s = s->start_s + cursors[i].index * s->step_s;
            cursors[i].end_s = cursors[i].begin_s + s->step_s;
        }
    }
}

static ostrov_status open_series(ostrov_i_reader *reader, ostrov_fault *why)
{
    const ostrov_problem *p = &reader->site->problem;
    for (int32_t i = 0; i < OSTROV_I_SERIES_COUNT; i++) {
        const ostrov_series *s = series_of(p, i);
        if (s->count == 0 && !rules[i].required) {
            continue;
        }
        if (s->count < 0) {
            return slot_fault(why, OSTROV_E_RANGE, i, -1, (double)s->count);
        }
        if (s->count == 0 || s->values == NULL) {
            return slot_fault(why, OSTROV_E_ARGUMENT, i, -1, OSTROV_I_NAN);
        }
        if (s->step_s <= 0) {
            return slot_fault(why, OSTROV_E_RANGE, i, -1, (double)s->step_s);
        }
        if (s->start_s < -INT64_C(10000000000000) || s->start_s > p->edges_s[0]) {
            return slot_fault(why, OSTROV_E_TIME, i, 0, (double)s->start_s);
        }
        if ((p->edges_s[0] - s->start_s) / s->step_s >= s->count) {
            return slot_fault(why, OSTROV_E_TIME, i, 0, (double)s->start_s);
        }
    }
    place_cursors(reader, 0, reader->cursors);
    place_cursors(reader, 0, reader->lead_cursors);
    return OSTROV_OK;
}

/* Critical load less the PV counted on, in W out of the cells: n_j of the reserve floor; by the forecast,
 * or by scenario number index. cursors may be NULL. */
static ostrov_status read_need(const ostrov_i_reader *reader, int32_t index, int32_t slot,
                               ostrov_i_cursor *cursors, double *need_w, ostrov_fault *why)
{
    static const int32_t numbers[3] = {LOAD, CRITICAL, PV};
    ostrov_i_site course;
    const ostrov_i_site *site = reader->site;
    const ostrov_problem *p = &site->problem;
    double values[3] = {0.0, 0.0, 0.0};
    double probability = 0.0;
    ostrov_status status = OSTROV_OK;
    if (reader->by_scenario) {
        ostrov_i_site_scenario(site, index, &course, &probability);
        p = &course.problem;
    }
    for (int32_t i = 0; i < 3 && status == OSTROV_OK; i++) {
        ostrov_i_cursor none = {INT64_MAX, INT64_MAX, 0};
        ostrov_i_cursor *at = cursors != NULL ? &cursors[numbers[i]] : &none;
        if (is_given(p, numbers[i]) && !read_plain(series_of(p, numbers[i]), &rules[numbers[i]],
                                                   p->edges_s[slot], p->edges_s[slot + 1], at, &values[i])) {
            status = read_mean(p, at, numbers[i], slot, &values[i], why);
        }
    }
    *need_w = ostrov_i_max(0.0, ostrov_i_min(values[1], values[0]) + standby_w(site) -
                                    p->reserve_pv_ratio * values[2]) /
              site->discharge_ratio;
    return status;
}

static ostrov_status read_needs(ostrov_i_reader *reader, int32_t slot, ostrov_fault *why)
{
    ostrov_status status = OSTROV_OK;
    for (int32_t i = 0; i < reader->need_count && status == OSTROV_OK; i++) {
        status = read_need(reader, i, slot, reader->by_scenario ? NULL : reader->lead_cursors,
                           &reader->needs[i].lead_w, why);
    }
    return status;
}

/* Energy that the reserve holds over its low end: the need of the forecast, or the least that
 * covers the summed need of the promised share of the scenarios. The sum is what an outage asks; a
 * quantile slot by slot would promise that every slot is a bad one. */
static double promised_wh(const ostrov_i_reader *reader)
{
    const ostrov_i_site *site = reader->site;
    double needs[OSTROV_I_SCENARIOS];
    double weights[OSTROV_I_SCENARIOS];
    double total = 0.0;
    double wanted = 0.0;
    if (!reader->by_scenario) {
        return ostrov_i_max(0.0, reader->needs[0].lead_wh - reader->needs[0].trail_wh);
    }
    for (int32_t i = 0; i < reader->need_count; i++) { /* sorted, least first */
        const double need = reader->needs[i].lead_wh - reader->needs[i].trail_wh;
        const double weight = ostrov_i_site_probability(site, i);
        int32_t k = i;
        while (k > 0 && needs[k - 1] > need) {
            needs[k] = needs[k - 1];
            weights[k] = weights[k - 1];
            k--;
        }
        needs[k] = need;
        weights[k] = weight;
        total += weight;
    }
    /* one more draw from where the scenarios came from lies below the k-th of n with probability k/(n + 1) */
    wanted = site->problem.reserve_confidence_ratio * total * (1.0 - 1e-12) *
             (double)(reader->need_count + 1) / (double)reader->need_count;
    for (int32_t i = 0; i < reader->need_count; i++) {
        wanted -= weights[i];
        if (wanted <= 0.0 || i + 1 == reader->need_count) {
            return ostrov_i_max(0.0, needs[i]);
        }
    }
    return 0.0;
}

/* Puts the far end at the same place of the last day (or of the whole horizon when that is
 * shorter). */
static void wrap_lead(ostrov_i_reader *reader)
{
    const ostrov_problem *p = &reader->site->problem;
    const int64_t horizon = p->edges_s[p->count] - p->edges_s[0];
    const int64_t back = p->edges_s[p->count] - (horizon < 86400 ? horizon : 86400);
    int32_t slot = p->count - 1;
    while (p->edges_s[slot] > back) {
        slot--;
    }
    reader->lead_slot = slot;
    reader->lead_offset_s = back - p->edges_s[slot];
    place_cursors(reader, slot, reader->lead_cursors);
}

/* Moves the far end of the reserve's time on by dt_s, adding up the need on the way. */
static ostrov_status move_lead(ostrov_i_reader *reader, int64_t dt_s, ostrov_fault *why)
{
    const ostrov_problem *p = &reader->site->problem;
    while (dt_s > 0) {
        int64_t remain = p->edges_s[reader->lead_slot + 1] - p->edges_s[reader->lead_slot] -
                         reader->lead_offset_s;
        if (remain > dt_s) {
            remain = dt_s;
        }
        for (int32_t i = 0; i < reader->need_count; i++) {
            reader->needs[i].lead_wh += reader->needs[i].lead_w * (double)remain / 3600.0;
        }
        reader->lead_offset_s += remain;
        dt_s -= remain;
        if (p->edges_s[reader->lead_slot] + reader->lead_offset_s ==
            p->edges_s[reader->lead_slot + 1]) {
            ostrov_status status = OSTROV_OK;
            reader->lead_slot++;
            reader->lead_offset_s = 0;
            if (reader->lead_slot == p->count) {
                wrap_lead(reader);
            }
            status = read_needs(reader, reader->lead_slot, why);
            if (status != OSTROV_OK) {
                return status;
            }
        }
    }
    return OSTROV_OK;
}

void ostrov_i_reader_open(ostrov_i_reader *reader, const ostrov_i_site *site)
{
    memset(reader, 0, sizeof *reader);
    reader->site = site;
    reader->stored_min_wh = ostrov_i_min(site->min_wh, site->start_wh);
    reader->stored_max_wh = ostrov_i_max(site->max_wh, site->start_wh);
    reader->keep_ratio = 1.0;
    reader->by_scenario =
        site->problem.scenarios_count > 0 && !ostrov_i_nan(site->problem.reserve_confidence_ratio);
    reader->need_count = reader->by_scenario ? site->problem.scenarios_count : 1;
    for (int32_t i = 0; i < OSTROV_I_SERIES_COUNT; i++) {
        reader->cursors[i].begin_s = INT64_MAX;
        reader->cursors[i].end_s = INT64_MAX;
    }
}

/* Share of the power allowed at x, rising from nothing at a to all at b. */
static double ramp(double x, double a, double b)
{
    return b <= a ? (double)(x >= a) : ostrov_i_clamp((x - a) / (b - a), 0.0, 1.0);
}

/* Limits of the battery in a slot: derated by heat and cold as ostrov_battery does, and what the
 * reactive power leaves of the apparent power, P² + Q² ≤ S². */
static void battery_limits(const ostrov_i_site *site, double reactive_var, double temperature_c,
                           ostrov_plan_slot *slot)
{
    const double s_va = site->problem.battery_apparent_va;
    slot->charge_limit_w = site->charge_w;
    slot->discharge_limit_w = site->discharge_w;
    if (!ostrov_i_nan(temperature_c) && site->has_battery) {
        const double heat =
            1.0 - ramp(temperature_c, site->temperature_max_c - 10.0, site->temperature_max_c);
        const double cold =
            ramp(temperature_c, site->temperature_min_c, site->temperature_derate_c);
        slot->charge_limit_w *= ostrov_i_min(heat, cold);
        slot->discharge_limit_w *= heat;
    }
    if (!ostrov_i_nan(s_va)) {
        const double left = s_va * s_va - reactive_var * reactive_var;
        const double active_w = left > 0.0 ? __builtin_sqrt(left) : 0.0;
        slot->charge_limit_w = ostrov_i_min(slot->charge_limit_w, active_w);
        slot->discharge_limit_w = ostrov_i_min(slot->discharge_limit_w, active_w);
    }
}

/* What charging can put into the cells in a slot that begins with the least stored energy, W. */
static double refill_w(const ostrov_i_site *site, const ostrov_plan_slot *slot, double stored_wh)
{
    double at_hand_w = slot->import_limit_w + slot->pv_w - site->problem.battery_running_w;
    double charge_w = 0.0;
    double discharge_w = 0.0;
    at_hand_w = ostrov_i_min(at_hand_w, slot->charge_limit_w);
    if (site->problem.tapers_count > 0) {
        ostrov_i_site_taper(site, stored_wh / site->capacity_wh, &charge_w, &discharge_w);
        at_hand_w = ostrov_i_min(at_hand_w, charge_w);
    }
    return ostrov_i_site_cells_w(site, -ostrov_i_max(0.0, at_hand_w));
}

/* Bounds that can always be kept: outside the window the battery may stay where it is, and what
 * self-discharge takes must be made up only where power for it is at hand. */
static void store_bounds(ostrov_i_reader *reader, ostrov_plan_slot *slot)
{
    const ostrov_i_site *site = reader->site;
    const double kept = reader->stored_min_wh * slot->keep_ratio;
    const double lost_w = (reader->stored_min_wh - kept) * 3600.0 / slot->duration_s;
    if (lost_w > 0.0 && lost_w > refill_w(site, slot, reader->stored_min_wh)) {
        reader->stored_min_wh = kept;
    }
    reader->stored_max_wh = ostrov_i_max(site->max_wh, reader->stored_max_wh * slot->keep_ratio);
    slot->stored_min_wh = reader->stored_min_wh;
    slot->stored_max_wh = reader->stored_max_wh;
}

static ostrov_status reserve_floor(ostrov_i_reader *reader, int32_t t, ostrov_plan_slot *slot,
                                   ostrov_fault *why)
{
    const ostrov_i_site *site = reader->site;
    const ostrov_problem *p = &site->problem;
    double next_limit_w = slot->import_limit_w;
    ostrov_status status = OSTROV_OK;
    slot->floor_wh = site->min_wh;
    if (!site->has_battery || p->reserve_s < 1.0) {
        return OSTROV_OK;
    }
    if (t == 0) {
        status = read_needs(reader, 0, why);
        if (status == OSTROV_OK) {
            status = move_lead(reader, (int64_t)(p->reserve_s + 0.5), why);
        }
    }
    if (status == OSTROV_OK) {
        status = move_lead(reader, p->edges_s[t + 1] - p->edges_s[t], why);
    }
    for (int32_t i = 0; i < reader->need_count && status == OSTROV_OK; i++) {
        double need_w = ostrov_i_max(0.0, slot->critical_w - p->reserve_pv_ratio * slot->pv_w) /
                        site->discharge_ratio;
        if (reader->by_scenario) {
            status = read_need(reader, i, t, NULL, &need_w, why);
        }
        reader->needs[i].trail_wh += need_w * slot->duration_s / 3600.0;
    }
    if (status != OSTROV_OK) {
        return status;
    }
    if (t + 1 < p->count && is_given(p, IMPORT_LIMIT)) {
        ostrov_i_cursor ahead = reader->cursors[IMPORT_LIMIT];
        status = read_mean(p, &ahead, IMPORT_LIMIT, t + 1, &next_limit_w, why);
        next_limit_w = ostrov_i_min(next_limit_w, p->import_limit_fixed_w);
    }
    if (next_limit_w > 0.0) { /* in a known outage the reserve is there to be used */
        slot->floor_wh = ostrov_i_min(site->floor_max_wh, site->min_wh + promised_wh(reader));
    }
    return status;
}

ostrov_status ostrov_i_reader_next(ostrov_i_reader *reader, ostrov_plan_slot *slot,
                                   ostrov_fault *why)
{
    const ostrov_i_site *site = reader->site;
    const ostrov_problem *p = &site->problem;
    const int32_t t = reader->slot;
    const int64_t length = p->edges_s[t + 1] - p->edges_s[t];
    double values[OSTROV_I_SERIES_COUNT] = {0.0};
    ostrov_status status = t == 0 ? open_series(reader, why) : OSTROV_OK;
    values[IMPORT_LIMIT] = p->import_limit_fixed_w;
    values[EXPORT_LIMIT] = p->export_limit_fixed_w;
    for (int32_t i = 0; i < OSTROV_I_SERIES_COUNT && status == OSTROV_OK; i++) {
        const ostrov_series *s = series_of(p, i);
        if (s->count != 0 && !read_plain(s, &rules[i], p->edges_s[t], p->edges_s[t + 1],
                                         &reader->cursors[i], &values[i])) {
            status = read_mean(p, &reader->cursors[i], i, t, &values[i], why);
        }
    }
    if (status != OSTROV_OK) {
        return status;
    }
    slot->duration_s = (double)length;
    slot->load_w = values[LOAD] + standby_w(site);
    slot->critical_w = ostrov_i_min(values[CRITICAL], values[LOAD]) + standby_w(site);
    slot->pv_w = values[PV];
    slot->import_price_per_kwh = values[IMPORT_PRICE];
    slot->export_price_per_kwh = values[EXPORT_PRICE];
    slot->import_limit_w = ostrov_i_min(values[IMPORT_LIMIT], p->import_limit_fixed_w);
    slot->export_limit_w = ostrov_i_min(values[EXPORT_LIMIT], p->export_limit_fixed_w);
    if (length != reader->keep_s && site->log_keep_per_s < 0.0) {
        reader->keep_ratio = ostrov_exp(site->log_keep_per_s * slot->duration_s);
        reader->keep_s = length;
    }
    slot->keep_ratio = reader->keep_ratio;
    battery_limits(site, values[REACTIVE],
                   is_given(p, TEMPERATURE) ? values[TEMPERATURE] : OSTROV_I_NAN, slot);
    store_bounds(reader, slot);
    status = reserve_floor(reader, t, slot, why);
    reader->slot = t + 1;
    return status;
}
