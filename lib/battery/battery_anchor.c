/* How far the count may be off, and when the BMS corrects it.
 *
 * Error of the count since the last correction, as standard deviations that add in squares:
 *   its own error at that correction;
 *   the meter's gain error on all energy that went through since (one and the same error all the
 *     time, so it grows with the energy and not with its root);
 *   the meter's zero error, a tenth of its gain error at full power, on the time since (meters are
 *     sold with about that ratio of reading to range);
 *   unmeasured time: the power may have been anything between the limits, evenly.
 *
 * What the BMS tells has an error of its own, which grows while it counts by itself: at a full
 * charge it finds its SoC again.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "battery_internal.h"

#include "base/fields.h"

/* Of a SoC of which nothing is known: evenly anywhere in 0 … 1. */
static const double sigma_of_nothing = 0.28867513459481287; /* 1/√12 */

static double square(double x) { return x * x; }

static double gap_sigma(const ostrov_i_battery *b)
{
    const double span_w = b->config.charge_limit_w + b->config.discharge_limit_w;
    return span_w * sigma_of_nothing * b->gap_s / 3600.0 * 1e9 / (double)b->capacity_nwh;
}

double ostrov_i_battery_sigma(const ostrov_i_battery *b)
{
    const ostrov_battery_config *c = &b->config;
    const double capacity_wh = (double)b->capacity_nwh * 1e-9;
    const double full_w = ostrov_i_max(c->charge_limit_w, c->discharge_limit_w);
    const double hours = (double)b->anchor_us / 3600e6;
    const double gain = c->meter_error_ratio * b->through_wh / capacity_wh;
    const double zero = 0.1 * c->meter_error_ratio * full_w * hours / capacity_wh;
    const double variance = square(b->sigma_anchor) + square(gain) + square(zero) +
                            b->gap_variance + square(gap_sigma(b));
    return ostrov_i_min(__builtin_sqrt(variance), sigma_of_nothing);
}

/* Sets SoC and error; everything that grew since the last correction starts anew. */
static void resync(ostrov_i_battery *b, double soc_ratio, double sigma_ratio)
{
    ostrov_i_battery_set_soc(b, soc_ratio);
    b->sigma_anchor = sigma_ratio;
    b->through_wh = 0.0;
    b->anchor_us = 0;
    b->gap_s = 0.0;
    b->gap_variance = 0.0;
    b->resyncs++;
    b->warnings &= ~(uint32_t)OSTROV_BATTERY_SOC_UNKNOWN;
}

/* From here up the BMS has found its own SoC; told once may be a slip. */
static const double full_ratio = 0.99;

static double bms_sigma(const ostrov_i_battery *b)
{
    const double sigma = b->config.bms_soc_sigma_ratio;
    const double drift = b->config.bms_soc_drift_per_s * (double)b->full_us * 1e-6;
    return ostrov_i_min(__builtin_sqrt(square(sigma) + square(drift)),
                        ostrov_i_max(sigma, sigma_of_nothing));
}

static void no_rest(ostrov_i_battery *b)
{
    b->rest_time_s = 0.0;
    b->rest_told_s = 0.0;
    b->rest_soc_min = 2.0;
    b->rest_soc_max = -1.0;
}

/* Follows a rest; returns 1 when it has lasted, with the BMS steady through it. A BMS that jumps
 * while nothing flows (80 %, 0 %, 80 %) is not to be believed, and the rest begins anew. */
static int32_t rested(ostrov_i_battery *b, double told, int32_t power_known, double battery_w,
                      double dt_s)
{
    const ostrov_battery_config *c = &b->config;
    if (!power_known || ostrov_i_abs(battery_w) > c->rest_w) {
        no_rest(b);
        return 0;
    }
    b->rest_time_s += dt_s;
    if (ostrov_i_nan(told)) {
        return 0;
    }
    b->rest_told_s += dt_s;
    b->rest_soc_min = ostrov_i_min(b->rest_soc_min, told);
    b->rest_soc_max = ostrov_i_max(b->rest_soc_max, told);
    if (b->rest_soc_max - b->rest_soc_min > 3.0 * c->bms_soc_sigma_ratio) {
        no_rest(b);
        return 0;
    }
    return b->rest_time_s >= c->rest_s && b->rest_told_s >= 0.5 * c->rest_s;
}

void ostrov_i_battery_anchor(ostrov_i_battery *b, double bms_soc_ratio, int32_t power_known,
                             double battery_w, double dt_s)
{
    const double told = bms_soc_ratio;
    const int32_t due = rested(b, told, power_known, battery_w, dt_s);
    if (ostrov_i_nan(told)) {
        return;
    }
    if (told >= full_ratio && b->bms_soc >= full_ratio) {
        b->full_us = 0;
    }
    b->bms_soc = told;
    b->bms_us = 0;
    const double sigma_told = bms_sigma(b);
    if ((b->warnings & OSTROV_BATTERY_SOC_UNKNOWN) != 0) {
        resync(b, told, sigma_told);
        return;
    }
    const double sigma = ostrov_i_battery_sigma(b);
    const double soc = ostrov_i_battery_soc(b);
    const double apart = ostrov_i_abs(told - soc);
    const int32_t disagree = apart > 3.0 * __builtin_sqrt(square(sigma) + square(sigma_told));
    if (disagree) {
        b->warnings |= OSTROV_BATTERY_SOC_DISAGREES;
    }
    /* The BMS has one error, not a new one at each sample: weighing it in again before the count has
     * become worse than the BMS would only pretend to know more. */
    if (!due || (!disagree && sigma < sigma_told)) {
        return;
    }
    const double variance = square(sigma) + (disagree ? square(apart) : 0.0);
    const double gain = variance / (variance + square(sigma_told));
    double left = __builtin_sqrt((1.0 - gain) * variance);
    if (disagree) { /* one of the two is wrong: the bound of 3 sigma reaches both */
        left = ostrov_i_max(left, ostrov_i_max(apart / 3.0, sigma_told));
    }
    resync(b, soc + gain * (told - soc), left);
    no_rest(b);
}
