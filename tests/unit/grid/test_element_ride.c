/* Riding through: regions, least times, cessation and return, consecutive sets, limits of rate and
 * angle.
 *
 * Several tests are named after what another implementation gets wrong or has by design.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "element_help.h"

static ostrov_ride_config c;
static ostrov_ride r;
static ostrov_ride_state x;
static ostrov_element_sample s;

static void category(int32_t which)
{
    ck_assert_int_eq(ostrov_ride_defaults(&c, sizeof c), OSTROV_OK);
    ck_assert_int_eq(ostrov_ride_category(&c, which, 60.0), OSTROV_OK);
    s = calm(60.0);
}

static void start(void)
{
    ostrov_fault why;
    ck_assert_int_eq(ostrov_ride_init(&r, &c, &why), OSTROV_OK);
}

static void run(int steps, double dt_s)
{
    for (int i = 0; i < steps; i++) {
        ck_assert_int_ge(ostrov_ride_step(&r, &s, dt_s), OSTROV_OK);
    }
    ck_assert_int_eq(ostrov_ride_read(&r, &x, sizeof x), OSTROV_OK);
}

/* Status and least time at a voltage, tables 14 to 16. 0 = no time asked. */
START_TEST(regions_by_category)
{
    const struct {
        int32_t category;
        double pu;
        int32_t status;
        double least_s;
    } rows[] = {
        {1, 0.88, OSTROV_RIDE_CONT, -1},   {1, 1.10, OSTROV_RIDE_CONT, -1},
        {1, 0.79, OSTROV_RIDE_MAND, 1.06}, {1, 0.70, OSTROV_RIDE_MAND, 0.7},
        {1, 0.50, OSTROV_RIDE_PERM, 0.16}, {1, 0.49, OSTROV_RIDE_CTE, 0},
        {1, 1.12, OSTROV_RIDE_PERM, 1.0},  {1, 1.16, OSTROV_RIDE_PERM, 0.5},
        {1, 1.20, OSTROV_RIDE_PERM, 0.2},  {1, 1.21, OSTROV_RIDE_CTE, 0},
        {2, 0.75, OSTROV_RIDE_MAND, 3.87}, {2, 0.46, OSTROV_RIDE_PERM, 0.32},
        {2, 0.30, OSTROV_RIDE_PERM, 0.16}, {2, 0.29, OSTROV_RIDE_CTE, 0},
        {2, 0.0, OSTROV_RIDE_CTE, 0},      {3, 0.87, OSTROV_RIDE_MAND, 20.0},
        {3, 0.60, OSTROV_RIDE_MAND, 10.0}, {3, 0.49, OSTROV_RIDE_MCES, 1.0},
        {3, 0.0, OSTROV_RIDE_MCES, 1.0},   {3, 1.15, OSTROV_RIDE_MCES, 12.0},
        {3, 1.25, OSTROV_RIDE_CTE, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        category(rows[i].category);
        start();
        set_pu(&s, rows[i].pu);
        run(1, 0.001);
        ck_assert_msg(x.status == rows[i].status, "%d at %g", (int)rows[i].category, rows[i].pu);
        if (rows[i].least_s > 0) {
            ck_assert_double_eq_tol(x.left_s, rows[i].least_s - 0.001, 2e-6);
            ck_assert_int_eq(x.must_ride, 1);
        } else {
            ck_assert(isnan(x.left_s));
            ck_assert_int_eq(x.must_ride, rows[i].least_s < 0);
        }
    }
}
END_TEST

/* OpenDER has "minimum ride-through passed" the wrong way round on every high-voltage region. */
START_TEST(the_least_time_of_high_voltage_runs_the_right_way)
{
    category(OSTROV_CATEGORY_III);
    start();
    set_pu(&s, 1.15);
    run(1199, 0.01);
    ck_assert_int_eq(x.must_ride, 1);
    ck_assert_int_eq(x.release, OSTROV_RIDE_RELEASE_NONE);
    run(2, 0.01);
    ck_assert_int_eq(x.must_ride, 0);
    ck_assert_int_eq(x.release, OSTROV_RIDE_RELEASE_TIME);
    set_pu(&s, 1.0);
    run(1, 0.01);
    ck_assert_int_eq(x.must_ride, 1);
}
END_TEST

/* OpenDER calls 58.5 … 58.8 Hz continuous and mandatory at once, so that its timer never runs. */
START_TEST(the_timer_runs_from_58_8_hz_and_the_nominal_frequency_is_a_setting)
{
    category(OSTROV_CATEGORY_II);
    start();
    s.hz = 58.7;
    run(100, 1.0);
    ck_assert_int_eq(x.status, OSTROV_RIDE_MAND);
    ck_assert_double_eq_tol(x.disturbed_s, 100.0, 1e-9);
    ck_assert_double_eq_tol(x.left_s, 199.0, 1e-9);
    s.hz = 58.8;
    run(1, 1.0);
    ck_assert_int_eq(x.status, OSTROV_RIDE_CONT);
    s.hz = 62.0;
    run(1, 1.0);
    ck_assert_int_eq(x.status, OSTROV_RIDE_MAY_TRIP);
    ck_assert_int_eq(x.release, OSTROV_RIDE_RELEASE_REGION);
    ck_assert_int_eq(ostrov_ride_category(&c, OSTROV_CATEGORY_II, 50.0), OSTROV_OK);
    start();
    s.hz = 48.7;
    run(1, 1.0);
    ck_assert_int_eq(x.status, OSTROV_RIDE_MAND);
    s.hz = 50.0;
    run(1, 1.0);
    ck_assert_int_eq(x.status, OSTROV_RIDE_CONT);
}
END_TEST

START_TEST(current_stops_within_83_ms_and_comes_back_on_a_ramp)
{
    category(OSTROV_CATEGORY_III);
    start();
    run(10, 0.001);
    ck_assert_double_eq_tol(x.power_limit_pu, 1.0, 1e-9);
    set_pu(&s, 0.4);
    run(82, 0.001);
    ck_assert_int_eq(x.ceased, 0);
    ck_assert_double_eq_tol(x.power_limit_pu, 0.48, 1e-6); /* 1.2 · 0.4 */
    run(1, 0.001);
    ck_assert_int_eq(x.ceased, 1);
    ck_assert_double_eq(x.power_limit_pu, 0.0);
    set_pu(&s, 1.0);
    run(200, 0.001);
    ck_assert_int_eq(x.ceased, 0);
    ck_assert_double_eq_tol(x.power_limit_pu, 0.5, 1e-6);
    run(200, 0.001);
    ck_assert_double_eq_tol(x.power_limit_pu, 1.0, 1e-6);
    c.return_delay_s = 0.1;
    start();
    set_pu(&s, 0.4);
    run(100, 0.001);
    set_pu(&s, 1.0);
    run(99, 0.001);
    ck_assert_int_eq(x.ceased, 1);
    run(101, 0.001);
    ck_assert_double_eq_tol(x.power_limit_pu, 0.25, 1e-6);
}
END_TEST

/* The table says cease to energise above 1.20, OpenDER momentary cessation: both by setting. */
START_TEST(above_the_limit_of_category_3_by_table_or_by_threshold)
{
    category(OSTROV_CATEGORY_III);
    start();
    set_pu(&s, 1.25);
    run(1, 0.01);
    ck_assert_int_eq(x.status, OSTROV_RIDE_CTE);
    c.cessation_high_pu = 1.1;
    start();
    run(1, 0.01);
    ck_assert_int_eq(x.status, OSTROV_RIDE_MCES);
    c.momentary_cessation = 0;
    start();
    set_pu(&s, 1.15);
    run(1, 0.01);
    ck_assert_int_eq(x.status, OSTROV_RIDE_MAND);
}
END_TEST

static void dip(double for_s, double calm_s)
{
    set_pu(&s, 0.8);
    run((int)(for_s / 0.1 + 0.5), 0.1);
    set_pu(&s, 1.0);
    run((int)(calm_s / 0.1 + 0.5), 0.1);
}

/* Table 17, Category III: 3 sets at least 5 s apart within 20 min. */
START_TEST(consecutive_sets_are_counted_by_gap_and_window)
{
    category(OSTROV_CATEGORY_III);
    c.disturbance_sets = 3;
    start();
    dip(0.5, 2.0);
    dip(0.5, 2.0); /* nearer than 5 s: the same set */
    ck_assert_int_eq(x.sets, 1);
    dip(0.5, 6.0);
    dip(0.5, 6.0);
    ck_assert_int_eq(x.sets, 2);
    dip(0.5, 6.0);
    ck_assert_int_eq(x.sets, 3);
    set_pu(&s, 0.8);
    run(1, 0.1);
    ck_assert_int_eq(x.sets, 4);
    ck_assert_int_eq(x.must_ride, 0);
    ck_assert_int_eq(x.release, OSTROV_RIDE_RELEASE_SETS);
    set_pu(&s, 1.0);
    run(1250, 1.0); /* the window is over */
    ck_assert_int_eq(x.sets, 0);
    dip(0.5, 1.0);
    ck_assert_int_eq(x.sets, 1);
    ck_assert_int_eq(x.must_ride, 1);
}
END_TEST

START_TEST(without_the_count_any_number_is_ridden_through)
{
    category(OSTROV_CATEGORY_III);
    start();
    for (int i = 0; i < 20; i++) {
        set_pu(&s, 0.8);
        run(5, 0.1);
        ck_assert_int_eq(x.must_ride, 1);
        ck_assert_int_eq(x.sets, 0);
        set_pu(&s, 1.0);
        run(60, 0.1);
    }
}
END_TEST

START_TEST(inside_a_set_the_times_add_up)
{
    category(OSTROV_CATEGORY_I);
    c.disturbance_sets = 2;
    start();
    set_pu(&s, 0.79); /* 1.06 s */
    run(6, 0.1);
    set_pu(&s, 1.0);
    run(10, 0.1);
    set_pu(&s, 0.79);
    run(4, 0.1);
    ck_assert_int_eq(x.must_ride, 1);
    run(1, 0.1);
    ck_assert_int_eq(x.must_ride, 0);
    ck_assert_int_eq(x.release, OSTROV_RIDE_RELEASE_TIME);
    c.disturbance_sets = 0; /* one good sample starts anew, as OpenDER has it */
    start();
    set_pu(&s, 0.79);
    run(6, 0.1);
    set_pu(&s, 1.0);
    run(1, 0.1);
    set_pu(&s, 0.79);
    run(6, 0.1);
    ck_assert_int_eq(x.must_ride, 1);
}
END_TEST

START_TEST(rate_and_angle_release_only_beyond_their_limits)
{
    category(OSTROV_CATEGORY_II);
    start();
    s.rocof_hz_per_s = -2.0;
    s.phase_jump_deg = 20.0;
    s.phase_jump_single_deg = -60.0;
    run(10, 0.01);
    ck_assert_int_eq(x.must_ride, 1);
    s.rocof_hz_per_s = -2.1;
    run(1, 0.01);
    ck_assert_int_eq(x.release, OSTROV_RIDE_RELEASE_ROCOF);
    s.rocof_hz_per_s = NAN;
    run(1, 0.01);
    ck_assert_int_eq(x.must_ride, 1);
    s.phase_jump_deg = -20.5;
    run(1, 0.01);
    ck_assert_int_eq(x.release, OSTROV_RIDE_RELEASE_PHASE_JUMP);
}
END_TEST

START_TEST(what_is_not_known_holds_and_says_so)
{
    category(OSTROV_CATEGORY_I);
    start();
    ck_assert_int_eq(ostrov_ride_read(&r, &x, sizeof x), OSTROV_OK);
    ck_assert_int_eq(x.status, OSTROV_RIDE_UNKNOWN);
    ck_assert_int_eq(x.must_ride, -1);
    set_pu(&s, 0.8);
    run(5, 0.1);
    set_pu(&s, NAN);
    run(50, 0.1);
    ck_assert_int_eq(x.status, OSTROV_RIDE_MAND);
    ck_assert_int_eq(x.must_ride, -1);
    ck_assert_double_eq_tol(x.disturbed_s, 0.5, 1e-9);
    set_pu(&s, 1.0);
    s.phase_pu[1] = NAN;
    run(1, 0.1);
    ck_assert_int_eq(x.status, OSTROV_RIDE_MAND); /* two good phases prove no calm */
    s.phase_pu[0] = 0.45;
    run(1, 0.1);
    ck_assert_int_eq(x.status, OSTROV_RIDE_CTE); /* one bad phase proves a disturbance */
}
END_TEST

START_TEST(a_trip_ends_it_and_the_greatest_status_counts)
{
    category(OSTROV_CATEGORY_III);
    start();
    set_pu(&s, 0.4);
    s.hz = 57.5; /* mandatory by frequency, cessation by voltage */
    run(1, 0.01);
    ck_assert_int_eq(x.status, OSTROV_RIDE_MCES);
    s.tripped = 1;
    run(1, 0.01);
    ck_assert_int_eq(x.status, OSTROV_RIDE_TRIP);
    ck_assert_int_eq(x.must_ride, 0);
    ck_assert_int_eq(x.release, OSTROV_RIDE_RELEASE_TRIPPED);
    ck_assert_double_eq(x.power_limit_pu, 0.0);
    ck_assert_str_eq(ostrov_ride_status_text(x.status), "TRIP");
    ck_assert_str_eq(ostrov_ride_status_text(-5), "UNKNOWN");
    ck_assert_str_eq(ostrov_ride_status_text(99), "UNKNOWN");
}
END_TEST

typedef void (*twist)(ostrov_ride_config *);
static void upside_down(ostrov_ride_config *k) { k->region_to[4] = 0.6; }
static void overlap(ostrov_ride_config *k) { k->region_to[5] = 0.75; }
static void no_edge(ostrov_ride_config *k) { k->region_from[4] = NAN; }
static void continuous(ostrov_ride_config *k) { k->region_status[4] = OSTROV_RIDE_CONT; }
static void below_zero(ostrov_ride_config *k) { k->region_slope_s[4] = -10.0; }

START_TEST(rows_that_contradict_are_named)
{
    static const struct {
        twist make;
        const char *field;
        int32_t index;
        ostrov_status status;
    } rows[] = {
        {upside_down, "region_to", 4, OSTROV_E_RANGE},
        {overlap, "region_from", 5, OSTROV_E_RANGE},
        {no_edge, "region_from", 4, OSTROV_E_NOT_FINITE},
        {continuous, "region_status", 4, OSTROV_E_RANGE},
        {below_zero, "region_slope_s", 4, OSTROV_E_RANGE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ostrov_fault why;
        category(OSTROV_CATEGORY_I);
        rows[i].make(&c);
        ck_assert_int_eq(ostrov_ride_init(&r, &c, &why), rows[i].status);
        ck_assert_str_eq(why.field, rows[i].field);
        ck_assert_int_eq(why.index, rows[i].index);
    }
}
END_TEST

/* Power is 0 … 1 and 0 while ceased; released, it stays released until calm; equal bytes for equal
 * input. */
START_TEST(any_input_keeps_the_outputs_bounded)
{
    uint64_t seed = 20261125;
    for (int round = 0; round < 150; round++) {
        category(1 + round % 3);
        c.disturbance_sets = round % 4;
        c.edge_outside = round % 2;
        start();
        for (int k = 0; k < 400; k++) {
            int32_t status = x.status;
            int32_t released = x.must_ride == 0;
            if (draw(&seed, 0, 1) < 0.2) {
                set_pu(&s, draw(&seed, 0, 1) < 0.1 ? 65535.0 : draw(&seed, 0.0, 1.4));
                s.hz = draw(&seed, 0, 1) < 0.1 ? INFINITY : draw(&seed, 55.0, 64.0);
                s.phase_pu[k % 3] = draw(&seed, 0, 1) < 0.1 ? NAN : draw(&seed, 0.0, 1.4);
            }
            run(1, draw(&seed, 1e-6, 1.0));
            ck_assert_msg(x.power_limit_pu >= 0.0 && x.power_limit_pu <= 1.0,
                          "seed 20261125 round %d step %d", round, k);
            ck_assert(!x.ceased || x.power_limit_pu == 0.0);
            ck_assert(isnan(x.left_s) || x.left_s >= 0.0);
            ck_assert(k == 0 || !released || x.must_ride == 0 || status <= OSTROV_RIDE_CONT ||
                      x.status <= OSTROV_RIDE_CONT);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid ride-through");
    TCase *t = tcase_create("ride");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, regions_by_category);
    tcase_add_test(t, the_least_time_of_high_voltage_runs_the_right_way);
    tcase_add_test(t, the_timer_runs_from_58_8_hz_and_the_nominal_frequency_is_a_setting);
    tcase_add_test(t, current_stops_within_83_ms_and_comes_back_on_a_ramp);
    tcase_add_test(t, above_the_limit_of_category_3_by_table_or_by_threshold);
    tcase_add_test(t, consecutive_sets_are_counted_by_gap_and_window);
    tcase_add_test(t, without_the_count_any_number_is_ridden_through);
    tcase_add_test(t, inside_a_set_the_times_add_up);
    tcase_add_test(t, rate_and_angle_release_only_beyond_their_limits);
    tcase_add_test(t, what_is_not_known_holds_and_says_so);
    tcase_add_test(t, a_trip_ends_it_and_the_greatest_status_counts);
    tcase_add_test(t, rows_that_contradict_are_named);
    tcase_add_test(t, any_input_keeps_the_outputs_bounded);
    suite_add_tcase(suite, t);
    return unit_run(suite);
}
