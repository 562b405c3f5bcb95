/* From two measured sides to the sample of the switch.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "wave.h"

static wave grid_wave;
static wave bus_wave;
static ostrov_grid_sample sample;

static void fresh(void)
{
    grid_wave = bus_wave = wave_plain();
    bus_wave.hz = 50.1;
    bus_wave.deg = 75.0;
    bus_wave.v[2] = 225.0;
    ck_assert_int_eq(ostrov_grid_sample_defaults(&sample, sizeof sample), OSTROV_OK);
}

static ostrov_phasor_state measure(wave *w, int64_t frames)
{
    ostrov_phasor p;
    wave_start(w, &p);
    wave_feed(w, &p, 0, frames);
    return wave_read(&p);
}

/* Bus minus grid at an instant. */
static double true_deg(double s)
{
    return (wave_angle(&bus_wave, s) - wave_angle(&grid_wave, s)) * 180.0 / WAVE_PI;
}

START_TEST(two_live_sides)
{
    ostrov_phasor_state g = measure(&grid_wave, 3000);
    ostrov_phasor_state b = measure(&bus_wave, 3000);
    sample.soc_ratio = 0.5;
    ck_assert_int_eq(ostrov_grid_sample_from_phasors(&g, &b, 0.004, &sample), OSTROV_OK);
    ck_assert_double_eq_tol(sample.grid_v[0], 230.0, 0.01);
    ck_assert_double_eq_tol(sample.bus_v[2], 225.0, 0.01);
    ck_assert_double_eq_tol(sample.grid_hz, 50.0, 1e-4);
    ck_assert_double_eq_tol(sample.bus_hz, 50.1, 1e-4);
    ck_assert_double_eq(sample.soc_ratio, 0.5);
    ck_assert_int_eq(sample.grid_rotation, OSTROV_ROTATION_POSITIVE);
    ck_assert_int_eq(sample.bus_rotation, OSTROV_ROTATION_POSITIVE);
    ck_assert_double_eq_tol(sample.unbalance_ratio, 0.0, 1e-4);
    /* Turned on by slip and age, as the switch does it, the angle is that of now. */
    for (int side = 0; side < 2; side++) {
        double age_s = side == 0 ? sample.grid_age_s : sample.bus_age_s;
        double now_s = 2999.0 / 10000.0 + 0.004;
        double now_deg = sample.angle_deg + 360.0 * (sample.bus_hz - sample.grid_hz) * age_s;
        ck_assert_double_gt(age_s, 0.02);
        ck_assert_double_lt(age_s, 0.03);
        ck_assert_double_lt(wave_apart_deg(now_deg, true_deg(now_s)), 0.02);
    }
}
END_TEST

/* Sides read at different instants, either one the newer. */
START_TEST(instants_apart)
{
    for (int64_t lag = -900; lag <= 900; lag += 300) {
        ostrov_phasor_state g = measure(&grid_wave, 3000 + (lag > 0 ? lag : 0));
        ostrov_phasor_state b = measure(&bus_wave, 3000 + (lag < 0 ? -lag : 0));
        ck_assert_int_eq(ostrov_grid_sample_from_phasors(&g, &b, 0.0, &sample), OSTROV_OK);
        ck_assert_double_lt(wave_apart_deg(sample.angle_deg, true_deg(fmin(g.time_s, b.time_s))),
                            0.02);
        {
            double newest_s = (2999.0 + fabs((double)lag)) / 10000.0;
            double older_s = fmin(g.time_s, b.time_s);
            ck_assert_double_eq_tol(sample.grid_age_s, newest_s - older_s, 1e-9);
            ck_assert_double_eq_tol(sample.bus_age_s, newest_s - older_s, 1e-9);
        }
    }
    {
        ostrov_phasor_state g = measure(&grid_wave, 3000);
        ostrov_phasor_state b = measure(&bus_wave, 4200);
        ck_assert_int_eq(ostrov_grid_sample_from_phasors(&g, &b, 0.0, &sample), OSTROV_DEGRADED);
        ck_assert_double_nan(sample.angle_deg);
    }
}
END_TEST

START_TEST(sides_that_are_dead_swapped_or_not_there)
{
    ostrov_phasor_state g = measure(&grid_wave, 3000);
    ostrov_phasor_state b = measure(&bus_wave, 3000);
    sample.grid_hz = 49.0;
    ck_assert_int_eq(ostrov_grid_sample_from_phasors(NULL, &b, 0.0, &sample), OSTROV_DEGRADED);
    ck_assert_double_nan(sample.grid_hz);
    ck_assert_double_nan(sample.grid_v[1]);
    ck_assert_double_nan(sample.grid_age_s);
    ck_assert_double_nan(sample.angle_deg);
    ck_assert_double_eq_tol(sample.bus_hz, 50.1, 1e-4);
    ck_assert_double_eq(sample.bus_age_s, b.age_s);
    ck_assert_double_nan(sample.unbalance_ratio);
    ck_assert_int_eq(sample.grid_rotation, OSTROV_ROTATION_UNKNOWN);
    grid_wave.v[1] = 0.0; /* one phase dead: a third of the live two in each sequence */
    {
        ostrov_phasor_state lame = measure(&grid_wave, 3000);
        ck_assert_int_eq(ostrov_grid_sample_from_phasors(&lame, &b, 0.0, &sample), OSTROV_OK);
        ck_assert_double_eq_tol(sample.unbalance_ratio, 0.5, 1e-3);
        ck_assert_double_eq_tol(sample.zero_ratio, 0.5, 1e-3);
    }
    bus_wave.order = -1;
    b = measure(&bus_wave, 3000);
    ck_assert_int_eq(ostrov_grid_sample_from_phasors(&g, &b, 0.0, &sample), OSTROV_DEGRADED);
    ck_assert_double_nan(sample.angle_deg);
    ck_assert_int_eq(sample.bus_rotation, OSTROV_ROTATION_NEGATIVE);
    ck_assert_double_eq_tol(sample.bus_v[0], 230.0, 0.01);
    bus_wave.v[0] = bus_wave.v[1] = bus_wave.v[2] = 0.0;
    b = measure(&bus_wave, 3000);
    ck_assert_int_eq(ostrov_grid_sample_from_phasors(&g, &b, 0.0, &sample), OSTROV_DEGRADED);
    ck_assert_double_nan(sample.bus_hz);
    ck_assert_double_lt(sample.bus_v[0], 0.1); /* dead is measured, not unknown */
    ck_assert_double_eq(sample.bus_age_s, b.age_s);
}
END_TEST

/* Ready measurements of two meters on one clock. */
START_TEST(by_hand)
{
    ostrov_phasor_state side[2];
    for (int k = 0; k < 2; k++) {
        ck_assert_int_eq(ostrov_phasor_state_defaults(&side[k], sizeof side[k]), OSTROV_OK);
        side[k].magnitude_v[0] = 231.0 + k;
        side[k].angle_deg[0] = k == 0 ? 170.0 : -170.0;
        side[k].quality[0] = OSTROV_QUALITY_GOOD;
        side[k].frequency_hz = 50.0 + 0.05 * k;
        side[k].frequency_quality = OSTROV_QUALITY_GOOD;
        side[k].nominal_hz = 50.0;
        side[k].time_s = 12.5;
        side[k].age_s = 0.03;
    }
    ck_assert_int_eq(ostrov_grid_sample_from_phasors(&side[0], &side[1], 0.01, &sample),
                     OSTROV_DEGRADED); /* two phases are not measured */
    ck_assert_double_eq_tol(sample.angle_deg, 20.0, 1e-9);
    ck_assert_double_eq_tol(sample.grid_age_s, 0.04, 1e-12);
    ck_assert_double_eq(sample.bus_v[0], 232.0);
    ck_assert_double_nan(sample.bus_v[1]);
    side[1].magnitude_v[0] = 65535e3;
    side[1].frequency_hz = INFINITY;
    ck_assert_int_eq(ostrov_grid_sample_from_phasors(&side[0], &side[1], 0.01, &sample),
                     OSTROV_DEGRADED);
    ck_assert_double_nan(sample.bus_v[0]);
    ck_assert_double_nan(sample.bus_hz);
    ck_assert_double_nan(sample.angle_deg);
}
END_TEST

START_TEST(nonsense_leaves_the_sample_alone)
{
    ostrov_phasor_state g = measure(&grid_wave, 3000);
    ostrov_grid_sample before = sample;
    ck_assert_int_eq(ostrov_grid_sample_from_phasors(&g, &g, NAN, &sample), OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(ostrov_grid_sample_from_phasors(&g, &g, -1.0, &sample), OSTROV_E_RANGE);
    g.struct_size = 0;
    ck_assert_int_eq(ostrov_grid_sample_from_phasors(&g, NULL, 0.0, &sample), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(memcmp(&sample, &before, sizeof sample), 0);
    sample.struct_size = 64;
    ck_assert_int_eq(ostrov_grid_sample_from_phasors(NULL, NULL, 0.0, &sample), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_sample_from_phasors(NULL, NULL, 0.0, NULL), OSTROV_E_ARGUMENT);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("grid.measure_bridge");
    TCase *t = tcase_create("measure_bridge");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, fresh, NULL);
    tcase_add_test(t, two_live_sides);
    tcase_add_test(t, instants_apart);
    tcase_add_test(t, sides_that_are_dead_swapped_or_not_there);
    tcase_add_test(t, by_hand);
    tcase_add_test(t, nonsense_leaves_the_sample_alone);
    suite_add_tcase(s, t);
    return s;
}

int main(void) { return unit_run(suite()); }
