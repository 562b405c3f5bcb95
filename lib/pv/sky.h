/* From what is known of the weather to a complete sky.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PV_SKY_H
#define OSTROV_LIB_PV_SKY_H

#include <ostrov/pv.h>

#include "sun/sun_internal.h"

/* A place and the rules by which what is not known of its weather is made. No pointers. */
typedef struct ostrov_i_place {
    ostrov_i_observer observer;
    double linke;
    double altitude_m;
    int32_t split; /* enum ostrov_split_model */
    int32_t extra; /* enum ostrov_extra_model */
} ostrov_i_place;

/* Weather as the models take it: nothing is missing any more. */
typedef struct ostrov_i_sky {
    ostrov_irradiance irradiance;
    double temperature_c;
    double wind_m_per_s;
    double soiled_ratio; /* share of the light that dirt takes */
    double snow_ratio;   /* share of the DC power that snow takes */
} ostrov_i_sky;

/* Air of 15 °C, wind of 1 m/s, clean modules: what stands in for what is not known. */
void ostrov_i_sky_standard(ostrov_i_sky *sky);

/* Clear sky with the sun above the horizon. */
void ostrov_i_sky_clear(const ostrov_i_place *place, const ostrov_sun *sun,
                        ostrov_irradiance *clear);

/* Split of a global irradiance ≥ 0 that alone is known. */
void ostrov_i_sky_split(const ostrov_i_place *place, const ostrov_sun *sun, double ghi,
                        ostrov_irradiance *i);

/* Fills the sky; gives 1 when a rule stood in for irradiance, air or wind. */
int32_t ostrov_i_sky_from(const ostrov_i_place *place, const ostrov_sun *sun,
                          const ostrov_weather *weather, ostrov_i_sky *sky);

/* The sun by the place's formula for the irradiance above the atmosphere: its distance is set so.
 */
void ostrov_i_sky_extra(const ostrov_i_place *place, int64_t time_us, ostrov_sun *sun);

#endif
