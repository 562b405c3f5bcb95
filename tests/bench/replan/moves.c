/* The next problem: see moves.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "moves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NEW_SLOTS = 4, MINUTE_S = 60 };

#define NEW_SHARE 0.05 /* by how much a near value changes */
#define ALL_SHARE 0.015

const char *const move_names[MOVES] = {"same", "minute", "slot", "loads"};

/* splitmix64 (Steele, Lea, Flood 2014), from -1 to 1 */
static double draw(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-52 - 1.0;
}

int32_t moved_open(moved *m, const plan_bench *from)
{
    const ostrov_problem *p = &from->problem;
    const size_t bytes = (size_t)p->count * sizeof(double);
    memset(m, 0, sizeof *m);
    m->vehicles = malloc((size_t)p->vehicles_count * sizeof *m->vehicles + 1);
    m->peaks = malloc((size_t)p->peaks_count * sizeof *m->peaks + 1);
    m->edges = malloc(bytes + sizeof *m->edges);
    m->load = malloc(bytes);
    m->critical = malloc(bytes);
    m->pv = malloc(bytes);
    return m->vehicles != NULL && m->peaks != NULL && m->edges != NULL && m->load != NULL &&
           m->critical != NULL && m->pv != NULL;
}

void moved_close(moved *m)
{
    free(m->vehicles);
    free(m->peaks);
    free(m->edges);
    free(m->load);
    free(m->critical);
    free(m->pv);
}

/* What the plan has done by passed_s into its first slot. */
static void follow(moved *m, const plan_bench *from, int64_t passed_s)
{
    const ostrov_plan *plan = &from->plan;
    const double slot_s = (double)(from->edges[1] - from->edges[0]);
    const double share = (double)passed_s / slot_s;
    const double before = from->problem.battery_soc_ratio;
    const double import_w = fmax(0.0, plan->grid_w[0]);
    m->problem.battery_soc_ratio = before + share * (plan->soc_ratio[0] - before);
    for (int32_t i = 0; i < m->problem.vehicles_count; i++) {
        ostrov_plan_vehicle *v = &m->vehicles[i];
        if (v->arrive_s <= from->edges[0]) {
            v->arrive_wh += plan->vehicle_w[(size_t)i * (size_t)plan->capacity] *
                            v->charge_efficiency_ratio * (double)passed_s / 3600.0;
            v->arrive_wh = fmin(v->arrive_wh, v->capacity_wh);
        }
    }
    if (m->problem.peaks_count == 0) {
        return;
    }
    if (share < 1.0) {
        m->problem.open_elapsed_s = (double)passed_s;
        m->problem.open_import_wh = import_w * (double)passed_s / 3600.0;
    } else if (m->peaks[0].from_s <= from->edges[0]) {
        m->peaks[0].incurred_w = fmax(m->peaks[0].incurred_w, import_w);
    }
}

void moved_make(moved *m, const plan_bench *from, enum move move, uint64_t seed)
{
    const ostrov_problem *p = &from->problem;
    const size_t bytes = (size_t)p->count * sizeof(double);
    const int32_t skipped = move == MOVE_SLOT;
    const int32_t until = move == MOVE_LOADS ? p->count : skipped + NEW_SLOTS;
    const double share = move == MOVE_LOADS ? ALL_SHARE : NEW_SHARE;
    m->problem = *p;
    memcpy(m->vehicles, from->vehicles, (size_t)p->vehicles_count * sizeof *m->vehicles);
    memcpy(m->peaks, from->peaks, (size_t)p->peaks_count * sizeof *m->peaks);
    memcpy(m->edges, from->edges, bytes + sizeof *m->edges);
    memcpy(m->load, p->load_w.values, bytes);
    memcpy(m->critical, p->critical_w.values, bytes);
    memcpy(m->pv, p->pv_w.values, bytes);
    m->problem.vehicles = m->vehicles;
    m->problem.peaks = m->peaks;
    m->problem.load_w.values = m->load;
    m->problem.critical_w.values = m->critical;
    m->problem.pv_w.values = m->pv;
    m->problem.edges_s = m->edges + skipped;
    m->problem.count = p->count - skipped;
    for (int32_t t = skipped; t < until && move != MOVE_SAME; t++) {
        const double by = 1.0 + share * draw(&seed);
        m->load[t] *= by;
        m->critical[t] *= by;
        m->pv[t] *= move == MOVE_LOADS ? 1.0 : 1.0 + share * draw(&seed);
    }
    if (move == MOVE_MINUTE) {
        follow(m, from, MINUTE_S);
        m->edges[0] += MINUTE_S;
    } else if (move == MOVE_SLOT) {
        follow(m, from, from->edges[1] - from->edges[0]);
    }
}
