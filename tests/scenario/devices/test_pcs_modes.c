/* The storage converter's driver against its simulator: stop, follow, form; any faults, bad setups.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pcs_rig.h"

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
    Suite *suite = suite_create("pcs driver: modes");
    TCase *one = tcase_create("all");
    tcase_set_timeout(one, 60.0);
    tcase_add_test(one, stop_and_start);
    tcase_add_test(one, forms_and_hands_over_by_wire);
    tcase_add_test(one, overload_trips_and_a_new_try_resets);
    tcase_add_test(one, no_island_by_following);
    tcase_add_test(one, any_faults_any_world);
    tcase_add_test(one, bad_setups_are_refused);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
