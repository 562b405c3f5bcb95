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

/* Further prices: vehicles that can be cut, one a vehicle in the bound; or tiers of load. */
enum { OSTROV_I_BIDS = 12, OSTROV_I_TIERS = 4, OSTROV_I_SEGMENTS = 22 };

typedef struct ostrov_i_bid {
    double price;
    double kw;
} ostrov_i_bid;

/* The battery between the site bus and its cells: powers rise from discharging (negative) to charging. */
typedef struct ostrov_i_cells {
    int32_t count;
    int32_t zero; /* index of rest */
    double bus_kw[19];
    double cells_kw[19];
    double bus_per_cells[18]; /* from one corner to the next */
    double cells_per_bus[18];
} ostrov_i_cells;

/* A slot with what the search has put on it. Powers kW, prices money per kWh. */
typedef struct ostrov_i_stage {
    double hours;
    double demand_kw; /* load and vehicles */
    double running_kw; /* more while the battery works */
    double price[OSTROV_I_SOURCES];
    double kw[OSTROV_I_SOURCES];
    const ostrov_i_bid *bids; /* may be NULL */
    int32_t bid_count;
    int32_t tier_count;
    ostrov_i_bid tiers[OSTROV_I_TIERS]; /* ordinary load beside OSTROV_I_SHED */
    double charge_kw;
    double discharge_kw;
    double wear_price;
    double wanted_kwh; /* into the cells, as the plan before said */
    double calm_price; /* money per kWh of leaving that */
    const ostrov_i_cells *cells;
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

enum { OSTROV_I_PIECES = 48, OSTROV_I_COST_POINTS = 2 * (OSTROV_I_SEGMENTS + 28) };

/* A convex part of a slot's cost. */
typedef struct ostrov_i_piece {
    int32_t mode; /* of the supply: 0 both, 1 no export, 2 no import */
    int32_t count;
    const ostrov_i_point *points;
} ostrov_i_piece;

/* Cost of a slot by the energy that goes into the cells (negative = out of them): convex pieces whose
 * lowest counts. One piece but where prices make exporting while importing, or charging while
 * discharging, pay, and where the PCS is better at full than at part load. */
typedef struct ostrov_i_cost {
    int32_t count;
    ostrov_i_piece pieces[OSTROV_I_PIECES];
    ostrov_i_point points[OSTROV_I_COST_POINTS];
    int32_t supply_mode; /* of the supply that is at hand; −1 = none */
    ostrov_i_supply supply;
} ostrov_i_cost;

/* The battery of a site. */
void ostrov_i_cells_open(const ostrov_i_site *site, ostrov_i_cells *cells);

/* Power at the site bus (positive = discharge) that puts kw into the cells, within the stage's limits. */
double ostrov_i_cells_bus_kw(const ostrov_i_stage *stage, double kw);

/* A slot's fixed part: sources without cap, surcharge or vehicles. */
void ostrov_i_stage_open(const ostrov_i_site *site, const ostrov_i_cells *cells,
                         const ostrov_plan_slot *slot, ostrov_i_stage *stage);

void ostrov_i_stage_supply(const ostrov_i_stage *stage, int32_t mode, ostrov_i_supply *supply);

void ostrov_i_stage_cost(const ostrov_i_stage *stage, ostrov_i_cost *cost);

/* Power of each source when the site gives kw, and the price of a little less and a little more. */
void ostrov_i_supply_at(const ostrov_i_supply *supply, double kw, double used[OSTROV_I_SOURCES],
                        double *less, double *more);

#endif
