/* Judges what is stored: the battery slot by slot, and the batteries beside it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/judge.h"

#include <string.h>

/* Power below this is rest: what is left of a solver's arithmetic is no charging. */
static const double rest_w = 1e-6;

static void within(ostrov_plan_verdict *v, const char *rule, double x, double lo, double hi,
                   int32_t slot, int32_t row)
{
    ostrov_i_judge_violate(v, rule, ostrov_i_max(lo - x, x - hi), slot, -1, row);
}

/* Fills the parts from the cheapest on; the last takes what the others cannot. */
static void put_in(const ostrov_i_site *site, ostrov_i_store *store, double wh)
{
    const int32_t n = site->problem.wears_count;
    for (int32_t i = 0; i < n && wh > 0.0; i++) {
        const double room = site->wears[i].depth_ratio * site->capacity_wh - store->parts_wh[i];
        const double take = i + 1 == n ? wh : ostrov_i_clamp(wh, 0.0, ostrov_i_max(0.0, room));
        store->parts_wh[i] += take;
        wh -= take;
    }
}

/* Money for wh out of the cells. */
static double take_out(const ostrov_i_site *site, ostrov_i_store *store, double wh)
{
    const ostrov_problem *p = &site->problem;
    double money = 0.0;
    if (p->wears_count == 0) {
        return wh / 1000.0 * p->wear_price_per_kwh;
    }
    for (int32_t i = 0; i < p->wears_count && wh > 0.0; i++) {
        const double take = i + 1 == p->wears_count ? wh : ostrov_i_min(wh, store->parts_wh[i]);
        store->parts_wh[i] = ostrov_i_max(0.0, store->parts_wh[i] - take);
        money += take / 1000.0 * site->wears[i].price_per_kwh;
        wh -= take;
    }
    return money;
}

static void open_store(const ostrov_i_site *site, ostrov_i_store *store)
{
    memset(store, 0, sizeof *store);
    store->wh = site->start_wh;
    put_in(site, store, site->start_wh);
}

void ostrov_i_judge_open(const ostrov_i_site *site, ostrov_i_judgement *j)
{
    open_store(site, &j->store);
    for (int32_t i = 0; i < site->problem.batteries_count; i++) {
        ostrov_plan_battery row;
        ostrov_i_site_battery(site, i, &row);
        j->further_wh[i] = row.start_wh;
    }
}

double ostrov_i_judge_running_w(const ostrov_i_site *site, double battery_w)
{
    return ostrov_i_abs(battery_w) > rest_w ? site->problem.battery_running_w : 0.0;
}

void ostrov_i_judge_store(const ostrov_i_site *site, const ostrov_plan_slot *s, double battery_w,
                          int32_t t, int32_t row, ostrov_i_store *store, ostrov_plan_verdict *v)
{
    const double hours = s->duration_s / 3600.0;
    const double into_wh = ostrov_i_site_cells_w(site, battery_w) * hours;
    within(v, battery_w > 0.0 ? "discharge_limit" : "charge_limit", battery_w, -s->charge_limit_w,
           s->discharge_limit_w, t, row);
    if (site->problem.tapers_count > 0) {
        double charge_w = 0.0;
        double discharge_w = 0.0;
        ostrov_i_site_taper(site, store->wh / site->capacity_wh, &charge_w, &discharge_w);
        within(v, "taper", battery_w, -charge_w, discharge_w, t, row);
    }
    store->wh *= s->keep_ratio;
    for (int32_t i = 0; i < site->problem.wears_count; i++) {
        store->parts_wh[i] *= s->keep_ratio;
    }
    store->wh += into_wh;
    if (into_wh > 0.0) {
        put_in(site, store, into_wh);
    } else {
        store->wear_cost += take_out(site, store, -into_wh);
        store->out_wh -= into_wh;
    }
    within(v, store->wh < s->stored_min_wh ? "stored_min" : "stored_max", store->wh,
           s->stored_min_wh, s->stored_max_wh, t, row);
    if (t < site->full_until) {
        store->fullest_wh = ostrov_i_max(store->fullest_wh, store->wh);
    }
}

double ostrov_i_judge_batteries(const ostrov_i_site *site, const ostrov_plan *plan, int32_t t,
                                double hours, ostrov_i_judgement *j)
{
    ostrov_plan_verdict *v = &j->verdict;
    double credit = 0.0;
    for (int32_t i = 0; i < site->problem.batteries_count; i++) {
        const double w = plan->batteries_w[(size_t)i * (size_t)plan->capacity + (size_t)t];
        ostrov_plan_battery row;
        double *stored = &j->further_wh[i];
        double kept = 1.0;
        ostrov_i_site_battery(site, i, &row);
        if (row.self_discharge_per_s > 0.0) {
            kept = ostrov_exp(ostrov_log1p(-row.self_discharge_per_s) * hours * 3600.0);
        }
        within(v, "battery_limit", w, -row.charge_limit_w, row.discharge_limit_w, t, i);
        *stored *= kept;
        *stored += w > 0.0 ? -w * hours / row.discharge_efficiency_ratio
                           : -w * hours * row.charge_efficiency_ratio;
        within(v, "battery_stored", *stored, 0.0, row.capacity_wh, t, i);
        j->further_short_wh_h += hours * (ostrov_i_max(0.0, row.min_wh - *stored) +
                                          ostrov_i_max(0.0, *stored - row.max_wh));
        v->wear_cost +=
            w > 0.0 ? w * hours / row.discharge_efficiency_ratio / 1000.0 * row.wear_price_per_kwh
                    : 0.0;
        credit += (*stored - row.min_wh) * row.discharge_efficiency_ratio / site->discharge_ratio;
        if (t + 1 == site->problem.count) {
            v->terminal_value += *stored / 1000.0 * row.terminal_price_per_kwh;
        }
    }
    return credit;
}

/* Money that the battery's way costs beside the grid: wear, throughput, full charge, end, less its
 * worth. */
double ostrov_i_judge_end(const ostrov_i_site *site, const ostrov_i_store *store)
{
    ostrov_i_judgement j;
    memset(&j, 0, sizeof j);
    j.store = *store;
    ostrov_i_judge_last(site, &j);
    return j.verdict.wear_cost + j.verdict.end_cost + j.verdict.throughput_cost +
           j.verdict.full_cost - j.verdict.terminal_value;
}

void ostrov_i_judge_last(const ostrov_i_site *site, ostrov_i_judgement *j)
{
    const ostrov_problem *p = &site->problem;
    const ostrov_i_store *store = &j->store;
    ostrov_plan_verdict *v = &j->verdict;
    v->wear_cost += store->wear_cost;
    v->end_cost = ostrov_i_max(0.0, site->end_wh - store->wh) / 1000.0 * p->shed_price_per_kwh;
    v->terminal_value += store->wh / 1000.0 * p->terminal_price_per_kwh;
    if (store->out_wh > p->throughput_wh) { /* false where there is no such limit */
        v->throughput_cost =
            (store->out_wh - p->throughput_wh) / 1000.0 * p->throughput_price_per_kwh;
    }
    if (site->full_until > 0) {
        v->full_cost =
            ostrov_i_max(0.0, site->full_wh - store->fullest_wh) / 1000.0 * p->full_price_per_kwh;
    }
}
