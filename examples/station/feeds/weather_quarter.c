/* A forecast of the weather, quarter hour by quarter hour.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "weather_feed.h"

static double at(const struct weather_feed *feed, int32_t which, int32_t row)
{
    return row >= 0 && row < feed->count ? feed->value[which][row] : __builtin_nan("");
}

/* Means hold for their step; what is told for a moment is drawn straight to the next one. */
static double between(const struct weather_feed *feed, int32_t which, int64_t time_s)
{
    int32_t row = (int32_t)((time_s - feed->start_s) / feed->step_s);
    double past = (double)(time_s - feed->start_s - (int64_t)row * feed->step_s) / feed->step_s;
    double first = at(feed, which, row);
    double second = at(feed, which, row + 1);
    return first == first && second == second ? first + (second - first) * past : first;
}

/* Mean of the hour spread in the shape of the clear sky: at its edge the sun of an hour is not its
 * mean. */
static double shaped(const struct weather_feed *feed, int32_t which, const ostrov_pv_config *plant,
                     int64_t time_s)
{
    int32_t row = (int32_t)((time_s - feed->start_s) / feed->step_s);
    double mean = at(feed, which, row), fine[12];
    int64_t begin_s = feed->start_s + (int64_t)row * feed->step_s;
    int64_t begin_us = begin_s * 1000000;
    int32_t parts = feed->step_s / 300;
    ostrov_atmosphere air;
    ostrov_place place = {plant->latitude_deg, plant->longitude_deg, plant->altitude_m};
    ostrov_fault why;
    return mean == mean && ostrov_atmosphere_defaults(&air, sizeof air) == OSTROV_OK &&
                   ostrov_irradiance_refine_n(&air, &place, &begin_us,
                                              (int64_t)feed->step_s * 1000000, 1, parts, &mean,
                                              fine, NULL, &why) >= OSTROV_OK
               ? fine[(time_s - begin_s) / 300]
               : mean;
}

int weather_feed_quarter(const struct weather_feed *feed, const ostrov_pv_config *plant,
                         int64_t time_s, ostrov_weather *weather)
{
    int64_t middle_s = time_s + FEED_QUARTER_S / 2;
    ostrov_weather at_s;
    if (ostrov_weather_defaults(weather, sizeof *weather) != OSTROV_OK) {
        return -1;
    }
    if (time_s < feed->start_s || time_s >= feed->start_s + (int64_t)feed->count * feed->step_s) {
        return 0;
    }
    at_s = *weather;
    at_s.ghi_w_per_m2 = shaped(feed, WEATHER_GHI, plant, middle_s);
    at_s.dni_w_per_m2 = at(feed, WEATHER_DNI, (int32_t)((middle_s - feed->start_s) / feed->step_s));
    at_s.dhi_w_per_m2 = shaped(feed, WEATHER_DHI, plant, middle_s);
    at_s.cloud_ratio = between(feed, WEATHER_CLOUD, middle_s);
    at_s.temperature_c = between(feed, WEATHER_TEMPERATURE, middle_s);
    at_s.wind_m_per_s = between(feed, WEATHER_WIND, middle_s);
    if (at_s.ghi_w_per_m2 != at_s.ghi_w_per_m2 && at_s.cloud_ratio != at_s.cloud_ratio &&
        !(at_s.dni_w_per_m2 == at_s.dni_w_per_m2 && at_s.dhi_w_per_m2 == at_s.dhi_w_per_m2)) {
        weather->temperature_c = at_s.temperature_c; /* of the light nothing: a clear sky would be a promise */
        return 0;
    }
    *weather = at_s;
    return 1;
}
