/* What an event means for the station, and what a person does about it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_REPORT_ACTIONS_H
#define STATION_REPORT_ACTIONS_H

#include <stdint.h>

enum action_weight {
    ACTION_NONE = 0, /* course of business: not in the table of alarms */
    ACTION_NOTE = 1, /* to be known */
    ACTION_ALARM = 2 /* somebody must do something */
};

struct action {
    int32_t weight; /* enum action_weight */
    const char *consequence;
    const char *what_to_do;
};

/* code, subject and value as ostrov_event has them; missing = the event's text says energy is
 * missing. */
const struct action *action_find(int32_t code, int32_t subject, int32_t missing);

#endif
