/* One array of modules: from a complete sky to DC power, and what each step takes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PV_ARRAY_H
#define OSTROV_LIB_PV_ARRAY_H

#include <ostrov/pv_incidence.h>
#include <ostrov/pv_temperature.h>

#include "pv/sky.h"
#include "sun/plane.h"

/* Modules that look one way, with what does not change with time. No pointers. */
typedef struct ostrov_i_array {
    ostrov_i_tilted tilted;
    ostrov_pv_glass glass;
    ostrov_pv_thermal thermal;
    ostrov_pv_diffuse diffuse; /* modifiers for light from sky and ground; 1 = none */
    double peak_w;
    double coefficient_per_c;
    double losses_ratio;
    double masked_ratio; /* share of the sky that the row in front hides */
    double cover_ratio;  /* rows: module width over pitch; 0 = none */
} ostrov_i_array;

/* Light on an array, W/m². */
typedef struct ostrov_i_light {
    double plane_w_per_m2;   /* all that comes */
    double shade_w_per_m2;   /* of it, what horizon and rows take */
    double glass_w_per_m2;   /* … the glass */
    double dirt_w_per_m2;    /* … the dirt */
    double reaches_w_per_m2; /* the rest */
    double cell_c;
} ostrov_i_light;

/* A tracker's plane looks elsewhere. */
void ostrov_i_tilted_turn(ostrov_i_tilted *tilted, double tilt_deg, double azimuth_deg);

/* hidden = 1: the horizon stands before the sun. */
void ostrov_i_array_light(const ostrov_i_array *array, const ostrov_sun *sun,
                          const ostrov_i_sky *sky, int32_t hidden, ostrov_i_light *light);

#endif
