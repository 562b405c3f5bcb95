/* The moment a plan is asked for: inputs, what is believed of battery and vehicles, and the plan
 * itself.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_OCCASION_H
#define STATION_OCCASION_H

#include "command.h"

#include <stdio.h>

struct occasion {
    struct inputs inputs;
    struct planner planner;
    struct fleet fleet;
    struct planner_view view;
    int32_t made, planned; /* what occasion_end gives back */
    int64_t recorded_s;    /* of the row of telemetry it goes by; INT64_MIN = none */
    int64_t rebuilt_s; /* from where on telemetry was lived through again; INT64_MAX = not at all */
    char basis[400];       /* where the state comes from, a sentence */
};

/* Without --state: the day of --date (or the feed's first, or the scenario's) at --at, the battery
 * at --soc or where the site's simulation begins, vehicles charged since midnight as a sensible
 * operator does it. With --state: the newest recorded minute and what the snapshot remembers, which
 * holds for that moment alone; or the last minute before --at, with what the telemetry before it
 * teaches and vehicles by their timetable. Makes the plan. Returns 0; else enum command_status with
 * a message. occasion_end serves both.
 */
int occasion_make(const struct call *call, struct occasion *occasion, char *message,
                  size_t capacity);
void occasion_end(struct occasion *occasion);

/* Forecasts and the month's highest quarter hour at occasion->view.time_s out of the telemetry
 * before it. Returns 0; −1 with a message. */
int occasion_rebuild(struct occasion *occasion, const struct site *site, const char *path,
                     char *message, size_t capacity);

/* Rows of the plan as CSV, as "plan --format csv" writes them. */
void command_plan_csv(const struct call *call, const struct occasion *occasion, FILE *out);

/* "16:45" of the site's local time into text[8]; "2026-04-16 16:45" into text[24]. */
const char *occasion_clock(const struct site *site, int64_t time_s, char text[8]);
const char *occasion_date(const struct site *site, int64_t time_s, char text[24]);

/* Reads "HH:MM" of the day that begins at day_s, or "YYYY-MM-DDTHH:MM", by the site's clock. */
int occasion_time(const struct site *site, const char *text, int64_t day_s, int64_t *time_s);

#endif
