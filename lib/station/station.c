/* The step: one measurement in, one complete command out. And the small public calls around it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

#include <string.h>

static void decide(ostrov_i_station *self, ostrov_i_scene *scene, ostrov_i_setpoints *set)
{
    const int32_t fire = (scene->m.inhibits & OSTROV_I_STATION_STOPS) != 0;
    if (fire || scene->supply == OSTROV_I_SUPPLY_NONE) {
        /* Nothing forms the site bus. What stays on now is what a black start must lift. */
        self->surplus_charging = 0;
        ostrov_i_station_tiers(self, scene, OSTROV_I_NAN, 0.0, fire ? 0u : 1u);
    } else if (scene->supply == OSTROV_I_SUPPLY_ISLAND) {
        ostrov_i_station_island(self, scene, set);
    } else {
        self->surplus_charging = 0;
        ostrov_i_station_connected(self, scene, set);
    }
}

static void step(ostrov_i_station *self, ostrov_i_scene *scene, ostrov_command *command)
{
    ostrov_i_setpoints set;
    memset(&set, 0, sizeof set);
    ostrov_i_station_vehicles(self, scene);
    ostrov_i_station_battery(self, scene);
    ostrov_i_station_balance(self, scene);
    ostrov_i_station_books(self, scene);
    ostrov_i_station_watch(self, scene);
    ostrov_i_station_ladder(self, scene);
    ostrov_i_station_quarter(self, scene);
    decide(self, scene, &set);
    ostrov_i_station_command(self, scene, &set, command);
    ostrov_i_station_wanted(self, scene);
    self->state.quarter_limit_w = scene->quarter_w;
}

ostrov_status ostrov_station_step(ostrov_station *station, const ostrov_measurement *measurement,
                                  ostrov_command *command, size_t command_size)
{
    ostrov_i_station *self = ostrov_i_station_self(station);
    const ostrov_structure *table = &ostrov_i_station_structures[OSTROV_I_TABLE_COMMAND];
    ostrov_i_scene scene;
    ostrov_command full;
    ostrov_status status = OSTROV_E_ARGUMENT;
    if (command == NULL || command_size < table->first_size) {
        return OSTROV_E_ARGUMENT; /* nowhere to write a command: nothing is stepped */
    }
    if (self != NULL && measurement != NULL) {
        status = ostrov_i_station_measure(self, measurement, &scene);
    }
    if (status == OSTROV_OK) {
        step(self, &scene, &full);
        status = scene.degraded ? OSTROV_DEGRADED : OSTROV_OK;
    } else {
        ostrov_i_station_safe(self, &full);
    }
    if (self != NULL) {
        self->state.steps++;
        self->state.events = self->ring.count + (self->ring.lost > 0);
    }
    (void)ostrov_i_give(table, &full, command, command_size);
    return status;
}

ostrov_status ostrov_station_read(const ostrov_station *station, ostrov_station_state *state,
                                  size_t size)
{
    const ostrov_i_station *self = ostrov_i_station_const(station);
    ostrov_station_state full;
    if (self == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    full = self->state;
    if (!self->clock_known) {
        full.plan_wanted = OSTROV_PLAN_NOT_WANTED; /* it could not be followed */
        full.plan_deadline_s = INT64_MIN;
    }
    return ostrov_i_give(&ostrov_i_station_structures[OSTROV_I_TABLE_STATE], &full, state, size);
}

ostrov_status ostrov_station_defaults(ostrov_station_config *config, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_station_structures[OSTROV_I_TABLE_CONFIG], config, size);
}

ostrov_status ostrov_measurement_defaults(ostrov_measurement *measurement, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_station_structures[OSTROV_I_TABLE_MEASUREMENT], measurement,
                             size);
}
