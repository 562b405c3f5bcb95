/* Suite forecast: data of measured plants (../shared/data/pv), by the protocols of its README.
 * Files of one kind belong together, so the first of a kind runs them all. Nothing is known of a
 * file but its columns.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecast.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "suites.h"

int32_t workshop_open(workshop *w, const ostrov_learner_config *config)
{
    ostrov_fault why = {0};
    memset(w, 0, sizeof *w);
    w->bytes = ostrov_learner_size(config);
    w->scratch_bytes = ostrov_learner_workspace(config);
    w->memory = malloc(w->bytes + 8);
    w->scratch = malloc(w->scratch_bytes + 8);
    const ostrov_status status =
        w->memory != NULL && w->scratch != NULL
            ? ostrov_learner_init(w->memory, w->bytes, config, &w->learner, &why)
            : OSTROV_E_SPACE;
    if (status != OSTROV_OK) {
        char text[200];
        (void)ostrov_fault_text(&why, status, text, sizeof text);
        fprintf(stderr, "%s\n", text);
        workshop_close(w);
        return 0;
    }
    return 1;
}

void workshop_close(workshop *w)
{
    free(w->memory);
    free(w->scratch);
    memset(w, 0, sizeof *w);
}

void workshop_train(workshop *w)
{
    const clock_t begin = clock();
    if (ostrov_learner_train(w->learner, w->scratch, w->scratch_bytes) == OSTROV_OK) {
        w->trained_s = fmax(w->trained_s, (double)(clock() - begin) / CLOCKS_PER_SEC);
        w->trainings++;
    }
}

void forecast_levels(double *levels)
{
    for (int32_t i = 0; i < FORECAST_LEVELS; i++) {
        levels[i] = (double)(i + 1) / (FORECAST_LEVELS + 1);
    }
}

void scores_add(scores *s, const double *quantiles, double mean, double truth, int32_t by_day)
{
    double sum = 0.0;
    for (int32_t i = 0; i < FORECAST_LEVELS; i++) {
        const double e = truth - quantiles[i];
        sum += e * ((double)(i + 1) / (FORECAST_LEVELS + 1) - (e < 0.0 ? 1.0 : 0.0));
    }
    s->n += 1.0;
    s->error += fabs(truth - quantiles[FORECAST_LEVELS / 2]);
    s->square += (truth - mean) * (truth - mean);
    s->pinball += sum / FORECAST_LEVELS;
    if (by_day) {
        s->day += 1.0;
        s->inside += truth >= quantiles[9] && truth <= quantiles[89] ? 1.0 : 0.0;
    }
}

double scores_mae(const scores *s) { return s->error / s->n; }
double scores_rmse(const scores *s) { return sqrt(s->square / s->n); }
double scores_pinball(const scores *s) { return s->pinball / s->n; }
double scores_coverage(const scores *s) { return s->inside / s->day; }

int32_t forecast_is_sample(void) { return getenv("OSTROV_FORECAST_SAMPLE") != NULL; }

/* All that is shown on PVOD. */
static void pvod(tally *t, const char *folder)
{
    stations all;
    stations_open(t, folder, &all);
    forecast_pvod(t, &all);
    forecast_chain(t, &all);
    forecast_scenarios(t, &all);
    forecast_robust(t, &all);
    stations_close(&all);
}

/* Files that stand for themselves. */
static int32_t single(tally *t, const char *folder, const char *file)
{
    static const struct {
        const char *begins;
        void (*run)(tally *t, const char *folder, const char *file);
    } kinds[] = {{"serf_east", forecast_serf},
                 {"emhass_house_load", forecast_load_house},
                 {"buildings_", forecast_load_buildings}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strncmp(file, kinds[i].begins, strlen(kinds[i].begins)) == 0 &&
            (ends_with(file, ".csv") || ends_with(file, ".csv.gz"))) {
            kinds[i].run(t, folder, file);
            return 1;
        }
    }
    return 0;
}

int32_t suite_forecast(tally *t, const char *folder, const char *file)
{
    static const struct {
        const char *begins;
        void (*run)(tally *t, const char *folder);
    } kinds[] = {{"gefcom2014s_", forecast_gefcom}, {"pvod_station", pvod}};
    if (single(t, folder, file)) {
        return 1;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strncmp(file, kinds[i].begins, strlen(kinds[i].begins)) == 0 &&
            (ends_with(file, ".csv") || ends_with(file, ".csv.gz"))) {
            size_t count = 0;
            char **names = list_folder(folder, &count);
            int32_t first = 1;
            for (size_t n = 0; n < count; n++) {
                first &= strncmp(names[n], kinds[i].begins, strlen(kinds[i].begins)) != 0 ||
                         strcmp(names[n], file) >= 0;
                free(names[n]);
            }
            free(names);
            if (first) {
                kinds[i].run(t, folder);
            }
            return 1;
        }
    }
    return 0;
}
