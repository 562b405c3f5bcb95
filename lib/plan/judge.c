/* Judges a plan by arithmetic alone: every hard rule, every part of the cost, nothing taken from
 * the plan's own totals. Shortfalls count with the least value that the powers allow.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/judge.h"

#include <string.h>

static const char plan_name[] = "ostrov_plan";

void ostrov_i_judge_violate(ostrov_plan_verdict *v, const char *rule, double by, int32_t slot,
                            int32_t vehicle, int32_t row)
{
    if (by > v->worst_value) {
        v->worst_value = by;
        v->worst_rule = rule;
        v->worst_slot = slot;
        v->worst_vehicle = vehicle;
        v->worst_row = row;
    }
}

static void violate(ostrov_plan_verdict *v, const char *rule, double by, int32_t slot,
                    int32_t vehicle)
{
    ostrov_i_judge_violate(v, rule, by, slot, vehicle, -1);
}

static void within(ostrov_plan_verdict *v, const char *rule, double x, double lo, double hi,
                   int32_t slot, int32_t vehicle)
{
    violate(v, rule, ostrov_i_max(lo - x, x - hi), slot, vehicle);
}

ostrov_status ostrov_i_judge_column(const double *column, const char *field, int32_t count,
                                    int32_t row, ostrov_fault *why)
{
    for (int32_t t = 0; t < count; t++) {
        if (!ostrov_i_finite(column[t])) {
            (void)ostrov_i_fault(why, OSTROV_E_NOT_FINITE, plan_name, field, row, column[t],
                                 OSTROV_I_NAN, OSTROV_I_NAN);
            if (why != NULL) {
                why->slot = t;
            }
            return OSTROV_E_NOT_FINITE;
        }
    }
    return OSTROV_OK;
}

static ostrov_status check_columns(const ostrov_i_site *site, const ostrov_plan *plan,
                                   ostrov_fault *why)
{
    static const char *const names[] = {"grid_w", "battery_w",       "pv_w",
                                        "shed_w", "shed_critical_w", "soc_ratio"};
    const double *const columns[] = {plan->grid_w, plan->battery_w,       plan->pv_w,
                                     plan->shed_w, plan->shed_critical_w, plan->soc_ratio};
    const int32_t count = site->problem.count;
    ostrov_status status = OSTROV_OK;
    if (plan->count != count || plan->capacity < count) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, plan_name, "count", -1, (double)plan->count,
                              (double)count, (double)count);
    }
    for (int32_t i = 0; i < 6 && status == OSTROV_OK; i++) {
        if (columns[i] != NULL) {
            status = ostrov_i_judge_column(columns[i], names[i], count, -1, why);
        } else if (i < 5) {
            status = ostrov_i_fault(why, OSTROV_E_ARGUMENT, plan_name, names[i], -1, OSTROV_I_NAN,
                                    OSTROV_I_NAN, OSTROV_I_NAN);
        }
    }
    for (int32_t t = 0; t <= count && status == OSTROV_OK && plan->edges_s != NULL; t++) {
        if (plan->edges_s[t] != site->problem.edges_s[t]) {
            status = ostrov_i_fault(why, OSTROV_E_TIME, plan_name, "edges_s", t,
                                    (double)plan->edges_s[t], (double)site->problem.edges_s[t],
                                    (double)site->problem.edges_s[t]);
        }
    }
    if (status == OSTROV_OK && site->problem.vehicles_count > 0) {
        if (plan->vehicle_count != site->problem.vehicles_count) {
            return ostrov_i_fault(why, OSTROV_E_RANGE, plan_name, "vehicle_count", -1,
                                  (double)plan->vehicle_count, (double)site->problem.vehicles_count,
                                  (double)site->problem.vehicles_count);
        }
        if (plan->vehicle_w == NULL) {
            return ostrov_i_fault(why, OSTROV_E_ARGUMENT, plan_name, "vehicle_w", -1, OSTROV_I_NAN,
                                  OSTROV_I_NAN, OSTROV_I_NAN);
        }
        for (int32_t i = 0; i < plan->vehicle_count && status == OSTROV_OK; i++) {
            status = ostrov_i_judge_column(plan->vehicle_w + (size_t)i * (size_t)plan->capacity,
                                           "vehicle_w", count, i, why);
        }
    }
    if (status == OSTROV_OK) {
        status = ostrov_i_judge_row_columns(site, plan, why);
    }
    return status;
}

/* One stay: present, within its power, neither over-full; what it misses. */
static void judge_vehicle(const ostrov_i_site *site, const ostrov_plan *plan, int32_t index,
                          double tolerance, int32_t course, ostrov_i_judgement *j)
{
    const ostrov_problem *p = &site->problem;
    const double *w = plan->vehicle_w + (size_t)index * (size_t)plan->capacity;
    ostrov_plan_verdict *v = &j->verdict;
    ostrov_plan_vehicle row;
    int32_t first = 0;
    int32_t until = 0;
    double stored = 0.0;
    double missing = 0.0;
    ostrov_i_site_vehicle(site, index, &row);
    ostrov_i_site_stay(site, &row, &first, &until);
    stored = row.arrive_wh;
    for (int32_t t = 0; t < p->count; t++) {
        const double hours = (double)(p->edges_s[t + 1] - p->edges_s[t]) / 3600.0;
        const double out_wh = w[t] < 0.0 ? -w[t] * hours / row.discharge_efficiency_ratio : 0.0;
        if (t < first || t >= until) {
            ostrov_i_judge_violate(v, "vehicle_present", ostrov_i_abs(w[t]), t, index, course);
            continue;
        }
        ostrov_i_judge_violate(
            v, "vehicle_limit",
            ostrov_i_max(-row.discharge_limit_w - w[t], w[t] - row.charge_limit_w), t, index,
            course);
        if (w[t] > tolerance) {
            ostrov_i_judge_violate(v, "vehicle_least", ostrov_i_min(w[t], row.charge_min_w - w[t]),
                                   t, index, course);
        }
        stored += out_wh > 0.0 ? -out_wh : w[t] * row.charge_efficiency_ratio * hours;
        j->fleet_wear_cost += out_wh * row.wear_price_per_kwh / 1000.0;
        ostrov_i_judge_violate(v, "vehicle_full",
                               stored - ostrov_i_max(row.capacity_wh, row.arrive_wh), t, index,
                               course);
        ostrov_i_judge_violate(v, "vehicle_empty",
                               ostrov_i_min(row.least_wh, row.arrive_wh) - stored, t, index,
                               course);
    }
    missing = ostrov_i_max(0.0, row.depart_wh - stored);
    if (plan->short_wh != NULL) {
        ostrov_i_judge_violate(v, "short_told", ostrov_i_abs(plan->short_wh[index] - missing), -1,
                               index, course);
    }
    j->short_wh += missing;
    v->short_cost += missing * row.short_price_per_kwh / 1000.0;
}

static int32_t group_of(const ostrov_problem *p, int32_t index)
{
    const char *row = (const char *)p->vehicles + (size_t)index * p->vehicles_stride;
    int32_t group = -1;
    memcpy(&group, row + offsetof(ostrov_plan_vehicle, group), sizeof group);
    return group;
}

static void judge_groups(const ostrov_i_site *site, const ostrov_plan *plan, int32_t course,
                         ostrov_plan_verdict *v)
{
    const ostrov_problem *p = &site->problem;
    for (int32_t g = 0; g < p->groups_count; g++) {
        const double limit = ostrov_i_site_group_w(site, g);
        for (int32_t t = 0; t < p->count; t++) {
            double sum = 0.0;
            for (int32_t i = 0; i < p->vehicles_count; i++) {
                if (group_of(p, i) == g) {
                    sum += plan->vehicle_w[(size_t)i * (size_t)plan->capacity + (size_t)t];
                }
            }
            ostrov_i_judge_violate(v, "group", sum - limit, t, -1, course);
        }
    }
}

void ostrov_i_judge_fleet(const ostrov_i_site *site, const ostrov_plan *plan, double tolerance_w,
                          int32_t course, ostrov_i_judgement *j)
{
    for (int32_t i = 0; i < site->problem.vehicles_count; i++) {
        judge_vehicle(site, plan, i, tolerance_w, course, j);
    }
    if (site->problem.vehicles_count > 0) {
        judge_groups(site, plan, course, &j->verdict);
    }
    j->verdict.wear_cost += j->fleet_wear_cost;
}

static void judge_store(const ostrov_i_site *site, const ostrov_plan_slot *s,
                        const ostrov_plan *plan, int32_t t, ostrov_i_judgement *j)
{
    ostrov_plan_verdict *v = &j->verdict;
    const double hours = s->duration_s / 3600.0;
    const double w = plan->battery_w[t];
    double above = 0.0;
    j->credit_wh = ostrov_i_judge_batteries(site, plan, t, hours, j);
    ostrov_i_judge_store(site, s, w, t, -1, &j->store, v);
    if (plan->soc_ratio != NULL && site->has_battery) {
        violate(v, "soc_told", ostrov_i_abs(plan->soc_ratio[t] * site->capacity_wh - j->store.wh),
                t, -1);
    }
    above = ostrov_i_max(0.0, j->store.wh - site->max_wh);
    j->reserve_short_wh_h +=
        hours * (above + ostrov_i_max(0.0, ostrov_i_max(s->floor_wh - j->credit_wh, site->min_wh) -
                                               j->store.wh));
}

static void judge_slot(const ostrov_i_site *site, const ostrov_plan_slot *s,
                       const ostrov_plan *plan, int32_t t, ostrov_i_judgement *j)
{
    const ostrov_problem *p = &site->problem;
    ostrov_plan_verdict *v = &j->verdict;
    const double kilo_hours = s->duration_s / 3600.0 / 1000.0;
    const double grid = plan->grid_w[t];
    const double fixed = ostrov_i_judge_fixed_w(site, plan, t);
    const double residual = grid + plan->pv_w[t] + plan->battery_w[t] + plan->shed_w[t] +
                            plan->shed_critical_w[t] - s->load_w - fixed -
                            ostrov_i_judge_running_w(site, plan->battery_w[t]);
    v->balance_w = ostrov_i_max(v->balance_w, ostrov_i_abs(residual));
    violate(v, "balance", ostrov_i_abs(residual), t, -1);
    within(v, grid > 0.0 ? "import_limit" : "export_limit", grid, -s->export_limit_w,
           s->import_limit_w, t, -1);
    within(v, "pv", plan->pv_w[t], 0.0, s->pv_w, t, -1);
    within(v, "shed", plan->shed_w[t], 0.0, s->load_w - s->critical_w, t, -1);
    within(v, "shed_critical", plan->shed_critical_w[t], 0.0, s->critical_w, t, -1);
    judge_store(site, s, plan, t, j);
    if (grid > 0.0) {
        v->import_cost += grid * kilo_hours * s->import_price_per_kwh;
        v->peak_w = ostrov_i_max(v->peak_w, grid);
    } else {
        v->export_income -= grid * kilo_hours * s->export_price_per_kwh;
    }
    v->curtail_cost += (s->pv_w - plan->pv_w[t]) * kilo_hours * p->curtail_price_per_kwh;
    v->shed_cost += ostrov_i_judge_shed(site, s, plan->shed_w[t]) * kilo_hours +
                    plan->shed_critical_w[t] * kilo_hours * p->shed_critical_price_per_kwh;
    v->shed_critical_cost += plan->shed_critical_w[t] * kilo_hours * p->shed_critical_price_per_kwh;
    j->shed_wh += plan->shed_w[t] * kilo_hours * 1000.0;
    j->shed_critical_wh += plan->shed_critical_w[t] * kilo_hours * 1000.0;
}

/* Money for the peak charges of a course of the grid. */
double ostrov_i_judge_peaks(const ostrov_i_site *site, const double *grid_w)
{
    double money = 0.0;
    for (int32_t i = 0; i < site->problem.peaks_count; i++) {
        ostrov_plan_peak row;
        int32_t first = 0;
        int32_t until = 0;
        double highest = 0.0;
        ostrov_i_site_peak(site, i, &row);
        ostrov_i_site_period(site, &row, &first, &until);
        highest = row.incurred_w;
        for (int32_t t = first; t < until; t++) {
            highest = ostrov_i_max(highest, ostrov_i_site_metered_w(site, t, grid_w[t]));
        }
        money += (highest - row.incurred_w) / 1000.0 * row.price_per_kw;
    }
    return money;
}

ostrov_status ostrov_i_judge(const ostrov_i_site *site, const ostrov_plan_slot *slots,
                             const ostrov_plan *plan, double tolerance_w, ostrov_i_judgement *out,
                             ostrov_fault *why)
{
    const ostrov_problem *p = &site->problem;
    ostrov_i_judgement j;
    ostrov_plan_verdict *v = &j.verdict;
    ostrov_i_reader reader;
    ostrov_plan_slot slot;
    ostrov_status status = check_columns(site, plan, why);
    memset(&j, 0, sizeof j);
    v->struct_size = (uint32_t)sizeof *v;
    v->worst_slot = -1;
    v->worst_vehicle = -1;
    v->worst_row = -1;
    ostrov_i_judge_open(site, &j);
    ostrov_i_reader_open(&reader, site);
    for (int32_t t = 0; t < p->count && status == OSTROV_OK; t++) {
        if (slots == NULL) {
            status = ostrov_i_reader_next(&reader, &slot, why);
        }
        if (status == OSTROV_OK) {
            judge_slot(site, slots != NULL ? &slots[t] : &slot, plan, t, &j);
        }
    }
    if (status != OSTROV_OK) {
        return status;
    }
    ostrov_i_judge_fleet(site, plan, tolerance_w, -1, &j);
    v->peak_cost = ostrov_i_judge_peaks(site, plan->grid_w);
    j.reserve_short_wh_h += j.further_short_wh_h;
    v->reserve_cost = j.reserve_short_wh_h / 1000.0 * p->reserve_price_per_kwh_h;
    ostrov_i_judge_last(site, &j);
    ostrov_i_judge_blocks(site, plan, v);
    v->forecast_cost = v->import_cost - v->export_income + v->peak_cost + v->wear_cost +
                       v->curtail_cost + v->shed_cost + v->short_cost + v->reserve_cost +
                       v->end_cost + v->throughput_cost + v->full_cost + v->block_cost -
                       v->terminal_value;
    status = ostrov_i_judge_scenarios(site, slots, plan, tolerance_w, &j, why);
    if (status != OSTROV_OK) {
        return status;
    }
    v->feasible = v->worst_value <= tolerance_w;
    *out = j;
    return OSTROV_OK;
}
