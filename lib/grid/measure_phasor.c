/* The public state of the estimates: which instant, which frequency, how good.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/fields.h"
#include "grid/measure_internal.h"

#include <string.h>

#define MOST_PASSES 6
#define CONVERGED_HZ 0.02 /* the Taylor phasor bears the rest without loss */
#define NO_SINE 1.0       /* a departure as great as the phasor itself: there is no frequency */

double ostrov_i_angle(ostrov_i_complex z) { return ostrov_atan2(z.im, z.re); }

double ostrov_i_wrapped_deg(double deg)
{
    double turns = deg / 360.0;
    double whole = (double)(int64_t)(turns < 0.0 ? turns - 0.5 : turns + 0.5);
    return deg - 360.0 * whole;
}

/* Turns of the nominal frequency until an instant, without the whole ones: the seconds are split so
 * that years of sampling cost no digits. */
static double nominal_turns(double nominal_hz, double time_s)
{
    double whole_s = (double)(int64_t)time_s;
    double turns = nominal_hz * whole_s;
    turns -= (double)(int64_t)turns;
    return turns + nominal_hz * (time_s - whole_s);
}

static double instant(const ostrov_i_phasor *e, int64_t point)
{
    return (double)(point * e->decimate) / e->config.sampling_hz;
}

/* Points to both sides of the wide window of a frequency. */
static int32_t wide_reach(const ostrov_i_phasor *e, double hz)
{
    return (int32_t)(OSTROV_I_WIDE_CYCLES * e->points_hz / hz) + 1;
}

static int64_t newest_centre(const ostrov_i_phasor *e, double hz)
{
    return e->points - 1 - wide_reach(e, hz);
}

/* Fits with the frequency that the fit itself finds. centre < 0: the newest that has its whole
 * window. Returns 1 when the frequency is known; otherwise the fit is that of the nominal one. */
static int32_t converge(const ostrov_i_phasor *e, int64_t centre, ostrov_i_fit *fit)
{
    const double nominal_hz = e->config.nominal_hz;
    double hz = nominal_hz;
    for (int32_t pass = 0; pass < MOST_PASSES; pass++) {
        ostrov_i_fit_at(e, centre < 0 ? newest_centre(e, hz) : centre, hz, fit);
        if (!fit->live) {
            break;
        }
        if (ostrov_i_abs(fit->correction_hz) <= CONVERGED_HZ) {
            return 1;
        }
        hz = ostrov_i_clamp(hz + fit->correction_hz, OSTROV_I_LEAST_HZ_RATIO * nominal_hz,
                            OSTROV_I_MOST_HZ_RATIO * nominal_hz);
    }
    if (hz != nominal_hz) {
        ostrov_i_fit_at(e, centre < 0 ? newest_centre(e, nominal_hz) : centre, nominal_hz, fit);
    }
    return 0;
}

/* From the centre of the wide window to that of the last narrow one inside it. */
static int32_t last_narrow(const ostrov_i_fit *fit)
{
    return (int32_t)((OSTROV_I_WIDE_CYCLES - 1.0) * fit->cycle + 0.5);
}

/* How far five narrow phasors, from the first to the last of the window, are from the Taylor
 * phasor: a jump inside the window cannot be described by it, harmonics do not show. */
static double disturbance(const ostrov_i_phasor *e, const ostrov_i_fit *fit)
{
    const double dead_v = e->config.dead_pu * e->config.nominal_v;
    const int32_t last = last_narrow(fit);
    double worst = 0.0;
    for (int32_t phase = 0; phase < 3; phase++) {
        const ostrov_i_complex *p = fit->p[phase];
        double square = p[0].re * p[0].re + p[0].im * p[0].im;
        if (!fit->holds[phase] || square < 2.0 * dead_v * dead_v || square == 0.0) {
            continue;
        }
        for (int32_t half = -2; half <= 2; half++) {
            int32_t offset = half * last / 2;
            double gap = 0.0;
            ostrov_i_complex z = ostrov_i_fit_narrow(fit, phase, offset, &gap);
            ostrov_i_complex m = ostrov_i_fit_model(fit, phase, (double)offset / fit->cycle);
            double re = z.re - m.re;
            double im = z.im - m.im;
            worst = ostrov_i_max(worst, (re * re + im * im) / square);
        }
    }
    return __builtin_sqrt(worst);
}

/* One phase, offset points from the centre and ahead_s further on. */
static void take_phase(const ostrov_i_phasor *e, const ostrov_i_fit *fit, int32_t phase,
                       int32_t offset, double ahead_s, ostrov_phasor_state *state)
{
    const double nominal_hz = e->config.nominal_hz;
    const double offset_s = (double)offset / e->points_hz;
    double gap = 0.0;
    ostrov_i_complex z = ostrov_i_fit_narrow(fit, phase, offset, &gap);
    double turns = 0.0;
    if (gap > (fit->holds[phase] ? e->config.gap_max_ratio : 0.0)) {
        return;
    }
    state->magnitude_v[phase] = __builtin_sqrt((z.re * z.re + z.im * z.im) / 2.0);
    state->quality[phase] = gap > 0.0 ? OSTROV_QUALITY_DEGRADED : OSTROV_QUALITY_GOOD;
    if (state->magnitude_v[phase] < e->config.dead_pu * e->config.nominal_v) {
        return; /* the angle of nothing */
    }
    if (ostrov_i_nan(state->frequency_hz)) {
        state->quality[phase] = OSTROV_QUALITY_DEGRADED;
    }
    turns = fit->hz * offset_s - nominal_turns(nominal_hz, instant(e, fit->centre) + offset_s) +
            (fit->hz + fit->correction_hz - nominal_hz) * ahead_s;
    state->angle_deg[phase] =
        ostrov_i_wrapped_deg(360.0 * turns + ostrov_i_angle(z) * 180.0 / OSTROV_I_PI);
}

static void take_frequency(const ostrov_i_phasor *e, const ostrov_i_fit *fit, int32_t known,
                           double ahead_s, ostrov_phasor_state *state)
{
    const double departure = known ? disturbance(e, fit) : OSTROV_I_NAN;
    double gap = 0.0;
    if (!(departure <= NO_SINE)) {
        return;
    }
    for (int32_t phase = 0; phase < 3; phase++) {
        gap = fit->holds[phase] ? ostrov_i_max(gap, fit->gap[phase]) : gap;
    }
    state->rocof_hz_per_s = fit->rocof_hz_per_s;
    state->frequency_hz = fit->hz + fit->correction_hz + fit->rocof_hz_per_s * ahead_s;
    state->disturbance_ratio = departure;
    state->frequency_quality = state->disturbance_ratio > e->config.disturbed_ratio
                                   ? OSTROV_QUALITY_DISTURBED
                               : gap > 0.0 ? OSTROV_QUALITY_DEGRADED
                                           : OSTROV_QUALITY_GOOD;
}

static void take_rotation(const ostrov_i_phasor *e, ostrov_phasor_state *state)
{
    ostrov_sequence sequence;
    if (ostrov_sequence_components(state->magnitude_v, state->angle_deg,
                                   e->config.dead_pu * e->config.nominal_v,
                                   &sequence) == OSTROV_OK) {
        state->rotation = sequence.rotation;
    }
}

/* offset points from the centre for magnitudes and angles, ahead_s further on for everything. */
static ostrov_status give(const ostrov_i_phasor *e, const ostrov_i_fit *fit, int32_t known,
                          int32_t offset, double ahead_s, ostrov_phasor_state *state, size_t size)
{
    const ostrov_structure *table = &ostrov_i_grid_measure_structures[OSTROV_I_PHASOR_STATE];
    const double newest_s = (double)(e->frames - 1) / e->config.sampling_hz;
    ostrov_phasor_state full;
    ostrov_status status = ostrov_i_defaults(table, &full, sizeof full);
    int32_t any = 0;
    if (status != OSTROV_OK) {
        return status;
    }
    full.nominal_hz = e->config.nominal_hz;
    take_frequency(e, fit, known, ahead_s, &full);
    for (int32_t phase = 0; phase < 3; phase++) {
        take_phase(e, fit, phase, offset, ahead_s, &full);
        any |= full.quality[phase] != OSTROV_QUALITY_UNKNOWN;
    }
    take_rotation(e, &full);
    if (any) {
        full.time_s = instant(e, fit->centre) + (double)offset / e->points_hz + ahead_s;
        full.age_s = newest_s - full.time_s;
    }
    if (!ostrov_i_nan(full.frequency_hz)) {
        full.frequency_age_s = newest_s - instant(e, fit->centre) - ahead_s;
    }
    status = ostrov_i_give(table, &full, state, size);
    return status == OSTROV_OK && !any ? OSTROV_EMPTY : status;
}

ostrov_status ostrov_phasor_state_defaults(ostrov_phasor_state *state, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_grid_measure_structures[OSTROV_I_PHASOR_STATE], state, size);
}

ostrov_status ostrov_phasor_read(const ostrov_phasor *object, ostrov_phasor_state *state,
                                 size_t size)
{
    const ostrov_i_phasor *e = ostrov_i_phasor_inside(object);
    ostrov_i_fit fit;
    int32_t known = 0;
    if (e == NULL || state == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    known = converge(e, -1, &fit);
    return give(e, &fit, known, last_narrow(&fit), 0.0, state, size);
}

ostrov_status ostrov_phasor_at(const ostrov_phasor *object, double time_s,
                               ostrov_phasor_state *state, size_t size)
{
    const ostrov_i_phasor *e = ostrov_i_phasor_inside(object);
    ostrov_i_fit fit;
    int32_t known = 0;
    int32_t reach = 0;
    int64_t centre = 0;
    if (e == NULL || state == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (!(time_s >= 0.0 && time_s * e->points_hz < (double)e->points)) {
        return OSTROV_E_TIME;
    }
    centre = (int64_t)(time_s * e->points_hz + 0.5);
    known = converge(e, centre, &fit);
    /* A frequency that is not known may be a low one, whose window is longer. */
    reach = known ? fit.reach : wide_reach(e, OSTROV_I_LEAST_HZ_RATIO * e->config.nominal_hz);
    if (centre + reach > e->points - 1 || centre - reach <= e->points - 1 - OSTROV_I_RING) {
        return OSTROV_E_TIME;
    }
    return give(e, &fit, known, 0, time_s - instant(e, centre), state, size);
}
