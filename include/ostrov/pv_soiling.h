/**
 * @file pv_soiling.h
 * @brief Snow and dust on the modules: series with memory, row by row in time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_PV_SOILING_H
#define OSTROV_PV_SOILING_H

#include <ostrov/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Snow, Marion et al. (2013, Solar Energy 97:112). Growable. */
typedef struct ostrov_pv_snow {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    uint32_t reserved_; /**< 0 */
    double tilt_deg;            /**< of the modules, 0 … 90 */
    double start_ratio;         /**< share covered before the first row */
    double fresh_cm_per_h;      /**< snowfall above this covers the modules anew */
    double least_depth_cm;      /**< less snow on the ground than this: none on the modules */
    double slide_w_per_m2_c;    /**< it slides when air > irradiance / this; negative */
    double slide_per_h;         /**< share of the height it slides in an hour at a tilt of 90° */
} ostrov_pv_snow;

/** Dust that builds up evenly and rain that washes it off, Kimber et al. (2006, IEEE WCPEC 4). Growable. */
typedef struct ostrov_pv_kimber {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    uint32_t reserved_; /**< 0 */
    double clean_mm;         /**< rain that washes */
    double loss_per_day;     /**< share lost more each day */
    double grace_s;          /**< s after a rain in which the ground is too damp for dust */
    double most_ratio;       /**< greatest loss */
    double start_ratio;      /**< loss before the first row */
    double rain_window_s;    /**< s over which rain is summed */
} ostrov_pv_kimber;

/** Dust from particulate matter, Coello & Boyle (2019, IEEE J. Photovoltaics 9:1382; HSU). Growable. */
typedef struct ostrov_pv_hsu {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    uint32_t reserved_; /**< 0 */
    double tilt_deg;           /**< of the modules, 0 … 90 */
    double clean_mm;           /**< rain that washes */
    double rain_window_s;      /**< s over which rain is summed */
    double fine_m_per_s;       /**< m/s at which PM2.5 settles */
    double coarse_m_per_s;     /**< m/s at which PM10 without PM2.5 settles */
} ostrov_pv_hsu;

/** Fills snow with the values of the paper. @param snow receives them @param size sizeof *snow
 *  @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_snow_defaults(ostrov_pv_snow *snow,
                                                                   size_t size);

/** Fills Kimber with 6 mm, 0.15 % a day, 14 days of grace, 30 % at most. @param kimber receives them
 *  @param size sizeof *kimber @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_kimber_defaults(ostrov_pv_kimber *kimber,
                                                                     size_t size);

/** Fills HSU with 1 mm within an hour and the settling speeds of the paper. @param hsu receives them
 *  @param size sizeof *hsu @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_hsu_defaults(ostrov_pv_hsu *hsu, size_t size);

/** Share of the modules' height under snow, row by row; a row that is not known keeps the snow as it is and
 *  gives NaN. @param snow settings @param step_s s from row to row, 60 … 86400
 *  @param snowfall_cm n values, cm that fell in the step @param depth_cm n values, cm on the ground, or NULL
 *  @param poa_w_per_m2 n values @param air_c n values @param n rows @param covered_ratio receives n, 0 … 1
 *  @param status receives n of enum ostrov_value; may be NULL @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_pv_snow_n(const ostrov_pv_snow *snow, double step_s, const double *snowfall_cm,
                 const double *depth_cm, const double *poa_w_per_m2, const double *air_c, size_t n,
                 double *covered_ratio, uint8_t *status, ostrov_fault *why);

/** Share of the DC power that covered modules lose: whole strings at a time, from the lowest (same source).
 *  @param covered_ratio 0 … 1 @param strings in parallel along the slope, 1 … 1000 @param lost_ratio receives it
 *  @param why receives the fault; may be NULL @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_snow_loss(double covered_ratio,
                                                               int32_t strings, double *lost_ratio,
                                                               ostrov_fault *why);

/** Loss by dust, row by row; a row whose rain is not known, or cannot be, counts as dry and gives NaN.
 *  @param kimber settings @param step_s s from row to row, 60 … 86400
 *  @param rain_mm n values, mm in the step, 0 … 10000 @param n rows
 *  @param lost_ratio receives n, 0 … most_ratio; must not be rain_mm @param status receives n of enum ostrov_value; may be NULL
 *  @param why receives the fault; may be NULL @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_pv_kimber_n(const ostrov_pv_kimber *kimber, double step_s, const double *rain_mm, size_t n,
                   double *lost_ratio, uint8_t *status, ostrov_fault *why);

/** Share of the light that passes the dust, row by row; a row that is not known keeps the dust and gives
 *  NaN. @param hsu settings @param step_s s from row to row, 60 … 86400
 *  @param rain_mm n values, mm in the step, 0 … 10000
 *  @param pm2_5_g_per_m3 n values, g/m³ @param pm10_g_per_m3 n values, g/m³ @param n rows
 *  @param passed_ratio receives n, 0 … 1; must not be rain_mm @param status receives n of enum ostrov_value; may be NULL
 *  @param why receives the fault; may be NULL @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_pv_hsu_n(const ostrov_pv_hsu *hsu, double step_s, const double *rain_mm,
                const double *pm2_5_g_per_m3, const double *pm10_g_per_m3, size_t n,
                double *passed_ratio, uint8_t *status, ostrov_fault *why);

#ifdef __cplusplus
}
#endif

#endif
