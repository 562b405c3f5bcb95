/* Rise, transit and set: where the sun crosses its horizon.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "sun_internal.h"

#include "base/fields.h"

#define DAY_US (INT64_C(86400000000))
#define SCAN_US (INT64_C(120000000))

/* One place, its ephemeris, and the horizon the sun has to pass: NULL = −0.8333° from the centre.
 */
struct watch {
    ostrov_i_ephemeris ephemeris;
    const ostrov_horizon *horizon;
    double sin_standard;
};

static int64_t floor_day(int64_t time_us)
{
    const int64_t rest = time_us % DAY_US;
    return time_us - rest - (rest < 0 ? DAY_US : 0);
}

/* Turns of the hour angle, and whether the sun is seen. */
static double look(struct watch *w, int64_t time_us, int32_t *seen)
{
    ostrov_i_direction d;
    double u;
    double turns;
    ostrov_i_ephemeris_direction(&w->ephemeris, time_us, &d, &u, &turns);
    const ostrov_i_observer *o = &w->ephemeris.observer;
    if (w->horizon == NULL) {
        *seen = o->sin_latitude * d.pole + o->cos_latitude * d.meridian >= w->sin_standard;
    } else {
        ostrov_sun sun;
        ostrov_i_sun_see(o, &d, &sun);
        *seen = 90.0 - sun.apparent_zenith_deg >= ostrov_i_horizon_at(w->horizon, sun.azimuth_deg);
    }
    return turns;
}

/* The transit nearest to a first guess; the hour angle turns once a day within 0.01 %. */
static int64_t transit_near(struct watch *w, int64_t guess_us)
{
    int32_t unused;
    for (int32_t i = 0; i < 4; i++) {
        guess_us -= (int64_t)(look(w, guess_us, &unused) * (double)DAY_US);
    }
    return guess_us;
}

/* The transit within the day; where the equation of time pushes it over midnight, the nearest. */
static int64_t transit_of_day(struct watch *w, int64_t day_us, double longitude_deg)
{
    const int64_t guess = (int64_t)((180.0 - longitude_deg) * 240e6) % DAY_US;
    int64_t transit = transit_near(w, day_us + guess);
    if (transit < day_us) {
        const int64_t next = transit_near(w, transit + DAY_US);
        transit = next < day_us + DAY_US ? next : transit;
    } else if (transit >= day_us + DAY_US) {
        const int64_t last = transit_near(w, transit - DAY_US);
        transit = last >= day_us ? last : transit;
    }
    return transit;
}

/* The moment between dark and light at which the sun is first (or last) seen, to a millisecond.
 * Bisection: the same work for every place and day, also where the sun only grazes the horizon. */
static int64_t crossing(struct watch *w, int64_t dark_us, int64_t light_us)
{
    for (int32_t i = 0; i < 27; i++) {
        const int64_t middle = dark_us + (light_us - dark_us) / 2;
        int32_t seen;
        (void)look(w, middle, &seen);
        if (seen) {
            light_us = middle;
        } else {
            dark_us = middle;
        }
    }
    return light_us;
}

void ostrov_i_always_or_never(int32_t always, ostrov_sun_day *day)
{
    const int64_t half = always ? DAY_US / 2 : 0;
    day->daylight = always ? OSTROV_DAYLIGHT_ALWAYS : OSTROV_DAYLIGHT_NEVER;
    day->rise_us = day->transit_us - half;
    day->set_us = day->transit_us + half;
    day->sunlit_us = 2 * half;
}

/* The sun climbs from midnight to noon and sinks to the next: one crossing each way. */
static void standard_day(struct watch *w, ostrov_sun_day *day)
{
    const int64_t noon = day->transit_us;
    int32_t before;
    int32_t at_noon;
    int32_t after;
    (void)look(w, noon - DAY_US / 2, &before);
    (void)look(w, noon, &at_noon);
    (void)look(w, noon + DAY_US / 2, &after);
    if (!at_noon || (before && after)) {
        ostrov_i_always_or_never(at_noon, day);
        return;
    }
    /* On the first and last day of a polar day one end may stay light. */
    day->rise_us = before ? noon - DAY_US / 2 : crossing(w, noon - DAY_US / 2, noon);
    day->set_us = after ? noon + DAY_US / 2 : crossing(w, noon + DAY_US / 2, noon);
    day->sunlit_us = day->set_us - day->rise_us;
    day->daylight = OSTROV_DAYLIGHT_DAY;
}

/* Over hills and roofs the sun may come and go: every two minutes a look. */
static void own_day(struct watch *w, ostrov_sun_day *day)
{
    const int64_t begin = day->transit_us - DAY_US / 2;
    const int64_t end = day->transit_us + DAY_US / 2;
    int64_t first = 0;
    int64_t last = 0;
    int64_t since = begin;
    int32_t any = 0;
    int32_t seen;
    day->sunlit_us = 0;
    (void)look(w, begin, &seen);
    for (int64_t t = begin + SCAN_US; t <= end; t += SCAN_US) {
        const int32_t was = seen;
        (void)look(w, t, &seen);
        if (seen && !was) {
            since = crossing(w, t - SCAN_US, t);
        }
        if (was && (!seen || t + SCAN_US > end)) {
            const int64_t until = seen ? end : crossing(w, t, t - SCAN_US);
            day->sunlit_us += until - since;
            first = any ? first : since;
            last = until;
            any = 1;
        }
    }
    if (!any || day->sunlit_us == DAY_US) {
        ostrov_i_always_or_never(any, day);
        return;
    }
    day->rise_us = first;
    day->set_us = last;
    day->daylight = OSTROV_DAYLIGHT_DAY;
}

ostrov_status ostrov_sun_events(int64_t time_us, const ostrov_place *place,
                                const ostrov_horizon *horizon, int32_t rule, ostrov_sun_day *day)
{
    ostrov_i_observer observer;
    struct watch w;
    ostrov_sun_day found = {0, 0, 0, 0, OSTROV_DAYLIGHT_UNKNOWN, 0};
    if (place == NULL || day == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    ostrov_status status = ostrov_i_observer_set(place, &observer);
    if (status == OSTROV_OK && horizon != NULL) {
        status = ostrov_i_horizon_check(horizon);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    if ((rule != OSTROV_SUN_RULE_CROSSING && rule != OSTROV_SUN_RULE_SPA) ||
        (rule == OSTROV_SUN_RULE_SPA && horizon != NULL)) {
        return OSTROV_E_RANGE;
    }
    if (!ostrov_i_sun_time_ok(time_us)) {
        return OSTROV_E_TIME;
    }
    if (rule == OSTROV_SUN_RULE_SPA) {
        ostrov_i_events_spa(floor_day(time_us), place, &observer, day);
        return OSTROV_OK;
    }
    ostrov_i_ephemeris_set(&w.ephemeris, &observer);
    w.horizon = horizon;
    w.sin_standard = ostrov_sin(OSTROV_I_STANDARD_HORIZON_DEG * OSTROV_I_DEG);
    found.transit_us = transit_of_day(&w, floor_day(time_us), place->longitude_deg);
    if (horizon == NULL) {
        standard_day(&w, &found);
    } else {
        own_day(&w, &found);
    }
    *day = found;
    return OSTROV_OK;
}
