/* Which grid capacity to book for a month: each candidate is planned against the same drawn months, and the
 * one whose middle month is cheapest is named, with the band of the months around it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/ostrov.h>
#include <stdio.h>
#include <string.h>

enum { HOURS = 28 * 24, MONTHS = 5, CANDIDATES = 7 };

static double load[HOURS], sun[HOURS], buy[HOURS], sell[HOURS];
static int64_t edges[HOURS + 1];
static double columns[6][HOURS];
static uint64_t workspace[1 << 18];

/* splitmix64, so that everybody draws the same months */
static double uniform(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static double hump(int32_t hour, double around, double width)
{
    const double x = ((double)hour - around) / width;
    return 1.0 / (1.0 + x * x * x * x);
}

static void draw(uint64_t seed)
{
    double cloud = 0.5;
    for (int32_t t = 0; t < HOURS; t++) {
        const int32_t hour = t % 24;
        cloud = hour == 0 ? 0.4 * cloud + 0.6 * uniform(&seed) : cloud;
        load[t] = 20e3 + 45e3 * hump(hour, 7.0, 2.0) + 40e3 * hump(hour, 17.0, 3.0) + 15e3 * uniform(&seed);
        sun[t] = 60e3 * (0.2 + 0.8 * cloud) * hump(hour, 12.0, 3.0) * (hour > 5 && hour < 19);
        sell[t] = 0.05 + 0.05 * hump(hour, 8.0, 2.0) + 0.08 * hump(hour, 19.0, 2.0);
        buy[t] = sell[t] + 0.06;
    }
}

static ostrov_series hourly(const double *values)
{
    return (ostrov_series){0, 3600, HOURS, values};
}

/* Money of the month drawn last, 1e300 when it cannot be planned. What is booked costs 4 a kW, what the
 * highest hour is above it 20. */
static double month(double booked_kw)
{
    const ostrov_plan_peak peak = {0, 3600 * (int64_t)HOURS, 0.0, 20.0, 1000.0 * booked_kw};
    ostrov_battery_config battery;
    ostrov_problem problem;
    ostrov_plan plan;
    if (ostrov_battery_defaults(&battery, sizeof battery) != OSTROV_OK ||
        ostrov_problem_defaults(&problem, sizeof problem) != OSTROV_OK ||
        ostrov_plan_defaults(&plan, sizeof plan) != OSTROV_OK) {
        return 1e300;
    }
    battery.capacity_wh = 100e3;
    battery.charge_limit_w = 50e3;
    battery.discharge_limit_w = 50e3;
    problem.count = HOURS;
    problem.edges_s = edges;
    problem.battery = &battery;
    problem.battery_soc_ratio = 0.5;
    problem.wear_price_per_kwh = 0.02;
    problem.terminal_price_per_kwh = 0.1;
    problem.load_w = hourly(load);
    problem.pv_w = hourly(sun);
    problem.import_price_per_kwh = hourly(buy);
    problem.export_price_per_kwh = hourly(sell);
    problem.peaks = &peak;
    problem.peaks_count = 1;
    problem.peaks_stride = sizeof peak;
    plan.capacity = HOURS;
    plan.grid_w = columns[0];
    plan.battery_w = columns[1];
    plan.pv_w = columns[2];
    plan.shed_w = columns[3];
    plan.shed_critical_w = columns[4];
    plan.soc_ratio = columns[5];
    if (ostrov_plan_solve(&problem, NULL, workspace, sizeof workspace, &plan, NULL) != OSTROV_OK) {
        return 1e300;
    }
    return plan.cost + 4.0 * booked_kw;
}

int main(void)
{
    double money[CANDIDATES][MONTHS];
    int32_t best = 0;
    for (int32_t t = 0; t <= HOURS; t++) {
        edges[t] = 3600 * (int64_t)t;
    }
    for (int32_t m = 0; m < MONTHS; m++) {
        draw((uint64_t)m + 1u);
        for (int32_t c = 0; c < CANDIDATES; c++) { /* sorted into its row, least first */
            const double cost = month(30.0 + 10.0 * c);
            int32_t k = m;
            for (; k > 0 && money[c][k - 1] > cost; k--) {
                money[c][k] = money[c][k - 1];
            }
            money[c][k] = cost;
        }
    }
    printf("booked   cheapest   middle   dearest month\n");
    for (int32_t c = 0; c < CANDIDATES; c++) {
        best = money[c][MONTHS / 2] < money[best][MONTHS / 2] ? c : best;
        printf("%3.0f kW    %7.0f  %7.0f   %7.0f\n", 30.0 + 10.0 * c, money[c][0], money[c][MONTHS / 2],
               money[c][MONTHS - 1]);
    }
    printf("book %.0f kW\n", 30.0 + 10.0 * best);
    return money[best][MONTHS / 2] < 1e299 ? 0 : 1;
}
