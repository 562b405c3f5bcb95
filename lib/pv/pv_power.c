/* AC power of a plant from what is known of the weather.
 *
 * What is missing is replaced by declared rules, each of which also says DEGRADED:
 *   GHI            closed from DNI and DHI; else clear sky thinned by the clouds; else clear sky
 *   DNI, DHI       closed from GHI and the one that is known; else Erbs
 *   air            15 °C, wind 1 m/s
 * Clouds thin the clear sky by Kasten & Czeplak (1980, Solar Energy 24:177), GHI = clear·(1 − 0.75
 * n^3.4), and its beam by the share of the sky that they cover; the rest is diffuse.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv_internal.h"

#include "base/fields.h"

#define SECOND_US (INT64_C(1000000))

static const double air_c = 15.0;
static const double wind_m_per_s = 1.0;

static void clear_sky(const ostrov_i_plant *plant, const ostrov_sun *sun, ostrov_irradiance *clear)
{
    const double cos_zenith = ostrov_cos(sun->apparent_zenith_deg * OSTROV_I_DEG);
    const double air_mass = ostrov_i_air_mass(sun->apparent_zenith_deg) *
                            plant->observer.pressure_pa / 101325.0;
    ostrov_i_clearsky(cos_zenith, air_mass, plant->config.linke, plant->config.altitude_m,
                      ostrov_i_extra_w_per_m2(sun->distance_au), clear);
}

/* The beam cannot be more than what falls on the atmosphere: a reading at a low sun may ask for it. */
static void bound_beam(const ostrov_sun *sun, double cos_zenith, ostrov_irradiance *i)
{
    const double extra = ostrov_i_extra_w_per_m2(sun->distance_au);
    if (i->dni_w_per_m2 > extra) {
        i->dni_w_per_m2 = extra;
        i->dhi_w_per_m2 = ostrov_i_max(0.0, i->ghi_w_per_m2 - extra * cos_zenith);
    }
}

/* GHI alone is known, ≥ 0. */
static void from_ghi(const ostrov_sun *sun, double ghi, ostrov_irradiance *i)
{
    ostrov_i_erbs(ghi, sun->zenith_deg, ostrov_i_extra_w_per_m2(sun->distance_au), i);
    bound_beam(sun, ostrov_cos(sun->zenith_deg * OSTROV_I_DEG), i);
}

static void from_clouds(const ostrov_i_plant *plant, const ostrov_sun *sun, double cloud_ratio,
                        ostrov_irradiance *i)
{
    clear_sky(plant, sun, i);
    if (cloud_ratio > 0.0) {
        const double cos_zenith = ostrov_cos(sun->apparent_zenith_deg * OSTROV_I_DEG);
        i->ghi_w_per_m2 *= 1.0 - 0.75 * ostrov_pow(cloud_ratio, 3.4);
        i->dni_w_per_m2 *= 1.0 - cloud_ratio;
        i->dhi_w_per_m2 = ostrov_i_max(0.0, i->ghi_w_per_m2 - i->dni_w_per_m2 * cos_zenith);
    }
}

/* Fills the irradiance from what is known; returns 1 when a rule stood in. Radiometers read a little
 * below zero at dusk, which is zero. */
static int32_t irradiance_from(const ostrov_i_plant *plant, const ostrov_sun *sun,
                               const ostrov_weather *w, ostrov_irradiance *i)
{
    const double cos_zenith = ostrov_cos(sun->apparent_zenith_deg * OSTROV_I_DEG);
    const int32_t has_ghi = !ostrov_i_nan(w->ghi_w_per_m2);
    const int32_t has_dni = !ostrov_i_nan(w->dni_w_per_m2);
    const int32_t has_dhi = !ostrov_i_nan(w->dhi_w_per_m2);
    const double ghi = ostrov_i_max(w->ghi_w_per_m2, 0.0);
    const double dni = ostrov_i_max(w->dni_w_per_m2, 0.0);
    const double dhi = ostrov_i_max(w->dhi_w_per_m2, 0.0);
    if (has_dni && has_dhi) {
        i->dni_w_per_m2 = dni;
        i->dhi_w_per_m2 = dhi;
        i->ghi_w_per_m2 = has_ghi ? ghi : dni * cos_zenith + dhi;
        return !has_ghi;
    }
    if (!has_ghi) {
        from_clouds(plant, sun, ostrov_i_nan(w->cloud_ratio) ? 0.0 : w->cloud_ratio, i);
    } else if (has_dni) {
        i->ghi_w_per_m2 = ghi;
        i->dni_w_per_m2 = dni;
        i->dhi_w_per_m2 = ostrov_i_max(0.0, ghi - dni * cos_zenith);
    } else if (has_dhi && cos_zenith > 0.065) { /* 86°: below, the division only makes noise */
        i->ghi_w_per_m2 = ghi;
        i->dhi_w_per_m2 = ostrov_i_min(dhi, ghi);
        i->dni_w_per_m2 = (ghi - i->dhi_w_per_m2) / cos_zenith;
        bound_beam(sun, cos_zenith, i);
    } else {
        from_ghi(sun, ghi, i);
    }
    return 1;
}

static int32_t is_night(const ostrov_sun *sun) { return sun->apparent_zenith_deg >= 90.0; }

double ostrov_i_plant_clear_w(const ostrov_i_plant *plant, int64_t time_us)
{
    ostrov_sun sun;
    ostrov_i_sky sky;
    ostrov_i_sun_at(time_us, &plant->observer, &sun);
    if (is_night(&sun)) {
        return 0.0;
    }
    clear_sky(plant, &sun, &sky.irradiance);
    sky.temperature_c = air_c;
    sky.wind_m_per_s = wind_m_per_s;
    return ostrov_i_plant_power_w(plant, &sun, &sky);
}

static int32_t second_ok(int64_t time_s)
{
    return time_s >= OSTROV_I_SUN_FIRST_S && time_s < OSTROV_I_SUN_END_S;
}

ostrov_status ostrov_pv_defaults(ostrov_pv_config *config, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_pv_structures[OSTROV_I_PV_CONFIG], config, size);
}

ostrov_status ostrov_weather_defaults(ostrov_weather *weather, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_pv_structures[OSTROV_I_PV_WEATHER], weather, size);
}

ostrov_status ostrov_pv_power(const ostrov_pv_config *config, int64_t time_s,
                              const ostrov_weather *weather, double *pv_w, ostrov_fault *why)
{
    ostrov_i_plant plant;
    ostrov_weather w;
    ostrov_sun sun;
    ostrov_i_sky sky;
    if (pv_w == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, "pv_w", -1, OSTROV_I_NAN, OSTROV_I_NAN,
                              OSTROV_I_NAN);
    }
    ostrov_status status = ostrov_i_plant_set(config, &plant, why);
    if (status != OSTROV_OK) {
        return status;
    }
    status = ostrov_i_take_sample(&ostrov_i_pv_structures[OSTROV_I_PV_WEATHER], weather, &w, NULL,
                                  why);
    if (status != OSTROV_OK) {
        return status;
    }
    if (!second_ok(time_s)) {
        return ostrov_i_fault(why, OSTROV_E_TIME, NULL, "time_s", -1, (double)time_s,
                              OSTROV_I_SUN_FIRST_S, (double)OSTROV_I_SUN_END_S - 1.0);
    }
    ostrov_i_sun_at(time_s * SECOND_US, &plant.observer, &sun);
    if (is_night(&sun)) {
        *pv_w = 0.0; /* whatever the weather: nothing stood in */
        return OSTROV_OK;
    }
    int32_t degraded = irradiance_from(&plant, &sun, &w, &sky.irradiance);
    degraded |= ostrov_i_nan(w.temperature_c) || ostrov_i_nan(w.wind_m_per_s);
    sky.temperature_c = ostrov_i_nan(w.temperature_c) ? air_c : w.temperature_c;
    sky.wind_m_per_s = ostrov_i_nan(w.wind_m_per_s) ? wind_m_per_s : w.wind_m_per_s;
    *pv_w = ostrov_i_plant_power_w(&plant, &sun, &sky);
    return degraded ? OSTROV_DEGRADED : OSTROV_OK;
}

/* A value of a column: its default when there is no column. Sets row to what is wrong with it, by the
 * bounds of the weather's field table. */
static double column(const double *values, size_t i, double standard, size_t offset, uint8_t *row)
{
    if (values == NULL) {
        return standard;
    }
    const ostrov_structure *s = &ostrov_i_pv_structures[OSTROV_I_PV_WEATHER];
    const double value = values[i];
    if (ostrov_i_nan(value)) {
        *row = OSTROV_VALUE_UNKNOWN;
        return value;
    }
    for (uint32_t f = 0; f < s->field_count; f++) {
        if (s->fields[f].offset == offset &&
            (value < s->fields[f].min || value > s->fields[f].max)) {
            *row = OSTROV_VALUE_RANGE;
        }
    }
    return value;
}

ostrov_status ostrov_pv_power_n(const ostrov_pv_config *config, const int64_t *time_us, size_t n,
                                const double *ghi_w_per_m2, const double *temperature_c,
                                const double *wind, double *pv_w, uint8_t *status,
                                ostrov_fault *why)
{
    ostrov_i_plant plant;
    if (n > 0 && (time_us == NULL || ghi_w_per_m2 == NULL || pv_w == NULL)) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL,
                              time_us == NULL ? "time_us"
                                              : (pv_w == NULL ? "pv_w" : "ghi_w_per_m2"),
                              -1, OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN);
    }
    const ostrov_status refused = ostrov_i_plant_set(config, &plant, why);
    if (refused != OSTROV_OK) {
        return refused;
    }
    for (size_t i = 0; i < n; i++) {
        uint8_t row = OSTROV_VALUE_OK;
        double power_w = OSTROV_I_NAN;
        ostrov_sun sun;
        ostrov_i_sky sky;
        if (!ostrov_i_sun_time_ok(time_us[i])) {
            row = OSTROV_VALUE_RANGE;
        } else {
            ostrov_i_sun_at(time_us[i], &plant.observer, &sun);
            if (is_night(&sun)) {
                row = OSTROV_VALUE_NIGHT;
                power_w = 0.0;
            }
        }
        if (row == OSTROV_VALUE_OK) {
            const double ghi = column(ghi_w_per_m2, i, 0.0,
                                      offsetof(ostrov_weather, ghi_w_per_m2), &row);
            sky.temperature_c = column(temperature_c, i, air_c,
                                       offsetof(ostrov_weather, temperature_c), &row);
            sky.wind_m_per_s = column(wind, i, wind_m_per_s,
                                      offsetof(ostrov_weather, wind_m_per_s), &row);
            if (row == OSTROV_VALUE_OK) {
                from_ghi(&sun, ostrov_i_max(ghi, 0.0), &sky.irradiance);
                power_w = ostrov_i_plant_power_w(&plant, &sun, &sky);
            }
        }
        pv_w[i] = power_w;
        if (status != NULL) {
            status[i] = row;
        }
    }
    return OSTROV_OK;
}

ostrov_status ostrov_pv_clear(const ostrov_pv_config *config, int64_t time_s, double *pv_w,
                              ostrov_fault *why)
{
    ostrov_i_plant plant;
    if (pv_w == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, "pv_w", -1, OSTROV_I_NAN, OSTROV_I_NAN,
                              OSTROV_I_NAN);
    }
    const ostrov_status status = ostrov_i_plant_set(config, &plant, why);
    if (status != OSTROV_OK) {
        return status;
    }
    if (!second_ok(time_s)) {
        return ostrov_i_fault(why, OSTROV_E_TIME, NULL, "time_s", -1, (double)time_s,
                              OSTROV_I_SUN_FIRST_S, (double)OSTROV_I_SUN_END_S - 1.0);
    }
    *pv_w = ostrov_i_plant_clear_w(&plant, time_s * SECOND_US);
    return OSTROV_OK;
}
