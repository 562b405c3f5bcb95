/* Perfect foresight: see policies.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "account.h"
#include "policies.h"
#include "problem.h"

#include <stdlib.h>
#include <string.h>

enum { QUARTER_S = 900 };

/* Actual means by quarter; the grid is away in a quarter in which the outage takes more than half. */
static void fill_actual(struct planner *planner, const struct inputs *inputs)
{
    const struct site *site = planner->site;
    int32_t per_quarter = QUARTER_S / inputs->step_s;
    for (int32_t q = 0; q < planner->problem.count; q++) {
        int64_t t = planner->edges_s[q];
        int32_t from = (int32_t)((t - inputs->start_s) / inputs->step_s);
        double pv = 0.0, load = 0.0, away_s = 0.0;
        for (int32_t i = from; i < from + per_quarter && i < inputs->count; i++) {
            pv += inputs->pv_w[i] / per_quarter;
            load += inputs->load_w[i] / per_quarter;
        }
        for (int32_t o = 0; o < inputs->outages; o++) {
            int64_t a = inputs->outage[o].start_s > t ? inputs->outage[o].start_s : t;
            int64_t b = inputs->outage[o].end_s < t + QUARTER_S ? inputs->outage[o].end_s
                                                                : t + QUARTER_S;
            away_s += b > a ? (double)(b - a) : 0.0;
        }
        planner->pv_w[q] = pv;
        planner->load_w[q] = load;
        planner->critical_w[q] = load * site->tier[0].share_ratio;
        planner->import_limit_w[q] = away_s > QUARTER_S / 2.0 ? 0.0 : site->station.import_limit_w;
        site_prices(site, t, inputs->spot_eur_per_mwh[(t - inputs->start_s) / QUARTER_S],
                    &planner->import_price[q], &planner->export_price[q]);
    }
}

static void close_books(const struct planner *planner,
                        struct record_policy *policy)
{
    const ostrov_problem *p = &planner->problem;
    struct account account;
    double used_wh = 0.0, charged_wh = 0.0;
    account_init(&account, planner->site, planner->inputs, "perfect foresight",
                 "one plan with everything known beforehand: what nobody can beat");
    for (int32_t q = 0; q < p->count; q++) {
        account_step(&account, p->edges_s[q + 1], (double)(p->edges_s[q + 1] - p->edges_s[q]),
                     planner->grid_w[q], planner->used_pv_w[q], planner->battery_w[q]);
        for (int32_t v = 0; v < p->vehicles_count; v++) {
            charged_wh += planner->vehicle_w[v * PLANNER_SLOTS + q] / 4.0 *
                          planner->stay[v].charge_efficiency_ratio;
        }
    }
    for (int32_t v = 0; v < p->vehicles_count; v++) {
        policy->departures += planner->stay[v].depart_s <= p->edges_s[p->count];
        policy->late += planner->short_wh[v] > 1.0;
    }
    /* What the duties of the day used: a stay that follows another begins with less than that ended. */
    for (int32_t v = 1; v < p->vehicles_count; v++) {
        const ostrov_plan_vehicle *a = &planner->stay[v - 1], *b = &planner->stay[v];
        if (b->arrive_s > a->depart_s && b->arrive_s <= p->edges_s[p->count]) {
            used_wh += (a->depart_wh > a->arrive_wh ? a->depart_wh : a->arrive_wh) - b->arrive_wh;
        }
    }
    double gain_wh = (planner->soc_ratio[p->count - 1] - p->battery_soc_ratio) *
                     planner->site->battery.capacity_wh;
    int32_t departures = policy->departures, late = policy->late;
    account_close(&account, NULL, gain_wh, charged_wh - used_wh);
    *policy = account.policy;
    policy->departures = departures;
    policy->late = late;
    policy->least_margin_wh = 0.0;
}

/* One plan for the whole day; care as in problem_stays. */
static ostrov_status plan_day(struct planner *planner, const struct fleet *fleet, int64_t end_s,
                              int32_t care, struct record_policy *policy)
{
    const struct site *site = planner->site;
    const struct inputs *inputs = planner->inputs;
    ostrov_problem *p = &planner->problem;
    ostrov_status status = ostrov_problem_defaults(p, sizeof *p);
    memset(policy, 0, sizeof *policy);
    p->count =
        problem_edges(inputs->start_s, (int32_t)((end_s - inputs->start_s) / QUARTER_S),
                      planner->edges_s);
    p->edges_s = planner->edges_s;
    fill_actual(planner, inputs);
    problem_series(p, planner);
    problem_site(p, site);
    p->reserve_s = 0.0; /* who knows the outage keeps no reserve for another */
    p->battery_soc_ratio = site_start_soc(site);
    p->terminal_price_per_kwh = problem_terminal_price(p, planner->import_price);
    planner->peak = (ostrov_plan_peak){.from_s = inputs->start_s,
                                       .until_s = end_s,
                                       .incurred_w = site->tariff.peak_incurred_w,
                                       .price_per_kw = site->tariff.peak_price_per_kw};
    p->peaks = &planner->peak;
    p->peaks_count = 1;
    p->peaks_stride = (uint32_t)sizeof planner->peak;
    p->vehicles = planner->stay;
    p->vehicles_stride = (uint32_t)sizeof planner->stay[0];
    reference_run(&planner->reference, fleet, inputs->start_s, end_s,
                  problem_frugal_w(site, site->tariff.peak_incurred_w));
    p->vehicles_count = problem_stays(fleet, &planner->reference, care, inputs->start_s, end_s,
                                      planner->stay, PLANNER_STAYS);
    if (status == OSTROV_OK) {
        status = problem_columns(planner);
    }
    if (status == OSTROV_OK) {
        status = planner_solve(planner, 0, NULL);
    }
    if (status >= OSTROV_OK) {
        close_books(planner, policy);
    }
    return status;
}

/* The planner sees each stay for itself, so how much an early stay does for a later one is tried out. */
static int best_of(struct planner *planner, const struct fleet *fleet, int64_t end_s,
                   struct record_policy *policy)
{
    int found = 0;
    for (int32_t care = PROBLEM_ROBUST; care <= PROBLEM_LAZY; care++) {
        struct record_policy tried;
        if (plan_day(planner, fleet, end_s, care, &tried) < OSTROV_OK) {
            continue;
        }
        if (!found || tried.late < policy->late ||
            (tried.late == policy->late && tried.total < policy->total)) {
            *policy = tried;
            found = 1;
        }
    }
    return found ? 0 : -1;
}

int policy_foresight(const struct site *site, const struct inputs *inputs, int64_t end_s,
                     int32_t solver, struct record_policy *policy)
{
    struct planner *planner = calloc(1, sizeof *planner);
    struct inputs truth = *inputs;
    struct fleet fleet;
    int result = -1;
    truth.temperature_forecast_c = calloc((size_t)inputs->quarters, sizeof(double));
    if (planner != NULL && truth.temperature_forecast_c != NULL &&
        (end_s - inputs->start_s) / QUARTER_S <= PLANNER_SLOTS) {
        for (int32_t q = 0; q < inputs->quarters; q++) {
            truth.temperature_forecast_c[q] =
                inputs_temperature_c(inputs, inputs->start_s + (int64_t)q * QUARTER_S);
        }
        planner->site = site;
        planner->inputs = inputs;
        planner->solver = solver;
        planner->time_limit_s = 2.0;
        planner->gap_ratio = 1e-3;
        planner->work_limit = PLANNER_WORK;
        fleet_init(&fleet, site, &truth);
        result = best_of(planner, &fleet, end_s, policy);
    }
    free(truth.temperature_forecast_c);
    if (planner != NULL) {
        planner_free(planner);
    }
    free(planner);
    return result;
}
