/* Set-points while the PCS forms the site bus: the battery has no set-point, it carries what is
 * left; the station keeps load and sun within what the battery can carry and take.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

/* SoC above the floor before shed tiers return. */
#define RETURN_RATIO 0.05
/* Vehicles charge from surplus sun only with the battery nearly full: share of soc_max_ratio to
 * begin and to go on. */
#define BEGIN_RATIO 0.9
#define GO_ON_RATIO 0.85
/* Part of the battery's discharging power left free when a plan charges vehicles from it: loads start. */
#define HEAD_RATIO 0.1
/* Part of the battery's charging power left free for a load that goes off: the bus frequency must
 * not be what limits the sun. */
#define SPARE_RATIO 0.05

static uint32_t tiers_by_energy(const ostrov_i_station *self, const ostrov_i_scene *scene)
{
    const uint32_t all = ostrov_i_station_tier_mask(self);
    const int32_t shed = (self->tiers.on & ~1u) == 0 && self->config.tiers > 1;
    const double floor = self->config.island_floor_ratio + (shed ? RETURN_RATIO : 0.0);
    /* Without a battery of our own, or without knowing it, only what is critical. */
    return scene->soc_low_ratio >= floor ? all : 1u;
}

static void charge_from_surplus(ostrov_i_station *self, const ostrov_i_scene *scene,
                                ostrov_i_setpoints *set)
{
    const double full = self->cells.soc_max_ratio;
    const double least = (self->surplus_charging ? GO_ON_RATIO : BEGIN_RATIO) * full;
    const double surplus_w = -scene->net_hi_w;
    self->surplus_charging = scene->battery_known && scene->net_known &&
                             scene->soc_low_ratio >= least && surplus_w > 0.0;
    if (self->surplus_charging) {
        ostrov_i_station_charge_rules(self, scene, surplus_w, set);
    }
}

/* What the battery gives beyond its limit by this measurement, whoever draws it. */
static double over(const ostrov_i_scene *scene)
{
    const int32_t fresh = (scene->fresh & (1u << OSTROV_I_HELD_BATTERY)) != 0;
    return fresh ? ostrov_i_max(scene->battery_w - scene->discharge_w, 0.0) : 0.0;
}

/* A plan made for this island may charge vehicles from the battery: departures come before reserve. Not
 * near the floor, where the energy belongs to the load. */
static void charge_by_plan(const ostrov_i_station *self, const ostrov_i_scene *scene,
                           ostrov_i_setpoints *set)
{
    if (scene->battery_known && scene->net_known &&
        scene->soc_low_ratio >= self->config.island_floor_ratio + RETURN_RATIO) {
        const double most_w = scene->discharge_w * (1.0 - HEAD_RATIO) - over(scene);
        ostrov_i_station_charge_island(
            self, scene, most_w - scene->net_hi_w - ostrov_i_station_unheld(self, scene), set);
    }
}

/* What the battery could still carry of the load. Vehicles have limits of their own and obey within
 * seconds; an overloaded converter trips sooner: then load goes as well. */
static double room(const ostrov_i_scene *scene)
{
    const double room_w = scene->discharge_w - scene->net_hi_w;
    return over(scene) > 0.0 ? ostrov_i_min(room_w, -over(scene)) : room_w;
}

void ostrov_i_station_island(ostrov_i_station *self, const ostrov_i_scene *scene,
                             ostrov_i_setpoints *set)
{
    const int32_t settled = scene->mode == OSTROV_GRID_ISLAND || scene->mode == OSTROV_GRID_OBSERVE;
    double room_w = OSTROV_I_NAN;
    double load_w = 0.0;
    set->battery_w = 0.0;
    if (settled) {
        charge_from_surplus(self, scene, set);
        if (!self->surplus_charging && scene->rung != OSTROV_RUNG_RULES) {
            charge_by_plan(self, scene, set);
        }
    } else {
        self->surplus_charging = 0;
    }
    load_w = ostrov_i_max(ostrov_i_nan(scene->load_w) ? 0.0 : scene->load_w, 0.0) +
             ostrov_i_station_draw(self, scene, set);
    ostrov_i_station_pv(self, scene, load_w + scene->charge_w * (1.0 - SPARE_RATIO), set);
    if (scene->battery_known && scene->net_known) {
        room_w = room(scene);
    }
    ostrov_i_station_tiers(self, scene, room_w, scene->discharge_w, tiers_by_energy(self, scene));
    if (self->tiers.on != ostrov_i_station_tier_mask(self)) {
        ostrov_i_station_mark(set, OSTROV_EVENT_SHED);
    }
}
