/* Why there is no plan: who gave up and with what number. Numbers only, so that it goes through a
 * parcel; the words come at the end, on the caller's side.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_MILP_FAILURE_H
#define OSTROV_LIB_MILP_FAILURE_H

#include <ostrov/base.h>

/* Pinned: they go from the worker program to its host. */
enum milp_who {
    MILP_WHO_NOBODY,
    MILP_WHO_TIME,        /* number: s, the limit that struck */
    MILP_WHO_MEMORY,      /* number: bytes asked for */
    MILP_WHO_THREAD,      /* no thread can be started */
    MILP_WHO_SIMPLEX,     /* number: what glp_simplex returned */
    MILP_WHO_LP,          /* number: glp_get_status */
    MILP_WHO_INTOPT,      /* number: what glp_intopt returned */
    MILP_WHO_MIP,         /* number: glp_mip_status */
    MILP_WHO_ABORT,       /* an assertion of GLPK's; number: its line */
    MILP_WHO_GLPK_MEMORY, /* GLPK has no memory */
    MILP_WHO_PAIRS, /* number: slots that charge and discharge at once, however often forbidden */
    MILP_WHO_HIGHS, /* number: Highs_getModelStatus */
    MILP_WHO_HIGHS_CALL, /* HiGHS refused the program, or gave no basis */
    MILP_WHO_CHEAPER,    /* number: the cost that the solver claimed of a plan that costs more */
    MILP_WHO_ANSWER,     /* the worker program's answer cannot be read */
    MILP_WHO_EXIT,       /* the worker program has ended; number: its exit status */
    MILP_WHO_SIGNAL,     /* and by a signal; number: which */
    MILP_WHO_HUNG,       /* it had to be killed; number: s after which */
    MILP_WHO_SOCKET,     /* no socket for it; number: errno */
    MILP_WHO_COUNT
};

typedef struct milp_failure {
    int64_t who;
    double number;
} milp_failure;

/* Into the caller's fault, which may be NULL. */
void milp_failure_tell(const milp_failure *failure, ostrov_fault *why);

/* E_SPACE, with the bytes that were asked for. */
ostrov_status milp_no_memory(size_t bytes, ostrov_fault *why);

#endif
