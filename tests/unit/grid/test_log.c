/* The log: every move once and in order, gaps told, a flicker cannot push the moves out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "scenario.h"

#include <ostrov/grid_explain.h>

#include <math.h>

static ostrov_grid_record r;

static int read_log(int64_t sequence)
{
    ostrov_status status = ostrov_grid_log(&p.grid, sequence, &r, sizeof r);
    MUST(status == OSTROV_OK || status == OSTROV_EMPTY);
    return status == OSTROV_OK;
}

static const char *text_of(const ostrov_grid_record *record, int32_t language)
{
    static char text[512];
    MUST(ostrov_grid_record_text(record, language, text, sizeof text) < sizeof text);
    return text;
}

START_TEST(test_an_outage_move_by_move)
{
    int64_t next = 1;
    int32_t mode = OSTROV_GRID_BOOT;
    int moves = 0;
    plant_on_grid(&p, &c);
    p.grid_pu = 0.0;
    while (p.t_s < 60.0) {
        int32_t before = p.state.mode;
        p.grid_pu = p.t_s > 8.0 ? 1.0 : p.grid_pu;
        plant_step(&p);
        for (; read_log(next); next = r.sequence + 1) {
            ck_assert_int_eq(r.sequence, next);
            ck_assert_int_eq(r.lost, 0);
            ck_assert(r.config_crc != 0);
            if (r.kind == OSTROV_GRID_RECORD_MOVE) {
                ck_assert_int_eq(r.from_mode, mode);
                mode = r.to_mode;
                moves++;
            }
        }
        ck_assert_int_eq(mode, p.state.mode); /* no move without a record */
        if (before != p.state.mode) {
            ck_assert_int_eq(ostrov_grid_last_move(&p.grid, &r, sizeof r), OSTROV_OK);
            ck_assert_int_eq(r.to_mode, p.state.mode);
            ck_assert_int_eq(r.reason, p.state.reason);
            ck_assert(fabs((double)r.time_us / 1e6 - p.t_s) < 1e-3);
        }
    }
    ck_assert_int_eq(mode, OSTROV_GRID_GRID);
    ck_assert_int_ge(moves, 9); /* BOOT GRID (RIDE) OPENING FORMING ISLAND OBSERVE SYNC CLOSING … */
}
END_TEST

START_TEST(test_a_trip_carries_its_numbers)
{
    char text[512];
    plant_on_grid(&p, &c);
    p.grid_pu = 0.7;
    plant_until(&p, OSTROV_GRID_OPENING, 3.0);
    ck_assert_int_eq(ostrov_grid_last_move(&p.grid, &r, sizeof r), OSTROV_OK);
    ck_assert_int_eq(r.kind, OSTROV_GRID_RECORD_MOVE);
    ck_assert_int_eq(r.reason, OSTROV_GRID_REASON_UNDERVOLTAGE);
    ck_assert_int_eq(r.unit, OSTROV_GRID_UNIT_V);
    ck_assert_double_eq_tol(r.value, 161.0, 1e-9);
    ck_assert_double_eq_tol(r.limit, 195.5, 1e-9);
    ck_assert_double_eq_tol(r.held_s, c.undervoltage_s[0], 1e-9);
    ck_assert_int_gt((int)ostrov_grid_why(&p.grid, OSTROV_LANGUAGE_EN, text, sizeof text), 0);
    ck_assert_ptr_nonnull(strstr(text, "RIDE → OPENING, because grid voltage too low, now 161 V, "
                                       "limit 195.5 V, held for 1.5 s."));
    (void)ostrov_grid_why(&p.grid, OSTROV_LANGUAGE_CS, text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, "napětí sítě je příliš nízké, nyní 161 V, mez 195.5 V"));
    (void)ostrov_grid_why(&p.grid, OSTROV_LANGUAGE_ZH_TW, text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, "電網電壓過低，現值 161 V，限值 195.5 V，持續 1.5 秒。"));
}
END_TEST

START_TEST(test_a_ring_that_ran_over_says_so)
{
    int64_t newest = 0;
    plant_on_grid(&p, &c);
    for (int i = 0; i < 30; i++) { /* RIDE and back */
        p.grid_pu = 0.8;
        plant_run(&p, 0.1);
        p.grid_pu = 1.0;
        plant_run(&p, 1.5);
    }
    ck_assert(read_log(1));
    ck_assert_int_gt(r.lost, 0);
    ck_assert_int_eq(r.sequence, 1 + r.lost);
    for (int64_t next = 1; read_log(next); next = r.sequence + 1) {
        ck_assert(newest == 0 || r.sequence == newest + 1);
        newest = r.sequence;
    }
    ck_assert_int_ge(newest, 61);
    ck_assert(!read_log(newest + 1));
    ck_assert(!read_log(INT64_MAX));
    ck_assert(read_log(INT64_MIN));
}
END_TEST

/* Two causes that take turns each step: the island has its history still. */
START_TEST(test_a_flicker_cannot_push_the_moves_out)
{
    int64_t suppressed = 0;
    int island = 0;
    plant_in_island(&p, &c);
    p.grid_pu = 1.0;
    plant_until(&p, OSTROV_GRID_OBSERVE, 3.0);
    for (int i = 0; i < 4000; i++) {
        p.sample.permit_return = i % 2;
        plant_step(&p);
    }
    p.sample.permit_return = 1;
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_OBSERVE);
    plant_until(&p, OSTROV_GRID_GRID, 60.0);
    for (int64_t next = 1; read_log(next); next = r.sequence + 1) {
        island |= r.kind == OSTROV_GRID_RECORD_MOVE && r.to_mode == OSTROV_GRID_ISLAND;
        suppressed += r.suppressed;
    }
    ck_assert(island);
    ck_assert_int_ge(suppressed, 3900);
}
END_TEST

START_TEST(test_texts_are_never_cut_inside_a_character)
{
    char whole[512];
    plant_on_grid(&p, &c);
    p.grid_pu = 0.0;
    plant_until(&p, OSTROV_GRID_ISLAND, 5.0);
    for (int32_t language = 0; language <= OSTROV_LANGUAGE_ZH_TW; language++) {
        size_t length = ostrov_grid_why(&p.grid, language, whole, sizeof whole);
        ck_assert_uint_eq(length, strlen(whole));
        ck_assert_uint_eq(ostrov_grid_why(&p.grid, language, NULL, 0), length);
        for (size_t capacity = 1; capacity <= length; capacity++) {
            char part[512];
            memset(part, 'x', sizeof part);
            ck_assert_uint_eq(ostrov_grid_why(&p.grid, language, part, capacity), length);
            ck_assert_uint_lt(strlen(part), capacity);
            ck_assert_int_eq(strncmp(part, whole, strlen(part)), 0);
            ck_assert_int_ne((unsigned char)whole[strlen(part)] & 0xC0, 0x80);
            ck_assert_int_eq(part[capacity], 'x');
        }
    }
}
END_TEST

START_TEST(test_start_and_bad_arguments)
{
    ostrov_grid none;
    ostrov_grid_record strange;
    char text[64];
    memset(&none, 0, sizeof none);
    plant_start(&p, &c);
    ck_assert_int_eq(ostrov_grid_last_move(&p.grid, &r, sizeof r), OSTROV_OK);
    ck_assert_int_eq(r.kind, OSTROV_GRID_RECORD_START);
    ck_assert_str_eq(text_of(&r, OSTROV_LANGUAGE_EN), "0 s: started.");
    ck_assert_str_eq(text_of(&r, OSTROV_LANGUAGE_CS), "0 s: spuštěno.");
    ck_assert_int_eq(ostrov_grid_log(NULL, 1, &r, sizeof r), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_log(&none, 1, &r, sizeof r), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_log(&p.grid, 1, NULL, sizeof r), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_last_move(NULL, &r, sizeof r), OSTROV_E_ARGUMENT);
    ck_assert_uint_eq(ostrov_grid_why(&none, 1, text, sizeof text), 0);
    ck_assert_str_eq(text, "");
    ck_assert_uint_eq(ostrov_grid_record_text(NULL, 1, text, sizeof text), 0);
    memset(&strange, 0xA5, sizeof strange); /* nothing of it is a valid enumerator */
    strange.struct_size = sizeof strange;
    for (int32_t kind = -1; kind < 8; kind++) {
        strange.kind = kind;
        strange.value = NAN;
        ck_assert_int_gt((int)ostrov_grid_record_text(&strange, kind, text, sizeof text), 0);
        strange.value = -1e300;
        strange.unit = OSTROV_GRID_UNIT_V;
        strange.limit = INFINITY;
        ck_assert_int_gt((int)ostrov_grid_record_text(&strange, kind, text, sizeof text), 0);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid log");
    TCase *tcase = tcase_create("log");
    tcase_add_checked_fixture(tcase, fresh, NULL);
    tcase_add_test(tcase, test_an_outage_move_by_move);
    tcase_add_test(tcase, test_a_trip_carries_its_numbers);
    tcase_add_test(tcase, test_a_ring_that_ran_over_says_so);
    tcase_add_test(tcase, test_a_flicker_cannot_push_the_moves_out);
    tcase_add_test(tcase, test_texts_are_never_cut_inside_a_character);
    tcase_add_test(tcase, test_start_and_bad_arguments);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
