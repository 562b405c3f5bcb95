/* The storage converter's driver against its simulator: signs, set-points, ages, faults, forming.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "rig.h"

static struct rig rig;

static void open_rig(void)
{
    rig_defaults(&rig);
    rig_open_twin(&rig);
    rig_run(&rig, 2, 0);
}

static double battery_age(void) { return rig.measurement.age_s[OSTROV_SOURCE_BATTERY]; }

START_TEST(measures_what_is_true)
{
    open_rig();
    rig.command.battery_w = 40000.0;
    rig_run(&rig, 20, 1);
    ck_assert_int_eq(rig.measured, OSTROV_OK);
    ck_assert_double_eq_tol(rig.truth.battery_w, 40000.0, 1.0);
    /* Half a step of each register: W 10 W, SoC 0.01 %, temperature 0.1 °C. */
    ck_assert_double_eq_tol(rig.measurement.battery_w, rig.truth.battery_w, 5.0);
    ck_assert_double_eq_tol(rig.measurement.bms_soc_ratio, rig.truth.soc_ratio, 0.5e-4);
    ck_assert_double_eq_tol(rig.measurement.battery_c, rig.truth.cells_c, 0.05001);
    ck_assert_double_eq(rig.measurement.pcs_charge_limit_w, 100000.0);
    ck_assert_double_eq(rig.measurement.pcs_discharge_limit_w, 100000.0);
    ck_assert_double_eq(battery_age(), 0.0);
    /* 40 kW for 20 s through 0.965: 230 Wh of 200 kWh. 2 s are for lag and the first step. */
    ck_assert_double_eq_tol(0.5 - rig.truth.soc_ratio, 40000.0 / 0.965 * 19.0 / 3600.0 / 200e3,
                            40000.0 / 3600.0 / 200e3);
    ck_assert_int_eq(rig.hardware.pcs.reading.mode, OSTROV_PCS_FOLLOW);
    ck_assert_int_eq(rig.hardware.pcs.reading.connected, 1);
    ck_assert(isnan(rig.measurement.pv_w)); /* not ours */
    hardware_close(&rig.hardware);
}
END_TEST

/* Discharge is positive for the station, whatever model 802 of this device calls it. */
START_TEST(battery_sign_is_turned_once)
{
    for (int sign = -1; sign <= 1; sign += 2) {
        rig_defaults(&rig);
        rig.setup.battery_sign = sign;
        rig_open_twin(&rig);
        rig.command.battery_w = 30000.0;
        rig_run(&rig, 5, 1);
        const uint16_t *raw = rig.hardware.pcs_twin.image.registers + rig.hardware.pcs_twin.at_802;
        ck_assert_int_gt(sign * (int16_t)raw[44], 0); /* 802 A */
        ck_assert_int_gt(sign * (int16_t)raw[47], 0); /* 802 W */
        ck_assert_double_gt(rig.measurement.battery_a, 30.0);
        ck_assert_double_gt(rig.hardware.pcs.reading.cells_w, 30000.0);
        ck_assert_double_eq_tol(rig.measurement.battery_w, 30000.0, 5.0);
        rig.command.battery_w = -30000.0;
        rig_run(&rig, 5, 1);
        ck_assert_double_lt(rig.measurement.battery_a, -30.0);
        ck_assert_double_lt(rig.hardware.pcs.reading.cells_w, -28000.0);
        ck_assert_int_eq((int)rig.hardware.pcs.counters.sign_conflicts, 0);
        hardware_close(&rig.hardware);
    }
}
END_TEST

/* A site that got the sign wrong hears of it. */
START_TEST(a_wrong_sign_setting_is_noticed)
{
    open_rig();
    rig.hardware.pcs.setup.battery_sign = -1;
    rig.command.battery_w = 30000.0;
    rig_run(&rig, 10, 1);
    ck_assert_int_ge((int)rig.hardware.pcs.counters.sign_conflicts, 8);
    hardware_close(&rig.hardware);
}
END_TEST

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

/* Answers that are old: heartbeats stand still, or the values do although heartbeats run. */
START_TEST(frozen_values_age)
{
    static const uint32_t kinds[] = {DEVICE_FAULT_FREEZE, DEVICE_FAULT_CACHE,
                                     DEVICE_FAULT_FREEZE | DEVICE_FAULT_BMS_ONLY};
    for (int k = 0; k < 3; k++) {
        open_rig();
        rig_run(&rig, 100, 1);
        hardware_order_faults(&rig.hardware, HARDWARE_PCS, kinds[k]);
        rig_run(&rig, 40, 1);
        ck_assert_int_eq(rig.measured, OSTROV_OK); /* it answers well … */
        ck_assert_double_ge(battery_age(), 39.0);  /* … with 40 s old values */
        hardware_order_faults(&rig.hardware, HARDWARE_PCS, 0);
        rig_run(&rig, 2, 1);
        ck_assert_double_eq(battery_age(), 0.0);
        hardware_close(&rig.hardware);
    }
}
END_TEST

/* A device whose registers come 5 s late has its age told, never hidden for long. */
START_TEST(delayed_values_age)
{
    double oldest = 0.0;
    open_rig();
    hardware_order_faults(&rig.hardware, HARDWARE_PCS, DEVICE_FAULT_DELAY);
    for (int i = 0; i < 60; i++) {
        rig_step(&rig, 1.0, 1);
        oldest = battery_age() > oldest ? battery_age() : oldest;
        ck_assert_double_le(battery_age(), 5.0);
    }
    ck_assert_double_ge(oldest, 3.0);
    hardware_close(&rig.hardware);
}
END_TEST

START_TEST(not_available_is_not_measured)
{
    open_rig();
    hardware_order_faults(&rig.hardware, HARDWARE_PCS, DEVICE_FAULT_ABSENT | DEVICE_FAULT_BMS_ONLY);
    rig_run(&rig, 2, 1);
    ck_assert(isnan(rig.measurement.bms_soc_ratio));
    ck_assert(isnan(rig.measurement.battery_v));
    ck_assert(isnan(rig.measurement.battery_a));
    ck_assert(isnan(rig.measurement.bms_charge_limit_w));
    ck_assert_double_eq_tol(rig.measurement.battery_w, 0.0, 5.0);
    hardware_order_faults(&rig.hardware, HARDWARE_PCS, DEVICE_FAULT_ABSENT);
    rig_run(&rig, 2, 1);
    ck_assert(isnan(rig.measurement.battery_w));
    ck_assert(isnan(rig.measurement.battery_c));
    ck_assert(isnan(rig.hardware.pcs.reading.bus_v[0]));
    ck_assert_int_eq(rig.hardware.pcs.reading.mode, OSTROV_PCS_UNKNOWN);
    ck_assert_int_eq(rig.hardware.pcs.reading.connected, -1);
    hardware_order_faults(&rig.hardware, HARDWARE_PCS, 0);
    rig_run(&rig, 2, 1);
    ck_assert_double_eq_tol(rig.measurement.bms_soc_ratio, rig.truth.soc_ratio, 1e-4);
    hardware_close(&rig.hardware);
}
END_TEST

/* Scale factors that move with power: each value is read with its own. */
START_TEST(moving_scale_factors)
{
    int seen[3] = {0, 0, 0};
    open_rig();
    hardware_order_faults(&rig.hardware, HARDWARE_PCS, DEVICE_FAULT_SCALE);
    for (int i = 0; i < 200; i++) {
        rig.command.battery_w = (i % 20 < 7    ? 1000.0
                                 : i % 20 < 14 ? 15000.0
                                               : 80000.0) *
                                (i % 40 < 20 ? 1 : -1);
        rig_step(&rig, 1.0, 1);
        struct sunspec_view view = sunspec_view_of(&rig.hardware.pcs.measured);
        double step = sunspec_step(&view, SUNSPEC_701_W);
        seen[step < 0.5 ? 0 : step < 5.0 ? 1 : 2]++;
        ck_assert_double_eq_tol(rig.measurement.battery_w, rig.truth.battery_w, 0.5001 * step);
    }
    for (int i = 0; i < 3; i++) {
        ck_assert_int_gt(seen[i], 10);
    }
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

START_TEST(stop_and_start)
{
    open_rig();
    rig.command.battery_w = 20000.0;
    rig_run(&rig, 3, 1);
    rig.command.pcs_request = OSTROV_PCS_STOP;
    rig_run(&rig, 3, 1);
    ck_assert_double_eq(rig.truth.battery_w, 0.0);
    ck_assert_int_eq(rig.truth.mode, OSTROV_PCS_STOP);
    ck_assert_int_eq(rig.hardware.pcs.reading.mode, OSTROV_PCS_STOP);
    rig.command.pcs_request = OSTROV_PCS_UNKNOWN; /* hands off: stays stopped */
    rig_run(&rig, 3, 1);
    ck_assert_int_eq(rig.truth.mode, OSTROV_PCS_STOP);
    rig.command.pcs_request = OSTROV_PCS_FOLLOW;
    rig_run(&rig, 5, 1);
    ck_assert_double_eq_tol(rig.truth.battery_w, 20000.0, 1.0);
    hardware_close(&rig.hardware);
}
END_TEST

/* Forming: only with the PCC breaker open, the load decides, and the breaker's wire ends it at
 * once. */
START_TEST(forms_and_hands_over_by_wire)
{
    open_rig();
    rig.command.battery_w = 20000.0;
    rig.world.pcs_mode_request = OSTROV_PCS_FORM;
    rig_run(&rig, 5, 1);
    ck_assert_int_eq(rig.truth.forming, 0); /* breaker still closed */
    rig.world.breaker_closed = 0;
    rig.world.demand_w = 35000.0;
    rig.command.pcs_request = OSTROV_PCS_FORM;
    rig.command.battery_w = 0.0;
    for (int i = 0; i < 5; i++) {
        rig_step(&rig, 0.01, 0);
    }
    ck_assert_int_eq(rig.truth.forming, 1);
    ck_assert_double_eq(rig.truth.battery_w, 35000.0);
    ck_assert_int_eq(rig.hardware.pcs.reading.mode, OSTROV_PCS_FORM);
    ck_assert_int_eq(rig.hardware.pcs.reading.connected, 0);
    rig_run(&rig, 60, 1);
    ck_assert_double_eq(rig.truth.battery_w, 35000.0);
    ck_assert_int_ne(rig.hardware.pcs.set_point.stage, SET_POINT_REFUSED); /* 0 W was not meant */
    rig.world.demand_w = -20000.0;                                         /* more sun than load */
    rig_step(&rig, 1.0, 1);
    ck_assert_double_eq(rig.truth.battery_w, -20000.0);
    rig.world.breaker_closed = 1; /* still asked to form: the wire wins */
    rig_step(&rig, 0.01, 0);
    ck_assert_int_eq(rig.truth.forming, 0);
    ck_assert_int_eq(rig.truth.mode, OSTROV_PCS_FOLLOW);
    rig_run(&rig, 5, 1);
    ck_assert_int_eq(rig.hardware.pcs.set_point.stage, SET_POINT_OBSERVED);
    ck_assert_double_le(rig.hardware.pcs.set_points.observe_s_max,
                        2.0); /* the island is no delay */
    hardware_close(&rig.hardware);
}
END_TEST

START_TEST(overload_trips_and_a_new_try_resets)
{
    open_rig();
    rig.world.breaker_closed = 0;
    rig.world.pcs_mode_request = OSTROV_PCS_FORM;
    rig.world.demand_w = 130000.0;
    rig_step(&rig, 0.5, 0);
    rig_step(&rig, 0.1, 0);
    ck_assert_int_eq(rig.truth.forming, 1);
    ck_assert_int_eq(rig.truth.overload, 1);
    ck_assert_double_eq_tol(rig.truth.battery_w, 100000.0, 1.0);
    rig_run(&rig, 3, 0);
    ck_assert_int_eq(rig.truth.forming, 0);
    ck_assert_int_eq(rig.truth.trips, 1);
    ck_assert_uint_ne(rig.hardware.pcs.reading.alarms, 0);
    rig.world.demand_w = 10000.0;
    rig_run(&rig, 3, 0);
    ck_assert_int_eq(rig.truth.forming, 0); /* latched */
    rig.world.pcs_mode_request = OSTROV_PCS_STOP;
    rig_step(&rig, 1.0, 0);
    rig.world.pcs_mode_request = OSTROV_PCS_FORM;
    rig_run(&rig, 2, 0);
    ck_assert_int_eq(rig.truth.forming, 1);
    rig.world.demand_w = -150000.0; /* surplus: frequency, not a trip */
    rig_run(&rig, 5, 0);
    ck_assert_int_eq(rig.truth.forming, 1);
    ck_assert_double_gt(rig.truth.form_hz, 50.2);
    hardware_close(&rig.hardware);
}
END_TEST

/* Following needs a bus: without one it gives nothing, whatever was asked. */
START_TEST(no_island_by_following)
{
    open_rig();
    rig.command.battery_w = 20000.0;
    rig_run(&rig, 5, 1);
    rig.world.bus_live = 0;
    rig.world.breaker_closed = 0;
    memset(rig.world.bus_v, 0, sizeof rig.world.bus_v);
    rig_step(&rig, 0.01, 0);
    ck_assert_double_eq(rig.truth.battery_w, 0.0);
    rig_run(&rig, 60, 1); /* constant zeros of a dead bus are not "frozen" */
    ck_assert_double_eq(battery_age(), 0.0);
    hardware_close(&rig.hardware);
}
END_TEST

/* The BMS tapers: the driver tells its limits, the station's set-point is then not "ignored". */
START_TEST(limits_taper_and_explain)
{
    rig_defaults(&rig);
    rig.setup.soc_start_ratio = 0.94;
    rig_open_twin(&rig);
    rig.command.battery_w = -100000.0;
    rig_run(&rig, 60, 1);
    ck_assert_double_lt(rig.measurement.bms_charge_limit_w, 20000.0);
    ck_assert_double_gt(rig.truth.battery_w, -22000.0);
    ck_assert_int_ne(rig.hardware.pcs.set_point.stage, SET_POINT_REFUSED);
    rig_run(&rig, 4000, 1);
    ck_assert_double_eq(rig.measurement.bms_charge_limit_w, 0.0);
    ck_assert_double_eq_tol(rig.truth.soc_ratio, 0.95, 1e-4);
    hardware_close(&rig.hardware);
    rig_defaults(&rig); /* nearly empty: what is told is what comes at the AC side */
    rig.setup.soc_start_ratio = 0.07;
    rig_open_twin(&rig);
    rig.command.battery_w = 100000.0;
    rig_run(&rig, 60, 1);
    ck_assert_double_lt(rig.measurement.bms_discharge_limit_w, 65000.0);
    /* The limit fell a little within the second; registers hold 10 W and 0.1 A at 660 V. */
    ck_assert_double_eq_tol(rig.measurement.bms_discharge_limit_w, rig.truth.battery_w, 500.0);
    ck_assert_int_ne(rig.hardware.pcs.set_point.stage, SET_POINT_REFUSED);
    hardware_close(&rig.hardware);
    rig_defaults(&rig); /* cold cells are not charged */
    rig.setup.cells_c = -5.0;
    rig.world.ambient_c = -5.0;
    rig_open_twin(&rig);
    rig_run(&rig, 2, 1);
    ck_assert_double_eq(rig.measurement.bms_charge_limit_w, 0.0);
    ck_assert_double_gt(rig.measurement.bms_discharge_limit_w, 90000.0);
    hardware_close(&rig.hardware);
}
END_TEST

/* A disconnected battery allows nothing; an untold one leaves its limits untold. */
START_TEST(battery_state_limits)
{
    open_rig();
    rig.hardware.pcs_twin.image.registers[rig.hardware.pcs_twin.at_802 + 22] = 1;
    rig_step(&rig, 1.0, 0);
    ck_assert_double_eq(rig.measurement.bms_charge_limit_w, 0.0);
    ck_assert_double_eq(rig.measurement.bms_discharge_limit_w, 0.0);
    hardware_close(&rig.hardware);
}
END_TEST

/* Any faults, any worlds, any commands: never a value that is impossible, never an age below zero.
 */
START_TEST(any_faults_any_world)
{
    uint64_t state = 20260101;
    open_rig();
    for (int i = 0; i < 20000; i++) {
        if (rig_random(&state) % 50 == 0) {
            hardware_order_faults(&rig.hardware, HARDWARE_PCS,
                                  (uint32_t)(rig_random(&state) & rig_random(&state) & 0x3FF));
            hardware_order_faults(&rig.hardware, HARDWARE_METER,
                                  (uint32_t)(rig_random(&state) & rig_random(&state) & 0x1FF));
        }
        rig.world.breaker_closed = (int32_t)(rig_random(&state) % 2);
        rig.world.bus_live = (int32_t)(rig_random(&state) % 2);
        rig.world.pcs_mode_request = (int32_t)(rig_random(&state) % 6) - 1;
        rig.world.demand_w = rig_random(&state) % 100 == 0
                                 ? (double)NAN
                                 : (double)(int64_t)(rig_random(&state) % 400000) - 2e5;
        rig.world.pcc_w = rig_random(&state) % 100 == 0
                              ? (double)INFINITY
                              : (double)(int64_t)(rig_random(&state) % 4000000) - 2e6;
        rig.world.ambient_c = (double)(int64_t)(rig_random(&state) % 120) - 50.0;
        rig.command.battery_w = (double)(int64_t)(rig_random(&state) % 600000) - 3e5;
        rig.command.pcs_request = (int32_t)(rig_random(&state) % 4);
        rig.command.write = (int32_t)(rig_random(&state) % 2);
        double dt_s = (double)(rig_random(&state) % 3000) * 1e-3;
        rig_step(&rig, dt_s, 1);
        const ostrov_measurement *m = &rig.measurement;
        ck_assert(isnan(m->battery_w) || fabs(m->battery_w) <= 101000.0);
        ck_assert(isnan(m->bms_soc_ratio) || (m->bms_soc_ratio >= 0.0 && m->bms_soc_ratio <= 1.0));
        ck_assert(isnan(m->bms_charge_limit_w) ||
                  (m->bms_charge_limit_w >= 0.0 && m->bms_charge_limit_w <= 1.01e5));
        ck_assert(isnan(m->grid_w) || fabs(m->grid_w) <= 2e6);
        ck_assert(battery_age() >= 0.0);
        ck_assert(m->age_s[OSTROV_SOURCE_PCC] >= 0.0);
        ck_assert(rig.truth.soc_ratio >= 0.0 && rig.truth.soc_ratio <= 1.0);
        ck_assert(fabs(rig.truth.battery_w) <= 100001.0);
    }
    hardware_close(&rig.hardware);
}
END_TEST

START_TEST(bad_setups_are_refused)
{
    rig_defaults(&rig);
    rig.setup.rating_w = (double)NAN;
    ck_assert_int_eq(hardware_open_twin(&rig.hardware, &rig.setup), -1);
    ck_assert_uint_gt(strlen(hardware_error(&rig.hardware)), 0);
    hardware_close(&rig.hardware);
    rig_defaults(&rig);
    rig.setup.battery_sign = 0;
    ck_assert_int_eq(hardware_open_twin(&rig.hardware, &rig.setup), -1);
    hardware_close(&rig.hardware);
    rig_defaults(&rig);
    rig.setup.soc_start_ratio = 1.5;
    ck_assert_int_eq(hardware_open_twin(&rig.hardware, &rig.setup), -1);
    hardware_close(&rig.hardware);
    hardware_close(&rig.hardware); /* twice is safe */
    memset(&rig, 0, sizeof rig);
    hardware_close(&rig.hardware);
    ck_assert_int_eq(hardware_measure(&rig.hardware, &rig.measurement), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(hardware_actuate(&rig.hardware, &rig.command), OSTROV_E_ARGUMENT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pcs driver");
    TCase *one = tcase_create("all");
    tcase_set_timeout(one, 60.0);
    tcase_add_test(one, measures_what_is_true);
    tcase_add_test(one, battery_sign_is_turned_once);
    tcase_add_test(one, a_wrong_sign_setting_is_noticed);
    tcase_add_test(one, set_point_goes_through_its_stages);
    tcase_add_test(one, nothing_is_written_unless_told);
    tcase_add_test(one, shown_but_not_done_is_refused);
    tcase_add_test(one, a_moving_set_point_hides_nothing);
    tcase_add_test(one, read_back_mismatch_is_refused_at_once);
    tcase_add_test(one, exceptions_refuse);
    tcase_add_test(one, local_control_is_left_alone);
    tcase_add_test(one, reverts_when_the_station_stops);
    tcase_add_test(one, silence_ages_and_reverts);
    tcase_add_test(one, frozen_values_age);
    tcase_add_test(one, delayed_values_age);
    tcase_add_test(one, not_available_is_not_measured);
    tcase_add_test(one, moving_scale_factors);
    tcase_add_test(one, a_moved_set_point_scale_is_put_right);
    tcase_add_test(one, another_device_is_refused);
    tcase_add_test(one, told_again_after_a_break);
    tcase_add_test(one, stop_and_start);
    tcase_add_test(one, forms_and_hands_over_by_wire);
    tcase_add_test(one, overload_trips_and_a_new_try_resets);
    tcase_add_test(one, no_island_by_following);
    tcase_add_test(one, limits_taper_and_explain);
    tcase_add_test(one, battery_state_limits);
    tcase_add_test(one, any_faults_any_world);
    tcase_add_test(one, bad_setups_are_refused);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
