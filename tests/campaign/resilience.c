/* Outages at any moment of planned days: does the battery carry the critical load for the promised hours?
 *
 * A run draws a day of a site, 128 courses that its load and sun may take, and plans it with a reserve that
 * holds the summed critical need of 99 % of the courses for four hours. Then it draws how the day really goes,
 * from the same source, and ten moments at which the grid fails: the battery begins with what the plan holds
 * then. Beside it the same day with a reserve for the forecast alone, which is what planners usually offer.
 *
 *     campaign_resilience --runs N          ten outages a run
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/plan.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"

enum { SLOTS = 96, HELD = 16, COURSES = 128, OUTAGES = 10, PLAN_BYTES = 4000000 };

enum counts { PROMISED, CARRIED, FORECAST_PROMISED, FORECAST_CARRIED, REFUSED };
static const double widths[RUN_SPREADS] = {1.0};

typedef struct course {
    double load[SLOTS], critical[SLOTS], sun[SLOTS];
} course;

typedef struct day {
    course forecast;
    course courses[COURSES];
    double buy[SLOTS], sell[SLOTS];
    int64_t edges[SLOTS + 1];
    ostrov_battery_config battery;
    ostrov_problem problem;
    ostrov_plan_scenario rows[COURSES];
    double columns[7][SLOTS];
    double scenario_w[2][COURSES * SLOTS];
    ostrov_plan plan;
} day;

/* How a day may go: level and shape of the load and cloud over the sun wander (first-order autoregression). */
static void draw_course(const course *forecast, uint64_t *seed, course *to)
{
    const double level = exp(0.10 * run_normal(seed));
    const double clear = exp(0.25 * run_normal(seed));
    double load = 0.0;
    double cloud = 0.0;
    for (int t = 0; t < SLOTS; t++) {
        load = 0.9 * load + 0.03 * run_normal(seed);
        cloud = 0.8 * cloud + 0.12 * run_normal(seed);
        to->load[t] = forecast->load[t] * level * exp(load);
        to->critical[t] = forecast->critical[t] * level * exp(load);
        to->sun[t] = fmin(120e3, forecast->sun[t] * clear * exp(cloud));
    }
}

static ostrov_series series(const double *values) { return (ostrov_series){0, 900, SLOTS, values}; }

static int open_day(day *d, uint64_t *seed)
{
    const double base = run_between(seed, 10e3, 40e3);
    const double share = run_between(seed, 0.2, 0.6);
    const double peak = run_between(seed, 0.0, 90e3);
    for (int t = 0; t < SLOTS; t++) {
        const double hour = t / 4.0;
        d->forecast.load[t] = base * (1.0 + 0.6 * exp(-pow((hour - 18.0) / 3.0, 2.0)) +
                                      0.3 * exp(-pow((hour - 7.0) / 2.0, 2.0)));
        d->forecast.critical[t] = share * d->forecast.load[t];
        d->forecast.sun[t] = peak * fmax(0.0, sin(3.14159265358979 * (hour - 6.0) / 12.0));
        d->buy[t] = 0.10 + 0.12 * exp(-pow((hour - 19.0) / 2.5, 2.0)) + run_between(seed, 0.0, 0.05);
        d->sell[t] = 0.5 * d->buy[t];
    }
    for (int t = 0; t <= SLOTS; t++) {
        d->edges[t] = 900 * (int64_t)t;
    }
    if (ostrov_problem_defaults(&d->problem, sizeof d->problem) != OSTROV_OK ||
        ostrov_battery_defaults(&d->battery, sizeof d->battery) != OSTROV_OK ||
        ostrov_plan_defaults(&d->plan, sizeof d->plan) != OSTROV_OK) {
        return 0;
    }
    d->battery.capacity_wh = base * share * run_between(seed, 6.0, 14.0);
    d->battery.charge_limit_w = 100e3;
    d->battery.discharge_limit_w = 100e3;
    d->problem.count = SLOTS;
    d->problem.edges_s = d->edges;
    d->problem.battery = &d->battery;
    d->problem.battery_soc_ratio = run_between(seed, 0.4, 0.9);
    d->problem.load_w = series(d->forecast.load);
    d->problem.critical_w = series(d->forecast.critical);
    d->problem.pv_w = series(d->forecast.sun);
    d->problem.import_price_per_kwh = series(d->buy);
    d->problem.export_price_per_kwh = series(d->sell);
    d->problem.reserve_s = HELD * 900.0;
    d->problem.reserve_pv_ratio = 1.0;
    d->problem.reserve_price_per_kwh_h = 2.0;
    for (int i = 0; i < COURSES; i++) {
        draw_course(&d->forecast, seed, &d->courses[i]);
        d->rows[i].probability_ratio = 1.0;
        d->rows[i].load_w = series(d->courses[i].load);
        d->rows[i].critical_w = series(d->courses[i].critical);
        d->rows[i].pv_w = series(d->courses[i].sun);
    }
    d->plan.capacity = SLOTS;
    d->plan.grid_w = d->columns[0];
    d->plan.battery_w = d->columns[1];
    d->plan.pv_w = d->columns[2];
    d->plan.shed_w = d->columns[3];
    d->plan.shed_critical_w = d->columns[4];
    d->plan.soc_ratio = d->columns[5];
    d->plan.scenario_battery_w = d->scenario_w[0];
    d->plan.scenario_grid_w = d->scenario_w[1];
    return 1;
}

/* 1 when what is stored carries the critical load for the time held, the sun as it really is. */
static int carried(const day *d, const course *real, int from, double stored_wh)
{
    const double least = d->battery.soc_min_ratio * d->battery.capacity_wh * d->battery.health_ratio;
    const double most = d->battery.soc_max_ratio * d->battery.capacity_wh * d->battery.health_ratio;
    for (int t = from; t < from + HELD; t++) {
        const double wanted = (real->critical[t] - real->sun[t]) * 0.25;
        stored_wh -= wanted > 0.0 ? wanted / d->battery.discharge_efficiency_ratio
                                  : wanted * d->battery.charge_efficiency_ratio;
        stored_wh = fmin(stored_wh, most);
        if (stored_wh < least - 1e-6 || wanted > 0.25 * d->battery.discharge_limit_w) {
            return 0;
        }
    }
    return 1;
}

static void fail_grid(run_tally *t, const day *d, const ostrov_plan_slot *slots, const course *real,
                      uint64_t seed, int promised, int held)
{
    const double capacity = d->battery.capacity_wh * d->battery.health_ratio;
    for (int i = 0; i < OUTAGES; i++) {
        const int at = 1 + run_one_of(&seed, SLOTS - HELD - 1);
        const double stored_wh = d->plan.soc_ratio[at - 1] * capacity;
        if (stored_wh < slots[at - 1].floor_wh - 1.0 ||
            slots[at - 1].floor_wh > d->battery.soc_max_ratio * capacity - 1.0) {
            continue; /* the plan itself says that it is short, or the battery is too small for it */
        }
        run_count(t, promised);
        if (carried(d, real, at, stored_wh)) {
            run_count(t, held);
        }
    }
}

static void one(run_tally *t, uint64_t seed)
{
    day *d = calloc(1, sizeof *d);
    void *memory = malloc(PLAN_BYTES);
    ostrov_plan_slot slots[SLOTS];
    course real;
    if (d == NULL || memory == NULL || !open_day(d, &seed)) {
        run_count(t, REFUSED);
        free(d);
        free(memory);
        return;
    }
    draw_course(&d->forecast, &seed, &real);
    for (int chance = 1; chance >= 0; chance--) {
        d->problem.scenarios = chance ? d->rows : NULL;
        d->problem.scenarios_count = chance ? COURSES : 0;
        d->problem.scenarios_stride = sizeof d->rows[0];
        d->problem.reserve_confidence_ratio = chance ? 0.99 : (double)NAN;
        if (ostrov_plan_solve(&d->problem, NULL, memory, PLAN_BYTES, &d->plan, NULL) != OSTROV_OK ||
            ostrov_problem_slots(&d->problem, slots, sizeof slots[0], SLOTS, NULL, NULL) != OSTROV_OK) {
            run_count(t, REFUSED);
            continue;
        }
        fail_grid(t, d, slots, &real, seed, chance ? PROMISED : FORECAST_PROMISED,
                  chance ? CARRIED : FORECAST_CARRIED);
    }
    free(d);
    free(memory);
}

static double share(const run_tally *t, int of, int in)
{
    return t->count[in] == 0 ? (double)NAN : 100.0 * (double)t->count[of] / (double)t->count[in];
}

static void report(run_report *r, const run_tally *t, int64_t runs)
{
    (void)runs;
    run_figure_count(r, t, REFUSED, "resilience.refused", RUN_AT_MOST, 0, "days without a plan");
    run_figure(r, "resilience.outages", (double)t->count[PROMISED], "", RUN_INFO, 0,
               "outages at moments for which the plan promises four hours");
    run_figure(r, "resilience.carried", share(t, CARRIED, PROMISED), "%", RUN_AT_LEAST, 99.0,
               "of these, critical load carried for four hours: reserve for the summed need of 99 % "
               "of the courses");
    run_figure(r, "resilience.forecast", share(t, FORECAST_CARRIED, FORECAST_PROMISED), "%", RUN_INFO,
               0, "the same with a reserve for the forecast alone");
}

int main(int argc, char **argv)
{
    const run_campaign c = {"resilience", 1200, NULL, one, report, widths};
    return run_main(argc, argv, &c);
}
