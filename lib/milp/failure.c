/* The words for why there is no plan: see failure.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "milp/failure.h"

#include <glpk.h>
#include <stddef.h>

#include "base/fields.h"

/* By enum milp_who. Where the number is a code the code's own name stands for the field. */
static const char *const places[MILP_WHO_COUNT][2] = {
    [MILP_WHO_NOBODY] = {"libostrov-milp", "status"},
    [MILP_WHO_TIME] = {"ostrov_milp_options", "time_limit_s"},
    [MILP_WHO_MEMORY] = {"libostrov-milp", "memory_bytes"},
    [MILP_WHO_THREAD] = {"libostrov-milp", "thread"},
    [MILP_WHO_SIMPLEX] = {"glp_simplex", "result"},
    [MILP_WHO_LP] = {"glp_get_status", "result"},
    [MILP_WHO_INTOPT] = {"glp_intopt", "result"},
    [MILP_WHO_MIP] = {"glp_mip_status", "result"},
    [MILP_WHO_ABORT] = {"glpk", "failed_at_line"},
    [MILP_WHO_GLPK_MEMORY] = {"glpk", "memory"},
    [MILP_WHO_PAIRS] = {"libostrov-milp", "slots_both_ways"},
    [MILP_WHO_HIGHS] = {"highs", "model_status"},
    [MILP_WHO_HIGHS_CALL] = {"highs", "call"},
    [MILP_WHO_CHEAPER] = {"libostrov-milp", "claimed_cost"},
    [MILP_WHO_ANSWER] = {"ostrov-milp-worker", "answer"},
    [MILP_WHO_EXIT] = {"ostrov-milp-worker", "exit_status"},
    [MILP_WHO_SIGNAL] = {"ostrov-milp-worker", "signal"},
    [MILP_WHO_HUNG] = {"ostrov-milp-worker", "killed_after_s"},
    [MILP_WHO_SOCKET] = {"ostrov-milp-worker", "socket_errno"},
};

/* What glp_simplex and glp_intopt return (glpk.h of GLPK 5.0). */
static const char *const results[] = {
    [GLP_EBADB] = "GLP_EBADB",   [GLP_ESING] = "GLP_ESING",     [GLP_ECOND] = "GLP_ECOND",
    [GLP_EBOUND] = "GLP_EBOUND", [GLP_EFAIL] = "GLP_EFAIL",     [GLP_EOBJLL] = "GLP_EOBJLL",
    [GLP_EOBJUL] = "GLP_EOBJUL", [GLP_EITLIM] = "GLP_EITLIM",   [GLP_ETMLIM] = "GLP_ETMLIM",
    [GLP_ENOPFS] = "GLP_ENOPFS", [GLP_ENODFS] = "GLP_ENODFS",   [GLP_EROOT] = "GLP_EROOT",
    [GLP_ESTOP] = "GLP_ESTOP",   [GLP_EMIPGAP] = "GLP_EMIPGAP",
};

static const char *const statuses[] = {
    [GLP_UNDEF] = "GLP_UNDEF",   [GLP_FEAS] = "GLP_FEAS", [GLP_INFEAS] = "GLP_INFEAS",
    [GLP_NOFEAS] = "GLP_NOFEAS", [GLP_OPT] = "GLP_OPT",   [GLP_UNBND] = "GLP_UNBND",
};

static const char *name_of(int64_t who, double number)
{
    const char *found = NULL;
    if ((who == MILP_WHO_SIMPLEX || who == MILP_WHO_INTOPT) && number >= 0.0 &&
        number < (double)(sizeof results / sizeof results[0])) {
        found = results[(size_t)number];
    } else if ((who == MILP_WHO_LP || who == MILP_WHO_MIP) && number >= 0.0 &&
               number < (double)(sizeof statuses / sizeof statuses[0])) {
        found = statuses[(size_t)number];
    }
    return found != NULL ? found : places[who][1];
}

void milp_failure_tell(const milp_failure *failure, ostrov_fault *why)
{
    const int32_t known = failure->who > MILP_WHO_NOBODY && failure->who < MILP_WHO_COUNT;
    const int64_t who = known ? failure->who : (int64_t)MILP_WHO_NOBODY;
    if (why == NULL) {
        return;
    }
    *why = (ostrov_fault){
        places[who][0], name_of(who, failure->number), -1, -1, failure->number, OSTROV_I_NAN,
        OSTROV_I_NAN};
    if (who == MILP_WHO_MEMORY) { /* nothing was given of what was asked for */
        why->value = 0.0;
        why->min = failure->number;
    } else if (who == MILP_WHO_NOBODY || who == MILP_WHO_THREAD || who == MILP_WHO_GLPK_MEMORY ||
               who == MILP_WHO_HIGHS_CALL || who == MILP_WHO_ANSWER) {
        why->value = OSTROV_I_NAN;
    }
}

ostrov_status milp_no_memory(size_t bytes, ostrov_fault *why)
{
    milp_failure_tell(&(milp_failure){MILP_WHO_MEMORY, (double)bytes}, why);
    return OSTROV_E_SPACE;
}
