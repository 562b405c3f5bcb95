/* The first slot's powers, which all courses of a problem share.
 *
 * After it every course can go on whatever they were: load can be shed, PV curtailed, batteries and
 * vehicles can rest. So the rows of the first slot say all of what can be shared.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/fields.h"
#include "plan/lp_courses.h"

#define KILO 1000.0
#define NEAR 1e-9 /* kW: a limit is kept within this */

/* The next move, of a column that may be missing; gives its number, −1 = there is none. */
static int32_t add_move(ostrov_i_lp_courses *c, int32_t column, ostrov_i_move move, int32_t widen)
{
    ostrov_i_move *own = &c->moves[c->moves_count];
    const double upper = column >= 0 ? c->one->model.lp.upper[column] : 0.0;
    if (column < 0) {
        return -1;
    }
    move.column = column;
    move.upper = ostrov_i_min(move.upper, upper);
    move.upper = widen ? move.upper : ostrov_i_min(move.upper, own->upper);
    *own = move;
    return c->moves_count++;
}

/* A store's content after the first slot stays where its segments are. */
static void find_store(ostrov_i_lp_courses *c, int32_t store, int32_t widen)
{
    const ostrov_i_model *m = &c->one->model;
    const ostrov_i_lp_store *s = &m->stores[store];
    const ostrov_i_lp_cell *cell = &m->cells[s->cell];
    const double hours = m->slots[0].duration_s / 3600.0;
    const double least = s->vehicle >= 0 ? m->vehicles[s->vehicle].charge_min_w / KILO : 0.0;
    const double kept = ostrov_i_model_keep(m, s, 0) * s->start_kwh;
    const int32_t at = c->moved_count;
    ostrov_i_moved *moved = &c->moved[at];
    double low = cell->low_kwh - kept;
    double high = low;
    for (int32_t k = 0; k < cell->segments; k++) {
        high += m->lp.upper[cell->stored + k];
    }
    low = widen ? low : ostrov_i_max(low, moved->low);
    high = widen ? high : ostrov_i_min(high, moved->high);
    *moved =
        (ostrov_i_moved){-1, -1, s->charge_ratio * hours, hours / s->discharge_ratio, low, high};
    moved->charge = add_move(c, cell->charge, (ostrov_i_move){-1, at, 1.0, 1e300, least}, widen);
    moved->discharge =
        add_move(c, cell->discharge, (ostrov_i_move){-1, at, -1.0, 1e300, 0.0}, widen);
    c->moved_count++;
}

void ostrov_i_first_find(ostrov_i_lp_courses *c, int32_t widen)
{
    const ostrov_i_model *m = &c->one->model;
    const ostrov_i_slot_columns *own = &m->columns[0];
    const double import = own->import >= 0 ? m->lp.upper[own->import] : 0.0;
    const double export = own->export >= 0 ? m->lp.upper[own->export] : 0.0;
    const double take = import + m->slots[0].pv_w / KILO;
    const double give = export + m->slots[0].load_w / KILO;
    const double hours = m->slots[0].duration_s / 3600.0;
    c->moves_count = 0;
    c->moved_count = 0;
    for (int32_t k = 0; k < m->stores_count; k++) {
        if (m->stores[k].first == 0 && m->stores[k].until > 0) {
            find_store(c, k, widen);
        }
    }
    for (int32_t i = 0; i < m->site->problem.vehicles_count; i++) {
        const ostrov_plan_vehicle *v = &m->vehicles[i];
        const double room = ostrov_i_max(0.0, v->capacity_wh - v->arrive_wh) / KILO;
        if (m->first[i] == 0 && m->until[i] > 0 && m->vehicle_column[i] >= 0) {
            (void)add_move(c, m->vehicle_column[i],
                           (ostrov_i_move){-1, -1, 1.0, room / (v->charge_efficiency_ratio * hours),
                                           v->charge_min_w / KILO},
                           widen);
        }
    }
    c->take_kw = widen ? take : ostrov_i_min(c->take_kw, take);
    c->give_kw = widen ? give : ostrov_i_min(c->give_kw, give);
}

void ostrov_i_first_fix(ostrov_i_lp_courses *c, const double *x)
{
    ostrov_i_lp *lp = &c->one->model.lp;
    for (int32_t k = 0; k < c->moves_count; k++) {
        const double held = ostrov_i_clamp(x[k], 0.0, c->moves[k].upper);
        lp->lower[c->moves[k].column] = held;
        lp->upper[c->moves[k].column] = held;
    }
}

/* A store either charges or discharges, and ends inside its limits. */
static void net(const ostrov_i_lp_courses *c, double *x)
{
    for (int32_t k = 0; k < c->moved_count; k++) {
        const ostrov_i_moved *s = &c->moved[k];
        const double in = s->charge >= 0 ? s->in * x[s->charge] : 0.0;
        const double out = s->discharge >= 0 ? s->out * x[s->discharge] : 0.0;
        const double change = ostrov_i_clamp(in - out, s->low, ostrov_i_max(s->low, s->high));
        if (s->charge >= 0) {
            x[s->charge] = ostrov_i_clamp(change / s->in, 0.0, c->moves[s->charge].upper);
        }
        if (s->discharge >= 0) {
            x[s->discharge] = ostrov_i_clamp(-change / s->out, 0.0, c->moves[s->discharge].upper);
        }
    }
}

/* No more than most in one direction: what can be taken back in parts first. */
static void hold(const ostrov_i_lp_courses *c, double bus, double most, double *x)
{
    double over = -most;
    for (int32_t k = 0; k < c->moves_count; k++) {
        over += bus * c->moves[k].bus * x[k];
    }
    for (int32_t whole = 0; whole < 2; whole++) {
        for (int32_t k = 0; k < c->moves_count && over > 0.0; k++) {
            if (c->moves[k].bus == bus && (c->moves[k].least > 0.0) == whole) {
                const double less = whole ? x[k] : ostrov_i_min(x[k], over);
                x[k] -= less;
                over -= less;
            }
        }
    }
}

/* The groups of the program in work. */
static int32_t groups_hold(const ostrov_i_lp_courses *c, const double *x)
{
    const ostrov_i_model *m = &c->one->model;
    const int32_t count = m->site->problem.count;
    for (int32_t g = 0; g < m->site->problem.groups_count; g++) {
        const int32_t row = m->group_row[(int64_t)g * count];
        double sum = 0.0;
        for (int32_t e = row >= 0 ? m->lp.row_start[row] : 0;
             row >= 0 && e < m->lp.row_start[row + 1]; e++) {
            for (int32_t k = 0; k < c->moves_count; k++) {
                sum += c->moves[k].column == m->lp.row_column[e] ? m->lp.row_value[e] * x[k] : 0.0;
            }
        }
        if (row >= 0 && sum > m->lp.right[row] + NEAR) {
            return 0;
        }
    }
    return 1;
}

void ostrov_i_first_settle(const ostrov_i_lp_courses *c, int32_t whole, double *x)
{
    net(c, x);
    for (int32_t k = 0; k < c->moves_count && whole; k++) {
        const ostrov_i_move *v = &c->moves[k];
        if (x[k] < v->least - NEAR) {
            const double before = x[k];
            x[k] = before < 0.5 * v->least || v->upper < v->least ? 0.0 : v->least;
            x[k] = x[k] > before && !groups_hold(c, x) ? 0.0 : x[k];
        }
    }
    hold(c, 1.0, c->take_kw, x);
    hold(c, -1.0, c->give_kw, x);
    if (!groups_hold(c, x)) { /* of vehicles that give for each other: rest */
        memset(x, 0, (size_t)c->moves_count * sizeof *x);
        net(c, x);
    }
}
