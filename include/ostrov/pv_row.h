/**
 * @file pv_row.h
 * @brief Rows of modules: single-axis trackers, shade from the row in front, light on both sides.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_PV_ROW_H
#define OSTROV_PV_ROW_H

#include <ostrov/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A single-axis tracker. Growable. */
typedef struct ostrov_pv_tracker {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t backtrack;        /**< 1 = turns back before rows shade each other */
    double axis_tilt_deg;     /**< of the axis, 0 … 90 */
    double axis_azimuth_deg;  /**< of the axis, clockwise from north, 0 … 360 */
    double max_angle_deg;     /**< greatest rotation to either side, 0 … 180 */
    double cover_ratio;       /**< module width over distance of axes, GCR */
    double cross_axis_deg;    /**< slope across the axes, −89 … 89 */
} ostrov_pv_tracker;

/** Where a tracker's plane looks. Frozen. */
typedef struct ostrov_pv_plane {
    double rotation_deg;  /**< about the axis, positive towards the west of a north-south axis */
    double incidence_deg; /**< ° between beam and normal */
    double tilt_deg;      /**< of the plane */
    double azimuth_deg;   /**< of the plane, clockwise from north */
} ostrov_pv_plane;

/** Long parallel rows above even ground. Growable. */
typedef struct ostrov_pv_sheds {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    uint32_t reserved_; /**< 0 */
    double tilt_deg;           /**< of the front, 0 … 90 */
    double azimuth_deg;        /**< of the front, clockwise from north, 0 … 360 */
    double cover_ratio;        /**< module width over pitch, GCR */
    double height_m;           /**< m, centre of the modules above ground; where their lower edge would touch
                                    it, the ground between the rows counts as without sky */
    double pitch_m;            /**< m from row to row */
    double albedo_ratio;       /**< reflection of the ground */
    double bifacial_ratio;     /**< efficiency of the back over that of the front */
    double shade_ratio;        /**< change of the back's light by the structure, −1 … 0 */
    double transmission_ratio; /**< light through and between the modules, 0 … 1 */
} ostrov_pv_sheds;

/** Light on rows. Frozen. */
typedef struct ostrov_pv_two_sides {
    double front_w_per_m2;      /**< W/m² */
    double back_w_per_m2;       /**< W/m² */
    double total_w_per_m2;      /**< W/m², front and what the back is worth of it */
    double front_shaded_ratio;  /**< share of the front without beam for the row before it */
    double back_shaded_ratio;   /**< the same of the back */
} ostrov_pv_two_sides;

/** Fills a tracker: level north-south axis, 90°, backtracking, GCR 2/7. @param tracker receives it
 *  @param size sizeof *tracker @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_tracker_defaults(ostrov_pv_tracker *tracker,
                                                                      size_t size);

/** Where the tracker looks: Lorenzo, Narvarte & Muñoz (2011, Prog. Photovolt. 19:747) and Anderson & Mikofski
 *  (2020, NREL/TP-5K00-76626). @param tracker the tracker @param apparent_zenith_deg 0 … 180
 *  @param azimuth_deg of the sun, clockwise from north, −360 … 720 @param plane receives it
 *  @param why receives the fault; may be NULL @return OK; EMPTY below the horizon: stowed at rotation 0;
 *  E_ARGUMENT; E_RANGE; E_NOT_FINITE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_pv_track(const ostrov_pv_tracker *tracker, double apparent_zenith_deg, double azimuth_deg,
                ostrov_pv_plane *plane, ostrov_fault *why);

/** Mean angle below which the row in front hides the sky, Passias & Källbäck (1984, Solar Cells 11:281).
 *  @param tilt_deg of the rows, 0 … 90 @param cover_ratio GCR, 0.001 … 1 (excluded) @param angle_deg receives it
 *  @param why receives the fault; may be NULL @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_masking_angle(double tilt_deg,
                                                                   double cover_ratio,
                                                                   double *angle_deg,
                                                                   ostrov_fault *why);

/** Share of the diffuse sky that a masking angle takes away (same source). @param angle_deg 0 … 180
 *  @param lost_ratio receives it @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_masked_sky(double angle_deg,
                                                                double *lost_ratio,
                                                                ostrov_fault *why);

/** Share of a row's width in the shade of the next row, Anderson & Jensen (2024, J. Renew. Sustain. Energy
 *  16:033502), rows turned alike. @param zenith_deg of the sun, 0 … 180 @param azimuth_deg of the sun
 *  @param axis_azimuth_deg direction of the rows, clockwise from north @param axis_tilt_deg of the rows, 0 … 90
 *  @param rotation_deg of the rows about their axis @param width_m m of the modules across the axis, > 0
 *  @param pitch_m m from row to row, > 0 @param cross_axis_deg slope across the axes, −80 … 80
 *  @param shaded_ratio receives 0 … 1 @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_pv_shaded_rows(double zenith_deg, double azimuth_deg, double axis_azimuth_deg,
                      double axis_tilt_deg, double rotation_deg, double width_m, double pitch_m,
                      double cross_axis_deg, double *shaded_ratio, ostrov_fault *why);

/** Fills rows: 30° south, GCR 0.4, 1.5 m above ground, albedo 0.2, bifacial 0.8, shade −0.02.
 *  @param sheds receives them @param size sizeof *sheds @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_sheds_defaults(ostrov_pv_sheds *sheds,
                                                                    size_t size);

/** Light on both sides of long rows by view factors in two dimensions, the sky isotropic: Mikofski et al.
 *  (2019, IEEE PVSC 46). The beam of each side times its incidence modifier. @param sheds the rows
 *  @param zenith_deg of the sun, 0 … 180 @param azimuth_deg of the sun, −360 … 720 @param ghi_w_per_m2 0 … 2000
 *  @param dhi_w_per_m2 0 … 2000 @param dni_w_per_m2 0 … 2000 @param front_modifier 0 … 1, 1 = none
 *  @param back_modifier 0 … 1, 1 = none @param light receives it @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_pv_sheds_irradiance(const ostrov_pv_sheds *sheds, double zenith_deg, double azimuth_deg,
                           double ghi_w_per_m2, double dhi_w_per_m2, double dni_w_per_m2,
                           double front_modifier, double back_modifier, ostrov_pv_two_sides *light,
                           ostrov_fault *why);

#ifdef __cplusplus
}
#endif

#endif
