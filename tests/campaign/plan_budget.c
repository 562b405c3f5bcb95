/* Does the built-in planner keep its budget? Draws sites of every kind, asks for a plan within a budget of
 * 1 ms to 1 s given as counted work, and measures the thread's own time. Broken inputs must be refused
 * untouched and in time, every plan must hold.
 *
 *     campaign_plan_budget --runs 10000 --seed 1
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <ostrov/plan.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SLOTS = 96, VEHICLES = 8 };

typedef struct draw {
    ostrov_problem problem;
    ostrov_battery_config battery;
    int64_t edges[SLOTS + 1];
    double series[5][SLOTS];
    ostrov_plan_vehicle vehicles[VEHICLES];
    ostrov_plan_group group;
    ostrov_plan_peak peak;
    ostrov_plan_block blocks[3];
} draw;

typedef struct answer {
    ostrov_plan plan;
    double columns[6][SLOTS];
    double vehicle_w[VEHICLES * SLOTS];
    int32_t block_start[3];
} answer;

static draw site;
static answer told;
static void *memory;
static size_t memory_bytes;

static double uniform(uint64_t *s, double lo, double hi)
{
    uint64_t z = (*s += UINT64_C(0x9e3779b97f4a7c15)); /* splitmix64 */
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return lo + (hi - lo) * (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static double own_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void draw_vehicles(uint64_t *s, int32_t least)
{
    const int32_t count = (int32_t)uniform(s, 0.0, VEHICLES + 0.99);
    for (int32_t i = 0; i < count; i++) {
        ostrov_plan_vehicle *v = &site.vehicles[i];
        const int32_t from = (int32_t)uniform(s, 0.0, 60.0);
        if (ostrov_plan_vehicle_defaults(v, sizeof *v) != OSTROV_OK) {
            abort();
        }
        v->arrive_s = site.edges[from];
        v->depart_s = site.edges[from + 2 + (int32_t)uniform(s, 0.0, 34.0)];
        v->group = i % 2 - 1;
        v->arrive_wh = uniform(s, 10e3, 80e3);
        v->depart_wh = uniform(s, 50e3, 300e3);
        v->capacity_wh = 320e3;
        v->charge_limit_w = uniform(s, 5e3, 150e3);
        v->charge_min_w = least ? 4.2e3 : 0.0;
    }
    site.group.limit_w = uniform(s, 20e3, 150e3);
    site.problem.vehicles = site.vehicles;
    site.problem.vehicles_count = count;
    site.problem.vehicles_stride = sizeof site.vehicles[0];
    site.problem.groups = &site.group;
    site.problem.groups_count = 1;
    site.problem.groups_stride = sizeof site.group;
}

static ostrov_series series(int32_t number)
{
    return (ostrov_series){0, 900, SLOTS, site.series[number]};
}

static void draw_site(uint64_t *s)
{
    const int32_t negative = uniform(s, 0.0, 1.0) < 0.3;
    memset(&site, 0, sizeof site);
    if (ostrov_problem_defaults(&site.problem, sizeof site.problem) != OSTROV_OK ||
        ostrov_battery_defaults(&site.battery, sizeof site.battery) != OSTROV_OK) {
        abort();
    }
    for (int32_t t = 0; t <= SLOTS; t++) {
        site.edges[t] = 900 * t;
    }
    for (int32_t t = 0; t < SLOTS; t++) {
        site.series[0][t] = uniform(s, 5e3, 40e3);
        site.series[1][t] = 0.3 * site.series[0][t];
        site.series[2][t] = t > 20 && t < 70 ? uniform(s, 0.0, 90e3) : 0.0;
        site.series[3][t] = uniform(s, negative ? -0.3 : 0.05, 0.3);
        site.series[4][t] = site.series[3][t] - uniform(s, negative ? -0.03 : 0.0, 0.1);
    }
    site.battery.capacity_wh = uniform(s, 20e3, 400e3);
    site.battery.charge_limit_w = uniform(s, 10e3, 200e3);
    site.battery.discharge_limit_w = uniform(s, 10e3, 200e3);
    site.problem.count = SLOTS;
    site.problem.edges_s = site.edges;
    site.problem.battery = &site.battery;
    site.problem.battery_soc_ratio = uniform(s, 0.0, 1.0); /* outside its window, too */
    site.problem.load_w = series(0);
    site.problem.critical_w = series(1);
    site.problem.pv_w = series(2);
    site.problem.import_price_per_kwh = series(3);
    site.problem.export_price_per_kwh = series(4);
    site.problem.import_limit_fixed_w = uniform(s, 10e3, 300e3);
    site.problem.export_limit_fixed_w = uniform(s, 0.0, 100e3);
    draw_vehicles(s, uniform(s, 0.0, 1.0) < 0.5);
    if (uniform(s, 0.0, 1.0) < 0.5) {
        site.peak = (ostrov_plan_peak){0, site.edges[SLOTS], uniform(s, 10e3, 100e3), 5.0, 0.0};
        site.problem.peaks = &site.peak;
        site.problem.peaks_count = 1;
        site.problem.peaks_stride = sizeof site.peak;
    }
    for (int32_t i = 0; i < 3; i++) {
        site.blocks[i] = (ostrov_plan_block){uniform(s, 5e3, 25e3), 900 * (int64_t)uniform(s, 2, 10),
                                             site.edges[8], site.edges[60], 20.0};
    }
    site.problem.blocks = site.blocks;
    site.problem.blocks_count = (int32_t)uniform(s, 0.0, 3.99);
    site.problem.blocks_stride = sizeof site.blocks[0];
}

static ostrov_status plan(int64_t work)
{
    ostrov_plan_options o;
    const size_t bytes = ostrov_plan_workspace(&site.problem);
    if (bytes > memory_bytes) {
        free(memory);
        memory = calloc(1, bytes);
        memory_bytes = memory != NULL ? bytes : 0;
    }
    memset(&told, 0, sizeof told);
    if (memory == NULL || ostrov_plan_options_defaults(&o, sizeof o) != OSTROV_OK ||
        ostrov_plan_defaults(&told.plan, sizeof told.plan) != OSTROV_OK) {
        abort();
    }
    told.plan.capacity = SLOTS;
    told.plan.vehicle_capacity = VEHICLES;
    told.plan.grid_w = told.columns[0];
    told.plan.battery_w = told.columns[1];
    told.plan.pv_w = told.columns[2];
    told.plan.shed_w = told.columns[3];
    told.plan.shed_critical_w = told.columns[4];
    told.plan.soc_ratio = told.columns[5];
    told.plan.vehicle_w = told.vehicle_w;
    told.plan.block_start = told.block_start;
    o.work_limit = work;
    return ostrov_plan_solve(&site.problem, &o, memory, memory_bytes, &told.plan, NULL);
}

/* Work a millisecond of this machine does: of what the slowest of some whole plans needed. */
static double calibrate(void)
{
    uint64_t seed = 999;
    double least = 1e300;
    for (int32_t n = 0; n < 40; n++) {
        double begin = 0.0;
        draw_site(&seed);
        begin = own_ms();
        if (plan(20000000) < 0) {
            continue;
        }
        begin = own_ms() - begin;
        if (told.plan.work > 200000) {
            least = fmin(least, (double)told.plan.work / begin);
        }
    }
    return 0.7 * least; /* what was not met while calibrating */
}

int main(int argc, char **argv)
{
    long runs = 200;
    uint64_t seed = 1;
    double rate = 0.0;
    double worst = 0.0;
    long over = 0;
    long bad = 0;
    long refused = 0;
    long limited = 0;
    long plans_only = 0; /* 1 = the time is told, the verdict is on plans and refusals alone */
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--runs") == 0) {
            runs = strtol(argv[i + 1], NULL, 10);
        } else if (strcmp(argv[i], "--seed") == 0) {
            seed = strtoull(argv[i + 1], NULL, 10);
        } else if (strcmp(argv[i], "--plans-only") == 0) {
            plans_only = strtol(argv[i + 1], NULL, 10);
        }
    }
    rate = calibrate();
    for (long n = 0; n < runs; n++) {
        const double budget_ms = pow(10.0, uniform(&seed, 0.0, 3.0));
        const int32_t broken = uniform(&seed, 0.0, 1.0) < 0.05;
        double took = 0.0;
        ostrov_status status = OSTROV_OK;
        draw_site(&seed);
        if (broken) {
            site.series[(int32_t)uniform(&seed, 0.0, 4.99)][(int32_t)uniform(&seed, 0.0, 95.99)] = NAN;
        }
        took = own_ms();
        status = plan((int64_t)(budget_ms * rate));
        took = own_ms() - took;
        over += took > 1.2 * budget_ms;
        worst = fmax(worst, took / budget_ms);
        refused += status == OSTROV_E_NOT_FINITE;
        limited += status == OSTROV_LIMITED;
        if (broken ? status != OSTROV_E_NOT_FINITE : status < 0) {
            bad++;
            printf("run %ld: status %d\n", n, (int)status);
        } else if (!broken) {
            ostrov_plan_verdict v;
            if (ostrov_plan_check(&site.problem, &told.plan, 1e-3, &v, sizeof v, NULL) != OSTROV_OK ||
                !v.feasible) {
                bad++;
                printf("run %ld: %s\n", n, v.worst_rule != NULL ? v.worst_rule : "not judged");
            }
        }
    }
    printf("plan_budget runs=%ld over=%ld worst=%.3f of the budget (goal 1.2) bad=%ld refused=%ld "
           "stopped=%ld work_per_ms=%.0f\n",
           runs, over, worst, bad, refused, limited, rate);
    free(memory);
    return (over > 0 && !plans_only) || bad > 0;
}
