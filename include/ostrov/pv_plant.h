/**
 * @file pv_plant.h
 * @brief A whole plant: arrays of different tilt on one or more inverters, and what each step of the chain takes.
 *
 * ostrov_pv_power (pv.h) is the same chain for one plane and one inverter described by its data sheet.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_PV_PLANT_H
#define OSTROV_PV_PLANT_H

#include <ostrov/base.h>
#include <ostrov/pv.h>
#include <ostrov/pv_diode.h>
#include <ostrov/pv_incidence.h>
#include <ostrov/pv_inverter.h>
#include <ostrov/pv_row.h>
#include <ostrov/pv_temperature.h>
#include <ostrov/sun.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Most arrays and inverters of one plant. */
#define OSTROV_PV_MOST 8

/** Modules that look one way on one inverter. A row, grows by stride: fill with
 *  ostrov_pv_array_defaults. What is pointed to is copied at init. */
typedef struct ostrov_pv_array {
    double tilt_deg;           /**< 0 = flat … 90; of no account with a tracker */
    double azimuth_deg;        /**< clockwise from north, 180 = south, 0 … 360 */
    double peak_w;             /**< W at 1000 W/m², 25 °C; NaN = by the module, which must then be given */
    double power_coefficient_per_c; /**< 1/°C, without a module */
    double losses_ratio;       /**< share lost in wiring, mismatch and so on, DC */
    double cover_ratio;        /**< rows behind each other: module width over pitch, 0.001 … 0.99; 0 = none
                                    before it */
    double series;             /**< modules in series (with a module) */
    double parallel;           /**< strings in parallel (with a module) */
    int32_t inverter;          /**< index of its inverter, 0 … */
    int32_t diffuse_glass;     /**< 1 = the glass also takes from diffuse light; 0 = from the beam alone */
    const ostrov_pv_glass *glass;     /**< NULL = defaults */
    const ostrov_pv_thermal *thermal; /**< NULL = defaults */
    const ostrov_pv_module *module;   /**< single diode by De Soto and the CEC; NULL = PVWatts */
    const ostrov_pv_tracker *tracker; /**< NULL = fixed */
} ostrov_pv_array;

/** An inverter of a plant. A row, grows by stride: fill with ostrov_pv_inverter_defaults. */
typedef struct ostrov_pv_inverter {
    double ac_w;               /**< W, AC limit (PVWatts); must be given unless sandia is */
    double efficiency_ratio;   /**< at rated power (PVWatts) */
    const ostrov_pv_sandia *sandia; /**< by Sandia; its arrays must have a module, which tells
                                         the voltage; NULL = PVWatts */
} ostrov_pv_inverter;

/** A plant. Growable: fill with ostrov_pv_plant_defaults. */
typedef struct ostrov_pv_plant_config {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t split;        /**< enum ostrov_split_model, for weather of GHI alone */
    int32_t sky;          /**< enum ostrov_sky_model */
    int32_t extra;        /**< enum ostrov_extra_model */
    double latitude_deg;  /**< −90 … 90; must be given, as the longitude */
    double longitude_deg; /**< −180 … 180 */
    double altitude_m;    /**< m above sea level */
    double delta_t_s;     /**< TT − UT1, s; NaN = ostrov_sun_delta_t */
    double albedo_ratio;  /**< of the ground */
    double linke;         /**< Linke turbidity, where the clear sky stands in */
    const ostrov_horizon *horizon;  /**< what stands before the sun; NULL = nothing. Borrowed while in use */
    const ostrov_pv_array *arrays;  /**< 1 … 8 rows */
    int32_t arrays_count;           /**< rows */
    uint32_t arrays_stride;         /**< bytes from row to row */
    const ostrov_pv_inverter *inverters; /**< 1 … 8 rows */
    int32_t inverters_count;        /**< rows */
    uint32_t inverters_stride;      /**< bytes from row to row */
} ostrov_pv_plant_config;

/** What becomes of the light, in W of power at the efficiency of the data sheet. All steps add up:
 *  plane_w = shade_w + glass_w + dirt_w + module_w + snow_w + wiring_w + inverter_w + clipped_w + ac_w. Frozen. */
typedef struct ostrov_pv_steps {
    double level_w;    /**< what the light on the level would give */
    double plane_w;    /**< what the light on the planes would give */
    double shade_w;    /**< taken by horizon and rows */
    double glass_w;    /**< by reflection and absorption in the glass */
    double dirt_w;     /**< by dirt */
    double module_w;   /**< by warmth and low light; negative when cold */
    double snow_w;     /**< by snow */
    double wiring_w;   /**< by losses_ratio */
    double inverter_w; /**< by the inverters, what they draw at night included */
    double clipped_w;  /**< cut at the inverters' limit */
    double ac_w;       /**< what is left */
    double cell_c;     /**< °C of the cells, the mean by peak power; NaN at night and without any */
} ostrov_pv_steps;

/** Columns of weather that ostrov_pv_plant_power_n reads: what is NULL is not known. A borrowed view.
 *  Frozen. */
typedef struct ostrov_weather_columns {
    const int64_t *time_us;       /**< count UTC microseconds */
    const double *ghi_w_per_m2;   /**< count values, W/m² */
    const double *dni_w_per_m2;   /**< count values, W/m² */
    const double *dhi_w_per_m2;   /**< count values, W/m² */
    const double *cloud_ratio;    /**< count values */
    const double *temperature_c;  /**< count values, °C */
    const double *wind_m_per_s;   /**< count values, m/s */
    const double *soiled_ratio;   /**< count values */
    const double *snow_ratio;     /**< count values */
    int64_t count;                /**< rows */
} ostrov_weather_columns;

/** A plant that is ready to be asked. Copyable by assignment; points to the horizon it was given. */
typedef struct ostrov_pv_plant {
    uint64_t opaque_[1024]; /**< private */
} ostrov_pv_plant;

/** Fills an array: 35° south, PVWatts at −0.37 %/°C, 14 % lost. @param array receives it
 *  @param size sizeof *array @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_array_defaults(ostrov_pv_array *array,
                                                                    size_t size);

/** Fills an inverter: PVWatts at 96 %. @param inverter receives it @param size sizeof *inverter
 *  @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_pv_inverter_defaults(ostrov_pv_inverter *inverter, size_t size);

/** Fills a plant: Erbs, Perez–Driesse, no arrays. @param config receives it @param size sizeof *config
 *  @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_plant_defaults(ostrov_pv_plant_config *config,
                                                                    size_t size);

/** Makes a plant ready. @param plant receives it @param config arrays, inverters and place
 *  @param why receives the fault, with the row's index; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_UNSUPPORTED (plant untouched) @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_plant_init(ostrov_pv_plant *plant,
                                                                const ostrov_pv_plant_config *config,
                                                                ostrov_fault *why);

/** AC power of a plant at one moment and what each step took. At night (centre of the sun below the
 *  horizon) all is 0 but what the inverters draw. @param plant the plant; remembers the sun's day
 *  @param time_us UTC microseconds, 1950–2100 @param weather what is known; all NaN = clear sky
 *  @param steps receives them @param why receives the fault; may be NULL
 *  @return OK (always at night); DEGRADED when a rule stood in for irradiance, air or wind; E_ARGUMENT; E_TIME
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_plant_power(ostrov_pv_plant *plant,
                                                                 int64_t time_us,
                                                                 const ostrov_weather *weather,
                                                                 ostrov_pv_steps *steps,
                                                                 ostrov_fault *why);

/** AC power for many moments. A row in which a column that is given has no value is UNKNOWN, unless it is night.
 *  @param plant the plant @param weather columns; time_us and one of the irradiances or cloud_ratio must be
 *  there @param ac_w receives n W @param steps receives n; may be NULL
 *  @param status receives n of enum ostrov_value; may be NULL @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_pv_plant_power_n(ostrov_pv_plant *plant, const ostrov_weather_columns *weather, double *ac_w,
                        ostrov_pv_steps *steps, uint8_t *status, ostrov_fault *why);

#ifdef __cplusplus
}
#endif

#endif
