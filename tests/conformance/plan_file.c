/* Reference dispatch problems: reading, and judging plans in the files' own units.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan_file.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double number(const cJSON *o, const char *name, double otherwise)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(o, name);
    return cJSON_IsNumber(item) ? item->valuedouble : otherwise;
}

static double *numbers(const cJSON *o, const char *name, int32_t count)
{
    const cJSON *array = cJSON_GetObjectItemCaseSensitive(o, name);
    const cJSON *item = NULL;
    double *out = NULL;
    int32_t n = 0;
    if (!cJSON_IsArray(array) || cJSON_GetArraySize(array) != count ||
        (out = malloc((size_t)count * sizeof *out)) == NULL) {
        return NULL;
    }
    cJSON_ArrayForEach(item, array) { out[n++] = item->valuedouble; }
    return out;
}

static int32_t size_of(const cJSON *o, const char *name)
{
    const cJSON *array = cJSON_GetObjectItemCaseSensitive(o, name);
    return cJSON_IsArray(array) ? cJSON_GetArraySize(array) : 0;
}

static void read_battery(const cJSON *b, file_problem *p)
{
    p->has_battery = cJSON_IsObject(b);
    p->e_min = number(b, "e_min", 0.0);
    p->e_max = number(b, "e_max", 0.0);
    p->e0 = number(b, "e0", 0.0);
    p->e_end_min = number(b, "e_end_min", 0.0);
    p->p_ch = number(b, "p_ch", 0.0);
    p->p_dis = number(b, "p_dis", 0.0);
    p->eta_c = number(b, "eta_c", 1.0);
    p->eta_d = number(b, "eta_d", 1.0);
    p->self_discharge = number(b, "self_discharge_per_h", 0.0);
    p->wear = number(b, "wear_eur_kwh", 0.0);
    p->terminal = number(b, "terminal_eur_kwh", 0.0);
}

static void read_peaks(const cJSON *from, int32_t *count, file_peak **peaks)
{
    const cJSON *item = NULL;
    int32_t n = 0;
    *count = size_of(from, "peaks");
    *peaks = calloc((size_t)*count + 1, sizeof **peaks);
    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(from, "peaks"))
    {
        file_peak *k = &(*peaks)[n++];
        k->price = number(item, "eur_per_kw", 0);
        k->incurred_kw = number(item, "incurred_kw", 0);
        k->from = (int32_t)number(item, "from", 0);
        k->to = (int32_t)number(item, "to", 0);
    }
}

static void read_rows(const cJSON *s, file_problem *p)
{
    const cJSON *item = NULL;
    int32_t n = 0;
    p->buses_count = size_of(s, "buses");
    p->buses = calloc((size_t)p->buses_count + 1, sizeof *p->buses);
    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(s, "buses"))
    {
        file_bus *b = &p->buses[n++];
        b->arr = (int32_t)number(item, "arr", 0);
        b->dep = (int32_t)number(item, "dep", 0);
        b->e_arr = number(item, "e_arr", 0);
        b->e_req = number(item, "e_req", 0);
        b->e_cap = number(item, "e_cap", 0);
        b->p_max = number(item, "p_max", 0);
        b->p_min = number(item, "p_min", 0);
        b->eta = number(item, "eta", 1);
        b->short_price = number(item, "short_eur_kwh", 0);
        b->group = -1;
    }
    p->groups_count = size_of(s, "charger_groups");
    p->groups = calloc((size_t)p->groups_count + 1, sizeof *p->groups);
    n = 0;
    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(s, "charger_groups"))
    {
        const cJSON *member = NULL;
        p->groups[n] = number(item, "p_max", 0);
        cJSON_ArrayForEach(member, cJSON_GetObjectItemCaseSensitive(item, "buses"))
        {
            if (member->valueint >= 0 && member->valueint < p->buses_count) {
                p->buses[member->valueint].group = n;
            }
        }
        n++;
    }
    read_peaks(s, &p->peaks_count, &p->peaks);
    p->blocks_count = size_of(s, "flex");
    p->blocks = calloc((size_t)p->blocks_count + 1, sizeof *p->blocks);
    n = 0;
    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(s, "flex"))
    {
        file_block *b = &p->blocks[n++];
        b->power_kw = number(item, "power_kw", 0);
        b->length = (int32_t)number(item, "len", 1);
        b->earliest = (int32_t)number(item, "earliest", 0);
        b->latest_end = (int32_t)number(item, "latest_end", p->steps);
    }
}

int32_t file_problem_stations(const char *text)
{
    cJSON *json = cJSON_Parse(text);
    const int32_t count = size_of(json, "stations");
    cJSON_Delete(json);
    return count;
}

int32_t file_feeder_read(const char *text, int32_t steps, file_feeder *f)
{
    cJSON *json = cJSON_Parse(text);
    const cJSON *feeder = cJSON_GetObjectItemCaseSensitive(json, "feeder");
    memset(f, 0, sizeof *f);
    if (cJSON_IsObject(feeder)) {
        f->given = 1;
        f->import_max = numbers(feeder, "import_max_kw", steps);
        f->export_max = numbers(feeder, "export_max_kw", steps);
        f->peak = (file_peak){number(feeder, "peak_eur_per_kw", 0),
                              number(feeder, "peak_incurred_kw", 0), 0, steps};
    }
    cJSON_Delete(json);
    return f->given;
}

void file_feeder_free(file_feeder *f)
{
    free(f->import_max);
    free(f->export_max);
}

int32_t file_problem_read(const char *text, int32_t index, file_problem *p)
{
    cJSON *json = cJSON_Parse(text);
    const cJSON *stations = cJSON_GetObjectItemCaseSensitive(json, "stations");
    const cJSON *s = cJSON_GetArrayItem(stations, index);
    const cJSON *reserve = cJSON_GetObjectItemCaseSensitive(s, "reserve");
    int32_t good = 0;
    memset(p, 0, sizeof *p);
    p->steps = (int32_t)number(json, "T", 0);
    p->dt_h = number(json, "dt_h", 0.25);
    p->objective = number(cJSON_GetObjectItemCaseSensitive(json, "optimum"), "objective", NAN);
    if (s != NULL && p->steps > 0 && isfinite(p->objective)) {
        p->load = numbers(s, "load_kw", p->steps);
        p->critical = numbers(s, "critical_kw", p->steps);
        p->pv = numbers(s, "pv_kw", p->steps);
        p->import_price = numbers(s, "price_import", p->steps);
        p->export_price = numbers(s, "price_export", p->steps);
        p->import_max = numbers(s, "import_max_kw", p->steps);
        p->export_max = numbers(s, "export_max_kw", p->steps);
        p->curtail = number(s, "curtail_eur_kwh", 0);
        p->shed = number(s, "shed_eur_kwh", 0);
        p->shed_critical = number(s, "shed_critical_eur_kwh", 0);
        read_battery(cJSON_GetObjectItemCaseSensitive(s, "battery"), p);
        p->has_reserve = cJSON_IsObject(reserve);
        p->reserve_hours = number(reserve, "hours", 0);
        p->reserve_pv = number(reserve, "pv_confidence", 0);
        p->reserve_price = number(reserve, "penalty_eur_kwh", 0);
        read_rows(s, p);
        good = p->load != NULL && p->critical != NULL && p->pv != NULL && p->import_price != NULL &&
               p->export_price != NULL && p->import_max != NULL && p->export_max != NULL;
    }
    cJSON_Delete(json);
    if (!good) {
        file_problem_free(p);
    }
    return good;
}

void file_problem_free(file_problem *p)
{
    free(p->load);
    free(p->critical);
    free(p->pv);
    free(p->import_price);
    free(p->export_price);
    free(p->import_max);
    free(p->export_max);
    free(p->buses);
    free(p->groups);
    free(p->peaks);
    free(p->blocks);
    memset(p, 0, sizeof *p);
}

static void broken(double *worst, double by, double limit)
{
    const double relative = by / fmax(1.0, fabs(limit));
    if (!(relative <= *worst)) { /* NaN counts as broken */
        *worst = isnan(relative) ? INFINITY : relative;
    }
}

static double floor_at(const file_problem *p, int32_t t)
{
    const int32_t k = (int32_t)lround(p->reserve_hours / p->dt_h);
    const int32_t back = p->steps < 96 ? p->steps : 96;
    double sum = p->e_min;
    for (int32_t j = t; j < t + k; j++) {
        const int32_t i = j < p->steps ? j : p->steps - back + (j - p->steps) % back;
        sum += fmax(0.0, p->critical[i] - p->reserve_pv * p->pv[i]) * p->dt_h / p->eta_d;
    }
    return fmin(p->e_max, sum);
}

static double judge_bus(const file_problem *p, const ostrov_plan *plan, int32_t i, double *worst)
{
    const file_bus *b = &p->buses[i];
    double energy = b->e_arr;
    for (int32_t t = 0; t < p->steps; t++) {
        const double v = plan->vehicle_w[(size_t)i * (size_t)plan->capacity + (size_t)t] / 1000.0;
        if (t < b->arr || t >= b->dep) {
            broken(worst, fabs(v), 1.0);
            continue;
        }
        broken(worst, v - b->p_max, b->p_max);
        broken(worst, -v, b->p_max);
        if (v > 1e-7) {
            broken(worst, b->p_min - v, b->p_min);
        }
        energy += b->eta * v * p->dt_h;
    }
    broken(worst, energy - b->e_cap, b->e_cap);
    return fmax(0.0, b->e_req - energy) * b->short_price;
}

/* kW of the blocks in a step; a start outside its window is broken. */
static double blocks_kw(const file_problem *p, const ostrov_plan *plan, int32_t t, double *worst)
{
    double sum = 0.0;
    for (int32_t i = 0; i < p->blocks_count; i++) {
        const file_block *b = &p->blocks[i];
        const int32_t start = plan->block_start[i];
        if (start < b->earliest || start > b->latest_end - b->length) {
            broken(worst, 1.0, 1.0);
        }
        sum += t >= start && t < start + b->length ? b->power_kw : 0.0;
    }
    return sum;
}

void file_problem_judge(const file_problem *p, const ostrov_plan *plan, double *worst, double *cost)
{
    const double h = p->dt_h;
    double e = p->e0;
    double money = 0.0;
    *worst = 0.0;
    for (int32_t t = 0; t < p->steps; t++) {
        const double g = fmax(0.0, plan->grid_w[t]) / 1000.0;
        const double x = fmax(0.0, -plan->grid_w[t]) / 1000.0;
        const double d = fmax(0.0, plan->battery_w[t]) / 1000.0;
        const double c = fmax(0.0, -plan->battery_w[t]) / 1000.0;
        const double u = p->pv[t] - plan->pv_w[t] / 1000.0;
        const double q = plan->shed_w[t] / 1000.0;
        const double k = plan->shed_critical_w[t] / 1000.0;
        double v = blocks_kw(p, plan, t, worst);
        for (int32_t i = 0; i < p->buses_count; i++) {
            v += plan->vehicle_w[(size_t)i * (size_t)plan->capacity + (size_t)t] / 1000.0;
        }
        for (int32_t n = 0; n < p->groups_count; n++) {
            double sum = 0.0;
            for (int32_t i = 0; i < p->buses_count; i++) {
                sum += p->buses[i].group == n
                           ? plan->vehicle_w[(size_t)i * (size_t)plan->capacity + (size_t)t] / 1000.0
                           : 0.0;
            }
            broken(worst, sum - p->groups[n], p->groups[n]);
        }
        broken(worst, fabs(g - x + p->pv[t] - u + d - c - v - p->load[t] + q + k), p->load[t]);
        broken(worst, g - p->import_max[t], p->import_max[t]);
        broken(worst, x - p->export_max[t], p->export_max[t]);
        broken(worst, fmax(-u, u - p->pv[t]), p->pv[t]);
        broken(worst, fmax(-q, q - fmax(0.0, p->load[t] - p->critical[t])), p->load[t]);
        broken(worst, fmax(-k, k - p->critical[t]), p->critical[t]);
        broken(worst, c - p->p_ch, p->p_ch);
        broken(worst, d - p->p_dis, p->p_dis);
        e = pow(1.0 - p->self_discharge, h) * e + p->eta_c * c * h - d * h / p->eta_d;
        broken(worst, fmax(p->e_min - e, e - p->e_max), p->e_max);
        money += h * (p->import_price[t] * g - p->export_price[t] * x + p->curtail * u + p->shed * q +
                      p->shed_critical * k) +
                 p->wear * h * d / p->eta_d;
        if (p->has_reserve && p->import_max[t + 1 < p->steps ? t + 1 : t] > 0.0) {
            money += p->reserve_price * h * fmax(0.0, floor_at(p, t + 1) - e);
        }
    }
    broken(worst, p->e_end_min - e, p->e_end_min);
    money -= p->terminal * e;
    for (int32_t i = 0; i < p->buses_count; i++) {
        money += judge_bus(p, plan, i, worst);
    }
    for (int32_t i = 0; i < p->peaks_count; i++) {
        double highest = p->peaks[i].incurred_kw;
        for (int32_t t = p->peaks[i].from; t < p->peaks[i].to && t < p->steps; t++) {
            highest = fmax(highest, plan->grid_w[t] / 1000.0);
        }
        money += p->peaks[i].price * (highest - p->peaks[i].incurred_kw);
    }
    *cost = money;
}
