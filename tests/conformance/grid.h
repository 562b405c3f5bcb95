/* The checks of suite grid, one line each: grid_<what>.c holds those of a subject.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_GRID_H
#define OSTROV_TESTS_CONFORMANCE_GRID_H

#include "csv.h"
#include "runner.h"

void grid_scenarios(tally *t, const char *folder, const char *file); /* scenarios.csv */
void grid_trip(tally *t, const char *folder, const char *file);
void grid_ride(tally *t, const char *folder, const char *file);
void grid_enter(tally *t, const char *folder, const char *file);
void grid_rocof(tally *t, const char *folder, const char *file);
void grid_vector_shift(tally *t, const char *folder, const char *file);
void grid_ndz(tally *t, const char *folder, const char *file);

/* A file that is read together with the cases file of its group. */
void grid_sibling(tally *t, const char *folder, const char *file);
/* grid_measure.c */
void check_phasor(tally *t, const char *folder, const char *file);
void check_sequence(tally *t, const char *folder, const char *file);
void check_mean(tally *t, const char *folder, const char *file);

/* grid_sync.c */
void check_sync(tally *t, const char *folder, const char *file);
void check_sync_ramp(tally *t, const char *folder, const char *file);
/* grid_codes.c, grid_curves.c, grid_support.c */
void grid_codes(tally *t, const char *folder, const char *file);
void grid_curves(tally *t, const char *folder, const char *file);
void grid_curve_step(tally *t, const char *folder, const char *file);
void grid_dso_limit(tally *t, const char *folder, const char *file);
void grid_shed_uf(tally *t, const char *folder, const char *file);
void grid_endurance(tally *t, const char *folder, const char *file);

#endif
