/* Phasors, frequency and ROCOF of waveforms that are known in closed form.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "wave.h"

/* What IEC/IEEE 60255-118-1 asks of class P in the steady state. */
#define FE_HZ 0.005
#define RFE_HZ_S 0.4

static void expect(wave *w, double tve, double fe, double rfe)
{
    ostrov_phasor p;
    ostrov_phasor_state s;
    wave_start(w, &p);
    wave_feed(w, &p, 0, (int64_t)(0.3 * w->fs));
    s = wave_read(&p);
    ck_assert_int_eq(s.frequency_quality, OSTROV_QUALITY_GOOD);
    for (int32_t phase = 0; phase < 3; phase++) {
        double deg = wave_frame_deg(w, s.time_s) - w->order * 120.0 * phase;
        ck_assert_int_eq(s.quality[phase], OSTROV_QUALITY_GOOD);
        ck_assert_double_eq_tol(s.magnitude_v[phase] / w->v[phase], 1.0, tve);
        ck_assert_double_lt(wave_apart_deg(s.angle_deg[phase], deg), tve * 180.0 / WAVE_PI);
    }
    {
        double frequency_at_s = s.time_s + s.age_s - s.frequency_age_s;
        ck_assert_double_eq_tol(s.frequency_hz, w->hz + w->rate * frequency_at_s, fe);
        ck_assert_double_eq_tol(s.rocof_hz_per_s, w->rate, rfe);
    }
    ck_assert_int_eq(s.rotation,
                     w->order > 0 ? OSTROV_ROTATION_POSITIVE : OSTROV_ROTATION_NEGATIVE);
}

START_TEST(any_frequency_at_any_sampling_rate)
{
    static const double rates[] = {800.0, 1000.0, 1600.0, 3200.0, 6400.0, 10000.0, 25600.0};
    for (int i = 0; i < 7; i++) {
        for (double hz = 41.0; hz <= 64.0; hz += 1.37) {
            wave w = wave_plain();
            w.fs = rates[i];
            w.hz = hz;
            expect(&w, 1e-4, 1e-4, 0.02);
        }
    }
}
END_TEST

START_TEST(sixty_hertz)
{
    wave w = wave_plain();
    w.f0 = 60.0;
    w.hz = 58.114;
    expect(&w, 1e-4, 1e-4, 0.02);
    w.v[1] = 100.0;
    w.hz = 61.9;
    expect(&w, 1e-4, 1e-4, 0.02);
}
END_TEST

START_TEST(harmonics_dc_and_order_do_not_matter)
{
    wave w = wave_plain();
    w.hz = 48.7;
    w.dc = 0.03;
    w.harmonic[2] = 0.02;
    w.harmonic[3] = 0.05;
    w.harmonic[5] = 0.06;
    w.harmonic[7] = 0.05;
    expect(&w, 2e-3, 5e-4, 0.05);
    w.order = -1;
    expect(&w, 2e-3, 5e-4, 0.05);
}
END_TEST

START_TEST(ramps)
{
    for (double rate = -10.0; rate <= 10.0; rate += 2.5) {
        wave w = wave_plain();
        w.rate = rate;
        expect(&w, 2.5e-3, FE_HZ, 0.1);
    }
}
END_TEST

/* White noise of -40 dB, many seeds: the frequency's spread is 2.1 mHz with three phases, so five
 * times that is allowed. */
START_TEST(noise)
{
    for (uint64_t seed = 1; seed <= 100; seed++) {
        wave w = wave_plain();
        w.seed = seed * 1000;
        w.noise = 0.01 * sqrt(6.0) / sqrt(2.0);
        expect(&w, 0.005, 0.0105, 0.8);
    }
}
END_TEST

START_TEST(a_reporting_instant_between_the_points)
{
    wave w = wave_plain();
    ostrov_phasor p;
    w.hz = 51.3;
    w.rate = 1.0;
    wave_start(&w, &p);
    wave_feed(&w, &p, 0, 3000);
    for (double at = 0.2; at < 0.24; at += 0.00037) {
        ostrov_phasor_state s;
        ck_assert_int_eq(ostrov_phasor_at(&p, at, &s, sizeof s), OSTROV_OK);
        ck_assert_double_eq_tol(s.time_s, at, 1e-9);
        ck_assert_double_lt(wave_apart_deg(s.angle_deg[0], wave_frame_deg(&w, at)), 0.02);
        ck_assert_double_eq_tol(s.frequency_hz, w.hz + w.rate * at, 1e-3);
        ck_assert_double_eq_tol(s.frequency_age_s, s.age_s, 1e-12);
        ck_assert_double_eq_tol(s.age_s, 0.2999 - at, 1e-9);
    }
}
END_TEST

/* Near the oldest instant that is kept: refused, or as good as anywhere; never made of other
 * points.
 */
START_TEST(the_oldest_instant)
{
    static const double rates[] = {1590.0, 10000.0};
    for (int i = 0; i < 2; i++) {
        for (double hz = 41.0; hz < 66.0; hz += 3.0) {
            wave w = wave_plain();
            ostrov_phasor p;
            int32_t refused = 0;
            int32_t given = 0;
            w.fs = rates[i];
            w.hz = hz;
            w.rate = 2.0;
            wave_start(&w, &p);
            wave_feed(&w, &p, 0, (int64_t)(0.6 * w.fs));
            for (double at = 0.2; at < 0.53; at += 0.001) {
                ostrov_phasor_state s;
                if (ostrov_phasor_at(&p, at, &s, sizeof s) == OSTROV_E_TIME) {
                    refused++;
                    continue;
                }
                given++;
                ck_assert_double_eq_tol(s.frequency_hz, hz + 2.0 * at, FE_HZ);
            }
            ck_assert_int_gt(refused, 0);
            ck_assert_int_gt(given, 20);
        }
    }
}
END_TEST

/* Frequency and amplitude move at once: the bend of the angle must not be taken for ROCOF. */
START_TEST(a_swelling_voltage)
{
    wave w = wave_plain();
    ostrov_phasor p;
    w.hz = 50.019;
    wave_start(&w, &p);
    for (int64_t i = 0; i < 3000; i++) {
        double s = (double)i / w.fs;
        double v[3];
        for (int32_t phase = 0; phase < 3; phase++) {
            v[phase] = wave_at(&w, phase, s) * (1.0 + 2.0 * (s - 0.2));
        }
        ck_assert_int_eq(ostrov_phasor_step(&p, v, 1), OSTROV_OK);
    }
    ck_assert_double_eq_tol(wave_read(&p).rocof_hz_per_s, 0.0, 0.02);
    ck_assert_double_eq_tol(wave_read(&p).frequency_hz, 50.019, 1e-4);
}
END_TEST

START_TEST(an_instant_that_is_not_kept_is_refused)
{
    static const double wrong[] = {-0.1, 0.0299, 0.26, 0.2999, 5.0, NAN, INFINITY, 1e300};
    wave w = wave_plain();
    ostrov_phasor p;
    ostrov_phasor_state s;
    wave_start(&w, &p);
    wave_feed(&w, &p, 0, 6000);
    memset(&s, 0x5a, sizeof s);
    ck_assert_int_eq(ostrov_phasor_at(&p, 0.0299, &s, sizeof s), OSTROV_E_TIME);
    wave_start(&w, &p);
    wave_feed(&w, &p, 0, 3000);
    for (int i = 0; i < 8; i++) {
        ostrov_phasor_state untouched = s;
        if (i == 1) {
            continue;
        }
        ck_assert_int_eq(ostrov_phasor_at(&p, wrong[i], &s, sizeof s), OSTROV_E_TIME);
        ck_assert_int_eq(memcmp(&s, &untouched, sizeof s), 0);
    }
}
END_TEST

/* C37.118.1 5.5.8: after a step of 10 degrees or a tenth TVE is above 1 % for at most two cycles,
 * frequency and ROCOF are outside for at most 4.5 and 6. */
START_TEST(steps_settle_in_time)
{
    for (int kind = 0; kind < 2; kind++) {
        double tve_s = 0.0;
        double fe_s = 0.0;
        double rfe_s = 0.0;
        for (double after = -0.07; after < 0.07; after += 0.0005) {
            wave w = wave_plain();
            ostrov_phasor p;
            ostrov_phasor_state s;
            const double at = 0.2 + after;
            w.jump_s = 0.2 - 1e-7;
            w.jump_deg = kind == 0 ? 10.0 : 0.0;
            w.jump_pu = kind == 0 ? 0.0 : 0.1;
            wave_start(&w, &p);
            ck_assert_int_eq(ostrov_phasor_lost(&p, 500), OSTROV_OK);
            wave_feed(&w, &p, 500, (int64_t)((at + 0.06) * w.fs));
            ck_assert_int_ge(ostrov_phasor_at(&p, at, &s, sizeof s), OSTROV_OK);
            {
                double v = 230.0 * (at >= 0.2 && kind == 1 ? 1.1 : 1.0);
                double d = (s.angle_deg[0] - wave_frame_deg(&w, at)) * WAVE_PI / 180.0;
                double tve = hypot(s.magnitude_v[0] - v, s.magnitude_v[0] * 2.0 * sin(d / 2.0)) / v;
                tve_s += tve > 0.01 ? 0.0005 : 0.0;
                fe_s += fabs(s.frequency_hz - 50.0) > FE_HZ ? 0.0005 : 0.0;
                rfe_s += fabs(s.rocof_hz_per_s) > RFE_HZ_S ? 0.0005 : 0.0;
            }
        }
        ck_assert_double_le(tve_s, 0.040);
        ck_assert_double_le(fe_s, 0.090);
        ck_assert_double_le(rfe_s, 0.120);
        ck_assert(kind == 1 || (tve_s > 0.0 && fe_s > 0.0));
    }
}
END_TEST

START_TEST(counts_are_as_good_as_volts)
{
    wave w = wave_plain();
    ostrov_phasor_config c = wave_config(&w);
    ostrov_phasor p;
    ostrov_phasor_state s;
    c.volt_per_count = 0.02;
    ck_assert_int_eq(ostrov_phasor_init(&p, &c, NULL), OSTROV_OK);
    w.hz = 50.6;
    for (int64_t i = 0; i < 3000; i++) {
        int32_t counts[3];
        for (int32_t phase = 0; phase < 3; phase++) {
            counts[phase] = (int32_t)lround(wave_at(&w, phase, (double)i / w.fs) / 0.02);
        }
        ck_assert_int_eq(ostrov_phasor_step_counts(&p, counts, 1), OSTROV_OK);
    }
    s = wave_read(&p);
    ck_assert_double_eq_tol(s.magnitude_v[2], 230.0, 0.02);
    ck_assert_double_eq_tol(s.frequency_hz, 50.6, 1e-3);
}
END_TEST

/* The same frames in blocks of any length, and in a copy, give the same bits. */
START_TEST(blocks_and_copies_give_the_same_bits)
{
    enum { FRAMES = 2500 };
    static double v[FRAMES * 3];
    wave w = wave_plain();
    ostrov_phasor one;
    ostrov_phasor other;
    ostrov_phasor copy;
    ostrov_phasor_state a;
    ostrov_phasor_state b;
    w.noise = 0.01;
    for (int32_t i = 0; i < FRAMES * 3; i++) {
        v[i] = wave_at(&w, i % 3, (double)(i / 3) / w.fs);
    }
    wave_start(&w, &one);
    wave_start(&w, &other);
    ck_assert_int_eq(ostrov_phasor_step(&one, v, FRAMES), OSTROV_OK);
    for (int32_t at = 0, n = 1; at < FRAMES; at += n, n = n % 37 + 1) {
        n = at + n > FRAMES ? FRAMES - at : n;
        ck_assert_int_eq(ostrov_phasor_step(&other, v + 3 * (size_t)at, n), OSTROV_OK);
        copy = other;
        other = copy;
    }
    a = wave_read(&one);
    b = wave_read(&other);
    ck_assert_int_eq(memcmp(&a, &b, sizeof a), 0);
    ck_assert_int_eq(memcmp(&one, &other, sizeof one), 0);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("grid.phasor");
    TCase *t = tcase_create("phasor");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, any_frequency_at_any_sampling_rate);
    tcase_add_test(t, sixty_hertz);
    tcase_add_test(t, harmonics_dc_and_order_do_not_matter);
    tcase_add_test(t, ramps);
    tcase_add_test(t, noise);
    tcase_add_test(t, a_reporting_instant_between_the_points);
    tcase_add_test(t, the_oldest_instant);
    tcase_add_test(t, a_swelling_voltage);
    tcase_add_test(t, an_instant_that_is_not_kept_is_refused);
    tcase_add_test(t, steps_settle_in_time);
    tcase_add_test(t, counts_are_as_good_as_volts);
    tcase_add_test(t, blocks_and_copies_give_the_same_bits);
    suite_add_tcase(s, t);
    return s;
}

int main(void) { return unit_run(suite()); }
