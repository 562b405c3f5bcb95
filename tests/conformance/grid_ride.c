/* Riding through: ride_cases.csv with its input and expectations, which are OpenDER's answers.
 *
 * The unit is run with the category's own trip stages, current back at once, no count of
 * disturbances; `settings` of a case change that by OpenDER's names. Two readings are held against
 * the answers: opender  no response time and the thresholds of momentary cessation that OpenDER
 * has; table    cessation by the regions of the standard's table, which above the over-voltage
 * limit of Category III says cease to energise where OpenDER says momentary cessation: that one
 *            status may stand for the other, and is counted (cte).
 * A value exactly on an edge falls to the side where OpenDER's arithmetic rounds it: a case is run
 * with edge_outside 0 and, if that does not agree, 1; how many needed it is said (edge). A case
 * whose shortest stay is below a step is counted as marginal where it differs; at 100 ms only cases
 * are scored whose every stay is above two steps.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid_input.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHANGES = 64, SAMPLES = 512 };

typedef struct change {
    double t_s;
    int32_t status;
} change;

typedef struct point {
    double t_s;
    double p_pu;
    double tol;
} point;

typedef struct ride_case {
    const char *name;
    double dt_s;
    double length_s;
    int32_t opender;
    ostrov_elements_config stages;
    ostrov_ride_config ride;
    change told[CHANGES];
    int32_t told_count;
    double told_tol_s;
    point points[SAMPLES];
    int32_t point_count;
} ride_case;

/* What a run gave. */
typedef struct ride_run {
    change seen[CHANGES];
    int32_t seen_count;
    double p_pu[SAMPLES];
} ride_run;

typedef struct ride_tally {
    int32_t scored;
    int32_t wrong;
    int32_t marginal;
    int32_t on_edge;
    int32_t cte;
    int32_t points;
    int32_t points_wrong;
    double max_abs_s;
    double max_abs_p;
} ride_tally;

static int32_t status_of(const char *word)
{
    for (int32_t i = OSTROV_RIDE_CONT; i <= OSTROV_RIDE_TRIP; i++) {
        if (strcmp(ostrov_ride_status_text(i), word) == 0) {
            return i;
        }
    }
    return OSTROV_RIDE_UNKNOWN;
}

/* "MC_ENABLE=True;…" by OpenDER's names. */
static int32_t read_settings(ostrov_ride_config *c, const char *text)
{
    static const struct {
        const char *name;
        size_t offset;
    } numbers[] = {
        {"MC_LVRT_V1", offsetof(ostrov_ride_config, cessation_low_pu)},
        {"MC_HVRT_V1", offsetof(ostrov_ride_config, cessation_high_pu)},
        {"MC_RESP_T", offsetof(ostrov_ride_config, cessation_response_s)},
        {"MC_RETURN_T", offsetof(ostrov_ride_config, return_delay_s)},
        {"NP_CTE_RESP_T", offsetof(ostrov_ride_config, cease_response_s)},
        {"NP_RT_RAMP_UP_TIME", offsetof(ostrov_ride_config, return_ramp_s)},
        {"NP_CURRENT_PU", offsetof(ostrov_ride_config, current_limit_pu)},
    };
    while (*text != '\0') {
        const size_t length = strcspn(text, ";");
        const size_t equal = strcspn(text, "=");
        const char *value = text + equal + 1;
        int32_t known = 0;
        if (equal >= length) {
            return 0;
        }
        if (equal == 9 && strncmp(text, "MC_ENABLE", equal) == 0) {
            c->momentary_cessation = *value == 'T';
            known = 1;
        }
        for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
            if (strlen(numbers[i].name) == equal && strncmp(text, numbers[i].name, equal) == 0) {
                double *to = (double *)((char *)c + numbers[i].offset);
                known = ostrov_number_read(value, length - equal - 1, to, NULL) == OSTROV_OK;
            }
        }
        if (!known) {
            return 0;
        }
        text += length + (text[length] == ';');
    }
    return 1;
}

static int32_t read_told(ride_case *c, const csv *expect)
{
    const int32_t column = csv_column(expect, "case");
    c->told_count = 0;
    c->point_count = 0;
    for (int32_t row = csv_find(expect, 0, column, c->name); row < expect->rows;
         row = csv_find(expect, row + 1, column, c->name)) {
        const double t_s = csv_value(expect, row, "t_s");
        const double tol = csv_value(expect, row, "tol");
        if (c->told_count == CHANGES || c->point_count == SAMPLES || !isfinite(t_s + tol)) {
            return 0;
        }
        if (strcmp(csv_word(expect, row, "what"), "status") == 0) {
            c->told[c->told_count].t_s = t_s;
            c->told[c->told_count++].status = status_of(csv_word(expect, row, "value"));
            c->told_tol_s = tol;
        } else {
            c->points[c->point_count].t_s = t_s;
            c->points[c->point_count].tol = tol;
            c->points[c->point_count++].p_pu = csv_value(expect, row, "value");
        }
    }
    return c->told_count + c->point_count > 0;
}

static int32_t read_case(ride_case *c, const grid_group *g, int32_t row, int32_t opender)
{
    const char *category = csv_word(&g->cases, row, "category");
    const int32_t number = strcmp(category, "CAT_I") == 0     ? OSTROV_CATEGORY_I
                           : strcmp(category, "CAT_II") == 0  ? OSTROV_CATEGORY_II
                           : strcmp(category, "CAT_III") == 0 ? OSTROV_CATEGORY_III
                                                              : OSTROV_CATEGORY_UNKNOWN;
    c->name = csv_word(&g->cases, row, "case");
    c->opender = opender;
    c->dt_s = csv_value(&g->cases, row, "dt_s");
    c->length_s = csv_value(&g->cases, row, "dur_s");
    if (ostrov_elements_defaults(&c->stages, sizeof c->stages) != OSTROV_OK ||
        ostrov_ride_defaults(&c->ride, sizeof c->ride) != OSTROV_OK ||
        ostrov_elements_category(&c->stages, number, 60.0) != OSTROV_OK ||
        ostrov_ride_category(&c->ride, number, 60.0) != OSTROV_OK ||
        !isfinite(c->dt_s + c->length_s)) {
        return 0;
    }
    c->ride.return_ramp_s = 0.0;
    if (opender) {
        c->ride.cessation_response_s = 0.0; /* its own defaults */
        c->ride.cessation_low_pu = 0.5;
        c->ride.cessation_high_pu = 1.1;
    }
    return read_settings(&c->ride, csv_word(&g->cases, row, "settings")) &&
           read_told(c, &g->expect);
}

static void note(ride_run *run, double t_s, const ostrov_ride_state *state)
{
    const int32_t last =
        run->seen_count > 0 ? run->seen[run->seen_count - 1].status : OSTROV_RIDE_CONT;
    if (state->status != last && run->seen_count < CHANGES) {
        run->seen[run->seen_count].t_s = t_s;
        run->seen[run->seen_count++].status = state->status;
    }
}

static int32_t run_case(const ride_case *c, grid_input *in, double dt_s, int32_t edge_outside,
                        ride_run *run)
{
    ostrov_element_sample sample;
    ostrov_elements elements;
    ostrov_elements_state trip;
    ostrov_ride ride;
    ostrov_ride_state state;
    ostrov_elements_config stages = c->stages;
    ostrov_ride_config regions = c->ride;
    const int64_t ticks = (int64_t)(c->length_s / dt_s + 1e-6);
    int32_t at = 0;
    stages.edge_outside = edge_outside;
    regions.edge_outside = edge_outside;
    memset(run, 0, sizeof *run);
    if (ostrov_element_sample_defaults(&sample, sizeof sample) != OSTROV_OK ||
        ostrov_elements_init(&elements, &stages, NULL) != OSTROV_OK ||
        ostrov_ride_init(&ride, &regions, NULL) != OSTROV_OK) {
        return 0;
    }
    grid_input_rewind(in);
    for (int64_t k = 1; k <= ticks; k++) {
        const double t_s = (double)k * dt_s;
        grid_input_at(in, k, dt_s, &sample);
        if (ostrov_elements_step(&elements, &sample, dt_s) != OSTROV_OK ||
            ostrov_elements_read(&elements, &trip, sizeof trip) != OSTROV_OK) {
            return 0;
        }
        sample.tripped = trip.trip;
        if (ostrov_ride_step(&ride, &sample, dt_s) != OSTROV_OK ||
            ostrov_ride_read(&ride, &state, sizeof state) != OSTROV_OK) {
            return 0;
        }
        note(run, t_s, &state);
        for (; at < c->point_count && c->points[at].t_s <= t_s + 1e-9; at++) {
            run->p_pu[at] = fmin(1.0, state.power_limit_pu);
        }
    }
    return 1;
}

/* One status for another where the standard's table and OpenDER differ. */
static int32_t same_status(const ride_case *c, int32_t told, int32_t seen, int32_t *cte)
{
    if (!c->opender && told == OSTROV_RIDE_MCES && seen == OSTROV_RIDE_CTE) {
        *cte = 1;
        return 1;
    }
    return told == seen;
}

static int32_t agree(const ride_case *c, const ride_run *run, double dt_s, double *max_abs_s,
                     int32_t *cte)
{
    const double limit_s = c->told_tol_s + fabs(dt_s - c->dt_s) + 1e-9;
    if (run->seen_count != c->told_count) {
        return 0;
    }
    for (int32_t i = 0; i < c->told_count; i++) {
        const double off = fabs(run->seen[i].t_s - c->told[i].t_s);
        if (off > limit_s || !same_status(c, c->told[i].status, run->seen[i].status, cte)) {
            return 0;
        }
        *max_abs_s = fmax(*max_abs_s, off);
    }
    return 1;
}

/* Power is compared where no status changes nearer than two steps: an edge is no level. */
static void compare_power(const ride_case *c, const ride_run *run, double dt_s, ride_tally *sum)
{
    const double wide_s = dt_s > c->dt_s ? 2.0 * dt_s : 0.0;
    for (int32_t i = 0; i < c->point_count; i++) {
        const double off = fabs(run->p_pu[i] - c->points[i].p_pu);
        int32_t near = 0;
        for (int32_t k = 0; k < c->told_count; k++) {
            near |= fabs(c->told[k].t_s - c->points[i].t_s) < wide_s;
        }
        /* Beyond the last tick of a long step nothing was run. */
        if (!near && c->points[i].t_s <= c->length_s - wide_s) {
            sum->points++;
            sum->max_abs_p = fmax(sum->max_abs_p, off);
            sum->points_wrong += !(off <= c->points[i].tol);
            if (!(off <= c->points[i].tol)) {
                fprintf(stderr, "%s: power at %.2f is %.4f, told %.4f\n", c->name, c->points[i].t_s,
                        run->p_pu[i], c->points[i].p_pu);
            }
        }
    }
}

/* At a long step a short region is overlooked: the shortest stay between two changes is the margin.
 */
static double margin_of(const ride_case *c)
{
    double margin = INFINITY;
    for (int32_t i = 1; i < c->told_count; i++) {
        margin = fmin(margin, c->told[i].t_s - c->told[i - 1].t_s);
    }
    return margin;
}

static void judge(ride_tally *sum, const ride_case *c, grid_input *in, int32_t step)
{
    static ride_run run;
    const double dt_s = grid_step_s[step];
    int32_t good = 0;
    int32_t cte = 0;
    for (int32_t edge = 0; edge < 2 && !good; edge++) {
        cte = 0;
        good = run_case(c, in, dt_s, edge, &run) && agree(c, &run, dt_s, &sum->max_abs_s, &cte);
        sum->on_edge += good && edge;
    }
    sum->scored++;
    sum->cte += cte;
    if (good && !c->opender) {
        return;
    }
    if (good) {
        compare_power(c, &run, dt_s, sum);
        return;
    }
    if (step > 0 && margin_of(c) < dt_s) {
        sum->marginal++;
        return;
    }
    sum->wrong++;
    (void)run_case(c, in, dt_s, 0, &run);
    fprintf(stderr, "%s at %s:", c->name, grid_step_text[step]);
    for (int32_t i = 0; i < run.seen_count; i++) {
        fprintf(stderr, " %s %.3f", ostrov_ride_status_text(run.seen[i].status), run.seen[i].t_s);
    }
    fprintf(stderr, "\n");
}

static void tell(tally *t, const char *file, const ride_tally *s, int32_t opender, int32_t step,
                 const grid_group *g)
{
    char quantity[48];
    (void)snprintf(quantity, sizeof quantity, "status_%s@%s", opender ? "opender" : "table",
                   grid_step_text[step]);
    report(t, REPORT_JUDGE, s->wrong == 0 && s->scored > 0, file, quantity,
           "n=%d of=%d wrong=%d marginal=%d cte=%d edge=%d max_abs=%.3f limit=tol+|dt-dt_s|",
           (int)s->scored, (int)g->cases.rows, (int)s->wrong, (int)s->marginal, (int)s->cte,
           (int)s->on_edge, s->max_abs_s);
    if (opender) {
        (void)snprintf(quantity, sizeof quantity, "p_pu@%s", grid_step_text[step]);
        report(t, REPORT_JUDGE, s->points_wrong == 0 && s->points > 0, file, quantity,
               "n=%d wrong=%d max_abs=%.4f limit=tol", (int)s->points, (int)s->points_wrong,
               s->max_abs_p);
    }
}

void grid_ride(tally *t, const char *folder, const char *file)
{
    static ride_case c;
    static grid_input in;
    grid_group g;
    if (!grid_group_read(&g, t, folder, file)) {
        return;
    }
    for (int32_t opender = 1; opender >= 0; opender--) {
        ride_tally sums[GRID_STEPS] = {{0}};
        for (int32_t row = 0; row < g.cases.rows; row++) {
            const int32_t read =
                read_case(&c, &g, row, opender) && grid_input_read(&in, &g.input, c.name);
            for (int32_t i = 0; i < GRID_STEPS; i++) {
                if (!read) {
                    sums[i].wrong++;
                } else if (grid_step_s[i] < 0.05 || margin_of(&c) > 2.0 * grid_step_s[i]) {
                    judge(&sums[i], &c, &in, i);
                }
            }
        }
        for (int32_t i = 0; i < GRID_STEPS; i++) {
            tell(t, file, &sums[i], opender, i, &g);
        }
    }
    grid_group_free(&g);
}
