/* A bus that can wait for the sun, a peak that the month would pay for, and three days as they may
 * come: what to do now, and what it depends on. */
#include <ostrov/ostrov.h>

#include <stdio.h>
#include <stdlib.h>

enum { SLOTS = 8, COURSES = 3 };

int main(void)
{
    static const double load[SLOTS] = {30e3, 30e3, 30e3, 30e3, 30e3, 30e3, 30e3, 30e3};
    static const double suns[COURSES][SLOTS] = {{0, 20e3, 60e3, 80e3, 80e3, 60e3, 20e3, 0},
                                                {0, 10e3, 30e3, 40e3, 40e3, 30e3, 10e3, 0},
                                                {0, 2e3, 5e3, 8e3, 8e3, 5e3, 2e3, 0}};
    static double grid_w[SLOTS], battery_w[SLOTS], pv_w[SLOTS], shed_w[SLOTS], critical_w[SLOTS];
    static double vehicle_w[SLOTS], course_battery_w[COURSES * SLOTS],
        course_grid_w[COURSES * SLOTS];
    static double course_vehicle_w[COURSES * SLOTS];
    static const double weights[2] = {0.0, 0.9};
    const ostrov_plan_peak peak = {
        .until_s = 3600 * SLOTS, .incurred_w = 40e3, .price_per_kw = 4.0};
    ostrov_plan_scenario courses[COURSES] = {
        {.probability_ratio = 0.5}, {.probability_ratio = 0.3}, {.probability_ratio = 0.2}};
    ostrov_battery_config battery;
    ostrov_plan_vehicle bus;
    ostrov_problem problem;
    int64_t edges[SLOTS + 1];

    for (int i = 0; i <= SLOTS; i++) {
        edges[i] = 3600 * (int64_t)i;
    }
    for (int i = 0; i < COURSES; i++) {
        courses[i].pv_w = (ostrov_series){0, 3600, SLOTS, suns[i]};
    }
    if (ostrov_battery_defaults(&battery, sizeof battery) != OSTROV_OK ||
        ostrov_plan_vehicle_defaults(&bus, sizeof bus) != OSTROV_OK ||
        ostrov_problem_defaults(&problem, sizeof problem) != OSTROV_OK) {
        return 1;
    }
    battery.capacity_wh = 30e3;
    battery.charge_limit_w = battery.discharge_limit_w = 15e3;
    bus.arrive_s = 0;
    bus.depart_s = 7 * 3600;
    bus.arrive_wh = 50e3;
    bus.depart_wh = 190e3;
    bus.capacity_wh = 200e3;
    bus.charge_limit_w = 60e3;
    problem.count = SLOTS;
    problem.edges_s = edges;
    problem.battery = &battery;
    problem.battery_soc_ratio = 0.5;
    problem.load_w = (ostrov_series){0, 3600, SLOTS, load};
    problem.pv_w = courses[1].pv_w;
    problem.import_price_per_kwh = (ostrov_series){0, 8 * 3600, 1, (const double[]){0.2}};
    problem.vehicles = &bus;
    problem.vehicles_count = 1;
    problem.vehicles_stride = sizeof bus;
    problem.peaks = &peak;
    problem.peaks_count = 1;
    problem.peaks_stride = sizeof peak;
    problem.scenarios = courses;
    problem.scenarios_count = COURSES;
    problem.scenarios_stride = sizeof courses[0];
    problem.cvar_level_ratio = 0.8; /* the dearest fifth */
    for (int i = 0; i < 2; i++) {
        ostrov_plan plan;
        ostrov_plan_verdict verdict;
        size_t bytes = 0;
        void *workspace = NULL;
        problem.cvar_weight_ratio = weights[i];
        bytes = ostrov_plan_workspace(&problem);
        workspace = malloc(bytes);
        if (workspace == NULL || ostrov_plan_defaults(&plan, sizeof plan) != OSTROV_OK) {
            return 1;
        }
        plan.capacity = SLOTS;
        plan.vehicle_capacity = 1;
        plan.grid_w = grid_w;
        plan.battery_w = battery_w;
        plan.pv_w = pv_w;
        plan.shed_w = shed_w;
        plan.shed_critical_w = critical_w;
        plan.vehicle_w = vehicle_w;
        plan.scenario_battery_w = course_battery_w;
        plan.scenario_grid_w = course_grid_w;
        plan.scenario_vehicle_w = course_vehicle_w;
        if (ostrov_plan_solve(&problem, NULL, workspace, bytes, &plan, NULL) != OSTROV_OK ||
            ostrov_plan_check(&problem, &plan, 1e-3, &verdict, sizeof verdict, NULL) != OSTROV_OK) {
            return 1;
        }
        printf("%s: bus now %.1f kW, battery %.1f kW; mean %.2f, dearest fifth %.2f, proven within "
               "%.4f\n",
               i == 0 ? "by the mean" : "with caution", vehicle_w[0] / 1e3,
               battery_w[0] / 1e3 + 0.0, verdict.mean_cost, verdict.cvar_cost,
               plan.cost - plan.bound + 0.0);
        for (int s = 0; s < COURSES; s++) {
            double most = 0.0;
            printf("  course %d: bus", s + 1);
            for (int t = 0; t < SLOTS; t++) {
                printf(" %4.0f", course_vehicle_w[s * SLOTS + t] / 1e3 + 0.0);
                most = course_grid_w[s * SLOTS + t] > most ? course_grid_w[s * SLOTS + t] : most;
            }
            printf(" kW, highest import %.1f kW\n", most / 1e3);
        }
        free(workspace);
    }
    return 0;
}
