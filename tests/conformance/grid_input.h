/* What the groups of cases, input and expect share: three tables, the input at a time, lengths of
 * step.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_GRID_INPUT_H
#define OSTROV_TESTS_CONFORMANCE_GRID_INPUT_H

#include "grid.h"

#include <ostrov/ostrov.h>

/* The lengths of step each case is run at. */
enum { GRID_STEPS = 4 };
extern const double grid_step_s[GRID_STEPS];
extern const char *const grid_step_text[GRID_STEPS];

/* Cases, input and expectations of a group. */
typedef struct grid_group {
    csv cases;
    csv input;
    csv expect;
} grid_group;

/* Reads <group>_cases.csv and its siblings; 0 when one is missing, which is reported as FAIL. */
int32_t grid_group_read(grid_group *g, tally *t, const char *folder, const char *file);
void grid_group_free(grid_group *g);

typedef struct grid_row {
    double t_s;
    double v_pu[3];
    double hz;
    double hz_per_s;
    double permit;
} grid_row;

enum { GRID_ROWS = 4096 };

/* The input of one case in the order of its times. */
typedef struct grid_input {
    grid_row rows[GRID_ROWS];
    int32_t count;
    int32_t at; /* where the last look was: times only grow */
} grid_input;

/* Gathers the rows of a case; 0 when there is none, too many, or a cell is no number. */
int32_t grid_input_read(grid_input *in, const csv *table, const char *name);

/* Starts again from the first row. */
void grid_input_rewind(grid_input *in);

/* Tick number tick of length dt_s: the last row with t_s <= tick·dt_s acts. */
void grid_input_at(grid_input *in, int64_t tick, double dt_s, ostrov_element_sample *sample);

#endif
