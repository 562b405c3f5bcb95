/* Memory of a dispatch problem's program.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/lp_model.h"

enum { UPDATES = 64 };

static void lay_out_runs(ostrov_i_arena *a, ostrov_i_lp_runs *runs, int64_t starts, int64_t room)
{
    runs->start = ostrov_i_take(a, starts, sizeof(int32_t));
    runs->index = ostrov_i_take(a, room, sizeof(int32_t));
    runs->value = ostrov_i_take(a, room, sizeof(double));
    runs->size = 0;
    runs->room = (int32_t)room;
}

static void lay_out_lu(ostrov_i_arena *a, ostrov_i_lu *lu, int64_t rows, int64_t entries)
{
    lu->slot_of = ostrov_i_take(a, rows, sizeof(int32_t));
    lu->row_of = ostrov_i_take(a, rows, sizeof(int32_t));
    lu->step_of = ostrov_i_take(a, rows, sizeof(int32_t));
    lu->step_row = ostrov_i_take(a, rows, sizeof(int32_t));
    lu->pivot = ostrov_i_take(a, rows, sizeof(double));
    lay_out_runs(a, &lu->lower, rows + 1, entries + 16 * rows);
    lay_out_runs(a, &lu->upper, rows + 1, entries + 16 * rows);
    lay_out_runs(a, &lu->eta, UPDATES + 1, 16 * rows + 4096);
    lu->eta_count = 0;
    lu->eta_room = UPDATES;
    lu->eta_slot = ostrov_i_take(a, UPDATES, sizeof(int32_t));
    lu->eta_pivot = ostrov_i_take(a, UPDATES, sizeof(double));
    lu->count_row = ostrov_i_take(a, rows, sizeof(int32_t));
    lu->count_slot = ostrov_i_take(a, rows, sizeof(int32_t));
    lu->list_start = ostrov_i_take(a, rows + 1, sizeof(int32_t));
    lu->list = ostrov_i_take(a, entries + rows, sizeof(int32_t));
    lu->list_room = (int32_t)(entries + rows);
    lu->queue = ostrov_i_take(a, rows, sizeof(int32_t));
    lu->dense = ostrov_i_take(a, rows, sizeof(double));
    lu->marked = ostrov_i_take(a, rows, sizeof(int32_t));
    lu->work = 0;
}

static void lay_out_lp(ostrov_i_arena *a, ostrov_i_lp *lp, int64_t rows, int64_t cols, int64_t entries)
{
    const int64_t all = rows + cols;
    lp->a.start = ostrov_i_take(a, cols + 1, sizeof(int32_t));
    lp->a.index = ostrov_i_take(a, entries, sizeof(int32_t));
    lp->a.value = ostrov_i_take(a, entries, sizeof(double));
    lp->row_start = ostrov_i_take(a, rows + 1, sizeof(int32_t));
    lp->row_column = ostrov_i_take(a, entries, sizeof(int32_t));
    lp->row_value = ostrov_i_take(a, entries, sizeof(double));
    lp->right = ostrov_i_take(a, rows, sizeof(double));
    lp->lower = ostrov_i_take(a, all, sizeof(double));
    lp->upper = ostrov_i_take(a, all, sizeof(double));
    lp->cost = ostrov_i_take(a, all, sizeof(double));
    lp->where = ostrov_i_take(a, all, sizeof(int32_t));
    lp->basic = ostrov_i_take(a, rows, sizeof(int32_t));
    lp->x = ostrov_i_take(a, rows, sizeof(double));
    lp->weight = ostrov_i_take(a, rows, sizeof(double));
    lp->shift = ostrov_i_take(a, all, sizeof(double));
    lp->d = ostrov_i_take(a, all, sizeof(double));
    for (int32_t k = 0; k < 2; k++) {
        lp->by_row[k] = ostrov_i_take(a, rows, sizeof(double));
    }
    for (int32_t k = 0; k < 3; k++) {
        lp->by_slot[k] = ostrov_i_take(a, rows, sizeof(double));
    }
    lp->alpha = ostrov_i_take(a, all, sizeof(double));
    lp->touched = ostrov_i_take(a, all, sizeof(int32_t));
    lp->breaks = ostrov_i_take(a, all, sizeof(ostrov_i_lp_break));
    lp->flips = ostrov_i_take(a, all, sizeof(int32_t));
    lay_out_lu(a, &lp->lu, rows, entries);
}

void ostrov_i_model_lay_out(const ostrov_i_site *site, ostrov_i_arena *a, ostrov_i_model *m)
{
    const ostrov_problem *p = &site->problem;
    const int64_t n = p->count;
    const int64_t stores = site->has_battery ? n : 0;
    int64_t powers = 0;
    int64_t periods = 0;
    for (int32_t i = 0; i < p->vehicles_count; i++) {
        ostrov_plan_vehicle row;
        int32_t first = 0;
        int32_t until = 0;
        ostrov_i_site_vehicle(site, i, &row);
        ostrov_i_site_stay(site, &row, &first, &until);
        powers += until > first ? until - first : 0;
    }
    for (int32_t i = 0; i < p->peaks_count; i++) {
        ostrov_plan_peak row;
        int32_t first = 0;
        int32_t until = 0;
        ostrov_i_site_peak(site, i, &row);
        ostrov_i_site_period(site, &row, &first, &until);
        periods += until > first ? until - first : 0;
    }
    m->site = site;
    m->rows_room = (int32_t)(10 * n + 4 * stores + p->vehicles_count + p->groups_count * n + periods);
    m->cols_room = (int32_t)(5 * n + 6 * stores + powers + 2 * (int64_t)p->vehicles_count +
                             p->peaks_count);
    m->entries_room = (int32_t)(400 * n + 28 * stores + 7 * powers + 2 * (int64_t)p->vehicles_count +
                                2 * periods);
    m->choices_room = (int32_t)(2 * n + powers);
    m->blocks_room = 0;
    m->columns = ostrov_i_take(a, n, sizeof(ostrov_i_slot_columns));
    m->vehicles = ostrov_i_take(a, p->vehicles_count, sizeof(ostrov_plan_vehicle));
    m->vehicle_column = ostrov_i_take(a, p->vehicles_count, sizeof(int32_t));
    m->short_column = ostrov_i_take(a, p->vehicles_count, sizeof(int32_t));
    m->first = ostrov_i_take(a, p->vehicles_count, sizeof(int32_t));
    m->until = ostrov_i_take(a, p->vehicles_count, sizeof(int32_t));
    m->peaks = ostrov_i_take(a, p->peaks_count, sizeof(ostrov_i_model_peak));
    m->peak_row = ostrov_i_take(a, periods, sizeof(int32_t));
    m->group_row = ostrov_i_take(a, p->groups_count * n, sizeof(int32_t));
    m->choices = ostrov_i_take(a, m->choices_room, sizeof(ostrov_i_choice));
    m->slack = ostrov_i_take(a, m->rows_room, sizeof(double));
    m->entry_row = ostrov_i_take(a, m->entries_room, sizeof(int32_t));
    m->entry_column = ostrov_i_take(a, m->entries_room, sizeof(int32_t));
    m->entry_value = ostrov_i_take(a, m->entries_room, sizeof(double));
    lay_out_lp(a, &m->lp, m->rows_room, m->cols_room, m->entries_room);
}
