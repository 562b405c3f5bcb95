/* The sun seen from the centre of the Earth: NREL's SPA, and a more exact way beside it.
 *
 * Both take the Earth's place from VSOP87D and put the sun opposite. The precise way takes 475
 * terms instead of 195, which is what SPA's 1.4e-4° come from; then the frame of VSOP87 is turned
 * to FK5, its precession replaced by that of IAU 2006, and with it the obliquity and the sidereal
 * time. The nutation of IAU 1980 serves both: that of IAU 2000A moves the sun by less than 1e-6°
 * more.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "sun_internal.h"

#include "series.h"

#include "base/fields.h"

#define DAY_US (INT64_C(86400000000))
#define J2000_US (INT64_C(946728000000000)) /* 2000-01-01 12:00 */

/* Espenak & Meeus (2006), NASA/TP-2006-214141: TT − UT1 in seconds. An error of a second moves the
 * sun by 1.1e-5°. */
double ostrov_i_delta_t_s(int64_t time_us)
{
    const double year = 2000.0 + (double)(time_us - J2000_US) / (365.2425 * (double)DAY_US);
    double t;
    if (year < 1961.0) {
        t = year - 1950.0;
        return 29.07 + t * (0.407 + t * (-1.0 / 233.0 + t / 2547.0));
    }
    if (year < 1986.0) {
        t = year - 1975.0;
        return 45.45 + t * (1.067 + t * (-1.0 / 260.0 - t / 718.0));
    }
    t = year - 2000.0;
    if (year < 2005.0) {
        return 63.86 + t * (0.3345 + t * (-0.060374 +
                                          t * (0.0017275 + t * (0.000651814 + t * 0.00002373599))));
    }
    if (year < 2050.0) {
        return 62.92 + t * (0.32217 + t * 0.005589);
    }
    t = (year - 1820.0) / 100.0;
    return -20.0 + 32.0 * t * t - 0.5628 * (2150.0 - year);
}

/* Mean obliquity in arc seconds at u, 10 000 Julian years (Laskar 1986; SPA eq. 24). */
static double obliquity_spa(double u)
{
    const double c[10] = {-4680.93, -1.55, 1999.25, -51.38, -249.67,
                          -39.05,   7.12,  27.87,   5.79,   2.45};
    double sum = 0.0;
    for (int32_t i = 9; i >= 0; i--) {
        sum = (sum + c[i]) * u;
    }
    return 84381.448 + sum;
}

/* What the two ways add to the series, in degrees: ecliptic longitude, mean obliquity, and mean
 * sidereal time less what the Earth turns from noon to noon. */
struct frame {
    double longitude_deg, obliquity_deg, sidereal_deg;
};

/* t and t_ut: Julian centuries of TT and UT; day_ut: days of UT since J2000. SPA eqs. 28 and 29. */
static struct frame frame_spa(double t, double t_ut, double day_ut)
{
    const struct frame f = {0.0, obliquity_spa(t / 100.0) / 3600.0,
                            280.46061837 + 0.98564736629 * day_ut +
                                t_ut * t_ut * (0.000387933 - t_ut / 38710000.0)};
    return f;
}

/* Longitude: −0.09033″ from the dynamical equinox of VSOP87 to FK5 (Bretagnon & Francou 1988), and
 * the general precession of IAU 2006 for that of IAU 1976. Obliquity, general precession and
 * sidereal time: Capitaine, Wallace & Chapront (2003), A&A 412:567, eqs. 37, 39, 42; Earth rotation
 * angle: Capitaine, Guinot & McCarthy (2000). */
static struct frame frame_iau2006(double t, double day_ut)
{
    const double precession = t * (5028.796195 - 5029.0966 + t * (1.1054348 - 1.11113));
    const double obliquity =
        84381.406 + t * (-46.836769 + t * (-0.0001831 + t * (0.00200340 - t * 0.000000576)));
    const double since_noon_deg = 0.00273781191135448 * day_ut * 360.0;
    const double sidereal =
        0.014506 + t * (4612.156534 + t * (1.3915817 + t * (-0.00000044 - t * 0.000029956)));
    const struct frame f = {(precession - 0.09033) / 3600.0, obliquity / 3600.0,
                            0.7790572732640 * 360.0 + since_noon_deg + sidereal / 3600.0};
    return f;
}

/* SPA's mean longitude of the sun (eq. A2), degrees, at m Julian millennia. */
static double mean_longitude(double m)
{
    return 280.4664567 +
           m * (360007.6982779 +
                m * (0.03032028 + m * (1.0 / 49931.0 + m * (-1.0 / 15300.0 - m / 2000000.0))));
}

void ostrov_i_sun_geocentric(int64_t time_us, int32_t model, double delta_t_s,
                             ostrov_i_geocentric *sun)
{
    /* Whole days since J2000 and the rest apart: the Earth turns a million times the angle we want
     * to see in a century. */
    const int64_t since_us = time_us - J2000_US;
    int64_t days = since_us / DAY_US;
    int64_t rest_us = since_us % DAY_US;
    if (rest_us < 0) {
        rest_us += DAY_US;
        days--;
    }
    const double turn = (double)rest_us / (double)DAY_US;
    const double day = (double)days + turn;
    const double t = (day + delta_t_s / 86400.0) / 36525.0;
    const int32_t precise = model == OSTROV_SUN_PRECISE;

    double earth[3]; /* longitude, latitude, distance */
    double psi_deg;
    double epsilon_deg;
    ostrov_i_theory_sum(precise ? &ostrov_i_vsop87d : &ostrov_i_spa, t / 10.0, earth);
    ostrov_i_nutate(t, &psi_deg, &epsilon_deg);
    const struct frame frame = precise ? frame_iau2006(t, day) : frame_spa(t, day / 36525.0, day);

    /* The sun stands opposite to the Earth; aberration, which for the sun is its light time too, is
     * 20.4898″ at 1 au (SPA eq. 26). */
    const double longitude =
        earth[0] +
        (180.0 + psi_deg - 20.4898 / (3600.0 * earth[2]) + frame.longitude_deg) * OSTROV_I_DEG;
    const double tilt = (frame.obliquity_deg + epsilon_deg) * OSTROV_I_DEG;
    const double cos_tilt = ostrov_cos(tilt);
    const double sin_tilt = ostrov_sin(tilt);
    const double sin_longitude = ostrov_sin(longitude);
    const double z = -earth[1]; /* geocentric latitude, at most 1.2″: its own sine to 1e-16 */
    sun->x = ostrov_cos(longitude);
    sun->y = sin_longitude * cos_tilt - z * sin_tilt;
    sun->z = z * cos_tilt + sin_longitude * sin_tilt;
    sun->distance_au = earth[2];
    sun->sidereal_deg = frame.sidereal_deg + 360.0 * turn + psi_deg * cos_tilt;
    /* Equation of time (SPA eq. A1) before the right ascension is taken off. */
    sun->mean_deg = mean_longitude(t / 10.0) - 0.0057183 + psi_deg * cos_tilt;
}

double ostrov_i_equation_of_time_s(const ostrov_i_geocentric *sun)
{
    const double turns = sun->mean_deg / 360.0 - ostrov_atan2(sun->y, sun->x) / OSTROV_I_TURN;
    const double whole = 6755399441055744.0; /* 1.5·2^52: adding it rounds to an integer */
    return (turns - ((turns + whole) - whole)) * 86400.0;
}
