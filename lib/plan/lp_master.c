/* The program over the first slot's powers: planes of all courses, and the risk of their costs.
 *
 *     minimise (1 − w)·Σ p θ + w·(t + Σ p z / (1 − level)),   z ≥ θ − t ≥ …,   θ_s ≥ every plane of
 * s
 *
 * CVaR as a minimum over t: Rockafellar and Uryasev, J. Risk 2, 2000, 21-41.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/fields.h"
#include "plan/lp_courses.h"

/* Planes that are kept, by scenario. When there is no room, those that hold nothing go. */
enum { PLANES = 16 };

static int32_t most_moves(const ostrov_i_site *site)
{
    return 2 * (site->has_battery != 0) + 2 * site->problem.vehicles_count;
}

void ostrov_i_master_lay_out(const ostrov_i_site *site, ostrov_i_arena *a, ostrov_i_master *m)
{
    const ostrov_problem *p = &site->problem;
    const int64_t n = p->scenarios_count;
    const int64_t moves = most_moves(site);
    const int64_t base = 2 + 3 * (1 + (int64_t)p->vehicles_count) + p->groups_count + n;
    ostrov_i_model *q = &m->program;
    memset(q, 0, sizeof *q);
    q->site = site;
    q->rows_room = (int32_t)(base + PLANES * n + n);
    q->cols_room = (int32_t)(moves + 2 * n + 1);
    q->entries_room = (int32_t)((base + PLANES * n + n) * (moves + 3));
    ostrov_i_model_program(a, q);
    m->y = ostrov_i_take(a, q->rows_room, sizeof(double));
    m->x = ostrov_i_take(a, moves, sizeof(double));
    m->theta = ostrov_i_take(a, n, sizeof(double));
    m->base = ostrov_i_take(a, n, sizeof(double));
    m->share = ostrov_i_take(a, n, sizeof(double));
}

/* The first slot of all courses: the site bus, the stores, the groups of the program in work. */
static void add_first(ostrov_i_lp_courses *c)
{
    ostrov_i_model *q = &c->master.program;
    const ostrov_i_model *one = &c->one->model;
    for (int32_t side = 0; side < 2; side++) {
        const double sign = side == 0 ? 1.0 : -1.0;
        const int32_t first = q->entries;
        const int32_t row = ostrov_i_model_row(q, side == 0 ? c->take_kw : c->give_kw, 0.0);
        for (int32_t k = 0; k < c->moves_count; k++) {
            ostrov_i_model_entry(q, row, k, sign * c->moves[k].bus);
        }
        ostrov_i_model_close(q, row, first);
    }
    for (int32_t k = 0; k < c->moved_count; k++) { /* of charging and discharging one is zero */
        const ostrov_i_moved *s = &c->moved[k];
        const double in = s->charge >= 0 ? c->moves[s->charge].upper : 0.0;
        const double out = s->discharge >= 0 ? c->moves[s->discharge].upper : 0.0;
        if (in > 0.0 && out > 0.0) {
            const int32_t row = ostrov_i_model_row(q, 1.0, 1.0);
            ostrov_i_model_entry(q, row, s->charge, 1.0 / in);
            ostrov_i_model_entry(q, row, s->discharge, 1.0 / out);
        }
    }
    for (int32_t k = 0; k < 2 * c->moved_count; k++) {
        const ostrov_i_moved *s = &c->moved[k / 2];
        const double sign = k % 2 == 0 ? 1.0 : -1.0;
        const int32_t first = q->entries;
        const int32_t row =
            ostrov_i_model_row(q, k % 2 == 0 ? ostrov_i_max(s->low, s->high) : -s->low, 0.0);
        ostrov_i_model_entry(q, row, s->charge, sign * s->in);
        ostrov_i_model_entry(q, row, s->discharge, -sign * s->out);
        ostrov_i_model_close(q, row, first);
    }
    for (int32_t g = 0; g < one->site->problem.groups_count; g++) {
        const int32_t from = one->group_row[(int64_t)g * one->site->problem.count];
        const int32_t first = q->entries;
        const int32_t row = from >= 0 ? ostrov_i_model_row(q, one->lp.right[from], 0.0) : -1;
        for (int32_t e = row >= 0 ? one->lp.row_start[from] : 0;
             row >= 0 && e < one->lp.row_start[from + 1]; e++) {
            for (int32_t k = 0; k < c->moves_count; k++) {
                if (c->moves[k].column == one->lp.row_column[e]) {
                    ostrov_i_model_entry(q, row, k, one->lp.row_value[e]);
                }
            }
        }
        if (row >= 0) {
            ostrov_i_model_close(q, row, first);
        }
    }
}

/* Costs of the courses and their risk. */
static void add_risk(ostrov_i_lp_courses *c)
{
    ostrov_i_master *m = &c->master;
    ostrov_i_model *q = &m->program;
    const ostrov_problem *p = &q->site->problem;
    const int32_t n = p->scenarios_count;
    const double weight = p->cvar_weight_ratio;
    const double tail = 1.0 - p->cvar_level_ratio;
    double least = 1e300;
    double most = -1e300;
    int32_t t = -1;
    m->constant = 0.0;
    m->first_theta = q->lp.a.cols;
    for (int32_t s = 0; s < n; s++) {
        least = ostrov_i_min(least, m->base[s]);
        most = ostrov_i_max(most, c->most[s]);
        (void)ostrov_i_model_column(q, c->most[s] - m->base[s], (1.0 - weight) * m->share[s]);
        m->constant += (1.0 - weight) * m->share[s] * m->base[s];
    }
    if (weight <= 0.0) {
        return;
    }
    m->constant += weight * least;
    t = ostrov_i_model_column(q, most - least, weight);
    for (int32_t s = 0; s < n; s++) {
        const int32_t first = q->entries;
        const int32_t row = ostrov_i_model_row(q, least - m->base[s], 0.0);
        const int32_t z = ostrov_i_model_column(q, c->most[s] - least, weight * m->share[s] / tail);
        ostrov_i_model_entry(q, row, m->first_theta + s, 1.0);
        ostrov_i_model_entry(q, row, t, -1.0);
        ostrov_i_model_entry(q, row, z, -1.0);
        ostrov_i_model_close(q, row, first);
    }
}

void ostrov_i_master_build(ostrov_i_lp_courses *c)
{
    ostrov_i_model *q = &c->master.program;
    q->entries = 0;
    q->overflow = 0;
    q->lp.a.rows = 0;
    q->lp.a.cols = 0;
    for (int32_t k = 0; k < c->moves_count; k++) {
        (void)ostrov_i_model_column(q, c->moves[k].upper, 0.0);
    }
    add_first(c);
    add_risk(c);
    c->master.base_rows = q->lp.a.rows;
    c->master.fresh = q->lp.a.rows;
    ostrov_i_model_finish(q);
    ostrov_i_lp_open(&q->lp);
    c->master.bound = -__builtin_inf();
}

/* Takes out the planes that hold nothing at the last solution. */
static void thin(ostrov_i_master *m)
{
    ostrov_i_model *q = &m->program;
    ostrov_i_lp *lp = &q->lp;
    int32_t *number = lp->touched; /* of each row that stays; room for all columns and rows */
    int32_t rows = 0;
    int32_t entries = 0;
    for (int32_t r = 0; r < lp->a.rows; r++) {
        const int32_t idle = r >= m->base_rows && r < m->fresh && lp->where[lp->a.cols + r] >= 0;
        number[r] = idle ? -1 : rows;
        if (!idle) {
            lp->right[rows] = lp->right[r];
            q->slack[rows] = q->slack[r];
            rows++;
        }
    }
    for (int32_t e = 0; e < q->entries; e++) {
        if (number[q->entry_row[e]] >= 0) {
            q->entry_row[entries] = number[q->entry_row[e]];
            q->entry_column[entries] = q->entry_column[e];
            q->entry_value[entries] = q->entry_value[e];
            entries++;
        }
    }
    q->entries = entries;
    lp->a.rows = rows;
    ostrov_i_model_finish(q);
    ostrov_i_lp_open(lp);
    m->fresh = rows;
}

int32_t ostrov_i_master_cut(ostrov_i_lp_courses *c, int32_t course, double value)
{
    ostrov_i_master *m = &c->master;
    ostrov_i_model *q = &m->program;
    double right = m->base[course] - value;
    int32_t first = 0;
    int32_t row = 0;
    if (q->lp.a.rows >= q->rows_room || q->entries + c->moves_count + 1 > q->entries_room) {
        thin(m);
    }
    first = q->entries;
    for (int32_t k = 0; k < c->moves_count; k++) {
        right += c->slope[k] * c->x[k];
    }
    row = ostrov_i_model_row(q, right, 0.0);
    for (int32_t k = 0; k < c->moves_count; k++) {
        ostrov_i_model_entry(q, row, k, c->slope[k]);
    }
    ostrov_i_model_entry(q, row, m->first_theta + course, -1.0);
    if (!q->overflow) {
        ostrov_i_model_close(q, row, first);
    }
    return !q->overflow;
}

int32_t ostrov_i_master_solve(ostrov_i_lp_courses *c)
{
    ostrov_i_master *m = &c->master;
    ostrov_i_model *q = &m->program;
    ostrov_i_lp *lp = &q->lp;
    enum ostrov_i_lp_result result = OSTROV_I_LP_TROUBLE;
    ostrov_i_model_extend(q, m->fresh);
    m->fresh = lp->a.rows;
    lp->cutoff = __builtin_inf();
    result = ostrov_i_lp_solve(lp, 0);
    m->bound = ostrov_i_max(m->bound, ostrov_i_lp_bound(lp, m->y) + m->constant);
    for (int32_t k = 0; k < c->moves_count; k++) {
        m->x[k] = ostrov_i_lp_value(lp, k);
    }
    for (int32_t s = 0; s < q->site->problem.scenarios_count; s++) {
        m->theta[s] = m->base[s] + ostrov_i_lp_value(lp, m->first_theta + s);
    }
    return result == OSTROV_I_LP_OPTIMAL;
}
