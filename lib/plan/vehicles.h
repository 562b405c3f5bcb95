/* Vehicles of a quick plan: energy put onto slots.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PLAN_VEHICLES_H
#define OSTROV_LIB_PLAN_VEHICLES_H

#include "plan/dispatch.h"

/* One stay, in kW and in kWh at the site bus. */
typedef struct ostrov_i_stay {
    int32_t first;
    int32_t until;
    int32_t group;
    int64_t begin; /* of its powers in the pool of powers */
    double limit_kw;
    double least_kw;
    double need_kwh;
    double room_kwh;
    double short_price; /* money per kWh at the site bus missing */
    double bid;         /* worth of the last kWh, as the search believes */
    double best_bid;    /* that of the best bound */
} ostrov_i_stay;

/* A place where energy of a vehicle may go. */
typedef struct ostrov_i_offer {
    double price;
    double tie; /* decides between equal prices */
    double kw;
    int32_t slot;
    int32_t order;
} ostrov_i_offer;

typedef struct ostrov_i_fleet {
    int32_t count;
    int32_t groups;
    ostrov_i_stay *stays;
    int32_t *order;     /* stays in the order in which they are served */
    int32_t *ranks;     /* stays by their bids, dearest first */
    double *powers;     /* kW, stay by stay, slot by slot of each stay */
    double *group_kw;   /* limits */
    double *group_used; /* [group · slots + slot] */
    ostrov_i_offer *offers;
    ostrov_i_offer *spare;
} ostrov_i_fleet;

/* Takes vehicle i out and puts it back where the site as it stands gives its energy cheapest. blend 1
 * also counts on the battery, at the price of the energy in its cells. With keep set it stays where it is
 * and only what it misses is added. */
void ostrov_i_fleet_place(ostrov_i_fleet *f, ostrov_i_dispatch *d, int32_t index, int32_t blend,
                          int32_t keep);

/* Moves every vehicle's powers by share of the way to where they would be cheapest at the node prices;
 * target is room for as many powers. */
void ostrov_i_fleet_approach(ostrov_i_fleet *f, ostrov_i_dispatch *d, double share, double *target);

/* Makes powers that were mixed or averaged keep the least powers: each either up to its least or off. A
 * plan may be kept only after this, or after all vehicles with a least power were placed. */
void ostrov_i_fleet_least(ostrov_i_fleet *f, ostrov_i_dispatch *d);

/* Takes power off the vehicles where the dispatch had to cut them, those whose energy is cheapest to
 * miss first. Gives 1 when any was cut. */
int32_t ostrov_i_fleet_cut(ostrov_i_fleet *f, ostrov_i_dispatch *d);

/* Sums the powers into d->vehicle_kw and the groups. */
void ostrov_i_fleet_sum(ostrov_i_fleet *f, ostrov_i_dispatch *d);

/* Money for energy missing at departure. */
double ostrov_i_fleet_short(const ostrov_i_fleet *f, const ostrov_i_dispatch *d);

/* Vehicles as bids of their own worth in each slot, within their groups: into d->bids, d->bid_count and
 * d->vehicle_kw, all of them at their most, which also stands in their powers. Gives the constant part of
 * the relaxed cost. */
double ostrov_i_fleet_bid(ostrov_i_fleet *f, ostrov_i_dispatch *d, int32_t *bid_count);

/* After a dispatch with bids: what of each vehicle's most was served, into its powers. */
void ostrov_i_fleet_served(ostrov_i_fleet *f, ostrov_i_dispatch *d);

/* Power that a stay can still take in a slot, its group as it stands. */
double ostrov_i_fleet_headroom(const ostrov_i_fleet *f, const ostrov_i_dispatch *d, const ostrov_i_stay *s,
                               int32_t t);

/* Energy at the site bus that a stay gets from its powers, kWh. */
double ostrov_i_fleet_energy(const ostrov_i_fleet *f, const ostrov_i_dispatch *d, int32_t index);

#endif
