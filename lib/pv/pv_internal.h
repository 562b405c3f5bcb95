/* Inside pv, and what forecast uses of it: a plant checked and prepared once, then asked often.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PV_INTERNAL_H
#define OSTROV_LIB_PV_INTERNAL_H

#include <ostrov/pv.h>

#include "pv/array.h"
#include "pv/sky.h"
#include "sun/sun_internal.h"

extern const ostrov_structure ostrov_i_pv_structures[];
extern const ostrov_structure ostrov_i_pv_model_structures[];

/* Their places in ostrov_i_pv_structures. */
enum { OSTROV_I_PV_CONFIG = 0, OSTROV_I_PV_WEATHER = 1 };

/* Places in ostrov_i_pv_model_structures. */
enum {
    OSTROV_I_PV_GLASS = 0,
    OSTROV_I_PV_DIFFUSE = 1,
    OSTROV_I_PV_THERMAL = 2,
    OSTROV_I_PV_FUENTES = 3,
    OSTROV_I_PV_DIODE = 4,
    OSTROV_I_PV_POINTS = 5,
    OSTROV_I_PV_MODULE = 6,
    OSTROV_I_PV_PVSYST_MODULE = 7,
    OSTROV_I_PV_ADR = 8,
    OSTROV_I_PV_SAPM_MODULE = 9,
    OSTROV_I_PV_SAPM_POINTS = 10,
    OSTROV_I_PV_SANDIA = 11,
    OSTROV_I_PV_DRIESSE = 12,
    OSTROV_I_PV_TRACKER = 13,
    OSTROV_I_PV_PLANE = 14,
    OSTROV_I_PV_SHEDS = 15,
    OSTROV_I_PV_TWO_SIDES = 16,
    OSTROV_I_PV_SNOW = 17,
    OSTROV_I_PV_KIMBER = 18,
    OSTROV_I_PV_HSU = 19
};

/* A plant with what does not change with time. No pointers: it may live in a saved object. */
typedef struct ostrov_i_plant {
    ostrov_pv_config config;
    ostrov_i_place place;
    ostrov_i_array array;
} ostrov_i_plant;

/* Checks a caller's config and prepares it; plant is untouched on error. */
ostrov_status ostrov_i_plant_set(const ostrov_pv_config *config, ostrov_i_plant *plant,
                                 ostrov_fault *why);

/* Clear-sky AC power at a time within 1950 … 2100. */
double ostrov_i_plant_clear_w(const ostrov_i_plant *plant, int64_t time_us);

/* AC power with the sun above the horizon and a complete sky. */
double ostrov_i_plant_power_w(const ostrov_i_plant *plant, const ostrov_sun *sun,
                              const ostrov_i_sky *sky);

#endif
