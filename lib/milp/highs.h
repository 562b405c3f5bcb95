/* HiGHS behind the same model: loaded at run time where its library is there, not needed to build.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_MILP_HIGHS_H
#define OSTROV_LIB_MILP_HIGHS_H

#include <glpk.h>
#include <ostrov/base.h>

typedef struct milp_highs milp_highs;

/* Loads a library, NULL = by its usual names. Gives NULL when there is none, or another interface.
 */
milp_highs *milp_highs_open(const char *library);
void milp_highs_close(milp_highs *h);

/* Such as "1.15.1"; lives as long as h. */
const char *milp_highs_version(const milp_highs *h);

/* Solves the program, and leaves in it what GLPK would have left before its last step: binaries
 * fixed where they are best, and the basis of the rest, from which GLPK's simplex has nothing more
 * to do. told receives the last Highs_getModelStatus, -1 = no such answer came. */
ostrov_status milp_highs_solve(milp_highs *h, glp_prob *lp, double gap_ratio, double limit_s,
                               double *bound, int32_t *told);

#endif
