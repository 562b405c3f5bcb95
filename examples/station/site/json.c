/* Strict JSON: a look at the bytes, cJSON, and its items joined to their places.
 *
 * cJSON takes any byte below 0x21 for a blank and any byte at all in text, knows no UTF-8, reads a
 * \uXXXX with bad digits as U+0000 (where text then ends), keeps a key that is given twice, and
 * recurses a thousand levels deep. All that is refused here. Its numbers go through strtod, by the
 * locale: it is shown a 0 for each, and what stands in the text is judged and read by our own.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "json.h"

#include <ostrov/base.h>

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_NODES = 64 };

static const char blank[] = " \t\r\n";
static const char digit[] = "0123456789";
static const char hex[] = "0123456789abcdefABCDEF";
static const char truncated[] = "the file ends in the middle of a value: it is truncated";
static const char no_memory[] = "no memory";
static const char bad_escape[] = "an escape after \\ is not known to JSON";
static const char word[] = /* bytes of numbers and bare words */
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+-._";

struct reader {
    struct json *doc;
    struct json_error *error;
    char *shown; /* to cJSON: the text with 0 for each number */
    size_t at;
    size_t key_length; /* of the key that waits for its value */
    int32_t line;
    int32_t depth;
    int32_t open;     /* node of the innermost open list or object; −1 = none */
    int32_t capacity; /* nodes that there is room for */
    char last;        /* first byte of what was scanned before; 0 = nothing yet */
};

static int fail(struct reader *r, const char *what)
{
    r->error->line = r->line;
    (void)snprintf(r->error->what, sizeof r->error->what, "%s", what);
    return -1;
}

/* Moves and counts lines: back by starting over. */
static void move_to(struct reader *r, size_t at)
{
    if (at < r->at) {
        r->at = 0;
        r->line = 1;
    }
    while (r->at < at) {
        r->line += r->doc->text[r->at++] == '\n';
    }
}

/* ---- before cJSON ---------------------------------------------------------------------------- */

/* Bytes of the UTF-8 character at `at`, without overlong forms and surrogates (RFC 3629); 0 = it is
 * none. NUL is no text. */
static size_t utf8_length(const unsigned char *at, size_t left)
{
    unsigned char c = at[0];
    size_t length = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (c == 0 || (c >= 0x80 && c < 0xC2) || c > 0xF4 || length > left) {
        return 0;
    }
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    int bad = (c == 0xE0 && at[1] < 0xA0) || (c == 0xED && at[1] > 0x9F) ||
              (c == 0xF0 && at[1] < 0x90) || (c == 0xF4 && at[1] > 0x8F);
    return bad ? 0 : length;
}

static int check_encoding(struct reader *r)
{
    const unsigned char *t = (const unsigned char *)r->doc->text;
    size_t n = r->doc->length;
    for (size_t length = 0; r->at < n; move_to(r, r->at + length)) {
        length = utf8_length(t + r->at, n - r->at);
        if (length == 0) {
            char what[JSON_WHAT];
            (void)snprintf(what, sizeof what, "byte 0x%02X is not UTF-8; save the file as UTF-8",
                           (unsigned)t[r->at]);
            return fail(r, what);
        }
    }
    move_to(r, 0); /* past a byte order mark, as some editors write (RFC 8259, 8.1) */
    r->at = n >= 3 && memcmp(t, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    return 0;
}

/* Text in quotes, at the opening one: no control characters, \u with four digits, and its end. */
static int scan_text(struct reader *r, size_t *length)
{
    const char *t = r->doc->text;
    size_t start = ++r->at;
    for (; t[r->at] != '"'; r->at++) {
        const char *next = t + r->at + 1;
        if ((unsigned char)t[r->at] < 0x20) {
            return fail(r, t[r->at] == '\0'   ? truncated
                           : t[r->at] == '\n' ? "text has no closing quote on its line"
                                              : "a control character stands in text; write it as "
                                                "\\u00XX");
        }
        if (t[r->at] != '\\') {
            continue;
        }
        if (*next == 'u' && (strspn(next + 1, hex) < 4 || memcmp(next + 1, "0000", 4) == 0)) {
            return fail(r, bad_escape);
        }
        r->at += *next == '"' || *next == '\\';
    }
    *length = r->at++ - start;
    return 0;
}

static int scan_close(struct reader *r, char c)
{
    struct json_node *open = r->open >= 0 ? &r->doc->node[r->open] : NULL;
    if (open == NULL || r->doc->text[open->start] != (c == '}' ? '{' : '[')) {
        return fail(r, c == '}' ? "'}' closes no '{' here" : "']' closes no '[' here");
    }
    if (r->last == ',') {
        return fail(r, "a ',' stands before the end of a list");
    }
    open->length = ++r->at - open->start;
    r->open = open->parent;
    r->depth--;
    return 0;
}

/* Room for one more node. Most texts hold few: the list begins small and doubles. */
static int make_room(struct reader *r)
{
    struct json *doc = r->doc;
    if (doc->count >= JSON_NODES) {
        return fail(r, "the file holds more values than a site file ever needs");
    }
    if (doc->count == r->capacity) {
        int32_t capacity = r->capacity > 0 ? 2 * r->capacity : FIRST_NODES;
        struct json_node *node = realloc(doc->node, (size_t)capacity * sizeof *node);
        if (node == NULL) {
            return fail(r, no_memory);
        }
        doc->node = node;
        r->capacity = capacity;
    }
    return 0;
}

static struct json_node *add_node(struct reader *r)
{
    struct json *doc = r->doc;
    int32_t at = doc->count++;
    struct json_node *node = &doc->node[at];
    *node = (struct json_node){.line = r->line,
                               .parent = r->open,
                               .child = -1,
                               .last = -1,
                               .next = -1,
                               .key_length = r->key_length,
                               .start = r->at};
    if (r->open >= 0) {
        struct json_node *parent = &doc->node[r->open];
        if (parent->last >= 0) {
            doc->node[parent->last].next = at;
            node->index = doc->node[parent->last].index + 1;
        } else {
            parent->child = at;
        }
        parent->last = at;
    }
    return node;
}

static int scan_value(struct reader *r, char c)
{
    if (make_room(r) != 0) {
        return -1;
    }
    struct json_node *node = add_node(r);
    if (c == '"') {
        node->start++;
        return scan_text(r, &node->length);
    }
    if (c == '{' || c == '[') {
        r->at++;
        r->open = r->doc->count - 1;
        return ++r->depth <= JSON_DEPTH
                   ? 0
                   : fail(r, "nested too deep: a site file has at most 8 levels");
    }
    node->length = strspn(r->doc->text + r->at, word);
    if (c == '-' || strchr(digit, c) != NULL) {
        memset(r->shown + r->at, ' ', node->length);
        r->shown[r->at] = '0';
    }
    r->at += node->length;
    return node->length > 0 ? 0 : fail(r, "this byte begins no value of JSON");
}

/* What stands at r->at and is not blank. */
static int scan_one(struct reader *r, char c)
{
    if (c == '}' || c == ']') {
        return scan_close(r, c);
    }
    if (r->open >= 0 && r->doc->text[r->doc->node[r->open].start] == '{' &&
        (r->last == '{' || r->last == ',')) {
        return c == '"' ? scan_text(r, &r->key_length) : fail(r, "a key in quotes is wanted here");
    }
    if (c == ',' || c == ':') {
        r->at++;
        return 0;
    }
    return scan_value(r, c);
}

/* Finds every value. What passes ends all that it began, so that cJSON never looks beyond the end.
 */
static int scan(struct reader *r)
{
    const char *t = r->doc->text;
    for (;;) {
        move_to(r, r->at + strspn(t + r->at, blank));
        char first = t[r->at];
        if (first == '\0') {
            return r->depth > 0   ? fail(r, truncated)
                   : r->last == 0 ? fail(r, "the file is empty")
                                  : 0;
        }
        if (scan_one(r, first) != 0) {
            return -1;
        }
        r->last = first;
    }
}

/* ---- after cJSON ----------------------------------------------------------------------------- */

static int fail_word(struct reader *r, size_t at)
{
    char what[JSON_WHAT];
    int length = (int)strspn(r->doc->text + at, word);
    (void)snprintf(
        what, sizeof what,
        "\"%.*s\" is not a JSON value; text stands in quotes, what is not known is left out",
        length < 24 ? length : 24, r->doc->text + at);
    return fail(r, what);
}

/* Tells what is wrong where cJSON stopped. */
static int fail_syntax(struct reader *r, size_t at)
{
    const char *t = r->doc->text;
    move_to(r, at);
    if (t[at] == '\\') {
        return fail(r, bad_escape);
    }
    while (at > 0 && strchr(word, t[at - 1]) != NULL) {
        at--;
    }
    size_t before = at;
    while (before > 0 && strchr(blank, t[before - 1]) != NULL) {
        before--;
    }
    if (before > 0 && strchr(":[,", t[before - 1]) == NULL) {
        return fail(r, "',' (after a key ':') is wanted here, or in the line above");
    }
    return strchr(word, t[at]) != NULL ? fail_word(r, at) : fail(r, "a value is wanted here");
}

static int kind_of(const cJSON *item)
{
    return cJSON_IsObject(item)   ? JSON_OBJECT
           : cJSON_IsArray(item)  ? JSON_LIST
           : cJSON_IsString(item) ? JSON_TEXT
           : cJSON_IsNumber(item) ? JSON_NUMBER
           : cJSON_IsTrue(item)   ? JSON_TRUE
           : cJSON_IsFalse(item)  ? JSON_FALSE
                                  : JSON_NULL;
}

/* RFC 8259, 6, where ostrov_number_read is more generous: no 01, 1. or -.5. */
static int is_number(const char *t, size_t n)
{
    double value = 0.0;
    const char *whole = t + (t[0] == '-');
    size_t digits = strspn(whole, digit);
    return ostrov_number_read(t, n, &value, NULL) != OSTROV_E_TEXT && digits > 0 &&
           (digits == 1 || *whole != '0') &&
           (whole[digits] != '.' || strspn(whole + digits + 1, digit) > 0);
}

/* A key must differ from those before it: cJSON would keep both in silence. */
static int check_key(struct reader *r, const struct json_node *node)
{
    const struct json *doc = r->doc;
    if (node->key_length == 0 || node->key_length != strlen(node->key)) {
        return fail(r, "a key may be neither empty nor hold \\"); /* escapes are the longer text */
    }
    for (int32_t n = doc->node[node->parent].child; &doc->node[n] != node; n = doc->node[n].next) {
        if (strcmp(doc->node[n].key, node->key) == 0) {
            char path[96];
            char what[JSON_WHAT];
            (void)snprintf(what, sizeof what, "%s: given twice, first at line %d",
                           json_path(doc, n, path, sizeof path), (int)doc->node[n].line);
            return fail(r, what);
        }
    }
    return 0;
}

/* Gives each node its item of the tree: both are in the order of the text. */
static int join(struct reader *r)
{
    struct json *doc = r->doc;
    for (int32_t n = 0; n < doc->count; n++) {
        struct json_node *node = &doc->node[n];
        struct cJSON **from = n > 0 ? &doc->node[node->parent].rest : &doc->tree;
        const cJSON *item = *from;
        if (n > 0) {
            *from = item->next;
        }
        node->kind = kind_of(item);
        node->rest = item->child;
        node->key = item->string;
        node->string = cJSON_GetStringValue(item);
        r->line = node->line;
        if (node->key != NULL && check_key(r, node) != 0) {
            return -1;
        }
        if (node->kind == JSON_NUMBER && !is_number(doc->text + node->start, node->length)) {
            return fail_word(r, node->start);
        }
    }
    return 0;
}

static int parse(struct reader *r)
{
    struct json *doc = r->doc;
    if (check_encoding(r) != 0 || scan(r) != 0) {
        return -1;
    }
    const char *end = r->shown;
    doc->tree = cJSON_ParseWithLengthOpts(r->shown, doc->length, &end, 0);
    size_t at = (size_t)(end - r->shown);
    if (doc->tree == NULL) {
        return fail_syntax(r, at);
    }
    move_to(r, at + strspn(end, blank));
    return r->at < doc->length ? fail(r, "there is more after the end of the file's one object")
                               : join(r);
}

int json_parse(struct json *doc, const char *text, size_t length, struct json_error *error)
{
    struct reader r = {
        .doc = doc, .error = error, .shown = malloc(length + 1), .line = 1, .open = -1};
    int result = -1;
    *doc = (struct json){.text = malloc(length + 1), .length = length};
    if (r.shown == NULL || doc->text == NULL) {
        (void)fail(&r, no_memory);
    } else {
        memcpy(doc->text, text, length);
        doc->text[length] = '\0';
        memcpy(r.shown, doc->text, length + 1);
        result = parse(&r);
    }
    free(r.shown);
    return result;
}

void json_free(struct json *doc)
{
    cJSON_Delete(doc->tree);
    free(doc->node);
    free(doc->text);
    *doc = (struct json){0};
}
