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

enum { STEPS_MOST = 20 * 366 * STATION_DAY };

/* What each part must have. */
static const char *const needed[] = {"unix_s",          "power",           "nwp_globalirrad",
                                     "nwp_temperature", "nwp_humidity",    "nwp_windspeed",
                                     "lmd_totalirrad",  "lmd_temperature", "lmd_windspeed"};

static int32_t has_columns(const csv *table, const char *file)
{
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (csv_column(table, needed[i]) < 0) {
            fprintf(stderr, "%s: no column %s\n", file, needed[i]);
            return 0;
        }
    }
    return 1;
}

double forecast_cell(const csv *table, int32_t row, const char *column)
{
    const double x = csv_value(table, row, column);
    return isfinite(x) ? x : NAN;
}

double forecast_at_most(double x, double most) { return x > most ? most : x; }

/* Time of a row; INT64_MIN for one that is on no quarter hour. */
static int64_t time_of(const csv *table, int32_t row)
{
    const double x = forecast_cell(table, row, "unix_s");
    return fabs(x) < 1e11 && fmod(x, STATION_STEP_S) == 0.0 ? (int64_t)x : INT64_MIN;
}

/* From the first step to the end of the last, in whatever order the rows are. */
static int32_t span_of(const csv *table, const char *file, int64_t *first_s, int64_t *end_s)
{
    int32_t none = 0;
    *first_s = INT64_MAX;
    *end_s = INT64_MIN;
    for (int32_t row = 0; row < table->rows; row++) {
        const int64_t time_s = time_of(table, row);
        none += time_s == INT64_MIN;
        if (time_s != INT64_MIN) {
            *first_s = time_s < *first_s ? time_s : *first_s;
            *end_s = time_s + STATION_STEP_S > *end_s ? time_s + STATION_STEP_S : *end_s;
        }
    }
    if (none > 0) {
        fprintf(stderr, "%s: %d rows passed over, unix_s is on no quarter hour\n", file, (int)none);
    }
    if (none == table->rows || (*end_s - *first_s) / STATION_STEP_S > STEPS_MOST) {
        fprintf(stderr, "%s: no rows, or more than twenty years of them\n", file);
        return 0;
    }
    return 1;
}

/* The plant by its header; 0 when something is missing there. */
static int32_t read_header(const csv *table, const char *file, ostrov_pv_config *pv)
{
    const struct {
        const char *name;
        double *to, unit;
    } number[] = {{"lat ", &pv->latitude_deg, 1.0},
                  {"lon ", &pv->longitude_deg, 1.0},
                  {"tilt ", &pv->tilt_deg, 1.0},
                  {"capacity ", &pv->peak_w, 1e6}};
    for (size_t i = 0; i < sizeof number / sizeof number[0]; i++) {
        *number[i].to = number[i].unit * forecast_header_number(table->text, number[i].name);
        if (!isfinite(*number[i].to)) {
            fprintf(stderr, "%s: its header does not tell %s\n", file, number[i].name);
            return 0;
        }
    }
    pv->azimuth_deg = 180.0;
    pv->inverter_w = pv->peak_w;
    return 1;
}

/* A later part should be of the same plant; what it does not tell is as it was. */
static void compare_header(const csv *table, const char *file, const ostrov_pv_config *pv)
{
    const double capacity_w = 1e6 * forecast_header_number(table->text, "capacity ");
    if (fabs(capacity_w - pv->peak_w) > 1e-6 * pv->peak_w) {
        fprintf(stderr, "%s: capacity %g MW, its first part has %g MW, which is used\n", file,
                1e-6 * capacity_w, 1e-6 * pv->peak_w);
    }
}

/* Room up to a step, nothing known of it. */
static int32_t grow(station *s, int32_t count)
{
    ostrov_weather *weather = realloc(s->weather, (size_t)count * sizeof *weather);
    s->weather = weather != NULL ? weather : s->weather;
    ostrov_weather *light = realloc(s->light, (size_t)count * sizeof *light);
    s->light = light != NULL ? light : s->light;
    double *power = realloc(s->power, (size_t)count * sizeof *power);
    s->power = power != NULL ? power : s->power;
    if (weather == NULL || light == NULL || power == NULL) {
        return 0;
    }
    for (; s->count < count; s->count++) {
        s->power[s->count] = NAN;
        if (ostrov_weather_defaults(&weather[s->count], sizeof *weather) != OSTROV_OK ||
            ostrov_weather_defaults(&light[s->count], sizeof *light) != OSTROV_OK) {
            return 0;
        }
    }
    return 1;
}

static void read_row(const csv *table, int32_t row, station *s, int32_t i)
{
    ostrov_weather *told = &s->weather[i];
    ostrov_weather *seen = &s->light[i];
    s->power[i] = forecast_cell(table, row, "power") * 1e6 / s->pv.peak_w;
    told->ghi_w_per_m2 = forecast_cell(table, row, "nwp_globalirrad");
    told->temperature_c = forecast_cell(table, row, "nwp_temperature");
    told->humidity_ratio = forecast_at_most(forecast_cell(table, row, "nwp_humidity") / 100.0, 1.0);
    told->wind_m_per_s = forecast_cell(table, row, "nwp_windspeed");
    seen->ghi_w_per_m2 = forecast_cell(table, row, "lmd_totalirrad");
    seen->temperature_c = forecast_cell(table, row, "lmd_temperature");
    seen->wind_m_per_s = forecast_cell(table, row, "lmd_windspeed");
}

/* Takes a part's rows; those before the first part began are not of its time. */
static int32_t take_part(const csv *table, const char *file, station *s)
{
    int64_t first_s = 0;
    int64_t end_s = 0;
    if (!has_columns(table, file) || !span_of(table, file, &first_s, &end_s)) {
        return 0;
    }
    if (s->count == 0) {
        s->start_s = first_s;
        if (!read_header(table, file, &s->pv)) {
            return 0;
        }
    } else {
        compare_header(table, file, &s->pv);
    }
    const int64_t count = (end_s - s->start_s) / STATION_STEP_S;
    if (count <= s->count || count > STEPS_MOST) {
        fprintf(stderr, "%s: not later than its first part\n", file);
        return 0;
    }
    if (!grow(s, (int32_t)count)) {
        return 0;
    }
    for (int32_t row = 0; row < table->rows; row++) {
        const int64_t time_s = time_of(table, row);
        if (time_s != INT64_MIN && time_s >= s->start_s) {
            read_row(table, row, s, (int32_t)((time_s - s->start_s) / STATION_STEP_S));
        }
    }
    return 1;
}

static int32_t read_part(const char *folder, const char *file, station *s)
{
    csv table;
    if (!csv_read(&table, folder, file)) {
        fprintf(stderr, "%s: unreadable\n", file);
        return 0;
    }
    const int32_t good = take_part(&table, file, s);
    csv_free(&table);
    return good;
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
    for (int32_t d = 0; all > 0 && seen <= (int32_t)(0.7 * all); d++) {
        seen += days[d];
        from_s = (first + d) * 86400 - 86400 + STATION_MIDNIGHT_S;
    }
    free(days);
    return from_s;
}

/* Clear-sky power of each step, and what the weather forecast makes of it. */
static int32_t fill_chain(station *s)
{
    s->clear = malloc((size_t)s->count * sizeof *s->clear);
    s->told = malloc((size_t)s->count * sizeof *s->told);
    for (int32_t i = 0; s->clear != NULL && s->told != NULL && i < s->count; i++) {
        const int64_t middle_s = s->start_s + (int64_t)i * STATION_STEP_S + STATION_STEP_S / 2;
        double clear_w = 0.0;
        double told_w = 0.0;
        if (ostrov_pv_clear(&s->pv, middle_s, &clear_w, NULL) < OSTROV_OK) {
            fprintf(stderr, "%s: no plant or no time that the chain takes\n", s->name);
            return 0;
        }
        s->clear[i] = clear_w / s->pv.peak_w;
        const ostrov_status status =
            ostrov_pv_power(&s->pv, middle_s, &s->weather[i], &told_w, NULL);
        s->told[i] = status >= OSTROV_OK ? told_w / s->pv.peak_w : NAN;
    }
    return s->clear != NULL && s->told != NULL;
}

/* One station; later is the part that comes after file, or NULL. */
static int32_t open_one(const char *folder, const char *file, const char *later, station *s)
{
    memset(s, 0, sizeof *s);
    (void)snprintf(s->name, sizeof s->name, "%.*s", (int)strcspn(file, "."), file);
    if (ostrov_pv_defaults(&s->pv, sizeof s->pv) != OSTROV_OK || !read_part(folder, file, s)) {
        return 0;
    }
    s->unseen = strstr(file, "_train") == NULL &&
                (strstr(file, "_unseen") != NULL || strstr(file, "_test") != NULL);
    const int64_t end_s = s->start_s + (int64_t)s->count * STATION_STEP_S;
    s->score_from_s = s->unseen ? s->start_s : last_third(s);
    if (later != NULL) {
        if (!read_part(folder, later, s)) {
            return 0;
        }
        s->score_from_s = end_s;
    }
    return fill_chain(s);
}

static void close_one(station *s)
{
    free(s->weather);
    free(s->light);
    free(s->power);
    free(s->clear);
    free(s->told);
}

/* The other part of a station: what stands between _train and _test is changed; NULL when there is
 * none. */
static const char *other_part(char **names, size_t count, const char *file, const char *mark,
                              const char *other)
{
    char begins[80];
    const char *at = strstr(file, mark);
    if (at == NULL) {
        return NULL;
    }
    (void)snprintf(begins, sizeof begins, "%.*s%s.", (int)(at - file), file, other);
    for (size_t i = 0; i < count; i++) {
        if (strncmp(names[i], begins, strlen(begins)) == 0) {
            return names[i];
        }
    }
    return NULL;
}

static int32_t is_station(const char *file)
{
    return strncmp(file, "pvod_station", 12) == 0 &&
           (ends_with(file, ".csv") || ends_with(file, ".csv.gz"));
}

/* A sample has one station of a kind. */
static int32_t is_enough(const stations *all, int32_t unseen)
{
    int32_t found = 0;
    for (int32_t i = 0; i < all->count; i++) {
        found |= all->each[i].unseen == unseen;
    }
    return found && forecast_is_sample();
}

void stations_open(tally *t, const char *folder, stations *all)
{
    size_t count = 0;
    char **names = list_folder(folder, &count);
    all->count = 0;
    all->each = calloc(count + 1, sizeof *all->each);
    for (size_t i = 0; all->each != NULL && i < count; i++) {
        station *s = &all->each[all->count];
        const char *file = names[i];
        if (!is_station(file) || other_part(names, count, file, "_test", "_train") != NULL ||
            is_enough(all, strstr(file, "_unseen") != NULL)) {
            continue;
        }
        if (strstr(file, "_test") != NULL) {
            fprintf(stderr, "%s: its part before is not here, so it is a plant without history\n",
                    file);
        }
        if (open_one(folder, file, other_part(names, count, file, "_train", "_test"), s)) {
            all->count++;
        } else {
            report(t, REPORT_JUDGE, 0, file, "readable", "n=0");
            close_one(s);
        }
    }
    for (size_t i = 0; i < count; i++) {
        free(names[i]);
    }
    free(names);
}

void stations_close(stations *all)
{
    for (int32_t i = 0; i < all->count; i++) {
        close_one(&all->each[i]);
    }
    free(all->each);
}
