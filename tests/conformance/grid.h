/* The checks of suite grid, one line each: grid_<what>.c holds those of a subject.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_GRID_H
#define OSTROV_TESTS_CONFORMANCE_GRID_H

#include "csv.h"
#include "runner.h"

void grid_scenarios(tally *t, const char *folder, const char *file); /* scenarios.csv */

#endif
