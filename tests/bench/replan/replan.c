/* A plan made anew in the workspace of the last one, beside a cold start on the same problem.
 *
 *     ostrov-bench-replan DIR [PREFIX]            one JSON: every move on every problem whose name begins so
 *     ostrov-bench-replan --count FILE MOVE N     N re-plans and nothing else, to count their instructions:
 *                                                 MOVE cold = the cold start, read = ostrov_problem_slots,
 *                                                 check = ostrov_plan_check, before = what comes before a
 *                                                 move, or a move by its name
 *
 * The least times of many, alternated in one process; each re-plan's cost is held against the cold start's
 * and its plan judged by ostrov_plan_check.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "moves.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

enum { REPEATS = 25, REPEATS_LONG = 3, LONG_SLOTS = 1000, FILES = 256 };

#define APART 1e-6 /* both stop branching at a relative gap of 1e-7 */

typedef struct bench {
    plan_bench at; /* the problem and plan before the move */
    moved next;
    ostrov_plan plan; /* of the next */
    double *columns;
    void *warm, *cold;
    size_t bytes;
} bench;

static void must(int32_t good, const char *what)
{
    if (!good) {
        fprintf(stderr, "replan: not so: %s\n", what);
        exit(1);
    }
}

static char *read_whole(const char *path)
{
    size_t room = 1 << 16;
    size_t used = 0;
    char *text = malloc(room);
    gzFile file = gzopen(path, "rb");
    must(file != NULL && text != NULL, path);
    for (int got = 1; got > 0;) {
        if (room - used < 4096) {
            room *= 2;
            text = realloc(text, room);
            must(text != NULL, "memory");
        }
        got = gzread(file, text + used, (unsigned)(room - used - 1));
        used += got > 0 ? (size_t)got : 0;
    }
    text[used] = '\0';
    gzclose(file);
    return text;
}

static double now_us(void)
{
    struct timespec t;
    must(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) == 0, "the clock can be read");
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec * 1e-3;
}

/* A plan with columns of its own. */
static void open_plan(bench *b)
{
    const size_t n = (size_t)b->at.problem.count;
    const size_t rows = 8u + (size_t)b->at.problem.vehicles_count;
    b->columns = calloc(n * rows, sizeof(double));
    b->plan = b->at.plan;
    b->plan.block_start = calloc((size_t)b->at.problem.blocks_count + 1, sizeof(int32_t));
    b->plan.edges_s = calloc(n + 1, sizeof(int64_t));
    must(b->columns != NULL && b->plan.block_start != NULL && b->plan.edges_s != NULL, "memory");
    b->plan.grid_w = b->columns;
    b->plan.battery_w = b->columns + n;
    b->plan.pv_w = b->columns + 2 * n;
    b->plan.shed_w = b->columns + 3 * n;
    b->plan.shed_critical_w = b->columns + 4 * n;
    b->plan.soc_ratio = b->columns + 5 * n;
    b->plan.value_per_kwh = b->columns + 6 * n;
    b->plan.node_price_per_kwh = b->columns + 7 * n;
    b->plan.vehicle_w = b->columns + 8 * n;
    b->plan.short_wh = NULL;
    b->plan.charge_point = NULL;
}

/* Gives 0 when the file is no problem of one station. */
static int32_t open_bench(bench *b, const char *path)
{
    file_problem file;
    char *text = read_whole(path);
    const int32_t one = file_problem_stations(text) == 1 && file_problem_read(text, 0, &file);
    memset(b, 0, sizeof *b);
    free(text);
    if (!one) {
        return 0;
    }
    must(plan_bench_open(&b->at, &file) && moved_open(&b->next, &b->at), "memory");
    file_problem_free(&file);
    open_plan(b);
    b->bytes = ostrov_plan_workspace(&b->at.problem) * 2;
    b->warm = calloc(1, b->bytes);
    b->cold = calloc(1, b->bytes);
    must(b->warm != NULL && b->cold != NULL, "memory");
    return 1;
}

static void close_bench(bench *b)
{
    moved_close(&b->next);
    plan_bench_close(&b->at);
    free(b->columns);
    free(b->plan.block_start);
    free(b->plan.edges_s);
    free(b->warm);
    free(b->cold);
}

static double solve(bench *b, const ostrov_problem *problem, ostrov_plan *plan, int32_t warm)
{
    ostrov_plan_options o;
    double begin = 0.0;
    ostrov_status status = ostrov_plan_options_defaults(&o, sizeof o);
    must(status == OSTROV_OK, "options");
    o.warm = warm;
    begin = now_us();
    status = ostrov_plan_solve(problem, &o, warm ? b->warm : b->cold, b->bytes, plan, NULL);
    begin = now_us() - begin;
    must(status == OSTROV_OK, "a plan comes");
    return begin;
}

static double checked_cost(bench *b)
{
    ostrov_plan_verdict v;
    const ostrov_status status =
        ostrov_plan_check(&b->next.problem, &b->plan, 1e-3, &v, sizeof v, NULL);
    must(status == OSTROV_OK && v.feasible, "ostrov_plan_check finds the plan feasible");
    return v.cost;
}

/* One move: least times of cold start and re-plan, and how far their costs are apart. */
static void measure(bench *b, enum move move, double *cold_us, double *warm_us, double *apart)
{
    const int32_t repeats = b->at.problem.count > LONG_SLOTS ? REPEATS_LONG : REPEATS;
    *cold_us = INFINITY;
    *warm_us = INFINITY;
    *apart = 0.0;
    for (int32_t r = 0; r < repeats; r++) {
        double cost = 0.0;
        (void)solve(b, &b->at.problem, &b->at.plan, 1);
        moved_make(&b->next, &b->at, move, (uint64_t)r + 1u);
        *cold_us = fmin(*cold_us, solve(b, &b->next.problem, &b->plan, 0));
        cost = checked_cost(b);
        *warm_us = fmin(*warm_us, solve(b, &b->next.problem, &b->plan, 1));
        *apart = fmax(*apart, fabs(checked_cost(b) - cost) / fmax(1.0, fabs(cost)));
        must(*apart <= APART, "re-plan and cold start cost the same");
    }
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Running sums of logarithms for the geometric means of a family. */
typedef struct family {
    char letter;
    int32_t count;
    double sums[MOVES][2];
} family;

static void print_family(const family *f, int32_t first)
{
    printf("%s\n    {\"family\": \"%c\"", first ? "" : ",", f->letter);
    for (int32_t k = 0; k < MOVES; k++) {
        const double cold = exp(f->sums[k][0] / f->count);
        const double warm = exp(f->sums[k][1] / f->count);
        printf(", \"%s\": {\"cold_us\": %.1f, \"replan_us\": %.2f, \"ratio\": %.1f}", move_names[k],
               cold, warm, cold / warm);
    }
    printf("}");
}

static void measure_all(const char *folder, char *const *names, int32_t count)
{
    family families[26];
    int32_t families_count = 0;
    int32_t shown = 0;
    memset(families, 0, sizeof families);
    printf("{\"problems\": [");
    for (int32_t i = 0; i < count; i++) {
        char path[1024];
        bench b;
        family *f = &families[families_count > 0 ? families_count - 1 : 0];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        if (!open_bench(&b, path)) {
            continue;
        }
        if (families_count == 0 || f->letter != names[i][0]) {
            f = &families[families_count++];
            f->letter = names[i][0];
        }
        f->count++;
        printf("%s\n    {\"problem\": \"%.3s\", \"slots\": %d", shown++ ? "," : "", names[i],
               b.at.problem.count);
        for (int32_t k = 0; k < MOVES; k++) {
            double cold = 0.0;
            double warm = 0.0;
            double apart = 0.0;
            measure(&b, (enum move)k, &cold, &warm, &apart);
            f->sums[k][0] += log(cold);
            f->sums[k][1] += log(warm);
            printf(", \"%s\": {\"cold_us\": %.1f, \"replan_us\": %.2f, \"ratio\": %.1f, "
                   "\"cost_apart\": %.1e}",
                   move_names[k], cold, warm, cold / warm, apart);
        }
        printf("}");
        fflush(stdout);
        close_bench(&b);
    }
    printf("],\n \"families\": [");
    for (int32_t i = 0; i < families_count; i++) {
        print_family(&families[i], i == 0);
    }
    printf("]}\n");
}

/* One of the moves N times, so that two runs differ by that alone. */
static void count_calls(const char *path, const char *what, int32_t calls)
{
    bench b;
    int32_t move = MOVE_SAME;
    ostrov_plan_verdict v;
    must(open_bench(&b, path), "it is a problem of one station");
    while (move < MOVES && strcmp(what, move_names[move]) != 0) {
        move++;
    }
    for (int32_t i = 0; i < calls; i++) {
        if (strcmp(what, "cold") == 0) {
            (void)solve(&b, &b.at.problem, &b.at.plan, 0);
        } else if (strcmp(what, "read") == 0) {
            must(ostrov_problem_slots(&b.at.problem, NULL, sizeof(ostrov_plan_slot), 0, NULL,
                                      NULL) == OSTROV_OK,
                 "the problem can be read");
        } else if (strcmp(what, "check") == 0) {
            if (i == 0) {
                (void)solve(&b, &b.at.problem, &b.at.plan, 0);
            }
            must(ostrov_plan_check(&b.at.problem, &b.at.plan, 1e-3, &v, sizeof v, NULL) ==
                     OSTROV_OK,
                 "the plan can be judged");
        } else if (strcmp(what, "before") == 0) { /* what a move needs before it: to be taken off */
            memset(b.warm, 0, b.bytes);
            (void)solve(&b, &b.at.problem, &b.at.plan, 1);
        } else {
            must(move < MOVES, "cold, read, check, before, or a move");
            memset(b.warm, 0, b.bytes);
            (void)solve(&b, &b.at.problem, &b.at.plan, 1);
            moved_make(&b.next, &b.at, (enum move)move, (uint64_t)i + 1u);
            (void)solve(&b, &b.next.problem, &b.plan, 1);
        }
    }
    close_bench(&b);
}

int main(int argc, char **argv)
{
    char *names[FILES];
    int32_t count = 0;
    DIR *folder = NULL;
    if (argc == 5 && strcmp(argv[1], "--count") == 0) {
        count_calls(argv[2], argv[3], atoi(argv[4]));
        return 0;
    }
    folder = argc == 2 || argc == 3 ? opendir(argv[1]) : NULL;
    must(argc == 2 || argc == 3, "ostrov-bench-replan DIR [PREFIX] | --count FILE MOVE N");
    if (folder == NULL) {
        printf("SKIP replan: %s is not there\n", argv[1]);
        return 0;
    }
    for (struct dirent *e = readdir(folder); e != NULL && count < FILES; e = readdir(folder)) {
        if (strstr(e->d_name, ".json.gz") != NULL &&
            (argc == 2 || strncmp(e->d_name, argv[2], strlen(argv[2])) == 0)) {
            names[count] = strdup(e->d_name);
            must(names[count++] != NULL, "memory");
        }
    }
    closedir(folder);
    qsort(names, (size_t)count, sizeof names[0], by_name);
    measure_all(argv[1], names, count);
    for (int32_t i = 0; i < count; i++) {
        free(names[i]);
    }
    return 0;
}
