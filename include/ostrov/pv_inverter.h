/**
 * @file pv_inverter.h
 * @brief From DC to AC power: PVWatts, Sandia, ADR.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_PV_INVERTER_H
#define OSTROV_PV_INVERTER_H

#include <ostrov/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Sandia's inverter, King et al. (2007, SAND2007-5036). Frozen. */
typedef struct ostrov_pv_sandia {
    double ac_w;    /**< W, Paco: AC rating */
    double dc_w;    /**< W, Pdco: DC power at which it is reached */
    double dc_v;    /**< V, Vdco */
    double start_w; /**< W, Pso: DC power at which it begins */
    double c[4];    /**< C0 (1/W), C1, C2, C3 (1/V) */
    double night_w; /**< W, Pnt: drawn at night, ≥ 0 */
} ostrov_pv_sandia;

/** Driesse's inverter (Driesse, Jain & Harrison 2008, IEEE PVSC 33). Frozen. */
typedef struct ostrov_pv_driesse {
    double nominal_w;   /**< W, Pnom */
    double nominal_v;   /**< V, Vnom */
    double ac_w;        /**< W, Pacmax: AC limit */
    double night_w;     /**< W, Pnt: drawn at night, ≥ 0 */
    double min_v;       /**< V, least of the efficiency curves */
    double max_v;       /**< V, greatest of the efficiency curves */
    double dc_max_v;    /**< V, greatest the input bears */
    double mppt_low_v;  /**< V, least of the tracker */
    double mppt_high_v; /**< V, greatest of the tracker */
    double tolerance_ratio; /**< share by which the voltage may leave the window, 0.1 usual */
    double loss[9];     /**< coefficients of loss: 1, p, p² times 1, v − 1, 1/v − 1 */
} ostrov_pv_driesse;

/** PVWatts inverter, Dobos (2014, NREL/TP-6A20-62641, eqs. 10–12). @param dc_w W, 0 … 1e12
 *  @param ac_rating_w W, the AC limit, > 0 @param efficiency_ratio at rated power, 0.5 … 1
 *  @param ac_w receives W, 0 … ac_rating_w @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_inverter_pvwatts(double dc_w,
                                                                      double ac_rating_w,
                                                                      double efficiency_ratio,
                                                                      double *ac_w,
                                                                      ostrov_fault *why);

/** Sandia inverter. @param inverter its coefficients @param dc_v V, 0 … 1e5 @param dc_w W, 0 … 1e12
 *  @param ac_w receives W, −night_w below start_w, never above the rating @param why receives the fault; may
 *  be NULL @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_pv_inverter_sandia(const ostrov_pv_sandia *inverter, double dc_v, double dc_w, double *ac_w,
                          ostrov_fault *why);

/** ADR inverter. @param inverter its coefficients @param dc_v V, 0 … 1e5 @param dc_w W, 0 … 1e12
 *  @param ac_w receives W, −night_w … ac limit @param why receives the fault; may be NULL
 *  @return OK; EMPTY outside the window of voltage, where it does not work and draws night_w; E_ARGUMENT;
 *  E_RANGE; E_NOT_FINITE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_pv_inverter_adr(const ostrov_pv_driesse *inverter, double dc_v, double dc_w, double *ac_w,
                       ostrov_fault *why);

#ifdef __cplusplus
}
#endif

#endif
