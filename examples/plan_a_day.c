/* A plan for a day of 24 hourly slots: buy when it is cheap, keep the connection limit, charge a
 * bus. */
#include <ostrov/ostrov.h>

#include <stdio.h>

enum { SLOTS = 24, BUSES = 1 };

static int whole(double x) { return (int)(x < 0.0 ? x - 0.5 : x + 0.5); }

int main(void)
{
    static uint64_t workspace[1 << 17]; /* 1 MiB of ours; ostrov_plan_workspace tells how much */
    static const double price[SLOTS] = {2.1, 2.0, 1.9, 1.9, 2.0, 2.4, 3.1, 3.9, 3.8, 3.0, 2.2, 1.6,
                                        1.2, 1.1, 1.4, 1.9, 2.6, 3.8, 4.9, 5.2, 4.4, 3.4, 2.8, 2.4};
    static const double sell[SLOTS] = {1.5, 1.4, 1.3, 1.3, 1.4, 1.8, 2.5, 3.3, 3.2, 2.4, 1.6, 1.0,
                                       0.6, 0.5, 0.8, 1.3, 2.0, 3.2, 4.3, 4.6, 3.8, 2.8, 2.2, 1.8};
    int64_t edges_s[SLOTS + 1], plan_edges_s[SLOTS + 1];
    double load_w[SLOTS], pv_w[SLOTS], zero[SLOTS] = {0};
    double grid_w[SLOTS], battery_w[SLOTS], used_w[SLOTS], shed_w[SLOTS], critical_w[SLOTS];
    double vehicle_w[SLOTS * BUSES], short_wh[BUSES], soc_ratio[SLOTS];
    int32_t charge_point[BUSES];
    ostrov_battery_config battery;
    ostrov_problem problem;
    ostrov_plan plan;
    ostrov_plan_vehicle bus;
    ostrov_plan_verdict verdict;
    ostrov_fault why;
    ostrov_status status;
    char text[200];

    if (ostrov_battery_defaults(&battery, sizeof battery) != OSTROV_OK ||
        ostrov_problem_defaults(&problem, sizeof problem) != OSTROV_OK ||
        ostrov_plan_defaults(&plan, sizeof plan) != OSTROV_OK ||
        ostrov_plan_vehicle_defaults(&bus, sizeof bus) != OSTROV_OK) {
        return 1;
    }
    for (int i = 0; i <= SLOTS; i++) {
        edges_s[i] = 1781906400 + i * 3600;
    }
    for (int i = 0; i < SLOTS; i++) {
        load_w[i] = 12000.0;
        pv_w[i] = i > 6 && i < 19 ? 4000.0 * (6 - (i > 12 ? i - 12 : 12 - i)) : 0.0;
    }
    battery.chemistry = OSTROV_CHEMISTRY_LFP;
    battery.capacity_wh = 50e3;
    battery.charge_limit_w = battery.discharge_limit_w = 25e3;

    problem.count = SLOTS;
    problem.edges_s = edges_s;
    problem.battery = &battery;
    problem.battery_soc_ratio = 0.5;
    problem.terminal_price_per_kwh = 2.0;
    problem.import_limit_fixed_w = 40e3;
    problem.load_w = (ostrov_series){edges_s[0], 3600, SLOTS, load_w};
    problem.critical_w = (ostrov_series){edges_s[0], 3600, SLOTS, zero};
    problem.pv_w = (ostrov_series){edges_s[0], 3600, SLOTS, pv_w};
    problem.import_price_per_kwh = (ostrov_series){edges_s[0], 3600, SLOTS, price};
    problem.export_price_per_kwh = (ostrov_series){edges_s[0], 3600, SLOTS, sell};

    bus.arrive_s = edges_s[0];
    bus.depart_s = edges_s[5]; /* leaves at five */
    bus.arrive_wh = 40e3;
    bus.depart_wh = 120e3;
    bus.capacity_wh = 154800.0;
    bus.charge_limit_w = 29e3;
    bus.short_price_per_kwh = 10.0; /* what a missing kWh is worth to us: well above any price */
    problem.vehicles = &bus;
    problem.vehicles_count = BUSES;
    problem.vehicles_stride = sizeof bus;

    plan.capacity = SLOTS;
    plan.vehicle_capacity = BUSES;
    plan.edges_s = plan_edges_s;
    plan.grid_w = grid_w;
    plan.battery_w = battery_w;
    plan.pv_w = used_w;
    plan.shed_w = shed_w;
    plan.shed_critical_w = critical_w;
    plan.soc_ratio = soc_ratio;
    plan.vehicle_w = vehicle_w;
    plan.short_wh = short_wh;
    plan.charge_point = charge_point;

    if (ostrov_plan_workspace(&problem) > sizeof workspace) {
        return 1;
    }
    status = ostrov_plan_solve(&problem, NULL, workspace, sizeof workspace, &plan, &why);
    if (status < OSTROV_OK) { /* names the field, the row and the slot, the value and its range */
        ostrov_fault_text(&why, status, text, sizeof text);
        printf("%s\n", text);
        return 1;
    }
    printf("hour  price  grid kW  battery kW  SoC\n");
    for (int i = 6; i < SLOTS; i += 3) {
        printf("  %02d   %4.1f  %7d  %10d  %2d %%\n", i, price[i], whole(grid_w[i] / 1e3),
               whole(battery_w[i] / 1e3), whole(soc_ratio[i] * 100.0));
    }
    printf("bus short by %d Wh at five\n", whole(short_wh[0]));

    /* Never believe a solver: any plan, of whatever origin, can be judged by arithmetic alone. */
    if (ostrov_plan_check(&problem, &plan, 0.01, &verdict, sizeof verdict, &why) != OSTROV_OK) {
        return 1;
    }
    printf("cost %.0f, proven to be within 5 %% of the least: %s\n", verdict.cost,
           plan.gap_ratio < 0.05 ? "yes" : "no");
    printf("hard limits: %s\n", verdict.feasible ? "all kept" : verdict.worst_rule);
    return 0;
}
