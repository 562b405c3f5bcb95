/* What the battery may give and take: the least of its config, the BMS, the PCS, heat and cold, and
 * the energy there is. An estimate never widens a limit.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "battery_internal.h"

#include "base/fields.h"

static const double window_s[OSTROV_LIMIT_WINDOWS] = {10.0, 60.0, 900.0};

/* A temperature older than this says nothing any more: cells of a cabinet change by some degrees in
 * a quarter of an hour. */
static const int64_t temperature_life_us = INT64_C(900000000);

/* Share of the power allowed at a temperature, rising from a at 0 to b at 1. */
static double ramp(double x, double a, double b)
{
    if (b <= a) {
        return x >= a ? 1.0 : 0.0;
    }
    return ostrov_i_clamp((x - a) / (b - a), 0.0, 1.0);
}

static void by_temperature(const ostrov_i_battery *b, double *charge, double *discharge,
                           uint32_t *warnings)
{
    const ostrov_battery_config *c = &b->config;
    if (ostrov_i_nan(b->temperature_c) || b->temperature_us > temperature_life_us) {
        *warnings |= OSTROV_BATTERY_NO_TEMPERATURE;
        *charge = 0.5; /* as halfway between no and full charging power in the cold */
        *discharge = 1.0;
        return;
    }
    const double heat = 1.0 - ramp(b->temperature_c, c->temperature_max_c - 10.0, c->temperature_max_c);
    const double cold = ramp(b->temperature_c, c->temperature_min_c, c->temperature_derate_c);
    *charge = ostrov_i_min(heat, cold);
    *discharge = heat;
    if (heat < 1.0) {
        *warnings |= OSTROV_BATTERY_HOT;
    }
    if (cold < 1.0) {
        *warnings |= OSTROV_BATTERY_COLD;
    }
}

/* The least of three, where NaN = never told does not count. */
static double least(double own, double bms, double pcs)
{
    double w = own;
    w = bms < w ? bms : w;
    w = pcs < w ? pcs : w;
    return w;
}

/* The SoC that may be counted on from below and from above. In doubt these are the bounds of the
 * error, and what the BMS says where that is worse. */
static void bounds(const ostrov_i_battery *b, double *low, double *high)
{
    const uint32_t doubt = OSTROV_BATTERY_SOC_UNKNOWN | OSTROV_BATTERY_STALE |
                           OSTROV_BATTERY_NO_POWER | OSTROV_BATTERY_SOC_DISAGREES;
    const double soc = ostrov_i_battery_soc(b);
    *low = soc;
    *high = soc;
    if ((b->warnings & doubt) != 0) {
        const double reach = 3.0 * ostrov_i_battery_sigma(b);
        *low = ostrov_i_max(soc - reach, 0.0);
        *high = ostrov_i_min(soc + reach, 1.0);
        if ((b->warnings & OSTROV_BATTERY_SOC_DISAGREES) != 0) {
            *low = ostrov_i_min(*low, b->bms_soc);
            *high = ostrov_i_max(*high, b->bms_soc);
        }
    }
    if ((b->warnings & OSTROV_BATTERY_SOC_UNKNOWN) != 0) {
        *low = 0.0; /* three sigma of an even distribution do not quite reach its ends */
        *high = 1.0;
    }
}

void ostrov_i_battery_limits(const ostrov_i_battery *b, ostrov_battery_state *state)
{
    const ostrov_battery_config *c = &b->config;
    const double capacity_wh = (double)b->capacity_nwh * 1e-9;
    double low;
    double high;
    double charge_share;
    double discharge_share;
    bounds(b, &low, &high);
    by_temperature(b, &charge_share, &discharge_share, &state->warnings);
    state->energy_wh = ostrov_i_max(low - c->soc_min_ratio, 0.0) * capacity_wh *
                       c->discharge_efficiency_ratio;
    state->room_wh =
        ostrov_i_max(c->soc_max_ratio - high, 0.0) * capacity_wh / c->charge_efficiency_ratio;
    const double soc = ostrov_i_battery_soc(b);
    if (soc <= c->soc_min_ratio) {
        state->warnings |= OSTROV_BATTERY_EMPTY;
    }
    if (soc >= c->soc_max_ratio) {
        state->warnings |= OSTROV_BATTERY_FULL;
    }
    const double charge_w =
        least(c->charge_limit_w * charge_share, b->bms_charge_w, b->pcs_charge_w);
    const double discharge_w =
        least(c->discharge_limit_w * discharge_share, b->bms_discharge_w, b->pcs_discharge_w);
    for (int32_t i = 0; i < OSTROV_LIMIT_WINDOWS; i++) {
        const double per_wh = 3600.0 / window_s[i];
        state->charge_limit_w[i] = ostrov_i_min(charge_w, state->room_wh * per_wh);
        state->discharge_limit_w[i] = ostrov_i_min(discharge_w, state->energy_wh * per_wh);
    }
}
