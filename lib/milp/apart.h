/* The worker program: one problem in, one answer out, in a process of its own.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_MILP_APART_H
#define OSTROV_LIB_MILP_APART_H

#include "milp/milp_internal.h"

/* As milp_run, by the program named. The status is E_UNSUPPORTED when it cannot be started,
 * E_DEADLINE when it is not done in time, E_SOLVER when it ends without an answer or gives none
 * that can be read. */
void milp_run_apart(const char *program, const ostrov_problem *problem, milp_work *work);

#endif
