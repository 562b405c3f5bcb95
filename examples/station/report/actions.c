/* What an event means, and what a person does about it: see actions.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "actions.h"

#include <ostrov/station.h>

#include <stddef.h>

/* Moves of the grid layer, by the mode that was entered. */
static const struct action mode_action[] = {
    [OSTROV_GRID_RIDE] = {ACTION_NOTE, "A disturbance of the grid is ridden through.",
                          "No action needed."},
    [OSTROV_GRID_BACKUP_OPEN] =
        {ACTION_ALARM, "The PCC breaker did not open; the upstream breaker was told to trip.",
         "Call the electrician; do not reset before the breaker is checked."},
    [OSTROV_GRID_ISLAND] = {ACTION_NOTE,
                            "The site lives on sun and battery; charging waits or is cut.",
                            "Tell the dispatcher; watch the hours of autonomy."},
    [OSTROV_GRID_RAMP] = {ACTION_NOTE, "Connected again; power is let up slowly.",
                          "No action needed."},
    [OSTROV_GRID_DEAD] = {ACTION_ALARM, "The site has no voltage.",
                          "Find the cause; a black start or the grid's return ends it."},
    [OSTROV_GRID_BLACK] = {ACTION_NOTE, "The battery starts the site from nothing.",
                           "Keep heavy loads off until it is done."},
    [OSTROV_GRID_SAFE_STOP] = {ACTION_ALARM,
                               "The battery stopped the island to keep its last energy.",
                               "Reduce the load; the grid's return or the sun ends it."},
    [OSTROV_GRID_LOCKOUT] = {ACTION_ALARM, "Nothing switches any more until a person has looked.",
                             "Find the cause on site, then reset locally."},
};

static const struct action event_action[] = {
    [OSTROV_EVENT_LOST_EVENTS] = {ACTION_NOTE, "The list of events has a hole.",
                                  "Read events out more often."},
    [OSTROV_EVENT_PLAN_REFUSED] = {ACTION_NOTE, "The plan before goes on, then rules.",
                                   "If it repeats, have the planner checked."},
    [OSTROV_EVENT_RUNG] = {ACTION_NOTE, "What steers the station changed.",
                           "If it stays on rules or safe, have the planner checked."},
    [OSTROV_EVENT_STALE] = {ACTION_ALARM, "The last value stands, limits are tightened.",
                            "Check the device and its cable."},
    [OSTROV_EVENT_FRESH] = {ACTION_NOTE, "Measured values are used again.", "No action needed."},
    [OSTROV_EVENT_REFUSED_VALUE] = {ACTION_ALARM, "The value was not used.",
                                    "Check the device that told it."},
    [OSTROV_EVENT_TIME_JUMP] = {ACTION_ALARM, "Plans and prices are read again.",
                                "Check the time server."},
    [OSTROV_EVENT_IMPORT_LIMIT] = {ACTION_NOTE,
                                   "Vehicles charge more slowly; the site limit was kept.",
                                   "If it repeats, shift duties or book more capacity."},
    [OSTROV_EVENT_QUARTER_LIMIT] =
        {ACTION_NOTE, "Vehicles charge more slowly; the quarter-hour maximum was kept.",
         "If it repeats, weigh the money of the next kW against margins."},
    [OSTROV_EVENT_SHED] = {ACTION_ALARM, "Part of the building's load is off.",
                           "Switch off what is not needed by hand; watch the battery."},
    [OSTROV_EVENT_RESTORED] = {ACTION_NOTE, "Load is on again.", "No action needed."},
    [OSTROV_EVENT_INHIBIT] = {ACTION_ALARM, "The station obeys the switch and gives advice only.",
                              "Set the switch back when the work is done."},
    [OSTROV_EVENT_VEHICLE_LATE] = {ACTION_ALARM,
                                   "The vehicle will leave with less than its duty needs.",
                                   "Swap vehicles, use a fast stand, or delay the departure."},
    [OSTROV_EVENT_VEHICLE_LEFT] = {ACTION_ALARM, "It drives with less than its duty needs.",
                                   "Charge it on the way, or shorten the duty."},
    [OSTROV_EVENT_SET_POINT_IGNORED] = {ACTION_ALARM, "The device does not do what it is told.",
                                        "Check its mode, its limits and its connection."},
    [OSTROV_EVENT_SOC_LOW] = {ACTION_NOTE,
                              "Daily use of the battery stops; the rest is for an outage.",
                              "No action needed while the grid is there."},
    [OSTROV_EVENT_SOC_FULL] = {ACTION_NOTE, "Surplus sun is sold or not used.",
                               "No action needed."},
    [OSTROV_EVENT_CLOCK_UNKNOWN] = {ACTION_ALARM, "No plan is followed, rules steer.",
                                    "Check the time server."},
    [OSTROV_EVENT_BATTERY_WARNING] = {ACTION_NOTE, "The estimate of the battery is less certain.",
                                      "If it stays, have the BMS link and sensors checked."},
    [OSTROV_EVENT_DSO_LIMIT] = {ACTION_NOTE, "The DSO's limit is obeyed.",
                                "Tell the dispatcher when charging is cut."},
    [OSTROV_EVENT_LIMIT_VIOLATED] = {ACTION_ALARM, "More was imported than allowed.",
                                     "Find the load that the station does not control."},
    [OSTROV_EVENT_RESTORED_STATE] = {ACTION_NOTE, "The station goes on where it was.",
                                     "No action needed."},
};

/* Of a battery's warnings those that say nothing against its estimate. */
static const struct action *warning_action(int32_t bits)
{
    static const struct action
        warm = {ACTION_NOTE, "The battery gives or takes less as long as it lasts.",
                "If it stays, have its heating or cooling checked."},
        edge = {ACTION_NOTE, "The battery gives, or takes, no more.", "No action needed."};
    const int32_t temperature = OSTROV_BATTERY_COLD | OSTROV_BATTERY_HOT;
    const int32_t limits = OSTROV_BATTERY_EMPTY | OSTROV_BATTERY_FULL;
    return (bits & ~limits) == 0                   ? &edge
           : (bits & ~(temperature | limits)) == 0 ? &warm
                                                   : &event_action[OSTROV_EVENT_BATTERY_WARNING];
}

const struct action *action_find(int32_t code, int32_t subject, int32_t missing)
{
    static const struct action none = {ACTION_NONE, "", ""};
    const int32_t modes = (int32_t)(sizeof mode_action / sizeof mode_action[0]);
    const int32_t codes = (int32_t)(sizeof event_action / sizeof event_action[0]);
    const struct action *found = &none;
    if (code == OSTROV_EVENT_GRID_MODE && subject >= 0 && subject < modes) {
        found = &mode_action[subject];
    } else if (code == OSTROV_EVENT_VEHICLE_LEFT && !missing) {
        found = &none;
    } else if (code == OSTROV_EVENT_BATTERY_WARNING) {
        found = warning_action(subject);
    } else if (code >= 0 && code < codes) {
        found = &event_action[code];
    }
    return found->consequence != NULL ? found : &none;
}
