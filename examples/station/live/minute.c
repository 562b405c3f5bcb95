/* Gathers the seconds of a minute: see minute.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "minute.h"

#include <string.h>

static const double nan_value = __builtin_nan("");

void minute_begin(struct minute *minute)
{
    memset(minute, 0, sizeof *minute);
    minute->start_s = INT64_MIN;
}

static void close_row(const struct minute *m, struct telemetry_minute *row)
{
    *row = m->row;
    row->time_s = m->start_s;
    row->grid_w = metering_mean_value(&m->grid_w, 0.0);
    row->pv_w = metering_mean_value(&m->pv_w, 0.0);
    row->battery_w = metering_mean_value(&m->battery_w, 0.0);
    row->load_w = metering_mean_value(&m->load_w, 0.0);
    row->vehicles_w = metering_mean_value(&m->vehicles_w, 0.0);
    row->voltage_v = metering_mean_value(&m->voltage_v, 0.0);
    row->frequency_hz = metering_mean_value(&m->frequency_hz, 0.0);
}

double minute_fresh(const ostrov_measurement *m, int32_t source, double value)
{
    double most_s = source == OSTROV_SOURCE_CHARGERS ? 15.0 : 5.0;
    return m->age_s[source] <= most_s ? value : nan_value;
}

static double vehicles_w(const ostrov_measurement *m)
{
    double sum = 0.0;
    int32_t known = 0;
    for (int32_t p = 0; p < OSTROV_CHARGE_POINTS; p++) {
        if (m->vehicle_w[p] == m->vehicle_w[p]) {
            sum += m->vehicle_w[p];
            known = 1;
        }
    }
    return known ? sum : nan_value;
}

/* A step that began before its minute did, or a clock that jumped, makes no minute longer. sum is
 * NaN when one of its parts is not known. */
static void count_time(struct telemetry_minute *row, double counted_s, double sum)
{
    double left_s = 60.0 - row->recorded_s;
    counted_s = counted_s < left_s ? counted_s : left_s;
    row->recorded_s += counted_s;
    row->known_s += sum == sum ? counted_s : 0.0;
}

int minute_step(struct minute *minute, const ostrov_measurement *m,
                const ostrov_station_state *state, const ostrov_command *command, double bus_v,
                double bus_hz, struct telemetry_minute *ended)
{
    int finished = 0;
    /* Of a longer step its end alone is known. */
    double dt_s = m->dt_s < METERING_SAMPLE_S ? m->dt_s : METERING_SAMPLE_S;
    if (m->time_s == INT64_MIN) {
        return 0;
    }
    int64_t start_s = m->time_s - 1 - (m->time_s - 1) % 60;
    if (start_s != minute->start_s) {
        finished = minute->start_s != INT64_MIN;
        if (finished) {
            close_row(minute, ended);
        }
        minute_begin(minute);
        minute->start_s = start_s;
        minute->row.balance_w = nan_value;
    }
    double grid_w = minute_fresh(m, OSTROV_SOURCE_PCC, m->grid_w);
    double pv_w = minute_fresh(m, OSTROV_SOURCE_PV, m->pv_w);
    count_time(&minute->row, dt_s, grid_w + pv_w + state->load_w);
    metering_mean_add(&minute->grid_w, grid_w, dt_s);
    metering_mean_add(&minute->pv_w, pv_w, dt_s);
    metering_mean_add(&minute->battery_w, minute_fresh(m, OSTROV_SOURCE_BATTERY, m->battery_w),
                      dt_s);
    metering_mean_add(&minute->load_w, state->load_w, dt_s);
    metering_mean_add(&minute->vehicles_w, minute_fresh(m, OSTROV_SOURCE_CHARGERS, vehicles_w(m)),
                      dt_s);
    metering_mean_add(&minute->voltage_v, minute_fresh(m, OSTROV_SOURCE_PCC, bus_v), dt_s);
    metering_mean_add(&minute->frequency_hz, minute_fresh(m, OSTROV_SOURCE_PCC, bus_hz), dt_s);
    struct telemetry_minute *row = &minute->row;
    row->battery_set_w = command->battery_w;
    row->pv_limit_w = command->pv_limit_w;
    row->soc_ratio = state->soc_ratio;
    row->soc_sigma_ratio = (state->soc_high_ratio - state->soc_low_ratio) / 6.0;
    row->autonomy_s = state->autonomy_s;
    row->mode = (double)state->mode;
    row->rung = (double)command->rung;
    row->tiers_on = (double)command->tiers_on;
    double residual_w = state->balance_w < 0.0 ? -state->balance_w : state->balance_w;
    if (!(residual_w <= row->balance_w)) { /* also when none stood there yet */
        row->balance_w = residual_w;
    }
    return finished;
}
