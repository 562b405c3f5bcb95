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

void text_refused(const char *text, size_t count, const char *const *pieces)
{
    static struct site site;
    static struct site before;
    char message[MESSAGE] = "";
    char *exact = malloc(count > 0 ? count : 1); /* a byte read beyond the end is seen by ASan */
    ck_assert_ptr_nonnull(exact);
    memcpy(exact, text, count);
    memset(&site, 0x5A, sizeof site);
    before = site;
    ck_assert_msg(site_read("x.json", exact, count, &site, message, sizeof message) == -1,
                  "accepted: %.*s", (int)count, text);
    free(exact);
    for (; *pieces != NULL; pieces++) {
        ck_assert_msg(strstr(message, *pieces) != NULL, "\"%s\" is missing in: %s", *pieces,
                      message);
    }
    ck_assert_msg(memcmp(&site, &before, sizeof site) == 0, "the site was touched");
}
