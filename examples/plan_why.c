/* Why a plan does what it does: the same six hours told in English, Czech and Chinese, and what is left
 * unmet. */
#include <ostrov/ostrov.h>

#include <stdio.h>

enum { SLOTS = 6 };

int main(void)
{
    static uint64_t workspace[1 << 14];
    static const double buy[SLOTS] = {0.06, 0.12, 0.15, 0.34, 0.34, 0.15};
    static const double sell[SLOTS] = {0.02, 0.05, 0.06, 0.10, 0.10, 0.06};
    static const double load[SLOTS] = {12e3, 12e3, 12e3, 30e3, 30e3, 12e3};
    static const double sun[SLOTS] = {0, 0, 45e3, 0, 0, 0};
    static const int told[] = {0, 2, 3, 5};
    int64_t edges[SLOTS + 1];
    double columns[7][SLOTS];
    ostrov_battery_config battery;
    ostrov_problem problem;
    ostrov_plan plan;
    ostrov_plan_peak peak = {0, SLOTS * 3600, 20e3, 6.0, 0.0}; /* 20 kW are paid for this month */
    ostrov_plan_reason reasons[OSTROV_PLAN_REASONS * SLOTS];
    ostrov_plan_verdict verdict;
    ostrov_wish_missed missed[8];
    ostrov_fault why;
    int32_t count = 0;
    char text[512];

    if (ostrov_battery_defaults(&battery, sizeof battery) != OSTROV_OK ||
        ostrov_problem_defaults(&problem, sizeof problem) != OSTROV_OK ||
        ostrov_plan_defaults(&plan, sizeof plan) != OSTROV_OK) {
        return 1;
    }
    for (int i = 0; i <= SLOTS; i++) {
        edges[i] = 3600 * (int64_t)i;
    }
    battery.capacity_wh = 60e3;
    battery.charge_limit_w = battery.discharge_limit_w = 25e3;
    problem.count = SLOTS;
    problem.edges_s = edges;
    problem.battery = &battery;
    problem.battery_soc_ratio = 0.3;
    problem.load_w = (ostrov_series){0, 3600, SLOTS, load};
    problem.pv_w = (ostrov_series){0, 3600, SLOTS, sun};
    problem.import_price_per_kwh = (ostrov_series){0, 3600, SLOTS, buy};
    problem.export_price_per_kwh = (ostrov_series){0, 3600, SLOTS, sell};
    problem.peaks = &peak;
    problem.peaks_count = 1;
    problem.peaks_stride = sizeof peak;
    plan.capacity = SLOTS;
    plan.grid_w = columns[0];
    plan.battery_w = columns[1];
    plan.pv_w = columns[2];
    plan.shed_w = columns[3];
    plan.shed_critical_w = columns[4];
    plan.soc_ratio = columns[5];
    plan.value_per_kwh = columns[6];
    if (ostrov_plan_solve(&problem, NULL, workspace, sizeof workspace, &plan, &why) != OSTROV_OK ||
        ostrov_plan_explain(&problem, &plan, reasons, sizeof reasons[0], OSTROV_PLAN_REASONS * SLOTS,
                            &why) != OSTROV_OK) {
        return 1;
    }
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
        for (int k = 0; k < OSTROV_PLAN_REASONS; k++) {
            const ostrov_plan_reason *r = &reasons[OSTROV_PLAN_REASONS * told[i] + k];
            if (r->because != OSTROV_BECAUSE_UNKNOWN) {
                ostrov_plan_reason_text(r, OSTROV_LANGUAGE_EN, text, sizeof text);
                printf("%02d:00 %s\n", told[i], text);
            }
        }
    }
    ostrov_plan_reason_text(&reasons[0], OSTROV_LANGUAGE_CS, text, sizeof text);
    printf("00:00 %s\n", text);
    ostrov_plan_reason_text(&reasons[0], OSTROV_LANGUAGE_ZH_TW, text, sizeof text);
    printf("00:00 %s\n", text);

    if (ostrov_plan_check(&problem, &plan, 0.01, &verdict, sizeof verdict, &why) != OSTROV_OK ||
        ostrov_plan_missed(&verdict, missed, &count) != OSTROV_OK) {
        return 1;
    }
    printf("wishes left unmet: %d\n", (int)count);
    return 0;
}
