/* A dispatch problem as a linear program with choices, in kW and kWh.
 *
 * Binaries are not written down: a choice is kept beside the program and branched on by bounds alone.
 * A charger is off or between its least power and its limit; a battery charges or discharges; the site
 * imports or exports; a block starts in one of its slots.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PLAN_LP_MODEL_H
#define OSTROV_LIB_PLAN_LP_MODEL_H

#include "plan/arena.h"
#include "plan/lp.h"
#include "plan/site.h"

enum { OSTROV_I_SEGMENTS = 4 };

/* Columns of a slot; −1 = there is none. */
typedef struct ostrov_i_slot_columns {
    int32_t import, export, curtail, shed, shed_critical, charge, discharge;
    int32_t stored; /* the first of its segments, which follow one another */
    int32_t segments;
    double stored_min_kwh; /* where the first segment begins */
} ostrov_i_slot_columns;

enum ostrov_i_choice_kind {
    OSTROV_I_CHOICE_OFF_OR_LEAST = 1, /* column first is 0 or at least least */
    OSTROV_I_CHOICE_EITHER = 2,       /* column first or column second is 0 */
    OSTROV_I_CHOICE_ONE_OF = 3        /* one of the columns first … second − 1, all of it */
};

typedef struct ostrov_i_choice {
    int32_t kind;
    int32_t first;
    int32_t second;
    double least;
} ostrov_i_choice;

/* A peak charge in slots and kW. */
typedef struct ostrov_i_model_peak {
    int32_t first;
    int32_t until;
    int64_t begin; /* of its rows in peak_row */
    double incurred_kw;
    double price;
    double most_kw; /* import can reach this in its period */
} ostrov_i_model_peak;

typedef struct ostrov_i_model {
    const ostrov_i_site *site;
    const ostrov_plan_slot *slots;
    ostrov_i_lp lp;
    ostrov_i_slot_columns *columns; /* by slot */
    ostrov_plan_vehicle *vehicles;
    int32_t *vehicle_column; /* its first slot; the next slots follow */
    int32_t *short_column;
    int32_t *first;                 /* whole slots of each stay */
    int32_t *until;
    ostrov_i_model_peak *peaks;
    int32_t *peak_row;  /* rows of the peaks' slots, −1 = none */
    int32_t *group_row; /* [group · slots + slot], −1 = none */
    ostrov_i_choice *choices;
    int32_t choices_count;
    int32_t burden; /* a kWh in the cells can be worth less than nothing */
    double constant; /* what every plan pays alike */
    /* while building */
    int32_t entries;
    int32_t *entry_row;
    int32_t *entry_column;
    double *entry_value;
    int32_t entries_room;
    int32_t cols_room;
    int32_t rows_room;
    int32_t choices_room;
    int32_t blocks_room;
    double *slack; /* by row: what may be left of it */
    int32_t overflow;
} ostrov_i_model;

/* Takes its memory; slots may be NULL when only counting. */
void ostrov_i_model_lay_out(const ostrov_i_site *site, ostrov_i_arena *a, ostrov_i_model *m);

/* Fills the program and its choices, and a basis to begin with. Gives 0 when there was no room. */
int32_t ostrov_i_model_build(ostrov_i_model *m);

/* ---- parts ---------------------------------------------------------------------------------- */

/* A row with what may be left of it; 0 and overflow when there is no room. */
int32_t ostrov_i_model_row(ostrov_i_model *m, double right, double slack);
void ostrov_i_model_entry(ostrov_i_model *m, int32_t row, int32_t column, double value);

/* Rows from number rows on are new, with their slacks basic. */
void ostrov_i_model_extend(ostrov_i_model *m, int32_t rows);

/* Rows that hold for each side of a choice between charging and discharging, importing and exporting:
 * only where the prices can make it pay to do both. */
void ostrov_i_model_modes(ostrov_i_model *m);

#endif
