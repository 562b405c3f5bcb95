/* Suite soc, folder bmw_i3: which trips of a car's telemetry are flagged, and for what.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "soc_ageing.h"

#include <ostrov/ostrov.h>

#include "csv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of the car: 96 cells in series, 61.7 Ah by regression over the trips, 0.07 Ω warm. */
static ostrov_telemetry new_car(void)
{
    ostrov_telemetry t;
    ostrov_telemetry_config c;
    if (ostrov_telemetry_defaults(&c, sizeof c) != OSTROV_OK) {
        abort();
    }
    c.capacity_ah = 61.7;
    c.voltage_min_v = 96 * 3.0;
    c.voltage_max_v = 96 * 4.2;
    c.current_max_a = 450.0;
    c.resistance_ohm = 0.07;
    c.balance_ratio = 0.004; /* four of the steps in which its SoC is told */
    if (ostrov_telemetry_init(&t, &c, NULL) != OSTROV_OK) {
        abort();
    }
    return t;
}

void soc_bmw(tally *t, const char *path, const char *file)
{
    static const char *const words[OSTROV_TELEMETRY_REASONS] = {
        "range", "rate", "freeze", "sign", "unit", "balance", "sum", "spread", "time", "missing"};
    csv table;
    ostrov_telemetry judge = new_car();
    ostrov_telemetry_state s = {0};
    double before = (double)NAN;
    double most_ah = 0.0;
    char flags[256] = "";
    if (!csv_read(&table, path, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    for (int32_t i = 0; i < table.rows; i++) {
        ostrov_telemetry_sample x;
        const double at = csv_value(&table, i, "t_s");
        if (ostrov_telemetry_sample_defaults(&x, sizeof x) != OSTROV_OK) {
            abort();
        }
        x.voltage_v = csv_value(&table, i, "v_V");
        x.current_a = csv_value(&table, i, "i_A");
        x.temperature_c = csv_value(&table, i, "temp_C");
        x.bms_soc_ratio = csv_value(&table, i, "soc_bms_pct") / 100.0;
        const double dt_s = at - before > 0.0 ? fmin(at - before, 86400.0) : 1.0;
        if (ostrov_telemetry_step(&judge, &x, dt_s) < OSTROV_OK ||
            ostrov_telemetry_read(&judge, &s, sizeof s) != OSTROV_OK) {
            abort();
        }
        most_ah = fmax(most_ah, fabs(s.balance_ah));
        before = at;
    }
    for (int32_t k = 0; k < OSTROV_TELEMETRY_REASONS; k++) {
        if ((s.ever & (1u << k)) != 0) {
            const size_t used = strlen(flags);
            (void)snprintf(flags + used, sizeof flags - used, "%s%s:%d", used > 0 ? "," : "",
                           words[k], (int)s.count[k]);
        }
    }
    report(t, REPORT_INFO, 1, file, "flags", "n=%d flagged=%d flags=%s balance_ah=%.3f",
           (int)table.rows, s.ever != 0, flags[0] != '\0' ? flags : "none", most_ah);
    csv_free(&table);
}
