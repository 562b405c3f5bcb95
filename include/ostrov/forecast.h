/**
 * @file forecast.h
 * @brief Learns a plant's or a load's next hours from its own history, with an error band.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_FORECAST_H
#define OSTROV_FORECAST_H

#include <ostrov/base.h>
#include <ostrov/pv.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What a forecast is of. */
enum ostrov_forecast_of {
    OSTROV_FORECAST_UNKNOWN = 0, /**< not known, or not set */
    OSTROV_FORECAST_PV = 1,  /**< clear-sky index, from the plant's data sheet on day one */
    OSTROV_FORECAST_LOAD = 2 /**< local time of day, working days apart from weekends and holidays, what
                                  days and weeks before were, warmth and cold */
};

/** A forecaster. Growable: fill with ostrov_forecast_defaults. */
typedef struct ostrov_forecast_config {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t of;                  /**< enum ostrov_forecast_of */
    const ostrov_pv_config *pv;  /**< the plant, for PV; else NULL */
    const char *zone;            /**< POSIX TZ rule below 64 characters, for LOAD; else NULL = UTC */
    int32_t step_s;              /**< s, 60 … 3600, divides 3600 */
    int32_t horizon;             /**< steps, 1 … 768 */
    double memory_s;             /**< s, how long the past counts */
    double typical_w;            /**< W, first guess for LOAD before anything is learned; LOAD needs it */
    const char *country;         /**< whose public holidays LOAD keeps, as ostrov_holidays_of has them; NULL = none */
} ostrov_forecast_config;

/** How good it has been, one hour ahead, over all steps (PV: by day) whose hour before was measured.
 *  Each forecast is judged before its step is learned; a weather forecast counts as known an hour before. */
typedef struct ostrov_forecast_score {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t samples;          /**< measured steps so far */
    double mae_w;             /**< W, mean absolute error of the median one hour ahead */
    double persistence_mae_w; /**< W, the same of smart persistence: the last clear-sky index, or load */
    double coverage_ratio;    /**< share of values that fell between the 10 and 90 % quantiles */
} ostrov_forecast_score;

/** A forecaster; lives in caller's memory of ostrov_forecast_size bytes. It holds no pointers: its bytes
 *  may be copied, kept and moved, and go on from there on the same kind of machine and version. */
typedef struct ostrov_forecast ostrov_forecast;

/** Fills a config. @param config receives the defaults @param size sizeof *config
 *  @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_forecast_defaults(ostrov_forecast_config *config,
                                                                    size_t size);

/** Bytes that a forecaster needs. @param config by ostrov_forecast_defaults
 *  @return bytes, a multiple of 8; 0 for a config that init would refuse @setup @since 0.1 */
OSTROV_API size_t ostrov_forecast_size(const ostrov_forecast_config *config);

/** Starts a forecaster in caller's memory. @param memory aligned to 8, owned by the caller as long as
 *  the forecaster lives @param bytes at memory @param config copied; the zone text too
 *  @param forecast receives the object, which is memory itself @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_SPACE; E_TEXT @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_forecast_init(void *memory, size_t bytes, const ostrov_forecast_config *config,
                     ostrov_forecast **forecast, ostrov_fault *why);

/** Learns one measured step mean. @param forecast the object @param time_s UTC seconds, start of the
 *  step, whole steps later than the last one; steps left out count as not measured
 *  @param measured_w W, mean of the step; NaN = not measured @param weather_w forecast known for this
 *  step as W through ostrov_pv_power; for LOAD °C of the air; NaN = none
 *  @return OK; DEGRADED when measured_w cannot be true and counts as not measured; E_ARGUMENT; E_TIME
 *  outside 1950–2100, not later than the last step or not on its grid @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_forecast_step(ostrov_forecast *forecast,
                                                                int64_t time_s, double measured_w,
                                                                double weather_w);

/** Forecast of the next steps at one quantile: climatology, the newest measurement fading with its age,
 *  and the weather, with weights and errors learned by age (recursive quantiles, Robbins and Monro 1951).
 *  PV is exactly 0 by night and never above inverter_w. @param forecast the object @param start_s UTC seconds,
 *  start of the first step wanted, ≥ the end of the last learned step
 *  @param count steps, ≤ horizon @param weather_w W by step from a weather forecast passed through
 *  ostrov_pv_power, for LOAD °C of the air; NULL = none; NaN = none for that step
 *  @param quantile_ratio 0 < q < 1, learned between 0.05 and 0.95 @param power_w receives count W, finite, ≥ 0, monotone in quantile
 *  @return OK; DEGRADED while nothing was learned; E_ARGUMENT; E_RANGE; E_TIME @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_forecast_predict(const ostrov_forecast *forecast, int64_t start_s, int32_t count,
                        const double *weather_w, double quantile_ratio, double *power_w);

/** How good it has been. @param forecast the object @param score receives it @param size sizeof *score
 *  @return OK; EMPTY before the first hour (NaN where nothing is known); E_ARGUMENT @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_forecast_score_read(const ostrov_forecast *forecast,
                                                                      ostrov_forecast_score *score,
                                                                      size_t size);

/** Closes a forecaster's bytes with a checksum, so that they can be kept. @param forecast its memory is what to keep
 *  @return OK; E_ARGUMENT @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_forecast_save(ostrov_forecast *forecast);

/** Takes kept bytes back: same machine kind, version and config. @param memory the bytes, aligned to 8
 *  @param bytes at memory @param config what the forecaster must have been started with
 *  @param forecast receives the object, which goes on to the bit
 *  @return OK; E_ARGUMENT; E_SPACE; E_CORRUPT for bytes that were changed, also where the checksum is
 *  right but a number is none; E_UNSUPPORTED for another config or version; what init says of the config
 *  @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_forecast_load(void *memory, size_t bytes,
                                                                const ostrov_forecast_config *config,
                                                                ostrov_forecast **forecast);

#ifdef __cplusplus
}
#endif

#endif
