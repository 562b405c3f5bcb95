/* The calls themselves: settings, faults, sizes, time, inhibits in every mode, words, copies.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plant.h"

#include "grid/grid_fields.h"

static plant p;
static ostrov_grid_config c;

static void fresh(void) { plant_config(&c); }

START_TEST(defaults_are_accepted_and_stage_2_is_its_own)
{
    ostrov_grid g;
    ostrov_fault why;
    ck_assert_int_eq(ostrov_grid_defaults(&c, sizeof c), OSTROV_OK);
    ck_assert_uint_eq(c.struct_size, sizeof c);
    ck_assert_int_eq(ostrov_grid_init(&g, &c, &why), OSTROV_OK);
    ck_assert_double_eq(c.undervoltage_pu[0], 0.85);
    ck_assert_double_eq(c.undervoltage_pu[1], 0.5);
    ck_assert_int_eq(c.island_verified, 0);
    ck_assert_int_eq(c.black_start, 0);
}
END_TEST

/* Every double of the config: NaN, infinity and out of range are refused by name, object untouched.
 */
START_TEST(bad_settings_are_named)
{
    const ostrov_structure *s = &ostrov_i_grid_structures[OSTROV_I_GRID_CONFIG];
    ostrov_grid g;
    ostrov_grid before;
    int checked = 0;
    memset(&g, 0x5a, sizeof g);
    before = g;
    for (uint32_t i = 0; i < s->field_count; i++) {
        const ostrov_field *f = &s->fields[i];
        for (uint32_t k = 0; f->type == OSTROV_TYPE_F64 && k < f->count; k++) {
            const double bad[] = {NAN, INFINITY, f->min - 1.0, f->max * 2.0 + 1.0};
            for (int b = 0; b < 4; b++) {
                ostrov_fault why;
                ostrov_grid_config wrong = c;
                memcpy((char *)&wrong + f->offset + 8 * k, &bad[b], 8);
                ck_assert_int_eq(ostrov_grid_init(&g, &wrong, &why),
                                 b < 2 ? OSTROV_E_NOT_FINITE : OSTROV_E_RANGE);
                ck_assert_str_eq(why.field, f->name);
                ck_assert_int_eq(memcmp(&g, &before, sizeof g), 0);
                checked++;
            }
        }
    }
    ck_assert_int_ge(checked, 4 * 40);
}
END_TEST

typedef void (*twist)(ostrov_grid_config *x);
static void swap_stages(ostrov_grid_config *x) { x->undervoltage_pu[1] = 0.9; }
static void enter_outside(ostrov_grid_config *x) { x->return_max_hz = 52.5; }
static void upside_down(ostrov_grid_config *x) { x->band_min_hz = 53.0; }
static void reserve(ostrov_grid_config *x) { x->black_reserve_ratio = 0.5; }
static void dead_inside(ostrov_grid_config *x) { x->dead_pu = x->band_min_pu = 0.5; }
static void dwell(ostrov_grid_config *x) { x->sync_dwell_s = x->sync_timeout_s = 10.0; }

START_TEST(contradicting_settings_are_named)
{
    static const struct {
        twist make;
        const char *field;
    } rows[] = {{swap_stages, "undervoltage_pu"}, {enter_outside, "return_max_hz"},
                {upside_down, "band_min_hz"},     {reserve, "black_reserve_ratio"},
                {dead_inside, "dead_pu"},         {dwell, "sync_dwell_s"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ostrov_grid g;
        ostrov_fault why;
        ostrov_grid_config wrong = c;
        rows[i].make(&wrong);
        ck_assert_int_eq(ostrov_grid_init(&g, &wrong, &why), OSTROV_E_RANGE);
        ck_assert_str_eq(why.field, rows[i].field);
    }
}
END_TEST

START_TEST(null_and_never_initialised)
{
    ostrov_grid g;
    ostrov_grid_sample s;
    ostrov_grid_state x;
    memset(&g, 0, sizeof g);
    ck_assert_int_eq(ostrov_grid_sample_defaults(&s, sizeof s), OSTROV_OK);
    ck_assert_int_eq(ostrov_grid_defaults(NULL, sizeof c), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_init(NULL, &c, NULL), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_init(&g, NULL, NULL), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_step(&g, &s, 0.01), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_read(&g, &x, sizeof x), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_init(&g, &c, NULL), OSTROV_OK);
    ck_assert_int_eq(ostrov_grid_step(&g, NULL, 0.01), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_step(NULL, &s, 0.01), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_read(&g, NULL, sizeof x), OSTROV_E_ARGUMENT);
    s.struct_size = 0;
    ck_assert_int_eq(ostrov_grid_step(&g, &s, 0.01), OSTROV_E_ARGUMENT);
}
END_TEST

START_TEST(sizes_of_other_versions)
{
    struct {
        ostrov_grid_config config;
        uint64_t more;
    } newer;
    ostrov_grid g;
    memset(&newer, 0, sizeof newer);
    newer.config = c;
    newer.config.struct_size = sizeof newer;
    ck_assert_int_eq(ostrov_grid_init(&g, &newer.config, NULL), OSTROV_OK);
    newer.more = 1;
    ck_assert_int_eq(ostrov_grid_init(&g, &newer.config, NULL), OSTROV_E_UNSUPPORTED);
}
END_TEST

/* Time that is no time: the outputs stay, but a close never does. */
START_TEST(time_faults_hold_and_never_close)
{
    const double wrong[] = {0.0, -0.01, 1.0001, NAN, INFINITY, -INFINITY};
    plant_in_island(&p, &c);
    p.grid_pu = 1.0;
    plant_until(&p, OSTROV_GRID_CLOSING, 100.0);
    ck_assert_int_eq(p.state.breaker_command, OSTROV_BREAKER_CLOSE);
    for (int i = 0; i < 6; i++) {
        ostrov_grid_state x;
        ck_assert_int_eq(ostrov_grid_step(&p.grid, &p.sample, wrong[i]), OSTROV_E_TIME);
        ck_assert_int_eq(ostrov_grid_read(&p.grid, &x, sizeof x), OSTROV_OK);
        ck_assert_int_eq(x.breaker_command, OSTROV_BREAKER_HOLD);
        ck_assert_int_eq(x.pcs_request, OSTROV_PCS_FORM);
        ck_assert_int_eq(x.mode, OSTROV_GRID_CLOSING);
    }
    plant_step(&p); /* and it does not come back in this attempt */
    ck_assert_int_eq(p.state.breaker_command, OSTROV_BREAKER_HOLD);
    ck_assert_int_eq((int)p.state.closes, 1);
}
END_TEST

/* A host whose clock stays broken still has its switches: hands off and stops are obeyed. */
START_TEST(time_faults_obey_the_inhibits)
{
    ostrov_grid_state x;
    plant_in_island(&p, &c);
    ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_FORM);
    p.sample.inhibits = OSTROV_INHIBIT_LOCAL;
    ck_assert_int_eq(ostrov_grid_step(&p.grid, &p.sample, NAN), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_grid_read(&p.grid, &x, sizeof x), OSTROV_OK);
    ck_assert_int_eq(x.pcs_request, OSTROV_PCS_UNKNOWN);
    ck_assert_int_eq(x.breaker_command, OSTROV_BREAKER_HOLD);
    ck_assert(x.power_ratio == 0.0);
    p.sample.inhibits = 0;
    plant_step(&p); /* time is back, the key is back: the island goes on */
    ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_FORM);
}
END_TEST

static void without_time(uint32_t inhibits, int reason)
{
    p.sample.inhibits = inhibits;
    ck_assert_int_eq(ostrov_grid_step(&p.grid, &p.sample, 0.0), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_grid_read(&p.grid, &p.state, sizeof p.state), OSTROV_OK);
    ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_STOP);
    ck_assert_int_eq(p.state.breaker_command, OSTROV_BREAKER_HOLD);
    ck_assert_int_eq(p.state.blocked, reason);
    ck_assert(isnan(p.state.blocked_value) && isnan(p.state.blocked_limit));
}

/* A stop pressed and released while the clock stands is a stop: latched, until a person resets. */
START_TEST(time_faults_forget_no_stop)
{
    plant_in_island(&p, &c);
    p.grid_pu = 1.0;
    plant_until(&p, OSTROV_GRID_OBSERVE, 10.0);
    plant_run(&p, 0.1);
    ck_assert(p.state.blocked_limit > 0.0); /* the return delay */
    without_time(OSTROV_INHIBIT_FIRE_STOP, OSTROV_GRID_REASON_INHIBIT);
    without_time(OSTROV_INHIBIT_LOCAL, OSTROV_GRID_REASON_INHIBIT); /* STOP stays asked */
    p.sample.inhibits = 0;
    plant_step(&p);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_SAFE_STOP);
    ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_STOP);
    without_time(OSTROV_INHIBIT_MANUAL, OSTROV_GRID_REASON_INHIBIT);
    without_time(OSTROV_INHIBIT_E_STOP, OSTROV_GRID_REASON_E_STOP);
    p.sample.inhibits = 0;
    plant_step(&p);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_LOCKOUT);
    plant_run(&p, 5.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_LOCKOUT);
    p.sample.reset = 1;
    plant_step(&p);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_BOOT);
}
END_TEST

/* On the grid a stop opens the breaker though the clock stands, and keeps asking until it moves. */
START_TEST(time_faults_open_by_a_stop)
{
    static const uint32_t stop[2] = {OSTROV_INHIBIT_E_STOP, OSTROV_INHIBIT_FIRE_STOP};
    for (int i = 0; i < 2; i++) {
        plant_on_grid(&p, &c);
        p.sample.inhibits = stop[i] | OSTROV_INHIBIT_LOCAL; /* hands off comes first, as ever */
        ck_assert_int_eq(ostrov_grid_step(&p.grid, &p.sample, NAN), OSTROV_E_TIME);
        ck_assert_int_eq(ostrov_grid_read(&p.grid, &p.state, sizeof p.state), OSTROV_OK);
        ck_assert_int_eq(p.state.breaker_command, OSTROV_BREAKER_HOLD);
        for (int k = 0; k < 3; k++) {
            p.sample.inhibits = k == 2 ? 0u : stop[i];
            ck_assert_int_eq(ostrov_grid_step(&p.grid, &p.sample, NAN), OSTROV_E_TIME);
            ck_assert_int_eq(ostrov_grid_read(&p.grid, &p.state, sizeof p.state), OSTROV_OK);
            ck_assert_int_eq(p.state.breaker_command, OSTROV_BREAKER_OPEN);
            ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_STOP);
            ck_assert_int_eq((int)p.state.opens, 1);
        }
        plant_step(&p);
        ck_assert_int_eq(p.state.breaker_command, OSTROV_BREAKER_OPEN);
        ck_assert_int_eq((int)p.state.opens, 1);
        ck_assert_int_eq(p.state.mode, i == 0 ? OSTROV_GRID_LOCKOUT : OSTROV_GRID_SAFE_STOP);
    }
}
END_TEST

/* 65535 of a device is no voltage: with the breaker closed the other side stands in. */
START_TEST(sentinel_voltage_is_not_known)
{
    plant_on_grid(&p, &c);
    for (int i = 0; i < 200; i++) {
        ostrov_grid_sample s = p.sample;
        s.grid_v[0] = s.grid_v[1] = s.grid_v[2] = 65535.0;
        MUST(ostrov_grid_step(&p.grid, &s, 0.01) == OSTROV_OK);
    }
    ck_assert_int_eq(ostrov_grid_read(&p.grid, &p.state, sizeof p.state), OSTROV_OK);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_GRID);
    ck_assert_int_eq(p.state.grid_side, OSTROV_SIDE_UNKNOWN);
}
END_TEST

START_TEST(slow_steps_never_close_live)
{
    plant_in_island(&p, &c);
    p.dt_s = 0.5;
    p.grid_pu = 1.0;
    plant_until(&p, OSTROV_GRID_SYNC, 10.0);
    plant_run(&p, 100.0);
    ck_assert_int_eq((int)p.state.closes, 0);
}
END_TEST

/* An impossible sample is taken as not known, and said. */
START_TEST(refused_samples_are_unknown)
{
    ostrov_grid_sample s;
    plant_on_grid(&p, &c);
    s = p.sample;
    s.grid_v[1] = INFINITY;
    ck_assert_int_eq(ostrov_grid_step(&p.grid, &s, 0.01), OSTROV_DEGRADED);
    ck_assert_int_eq(ostrov_grid_read(&p.grid, &p.state, sizeof p.state), OSTROV_OK);
    ck_assert_int_eq(p.state.grid_side, OSTROV_SIDE_UNKNOWN);
    s = p.sample;
    s.grid_age_s = NAN; /* without an age nothing is fresh */
    ck_assert_int_eq(ostrov_grid_step(&p.grid, &s, 0.01), OSTROV_OK);
    ck_assert_int_eq(ostrov_grid_read(&p.grid, &p.state, sizeof p.state), OSTROV_OK);
    ck_assert_int_eq(p.state.grid_side, OSTROV_SIDE_UNKNOWN);
    s = p.sample;
    s.grid_age_s = c.stale_s + 0.001;
    ck_assert_int_eq(ostrov_grid_step(&p.grid, &s, 0.01), OSTROV_OK);
    ck_assert_int_eq(ostrov_grid_read(&p.grid, &p.state, sizeof p.state), OSTROV_OK);
    ck_assert_int_eq(p.state.grid_side, OSTROV_SIDE_UNKNOWN);
}
END_TEST

START_TEST(everything_unknown_stays_hands_off)
{
    ostrov_grid g;
    ostrov_grid_sample s;
    ostrov_grid_state x;
    ck_assert_int_eq(ostrov_grid_init(&g, &c, NULL), OSTROV_OK);
    ck_assert_int_eq(ostrov_grid_sample_defaults(&s, sizeof s), OSTROV_OK);
    for (int i = 0; i < 10000; i++) {
        MUST(ostrov_grid_step(&g, &s, 0.1) == OSTROV_OK);
        MUST(ostrov_grid_read(&g, &x, sizeof x) == OSTROV_OK);
        MUST(x.mode == OSTROV_GRID_BOOT && x.breaker_command == OSTROV_BREAKER_HOLD &&
             x.pcs_request == OSTROV_PCS_UNKNOWN && x.power_ratio == 0.0);
    }
    ck_assert_int_eq(x.blocked, OSTROV_GRID_REASON_CONTACTS);
}
END_TEST

/* A plant in each mode, or 0 when the mode is left at once. */
static void reach(int mode)
{
    plant_on_grid(&p, &c);
    if (mode == OSTROV_GRID_RIDE) {
        p.grid_pu = 0.7;
    } else if (mode == OSTROV_GRID_NULLING) {
        p.pcc_w = 1e5;
        p.sample.want_island = 1;
    } else if (mode != OSTROV_GRID_GRID) {
        p.stuck = mode == OSTROV_GRID_BACKUP_OPEN || mode == OSTROV_GRID_LOCKOUT;
        p.refuses = mode == OSTROV_GRID_BLACK || mode == OSTROV_GRID_DEAD;
        p.grid_pu = 0.0;
        if (mode >= OSTROV_GRID_ISLAND && mode <= OSTROV_GRID_RAMP) {
            plant_until(&p, OSTROV_GRID_ISLAND, 5.0);
            p.grid_pu = mode == OSTROV_GRID_ISLAND ? 0.0 : 1.0;
        }
        if (mode == OSTROV_GRID_SAFE_STOP) {
            plant_until(&p, OSTROV_GRID_ISLAND, 5.0);
            p.soc = 0.01;
        }
    }
    plant_until(&p, mode, 100.0);
}

START_TEST(inhibits_are_obeyed_at_once_in_every_mode)
{
    for (int mode = OSTROV_GRID_GRID; mode <= OSTROV_GRID_LOCKOUT; mode++) {
        for (int bit = 0; bit < 7; bit++) {
            reach(mode);
            p.sample.inhibits = 1u << bit; /* 5 and 6 have no name: hands off too */
            plant_step(&p);
            if (bit == 4) {
                ck_assert_int_eq(p.state.mode, OSTROV_GRID_LOCKOUT);
                ck_assert_int_eq(p.state.reason, OSTROV_GRID_REASON_E_STOP);
                ck_assert_int_eq(p.state.breaker_command,
                                 p.state.breaker == 0 ? OSTROV_BREAKER_HOLD : OSTROV_BREAKER_OPEN);
            } else if (bit != 3) {
                ck_assert_int_eq(p.state.breaker_command, OSTROV_BREAKER_HOLD);
                ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_UNKNOWN);
                ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_INHIBIT);
                continue;
            }
            ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_STOP);
            if (bit == 3 && mode != OSTROV_GRID_LOCKOUT && p.state.breaker != 0) {
                ck_assert_int_eq(p.state.breaker_command, OSTROV_BREAKER_OPEN);
            }
            p.sample.inhibits = 0; /* released, but nobody has reset */
            p.grid_pu = 0.0;
            p.refuses = 0;
            plant_run(&p, 30.0);
            ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_STOP);
            ck_assert_int_eq(p.state.breaker_command, OSTROV_BREAKER_HOLD);
        }
    }
}
END_TEST

START_TEST(fire_stop_ends_by_release_and_reset)
{
    plant_on_grid(&p, &c);
    p.sample.inhibits = OSTROV_INHIBIT_FIRE_STOP;
    plant_run(&p, 1.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_SAFE_STOP);
    ck_assert_int_eq(p.closed, 0);
    p.sample.reset = 1; /* while pressed: nothing */
    plant_run(&p, 1.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_SAFE_STOP);
    p.sample.reset = 0;
    p.sample.inhibits = 0;
    plant_run(&p, 1.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_SAFE_STOP);
    p.sample.reset = 1;
    plant_step(&p);
    ck_assert_int_eq(p.state.reason, OSTROV_GRID_REASON_RESET);
    plant_until(&p, OSTROV_GRID_GRID, 20.0);
}
END_TEST

START_TEST(hands_off_tracks_and_looks_before_it_acts_again)
{
    plant_on_grid(&p, &c);
    p.sample.inhibits = OSTROV_INHIBIT_LOCAL;
    plant_run(&p, 1.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_GRID);
    p.closed = 0; /* a person opens, the PCS is made to form by hand */
    p.pcs = OSTROV_PCS_FORM;
    plant_run(&p, 1.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_OBSERVE);
    ck_assert_uint_eq(p.state.epoch, 1);
    plant_run(&p, 60.0);
    ck_assert_int_eq((int)p.state.closes, 0);
    p.sample.inhibits = 0;
    plant_step(&p);
    ck_assert_int_eq(p.state.pcs_request,
                     p.state.mode == OSTROV_GRID_BOOT ? OSTROV_PCS_UNKNOWN : OSTROV_PCS_FORM);
    plant_until(&p, OSTROV_GRID_GRID, 60.0);
}
END_TEST

START_TEST(authority_observe_only_watches)
{
    c.authority = OSTROV_AUTHORITY_OBSERVE;
    plant_on_grid(&p, &c);
    ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_OBSERVE_ONLY);
    p.grid_pu = 0.0;
    plant_run(&p, 5.0);
    p.closed = 0;
    plant_until(&p, OSTROV_GRID_DEAD, 1.0);
    ck_assert_int_eq((int)(p.state.opens + p.state.closes), 0);
    ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_UNKNOWN);
}
END_TEST

START_TEST(reading_with_an_older_size_and_words)
{
    ostrov_grid_state x;
    plant_on_grid(&p, &c);
    memset(&x, 0x77, sizeof x);
    ck_assert_int_eq(ostrov_grid_read(&p.grid, &x, sizeof x - 1), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(x.mode, 0x77777777); /* untouched */
    ck_assert_str_eq(ostrov_grid_mode_text(OSTROV_GRID_ISLAND), "ISLAND");
    ck_assert_str_eq(ostrov_grid_mode_text(OSTROV_GRID_BACKUP_OPEN), "BACKUP_OPEN");
    ck_assert_str_eq(ostrov_grid_mode_text(-1), "UNKNOWN");
    ck_assert_str_eq(ostrov_grid_mode_text(17), "UNKNOWN");
    ck_assert_str_eq(ostrov_grid_reason_text(99), "unknown reason");
    for (int i = 0; i <= OSTROV_GRID_REASON_CEASE; i++) {
        ck_assert_ptr_nonnull(ostrov_grid_reason_text(i));
        ck_assert_str_ne(ostrov_grid_reason_text(i), "unknown reason");
    }
}
END_TEST

/* A year of 1 ms steps would be too long; the carry is what a year would show. */
START_TEST(odd_steps_lose_no_time)
{
    ostrov_grid_config x = c;
    x.return_delay_s = 100.0;
    plant_in_island(&p, &x);
    p.grid_pu = 1.0;
    plant_step(&p);
    p.dt_s = 1.0 / 1536.0; /* 651.04 µs */
    plant_run(&p, 50.0);
    /* The first step counts nothing; two steps of this size are the float sum's own play. */
    ck_assert_double_eq_tol(p.state.left_s, 50.0, 2.0 / 1536.0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid contract");
    TCase *tests = tcase_create("contract");
    tcase_add_checked_fixture(tests, fresh, NULL);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, defaults_are_accepted_and_stage_2_is_its_own);
    tcase_add_test(tests, bad_settings_are_named);
    tcase_add_test(tests, contradicting_settings_are_named);
    tcase_add_test(tests, null_and_never_initialised);
    tcase_add_test(tests, sizes_of_other_versions);
    tcase_add_test(tests, time_faults_hold_and_never_close);
    tcase_add_test(tests, time_faults_obey_the_inhibits);
    tcase_add_test(tests, time_faults_forget_no_stop);
    tcase_add_test(tests, time_faults_open_by_a_stop);
    tcase_add_test(tests, sentinel_voltage_is_not_known);
    tcase_add_test(tests, slow_steps_never_close_live);
    tcase_add_test(tests, refused_samples_are_unknown);
    tcase_add_test(tests, everything_unknown_stays_hands_off);
    tcase_add_test(tests, inhibits_are_obeyed_at_once_in_every_mode);
    tcase_add_test(tests, fire_stop_ends_by_release_and_reset);
    tcase_add_test(tests, hands_off_tracks_and_looks_before_it_acts_again);
    tcase_add_test(tests, authority_observe_only_watches);
    tcase_add_test(tests, reading_with_an_older_size_and_words);
    tcase_add_test(tests, odd_steps_lose_no_time);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
