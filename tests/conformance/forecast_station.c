/* Reads a PVOD station: see forecast_station.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecast_station.h"

#include "forecast.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

double forecast_header_number(const char *text, const char *name)
{
    const char *at = strstr(text, name);
    return at != NULL ? strtod(at + strlen(name), NULL) : NAN;
}

static void read_weather(const csv *table, int32_t row, ostrov_weather *w)
{
    w->ghi_w_per_m2 = csv_value(table, row, "nwp_globalirrad");
    w->temperature_c = csv_value(table, row, "nwp_temperature");
    w->humidity_ratio = fmin(csv_value(table, row, "nwp_humidity") / 100.0, 1.0);
    w->wind_m_per_s = csv_value(table, row, "nwp_windspeed");
}

static int32_t read_part(const char *folder, const char *file, station *s)
{
    csv table;
    if (!csv_read(&table, folder, file)) {
        return 0;
    }
    const int64_t first_s = (int64_t)csv_value(&table, 0, "unix_s");
    const int64_t end_s = (int64_t)csv_value(&table, table.rows - 1, "unix_s") + STATION_STEP_S;
    if (s->count == 0) {
        s->start_s = first_s;
        s->pv.latitude_deg = forecast_header_number(table.text, "lat ");
        s->pv.longitude_deg = forecast_header_number(table.text, "lon ");
        s->pv.tilt_deg = forecast_header_number(table.text, "tilt ");
        s->pv.azimuth_deg = 180.0;
        s->pv.peak_w = 1e6 * forecast_header_number(table.text, "capacity ");
        s->pv.inverter_w = s->pv.peak_w;
    }
    const int32_t count = (int32_t)((end_s - s->start_s) / STATION_STEP_S);
    ostrov_weather *weather = realloc(s->weather, (size_t)count * sizeof *weather);
    double *power = realloc(s->power, (size_t)count * sizeof *power);
    s->weather = weather != NULL ? weather : s->weather;
    s->power = power != NULL ? power : s->power;
    if (weather == NULL || power == NULL || count < s->count) {
        csv_free(&table);
        return 0;
    }
    for (int32_t i = s->count; i < count; i++) {
        s->power[i] = NAN;
        if (ostrov_weather_defaults(&s->weather[i], sizeof s->weather[i]) != OSTROV_OK) {
            csv_free(&table);
            return 0;
        }
    }
    s->count = count;
    for (int32_t row = 0; row < table.rows; row++) {
        const int64_t i = ((int64_t)csv_value(&table, row, "unix_s") - s->start_s) / STATION_STEP_S;
        if (i >= 0 && i < count) {
            s->power[i] = csv_value(&table, row, "power") * 1e6 / s->pv.peak_w;
            read_weather(&table, row, &s->weather[i]);
        }
    }
    csv_free(&table);
    return 1;
}

/* The day on which 70 % of the days with data are over. */
static int64_t last_third(const station *s)
{
    int32_t *days = calloc((size_t)s->count / STATION_DAY + 2, sizeof *days);
    int32_t all = 0;
    int32_t seen = 0;
    int64_t from_s = s->start_s;
    if (days == NULL) {
        return from_s;
    }
    const int64_t first = (s->start_s + 86400 - STATION_MIDNIGHT_S) / 86400;
    for (int32_t i = 0; i < s->count; i++) {
        const int64_t d =
            (s->start_s + (int64_t)i * STATION_STEP_S + 86400 - STATION_MIDNIGHT_S) / 86400 - first;
        if (!isnan(s->power[i]) && days[d] == 0) {
            days[d] = 1;
            all++;
        }
    }
    for (int32_t d = 0; seen <= (int32_t)(0.7 * all); d++) {
        seen += days[d];
        from_s = (first + d) * 86400 - 86400 + STATION_MIDNIGHT_S;
    }
    free(days);
    return from_s;
}

/* OSTROV_FORECAST_TURNED: the second half of the file goes before the first, a year earlier, so
 * that the summer is forecast by who has learned from the winter. 1 = turned, or not asked for. */
static int32_t turn(station *s)
{
    const int32_t year = 365 * STATION_DAY;
    const int32_t half = s->count / 2 / STATION_DAY * STATION_DAY;
    if (getenv("OSTROV_FORECAST_TURNED") == NULL || s->unseen || s->count > year) {
        return 1;
    }
    ostrov_weather *weather = calloc((size_t)year, sizeof *weather);
    double *power = calloc((size_t)year, sizeof *power);
    int32_t good = weather != NULL && power != NULL;
    for (int32_t i = 0; good && i < year; i++) {
        const int32_t early = half + i;         /* row of the file that stands here */
        const int32_t late = i - (year - half); /* or this one; between them is a gap */
        const int32_t row = late >= 0 ? late : (early < s->count ? early : -1);
        power[i] = row >= 0 ? s->power[row] : NAN;
        good = ostrov_weather_defaults(&weather[i], sizeof weather[i]) == OSTROV_OK;
        if (row >= 0) {
            weather[i] = s->weather[row];
        }
    }
    if (good) {
        free(s->weather);
        free(s->power);
        s->weather = weather;
        s->power = power;
        s->score_from_s = s->start_s;
        s->start_s += (int64_t)(half - year) * STATION_STEP_S;
        s->count = year;
        return 1;
    }
    free(weather);
    free(power);
    return 0;
}

int32_t station_open(const char *folder, const char *file, station *s)
{
    char other[64];
    memset(s, 0, sizeof *s);
    if (ostrov_pv_defaults(&s->pv, sizeof s->pv) != OSTROV_OK || !read_part(folder, file, s)) {
        return 0;
    }
    (void)snprintf(s->name, sizeof s->name, "%.*s", (int)strcspn(file, "."), file);
    s->unseen = strstr(file, "_unseen") != NULL;
    const int64_t end_s = s->start_s + (int64_t)s->count * STATION_STEP_S;
    const char *train = strstr(file, "_train");
    s->score_from_s = s->unseen ? s->start_s : last_third(s);
    if (train != NULL) {
        (void)snprintf(other, sizeof other, "%.*s_test%s", (int)(train - file), file, train + 6);
        if (read_part(folder, other, s)) {
            s->score_from_s = end_s;
        }
    }
    if (!turn(s)) {
        return 0;
    }
    s->clear = malloc((size_t)s->count * sizeof *s->clear);
    for (int32_t i = 0; s->clear != NULL && i < s->count; i++) {
        double clear_w = 0.0;
        if (ostrov_pv_clear(&s->pv, s->start_s + (int64_t)i * STATION_STEP_S + STATION_STEP_S / 2,
                            &clear_w, NULL) < OSTROV_OK) {
            return 0;
        }
        s->clear[i] = clear_w / s->pv.peak_w;
    }
    return s->clear != NULL;
}

void station_close(station *s)
{
    free(s->weather);
    free(s->power);
    free(s->clear);
}

/* Weather through the chain, share of capacity. */
double station_physical(const station *s, int32_t i)
{
    double w = 0.0;
    const ostrov_status status =
        ostrov_pv_power(&s->pv, s->start_s + (int64_t)i * STATION_STEP_S + STATION_STEP_S / 2,
                        &s->weather[i], &w, NULL);
    return status >= OSTROV_OK ? w / s->pv.peak_w : NAN;
}
