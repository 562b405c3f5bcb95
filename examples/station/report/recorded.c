/* Recorded days for the report: see recorded.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "recorded.h"

#include "../simulate/outlook.h"
#include "../simulate/score.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUARTER_S = 900, DAY = 96, WEEK = 672, MOST_DAYS = 400 };
static const double nan_value = __builtin_nan("");

static int known(double value) { return value - value == 0.0; }

/* Sums of the minutes of a quarter hour. */
struct sums {
    double pv_ws, pv_s, load_ws, load_s;
    int32_t held;
};

struct reading {
    struct recorded *to;
    struct sums *sums; /* from a week before the span on */
    int32_t count;     /* of them */
};

static double mean(double ws, double s) { return s >= 600.0 ? ws / s : nan_value; }

/* Seconds of a minute with all powers known; rows of an older program do not tell. */
static double seconds(const struct telemetry_minute *m)
{
    return m->known_s >= 0.0 && m->known_s <= 60.0 ? m->known_s : 60.0;
}

static int add_minute(void *context, const struct telemetry_minute *m)
{
    struct reading *r = context;
    const int64_t first_s = r->to->from_s - (int64_t)WEEK * QUARTER_S;
    int64_t i = (m->time_s - first_s) / QUARTER_S;
    if (m->time_s < first_s || i >= r->count) {
        return 0;
    }
    struct sums *s = &r->sums[i];
    if (known(m->pv_w)) {
        s->pv_ws += m->pv_w * seconds(m);
        s->pv_s += seconds(m);
    }
    if (known(m->load_w)) {
        s->load_ws += m->load_w * seconds(m);
        s->load_s += seconds(m);
    }
    s->held |= m->pv_w >= 0.95 * m->pv_limit_w || m->mode == (double)OSTROV_GRID_DEAD ||
               m->mode == (double)OSTROV_GRID_BLACK || m->mode == (double)OSTROV_GRID_SAFE_STOP ||
               m->mode == (double)OSTROV_GRID_LOCKOUT;
    return 0;
}

static int add_forecast(void *context, const struct telemetry_forecast *f)
{
    struct recorded *to = ((struct reading *)context)->to;
    int64_t i = (f->time_s - to->from_s) / QUARTER_S;
    if (f->time_s < to->from_s || i >= to->record.quarters || f->time_s % QUARTER_S != 0) {
        return 0;
    }
    struct record_quarter *q = &to->record.quarter[i];
    q->pv_p10_w = f->pv_p10_w;
    q->pv_p50_w = f->pv_p50_w;
    q->pv_p90_w = f->pv_p90_w;
    q->load_p10_w = f->load_p10_w;
    q->load_p50_w = f->load_p50_w;
    q->load_p90_w = f->load_p90_w;
    q->pv_persistence_w = f->pv_persistence_w; /* of the hour ahead, until that is judged */
    q->forecast_known = 1;
    to->pv_hour_w[i] = f->pv_hour_w;
    to->load_hour_w[i] = f->load_hour_w;
    to->forecasts++;
    return 0;
}

static double load_at(const struct reading *r, int64_t i)
{
    return i >= 0 ? mean(r->sums[i].load_ws, r->sums[i].load_s) : nan_value;
}

/* What was measured, into the quarter hours. */
static void fill_actual(const struct reading *r)
{
    struct record *record = &r->to->record;
    for (int32_t i = 0; i < record->quarters; i++) {
        const struct sums *s = &r->sums[i + WEEK];
        struct record_quarter *q = &record->quarter[i];
        q->pv_actual_w = mean(s->pv_ws, s->pv_s);
        q->load_actual_w = mean(s->load_ws, s->load_s);
        q->pv_held = s->held;
    }
}

/* The hour ahead by the same judge: its medians and its persistence in the place of the day's. */
static int judge_hour(struct recorded *to, const struct reading *r)
{
    struct record hour = to->record;
    hour.quarter = malloc((size_t)hour.quarters * sizeof *hour.quarter);
    if (hour.quarter == NULL) {
        return -1;
    }
    for (int32_t i = 0; i < hour.quarters; i++) {
        hour.quarter[i] = to->record.quarter[i];
        hour.quarter[i].pv_p50_w = to->pv_hour_w[i];
        hour.quarter[i].load_p50_w = to->load_hour_w[i];
        /* the last quarter hour that had ended when the forecast was made */
        hour.quarter[i].load_persistence_w = load_at(r, (int64_t)i + WEEK - 5);
    }
    score_forecasts(&hour);
    to->pv_hour_score = hour.pv_score;
    to->load_hour_score = hour.load_score;
    to->pv_hour_score.coverage_ratio = to->load_hour_score.coverage_ratio = nan_value;
    free(hour.quarter);
    return 0;
}

static void judge_day(struct recorded *to, const struct reading *r)
{
    for (int32_t i = 0; i < to->record.quarters; i++) {
        struct record_quarter *q = &to->record.quarter[i];
        const struct sums *before = &r->sums[i + WEEK - DAY];
        q->pv_persistence_w =
            before->held ? nan_value
                         : outlook_same_sky_w(to->site, q->time_s - (int64_t)DAY * QUARTER_S,
                                              mean(before->pv_ws, before->pv_s), q->time_s);
        q->load_persistence_w = load_at(r, i);
    }
    score_forecasts(&to->record);
}

static int read_rows(const char *path, struct reading *r, char *message, size_t capacity)
{
    struct recorded *to = r->to;
    if (telemetry_each(path, to->from_s - (int64_t)WEEK * QUARTER_S, to->until_s, add_minute, r,
                       message, capacity) < 0 ||
        telemetry_each_forecast(path, to->from_s, to->until_s, add_forecast, r, message, capacity) <
            0) {
        return -1;
    }
    fill_actual(r);
    if (judge_hour(to, r) != 0) {
        snprintf(message, capacity, "out of memory");
        return -1;
    }
    judge_day(to, r);
    return 0;
}

int recorded_read(const char *path, const struct site *site, const struct kpi *kpi,
                  int32_t language, struct recorded *to, char *message, size_t capacity)
{
    struct reading r = {.to = to};
    const int64_t quarters = (kpi->until_s - kpi->from_s) / QUARTER_S;
    int result = -1;
    memset(to, 0, sizeof *to);
    if (quarters < 1 || quarters > (int64_t)MOST_DAYS * DAY) {
        snprintf(message, capacity, "a report is of a quarter hour to %d days", MOST_DAYS);
        return -1;
    }
    to->site = to->record.site = site;
    to->kpi = kpi;
    to->from_s = kpi->from_s;
    to->until_s = kpi->until_s;
    to->language = language;
    to->record.quarters = (int32_t)quarters;
    to->record.quarter = calloc((size_t)quarters, sizeof *to->record.quarter);
    to->pv_hour_w = malloc((size_t)quarters * sizeof(double));
    to->load_hour_w = malloc((size_t)quarters * sizeof(double));
    r.count = (int32_t)quarters + WEEK;
    r.sums = calloc((size_t)r.count, sizeof *r.sums);
    if (to->record.quarter == NULL || to->pv_hour_w == NULL || to->load_hour_w == NULL ||
        r.sums == NULL) {
        snprintf(message, capacity, "out of memory");
    } else {
        for (int32_t i = 0; i < to->record.quarters; i++) {
            to->record.quarter[i].time_s = to->from_s + (int64_t)i * QUARTER_S;
            to->pv_hour_w[i] = to->load_hour_w[i] = nan_value;
        }
        result = read_rows(path, &r, message, capacity);
    }
    free(r.sums);
    if (result != 0) {
        recorded_free(to);
    }
    return result;
}

void recorded_free(struct recorded *to)
{
    free(to->record.quarter);
    free(to->pv_hour_w);
    free(to->load_hour_w);
    memset(to, 0, sizeof *to);
}
