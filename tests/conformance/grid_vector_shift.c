/* Vector shift: vector_shift.csv.
 *
 * Angles are those against a clock at f0: a jump moves all phases or one, a frequency step and a
 * ramp let them run. A trip must come between t_min_s and t_max_s, one step wider; `blocked` is no
 * trip while the element says it is blocked. The shift seen is held against seen_deg_per_cycle at 1
 * ms (0.1 % and 5 mdeg: whole millidegrees and microseconds; and what half a step of a cycle is
 * where the peak of a frequency step falls between two samples). A step longer than the cycle sees
 * a frequency step or ramp too large by the ratio of the two, squared for a ramp: such a case is
 * scored only if that leaves it on its side of the threshold, and none where a step is longer than
 * two cycles.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid_input.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct shift_case {
    const char *name;
    const char *expect;
    int32_t phases; /* that jump */
    double t0_s;
    double jump_deg;
    double rate;
    double df_hz;
    double v_after_pu;
    double seen_deg;
    double t_min_s;
    double t_max_s;
    ostrov_vector_shift_config config;
} shift_case;

typedef struct shift_tally {
    int32_t scored;
    int32_t wrong;
    double max_abs_deg;
} shift_tally;

static int32_t read_case(shift_case *c, const csv *table, int32_t row)
{
    c->name = csv_word(table, row, "case");
    c->expect = csv_word(table, row, "expect");
    c->phases = strcmp(csv_word(table, row, "kind"), "jump_one_phase") == 0 ? 1 : 3;
    c->t0_s = csv_value(table, row, "t0_s");
    c->jump_deg = csv_value(table, row, "jump_deg");
    c->rate = csv_value(table, row, "rate_hz_s");
    c->df_hz = csv_value(table, row, "freq_step_hz");
    c->v_after_pu = csv_value(table, row, "v_after_pu");
    c->seen_deg = csv_value(table, row, "seen_deg_per_cycle");
    c->t_min_s = csv_value(table, row, "t_min_s");
    c->t_max_s = csv_value(table, row, "t_max_s");
    if (ostrov_vector_shift_defaults(&c->config, sizeof c->config) != OSTROV_OK) {
        return 0;
    }
    c->config.nominal_hz = csv_value(table, row, "f0_hz");
    c->config.block_pu = csv_value(table, row, "v_block_pu");
    c->config.limit_deg = csv_value(table, row, "threshold_deg");
    return isfinite(c->t0_s + c->jump_deg + c->rate + c->df_hz + c->v_after_pu + c->seen_deg +
                    c->config.nominal_hz + c->config.block_pu + c->config.limit_deg) &&
           (strcmp(c->expect, "trip") != 0 || isfinite(c->t_min_s + c->t_max_s));
}

static void sample_at(const shift_case *c, double t_s, ostrov_element_sample *sample)
{
    static const double balanced[3] = {0.0, -120.0, 120.0};
    const double t = t_s - c->t0_s;
    for (int32_t i = 0; i < 3; i++) {
        double turned = balanced[i];
        if (t >= -1e-9) {
            turned += 360.0 * c->df_hz * t + 180.0 * c->rate * t * t;
            turned += i < c->phases ? c->jump_deg : 0.0;
        }
        sample->angle_deg[i] = turned - 360.0 * floor((turned + 180.0) / 360.0);
        sample->phase_pu[i] = t >= -1e-9 ? c->v_after_pu : 1.0;
    }
}

static int32_t run_case(const shift_case *c, double dt_s, double *trip_s, double *seen_deg,
                        int32_t *blocked)
{
    ostrov_element_sample sample;
    ostrov_vector_shift shift;
    ostrov_vector_shift_state state;
    const double after_s = 0.3; /* well beyond every t_max_s, before a run of angle returns */
    const int64_t ticks = (int64_t)((c->t0_s + after_s) / dt_s);
    *seen_deg = 0.0;
    *blocked = 0;
    if (ostrov_element_sample_defaults(&sample, sizeof sample) != OSTROV_OK ||
        ostrov_vector_shift_init(&shift, &c->config, NULL) != OSTROV_OK) {
        return 0;
    }
    for (int64_t k = 1; k <= ticks; k++) {
        sample_at(c, (double)k * dt_s, &sample);
        if (ostrov_vector_shift_step(&shift, &sample, dt_s) != OSTROV_OK ||
            ostrov_vector_shift_read(&shift, &state, sizeof state) != OSTROV_OK) {
            return 0;
        }
        *seen_deg = fmax(*seen_deg, fabs(state.shift_deg));
        *blocked |= state.blocked;
    }
    *trip_s = state.trip_s;
    return 1;
}

static int32_t is_scored(const shift_case *c, double dt_s)
{
    const double cycles = dt_s * c->config.nominal_hz;
    const double longer = cycles > 1.0 + 1e-9 ? cycles : 1.0;
    if (cycles > 2.0) {
        return 0;
    }
    return c->jump_deg != 0.0 || longer * longer * c->seen_deg < c->config.limit_deg ||
           c->seen_deg > c->config.limit_deg;
}

static void judge(const shift_case *c, int32_t step, shift_tally *sum)
{
    const double dt_s = grid_step_s[step];
    double trip_s = (double)NAN;
    double seen_deg = 0.0;
    int32_t blocked = 0;
    int32_t good = run_case(c, dt_s, &trip_s, &seen_deg, &blocked);
    sum->scored++;
    if (good && strcmp(c->expect, "trip") == 0) {
        good = trip_s >= c->t_min_s - 1e-9 && trip_s <= c->t_max_s + dt_s;
    } else if (good) {
        good = !isfinite(trip_s) && (strcmp(c->expect, "blocked") != 0 || blocked);
    }
    if (step == 0 && strcmp(c->expect, "blocked") != 0) {
        const double off = fabs(seen_deg - c->seen_deg);
        sum->max_abs_deg = fmax(sum->max_abs_deg, off);
        const double between = c->df_hz != 0.0 ? 0.5 * dt_s * c->config.nominal_hz : 0.0;
        good = good && off <= (0.001 + between) * c->seen_deg + 0.005;
    }
    if (!good) {
        sum->wrong++;
        fprintf(stderr, "%s at %s: trip %.3f, expected %s; seen %.4f, told %.4f\n", c->name,
                grid_step_text[step], trip_s, c->expect, seen_deg, c->seen_deg);
    }
}

void grid_vector_shift(tally *t, const char *folder, const char *file)
{
    csv table;
    shift_tally sums[GRID_STEPS] = {{0}};
    int32_t unread = 0;
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "the file cannot be read");
        return;
    }
    for (int32_t row = 0; row < table.rows; row++) {
        shift_case c;
        if (!read_case(&c, &table, row)) {
            unread++;
            continue;
        }
        for (int32_t i = 0; i < GRID_STEPS; i++) {
            if (is_scored(&c, grid_step_s[i])) {
                judge(&c, i, &sums[i]);
            }
        }
    }
    for (int32_t i = 0; i < GRID_STEPS; i++) {
        const shift_tally *s = &sums[i];
        char quantity[32];
        (void)snprintf(quantity, sizeof quantity, "shift@%s", grid_step_text[i]);
        /* At 100 ms a comparator of cycles has nothing to say. */
        report(t, s->scored > 0 || unread > 0 ? REPORT_JUDGE : REPORT_INFO,
               s->wrong == 0 && unread == 0, file, quantity,
               "n=%d of=%d wrong=%d unread=%d max_abs=%.4f limit=t_min_s…t_max_s+dt",
               (int)s->scored, (int)table.rows, (int)s->wrong, (int)unread, s->max_abs_deg);
    }
    csv_free(&table);
}
