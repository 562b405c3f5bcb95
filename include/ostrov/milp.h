/**
 * @file milp.h
 * @brief The same problem and plan, solved as a MILP by GLPK: library libostrov-milp (GPL-3.0-or-later as a binary).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_MILP_H
#define OSTROV_MILP_H

#include <ostrov/plan.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Options. Growable: fill with ostrov_milp_defaults. */
typedef struct ostrov_milp_options {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t full_binaries;     /**< 1 = exclusivity binaries in every slot, for comparison; 0 = where they matter */
    double time_limit_s;       /**< s, 0.001 … 3600 */
    double gap_ratio;          /**< stops at this relative gap */
} ostrov_milp_options;

/** Version of GLPK in use. @return such as "5.0"; never NULL @rt @since 0.1 */
OSTROV_API const char *ostrov_milp_solver_version(void);

/** Fills options. @param options receives the defaults @param size sizeof *options
 *  @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_milp_defaults(ostrov_milp_options *options,
                                                                size_t size);

/** Plans by GLPK in a short-lived thread of its own; the answer is checked by ostrov_plan_check before
 *  it is given out. Allocates while it runs. @param problem the problem @param options NULL = defaults
 *  @param plan caller's columns: battery_w, grid_w, pv_w, shed_w, shed_critical_w, vehicle_w must be
 *  there @param why receives the fault; may be NULL
 *  @return OK; LIMITED; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_TIME; E_SPACE; E_DEADLINE; E_SOLVER (plan
 *  untouched) @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_milp_solve(const ostrov_problem *problem,
                                                             const ostrov_milp_options *options,
                                                             ostrov_plan *plan, ostrov_fault *why);

/** Field table of this library's own structures, as ostrov_structure_at. @param index from 0
 *  @return the structure; NULL past the end @setup @since 0.1 */
OSTROV_API const ostrov_structure *ostrov_milp_structure_at(size_t index);

#ifdef __cplusplus
}
#endif

#endif
