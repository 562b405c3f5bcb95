/* Field tables of plan_rows.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/fields.h"
#include <ostrov/plan_explain.h>
#include <ostrov/plan_prepare.h>

#include "plan/plan_tables.h"

#define OPTIONAL OSTROV_FIELD_OPTIONAL
#define NONE OSTROV_I_NAN

/* Largest power, energy and price believed, as in plan_fields.c. */
#define POWER 1e9
#define PRICE 1e9

static const ostrov_field vehicle_fields[] = {
    OSTROV_I_I64(ostrov_plan_vehicle, arrive_s, "s",
                 "UTC of arrival; before the first edge = there", 0, NONE, -1e13, 1e13),
    OSTROV_I_I64(ostrov_plan_vehicle, depart_s, "s",
                 "UTC of departure; may lie beyond the last edge", 0, NONE, -1e13, 1e13),
    OSTROV_I_I32(ostrov_plan_vehicle, charge_point, "", "which charge point", 0, 0, 0, 15),
    OSTROV_I_I32(ostrov_plan_vehicle, group, "", "which group of charge points, -1 = none", 0, -1,
                 -1, 1e6),
    OSTROV_I_F64(ostrov_plan_vehicle, arrive_wh, "Wh", "in the battery on arrival", 0, NONE, 0,
                 POWER),
    OSTROV_I_F64(ostrov_plan_vehicle, depart_wh, "Wh", "wanted at departure", 0, NONE, 0, POWER),
    OSTROV_I_F64(ostrov_plan_vehicle, capacity_wh, "Wh", "most it can hold", 0, NONE, 0, POWER),
    OSTROV_I_F64(ostrov_plan_vehicle, charge_limit_w, "W", "most that point and vehicle take", 0,
                 NONE, 0, POWER),
    OSTROV_I_F64(ostrov_plan_vehicle, charge_min_w, "W", "least power when charging at all", 0, 0,
                 0, POWER),
    OSTROV_I_F64(ostrov_plan_vehicle, charge_efficiency_ratio, "1",
                 "energy into the vehicle over energy from the site bus", 0, 0.93, 0.1, 1),
    OSTROV_I_F64(ostrov_plan_vehicle, short_price_per_kwh, "1/kWh",
                 "money per kWh missing at departure", 0, 2, 0, PRICE),
    OSTROV_I_F64(ostrov_plan_vehicle, discharge_limit_w, "W",
                 "most it gives back, 0 = it only charges", 0, 0, 0, POWER),
    OSTROV_I_F64(ostrov_plan_vehicle, discharge_efficiency_ratio, "1",
                 "energy to the site bus over energy out of the vehicle", 0, 0.93, 0, 1),
    OSTROV_I_F64(ostrov_plan_vehicle, wear_price_per_kwh, "1/kWh",
                 "money per kWh taken out of the vehicle", 0, 0, 0, PRICE),
    OSTROV_I_F64(ostrov_plan_vehicle, least_wh, "Wh", "left in it at any time", 0, 0, 0, POWER),
};

static const ostrov_field group_fields[] = {
    OSTROV_I_F64(ostrov_plan_group, limit_w, "W", "sum of its charge points, hard", 0, NONE, 0,
                 POWER),
};

static const ostrov_field peak_fields[] = {
    OSTROV_I_I64(ostrov_plan_peak, from_s, "s", "UTC, begin of the period", 0, NONE, -1e13, 1e13),
    OSTROV_I_I64(ostrov_plan_peak, until_s, "s", "UTC, end of the period", 0, NONE, -1e13, 1e13),
    OSTROV_I_F64(ostrov_plan_peak, incurred_w, "W", "already reached in the period", 0, 0, 0,
                 POWER),
    OSTROV_I_F64(ostrov_plan_peak, price_per_kw, "1/kW", "money per kW of the highest slot", 0, 0,
                 0, PRICE),
    OSTROV_I_F64(ostrov_plan_peak, reserved_w, "W", "capacity reserved, free of charge here", 0, 0,
                 0, POWER),
};

#define BATTERY(m, unit, brief, standard, lo, hi)                                                  \
    OSTROV_I_F64(ostrov_plan_battery, m, unit, brief, 0, standard, lo, hi)

static const ostrov_field battery_fields[] = {
    BATTERY(capacity_wh, "Wh", "in the cells today", NONE, 1, POWER),
    BATTERY(start_wh, "Wh", "at the first edge", NONE, 0, POWER),
    BATTERY(min_wh, "Wh", "low end of its window", 0, 0, POWER),
    BATTERY(max_wh, "Wh", "high end of its window", NONE, 0, POWER),
    BATTERY(charge_limit_w, "W", "at the site bus", NONE, 0, POWER),
    BATTERY(discharge_limit_w, "W", "at the site bus", NONE, 0, POWER),
    BATTERY(charge_efficiency_ratio, "1", "energy into the cells over energy from the site bus",
            0.96, 0.1, 1),
    BATTERY(discharge_efficiency_ratio, "1", "energy to the site bus over energy out of the cells",
            0.96, 0.1, 1),
    BATTERY(self_discharge_per_s, "1/s", "share of stored energy lost each second", 0, 0, 1e-3),
    BATTERY(wear_price_per_kwh, "1/kWh", "money per kWh taken out of the cells", 0, 0, PRICE),
    BATTERY(terminal_price_per_kwh, "1/kWh", "worth of a kWh at the last edge", 0, -PRICE, PRICE),
};

static const ostrov_field efficiency_fields[] = {
    OSTROV_I_F64(ostrov_plan_efficiency, power_w, "W", "at the site bus", 0, NONE, 1e-3, POWER),
    OSTROV_I_F64(ostrov_plan_efficiency, charge_ratio, "1",
                 "energy into the cells over energy from the site bus", 0, NONE, 0.01, 1),
    OSTROV_I_F64(ostrov_plan_efficiency, discharge_ratio, "1",
                 "energy to the site bus over energy out of the cells", 0, NONE, 0.01, 1),
};

static const ostrov_field taper_fields[] = {
    OSTROV_I_F64(ostrov_plan_taper, soc_ratio, "1", "SoC; the first row's is 0, the last row's 1",
                 0, NONE, 0, 1),
    OSTROV_I_F64(ostrov_plan_taper, charge_limit_w, "W", "at this SoC", 0, POWER, 0, POWER),
    OSTROV_I_F64(ostrov_plan_taper, discharge_limit_w, "W", "at this SoC", 0, POWER, 0, POWER),
};

static const ostrov_field wear_fields[] = {
    OSTROV_I_F64(ostrov_plan_wear, depth_ratio, "1", "share of the capacity", 0, NONE, 1e-6, 1),
    OSTROV_I_F64(ostrov_plan_wear, price_per_kwh, "1/kWh", "money per kWh taken out of this part",
                 0, NONE, 0, PRICE),
};

static const ostrov_field block_fields[] = {
    OSTROV_I_F64(ostrov_plan_block, power_w, "W", "while it runs", 0, NONE, 0, POWER),
    OSTROV_I_I64(ostrov_plan_block, length_s, "s", "time it runs", 0, NONE, 60, 604800),
    OSTROV_I_I64(ostrov_plan_block, earliest_s, "s", "UTC, not started before", 0, NONE, -1e13,
                 1e13),
    OSTROV_I_I64(ostrov_plan_block, latest_end_s, "s", "UTC, done by then", 0, NONE, -1e13, 1e13),
    OSTROV_I_F64(ostrov_plan_block, skip_price, "1", "money for not running it", 0, 1000, 0, 1e12),
};

static const ostrov_field tier_fields[] = {
    OSTROV_I_F64(ostrov_plan_tier, share_ratio, "1", "share of the ordinary load", 0, NONE, 0, 1),
    OSTROV_I_F64(ostrov_plan_tier, price_per_kwh, "1/kWh", "money per kWh not served", 0, NONE, 0,
                 PRICE),
};

static const ostrov_field scenario_fields[] = {
    OSTROV_I_F64(ostrov_plan_scenario, probability_ratio, "1", "its weight", 0, 1, 0, 1e6),
    OSTROV_I_SERIES(ostrov_plan_scenario, load_w, "W", "not given = the problem's", OPTIONAL, 0,
                    POWER),
    OSTROV_I_SERIES(ostrov_plan_scenario, critical_w, "W", "not given = the problem's", OPTIONAL, 0,
                    POWER),
    OSTROV_I_SERIES(ostrov_plan_scenario, pv_w, "W", "not given = the problem's", OPTIONAL, 0,
                    POWER),
    OSTROV_I_SERIES(ostrov_plan_scenario, import_price_per_kwh, "1/kWh",
                    "not given = the problem's", OPTIONAL, -PRICE, PRICE),
    OSTROV_I_SERIES(ostrov_plan_scenario, export_price_per_kwh, "1/kWh",
                    "not given = the problem's", OPTIONAL, -PRICE, PRICE),
};

static const ostrov_choice reasons[] = {
    {"charge_cheap", OSTROV_BECAUSE_CHARGE_CHEAP, 0},
    {"charge_sun", OSTROV_BECAUSE_CHARGE_SUN, 0},
    {"discharge_dear", OSTROV_BECAUSE_DISCHARGE_DEAR, 0},
    {"discharge_sell", OSTROV_BECAUSE_DISCHARGE_SELL, 0},
    {"hold", OSTROV_BECAUSE_HOLD, 0},
    {"peak", OSTROV_BECAUSE_PEAK, 0},
    {"reserve", OSTROV_BECAUSE_RESERVE, 0},
    {"full", OSTROV_BECAUSE_FULL, 0},
    {"empty", OSTROV_BECAUSE_EMPTY, 0},
    {"charge_limit", OSTROV_BECAUSE_CHARGE_LIMIT, 0},
    {"discharge_limit", OSTROV_BECAUSE_DISCHARGE_LIMIT, 0},
    {"import_limit", OSTROV_BECAUSE_IMPORT_LIMIT, 0},
    {"export_limit", OSTROV_BECAUSE_EXPORT_LIMIT, 0},
    {"curtail", OSTROV_BECAUSE_CURTAIL, 0},
    {"shed", OSTROV_BECAUSE_SHED, 0},
    {"shed_critical", OSTROV_BECAUSE_SHED_CRITICAL, 0},
    {"outage", OSTROV_BECAUSE_OUTAGE, 0},
};

static const ostrov_field reason_fields[] = {
    OSTROV_I_I32(ostrov_plan_reason, slot, "", "which slot", 0, 0, 0, 35136),
    OSTROV_I_ENUM(ostrov_plan_reason, because, "why", reasons, OPTIONAL, 0),
    OSTROV_I_F64(ostrov_plan_reason, value_per_kwh, "1/kWh", "what one kWh more or less would bring",
                 OPTIONAL, NONE, NONE, NONE),
    OSTROV_I_F64(ostrov_plan_reason, now, "", "what is: price, W or SoC", OPTIONAL, NONE, NONE, NONE),
    OSTROV_I_F64(ostrov_plan_reason, change_at, "", "where the decision changes", OPTIONAL, NONE, NONE,
                 NONE),
    OSTROV_I_F64(ostrov_plan_reason, change_also, "", "a second such point", OPTIONAL, NONE, NONE, NONE),
};

static const ostrov_choice wishes[] = {
    {"critical", OSTROV_WISH_CRITICAL, 0},   {"load", OSTROV_WISH_LOAD, 0},
    {"departure", OSTROV_WISH_DEPARTURE, 0}, {"block", OSTROV_WISH_BLOCK, 0},
    {"reserve", OSTROV_WISH_RESERVE, 0},     {"end", OSTROV_WISH_END, 0},
    {"full", OSTROV_WISH_FULL, 0},           {"throughput", OSTROV_WISH_THROUGHPUT, 0},
};

static const ostrov_field missed_fields[] = {
    OSTROV_I_ENUM(ostrov_wish_missed, wish, "which", wishes, OPTIONAL, 0),
    OSTROV_I_ROW(ostrov_wish_missed, reserved_, "", "keeps the alignment; zero", NULL, NULL, 0, 4,
                 OSTROV_TYPE_I32, OSTROV_FIELD_RESERVED, 0, NONE, NONE),
    OSTROV_I_F64(ostrov_wish_missed, cost, "1", "money it counts for", OPTIONAL, NONE, NONE, NONE),
};

static const ostrov_choice repairs[] = {{"none", OSTROV_REPAIR_NONE, 0},
                                        {"held", OSTROV_REPAIR_HELD, 0},
                                        {"day", OSTROV_REPAIR_DAY, 0},
                                        {"clamped", OSTROV_REPAIR_CLAMPED, 0},
                                        {"default", OSTROV_REPAIR_DEFAULT, 0}};

static const ostrov_field mended_fields[] = {
    OSTROV_I_TEXT(ostrov_problem_mended, structure, "which structure", OPTIONAL),
    OSTROV_I_TEXT(ostrov_problem_mended, field, "which member", OPTIONAL),
    OSTROV_I_I32(ostrov_problem_mended, index, "", "which row, -1 = no row", 0, -1, -1, NONE),
    OSTROV_I_I32(ostrov_problem_mended, value_index, "", "which value of a series, -1 = no series", 0, -1,
                 -1, NONE),
    OSTROV_I_ENUM(ostrov_problem_mended, kind, "what was done", repairs, OPTIONAL, 0),
    OSTROV_I_RESERVED(ostrov_problem_mended),
    OSTROV_I_F64(ostrov_problem_mended, was, "", "what stood there", OPTIONAL, NONE, NONE, NONE),
    OSTROV_I_F64(ostrov_problem_mended, now, "", "what stands there now", OPTIONAL, NONE, NONE, NONE),
};

const ostrov_structure ostrov_i_plan_row_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_plan_vehicle, "one stay of a vehicle at a charge point",
                       vehicle_fields, OSTROV_KIND_ROW),
    OSTROV_I_STRUCTURE(ostrov_plan_group, "charge points behind one supply", group_fields,
                       OSTROV_KIND_ROW),
    OSTROV_I_STRUCTURE(ostrov_plan_peak, "a charge on the highest import of a period", peak_fields,
                       OSTROV_KIND_ROW),
    OSTROV_I_STRUCTURE(ostrov_plan_battery, "a battery beside the first", battery_fields,
                       OSTROV_KIND_ROW),
    OSTROV_I_STRUCTURE(ostrov_plan_efficiency, "efficiency of battery and PCS at a power",
                       efficiency_fields, OSTROV_KIND_ROW),
    OSTROV_I_STRUCTURE(ostrov_plan_taper, "power limits at a SoC", taper_fields, OSTROV_KIND_ROW),
    OSTROV_I_STRUCTURE(ostrov_plan_wear, "wear of a part of the capacity", wear_fields,
                       OSTROV_KIND_ROW),
    OSTROV_I_STRUCTURE(ostrov_plan_block, "a load that runs once without a break", block_fields,
                       OSTROV_KIND_ROW),
    OSTROV_I_STRUCTURE(ostrov_plan_tier, "a part of the load shed at its own price", tier_fields,
                       OSTROV_KIND_ROW),
    OSTROV_I_STRUCTURE(ostrov_plan_scenario, "one course that things may take", scenario_fields,
                       OSTROV_KIND_ROW),
    OSTROV_I_STRUCTURE(ostrov_plan_reason, "why a slot of a plan looks as it does", reason_fields,
                       OSTROV_KIND_ROW),
    OSTROV_I_STRUCTURE(ostrov_wish_missed, "a wish that a plan leaves unmet", missed_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_problem_mended, "one thing that was repaired", mended_fields,
                       OSTROV_KIND_ROW),
    {0},
};
