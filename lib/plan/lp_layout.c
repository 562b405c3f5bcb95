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
    lay_out_runs(a, &lu->lower, rows + 1, entries + 8 * rows);
    lay_out_runs(a, &lu->upper, rows + 1, entries + 8 * rows);
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

static void lay_out_lp(ostrov_i_arena *a, ostrov_i_lp *lp, int64_t rows, int64_t cols,
                       int64_t entries)
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

void ostrov_i_model_program(ostrov_i_arena *a, ostrov_i_model *m)
{
    m->slack = ostrov_i_take(a, m->rows_room, sizeof(double));
    m->column_name = ostrov_i_take(a, m->cols_room, sizeof(uint64_t));
    m->row_name = ostrov_i_take(a, m->rows_room, sizeof(uint64_t));
    m->entry_row = ostrov_i_take(a, m->entries_room, sizeof(int32_t));
    m->entry_column = ostrov_i_take(a, m->entries_room, sizeof(int32_t));
    m->entry_value = ostrov_i_take(a, m->entries_room, sizeof(double));
    lay_out_lp(a, &m->lp, m->rows_room, m->cols_room, m->entries_room);
}

/* How much of everything a problem can need. */
typedef struct size {
    int64_t powers;  /* slots of all stays */
    int64_t gives;   /* of those that give back */
    int64_t periods; /* slots of all peaks */
    int64_t starts;  /* of all blocks */
    int64_t runs;    /* slots that all starts of all blocks run */
} size;

static size size_of(const ostrov_i_site *site)
{
    const ostrov_problem *p = &site->problem;
    size n = {0, 0, 0, 0, 0};
    int32_t first = 0;
    int32_t until = 0;
    for (int32_t i = 0; i < p->vehicles_count; i++) {
        ostrov_plan_vehicle row;
        ostrov_i_site_vehicle(site, i, &row);
        ostrov_i_site_stay(site, &row, &first, &until);
        n.powers += until > first ? until - first : 0;
        n.gives += until > first && row.discharge_limit_w > 0.0 ? until - first : 0;
    }
    for (int32_t i = 0; i < p->peaks_count; i++) {
        ostrov_plan_peak row;
        ostrov_i_site_peak(site, i, &row);
        ostrov_i_site_period(site, &row, &first, &until);
        n.periods += until > first ? until - first : 0;
    }
    for (int32_t i = 0; i < p->blocks_count; i++) {
        ostrov_plan_block row;
        ostrov_i_site_block(site, i, &row);
        ostrov_i_site_starts(site, &row, &first, &until);
        for (int32_t start = first; start <= until; start++) {
            const int32_t end = ostrov_i_site_edge(site, p->edges_s[start] + row.length_s);
            n.starts++;
            n.runs += end - start + 1;
        }
    }
    return n;
}

/* Cells of all stores. */
static int64_t cells_of(const ostrov_i_site *site, const size *n)
{
    const ostrov_problem *p = &site->problem;
    return (site->has_battery ? (int64_t)p->count * (1 + p->batteries_count) : 0) + n->gives;
}

static void count_rooms(const ostrov_i_site *site, const size *n, ostrov_i_model *m)
{
    const int64_t cells = cells_of(site, n);
    const ostrov_problem *p = &site->problem;
    const int64_t slots = p->count;
    /* two more columns than one for each direction, and a row, by row of the efficiencies and slot
     */
    const int64_t corners = p->efficiencies_count > 0 ? slots * (p->efficiencies_count + 1) : 0;
    const int64_t tapers = p->tapers_count > 1 ? 2 * slots * (p->tapers_count - 1) : 0;
    const int64_t shared = p->batteries_count > 0 ? slots : 0;
    const int64_t spare = 2 * slots; /* rows for modes and cuts, which only help */
    m->cuts_room = (int32_t)(slots < 128 ? slots : 128);
    m->cut_entries_room = 24 * (int32_t)slots;
    m->rows_room =
        (int32_t)(slots + cells + p->vehicles_count + p->groups_count * slots + n->periods +
                  p->blocks_count + 2 * shared + tapers + 1 + spare + (corners > 0 ? slots : 0));
    m->cols_room = (int32_t)((4 + p->tiers_count + 1) * slots + (2 + OSTROV_I_LP_SEGMENTS) * cells +
                             n->powers + 2 * (int64_t)p->vehicles_count + p->peaks_count +
                             n->starts + p->blocks_count + shared + 2 * corners + 1);
    m->entries_room =
        (int32_t)((4 + p->tiers_count + 1) * slots + (4 + 2 * OSTROV_I_LP_SEGMENTS) * cells +
                  3 * n->powers + 2 * (int64_t)p->vehicles_count + 2 * n->periods + n->starts +
                  n->runs + p->blocks_count +
                  shared * (2 + OSTROV_I_LP_SEGMENTS * (2 + p->batteries_count)) +
                  tapers * (1 + OSTROV_I_LP_SEGMENTS + (p->efficiencies_count + 1) / 2) +
                  (corners > 0 ? 8 * corners : slots) + 1 + 48 * slots);
    m->choices_room = (int32_t)(slots + cells + n->powers + n->gives + p->blocks_count);
    m->block_starts = (int32_t)n->starts;
}

void ostrov_i_model_rooms(const ostrov_i_site *site, ostrov_i_model *m)
{
    const size counts = size_of(site);
    m->site = site;
    count_rooms(site, &counts, m);
}

void ostrov_i_model_lay_out(const ostrov_i_site *site, ostrov_i_arena *a, ostrov_i_model *m)
{
    const ostrov_problem *p = &site->problem;
    const int64_t n = p->count;
    const size counts = size_of(site);
    const int64_t cells = cells_of(site, &counts);
    m->columns = ostrov_i_take(a, n, sizeof(ostrov_i_slot_columns));
    m->stores =
        ostrov_i_take(a, 1 + p->batteries_count + p->vehicles_count, sizeof(ostrov_i_lp_store));
    m->cells = ostrov_i_take(a, cells, sizeof(ostrov_i_lp_cell));
    m->vehicles = ostrov_i_take(a, p->vehicles_count, sizeof(ostrov_plan_vehicle));
    m->first = ostrov_i_take(a, p->vehicles_count, sizeof(int32_t));
    m->until = ostrov_i_take(a, p->vehicles_count, sizeof(int32_t));
    m->vehicle_column = ostrov_i_take(a, p->vehicles_count, sizeof(int32_t));
    m->vehicle_short = ostrov_i_take(a, p->vehicles_count, sizeof(int32_t));
    m->vehicle_row = ostrov_i_take(a, p->vehicles_count, sizeof(int32_t));
    m->peaks = ostrov_i_take(a, p->peaks_count, sizeof(ostrov_i_lp_peak));
    m->peak_row = ostrov_i_take(a, counts.periods, sizeof(int32_t));
    m->group_row = ostrov_i_take(a, p->groups_count * n, sizeof(int32_t));
    m->blocks = ostrov_i_take(a, p->blocks_count, sizeof(ostrov_i_lp_block));
    m->choices = ostrov_i_take(a, m->choices_room, sizeof(ostrov_i_choice));
    ostrov_i_model_program(a, m);
}
