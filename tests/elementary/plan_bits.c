/* Plans of drawn sites, hashed: the same bits on every target.
 *
 *     plan_bits [SITES]
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/plan.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 48, BYTES = 1 << 20 };

static uint64_t seed = UINT64_C(20260229);

static double uniform(double lo, double hi)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return lo + (hi - lo) * ((double)(seed >> 11) * 0x1p-53);
}

/* By value, least byte first, so that byte order and padding do not count. */
static void add_column(uint64_t *hash, const double *column)
{
    for (int t = 0; t < SLOTS; t++) {
        uint64_t word = 0;
        memcpy(&word, &column[t], sizeof word);
        for (int i = 0; i < 8; i++) {
            *hash = (*hash ^ (word >> 8 * i & 255)) * UINT64_C(0x100000001b3);
        }
    }
}

static double values[7][SLOTS], columns[7][SLOTS];
static int64_t edges[SLOTS + 1];
static uint64_t workspace[BYTES / 8];

static void draw(ostrov_problem *p, ostrov_battery_config *b, ostrov_plan_peak *peaks, int kind)
{
    ostrov_series *const series[] = {&p->load_w, &p->critical_w, &p->pv_w, &p->import_price_per_kwh,
                                     &p->export_price_per_kwh};
    for (int t = 0; t < SLOTS; t++) {
        values[0][t] = uniform(5e3, 60e3);
        values[1][t] = 0.3 * values[0][t];
        values[2][t] = uniform(-60e3, 90e3) > 0.0 ? uniform(0.0, 90e3) : 0.0;
        values[3][t] = uniform(kind % 2 ? -0.5 : 0.05, 0.5);
        values[4][t] = values[3][t] - uniform(kind % 2 ? -0.05 : 0.0, 0.1);
    }
    for (int i = 0; i < 5; i++) {
        *series[i] = (ostrov_series){0, 900, SLOTS, values[i]};
    }
    b->capacity_wh = 200e3;
    b->charge_limit_w = 80e3;
    b->discharge_limit_w = 80e3;
    p->battery = b;
    p->battery_soc_ratio = uniform(0.1, 0.9);
    p->reserve_s = kind % 3 ? 7200.0 : 0.0;
    p->battery_running_w = kind % 5 == 4 ? 200.0 : 0.0;
    peaks[0] = (ostrov_plan_peak){0, 24 * 900, 20e3, 4.0, 0.0};
    peaks[1] = (ostrov_plan_peak){24 * 900, 48 * 900, 20e3, 4.0, 0.0};
    p->peaks = peaks;
    p->peaks_count = kind % 4 == 3 ? 2 : 0;
    p->peaks_stride = sizeof peaks[0];
    p->count = SLOTS;
    p->edges_s = edges;
}

int main(int argc, char **argv)
{
    const int sites = argc > 1 ? atoi(argv[1]) : 400;
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (int t = 0; t <= SLOTS; t++) {
        edges[t] = 900 * (int64_t)t;
    }
    for (int i = 0; i < sites; i++) {
        ostrov_problem p;
        ostrov_battery_config b;
        ostrov_plan_peak peaks[2];
        ostrov_plan plan;
        if (ostrov_problem_defaults(&p, sizeof p) != OSTROV_OK ||
            ostrov_battery_defaults(&b, sizeof b) != OSTROV_OK ||
            ostrov_plan_defaults(&plan, sizeof plan) != OSTROV_OK) {
            return 1;
        }
        draw(&p, &b, peaks, i);
        plan.capacity = SLOTS;
        plan.grid_w = columns[0];
        plan.battery_w = columns[1];
        plan.pv_w = columns[2];
        plan.shed_w = columns[3];
        plan.shed_critical_w = columns[4];
        plan.soc_ratio = columns[5];
        plan.value_per_kwh = columns[6];
        ostrov_status status = ostrov_plan_solve(&p, NULL, workspace, sizeof workspace, &plan, NULL);
        if (status != OSTROV_OK) {
            printf("overall site_%d_status_%d\n", i, (int)status);
            return 1;
        }
        for (int c = 0; c < 7; c++) {
            add_column(&hash, columns[c]);
        }
    }
    printf("overall %016llx\n", (unsigned long long)hash);
    return 0;
}
