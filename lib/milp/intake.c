/* One station's problem taken in, complete and judged, and the plan to write into.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "base/fields.h"
#include "milp/milp_internal.h"

static ostrov_status refuse(ostrov_fault *why, ostrov_status status, const char *structure,
                            const char *field, double value, double min, double max)
{
    if (why != NULL) {
        *why = (ostrov_fault){structure, field, -1, -1, value, min, max};
    }
    return status;
}

ostrov_status milp_take_plan(const ostrov_plan *plan, const ostrov_problem *p, ostrov_plan *full,
                             ostrov_fault *why)
{
    static const char *const names[] = {"grid_w", "battery_w",       "pv_w",
                                        "shed_w", "shed_critical_w", "vehicle_w"};
    if (plan == NULL || plan->struct_size < sizeof(uint32_t) * 8u) {
        return refuse(why, OSTROV_E_ARGUMENT, "ostrov_plan", "struct_size", OSTROV_I_NAN,
                      OSTROV_I_NAN, OSTROV_I_NAN);
    }
    memset(full, 0, sizeof *full);
    memcpy(full, plan, plan->struct_size < sizeof *full ? plan->struct_size : sizeof *full);
    if (full->capacity < p->count) {
        return refuse(why, OSTROV_E_SPACE, "ostrov_plan", "capacity", (double)full->capacity,
                      (double)p->count, OSTROV_I_NAN);
    }
    if (full->vehicle_capacity < p->vehicles_count) {
        return refuse(why, OSTROV_E_SPACE, "ostrov_plan", "vehicle_capacity",
                      (double)full->vehicle_capacity, (double)p->vehicles_count, OSTROV_I_NAN);
    }
    {
        const double *const columns[] = {full->grid_w, full->battery_w,       full->pv_w,
                                         full->shed_w, full->shed_critical_w, full->vehicle_w};
        for (int i = 0; i < 6; i++) {
            if (columns[i] == NULL && (i < 5 || p->vehicles_count > 0)) {
                return refuse(why, OSTROV_E_ARGUMENT, "ostrov_plan", names[i], OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
            }
        }
    }
    return OSTROV_OK;
}

/* Copies a row of unknown stride over the defaults in full. */
static void take_row(const void *rows, uint32_t stride, int32_t index, void *full, size_t known)
{
    memcpy(full, (const unsigned char *)rows + (size_t)index * stride,
           stride < known ? stride : known);
}

static int32_t edge_from(const ostrov_problem *p, int64_t time_s)
{
    int32_t t = 0;
    while (t <= p->count && p->edges_s[t] < time_s) {
        t++;
    }
    return t;
}

static void take_vehicles(milp_input *in)
{
    const ostrov_problem *p = &in->problem;
    for (int32_t i = 0; i < p->vehicles_count; i++) {
        ostrov_plan_vehicle *v = &in->vehicles[i];
        int32_t leave = 0;
        if (ostrov_plan_vehicle_defaults(v, sizeof *v) != OSTROV_OK) {
            continue;
        }
        take_row(p->vehicles, p->vehicles_stride, i, v, sizeof *v);
        in->first[i] = edge_from(p, v->arrive_s);
        leave = edge_from(p, v->depart_s);
        in->until[i] =
            leave > p->count ? p->count : (p->edges_s[leave] == v->depart_s ? leave : leave - 1);
        if (in->until[i] < in->first[i]) {
            in->until[i] = in->first[i];
        }
    }
    for (int32_t i = 0; i < p->groups_count; i++) {
        take_row(p->groups, p->groups_stride, i, &in->groups[i], sizeof in->groups[i]);
    }
    for (int32_t i = 0; i < p->peaks_count; i++) {
        take_row(p->peaks, p->peaks_stride, i, &in->peaks[i], sizeof in->peaks[i]);
        in->peaks[i].incurred_w = in->peaks[i].incurred_w > in->peaks[i].reserved_w
                                      ? in->peaks[i].incurred_w
                                      : in->peaks[i].reserved_w; /* free of charge either way */
    }
}

static void take_blocks(milp_input *in)
{
    const ostrov_problem *p = &in->problem;
    in->block_starts = 0;
    for (int32_t i = 0; i < p->blocks_count; i++) {
        ostrov_plan_block *b = &in->blocks[i];
        int64_t end = 0;
        take_row(p->blocks, p->blocks_stride, i, b, sizeof *b);
        end = b->latest_end_s < p->edges_s[p->count] ? b->latest_end_s : p->edges_s[p->count];
        in->block_first[i] = edge_from(p, b->earliest_s);
        in->block_last[i] = edge_from(p, end - b->length_s + 1) - 1;
        if (in->block_last[i] < in->block_first[i] - 1) {
            in->block_last[i] = in->block_first[i] - 1;
        }
        in->block_starts += in->block_last[i] - in->block_first[i] + 2;
    }
}

static void take_battery(milp_input *in)
{
    const ostrov_problem *p = &in->problem;
    if (p->battery == NULL ||
        ostrov_battery_defaults(&in->battery, sizeof in->battery) != OSTROV_OK) {
        return;
    }
    memcpy(&in->battery, p->battery,
           p->battery->struct_size < sizeof in->battery ? p->battery->struct_size
                                                        : sizeof in->battery);
    in->has_battery = 1;
}

/* Rows that came with later needs, and what follows from them. */
static void take_members(milp_input *in)
{
    const ostrov_problem *p = &in->problem;
    const ostrov_battery_config *b = &in->battery;
    const double capacity = b->capacity_wh * b->health_ratio;
    double depth = 0.0;
    in->rest_share = 1.0;
    for (int32_t i = 0; i < p->batteries_count; i++) {
        take_row(p->batteries, p->batteries_stride, i, &in->batteries[i], sizeof in->batteries[i]);
    }
    for (int32_t i = 0; i < p->tapers_count; i++) {
        take_row(p->tapers, p->tapers_stride, i, &in->tapers[i], sizeof in->tapers[i]);
    }
    for (int32_t i = 0; i < p->tiers_count; i++) {
        take_row(p->tiers, p->tiers_stride, i, &in->tiers[i], sizeof in->tiers[i]);
        in->rest_share -= in->tiers[i].share_ratio;
    }
    in->rest_share = ostrov_i_max(0.0, in->rest_share);
    for (int32_t i = 0; i < p->wears_count; i++) {
        take_row(p->wears, p->wears_stride, i, &in->wears[i], sizeof in->wears[i]);
        in->wears[i].depth_ratio =
            ostrov_i_clamp(in->wears[i].depth_ratio, 0.0, ostrov_i_max(0.0, 1.0 - depth));
        depth += in->wears[i].depth_ratio;
    }
    in->is_open = p->peaks_count > 0 && (p->open_elapsed_s > 0.0 || p->open_import_wh > 0.0);
    if (p->full_until_s != 0 && in->has_battery) {
        const int32_t edge = edge_from(p, p->full_until_s + 1) - 1; /* last at or before */
        in->full_wh = ostrov_i_min(p->full_soc_ratio * capacity, b->soc_max_ratio * capacity);
        in->full_until = edge > p->count ? p->count : edge;
        if (in->full_until < 0 || p->battery_soc_ratio * capacity >= in->full_wh) {
            in->full_until = 0;
        }
    }
}

void milp_free_input(milp_input *in)
{
    free(in->slots);
    free(in->vehicles);
    free(in->groups);
    free(in->peaks);
    free(in->first);
    free(in->until);
    free(in->blocks);
    free(in->block_first);
    free(in->block_last);
}

/* What milp_take_input asks for. */
static size_t input_bytes(const ostrov_problem *p)
{
    return (size_t)p->count * sizeof(ostrov_plan_slot) +
           ((size_t)p->vehicles_count + 1u) * (sizeof(ostrov_plan_vehicle) + 2u * sizeof(int32_t)) +
           ((size_t)p->groups_count + 1u) * sizeof(ostrov_plan_group) +
           ((size_t)p->peaks_count + 1u) * sizeof(ostrov_plan_peak) +
           ((size_t)p->blocks_count + 1u) * (sizeof(ostrov_plan_block) + 2u * sizeof(int32_t));
}

/* The problem, judged by libostrov and complete. */
ostrov_status milp_take_input(const ostrov_problem *problem, uint32_t covered, milp_input *in,
                              uint32_t *crc, ostrov_fault *why)
{
    ostrov_problem *p = &in->problem;
    ostrov_status status = ostrov_problem_features(problem, covered, NULL, why);
    if (status == OSTROV_OK) {
        status = ostrov_problem_check(problem, why);
    }
    memset(in, 0, sizeof *in);
    if (status == OSTROV_OK) {
        status = ostrov_problem_defaults(p, sizeof *p);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    memcpy(p, problem, problem->struct_size < sizeof *p ? problem->struct_size : sizeof *p);
    p->struct_size = (uint32_t)sizeof *p; /* of the copy: the worker program reads no further */
    in->slots = calloc((size_t)p->count, sizeof *in->slots);
    in->vehicles = calloc((size_t)p->vehicles_count + 1u, sizeof *in->vehicles);
    in->groups = calloc((size_t)p->groups_count + 1u, sizeof *in->groups);
    in->peaks = calloc((size_t)p->peaks_count + 1u, sizeof *in->peaks);
    in->first = calloc((size_t)p->vehicles_count + 1u, sizeof *in->first);
    in->until = calloc((size_t)p->vehicles_count + 1u, sizeof *in->until);
    in->blocks = calloc((size_t)p->blocks_count + 1u, sizeof *in->blocks);
    in->block_first = calloc((size_t)p->blocks_count + 1u, sizeof *in->block_first);
    in->block_last = calloc((size_t)p->blocks_count + 1u, sizeof *in->block_last);
    if (in->blocks == NULL || in->block_first == NULL || in->block_last == NULL ||
        in->slots == NULL || in->vehicles == NULL || in->groups == NULL || in->peaks == NULL ||
        in->first == NULL || in->until == NULL) {
        return milp_no_memory(input_bytes(p), why);
    }
    take_battery(in);
    take_vehicles(in);
    take_blocks(in);
    take_members(in);
    return ostrov_problem_slots(problem, in->slots, sizeof *in->slots, p->count, crc, why);
}
