/* ostrov-conformance SUITE DIR: holds the library against any folder of reference files.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "runner.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "suites.h"

static const suite suites[] = {
    {"battery", suite_battery},
    {"dispatch", suite_dispatch},
    {"forecast", suite_forecast},
    {"grid", suite_grid},
    {"plan", suite_plan},
    {"pv", suite_pv},
    {"soc", suite_soc},
};

int32_t ends_with(const char *text, const char *end)
{
    const size_t a = strlen(text);
    const size_t b = strlen(end);
    return a >= b && strcmp(text + a - b, end) == 0;
}

char *read_text(const char *folder, const char *file, size_t *length)
{
    char path[4096];
    size_t capacity = 1u << 16;
    size_t used = 0;
    char *bytes = malloc(capacity);
    gzFile in = NULL;
    int got = 0;
    if (bytes == NULL || snprintf(path, sizeof path, "%s/%s", folder, file) >= (int)sizeof path ||
        (in = gzopen(path, "rb")) == NULL) {
        free(bytes);
        return NULL;
    }
    while ((got = gzread(in, bytes + used, (unsigned)(capacity - used - 1))) > 0) {
        used += (size_t)got;
        if (used + 1 >= capacity) {
            char *more = realloc(bytes, capacity * 2);
            if (more == NULL) {
                got = -1;
                break;
            }
            bytes = more;
            capacity *= 2;
        }
    }
    if (gzclose(in) != Z_OK || got < 0) {
        free(bytes);
        return NULL;
    }
    bytes[used] = '\0';
    *length = used;
    return bytes;
}

void report(tally *t, int32_t kind, int32_t good, const char *file, const char *quantity,
            const char *format, ...)
{
    va_list arguments;
    const char *word = kind == REPORT_INFO ? "INFO" : (good ? "PASS" : "FAIL");
    if (kind == REPORT_INFO) {
        t->informed++;
    } else if (good) {
        t->passed++;
    } else {
        t->failed++;
    }
    printf("%s %s %s ", word, file, quantity);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    fflush(stdout);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char **list_folder(const char *folder, size_t *count)
{
    DIR *open = opendir(folder);
    char **names = NULL;
    size_t n = 0;
    const struct dirent *entry = NULL;
    if (open == NULL) {
        return NULL;
    }
    while ((entry = readdir(open)) != NULL) {
        char **more = NULL;
        if (entry->d_name[0] == '.') {
            continue;
        }
        more = realloc(names, (n + 1) * sizeof *names);
        if (more == NULL) {
            break;
        }
        names = more;
        names[n] = strdup(entry->d_name);
        n += names[n] != NULL;
    }
    (void)closedir(open);
    if (n > 0) {
        qsort(names, n, sizeof *names, by_name);
    }
    *count = n;
    return names;
}

int main(int argc, char **argv)
{
    const suite *chosen = NULL;
    tally t = {0, 0, 0};
    size_t count = 0;
    char **names = NULL;
    for (size_t i = 0; argc == 3 && i < sizeof suites / sizeof suites[0]; i++) {
        if (strcmp(argv[1], suites[i].name) == 0) {
            chosen = &suites[i];
        }
    }
    if (chosen == NULL) {
        fprintf(stderr, "usage: ostrov-conformance SUITE DIR, where SUITE is one of:");
        for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++) {
            fprintf(stderr, " %s", suites[i].name);
        }
        fprintf(stderr, "\n");
        return 2;
    }
    names = list_folder(argv[2], &count);
    for (size_t i = 0; i < count; i++) {
        if (!chosen->look(&t, argv[2], names[i])) {
            printf("passed over: %s is nothing that suite %s knows\n", names[i], chosen->name);
        }
        free(names[i]);
    }
    free(names);
    printf("%d passed, %d failed\n", (int)t.passed, (int)t.failed);
    if (t.passed + t.failed == 0) {
        return 2;
    }
    return t.failed > 0 ? 1 : 0;
}
