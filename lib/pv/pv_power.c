/* AC power of a plant of one plane from what is known of the weather (sky.c says by which rules).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv_internal.h"

#include "base/fields.h"

#define SECOND_US (INT64_C(1000000))

static int32_t is_night(const ostrov_sun *sun) { return sun->apparent_zenith_deg >= 90.0; }

double ostrov_i_plant_clear_w(const ostrov_i_plant *plant, int64_t time_us)
{
    ostrov_sun sun;
    ostrov_i_sky sky;
    ostrov_i_sun_at(time_us, &plant->place.observer, &sun);
    if (is_night(&sun)) {
        return 0.0;
    }
    ostrov_i_sky_standard(&sky);
    ostrov_i_sky_clear(&plant->place, &sun, &sky.irradiance);
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
    status =
        ostrov_i_take_sample(&ostrov_i_pv_structures[OSTROV_I_PV_WEATHER], weather, &w, NULL, why);
    if (status != OSTROV_OK) {
        return status;
    }
    if (!second_ok(time_s)) {
        return ostrov_i_fault(why, OSTROV_E_TIME, NULL, "time_s", -1, (double)time_s,
                              OSTROV_I_SUN_FIRST_S, (double)OSTROV_I_SUN_END_S - 1.0);
    }
    ostrov_i_sun_at(time_s * SECOND_US, &plant.place.observer, &sun);
    if (is_night(&sun)) {
        *pv_w = 0.0; /* whatever the weather: nothing stood in */
        return OSTROV_OK;
    }
    const int32_t degraded = ostrov_i_sky_from(&plant.place, &sun, &w, &sky);
    *pv_w = ostrov_i_plant_power_w(&plant, &sun, &sky);
    return degraded ? OSTROV_DEGRADED : OSTROV_OK;
}

/* A value of a column: its default when there is no column. Sets row to what is wrong with it, by
 * the bounds of the weather's field table. */
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
    ostrov_i_ephemeris ephemeris;
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
    ostrov_i_ephemeris_set(&ephemeris, &plant.place.observer);
    for (size_t i = 0; i < n; i++) {
        uint8_t row = OSTROV_VALUE_OK;
        double power_w = OSTROV_I_NAN;
        ostrov_sun sun;
        ostrov_i_sky sky;
        if (!ostrov_i_sun_time_ok(time_us[i])) {
            row = OSTROV_VALUE_RANGE;
        } else {
            ostrov_i_ephemeris_row(&ephemeris, time_us, n, i, &sun);
            if (is_night(&sun)) {
                row = OSTROV_VALUE_NIGHT;
                power_w = 0.0;
            }
        }
        if (row == OSTROV_VALUE_OK) {
            const double ghi =
                column(ghi_w_per_m2, i, 0.0, offsetof(ostrov_weather, ghi_w_per_m2), &row);
            ostrov_i_sky_standard(&sky);
            sky.temperature_c = column(temperature_c, i, sky.temperature_c,
                                       offsetof(ostrov_weather, temperature_c), &row);
            sky.wind_m_per_s =
                column(wind, i, sky.wind_m_per_s, offsetof(ostrov_weather, wind_m_per_s), &row);
            if (row == OSTROV_VALUE_OK) {
                ostrov_i_sky_split(&plant.place, &sun, ostrov_i_max(ghi, 0.0), &sky.irradiance);
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
