/* The simulated physical world around the devices: public grid, PCC breaker, site bus, PV inverter,
 * building and vehicles. The PCS with its battery and the PCC meter are devices of their own.
 *
 * One step in two halves, since the PCS lies between: world_before says what the bus asks of the PCS,
 * the devices move on, world_after closes the balance with what the PCS really gave.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_WORLD_H
#define STATION_WORLD_H

#include "../drivers/hardware.h"
#include "vehicles.h"

struct world_breaker {
    int32_t closed;   /* where the contacts are */
    int32_t moving;   /* enum ostrov_breaker_command under way; HOLD = none */
    double left_s;    /* until the contacts change */
};

struct world {
    const struct site *site;
    const struct inputs *inputs;
    struct fleet fleet;
    struct world_breaker breaker;
    int64_t time_us;          /* UTC, end of the last step */
    double grid_pu, grid_hz, grid_phase_deg;
    double bus_pu, bus_hz, bus_phase_deg;
    double bus_bad_s;         /* how long the island has been overloaded */
    double bus_good_s;        /* how long the bus has been live: PV inverters wait for it */
    double pv_available_w, pv_w;
    double load_w;            /* what the building draws */
    double asked_w;           /* what it would draw with every tier on */
    double shed_w;            /* of it not served: tiers off or bus dead */
    double shed_critical_w;   /* the part of shed_w that is tier 0 */
    double vehicles_w;
    double battery_w;         /* what the PCS really gives */
    double grid_w, grid_var;  /* through the PCC, import positive */
    double balance_w;         /* residual: what nobody supplied */
    double ambient_c;
    double contact_angle_deg; /* at the last closing contact with both sides live; NaN = never */
    int64_t wrong_closes;     /* contacts met outside the window, or a live bus on a dead grid */
    int64_t closes, opens;
    uint64_t random;
};

/* What acts on the world in a step. */
struct world_command {
    int32_t breaker_command;
    int32_t pcs_request;
    double bus_target_v, bus_target_hz;
    double pv_limit_w;
    uint32_t tiers_on;
    uint32_t reserved;
    double vehicle_limit_w[OSTROV_CHARGE_POINTS];
};

void world_init(struct world *world, const struct site *site, const struct inputs *inputs);

/* First half: the world at time_us after dt_s. truth: what the PCS did in the last step.
 * Fills what the devices see. */
void world_before(struct world *world, const struct world_command *command, int64_t time_us,
                  double dt_s, const struct device_truth *truth,
                  struct device_world *devices, struct record *record);

/* Second half: what the PCS really did closes the balance. */
void world_after(struct world *world, const struct device_truth *truth, double dt_s);

/* What the protection relay at the PCC sees by wire. PCS mode and SoC are filled in by the caller. */
void world_grid_sample(const struct world *world, ostrov_grid_sample *sample);

/* Angle of the site bus minus the grid, −180 … 180. */
double world_angle_deg(const struct world *world);

#endif
