/* Driver of wires against the simulated module and breaker: commands are verified, lies are found
 * out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "io_rig.h"

START_TEST(opens_and_closes_and_proves_it)
{
    pass(2);
    ck_assert_int_eq(io_position(&rig.io, rig.now_us), IO_POSITION_CLOSED);
    rig.breaker = OSTROV_BREAKER_OPEN;
    pass(1);
    ck_assert_int_eq(rig.status, OSTROV_OK);
    ck_assert_int_eq(rig.io.breaker.stage, SET_POINT_ACKNOWLEDGED); /* read back, not yet done */
    pass(2);
    ck_assert_int_eq(io_position(&rig.io, rig.now_us), IO_POSITION_INTERMEDIATE);
    ck_assert_int_eq(rig.io.breaker.stage, SET_POINT_ACKNOWLEDGED);
    pass(5);
    ck_assert_int_eq(rig.io.breaker.stage, SET_POINT_OBSERVED);
    ck_assert_int_eq(rig.device.closed, 0);
    ck_assert_int_eq(rig.device.coil[0], 0); /* the pulse has fallen */
    ck_assert_int_eq(rig.io.counters.outside, 0);
    rig.breaker = OSTROV_BREAKER_HOLD;
    pass(10);
    rig.breaker = OSTROV_BREAKER_CLOSE;
    pass(12);
    ck_assert_int_eq(rig.io.breaker.stage, SET_POINT_OBSERVED);
    ck_assert_int_eq(rig.device.closed, 1);
    ck_assert_int_eq(rig.device.coil[1], 0);
    ck_assert_int_eq(rig.device.operations, 2);
    pass(200); /* asked again and again: one operation each */
    ck_assert_int_eq(rig.device.operations, 2);
    ck_assert_int_eq((int)rig.io.counters.requested, 2);
    ck_assert_int_eq((int)rig.io.counters.outside, 0);
}
END_TEST

/* No closing step on a state that was not observed: unread, too old, intermediate, faulty, closed.
 */
START_TEST(never_closes_on_what_is_not_observed)
{
    static const uint32_t lies[] = {IO_FAULT_BOTH, IO_FAULT_NEITHER, IO_FAULT_SILENT,
                                    IO_FAULT_BUSY};
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        begin();
        be_open();
        lie(lies[i]);
        pass(300); /* three seconds: older than fresh_s where nothing is read */
        rig.breaker = OSTROV_BREAKER_CLOSE;
        pass(100);
        ck_assert_msg(rig.status == OSTROV_E_STATE, "lie %zu: %d", i, rig.status);
        ck_assert_int_eq(rig.io.breaker.stage, SET_POINT_REFUSED);
        ck_assert_int_eq(rig.io.breaker.refusal, SET_POINT_UNOBSERVED);
        ck_assert_int_eq(rig.device.coil[1], 0);
        ck_assert_int_eq(rig.device.closed, 0);
    }
    begin(); /* nothing read at all yet */
    ck_assert_int_eq(io_command(&rig.io, OSTROV_BREAKER_CLOSE, 0, 10000), OSTROV_E_STATE);
    ck_assert_int_eq(rig.device.coil[1], 0);
}
END_TEST

/* Opening needs no proof to be asked for, and is not believed without one. */
START_TEST(opens_with_broken_contacts_but_does_not_believe_it)
{
    pass(2);
    lie(IO_FAULT_BOTH);
    rig.breaker = OSTROV_BREAKER_OPEN;
    pass(20);
    ck_assert_int_eq(rig.device.closed, 0);
    ck_assert_int_eq(rig.io.breaker.stage, SET_POINT_ACKNOWLEDGED);
    pass(100);
    ck_assert_int_eq(rig.io.breaker.stage, SET_POINT_ACKNOWLEDGED); /* asked for again */
    ck_assert_int_ge(rig.io.counters.refused, 1);
    ck_assert_int_eq(rig.io.counters.observed, 0);
    lie(0);
    pass(3);
    ck_assert_int_eq(rig.io.breaker.stage, SET_POINT_OBSERVED);
}
END_TEST

START_TEST(a_stuck_breaker_is_found_out)
{
    pass(2);
    lie(IO_FAULT_STUCK);
    rig.breaker = OSTROV_BREAKER_OPEN;
    pass(103);
    ck_assert_int_eq(rig.io.counters.refused, 1);
    ck_assert_int_eq(rig.io.counters.observed, 0);
    ck_assert_int_eq(rig.device.closed, 1);
    rig.breaker = OSTROV_BREAKER_TRIP_UPSTREAM;
    pass(2);
    ck_assert_int_eq(rig.status, OSTROV_OK);
    ck_assert_int_eq(rig.device.coil[2], 1);
    ck_assert_int_eq(rig.device.coil[0], 0);
    ck_assert_int_eq(rig.device.trips, 1);
}
END_TEST

/* A close that does not come is refused in time, its coil falls, and it is not tried at once again.
 */
START_TEST(a_stuck_close_is_given_up)
{
    be_open();
    lie(IO_FAULT_STUCK);
    rig.breaker = OSTROV_BREAKER_CLOSE;
    pass(104);
    ck_assert_int_eq(rig.io.breaker.refusal, SET_POINT_NOT_OBSERVED);
    ck_assert_int_eq(rig.status, OSTROV_E_DRIVER);
    ck_assert_int_eq(rig.device.coil[1], 0);
    lie(0);
    pass(200);
    ck_assert_int_eq(rig.device.closed, 0); /* nobody is surprised by a late close */
    pass(3000);                             /* retry_s */
    ck_assert_int_eq(rig.device.closed, 1);
}
END_TEST

/* A breaker that trips right after it was closed is not closed onto the fault again and again. */
START_TEST(a_trip_after_a_close_is_not_pumped)
{
    be_open();
    rig.breaker = OSTROV_BREAKER_CLOSE;
    pass(20);
    ck_assert_int_eq(rig.device.closed, 1);
    lie(IO_FAULT_TRIPPED);
    pass(10); /* it has moved */
    lie(0);
    int32_t operations = rig.device.operations;
    pass(200); /* two seconds of CLOSE that still stands */
    ck_assert_int_eq(rig.device.closed, 0);
    ck_assert_int_eq(rig.io.breaker.refusal, SET_POINT_NOT_OBSERVED);
    ck_assert_int_eq(rig.device.operations, operations);
}
END_TEST

START_TEST(coils_that_forget_or_are_deaf)
{
    be_open();
    lie(IO_FAULT_FORGET);
    rig.breaker = OSTROV_BREAKER_CLOSE;
    pass(2);
    ck_assert_int_eq(rig.io.breaker.refusal, SET_POINT_READ_BACK);
    begin();
    be_open();
    lie(IO_FAULT_DEAF);
    rig.breaker = OSTROV_BREAKER_CLOSE;
    pass(2);
    ck_assert_int_eq(rig.io.breaker.stage, SET_POINT_ACKNOWLEDGED); /* acknowledged is not done */
    pass(110);
    ck_assert_int_eq(rig.io.breaker.refusal, SET_POINT_NOT_OBSERVED);
}
END_TEST

START_TEST(inhibits_stand_against_closing)
{
    static const struct {
        uint32_t wires;
        uint32_t inhibit;
    } cases[] = {
        {REST | FULL | 1U << 3, OSTROV_INHIBIT_LOCAL},
        {REST | FULL | 1U << 4, OSTROV_INHIBIT_MANUAL},
        {REST | FULL | 1U << 5, OSTROV_INHIBIT_MAINTENANCE},
        {(REST | FULL) & ~(1U << 6), OSTROV_INHIBIT_FIRE_STOP}, /* an opened circuit is a stop */
        {(REST | FULL) & ~(1U << 7), OSTROV_INHIBIT_E_STOP},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ostrov_grid_sample sample;
        ostrov_measurement m;
        begin();
        be_open();
        set_wires(cases[i].wires);
        rig.breaker = OSTROV_BREAKER_CLOSE;
        pass(20);
        ck_assert_int_eq(rig.status, OSTROV_E_STATE);
        ck_assert_int_eq(rig.io.breaker.refusal, SET_POINT_INHIBITED);
        ck_assert_int_eq(rig.device.closed, 0);
        ck_assert_int_eq(ostrov_grid_sample_defaults(&sample, sizeof sample), OSTROV_OK);
        ck_assert_int_eq(ostrov_measurement_defaults(&m, sizeof m), OSTROV_OK);
        io_sample(&rig.io, rig.now_us, &sample);
        io_fill(&rig.io, rig.now_us, &m);
        ck_assert_uint_eq(sample.inhibits, cases[i].inhibit);
        ck_assert_uint_eq(m.inhibits, cases[i].inhibit);
        set_wires(REST | FULL); /* lifted: the command that still stands is carried out */
        pass(20);
        ck_assert_int_eq(rig.device.closed, 1);
    }
}
END_TEST

/* An inhibit that comes while the breaker is on its way takes the pulse away. */
START_TEST(an_inhibit_takes_a_pulse_away)
{
    be_open();
    lie(IO_FAULT_STUCK);
    rig.breaker = OSTROV_BREAKER_CLOSE;
    pass(3);
    ck_assert_int_eq(rig.device.coil[1], 1);
    set_wires(REST | FULL | 1U << 5);
    pass(2);
    ck_assert_int_eq(rig.device.coil[1], 0);
    ck_assert_int_eq(rig.io.breaker.refusal, SET_POINT_INHIBITED);
}
END_TEST

START_TEST(the_bond_waits_for_the_breaker)
{
    pass(2);
    rig.bond = OSTROV_BOND_CLOSE;
    pass(10);
    ck_assert_int_eq(rig.status, OSTROV_E_STATE); /* the breaker is closed: earthed twice */
    ck_assert_int_eq(rig.device.bond, 0);
    rig.breaker = OSTROV_BREAKER_OPEN;
    pass(40);
    ck_assert_int_eq(rig.io.bond.stage, SET_POINT_OBSERVED);
    ck_assert_int_eq(rig.device.bond, 1);
    rig.bond = OSTROV_BOND_OPEN;
    lie(IO_FAULT_BOND_STUCK);
    pass(110);
    ck_assert_int_eq(rig.io.bond.refusal, SET_POINT_NOT_OBSERVED);
}
END_TEST

/* A module that restarts drops its coils: the bond that fell with them is seen, said and closed again. */
START_TEST(a_bond_that_falls_is_found_out)
{
    be_open();
    rig.bond = OSTROV_BOND_CLOSE;
    pass(40);
    ck_assert_int_eq(rig.io.bond.stage, SET_POINT_OBSERVED);
    rig.device.coil[IO_BOND] = 0;
    pass(40);
    ck_assert_int_eq(rig.device.bond, 0);
    ck_assert_int_eq(rig.status, OSTROV_E_DRIVER);
    ck_assert_int_eq(rig.io.bond.refusal, SET_POINT_NOT_OBSERVED);
    pass(3100); /* retry_s */
    ck_assert_int_eq(rig.device.bond, 1);
    ck_assert_int_eq(rig.status, OSTROV_OK);
}
END_TEST

/* Somebody may stand at the board: no switch moves but OPEN while an inhibit is set or not read. */
START_TEST(the_bond_stands_still_under_an_inhibit)
{
    be_open();
    set_wires(REST | FULL | 1U << 5);
    pass(2);
    rig.bond = OSTROV_BOND_CLOSE;
    pass(20);
    ck_assert_int_eq(rig.status, OSTROV_E_STATE);
    ck_assert_int_eq(rig.io.bond.refusal, SET_POINT_INHIBITED);
    ck_assert_int_eq(rig.device.bond, 0);
    set_wires(REST | FULL);
    pass(20); /* lifted: carried out */
    ck_assert_int_eq(rig.device.bond, 1);
    set_wires(REST | FULL | 1U << 3);
    pass(2);
    rig.bond = OSTROV_BOND_OPEN;
    pass(20);
    ck_assert_int_eq(rig.device.bond, 1);
    set_wires((REST | FULL) & ~(1U << 7)); /* a stop opens, it does not hold */
    pass(20);
    ck_assert_int_eq(rig.device.bond, 0);
    begin(); /* nothing read at all yet */
    ck_assert_int_eq(io_command(&rig.io, 0, OSTROV_BOND_OPEN, 10000), OSTROV_E_STATE);
    ck_assert_int_eq(rig.io.bond.refusal, SET_POINT_UNOBSERVED);
    be_open();
    lie(IO_FAULT_SILENT);
    pass(300); /* read once, and too old now */
    lie(0);
    ck_assert_int_eq(io_command(&rig.io, 0, OSTROV_BOND_CLOSE, rig.now_us), OSTROV_E_STATE);
    ck_assert_int_eq(rig.io.bond.refusal, SET_POINT_UNOBSERVED);
}
END_TEST

/* A pulse of CLOSE falls when the wires that could forbid it are not read any more. */
START_TEST(a_pulse_of_close_falls_unread)
{
    be_open();
    lie(IO_FAULT_STUCK);
    rig.io.setup.close_s = 10.0;
    rig.breaker = OSTROV_BREAKER_CLOSE;
    pass(3);
    ck_assert_int_eq(rig.device.coil[1], 1);
    rig.now_us += 3000000; /* nobody polled for three seconds */
    rig.status = io_command(&rig.io, rig.breaker, rig.bond, rig.now_us);
    ck_assert_int_eq(rig.io.breaker.refusal, SET_POINT_UNOBSERVED);
    ck_assert_int_eq(rig.device.coil[1], 0);
}
END_TEST

START_TEST(a_pulse_can_be_short)
{
    pass(2);
    rig.io.setup.pulse_s = 0.2;
    lie(IO_FAULT_STUCK);
    rig.breaker = OSTROV_BREAKER_OPEN;
    pass(10);
    ck_assert_int_eq(rig.device.coil[0], 1);
    pass(15);
    ck_assert_int_eq(rig.device.coil[0], 0);
    ck_assert_int_eq(rig.io.breaker.stage,
                     SET_POINT_ACKNOWLEDGED); /* still waits for the contacts */
}
END_TEST

/* Worked to shed: whoever is dead leaves all load on. */
START_TEST(load_tiers_go_and_come_back)
{
    const uint16_t *coil = rig.device.coil;
    pass(2);
    ck_assert_int_eq(io_shed(&rig.io, 1u, rig.now_us), OSTROV_OK);
    ck_assert_int_eq(coil[IO_SHED_1] + coil[IO_SHED_1 + 1] + coil[IO_SHED_3], 3);
    ck_assert_int_eq(coil[IO_OPEN] + coil[IO_CLOSE] + coil[IO_UPSTREAM] + coil[IO_BOND], 0);
    lie(IO_FAULT_SILENT);
    pass(1);
    ck_assert_int_eq(io_shed(&rig.io, 3u, rig.now_us), OSTROV_E_DRIVER);
    lie(0);
    pass(200);
    ck_assert_int_eq(io_shed(&rig.io, 3u, rig.now_us), OSTROV_OK);
    ck_assert_int_eq(coil[IO_SHED_1], 0);
    ck_assert_int_eq(coil[IO_SHED_1 + 1] + coil[IO_SHED_3], 2);
    rig.io.setup.output[IO_SHED_1] = -1; /* not wired: nothing is written */
    ck_assert_int_eq(io_shed(&rig.io, 0u, rig.now_us), OSTROV_OK);
    ck_assert_int_eq(coil[IO_SHED_1], 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("io");
    TCase *one = tcase_create("io");
    tcase_add_checked_fixture(one, begin, NULL);
    tcase_add_test(one, opens_and_closes_and_proves_it);
    tcase_add_test(one, load_tiers_go_and_come_back);
    tcase_add_test(one, never_closes_on_what_is_not_observed);
    tcase_add_test(one, opens_with_broken_contacts_but_does_not_believe_it);
    tcase_add_test(one, a_stuck_breaker_is_found_out);
    tcase_add_test(one, a_stuck_close_is_given_up);
    tcase_add_test(one, a_trip_after_a_close_is_not_pumped);
    tcase_add_test(one, coils_that_forget_or_are_deaf);
    tcase_add_test(one, inhibits_stand_against_closing);
    tcase_add_test(one, an_inhibit_takes_a_pulse_away);
    tcase_add_test(one, the_bond_waits_for_the_breaker);
    tcase_add_test(one, a_bond_that_falls_is_found_out);
    tcase_add_test(one, the_bond_stands_still_under_an_inhibit);
    tcase_add_test(one, a_pulse_of_close_falls_unread);
    tcase_add_test(one, a_pulse_can_be_short);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
