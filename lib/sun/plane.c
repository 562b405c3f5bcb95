/* Irradiance on a tilted plane: beam, sky and ground.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plane.h"

#include "series.h"

#include "base/fields.h"

#define COS_85 (0.08715574274765814)
#define COS_89 (0.01745)

/* What every model needs of sun and plane. */
struct view {
    double zenith; /* apparent, radians */
    double cos_zenith;
    double sin_zenith;
    double cos_incidence; /* may be negative */
    double facing;        /* the same, not below 0 */
};

void ostrov_i_plane_set(const ostrov_plane *plane, ostrov_i_tilted *tilted)
{
    tilted->sky = plane->sky;
    tilted->sin_tilt = ostrov_sin(plane->tilt_deg * OSTROV_I_DEG);
    tilted->cos_tilt = ostrov_cos(plane->tilt_deg * OSTROV_I_DEG);
    tilted->sin_half_tilt = ostrov_sin(0.5 * plane->tilt_deg * OSTROV_I_DEG);
    tilted->azimuth_deg = plane->azimuth_deg;
    tilted->albedo_ratio = plane->albedo_ratio;
    tilted->extra_w_per_m2 = plane->extra_w_per_m2;
    tilted->air_mass_ratio = plane->air_mass_ratio;
}

static struct view view_of(const ostrov_i_tilted *p, const ostrov_sun *sun)
{
    struct view v;
    const double turns = sun->apparent_zenith_deg / 360.0;
    v.zenith = sun->apparent_zenith_deg * OSTROV_I_DEG;
    v.cos_zenith = ostrov_i_cos_turns(turns);
    v.sin_zenith = ostrov_i_cos_turns(turns - 0.25);
    v.cos_incidence =
        ostrov_i_clamp(p->cos_tilt * v.cos_zenith +
                           p->sin_tilt * v.sin_zenith *
                               ostrov_i_cos_turns((sun->azimuth_deg - p->azimuth_deg) / 360.0),
                       -1.0, 1.0);
    v.facing = ostrov_i_max(v.cos_incidence, 0.0);
    return v;
}

/* The parts of the sky: even is what is left without the sun's surroundings and the horizon. */
struct sky {
    double even, circumsolar, horizon;
};

/* Klucher (1979), eq. 3: brighter around the sun and at the horizon the less the sky is covered. */
static struct sky klucher(const ostrov_i_tilted *p, const struct view *v,
                          const ostrov_irradiance *i)
{
    /* Instruments that disagree may give more diffuse than global light: no sky is more than
     * covered. */
    const double cover =
        i->dhi_w_per_m2 < i->ghi_w_per_m2 ? i->dhi_w_per_m2 / i->ghi_w_per_m2 : 1.0;
    const double f = 1.0 - cover * cover;
    const double s = p->sin_half_tilt;
    const struct sky sky = {
        i->dhi_w_per_m2 * 0.5 * (1.0 + p->cos_tilt) * (1.0 + f * s * s * s) *
            (1.0 + f * v->facing * v->facing * v->sin_zenith * v->sin_zenith * v->sin_zenith),
        0.0, 0.0};
    return sky;
}

/* Hay & Davies (1980): the share that DNI over extraterrestrial gives comes from where the sun
 * stands; Reindl, Beckman & Duffie (1990) add a brighter horizon. cos 89° keeps the ratio finite.
 */
static struct sky hay_davies(const ostrov_i_tilted *p, const struct view *v,
                             const ostrov_irradiance *i, double extra, int32_t reindl)
{
    const double index = i->dni_w_per_m2 / extra;
    const double even =
        i->dhi_w_per_m2 * ostrov_i_max(0.0, 1.0 - index) * 0.5 * (1.0 + p->cos_tilt);
    const double around =
        i->dhi_w_per_m2 * index * (v->facing / ostrov_i_max(v->cos_zenith, COS_89));
    struct sky sky = {even, around, 0.0};
    if (reindl) {
        const double beam = ostrov_i_max(i->dni_w_per_m2 * v->cos_zenith, 0.0);
        /* Where instruments disagree, all of the light is beam at most. */
        const double share = i->ghi_w_per_m2 > beam ? beam / i->ghi_w_per_m2 : (beam > 0.0);
        const double s = p->sin_half_tilt;
        sky.horizon = even * __builtin_sqrt(share) * s * s * s;
    }
    return sky;
}

/* King: empirical, from Sandia's test field. */
static struct sky king(const ostrov_i_tilted *p, const ostrov_irradiance *i, double zenith_deg)
{
    const double even = i->dhi_w_per_m2 * (1.0 + p->cos_tilt) * 0.5 +
                        i->ghi_w_per_m2 * (0.012 * zenith_deg - 0.04) * (1.0 - p->cos_tilt) * 0.5;
    const struct sky sky = {ostrov_i_max(even, 0.0), 0.0, 0.0};
    return sky;
}

/* Perez et al. (1990), eq. 9, from the brightening coefficients F1 and F2. */
static struct sky perez(const ostrov_i_tilted *p, const struct view *v, double dhi, double f1,
                        double f2)
{
    struct sky sky;
    sky.even = dhi * 0.5 * (1.0 - f1) * (1.0 + p->cos_tilt);
    sky.circumsolar = dhi * f1 * v->facing / ostrov_i_max(v->cos_zenith, COS_85);
    sky.horizon = dhi * f2 * p->sin_tilt;
    if (sky.even + sky.circumsolar + sky.horizon <= 0.0) {
        sky.even = 0.0;
        sky.circumsolar = 0.0;
        sky.horizon = 0.0;
    }
    return sky;
}

static struct sky sky_of(const ostrov_i_tilted *p, const struct view *v, const ostrov_sun *sun,
                         const ostrov_irradiance *i)
{
    const double extra = ostrov_i_nan(p->extra_w_per_m2) ? ostrov_i_extra_w_per_m2(sun->distance_au)
                                                         : p->extra_w_per_m2;
    const double z = sun->apparent_zenith_deg;
    struct sky sky = {0.0, 0.0, 0.0};
    double f[2];
    if (p->sky == OSTROV_SKY_PEREZ || p->sky == OSTROV_SKY_PEREZ_DRIESSE) {
        /* Below the horizon Perez has no air mass and no sky; Driesse takes that of the horizon. */
        if (p->sky == OSTROV_SKY_PEREZ && z > 90.0) {
            return sky;
        }
        const double air_mass = z < 90.0 && !ostrov_i_nan(p->air_mass_ratio)
                                    ? p->air_mass_ratio
                                    : ostrov_i_air_mass(ostrov_i_min(z, 90.0));
        const double brightness = i->dhi_w_per_m2 * air_mass / extra;
        if (p->sky == OSTROV_SKY_PEREZ) {
            ostrov_i_perez(i, v->zenith, brightness, f);
        } else {
            ostrov_i_perez_driesse(i, v->zenith, brightness, f);
        }
        return perez(p, v, i->dhi_w_per_m2, f[0], f[1]);
    }
    switch (p->sky) {
    case OSTROV_SKY_KLUCHER:
        return klucher(p, v, i);
    case OSTROV_SKY_HAY_DAVIES:
        return hay_davies(p, v, i, extra, 0);
    case OSTROV_SKY_REINDL:
        return hay_davies(p, v, i, extra, 1);
    case OSTROV_SKY_KING:
        return king(p, i, z);
    default:
        sky.even = i->dhi_w_per_m2 * 0.5 * (1.0 + p->cos_tilt);
        return sky;
    }
}

void ostrov_i_on_plane(const ostrov_i_tilted *p, const ostrov_irradiance *irradiance,
                       const ostrov_sun *sun, ostrov_i_plane *plane)
{
    const struct view v = view_of(p, sun);
    const struct sky sky = sky_of(p, &v, sun, irradiance);
    plane->cos_incidence = v.cos_incidence;
    plane->beam_w_per_m2 = irradiance->dni_w_per_m2 * v.facing;
    plane->sky_w_per_m2 = sky.even + sky.circumsolar + sky.horizon;
    plane->circumsolar_w_per_m2 = sky.circumsolar;
    plane->horizon_w_per_m2 = sky.horizon;
    plane->ground_w_per_m2 = irradiance->ghi_w_per_m2 * p->albedo_ratio * (1.0 - p->cos_tilt) * 0.5;
}

void ostrov_i_haydavies(const ostrov_irradiance *irradiance, const ostrov_sun *sun, double sin_tilt,
                        double cos_tilt, double azimuth_deg, double albedo_ratio,
                        ostrov_i_plane *plane)
{
    const ostrov_i_tilted p = {
        OSTROV_SKY_HAY_DAVIES, 0,           sin_tilt, cos_tilt, 0.0, azimuth_deg, albedo_ratio,
        OSTROV_I_NAN,          OSTROV_I_NAN};
    ostrov_i_on_plane(&p, irradiance, sun, plane);
}
