/* Field tables of the station's public structures.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

#define NONE OSTROV_I_NAN
#define GIVE OSTROV_I_NAN /* no default: must be given */
#define POWER_MAX 1e9     /* a gigawatt: above is a sentinel such as 0xFFFFFFFF, not a station */
#define TIME_MAX 1e9
#define PRICE_MAX 1e6

static const ostrov_choice authorities[] = {
    {"observe", OSTROV_AUTHORITY_OBSERVE, 0},
    {"request", OSTROV_AUTHORITY_REQUEST, 0},
    {"direct", OSTROV_AUTHORITY_DIRECT, 0},
};

static const ostrov_choice rungs[] = {
    {"plan", OSTROV_RUNG_PLAN, 0},
    {"quick", OSTROV_RUNG_QUICK, 0},
    {"rules", OSTROV_RUNG_RULES, 0},
    {"safe", OSTROV_RUNG_SAFE, 0},
};

static const ostrov_choice pcs_modes[] = {
    {"stop", OSTROV_PCS_STOP, 0},
    {"follow", OSTROV_PCS_FOLLOW, 0},
    {"form", OSTROV_PCS_FORM, 0},
};

static const ostrov_choice wants[] = {
    {"none", OSTROV_PLAN_NOT_WANTED, 0},        {"first", OSTROV_PLAN_WANTED_FIRST, 0},
    {"period", OSTROV_PLAN_WANTED_PERIOD, 0},   {"grid", OSTROV_PLAN_WANTED_GRID, 0},
    {"vehicle", OSTROV_PLAN_WANTED_VEHICLE, 0}, {"deviation", OSTROV_PLAN_WANTED_DEVIATION, 0},
    {"limit", OSTROV_PLAN_WANTED_LIMIT, 0},
};

static const ostrov_choice modes[] = {
    {"boot", OSTROV_GRID_BOOT, 0},           {"grid", OSTROV_GRID_GRID, 0},
    {"ride", OSTROV_GRID_RIDE, 0},           {"nulling", OSTROV_GRID_NULLING, 0},
    {"opening", OSTROV_GRID_OPENING, 0},     {"backup_open", OSTROV_GRID_BACKUP_OPEN, 0},
    {"forming", OSTROV_GRID_FORMING, 0},     {"island", OSTROV_GRID_ISLAND, 0},
    {"observe", OSTROV_GRID_OBSERVE, 0},     {"sync", OSTROV_GRID_SYNC, 0},
    {"closing", OSTROV_GRID_CLOSING, 0},     {"ramp", OSTROV_GRID_RAMP, 0},
    {"dead", OSTROV_GRID_DEAD, 0},           {"black", OSTROV_GRID_BLACK, 0},
    {"safe_stop", OSTROV_GRID_SAFE_STOP, 0}, {"lockout", OSTROV_GRID_LOCKOUT, 0},
};

static const ostrov_choice codes[] = {
    {"none", OSTROV_EVENT_NONE, 0},
    {"start", OSTROV_EVENT_START, 0},
    {"lost_events", OSTROV_EVENT_LOST_EVENTS, 0},
    {"grid_mode", OSTROV_EVENT_GRID_MODE, 0},
    {"plan_taken", OSTROV_EVENT_PLAN_TAKEN, 0},
    {"plan_refused", OSTROV_EVENT_PLAN_REFUSED, 0},
    {"rung", OSTROV_EVENT_RUNG, 0},
    {"stale", OSTROV_EVENT_STALE, 0},
    {"fresh", OSTROV_EVENT_FRESH, 0},
    {"refused_value", OSTROV_EVENT_REFUSED_VALUE, 0},
    {"time_jump", OSTROV_EVENT_TIME_JUMP, 0},
    {"import_limit", OSTROV_EVENT_IMPORT_LIMIT, 0},
    {"quarter_limit", OSTROV_EVENT_QUARTER_LIMIT, 0},
    {"shed", OSTROV_EVENT_SHED, 0},
    {"restored", OSTROV_EVENT_RESTORED, 0},
    {"inhibit", OSTROV_EVENT_INHIBIT, 0},
    {"vehicle_arrived", OSTROV_EVENT_VEHICLE_ARRIVED, 0},
    {"vehicle_left", OSTROV_EVENT_VEHICLE_LEFT, 0},
    {"vehicle_late", OSTROV_EVENT_VEHICLE_LATE, 0},
    {"set_point_ignored", OSTROV_EVENT_SET_POINT_IGNORED, 0},
    {"soc_low", OSTROV_EVENT_SOC_LOW, 0},
    {"soc_full", OSTROV_EVENT_SOC_FULL, 0},
    {"clock_unknown", OSTROV_EVENT_CLOCK_UNKNOWN, 0},
    {"battery_warning", OSTROV_EVENT_BATTERY_WARNING, 0},
    {"dso_limit", OSTROV_EVENT_DSO_LIMIT, 0},
    {"limit_violated", OSTROV_EVENT_LIMIT_VIOLATED, 0},
    {"restored_state", OSTROV_EVENT_RESTORED_STATE, 0},
    {"soc_doubt", OSTROV_EVENT_SOC_DOUBT, 0},
};

#define C ostrov_station_config
static const ostrov_field config_fields[] = {
    OSTROV_I_STRUCT_SIZE(C),
    OSTROV_I_ENUM(C, authority, "what the library may do at this site", authorities, 0,
                  OSTROV_AUTHORITY_REQUEST),
    OSTROV_I_REFERENCE(C, battery, "ostrov_battery_config", "battery with its PCS; none when empty",
                       OSTROV_FIELD_OPTIONAL),
    OSTROV_I_I32(C, charge_points, "", "number of charge points", 0, 0, 0, OSTROV_CHARGE_POINTS),
    OSTROV_I_I32(C, tiers, "", "number of load tiers, tier 0 is the critical one", 0, 1, 1,
                 OSTROV_LOAD_TIERS),
    OSTROV_I_F64(C, import_limit_w, "W", "import never to be exceeded: transformer, fuse, contract",
                 0, GIVE, 0, POWER_MAX),
    OSTROV_I_F64(C, export_limit_w, "W", "export never to be exceeded", 0, GIVE, 0, POWER_MAX),
    OSTROV_I_F64(C, quarter_limit_w, "W",
                 "quarter-hour mean import not to exceed; not given = as the plan says",
                 OSTROV_FIELD_OPTIONAL, NONE, 0, POWER_MAX),
    OSTROV_I_F64(C, charge_point_limit_w, "W", "most power of each charge point", 0, 0, 0,
                 POWER_MAX),
    OSTROV_I_F64(C, charge_point_min_w, "W",
                 "least power of each charge point when charging at all", 0, 0, 0, POWER_MAX),
    OSTROV_I_F64(C, charger_default_w, "W", "power each charge point falls back to without us", 0,
                 0, 0, POWER_MAX),
    OSTROV_I_F64(C, battery_default_w, "W",
                 "power the PCS falls back to without us, positive = discharge", 0, 0, -POWER_MAX,
                 POWER_MAX),
    OSTROV_I_F64(C, pv_default_ratio, "1", "share of PV power allowed without us", 0, 1, 0, 1),
    OSTROV_I_F64(C, load_max_w, "W", "greatest load ever expected, without charge points", 0, GIVE,
                 0, POWER_MAX),
    OSTROV_I_F64(C, plan_period_s, "s", "time between plans, aligned to the clock", 0, 900, 60,
                 86400),
    OSTROV_I_F64(C, plan_max_age_s, "s", "age after which a plan is no longer followed", 0, 2700, 1,
                 TIME_MAX),
    OSTROV_I_F64(C, stale_s, "s",
                 "age after which a value is not known: PCC, battery, PV, charge points", 0, 10,
                 0.1, 86400),
    OSTROV_I_F64(C, ramp_w_per_s, "W/s", "greatest change of the battery set-point", 0, 1e6, 1,
                 POWER_MAX),
    OSTROV_I_F64(C, hold_s, "s", "time for which a command is valid", 0, 10, 0.1, 3600),
    OSTROV_I_F64(C, reserve_ratio, "1", "SoC that daily dispatch leaves for an outage", 0, 0.2, 0,
                 1),
    OSTROV_I_F64(C, island_floor_ratio, "1", "SoC below which an island sheds all but tier 0", 0,
                 0.3, 0, 1),
    OSTROV_I_F64(C, deviation_ratio, "1", "SoC away from the plan that asks for a new one", 0, 0.05,
                 0.001, 1),
};
#undef C

#define C ostrov_measurement
static const ostrov_field measurement_fields[] = {
    OSTROV_I_STRUCT_SIZE(C),
    OSTROV_I_U32(C, inhibits, "", "inhibits, bit by bit", 0, 0, 0, NONE),
    OSTROV_I_I64(C, time_s, "s", "UTC seconds since 1970", 0, NONE, NONE, NONE),
    OSTROV_I_F64(C, dt_s, "s", "time since the last step, monotonic clock, above 0", 0, NONE, 0,
                 3600),
    OSTROV_I_REFERENCE(C, grid, "ostrov_grid_state",
                       "hand-over of the grid layer; none = always connected",
                       OSTROV_FIELD_OPTIONAL),
    OSTROV_I_F64(C, grid_w, "W", "power at the PCC, import positive", 0, NONE, -POWER_MAX,
                 POWER_MAX),
    OSTROV_I_F64(C, grid_var, "var", "reactive power at the PCC, import positive", 0, NONE,
                 -POWER_MAX, POWER_MAX),
    OSTROV_I_F64(C, pv_w, "W", "PV power; slightly negative by stand-by at night", 0, NONE, -1000,
                 POWER_MAX),
    OSTROV_I_F64(C, battery_w, "W", "battery power at the AC side, discharge positive", 0, NONE,
                 -POWER_MAX, POWER_MAX),
    OSTROV_I_F64(C, battery_v, "V", "voltage at the cells", 0, NONE, 0, 1e5),
    OSTROV_I_F64(C, battery_a, "A", "current at the cells, discharge positive", 0, NONE, -1e6, 1e6),
    OSTROV_I_F64(C, battery_c, "degC", "temperature of the coldest cell told", 0, NONE, -60, 120),
    OSTROV_I_F64(C, bms_soc_ratio, "1", "SoC told by the BMS", 0, NONE, 0, 1),
    OSTROV_I_F64(C, bms_charge_limit_w, "W", "told by the BMS", 0, NONE, 0, POWER_MAX),
    OSTROV_I_F64(C, bms_discharge_limit_w, "W", "told by the BMS", 0, NONE, 0, POWER_MAX),
    OSTROV_I_F64(C, pcs_charge_limit_w, "W", "told by the PCS", 0, NONE, 0, POWER_MAX),
    OSTROV_I_F64(C, pcs_discharge_limit_w, "W", "told by the PCS", 0, NONE, 0, POWER_MAX),
    OSTROV_I_F64(C, load_w, "W", "all load without charge points", 0, NONE, 0, POWER_MAX),
    OSTROV_I_F64(C, age_s, "s", "since read at the device: PCC, battery, PV, charge points", 0,
                 NONE, 0, TIME_MAX),
    OSTROV_I_F64(C, dso_import_ratio, "1", "share of the import limit the DSO allows", 0, NONE, 0,
                 1),
    OSTROV_I_F64(C, dso_export_ratio, "1", "share of the export limit the DSO allows", 0, NONE, 0,
                 1),
    OSTROV_I_BOOL(C, vehicle_connected, "a vehicle stands at the charge point", 0, NONE),
    OSTROV_I_F64(C, vehicle_w, "W", "power of each charge point, consuming positive", 0, NONE,
                 -1000, POWER_MAX),
    OSTROV_I_F64(C, vehicle_accepts_w, "W", "power the vehicle would take now", 0, NONE, 0,
                 POWER_MAX),
    OSTROV_I_F64(C, vehicle_needs_wh, "Wh",
                 "energy from the site bus still wanted before departure", 0, NONE, 0, 1e9),
    OSTROV_I_I64(C, vehicle_depart_s, "s", "departure, UTC seconds since 1970", 0, NONE, NONE,
                 NONE),
    OSTROV_I_F64(C, import_price_per_kwh, "1/kWh", "all that a kWh imported now costs", 0, NONE,
                 -PRICE_MAX, PRICE_MAX),
    OSTROV_I_F64(C, export_price_per_kwh, "1/kWh", "what a kWh exported now earns", 0, NONE,
                 -PRICE_MAX, PRICE_MAX),
    OSTROV_I_F64(C, peak_w, "W", "highest quarter hour that the billing period holds already", 0,
                 NONE, 0, POWER_MAX),
    OSTROV_I_F64(C, soc_low_ratio, "1", "lower bound of the host's estimator", 0, NONE, 0, 1),
    OSTROV_I_F64(C, soc_high_ratio, "1", "upper bound of the host's estimator", 0, NONE, 0, 1),
    OSTROV_I_F64(C, charger_default_w, "W", "what each charge point is known to fall back to", 0,
                 NONE, 0, POWER_MAX),
};
#undef C

#define C ostrov_command
static const ostrov_field command_fields[] = {
    OSTROV_I_STRUCT_SIZE(C),
    OSTROV_I_ENUM(C, rung, "rung of the ladder it came from", rungs, 0, NONE),
    OSTROV_I_ENUM(C, pcs_request, "what is asked of the PCS", pcs_modes, 0, NONE),
    OSTROV_I_U32(C, tiers_on, "", "bit i = load tier i may be on", 0, 0, 0, 15),
    OSTROV_I_I64(C, time_s, "s", "UTC seconds it was made for", 0, NONE, NONE, NONE),
    OSTROV_I_F64(C, hold_s, "s", "time it may be held without a newer one", 0, NONE, 0, 3600),
    OSTROV_I_F64(C, battery_w, "W", "discharge positive; 0 while the PCS forms the site bus", 0,
                 NONE, -POWER_MAX, POWER_MAX),
    OSTROV_I_F64(C, pv_limit_w, "W", "upper limit of PV; infinite = none", 0, NONE, 0, NONE),
    OSTROV_I_F64(C, vehicle_limit_w, "W", "upper limit of each charge point", 0, NONE, 0,
                 POWER_MAX),
    OSTROV_I_BOOL(C, write, "to be written to the devices", 0, 0),
    OSTROV_I_ENUM(C, limited_by, "what shaped it most", codes, 0, 0),
    OSTROV_I_F64(C, charger_default_w, "W", "what each charge point shall fall back to now", 0, 0,
                 0, POWER_MAX),
};
#undef C

#define C ostrov_station_state
static const ostrov_field state_fields[] = {
    OSTROV_I_STRUCT_SIZE(C),
    OSTROV_I_ENUM(C, rung, "rung of the ladder", rungs, 0, NONE),
    OSTROV_I_ENUM(C, mode, "mode of the connection", modes, 0, NONE),
    OSTROV_I_ENUM(C, plan_wanted, "why a plan is wanted", wants, 0, 0),
    OSTROV_I_I64(C, plan_deadline_s, "s", "UTC seconds by which it should be there", 0, NONE, NONE,
                 NONE),
    OSTROV_I_F64(C, plan_age_s, "s", "since the plan followed began", 0, NONE, 0, NONE),
    OSTROV_I_F64(C, soc_ratio, "1", "best estimate of the SoC", 0, NONE, 0, 1),
    OSTROV_I_F64(C, soc_low_ratio, "1", "lower bound of the SoC", 0, NONE, 0, 1),
    OSTROV_I_F64(C, battery_charge_limit_w, "W", "least of BMS, PCS and own estimate", 0, NONE, 0,
                 POWER_MAX),
    OSTROV_I_F64(C, battery_discharge_limit_w, "W", "least of BMS, PCS and own estimate", 0, NONE,
                 0, POWER_MAX),
    OSTROV_I_F64(C, load_w, "W", "all load without charge points", 0, NONE, NONE, NONE),
    OSTROV_I_F64(C, quarter_mean_w, "W", "mean import of the running quarter hour so far", 0, NONE,
                 0, POWER_MAX),
    OSTROV_I_F64(C, quarter_limit_w, "W", "mean import the quarter hour is steered to", 0, NONE, 0,
                 POWER_MAX),
    OSTROV_I_F64(C, quarter_left_s, "s", "left of the running quarter hour", 0, NONE, 0, 900),
    OSTROV_I_F64(C, quarter_max_w, "W", "highest complete quarter hour since init", 0, NONE, 0,
                 POWER_MAX),
    OSTROV_I_F64(C, import_wh, "Wh", "imported since init", 0, 0, 0, NONE),
    OSTROV_I_F64(C, export_wh, "Wh", "exported since init", 0, 0, 0, NONE),
    OSTROV_I_F64(C, balance_w, "W", "residual of the measured power balance", 0, NONE, NONE, NONE),
    OSTROV_I_F64(C, autonomy_s, "s",
                 "for which the battery alone carries the present load; at most 10 000 000", 0,
                 NONE, 0, 1e7),
    OSTROV_I_U32(C, tiers_on, "", "bit i = load tier i may be on", 0, 0, 0, 15),
    OSTROV_I_I32(C, events, "", "events waiting", 0, 0, 0, NONE),
    OSTROV_I_I64(C, steps, "", "steps since init", 0, 0, 0, NONE),
    OSTROV_I_I64(C, refused, "", "impossible values refused since init", 0, 0, 0, NONE),
    OSTROV_I_F64(C, soc_high_ratio, "1", "upper bound of the SoC", 0, NONE, 0, 1),
    OSTROV_I_U32(C, battery_warnings, "", "warnings of the battery, bit by bit", 0, 0, 0, NONE),
    OSTROV_I_RESERVED(C),
};
#undef C

#define C ostrov_event
static const ostrov_field event_fields[] = {
    OSTROV_I_I64(C, time_s, "s", "UTC seconds; the least integer = clock not known", 0, NONE, NONE,
                 NONE),
    OSTROV_I_I64(C, sequence, "", "counts from 1", 0, 0, 0, NONE),
    OSTROV_I_ENUM(C, code, "what happened", codes, 0, 0),
    OSTROV_I_I32(C, subject, "", "to what, as the code says", 0, 0, NONE, NONE),
    OSTROV_I_F64(C, value, "", "how much, as the code says", 0, NONE, NONE, NONE),
    OSTROV_I_F64(C, limit, "", "against which limit, as the code says", 0, NONE, NONE, NONE),
};
#undef C

const ostrov_structure ostrov_i_station_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_station_config, "settings of a station", config_fields,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_measurement, "one measurement of the whole station",
                       measurement_fields, OSTROV_KIND_SAMPLE),
    OSTROV_I_STRUCTURE(ostrov_command, "one command for the whole station", command_fields,
                       OSTROV_KIND_OUTPUT),
    OSTROV_I_STRUCTURE(ostrov_station_state, "what the station knows and wants", state_fields,
                       OSTROV_KIND_OUTPUT),
    OSTROV_I_STRUCTURE(ostrov_event, "one event", event_fields, OSTROV_KIND_FROZEN),
    OSTROV_I_OPAQUE(ostrov_station, "one station with its plan and events"),
    {0},
};
