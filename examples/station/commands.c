/* Subcommands around a live run: see commands.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "commands.h"

#include "drivers/sunspec/walk.h"
#include "kpi/kpi.h"
#include "live/live.h"
#include "store/telemetry.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MESSAGE = 1024, PATH = 400 };

static int complain(const char *message)
{
    fprintf(stderr, "ostrov-station: %s\n", message);
    return 1;
}

int command_run(const struct site *site, const struct options *options)
{
    char message[MESSAGE] = "";
    struct live_options live = {.state = options->state,
                                .prices = options->inputs.prices,
                                .metrics = options->metrics,
                                .metrics_port = options->metrics_port,
                                .armed = options->armed,
                                .seconds = options->seconds};
    if (live_run(site, &live, message, sizeof message) != 0) {
        (void)complain(message);
        return 2;
    }
    return 0;
}

/* ---- watch ------------------------------------------------------------------------------------
 */

static void show_file(FILE *file)
{
    char line[256];
    while (fgets(line, sizeof line, file) != NULL) {
        char *value = strchr(line, ' ');
        if (value == NULL) {
            continue;
        }
        *value++ = '\0';
        printf("  %-22s %s", line, value);
    }
}

/* Plain ANSI: home, the lines, and what is left of the screen cleared. A terminal that is none gets
 * the lines alone. */
int command_watch(const struct options *options)
{
    char path[PATH];
    int screen = isatty(STDOUT_FILENO);
    snprintf(path, sizeof path, "%s/now.txt", options->state);
    for (int64_t second = 0; options->seconds == 0 || second < options->seconds; second++) {
        struct timespec pause = {1, 0};
        FILE *file = fopen(path, "rb");
        if (file == NULL) {
            char message[MESSAGE];
            snprintf(message, sizeof message,
                     "%s is not there: does a station run with --state %s?", path, options->state);
            return complain(message);
        }
        if (screen) {
            printf("\033[H");
        }
        show_file(file);
        fclose(file);
        printf("%s\n", screen ? "\033[J" : "");
        fflush(stdout);
        nanosleep(&pause, NULL);
    }
    return 0;
}

/* ---- export -----------------------------------------------------------------------------------
 */

int command_export(const struct site *site, const struct options *options)
{
    char path[PATH], message[MESSAGE] = "";
    const char *format = options->format != NULL ? options->format : "csv";
    int64_t rows;
    snprintf(path, sizeof path, "%s/telemetry.db", options->state);
    if (strcmp(format, "csv") == 0) {
        rows = telemetry_export_csv(path, 0, INT64_MAX, stdout, message, sizeof message);
    } else if (strcmp(format, "influx") == 0) {
        rows = telemetry_export_influx(path, site->name, 0, INT64_MAX, stdout, message,
                                       sizeof message);
    } else {
        snprintf(message, sizeof message, "--format %s: csv or influx is wanted", format);
        (void)complain(message);
        return 2;
    }
    return rows < 0 ? complain(message) : 0;
}

/* ---- report -----------------------------------------------------------------------------------
 */

/* Local midnight of --date (today without it) and the one --days later. Returns 0; -1. */
static int span(const struct site *site, const struct options *options, int64_t *from_s,
                int64_t *until_s)
{
    ostrov_civil c = {0};
    int64_t noon_s = (int64_t)time(NULL), next_s = 0;
    if (options->inputs.date != NULL) {
        int year, month, day, used = 0;
        if (sscanf(options->inputs.date, "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 ||
            options->inputs.date[used] != '\0') {
            return -1;
        }
        c.year = year, c.month = month, c.day = day, c.hour = 12;
        if (ostrov_zone_utc(&site->zone, &c, OSTROV_FOLD_FIRST, &noon_s) != OSTROV_OK) {
            return -1;
        }
    }
    if (ostrov_zone_day(&site->zone, noon_s, from_s, until_s) != OSTROV_OK) {
        return -1;
    }
    for (int32_t day = 1; day < options->inputs.days; day++) {
        if (ostrov_zone_day(&site->zone, *until_s, &next_s, until_s) != OSTROV_OK) {
            return -1;
        }
    }
    return 0;
}

int command_report(const struct site *site, const struct options *options)
{
    static char text[8192];
    char path[PATH], message[MESSAGE] = "";
    struct kpi kpi;
    int64_t from_s = 0, until_s = 0;
    int32_t language = kpi_language(options->language != NULL ? options->language : "en");
    if (language < 0 || span(site, options, &from_s, &until_s) != 0) {
        (void)complain(language < 0 ? "--language: en, cs or zh-Hant is wanted"
                                    : "--date: a day such as 2026-11-26 is wanted");
        return 2;
    }
    snprintf(path, sizeof path, "%s/telemetry.db", options->state);
    if (kpi_read(path, site, from_s, until_s, &kpi, message, sizeof message) != 0) {
        return complain(message);
    }
    (void)kpi_text(&kpi, site, language, text, sizeof text);
    fputs(text, stdout);
    return 0;
}

/* ---- scan -------------------------------------------------------------------------------------
 */

static void show_point(const struct sunspec_view *view, int point)
{
    const struct sunspec_point *row = &view->model->points[point];
    char text[160] = "-"; /* not implemented, or beyond what the device holds */
    double value = sunspec_number(view, point);
    if (row->type == SUNSPEC_PAD || row->type == SUNSPEC_SUNSSF) {
        return;
    }
    if (row->type == SUNSPEC_STRING) {
        (void)sunspec_text(view, point, text, sizeof text);
    } else if (value == value) {
        (void)ostrov_number_write(value, -1, text, sizeof text);
    }
    printf("    %-22s %s%s%s%s\n", row->name, text, row->unit[0] != '\0' ? " " : "", row->unit,
           row->writable ? "  (writable)" : "");
}

static int scan_models(struct link *link)
{
    static struct sunspec_map map;
    static struct sunspec_block block;
    struct sunspec_block *const blocks[] = {&block};
    enum sunspec_found found = sunspec_walk(link, &map, 0);
    if (found != SUNSPEC_FOUND) {
        return complain(found == SUNSPEC_NO_LINK ? "nobody answers there"
                        : found == SUNSPEC_NOT_FOUND
                            ? "it answers, but holds no \"SunS\" at 40000, "
                              "50000 or 0"
                            : "its chain of models is broken");
    }
    for (int i = 0; i < map.count; i++) {
        const struct sunspec_entry *entry = &map.entries[i];
        const struct sunspec_model *model = sunspec_model_find(entry->id);
        printf("  model %u at %u, %u registers%s%s\n", (unsigned)entry->id,
               (unsigned)entry->address, (unsigned)entry->length + 2, model != NULL ? ": " : "",
               model != NULL ? model->name : " (not in our tables)");
        if (model == NULL || !sunspec_bind(&block, &map, entry->id, 0) ||
            sunspec_read(link, blocks, 1, NULL, 0) != LINK_OK) {
            continue;
        }
        struct sunspec_view view = sunspec_view_of(&block);
        for (int p = 2; p < model->count; p++) {
            show_point(&view, p);
        }
    }
    return 0;
}

int command_scan(const struct options *options)
{
    static struct link link;
    struct link_setup setup = {options->host, options->port, options->unit, 2.0, 1.0, 0};
    struct in_addr address;
    char message[MESSAGE] = "scan wants --host with an IPv4 address, and --port and --unit where "
                            "they are not 502 and 1";
    if (options->host != NULL && inet_pton(AF_INET, options->host, &address) != 1) {
        snprintf(message, sizeof message,
                 "--host %s: an IPv4 number such as 192.168.1.20 is wanted, not a name",
                 options->host);
    } else if (options->host != NULL && link_init_modbus(&link, &setup) == 0) {
        message[0] = '\0';
    }
    if (message[0] != '\0') {
        (void)complain(message);
        return 2;
    }
    printf("%s:%d unit %d\n", options->host, (int)options->port, (int)options->unit);
    int result = scan_models(&link);
    link_close(&link);
    return result;
}
