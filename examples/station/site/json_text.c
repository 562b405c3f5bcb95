/* What is asked of JSON nodes once they are read: members, text, paths.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "json.h"
#include "json_text.h"

#include <stdio.h>
#include <string.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

int32_t json_hex4(const char *at)
{
    int32_t value = 0;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(at[i]);
        if (digit < 0) {
            return -1;
        }
        value = value * 16 + digit;
    }
    return value;
}

int32_t json_member(const struct json *doc, int32_t object, const char *key)
{
    size_t length = strlen(key);
    for (int32_t n = doc->node[object].child; n >= 0; n = doc->node[n].next) {
        if (doc->node[n].key_length == length &&
            memcmp(doc->text + doc->node[n].key, key, length) == 0) {
            return n;
        }
    }
    return -1;
}

/* UTF-8 without overlong forms and surrogates (RFC 3629); NUL is no text. */
size_t json_utf8_length(const unsigned char *at, size_t left)
{
    unsigned char c = at[0];
    size_t length = c < 0x80 ? 1 : c >= 0xC2 && c < 0xE0 ? 2 : (c & 0xF0) == 0xE0 ? 3 : 4;
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

static size_t put_utf8(uint32_t code, char out[4])
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    size_t length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char lead[5] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = length; i > 1; i--) {
        out[i - 1] = (char)(0x80 | (code & 0x3F));
        code >>= 6;
    }
    out[0] = (char)(lead[length] | code);
    return length;
}

/* One character at `at`, escapes resolved; moves *at on. The text was checked when it was read. */
static size_t take_character(const char *text, size_t *at, char out[4])
{
    static const char codes[] = "\"\\/bfnrt";
    static const char bytes[] = "\"\\/\b\f\n\r\t";
    if (text[*at] != '\\') {
        out[0] = text[(*at)++];
        return 1;
    }
    char c = text[*at + 1];
    if (c != 'u') {
        out[0] = bytes[strchr(codes, c) - codes];
        *at += 2;
        return 1;
    }
    uint32_t code = (uint32_t)json_hex4(text + *at + 2);
    *at += 6;
    if (code >= 0xD800 && code <= 0xDBFF) {
        code = 0x10000 + ((code - 0xD800) << 10) + ((uint32_t)json_hex4(text + *at + 2) - 0xDC00);
        *at += 6;
    }
    return put_utf8(code, out);
}

size_t json_text(const struct json *doc, int32_t node, char *out, size_t capacity)
{
    const struct json_node *n = &doc->node[node];
    size_t length = 0;
    size_t kept = 0;
    for (size_t at = n->start; at < n->start + n->length;) {
        char bytes[4];
        size_t count = take_character(doc->text, &at, bytes);
        if (length + count < capacity) {
            memcpy(out + length, bytes, count);
            kept = length + count;
        }
        length += count;
    }
    if (capacity > 0) {
        out[kept] = '\0';
    }
    return length;
}

char *json_path(const struct json *doc, int32_t node, char *out, size_t capacity)
{
    int32_t chain[JSON_DEPTH + 2];
    int count = 0;
    for (int32_t n = node; n > 0 && count < JSON_DEPTH + 2; n = doc->node[n].parent) {
        chain[count++] = n;
    }
    size_t used = 0;
    out[0] = '\0';
    while (count > 0 && used < capacity) {
        const struct json_node *n = &doc->node[chain[--count]];
        int wrote =
            n->key_length > 0
                ? snprintf(out + used, capacity - used, "%s%.*s", used > 0 ? "." : "",
                           (int)(n->key_length < 64 ? n->key_length : 64), doc->text + n->key)
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
