/* PVOD: four plants of Hebei at a quarter hour. Day ahead, issued at local midnight; intraday, at
 * each step of daylight; from the first row for a plant without history. The parts of a station are
 * joined in time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecast.h"
#include "forecast_baselines.h"
#include "forecast_hindsight.h"
#include "forecast_station.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    STEP_S = STATION_STEP_S,
    DAY = STATION_DAY,
    HORIZONS = 5,
    MONTHS = 12,
    MIDNIGHT_S = STATION_MIDNIGHT_S,
    LAST = 16
};

static const int32_t horizon[HORIZONS] = {1, 2, 4, 8, 16};
/* RMSE skill over smart persistence in %, by horizon. */
static const double skill_goal[HORIZONS] = {9.0, 11.0, 15.0, 22.0, 35.0};

/* What is measured of a station. */
typedef struct result {
    scores ahead;
    baselines beside, beside_later; /* on the same days as ahead, and as later */
    scores month[MONTHS];
    scores first_day, later; /* no history: day 1, from day 8 */
    double first_physical;   /* absolute error of the weather through the chain on day 1 */
    double n[HORIZONS], error[HORIZONS], square[HORIZONS];
    double last_error[HORIZONS], last_square[HORIZONS];
    hindsight known[HORIZONS];
    double trained_s;
} result;

static int32_t month_of(int64_t time_s)
{
    ostrov_civil c = {0};
    const ostrov_status status = ostrov_civil_from_utc(time_s + 86400 - MIDNIGHT_S, &c);
    return status == OSTROV_OK ? c.month - 1 : 0;
}

/* Forecast of the day that begins at row i. */
static void day_ahead(workshop *w, const station *s, int32_t i, result *r)
{
    static double power[DAY * FORECAST_LEVELS]; /* the runner's own scratch */
    double mean[DAY];
    double levels[FORECAST_LEVELS];
    const int32_t count = s->count - i < DAY ? s->count - i : DAY;
    const int64_t from_s = s->start_s + (int64_t)i * STEP_S;
    const int64_t day = (from_s - s->start_s) / 86400;
    forecast_levels(levels);
    if (ostrov_learner_predict(w->learner, from_s, count, levels, FORECAST_LEVELS, power, mean) <
        OSTROV_OK) {
        fprintf(stderr, "%s: no forecast at %lld\n", s->name, (long long)from_s);
        return;
    }
    if (from_s >= s->score_from_s) {
        baselines_day(&r->beside, s, i, count);
    }
    if (day >= 7) {
        baselines_day(&r->beside_later, s, i, count);
    }
    for (int32_t k = 0; k < count; k++) {
        double *q = &power[(size_t)k * FORECAST_LEVELS];
        const double truth = s->power[i + k];
        const int32_t by_day = s->clear[i + k] > 0.02;
        for (int32_t j = 0; j < FORECAST_LEVELS; j++) {
            q[j] /= s->pv.peak_w;
        }
        if (isnan(truth)) {
            continue;
        }
        const double m = mean[k] / s->pv.peak_w;
        if (from_s >= s->score_from_s) {
            scores_add(&r->ahead, q, m, truth, by_day);
            scores_add(&r->month[month_of(from_s)], q, m, truth, by_day);
        }
        if (day < 1) {
            scores_add(&r->first_day, q, m, truth, by_day);
            r->first_physical += fabs(truth - s->told[i + k]);
        } else if (day >= 7) {
            scores_add(&r->later, q, m, truth, by_day);
        }
    }
}

/* Forecasts made after row i was measured. */
static void intraday(workshop *w, const station *s, int32_t i, result *r)
{
    static const double levels[3] = {0.1, 0.5, 0.9};
    double power[LAST * 3];
    double mean[LAST];
    if (isnan(s->power[i]) || !(s->clear[i] > 0.05) || i + LAST >= s->count ||
        ostrov_learner_predict(w->learner, s->start_s + (int64_t)(i + 1) * STEP_S, LAST, levels, 3,
                               power, mean) < OSTROV_OK) {
        return;
    }
    const double k = fmin(s->power[i] / s->clear[i], 1.5);
    for (int32_t h = 0; h < HORIZONS; h++) {
        const int32_t at = i + horizon[h];
        const double truth = s->power[at];
        if (isnan(truth) || !(s->clear[at] > 0.03)) {
            continue;
        }
        const double last = fmin(k * s->clear[at], 1.0) - truth;
        const double best = mean[horizon[h] - 1] / s->pv.peak_w - truth;
        hindsight_add(&r->known[h], s, i, at, best + truth);
        r->n[h] += 1.0;
        r->square[h] += best * best;
        r->error[h] += fabs(power[(horizon[h] - 1) * 3 + 1] / s->pv.peak_w - truth);
        r->last_square[h] += last * last;
        r->last_error[h] += fabs(last);
    }
}

static int32_t run_station(const station *s, result *r)
{
    ostrov_learner_config config;
    workshop w;
    memset(r, 0, sizeof *r);
    if (ostrov_learner_defaults(&config, sizeof config) != OSTROV_OK) {
        return 0;
    }
    config.pv = &s->pv;
    config.trees = forecast_is_sample() ? 16 : config.trees;
    if (!workshop_open(&w, &config)) {
        return 0;
    }
    int32_t good = 1;
    for (int32_t i = 0; good && i < s->count; i++) {
        const int64_t time_s = s->start_s + (int64_t)i * STEP_S;
        const int32_t scored = time_s >= s->score_from_s;
        if (time_s % 86400 == MIDNIGHT_S || i == 0) {
            const int64_t day = (time_s - s->start_s) / 86400;
            const int32_t count = s->count - i < DAY ? s->count - i : DAY;
            good = ostrov_learner_weather(w.learner, 0, time_s, &s->weather[i], count,
                                          sizeof s->weather[i]) >= OSTROV_OK;
            /* nightly where it counts, weekly on the way there */
            if (day % 7 == 0 || (!forecast_is_sample() && (scored || day < 40))) {
                workshop_train(&w);
            }
            day_ahead(&w, s, i, r);
        }
        good = good &&
               ostrov_learner_step(w.learner, time_s, s->power[i] * s->pv.peak_w, 0) >= OSTROV_OK;
        if (good && scored) {
            intraday(&w, s, i, r);
        }
    }
    r->trained_s = w.trained_s;
    workshop_close(&w);
    return good;
}

static void tell_station(tally *t, const station *s, const result *r)
{
    /* Coverage is promised of plants with history. */
    const int32_t kind = forecast_is_sample() || s->unseen ? REPORT_INFO : REPORT_JUDGE;
    const double coverage = scores_coverage(&r->ahead);
    report(t, REPORT_INFO, 1, s->name, "day_ahead",
           "n=%.0f mae=%.4f rmse=%.4f pinball=%.5f training_s=%.2f", r->ahead.n,
           scores_mae(&r->ahead), scores_rmse(&r->ahead), scores_pinball(&r->ahead), r->trained_s);
    report(t, REPORT_INFO, 1, s->name, "day_ahead_baselines",
           "n=%.0f day_before_mae=%.4f day_before_rmse=%.4f weather_gain_mae=%.4f "
           "weather_gain_rmse=%.4f climatology_pinball=%.5f",
           r->beside.weather.n, scores_mae(&r->beside.day_before),
           scores_rmse(&r->beside.day_before), scores_mae(&r->beside.weather),
           scores_rmse(&r->beside.weather), scores_pinball(&r->beside.climate));
    report(t, kind, coverage >= 0.78 && coverage <= 0.82, s->name, "coverage",
           "n=%.0f score=%.3f limit=0.78..0.82", r->ahead.day, coverage);
    for (int32_t m = 0; m < MONTHS; m++) {
        const scores *month = &r->month[m];
        if (month->day >= 14 * 30.0) { /* half a month of daylight at least */
            const double c = scores_coverage(month);
            report(t, kind, c >= 0.74 && c <= 0.86, s->name, "month",
                   "n=%.0f month=%d mae=%.4f rmse=%.4f pinball=%.5f score=%.3f limit=0.74..0.86",
                   month->n, (int)m + 1, scores_mae(month), scores_rmse(month),
                   scores_pinball(month), c);
        }
    }
    report(t, REPORT_INFO, 1, s->name, "no_history",
           "n=%.0f day_1_mae=%.4f day_1_physical_mae=%.4f from_day_8_mae=%.4f "
           "weather_gain_mae=%.4f",
           r->later.n, scores_mae(&r->first_day), r->first_physical / r->first_day.n,
           scores_mae(&r->later), scores_mae(&r->beside_later.weather));
    for (int32_t h = 0; h < HORIZONS; h++) {
        report(t, REPORT_INFO, 1, s->name, "intraday",
               "n=%.0f lead_min=%d mae=%.4f smart_mae=%.4f rmse=%.4f smart_rmse=%.4f skill=%.1f%%",
               r->n[h], (int)horizon[h] * 15, r->error[h] / r->n[h], r->last_error[h] / r->n[h],
               sqrt(r->square[h] / r->n[h]), sqrt(r->last_square[h] / r->n[h]),
               100.0 * (1.0 - sqrt(r->square[h] / r->last_square[h])));
    }
}

/* Sums over stations of what is a mean over them. */
typedef struct means {
    double stations, mae, rmse, pinball;
    double skill[HORIZONS], ratio[HORIZONS]; /* of RMSE; of MAE to that of smart persistence */
    double worst[HORIZONS];                  /* greatest of those ratios */
    double same[HORIZONS], others[HORIZONS]; /* skill of the forecast corrected in hindsight */
    double weather_mae, weather_rmse, climate_pinball; /* baselines beside */
    double unseen, first, first_physical, later, weather_later;
} means;

static void add_first(means *m, const result *r)
{
    if (r->later.n > 0.0 && r->first_day.n > 0.0) {
        m->unseen += 1.0;
        m->first += scores_mae(&r->first_day);
        m->first_physical += r->first_physical / r->first_day.n;
        m->later += scores_mae(&r->later);
        m->weather_later += scores_mae(&r->beside_later.weather);
    }
}

static void add_ahead(means *m, const station *s, const result *r)
{
    if (s->unseen) {
        return;
    }
    m->stations += 1.0;
    m->mae += scores_mae(&r->ahead);
    m->rmse += scores_rmse(&r->ahead);
    m->pinball += scores_pinball(&r->ahead);
    m->weather_mae += scores_mae(&r->beside.weather);
    m->weather_rmse += scores_rmse(&r->beside.weather);
    m->climate_pinball += scores_pinball(&r->beside.climate);
    for (int32_t h = 0; h < HORIZONS; h++) {
        m->skill[h] += 100.0 * (1.0 - sqrt(r->square[h] / r->last_square[h]));
        m->ratio[h] += r->error[h] / r->last_error[h];
        m->worst[h] = fmax(m->worst[h], r->error[h] / r->last_error[h]);
        m->same[h] += 100.0 * (1.0 - sqrt(hindsight_same(&r->known[h]) / r->last_square[h]));
        m->others[h] += 100.0 * (1.0 - sqrt(hindsight_others(&r->known[h]) / r->last_square[h]));
    }
}

/* A goal belongs to the months that its best known was measured in; what carries over to others is
 * how far it is ahead of the baseline that was run on the same steps: there, and here. */
static void beside(tally *t, const char *quantity, double here, double baseline, double known,
                   double goal, double known_baseline)
{
    report(t, REPORT_INFO, 1, "pvod", quantity, "baseline=%.5f ratio=%.3f known=%.3f goal=%.3f",
           baseline, here / baseline, known / known_baseline, goal / known_baseline);
}

/* Baselines of research as ../shared/data/pv has them: weather through the chain with a running
 * gain, and climatology. */
static void judge_beside(tally *t, const means *m)
{
    const double n = m->stations;
    if (n > 0.0) {
        beside(t, "day_ahead_mae_to_weather", m->mae / n, m->weather_mae / n, 0.0369, 0.0345,
               0.0489);
        beside(t, "day_ahead_rmse_to_weather", m->rmse / n, m->weather_rmse / n, 0.0782, 0.0735,
               0.0982);
        beside(t, "day_ahead_pinball_to_climatology", m->pinball / n, m->climate_pinball / n,
               0.0136, 0.0125, 0.0237);
    }
    if (m->unseen > 0.0) {
        beside(t, "no_history_to_weather", m->later / m->unseen, m->weather_later / m->unseen,
               0.0429, 0.0375, 0.0429);
    }
}

static void judge(tally *t, const means *m)
{
    const int32_t kind = forecast_is_sample() ? REPORT_INFO : REPORT_JUDGE;
    const double n = m->stations;
    if (n > 0.0) {
        report(t, REPORT_JUDGE, m->mae / n <= 0.0345, "pvod", "day_ahead_mae",
               "n=%.0f score=%.4f limit=0.0345 known=0.0369", n, m->mae / n);
        report(t, REPORT_JUDGE, m->rmse / n <= 0.0735, "pvod", "day_ahead_rmse",
               "n=%.0f score=%.4f limit=0.0735 known=0.0782", n, m->rmse / n);
        report(t, REPORT_JUDGE, m->pinball / n <= 0.0125, "pvod", "day_ahead_pinball",
               "n=%.0f score=%.5f limit=0.0125 known=0.0136", n, m->pinball / n);
    }
    for (int32_t h = 0; n > 0.0 && h < HORIZONS; h++) {
        report(t, kind, m->skill[h] / n >= skill_goal[h], "pvod", "intraday_skill",
               "n=%.0f lead_min=%d score=%.1f limit=%.0f mae_to_smart=%.3f", n,
               (int)horizon[h] * 15, m->skill[h] / n, skill_goal[h], m->ratio[h] / n);
        report(t, kind, m->worst[h] <= 1.0, "pvod", "intraday_mae_to_smart",
               "n=%.0f lead_min=%d worst_station=%.3f limit=1", n, (int)horizon[h] * 15,
               m->worst[h]);
        report(t, REPORT_INFO, 1, "pvod", "intraday_hindsight",
               "n=%.0f lead_min=%d corrected_on_same_days=%.1f on_other_days=%.1f", n,
               (int)horizon[h] * 15, m->same[h] / n, m->others[h] / n);
    }
    if (m->unseen > 0.0) {
        report(t, REPORT_JUDGE, m->later <= 0.0375 * m->unseen, "pvod", "no_history_from_day_8",
               "n=%.0f score=%.4f limit=0.0375 known=0.0429", m->unseen, m->later / m->unseen);
        report(t, REPORT_JUDGE, m->first <= 1.15 * m->first_physical, "pvod", "no_history_day_1",
               "n=%.0f score=%.4f limit=%.4f", m->unseen, m->first / m->unseen,
               1.15 * m->first_physical / m->unseen);
    }
}

void forecast_pvod(tally *t, const stations *all)
{
    means m = {0};
    int32_t unseen = 0;
    for (int32_t i = 0; i < all->count; i++) {
        unseen |= all->each[i].unseen;
    }
    for (int32_t i = 0; i < all->count; i++) {
        const station *s = &all->each[i];
        result r;
        if (!run_station(s, &r) || !(r.ahead.n > 0.0)) {
            report(t, REPORT_JUDGE, 0, s->name, "day_ahead",
                   "n=0 no forecast, or nothing to judge");
            continue;
        }
        tell_station(t, s, &r);
        add_ahead(&m, s, &r);
        /* Plants that nobody saw are what is asked for; without them the beginning of the others.
         */
        if (s->unseen || !unseen) {
            add_first(&m, &r);
        }
    }
    judge(t, &m);
    judge_beside(t, &m);
}
