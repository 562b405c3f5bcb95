/* A PVOD station: its parts joined in time, by quarter hours, what is history and what is scored.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_FORECAST_STATION_H
#define OSTROV_TESTS_CONFORMANCE_FORECAST_STATION_H

#include <ostrov/pv.h>

/* Days begin at local midnight in China. */
enum { STATION_STEP_S = 900, STATION_DAY = 96, STATION_MIDNIGHT_S = 16 * 3600 };

typedef struct station {
    char name[32];
    ostrov_pv_config pv;
    int64_t start_s;
    int32_t count;
    ostrov_weather *weather; /* by step; NaN where there is no row */
    double *power;           /* share of capacity */
    double *clear;           /* share of capacity */
    int64_t score_from_s;    /* what comes before is history */
    int32_t unseen;          /* there is none */
} station;

/* 1 = read; to be closed in any case. */
int32_t station_open(const char *folder, const char *file, station *s);
void station_close(station *s);

/* Weather through the chain, share of capacity. */
double station_physical(const station *s, int32_t i);

#endif
