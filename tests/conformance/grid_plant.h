/* A site for the scenarios: public grid, PCC breaker with two contacts, PCS, site bus, people.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_GRID_PLANT_H
#define OSTROV_TESTS_CONFORMANCE_GRID_PLANT_H

#include <ostrov/grid_order.h>

#define PLANT_RATED_W 100000.0

typedef struct grid_plant {
    ostrov_grid grid;
    ostrov_grid_state state;
    ostrov_grid_sample sample;
    double dt_s;
    double grid_pu, grid_hz;
    double grid_age_s; /* grows while stale */
    int32_t stale;
    int32_t closed, stuck;
    int32_t moving; /* enum ostrov_breaker_command under way */
    double moving_s;
    double close_s, open_s;
    int32_t contact_a, contact_b; /* forced; -2 = as it is */
    int32_t pcs;
    double pcs_s;   /* since the PCS is asked for another mode */
    double forms_s; /* since it forms */
    double own_hz;  /* what the PCS forms by itself */
    double slip_hz; /* NaN = steered; else fixed against the grid */
    double bus_pu, bus_hz, angle_deg;
    double soc;
    double wish_w; /* through the PCC, if nothing limits; import positive */
    double pcc_w;
    int32_t order; /* enum ostrov_grid_action to be given; 0 = none */
    int32_t selected;
    uint32_t number;
} grid_plant;

/* 1 = the settings are accepted. */
int32_t grid_plant_start(grid_plant *p, const ostrov_grid_config *config, double dt_s);
int32_t grid_plant_step(grid_plant *p); /* 1 = stepped */

#endif
