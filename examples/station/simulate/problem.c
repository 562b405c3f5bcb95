/* The pieces of a dispatch problem: see problem.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "problem.h"

enum { QUARTER_S = 900, SHORTEST_SLOT_S = 60 };

int32_t problem_edges(int64_t now_s, int32_t most, int64_t *edges_s)
{
    int64_t next = now_s - now_s % QUARTER_S + QUARTER_S;
    int32_t count = 0;
    edges_s[0] = now_s;
    if (next - now_s < SHORTEST_SLOT_S) { /* too short to plan: begin with the next quarter */
        edges_s[0] = next;
        next += QUARTER_S;
    }
    while (count < most) {
        edges_s[++count] = next;
        next += QUARTER_S;
    }
    return count;
}

static ostrov_series quarters(int64_t start_s, int32_t count, const double *values)
{
    return (ostrov_series){
        .start_s = start_s, .step_s = QUARTER_S, .count = count, .values = values};
}

void problem_series(ostrov_problem *p, const struct planner *planner)
{
    int64_t start_s = p->edges_s[0] - p->edges_s[0] % QUARTER_S;
    p->load_w = quarters(start_s, p->count, planner->load_w);
    p->critical_w = quarters(start_s, p->count, planner->critical_w);
    p->pv_w = quarters(start_s, p->count, planner->pv_w);
    p->import_price_per_kwh = quarters(start_s, p->count, planner->import_price);
    p->export_price_per_kwh = quarters(start_s, p->count, planner->export_price);
    p->import_limit_w = quarters(start_s, p->count, planner->import_limit_w);
}

void problem_site(ostrov_problem *p, const struct site *site)
{
    double wear = 0.0;
    p->battery = &site->battery;
    if (ostrov_battery_wear(&site->battery, &wear) == OSTROV_OK) {
        p->wear_price_per_kwh = wear;
    }
    p->import_limit_fixed_w = site->station.import_limit_w;
    p->export_limit_fixed_w = site->station.export_limit_w;
    p->shed_price_per_kwh = site->shed_price_per_kwh;
    p->shed_critical_price_per_kwh = site->shed_critical_price_per_kwh;
    p->reserve_s = site->reserve_s;
    p->reserve_price_per_kwh_h = site->reserve_price_per_kwh_h;
}

double problem_terminal_price(const ostrov_problem *p, const double *import_price)
{
    double sum = 0.0;
    for (int32_t i = 0; i < p->count; i++) {
        sum += import_price[i];
    }
    double worth = sum / (double)p->count * p->battery->discharge_efficiency_ratio -
                   p->wear_price_per_kwh;
    return worth > 0.0 ? worth : 0.0;
}

/* Temperature the depot expects on the way. */
static double expected_c(const struct inputs *inputs, int64_t time_s)
{
    int64_t i = (time_s - inputs->start_s) / QUARTER_S;
    i = i < 0 ? 0 : (i >= inputs->quarters ? inputs->quarters - 1 : i);
    return inputs->temperature_forecast_c[i];
}

/* One stay as a row; departure beyond the horizon asks for the horizon's share. */
static void write_stay(const struct fleet *fleet, int32_t vehicle, int32_t point, int64_t arrive_s,
                       int64_t depart_s, double arrive_wh, double depart_wh, int64_t now_s,
                       int64_t until_s, ostrov_plan_vehicle *row)
{
    const struct site *site = fleet->site;
    const struct site_vehicle *v = &site->vehicle[vehicle];
    double ambient = expected_c(fleet->inputs, arrive_s);
    double wanted = depart_wh;
    if (depart_s > until_s && depart_wh > arrive_wh) {
        int64_t from_s = arrive_s > now_s ? arrive_s : now_s;
        wanted = arrive_wh + (depart_wh - arrive_wh) * (double)(until_s - from_s) /
                                 (double)(depart_s - from_s);
    }
    *row = (ostrov_plan_vehicle){
        .arrive_s = arrive_s,
        .depart_s = depart_s,
        .charge_point = point,
        .group = -1,
        .arrive_wh = arrive_wh,
        .depart_wh = wanted > arrive_wh ? wanted : arrive_wh,
        .capacity_wh = v->capacity_wh,
        .charge_limit_w = fleet_accepts_w(site, vehicle, point, 0.5 * v->capacity_wh, ambient),
        .charge_min_w = 0.0,
        .charge_efficiency_ratio = v->efficiency_ratio,
        .short_price_per_kwh = site->short_price_per_kwh,
    };
}

int32_t problem_stays(const struct fleet *fleet, int64_t now_s, int64_t until_s,
                      ostrov_plan_vehicle *stay, int32_t most)
{
    const struct site *site = fleet->site;
    int32_t count = 0;
    for (int32_t i = 0; i < site->vehicles; i++) {
        const struct vehicle *v = &fleet->vehicle[i];
        double holds = fleet_believed_wh(fleet, i);
        int64_t depart_s = v->depart_s, return_s = v->return_s, arrive_s = now_s;
        int32_t duty = v->duty, point = v->charge_point;
        if (v->place != VEHICLE_PLUGGED) {
            arrive_s = return_s > now_s ? return_s : now_s;
            if (v->place == VEHICLE_ON_ROAD && duty >= 0) {
                point = site->duty[duty].charge_point;
                holds -= fleet_needs_wh(site, duty, expected_c(fleet->inputs, now_s)) -
                         site->duty[duty].reserve_wh;
                holds = holds < 0.0 ? 0.0 : holds;
            }
            duty = fleet_next_duty(site, i, arrive_s, &depart_s, &return_s);
        }
        while (duty >= 0 && arrive_s < until_s && count < most) {
            double needs = fleet_needs_wh(site, duty, expected_c(fleet->inputs, depart_s));
            write_stay(fleet, i, point, arrive_s, depart_s, holds, needs, now_s, until_s,
                       &stay[count++]);
            if (return_s >= until_s) {
                break;
            }
            holds = (holds > needs ? holds : needs) -
                    (needs - site->duty[duty].reserve_wh);
            point = site->duty[duty].charge_point;
            arrive_s = return_s;
            duty = fleet_next_duty(site, i, arrive_s, &depart_s, &return_s);
        }
    }
    return count;
}

ostrov_status problem_columns(struct planner *planner)
{
    ostrov_plan *plan = &planner->plan;
    ostrov_status status = ostrov_plan_defaults(plan, sizeof *plan);
    plan->capacity = PLANNER_SLOTS;
    plan->vehicle_capacity = PLANNER_STAYS;
    plan->edges_s = planner->plan_edges_s;
    plan->grid_w = planner->grid_w;
    plan->battery_w = planner->battery_w;
    plan->pv_w = planner->used_pv_w;
    plan->shed_w = planner->shed_w;
    plan->shed_critical_w = planner->shed_critical_w;
    plan->soc_ratio = planner->soc_ratio;
    plan->value_per_kwh = planner->value_per_kwh;
    plan->vehicle_w = planner->vehicle_w;
    plan->short_wh = planner->short_wh;
    plan->charge_point = planner->charge_point;
    return status;
}
