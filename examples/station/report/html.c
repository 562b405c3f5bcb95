/* Writes a page to a file: see html.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "html.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

static void put(struct html *out, const char *bytes, size_t count)
{
    if (out->failed == 0 && count > 0) {
        errno = 0;
        if (fwrite(bytes, 1, count, out->file) != count) {
            out->failed = errno != 0 ? errno : EIO;
        }
    }
}

void html_raw(struct html *out, const char *markup) { put(out, markup, strlen(markup)); }

/* Bytes of the UTF-8 character at text; 0 when it is broken (RFC 3629: no overlong forms, no
 * surrogates, nothing above U+10FFFF). */
static size_t character(const unsigned char *text)
{
    static const unsigned char least[4] = {0, 0x80, 0xa0, 0x90};
    size_t count = text[0] < 0x80   ? 1
                   : text[0] < 0xc2 ? 0
                   : text[0] < 0xe0 ? 2
                   : text[0] < 0xf0 ? 3
                   : text[0] < 0xf5 ? 4
                                    : 0;
    for (size_t i = 1; i < count; i++) {
        if ((text[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    if ((text[0] == 0xe0 || text[0] == 0xf0) && text[1] < least[count - 1]) {
        return 0;
    }
    if ((text[0] == 0xed && text[1] > 0x9f) || (text[0] == 0xf4 && text[1] > 0x8f)) {
        return 0;
    }
    return count;
}

static const char *escape(unsigned char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return c < 0x20 || c == 0x7f ? " " : NULL;
    }
}

void html_text(struct html *out, const char *text)
{
    while (*text != '\0') {
        size_t count = character((const unsigned char *)text);
        const char *instead = count == 1 ? escape((unsigned char)*text) : NULL;
        if (count == 0) {
            html_raw(out, "\xef\xbf\xbd"); /* U+FFFD, replacement character */
            count = 1;
        } else if (instead != NULL) {
            html_raw(out, instead);
        } else {
            put(out, text, count);
        }
        text += count;
    }
}

void html_format(struct html *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    while (*format != '\0') {
        const char *directive = strchr(format, '%');
        if (directive == NULL) {
            html_raw(out, format);
            break;
        }
        put(out, format, (size_t)(directive - format));
        format = directive + 2;
        if (directive[1] == 's') {
            html_text(out, va_arg(arguments, const char *));
        } else if (directive[1] == 'd') {
            char digits[16];
            snprintf(digits, sizeof digits, "%d", va_arg(arguments, int));
            html_raw(out, digits);
        } else { /* "%%", and the end of a mistaken format */
            html_raw(out, "%");
            format -= directive[1] == '\0';
        }
    }
    va_end(arguments);
}
