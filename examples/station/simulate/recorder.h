/* Writes a run into its record while it goes: minutes, quarter hours, transitions, outages, events.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_RECORDER_H
#define STATION_RECORDER_H

#include "account.h"
#include "planner.h"
#include "world.h"

enum { RECORDER_RING = 201 }; /* 2 s at 10 ms, and the moment itself */

struct recorder {
    struct record *record;
    struct account *account;
    struct record_minute sum;  /* of the running minute, times seconds */
    double sum_s;
    struct record_transition_point ring[RECORDER_RING];
    int64_t ring_us[RECORDER_RING];
    int32_t ring_next, ring_count;
    int32_t following;         /* transition being followed for 2 s more; −1 = none */
    int32_t last_mode;
    double quarter_pv_ws, quarter_load_ws, quarter_s;
    struct record_outage *outage; /* running, or NULL */
    double cells_wh;           /* into the cells since the start, by the power at the AC side */
    double soc_first_ratio;    /* NaN before the first step */
};

void recorder_init(struct recorder *recorder, struct record *record, struct account *account);

/* A point of the fast traces, and the transition when the mode changed. */
void recorder_fast(struct recorder *recorder, const struct world *world,
                   const ostrov_grid_state *grid, int32_t pcs_mode);

/* Any step of the world: outage books, balance. dt_s that ended at world->time_us. */
void recorder_world(struct recorder *recorder, const struct world *world,
                    const ostrov_grid_state *grid, double soc_ratio, double dt_s);

/* A control step: minute means. */
void recorder_step(struct recorder *recorder, const struct world *world,
                   const ostrov_station_state *state, const ostrov_command *command,
                   double soc_ratio, double dt_s);

/* What of the battery's telling was not believed: bits of enum ostrov_telemetry_reason. */
void recorder_doubts(struct recorder *recorder, int64_t time_s, uint32_t reasons);

/* A plan that was made at time_s (quarter-hour plans only). status as planner_make returned it. */
void recorder_plan(struct recorder *recorder, const struct planner *planner, int64_t time_s,
                   ostrov_status status);

/* A finished quarter hour, clock aligned, that began at start_s. */
void recorder_quarter(struct recorder *recorder, int64_t start_s, double grid_mean_w);

/* Takes every waiting event out of the station. */
void recorder_events(struct recorder *recorder, ostrov_station *station);

void recorder_close(struct recorder *recorder, const struct world *world, double soc_ratio);

#endif
