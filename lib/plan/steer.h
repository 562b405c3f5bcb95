/* What the second-by-second choice of the battery's power is made of: for ostrov_steer, and for the
 * station, which keeps quarter hour, limits and ramp for the whole site by itself.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PLAN_STEER_H
#define OSTROV_LIB_PLAN_STEER_H

#include <stdint.h>

/* Money per kWh, and losses. NaN = not known. */
typedef struct ostrov_i_worth {
    double value_per_kwh;   /* in the cells */
    double import_per_kwh;  /* what a kWh imported costs */
    double export_per_kwh;  /* what a kWh exported earns */
    double wear_per_kwh;    /* taken out of the cells */
    double charge_ratio;    /* energy into the cells over energy from the site bus */
    double discharge_ratio; /* energy to the site bus over energy out of the cells */
} ostrov_i_worth;

/* The cheapest of the plan's battery power, that with what was not foreseen added, and the power at
 * which the grid rests; each held to −charge_w … discharge_w. Where net power or money are not
 * known it is the plan's power. chosen receives 0 for the plan's, 1 for another. */
double ostrov_i_steer_cheapest(const ostrov_i_worth *worth, double net_w, double planned_battery_w,
                               double planned_grid_w, double charge_w, double discharge_w,
                               int32_t *chosen);

#endif
