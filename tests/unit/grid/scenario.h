/* What the scenarios share: one plant for each program, and its settings fresh before each test.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_GRID_SCENARIO_H
#define OSTROV_TESTS_GRID_SCENARIO_H

#include "plant.h"

static plant p;
static ostrov_grid_config c;

static inline void fresh(void) { plant_config(&c); }

#endif
