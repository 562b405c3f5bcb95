/* ostrov_plan_check: how a plan of any origin comes in and its verdict goes out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "plan/judge.h"
#include "plan/plan_tables.h"

ostrov_status ostrov_plan_check(const ostrov_problem *problem, const ostrov_plan *plan,
                                double tolerance_w, ostrov_plan_verdict *verdict, size_t size,
                                ostrov_fault *why)
{
    const ostrov_structure *table = &ostrov_i_plan_structures[PLAN_PLAN];
    ostrov_i_site site;
    ostrov_plan full;
    ostrov_i_judgement judgement;
    ostrov_status status = OSTROV_OK;
    if (plan == NULL || verdict == NULL || plan->struct_size < table->first_size) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, table->name, "struct_size", -1, OSTROV_I_NAN,
                              (double)table->first_size, OSTROV_I_NAN);
    }
    if (!(tolerance_w > 0.0) || !ostrov_i_finite(tolerance_w)) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, NULL, "tolerance_w", -1, tolerance_w, 0.0,
                              OSTROV_I_NAN);
    }
    memset(&full, 0, sizeof full);
    memcpy(&full, plan, plan->struct_size < sizeof full ? plan->struct_size : sizeof full);
    status = ostrov_i_site_open(problem, &site, why);
    if (status == OSTROV_OK) {
        status = ostrov_i_judge(&site, NULL, &full, tolerance_w, &judgement, why);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    return ostrov_i_give(&ostrov_i_plan_structures[PLAN_VERDICT], &judgement.verdict, verdict, size);
}
