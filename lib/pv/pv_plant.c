/* A whole plant: see pv_plant.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv/plant.h"

#include "base/fields.h"
#include "pv/rows.h"
#include "pv/pv_internal.h"

_Static_assert(sizeof(ostrov_i_farm) <= sizeof(ostrov_pv_plant) * 9 / 10, "head room");

static ostrov_i_farm *inside(ostrov_pv_plant *plant) { return (ostrov_i_farm *)plant; }

static int32_t is_night(const ostrov_sun *sun) { return sun->apparent_zenith_deg >= 90.0; }

static int32_t is_hidden(const ostrov_i_farm *f, const ostrov_sun *sun)
{
    return f->horizon != NULL &&
           90.0 - sun->apparent_zenith_deg < ostrov_i_horizon_at(f->horizon, sun->azimuth_deg);
}

/* Adds an array to the steps and to its inverter. */
static void add_array(const ostrov_i_farm_array *a, const ostrov_sun *sun, const ostrov_i_sky *sky,
                      int32_t hidden, ostrov_i_dc *dc, ostrov_pv_steps *s)
{
    ostrov_i_light light;
    ostrov_i_array turned;
    const ostrov_i_array *array = &a->array;
    if (a->tracks) {
        ostrov_pv_plane p;
        turned = a->array;
        (void)ostrov_i_tracker_plane(&a->tracker, sun->apparent_zenith_deg, sun->azimuth_deg, &p);
        ostrov_i_tilted_turn(&turned.tilted, p.tilt_deg, p.azimuth_deg);
        array = &turned;
    }
    ostrov_i_array_light(array, sun, sky, hidden, &light);
    const double per_light = array->peak_w / 1000.0;
    double module_w = 0.0;
    double dc_v = 0.0;
    if (a->has_module) {
        ostrov_pv_diode d;
        double v = 0.0;
        double i = 0.0;
        ostrov_i_module_diode(&a->module, light.reaches_w_per_m2, light.cell_c, &d);
        ostrov_i_diode_maximum(&d, &v, &i);
        dc_v = v * a->series;
        module_w = dc_v * i * a->parallel;
    } else {
        module_w = ostrov_i_max(0.0, per_light * light.reaches_w_per_m2 *
                                         (1.0 + array->coefficient_per_c * (light.cell_c - 25.0)));
    }
    const double snow_w = module_w * sky->snow_ratio;
    const double wiring_w = (module_w - snow_w) * array->losses_ratio;
    const double given_w = module_w - snow_w - wiring_w;
    s->level_w += per_light * sky->irradiance.ghi_w_per_m2;
    s->plane_w += per_light * light.plane_w_per_m2;
    s->shade_w += per_light * light.shade_w_per_m2;
    s->glass_w += per_light * light.glass_w_per_m2;
    s->dirt_w += per_light * light.dirt_w_per_m2;
    s->module_w += per_light * light.reaches_w_per_m2 - module_w;
    s->snow_w += snow_w;
    s->wiring_w += wiring_w;
    s->cell_c += array->peak_w * light.cell_c;
    dc->dc_w += given_w;
    dc->volt_watts += given_w * dc_v;
    dc->dark_v += dc_v;
}

/* AC power before and after the limit. */
static void convert(const ostrov_i_farm_unit *u, const ostrov_i_dc *dc, ostrov_pv_steps *s)
{
    double whole_w = 0.0;
    double ac_w = 0.0;
    if (u->has_sandia) {
        /* Strings of several arrays on one tracker meet at the voltage of the one that gives most.
         */
        const double v = dc->dc_w > 0.0 ? dc->volt_watts / dc->dc_w : dc->dark_v;
        whole_w = ostrov_i_inverter_sandia_whole(&u->sandia, v, dc->dc_w);
        if (!ostrov_i_finite(whole_w)) { /* a voltage at which the coefficients meet in a pole */
            whole_w = -u->sandia.night_w;
        }
        ac_w = ostrov_i_min(whole_w, u->sandia.ac_w);
    } else {
        whole_w = ostrov_i_inverter_pvwatts_whole(dc->dc_w, u->ac_w, u->efficiency_ratio);
        ac_w = ostrov_i_min(whole_w, u->ac_w);
    }
    s->inverter_w += dc->dc_w - whole_w;
    s->clipped_w += whole_w - ac_w;
    s->ac_w += ac_w;
}

static void dark(const ostrov_i_farm *f, ostrov_pv_steps *s)
{
    *s = (ostrov_pv_steps){0};
    for (int32_t u = 0; u < f->unit_count; u++) {
        const double drawn = f->units[u].has_sandia ? f->units[u].sandia.night_w : 0.0;
        s->inverter_w += drawn;
        s->ac_w -= drawn;
    }
    s->cell_c = OSTROV_I_NAN;
}

/* The chain with the sun above the horizon. */
static void lit(const ostrov_i_farm *f, const ostrov_sun *sun, const ostrov_i_sky *sky,
                ostrov_pv_steps *s)
{
    ostrov_i_dc dc[OSTROV_PV_MOST] = {{0.0, 0.0, 0.0}};
    const int32_t hidden = is_hidden(f, sun);
    *s = (ostrov_pv_steps){0};
    for (int32_t a = 0; a < f->array_count; a++) {
        add_array(&f->arrays[a], sun, sky, hidden, &dc[f->arrays[a].unit], s);
    }
    s->cell_c = f->peak_w > 0.0 ? s->cell_c / f->peak_w : OSTROV_I_NAN;
    for (int32_t u = 0; u < f->unit_count; u++) {
        convert(&f->units[u], &dc[u], s);
    }
}

static void sun_at(ostrov_i_farm *f, int64_t time_us, ostrov_sun *sun)
{
    ostrov_i_ephemeris_at(&f->ephemeris, time_us, sun);
}

/* The extra-terrestrial formulas by day of the year are the same all day: they are kept. */
static void set_extra(ostrov_i_farm *f, int64_t time_us, ostrov_sun *sun)
{
    const int64_t day_us = INT64_C(86400000000);
    const int64_t day = (time_us - (((time_us % day_us) + day_us) % day_us)) / day_us;
    if (f->place.extra == OSTROV_EXTRA_SPA) {
        return;
    }
    if (day != f->extra_day) {
        ostrov_sun of_day = *sun;
        ostrov_i_sky_extra(&f->place, time_us, &of_day);
        f->extra_day = day;
        f->extra_au = of_day.distance_au;
    }
    sun->distance_au = f->extra_au;
}

ostrov_status ostrov_pv_plant_power(ostrov_pv_plant *plant, int64_t time_us,
                                    const ostrov_weather *weather, ostrov_pv_steps *steps,
                                    ostrov_fault *why)
{
    ostrov_weather w;
    ostrov_sun sun;
    ostrov_i_sky sky;
    if (plant == NULL || inside(plant)->magic != OSTROV_I_FARM_MAGIC || steps == NULL) {
        return ostrov_i_no_pointer(why, steps == NULL ? "steps" : "plant");
    }
    ostrov_i_farm *f = inside(plant);
    const ostrov_status status =
        ostrov_i_take_sample(&ostrov_i_pv_structures[OSTROV_I_PV_WEATHER], weather, &w, NULL, why);
    if (status != OSTROV_OK) {
        return status;
    }
    if (!ostrov_i_sun_time_ok(time_us)) {
        return ostrov_i_fault(why, OSTROV_E_TIME, NULL, "time_us", -1, (double)time_us,
                              OSTROV_I_SUN_FIRST_S * 1e6, OSTROV_I_SUN_END_S * 1e6);
    }
    sun_at(f, time_us, &sun);
    if (is_night(&sun)) {
        dark(f, steps);
        return OSTROV_OK;
    }
    set_extra(f, time_us, &sun);
    const int32_t degraded = ostrov_i_sky_from(&f->place, &sun, &w, &sky);
    lit(f, &sun, &sky, steps);
    return degraded ? OSTROV_DEGRADED : OSTROV_OK;
}

/* One row of the columns as a weather; gives its enum ostrov_value. */
static uint8_t row_of(const ostrov_weather_columns *c, int64_t i, ostrov_weather *w)
{
    const ostrov_structure *s = &ostrov_i_pv_structures[OSTROV_I_PV_WEATHER];
    const double *const columns[] = {c->ghi_w_per_m2, c->dni_w_per_m2,  c->dhi_w_per_m2,
                                     c->cloud_ratio,  c->temperature_c, c->wind_m_per_s,
                                     c->soiled_ratio, c->snow_ratio};
    double *const members[] = {&w->ghi_w_per_m2, &w->dni_w_per_m2,  &w->dhi_w_per_m2,
                               &w->cloud_ratio,  &w->temperature_c, &w->wind_m_per_s,
                               &w->soiled_ratio, &w->snow_ratio};
    uint8_t value = OSTROV_VALUE_OK;
    for (size_t k = 0; k < sizeof columns / sizeof columns[0]; k++) {
        const ostrov_field *field = &s->fields[k + 2]; /* after struct_size and reserved_ */
        *members[k] = columns[k] != NULL ? columns[k][i] : OSTROV_I_NAN;
        if (columns[k] == NULL) {
            continue;
        }
        if (ostrov_i_nan(*members[k])) {
            value = OSTROV_VALUE_UNKNOWN;
        } else if (value == OSTROV_VALUE_OK &&
                   !(*members[k] >= field->min && *members[k] <= field->max)) {
            value = OSTROV_VALUE_RANGE;
        }
    }
    return value;
}

static uint8_t power_of_row(ostrov_i_farm *f, const ostrov_weather_columns *c, int64_t i,
                            ostrov_pv_steps *s)
{
    ostrov_weather w;
    ostrov_sun sun;
    ostrov_i_sky sky;
    if (!ostrov_i_sun_time_ok(c->time_us[i])) {
        return OSTROV_VALUE_RANGE;
    }
    sun_at(f, c->time_us[i], &sun);
    if (is_night(&sun)) {
        dark(f, s);
        return OSTROV_VALUE_NIGHT;
    }
    const uint8_t value = row_of(c, i, &w);
    if (value == OSTROV_VALUE_OK) {
        set_extra(f, c->time_us[i], &sun);
        (void)ostrov_i_sky_from(&f->place, &sun, &w, &sky);
        lit(f, &sun, &sky, s);
    }
    return value;
}

ostrov_status ostrov_pv_plant_power_n(ostrov_pv_plant *plant, const ostrov_weather_columns *weather,
                                      double *ac_w, ostrov_pv_steps *steps, uint8_t *status,
                                      ostrov_fault *why)
{
    const double none = OSTROV_I_NAN;
    if (plant == NULL || inside(plant)->magic != OSTROV_I_FARM_MAGIC || weather == NULL) {
        return ostrov_i_no_pointer(why, weather == NULL ? "weather" : "plant");
    }
    if (weather->count < 0) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, "ostrov_weather_columns", "count", -1,
                              (double)weather->count, 0.0, OSTROV_I_NAN);
    }
    if (weather->count > 0 && (weather->time_us == NULL || ac_w == NULL)) {
        return ostrov_i_no_pointer(why, ac_w == NULL ? "ac_w" : "time_us");
    }
    if (weather->count > 0 && weather->ghi_w_per_m2 == NULL && weather->dni_w_per_m2 == NULL &&
        weather->dhi_w_per_m2 == NULL && weather->cloud_ratio == NULL) {
        return ostrov_i_no_pointer(why, "ghi_w_per_m2");
    }
    for (int64_t i = 0; i < weather->count; i++) {
        ostrov_pv_steps s = {none, none, none, none, none, none,
                             none, none, none, none, none, none};
        const uint8_t value = power_of_row(inside(plant), weather, i, &s);
        ac_w[i] = s.ac_w;
        if (steps != NULL) {
            steps[i] = s;
        }
        if (status != NULL) {
            status[i] = value;
        }
    }
    return OSTROV_OK;
}
