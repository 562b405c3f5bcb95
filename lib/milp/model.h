/* A dispatch problem as a MILP for GLPK.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_MILP_MODEL_H
#define OSTROV_LIB_MILP_MODEL_H

#include <glpk.h>
#include <ostrov/plan.h>

/* A problem complete in this library's own sizes, whatever size the caller knows. */
typedef struct milp_input {
    ostrov_problem problem;
    ostrov_battery_config battery;
    int32_t has_battery;
    int32_t full_binaries;
    ostrov_plan_slot *slots;
    ostrov_plan_vehicle *vehicles;
    ostrov_plan_group *groups;
    ostrov_plan_peak *peaks;
    int32_t *first; /* whole slots of each stay */
    int32_t *until;
    ostrov_plan_block *blocks;
    int32_t *block_first; /* slots in which each may start; the last is before the first when none */
    int32_t *block_last;
    int32_t block_starts; /* of all blocks */
} milp_input;

/* First column of each kind in each slot; 0 = there is none. Columns are in kW and kWh. */
typedef struct milp_slot_columns {
    int32_t import, export, curtail, charge, discharge, shed, shed_critical, stored, under, over;
    int32_t exclusive_battery, exclusive_grid;
    int32_t store_row;
} milp_slot_columns;

typedef struct milp_model {
    glp_prob *lp;
    milp_slot_columns *slots;
    int32_t *vehicle_column; /* first slot of each stay; the next slots follow */
    int32_t *on_column;      /* binaries of its least power, or 0 */
    int32_t *short_column;
    int32_t *peak_column;
    int32_t *block_column; /* binary of its first start; the next follow, that of not running last */
    int32_t *forced; /* slots that must have an exclusivity binary of the battery */
    int32_t integers;
    int32_t burden; /* a kWh in the cells can be worth less than nothing */
} milp_model;

/* Mean W of a block in slot t when it starts with slot start. */
double milp_model_block_w(const milp_input *in, int32_t block, int32_t start, int32_t t);

/* Builds into model->lp, which must exist and may hold other stations; the arrays must hold as many as the
 * input says. Scratch holds at least 64 + 2·vehicles + slots + block starts entries each, from index 1. */
void milp_model_build(const milp_input *in, milp_model *model, int *index, double *value);

/* Constant part of the cost: what every plan pays alike. */
double milp_model_constant(const milp_input *in);

#endif
