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
    int32_t
        *block_first; /* slots in which each may start; the last is before the first when none */
    int32_t *block_last;
    int32_t block_starts; /* of all blocks */
    ostrov_plan_battery batteries[16];
    ostrov_plan_taper tapers[8];
    ostrov_plan_wear wears[8]; /* the last holds what the others leave */
    ostrov_plan_tier tiers[4];
    double rest_share;  /* of the ordinary load that no tier holds */
    int32_t full_until; /* edges that count for the full charge, 0 = no such wish */
    double full_wh;
    int32_t is_open; /* the first slot closes an open metering interval */
} milp_input;

/* What this library covers, bits of enum ostrov_problem_feature. */
enum {
    MILP_COVERS = OSTROV_FEATURE_RESERVED | OSTROV_FEATURE_BLOCKS | OSTROV_FEATURE_RUNNING |
                  OSTROV_FEATURE_TAPER | OSTROV_FEATURE_WEAR | OSTROV_FEATURE_THROUGHPUT |
                  OSTROV_FEATURE_FULL | OSTROV_FEATURE_BATTERIES | OSTROV_FEATURE_V2G |
                  OSTROV_FEATURE_TIERS | OSTROV_FEATURE_OPEN
};

/* First column of each kind in each slot; 0 = there is none. Columns are in kW and kWh. */
typedef struct milp_slot_columns {
    int32_t import, export, curtail, charge, discharge, shed, shed_critical, stored, under, over;
    int32_t exclusive_battery, exclusive_grid;
    int32_t store_row;
    int32_t running; /* binary: the battery works */
    int32_t tier[4]; /* load shed, by tier */
} milp_slot_columns;

typedef struct milp_model {
    glp_prob *lp;
    milp_slot_columns *slots;
    int32_t *vehicle_column; /* first slot of each stay; the next slots follow */
    int32_t *on_column;      /* binaries of its least power, or 0 */
    int32_t *short_column;
    int32_t *peak_column;
    int32_t
        *block_column; /* binary of its first start; the next follow, that of not running last */
    int32_t *further_column; /* by battery: charge, discharge, stored of its first slot; the next
                                follow */
    int32_t
        *back_column; /* by vehicle that gives back: discharge, stored of its first slot; so too */
    int32_t *forced;  /* by store and slot (milp_forced): must have an exclusivity binary */
    int32_t integers;
    int32_t burden; /* a kWh in the cells can be worth less than nothing */
    int32_t begin;  /* its columns: begin … end − 1 */
    int32_t end;
    double constant; /* of its cost */
    int32_t
        stores_exclusive; /* binaries forbid every further battery and vehicle both ways at once */
} milp_model;

/* Mean W of a block in slot t when it starts with slot start. */
double milp_model_block_w(const milp_input *in, int32_t block, int32_t start, int32_t t);

/* What stores, vehicles and blocks give less what they take in a slot, kW, as entries of a row from
 * index 1; gives how many. */
int32_t milp_model_moves(const milp_input *in, const milp_model *m, int32_t t, int *index,
                         double *value);

/* Builds into model->lp, which must exist and may hold other stations; the arrays must hold as many
 * as the input says. Scratch holds at least 64 + 2·vehicles + slots + block starts entries each,
 * from index 1. */
void milp_model_build(const milp_input *in, milp_model *model, int *index, double *value);

/* Stores are the first battery, the further ones, the vehicles: so many, and a store's flag in
 * forced. */
size_t milp_stores(const milp_input *in);
int32_t *milp_forced(const milp_input *in, const milp_model *m, int32_t store, int32_t t);

/* ---- parts ---- */

int32_t milp_add_column(glp_prob *lp, double lo, double hi, double cost);
int32_t milp_add_binary(milp_model *m);
int32_t milp_add_row(glp_prob *lp, int type, double lo, double hi, int count, const int *index,
                     const double *value);
/* a·x ≤ limit·binary, or limit·(1 − binary) */
void milp_add_switch(milp_model *m, int32_t column, int32_t binary, double limit, int32_t inverse);

/* Stores beside the first, and what more is asked of the first (model_stores.c): columns before the
 * balance, rows after all slots, and the terms of a slot's balance, of which there are count
 * already. */
void milp_stores_columns(const milp_input *in, milp_model *m);
void milp_stores_rows(const milp_input *in, milp_model *m, int *index, double *value);
/* Most that the stores beside the first can give and take, vehicles' charging aside. */
double milp_stores_give_w(const milp_input *in, int32_t t);
double milp_stores_take_w(const milp_input *in);
int32_t milp_stores_balance(const milp_input *in, const milp_model *m, int32_t t, int count,
                            int *index, double *value);

/* Share of what a further battery holds that a slot leaves. */
double milp_battery_keep(const milp_input *in, int32_t battery, int32_t t);

/* Constant part of the cost: what every plan pays alike. */
double milp_model_constant(const milp_input *in);

#endif
