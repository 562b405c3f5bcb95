/* Field tables of the forecast module.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecast_internal.h"

#include "base/fields.h"

#define NONE OSTROV_I_NAN
#define OPTIONAL OSTROV_FIELD_OPTIONAL

static const ostrov_choice kinds[] = {
    {"pv", OSTROV_FORECAST_PV, 0},
    {"load", OSTROV_FORECAST_LOAD, 0},
};

#define S ostrov_forecast_config
static const ostrov_field config_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_ENUM(S, of, "what the forecast is of", kinds, 0, NONE),
    OSTROV_I_REFERENCE(S, pv, "ostrov_pv_config", "the plant, for pv", OPTIONAL),
    OSTROV_I_TEXT(S, zone, "local-time rule (POSIX TZ, below 64 characters), for load; none: UTC",
                  OPTIONAL),
    OSTROV_I_I32(S, step_s, "s", "length of a step, divides 3600", 0, 900, 60, 3600),
    OSTROV_I_I32(S, horizon, "1", "greatest number of steps forecast at once", 0, 192, 1, 768),
    OSTROV_I_F64(S, memory_s, "s", "how long the past counts", 0, 2592000, 86400, 316224000),
    OSTROV_I_F64(S, typical_w, "W",
                 "first guess of a load before anything is learned; a load needs it", OPTIONAL,
                 NONE, 0, 1e9),
    OSTROV_I_TEXT(S, country, "whose public holidays a load keeps: CZ or TW; none: none", OPTIONAL),
};

#undef S
#define S ostrov_forecast_score
static const ostrov_field score_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_I32(S, samples, "1", "measured steps so far", 0, 0, 0, NONE),
    OSTROV_I_F64(S, mae_w, "W", "mean absolute error of the median one hour ahead", 0, NONE, 0,
                 NONE),
    OSTROV_I_F64(S, persistence_mae_w, "W", "the same of smart persistence", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, coverage_ratio, "1",
                 "share of values between the 10 and 90 % quantiles one hour ahead", 0, NONE, 0, 1),
};

const ostrov_structure ostrov_i_forecast_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_forecast_config, "a forecaster of PV or load", config_fields,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_forecast_score, "how good a forecaster has been", score_fields,
                       OSTROV_KIND_OUTPUT),
    {0},
};
