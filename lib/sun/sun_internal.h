/* Inside the sun module, and what pv uses of it: the sun seen from the Earth's centre, an observer
 * with what does not change with time, and the irradiance models on plain numbers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_SUN_INTERNAL_H
#define OSTROV_LIB_SUN_INTERNAL_H

#include <ostrov/sun.h>
#include <ostrov/sun_clearsky.h>
#include <ostrov/sun_irradiance.h>
#include <ostrov/sun_interval.h>

#define OSTROV_I_DEG (0.017453292519943295)  /* π/180 */
#define OSTROV_I_PER_DEG (57.29577951308232) /* 180/π */
#define OSTROV_I_TURN (6.283185307179586)    /* 2π */

/* 1950-01-01 and 2101-01-01 UTC, seconds: where the position is promised. */
#define OSTROV_I_SUN_FIRST_S (-631152000)
#define OSTROV_I_SUN_END_S (4133980800)

#define OSTROV_I_SUN_RADIUS_DEG (0.26667)

/* W/m² at 1 au (Gueymard 2004; ASTM E490 gives 1366.1 ± 0.05 %). The models below were fitted with
 * 1353 … 1367; 1366.1 is what the reference implementations use with them. */
#define OSTROV_I_SOLAR_CONSTANT (1366.1)

extern const ostrov_structure ostrov_i_sun_structures[];

/* Words of enum ostrov_sky_model, for every table that has one. */
enum { OSTROV_I_SKY_CHOICES = 7 };
extern const ostrov_choice ostrov_i_sky_choices[OSTROV_I_SKY_CHOICES];

/* Their places in ostrov_i_sun_structures. */
enum {
    OSTROV_I_SUN_OPTIONS = 0,
    OSTROV_I_ATMOSPHERE = 1,
    OSTROV_I_PLANE = 2,
    OSTROV_I_PLACE = 3,
    OSTROV_I_SUN = 4,
    OSTROV_I_IRRADIANCE = 8,
};

/* The apparent sun in the equatorial frame of date: unit vector, distance, the apparent sidereal
 * time at Greenwich that turns the frame to the Earth, and the sun's mean longitude as the equation
 * of time has it. */
typedef struct ostrov_i_geocentric {
    double x, y, z;
    double distance_au;
    double sidereal_deg;
    double mean_deg;
} ostrov_i_geocentric;

/* A place with what does not change with time, and how the sun is computed there. */
typedef struct ostrov_i_observer {
    double sin_latitude, cos_latitude;
    double longitude_deg;
    double rho_sin, rho_cos; /* distance from the Earth's axis and equator plane, in Earth radii */
    double pressure_pa;      /* of the standard atmosphere, or the caller's */
    double temperature_c;
    double lowest_deg; /* elevation down to which there is refraction */
    double delta_t_s;  /* NaN = by the polynomials */
    int32_t model;     /* enum ostrov_sun_model */
    int32_t reserved_;
} ostrov_i_observer;

/* The sun seen from the Earth's centre in the frame of the local meridian: cos δ cos H, cos δ sin
 * H, sin δ. */
typedef struct ostrov_i_direction {
    double meridian, west, pole;
    double distance_au;
} ostrov_i_direction;

double ostrov_i_delta_t_s(int64_t time_us);

void ostrov_i_sun_geocentric(int64_t time_us, int32_t model, double delta_t_s,
                             ostrov_i_geocentric *sun);

double ostrov_i_equation_of_time_s(const ostrov_i_geocentric *sun);

/* Gives status back; when it is E_NOT_FINITE or E_RANGE of a structure of doubles, *why (may be NULL)
 * names the first member it is true of, by the field table. */
ostrov_status ostrov_i_named(ostrov_status status, int32_t structure, const void *object,
                             ostrov_fault *why);

/* E_TIME, and in *why (may be NULL) the time and what it may be. */
ostrov_status ostrov_i_bad_time(int64_t time_us, const char *name, ostrov_fault *why);

/* OK, E_NOT_FINITE or E_RANGE of the place. SPA in a standard atmosphere. */
ostrov_status ostrov_i_observer_set(const ostrov_place *place, ostrov_i_observer *observer);

/* Takes a caller's options over it. */
ostrov_status ostrov_i_observer_options(const ostrov_sun_options *options,
                                        ostrov_i_observer *observer, ostrov_fault *why);

double ostrov_i_observer_delta_t_s(const ostrov_i_observer *observer, int64_t time_us);

/* Zenith, apparent zenith, azimuth and distance from a direction. */
void ostrov_i_sun_see(const ostrov_i_observer *observer, const ostrov_i_direction *from_centre,
                      ostrov_sun *sun);

/* Position at a time that was checked to be within 1950 … 2100. */
void ostrov_i_sun_at(int64_t time_us, const ostrov_i_observer *observer, ostrov_sun *sun);

/* Whether a time in microseconds is one the position is promised for. */
int32_t ostrov_i_sun_time_ok(int64_t time_us);

/* Refraction in degrees to add to a true elevation, which must be above −5°. */
double ostrov_i_sun_refraction(double elevation_deg, double pressure_pa, double temperature_c);

/* The sun around one midnight after the other: six days of knots, and polynomials over the day
 * held. */
enum { OSTROV_I_EPHEMERIS_SERIES = 6 };
#define OSTROV_I_EPHEMERIS_MAGIC (UINT32_C(0x53554e31))

typedef struct ostrov_i_ephemeris {
    ostrov_i_observer observer;
    double longitude_turns;
    int64_t day;      /* whole days since 1970; INT64_MIN = none yet */
    int64_t start_us; /* its beginning */
    double knot[6][OSTROV_I_EPHEMERIS_SERIES];
    double polynomial[OSTROV_I_EPHEMERIS_SERIES][6];
    uint32_t magic;
    uint32_t reserved_;
} ostrov_i_ephemeris;

void ostrov_i_ephemeris_set(ostrov_i_ephemeris *e, const ostrov_i_observer *observer);

/* Whether a moment lies in the day the polynomials are of. */
int32_t ostrov_i_ephemeris_holds(const ostrov_i_ephemeris *e, int64_t time_us);

/* The direction from the Earth's centre, the fraction of the UTC day, and the hour angle in turns,
 * −1/2 … 1/2. Times as for ostrov_i_sun_at. */
void ostrov_i_ephemeris_direction(ostrov_i_ephemeris *e, int64_t time_us, ostrov_i_direction *d,
                                  double *u, double *hour_turns);

void ostrov_i_ephemeris_at(ostrov_i_ephemeris *e, int64_t time_us, ostrov_sun *sun);

/* Row i of n: from the ephemeris where enough rows lie beside it to pay, else by the series. */
void ostrov_i_ephemeris_row(ostrov_i_ephemeris *e, const int64_t *time_us, size_t n, size_t i,
                            ostrov_sun *sun);

/* The centre of the disc when its upper rim shows, as almanacs and the SPA have it. */
#define OSTROV_I_STANDARD_HORIZON_DEG (-0.8333)

ostrov_status ostrov_i_horizon_check(const ostrov_horizon *horizon);
double ostrov_i_horizon_at(const ostrov_horizon *horizon, double azimuth_deg);

/* Events by appendix A.2 of the SPA report for the UTC day that begins at day_us. */
void ostrov_i_events_spa(int64_t day_us, const ostrov_place *place,
                         const ostrov_i_observer *observer, ostrov_sun_day *day);

/* Fills in a day whose transit_us is known and which is all light or all dark. */
void ostrov_i_always_or_never(int32_t always, ostrov_sun_day *day);

double ostrov_i_pressure_pa(double altitude_m);

/* What a caller may have put into a sun, into a measured irradiance; and the row status of what
 * came of it. */
ostrov_status ostrov_i_check_sun(const ostrov_sun *sun);
ostrov_status ostrov_i_check_light(double w_per_m2);
int32_t ostrov_i_row_value(ostrov_status status);

/* Kasten & Young (1989); zenith at most 90°. */
double ostrov_i_air_mass(double apparent_zenith_deg);
double ostrov_i_air_mass_by(int32_t model, double zenith_deg);
double ostrov_i_extra_w_per_m2(double distance_au);
double ostrov_i_aod_broad(double aod_380nm, double aod_500nm);
double ostrov_i_linke_on(const double monthly[12], int64_t time_us);

/* Ineichen clear sky from plain numbers; cos_zenith of the apparent zenith, > 0. */
void ostrov_i_clearsky(double cos_zenith, double absolute_air_mass, double linke, double altitude_m,
                       double extra_w_per_m2, ostrov_irradiance *clear);

/* Checks a caller's atmosphere; fills in altitude and pressure where they are not given. */
ostrov_status ostrov_i_take_atmosphere(const ostrov_atmosphere *from, ostrov_atmosphere *full,
                                       ostrov_fault *why);
void ostrov_i_air_complete(ostrov_atmosphere *a, double altitude_m);

/* Clear sky of a complete atmosphere; gives the row's enum ostrov_value, OK or NIGHT. */
int32_t ostrov_i_clearsky_at(const ostrov_atmosphere *a, double linke, const ostrov_sun *sun,
                             ostrov_irradiance *clear);

/* Split of a checked global irradiance by the true zenith. */
#define OSTROV_I_SPLIT_LOWEST_DEG (87.0)
#define OSTROV_I_DISC_CONSTANT (1370.0)
double ostrov_i_clearness(double ghi, double cos_zenith, double extra, double most);
void ostrov_i_split(int32_t model, double ghi, double zenith_deg, double distance_au,
                    double pressure_pa, ostrov_irradiance *split);
void ostrov_i_erbs(double ghi_w_per_m2, double zenith_deg, double extra_w_per_m2,
                   ostrov_irradiance *split);
/* The beam cannot be more than what falls on the atmosphere: a reading at a low sun may ask for it. */
void ostrov_i_bound_beam(const ostrov_sun *sun, double zenith_deg, ostrov_irradiance *i);
double ostrov_i_disc_air_mass(double zenith_deg, double pressure_pa);
double ostrov_i_disc_ratio(double k, double air_mass);
double ostrov_i_disc(double ghi, double zenith_deg, double distance_au, double pressure_pa);

/* Irradiance on a plane in its parts; sky with circumsolar and horizon. */
typedef struct ostrov_i_plane {
    double beam_w_per_m2;
    double sky_w_per_m2;
    double circumsolar_w_per_m2;
    double horizon_w_per_m2;
    double ground_w_per_m2;
    double cos_incidence; /* of the beam, may be negative */
} ostrov_i_plane;

ostrov_status ostrov_i_take_plane(const ostrov_plane *from, ostrov_plane *full, ostrov_fault *why);

void ostrov_i_haydavies(const ostrov_irradiance *irradiance, const ostrov_sun *sun, double sin_tilt,
                        double cos_tilt, double azimuth_deg, double albedo_ratio,
                        ostrov_i_plane *plane);

#endif
