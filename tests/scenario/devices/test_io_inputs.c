/* Driver of wires: what the inputs say, the DSO's relays, settings that make no sense.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "io_rig.h"

START_TEST(the_sample_says_what_is_known)
{
    ostrov_grid_sample sample;
    pass(2);
    ck_assert_int_eq(ostrov_grid_sample_defaults(&sample, sizeof sample), OSTROV_OK);
    io_sample(&rig.io, rig.now_us, &sample);
    ck_assert_int_eq(sample.breaker_closed, 1);
    ck_assert_int_eq(sample.breaker_open, 0);
    ck_assert_int_eq(sample.bond_closed, 0);
    ck_assert_int_eq(sample.permit_return, 1);
    lie(IO_FAULT_SILENT);
    pass(300);
    io_sample(&rig.io, rig.now_us, &sample); /* too old to be believed */
    ck_assert_int_eq(sample.breaker_closed, -1);
    ck_assert_int_eq(sample.breaker_open, -1);
    ck_assert_int_eq(sample.permit_return, -1);
    ck_assert_double_eq_tol(io_age_s(&rig.io, rig.now_us), 3.0, 1e-9);
}
END_TEST

/* Relays of a ripple-control receiver: 0, 30, 60, 100 %. */
START_TEST(limiting_relays)
{
    ostrov_measurement m;
    static const double told[] = {0.0, 0.3, 0.6, 1.0};
    for (int i = 3; i >= 0; i--) {
        set_wires(REST | 1U << (10 + i));
        pass(60);
        ck_assert_int_eq(ostrov_measurement_defaults(&m, sizeof m), OSTROV_OK);
        io_fill(&rig.io, rig.now_us, &m);
        ck_assert_double_eq(m.dso_export_ratio, told[i]);
        ck_assert_double_nan(m.dso_import_ratio);
    }
    set_wires(REST | 1U << 12); /* a pattern that does not stand is not taken */
    pass(20);
    set_wires(REST | 1U << 10);
    pass(60);
    ck_assert_double_eq(rig.io.reading.dso_ratio, 0.0);
    set_wires(REST); /* none: what was told last stands */
    pass(100);
    ck_assert_double_eq(rig.io.reading.dso_ratio, 0.0);
    set_wires(REST | 1U << 11 | 1U << 13); /* two: the least of them, and counted */
    pass(60);
    ck_assert_double_eq(rig.io.reading.dso_ratio, 0.3);
    ck_assert_int_gt(rig.io.counters.contradictions, 0);
    m.dso_export_ratio = 0.1; /* another way told less: the least counts */
    io_fill(&rig.io, rig.now_us, &m);
    ck_assert_double_eq(m.dso_export_ratio, 0.1);
}
END_TEST

/* The module falls silent with a limit told: it stands, and then the declared fallback does. */
START_TEST(a_silent_receiver_falls_back)
{
    ostrov_measurement m;
    rig.io.setup.dso_fallback_ratio = 0.6;
    rig.io.setup.dso_hold_s = 10.0;
    set_wires(REST | 1U << 11);
    pass(60);
    lie(IO_FAULT_SILENT);
    pass(900);
    ck_assert_int_eq(ostrov_measurement_defaults(&m, sizeof m), OSTROV_OK);
    io_fill(&rig.io, rig.now_us, &m);
    ck_assert_double_eq(m.dso_export_ratio, 0.3);
    pass(200);
    ck_assert_int_eq(ostrov_measurement_defaults(&m, sizeof m), OSTROV_OK);
    io_fill(&rig.io, rig.now_us, &m);
    ck_assert_double_eq(m.dso_export_ratio, 0.6);
}
END_TEST

/* A module that never answered: its relays are not at rest, they are unread. */
START_TEST(a_receiver_never_read_falls_back)
{
    ostrov_measurement m;
    rig.io.setup.dso_none_ratio = 1.0;
    rig.io.setup.dso_fallback_ratio = 0.6;
    lie(IO_FAULT_SILENT);
    pass(900);
    ck_assert_int_eq(ostrov_measurement_defaults(&m, sizeof m), OSTROV_OK);
    io_fill(&rig.io, rig.now_us, &m);
    ck_assert_double_eq(m.dso_export_ratio, 0.6);
    for (int i = IO_DSO_0; i <= IO_DSO_3; i++) { /* none wired: nothing to fall back from */
        rig.io.setup.input[i] = -1;
    }
    ck_assert_int_eq(ostrov_measurement_defaults(&m, sizeof m), OSTROV_OK);
    io_fill(&rig.io, rig.now_us, &m);
    ck_assert_double_eq(m.dso_export_ratio, 1.0);
}
END_TEST

/* What moves by itself is counted; what a link lost is written again, not believed. */
START_TEST(movements_from_outside_are_counted)
{
    pass(2);
    lie(IO_FAULT_TRIPPED);
    pass(10);
    ck_assert_int_eq((int)rig.io.counters.outside, 1);
    ck_assert_int_eq(io_position(&rig.io, rig.now_us), IO_POSITION_OPEN);
}
END_TEST

static double export_told(void)
{
    ostrov_measurement m;
    ck_assert_int_eq(ostrov_measurement_defaults(&m, sizeof m), OSTROV_OK);
    io_fill(&rig.io, rig.now_us, &m);
    return m.dso_export_ratio;
}

/* A restart of ours: what the relays told stands until they tell something else, or until the
 * declared fallback's time has come, counted from when they told it. */
START_TEST(what_the_relays_told_outlives_a_restart)
{
    double ratio = 0.0, age_s = 0.0;
    rig.setup.dso_fallback_ratio = 0.6;
    rig.setup.dso_hold_s = 10.0;
    rig.io.setup = rig.setup;
    io_keep(&rig.io, rig.now_us, &ratio, &age_s);
    ck_assert(isnan(ratio) && isnan(age_s));
    set_wires(REST | 1U << 11);
    pass(60);
    io_keep(&rig.io, rig.now_us, &ratio, &age_s);
    ck_assert_double_eq(ratio, 0.3);
    ck_assert_double_le(age_s, 0.01);
    struct register_tables tables = io_device_tables(&rig.device);
    lie(IO_FAULT_SILENT);
    for (int kept = 0; kept <= 1; kept++) {
        ck_assert_int_eq(io_open_twin(&rig.io, &rig.setup, &tables, rig.error, sizeof rig.error),
                         0);
        if (kept) {
            io_recall(&rig.io, ratio, 4.0, rig.now_us);
        }
        pass(100);
        ck_assert_double_eq(export_told(), kept ? 0.3 : 0.6);
    }
    pass(510); /* 10.1 s */
    ck_assert_double_eq(export_told(), 0.6);
    lie(0);
    set_wires(REST); /* none on: nothing else is told */
    pass(3000);      /* its back-off */
    io_recall(&rig.io, ratio, 4.0, rig.now_us);
    pass(100);
    ck_assert_double_eq(export_told(), 0.3);
    set_wires(REST | 1U << 13);
    pass(60);
    ck_assert_double_eq(export_told(), 1.0);
    static const double wrong[][2] = {{1.5, 1}, {-0.1, 1}, {NAN, 1}, {0.5, NAN}, {0.5, -1}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        io_recall(&rig.io, wrong[i][0], wrong[i][1], rig.now_us);
        ck_assert_double_eq(export_told(), 1.0);
    }
}
END_TEST

static uint32_t inhibits_told(void)
{
    ostrov_grid_sample sample;
    ostrov_measurement m;
    ck_assert_int_eq(ostrov_grid_sample_defaults(&sample, sizeof sample), OSTROV_OK);
    ck_assert_int_eq(ostrov_measurement_defaults(&m, sizeof m), OSTROV_OK);
    io_sample(&rig.io, rig.now_us, &sample);
    io_fill(&rig.io, rig.now_us, &m);
    ck_assert_uint_eq(sample.inhibits, m.inhibits);
    return m.inhibits;
}

/* A switch that nobody has read is not a switch at rest: hands off until it is, and again when it
 * is too old to be believed. What was read as set stays set. */
START_TEST(an_unread_inhibit_counts_as_set)
{
    ck_assert_uint_eq(inhibits_told(), OSTROV_INHIBIT_UNREAD);
    lie(IO_FAULT_SILENT);
    pass(300);
    ck_assert_uint_eq(inhibits_told(), OSTROV_INHIBIT_UNREAD);
    lie(0);
    pass(300);
    ck_assert_uint_eq(inhibits_told(), 0);
    set_wires(REST | 1U << 5);
    pass(2);
    ck_assert_uint_eq(inhibits_told(), OSTROV_INHIBIT_MAINTENANCE);
    lie(IO_FAULT_SILENT);
    pass(100); /* a second: still believed */
    ck_assert_uint_eq(inhibits_told(), OSTROV_INHIBIT_MAINTENANCE);
    pass(200);
    ck_assert_uint_eq(inhibits_told(), OSTROV_INHIBIT_MAINTENANCE | OSTROV_INHIBIT_UNREAD);
}
END_TEST

/* One wire is enough; without any there is nothing to be read. */
START_TEST(one_inhibit_wire_is_enough_to_wait_for)
{
    for (int wired = IO_LOCAL; wired <= IO_E_STOP + 1; wired++) {
        begin();
        for (int i = IO_LOCAL; i <= IO_E_STOP; i++) {
            rig.io.setup.input[i] = i == wired ? i : -1;
        }
        ck_assert_uint_eq(inhibits_told(), wired <= IO_E_STOP ? OSTROV_INHIBIT_UNREAD : 0);
    }
}
END_TEST

START_TEST(wrong_setups_and_arguments)
{
    struct io io;
    struct io_setup setup;
    struct register_tables tables = io_device_tables(&rig.device);
    wire(&setup);
    setup.input[IO_BREAKER_OPEN] = -1;
    ck_assert_int_eq(io_open_twin(&io, &setup, &tables, rig.error, sizeof rig.error), -1);
    ck_assert_str_eq(rig.error, "a breaker that is switched needs both position contacts");
    wire(&setup);
    setup.input[IO_BREAKER_OPEN] = setup.input[IO_BREAKER_CLOSED];
    setup.active[IO_BREAKER_OPEN] = 0;
    ck_assert_int_eq(io_open_twin(&io, &setup, &tables, rig.error, sizeof rig.error), -1);
    wire(&setup);
    setup.output[IO_CLOSE] = 0;
    ck_assert_int_eq(io_open_twin(&io, &setup, &tables, rig.error, sizeof rig.error), -1);
    wire(&setup);
    setup.dso_step_ratio[2] = (double)NAN;
    ck_assert_int_eq(io_open_twin(&io, &setup, &tables, rig.error, sizeof rig.error), -1);
    wire(&setup);
    setup.fresh_s = -1.0;
    ck_assert_int_eq(io_open_twin(&io, &setup, &tables, rig.error, sizeof rig.error), -1);
    wire(&setup);
    setup.input[3] = 65536;
    ck_assert_int_eq(io_open_twin(&io, &setup, &tables, rig.error, sizeof rig.error), -1);
    wire(&setup);
    setup.output[IO_OPEN] = -1;
    ck_assert_int_eq(io_open_twin(&io, &setup, &tables, NULL, 0), -1);
    ck_assert_int_eq(io_command(&rig.io, 4, 0, 0), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(io_command(&rig.io, 0, -1, 0), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(io_command(NULL, 0, 0, 0), OSTROV_E_ARGUMENT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("io inputs");
    TCase *one = tcase_create("io inputs");
    tcase_add_checked_fixture(one, begin, NULL);
    tcase_add_test(one, the_sample_says_what_is_known);
    tcase_add_test(one, limiting_relays);
    tcase_add_test(one, a_silent_receiver_falls_back);
    tcase_add_test(one, a_receiver_never_read_falls_back);
    tcase_add_test(one, what_the_relays_told_outlives_a_restart);
    tcase_add_test(one, an_unread_inhibit_counts_as_set);
    tcase_add_test(one, one_inhibit_wire_is_enough_to_wait_for);
    tcase_add_test(one, movements_from_outside_are_counted);
    tcase_add_test(one, wrong_setups_and_arguments);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
