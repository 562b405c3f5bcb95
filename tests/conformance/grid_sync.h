/* Suite grid: a synchro-check against a pair of phasors whose slip and angle are known exactly.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_GRID_SYNC_H
#define OSTROV_TESTS_CONFORMANCE_GRID_SYNC_H

#include <ostrov/grid_measure.h>

#define NOMINAL_V 230.0

typedef struct sync_case {
    double slip0_hz, slip_end_hz, rate_hz_s; /* slip falls linearly to slip_end */
    double angle0_deg, grid_hz, grid_v, bus_v;
    int32_t same_rotation;
    ostrov_sync_check_config config;
} sync_case;

typedef struct outcome {
    double check_s;         /* NaN = never permitted */
    double advance_s;       /* NaN = never commanded */
    double check_contact;   /* true angle when the contacts meet, degrees */
    double advance_contact; /* the same of the advance-time close */
    int32_t blocked;        /* what always blocked; DWELL when nothing did always */
    int32_t broken;         /* 1 = a call was refused */
} outcome;

/* Degrees into -180 … 180. */
double wrap(double deg);

/* Slip and angle at a time, exactly. */
double slip_at(const sync_case *k, double s);
double angle_at(const sync_case *k, double s);

/* Steps a synchro-check until it has permitted (both: and commanded), or until_s. */
outcome run_sync(const sync_case *k, double dt_s, double until_s, int32_t both);

#endif
