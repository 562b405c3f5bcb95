/* A plan's columns in the workspace, all of them, row by row of the problem's slots.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PLAN_COLUMNS_H
#define OSTROV_LIB_PLAN_COLUMNS_H

#include "plan/arena.h"
#include "plan/site.h"

void ostrov_i_columns_lay_out(const ostrov_problem *p, ostrov_i_arena *a, ostrov_plan *columns);

/* Nothing moves, no block runs. */
void ostrov_i_columns_clear(const ostrov_problem *p, const ostrov_plan *columns);

/* Into those of the caller's columns that are wanted. The problem has been judged. */
void ostrov_i_columns_give(const ostrov_problem *p, const ostrov_plan *columns,
                           const ostrov_plan *to);

#endif
