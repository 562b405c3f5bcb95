/* PVOD: four plants of Hebei at a quarter hour. Day ahead, issued at local midnight; intraday, at
 * each step of daylight; from the first row for a plant without history. The parts of a station are
 * joined in time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecast.h"
#include "forecast_hindsight.h"
#include "forecast_station.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    STEP_S = STATION_STEP_S,
    DAY = STATION_DAY,
    HORIZONS = 5,
    MONTHS = 12,
    MIDNIGHT_S = STATION_MIDNIGHT_S,
    LAST = 16,
    LEARNED_DAYS = 60, /* before months count intraday */
    MONTH_STEPS = 300  /* that a month has at least to count */
};

static const int32_t horizon[HORIZONS] = {1, 2, 4, 8, 16};
/* RMSE skill over smart persistence in %, by horizon. */
static const double skill_goal[HORIZONS] = {9.0, 11.0, 15.0, 22.0, 35.0};

/* Squared errors intraday, ours and smart persistence's. */
typedef struct season {
    double n, square[HORIZONS], last_square[HORIZONS];
} season;

/* What is measured of a station. */
typedef struct result {
    scores ahead;
    scores month[MONTHS];
    scores first_day, later; /* no history: day 1, from day 8 */
    double first_physical;   /* absolute error of the weather through the chain on day 1 */
    double n[HORIZONS], error[HORIZONS], square[HORIZONS];
    double last_error[HORIZONS], last_square[HORIZONS];
    hindsight known[HORIZONS];
    season seasons[MONTHS]; /* all that was measured after some learning */
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
            r->first_physical += fabs(truth - station_physical(s, i + k));
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
        const double last = k * s->clear[at] - truth;
        const double best = mean[horizon[h] - 1] / s->pv.peak_w - truth;
        season *of = &r->seasons[month_of(s->start_s + (int64_t)at * STEP_S)];
        of->n += i >= LEARNED_DAYS * DAY && h == 0 ? 1.0 : 0.0;
        of->square[h] += i >= LEARNED_DAYS * DAY ? best * best : 0.0;
        of->last_square[h] += i >= LEARNED_DAYS * DAY ? last * last : 0.0;
        if (s->start_s + (int64_t)i * STEP_S < s->score_from_s) {
            continue;
        }
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
    for (int32_t i = 0; i < s->count; i++) {
        const int64_t time_s = s->start_s + (int64_t)i * STEP_S;
        const int32_t scored = time_s >= s->score_from_s;
        if (time_s % 86400 == MIDNIGHT_S || i == 0) {
            const int64_t day = (time_s - s->start_s) / 86400;
            const int32_t count = s->count - i < DAY ? s->count - i : DAY;
            if (ostrov_learner_weather(w.learner, 0, time_s, &s->weather[i], count,
                                       sizeof s->weather[i]) < OSTROV_OK) {
                return 0;
            }
            /* nightly where it counts, weekly on the way there */
            if (day % 7 == 0 || (!forecast_is_sample() && (scored || day < 40))) {
                workshop_train(&w);
            }
            day_ahead(&w, s, i, r);
        }
        if (ostrov_learner_step(w.learner, time_s, s->power[i] * s->pv.peak_w, 0) < OSTROV_OK) {
            return 0;
        }
        if (scored || (!forecast_is_sample() && i >= LEARNED_DAYS * DAY)) {
            intraday(&w, s, i, r);
        }
    }
    r->trained_s = w.trained_s;
    workshop_close(&w);
    return 1;
}

static void tell_station(tally *t, const station *s, const result *r)
{
    const int32_t kind = forecast_is_sample() ? REPORT_INFO : REPORT_JUDGE;
    const double coverage = scores_coverage(&r->ahead);
    report(t, REPORT_INFO, 1, s->name, "day_ahead",
           "n=%.0f mae=%.4f rmse=%.4f pinball=%.5f training_s=%.2f", r->ahead.n,
           scores_mae(&r->ahead), scores_rmse(&r->ahead), scores_pinball(&r->ahead), r->trained_s);
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
           "n=%.0f day_1_mae=%.4f day_1_physical_mae=%.4f from_day_8_mae=%.4f", r->later.n,
           scores_mae(&r->first_day), r->first_physical / r->first_day.n, scores_mae(&r->later));
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
    double same[HORIZONS], others[HORIZONS]; /* skill of the forecast corrected in hindsight */
    double months[MONTHS], seasonal[MONTHS][HORIZONS]; /* stations with the month; skill in it */
    double unseen, first, first_physical, later;
} means;

static void add(means *m, const station *s, const result *r)
{
    m->unseen += 1.0;
    m->first += scores_mae(&r->first_day);
    m->first_physical += r->first_physical / r->first_day.n;
    m->later += scores_mae(&r->later);
    if (s->unseen) {
        return;
    }
    m->stations += 1.0;
    m->mae += scores_mae(&r->ahead);
    m->rmse += scores_rmse(&r->ahead);
    m->pinball += scores_pinball(&r->ahead);
    for (int32_t i = 0; i < MONTHS; i++) {
        const season *of = &r->seasons[i];
        m->months[i] += of->n >= MONTH_STEPS ? 1.0 : 0.0;
        for (int32_t h = 0; of->n >= MONTH_STEPS && h < HORIZONS; h++) {
            m->seasonal[i][h] += 100.0 * (1.0 - sqrt(of->square[h] / of->last_square[h]));
        }
    }
    for (int32_t h = 0; h < HORIZONS; h++) {
        m->skill[h] += 100.0 * (1.0 - sqrt(r->square[h] / r->last_square[h]));
        m->ratio[h] += r->error[h] / r->last_error[h];
        m->same[h] += 100.0 * (1.0 - sqrt(hindsight_same(&r->known[h]) / r->last_square[h]));
        m->others[h] += 100.0 * (1.0 - sqrt(hindsight_others(&r->known[h]) / r->last_square[h]));
    }
}

static void tell_season(tally *t, const means *m)
{
    for (int32_t i = 0; i < MONTHS; i++) {
        const double *skill = m->seasonal[i];
        const double n = m->months[i];
        if (n > 0.0) {
            report(t, REPORT_INFO, 1, "pvod", "intraday_month",
                   "n=%.0f month=%d skill_15=%.1f skill_30=%.1f skill_60=%.1f skill_120=%.1f "
                   "skill_240=%.1f",
                   n, (int)i + 1, skill[0] / n, skill[1] / n, skill[2] / n, skill[3] / n,
                   skill[4] / n);
        }
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
        report(t, REPORT_INFO, 1, "pvod", "intraday_hindsight",
               "n=%.0f lead_min=%d corrected_on_same_days=%.1f on_other_days=%.1f", n,
               (int)horizon[h] * 15, m->same[h] / n, m->others[h] / n);
    }
    tell_season(t, m);
    if (m->unseen > 0.0) {
        report(t, REPORT_JUDGE, m->later <= 0.0375 * m->unseen, "pvod", "no_history_from_day_8",
               "n=%.0f score=%.4f limit=0.0375 known=0.0429", m->unseen, m->later / m->unseen);
        report(t, REPORT_JUDGE, m->first <= 1.15 * m->first_physical, "pvod", "no_history_day_1",
               "n=%.0f score=%.4f limit=%.4f", m->unseen, m->first / m->unseen,
               1.15 * m->first_physical / m->unseen);
    }
}

void forecast_pvod(tally *t, const char *folder)
{
    size_t count = 0;
    char **names = list_folder(folder, &count);
    means m = {0};
    for (size_t n = 0; n < count; n++) {
        station s;
        result r;
        const int32_t wanted =
            strncmp(names[n], "pvod_station", 12) == 0 &&
            (strstr(names[n], "_train") != NULL || strstr(names[n], "_unseen") != NULL) &&
            !(forecast_is_sample() && m.unseen > 0.0);
        if (wanted) {
            if (station_open(folder, names[n], &s) && run_station(&s, &r)) {
                tell_station(t, &s, &r);
                add(&m, &s, &r);
            }
            station_close(&s);
        }
        free(names[n]);
    }
    free(names);
    judge(t, &m);
}
