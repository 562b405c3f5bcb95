/* The sun over one place, quick for one day after the other.
 *
 * What the series give is smooth: over a day the equation of time, the declination and the distance
 * are polynomials of degree five through the six midnights around it to better than 1e-8° (the
 * fastest wave of any size, of the moon, takes 9 days). The turn of the Earth is added exactly.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "sun_internal.h"

#include "series.h"

#include "base/fields.h"

#include <string.h>

#define DAY_US (INT64_C(86400000000))

_Static_assert(sizeof(ostrov_i_ephemeris) <= sizeof(ostrov_sun_ephemeris), "fits its opaque words");

static int64_t day_of(int64_t time_us) { return time_us / DAY_US - (time_us % DAY_US < 0 ? 1 : 0); }

void ostrov_i_ephemeris_set(ostrov_i_ephemeris *e, const ostrov_i_observer *observer)
{
    memset(e, 0, sizeof *e);
    e->observer = *observer;
    e->day = INT64_MIN;
    e->start_us = INT64_MIN;
    e->longitude_turns = observer->longitude_deg / 360.0;
    e->magic = OSTROV_I_EPHEMERIS_MAGIC;
}

/* What is interpolated, at a midnight: hour angle of Greenwich beyond that of the mean sun (turns),
 * declination (degrees), distance, equation of time (s), sine and cosine of the declination. */
static void knot_at(const ostrov_i_ephemeris *e, int64_t day,
                    double knot[OSTROV_I_EPHEMERIS_SERIES])
{
    ostrov_i_geocentric g;
    const int64_t time_us = day * DAY_US;
    const double whole = 6755399441055744.0; /* 1.5·2^52: adding it rounds to an integer */
    ostrov_i_sun_geocentric(time_us, e->observer.model,
                            ostrov_i_observer_delta_t_s(&e->observer, time_us), &g);
    const double level = __builtin_sqrt(g.x * g.x + g.y * g.y);
    const double norm = __builtin_sqrt(level * level + g.z * g.z);
    /* At midnight the mean sun is half a turn from Greenwich. */
    const double turns = g.sidereal_deg / 360.0 + 0.5 - ostrov_atan2(g.y, g.x) / OSTROV_I_TURN;
    knot[0] = turns - ((turns + whole) - whole);
    knot[1] = ostrov_atan2(g.z, level) / OSTROV_I_DEG;
    knot[2] = g.distance_au;
    knot[3] = ostrov_i_equation_of_time_s(&g);
    knot[4] = g.z / norm;
    knot[5] = level / norm;
}

/* Polynomial in the fraction of the day through values at −2 … 3 days (Lagrange's, multiplied out).
 */
static void fit(const double v[6], double c[6])
{
    const double d1 = v[3] - v[2];
    const double d2 = v[1] - 2.0 * v[2] + v[3];
    const double d3 = -v[1] + 3.0 * v[2] - 3.0 * v[3] + v[4];
    const double d4 = v[0] - 4.0 * v[1] + 6.0 * v[2] - 4.0 * v[3] + v[4];
    const double d5 = -v[0] + 5.0 * v[1] - 10.0 * v[2] + 10.0 * v[3] - 5.0 * v[4] + v[5];
    /* Newton's form with the nodes 0, 1, −1, 2, −2, 3: the bases are u, u(u−1), u(u²−1),
     * u(u²−1)(u−2), u(u²−1)(u²−4). */
    const double a2 = d2 / 2.0;
    const double a3 = d3 / 6.0;
    const double a4 = d4 / 24.0;
    const double a5 = d5 / 120.0;
    c[0] = v[2];
    c[1] = d1 - a2 - a3 + 2.0 * a4 + 4.0 * a5;
    c[2] = a2 - a4;
    c[3] = a3 - 2.0 * a4 - 5.0 * a5;
    c[4] = a4;
    c[5] = a5;
}

static void turn_to(ostrov_i_ephemeris *e, int64_t day)
{
    int32_t kept = 0; /* knots that stay, from the front */
    if (e->day != INT64_MIN && day > e->day && day - e->day < 6) {
        const int32_t gone = (int32_t)(day - e->day);
        kept = 6 - gone;
        memmove(e->knot, e->knot + gone, (size_t)kept * sizeof e->knot[0]);
    }
    for (int32_t i = kept; i < 6; i++) {
        knot_at(e, day - 2 + i, e->knot[i]);
    }
    for (int32_t s = 0; s < OSTROV_I_EPHEMERIS_SERIES; s++) {
        double v[6];
        for (int32_t i = 0; i < 6; i++) {
            v[i] = e->knot[i][s];
        }
        fit(v, e->polynomial[s]);
    }
    e->day = day;
    e->start_us = day * DAY_US;
}

static double at(const double c[6], double u)
{
    return c[0] + u * (c[1] + u * (c[2] + u * (c[3] + u * (c[4] + u * c[5]))));
}

/* Without a division: a moment before the day wraps to a huge distance from its beginning. */
int32_t ostrov_i_ephemeris_holds(const ostrov_i_ephemeris *e, int64_t time_us)
{
    return (uint64_t)time_us - (uint64_t)e->start_us < (uint64_t)DAY_US;
}

void ostrov_i_ephemeris_direction(ostrov_i_ephemeris *e, int64_t time_us, ostrov_i_direction *d,
                                  double *u, double *hour_turns)
{
    if (!ostrov_i_ephemeris_holds(e, time_us)) {
        turn_to(e, day_of(time_us));
    }
    *u = (double)(time_us - e->start_us) * (1.0 / (double)DAY_US);
    const double whole = 6755399441055744.0;
    const double turns = (*u - 0.5) + at(e->polynomial[0], *u) + e->longitude_turns;
    *hour_turns = turns - ((turns + whole) - whole);
    const double cos_declination = at(e->polynomial[5], *u);
    d->meridian = cos_declination * ostrov_i_cos_turns(*hour_turns);
    d->west = cos_declination * ostrov_i_cos_turns(*hour_turns - 0.25);
    d->pole = at(e->polynomial[4], *u);
    d->distance_au = at(e->polynomial[2], *u);
}

void ostrov_i_ephemeris_at(ostrov_i_ephemeris *e, int64_t time_us, ostrov_sun *sun)
{
    ostrov_i_direction d;
    double u;
    double hour_turns;
    ostrov_i_ephemeris_direction(e, time_us, &d, &u, &hour_turns);
    ostrov_i_sun_see(&e->observer, &d, sun);
    sun->declination_deg = at(e->polynomial[1], u);
    sun->hour_angle_deg = 360.0 * hour_turns;
    sun->equation_of_time_s = at(e->polynomial[3], u);
}

ostrov_status ostrov_sun_ephemeris_init(ostrov_sun_ephemeris *ephemeris, const ostrov_place *place,
                                        const ostrov_sun_options *options, ostrov_fault *why)
{
    ostrov_i_observer observer;
    ostrov_i_ephemeris e;
    if (ephemeris == NULL || place == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    ostrov_status status =
        ostrov_i_named(ostrov_i_observer_set(place, &observer), OSTROV_I_PLACE, place, why);
    if (status == OSTROV_OK && options != NULL) {
        status = ostrov_i_observer_options(options, &observer, why);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    ostrov_i_ephemeris_set(&e, &observer);
    memset(ephemeris, 0, sizeof *ephemeris);
    memcpy(ephemeris, &e, sizeof e);
    return OSTROV_OK;
}

ostrov_status ostrov_sun_ephemeris_position(ostrov_sun_ephemeris *ephemeris, int64_t time_us,
                                            ostrov_sun *sun)
{
    ostrov_i_ephemeris e;
    if (ephemeris == NULL || sun == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    memcpy(&e, ephemeris, sizeof e);
    if (e.magic != OSTROV_I_EPHEMERIS_MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    if (!ostrov_i_sun_time_ok(time_us)) {
        return OSTROV_E_TIME;
    }
    const int32_t held = ostrov_i_ephemeris_holds(&e, time_us);
    ostrov_i_ephemeris_at(&e, time_us, sun);
    if (!held) {
        memcpy(ephemeris, &e, sizeof e);
    }
    return OSTROV_OK;
}

static const ostrov_sun none = {OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN,
                                OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN};

ostrov_status ostrov_sun_ephemeris_position_n(ostrov_sun_ephemeris *ephemeris,
                                              const int64_t *time_us, size_t n, ostrov_sun *sun,
                                              uint8_t *status)
{
    ostrov_i_ephemeris e;
    if (ephemeris == NULL || (n > 0 && (time_us == NULL || sun == NULL))) {
        return OSTROV_E_ARGUMENT;
    }
    memcpy(&e, ephemeris, sizeof e);
    if (e.magic != OSTROV_I_EPHEMERIS_MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    for (size_t i = 0; i < n; i++) {
        const int32_t ok = ostrov_i_sun_time_ok(time_us[i]);
        if (ok) {
            ostrov_i_ephemeris_at(&e, time_us[i], &sun[i]);
        } else {
            sun[i] = none;
        }
        if (status != NULL) {
            status[i] = ok ? OSTROV_VALUE_OK : OSTROV_VALUE_RANGE;
        }
    }
    memcpy(ephemeris, &e, sizeof e);
    return OSTROV_OK;
}

/* Whether a dozen rows from i on lie within a day of row i: a new day costs one to six positions.
 */
static int32_t dense(const int64_t *time_us, size_t n, size_t i)
{
    if (n - i < 12) {
        return 0;
    }
    for (size_t k = i + 1; k < i + 12; k++) {
        if (!ostrov_i_sun_time_ok(time_us[k]) || time_us[k] - time_us[i] >= DAY_US ||
            time_us[i] - time_us[k] >= DAY_US) {
            return 0;
        }
    }
    return 1;
}

void ostrov_i_ephemeris_row(ostrov_i_ephemeris *e, const int64_t *time_us, size_t n, size_t i,
                            ostrov_sun *sun)
{
    if (ostrov_i_ephemeris_holds(e, time_us[i]) || dense(time_us, n, i)) {
        ostrov_i_ephemeris_at(e, time_us[i], sun);
    } else {
        ostrov_i_sun_at(time_us[i], &e->observer, sun);
    }
}

ostrov_status ostrov_sun_position_n(const int64_t *time_us, size_t n, const ostrov_place *place,
                                    ostrov_sun *sun, uint8_t *status)
{
    ostrov_i_observer observer;
    ostrov_i_ephemeris e;
    if (place == NULL || (n > 0 && (time_us == NULL || sun == NULL))) {
        return OSTROV_E_ARGUMENT;
    }
    const ostrov_status refused = ostrov_i_observer_set(place, &observer);
    if (refused != OSTROV_OK) {
        return refused;
    }
    ostrov_i_ephemeris_set(&e, &observer);
    for (size_t i = 0; i < n; i++) {
        const int32_t ok = ostrov_i_sun_time_ok(time_us[i]);
        if (ok) {
            ostrov_i_ephemeris_row(&e, time_us, n, i, &sun[i]);
        } else {
            sun[i] = none;
        }
        if (status != NULL) {
            status[i] = ok ? OSTROV_VALUE_OK : OSTROV_VALUE_RANGE;
        }
    }
    return OSTROV_OK;
}
