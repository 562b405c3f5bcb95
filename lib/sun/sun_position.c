/* Where the sun stands for an observer: turn of the Earth, parallax, refraction.
 *
 * The steps are those of Reda & Andreas (2004) in vector form, which needs no arc functions until
 * the end and stays exact at the zenith and at the poles.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "sun_internal.h"

#include "series.h"

#include "base/fields.h"

double ostrov_i_pressure_pa(double altitude_m)
{
    /* Standard atmosphere (ICAO 1993), 101 325 Pa at sea level. */
    return 100.0 * ostrov_pow((44331.514 - altitude_m) / 11880.516, 1.0 / 0.1902632);
}

int32_t ostrov_i_sun_time_ok(int64_t time_us)
{
    return time_us >= OSTROV_I_SUN_FIRST_S * INT64_C(1000000) &&
           time_us < OSTROV_I_SUN_END_S * INT64_C(1000000);
}

ostrov_status ostrov_i_observer_set(const ostrov_place *place, ostrov_i_observer *observer)
{
    if (!ostrov_i_finite(place->latitude_deg) || !ostrov_i_finite(place->longitude_deg) ||
        !ostrov_i_finite(place->altitude_m)) {
        return OSTROV_E_NOT_FINITE;
    }
    if (place->latitude_deg < -90.0 || place->latitude_deg > 90.0 ||
        place->longitude_deg < -180.0 || place->longitude_deg > 180.0 ||
        place->altitude_m < -500.0 || place->altitude_m > 9000.0) {
        return OSTROV_E_RANGE;
    }
    const double flat = 0.99664719; /* polar over equatorial radius of the Earth */
    const double radius_m = 6378140.0;
    const double s = ostrov_sin(place->latitude_deg * OSTROV_I_DEG);
    const double c = ostrov_cos(place->latitude_deg * OSTROV_I_DEG);
    const double norm = __builtin_sqrt(c * c + flat * flat * s * s);
    observer->sin_latitude = s;
    observer->cos_latitude = c;
    observer->longitude_deg = place->longitude_deg;
    observer->rho_cos = c / norm + place->altitude_m / radius_m * c;
    observer->rho_sin = flat * flat * s / norm + place->altitude_m / radius_m * s;
    observer->pressure_pa = ostrov_i_pressure_pa(place->altitude_m);
    observer->temperature_c = 12.0;
    observer->lowest_deg = -(OSTROV_I_SUN_RADIUS_DEG + 0.5667);
    observer->delta_t_s = OSTROV_I_NAN;
    observer->model = OSTROV_SUN_SPA;
    observer->reserved_ = 0;
    return OSTROV_OK;
}

ostrov_status ostrov_i_observer_options(const ostrov_sun_options *options,
                                        ostrov_i_observer *observer, ostrov_fault *why)
{
    ostrov_sun_options full;
    const ostrov_status status =
        ostrov_i_take_config(&ostrov_i_sun_structures[OSTROV_I_SUN_OPTIONS], options, &full, why);
    if (status != OSTROV_OK) {
        return status;
    }
    observer->model = full.model;
    observer->delta_t_s = full.delta_t_s;
    observer->temperature_c = full.temperature_c;
    observer->lowest_deg = -(OSTROV_I_SUN_RADIUS_DEG + full.horizon_refraction_deg);
    if (!ostrov_i_nan(full.pressure_pa)) {
        observer->pressure_pa = full.pressure_pa;
    }
    return OSTROV_OK;
}

double ostrov_i_sun_refraction(double elevation_deg, double pressure_pa, double temperature_c)
{
    /* Meeus (1991) eq. 16.4 as in Reda & Andreas (2004) eq. 42. */
    const double turns = (elevation_deg + 10.3 / (elevation_deg + 5.11)) / 360.0;
    const double cotangent = ostrov_i_cos_turns(turns) / ostrov_i_cos_turns(turns - 0.25);
    return pressure_pa / 101000.0 * (283.0 / (273.0 + temperature_c)) * (1.02 / 60.0) * cotangent;
}

void ostrov_i_sun_see(const ostrov_i_observer *observer, const ostrov_i_direction *from_centre,
                      ostrov_sun *sun)
{
    const double meridian = from_centre->meridian;
    const double west = from_centre->west;
    /* Parallax: 8.794″ at 1 au, seen from the observer instead of the Earth's centre. */
    const double parallax = 8.794 / (3600.0 * from_centre->distance_au) * OSTROV_I_DEG;
    const double m = meridian - observer->rho_cos * parallax;
    const double p = from_centre->pole - observer->rho_sin * parallax;
    const double up = observer->sin_latitude * p + observer->cos_latitude * m;
    const double north = observer->cos_latitude * p - observer->sin_latitude * m;

    /* By the smaller of the two legs, which keeps every digit also overhead. */
    const double level2 = north * north + west * west;
    const double length = __builtin_sqrt(level2 + up * up);
    double zenith =
        level2 > up * up ? ostrov_acos(up / length) : ostrov_asin(__builtin_sqrt(level2) / length);
    zenith *= OSTROV_I_PER_DEG;
    sun->zenith_deg = level2 <= up * up && up < 0.0 ? 180.0 - zenith : zenith;
    double azimuth = ostrov_atan2(-west, north) * OSTROV_I_PER_DEG;
    if (azimuth < 0.0) {
        azimuth += 360.0;
    }
    sun->azimuth_deg = azimuth < 360.0 ? azimuth : 0.0;
    sun->apparent_zenith_deg = sun->zenith_deg;
    const double elevation = 90.0 - sun->zenith_deg;
    if (elevation >= observer->lowest_deg) {
        /* Down to the last ray of the upper rim. */
        sun->apparent_zenith_deg = ostrov_i_max(
            0.0, sun->zenith_deg - ostrov_i_sun_refraction(elevation, observer->pressure_pa,
                                                           observer->temperature_c));
    }
    sun->distance_au = from_centre->distance_au;
}

double ostrov_i_observer_delta_t_s(const ostrov_i_observer *observer, int64_t time_us)
{
    return ostrov_i_nan(observer->delta_t_s) ? ostrov_i_delta_t_s(time_us) : observer->delta_t_s;
}

void ostrov_i_sun_at(int64_t time_us, const ostrov_i_observer *observer, ostrov_sun *sun)
{
    ostrov_i_geocentric g;
    ostrov_i_sun_geocentric(time_us, observer->model,
                            ostrov_i_observer_delta_t_s(observer, time_us), &g);
    const double turn = (g.sidereal_deg + observer->longitude_deg) * OSTROV_I_DEG;
    const double sin_turn = ostrov_sin(turn);
    const double cos_turn = ostrov_cos(turn);
    /* In the frame of the local meridian: cos δ cos H, cos δ sin H, sin δ. */
    const ostrov_i_direction d = {g.x * cos_turn + g.y * sin_turn, g.x * sin_turn - g.y * cos_turn,
                                  g.z, g.distance_au};
    ostrov_i_sun_see(observer, &d, sun);
    sun->declination_deg =
        ostrov_atan2(g.z, __builtin_sqrt(g.x * g.x + g.y * g.y)) * OSTROV_I_PER_DEG;
    sun->hour_angle_deg = ostrov_atan2(d.west, d.meridian) * OSTROV_I_PER_DEG;
    sun->equation_of_time_s = ostrov_i_equation_of_time_s(&g);
}

ostrov_status ostrov_sun_delta_t(int64_t time_us, double *delta_t_s)
{
    if (delta_t_s == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (!ostrov_i_sun_time_ok(time_us)) {
        return OSTROV_E_TIME;
    }
    *delta_t_s = ostrov_i_delta_t_s(time_us);
    return OSTROV_OK;
}

ostrov_status ostrov_sun_position(int64_t time_us, const ostrov_place *place, ostrov_sun *sun)
{
    ostrov_i_observer observer;
    if (place == NULL || sun == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    const ostrov_status status = ostrov_i_observer_set(place, &observer);
    if (status != OSTROV_OK) {
        return status;
    }
    if (!ostrov_i_sun_time_ok(time_us)) {
        return OSTROV_E_TIME;
    }
    ostrov_i_sun_at(time_us, &observer, sun);
    return OSTROV_OK;
}

ostrov_status ostrov_sun_position_with(int64_t time_us, const ostrov_place *place,
                                       const ostrov_sun_options *options, ostrov_sun *sun,
                                       ostrov_fault *why)
{
    ostrov_i_observer observer;
    if (place == NULL || options == NULL || sun == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    ostrov_status status =
        ostrov_i_named(ostrov_i_observer_set(place, &observer), OSTROV_I_PLACE, place, why);
    if (status == OSTROV_OK) {
        status = ostrov_i_observer_options(options, &observer, why);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    if (!ostrov_i_sun_time_ok(time_us)) {
        return ostrov_i_bad_time(time_us, "time_us", why);
    }
    ostrov_i_sun_at(time_us, &observer, sun);
    return OSTROV_OK;
}
