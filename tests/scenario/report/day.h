/* A record as a run leaves it, made by formula: the report is tested without the simulator.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TEST_REPORT_DAY_H
#define TEST_REPORT_DAY_H

#include "simulate/record.h"

struct day {
    struct site site;
    struct inputs inputs;
    struct record record;
};

/* A whole day of the depot: outage 18:00–20:00, two transitions, 21 departures, four policies. */
struct day *day_make(const char *scenario);
void day_free(struct day *day);

/* Every number of the record becomes NaN, counts stay. */
void day_forget_numbers(struct day *day);

#endif
