/* The PCC meter's driver against its simulator: signs, scale factors, energy, ages.
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

static double pcc_age(void) { return rig.measurement.age_s[OSTROV_SOURCE_PCC]; }

/* Import is positive for the station, however the meter counts. */
START_TEST(sign_is_turned_once)
{
    for (int sign = -1; sign <= 1; sign += 2) {
        rig_defaults(&rig);
        rig.setup.meter_sign = sign;
        rig_open_twin(&rig);
        rig.world.pcc_w = 24000.0;
        rig.world.pcc_var = -3000.0;
        rig_run(&rig, 3600, 0);
        const uint16_t *raw =
            rig.hardware.meter_twin.image.registers + rig.hardware.meter_twin.at_203;
        ck_assert_int_eq((int16_t)raw[18], sign * 24000);
        ck_assert_double_eq(rig.measurement.grid_w, 24000.0);
        ck_assert_double_eq(rig.measurement.grid_var, -3000.0);
        ck_assert_double_eq(rig.hardware.meter.reading.phase_w[1], 8000.0);
        ck_assert_double_eq(rig.hardware.meter.reading.import_wh, 24000.0);
        ck_assert(isnan(rig.hardware.meter.reading.export_wh)); /* 0 of an accumulator: not told */
        rig.world.pcc_w = -6000.0;
        rig_run(&rig, 3600, 0);
        ck_assert_double_eq(rig.measurement.grid_w, -6000.0);
        ck_assert_double_eq(rig.hardware.meter.reading.import_wh, 24000.0);
        ck_assert_double_eq(rig.hardware.meter.reading.export_wh, 6000.0);
        hardware_close(&rig.hardware);
    }
}
END_TEST

START_TEST(volts_amps_and_hertz)
{
    open_rig();
    rig.world.pcc_w = 30000.0;
    rig.world.grid_v[2] = 0.0; /* one phase lost */
    rig_step(&rig, 1.0, 0);
    const struct meter_reading *reading = &rig.hardware.meter.reading;
    ck_assert_double_eq_tol(reading->phase_v[0], 230.0, 0.15001); /* noise 0.1 V and half a step */
    ck_assert_double_eq_tol(reading->phase_a[0], 10000.0 / 230.0, 0.05001);
    ck_assert_double_eq(reading->phase_v[2], 0.0); /* measured as zero is zero */
    ck_assert_double_eq_tol(reading->hz, 50.0, 0.01001);
    hardware_close(&rig.hardware);
}
END_TEST

/* The meter changes its scale factor with power: never a factor of ten. */
START_TEST(follows_its_scale_factor)
{
    double steps = 0.0;
    open_rig();
    for (int i = 0; i < 310; i++) {
        rig.world.pcc_w = (i % 2 ? 1.0 : -1.0) * 100.0 * (double)i * (double)i;
        rig_step(&rig, 1.0, 0);
        struct sunspec_view view = sunspec_view_of(&rig.hardware.meter.measured);
        double step = sunspec_step(&view, SUNSPEC_203_W);
        ck_assert_double_eq_tol(rig.measurement.grid_w, rig.world.pcc_w, 0.5001 * step);
        ck_assert_double_le(step, fmax(1.0, fabs(rig.world.pcc_w) / 3000.0));
        steps = step > steps ? step : steps;
    }
    ck_assert_double_eq(steps, 1000.0); /* 9 MW was reached */
    hardware_close(&rig.hardware);
}
END_TEST

START_TEST(faults_age_and_never_zero)
{
    static const uint32_t kinds[] = {DEVICE_FAULT_SILENT, DEVICE_FAULT_BUSY};
    for (int k = 0; k < 2; k++) {
        open_rig();
        rig.world.pcc_w = 12345.0;
        rig_run(&rig, 3, 0);
        ck_assert_int_eq(hardware_order_faults(&rig.hardware, HARDWARE_METER, kinds[k]), 0);
        rig.world.pcc_w = 500.0;
        for (int i = 1; i <= 30; i++) {
            rig_step(&rig, 1.0, 0);
            ck_assert_int_eq(rig.measured, OSTROV_DEGRADED);
            ck_assert_double_eq(rig.measurement.grid_w, 12345.0);
            ck_assert_double_eq_tol(pcc_age(), (double)i, 1e-9);
        }
        hardware_order_faults(&rig.hardware, HARDWARE_METER, 0);
        rig_run(&rig, 20, 0);
        ck_assert_double_eq(rig.measurement.grid_w, 500.0);
        ck_assert_double_eq(pcc_age(), 0.0);
        hardware_close(&rig.hardware);
    }
}
END_TEST

START_TEST(absent_is_not_measured)
{
    open_rig();
    hardware_order_faults(&rig.hardware, HARDWARE_METER, DEVICE_FAULT_ABSENT);
    rig_run(&rig, 2, 0);
    ck_assert(isnan(rig.measurement.grid_w));
    ck_assert(isnan(rig.measurement.grid_var));
    ck_assert(isnan(rig.hardware.meter.reading.hz));
    hardware_close(&rig.hardware);
}
END_TEST

/* 203 has no heartbeat: registers that stand quite still on a live grid are old, on a dead one not.
 */
START_TEST(frozen_on_a_live_grid_only)
{
    open_rig();
    rig.world.pcc_w = 4000.0;
    rig_run(&rig, 200,
            0); /* constant power, voltage and frequency: a live meter's noise says it lives */
    ck_assert_double_eq(pcc_age(), 0.0);
    hardware_order_faults(&rig.hardware, HARDWARE_METER, DEVICE_FAULT_FREEZE);
    rig_run(&rig, 25, 0);
    ck_assert_double_eq(pcc_age(), 0.0); /* could be chance so far */
    rig_run(&rig, 15, 0);
    ck_assert_double_ge(pcc_age(), 39.0);
    hardware_close(&rig.hardware);
    open_rig();
    memset(rig.world.grid_v, 0, sizeof rig.world.grid_v);
    memset(rig.world.bus_v, 0, sizeof rig.world.bus_v);
    rig.world.grid_hz = rig.world.bus_hz = 0.0;
    rig.world.pcc_w = 0.0;
    rig_run(&rig, 300, 0);
    ck_assert_double_eq(pcc_age(), 0.0);
    ck_assert_double_eq(rig.measurement.grid_w, 0.0);
    hardware_close(&rig.hardware);
}
END_TEST

/* A meter that stands still at a dead grid's zeros, while the converter behind the closed breaker sees
 * 230 V, is broken. */
START_TEST(zeros_on_a_grid_that_another_sees_alive_are_frozen)
{
    open_rig();
    memset(rig.world.grid_v, 0, sizeof rig.world.grid_v);
    rig.world.pcc_w = 0.0;
    rig_run(&rig, 25, 0);
    ck_assert_double_eq(pcc_age(), 0.0);
    rig_run(&rig, 15, 0);
    ck_assert_double_ge(pcc_age(), 35.0);
    rig.world.breaker_closed = 0; /* an island: the grid may well be dead */
    rig_run(&rig, 1, 0);
    ck_assert_double_eq(pcc_age(), 0.0);
    hardware_close(&rig.hardware);
}
END_TEST

/* A scale factor torn from its number, or 0xFFFF in its place: volts and amperes tell. */
START_TEST(a_power_that_volts_and_amperes_deny_is_not_measured)
{
    open_rig();
    rig.world.pcc_w = 30000.0;
    rig_run(&rig, 3, 0);
    ck_assert_double_eq(rig.measurement.grid_w, 30000.0);
    const struct sunspec_point *scale = &sunspec_model_find(203)->points[SUNSPEC_203_W_SF];
    struct meter_device *twin = &rig.hardware.meter_twin;
    for (int wrong = -2; wrong <= 2; wrong++) {
        twin->image.registers[twin->at_203 + scale->offset] = (uint16_t)wrong;
        rig.hardware.now_us += 1000000;
        ck_assert_int_eq(ostrov_measurement_defaults(&rig.measurement, sizeof rig.measurement),
                         OSTROV_OK);
        (void)!hardware_measure(&rig.hardware, &rig.measurement);
        ck_assert(wrong == 0 ? rig.measurement.grid_w == 30000.0 : isnan(rig.measurement.grid_w));
    }
    ck_assert_int_eq((int)rig.hardware.meter.counters.implausible, 4);
    hardware_close(&rig.hardware);
}
END_TEST

START_TEST(energy_registers_run_over)
{
    static struct meter_device device;
    struct meter_device_setup setup;
    struct device_world world;
    memset(&world, 0, sizeof world);
    meter_device_defaults(&setup);
    setup.import_wh = 4294967296.0 - 500.0;
    ck_assert_int_eq(meter_device_init(&device, &setup), 0);
    world.dt_s = 3600.0;
    world.pcc_w = 1500.0;
    meter_device_advance(&device, &world);
    const uint16_t *raw = device.image.registers + device.at_203;
    ck_assert_uint_eq(device_get_u32(raw + 46), 1000);
}
END_TEST

/* Mandatory points are there: SunSpec asks it of every device, and scanners insist. */
START_TEST(mandatory_points_are_there)
{
    static const int models[] = {203, 701, 702, 704, 713, 715, 802};
    open_rig();
    rig.world.pcc_w = 3600.0;
    rig_run(&rig, 3, 0);
    for (int i = 0; i < 7; i++) {
        const struct sunspec_model *model = sunspec_model_find((uint16_t)models[i]);
        const struct device_image *image =
            models[i] == 203 ? &rig.hardware.meter_twin.image : &rig.hardware.pcs_twin.image;
        int at = 2;
        while (image->registers[at] != models[i]) {
            at += 2 + image->registers[at + 1];
        }
        struct sunspec_view view = {model, image->registers + at, model->registers};
        for (int p = 0; p < model->count; p++) {
            uint64_t bits = 0;
            int accumulates = model->points[p].type == SUNSPEC_ACC32;
            ck_assert_msg(!model->points[p].mandatory || accumulates ||
                              sunspec_bits(&view, p, &bits),
                          "%d %s", models[i], model->points[p].name);
        }
    }
    hardware_close(&rig.hardware);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("meter driver");
    TCase *one = tcase_create("all");
    tcase_set_timeout(one, 60.0);
    tcase_add_test(one, sign_is_turned_once);
    tcase_add_test(one, volts_amps_and_hertz);
    tcase_add_test(one, follows_its_scale_factor);
    tcase_add_test(one, faults_age_and_never_zero);
    tcase_add_test(one, absent_is_not_measured);
    tcase_add_test(one, frozen_on_a_live_grid_only);
    tcase_add_test(one, zeros_on_a_grid_that_another_sees_alive_are_frozen);
    tcase_add_test(one, a_power_that_volts_and_amperes_deny_is_not_measured);
    tcase_add_test(one, energy_registers_run_over);
    tcase_add_test(one, mandatory_points_are_there);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
