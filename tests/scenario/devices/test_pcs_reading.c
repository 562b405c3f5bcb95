/* The storage converter's driver against its simulator: values, signs, ages and limits as read.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pcs_rig.h"

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

/* Frozen while its bus was dead: power through the PCC says that it is alive again. */
START_TEST(zeros_of_a_dead_bus_are_frozen_when_power_flows)
{
    rig_defaults(&rig);
    memset(rig.world.bus_v, 0, sizeof rig.world.bus_v);
    rig.world.bus_hz = 0.0;
    rig.world.bus_live = rig.world.breaker_closed = 0;
    rig_open_twin(&rig);
    rig_run(&rig, 60, 0);
    ck_assert_double_eq(battery_age(), 0.0); /* in good faith */
    ck_assert_int_eq(hardware_order_faults(&rig.hardware, HARDWARE_PCS, DEVICE_FAULT_CACHE), 0);
    rig.world.pcc_w = 20000.0;
    rig_run(&rig, 60, 0);
    ck_assert_double_ge(battery_age(), 59.0);
    hardware_close(&rig.hardware);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pcs driver: reading");
    TCase *one = tcase_create("all");
    tcase_set_timeout(one, 60.0);
    tcase_add_test(one, measures_what_is_true);
    tcase_add_test(one, battery_sign_is_turned_once);
    tcase_add_test(one, a_wrong_sign_setting_is_noticed);
    tcase_add_test(one, frozen_values_age);
    tcase_add_test(one, delayed_values_age);
    tcase_add_test(one, not_available_is_not_measured);
    tcase_add_test(one, moving_scale_factors);
    tcase_add_test(one, limits_taper_and_explain);
    tcase_add_test(one, battery_state_limits);
    tcase_add_test(one, zeros_of_a_dead_bus_are_frozen_when_power_flows);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
