/* From what is known of the weather to a complete sky. What is missing is replaced by declared
 * rules: GHI            closed from DNI and DHI; else clear sky thinned by the clouds; else clear
 * sky DNI, DHI       closed from GHI and the one that is known; else split by the place's model air
 * 15 °C, wind 1 m/s Clouds thin the clear sky by Kasten & Czeplak (1980, Solar Energy 24:177), GHI
 * = clear·(1 − 0.75 n^3.4), and its beam by the share of the sky that they cover; the rest is
 * diffuse.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv/sky.h"

#include "base/fields.h"

void ostrov_i_sky_standard(ostrov_i_sky *sky)
{
    sky->temperature_c = 15.0;
    sky->wind_m_per_s = 1.0;
    sky->soiled_ratio = 0.0;
    sky->snow_ratio = 0.0;
}

void ostrov_i_sky_clear(const ostrov_i_place *place, const ostrov_sun *sun,
                        ostrov_irradiance *clear)
{
    const double cos_zenith = ostrov_cos(sun->apparent_zenith_deg * OSTROV_I_DEG);
    const double air_mass =
        ostrov_i_air_mass(sun->apparent_zenith_deg) * place->observer.pressure_pa / 101325.0;
    ostrov_i_clearsky(cos_zenith, air_mass, place->linke, place->altitude_m,
                      ostrov_i_extra_w_per_m2(sun->distance_au), clear);
}

void ostrov_i_sky_extra(const ostrov_i_place *place, int64_t time_us, ostrov_sun *sun)
{
    double extra = 0.0;
    if (place->extra != OSTROV_EXTRA_SPA &&
        ostrov_extra_irradiance(place->extra, time_us, &extra) == OSTROV_OK) {
        sun->distance_au = __builtin_sqrt(OSTROV_I_SOLAR_CONSTANT / extra);
    }
}

void ostrov_i_sky_split(const ostrov_i_place *place, const ostrov_sun *sun, double ghi,
                        ostrov_irradiance *i)
{
    ostrov_i_split(place->split, ghi, sun->zenith_deg, sun->distance_au,
                   place->observer.pressure_pa, i);
    i->dhi_w_per_m2 = ostrov_i_max(0.0, i->dhi_w_per_m2); /* LOUCHE falls a little below 0 */
    ostrov_i_bound_beam(sun, sun->zenith_deg, i);
}

static void from_clouds(const ostrov_i_place *place, const ostrov_sun *sun, double cloud_ratio,
                        ostrov_irradiance *i)
{
    ostrov_i_sky_clear(place, sun, i);
    if (cloud_ratio > 0.0) {
        const double cos_zenith = ostrov_cos(sun->apparent_zenith_deg * OSTROV_I_DEG);
        i->ghi_w_per_m2 *= 1.0 - 0.75 * ostrov_pow(cloud_ratio, 3.4);
        i->dni_w_per_m2 *= 1.0 - cloud_ratio;
        i->dhi_w_per_m2 = ostrov_i_max(0.0, i->ghi_w_per_m2 - i->dni_w_per_m2 * cos_zenith);
    }
}

/* Fills the irradiance from what is known; gives 1 when a rule stood in. Radiometers read a little
 * below zero at dusk, which is zero. */
static int32_t irradiance_from(const ostrov_i_place *place, const ostrov_sun *sun,
                               const ostrov_weather *w, ostrov_irradiance *i)
{
    const int32_t has_ghi = !ostrov_i_nan(w->ghi_w_per_m2);
    const int32_t has_dni = !ostrov_i_nan(w->dni_w_per_m2);
    const int32_t has_dhi = !ostrov_i_nan(w->dhi_w_per_m2);
    const double ghi = ostrov_i_max(w->ghi_w_per_m2, 0.0);
    const double dni = ostrov_i_max(w->dni_w_per_m2, 0.0);
    const double dhi = ostrov_i_max(w->dhi_w_per_m2, 0.0);
    if (has_ghi && has_dni && has_dhi) {
        i->ghi_w_per_m2 = ghi;
        i->dni_w_per_m2 = dni;
        i->dhi_w_per_m2 = dhi;
        return 0;
    }
    if (has_ghi && !has_dni && !has_dhi) {
        ostrov_i_sky_split(place, sun, ghi, i);
        return 1;
    }
    const double cos_zenith = ostrov_cos(sun->apparent_zenith_deg * OSTROV_I_DEG);
    if (has_dni && has_dhi) {
        i->dni_w_per_m2 = dni;
        i->dhi_w_per_m2 = dhi;
        i->ghi_w_per_m2 = dni * cos_zenith + dhi;
    } else if (!has_ghi) {
        from_clouds(place, sun, ostrov_i_nan(w->cloud_ratio) ? 0.0 : w->cloud_ratio, i);
    } else if (has_dni) {
        i->ghi_w_per_m2 = ghi;
        i->dni_w_per_m2 = dni;
        i->dhi_w_per_m2 = ostrov_i_max(0.0, ghi - dni * cos_zenith);
    } else if (has_dhi && cos_zenith > 0.065) { /* 86°: below, the division only makes noise */
        i->ghi_w_per_m2 = ghi;
        i->dhi_w_per_m2 = ostrov_i_min(dhi, ghi);
        i->dni_w_per_m2 = (ghi - i->dhi_w_per_m2) / cos_zenith;
        ostrov_i_bound_beam(sun, sun->apparent_zenith_deg, i);
    } else {
        ostrov_i_sky_split(place, sun, ghi, i);
    }
    return 1;
}

int32_t ostrov_i_sky_from(const ostrov_i_place *place, const ostrov_sun *sun,
                          const ostrov_weather *weather, ostrov_i_sky *sky)
{
    int32_t degraded = irradiance_from(place, sun, weather, &sky->irradiance);
    ostrov_i_sky_standard(sky);
    if (ostrov_i_nan(weather->temperature_c) || ostrov_i_nan(weather->wind_m_per_s)) {
        degraded = 1;
    }
    if (!ostrov_i_nan(weather->temperature_c)) {
        sky->temperature_c = weather->temperature_c;
    }
    if (!ostrov_i_nan(weather->wind_m_per_s)) {
        sky->wind_m_per_s = weather->wind_m_per_s;
    }
    if (!ostrov_i_nan(weather->soiled_ratio)) {
        sky->soiled_ratio = weather->soiled_ratio;
    }
    if (!ostrov_i_nan(weather->snow_ratio)) {
        sky->snow_ratio = weather->snow_ratio;
    }
    return degraded;
}
