/* Why not: what is told is what decides.
 *
 * Two properties carry it. When nothing is told, a world that goes on as it is brings the machine
 * there. When something is told, putting right exactly that, in the plant and not in the library,
 * brings it there: so no condition is forgotten and the list does not end early.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "trouble.h"

#include <ostrov/grid_explain.h>
#include <ostrov/grid_order.h>

#include "scenario.h" /* last: it has the plant of this program */

#include <math.h>

static ostrov_grid_blocker rows[OSTROV_GRID_BLOCKERS];
static size_t count;

static void ask(const plant *q, int32_t target)
{
    ostrov_status status =
        ostrov_grid_why_not(&q->grid, target, rows, OSTROV_GRID_BLOCKERS, &count);
    MUST(status == OSTROV_OK);
    MUST(count <= OSTROV_GRID_BLOCKERS);
}

static const ostrov_grid_blocker *row_of(int32_t reason)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].reason == reason) {
            return &rows[i];
        }
    }
    return NULL;
}

static int is_there(int32_t mode, int32_t target)
{
    if (target == OSTROV_GRID_ISLAND) {
        return mode == OSTROV_GRID_ISLAND || mode == OSTROV_GRID_OBSERVE ||
               mode == OSTROV_GRID_SYNC;
    }
    return mode == target;
}

START_TEST(test_every_condition_of_a_leave_at_once)
{
    c.island_verified = 0;
    plant_on_grid(&p, &c);
    p.soc = 0.05;
    p.sample.inhibits = OSTROV_INHIBIT_MAINTENANCE;
    plant_run(&p, 0.1);
    ask(&p, OSTROV_GRID_ISLAND);
    ck_assert_uint_eq(count, 3);
    ck_assert_int_eq(rows[0].reason, OSTROV_GRID_REASON_INHIBIT);
    ck_assert_int_eq(rows[1].reason, OSTROV_GRID_REASON_NOT_VERIFIED);
    ck_assert_int_eq(rows[2].reason, OSTROV_GRID_REASON_ENERGY);
    ck_assert_int_eq(rows[2].unit, OSTROV_GRID_UNIT_RATIO);
    ck_assert_double_eq_tol(rows[2].value, 0.05, 1e-12);
    ck_assert_double_eq_tol(rows[2].limit, 0.1, 1e-12);
    ck_assert(isnan(rows[0].value) && isnan(rows[0].left_s));
    ask(&p, OSTROV_GRID_GRID); /* it is there: hands off is no obstacle to staying */
    ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(test_the_way_back_with_its_seconds)
{
    plant_in_island(&p, &c);
    ask(&p, OSTROV_GRID_ISLAND);
    ck_assert_uint_eq(count, 0);
    p.sample.permit_return = 0;
    plant_run(&p, 0.1);
    ask(&p, OSTROV_GRID_GRID);
    ck_assert_int_eq(rows[0].reason, OSTROV_GRID_REASON_GRID_LOST);
    ck_assert_int_eq(rows[0].unit, OSTROV_GRID_UNIT_V);
    ck_assert_double_eq_tol(rows[0].value, 0.0, 1e-9);
    ck_assert_double_eq_tol(rows[0].limit, 195.5, 1e-9);
    ck_assert_ptr_nonnull(row_of(OSTROV_GRID_REASON_DSO));
    ck_assert_ptr_nonnull(row_of(OSTROV_GRID_REASON_RETURN_DELAY));
    ck_assert_uint_eq(count, 3);
    p.grid_pu = 1.0;
    p.sample.permit_return = 1;
    plant_until(&p, OSTROV_GRID_OBSERVE, 1.0);
    plant_run(&p, 2.0);
    ask(&p, OSTROV_GRID_GRID);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(rows[0].reason, OSTROV_GRID_REASON_RETURN_DELAY);
    ck_assert_double_eq_tol(rows[0].left_s, p.state.left_s, 1e-9);
    plant_run(&p, rows[0].left_s + 0.02);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_SYNC);
}
END_TEST

START_TEST(test_a_black_start)
{
    c.black_start = 0;
    plant_on_grid(&p, &c);
    ask(&p, OSTROV_GRID_BLACK); /* the site is alive */
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(rows[0].reason, OSTROV_GRID_REASON_BUS_LIVE);
    p.refuses = 1;
    p.grid_pu = 0.0;
    plant_until(&p, OSTROV_GRID_DEAD, 20.0);
    plant_run(&p, 0.5);
    ask(&p, OSTROV_GRID_BLACK);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(rows[0].reason, OSTROV_GRID_REASON_COOLDOWN);
    ck_assert_double_eq_tol(rows[0].left_s, 1.5, 0.02);
    plant_run(&p, 2.0);
    ask(&p, OSTROV_GRID_BLACK); /* a person may order it, whatever the setting */
    ck_assert_uint_eq(count, 0);
    p.soc = 0.12;
    plant_run(&p, 0.1);
    ask(&p, OSTROV_GRID_BLACK);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(rows[0].reason, OSTROV_GRID_REASON_ENERGY);
    ck_assert_double_eq_tol(rows[0].limit, 0.15, 1e-12);
    ask(&p, OSTROV_GRID_ISLAND); /* the same way */
    ck_assert_int_eq(rows[0].reason, OSTROV_GRID_REASON_ENERGY);
}
END_TEST

START_TEST(test_a_lock_out_and_a_stop_want_a_person)
{
    plant_on_grid(&p, &c);
    p.sample.inhibits = OSTROV_INHIBIT_FIRE_STOP;
    plant_run(&p, 0.5);
    ask(&p, OSTROV_GRID_GRID);
    ck_assert_ptr_nonnull(row_of(OSTROV_GRID_REASON_INHIBIT));
    ck_assert_ptr_nonnull(row_of(OSTROV_GRID_REASON_RESET));
    p.sample.inhibits = 0;
    p.sample.reset = 0;
    plant_run(&p, 0.5);
    p.sample.reset = 1;
    plant_run(&p, 0.5);
    ask(&p, OSTROV_GRID_GRID);
    ck_assert_ptr_null(row_of(OSTROV_GRID_REASON_RESET));
    p.sample.reset = 0;
    plant_until(&p, OSTROV_GRID_GRID, 60.0);
    p.stuck = 1;
    p.grid_pu = 0.0;
    plant_until(&p, OSTROV_GRID_LOCKOUT, 20.0);
    ask(&p, OSTROV_GRID_ISLAND);
    ck_assert_int_eq(rows[0].reason, OSTROV_GRID_REASON_BREAKER_STUCK);
    ck_assert_ptr_nonnull(row_of(OSTROV_GRID_REASON_RESET));
}
END_TEST

START_TEST(test_text_in_three_languages)
{
    char text[1024];
    plant_in_island(&p, &c);
    (void)ostrov_grid_why_not_text(&p.grid, OSTROV_GRID_GRID, OSTROV_LANGUAGE_EN, text,
                                   sizeof text);
    ck_assert_str_eq(text, "In the way of GRID: the grid is not there, now 0 V, limit 195.5 V; the "
                           "grid must stay good for longer, now 0 s, limit 5 s, left 5 s.");
    (void)ostrov_grid_why_not_text(&p.grid, OSTROV_GRID_GRID, OSTROV_LANGUAGE_CS, text,
                                   sizeof text);
    ck_assert_str_eq(text,
                     "Režimu „provoz ze sítě“ brání: síť není k dispozici, nyní 0 V, mez 195.5 V; "
                     "síť musí zůstat v pořádku delší dobu, nyní 0 s, mez 5 s, zbývá 5 s.");
    (void)ostrov_grid_why_not_text(&p.grid, OSTROV_GRID_GRID, OSTROV_LANGUAGE_ZH_TW, text,
                                   sizeof text);
    ck_assert_str_eq(text, "目前無法進入「併網運轉」：電網無法使用，現值 0 V，限值 195.5 V；"
                           "電網正常時間尚未足夠，現值 0 秒，限值 5 秒，剩餘 5 秒。");
    (void)ostrov_grid_why_not_text(&p.grid, OSTROV_GRID_ISLAND, OSTROV_LANGUAGE_CS, text,
                                   sizeof text);
    ck_assert_str_eq(text, "Režimu „záložní (ostrovní) provoz“ nic nebrání.");
    ck_assert_uint_eq(ostrov_grid_why_not_text(&p.grid, OSTROV_GRID_SYNC, 1, text, 3), 0);
}
END_TEST

START_TEST(test_bad_arguments)
{
    ostrov_grid none;
    memset(&none, 0, sizeof none);
    plant_start(&p, &c);
    ck_assert_int_eq(ostrov_grid_why_not(&p.grid, OSTROV_GRID_GRID, rows, 1, &count),
                     OSTROV_E_STATE);
    plant_run(&p, 1.0);
    ck_assert_int_eq(ostrov_grid_why_not(&p.grid, OSTROV_GRID_SYNC, rows, 1, &count),
                     OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_grid_why_not(&p.grid, OSTROV_GRID_GRID, NULL, 1, &count),
                     OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_why_not(&p.grid, OSTROV_GRID_GRID, rows, 1, NULL),
                     OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_why_not(&none, OSTROV_GRID_GRID, rows, 1, &count),
                     OSTROV_E_ARGUMENT);
    p.grid_pu = 0.0;
    plant_until(&p, OSTROV_GRID_ISLAND, 5.0);
    ck_assert_int_eq(ostrov_grid_why_not(&p.grid, OSTROV_GRID_GRID, NULL, 0, &count), OSTROV_OK);
    ck_assert_uint_ge(count, 2); /* counted all the same */
}
END_TEST

/* The plant's side of a row. Gives 0 when it is a matter of the site's settings. */
static int put_right(plant *q, int32_t reason)
{
    switch (reason) {
    case OSTROV_GRID_REASON_OBSERVE_ONLY:
    case OSTROV_GRID_REASON_NOT_ARMED:
    case OSTROV_GRID_REASON_NOT_VERIFIED:
    case OSTROV_GRID_REASON_PROFILE:
    case OSTROV_GRID_REASON_DEAD_BUS_CLOSE:
        return 0;
    case OSTROV_GRID_REASON_INHIBIT:
    case OSTROV_GRID_REASON_E_STOP:
        q->sample.inhibits = 0;
        break;
    case OSTROV_GRID_REASON_CONTACTS:
        q->force_a = q->force_b = -2;
        break;
    case OSTROV_GRID_REASON_PCS:
        q->sample.pcs_fault = 0;
        break;
    case OSTROV_GRID_REASON_DSO:
        q->sample.permit_return = 1;
        break;
    case OSTROV_GRID_REASON_COMMAND:
        q->sample.want_island = 0;
        break;
    case OSTROV_GRID_REASON_ENERGY:
        q->soc = 0.8;
        break;
    case OSTROV_GRID_REASON_BUS_UNKNOWN:
    case OSTROV_GRID_REASON_BUS_LIVE:
    case OSTROV_GRID_REASON_BUS_LOST:
        q->measured |= 2;
        break;
    case OSTROV_GRID_REASON_SYNC_ANGLE:
        q->measured |= 4;
        break;
    case OSTROV_GRID_REASON_GRID_UNKNOWN:
    case OSTROV_GRID_REASON_GRID_LOST:
    case OSTROV_GRID_REASON_ENTER_WINDOW:
    case OSTROV_GRID_REASON_UNDERVOLTAGE:
    case OSTROV_GRID_REASON_OVERVOLTAGE:
    case OSTROV_GRID_REASON_UNDERFREQUENCY:
    case OSTROV_GRID_REASON_OVERFREQUENCY:
        trouble_mend_grid(q);
        break;
    case OSTROV_GRID_REASON_BREAKER_STUCK:
        if (q->state.mode == OSTROV_GRID_BACKUP_OPEN) {
            q->closed = 0; /* it came open after all */
        }
        break;
    default: /* a matter of time, or of the reset that is pressed anyway */
        break;
    }
    return 1;
}

/* A dead site is asked to live by the order for a black start: selected, then executed. */
static void order_black(plant *q)
{
    ostrov_grid_order order;
    MUST(ostrov_grid_order_defaults(&order, sizeof order) == OSTROV_OK);
    order.number = q->state.order_number + (q->state.order_stage != OSTROV_GRID_STAGE_SELECT ||
                                            q->state.order_accepted != 1);
    order.stage = order.number == q->state.order_number ? OSTROV_GRID_STAGE_EXECUTE
                                                        : OSTROV_GRID_STAGE_SELECT;
    order.action = OSTROV_GRID_ACTION_BLACK_START;
    order.actor = OSTROV_GRID_ACTOR_LOCAL;
    MUST(ostrov_grid_command(&q->grid, &order, NULL) == OSTROV_OK);
}

static int reaches(plant *q, int32_t target, double most_s)
{
    const double until_s = q->t_s + most_s;
    while (q->t_s < until_s) {
        if (is_there(q->state.mode, target)) {
            return 1;
        }
        if (target != OSTROV_GRID_GRID && q->state.mode == OSTROV_GRID_DEAD) {
            order_black(q);
        }
        plant_step(q);
    }
    return 0;
}

static void tell(const plant *q, int32_t target, uint64_t seed)
{
    printf("seed %llu: %s (for %g s, reason %s, blocked %s) to %s, profile %d, rows:",
           (unsigned long long)seed, ostrov_grid_mode_text(q->state.mode), q->state.in_mode_s,
           ostrov_grid_reason_text(q->state.reason), ostrov_grid_reason_text(q->state.blocked),
           ostrov_grid_mode_text(target), q->config.pcs_profile);
    for (size_t i = 0; i < count; i++) {
        printf(" [%s]", ostrov_grid_reason_text(rows[i].reason));
    }
    printf("\n");
}

static int is_dark(int32_t side) { return side == OSTROV_SIDE_UNKNOWN || side == OSTROV_SIDE_DEAD; }

static int asked, empty, mended, by_settings;

/* From where a random world stands: ask, put right what is told, and see it arrive. */
static void check_from(const plant *from, int32_t target, uint64_t seed)
{
    static plant q;
    ostrov_grid before = from->grid;
    int wants_reset = 0;
    if (from->state.left_s < 1.0) {
        return; /* its bound strikes before anything can be put right */
    }
    q = *from;
    ask(&q, target);
    MUST(memcmp(&before, &q.grid, sizeof before) == 0); /* asking changes nothing */
    asked++;
    if (is_there(q.state.mode, target)) {
        if (count != 0) {
            tell(&q, target, seed);
        }
        MUST(count == 0);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        wants_reset |= rows[i].reason == OSTROV_GRID_REASON_RESET ||
                       rows[i].reason == OSTROV_GRID_REASON_ATTEMPTS;
        if (!put_right(&q, rows[i].reason)) {
            by_settings++;
            return;
        }
    }
    if (q.config.pcs_profile == OSTROV_PCS_PROFILE_A) {
        return; /* the plant's PCS does not switch by itself as one of profile A does */
    }
    empty += count == 0;
    mended += count > 0;
    trouble_mend_hidden(&q);
    if (is_dark(from->state.grid_side) || is_dark(from->state.bus_side)) {
        q.measured |= 4; /* there was no angle to be missed */
    }
    if (target == OSTROV_GRID_ISLAND) {
        q.sample.want_island = 1;
    }
    if (wants_reset) {
        q.sample.reset = 0;
        plant_run(&q, 0.05);
        q.sample.reset = 1;
    }
    if (!reaches(&q, target, 150.0)) {
        tell(from, target, seed);
        tell(&q, target, seed);
        ck_abort_msg("not arrived");
    }
}

/* Nobody waits in silence: a mode that does not move says what for. */
static void check_spoken(const plant *q, uint64_t seed)
{
    int quiet = q->state.blocked == OSTROV_GRID_REASON_NONE && q->state.in_mode_s > 0.0 &&
                q->state.mode != OSTROV_GRID_GRID;
    if (quiet) {
        tell(q, q->state.mode, seed);
    }
    MUST(!quiet);
}

START_TEST(test_what_is_told_is_what_decides)
{
    const int worlds = getenv("OSTROV_LONG") != NULL ? 4000 : 150;
    for (int world = 0; world < worlds; world++) {
        uint64_t seed = (uint64_t)world + 1;
        trouble_config(&c, &seed);
        plant_start(&p, &c);
        p.seed = seed;
        for (int i = 0; i < 3000; i++) {
            if (trouble_one_in(&seed, 150)) {
                trouble_strike(&p, &seed);
            }
            plant_step(&p);
            check_spoken(&p, (uint64_t)world + 1);
            if (trouble_one_in(&seed, 300)) {
                check_from(&p, trouble_one_in(&seed, 2) ? OSTROV_GRID_GRID : OSTROV_GRID_ISLAND,
                           (uint64_t)world + 1);
            }
        }
    }
    printf("why_not: %d asked, %d nothing told and arrived, %d put right and arrived, "
           "%d a matter of settings\n",
           asked, empty, mended, by_settings);
    ck_assert_int_gt(empty, worlds / 10);
    ck_assert_int_gt(mended, worlds / 2);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid why not");
    TCase *tcase = tcase_create("why not");
    tcase_set_timeout(tcase, 600);
    tcase_add_checked_fixture(tcase, fresh, NULL);
    tcase_add_test(tcase, test_every_condition_of_a_leave_at_once);
    tcase_add_test(tcase, test_the_way_back_with_its_seconds);
    tcase_add_test(tcase, test_a_black_start);
    tcase_add_test(tcase, test_a_lock_out_and_a_stop_want_a_person);
    tcase_add_test(tcase, test_text_in_three_languages);
    tcase_add_test(tcase, test_bad_arguments);
    tcase_add_test(tcase, test_what_is_told_is_what_decides);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
