/* A month of quarter hours held to their planned maximum while load and sun wander by the minute.
 *
 * A site with battery and PV pays for its highest quarter hour of the month, metered on the clock.
 * Each quarter hour it plans the next day anew, with the peak as it stands; ostrov_steer_step moves
 * the battery every ten seconds. The plan keeps a part of the battery for what nobody foresees. The
 * same month is lived a second time with the same peaks in the plans and the battery held to them:
 * what it lacks is what steering costs in energy.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "run.h"

#include <ostrov/ostrov.h>
#include <ostrov/plan_steer.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MONTHS, BROKEN };
enum { EXCESS, COST, LEFT_ALONE, KEPT };
enum { QUARTERS = 96, DAYS = 30, TICK_S = 10, TICKS = 900 / TICK_S };
static const double widths[RUN_SPREADS] = {0.01, 0.01, 0.1, 0.1};

#define CAPACITY_WH 120e3
#define LIMIT_W 60e3
#define EACH_WAY 0.95
#define MARGIN 0.15 /* of the capacity, which a plan leaves to the steering */
#define PEAK_PRICE 6.0
#define WEAR 0.02

typedef struct site {
    double load_w[QUARTERS * (DAYS + 1)]; /* expected: what the plan sees */
    double pv_w[QUARTERS * (DAYS + 1)];
    double buy[QUARTERS * (DAYS + 1)];
    double sell[QUARTERS * (DAYS + 1)];
    uint64_t noise; /* seed of what comes */
} site;

typedef struct month {
    ostrov_problem problem;
    ostrov_battery_config battery;
    ostrov_plan plan;
    ostrov_plan_peak peak;
    int64_t edges[QUARTERS + 1];
    double columns[4][QUARTERS];
    void *workspace;
    size_t bytes;
    double stored_wh;
    double highest_w;                   /* metered so far */
    double incurred_w[QUARTERS * DAYS]; /* before each quarter hour */
    double excess_ratio;
    double energy_cost;
} month;

static double hump(double hour, double around, double width)
{
    const double x = fmod(hour - around + 36.0, 24.0) - 12.0;
    return 1.0 / (1.0 + pow(x / width, 4.0));
}

static void draw_site(site *s, uint64_t *seed)
{
    const double base = run_between(seed, 15e3, 35e3);
    const double sun = run_between(seed, 0.0, 80e3);
    double clear = 0.6;
    double level = 0.1;
    for (int32_t i = 0; i < QUARTERS * (DAYS + 1); i++) {
        const double hour = (i % QUARTERS) / 4.0;
        if (i % QUARTERS == 0) {
            clear = run_between(seed, 0.1, 1.0);
            level = run_between(seed, 0.05, 0.15);
        }
        s->load_w[i] = base * (0.7 + 0.6 * hump(hour, 8.0, 2.5) + 0.8 * hump(hour, 18.0, 3.0));
        s->pv_w[i] = sun * clear * fmax(0.0, sin((hour - 6.0) / 12.0 * 3.14159265358979));
        s->sell[i] = level * (0.6 + 0.6 * hump(hour, 8.0, 2.0) + 1.1 * hump(hour, 19.0, 2.0));
        s->buy[i] = s->sell[i] + 0.06;
    }
    s->noise = run_bits(seed);
}

static int open_month(month *m)
{
    memset(m, 0, sizeof *m);
    if (ostrov_problem_defaults(&m->problem, sizeof m->problem) != OSTROV_OK ||
        ostrov_battery_defaults(&m->battery, sizeof m->battery) != OSTROV_OK ||
        ostrov_plan_defaults(&m->plan, sizeof m->plan) != OSTROV_OK) {
        return 0;
    }
    m->battery.capacity_wh = CAPACITY_WH;
    m->battery.charge_limit_w = m->battery.discharge_limit_w = LIMIT_W;
    m->battery.charge_efficiency_ratio = m->battery.discharge_efficiency_ratio = EACH_WAY;
    m->battery.self_discharge_per_s = 0.0;
    m->battery.soc_min_ratio = 0.1 + MARGIN;
    m->battery.soc_max_ratio = 1.0;
    m->problem.battery = &m->battery;
    m->problem.count = QUARTERS;
    m->problem.edges_s = m->edges;
    m->problem.wear_price_per_kwh = WEAR;
    m->problem.terminal_price_per_kwh = 0.12;
    m->problem.reserve_price_per_kwh_h = 0.02; /* the margin is refilled when that is cheap */
    m->problem.import_limit_fixed_w = 250e3;
    m->problem.export_limit_fixed_w = 250e3;
    m->problem.peaks = &m->peak;
    m->problem.peaks_count = 1;
    m->problem.peaks_stride = sizeof m->peak;
    m->plan.capacity = QUARTERS;
    m->plan.grid_w = m->columns[0];
    m->plan.battery_w = m->columns[1];
    m->plan.value_per_kwh = m->columns[2];
    m->stored_wh = 0.5 * CAPACITY_WH;
    return 1;
}

static ostrov_series from(const double *values, int32_t quarter)
{
    return (ostrov_series){(int64_t)quarter * 900, 900, QUARTERS, values + quarter};
}

static int replan(month *m, const site *s, int32_t quarter)
{
    size_t bytes = 0;
    for (int32_t i = 0; i <= QUARTERS; i++) {
        m->edges[i] = (int64_t)(quarter + i) * 900;
    }
    m->problem.load_w = from(s->load_w, quarter);
    m->problem.pv_w = from(s->pv_w, quarter);
    m->problem.import_price_per_kwh = from(s->buy, quarter);
    m->problem.export_price_per_kwh = from(s->sell, quarter);
    m->problem.battery_soc_ratio = m->stored_wh / CAPACITY_WH;
    m->peak = (ostrov_plan_peak){m->edges[0], m->edges[QUARTERS], m->incurred_w[quarter],
                                 PEAK_PRICE, 0.0};
    bytes = ostrov_plan_workspace(&m->problem);
    if (bytes > m->bytes) {
        free(m->workspace);
        m->workspace = malloc(bytes);
        m->bytes = m->workspace != NULL ? bytes : 0;
    }
    return ostrov_plan_solve(&m->problem, NULL, m->workspace, m->bytes, &m->plan, NULL) >= 0;
}

/* The battery gives what it can of what is asked. */
static double battery_step(month *m, double asked_w, double dt_s)
{
    const double hours = dt_s / 3600.0;
    const double low = 0.1 * CAPACITY_WH;
    double w = fmax(-LIMIT_W, fmin(LIMIT_W, asked_w));
    w = fmin(w, fmax(0.0, m->stored_wh - low) * EACH_WAY / hours);
    w = fmax(w, -(CAPACITY_WH - m->stored_wh) / EACH_WAY / hours);
    m->stored_wh -= hours * (w > 0.0 ? w / EACH_WAY : w * EACH_WAY);
    return w;
}

/* What a quarter hour's load and sun do around what was expected: by the quarter, by the minute,
 * and a machine that runs now and then. */
typedef struct noise {
    double slow;
    double fast;
    double machine_w;
    double cloud;
} noise;

static double net_w(const site *s, int32_t quarter, int32_t tick, noise *n, uint64_t *seed)
{
    if (tick % (60 / TICK_S) == 0) {
        n->slow = 0.95 * n->slow + 0.015 * run_normal(seed);
        n->fast = 0.07 * run_normal(seed);
        n->cloud = 0.9 * n->cloud + 0.1 * run_normal(seed);
        if (run_uniform(seed) < 0.1) {
            n->machine_w = run_uniform(seed) < 0.25 ? 0.3 * s->load_w[quarter] : 0.0;
        }
    }
    return s->load_w[quarter] * (0.93 + n->slow + n->fast) + n->machine_w -
           s->pv_w[quarter] * fmax(0.0, fmin(1.2, 1.0 + n->cloud));
}

static int begin_steering(ostrov_steer *steer)
{
    ostrov_steer_config c;
    if (ostrov_steer_defaults(&c, sizeof c) != OSTROV_OK) {
        return 0;
    }
    c.import_limit_w = c.export_limit_w = 250e3;
    c.ramp_w_per_s = LIMIT_W;
    c.charge_efficiency_ratio = c.discharge_efficiency_ratio = EACH_WAY;
    c.wear_price_per_kwh = WEAR;
    return ostrov_steer_init(steer, &c, NULL) == OSTROV_OK;
}

static double steered(ostrov_steer *steer, const month *m, const site *s, int32_t quarter,
                      int32_t tick, double net, double grid, double cap)
{
    ostrov_steer_sample x;
    ostrov_steer_state state;
    const double hours = TICK_S / 3600.0;
    state.battery_w = m->plan.battery_w[0];
    if (ostrov_steer_sample_defaults(&x, sizeof x) != OSTROV_OK) {
        return state.battery_w;
    }
    x.time_s = (int64_t)quarter * 900 + (int64_t)tick * TICK_S;
    x.net_w = net;
    x.grid_w = grid;
    x.charge_limit_w = fmin(LIMIT_W, (CAPACITY_WH - m->stored_wh) / EACH_WAY / hours);
    x.discharge_limit_w =
        fmin(LIMIT_W, fmax(0.0, m->stored_wh - 0.1 * CAPACITY_WH) * EACH_WAY / hours);
    x.planned_battery_w = m->plan.battery_w[0];
    x.planned_grid_w = m->plan.grid_w[0];
    x.value_per_kwh = m->plan.value_per_kwh[0];
    x.import_price_per_kwh = s->buy[quarter];
    x.export_price_per_kwh = s->sell[quarter];
    x.peak_w = cap;
    if (ostrov_steer_step(steer, &x, TICK_S) < 0 ||
        ostrov_steer_read(steer, &state, sizeof state) != OSTROV_OK) {
        return m->plan.battery_w[0];
    }
    return state.battery_w;
}

/* Lives the month; steer NULL = the battery holds its plan, with peaks as they stood for another. 0
 * = no plan. */
static int live(month *m, const site *s, ostrov_steer *steer, const month *other)
{
    noise n = {0.0, 0.0, 0.0, 0.0};
    uint64_t seed = s->noise;
    double grid = 0.0;
    for (int32_t quarter = 0; quarter < QUARTERS * DAYS; quarter++) {
        double cap = 0.0;
        double metered = 0.0;
        m->incurred_w[quarter] = other != NULL ? other->incurred_w[quarter] : m->highest_w;
        if (!replan(m, s, quarter)) {
            return 0;
        }
        cap = m->incurred_w[quarter];
        for (int32_t i = 0; i < QUARTERS; i++) {
            cap = fmax(cap, m->plan.grid_w[i]);
        }
        for (int32_t tick = 0; tick < TICKS; tick++) {
            const double net = net_w(s, quarter, tick, &n, &seed);
            const double asked = steer != NULL ? steered(steer, m, s, quarter, tick, net, grid, cap)
                                               : m->plan.battery_w[0];
            const double w = battery_step(m, asked, TICK_S);
            const double kwh = (net - w) * TICK_S / 3.6e6;
            grid = net - w;
            metered += fmax(0.0, grid) / TICKS;
            m->energy_cost += kwh > 0.0 ? kwh * s->buy[quarter] : kwh * s->sell[quarter];
            m->energy_cost += fmax(0.0, w) / EACH_WAY * TICK_S / 3.6e6 * WEAR;
        }
        m->excess_ratio = fmax(m->excess_ratio, cap > 0.0 ? metered / cap - 1.0 : 0.0);
        m->highest_w = fmax(m->highest_w, metered);
    }
    m->energy_cost += (0.5 * CAPACITY_WH - m->stored_wh) / 1000.0 * 0.12;
    return 1;
}

static void one(run_tally *t, uint64_t seed)
{
    site *s = malloc(sizeof *s);
    month *held = malloc(sizeof *held);
    month *alone = malloc(sizeof *alone);
    ostrov_steer steer;
    if (s == NULL || held == NULL || alone == NULL) {
        run_count(t, BROKEN);
        free(s);
        free(held);
        free(alone);
        return;
    }
    draw_site(s, &seed);
    if (open_month(held) && open_month(alone) && begin_steering(&steer) &&
        live(held, s, &steer, NULL) && live(alone, s, NULL, held)) {
        const double dearer = held->energy_cost / alone->energy_cost - 1.0;
        run_count(t, MONTHS);
        run_value(t, EXCESS, 100.0 * held->excess_ratio);
        run_value(t, COST, 100.0 * fmax(0.0, dearer));
        run_value(t, LEFT_ALONE, 100.0 * alone->excess_ratio);
        run_value(t, KEPT, held->highest_w / 1000.0);
        if (t->verbose) {
            printf("excess %.2f %%, left alone %.2f %%, energy %+.3f %%, peaks %.1f and %.1f kW\n",
                   100.0 * held->excess_ratio, 100.0 * alone->excess_ratio, 100.0 * dearer,
                   held->highest_w / 1000.0, alone->highest_w / 1000.0);
        }
    } else {
        run_count(t, BROKEN);
    }
    free(held->workspace);
    free(alone->workspace);
    free(held);
    free(alone);
    free(s);
}

static void report(run_report *r, const run_tally *t, int64_t runs)
{
    (void)runs;
    run_figure_count(r, t, BROKEN, "quarter.broken", RUN_AT_MOST, 0, "months without a plan");
    run_figure(r, "quarter.excess.p95", run_percentile(t, EXCESS, 95), "%", RUN_AT_MOST, 1.0,
               "most that a quarter hour of a month exceeds the planned maximum, 95th percentile "
               "of months");
    run_figure(r, "quarter.alone.p95", run_percentile(t, LEFT_ALONE, 95), "%", RUN_INFO, 0,
               "the same with the battery held to its plan");
    run_figure(r, "quarter.energy.mean", run_mean(t, COST), "%", RUN_AT_MOST, 0.5,
               "what energy costs more than with the battery held to its plan, mean");
    run_figure(r, "quarter.energy.p95", run_percentile(t, COST, 95), "%", RUN_INFO, 0,
               "the same, 95th percentile");
}

int main(int argc, char **argv)
{
    const run_campaign c = {"quarter", 200, NULL, one, report, widths};
    return run_main(argc, argv, &c);
}
