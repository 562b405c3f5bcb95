/* Requests to evcc's optimizer: reading them and the stored answers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dispatch_evcc.h"

static double number(const cJSON *o, const char *name, double otherwise)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(o, name);
    return cJSON_IsNumber(item) ? item->valuedouble : otherwise;
}

/* 1 = an array of count numbers; else NULL. */
static double *numbers(const cJSON *o, const char *name, int32_t count)
{
    const cJSON *array = cJSON_GetObjectItemCaseSensitive(o, name);
    const cJSON *item = NULL;
    double *out = NULL;
    int32_t n = 0;
    if (!cJSON_IsArray(array) || cJSON_GetArraySize(array) != count ||
        (out = calloc((size_t)count, sizeof *out)) == NULL) {
        return NULL;
    }
    cJSON_ArrayForEach(item, array) { out[n++] = item->valuedouble; }
    return out;
}

static void read_store(const cJSON *o, int32_t steps, evcc_store *s)
{
    s->start_wh = number(o, "s_initial", 0.0);
    s->min_wh = number(o, "s_min", 0.0);
    s->max_wh = number(o, "s_max", 0.0);
    s->charge_w = number(o, "c_max", 0.0);
    s->charge_min_w = number(o, "c_min", 0.0);
    s->discharge_w = number(o, "d_max", 0.0);
    s->worth_wh = number(o, "p_a", 0.0);
    s->demand_wh = numbers(o, "p_demand", steps);
    s->goal_wh = numbers(o, "s_goal", steps);
    s->from_grid = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(o, "charge_from_grid"));
    s->to_grid = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(o, "discharge_to_grid"));
}

static int32_t read_request(const cJSON *o, evcc_request *r)
{
    const cJSON *series = cJSON_GetObjectItemCaseSensitive(o, "time_series");
    const cJSON *grid = cJSON_GetObjectItemCaseSensitive(o, "grid");
    const cJSON *stores = cJSON_GetObjectItemCaseSensitive(o, "batteries");
    const cJSON *store = NULL;
    r->steps = cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(series, "dt"));
    if (r->steps < 1 || cJSON_GetArraySize(stores) > EVCC_STORES) {
        return 0;
    }
    r->dt_s = numbers(series, "dt", r->steps);
    r->load_wh = numbers(series, "gt", r->steps);
    r->pv_wh = numbers(series, "ft", r->steps);
    r->price_in = numbers(series, "p_N", r->steps);
    r->price_out = numbers(series, "p_E", r->steps);
    r->charge_ratio = number(o, "eta_c", 0.95);
    r->discharge_ratio = number(o, "eta_d", 0.95);
    r->import_limit_w = number(grid, "p_max_imp", (double)INFINITY);
    r->export_limit_w = number(grid, "p_max_exp", (double)INFINITY);
    r->demand_price_w = number(grid, "prc_p_exc_imp", 0.0);
    r->limited = isfinite(r->import_limit_w) && !(r->demand_price_w > 0.0);
    if (!isfinite(r->import_limit_w)) {
        r->import_limit_w = 0.0;
        r->demand_price_w = 0.0;
    }
    cJSON_ArrayForEach(store, stores)
    {
        read_store(store, r->steps, &r->stores[r->stores_count++]);
    }
    return r->dt_s != NULL && r->load_wh != NULL && r->pv_wh != NULL && r->price_in != NULL &&
           r->price_out != NULL;
}

static int32_t read_answer(const cJSON *o, const evcc_request *r, evcc_answer *a)
{
    const cJSON *stores = cJSON_GetObjectItemCaseSensitive(o, "batteries");
    if (cJSON_GetArraySize(stores) != r->stores_count || !evcc_answer_open(a, r)) {
        return 0;
    }
    for (int32_t i = 0; i < r->stores_count; i++) {
        const cJSON *store = cJSON_GetArrayItem(stores, i);
        double *charge = numbers(store, "charging_power", r->steps);
        double *discharge = numbers(store, "discharging_power", r->steps);
        double *energy = numbers(store, "state_of_charge", r->steps);
        const int32_t good = charge != NULL && discharge != NULL && energy != NULL;
        for (int32_t t = 0; good && t < r->steps; t++) {
            a->charge_wh[i][t] = charge[t];
            a->discharge_wh[i][t] = discharge[t];
            a->end_wh[i] = energy[t];
        }
        free(charge);
        free(discharge);
        free(energy);
        if (!good) {
            return 0;
        }
    }
    return 1;
}

int32_t evcc_answer_open(evcc_answer *a, const evcc_request *r)
{
    const size_t n = (size_t)r->steps;
    memset(a, 0, sizeof *a);
    a->memory = calloc(2 * n * EVCC_STORES, sizeof *a->memory);
    for (size_t i = 0; a->memory != NULL && i < EVCC_STORES; i++) {
        a->charge_wh[i] = a->memory + 2 * i * n;
        a->discharge_wh[i] = a->charge_wh[i] + n;
    }
    return a->memory != NULL;
}

void evcc_answer_free(evcc_answer *a)
{
    free(a->memory);
    memset(a, 0, sizeof *a);
}

void evcc_free(evcc_request *r)
{
    for (int32_t i = 0; i < r->stores_count; i++) {
        free(r->stores[i].demand_wh);
        free(r->stores[i].goal_wh);
    }
    free(r->dt_s);
    free(r->load_wh);
    free(r->pv_wh);
    free(r->price_in);
    free(r->price_out);
    memset(r, 0, sizeof *r);
}

int32_t evcc_read(const cJSON *root, evcc_request *r, evcc_answer *stored)
{
    const cJSON *request = cJSON_GetObjectItemCaseSensitive(root, "request");
    const cJSON *answer = cJSON_GetObjectItemCaseSensitive(root, "expected_response");
    memset(r, 0, sizeof *r);
    memset(stored, 0, sizeof *stored);
    return cJSON_IsObject(request) && cJSON_IsObject(answer) && read_request(request, r) &&
           read_answer(answer, r, stored);
}
