/* Mean of an evenly spaced series over any interval.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fields.h"

/* The part of a series that an interval touches, in seconds from the series' start. Unsigned, so
 * that no difference of two int64 times can overflow. */
typedef struct span {
    uint64_t from;
    uint64_t until;
    uint64_t step;
    uint64_t first; /* index of the first value touched */
    uint64_t last;  /* index of the last value touched */
} span;

static ostrov_status find_span(const ostrov_series *series, int64_t from_s, int64_t until_s,
                               span *out)
{
    uint64_t held = 0;
    if (series->step_s <= 0 || series->count < 0) {
        return OSTROV_E_RANGE;
    }
    if (until_s <= from_s || from_s < series->start_s) {
        return OSTROV_E_TIME;
    }
    out->step = (uint64_t)series->step_s;
    out->from = (uint64_t)from_s - (uint64_t)series->start_s;
    out->until = (uint64_t)until_s - (uint64_t)series->start_s;
    held = (uint64_t)series->count * out->step;
    if (out->until > held) {
        return OSTROV_E_TIME;
    }
    if (series->values == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    out->first = out->from / out->step;
    out->last = (out->until - 1u) / out->step;
    return OSTROV_OK;
}

/* Seconds for which value number i holds inside the span. */
static double overlap(const span *s, uint64_t i)
{
    uint64_t begin = i * s->step;
    uint64_t end = begin + s->step;
    if (begin < s->from) {
        begin = s->from;
    }
    if (end > s->until) {
        end = s->until;
    }
    return (double)(end - begin);
}

/* Sum of value·seconds with Neumaier's compensation (Z. angew. Math. Mech. 54, 1974, 39-51), so
 * that the mean of a year is as good as the mean of an hour. */
static double weighted_sum(const ostrov_series *series, const span *s, double scale)
{
    double sum = 0.0;
    double lost = 0.0;
    for (uint64_t i = s->first; i <= s->last; i++) {
        const double term = (series->values[i] * scale) * overlap(s, i);
        const double next = sum + term;
        if (ostrov_i_abs(sum) >= ostrov_i_abs(term)) {
            lost += (sum - next) + term;
        } else {
            lost += (term - next) + sum;
        }
        sum = next;
    }
    return sum + lost;
}

ostrov_status ostrov_series_mean(const ostrov_series *series, int64_t from_s, int64_t until_s,
                                 double *mean)
{
    span s = {0};
    double least = 0.0;
    double most = 0.0;
    double scale = 1.0;
    double result = 0.0;
    ostrov_status status = OSTROV_OK;
    if (series == NULL || mean == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    status = find_span(series, from_s, until_s, &s);
    if (status != OSTROV_OK) {
        return status;
    }
    least = series->values[s.first];
    most = least;
    for (uint64_t i = s.first; i <= s.last; i++) {
        const double value = series->values[i];
        if (!ostrov_i_finite(value)) {
            return OSTROV_E_NOT_FINITE;
        }
        least = ostrov_i_min(least, value);
        most = ostrov_i_max(most, value);
    }
    if (most > 1e270 || least < -1e270) {
        scale = 0x1p-80; /* seconds in all the values are below 2^62: the sum stays finite */
    }
    result = weighted_sum(series, &s, scale) / (double)(s.until - s.from) / scale;
    /* A mean lies between the least and the most; rounding must not put it a hair outside. */
    *mean = ostrov_i_clamp(result, least, most);
    return OSTROV_OK;
}
