/* Microgrids with battery, PV, a grid that may fail and a genset, hour by hour: rules, data and
 * published results are those of pymgrid25 (Henri, Levent, Halev, Alami, Cordier, arXiv
 * 2011.08004).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_DISPATCH_MICROGRID_H
#define OSTROV_TESTS_CONFORMANCE_DISPATCH_MICROGRID_H

#include <cjson/cJSON.h>

#include "dispatch.h"

/* A site. Powers kW, energies kWh, prices a kWh, as in the files. */
typedef struct microgrid {
    double capacity_kwh;
    double min_kwh;
    double start_kwh;
    double charge_kw;
    double discharge_kw;
    double efficiency; /* each way */
    double cycle_price;
    double lost_price;
    double co2_price;
    double import_kw; /* 0 = no grid */
    double export_kw;
    double genset_min_kw;
    double genset_max_kw; /* 0 = none */
    double genset_price;  /* with its CO2 */
    double published_mpc;
    double published_rbc;
    int32_t hours;
    double *load;
    double *pv;
    double *price_in; /* without CO2 */
    double *price_out;
    double *co2; /* kg a kWh imported */
    double *up;  /* 1 = the grid is there */
} microgrid;

/* What is asked of battery and genset for an hour. */
typedef struct microgrid_order {
    double battery_kw; /* positive = discharge */
    double genset_kw;
} microgrid_order;

/* 1 = the site and its hours are read, to be freed. */
int32_t microgrid_read(microgrid *s, const cJSON *parameters, const char *folder);
void microgrid_free(microgrid *s);

/* Whether the grid is there in hour t. */
int32_t microgrid_up(const microgrid *s, int32_t t);

/* What a kWh imported costs in hour t, its CO2 included. */
double microgrid_import_price(const microgrid *s, int32_t t);

/* One hour by the rules, from *stored_kwh on, which is moved. Gives its cost. */
double microgrid_hour(const microgrid *s, int32_t t, microgrid_order order, double *stored_kwh);

/* What a kWh costs when the grid is away: the genset's, or that of load not served. */
double microgrid_away_price(const microgrid *s);

/* Money of the judged hours when run from hour 0 on, with the true next 24 hours known (track P) or
 * only the present one and the prices (track R). NaN = no plan. */
double microgrid_run(const microgrid *s, int32_t truth);

#endif
