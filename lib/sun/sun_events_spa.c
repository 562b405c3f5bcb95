/* Rise, transit and set by appendix A.2 of the SPA report (Reda & Andreas 2004): the sun's place at
 * three midnights of terrestrial time, a parabola through them, and one step from the day's first
 * guess. Kept beside the exact crossing because other programs publish these times.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "sun_internal.h"

#include "base/fields.h"

#define DAY_US (INT64_C(86400000000))

struct place_of_day {
    double ascension_deg, declination_deg, sidereal_deg;
};

static struct place_of_day look(int64_t time_us, double delta_t_s)
{
    ostrov_i_geocentric g;
    ostrov_i_sun_geocentric(time_us, OSTROV_SUN_SPA, delta_t_s, &g);
    const struct place_of_day p = {
        ostrov_atan2(g.y, g.x) / OSTROV_I_DEG,
        ostrov_atan2(g.z, __builtin_sqrt(g.x * g.x + g.y * g.y)) / OSTROV_I_DEG, g.sidereal_deg};
    return p;
}

/* Brought to −half … half of a period. */
static double centred(double x, double period)
{
    const double whole = 6755399441055744.0; /* 1.5·2^52: adding it rounds to an integer */
    const double n = x / period;
    return x - ((n + whole) - whole) * period;
}

/* 0 … 1. */
static double fraction(double x)
{
    const double f = centred(x, 1.0);
    return f < 0.0 ? f + 1.0 : f;
}

/* The parabola through three days: value at day 0, first differences before and after it. */
static double between(double at, double before, double after, double n)
{
    return at + n * (before + after + (after - before) * n) / 2.0;
}

void ostrov_i_events_spa(int64_t day_us, const ostrov_place *place,
                         const ostrov_i_observer *observer, ostrov_sun_day *day)
{
    const double delta_t = ostrov_i_observer_delta_t_s(observer, day_us);
    const int64_t midnight_tt = day_us - (int64_t)(delta_t * 1e6);
    const double sidereal = look(day_us, delta_t).sidereal_deg;
    const struct place_of_day last = look(midnight_tt - DAY_US, delta_t);
    const struct place_of_day here = look(midnight_tt, delta_t);
    const struct place_of_day next = look(midnight_tt + DAY_US, delta_t);
    const double sin_horizon = ostrov_sin(OSTROV_I_STANDARD_HORIZON_DEG * OSTROV_I_DEG);
    const double declination = here.declination_deg * OSTROV_I_DEG;
    const double cos_half = (sin_horizon - observer->sin_latitude * ostrov_sin(declination)) /
                            (observer->cos_latitude * ostrov_cos(declination));
    const int32_t crosses = cos_half >= -1.0 && cos_half <= 1.0;
    const double half = crosses ? ostrov_acos(cos_half) / OSTROV_I_TURN : 0.0;
    const double noon = fraction((here.ascension_deg - place->longitude_deg - sidereal) / 360.0);
    const double guess[3] = {noon, noon - half, noon + half};
    double event[3];
    for (int32_t i = 0; i < 3; i++) {
        const double m = fraction(guess[i]);
        const double n = m + delta_t / 86400.0;
        const double ascension =
            between(here.ascension_deg, centred(here.ascension_deg - last.ascension_deg, 360.0),
                    centred(next.ascension_deg - here.ascension_deg, 360.0), n);
        const double d = OSTROV_I_DEG * between(here.declination_deg,
                                                here.declination_deg - last.declination_deg,
                                                next.declination_deg - here.declination_deg, n);
        const double hour =
            centred(sidereal + 360.985647 * m + place->longitude_deg - ascension, 360.0);
        if (i == 0) {
            event[i] = m - hour / 360.0;
            continue;
        }
        const double h =
            ostrov_asin(observer->sin_latitude * ostrov_sin(d) +
                        observer->cos_latitude * ostrov_cos(d) * ostrov_cos(hour * OSTROV_I_DEG)) /
            OSTROV_I_DEG;
        event[i] =
            m +
            (h - OSTROV_I_STANDARD_HORIZON_DEG) /
                (360.0 * ostrov_cos(d) * observer->cos_latitude * ostrov_sin(hour * OSTROV_I_DEG)) +
            (guess[i] < 0.0 ? -1.0 : (guess[i] >= 1.0 ? 1.0 : 0.0));
    }
    day->transit_us = day_us + (int64_t)(event[0] * (double)DAY_US);
    day->reserved_ = 0;
    if (!crosses) { /* the step divides by next to nothing: no time comes of it */
        ostrov_i_always_or_never(!(cos_half > 1.0), day);
        return;
    }
    day->rise_us = day_us + (int64_t)(event[1] * (double)DAY_US);
    day->set_us = day_us + (int64_t)(event[2] * (double)DAY_US);
    day->sunlit_us = day->set_us - day->rise_us;
    day->daylight = OSTROV_DAYLIGHT_DAY;
}
