/* One slot of a site: what its power costs, as a function of the power it must give.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PLAN_STAGE_H
#define OSTROV_LIB_PLAN_STAGE_H

#include "plan/curve.h"
#include "plan/site.h"

/* Where power comes from, as deviations from "export all that is allowed": in merit order. */
enum ostrov_i_source {
    OSTROV_I_NO_EXPORT = 0,
    OSTROV_I_IMPORT = 1,
    OSTROV_I_PV = 2,
    OSTROV_I_SHED = 3,
    OSTROV_I_SHED_CRITICAL = 4,
    OSTROV_I_CUT = 5, /* vehicles charged less */
    OSTROV_I_SOURCES = 6
};

/* Further prices at which vehicles can be cut, beside OSTROV_I_CUT: one a vehicle in the bound. */
enum { OSTROV_I_BIDS = 12, OSTROV_I_SEGMENTS = OSTROV_I_SOURCES + OSTROV_I_BIDS };

typedef struct ostrov_i_bid {
    double price;
    double kw;
} ostrov_i_bid;

/* A slot with what the search has put on it. Powers kW, prices money per kWh. */
typedef struct ostrov_i_stage {
    double hours;
    double demand_kw; /* load and vehicles */
    double price[OSTROV_I_SOURCES];
    double kw[OSTROV_I_SOURCES];
    const ostrov_i_bid *bids; /* may be NULL */
    int32_t bid_count;
    double charge_kw;
    double discharge_kw;
    double charge_ratio;
    double discharge_ratio;
    double wear_price;
} ostrov_i_stage;

/* Sources of one mode in merit order. */
typedef struct ostrov_i_supply {
    int32_t count;
    int32_t source[OSTROV_I_SEGMENTS];
    double price[OSTROV_I_SEGMENTS];
    double kw[OSTROV_I_SEGMENTS];
    double begin_kw; /* least power the site can be asked for; negative = export */
    double end_kw;
    double begin_price; /* money per hour there */
} ostrov_i_supply;

enum { OSTROV_I_PIECE_POINTS = 22, OSTROV_I_PIECES = 4 };

/* Cost of a slot by the energy that goes into the cells (negative = out of them): convex pieces whose
 * lowest counts. One piece but where prices make exporting while importing, or charging while
 * discharging, pay. */
typedef struct ostrov_i_piece {
    int32_t mode; /* of the supply: 0 both, 1 no export, 2 no import */
    int32_t count;
    ostrov_i_point points[OSTROV_I_PIECE_POINTS];
} ostrov_i_piece;

/* A slot's fixed part: sources without cap, surcharge or vehicles. */
void ostrov_i_stage_open(const ostrov_i_site *site, const ostrov_plan_slot *slot,
                         ostrov_i_stage *stage);

void ostrov_i_stage_supply(const ostrov_i_stage *stage, int32_t mode, ostrov_i_supply *supply);

/* Gives the number of pieces, 1 … OSTROV_I_PIECES. */
int32_t ostrov_i_stage_pieces(const ostrov_i_stage *stage, ostrov_i_piece *pieces);

/* Power of each source when the site gives kw, and the price of a little less and a little more. */
void ostrov_i_supply_at(const ostrov_i_supply *supply, double kw, double used[OSTROV_I_SOURCES],
                        double *less, double *more);

#endif
