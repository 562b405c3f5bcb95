/* Microgrids: the controller, and the suite's part of them.
 *
 * Each hour: learn, forecast, plan with the library. While the grid is there, it and the genset are
 * one import at the lower of the two prices; while it is away, the genset is the import. Outages to
 * come are in the plan as the library's reserve: the load of a mean outage, at the chance an hour
 * that one begins times what a kWh is dearer then. What may come otherwise is in the courses of the
 * forecasts: the battery's power of the present hour is the one with the least mean cost over them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "dispatch_microgrid.h"

#include <math.h>
#include <string.h>

#include "dispatch_learn.h"
#include "dispatch_outage.h"

/* Hours seen ahead, hours planned, hours judged; courses, and powers tried in the present hour. */
enum {
    SEEN = 24,
    HORIZON = 48,
    JUDGED = 5854,
    UNTIL = 8736,
    COURSES = 7,
    EVEN = 8,
    TRIALS = EVEN + 5
};

/* The year of the DOE's reference buildings begins with a Sunday, as 2006 did. */
#define START_S INT64_C(1136073600)

#define MEMORY_S (15.0 * 86400.0)

/* A plan is made for a tenth of a site, which changes no price: a battery of 1 GWh is then one of
 * 100 MWh, the most that the library takes. W a kW. */
#define SCALE 100.0

#define RESERVE_PV 0.7 /* share of the PV forecast that the reserve counts on */
#define LATER_IS_LESS                                                                              \
    0.001 /* an hour: of two hours at one price the nearer is the surer, if not known */

typedef struct pilot {
    const microgrid *site;
    planner plan;
    learner load;
    learner pv;
    outage_history outages;
    int32_t truth;
    double stored_kwh;
} pilot;

static int32_t up_then(const pilot *p, int32_t now, int32_t k)
{
    const microgrid *s = p->site;
    if (k == 0 || (p->truth && k < SEEN) || !(s->import_kw > 0.0)) {
        return microgrid_up(s, now + k);
    }
    /* after what is known: an outage ends after its mean time, and the reserve stands for the next
     * one */
    return microgrid_up(s, now) ||
           (double)(p->outages.lasting + k) >= outage_mean(&p->outages, p->outages.lasting);
}

/* Lays hours now + from … now + from + count − 1. The forecasts are by lead from 1 on. */
static void lay_hours(pilot *p, int32_t now, int32_t from, int32_t count, const double *load_w,
                      const double *pv_w)
{
    const microgrid *s = p->site;
    double **x = p->plan.series;
    const double less = p->truth ? 0.0 : LATER_IS_LESS;
    for (int32_t i = 0; i < count; i++) {
        const int32_t k = from + i;
        const int32_t t = now + k;
        const int32_t seen = k == 0 || (p->truth && k < SEEN);
        const int32_t up = up_then(p, now, k);
        const int32_t told = k < SEEN ? t : t - 24; /* prices are known a day ahead */
        const int32_t past = t - 24 * ((k + 23) / 24);
        const double co2 = s->co2[seen ? t : (past >= 0 ? past : now)];
        const double grid = s->price_in[told] + s->co2_price * co2;
        const double price = up ? fmin(grid, microgrid_away_price(s)) : microgrid_away_price(s);
        x[PLANNER_LOAD][i] = seen ? s->load[t] * SCALE : load_w[k - 1];
        x[PLANNER_CRITICAL][i] = x[PLANNER_LOAD][i];
        x[PLANNER_PV][i] = seen ? s->pv[t] * SCALE : pv_w[k - 1];
        x[PLANNER_IMPORT_PRICE][i] = price * (1.0 - less * (double)k);
        x[PLANNER_IMPORT_LIMIT][i] = SCALE * ((up ? s->import_kw : 0.0) + s->genset_max_kw);
        x[PLANNER_EXPORT_PRICE][i] = up ? s->price_out[told] : 0.0;
        x[PLANNER_EXPORT_LIMIT][i] = up ? SCALE * s->export_kw : 0.0;
    }
}

static void set_reserve(pilot *p, int32_t now)
{
    const microgrid *s = p->site;
    const double rate = s->import_kw > 0.0 ? outage_rate(&p->outages) : 0.0;
    double price = 0.0;
    for (int32_t k = 0; k < 24; k++) {
        price += microgrid_import_price(s, now >= k ? now - k : 0) / 24.0;
    }
    p->plan.problem.reserve_s = 0.0;
    if (rate > 0.0 && !p->truth) {
        p->plan.problem.reserve_s = 3600.0 * fmin(outage_mean(&p->outages, 0), 24.0);
        p->plan.problem.reserve_price_per_kwh_h =
            rate * s->efficiency * fmax(0.0, microgrid_away_price(s) - price);
        p->plan.problem.reserve_pv_ratio = RESERVE_PV;
    }
}

/* What the genset is asked for beside a battery power: nothing while the grid is cheaper; else what
 * is missing. */
static microgrid_order order_for(const pilot *p, int32_t t, double battery_kw)
{
    const microgrid *s = p->site;
    const double need = s->load[t] - s->pv[t] - battery_kw;
    const int32_t wanted = microgrid_up(s, t) ? s->genset_price < microgrid_import_price(s, t) &&
                                                    need >= s->genset_min_kw
                                              : need > 1e-6; /* kW */
    return (microgrid_order){battery_kw, wanted && s->genset_max_kw > 0.0 ? need : 0.0};
}

/* Battery powers worth trying: evenly over what it can do, and where the hour's cost has a corner.
 */
static int32_t list_trials(const pilot *p, int32_t t, double *trials)
{
    const microgrid *s = p->site;
    const double low = -fmin(s->charge_kw, (s->capacity_kwh - p->stored_kwh) / s->efficiency);
    const double high = fmin(s->discharge_kw, (p->stored_kwh - s->min_kwh) * s->efficiency);
    const double need = s->load[t] - s->pv[t];
    const double corners[] = {0.0, need, need - s->genset_min_kw, need - s->genset_max_kw};
    int32_t n = 0;
    for (int32_t i = 0; i <= EVEN; i++) {
        trials[n++] = low + (high - low) * (double)i / (double)EVEN;
    }
    for (int32_t i = 0; i < 4; i++) {
        trials[n] = corners[i];
        n += corners[i] > low && corners[i] < high;
    }
    return n;
}

/* Adds to what each trial costs after the present hour, along one course. 1 = done. */
static int32_t add_course(pilot *p, int32_t t, int32_t count, const double *load_w,
                          const double *pv_w, const double *stored_kwh, int32_t trials,
                          double *later)
{
    const microgrid *s = p->site;
    lay_hours(p, t, 1, count - 1, load_w, pv_w);
    for (int32_t i = 0; i < trials; i++) {
        p->plan.problem.battery_soc_ratio = fmin(1.0, fmax(0.0, stored_kwh[i] / s->capacity_kwh));
        if (!planner_solve(&p->plan, START_S + (int64_t)(t + 1) * 3600, count - 1)) {
            return 0;
        }
        later[i] += p->plan.plan.cost * 1000.0 / SCALE;
    }
    return 1;
}

/* The order with the least mean cost over the courses; 0 = no course is known, or no plan. */
static int32_t choose_by_courses(pilot *p, int32_t t, int32_t count, microgrid_order *order)
{
    const microgrid *s = p->site;
    double load_w[HORIZON];
    double pv_w[HORIZON];
    double trials[TRIALS];
    double stored[TRIALS];
    double now[TRIALS];
    double later[TRIALS] = {0.0};
    double best = (double)INFINITY;
    int32_t courses = 0;
    const int32_t n = list_trials(p, t, trials);
    for (int32_t i = 0; i < n; i++) {
        stored[i] = p->stored_kwh;
        now[i] = microgrid_hour(s, t, order_for(p, t, trials[i]), &stored[i]);
        /* the plan's wear counts what a charge costs when the energy leaves */
        now[i] -= s->cycle_price / s->efficiency * (stored[i] - p->stored_kwh);
    }
    for (int32_t day = 1; day <= COURSES; day++) {
        if (learner_course(&p->load, day, load_w) && learner_course(&p->pv, day, pv_w)) {
            courses++;
            if (!add_course(p, t, count, load_w, pv_w, stored, n, later)) {
                return 0;
            }
        }
    }
    for (int32_t i = 0; i < n && courses > 0; i++) {
        const double cost = now[i] + later[i] / (double)courses;
        if (cost < best) {
            best = cost;
            *order = order_for(p, t, trials[i]);
        }
    }
    return courses > 0;
}

/* What the plan's first hour asks for. A genset below its least power is run and what is too much
 * stored, or left off and the battery used, whichever the value of stored energy says. */
static microgrid_order order_of_plan(const pilot *p, int32_t t)
{
    const microgrid *s = p->site;
    const double battery = p->plan.plan.battery_w[0] / SCALE;
    const double value = p->plan.plan.value_per_kwh[0];
    microgrid_order order = order_for(p, t, battery);
    if (order.genset_kw > 0.0 && order.genset_kw < s->genset_min_kw) {
        const double need = order.genset_kw;
        const double over = s->genset_min_kw - need;
        const double out = fmin(s->discharge_kw, (p->stored_kwh - s->min_kwh) * s->efficiency);
        const double in = fmin(s->charge_kw, (s->capacity_kwh - p->stored_kwh) / s->efficiency);
        const double soak = fmin(over, fmax(0.0, in + battery));
        const double run = over * s->genset_price - soak * s->efficiency * value;
        const double rest =
            need / s->efficiency * (value + s->cycle_price) - need * s->genset_price;
        if (out >= battery + need && rest < run) {
            return (microgrid_order){battery + need, 0.0};
        }
        order.battery_kw -= soak;
    }
    return order;
}

static int32_t run_hour(pilot *p, int32_t t, double *cost)
{
    const microgrid *s = p->site;
    const int32_t count = s->hours - t < HORIZON ? s->hours - t : HORIZON;
    const int64_t now_s = START_S + (int64_t)t * 3600;
    microgrid_order order = {0.0, 0.0};
    if (s->import_kw > 0.0) {
        outage_learn(&p->outages, microgrid_up(s, t));
    }
    if (!learner_step(&p->load, now_s, s->load[t] * SCALE) ||
        !learner_step(&p->pv, now_s, s->pv[t] * SCALE)) {
        return 0;
    }
    set_reserve(p, t);
    /* before the judged hours the forecast alone will do: the courses cost a hundred plans an hour
     */
    if (p->truth || t < JUDGED - 7 * 24 || count < 2 || !choose_by_courses(p, t, count, &order)) {
        lay_hours(p, t, 0, count, learner_told(&p->load), learner_told(&p->pv));
        p->plan.problem.battery_soc_ratio = p->stored_kwh / s->capacity_kwh;
        if (!planner_solve(&p->plan, now_s, count)) {
            return 0;
        }
        order = order_of_plan(p, t);
    }
    *cost = microgrid_hour(s, t, order, &p->stored_kwh);
    return 1;
}

static int32_t open_pilot(pilot *p, const microgrid *s, int32_t truth)
{
    const double e = s->efficiency;
    memset(p, 0, sizeof *p);
    p->site = s;
    p->truth = truth;
    p->stored_kwh = s->start_kwh;
    if (!planner_open(&p->plan, HORIZON, 3600) ||
        !learner_open(&p->load, NULL, 3600, HORIZON, MEMORY_S, s->load[0] * SCALE, COURSES) ||
        !learner_open(&p->pv, NULL, 3600, HORIZON, MEMORY_S, 1.0, COURSES)) {
        return 0;
    }
    p->plan.battery.capacity_wh = s->capacity_kwh * SCALE;
    p->plan.battery.charge_limit_w = s->charge_kw * SCALE;
    p->plan.battery.discharge_limit_w = s->discharge_kw * SCALE;
    p->plan.battery.charge_efficiency_ratio = e;
    p->plan.battery.discharge_efficiency_ratio = e;
    p->plan.battery.self_discharge_per_s = 0.0;
    p->plan.battery.soc_min_ratio = s->min_kwh / s->capacity_kwh;
    p->plan.battery.soc_max_ratio = 1.0;
    /* charging costs the cycle price too: c + d = (e' − e)/η + d·(1 + 1/η²), counted when it leaves
     */
    p->plan.problem.wear_price_per_kwh = s->cycle_price * (e + 1.0 / e);
    p->plan.problem.terminal_price_per_kwh = s->cycle_price / e;
    p->plan.problem.shed_price_per_kwh = s->lost_price;
    p->plan.problem.shed_critical_price_per_kwh = s->lost_price;
    return 1;
}

double microgrid_run(const microgrid *s, int32_t truth)
{
    pilot p;
    double sum = 0.0;
    int32_t good = open_pilot(&p, s, truth) && s->hours >= UNTIL;
    for (int32_t t = 0; good && t < UNTIL; t++) {
        double cost = 0.0;
        good = run_hour(&p, t, &cost);
        sum += t >= JUDGED ? cost : 0.0;
    }
    planner_close(&p.plan);
    learner_close(&p.load);
    learner_close(&p.pv);
    return good ? sum : (double)NAN;
}
