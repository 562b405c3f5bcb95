/* Set-points while connected: what each rung wishes, before the limits have their say.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

#include "plan/steer.h"

/* A plan whose grid power is below this wants none: the battery then follows the net load instead
 * of its planned power. 1 kW is about what a meter of this class resolves at 250 kW. */
#define NULL_W 1000.0

static void wish_safe(const ostrov_i_station *self, ostrov_i_setpoints *set)
{
    for (int32_t i = 0; i < self->config.charge_points; i++) {
        const double w =
            ostrov_i_min(self->config.charger_default_w, self->config.charge_point_limit_w[i]);
        set->vehicle_w[i] = w >= self->config.charge_point_min_w[i] ? w : 0.0;
    }
    set->battery_w = 0.0;
}

/* Without a plan: vehicles share what the connection has left; the battery carries the rest of the
 * site and takes what sun is left over. It does not empty itself into vehicles. */
static void wish_rules(const ostrov_i_station *self, const ostrov_i_scene *scene,
                       ostrov_i_setpoints *set)
{
    const double limit_w = scene->import_w * scene->power_ratio;
    const double most_w = scene->cap_w < limit_w ? scene->cap_w : limit_w;
    double draw_w = 0.0;
    ostrov_i_station_charge_rules(
        self, scene,
        most_w - ostrov_i_max(scene->net_hi_w, 0.0) + ostrov_i_max(-scene->net_hi_w, 0.0), set);
    draw_w = ostrov_i_station_draw(self, scene, set);
    if (!scene->net_known) {
        set->battery_w = 0.0; /* nothing to follow */
    } else if (scene->net_hi_w > 0.0) {
        set->battery_w = scene->net_hi_w;
    } else {
        set->battery_w = ostrov_i_min(scene->net_hi_w + draw_w, 0.0);
    }
}

/* Sun or quiet that nobody foresaw goes into the cells where it is worth more there than at the
 * grid. The plan's worth is that of one more kWh, so it judges what comes on top of the plan; what
 * would go out beyond the plan may belong to the reserve or to a peak and be worth far more, so
 * nothing is taken on its word. A vehicle that draws less than planned is no such surplus: it will
 * want its energy yet. One more cycle's wear is the hurdle: a cautious plan thinks too much of what
 * is stored, and small gains are not worth a battery that never rests. */
static double store_surplus(const ostrov_i_station *self, const ostrov_i_scene *scene, double net_w,
                            double battery_w)
{
    const int32_t slot = scene->slot;
    const double wear = self->wear_price_per_kwh;
    const ostrov_i_worth worth = {
        self->plan.value_per_kwh[slot] - wear, scene->m.import_price_per_kwh,
        scene->m.export_price_per_kwh,         wear,
        self->cells.charge_efficiency_ratio,   self->cells.discharge_efficiency_ratio};
    const double foreseen_w = ostrov_i_station_planned_net(self, slot);
    const double taken_w = self->plan.battery_w[slot] + scene->net_hi_w - foreseen_w;
    const double most_w = ostrov_i_clamp(battery_w, -scene->charge_w, scene->daily_w);
    const double least_w = ostrov_i_clamp(taken_w, -scene->charge_w, most_w);
    int32_t chosen = 0;
    return ostrov_i_steer_cheapest(&worth, net_w, battery_w, net_w - taken_w, -least_w, most_w,
                                   &chosen);
}

/* By plan: where the plan lives on its own sun the battery holds the grid at plan, second by
 * second; where it buys or sells, the battery keeps to its planned power and the grid takes the
 * difference, since at that price the plan chose energy, not balance. Either way what is left over
 * is stored where that pays. */
static void wish_plan(const ostrov_i_station *self, const ostrov_i_scene *scene,
                      ostrov_i_setpoints *set)
{
    const double grid_w = self->plan.grid_w[scene->slot];
    ostrov_i_station_charge_plan(self, scene, set);
    set->battery_w = self->plan.battery_w[scene->slot];
    if (scene->net_known) {
        const double net_w = scene->net_hi_w + ostrov_i_station_draw(self, scene, set);
        if (ostrov_i_abs(grid_w) <= NULL_W) {
            set->battery_w = net_w - grid_w;
        }
        set->battery_w = store_surplus(self, scene, net_w, set->battery_w);
    }
}

/* Battery power raised to keep the quarter hour, then bounds of the device, then the ramp. */
static void steer_battery(const ostrov_i_station *self, const ostrov_i_scene *scene,
                          ostrov_i_setpoints *set)
{
    const double ratio = scene->power_ratio;
    const double most_w =
        (ostrov_i_nan(scene->pcc_target_w) ? scene->daily_w : scene->discharge_w) * ratio;
    const double least_w = -scene->charge_w * ratio;
    const double step_w = self->config.ramp_w_per_s * scene->dt_s;
    const double from_w =
        self->written || ostrov_i_nan(scene->battery_w) ? self->battery_told_w : scene->battery_w;
    double w = set->battery_w;
    if (!ostrov_i_nan(scene->pcc_target_w) && scene->net_known) {
        w = scene->net_hi_w + ostrov_i_station_draw(self, scene, set) - scene->pcc_target_w;
    } else if (!ostrov_i_nan(scene->cap_w) && scene->net_known) {
        const double needed_w =
            scene->net_hi_w + ostrov_i_station_draw(self, scene, set) - scene->cap_w;
        w = ostrov_i_max(w, needed_w); /* bounded below: never under the reserve */
    }
    w = ostrov_i_clamp(w, least_w, most_w);
    w = ostrov_i_clamp(w, from_w - step_w, from_w + step_w);
    set->battery_w = ostrov_i_clamp(w, least_w, most_w); /* the device's bounds beat the ramp */
}

double ostrov_i_station_sum(const double *values, int32_t count)
{
    double sum = 0.0;
    for (int32_t i = 0; i < count; i++) {
        sum += values[i];
    }
    return sum;
}

void ostrov_i_station_connected(ostrov_i_station *self, ostrov_i_scene *scene,
                                ostrov_i_setpoints *set)
{
    switch (scene->rung) {
    case OSTROV_RUNG_PLAN:
    case OSTROV_RUNG_QUICK:
        wish_plan(self, scene, set);
        break;
    case OSTROV_RUNG_RULES:
        wish_rules(self, scene, set);
        break;
    default:
        wish_safe(self, set);
        break;
    }
    if (scene->rung == OSTROV_RUNG_SAFE) {
        scene->charge_w = 0.0; /* the safe command does not use the battery, whatever it could do */
        scene->discharge_w = 0.0;
        scene->daily_w = 0.0;
        scene->cap_w = OSTROV_I_NAN;
        scene->power_ratio = 1.0;
        scene->pcc_target_w = OSTROV_I_NAN;
    }
    for (int32_t i = 0; i < self->config.charge_points; i++) {
        const double w = set->vehicle_w[i] * scene->power_ratio; /* ramp after a return */
        set->vehicle_w[i] = w >= self->config.charge_point_min_w[i] ? w : 0.0;
    }
    set->battery_w *= scene->power_ratio;
    steer_battery(self, scene, set);
    ostrov_i_station_limits(self, scene, set);
}
