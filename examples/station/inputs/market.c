/* A modelled day-ahead price: shaped like a Czech day of 2026 with its midday dip and evening peak.
 *
 * A formula of bells on the local hour; no published price went into it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "parts.h"

static double bell(double hour, double middle, double width)
{
    double x = (hour - middle) / width;
    return ostrov_exp(-x * x);
}

double market_price(const struct weather_place *place, int64_t time_s)
{
    ostrov_civil civil;
    if (ostrov_zone_civil(&place->site->zone, time_s, &civil) != OSTROV_OK) {
        civil = (ostrov_civil){.yearday = 1, .weekday = 1};
    }
    double hour = civil.hour + civil.minute / 60.0 + 0.125; /* middle of the quarter hour */
    double winter = ostrov_cos(6.283185307179586 * (civil.yearday - 15) / 365.25); /* 1 … −1 */
    double cold = place->scenario == SCENARIO_BAD_NIGHT ? 1.0 : 0.0;
    double sun = 1.25 - 0.5 * weather_day_cloud(place, time_s); /* the whole country's PV */
    double dip = (98.0 - 60.0 * (winter > 0.0 ? winter : 0.0)) * sun;
    double price = 85.0 + 22.0 * winter + 45.0 * cold - (civil.weekday >= 6 ? 18.0 : 0.0);
    price +=
        38.0 * bell(hour, 7.6, 1.5) - 12.0 * bell(hour, 3.5, 2.5) - dip * bell(hour, 12.9, 2.6);
    price += (75.0 + 15.0 * winter + 60.0 * cold) * bell(hour, 19.5, 1.8);
    price += (weather_own_day(place, time_s) ? 0.0 : 12.0) *
             noise_smooth(place->seed, NOISE_PRICE_DAY, time_s, 2 * DAY_S);
    price += 2.5 * noise_at(place->seed, NOISE_PRICE_QUARTER, time_s / QUARTER_S);
    /* The market quotes cents. */
    double cents = price * 100.0;
    return (double)(int64_t)(cents < 0.0 ? cents - 0.5 : cents + 0.5) / 100.0;
}
