/* ostrov_plan_solve: the built-in quick planner, in memory that the caller gives.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/quick.h"

#include <string.h>

#include "plan/judge.h"
#include "plan/plan_tables.h"

/* Room for a plan's columns in the workspace; given out only when all of it is there. */
typedef struct columns {
    double *grid_w;
    double *battery_w;
    double *pv_w;
    double *shed_w;
    double *shed_critical_w;
    double *soc_ratio;
    double *value_per_kwh;
    double *node_price_per_kwh;
    double *vehicle_w;
    double *short_wh;
    double *scenario_battery_w;
    double *scenario_grid_w;
} columns;

/* Hands out parts of the workspace; with memory NULL it only counts. */
typedef struct arena {
    unsigned char *memory;
    size_t used;
} arena;

static void *take(arena *a, int64_t count, size_t size)
{
    void *at = a->memory != NULL ? a->memory + a->used : NULL;
    a->used += ((size_t)(count > 0 ? count : 0) * size + 7u) / 8u * 8u;
    return at;
}

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

static void lay_out(const ostrov_i_site *site, arena *a, ostrov_i_quick *q, columns *c,
                    ostrov_plan_slot **slots)
{
    const ostrov_problem *p = &site->problem;
    const int64_t n = p->count;
    int64_t cuts = 0;
    int32_t longest = 0;
    q->power_count = count_powers(site, &longest);
    *slots = take(a, n, sizeof(ostrov_plan_slot));
    q->d.vehicle_kw = take(a, n, sizeof(double));
    q->d.cut_price = take(a, n, sizeof(double));
    q->d.cap_kw = take(a, n, sizeof(double));
    q->d.surcharge = take(a, n, sizeof(double));
    q->wanted_w = take(a, n, sizeof(double));
    q->d.outcomes = take(a, n, sizeof(ostrov_i_outcome));
    q->d.begins = take(a, n, sizeof(int64_t));
    q->d.sizes = take(a, n, sizeof(int32_t));
    q->d.pool_size = n * 32 + OSTROV_I_CURVE_ROOM;
    q->d.pool = take(a, q->d.pool_size, sizeof(ostrov_i_point));
    q->fleet.stays = take(a, p->vehicles_count, sizeof(ostrov_i_stay));
    q->fleet.order = take(a, p->vehicles_count, sizeof(int32_t));
    q->fleet.ranks = take(a, p->vehicles_count, sizeof(int32_t));
    q->fleet.powers = take(a, q->power_count, sizeof(double));
    q->best_powers = take(a, q->power_count, sizeof(double));
    q->kept_powers = take(a, p->peaks_count > 0 ? q->power_count : 0, sizeof(double));
    q->average = take(a, q->power_count, sizeof(double));
    q->target = take(a, longest, sizeof(double));
    q->bid_count = take(a, p->vehicles_count > 0 ? n : 0, sizeof(int32_t));
    q->d.bids = take(a, p->vehicles_count > 0 ? n * OSTROV_I_BIDS : 0, sizeof(ostrov_i_bid));
    q->relief = take(a, p->peaks_count > 0 ? n : 0, sizeof(double));
    q->relief_high = take(a, p->peaks_count > 0 ? n : 0, sizeof(double));
    q->relief_now = take(a, p->peaks_count > 0 ? n : 0, sizeof(double));
    cuts = p->vehicles_count == 0 && p->peaks_count > 1 ? p->peaks_count : 0;
    q->cuts = take(a, cuts * OSTROV_I_CURVE_LIMIT, sizeof(ostrov_i_point));
    q->cut_counts = take(a, cuts, sizeof(int32_t));
    q->cut_fresh = take(a, cuts > 0 ? OSTROV_I_CURVE_LIMIT : 0, sizeof(ostrov_i_point));
    q->cut_room = take(a, cuts > 0 ? 4 * OSTROV_I_CURVE_LIMIT : 0, sizeof(ostrov_i_point));
    q->course_slots = take(a, p->scenarios_count > 0 ? n : 0, sizeof(ostrov_plan_slot));
    q->course_firsts = take(a, p->scenarios_count, sizeof(ostrov_plan_slot));
    q->course_costs = take(a, p->scenarios_count, sizeof(ostrov_i_cost));
    q->course_values = take(a, p->scenarios_count * OSTROV_I_CURVE_LIMIT, sizeof(ostrov_i_point));
    q->course_sizes = take(a, p->scenarios_count, sizeof(int32_t));
    q->fleet.group_kw = take(a, p->groups_count, sizeof(double));
    q->fleet.group_used = take(a, p->groups_count * n, sizeof(double));
    q->fleet.offers = take(a, (int64_t)longest * (OSTROV_I_SOURCES + 1), sizeof(ostrov_i_offer));
    q->fleet.spare = take(a, (int64_t)longest * (OSTROV_I_SOURCES + 1), sizeof(ostrov_i_offer));
    q->peaks = take(a, p->peaks_count, sizeof(ostrov_i_peak));
    c->grid_w = take(a, n, sizeof(double));
    c->battery_w = take(a, n, sizeof(double));
    c->pv_w = take(a, n, sizeof(double));
    c->shed_w = take(a, n, sizeof(double));
    c->shed_critical_w = take(a, n, sizeof(double));
    c->soc_ratio = take(a, n, sizeof(double));
    c->value_per_kwh = take(a, n, sizeof(double));
    c->node_price_per_kwh = take(a, n, sizeof(double));
    c->vehicle_w = take(a, n * p->vehicles_count, sizeof(double));
    c->short_wh = take(a, p->vehicles_count, sizeof(double));
    c->scenario_battery_w = take(a, n * p->scenarios_count, sizeof(double));
    c->scenario_grid_w = take(a, n * p->scenarios_count, sizeof(double));
}

size_t ostrov_plan_workspace(const ostrov_problem *problem)
{
    ostrov_i_site site;
    ostrov_i_quick q;
    columns c;
    ostrov_plan_slot *slots = NULL;
    arena a = {NULL, 0};
    if (ostrov_i_site_open(problem, &site, NULL) != OSTROV_OK) {
        return 0;
    }
    lay_out(&site, &a, &q, &c, &slots);
    return a.used;
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
static void write_columns(const ostrov_i_site *site, const ostrov_i_quick *q, columns *c)
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
static void write_courses(const ostrov_i_site *site, ostrov_i_quick *q, columns *c)
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

static void copy_column(double *to, const double *from, int64_t count)
{
    if (to != NULL) {
        memcpy(to, from, (size_t)count * sizeof(double));
    }
}

static void give_plan(const ostrov_i_site *site, const columns *c, ostrov_plan *to)
{
    const ostrov_problem *p = &site->problem;
    copy_column(to->grid_w, c->grid_w, p->count);
    copy_column(to->battery_w, c->battery_w, p->count);
    copy_column(to->pv_w, c->pv_w, p->count);
    copy_column(to->shed_w, c->shed_w, p->count);
    copy_column(to->shed_critical_w, c->shed_critical_w, p->count);
    copy_column(to->soc_ratio, c->soc_ratio, p->count);
    copy_column(to->value_per_kwh, c->value_per_kwh, p->count);
    copy_column(to->node_price_per_kwh, c->node_price_per_kwh, p->count);
    copy_column(to->short_wh, c->short_wh, p->vehicles_count);
    if (to->edges_s != NULL) {
        memcpy(to->edges_s, p->edges_s, ((size_t)p->count + 1u) * sizeof(int64_t));
    }
    for (int32_t i = 0; i < p->scenarios_count; i++) {
        const size_t from = (size_t)i * (size_t)p->count;
        const size_t at = (size_t)i * (size_t)to->capacity;
        copy_column(to->scenario_battery_w != NULL ? to->scenario_battery_w + at : NULL,
                    c->scenario_battery_w + from, p->count);
        copy_column(to->scenario_grid_w != NULL ? to->scenario_grid_w + at : NULL,
                    c->scenario_grid_w + from, p->count);
    }
    for (int32_t i = 0; i < p->vehicles_count; i++) {
        if (to->vehicle_w != NULL) {
            copy_column(to->vehicle_w + (size_t)i * (size_t)to->capacity,
                        c->vehicle_w + (size_t)i * (size_t)p->count, p->count);
        }
        if (to->charge_point != NULL) {
            ostrov_plan_vehicle row;
            ostrov_i_site_vehicle(site, i, &row);
            to->charge_point[i] = row.charge_point;
        }
    }
}

/* Totals of the finished plan by the same arithmetic as ostrov_plan_check. */
static ostrov_status judge(const ostrov_i_site *site, ostrov_i_quick *q, const columns *c,
                           ostrov_plan *full)
{
    ostrov_i_judgement j;
    ostrov_plan told;
    double bound = 0.0;
    ostrov_status status = OSTROV_OK;
    memset(&told, 0, sizeof told);
    told.capacity = site->problem.count;
    told.count = site->problem.count;
    told.vehicle_count = site->problem.vehicles_count;
    told.grid_w = c->grid_w;
    told.battery_w = c->battery_w;
    told.pv_w = c->pv_w;
    told.shed_w = c->shed_w;
    told.shed_critical_w = c->shed_critical_w;
    told.vehicle_w = c->vehicle_w;
    told.scenario_battery_w = c->scenario_battery_w;
    told.scenario_grid_w = c->scenario_grid_w;
    status = ostrov_i_judge(site, q->d.slots, &told, 1.0, &j, NULL);
    if (status != OSTROV_OK) {
        return status;
    }
    full->cost = j.verdict.cost;
    full->short_total_wh = j.short_wh;
    full->shed_total_wh = j.shed_wh;
    full->shed_critical_total_wh = j.shed_critical_wh;
    full->reserve_short_wh_h = j.reserve_short_wh_h;
    if (site->problem.scenarios_count > 0 || q->period_bound > -1e299) {
        bound = q->period_bound;
    } else if (q->fleet.count == 0 && q->peak_count == 0) {
        bound = q->d.sound ? q->d.value : -__builtin_inf();
    } else {
        double base = 0.0; /* wishes above what a vehicle can hold stay short in any plan */
        for (int32_t i = 0; i < q->fleet.count; i++) {
            ostrov_plan_vehicle row;
            ostrov_i_site_vehicle(site, i, &row);
            base +=
                ostrov_i_max(0.0, row.depart_wh - ostrov_i_max(row.capacity_wh, row.arrive_wh)) /
                1000.0 * row.short_price_per_kwh;
        }
        bound = ostrov_i_quick_bound(q) + base;
    }
    full->bound = ostrov_i_min(bound + q->unavoidable, full->cost);
    full->gap_ratio = (full->cost - full->bound) / ostrov_i_max(1.0, ostrov_i_abs(full->cost));
    return OSTROV_OK;
}

static ostrov_status check_space(const ostrov_i_site *site, const ostrov_plan *plan, size_t bytes,
                                 const void *workspace, ostrov_fault *why)
{
    const ostrov_problem *p = &site->problem;
    const ostrov_structure *table = &ostrov_i_plan_structures[PLAN_PLAN];
    arena a = {NULL, 0};
    ostrov_i_quick q;
    columns c;
    ostrov_plan_slot *slots = NULL;
    if (plan->capacity < p->count) {
        return ostrov_i_fault(why, OSTROV_E_SPACE, table->name, "capacity", -1,
                              (double)plan->capacity, (double)p->count, OSTROV_I_NAN);
    }
    if (plan->vehicle_capacity < p->vehicles_count &&
        (plan->vehicle_w != NULL || plan->short_wh != NULL || plan->charge_point != NULL)) {
        return ostrov_i_fault(why, OSTROV_E_SPACE, table->name, "vehicle_capacity", -1,
                              (double)plan->vehicle_capacity, (double)p->vehicles_count,
                              OSTROV_I_NAN);
    }
    lay_out(site, &a, &q, &c, &slots);
    if (workspace == NULL || ((uintptr_t)workspace & 7u) != 0) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, "workspace", -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    if (bytes < a.used) {
        return ostrov_i_fault(why, OSTROV_E_SPACE, NULL, "workspace", -1, (double)bytes,
                              (double)a.used, OSTROV_I_NAN);
    }
    return OSTROV_OK;
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

/* Once more under the caps that were found, with a price on leaving the plan before: of all plans that cost
 * about the same the one that changes least. What was proven before stays so. */
static void settle_down(ostrov_i_quick *q)
{
    if (q->calm_price > 0.0 && q->fleet.count == 0) {
        if (q->peak_count == 0) {
            q->period_bound = q->d.sound ? q->d.value : -__builtin_inf();
        } else if (!(q->period_bound > -1e299)) {
            return; /* its bound needs the dispatch as it stands */
        }
        q->d.calm_price = q->calm_price;
        ostrov_i_quick_caps(q);
        ostrov_i_dispatch_run(&q->d);
        q->d.calm_price = 0.0;
    }
}

/* What this planner covers: an open interval only where no vehicle shares the cap, scenarios only for the
 * battery. */
static uint32_t covered_features(const ostrov_i_site *site)
{
    return OSTROV_FEATURE_RESERVED | OSTROV_FEATURE_RUNNING | OSTROV_FEATURE_EFFICIENCY |
           OSTROV_FEATURE_TIERS | (site->problem.vehicles_count == 0 ? OSTROV_FEATURE_OPEN : 0) |
           (site->problem.vehicles_count + site->problem.peaks_count == 0 ? OSTROV_FEATURE_SCENARIOS : 0);
}

static ostrov_status solve(const ostrov_i_site *site, const ostrov_plan_options *options,
                           void *workspace, ostrov_plan *full, columns *c, ostrov_fault *why)
{
    ostrov_i_quick q;
    ostrov_i_reader reader;
    ostrov_plan_slot *slots = NULL;
    arena a = {workspace, 0};
    uint64_t fold = 0;
    ostrov_status status = OSTROV_OK;
    memset(&q, 0, sizeof q);
    lay_out(site, &a, &q, c, &slots);
    ostrov_i_reader_open(&reader, site);
    for (int32_t t = 0; t < site->problem.count && status == OSTROV_OK; t++) {
        status = ostrov_i_reader_next(&reader, &slots[t], why);
        fold = ostrov_i_slot_fold(fold, &slots[t]);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    q.d.site = site;
    q.d.slots = slots;
    ostrov_i_cells_open(site, &q.d.cells);
    q.d.count = site->problem.count;
    q.calm_price = options->calm_price_per_kwh;
    if (options->previous != NULL) {
        take_previous(site, options->previous, q.wanted_w);
        q.d.wanted_w = q.wanted_w;
    }
    q.passes = options->passes;
    q.work_limit = options->work_limit;
    q.stop = options->stop;
    q.period_bound = -__builtin_inf();
    memset(q.d.surcharge, 0, (size_t)q.d.count * sizeof(double));
    if (site->problem.peaks_count > 0) {
        memset(q.relief, 0, (size_t)q.d.count * sizeof(double));
    }
    memset(q.d.vehicle_kw, 0, (size_t)q.d.count * sizeof(double));
    memset(q.d.cut_price, 0, (size_t)q.d.count * sizeof(double));
    open_fleet(site, &q);
    open_peaks(site, &q);
    if (site->problem.scenarios_count > 0) {
        ostrov_i_quick_caps(&q);
        (void)ostrov_i_quick_courses(&q, &q.period_bound);
        write_courses(site, &q, c);
        ostrov_i_quick_course(&q, -1);
    } else {
        ostrov_i_quick_search(&q);
        settle_down(&q);
    }
    write_columns(site, &q, c);
    status = judge(site, &q, c, full);
    full->count = site->problem.count;
    full->vehicle_count = site->problem.vehicles_count;
    full->solver = q.fleet.count > 0 ? OSTROV_SOLVER_QUICK : OSTROV_SOLVER_VALUE;
    full->expires_s = site->problem.edges_s[full->count];
    full->source_crc = ostrov_i_site_crc(site, fold);
    full->work = q.d.work;
    return status == OSTROV_OK && q.limited ? OSTROV_LIMITED : status;
}

ostrov_status ostrov_plan_solve(const ostrov_problem *problem, const ostrov_plan_options *options,
                                void *workspace, size_t bytes, ostrov_plan *plan, ostrov_fault *why)
{
    const ostrov_structure *table = &ostrov_i_plan_structures[PLAN_PLAN];
    ostrov_i_site site;
    ostrov_plan full;
    ostrov_plan_options chosen;
    columns c;
    ostrov_status status = OSTROV_OK;
    if (plan == NULL || plan->struct_size < table->first_size) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, table->name, "struct_size", -1, OSTROV_I_NAN,
                              (double)table->first_size, OSTROV_I_NAN);
    }
    if (options == NULL) {
        status = ostrov_plan_options_defaults(&chosen, sizeof chosen);
    } else {
        status =
            ostrov_i_take_config(&ostrov_i_plan_structures[PLAN_OPTIONS], options, &chosen, why);
    }
    if (status == OSTROV_OK) {
        status = ostrov_i_site_open(problem, &site, why);
    }
    if (status == OSTROV_OK && chosen.previous != NULL &&
        (chosen.previous->edges_s == NULL || chosen.previous->battery_w == NULL)) {
        status = ostrov_i_fault(why, OSTROV_E_ARGUMENT, "ostrov_plan_options", "previous", -1,
                                OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN);
    }
    if (status == OSTROV_OK) {
        status = ostrov_i_scenarios_judge(&site, why);
    }
    if (status == OSTROV_OK) {
        status = ostrov_i_site_covers(&site, covered_features(&site), why);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    memset(&full, 0, sizeof full);
    memcpy(&full, plan, plan->struct_size < sizeof full ? plan->struct_size : sizeof full);
    status = check_space(&site, &full, bytes, workspace, why);
    if (status != OSTROV_OK) {
        return status;
    }
    status = solve(&site, &chosen, workspace, &full, &c, why);
    if (status == OSTROV_OK || status == OSTROV_LIMITED) {
        const ostrov_status given = ostrov_i_give(table, &full, plan, plan->struct_size);
        if (given != OSTROV_OK) {
            return given;
        }
        give_plan(&site, &c, &full);
    }
    return status;
}
