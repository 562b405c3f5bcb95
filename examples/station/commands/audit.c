/* audit: the DSO's settings protocol against what a device reads back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "audit_document.h"
#include "command.h"

#include "drivers/settings.h"
#include "drivers/sunspec/link_modbus.h"
#include "drivers/sunspec/walk.h"
#include "inputs/parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 1024, FINDINGS = 512, PAGE = 1 << 16 };

struct desk {
    const struct call *call;
    struct audit_document document;
    ostrov_grid_settings wanted;
    ostrov_grid_point point[POINTS];
    char name[POINTS][AUDIT_WORD]; /* of points out of a file */
    int32_t points;
    ostrov_grid_finding finding[FINDINGS];
    ostrov_grid_change change[AUDIT_SETTINGS];
    char page[PAGE];
};

/* The protocol as settings: the code, then what the protocol says otherwise. */
static int make_settings(struct desk *desk, char *message, size_t capacity)
{
    struct audit_document *d = &desk->document;
    ostrov_fault why = {0};
    char text[400];
    size_t changes = 0, count = 0;
    const char *path = desk->call->options.document;
    char *bytes = table_bytes(path, &count, message, capacity);
    if (bytes == NULL) {
        return -1;
    }
    int result = audit_document_read(d, path, bytes, count, message, capacity);
    free(bytes);
    if (result != 0) {
        return -1;
    }
    if (ostrov_grid_code_settings(d->code, &desk->wanted, sizeof desk->wanted) != OSTROV_OK) {
        (void)snprintf(message, capacity, "%s:1: code: \"%s\" is not known", path, d->code);
        return -1;
    }
    ostrov_status status =
        ostrov_grid_settings_override(&desk->wanted, d->code, d->row, (size_t)d->count,
                                      desk->change, AUDIT_SETTINGS, &changes, &why);
    if (status < OSTROV_OK) {
        /* a fault of the override itself is told by its row, one of the settings by the member's
         * name */
        int32_t row = why.structure != NULL && strcmp(why.structure, "ostrov_grid_override") == 0 &&
                              why.index >= 0 && why.index < d->count
                          ? why.index
                          : -1;
        for (int32_t i = 0; i < d->count && row < 0; i++) {
            row = why.field != NULL && strcmp(d->name[i], why.field) == 0 ? i : -1;
        }
        (void)ostrov_fault_text(&why, status, text, sizeof text);
        (void)snprintf(message, capacity, "%s:%d: %s%s%s", path, row >= 0 ? (int)d->line[row] : 1,
                       row >= 0 ? d->name[row] : "", row >= 0 ? ": " : "", text);
        return -1;
    }
    return 0;
}

static int read_file(struct desk *desk, char *message, size_t capacity)
{
    size_t count = 0;
    const char *path = desk->call->options.readback;
    char *bytes = table_bytes(path, &count, message, capacity);
    if (bytes == NULL) {
        return -1;
    }
    desk->points =
        audit_points_read(desk->point, desk->name, POINTS, path, bytes, count, message, capacity);
    free(bytes);
    return desk->points < 0 ? -1 : 0;
}

static int read_models(struct desk *desk, struct link *link, char *message, size_t capacity)
{
    static struct sunspec_map map;
    static struct sunspec_block block;
    struct sunspec_block *const blocks[] = {&block};
    if (sunspec_walk(link, &map, 0) != SUNSPEC_FOUND) {
        (void)snprintf(message, capacity, "%s:%d: no SunSpec device answers there",
                       desk->call->options.host, (int)desk->call->options.port);
        return -1;
    }
    for (uint16_t id = 703; id <= 711; id++) {
        if (!sunspec_bind(&block, &map, id, LINK_MOST_REGISTERS)) {
            continue; /* what it does not have is told as not read */
        }
        if (sunspec_read(link, blocks, 1, NULL, 0) != LINK_OK) {
            printf("model %u was not read\n", (unsigned)id);
            continue;
        }
        struct sunspec_view view = sunspec_view_of(&block);
        desk->points += settings_rows(&view, desk->point + desk->points, POINTS - desk->points);
        desk->points = desk->points < POINTS ? desk->points : POINTS;
    }
    return 0;
}

static int read_device(struct desk *desk, char *message, size_t capacity)
{
    static struct link link;
    const struct options *o = &desk->call->options;
    struct link_setup setup = {o->host, o->port, o->unit, 2.0, 1.0, 0};
    if (link_init_modbus(&link, &setup) != 0) {
        (void)snprintf(message, capacity, "--host %s: an IPv4 address is wanted", o->host);
        return -1;
    }
    int result = read_models(desk, &link, message, capacity);
    link_close(&link);
    return result;
}

int command_audit(const struct call *call)
{
    static struct desk desk;
    char message[COMMAND_TEXT], title[2 * AUDIT_WORD + 32];
    size_t findings = 0;
    const struct options *o = &call->options;
    desk.call = call;
    if (o->document == NULL || (o->host == NULL) == (o->readback == NULL)) {
        return command_refuse(
            "audit wants --document FILE, and either --host IP or --readback FILE");
    }
    if (make_settings(&desk, message, sizeof message) != 0 ||
        (o->readback != NULL ? read_file(&desk, message, sizeof message)
                             : read_device(&desk, message, sizeof message)) != 0) {
        return command_refuse(message);
    }
    ostrov_status status = ostrov_grid_audit(&desk.wanted, desk.point, (size_t)desk.points,
                                             desk.finding, FINDINGS, &findings);
    if (status < OSTROV_OK) {
        return command_fail(ostrov_status_text(status));
    }
    (void)snprintf(title, sizeof title, "%s, entered by %s", desk.document.document,
                   desk.document.who);
    (void)ostrov_grid_audit_page(desk.finding, findings, title, desk.page, sizeof desk.page);
    fputs(desk.page, stdout);
    return status == OSTROV_OK ? 0 : 1;
}
