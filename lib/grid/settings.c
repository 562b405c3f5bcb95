/* Config to whole numbers, and the rules across its fields.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/settings.h"

#include "base/fields.h"

#include <string.h>

int64_t ostrov_i_whole(double x, double scale, int64_t limit)
{
    double y = x * scale;
    double most = (double)limit;
    if (y >= most) {
        return limit;
    }
    if (y <= -most) {
        return -limit;
    }
    return (int64_t)(y < 0.0 ? y - 0.5 : y + 0.5);
}

static int32_t whole32(double x, double scale)
{
    return (int32_t)ostrov_i_whole(x, scale, 2000000000);
}

static int64_t microseconds(double s) { return ostrov_i_whole(s, 1e6, (int64_t)1 << 50); }

/* Rule "a is at most b": the fault names a. */
typedef struct rule {
    const char *field;
    double value;
    double max;
    int32_t index;
    int32_t strict;
} rule;

static ostrov_status hold(const rule *rules, size_t count, ostrov_fault *why)
{
    for (size_t i = 0; i < count; i++) {
        const rule *r = &rules[i];
        if (r->value > r->max || (r->strict && r->value == r->max)) {
            return ostrov_i_fault(why, OSTROV_E_RANGE, "ostrov_grid_config", r->field, r->index,
                                  r->value, OSTROV_I_NAN, r->max);
        }
    }
    return OSTROV_OK;
}

static int32_t may_bond(const ostrov_grid_config *c)
{
    return c->pcs_profile == OSTROV_PCS_PROFILE_B || c->pcs_profile == OSTROV_PCS_PROFILE_C;
}

/* An entry window outside the trip thresholds would let the breaker close into a pick-up; a stage 2
 * inside stage 1 is a swapped pair; a dead level inside a window would call one side dead and good.
 */
ostrov_status ostrov_i_grid_validate(const ostrov_grid_config *c, ostrov_fault *why)
{
    const rule rules[] = {
        {"overvoltage_pu", c->overvoltage_pu[0], c->overvoltage_pu[1], 0, 0},
        {"undervoltage_pu", c->undervoltage_pu[1], c->undervoltage_pu[0], 1, 0},
        {"overfrequency_hz", c->overfrequency_hz[0], c->overfrequency_hz[1], 0, 0},
        {"underfrequency_hz", c->underfrequency_hz[1], c->underfrequency_hz[0], 1, 0},
        {"underfrequency_hz", c->underfrequency_hz[0], c->nominal_hz, 0, 1},
        {"nominal_hz", c->nominal_hz, c->overfrequency_hz[0], -1, 1},
        {"return_min_pu", c->return_min_pu, c->return_max_pu, -1, 1},
        {"return_min_hz", c->return_min_hz, c->return_max_hz, -1, 1},
        {"band_min_pu", c->band_min_pu, c->band_max_pu, -1, 1},
        {"band_min_hz", c->band_min_hz, c->band_max_hz, -1, 1},
        {"undervoltage_pu", c->undervoltage_pu[0], c->return_min_pu, 0, 0},
        {"return_max_pu", c->return_max_pu, c->overvoltage_pu[0], -1, 0},
        {"underfrequency_hz", c->underfrequency_hz[0], c->return_min_hz, 0, 0},
        {"return_max_hz", c->return_max_hz, c->overfrequency_hz[0], -1, 0},
        {"dead_pu", c->dead_pu, c->return_min_pu, -1, 1},
        {"dead_pu", c->dead_pu, c->band_min_pu, -1, 1},
        {"dead_pu", c->dead_pu, c->undervoltage_pu[0], -1, 0},
        {"sync_dwell_s", c->sync_dwell_s, c->sync_timeout_s, -1, 1},
        {"black_reserve_ratio", c->black_reserve_ratio, c->black_restart_ratio, -1, 0},
        /* A single phase has no sequence components; a PCS that switches by itself bonds by itself,
         * and one that never forms has nothing to bond. */
        {"unbalance_ratio", c->unbalance_ratio, c->phases == 3 ? 1.0 : 0.0, -1, 0},
        {"zero_ratio", c->zero_ratio, c->phases == 3 ? 1.0 : 0.0, -1, 0},
        {"earth_bond", c->earth_bond, may_bond(c), -1, 0},
        {"drill_s", c->drill_period_s > 0.0 ? c->drill_s : 0.0, c->drill_period_s, -1, 0},
        /* A fallback that allows everything would make a lost link an unlimited one. */
        {"dso_fallback_ratio", c->dso_fallback_ratio, c->dso_receiver ? 1.0 : 2.0, -1, 1},
    };
    if (c->phases == 2) { /* two phases of three are a fault, no kind of site */
        return ostrov_i_fault(why, OSTROV_E_RANGE, "ostrov_grid_config", "phases", -1, 2.0, 1.0,
                              3.0);
    }
    return hold(rules, sizeof rules / sizeof rules[0], why);
}

static void stages_from(const ostrov_grid_config *c, ostrov_i_stage *stages)
{
    for (int32_t i = 0; i < 2; i++) {
        stages[OSTROV_I_STAGE_OV + i].level = whole32(c->overvoltage_pu[i] * c->nominal_v, 1e3);
        stages[OSTROV_I_STAGE_OV + i].delay_us = microseconds(c->overvoltage_s[i]);
        stages[OSTROV_I_STAGE_UV + i].level = whole32(c->undervoltage_pu[i] * c->nominal_v, 1e3);
        stages[OSTROV_I_STAGE_UV + i].delay_us = microseconds(c->undervoltage_s[i]);
        stages[OSTROV_I_STAGE_OF + i].level = whole32(c->overfrequency_hz[i], 1e3);
        stages[OSTROV_I_STAGE_OF + i].delay_us = microseconds(c->overfrequency_s[i]);
        stages[OSTROV_I_STAGE_UF + i].level = whole32(c->underfrequency_hz[i], 1e3);
        stages[OSTROV_I_STAGE_UF + i].delay_us = microseconds(c->underfrequency_s[i]);
    }
    stages[OSTROV_I_STAGE_UNBALANCE].level = whole32(c->unbalance_ratio, 1e6);
    stages[OSTROV_I_STAGE_UNBALANCE].off = c->unbalance_ratio <= 0.0;
    stages[OSTROV_I_STAGE_UNBALANCE].delay_us = microseconds(c->unbalance_s);
    stages[OSTROV_I_STAGE_ZERO].level = whole32(c->zero_ratio, 1e6);
    stages[OSTROV_I_STAGE_ZERO].off = c->zero_ratio <= 0.0;
    stages[OSTROV_I_STAGE_ZERO].delay_us = microseconds(c->zero_s);
}

static void windows_from(const ostrov_grid_config *c, ostrov_i_grid_settings *to)
{
    to->enter.min_mv = whole32(c->return_min_pu * c->nominal_v, 1e3);
    to->enter.max_mv = whole32(c->return_max_pu * c->nominal_v, 1e3);
    to->enter.min_mhz = whole32(c->return_min_hz, 1e3);
    to->enter.max_mhz = whole32(c->return_max_hz, 1e3);
    to->band.min_mv = whole32(c->band_min_pu * c->nominal_v, 1e3);
    to->band.max_mv = whole32(c->band_max_pu * c->nominal_v, 1e3);
    to->band.min_mhz = whole32(c->band_min_hz, 1e3);
    to->band.max_mhz = whole32(c->band_max_hz, 1e3);
}

/* DIRECT is the laboratory and the simulation: nobody's grid, nobody's protocol. */
static int32_t watches(const ostrov_grid_config *c)
{
    if (c->authority == OSTROV_AUTHORITY_DIRECT) {
        return OSTROV_GRID_REASON_NONE;
    }
    if (c->authority != OSTROV_AUTHORITY_REQUEST) {
        return OSTROV_GRID_REASON_OBSERVE_ONLY;
    }
    return c->settings_named ? OSTROV_GRID_REASON_NONE : OSTROV_GRID_REASON_NOT_ARMED;
}

static void additions_from(const ostrov_grid_config *c, ostrov_i_grid_settings *to)
{
    to->phases = c->phases;
    to->earth_bond = c->earth_bond;
    to->tier_count = c->tier_count;
    to->dso_receiver = c->dso_receiver;
    to->dso_limits_import = c->dso_limits_import;
    to->dso_fallback_ppm = whole32(c->dso_fallback_ratio, 1e6);
    to->bond_us = c->earth_bond ? microseconds(c->bond_s) : 0;
    to->autonomy_s = ostrov_i_whole(c->autonomy_s, 1.0, 2592000);
    to->tier_step_us = microseconds(c->tier_step_s);
    to->drill_us = microseconds(c->drill_s);
    to->drill_period_us = microseconds(c->drill_period_s);
    to->dso_hold_us = microseconds(c->dso_hold_s);
    to->dso_ramp_us = microseconds(c->dso_ramp_s);
}

void ostrov_i_grid_settings_from(const ostrov_grid_config *c, ostrov_i_grid_settings *to)
{
    memset(to, 0, sizeof *to);
    to->watches = watches(c);
    to->profile = c->pcs_profile;
    to->verified = c->island_verified;
    to->dead_bus_close = c->dead_bus_close;
    to->black_start = c->black_start;
    to->return_by_itself = c->return_by_itself;
    to->sync_attempts = c->sync_attempts;
    to->nominal_mv = whole32(c->nominal_v, 1e3);
    to->dead_mv = whole32(c->dead_pu * c->nominal_v, 1e3);
    to->sync_slip_mhz = whole32(c->sync_slip_hz, 1e3);
    to->sync_mv = whole32(c->sync_voltage_pu * c->nominal_v, 1e3);
    to->sync_cdeg = whole32(c->sync_angle_deg, 1e2);
    to->reserve_ppm = whole32(c->black_reserve_ratio, 1e6);
    to->restart_ppm = whole32(c->black_restart_ratio, 1e6);
    additions_from(c, to);
    windows_from(c, to);
    stages_from(c, to->stages);
    to->dead_us = microseconds(c->dead_s);
    to->return_us = microseconds(c->return_delay_s);
    to->ramp_us = microseconds(c->ramp_s);
    to->dwell_us = microseconds(c->sync_dwell_s);
    to->sync_us = microseconds(c->sync_timeout_s);
    to->close_us = microseconds(c->breaker_close_s);
    to->open_us = microseconds(c->breaker_open_s);
    to->contact_us = microseconds(c->contact_fault_s);
    to->nulling_us = microseconds(c->nulling_s);
    to->forming_us = microseconds(c->forming_s);
    to->ride_us = microseconds(c->ride_s);
    to->stale_us = microseconds(c->stale_s);
    to->black_us = microseconds(c->black_s);
    to->nulling_w = c->nulling_w;
}
