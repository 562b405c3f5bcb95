/* The forecast out of a weather feed, and when the feeds have changed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "parts.h"

#include "../feeds/weather_feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int weather_file(const char *path, struct weather_feed *feed, char *message, size_t capacity)
{
    size_t count = 0;
    char *bytes = table_bytes(path, &count, message, capacity);
    if (bytes == NULL) {
        return -1;
    }
    int result = weather_feed_read(feed, path, bytes, count, message, capacity);
    free(bytes);
    return result;
}

int weather_forecast(const struct weather_feed *feed, const struct site *site,
                     struct inputs *inputs)
{
    int32_t known = 0;
    for (int32_t q = 0; q < inputs->quarters; q++) {
        ostrov_weather *weather = &inputs->weather_forecast[q];
        int of_light = weather_feed_quarter(feed, &site->pv, inputs->start_s + (int64_t)q * QUARTER_S,
                                            weather);
        if (of_light < 0) {
            return -1;
        }
        known += of_light;
        if (weather->temperature_c == weather->temperature_c) {
            inputs->temperature_forecast_c[q] = weather->temperature_c;
        }
    }
    inputs->forecast_provenance = SITE_DOCUMENTED;
    (void)snprintf(
        inputs->forecast_source, SITE_TEXT,
        "weather feed, each %d s: %d of %d quarter hours known; %d values null, %d not believed",
        (int)feed->step_s, (int)known, (int)inputs->quarters, (int)feed->unknown,
        (int)feed->refused);
    return 0;
}

/* One more file into the stamp. */
static uint64_t mix(uint64_t stamp, const char *path)
{
    struct stat s;
    if (path == NULL) {
        return stamp;
    }
    if (stat(path, &s) != 0) {
        return stamp * 1099511628211u + 1;
    }
    const uint64_t part[] = {(uint64_t)s.st_size, (uint64_t)s.st_ino, (uint64_t)s.st_mtim.tv_sec,
                             (uint64_t)s.st_mtim.tv_nsec};
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) {
        stamp = (stamp ^ part[i]) * 1099511628211u; /* the prime of FNV-1a */
    }
    return stamp;
}

uint64_t inputs_stamp(const struct site *site, const struct inputs_request *request)
{
    char path[2 * SITE_TEXT];
    uint64_t stamp = 14695981039346656037u;
    stamp = mix(stamp, request->prices != NULL
                           ? request->prices
                           : site_feed_path(site, site->feeds.prices, path, sizeof path));
    stamp = mix(stamp, request->weather != NULL
                           ? request->weather
                           : site_feed_path(site, site->feeds.weather, path, sizeof path));
    stamp = mix(stamp, request->pv);
    return mix(stamp, request->load);
}
