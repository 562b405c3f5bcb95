/* Enter service: enter_cases.csv with its input and expectations, which are OpenDER's answers,
 * checked.
 *
 * connect and full_power must come at the time told, within tol and the difference of the steps;
 * never before connect_not_before, less that difference; power must stay below each p_max_pu.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid_input.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { BOUNDS = 64 };

typedef struct bound {
    double t_s;
    double p_pu;
} bound;

typedef struct enter_case {
    const char *name;
    double dt_s;
    double length_s;
    ostrov_enter_config config;
    double connect_s;
    double connect_tol_s;
    double not_before_s;
    double full_s;
    double full_tol_s;
    bound bounds[BOUNDS];
    int32_t bound_count;
} enter_case;

typedef struct enter_run {
    double connect_s;
    double full_s;
    int32_t over; /* bounds exceeded */
} enter_run;

typedef struct enter_tally {
    int32_t scored;
    int32_t wrong;
    int32_t over;
    double max_connect_s;
    double max_full_s;
} enter_tally;

static int32_t read_told(enter_case *c, const csv *expect)
{
    const int32_t column = csv_column(expect, "case");
    c->connect_s = c->not_before_s = c->full_s = (double)NAN;
    c->bound_count = 0;
    for (int32_t row = csv_find(expect, 0, column, c->name); row < expect->rows;
         row = csv_find(expect, row + 1, column, c->name)) {
        const char *what = csv_word(expect, row, "what");
        const double t_s = csv_value(expect, row, "t_s");
        const double tol = csv_value(expect, row, "tol");
        if (strcmp(what, "connect") == 0) {
            c->connect_s = t_s;
            c->connect_tol_s = tol;
        } else if (strcmp(what, "connect_not_before") == 0) {
            c->not_before_s = t_s;
        } else if (strcmp(what, "full_power") == 0) {
            c->full_s = t_s;
            c->full_tol_s = tol;
        } else if (strcmp(what, "p_max_pu") == 0 && c->bound_count < BOUNDS) {
            c->bounds[c->bound_count].t_s = t_s;
            c->bounds[c->bound_count++].p_pu = csv_value(expect, row, "value") + tol;
        } else {
            return 0;
        }
    }
    return 1;
}

static int32_t read_case(enter_case *c, const grid_group *g, int32_t row)
{
    const csv *t = &g->cases;
    c->name = csv_word(t, row, "case");
    c->dt_s = csv_value(t, row, "dt_s");
    c->length_s = csv_value(t, row, "dur_s");
    if (ostrov_enter_defaults(&c->config, sizeof c->config) != OSTROV_OK) {
        return 0;
    }
    c->config.delay_s = csv_value(t, row, "delay_s");
    c->config.ramp_s = csv_value(t, row, "ramp_s");
    c->config.extra_delay_s = csv_value(t, row, "extra_delay_s");
    c->config.min_pu = csv_value(t, row, "v_lo");
    c->config.max_pu = csv_value(t, row, "v_hi");
    c->config.min_hz = csv_value(t, row, "f_lo");
    c->config.max_hz = csv_value(t, row, "f_hi");
    return isfinite(c->dt_s + c->length_s) && read_told(c, &g->expect);
}

static int32_t run_case(const enter_case *c, grid_input *in, double dt_s, enter_run *run)
{
    ostrov_element_sample sample;
    ostrov_enter enter;
    ostrov_enter_state state;
    const int64_t ticks = (int64_t)(c->length_s / dt_s + 1e-6);
    int32_t at = 0;
    run->connect_s = run->full_s = (double)NAN;
    run->over = 0;
    if (ostrov_element_sample_defaults(&sample, sizeof sample) != OSTROV_OK ||
        ostrov_enter_init(&enter, &c->config, NULL) != OSTROV_OK) {
        return 0;
    }
    sample.tripped = 0;
    grid_input_rewind(in);
    for (int64_t k = 1; k <= ticks; k++) {
        const double t_s = (double)k * dt_s;
        grid_input_at(in, k, dt_s, &sample);
        if (ostrov_enter_step(&enter, &sample, dt_s) != OSTROV_OK ||
            ostrov_enter_read(&enter, &state, sizeof state) != OSTROV_OK) {
            return 0;
        }
        if (state.in_service && isnan(run->connect_s)) {
            run->connect_s = t_s;
        }
        if (state.power_limit_pu >= 1.0 && isnan(run->full_s)) {
            run->full_s = t_s;
        }
        for (; at < c->bound_count && c->bounds[at].t_s <= t_s + 1e-9; at++) {
            run->over += !(state.power_limit_pu <= c->bounds[at].p_pu);
        }
    }
    return 1;
}

/* A time told or none told, within its limit. */
static int32_t at_time(double told_s, double seen_s, double limit_s, double *max_abs_s)
{
    const double off = fabs(seen_s - told_s);
    if (isnan(told_s) || isnan(seen_s)) {
        return isnan(told_s) && isnan(seen_s);
    }
    *max_abs_s = fmax(*max_abs_s, off);
    return off <= limit_s + 1e-9;
}

static void judge(enter_tally *sum, const enter_case *c, grid_input *in, int32_t step)
{
    const double dt_s = grid_step_s[step];
    const double off_step_s = fabs(dt_s - c->dt_s);
    enter_run run;
    int32_t good = run_case(c, in, dt_s, &run);
    good = good &&
           at_time(c->connect_s, run.connect_s, c->connect_tol_s + off_step_s, &sum->max_connect_s);
    good = good && (isnan(c->full_s) ||
                    at_time(c->full_s, run.full_s, c->full_tol_s + off_step_s, &sum->max_full_s));
    good = good && (isnan(c->not_before_s) || isnan(run.connect_s) ||
                    run.connect_s >= c->not_before_s - fmax(0.0, dt_s - c->dt_s) - 1e-9);
    good = good && run.over == 0;
    sum->scored++;
    sum->over += run.over;
    if (!good) {
        sum->wrong++;
        fprintf(stderr, "%s at %s: connects %.3f, told %.3f; full %.3f, told %.3f; over %d\n",
                c->name, grid_step_text[step], run.connect_s, c->connect_s, run.full_s, c->full_s,
                (int)run.over);
    }
}

void grid_enter(tally *t, const char *folder, const char *file)
{
    grid_group g;
    static enter_case c;
    static grid_input in;
    enter_tally sums[GRID_STEPS] = {{0}};
    int32_t unread = 0;
    if (!grid_group_read(&g, t, folder, file)) {
        return;
    }
    for (int32_t row = 0; row < g.cases.rows; row++) {
        if (!read_case(&c, &g, row) || !grid_input_read(&in, &g.input, c.name)) {
            unread++;
            continue;
        }
        for (int32_t i = 0; i < GRID_STEPS; i++) {
            judge(&sums[i], &c, &in, i);
        }
    }
    for (int32_t i = 0; i < GRID_STEPS; i++) {
        const enter_tally *s = &sums[i];
        char quantity[32];
        (void)snprintf(quantity, sizeof quantity, "enter@%s", grid_step_text[i]);
        report(t, REPORT_JUDGE, s->wrong == 0 && unread == 0 && s->scored > 0, file, quantity,
               "n=%d of=%d wrong=%d unread=%d over=%d max_connect=%.3f max_full=%.3f "
               "limit=tol+|dt-dt_s|",
               (int)s->scored, (int)g.cases.rows, (int)s->wrong, (int)unread, (int)s->over,
               s->max_connect_s, s->max_full_s);
    }
    grid_group_free(&g);
}
