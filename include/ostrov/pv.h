/**
 * @file pv.h
 * @brief From weather to the AC power of a PV plant: pure functions.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_PV_H
#define OSTROV_PV_H

#include <ostrov/base.h>
#include <ostrov/sun.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A plant of one plane and one inverter by its data sheet; pv_plant.h has more. Growable: fill with
 *  ostrov_pv_defaults. */
typedef struct ostrov_pv_config {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t sky;               /**< enum ostrov_sky_model; PEREZ_DRIESSE */
    double latitude_deg;       /**< −90 … 90 */
    double longitude_deg;      /**< −180 … 180 */
    double altitude_m;         /**< m above sea level */
    double tilt_deg;           /**< 0 = flat … 90 */
    double azimuth_deg;        /**< clockwise from north, 180 = south, 0 … 360 */
    double peak_w;             /**< W at 1000 W/m², 25 °C; must be given, as the place must */
    double inverter_w;         /**< W, AC limit; must be given */
    double inverter_efficiency_ratio; /**< at rated power */
    double losses_ratio;       /**< share lost between modules and inverter */
    double power_coefficient_per_c; /**< 1/°C, negative */
    double noct_c;             /**< °C, nominal operating cell temperature */
    double albedo_ratio;       /**< reflection of the ground */
    double linke;              /**< Linke turbidity for the clear sky */
} ostrov_pv_config;

/** Weather at one moment or the mean of one interval. NaN = not known; a value that cannot be true counts
 *  as not known. Clouds thin the clear sky by Kasten and Czeplak (1980). */
typedef struct ostrov_weather {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    uint32_t reserved_; /**< 0 */
    double ghi_w_per_m2;  /**< W/m²; NaN: from DNI and DHI, else the clear sky and cloud_ratio */
    double dni_w_per_m2;  /**< W/m²; NaN: from GHI and DHI, else from GHI by Erbs */
    double dhi_w_per_m2;  /**< W/m²; NaN: from GHI and DNI, else from GHI by Erbs */
    double cloud_ratio;   /**< 0 clear … 1 overcast; NaN: 0; used only where GHI is made */
    double temperature_c; /**< °C of the air; NaN: 15 */
    double wind_m_per_s;  /**< m/s at 10 m; NaN: 1 */
    double soiled_ratio;  /**< share of the light that dirt on the modules takes; NaN: 0 */
    double snow_ratio;    /**< share of the DC power that snow on the modules takes; NaN: 0 */
    double humidity_ratio; /**< relative, of the air, 0 … 1; for learners */
    double cloud_water_kg_per_m2; /**< water in the clouds above; for learners */
    double cloud_ice_kg_per_m2;   /**< ice in the clouds above; for learners */
    double precipitation_kg_per_m2; /**< rain and snow of an hour as water, which is mm; for learners */
} ostrov_weather;

/** Fills a config. @param config receives the defaults @param size sizeof *config
 *  @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_defaults(ostrov_pv_config *config, size_t size);

/** Fills a weather sample with "not known". @param weather receives NaN @param size sizeof *weather
 *  @return OK; E_ARGUMENT; E_SPACE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_weather_defaults(ostrov_weather *weather,
                                                                   size_t size);

/** AC power of a plant at one moment: Erbs, the sky of the config, reflection at the glass for the beam (De Soto
 *  2006), NOCT cell temperature, PVWatts module and inverter (Dobos 2014). Exactly 0 while the centre of
 *  the sun is below the horizon. @param config the plant @param time_s UTC seconds, 1950–2100
 *  @param weather what is known; all NaN = clear sky @param pv_w receives W, 0 … inverter_w
 *  @param why receives the fault; may be NULL
 *  @return OK (always at night); DEGRADED when a rule stood in for GHI, DNI, DHI, temperature or wind;
 *  E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_TIME
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_power(const ostrov_pv_config *config,
                                                           int64_t time_s,
                                                           const ostrov_weather *weather,
                                                           double *pv_w, ostrov_fault *why);

/** AC power for many moments from columns of weather, row by row what ostrov_pv_power gives (the sun of
 *  rows that lie close in time comes from an ephemeris, 1e-6° from it); a value missing in a column that is given makes its row UNKNOWN. @param config the plant @param time_us n UTC
 *  microseconds @param n rows @param ghi_w_per_m2 n values @param temperature_c n values or NULL = 15
 *  @param wind_m_per_s n values or NULL = 1 @param pv_w receives n W @param status receives n of enum
 *  ostrov_value; may be NULL @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE for config @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_pv_power_n(const ostrov_pv_config *config, const int64_t *time_us, size_t n,
                  const double *ghi_w_per_m2, const double *temperature_c,
                  const double *wind_m_per_s, double *pv_w, uint8_t *status, ostrov_fault *why);

/** Clear-sky AC power at one moment (15 °C, wind 1 m/s), by which forecasts are normalised: what
 *  ostrov_pv_power gives when nothing is known of the weather. @param config the plant
 *  @param time_s UTC seconds @param pv_w receives W @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_TIME @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_clear(const ostrov_pv_config *config,
                                                           int64_t time_s, double *pv_w,
                                                           ostrov_fault *why);

#ifdef __cplusplus
}
#endif

#endif
