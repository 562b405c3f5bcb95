/* One run of the station over its inputs, in simulated hardware.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_SIMULATE_H
#define STATION_SIMULATE_H

#include "planner.h"

enum simulate_transport { SIMULATE_TWIN = 0, SIMULATE_MODBUS = 1 };

struct simulate_options {
    int32_t transport;     /* enum simulate_transport */
    int32_t solver;        /* enum planner_solver */
    int32_t control_s;     /* 1, or 60 for long runs; near an outage always 1 */
    int32_t days;          /* days of the inputs that are run; the rest is only looked ahead to */
    int32_t compare;       /* 1 = also what it is compared with */
    const char *uncertainty; /* scenarios or quantiles; NULL = as the planner has it */
    const char *simulator; /* path of ostrov-sim-device, for MODBUS */
    void (*progress)(void *context, int64_t time_s, const struct record *record, double soc_ratio,
                     int32_t mode);
    void *context;
};

/* Runs and fills record (by record_init before). Returns 0, or −1 with a message. */
int simulate_run(const struct site *site, const struct inputs *inputs,
                 const struct simulate_options *options, struct record *record, char *message,
                 size_t capacity);

#endif
