/* Caps on import for peak charges.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/quick.h"

#define NO_CAP 1e300
#define KWH 0.001

double ostrov_i_quick_unmetered_kw(const ostrov_i_quick *q, int32_t slot, double kw)
{
    return kw >= NO_CAP ? kw : ostrov_i_site_unmetered_w(q->d.site, slot, kw / KWH) * KWH;
}

double ostrov_i_quick_metered_kw(const ostrov_i_quick *q, int32_t slot, double kw)
{
    return ostrov_i_site_metered_w(q->d.site, slot, kw / KWH) * KWH;
}

double ostrov_i_quick_weight_hours(const ostrov_i_quick *q, int32_t slot)
{
    const ostrov_i_site *site = q->d.site;
    const int32_t open = slot == 0 && (site->features & OSTROV_FEATURE_OPEN) != 0;
    return (q->d.slots[slot].duration_s + (open ? site->problem.open_elapsed_s : 0.0)) / 3600.0;
}

static void cap_slot(ostrov_i_quick *q, int32_t t)
{
    q->d.cap_kw[t] = NO_CAP;
    for (int32_t i = 0; i < q->peak_count; i++) {
        if (t >= q->peaks[i].first && t < q->peaks[i].until && q->peaks[i].cap_kw >= 0.0) {
            q->d.cap_kw[t] = ostrov_i_min(q->d.cap_kw[t],
                                          ostrov_i_quick_unmetered_kw(q, t, q->peaks[i].cap_kw));
        }
    }
}

void ostrov_i_quick_caps(ostrov_i_quick *q)
{
    for (int32_t t = 0; t < q->d.count; t++) {
        cap_slot(q, t);
    }
}

double ostrov_i_quick_relief(const ostrov_i_quick *q, const ostrov_i_peak *peak, double *relief,
                             double *highest_kw)
{
    double saved = 0.0;
    *highest_kw = 0.0;
    for (int32_t t = peak->first; t < peak->until; t++) {
        const ostrov_plan_slot *s = &q->d.slots[t];
        const ostrov_i_outcome *o = &q->d.outcomes[t];
        double above = 0.0;
        *highest_kw = ostrov_i_max(*highest_kw, ostrov_i_quick_metered_kw(q, t, o->grid_kw));
        if (o->grid_kw >= ostrov_i_quick_unmetered_kw(q, t, peak->cap_kw) - 1e-9 &&
            o->grid_kw < s->import_limit_w * KWH) {
            above = ostrov_i_max(0.0, o->node_price - s->import_price_per_kwh);
        }
        saved += above * ostrov_i_quick_weight_hours(q, t);
        if (relief != NULL) {
            relief[t] = above;
        }
    }
    return saved;
}

void ostrov_i_quick_set_cap(ostrov_i_quick *q, ostrov_i_peak *peak, double cap_kw)
{
    peak->cap_kw = cap_kw;
    for (int32_t t = peak->first; t < peak->until; t++) {
        cap_slot(q, t);
    }
}

/* A cap that was tried: what it costs, how that changes by kW, and the dual prices behind it. */
typedef struct tangent {
    double cap_kw;
    double cost;
    double slope;
    double highest_kw;
    double *relief;
} tangent;

/* The search for the cap of one period. */
typedef struct search {
    ostrov_i_quick *q;
    ostrov_i_peak *peak;
    int32_t begin;
    int32_t end;
    double stored_kwh;
    double best_cost;
    double best_kw;
    double last_kw; /* whose outcomes stand in d */
} search;

static void try_cap(search *s, double cap_kw, tangent *to)
{
    ostrov_i_dispatch *d = &s->q->d;
    ostrov_i_quick_set_cap(s->q, s->peak, cap_kw);
    ostrov_i_dispatch_pass(d, s->begin, s->end, s->stored_kwh);
    to->cap_kw = cap_kw;
    to->slope = s->peak->price - ostrov_i_quick_relief(s->q, s->peak, to->relief, &to->highest_kw);
    if (cap_kw >= NO_CAP) { /* as if held to what it comes to */
        to->cap_kw = ostrov_i_max(to->highest_kw, s->peak->incurred_kw);
        to->slope = s->peak->price;
        for (int32_t t = s->peak->first; t < s->peak->until; t++) {
            to->relief[t] = 0.0;
        }
    }
    to->cost = d->value + s->peak->price * ostrov_i_max(0.0, to->cap_kw - s->peak->incurred_kw);
    s->last_kw = cap_kw;
    if (to->cost < s->best_cost) {
        s->best_cost = to->cost;
        s->best_kw = cap_kw;
    }
}

/* Two caps with the best one between them: from where the search stood last, or from both ends. Gives 0
 * when the lower one is the best and cannot be less. */
static int32_t bracket(search *s, tangent *low, tangent *high)
{
    const double least = s->peak->incurred_kw;
    const double start = s->peak->cap_kw < NO_CAP ? s->peak->cap_kw : -1.0;
    const double step = 1e-7 * (1.0 + ostrov_i_abs(start));
    int32_t known_high = 0;
    try_cap(s, start > least + step ? start - step : least, low);
    if (low->slope >= 0.0 && low->cap_kw <= least) {
        return 0;
    }
    if (low->slope >= 0.0) {
        double *relief = high->relief;
        *high = *low;
        low->relief = relief;
        known_high = 1;
        try_cap(s, least, low);
        if (low->slope >= 0.0) {
            return 0;
        }
    } else if (start > least + step) {
        try_cap(s, start + step, high);
        known_high = high->slope >= 0.0;
    }
    if (!known_high) {
        try_cap(s, NO_CAP, high);
    }
    return 1;
}

/* The cost of a period under a cap is convex and piecewise linear in the cap (where the dispatch itself is
 * convex). Two tangents, one falling and one rising, meet at the next cap to try (Kelley, J. SIAM 8,
 * 1960, 703-712), which ends after finitely many steps at a corner. */
double ostrov_i_quick_find_cap(ostrov_i_quick *q, ostrov_i_peak *peak, int32_t begin, int32_t end,
                               double stored_kwh)
{
    search s = {q, peak, begin, end, stored_kwh, 1e300, 0.0, 0.0};
    tangent low = {0.0, 0.0, 0.0, 0.0, q->relief};
    tangent high = {0.0, 0.0, 0.0, 0.0, q->relief_high};
    tangent now = {0.0, 0.0, 0.0, 0.0, q->relief_now};
    double share = 1.0; /* of the lower one's dual prices: the mix whose slope is zero */
    if (bracket(&s, &low, &high)) {
        for (int32_t round = 0; round < 40 && !ostrov_i_quick_must_stop(q); round++) {
            const double meet = (high.cost - low.cost + low.slope * low.cap_kw -
                                 high.slope * high.cap_kw) /
                                (low.slope - high.slope);
            const double least = low.cost + low.slope * (meet - low.cap_kw);
            double next = meet;
            if (s.best_cost - least <= 1e-11 * (1.0 + ostrov_i_abs(least)) ||
                high.cap_kw - low.cap_kw < 1e-9) {
                break;
            }
            if (!(next > low.cap_kw && next < high.cap_kw) || round % 8 == 7) {
                next = 0.5 * (low.cap_kw + high.cap_kw);
            }
            try_cap(&s, next, &now);
            if (now.slope < 0.0) {
                const tangent spare = low;
                low = now;
                now = spare;
            } else {
                const tangent spare = high;
                high = now;
                now = spare;
            }
        }
        share = high.slope / (high.slope - low.slope);
    }
    if (s.last_kw != s.best_kw) {
        try_cap(&s, s.best_kw, &now); /* into the third room */
    }
    for (int32_t t = peak->first; t < peak->until; t++) {
        const double other = share < 1.0 ? (1.0 - share) * high.relief[t] : 0.0;
        q->relief[t] = share * low.relief[t] + other;
    }
    peak->cap_kw = ostrov_i_max(peak->incurred_kw, ostrov_i_min(s.best_kw, s.peak->cap_kw));
    if (s.best_kw >= NO_CAP) {
        peak->cap_kw = high.cap_kw;
    }
    return s.best_cost;
}

void ostrov_i_quick_peaks(ostrov_i_quick *q)
{
    ostrov_i_dispatch *d = &q->d;
    double before = 1e300;
    q->period_bound = -__builtin_inf();
    if (ostrov_i_quick_follow_on(q)) {
        q->period_bound = ostrov_i_quick_periods(q);
        return;
    }
    for (int32_t i = 0; i < q->peak_count; i++) {
        q->peaks[i].cap_kw = ostrov_i_max(q->peaks[i].incurred_kw, 0.0);
    }
    ostrov_i_quick_caps(q);
    ostrov_i_dispatch_run(d);
    for (int32_t sweep = 0; sweep < 8 && q->peak_count > 0; sweep++) {
        double total = 0.0;
        int32_t known = d->count; /* value functions from here on are up to date */
        ostrov_i_dispatch_back(d, d->count - 1, d->count);
        for (int32_t i = q->peak_count - 1; i >= 0; i--) { /* sorted by their ends */
            ostrov_i_peak *peak = &q->peaks[i];
            const double stored =
                peak->first > 0 ? d->outcomes[peak->first - 1].stored_kwh : d->site->start_wh * KWH;
            if (peak->until <= peak->first || ostrov_i_quick_must_stop(q)) {
                continue;
            }
            if (peak->until < known) {
                ostrov_i_dispatch_back(d, peak->until - 1, known);
            }
            (void)ostrov_i_quick_find_cap(q, peak, peak->first, peak->until, stored);
            ostrov_i_dispatch_back(d, peak->first, peak->until);
            known = peak->first + 1;
        }
        ostrov_i_dispatch_run(d);
        total = d->value;
        for (int32_t i = 0; i < q->peak_count; i++) {
            total += q->peaks[i].price *
                     ostrov_i_max(0.0, q->peaks[i].cap_kw - q->peaks[i].incurred_kw);
        }
        if (ostrov_i_quick_must_stop(q) ||
            total >= before - 1e-9 * (1.0 + ostrov_i_abs(total))) {
            break;
        }
        before = total;
    }
}
