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
    int32_t solver;            /**< GLPK or HIGHS of enum ostrov_solver; UNKNOWN = GLPK */
    int32_t memory_limit_mib;  /**< MiB of address space for the worker program of ostrov_milp_solve_apart,
                                    0 = no limit */
    const char *highs_library; /**< file of HiGHS's shared library; NULL = by its usual names */
} ostrov_milp_options;

/** Several stations behind one feeder. Growable: fill with ostrov_fleet_defaults. */
typedef struct ostrov_fleet {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t count;                    /**< stations, 1 … 256 */
    const ostrov_problem *const *problems; /**< one a station, all with the same edges */
    const double *import_limit_w;     /**< W through the feeder by slot; NULL = no limit */
    const double *export_limit_w;     /**< W back through it by slot; NULL = no limit */
    const ostrov_plan_peak *peaks;    /**< rows: charges on the highest mean of the feeder, or NULL */
    int32_t peaks_count;              /**< rows of peaks */
    uint32_t peaks_stride;            /**< bytes from row to row */
} ostrov_fleet;

/** Version of GLPK in use. @return such as "5.0"; never NULL @rt @since 0.1 */
OSTROV_API const char *ostrov_milp_solver_version(void);

/** Version of HiGHS that is found at run time. @param library file of its shared library, NULL = by its
 *  usual names @param text receives such as "1.15.1" @param size bytes at text
 *  @return OK; E_ARGUMENT; E_SPACE; E_UNSUPPORTED when it is not there @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_milp_highs_version(const char *library, char *text,
                                                                     size_t size);

/** Fills options. @param options receives the defaults @param size sizeof *options
 *  @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_milp_defaults(ostrov_milp_options *options,
                                                                size_t size);

/** Plans by GLPK, or by HiGHS loaded at run time, in a short-lived thread of its own; the answer is
 *  checked by ostrov_plan_check before it is given out. Allocates while it runs. @param problem the problem @param options NULL = defaults
 *  @param plan caller's columns: battery_w, grid_w, pv_w, shed_w, shed_critical_w, vehicle_w must be
 *  there @param why receives the fault: after E_SPACE the bytes or slots needed against those given, after E_DEADLINE
 *  the limit that struck, after E_SOLVER the call that gave up and its status, or the rule that the answer
 *  broke; may be NULL
 *  @return OK; LIMITED; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_TIME; E_SPACE; E_UNSUPPORTED (a member not
 *  covered, or HiGHS not there); E_DEADLINE; E_SOLVER (plan untouched) @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_milp_solve(const ostrov_problem *problem,
                                                             const ostrov_milp_options *options,
                                                             ostrov_plan *plan, ostrov_fault *why);

/** The same in a process of its own, which may be killed, hang, run out of memory or answer nonsense: the
 *  call is back 0.1 s after 1.1 times the time limit at the latest, the process gone and the plan as it was.
 *  Needs POSIX; leaves signals and the environment alone. The program's own environment is empty: HiGHS that
 *  is found by LD_LIBRARY_PATH only needs highs_library. @param problem the problem
 *  @param options NULL = defaults @param program file of ostrov-milp-worker, of this build
 *  @param plan as for ostrov_milp_solve @param why receives the fault, as there; may be NULL
 *  @return as ostrov_milp_solve; E_UNSUPPORTED also when the program cannot be started, E_DEADLINE when it
 *  was not done, E_SOLVER when it ended without a plan @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_milp_solve_apart(const ostrov_problem *problem,
                                                                   const ostrov_milp_options *options,
                                                                   const char *program,
                                                                   ostrov_plan *plan, ostrov_fault *why);

/** Fills a fleet. @param fleet receives the defaults @param size sizeof *fleet
 *  @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_fleet_defaults(ostrov_fleet *fleet, size_t size);

/** Plans several stations together, so that the feeder's limits hold and its peak charge is weighed
 *  against what each station would pay. As ostrov_milp_solve otherwise; each plan is checked by
 *  ostrov_plan_check, the feeder's rules by arithmetic.
 *  @param fleet the stations @param options NULL = defaults @param plans one a station, caller's columns
 *  @param cost receives the money of all, the feeder's charges included; may be NULL
 *  @param bound receives a proven lower bound of it; may be NULL @param why receives the fault, with the
 *  station as index where it is one station's; may be NULL
 *  @return OK; LIMITED; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_TIME; E_SPACE; E_UNSUPPORTED; E_DEADLINE;
 *  E_SOLVER (plans untouched) @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_milp_solve_fleet(const ostrov_fleet *fleet,
                                                                   const ostrov_milp_options *options,
                                                                   ostrov_plan *const *plans,
                                                                   double *cost, double *bound,
                                                                   ostrov_fault *why);

/** Field table of this library's own structures, as ostrov_structure_at. @param index from 0
 *  @return the structure; NULL past the end @setup @since 0.1 */
OSTROV_API const ostrov_structure *ostrov_milp_structure_at(size_t index);

#ifdef __cplusplus
}
#endif

#endif
