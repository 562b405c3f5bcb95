/* What a step proves: see response.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "response.h"

static const double nan_value = __builtin_nan("");

static double size(double x) { return x < 0.0 ? -x : x; }

/* Mean and standard deviation of the samples in [from_s, until_s). Returns how many there are. */
static int32_t mean_of(const double *time_s, const double *value_w, int32_t n, double from_s,
                       double until_s, double *mean, double *sigma)
{
    double sum = 0.0, squares = 0.0;
    int32_t count = 0;
    for (int32_t i = 0; i < n; i++) {
        if (time_s[i] >= from_s && time_s[i] < until_s && value_w[i] == value_w[i]) {
            sum += value_w[i];
            count++;
        }
    }
    *mean = count > 0 ? sum / count : nan_value;
    for (int32_t i = 0; i < n; i++) {
        if (time_s[i] >= from_s && time_s[i] < until_s && value_w[i] == value_w[i]) {
            squares += (value_w[i] - *mean) * (value_w[i] - *mean);
        }
    }
    *sigma = count > 1 ? __builtin_sqrt(squares / (count - 1)) : 0.0;
    return count;
}

/* Means of the second half of both holds: by then what follows has followed. Returns 0; −1 = not
 * read. */
static int measure(const struct response_step *step, const double *time_s, const double *value_w,
                   int32_t n, struct response *r)
{
    double sigma_before = 0.0, sigma_after = 0.0;
    double middle_s = 0.5 * (step->before_s + step->begin_s);
    double half_s = 0.5 * (step->begin_s + step->end_s);
    int32_t before =
        mean_of(time_s, value_w, n, middle_s, step->begin_s, &r->before_w, &sigma_before);
    int32_t after = mean_of(time_s, value_w, n, half_s, step->end_s, &r->after_w, &sigma_after);
    r->noise_w = sigma_before > sigma_after ? sigma_before : sigma_after;
    r->gain = (r->after_w - r->before_w) / step->change_w;
    return before >= 2 && after >= 2 ? 0 : -1;
}

/* First moment at which 63 % of the seen change is there, drawn straight between samples. */
static double delay_of(const struct response_step *step, const double *time_s,
                       const double *value_w, int32_t n, const struct response *r)
{
    double level = 0.632; /* 1 − 1/e: the time constant of a first-order answer */
    double last = 0.0, last_s = step->begin_s;
    for (int32_t i = 0; i < n; i++) {
        if (time_s[i] < step->begin_s || time_s[i] >= step->end_s || value_w[i] != value_w[i]) {
            continue;
        }
        double part = (value_w[i] - r->before_w) / (r->after_w - r->before_w);
        if (part >= level) {
            double share = part > last ? (level - last) / (part - last) : 1.0;
            return last_s + share * (time_s[i] - last_s) - step->begin_s;
        }
        last = part;
        last_s = time_s[i];
    }
    return nan_value;
}

/* Three sigma must stay below a quarter of what is to be seen, or of what is seen where that is
 * more: else a wrong scale could hide in it. */
static int is_noise(double noise_w, double change_w, double gain)
{
    double seen = size(gain) > 1.0 ? size(gain) : 1.0;
    return 3.0 * noise_w > 0.25 * size(change_w) * seen;
}

void response_judge(const struct response_step *step, const double *time_s, const double *value_w,
                    int32_t n, double tolerance_ratio, double most_delay_s, struct response *r)
{
    *r = (struct response){.phase = -1, .delay_s = nan_value};
    if (measure(step, time_s, value_w, n, r) != 0) {
        r->verdict = RESPONSE_NOT_READ;
        return;
    }
    if (is_noise(r->noise_w, step->change_w, r->gain)) {
        r->verdict = RESPONSE_NOISE;
        return;
    }
    r->delay_s = size(r->gain) > 0.2 ? delay_of(step, time_s, value_w, n, r) : nan_value;
    r->verdict = size(r->gain) < 0.05                    ? RESPONSE_NOT_SEEN
                 : r->gain < 0.0                         ? RESPONSE_SIGN
                 : size(r->gain - 1.0) > tolerance_ratio ? RESPONSE_SCALE
                 : !(r->delay_s <= most_delay_s)         ? RESPONSE_SLOW
                                                         : RESPONSE_PROVED;
}

/* Nearest of what a phase can show, in thirds of the step: 1 right, −1 turned round, −½ on another
 * phase's voltage, 0 not there. */
static double nearest(double share)
{
    static const double levels[] = {1.0, -1.0, -0.5, 0.0};
    double best = levels[0];
    for (int i = 1; i < 4; i++) {
        best = size(share - levels[i]) < size(share - best) ? levels[i] : best;
    }
    return best;
}

void response_judge_phases(const struct response_step *step, const double *time_s,
                           const double *const phase_w[3], int32_t n, struct response *r)
{
    double level[3];
    int32_t halves = 0, right = -1;
    struct response_step third = *step;
    third.change_w = step->change_w / 3.0;
    *r = (struct response){.verdict = RESPONSE_PROVED,
                           .phase = -1,
                           .before_w = nan_value,
                           .after_w = nan_value,
                           .delay_s = nan_value};
    for (int32_t p = 0; p < 3; p++) {
        struct response one = {.phase = -1};
        if (measure(&third, time_s, phase_w[p], n, &one) != 0) {
            r->verdict = RESPONSE_NOT_READ;
            return;
        }
        r->noise_w = one.noise_w > r->noise_w ? one.noise_w : r->noise_w;
        r->gain += one.gain / 3.0;
        level[p] = nearest(one.gain);
        halves += level[p] == -0.5;
        right = level[p] == 1.0 ? p : right;
    }
    if (is_noise(r->noise_w, third.change_w, r->gain)) {
        r->verdict = RESPONSE_NOISE;
        return;
    }
    /* All on their own voltage, and yet not a third each. */
    if (size(r->gain - 1.0) > 0.25 && level[0] == 1.0 && level[1] == 1.0 && level[2] == 1.0) {
        r->verdict = RESPONSE_SCALE;
    }
    for (int32_t p = 0; p < 3; p++) {
        if (level[p] == -1.0 || level[p] == 0.0) {
            r->verdict = level[p] == 0.0 ? RESPONSE_PHASE_AWAY : RESPONSE_REVERSED;
            r->phase = p;
        }
    }
    if (halves == 3) {
        r->verdict = RESPONSE_ROTATED;
    } else if (halves == 2 && right >= 0) {
        r->verdict = RESPONSE_EXCHANGED;
        r->phase = right;
    }
}

const char *response_text(int32_t verdict)
{
    static const char *const texts[] = {
        "not known",
        "proved",
        "NOTHING MOVED",
        "not proved: it moves too much by itself",
        "NO VALUE",
        "THE WRONG SIGN",
        "THE WRONG SCALE",
        "TOO LATE",
        "a current transformer is TURNED ROUND",
        "two currents are EXCHANGED",
        "all currents are ONE PHASE ON",
        "a phase DOES NOT TAKE PART",
    };
    return verdict >= 0 && verdict < (int32_t)(sizeof texts / sizeof texts[0]) ? texts[verdict]
                                                                               : texts[0];
}
