/* Suite soc, folder pan_nca: pulses of ten seconds from rest, predicted by the model for power
 * limits.
 *
 * SoC comes from the voltage at rest, temperature from the thermocouple; then the measured current
 * flows in the model for as long as it flowed in the cell. Power at the pulse's end told against
 * measured; above is optimistic.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "soc.h"
#include "soc_ageing.h"

#include <ostrov/ostrov.h>

#include "csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct pulse {
    double current_a, rest_v, end_v, seconds, temperature_c;
} pulse;

typedef struct judged {
    double above, below, sum, warm_c;
    double limit_above, limit_below; /* of the power limit asked for the voltage that was reached */
    int32_t n;
} judged;

static double column(const csv *t, int32_t row, const char *name)
{
    return csv_value(t, row, name);
}

/* The next pulse from *row on; 0 when there is none. */
static int32_t next_pulse(const csv *t, int32_t *row, pulse *p)
{
    for (int32_t k = *row > 0 ? *row : 1; k < t->rows - 1; k++) {
        const double a = column(t, k, "i_A");
        if (a <= 0.5 || fabs(column(t, k - 1, "i_A")) > 0.05) {
            continue;
        }
        int32_t j = k;
        while (j + 1 < t->rows && fabs(column(t, j + 1, "i_A") - a) < 0.05 * a + 0.02) {
            j++;
        }
        p->current_a = column(t, j, "i_A");
        p->rest_v = column(t, k - 1, "v_V");
        p->end_v = column(t, j, "v_V");
        p->seconds = column(t, j, "t_s") - column(t, k - 1, "t_s");
        p->temperature_c = column(t, k - 1, "temp_C");
        *row = k = j + 1;
        if (p->seconds > 8.0 && p->seconds < 13.0) {
            return 1;
        }
    }
    return 0;
}

static double soc_at_rest(const ostrov_cell *c, double volts, double temperature_c)
{
    double soc = 0.5;
    ostrov_cell_point p;
    double low = 0.0;
    double high = 1.0;
    for (int i = 0; i < 50; i++) {
        soc = 0.5 * (low + high);
        if (ostrov_cell_at(c, soc, temperature_c, &p) != OSTROV_OK) {
            abort();
        }
        *(p.ocv_v < volts ? &low : &high) = soc;
    }
    return soc;
}

static void judge(judged *j, const ostrov_cell *c, const pulse *p)
{
    ostrov_cell_state s;
    ostrov_power_bounds b;
    ostrov_power_capability limit;
    double volts = 0.0;
    const double soc = soc_at_rest(c, p->rest_v, p->temperature_c);
    if (ostrov_cell_rest(&s, soc, p->temperature_c) != OSTROV_OK ||
        ostrov_power_defaults(&b, sizeof b) != OSTROV_OK) {
        abort();
    }
    b.voltage_min_v = p->end_v;
    b.voltage_max_v = 4.3;
    b.discharge_a = 60.0;
    b.charge_a = 0.0;
    b.soc_min_ratio = 0.0;
    if (ostrov_power_window(c, &s, &b, OSTROV_POWER_DISCHARGE, p->seconds, &limit, NULL) !=
            OSTROV_OK ||
        ostrov_cell_step(c, &s, p->current_a, (double)NAN, p->seconds) != OSTROV_OK ||
        ostrov_cell_voltage(c, &s, p->current_a, &volts) != OSTROV_OK) {
        abort();
    }
    const double off = volts / p->end_v - 1.0;
    const double asked = limit.current_a / p->current_a - 1.0;
    j->above = fmax(j->above, off);
    j->below = fmax(j->below, -off);
    j->limit_above = fmax(j->limit_above, asked);
    j->limit_below = fmax(j->limit_below, -asked);
    j->sum += fabs(off);
    j->warm_c += p->temperature_c;
    j->n++;
}

/* What is asked between the temperatures of the goals: 3 % at 25 °C, 6 at 0, 12 at −10. */
static double goal(double temperature_c)
{
    if (temperature_c >= 0.0) {
        return 6.0 - 3.0 * fmin(temperature_c / 25.0, 1.0);
    }
    return 6.0 + 6.0 * fmin(-temperature_c / 10.0, 1.0);
}

void soc_pulses(tally *t, const char *path, const char *file)
{
    soc_cell cell;
    csv table;
    judged j = {0};
    pulse p;
    int32_t row = 0;
    if (!soc_cell_read(&cell, "pan_nca.pulses")) {
        report(t, REPORT_INFO, 0, file, "pulses", "no model for power limits");
        return;
    }
    if (csv_read(&table, path, file)) {
        while (next_pulse(&table, &row, &p)) {
            judge(&j, &cell.cell, &p);
        }
        csv_free(&table);
    }
    soc_cell_free(&cell);
    if (j.n == 0) {
        report(t, REPORT_JUDGE, 0, file, "pulses", "holds none");
        return;
    }
    const double most = goal(j.warm_c / j.n);
    report(t, REPORT_JUDGE, 100 * j.below <= most && 100 * j.above <= 1.0, file, "pulse_power",
           "n=%d mean_abs=%.2f below=%.2f limit=%.2f above=%.2f limit=1.00 (%% of the power)",
           (int)j.n, 100 * j.sum / j.n, 100 * j.below, most, 100 * j.above);
    report(t, REPORT_INFO, 1, file, "pulse_current",
           "below=%.1f above=%.1f (%% of the current at that voltage)", 100 * j.limit_below,
           100 * j.limit_above);
}
