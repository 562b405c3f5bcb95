/* The illustrative weather: clouds, temperature, PV and load made by a model with a seed.
 *
 * Nothing here is measured. The figures are round ones for central Bohemia; the shapes are chosen
 * so that a controller meets what it meets in the field: minutes of deep shade between minutes of
 * full sun, a forecast that is smoother, late and a little too hopeful.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "parts.h"

static const int64_t us = 1000000;
static const double two_pi = 6.283185307179586;

static double clamp(double x, double lo, double hi) { return x < lo ? lo : x > hi ? hi : x; }

static double smooth(const struct weather_place *place, int32_t stream, int64_t time_s,
                     int64_t period_s)
{
    return noise_smooth(place->seed, stream, time_s * us, period_s * us);
}

/* Local hour as a fraction, and the day of the year, by the site's clock. */
static double local_hour(const struct weather_place *place, int64_t time_s, ostrov_civil *civil)
{
    if (ostrov_zone_civil(&place->site->zone, time_s, civil) != OSTROV_OK) {
        *civil = (ostrov_civil){.yearday = 1, .weekday = 1};
    }
    return civil->hour + civil->minute / 60.0 + civil->second / 3600.0;
}

int weather_own_day(const struct weather_place *place, int64_t time_s)
{
    return place->own_date && time_s >= place->first_s && time_s < place->first_end_s;
}

/* Share of the sky that clouds cover that day: 0.45 on the scenario's own mild day. */
double weather_day_cloud(const struct weather_place *place, int64_t time_s)
{
    if (place->scenario == SCENARIO_BAD_NIGHT) {
        return 0.6;
    }
    if (weather_own_day(place, time_s)) {
        return 0.45;
    }
    return clamp(0.62 + 0.6 * smooth(place, NOISE_CLOUD_DAY, time_s, 2 * DAY_S), 0.05, 1.0);
}

/* Cover drifts over hours about the day's. */
static double cover(const struct weather_place *place, int64_t time_s, int64_t asked_s)
{
    double drift = 0.25 * smooth(place, NOISE_CLOUD_SLOW, time_s, 3 * HOUR_S);
    return clamp(weather_day_cloud(place, asked_s) + drift, 0.0, 1.0);
}

/* A field of clouds passes over: where it is thick enough the sun is behind a cloud, with soft
 * edges. */
static double cloud_now(const struct weather_place *place, int64_t time_s)
{
    double open = 1.0 - cover(place, time_s, time_s);
    double field = 0.5 + 0.32 * smooth(place, NOISE_CLOUD_FIELD, time_s, 480) +
                   0.18 * smooth(place, NOISE_CLOUD_EDGE, time_s, 150);
    double behind = clamp((field - open + 0.08) / 0.16, 0.0, 1.0);
    double depth = 0.9 + 0.1 * smooth(place, NOISE_CLOUD_DEPTH, time_s, 2400);
    return behind * depth;
}

static int pv_at(const struct weather_place *place, int64_t time_s, double cloud,
                 double temperature_c, double *pv_w)
{
    ostrov_weather weather;
    if (ostrov_weather_defaults(&weather, sizeof weather) != OSTROV_OK) {
        return -1;
    }
    weather.cloud_ratio = cloud;
    weather.temperature_c = temperature_c;
    weather.wind_m_per_s = 2.5 + 1.5 * smooth(place, NOISE_WIND, time_s, 1200);
    return ostrov_pv_power(&place->site->pv, time_s, &weather, pv_w, NULL) >= OSTROV_OK ? 0 : -1;
}

int weather_pv_w(const struct weather_place *place, int64_t time_s, double *pv_w)
{
    return pv_at(place, time_s, cloud_now(place, time_s), weather_temperature_c(place, time_s),
                 pv_w);
}

/* Clouds come 45 minutes earlier than forecast, and 8 % more of the sky than forecast. A forecast gives the mean
 * of sun and of shade under a cover of 0.9; light falls as 1 - 0.75 n^3.4 (Kasten and Czeplak 1980), so one cover
 * with the same mean is 0.9 times the 3.4th root of the share in shade. */
double weather_cloud_forecast_ratio(const struct weather_place *place, int64_t time_s)
{
    double share = clamp(cover(place, time_s - 2700, time_s) - 0.08, 0.0, 1.0);
    return share > 0.0 ? 0.9 * ostrov_exp(ostrov_log(share) / 3.4) : 0.0;
}

double weather_temperature_c(const struct weather_place *place, int64_t time_s)
{
    ostrov_civil civil;
    double hour = local_hour(place, time_s, &civil);
    if (place->scenario == SCENARIO_BAD_NIGHT) {
        return -9.5 +
               2.5 * ostrov_cos(two_pi * (hour - 14.0) / 24.0); /* −12 °C at 02:00, −7 at 14:00 */
    }
    double season = ostrov_sin(two_pi * (civil.yearday - 112) / 365.25);
    double anomaly = weather_own_day(place, time_s)
                         ? 1.5
                         : 4.0 * smooth(place, NOISE_AIR_DAY, time_s, 3 * DAY_S);
    double swing = (2.0 + 4.0 * (1.0 - weather_day_cloud(place, time_s))) * (1.0 + 0.3 * season);
    return 8.7 + 10.2 * season + anomaly + swing * ostrov_cos(two_pi * (hour - 15.0) / 24.0);
}

double weather_temperature_forecast_c(const struct weather_place *place, int64_t time_s)
{
    /* Half a degree too warm, and wandering by 1 °C. */
    return weather_temperature_c(place, time_s) + 0.5 +
           smooth(place, NOISE_AIR_FORECAST, time_s, 6 * HOUR_S);
}

/* Saturdays, Sundays, and the public holidays of the site's country. */
static int day_off(const struct site *site, const ostrov_civil *civil)
{
    ostrov_holidays holidays;
    int32_t holiday = 0;
    if (site->country[0] != '\0' &&
        ostrov_holidays_of(site->country, &holidays) == OSTROV_OK &&
        ostrov_holiday_is(&holidays, civil->year, civil->month, civil->day, &holiday) != OSTROV_OK) {
        holiday = 0;
    }
    return holiday || civil->weekday >= 6;
}

double weather_load_w(const struct weather_place *place, int64_t time_s)
{
    const struct site *site = place->site;
    ostrov_civil civil;
    double hour = local_hour(place, time_s, &civil);
    double middle = hour - 0.5; /* a value of the profile holds in the middle of its hour */
    int before = (int)(middle < 0.0 ? middle + 24.0 : middle) % 24;
    double between = middle - (middle < 0.0 ? -1.0 : (double)before);
    double profile = site->load_profile_ratio[before] * (1.0 - between) +
                     site->load_profile_ratio[(before + 1) % 24] * between;
    double weekend = day_off(site, &civil) ? 0.85 : 1.0;
    double noise = 1.0 + 0.05 * smooth(place, NOISE_LOAD_SLOW, time_s, 660) +
                   0.04 * noise_at(place->seed, NOISE_LOAD_FAST, time_s / MINUTE_S);
    return site->load_typical_w * profile * weekend * noise;
}
