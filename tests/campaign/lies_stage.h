/* A whole site in one process, in virtual time: simulated devices that lie, the real drivers, grid
 * layer and station on top, charge points by OCPP frames. No sockets, no clock, no sleep.
 *
 * A request that is not answered costs its time-out: the next step comes so much later, as in a
 * loop that asks one device after the other.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CAMPAIGN_LIES_STAGE_H
#define OSTROV_TESTS_CAMPAIGN_LIES_STAGE_H

#include <ostrov/ostrov.h>

#include "devices/charge_point.h"
#include "devices/liar.h"
#include "drivers/hardware.h"
#include "drivers/ocpp/point.h"

enum {
    STAGE_POINTS = 7,
    STAGE_DEVICES = 3, /* enum hardware_device: PCS, meter, PV inverter */
    STAGE_PCS_W = 100000,
    STAGE_IMPORT_W = 150000,
    STAGE_EXPORT_W = 85000,
    STAGE_PV_W = 80000,
    STAGE_LOAD_W = 40000,
    STAGE_POINT_W = 44000,
    STAGE_RAMP_W = 20000, /* per second */
    STAGE_BEGIN_S = 1781906400
};

/* What the story does to the site, besides what its devices do. */
struct stage_story {
    double length_s;
    double lies_end_s;               /* after it everybody tells the truth */
    double outage_s, outage_end_s;   /* NaN = none */
    double clock_s, clock_end_s;     /* our own wall clock is not set; NaN = never */
    double inhibit_s, inhibit_end_s; /* a person has the site; NaN = never */
    int32_t observes;                /* 1 = authority OBSERVE: nothing may be written */
    int32_t stuck_contact; /* 1 = one auxiliary contact of the PCC breaker sticks, 0 = none */
    double stuck_s, stuck_end_s;
    double plan_s; /* a plan is handed over then; NaN = none */
    int32_t reserved;
};

struct stage {
    struct stage_story story;
    /* devices and what is between them and us */
    struct hardware hardware;
    struct liar liar[STAGE_DEVICES];
    struct charge_point charger[STAGE_POINTS];
    struct ocpp_point point[STAGE_POINTS];
    /* the object */
    ostrov_battery_config battery;
    ostrov_station_config config;
    ostrov_grid_config grid_config;
    ostrov_station station;
    ostrov_station_state state;
    ostrov_measurement measurement;
    ostrov_command command;
    ostrov_grid grid;
    ostrov_grid_state grid_state;
    ostrov_status stepped;
    /* the world */
    struct device_world world;
    struct device_truth truth;
    int64_t time_us; /* since the beginning */
    double dt_s;     /* of the last step */
    double asked_load_w, load_w, pv_w, battery_w, vehicles_w, grid_w;
    double sun_w, drift, cloud;
    double grid_pu, bus_pu, bus_hz, angle_deg;
    int32_t breaker_closed, breaker_wish; /* enum ostrov_breaker_command under way */
    double breaker_left_s, bus_good_s;
    int32_t told_closed; /* what the stuck contact says */
    int32_t learned;
    int64_t opens, closes;
    double moved_s;              /* since the grid layer or the breaker last moved */
    double ledger_wh, stored_wh; /* of the battery: what went in and out, and at the start */
    int64_t planned;             /* steps in which a plan was followed */
    int32_t followed;
    uint64_t seed;
};

/* A site in which devices tell lies of the kinds allowed. */
void stage_begin(struct stage *s, uint64_t seed, uint32_t register_kinds, uint32_t charger_kinds,
                 const struct stage_story *story);

/* One step of about a second: world, devices, measurement, station, command. after_world, when not
 * NULL, is called after each small step of the world. */
void stage_step(struct stage *s, void (*after_world)(void *context, struct stage *s, double dt_s),
                void *context);

/* lies_chargers.c */
void stage_open_chargers(struct stage *s, uint32_t kinds);
void stage_exchange(struct stage *s, int i, int64_t utc_s); /* frames both ways */

double stage_time_s(const struct stage *s);

/* Whether it is between two times; NaN = never. */
int stage_between(double now_s, double begin_s, double end_s);

#endif
