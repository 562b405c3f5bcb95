/**
 * @file forecast_learn.h
 * @brief Learns one PV plant from its history and from weather forecasts: minutes to weeks ahead, with quantiles.
 *
 * A quantile forest, a ridge regression, an analog ensemble and a table by weather are weighed against each other and
 * calibrated as they prove themselves; for the next four hours the newest measurements are blended in.
 * forecast.h has the small forecaster for loads and for plants without a weather forecast.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_FORECAST_LEARN_H
#define OSTROV_FORECAST_LEARN_H

#include <ostrov/base.h>
#include <ostrov/forecast_plant.h>
#include <ostrov/pv.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Weather forecasts that may be used side by side. */
#define OSTROV_LEARNER_MODELS 3
/** Rows of scores: up to 16 leads, and the day ahead. */
#define OSTROV_LEARNER_SCORES 17

/** A learner. Growable: fill with ostrov_learner_defaults. */
typedef struct ostrov_learner_config {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t step_s;             /**< s, 300 … 3600, divides 3600; steps begin at its multiples, UTC */
    const ostrov_pv_config *pv; /**< the plant; copied */
    int32_t horizon;            /**< steps ahead that are asked for at most, 1 … 2016; beyond three days
                                     what was measured last is no feature of the forest */
    int32_t rows;               /**< daylight steps remembered for training, 64 … 65535 */
    int32_t trees;              /**< of the forest, 1 … 1000; memory may end it before */
    int32_t leaf;               /**< least steps in a leaf, 1 … 100 */
} ostrov_learner_config;

/** How good the forecasts for one lead have been: each was judged when its step was measured, by day. The day
 *  ahead is judged as the experts have it just before, with the newest weather that was given and without
 *  that day's measurements. Growable. */
typedef struct ostrov_learner_score {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t lead_s;               /**< s from the end of the newest measurement to the end of the step; 0 = day ahead */
    double samples;               /**< steps judged */
    double mae_w;                 /**< W, of the median */
    double rmse_w;                /**< W, of the mean */
    double persistence_mae_w;     /**< W, of smart persistence: the last clear-sky index; NaN day ahead */
    double persistence_rmse_w;    /**< W, the same */
    double skill_ratio;           /**< 1 − rmse_w / persistence_rmse_w; NaN day ahead */
    double pinball_w;             /**< W, mean over the learned quantiles */
    double crps_w;                /**< W, by the quantiles (Gneiting and Ranjan 2011) */
    double coverage_ratio;        /**< share between the 10 and the 90 % quantile */
} ostrov_learner_score;

/** A learner; lives in caller's memory of ostrov_learner_size bytes, without pointers: its bytes may be
 *  copied and moved. */
typedef struct ostrov_learner ostrov_learner;

/** Fills a config: a quarter hour, two days ahead, a year of rows, 64 trees. @param config receives it
 *  @param size sizeof *config @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_learner_defaults(ostrov_learner_config *config,
                                                                   size_t size);

/** Bytes that a learner needs. @param config by ostrov_learner_defaults
 *  @return bytes, a multiple of 8; 0 for a config that init would refuse @setup @since 0.1 */
OSTROV_API size_t ostrov_learner_size(const ostrov_learner_config *config);

/** Bytes of scratch that ostrov_learner_train needs. @param config by ostrov_learner_defaults
 *  @return bytes; 0 for a config that init would refuse @setup @since 0.1 */
OSTROV_API size_t ostrov_learner_workspace(const ostrov_learner_config *config);

/** Starts a learner in caller's memory: from the data sheet alone. @param memory aligned to 8
 *  @param bytes at memory @param config copied @param learner receives the object, which is memory itself
 *  @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_learner_init(void *memory, size_t bytes, const ostrov_learner_config *config,
                    ostrov_learner **learner, ostrov_fault *why);

/** Takes a weather forecast of step means; a later one for the same steps replaces it. It should reach two hours
 *  past the last step that is asked for. @param learner the object
 *  @param model which of the weather forecasts, 0 … 2, best first; one may be late or missing
 *  @param start_s UTC seconds, start of the first step, a multiple of step_s
 *  @param weather rows by step, NaN = not known; a row without GHI, DNI with DHI, and cloud_ratio is none
 *  @param count rows @param stride bytes from row to row
 *  @return OK; DEGRADED when rows were refused or outside the time that is remembered (a day back, the
 *  horizon and two hours ahead of the newest step);
 *  E_ARGUMENT, also for a row that cannot be read: then none is taken; E_RANGE; E_TIME @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_learner_weather(ostrov_learner *learner, int32_t model, int64_t start_s,
                       const ostrov_weather *weather, int32_t count, uint32_t stride);

/** Learns one measured step mean; first judges what was forecast for it. @param learner the object
 *  @param time_s UTC seconds, start of the step, a multiple of step_s later than the last; steps left out
 *  count as not measured @param measured_w W; NaN = not measured
 *  @param limit enum ostrov_power_limit: from AT_LEAST, power that was held below what the sun gave, nothing is
 *  learned; what the inverter itself cuts is power like any other. Nothing is learned or judged either
 *  while for more than an hour less than 1 % of a clear sky's power comes: snow lies, or the plant is off
 *  @return OK; DEGRADED when measured_w cannot be true and counts as not measured; E_ARGUMENT; E_TIME
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_learner_step(ostrov_learner *learner,
                                                               int64_t time_s, double measured_w,
                                                               int32_t limit);

/** Trains the forest anew from the remembered steps, extremely randomised trees (Geurts et al. 2006);
 *  nightly is often enough. The same history gives the same bits. @param learner the object
 *  @param workspace aligned to 8, ostrov_learner_workspace bytes @param bytes at workspace
 *  @return OK; EMPTY with too little history to train on; E_ARGUMENT; E_SPACE (in all three the forest
 *  that was there stands) @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_learner_train(ostrov_learner *learner,
                                                                void *workspace, size_t bytes);

/** Forecast of step means from what has been learned and the weather that was given. Night is exactly 0;
 *  nothing is above inverter_w. @param learner the object @param start_s UTC seconds, a multiple of step_s
 *  later than the last learned step @param count steps, ≤ horizon
 *  @param quantiles_ratio ascending, each 0 < q < 1 (learned between 0.01 and 0.99)
 *  @param quantiles count of them, 1 … 99
 *  @param power_w receives count × quantiles W, the quantiles of a step side by side, monotone
 *  @param mean_w receives count W, the best guess for squared errors; may be NULL
 *  @return OK; DEGRADED while there is no weather for a step or nothing was learned; E_ARGUMENT; E_RANGE; E_TIME
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_learner_predict(const ostrov_learner *learner, int64_t start_s, int32_t count,
                       const double *quantiles_ratio, int32_t quantiles, double *power_w,
                       double *mean_w);

/** Its own score. @param learner the object @param index 0 … 15 leads, shortest first; 16 the day ahead
 *  @param score receives it @param size sizeof *score
 *  @return OK; EMPTY when nothing was judged (NaN where nothing is known); E_ARGUMENT; E_RANGE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_learner_score_read(const ostrov_learner *learner,
                                                                     int32_t index,
                                                                     ostrov_learner_score *score,
                                                                     size_t size);

/** Closes a learner's bytes with a checksum, so that they can be kept. @param learner its memory is what to keep
 *  @return OK; E_ARGUMENT @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_learner_save(ostrov_learner *learner);

/** Takes kept bytes back: same machine kind, version and config. @param memory the bytes, aligned to 8
 *  @param bytes at memory @param config what the learner must have been started with
 *  @param learner receives the object, which goes on to the bit
 *  @return OK; E_ARGUMENT; E_SPACE; E_CORRUPT for bytes that were changed, also where the checksum
 *  is right but a count or link leads outside the memory or a number is none; E_UNSUPPORTED for another
 *  config or version @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_learner_load(void *memory, size_t bytes,
                                                               const ostrov_learner_config *config,
                                                               ostrov_learner **learner);

#ifdef __cplusplus
}
#endif

#endif
