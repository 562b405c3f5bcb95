/* See site_text.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site_text.h"

#include <stdio.h>
#include <string.h>

char *text_of(const char *path, size_t *count)
{
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s is not there", path);
    char *text = malloc(1 << 20);
    ck_assert_ptr_nonnull(text);
    *count = fread(text, 1, (1 << 20) - 1, file);
    text[*count] = '\0';
    fclose(file);
    return text;
}

char *depot_with(const char *from, const char *to)
{
    size_t count = 0;
    char *text = text_of(SITES_DIR "/pisek-depot.json", &count);
    char *at = strstr(text, from);
    ck_assert_msg(at != NULL, "\"%s\" is not in the site file", from);
    memmove(at + strlen(to), at + strlen(from), strlen(at + strlen(from)) + 1);
    memcpy(at, to, strlen(to));
    return text;
}

int line_of(const char *text, const char *what)
{
    int line = 1;
    const char *end = strstr(text, what);
    ck_assert_msg(end != NULL, "\"%s\" is not in the text", what);
    for (const char *p = text; p < end; p++) {
        line += *p == '\n';
    }
    return line;
}

void depot_accepted(const char *from, const char *to, struct site *site)
{
    char message[MESSAGE] = "";
    char *text = depot_with(from, to);
    int result = site_read("x.json", text, strlen(text), site, message, sizeof message);
    free(text);
    ck_assert_msg(result == 0, "%s", message);
}
