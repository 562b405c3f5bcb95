/* Driver of a PV inverter against the simulated one: readings, limits, and devices that lie.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "devices/pv_device.h"
#include "drivers/pv_inverter.h"

#include <math.h>
#include <string.h>

struct rig {
    struct pv_device device;
    struct pv_inverter pv;
    struct device_world world;
    ostrov_measurement measurement;
    ostrov_command command;
    int64_t now_us;
};

static struct rig rig;

static void begin(void)
{
    struct pv_device_setup device;
    struct pv_setup driver;
    memset(&rig, 0, sizeof rig);
    pv_device_defaults(&device);
    device.wake_s = 0.0;
    ck_assert_int_eq(pv_device_init(&rig.device, &device), 0);
    struct register_port port = pv_device_port(&rig.device);
    ck_assert_int_eq(link_init_twin(&rig.pv.link, &port, 1.0), 0);
    ck_assert_int_eq(link_init_twin(&rig.pv.side, &port, 1.0), 0);
    pv_setup_defaults(&driver);
    driver.rating_w = 60e3;
    pv_begin(&rig.pv, &driver);
    rig.world = (struct device_world){.dt_s = 1.0,
                                      .bus_v = {230, 230, 230},
                                      .bus_hz = 50.0,
                                      .grid_v = {230, 230, 230},
                                      .grid_hz = 50.0,
                                      .bus_live = 1};
    ck_assert_int_eq(pv_poll(&rig.pv, 0), 0);
    rig.command.write = 1;
    rig.command.pv_limit_w = INFINITY;
}

/* seconds go by; each is measured and commanded. */
static ostrov_status pass(int seconds)
{
    ostrov_status status = OSTROV_OK;
    for (int i = 0; i < seconds; i++) {
        rig.now_us += 1000000;
        pv_advance(&rig.pv, &rig.world, rig.now_us);
        (void)pv_poll(&rig.pv, rig.now_us);
        ck_assert_int_eq(ostrov_measurement_defaults(&rig.measurement, sizeof rig.measurement), 0);
        pv_fill(&rig.pv, rig.now_us, &rig.measurement);
        status = pv_command(&rig.pv, &rig.command, rig.now_us);
    }
    return status;
}

static void lie(uint32_t faults)
{
    ck_assert_int_eq(pv_order_faults(&rig.pv, faults, rig.now_us), 0);
}

START_TEST(reads_what_the_inverter_gives)
{
    rig.world.sun_w = 41230.0;
    pass(5);
    ck_assert_double_eq(rig.measurement.pv_w, 41230.0);
    ck_assert_double_eq(rig.measurement.age_s[OSTROV_SOURCE_PV], 0.0);
    ck_assert_double_eq(rig.pv.reading.rating_w, 60e3);
    ck_assert_int_eq(rig.pv.reading.limited, 0);
    ck_assert_int_eq(rig.pv.limits.requested, 0); /* nothing was limited: nothing is written */
    lie(DEVICE_FAULT_SCALE);                      /* W_SF moves with power */
    rig.world.sun_w = 2400.0;
    pass(3);
    ck_assert_double_eq(rig.measurement.pv_w, 2400.0);
    rig.world.sun_w = 50000.0;
    pass(3);
    ck_assert_double_eq(rig.measurement.pv_w, 50000.0);
}
END_TEST

START_TEST(a_limit_is_kept_and_lifted)
{
    rig.world.sun_w = 55e3;
    pass(3);
    rig.command.pv_limit_w = 20e3;
    ck_assert_int_eq(pass(1), OSTROV_OK);
    pass(5);
    ck_assert_double_eq_tol(rig.measurement.pv_w, 20e3, 60e3 * 1e-4);
    ck_assert_int_eq(rig.pv.limit.stage, SET_POINT_OBSERVED);
    ck_assert_int_eq(rig.pv.limits.requested, 1);
    pass(200); /* armed again before it reverts: still one request */
    ck_assert_double_eq_tol(rig.measurement.pv_w, 20e3, 60e3 * 1e-4);
    ck_assert_int_eq(rig.pv.limits.requested, 1);
    rig.command.pv_limit_w = INFINITY;
    pass(5);
    ck_assert_double_eq(rig.measurement.pv_w, 55e3);
    ck_assert_int_eq(rig.pv.reading.limited, 0);
    rig.command.pv_limit_w = 0.0;
    pass(5);
    ck_assert_double_eq(rig.measurement.pv_w, 0.0);
}
END_TEST

START_TEST(without_us_the_limit_reverts)
{
    rig.world.sun_w = 55e3;
    rig.command.pv_limit_w = 10e3;
    pass(10);
    ck_assert_double_eq_tol(rig.measurement.pv_w, 10e3, 10.0);
    rig.command.write = 0; /* observing: not a register is written */
    pass(29);              /* armed at most 30 s ago, for 60 s */
    ck_assert_double_eq_tol(rig.measurement.pv_w, 10e3, 10.0);
    pass(40);
    ck_assert_double_eq(rig.measurement.pv_w, 55e3);
}
END_TEST

START_TEST(a_device_that_forgets_is_found_out_at_once)
{
    rig.world.sun_w = 55e3;
    pass(3);
    lie(DEVICE_FAULT_FORGET);
    rig.command.pv_limit_w = 10e3;
    ck_assert_int_eq(pass(1), OSTROV_E_DRIVER);
    ck_assert_int_eq(rig.pv.limit.refusal, SET_POINT_READ_BACK);
    pass(29);
    ck_assert_int_eq(rig.pv.limits.requested, 1); /* no fight */
    lie(0);
    pass(10);
    ck_assert_int_eq(rig.pv.limit.stage, SET_POINT_OBSERVED);
    ck_assert_double_eq_tol(rig.measurement.pv_w, 10e3, 10.0);
}
END_TEST

START_TEST(a_deaf_device_is_found_out_by_its_power)
{
    rig.world.sun_w = 55e3;
    pass(3);
    lie(DEVICE_FAULT_DEAF);
    rig.command.pv_limit_w = 10e3;
    ck_assert_int_eq(pass(1), OSTROV_OK); /* it says that it took it … */
    pass(25);
    ck_assert_int_eq(rig.pv.limit.stage, SET_POINT_REFUSED); /* … and gives 55 kW */
    ck_assert_int_eq(rig.pv.limit.refusal, SET_POINT_NOT_OBSERVED);
}
END_TEST

START_TEST(a_silent_device_ages)
{
    rig.world.sun_w = 30e3;
    pass(3);
    lie(DEVICE_FAULT_SILENT);
    rig.command.pv_limit_w = 10e3;
    pass(10);
    ck_assert_double_eq(rig.measurement.pv_w, 30e3);
    ck_assert_double_ge(rig.measurement.age_s[OSTROV_SOURCE_PV], 10.0);
    ck_assert_int_eq(rig.pv.limit.stage, SET_POINT_REFUSED);
    ck_assert_int_eq(rig.pv.limit.refusal, SET_POINT_NO_LINK);
    lie(0);
    pass(60);
    ck_assert_double_le(rig.measurement.age_s[OSTROV_SOURCE_PV], 1.0);
    ck_assert_double_eq_tol(rig.measurement.pv_w, 10e3, 10.0);
}
END_TEST

/* Commanded before it was ever read, as a thread that finds a command waiting does. */
START_TEST(a_limit_before_the_first_reading_is_written)
{
    struct pv_setup driver = rig.pv.setup;
    pv_begin(&rig.pv, &driver);
    link_drop(&rig.pv.link, 0);
    rig.now_us = 20000000;
    rig.command.pv_limit_w = 10e3;
    ck_assert_int_eq(pv_command(&rig.pv, &rig.command, rig.now_us), OSTROV_OK);
    ck_assert_int_eq(rig.pv.limit.stage, SET_POINT_ACKNOWLEDGED);
    ck_assert_double_eq_tol(rig.pv.reading.limit_w, 10e3, 10.0);
}
END_TEST

/* A device that lost its memory in a break is told again at once; so is one whose command no link
 * carried. */
START_TEST(told_again_after_a_break)
{
    rig.world.sun_w = 55e3;
    rig.command.pv_limit_w = 10e3;
    pass(5);
    struct pv_device_setup device = rig.device.setup;
    ck_assert_int_eq(pv_device_init(&rig.device, &device), 0);
    link_drop(&rig.pv.link, rig.now_us);
    pass(8);
    ck_assert_double_eq_tol(rig.measurement.pv_w, 10e3, 10.0);
    lie(DEVICE_FAULT_SILENT);
    rig.command.pv_limit_w = 20e3;
    pass(3);
    ck_assert_int_eq(rig.pv.limit.refusal, SET_POINT_NO_LINK);
    lie(0);
    pass(12); /* its back-off, not retry_s */
    ck_assert_double_eq_tol(rig.measurement.pv_w, 20e3, 10.0);
}
END_TEST

START_TEST(a_frozen_device_ages_while_it_gives_power)
{
    begin();
    rig.world.sun_w = 30e3;
    pass(60); /* its energy counter moves */
    ck_assert_double_eq(rig.measurement.age_s[OSTROV_SOURCE_PV], 0.0);
    rig.device.faults = DEVICE_FAULT_FREEZE;
    pass(25);
    ck_assert_double_eq(rig.measurement.age_s[OSTROV_SOURCE_PV], 0.0);
    pass(15);
    ck_assert_double_ge(rig.measurement.age_s[OSTROV_SOURCE_PV], 39.0);
    rig.device.faults = 0;
    rig.world.sun_w = 0.0;
    pass(120); /* night: zeros for hours */
    ck_assert_double_eq(rig.measurement.age_s[OSTROV_SOURCE_PV], 0.0);
}
END_TEST

START_TEST(absent_and_impossible_are_not_measured)
{
    struct pv_device_setup larger;
    rig.world.sun_w = 30e3;
    pass(2);
    lie(DEVICE_FAULT_ABSENT);
    pass(2);
    ck_assert(isnan(rig.measurement.pv_w));
    lie(0);
    pass(2);
    ck_assert_double_eq(rig.measurement.pv_w, 30e3);
    /* A plant of ten times the size answers: neither its power nor its rating is ours. */
    pv_device_defaults(&larger);
    larger.rating_w = 600e3;
    larger.wake_s = 0.0;
    larger.ramp_w_per_s = 1e6;
    ck_assert_int_eq(pv_device_init(&rig.device, &larger), 0);
    rig.world.sun_w = 500e3;
    link_drop(&rig.pv.link, rig.now_us);
    pass(10);
    ck_assert(isnan(rig.measurement.pv_w));
    ck_assert_double_eq(rig.pv.reading.rating_w, 60e3);
    ck_assert_int_gt(rig.pv.counters.implausible, 0);
}
END_TEST

START_TEST(a_command_of_nan_writes_nothing)
{
    rig.world.sun_w = 30e3;
    pass(2);
    rig.command.pv_limit_w = NAN;
    ck_assert_int_eq(pass(1), OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(rig.pv.limits.requested, 0);
    rig.command.pv_limit_w = -5.0;
    pass(4);
    ck_assert_double_eq(rig.measurement.pv_w, 0.0);
}
END_TEST

/* Another controller writes the inverter's limit: percent below 0 lifts it. */
static void write_as_another(double percent)
{
    uint16_t registers[64] = {0};
    struct register_port port = pv_device_port(&rig.device);
    uint16_t address = (uint16_t)(DEVICE_BASE + rig.device.at_123);
    const struct sunspec_model *model = sunspec_model_find(123);
    ck_assert_int_eq(port.read(port.device, address, model->registers, registers), 0);
    if (percent >= 0.0) {
        ck_assert_int_eq(
            sunspec_put(model, registers, model->registers, SUNSPEC_123_WMaxLimPct, percent), 0);
    }
    ck_assert_int_eq(sunspec_put_bits(model, registers, model->registers, SUNSPEC_123_WMaxLim_Ena,
                                      percent >= 0.0),
                     0);
    ck_assert_int_eq(
        port.write(port.device, (uint16_t)(address + 2), model->registers - 2, registers + 2), 0);
}

/* A limit that does not stand as we wrote it, or stands where we lifted it, is another's: found at
 * the next look, once, and not fought; after lease_s tried again. */
START_TEST(a_foreign_limit_is_found_and_not_fought)
{
    static const struct {
        double ours_w, theirs_percent;
    } cases[] = {{20e3, 50.0}, {20e3, 10.0}, {20e3, -1.0}, {(double)INFINITY, 50.0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        begin();
        rig.world.sun_w = 55e3;
        rig.command.pv_limit_w = 20e3;
        pass(5);
        rig.command.pv_limit_w = cases[i].ours_w;
        pass(5);
        ck_assert_int_eq(rig.pv.counters.foreign, 0);
        write_as_another(cases[i].theirs_percent);
        ck_assert_int_eq(pass(1), OSTROV_E_DRIVER);
        ck_assert_int_eq(rig.pv.counters.foreign, 1);
        ck_assert_int_eq(rig.pv.limit.refusal, SET_POINT_FOREIGN);
        int64_t requested = rig.pv.limits.requested;
        rig.command.pv_limit_w = 15e3; /* not even another number */
        ck_assert_int_eq(pass(58), OSTROV_E_DRIVER);
        ck_assert_int_eq(rig.pv.counters.foreign, 1);
        ck_assert_int_eq(rig.pv.limits.requested, requested);
        double theirs_w = cases[i].theirs_percent < 0.0 ? 60e3 : 600.0 * cases[i].theirs_percent;
        ck_assert_double_eq_tol(rig.pv.reading.limit_w, theirs_w < 60e3 ? theirs_w : 20e3,
                                6.0); /* a step of its register */
        pass(10);                     /* it may be gone */
        ck_assert_double_eq_tol(rig.measurement.pv_w, 15e3, 10.0);
        ck_assert_int_eq(rig.pv.limit.stage, SET_POINT_OBSERVED);
        pass(100);
        ck_assert_int_eq(rig.pv.counters.foreign, 1);
    }
}
END_TEST

/* Before the first word: whoever sets limits there now is heard, and met with silence. */
START_TEST(listens_before_the_first_limit)
{
    struct pv_setup driver = rig.pv.setup;
    driver.listen_s = 2.0;
    pv_begin(&rig.pv, &driver);
    rig.world.sun_w = 55e3;
    rig.command.pv_limit_w = 20e3;
    ck_assert_int_eq(pass(2), OSTROV_E_DRIVER); /* listening: nothing is written yet */
    ck_assert_int_eq(rig.pv.limits.requested, 0);
    write_as_another(50.0);
    ck_assert_int_eq(pass(5), OSTROV_E_DRIVER);
    ck_assert_int_eq(rig.pv.counters.foreign, 1);
    ck_assert_double_eq_tol(rig.measurement.pv_w, 30e3, 10.0);
    ck_assert_int_eq(rig.pv.limits.requested, 0);
    begin();
    rig.world.sun_w = 55e3;
    write_as_another(50.0); /* what stands still is nobody's any more */
    driver.listen_s = 2.0;
    pv_begin(&rig.pv, &driver);
    rig.command.pv_limit_w = 20e3;
    pass(8);
    ck_assert_int_eq(rig.pv.counters.foreign, 0);
    ck_assert_double_eq_tol(rig.measurement.pv_w, 20e3, 10.0);
}
END_TEST

/* What a device does by itself is no other controller: its own timer, a restart, a scale factor. */
START_TEST(its_own_doings_are_not_anothers)
{
    rig.world.sun_w = 55e3;
    rig.command.pv_limit_w = 20e3;
    pass(5);
    rig.command.write = 0; /* its timer runs out: it gives all again */
    pass(70);
    ck_assert_int_eq(rig.pv.reading.limited, 0);
    rig.command.write = 1;
    pass(5);
    ck_assert_double_eq_tol(rig.measurement.pv_w, 20e3, 10.0);
    uint16_t *registers = rig.device.image.registers + rig.device.at_123;
    const struct sunspec_model *model = sunspec_model_find(123);
    ck_assert_int_eq(sunspec_put(model, registers, model->registers, SUNSPEC_123_WMaxLimPct_SF, -1),
                     0);
    ck_assert_int_eq(pass(3),
                     OSTROV_OK); /* its number means ten times as much now: written again */
    ck_assert_double_eq_tol(rig.pv.reading.limit_w, 20e3, 60.0);
    ck_assert_int_eq(rig.pv.counters.rescaled, 1);
    ck_assert_int_eq(rig.pv.counters.foreign, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("PV inverter");
    TCase *one = tcase_create("all");
    tcase_add_checked_fixture(one, begin, NULL);
    tcase_add_test(one, reads_what_the_inverter_gives);
    tcase_add_test(one, a_limit_is_kept_and_lifted);
    tcase_add_test(one, without_us_the_limit_reverts);
    tcase_add_test(one, a_device_that_forgets_is_found_out_at_once);
    tcase_add_test(one, a_deaf_device_is_found_out_by_its_power);
    tcase_add_test(one, a_silent_device_ages);
    tcase_add_test(one, a_limit_before_the_first_reading_is_written);
    tcase_add_test(one, told_again_after_a_break);
    tcase_add_test(one, a_frozen_device_ages_while_it_gives_power);
    tcase_add_test(one, absent_and_impossible_are_not_measured);
    tcase_add_test(one, a_command_of_nan_writes_nothing);
    tcase_add_test(one, a_foreign_limit_is_found_and_not_fought);
    tcase_add_test(one, listens_before_the_first_limit);
    tcase_add_test(one, its_own_doings_are_not_anothers);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
