/**
 * @file pv_temperature.h
 * @brief Temperature of the cells from sun, air and wind: for one moment, and with memory for series.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_PV_TEMPERATURE_H
#define OSTROV_PV_TEMPERATURE_H

#include <ostrov/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Models of one moment. */
enum ostrov_pv_thermal_model {
    OSTROV_PV_THERMAL_UNKNOWN = 0,     /**< not known, or not set */
    OSTROV_PV_THERMAL_FAIMAN = 1,      /**< Faiman (2008): u0, u1 */
    OSTROV_PV_THERMAL_FAIMAN_SKY = 2,  /**< with radiation to the sky, Driesse et al. (2022): u0, u1, sky_view,
                                            emissivity */
    OSTROV_PV_THERMAL_SAPM_MODULE = 3, /**< back of the module, King et al. (2004): sapm_still,
                                            sapm_wind_s_per_m */
    OSTROV_PV_THERMAL_SAPM_CELL = 4,   /**< the cells behind it: and sapm_above_c */
    OSTROV_PV_THERMAL_PVSYST = 5,      /**< u0, u1, absorptance_ratio, efficiency_ratio: α·(1 − η) */
    OSTROV_PV_THERMAL_ROSS = 6,        /**< Ross (1980): noct_c */
    OSTROV_PV_THERMAL_NOCT = 7,        /**< Duffie & Beckman 23.3.3 as in SAM (Gilman 2015): noct_c,
                                            efficiency_ratio, absorptance_ratio, standoff_m, storeys */
    OSTROV_PV_THERMAL_LINEAR = 8       /**< Driesse (2022): u0, u1, absorptance less efficiency: α − η */
};

/** How a module gets warm. Growable. */
typedef struct ostrov_pv_thermal {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t model;        /**< enum ostrov_pv_thermal_model */
    double u0_w_per_m2_c;     /**< W/(m²·°C) given off in still air */
    double u1_w_s_per_m3_c;   /**< W/(m²·°C) more for each m/s of wind */
    double sky_view_ratio;    /**< share of the sky the module sees */
    double emissivity_ratio;  /**< in the infrared */
    double sapm_still;        /**< exponent in still air */
    double sapm_wind_s_per_m; /**< exponent more for each m/s */
    double sapm_above_c;      /**< °C the cells are above the back at 1000 W/m² */
    double absorptance_ratio; /**< share of the light that is absorbed */
    double efficiency_ratio;  /**< share of the light that leaves as power */
    double noct_c;            /**< °C, nominal operating cell temperature */
    double standoff_m;        /**< m between module and roof; 0.1 and more = free (NOCT) */
    int32_t storeys;          /**< 1 or 2: how high the array stands (NOCT) */
    uint32_t reserved_;       /**< 0 */
} ostrov_pv_thermal;

/** Settings of the thermal model with memory by Fuentes (1987). Growable. */
typedef struct ostrov_pv_fuentes {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    uint32_t reserved_; /**< 0 */
    double noct_c;            /**< °C as installed; must be given */
    double module_height_m;   /**< m, centre of the array above ground */
    double wind_height_m;     /**< m, where the wind is measured */
    double emissivity_ratio;  /**< in the infrared */
    double absorptance_ratio; /**< share of the light that is absorbed; so much that noct_c is reached
                                   against what emissivity_ratio radiates */
    double tilt_deg;          /**< 0 … 90 */
    double module_width_m;    /**< m */
    double module_length_m;   /**< m */
} ostrov_pv_fuentes;

/** Fills the settings: SAPM_CELL, open rack, glass and polymer; the other models' usual values.
 *  @param thermal receives them @param size sizeof *thermal @return OK; E_ARGUMENT; E_SPACE
 *  @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_thermal_defaults(ostrov_pv_thermal *thermal,
                                                                      size_t size);

/** Temperature of the cells at one moment. @param thermal the model @param poa_w_per_m2 W/m² on the plane,
 *  0 … 5000 @param air_c °C, −90 … 70 @param wind_m_per_s m/s, 0 … 120
 *  @param sky_w_per_m2 W/m² of infrared from the sky (FAIMAN_SKY); NaN elsewhere and where not measured: no
 *  radiation to the sky is counted @param cell_c receives °C @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_pv_cell_temperature(const ostrov_pv_thermal *thermal, double poa_w_per_m2, double air_c,
                           double wind_m_per_s, double sky_w_per_m2, double *cell_c,
                           ostrov_fault *why);

/** The same for many moments. @param thermal the model @param poa_w_per_m2 n values @param air_c n values
 *  @param wind_m_per_s n values @param sky_w_per_m2 n values, or NULL @param n rows @param cell_c receives n
 *  @param status receives n of enum ostrov_value; may be NULL @param why receives the fault of the model;
 *  may be NULL @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE for the model @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_pv_cell_temperature_n(const ostrov_pv_thermal *thermal, const double *poa_w_per_m2,
                             const double *air_c, const double *wind_m_per_s,
                             const double *sky_w_per_m2, size_t n, double *cell_c, uint8_t *status,
                             ostrov_fault *why);

/** Fills the settings of Fuentes. @param fuentes receives them @param size sizeof *fuentes
 *  @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_fuentes_defaults(ostrov_pv_fuentes *fuentes,
                                                                      size_t size);

/** A series with memory: the module's warmth by Fuentes (1987, SAND85-0330), which begins at 20 °C. A row
 *  that is not known gives NaN and lets the module keep its state. @param fuentes settings
 *  @param step_s s from row to row, 1 … 7200 @param poa_w_per_m2 n values @param air_c n values
 *  @param wind_m_per_s n values @param n rows @param module_c receives n °C @param status receives n of enum
 *  ostrov_value; may be NULL @param why receives the fault of settings or step; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_pv_fuentes_n(const ostrov_pv_fuentes *fuentes, double step_s, const double *poa_w_per_m2,
                    const double *air_c, const double *wind_m_per_s, size_t n, double *module_c,
                    uint8_t *status, ostrov_fault *why);

/** A series with memory: steady-state cell temperatures smoothed over the last 20 min by the module's
 *  thermal mass, Prilliman et al. (2020, IEEE J. Photovoltaics 10:1053). Steps of 20 min and more pass
 *  unchanged; a row that is not known is left out of the mean of the rows after it.
 *  @param step_s s from row to row, 1 … 7200 @param unit_mass_kg_per_m2 kg/m² of the module, 1 … 20
 *  (11.1 is usual) @param steady_c n °C @param wind_m_per_s n values @param n rows @param cell_c receives n
 *  °C; must not be steady_c @param status receives n of enum ostrov_value; may be NULL
 *  @param why receives the fault; may be NULL @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_pv_prilliman_n(double step_s, double unit_mass_kg_per_m2, const double *steady_c,
                      const double *wind_m_per_s, size_t n, double *cell_c, uint8_t *status,
                      ostrov_fault *why);

#ifdef __cplusplus
}
#endif

#endif
