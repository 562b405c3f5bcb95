/* Definite-time stages: trip_cases.csv with its input and expectations.
 *
 * The trip must come at the time told, from the stage told, or not at all. Times are told at the
 * step of their case, tol_s wide; at another step a sample stands for another length, so that one
 * step is added. Another answer in a case whose margin is below the step is counted as marginal. At
 * 100 ms only cases are scored whose every margin is above two steps: the longest violation of each
 * stage against its delay, and every pause between two violations.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid_input.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct trip_case {
    const char *name;
    double dt_s;
    double length_s;
    ostrov_elements_config config;
    char stage_name[OSTROV_ELEMENT_STAGES][16];
    int32_t stages;
    int32_t expect_trip;
    double expect_s;
    double tol_s;
    const char *expect_stage;
} trip_case;

typedef struct trip_tally {
    int32_t scored;
    int32_t wrong;
    int32_t marginal;
    double max_abs;
} trip_tally;

static int32_t kind_of(const char *name)
{
    static const char *const words[] = {"OV", "UV", "OF", "UF"};
    for (int32_t i = 0; i < 4; i++) {
        if (strncmp(name, words[i], 2) == 0) {
            return OSTROV_ELEMENT_OVERVOLTAGE + i;
        }
    }
    return OSTROV_ELEMENT_UNKNOWN;
}

static double number(const char *text, size_t length)
{
    double value = (double)NAN;
    return ostrov_number_read(text, length, &value, NULL) == OSTROV_OK ? value : (double)NAN;
}

/* "OV2=1.2/0.16;…" */
static int32_t read_elements(trip_case *c, const char *text)
{
    c->stages = 0;
    while (*text != '\0' && c->stages < OSTROV_ELEMENT_STAGES) {
        const size_t length = strcspn(text, ";");
        const size_t equal = strcspn(text, "=");
        const size_t slash = strcspn(text, "/");
        const int32_t i = c->stages;
        if (equal >= slash || slash >= length || equal >= sizeof c->stage_name[i]) {
            return 0;
        }
        memcpy(c->stage_name[i], text, equal);
        c->stage_name[i][equal] = '\0';
        c->config.kind[i] = kind_of(text);
        c->config.level[i] = number(text + equal + 1, slash - equal - 1);
        c->config.delay_s[i] = number(text + slash + 1, length - slash - 1);
        c->stages++;
        text += length + (text[length] == ';');
    }
    return *text == '\0' && c->stages > 0;
}

static int32_t read_case(trip_case *c, const grid_group *g, int32_t row)
{
    int32_t told = 0;
    c->name = csv_word(&g->cases, row, "case");
    c->dt_s = csv_value(&g->cases, row, "dt_s");
    c->length_s = csv_value(&g->cases, row, "dur_s");
    if (ostrov_elements_defaults(&c->config, sizeof c->config) != OSTROV_OK ||
        !read_elements(c, csv_word(&g->cases, row, "elements")) || !isfinite(c->dt_s) ||
        !isfinite(c->length_s)) {
        return 0;
    }
    told = csv_find(&g->expect, 0, csv_column(&g->expect, "case"), c->name);
    if (told == g->expect.rows) {
        return 0;
    }
    c->expect_trip = strcmp(csv_word(&g->expect, told, "expect"), "trip") == 0;
    c->expect_s = csv_value(&g->expect, told, "t_s");
    c->expect_stage = csv_word(&g->expect, told, "element");
    c->tol_s = csv_value(&g->expect, told, "tol_s");
    return isfinite(c->tol_s) && (!c->expect_trip || isfinite(c->expect_s));
}

static int32_t step_to(ostrov_elements *e, grid_input *in, const trip_case *c, double dt_s,
                       ostrov_elements_state *state)
{
    ostrov_element_sample sample;
    const int64_t ticks = (int64_t)(c->length_s / dt_s + 1e-6);
    int32_t good = ostrov_element_sample_defaults(&sample, sizeof sample) == OSTROV_OK &&
                   ostrov_elements_init(e, &c->config, NULL) == OSTROV_OK;
    grid_input_rewind(in);
    for (int64_t k = 1; k <= ticks && good; k++) {
        grid_input_at(in, k, dt_s, &sample);
        good = ostrov_elements_step(e, &sample, dt_s) == OSTROV_OK;
    }
    return good && ostrov_elements_read(e, state, sizeof *state) == OSTROV_OK;
}

/* How long a stage was violated at most, and how short the shortest pause between two violations.
 */
typedef struct stage_span {
    double longest_s;
    double pause_s; /* running, -1 = not yet violated */
    double shortest_s;
} stage_span;

static void follow(stage_span *span, double held_s, double dt_s)
{
    if (held_s > 0.0) {
        if (span->pause_s > 0.0) {
            span->shortest_s = fmin(span->shortest_s, span->pause_s);
        }
        span->pause_s = 0.0;
        span->longest_s = fmax(span->longest_s, held_s);
    } else if (span->pause_s >= 0.0) {
        span->pause_s += dt_s;
    }
}

/* Least distance of the case from another answer, in seconds: each stage's longest violation
 * against its delay, and each pause, that a long step could overlook. Measured with delays that
 * never end. */
static double margin_of(grid_input *in, const trip_case *c)
{
    const double fine_s = 0.005;
    ostrov_element_sample sample;
    stage_span spans[OSTROV_ELEMENT_STAGES];
    double margin = INFINITY;
    const int64_t ticks = (int64_t)(c->length_s / fine_s + 1e-6);
    trip_case slow = *c;
    ostrov_elements e;
    ostrov_elements_state state;
    for (int32_t i = 0; i < c->stages; i++) {
        slow.config.delay_s[i] = c->length_s + 1.0;
        spans[i] = (stage_span){0.0, -1.0, INFINITY};
    }
    if (ostrov_element_sample_defaults(&sample, sizeof sample) != OSTROV_OK ||
        ostrov_elements_init(&e, &slow.config, NULL) != OSTROV_OK) {
        return 0.0;
    }
    grid_input_rewind(in);
    for (int64_t k = 1; k <= ticks; k++) {
        grid_input_at(in, k, fine_s, &sample);
        if (ostrov_elements_step(&e, &sample, fine_s) != OSTROV_OK ||
            ostrov_elements_read(&e, &state, sizeof state) != OSTROV_OK) {
            return 0.0;
        }
        for (int32_t i = 0; i < c->stages; i++) {
            follow(&spans[i], state.held_s[i], fine_s);
        }
    }
    for (int32_t i = 0; i < c->stages; i++) {
        if (spans[i].longest_s > 0.0) {
            margin = fmin(margin, fabs(spans[i].longest_s - c->config.delay_s[i]));
            margin = fmin(margin, spans[i].shortest_s);
        }
    }
    return margin;
}

/* Stages of the same kind, level and delay are one stage told twice. */
static int32_t same_stage(const trip_case *c, int32_t stage)
{
    for (int32_t i = 0; i < c->stages && stage >= 0; i++) {
        if (strcmp(c->stage_name[i], c->expect_stage) == 0) {
            return c->config.kind[i] == c->config.kind[stage] &&
                   c->config.level[i] == c->config.level[stage] &&
                   c->config.delay_s[i] == c->config.delay_s[stage];
        }
    }
    return 0;
}

static void judge(trip_tally *sum, const trip_case *c, grid_input *in, double margin, int32_t step)
{
    ostrov_elements e;
    ostrov_elements_state state;
    const double dt_s = grid_step_s[step];
    const double off_step = fabs(dt_s - c->dt_s);
    int32_t good = step_to(&e, in, c, dt_s, &state);
    sum->scored++;
    if (good && c->expect_trip) {
        const double off = fabs(state.first_s - c->expect_s);
        good = state.trip && off <= c->tol_s + off_step + 1e-9 && same_stage(c, state.first_stage);
        sum->max_abs = state.trip ? fmax(sum->max_abs, off) : sum->max_abs;
    } else if (good) {
        good = !state.trip;
    }
    if (!good && step > 0 && margin < dt_s) {
        sum->marginal++;
    } else if (!good) {
        sum->wrong++;
        fprintf(stderr, "%s at %s: expected %s %s at %.3f, got stage %d at %.3f\n", c->name,
                grid_step_text[step], c->expect_trip ? "trip" : "no trip", c->expect_stage,
                c->expect_s, (int)state.first_stage, state.first_s);
    }
}

void grid_trip(tally *t, const char *folder, const char *file)
{
    grid_group g;
    static grid_input in;
    trip_tally sums[GRID_STEPS] = {{0}};
    int32_t unread = 0;
    if (!grid_group_read(&g, t, folder, file)) {
        return;
    }
    for (int32_t row = 0; row < g.cases.rows; row++) {
        trip_case c;
        double margin = 0.0;
        if (!read_case(&c, &g, row) || !grid_input_read(&in, &g.input, c.name)) {
            unread++;
            continue;
        }
        margin = margin_of(&in, &c);
        for (int32_t i = 0; i < GRID_STEPS; i++) {
            if (grid_step_s[i] < 0.05 || margin > 2.0 * grid_step_s[i]) {
                judge(&sums[i], &c, &in, margin, i);
            }
        }
    }
    for (int32_t i = 0; i < GRID_STEPS; i++) {
        char quantity[32];
        (void)snprintf(quantity, sizeof quantity, "trip@%s", grid_step_text[i]);
        report(t, REPORT_JUDGE, sums[i].wrong == 0 && unread == 0 && sums[i].scored > 0, file,
               quantity,
               "n=%d of=%d wrong=%d marginal=%d unread=%d max_abs=%.3f "
               "limit=tol_s+|dt-dt_s|",
               (int)sums[i].scored, (int)g.cases.rows, (int)sums[i].wrong, (int)sums[i].marginal,
               (int)unread, sums[i].max_abs);
    }
    grid_group_free(&g);
}
