/* A site file as a whole: bytes, sections, and the rules that join them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "table.h"

#include <errno.h>
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES = 1 << 20, WHAT = 400 };

static int say(char *message, size_t capacity, const char *path, const char *what)
{
    (void)snprintf(message, capacity, "%s: %s", path, what);
    return -1;
}

static int refuse_section(struct site_reader *r, int32_t node)
{
    const char *key = r->doc.node[node].key;
    char what[WHAT];
    const char *near = NULL;
    int best = 4;
    size_t used = site_append(what, 0, sizeof what, "unknown section, allowed");
    for (size_t i = 0; i < site_section_count; i++) {
        int distance = site_distance(key, site_sections[i].key);
        if (distance < best) {
            best = distance;
            near = site_sections[i].key;
        }
        used =
            site_append(what, used, sizeof what, "%s %s", i > 0 ? "," : "", site_sections[i].key);
    }
    if (near != NULL) {
        (void)site_append(what, used, sizeof what, ", did you mean \"%s\"?", near);
    }
    return site_refuse(r, node, what);
}

/* Every top-level key must be a section (or the file's own "note"), and every section must be
 * there. */
static int check_sections(struct site_reader *r)
{
    if (r->doc.node[0].kind != JSON_OBJECT) {
        return site_refuse(r, 0, "a site file is one object { … }");
    }
    for (int32_t n = r->doc.node[0].child; n >= 0; n = r->doc.node[n].next) {
        int known = n == json_member(&r->doc, 0, "note");
        for (size_t i = 0; i < site_section_count && !known; i++) {
            known = n == json_member(&r->doc, 0, site_sections[i].key);
        }
        if (!known) {
            return refuse_section(r, n);
        }
    }
    for (size_t i = 0; i < site_section_count; i++) {
        if (!site_sections[i].optional && json_member(&r->doc, 0, site_sections[i].key) < 0) {
            return site_refuse_missing(r, 0, site_sections[i].key, "this section is missing");
        }
    }
    return 0;
}

/* Node of a key of a section, of an element of it, or of the section when the key was left out. */
static int32_t find(const struct site_reader *r, const char *section, const char *key,
                    int32_t index)
{
    int32_t object = json_member(&r->doc, 0, section);
    int32_t node = key != NULL ? json_member(&r->doc, object, key) : -1;
    if (node < 0) {
        return object;
    }
    int32_t value =
        r->doc.node[node].kind == JSON_OBJECT ? json_member(&r->doc, node, "value") : node;
    for (int32_t k = value >= 0 ? r->doc.node[value].child : -1; k >= 0; k = r->doc.node[k].next) {
        if (r->doc.node[k].index == index) {
            return k;
        }
    }
    return node;
}

/* Node of a row of a list; −1 when there is none. */
static int32_t row_at(const struct site_reader *r, const char *section, int32_t index)
{
    int32_t list = json_member(&r->doc, 0, section);
    for (int32_t n = r->doc.node[list].child; n >= 0; n = r->doc.node[n].next) {
        if (r->doc.node[n].index == index) {
            return n;
        }
    }
    return -1;
}

/* A library structure judges itself by its init; its fault is told at the line of the key. */
static int refuse_fault(struct site_reader *r, const char *section, ostrov_status status,
                        const ostrov_fault *why)
{
    char what[WHAT];
    (void)ostrov_fault_text(why, status, what, sizeof what);
    int32_t node = find(r, section, why->field, why->index);
    /* Members of the station that derive() filled from the list of charge points: told at their
     * row. */
    const char *row_key = why->field == NULL                                ? NULL
                          : strcmp(why->field, "charge_point_limit_w") == 0 ? "limit_w"
                          : strcmp(why->field, "charge_point_min_w") == 0   ? "min_w"
                                                                            : NULL;
    int32_t row = row_key != NULL ? row_at(r, "charge_points", why->index) : -1;
    if (row >= 0) {
        int32_t member = json_member(&r->doc, row, row_key);
        return site_refuse(r, member >= 0 ? member : row, what);
    }
    if (why->field != NULL &&
        json_member(&r->doc, json_member(&r->doc, 0, section), why->field) < 0) {
        return site_refuse_missing(r, node, why->field, what);
    }
    return site_refuse(r, node, what);
}

static int check_structures(struct site_reader *r)
{
    const int64_t noon_s = 1776334800; /* 2026-04-16T10:20Z; any moment serves to judge a plant */
    const ostrov_fault none = {NULL, NULL, -1, -1, 0.0, 0.0, 0.0};
    ostrov_fault why = none;
    ostrov_battery battery;
    ostrov_grid grid;
    double pv_w = 0.0;
    ostrov_status status = ostrov_battery_init(&battery, &r->site->battery, &why);
    if (status < 0) {
        return refuse_fault(r, "battery", status, &why);
    }
    why = none;
    status = ostrov_pv_clear(&r->site->pv, noon_s, &pv_w, &why);
    if (status < 0) {
        return refuse_fault(r, "pv", status, &why);
    }
    why = none;
    status = ostrov_grid_init(&grid, &r->site->grid, &why);
    if (status < 0) {
        return refuse_fault(r, "grid", status, &why);
    }
    ostrov_station *station = malloc(sizeof *station);
    if (station == NULL) {
        return say(r->message, r->capacity, r->path, "no memory");
    }
    why = none;
    status = ostrov_station_init(station, &r->site->station, &why);
    free(station);
    return status < 0 ? refuse_fault(r, "station", status, &why) : 0;
}

static int check_rows(struct site_reader *r)
{
    const struct site *site = r->site;
    double share = 0.0;
    int32_t duties = json_member(&r->doc, 0, "duties");
    for (int32_t n = r->doc.node[duties].child; n >= 0; n = r->doc.node[n].next) {
        const struct site_duty *duty = &site->duty[r->doc.node[n].index];
        if (duty->arrive_minute <= duty->depart_minute) {
            return site_refuse(r, json_member(&r->doc, n, "arrive_local"),
                               "not after depart_local; past midnight write 24:00 and more");
        }
        if (duty->arrive_minute - duty->depart_minute >= 1440) {
            return site_refuse(r, json_member(&r->doc, n, "arrive_local"),
                               "a duty lasts a day or longer");
        }
    }
    for (int32_t i = 0; i < site->tiers; i++) {
        share += site->tier[i].share_ratio;
    }
    if (site->tiers < 1 || share < 1.0 - 1e-9 || share > 1.0 + 1e-9) { /* rounding of a sum of 4 */
        char what[WHAT];
        char text[40];
        (void)snprintf(what, sizeof what, "shares of the tiers add up to %s, must be 1",
                       site_number(share, text));
        return site_refuse(r, json_member(&r->doc, 0, "tiers"), what);
    }
    return 0;
}

/* Bands have a length, and what is booked has one price for what is above it. */
static int check_tariff(struct site_reader *r)
{
    int32_t bands = json_member(&r->doc, 0, "bands");
    int32_t capacity = json_member(&r->doc, 0, "capacity");
    int32_t peak = json_member(&r->doc, json_member(&r->doc, 0, "tariff"), "peak_price_per_kw");
    for (int32_t n = bands >= 0 ? r->doc.node[bands].child : -1; n >= 0; n = r->doc.node[n].next) {
        const struct site_band *band = &r->site->band[r->doc.node[n].index];
        if (band->until_minute <= band->from_minute) {
            return site_refuse(r, n, "until_local is not after from_local; a window over midnight is two");
        }
    }
    if (capacity >= 0 && peak >= 0) {
        return site_refuse(r, peak, "not set here, it follows from the section \"capacity\"");
    }
    if (capacity < 0 && peak < 0) {
        return site_refuse_missing(r, json_member(&r->doc, 0, "tariff"), "peak_price_per_kw",
                                   "missing: what a kW costs, here or by a section \"capacity\"");
    }
    return 0;
}

static int check_text(struct site_reader *r)
{
    struct site *site = r->site;
    const char *c = site->currency;
    if (strlen(c) != 3 || strspn(c, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3) {
        return site_refuse(r, find(r, "site", "currency", -1),
                           "three capital letters are wanted, such as CZK");
    }
    ostrov_holidays holidays;
    if (site->country[0] != '\0' && ostrov_holidays_of(site->country, &holidays) != OSTROV_OK) {
        return site_refuse(r, find(r, "site", "country", -1),
                           "its public holidays are not known, allowed CZ, TW");
    }
    if (ostrov_zone_read(site->zone_text, &site->zone) != OSTROV_OK) {
        return site_refuse(r, find(r, "site", "zone", -1),
                           "not a local-time rule, allowed Europe/Prague, Asia/Taipei, UTC or a "
                           "POSIX-TZ rule such as CET-1CEST,M3.5.0,M10.5.0/3");
    }
    return 0;
}

/* Hosts are numbers: a name could block in its resolver for longer than a control step. */
static int check_devices(struct site_reader *r)
{
    const struct site_devices *d = &r->site->devices;
    const struct {
        const char *section, *key, *host;
    } hosts[] = {{"devices", "pcs_host", d->pcs_host},
                 {"devices", "meter_host", d->meter_host},
                 {"devices", "pv_host", d->pv_host},
                 {"devices", "bms_host", d->bms_host},
                 {"dso", "address", r->site->dso.address},
                 {"mqtt", "host", r->site->mqtt.host},
                 {"chargers", "address", r->site->chargers.address}};
    struct in_addr address;
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        int line = hosts[i].host[0] == '/' && strcmp(hosts[i].section, "devices") == 0;
        if (hosts[i].host[0] != '\0' && !line &&
            inet_pton(AF_INET, hosts[i].host, &address) != 1) {
            return site_refuse(r, find(r, hosts[i].section, hosts[i].key, -1),
                               "an IPv4 address is wanted, such as 192.0.2.10");
        }
    }
    if (d->parity[0] != '\0' && (strchr("NEO", d->parity[0]) == NULL || d->parity[1] != '\0')) {
        return site_refuse(r, find(r, "devices", "serial_parity", -1), "N, E or O is wanted");
    }
    if ((d->bms_host[0] != '\0') != (d->bms_map[0] != '\0') ||
        (d->bms_map[0] != '\0' && d->pcs_map[0] == '\0')) {
        return site_refuse(r, find(r, "devices", d->bms_host[0] != '\0' ? "bms_host" : "bms_map", -1),
                           "a BMS beside the converter needs bms_host, bms_map and pcs_map");
    }
    if (json_member(&r->doc, 0, "devices") < 0) {
        return 0;
    }
    if (d->battery_sign == 0 || d->meter_sign == 0) {
        return site_refuse(r, find(r, "devices", d->meter_sign == 0 ? "meter_sign" : "battery_sign", -1),
                           "1 or -1 is wanted");
    }
    return 0;
}

/* A plan pays for a kW above what is booked; up to it nothing more. The dearer season counts. */
static void derive_peak(struct site *site)
{
    struct site_capacity one = site->capacity;
    double booking = 0.0, over = 0.0, booked_w = one.year_w + one.month_w;
    int32_t summer = one.summer_price_per_kw > one.year_price_per_kw; /* NaN: no */
    site_capacity_cost(&one, summer, booked_w + 1000.0, &booking, &over);
    site->tariff.peak_price_per_kw = over;
    if (booked_w > site->tariff.peak_incurred_w) {
        site->tariff.peak_incurred_w = booked_w;
    }
}

/* Does a source vouch for it: a document, or a measurement? */
static int is_fact(const struct site *site, const char *path)
{
    int32_t provenance = SITE_PROVENANCE_UNKNOWN;
    for (int32_t i = 0; i < site->sources; i++) {
        if (strcmp(site->source[i].path, path) == 0) {
            provenance = site->source[i].provenance;
        }
    }
    return provenance == SITE_DOCUMENTED || provenance == SITE_MEASURED;
}

/* Members that follow from others. An island that nobody verified by document or measurement is for
 * simulation only, and settings that nobody vouches for arm nothing: the safe reading of a text
 * without a source. */
static void derive(struct site *site)
{
    int named = site->settings_document[0] != '\0';
    site->grid.island_verified = site->island_verified_by[0] != '\0';
    site->island_simulated =
        site->grid.island_verified && !is_fact(site, "site.island_verified_by");
    site->grid.authority = site->station.authority;
    site->settings_doubted = named && (strncmp(site->settings_document, "none", 4) == 0 ||
                                       !is_fact(site, "site.settings_document"));
    site->grid.settings_named = named && !site->settings_doubted;
    site->station.battery = &site->battery;
    site->station.charge_points = site->charge_points;
    site->station.tiers = site->tiers;
    for (int32_t i = 0; i < site->charge_points; i++) {
        site->station.charge_point_limit_w[i] = site->charge_point[i].limit_w;
        site->station.charge_point_min_w[i] = site->charge_point[i].min_w;
    }
}

static int read_sections(struct site_reader *r)
{
    struct site *site = r->site;
    if (ostrov_battery_defaults(&site->battery, sizeof site->battery) != OSTROV_OK ||
        ostrov_pv_defaults(&site->pv, sizeof site->pv) != OSTROV_OK ||
        ostrov_grid_defaults(&site->grid, sizeof site->grid) != OSTROV_OK ||
        ostrov_station_defaults(&site->station, sizeof site->station) != OSTROV_OK) {
        return say(r->message, r->capacity, r->path, "the library gives no defaults");
    }
    if (check_sections(r) != 0) {
        return -1;
    }
    for (size_t i = 0; i < site_section_count; i++) {
        int32_t node = json_member(&r->doc, 0, site_sections[i].key);
        if (node >= 0 && site_take_section(r, &site_sections[i], node) != 0) {
            return -1;
        }
    }
    site->capacity_given = json_member(&r->doc, 0, "capacity") >= 0;
    if (site->capacity_given) {
        derive_peak(site);
    }
    derive(site);
    return check_tariff(r) != 0 || check_text(r) != 0 || check_devices(r) != 0 || check_rows(r) != 0 ? -1 : check_structures(r);
}

int site_read(const char *path, const char *bytes, size_t count, struct site *site, char *message,
              size_t capacity)
{
    struct site_reader r = {.path = path, .message = message, .capacity = capacity};
    struct json_error error = {1, ""};
    int result = -1;
    if (json_parse(&r.doc, bytes, count, &error) != 0) {
        (void)snprintf(message, capacity, "%s:%d: %s", path, (int)error.line, error.what);
    } else if ((r.site = calloc(1, sizeof *r.site)) == NULL) {
        (void)say(message, capacity, path, "no memory");
    } else {
        result = read_sections(&r);
    }
    if (result == 0) {
        (void)snprintf(r.site->path, sizeof r.site->path, "%s", path);
        r.site->crc = ostrov_crc32(0, bytes, count);
        *site = *r.site;
        site->station.battery = &site->battery;
    }
    json_free(&r.doc);
    free(r.site);
    return result;
}

int site_load(const char *path, struct site *site, char *message, size_t capacity)
{
    char what[WHAT];
    errno = 0;
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        (void)snprintf(what, sizeof what, "cannot be opened: %s", strerror(errno));
        return say(message, capacity, path, what);
    }
    char *bytes = malloc(FILE_BYTES + 1);
    size_t count = bytes != NULL ? fread(bytes, 1, FILE_BYTES + 1, file) : 0;
    int failed = bytes == NULL || ferror(file);
    if (failed) {
        (void)snprintf(what, sizeof what, "cannot be read: %s", strerror(errno));
    } else if (count > FILE_BYTES) {
        (void)snprintf(what, sizeof what, "larger than 1 MiB: not a site file");
        failed = 1;
    }
    (void)fclose(file);
    int result = failed ? say(message, capacity, path, what)
                        : site_read(path, bytes, count, site, message, capacity);
    free(bytes);
    return result;
}
