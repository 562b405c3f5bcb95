/* Peak charges of periods that follow one another, a year's months above all: nested Benders decomposition
 * (Birge, Oper. Res. 33, 1985, 989-1007) with whole curves for cuts.
 *
 * A stage is a period and what follows up to the next. Its least cost as a function of the energy at its
 * begin is convex, and not known. Backwards, the dual prices of its cap give a curve that lies below and
 * touches where the stored energy stands now; the highest of these curves stands for all that comes after.
 * Forwards, each stage is planned with them, and the way through all of them is a plan. The two meet.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/quick.h"

#include <string.h>

#define KWH 0.001

/* A stage: its slots, and the curve that bounds its cost and all after it from below. */
typedef struct stage {
    int32_t begin;
    int32_t end;
    ostrov_i_peak *peak;
    ostrov_i_point *curve;
    int32_t *curve_count;
    double stored_kwh; /* at its begin, in the plan at hand */
} stage;

int32_t ostrov_i_quick_follow_on(const ostrov_i_quick *q)
{
    for (int32_t i = 0; i < q->peak_count; i++) {
        if (q->peaks[i].until <= q->peaks[i].first ||
            (i > 0 && q->peaks[i].first < q->peaks[i - 1].until)) {
            return 0;
        }
    }
    return q->peak_count > 1;
}

static stage stage_at(ostrov_i_quick *q, int32_t i)
{
    stage s;
    s.peak = &q->peaks[i];
    s.begin = i == 0 ? 0 : s.peak->first;
    s.end = i + 1 < q->peak_count ? q->peaks[i + 1].first : q->d.count;
    s.curve = &q->cuts[(int64_t)i * OSTROV_I_CURVE_LIMIT];
    s.curve_count = &q->cut_counts[i];
    s.stored_kwh =
        s.begin > 0 ? q->d.outcomes[s.begin - 1].stored_kwh : q->d.site->start_wh * KWH;
    return s;
}

/* What comes after a stage: the curve of the next one, or the end. */
static void put_end(ostrov_i_quick *q, int32_t i, const stage *s)
{
    if (i + 1 < q->peak_count) {
        const stage next = stage_at(q, i + 1);
        ostrov_i_dispatch_put(&q->d, s->end - 1, next.curve, *next.curve_count);
    } else {
        ostrov_i_dispatch_back(&q->d, q->d.count - 1, q->d.count);
    }
}

/* Highest of a stage's curve and a new one. */
static void raise_curve(ostrov_i_quick *q, const stage *s, int32_t count)
{
    ostrov_i_point *fresh = q->cut_fresh;
    ostrov_i_point *room = q->cut_room;
    int32_t n = 0;
    if (*s->curve_count == 0) {
        memcpy(s->curve, fresh, (size_t)count * sizeof *fresh);
        *s->curve_count = count;
        return;
    }
    for (int32_t i = 0; i < count; i++) { /* the highest is the lowest upside down */
        fresh[i].v = -fresh[i].v;
        fresh[i].s = -fresh[i].s;
    }
    for (int32_t i = 0; i < *s->curve_count; i++) {
        s->curve[i].v = -s->curve[i].v;
        s->curve[i].s = -s->curve[i].s;
    }
    n = ostrov_i_curve_lower(s->curve, *s->curve_count, fresh, count, room);
    for (int32_t i = 0; i < n; i++) {
        room[i].v = -room[i].v;
        room[i].s = -room[i].s;
    }
    if (n > OSTROV_I_CURVE_LIMIT) {
        n = ostrov_i_curve_thin(room, n, OSTROV_I_CURVE_LIMIT, &q->d.sound);
    }
    memcpy(s->curve, room, (size_t)n * sizeof *room);
    *s->curve_count = n;
}

/* The curve below that the dual prices of a stage's cap give: import costs them more, less what was
 * incurred before, and no cap. Gives its value where the stage begins. */
static double cut(ostrov_i_quick *q, int32_t i, const stage *s)
{
    ostrov_i_dispatch *d = &q->d;
    double constant = 0.0;
    double value = 0.0;
    double low = s->stored_kwh;
    double high = s->stored_kwh;
    int32_t n = 1;
    const double cap = s->peak->cap_kw;
    for (int32_t t = s->peak->first; t < s->peak->until; t++) {
        d->surcharge[t] = q->relief[t];
        constant += q->relief[t] * d->slots[t].duration_s / 3600.0 *
                    ostrov_i_quick_unmetered_kw(q, t, s->peak->incurred_kw);
    }
    ostrov_i_quick_set_cap(q, s->peak, 1e300);
    put_end(q, i, s);
    ostrov_i_dispatch_back(d, s->begin, s->end);
    if (s->begin > 0) {
        low = d->slots[s->begin - 1].stored_min_wh * KWH;
        high = d->slots[s->begin - 1].stored_max_wh * KWH;
    }
    if (high > low) {
        n = ostrov_i_dispatch_begin(d, s->begin, low, high, q->cut_fresh, OSTROV_I_CURVE_LIMIT);
    } else { /* a single point */
        ostrov_i_dispatch_forth(d, s->begin, s->begin + 1, s->stored_kwh);
        q->cut_fresh[0] = (ostrov_i_point){s->stored_kwh, d->value, 0.0};
    }
    for (int32_t k = 0; k < n; k++) {
        q->cut_fresh[k].v -= constant;
    }
    value = ostrov_i_curve_value(q->cut_fresh, n, s->stored_kwh);
    for (int32_t t = s->peak->first; t < s->peak->until; t++) {
        d->surcharge[t] = 0.0;
    }
    ostrov_i_quick_set_cap(q, s->peak, cap);
    raise_curve(q, s, n);
    return value;
}

/* Plans a stage from where it begins. Gives its cost and that of what comes after. */
static double plan(ostrov_i_quick *q, int32_t i, const stage *s)
{
    put_end(q, i, s);
    return ostrov_i_quick_find_cap(q, s->peak, s->begin, s->end, s->stored_kwh);
}

double ostrov_i_quick_periods(ostrov_i_quick *q)
{
    ostrov_i_dispatch *d = &q->d;
    double bound = -__builtin_inf();
    int32_t sound = 1;
    memset(q->cut_counts, 0, (size_t)q->peak_count * sizeof q->cut_counts[0]);
    for (int32_t i = 0; i < q->peak_count; i++) {
        q->peaks[i].cap_kw = -1.0; /* nothing known yet */
    }
    for (int32_t t = 0; t < d->count; t++) {
        d->cap_kw[t] = 1e300;
    }
    ostrov_i_dispatch_run(d); /* where the energy stands, to begin with */
    for (int32_t sweep = 0; sweep < 12; sweep++) {
        double cost = 0.0;
        for (int32_t i = q->peak_count - 1; i >= 0; i--) {
            const stage s = stage_at(q, i);
            double value = 0.0;
            (void)plan(q, i, &s);
            value = cut(q, i, &s);
            sound = sound && d->sound;
            bound = i == 0 ? ostrov_i_max(bound, value) : bound;
        }
        for (int32_t i = 0; i < q->peak_count; i++) {
            const stage s = stage_at(q, i);
            const double total = plan(q, i, &s);
            sound = sound && d->sound;
            cost += total;
            if (i + 1 < q->peak_count) {
                const stage next = stage_at(q, i + 1);
                cost -= ostrov_i_curve_value(next.curve, *next.curve_count, next.stored_kwh);
            }
        }
        d->value = cost;
        if (cost - bound <= 1e-9 * (1.0 + ostrov_i_abs(cost)) || ostrov_i_quick_must_stop(q)) {
            break;
        }
    }
    d->sound = sound;
    return sound ? bound : -__builtin_inf();
}
