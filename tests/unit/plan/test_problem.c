/* Problems: judged to the last number, averaged onto their slots, repaired by rules.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "plan_kit.h"

static const double nan_value = __builtin_nan("");
static kit k;
static ostrov_plan_slot slots[KIT_SLOTS];

START_TEST(good_problem_is_accepted)
{
    kit_open(&k, 96, 900);
    ck_assert_int_eq(ostrov_problem_check(&k.problem, NULL), OSTROV_OK);
    ck_assert_uint_gt(ostrov_plan_workspace(&k.problem), 0);
    ck_assert_uint_eq(ostrov_plan_workspace(&k.problem) % 8, 0);
}
END_TEST

START_TEST(null_and_sizes)
{
    ostrov_fault why;
    struct {
        ostrov_problem problem;
        uint64_t tail;
    } longer;
    kit_open(&k, 4, 900);
    ck_assert_int_eq(ostrov_problem_check(NULL, &why), OSTROV_E_ARGUMENT);
    memset(&longer, 0, sizeof longer);
    longer.problem = k.problem;
    longer.problem.struct_size = sizeof longer;
    ck_assert_int_eq(ostrov_problem_check(&longer.problem, &why), OSTROV_OK);
    longer.tail = 1;
    ck_assert_int_eq(ostrov_problem_check(&longer.problem, &why), OSTROV_E_UNSUPPORTED);
    k.problem.struct_size = 8;
    ck_assert_int_eq(ostrov_problem_check(&k.problem, &why), OSTROV_E_ARGUMENT);
    ck_assert_uint_eq(ostrov_plan_workspace(&k.problem), 0);
}
END_TEST

START_TEST(unknown_numbers_are_named_with_their_slot)
{
    double *const series[7] = {k.load, k.critical, k.pv, k.buy, k.sell, k.import_limit, k.export_limit};
    const char *const names[7] = {"load_w", "critical_w", "pv_w", "import_price_per_kwh",
                                  "export_price_per_kwh", "import_limit_w", "export_limit_w"};
    const double bad[3] = {nan_value, __builtin_inf(), -__builtin_inf()};
    for (int i = 0; i < 7; i++) {
        for (int n = 0; n < 3; n++) {
            ostrov_fault why = {0};
            kit_open(&k, 96, 900);
            series[i][37] = bad[n];
            ck_assert_int_eq(ostrov_problem_check(&k.problem, &why), OSTROV_E_NOT_FINITE);
            ck_assert_str_eq(why.field, names[i]);
            ck_assert_int_eq(why.slot, 37);
        }
    }
}
END_TEST

START_TEST(numbers_outside_their_range_are_refused)
{
    ostrov_fault why = {0};
    kit_open(&k, 96, 900);
    k.load[5] = -1.0;
    ck_assert_int_eq(ostrov_problem_check(&k.problem, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "load_w");
    ck_assert_int_eq(why.slot, 5);
    kit_open(&k, 96, 900);
    k.problem.battery_soc_ratio = 1.5;
    ck_assert_int_eq(ostrov_problem_check(&k.problem, &why), OSTROV_E_RANGE);
    k.problem.battery_soc_ratio = nan_value;
    ck_assert_int_eq(ostrov_problem_check(&k.problem, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "battery_soc_ratio");
    kit_open(&k, 96, 900);
    k.problem.shed_critical_price_per_kwh = 1.0;
    ck_assert_int_eq(ostrov_problem_check(&k.problem, &why), OSTROV_E_RANGE);
}
END_TEST

START_TEST(time_must_be_covered_and_move_forward)
{
    ostrov_fault why = {0};
    kit_open(&k, 96, 900);
    k.problem.pv_w.count = 95;
    ck_assert_int_eq(ostrov_problem_check(&k.problem, &why), OSTROV_E_TIME);
    ck_assert_str_eq(why.field, "pv_w");
    ck_assert_int_eq(why.slot, 95);
    kit_open(&k, 96, 900);
    k.problem.load_w.start_s = 900;
    ck_assert_int_eq(ostrov_problem_check(&k.problem, &why), OSTROV_E_TIME);
    kit_open(&k, 96, 900);
    k.edges[10] = k.edges[9];
    ck_assert_int_eq(ostrov_problem_check(&k.problem, &why), OSTROV_E_TIME);
    ck_assert_int_eq(why.slot, 9);
    kit_open(&k, 96, 900);
    k.edges[96] = INT64_MAX;
    ck_assert_int_eq(ostrov_problem_check(&k.problem, &why), OSTROV_E_TIME);
    kit_open(&k, 96, 900);
    k.problem.load_w.count = 0;
    ck_assert_int_eq(ostrov_problem_check(&k.problem, &why), OSTROV_E_ARGUMENT);
    ck_assert_str_eq(why.field, "load_w");
}
END_TEST

START_TEST(rows_are_judged)
{
    ostrov_fault why = {0};
    kit_open(&k, 96, 900);
    kit_vehicle(&k, 2, 20, 30e3, 44e3);
    kit_vehicle(&k, 3, 30, 30e3, 44e3);
    ck_assert_int_eq(ostrov_problem_check(&k.problem, &why), OSTROV_OK);
    k.vehicles[1].depart_wh = nan_value;
    ck_assert_int_eq(ostrov_problem_check(&k.problem, &why), OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(why.index, 1);
    ck_assert_str_eq(why.field, "depart_wh");
    k.vehicles[1].depart_wh = 60e3;
    k.vehicles[1].group = 0;
    ck_assert_int_eq(ostrov_problem_check(&k.problem, &why), OSTROV_E_RANGE);
    k.vehicles[1].group = -1;
    k.vehicles[1].depart_s = 0;
    ck_assert_int_eq(ostrov_problem_check(&k.problem, &why), OSTROV_E_TIME);
    k.vehicles[1].depart_s = 90000;
    k.problem.vehicles_stride = 4;
    ck_assert_int_eq(ostrov_problem_check(&k.problem, &why), OSTROV_E_ARGUMENT);
}
END_TEST

START_TEST(series_are_averaged_onto_mixed_slots)
{
    kit_open(&k, 96, 900);
    k.problem.count = 3;
    k.edges[0] = 450;
    k.edges[1] = 1800; /* half of value 0, all of value 1 */
    k.edges[2] = 5400; /* values 2 to 5 */
    k.edges[3] = 5700; /* a third of value 6 */
    for (int t = 0; t < 96; t++) {
        k.load[t] = 1000.0 * (t + 1);
    }
    ck_assert_int_eq(ostrov_problem_slots(&k.problem, slots, sizeof slots[0], KIT_SLOTS, NULL, NULL),
                     OSTROV_OK);
    ck_assert_double_eq_tol(slots[0].load_w, (450.0 * 1000.0 + 900.0 * 2000.0) / 1350.0, 1e-9);
    ck_assert_double_eq_tol(slots[1].load_w, 4500.0, 1e-9);
    ck_assert_double_eq_tol(slots[2].load_w, 7000.0, 1e-9);
    ck_assert_double_eq(slots[2].duration_s, 300.0);
}
END_TEST

START_TEST(limits_are_the_least)
{
    kit_open(&k, 4, 900);
    k.problem.import_limit_fixed_w = 100e3;
    k.import_limit[2] = 50e3;
    ck_assert_int_eq(ostrov_problem_slots(&k.problem, slots, sizeof slots[0], KIT_SLOTS, NULL, NULL),
                     OSTROV_OK);
    ck_assert_double_eq(slots[0].import_limit_w, 100e3);
    ck_assert_double_eq(slots[2].import_limit_w, 50e3);
    k.problem.import_limit_w.count = 0;
    ck_assert_int_eq(ostrov_problem_slots(&k.problem, slots, sizeof slots[0], KIT_SLOTS, NULL, NULL),
                     OSTROV_OK);
    ck_assert_double_eq(slots[2].import_limit_w, 100e3);
    ck_assert_int_eq(ostrov_problem_slots(&k.problem, slots, sizeof slots[0], 3, NULL, NULL),
                     OSTROV_E_SPACE);
}
END_TEST

/* The reserve floor by the plain double sum of the reference's README, against the running sum. */
START_TEST(reserve_floor_as_the_reference_says)
{
    uint64_t seed = 11;
    for (int n = 0; n < 60; n++) {
        const int32_t count = n % 3 == 0 ? 20 : 96; /* shorter than a day: the whole horizon repeats */
        const int32_t ahead = 1 + (int32_t)(kit_random(&seed) % 130u);
        kit_draw(&k, &seed, count, 16u | (n % 2 ? 2u : 0u));
        k.problem.reserve_s = 900.0 * ahead;
        k.problem.reserve_pv_ratio = 0.3;
        k.battery.capacity_wh = 4000e3; /* so that the floor is not cut off at the top */
        ck_assert_int_eq(
            ostrov_problem_slots(&k.problem, slots, sizeof slots[0], KIT_SLOTS, NULL, NULL),
            OSTROV_OK);
        for (int32_t t = 1; t <= count; t++) {
            double sum = 400e3;
            for (int32_t j = t; j < t + ahead; j++) {
                const int32_t i = j < count ? j : (count < 96 ? (j - count) % count : (j - 96) % 96);
                const double need = k.critical[i] - 0.3 * k.pv[i];
                sum += need > 0.0 ? need * 0.25 / 0.95 : 0.0;
            }
            if (k.import_limit[t < count ? t : count - 1] <= 0.0) {
                sum = 400e3;
            }
            sum = sum < 3600e3 ? sum : 3600e3;
            ck_assert_double_eq_tol(slots[t - 1].floor_wh, sum, 1e-6); /* 10^6 Wh at 1e-12 */
        }
    }
}
END_TEST

START_TEST(source_crc_follows_the_problem)
{
    uint32_t a = 0;
    uint32_t b = 0;
    kit_open(&k, 96, 900);
    ck_assert_int_eq(ostrov_problem_slots(&k.problem, NULL, 0, 0, &a, NULL), OSTROV_OK);
    ck_assert_int_eq(ostrov_problem_slots(&k.problem, slots, sizeof slots[0], 96, &b, NULL), OSTROV_OK);
    ck_assert_uint_eq(a, b);
    k.buy[95] += 1e-9;
    ck_assert_int_eq(ostrov_problem_slots(&k.problem, NULL, 0, 0, &b, NULL), OSTROV_OK);
    ck_assert_uint_ne(a, b);
    k.buy[95] -= 1e-9;
    kit_vehicle(&k, 0, 4, 1e3, 1e3);
    ck_assert_int_eq(ostrov_problem_slots(&k.problem, NULL, 0, 0, &b, NULL), OSTROV_OK);
    ck_assert_uint_ne(a, b);
}
END_TEST

START_TEST(repair_by_rules)
{
    double v[8] = {nan_value, 5.0, nan_value, 900.0, nan_value, __builtin_inf(), -3.0, 4.0};
    const double want[8] = {1.0, 5.0, 5.0, 100.0, 1.0, 5.0, 0.0, 4.0};
    const uint8_t flag[8] = {OSTROV_REPAIR_DEFAULT, 0, OSTROV_REPAIR_HELD, OSTROV_REPAIR_CLAMPED,
                             OSTROV_REPAIR_DAY, OSTROV_REPAIR_DAY, OSTROV_REPAIR_CLAMPED, 0};
    uint8_t flags[8];
    int32_t count = 0;
    ck_assert_int_eq(ostrov_problem_repair(v, 8, 4, 0.0, 100.0, 1.0, flags, &count), OSTROV_DEGRADED);
    ck_assert_int_eq(count, 6);
    for (int i = 0; i < 8; i++) {
        ck_assert_double_eq(v[i], want[i]);
        ck_assert_uint_eq(flags[i], flag[i]);
    }
    ck_assert_int_eq(ostrov_problem_repair(v, 8, 4, 0.0, 100.0, 1.0, NULL, &count), OSTROV_OK);
    ck_assert_int_eq(count, 0);
    ck_assert_int_eq(ostrov_problem_repair(v, 8, 4, 0.0, 100.0, 101.0, NULL, &count), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_problem_repair(v, 8, 4, nan_value, 100.0, 1.0, NULL, &count),
                     OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_problem_repair(NULL, 8, 4, 0.0, 1.0, 1.0, NULL, &count), OSTROV_E_ARGUMENT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan problem");
    TCase *cases = tcase_create("problem");
    tcase_add_test(cases, good_problem_is_accepted);
    tcase_add_test(cases, null_and_sizes);
    tcase_add_test(cases, unknown_numbers_are_named_with_their_slot);
    tcase_add_test(cases, numbers_outside_their_range_are_refused);
    tcase_add_test(cases, time_must_be_covered_and_move_forward);
    tcase_add_test(cases, rows_are_judged);
    tcase_add_test(cases, series_are_averaged_onto_mixed_slots);
    tcase_add_test(cases, limits_are_the_least);
    tcase_add_test(cases, reserve_floor_as_the_reference_says);
    tcase_add_test(cases, source_crc_follows_the_problem);
    tcase_add_test(cases, repair_by_rules);
    suite_add_tcase(suite, cases);
    return unit_run(suite);
}
