/* Field tables of the learner.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "learn_internal.h"

#include "base/fields.h"

#define NONE OSTROV_I_NAN

#define S ostrov_learner_config
static const ostrov_field config_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_I32(S, step_s, "s", "length of a step, divides 3600", 0, 900, 300, 3600),
    OSTROV_I_REFERENCE(S, pv, "ostrov_pv_config", "the plant; must be given",
                       OSTROV_FIELD_OPTIONAL),
    OSTROV_I_I32(S, horizon, "1", "greatest number of steps ahead", 0, 192, 1, 2016),
    OSTROV_I_I32(S, rows, "1", "daylight steps remembered for training", 0, 17520, 64, 65535),
    OSTROV_I_I32(S, trees, "1", "trees of the forest; memory may end it before", 0, 64, 1, 1000),
    OSTROV_I_I32(S, leaf, "1", "least steps in a leaf", 0, 8, 1, 100),
};

#undef S
#define S ostrov_learner_score
static const ostrov_field score_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_I32(S, lead_s, "s", "from the newest measurement to the step; 0: day ahead", 0, 0, 0,
                 NONE),
    OSTROV_I_F64(S, samples, "1", "steps judged", 0, 0, 0, NONE),
    OSTROV_I_F64(S, mae_w, "W", "mean absolute error of the median", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, rmse_w, "W", "root mean square error of the mean", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, persistence_mae_w, "W", "mean absolute error of smart persistence", 0, NONE, 0,
                 NONE),
    OSTROV_I_F64(S, persistence_rmse_w, "W", "root mean square error of smart persistence", 0, NONE,
                 0, NONE),
    OSTROV_I_F64(S, skill_ratio, "1", "one less rmse_w over that of smart persistence", 0, NONE,
                 NONE, 1),
    OSTROV_I_F64(S, pinball_w, "W", "pinball loss, mean over the learned quantiles", 0, NONE, 0,
                 NONE),
    OSTROV_I_F64(S, crps_w, "W", "continuous ranked probability score", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, coverage_ratio, "1", "share between the 10 and the 90 % quantile", 0, NONE, 0,
                 1),
};

const ostrov_structure ostrov_i_learner_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_learner_config, "a learner of one plant", config_fields,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_learner_score, "how good the forecasts for one lead have been",
                       score_fields, OSTROV_KIND_OUTPUT),
    {0},
};
