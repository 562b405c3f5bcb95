/* A PVOD station: its parts joined in time, by quarter hours, what is history and what is scored.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_FORECAST_STATION_H
#define OSTROV_TESTS_CONFORMANCE_FORECAST_STATION_H

#include <ostrov/pv.h>

#include "runner.h"

/* Days begin at local midnight in China. */
enum { STATION_STEP_S = 900, STATION_DAY = 96, STATION_MIDNIGHT_S = 16 * 3600 };

typedef struct station {
    char name[32];
    ostrov_pv_config pv;
    int64_t start_s;
    int32_t count;
    ostrov_weather *weather; /* forecast, by step; NaN where there is no row */
    ostrov_weather *light;   /* measured beside the plant, the same */
    double *power;           /* share of capacity */
    double *clear;           /* share of capacity */
    double *told;            /* the forecast through the chain, share of capacity */
    int64_t score_from_s;    /* what comes before is history */
    int32_t unseen;          /* there is none */
} station;

typedef struct stations {
    station *each;
    int32_t count;
} stations;

/* All stations of a folder; what cannot be read is a FAIL and said on stderr. A later part alone is
 * a plant whose history is not known. */
void stations_open(tally *t, const char *folder, stations *all);
void stations_close(stations *all);

#endif
