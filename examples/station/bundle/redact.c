/* What is taken out: see redact.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "redact.h"

#include "../site/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const nobody = "192.0.2.1"; /* RFC 5737: an address that is nobody's */

/* Length of an IPv4 address that begins here; 0 = none. */
static size_t address_length(const char *at)
{
    size_t used = 0;
    for (int part = 0; part < 4; part++) {
        size_t digits = 0;
        while (at[used + digits] >= '0' && at[used + digits] <= '9' && digits < 4) {
            digits++;
        }
        if (digits < 1 || digits > 3 || (part < 3 && at[used + digits] != '.')) {
            return 0;
        }
        used += digits + (part < 3);
    }
    return used;
}

void redact_addresses(char *text, size_t capacity)
{
    for (size_t i = 0; text[i] != '\0'; i++) {
        int inside = i > 0 && ((text[i - 1] >= '0' && text[i - 1] <= '9') || text[i - 1] == '.');
        size_t length = inside ? 0 : address_length(text + i);
        size_t rest = length > 0 ? strlen(text + i + length) : 0;
        if (length > 0 && i + strlen(nobody) + rest < capacity) {
            memmove(text + i + strlen(nobody), text + i + length, rest + 1);
            memcpy(text + i, nobody, strlen(nobody));
            i += strlen(nobody) - 1;
        } else if (length > 0) {
            text[i] = '\0'; /* no room for the longer one: what follows goes too */
            return;
        }
    }
}

void redact_paths(char *text)
{
    for (char *at = text; *at != '\0'; at++) {
        int begins = *at == '/' && (at == text || strchr(" :=\"'(", at[-1]) != NULL);
        size_t length = begins ? strcspn(at, ":") : 0;
        char *last = at;
        for (size_t i = 1; i < length; i++) {
            last = at[i] == '/' ? at + i : last;
        }
        if (last > at) {
            memmove(at, last + 1, strlen(last + 1) + 1);
        }
    }
}

/* Section that a node lies in. */
static const struct site_section *section_of(const struct json *doc, int32_t node)
{
    while (node >= 0 && doc->node[node].parent != 0) {
        node = doc->node[node].parent;
    }
    for (size_t i = 0; node >= 0 && doc->node[node].key != NULL && i < site_section_count; i++) {
        if (strcmp(site_sections[i].key, doc->node[node].key) == 0) {
            return &site_sections[i];
        }
    }
    return NULL;
}

/* What stands for a text; NULL = it stays. */
static const char *instead(const struct json *doc, int32_t node)
{
    const struct json_node *n = &doc->node[node];
    const struct site_section *section = section_of(doc, node);
    if (n->kind != JSON_TEXT || section == NULL ||
        (n->key != NULL && strcmp(n->key, "source") == 0)) {
        return NULL;
    }
    if (strcmp(section->key, "feeds") == 0) {
        int32_t named = n->key != NULL && strcmp(n->key, "value") == 0 ? n->parent : node;
        const char *key = doc->node[named].key;
        return key != NULL && strcmp(key, "weather") == 0  ? "weather"
               : key != NULL && strcmp(key, "prices") == 0 ? "prices"
                                                           : "removed";
    }
    if (!section->secret) {
        return NULL;
    }
    /* What is put in its place is of the same kind, so that the rest is still a site file. */
    const char *text = n->string;
    size_t length = strlen(text);
    return length <= 1 ? NULL /* a letter tells nothing */
           : strspn(text, "0123456789., ") == length && strchr(text, '.') ? nobody
           : text[0] == '/'                                               ? "/dev/null"
                                                                          : "removed";
}

struct change {
    size_t start, length;
    const char *word;
};

static int compare(const void *a, const void *b)
{
    const struct change *left = a;
    const struct change *right = b;
    return left->start < right->start ? -1 : left->start > right->start;
}

static char *copy_without(const struct json *doc)
{
    struct change *change = malloc((size_t)doc->count * sizeof *change);
    char *text = malloc(doc->length + (size_t)doc->count * 16 + 1);
    size_t used = 0, from = 0;
    int32_t changes = 0;
    for (int32_t i = 0; i < doc->count && change != NULL; i++) {
        const char *word = instead(doc, i);
        if (word != NULL) {
            change[changes++] = (struct change){doc->node[i].start, doc->node[i].length, word};
        }
    }
    if (text == NULL || change == NULL) {
        free(text);
        free(change);
        return NULL;
    }
    qsort(change, (size_t)changes, sizeof *change, compare);
    for (int32_t i = 0; i < changes; i++) {
        memcpy(text + used, doc->text + from, change[i].start - from);
        used += change[i].start - from;
        memcpy(text + used, change[i].word, strlen(change[i].word));
        used += strlen(change[i].word);
        from = change[i].start + change[i].length;
    }
    memcpy(text + used, doc->text + from, doc->length - from);
    text[used + doc->length - from] = '\0';
    free(change);
    return text;
}

char *redact_site(const char *path, const char *bytes, size_t count, char *message, size_t capacity)
{
    struct json doc;
    struct json_error error = {1, ""};
    if (json_parse(&doc, bytes, count, &error) != 0) {
        (void)snprintf(message, capacity, "%s:%d: %s", path, (int)error.line, error.what);
        json_free(&doc);
        return NULL;
    }
    char *text = copy_without(&doc);
    if (text == NULL) {
        (void)snprintf(message, capacity, "no memory");
    }
    json_free(&doc);
    return text;
}
