/* scan: what a SunSpec device holds.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "command.h"
#include "drivers/sunspec/walk.h"

#include <arpa/inet.h>
#include <stdio.h>

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

static int scan_models(struct link *link, const struct options *to)
{
    static struct sunspec_map map;
    static struct sunspec_block block;
    struct sunspec_block *const blocks[] = {&block};
    enum sunspec_found found = sunspec_walk(link, &map, 0);
    if (found != SUNSPEC_FOUND) {
        char message[COMMAND_TEXT];
        (void)snprintf(
            message, sizeof message, "%s:%d unit %d: %s", to->host, (int)to->port, (int)to->unit,
            found == SUNSPEC_NO_LINK     ? "nobody answers"
            : found == SUNSPEC_NOT_FOUND ? "it answers, but holds no \"SunS\" at 40000, 50000 or 0"
                                         : "its chain of models is broken");
        return command_refuse(message);
    }
    printf("%s:%d unit %d\n", to->host, (int)to->port, (int)to->unit);
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

int command_scan(const struct call *call)
{
    const struct options *options = &call->options;
    static struct link link;
    struct link_setup setup = {options->host, options->port, options->unit, 2.0, 1.0, 0};
    struct in_addr address;
    if (options->host != NULL && inet_pton(AF_INET, options->host, &address) != 1) {
        char message[256];
        snprintf(message, sizeof message,
                 "--host %s: an IPv4 number such as 192.168.1.20 is wanted, not a name",
                 options->host);
        return command_refuse(message);
    }
    if (options->host == NULL || link_init_modbus(&link, &setup) != 0) {
        return command_refuse(
            "scan wants --host with an IPv4 address, and --port and --unit where they are "
            "not 502 and 1");
    }
    int result = scan_models(&link, options);
    link_close(&link);
    return result;
}
