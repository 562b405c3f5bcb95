/* Snapshot: whole, portable, believed where it may be and nowhere else; and replay bit by bit.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "trouble.h"

#include "grid/members.h"

#include <ostrov/grid_explain.h>
#include <ostrov/grid_order.h>

#include "scenario.h" /* last: it has the plant of this program */

#define BYTES 8192

static unsigned char bytes[BYTES];
static size_t used;

static void save(const ostrov_grid *grid)
{
    MUST(ostrov_grid_save(grid, bytes, sizeof bytes, &used) == OSTROV_OK);
    MUST(used == ostrov_grid_save_size());
}

static void sign(unsigned char *at, size_t size)
{
    const uint32_t crc = ostrov_crc32(0, at, size - 4);
    for (int i = 0; i < 4; i++) {
        at[size - 4 + (size_t)i] = (unsigned char)(crc >> (8 * i));
    }
}

/* Whoever adds a member to a structure and not to its table learns it here. */
START_TEST(test_no_member_is_forgotten)
{
    for (size_t i = 0; i < OSTROV_I_GRID_PARTS; i++) {
        const ostrov_i_part *part = &ostrov_i_grid_parts[i];
        size_t next = part->members[0].offset; /* a pointer may come first: it is never saved */
        for (uint32_t m = 0; m < part->count; m++) {
            ck_assert_msg(part->members[m].offset == next, "part %zu: hole before row %u", i, m);
            next += ostrov_i_codec_bytes(&part->members[m], 1);
        }
        ck_assert_msg(next == part->size, "part %zu: %zu of %u bytes", i, next, part->size);
    }
}
END_TEST

/* A world of trouble, one step; the sample is remembered. */
static void troubled_step(plant *q, uint64_t *seed)
{
    if (trouble_one_in(seed, 150)) {
        trouble_strike(q, seed);
    }
    plant_step(q);
}

START_TEST(test_a_rewound_object_is_the_same_in_every_bit)
{
    for (uint64_t world = 1; world <= 40; world++) {
        uint64_t seed = world;
        static ostrov_grid other;
        trouble_config(&c, &seed);
        plant_start(&p, &c);
        for (int i = 0; i < 3000; i++) {
            troubled_step(&p, &seed);
        }
        save(&p.grid);
        ck_assert_int_eq(ostrov_grid_init(&other, &c, NULL), OSTROV_OK);
        ck_assert_int_eq(ostrov_grid_rewind(&other, bytes, used), OSTROV_OK);
        ck_assert_int_eq(memcmp(&other, &p.grid, sizeof other), 0);
    }
}
END_TEST

static uint32_t crc_of(const ostrov_grid *grid, uint32_t crc)
{
    ostrov_grid_state state;
    MUST(ostrov_grid_read(grid, &state, sizeof state) == OSTROV_OK);
    return ostrov_crc32(crc, &state, sizeof state);
}

static uint32_t crc_of_log(const ostrov_grid *grid, int64_t *next, uint32_t crc)
{
    ostrov_grid_record r;
    while (ostrov_grid_log(grid, *next, &r, sizeof r) == OSTROV_OK) {
        crc = ostrov_crc32(crc, &r, sizeof r);
        *next = r.sequence + 1;
    }
    return crc;
}

enum { STEPS = 100000, MIDDLE = 40000 };

/* The recording is the samples; what is compared is every output and every record of the log. */
START_TEST(test_a_replay_gives_the_same_bits_also_from_the_middle)
{
    ostrov_grid_sample *samples = malloc(STEPS * sizeof *samples);
    static ostrov_grid again;
    static ostrov_grid later;
    uint32_t crc[3] = {0, 0, 0};
    int64_t next[3] = {1, 1, 1};
    uint64_t seed = 20260101;
    ck_assert_ptr_nonnull(samples);
    trouble_config(&c, &seed);
    c.pcs_profile = OSTROV_PCS_PROFILE_C;
    c.island_verified = 1;
    plant_start(&p, &c);
    for (int i = 0; i < STEPS; i++) {
        if (i % 4000 == 0) { /* else it ends in LOCKOUT before long */
            trouble_mend_all(&p);
        }
        p.sample.reset = i / 2000 % 2;
        troubled_step(&p, &seed);
        samples[i] = p.sample;
        crc[0] = crc_of_log(&p.grid, &next[0], crc_of(&p.grid, crc[0]));
        if (i + 1 == MIDDLE) {
            save(&p.grid);
            crc[2] = crc[0];
            next[2] = next[0];
        }
    }
    MUST(ostrov_grid_init(&again, &c, NULL) == OSTROV_OK);
    MUST(ostrov_grid_init(&later, &c, NULL) == OSTROV_OK);
    MUST(ostrov_grid_rewind(&later, bytes, used) == OSTROV_OK);
    for (int i = 0; i < STEPS; i++) {
        MUST(ostrov_grid_step(&again, &samples[i], 0.01) >= OSTROV_OK);
        crc[1] = crc_of_log(&again, &next[1], crc_of(&again, crc[1]));
        if (i >= MIDDLE) {
            MUST(ostrov_grid_step(&later, &samples[i], 0.01) >= OSTROV_OK);
            crc[2] = crc_of_log(&later, &next[2], crc_of(&later, crc[2]));
        }
    }
    printf("replay: %d steps, %lld records, hash %08x\n", STEPS, (long long)next[0] - 1,
           (unsigned)crc[0]);
    ck_assert_uint_eq(crc[1], crc[0]);
    ck_assert_uint_eq(crc[2], crc[0]);
    ck_assert_int_gt((int)next[0], 100);
    free(samples);
}
END_TEST

START_TEST(test_what_is_damaged_is_refused_and_nothing_changes)
{
    static ostrov_grid before;
    static unsigned char bad[BYTES];
    ostrov_status (*const ways[])(ostrov_grid *, const void *, size_t) = {ostrov_grid_load,
                                                                          ostrov_grid_rewind};
    plant_in_island(&p, &c);
    save(&p.grid);
    plant_run(&p, 0.5);
    before = p.grid;
    for (int way = 0; way < 2; way++) {
        for (size_t i = 0; i < used; i++) {
            memcpy(bad, bytes, used);
            bad[i] ^= (unsigned char)(1u << (i % 8));
            ck_assert_int_lt(ways[way](&p.grid, bad, used), OSTROV_OK);
            ck_assert_int_eq(ways[way](&p.grid, bytes, i), OSTROV_E_CORRUPT);
        }
        ck_assert_int_eq(ways[way](&p.grid, bytes, used + 1), OSTROV_E_CORRUPT);
        memcpy(bad, bytes, used);
        bad[8] = 2; /* a later version */
        sign(bad, used);
        ck_assert_int_eq(ways[way](&p.grid, bad, used), OSTROV_E_UNSUPPORTED);
        ck_assert_int_eq(ways[way](NULL, bytes, used), OSTROV_E_ARGUMENT);
        ck_assert_int_eq(ways[way](&p.grid, NULL, used), OSTROV_E_ARGUMENT);
        memset(bad + 24, 0xFF, used - 28); /* right checksum, impossible numbers */
        bad[8] = 1;
        sign(bad, used);
        ck_assert_int_eq(ways[way](&p.grid, bad, used), OSTROV_E_CORRUPT);
        ck_assert_int_eq(memcmp(&before, &p.grid, sizeof before), 0);
    }
    ck_assert_int_eq(ostrov_grid_save(&p.grid, bad, used - 1, NULL), OSTROV_E_SPACE);
    ck_assert_int_eq(ostrov_grid_save(&p.grid, NULL, used, NULL), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_save(NULL, bad, used, NULL), OSTROV_E_ARGUMENT);
}
END_TEST

START_TEST(test_other_settings_are_refused)
{
    static ostrov_grid other;
    static ostrov_grid before;
    plant_on_grid(&p, &c);
    save(&p.grid);
    c.undervoltage_s[1] += 0.01;
    ck_assert_int_eq(ostrov_grid_init(&other, &c, NULL), OSTROV_OK);
    before = other;
    ck_assert_int_eq(ostrov_grid_load(&other, bytes, used), OSTROV_E_STATE);
    ck_assert_int_eq(ostrov_grid_rewind(&other, bytes, used), OSTROV_E_STATE);
    ck_assert_int_eq(memcmp(&before, &other, sizeof other), 0);
}
END_TEST

/* Power fails in any mode; the world goes on for a while; the controller wakes. */
static void brown_out(plant *q, double away_s)
{
    save(&q->grid);
    MUST(ostrov_grid_init(&q->grid, &q->config, NULL) == OSTROV_OK);
    MUST(ostrov_grid_load(&q->grid, bytes, used) == OSTROV_OK);
    MUST(ostrov_grid_read(&q->grid, &q->state, sizeof q->state) == OSTROV_OK);
    MUST(q->state.breaker_command == OSTROV_BREAKER_HOLD);
    MUST(q->state.pcs_request == OSTROV_PCS_UNKNOWN || q->sample.inhibits != 0 ||
         q->state.mode == OSTROV_GRID_SAFE_STOP || q->state.mode == OSTROV_GRID_LOCKOUT);
    q->state.bus_target_v = q->state.bus_target_hz = NAN;
    for (double t = 0.0; t < away_s; t += q->dt_s) { /* nobody commands: all stay as they are */
        plant_breaker(q);
        plant_pcs(q);
        plant_bus(q);
    }
}

START_TEST(test_a_healthy_island_lives_through_a_restart_and_keeps_its_memory)
{
    plant_in_island(&p, &c);
    p.sample.want_island = 1;
    plant_run(&p, 1.0);
    uint32_t epoch = p.state.epoch;
    double learned_s = p.state.learned_close_s;
    brown_out(&p, 3.0);
    plant_step(&p);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_BOOT);
    ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_UNKNOWN);
    for (int i = 0; i < 500; i++) {
        plant_step(&p);
        ck_assert(p.bus_pu > 0.9);
    }
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_ISLAND);
    ck_assert_uint_eq(p.state.epoch, epoch);
    ck_assert_double_eq_tol(p.state.learned_close_s, learned_s, 1e-12);
}
END_TEST

START_TEST(test_what_the_snapshot_claims_is_not_believed_against_the_contacts)
{
    plant_in_island(&p, &c);
    uint32_t epoch = p.state.epoch;
    brown_out(&p, 0.0);
    p.closed = 1; /* meanwhile somebody closed, and the grid is back */
    p.grid_pu = 1.0;
    p.pcs = OSTROV_PCS_FOLLOW;
    plant_run(&p, 1.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_GRID);
    ck_assert_uint_eq(p.state.epoch, epoch + 1);
}
END_TEST

START_TEST(test_the_return_delay_begins_anew)
{
    plant_in_island(&p, &c);
    p.grid_pu = 1.0;
    plant_run(&p, c.return_delay_s - 0.5);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_OBSERVE);
    brown_out(&p, 1.0);
    plant_run(&p, c.return_delay_s - 0.5);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_OBSERVE);
    plant_run(&p, 1.0);
    ck_assert_int_ne(p.state.mode, OSTROV_GRID_OBSERVE);
}
END_TEST

START_TEST(test_a_fire_stop_outlives_the_restart)
{
    plant_in_island(&p, &c);
    p.sample.inhibits = OSTROV_INHIBIT_FIRE_STOP;
    plant_run(&p, 0.5);
    p.sample.inhibits = 0;
    plant_run(&p, 0.5);
    brown_out(&p, 1.0);
    plant_run(&p, 5.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_SAFE_STOP);
    ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_STOP);
    p.sample.reset = 0;
    plant_run(&p, 0.1);
    p.sample.reset = 1;
    plant_run(&p, 0.1);
    ck_assert_int_ne(p.state.mode, OSTROV_GRID_SAFE_STOP);
}
END_TEST

/* The breaker never closed again: LOCKOUT, and the island behind it lives. */
START_TEST(test_a_lock_out_comes_back_without_blacking_the_island_out)
{
    plant_in_island(&p, &c);
    p.grid_pu = 1.0;
    p.stuck = 1;
    plant_until(&p, OSTROV_GRID_LOCKOUT, 200.0);
    int32_t reason = p.state.reason;
    ck_assert(p.bus_pu > 0.9);
    brown_out(&p, 2.0);
    plant_run(&p, 0.5);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_LOCKOUT);
    ck_assert_int_eq(p.state.reason, reason);
    for (int i = 0; i < 500; i++) {
        plant_step(&p);
        ck_assert(p.bus_pu > 0.9);
    }
    brown_out(&p, 0.0); /* twice in a row, before it has looked */
    brown_out(&p, 0.0);
    plant_run(&p, 0.5);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_LOCKOUT);
    p.stuck = 0;
    p.sample.reset = 0;
    plant_run(&p, 0.1);
    p.sample.reset = 1;
    plant_until(&p, OSTROV_GRID_GRID, 100.0);
}
END_TEST

static void order(int32_t action, int32_t stage, uint32_t number)
{
    ostrov_grid_order o;
    MUST(ostrov_grid_order_defaults(&o, sizeof o) == OSTROV_OK);
    o.action = action;
    o.stage = stage;
    o.number = number;
    o.actor = OSTROV_GRID_ACTOR_REMOTE;
    MUST(ostrov_grid_command(&p.grid, &o, NULL) == OSTROV_OK);
    plant_step(&p);
}

/* Somebody ordered the breaker open: a restart is no leave to close it, and no number counts twice.
 */
START_TEST(test_an_order_outlives_the_restart)
{
    plant_on_grid(&p, &c);
    order(OSTROV_GRID_ACTION_OPEN, OSTROV_GRID_STAGE_SELECT, 7);
    order(OSTROV_GRID_ACTION_OPEN, OSTROV_GRID_STAGE_EXECUTE, 7);
    ck_assert_int_eq(p.state.order_accepted, 1);
    plant_until(&p, OSTROV_GRID_OBSERVE, 10.0);
    brown_out(&p, 1.0);
    plant_run(&p, 60.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_OBSERVE);
    ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_COMMAND);
    order(OSTROV_GRID_ACTION_RETURN, OSTROV_GRID_STAGE_SELECT, 7);
    ck_assert_int_eq(p.state.order_reason, OSTROV_GRID_REASON_ORDER_NUMBER);
    order(OSTROV_GRID_ACTION_RETURN, OSTROV_GRID_STAGE_SELECT, 8);
    order(OSTROV_GRID_ACTION_RETURN, OSTROV_GRID_STAGE_EXECUTE, 8);
    ck_assert_int_eq(p.state.order_accepted, 1);
    plant_until(&p, OSTROV_GRID_GRID, 60.0);
}
END_TEST

/* Whatever it was doing: awake again it is hands off until it has looked, never closes onto a dead
 * grid or out of step, and a world that is whole leads it back to the grid. */
START_TEST(test_a_brown_out_in_every_mode)
{
    int met[OSTROV_GRID_LOCKOUT + 1] = {0};
    for (uint64_t world = 1; world <= 300; world++) {
        uint64_t seed = world;
        trouble_config(&c, &seed);
        c.dead_bus_close = 1; /* else a dead site waits for a person */
        plant_start(&p, &c);
        p.seed = seed;
        int at = 500 + trouble_pick(&seed, 2500);
        for (int i = 0; i < at; i++) {
            troubled_step(&p, &seed);
        }
        met[p.state.mode]++;
        brown_out(&p, 2.0 * plant_uniform(&seed));
        trouble_mend_all(&p);
        p.sample.reset = 0;
        plant_run(&p, 15.0);
        p.sample.reset = 1;
        plant_until(&p, OSTROV_GRID_GRID, 200.0);
        ck_assert_int_eq(p.onto_dead_grid, 0);
        ck_assert_msg(p.worst_deg <= c.sync_angle_deg, "world %llu: %g deg",
                      (unsigned long long)world, p.worst_deg);
    }
    for (int mode = OSTROV_GRID_BOOT; mode <= OSTROV_GRID_LOCKOUT; mode++) {
        printf("%s %d  ", ostrov_grid_mode_text(mode), met[mode]);
    }
    printf("\n");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid snapshot");
    TCase *tcase = tcase_create("snapshot");
    tcase_set_timeout(tcase, 300);
    tcase_add_checked_fixture(tcase, fresh, NULL);
    tcase_add_test(tcase, test_no_member_is_forgotten);
    tcase_add_test(tcase, test_a_rewound_object_is_the_same_in_every_bit);
    tcase_add_test(tcase, test_a_replay_gives_the_same_bits_also_from_the_middle);
    tcase_add_test(tcase, test_what_is_damaged_is_refused_and_nothing_changes);
    tcase_add_test(tcase, test_other_settings_are_refused);
    tcase_add_test(tcase, test_a_healthy_island_lives_through_a_restart_and_keeps_its_memory);
    tcase_add_test(tcase, test_what_the_snapshot_claims_is_not_believed_against_the_contacts);
    tcase_add_test(tcase, test_the_return_delay_begins_anew);
    tcase_add_test(tcase, test_a_fire_stop_outlives_the_restart);
    tcase_add_test(tcase, test_a_lock_out_comes_back_without_blacking_the_island_out);
    tcase_add_test(tcase, test_an_order_outlives_the_restart);
    tcase_add_test(tcase, test_a_brown_out_in_every_mode);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
