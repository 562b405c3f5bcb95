/* A forecaster's kept bytes: they go on to the bit; changed ones are refused, and none that is
 * taken answers with what is no power.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecast_help.h"

#include "forecast/forecast_internal.h"

#include <stdlib.h>

static void learn(ostrov_forecast *f, const ostrov_forecast_config *c, int from, int count)
{
    uint64_t seed = 5;
    double sky = 0.0;
    for (int i = 0; i < from + count; i++) {
        const int64_t t = test_start_s + i * 900;
        const double k = test_sky(&sky, &seed);
        const double w = c->pv != NULL ? k * test_clear_w(c->pv, t) : 30e3 * k;
        const double told = c->pv != NULL ? w * 0.9 : 10.0 + 20.0 * k;
        if (i >= from) {
            ck_assert_int_eq(ostrov_forecast_step(f, t, i % 17 == 3 ? OSTROV_I_NAN : w, told),
                             OSTROV_OK);
        }
    }
}

static ostrov_forecast_config config_of(int kind, const ostrov_pv_config *pv)
{
    ostrov_forecast_config c =
        test_config(kind == 0 ? OSTROV_FORECAST_PV : OSTROV_FORECAST_LOAD, kind == 0 ? pv : NULL);
    c.country = kind == 2 ? "TW" : NULL;
    return c;
}

START_TEST(kept_bytes_go_on_to_the_bit)
{
    const ostrov_pv_config pv = test_plant();
    const ostrov_forecast_config c = config_of(_i, &pv);
    static test_memory a;
    static test_memory b;
    ostrov_forecast *back = NULL;
    test_init(&a, &c);
    ck_assert_int_eq(ostrov_forecast_save(a.forecast), OSTROV_OK); /* also before the first step */
    memcpy(&b.words, &a.words, sizeof a.words);
    ck_assert_int_eq(ostrov_forecast_load(b.words, sizeof b.words, &c, &back), OSTROV_OK);
    learn(a.forecast, &c, 0, 9 * 96);
    ck_assert_int_eq(ostrov_forecast_save(a.forecast), OSTROV_OK);
    memcpy(&b.words, &a.words, sizeof a.words);
    ck_assert_int_eq(ostrov_forecast_load(b.words, sizeof b.words, &c, &back), OSTROV_OK);
    ck_assert_ptr_eq(back, b.words);
    learn(a.forecast, &c, 9 * 96, 2 * 96);
    learn(back, &c, 9 * 96, 2 * 96);
    ck_assert_int_eq(ostrov_forecast_save(a.forecast), OSTROV_OK);
    ck_assert_int_eq(ostrov_forecast_save(back), OSTROV_OK);
    ck_assert_mem_eq(a.words, b.words, ostrov_forecast_size(&c));
}
END_TEST

START_TEST(what_is_not_it_is_refused)
{
    const ostrov_pv_config pv = test_plant();
    ostrov_pv_config steeper = pv;
    const ostrov_forecast_config c = config_of(_i, &pv);
    static test_memory m;
    ostrov_forecast *back = NULL;
    const size_t bytes = ostrov_forecast_size(&c);
    test_init(&m, &c);
    ck_assert_int_eq(ostrov_forecast_load(m.words, bytes, &c, &back), OSTROV_E_CORRUPT);
    learn(m.forecast, &c, 0, 4 * 96);
    ck_assert_int_eq(ostrov_forecast_save(m.forecast), OSTROV_OK);
    ck_assert_int_eq(ostrov_forecast_load(m.words, bytes - 8, &c, &back), OSTROV_E_SPACE);
    ck_assert_int_eq(ostrov_forecast_load((uint8_t *)m.words + 4, bytes, &c, &back),
                     OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_forecast_load(NULL, bytes, &c, &back), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_forecast_load(m.words, bytes, &c, NULL), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_forecast_load(m.words, bytes, NULL, &back), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_forecast_save(NULL), OSTROV_E_ARGUMENT);
    ostrov_forecast_config other = c;
    other.memory_s *= 2.0;
    ck_assert_int_eq(ostrov_forecast_load(m.words, bytes, &other, &back), OSTROV_E_UNSUPPORTED);
    other = c;
    steeper.tilt_deg += 1.0;
    other.pv = c.pv != NULL ? &steeper : NULL;
    other.country = c.pv != NULL ? NULL : "CZ";
    ck_assert_int_eq(ostrov_forecast_load(m.words, bytes, &other, &back), OSTROV_E_UNSUPPORTED);
    other = c;
    other.step_s = 7;
    ck_assert_int_eq(ostrov_forecast_load(m.words, bytes, &other, &back), OSTROV_E_RANGE);
    for (size_t at = 0; at < bytes; at += 61) { /* every byte counts */
        uint8_t *byte = (uint8_t *)m.words + at;
        *byte ^= 0x10;
        const ostrov_status status = ostrov_forecast_load(m.words, bytes, &c, &back);
        ck_assert_msg(status == OSTROV_E_CORRUPT || status == OSTROV_E_UNSUPPORTED, "%zu: %d", at,
                      status);
        *byte ^= 0x10;
    }
    ck_assert_ptr_null(back); /* untouched all along */
    ck_assert_int_eq(ostrov_forecast_load(m.words, bytes, &c, &back), OSTROV_OK);
}
END_TEST

/* The layout is not taken from bytes: signed again, a memory of nothing would be walked for ever. */
START_TEST(a_layout_of_its_own)
{
    static const int32_t memories[] = {0, -1, INT32_MAX};
    const ostrov_pv_config pv = test_plant();
    const ostrov_forecast_config c = config_of(_i, &pv);
    static test_memory m;
    ostrov_forecast *back = NULL;
    for (size_t i = 0; i < sizeof memories / sizeof memories[0]; i++) {
        test_init(&m, &c);
        m.forecast->set.memories = memories[i];
        ck_assert_int_eq(ostrov_forecast_save(m.forecast), OSTROV_OK);
        ck_assert_int_eq(ostrov_forecast_load(m.words, ostrov_forecast_size(&c), &c, &back),
                         OSTROV_E_UNSUPPORTED);
        ck_assert_ptr_null(back);
    }
}
END_TEST

#define AT(member, value)                                                                          \
    {                                                                                              \
        offsetof(ostrov_forecast, member), value                                                   \
    }

/* Bytes damaged and signed again. */
START_TEST(a_right_checksum_is_not_believed)
{
    static const struct {
        size_t at;
        int64_t value;
    } damages[] = {AT(last_s, INT64_MAX),
                   AT(fresh_s, INT64_MAX),
                   AT(steps, -1),
                   AT(steps, INT64_MAX),
                   AT(samples, -5),
                   AT(deviation, INT64_C(0x7ff8000000000000)),          /* NaN */
                   AT(climate[0][5].mean, INT64_C(0x7ff0000000000000)), /* infinity */
                   AT(habit.week[3][7], INT64_C(0x7fe0000000000000)),   /* 9e307 */
                   AT(age[2].fit.xx[1], INT64_C(0x7ff8000000000000)),
                   AT(age[6].band[1][2].offset[6], INT64_C(0x7ff8000000000000)),
                   AT(score_inside, INT64_C(0x7ff8000000000000))};
    const ostrov_pv_config pv = test_plant();
    const ostrov_forecast_config c = config_of(_i, &pv);
    static test_memory m;
    const size_t bytes = ostrov_forecast_size(&c);
    test_init(&m, &c);
    learn(m.forecast, &c, 0, 4 * 96 + 50);
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        static test_memory copy;
        ostrov_forecast *back = NULL;
        memcpy(copy.words, m.words, sizeof m.words);
        memcpy((uint8_t *)copy.words + damages[i].at, &damages[i].value, 8);
        ck_assert_int_eq(ostrov_forecast_save((ostrov_forecast *)(void *)copy.words), OSTROV_OK);
        const ostrov_status status = ostrov_forecast_load(copy.words, bytes, &c, &back);
        ck_assert_msg(status == OSTROV_E_CORRUPT && back == NULL, "damage %zu: %d", i, status);
    }
}
END_TEST

/* Any byte: what is taken can be stepped and asked, and answers with powers. */
START_TEST(what_is_taken_back_stays_inside)
{
    const ostrov_pv_config pv = test_plant();
    const ostrov_forecast_config c = config_of(_i, &pv);
    const double most_w = c.pv != NULL ? pv.inverter_w : 1e9;
    static test_memory m;
    uint64_t seed = 19;
    int taken = 0;
    test_init(&m, &c);
    learn(m.forecast, &c, 0, 4 * 96);
    const size_t bytes = ostrov_forecast_size(&c);
    const size_t from = offsetof(ostrov_forecast, last_s);
    for (int i = 0; i < 100; i++) {
        static test_memory copy;
        ostrov_forecast *back = NULL;
        memcpy(copy.words, m.words, sizeof m.words);
        for (int n = 0; n < 4; n++) {
            const size_t where = from + (size_t)(test_random(&seed) * (double)(bytes - from));
            ((uint8_t *)copy.words)[where] = (uint8_t)(test_random(&seed) * 256.0);
        }
        ck_assert_int_eq(ostrov_forecast_save((ostrov_forecast *)(void *)copy.words), OSTROV_OK);
        const ostrov_status status = ostrov_forecast_load(copy.words, bytes, &c, &back);
        ck_assert_msg(status == OSTROV_OK || status == OSTROV_E_CORRUPT, "seed 19, %d: %d", i,
                      status);
        if (status == OSTROV_OK && back->last_s <= test_start_s + 4 * 86400) {
            double low[TEST_STEPS];
            double high[TEST_STEPS];
            const int64_t t = test_start_s + 4 * 86400 + 40 * 900;
            taken++;
            ck_assert_int_ge(ostrov_forecast_step(back, t, 20e3, 15.0), OSTROV_OK);
            ck_assert_int_ge(ostrov_forecast_predict(back, t + 900, TEST_STEPS, NULL, 0.1, low),
                             OSTROV_OK);
            ck_assert_int_ge(ostrov_forecast_predict(back, t + 900, TEST_STEPS, NULL, 0.9, high),
                             OSTROV_OK);
            for (int j = 0; j < TEST_STEPS; j++) {
                ck_assert_msg(low[j] >= 0.0 && low[j] <= most_w && high[j] >= 0.0 &&
                                  high[j] <= most_w,
                              "seed 19, %d: %g and %g W", i, low[j], high[j]);
            }
        }
    }
    ck_assert_int_gt(taken, 30);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("forecast.keep");
    TCase *tc = tcase_create("bytes");
    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, kept_bytes_go_on_to_the_bit, 0, 3);
    tcase_add_loop_test(tc, what_is_not_it_is_refused, 0, 3);
    tcase_add_loop_test(tc, a_layout_of_its_own, 0, 3);
    tcase_add_loop_test(tc, a_right_checksum_is_not_believed, 0, 3);
    tcase_add_loop_test(tc, what_is_taken_back_stays_inside, 0, 3);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
