/* The decision to close, at its corners: just behind the zero crossing the spread of the closing time
 * counts, and an order's number that is older than the last is refused.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "grid/turn.h"

typedef struct bench {
    ostrov_i_grid_settings set;
    ostrov_i_switch s;
    ostrov_i_switch_in in;
    ostrov_i_view view;
    ostrov_i_switch_out out;
    ostrov_i_turn t;
} bench;

static void bench_start(bench *b)
{
    memset(b, 0, sizeof *b);
    b->set.sync_cdeg = 2000;
    b->set.sync_slip_mhz = 300;
    b->set.sync_us = 120000000;
    b->set.close_us = 80000;
    ostrov_i_switch_reset(&b->set, &b->s);
    b->s.window_us = 0;
    b->s.in_mode_us = OSTROV_I_STEADY_US;
    b->in.view = &b->view;
    b->view.dt_us = 10000;
    b->view.sync_known = 1;
    b->t = (ostrov_i_turn){&b->set, &b->s, &b->in, &b->view, &b->out, 0};
}

/* 250 mHz turn 7.2 degrees in 80 ms and 1.8 in a quarter of them; 40 mHz turn 1.15 and 0.29. */
START_TEST(behind_the_crossing_the_spread_counts)
{
    bench b;
    bench_start(&b);
    b.view.slip_mhz = 250;
    b.view.angle_cdeg = 80 - 720;
    ck_assert_int_eq(ostrov_i_sync_fire(&b.t), 0);
    ck_assert_int_eq(b.out.blocked, OSTROV_GRID_REASON_SYNC_ANGLE);
    bench_start(&b);
    b.view.slip_mhz = 40;
    b.view.angle_cdeg = 80 - 115;
    ck_assert_int_eq(ostrov_i_sync_fire(&b.t), 1);
}
END_TEST

static int32_t select_number(bench *b, uint32_t number)
{
    b->in.order_number = number;
    b->in.order_action = OSTROV_GRID_ACTION_RETURN;
    b->in.order_stage = OSTROV_GRID_STAGE_SELECT;
    b->in.order_actor = OSTROV_GRID_ACTOR_LOCAL;
    b->in.order_life_us = 1000000;
    (void)ostrov_i_orders_step(&b->t);
    return b->s.orders.accepted == 1 ? 0 : b->s.orders.reason;
}

START_TEST(a_number_must_be_newer_round_the_corner_too)
{
    bench b;
    bench_start(&b);
    ck_assert_int_eq(select_number(&b, 5), 0);
    ck_assert_int_eq(select_number(&b, 3), OSTROV_GRID_REASON_ORDER_NUMBER);
    ck_assert_int_eq(select_number(&b, 5), OSTROV_GRID_REASON_ORDER_NUMBER);
    ck_assert_int_eq(select_number(&b, 0x80000004u), 0);
    ck_assert_int_eq(select_number(&b, 2), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid decisions");
    TCase *tests = tcase_create("corners");
    tcase_add_test(tests, behind_the_crossing_the_spread_counts);
    tcase_add_test(tests, a_number_must_be_newer_round_the_corner_too);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
