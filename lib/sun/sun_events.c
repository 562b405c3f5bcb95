/* Sunrise, transit and sunset.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "sun_internal.h"

#include "base/fields.h"

#define SECOND_US (INT64_C(1000000))
#define DAY_US (INT64_C(86400000000))

/* Hour angle in degrees, −180 … 180, and the sine of the geocentric elevation. */
static double look(int64_t time_us, const ostrov_i_observer *observer, double *sin_elevation)
{
    ostrov_i_geocentric g;
    ostrov_i_sun_geocentric(time_us, &g);
    const double turn = (g.sidereal_deg + observer->longitude_deg) * OSTROV_I_DEG;
    const double sin_turn = ostrov_sin(turn);
    const double cos_turn = ostrov_cos(turn);
    const double meridian = g.x * cos_turn + g.y * sin_turn;
    *sin_elevation = observer->sin_latitude * g.z + observer->cos_latitude * meridian;
    return ostrov_atan2(g.x * sin_turn - g.y * cos_turn, meridian) / OSTROV_I_DEG;
}

/* The transit nearest to a first guess; the hour angle moves 1° in 240 s within 0.01 %. */
static int64_t transit_near(int64_t guess_us, const ostrov_i_observer *observer)
{
    double unused;
    for (int32_t i = 0; i < 4; i++) {
        guess_us -= (int64_t)(look(guess_us, observer, &unused) * 240e6);
    }
    return guess_us;
}

/* The moment between dark and light at which the elevation passes the horizon, to a millisecond.
 * Bisection: the same work for every place and day, also where the sun only grazes the horizon. */
static int64_t crossing(int64_t dark_us, int64_t light_us, double sin_horizon,
                        const ostrov_i_observer *observer)
{
    for (int32_t i = 0; i < 26; i++) {
        const int64_t middle = dark_us + (light_us - dark_us) / 2;
        double sin_elevation;
        (void)look(middle, observer, &sin_elevation);
        if (sin_elevation < sin_horizon) {
            dark_us = middle;
        } else {
            light_us = middle;
        }
    }
    return light_us;
}

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

static int64_t nearest_second(int64_t time_us)
{
    return floor_divide(time_us + SECOND_US / 2, SECOND_US);
}

/* The transit within the day; where the equation of time pushes it over midnight, the nearest. */
static int64_t transit_of_day(int64_t day_us, const ostrov_i_observer *observer)
{
    int64_t guess = (int64_t)((180.0 - observer->longitude_deg) * 240e6) % DAY_US;
    int64_t transit = transit_near(day_us + guess, observer);
    if (transit < day_us) {
        const int64_t next = transit_near(transit + DAY_US, observer);
        transit = next < day_us + DAY_US ? next : transit;
    } else if (transit >= day_us + DAY_US) {
        const int64_t last = transit_near(transit - DAY_US, observer);
        transit = last >= day_us ? last : transit;
    }
    return transit;
}

ostrov_status ostrov_sun_events(int64_t time_us, const ostrov_place *place, int64_t *rise_s,
                                int64_t *transit_s, int64_t *set_s)
{
    ostrov_i_observer observer;
    if (place == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    const ostrov_status status = ostrov_i_observer_set(place, &observer);
    if (status != OSTROV_OK) {
        return status;
    }
    if (!ostrov_i_sun_time_ok(time_us)) {
        return OSTROV_E_TIME;
    }
    const int64_t day_us = floor_divide(time_us, DAY_US) * DAY_US;
    const int64_t transit_us = transit_of_day(day_us, &observer);
    const double sin_horizon = ostrov_sin(-0.8333 * OSTROV_I_DEG);
    double at_noon;
    double before;
    double after;
    (void)look(transit_us, &observer, &at_noon);
    (void)look(transit_us - DAY_US / 2, &observer, &before);
    (void)look(transit_us + DAY_US / 2, &observer, &after);
    if (transit_s != NULL) {
        *transit_s = nearest_second(transit_us);
    }
    if (at_noon < sin_horizon || before >= sin_horizon || after >= sin_horizon) {
        return OSTROV_EMPTY;
    }
    if (rise_s != NULL) {
        *rise_s =
            nearest_second(crossing(transit_us - DAY_US / 2, transit_us, sin_horizon, &observer));
    }
    if (set_s != NULL) {
        *set_s =
            nearest_second(crossing(transit_us + DAY_US / 2, transit_us, sin_horizon, &observer));
    }
    return OSTROV_OK;
}
