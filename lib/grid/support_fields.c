/* Field tables of grid_support.h, and the check of frozen structures by them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/support_fields.h"

#include "base/fields.h"

#include <string.h>

#define OPTIONAL OSTROV_FIELD_OPTIONAL
#define NONE OSTROV_I_NAN

static const ostrov_choice references[] = {
    {"unknown", OSTROV_GRID_DROOP_UNKNOWN, 0},
    {"rated", OSTROV_GRID_DROOP_RATED, 0},
    {"before", OSTROV_GRID_DROOP_BEFORE, 0},
};

static const ostrov_choice limited_by[] = {
    {"nothing", OSTROV_GRID_LIMITED_BY_NOTHING, 0},
    {"service", OSTROV_GRID_LIMITED_BY_SERVICE, 0},
    {"available", OSTROV_GRID_LIMITED_BY_AVAILABLE, 0},
    {"remote", OSTROV_GRID_LIMITED_BY_REMOTE, 0},
    {"voltage", OSTROV_GRID_LIMITED_BY_VOLTAGE, 0},
    {"frequency", OSTROV_GRID_LIMITED_BY_FREQUENCY, 0},
    {"ramp", OSTROV_GRID_LIMITED_BY_RAMP, 0},
};

static const ostrov_choice sources[] = {
    {"unknown", OSTROV_GRID_LIMIT_UNKNOWN, 0},
    {"command", OSTROV_GRID_LIMIT_COMMAND, 0},
    {"held", OSTROV_GRID_LIMIT_HELD, 0},
    {"fallback", OSTROV_GRID_LIMIT_FALLBACK, 0},
};

static const ostrov_field curve_fields[] = {
    OSTROV_I_I32(ostrov_grid_curve, count, "1", "corners", 0, 0, 1, OSTROV_GRID_CURVE_MAX),
    OSTROV_I_RESERVED(ostrov_grid_curve),
    OSTROV_I_F64(ostrov_grid_curve, x, "", "corners, upwards", OPTIONAL, NONE, NONE, NONE),
    OSTROV_I_F64(ostrov_grid_curve, y, "", "value at each corner", OPTIONAL, NONE, NONE, NONE),
};

static const ostrov_field droop_fields[] = {
    OSTROV_I_F64(ostrov_grid_droop, nominal_hz, "Hz", "nominal frequency", 0, 50, 45, 66),
    OSTROV_I_F64(ostrov_grid_droop, over_hz, "Hz", "above nominal, from which power is lowered",
                 OPTIONAL, NONE, 0, 10),
    OSTROV_I_F64(ostrov_grid_droop, under_hz, "Hz", "below nominal, from which power is raised",
                 OPTIONAL, NONE, 0, 10),
    OSTROV_I_F64(ostrov_grid_droop, over_ratio, "1",
                 "change of frequency for all of the power, above nominal", OPTIONAL, NONE, 0.005,
                 1),
    OSTROV_I_F64(ostrov_grid_droop, under_ratio, "1",
                 "change of frequency for all of the power, below nominal", OPTIONAL, NONE, 0.005,
                 1),
    OSTROV_I_F64(ostrov_grid_droop, min_ratio, "1", "least power, share of rating", 0, 0, -1, 1),
    OSTROV_I_F64(ostrov_grid_droop, max_ratio, "1", "greatest power, share of rating", 0, 1, -1, 1),
    OSTROV_I_ENUM(ostrov_grid_droop, reference, "what the slope is a share of", references, 0,
                  OSTROV_GRID_DROOP_RATED),
    OSTROV_I_RESERVED(ostrov_grid_droop),
};

static const ostrov_field island_fields[] = {
    OSTROV_I_F64(ostrov_grid_island_droop, nominal_hz, "Hz", "frequency at set_ratio", 0, 50, 45,
                 66),
    OSTROV_I_F64(ostrov_grid_island_droop, set_ratio, "1", "power at nominal frequency", 0, 0, -1,
                 1),
    OSTROV_I_F64(ostrov_grid_island_droop, droop_ratio, "1",
                 "fall of frequency for power 0 to 1, ratio to nominal", 0, 0.02, 0.0005, 0.2),
    OSTROV_I_F64(ostrov_grid_island_droop, min_hz, "Hz", "never below", 0, 47.5, 40, 66),
    OSTROV_I_F64(ostrov_grid_island_droop, max_hz, "Hz", "never above", 0, 52, 45, 75),
};

static const ostrov_field shed_fields[] = {
    OSTROV_I_I32(ostrov_grid_shed_config, count, "1", "tiers", 0, 0, 1, OSTROV_GRID_TIERS),
    OSTROV_I_RESERVED(ostrov_grid_shed_config),
    OSTROV_I_F64(ostrov_grid_shed_config, below_hz, "Hz", "shed below", OPTIONAL, NONE, 0, 66),
    OSTROV_I_F64(ostrov_grid_shed_config, delay_s, "s", "time the frequency must stay below",
                 OPTIONAL, NONE, 0, 3600),
};

static const ostrov_field store_fields[] = {
    OSTROV_I_F64(ostrov_grid_store, capacity_wh, "Wh", "usable capacity at full charge", 0, NONE,
                 1e-3, 1e12),
    OSTROV_I_F64(ostrov_grid_store, soc_ratio, "1", "safe (lower) state of charge", 0, NONE, 0, 1),
    OSTROV_I_F64(ostrov_grid_store, soc_min_ratio, "1", "the island stops here", 0, 0.1, 0, 1),
    OSTROV_I_F64(ostrov_grid_store, discharge_efficiency_ratio, "1", "from the cells to the bus", 0,
                 0.95, 0.05, 1),
    OSTROV_I_F64(ostrov_grid_store, pv_w, "W", "sun counted on", 0, 0, 0, 1e12),
};

static const ostrov_field sample_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_grid_support_sample),
    OSTROV_I_BOOL(ostrov_grid_support_sample, in_service, "connected and permitted", 0, NONE),
    OSTROV_I_F64(ostrov_grid_support_sample, voltage_pu, "1", "voltage, ratio to nominal", 0, NONE,
                 0, 5),
    OSTROV_I_F64(ostrov_grid_support_sample, frequency_hz, "Hz", "frequency", 0, NONE, 10, 400),
    OSTROV_I_F64(ostrov_grid_support_sample, wanted_ratio, "1", "active power wanted", 0, NONE, -1,
                 1),
    OSTROV_I_F64(ostrov_grid_support_sample, available_ratio, "1", "active power that is there", 0,
                 NONE, 0, 1),
    OSTROV_I_F64(ostrov_grid_support_sample, limit_ratio, "1", "remote limit", 0, NONE, 0, 1),
};

static const ostrov_field state_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_grid_support_state),
    OSTROV_I_ENUM(ostrov_grid_support_state, limited_by, "the tightest limit", limited_by, 0, 0),
    OSTROV_I_F64(ostrov_grid_support_state, power_ratio, "1", "active power, share of rating", 0, 0,
                 -1, 1),
    OSTROV_I_F64(ostrov_grid_support_state, var_ratio, "1",
                 "reactive power, share of apparent rating", 0, 0, -1, 1),
    OSTROV_I_F64(ostrov_grid_support_state, volt_watt_ratio, "1", "limit by voltage", 0, 1, -1, 1),
    OSTROV_I_F64(ostrov_grid_support_state, ramp_ratio, "1", "limit by the ramp", 0, 0, 0, 1),
    OSTROV_I_F64(ostrov_grid_support_state, remote_ratio, "1", "remote limit as it is held", 0, 0,
                 0, 1),
    OSTROV_I_F64(ostrov_grid_support_state, droop_ratio, "1",
                 "what frequency adds to the wanted power", 0, 0, NONE, NONE),
};

static const ostrov_field limit_state_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_grid_limit_state),
    OSTROV_I_ENUM(ostrov_grid_limit_state, source, "where the limit comes from", sources, 0, 0),
    OSTROV_I_F64(ostrov_grid_limit_state, limit_ratio, "1", "upper limit of power now", 0, 0, 0, 1),
    OSTROV_I_F64(ostrov_grid_limit_state, target_ratio, "1", "where it goes", 0, 0, 0, 1),
    OSTROV_I_F64(ostrov_grid_limit_state, lost_s, "s", "time without a command", 0, 0, 0, NONE),
};

const ostrov_structure ostrov_i_grid_support_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_grid_curve, "a piecewise-linear curve", curve_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_grid_droop, "frequency droop", droop_fields, OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_grid_island_droop, "droop of a plant that forms an island",
                       island_fields, OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_grid_shed_config, "under-frequency shedding", shed_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_grid_store, "what an island lives on", store_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_grid_support_sample, "what was measured, wanted and allowed",
                       sample_fields, OSTROV_KIND_SAMPLE),
    OSTROV_I_STRUCTURE(ostrov_grid_support_state, "what the plant does", state_fields,
                       OSTROV_KIND_OUTPUT),
    OSTROV_I_STRUCTURE(ostrov_grid_limit_state, "the remote limit now", limit_state_fields,
                       OSTROV_KIND_OUTPUT),
    OSTROV_I_OPAQUE(ostrov_grid_response, "a value that follows its target"),
    OSTROV_I_OPAQUE(ostrov_grid_support, "the support functions of one plant"),
    OSTROV_I_OPAQUE(ostrov_grid_limit, "the receiver of remote limits"),
    OSTROV_I_OPAQUE(ostrov_grid_shed, "tiers shed so far"),
    {0},
};

ostrov_status ostrov_i_support_check(uint32_t structure, const void *object, ostrov_fault *why)
{
    const ostrov_structure *s = &ostrov_i_grid_support_structures[structure];
    uint64_t copy[sizeof(ostrov_grid_curve) / 8]; /* the biggest of them */
    if (object == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, s->name, NULL, -1, OSTROV_I_NAN, OSTROV_I_NAN,
                              OSTROV_I_NAN);
    }
    return ostrov_i_take_row(s, object, s->struct_size, 0, copy, why);
}

int64_t ostrov_i_support_us(double dt_s)
{
    return dt_s > 0.0 && dt_s <= 60.0 ? (int64_t)(dt_s * 1e6 + 0.5) : 0;
}
