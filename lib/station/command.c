/* From set-points to a complete command within every limit, and whether devices obey it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

#include <string.h>

/* Set-points and measurements differ by more than this for IGNORED_S: not obeyed. */
#define IGNORED_RATIO 0.05
#define IGNORED_W 1000.0
#define IGNORED_VEHICLE_W 500.0
#define IGNORED_S 30.0
/* Smoothing of the difference: longer than poll and ramp of usual devices. */
#define SMOOTH_S 10.0
/* s a vehicle that was paused stays paused: some give up after a few pauses. */
#define PAUSE_S 30.0
/* What counts as charging. */
#define CHARGING_W 100.0

static int32_t connected_mode(int32_t mode)
{
    return mode == OSTROV_GRID_GRID || mode == OSTROV_GRID_RIDE || mode == OSTROV_GRID_NULLING ||
           mode == OSTROV_GRID_RAMP;
}

static void watch_battery(ostrov_i_station *self, const ostrov_i_scene *scene)
{
    int32_t differs = 0;
    if (self->written && scene->supply == OSTROV_I_SUPPLY_GRID && scene->battery_known) {
        const double share = ostrov_i_min(scene->dt_s / SMOOTH_S, 1.0);
        self->ignored_w += (scene->battery_w - self->battery_told_w - self->ignored_w) * share;
        differs = ostrov_i_abs(self->ignored_w) >
                  ostrov_i_max(IGNORED_RATIO * ostrov_i_abs(self->battery_told_w), IGNORED_W);
    } else {
        self->ignored_w = 0.0;
    }
    self->ignored_s = differs ? ostrov_i_min(self->ignored_s + scene->dt_s, 1e9) : 0.0;
    ostrov_i_station_episode(self, OSTROV_EVENT_SET_POINT_IGNORED, self->ignored_s >= IGNORED_S,
                             IGNORED_S, scene->dt_s, -1, scene->battery_w, self->battery_told_w);
}

static void watch_point(ostrov_i_station *self, const ostrov_i_scene *scene, int32_t i)
{
    ostrov_i_point *point = &self->points[i];
    const double bound_w = point->limit_w * (1.0 + IGNORED_RATIO) + IGNORED_VEHICLE_W;
    double told_w = 0.0; /* as its meter said, not what it should draw since */
    if (!self->written ||
        !ostrov_i_station_known(self, OSTROV_I_HELD_VEHICLE + i, &told_w) ||
        !(told_w > bound_w)) {
        point->over_s = 0.0;
        point->ignored = 0;
        return;
    }
    point->over_s = ostrov_i_min(point->over_s + scene->dt_s, 1e9);
    if (point->over_s >= IGNORED_S && !point->ignored) {
        point->ignored = 1;
        ostrov_i_station_event(self, OSTROV_EVENT_SET_POINT_IGNORED, i, told_w,
                               point->limit_w);
    }
}

void ostrov_i_station_watch(ostrov_i_station *self, const ostrov_i_scene *scene)
{
    watch_battery(self, scene);
    for (int32_t i = 0; i < self->config.charge_points; i++) {
        watch_point(self, scene, i);
    }
}

/* Remembers what was told, and pauses a vehicle that was stopped while it charged. */
static void remember(ostrov_i_station *self, const ostrov_i_scene *scene,
                     const ostrov_command *command)
{
    for (int32_t i = 0; i < self->config.charge_points; i++) {
        ostrov_i_point *point = &self->points[i];
        if (scene != NULL && point->limit_w > 0.0 && command->vehicle_limit_w[i] <= 0.0 &&
            scene->vehicle_w[i] > CHARGING_W && point->connected == 1) {
            point->wait_s = PAUSE_S;
        }
        point->limit_w = command->vehicle_limit_w[i];
    }
    self->battery_told_w = command->battery_w;
    self->written = command->write;
}

/* Nothing is written while a person has the site, while the station only advises, or before it
 * knows whether the site is connected. A stop is obeyed by writing zeros. */
static int32_t may_write(const ostrov_i_station *self)
{
    if (self->config.authority != OSTROV_AUTHORITY_REQUEST &&
        self->config.authority != OSTROV_AUTHORITY_DIRECT) {
        return 0;
    }
    if ((self->inhibits & OSTROV_I_STATION_STOPS) != 0) {
        return 1;
    }
    return self->inhibits == 0 && self->state.mode != OSTROV_GRID_UNKNOWN &&
           self->state.mode != OSTROV_GRID_BOOT;
}

static void start_command(const ostrov_i_station *self, ostrov_command *command)
{
    memset(command, 0, sizeof *command);
    command->struct_size = (uint32_t)sizeof *command;
    command->rung = OSTROV_RUNG_SAFE;
    command->time_s = INT64_MIN;
    command->hold_s = self != NULL ? self->config.hold_s : 1.0;
}

/* What nobody has told of yet, or a charge point that no longer hears us, may draw. An island could
 * not carry it: there is no time to cut what a vehicle takes the moment it is plugged in. So it is
 * taken away before the breaker opens. */
static double default_w(const ostrov_i_station *self, int32_t supply, int32_t mode)
{
    const int32_t grid = supply == OSTROV_I_SUPPLY_GRID || supply == OSTROV_I_SUPPLY_HELD;
    return grid && mode != OSTROV_GRID_NULLING ? self->config.charger_default_w : 0.0;
}

static void everything_off(const ostrov_i_station *self, ostrov_command *command)
{
    command->pcs_request = OSTROV_PCS_STOP;
    command->tiers_on = 0;
    command->battery_w = 0.0;
    command->pv_limit_w = 0.0;
    memset(command->vehicle_limit_w, 0, sizeof command->vehicle_limit_w);
    command->limited_by = OSTROV_EVENT_INHIBIT;
    command->write = may_write(self);
}

/* The last word: no arithmetic above can send a number that is not one, or beyond a limit. */
static void bound(const ostrov_i_station *self, const ostrov_i_scene *scene,
                  ostrov_command *command)
{
    if (!ostrov_i_finite(command->battery_w)) {
        command->battery_w = 0.0;
    }
    command->battery_w =
        ostrov_i_clamp(command->battery_w, -scene->charge_w, scene->discharge_w) + 0.0;
    if (!(command->pv_limit_w >= 0.0)) {
        command->pv_limit_w = 0.0;
    }
    for (int32_t i = 0; i < OSTROV_I_STATION_POINTS; i++) {
        double w = command->vehicle_limit_w[i];
        if (i >= self->config.charge_points || !ostrov_i_finite(w) || w <= 0.0 ||
            w < self->config.charge_point_min_w[i]) {
            w = 0.0;
        }
        command->vehicle_limit_w[i] = ostrov_i_min(w, self->config.charge_point_limit_w[i]);
    }
    command->tiers_on &= ostrov_i_station_tier_mask(self);
}

void ostrov_i_station_command(ostrov_i_station *self, const ostrov_i_scene *scene,
                              const ostrov_i_setpoints *set, ostrov_command *command)
{
    start_command(self, command);
    command->rung = scene->rung;
    command->time_s = scene->time_s;
    if ((scene->m.inhibits & OSTROV_I_STATION_STOPS) != 0) {
        everything_off(self, command);
    } else {
        command->pcs_request = scene->pcs_request;
        command->tiers_on = self->tiers.on;
        command->battery_w = set->battery_w;
        command->pv_limit_w = set->pv_limit_w;
        memcpy(command->vehicle_limit_w, set->vehicle_w, sizeof set->vehicle_w);
        command->limited_by = scene->m.inhibits != 0 ? OSTROV_EVENT_INHIBIT : set->limited_by;
        command->charger_default_w = default_w(self, scene->supply, scene->mode);
        command->write = may_write(self);
        bound(self, scene, command);
    }
    remember(self, scene, command);
    self->state.tiers_on = command->tiers_on;
}

void ostrov_i_station_safe(ostrov_i_station *self, ostrov_command *command)
{
    start_command(self, command);
    if (self == NULL) {
        return; /* no site known: nothing is asked, nothing written */
    }
    if ((self->inhibits & OSTROV_I_STATION_STOPS) != 0) {
        everything_off(self, command);
    } else {
        const int32_t grid = connected_mode(self->state.mode);
        double pool_w =
            self->config.import_limit_w * self->dso_import_ratio - self->config.load_max_w;
        for (int32_t i = 0; grid && i < self->config.charge_points; i++) {
            const double w =
                ostrov_i_min(self->config.charger_default_w, self->config.charge_point_limit_w[i]);
            if (w >= self->config.charge_point_min_w[i] && w <= pool_w) {
                command->vehicle_limit_w[i] = w;
                pool_w -= w;
            }
        }
        command->pv_limit_w = self->config.pv_default_ratio < 1.0
                                  ? self->config.pv_default_ratio * self->pv_high_w
                                  : __builtin_inf();
        command->tiers_on = self->tiers.on;
        command->charger_default_w =
            default_w(self, grid ? OSTROV_I_SUPPLY_GRID : OSTROV_I_SUPPLY_ISLAND, self->state.mode);
        command->limited_by =
            self->inhibits != 0 ? OSTROV_EVENT_INHIBIT : OSTROV_EVENT_REFUSED_VALUE;
        command->write = may_write(self);
    }
    if (self->state.rung != OSTROV_RUNG_SAFE) {
        self->state.rung = OSTROV_RUNG_SAFE;
        ostrov_i_station_event(self, OSTROV_EVENT_RUNG, OSTROV_RUNG_SAFE, self->state.plan_age_s,
                               OSTROV_I_NAN);
    }
    remember(self, NULL, command);
    self->state.tiers_on = command->tiers_on;
}
