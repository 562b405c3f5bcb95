/* Runs the structured solver on a site.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/lp_plan.h"

#include <string.h>

#include "base/fields.h"

uint32_t ostrov_i_lp_plan_features(const ostrov_i_site *site)
{
    return site->problem.scenarios_count == 0
               ? OSTROV_I_LP_COVERS
               : (OSTROV_I_LP_COVERS | OSTROV_FEATURE_SCENARIOS) &
                     ~(uint32_t)(OSTROV_FEATURE_BATTERIES | OSTROV_FEATURE_BLOCKS |
                                 OSTROV_FEATURE_EFFICIENCY);
}

int32_t ostrov_i_lp_plan_covers(const ostrov_i_site *site)
{
    return (site->features & ~ostrov_i_lp_plan_features(site)) == 0 &&
           site->problem.count <= OSTROV_I_LP_SLOTS;
}

void ostrov_i_lp_plan_lay_out(const ostrov_i_site *site, ostrov_i_arena *a, ostrov_i_lp_plan *s)
{
    ostrov_i_model_rooms(site, &s->model);
    s->branch.root_room = s->model.cols_room + s->model.rows_room;
    s->branch.root = ostrov_i_take(a, 1, sizeof *s->branch.root);
    (void)ostrov_i_take(a, s->branch.root_room, sizeof(ostrov_i_lp_stand));
    ostrov_i_model_lay_out(site, a, &s->model);
    ostrov_i_branch_lay_out(a, &s->model, &s->branch);
    s->stored_kwh = ostrov_i_take(
        a, 1 + site->problem.batteries_count + site->problem.vehicles_count, sizeof(double));
}

void ostrov_i_lp_plan_run(ostrov_i_lp_plan *s, const ostrov_plan_slot *slots,
                          const ostrov_plan_options *options, const ostrov_plan *plan,
                          ostrov_i_lp_outcome *out)
{
    ostrov_i_lp *lp = &s->model.lp;
    ostrov_i_branch *b = &s->branch;
    int32_t warm = 0;
    memset(out, 0, sizeof *out);
    out->bound = -__builtin_inf();
    s->model.slots = slots;
    b->model = &s->model;
    lp->work = 0;
    lp->lu.work = 0;
    lp->work_limit = options->work_limit;
    lp->stop = options->stop;
    if (!ostrov_i_model_build(&s->model)) {
        out->limited = 1;
        return;
    }
    warm = options->warm && ostrov_i_branch_take_root(b);
    if (warm) {
        ostrov_i_lp_resume(lp);
    } else {
        ostrov_i_model_begin(&s->model);
    }
    b->best = __builtin_inf();
    b->gap_ratio = options->gap_ratio;
    out->found = ostrov_i_branch_run(b, warm);
    out->limited = b->limited;
    out->bound = b->bound + s->model.constant;
    s->hold_kw = options->hold_w / 1000.0; /* NaN = not known */
    if (out->found && !out->limited && s->model.site->has_battery &&
        !ostrov_i_nan(options->hold_w)) {
        ostrov_i_branch_hold(b, s->hold_kw, options->hold_money);
    }
    if (out->found) {
        ostrov_i_lp_plan_read(s, plan);
    }
    out->work = lp->work + lp->lu.work;
}
