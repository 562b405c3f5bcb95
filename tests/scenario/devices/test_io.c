/* Driver of wires against the simulated module and breaker: commands are verified, lies are found out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "devices/io_device.h"
#include "drivers/io/io.h"

#include <math.h>
#include <string.h>

struct rig {
    struct io_device device;
    struct io_setup setup;
    struct io io;
    int64_t now_us;
    int32_t breaker, bond; /* what is asked */
    ostrov_status status;
    char error[160];
};

static struct rig rig;

static void wire(struct io_setup *setup)
{
    io_setup_defaults(setup);
    for (int i = 0; i < IO_INPUTS; i++) {
        setup->input[i] = i;
    }
    for (int i = 0; i < IO_OUTPUTS; i++) {
        setup->output[i] = i;
    }
}

static void begin(void)
{
    struct io_device_setup device;
    memset(&rig, 0, sizeof rig);
    io_device_defaults(&device);
    ck_assert_int_eq(io_device_init(&rig.device, &device), 0);
    wire(&rig.setup);
    struct register_tables tables = io_device_tables(&rig.device);
    ck_assert_int_eq(io_open_twin(&rig.io, &rig.setup, &tables, rig.error, sizeof rig.error), 0);
}

/* Steps of 10 ms: poll, then command. */
static void pass(int steps)
{
    for (int i = 0; i < steps; i++) {
        rig.now_us += 10000;
        io_device_advance(&rig.device, 0.01);
        (void)io_poll(&rig.io, rig.now_us);
        rig.status = io_command(&rig.io, rig.breaker, rig.bond, rig.now_us);
    }
}

static void lie(uint32_t faults)
{
    struct register_tables tables = io_device_tables(&rig.device);
    const uint16_t words[2] = {(uint16_t)(faults >> 16), (uint16_t)faults};
    ck_assert_int_eq(tables.write(&rig.device, REGISTER_HOLDING, 2, 2, words), 0);
}

/* Sets the wires that people and the DSO hold: by input, 3 … 13. */
static void set_wires(uint32_t wires)
{
    struct register_tables tables = io_device_tables(&rig.device);
    const uint16_t words[2] = {(uint16_t)(wires >> 16), (uint16_t)wires};
    ck_assert_int_eq(tables.write(&rig.device, REGISTER_HOLDING, 0, 2, words), 0);
}

#define REST (1U << 6 | 1U << 7 | 1U << 8)
#define FULL (1U << 13)

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

static void be_open(void)
{
    pass(2);
    rig.breaker = OSTROV_BREAKER_OPEN;
    pass(20);
    rig.breaker = OSTROV_BREAKER_HOLD;
    pass(2);
    ck_assert_int_eq(rig.device.closed, 0);
}

/* No closing step on a state that was not observed: unread, too old, intermediate, faulty, closed. */
START_TEST(never_closes_on_what_is_not_observed)
{
    static const uint32_t lies[] = {IO_FAULT_BOTH, IO_FAULT_NEITHER, IO_FAULT_SILENT, IO_FAULT_BUSY};
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

/* A close that does not come is refused in time, its coil falls, and it is not tried at once again. */
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
    ck_assert_int_eq(rig.io.breaker.stage, SET_POINT_ACKNOWLEDGED); /* still waits for the contacts */
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

static Suite *suite(void)
{
    Suite *s = suite_create("io");
    TCase *t = tcase_create("io");
    tcase_add_checked_fixture(t, begin, NULL);
    tcase_add_test(t, opens_and_closes_and_proves_it);
    tcase_add_test(t, never_closes_on_what_is_not_observed);
    tcase_add_test(t, opens_with_broken_contacts_but_does_not_believe_it);
    tcase_add_test(t, a_stuck_breaker_is_found_out);
    tcase_add_test(t, a_stuck_close_is_given_up);
    tcase_add_test(t, coils_that_forget_or_are_deaf);
    tcase_add_test(t, inhibits_stand_against_closing);
    tcase_add_test(t, an_inhibit_takes_a_pulse_away);
    tcase_add_test(t, the_sample_says_what_is_known);
    tcase_add_test(t, limiting_relays);
    tcase_add_test(t, a_silent_receiver_falls_back);
    tcase_add_test(t, the_bond_waits_for_the_breaker);
    tcase_add_test(t, movements_from_outside_are_counted);
    tcase_add_test(t, a_pulse_can_be_short);
    tcase_add_test(t, wrong_setups_and_arguments);
    suite_add_tcase(s, t);
    return s;
}

int main(void) { return unit_run(suite()); }
