/* Rate of change of frequency and vector shift: rocof.csv, vector_shift.csv.
 *
 * The frequency of a case is a shape (ramp, short, slow, updown, step, osc) sampled at the tick.
 * The reference was computed at 1 ms, so that the greatest rate is compared there (within 0.1 % and
 * 2 mHz/s: whole microhertz against doubles); the trip within tol_s and the difference of the
 * steps. A long step measures less of a short shape. A case is clear of a step when the excess over
 * the limit lasts a step more or less than the delay and the rate is clear of the limit by what a
 * step is of the window: another answer in a case that is not is counted as marginal. At 100 ms
 * only cases are scored that are clear of two steps.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid_input.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double pi = 3.14159265358979323846;

typedef struct rocof_case {
    const char *name;
    const char *kind;
    double f0_hz;
    double t0_s;
    double rate;
    double ramp_s;
    double amplitude_hz;
    double osc_hz;
    double step_hz;
    double length_s;
    double tol_s;
    ostrov_rocof_config config;
} rocof_case;

typedef struct rocof_run {
    double max_rate;
    double trip_s;    /* NaN = none */
    double longest_s; /* the limit was exceeded at most so long */
} rocof_run;

typedef struct rocof_tally {
    int32_t scored;
    int32_t wrong;
    int32_t marginal;
    double max_abs_s;
    double max_rel;
} rocof_tally;

static double frequency(const rocof_case *c, double t_s)
{
    const double t = t_s - c->t0_s;
    if (t < 0.0) {
        return c->f0_hz;
    }
    if (strcmp(c->kind, "osc") == 0) {
        return c->f0_hz + c->amplitude_hz * sin(2.0 * pi * c->osc_hz * t);
    }
    if (strcmp(c->kind, "step") == 0) {
        return c->f0_hz + c->step_hz;
    }
    if (strcmp(c->kind, "updown") == 0) {
        return c->f0_hz + c->rate * fmax(0.0, t < c->ramp_s ? t : 2.0 * c->ramp_s - t);
    }
    return c->f0_hz + c->rate * fmin(t, c->ramp_s);
}

static int32_t read_rocof(rocof_case *c, const csv *table, int32_t row)
{
    c->name = csv_word(table, row, "case");
    c->kind = csv_word(table, row, "kind");
    c->f0_hz = csv_value(table, row, "f0_hz");
    c->t0_s = csv_value(table, row, "t0_s");
    c->rate = csv_value(table, row, "rate_hz_s");
    c->ramp_s = csv_value(table, row, "ramp_s");
    c->amplitude_hz = csv_value(table, row, "osc_amp_hz");
    c->osc_hz = csv_value(table, row, "osc_hz");
    c->step_hz = csv_value(table, row, "step_hz");
    c->length_s = csv_value(table, row, "dur_s");
    c->tol_s = csv_value(table, row, "tol_s");
    if (ostrov_rocof_defaults(&c->config, sizeof c->config) != OSTROV_OK) {
        return 0;
    }
    c->config.window_s = csv_value(table, row, "window_s");
    c->config.limit_hz_per_s = csv_value(table, row, "threshold_hz_s");
    c->config.delay_s = csv_value(table, row, "delay_s");
    return isfinite(c->f0_hz + c->t0_s + c->rate + c->ramp_s + c->amplitude_hz + c->osc_hz +
                    c->step_hz + c->length_s + c->tol_s);
}

static int32_t run_rocof(const rocof_case *c, double dt_s, rocof_run *run)
{
    ostrov_element_sample sample;
    ostrov_rocof rocof;
    ostrov_rocof_state state;
    const int64_t ticks = (int64_t)(c->length_s / dt_s + 1e-6);
    double held_s = 0.0;
    run->max_rate = 0.0;
    run->longest_s = 0.0;
    run->trip_s = (double)NAN;
    if (ostrov_element_sample_defaults(&sample, sizeof sample) != OSTROV_OK ||
        ostrov_rocof_init(&rocof, &c->config, NULL) != OSTROV_OK) {
        return 0;
    }
    for (int64_t k = 1; k <= ticks; k++) {
        sample.hz = frequency(c, (double)k * dt_s);
        if (ostrov_rocof_step(&rocof, &sample, dt_s) != OSTROV_OK ||
            ostrov_rocof_read(&rocof, &state, sizeof state) != OSTROV_OK) {
            return 0;
        }
        run->max_rate = fmax(run->max_rate, fabs(state.rocof_hz_per_s));
        held_s = state.picked == 1 ? held_s + dt_s : 0.0;
        run->longest_s = fmax(run->longest_s, held_s);
        run->trip_s = state.trip_s;
    }
    return 1;
}

static int32_t is_clear(const rocof_case *c, const rocof_run *fine, double by_s)
{
    const double over = fine->max_rate - c->config.limit_hz_per_s;
    return c->config.window_s >= by_s && fabs(fine->longest_s - c->config.delay_s) > by_s &&
           fabs(over) > by_s / c->config.window_s * fine->max_rate;
}

static void judge_rocof(const rocof_case *c, const csv *table, int32_t row, int32_t method,
                        rocof_tally *sums)
{
    const char *word = method == OSTROV_ROCOF_TWO_POINT ? "two_point" : "least_squares";
    char column[48];
    double told_s = 0.0;
    double told_rate = 0.0;
    rocof_run fine = {0};
    (void)snprintf(column, sizeof column, "t_trip_%s_s", word);
    told_s = csv_value(table, row, column);
    (void)snprintf(column, sizeof column, "max_%s", word);
    told_rate = csv_value(table, row, column);
    for (int32_t i = 0; i < GRID_STEPS; i++) {
        const double dt_s = grid_step_s[i];
        rocof_run run;
        int32_t good = run_rocof(c, dt_s, &run);
        if (i == 0) {
            const double off = fabs(run.max_rate - told_rate);
            fine = run;
            good = good && off <= 0.001 * told_rate + 0.002;
            sums[i].max_rel = fmax(sums[i].max_rel, off / told_rate);
        }
        if (dt_s > 0.05 && !is_clear(c, &fine, 2.0 * dt_s)) {
            continue;
        }
        sums[i].scored++;
        if (good && isfinite(told_s)) {
            const double off = fabs(run.trip_s - told_s);
            good = off <= c->tol_s + dt_s - grid_step_s[0] + 1e-9;
            sums[i].max_abs_s = isfinite(off) ? fmax(sums[i].max_abs_s, off) : sums[i].max_abs_s;
        } else if (good) {
            good = !isfinite(run.trip_s);
        }
        if (!good && i > 0 && !is_clear(c, &fine, dt_s)) {
            sums[i].marginal++;
        } else if (!good) {
            sums[i].wrong++;
            fprintf(stderr, "%s %s at %s: trip %.3f, told %.3f; rate %.5f, told %.5f\n", c->name,
                    word, grid_step_text[i], run.trip_s, told_s, run.max_rate, told_rate);
        }
    }
}

void grid_rocof(tally *t, const char *folder, const char *file)
{
    csv table;
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "the file cannot be read");
        return;
    }
    for (int32_t method = OSTROV_ROCOF_TWO_POINT; method <= OSTROV_ROCOF_LEAST_SQUARES; method++) {
        rocof_tally sums[GRID_STEPS] = {{0}};
        int32_t unread = 0;
        for (int32_t row = 0; row < table.rows; row++) {
            rocof_case c;
            if (!read_rocof(&c, &table, row)) {
                unread++;
                continue;
            }
            c.config.method = method;
            judge_rocof(&c, &table, row, method, sums);
        }
        for (int32_t i = 0; i < GRID_STEPS; i++) {
            char quantity[32];
            (void)snprintf(quantity, sizeof quantity, "%s@%s",
                           method == OSTROV_ROCOF_TWO_POINT ? "two_point" : "least_squares",
                           grid_step_text[i]);
            report(t, REPORT_JUDGE, sums[i].wrong == 0 && unread == 0 && sums[i].scored > 0, file,
                   quantity,
                   "n=%d of=%d wrong=%d marginal=%d unread=%d max_abs=%.3f max_rel=%.5f "
                   "limit=tol_s+dt-1ms",
                   (int)sums[i].scored, (int)table.rows, (int)sums[i].wrong, (int)sums[i].marginal,
                   (int)unread, sums[i].max_abs_s, sums[i].max_rel);
        }
    }
    csv_free(&table);
}
