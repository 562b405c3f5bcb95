/* GEFCom2014, solar track: each month from what was measured before it and the month's weather.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecast.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ZONES = 3, TASKS = 16, HOUR_S = 3600, HOURS_MOST = 10 * 8784, MONTH_MOST = 768 };

typedef struct hour {
    int64_t start_s;
    int32_t task;
    ostrov_weather weather;
    double power; /* share of nominal */
} hour;

/* What each file must have. */
static const char *const needed[] = {"zone", "unix_s", "task", "tclw",     "tciw",  "rh1000", "tcc",
                                     "u10",  "v10",    "t2_k", "ssrd_wm2", "tp_mm", "power"};

typedef struct zone {
    hour *hours; /* by hour: no gap and none twice */
    int32_t count;
    double nominal_w, tilt_deg, azimuth_deg, altitude_m;
} zone;

static const double place_deg[2] = {-35.4, 149.1}; /* "about 35.3-35.5 S, 149.1 E" */

static void read_header(const char *text, zone *zones)
{
    const char *at = strstr(text, "altitude: 1:");
    for (int32_t z = 0; z < ZONES && at != NULL; z++) {
        char mark[8];
        (void)snprintf(mark, sizeof mark, "%d: ", z + 1);
        at = strstr(at, mark);
        if (at != NULL) {
            char *p = NULL;
            zones[z].nominal_w = strtod(at + 3, &p);
            zones[z].tilt_deg = strtod(p + 1, &p);
            zones[z].azimuth_deg = strtod(p + 1, &p);
            zones[z].altitude_m = strtod(p + 1, &p);
        }
    }
}

static int32_t nothing(hour *h)
{
    memset(h, 0, sizeof *h);
    h->power = NAN;
    return ostrov_weather_defaults(&h->weather, sizeof h->weather) == OSTROV_OK;
}

/* 1 = the row has a time and a task. */
static int32_t read_hour(const csv *table, int32_t row, hour *h)
{
    const double end_s = forecast_cell(table, row, "unix_s");
    const double task = forecast_cell(table, row, "task");
    if (!nothing(h) || !(fabs(end_s) < 1e11) || fmod(end_s, HOUR_S) != 0.0 ||
        !(task >= 0.0 && task < TASKS)) {
        return 0;
    }
    h->start_s = (int64_t)end_s - HOUR_S;
    h->task = (int32_t)task;
    h->power = forecast_cell(table, row, "power");
    h->weather.ghi_w_per_m2 = forecast_cell(table, row, "ssrd_wm2");
    h->weather.temperature_c = forecast_cell(table, row, "t2_k") - 273.15;
    h->weather.humidity_ratio = forecast_at_most(forecast_cell(table, row, "rh1000") / 100.0, 1.0);
    h->weather.cloud_ratio = forecast_at_most(forecast_cell(table, row, "tcc"), 1.0);
    h->weather.wind_m_per_s =
        hypot(forecast_cell(table, row, "u10"), forecast_cell(table, row, "v10"));
    h->weather.cloud_water_kg_per_m2 = forecast_cell(table, row, "tclw");
    h->weather.cloud_ice_kg_per_m2 = forecast_cell(table, row, "tciw");
    h->weather.precipitation_kg_per_m2 =
        -forecast_at_most(-forecast_cell(table, row, "tp_mm"), 0.0);
    return 1;
}

static int32_t put(zone *z, const hour *h)
{
    if (z->count % 4096 == 0) {
        hour *more = realloc(z->hours, ((size_t)z->count + 4096) * sizeof *more);
        if (more == NULL) {
            return 0;
        }
        z->hours = more;
    }
    z->hours[z->count++] = *h;
    return 1;
}

static int32_t read_file(const char *folder, const char *file, zone *zones)
{
    csv table;
    int32_t none = 0;
    if (!csv_read(&table, folder, file)) {
        fprintf(stderr, "%s: unreadable\n", file);
        return 0;
    }
    int32_t good = 1;
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (csv_column(&table, needed[i]) < 0) {
            fprintf(stderr, "%s: no column %s\n", file, needed[i]);
            good = 0;
        }
    }
    read_header(table.text, zones);
    for (int32_t row = 0; good && row < table.rows; row++) {
        hour h;
        const double z = forecast_cell(&table, row, "zone");
        if (z >= 1.0 && z <= ZONES && read_hour(&table, row, &h)) {
            good = put(&zones[(int32_t)z - 1], &h);
        } else {
            none++;
        }
    }
    if (none > 0) {
        fprintf(stderr, "%s: %d rows passed over, without zone, task or full hour\n", file,
                (int)none);
    }
    csv_free(&table);
    return good;
}

/* Hours by time, whatever the files were called: one that comes again stands as it came last, one
 * that is missing is not known and belongs to the task before. */
static int32_t by_hour(zone *z)
{
    int64_t first_s = INT64_MAX;
    int64_t last_s = INT64_MIN;
    for (int32_t i = 0; i < z->count; i++) {
        first_s = z->hours[i].start_s < first_s ? z->hours[i].start_s : first_s;
        last_s = z->hours[i].start_s > last_s ? z->hours[i].start_s : last_s;
    }
    if (z->count == 0 || (last_s - first_s) / HOUR_S >= HOURS_MOST) {
        return z->count == 0;
    }
    const int32_t count = (int32_t)((last_s - first_s) / HOUR_S) + 1;
    hour *hours = malloc((size_t)count * sizeof *hours);
    for (int32_t i = 0; hours != NULL && i < count; i++) {
        if (!nothing(&hours[i])) {
            break;
        }
        hours[i].start_s = first_s + (int64_t)i * HOUR_S;
        hours[i].task = -1;
    }
    for (int32_t i = 0; hours != NULL && i < z->count; i++) {
        hours[(z->hours[i].start_s - first_s) / HOUR_S] = z->hours[i];
    }
    for (int32_t i = 1; hours != NULL && i < count; i++) {
        hours[i].task = hours[i].task < 0 ? hours[i - 1].task : hours[i].task;
    }
    free(z->hours);
    z->hours = hours;
    z->count = hours != NULL ? count : 0;
    return hours != NULL;
}

static double between(double before, double now)
{
    return isnan(before) ? now : 0.5 * (before + now);
}

/* Light and rain of the file are of the hour, all else of the moment at its end: an hour is then
 * the mean of both its ends. */
static void mean_of_hours(zone *z)
{
    for (int32_t i = z->count - 1; i > 0; i--) {
        const ostrov_weather *before = &z->hours[i - 1].weather;
        ostrov_weather *w = &z->hours[i].weather;
        w->temperature_c = between(before->temperature_c, w->temperature_c);
        w->humidity_ratio = between(before->humidity_ratio, w->humidity_ratio);
        w->cloud_ratio = between(before->cloud_ratio, w->cloud_ratio);
        w->wind_m_per_s = between(before->wind_m_per_s, w->wind_m_per_s);
        w->cloud_water_kg_per_m2 = between(before->cloud_water_kg_per_m2, w->cloud_water_kg_per_m2);
        w->cloud_ice_kg_per_m2 = between(before->cloud_ice_kg_per_m2, w->cloud_ice_kg_per_m2);
    }
}

static void read_all(tally *t, const char *folder, zone *zones)
{
    size_t count = 0;
    char **names = list_folder(folder, &count);
    for (size_t n = 0; n < count; n++) {
        if (strncmp(names[n], "gefcom2014s_", 12) == 0 &&
            (ends_with(names[n], ".csv") || ends_with(names[n], ".csv.gz")) &&
            !read_file(folder, names[n], zones)) {
            report(t, REPORT_JUDGE, 0, names[n], "readable", "n=0");
        }
        free(names[n]);
    }
    free(names);
    for (int32_t z = 0; z < ZONES; z++) {
        if (!by_hour(&zones[z]) || (zones[z].count > 0 && !(zones[z].nominal_w > 0.0))) {
            fprintf(stderr, "gefcom2014s: zone %d has no nominal power or too long a time\n",
                    (int)z + 1);
            report(t, REPORT_JUDGE, 0, "gefcom2014s", "zone", "n=0 zone=%d", (int)z + 1);
            zones[z].count = 0;
        }
        mean_of_hours(&zones[z]);
        if (zones[z].count > 0 && zones[z].hours[0].task > 0) {
            fprintf(stderr,
                    "gefcom2014s: zone %d begins with task %d: what was before is not here\n",
                    (int)z + 1, (int)zones[z].hours[0].task);
        }
    }
}

static int32_t open_zone(const zone *z, ostrov_pv_config *pv, workshop *w)
{
    ostrov_learner_config config;
    if (ostrov_pv_defaults(pv, sizeof *pv) != OSTROV_OK ||
        ostrov_learner_defaults(&config, sizeof config) != OSTROV_OK) {
        return 0;
    }
    pv->latitude_deg = place_deg[0];
    pv->longitude_deg = place_deg[1];
    pv->altitude_m = z->altitude_m;
    pv->tilt_deg = z->tilt_deg;
    pv->azimuth_deg = z->azimuth_deg;
    pv->peak_w = z->nominal_w;
    pv->inverter_w = z->nominal_w;
    config.pv = pv;
    config.step_s = HOUR_S;
    config.horizon = MONTH_MOST;
    config.rows = 9200; /* daylight of the 27 months there are */
    config.trees = forecast_is_sample() ? 24 : 115;
    config.leaf = 5;
    return workshop_open(w, &config);
}

/* The weather of hours from … until, of this zone and its neighbours. */
static void tell(workshop *w, const zone *zones, int32_t of, int64_t from_s, int64_t until_s)
{
    int32_t model = 1;
    for (int32_t z = 0; z < ZONES; z++) {
        const int32_t m = z == of ? 0 : model++;
        for (int32_t i = 0; i < zones[z].count; i++) {
            const hour *h = &zones[z].hours[i];
            if (h->start_s >= from_s && h->start_s < until_s &&
                ostrov_learner_weather(w->learner, m, h->start_s, &h->weather, 1,
                                       sizeof h->weather) < OSTROV_OK) {
                fprintf(stderr, "weather refused at %lld\n", (long long)h->start_s);
            }
        }
    }
}

/* Forecasts one month and scores it. */
static void month(workshop *w, const zone *z, int32_t first, int32_t count, scores *s)
{
    double levels[FORECAST_LEVELS];
    double *power = calloc((size_t)count * FORECAST_LEVELS, sizeof *power);
    double *mean = calloc((size_t)count, sizeof *mean);
    forecast_levels(levels);
    if (power != NULL && mean != NULL &&
        ostrov_learner_predict(w->learner, z->hours[first].start_s, count, levels, FORECAST_LEVELS,
                               power, mean) >= OSTROV_OK) {
        for (int32_t i = 0; i < count * FORECAST_LEVELS; i++) {
            power[i] /= z->nominal_w;
        }
        for (int32_t i = 0; i < count; i++) {
            const double *q = &power[(size_t)i * FORECAST_LEVELS];
            if (!isnan(z->hours[first + i].power)) {
                scores_add(s, q, mean[i] / z->nominal_w, z->hours[first + i].power, q[97] > 0.02);
            }
        }
    }
    free(power);
    free(mean);
}

static void run_zone(const zone *zones, int32_t of, scores by_task[TASKS], double *trained_s)
{
    const zone *z = &zones[of];
    ostrov_pv_config pv;
    workshop w;
    if (z->count == 0 || !open_zone(z, &pv, &w)) {
        return;
    }
    for (int32_t i = 0; i < z->count;) {
        const int32_t task = z->hours[i].task;
        int32_t end = i;
        while (end < z->count && z->hours[end].task == task) {
            end++;
        }
        if (task > 0 && end - i > MONTH_MOST) {
            fprintf(stderr, "gefcom2014s: task %d of zone %d has %d hours, which is no month\n",
                    (int)task, (int)of + 1, (int)(end - i));
        } else if (task > 0) {
            tell(&w, zones, of, z->hours[i].start_s, z->hours[end - 1].start_s + HOUR_S);
            workshop_train(&w);
            month(&w, z, i, end - i, &by_task[task]);
        }
        for (; i < end; i++) {
            if (task == 0 && i > 0 && i % (30 * 24) == 0) { /* as each month later */
                workshop_train(&w);
            }
            if (task == 0 && (i == 0 || z->hours[i].start_s % 86400 == 0)) {
                tell(&w, zones, of, z->hours[i].start_s, z->hours[i].start_s + 26 * HOUR_S);
            }
            if (ostrov_learner_step(w.learner, z->hours[i].start_s,
                                    z->hours[i].power * z->nominal_w, 0) < OSTROV_OK) {
                fprintf(stderr, "step refused at %lld\n", (long long)z->hours[i].start_s);
            }
        }
    }
    *trained_s = fmax(*trained_s, w.trained_s);
    workshop_close(&w);
}

static void add(scores *sum, const scores *s)
{
    sum->n += s->n;
    sum->error += s->error;
    sum->square += s->square;
    sum->pinball += s->pinball;
    sum->day += s->day;
    sum->inside += s->inside;
}

/* The competition's score: the mean over tasks of the mean over hours and zones. */
static void span(tally *t, const scores by_task[TASKS], int32_t from, int32_t to, double limit,
                 const char *quantity)
{
    double sum = 0.0;
    int32_t n = 0;
    for (int32_t k = from; k <= to && k < TASKS; k++) {
        if (by_task[k].n > 0.0) {
            sum += scores_pinball(&by_task[k]);
            n++;
        }
    }
    if (n == to - from + 1) {
        report(t, forecast_is_sample() ? REPORT_INFO : REPORT_JUDGE, sum / n <= limit,
               "gefcom2014s", quantity, "n=%d score=%.5f limit=%.5f", (int)n, sum / n, limit);
    }
}

void forecast_gefcom(tally *t, const char *folder)
{
    zone zones[ZONES];
    scores by_task[TASKS];
    double trained_s = 0.0;
    memset(zones, 0, sizeof zones);
    memset(by_task, 0, sizeof by_task);
    read_all(t, folder, zones);
    for (int32_t z = 0; z < (forecast_is_sample() ? 1 : ZONES); z++) {
        run_zone(zones, z, by_task, &trained_s);
    }
    for (int32_t k = 1; k < TASKS; k++) {
        if (by_task[k].n > 0.0) {
            report(t, REPORT_INFO, 1, "gefcom2014s", "task",
                   "n=%.0f task=%d score=%.5f mae=%.4f rmse=%.4f coverage=%.3f", by_task[k].n,
                   (int)k, scores_pinball(&by_task[k]), scores_mae(&by_task[k]),
                   scores_rmse(&by_task[k]), scores_coverage(&by_task[k]));
        }
    }
    scores all = {0};
    for (int32_t k = 4; k < TASKS - 1; k++) {
        add(&all, &by_task[k]);
    }
    report(t, REPORT_INFO, 1, "gefcom2014s", "tasks_4_to_14",
           "n=%.0f mae=%.4f rmse=%.4f coverage=%.3f training_s=%.2f", all.n, scores_mae(&all),
           scores_rmse(&all), scores_coverage(&all), trained_s);
    /* The winner's .01210 on tasks 4 … 14 and .01125 on 10 … 14 leave .01281 for 4 … 9. */
    span(t, by_task, 4, 9, 0.01281, "tasks_4_to_9_winner");
    span(t, by_task, 10, 14, 0.01125, "tasks_10_to_14_winner");
    span(t, by_task, 4, 14, 0.01170, "tasks_4_to_14_goal");
    for (int32_t z = 0; z < ZONES; z++) {
        free(zones[z].hours);
    }
}
