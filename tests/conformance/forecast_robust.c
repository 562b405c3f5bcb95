/* PVOD: what faults cost. The same stations with faults put in, forecast a day ahead, against the
 * same without; the truth that forecasts are judged by is clean in all of them. Mean pinball over
 * what is scored of all stations.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecast.h"
#include "forecast_baselines.h"
#include "forecast_station.h"

#include <ostrov/forecast_plant.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY = STATION_DAY, FAULTS = 9 };

enum fault { CLEAN, MISSING, STUCK, CURTAILED, OFTEN, CLOCK, SNOW, LATE, ABSENT };

static const char *const fault_name[FAULTS] = {"clean",
                                               "missing_30",
                                               "stuck_sensor",
                                               "curtailed_unflagged",
                                               "curtailed_often_unflagged",
                                               "clock_60_min",
                                               "snow_week",
                                               "weather_late",
                                               "weather_absent"};

/* What is judged: all days, those without snow, and climatology on all. */
typedef struct judged {
    scores all, bare, plain;
} judged;

static double chance(int64_t what)
{
    uint64_t z = (uint64_t)what * UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ (z >> 31)) >> 11) / 9007199254740992.0;
}

static int64_t day_of(const station *s, int32_t i)
{
    return (s->start_s + (int64_t)i * STATION_STEP_S + 86400 - STATION_MIDNIGHT_S) / 86400;
}

/* One day in each so many, drawn within them: the share is what it says in every month. */
static int32_t is_drawn(int64_t day, int32_t in_days)
{
    return day % in_days == (int64_t)(chance(day / in_days) * (double)in_days);
}

/* A week in each sixty days. */
static int32_t snow_lies(const station *s, int32_t i) { return day_of(s, i) % 60 < 7; }

/* What the meter says of row i: share of capacity. */
static double metered(const station *s, int32_t fault, int32_t i)
{
    const int64_t day = day_of(s, i);
    const double noon = (double)((s->start_s + (int64_t)i * STATION_STEP_S) % 86400) / 3600.0;
    const double truth = s->power[i];
    switch (fault) {
    case MISSING:
        return chance(i) < 0.3 ? NAN : truth;
    case STUCK: { /* one day of ten it shows what it showed at ten in the morning */
        const int32_t ten =
            i -
            (i - (int32_t)(((2 * 3600 + 86400 - s->start_s % 86400) % 86400) / STATION_STEP_S)) %
                DAY;
        return is_drawn(day, 10) && ten >= 0 && ten <= i && i - ten < 40 ? s->power[ten] : truth;
    }
    case CURTAILED: /* one day of ten, or of four, to a third of the capacity for four hours around
                       noon */
    case OFTEN:
        return is_drawn(day, fault == OFTEN ? 4 : 10) && noon >= 2.5 && noon < 6.5
                   ? forecast_at_most(truth, 0.33)
                   : truth;
    case CLOCK:
        return i >= 4 ? s->power[i - 4] : NAN;
    case SNOW:
        return snow_lies(s, i) ? forecast_at_most(truth, 0.0) : truth;
    default:
        return truth;
    }
}

/* One day of five the weather forecast comes six hours late. */
static int32_t is_late(int32_t fault, int64_t midnight_s)
{
    return fault == LATE && is_drawn(midnight_s / 86400, 5);
}

/* Weather forecasts that come at row i: for the day at midnight, for the rest of it when late. */
static int32_t give_weather(const station *s, int32_t fault, int32_t i, workshop *w)
{
    const int64_t time_s = s->start_s + (int64_t)i * STATION_STEP_S;
    const int64_t since_s = (time_s + 86400 - STATION_MIDNIGHT_S) % 86400;
    const int32_t late = is_late(fault, time_s - since_s);
    const int32_t now = since_s == (late ? 6 * 3600 : 0);
    const int32_t rows = (int32_t)((86400 - since_s) / STATION_STEP_S);
    return fault == ABSENT || !now || i + rows > s->count ||
           ostrov_learner_weather(w->learner, 0, time_s, &s->weather[i], rows,
                                  sizeof s->weather[i]) >= OSTROV_OK;
}

static int32_t judge(const workshop *w, const station *s, int32_t fault, int32_t i, judged *j)
{
    static double power[DAY * FORECAST_LEVELS]; /* the runner's own scratch */
    double levels[FORECAST_LEVELS], usual[FORECAST_LEVELS], mean[DAY];
    forecast_levels(levels);
    if (ostrov_learner_predict(w->learner, s->start_s + (int64_t)i * STATION_STEP_S, DAY, levels,
                               FORECAST_LEVELS, power, mean) < OSTROV_OK) {
        return 0;
    }
    for (int32_t k = 0; k < DAY; k++) {
        double *q = &power[k * FORECAST_LEVELS];
        const double truth = s->power[i + k];
        const double m = mean[k] / s->pv.peak_w;
        const int32_t by_day = s->clear[i + k] > 0.02;
        for (int32_t n = 0; n < FORECAST_LEVELS; n++) {
            if (!(q[n] >= 0.0 && q[n] <= s->pv.inverter_w) || (n > 0 && q[n] < q[n - 1])) {
                fprintf(stderr, "%s %s: no quantile: %g\n", s->name, fault_name[fault], q[n]);
                return 0;
            }
            q[n] /= s->pv.peak_w;
        }
        if (!isnan(truth)) {
            baselines_climate(s, i, k, usual);
            scores_add(&j->all, q, m, truth, by_day);
            scores_add(&j->plain, usual, usual[FORECAST_LEVELS / 2], truth, by_day);
            if (!snow_lies(s, i + k)) {
                scores_add(&j->bare, q, m, truth, by_day);
            }
        }
    }
    return 1;
}

/* The plant that stands beside the learner, as a host would have it: tells what is held and how the
 * clock runs. */
static ostrov_forecast_plant *beside(const station *s, void **memory)
{
    ostrov_forecast_plant_config c;
    ostrov_forecast_plant *plant = NULL;
    if (ostrov_forecast_plant_defaults(&c, sizeof c) != OSTROV_OK) {
        return NULL;
    }
    c.pv = &s->pv;
    c.clock_sigma_s = 3600.0;
    c.plane_sigma_deg = 3.0;
    const size_t bytes = ostrov_forecast_plant_size(&c);
    *memory = malloc(bytes + 8);
    return *memory != NULL &&
                   ostrov_forecast_plant_init(*memory, bytes, &c, &plant, NULL) == OSTROV_OK
               ? plant
               : NULL;
}

/* Row i goes to plant and learner, there at the time that the plant's clock makes of its stamp, in
 * whole steps and from one and a half on: less may be the label of the rows. */
static int32_t learn_row(const station *s, int32_t fault, int32_t i, workshop *w,
                         ostrov_forecast_plant *plant)
{
    ostrov_forecast_plant_state state;
    const int64_t time_s = s->start_s + (int64_t)i * STATION_STEP_S;
    const double watt = metered(s, fault, i) * s->pv.peak_w;
    if (ostrov_forecast_plant_step(plant, time_s, watt, 0, NULL) < OSTROV_OK ||
        ostrov_forecast_plant_read(plant, &state, sizeof state) != OSTROV_OK) {
        return 0;
    }
    const int64_t shift_s = fabs(state.clock_s) < 1.5 * STATION_STEP_S
                                ? 0
                                : (int64_t)lround(state.clock_s / STATION_STEP_S) * STATION_STEP_S;
    const ostrov_status status = ostrov_learner_step(
        w->learner, time_s + shift_s, watt, state.held ? OSTROV_POWER_AT_LEAST : OSTROV_POWER_FREE);
    return status >= OSTROV_OK ||
           status == OSTROV_E_TIME; /* a clock set back: these steps are known */
}

static int32_t a_station(const station *s, int32_t fault, judged *j)
{
    ostrov_learner_config config;
    workshop w;
    void *memory = NULL;
    if (ostrov_learner_defaults(&config, sizeof config) != OSTROV_OK) {
        return 0;
    }
    config.pv = &s->pv;
    config.trees = forecast_is_sample() ? 8 : 32;
    ostrov_forecast_plant *plant = beside(s, &memory);
    int32_t good = workshop_open(&w, &config) && plant != NULL;
    for (int32_t i = 0; good && i < s->count; i++) {
        const int64_t time_s = s->start_s + (int64_t)i * STATION_STEP_S;
        good = give_weather(s, fault, i, &w);
        if (time_s % 86400 == STATION_MIDNIGHT_S && i + DAY <= s->count) {
            const int64_t day = (time_s - s->start_s) / 86400;
            if (day % (forecast_is_sample() ? 21 : 7) == 0) {
                workshop_train(&w);
                good = good && ostrov_forecast_plant_calibrate(plant) >= OSTROV_OK;
            }
            if (good && time_s >= s->score_from_s) {
                good = judge(&w, s, fault, i, j);
            }
        }
        good = good && learn_row(s, fault, i, &w, plant);
    }
    if (w.memory != NULL) {
        workshop_close(&w);
    }
    free(memory);
    return good;
}

/* All stations with one fault; 0 when one of them could not be run. */
static int32_t all_stations(const stations *all, int32_t fault, judged *j)
{
    int32_t good = 1;
    memset(j, 0, sizeof *j);
    for (int32_t i = 0; i < all->count; i++) {
        good &= all->each[i].unseen || a_station(&all->each[i], fault, j);
    }
    return good && j->all.n > 0.0;
}

void forecast_robust(tally *t, const stations *all)
{
    judged clean, with;
    const int32_t kind = forecast_is_sample() ? REPORT_INFO : REPORT_JUDGE;
    if (!all_stations(all, CLEAN, &clean)) {
        return;
    }
    for (int32_t fault = MISSING; fault < FAULTS; fault++) {
        if (forecast_is_sample() && fault != MISSING && fault != ABSENT) {
            continue;
        }
        if (!all_stations(all, fault, &with)) {
            report(t, REPORT_JUDGE, 0, "pvod", fault_name[fault], "n=0 no forecast");
            continue;
        }
        /* of snow the days on which none lies, the same with and without */
        const scores *of = fault == SNOW ? &with.bare : &with.all;
        const double without = scores_pinball(fault == SNOW ? &clean.bare : &clean.all);
        const double loss = 100.0 * (scores_pinball(of) / without - 1.0);
        if (fault == ABSENT) {
            report(t, kind, scores_pinball(of) <= scores_pinball(&with.plain), "pvod",
                   fault_name[fault], "n=%.0f pinball=%.5f climatology=%.5f", of->n,
                   scores_pinball(of), scores_pinball(&with.plain));
        } else {
            report(t, kind, loss <= 10.0, "pvod", fault_name[fault],
                   "n=%.0f pinball=%.5f loss=%.1f%% limit=10%%", of->n, scores_pinball(of), loss);
        }
    }
}
