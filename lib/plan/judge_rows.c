/* Judges what a plan says by row: further batteries, blocks, scenarios.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "plan/judge.h"
#include "plan/plan_tables.h"

static ostrov_status need_column(const double *column, const char *field, const ostrov_plan *plan,
                                 int32_t rows, ostrov_fault *why)
{
    if (rows > 0 && column == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, "ostrov_plan", field, -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    for (int32_t i = 0; i < rows; i++) {
        const ostrov_status status = ostrov_i_judge_column(
            column + (size_t)i * (size_t)plan->capacity, field, plan->count, i, why);
        if (status != OSTROV_OK) {
            return status;
        }
    }
    return OSTROV_OK;
}

ostrov_status ostrov_i_judge_row_columns(const ostrov_i_site *site, const ostrov_plan *plan,
                                         ostrov_fault *why)
{
    const ostrov_problem *p = &site->problem;
    ostrov_status status =
        need_column(plan->batteries_w, "batteries_w", plan, p->batteries_count, why);
    if (status == OSTROV_OK) {
        status = need_column(plan->scenario_battery_w, "scenario_battery_w", plan,
                             p->scenarios_count, why);
    }
    if (status == OSTROV_OK) {
        status =
            need_column(plan->scenario_grid_w, "scenario_grid_w", plan, p->scenarios_count, why);
    }
    if (status == OSTROV_OK && plan->scenario_vehicle_w != NULL) {
        status = need_column(plan->scenario_vehicle_w, "scenario_vehicle_w", plan,
                             p->scenarios_count * p->vehicles_count, why);
    }
    if (status == OSTROV_OK && p->blocks_count > 0 && plan->block_start == NULL) {
        status = ostrov_i_fault(why, OSTROV_E_ARGUMENT, "ostrov_plan", "block_start", -1,
                                OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN);
    }
    for (int32_t i = 0; i < p->blocks_count && status == OSTROV_OK; i++) {
        if (plan->block_start[i] < -1 || plan->block_start[i] >= p->count) {
            status = ostrov_i_fault(why, OSTROV_E_RANGE, "ostrov_plan", "block_start", i,
                                    (double)plan->block_start[i], -1.0, (double)p->count - 1.0);
        }
    }
    return status;
}

double ostrov_i_judge_fixed_w(const ostrov_i_site *site, const ostrov_plan *plan, int32_t t)
{
    const ostrov_problem *p = &site->problem;
    double sum = 0.0;
    for (int32_t i = 0; i < p->vehicles_count; i++) {
        sum += plan->vehicle_w[(size_t)i * (size_t)plan->capacity + (size_t)t];
    }
    for (int32_t i = 0; i < p->batteries_count; i++) {
        sum -= plan->batteries_w[(size_t)i * (size_t)plan->capacity + (size_t)t];
    }
    for (int32_t i = 0; i < p->blocks_count; i++) {
        ostrov_plan_block row;
        ostrov_i_site_block(site, i, &row);
        sum += ostrov_i_site_block_w(site, &row, plan->block_start[i], t);
    }
    return sum;
}

double ostrov_i_judge_shed(const ostrov_i_site *site, const ostrov_plan_slot *s, double shed_w)
{
    const double ordinary_w = s->load_w - s->critical_w;
    double left = shed_w;
    double money = 0.0;
    for (int32_t i = 0; i < site->problem.tiers_count; i++) {
        const double take = ostrov_i_min(left, site->tiers[i].share_ratio * ordinary_w);
        money += take * site->tiers[i].price_per_kwh;
        left -= take;
    }
    return money + left * site->tiers[site->problem.tiers_count].price_per_kwh;
}

void ostrov_i_judge_blocks(const ostrov_i_site *site, const ostrov_plan *plan,
                           ostrov_plan_verdict *v)
{
    for (int32_t i = 0; i < site->problem.blocks_count; i++) {
        const int32_t start = plan->block_start[i];
        ostrov_plan_block row;
        int32_t first = 0;
        int32_t last = 0;
        ostrov_i_site_block(site, i, &row);
        if (start < 0) {
            v->block_cost += row.skip_price;
            continue;
        }
        ostrov_i_site_starts(site, &row, &first, &last);
        if (start < first || start > last) { /* W, so that it weighs as what runs at a wrong time */
            ostrov_i_judge_violate(v, "block_window", row.power_w, start, -1, i);
        }
    }
}

/* What PV and shedding must give when battery and grid are as told, the cheapest first. Money per
 * kilo-hour; what nothing can give is a violation. */
static double judge_rest(const ostrov_i_site *course, const ostrov_plan_slot *s, double wanted_w,
                         int32_t t, int32_t row, ostrov_plan_verdict *v)
{
    const ostrov_problem *p = &course->problem;
    const double ordinary_w = s->load_w - s->critical_w;
    const double pv = ostrov_i_clamp(wanted_w, 0.0, s->pv_w);
    const double shed = ostrov_i_clamp(wanted_w - pv, 0.0, ordinary_w);
    const double critical = ostrov_i_clamp(wanted_w - pv - shed, 0.0, s->critical_w);
    ostrov_i_judge_violate(v, "scenario_balance", ostrov_i_abs(wanted_w - pv - shed - critical), t,
                           -1, row);
    return (s->pv_w - pv) * p->curtail_price_per_kwh + ostrov_i_judge_shed(course, s, shed) +
           critical * p->shed_critical_price_per_kwh;
}

/* The plan as a scenario sees it: with vehicles of its own where the plan tells them. */
static ostrov_plan course_of(const ostrov_problem *p, const ostrov_plan *plan, int32_t index)
{
    ostrov_plan course = *plan;
    if (plan->scenario_vehicle_w != NULL) {
        course.vehicle_w = plan->scenario_vehicle_w +
                           (size_t)index * (size_t)p->vehicles_count * (size_t)plan->capacity;
    }
    course.short_wh = NULL;
    return course;
}

/* Money of the vehicles in a scenario, where they follow it. */
static double judge_course_fleet(const ostrov_i_site *site, const ostrov_plan *plan,
                                 const ostrov_plan *course, double tolerance_w, int32_t index,
                                 ostrov_plan_verdict *v)
{
    const size_t capacity = (size_t)plan->capacity;
    ostrov_i_judgement own;
    memset(&own, 0, sizeof own);
    own.verdict.worst_value = v->worst_value;
    for (int32_t i = 0; i < site->problem.vehicles_count; i++) {
        const double apart =
            course->vehicle_w[(size_t)i * capacity] - plan->vehicle_w[(size_t)i * capacity];
        ostrov_i_judge_violate(&own.verdict, "scenario_shared", ostrov_i_abs(apart), 0, i, index);
    }
    ostrov_i_judge_fleet(site, course, tolerance_w, index, &own);
    if (own.verdict.worst_value > v->worst_value) {
        ostrov_i_judge_violate(v, own.verdict.worst_rule, own.verdict.worst_value,
                               own.verdict.worst_slot, own.verdict.worst_vehicle, index);
    }
    return own.verdict.short_cost + own.verdict.wear_cost;
}

/* Money of one scenario: what the first path pays for blocks and further batteries is added by the
 * caller. floor_wh and credit_wh are those of the promise made, so they come from the forecast. */
static ostrov_status judge_course(const ostrov_i_site *site, const ostrov_plan_slot *slots,
                                  const ostrov_plan *plan, int32_t index, ostrov_i_judgement *j,
                                  double *probability, double *money, ostrov_fault *why)
{
    const ostrov_plan seen = course_of(&site->problem, plan, index);
    const double *battery = plan->scenario_battery_w + (size_t)index * (size_t)plan->capacity;
    const double *grid = plan->scenario_grid_w + (size_t)index * (size_t)plan->capacity;
    ostrov_plan_verdict *v = &j->verdict;
    ostrov_i_site course;
    ostrov_i_reader own;
    ostrov_i_reader promise;
    ostrov_plan_slot s;
    ostrov_plan_slot promised;
    ostrov_i_judgement walk;
    ostrov_status status = OSTROV_OK;
    memset(&walk, 0, sizeof walk);
    ostrov_i_site_scenario(site, index, &course, probability);
    ostrov_i_reader_open(&own, &course);
    ostrov_i_reader_open(&promise, site);
    ostrov_i_judge_open(site, &walk);
    *money = 0.0;
    ostrov_i_judge_violate(v, "scenario_shared", ostrov_i_abs(battery[0] - plan->battery_w[0]), 0,
                           -1, index);
    for (int32_t t = 0; t < site->problem.count && status == OSTROV_OK; t++) {
        double kilo_hours = 0.0;
        double credit = 0.0;
        status = ostrov_i_reader_next(&own, &s, why);
        if (status == OSTROV_OK && slots != NULL) {
            promised = slots[t];
        } else if (status == OSTROV_OK) {
            status = ostrov_i_reader_next(&promise, &promised, why);
        }
        if (status != OSTROV_OK) {
            break;
        }
        kilo_hours = s.duration_s / 3600.0 / 1000.0;
        ostrov_i_judge_violate(
            v, grid[t] > 0.0 ? "import_limit" : "export_limit",
            ostrov_i_max(grid[t] - s.import_limit_w, -s.export_limit_w - grid[t]), t, -1, index);
        *money += kilo_hours * (grid[t] > 0.0 ? grid[t] * s.import_price_per_kwh
                                              : grid[t] * s.export_price_per_kwh);
        *money += kilo_hours *
                  judge_rest(&course, &s,
                             s.load_w + ostrov_i_judge_fixed_w(site, &seen, t) +
                                 ostrov_i_judge_running_w(site, battery[t]) - battery[t] - grid[t],
                             t, index, v);
        credit = ostrov_i_judge_batteries(site, plan, t, s.duration_s / 3600.0, &walk);
        ostrov_i_judge_store(site, &s, battery[t], t, index, &walk.store, v);
        *money += kilo_hours * site->problem.reserve_price_per_kwh_h *
                  (ostrov_i_max(0.0, walk.store.wh - site->max_wh) +
                   ostrov_i_max(0.0, ostrov_i_max(promised.floor_wh - credit, site->min_wh) -
                                         walk.store.wh));
    }
    *money += ostrov_i_judge_end(site, &walk.store) + ostrov_i_judge_peaks(site, grid);
    return status;
}

/* CVaR is the mean of the dearest 1 - level (Rockafellar and Uryasev, J. Risk 2, 2000, 21-41). */
double ostrov_i_risk(const ostrov_problem *p, const double *costs, const double *weights,
                     int32_t count, double *mean, double *cvar)
{
    int32_t order[OSTROV_I_SCENARIOS];
    const double tail = 1.0 - p->cvar_level_ratio;
    double total = 0.0;
    double left = tail;
    for (int32_t i = 0; i < count; i++) { /* dearest first */
        int32_t k = i;
        while (k > 0 && costs[order[k - 1]] < costs[i]) {
            order[k] = order[k - 1];
            k--;
        }
        order[k] = i;
        total += weights[i];
    }
    *mean = 0.0;
    *cvar = 0.0;
    for (int32_t k = 0; k < count; k++) {
        const double weight = weights[order[k]] / total;
        const double take = ostrov_i_min(left, weight);
        *mean += weight * costs[order[k]];
        *cvar += take / tail * costs[order[k]];
        left -= take;
    }
    return (1.0 - p->cvar_weight_ratio) * *mean + p->cvar_weight_ratio * *cvar;
}

ostrov_status ostrov_i_judge_scenarios(const ostrov_i_site *site, const ostrov_plan_slot *slots,
                                       const ostrov_plan *plan, double tolerance_w,
                                       ostrov_i_judgement *j, ostrov_fault *why)
{
    const ostrov_problem *p = &site->problem;
    ostrov_plan_verdict *v = &j->verdict;
    double costs[OSTROV_I_SCENARIOS];
    double weights[OSTROV_I_SCENARIOS];
    const int32_t own = plan->scenario_vehicle_w != NULL;
    /* what blocks and further batteries cost is the same in every course, and so is what vehicles
     * cost that do as the plan says */
    const double fleet = own ? v->short_cost + j->fleet_wear_cost : 0.0;
    const double common = v->short_cost + v->block_cost + v->wear_cost - j->store.wear_cost -
                          fleet -
                          (v->terminal_value - j->store.wh / 1000.0 * p->terminal_price_per_kwh) +
                          j->further_short_wh_h / 1000.0 * p->reserve_price_per_kwh_h;
    v->cost = v->forecast_cost;
    v->mean_cost = v->forecast_cost;
    v->cvar_cost = v->forecast_cost;
    for (int32_t i = 0; i < p->scenarios_count; i++) {
        const ostrov_plan course = course_of(p, plan, i);
        const ostrov_status status =
            judge_course(site, slots, plan, i, j, &weights[i], &costs[i], why);
        if (status != OSTROV_OK) {
            return status;
        }
        costs[i] += common;
        costs[i] += own ? judge_course_fleet(site, plan, &course, tolerance_w, i, v) : 0.0;
    }
    if (p->scenarios_count > 0) {
        v->cost =
            ostrov_i_risk(p, costs, weights, p->scenarios_count, &v->mean_cost, &v->cvar_cost);
    }
    return OSTROV_OK;
}
