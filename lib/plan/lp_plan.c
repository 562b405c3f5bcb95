/* Runs the structured solver on a site.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/lp_plan.h"

#include <string.h>

static const uint64_t MAGIC = UINT64_C(0x6f7374726f766c70);

uint32_t ostrov_i_lp_plan_features(const ostrov_i_site *site)
{
    return site->problem.scenarios_count == 0
               ? OSTROV_I_LP_COVERS
               : (OSTROV_I_LP_COVERS | OSTROV_FEATURE_SCENARIOS) &
                     ~(uint32_t)(OSTROV_FEATURE_BATTERIES | OSTROV_FEATURE_BLOCKS);
}

int32_t ostrov_i_lp_plan_covers(const ostrov_i_site *site)
{
    return (site->features & ~ostrov_i_lp_plan_features(site)) == 0 &&
           site->problem.count <= OSTROV_I_LP_SLOTS;
}

void ostrov_i_lp_plan_lay_out(const ostrov_i_site *site, ostrov_i_arena *a, ostrov_i_lp_plan *s)
{
    s->mark = ostrov_i_take(a, 1, sizeof *s->mark);
    ostrov_i_model_lay_out(site, a, &s->model);
    ostrov_i_branch_lay_out(a, &s->model, &s->branch);
    s->stored_kwh = ostrov_i_take(
        a, 1 + site->problem.batteries_count + site->problem.vehicles_count, sizeof(double));
}

int32_t ostrov_i_lp_plan_basis(ostrov_i_model *m, const ostrov_i_lp_mark *mark, const int32_t *where,
                               const double *weight)
{
    ostrov_i_lp *lp = &m->lp;
    const int32_t all = lp->a.cols + lp->a.rows;
    int32_t basic = 0;
    if (mark->magic != MAGIC || mark->rows != lp->a.rows || mark->cols != lp->a.cols ||
        mark->entries != m->entries) {
        return 0;
    }
    for (int32_t r = 0; r < lp->a.rows; r++) {
        lp->basic[r] = -1;
        lp->weight[r] = weight[r] > 1e-6 && weight[r] < 1e12 ? weight[r] : 1.0;
    }
    for (int32_t j = 0; j < all; j++) {
        const int32_t at = where[j];
        if (at >= lp->a.rows || at < OSTROV_I_LP_AT_UPPER || (at >= 0 && lp->basic[at] >= 0)) {
            return 0;
        }
        lp->where[j] = at;
        if (at >= 0) {
            lp->basic[at] = j;
            basic++;
        }
    }
    return basic == lp->a.rows;
}

ostrov_i_lp_mark ostrov_i_lp_plan_mark(const ostrov_i_model *m)
{
    return (ostrov_i_lp_mark){MAGIC, m->lp.a.rows, m->lp.a.cols, m->entries, 0};
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
    lp->work = 0;
    lp->lu.work = 0;
    lp->work_limit = options->work_limit;
    lp->stop = options->stop;
    if (!ostrov_i_model_build(&s->model)) {
        out->limited = 1;
        return;
    }
    warm = options->warm &&
           ostrov_i_lp_plan_basis(&s->model, s->mark, b->root_where, b->root_weight);
    *s->mark = ostrov_i_lp_plan_mark(&s->model);
    if (warm) {
        ostrov_i_lp_resume(lp);
    } else {
        ostrov_i_model_begin(&s->model);
    }
    b->model = &s->model;
    b->best = __builtin_inf();
    b->gap_ratio = options->gap_ratio;
    out->found = ostrov_i_branch_run(b, warm);
    out->limited = b->limited;
    out->bound = b->bound + s->model.constant;
    if (out->found) {
        ostrov_i_lp_plan_read(s, plan);
    }
    out->work = lp->work + lp->lu.work;
}
