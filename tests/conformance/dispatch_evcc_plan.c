/* Requests to evcc's optimizer: the search for a plan. A demand to charge ends when the store is
 * full, and charging more in time ends it sooner: the last step for which it holds is tried out.
 * What may not charge from the grid, or discharge into it, is kept from it by the limits of the
 * steps in which a plan would.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "dispatch_evcc_problem.h"

#include <math.h>

enum { ROUNDS = 12 };

static void take_answer(const evcc_bench *w, evcc_answer *a)
{
    const evcc_request *r = w->r;
    const ostrov_plan *plan = &w->p.plan;
    for (int32_t i = 0; i < r->stores_count; i++) {
        a->end_wh[i] = r->stores[i].start_wh;
        for (int32_t t = 0; t < r->steps; t++) {
            const double hours = (double)evcc_bench_step_s(w, t) / 3600.0;
            double wh = -w->forced_wh[(size_t)i * (size_t)r->steps + (size_t)t];
            if (i == w->main_store) {
                wh += plan->battery_w[t] * hours;
            }
            for (int32_t k = 0; k < w->p.problem.batteries_count; k++) {
                wh += w->battery_store[k] == i ? plan->batteries_w[k * plan->capacity + t] * hours
                                               : 0.0;
            }
            for (int32_t k = 0; k < w->p.problem.vehicles_count; k++) {
                wh -= w->vehicle_store[k] == i ? plan->vehicle_w[k * plan->capacity + t] * hours
                                               : 0.0;
            }
            a->charge_wh[i][t] = fmax(0.0, -wh);
            a->discharge_wh[i][t] = fmax(0.0, wh);
            a->end_wh[i] += fmax(0.0, -wh) * r->charge_ratio - fmax(0.0, wh) / r->discharge_ratio;
        }
    }
}

/* Narrows the limits of steps in which a store charges from the grid or discharges into it and must
 * not. 1 = there was one. */
static int32_t narrow(evcc_bench *w, const evcc_answer *a)
{
    const evcc_request *r = w->r;
    int32_t found = 0;
    for (int32_t t = 0; t < r->steps; t++) {
        double net = r->load_wh[t] - r->pv_wh[t];
        double rest = net; /* without what must not touch the grid */
        int32_t from = 0;
        int32_t to = 0;
        for (int32_t i = 0; i < r->stores_count; i++) {
            const evcc_store *s = &r->stores[i];
            net += a->charge_wh[i][t] - a->discharge_wh[i][t];
            rest += (s->from_grid ? a->charge_wh[i][t] : 0.0) -
                    (s->to_grid ? a->discharge_wh[i][t] : 0.0);
            from |= !s->from_grid && a->charge_wh[i][t] > 1e-3;
            to |= !s->to_grid && a->discharge_wh[i][t] > 1e-3;
        }
        if (net > 1e-3 && from) {
            w->limits_w[t] = fmin(w->limits_w[t], evcc_bench_w(w, t, fmax(0.0, rest)));
            found = 1;
        }
        if (net < -1e-3 && to) {
            w->limits_w[r->steps + t] =
                fmin(w->limits_w[r->steps + t], evcc_bench_w(w, t, fmax(0.0, -rest)));
            found = 1;
        }
    }
    return found;
}

/* A plan for a demand that holds for so many steps. 1 = there is one, in *a. */
static int32_t plan_until(evcc_bench *w, int32_t demanding, int32_t until, evcc_answer *a)
{
    const evcc_request *r = w->r;
    for (int32_t t = 0; t < r->steps; t++) {
        w->limits_w[t] = r->limited ? fmax(r->import_limit_w / w->factor,
                                           evcc_bench_w(w, t, r->load_wh[t] - r->pv_wh[t]))
                                    : 1e8;
        w->limits_w[r->steps + t] =
            isfinite(r->export_limit_w) ? r->export_limit_w / w->factor : 1e8;
    }
    evcc_bench_rows(w, demanding, until);
    for (int32_t round = 0; round < ROUNDS; round++) {
        evcc_bench_series(w);
        if (!planner_solve_edges(&w->p, 0, r->steps)) {
            return 0;
        }
        take_answer(w, a);
        if (!narrow(w, a)) {
            return 1;
        }
    }
    return 0;
}

int32_t evcc_plan(const evcc_request *r, evcc_answer *best)
{
    evcc_bench w;
    evcc_answer trial = {0};
    int32_t demanding = -1;
    int32_t found = 0;
    double least = 0.0;
    const int32_t good = evcc_bench_open(&w, r) && evcc_answer_open(&trial, r);
    for (int32_t i = 0; i < r->stores_count; i++) {
        demanding =
            demanding < 0 && r->stores[i].demand_wh != NULL && !(r->stores[i].discharge_w > 0.0)
                ? i
                : demanding;
    }
    for (int32_t until = demanding < 0 ? r->steps : 1; good && until <= r->steps; until++) {
        double money = 0.0;
        if (plan_until(&w, demanding, until, &trial)) {
            money = evcc_money(r, &trial) + w.penalty / 1000.0 * evcc_short_wh(r, &trial);
            if (!found || money < least) {
                evcc_answer kept = *best;
                *best = trial;
                trial = kept;
                least = money;
                found = 1;
            }
        }
    }
    evcc_answer_free(&trial);
    evcc_bench_close(&w);
    return found;
}
