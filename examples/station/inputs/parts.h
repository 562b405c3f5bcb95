/* Inside the inputs only: noise, weather, market, files.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_INPUTS_PARTS_H
#define STATION_INPUTS_PARTS_H

#include "inputs.h"

#include <stddef.h>

/* EUR/MWh; beyond is not believed: the European auction itself is capped there. */
enum { PRICE_MOST = 4000 };

enum { MINUTE_S = 60, QUARTER_S = 900, HOUR_S = 3600, DAY_S = 86400, QUARTERS_A_DAY = 96 };

/* ---- noise: a function of seed, stream and place, so that any moment can be asked for alone ------- */

/* What a number of the noise is for: one stream each, so that none repeats another. */
enum noise_stream {
    NOISE_CLOUD_DAY = 1,
    NOISE_CLOUD_SLOW = 2,
    NOISE_CLOUD_FIELD = 3,
    NOISE_CLOUD_EDGE = 4,
    NOISE_CLOUD_DEPTH = 5,
    NOISE_AIR_DAY = 6,
    NOISE_AIR_FORECAST = 7,
    NOISE_WIND = 8,
    NOISE_LOAD_SLOW = 9,
    NOISE_LOAD_FAST = 10,
    NOISE_PRICE_DAY = 11,
    NOISE_PRICE_QUARTER = 12,
    NOISE_VOLTAGE_SLOW = 13,
    NOISE_VOLTAGE_FAST = 14,
    NOISE_FREQUENCY_SLOW = 15,
    NOISE_FREQUENCY_FAST = 16,
    NOISE_FLICKER = 17
};

/* Uniform in −1 … 1 for a whole number. */
double noise_at(uint64_t seed, int32_t stream, int64_t index);

/* Smooth in −1 … 1: noise_at at each multiple of period_us, eased between. */
double noise_smooth(uint64_t seed, int32_t stream, int64_t time_us, int64_t period_us);

/* ---- weather --------------------------------------------------------------------------------------- */

enum scenario { SCENARIO_DAY = 0, SCENARIO_BAD_NIGHT = 1, SCENARIO_CALM = 2 };

/* What the weather of one moment depends on. */
struct weather_place {
    const struct site *site;
    uint64_t seed;
    int32_t scenario;
    int32_t own_date;  /* 1 = the scenario's own date: its first day is as the scenario says */
    int64_t first_s;   /* start of the first day */
    int64_t first_end_s;
};

/* 1 on the first day of a scenario that keeps its own date. */
int weather_own_day(const struct weather_place *place, int64_t time_s);

double weather_day_cloud(const struct weather_place *place, int64_t time_s);
double weather_temperature_c(const struct weather_place *place, int64_t time_s);
double weather_temperature_forecast_c(const struct weather_place *place, int64_t time_s);

/* AC power in W by ostrov_pv_power as it happens, with passing clouds. Returns −1 when the plant is refused. */
int weather_pv_w(const struct weather_place *place, int64_t time_s, double *pv_w);

/* Cover of the sky as forecast the evening before: that which thins the light as much as the forecast's mix of
 * sun and shade. */
double weather_cloud_forecast_ratio(const struct weather_place *place, int64_t time_s);

double weather_load_w(const struct weather_place *place, int64_t time_s);

/* ---- market ---------------------------------------------------------------------------------------- */

/* Modelled day-ahead price of the quarter hour that begins at time_s, EUR/MWh. */
double market_price(const struct weather_place *place, int64_t time_s);

/* ---- files ----------------------------------------------------------------------------------------- */

/* Rows of a CSV file, by time, each holding for step_s or until the next. NaN = not known. */
struct table {
    char path[SITE_TEXT];
    int64_t *time_s;
    double *value;
    int32_t *line;
    int32_t count;
    int32_t step_s;     /* the usual distance of two rows */
    int32_t unknown;    /* rows without a number */
    int32_t refused;    /* rows whose number is not believed: now NaN */
    int32_t unordered;  /* rows before a later one */
    int32_t repeated;   /* rows given twice with the same value */
};

/* Reads the columns utc_start and `column`. A value outside min … max is not believed. Returns −1 with
 * "file:line: what is wrong". table_free serves both. */
int table_read(struct table *table, const char *path, const char *column, double min, double max,
               int32_t least_step_s, char *message, size_t capacity);
void table_free(struct table *table);

/* Prices of any kind of file, by quarter hours where it is a feed of ENTSO-E or OTE. */
int table_read_prices(struct table *table, const char *path, const struct site *site, double most,
                      char *message, size_t capacity);

/* Second half of table_read: order, doubles, step. */
int table_sort(struct table *table, const char *column, int32_t least_step_s, char *message,
               size_t capacity);

/* First local day of which every step has a row; −1 with a message when there is none. */
int table_first_day(const struct table *table, const struct site *site, int64_t *day_s, char *message,
                    size_t capacity);

/* Values of the table over [from_s, until_s) by step_s; NaN where there is no row. */
void table_spread(const struct table *table, int64_t from_s, int64_t until_s, int32_t step_s,
                  double *values);

/* Whole file, plain or gzip, NUL-terminated, to be freed by the caller; NULL with a message. */
char *table_bytes(const char *path, size_t *count, char *message, size_t capacity);

/* What a file series needs to know. */
struct span {
    int64_t start_s, end_s;
    int64_t first_end_s; /* end of the first day: at least one value of it must be known */
};

/* Repaired prices and flags by quarter over a span. Returns −1 with a message. */
int file_prices(const struct table *table, const struct span *span, struct inputs *inputs,
                char *message, size_t capacity);

/* Repaired minutes over [span.start − a day, span.end); NaN where even the day before is not known.
 * *repaired counts within the span. Returns −1 with a message. */
int file_minutes(const struct table *table, const struct span *span, double max, double fallback,
                 double *minutes, int32_t *repaired, char *message, size_t capacity);

/* A sentence on where a series comes from. */
void file_source(const struct table *table, const char *what, int32_t repaired, int32_t total,
                 const char *unit, char *text, size_t capacity);

/* ---- a weather feed ---------------------------------------------------------------------------------- */

struct weather_feed;

/* Reads the file, plain or gzip; −1 with a message. */
int weather_file(const char *path, struct weather_feed *feed, char *message, size_t capacity);

/* Puts the feed in place of the modelled forecast of PV and temperature. −1 when the plant is refused. */
int weather_forecast(const struct weather_feed *feed, const struct site *site, struct inputs *inputs);

/* ---- outages and dates ------------------------------------------------------------------------------ */

/* Reads "18:00-20:00", "none" and the longer forms into inputs; −1 with a message. */
int outage_read(const char *text, const struct site *site, struct inputs *inputs, char *message,
                size_t capacity);

/* "2026-01-15" → UTC seconds of that local midnight; −1 with a message. */
int date_read(const char *text, const struct site *site, int64_t *day_s, char *message,
              size_t capacity);

#endif
