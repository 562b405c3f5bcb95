/**
 * @file sun.h
 * @brief Position of the sun, clear sky, irradiance on a plane: pure functions.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_SUN_H
#define OSTROV_SUN_H

#include <ostrov/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Status of one row of an array function. */
enum ostrov_value {
    OSTROV_VALUE_OK = 0,
    OSTROV_VALUE_NIGHT = 1,   /**< sun below the horizon: the value is 0 for a true reason */
    OSTROV_VALUE_UNKNOWN = 2, /**< an input of this row is not known: the value is NaN */
    OSTROV_VALUE_RANGE = 3    /**< an input of this row is outside its range: the value is NaN */
};

/** Where the sun is looked at from. Frozen. */
typedef struct ostrov_place {
    double latitude_deg;  /**< −90 … 90, north positive */
    double longitude_deg; /**< −180 … 180, east positive */
    double altitude_m;    /**< m above sea level, −500 … 9000 */
} ostrov_place;

/** Position of the sun. Frozen. */
typedef struct ostrov_sun {
    double zenith_deg;          /**< true, centre of the disc, 0 … 180 */
    double apparent_zenith_deg; /**< with refraction */
    double azimuth_deg;         /**< clockwise from north, 0 … 360 */
    double distance_au;         /**< distance of the sun */
    double declination_deg;     /**< −23.5 … 23.5 */
    double hour_angle_deg;      /**< −180 … 180, positive after noon */
} ostrov_sun;

/** Irradiance. Frozen. */
typedef struct ostrov_irradiance {
    double ghi_w_per_m2; /**< global horizontal */
    double dni_w_per_m2; /**< direct normal */
    double dhi_w_per_m2; /**< diffuse horizontal */
} ostrov_irradiance;

/** Position of the sun at one moment, good to 0.01° for 1950–2100.
 *  @param time_us UTC microseconds since 1970 @param place where @param sun receives it
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE; E_TIME outside 1950–2100 @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_sun_position(int64_t time_us,
                                                               const ostrov_place *place,
                                                               ostrov_sun *sun);

/** Position of the sun for many moments. @param time_us n UTC microseconds @param n rows
 *  @param place where @param sun receives n positions (NaN where status is not OK)
 *  @param status receives n of enum ostrov_value; may be NULL @return OK; E_ARGUMENT; E_NOT_FINITE;
 *  E_RANGE for place @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_sun_position_n(const int64_t *time_us, size_t n,
                                                                 const ostrov_place *place,
                                                                 ostrov_sun *sun, uint8_t *status);

/** Sunrise, transit and sunset of the UTC day that holds a moment, geometric horizon −0.833°.
 *  @param time_us UTC microseconds @param place where @param rise_s @param transit_s @param set_s
 *  receive UTC seconds; may each be NULL
 *  @return OK; EMPTY in polar day or night (transit only); E_ARGUMENT; E_RANGE; E_TIME @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_sun_events(int64_t time_us,
                                                             const ostrov_place *place,
                                                             int64_t *rise_s, int64_t *transit_s,
                                                             int64_t *set_s);

/** Clear-sky irradiance by Ineichen and Perez (2002), with air mass by Kasten and Young (1989).
 *  @param sun position @param altitude_m m @param linke Linke turbidity, 1 … 10
 *  @param clear receives it, all 0 below the horizon @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_clearsky_ineichen(const ostrov_sun *sun,
                                                                    double altitude_m, double linke,
                                                                    ostrov_irradiance *clear);

/** Direct and diffuse part of a global irradiance by Erbs, Klein and Duffie (1982).
 *  @param ghi_w_per_m2 W/m², ≥ 0 @param sun position @param split receives all three
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_irradiance_erbs(double ghi_w_per_m2,
                                                                  const ostrov_sun *sun,
                                                                  ostrov_irradiance *split);

/** Irradiance on a tilted plane by Hay and Davies (1980) with ground reflection.
 *  @param irradiance horizontal @param sun position @param tilt_deg 0 = flat … 180
 *  @param azimuth_deg clockwise from north @param albedo_ratio 0 … 1
 *  @param poa_w_per_m2 receives W/m² on the plane, ≥ 0 @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_irradiance_haydavies(const ostrov_irradiance *irradiance, const ostrov_sun *sun,
                            double tilt_deg, double azimuth_deg, double albedo_ratio,
                            double *poa_w_per_m2);

#ifdef __cplusplus
}
#endif

#endif
