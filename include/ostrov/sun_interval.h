/**
 * @file sun_interval.h
 * @brief Weather comes as means over intervals: the sun integrated over the sunlit part of each, instead
 *        of standing still in its middle.
 *
 * An interval is cut into pieces of a quarter hour or less, rise and set are found to a second, and each
 * sunlit piece is integrated at the three points of Gauss. Within an interval the light is spread as the
 * clear sky would spread it, so that its means stay what they were.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_SUN_INTERVAL_H
#define OSTROV_SUN_INTERVAL_H

#include <ostrov/base.h>
#include <ostrov/sun.h>
#include <ostrov/sun_clearsky.h>
#include <ostrov/sun_irradiance.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The sun and its clear sky over an interval. Frozen. */
typedef struct ostrov_sun_mean {
    double sunlit_s;             /**< s with the centre of the disc, lifted by refraction, above 0° */
    double cos_zenith_ratio;     /**< mean cosine of the apparent zenith over the sunlit part; 0 if none */
    double extra_w_per_m2;       /**< mean over the interval of what falls level above the atmosphere */
    double clear_ghi_w_per_m2;   /**< mean over the interval under the clear sky, global */
    double clear_dni_w_per_m2;   /**< likewise, direct normal */
    double clear_dhi_w_per_m2;   /**< likewise, diffuse */
} ostrov_sun_mean;

/** Means of the sun and its clear sky over an interval. @param atmosphere air and model of the clear sky;
 *  not HAURWITZ @param place where @param start_us UTC microseconds, 1950–2100
 *  @param step_us length, 1 s … 1 day in microseconds @param mean receives the means
 *  @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE; E_TIME; E_UNSUPPORTED @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_sun_interval(const ostrov_atmosphere *atmosphere, const ostrov_place *place, int64_t start_us,
                    int64_t step_us, ostrov_sun_mean *mean, ostrov_fault *why);

/** Columns of means over intervals that the next function reads. A borrowed view. Frozen. */
typedef struct ostrov_mean_columns {
    const int64_t *start_us;    /**< n beginnings, UTC microseconds */
    const double *ghi_w_per_m2; /**< n means, 0 … 2000; NaN = not known */
    const double *dni_w_per_m2; /**< n means; NULL, or NaN in a row = not known */
    const double *dhi_w_per_m2; /**< n means; NULL, or NaN in a row = not known */
    int64_t count;              /**< n */
    int64_t step_us;            /**< length of each interval, 1 s … 1 day in microseconds */
} ostrov_mean_columns;

/** Mean irradiance on a plane over intervals, from horizontal means. DNI and DHI are used where they are
 *  known, each missing one closes the balance with GHI; where both are missing GHI is split at
 *  each point of the integration, with no more DNI than there is above the atmosphere. Where the sun is
 *  down all light is even, and so is diffuse light beyond three times what the clear sky gives (twilight
 *  in an hour with a minute of sun).
 *  @param plane the plane and its sky @param atmosphere clear sky by which the light is spread; not
 *  HAURWITZ @param place where @param means what is known
 *  @param split enum ostrov_split_model for rows of GHI alone (DISC with the air's pressure)
 *  @param on_plane receives n means (incidence_deg: that of the mean cosine, weighted by the beam; NaN
 *  where there is no beam; all NaN where status is UNKNOWN or RANGE)
 *  @param status receives n of enum ostrov_value, NIGHT where the sun is down all along; may be NULL
 *  @param why receives the fault of plane or atmosphere; may be NULL
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE; E_UNSUPPORTED @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_irradiance_mean_on_plane_n(
    const ostrov_plane *plane, const ostrov_atmosphere *atmosphere, const ostrov_place *place,
    const ostrov_mean_columns *means, int32_t split, ostrov_plane_irradiance *on_plane,
    uint8_t *status, ostrov_fault *why);

/** Means over intervals spread over equal parts of each, in the shape of the clear sky's global
 *  irradiance: the mean of the parts is the mean of the interval within 1e-12 of it. Light without sun is
 *  spread evenly. @param atmosphere clear sky that gives the shape; not HAURWITZ @param place where
 *  @param start_us n beginnings, UTC microseconds @param step_us length of each, 1 s … 1 day
 *  @param n intervals @param parts of each, 1 … 60; 4 makes quarter hours of hours
 *  @param mean n means, any unit, 0 … 1e9; NaN = not known @param fine receives n·parts values (NaN where
 *  status is UNKNOWN or RANGE) @param status receives n of enum ostrov_value; may be NULL
 *  @param why receives the fault of the atmosphere; may be NULL
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE; E_UNSUPPORTED @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_irradiance_refine_n(
    const ostrov_atmosphere *atmosphere, const ostrov_place *place, const int64_t *start_us,
    int64_t step_us, size_t n, int32_t parts, const double *mean, double *fine, uint8_t *status,
    ostrov_fault *why);

#ifdef __cplusplus
}
#endif

#endif
