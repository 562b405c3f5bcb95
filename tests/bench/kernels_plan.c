/* The planners on the same problems, and the judge of all plans.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bench.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#ifdef OSTROV_WITH_MILP
#include <ostrov/milp.h>
#endif

/* ---- the problem ----------------------------------------------------------------------------- */

static ostrov_series series(const double *values)
{
    return (ostrov_series){DAY_BEGIN_S, 900, DAY_SLOTS, values};
}

/* A hump of an hour-wide bell around an hour of the day, from 0 to 1. */
static double hump(double hour, double around, double width)
{
    const double x = (hour - around) / width;
    return 1.0 / (1.0 + x * x * x * x);
}

static void day_curves(day *d)
{
    uint64_t seed = 4;
    for (int32_t t = 0; t <= DAY_SLOTS; t++) {
        d->edges_s[t] = DAY_BEGIN_S + INT64_C(900) * t;
    }
    for (int32_t t = 0; t < DAY_SLOTS; t++) {
        const double hour = fmod(18.0 + t / 4.0, 24.0);
        d->load_w[t] = 15e3 + 25e3 * hump(hour, 13.0, 6.0) + 4e3 * bench_uniform(&seed);
        d->critical_w[t] = 0.3 * d->load_w[t];
        d->pv_w[t] = fmax(0.0, 1.05 * hump(hour, 11.5, 3.0) - 0.05) * 90e3 *
                     (0.5 + 0.5 * bench_uniform(&seed));
        /* two peaks a day, as on the day-ahead market, and the network's charge on top */
        d->sell[t] = 0.06 + 0.08 * hump(hour, 7.5, 1.5) + 0.11 * hump(hour, 19.0, 1.5) +
                     0.01 * bench_uniform(&seed);
        d->buy[t] = d->sell[t] + 0.07;
    }
}

static void day_vehicles(day *d)
{
    /* Five stand over night; two call at the fast charger, one now and one at noon. */
    static const int32_t stay[DAY_VEHICLES][2] = {{0, 40}, {0, 42}, {2, 44}, {5, 46},
                                                  {9, 48}, {0, 4},  {70, 74}};
    for (int32_t i = 0; i < DAY_VEHICLES; i++) {
        ostrov_plan_vehicle *v = &d->vehicles[i];
        const int32_t fast = i >= 5;
        bench_must(ostrov_plan_vehicle_defaults(v, sizeof *v) == OSTROV_OK, "a vehicle's defaults");
        v->arrive_s = d->edges_s[stay[i][0]];
        v->depart_s = d->edges_s[stay[i][1]];
        v->charge_point = fast ? 5 : i;
        v->group = fast ? -1 : 0;
        v->arrive_wh = 60e3;
        v->depart_wh = fast ? 160e3 : 180e3 + 20e3 * i;
        v->capacity_wh = 350e3;
        v->charge_limit_w = fast ? 150e3 : 44e3;
        v->charge_min_w = 4.2e3;
    }
    d->group.limit_w = 120e3;
    d->peak = (ostrov_plan_peak){d->edges_s[0], d->edges_s[DAY_SLOTS], 60e3, 5.0, 0.0};
    d->problem.vehicles = d->vehicles;
    d->problem.vehicles_count = DAY_VEHICLES;
    d->problem.vehicles_stride = sizeof d->vehicles[0];
    d->problem.groups = &d->group;
    d->problem.groups_count = 1;
    d->problem.groups_stride = sizeof d->group;
    d->problem.peaks = &d->peak;
    d->problem.peaks_count = 1;
    d->problem.peaks_stride = sizeof d->peak;
}

void day_open(day *d, int32_t vehicles)
{
    memset(d, 0, sizeof *d);
    bench_must(ostrov_problem_defaults(&d->problem, sizeof d->problem) == OSTROV_OK &&
                   ostrov_battery_defaults(&d->battery, sizeof d->battery) == OSTROV_OK,
               "a problem's defaults");
    day_curves(d);
    d->battery.capacity_wh = 200e3;
    d->battery.charge_limit_w = 100e3;
    d->battery.discharge_limit_w = 100e3;
    d->problem.count = DAY_SLOTS;
    d->problem.edges_s = d->edges_s;
    d->problem.battery = &d->battery;
    d->problem.battery_soc_ratio = 0.6;
    d->problem.wear_price_per_kwh = 0.02;
    d->problem.terminal_price_per_kwh = 0.1;
    d->problem.load_w = series(d->load_w);
    d->problem.critical_w = series(d->critical_w);
    d->problem.pv_w = series(d->pv_w);
    d->problem.import_price_per_kwh = series(d->buy);
    d->problem.export_price_per_kwh = series(d->sell);
    d->problem.import_limit_fixed_w = 250e3;
    d->problem.export_limit_fixed_w = 100e3;
    d->problem.reserve_s = 3600.0;
    if (vehicles) {
        day_vehicles(d);
    }
}

void day_plan_open(day_plan *p)
{
    memset(p, 0, sizeof *p);
    bench_must(ostrov_plan_defaults(&p->plan, sizeof p->plan) == OSTROV_OK, "a plan's defaults");
    p->plan.capacity = DAY_SLOTS;
    p->plan.vehicle_capacity = DAY_VEHICLES;
    p->plan.edges_s = p->edges_s;
    p->plan.grid_w = p->columns[0];
    p->plan.battery_w = p->columns[1];
    p->plan.pv_w = p->columns[2];
    p->plan.shed_w = p->columns[3];
    p->plan.shed_critical_w = p->columns[4];
    p->plan.soc_ratio = p->columns[5];
    p->plan.value_per_kwh = p->columns[6];
    p->plan.vehicle_w = p->vehicle_w;
    p->plan.short_wh = p->short_wh;
    p->plan.charge_point = p->charge_point;
}

/* ---- the planners ---------------------------------------------------------------------------- */

static day battery_day, vehicle_day;
static day_plan battery_quick, vehicle_quick;
static void *workspace;
static size_t battery_workspace, vehicle_workspace;

static void quick(const day *d, size_t bytes, day_plan *p)
{
    bench_must(ostrov_plan_solve(&d->problem, NULL, workspace, bytes, &p->plan, NULL) == OSTROV_OK,
               "the quick planner plans");
}

static void battery_ours(int32_t calls)
{
    for (int32_t c = 0; c < calls; c++) {
        quick(&battery_day, battery_workspace, &battery_quick);
    }
}

static void vehicles_ours(int32_t calls)
{
    for (int32_t c = 0; c < calls; c++) {
        quick(&vehicle_day, vehicle_workspace, &vehicle_quick);
    }
}

static double judge(const day *d, const day_plan *p)
{
    ostrov_plan_verdict v;
    /* 1e-3 W and Wh, as the unit tests of both planners */
    bench_must(ostrov_plan_check(&d->problem, &p->plan, 1e-3, &v, sizeof v, NULL) == OSTROV_OK &&
                   v.feasible == 1,
               "a plan is feasible");
    return v.cost;
}

static void check_ours(int32_t calls)
{
    for (int32_t c = 0; c < calls; c++) {
        bench_keep(judge(&vehicle_day, &vehicle_quick));
    }
}

#ifdef OSTROV_WITH_MILP
static day_plan battery_glpk, vehicle_glpk;
static ostrov_milp_options glpk_options;

static void glpk(const day *d, day_plan *p)
{
    bench_must(ostrov_milp_solve(&d->problem, &glpk_options, &p->plan, NULL) == OSTROV_OK,
               "GLPK plans within its time");
}

static void battery_peer(int32_t calls)
{
    for (int32_t c = 0; c < calls; c++) {
        glpk(&battery_day, &battery_glpk);
    }
}

static void vehicles_peer(int32_t calls)
{
    for (int32_t c = 0; c < calls; c++) {
        glpk(&vehicle_day, &vehicle_glpk);
    }
}

static void peers(kernel *battery, kernel *vehicles)
{
    bench_must(ostrov_milp_defaults(&glpk_options, sizeof glpk_options) == OSTROV_OK,
               "the options of GLPK");
    glpk_options.time_limit_s = 600.0; /* so that its time is its own, not the limit's */
    day_plan_open(&battery_glpk);
    day_plan_open(&vehicle_glpk);
    battery_peer(1);
    vehicles_peer(1);
    (void)judge(&battery_day, &battery_glpk);
    (void)judge(&vehicle_day, &vehicle_glpk);
    /* Without vehicles and peaks the quick planner is exact, GLPK ends within its gap. */
    const double a = battery_quick.plan.cost;
    const double b = battery_glpk.plan.cost;
    bench_must(fabs(a - b) <= glpk_options.gap_ratio * fmax(1.0, fabs(b)),
               "both planners find the same cost for the battery");
    battery->peer = battery_peer;
    battery->peer_cost = &battery_glpk.plan.cost;
    vehicles->peer = vehicles_peer;
    vehicles->peer_cost = &vehicle_glpk.plan.cost;
    battery->peer_name = vehicles->peer_name = "GLPK";
    battery->peer_version = vehicles->peer_version = ostrov_milp_solver_version();
}
#endif

int32_t kernels_plan(kernel *kernels, int32_t count)
{
    day_open(&battery_day, 0);
    day_open(&vehicle_day, 1);
    day_plan_open(&battery_quick);
    day_plan_open(&vehicle_quick);
    battery_workspace = ostrov_plan_workspace(&battery_day.problem);
    vehicle_workspace = ostrov_plan_workspace(&vehicle_day.problem);
    const size_t most =
        battery_workspace > vehicle_workspace ? battery_workspace : vehicle_workspace;
    workspace = malloc(most);
    bench_must(battery_workspace > 0 && vehicle_workspace > 0 && workspace != NULL,
               "there is a workspace");
    battery_ours(1);
    vehicles_ours(1);
    (void)judge(&battery_day, &battery_quick);
    (void)judge(&vehicle_day, &vehicle_quick);
    kernel battery = {.name = "plan_quick_96",
                      .unit = 1,
                      .ours = battery_ours,
                      .bytes = battery_workspace,
                      .cost = &battery_quick.plan.cost};
    kernel vehicles = {.name = "plan_quick_96_vehicles_7_peak",
                       .unit = 1,
                       .ours = vehicles_ours,
                       .bytes = vehicle_workspace,
                       .cost = &vehicle_quick.plan.cost};
#ifdef OSTROV_WITH_MILP
    peers(&battery, &vehicles);
#endif
    kernels[count++] = battery;
    kernels[count++] = vehicles;
    kernels[count++] = (kernel){.name = "plan_check_96", .unit = 1, .ours = check_ours};
    return count;
}
