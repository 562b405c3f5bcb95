/* A re-plan in the workspace of the last call: the very same problem gives the very same plan at once, any
 * other one what a cold start gives, and nothing that stands in the memory is believed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "plan_kit.h"

#include <math.h>

static uint64_t memory[1 << 18];
static uint64_t other[1 << 18];
static kit k;
static kit_plan p, q;

static ostrov_plan_options warm_options(void)
{
    ostrov_plan_options o;
    ck_assert_int_eq(ostrov_plan_options_defaults(&o, sizeof o), OSTROV_OK);
    o.warm = 1;
    return o;
}

static ostrov_status solve_in(uint64_t *in, const ostrov_plan_options *o, kit_plan *to)
{
    kit_plan_open(to);
    return ostrov_plan_solve(&k.problem, o, in, sizeof memory, &to->plan, NULL);
}

/* The same to the last bit, in every column and total but the work. */
static void assert_same(const kit_plan *a, const kit_plan *b)
{
    const size_t bytes = (size_t)k.problem.count * sizeof(double);
    for (int32_t i = 0; i < 7; i++) {
        ck_assert_mem_eq(a->columns[i], b->columns[i], bytes);
    }
    ck_assert_mem_eq(a->edges, b->edges, bytes + 8u);
    ck_assert_mem_eq(a->vehicle_w, b->vehicle_w, sizeof a->vehicle_w);
    ck_assert_mem_eq(a->short_wh, b->short_wh, sizeof a->short_wh);
    ck_assert_mem_eq(a->point, b->point, sizeof a->point);
    ck_assert_double_eq(a->plan.cost, b->plan.cost);
    ck_assert_double_eq(a->plan.bound, b->plan.bound);
    ck_assert_double_eq(a->plan.gap_ratio, b->plan.gap_ratio);
    ck_assert_double_eq(a->plan.short_total_wh, b->plan.short_total_wh);
    ck_assert_double_eq(a->plan.reserve_short_wh_h, b->plan.reserve_short_wh_h);
    ck_assert_int_eq(a->plan.count, b->plan.count);
    ck_assert_int_eq(a->plan.vehicle_count, b->plan.vehicle_count);
    ck_assert_int_eq(a->plan.solver, b->plan.solver);
    ck_assert_uint_eq(a->plan.source_crc, b->plan.source_crc);
    ck_assert_int_eq(a->plan.expires_s, b->plan.expires_s);
}

static void assert_close(const kit_plan *a, const kit_plan *b)
{
    ck_assert_double_eq_tol(a->plan.cost, b->plan.cost,
                            1e-9 * (1.0 + (a->plan.cost < 0.0 ? -a->plan.cost : a->plan.cost)));
}

static const uint32_t kinds[] = {0u, 1u, 16u, 12u, 44u, 13u, 8u, 0xd2u};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* In another place in memory the same numbers are the same problem. */
START_TEST(the_very_same_problem)
{
    uint64_t seed = 71;
    for (int n = 0; n < 3 * KINDS; n++) {
        const ostrov_plan_options o = warm_options();
        struct {
            ostrov_plan_vehicle row;
            double beside;
        } wide[KIT_VEHICLES];
        kit copy;
        kit_draw(&k, &seed, 24, kinds[n % KINDS]);
        memset(memory, 0, sizeof memory);
        ck_assert_int_eq(solve_in(memory, &o, &p), OSTROV_OK);
        ck_assert_int_gt(p.plan.work, 0);
        ck_assert_int_eq(solve_in(memory, &o, &q), OSTROV_OK);
        ck_assert_int_eq(q.plan.work, 0);
        assert_same(&p, &q);
        ck_assert(kit_judge(&k, &q).feasible);
        copy = k;
        k.problem.load_w.values = copy.load;
        k.problem.edges_s = copy.edges;
        k.problem.battery = &copy.battery;
        ck_assert_int_eq(solve_in(memory, &o, &q), OSTROV_OK);
        ck_assert_int_eq(q.plan.work, 0);
        assert_same(&p, &q);
        for (int32_t i = 0; i < k.problem.vehicles_count; i++) { /* as a newer caller has them */
            wide[i].row = k.vehicles[i];
            wide[i].beside = 0.0;
        }
        k.problem.vehicles = &wide[0].row;
        k.problem.vehicles_stride = k.problem.vehicles_count > 0 ? sizeof wide[0] : 0;
        ck_assert_int_eq(solve_in(memory, &o, &q), OSTROV_OK);
        assert_close(&p, &q);
    }
}
END_TEST

enum { COURSES = 3, PAIRS = 2 };

static double by_course[PAIRS][2 + KIT_VEHICLES][COURSES * KIT_SLOTS];

static ostrov_status solve_courses(const ostrov_plan_options *o, kit_plan *to, int32_t which)
{
    double(*columns)[COURSES * KIT_SLOTS] = by_course[which];
    memset(columns, 0, sizeof by_course[which]);
    kit_plan_open(to);
    to->plan.scenario_battery_w = columns[0];
    to->plan.scenario_grid_w = columns[1];
    to->plan.scenario_vehicle_w = columns[2];
    return ostrov_plan_solve(&k.problem, o, memory, sizeof memory, &to->plan, NULL);
}

/* With scenarios: their columns come again too; a bit of one scenario, or its weight, is another
 * problem. */
START_TEST(the_very_same_scenarios)
{
    static double loads[COURSES][24];
    ostrov_plan_scenario rows[COURSES];
    uint64_t seed = 77;
    for (int n = 0; n < 12; n++) {
        const ostrov_plan_options o = warm_options();
        double *const numbers[] = {&loads[1][7], &rows[2].probability_ratio, &k.load[3],
                                   &k.problem.cvar_level_ratio};
        kit_draw(&k, &seed, 24, kinds[n % 3] & ~1u); /* value functions, and programs */
        memset(rows, 0, sizeof rows);
        for (int32_t i = 0; i < COURSES; i++) {
            for (int32_t t = 0; t < 24; t++) {
                loads[i][t] = k.load[t] * kit_uniform(&seed, 1.0, 1.4);
            }
            rows[i].probability_ratio = kit_uniform(&seed, 0.2, 0.8);
            rows[i].load_w = (ostrov_series){0, 900, 24, loads[i]};
        }
        k.problem.scenarios = rows;
        k.problem.scenarios_count = COURSES;
        k.problem.scenarios_stride = sizeof rows[0];
        k.problem.cvar_level_ratio = 0.7;
        k.problem.cvar_weight_ratio = 0.5;
        if (n >= 6) {
            kit_vehicle(&k, 0, 12, 60e3, 22e3);
        }
        memset(memory, 0, sizeof memory);
        ck_assert_int_eq(solve_courses(&o, &p, 0), OSTROV_OK);
        ck_assert_int_gt(p.plan.work, 0);
        ck_assert_int_eq(solve_courses(&o, &q, 1), OSTROV_OK);
        ck_assert_int_eq(q.plan.work, 0);
        assert_same(&p, &q);
        ck_assert_mem_eq(by_course[0], by_course[1], sizeof by_course[0]);
        ck_assert(kit_judge(&k, &q).feasible);
        for (int i = 0; i < 4; i++) {
            const double before = *numbers[i];
            *numbers[i] = nextafter(before, 0.0);
            ck_assert_int_eq(solve_courses(&o, &q, 1), OSTROV_OK);
            ck_assert_msg(q.plan.work > 0, "number %d", i);
            *numbers[i] = before;
            ck_assert_int_eq(solve_courses(&o, &q, 1), OSTROV_OK);
        }
    }
}
END_TEST

/* One number changed by one bit, wherever it stands: it is planned anew. */
START_TEST(one_bit_is_another_problem)
{
    uint64_t seed = 72;
    for (int n = 0; n < 120; n++) {
        ostrov_plan_options o = warm_options();
        double *const numbers[] = {&k.load[3],
                                   &k.critical[23],
                                   &k.pv[12],
                                   &k.buy[0],
                                   &k.sell[23],
                                   &k.import_limit[7],
                                   &k.export_limit[9],
                                   &k.battery.charge_limit_w,
                                   &k.problem.wear_price_per_kwh,
                                   &k.problem.battery_soc_ratio,
                                   &k.problem.reserve_s,
                                   &k.peaks[0].price_per_kw,
                                   &k.vehicles[2].depart_wh,
                                   &k.groups[0].limit_w,
                                   &o.hold_money};
        double *one = numbers[(size_t)n % (sizeof numbers / sizeof numbers[0])];
        uint64_t bits = 0;
        kit_draw(&k, &seed, 24, kinds[n % 2 ? 3 : 4]);
        memset(memory, 0, sizeof memory);
        ck_assert_int_eq(solve_in(memory, &o, &p), OSTROV_OK);
        memcpy(&bits, one, sizeof bits);
        bits += *one == 0.0 ? UINT64_C(0x3f50624dd2f1a9fc) : 1u; /* 0 becomes 0.001 */
        memcpy(one, &bits, sizeof bits);
        ck_assert_int_eq(solve_in(memory, &o, &q), OSTROV_OK);
        ck_assert_msg(q.plan.work > 0, "draw %d", n);
        ck_assert_int_eq(solve_in(memory, &o, &p), OSTROV_OK);
        ck_assert_int_eq(p.plan.work, 0); /* that one is kept now */
        assert_same(&p, &q);
    }
}
END_TEST

/* The same refusals as ever, with a kept plan in the workspace. */
START_TEST(refused_as_ever)
{
    const ostrov_plan_options o = warm_options();
    ostrov_fault why = {0};
    size_t bytes = 0;
    uint64_t seed = 73;
    kit_draw(&k, &seed, 24, 12u);
    bytes = ostrov_plan_workspace(&k.problem);
    ck_assert_uint_le(bytes, sizeof memory);
    memset(memory, 0, sizeof memory);
    ck_assert_int_eq(solve_in(memory, &o, &p), OSTROV_OK);
    kit_plan_open(&q);
    q.plan.capacity = 23;
    ck_assert_int_eq(ostrov_plan_solve(&k.problem, &o, memory, bytes, &q.plan, &why),
                     OSTROV_E_SPACE);
    ck_assert_str_eq(why.field, "capacity");
    kit_plan_open(&q);
    q.plan.vehicle_capacity = 1;
    ck_assert_int_eq(ostrov_plan_solve(&k.problem, &o, memory, bytes, &q.plan, &why),
                     OSTROV_E_SPACE);
    kit_plan_open(&q);
    ck_assert_int_eq(ostrov_plan_solve(&k.problem, &o, memory, bytes - 8, &q.plan, &why),
                     OSTROV_E_SPACE);
    ck_assert_int_eq(ostrov_plan_solve(&k.problem, &o, NULL, bytes, &q.plan, &why),
                     OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_plan_solve(NULL, &o, memory, bytes, &q.plan, &why), OSTROV_E_ARGUMENT);
    k.problem.load_w.values = NULL;
    ck_assert_int_eq(ostrov_plan_solve(&k.problem, &o, memory, bytes, &q.plan, &why),
                     OSTROV_E_ARGUMENT);
}
END_TEST

/* A damaged word anywhere, a workspace of another problem, one cut short: the plan of a cold start. */
START_TEST(damaged_and_foreign)
{
    uint64_t seed = 74;
    for (int n = 0; n < 60; n++) {
        const ostrov_plan_options o = warm_options();
        size_t words = 0;
        kit_draw(&k, &seed, 24, kinds[n % KINDS]);
        words = ostrov_plan_workspace(&k.problem) / 8u;
        memset(other, 0, sizeof other);
        ck_assert_int_eq(solve_in(other, &o, &p), OSTROV_OK);
        for (int round = 0; round < 12; round++) { /* the head more often than the rest */
            const uint64_t at = kit_random(&seed) % (round % 2 ? words : 64u);
            memcpy(memory, other, sizeof memory);
            memory[at] ^= UINT64_C(1) << kit_random(&seed) % 64u;
            ck_assert_int_eq(solve_in(memory, &o, &q), OSTROV_OK);
            assert_close(&p, &q);
            ck_assert(kit_judge(&k, &q).feasible);
        }
        kit_draw(&k, &seed, 24, kinds[(n + 1) % KINDS]);
        ck_assert_int_eq(solve_in(other, &o, &q), OSTROV_OK);
        ck_assert_int_gt(q.plan.work, 0);
        memset(memory, 0, sizeof memory);
        ck_assert_int_eq(solve_in(memory, &o, &p), OSTROV_OK);
        assert_close(&p, &q);
    }
}
END_TEST

/* The first slot is over: the horizon begins a slot later, or as much of it as is left. */
static void roll(kit *at, int32_t minutes)
{
    const int32_t n = at->problem.count;
    if (minutes < 15) {
        at->edges[0] += 60 * minutes;
        return;
    }
    at->problem.count = n - 1;
    for (int32_t t = 0; t < n; t++) {
        at->edges[t] = at->edges[t + 1];
    }
}

/* One of the things that change between two plans. */
static void change(uint64_t *seed, double by)
{
    const int32_t n = k.problem.count;
    const int32_t t = (int32_t)(kit_random(seed) % (uint64_t)n);
    switch (kit_random(seed) % 10u) {
    case 0: /* a new forecast for the next slots */
        for (int32_t i = 0; i < 4 && i < n; i++) {
            k.load[i] *= kit_uniform(seed, 1.0 - by, 1.0 + by);
            k.pv[i] *= kit_uniform(seed, 1.0 - by, 1.0 + by);
        }
        break;
    case 1: /* for all of them */
        for (int32_t i = 0; i < n; i++) {
            k.load[i] *= kit_uniform(seed, 1.0 - by, 1.0 + by);
            k.critical[i] = k.critical[i] < k.load[i] ? k.critical[i] : k.load[i];
        }
        break;
    case 2:
        k.buy[t] += kit_uniform(seed, -by, by);
        k.sell[t] = k.buy[t] - 0.05;
        break;
    case 3: /* the grid goes, or comes back */
        k.import_limit[t] = k.import_limit[t] > 0.0 ? 0.0 : 300e3;
        break;
    case 4:
        k.battery.charge_limit_w *= 1.0 - by;
        break;
    case 5:
        k.problem.battery_soc_ratio = kit_uniform(seed, 0.05, 0.95);
        break;
    case 6: /* a vehicle comes */
        if (k.problem.vehicles_count > 0 && k.problem.vehicles_count < KIT_VEHICLES) {
            kit_vehicle(&k, t / 2, n, 60e3, 22e3);
        }
        break;
    case 7: /* the first one goes */
        if (k.problem.vehicles_count > 1) {
            k.problem.vehicles_count--;
            memmove(k.vehicles, k.vehicles + 1,
                    (size_t)k.problem.vehicles_count * sizeof k.vehicles[0]);
        }
        break;
    case 8:
        roll(&k, n > 12 ? 15 : 1);
        break;
    default:
        roll(&k, k.edges[1] - k.edges[0] > 120 ? 1 : 15);
        break;
    }
}

/* Whatever changes, and however often: the cost of a cold start, a plan that is sound. */
START_TEST(whatever_changes)
{
    for (int n = 0; n < 40; n++) {
        uint64_t seed = 7500u + (uint64_t)n;
        ostrov_plan_options o = warm_options();
        ostrov_plan_options cold = o;
        o.gap_ratio = 0.0;
        cold.gap_ratio = 0.0;
        cold.warm = 0;
        kit_draw(&k, &seed, 24, kinds[n % KINDS]);
        memset(memory, 0, sizeof memory);
        for (int step = 0; step < 10; step++) {
            ostrov_plan_verdict v;
            ck_assert_int_eq(solve_in(memory, &o, &q), OSTROV_OK);
            ck_assert_int_eq(solve_in(other, &cold, &p), OSTROV_OK);
            v = kit_judge(&k, &q);
            ck_assert_msg(v.feasible, "draw %d step %d: %s", n, step, v.worst_rule);
            ck_assert_msg(p.plan.cost - q.plan.cost < 1e-9 * (1.0 + fabs(p.plan.cost)) &&
                              q.plan.cost - p.plan.cost < 1e-9 * (1.0 + fabs(p.plan.cost)),
                          "draw %d step %d: %.12g warm, %.12g cold", n, step, q.plan.cost,
                          p.plan.cost);
            change(&seed, 0.05);
        }
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("plan again");
    TCase *c = tcase_create("again");
    tcase_set_timeout(c, 120);
    tcase_add_test(c, the_very_same_problem);
    tcase_add_test(c, the_very_same_scenarios);
    tcase_add_test(c, one_bit_is_another_problem);
    tcase_add_test(c, refused_as_ever);
    tcase_add_test(c, damaged_and_foreign);
    tcase_add_test(c, whatever_changes);
    suite_add_tcase(s, c);
    return unit_run(s);
}
