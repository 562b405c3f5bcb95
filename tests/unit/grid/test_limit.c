/* The receiver of remote limits, load shedding, autonomy.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include <ostrov/grid_support.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NONE ((double)NAN)

static ostrov_grid_settings of(const char *name)
{
    ostrov_grid_settings s;
    ck_assert_int_eq(ostrov_grid_code_settings(name, &s, sizeof s), OSTROV_OK);
    return s;
}

static uint32_t next(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static double uniform(uint32_t *state, double lo, double hi)
{
    return lo + (hi - lo) * (double)next(state) / 16777215.0;
}

/* ---- remote limit -------------------------------------------------------------------------------
 */

static ostrov_grid_limit limit;

static ostrov_grid_limit_state told(void)
{
    ostrov_grid_limit_state s;
    ck_assert_int_eq(ostrov_grid_limit_read(&limit, &s, sizeof s), OSTROV_OK);
    return s;
}

static void command(uint32_t contacts, int32_t link, double seconds)
{
    for (int k = 0; k < (int)(seconds / 0.1 + 0.5); k++) {
        ck_assert_int_ge(ostrov_grid_limit_step(&limit, contacts, link, 0.1), OSTROV_OK);
    }
}

START_TEST(limit_down_at_once_up_by_ramp)
{
    ostrov_grid_settings s = of("cz-ppds-4"); /* 0, 30, 60, 100 %; up 10 %/min */
    ck_assert_int_eq(ostrov_grid_limit_init(&limit, &s, NULL), OSTROV_OK);
    ck_assert_int_eq(told().source, OSTROV_GRID_LIMIT_UNKNOWN);
    ck_assert_double_eq(told().limit_ratio, 0.0);
    command(1u << 3, 1, 60.0);
    ck_assert_double_eq_tol(told().limit_ratio, 0.1, 1e-6);
    ck_assert_double_eq(told().target_ratio, 1.0);
    command(1u << 3, 1, 541.0);
    ck_assert_double_eq(told().limit_ratio, 1.0);
    command(1u << 2 | 1u << 1, 1, 0.1); /* two contacts: the lower */
    ck_assert_double_eq(told().limit_ratio, 0.3);
}
END_TEST

START_TEST(a_lost_link_never_frees)
{
    ostrov_grid_settings s = of("cz-ppds-4");
    s.limit_hold_s = 10.0;
    s.limit_fallback_ratio = 0.6;
    ck_assert_int_eq(ostrov_grid_limit_init(&limit, &s, NULL), OSTROV_OK);
    ck_assert_double_eq(told().limit_ratio, 0.6); /* no command yet */
    command(1u << 1, 1, 1.0);
    command(1u << 1, 0, 9.9);
    ck_assert_int_eq(told().source, OSTROV_GRID_LIMIT_HELD);
    ck_assert_double_eq(told().limit_ratio, 0.3);
    ck_assert_double_eq_tol(told().lost_s, 9.9, 1e-9);
    command(1u << 1, 1, 0.1); /* there again: the time begins anew */
    ck_assert_double_eq(told().lost_s, 0.0);
    command(1u << 1, 0, 9.9);
    ck_assert_int_eq(told().source, OSTROV_GRID_LIMIT_HELD);
    command(0, 1, 0.3); /* no contact closed is a lost link as well */
    ck_assert_int_eq(told().source, OSTROV_GRID_LIMIT_FALLBACK);
    ck_assert_double_eq(told().target_ratio, 0.3); /* 0.6 would be more than was allowed */
    command(0, 1, 100.0);
    ck_assert_double_eq(told().limit_ratio, 0.3);
    command(1u << 7, 1, 1.0); /* a contact that is none */
    ck_assert_int_eq(told().source, OSTROV_GRID_LIMIT_FALLBACK);
    command(1u << 0, 1, 0.1);
    ck_assert_int_eq(told().source, OSTROV_GRID_LIMIT_COMMAND);
    ck_assert_double_eq(told().limit_ratio, 0.0);
    ck_assert_int_eq(ostrov_grid_limit_step(&limit, 8u, 1, -0.1), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_grid_limit_step(&limit, 8u, 1, NONE), OSTROV_E_TIME);
    ck_assert_double_eq(told().limit_ratio, 0.0);
    ck_assert_int_eq(ostrov_grid_limit_step(&limit, 8u, -1, 1.0), OSTROV_DEGRADED);
}
END_TEST

START_TEST(limit_needs_steps)
{
    ostrov_grid_settings s = of("vde4105");
    ostrov_fault why;
    ck_assert_int_eq(ostrov_grid_limit_init(&limit, &s, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "limit_steps_ratio");
    s.limit_steps_ratio[0] = 0.0;
    s.limit_steps_ratio[1] = 1.0;
    ck_assert_int_eq(ostrov_grid_limit_init(&limit, &s, &why), OSTROV_OK);
    ck_assert_int_eq(ostrov_grid_limit_step(&limit, 1u << 2, 1, 0.1), OSTROV_DEGRADED);
    memset(&limit, 0, sizeof limit);
    ck_assert_int_eq(ostrov_grid_limit_step(&limit, 1u, 1, 0.1), OSTROV_E_ARGUMENT);
}
END_TEST

/* Whatever comes: the limit is at most the greatest of what was commanded and of the fallback, a
 * lower command is obeyed in the step that brings it, it rises no faster than its ramp, and silence
 * never lifts where it goes. */
START_TEST(no_walk_frees_the_limit)
{
    uint32_t state = 99u;
    ostrov_grid_settings s = of("cz-ppds-4");
    for (int run = 0; run < 60; run++) {
        const uint32_t seed = state;
        s.limit_fallback_ratio = uniform(&state, 0.0, 1.0);
        s.limit_hold_s = uniform(&state, 0.0, 50.0);
        ck_assert_int_eq(ostrov_grid_limit_init(&limit, &s, NULL), OSTROV_OK);
        double most = s.limit_fallback_ratio;
        double last = told().limit_ratio;
        double target = told().target_ratio;
        for (int k = 0; k < 500; k++) {
            const uint32_t contacts = next(&state) % 20u;
            const int32_t link = (int32_t)(next(&state) % 4u) - 1;
            const double dt_s = uniform(&state, 0.001, 5.0);
            double least = NONE;
            for (int i = 0; i < 4; i++) {
                if (contacts < 16u && link == 1 && (contacts >> i & 1u) && isnan(least)) {
                    least = s.limit_steps_ratio[i];
                }
            }
            most = fmax(most, least);
            ck_assert_int_ge(ostrov_grid_limit_step(&limit, contacts, link, dt_s), OSTROV_OK);
            const double limit_now = told().limit_ratio;
            ck_assert_msg(!isnan(least) || told().target_ratio <= target, "seed %u", seed);
            target = told().target_ratio;
            ck_assert_msg(limit_now <= most + 1e-12, "seed %u", seed);
            ck_assert_msg(isnan(least) || limit_now <= least + 1e-12, "seed %u", seed);
            ck_assert_msg(limit_now <= last + dt_s / 600.0 + 1e-6, "seed %u", seed);
            last = limit_now;
        }
    }
}
END_TEST

/* ---- shedding and autonomy ----------------------------------------------------------------------
 */

START_TEST(shedding)
{
    const ostrov_grid_shed_config c = {2, 0, {49.0, 48.5, 0, 0}, {0.2, 0.1, 0, 0}};
    ostrov_grid_shed_config wrong = c;
    ostrov_grid_shed s;
    ostrov_fault why;
    uint32_t tiers = 0;
    ck_assert_int_eq(ostrov_grid_shed_init(&s, &c, NULL), OSTROV_OK);
    ck_assert_int_eq(ostrov_grid_shed_step(&s, 48.9, 0.1, &tiers), OSTROV_OK);
    ck_assert_int_eq(ostrov_grid_shed_step(&s, 49.0, 0.1, &tiers), OSTROV_OK); /* strict: good */
    ck_assert_int_eq(ostrov_grid_shed_step(&s, 48.9, 0.1, &tiers), OSTROV_OK);
    ck_assert_uint_eq(tiers, 0);
    ck_assert_int_eq(ostrov_grid_shed_step(&s, NONE, 0.1, &tiers), OSTROV_DEGRADED); /* holds */
    ck_assert_uint_eq(tiers, 0);
    ck_assert_int_eq(ostrov_grid_shed_step(&s, 48.9, 0.1, &tiers), OSTROV_OK);
    ck_assert_uint_eq(tiers, 1);
    ck_assert_int_eq(ostrov_grid_shed_step(&s, 48.0, 0.1, &tiers), OSTROV_OK);
    ck_assert_uint_eq(tiers, 3);
    ck_assert_int_eq(ostrov_grid_shed_step(&s, 50.0, 10.0, &tiers), OSTROV_OK);
    ck_assert_uint_eq(tiers, 3); /* comes back by init only */
    ck_assert_int_eq(ostrov_grid_shed_step(&s, 50.0, 0.0, &tiers), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_grid_shed_step(&s, 50.0, 1.0, NULL), OSTROV_E_ARGUMENT);
    wrong.below_hz[1] = 49.5;
    ck_assert_int_eq(ostrov_grid_shed_init(&s, &wrong, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "below_hz");
    wrong.below_hz[1] = NONE;
    ck_assert_int_eq(ostrov_grid_shed_init(&s, &wrong, &why), OSTROV_E_NOT_FINITE);
    wrong.count = 5;
    ck_assert_int_eq(ostrov_grid_shed_init(&s, &wrong, &why), OSTROV_E_RANGE);
    ck_assert_uint_eq(tiers, 3); /* the object was left alone */
}
END_TEST

START_TEST(autonomy)
{
    ostrov_grid_store store = {100e3, 0.6, 0.1, 0.9, 5e3};
    const double loads[] = {5e3, 50e3, NONE, -1.0};
    const double tiers[] = {10e3, 20e3, 30e3};
    int32_t holds = 9;
    int32_t many[4];
    double hold_s = 9.0;
    double seconds[4];
    int32_t kept = 9;
    int32_t met = 9;
    ck_assert_int_eq(ostrov_grid_autonomy(&store, 50e3, &holds, &hold_s), OSTROV_OK);
    ck_assert_int_eq(holds, OSTROV_GRID_HOLDS_FOR);
    ck_assert_double_eq_tol(hold_s, 3600.0, 1e-9); /* 45 kWh at 45 kW */
    ck_assert_int_eq(ostrov_grid_autonomy_n(&store, loads, 4, many, seconds), OSTROV_DEGRADED);
    ck_assert_int_eq(many[0], OSTROV_GRID_HOLDS_EVER);
    ck_assert(isnan(seconds[0]));
    ck_assert_int_eq(many[1], OSTROV_GRID_HOLDS_FOR);
    ck_assert_int_eq(many[2], OSTROV_GRID_HOLDS_UNKNOWN);
    ck_assert_int_eq(many[3], OSTROV_GRID_HOLDS_UNKNOWN);
    ck_assert_int_eq(ostrov_grid_tiers(&store, tiers, 3, 6480.0, &kept, &met), OSTROV_OK);
    ck_assert_int_eq(kept, 2); /* 45 kWh at 25 kW: exactly 6480 s */
    ck_assert_int_eq(met, 1);
    ck_assert_int_eq(ostrov_grid_tiers(&store, tiers, 3, 1e6, &kept, &met), OSTROV_OK);
    ck_assert_int_eq(kept, 1);
    ck_assert_int_eq(met, 0); /* the first stays on even so */
    ck_assert_int_eq(ostrov_grid_tiers(&store, tiers, 5, 1.0, &kept, &met), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_grid_tiers(&store, loads, 3, 1.0, &kept, &met), OSTROV_E_NOT_FINITE);
    store.soc_ratio = 0.05; /* below its least charge: nothing left, not less than nothing */
    ck_assert_int_eq(ostrov_grid_autonomy(&store, 50e3, &holds, &hold_s), OSTROV_OK);
    ck_assert_double_eq(hold_s, 0.0);
    ck_assert_int_eq(ostrov_grid_autonomy(&store, NONE, &holds, &hold_s), OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(ostrov_grid_autonomy(&store, -1.0, &holds, &hold_s), OSTROV_E_RANGE);
    store.soc_ratio = NONE;
    ck_assert_int_eq(ostrov_grid_autonomy(&store, 1.0, &holds, &hold_s), OSTROV_E_NOT_FINITE);
    ck_assert_double_eq(hold_s, 0.0);
    ck_assert_int_eq(ostrov_grid_autonomy(NULL, 1.0, &holds, &hold_s), OSTROV_E_ARGUMENT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid limit");
    TCase *cases = tcase_create("limit");
    tcase_add_test(cases, limit_down_at_once_up_by_ramp);
    tcase_add_test(cases, a_lost_link_never_frees);
    tcase_add_test(cases, limit_needs_steps);
    tcase_add_test(cases, no_walk_frees_the_limit);
    tcase_add_test(cases, shedding);
    tcase_add_test(cases, autonomy);
    suite_add_tcase(suite, cases);
    return unit_run(suite);
}
