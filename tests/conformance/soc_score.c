/* One run of the estimator over a record that is spoilt as a scenario says, and its score.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "soc.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double within = 5.0; /* % SoC */

static int32_t begins(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* First sample at which the true SoC has fallen to soc. */
static int32_t fallen_to(const soc_record *r, double soc)
{
    int32_t k = 0;
    while (k < r->count && r->soc[k] > soc) {
        k++;
    }
    return k;
}

/* The start of each part is where a '+' is that does not belong to "z0+X". */
int32_t soc_scenario_read(soc_scenario *s, const char *name, const soc_record *r)
{
    *s = (soc_scenario){.name = name, .gain = 1.0, .told_soc = NAN};
    double off = 0.0;
    double told = NAN;
    for (const char *part = name; part != NULL && *part != '\0';) {
        if (begins(part, "mid65")) {
            s->first = fallen_to(r, 0.65);
        } else if (begins(part, "z0=")) {
            told = atof(part + 3);
        } else if (begins(part, "z0")) {
            off = atof(part + 2) / 100.0;
        } else if (begins(part, "bias50")) {
            s->gain = 1.005;
            s->offset_a = 0.05;
        } else if (begins(part, "bias5")) {
            s->gain = 1.005;
            s->offset_a = 0.005;
        } else if (begins(part, "q5mV")) {
            s->step_v = 5.0 / 1023.0;
        }
        part = strchr(part + (begins(part, "z0+") ? 3 : 1), '+');
        part = part != NULL ? part + 1 : NULL;
    }
    if (s->first >= r->count - 1) {
        return 0;
    }
    s->told_soc = fmin(fmax(isnan(told) ? r->soc[s->first] + off : told, 0.0), 1.0);
    return 1;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Adds one sample to the sums of a score; the last moment outside 5 % goes into within_s. */
static void add(soc_score *score, const ostrov_soc_state *state, double truth, double time_s,
                double settle_s, int32_t *settled)
{
    const double error = 100.0 * (state->soc_ratio - truth);
    score->rmse += error * error;
    if (time_s >= settle_s) {
        score->rmse_after += error * error;
        score->max_after = fmax(score->max_after, fabs(error));
        (*settled)++;
    }
    if (fabs(error) > within) {
        score->within_s = time_s;
    }
    score->cover += fabs(error) <= 300.0 * state->soc_sigma_ratio;
    score->broken += !isfinite(state->soc_ratio) || !isfinite(state->soc_sigma_ratio);
}

static ostrov_soc_sample sample_of(const soc_record *r, const soc_scenario *s, int32_t k)
{
    ostrov_soc_sample sample;
    if (ostrov_soc_sample_defaults(&sample, sizeof sample) != OSTROV_OK) {
        abort();
    }
    sample.current_a = s->gain * r->current_a[k] + s->offset_a;
    sample.voltage_v = r->voltage_v[k];
    if (s->step_v > 0.0) {
        sample.voltage_v = s->step_v * round(r->voltage_v[k] / s->step_v);
    }
    sample.temperature_c = r->temperature_c[k];
    return sample;
}

static ostrov_soc start(const soc_scenario *s, const soc_cell *c, double temperature_c)
{
    ostrov_soc soc;
    ostrov_soc_config config;
    ostrov_fault why;
    char text[256];
    ostrov_status status = ostrov_soc_defaults(&config, sizeof config);
    config.soc_start_ratio = s->told_soc;
    config.noise_v = isnan(c->noise_v) ? config.noise_v : c->noise_v;
    const double error_v = soc_cell_error(c, temperature_c);
    config.model_error_v = isnan(error_v) ? config.model_error_v : error_v;
    status = status == OSTROV_OK ? ostrov_soc_init(&soc, &c->cell, &config, &why) : status;
    if (status != OSTROV_OK) {
        (void)ostrov_fault_text(&why, status, text, sizeof text);
        fprintf(stderr, "%s\n", text);
        abort();
    }
    return soc;
}

soc_score soc_run(const soc_record *r, const soc_scenario *s, const soc_cell *c, double settle_s)
{
    soc_score score = {.count = r->count - s->first};
    ostrov_soc soc = start(s, c, r->temperature_c[s->first]);
    double *widths = malloc((size_t)score.count * sizeof *widths);
    int32_t settled = 0;
    double time_s = 0.0;
    double before = s->told_soc;
    if (widths == NULL) {
        abort();
    }
    for (int32_t k = s->first; k < r->count; k++) {
        const ostrov_soc_sample sample = sample_of(r, s, k);
        ostrov_soc_state state;
        if (ostrov_soc_step(&soc, &sample, r->dt_s[k]) < OSTROV_OK ||
            ostrov_soc_read(&soc, &state, sizeof state) != OSTROV_OK) {
            score.broken++;
            continue;
        }
        add(&score, &state, r->soc[k], time_s, settle_s, &settled);
        widths[k - s->first] = 300.0 * state.soc_sigma_ratio;
        if ((state.notes & OSTROV_SOC_RESYNC) == 0) {
            score.worst_step =
                fmax(score.worst_step, 100.0 * fabs(state.soc_ratio - before) / r->dt_s[k]);
        }
        before = state.soc_ratio;
        score.offset_a = state.offset_a;
        score.offset_sigma_a = state.offset_sigma_a;
        score.resyncs = (int32_t)state.resyncs;
        time_s += r->dt_s[k];
    }
    const double n = (double)score.count;
    qsort(widths, (size_t)score.count, sizeof *widths, by_value);
    score.width = widths[score.count / 2];
    free(widths);
    const int32_t never = score.within_s + r->dt_s[r->count - 1] >= time_s;
    score.within_s = never ? NAN : score.within_s;
    score.rmse = sqrt(score.rmse / n);
    score.rmse_after = settled > 0 ? sqrt(score.rmse_after / (double)settled) : NAN;
    score.cover *= 100.0 / n;
    return score;
}
