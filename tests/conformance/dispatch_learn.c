/* A learned forecast with its courses: see dispatch_learn.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "dispatch_learn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int32_t learner_open(learner *l, const char *zone, int32_t step_s, int32_t horizon, double memory_s,
                     double typical_w, int32_t days)
{
    ostrov_forecast_config config;
    size_t bytes = 0;
    memset(l, 0, sizeof *l);
    if (ostrov_forecast_defaults(&config, sizeof config) != OSTROV_OK) {
        return 0;
    }
    config.of = OSTROV_FORECAST_LOAD;
    config.zone = zone;
    config.step_s = step_s;
    config.horizon = horizon;
    config.memory_s = memory_s;
    config.typical_w = typical_w;
    l->step_s = step_s;
    l->horizon = horizon;
    l->per_day = 86400 / step_s;
    l->kept = l->per_day * (days + 1) + 1;
    l->past = calloc((size_t)l->kept, sizeof *l->past);
    l->told = calloc((size_t)l->kept * (size_t)horizon, sizeof *l->told);
    bytes = ostrov_forecast_size(&config);
    l->memory = bytes > 0 ? malloc(bytes) : NULL;
    return l->memory != NULL && l->past != NULL && l->told != NULL &&
           ostrov_forecast_init(l->memory, bytes, &config, &l->forecast, NULL) == OSTROV_OK;
}

void learner_close(learner *l)
{
    free(l->memory);
    free(l->past);
    free(l->told);
    memset(l, 0, sizeof *l);
}

static double *told_at(const learner *l, int32_t step)
{
    return l->told + (size_t)(step % l->kept) * (size_t)l->horizon;
}

int32_t learner_step(learner *l, int64_t time_s, double measured_w)
{
    l->past[l->count % l->kept] = measured_w;
    l->count++;
    return ostrov_forecast_step(l->forecast, time_s, measured_w, (double)NAN) >= 0 &&
           ostrov_forecast_predict(l->forecast, time_s + l->step_s, l->horizon, NULL, 0.5,
                                   told_at(l, l->count - 1)) >= 0;
}

const double *learner_told(const learner *l) { return told_at(l, l->count - 1); }

int32_t learner_course(const learner *l, int32_t days_ago, double *power_w)
{
    const int32_t now = l->count - 1;
    const int32_t then = now - days_ago * l->per_day;
    const double *told = learner_told(l);
    double highest = 0.0;
    if (days_ago < 1 || then < 0 || now - then >= l->kept) {
        return 0;
    }
    for (int32_t i = 0; i < l->kept && i < l->count; i++) {
        highest = fmax(highest, l->past[i]);
    }
    for (int32_t k = 0; k < l->horizon; k++) {
        const int32_t lead = k % l->per_day; /* of a day, so that what came is known */
        const double missed = l->past[(then + 1 + lead) % l->kept] - told_at(l, then)[lead];
        const double course = told[k] + (isfinite(missed) ? missed : 0.0);
        /* what is never there at this hour, such as sun by night, is in no course */
        power_w[k] = told[k] > 0.0 ? fmin(fmax(course, 0.0), fmax(highest, told[k])) : 0.0;
    }
    return 1;
}
