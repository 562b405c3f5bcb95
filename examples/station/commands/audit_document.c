/* The DSO's settings protocol and a read-back as files: see audit_document.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "audit_document.h"

#include "feeds/feed.h"
#include "site/json.h"

#include <stdio.h>
#include <string.h>

enum { CELLS = 5 };

struct reader {
    struct audit_document *document;
    const char *path;
    char *message;
    size_t capacity;
};

static int refuse(const struct reader *r, int32_t line, const char *key, const char *what)
{
    char text[300];
    (void)snprintf(text, sizeof text, "%s: %s", key, what);
    return feed_refuse(r->path, line, text, r->message, r->capacity);
}

static int read_day(const char *text, int64_t *time_s)
{
    ostrov_civil c = {.hour = 12};
    int used = 0;
    return sscanf(text, "%4d-%2d-%2d%n", &c.year, &c.month, &c.day, &used) == 3 &&
                   text[used] == '\0' && ostrov_utc_from_civil(&c, time_s) == OSTROV_OK
               ? 0
               : -1;
}

/* Document, person, day and code. Returns 1 when key is one of them, −1 when its value is wrong. */
static int take_head(const struct reader *r, int32_t line, const char *key, const char *text)
{
    struct audit_document *d = r->document;
    char *to = strcmp(key, "document") == 0 ? d->document
               : strcmp(key, "who") == 0    ? d->who
               : strcmp(key, "code") == 0   ? d->code
                                            : NULL;
    if (strcmp(key, "when") == 0) {
        return read_day(text, &d->when_s) == 0
                   ? 1
                   : refuse(r, line, key, "a day such as 2026-05-04 is wanted");
    }
    if (to == NULL) {
        return 0;
    }
    if (text[0] == '\0' || strlen(text) >= AUDIT_WORD) {
        return refuse(r, line, key, "text of up to 127 bytes is wanted");
    }
    memcpy(to, text, strlen(text) + 1);
    return 1;
}

static int take_setting(const struct reader *r, int32_t line, const char *key, int32_t index,
                        double value)
{
    struct audit_document *d = r->document;
    if (d->count == AUDIT_SETTINGS || strlen(key) >= AUDIT_WORD) {
        return refuse(r, line, key, "more settings than a connection has, or a name that is none");
    }
    memcpy(d->name[d->count], key, strlen(key) + 1);
    d->row[d->count] = (ostrov_grid_override){.field = d->name[d->count],
                                              .document = d->document,
                                              .who = d->who,
                                              .value = value,
                                              .index = index};
    d->line[d->count++] = line;
    return 0;
}

/* ---- JSON ---- */

static int number(const struct json *doc, int32_t node, double *value)
{
    const struct json_node *n = &doc->node[node];
    return n->kind == JSON_NUMBER &&
                   ostrov_number_read(doc->text + n->start, n->length, value, NULL) == OSTROV_OK
               ? 0
               : -1;
}

static int take_member(const struct reader *r, const struct json *doc, int32_t node)
{
    const struct json_node *n = &doc->node[node];
    double value = 0.0;
    if (n->kind != JSON_LIST) {
        return number(doc, node, &value) == 0 ? take_setting(r, n->line, n->key, 0, value)
                                              : refuse(r, n->line, n->key, "a number is wanted");
    }
    for (int32_t k = n->child; k >= 0; k = doc->node[k].next) {
        if (doc->node[k].kind == JSON_NULL) {
            continue; /* as the code says */
        }
        if (number(doc, k, &value) != 0) {
            return refuse(r, doc->node[k].line, n->key, "numbers and null are wanted");
        }
        if (take_setting(r, doc->node[k].line, n->key, doc->node[k].index, value) != 0) {
            return -1;
        }
    }
    return 0;
}

static int take_object(const struct reader *r, const struct json *doc)
{
    if (doc->node[0].kind != JSON_OBJECT) {
        return refuse(r, 1, "file", "one object { … } is wanted");
    }
    for (int32_t n = doc->node[0].child; n >= 0; n = doc->node[n].next) {
        const struct json_node *node = &doc->node[n];
        int head = node->string != NULL ? take_head(r, node->line, node->key, node->string) : 0;
        if (head < 0) {
            return -1;
        }
        if (head == 0 && (strcmp(node->key, "settings") != 0 || node->kind != JSON_OBJECT)) {
            return refuse(r, node->line, node->key,
                          "document, who, when, code or settings is wanted");
        }
        for (int32_t k = head == 0 ? node->child : -1; k >= 0; k = doc->node[k].next) {
            if (take_member(r, doc, k) != 0) {
                return -1;
            }
        }
    }
    return 0;
}

static int read_json(const struct reader *r, const char *bytes, size_t count)
{
    struct json doc;
    struct json_error error = {1, ""};
    int result = json_parse(&doc, bytes, count, &error) != 0
                     ? feed_refuse(r->path, error.line, error.what, r->message, r->capacity)
                     : take_object(r, &doc);
    json_free(&doc);
    return result;
}

/* ---- tables ---- */

/* Takes the next line apart at its semicolons. Returns cells, 0 at the end. */
static int next_line(const char **at, const char *stop, int32_t *line, char cell[CELLS][AUDIT_WORD])
{
    while (*at < stop) {
        const char *from = *at;
        const char *end = memchr(from, '\n', (size_t)(stop - from));
        *at = end != NULL ? end + 1 : stop;
        end = end != NULL ? end : stop;
        (*line)++;
        while (end > from && (end[-1] == '\r' || end[-1] == ' ')) {
            end--;
        }
        if (end == from) {
            continue;
        }
        int cells = 0;
        memset(cell, 0, CELLS * sizeof cell[0]);
        while (cells < CELLS) {
            const char *mark = memchr(from, ';', (size_t)(end - from));
            (void)snprintf(cell[cells++], AUDIT_WORD, "%.*s",
                           (int)((mark != NULL ? mark : end) - from), from);
            if (mark == NULL) {
                break;
            }
            from = mark + 1;
        }
        return cells;
    }
    return 0;
}

/* A decimal comma is as good as a point; empty is NaN. */
static int read_number(char *text, double *value)
{
    char *comma = strchr(text, ',');
    if (comma != NULL) {
        *comma = '.';
    }
    *value = __builtin_nan("");
    return text[0] == '\0' || ostrov_number_read(text, strlen(text), value, NULL) == OSTROV_OK ? 0
                                                                                               : -1;
}

static int read_index(const char *text, int32_t fallback, int32_t *index)
{
    *index = fallback;
    if (text[0] == '\0' || strcmp(text, "-1") == 0) {
        *index = text[0] == '\0' ? fallback : -1;
        return 0;
    }
    *index = text[0] - '0';
    if (text[0] < '0' || text[0] > '9' || (text[1] != '\0' && (text[1] < '0' || text[1] > '9'))) {
        return -1;
    }
    *index = text[1] != '\0' ? *index * 10 + (text[1] - '0') : *index;
    return text[1] == '\0' || text[2] == '\0' ? 0 : -1;
}

static int read_table(const struct reader *r, const char *bytes, size_t count)
{
    char cell[CELLS][AUDIT_WORD];
    const char *at = bytes;
    int32_t line = 0, index = 0;
    double value = 0.0;
    while (next_line(&at, bytes + count, &line, cell) != 0) {
        int head = strcmp(cell[0], "key") == 0 ? 1 : take_head(r, line, cell[0], cell[2]);
        if (head < 0) {
            return -1;
        }
        if (head == 0 && (read_index(cell[1], 0, &index) != 0 ||
                          read_number(cell[2], &value) != 0 || value != value)) {
            return refuse(r, line, cell[0],
                          "key;index;value is wanted, such as undervoltage_s;0;12,0");
        }
        if (head == 0 && take_setting(r, line, cell[0], index, value) != 0) {
            return -1;
        }
    }
    return 0;
}

int audit_document_read(struct audit_document *document, const char *path, const char *bytes,
                        size_t count, char *message, size_t capacity)
{
    struct reader r = {document, path, message, capacity};
    memset(document, 0, sizeof *document);
    int result = feed_kind_of(bytes, count) == FEED_JSON ? read_json(&r, bytes, count)
                                                         : read_table(&r, bytes, count);
    const char *missing = document->document[0] == '\0' ? "document"
                          : document->who[0] == '\0'    ? "who"
                          : document->when_s == 0       ? "when"
                          : document->code[0] == '\0'   ? "code"
                                                        : NULL;
    if (result == 0 && missing != NULL) {
        result = refuse(&r, 1, missing, "missing: an audit names document, person, day and code");
    }
    for (int32_t i = 0; i < document->count; i++) {
        document->row[i].when_s = document->when_s;
    }
    return result;
}

int32_t audit_points_read(ostrov_grid_point *rows, char (*names)[AUDIT_WORD], int32_t most,
                          const char *path, const char *bytes, size_t count, char *message,
                          size_t capacity)
{
    char cell[CELLS][AUDIT_WORD];
    const char *at = bytes;
    int32_t line = 0, used = 0;
    while (next_line(&at, bytes + count, &line, cell) != 0) {
        double model = 0.0;
        ostrov_grid_point *row = &rows[used];
        if (strcmp(cell[0], "model") == 0) {
            continue;
        }
        if (used == most || read_number(cell[0], &model) != 0 ||
            !(model >= 703.0 && model <= 711.0) || cell[1][0] == '\0' ||
            read_index(cell[2], -1, &row->index) != 0 || read_number(cell[3], &row->value) != 0 ||
            read_number(cell[4], &row->step) != 0) {
            return feed_refuse(path, line,
                               "model;name;index;value;step is wanted, such as 703;ESVLo;;91,7;0,1",
                               message, capacity);
        }
        memcpy(names[used], cell[1], AUDIT_WORD);
        row->name = names[used++];
        row->model = (int32_t)model;
    }
    return used > 0 ? used : feed_refuse(path, 1, "there are no points", message, capacity);
}
