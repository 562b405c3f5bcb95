/* Windows over the points: the Taylor phasor of a phase, frequency and ROCOF.
 *
 * A signal Re(p(t)·exp(jωt)) with p(t) = p0 + p1·t + p2·t² is demodulated with exp(-jωt) and
 * weighted by a window of five cycles: three boxcars of one cycle and one of two in a row, which is
 * the mean of two cubic B-splines a cycle apart. It has zeros of fourth order at every multiple of
 * the frequency, so the mirror image at -2ω, DC and harmonics vanish once ω is right, also under
 * the factors t and t² (zeros of third and second order). What is left are three equations with the
 * window's moments. The plain B-spline of four cycles lets twice the noise into ROCOF, six cycles
 * settle too late after a step (docs/explanation/grid-measurement.md).
 * J. A. de la O Serna 2020, "Dynamic harmonic analysis with FIR filters designed with O-splines",
 * IEEE Trans. Circuits Syst. I 67(12); the same, 2007, "Dynamic phasor estimates for power system
 * oscillations", IEEE Trans. Instrum. Meas. 56(5).
 * The frequency comes from the derivative of the angle, weighted by the power of each phase, so it
 * needs no order of phases and bears a lost one.
 *
 * The phasor that is reported is of the two-cycle triangle of IEEE C37.118.1-2011 annex C (P
 * class), with its zeros moved to the estimated frequency in place of that annex's magnitude
 * correction.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/fields.h"
#include "grid/measure_internal.h"

#include <string.h>

/* Missing points are filled from the model and fitted again. The error shrinks by the share that is
 * missing with each pass. */
#define FILL_PASSES 8

/* Weights and rotation, shared by the phases: index = points from the centre. */
typedef struct kernel {
    double w[OSTROV_I_REACH + 1];
    double flat[OSTROV_I_REACH + 1]; /* the window for p2 */
    double c[OSTROV_I_REACH + 1];
    double s[OSTROV_I_REACH + 1];
    double t[OSTROV_I_REACH + 1];
    double m2; /* second and fourth moments, Σw = 1 */
    double m4;
    double flat_m2;
    double flat_m4;
} kernel;

/* Cubic B-spline with knots 1 apart, 0 from 2 on. */
static double cubic(double t)
{
    t = ostrov_i_abs(t);
    double rest = 2.0 - t;
    return t < 1.0   ? (4.0 - 6.0 * t * t + 3.0 * t * t * t) / 6.0
           : t < 2.0 ? rest * rest * rest / 6.0
                     : 0.0;
}

/* Quadratic B-spline with knots 1 apart, 0 from 1.5 on. */
static double quadratic(double t)
{
    t = ostrov_i_abs(t);
    double rest = 1.5 - t;
    return t < 0.5 ? 0.75 - t * t : t < 1.5 ? rest * rest / 2.0 : 0.0;
}

/* cos and sin of i·step for i = 0 … count-1 by rotation. */
static void rotate(double step, int32_t count, double *c, double *s)
{
    const double c1 = ostrov_cos(step);
    const double s1 = ostrov_sin(step);
    c[0] = 1.0;
    s[0] = 0.0;
    for (int32_t i = 1; i < count; i++) {
        c[i] = c[i - 1] * c1 - s[i - 1] * s1;
        s[i] = s[i - 1] * c1 + c[i - 1] * s1;
    }
}

/* Scales a window to Σw = 1 over both sides and gives its moments. */
static void normalise(const kernel *k, int32_t reach, double *w, double *m2, double *m4)
{
    double sum = 0.0;
    *m2 = *m4 = 0.0;
    for (int32_t i = 0; i <= reach; i++) {
        double both = i == 0 ? w[i] : 2.0 * w[i];
        double t2 = k->t[i] * k->t[i];
        sum += both;
        *m2 += both * t2;
        *m4 += both * t2 * t2;
    }
    *m2 /= sum;
    *m4 /= sum;
    for (int32_t i = 0; i <= reach; i++) {
        w[i] /= sum;
    }
}

static void make_kernel(const ostrov_i_fit *fit, kernel *k)
{
    rotate(OSTROV_I_TURN / fit->cycle, fit->reach + 1, k->c, k->s);
    for (int32_t i = 0; i <= fit->reach; i++) {
        double t = (double)i / fit->cycle;
        k->t[i] = t;
        k->w[i] = cubic(t - 0.5) + cubic(t + 0.5);
        k->flat[i] = quadratic(t - 1.0) + quadratic(t) + quadratic(t + 1.0);
    }
    normalise(k, fit->reach, k->w, &k->m2, &k->m4);
    normalise(k, fit->reach, k->flat, &k->flat_m2, &k->flat_m4);
}

/* p from the weighted moments of the demodulated points (x·exp(-jωt), times 1, t, t²). The window
 * is even: what is even and what is odd in x part company. */
static void fit_phase(const ostrov_i_fit *fit, const kernel *k, const double *x,
                      ostrov_i_complex p[3])
{
    const double scale = 2.0 / fit->gain;
    const double det = k->flat_m4 - k->flat_m2 * k->flat_m2;
    const double *mid = x + fit->reach;
    ostrov_i_complex q0 = {k->w[0] * mid[0], 0.0};
    ostrov_i_complex q1 = {0.0, 0.0};
    ostrov_i_complex q2 = {-k->flat_m2 * k->flat[0] * mid[0], 0.0};
    for (int32_t i = 1; i <= fit->reach; i++) {
        double t = k->t[i];
        double bend = k->flat[i] * (t * t - k->flat_m2);
        double even_c = (mid[i] + mid[-i]) * k->c[i];
        double even_s = (mid[i] + mid[-i]) * k->s[i];
        double odd_c = (mid[i] - mid[-i]) * k->c[i];
        double odd_s = (mid[i] - mid[-i]) * k->s[i];
        q0.re += k->w[i] * even_c;
        q0.im -= k->w[i] * odd_s;
        q1.re += k->w[i] * t * odd_c;
        q1.im -= k->w[i] * t * even_s;
        q2.re += bend * even_c;
        q2.im -= bend * odd_s;
    }
    p[2].re = scale * q2.re / det;
    p[2].im = scale * q2.im / det;
    p[1].re = scale * q1.re / k->m2;
    p[1].im = scale * q1.im / k->m2;
    p[0].re = scale * q0.re - k->m2 * p[2].re;
    p[0].im = scale * q0.im - k->m2 * p[2].im;
}

ostrov_i_complex ostrov_i_fit_model(const ostrov_i_fit *fit, int32_t phase, double t)
{
    const ostrov_i_complex *p = fit->p[phase];
    ostrov_i_complex z = {p[0].re + t * (p[1].re + t * p[2].re),
                          p[0].im + t * (p[1].im + t * p[2].im)};
    return z;
}

/* Puts the model's values where points are missing. */
static void fill(ostrov_i_fit *fit, const kernel *k, int32_t phase)
{
    double *mid = fit->x[phase] + fit->reach;
    for (int32_t i = -fit->reach; i <= fit->reach; i++) {
        int32_t n = i < 0 ? -i : i;
        double sine = i < 0 ? -k->s[n] : k->s[n];
        if (fit->missing[phase][i + fit->reach]) {
            ostrov_i_complex z = ostrov_i_fit_model(fit, phase, (double)i / fit->cycle);
            mid[i] = fit->gain * (z.re * k->c[n] - z.im * sine);
        }
    }
}

/* Fits one phase; missing points are filled when they are few, and stay NaN when not. */
static void take_phase(const ostrov_i_phasor *e, ostrov_i_fit *fit, const kernel *k, int32_t phase)
{
    int8_t *missing = fit->missing[phase];
    double *x = fit->x[phase];
    fit->gap[phase] = 0.0;
    for (int32_t i = 0; i <= 2 * fit->reach; i++) {
        int32_t n = i < fit->reach ? fit->reach - i : i - fit->reach;
        missing[i] = (int8_t)ostrov_i_nan(x[i]);
        if (missing[i]) {
            fit->gap[phase] += k->w[n];
        }
    }
    memset(fit->p[phase], 0, sizeof fit->p[phase]);
    fit->holds[phase] = fit->gap[phase] <= e->config.gap_max_ratio;
    if (!fit->holds[phase]) {
        return;
    }
    if (fit->gap[phase] > 0.0) {
        for (int32_t pass = 0; pass < FILL_PASSES; pass++) {
            fill(fit, k, phase);
            fit_phase(fit, k, x, fit->p[phase]);
        }
        fill(fit, k, phase);
    }
    fit_phase(fit, k, x, fit->p[phase]);
}

/* Frequency and ROCOF from θ' = Im(p1/p0) and θ'' = Im(2·p2/p0 - (p1/p0)²), radians and cycles,
 * each phase weighted by its power. */
static void take_frequency(const ostrov_i_phasor *e, ostrov_i_fit *fit)
{
    const double dead_v = e->config.dead_pu * e->config.nominal_v;
    double power = 0.0;
    double first = 0.0;
    double second = 0.0;
    for (int32_t phase = 0; phase < 3; phase++) {
        const ostrov_i_complex *p = fit->p[phase];
        double square = p[0].re * p[0].re + p[0].im * p[0].im;
        ostrov_i_complex a;
        if (!fit->holds[phase] || square < 2.0 * dead_v * dead_v || square == 0.0) {
            continue;
        }
        a.re = p[1].re * p[0].re + p[1].im * p[0].im;
        a.im = p[1].im * p[0].re - p[1].re * p[0].im;
        power += square;
        first += a.im;
        second += 2.0 * (p[2].im * p[0].re - p[2].re * p[0].im) - 2.0 * a.re * a.im / square;
    }
    fit->live = power > 0.0;
    fit->correction_hz = fit->live ? fit->hz * first / power / OSTROV_I_TURN : 0.0;
    fit->rocof_hz_per_s =
        fit->live ? fit->hz * fit->hz * second / power / OSTROV_I_TURN : OSTROV_I_NAN;
}

/* Gain of the thinning at hz: two boxcars of decimate samples. */
static double thinning_gain(const ostrov_i_phasor *e, double hz)
{
    const double x = OSTROV_I_PI * hz / e->config.sampling_hz;
    const double g = ostrov_sin(x * e->decimate) / (e->decimate * ostrov_sin(x));
    return g * g;
}

void ostrov_i_fit_at(const ostrov_i_phasor *e, int64_t centre, double hz, ostrov_i_fit *fit)
{
    kernel k;
    fit->centre = centre;
    fit->hz = hz;
    fit->cycle = e->points_hz / hz;
    fit->reach = (int32_t)(OSTROV_I_WIDE_CYCLES * fit->cycle) + 1;
    fit->gain = thinning_gain(e, hz);
    make_kernel(fit, &k);
    for (int32_t phase = 0; phase < 3; phase++) {
        for (int32_t i = 0; i <= 2 * fit->reach; i++) {
            int64_t point = centre - fit->reach + i;
            int32_t there = point >= 0 && point < e->points && point >= e->points - OSTROV_I_RING;
            fit->x[phase][i] = there ? e->ring[phase][point % OSTROV_I_RING] : OSTROV_I_NAN;
        }
        take_phase(e, fit, &k, phase);
    }
    take_frequency(e, fit);
}

ostrov_i_complex ostrov_i_fit_narrow(const ostrov_i_fit *fit, int32_t phase, int32_t offset,
                                     double *gap)
{
    const double *mid = fit->x[phase] + fit->reach + offset;
    const int8_t *missing = fit->missing[phase] + fit->reach + offset;
    const double step = OSTROV_I_TURN / fit->cycle;
    const int32_t reach = (int32_t)fit->cycle;
    double c[OSTROV_I_REACH + 1];
    double s[OSTROV_I_REACH + 1];
    double sum = 0.0;
    double image = 0.0;
    double share = 0.0;
    ostrov_i_complex q = {0.0, 0.0};
    ostrov_i_complex z;
    rotate(step, reach + 1, c, s);
    for (int32_t i = -reach; i <= reach; i++) {
        int32_t n = i < 0 ? -i : i;
        double sine = i < 0 ? -s[n] : s[n];
        double w = 1.0 - (double)n / fit->cycle;
        double x = ostrov_i_nan(mid[i]) ? 0.0 : mid[i];
        sum += w;
        image += w * (c[n] * c[n] - s[n] * s[n]);
        share += missing[i] ? w : 0.0;
        q.re += w * x * c[n];
        q.im -= w * x * sine;
    }
    *gap = share / sum;
    /* The triangle, taken at points, lets 1/2000 of the mirror image through: q = P + image·P*. */
    q.re *= 2.0 / (sum * fit->gain * (1.0 + image / sum));
    q.im *= 2.0 / (sum * fit->gain * (1.0 - image / sum));
    /* Back from the offset to the rotation at the centre. */
    {
        double back_c = ostrov_cos(step * offset);
        double back_s = ostrov_sin(step * offset);
        z.re = q.re * back_c + q.im * back_s;
        z.im = q.im * back_c - q.re * back_s;
    }
    return z;
}
