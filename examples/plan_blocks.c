/* Loads that run once: the planner finds when, beside a bus and a peak charge, and again in a fraction of the
 * work when the next forecast differs a little.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/plan.h>
#include <stdio.h>

enum { SLOTS = 24 };

int main(void)
{
    static uint64_t workspace[1 << 17]; /* zero before the first call: warm starts look into it */
    static const ostrov_plan_block wash[2] = {
        {8e3, 3 * 3600, 0, 86400, 100.0},            /* 8 kW for three hours, at any time */
        {15e3, 2 * 3600, 8 * 3600, 16 * 3600, 100.0} /* 15 kW for two, by day */
    };
    int64_t edges_s[SLOTS + 1];
    double load_w[SLOTS];
    double pv_w[SLOTS];
    double price[SLOTS];
    double columns[5][SLOTS];
    double bus_w[SLOTS];
    int32_t start[2];
    ostrov_plan_vehicle bus;
    ostrov_plan_peak peak = {0, 86400, 20e3, 6.0, 0.0};
    ostrov_problem problem;
    ostrov_plan_options options;
    ostrov_plan plan;
    int64_t work = 0;
    if (ostrov_problem_defaults(&problem, sizeof problem) != OSTROV_OK ||
        ostrov_plan_options_defaults(&options, sizeof options) != OSTROV_OK ||
        ostrov_plan_defaults(&plan, sizeof plan) != OSTROV_OK ||
        ostrov_plan_vehicle_defaults(&bus, sizeof bus) != OSTROV_OK) {
        return 1;
    }
    for (int32_t t = 0; t <= SLOTS; t++) {
        edges_s[t] = 3600 * t;
    }
    for (int32_t t = 0; t < SLOTS; t++) {
        load_w[t] = 10e3;
        pv_w[t] = t > 7 && t < 17 ? 20e3 : 0.0;
        price[t] = t < 5 ? 0.08 : (t > 16 && t < 21 ? 0.30 : 0.16);
    }
    bus.arrive_s = 18 * 3600;
    bus.depart_s = 86400;
    bus.arrive_wh = 40e3;
    bus.depart_wh = 110e3;
    bus.capacity_wh = 200e3;
    bus.charge_limit_w = 44e3;
    bus.charge_min_w = 4.2e3;
    problem.count = SLOTS;
    problem.edges_s = edges_s;
    problem.load_w = (ostrov_series){0, 3600, SLOTS, load_w};
    problem.pv_w = (ostrov_series){0, 3600, SLOTS, pv_w};
    problem.import_price_per_kwh = (ostrov_series){0, 3600, SLOTS, price};
    problem.vehicles = &bus;
    problem.vehicles_count = 1;
    problem.vehicles_stride = sizeof bus;
    problem.peaks = &peak;
    problem.peaks_count = 1;
    problem.peaks_stride = sizeof peak;
    problem.blocks = wash;
    problem.blocks_count = 2;
    problem.blocks_stride = sizeof wash[0];
    plan.capacity = SLOTS;
    plan.vehicle_capacity = 1;
    plan.grid_w = columns[0];
    plan.battery_w = columns[1];
    plan.pv_w = columns[2];
    plan.shed_w = columns[3];
    plan.shed_critical_w = columns[4];
    plan.vehicle_w = bus_w;
    plan.block_start = start;
    options.warm = 1;
    for (int32_t round = 0; round < 2; round++) {
        if (ostrov_plan_solve(&problem, &options, workspace, sizeof workspace, &plan, NULL) !=
            OSTROV_OK) {
            return 1;
        }
        printf("first block at %02d:00, second at %02d:00, bus short by %.0f Wh, cost %.2f, proven: %s\n",
               (int)start[0], (int)start[1], plan.short_total_wh, plan.cost,
               plan.gap_ratio < 1e-6 ? "yes" : "no");
        if (round == 1) {
            printf("the second time less work: %s\n", plan.work < work ? "yes" : "no");
        }
        work = plan.work;
        load_w[12] = 11e3; /* what the next forecast says */
    }
    return 0;
}
