/* Judges a plan by arithmetic alone.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PLAN_JUDGE_H
#define OSTROV_LIB_PLAN_JUDGE_H

#include "plan/site.h"

/* What is left of a plan to be told: sums that a plan carries and its verdict. */
typedef struct ostrov_i_judgement {
    ostrov_plan_verdict verdict;
    double short_wh;
    double shed_wh;
    double shed_critical_wh;
    double reserve_short_wh_h;
    double start_wh; /* stored energy while walking */
} ostrov_i_judgement;

/* slots may be NULL (then they are read from the problem) or hold them all already. */
ostrov_status ostrov_i_judge(const ostrov_i_site *site, const ostrov_plan_slot *slots,
                             const ostrov_plan *plan, double tolerance_w, ostrov_i_judgement *out,
                             ostrov_fault *why);

#endif
