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
    OSTROV_VALUE_OK = 0,      /**< a value */
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
    double zenith_deg;          /**< true, centre of the disc, seen from the place, 0 … 180 */
    double apparent_zenith_deg; /**< with refraction of a standard atmosphere at 12 °C */
    double azimuth_deg;         /**< clockwise from north, 0 … 360 */
    double distance_au;         /**< distance of the sun */
    double declination_deg;     /**< seen from the Earth's centre, −23.5 … 23.5 */
    double hour_angle_deg;      /**< seen from the Earth's centre, −180 … 180, positive after noon */
} ostrov_sun;

/** Irradiance. Frozen. */
typedef struct ostrov_irradiance {
    double ghi_w_per_m2; /**< global horizontal */
    double dni_w_per_m2; /**< direct normal */
    double dhi_w_per_m2; /**< diffuse horizontal */
} ostrov_irradiance;

/** Position of the sun at one moment, good to 0.01° for 1950–2100 (measured: 4e-4° against NREL's SPA
 *  and the ERFA ephemeris in 2000–2050; the rest hangs on how the Earth's rotation will go). Series of
 *  VSOP87 and steps of Reda & Andreas (2004), with parallax, nutation and aberration.
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

/** The transit within the UTC day that holds a moment, with the rise before and the set after it (which
 *  may fall on the day before and after): centre of the disc at −0.8333°, seen from the Earth's centre.
 *  @param time_us UTC microseconds @param place where @param rise_s receives UTC seconds; may be NULL
 *  @param transit_s receives UTC seconds; may be NULL @param set_s receives UTC seconds; may be NULL
 *  @return OK; EMPTY in polar day or night (transit only); E_ARGUMENT; E_NOT_FINITE; E_RANGE; E_TIME
 *  @rt @since 0.1 */
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

/** Direct and diffuse part of a global irradiance by Erbs, Klein and Duffie (1982); all diffuse where
 *  the true zenith is above 87°.
 *  @param ghi_w_per_m2 W/m², 0 … 2000 @param sun position @param split receives all three
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_irradiance_erbs(double ghi_w_per_m2,
                                                                  const ostrov_sun *sun,
                                                                  ostrov_irradiance *split);

/** Irradiance on a tilted plane by Hay and Davies (1980) with ground reflection, geometry by the
 *  apparent zenith.
 *  @param irradiance horizontal, each 0 … 2000 W/m² @param sun position @param tilt_deg 0 = flat … 180
 *  @param azimuth_deg clockwise from north, −360 … 360 @param albedo_ratio 0 … 1
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
