/* A weather forecast as Open-Meteo gives it in JSON, read from bytes in memory.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_WEATHER_FEED_H
#define STATION_WEATHER_FEED_H

#include "feed.h"

/* What a row says, one list for reading and for messages. Irradiance is the mean of the step, moved
 * to its beginning (the source stamps the end); the rest holds at the beginning of the step. */
enum weather_quantity {
    WEATHER_GHI = 0,
    WEATHER_DNI = 1,
    WEATHER_DHI = 2,
    WEATHER_CLOUD = 3,
    WEATHER_TEMPERATURE = 4,
    WEATHER_WIND = 5,
    WEATHER_QUANTITIES = 6
};

struct weather_feed {
    int64_t start_s; /* UTC of row 0 */
    int32_t step_s;  /* 900 or 3600 */
    int32_t count;
    double *value[WEATHER_QUANTITIES]; /* SI: W/m², 1, °C, m/s; NaN = not known */
    int32_t given[WEATHER_QUANTITIES]; /* 1 = the file has this quantity */
    int32_t unknown;                   /* values that are null */
    int32_t refused;                   /* values that are not believed */
};

/* Reads hourly or, where it is there, minutely_15. Local times are brought to UTC by
 * utc_offset_seconds. Units are turned; an unknown one is refused. Returns −1 with "path:line: what
 * is wrong". */
int weather_feed_read(struct weather_feed *feed, const char *path, const char *bytes, size_t count,
                      char *message, size_t capacity);
void weather_feed_free(struct weather_feed *feed);

/* The weather at the middle of a quarter hour, as ostrov_learner_weather takes it; means of an hour are spread
 * in the shape of the plant's clear sky. NaN where the feed does not reach or does not know. Returns 1 where the
 * light is known, 0 where it is not, -1 on failure. */
int weather_feed_quarter(const struct weather_feed *feed, const ostrov_pv_config *plant,
                         int64_t time_s, ostrov_weather *weather);

#endif
