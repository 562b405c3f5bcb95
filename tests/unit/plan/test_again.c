/* A re-plan in the workspace of the last call: the very same problem gives the very same plan at once, any
 * other one what a cold start gives, and nothing that stands in the memory is believed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "plan_kit.h"

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

int main(void)
{
    Suite *s = suite_create("plan again");
    TCase *c = tcase_create("again");
    tcase_set_timeout(c, 120);
    tcase_add_test(c, the_very_same_problem);
    tcase_add_test(c, one_bit_is_another_problem);
    tcase_add_test(c, refused_as_ever);
    tcase_add_test(c, damaged_and_foreign);
    suite_add_tcase(s, c);
    return unit_run(s);
}
