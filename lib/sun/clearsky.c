/* Clear sky by Ineichen and Perez, Solis, Haurwitz and Bird.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "sun_internal.h"

#include "base/fields.h"

#define SEA_PA (101325.0)

/* Ineichen & Perez (2002), Solar Energy 73:151: eqs. for GHI and DNI by Linke turbidity and
 * altitude; DNI is held under what GHI leaves for it. */
static void ineichen(double cos_zenith, double m, double linke, double altitude_m, double extra,
                     double enhancement, ostrov_irradiance *clear)
{
    const double fh1 = ostrov_exp(-altitude_m / 8000.0);
    const double fh2 = ostrov_exp(-altitude_m / 1250.0);
    const double cg1 = 5.09e-5 * altitude_m + 0.868;
    const double cg2 = 3.92e-5 * altitude_m + 0.0387;
    const double ghi =
        cg1 * extra * cos_zenith * ostrov_exp(-cg2 * m * (fh1 + fh2 * (linke - 1.0))) * enhancement;
    const double beam = (0.664 + 0.163 / fh1) * extra * ostrov_exp(-0.09 * m * (linke - 1.0));
    const double share =
        (1.0 - (0.1 - 0.2 * ostrov_exp(-linke)) / (0.1 + 0.882 / fh1)) / cos_zenith;
    const double most = ghi * ostrov_i_max(share, 0.0);
    clear->ghi_w_per_m2 = ghi;
    clear->dni_w_per_m2 = ostrov_i_min(beam, most);
    clear->dhi_w_per_m2 = ostrov_i_max(0.0, ghi - clear->dni_w_per_m2 * cos_zenith);
}

void ostrov_i_clearsky(double cos_zenith, double absolute_air_mass, double linke, double altitude_m,
                       double extra_w_per_m2, ostrov_irradiance *clear)
{
    ineichen(cos_zenith, absolute_air_mass, linke, altitude_m, extra_w_per_m2, 1.0, clear);
}

/* Polynomials in the aerosol depth of the diffuse optical depth (Ineichen 2008, table 1), below a
 * depth of 0.05 and above it; w in cm, log_p = ln(p/p0). */
static double solis_diffuse_depth(double w, double aod, double log_p)
{
    double c[6];
    if (aod < 0.05) {
        c[0] = 0.0042 * w + 3.12;
        c[1] = 0.092 * w - 8.86;
        c[2] = -0.23 * w + 74.8;
        c[3] = -3.11 * w + 79.4;
        c[4] = 86.0 * w - 13800.0;
        c[5] = -0.83 * ostrov_pow(1.0 + aod, -17.2);
    } else {
        c[0] = 0.0057 * w + 2.94;
        c[1] = 0.0554 * w - 5.71;
        c[2] = -0.134 * w + 15.5;
        c[3] = 0.27 * w - 20.7;
        c[4] = -0.21 * w + 11.6;
        c[5] = -0.71 * ostrov_pow(1.0 + aod, -15.0);
    }
    return c[0] + aod * (c[1] + aod * (c[2] + aod * (c[3] + aod * c[4]))) + c[5] * log_p;
}

/* Ineichen (2008), Solar Energy 82:758: Lambert-Beer with fitted exponents of the sun's height. */
static void solis(double sin_elevation, double aod, double water_cm, double pressure_pa,
                  double extra, ostrov_irradiance *clear)
{
    const double w = ostrov_i_max(water_cm, 0.2);
    const double lw = ostrov_log(w);
    const double lp = ostrov_log(pressure_pa / SEA_PA);
    const double enhanced =
        extra * (0.12 * ostrov_pow(w, 0.56) * aod * aod + 0.97 * ostrov_pow(w, 0.032) * aod +
                 1.08 * ostrov_pow(w, 0.0051) + 0.071 * lp);
    const double beam_depth = (1.82 + 0.056 * lw + 0.0071 * lw * lw) * aod + 0.33 + 0.045 * lw +
                              0.0096 * lw * lw + (0.0089 * w + 0.13) * lp;
    const double beam_power = (0.00925 * aod * aod + 0.0148 * aod - 0.0172) * lw -
                              0.7565 * aod * aod + 0.5057 * aod + 0.4557;
    const double global_depth = (1.24 + 0.047 * lw + 0.0061 * lw * lw) * aod + 0.27 + 0.043 * lw +
                                0.0090 * lw * lw + (0.0079 * w + 0.1) * lp;
    const double global_power = -0.0147 * lw - 0.3079 * aod * aod + 0.2846 * aod + 0.3798;
    const double diffuse_depth = solis_diffuse_depth(w, aod, lp);
    const double diffuse_power =
        -0.337 * aod * aod + 0.63 * aod + 0.116 + lp / (18.0 + 152.0 * aod);
    clear->dni_w_per_m2 =
        enhanced * ostrov_exp(-beam_depth / ostrov_pow(sin_elevation, beam_power));
    clear->ghi_w_per_m2 = enhanced * sin_elevation *
                          ostrov_exp(-global_depth / ostrov_pow(sin_elevation, global_power));
    clear->dhi_w_per_m2 =
        enhanced * ostrov_exp(-diffuse_depth / ostrov_pow(sin_elevation, diffuse_power));
}

/* Bird & Hulstrom (1981), SERI/TR-642-761, with the constants of Bird & Hulstrom (1980) for the
 * broad-band aerosol depth. m is the relative air mass; water and ozone in cm. */
static void bird(const ostrov_atmosphere *a, double cos_zenith, double m, double m_pressure,
                 double extra, ostrov_irradiance *clear)
{
    const double rayleigh = ostrov_exp(-0.0903 * ostrov_pow(m_pressure, 0.84) *
                                       (1.0 + m_pressure - ostrov_pow(m_pressure, 1.01)));
    const double o = 0.001 * a->ozone_dobson * m;
    const double ozone = 1.0 - 0.1611 * o * ostrov_pow(1.0 + 139.48 * o, -0.3034) -
                         0.002715 * o / (1.0 + 0.044 * o + 0.0003 * o * o);
    const double gases = ostrov_exp(-0.0127 * ostrov_pow(m_pressure, 0.26));
    const double w = 0.1 * a->water_kg_per_m2 * m;
    const double water = 1.0 - 2.4959 * w / (ostrov_pow(1.0 + 79.034 * w, 0.6828) + 6.385 * w);
    const double depth = ostrov_i_aod_broad(a->aod_380nm, a->aod_500nm);
    const double aerosol =
        ostrov_exp(-ostrov_pow(depth, 0.873) * (1.0 + depth - ostrov_pow(depth, 0.7088)) *
                   ostrov_pow(m, 0.9108));
    const double absorbed = 1.0 - 0.1 * (1.0 - m + ostrov_pow(m, 1.06)) * (1.0 - aerosol);
    const double scattered = 1.0 - aerosol / absorbed;
    /* Near the horizon absorbed passes 0 and scattered with it any number; light that goes to and
     * fro between sky and ground has a finite sum all the same. */
    const double sky_albedo = ostrov_i_min(0.9, 0.0685 + (1.0 - a->asymmetry_ratio) * scattered);
    const double beam = 0.9662 * extra * aerosol * water * gases * ozone * rayleigh;
    const double sky = extra * cos_zenith * 0.79 * ozone * gases * water * absorbed *
                       (0.5 * (1.0 - rayleigh) + a->asymmetry_ratio * scattered) /
                       (1.0 - m + ostrov_pow(m, 1.02));
    const double global = (beam * cos_zenith + sky) / (1.0 - a->albedo_ratio * sky_albedo);
    clear->ghi_w_per_m2 = global;
    clear->dni_w_per_m2 = beam;
    clear->dhi_w_per_m2 = global - beam * cos_zenith;
}

void ostrov_i_air_complete(ostrov_atmosphere *a, double altitude_m)
{
    if (ostrov_i_nan(a->altitude_m)) {
        a->altitude_m = altitude_m;
    }
    if (ostrov_i_nan(a->pressure_pa)) {
        a->pressure_pa = ostrov_i_pressure_pa(a->altitude_m);
    }
}

int32_t ostrov_i_clearsky_at(const ostrov_atmosphere *a, double linke, const ostrov_sun *sun,
                             ostrov_irradiance *clear)
{
    const ostrov_irradiance night = {0.0, 0.0, 0.0};
    *clear = night;
    /* Bird's own geometry is the true zenith, the others' the apparent one. */
    const double zenith =
        a->model == OSTROV_CLEARSKY_BIRD ? sun->zenith_deg : sun->apparent_zenith_deg;
    const double cos_zenith = ostrov_cos(zenith * OSTROV_I_DEG);
    if (zenith >= 90.0 || cos_zenith <= 0.0) {
        return OSTROV_VALUE_NIGHT;
    }
    const double extra = ostrov_i_nan(a->extra_w_per_m2) ? ostrov_i_extra_w_per_m2(sun->distance_au)
                                                         : a->extra_w_per_m2;
    if (a->model == OSTROV_CLEARSKY_HAURWITZ) {
        clear->ghi_w_per_m2 = 1098.0 * cos_zenith * ostrov_exp(-0.059 / cos_zenith);
        clear->dni_w_per_m2 = OSTROV_I_NAN;
        clear->dhi_w_per_m2 = OSTROV_I_NAN;
        return OSTROV_VALUE_OK;
    }
    if (a->model == OSTROV_CLEARSKY_SOLIS) {
        solis(cos_zenith, a->aod_700nm, 0.1 * a->water_kg_per_m2, a->pressure_pa, extra, clear);
        return OSTROV_VALUE_OK;
    }
    const double relative = ostrov_i_nan(a->air_mass_ratio)
                                ? ostrov_i_air_mass(ostrov_i_min(sun->apparent_zenith_deg, 90.0))
                                : a->air_mass_ratio;
    const double absolute = ostrov_i_nan(a->air_mass_absolute_ratio)
                                ? relative * a->pressure_pa / SEA_PA
                                : a->air_mass_absolute_ratio;
    if (a->model == OSTROV_CLEARSKY_BIRD) {
        bird(a, cos_zenith, relative, relative * a->pressure_pa / SEA_PA, extra, clear);
        return OSTROV_VALUE_OK;
    }
    ineichen(cos_zenith, absolute, linke, a->altitude_m, extra,
             a->model == OSTROV_CLEARSKY_INEICHEN_PEREZ
                 ? ostrov_exp(0.01 * ostrov_pow(absolute, 1.8))
                 : 1.0,
             clear);
    return OSTROV_VALUE_OK;
}

ostrov_status ostrov_i_check_sun(const ostrov_sun *sun)
{
    if (!ostrov_i_finite(sun->zenith_deg) || !ostrov_i_finite(sun->apparent_zenith_deg) ||
        !ostrov_i_finite(sun->azimuth_deg) || !ostrov_i_finite(sun->distance_au)) {
        return OSTROV_E_NOT_FINITE;
    }
    if (sun->zenith_deg < 0.0 || sun->zenith_deg > 180.0 || sun->apparent_zenith_deg < 0.0 ||
        sun->apparent_zenith_deg > 180.0 || sun->azimuth_deg < 0.0 || sun->azimuth_deg > 360.0 ||
        sun->distance_au < 0.9 || sun->distance_au > 1.1) {
        return OSTROV_E_RANGE;
    }
    return OSTROV_OK;
}

ostrov_status ostrov_i_take_atmosphere(const ostrov_atmosphere *from, ostrov_atmosphere *full,
                                       ostrov_fault *why)
{
    return ostrov_i_take_config(&ostrov_i_sun_structures[OSTROV_I_ATMOSPHERE], from, full, why);
}

ostrov_status ostrov_atmosphere_linke(const ostrov_atmosphere *atmosphere, int64_t time_us,
                                      double *linke)
{
    ostrov_atmosphere full;
    if (atmosphere == NULL || linke == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    const ostrov_status status = ostrov_i_take_atmosphere(atmosphere, &full, NULL);
    if (status != OSTROV_OK) {
        return status;
    }
    if (!ostrov_i_sun_time_ok(time_us)) {
        return OSTROV_E_TIME;
    }
    *linke = ostrov_i_linke_on(full.linke, time_us);
    return OSTROV_OK;
}

ostrov_status ostrov_clearsky(const ostrov_atmosphere *atmosphere, int64_t time_us,
                              const ostrov_sun *sun, ostrov_irradiance *clear, ostrov_fault *why)
{
    ostrov_atmosphere full;
    ostrov_irradiance found;
    if (atmosphere == NULL || sun == NULL || clear == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    ostrov_status status = ostrov_i_take_atmosphere(atmosphere, &full, why);
    if (status == OSTROV_OK) {
        status = ostrov_i_named(ostrov_i_check_sun(sun), OSTROV_I_SUN, sun, why);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    if (!ostrov_i_sun_time_ok(time_us)) {
        return ostrov_i_bad_time(time_us, "time_us", why);
    }
    ostrov_i_air_complete(&full, 0.0);
    (void)ostrov_i_clearsky_at(&full, ostrov_i_linke_on(full.linke, time_us), sun, &found);
    *clear = found;
    return OSTROV_OK;
}

ostrov_status ostrov_clearsky_n(const ostrov_atmosphere *atmosphere, const ostrov_place *place,
                                const int64_t *time_us, size_t n, ostrov_irradiance *clear,
                                uint8_t *status, ostrov_fault *why)
{
    ostrov_atmosphere full;
    ostrov_i_observer observer;
    ostrov_i_ephemeris e;
    const ostrov_irradiance none = {OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN};
    if (atmosphere == NULL || place == NULL || (n > 0 && (time_us == NULL || clear == NULL))) {
        return OSTROV_E_ARGUMENT;
    }
    ostrov_status refused = ostrov_i_take_atmosphere(atmosphere, &full, why);
    if (refused == OSTROV_OK) {
        refused =
            ostrov_i_named(ostrov_i_observer_set(place, &observer), OSTROV_I_PLACE, place, why);
    }
    if (refused != OSTROV_OK) {
        return refused;
    }
    ostrov_i_air_complete(&full, place->altitude_m);
    ostrov_i_ephemeris_set(&e, &observer);
    for (size_t i = 0; i < n; i++) {
        int32_t value = OSTROV_VALUE_RANGE;
        clear[i] = none;
        if (ostrov_i_sun_time_ok(time_us[i])) {
            ostrov_sun sun;
            ostrov_i_ephemeris_row(&e, time_us, n, i, &sun);
            value = ostrov_i_clearsky_at(&full, ostrov_i_linke_on(full.linke, time_us[i]), &sun,
                                         &clear[i]);
        }
        if (status != NULL) {
            status[i] = (uint8_t)value;
        }
    }
    return OSTROV_OK;
}
