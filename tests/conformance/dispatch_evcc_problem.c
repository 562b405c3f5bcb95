/* Requests to evcc's optimizer as problems of the library. What discharges is a battery, what only
 * charges is a vehicle; a demand to charge (so much a step until full) is load as long as it holds.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "dispatch_evcc_problem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int64_t greatest_divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        const int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

int64_t evcc_bench_step_s(const evcc_bench *w, int32_t t)
{
    return llround(w->r->dt_s[t] * w->factor);
}

/* W in the problem for Wh in a step of the request. */
double evcc_bench_w(const evcc_bench *w, int32_t t, double wh)
{
    return wh * 3600.0 / (double)evcc_bench_step_s(w, t);
}

int32_t evcc_bench_open(evcc_bench *w, const evcc_request *r)
{
    const size_t n = (size_t)r->steps;
    double shortest = r->dt_s[0];
    double dearest = 1e-4;
    int64_t common = 0;
    int64_t values = 0;
    int64_t lead = 0;
    memset(w, 0, sizeof *w);
    w->r = r;
    for (int32_t t = 0; t < r->steps; t++) {
        shortest = fmin(shortest, r->dt_s[t]);
        dearest = fmax(dearest, fmax(fabs(r->price_in[t]), fabs(r->price_out[t])));
    }
    for (int32_t i = 0; i < r->stores_count; i++) {
        dearest = fmax(dearest, fabs(r->stores[i].worth_wh));
    }
    if (!(shortest >= 1.0)) {
        return 0;
    }
    w->penalty = 100.0 * 1000.0 * (dearest + r->demand_price_w * 3600.0 / shortest);
    w->factor = shortest < 60.0 ? ceil(60.0 / shortest) : 1.0;
    for (int32_t t = 1; t < r->steps; t++) {
        common = greatest_divisor(evcc_bench_step_s(w, t), common);
    }
    common = common > 0 ? common : evcc_bench_step_s(w, 0);
    lead = (common - evcc_bench_step_s(w, 0) % common) % common;
    for (int32_t t = 0; t < r->steps; t++) {
        values += evcc_bench_step_s(w, t) + (t == 0 ? lead : 0);
    }
    values /= common;
    if (values > 1000000 || !planner_open(&w->p, (int32_t)values, (int32_t)common)) {
        return 0;
    }
    w->p.edges[0] = lead;
    for (int32_t t = 0; t < r->steps; t++) {
        w->p.edges[t + 1] = w->p.edges[t] + evcc_bench_step_s(w, t);
    }
    w->vehicle_w = calloc(EVCC_ROWS * (size_t)values, sizeof *w->vehicle_w);
    w->batteries_w = calloc(EVCC_STORES * (size_t)values, sizeof *w->batteries_w);
    w->forced_wh = calloc(EVCC_STORES * n, sizeof *w->forced_wh);
    w->limits_w = calloc(2 * n, sizeof *w->limits_w);
    w->peaks = calloc(n, sizeof *w->peaks);
    w->p.plan.vehicle_w = w->vehicle_w;
    w->p.plan.vehicle_capacity = EVCC_ROWS;
    w->p.plan.batteries_w = w->batteries_w;
    return w->vehicle_w != NULL && w->batteries_w != NULL && w->forced_wh != NULL &&
           w->limits_w != NULL && w->peaks != NULL;
}

void evcc_bench_close(evcc_bench *w)
{
    planner_close(&w->p);
    free(w->vehicle_w);
    free(w->batteries_w);
    free(w->forced_wh);
    free(w->limits_w);
    free(w->peaks);
}

/* The step after which a goal counts last; -1 = no goal. */
static int32_t goal_step(const evcc_request *r, const evcc_store *s)
{
    int32_t step = -1;
    for (int32_t t = 0; s->goal_wh != NULL && t < r->steps; t++) {
        step = s->goal_wh[t] > 0.0 ? t : step;
    }
    return step;
}

static void set_main(evcc_bench *w, const evcc_store *s)
{
    ostrov_battery_config *b = &w->p.battery;
    const int32_t goal = goal_step(w->r, s);
    b->capacity_wh = s->max_wh;
    b->health_ratio = 1.0;
    b->soc_min_ratio = s->min_wh / s->max_wh;
    b->soc_max_ratio = 1.0;
    b->charge_limit_w = s->charge_w / w->factor;
    b->discharge_limit_w = s->discharge_w / w->factor;
    b->charge_efficiency_ratio = w->r->charge_ratio;
    b->discharge_efficiency_ratio = w->r->discharge_ratio;
    b->self_discharge_per_s = 0.0;
    w->p.problem.battery_soc_ratio = fmin(1.0, s->start_wh / s->max_wh);
    w->p.problem.terminal_price_per_kwh = s->worth_wh * 1000.0;
    if (goal == w->r->steps - 1) {
        w->p.problem.soc_end_min_ratio = fmin(1.0, s->goal_wh[goal] / s->max_wh);
    } else if (goal >= 0) {
        w->p.problem.full_until_s = w->p.edges[goal + 1];
        w->p.problem.full_soc_ratio = fmin(1.0, s->goal_wh[goal] / s->max_wh);
        w->p.problem.full_price_per_kwh = w->penalty;
    }
}

static void add_battery(evcc_bench *w, int32_t store)
{
    const evcc_store *s = &w->r->stores[store];
    w->battery_store[w->p.problem.batteries_count] = store;
    w->batteries[w->p.problem.batteries_count++] =
        (ostrov_plan_battery){.capacity_wh = s->max_wh,
                              .start_wh = fmin(s->start_wh, s->max_wh),
                              .min_wh = s->min_wh,
                              .max_wh = s->max_wh,
                              .charge_limit_w = s->charge_w / w->factor,
                              .discharge_limit_w = s->discharge_w / w->factor,
                              .charge_efficiency_ratio = w->r->charge_ratio,
                              .discharge_efficiency_ratio = w->r->discharge_ratio,
                              .terminal_price_per_kwh = s->worth_wh * 1000.0};
}

static void add_vehicle(evcc_bench *w, int32_t store, int32_t until, ostrov_plan_vehicle v)
{
    const int32_t n = w->p.problem.vehicles_count;
    v.arrive_s = w->p.edges[0];
    v.depart_s = w->p.edges[until];
    v.charge_point = n;
    v.charge_efficiency_ratio = w->r->charge_ratio;
    v.discharge_efficiency_ratio = 1.0;
    w->vehicle_store[n] = store;
    w->vehicles[n] = v;
    w->p.problem.vehicles_count++;
}

/* Lays the demanded charging of the first steps as load. Gives the Wh then stored; *most_wh
 * receives the greatest share of charge_w it takes. */
static double force(evcc_bench *w, int32_t store, int32_t until, double *most_w)
{
    const evcc_store *s = &w->r->stores[store];
    double *forced = w->forced_wh + (size_t)store * (size_t)w->r->steps;
    double stored = s->start_wh;
    *most_w = 0.0;
    for (int32_t t = 0; t < w->r->steps; t++) {
        const double hours = w->r->dt_s[t] / 3600.0;
        const double asked = s->demand_wh != NULL && t < until ? s->demand_wh[t] : 0.0;
        const double least = asked > 0.0 ? fmax(asked, s->charge_min_w * hours) : 0.0;
        const double room = fmax(0.0, (s->max_wh - stored) / w->r->charge_ratio);
        forced[t] = fmin(fmin(least, s->charge_w * hours), room);
        stored += forced[t] * w->r->charge_ratio;
        *most_w = fmax(*most_w, forced[t] / hours);
    }
    return stored;
}

/* A store that only charges. until: steps for which its demand holds, steps + 1 = to the end. */
static void set_vehicle(evcc_bench *w, int32_t store, int32_t until)
{
    const evcc_store *s = &w->r->stores[store];
    const int32_t goal = goal_step(w->r, s);
    double most_w = 0.0;
    const double start = force(w, store, until, &most_w);
    const double limit_w = fmax(0.0, s->charge_w - most_w) / w->factor;
    const double worth = fmax(0.0, s->worth_wh * 1000.0);
    int32_t always = 1;
    ostrov_plan_vehicle v = {.group = -1,
                             .arrive_wh = start,
                             .depart_wh = s->max_wh,
                             .capacity_wh = s->max_wh,
                             .charge_limit_w = limit_w,
                             .charge_min_w = fmin(limit_w, s->charge_min_w / w->factor),
                             .short_price_per_kwh = worth};
    for (int32_t t = 0; s->demand_wh != NULL && t < until && t < w->r->steps; t++) {
        always &= s->demand_wh[t] > 0.0;
    }
    if (!(limit_w > 0.0) || start >= s->max_wh - 1e-6) {
        return;
    }
    if (s->demand_wh != NULL && until < w->r->steps) {
        v.charge_min_w = always ? 0.0 : s->charge_min_w / w->factor; /* what is added to a demand */
        v.short_price_per_kwh = w->penalty; /* full by then: only so does the demand end */
        add_vehicle(w, store, until, v);
        return;
    }
    if (goal >= 0 && s->goal_wh[goal] > start) {
        ostrov_plan_vehicle wish = v;
        wish.depart_wh = wish.capacity_wh = fmin(s->goal_wh[goal], s->max_wh);
        wish.short_price_per_kwh = w->penalty;
        v.group = wish.group = w->p.problem.groups_count;
        w->groups[w->p.problem.groups_count++].limit_w = limit_w;
        add_vehicle(w, store, goal + 1, wish);
        v.arrive_wh = wish.depart_wh;
    }
    if (v.arrive_wh < v.capacity_wh) {
        add_vehicle(w, store, w->r->steps, v);
    }
}

void evcc_bench_series(evcc_bench *w)
{
    const evcc_request *r = w->r;
    int64_t at = 0;
    for (int32_t t = 0; t < r->steps; t++) {
        const int64_t until = w->p.edges[t + 1] / w->p.step_s;
        double load = r->load_wh[t];
        for (int32_t i = 0; i < r->stores_count; i++) {
            load += w->forced_wh[(size_t)i * (size_t)r->steps + (size_t)t];
        }
        for (; at < until; at++) {
            w->p.series[PLANNER_LOAD][at] = evcc_bench_w(w, t, load);
            w->p.series[PLANNER_PV][at] = evcc_bench_w(w, t, r->pv_wh[t]);
            w->p.series[PLANNER_IMPORT_PRICE][at] = r->price_in[t] * 1000.0;
            w->p.series[PLANNER_EXPORT_PRICE][at] = r->price_out[t] * 1000.0;
            w->p.series[PLANNER_IMPORT_LIMIT][at] = w->limits_w[t];
            w->p.series[PLANNER_EXPORT_LIMIT][at] = w->limits_w[r->steps + t];
        }
    }
}

/* A demand price is a peak charge over all steps. Where the load alone exceeds a limit, the step
 * has a peak charge of its own, dearer than any other wish. */
static void set_peaks(evcc_bench *w)
{
    const evcc_request *r = w->r;
    ostrov_problem *p = &w->p.problem;
    p->peaks = w->peaks;
    p->peaks_count = 0;
    p->peaks_stride = sizeof *w->peaks;
    if (r->demand_price_w > 0.0) {
        w->peaks[p->peaks_count++] =
            (ostrov_plan_peak){w->p.edges[0], w->p.edges[r->steps], r->import_limit_w / w->factor,
                               r->demand_price_w * 1000.0 * w->factor, 0.0};
    }
    for (int32_t t = 0; r->limited && t < r->steps; t++) {
        const double limit_w = r->import_limit_w / w->factor;
        const double least_w = evcc_bench_w(w, t, r->load_wh[t] - r->pv_wh[t]);
        if (least_w > limit_w) {
            w->limits_w[t] = fmin(w->limits_w[t], least_w);
            w->peaks[p->peaks_count++] =
                (ostrov_plan_peak){w->p.edges[t], w->p.edges[t + 1], limit_w,
                                   w->penalty * (double)evcc_bench_step_s(w, t) / 3600.0, 0.0};
        }
    }
}

void evcc_bench_rows(evcc_bench *w, int32_t demanding, int32_t until)
{
    ostrov_problem *p = &w->p.problem;
    p->vehicles = w->vehicles;
    p->vehicles_count = 0;
    p->vehicles_stride = sizeof *w->vehicles;
    p->groups = w->groups;
    p->groups_count = 0;
    p->groups_stride = sizeof *w->groups;
    p->batteries = w->batteries;
    p->batteries_count = 0;
    p->batteries_stride = sizeof *w->batteries;
    p->battery = NULL;
    p->shed_price_per_kwh = 10.0 * w->penalty; /* an import limit gives way before a load does */
    p->shed_critical_price_per_kwh = 10.0 * w->penalty;
    p->curtail_price_per_kwh = 0.0;
    w->main_store = -1;
    for (int32_t i = 0; i < w->r->stores_count; i++) {
        const evcc_store *s = &w->r->stores[i];
        if (!(s->max_wh > 0.0)) {
            continue;
        }
        if (!(s->discharge_w > 0.0)) {
            set_vehicle(w, i, i == demanding ? until : w->r->steps);
        } else if (w->main_store < 0) {
            w->main_store = i;
            p->battery = &w->p.battery;
            set_main(w, s);
        } else {
            add_battery(w, i);
        }
    }
    set_peaks(w);
}
