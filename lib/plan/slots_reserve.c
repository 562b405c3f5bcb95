/* The reserve floor: energy kept for the critical load of the time ahead.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/slots_series.h"

/* Critical load less the OSTROV_I_SERIES_PV counted on, in W out of the cells: n_j of the reserve
 * floor; by the forecast, or by scenario number index. cursors may be NULL. */
static ostrov_status read_need(const ostrov_i_reader *reader, int32_t index, int32_t slot,
                               ostrov_i_cursor *cursors, double *need_w, ostrov_fault *why)
{
    static const int32_t numbers[3] = {OSTROV_I_SERIES_LOAD, OSTROV_I_SERIES_CRITICAL,
                                       OSTROV_I_SERIES_PV};
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
        if (ostrov_i_series_given(p, numbers[i]) &&
            !ostrov_i_series_plain(ostrov_i_series_of(p, numbers[i]),
                                   &ostrov_i_series_rules[numbers[i]], p->edges_s[slot],
                                   p->edges_s[slot + 1], at, &values[i])) {
            status = ostrov_i_series_mean(p, at, numbers[i], slot, &values[i], why);
        }
    }
    *need_w = ostrov_i_max(0.0, ostrov_i_min(values[1], values[0]) + ostrov_i_standby_w(site) -
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
    /* one more draw from where the scenarios came from lies below the k-th of n with probability
     * k/(n + 1) */
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
    ostrov_i_series_place(reader, slot, reader->lead_cursors);
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

ostrov_status ostrov_i_reserve_floor(ostrov_i_reader *reader, int32_t t, ostrov_plan_slot *slot,
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
    if (t + 1 < p->count && ostrov_i_series_given(p, OSTROV_I_SERIES_IMPORT_LIMIT)) {
        ostrov_i_cursor ahead = reader->cursors[OSTROV_I_SERIES_IMPORT_LIMIT];
        status = ostrov_i_series_mean(p, &ahead, OSTROV_I_SERIES_IMPORT_LIMIT, t + 1, &next_limit_w,
                                      why);
        next_limit_w = ostrov_i_min(next_limit_w, p->import_limit_fixed_w);
    }
    if (next_limit_w > 0.0) { /* in a known outage the reserve is there to be used */
        slot->floor_wh = ostrov_i_min(site->floor_max_wh, site->min_wh + promised_wh(reader));
    }
    return status;
}
