/**
 * @file sun_irradiance.h
 * @brief From a horizontal measurement to a tilted plane and back: split of global irradiance into beam
 *        and diffuse, irradiance on a plane in its parts, and the way back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_SUN_IRRADIANCE_H
#define OSTROV_SUN_IRRADIANCE_H

#include <ostrov/base.h>
#include <ostrov/sun.h>
#include <ostrov/sun_clearsky.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Models that split global irradiance by the clearness index alone. All are diffuse where the true
 *  zenith is above 87° (LOUCHE 90°); the clearness index is taken with a cosine of at least 0.065 and
 *  at most 1 (LOUCHE 2). */
enum ostrov_split_model {
    OSTROV_SPLIT_UNKNOWN = 0,         /**< not known, or not set */
    OSTROV_SPLIT_ERBS = 1,            /**< Erbs, Klein & Duffie (1982, Solar Energy 28:293) */
    OSTROV_SPLIT_ERBS_DRIESSE = 2,    /**< the same, smooth (Driesse, Jensen & Perez 2024, Solar
                                           Energy 268:112093) */
    OSTROV_SPLIT_DISC = 3,            /**< Maxwell (1987, SERI/TR-215-3087): DNI by air mass */
    OSTROV_SPLIT_BOLAND = 4,          /**< Boland, Scott & Luther (2001) with the coefficients of Boland
                                           & Ridley (2008) for quarter hours */
    OSTROV_SPLIT_ORGILL_HOLLANDS = 5, /**< Orgill & Hollands (1977, Solar Energy 19:357) */
    OSTROV_SPLIT_LOUCHE = 6           /**< Louche et al. (1991, Solar Energy 46:261); DHI falls to −3 W/m²
                                           at no light at all, as the fit has it */
};

/** Clearness index: global irradiance over that above the atmosphere on the level.
 *  @param ghi_w_per_m2 0 … 2000 W/m² @param sun where the sun is (true zenith, distance)
 *  @param clearness_ratio receives it, 0 … 1, with a cosine of the zenith of at least 0.065
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_irradiance_clearness(double ghi_w_per_m2,
                                                                       const ostrov_sun *sun,
                                                                       double *clearness_ratio);

/** Direct and diffuse part of a global irradiance.
 *  @param model enum ostrov_split_model @param ghi_w_per_m2 0 … 2000 W/m²
 *  @param sun where the sun is (true zenith, distance)
 *  @param pressure_pa of the air, for DISC, 30000 … 110000 Pa; NaN = air mass without it
 *  @param split receives all three @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_irradiance_split(int32_t model,
                                                                   double ghi_w_per_m2,
                                                                   const ostrov_sun *sun,
                                                                   double pressure_pa,
                                                                   ostrov_irradiance *split);

/** Direct and diffuse part of many global irradiances. @param model enum ostrov_split_model
 *  @param ghi_w_per_m2 n values @param sun n positions @param n rows
 *  @param pressure_pa of the air, for DISC; NaN = air mass without it
 *  @param split receives n (NaN where status is UNKNOWN or RANGE)
 *  @param status receives n of enum ostrov_value, NIGHT where the true zenith is 90° or more (the
 *  global irradiance is then all diffuse); may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_irradiance_split_n(int32_t model, const double *ghi_w_per_m2, const ostrov_sun *sun, size_t n,
                          double pressure_pa, ostrov_irradiance *split, uint8_t *status);

/** Direct and diffuse part by Engerer2 (Engerer 2015, Solar Energy 116:215; Bright & Engerer 2019, J.
 *  Renew. Sustain. Energy 11:033701), made for data of minutes: it knows the clear sky and sees light
 *  that clouds add.
 *  @param ghi_w_per_m2 0 … 2000 W/m² @param clear_w_per_m2 GHI of the clear sky, 0 … 2000 W/m²
 *  @param sun where the sun is (true zenith, distance, hour angle)
 *  @param period_s of the averages: 60, 300, 600, 900, 1800, 3600 or 86400
 *  @param split receives all three; all diffuse where the true zenith is 90° or more
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_irradiance_engerer2(double ghi_w_per_m2, double clear_w_per_m2, const ostrov_sun *sun,
                           int32_t period_s, ostrov_irradiance *split);

/** Direct and diffuse part of many global irradiances by Engerer2. @param ghi_w_per_m2 n values
 *  @param clear_w_per_m2 n values of the clear sky's GHI @param sun n positions @param n rows
 *  @param period_s of the averages, as in ostrov_irradiance_engerer2
 *  @param split receives n (NaN where status is UNKNOWN or RANGE)
 *  @param status receives n of enum ostrov_value, NIGHT where the true zenith is 90° or more; may be
 *  NULL @return OK; E_ARGUMENT; E_RANGE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_irradiance_engerer2_n(
    const double *ghi_w_per_m2, const double *clear_w_per_m2, const ostrov_sun *sun, size_t n,
    int32_t period_s, ostrov_irradiance *split, uint8_t *status);

/** DNI of a series of global irradiances by DIRINT (Perez et al. 1992, ASHRAE Trans. 98:354): DISC,
 *  corrected by how steady the clearness is. It has memory: each row looks at the one before and the
 *  one after, so give consecutive rows of one place, an hour apart or less.
 *  @param ghi_w_per_m2 n values @param sun n positions (true zenith, distance) @param n rows
 *  @param pressure_pa of the air, 30000 … 110000 Pa @param dew_point_c n values, −100 … 60 °C; NULL = not
 *  known @param use_neighbours 1 = look at the rows before and after; 0 = each row for itself
 *  @param dni_w_per_m2 receives n W/m²; 0 where status is NIGHT, NaN where it is UNKNOWN or RANGE
 *  @param status receives n of enum ostrov_value; may be NULL
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_irradiance_dirint_n(
    const double *ghi_w_per_m2, const ostrov_sun *sun, size_t n, double pressure_pa,
    const double *dew_point_c, int32_t use_neighbours, double *dni_w_per_m2, uint8_t *status);

/** Models of the sky seen by a tilted plane. */
enum ostrov_sky_model {
    OSTROV_SKY_UNKNOWN = 0,      /**< not known, or not set */
    OSTROV_SKY_ISOTROPIC = 1,    /**< the same from everywhere (Hottel & Woertz 1942) */
    OSTROV_SKY_KLUCHER = 2,      /**< Klucher (1979, Solar Energy 23:111); more diffuse than global light
                                      counts as overcast */
    OSTROV_SKY_HAY_DAVIES = 3,   /**< Hay & Davies (1980) */
    OSTROV_SKY_REINDL = 4,       /**< Reindl, Beckman & Duffie (1990, Solar Energy 45:9); the beam
                                      counts as all of the global light at most */
    OSTROV_SKY_KING = 5,         /**< King (Sandia, unpublished) */
    OSTROV_SKY_PEREZ = 6,        /**< Perez et al. (1990, Solar Energy 44:271), all sites composite; jumps
                                      by up to 1 % where one of its eight bins ends */
    OSTROV_SKY_PEREZ_DRIESSE = 7 /**< the same with splines for bins (Driesse, Jensen & Perez 2024, Solar
                                      Energy 268:112093): continuous */
};

/** A plane and how its sky is modelled. Growable: fill with ostrov_plane_defaults. */
typedef struct ostrov_plane {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t sky;          /**< enum ostrov_sky_model; PEREZ_DRIESSE */
    double tilt_deg;      /**< 0 = flat … 90 upright … 180 */
    double azimuth_deg;   /**< clockwise from north, −360 … 360; 180 = south */
    double albedo_ratio;  /**< of the ground, 0 … 1 */
    double extra_w_per_m2; /**< above the atmosphere; NaN = by the distance of the sun */
    double air_mass_ratio; /**< relative; NaN = Kasten & Young (1989) at the apparent zenith */
} ostrov_plane;

/** Irradiance on a plane in its parts, W/m². Frozen. */
typedef struct ostrov_plane_irradiance {
    double total_w_per_m2;       /**< beam, sky and ground */
    double beam_w_per_m2;        /**< straight from the sun */
    double sky_w_per_m2;         /**< from the sky, with the two next */
    double circumsolar_w_per_m2; /**< of it, from around the sun (Hay–Davies, Reindl, Perez) */
    double horizon_w_per_m2;     /**< of it, from the horizon's band; negative where that is dark (Reindl,
                                      Perez) */
    double ground_w_per_m2;      /**< thrown back by the ground */
    double incidence_deg;        /**< between the sun and the plane's normal, 0 … 180 */
} ostrov_plane_irradiance;

/** Fills a plane: flat, albedo 0.2, Perez–Driesse. @param plane receives the defaults
 *  @param size sizeof *plane @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_plane_defaults(ostrov_plane *plane, size_t size);

/** Irradiance on a plane; the geometry is that of the apparent zenith, from where the beam comes.
 *  Light that is there below the horizon (twilight) is transposed as any other.
 *  @param plane the plane and its sky @param irradiance horizontal, each 0 … 2000 W/m²
 *  @param sun where the sun is @param on_plane receives the parts @param why receives the fault; may be
 *  NULL @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE; E_UNSUPPORTED @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_irradiance_on_plane(const ostrov_plane *plane, const ostrov_irradiance *irradiance,
                           const ostrov_sun *sun, ostrov_plane_irradiance *on_plane,
                           ostrov_fault *why);

/** Irradiance on a plane for many moments. @param plane the plane and its sky
 *  @param irradiance n horizontal @param sun n positions @param n rows
 *  @param on_plane receives n (NaN where status is UNKNOWN or RANGE)
 *  @param status receives n of enum ostrov_value, NIGHT where the apparent zenith is 90° or more;
 *  may be NULL @param why receives the fault of the plane; may be NULL
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE; E_UNSUPPORTED @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_irradiance_on_plane_n(const ostrov_plane *plane, const ostrov_irradiance *irradiance,
                             const ostrov_sun *sun, size_t n, ostrov_plane_irradiance *on_plane,
                             uint8_t *status, ostrov_fault *why);

/** The horizontal irradiance whose split by Erbs–Driesse, put on the plane, gives what was measured
 *  there (Driesse, Jensen & Perez 2024), by bisection to 1e-9 W/m² of GHI up to 1.25 times that above the
 *  atmosphere. @param plane the plane and its sky @param poa_w_per_m2 on the plane, 0 … 2000 W/m²
 *  @param sun where the sun is, above the horizon @param irradiance receives all three
 *  @param why receives the fault; may be NULL
 *  @return OK; EMPTY when no such sky gives so much light, or the sun is down (untouched); E_ARGUMENT;
 *  E_NOT_FINITE; E_RANGE; E_UNSUPPORTED @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_irradiance_from_plane(const ostrov_plane *plane, double poa_w_per_m2, const ostrov_sun *sun,
                             ostrov_irradiance *irradiance, ostrov_fault *why);

/** The way back for many moments. @param plane the plane and its sky @param poa_w_per_m2 n values
 *  @param sun n positions @param n rows
 *  @param irradiance receives n (0 where status is NIGHT, NaN where it is UNKNOWN or RANGE, which is
 *  also said where no sky of the model gives so much)
 *  @param status receives n of enum ostrov_value; may be NULL @param why receives the fault of the
 *  plane; may be NULL @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE; E_UNSUPPORTED @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_irradiance_from_plane_n(
    const ostrov_plane *plane, const double *poa_w_per_m2, const ostrov_sun *sun, size_t n,
    ostrov_irradiance *irradiance, uint8_t *status, ostrov_fault *why);

#ifdef __cplusplus
}
#endif

#endif
