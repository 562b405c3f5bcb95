/* Making a plant ready: rows checked and copied, what does not change with time computed once.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv/plant.h"

#include "base/fields.h"
#include "pv/pv_internal.h"

#include <string.h>

ostrov_status ostrov_pv_array_defaults(ostrov_pv_array *array, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_pv_plant_structures[OSTROV_I_PV_ARRAY], array, size);
}

ostrov_status ostrov_pv_inverter_defaults(ostrov_pv_inverter *inverter, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_pv_plant_structures[OSTROV_I_PV_INVERTER], inverter, size);
}

ostrov_status ostrov_pv_plant_defaults(ostrov_pv_plant_config *config, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_pv_plant_structures[OSTROV_I_PV_PLANT_CONFIG], config, size);
}

/* A fault in row number index. */
static ostrov_status row_fault(ostrov_fault *why, ostrov_status status, int32_t place,
                               const char *field, int32_t index, double value, double min,
                               double max)
{
    return ostrov_i_fault(why, status, ostrov_i_pv_plant_structures[place].name, field, index,
                          value, min, max);
}

/* Glass, warmth and tracker: the caller's, or the defaults. */
static ostrov_status take_parts(const ostrov_pv_array *row, ostrov_i_farm_array *a,
                                ostrov_fault *why)
{
    const ostrov_structure *models = ostrov_i_pv_model_structures;
    ostrov_status status = ostrov_pv_glass_defaults(&a->array.glass, sizeof a->array.glass);
    if (status == OSTROV_OK) {
        status = ostrov_pv_thermal_defaults(&a->array.thermal, sizeof a->array.thermal);
    }
    if (status == OSTROV_OK && row->glass != NULL) {
        status = ostrov_i_take_config(&models[OSTROV_I_PV_GLASS], row->glass, &a->array.glass, why);
    }
    if (status == OSTROV_OK && row->thermal != NULL) {
        status = ostrov_i_take_config(&models[OSTROV_I_PV_THERMAL], row->thermal, &a->array.thermal,
                                      why);
    }
    if (status == OSTROV_OK && row->tracker != NULL) {
        a->tracks = 1;
        status = ostrov_i_take_config(&models[OSTROV_I_PV_TRACKER], row->tracker, &a->tracker, why);
    }
    if (status == OSTROV_OK && row->module != NULL) {
        a->has_module = 1;
        status = ostrov_i_take_config(&models[OSTROV_I_PV_MODULE], row->module, &a->module, why);
    }
    return status;
}

/* Peak power by the module at its reference. */
static double module_peak_w(const ostrov_i_farm_array *a)
{
    ostrov_pv_diode d;
    double v = 0.0;
    double i = 0.0;
    ostrov_i_module_diode(&a->module, 1000.0, 25.0, &d);
    ostrov_i_diode_maximum(&d, &v, &i);
    return v * i * a->series * a->parallel;
}

static ostrov_status set_light(const ostrov_pv_array *row, const ostrov_pv_plant_config *c,
                               ostrov_i_array *array)
{
    ostrov_plane plane;
    double mask_deg = 0.0;
    ostrov_status status = ostrov_plane_defaults(&plane, sizeof plane);
    if (status != OSTROV_OK) {
        return status;
    }
    plane.sky = c->sky;
    plane.tilt_deg = row->tilt_deg;
    plane.azimuth_deg = row->azimuth_deg;
    plane.albedo_ratio = c->albedo_ratio;
    ostrov_i_plane_set(&plane, &array->tilted);
    array->diffuse.sky_ratio = array->diffuse.horizon_ratio = array->diffuse.ground_ratio = 1.0;
    if (row->diffuse_glass) {
        status = ostrov_pv_incidence_diffuse(&array->glass, row->tilt_deg, &array->diffuse, NULL);
    }
    if (status == OSTROV_OK && row->cover_ratio > 0.0) {
        status = ostrov_pv_masking_angle(row->tilt_deg, row->cover_ratio, &mask_deg, NULL);
        status = status == OSTROV_OK ? ostrov_pv_masked_sky(mask_deg, &array->masked_ratio, NULL)
                                     : status;
    }
    return status;
}

static ostrov_status take_array(const ostrov_pv_plant_config *c, int32_t index,
                                ostrov_i_farm_array *a, ostrov_fault *why)
{
    ostrov_pv_array row;
    ostrov_status status = ostrov_i_take_row(&ostrov_i_pv_plant_structures[OSTROV_I_PV_ARRAY],
                                             c->arrays, c->arrays_stride, index, &row, why);
    memset(a, 0, sizeof *a);
    status = status == OSTROV_OK ? take_parts(&row, a, why) : status;
    if (status != OSTROV_OK) {
        return status;
    }
    if (row.inverter < 0 || row.inverter >= c->inverters_count) {
        return row_fault(why, OSTROV_E_RANGE, OSTROV_I_PV_ARRAY, "inverter", index, row.inverter, 0,
                         c->inverters_count - 1.0);
    }
    if (row.cover_ratio > 0.0 && row.cover_ratio < 0.001) { /* rows without a width */
        return row_fault(why, OSTROV_E_RANGE, OSTROV_I_PV_ARRAY, "cover_ratio", index,
                         row.cover_ratio, 0.001, 0.99);
    }
    if (row.cover_ratio > 0.0 &&
        row.tracker != NULL) { /* the tracker has a cover_ratio of its own */
        return row_fault(why, OSTROV_E_UNSUPPORTED, OSTROV_I_PV_ARRAY, "cover_ratio", index,
                         row.cover_ratio, 0, 0);
    }
    a->series = row.series;
    a->parallel = row.parallel;
    a->unit = row.inverter;
    a->array.coefficient_per_c = row.power_coefficient_per_c;
    a->array.losses_ratio = row.losses_ratio;
    a->array.cover_ratio = row.cover_ratio;
    a->array.peak_w = row.peak_w;
    if (a->has_module) {
        a->array.peak_w = module_peak_w(a);
    } else if (ostrov_i_nan(row.peak_w)) {
        return row_fault(why, OSTROV_E_NOT_FINITE, OSTROV_I_PV_ARRAY, "peak_w", index, row.peak_w,
                         0, 1e9);
    }
    return set_light(&row, c, &a->array);
}

static ostrov_status take_unit(const ostrov_pv_plant_config *c, int32_t index,
                               ostrov_i_farm_unit *u, ostrov_fault *why)
{
    ostrov_pv_inverter row;
    double ac_w = 0.0;
    ostrov_status status = ostrov_i_take_row(&ostrov_i_pv_plant_structures[OSTROV_I_PV_INVERTER],
                                             c->inverters, c->inverters_stride, index, &row, why);
    memset(u, 0, sizeof *u);
    if (status != OSTROV_OK) {
        return status;
    }
    u->ac_w = row.ac_w;
    u->efficiency_ratio = row.efficiency_ratio;
    if (row.sandia != NULL) {
        u->has_sandia = 1;
        u->sandia = *row.sandia;
        return ostrov_pv_inverter_sandia(row.sandia, row.sandia->dc_v, 0.0, &ac_w, why);
    }
    if (ostrov_i_nan(row.ac_w)) {
        return row_fault(why, OSTROV_E_NOT_FINITE, OSTROV_I_PV_INVERTER, "ac_w", index, row.ac_w,
                         1e-3, 1e9);
    }
    return OSTROV_OK;
}

static ostrov_status take_place(const ostrov_pv_plant_config *c, ostrov_i_farm *f,
                                ostrov_fault *why)
{
    ostrov_sun_options options;
    const ostrov_place place = {c->latitude_deg, c->longitude_deg, c->altitude_m};
    ostrov_status status = ostrov_sun_options_defaults(&options, sizeof options);
    options.delta_t_s = c->delta_t_s;
    status = status == OSTROV_OK ? ostrov_i_observer_set(&place, &f->place.observer) : status;
    status =
        status == OSTROV_OK ? ostrov_i_observer_options(&options, &f->place.observer, why) : status;
    if (status == OSTROV_OK && c->horizon != NULL) {
        status = ostrov_i_horizon_check(c->horizon);
        if (status != OSTROV_OK) {
            return row_fault(why, status, OSTROV_I_PV_PLANT_CONFIG, "horizon", -1, OSTROV_I_NAN,
                             OSTROV_I_NAN, OSTROV_I_NAN);
        }
    }
    ostrov_i_ephemeris_set(&f->ephemeris, &f->place.observer);
    f->place.linke = c->linke;
    f->place.altitude_m = c->altitude_m;
    f->place.split = c->split;
    f->place.extra = c->extra;
    f->horizon = c->horizon;
    f->extra_day = INT64_MIN;
    return status;
}

ostrov_status ostrov_pv_plant_init(ostrov_pv_plant *plant, const ostrov_pv_plant_config *config,
                                   ostrov_fault *why)
{
    ostrov_pv_plant_config c;
    ostrov_pv_plant ready; /* the caller's stays as it is until all is good */
    ostrov_i_farm *f = (ostrov_i_farm *)&ready;
    if (plant == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, "plant", -1, OSTROV_I_NAN, OSTROV_I_NAN,
                              OSTROV_I_NAN);
    }
    ostrov_status status = ostrov_i_take_config(
        &ostrov_i_pv_plant_structures[OSTROV_I_PV_PLANT_CONFIG], config, &c, why);
    if (status != OSTROV_OK) {
        return status;
    }
    if (c.arrays_count < 1 || c.inverters_count < 1) {
        const int32_t arrays = c.arrays_count < 1;
        return row_fault(why, OSTROV_E_RANGE, OSTROV_I_PV_PLANT_CONFIG,
                         arrays ? "arrays_count" : "inverters_count", -1, 0, 1, OSTROV_PV_MOST);
    }
    if (c.arrays == NULL || c.inverters == NULL) {
        return row_fault(why, OSTROV_E_ARGUMENT, OSTROV_I_PV_PLANT_CONFIG,
                         c.arrays == NULL ? "arrays" : "inverters", -1, OSTROV_I_NAN, OSTROV_I_NAN,
                         OSTROV_I_NAN);
    }
    memset(&ready, 0, sizeof ready);
    status = take_place(&c, f, why);
    for (int32_t u = 0; status == OSTROV_OK && u < c.inverters_count; u++) {
        status = take_unit(&c, u, &f->units[u], why);
    }
    for (int32_t a = 0; status == OSTROV_OK && a < c.arrays_count; a++) {
        status = take_array(&c, a, &f->arrays[a], why);
        if (status == OSTROV_OK && !f->arrays[a].has_module &&
            f->units[f->arrays[a].unit].has_sandia) { /* which asks for a voltage */
            status = row_fault(why, OSTROV_E_UNSUPPORTED, OSTROV_I_PV_ARRAY, "module", a,
                               OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN);
        }
        f->peak_w += f->arrays[a].array.peak_w;
    }
    if (status != OSTROV_OK) {
        return status;
    }
    f->array_count = c.arrays_count;
    f->unit_count = c.inverters_count;
    f->magic = OSTROV_I_FARM_MAGIC;
    *plant = ready;
    return OSTROV_OK;
}
