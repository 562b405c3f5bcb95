/* What the battery can do and what the site takes besides it: the power balance
 * grid_w + pv_w + battery_w = load_w + vehicles, and bounds where it was not measured.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

#include <string.h>

/* Daily discharge fades out over this much SoC above the reserve, so that it does not chatter
 * there. */
#define FADE_RATIO 0.005
/* Warnings are told again after this long. */
#define WARNED_S 600.0
#define AUTONOMY_MAX_S 1e7
/* Smoothing of the net load's movement: some twenty steps. */
#define CHANGE_SHARE 0.05
/* A contradiction over the SoC that was away this long is told again. */
#define DOUBT_S 600.0

static double least_told(const ostrov_i_station *self, int32_t bms, int32_t pcs, double own)
{
    double told = 0.0;
    double least = ostrov_i_finite(own) ? ostrov_i_max(own, 0.0) : 0.0;
    if (ostrov_i_station_known(self, bms, &told)) {
        least = ostrov_i_min(least, told);
    }
    if (ostrov_i_station_known(self, pcs, &told)) {
        least = ostrov_i_min(least, told);
    }
    return least;
}

static double ratio_or(double x, double otherwise)
{
    return ostrov_i_finite(x) ? ostrov_i_clamp(x, 0.0, 1.0) : otherwise;
}

/* The estimator moves on with the raw sample: what was not measured now, it bridges by its model.
 */
static void step_battery(ostrov_i_station *self, ostrov_i_scene *scene)
{
    ostrov_battery_sample sample;
    const ostrov_measurement *m = &scene->m;
    ostrov_status status = ostrov_battery_sample_defaults(&sample, sizeof sample);
    if (status == OSTROV_OK) {
        sample.battery_w = m->battery_w;
        sample.current_a = m->battery_a;
        sample.voltage_v = m->battery_v;
        sample.temperature_c = m->battery_c;
        sample.bms_soc_ratio = m->bms_soc_ratio;
        sample.bms_charge_limit_w = m->bms_charge_limit_w;
        sample.bms_discharge_limit_w = m->bms_discharge_limit_w;
        sample.pcs_charge_limit_w = m->pcs_charge_limit_w;
        sample.pcs_discharge_limit_w = m->pcs_discharge_limit_w;
        sample.age_s = m->age_s[OSTROV_SOURCE_BATTERY];
        status = ostrov_battery_step(&self->battery, &sample, scene->dt_s);
    }
    if (status >= OSTROV_OK) {
        status = ostrov_battery_read(&self->battery, &scene->bat, sizeof scene->bat);
    }
    if (status < OSTROV_OK) {
        memset(&scene->bat, 0, sizeof scene->bat); /* no limit, no energy: nothing is asked of it */
    }
}

static void tell_battery(ostrov_i_station *self, ostrov_i_scene *scene)
{
    const uint32_t warnings = scene->bat.warnings;
    const uint32_t fresh = warnings & ~self->warned;
    const double full = self->cells.soc_max_ratio;
    const double floor = scene->supply == OSTROV_I_SUPPLY_ISLAND ? self->config.island_floor_ratio
                                                                 : self->config.reserve_ratio;
    self->warned_s += scene->dt_s;
    if (self->warned_s >= WARNED_S) {
        self->warned_s = 0.0;
        self->warned &= warnings;
    }
    if (fresh != 0) {
        self->warned |= fresh;
        ostrov_i_station_event(self, OSTROV_EVENT_BATTERY_WARNING, (int32_t)(fresh & 0x7fffffffu),
                               OSTROV_I_NAN, OSTROV_I_NAN);
    }
    ostrov_i_station_episode(self, OSTROV_EVENT_SOC_LOW, scene->soc_ratio <= floor, 60.0,
                             scene->soc_ratio > floor + 0.02 ? scene->dt_s : 0.0, 0,
                             scene->soc_ratio, floor);
    ostrov_i_station_episode(self, OSTROV_EVENT_SOC_FULL, scene->soc_ratio >= full, 60.0,
                             scene->soc_ratio < full - 0.02 ? scene->dt_s : 0.0, 0,
                             scene->soc_ratio, full);
}

/* Count and estimator each bound the SoC. Where the bounds meet, both hold; where they exclude each
 * other one of them is wrong, and the worse of both holds on either side. */
static void bound_soc(ostrov_i_station *self, ostrov_i_scene *scene)
{
    const double low = ostrov_i_nan(scene->m.soc_low_ratio) ? 0.0 : scene->m.soc_low_ratio;
    const double high = ostrov_i_nan(scene->m.soc_high_ratio) ? 1.0 : scene->m.soc_high_ratio;
    const int32_t doubt = low > scene->soc_high_ratio || high < scene->soc_low_ratio || low > high;
    if (doubt) {
        scene->soc_low_ratio = ostrov_i_min(scene->soc_low_ratio, ostrov_i_min(low, high));
        scene->soc_high_ratio = ostrov_i_max(scene->soc_high_ratio, ostrov_i_max(low, high));
        scene->soc_ratio = scene->soc_low_ratio;
    } else {
        scene->soc_low_ratio = ostrov_i_max(scene->soc_low_ratio, low);
        scene->soc_high_ratio = ostrov_i_min(scene->soc_high_ratio, high);
        scene->soc_ratio =
            ostrov_i_clamp(scene->soc_ratio, scene->soc_low_ratio, scene->soc_high_ratio);
    }
    ostrov_i_station_episode(self, OSTROV_EVENT_SOC_DOUBT, doubt, DOUBT_S, scene->dt_s, 0,
                             scene->soc_low_ratio, scene->soc_high_ratio);
}

void ostrov_i_station_battery(ostrov_i_station *self, ostrov_i_scene *scene)
{
    scene->soc_ratio = OSTROV_I_NAN;
    scene->soc_low_ratio = OSTROV_I_NAN;
    scene->soc_high_ratio = OSTROV_I_NAN;
    if (!self->has_battery) {
        return;
    }
    step_battery(self, scene);
    scene->soc_low_ratio = ratio_or(scene->bat.soc_low_ratio, 0.0);
    scene->soc_ratio = ratio_or(scene->bat.soc_ratio, 0.0);
    if ((scene->bat.warnings & OSTROV_BATTERY_SOC_UNKNOWN) != 0) {
        scene->soc_ratio = scene->soc_low_ratio; /* a guess may not spend the reserve */
    }
    scene->soc_high_ratio = ratio_or(scene->bat.soc_ratio + 3.0 * scene->bat.soc_sigma_ratio, 1.0);
    scene->soc_high_ratio = ostrov_i_max(scene->soc_high_ratio, scene->soc_low_ratio);
    bound_soc(self, scene);
    tell_battery(self, scene);
    scene->battery_known = ostrov_i_station_known(self, OSTROV_I_HELD_BATTERY, &scene->battery_w);
    if (!scene->battery_known) {
        return; /* whether it obeys cannot be seen: limits stay 0 */
    }
    /* 60 s: several times the life of one command, and short enough to follow the battery's state.
     */
    scene->charge_w = least_told(self, OSTROV_I_HELD_BMS_CHARGE, OSTROV_I_HELD_PCS_CHARGE,
                                 scene->bat.charge_limit_w[OSTROV_LIMIT_60_S]);
    scene->discharge_w = least_told(self, OSTROV_I_HELD_BMS_DISCHARGE, OSTROV_I_HELD_PCS_DISCHARGE,
                                    scene->bat.discharge_limit_w[OSTROV_LIMIT_60_S]);
    scene->daily_w =
        scene->discharge_w *
        ostrov_i_clamp((scene->soc_ratio - self->config.reserve_ratio) / FADE_RATIO, 0.0, 1.0);
}

/* Read since about the last step: a host that tells an old value again with its age tells nothing
 * of now. Half a step more for devices that are read at their own beat. */
static int32_t of_now(const ostrov_i_station *self, const ostrov_i_scene *scene, int32_t held)
{
    return (scene->fresh & (1u << held)) != 0 && self->held[held].age_s <= 1.5 * scene->dt_s;
}

/* What the charge points draw. One that is not read counts as part of the rest: what it draws shows
 * at the PCC. One whose last reading stands draws no more than it was allowed since. */
static void read_vehicles(const ostrov_i_station *self, ostrov_i_scene *scene)
{
    scene->vehicles_known = 1;
    for (int32_t i = 0; i < self->config.charge_points; i++) {
        const int32_t held = OSTROV_I_HELD_VEHICLE + i;
        const ostrov_i_point *point = &self->points[i];
        const int32_t fresh = of_now(self, scene, held);
        double *w = &scene->vehicle_w[i];
        if (point->connected == 0 && !fresh) {
            *w = 0.0; /* nobody stands there */
        } else if (!ostrov_i_station_known(self, held, w)) {
            scene->vehicles_known = 0;
        } else if (!fresh && !point->ignored) {
            *w = ostrov_i_min(*w, point->limit_w);
        }
        if (!ostrov_i_nan(*w)) {
            scene->vehicles_w += *w;
        }
    }
}

/* PCC and battery must be of one sample: with one of them held while the other moves, the battery
 * would follow its own doing and run away. A battery that is not known at all counts as part of the
 * rest: it goes on with whatever it does. */
static int32_t coherent(const ostrov_i_station *self, const ostrov_i_scene *scene)
{
    const int32_t open = scene->supply == OSTROV_I_SUPPLY_ISLAND && scene->grid_w == 0.0;
    const int32_t grid =
        !ostrov_i_nan(scene->grid_w) && (of_now(self, scene, OSTROV_I_HELD_GRID) || open);
    const int32_t battery =
        !scene->battery_known || of_now(self, scene, OSTROV_I_HELD_BATTERY);
    return grid && battery;
}

/* load − PV, all that the station does not steer. From the PCC, else from the meters of load and
 * PV, else as it was a moment ago, else between the greatest load without sun and no load with all
 * the sun seen. */
static void bound_net(ostrov_i_station *self, ostrov_i_scene *scene)
{
    ostrov_i_held *held = &self->held[OSTROV_I_HELD_NET];
    double told_w = OSTROV_I_NAN;
    const int32_t load_told = ostrov_i_station_known(self, OSTROV_I_HELD_LOAD, &told_w);
    scene->net_known = 1;
    held->age_s = ostrov_i_min(held->age_s + scene->dt_s, 1e9);
    if (coherent(self, scene)) {
        const double battery_w = scene->battery_known ? scene->battery_w : 0.0;
        held->value = scene->grid_w + battery_w - scene->vehicles_w;
        held->age_s = 0.0;
        scene->net_hi_w = held->value;
        scene->net_lo_w = held->value;
    } else if (load_told && !ostrov_i_nan(scene->pv_w)) {
        scene->net_hi_w = told_w - scene->pv_w;
        scene->net_lo_w = scene->net_hi_w;
    } else if (scene->vehicles_known && /* what stands is without vehicles that were known then */
               ostrov_i_station_known(self, OSTROV_I_HELD_NET, &scene->net_hi_w)) {
        scene->net_lo_w = scene->net_hi_w;
    } else {
        const double sun_w = ostrov_i_nan(scene->pv_w) ? self->pv_high_w : scene->pv_w;
        scene->net_hi_w = load_told ? told_w : self->config.load_max_w;
        scene->net_lo_w = (load_told ? told_w : 0.0) - ostrov_i_max(sun_w, 0.0);
        scene->net_known = 0;
    }
}

/* How much the net load moves between two steps: what no set-point of the step before could know.
 */
static void watch_net(ostrov_i_station *self, const ostrov_i_scene *scene)
{
    if (!scene->net_known) {
        return;
    }
    if (!ostrov_i_nan(self->net_last_w)) {
        const double moved_w = ostrov_i_abs(scene->net_hi_w - self->net_last_w);
        self->net_change_w += (moved_w - self->net_change_w) * CHANGE_SHARE;
    }
    self->net_last_w = scene->net_hi_w;
}

static void find_load(const ostrov_i_station *self, ostrov_i_scene *scene)
{
    double told_w = OSTROV_I_NAN;
    const int32_t told = ostrov_i_station_known(self, OSTROV_I_HELD_LOAD, &told_w);
    const int32_t battery = scene->battery_known || !self->has_battery;
    const double found_w = scene->net_known && scene->vehicles_known && battery
                               ? scene->net_hi_w + scene->pv_w
                               : OSTROV_I_NAN;
    /* Meters disagree by a little: a load cannot be below nothing. */
    scene->load_w = told ? told_w : (found_w < 0.0 ? 0.0 : found_w);
}

void ostrov_i_station_balance(ostrov_i_station *self, ostrov_i_scene *scene)
{
    ostrov_station_state *state = &self->state;
    double told_w = OSTROV_I_NAN;
    if (!scene->battery_known) {
        scene->battery_w = OSTROV_I_NAN;
    }
    (void)ostrov_i_station_known(self, OSTROV_I_HELD_GRID, &scene->grid_w);
    (void)ostrov_i_station_known(self, OSTROV_I_HELD_PV, &scene->pv_w);
    if (scene->pv_w > self->pv_high_w) {
        self->pv_high_w = scene->pv_w;
    }
    read_vehicles(self, scene);
    if (scene->supply == OSTROV_I_SUPPLY_ISLAND && ostrov_i_nan(scene->grid_w) &&
        scene->mode != OSTROV_GRID_OPENING && scene->mode != OSTROV_GRID_CLOSING) {
        scene->grid_w = 0.0; /* the grid layer has proved the PCC breaker open */
    }
    bound_net(self, scene);
    watch_net(self, scene);
    find_load(self, scene);
    scene->essential = scene->net_known || scene->battery_known;
    scene->import_w = self->config.import_limit_w * self->dso_import_ratio;
    scene->export_w = self->config.export_limit_w * self->dso_export_ratio;

    state->balance_w = OSTROV_I_NAN;
    if (ostrov_i_station_known(self, OSTROV_I_HELD_LOAD, &told_w) && scene->vehicles_known) {
        state->balance_w = scene->grid_w + scene->pv_w +
                           (self->has_battery ? scene->battery_w : 0.0) - told_w -
                           scene->vehicles_w;
    }
    state->load_w = scene->load_w;
    state->soc_ratio = scene->soc_ratio;
    state->soc_low_ratio = scene->soc_low_ratio;
    state->soc_high_ratio = scene->soc_high_ratio;
    state->battery_warnings = self->has_battery ? scene->bat.warnings : 0;
    state->battery_charge_limit_w = scene->charge_w;
    state->battery_discharge_limit_w = scene->discharge_w;
    state->autonomy_s = OSTROV_I_NAN;
    if (self->has_battery && !ostrov_i_nan(scene->load_w) &&
        ostrov_i_finite(scene->bat.energy_wh)) {
        const double seconds = ostrov_i_max(scene->bat.energy_wh, 0.0) * 3600.0;
        state->autonomy_s =
            scene->load_w * AUTONOMY_MAX_S <= seconds ? AUTONOMY_MAX_S : seconds / scene->load_w;
    }
}
