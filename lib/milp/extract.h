/* Reads GLPK's answer.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_MILP_EXTRACT_H
#define OSTROV_LIB_MILP_EXTRACT_H

#include "milp/milp_internal.h"

/* From the last LP solution in m->lp into the job's columns. */
void milp_extract(const milp_model *m, milp_job *job);

#endif
