/* PVOD: paths through the day-ahead quantiles, against drawing each step for itself. The energy
 * score (Gneiting and Raftery 2007) of the power by quarter hours, and of its running sum, which is
 * what a battery sees; and how often the energy of a day fell between the 10 and the 90 % of the
 * paths.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecast.h"
#include "forecast_station.h"

#include <ostrov/forecast_scenarios.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY = STATION_DAY, LEVELS = 19, PATHS = 100, MISSING_MOST = 9 };

typedef struct result {
    double days, inside;
    double power[2], energy[2]; /* energy scores: paths, independent draws */
} result;

/* One day. */
typedef struct scene {
    double forecast[DAY * LEVELS];
    double path[PATHS * DAY], draw[PATHS * DAY];
    double truth[DAY];
} scene;

static void levels_of(double *levels)
{
    for (int32_t i = 0; i < LEVELS; i++) {
        levels[i] = 0.05 * (double)(i + 1);
    }
}

static double distance(const double *a, const double *b)
{
    double sum = 0.0;
    for (int32_t k = 0; k < DAY; k++) {
        sum += (a[k] - b[k]) * (a[k] - b[k]);
    }
    return sqrt(sum);
}

static double energy_score(const double *path, const double *truth)
{
    double to_truth = 0.0;
    double among = 0.0;
    for (int32_t i = 0; i < PATHS; i++) {
        to_truth += distance(&path[i * DAY], truth) / PATHS;
        for (int32_t j = 0; j < i; j++) {
            among += 2.0 * distance(&path[i * DAY], &path[j * DAY]) / (PATHS * (PATHS - 1.0));
        }
    }
    return to_truth - 0.5 * among;
}

static void add_up(double *path, int32_t paths)
{
    for (int32_t i = 0; i < paths; i++) {
        for (int32_t k = 1; k < DAY; k++) {
            path[i * DAY + k] += path[i * DAY + k - 1];
        }
    }
}

static double chance(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) / 9007199254740992.0;
}

/* The same forecast, each step drawn for itself between its quantiles. */
static void draw(scene *d, const double *levels, uint64_t *seed)
{
    for (int32_t i = 0; i < PATHS * DAY; i++) {
        const double *row = &d->forecast[i % DAY * LEVELS];
        const double u = chance(seed);
        int32_t k = 0;
        while (k < LEVELS - 2 && u > levels[k + 1]) {
            k++;
        }
        const double share = (u - levels[k]) / (levels[k + 1] - levels[k]);
        const double bound = u < levels[0] || u > levels[LEVELS - 1] ? 0.5 : 1.0;
        const double at =
            share < 0.0 ? share * bound : (share > 1.0 ? 1.0 + (share - 1.0) * bound : share);
        d->draw[i] = fmin(fmax(row[k] + at * (row[k + 1] - row[k]), 0.0), 1.0);
    }
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* What was not measured counts for nobody. */
static void leave_out(scene *d)
{
    for (int32_t k = 0; k < DAY; k++) {
        for (int32_t i = 0; isnan(d->truth[k]) && i < PATHS; i++) {
            d->path[i * DAY + k] = 0.0;
            d->draw[i * DAY + k] = 0.0;
        }
        d->truth[k] = isnan(d->truth[k]) ? 0.0 : d->truth[k];
    }
}

static void judge(scene *d, result *r)
{
    double sum[PATHS];
    double truth = 0.0;
    leave_out(d);
    for (int32_t k = 0; k < DAY; k++) {
        truth += d->truth[k];
    }
    r->power[0] += energy_score(d->path, d->truth);
    r->power[1] += energy_score(d->draw, d->truth);
    add_up(d->path, PATHS);
    add_up(d->draw, PATHS);
    add_up(d->truth, 1);
    for (int32_t i = 0; i < PATHS; i++) {
        sum[i] = d->path[i * DAY + DAY - 1];
    }
    qsort(sum, PATHS, sizeof sum[0], by_size);
    r->energy[0] += energy_score(d->path, d->truth);
    r->energy[1] += energy_score(d->draw, d->truth);
    r->inside += truth >= sum[PATHS / 10] && truth <= sum[PATHS - 1 - PATHS / 10] ? 1.0 : 0.0;
    r->days += 1.0;
}

/* The day that begins at row i: paths through its forecast, judged when nine tenths were measured.
 */
static int32_t a_day(const workshop *w, ostrov_scenarios *paths, const station *s, int32_t i,
                     scene *d, uint64_t *seed, result *r)
{
    double levels[LEVELS];
    const int64_t from_s = s->start_s + (int64_t)i * STATION_STEP_S;
    levels_of(levels);
    if (ostrov_learner_predict(w->learner, from_s, DAY, levels, LEVELS, d->forecast, NULL) <
        OSTROV_OK) {
        return 0;
    }
    int32_t missing = 0;
    for (int32_t k = 0; k < DAY * LEVELS; k++) {
        d->forecast[k] /= s->pv.peak_w;
    }
    for (int32_t k = 0; k < DAY; k++) {
        d->truth[k] = s->power[i + k];
        missing += isnan(d->truth[k]);
    }
    if (from_s < s->score_from_s || missing > MISSING_MOST) {
        return 1;
    }
    draw(d, levels, seed);
    if (ostrov_scenarios_paths(paths, from_s, DAY, levels, LEVELS, d->forecast, 0.0, 1.0, PATHS,
                               d->path) < OSTROV_OK) {
        return 0;
    }
    judge(d, r);
    return 1;
}

static int32_t learn_row(workshop *w, ostrov_scenarios *paths, const station *s, int32_t i,
                         const double *row)
{
    double levels[LEVELS];
    const int64_t time_s = s->start_s + (int64_t)i * STATION_STEP_S;
    levels_of(levels);
    return ostrov_scenarios_step(paths, time_s, levels, LEVELS, row, s->power[i]) >= OSTROV_OK &&
           ostrov_learner_step(w->learner, time_s, s->power[i] * s->pv.peak_w, 0) >= OSTROV_OK;
}

static int32_t run(const station *s, workshop *w, ostrov_scenarios *paths, scene *d, result *r)
{
    uint64_t seed = 20260101;
    int32_t issued = -1; /* row at which the forecast in d begins */
    for (int32_t i = 0; i < s->count; i++) {
        const int64_t time_s = s->start_s + (int64_t)i * STATION_STEP_S;
        if (time_s % 86400 == STATION_MIDNIGHT_S && i + DAY <= s->count) {
            const int64_t day = (time_s - s->start_s) / 86400;
            if (ostrov_learner_weather(w->learner, 0, time_s, &s->weather[i], DAY,
                                       sizeof s->weather[i]) < OSTROV_OK) {
                return 0;
            }
            if (day % (forecast_is_sample() ? 14 : (time_s >= s->score_from_s ? 2 : 7)) == 0) {
                workshop_train(w);
            }
            if (!a_day(w, paths, s, i, d, &seed, r)) {
                return 0;
            }
            issued = i;
        }
        if (issued >= 0 && i - issued < DAY) {
            if (!learn_row(w, paths, s, i, &d->forecast[(i - issued) * LEVELS])) {
                return 0;
            }
        } else if (ostrov_learner_step(w->learner, time_s, s->power[i] * s->pv.peak_w, 0) <
                   OSTROV_OK) {
            return 0;
        }
    }
    return 1;
}

static int32_t a_station(const station *s, result *r)
{
    ostrov_learner_config config;
    ostrov_scenarios_config memory;
    ostrov_scenarios *paths = NULL;
    workshop w;
    memset(r, 0, sizeof *r);
    if (ostrov_learner_defaults(&config, sizeof config) != OSTROV_OK ||
        ostrov_scenarios_defaults(&memory, sizeof memory) != OSTROV_OK) {
        return 0;
    }
    config.pv = &s->pv;
    config.trees = forecast_is_sample() ? 8 : config.trees;
    memory.midnight_s = STATION_MIDNIGHT_S;
    const size_t bytes = ostrov_scenarios_size(&memory);
    void *room = malloc(bytes + 8);
    scene *d = calloc(1, sizeof *d);
    int32_t good = room != NULL && d != NULL &&
                   ostrov_scenarios_init(room, bytes, &memory, &paths, NULL) == OSTROV_OK &&
                   workshop_open(&w, &config);
    if (good) {
        good = run(s, &w, paths, d, r) && r->days > 0.0;
        workshop_close(&w);
    }
    free(room);
    free(d);
    return good;
}

static void tell(tally *t, int32_t kind, const char *name, const result *r)
{
    const double gain = 100.0 * (1.0 - r->energy[0] / r->energy[1]);
    const double inside = r->inside / r->days;
    report(t, REPORT_INFO, 1, name, "scenarios_power",
           "n=%.0f energy_score=%.4f independent=%.4f better=%.1f%%", r->days,
           r->power[0] / r->days, r->power[1] / r->days, 100.0 * (1.0 - r->power[0] / r->power[1]));
    report(t, kind, gain >= 15.0, name, "scenarios_energy",
           "n=%.0f energy_score=%.4f independent=%.4f better=%.1f%% limit=15%%", r->days,
           r->energy[0] / r->days, r->energy[1] / r->days, gain);
    report(t, kind, inside >= 0.76 && inside <= 0.84, name, "scenarios_daily_energy",
           "n=%.0f score=%.3f limit=0.76..0.84", r->days, inside);
}

void forecast_scenarios(tally *t, const stations *list)
{
    result all = {0};
    for (int32_t i = 0; i < list->count; i++) {
        const station *s = &list->each[i];
        result r;
        if (s->unseen) {
            continue;
        }
        if (!a_station(s, &r)) {
            report(t, REPORT_JUDGE, 0, s->name, "scenarios", "n=0 no day was judged");
            continue;
        }
        tell(t, REPORT_INFO, s->name, &r);
        all.days += r.days;
        all.inside += r.inside;
        for (int32_t k = 0; k < 2; k++) {
            all.power[k] += r.power[k];
            all.energy[k] += r.energy[k];
        }
    }
    if (all.days > 0.0) {
        tell(t, forecast_is_sample() ? REPORT_INFO : REPORT_JUDGE, "pvod", &all);
    }
}
