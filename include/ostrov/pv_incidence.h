/**
 * @file pv_incidence.h
 * @brief What the cover glass lets through by angle: incidence modifiers for beam, sky, horizon and ground.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_PV_INCIDENCE_H
#define OSTROV_PV_INCIDENCE_H

#include <ostrov/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Models of the glass. */
enum ostrov_pv_glass_model {
    OSTROV_PV_GLASS_UNKNOWN = 0,     /**< not known, or not set */
    OSTROV_PV_GLASS_PHYSICAL = 1,    /**< Fresnel and absorption: De Soto, Klein & Beckman (2006); coated:
                                          Stokes & Rivera */
    OSTROV_PV_GLASS_ASHRAE = 2,      /**< Souka & Safwat (1966), 1 − b·(1/cos − 1) */
    OSTROV_PV_GLASS_MARTIN_RUIZ = 3, /**< Martin & Ruiz (2001, 2005) */
    OSTROV_PV_GLASS_SCHLICK = 4,     /**< Schlick (1994), Xie et al. (2022) */
    OSTROV_PV_GLASS_SAPM = 5         /**< King, Boyson & Kratochvil (2004), polynomial in the angle */
};

/** The glass. Growable. */
typedef struct ostrov_pv_glass {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t model;        /**< enum ostrov_pv_glass_model */
    double index;             /**< refraction of the glass (PHYSICAL) */
    double coating_index;     /**< refraction of an anti-reflection coating; 1 = none (PHYSICAL) */
    double extinction_per_m;  /**< 1/m (PHYSICAL) */
    double thickness_m;       /**< m (PHYSICAL) */
    double ashrae_b;          /**< ASHRAE */
    double martin_ruiz_r;     /**< MARTIN_RUIZ: angular losses a_r */
    double sapm[6];           /**< SAPM: B0 … B5, the powers 0 … 5 of the angle in degrees */
} ostrov_pv_glass;

/** Modifiers for diffuse light from three regions. Frozen. */
typedef struct ostrov_pv_diffuse {
    double sky_ratio;     /**< from the sky */
    double horizon_ratio; /**< from the lowest half degree of the sky */
    double ground_ratio;  /**< from the ground; 0 for a flat plane, which sees none */
} ostrov_pv_diffuse;

/** Fills the glass: PHYSICAL, 1.526, no coating, 4/m, 2 mm; the other models' usual values.
 *  @param glass receives it @param size sizeof *glass @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_glass_defaults(ostrov_pv_glass *glass,
                                                                    size_t size);

/** Share of the beam that passes, relative to normal incidence. @param glass the glass
 *  @param incidence_deg ° between beam and normal, 0 … 180; 0 behind the plane (≥ 90), but of
 *  SAPM what its polynomial says, 0 at least
 *  @param ratio receives it @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_incidence(const ostrov_pv_glass *glass,
                                                               double incidence_deg, double *ratio,
                                                               ostrov_fault *why);

/** The same for many angles. @param glass the glass @param incidence_deg n angles @param n rows
 *  @param ratio receives n @param status receives n of enum ostrov_value; may be NULL @param why receives
 *  the fault of the glass; may be NULL @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE for the glass
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_pv_incidence_n(const ostrov_pv_glass *glass, const double *incidence_deg, size_t n,
                      double *ratio, uint8_t *status, ostrov_fault *why);

/** Modifiers for diffuse light on a tilted plane: the closed forms of Martin & Ruiz (2005) and of Xie et
 *  al. (2022) for their models, otherwise, and for the horizon, the integral of Marion (2017, Solar
 *  Energy 147:344). @param glass the glass @param tilt_deg 0 … 180 @param diffuse receives them
 *  @param why receives the fault; may be NULL @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE
 *  @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_incidence_diffuse(const ostrov_pv_glass *glass,
                                                                       double tilt_deg,
                                                                       ostrov_pv_diffuse *diffuse,
                                                                       ostrov_fault *why);

#ifdef __cplusplus
}
#endif

#endif
