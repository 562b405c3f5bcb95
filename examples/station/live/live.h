/* The station on real devices, in real time: measure, step, command, once a second; plans when one
 * is wanted; telemetry and snapshot on disk.
 *
 * It observes until it is armed. Where the site file has a section "connection" it leaves the grid,
 * lives alone and returns by itself; without one it needs the supply connected.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_LIVE_H
#define STATION_LIVE_H

#include "../site/site.h"

struct live_options {
    const char *state;    /* folder for telemetry.db, snapshot and now.txt */
    const char *prices;   /* day-ahead prices; NULL = the site's feed, else illustrative ones, said so */
    const char *weather;  /* weather forecast; NULL = the site's feed, else none */
    const char *metrics;  /* IPv4 address of the Prometheus endpoint */
    int32_t metrics_port; /* 0 = no endpoint */
    int32_t armed;        /* 1 = writes to devices */
    int64_t seconds;      /* ends after so many; 0 = goes on until SIGTERM or SIGINT */
};

/* Runs until asked to end. Returns 0; with a message -1 when it could not begin (a site without
 * devices, one that may not be armed, a state folder that cannot be used) and 1 when it could not
 * go on. */
int live_run(const struct site *site, const struct live_options *options, char *message,
             size_t capacity);

#endif
