/* A scenario as read: settings, what happens when, what must be seen and what must not.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_GRID_SCRIPT_H
#define OSTROV_TESTS_CONFORMANCE_GRID_SCRIPT_H

#include "csv.h"

#include <ostrov/grid.h>

enum { SCRIPT_EVENTS = 32, SCRIPT_WISHES = 16, SCRIPT_WORD = 32 };

typedef struct event {
    double t_s;
    char key[SCRIPT_WORD];
    char value[SCRIPT_WORD];
} event;

/* Must be seen between from_s and to_s; or, never: must not be seen before to_s, longer than for_s,
 * more often than count. */
typedef struct wish {
    char key[SCRIPT_WORD];
    char relation; /* '=', '<' or '>' (or equal) */
    char value[SCRIPT_WORD];
    double from_s, to_s, for_s;
    int32_t count;
    int32_t never;
    double held_s;
    double seen_s;  /* first time; NaN = never */
    double early_s; /* a command was seen before its window; NaN = not */
    double lost_s;  /* first time in the window at which it did not hold */
    int32_t before; /* held in the last step */
    int32_t times;
} wish;

typedef struct script {
    ostrov_grid_config config;
    event events[SCRIPT_EVENTS];
    wish wishes[SCRIPT_WISHES];
    int32_t event_count, wish_count;
    int32_t dead, islanded, grid_live; /* how it starts */
    int32_t grid_said;                 /* the script moves the grid */
    char strange[4 * SCRIPT_WORD];     /* first word not known */
} script;

/* Keeps the first word that is not known: its scenario fails by it. */
void script_not_known(script *s, const char *what);

/* 1 = read; what is not understood is kept in strange. */
int32_t script_read(script *s, const csv *table, int32_t row);

#endif
