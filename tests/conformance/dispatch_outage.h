/* What a site has learned of its outages: how often one begins, how long one lasts.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_DISPATCH_OUTAGE_H
#define OSTROV_TESTS_CONFORMANCE_DISPATCH_OUTAGE_H

#include <stdint.h>

enum { OUTAGE_LONGEST = 48 };

typedef struct outage_history {
    double hours_up;
    double begun;
    double
        ended[OUTAGE_LONGEST + 1]; /* how many outages lasted so many hours; the last: or longer */
    int32_t lasting;               /* hours of the present outage, 0 = the grid is there */
} outage_history;

/* Learns one hour. */
void outage_learn(outage_history *o, int32_t up);

/* Chance that an outage begins in an hour with the grid; 0 where none has been seen. */
double outage_rate(const outage_history *o);

/* Mean hours that outages last which have lasted so long already; 0 = that of all. */
double outage_mean(const outage_history *o, int32_t lasting);

#endif
