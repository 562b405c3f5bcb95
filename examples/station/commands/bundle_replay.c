/* bundle --replay: the plan of a bundle made again from the file alone.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _XOPEN_SOURCE 700 /* mkdtemp */
#include "bundle_parts.h"

#include "bundle/archive.h"
#include "site/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
    for (size_t i = 0; i < BUNDLE_ASKED; i++) {
        *bundle_option(o, bundle_asked[i]) = word(r, bundle_asked[i]);
    }
    (void)snprintf(prices, sizeof prices, "%s/prices", r->folder);
    (void)snprintf(weather, sizeof weather, "%s/weather", r->folder);
    o->inputs.prices = archive_find(&r->archive, "prices") != NULL ? prices : NULL;
    o->inputs.weather = archive_find(&r->archive, "weather") != NULL ? weather : NULL;
    return 0;
}

/* Returns enum command_status: NO = other bits, or with a message no plan. */
static int compare(struct replay *r, char *message, size_t capacity)
{
    static struct occasion o;
    unsigned long wanted = (unsigned long)number(r, "plan_crc");
    int result = occasion_make(&r->call, &o, message, capacity);
    if (result == COMMAND_DONE) {
        unsigned long made = (unsigned long)bundle_bits(&o.planner);
        printf("%s %08lx, %s\n",
               made == wanted ? "replayed bit for bit: plan" : "NOT the same: plan", made,
               made == wanted ? "as in the bundle" : "other bits than in the bundle");
        if (strcmp(word(r, "version"), ostrov_version_text()) != 0) {
            printf("the bundle is of version %s, this program of %s\n", word(r, "version"),
                   ostrov_version_text());
        }
        result = made == wanted ? COMMAND_DONE : COMMAND_NO;
    }
    occasion_end(&o);
    return result;
}

int bundle_replay(const struct call *call)
{
    static struct replay r;
    char message[COMMAND_TEXT] = "";
    int result = COMMAND_WRONG;
    if (open_bundle(&r, call->options.replay, message, sizeof message) == 0) {
        (void)snprintf(r.folder, sizeof r.folder, "/tmp/ostrov-replay-XXXXXX");
        if (mkdtemp(r.folder) == NULL) {
            (void)snprintf(message, sizeof message, "%s: no folder can be made there", r.folder);
            result = COMMAND_NO;
        } else {
            result = unpack(&r, message, sizeof message) != 0 ? COMMAND_NO
                     : prepare(&r, call, message, sizeof message) != 0
                         ? COMMAND_WRONG
                         : compare(&r, message, sizeof message);
            clean(&r);
        }
    }
    json_free(&r.manifest);
    archive_free(&r.archive);
    return message[0] != '\0' ? command_end(result, message) : result;
}
