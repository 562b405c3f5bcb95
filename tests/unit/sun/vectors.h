/* Reads the reference vectors in ../shared/vectors, when they are beside the project.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_VECTORS_H
#define OSTROV_TESTS_VECTORS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VECTORS_COLUMNS = 40 };

/* One open file: the names of its columns and the row read last. Text columns read as 0. */
struct vectors {
    FILE *file;
    int columns;
    char names[VECTORS_COLUMNS][40];
    double row[VECTORS_COLUMNS];
};

/* Opens ../shared/vectors/pv/<name>; says SKIP aloud and returns 0 when it is not there.
 * source is the caller's __FILE__, which ends in tests/unit/<module>/<file>. */
static inline int vectors_open(struct vectors *v, const char *source, const char *name)
{
    char path[1024];
    const char *at = source;
    for (const char *next; (next = strstr(at, "tests/unit/")) != NULL; at = next + 1) {
    }
    int root = (int)((at > source ? at - 1 : source) - source);
    snprintf(path, sizeof path, "%.*s../shared/vectors/pv/%s", root, source, name);
    v->file = fopen(path, "r");
    v->columns = 0;
    if (v->file == NULL) {
        printf("SKIP %s is not there\n", path);
        return 0;
    }
    char line[2048];
    while (fgets(line, sizeof line, v->file) != NULL && line[0] == '#') {
    }
    for (char *word = strtok(line, ",\n"); word != NULL && v->columns < VECTORS_COLUMNS;
         word = strtok(NULL, ",\n")) {
        snprintf(v->names[v->columns++], sizeof v->names[0], "%s", word);
    }
    return 1;
}

/* Reads the next row; closes the file and returns 0 at its end. */
static inline int vectors_next(struct vectors *v)
{
    char line[2048];
    if (fgets(line, sizeof line, v->file) == NULL) {
        fclose(v->file);
        return 0;
    }
    int i = 0;
    for (char *word = strtok(line, ",\n"); word != NULL && i < v->columns;
         word = strtok(NULL, ",\n")) {
        v->row[i++] = strtod(word, NULL);
    }
    return i == v->columns;
}

static inline double vectors_get(const struct vectors *v, const char *name)
{
    for (int i = 0; i < v->columns; i++) {
        if (strcmp(v->names[i], name) == 0) {
            return v->row[i];
        }
    }
    printf("no column %s\n", name);
    abort();
}

static inline double vectors_abs(double x) { return x < 0 ? -x : x; }

/* Difference relative to the reference, absolute where that is below 1. */
static inline double vectors_error(double got, double reference)
{
    double size = vectors_abs(reference);
    return vectors_abs(got - reference) / (size > 1.0 ? size : 1.0);
}

#endif
