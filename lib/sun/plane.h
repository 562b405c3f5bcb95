/* Inside sun, and what pv uses of it: a tilted plane with its trigonometry done once.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_SUN_PLANE_H
#define OSTROV_LIB_SUN_PLANE_H

#include "sun_internal.h"

typedef struct ostrov_i_tilted {
    int32_t sky; /* enum ostrov_sky_model */
    int32_t reserved_;
    double sin_tilt, cos_tilt, sin_half_tilt;
    double azimuth_deg;
    double albedo_ratio;
    double extra_w_per_m2; /* NaN = by the distance of the sun */
    double air_mass_ratio; /* NaN = by the apparent zenith */
} ostrov_i_tilted;

/* From a plane that has been checked. */
void ostrov_i_plane_set(const ostrov_plane *plane, ostrov_i_tilted *tilted);

void ostrov_i_on_plane(const ostrov_i_tilted *p, const ostrov_irradiance *irradiance,
                       const ostrov_sun *sun, ostrov_i_plane *plane);

/* The brightening coefficients F1 (around the sun) and F2 (horizon) of Perez, from the zenith in
 * radians and the sky's brightness Δ. */
void ostrov_i_perez(const ostrov_irradiance *i, double zenith, double brightness, double f[2]);
void ostrov_i_perez_driesse(const ostrov_irradiance *i, double zenith, double brightness,
                            double f[2]);

#endif
