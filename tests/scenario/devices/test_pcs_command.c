/* The storage converter's driver against its simulator: set-points, their refusals and reversion.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pcs_rig.h"

START_TEST(set_point_goes_through_its_stages)
{
    open_rig();
    const struct set_point *set_point = &rig.hardware.pcs.set_point;
    ck_assert_int_eq(set_point->stage, SET_POINT_NONE);
    rig.command.battery_w = 25000.4;
    rig_step(&rig, 1.0, 1);
    ck_assert_int_eq(rig.actuated, OSTROV_OK);
    ck_assert_int_eq(set_point->stage, SET_POINT_ACKNOWLEDGED);
    ck_assert_double_eq(set_point->written_w, 25000.0); /* the register holds whole watts */
    rig_step(&rig, 1.0, 1);
    rig_step(&rig, 1.0, 1);
    ck_assert_int_eq(set_point->stage, SET_POINT_OBSERVED);
    ck_assert_int_ge((int)(set_point->observed_us - set_point->requested_us), 1000000);
    ck_assert_int_eq((int)rig.hardware.pcs.set_points.requested,
                     1); /* the same number is not a new one */
    ck_assert_int_eq((int)rig.hardware.pcs.set_points.refused, 0);
    hardware_close(&rig.hardware);
}
END_TEST

START_TEST(nothing_is_written_unless_told)
{
    open_rig();
    int64_t before = rig.hardware.pcs.link.counters.requests;
    rig.command.write = 0;
    rig.command.battery_w = 50000.0;
    ck_assert_int_eq(hardware_actuate(&rig.hardware, &rig.command), OSTROV_OK);
    ck_assert_int_eq((int)(rig.hardware.pcs.link.counters.requests - before), 0);
    rig_run(&rig, 10, 1);
    ck_assert_double_eq(rig.truth.battery_w, 0.0);
    /* Not even the controller's heartbeat: OBSERVE asks nothing of any device. */
    ck_assert(rig.hardware.pcs_twin.heard_us == INT64_MIN);
    rig.command.write = 1;
    rig.command.battery_w = (double)NAN;
    ck_assert_int_eq(hardware_actuate(&rig.hardware, &rig.command), OSTROV_E_NOT_FINITE);
    rig_run(&rig, 3, 0);
    ck_assert_double_eq(rig.truth.battery_w, 0.0);
    ck_assert(rig.hardware.pcs_twin.heard_us == INT64_MIN); /* no sign of life for no command */
    hardware_close(&rig.hardware);
}
END_TEST

/* What was read before a break says nothing of now: it is looked at before it is written. */
START_TEST(nothing_is_written_on_what_was_read_before_a_break)
{
    open_rig();
    rig.command.battery_w = 10000.0;
    rig_run(&rig, 3, 1);
    rig.hardware.pcs_twin.image.registers[rig.hardware.pcs_twin.at_715 + 2] = 1; /* local */
    link_drop(&rig.hardware.pcs.link, rig.hardware.now_us - 5000000);
    rig.command.battery_w = 30000.0;
    ck_assert_int_eq(hardware_actuate(&rig.hardware, &rig.command), OSTROV_E_DRIVER);
    ck_assert_int_eq(rig.hardware.pcs.set_point.refusal, SET_POINT_LOCAL);
    rig_run(&rig, 3, 0);
    ck_assert_double_eq_tol(rig.truth.battery_w, 10000.0, 1.0);
    hardware_close(&rig.hardware);
}
END_TEST

/* Less than its register can show is no other set-point: nothing is written for it. */
START_TEST(what_the_register_cannot_show_is_not_written)
{
    open_rig();
    rig.command.battery_w = 20000.0;
    rig_run(&rig, 5, 1);
    int64_t requested = rig.hardware.pcs.set_points.requested;
    for (int i = 0; i < 20; i++) {
        rig.command.battery_w = 20000.0 + 0.02 * i;
        rig_step(&rig, 1.0, 1);
    }
    ck_assert_int_eq((int)(rig.hardware.pcs.set_points.requested - requested), 0);
    rig.command.battery_w = 20001.0;
    rig_step(&rig, 1.0, 1);
    ck_assert_int_eq((int)(rig.hardware.pcs.set_points.requested - requested), 1);
    hardware_close(&rig.hardware);
}
END_TEST

/* The device shows the number but does nothing: found out by the measured power, within patience.
 */
START_TEST(shown_but_not_done_is_refused)
{
    open_rig();
    ck_assert_int_eq(hardware_order_faults(&rig.hardware, HARDWARE_PCS, DEVICE_FAULT_DEAF), 0);
    rig.command.battery_w = 30000.0;
    rig_run(&rig, 10, 1);
    ck_assert_int_eq(rig.hardware.pcs.set_point.stage, SET_POINT_ACKNOWLEDGED);
    rig_run(&rig, 10, 1);
    ck_assert_int_eq(rig.hardware.pcs.set_point.stage, SET_POINT_REFUSED);
    ck_assert_int_eq(rig.hardware.pcs.set_point.refusal, SET_POINT_NOT_OBSERVED);
    ck_assert_int_eq(rig.actuated, OSTROV_E_DRIVER);
    hardware_order_faults(&rig.hardware, HARDWARE_PCS, 0);
    rig_run(&rig, 40, 1); /* tried again after 30 s, without a restart */
    ck_assert_int_eq(rig.hardware.pcs.set_point.stage, SET_POINT_OBSERVED);
    ck_assert_double_eq_tol(rig.truth.battery_w, 30000.0, 1.0);
    hardware_close(&rig.hardware);
}
END_TEST

/* A set-point that moves each second must not hide a device that never follows. */
START_TEST(a_moving_set_point_hides_nothing)
{
    open_rig();
    hardware_order_faults(&rig.hardware, HARDWARE_PCS, DEVICE_FAULT_DEAF);
    for (int i = 0; i < 40; i++) {
        rig.command.battery_w = 30000.0 + 10.0 * i;
        rig_step(&rig, 1.0, 1);
    }
    ck_assert_int_ge((int)rig.hardware.pcs.set_points.refused, 15);
    ck_assert_int_eq((int)rig.hardware.pcs.set_points.observed, 0);
    hardware_close(&rig.hardware);
}
END_TEST

START_TEST(read_back_mismatch_is_refused_at_once)
{
    open_rig();
    hardware_order_faults(&rig.hardware, HARDWARE_PCS, DEVICE_FAULT_FORGET);
    rig.command.battery_w = 30000.0;
    rig_step(&rig, 1.0, 1);
    ck_assert_int_eq(rig.actuated, OSTROV_E_DRIVER);
    ck_assert_int_eq(rig.hardware.pcs.set_point.refusal, SET_POINT_READ_BACK);
    /* No fight: the same number is not written each second. */
    int64_t requested = rig.hardware.pcs.set_points.requested;
    rig_run(&rig, 25, 1);
    ck_assert_int_le((int)(rig.hardware.pcs.set_points.requested - requested), 1);
    hardware_close(&rig.hardware);
}
END_TEST

START_TEST(exceptions_refuse)
{
    open_rig();
    hardware_order_faults(&rig.hardware, HARDWARE_PCS, DEVICE_FAULT_BUSY);
    rig.command.battery_w = 30000.0;
    double before_w = rig.measurement.battery_w;
    rig_step(&rig, 1.0, 1);
    ck_assert_int_eq(rig.measured, OSTROV_DEGRADED);
    ck_assert_int_eq(rig.hardware.pcs.set_point.refusal, SET_POINT_EXCEPTION);
    ck_assert_double_eq(rig.measurement.battery_w, before_w);
    ck_assert_double_eq(battery_age(), 1.0);
    hardware_close(&rig.hardware);
}
END_TEST

START_TEST(local_control_is_left_alone)
{
    open_rig();
    rig.hardware.pcs_twin.image.registers[rig.hardware.pcs_twin.at_715 + 2] = 1;
    rig.command.battery_w = 30000.0;
    rig_run(&rig, 3, 1);
    ck_assert_int_eq(rig.hardware.pcs.set_point.refusal, SET_POINT_LOCAL);
    ck_assert_double_eq(rig.truth.battery_w, 0.0);
    hardware_close(&rig.hardware);
}
END_TEST

/* Neither started nor stopped: the set-point is as it was, only the request differs. */
START_TEST(local_control_starts_and_stops_by_itself)
{
    open_rig();
    rig.command.battery_w = 0.0;
    rig_run(&rig, 3, 1);
    ck_assert_int_eq(rig.hardware.pcs.start_asked, 1);
    rig.hardware.pcs_twin.image.registers[rig.hardware.pcs_twin.at_715 + 2] = 1;
    rig.command.pcs_request = OSTROV_PCS_STOP;
    rig_step(&rig, 1.0, 1);
    ck_assert_int_eq(rig.actuated, OSTROV_E_DRIVER);
    ck_assert_int_eq(rig.hardware.pcs.start_asked, 1);
    rig.hardware.pcs_twin.image.registers[rig.hardware.pcs_twin.at_715 + 2] = 0;
    rig_step(&rig, 1.0, 1);
    ck_assert_int_eq(rig.hardware.pcs.start_asked, 0);
    hardware_close(&rig.hardware);
}
END_TEST

/* Reversion: armed by each command, again at half its time, and never by the driver alone. */
START_TEST(reverts_when_the_station_stops)
{
    rig_defaults(&rig);
    rig.setup.reversion_s = 60.0;
    rig.setup.default_w = -5000.0;
    rig_open_twin(&rig);
    rig.command.battery_w = 30000.0;
    rig_run(&rig, 300, 1); /* five times the reversion time: armed again in between */
    ck_assert_double_eq_tol(rig.truth.battery_w, 30000.0, 1.0);
    ck_assert_int_eq((int)rig.hardware.pcs.set_points.requested, 1);
    rig_run(&rig, 25, 0); /* the station has stopped; measuring goes on */
    ck_assert_double_eq_tol(rig.truth.battery_w, 30000.0, 1.0);
    rig_run(&rig, 45, 0);
    ck_assert_double_eq_tol(rig.truth.battery_w, -5000.0, 1.0);
    hardware_close(&rig.hardware);
}
END_TEST

/* No answer for a while: nothing is zero, ages grow, no old set-point is written afterwards. */
START_TEST(silence_ages_and_reverts)
{
    rig_defaults(&rig);
    rig.setup.reversion_s = 30.0;
    rig.setup.default_w = 2000.0;
    rig_open_twin(&rig);
    rig.command.battery_w = 30000.0;
    rig_run(&rig, 10, 1);
    hardware_order_faults(&rig.hardware, HARDWARE_PCS, DEVICE_FAULT_SILENT);
    rig.command.battery_w = 60000.0; /* never gets there, and must not get there later */
    for (int i = 1; i <= 60; i++) {
        rig_step(&rig, 1.0, i < 20);
        ck_assert_int_eq(rig.measured, OSTROV_DEGRADED);
        ck_assert_double_eq_tol(rig.measurement.battery_w, 30000.0, 5.0);
        ck_assert_double_gt(rig.measurement.bms_soc_ratio, 0.4);
        ck_assert_double_eq_tol(battery_age(), (double)i, 1e-9);
    }
    ck_assert_double_eq_tol(rig.truth.battery_w, 2000.0, 1.0); /* by its own timer */
    ck_assert_int_eq(rig.hardware.pcs.set_point.refusal, SET_POINT_NO_LINK);
    hardware_order_faults(&rig.hardware, HARDWARE_PCS, 0);
    rig_run(&rig, 20, 0); /* back within the longest back-off, with no command of ours */
    ck_assert_int_eq(rig.measured, OSTROV_OK);
    ck_assert_double_eq(battery_age(), 0.0);
    ck_assert_double_eq_tol(rig.measurement.battery_w, 2000.0, 5.0);
    rig_run(&rig, 10, 1);
    ck_assert_double_eq_tol(rig.truth.battery_w, 60000.0, 1.0);
    hardware_close(&rig.hardware);
}
END_TEST

/* Another controller halves what we wrote. */
static void meddle(void)
{
    struct register_port port = pcs_device_port(&rig.hardware.pcs_twin);
    uint16_t address = (uint16_t)(DEVICE_BASE + rig.hardware.pcs_twin.at_704 +
                                  sunspec_model_find(704)->points[SUNSPEC_704_WSet].offset);
    uint16_t words[2];
    ck_assert_int_eq(port.read(port.device, address, 2, words), 0);
    device_put_u32(words, device_get_u32(words) / 2);
    ck_assert_int_eq(port.write(port.device, address, 2, words), 0);
}

START_TEST(another_controller_is_not_fought)
{
    open_rig();
    rig.command.battery_w = 20000.0;
    rig_run(&rig, 5, 1);
    meddle();
    rig_run(&rig, 5, 1);
    const struct pcs *pcs = &rig.hardware.pcs;
    ck_assert_int_eq((int)pcs->counters.foreign, 1);
    ck_assert_int_eq(pcs->set_point.refusal, SET_POINT_FOREIGN);
    ck_assert_int_eq(rig.actuated, OSTROV_E_DRIVER);
    rig.command.battery_w = 30000.0; /* nor is another number a way around it */
    rig_run(&rig, 45, 1);
    ck_assert_double_eq_tol(rig.truth.battery_w, 10000.0, 1.0); /* it has its way … */
    int64_t writes = pcs->set_points.acknowledged;
    rig_run(&rig, 20, 1); /* … and after a minute we try once */
    ck_assert_double_eq_tol(rig.truth.battery_w, 30000.0, 1.0);
    ck_assert_int_eq((int)(pcs->set_points.acknowledged - writes), 1);
    for (int i = 0; i < 300; i++) { /* it writes each second: at most one word of ours a minute */
        meddle();
        rig_run(&rig, 1, 1);
    }
    ck_assert_int_le((int)(pcs->set_points.acknowledged - writes), 1 + 6);
    hardware_close(&rig.hardware);
}
END_TEST

/* Hearing another heartbeat comes before the first word. */
START_TEST(a_foreign_heartbeat_is_heard_before_the_first_word)
{
    uint16_t beat[2];
    rig_defaults(&rig);
    rig.setup.listen_s = 2.0;
    rig_open_twin(&rig);
    struct register_port port = pcs_device_port(&rig.hardware.pcs_twin);
    uint16_t address = (uint16_t)(DEVICE_BASE + rig.hardware.pcs_twin.at_715 +
                                  sunspec_model_find(715)->points[SUNSPEC_715_ControllerHb].offset);
    rig.command.battery_w = 20000.0;
    for (uint32_t i = 1; i <= 20; i++) {
        device_put_u32(beat, 5000 + i);
        ck_assert_int_eq(port.write(port.device, address, 2, beat), 0);
        rig_run(&rig, 1, 1);
    }
    ck_assert_int_eq((int)rig.hardware.pcs.counters.foreign, 1);
    ck_assert_int_eq((int)rig.hardware.pcs.set_points.requested, 0); /* not one word */
    rig_run(&rig, 70, 1); /* it has fallen silent */
    ck_assert_double_eq_tol(rig.truth.battery_w, 20000.0, 1.0);
    ck_assert_int_eq((int)rig.hardware.pcs.counters.foreign, 1);
    hardware_close(&rig.hardware);
}
END_TEST

/* The set-point's own scale factor moves between two writes: found in the read-back, put right at
 * once. */
START_TEST(a_moved_set_point_scale_is_put_right)
{
    open_rig();
    rig.command.battery_w = 20000.0;
    rig_run(&rig, 3, 1);
    rig.hardware.pcs_twin.image.registers[rig.hardware.pcs_twin.at_704 + 55] = 1;
    rig.command.battery_w = 30000.0;
    rig_step(&rig, 1.0, 1);
    /* 30000 would be 300 kW now: the device refuses it, and it is written again with the new
     * factor. */
    ck_assert_int_eq(rig.actuated, OSTROV_OK);
    ck_assert_int_eq((int)rig.hardware.pcs.counters.rescaled, 1);
    rig_run(&rig, 3, 1);
    ck_assert_double_eq_tol(rig.truth.battery_w, 30000.0, 1.0);
    rig.hardware.pcs_twin.image.registers[rig.hardware.pcs_twin.at_704 + 55] = (uint16_t)-1;
    rig.command.battery_w = 40000.0;
    rig_step(&rig, 1.0, 1); /* 40000 in tenths is 4 kW: seen at once, written again */
    ck_assert_int_eq(rig.actuated, OSTROV_OK);
    ck_assert_int_eq((int)rig.hardware.pcs.counters.rescaled, 2);
    rig_run(&rig, 3, 1);
    ck_assert_double_eq_tol(rig.truth.battery_w, 40000.0, 1.0);
    hardware_close(&rig.hardware);
}
END_TEST

/* The same when a set-point that stands is only armed again, and the factor moved after the last poll. */
START_TEST(a_scale_that_moves_before_arming_is_put_right)
{
    open_rig();
    rig.command.battery_w = 20000.0;
    rig_run(&rig, 3, 1);
    rig.hardware.pcs_twin.image.registers[rig.hardware.pcs_twin.at_704 + 55] = (uint16_t)-1;
    rig.hardware.pcs.armed_us -= 100 * INT64_C(1000000);
    ck_assert_int_eq(hardware_actuate(&rig.hardware, &rig.command), OSTROV_OK);
    ck_assert_int_eq((int)rig.hardware.pcs.counters.rescaled, 1);
    rig_run(&rig, 3, 1);
    ck_assert_double_eq_tol(rig.truth.battery_w, 20000.0, 1.0);
    ck_assert_int_eq((int)rig.hardware.pcs.counters.foreign, 0);
    hardware_close(&rig.hardware);
}
END_TEST

START_TEST(another_device_is_refused)
{
    open_rig();
    rig.command.battery_w = 20000.0;
    rig_run(&rig, 3, 1);
    rig.hardware.pcs_twin.image.registers[2 + 50] ^= 0x0100; /* serial number */
    link_drop(&rig.hardware.pcs.link, rig.hardware.now_us);
    rig.command.battery_w = 50000.0;
    rig_run(&rig, 30, 1);
    ck_assert_int_gt((int)rig.hardware.pcs.counters.identity_refused, 0);
    ck_assert_double_eq_tol(rig.truth.battery_w, 20000.0, 1.0);
    ck_assert_double_ge(battery_age(), 30.0);
    hardware_close(&rig.hardware);
}
END_TEST

/* A device that lost its memory during a break is told again, although the number is the same. */
START_TEST(told_again_after_a_break)
{
    open_rig();
    rig.command.battery_w = 20000.0;
    rig_run(&rig, 5, 1);
    ck_assert_int_eq(rig.hardware.pcs.set_point.stage, SET_POINT_OBSERVED);
    struct pcs_device_setup device = rig.hardware.pcs_twin.setup;
    ck_assert_int_eq(pcs_device_init(&rig.hardware.pcs_twin, &device), 0);
    link_drop(&rig.hardware.pcs.link, rig.hardware.now_us);
    rig_run(&rig, 3, 0);
    ck_assert_double_eq(rig.truth.battery_w, 0.0);
    rig_run(&rig, 3, 1);
    ck_assert_double_eq_tol(rig.truth.battery_w, 20000.0, 1.0);
    hardware_close(&rig.hardware);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pcs driver: command");
    TCase *one = tcase_create("all");
    tcase_set_timeout(one, 60.0);
    tcase_add_test(one, set_point_goes_through_its_stages);
    tcase_add_test(one, nothing_is_written_unless_told);
    tcase_add_test(one, nothing_is_written_on_what_was_read_before_a_break);
    tcase_add_test(one, what_the_register_cannot_show_is_not_written);
    tcase_add_test(one, shown_but_not_done_is_refused);
    tcase_add_test(one, a_moving_set_point_hides_nothing);
    tcase_add_test(one, read_back_mismatch_is_refused_at_once);
    tcase_add_test(one, exceptions_refuse);
    tcase_add_test(one, local_control_is_left_alone);
    tcase_add_test(one, local_control_starts_and_stops_by_itself);
    tcase_add_test(one, a_scale_that_moves_before_arming_is_put_right);
    tcase_add_test(one, reverts_when_the_station_stops);
    tcase_add_test(one, silence_ages_and_reverts);
    tcase_add_test(one, a_moved_set_point_scale_is_put_right);
    tcase_add_test(one, another_controller_is_not_fought);
    tcase_add_test(one, a_foreign_heartbeat_is_heard_before_the_first_word);
    tcase_add_test(one, another_device_is_refused);
    tcase_add_test(one, told_again_after_a_break);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
