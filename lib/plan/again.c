/* The kept plan: see again.h. That the plan is sound needs no second judgement: it was judged when it was
 * made, and now both the problem and the plan are the same to the last bit.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/again.h"

#include <string.h>

#include "plan/picture.h"

/* What of the options bears upon the plan, but for the plan before. */
static void what_matters(const ostrov_plan_options *o, double out[OSTROV_I_MATTERS])
{
    out[0] = (double)o->solver;
    out[1] = (double)o->passes;
    out[2] = (double)o->work_limit;
    out[3] = o->gap_ratio;
    out[4] = o->calm_price_per_kwh;
    out[5] = ostrov_i_nan(o->hold_w) ? 1e300 : o->hold_w;
    out[6] = o->hold_money;
}

/* Four folds side by side: one after the other they would wait for each other. */
static uint64_t seal_of(const ostrov_i_kept_plan *k, const uint64_t *columns)
{
    uint64_t lanes[4] = {1, 2, 3, 4};
    uint64_t words[sizeof *k / sizeof(uint64_t)];
    const size_t own = sizeof words / sizeof words[0];
    const size_t whole = (size_t)k->columns_words / 4u * 4u;
    memcpy(words, k, sizeof words);
    for (size_t i = 1; i < own; i++) {
        lanes[i % 4] = ostrov_i_fold(lanes[i % 4], words[i]);
    }
    for (size_t i = 0; i < whole; i += 4) {
        lanes[0] = ostrov_i_fold(lanes[0], columns[i]);
        lanes[1] = ostrov_i_fold(lanes[1], columns[i + 1]);
        lanes[2] = ostrov_i_fold(lanes[2], columns[i + 2]);
        lanes[3] = ostrov_i_fold(lanes[3], columns[i + 3]);
    }
    for (size_t i = whole; i < k->columns_words; i++) {
        lanes[i % 4] = ostrov_i_fold(lanes[i % 4], columns[i]);
    }
    return ostrov_i_fold(ostrov_i_fold(lanes[0], lanes[1]), ostrov_i_fold(lanes[2], lanes[3]));
}

void ostrov_i_again_forget(ostrov_i_again *a) { a->kept->picture_bytes = 0; }

void ostrov_i_again_keep(ostrov_i_again *a, const ostrov_problem *problem,
                         const ostrov_plan_options *options, const ostrov_plan *plan,
                         const unsigned char *workspace, size_t used, const uint64_t *columns,
                         size_t words)
{
    ostrov_i_kept_plan *k = a->kept;
    memset(k, 0, sizeof *k);
    if (a->picture_bytes == 0) {
        return;
    }
    k->used = used;
    k->columns_at = (uint64_t)((const unsigned char *)columns - workspace);
    k->columns_words = words;
    k->picture_at = (uint64_t)(a->picture - workspace);
    k->picture_bytes = a->picture_bytes;
    k->follows = options->previous != NULL;
    k->plan.count = plan->count;
    k->plan.vehicle_count = plan->vehicle_count;
    k->plan.solver = plan->solver;
    k->plan.source_crc = plan->source_crc;
    k->plan.cost = plan->cost;
    k->plan.bound = plan->bound;
    k->plan.gap_ratio = plan->gap_ratio;
    k->plan.short_total_wh = plan->short_total_wh;
    k->plan.shed_total_wh = plan->shed_total_wh;
    k->plan.shed_critical_total_wh = plan->shed_critical_total_wh;
    k->plan.reserve_short_wh_h = plan->reserve_short_wh_h;
    k->plan.expires_s = plan->expires_s;
    what_matters(options, k->matters);
    ostrov_i_picture_take(problem, a->picture);
    k->seal = seal_of(k, columns);
}

static void give_totals(const ostrov_i_kept_plan *k, ostrov_plan *plan)
{
    plan->count = k->plan.count;
    plan->vehicle_count = k->plan.vehicle_count;
    plan->solver = k->plan.solver;
    plan->source_crc = k->plan.source_crc;
    plan->cost = k->plan.cost;
    plan->bound = k->plan.bound;
    plan->gap_ratio = k->plan.gap_ratio;
    plan->short_total_wh = k->plan.short_total_wh;
    plan->shed_total_wh = k->plan.shed_total_wh;
    plan->shed_critical_total_wh = k->plan.shed_critical_total_wh;
    plan->reserve_short_wh_h = k->plan.reserve_short_wh_h;
    plan->expires_s = k->plan.expires_s;
    plan->work = 0;
}

/* 1 when what the head says lies within the workspace, and the options are those of the plan. */
static int32_t fits(const ostrov_i_kept_plan *k, const ostrov_plan_options *options, size_t bytes)
{
    double matters[OSTROV_I_MATTERS];
    what_matters(options, matters);
    return k->picture_bytes > 0 && k->used <= bytes && k->columns_at <= k->used &&
           k->columns_words <= (k->used - k->columns_at) / sizeof(uint64_t) &&
           k->picture_at <= k->used && k->picture_bytes <= k->used - k->picture_at &&
           (k->columns_at & 7u) == 0 && (options->previous != NULL || !k->follows) &&
           memcmp(matters, k->matters, sizeof matters) == 0;
}

static int32_t is_the_one_followed(const ostrov_plan *before, const ostrov_problem *p,
                                   const ostrov_plan *columns)
{
    return before->count == p->count &&
           memcmp(before->edges_s, p->edges_s, ((size_t)p->count + 1u) * sizeof(int64_t)) == 0 &&
           memcmp(before->battery_w, columns->battery_w, (size_t)p->count * sizeof(double)) == 0;
}

int32_t ostrov_i_again_find(const ostrov_problem *problem, const ostrov_plan_options *options,
                            unsigned char *workspace, size_t bytes, ostrov_problem *complete,
                            ostrov_plan *columns, ostrov_plan *plan)
{
    const ostrov_i_kept_plan *k = (const ostrov_i_kept_plan *)(const void *)workspace;
    ostrov_i_arena a = {workspace, 0};
    if (workspace == NULL || ((uintptr_t)workspace & 7u) != 0 || bytes < sizeof *k ||
        !fits(k, options, bytes) ||
        k->seal != seal_of(k, (const uint64_t *)(const void *)(workspace + k->columns_at)) ||
        !ostrov_i_picture_same(problem, workspace + k->picture_at, (size_t)k->picture_bytes)) {
        return 0;
    }
    memset(complete, 0, sizeof *complete);
    memcpy(complete, problem, problem->struct_size);
    a.used = (size_t)k->columns_at;
    ostrov_i_columns_lay_out(complete, &a, columns);
    if (a.used - k->columns_at != k->columns_words * sizeof(uint64_t) ||
        plan->capacity < complete->count ||
        (plan->vehicle_capacity < complete->vehicles_count &&
         (plan->vehicle_w != NULL || plan->short_wh != NULL || plan->charge_point != NULL)) ||
        (options->previous != NULL &&
         !is_the_one_followed(options->previous, complete, columns))) {
        return 0;
    }
    give_totals(k, plan);
    return 1;
}
