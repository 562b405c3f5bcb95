/* State of health: windows between anchors, resistance from steps.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/fields.h"
#include "health_internal.h"

#include <string.h>

typedef ostrov_i_health health;

_Static_assert(sizeof(health) <= sizeof(ostrov_health), "ostrov_health is too small");

static const double gas = 8.314462618; /* J/(mol K) */
/* A window with such a gap is of no use, however much larger it grows. */
static const double gap_most_ah2 = 1e18;
/* Longer than any battery lives. */
static const double gap_most_h = 1e9;
/* More charge than any battery has. */
static const double charge_most_ah = 1e9;

ostrov_status ostrov_health_defaults(ostrov_health_config *config, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_health_structures[OSTROV_I_HEALTH_CONFIG], config, size);
}

ostrov_status ostrov_health_sample_defaults(ostrov_health_sample *sample, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_health_structures[OSTROV_I_HEALTH_SAMPLE], sample, size);
}

ostrov_status ostrov_health_init(ostrov_health *health_, const ostrov_health_config *config,
                                 ostrov_fault *why)
{
    ostrov_health_config full;
    if (health_ == NULL || config == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, NULL, -1, OSTROV_I_NAN, OSTROV_I_NAN,
                              OSTROV_I_NAN);
    }
    const ostrov_status status = ostrov_i_take_config(
        &ostrov_i_health_structures[OSTROV_I_HEALTH_CONFIG], config, &full, why);
    if (status != OSTROV_OK) {
        return status;
    }
    if (ostrov_i_nan(full.taper_a)) {
        full.taper_a = 0.05 * full.capacity_ah;
    }
    if (ostrov_i_nan(full.step_a)) {
        full.step_a = 0.2 * full.capacity_ah;
    }
    memset(health_, 0, sizeof *health_);
    health *h = (health *)(void *)health_;
    h->magic = OSTROV_I_HEALTH_MAGIC;
    h->config = full;
    h->capacity_ah = h->sigma_ah = h->window_ah = OSTROV_I_NAN;
    h->from_soc = h->from_sigma = OSTROV_I_NAN;
    h->current_a = h->voltage_v = OSTROV_I_NAN;
    h->before_a = h->before_v = h->before_s = OSTROV_I_NAN;
    h->known_a = OSTROV_I_NAN;
    h->resistance_ohm = OSTROV_I_NAN;
    h->first_ohm = full.resistance_ohm;
    return OSTROV_OK;
}

/* Charge of the time in which current was not known: between that known before and to_a, with an
 * error as wide as the capacity in an hour. */
static void bridge(health *h, double to_a)
{
    const double gap_ah = h->config.capacity_ah * h->gap_h;
    const double moved_ah = 0.5 * (h->known_a + to_a) * h->gap_h;
    h->gap_ah2 = ostrov_i_min(h->gap_ah2 + gap_ah * gap_ah, gap_most_ah2);
    h->gap_h = 0.0;
    if (!ostrov_i_nan(moved_ah)) {
        h->charged_ah -= moved_ah;
        h->through_ah += ostrov_i_abs(moved_ah);
    }
}

/* A SoC known now: closes the window since the one before and begins the next. */
static void anchor(health *h, double soc, double sigma)
{
    if (h->gap_h > 0.0) {
        bridge(h, h->known_a);
    }
    if (!ostrov_i_nan(h->from_soc)) {
        const ostrov_health_config *c = &h->config;
        const double gain = c->current_error_ratio * h->through_ah;
        const double offset = c->current_offset_a * h->time_h;
        const double charged_var = gain * gain + offset * offset + h->gap_ah2;
        const double soc_var = sigma * sigma + h->from_sigma * h->from_sigma;
        const double change = soc - h->from_soc;
        if (h->through_ah > 0.0 && charged_var > 0.0 && soc_var > 0.0) {
            (void)ostrov_i_health_fit(h, change, __builtin_sqrt(soc_var), h->charged_ah,
                                      __builtin_sqrt(charged_var));
        }
    }
    h->from_soc = soc;
    h->from_sigma = sigma;
    h->charged_ah = h->through_ah = h->time_h = h->gap_ah2 = 0.0;
}

/* Charge of a piece of time in which current goes evenly from one value to the other. */
static void count(health *h, double from_a, double to_a, double dt_s)
{
    const double hours = dt_s / 3600.0;
    h->time_h += hours;
    if (!ostrov_i_nan(from_a)) {
        h->known_a = from_a;
    }
    if (ostrov_i_nan(from_a) || ostrov_i_nan(to_a)) {
        h->gap_h = ostrov_i_min(h->gap_h + hours, gap_most_h);
        if (!ostrov_i_nan(to_a)) {
            bridge(h, to_a);
        }
        return;
    }
    const double moved_ah = 0.5 * (from_a + to_a) * hours;
    h->charged_ah -= moved_ah;
    h->through_ah += ostrov_i_abs(moved_ah);
}

/* Two currents of one and the same discharge. */
static int32_t steady(const health *h, double a, double b)
{
    return a > h->config.taper_a && ostrov_i_abs(a - b) <= 0.1 * a;
}

/* When after the sample before a discharge passed empty, s; NaN when it did not. The voltage falls
 * fast there, so samples may lie far on both sides: between two of them the line tells; and a load
 * that was cut off before the next sample came would have passed it on the line so far. */
static double passed_empty(const health *h, const ostrov_health_sample *s, double dt_s,
                           double *sigma)
{
    static const double near_ratio = 0.02; /* a line so short is worth following */
    const ostrov_health_config *c = &h->config;
    *sigma = c->anchor_sigma_ratio;
    if (h->empty || !(h->voltage_v > c->empty_v)) {
        return OSTROV_I_NAN;
    }
    if (s->voltage_v <= c->empty_v && steady(h, h->current_a, s->current_a)) {
        return dt_s * (h->voltage_v - c->empty_v) / (h->voltage_v - s->voltage_v);
    }
    const double fall_v_per_s = (h->before_v - h->voltage_v) / h->before_s;
    const double after_s = (h->voltage_v - c->empty_v) / fall_v_per_s;
    const double moved = h->current_a * after_s / 3600.0 / c->capacity_ah;
    if (steady(h, h->current_a, h->before_a) && s->current_a <= c->taper_a && fall_v_per_s > 0.0 &&
        after_s <= dt_s && moved <= near_ratio) {
        *sigma = __builtin_sqrt(*sigma * *sigma + 0.25 * moved * moved);
        return after_s;
    }
    return OSTROV_I_NAN;
}

/* Charge since the sample before, cut in two where empty was passed. */
static void move(health *h, const ostrov_health_sample *s, double dt_s)
{
    double sigma = 0.0;
    const double at_s = passed_empty(h, s, dt_s, &sigma);
    if (ostrov_i_nan(at_s)) {
        count(h, h->current_a, s->current_a, dt_s);
        return;
    }
    const int32_t cut_off = s->current_a <= h->config.taper_a;
    const double then_a =
        cut_off ? h->current_a : h->current_a + (s->current_a - h->current_a) * at_s / dt_s;
    count(h, h->current_a, then_a, at_s);
    anchor(h, 0.0, sigma);
    h->empty = 1;
    count(h, cut_off ? s->current_a : then_a, s->current_a, dt_s - at_s);
}

/* What is not known of a sample speaks against no taper, as long as the SoC can have moved by no
 * more than full is uncertain by. */
static int32_t may_taper(const health *h, const ostrov_health_sample *s, double rest_a)
{
    const ostrov_health_config *c = &h->config;
    return h->tapering && (ostrov_i_nan(s->voltage_v) || ostrov_i_nan(s->current_a)) &&
           !(s->voltage_v < c->full_v) && !(s->current_a >= -rest_a) &&
           !(s->current_a < -c->taper_a) && h->gap_h <= c->anchor_sigma_ratio;
}

/* Full is where the taper ends, so that all charge put in counts; empty is where empty_v is passed.
 */
static void find_anchors(health *h, const ostrov_health_sample *s, int32_t paused)
{
    const ostrov_health_config *c = &h->config;
    const double rest_a = 0.02 * c->taper_a;
    const int32_t tapers =
        s->voltage_v >= c->full_v && s->current_a < -rest_a && s->current_a >= -c->taper_a;
    const uint32_t taper = !paused && (tapers || may_taper(h, s, rest_a));
    if (h->tapering && !taper) {
        anchor(h, 1.0, c->anchor_sigma_ratio);
    }
    h->tapering = taper;
    if (s->current_a > c->taper_a && s->voltage_v <= c->empty_v) {
        if (!h->empty) {
            anchor(h, 0.0, c->anchor_sigma_ratio);
        }
        h->empty = 1;
    } else if (s->current_a < -rest_a) {
        h->empty = 0;
    }
    if (s->anchor_sigma_ratio > 0.0 && s->anchor_soc_ratio >= 0.0 && s->anchor_soc_ratio <= 1.0) {
        anchor(h, s->anchor_soc_ratio, s->anchor_sigma_ratio);
    }
}

/* The sample is the one before from now on. */
static void remember(health *h, const ostrov_health_sample *s, double dt_s)
{
    const int32_t paused = dt_s == 0.0;
    h->before_a = paused ? OSTROV_I_NAN : h->current_a;
    h->before_v = paused ? OSTROV_I_NAN : h->voltage_v;
    h->before_s = paused ? OSTROV_I_NAN : dt_s;
    h->current_a = s->current_a;
    h->voltage_v = s->voltage_v;
}

ostrov_status ostrov_health_step(ostrov_health *health_, const ostrov_health_sample *sample,
                                 double dt_s)
{
    health *h = ostrov_i_health_of(health_);
    ostrov_health_sample s;
    if (h == NULL || sample == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (!(dt_s >= 0.0 && dt_s <= 1e6)) {
        return OSTROV_E_TIME;
    }
    const ostrov_status status = ostrov_i_take_sample(
        &ostrov_i_health_structures[OSTROV_I_HEALTH_SAMPLE], sample, &s, NULL, NULL);
    if (status < OSTROV_OK) {
        return status;
    }
    if (dt_s > 0.0) {
        move(h, &s, dt_s);
        ostrov_i_health_resistance(h, s.current_a, s.voltage_v, s.temperature_c, dt_s);
    } else {
        if (h->gap_h > 0.0) { /* what comes after the pause tells nothing of what was before */
            bridge(h, h->known_a);
        }
        h->waiting = 0;
    }
    find_anchors(h, &s, dt_s == 0.0);
    remember(h, &s, dt_s);
    return ostrov_i_nan(s.current_a) ? OSTROV_DEGRADED : OSTROV_OK;
}

/* Arrhenius: how much more a resistance is at this temperature than at 25 °C. */
static double warmth(const health *h, double temperature_c)
{
    const double t = ostrov_i_nan(temperature_c) ? 25.0 : temperature_c;
    return ostrov_exp(h->config.activation_j_per_mol / gas * (1.0 / (t + 273.15) - 1.0 / 298.15));
}

void ostrov_i_health_resistance(health *h, double current_a, double voltage_v, double temperature_c,
                                double dt_s)
{
    const ostrov_health_config *c = &h->config;
    if (ostrov_i_nan(current_a) || ostrov_i_nan(voltage_v) || ostrov_i_nan(h->current_a) ||
        ostrov_i_nan(h->voltage_v)) {
        h->waiting = 0;
        return;
    }
    if (ostrov_i_abs(current_a - h->current_a) >= c->step_a) {
        h->step_a = h->current_a;
        h->step_v = h->voltage_v;
        h->stepped_a = current_a;
        h->step_s = 0.0;
        h->waiting = dt_s <= ostrov_i_max(c->resistance_s, 10.0);
    } else {
        h->step_s += dt_s;
    }
    if (!h->waiting || ostrov_i_abs(current_a - h->stepped_a) > 0.1 * c->step_a) {
        h->waiting = 0;
        return;
    }
    if (h->step_s < c->resistance_s) {
        return;
    }
    h->waiting = 0;
    const double ohm = (h->step_v - voltage_v) / (current_a - h->step_a) / warmth(h, temperature_c);
    const double known = ostrov_i_nan(h->resistance_ohm) ? h->first_ohm : h->resistance_ohm;
    if (!(ohm > 0.0) || (!ostrov_i_nan(known) && (ohm > 5.0 * known || ohm < 0.2 * known))) {
        return; /* no cell changes so from one step to the next */
    }
    if (ostrov_i_nan(h->resistance_ohm)) {
        h->resistance_ohm = ohm;
        h->resistance_var = 0.01 * ohm * ohm;
        h->weight = 1.0;
    } else {
        const double off = ohm - h->resistance_ohm;
        h->weight = ostrov_i_min(h->weight + 1.0, 30.0);
        h->resistance_ohm += off / h->weight;
        h->resistance_var += (off * off - h->resistance_var) / h->weight;
    }
    h->steps++;
    if (h->steps == 10 && ostrov_i_nan(h->first_ohm)) {
        h->first_ohm = h->resistance_ohm;
    }
}

ostrov_status ostrov_health_window(ostrov_health *health_, double soc_change, double soc_sigma,
                                   double charged_ah, double charged_sigma_ah)
{
    health *h = ostrov_i_health_of(health_);
    if (h == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (!ostrov_i_finite(soc_change) || !ostrov_i_finite(soc_sigma) ||
        !ostrov_i_finite(charged_ah) || !ostrov_i_finite(charged_sigma_ah)) {
        return OSTROV_E_NOT_FINITE;
    }
    if (!(soc_sigma > 0.0) || !(charged_sigma_ah > 0.0) || ostrov_i_abs(soc_change) > 2.0 ||
        ostrov_i_abs(charged_ah) > charge_most_ah) {
        return OSTROV_E_RANGE;
    }
    return ostrov_i_health_fit(h, soc_change, soc_sigma, charged_ah, charged_sigma_ah);
}

/* Whoever lets windows fade says that capacity wanders: a Kalman filter whose gain is 1 − 1/e^(1/n)
 * holds that until the next window its variance grows by e^(1/n). */
static double wander(const health *h) { return ostrov_exp(0.5 / h->config.memory_windows); }

ostrov_status ostrov_health_read(const ostrov_health *health_, ostrov_health_state *state,
                                 size_t size)
{
    const health *h = ostrov_i_health_of(health_);
    if (h == NULL || state == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    ostrov_health_state s = {0};
    s.reason = h->reason;
    s.capacity_ah = h->capacity_ah;
    s.capacity_sigma_ah = h->sigma_ah * wander(h);
    s.health_ratio = h->capacity_ah / h->config.capacity_ah;
    s.window_ah = h->window_ah;
    s.resistance_ohm = h->resistance_ohm;
    s.resistance_sigma_ohm =
        h->steps > 0 ? __builtin_sqrt(h->resistance_var / h->weight) : OSTROV_I_NAN;
    s.resistance_ratio = h->resistance_ohm / h->first_ohm;
    s.windows = h->windows;
    s.refused = h->refused;
    s.steps = h->steps;
    return ostrov_i_give(&ostrov_i_health_structures[OSTROV_I_HEALTH_STATE], &s, state, size);
}
