/* Seeds, workers, tallies, figures: see run.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "run.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_WORKERS = 16 };

/* SIGTERM or SIGINT: the runs under way end, and what was done so far is reported. */
static volatile sig_atomic_t stopped;

static void stop(int signal)
{
    (void)signal;
    stopped = 1;
}

uint64_t run_bits(uint64_t *seed)
{
    uint64_t z = (*seed += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

double run_uniform(uint64_t *seed) { return (double)(run_bits(seed) >> 11) / 9007199254740992.0; }

double run_between(uint64_t *seed, double lo, double hi)
{
    return lo + (hi - lo) * run_uniform(seed);
}

double run_log_between(uint64_t *seed, double lo, double hi)
{
    return lo * exp(log(hi / lo) * run_uniform(seed));
}

/* Four 16-bit uniforms: bounded at 3.5 sigma, as a meter's noise is. */
double run_normal(uint64_t *seed)
{
    uint64_t x = run_bits(seed);
    double sum = (double)(x & 0xFFFF) + (double)((x >> 16) & 0xFFFF) +
                 (double)((x >> 32) & 0xFFFF) + (double)(x >> 48);
    return (sum / 65536.0 - 2.0) * 1.7320508075688772;
}

int run_one_of(uint64_t *seed, int n) { return (int)(run_bits(seed) % (uint64_t)n); }

void run_count_many(run_tally *t, int which, int64_t n)
{
    if (n <= 0) {
        return;
    }
    t->count[which] += n;
    if (t->first[which] == 0 || t->run + 1 < t->first[which]) {
        t->first[which] = t->run + 1;
    }
}

void run_count(run_tally *t, int which) { run_count_many(t, which, 1); }

void run_value(run_tally *t, int which, double value)
{
    run_spread *s = &t->spread[which];
    double at = value / t->width[which];
    int bin = at >= RUN_BINS - 1 ? RUN_BINS - 1 : (at > 0.0 ? (int)at : 0);
    s->bin[bin]++;
    s->sum_millionths += (int64_t)llround(value * 1e6);
    if (s->n == 0 || value > s->most || (value == s->most && t->run < s->most_at)) {
        s->most = value;
        s->most_at = t->run;
    }
    s->n++;
}

double run_mean(const run_tally *t, int which)
{
    const run_spread *s = &t->spread[which];
    return s->n == 0 ? NAN : (double)s->sum_millionths / 1e6 / (double)s->n;
}

/* Upper edge of the bin that holds the percentile, never above the greatest value. */
double run_percentile(const run_tally *t, int which, double percent)
{
    const run_spread *s = &t->spread[which];
    double want = percent / 100.0 * (double)s->n;
    int64_t so_far = 0;
    for (int i = 0; i < RUN_BINS - 1; i++) {
        so_far += s->bin[i];
        if (s->n > 0 && (double)so_far >= want) {
            return fmin((i + 1) * t->width[which], s->most);
        }
    }
    return s->n == 0 ? NAN : s->most;
}

static void add(run_tally *to, const run_tally *t)
{
    to->done += t->done;
    for (int i = 0; i < RUN_COUNTS; i++) {
        to->count[i] += t->count[i];
        if (t->first[i] != 0 && (to->first[i] == 0 || t->first[i] < to->first[i])) {
            to->first[i] = t->first[i];
        }
    }
    for (int i = 0; i < RUN_SPREADS; i++) {
        run_spread *a = &to->spread[i];
        const run_spread *b = &t->spread[i];
        if (b->n > 0 &&
            (a->n == 0 || b->most > a->most || (b->most == a->most && b->most_at < a->most_at))) {
            a->most = b->most;
            a->most_at = b->most_at;
        }
        a->n += b->n;
        a->sum_millionths += b->sum_millionths;
        for (int k = 0; k < RUN_BINS; k++) {
            a->bin[k] += b->bin[k];
        }
    }
}

static const char *verdict(enum run_goal goal, double value, double limit)
{
    switch (goal) {
    case RUN_AT_MOST:
        return value <= limit ? "PASS" : "FAIL";
    case RUN_AT_LEAST:
        return value >= limit ? "PASS" : "FAIL";
    default:
        return "INFO";
    }
}

void run_figure(run_report *r, const char *name, double value, const char *unit, enum run_goal goal,
                double limit, const char *what)
{
    const char *said = verdict(goal, value, limit);
    char aim[64] = "";
    r->failed += strcmp(said, "FAIL") == 0;
    if (goal != RUN_INFO) {
        snprintf(aim, sizeof aim, " (goal %s %.10g)", goal == RUN_AT_MOST ? "<=" : ">=", limit);
    }
    printf("%s %-34s %.6g%s%s%s: %s\n", said, name, value, *unit ? " " : "", unit, aim, what);
    fprintf(r->json, "%s\n    {\"name\": \"%s\", \"value\": ", r->figures++ ? "," : "", name);
    if (isfinite(value)) {
        fprintf(r->json, "%.10g", value);
    } else {
        fprintf(r->json, "null");
    }
    fprintf(r->json, ", \"unit\": \"%s\", \"verdict\": \"%s\"", unit, said);
    if (goal != RUN_INFO) {
        fprintf(r->json, ", \"%s\": %.10g", goal == RUN_AT_MOST ? "at_most" : "at_least", limit);
    }
    fprintf(r->json, ", \"what\": \"%s\"}", what);
}

void run_figure_count(run_report *r, const run_tally *t, int which, const char *name,
                      enum run_goal goal, double limit, const char *what)
{
    int before = r->failed;
    run_figure(r, name, (double)t->count[which], "", goal, limit, what);
    if (r->failed > before && t->first[which] > 0) {
        printf("     first in run %lld: repeat with --only %lld\n",
               (long long)(t->first[which] - 1), (long long)(t->first[which] - 1));
    }
}

void run_figure_most(run_report *r, const run_tally *t, int which, const char *name,
                     const char *unit, double limit, const char *what)
{
    run_figure(r, name, t->spread[which].most, unit, RUN_AT_MOST, limit, what);
    if (t->spread[which].n > 0) {
        printf("     in run %lld: repeat with --only %lld\n", (long long)t->spread[which].most_at,
               (long long)t->spread[which].most_at);
    }
}

typedef struct options {
    int64_t runs;
    int64_t only;
    uint64_t seed;
    int workers;
    const char *json;
} options;

static int parse(int argc, char **argv, options *o)
{
    for (int i = 1; i < argc; i += 2) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (value == NULL) {
            return 0;
        }
        if (strcmp(argv[i], "--runs") == 0) {
            o->runs = (int64_t)strtod(value, NULL); /* 1e7 is easier to read than its zeros */
        } else if (strcmp(argv[i], "--seed") == 0) {
            o->seed = strtoull(value, NULL, 0);
        } else if (strcmp(argv[i], "--workers") == 0) {
            o->workers = atoi(value);
        } else if (strcmp(argv[i], "--only") == 0) {
            o->only = (int64_t)strtod(value, NULL);
        } else if (strcmp(argv[i], "--json") == 0) {
            o->json = value;
        } else {
            return 0;
        }
    }
    return o->runs > 0 && o->workers >= 1 && o->workers <= MOST_WORKERS;
}

static void work(const run_campaign *c, run_tally *t, uint64_t seed, int64_t from, int64_t to)
{
    for (int64_t i = from; i < to && !stopped; i++) {
        uint64_t mixed = seed ^ ((uint64_t)i * UINT64_C(0xD1342543DE82EF95));
        t->run = i;
        c->one(t, run_bits(&mixed));
        t->done++;
    }
}

/* Forked workers, each with a contiguous share of the runs and a tally in shared memory. */
static int share_out(const run_campaign *c, const options *o, run_tally *tallies)
{
    int64_t from = o->only >= 0 ? o->only : 0;
    int64_t to = o->only >= 0 ? o->only + 1 : o->runs;
    int ended_well = 1;
    pid_t child[MOST_WORKERS];
    fflush(stdout);
    for (int w = 0; w < o->workers; w++) {
        int64_t lo = from + (to - from) * w / o->workers;
        int64_t hi = from + (to - from) * (w + 1) / o->workers;
        child[w] = o->workers == 1 ? 0 : fork();
        if (child[w] == 0) {
            work(c, &tallies[w], o->seed, lo, hi);
            if (o->workers > 1) {
                _exit(0);
            }
        }
    }
    for (int w = 0; w < o->workers && o->workers > 1; w++) {
        int status = 0;
        pid_t ended = child[w] < 0 ? -1 : waitpid(child[w], &status, 0);
        while (ended < 0 && child[w] > 0 && errno == EINTR) { /* told to stop: the workers too */
            for (int k = w; k < o->workers; k++) {
                (void)kill(child[k], SIGTERM);
            }
            ended = waitpid(child[w], &status, 0);
        }
        ended_well &= ended > 0 && status == 0;
    }
    return ended_well;
}

int run_main(int argc, char **argv, const run_campaign *c)
{
    options o = {.runs = c->runs, .only = -1, .seed = 1, .workers = 1, .json = NULL};
    run_report report = {0};
    struct timespec began, ended;
    run_tally *tallies = NULL;
    double took_s = 0.0;
    if (!parse(argc, argv, &o)) {
        fprintf(stderr, "%s [--runs N] [--seed S] [--workers 1-%d] [--json FILE] [--only RUN]\n",
                argv[0], MOST_WORKERS);
        return 2;
    }
    o.workers = o.only >= 0 ? 1 : o.workers;
    tallies = mmap(NULL, sizeof *tallies * MOST_WORKERS, PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    report.json = fopen(o.json != NULL ? o.json : "/dev/null", "w");
    if (tallies == MAP_FAILED || report.json == NULL) {
        perror(c->name);
        return 2;
    }
    for (int w = 0; w < o.workers; w++) {
        memcpy(tallies[w].width, c->widths, sizeof tallies[w].width);
        tallies[w].verbose = o.only >= 0;
    }
    clock_gettime(CLOCK_MONOTONIC, &began);
    struct sigaction end = {0};
    end.sa_handler = stop;
    (void)sigaction(SIGTERM, &end, NULL);
    (void)sigaction(SIGINT, &end, NULL);
    if (c->prepare != NULL) {
        c->prepare();
    }
    if (!share_out(c, &o, tallies)) {
        fprintf(stderr, "%s: a worker ended badly\n", c->name);
        return 2;
    }
    for (int w = 1; w < o.workers; w++) {
        add(&tallies[0], &tallies[w]);
    }
    clock_gettime(CLOCK_MONOTONIC, &ended);
    took_s = (double)(ended.tv_sec - began.tv_sec) + (double)(ended.tv_nsec - began.tv_nsec) / 1e9;
    if (tallies[0].done < o.runs && o.only < 0) {
        printf("%s: stopped after %lld of %lld runs\n", c->name, (long long)tallies[0].done,
               (long long)o.runs);
    }
    o.runs = tallies[0].done;
    fprintf(report.json,
            "{\n  \"campaign\": \"%s\", \"runs\": %lld, \"seed\": %llu,\n  \"figures\": [", c->name,
            (long long)o.runs, (unsigned long long)o.seed);
    c->report(&report, &tallies[0], o.runs);
    fprintf(report.json, "\n  ]\n}\n");
    fclose(report.json);
    printf("%s: %lld runs, seed %llu, %d worker(s), %.1f s: %d of %d figures failed\n", c->name,
           (long long)o.runs, (unsigned long long)o.seed, o.workers, took_s, report.failed,
           report.figures);
    return report.failed == 0 ? 0 : 1;
}
