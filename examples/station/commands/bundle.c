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
#include "bundle_parts.h"

#include "bundle/archive.h"
#include "bundle/redact.h"
#include "store/memory.h"
#include "store/telemetry.h"

#include <cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const memories[] = {"snapshot", OUTLOOK_MEMORY};

const char *const bundle_asked[BUNDLE_ASKED] = {"scenario", "date", "at", "soc"};

const char **bundle_option(struct options *o, const char *name)
{
    return strcmp(name, "scenario") == 0 ? &o->inputs.scenario
           : strcmp(name, "date") == 0   ? &o->inputs.date
           : strcmp(name, "at") == 0     ? &o->at
                                         : &o->soc;
}

uint32_t bundle_bits(const struct planner *p)
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

/* ---- writing ---- */

static int copy_minute(void *context, const struct telemetry_minute *minute)
{
    telemetry_add(context, minute);
    return 0;
}

static int count_minute(void *context, const struct telemetry_minute *minute)
{
    (void)minute;
    ++*(int64_t *)context;
    return 0;
}

static int copy_event(void *context, const struct telemetry_event *event)
{
    struct telemetry_event copy = *event;
    redact_addresses(copy.text, sizeof copy.text);
    redact_paths(copy.text);
    telemetry_note(context, &copy);
    return 0;
}

static int copy_forecast(void *context, const struct telemetry_forecast *forecast)
{
    telemetry_foresee(context, forecast);
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
    since_s = o->rebuilt_s < since_s ? o->rebuilt_s : since_s; /* what the replay lives through */
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
                    0 ||
                telemetry_each_undated(from, copy_event, slice, message, capacity) < 0 ||
                telemetry_each_forecast(from, since_s, until_s, copy_forecast, slice, message,
                                        capacity) < 0
            ? -1
            : 0;
    telemetry_close(slice, 30.0);
    int64_t wanted = 0, kept = 0;
    if (result == 0) {
        (void)telemetry_each(from, since_s, until_s, count_minute, &wanted, message, capacity);
        (void)telemetry_each(path, since_s, until_s, count_minute, &kept, message, capacity);
    }
    if (result == 0 && kept != wanted) {
        (void)snprintf(message, capacity, "%s: not all minutes reached the disk", path);
        result = -1;
    }
    if (result == 0 && archive_add_file(archive, "telemetry.db", path) != 0) {
        (void)snprintf(message, capacity, "%s: cannot be read back", path);
        result = -1;
    }
    static const char *const left[] = {"telemetry.db", "telemetry.db-wal", "telemetry.db-shm"};
    for (int i = 0; i < 3; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", to, left[i]);
        (void)unlink(path);
    }
    (void)rmdir(to);
    return result;
}

/* All sections but the transactions of charge points, which hold the cards of who charges. */
static int save_kept(const struct memory *read, struct snapshot *to)
{
    struct memory kept;
    char message[200];
    if (memory_begin(&kept) != 0) {
        return -1;
    }
    for (uint32_t tag = MEMORY_STATION; tag <= MEMORY_SOC; tag++) {
        size_t count = 0;
        const void *bytes = tag != MEMORY_CHARGERS ? memory_find(read, tag, &count) : NULL;
        if (bytes != NULL) {
            memory_put(&kept, tag, bytes, count);
        }
    }
    int result = snapshot_save(to, kept.bytes, kept.used, message, sizeof message);
    memory_end(&kept);
    return result;
}

/* The newest whole copy of what a run remembers; none is no fault. */
static int add_memory(const char *folder, const char *name, struct archive *archive)
{
    struct snapshot from, to;
    struct memory read;
    char place[] = "/tmp/ostrov-bundle-XXXXXX", message[200], member[ARCHIVE_NAME];
    if (snapshot_begin(&from, folder, name) != 0 || memory_begin(&read) != 0) {
        return -1;
    }
    int64_t n = snapshot_load(&from, read.bytes, SNAPSHOT_MOST_BYTES, message, sizeof message);
    read.used = n > 0 ? (size_t)n : 0;
    int result = 0;
    if (n > 0 && mkdtemp(place) != NULL) {
        result = snapshot_begin(&to, place, name) != 0 || save_kept(&read, &to) != 0 ? -1 : 0;
        for (int i = 0; i < 2 && result == 0; i++) {
            (void)snprintf(member, sizeof member, "%s.%d", name, i);
            result = archive_add_file(archive, member, to.path[i]) < 0 ? -1 : 0;
            (void)unlink(to.path[i]);
        }
        (void)rmdir(place);
    } else if (n > 0) {
        result = -1;
    }
    memory_end(&read);
    return result;
}

static int add_state(const struct call *call, const struct occasion *o, struct archive *archive,
                     char *message, size_t capacity)
{
    size_t count = sizeof memories / sizeof memories[0];
    for (size_t i = 0; i < count && o->rebuilt_s == INT64_MAX; i++) { /* else of another moment */
        if (add_memory(call->options.state, memories[i], archive) != 0) {
            (void)snprintf(message, capacity, "%s/%s: cannot be read or packed",
                           call->options.state, memories[i]);
            return -1;
        }
    }
    return add_telemetry(call, o, archive, message, capacity);
}

/* What was taken out must not be what makes it a site. */
static int still_a_site(const char *path, const char *text, char *message, size_t capacity)
{
    struct site *read = calloc(1, sizeof *read);
    char why[COMMAND_TEXT] = "out of memory";
    int result = read != NULL ? site_read(path, text, strlen(text), read, why, sizeof why) : -1;
    if (result != 0) {
        (void)snprintf(message, capacity, "without its private texts the site file is refused: %s",
                       why);
    }
    free(read);
    return result;
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
    if (result == 0) {
        result = still_a_site(site->path, text, message, capacity);
    }
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
    for (size_t i = 0; i < BUNDLE_ASKED; i++) {
        const char *value = *bundle_option(&options, bundle_asked[i]);
        if (value != NULL) {
            (void)cJSON_AddStringToObject(root, bundle_asked[i], value);
        }
    }
    (void)snprintf(seed, sizeof seed, "%llu", (unsigned long long)options.inputs.seed);
    (void)cJSON_AddRawToObject(root, "seed", seed);
    (void)snprintf(crc, sizeof crc, "%lu", (unsigned long)call->site->crc);
    (void)cJSON_AddRawToObject(root, "site_crc", crc);
    (void)snprintf(crc, sizeof crc, "%lu", (unsigned long)bundle_bits(&o->planner));
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
    if (result == COMMAND_DONE &&
        (add_manifest(call, &o, &archive) != 0 ||
         add_inputs(call, &archive, message, sizeof message) != 0 ||
         add_plan(call, &o, &archive) != 0 ||
         (call->options.state_given &&
          add_state(call, &o, &archive, message, sizeof message) != 0) ||
         archive_write(&archive, call->options.out, message, sizeof message) != 0)) {
        result = COMMAND_NO;
    }
    if (result == COMMAND_DONE) {
        printf("%s:", call->options.out);
        for (int32_t i = 0; i < archive.count; i++) {
            printf(" %s (%zu)", archive.member[i].name, archive.member[i].count);
        }
        printf("\nplan %08lx; texts of devices, chargers, connection, dso and mqtt are taken out. "
               "Names in \"site\" "
               "stay: read "
               "site.json before you pass it on\n",
               (unsigned long)bundle_bits(&o.planner));
    }
    occasion_end(&o);
    archive_free(&archive);
    return result == COMMAND_DONE ? result : command_end(result, message);
}

int command_bundle(const struct call *call)
{
    struct call made = *call;
    struct site *site = NULL;
    char message[COMMAND_TEXT];
    if (call->options.replay != NULL) {
        return bundle_replay(call);
    }
    site = calloc(1, sizeof *site);
    if (site == NULL) {
        return command_fail("out of memory");
    }
    int result;
    if (site_load(call->options.site, site, message, sizeof message) != 0 ||
        command_file(call->options.out, message, sizeof message) != 0) {
        result = command_refuse(message);
    } else {
        made.site = site;
        made.options.solver = PLANNER_QUICK; /* counted work: the same on every machine */
        result = write_bundle(&made);
    }
    free(site);
    return result;
}
