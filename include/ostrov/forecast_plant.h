/**
 * @file forecast_plant.h
 * @brief What a plant is really like, learned from its own power: how much of the data sheet it
 *  gives, where its modules look, what stands before them, how its clock runs.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_FORECAST_PLANT_H
#define OSTROV_FORECAST_PLANT_H

#include <ostrov/base.h>
#include <ostrov/pv.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Directions of a learned horizon: 0, 5, … 355° clockwise from north. */
#define OSTROV_FORECAST_DIRECTIONS 72

/** What is true of a measured power. */
enum ostrov_power_limit {
    OSTROV_POWER_LIMIT_UNKNOWN = 0, /**< not known: the value is taken as it is */
    OSTROV_POWER_FREE = 1,          /**< nothing held the plant down */
    OSTROV_POWER_AT_LEAST = 2       /**< curtailed or clipped: it would have given this or more */
};

/** A plant to be learned. Growable: fill with ostrov_forecast_plant_defaults. */
typedef struct ostrov_forecast_plant_config {
    uint32_t struct_size;       /**< sizeof, as the caller knows it */
    int32_t step_s;             /**< s, length of a step, 60 … 3600 */
    const ostrov_pv_config *pv; /**< its data sheet; copied */
    double memory_s;            /**< s, how long the slow gain remembers */
    double clock_sigma_s;       /**< s, how far the clock may plausibly be off; 0 = it is right */
    double plane_sigma_deg; /**< how far tilt and azimuth of the data sheet may plausibly be off; 90
                               and more = they are not known */
    int32_t samples;        /**< smooth moments kept for calibration, 256 … 16384 */
    uint32_t reserved_;     /**< 0 */
} ostrov_forecast_plant_config;

/** What was learned. Growable output. */
typedef struct ostrov_forecast_plant_state {
    uint32_t struct_size;    /**< sizeof, as the caller knows it */
    int32_t samples;         /**< steps learned from */
    int32_t kept;            /**< smooth moments kept for calibration */
    int32_t calibrations;    /**< calibrations that were taken over */
    double gain_ratio;       /**< power over the data sheet's, now */
    double gain_slow_ratio;  /**< the same over memory_s */
    double gain_sigma_ratio; /**< of gain_ratio for the next step */
    double soiled_ratio;     /**< share that the slow gain is below the best it has been lately */
    double tilt_deg;         /**< in use: calibrated, else the data sheet's */
    double azimuth_deg;      /**< in use, clockwise from north */
    double clock_s;          /**< s to add to the times given; 0 before a calibration */
    double power_coefficient_per_c; /**< 1/°C in use */
    double tilt_sigma_deg;          /**< of the calibration; NaN before it */
    double azimuth_sigma_deg;       /**< of the calibration; NaN before it */
    double clock_sigma_s;           /**< s, of the calibration; NaN before it */
    double misfit_ratio; /**< median of the calibration's errors over the largest power; NaN before
                            it */
    int32_t held;        /**< 1 = the newest step looks held down though nobody said so: the third or later
                            of equal steps, within 0.1 % of full power and above 10 % */
    uint32_t reserved_;  /**< 0 */
} ostrov_forecast_plant_state;

/** A learned plant; lives in caller's memory of ostrov_forecast_plant_size bytes. It holds no
 *  pointers: its bytes may be copied, kept and moved, and go on from there on the same kind of
 *  machine and version. */
typedef struct ostrov_forecast_plant ostrov_forecast_plant;

/** Fills a config. @param config receives the defaults @param size sizeof *config
 *  @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_forecast_plant_defaults(ostrov_forecast_plant_config *config, size_t size);

/** Bytes that a learned plant needs. @param config by ostrov_forecast_plant_defaults
 *  @return bytes, a multiple of 8; 0 for a config that init would refuse @setup @since 0.1 */
OSTROV_API size_t ostrov_forecast_plant_size(const ostrov_forecast_plant_config *config);

/** Starts a plant in caller's memory, as its data sheet has it. @param memory aligned to 8, owned
 *  by the caller as long as the plant lives @param bytes at memory @param config copied
 *  @param plant receives the object, which is memory itself @param why receives the fault; may be
 *  NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_forecast_plant_init(void *memory, size_t bytes, const ostrov_forecast_plant_config *config,
                           ostrov_forecast_plant **plant, ostrov_fault *why);

/** Learns one step. With irradiance in weather each step tells the gain; without, clear moments do.
 *  The gain is a Kalman filter of a slow level and a quick deviation with Huber's bounded
 *  innovation; what stands before the sun is learned by its position, in the evening of each day
 *  that had a clear hour.
 *  @param plant the object @param time_s UTC seconds by the plant's clock, start of the step, later
 *  than the last one @param measured_w W, mean of the step; NaN = not measured @param limit enum
 *  ostrov_power_limit; what is within 1 % of inverter_w counts as AT_LEAST by itself, as what stands still (held of the state) does @param weather
 *  mean of the step, measured; NULL or no irradiance in it = power alone @return OK; DEGRADED when
 *  measured_w cannot be true and counts as not measured; E_ARGUMENT; E_TIME @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_forecast_plant_step(ostrov_forecast_plant *plant, int64_t time_s, double measured_w,
                           int32_t limit, const ostrov_weather *weather);

/** Fits tilt, azimuth, clock, warmth and gain to the moments kept: least squares by Gauss and
 *  Newton with Cauchy's weights, from the data sheet and from the four corners of the sky. Clear
 *  are those that give what their hour gives on the best days around. Air temperature and wind are
 *  those that the steps told; without, the season of the latitude and 2.5 m/s. What comes out is
 *  taken over when at least 200 moments are kept and the clear ones among them tell to better than
 *  5° which way the modules look. Where plane_sigma_deg is below 5 it tells that alone: calibrate
 *  then when there have been clear days, for weeks of clouds are taken for a weak plant.
 *  @param plant the object @return OK; EMPTY when too little is kept, DEGRADED when it is not told
 *  well enough (both: plant unchanged); E_ARGUMENT @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_forecast_plant_calibrate(ostrov_forecast_plant *plant);

/** AC power of the plant as it was learned. @param plant the object
 *  @param time_s UTC seconds by the plant's clock, start of the step
 *  @param weather mean of the step; NULL = clear sky @param power_w receives W, 0 by night, 0 … inverter_w
 *  @return OK; DEGRADED when a rule stood in for irradiance, air or wind; E_ARGUMENT; E_TIME
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_forecast_plant_power(const ostrov_forecast_plant *plant, int64_t time_s,
                            const ostrov_weather *weather, double *power_w);

/** What was learned. @param plant the object @param state receives it @param size sizeof *state
 *  @return OK; E_ARGUMENT; E_SPACE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_forecast_plant_read(
    const ostrov_forecast_plant *plant, ostrov_forecast_plant_state *state, size_t size);

/** What stands before the sun as a horizon that ostrov_pv_plant_config takes: in each direction the
 *  upper edge of the highest cell, 2.5° high, below 40° that lets through less than half of the
 *  clear sky's power, and all below it. Directions the sun was never seen in are open.
 *  @param plant the object @param elevation_deg receives OSTROV_FORECAST_DIRECTIONS values, 0 = open
 *  @return OK; E_ARGUMENT @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_forecast_plant_horizon(
    const ostrov_forecast_plant *plant, double *elevation_deg);

/** Share of the clear sky's power that arrives with the sun in one place, linear between cells of
 *  5° by 2.5°.
 *  @param plant the object @param azimuth_deg −360 … 360 @param elevation_deg −90 … 90
 *  @param open_ratio receives 0 … 1; 1 where nothing was learned
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_forecast_plant_open(const ostrov_forecast_plant *plant, double azimuth_deg,
                           double elevation_deg, double *open_ratio);

#ifdef __cplusplus
}
#endif

#endif
