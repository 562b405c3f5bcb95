/* Solving the single-diode equation in the diode voltage.
 *
 * Each unknown is the root of a function of the diode voltage x that is monotone and bends one way
 * only, so that Newton's method from the right end of a bracket falls onto it without ever passing
 * it. The right end comes from the logarithm of the current that the exponential can carry at most:
 * exp(x/a) there is at most IL/I0 + 1 and cannot overflow.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv/diode.h"

#include "base/fields.h"
#include "pv/rows.h"

/* Newton needs 4 to 8 steps; stiff sets, whose exponential decides alone, some dozens. */
#define MOST_STEPS 200
#define CLOSE_ENOUGH 4e-16

ostrov_status ostrov_i_diode_check(const ostrov_pv_diode *d)
{
    const double finite = d->photo_a + d->saturation_a + d->series_ohm + d->thermal_v;
    if (!ostrov_i_finite(finite) || ostrov_i_nan(d->shunt_ohm)) {
        return OSTROV_E_NOT_FINITE;
    }
    if (d->photo_a < 0.0 || d->photo_a > 1e6 || d->saturation_a < 1e-300 || d->saturation_a > 1e3 ||
        d->series_ohm < 0.0 || d->series_ohm > 1e6 || d->shunt_ohm < 1e-6 || d->thermal_v < 1e-6 ||
        d->thermal_v > 1e6) {
        return OSTROV_E_RANGE;
    }
    return OSTROV_OK;
}

/* Diode voltage at which the exponential alone carries a current ≥ 0. */
static double alone_v(const ostrov_pv_diode *d, double current_a)
{
    const double ratio = current_a / d->saturation_a;
    return d->thermal_v * (ratio < 1e300 ? ostrov_log1p(ratio)
                                         : ostrov_log(current_a) - ostrov_log(d->saturation_a));
}

/* The root of x·(1 + r·G) + r·I0·(exp(x/a) − 1) = c, where r is a resistance, G the shunt's
 * conductance: rising and convex in x. high is right of the root. */
static double root_with_series(const ostrov_pv_diode *d, double c, double high)
{
    const double slope = 1.0 + d->series_ohm / d->shunt_ohm;
    const double i0 = d->series_ohm * d->saturation_a;
    double x = high;
    int32_t past = 0; /* rounding put it left of the root: the next step comes back exactly */
    for (int32_t step = 0; step < MOST_STEPS; step++) {
        const double e = ostrov_expm1(x / d->thermal_v);
        const double f = x * slope + i0 * e - c;
        const double back = f / (slope + i0 * (e + 1.0) / d->thermal_v);
        x -= back;
        if (back >= 0.0 ? back <= CLOSE_ENOUGH * ostrov_i_abs(x) : past++ > 0) {
            break;
        }
    }
    return x;
}

/* The root of I0·(exp(x/a) − 1) + x·G = current: rising and convex in x. high is right of it. */
static double root_of_current(const ostrov_pv_diode *d, double current_a, double high)
{
    double x = high;
    int32_t past = 0;
    for (int32_t step = 0; step < MOST_STEPS; step++) {
        const double e = ostrov_expm1(x / d->thermal_v);
        const double f = d->saturation_a * e + x / d->shunt_ohm - current_a;
        const double rise = d->saturation_a * (e + 1.0) / d->thermal_v + 1.0 / d->shunt_ohm;
        const double back = f / rise;
        x -= back;
        if (back >= 0.0 ? back <= CLOSE_ENOUGH * ostrov_i_abs(x) : past++ > 0) {
            break;
        }
    }
    return x;
}

/* Current by the diode voltage. */
static double current_at(const ostrov_pv_diode *d, double x)
{
    return d->photo_a - d->saturation_a * ostrov_expm1(x / d->thermal_v) - x / d->shunt_ohm;
}

double ostrov_i_diode_current(const ostrov_pv_diode *d, double voltage_v)
{
    if (d->series_ohm == 0.0) {
        return current_at(d, voltage_v);
    }
    const double c = voltage_v + d->series_ohm * d->photo_a;
    /* exp ≥ 0 bounds x from above; so does, where x > 0, what the exponential may take of c. */
    double high = (c + d->series_ohm * d->saturation_a) / (1.0 + d->series_ohm / d->shunt_ohm);
    high = ostrov_i_min(high, c > 0.0 ? alone_v(d, c / d->series_ohm) : 0.0);
    const double x = root_with_series(d, c, high);
    const double g =
        d->saturation_a * ostrov_exp(x / d->thermal_v) / d->thermal_v + 1.0 / d->shunt_ohm;
    /* Two ways to the current from x; the flatter one loses no digits. */
    return g * d->series_ohm > 1.0 ? (x - voltage_v) / d->series_ohm : current_at(d, x);
}

/* Not below the open-circuit voltage: diode or shunt alone would carry all of the photocurrent. */
static double above_open_v(const ostrov_pv_diode *d)
{
    return d->photo_a > 0.0 ? ostrov_i_min(alone_v(d, d->photo_a), d->photo_a * d->shunt_ohm) : 0.0;
}

double ostrov_i_diode_open_v(const ostrov_pv_diode *d)
{
    const double high = above_open_v(d);
    return high > 0.0 ? root_of_current(d, d->photo_a, high) : 0.0;
}

/* The diode voltage at which V·I is greatest without Rs and shunt: (1 + x/a)·exp(x/a) = 1 + IL/I0,
 * by Lambert's W, of which two terms of its series for large arguments are enough to start with. */
static double start_of_maximum(const ostrov_pv_diode *d, double open_v)
{
    const double l = 1.0 + open_v / d->thermal_v;
    if (l < 2.0) {
        return 0.5 * open_v;
    }
    const double w = ostrov_log(l);
    return ostrov_i_clamp(d->thermal_v * (l - w + w / l - 1.0), 0.0, open_v);
}

void ostrov_i_diode_maximum(const ostrov_pv_diode *d, double *voltage_v, double *current_a)
{
    const double rs = d->series_ohm;
    const double a = d->thermal_v;
    const double g0 = 1.0 / d->shunt_ohm;
    double low = 0.0;
    double high = above_open_v(d);
    double x = start_of_maximum(d, high);
    double i = 0.0;
    if (high <= 0.0) {
        *voltage_v = *current_a = 0.0;
        return;
    }
    for (int32_t step = 0; step < MOST_STEPS; step++) {
        const double e = ostrov_expm1(x / a);
        const double curve =
            d->saturation_a * (e + 1.0) / a; /* of the exponential: −dI/dx less G */
        const double g = curve + g0;
        i = d->photo_a - d->saturation_a * e - x * g0;
        const double v = x - i * rs;
        const double h = (1.0 + rs * g) * i - g * v;                        /* d(V·I)/dx */
        const double bend = curve / a;                                      /* dg/dx */
        const double fall = bend * (rs * i - v) - 2.0 * g * (1.0 + rs * g); /* dh/dx < 0 near by */
        if (h > 0.0) {
            low = x;
        } else {
            high = x;
        }
        double next = fall < 0.0 ? x - h / fall : 0.5 * (low + high);
        double enough = 1e-9; /* Newton's error is the square of its step: this one was exact */
        if (!(next > low && next < high)) {
            next = 0.5 * (low + high);
            enough = CLOSE_ENOUGH;
        }
        const double moved = ostrov_i_abs(next - x);
        x = next;
        if (moved <= enough * x) {
            break;
        }
    }
    i = current_at(d, x);
    *current_a = i;
    *voltage_v = x - i * rs;
}

ostrov_status ostrov_pv_singlediode(const ostrov_pv_diode *diode, ostrov_pv_points *points)
{
    if (diode == NULL || points == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    const ostrov_status status = ostrov_i_diode_check(diode);
    if (status != OSTROV_OK) {
        return status;
    }
    ostrov_pv_points p = {0};
    if (diode->photo_a > 0.0) {
        p.isc_a = ostrov_i_diode_current(diode, 0.0);
        p.voc_v = ostrov_i_diode_open_v(diode);
        ostrov_i_diode_maximum(diode, &p.vmp_v, &p.imp_a);
        p.pmp_w = p.vmp_v * p.imp_a;
        p.ix_a = ostrov_i_diode_current(diode, 0.5 * p.voc_v);
        p.ixx_a = ostrov_i_diode_current(diode, 0.5 * (p.voc_v + p.vmp_v));
    }
    *points = p;
    return OSTROV_OK;
}

ostrov_status ostrov_pv_singlediode_n(const ostrov_pv_diode *diode, size_t n,
                                      ostrov_pv_points *points, uint8_t *status)
{
    if (n > 0 && (diode == NULL || points == NULL)) {
        return OSTROV_E_ARGUMENT;
    }
    for (size_t i = 0; i < n; i++) {
        const ostrov_status one = ostrov_pv_singlediode(&diode[i], &points[i]);
        const double none = OSTROV_I_NAN;
        if (one != OSTROV_OK) {
            points[i] = (ostrov_pv_points){none, none, none, none, none, none, none};
        }
        if (status != NULL) {
            status[i] = (uint8_t)ostrov_i_value_of(one);
        }
    }
    return OSTROV_OK;
}

ostrov_status ostrov_pv_maximum(const ostrov_pv_diode *diode, double *voltage_v, double *current_a)
{
    double v = 0.0;
    double i = 0.0;
    if (diode == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    const ostrov_status status = ostrov_i_diode_check(diode);
    if (status != OSTROV_OK) {
        return status;
    }
    ostrov_i_diode_maximum(diode, &v, &i);
    if (voltage_v != NULL) {
        *voltage_v = v;
    }
    if (current_a != NULL) {
        *current_a = i;
    }
    return OSTROV_OK;
}

ostrov_status ostrov_pv_current(const ostrov_pv_diode *diode, double voltage_v, double *current_a)
{
    if (diode == NULL || current_a == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    const ostrov_status status = ostrov_i_diode_check(diode);
    if (status != OSTROV_OK) {
        return status;
    }
    if (ostrov_i_nan(voltage_v)) {
        return OSTROV_E_NOT_FINITE;
    }
    if (!(ostrov_i_abs(voltage_v) <= 1e9)) {
        return OSTROV_E_RANGE;
    }
    /* Without Rs nothing bends the exponential: far beyond Voc the current is no number. */
    if (diode->series_ohm == 0.0 && voltage_v / diode->thermal_v > 700.0) {
        return OSTROV_E_RANGE;
    }
    *current_a = ostrov_i_diode_current(diode, voltage_v);
    return OSTROV_OK;
}

ostrov_status ostrov_pv_voltage(const ostrov_pv_diode *diode, double current_a, double *voltage_v)
{
    if (diode == NULL || voltage_v == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    const ostrov_status status = ostrov_i_diode_check(diode);
    if (status != OSTROV_OK) {
        return status;
    }
    if (ostrov_i_nan(current_a)) {
        return OSTROV_E_NOT_FINITE;
    }
    if (!(ostrov_i_abs(current_a) <= 1e9)) {
        return OSTROV_E_RANGE;
    }
    const double through = diode->photo_a - current_a; /* diode and shunt together */
    double x = 0.0;
    if (through > 0.0) {
        const double high = ostrov_i_min(alone_v(diode, through), through * diode->shunt_ohm);
        x = root_of_current(diode, through, high);
    } else if (through < 0.0) {
        if (!ostrov_i_finite(diode->shunt_ohm)) { /* only the diode, which carries −I0 at most */
            if (through <= -diode->saturation_a) {
                return OSTROV_E_RANGE;
            }
            x = diode->thermal_v * ostrov_log1p(through / diode->saturation_a);
        } else {
            x = root_of_current(diode, through, 0.0);
        }
    }
    *voltage_v = x - current_a * diode->series_ohm;
    return OSTROV_OK;
}
