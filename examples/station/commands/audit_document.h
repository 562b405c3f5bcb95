/* The DSO's settings protocol as a file: JSON, or a table with semicolons.
 *
 *   {"document": "protocol 17/2026", "who": "J. Novak", "when": "2026-05-04", "code": "en50549-1",
 *    "settings": {"enter_delay_s": 300, "undervoltage_s": [12, null, null]}}
 *
 *   key;index;value
 *   document;;protocol 17/2026
 *   who;;J. Novak
 *   when;;2026-05-04
 *   code;;en50549-1
 *   enter_delay_s;;300
 *   undervoltage_s;0;12,0
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_AUDIT_DOCUMENT_H
#define STATION_AUDIT_DOCUMENT_H

#include <ostrov/grid_code.h>

#include <stddef.h>

enum { AUDIT_SETTINGS = 128, AUDIT_WORD = 128 };

struct audit_document {
    char document[AUDIT_WORD], who[AUDIT_WORD], code[AUDIT_WORD];
    int64_t when_s;
    int32_t count;
    ostrov_grid_override row[AUDIT_SETTINGS]; /* field points into name */
    char name[AUDIT_SETTINGS][AUDIT_WORD];
    int32_t line[AUDIT_SETTINGS];
};

/* Returns 0, or −1 with "path:line: what is wrong". Pointers in rows point into the document: do
 * not copy it. */
int audit_document_read(struct audit_document *document, const char *path, const char *bytes,
                        size_t count, char *message, size_t capacity);

/* What a device read back, as a table: model;name;index;value;step, decimal point or comma, empty =
 * not read. names holds the texts of rows. Returns rows, or −1 with a message. */
int32_t audit_points_read(ostrov_grid_point *rows, char (*names)[AUDIT_WORD], int32_t most,
                          const char *path, const char *bytes, size_t count, char *message,
                          size_t capacity);

#endif
