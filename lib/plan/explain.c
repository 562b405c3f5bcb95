/* Why a plan does what it does: read off the plan and its problem, whoever made it.
 *
 * The worth of stored energy (value_per_kwh) splits prices in three: below what a kWh is worth on its way in
 * the battery charges, above what it must bring on its way out it discharges, between the two it rests.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/plan_explain.h>

#include <string.h>

#include "plan/judge.h"
#include "plan/plan_tables.h"

#define NEAR_W 1e-3 /* powers closer than this are at their limit */

/* Prices of a kWh at the site bus at which charging stops and discharging begins. */
typedef struct worth {
    double in;
    double out;
} worth;

/* A slot with what its reasons are made of. */
typedef struct view {
    const ostrov_i_site *site;
    const ostrov_plan_slot *slot;
    const ostrov_plan *plan;
    int32_t t;
    worth worth;
    double peak_price; /* what the import adds to a peak charge, money per kWh, if it is the highest */
    double peak_w;
    int32_t known_peak; /* whose highest import is known */
    double highest_w;
    ostrov_plan_reason found[16];
    int32_t count;
} view;

static void say(view *v, int32_t because, double value, double now, double change_at,
                double change_also)
{
    ostrov_plan_reason *r = &v->found[v->count];
    r->slot = v->t;
    r->because = because;
    r->value_per_kwh = ostrov_i_max(0.0, value);
    r->now = now;
    r->change_at = change_at;
    r->change_also = change_also;
    v->count++;
}

/* What the battery does, always the first reason. */
static void say_battery(view *v)
{
    const double battery_w = v->plan->battery_w[v->t];
    const double grid_w = v->plan->grid_w[v->t];
    const double import = v->slot->import_price_per_kwh;
    const double export = v->slot->export_price_per_kwh;
    const double at_hand = grid_w < -NEAR_W ? export : import;
    if (battery_w < -NEAR_W && grid_w > NEAR_W) {
        say(v, OSTROV_BECAUSE_CHARGE_CHEAP, v->worth.in - import, import, v->worth.in, OSTROV_I_NAN);
    } else if (battery_w < -NEAR_W) {
        say(v, OSTROV_BECAUSE_CHARGE_SUN, v->worth.in - export, export, v->worth.in, OSTROV_I_NAN);
    } else if (battery_w > NEAR_W && grid_w < -NEAR_W) {
        say(v, OSTROV_BECAUSE_DISCHARGE_SELL, export - v->worth.out, export, v->worth.out, OSTROV_I_NAN);
    } else if (battery_w > NEAR_W) {
        say(v, OSTROV_BECAUSE_DISCHARGE_DEAR, import - v->worth.out, import, v->worth.out, OSTROV_I_NAN);
    } else {
        say(v, OSTROV_BECAUSE_HOLD, ostrov_i_min(at_hand - v->worth.in, v->worth.out - at_hand),
            at_hand, v->worth.in, v->worth.out);
    }
}

static void say_battery_limits(view *v)
{
    const double battery_w = v->plan->battery_w[v->t];
    const double stored_wh = v->plan->soc_ratio[v->t] * v->site->capacity_wh;
    const double near_wh = 1e-6 * v->site->capacity_wh;
    const double price = v->site->problem.reserve_price_per_kwh_h * v->slot->duration_s / 3600.0;
    const double gain = v->found[0].value_per_kwh;
    if (battery_w <= -v->slot->charge_limit_w + NEAR_W && battery_w < -NEAR_W) {
        say(v, OSTROV_BECAUSE_CHARGE_LIMIT, gain, -battery_w, v->slot->charge_limit_w, OSTROV_I_NAN);
    }
    if (battery_w >= v->slot->discharge_limit_w - NEAR_W && battery_w > NEAR_W) {
        say(v, OSTROV_BECAUSE_DISCHARGE_LIMIT, gain, battery_w, v->slot->discharge_limit_w,
            OSTROV_I_NAN);
    }
    if (v->slot->floor_wh > v->site->min_wh + near_wh && stored_wh <= v->slot->floor_wh + near_wh) {
        say(v, OSTROV_BECAUSE_RESERVE, price, v->plan->soc_ratio[v->t],
            v->slot->floor_wh / v->site->capacity_wh, OSTROV_I_NAN);
    } else if (stored_wh <= v->site->min_wh + near_wh) {
        say(v, OSTROV_BECAUSE_EMPTY, gain, v->plan->soc_ratio[v->t],
            v->site->min_wh / v->site->capacity_wh, OSTROV_I_NAN);
    }
    if (stored_wh >= v->site->max_wh - near_wh) {
        say(v, OSTROV_BECAUSE_FULL, gain, v->plan->soc_ratio[v->t],
            v->site->max_wh / v->site->capacity_wh, OSTROV_I_NAN);
    }
}

static void say_site(view *v)
{
    const ostrov_plan_slot *s = v->slot;
    const ostrov_plan *plan = v->plan;
    const int32_t t = v->t;
    const double grid_w = plan->grid_w[t];
    const double node = plan->node_price_per_kwh != NULL ? plan->node_price_per_kwh[t] : OSTROV_I_NAN;
    if (s->import_limit_w <= 0.0) {
        say(v, OSTROV_BECAUSE_OUTAGE, OSTROV_I_NAN, 0.0, OSTROV_I_NAN, OSTROV_I_NAN);
    } else if (grid_w >= s->import_limit_w - NEAR_W) {
        say(v, OSTROV_BECAUSE_IMPORT_LIMIT, node - s->import_price_per_kwh, grid_w, s->import_limit_w,
            OSTROV_I_NAN);
    }
    if (s->export_limit_w > 0.0 && grid_w <= -s->export_limit_w + NEAR_W) {
        say(v, OSTROV_BECAUSE_EXPORT_LIMIT, s->export_price_per_kwh - node, -grid_w, s->export_limit_w,
            OSTROV_I_NAN);
    }
    if (v->peak_price > 0.0) {
        say(v, OSTROV_BECAUSE_PEAK, v->peak_price, grid_w, v->peak_w, OSTROV_I_NAN);
    }
    if (plan->shed_critical_w[t] > NEAR_W) {
        say(v, OSTROV_BECAUSE_SHED_CRITICAL, v->site->problem.shed_critical_price_per_kwh,
            plan->shed_critical_w[t], OSTROV_I_NAN, OSTROV_I_NAN);
    }
    if (plan->shed_w[t] > NEAR_W) {
        say(v, OSTROV_BECAUSE_SHED, v->site->problem.shed_price_per_kwh, plan->shed_w[t], OSTROV_I_NAN,
            OSTROV_I_NAN);
    }
    if (s->pv_w - plan->pv_w[t] > NEAR_W) {
        say(v, OSTROV_BECAUSE_CURTAIL, -s->export_price_per_kwh - v->site->problem.curtail_price_per_kwh,
            s->pv_w - plan->pv_w[t], OSTROV_I_NAN, OSTROV_I_NAN);
    }
}

/* The highest import of each period is charged: its slots say so. Money per kWh by the node price where it
 * is known, else the charge spread over the slots that make it. */
static void find_peak(view *v)
{
    const ostrov_plan *plan = v->plan;
    const int32_t t = v->t;
    v->peak_price = 0.0;
    for (int32_t i = 0; i < v->site->problem.peaks_count; i++) {
        ostrov_plan_peak row;
        int32_t first = 0;
        int32_t until = 0;
        double highest = 0.0;
        ostrov_i_site_peak(v->site, i, &row);
        ostrov_i_site_period(v->site, &row, &first, &until);
        if (t < first || t >= until) {
            continue;
        }
        if (v->known_peak != i) {
            v->known_peak = i;
            v->highest_w = row.incurred_w;
            for (int32_t k = first; k < until; k++) {
                v->highest_w =
                    ostrov_i_max(v->highest_w, ostrov_i_site_metered_w(v->site, k, plan->grid_w[k]));
            }
        }
        highest = v->highest_w;
        if (plan->grid_w[t] > NEAR_W &&
            ostrov_i_site_metered_w(v->site, t, plan->grid_w[t]) >= highest - NEAR_W) {
            v->peak_price = plan->node_price_per_kwh != NULL
                                ? plan->node_price_per_kwh[t] - v->slot->import_price_per_kwh
                                : row.price_per_kw / (v->slot->duration_s / 3600.0);
            v->peak_w = highest;
        }
    }
}

/* The battery's own reason first, then what weighs most; what has no number weighs least but for an
 * outage and load not served, which nobody may miss. */
static double weight(const ostrov_plan_reason *r)
{
    if (r->because == OSTROV_BECAUSE_OUTAGE || r->because == OSTROV_BECAUSE_SHED_CRITICAL) {
        return 1e300;
    }
    return ostrov_i_nan(r->value_per_kwh) ? 0.0 : r->value_per_kwh;
}

static void give(view *v, ostrov_plan_reason *rows, uint32_t stride)
{
    ostrov_plan_reason *found = v->found;
    for (int32_t i = 2; i < v->count; i++) {
        const ostrov_plan_reason r = found[i];
        int32_t k = i;
        for (; k > 1 && weight(&found[k - 1]) < weight(&r); k--) {
            found[k] = found[k - 1];
        }
        found[k] = r;
    }
    for (int32_t i = 0; i < OSTROV_PLAN_REASONS; i++) {
        ostrov_plan_reason none = {v->t, 0, OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN};
        memcpy((char *)rows + ((size_t)v->t * OSTROV_PLAN_REASONS + (size_t)i) * stride,
               i < v->count ? &found[i] : &none, sizeof none);
    }
}

static void explain_slot(view *v)
{
    const double stored = v->plan->value_per_kwh[v->t];
    v->count = 0;
    v->worth.in = stored * v->site->charge_ratio;
    v->worth.out = (stored + v->site->problem.wear_price_per_kwh) / v->site->discharge_ratio;
    find_peak(v);
    if (v->site->has_battery) {
        say_battery(v);
        say_battery_limits(v);
    } else {
        say(v, OSTROV_BECAUSE_UNKNOWN, OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN);
    }
    say_site(v);
}

ostrov_status ostrov_plan_explain(const ostrov_problem *problem, const ostrov_plan *plan,
                                  ostrov_plan_reason *rows, uint32_t stride, int32_t capacity,
                                  ostrov_fault *why)
{
    const ostrov_structure *table = &ostrov_i_plan_structures[PLAN_PLAN];
    ostrov_i_site site;
    ostrov_i_reader reader;
    ostrov_plan_slot slot;
    ostrov_plan full;
    ostrov_i_judgement judgement;
    view v;
    ostrov_status status = OSTROV_OK;
    if (plan == NULL || rows == NULL || plan->struct_size < table->first_size) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, table->name, "struct_size", -1, OSTROV_I_NAN,
                              (double)table->first_size, OSTROV_I_NAN);
    }
    memset(&full, 0, sizeof full);
    memcpy(&full, plan, plan->struct_size < sizeof full ? plan->struct_size : sizeof full);
    status = ostrov_i_site_open(problem, &site, why);
    if (status == OSTROV_OK) { /* every column is there and finite */
        status = ostrov_i_judge(&site, NULL, &full, 1.0, &judgement, why);
    }
    if (status == OSTROV_OK && (full.soc_ratio == NULL || full.value_per_kwh == NULL)) {
        status = ostrov_i_fault(why, OSTROV_E_ARGUMENT, table->name,
                                full.soc_ratio == NULL ? "soc_ratio" : "value_per_kwh", -1,
                                OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN);
    }
    if (status == OSTROV_OK && (capacity < OSTROV_PLAN_REASONS * site.problem.count ||
                                stride < sizeof(ostrov_plan_reason))) {
        status = ostrov_i_fault(why, OSTROV_E_SPACE, "ostrov_plan_reason", NULL, -1, (double)capacity,
                                (double)(OSTROV_PLAN_REASONS * site.problem.count), OSTROV_I_NAN);
    }
    v.site = &site;
    v.slot = &slot;
    v.plan = &full;
    v.known_peak = -1;
    ostrov_i_reader_open(&reader, &site);
    for (v.t = 0; status == OSTROV_OK && v.t < site.problem.count; v.t++) {
        status = ostrov_i_reader_next(&reader, &slot, why);
        if (status == OSTROV_OK) {
            explain_slot(&v);
            give(&v, rows, stride);
        }
    }
    return status;
}

ostrov_status ostrov_plan_missed(const ostrov_plan_verdict *verdict, ostrov_wish_missed *missed,
                                 int32_t *count)
{
    if (verdict == NULL || missed == NULL || count == NULL ||
        verdict->struct_size < sizeof *verdict) {
        return OSTROV_E_ARGUMENT;
    }
    {
        const double costs[] = {verdict->shed_critical_cost, verdict->shed_cost - verdict->shed_critical_cost,
                                verdict->short_cost, verdict->block_cost, verdict->reserve_cost,
                                verdict->end_cost, verdict->full_cost, verdict->throughput_cost};
        *count = 0;
        for (int32_t i = 0; i < 8; i++) {
            if (costs[i] > 0.0) {
                missed[*count] = (ostrov_wish_missed){i + 1, 0, costs[i]};
                (*count)++;
            }
        }
    }
    return OSTROV_OK;
}
