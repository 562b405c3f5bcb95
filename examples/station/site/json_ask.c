/* What is asked of the nodes of a JSON text: see json.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "json.h"

#include <stdio.h>
#include <string.h>

int32_t json_member(const struct json *doc, int32_t object, const char *key)
{
    for (int32_t n = doc->node[object].child; n >= 0; n = doc->node[n].next) {
        if (doc->node[n].key != NULL && strcmp(doc->node[n].key, key) == 0) {
            return n;
        }
    }
    return -1;
}

char *json_path(const struct json *doc, int32_t node, char *out, size_t capacity)
{
    int32_t chain[JSON_DEPTH + 1];
    int count = 0;
    for (int32_t n = node; n > 0; n = doc->node[n].parent) {
        chain[count++] = n;
    }
    size_t used = 0;
    out[0] = '\0';
    while (count > 0 && used < capacity) {
        const struct json_node *n = &doc->node[chain[--count]];
        int wrote = n->key != NULL ? snprintf(out + used, capacity - used, "%s%.64s",
                                              used > 0 ? "." : "", n->key)
                                   : snprintf(out + used, capacity - used, "[%d]", (int)n->index);
        used += wrote > 0 ? (size_t)wrote : 0;
    }
    return out;
}

const char *json_kind_text(int32_t kind)
{
    static const char *const text[] = {"nothing",  "null", "false",  "true",
                                       "a number", "text", "a list", "an object"};
    return kind >= JSON_NULL && kind <= JSON_OBJECT ? text[kind] : text[0];
}
