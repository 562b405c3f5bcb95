/* Field tables of plan_steer.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/plan_steer.h>

#include "base/fields.h"
#include "plan/plan_tables.h"

#define NONE OSTROV_I_NAN
#define POWER 1e9
#define PRICE 1e9
#define OPTIONAL OSTROV_FIELD_OPTIONAL

#define C(m, unit, brief, standard, lo, hi)                                                        \
    OSTROV_I_F64(ostrov_steer_config, m, unit, brief, 0, standard, lo, hi)

static const ostrov_field config_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_steer_config),
    OSTROV_I_I32(ostrov_steer_config, interval_s, "s", "metering interval, aligned with the clock", 0, 900,
                 60, 86400),
    C(import_limit_w, "W", "hard: transformer, connection; 1e9 = none", POWER, 0, POWER),
    C(export_limit_w, "W", "hard; 1e9 = none", POWER, 0, POWER),
    C(ramp_w_per_s, "W/s", "most by which the set-point moves; 1e9 = at once", POWER, 1, POWER),
    C(charge_efficiency_ratio, "1", "energy into the cells over energy from the site bus", 0.96, 0.1, 1),
    C(discharge_efficiency_ratio, "1", "energy to the site bus over energy out of the cells", 0.96, 0.1,
      1),
    C(wear_price_per_kwh, "1/kWh", "money per kWh taken out of the cells", 0, 0, PRICE),
};

#define S(m, unit, brief, lo, hi) OSTROV_I_F64(ostrov_steer_sample, m, unit, brief, OPTIONAL, NONE, lo, hi)

static const ostrov_field sample_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_steer_sample),
    OSTROV_I_RESERVED(ostrov_steer_sample),
    OSTROV_I_I64(ostrov_steer_sample, time_s, "s", "UTC", OPTIONAL, NONE, -1e13, 1e13),
    S(net_w, "W", "load less PV at the site bus, battery left out", -POWER, POWER),
    S(grid_w, "W", "measured at the meter, positive = import", -POWER, POWER),
    S(charge_limit_w, "W", "what the battery may take now", 0, POWER),
    S(discharge_limit_w, "W", "what the battery may give now", 0, POWER),
    S(planned_battery_w, "W", "battery_w of the plan", -POWER, POWER),
    S(planned_grid_w, "W", "grid_w of the plan", -POWER, POWER),
    S(value_per_kwh, "1/kWh", "value_per_kwh of the plan", -PRICE, PRICE),
    S(import_price_per_kwh, "1/kWh", "what a kWh imported costs", -PRICE, PRICE),
    S(export_price_per_kwh, "1/kWh", "what a kWh exported earns", -PRICE, PRICE),
    S(peak_w, "W", "mean import of a metering interval not to be exceeded", 0, POWER),
};

static const ostrov_choice causes[] = {
    {"plan", OSTROV_STEER_PLAN, 0},   {"value", OSTROV_STEER_VALUE, 0},
    {"budget", OSTROV_STEER_BUDGET, 0}, {"limit", OSTROV_STEER_LIMIT, 0},
    {"battery", OSTROV_STEER_BATTERY, 0}, {"ramp", OSTROV_STEER_RAMP, 0}};

static const ostrov_field state_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_steer_state),
    OSTROV_I_ENUM(ostrov_steer_state, cause, "what decided the set-point", causes, OPTIONAL, 0),
    OSTROV_I_F64(ostrov_steer_state, battery_w, "W", "at the site bus, positive = discharge", 0, 0, NONE,
                 NONE),
    OSTROV_I_F64(ostrov_steer_state, budget_w, "W", "mean import that the rest of the interval may have",
                 OPTIONAL, NONE, NONE, NONE),
    OSTROV_I_F64(ostrov_steer_state, imported_wh, "Wh", "imported in the interval so far", 0, 0, NONE,
                 NONE),
    OSTROV_I_F64(ostrov_steer_state, missing_w, "W", "by which a limit or the budget is not kept", 0, 0,
                 NONE, NONE),
};

const ostrov_structure ostrov_i_plan_steer_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_steer_config, "settings of the layer between plans", config_fields,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_steer_sample, "what is measured and planned", sample_fields,
                       OSTROV_KIND_SAMPLE),
    OSTROV_I_STRUCTURE(ostrov_steer_state, "a set-point and what decided it", state_fields,
                       OSTROV_KIND_OUTPUT),
    OSTROV_I_OPAQUE(ostrov_steer, "the layer between plans"),
    {0},
};
