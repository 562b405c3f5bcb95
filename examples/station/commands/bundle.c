/* bundle: what a plan was made from, in one file without secrets, and the same plan made again from
 * it.
 *
 * The file is a tar archive in gzip: manifest.json, site.json, plan.csv, the feeds, and of a live
 * run the snapshot and a slice of its telemetry. A replay makes the plan again with nothing else
 * and compares its bits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _XOPEN_SOURCE 700 /* mkdtemp */
#include "occasion.h"

#include "bundle/archive.h"
#include "bundle/redact.h"
#include "site/json.h"
#include "store/telemetry.h"

#include <cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILES = 8 };

static const char *const state_files[] = {"snapshot.0", "snapshot.1"};

/* What is asked of a plan, as text: the options that a replay gives again. */
static const char *const asked[] = {"scenario", "date", "at", "soc"};

static const char **option_of(struct options *o, const char *name)
{
    return strcmp(name, "scenario") == 0 ? &o->inputs.scenario
           : strcmp(name, "date") == 0   ? &o->inputs.date
           : strcmp(name, "at") == 0     ? &o->at
                                         : &o->soc;
}

/* All that a plan says, bit by bit. */
static uint32_t bits_of(const struct planner *p)
{
    size_t slots = (size_t)p->plan.count * sizeof(double);
    const void *const columns[] = {p->grid_w,    p->battery_w,     p->used_pv_w,    p->shed_w,
                                   p->soc_ratio, p->value_per_kwh, p->import_price, p->load_w};
    uint32_t crc = ostrov_crc32(0, &p->plan.cost, sizeof p->plan.cost);
    crc = ostrov_crc32(crc, p->edges_s, slots + sizeof(int64_t));
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        crc = ostrov_crc32(crc, columns[i], slots);
    }
    for (int32_t v = 0; v < p->plan.vehicle_count; v++) {
        crc = ostrov_crc32(crc, &p->vehicle_w[v * PLANNER_SLOTS], slots);
    }
    return crc;
}

/* ---- writing
 * ----------------------------------------------------------------------------------------- */

static int copy_minute(void *context, const struct telemetry_minute *minute)
{
    telemetry_add(context, minute);
    return 0;
}

static int copy_event(void *context, const struct telemetry_event *event)
{
    struct telemetry_event copy = *event;
    redact_addresses(copy.text, sizeof copy.text);
    telemetry_note(context, &copy);
    return 0;
}

/* A database of its own with the rows of the slice. */
static int add_telemetry(const struct call *call, const struct occasion *o, struct archive *archive,
                         char *message, size_t capacity)
{
    char from[COMMAND_PATH], to[] = "/tmp/ostrov-bundle-XXXXXX", path[64];
    struct telemetry_setup setup;
    int64_t until_s = o->recorded_s + 60;
    int64_t since_s = until_s - (int64_t)call->options.hours * 3600;
    if (mkdtemp(to) == NULL) {
        (void)snprintf(message, capacity, "%s: no folder can be made there", to);
        return -1;
    }
    telemetry_defaults(&setup);
    setup.queue = 100000;
    (void)snprintf(path, sizeof path, "%s/telemetry.db", to);
    (void)snprintf(from, sizeof from, "%s/telemetry.db", call->options.state);
    struct telemetry *slice = telemetry_open(path, &setup, message, capacity);
    int result =
        slice == NULL ||
                telemetry_each(from, since_s, until_s, copy_minute, slice, message, capacity) < 0 ||
                telemetry_each_event(from, since_s, until_s, copy_event, slice, message, capacity) <
                    0
            ? -1
            : 0;
    telemetry_close(slice, 30.0);
    if (result == 0 && archive_add_file(archive, "telemetry.db", path) != 0) {
        (void)snprintf(message, capacity, "%s: cannot be read back", path);
        result = -1;
    }
    (void)unlink(path);
    (void)rmdir(to);
    return result;
}

static int add_state(const struct call *call, const struct occasion *o, struct archive *archive,
                     char *message, size_t capacity)
{
    for (size_t i = 0; i < sizeof state_files / sizeof state_files[0]; i++) {
        char path[COMMAND_PATH];
        (void)snprintf(path, sizeof path, "%s/%s", call->options.state, state_files[i]);
        if (archive_add_file(archive, state_files[i], path) < 0) {
            (void)snprintf(message, capacity, "%s: cannot be read", path);
            return -1;
        }
    }
    return add_telemetry(call, o, archive, message, capacity);
}

/* The site without secrets, and the feeds that were read. */
static int add_inputs(const struct call *call, struct archive *archive, char *message,
                      size_t capacity)
{
    struct archive raw = {.count = 0};
    char path[2 * SITE_TEXT];
    const struct site *site = call->site;
    if (archive_add_file(&raw, "site", site->path) != 0) {
        (void)snprintf(message, capacity, "%s: cannot be read again", site->path);
        return -1;
    }
    char *text = redact_site(site->path, (const char *)raw.member[0].bytes, raw.member[0].count,
                             message, capacity);
    int result = text != NULL ? archive_add(archive, "site.json", text, strlen(text)) : -1;
    free(text);
    archive_free(&raw);
    const char *const feeds[][2] = {
        {"prices", call->options.inputs.prices != NULL
                       ? call->options.inputs.prices
                       : site_feed_path(site, site->feeds.prices, path, sizeof path)},
        {"weather", call->options.inputs.weather}};
    for (int i = 0; i < 2 && result == 0; i++) {
        const char *file = feeds[i][1];
        if (i == 1 && file == NULL) {
            file = site_feed_path(site, site->feeds.weather, path, sizeof path);
        }
        if (file != NULL && archive_add_file(archive, feeds[i][0], file) != 0) {
            (void)snprintf(message, capacity, "%s: cannot be read again", file);
            result = -1;
        }
    }
    return result;
}

static int add_manifest(const struct call *call, const struct occasion *o, struct archive *archive)
{
    struct options options = call->options;
    char seed[24], crc[24];
    cJSON *root = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(root, "format", "ostrov bundle 1");
    (void)cJSON_AddStringToObject(root, "version", ostrov_version_text());
    (void)cJSON_AddStringToObject(root, "site", call->site->name);
    (void)cJSON_AddStringToObject(root, "state",
                                  options.state_given ? "recorded" : "a day of the inputs");
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        const char *value = *option_of(&options, asked[i]);
        if (value != NULL) {
            (void)cJSON_AddStringToObject(root, asked[i], value);
        }
    }
    (void)snprintf(seed, sizeof seed, "%llu", (unsigned long long)options.inputs.seed);
    (void)cJSON_AddRawToObject(root, "seed", seed);
    (void)snprintf(crc, sizeof crc, "%lu", (unsigned long)call->site->crc);
    (void)cJSON_AddRawToObject(root, "site_crc", crc);
    (void)snprintf(crc, sizeof crc, "%lu", (unsigned long)bits_of(&o->planner));
    (void)cJSON_AddRawToObject(root, "plan_crc", crc);
    char *text = cJSON_Print(root);
    cJSON_Delete(root);
    int result = text != NULL ? archive_add(archive, "manifest.json", text, strlen(text)) : -1;
    cJSON_free(text);
    return result;
}

static int add_plan(const struct call *call, const struct occasion *o, struct archive *archive)
{
    char *text = NULL;
    size_t count = 0;
    FILE *out = open_memstream(&text, &count);
    if (out == NULL) {
        return -1;
    }
    command_plan_csv(call, o, out);
    int result = fclose(out) == 0 ? archive_add(archive, "plan.csv", text, count) : -1;
    free(text);
    return result;
}

static int write_bundle(const struct call *call)
{
    static struct occasion o;
    struct archive archive = {.count = 0};
    char message[COMMAND_TEXT] = "out of memory";
    int result = occasion_make(call, &o, message, sizeof message);
    result = result != 0 || add_manifest(call, &o, &archive) != 0 ||
                     add_inputs(call, &archive, message, sizeof message) != 0 ||
                     add_plan(call, &o, &archive) != 0 ||
                     (call->options.state_given &&
                      add_state(call, &o, &archive, message, sizeof message) != 0) ||
                     archive_write(&archive, call->options.out, message, sizeof message) != 0
                 ? -1
                 : 0;
    if (result == 0) {
        printf("%s:", call->options.out);
        for (int32_t i = 0; i < archive.count; i++) {
            printf(" %s (%zu)", archive.member[i].name, archive.member[i].count);
        }
        printf("\nplan %08lx; texts of devices, chargers and mqtt are taken out. Names in \"site\" "
               "stay: read "
               "site.json before you pass it on\n",
               (unsigned long)bits_of(&o.planner));
    }
    occasion_end(&o);
    archive_free(&archive);
    return result == 0 ? 0 : command_fail(message);
}

/* ---- replay
 * ------------------------------------------------------------------------------------------ */

struct replay {
    struct archive archive;
    struct json manifest;
    struct call call;
    struct site site;
    char folder[40];
};

static double number(const struct replay *r, const char *key)
{
    double value = __builtin_nan("");
    int32_t node = json_member(&r->manifest, 0, key);
    const struct json_node *n = node >= 0 ? &r->manifest.node[node] : NULL;
    if (n == NULL || n->kind != JSON_NUMBER ||
        ostrov_number_read(r->manifest.text + n->start, n->length, &value, NULL) != OSTROV_OK ||
        !(value >= 0.0 && value <= 9007199254740992.0)) {
        return __builtin_nan("");
    }
    return value;
}

static const char *word(const struct replay *r, const char *key)
{
    int32_t node = json_member(&r->manifest, 0, key);
    return node >= 0 ? r->manifest.node[node].string : NULL;
}

static int unpack(const struct replay *r, char *message, size_t capacity)
{
    for (int32_t i = 0; i < r->archive.count; i++) {
        char path[COMMAND_PATH];
        const struct archive_member *m = &r->archive.member[i];
        (void)snprintf(path, sizeof path, "%s/%s", r->folder, m->name);
        FILE *file = fopen(path, "wb");
        int failed = file == NULL || fwrite(m->bytes, 1, m->count, file) != m->count;
        failed |= file != NULL && fclose(file) != 0;
        if (failed) {
            (void)snprintf(message, capacity, "%s: cannot be written", path);
            return -1;
        }
    }
    return 0;
}

static void clean(const struct replay *r)
{
    static const char *const beside[] = {"telemetry.db-wal", "telemetry.db-shm"};
    char path[COMMAND_PATH];
    for (int32_t i = 0; i < r->archive.count; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", r->folder, r->archive.member[i].name);
        (void)unlink(path);
    }
    for (int i = 0; i < 2; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", r->folder, beside[i]);
        (void)unlink(path);
    }
    (void)rmdir(r->folder);
}

static int open_bundle(struct replay *r, const char *path, char *message, size_t capacity)
{
    struct json_error error = {1, ""};
    if (archive_read(&r->archive, path, message, capacity) != 0) {
        return -1;
    }
    const struct archive_member *m = archive_find(&r->archive, "manifest.json");
    int failed =
        m == NULL || json_parse(&r->manifest, (const char *)m->bytes, m->count, &error) != 0;
    if (failed || r->manifest.node[0].kind != JSON_OBJECT || word(r, "format") == NULL ||
        strcmp(word(r, "format"), "ostrov bundle 1") != 0 || word(r, "version") == NULL ||
        number(r, "seed") != number(r, "seed") || number(r, "plan_crc") != number(r, "plan_crc") ||
        number(r, "site_crc") != number(r, "site_crc")) {
        (void)snprintf(message, capacity, "%s: its manifest.json is missing or not of this format",
                       path);
        return -1;
    }
    return 0;
}

/* The call that made the bundle, with the bundle's own files. */
static int prepare(struct replay *r, const struct call *call, char *message, size_t capacity)
{
    static char path[COMMAND_PATH], prices[COMMAND_PATH], weather[COMMAND_PATH];
    struct options *o = &r->call.options;
    (void)snprintf(path, sizeof path, "%s/site.json", r->folder);
    if (site_load(path, &r->site, message, capacity) != 0) {
        return -1;
    }
    r->site.crc = (uint32_t)number(r, "site_crc"); /* what was taken out decides nothing */
    r->call = *call;
    r->call.site = &r->site;
    r->site.feeds = (struct site_feeds){{0}, {0}};
    o->inputs = (struct inputs_request){.days = 1, .seed = (uint64_t)number(r, "seed")};
    o->solver = PLANNER_QUICK;
    o->state = r->folder;
    o->state_given = archive_find(&r->archive, "telemetry.db") != NULL;
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        *option_of(o, asked[i]) = word(r, asked[i]);
    }
    (void)snprintf(prices, sizeof prices, "%s/prices", r->folder);
    (void)snprintf(weather, sizeof weather, "%s/weather", r->folder);
    o->inputs.prices = archive_find(&r->archive, "prices") != NULL ? prices : NULL;
    o->inputs.weather = archive_find(&r->archive, "weather") != NULL ? weather : NULL;
    return 0;
}

/* Returns 0 the same bits, 1 others, −1 with a message. */
static int compare(struct replay *r, char *message, size_t capacity)
{
    static struct occasion o;
    unsigned long wanted = (unsigned long)number(r, "plan_crc");
    int result = occasion_make(&r->call, &o, message, capacity);
    if (result == 0) {
        unsigned long made = (unsigned long)bits_of(&o.planner);
        printf("%s %08lx, %s\n",
               made == wanted ? "replayed bit for bit: plan" : "NOT the same: plan", made,
               made == wanted ? "as in the bundle" : "other bits than in the bundle");
        if (strcmp(word(r, "version"), ostrov_version_text()) != 0) {
            printf("the bundle is of version %s, this program of %s\n", word(r, "version"),
                   ostrov_version_text());
        }
        result = made != wanted;
    }
    occasion_end(&o);
    return result;
}

static int replay_bundle(const struct call *call)
{
    static struct replay r;
    char message[COMMAND_TEXT] = "";
    int result = open_bundle(&r, call->options.replay, message, sizeof message);
    if (result == 0) {
        (void)snprintf(r.folder, sizeof r.folder, "/tmp/ostrov-replay-XXXXXX");
        if (mkdtemp(r.folder) == NULL) {
            (void)snprintf(message, sizeof message, "%s: no folder can be made there", r.folder);
            result = -1;
        } else {
            result = unpack(&r, message, sizeof message);
            result = result == 0 ? prepare(&r, call, message, sizeof message) : result;
            result = result == 0 ? compare(&r, message, sizeof message) : result;
            clean(&r);
        }
    }
    json_free(&r.manifest);
    archive_free(&r.archive);
    return result < 0 ? command_refuse(message) : result;
}

int command_bundle(const struct call *call)
{
    struct call made = *call;
    struct site *site = NULL;
    char message[COMMAND_TEXT];
    if (call->options.replay != NULL) {
        return replay_bundle(call);
    }
    site = calloc(1, sizeof *site);
    if (site == NULL) {
        return command_fail("out of memory");
    }
    int result;
    if (site_load(call->options.site, site, message, sizeof message) != 0) {
        result = command_refuse(message);
    } else {
        made.site = site;
        made.options.solver = PLANNER_QUICK; /* counted work: the same on every machine */
        result = write_bundle(&made);
    }
    free(site);
    return result;
}
