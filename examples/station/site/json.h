/* JSON text as a flat list of nodes that know where they stand in the text.
 *
 * cJSON parses. It keeps neither place nor raw text, hands numbers to strtod and lets a few things
 * pass (json.c tells which); a site file is refused with file and line, and its numbers are read
 * whatever the locale. So each item of cJSON's tree is joined to its place in the text.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_JSON_H
#define STATION_JSON_H

#include <stddef.h>
#include <stdint.h>

enum { JSON_DEPTH = 8, JSON_NODES = 16384, JSON_WHAT = 160 };

enum json_kind {
    JSON_NULL = 1,
    JSON_FALSE = 2,
    JSON_TRUE = 3,
    JSON_NUMBER = 4,
    JSON_TEXT = 5,
    JSON_LIST = 6,
    JSON_OBJECT = 7
};

/* One value. */
struct json_node {
    int32_t kind;
    int32_t line;   /* counted from 1 */
    int32_t parent; /* −1 for the root */
    int32_t child;  /* first member; −1 = none */
    int32_t last;   /* last member; −1 = none */
    int32_t next;   /* next member of the same parent; −1 = none */
    int32_t index;  /* which member of its parent, from 0 */
    int32_t reserved;
    const char *key;    /* NULL in lists and for the root */
    const char *string; /* of a TEXT, without its escapes; else NULL */
    struct cJSON *rest; /* while reading: first member without a node */
    size_t key_length;
    size_t start, length; /* bytes in the text, without the quotes */
};

struct json {
    char *text; /* a copy, NUL-terminated */
    size_t length;
    struct json_node *node; /* node[0] is the root */
    int32_t count;
    int32_t reserved;
    struct cJSON *tree; /* owns what key and string point at */
};

struct json_error {
    int32_t line;
    char what[JSON_WHAT];
};

/* Reads a whole text. Returns 0, or −1 with the line and what is wrong; json_free serves both. */
int json_parse(struct json *doc, const char *text, size_t length, struct json_error *error);

void json_free(struct json *doc);

/* Member of an object by its exact key; −1 when it is not there. */
int32_t json_member(const struct json *doc, int32_t object, const char *key);

/* "vehicles[2].accepts_w" of a node. Returns out. */
char *json_path(const struct json *doc, int32_t node, char *out, size_t capacity);

/* Kind in words: "a number", "text", … */
const char *json_kind_text(int32_t kind);

#endif
