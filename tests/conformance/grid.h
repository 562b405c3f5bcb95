/* The checks of suite grid, one line each: grid_<what>.c holds those of a subject.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_GRID_H
#define OSTROV_TESTS_CONFORMANCE_GRID_H

#include "csv.h"
#include "runner.h"

/* grid_codes.c, grid_curves.c, grid_support.c */
void grid_codes(tally *t, const char *folder, const char *file);
void grid_curves(tally *t, const char *folder, const char *file);
void grid_curve_step(tally *t, const char *folder, const char *file);
void grid_dso_limit(tally *t, const char *folder, const char *file);
void grid_shed_uf(tally *t, const char *folder, const char *file);
void grid_endurance(tally *t, const char *folder, const char *file);

#endif
