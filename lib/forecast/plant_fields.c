/* Field tables of a learned plant.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plant_internal.h"

#include "base/fields.h"

#define NONE OSTROV_I_NAN

#define S ostrov_forecast_plant_config
static const ostrov_field config_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_I32(S, step_s, "s", "length of a step", 0, 900, 60, 3600),
    OSTROV_I_REFERENCE(S, pv, "ostrov_pv_config", "the data sheet", 0),
    OSTROV_I_F64(S, memory_s, "s", "how long the slow gain remembers", 0, 604800, 86400, 31622400),
    OSTROV_I_F64(S, clock_sigma_s, "s", "how far the clock may plausibly be off; 0: it is right", 0,
                 0, 0, 7200),
    OSTROV_I_F64(S, plane_sigma_deg, "deg", "how far the data sheet's tilt and azimuth may be off",
                 0, 10, 0.01, 180),
    OSTROV_I_I32(S, samples, "1", "smooth moments kept for calibration", 0, 2048, 256, 16384),
    OSTROV_I_RESERVED(S),
};

#undef S
#define S ostrov_forecast_plant_state
static const ostrov_field state_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_I32(S, samples, "1", "steps learned from", 0, 0, 0, NONE),
    OSTROV_I_I32(S, kept, "1", "smooth moments kept for calibration", 0, 0, 0, NONE),
    OSTROV_I_I32(S, calibrations, "1", "calibrations that were taken over", 0, 0, 0, NONE),
    OSTROV_I_F64(S, gain_ratio, "1", "power over the data sheet's, now", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, gain_slow_ratio, "1", "the same over memory_s", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, gain_sigma_ratio, "1", "of gain_ratio for the next step", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, soiled_ratio, "1", "share the slow gain is below its best lately", 0, NONE, 0,
                 1),
    OSTROV_I_F64(S, tilt_deg, "deg", "tilt in use", 0, NONE, 0, 90),
    OSTROV_I_F64(S, azimuth_deg, "deg", "azimuth in use, clockwise from north", 0, NONE, 0, 360),
    OSTROV_I_F64(S, clock_s, "s", "to add to the times given", 0, NONE, -7200, 7200),
    OSTROV_I_F64(S, power_coefficient_per_c, "1/K", "change of power per degree in use", 0, NONE,
                 -0.02, 0),
    OSTROV_I_F64(S, tilt_sigma_deg, "deg", "of the calibration", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, azimuth_sigma_deg, "deg", "of the calibration", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, clock_sigma_s, "s", "of the calibration", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, misfit_ratio, "1", "median error of the calibration over the largest power", 0,
                 NONE, 0, NONE),
    OSTROV_I_I32(S, held, "", "1: the newest step looks held down", 0, 0, 0, 1),
    OSTROV_I_RESERVED(S),
};

const ostrov_structure ostrov_i_forecast_plant_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_forecast_plant_config, "a plant to be learned from its own power",
                       config_fields, OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_forecast_plant_state, "what a plant turned out to be", state_fields,
                       OSTROV_KIND_OUTPUT),
    {0},
};
