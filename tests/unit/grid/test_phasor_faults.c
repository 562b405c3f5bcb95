/* What a measurement has to bear: missing samples, dropouts, jumps, dead lines, wrong settings.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "wave.h"

#include "grid/measure_internal.h"

static wave w;
static ostrov_phasor p;

static void fresh(void)
{
    w = wave_plain();
    wave_start(&w, &p);
}

START_TEST(bad_settings_are_named)
{
    const ostrov_structure *s = &ostrov_i_grid_measure_structures[OSTROV_I_PHASOR_CONFIG];
    ostrov_phasor before = p;
    for (uint32_t i = 0; i < s->field_count; i++) {
        const ostrov_field *f = &s->fields[i];
        const double bad[] = {NAN, INFINITY, f->min - 1.0, f->max * 2.0 + 1.0};
        for (int b = 0; f->type == OSTROV_TYPE_F64 && b < 4; b++) {
            ostrov_fault why;
            ostrov_phasor_config c = wave_config(&w);
            memcpy((char *)&c + f->offset, &bad[b], 8);
            ck_assert_int_eq(ostrov_phasor_init(&p, &c, &why),
                             b < 2 ? OSTROV_E_NOT_FINITE : OSTROV_E_RANGE);
            ck_assert_str_eq(why.field, f->name);
            ck_assert_int_eq(memcmp(&p, &before, sizeof p), 0);
        }
    }
}
END_TEST

/* 16 frames a cycle are needed, of the nominal frequency that is set. */
START_TEST(a_sampling_rate_too_low_is_refused)
{
    ostrov_phasor_config c = wave_config(&w);
    ostrov_fault why;
    c.sampling_hz = 799.0;
    ck_assert_int_eq(ostrov_phasor_init(&p, &c, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "sampling_hz");
    ck_assert_double_eq(why.min, 800.0);
    c.nominal_hz = 60.0;
    c.sampling_hz = 959.0;
    ck_assert_int_eq(ostrov_phasor_init(&p, &c, &why), OSTROV_E_RANGE);
    c.sampling_hz = 960.0;
    ck_assert_int_eq(ostrov_phasor_init(&p, &c, &why), OSTROV_OK);
}
END_TEST

START_TEST(nobody_home)
{
    ostrov_phasor never;
    ostrov_phasor_state s;
    const double v[3] = {0.0, 0.0, 0.0};
    memset(&never, 0, sizeof never);
    ck_assert_int_eq(ostrov_phasor_step(&never, v, 1), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_phasor_step(NULL, v, 1), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_phasor_step(&p, NULL, 1), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_phasor_step(&p, NULL, 0), OSTROV_OK);
    ck_assert_int_eq(ostrov_phasor_step(&p, v, -1), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_phasor_step(&p, v, 1000001), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_phasor_step_counts(&p, NULL, 1), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_phasor_lost(&p, -1), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_phasor_lost(NULL, 1), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_phasor_read(&p, NULL, sizeof s), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_phasor_read(&never, &s, sizeof s), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_phasor_at(&never, 1.0, &s, sizeof s), OSTROV_E_ARGUMENT);
}
END_TEST

START_TEST(nothing_is_known_before_a_window)
{
    ostrov_phasor_state s;
    ck_assert_int_eq(ostrov_phasor_read(&p, &s, sizeof s), OSTROV_EMPTY);
    wave_feed(&w, &p, 0, 300);
    ck_assert_int_eq(ostrov_phasor_read(&p, &s, sizeof s), OSTROV_EMPTY);
    ck_assert_double_nan(s.magnitude_v[0]);
    ck_assert_double_nan(s.frequency_hz);
    ck_assert_double_nan(s.age_s);
    ck_assert_int_eq(s.quality[0], OSTROV_QUALITY_UNKNOWN);
    wave_feed(&w, &p, 300, 500); /* magnitudes first, with the nominal frequency */
    s = wave_read(&p);
    ck_assert_int_eq(s.quality[0], OSTROV_QUALITY_DEGRADED);
    ck_assert_double_eq_tol(s.magnitude_v[0], 230.0, 1.0);
    ck_assert_int_eq(s.frequency_quality, OSTROV_QUALITY_UNKNOWN);
    ck_assert_double_nan(s.frequency_hz);
    wave_feed(&w, &p, 500, 1100);
    s = wave_read(&p);
    ck_assert_int_eq(s.quality[0], OSTROV_QUALITY_GOOD);
    ck_assert_int_eq(s.frequency_quality, OSTROV_QUALITY_GOOD);
}
END_TEST

/* The first frame has nothing before it: a window that holds its point says so. */
START_TEST(the_first_point_is_not_whole)
{
    ostrov_phasor_state s;
    wave_feed(&w, &p, 0, 1200);
    ck_assert_int_eq(ostrov_phasor_at(&p, 0.0495, &s, sizeof s), OSTROV_OK);
    ck_assert_int_eq(s.frequency_quality, OSTROV_QUALITY_DEGRADED);
    ck_assert_int_eq(ostrov_phasor_at(&p, 0.055, &s, sizeof s), OSTROV_OK);
    ck_assert_int_eq(s.frequency_quality, OSTROV_QUALITY_GOOD);
}
END_TEST

START_TEST(the_least_count_is_not_measured)
{
    const int32_t counts[3] = {INT32_MIN, -2147483647, 0};
    ostrov_phasor_config c = wave_config(&w);
    c.volt_per_count = 1e-8; /* as a voltage it would be possible */
    ck_assert_int_eq(ostrov_phasor_init(&p, &c, NULL), OSTROV_OK);
    for (int i = 0; i < 3000; i++) {
        ck_assert_int_eq(ostrov_phasor_step_counts(&p, counts, 1), OSTROV_DEGRADED);
    }
    ck_assert_int_eq(wave_read(&p).quality[0], OSTROV_QUALITY_UNKNOWN);
    ck_assert_int_eq(wave_read(&p).quality[1], OSTROV_QUALITY_GOOD);
}
END_TEST

/* Each phase and every kind of nonsense: said, left out, and without harm to the estimate. */
START_TEST(single_samples_that_are_not_measured)
{
    static const double bad[] = {NAN, INFINITY, -INFINITY, 65535.0, 32768.0, -1e300};
    w.hz = 49.7;
    for (int b = 0; b < 6; b++) {
        for (int64_t at = 2000; at < 2900; at += 101) {
            ostrov_phasor_state s;
            wave_start(&w, &p);
            wave_feed(&w, &p, 0, at);
            for (int32_t phase = 0; phase < 3; phase++) {
                double v[3];
                for (int32_t i = 0; i < 3; i++) {
                    v[i] = i == phase ? bad[b] : wave_at(&w, i, (double)(at + phase) / w.fs);
                }
                ck_assert_int_eq(ostrov_phasor_step(&p, v, 1), OSTROV_DEGRADED);
            }
            wave_feed(&w, &p, at + 3, 3000);
            s = wave_read(&p);
            ck_assert_int_eq(s.frequency_quality, OSTROV_QUALITY_DEGRADED);
            for (int32_t phase = 0; phase < 3; phase++) {
                ck_assert_int_eq(s.quality[phase],
                                 at + 3 > 2600 ? OSTROV_QUALITY_DEGRADED : OSTROV_QUALITY_GOOD);
                ck_assert_double_eq_tol(s.magnitude_v[phase], 230.0, 0.23);
            }
            ck_assert_double_eq_tol(s.frequency_hz, 49.7, 0.005);
            ck_assert_double_eq_tol(s.rocof_hz_per_s, 0.0, 0.4);
        }
    }
}
END_TEST

/* A dropout: filled while it is short, not known while it is long, as before once it has passed. */
START_TEST(dropouts)
{
    int32_t degraded = 0;
    int32_t unknown = 0;
    w.hz = 50.3;
    for (int64_t length = 1; length < 3000; length = length * 3 / 2 + 1) {
        wave_start(&w, &p);
        wave_feed(&w, &p, 0, 2000);
        ck_assert_int_eq(ostrov_phasor_lost(&p, length), OSTROV_OK);
        for (int64_t i = 2000 + length; i < 3600 + length; i += 53) {
            ostrov_phasor_state s;
            wave_feed(&w, &p, i, i + 53);
            ck_assert_int_ge(ostrov_phasor_read(&p, &s, sizeof s), OSTROV_OK);
            degraded += s.frequency_quality == OSTROV_QUALITY_DEGRADED;
            unknown += s.frequency_quality == OSTROV_QUALITY_UNKNOWN;
            if (s.frequency_quality == OSTROV_QUALITY_UNKNOWN) {
                ck_assert_double_nan(s.frequency_hz);
                ck_assert_double_nan(s.rocof_hz_per_s);
            } else {
                ck_assert_double_eq_tol(s.frequency_hz, 50.3, 0.005);
                ck_assert_double_eq_tol(s.rocof_hz_per_s, 0.0, 0.4);
            }
            if (s.quality[1] != OSTROV_QUALITY_UNKNOWN) {
                ck_assert_double_eq_tol(s.magnitude_v[1], 230.0, 2.3);
                ck_assert_double_eq_tol(s.time_s + s.age_s, (double)(i + 52) / w.fs, 1e-9);
            }
            if (i > 3200 + length) {
                ck_assert_int_eq(s.frequency_quality, OSTROV_QUALITY_GOOD);
                ck_assert_int_eq(s.quality[2], OSTROV_QUALITY_GOOD);
                ck_assert_double_lt(wave_apart_deg(s.angle_deg[0], wave_frame_deg(&w, s.time_s)),
                                    0.01);
            }
        }
    }
    ck_assert_int_gt(degraded, 50);
    ck_assert_int_gt(unknown, 50);
}
END_TEST

/* Years of lost frames cost no more than seconds, and the clock stays right. */
START_TEST(a_gap_of_years)
{
    const int64_t years = INT64_C(10000) * 86400 * 365 * 3;
    ostrov_phasor_state s;
    wave_feed(&w, &p, 0, 1234);
    ck_assert_int_eq(ostrov_phasor_lost(&p, years), OSTROV_OK);
    ck_assert_int_eq(ostrov_phasor_read(&p, &s, sizeof s), OSTROV_EMPTY);
    wave_feed(&w, &p, 1234, 4000); /* a whole number of cycles later: the same angles */
    s = wave_read(&p);
    ck_assert_int_eq(s.frequency_quality, OSTROV_QUALITY_GOOD);
    ck_assert_double_eq_tol(s.time_s + s.age_s, (double)(years + 3999) / w.fs, 1e-6);
    ck_assert_double_lt(wave_apart_deg(s.angle_deg[0], 30.0), 0.01);
    ck_assert_int_eq(ostrov_phasor_lost(&p, INT64_MAX), OSTROV_E_RANGE);
}
END_TEST

/* A dead line has voltages and no frequency; noise on it does not make one. */
START_TEST(a_dead_line_has_no_frequency)
{
    ostrov_phasor_state s;
    for (int noisy = 0; noisy < 2; noisy++) {
        fresh();
        for (int32_t phase = 0; phase < 3; phase++) {
            w.v[phase] = noisy ? 4.0 : 0.0;
        }
        w.noise = noisy ? 1.0 : 0.0;
        wave_feed(&w, &p, 0, 3000);
        s = wave_read(&p);
        ck_assert_int_eq(s.frequency_quality, OSTROV_QUALITY_UNKNOWN);
        ck_assert_double_nan(s.frequency_hz);
        ck_assert_double_nan(s.rocof_hz_per_s);
        ck_assert_int_eq(s.rotation, OSTROV_ROTATION_UNKNOWN);
        for (int32_t phase = 0; phase < 3; phase++) {
            ck_assert_int_eq(s.quality[phase], OSTROV_QUALITY_GOOD);
            ck_assert_double_lt(s.magnitude_v[phase], 5.0);
            ck_assert_double_nan(s.angle_deg[phase]);
        }
    }
}
END_TEST

START_TEST(one_phase_is_enough)
{
    ostrov_phasor_state s;
    w.hz = 50.9;
    w.v[1] = NAN;
    w.v[2] = 0.0;
    wave_feed(&w, &p, 0, 3000);
    s = wave_read(&p);
    ck_assert_double_eq_tol(s.frequency_hz, 50.9, 1e-4);
    ck_assert_int_eq(s.quality[0], OSTROV_QUALITY_GOOD);
    ck_assert_int_eq(s.quality[1], OSTROV_QUALITY_UNKNOWN);
    ck_assert_int_eq(s.quality[2], OSTROV_QUALITY_GOOD);
    ck_assert_double_nan(s.magnitude_v[1]);
    ck_assert_double_nan(s.angle_deg[2]);
    ck_assert_int_eq(s.rotation, OSTROV_ROTATION_UNKNOWN);
}
END_TEST

/* A frequency far from nominal is not known rather than wrong. */
START_TEST(a_frequency_out_of_reach_is_not_known)
{
    static const double far[] = {12.0, 20.0, 30.0, 36.0, 75.0, 90.0, 120.0, 180.0};
    for (int i = 0; i < 8; i++) {
        ostrov_phasor_state s;
        fresh();
        w.hz = far[i];
        wave_feed(&w, &p, 0, 3000);
        s = wave_read(&p);
        ck_assert_int_eq(s.frequency_quality, OSTROV_QUALITY_UNKNOWN);
        ck_assert_double_nan(s.frequency_hz);
    }
}
END_TEST

/* Jumps of the angle, steps and losses of voltage are called disturbed while they are in the window
 * and forgotten afterwards. */
START_TEST(jumps_are_called_disturbed)
{
    static const double jumps[][2] = {{20.0, 0.0}, {-20.0, 0.0}, {60.0, 0.0}, {3.0, 0.0},
                                      {0.0, -0.3}, {0.0, 0.1},   {10.0, -0.5}};
    for (int k = 0; k < 7; k++) {
        int32_t disturbed = 0;
        fresh();
        w.jump_s = 0.2;
        w.jump_deg = jumps[k][0];
        w.jump_pu = jumps[k][1];
        wave_feed(&w, &p, 0, 2000);
        for (int64_t i = 2000; i < 3400; i += 20) {
            ostrov_phasor_state s;
            double in_window_s = (double)(i + 20) / w.fs - w.jump_s;
            wave_feed(&w, &p, i, i + 20);
            s = wave_read(&p);
            if (in_window_s > 0.02 && in_window_s < 0.08) {
                ck_assert_msg(s.frequency_quality != OSTROV_QUALITY_GOOD, "%d at %g: %g", k,
                              in_window_s, s.disturbance_ratio);
            }
            disturbed += s.frequency_quality == OSTROV_QUALITY_DISTURBED;
            if (s.frequency_quality == OSTROV_QUALITY_GOOD) { /* what it still lets through */
                ck_assert_double_eq_tol(s.frequency_hz, 50.0, 0.05);
            }
            if (in_window_s > 0.11) {
                ck_assert_int_eq(s.frequency_quality, OSTROV_QUALITY_GOOD);
                ck_assert_double_eq_tol(s.frequency_hz, 50.0, 1e-4);
            }
        }
        ck_assert_int_ge(disturbed, 35);
    }
}
END_TEST

/* Whatever comes in, what goes out is known to be something or is NaN, and good samples bring it
 * back. */
START_TEST(anything_at_all)
{
    for (uint64_t seed = 1; seed <= 60; seed++) {
        ostrov_phasor_state s;
        uint64_t dice = seed;
        fresh();
        for (int32_t i = 0; i < 2500; i++) {
            double v[3];
            for (int32_t phase = 0; phase < 3; phase++) {
                double u = wave_uniform(&dice);
                v[phase] = u < 0.1    ? NAN
                           : u < 0.15 ? INFINITY
                           : u < 0.2  ? 65535.0
                                      : 1500.0 * (wave_uniform(&dice) - 0.5);
            }
            ck_assert_int_ge(ostrov_phasor_step(&p, v, 1), OSTROV_OK);
            if (i % 171 == 0) {
                ck_assert_int_ge(ostrov_phasor_read(&p, &s, sizeof s), OSTROV_OK);
                ck_assert_msg((s.frequency_quality == OSTROV_QUALITY_UNKNOWN) ==
                                  (s.frequency_hz != s.frequency_hz),
                              "seed %d", (int)seed);
                for (int32_t phase = 0; phase < 3; phase++) {
                    ck_assert_msg((s.quality[phase] == OSTROV_QUALITY_UNKNOWN) ==
                                      (s.magnitude_v[phase] != s.magnitude_v[phase]),
                                  "seed %d", (int)seed);
                }
            }
        }
        wave_feed(&w, &p, 2500, 3800);
        s = wave_read(&p);
        ck_assert_int_eq(s.frequency_quality, OSTROV_QUALITY_GOOD);
        ck_assert_double_eq_tol(s.frequency_hz, 50.0, 1e-4);
    }
}
END_TEST

START_TEST(callers_of_other_versions)
{
    struct {
        ostrov_phasor_state state;
        double more[4];
    } longer;
    ostrov_phasor_config c = wave_config(&w);
    memset(&longer, 0x5a, sizeof longer);
    wave_feed(&w, &p, 0, 2000);
    ck_assert_int_eq(ostrov_phasor_read(&p, &longer.state, sizeof longer), OSTROV_OK);
    ck_assert_double_eq(longer.more[3], 0.0);
    ck_assert_int_lt(ostrov_phasor_read(&p, &longer.state, 8), OSTROV_OK);
    c.struct_size = 4;
    ck_assert_int_eq(ostrov_phasor_init(&p, &c, NULL), OSTROV_E_ARGUMENT);
    c.struct_size = sizeof c;
    c.reserved_ = 1;
    ck_assert_int_eq(ostrov_phasor_init(&p, &c, NULL), OSTROV_E_UNSUPPORTED);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("grid.phasor_faults");
    TCase *t = tcase_create("faults");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, fresh, NULL);
    tcase_add_test(t, bad_settings_are_named);
    tcase_add_test(t, a_sampling_rate_too_low_is_refused);
    tcase_add_test(t, nobody_home);
    tcase_add_test(t, nothing_is_known_before_a_window);
    tcase_add_test(t, the_first_point_is_not_whole);
    tcase_add_test(t, the_least_count_is_not_measured);
    tcase_add_test(t, single_samples_that_are_not_measured);
    tcase_add_test(t, dropouts);
    tcase_add_test(t, a_gap_of_years);
    tcase_add_test(t, a_dead_line_has_no_frequency);
    tcase_add_test(t, one_phase_is_enough);
    tcase_add_test(t, a_frequency_out_of_reach_is_not_known);
    tcase_add_test(t, jumps_are_called_disturbed);
    tcase_add_test(t, anything_at_all);
    tcase_add_test(t, callers_of_other_versions);
    suite_add_tcase(s, t);
    return s;
}

int main(void) { return unit_run(suite()); }
