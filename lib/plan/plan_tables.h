/* Where each structure of plan.h stands in the module's table.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PLAN_TABLES_H
#define OSTROV_LIB_PLAN_TABLES_H

#include <ostrov/plan.h>

extern const ostrov_structure ostrov_i_plan_structures[];
extern const ostrov_structure ostrov_i_plan_row_structures[];
extern const ostrov_structure ostrov_i_plan_steer_structures[];

enum plan_table {
    PLAN_PROBLEM = 0,
    PLAN_PLAN = 1,
    PLAN_VERDICT = 2,
    PLAN_OPTIONS = 3,
    PLAN_SLOT = 4
};

enum plan_steer_table { STEER_CONFIG = 0, STEER_SAMPLE = 1, STEER_STATE = 2 };

enum plan_row_table {
    PLAN_VEHICLE = 0,
    PLAN_GROUP = 1,
    PLAN_PEAK = 2,
    PLAN_BATTERY = 3,
    PLAN_EFFICIENCY = 4,
    PLAN_TAPER = 5,
    PLAN_WEAR = 6,
    PLAN_BLOCK = 7,
    PLAN_TIER = 8,
    PLAN_SCENARIO = 9
};

#endif
