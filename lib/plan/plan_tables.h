/* Where each structure of plan.h stands in the module's table.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PLAN_TABLES_H
#define OSTROV_LIB_PLAN_TABLES_H

#include <ostrov/plan.h>

extern const ostrov_structure ostrov_i_plan_structures[];

enum plan_table {
    PLAN_VEHICLE = 0,
    PLAN_GROUP = 1,
    PLAN_PEAK = 2,
    PLAN_PROBLEM = 3,
    PLAN_PLAN = 4,
    PLAN_VERDICT = 5,
    PLAN_OPTIONS = 6,
    PLAN_SLOT = 7
};

#endif
