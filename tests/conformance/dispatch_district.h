/* A district of buildings with a battery each: rules and data of the CityLearn Challenge 2022.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_DISPATCH_DISTRICT_H
#define OSTROV_TESTS_CONFORMANCE_DISPATCH_DISTRICT_H

#include "dispatch.h"

enum { DISTRICT_MOST = 32 };

#define DISTRICT_KWH 6.4
#define DISTRICT_KW 5.0

typedef struct district {
    int32_t hours;
    int32_t buildings;
    double *price;
    double *carbon; /* kg a kWh */
    double *load[DISTRICT_MOST];
    double *pv[DISTRICT_MOST];
    double
        *net[DISTRICT_MOST]; /* at the meter with the battery, kWh an hour; begins as load − pv */
} district;

/* A battery: what it holds and what it still can, kWh. */
typedef struct district_battery {
    double stored_kwh;
    double capacity_kwh;
} district_battery;

typedef struct district_score {
    double price;
    double emission;
    double ramping;
    double load_factor;
    double two;   /* mean of price and emission */
    double three; /* and of the grid's, which is the mean of ramping and load factor */
} district_score;

int32_t district_read(district *d, const csv *table);
void district_free(district *d);

/* One hour of a battery asked for so many kW, positive = charging. Gives what it takes. */
double district_battery_step(district_battery *b, double kw);

/* The scores of the net loads over those without batteries. */
district_score district_judge(const district *d);

/* Runs the year: fills the net loads. 1 = every hour had a plan. */
int32_t district_run(district *d);

#endif
