/* The layer between plans: see plan_steer.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/plan_steer.h>

#include <string.h>

#include "base/fields.h"
#include "plan/plan_tables.h"
#include "plan/steer.h"

#define MAGIC (0x72656574u) /* "teer" */

typedef struct steer {
    uint32_t magic;
    int32_t begun; /* an interval is being counted */
    ostrov_steer_config config;
    ostrov_steer_state state;
    int64_t interval; /* number of the one being counted */
    double imported_ws;
} steer;

_Static_assert(sizeof(steer) <= sizeof(ostrov_steer), "ostrov_steer is too small");

static const ostrov_structure *table(int32_t which)
{
    return &ostrov_i_plan_steer_structures[which];
}

ostrov_status ostrov_steer_defaults(ostrov_steer_config *config, size_t size)
{
    return ostrov_i_defaults(table(STEER_CONFIG), config, size);
}

ostrov_status ostrov_steer_sample_defaults(ostrov_steer_sample *sample, size_t size)
{
    return ostrov_i_defaults(table(STEER_SAMPLE), sample, size);
}

ostrov_status ostrov_steer_init(ostrov_steer *object, const ostrov_steer_config *config,
                                ostrov_fault *why)
{
    steer s;
    ostrov_status status = OSTROV_OK;
    if (object == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    memset(&s, 0, sizeof s);
    status = ostrov_i_take_config(table(STEER_CONFIG), config, &s.config, why);
    if (status != OSTROV_OK) {
        return status;
    }
    s.magic = MAGIC;
    s.state.struct_size = (uint32_t)sizeof s.state;
    s.state.budget_w = OSTROV_I_NAN;
    memset(object, 0, sizeof *object);
    memcpy(object, &s, sizeof s);
    return OSTROV_OK;
}

/* Counts what was imported, and gives the mean that the rest of the interval may have. */
static void count_import(steer *s, const ostrov_steer_sample *in, double dt_s)
{
    const int64_t length = s->config.interval_s;
    int64_t interval = 0;
    double left_s = 0.0;
    s->state.budget_w = OSTROV_I_NAN;
    if (in->time_s == INT64_MIN) {
        s->begun = 0;
        return;
    }
    interval = in->time_s / length - (in->time_s % length < 0);
    left_s = (double)((interval + 1) * length - in->time_s);
    if (!s->begun || interval != s->interval) {
        s->imported_ws = 0.0;
        s->interval = interval;
        s->begun = 1;
        dt_s =
            ostrov_i_min(dt_s, (double)length - left_s); /* the part of the step that lies in it */
    }
    if (!ostrov_i_nan(in->grid_w)) {
        s->imported_ws += ostrov_i_max(0.0, in->grid_w) * dt_s;
    }
    s->state.imported_wh = s->imported_ws / 3600.0;
    if (!ostrov_i_nan(in->peak_w)) {
        s->state.budget_w = (in->peak_w * (double)length - s->imported_ws) / left_s;
    }
}

/* Money an hour, in thousandths, of a battery power: grid at its price, cells at their worth. */
static double money(const ostrov_i_worth *worth, double net_w, double battery_w)
{
    const double grid_w = net_w - battery_w;
    const double cells = battery_w > 0.0
                             ? (worth->value_per_kwh + worth->wear_per_kwh) / worth->discharge_ratio
                             : worth->value_per_kwh * worth->charge_ratio;
    return grid_w * (grid_w > 0.0 ? worth->import_per_kwh : worth->export_per_kwh) +
           battery_w * cells;
}

double ostrov_i_steer_cheapest(const ostrov_i_worth *worth, double net_w, double planned_battery_w,
                               double planned_grid_w, double charge_w, double discharge_w,
                               int32_t *chosen)
{
    double best = ostrov_i_clamp(planned_battery_w, -charge_w, discharge_w);
    *chosen = 0;
    if (!ostrov_i_nan(net_w) && ostrov_i_finite(worth->value_per_kwh) &&
        ostrov_i_finite(worth->import_per_kwh) && ostrov_i_finite(worth->export_per_kwh) &&
        ostrov_i_finite(planned_grid_w)) {
        const double others[2] = {net_w - planned_grid_w, net_w};
        double least = money(worth, net_w, best);
        for (int32_t i = 0; i < 2; i++) {
            const double w = ostrov_i_clamp(others[i], -charge_w, discharge_w);
            const double cost = money(worth, net_w, w);
            if (cost < least - 1e-9 * (1.0 + ostrov_i_abs(least))) {
                least = cost;
                best = w;
                *chosen = 1;
            }
        }
    }
    return best;
}

static double wish(steer *s, const ostrov_steer_sample *in, double charge_w, double discharge_w)
{
    const ostrov_i_worth worth = {in->value_per_kwh,
                                  in->import_price_per_kwh,
                                  in->export_price_per_kwh,
                                  s->config.wear_price_per_kwh,
                                  s->config.charge_efficiency_ratio,
                                  s->config.discharge_efficiency_ratio};
    int32_t chosen = 0;
    const double w = ostrov_i_steer_cheapest(&worth, in->net_w, in->planned_battery_w,
                                             in->planned_grid_w, charge_w, discharge_w, &chosen);
    s->state.cause = chosen ? OSTROV_STEER_VALUE : OSTROV_STEER_PLAN;
    return w;
}

/* At least low and at most high; cause when that changed it. */
static double hold(steer *s, double w, double low, double high, int32_t cause)
{
    const double held = w < low ? low : (w > high ? high : w);
    s->state.cause = held != w ? cause : s->state.cause;
    return held;
}

ostrov_status ostrov_steer_step(ostrov_steer *object, const ostrov_steer_sample *sample,
                                double dt_s)
{
    steer s;
    ostrov_steer_sample in;
    double charge_w = 0.0;
    double discharge_w = 0.0;
    double w = 0.0;
    double needed_w = -1e300;
    int32_t known = 1;
    if (object == NULL || sample == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    memcpy(&s, object, sizeof s);
    if (s.magic != MAGIC ||
        ostrov_i_take_sample(table(STEER_SAMPLE), sample, &in, NULL, NULL) < 0) {
        return OSTROV_E_ARGUMENT;
    }
    if (!(dt_s > 0.0 && dt_s <= 3600.0)) {
        return OSTROV_E_TIME;
    }
    charge_w = ostrov_i_nan(in.charge_limit_w) ? 0.0 : in.charge_limit_w;
    discharge_w = ostrov_i_nan(in.discharge_limit_w) ? 0.0 : in.discharge_limit_w;
    known = !ostrov_i_nan(in.net_w) && !ostrov_i_nan(in.planned_battery_w);
    in.planned_battery_w = ostrov_i_nan(in.planned_battery_w) ? 0.0 : in.planned_battery_w;
    count_import(&s, &in, dt_s);
    w = wish(&s, &in, charge_w, discharge_w);
    if (!ostrov_i_nan(in.net_w) && !ostrov_i_nan(s.state.budget_w)) {
        needed_w = in.net_w - ostrov_i_max(0.0, s.state.budget_w);
        w = hold(&s, w, needed_w, 1e300, OSTROV_STEER_BUDGET);
    }
    w = hold(&s, w, s.state.battery_w - s.config.ramp_w_per_s * dt_s,
             s.state.battery_w + s.config.ramp_w_per_s * dt_s, OSTROV_STEER_RAMP);
    if (!ostrov_i_nan(in.net_w)) { /* hard: before the ramp */
        w = hold(&s, w, in.net_w - s.config.import_limit_w, in.net_w + s.config.export_limit_w,
                 OSTROV_STEER_LIMIT);
        needed_w = ostrov_i_max(needed_w, in.net_w - s.config.import_limit_w);
    }
    w = hold(&s, w, -charge_w, discharge_w, OSTROV_STEER_BATTERY);
    s.state.battery_w = w;
    s.state.missing_w = ostrov_i_max(0.0, needed_w - w);
    if (!ostrov_i_nan(in.net_w)) {
        s.state.missing_w = ostrov_i_max(s.state.missing_w, w - in.net_w - s.config.export_limit_w);
    }
    memcpy(object, &s, sizeof s);
    if (s.state.missing_w > 1e-6) {
        return OSTROV_LIMITED;
    }
    return known ? OSTROV_OK : OSTROV_DEGRADED;
}

ostrov_status ostrov_steer_read(const ostrov_steer *object, ostrov_steer_state *state, size_t size)
{
    steer s;
    if (object == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    memcpy(&s, object, sizeof s);
    return s.magic == MAGIC ? ostrov_i_give(table(STEER_STATE), &s.state, state, size)
                            : OSTROV_E_ARGUMENT;
}
