/* Scenario paths and their reduction: steps belong together, days are as uncertain as they prove to
 * be.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecast_help.h"

#include <ostrov/forecast_scenarios.h>

#include "forecast/scenarios_internal.h"

enum { DAY = 96, PATHS = 60, LEVELS = 9, BYTES = 64 * 1024 };

static const double levels[LEVELS] = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};

typedef struct memory {
    uint64_t words[BYTES / 8];
    ostrov_scenarios *s;
} memory;

static ostrov_scenarios_config usual(void)
{
    ostrov_scenarios_config c;
    ck_assert_int_eq(ostrov_scenarios_defaults(&c, sizeof c), OSTROV_OK);
    c.days = PATHS;
    return c;
}

static void begin(memory *m, const ostrov_scenarios_config *c)
{
    ostrov_fault why;
    memset(m, 0xa5, sizeof *m);
    ck_assert_uint_le(ostrov_scenarios_size(c), sizeof m->words);
    ck_assert_int_eq(ostrov_scenarios_init(m->words, sizeof m->words, c, &m->s, &why), OSTROV_OK);
}

/* A uniform forecast from 0 to 100 W by day, dark by night. */
static void row_of(int step, double *row)
{
    for (int q = 0; q < LEVELS; q++) {
        row[q] = step >= 24 && step < 72 ? 100.0 * levels[q] : 0.0;
    }
}

static double normal(uint64_t *seed)
{
    double sum = -6.0;
    for (int i = 0; i < 12; i++) {
        sum += test_random(seed);
    }
    return sum;
}

/* Ranks that wander: an AR(1) of phi; the marginal is uniform as the forecast says. */
static void live(memory *m, int from, int to, double phi, uint64_t *seed)
{
    static double state;
    double row[LEVELS];
    for (int i = from * DAY; i < to * DAY; i++) {
        state = i == 0 ? 0.0 : phi * state + __builtin_sqrt(1.0 - phi * phi) * normal(seed);
        const double rank = 1.0 / (1.0 + ostrov_exp(-1.702 * state)); /* close to the normal's */
        row_of(i % DAY, row);
        const double measured = row[LEVELS - 1] > 0.0 ? 100.0 * rank : 0.0;
        ck_assert_int_eq(
            ostrov_scenarios_step(m->s, test_start_s + i * 900, levels, LEVELS, row, measured),
            OSTROV_OK);
    }
}

static void matrix(double *forecast, int steps)
{
    for (int t = 0; t < steps; t++) {
        row_of(t % DAY, &forecast[t * LEVELS]);
    }
}

/* Correlation over paths between two steps. */
static double together(const double *path, int steps, int a, int b)
{
    double sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
    for (int j = 0; j < PATHS; j++) {
        const double x = path[j * steps + a];
        const double y = path[j * steps + b];
        sa += x;
        sb += y;
        saa += x * x;
        sbb += y * y;
        sab += x * y;
    }
    const double n = PATHS;
    return (sab - sa * sb / n) / __builtin_sqrt((saa - sa * sa / n) * (sbb - sb * sb / n));
}

START_TEST(steps_belong_together_as_they_did)
{
    const ostrov_scenarios_config c = usual();
    static memory m;
    static double forecast[2 * DAY * LEVELS], path[PATHS * 2 * DAY];
    uint64_t seed = 21;
    begin(&m, &c);
    live(&m, 0, 80, 0.95, &seed);
    matrix(forecast, 2 * DAY);
    ck_assert_int_eq(ostrov_scenarios_paths(m.s, test_start_s + 80 * 86400, 2 * DAY, levels, LEVELS,
                                            forecast, 0.0, 100.0, PATHS, path),
                     OSTROV_OK);
    /* 0.95 one step apart, 0.95^24 = 0.29 six hours apart; 60 paths tell it to 0.13. */
    ck_assert_double_gt(together(path, 2 * DAY, 40, 41), 0.85);
    ck_assert_double_eq_tol(together(path, 2 * DAY, 40, 64), 0.29, 0.35);
    ck_assert_double_lt(together(path, 2 * DAY, 40, 136), 0.4);
    double mean = 0.0;
    for (int j = 0; j < PATHS; j++) {
        ck_assert(path[j * 2 * DAY] == 0.0 && path[j * 2 * DAY + DAY + 10] == 0.0); /* night */
        for (int t = 24; t < 72; t++) {
            const double w = path[j * 2 * DAY + t];
            ck_assert(w >= 0.0 && w <= 100.0);
            mean += w / (PATHS * 48.0);
        }
    }
    ck_assert_double_eq_tol(mean, 50.0, 5.0);
    /* and again to the bit */
    static double again[PATHS * 2 * DAY];
    ck_assert_int_eq(ostrov_scenarios_paths(m.s, test_start_s + 80 * 86400, 2 * DAY, levels, LEVELS,
                                            forecast, 0.0, 100.0, PATHS, again),
                     OSTROV_OK);
    ck_assert_mem_eq(path, again, sizeof path);
}
END_TEST

START_TEST(the_energy_of_days_is_covered)
{
    /* Steps that wander for hours, and forecasts that are sure of too much: the truth has tails. */
    const ostrov_scenarios_config c = usual();
    static memory m;
    uint64_t seed = 22;
    ostrov_scenarios_state state;
    begin(&m, &c);
    ck_assert_int_eq(ostrov_scenarios_read(m.s, &state, sizeof state), OSTROV_EMPTY);
    ck_assert(ostrov_i_nan(state.coverage_ratio) && state.spread_ratio == 1.0);
    live(&m, 0, 300, 0.97, &seed);
    ck_assert_int_eq(ostrov_scenarios_read(m.s, &state, sizeof state), OSTROV_OK);
    ck_assert_int_gt(state.days, 280);
    ck_assert_double_eq_tol(state.coverage_ratio, 0.8, 0.05);
    ck_assert(state.spread_ratio > 0.7 && state.spread_ratio < 1.6);
}
END_TEST

START_TEST(before_the_first_day_a_day_is_wholly_good_or_bad)
{
    const ostrov_scenarios_config c = usual();
    static memory m;
    static double forecast[DAY * LEVELS], path[10 * DAY];
    begin(&m, &c);
    matrix(forecast, DAY);
    ck_assert_int_eq(ostrov_scenarios_paths(m.s, test_start_s, DAY, levels, LEVELS, forecast, 0.0,
                                            100.0, 10, path),
                     OSTROV_DEGRADED);
    for (int j = 0; j < 10; j++) {
        for (int t = 24; t < 72; t++) {
            const double rank = 0.05 + 0.1 * j; /* beyond the outer levels at half the slope */
            const double w = j == 0 ? 7.5 : (j == 9 ? 92.5 : 100.0 * rank);
            ck_assert_double_eq_tol(path[j * DAY + t], w, 1e-9);
        }
    }
}
END_TEST

START_TEST(gaps_and_days_missing_do_no_harm)
{
    const ostrov_scenarios_config c = usual();
    static memory m;
    static double forecast[DAY * LEVELS], path[PATHS * DAY];
    uint64_t seed = 24;
    double row[LEVELS];
    begin(&m, &c);
    live(&m, 0, 20, 0.9, &seed);
    row_of(40, row);
    /* three days later, then four months later, unmeasured, broken */
    ck_assert_int_eq(ostrov_scenarios_step(m.s, test_start_s + 23 * 86400, levels, LEVELS, row, 50),
                     OSTROV_OK);
    ck_assert_int_eq(
        ostrov_scenarios_step(m.s, test_start_s + 150 * 86400, levels, LEVELS, row, OSTROV_I_NAN),
        OSTROV_OK);
    ck_assert_int_eq(ostrov_scenarios_step(m.s, test_start_s + 150 * 86400 + 900, levels, LEVELS,
                                           row, 1.0 / 0.0),
                     OSTROV_DEGRADED);
    row[3] = OSTROV_I_NAN;
    ck_assert_int_eq(
        ostrov_scenarios_step(m.s, test_start_s + 150 * 86400 + 1800, levels, LEVELS, row, 50),
        OSTROV_DEGRADED);
    matrix(forecast, DAY);
    ck_assert_int_ge(ostrov_scenarios_paths(m.s, test_start_s + 151 * 86400, DAY, levels, LEVELS,
                                            forecast, 0.0, 100.0, PATHS, path),
                     OSTROV_OK);
    for (int i = 0; i < PATHS * DAY; i++) {
        ck_assert(path[i] >= 0.0 && path[i] <= 100.0);
    }
}
END_TEST

START_TEST(what_was_forgotten_is_not_known)
{
    static memory m;
    double forecast[DAY * LEVELS];
    double path[2 * DAY];
    uint64_t seed = 5;
    const ostrov_scenarios_config c = usual();
    begin(&m, &c);
    live(&m, 0, 30, 0.9, &seed);
    const int64_t later_s = test_start_s + INT64_C(86400) * 300;
    matrix(forecast, DAY);
    ck_assert_int_eq(ostrov_scenarios_step(m.s, later_s, levels, LEVELS, forecast, OSTROV_I_NAN),
                     OSTROV_OK);
    ck_assert_int_eq(ostrov_scenarios_paths(m.s, later_s + 86400, DAY, levels, LEVELS, forecast,
                                            0.0, 200.0, 2, path),
                     OSTROV_DEGRADED);
    /* as before the first day: one path is low all day, one high */
    for (int i = 24; i < 72; i++) {
        ck_assert(path[i] < 50.0 && path[DAY + i] > 50.0);
    }
}
END_TEST

START_TEST(few_stand_for_many)
{
    /* Three kinds of day, 30, 15 and 5 of each, with a little noise: three are kept, one of each.
     */
    static double path[50 * DAY];
    const double kind_w[3] = {10.0, 50.0, 90.0};
    const int until[3] = {30, 45, 50};
    double scratch[100], share[3];
    int32_t chosen[3];
    uint64_t seed = 25;
    for (int j = 0; j < 50; j++) {
        const int kind = j < until[0] ? 0 : (j < until[1] ? 1 : 2);
        for (int t = 0; t < DAY; t++) {
            path[j * DAY + t] = kind_w[kind] + test_random(&seed);
        }
    }
    ck_assert_int_eq(ostrov_scenarios_reduce(path, 50, DAY, NULL, 3, scratch, chosen, share),
                     OSTROV_OK);
    int32_t seen[3] = {0};
    for (int k = 0; k < 3; k++) {
        const int kind = chosen[k] < 30 ? 0 : (chosen[k] < 45 ? 1 : 2);
        const double right[3] = {0.6, 0.3, 0.1};
        ck_assert_double_eq_tol(share[k], right[kind], 1e-9);
        seen[kind]++;
    }
    ck_assert(seen[0] == 1 && seen[1] == 1 && seen[2] == 1);
    ck_assert_int_eq(ostrov_scenarios_reduce(path, 50, DAY, NULL, 51, scratch, chosen, share),
                     OSTROV_E_RANGE);
    path[7] = OSTROV_I_NAN;
    ck_assert_int_eq(ostrov_scenarios_reduce(path, 50, DAY, NULL, 3, scratch, chosen, share),
                     OSTROV_E_NOT_FINITE);
}
END_TEST

START_TEST(kept_bytes_go_on_to_the_bit)
{
    const ostrov_scenarios_config c = usual();
    static memory a, b;
    static double path[2][PATHS * DAY], forecast[DAY * LEVELS];
    ostrov_scenarios *back = NULL;
    uint64_t seed = 3;
    begin(&a, &c);
    for (int days = 0; days < 20; days += 10) { /* also before the first step */
        ck_assert_int_eq(ostrov_scenarios_save(a.s), OSTROV_OK);
        b = a;
        ck_assert_int_eq(ostrov_scenarios_load(b.words, sizeof b.words, &c, &back), OSTROV_OK);
        ck_assert_ptr_eq(back, b.words);
        live(&a, days, days + 10, 0.9, &seed);
    }
    ck_assert_int_eq(ostrov_scenarios_save(a.s), OSTROV_OK);
    b = a;
    ck_assert_int_eq(ostrov_scenarios_load(b.words, sizeof b.words, &c, &back), OSTROV_OK);
    for (int i = 0; i < DAY; i++) {
        row_of(i, &forecast[i * LEVELS]);
    }
    ostrov_scenarios *const each[2] = {a.s, back};
    for (int k = 0; k < 2; k++) {
        const int64_t t = test_start_s + 20 * 86400;
        ck_assert_int_eq(ostrov_scenarios_paths(each[k], t, DAY, levels, LEVELS, forecast, 0.0,
                                                100.0, PATHS, path[k]),
                         OSTROV_OK);
        ck_assert_int_eq(
            ostrov_scenarios_step(each[k], t, levels, LEVELS, &forecast[40 * LEVELS], 30.0),
            OSTROV_OK);
        ck_assert_int_eq(ostrov_scenarios_save(each[k]), OSTROV_OK);
    }
    ck_assert_mem_eq(path[0], path[1], sizeof path[0]);
    ck_assert_mem_eq(a.words, b.words, ostrov_scenarios_size(&c));
}
END_TEST

/* Changed bytes, and changed bytes whose checksum is right. */
START_TEST(what_is_not_it_is_refused)
{
    ostrov_scenarios_config c = usual();
    static memory a, b;
    ostrov_scenarios *back = NULL;
    uint64_t seed = 3;
    begin(&a, &c);
    live(&a, 0, 12, 0.9, &seed);
    ck_assert_int_eq(ostrov_scenarios_save(NULL), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_scenarios_save(a.s), OSTROV_OK);
    const size_t bytes = ostrov_scenarios_size(&c);
    ck_assert_int_eq(ostrov_scenarios_load(a.words, bytes - 1, &c, &back), OSTROV_E_SPACE);
    for (int i = 0; i < 50; i++) {
        b = a;
        ((uint8_t *)b.words)[4 + (size_t)(test_random(&seed) * (double)(bytes - 4))] ^= 16;
        ck_assert_int_lt(ostrov_scenarios_load(b.words, bytes, &c, &back), OSTROV_OK);
    }
    for (int i = 0; i < 8; i++) {
        b = a;
        b.s = (ostrov_scenarios *)(void *)b.words;
        switch (i) {
        case 0:
            b.s->last = INT64_MAX;
            break;
        case 1:
            b.s->first = b.s->last + 1;
            break;
        case 2:
            b.s->spread = OSTROV_I_NAN;
            break;
        case 3:
            b.s->per_day = 95;
            break;
        case 4:
            b.s->judged = -1;
            break;
        case 5:
            b.s->day_steps = INT32_MAX;
            break;
        case 6: /* the next day would overflow it */
            b.s->judged = INT32_MAX;
            break;
        default:
            ((float *)(b.s->memory + b.s->days))[3] = __builtin_inff();
            break;
        }
        ck_assert_int_eq(ostrov_scenarios_save(b.s), OSTROV_OK);
        ck_assert_msg(ostrov_scenarios_load(b.words, bytes, &c, &back) == OSTROV_E_CORRUPT,
                      "damage %d", i);
    }
    ck_assert_ptr_null(back);
    c.midnight_s = 3600;
    ck_assert_int_eq(ostrov_scenarios_load(a.words, bytes, &c, &back), OSTROV_E_UNSUPPORTED);
}
END_TEST

START_TEST(faults_are_named)
{
    ostrov_scenarios_config c = usual();
    ostrov_fault why;
    static memory m;
    double row[LEVELS], path[DAY];
    begin(&m, &c);
    ck_assert_int_eq(ostrov_scenarios_init(m.words, 64, &c, &m.s, &why), OSTROV_E_SPACE);
    ck_assert_int_eq(ostrov_scenarios_init(NULL, 64, &c, &m.s, &why), OSTROV_E_ARGUMENT);
    c.step_s = 700; /* does not divide a day */
    ck_assert_int_eq(ostrov_scenarios_init(m.words, sizeof m.words, &c, &m.s, &why),
                     OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "step_s");
    row_of(40, row);
    ck_assert_int_eq(ostrov_scenarios_step(m.s, test_start_s + 1, levels, LEVELS, row, 1.0),
                     OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_scenarios_step(m.s, INT64_MIN, levels, LEVELS, row, 1.0),
                     OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_scenarios_step(m.s, test_start_s, levels, 1, row, 1.0), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_scenarios_step(m.s, test_start_s, row, LEVELS, row, 1.0),
                     OSTROV_E_RANGE); /* no levels */
    ck_assert_int_eq(ostrov_scenarios_step(NULL, test_start_s, levels, LEVELS, row, 1.0),
                     OSTROV_E_ARGUMENT);
    ck_assert_int_eq(
        ostrov_scenarios_paths(m.s, test_start_s, 1, levels, LEVELS, row, 0.0, 1.0, 1001, path),
        OSTROV_E_RANGE);
    row[0] = 1e9; /* not monotone */
    ck_assert_int_eq(
        ostrov_scenarios_paths(m.s, test_start_s, 1, levels, LEVELS, row, 0.0, 1.0, 1, path),
        OSTROV_E_NOT_FINITE);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("forecast scenarios");
    TCase *tc = tcase_create("scenarios");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, steps_belong_together_as_they_did);
    tcase_add_test(tc, the_energy_of_days_is_covered);
    tcase_add_test(tc, before_the_first_day_a_day_is_wholly_good_or_bad);
    tcase_add_test(tc, gaps_and_days_missing_do_no_harm);
    tcase_add_test(tc, what_was_forgotten_is_not_known);
    tcase_add_test(tc, few_stand_for_many);
    tcase_add_test(tc, kept_bytes_go_on_to_the_bit);
    tcase_add_test(tc, what_is_not_it_is_refused);
    tcase_add_test(tc, faults_are_named);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
