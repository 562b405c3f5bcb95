/* Prices in pieces, for all laws: convex, and their sum is what they are the pieces of.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "battery_help.h"

/* However many pieces, and wherever a law is not convex: a full cycle costs the same, and at most
 * the battery. */
START_TEST(pieces_add_up_to_the_cycle)
{
    static const double rates[] = {0.05, 0.5, 3, 10};
    for (int32_t k = 0; k < OSTROV_AGEING_NMC_SMITH * 12; k++) {
        ostrov_wear_config c = test_wear(1 + k / 12);
        ostrov_wear_segment one;
        ostrov_wear_segment s[64];
        double cost = 0;
        c.rate_per_h = rates[k % 4];
        c.temperature_c = -20 + 30 * (k / 4 % 3);
        ck_assert_int_eq(ostrov_wear_segments(&c, &one, 1, NULL), OSTROV_OK);
        ck_assert_int_eq(ostrov_wear_segments(&c, s, 64, NULL), OSTROV_OK);
        for (int i = 0; i < 64; i++) {
            ck_assert(s[i].price_per_kwh >= (i == 0 ? 0 : s[i - 1].price_per_kwh));
            cost += s[i].price_per_kwh * s[i].energy_wh;
        }
        ck_assert_double_eq_tol(cost / (one.price_per_kwh * one.energy_wh), 1, 1e-9);
        ck_assert_double_le(cost, 1000 * 30000 * (1 + 1e-12));
    }
}
END_TEST

START_TEST(an_hour_by_soc)
{
    for (int32_t k = 0; k < OSTROV_AGEING_NMC_SMITH * 4; k++) {
        const ostrov_wear_config c = test_wear(1 + k / 4);
        const double warm_c = -10 + 15 * (k % 4);
        ostrov_wear_hold h[20];
        double empty = 0;
        double there = 0;
        ck_assert_int_eq(ostrov_wear_calendar(&c, 0, warm_c, &empty, NULL), OSTROV_OK);
        ck_assert_int_eq(ostrov_wear_holds(&c, warm_c, h, 20, NULL), OSTROV_OK);
        double sum = empty;
        for (int i = 0; i < 20; i++) {
            ck_assert(i == 0 || h[i].price_per_kwh_h >= h[i - 1].price_per_kwh_h);
            ck_assert_double_eq_tol(h[i].energy_wh, 10e3, 1e-9);
            ck_assert_double_eq_tol(h[i].soc_ratio, 0.05 * (i + 1), 1e-15);
            sum += h[i].price_per_kwh_h * h[i].energy_wh / 1000;
            ck_assert_int_eq(ostrov_wear_calendar(&c, h[i].soc_ratio, warm_c, &there, NULL),
                             OSTROV_OK);
            ck_assert_double_le(sum, there * (1 + 1e-9) + 1e-12); /* never above the law */
        }
        ck_assert_double_eq_tol(sum, there, 1e-9 * there + 1e-12);
    }
}
END_TEST

START_TEST(faults_of_holds)
{
    ostrov_fault why;
    ostrov_wear_config c = test_wear(OSTROV_AGEING_XU);
    ostrov_wear_hold h[2] = {{-1, -1, -1}, {-1, -1, -1}};
    ck_assert_int_eq(ostrov_wear_holds(NULL, 20, h, 2, &why), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_wear_holds(&c, 20, NULL, 2, &why), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_wear_holds(&c, 20, h, 0, &why), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_wear_holds(&c, 20, h, 65, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "count");
    ck_assert_int_eq(ostrov_wear_holds(&c, __builtin_nan(""), h, 2, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "temperature_c");
    c.capacity_wh = __builtin_nan("");
    ck_assert_int_eq(ostrov_wear_holds(&c, 20, h, 2, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "capacity_wh");
    ck_assert(h[0].soc_ratio == -1 && h[1].price_per_kwh_h == -1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("battery/wear_price");
    TCase *t = tcase_create("price");
    tcase_add_test(t, pieces_add_up_to_the_cycle);
    tcase_add_test(t, an_hour_by_soc);
    tcase_add_test(t, faults_of_holds);
    suite_add_tcase(suite, t);
    return unit_run(suite);
}
