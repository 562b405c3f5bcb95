/* Small sites for the tests of plan and milp: everything in one struct, filled and changed at will.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_PLAN_KIT_H
#define OSTROV_TESTS_PLAN_KIT_H

#include <ostrov/plan.h>
#include <stdlib.h>
#include <string.h>

enum { KIT_SLOTS = 96, KIT_VEHICLES = 8 };

typedef struct kit {
    ostrov_problem problem;
    ostrov_battery_config battery;
    int64_t edges[KIT_SLOTS + 1];
    double load[KIT_SLOTS], critical[KIT_SLOTS], pv[KIT_SLOTS], buy[KIT_SLOTS], sell[KIT_SLOTS];
    double import_limit[KIT_SLOTS], export_limit[KIT_SLOTS];
    ostrov_plan_vehicle vehicles[KIT_VEHICLES];
    ostrov_plan_group groups[2];
    ostrov_plan_peak peaks[2];
} kit;

typedef struct kit_plan {
    ostrov_plan plan;
    int64_t edges[KIT_SLOTS + 1];
    double columns[7][KIT_SLOTS];
    double vehicle_w[KIT_VEHICLES * KIT_SLOTS];
    double short_wh[KIT_VEHICLES];
    int32_t point[KIT_VEHICLES];
} kit_plan;

static inline void kit_open(kit *k, int32_t slots, int64_t step_s)
{
    const ostrov_series form = {0, (int32_t)step_s, slots, NULL};
    memset(k, 0, sizeof *k);
    ck_assert_int_eq(ostrov_problem_defaults(&k->problem, sizeof k->problem), OSTROV_OK);
    ck_assert_int_eq(ostrov_battery_defaults(&k->battery, sizeof k->battery), OSTROV_OK);
    for (int32_t t = 0; t < slots; t++) {
        k->load[t] = 20e3;
        k->critical[t] = 8e3;
        k->buy[t] = 0.2;
        k->sell[t] = 0.1;
        k->import_limit[t] = 300e3;
        k->export_limit[t] = 200e3;
    }
    for (int32_t t = 0; t <= slots; t++) {
        k->edges[t] = t * step_s;
    }
    k->battery.capacity_wh = 400e3;
    k->battery.health_ratio = 1.0;
    k->battery.soc_min_ratio = 0.1;
    k->battery.soc_max_ratio = 0.9;
    k->battery.charge_limit_w = 200e3;
    k->battery.discharge_limit_w = 200e3;
    k->battery.charge_efficiency_ratio = 0.95;
    k->battery.discharge_efficiency_ratio = 0.95;
    k->battery.self_discharge_per_s = 0.0;
    k->problem.count = slots;
    k->problem.edges_s = k->edges;
    k->problem.battery = &k->battery;
    k->problem.battery_soc_ratio = 0.5;
    k->problem.load_w = form;
    k->problem.load_w.values = k->load;
    k->problem.critical_w = form;
    k->problem.critical_w.values = k->critical;
    k->problem.pv_w = form;
    k->problem.pv_w.values = k->pv;
    k->problem.import_price_per_kwh = form;
    k->problem.import_price_per_kwh.values = k->buy;
    k->problem.export_price_per_kwh = form;
    k->problem.export_price_per_kwh.values = k->sell;
    k->problem.import_limit_w = form;
    k->problem.import_limit_w.values = k->import_limit;
    k->problem.export_limit_w = form;
    k->problem.export_limit_w.values = k->export_limit;
}

static inline void kit_vehicle(kit *k, int32_t arrive, int32_t depart, double need_wh, double limit_w)
{
    ostrov_plan_vehicle *v = &k->vehicles[k->problem.vehicles_count];
    ck_assert_int_eq(ostrov_plan_vehicle_defaults(v, sizeof *v), OSTROV_OK);
    v->arrive_s = k->edges[arrive];
    v->depart_s = k->edges[depart];
    v->arrive_wh = 50e3;
    v->depart_wh = 50e3 + need_wh;
    v->capacity_wh = 60e3 + need_wh;
    v->charge_limit_w = limit_w;
    k->problem.vehicles = k->vehicles;
    k->problem.vehicles_stride = sizeof *v;
    k->problem.vehicles_count++;
}

static inline void kit_group(kit *k, double limit_w)
{
    k->groups[k->problem.groups_count].limit_w = limit_w;
    k->problem.groups = k->groups;
    k->problem.groups_stride = sizeof k->groups[0];
    k->problem.groups_count++;
}

static inline void kit_peak(kit *k, int32_t from, int32_t until, double incurred_w, double price)
{
    k->peaks[k->problem.peaks_count] =
        (ostrov_plan_peak){k->edges[from], k->edges[until], incurred_w, price, 0.0};
    k->problem.peaks = k->peaks;
    k->problem.peaks_stride = sizeof k->peaks[0];
    k->problem.peaks_count++;
}

static inline void kit_plan_open(kit_plan *p)
{
    memset(p, 0, sizeof *p);
    ck_assert_int_eq(ostrov_plan_defaults(&p->plan, sizeof p->plan), OSTROV_OK);
    p->plan.capacity = KIT_SLOTS;
    p->plan.vehicle_capacity = KIT_VEHICLES;
    p->plan.edges_s = p->edges;
    p->plan.grid_w = p->columns[0];
    p->plan.battery_w = p->columns[1];
    p->plan.pv_w = p->columns[2];
    p->plan.shed_w = p->columns[3];
    p->plan.shed_critical_w = p->columns[4];
    p->plan.soc_ratio = p->columns[5];
    p->plan.value_per_kwh = p->columns[6];
    p->plan.vehicle_w = p->vehicle_w;
    p->plan.short_wh = p->short_wh;
    p->plan.charge_point = p->point;
}

static inline ostrov_status kit_solve_with(const kit *k, const ostrov_plan_options *options, kit_plan *p,
                                           ostrov_fault *why)
{
    const size_t bytes = ostrov_plan_workspace(&k->problem);
    void *memory = malloc(bytes + 8);
    ostrov_status status = OSTROV_E_SPACE;
    ck_assert_ptr_nonnull(memory);
    kit_plan_open(p);
    status = ostrov_plan_solve(&k->problem, options, memory, bytes, &p->plan, why);
    free(memory);
    return status;
}

static inline void kit_solve(const kit *k, kit_plan *p)
{
    ostrov_fault why = {0};
    ck_assert_int_eq(kit_solve_with(k, NULL, p, &why), OSTROV_OK);
}

static inline ostrov_plan_verdict kit_judge(const kit *k, const kit_plan *p)
{
    ostrov_plan_verdict v;
    ck_assert_int_eq(ostrov_plan_check(&k->problem, &p->plan, 1e-3, &v, sizeof v, NULL), OSTROV_OK);
    return v;
}

/* splitmix64 (Steele, Lea, Flood 2014): small, seeded, the same everywhere */
static inline uint64_t kit_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static inline double kit_uniform(uint64_t *state, double lo, double hi)
{
    return lo + (hi - lo) * (double)(kit_random(state) >> 11) * 0x1p-53;
}

/* A random site; kind bits: 1 deep negative prices and export above import, 2 outages, 4 vehicles,
 * 8 a peak, 16 reserve, 32 least powers, 64 SoC outside its window, 128 self-discharge. */
static inline void kit_draw(kit *k, uint64_t *s, int32_t slots, uint32_t kind)
{
    kit_open(k, slots, 900);
    for (int32_t t = 0; t < slots; t++) {
        k->load[t] = kit_uniform(s, 5e3, 60e3);
        k->critical[t] = k->load[t] * kit_uniform(s, 0.0, 0.8);
        k->pv[t] = ostrov_sin(0.1 * t) > 0.0 ? kit_uniform(s, 0.0, 120e3) : 0.0;
        k->buy[t] = kit_uniform(s, kind & 1u ? -0.5 : 0.05, 0.5);
        k->sell[t] = k->buy[t] - kit_uniform(s, kind & 1u ? -0.05 : 0.0, 0.1);
        if ((kind & 2u) != 0 && kit_random(s) % 8u == 0) {
            k->import_limit[t] = 0.0;
            k->export_limit[t] = 0.0;
        }
    }
    k->problem.wear_price_per_kwh = kit_random(s) % 2u ? 0.03 : 0.0;
    k->problem.soc_end_min_ratio = 0.3;
    k->problem.battery_soc_ratio = kit_uniform(s, 0.1, 0.9);
    if ((kind & 64u) != 0) {
        k->problem.battery_soc_ratio = kit_random(s) % 2u ? 0.03 : 0.97;
    }
    if ((kind & 128u) != 0) {
        k->battery.self_discharge_per_s = 1e-7;
    }
    if ((kind & 16u) != 0) {
        k->problem.reserve_s = 7200.0;
    }
    if ((kind & 8u) != 0) {
        kit_peak(k, 0, slots, 40e3, 5.0);
    }
    if ((kind & 4u) != 0) {
        kit_group(k, 100e3);
        for (int32_t i = 0; i < 5; i++) {
            const int32_t a = (int32_t)(kit_random(s) % (uint64_t)(slots / 2));
            const int32_t b = a + 1 + (int32_t)(kit_random(s) % (uint64_t)(slots - a - 1));
            kit_vehicle(k, a, b, kit_uniform(s, 0.0, 200e3), 44e3);
            k->vehicles[i].group = i < 3 ? 0 : -1;
            k->vehicles[i].charge_min_w = (kind & 32u) != 0 ? 4.2e3 : 0.0;
        }
    }
}

#endif
