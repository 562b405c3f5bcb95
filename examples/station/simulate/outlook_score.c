/* How good the forecasts have been, now and as a live run kept it: see outlook.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "outlook.h"

#include "../store/snapshot.h"

#include <stdlib.h>
#include <string.h>

static const double nan_value = __builtin_nan("");

const int32_t outlook_lead[OUTLOOK_LEADS] = {0, 1, 3, 7, 15, OSTROV_LEARNER_SCORES - 1};

struct outlook_score outlook_score_of(const struct outlook *o)
{
    enum { HOUR_AHEAD = 3 }; /* leads are quarter hours, shortest first */
    struct outlook_score score = {.pv_mae_w = nan_value,
                                  .pv_skill_ratio = nan_value,
                                  .pv_between_ratio = nan_value,
                                  .load_mae_w = nan_value,
                                  .load_between_ratio = nan_value};
    ostrov_learner_score pv;
    ostrov_forecast_score load;
    if (ostrov_learner_score_read(o->pv, HOUR_AHEAD, &pv, sizeof pv) == OSTROV_OK) {
        score.pv_mae_w = pv.mae_w;
        score.pv_skill_ratio = pv.skill_ratio;
        score.pv_between_ratio = pv.coverage_ratio;
    }
    if (ostrov_forecast_score_read(o->load, &load, sizeof load) == OSTROV_OK) {
        score.load_mae_w = load.mae_w;
        score.load_between_ratio = load.coverage_ratio;
    }
    for (int32_t i = 0; i < OUTLOOK_LEADS; i++) {
        ostrov_learner_score *lead = &score.pv_lead[i];
        if (ostrov_learner_score_read(o->pv, outlook_lead[i], lead, sizeof *lead) != OSTROV_OK) {
            memset(lead, 0, sizeof *lead);
        }
    }
    return score;
}

int outlook_kept_score(const struct site *site, const char *folder, struct outlook_score *score)
{
    struct memory memory;
    struct snapshot snapshot;
    struct outlook *o = calloc(1, sizeof *o);
    char what[200];
    int result = -1;
    if (o == NULL || memory_begin(&memory) != 0) {
        free(o);
        return -1;
    }
    int64_t n = snapshot_begin(&snapshot, folder, OUTLOOK_MEMORY) == 0
                    ? snapshot_load(&snapshot, memory.bytes, SNAPSHOT_MOST_BYTES, what, sizeof what)
                    : -1;
    memory.used = n > 0 ? (size_t)n : 0;
    if (memory.used > 0 && outlook_begin(o, site, NULL, what, sizeof what) == 0) {
        outlook_recall(o, &memory);
        *score = outlook_score_of(o);
        outlook_end(o);
        result = 0;
    }
    memory_end(&memory);
    free(o);
    return result;
}
