/* The checks of suite grid, one line each: grid_<what>.c holds those of a subject.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_GRID_H
#define OSTROV_TESTS_CONFORMANCE_GRID_H

#include "csv.h"
#include "runner.h"

/* grid_measure.c */
void check_phasor(tally *t, const char *folder, const char *file);
void check_sequence(tally *t, const char *folder, const char *file);
void check_mean(tally *t, const char *folder, const char *file);

/* grid_sync.c */
void check_sync(tally *t, const char *folder, const char *file);
void check_sync_ramp(tally *t, const char *folder, const char *file);

#endif
