/* Inside a run of the station: what simulate.c and simulate_fast.c share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_SIMULATE_PARTS_H
#define STATION_SIMULATE_PARTS_H

#include "simulate.h"

#include "gauge.h"
#include "recorder.h"

enum { QUARTER_S = 900 };

struct run {
    const struct site *site;
    const struct inputs *inputs;
    const struct simulate_options *options;
    struct record *record;
    struct world world;
    struct hardware hardware;
    struct device_world devices;
    struct device_truth truth;
    struct planner planner;
    struct gauge gauge;
    struct account account;
    struct recorder recorder;
    ostrov_grid grid;
    ostrov_grid_state grid_state;
    ostrov_station station;
    ostrov_station_state state;
    ostrov_measurement measurement;
    ostrov_command command;
    struct world_command acting;
    double vehicles_start_wh, battery_start_wh;
    double quarter_pv_ws, quarter_s; /* of the running quarter, as measured */
    int32_t quarter_held, reserved;
    int64_t settled_us; /* when the last mode change was */
    int32_t last_mode;
};

/* Seconds of the control step that begins at time_s: never one that leaps into an outage, whose
 * first second decides whether the island forms. */
int32_t simulate_control_step_s(const struct run *run, int64_t time_s);

/* Moves world, devices and grid layer on by a control step that ends at end_us. Returns 0; -1. */
int simulate_step_world(struct run *run, int64_t end_us);

#endif
