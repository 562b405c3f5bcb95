/* Clear sky, split of global irradiance, irradiance on a plane.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "sun_internal.h"

#include "base/fields.h"

double ostrov_i_extra_w_per_m2(double distance_au)
{
    return OSTROV_I_SOLAR_CONSTANT / (distance_au * distance_au);
}

/* Relative optical air mass, Kasten & Young (1989), Applied Optics 28:4735. */
double ostrov_i_air_mass(double apparent_zenith_deg)
{
    const double z = apparent_zenith_deg;
    return 1.0 / (ostrov_cos(z * OSTROV_I_DEG) + 0.50572 * ostrov_pow(96.07995 - z, -1.6364));
}

/* Ineichen & Perez (2002), Solar Energy 73:151: eqs. for GHI and DNI by Linke turbidity and
 * altitude; DNI is held under what GHI leaves for it. */
void ostrov_i_clearsky(double cos_zenith, double absolute_air_mass, double linke, double altitude_m,
                       double extra_w_per_m2, ostrov_irradiance *clear)
{
    const double fh1 = ostrov_exp(-altitude_m / 8000.0);
    const double fh2 = ostrov_exp(-altitude_m / 1250.0);
    const double cg1 = 5.09e-5 * altitude_m + 0.868;
    const double cg2 = 3.92e-5 * altitude_m + 0.0387;
    const double ghi =
        cg1 * extra_w_per_m2 * cos_zenith *
        ostrov_exp(-cg2 * absolute_air_mass * (fh1 + fh2 * (linke - 1.0)));
    const double beam = (0.664 + 0.163 / fh1) * extra_w_per_m2 *
                        ostrov_exp(-0.09 * absolute_air_mass * (linke - 1.0));
    const double share = (1.0 - (0.1 - 0.2 * ostrov_exp(-linke)) / (0.1 + 0.882 / fh1)) / cos_zenith;
    const double most = ghi * ostrov_i_max(share, 0.0);
    clear->ghi_w_per_m2 = ghi;
    clear->dni_w_per_m2 = ostrov_i_min(beam, most);
    clear->dhi_w_per_m2 = ostrov_i_max(0.0, ghi - clear->dni_w_per_m2 * cos_zenith);
}

/* What a caller may have put into a sun. */
static ostrov_status check_sun(const ostrov_sun *sun)
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

ostrov_status ostrov_clearsky_ineichen(const ostrov_sun *sun, double altitude_m, double linke,
                                       ostrov_irradiance *clear)
{
    if (sun == NULL || clear == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    const ostrov_status status = check_sun(sun);
    if (status != OSTROV_OK) {
        return status;
    }
    if (!ostrov_i_finite(altitude_m) || !ostrov_i_finite(linke)) {
        return OSTROV_E_NOT_FINITE;
    }
    if (altitude_m < -500.0 || altitude_m > 9000.0 || linke < 1.0 || linke > 10.0) {
        return OSTROV_E_RANGE;
    }
    const double cos_zenith = ostrov_cos(sun->apparent_zenith_deg * OSTROV_I_DEG);
    if (sun->apparent_zenith_deg >= 90.0 || cos_zenith <= 0.0) {
        const ostrov_irradiance night = {0.0, 0.0, 0.0};
        *clear = night;
        return OSTROV_OK;
    }
    const double air_mass = ostrov_i_air_mass(sun->apparent_zenith_deg) *
                            ostrov_i_pressure_pa(altitude_m) / 101325.0;
    ostrov_i_clearsky(cos_zenith, air_mass, linke, altitude_m,
                      ostrov_i_extra_w_per_m2(sun->distance_au), clear);
    return OSTROV_OK;
}

/* Erbs, Klein & Duffie (1982), Solar Energy 28:293: diffuse share by clearness index. The clearness
 * index is taken with cos zenith of at least 0.065 and at most 1; above a zenith of 87° the fit says
 * nothing any more and all is diffuse. */
void ostrov_i_erbs(double ghi_w_per_m2, double zenith_deg, double extra_w_per_m2,
                   ostrov_irradiance *split)
{
    const double cos_zenith = ostrov_cos(zenith_deg * OSTROV_I_DEG);
    const double k = ostrov_i_min(
        1.0, ghi_w_per_m2 / (extra_w_per_m2 * ostrov_i_max(cos_zenith, 0.065)));
    double diffuse;
    if (k <= 0.22) {
        diffuse = 1.0 - 0.09 * k;
    } else if (k <= 0.8) {
        diffuse = 0.9511 + k * (-0.1604 + k * (4.388 + k * (-16.638 + k * 12.336)));
    } else {
        diffuse = 0.165;
    }
    split->ghi_w_per_m2 = ghi_w_per_m2;
    if (zenith_deg > 87.0) {
        split->dhi_w_per_m2 = ghi_w_per_m2;
        split->dni_w_per_m2 = 0.0;
    } else {
        split->dhi_w_per_m2 = diffuse * ghi_w_per_m2;
        split->dni_w_per_m2 = (ghi_w_per_m2 - split->dhi_w_per_m2) / cos_zenith;
    }
}

ostrov_status ostrov_irradiance_erbs(double ghi_w_per_m2, const ostrov_sun *sun,
                                     ostrov_irradiance *split)
{
    if (sun == NULL || split == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    const ostrov_status status = check_sun(sun);
    if (status != OSTROV_OK) {
        return status;
    }
    if (!ostrov_i_finite(ghi_w_per_m2)) {
        return OSTROV_E_NOT_FINITE;
    }
    if (ghi_w_per_m2 < 0.0 || ghi_w_per_m2 > 2000.0) {
        return OSTROV_E_RANGE;
    }
    ostrov_i_erbs(ghi_w_per_m2, sun->zenith_deg, ostrov_i_extra_w_per_m2(sun->distance_au), split);
    return OSTROV_OK;
}

/* Hay & Davies (1980), Proc. First Canadian Solar Radiation Data Workshop: the share of the sky
 * diffuse that the anisotropy index DNI/extra gives comes from where the sun stands. Geometry by the
 * apparent zenith, from which the beam comes. */
void ostrov_i_haydavies(const ostrov_irradiance *irradiance, const ostrov_sun *sun,
                        double sin_tilt, double cos_tilt, double azimuth_deg, double albedo_ratio,
                        ostrov_i_plane *plane)
{
    const double zenith = sun->apparent_zenith_deg * OSTROV_I_DEG;
    const double cos_zenith = ostrov_cos(zenith);
    const double cos_incidence = ostrov_i_clamp(
        cos_tilt * cos_zenith + sin_tilt * ostrov_sin(zenith) *
                                    ostrov_cos((sun->azimuth_deg - azimuth_deg) * OSTROV_I_DEG),
        -1.0, 1.0);
    const double facing = ostrov_i_max(cos_incidence, 0.0);
    const double index = irradiance->dni_w_per_m2 / ostrov_i_extra_w_per_m2(sun->distance_au);
    /* cos 89° keeps the circumsolar part finite at the horizon. */
    const double ratio = facing / ostrov_i_max(cos_zenith, 0.01745);
    const double even = irradiance->dhi_w_per_m2 * (1.0 - index) * 0.5 * (1.0 + cos_tilt);
    const double around = irradiance->dhi_w_per_m2 * index * ratio;
    plane->cos_incidence = cos_incidence;
    plane->beam_w_per_m2 = irradiance->dni_w_per_m2 * facing;
    plane->sky_w_per_m2 = ostrov_i_max(even, 0.0) + ostrov_i_max(around, 0.0);
    plane->ground_w_per_m2 = irradiance->ghi_w_per_m2 * albedo_ratio * (1.0 - cos_tilt) * 0.5;
}

ostrov_status ostrov_irradiance_haydavies(const ostrov_irradiance *irradiance, const ostrov_sun *sun,
                                          double tilt_deg, double azimuth_deg, double albedo_ratio,
                                          double *poa_w_per_m2)
{
    if (irradiance == NULL || sun == NULL || poa_w_per_m2 == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    const ostrov_status status = check_sun(sun);
    if (status != OSTROV_OK) {
        return status;
    }
    const double w[3] = {irradiance->ghi_w_per_m2, irradiance->dni_w_per_m2,
                         irradiance->dhi_w_per_m2};
    for (int32_t i = 0; i < 3; i++) {
        if (!ostrov_i_finite(w[i])) {
            return OSTROV_E_NOT_FINITE;
        }
        if (w[i] < 0.0 || w[i] > 2000.0) {
            return OSTROV_E_RANGE;
        }
    }
    if (!ostrov_i_finite(tilt_deg) || !ostrov_i_finite(azimuth_deg) ||
        !ostrov_i_finite(albedo_ratio)) {
        return OSTROV_E_NOT_FINITE;
    }
    if (tilt_deg < 0.0 || tilt_deg > 180.0 || azimuth_deg < -360.0 || azimuth_deg > 360.0 ||
        albedo_ratio < 0.0 || albedo_ratio > 1.0) {
        return OSTROV_E_RANGE;
    }
    ostrov_i_plane plane;
    ostrov_i_haydavies(irradiance, sun, ostrov_sin(tilt_deg * OSTROV_I_DEG),
                       ostrov_cos(tilt_deg * OSTROV_I_DEG), azimuth_deg, albedo_ratio, &plane);
    *poa_w_per_m2 = plane.beam_w_per_m2 + plane.sky_w_per_m2 + plane.ground_w_per_m2;
    return OSTROV_OK;
}
