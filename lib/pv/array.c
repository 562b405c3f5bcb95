/* Light on one array: see array.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv/array.h"

#include "base/fields.h"
#include "pv/incidence.h"
#include "pv/temperature.h"

/* Share of the array in the shade of the row in front: both turned alike, the axis at a right angle
 * to where they look (Anderson & Jensen 2024, eq. 18, in vectors: the beam in the plane across the
 * rows turns the distance of the rows into the distance of their shadows). */
static double shaded_by_rows(const ostrov_i_array *a, const ostrov_sun *sun)
{
    if (a->cover_ratio <= 0.0) {
        return 0.0;
    }
    const double zenith = sun->apparent_zenith_deg * OSTROV_I_DEG;
    const double up = ostrov_cos(zenith);
    const double ahead =
        ostrov_sin(zenith) * ostrov_cos((sun->azimuth_deg - a->tilted.azimuth_deg) * OSTROV_I_DEG);
    const double facing = a->tilted.cos_tilt * up + a->tilted.sin_tilt * ahead;
    return facing > 0.0 ? ostrov_i_clamp(1.0 - up / (a->cover_ratio * facing), 0.0, 1.0) : 0.0;
}

void ostrov_i_tilted_turn(ostrov_i_tilted *tilted, double tilt_deg, double azimuth_deg)
{
    tilted->sin_tilt = ostrov_sin(tilt_deg * OSTROV_I_DEG);
    tilted->cos_tilt = ostrov_cos(tilt_deg * OSTROV_I_DEG);
    tilted->sin_half_tilt = ostrov_sin(0.5 * tilt_deg * OSTROV_I_DEG);
    tilted->azimuth_deg = azimuth_deg;
}

void ostrov_i_array_light(const ostrov_i_array *array, const ostrov_sun *sun,
                          const ostrov_i_sky *sky, int32_t hidden, ostrov_i_light *light)
{
    ostrov_i_plane p;
    ostrov_i_on_plane(&array->tilted, &sky->irradiance, sun, &p);
    const double sky_light = ostrov_i_max(0.0, p.sky_w_per_m2);
    const double around = ostrov_i_clamp(p.circumsolar_w_per_m2, 0.0, sky_light);
    light->plane_w_per_m2 = p.beam_w_per_m2 + sky_light + p.ground_w_per_m2;

    /* What stands before the sun takes the beam and the brightness around it; rows take the lower
     * sky. */
    const double shaded = hidden ? 1.0 : shaded_by_rows(array, sun);
    const double beam = p.beam_w_per_m2 * (1.0 - shaded);
    const double diffuse = (sky_light - around * shaded) * (1.0 - array->masked_ratio);
    light->shade_w_per_m2 = light->plane_w_per_m2 - (beam + diffuse + p.ground_w_per_m2);

    const double passed = beam * ostrov_i_glass_passes(&array->glass, p.cos_incidence) +
                          diffuse * array->diffuse.sky_ratio +
                          p.ground_w_per_m2 * array->diffuse.ground_ratio;
    light->glass_w_per_m2 = beam + diffuse + p.ground_w_per_m2 - passed;
    light->dirt_w_per_m2 = passed * sky->soiled_ratio;
    light->reaches_w_per_m2 = passed - light->dirt_w_per_m2;
    light->cell_c = ostrov_i_cell_c(&array->thermal, beam + diffuse + p.ground_w_per_m2,
                                    sky->temperature_c, sky->wind_m_per_s, OSTROV_I_NAN);
}
