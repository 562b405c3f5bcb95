/* A register map as a whole: its keys, its lists, and the rules that join them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/map/map_parts.h"

enum { FILE_BYTES = 1 << 18 };

static int take_text(struct site_reader *r, const char *key, int wanted, char *text,
                     size_t capacity)
{
    int32_t node = json_member(&r->doc, 0, key);
    text[0] = '\0';
    if (node < 0) {
        return wanted ? site_refuse_missing(r, 0, key, "must be given") : 0;
    }
    const char *from = r->doc.node[node].string;
    if (from == NULL || strlen(from) >= capacity || from[0] == '\0') {
        return site_refuse(r, node, "text of at most 63 bytes is wanted");
    }
    memcpy(text, from, strlen(from) + 1);
    return 0;
}

/* Half a row is not the row: one request must reach all of it. */
static int within(struct site_reader *r, int32_t node, const struct map_row *row, int32_t most)
{
    char text[160];
    if (row->registers <= most) {
        return 0;
    }
    snprintf(text, sizeof text,
             "it takes %d registers, and one request reaches %d (most_registers): it could be read "
             "or written in pieces only",
             (int)row->registers, (int)most);
    return site_refuse(r, node, text);
}

static int take_points(struct site_reader *r, struct register_map *map)
{
    const char *names[MAP_QUANTITIES];
    int32_t list = json_member(&r->doc, 0, "points");
    for (int32_t i = 0; i < MAP_QUANTITIES; i++) {
        names[i] = map_quantities[i].name;
    }
    if (list < 0) {
        return site_refuse_missing(r, 0, "points", "must be given");
    }
    if (map_only_keys(r, list, names, MAP_QUANTITIES) != 0) {
        return -1;
    }
    for (int32_t n = r->doc.node[list].child; n >= 0; n = r->doc.node[n].next) {
        struct map_row *row = &map->point[map->points];
        for (row->what = 0; strcmp(names[row->what], r->doc.node[n].key) != 0;) {
            row->what++;
        }
        if (map_take_row(r, n, MAP_IS_POINT, row) != 0 ||
            within(r, n, row, map->most_registers) != 0) {
            return -1;
        }
        map->points++;
    }
    return map->points > 0 ? 0 : site_refuse(r, list, "no point at all");
}

/* A list of rows under a key; absent = none. */
static int take_rows(struct site_reader *r, const char *key, enum map_place place, int32_t most,
                     int32_t most_registers, struct map_row *rows, int32_t *count)
{
    int32_t list = json_member(&r->doc, 0, key);
    if (list < 0) {
        return 0;
    }
    if (r->doc.node[list].kind != JSON_LIST) {
        return site_refuse(r, list, "a list [ … ] is wanted");
    }
    for (int32_t n = r->doc.node[list].child; n >= 0; n = r->doc.node[n].next) {
        if (*count >= most) {
            return site_refuse(r, n, "more rows than there is room for");
        }
        if (map_take_row(r, n, place, &rows[*count]) != 0 ||
            within(r, n, &rows[*count], most_registers) != 0) {
            return -1;
        }
        (*count)++;
    }
    return 0;
}

/* Which wishes make sense in which list. */
static int wish_fits(int32_t list, int32_t wish)
{
    switch (list) {
    case MAP_SET_POINT:
        return wish <= MAP_WISH_REVERSION_S;
    case MAP_LIMIT:
        return wish == MAP_WISH_CONSTANT || wish == MAP_WISH_REVERSION_S ||
               (wish >= MAP_WISH_LIMIT_W && wish <= MAP_WISH_LIMITED);
    case MAP_HEARTBEAT:
        return wish == MAP_WISH_CONSTANT || wish == MAP_WISH_BEAT;
    default:
        return wish == MAP_WISH_CONSTANT;
    }
}

static int take_lists(struct site_reader *r, struct register_map *map)
{
    char text[160];
    for (int32_t list = 0; list < MAP_LISTS; list++) {
        if (take_rows(r, map_lists[list], MAP_IS_WRITE, MAP_WRITES, map->most_registers,
                      map->write[list], &map->writes[list]) != 0) {
            return -1;
        }
        for (int32_t i = 0; i < map->writes[list]; i++) {
            if (!wish_fits(list, map->write[list][i].what)) {
                snprintf(text, sizeof text, "\"%s\" has no place in this list",
                         map_wish_name(map->write[list][i].what));
                return site_refuse(r, json_member(&r->doc, 0, map_lists[list]), text);
            }
        }
    }
    return 0;
}

/* Rules across rows. */
static int judge(struct site_reader *r, const struct register_map *map)
{
    for (int32_t list = 0; list <= MAP_LIMIT; list++) {
        if (map->writes[list] > 0 && !register_map_can(map, list)) {
            return site_refuse(
                r, json_member(&r->doc, 0, map_lists[list]),
                list == MAP_SET_POINT
                    ? "no row gives power: battery_w, battery_ratio, or charge_w and "
                      "discharge_w"
                    : "no row gives a limit: limit_w or limit_ratio");
        }
        if (map->writes[list] > 0 && map->identities == 0) {
            return site_refuse_missing(
                r, 0, "identity",
                "must be given for a device that is written: a set-point must "
                "not reach another one at its address");
        }
    }
    int battery = register_map_point(map, MAP_BATTERY_W) != NULL;
    if (map->writes[MAP_SET_POINT] > 0 && !battery) {
        return site_refuse_missing(r, 0, "points.battery_w",
                                   "must be given: what is written must be seen to be done");
    }
    if (map->writes[MAP_LIMIT] > 0 && register_map_point(map, MAP_PV_W) == NULL) {
        return site_refuse_missing(r, 0, "points.pv_w",
                                   "must be given: what is written must be seen to be done");
    }
    return 0;
}

static int take_all(struct site_reader *r, struct register_map *map)
{
    static const char *const keys[] = {
        "register_map", "name",   "source",    "note",  "most_registers", "gap",  "identity",
        "points",       "beat_s", "set_point", "limit", "start",          "stop", "heartbeat"};
    double format = 0.0, most = 0.0, gap = 0.0;
    char source[MAP_NAME * 4];
    if (map_only_keys(r, 0, keys, sizeof keys / sizeof keys[0]) != 0 ||
        map_take_number(r, 0, "register_map", 1.0, 1.0, 1, (double)NAN, &format) != 0 ||
        take_text(r, "name", 1, map->name, sizeof map->name) != 0 ||
        take_text(r, "source", 1, source, sizeof source) != 0 ||
        map_take_number(r, 0, "most_registers", 1.0, 125.0, 1, 125.0, &most) != 0 ||
        map_take_number(r, 0, "gap", 0.0, 124.0, 1, 16.0, &gap) != 0 ||
        map_take_number(r, 0, "beat_s", 0.1, 3600.0, 0, 1.0, &map->beat_s) != 0) {
        return -1;
    }
    map->most_registers = (int32_t)most;
    map->gap = (int32_t)gap;
    return take_rows(r, "identity", MAP_IS_IDENTITY, MAP_IDENTITY, map->most_registers,
                     map->identity, &map->identities) != 0 ||
                   take_points(r, map) != 0 || take_lists(r, map) != 0
               ? -1
           : register_map_plan(map) != 0
               ? site_refuse(r, json_member(&r->doc, 0, "points"),
                             "they lie too far apart to be read: at most 48 requests")
               : judge(r, map);
}

int register_map_read(struct register_map *map, const char *path, const char *bytes, size_t count,
                      char *message, size_t capacity)
{
    struct site_reader reader = {.path = path, .message = message, .capacity = capacity};
    struct json_error error;
    memset(map, 0, sizeof *map);
    snprintf(map->path, sizeof map->path, "%s", path);
    if (json_parse(&reader.doc, bytes, count, &error) != 0) {
        snprintf(message, capacity, "%s:%d: %s", path, (int)error.line, error.what);
        json_free(&reader.doc);
        return -1;
    }
    int result = take_all(&reader, map);
    json_free(&reader.doc);
    return result;
}

int register_map_load(struct register_map *map, const char *path, char *message, size_t capacity)
{
    FILE *file = fopen(path, "rbe");
    char *bytes = file != NULL ? malloc(FILE_BYTES + 1) : NULL;
    int result = -1;
    if (bytes == NULL) {
        snprintf(message, capacity, "%s: %s%s", path,
                 file == NULL ? "cannot be opened: " : "",
                 file == NULL ? strerror(errno) : "out of memory");
    } else {
        size_t count = fread(bytes, 1, FILE_BYTES + 1, file);
        if (ferror(file) != 0 || count > FILE_BYTES) {
            snprintf(message, capacity, "%s: %s", path,
                     ferror(file) != 0 ? "cannot be read" : "larger than 256 KiB");
        } else {
            result = register_map_read(map, path, bytes, count, message, capacity);
        }
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    free(bytes);
    return result;
}

const struct map_row *register_map_point(const struct register_map *map, int32_t quantity)
{
    for (int32_t i = 0; i < map->points; i++) {
        if (map->point[i].what == quantity) {
            return &map->point[i];
        }
    }
    return NULL;
}

int register_map_can(const struct register_map *map, int32_t list)
{
    unsigned seen = 0;
    for (int32_t i = 0; i < map->writes[list]; i++) {
        seen |= 1U << map->write[list][i].what;
    }
    if (list == MAP_LIMIT) {
        return (seen & (1U << MAP_WISH_LIMIT_W | 1U << MAP_WISH_LIMIT_RATIO)) != 0;
    }
    const unsigned both = 1U << MAP_WISH_CHARGE_W | 1U << MAP_WISH_DISCHARGE_W;
    return (seen & (1U << MAP_WISH_BATTERY_W | 1U << MAP_WISH_BATTERY_RATIO)) != 0 ||
           (seen & both) == both;
}
