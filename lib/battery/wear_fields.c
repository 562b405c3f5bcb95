/* Field tables of wear.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "wear_internal.h"

#include "base/fields.h"

#define NONE OSTROV_I_NAN

static const ostrov_choice laws[] = {
    {"lfp-prismatic", OSTROV_AGEING_LFP_PRISMATIC, 0},
    {"lfp-sony", OSTROV_AGEING_LFP_SONY, 0},
    {"lfp-naumann", OSTROV_AGEING_LFP_NAUMANN, 0},
    {"nmc-prismatic", OSTROV_AGEING_NMC_PRISMATIC, 0},
    {"nmc-kokam", OSTROV_AGEING_NMC_KOKAM, 0},
    {"nmc-sanyo", OSTROV_AGEING_NMC_SANYO, 0},
    {"xu", OSTROV_AGEING_XU, 0},
    {"nmc-smith", OSTROV_AGEING_NMC_SMITH, 0},
};

#define S ostrov_rainflow_state
static const ostrov_field rainflow_state[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_I32(S, depth, "1", "open reversals", 0, 0, 0, NONE),
    OSTROV_I_I64(S, samples, "1", "samples taken", 0, 0, 0, NONE),
    OSTROV_I_I64(S, merged, "1", "cycles closed early because the depth was used up", 0, 0, 0,
                 NONE),
    OSTROV_I_F64(S, cycles, "1", "closed: sum of counts", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, range_sum, "", "closed: sum of count times range", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, damage, "", "closed: sum of count times range to the exponent", 0, NONE, 0,
                 NONE),
    OSTROV_I_F64(S, open_range_sum, "", "open: half the sum of ranges", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, open_damage, "", "open: half the sum of ranges to the exponent", 0, NONE, 0,
                 NONE),
    OSTROV_I_F64(S, missed_damage, "", "bound of the damage that early closing left out", 0, NONE,
                 0, NONE),
};

#undef S
#define S ostrov_ageing_config
static const ostrov_field ageing_config[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_ENUM(S, law, "law by which the cells age", laws, 0, OSTROV_AGEING_LFP_PRISMATIC),
    OSTROV_I_F64(S, window_s, "s", "time over which samples are gathered into one stress", 0, 86400,
                 60, 31622400),
    OSTROV_I_F64(S, rate_ratio, "1", "all losses times this; 1 = as published", 0, 1, 0.01, 100),
};

#undef S
#define S ostrov_ageing_state
static const ostrov_field ageing_state[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_RESERVED(S),
    OSTROV_I_F64(S, capacity_ratio, "1", "capacity over that of new", 0, NONE, 0, 1.01),
    OSTROV_I_F64(S, resistance_ratio, "1", "resistance over that of new", 0, NONE, 1, NONE),
    OSTROV_I_F64(S, calendar_loss_ratio, "1", "capacity lost by time alone", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, cycle_loss_ratio, "1", "capacity lost by cycling", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, days, "d", "days lived", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, cycles, "1", "full equivalent cycles of the new capacity", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, calendar_loss_per_day, "1/d",
                 "growth of calendar_loss_ratio by the last stress", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, cycle_loss_per_cycle, "1",
                 "loss by one more full equivalent cycle of the last stress", 0, NONE, 0, NONE),
};

#undef S
#define S ostrov_wear_config
static const ostrov_field wear_config[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_ENUM(S, law, "law by which the cells age", laws, 0, OSTROV_AGEING_LFP_PRISMATIC),
    OSTROV_I_F64(S, capacity_wh, "Wh", "energy from empty to full, when new", 0, NONE, 1, 1e8),
    OSTROV_I_F64(S, replacement_price_per_kwh, "1/kWh",
                 "money per kWh of capacity of a new battery", 0, NONE, 0, 1e9),
    OSTROV_I_F64(S, end_of_life_ratio, "1", "capacity left at which it is replaced", 0, 0.7, 0.1,
                 0.99),
    OSTROV_I_F64(S, temperature_c, "degC", "of the cells in the life it leads", 0, 25, -60, 100),
    OSTROV_I_F64(S, soc_ratio, "1", "mean SoC in the life it leads", 0, 0.5, 0, 1),
    OSTROV_I_F64(S, rate_per_h, "1/h", "mean of current over capacity", 0, 0.1, 0, 20),
    OSTROV_I_F64(S, rate_ratio, "1", "all losses times this; 1 = as published", 0, 1, 0.01, 100),
};

#undef S
#define S ostrov_rainflow_cycle
static const ostrov_field rainflow_cycle[] = {
    OSTROV_I_F64(S, range, "", "from one end to the other", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, mean, "", "in the middle of its ends", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, count, "1", "1, or 0.5 for half a cycle", 0, NONE, 0.5, 1),
    OSTROV_I_I64(S, start, "1", "number of the sample it begins at", 0, 0, 0, NONE),
    OSTROV_I_I64(S, end, "1", "number of the sample it ends at", 0, 0, 0, NONE),
};

#undef S
#define S ostrov_ageing_stress
static const ostrov_field ageing_stress[] = {
    OSTROV_I_F64(S, temperature_c, "degC", "of the cells", 0, NONE, -60, 100),
    OSTROV_I_F64(S, soc_ratio, "1", "mean SoC", 0, NONE, 0, 1),
    OSTROV_I_F64(S, depth_ratio, "1", "depth of the cycles", 0, NONE, 0, 1),
    OSTROV_I_F64(S, rate_per_h, "1/h", "mean of current over capacity", 0, NONE, 0, 20),
    OSTROV_I_F64(S, cycles_per_day, "1/d", "full equivalent cycles of the new capacity", 0, NONE, 0,
                 500),
};

#undef S
#define S ostrov_wear_segment
static const ostrov_field wear_segment[] = {
    OSTROV_I_F64(S, depth_ratio, "1", "end of the piece, share of the capacity", 0, NONE, 0, 1),
    OSTROV_I_F64(S, energy_wh, "Wh", "of the piece", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, price_per_kwh, "1/kWh", "money per kWh out of the cells in this piece", 0, NONE,
                 0, NONE),
};

#undef S
#define S ostrov_wear_hold
static const ostrov_field wear_hold[] = {
    OSTROV_I_F64(S, soc_ratio, "1", "end of the piece", 0, NONE, 0, 1),
    OSTROV_I_F64(S, energy_wh, "Wh", "of the piece", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, price_per_kwh_h, "1/kWh/h", "money per kWh stored in this piece and hour", 0,
                 NONE, NONE, NONE),
};

const ostrov_structure ostrov_i_wear_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_rainflow_state, "what rainflow counted", rainflow_state,
                       OSTROV_KIND_OUTPUT),
    OSTROV_I_STRUCTURE(ostrov_ageing_config, "how a battery ages", ageing_config,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_ageing_state, "how far a battery has aged", ageing_state,
                       OSTROV_KIND_OUTPUT),
    OSTROV_I_STRUCTURE(ostrov_wear_config, "what wear costs where", wear_config,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_rainflow_cycle, "a cycle that closed", rainflow_cycle,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_ageing_stress, "a stress that holds for a while", ageing_stress,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_wear_segment, "one piece of the price of a discharge by depth",
                       wear_segment, OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_wear_hold, "one piece of the price of time by SoC", wear_hold,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_OPAQUE(ostrov_rainflow, "one count of cycles"),
    OSTROV_I_OPAQUE(ostrov_ageing, "one ageing battery"),
    {0},
};
