/* A dispatch problem as a linear program with choices, in kW and kWh.
 *
 * Binaries are not written down: a choice is kept beside the program and branched on by bounds
 * alone. A charger is off or between its least power and its limit; a battery charges or
 * discharges; the site imports or exports; a block starts in one of its slots.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PLAN_LP_MODEL_H
#define OSTROV_LIB_PLAN_LP_MODEL_H

#include "plan/arena.h"
#include "plan/lp.h"
#include "plan/site.h"

/* What of a problem this model says. */
#define OSTROV_I_LP_COVERS                                                                         \
    ((uint32_t)(OSTROV_FEATURE_RESERVED | OSTROV_FEATURE_OPEN | OSTROV_FEATURE_BATTERIES |         \
                OSTROV_FEATURE_V2G | OSTROV_FEATURE_BLOCKS | OSTROV_FEATURE_TIERS |                \
                OSTROV_FEATURE_THROUGHPUT | OSTROV_FEATURE_TAPER | OSTROV_FEATURE_EFFICIENCY))

/* Most segments of stored energy; most parts of the ordinary load. */
enum { OSTROV_I_LP_SEGMENTS = 5, OSTROV_I_LP_TIERS = 5 };

/* Columns of a slot; −1 = there is none. */
typedef struct ostrov_i_slot_columns {
    int32_t import;
    int32_t export;
    int32_t curtail;
    int32_t shed[OSTROV_I_LP_TIERS];
    int32_t shed_critical;
} ostrov_i_slot_columns;

/* Something that stores energy for some slots: battery, further battery, vehicle that gives back.
 */
typedef struct ostrov_i_lp_store {
    int32_t first;
    int32_t until;
    int32_t cell;    /* its first one; one a slot */
    int32_t vehicle; /* −1 = it is a battery */
    double charge_kw;
    double discharge_kw;
    double charge_ratio;
    double discharge_ratio;
    double log_keep_per_s;
    double start_kwh;
    double low_kwh; /* hard */
    double high_kwh;
    double window_low_kwh; /* outside costs the reserve's price */
    double window_high_kwh;
    double want_kwh; /* at its last edge */
    double want_price;
    double terminal_price;
    double wear_price;
} ostrov_i_lp_store;

/* A store in a slot. Columns; −1 = there is none. */
typedef struct ostrov_i_lp_cell {
    int32_t charge; /* the first of as many as there are corners: one but for part-load efficiencies */
    int32_t discharge;
    int32_t charges;
    int32_t discharges;
    int32_t stored; /* the first of its segments, which follow one another */
    int32_t segments;
    int32_t row;
    double low_kwh; /* where the first segment begins */
} ostrov_i_lp_cell;

enum ostrov_i_choice_kind {
    OSTROV_I_CHOICE_OFF_OR_LEAST = 1, /* column first is 0 or at least least */
    OSTROV_I_CHOICE_EITHER = 2,       /* column first or column second is 0 */
    OSTROV_I_CHOICE_ONE_OF = 3,       /* one of the columns first … second − 1, all of it */
    /* The columns first … second − 1 are weights (as shares of their upper bounds) of corners in a row, with
     * rest, of what the row leaves of their sum 1, in the middle: no more than two neighbours are above 0. */
    OSTROV_I_CHOICE_NEIGHBOURS = 4
};

typedef struct ostrov_i_choice {
    int32_t kind;
    int32_t first;
    int32_t second;
    double least;
    int32_t row;  /* NEIGHBOURS: whose slack is the weight of rest */
    int32_t rest; /* and how many columns stand before it */
} ostrov_i_choice;

/* A peak charge in slots and kW. */
typedef struct ostrov_i_lp_peak {
    int32_t first;
    int32_t until;
    int32_t begin;  /* of its rows in peak_row */
    double free_kw; /* incurred or reserved */
    double price;
    double most_kw; /* metered import can reach this in its period */
} ostrov_i_lp_peak;

/* A load that runs once; its column of start slot first is start, that of not running follows the
 * last. */
typedef struct ostrov_i_lp_block {
    int32_t first;
    int32_t last;
    int32_t start;
} ostrov_i_lp_block;

typedef struct ostrov_i_model {
    const ostrov_i_site *site;
    const ostrov_plan_slot *slots;
    ostrov_i_lp lp;
    ostrov_i_slot_columns *columns; /* by slot; the row of its balance is its number */
    ostrov_i_lp_store *stores;
    int32_t stores_count;
    ostrov_i_lp_cell *cells;
    int32_t cells_count;
    ostrov_plan_vehicle *vehicles;
    int32_t *first; /* whole slots of each stay */
    int32_t *until;
    int32_t
        *vehicle_column; /* its first slot, the next slots follow; −1 = it gives back: a store */
    int32_t *vehicle_short;
    int32_t *vehicle_row;
    ostrov_i_lp_peak *peaks;
    int32_t *peak_row;  /* rows of the peaks' slots, −1 = none */
    int32_t *group_row; /* [group · slots + slot], −1 = none */
    ostrov_i_lp_block *blocks;
    ostrov_i_choice *choices;
    int32_t choices_count;
    double constant; /* what every plan pays alike */
    /* while building */
    int32_t entries;
    int32_t *entry_row;
    int32_t *entry_column;
    double *entry_value;
    double *slack; /* by row: what may be left of it */
    uint64_t *column_name; /* what they stand for, to find them again in another problem's program */
    uint64_t *row_name;
    uint64_t place; /* of the names given now */
    int32_t columns_here;
    int32_t rows_here;
    int32_t entries_room;
    int32_t cols_room;
    int32_t rows_room;
    int32_t choices_room;
    int32_t cuts_room; /* of these for cuts */
    int32_t cut_entries_room;
    int32_t block_starts; /* of all blocks */
    int32_t overflow;
} ostrov_i_model;

/* How much of everything the problem can need: rooms only, before the memory is taken. */
void ostrov_i_model_rooms(const ostrov_i_site *site, ostrov_i_model *m);

/* Takes its memory; rooms are known. */
void ostrov_i_model_lay_out(const ostrov_i_site *site, ostrov_i_arena *a, ostrov_i_model *m);

/* The same for the program alone, of the rows, columns and entries that there is room for. */
void ostrov_i_model_program(ostrov_i_arena *a, ostrov_i_model *m);

/* Fills the program and its choices. Gives 0 when there was no room. */
int32_t ostrov_i_model_build(ostrov_i_model *m);

/* A triangular basis to begin with. */
void ostrov_i_model_begin(ostrov_i_model *m);

/* ---- parts ---------------------------------------------------------------------------------- */

/* What the next rows and columns stand for: a part of the model, a thing in it, and a moment. They are
 * numbered from there. */
enum ostrov_i_part {
    OSTROV_I_PART_BALANCE = 1,
    OSTROV_I_PART_GROUP = 2,
    OSTROV_I_PART_SLOT = 3,
    OSTROV_I_PART_PEAK = 4,
    OSTROV_I_PART_STORE = 5,
    OSTROV_I_PART_RESERVE = 6,
    OSTROV_I_PART_THROUGHPUT = 7,
    OSTROV_I_PART_VEHICLE = 8,
    OSTROV_I_PART_BLOCK = 9,
    OSTROV_I_PART_MODE = 10
};
void ostrov_i_model_place(ostrov_i_model *m, enum ostrov_i_part part, int32_t thing, int64_t time_s);
/* The same for a slot, which is known by its end: its begin moves when a minute of it is over. */
void ostrov_i_model_place_slot(ostrov_i_model *m, enum ostrov_i_part part, int32_t thing,
                               int32_t slot);
/* Thing of a vehicle. */
int32_t ostrov_i_model_stay_name(const ostrov_i_model *m, int32_t vehicle);
/* Passes over a number, for what is not there this time. */
void ostrov_i_model_skip(ostrov_i_model *m);

/* A row with what may be left of it; 0 and overflow when there is no room. */
int32_t ostrov_i_model_row(ostrov_i_model *m, double right, double slack);
/* Sets what may be left of a row from its entries, all of which are among those since number first: no more
 * than can be, as a reduced cost's rounding counts by it in the bound. */
void ostrov_i_model_close(ostrov_i_model *m, int32_t row, int32_t first);
/* A column from 0 to upper; −1 and overflow when there is no room. */
int32_t ostrov_i_model_column(ostrov_i_model *m, double upper, double cost);
/* Nothing for column −1. */
void ostrov_i_model_entry(ostrov_i_model *m, int32_t row, int32_t column, double value);
void ostrov_i_model_choice(ostrov_i_model *m, int32_t kind, int32_t first, int32_t second,
                           double least);

/* The same value for columns first … first + count − 1. */
void ostrov_i_model_entries(ostrov_i_model *m, int32_t row, int32_t first, int32_t count,
                            double value);

/* A by columns and by rows, and the slacks' bounds, from the entries. */
void ostrov_i_model_finish(ostrov_i_model *m);
/* The same when rows from number rows on are new: their slacks are basic. */
void ostrov_i_model_extend(ostrov_i_model *m, int32_t rows);

void ostrov_i_model_stores_open(ostrov_i_model *m);
void ostrov_i_model_stores(ostrov_i_model *m);
void ostrov_i_model_vehicles_open(ostrov_i_model *m);
void ostrov_i_model_vehicles(ostrov_i_model *m);
void ostrov_i_model_blocks(ostrov_i_model *m);

/* Rows that hold for each side of a choice between charging and discharging, importing and
 * exporting: only where the prices can make it pay to do both. */
void ostrov_i_model_modes(ostrov_i_model *m);

/* Charging and discharging of the first battery at its part-load efficiencies, within in_kw and out_kw. */
void ostrov_i_model_corners(ostrov_i_model *m, const ostrov_i_lp_store *s, int32_t slot,
                            double in_kw, double out_kw);

/* Share of its energy that a store keeps over a slot. */
double ostrov_i_model_keep(const ostrov_i_model *m, const ostrov_i_lp_store *s, int32_t slot);

#endif
