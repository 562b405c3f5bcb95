/* The judgements: range and unit, rate, sign and scale of the current, freeze, balance.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/fields.h"
#include "telemetry_internal.h"

/* A change is taken for true after it has stood for so long: a gap or a new battery looks like
 * that. */
static const double settled_s = 60.0;

/* Samples so far apart still show what a step of current does to the voltage, before it relaxes much. */
static const double together_s = 6.0;

typedef struct bounds {
    double low, high;
} bounds;

static bounds range_of(const ostrov_i_telemetry *t, int32_t i)
{
    const ostrov_telemetry_config *c = &t->config;
    const double slack = 0.1 * (c->voltage_max_v - c->voltage_min_v);
    switch (i) {
    case OSTROV_I_V: {
        const bounds b = {0.8 * c->voltage_min_v - slack, 1.05 * c->voltage_max_v + slack};
        return b;
    }
    case OSTROV_I_A: {
        const bounds b = {-c->current_max_a, c->current_max_a};
        return b;
    }
    case OSTROV_I_C: {
        const bounds b = {c->temperature_min_c, c->temperature_max_c};
        return b;
    }
    default: {
        const bounds b = {0.0, 1.0};
        return b;
    }
    }
}

/* A power of ten, or for temperature the kelvin, that brings a value of that kind to where it was.
 */
static int32_t other_unit(const ostrov_i_telemetry *t, int32_t i, double value)
{
    static const double factors[] = {0.1, 0.01, 0.001, 10.0, 100.0, 1000.0};
    const bounds b = range_of(t, i);
    const double near[] = {0.1 * t->config.voltage_max_v, 0.2 * t->config.capacity_ah, 5.0, 0.03};
    const double last = t->last[i];
    for (size_t k = 0; k < sizeof factors / sizeof factors[0]; k++) {
        const double x = value * factors[k];
        if (x >= b.low && x <= b.high &&
            (ostrov_i_nan(last) || ostrov_i_abs(x - last) <= near[i])) {
            return 1;
        }
    }
    const double celsius = value - 273.15;
    return i == OSTROV_I_C && celsius >= b.low && celsius <= b.high;
}

uint32_t ostrov_i_telemetry_ranges(const ostrov_i_telemetry *t, double value[OSTROV_I_VALUES])
{
    uint32_t reasons = 0;
    int32_t refused = 0;
    for (int32_t i = 0; i < OSTROV_I_VALUES; i++) {
        const bounds b = range_of(t, i);
        if (ostrov_i_nan(value[i]) || (value[i] >= b.low && value[i] <= b.high)) {
            continue;
        }
        reasons |= OSTROV_I_BIT(RANGE);
        if (ostrov_i_finite(value[i]) && other_unit(t, i, value[i])) {
            reasons |= OSTROV_I_BIT(UNIT);
        }
        value[i] = OSTROV_I_NAN;
        refused++;
    }
    for (int32_t i = 0; i < OSTROV_I_VALUES && refused > 1; i++) {
        value[i] = OSTROV_I_NAN; /* a frame of garbage, in which one value happens to look right */
    }
    return reasons;
}

/* The current that was believed together with the voltage believed last; NaN = another sample's. */
static double current_then(const ostrov_i_telemetry *t)
{
    return t->last_age_s[OSTROV_I_A] == t->last_age_s[OSTROV_I_V] ? t->last[OSTROV_I_A]
                                                                  : OSTROV_I_NAN;
}

/* The greatest true change of a value since it was believed last. */
static double change_allowed(const ostrov_i_telemetry *t, int32_t i, const double value[])
{
    const ostrov_telemetry_config *c = &t->config;
    const double age_s = t->last_age_s[i];
    const double amps =
        ostrov_i_nan(value[OSTROV_I_A]) || ostrov_i_nan(t->last[OSTROV_I_A]) ||
                t->last_age_s[OSTROV_I_A] > c->missing_s
            ? c->current_max_a
            : ostrov_i_max(ostrov_i_abs(value[OSTROV_I_A]), ostrov_i_abs(t->last[OSTROV_I_A]));
    const double moved = amps * age_s / 3600.0 / c->capacity_ah;
    switch (i) {
    case OSTROV_I_V: {
        /* In the cold and near empty resistance is several times that of warm cells. */
        const double change_a = ostrov_i_abs(value[OSTROV_I_A] - current_then(t));
        const double step_a = ostrov_i_nan(change_a) ? c->current_max_a : change_a;
        const double ohm = ostrov_i_nan(c->resistance_ohm)
                               ? 0.2 * c->voltage_max_v / c->current_max_a
                               : c->resistance_ohm;
        return 4.0 * ohm * step_a + 4.0 * c->voltage_noise_ratio * c->voltage_max_v +
               ostrov_i_min(0.002 * age_s + 5.0 * moved, 1.0) *
                   (c->voltage_max_v - c->voltage_min_v);
    }
    case OSTROV_I_C:
        return c->temperature_step_c + c->temperature_minute_c * age_s / 60.0;
    case OSTROV_I_SOC:
        return c->soc_step_ratio + 1.5 * moved;
    default:
        return __builtin_inf(); /* current may change at once */
    }
}

/* A step of current that voltage did not follow at all. */
static int32_t unfollowed(const ostrov_i_telemetry *t, const double value[])
{
    const ostrov_telemetry_config *c = &t->config;
    const double due_v = c->resistance_ohm * (value[OSTROV_I_A] - current_then(t));
    const double came_v = t->last[OSTROV_I_V] - value[OSTROV_I_V];
    if (ostrov_i_nan(due_v) || ostrov_i_nan(came_v) || t->last_age_s[OSTROV_I_V] > together_s) {
        return 0;
    }
    const double noise_v = c->voltage_noise_ratio * c->voltage_max_v;
    return ostrov_i_abs(due_v) > 4.0 * noise_v &&
           came_v * (due_v > 0.0 ? 1.0 : -1.0) < 0.15 * ostrov_i_abs(due_v) - 0.1 * noise_v;
}

uint32_t ostrov_i_telemetry_rates(ostrov_i_telemetry *t, double value[OSTROV_I_VALUES], double dt_s)
{
    static const int32_t judged[] = {OSTROV_I_C, OSTROV_I_SOC, OSTROV_I_V};
    uint32_t reasons = 0;
    const int32_t alone = unfollowed(t, value);
    for (int32_t k = 0; k < 3; k++) {
        const int32_t i = judged[k];
        if (ostrov_i_nan(value[i]) || ostrov_i_nan(t->last[i])) {
            continue;
        }
        const double change = ostrov_i_abs(value[i] - t->last[i]);
        if (change <= change_allowed(t, i, value) || t->refused_s[i] >= settled_s) {
            t->refused_s[i] = 0.0;
            continue;
        }
        t->refused_s[i] += dt_s;
        reasons |= OSTROV_I_BIT(RATE);
        if (other_unit(t, i, value[i])) {
            reasons |= OSTROV_I_BIT(UNIT);
        }
        value[i] = OSTROV_I_NAN;
    }
    if (alone && !ostrov_i_nan(value[OSTROV_I_V])) {
        if (t->refused_s[OSTROV_I_A] < settled_s) {
            t->refused_s[OSTROV_I_A] += dt_s;
            reasons |= OSTROV_I_BIT(RATE);
            value[OSTROV_I_A] = OSTROV_I_NAN;
        }
    } else if (!ostrov_i_nan(value[OSTROV_I_A])) {
        t->refused_s[OSTROV_I_A] = 0.0;
    }
    return reasons;
}

/* Resistance by regression of voltage's steps on current's, as told: a wrong sign turns it
 * negative, a wrong unit makes it a tenth or ten times what it can be. */
uint32_t ostrov_i_telemetry_slope(ostrov_i_telemetry *t, double value[OSTROV_I_VALUES], double dt_s)
{
    const ostrov_telemetry_config *c = &t->config;
    const double noise_v = c->voltage_noise_ratio * c->voltage_max_v;
    const double du = value[OSTROV_I_V] - t->told[OSTROV_I_V];
    const double di = value[OSTROV_I_A] - t->told[OSTROV_I_A];
    if (ostrov_i_nan(c->resistance_ohm)) {
        return 0;
    }
    if (!ostrov_i_nan(du) && !ostrov_i_nan(di) && dt_s <= together_s &&
        (ostrov_i_abs(du) > 3.0 * noise_v ||
         ostrov_i_abs(di) * c->resistance_ohm > 3.0 * noise_v)) {
        const double keep = 1.0 - 1.0 / 20.0;
        t->product = keep * t->product - du * di;
        t->square = keep * t->square + di * di;
        t->steps = keep * t->steps + 1.0;
    }
    if (t->steps < 4.0 || t->square <= 0.0) {
        return 0;
    }
    const double ohm = t->product / t->square / c->resistance_ohm;
    uint32_t reasons = 0;
    if (ohm < -0.3) {
        reasons = OSTROV_I_BIT(SIGN);
    } else if (ohm > 6.0 || (ohm < 0.22 && ohm > 0.0)) {
        reasons = OSTROV_I_BIT(UNIT);
    }
    if (reasons != 0) {
        value[OSTROV_I_A] = OSTROV_I_NAN;
    }
    return reasons;
}

uint32_t ostrov_i_telemetry_freeze(ostrov_i_telemetry *t, const double told[OSTROV_I_VALUES],
                                   double value[OSTROV_I_VALUES], double dt_s)
{
    const ostrov_telemetry_config *c = &t->config;
    const double load_a = 0.02 * c->capacity_ah;
    const int32_t same_v = told[OSTROV_I_V] == t->told[OSTROV_I_V];
    const int32_t same_a = told[OSTROV_I_A] == t->told[OSTROV_I_A];
    const double noise_v = c->voltage_noise_ratio * c->voltage_max_v;
    const double du = ostrov_i_abs(told[OSTROV_I_V] - t->told[OSTROV_I_V]);
    const double di = ostrov_i_abs(told[OSTROV_I_A] - t->told[OSTROV_I_A]);
    uint32_t reasons = 0;
    t->same_s =
        same_v && same_a && ostrov_i_abs(told[OSTROV_I_A]) > load_a ? t->same_s + dt_s : 0.0;
    if (t->same_s >= c->freeze_s) {
        reasons |= OSTROV_I_BIT(FREEZE);
        for (int32_t i = 0; i < OSTROV_I_VALUES; i++) {
            value[i] = OSTROV_I_NAN;
        }
    }
    /* One stands while the other moves by much: three such steps without one to the contrary. */
    if (!same_v) {
        t->stiff_v = 0.0;
    } else if (!ostrov_i_nan(c->resistance_ohm) && di * c->resistance_ohm > noise_v) {
        t->stiff_v += 1.0;
    }
    if (!same_a) {
        t->stiff_a = 0.0;
    } else if (du > 2.0 * noise_v) {
        t->stiff_a += 1.0;
    }
    if (t->stiff_v >= 3.0) {
        reasons |= OSTROV_I_BIT(FREEZE);
        value[OSTROV_I_V] = OSTROV_I_NAN;
    }
    if (t->stiff_a >= 3.0) {
        reasons |= OSTROV_I_BIT(FREEZE);
        value[OSTROV_I_A] = OSTROV_I_NAN;
    }
    return reasons;
}

uint32_t ostrov_i_telemetry_balance(ostrov_i_telemetry *t, double value[OSTROV_I_VALUES],
                                    double dt_s)
{
    const ostrov_telemetry_config *c = &t->config;
    const double soc = value[OSTROV_I_SOC];
    if (ostrov_i_nan(value[OSTROV_I_A]) || ostrov_i_nan(t->last[OSTROV_I_A]) ||
        dt_s > c->missing_s) {
        t->soc = OSTROV_I_NAN; /* charge moved unseen: begin anew */
        return 0;
    }
    t->moved_ah += 0.5 * (value[OSTROV_I_A] + t->last[OSTROV_I_A]) * dt_s / 3600.0;
    if (ostrov_i_nan(soc)) {
        return 0;
    }
    if (ostrov_i_nan(t->soc)) {
        t->soc = soc;
        t->moved_ah = 0.0;
        t->balance_ah = 0.0;
        return 0;
    }
    /* What came since the last SoC; what was before fades. */
    t->balance_ah += (soc - t->soc) * c->capacity_ah + t->moved_ah;
    t->balance_ah *= ostrov_exp(-dt_s / c->balance_s);
    t->soc = soc;
    t->moved_ah = 0.0;
    if (ostrov_i_abs(t->balance_ah) <= c->balance_ratio * c->capacity_ah) {
        return 0;
    }
    value[OSTROV_I_SOC] = OSTROV_I_NAN;
    return OSTROV_I_BIT(BALANCE);
}
