/* Inside pv, and what forecast uses of it: a plant checked and prepared once, then asked often.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PV_INTERNAL_H
#define OSTROV_LIB_PV_INTERNAL_H

#include <ostrov/pv.h>

#include "sun/sun_internal.h"

extern const ostrov_structure ostrov_i_pv_structures[];

/* Their places in ostrov_i_pv_structures. */
enum { OSTROV_I_PV_CONFIG = 0, OSTROV_I_PV_WEATHER = 1 };

/* A plant with what does not change with time. No pointers: it may live in a saved object. */
typedef struct ostrov_i_plant {
    ostrov_pv_config config;
    ostrov_i_observer observer;
    double sin_tilt, cos_tilt;
} ostrov_i_plant;

/* Weather as the models take it: nothing is missing any more. */
typedef struct ostrov_i_sky {
    ostrov_irradiance irradiance;
    double temperature_c;
    double wind_m_per_s;
} ostrov_i_sky;

/* Checks a caller's config and prepares it; plant is untouched on error. */
ostrov_status ostrov_i_plant_set(const ostrov_pv_config *config, ostrov_i_plant *plant,
                                 ostrov_fault *why);

/* Clear-sky AC power at a time within 1950 … 2100. */
double ostrov_i_plant_clear_w(const ostrov_i_plant *plant, int64_t time_us);

/* AC power with the sun above the horizon and a complete sky. */
double ostrov_i_plant_power_w(const ostrov_i_plant *plant, const ostrov_sun *sun,
                              const ostrov_i_sky *sky);

/* The parts of the chain, for tests. */
double ostrov_i_pv_incidence(double cos_incidence);
double ostrov_i_pv_cell_c(double poa_w_per_m2, double air_c, double wind_m_per_s, double noct_c);
double ostrov_i_pv_module_w(double poa_w_per_m2, double cell_c, double peak_w,
                            double coefficient_per_c);
double ostrov_i_pv_inverter_w(double dc_w, double inverter_w, double efficiency_ratio);

#endif
