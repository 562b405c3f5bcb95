/* The sun seen from the centre of the Earth.
 *
 * The Earth's heliocentric place is the VSOP87 theory (Bretagnon & Francou 1988, A&A 202:309) cut
 * to its larger terms as tabulated by Meeus (Astronomical Algorithms, 1991, app. II) and by Reda &
 * Andreas (2004, Solar Energy 76:577, NREL/TP-560-34302); nutation are the larger terms of the IAU
 * 1980 theory; sidereal time and the constants are those of Reda & Andreas. What was cut off is
 * below 1e-4 degrees in 1950 … 2100.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "sun_internal.h"

#include "base/fields.h"

/* a·cos(b + c·tau), a in 1e-8 rad (or au), tau in Julian millennia from J2000. */
struct term {
    double a, b, c;
};

static const struct term longitude_0[] = {
    {175347046, 0, 0},
    {3341656, 4.6692568, 6283.07585},
    {34894, 4.6261, 12566.1517},
    {3497, 2.7441, 5753.3849},
    {3418, 2.8289, 3.5231},
    {3136, 3.6277, 77713.7715},
    {2676, 4.4181, 7860.4194},
    {2343, 6.1352, 3930.2097},
    {1324, 0.7425, 11506.7698},
    {1273, 2.0371, 529.691},
    {1199, 1.1096, 1577.3435},
    {990, 5.233, 5884.927},
    {902, 2.045, 26.298},
    {857, 3.508, 398.149},
    {780, 1.179, 5223.694},
    {753, 2.533, 5507.553},
    {505, 4.583, 18849.228},
    {492, 4.205, 775.523},
    {357, 2.92, 0.067},
    {317, 5.849, 11790.629},
    {284, 1.899, 796.298},
    {271, 0.315, 10977.079},
    {243, 0.345, 5486.778},
    {206, 4.806, 2544.314},
    {205, 1.869, 5573.143},
    {202, 2.458, 6069.777},
    {156, 0.833, 213.299},
    {132, 3.411, 2942.463},
    {126, 1.083, 20.775},
    {115, 0.645, 0.98},
    {103, 0.636, 4694.003},
    {102, 0.976, 15720.839},
    {102, 4.267, 7.114},
    {99, 6.21, 2146.17},
    {98, 0.68, 155.42},
    {86, 5.98, 161000.69},
    {85, 1.3, 6275.96},
    {85, 3.67, 71430.7},
    {80, 1.81, 17260.15},
    {79, 3.04, 12036.46},
    {75, 1.76, 5088.63},
    {74, 3.5, 3154.69},
    {74, 4.68, 801.82},
    {70, 0.83, 9437.76},
    {62, 3.98, 8827.39},
    {61, 1.82, 7084.9},
    {57, 2.78, 6286.6},
    {56, 4.39, 14143.5},
    {56, 3.47, 6279.55},
    {52, 0.19, 12139.55},
    {52, 1.33, 1748.02},
    {51, 0.28, 5856.48},
    {49, 0.49, 1194.45},
};

static const struct term longitude_1[] = {
    {628331966747, 0, 0},
    {206059, 2.678235, 6283.07585},
    {4303, 2.6351, 12566.1517},
    {425, 1.59, 3.523},
    {119, 5.796, 26.298},
    {109, 2.966, 1577.344},
    {93, 2.59, 18849.23},
    {72, 1.14, 529.69},
    {68, 1.87, 398.15},
    {67, 4.41, 5507.55},
    {59, 2.89, 5223.69},
    {56, 2.17, 155.42},
};

static const struct term longitude_2[] = {
    {52919, 0, 0},
    {8720, 1.0721, 6283.0758},
    {309, 0.867, 12566.152},
};

static const struct term longitude_3[] = {
    {289, 5.844, 6283.076},
};

static const struct term latitude_0[] = {
    {280, 3.199, 84334.662}, {102, 5.422, 5507.553}, {80, 3.88, 5223.69},
    {44, 3.7, 2352.87},      {32, 4.0, 1577.34},
};

static const struct term distance_0[] = {
    {100013989, 0, 0},
    {1670700, 3.0984635, 6283.07585},
    {13956, 3.05525, 12566.1517},
    {3084, 5.1985, 77713.7715},
    {1628, 1.1739, 5753.3849},
    {1576, 2.8469, 7860.4194},
    {925, 5.453, 11506.77},
    {542, 4.564, 3930.21},
    {472, 3.661, 5884.927},
    {346, 0.964, 5507.553},
    {329, 5.9, 5223.694},
    {307, 0.299, 5573.143},
    {243, 4.273, 11790.629},
    {212, 5.847, 1577.344},
    {186, 5.022, 10977.079},
    {175, 3.012, 18849.228},
};

static const struct term distance_1[] = {
    {103019, 1.10749, 6283.07585},
    {1721, 1.0644, 12566.1517},
};

static const struct term distance_2[] = {
    {4359, 5.7846, 6283.0758},
};

/* Nutation: multiples of the elongation of the moon, the anomalies of sun and moon, the moon's
 * argument of latitude and its node; then 1e-4 arc seconds of Δψ (sin) and Δε (cos), with their
 * change per Julian century. */
struct nutation_term {
    int8_t elongation, sun, moon, latitude, node;
    double psi, psi_t, epsilon, epsilon_t;
};

static const struct nutation_term nutation[] = {
    {0, 0, 0, 0, 1, -171996, -174.2, 92025, 8.9}, {-2, 0, 0, 2, 2, -13187, -1.6, 5736, -3.1},
    {0, 0, 0, 2, 2, -2274, -0.2, 977, -0.5},      {0, 0, 0, 0, 2, 2062, 0.2, -895, 0.5},
    {0, 1, 0, 0, 0, 1426, -3.4, 54, -0.1},        {0, 0, 1, 0, 0, 712, 0.1, -7, 0},
    {-2, 1, 0, 2, 2, -517, 1.2, 224, -0.6},       {0, 0, 0, 2, 1, -386, -0.4, 200, 0},
    {0, 0, 1, 2, 2, -301, 0, 129, -0.1},          {-2, -1, 0, 2, 2, 217, -0.5, -95, 0.3},
    {-2, 0, 1, 0, 0, -158, 0, 0, 0},              {-2, 0, 0, 2, 1, 129, 0.1, -70, 0},
    {0, 0, -1, 2, 2, 123, 0, -53, 0},
};

/* From the smallest term up, so that what is added last loses least. */
static double sum(const struct term *terms, size_t count, double tau)
{
    double total = 0.0;
    for (size_t i = count; i-- > 0;) {
        total += terms[i].a * ostrov_cos(terms[i].b + terms[i].c * tau);
    }
    return total;
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* TT − UT1 in seconds (Espenak & Meeus 2006, NASA/TP-2006-214141). An error of a second moves the
 * sun 1.1e-5 degrees along the ecliptic. */
static double delta_t_s(double year)
{
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
        return 63.86 + t * (0.3345 +
                            t * (-0.060374 +
                                 t * (0.0017275 + t * (0.000651814 + t * 0.00002373599))));
    }
    if (year < 2050.0) {
        return 62.92 + t * (0.32217 + t * 0.005589);
    }
    t = (year - 1820.0) / 100.0;
    return -20.0 + 32.0 * t * t - 0.5628 * (2150.0 - year);
}

/* Nutation in longitude and obliquity, degrees, at t Julian centuries from J2000. */
static void nutate(double t, double *psi_deg, double *epsilon_deg)
{
    const double elongation = 297.85036 + t * (445267.111480 + t * (-0.0019142 + t / 189474.0));
    const double sun = 357.52772 + t * (35999.050340 + t * (-0.0001603 - t / 300000.0));
    const double moon = 134.96298 + t * (477198.867398 + t * (0.0086972 + t / 56250.0));
    const double latitude = 93.27191 + t * (483202.017538 + t * (-0.0036825 + t / 327270.0));
    const double node = 125.04452 + t * (-1934.136261 + t * (0.0020708 + t / 450000.0));
    double psi = 0.0;
    double epsilon = 0.0;
    for (size_t i = 0; i < COUNT(nutation); i++) {
        const struct nutation_term *n = &nutation[i];
        const double angle = (n->elongation * elongation + n->sun * sun + n->moon * moon +
                              n->latitude * latitude + n->node * node) *
                             OSTROV_I_DEG;
        psi += (n->psi + n->psi_t * t) * ostrov_sin(angle);
        epsilon += (n->epsilon + n->epsilon_t * t) * ostrov_cos(angle);
    }
    *psi_deg = psi / 36000000.0;
    *epsilon_deg = epsilon / 36000000.0;
}

void ostrov_i_sun_geocentric(int64_t time_us, ostrov_i_geocentric *sun)
{
    /* Whole days since J2000 (2000-01-01 12:00) and the rest apart: the Earth turns a million times
     * the angle we want to see in a century. */
    const int64_t day_us = INT64_C(86400000000);
    const int64_t since_us = time_us - INT64_C(946728000000000);
    int64_t days = since_us / day_us;
    int64_t rest_us = since_us % day_us;
    if (rest_us < 0) {
        rest_us += day_us;
        days--;
    }
    const double turn = (double)rest_us / (double)day_us;
    const double day = (double)days + turn;
    const double day_tt = day + delta_t_s(2000.0 + day / 365.2425) / 86400.0;
    const double t = day_tt / 36525.0;
    const double tau = t / 10.0;

    const double l = sum(longitude_0, COUNT(longitude_0), tau) +
                     tau * (sum(longitude_1, COUNT(longitude_1), tau) +
                            tau * (sum(longitude_2, COUNT(longitude_2), tau) +
                                   tau * sum(longitude_3, COUNT(longitude_3), tau)));
    const double b = sum(latitude_0, COUNT(latitude_0), tau) * 1e-8;
    const double r = (sum(distance_0, COUNT(distance_0), tau) +
                      tau * (sum(distance_1, COUNT(distance_1), tau) +
                             tau * sum(distance_2, COUNT(distance_2), tau))) *
                     1e-8;
    double psi_deg;
    double epsilon_deg;
    nutate(t, &psi_deg, &epsilon_deg);
    const double tilt_deg =
        (84381.448 + t * (-46.8150 + t * (-0.00059 + t * 0.001813))) / 3600.0 + epsilon_deg;

    /* The sun stands opposite to the Earth's heliocentric place; aberration is 20.4898″ at 1 au. */
    const double longitude =
        l * 1e-8 + (180.0 + psi_deg - 20.4898 / (3600.0 * r)) * OSTROV_I_DEG;
    const double cos_tilt = ostrov_cos(tilt_deg * OSTROV_I_DEG);
    const double sin_tilt = ostrov_sin(tilt_deg * OSTROV_I_DEG);
    const double sin_longitude = ostrov_sin(longitude);
    const double z = -b; /* geocentric latitude, at most 1.2″: its own sine to 1e-16 */
    sun->x = ostrov_cos(longitude);
    sun->y = sin_longitude * cos_tilt - z * sin_tilt;
    sun->z = z * cos_tilt + sin_longitude * sin_tilt;
    sun->distance_au = r;
    const double t_ut = day / 36525.0;
    sun->sidereal_deg = 280.46061837 + 0.98564736629 * day + 360.0 * turn +
                        t_ut * t_ut * (0.000387933 - t_ut / 38710000.0) + psi_deg * cos_tilt;
}
