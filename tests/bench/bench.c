/* Speeds of the library as one JSON: ours and a peer's alternated in one process, the least of many
 * short repeats, and their ratio. README.md says how to read it.
 *
 *   ostrov-bench [--commit TEXT] [--quick]
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static volatile double sink;

void bench_keep(double value) { sink = value; }

void bench_must(int32_t so, const char *what)
{
    if (!so) {
        fprintf(stderr, "ostrov-bench: not so: %s\n", what);
        exit(EXIT_FAILURE);
    }
}

double bench_uniform(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static double now_ns(void)
{
    struct timespec t;
    bench_must(clock_gettime(CLOCK_MONOTONIC, &t) == 0, "the monotonic clock can be read");
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double time_once(const kernel *k, void (*side)(int32_t calls), int32_t calls)
{
    if (k->prepare != NULL) {
        k->prepare();
    }
    const double begin = now_ns();
    side(calls);
    return now_ns() - begin;
}

/* Calls that fill a repeat; at least one, so what takes longer than a repeat is a repeat by itself.
 */
static int32_t calibrate(const kernel *k, void (*side)(int32_t calls), double repeat_ns)
{
    int32_t calls = 1;
    double took = time_once(k, side, calls);
    while (took < repeat_ns / 4.0 && calls < 1 << 20) {
        calls *= 2;
        took = time_once(k, side, calls);
    }
    const double fit = (double)calls * repeat_ns / took;
    return fit < 1.0 ? 1 : (int32_t)fit;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

static timing summary(double *ns, int32_t repeats, int64_t n)
{
    qsort(ns, (size_t)repeats, sizeof *ns, by_value);
    const double middle = 0.5 * (ns[(repeats - 1) / 2] + ns[repeats / 2]);
    return (timing){n, ns[0] / (double)n, middle / (double)n};
}

/* One side while it is being measured. */
typedef struct side {
    void (*run)(int32_t calls);
    int32_t calls;
    double *ns; /* by repeat */
} side;

/* Alternated: a machine that slows down for a while slows both sides, and both have as many chances
 * of a quiet moment. */
static int32_t alternate(const kernel *k, const effort *how, side *sides, int32_t count)
{
    double used_ns = 0.0;
    int32_t repeat = 0;
    while (repeat < how->repeats && (repeat < how->least || used_ns < how->budget_ns)) {
        for (int32_t i = 0; i < count; i++) {
            const double took = time_once(k, sides[i].run, sides[i].calls);
            sides[i].ns[repeat] = took;
            used_ns += took;
        }
        repeat++;
    }
    return repeat;
}

static result measure(const kernel *k, const effort *how)
{
    result r = {.kernel = k, .stack_bytes = stack_high_water(k)};
    side sides[2] = {{.run = k->ours}, {.run = k->peer}};
    const int32_t count = k->peer != NULL ? 2 : 1;
    for (int32_t i = 0; i < count; i++) {
        sides[i].ns = calloc((size_t)how->repeats, sizeof *sides[i].ns);
        bench_must(sides[i].ns != NULL, "there is memory for the times");
        sides[i].calls = calibrate(k, sides[i].run, how->repeat_ns);
    }
    r.repeats = alternate(k, how, sides, count);
    r.ours = summary(sides[0].ns, r.repeats, (int64_t)sides[0].calls * k->unit);
    if (count == 2) {
        r.peer = summary(sides[1].ns, r.repeats, (int64_t)sides[1].calls * k->unit);
    }
    free(sides[0].ns);
    free(sides[1].ns);
    return r;
}

/* Every opaque type the library knows of. What lives in caller's memory has no fixed size: see
 * bytes. */
static int32_t list_objects(object *objects)
{
    int32_t count = 0;
    const ostrov_structure *s = NULL;
    for (size_t i = 0; (s = ostrov_structure_at(i)) != NULL; i++) {
        if (s->kind == OSTROV_KIND_OPAQUE && count < OBJECTS_MOST) {
            objects[count++] = (object){s->name, s->struct_size};
        }
    }
    return count;
}

/* Calls a kernel without timing it. */
static int call_only(const kernel *kernels, int32_t count, const char *name, int32_t calls)
{
    for (int32_t i = 0; i < count; i++) {
        if (strcmp(kernels[i].name, name) == 0) {
            if (kernels[i].prepare != NULL) {
                kernels[i].prepare();
            }
            kernels[i].ours(calls);
            return EXIT_SUCCESS;
        }
    }
    fprintf(stderr, "no kernel is called %s\n", name);
    return 2;
}

int main(int argc, char **argv)
{
    /* 0.5 ms: long against the clock's ~30 ns, short against the scheduler's slices. */
    effort how = {201, 101, 0.5e6, 20e9};
    const char *commit = "unknown";
    int32_t days = 365;
    const char *counted =
        NULL; /* a kernel of estimator or learner that is only called, for callgrind */
    int32_t calls = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--quick") == 0) {
            how = (effort){3, 1, 0.02e6, 0.1e9};
            days = 20;
        } else if (strcmp(argv[i], "--commit") == 0 && i + 1 < argc) {
            commit = argv[++i];
        } else if (strcmp(argv[i], "--count") == 0 && i + 2 < argc) {
            counted = argv[++i];
            calls = (int32_t)strtol(argv[++i], NULL, 10);
        } else {
            fprintf(stderr,
                    "usage: ostrov-bench [--commit TEXT] [--quick] [--count KERNEL CALLS]\n");
            return 2;
        }
    }
    static kernel kernels[KERNELS_MOST];
    static result results[KERNELS_MOST];
    object objects[OBJECTS_MOST];
    if (counted != NULL) { /* the others would take their time to open under callgrind */
        const int32_t learner = strncmp(counted, "learner", 7) == 0;
        return call_only(kernels,
                         learner ? kernels_learner(kernels, 0, days) : kernels_soc(kernels, 0),
                         counted, calls);
    }
    int32_t count = kernels_base(kernels, 0);
    count = kernels_models(kernels, count);
    count = kernels_measure(kernels, count);
    count = kernels_pv(kernels, count);
    count = kernels_learner(kernels, count, days);
    count = kernels_soc(kernels, count);
    count = kernels_station(kernels, count);
    count = kernels_plan(kernels, count);
    bench_must(count <= KERNELS_MOST, "the kernels fit their table");
    for (int32_t i = 0; i < count; i++) {
        results[i] = measure(&kernels[i], &how);
    }
    report(commit, results, count, objects, list_objects(objects));
    return EXIT_SUCCESS;
}
