/* Field tables of plan.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/fields.h"
#include "plan/plan_tables.h"

#define OPTIONAL OSTROV_FIELD_OPTIONAL
#define DERIVED OSTROV_FIELD_DERIVED
#define NONE OSTROV_I_NAN

/* Largest power, energy and price believed: a gigawatt, a gigawatt hour, 10^9 money a kWh. Beyond them
 * sums of a year would lose the digits that decide between plans. */
#define POWER 1e9
#define PRICE 1e9

static const ostrov_field vehicle_fields[] = {
    OSTROV_I_I64(ostrov_plan_vehicle, arrive_s, "s", "UTC of arrival; before the first edge = there", 0,
                 NONE, -1e13, 1e13),
    OSTROV_I_I64(ostrov_plan_vehicle, depart_s, "s", "UTC of departure; may lie beyond the last edge", 0,
                 NONE, -1e13, 1e13),
    OSTROV_I_I32(ostrov_plan_vehicle, charge_point, "", "which charge point", 0, 0, 0, 15),
    OSTROV_I_I32(ostrov_plan_vehicle, group, "", "which group of charge points, -1 = none", 0, -1, -1,
                 1e6),
    OSTROV_I_F64(ostrov_plan_vehicle, arrive_wh, "Wh", "in the battery on arrival", 0, NONE, 0, POWER),
    OSTROV_I_F64(ostrov_plan_vehicle, depart_wh, "Wh", "wanted at departure", 0, NONE, 0, POWER),
    OSTROV_I_F64(ostrov_plan_vehicle, capacity_wh, "Wh", "most it can hold", 0, NONE, 0, POWER),
    OSTROV_I_F64(ostrov_plan_vehicle, charge_limit_w, "W", "most that point and vehicle take", 0, NONE,
                 0, POWER),
    OSTROV_I_F64(ostrov_plan_vehicle, charge_min_w, "W", "least power when charging at all", 0, 0, 0,
                 POWER),
    OSTROV_I_F64(ostrov_plan_vehicle, charge_efficiency_ratio, "1",
                 "energy into the vehicle over energy from the site bus", 0, 0.93, 0.1, 1),
    OSTROV_I_F64(ostrov_plan_vehicle, short_price_per_kwh, "1/kWh", "money per kWh missing at departure",
                 0, 2, 0, PRICE),
};

static const ostrov_field group_fields[] = {
    OSTROV_I_F64(ostrov_plan_group, limit_w, "W", "sum of its charge points, hard", 0, NONE, 0, POWER),
};

static const ostrov_field peak_fields[] = {
    OSTROV_I_I64(ostrov_plan_peak, from_s, "s", "UTC, begin of the period", 0, NONE, -1e13, 1e13),
    OSTROV_I_I64(ostrov_plan_peak, until_s, "s", "UTC, end of the period", 0, NONE, -1e13, 1e13),
    OSTROV_I_F64(ostrov_plan_peak, incurred_w, "W", "already reached in the period", 0, 0, 0, POWER),
    OSTROV_I_F64(ostrov_plan_peak, price_per_kw, "1/kW", "money per kW of the highest slot", 0, 0, 0,
                 PRICE),
};

static const ostrov_field problem_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_problem),
    OSTROV_I_I32(ostrov_problem, count, "", "slots", 0, NONE, 1, 35136),
    OSTROV_I_REFERENCE(ostrov_problem, edges_s, "int64_t", "count + 1 UTC seconds, increasing", 0),
    OSTROV_I_REFERENCE(ostrov_problem, battery, "ostrov_battery_config", "the battery, NULL = none",
                       OPTIONAL),
    OSTROV_I_F64(ostrov_problem, battery_soc_ratio, "1", "SoC at the first edge", OPTIONAL, NONE, 0, 1),
    OSTROV_I_F64(ostrov_problem, battery_charge_limit_w, "W", "least of BMS, PCS and own", OPTIONAL, NONE,
                 0, POWER),
    OSTROV_I_F64(ostrov_problem, battery_discharge_limit_w, "W", "least of BMS, PCS and own", OPTIONAL,
                 NONE, 0, POWER),
    OSTROV_I_F64(ostrov_problem, wear_price_per_kwh, "1/kWh", "money per kWh taken out of the cells", 0,
                 0, 0, PRICE),
    OSTROV_I_F64(ostrov_problem, terminal_price_per_kwh, "1/kWh", "worth of a kWh at the last edge", 0, 0,
                 -PRICE, PRICE),
    OSTROV_I_F64(ostrov_problem, soc_end_min_ratio, "1", "wish for the last edge", OPTIONAL, NONE, 0, 1),
    OSTROV_I_SERIES(ostrov_problem, load_w, "W", "all load without vehicles", 0, 0, POWER),
    OSTROV_I_SERIES(ostrov_problem, critical_w, "W", "part of the load shed last; not given = 0",
                    OPTIONAL, 0, POWER),
    OSTROV_I_SERIES(ostrov_problem, pv_w, "W", "PV available; not given = no PV", OPTIONAL, 0, POWER),
    OSTROV_I_SERIES(ostrov_problem, import_price_per_kwh, "1/kWh", "all that a kWh imported costs", 0,
                    -PRICE, PRICE),
    OSTROV_I_SERIES(ostrov_problem, export_price_per_kwh, "1/kWh",
                    "what a kWh exported earns; not given = 0", OPTIONAL, -PRICE, PRICE),
    OSTROV_I_SERIES(ostrov_problem, import_limit_w, "W", "not given = the fixed limit", OPTIONAL, 0,
                    POWER),
    OSTROV_I_SERIES(ostrov_problem, export_limit_w, "W", "not given = the fixed limit", OPTIONAL, 0,
                    POWER),
    OSTROV_I_F64(ostrov_problem, import_limit_fixed_w, "W", "hard in every slot; 1e9 = no limit", 0,
                 POWER, 0, POWER),
    OSTROV_I_F64(ostrov_problem, export_limit_fixed_w, "W", "hard in every slot; 1e9 = no limit", 0,
                 POWER, 0, POWER),
    OSTROV_I_F64(ostrov_problem, curtail_price_per_kwh, "1/kWh", "money per kWh of PV not used", 0, 0, 0,
                 PRICE),
    OSTROV_I_F64(ostrov_problem, shed_price_per_kwh, "1/kWh", "money per kWh of load not served", 0, 3,
                 0, PRICE),
    OSTROV_I_F64(ostrov_problem, shed_critical_price_per_kwh, "1/kWh",
                 "money per kWh of critical load not served, at least shed_price_per_kwh", 0, 15, 0,
                 PRICE),
    OSTROV_I_F64(ostrov_problem, reserve_s, "s", "time of critical load kept in the battery", 0, 0, 0,
                 604800),
    OSTROV_I_F64(ostrov_problem, reserve_pv_ratio, "1", "share of forecast PV the reserve counts on", 0,
                 0, 0, 1),
    OSTROV_I_F64(ostrov_problem, reserve_price_per_kwh_h, "1/kWh/h",
                 "money per kWh missing and hour, also outside the SoC window", 0, 0.5, 0, PRICE),
    OSTROV_I_ROWS(ostrov_problem, vehicles, "ostrov_plan_vehicle", "stays at charge points", OPTIONAL),
    OSTROV_I_I32(ostrov_problem, vehicles_count, "", "rows of vehicles", DERIVED, 0, 0, 100000),
    OSTROV_I_U32(ostrov_problem, vehicles_stride, "B", "bytes from row to row", DERIVED, 0, NONE, NONE),
    OSTROV_I_ROWS(ostrov_problem, groups, "ostrov_plan_group", "supplies of charge points", OPTIONAL),
    OSTROV_I_I32(ostrov_problem, groups_count, "", "rows of groups", DERIVED, 0, 0, 1000),
    OSTROV_I_U32(ostrov_problem, groups_stride, "B", "bytes from row to row", DERIVED, 0, NONE, NONE),
    OSTROV_I_ROWS(ostrov_problem, peaks, "ostrov_plan_peak", "charges on the highest slot", OPTIONAL),
    OSTROV_I_I32(ostrov_problem, peaks_count, "", "rows of peaks", DERIVED, 0, 0, 1000),
    OSTROV_I_U32(ostrov_problem, peaks_stride, "B", "bytes from row to row", DERIVED, 0, NONE, NONE),
};

static const ostrov_choice solvers[] = {
    {"quick", OSTROV_SOLVER_QUICK, 0}, {"glpk", OSTROV_SOLVER_GLPK, 0}, {"other", OSTROV_SOLVER_OTHER, 0}};

#define COLUMN(m, unit, brief) OSTROV_I_COLUMN(ostrov_plan, m, unit, OSTROV_TYPE_COLUMN_F64, brief)

static const ostrov_field plan_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_plan),
    OSTROV_I_I32(ostrov_plan, capacity, "", "in: slots that each column holds", 0, 0, 0, 35136),
    OSTROV_I_I32(ostrov_plan, vehicle_capacity, "", "in: vehicles that vehicle_w holds", 0, 0, 0, 100000),
    OSTROV_I_I32(ostrov_plan, count, "", "slots", 0, 0, 0, 35136),
    OSTROV_I_I32(ostrov_plan, vehicle_count, "", "vehicles", 0, 0, 0, 100000),
    OSTROV_I_ENUM(ostrov_plan, solver, "who made it", solvers, OPTIONAL, 0),
    OSTROV_I_U32(ostrov_plan, source_crc, "", "CRC-32 of the problem it was made from", 0, 0, NONE, NONE),
    OSTROV_I_U32(ostrov_plan, epoch, "", "free for the host", 0, 0, NONE, NONE),
    OSTROV_I_COLUMN(ostrov_plan, edges_s, "s", OSTROV_TYPE_COLUMN_I64, "UTC, capacity + 1"),
    COLUMN(grid_w, "W", "positive = import"),
    COLUMN(battery_w, "W", "at the site bus, positive = discharge"),
    COLUMN(pv_w, "W", "PV used"),
    COLUMN(shed_w, "W", "ordinary load not served"),
    COLUMN(shed_critical_w, "W", "critical load not served"),
    COLUMN(soc_ratio, "1", "at the end of each slot"),
    COLUMN(value_per_kwh, "1/kWh", "worth of one more kWh in the cells at the end of each slot"),
    COLUMN(vehicle_w, "W", "at the site bus, row by vehicle"),
    COLUMN(short_wh, "Wh", "missing at departure, by vehicle"),
    OSTROV_I_COLUMN(ostrov_plan, charge_point, "", OSTROV_TYPE_COLUMN_I32, "charge point by vehicle"),
    OSTROV_I_F64(ostrov_plan, cost, "1", "money, all of it", OPTIONAL, NONE, NONE, NONE),
    OSTROV_I_F64(ostrov_plan, bound, "1", "money, proven lower bound; -inf = none", OPTIONAL, NONE, NONE,
                 NONE),
    OSTROV_I_F64(ostrov_plan, gap_ratio, "1", "(cost - bound) / max(1, |cost|)", OPTIONAL, NONE, NONE,
                 NONE),
    OSTROV_I_F64(ostrov_plan, short_total_wh, "Wh", "missing over all vehicles", OPTIONAL, NONE, NONE,
                 NONE),
    OSTROV_I_F64(ostrov_plan, shed_total_wh, "Wh", "ordinary load not served", OPTIONAL, NONE, NONE,
                 NONE),
    OSTROV_I_F64(ostrov_plan, shed_critical_total_wh, "Wh", "critical load not served", OPTIONAL, NONE,
                 NONE, NONE),
    OSTROV_I_F64(ostrov_plan, reserve_short_wh_h, "Wh h", "below the reserve or outside the SoC window",
                 OPTIONAL, NONE, NONE, NONE),
    OSTROV_I_I64(ostrov_plan, work, "", "relaxations or pivots", 0, 0, NONE, NONE),
};

#define OUT(m, unit, brief) OSTROV_I_F64(ostrov_plan_verdict, m, unit, brief, 0, NONE, NONE, NONE)

static const ostrov_field verdict_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_plan_verdict),
    OSTROV_I_BOOL(ostrov_plan_verdict, feasible, "every hard rule is met within the tolerance", 0, 0),
    OSTROV_I_I32(ostrov_plan_verdict, worst_slot, "", "slot of the worst violation, -1 = none", 0, -1,
                 NONE, NONE),
    OSTROV_I_I32(ostrov_plan_verdict, worst_vehicle, "", "vehicle of the worst violation, -1 = none", 0,
                 -1, NONE, NONE),
    OSTROV_I_TEXT(ostrov_plan_verdict, worst_rule, "name of the rule, NULL = none", OPTIONAL),
    OUT(worst_value, "W", "by how much, W or Wh"),
    OUT(balance_w, "W", "greatest residual of the power balance"),
    OUT(cost, "1", "money: the parts below, less export_income and terminal_value"),
    OUT(import_cost, "1", "money paid for import"),
    OUT(export_income, "1", "money earned by export"),
    OUT(peak_cost, "1", "money for the highest slots above what was incurred"),
    OUT(wear_cost, "1", "money for wear"),
    OUT(curtail_cost, "1", "money for PV not used"),
    OUT(shed_cost, "1", "money for load not served"),
    OUT(short_cost, "1", "money for energy missing at departure"),
    OUT(reserve_cost, "1", "money for energy missing in the reserve or outside the SoC window"),
    OUT(terminal_value, "1", "worth of the energy left at the last edge"),
    OUT(peak_w, "W", "highest slot mean import"),
    OUT(end_cost, "1", "money for energy missing at the last edge"),
};

static const ostrov_field options_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_plan_options),
    OSTROV_I_I32(ostrov_plan_options, passes, "", "effort for vehicles: 6 rounds of bids each", 0, 4, 1, 64),
    OSTROV_I_I64(ostrov_plan_options, work_limit, "", "counted work after which it stops", 0, 4e9, 0,
                 9e18),
    OSTROV_I_REFERENCE(ostrov_plan_options, stop, "int32_t", "not zero = stop soon", OPTIONAL),
};

#define SLOT(m, unit, brief, lo, hi) OSTROV_I_F64(ostrov_plan_slot, m, unit, brief, 0, 0, lo, hi)

static const ostrov_field slot_fields[] = {
    OSTROV_I_F64(ostrov_plan_slot, duration_s, "s", "length", 0, NONE, 60, 86400),
    SLOT(load_w, "W", "all load without vehicles", 0, POWER),
    SLOT(critical_w, "W", "part of the load shed last", 0, POWER),
    SLOT(pv_w, "W", "PV available", 0, POWER),
    SLOT(import_price_per_kwh, "1/kWh", "all that a kWh imported costs", -PRICE, PRICE),
    SLOT(export_price_per_kwh, "1/kWh", "what a kWh exported earns", -PRICE, PRICE),
    SLOT(import_limit_w, "W", "least of the series and the fixed limit", 0, POWER),
    SLOT(export_limit_w, "W", "least of the series and the fixed limit", 0, POWER),
    SLOT(keep_ratio, "1", "share of stored energy left by self-discharge", 0, 1),
    SLOT(stored_min_wh, "Wh", "hard lower bound at the end", 0, NONE),
    SLOT(stored_max_wh, "Wh", "hard upper bound at the end", 0, NONE),
    SLOT(floor_wh, "Wh", "reserve floor at the end, soft", 0, NONE),
};

const ostrov_structure ostrov_i_plan_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_plan_vehicle, "one stay of a vehicle at a charge point", vehicle_fields,
                       OSTROV_KIND_ROW),
    OSTROV_I_STRUCTURE(ostrov_plan_group, "charge points behind one supply", group_fields,
                       OSTROV_KIND_ROW),
    OSTROV_I_STRUCTURE(ostrov_plan_peak, "a charge on the highest import of a period", peak_fields,
                       OSTROV_KIND_ROW),
    OSTROV_I_STRUCTURE(ostrov_problem, "what is to be planned", problem_fields, OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_plan, "a plan: columns in caller's memory", plan_fields,
                       OSTROV_KIND_OUTPUT),
    OSTROV_I_STRUCTURE(ostrov_plan_verdict, "what ostrov_plan_check found", verdict_fields,
                       OSTROV_KIND_OUTPUT),
    OSTROV_I_STRUCTURE(ostrov_plan_options, "options of the quick planner", options_fields,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_plan_slot, "one slot of a problem, averaged", slot_fields, OSTROV_KIND_ROW),
    {0},
};
