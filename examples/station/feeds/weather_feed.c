/* Open-Meteo's JSON: see weather_feed.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "weather_feed.h"

#include "../site/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MOST = 4096, UNITS = 4 };

/* A quantity: its key, its units with what one of them is in SI, and what is believed. */
static const struct quantity {
    const char *key;
    double least, most; /* SI */
    struct {
        const char *name;
        double scale, offset;
    } unit[UNITS];
} quantities[WEATHER_QUANTITIES] = {
    [WEATHER_GHI] = {"shortwave_radiation", -5.0, 1500.0, {{"W/m²", 1.0, 0.0}}},
    [WEATHER_DNI] = {"direct_normal_irradiance", -5.0, 1400.0, {{"W/m²", 1.0, 0.0}}},
    [WEATHER_DHI] = {"diffuse_radiation", -5.0, 1000.0, {{"W/m²", 1.0, 0.0}}},
    [WEATHER_CLOUD] = {"cloud_cover", 0.0, 1.0, {{"%", 0.01, 0.0}}},
    [WEATHER_TEMPERATURE] = {"temperature_2m",
                             -60.0,
                             60.0,
                             {{"°C", 1.0, 0.0}, {"°F", 5.0 / 9.0, -160.0 / 9.0}}},
    [WEATHER_WIND] = {"wind_speed_10m",
                      0.0,
                      100.0,
                      {{"km/h", 1.0 / 3.6, 0.0},
                       {"m/s", 1.0, 0.0},
                       {"mp/h", 0.44704, 0.0},
                       {"kn", 1852.0 / 3600.0, 0.0}}},
};

struct reader {
    struct weather_feed *feed;
    const char *path;
    struct json doc;
    int32_t block, units; /* nodes */
    double offset_s;
    char *message;
    size_t capacity;
};

static int refuse(struct reader *r, int32_t node, const char *what)
{
    char path[96], text[240];
    (void)snprintf(text, sizeof text, "%s: %s", json_path(&r->doc, node, path, sizeof path), what);
    return feed_refuse(r->path, r->doc.node[node].line, text, r->message, r->capacity);
}

static int number(const struct reader *r, int32_t node, double *value)
{
    const struct json_node *n = &r->doc.node[node];
    return n->kind == JSON_NUMBER &&
                   ostrov_number_read(r->doc.text + n->start, n->length, value, NULL) == OSTROV_OK
               ? 0
               : -1;
}

/* "2026-01-15T00:00" of the file's own offset, or seconds when the file was asked for so. */
static int read_time(const struct reader *r, int32_t node, int64_t *time_s)
{
    const char *text = r->doc.node[node].string;
    double unix_s = 0.0;
    if (text != NULL) {
        ostrov_civil c = {0};
        int used = 0;
        if (sscanf(text, "%4d-%2d-%2dT%2d:%2d%n", &c.year, &c.month, &c.day, &c.hour, &c.minute,
                   &used) != 5 ||
            text[used] != '\0' || ostrov_utc_from_civil(&c, time_s) != OSTROV_OK) {
            return -1;
        }
        *time_s -= (int64_t)r->offset_s;
        return 0;
    }
    if (number(r, node, &unix_s) != 0 || !(unix_s >= 0.0 && unix_s < 1e11)) {
        return -1;
    }
    *time_s = (int64_t)unix_s;
    return 0;
}

static int read_times(struct reader *r)
{
    struct weather_feed *feed = r->feed;
    int32_t list = json_member(&r->doc, r->block, "time");
    if (list < 0 || r->doc.node[list].kind != JSON_LIST) {
        return refuse(r, r->block, "the list \"time\" is missing");
    }
    for (int32_t k = r->doc.node[list].child; k >= 0; k = r->doc.node[k].next) {
        int64_t time_s = 0;
        if (read_time(r, k, &time_s) != 0) {
            return refuse(r, k, "a local time is wanted, such as \"2026-01-15T00:00\"");
        }
        if (feed->count == 0) {
            feed->start_s = time_s;
        } else if (time_s != feed->start_s + (int64_t)feed->count * feed->step_s) {
            return refuse(r, k,
                          time_s < feed->start_s + (int64_t)feed->count * feed->step_s
                              ? "given twice, or before the row above it"
                              : "a step is missing before it");
        }
        if (++feed->count > ROWS_MOST) {
            return refuse(r, k, "more rows than a forecast has");
        }
    }
    /* hours of a zone at +5:30 begin at half hours of UTC: a whole quarter hour is enough */
    if (feed->count == 0 || feed->start_s % FEED_QUARTER_S != 0) {
        return refuse(r, list, "empty, or not on whole quarter hours");
    }
    return 0;
}

static int find_unit(struct reader *r, const struct quantity *q, int32_t list, double *scale,
                     double *offset)
{
    int32_t node = r->units >= 0 ? json_member(&r->doc, r->units, q->key) : -1;
    const char *name = node >= 0 ? r->doc.node[node].string : NULL;
    for (int i = 0; name != NULL && i < UNITS && q->unit[i].name != NULL; i++) {
        if (strcmp(name, q->unit[i].name) == 0) {
            *scale = q->unit[i].scale;
            *offset = q->unit[i].offset;
            return 0;
        }
    }
    char what[120];
    (void)snprintf(what, sizeof what,
                   name == NULL ? "its unit is not told, %s is known" : "unit not known, %s is",
                   q->unit[0].name);
    return refuse(r, node >= 0 ? node : list, what);
}

static int read_value(struct reader *r, const struct quantity *q, int32_t node, double scale,
                      double offset, double *value)
{
    *value = __builtin_nan("");
    if (r->doc.node[node].kind == JSON_NULL) {
        r->feed->unknown++;
        return 0;
    }
    if (number(r, node, value) != 0) {
        return refuse(r, node, "a number or null is wanted");
    }
    *value = *value * scale + offset;
    if (!(*value >= q->least && *value <= q->most)) {
        r->feed->refused++;
        *value = __builtin_nan("");
    } else if (*value < 0.0 && q->least > -10.0) {
        *value =
            0.0; /* light a little below nothing is an artefact of the source's interpolation */
    }
    return 0;
}

static int read_quantity(struct reader *r, int32_t which)
{
    const struct quantity *q = &quantities[which];
    struct weather_feed *feed = r->feed;
    double scale = 1.0, offset = 0.0;
    int32_t list = json_member(&r->doc, r->block, q->key);
    int32_t i = 0;
    feed->value[which] = malloc((size_t)feed->count * sizeof(double));
    if (feed->value[which] == NULL) {
        return refuse(r, r->block, "no memory");
    }
    for (i = 0; i < feed->count; i++) {
        feed->value[which][i] = __builtin_nan("");
    }
    if (list < 0) {
        return 0;
    }
    if (r->doc.node[list].kind != JSON_LIST) {
        return refuse(r, list, "a list is wanted");
    }
    if (find_unit(r, q, list, &scale, &offset) != 0) {
        return -1;
    }
    i = 0;
    for (int32_t k = r->doc.node[list].child; k >= 0; k = r->doc.node[k].next) {
        if (i == feed->count) {
            return refuse(r, k, "more values than times");
        }
        if (read_value(r, q, k, scale, offset, &feed->value[which][i++]) != 0) {
            return -1;
        }
    }
    feed->given[which] = 1;
    return i == feed->count ? 0 : refuse(r, list, "fewer values than times");
}

/* The source stamps the end of the step that irradiance is the mean of: row 0 speaks of the step
 * before. */
static void move_irradiance(struct weather_feed *feed)
{
    for (int32_t which = WEATHER_GHI; which <= WEATHER_DHI; which++) {
        double *value = feed->value[which];
        memmove(value, value + 1, (size_t)(feed->count - 1) * sizeof *value);
        value[feed->count - 1] = __builtin_nan("");
    }
}

static int read_document(struct reader *r)
{
    int32_t error = json_member(&r->doc, 0, "reason");
    int32_t offset = json_member(&r->doc, 0, "utc_offset_seconds");
    int32_t fine = json_member(&r->doc, 0, "minutely_15");
    r->block = fine >= 0 ? fine : json_member(&r->doc, 0, "hourly");
    r->units = json_member(&r->doc, 0, fine >= 0 ? "minutely_15_units" : "hourly_units");
    r->feed->step_s = fine >= 0 ? 900 : 3600;
    if (error >= 0) {
        return refuse(r, error, "the answer of Open-Meteo is an error");
    }
    if (r->block < 0 || r->doc.node[r->block].kind != JSON_OBJECT) {
        return feed_refuse(r->path, 1, "neither hourly nor minutely_15 is there", r->message,
                           r->capacity);
    }
    if (offset < 0 || number(r, offset, &r->offset_s) != 0 || r->offset_s < -64800.0 ||
        r->offset_s > 64800.0 || r->offset_s != (double)(int64_t)r->offset_s) {
        return refuse(r, offset >= 0 ? offset : 0,
                      "utc_offset_seconds is missing or no whole number of seconds");
    }
    if (read_times(r) != 0) {
        return -1;
    }
    for (int32_t which = 0; which < WEATHER_QUANTITIES; which++) {
        if (read_quantity(r, which) != 0) {
            return -1;
        }
    }
    if (!r->feed->given[WEATHER_GHI] && !r->feed->given[WEATHER_CLOUD] &&
        !(r->feed->given[WEATHER_DNI] && r->feed->given[WEATHER_DHI])) {
        return refuse(r, r->block,
                      "neither shortwave_radiation, nor direct_normal_irradiance with "
                      "diffuse_radiation, nor cloud_cover is there");
    }
    move_irradiance(r->feed);
    return 0;
}

int weather_feed_read(struct weather_feed *feed, const char *path, const char *bytes, size_t count,
                      char *message, size_t capacity)
{
    struct reader r = {.feed = feed, .path = path, .message = message, .capacity = capacity};
    struct json_error error = {1, ""};
    *feed = (struct weather_feed){0};
    int result = json_parse(&r.doc, bytes, count, &error);
    if (result != 0) {
        (void)feed_refuse(path, error.line, error.what, message, capacity);
    } else {
        result = r.doc.node[0].kind == JSON_OBJECT
                     ? read_document(&r)
                     : feed_refuse(path, 1, "one object { … } is wanted", message, capacity);
    }
    json_free(&r.doc);
    return result;
}

void weather_feed_free(struct weather_feed *feed)
{
    for (int32_t which = 0; which < WEATHER_QUANTITIES; which++) {
        free(feed->value[which]);
    }
    *feed = (struct weather_feed){0};
}
