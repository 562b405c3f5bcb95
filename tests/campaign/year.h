/* One station-year as a list of events: what the grid, the devices and the people do, and when.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CAMPAIGN_YEAR_H
#define OSTROV_TESTS_CAMPAIGN_YEAR_H

#include "plant.h"

#define YEAR_S (365.0 * 86400.0)

enum { YEAR_EVENTS = 600 };

enum year_kind {
    YEAR_OUTAGE,
    YEAR_SHORT,
    YEAR_DIP,
    YEAR_FREQUENCY,
    YEAR_GRID_METER,
    YEAR_BUS_METER,
    YEAR_CONTACT,
    YEAR_BREAKER,
    YEAR_PCS_BROKEN,
    YEAR_PCS_DEAF,
    YEAR_PCS_SILENT,
    YEAR_RECEIVER,
    YEAR_PLANNER,
    YEAR_FORBIDDEN,
    YEAR_MAINTENANCE,
    YEAR_DRILL,
    YEAR_RESTART,
    YEAR_STALL,
    YEAR_KINDS
};

typedef struct year_event {
    double t_s;
    int32_t kind;
    int32_t on;    /* 1 begins, 0 ends */
    int32_t order; /* of making: breaks ties the same way everywhere */
    double a;      /* residual voltage, frequency, seconds without power */
    int32_t which; /* phase, contact, kind of lie */
} year_event;

typedef struct year {
    year_event event[YEAR_EVENTS];
    int events;
} year;

void year_make(year *y, uint64_t *seed);
/* Sun on the PV, W of the installed power, at this second of the year. */
double year_sun_w(double t_s, double installed_w, double clearness);

#endif
