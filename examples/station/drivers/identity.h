/* Who a device says it is (SunSpec model 1), held against what was expected and what it said
 * before: after a reconnect, set-points must not reach another device that took its address.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DRIVERS_IDENTITY_H
#define STATION_DRIVERS_IDENTITY_H

#include "drivers/sunspec/walk.h"

struct identity {
    int known;
    char manufacturer[33];
    char model[33];
    char serial[33];
};

/* Returns 1 and keeps it when model 1 says what is expected (NULL = anything) and, once known, the
 * same as before; 0 otherwise. */
int identity_holds(struct identity *identity, const struct sunspec_block *common,
                   const char *manufacturer, const char *model);

#endif
