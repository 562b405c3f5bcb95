/* Inside the sun module, and what pv uses of it: the sun seen from the Earth's centre, an observer
 * with what does not change with time, and the irradiance models on plain numbers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_SUN_INTERNAL_H
#define OSTROV_LIB_SUN_INTERNAL_H

#include <ostrov/sun.h>

#define OSTROV_I_DEG (0.017453292519943295) /* π/180 */

/* 1950-01-01 and 2101-01-01 UTC, seconds: where the position is promised. */
#define OSTROV_I_SUN_FIRST_S (-631152000)
#define OSTROV_I_SUN_END_S (4133980800)

/* W/m² at 1 au (Gueymard 2004; ASTM E490 gives 1366.1 ± 0.05 %). The models below were fitted with
 * 1353 … 1367; 1366.1 is what the reference implementations use with them. */
#define OSTROV_I_SOLAR_CONSTANT (1366.1)

/* The apparent sun in the equatorial frame of date: unit vector, distance, and the apparent sidereal
 * time at Greenwich that turns the frame to the Earth. */
typedef struct ostrov_i_geocentric {
    double x, y, z;
    double distance_au;
    double sidereal_deg;
} ostrov_i_geocentric;

/* A place with what does not change with time. */
typedef struct ostrov_i_observer {
    double sin_latitude, cos_latitude;
    double longitude_deg;
    double rho_sin, rho_cos; /* distance from the Earth's axis and equator plane, in Earth radii */
    double pressure_pa;      /* of the standard atmosphere */
} ostrov_i_observer;

void ostrov_i_sun_geocentric(int64_t time_us, ostrov_i_geocentric *sun);

/* OK, E_NOT_FINITE or E_RANGE of the place. */
ostrov_status ostrov_i_observer_set(const ostrov_place *place, ostrov_i_observer *observer);

/* Position at a time that was checked to be within 1950 … 2100. */
void ostrov_i_sun_at(int64_t time_us, const ostrov_i_observer *observer, ostrov_sun *sun);

/* Whether a time in microseconds is one the position is promised for. */
int32_t ostrov_i_sun_time_ok(int64_t time_us);

/* Refraction in degrees to add to a true elevation. */
double ostrov_i_sun_refraction(double elevation_deg, double pressure_pa, double temperature_c);

double ostrov_i_pressure_pa(double altitude_m);
double ostrov_i_air_mass(double apparent_zenith_deg);
double ostrov_i_extra_w_per_m2(double distance_au);

/* Ineichen clear sky from plain numbers; cos_zenith of the apparent zenith, > 0. */
void ostrov_i_clearsky(double cos_zenith, double absolute_air_mass, double linke, double altitude_m,
                       double extra_w_per_m2, ostrov_irradiance *clear);

void ostrov_i_erbs(double ghi_w_per_m2, double zenith_deg, double extra_w_per_m2,
                   ostrov_irradiance *split);

/* Irradiance on a plane in its parts. */
typedef struct ostrov_i_plane {
    double beam_w_per_m2;
    double sky_w_per_m2;
    double ground_w_per_m2;
    double cos_incidence; /* of the beam, may be negative */
} ostrov_i_plane;

void ostrov_i_haydavies(const ostrov_irradiance *irradiance, const ostrov_sun *sun,
                        double sin_tilt, double cos_tilt, double azimuth_deg, double albedo_ratio,
                        ostrov_i_plane *plane);

#endif
