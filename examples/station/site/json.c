/* A strict, bounded JSON reader; see json.h for why it is ours.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "json.h"
#include "json_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where the reader is. The stack of open lists and objects is the parent chain of the nodes. */
struct reader {
    struct json *doc;
    struct json_error *error;
    size_t at;
    int32_t line;
    int32_t open; /* node of the innermost open list or object; −1 = none */
    int32_t depth;
    size_t key, key_length; /* key waiting for its value */
};

static int fail(struct reader *r, const char *what)
{
    r->error->line = r->line;
    (void)snprintf(r->error->what, sizeof r->error->what, "%s", what);
    return -1;
}

static int ended(const struct reader *r) { return r->at >= r->doc->length; }

static char here(const struct reader *r) { return ended(r) ? '\0' : r->doc->text[r->at]; }

static int fail_ended(struct reader *r)
{
    return fail(r, "the file ends in the middle of a value: it is truncated");
}

static void skip_blanks(struct reader *r)
{
    while (!ended(r)) {
        char c = r->doc->text[r->at];
        if (c == '\n') {
            r->line++;
        } else if (c != ' ' && c != '\t' && c != '\r') {
            return;
        }
        r->at++;
    }
}

static int is_digit(char c) { return c >= '0' && c <= '9'; }

/* A byte that may stand in a bare word or number: for messages that show what was found. */
static int is_word(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
           c == '-' || c == '.' || c == '_';
}

/* Checks one escape at the backslash; returns its length, 0 = not valid. */
static size_t escape_length(const char *at, size_t left)
{
    if (left < 2) {
        return 0;
    }
    if (at[1] != 'u') {
        return at[1] != '\0' && strchr("\"\\/bfnrt", at[1]) != NULL ? 2 : 0;
    }
    int32_t code = left >= 6 ? json_hex4(at + 2) : -1;
    if (code < 1 || (code >= 0xDC00 && code <= 0xDFFF)) {
        return 0;
    }
    if (code < 0xD800 || code > 0xDBFF) {
        return 6;
    }
    /* first half of a surrogate pair: the second must follow */
    int32_t low = left >= 12 && at[6] == '\\' && at[7] == 'u' ? json_hex4(at + 8) : -1;
    return low >= 0xDC00 && low <= 0xDFFF ? 12 : 0;
}

/* Text in quotes, at the opening quote. */
static int read_text(struct reader *r, size_t *start, size_t *length)
{
    r->at++;
    *start = r->at;
    while (!ended(r)) {
        char c = r->doc->text[r->at];
        if (c == '"') {
            *length = r->at - *start;
            r->at++;
            return 0;
        }
        if ((unsigned char)c < 0x20) {
            return fail(r, c == '\n' ? "text has no closing quote on its line"
                                     : "a control character stands in text; write it as \\u00XX");
        }
        if (c != '\\') {
            r->at++;
            continue;
        }
        size_t escape = escape_length(r->doc->text + r->at, r->doc->length - r->at);
        if (escape == 0) {
            return r->doc->length - r->at < 12 ? fail_ended(r)
                                               : fail(r, "an escape after \\ is not known to JSON");
        }
        r->at += escape;
    }
    return fail_ended(r);
}

/* NaN and Infinity in any case and with any sign: what some writers put where JSON has no word. */
static int is_no_number(const char *word)
{
    static const char *const known[] = {"nan", "inf", "infinity"};
    word += *word == '-' || *word == '+';
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
        size_t i = 0;
        while (word[i] != '\0' && (word[i] | 0x20) == known[k][i]) {
            i++;
        }
        if (word[i] == '\0' && known[k][i] == '\0') {
            return 1;
        }
    }
    return 0;
}

static int fail_word(struct reader *r)
{
    size_t count = 0;
    char word[24];
    while (r->at + count < r->doc->length && count + 1 < sizeof word &&
           is_word(r->doc->text[r->at + count])) {
        word[count] = r->doc->text[r->at + count];
        count++;
    }
    word[count] = '\0';
    char what[JSON_WHAT];
    if (is_no_number(word)) {
        (void)snprintf(what, sizeof what,
                       "%s is not a number JSON knows; leave out what is not known", word);
    } else if (count > 0) {
        (void)snprintf(what, sizeof what, "\"%s\" is not a JSON value; text stands in quotes",
                       word);
    } else {
        (void)snprintf(what, sizeof what, "a value is wanted here, found '%c'", here(r));
    }
    return fail(r, what);
}

/* RFC 8259, 6: −? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)? */
static int read_number(struct reader *r, size_t *start, size_t *length)
{
    const char *t = r->doc->text;
    size_t n = r->doc->length;
    size_t i = r->at;
    i += i < n && t[i] == '-';
    size_t whole = i;
    while (i < n && is_digit(t[i])) {
        i++;
    }
    int good = i > whole && (t[whole] != '0' || i == whole + 1);
    if (good && i < n && t[i] == '.') {
        size_t fraction = ++i;
        while (i < n && is_digit(t[i])) {
            i++;
        }
        good = i > fraction;
    }
    if (good && i < n && (t[i] == 'e' || t[i] == 'E')) {
        i++;
        i += i < n && (t[i] == '+' || t[i] == '-');
        size_t exponent = i;
        while (i < n && is_digit(t[i])) {
            i++;
        }
        good = i > exponent;
    }
    if (!good || (i < n && is_word(t[i]))) {
        return fail_word(r);
    }
    *start = r->at;
    *length = i - r->at;
    r->at = i;
    return 0;
}

static int same(const struct json *doc, const struct json_node *node, size_t key, size_t length)
{
    return node->key_length == length &&
           memcmp(doc->text + node->key, doc->text + key, length) == 0;
}

/* A key given twice: most readers keep one of them in silence. */
static int check_double(struct reader *r)
{
    const struct json *doc = r->doc;
    for (int32_t n = doc->node[r->open].child; n >= 0; n = doc->node[n].next) {
        if (same(doc, &doc->node[n], r->key, r->key_length)) {
            char path[96];
            char what[JSON_WHAT];
            (void)snprintf(what, sizeof what, "%s: given twice, first at line %d",
                           json_path(doc, n, path, sizeof path), (int)doc->node[n].line);
            return fail(r, what);
        }
    }
    return 0;
}

static int add_node(struct reader *r, int32_t kind, size_t start, size_t length)
{
    struct json *doc = r->doc;
    if (doc->count >= JSON_NODES) {
        return fail(r, "the file holds more values than a site file ever needs");
    }
    int32_t at = doc->count++;
    struct json_node *node = &doc->node[at];
    *node = (struct json_node){.kind = kind,
                               .line = r->line,
                               .parent = r->open,
                               .child = -1,
                               .last = -1,
                               .next = -1,
                               .key = r->key,
                               .key_length = r->key_length,
                               .start = start,
                               .length = length};
    r->key_length = 0;
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
    return 0;
}

static int open_node(struct reader *r, int32_t kind)
{
    if (r->depth >= JSON_DEPTH) {
        return fail(r, "nested too deep: a site file has at most 8 levels");
    }
    if (add_node(r, kind, r->at, 0) != 0) {
        return -1;
    }
    r->open = r->doc->count - 1;
    r->depth++;
    r->at++;
    return 0;
}

static void close_node(struct reader *r)
{
    struct json_node *node = &r->doc->node[r->open];
    r->at++;
    node->length = r->at - node->start;
    r->open = node->parent;
    r->depth--;
}

static int read_word(struct reader *r, const char *word, int32_t kind)
{
    size_t length = strlen(word);
    if (r->doc->length - r->at < length || memcmp(r->doc->text + r->at, word, length) != 0 ||
        (r->at + length < r->doc->length && is_word(r->doc->text[r->at + length]))) {
        return fail_word(r);
    }
    if (add_node(r, kind, r->at, length) != 0) {
        return -1;
    }
    r->at += length;
    return 0;
}

static int read_value(struct reader *r)
{
    size_t start = 0;
    size_t length = 0;
    switch (here(r)) {
    case '{':
        return open_node(r, JSON_OBJECT);
    case '[':
        return open_node(r, JSON_LIST);
    case '"':
        return read_text(r, &start, &length) == 0 ? add_node(r, JSON_TEXT, start, length) : -1;
    case 't':
        return read_word(r, "true", JSON_TRUE);
    case 'f':
        return read_word(r, "false", JSON_FALSE);
    case 'n':
        return read_word(r, "null", JSON_NULL);
    default:
        return read_number(r, &start, &length) == 0 ? add_node(r, JSON_NUMBER, start, length) : -1;
    }
}

/* "key" : before a member of an object. */
static int read_key(struct reader *r)
{
    if (here(r) != '"') {
        return ended(r) ? fail_ended(r) : fail(r, "a key in quotes is wanted here");
    }
    if (read_text(r, &r->key, &r->key_length) != 0) {
        return -1;
    }
    if (r->key_length == 0 || memchr(r->doc->text + r->key, '\\', r->key_length) != NULL) {
        return fail(r, "a key may be neither empty nor hold \\");
    }
    if (check_double(r) != 0) {
        return -1;
    }
    skip_blanks(r);
    if (here(r) != ':') {
        return ended(r) ? fail_ended(r) : fail(r, "':' is wanted after a key");
    }
    r->at++;
    skip_blanks(r);
    return 0;
}

/* What may follow inside an open list or object: its end, or (after a comma) one more member. */
static int read_member(struct reader *r)
{
    const struct json_node *open = &r->doc->node[r->open];
    char end = open->kind == JSON_OBJECT ? '}' : ']';
    if (here(r) == end) {
        close_node(r);
        return 0;
    }
    if (open->child >= 0) {
        if (here(r) != ',') {
            return ended(r)
                       ? fail_ended(r)
                       : fail(r, end == '}' ? "',' or '}' is wanted here (or in the line above)"
                                            : "',' or ']' is wanted here (or in the line above)");
        }
        r->at++;
        skip_blanks(r);
        if (here(r) == end) {
            return fail(r, "a ',' stands before the end of a list");
        }
    }
    if (open->kind == JSON_OBJECT && read_key(r) != 0) {
        return -1;
    }
    return ended(r) ? fail_ended(r) : read_value(r);
}

static int check_encoding(struct reader *r)
{
    const unsigned char *t = (const unsigned char *)r->doc->text;
    size_t n = r->doc->length;
    if (n >= 2 && ((t[0] == 0xFF && t[1] == 0xFE) || (t[0] == 0xFE && t[1] == 0xFF))) {
        return fail(r, "the file is UTF-16; save it as UTF-8");
    }
    int32_t line = 1;
    for (size_t i = 0; i < n;) {
        size_t length = json_utf8_length(t + i, n - i);
        if (length == 0) {
            char what[JSON_WHAT];
            (void)snprintf(what, sizeof what, "byte 0x%02X is not UTF-8; save the file as UTF-8",
                           (unsigned)t[i]);
            r->line = line;
            return fail(r, what);
        }
        line += t[i] == '\n';
        i += length;
    }
    if (n >= 3 && memcmp(t, "\xEF\xBB\xBF", 3) == 0) {
        r->at =
            3; /* a byte order mark, as some editors write: RFC 8259, 8.1 lets a reader pass it */
    }
    return 0;
}

int json_parse(struct json *doc, const char *text, size_t length, struct json_error *error)
{
    struct reader r = {.doc = doc, .error = error, .line = 1, .open = -1};
    *doc = (struct json){.text = text, .length = length};
    if (check_encoding(&r) != 0) {
        return -1;
    }
    doc->node = calloc(JSON_NODES, sizeof *doc->node);
    if (doc->node == NULL) {
        return fail(&r, "no memory");
    }
    skip_blanks(&r);
    if (ended(&r)) {
        return fail(&r, "the file is empty");
    }
    if (read_value(&r) != 0) {
        return -1;
    }
    while (r.open >= 0) {
        skip_blanks(&r);
        if (read_member(&r) != 0) {
            return -1;
        }
    }
    skip_blanks(&r);
    return ended(&r) ? 0 : fail(&r, "there is more after the end of the file's one object");
}

void json_free(struct json *doc)
{
    free(doc->node);
    doc->node = NULL;
    doc->count = 0;
}
