/* A plant of one plane and one inverter by its data sheet.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv_internal.h"

#include "base/fields.h"
#include "pv/inverter.h"

double ostrov_i_plant_power_w(const ostrov_i_plant *plant, const ostrov_sun *sun,
                              const ostrov_i_sky *sky)
{
    const ostrov_pv_config *c = &plant->config;
    ostrov_i_light light;
    ostrov_i_array_light(&plant->array, sun, sky, 0, &light);
    /* PVWatts module (Dobos 2014, NREL/TP-6A20-62641, eq. 8). */
    const double module_w = c->peak_w * light.reaches_w_per_m2 / 1000.0 *
                            (1.0 + c->power_coefficient_per_c * (light.cell_c - 25.0));
    const double dc_w =
        ostrov_i_max(module_w, 0.0) * (1.0 - sky->snow_ratio) * (1.0 - c->losses_ratio);
    return ostrov_i_min(c->inverter_w, ostrov_i_inverter_pvwatts_whole(
                                           dc_w, c->inverter_w, c->inverter_efficiency_ratio));
}

/* Glass and warmth of a data sheet: De Soto's glass, NOCT of a module of 19 % one storey high. */
static ostrov_status sheet(const ostrov_pv_config *c, ostrov_i_array *array)
{
    ostrov_plane plane;
    ostrov_status status = ostrov_plane_defaults(&plane, sizeof plane);
    status =
        status == OSTROV_OK ? ostrov_pv_glass_defaults(&array->glass, sizeof array->glass) : status;
    status = status == OSTROV_OK
                 ? ostrov_pv_thermal_defaults(&array->thermal, sizeof array->thermal)
                 : status;
    plane.sky = c->sky;
    plane.tilt_deg = c->tilt_deg;
    plane.azimuth_deg = c->azimuth_deg;
    plane.albedo_ratio = c->albedo_ratio;
    ostrov_i_plane_set(&plane, &array->tilted);
    array->thermal.model = OSTROV_PV_THERMAL_NOCT;
    array->thermal.noct_c = c->noct_c;
    array->diffuse.sky_ratio = 1.0;
    array->diffuse.horizon_ratio = 1.0;
    array->diffuse.ground_ratio = 1.0;
    return status;
}

ostrov_status ostrov_i_plant_set(const ostrov_pv_config *config, ostrov_i_plant *plant,
                                 ostrov_fault *why)
{
    ostrov_i_plant p = {0};
    ostrov_status status =
        ostrov_i_take_config(&ostrov_i_pv_structures[OSTROV_I_PV_CONFIG], config, &p.config, why);
    if (status != OSTROV_OK) {
        return status;
    }
    const ostrov_place place = {p.config.latitude_deg, p.config.longitude_deg, p.config.altitude_m};
    status = ostrov_i_observer_set(&place, &p.place.observer);
    status = status == OSTROV_OK ? sheet(&p.config, &p.array) : status;
    if (status != OSTROV_OK) {
        return status; /* cannot be: the table holds the same bounds */
    }
    p.place.linke = p.config.linke;
    p.place.altitude_m = p.config.altitude_m;
    p.place.split = OSTROV_SPLIT_ERBS;
    p.place.extra = OSTROV_EXTRA_SPA;
    *plant = p;
    return OSTROV_OK;
}
