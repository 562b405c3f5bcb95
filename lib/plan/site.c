/* A problem made ready: copied by its tables and judged, all but its series (see slots.c).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/site.h"

#include <string.h>

#include "plan/plan_tables.h"

extern const ostrov_structure ostrov_i_battery_structures[];

static const char problem_name[] = "ostrov_problem";

static const ostrov_structure *battery_table(void)
{
    static const char wanted[] = "ostrov_battery_config";
    for (const ostrov_structure *s = ostrov_i_battery_structures; s->name != NULL; s++) {
        size_t i = 0;
        while (i < sizeof wanted && s->name[i] == wanted[i] && wanted[i] != '\0') {
            i++;
        }
        if (s->name[i] == wanted[i]) {
            return s;
        }
    }
    return NULL;
}

static ostrov_status refuse(ostrov_fault *why, ostrov_status status, const char *field,
                            double value, double min, double max)
{
    return ostrov_i_fault(why, status, problem_name, field, -1, value, min, max);
}

ostrov_status ostrov_i_site_edges(const ostrov_problem *p, ostrov_fault *why)
{
    for (int32_t t = 0; t <= p->count; t++) {
        const int64_t edge = p->edges_s[t];
        /* years far beyond any calendar are refused, so that differences cannot overflow */
        const int64_t length =
            t > 0 && edge > -INT64_C(1000000000000000) && edge < INT64_C(1000000000000000)
                ? edge - p->edges_s[t - 1]
                : 60;
        if (edge < -INT64_C(10000000000000) || edge > INT64_C(10000000000000) || length < 60 ||
            length > 86400) {
            (void)refuse(why, OSTROV_E_TIME, "edges_s", (double)edge, OSTROV_I_NAN, OSTROV_I_NAN);
            if (why != NULL) {
                why->slot = t > 0 ? t - 1 : 0;
            }
            return OSTROV_E_TIME;
        }
    }
    return OSTROV_OK;
}

static ostrov_status open_battery(ostrov_i_site *site, ostrov_fault *why)
{
    ostrov_battery_config battery;
    const ostrov_problem *p = &site->problem;
    const ostrov_structure *table = battery_table();
    ostrov_status status = OSTROV_OK;
    site->charge_ratio = 1.0;
    site->discharge_ratio = 1.0;
    if (p->battery == NULL) {
        return OSTROV_OK;
    }
    if (table == NULL) {
        return refuse(why, OSTROV_E_UNSUPPORTED, "battery", OSTROV_I_NAN, OSTROV_I_NAN,
                      OSTROV_I_NAN);
    }
    status = ostrov_i_take_config(table, p->battery, &battery, why);
    if (status != OSTROV_OK) {
        return status;
    }
    if (ostrov_i_nan(p->battery_soc_ratio)) {
        return refuse(why, OSTROV_E_NOT_FINITE, "battery_soc_ratio", p->battery_soc_ratio, 0.0,
                      1.0);
    }
    if (battery.soc_min_ratio > battery.soc_max_ratio) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, table->name, "soc_min_ratio", -1,
                              battery.soc_min_ratio, 0.0, battery.soc_max_ratio);
    }
    site->has_battery = 1;
    site->capacity_wh = battery.capacity_wh * battery.health_ratio;
    site->start_wh = p->battery_soc_ratio * site->capacity_wh;
    site->min_wh = battery.soc_min_ratio * site->capacity_wh;
    site->max_wh = battery.soc_max_ratio * site->capacity_wh;
    site->charge_w = battery.charge_limit_w;
    site->discharge_w = battery.discharge_limit_w;
    if (p->battery_charge_limit_w < site->charge_w) { /* false for NaN: as battery says */
        site->charge_w = p->battery_charge_limit_w;
    }
    if (p->battery_discharge_limit_w < site->discharge_w) {
        site->discharge_w = p->battery_discharge_limit_w;
    }
    site->temperature_min_c = battery.temperature_min_c;
    site->temperature_derate_c = battery.temperature_derate_c;
    site->temperature_max_c = battery.temperature_max_c;
    site->charge_ratio = battery.charge_efficiency_ratio;
    site->discharge_ratio = battery.discharge_efficiency_ratio;
    if (battery.self_discharge_per_s > 0.0) {
        site->log_keep_per_s = ostrov_log1p(-ostrov_i_min(battery.self_discharge_per_s, 0.5));
    }
    if (!ostrov_i_nan(p->soc_end_min_ratio)) {
        site->end_wh = ostrov_i_min(p->soc_end_min_ratio * site->capacity_wh, site->max_wh);
    }
    return OSTROV_OK;
}

static ostrov_status open_rows(ostrov_i_site *site, ostrov_fault *why)
{
    const ostrov_problem *p = &site->problem;
    ostrov_status status = OSTROV_OK;
    for (int32_t i = 0; i < p->groups_count; i++) {
        ostrov_plan_group row;
        status = ostrov_i_take_row(&ostrov_i_plan_row_structures[PLAN_GROUP], p->groups,
                                   p->groups_stride, i, &row, why);
        if (status != OSTROV_OK) {
            return status;
        }
    }
    for (int32_t i = 0; i < p->peaks_count; i++) {
        ostrov_plan_peak row;
        status = ostrov_i_take_row(&ostrov_i_plan_row_structures[PLAN_PEAK], p->peaks,
                                   p->peaks_stride, i, &row, why);
        if (status != OSTROV_OK) {
            return status;
        }
        if (row.reserved_w > 0.0) {
            site->features |= OSTROV_FEATURE_RESERVED;
        }
        if (row.until_s <= row.from_s) {
            return ostrov_i_fault(why, OSTROV_E_TIME, "ostrov_plan_peak", "until_s", i,
                                  (double)row.until_s, (double)row.from_s, OSTROV_I_NAN);
        }
    }
    for (int32_t i = 0; i < p->vehicles_count; i++) {
        ostrov_plan_vehicle row;
        status = ostrov_i_take_row(&ostrov_i_plan_row_structures[PLAN_VEHICLE], p->vehicles,
                                   p->vehicles_stride, i, &row, why);
        if (status != OSTROV_OK) {
            return status;
        }
        if (row.depart_s < row.arrive_s) {
            return ostrov_i_fault(why, OSTROV_E_TIME, "ostrov_plan_vehicle", "depart_s", i,
                                  (double)row.depart_s, (double)row.arrive_s, OSTROV_I_NAN);
        }
        if (row.discharge_limit_w > 0.0) {
            site->features |= OSTROV_FEATURE_V2G;
            if (row.discharge_efficiency_ratio < 0.1) {
                return ostrov_i_fault(why, OSTROV_E_RANGE, "ostrov_plan_vehicle",
                                      "discharge_efficiency_ratio", i,
                                      row.discharge_efficiency_ratio, 0.1, 1.0);
            }
        }
        if (row.group >= p->groups_count) {
            return ostrov_i_fault(why, OSTROV_E_RANGE, "ostrov_plan_vehicle", "group", i,
                                  (double)row.group, -1.0, (double)p->groups_count - 1.0);
        }
    }
    return OSTROV_OK;
}

ostrov_status ostrov_i_site_open(const ostrov_problem *problem, ostrov_i_site *site,
                                 ostrov_fault *why)
{
    ostrov_status status = OSTROV_OK;
    memset(site, 0, sizeof *site);
    status =
        ostrov_i_take_config(&ostrov_i_plan_structures[PLAN_PROBLEM], problem, &site->problem, why);
    if (status == OSTROV_OK) {
        status = ostrov_i_site_edges(&site->problem, why);
    }
    if (status == OSTROV_OK &&
        site->problem.shed_critical_price_per_kwh < site->problem.shed_price_per_kwh) {
        status = refuse(why, OSTROV_E_RANGE, "shed_critical_price_per_kwh",
                        site->problem.shed_critical_price_per_kwh, site->problem.shed_price_per_kwh,
                        1e9);
    }
    if (status == OSTROV_OK) {
        status = open_battery(site, why);
    }
    if (status == OSTROV_OK) {
        status = open_rows(site, why);
    }
    if (status == OSTROV_OK) {
        status = ostrov_i_site_rows(site, why);
    }
    return status;
}

void ostrov_i_site_row(int32_t table, const void *rows, uint32_t stride, int32_t index, void *row)
{
    const ostrov_structure *s = &ostrov_i_plan_row_structures[table];
    if (stride >= s->struct_size) {
        memcpy(row, (const char *)rows + (size_t)index * stride, s->struct_size);
    } else {
        (void)ostrov_i_take_row(s, rows, stride, index, row, NULL);
    }
}

void ostrov_i_site_vehicle(const ostrov_i_site *site, int32_t index, ostrov_plan_vehicle *row)
{
    ostrov_i_site_row(PLAN_VEHICLE, site->problem.vehicles, site->problem.vehicles_stride, index,
                      row);
}

double ostrov_i_site_group_w(const ostrov_i_site *site, int32_t index)
{
    ostrov_plan_group row = {0};
    ostrov_i_site_row(PLAN_GROUP, site->problem.groups, site->problem.groups_stride, index,
                      &row);
    return row.limit_w;
}

void ostrov_i_site_peak(const ostrov_i_site *site, int32_t index, ostrov_plan_peak *row)
{
    ostrov_i_site_row(PLAN_PEAK, site->problem.peaks, site->problem.peaks_stride, index,
                      row);
    row->incurred_w = ostrov_i_max(row->incurred_w, row->reserved_w);
}

double ostrov_i_site_metered_w(const ostrov_i_site *site, int32_t t, double grid_w)
{
    const ostrov_problem *p = &site->problem;
    const double import_w = ostrov_i_max(0.0, grid_w);
    const double slot_s = (double)(p->edges_s[1] - p->edges_s[0]);
    if (t > 0 || (site->features & OSTROV_FEATURE_OPEN) == 0) {
        return import_w;
    }
    return (p->open_import_wh * 3600.0 + import_w * slot_s) / (p->open_elapsed_s + slot_s);
}

double ostrov_i_site_unmetered_w(const ostrov_i_site *site, int32_t t, double limit_w)
{
    const ostrov_problem *p = &site->problem;
    const double slot_s = (double)(p->edges_s[1] - p->edges_s[0]);
    if (t > 0 || (site->features & OSTROV_FEATURE_OPEN) == 0) {
        return limit_w;
    }
    return ostrov_i_max(0.0, (limit_w * (p->open_elapsed_s + slot_s) - p->open_import_wh * 3600.0) /
                                 slot_s);
}

int32_t ostrov_i_site_edge(const ostrov_i_site *site, int64_t time_s)
{
    const ostrov_problem *p = &site->problem;
    int32_t low = 0;
    int32_t high = p->count + 1;
    while (low < high) {
        const int32_t middle = low + (high - low) / 2;
        if (p->edges_s[middle] < time_s) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

void ostrov_i_site_stay(const ostrov_i_site *site, const ostrov_plan_vehicle *row, int32_t *first,
                        int32_t *until)
{
    const ostrov_problem *p = &site->problem;
    const int32_t leave = ostrov_i_site_edge(site, row->depart_s);
    *first = ostrov_i_site_edge(site, row->arrive_s);
    if (leave > p->count) {
        *until = p->count;
    } else {
        *until = p->edges_s[leave] == row->depart_s ? leave : leave - 1;
    }
    if (*until < *first) {
        *until = *first;
    }
}

void ostrov_i_site_period(const ostrov_i_site *site, const ostrov_plan_peak *row, int32_t *first,
                          int32_t *until)
{
    const ostrov_problem *p = &site->problem;
    int32_t begin = ostrov_i_site_edge(site, row->from_s);
    int32_t end = ostrov_i_site_edge(site, row->until_s);
    if (begin > 0 && (begin > p->count || p->edges_s[begin] > row->from_s)) {
        begin--; /* the slot that holds from_s */
    }
    *first = begin;
    *until = end > p->count ? p->count : end;
    if (*until < *first) {
        *until = *first;
    }
}
