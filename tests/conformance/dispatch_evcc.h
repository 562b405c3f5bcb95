/* Requests to evcc's optimizer: what is read of them, and how they become problems.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_DISPATCH_EVCC_H
#define OSTROV_TESTS_CONFORMANCE_DISPATCH_EVCC_H

#include <cjson/cJSON.h>

#include "dispatch.h"

enum { EVCC_STORES = 8 };

/* A battery of the request: one that discharges, or a vehicle (discharge_w 0). Wh, W, money a Wh.
 */
typedef struct evcc_store {
    double start_wh;
    double min_wh;
    double max_wh;
    double charge_w;
    double charge_min_w;
    double discharge_w;
    double worth_wh;
    double *demand_wh; /* Wh that are to be charged in each step until it is full; NULL = none */
    double *goal_wh;   /* Wh that are to be in it after a step; NULL = none */
    int32_t from_grid; /* 1 = may charge while the site imports */
    int32_t to_grid;   /* 1 = may discharge while the site exports */
} evcc_store;

typedef struct evcc_request {
    int32_t steps;
    int32_t stores_count;
    evcc_store stores[EVCC_STORES];
    double *dt_s;
    double *load_wh;
    double *pv_wh;
    double *price_in; /* money a Wh */
    double *price_out;
    double charge_ratio;
    double discharge_ratio;
    double import_limit_w; /* 0 with no limit: then demand_price_w is 0 too */
    double export_limit_w; /* INFINITY = none */
    double demand_price_w; /* money a W of import above import_limit_w */
    int32_t limited;       /* 1 = import_limit_w is a limit, not a threshold of the demand price */
} evcc_request;

/* A plan in the request's units. */
typedef struct evcc_answer {
    double *charge_wh[EVCC_STORES];
    double *discharge_wh[EVCC_STORES];
    double end_wh[EVCC_STORES];
    double *memory;
} evcc_answer;

/* 1 = text is such a request with an answer. */
int32_t evcc_read(const cJSON *root, evcc_request *r, evcc_answer *stored);
void evcc_free(evcc_request *r);
int32_t evcc_answer_open(evcc_answer *a, const evcc_request *r);
void evcc_answer_free(evcc_answer *a);

/* The best plan of the library for the request. 1 = there is one. */
int32_t evcc_plan(const evcc_request *r, evcc_answer *a);

/* Wh by which goals, demands and the import limit are missed. */
double evcc_short_wh(const evcc_request *r, const evcc_answer *a);

/* Wh by which a hard rule is broken at worst: bounds, least powers, grid permissions. */
double evcc_broken_wh(const evcc_request *r, const evcc_answer *a);

/* What the plan costs by the request's rules. */
double evcc_money(const evcc_request *r, const evcc_answer *a);

#endif
