/* Links the GLPK planner: prints the solver's version. A binary with GLPK is under GPL-3.0-or-later.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/milp.h>

#include <stdio.h>

int main(void)
{
    ostrov_milp_options options;
    printf("GLPK %s\n", ostrov_milp_solver_version());
    return ostrov_milp_defaults(&options, sizeof options) == OSTROV_OK ? 0 : 1;
}
