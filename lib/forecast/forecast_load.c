/* What a load tells of its near future beside its climatology: how the same time of the day before
 * and of the week before deviated from it, the mean deviation of the last day, and how much colder
 * or warmer than usual it is (degrees below 16 °C and above 20 °C, where heating and cooling
 * begin). Their weights are learned by age, by least squares with forgetting and a prior.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecast_internal.h"

#include "base/fields.h"

static const double heating_below_c = 16.0;
static const double cooling_above_c = 20.0;

void ostrov_i_load_past(const ostrov_forecast *f, const ostrov_i_target *target, double *past)
{
    past[0] = f->habit.last[target->slot];
    past[1] = f->habit.week[target->weekday][target->slot];
    past[2] = f->habit.day;
}

static double below(double temperature_c)
{
    return ostrov_i_max(heating_below_c - temperature_c, 0.0);
}

static double above(double temperature_c)
{
    return ostrov_i_max(temperature_c - cooling_above_c, 0.0);
}

static int32_t air(double temperature_c) { return temperature_c >= -90.0 && temperature_c <= 70.0; }

void ostrov_i_load_degrees(const ostrov_forecast *f, const ostrov_i_target *target,
                           double temperature_c, double *degrees)
{
    const ostrov_i_mean *cold = &f->habit.cold[target->slot];
    const ostrov_i_mean *warm = &f->habit.warm[target->slot];
    degrees[0] = 0.0;
    degrees[1] = 0.0;
    if (air(temperature_c) && cold->weight > 0.0) {
        degrees[0] = below(temperature_c) - cold->mean;
        degrees[1] = above(temperature_c) - warm->mean;
    }
}

/* What the weights are before anything is learned: the newest deviation fades by half in an hour
 * and a half, a fifth of yesterday's comes again. */
static double prior_of(const ostrov_forecast *f, int32_t age, int32_t feature)
{
    const double s = (double)f->age[age].steps * (double)f->set.step_s;
    return feature == 0 ? ostrov_exp(-s / 7800.0) : (feature == 1 ? 0.2 : 0.0);
}

/* What the prior weighs: as two values of usual size for deviations, as fifty square degrees. */
static double trust_of(const ostrov_forecast *f, int32_t feature)
{
    return feature <= OSTROV_I_PAST ? 2.0 * f->habit.square + 1e-9 : 50.0;
}

static double *at(double *a, int32_t k, int32_t j) { return &a[k * (k + 1) / 2 + j]; }

double ostrov_i_load_sum(const ostrov_forecast *f, int32_t age, const double *features)
{
    const ostrov_i_fit *fit = &f->age[age].fit;
    double a[OSTROV_I_FEATURES * (OSTROV_I_FEATURES + 1) / 2];
    double w[OSTROV_I_FEATURES];
    for (int32_t k = 0; k < OSTROV_I_FEATURES; k++) { /* Cholesky, and forward on the way */
        const double trust = trust_of(f, k);
        w[k] = fit->xy[k] + trust * prior_of(f, age, k);
        for (int32_t j = 0; j <= k; j++) {
            double sum = fit->xx[k * (k + 1) / 2 + j] + (j == k ? trust : 0.0);
            for (int32_t i = 0; i < j; i++) {
                sum -= *at(a, k, i) * *at(a, j, i);
            }
            *at(a, k, j) = j < k ? sum / *at(a, j, j) : __builtin_sqrt(ostrov_i_max(sum, 1e-12));
        }
        for (int32_t j = 0; j < k; j++) {
            w[k] -= *at(a, k, j) * w[j];
        }
        w[k] /= *at(a, k, k);
    }
    double total = 0.0;
    for (int32_t k = OSTROV_I_FEATURES - 1; k >= 0; k--) {
        for (int32_t j = k + 1; j < OSTROV_I_FEATURES; j++) {
            w[k] -= *at(a, j, k) * w[j];
        }
        w[k] /= *at(a, k, k);
        total += w[k] * features[k];
    }
    return total;
}

void ostrov_i_load_fit(ostrov_i_fit *fit, const double *features, double error, double kept)
{
    for (int32_t k = 0; k < OSTROV_I_FEATURES; k++) {
        fit->xy[k] = kept * fit->xy[k] + features[k] * error;
        for (int32_t j = 0; j <= k; j++) {
            double *sum = at(fit->xx, k, j);
            *sum = kept * *sum + features[k] * features[j];
        }
    }
}

static void usual(ostrov_i_mean *m, double value)
{
    m->weight = ostrov_i_min(m->weight + 1.0, 30.0);
    m->mean += (value - m->mean) / m->weight;
}

void ostrov_i_load_learn(ostrov_forecast *f, const ostrov_i_target *target, double deviation,
                         double temperature_c)
{
    ostrov_i_habit *h = &f->habit;
    const double share = ostrov_i_min((double)f->set.step_s / (double)f->set.slot_s, 1.0);
    double *last = &h->last[target->slot];
    double *week = &h->week[target->weekday][target->slot];
    /* Steps shorter than a slot: the slot's mean, the newest counting most. */
    *last += share * (deviation - *last);
    *week += share * (deviation - *week);
    h->day += (double)f->set.step_s / 86400.0 * (deviation - h->day);
    h->square +=
        ostrov_i_min((double)f->set.step_s / 604800.0, 1.0) * (deviation * deviation - h->square);
    if (air(temperature_c)) {
        usual(&h->cold[target->slot], below(temperature_c));
        usual(&h->warm[target->slot], above(temperature_c));
    }
}
