/* Reads a problem slot by slot: averages its series, combines its limits, works out the bounds of
 * the stored energy and the reserve floor.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "plan/slots_series.h"

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

ostrov_status ostrov_i_reader_next(ostrov_i_reader *reader, ostrov_plan_slot *slot,
                                   ostrov_fault *why)
{
    const ostrov_i_site *site = reader->site;
    const ostrov_problem *p = &site->problem;
    const int32_t t = reader->slot;
    const int64_t length = p->edges_s[t + 1] - p->edges_s[t];
    double values[OSTROV_I_SERIES_COUNT] = {0.0};
    ostrov_status status = t == 0 ? ostrov_i_series_open(reader, why) : OSTROV_OK;
    values[OSTROV_I_SERIES_IMPORT_LIMIT] = p->import_limit_fixed_w;
    values[OSTROV_I_SERIES_EXPORT_LIMIT] = p->export_limit_fixed_w;
    for (int32_t i = 0; i < OSTROV_I_SERIES_COUNT && status == OSTROV_OK; i++) {
        const ostrov_series *s = ostrov_i_series_of(p, i);
        if (s->count != 0 &&
            !ostrov_i_series_plain(s, &ostrov_i_series_rules[i], p->edges_s[t], p->edges_s[t + 1],
                                   &reader->cursors[i], &values[i])) {
            status = ostrov_i_series_mean(p, &reader->cursors[i], i, t, &values[i], why);
        }
    }
    if (status != OSTROV_OK) {
        return status;
    }
    slot->duration_s = (double)length;
    slot->load_w = values[OSTROV_I_SERIES_LOAD] + ostrov_i_standby_w(site);
    slot->critical_w =
        ostrov_i_min(values[OSTROV_I_SERIES_CRITICAL], values[OSTROV_I_SERIES_LOAD]) +
        ostrov_i_standby_w(site);
    slot->pv_w = values[OSTROV_I_SERIES_PV];
    slot->import_price_per_kwh = values[OSTROV_I_SERIES_IMPORT_PRICE];
    slot->export_price_per_kwh = values[OSTROV_I_SERIES_EXPORT_PRICE];
    slot->import_limit_w =
        ostrov_i_min(values[OSTROV_I_SERIES_IMPORT_LIMIT], p->import_limit_fixed_w);
    slot->export_limit_w =
        ostrov_i_min(values[OSTROV_I_SERIES_EXPORT_LIMIT], p->export_limit_fixed_w);
    if (length != reader->keep_s && site->log_keep_per_s < 0.0) {
        reader->keep_ratio = ostrov_exp(site->log_keep_per_s * slot->duration_s);
        reader->keep_s = length;
    }
    slot->keep_ratio = reader->keep_ratio;
    battery_limits(site, values[OSTROV_I_SERIES_REACTIVE],
                   ostrov_i_series_given(p, OSTROV_I_SERIES_TEMPERATURE)
                       ? values[OSTROV_I_SERIES_TEMPERATURE]
                       : OSTROV_I_NAN,
                   slot);
    store_bounds(reader, slot);
    status = ostrov_i_reserve_floor(reader, t, slot, why);
    reader->slot = t + 1;
    return status;
}
