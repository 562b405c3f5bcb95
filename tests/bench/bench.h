/* Shared by the files of the bench: what a kernel is, and who times it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_BENCH_H
#define OSTROV_TESTS_BENCH_H

#include <ostrov/ostrov.h>

#include <stddef.h>
#include <stdint.h>

/* Work that is timed. prepare puts everything back to the same beginning, untimed, so that every
 * repeat does the same work and the least time of many means something. */
typedef struct kernel {
    const char *name;
    int32_t unit;          /* operations in one call */
    void (*prepare)(void); /* NULL = nothing to put back */
    void (*ours)(int32_t calls);
    void (*peer)(int32_t calls); /* NULL = no peer */
    const char *peer_name;
    const char *peer_version;
    size_t bytes;            /* of the objects and workspace it works on; 0 = none */
    const double *cost;      /* what our answer costs, for planners; NULL = does not apply */
    const double *peer_cost; /* what the peer's costs */
} kernel;

/* One side of a kernel as measured; times are nanoseconds an operation. */
typedef struct timing {
    int64_t n; /* operations in a repeat */
    double ns_min;
    double ns_median;
} timing;

typedef struct result {
    const kernel *kernel;
    int32_t repeats; /* of each side */
    timing ours;
    timing peer;
    size_t stack_bytes;
} result;

/* How long to measure. */
typedef struct effort {
    int32_t repeats;
    int32_t least;    /* repeats made whatever they take */
    double repeat_ns; /* length of a repeat aimed at */
    double budget_ns; /* no more repeats when both sides together have used this much */
} effort;

typedef struct object {
    const char *name;
    size_t bytes;
} object;

enum { KERNELS_MOST = 64, OBJECTS_MOST = 64 };

/* Kernels by theme; each call prepares its data and appends rows; returns the new count. */
int32_t kernels_base(kernel *kernels, int32_t count);
int32_t kernels_models(kernel *kernels, int32_t count);
int32_t kernels_measure(kernel *kernels, int32_t count);
int32_t kernels_pv(kernel *kernels, int32_t count);
/* days: how long the learner has learned, a year of them for its figures */
int32_t kernels_learner(kernel *kernels, int32_t count, int32_t days);
int32_t kernels_soc(kernel *kernels, int32_t count);
int32_t kernels_station(kernel *kernels, int32_t count);
int32_t kernels_plan(kernel *kernels, int32_t count);

/* Deepest stack that one call of ours has touched, on a painted stack of its own. */
size_t stack_high_water(const kernel *k);

void report(const char *commit, const result *results, int32_t count, const object *objects,
            int32_t objects_count);

/* Ends the program, saying what was not so: a wrong answer has no speed. */
void bench_must(int32_t so, const char *what);

/* Keeps the compiler from dropping work whose answer nobody reads. */
void bench_keep(double value);

/* One problem for all planners: a depot's evening, night and day in quarter hours, from
 * DAY_BEGIN_S. */
enum { DAY_SLOTS = 96, DAY_VEHICLES = 7 };
#define DAY_BEGIN_S INT64_C(1767290400) /* 2026-01-01 18:00 UTC */

typedef struct day {
    ostrov_problem problem;
    ostrov_battery_config battery;
    int64_t edges_s[DAY_SLOTS + 1];
    double load_w[DAY_SLOTS], critical_w[DAY_SLOTS], pv_w[DAY_SLOTS];
    double buy[DAY_SLOTS], sell[DAY_SLOTS];
    ostrov_plan_vehicle vehicles[DAY_VEHICLES];
    ostrov_plan_group group;
    ostrov_plan_peak peak;
} day;

typedef struct day_plan {
    ostrov_plan plan;
    int64_t edges_s[DAY_SLOTS + 1];
    double columns[7][DAY_SLOTS];
    double vehicle_w[DAY_VEHICLES * DAY_SLOTS];
    double short_wh[DAY_VEHICLES];
    int32_t charge_point[DAY_VEHICLES];
} day_plan;

/* vehicles: 0 = battery alone, 1 = also seven vehicles behind one supply and a peak charge. */
void day_open(day *d, int32_t vehicles);
void day_plan_open(day_plan *p);

/* 0 … 1, the same numbers everywhere (splitmix64; Steele, Lea and Flood 2014). */
double bench_uniform(uint64_t *state);

#endif
