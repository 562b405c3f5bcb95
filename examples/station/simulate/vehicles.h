/* The simulated vehicles: where each is, what it holds, what it takes from its charge point.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_VEHICLES_H
#define STATION_VEHICLES_H

#include "record.h"

enum vehicle_place { VEHICLE_PLUGGED = 1, VEHICLE_ON_ROAD = 2, VEHICLE_WAITING = 3 };

struct vehicle {
    double stored_wh;       /* true */
    double told_error_wh;   /* what the depot believes minus what is true: AC charging tells no SoC */
    double charge_w;        /* taken from the charge point now */
    double wanted_wh;       /* ordered for its departure; NaN = not ordered yet */
    int64_t arrived_s;      /* when it plugged in; the start of the run if it was there */
    int64_t ready_s;        /* when it held what its next duty needs; INT64_MIN = not yet */
    int64_t depart_s;       /* next departure; INT64_MAX = none */
    int64_t return_s;       /* while on the road */
    int32_t place;          /* enum vehicle_place */
    int32_t charge_point;   /* where it is plugged in, or will be */
    int32_t duty;           /* next duty, or the one being driven; −1 = none */
    int32_t reserved;
};

struct fleet {
    const struct site *site;
    const struct inputs *inputs;
    struct vehicle vehicle[SITE_VEHICLES];
    uint64_t random;
};

/* Vehicles where the timetable has them when the inputs begin, or at time_s. */
void fleet_init(struct fleet *fleet, const struct site *site, const struct inputs *inputs);
void fleet_init_at(struct fleet *fleet, const struct site *site, const struct inputs *inputs,
                   int64_t time_s);

/* Arrivals, departures and charging over dt_s that ends at time_s. limit_w by charge point, powered 0
 * while the site bus is dead. Departures go into record (may be NULL). Returns the total power. */
double fleet_step(struct fleet *fleet, int64_t time_s, double dt_s, double ambient_c,
                  const double *limit_w, int32_t powered, struct record *record);

/* Temperature the depot expects at a moment. */
double fleet_expected_c(const struct fleet *fleet, int64_t time_s);

/* Vehicle at a charge point, or −1. */
int32_t fleet_at(const struct fleet *fleet, int32_t charge_point);

/* Wh its battery must hold when it leaves, for the temperature expected on the way. */
double fleet_needs_wh(const struct site *site, int32_t duty, double ambient_c);

/* Wh the depot believes the vehicle holds. */
double fleet_believed_wh(const struct fleet *fleet, int32_t vehicle);

/* W that vehicle takes at most at that charge point, holding stored_wh. */
double fleet_accepts_w(const struct site *site, int32_t vehicle, int32_t charge_point,
                       double stored_wh, double ambient_c);

/* First departure of a vehicle after time_s: its duty, or −1; *depart_s and *return_s in UTC. */
int32_t fleet_next_duty(const struct site *site, int32_t vehicle, int64_t time_s, int64_t *depart_s,
                        int64_t *return_s);

/* The next duty after time_s is what it is charged for from now on. */
void fleet_plan_departure(struct fleet *fleet, int32_t vehicle, int64_t time_s);

#endif
