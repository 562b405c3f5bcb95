/* The quick planner in memory that it is given, and its result as columns.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/quick.h"

#include <string.h>

#include "plan/judge.h"

static int64_t count_powers(const ostrov_i_site *site, int32_t *longest)
{
    int64_t sum = 0;
    for (int32_t i = 0; i < site->problem.vehicles_count; i++) {
        ostrov_plan_vehicle row;
        int32_t first = 0;
        int32_t until = 0;
        ostrov_i_site_vehicle(site, i, &row);
        ostrov_i_site_stay(site, &row, &first, &until);
        sum += until - first;
        *longest = until - first > *longest ? until - first : *longest;
    }
    return sum;
}

void ostrov_i_quick_lay_out(const ostrov_i_site *site, ostrov_i_arena *a, ostrov_i_quick *q)
{
    const ostrov_problem *p = &site->problem;
    const int64_t n = p->count;
    int64_t cuts = 0;
    int32_t longest = 0;
    q->power_count = count_powers(site, &longest);
    q->d.vehicle_kw = ostrov_i_take(a, n, sizeof(double));
    q->d.cut_price = ostrov_i_take(a, n, sizeof(double));
    q->d.cap_kw = ostrov_i_take(a, n, sizeof(double));
    q->d.surcharge = ostrov_i_take(a, n, sizeof(double));
    q->wanted_w = ostrov_i_take(a, n, sizeof(double));
    q->d.outcomes = ostrov_i_take(a, n, sizeof(ostrov_i_outcome));
    q->d.begins = ostrov_i_take(a, n, sizeof(int64_t));
    q->d.sizes = ostrov_i_take(a, n, sizeof(int32_t));
    q->d.kept = ostrov_i_take(a, n, sizeof(ostrov_i_kept));
    q->d.pool_size = n * 32 + OSTROV_I_CURVE_ROOM;
    if ((site->features & (OSTROV_FEATURE_RUNNING | OSTROV_FEATURE_EFFICIENCY)) != 0) {
        q->d.pool_size += 96 * (n < 2000 ? n : 2000); /* not convex: they have more corners */
    }
    q->fleet.stays = ostrov_i_take(a, p->vehicles_count, sizeof(ostrov_i_stay));
    q->fleet.order = ostrov_i_take(a, p->vehicles_count, sizeof(int32_t));
    q->fleet.ranks = ostrov_i_take(a, p->vehicles_count, sizeof(int32_t));
    q->fleet.powers = ostrov_i_take(a, q->power_count, sizeof(double));
    q->best_powers = ostrov_i_take(a, q->power_count, sizeof(double));
    q->kept_powers = ostrov_i_take(a, p->peaks_count > 0 ? q->power_count : 0, sizeof(double));
    q->average = ostrov_i_take(a, q->power_count, sizeof(double));
    q->target = ostrov_i_take(a, longest, sizeof(double));
    q->bid_count = ostrov_i_take(a, p->vehicles_count > 0 ? n : 0, sizeof(int32_t));
    q->d.bids = ostrov_i_take(a, p->vehicles_count > 0 ? n * OSTROV_I_BIDS : 0, sizeof(ostrov_i_bid));
    q->relief = ostrov_i_take(a, p->peaks_count > 0 ? n : 0, sizeof(double));
    q->relief_high = ostrov_i_take(a, p->peaks_count > 0 ? n : 0, sizeof(double));
    q->relief_now = ostrov_i_take(a, p->peaks_count > 0 ? n : 0, sizeof(double));
    cuts = p->vehicles_count == 0 && p->peaks_count > 1 ? p->peaks_count : 0;
    q->cuts = ostrov_i_take(a, cuts * OSTROV_I_CURVE_LIMIT, sizeof(ostrov_i_point));
    q->cut_counts = ostrov_i_take(a, cuts, sizeof(int32_t));
    q->cut_fresh = ostrov_i_take(a, cuts > 0 ? OSTROV_I_CURVE_LIMIT : 0, sizeof(ostrov_i_point));
    q->cut_room = ostrov_i_take(a, cuts > 0 ? 4 * OSTROV_I_CURVE_LIMIT : 0, sizeof(ostrov_i_point));
    q->course_slots = ostrov_i_take(a, p->scenarios_count > 0 ? n : 0, sizeof(ostrov_plan_slot));
    q->course_firsts = ostrov_i_take(a, p->scenarios_count, sizeof(ostrov_plan_slot));
    q->course_costs = ostrov_i_take(a, p->scenarios_count, sizeof(ostrov_i_cost));
    q->course_values = ostrov_i_take(a, p->scenarios_count * OSTROV_I_CURVE_LIMIT, sizeof(ostrov_i_point));
    q->course_sizes = ostrov_i_take(a, p->scenarios_count, sizeof(int32_t));
    q->fleet.group_kw = ostrov_i_take(a, p->groups_count, sizeof(double));
    q->fleet.group_used = ostrov_i_take(a, p->groups_count * n, sizeof(double));
    q->fleet.offers = ostrov_i_take(a, (int64_t)longest * (OSTROV_I_SOURCES + 1), sizeof(ostrov_i_offer));
    q->fleet.spare = ostrov_i_take(a, (int64_t)longest * (OSTROV_I_SOURCES + 1), sizeof(ostrov_i_offer));
    q->peaks = ostrov_i_take(a, p->peaks_count, sizeof(ostrov_i_peak));
    q->d.pool = ostrov_i_take(a, q->d.pool_size, sizeof(ostrov_i_point)); /* last: see solve.c */
}

static void open_fleet(const ostrov_i_site *site, ostrov_i_quick *q)
{
    ostrov_i_fleet *f = &q->fleet;
    int64_t begin = 0;
    f->count = site->problem.vehicles_count;
    f->groups = site->problem.groups_count;
    for (int32_t i = 0; i < f->groups; i++) {
        f->group_kw[i] = ostrov_i_site_group_w(site, i) / 1000.0;
    }
    for (int32_t i = 0; i < f->count; i++) {
        ostrov_i_stay *s = &f->stays[i];
        ostrov_plan_vehicle row;
        int32_t k = i;
        ostrov_i_site_vehicle(site, i, &row);
        ostrov_i_site_stay(site, &row, &s->first, &s->until);
        s->group = row.group;
        s->begin = begin;
        begin += s->until - s->first;
        s->limit_kw = row.charge_limit_w / 1000.0;
        s->least_kw = row.charge_min_w / 1000.0;
        if (s->least_kw > s->limit_kw) {
            s->limit_kw = 0.0; /* cannot charge at all */
        }
        s->room_kwh = ostrov_i_max(0.0, row.capacity_wh - row.arrive_wh) / 1000.0 /
                      row.charge_efficiency_ratio;
        s->need_kwh =
            ostrov_i_max(0.0, row.depart_wh - row.arrive_wh) / 1000.0 / row.charge_efficiency_ratio;
        s->need_kwh = ostrov_i_min(s->need_kwh, s->room_kwh);
        s->short_price = row.short_price_per_kwh * row.charge_efficiency_ratio;
        s->bid = 0.0;
        while (k > 0 && f->stays[f->order[k - 1]].until > s->until) { /* deadlines first */
            f->order[k] = f->order[k - 1];
            k--;
        }
        f->order[k] = i;
    }
    memset(f->powers, 0, (size_t)q->power_count * sizeof(double));
}

static void open_peaks(const ostrov_i_site *site, ostrov_i_quick *q)
{
    q->peak_count = site->problem.peaks_count;
    for (int32_t i = 0; i < q->peak_count; i++) {
        ostrov_plan_peak row;
        ostrov_i_peak peak;
        int32_t k = i;
        ostrov_i_site_peak(site, i, &row);
        ostrov_i_site_period(site, &row, &peak.first, &peak.until);
        peak.incurred_kw = row.incurred_w / 1000.0;
        peak.price = row.price_per_kw;
        if (peak.first == 0 && peak.until > 0) { /* what the open interval holds is there, whatever is done */
            const double open_kw = ostrov_i_site_metered_w(site, 0, 0.0) / 1000.0;
            if (open_kw > peak.incurred_kw) {
                q->unavoidable += (open_kw - peak.incurred_kw) * peak.price;
                peak.incurred_kw = open_kw;
            }
        }
        peak.cap_kw = 1e300;
        while (k > 0 && q->peaks[k - 1].until > peak.until) {
            q->peaks[k] = q->peaks[k - 1];
            k--;
        }
        q->peaks[k] = peak;
    }
}

/* The result of the search as columns in W. */
static void write_columns(const ostrov_i_site *site, const ostrov_i_quick *q,
                          const ostrov_plan *c)
{
    const ostrov_i_dispatch *d = &q->d;
    for (int32_t t = 0; t < d->count; t++) {
        const ostrov_i_outcome *o = &d->outcomes[t];
        const ostrov_plan_slot *s = &d->slots[t];
        c->battery_w[t] =
            ostrov_i_clamp(o->battery_kw * 1000.0, -s->charge_limit_w, s->discharge_limit_w);
        if (d->wanted_w != NULL && o->battery_kw == d->wanted_w[t] * 0.001) {
            c->battery_w[t] = d->wanted_w[t]; /* to the last bit what it was */
        }
        if (t == 0 && o->battery_kw == d->hold_w * 0.001) {
            c->battery_w[t] = d->hold_w;
        }
        c->pv_w[t] = ostrov_i_min(o->used[OSTROV_I_PV] * 1000.0, s->pv_w);
        c->shed_w[t] = ostrov_i_min(o->used[OSTROV_I_SHED] * 1000.0, s->load_w - s->critical_w);
        c->shed_critical_w[t] =
            ostrov_i_min(o->used[OSTROV_I_SHED_CRITICAL] * 1000.0, s->critical_w);
        c->soc_ratio[t] = site->has_battery ? o->stored_kwh * 1000.0 / site->capacity_wh : 0.0;
        c->value_per_kwh[t] = site->has_battery ? o->cell_price : 0.0;
        c->node_price_per_kwh[t] = o->node_price;
    }
    memset(c->vehicle_w, 0, (size_t)d->count * (size_t)q->fleet.count * sizeof(double));
    for (int32_t i = 0; i < q->fleet.count; i++) {
        const ostrov_i_stay *s = &q->fleet.stays[i];
        ostrov_plan_vehicle row;
        double stored = 0.0;
        ostrov_i_site_vehicle(site, i, &row);
        stored = row.arrive_wh;
        for (int32_t t = s->first; t < s->until; t++) {
            const double w =
                ostrov_i_min(q->fleet.powers[s->begin + t - s->first] * 1000.0, row.charge_limit_w);
            c->vehicle_w[(size_t)i * (size_t)d->count + (size_t)t] = w;
            stored += w * row.charge_efficiency_ratio * d->slots[t].duration_s / 3600.0;
        }
        c->short_wh[i] = ostrov_i_max(0.0, row.depart_wh - stored);
    }
    for (int32_t t = 0; t < d->count; t++) { /* the grid takes what is left: the balance is exact */
        double demand = d->slots[t].load_w - c->shed_w[t] - c->shed_critical_w[t];
        for (int32_t i = 0; i < q->fleet.count; i++) {
            demand += c->vehicle_w[(size_t)i * (size_t)d->count + (size_t)t];
        }
        demand += ostrov_i_judge_running_w(site, c->battery_w[t]);
        c->grid_w[t] = demand - c->pv_w[t] - c->battery_w[t];
        c->grid_w[t] = ostrov_i_abs(c->grid_w[t]) < 1e-6 ? 0.0 : c->grid_w[t];
    }
}

/* The scenarios' columns; the grid takes what PV and shedding leave. */
static void write_courses(const ostrov_i_site *site, ostrov_i_quick *q, const ostrov_plan *c)
{
    const ostrov_i_dispatch *d = &q->d;
    for (int32_t i = 0; i < site->problem.scenarios_count; i++) {
        double *battery_w = c->scenario_battery_w + (size_t)i * (size_t)d->count;
        double *grid_w = c->scenario_grid_w + (size_t)i * (size_t)d->count;
        ostrov_i_quick_course(q, i);
        for (int32_t t = 0; t < d->count; t++) {
            const ostrov_i_outcome *o = &d->outcomes[t];
            const ostrov_plan_slot *s = &q->course_slots[t];
            battery_w[t] =
                ostrov_i_clamp(o->battery_kw * 1000.0, -s->charge_limit_w, s->discharge_limit_w);
            grid_w[t] = s->load_w + ostrov_i_judge_running_w(site, battery_w[t]) - battery_w[t] -
                        1000.0 * (o->used[OSTROV_I_PV] + o->used[OSTROV_I_SHED] +
                                  o->used[OSTROV_I_SHED_CRITICAL]);
            grid_w[t] = ostrov_i_abs(grid_w[t]) < 1e-6 ? 0.0 : grid_w[t];
        }
    }
}

uint32_t ostrov_i_quick_covers(const ostrov_i_site *site)
{
    return OSTROV_FEATURE_RESERVED | OSTROV_FEATURE_RUNNING | OSTROV_FEATURE_EFFICIENCY |
           OSTROV_FEATURE_TIERS | (site->problem.vehicles_count == 0 ? OSTROV_FEATURE_OPEN : 0) |
           (site->problem.vehicles_count + site->problem.peaks_count == 0 ? OSTROV_FEATURE_SCENARIOS
                                                                          : 0);
}

/* The battery's mean power over each slot in another plan; rest where that says nothing. */
static void take_previous(const ostrov_i_site *site, const ostrov_plan *previous, double *wanted_w)
{
    const ostrov_problem *p = &site->problem;
    int32_t k = 0;
    for (int32_t t = 0; t < p->count; t++) {
        const int64_t from = p->edges_s[t];
        const int64_t until = p->edges_s[t + 1];
        double w = 0.0;
        while (k < previous->count && previous->edges_s[k + 1] <= from) {
            k++;
        }
        for (int32_t i = k; i < previous->count && previous->edges_s[i] < until; i++) {
            const int64_t begin = previous->edges_s[i] > from ? previous->edges_s[i] : from;
            const int64_t end = previous->edges_s[i + 1] < until ? previous->edges_s[i + 1] : until;
            const double share = (double)(end - begin) / (double)(until - from);
            w += end > begin ? share * previous->battery_w[i] : 0.0;
        }
        wanted_w[t] = ostrov_i_finite(w) ? w : 0.0;
    }
}

/* Once more under the caps that were found, with a price on leaving the plan before and the first slot near
 * what runs now: of all plans that cost about the same the one that changes least. What was proven before
 * stays so; where nothing is yet, the prices of the caps prove it afterwards. */
static void settle_down(ostrov_i_quick *q, const ostrov_plan_options *options)
{
    ostrov_i_dispatch *d = &q->d;
    d->hold_w = options->hold_w;
    d->hold_money = options->hold_money;
    d->holds = d->site->has_battery && !ostrov_i_nan(options->hold_w);
    if (q->fleet.count == 0 && (q->calm_price > 0.0 || d->holds)) {
        if (q->peak_count == 0) {
            q->period_bound = d->sound ? d->value : -__builtin_inf();
            q->settled = 1;
        }
        d->calm_price = q->calm_price;
        ostrov_i_quick_caps(q);
        ostrov_i_dispatch_run(d);
        d->calm_price = 0.0;
    }
    d->holds = 0;
}

void ostrov_i_quick_run(ostrov_i_quick *q, const ostrov_i_site *site, const ostrov_plan_slot *slots,
                        const ostrov_plan_options *options, const ostrov_plan *plan)
{
    const size_t bytes = (size_t)site->problem.count * sizeof(double);
    q->d.site = site;
    q->d.slots = slots;
    ostrov_i_cells_open(site, &q->d.cells);
    q->d.count = site->problem.count;
    q->calm_price = options->calm_price_per_kwh;
    if (options->previous != NULL) {
        take_previous(site, options->previous, q->wanted_w);
        q->d.wanted_w = q->wanted_w;
    }
    q->passes = options->passes;
    q->work_limit = options->work_limit / OSTROV_I_CORNER_WORK;
    q->stop = options->stop;
    q->period_bound = -__builtin_inf();
    q->settled = 0;
    memset(q->d.surcharge, 0, bytes);
    if (site->problem.peaks_count > 0) {
        memset(q->relief, 0, bytes);
    }
    memset(q->d.vehicle_kw, 0, bytes);
    memset(q->d.cut_price, 0, bytes);
    open_fleet(site, q);
    open_peaks(site, q);
    if (site->problem.scenarios_count > 0) {
        ostrov_i_quick_caps(q);
        (void)ostrov_i_quick_courses(q, &q->period_bound);
        write_courses(site, q, plan);
        ostrov_i_quick_course(q, -1);
    } else {
        ostrov_i_quick_search(q);
        settle_down(q, options);
    }
    write_columns(site, q, plan);
}

double ostrov_i_quick_proof(ostrov_i_quick *q, const ostrov_i_site *site)
{
    double base = 0.0; /* wishes above what a vehicle can hold stay short in any plan */
    if (site->problem.scenarios_count > 0 || q->settled || q->period_bound > -1e299) {
        return q->period_bound + q->unavoidable;
    }
    if (q->fleet.count == 0 && q->peak_count == 0) {
        return q->d.sound ? q->d.value + q->unavoidable : -__builtin_inf();
    }
    for (int32_t i = 0; i < q->fleet.count; i++) {
        ostrov_plan_vehicle row;
        ostrov_i_site_vehicle(site, i, &row);
        base += ostrov_i_max(0.0, row.depart_wh - ostrov_i_max(row.capacity_wh, row.arrive_wh)) /
                1000.0 * row.short_price_per_kwh;
    }
    return ostrov_i_quick_bound(q) + base + q->unavoidable;
}
