/* A plant's tilt and azimuth from its AC power alone: NREL SERF East, whose builders say 45° and
 * 158°.
 *
 * For what is judged its time, its AC power and the place in its header are read, nothing else. Its
 * rows are taken as means that are stamped at their end, as data loggers do.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecast.h"

#include <ostrov/forecast_plant.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEP_S = 900 };

static const double tilt_deg = 45.0;
static const double azimuth_deg = 158.0;

static ostrov_forecast_plant *begin(const csv *table, const ostrov_pv_config *pv,
                                    double clock_sigma_s, void **memory)
{
    ostrov_forecast_plant_config c;
    ostrov_forecast_plant *plant = NULL;
    *memory = NULL;
    if (ostrov_forecast_plant_defaults(&c, sizeof c) != OSTROV_OK) {
        return NULL;
    }
    c.pv = pv;
    c.step_s = STEP_S;
    c.plane_sigma_deg = 90.0; /* nobody tells which way it looks */
    c.clock_sigma_s = clock_sigma_s;
    c.samples = table->rows < 256 ? 256 : (table->rows < 16384 ? table->rows : 16384);
    const size_t bytes = ostrov_forecast_plant_size(&c);
    *memory = malloc(bytes + 8);
    if (*memory == NULL ||
        ostrov_forecast_plant_init(*memory, bytes, &c, &plant, NULL) != OSTROV_OK) {
        return NULL;
    }
    return plant;
}

static int32_t learn(const csv *table, int32_t with_air, ostrov_forecast_plant *plant)
{
    const int32_t time = csv_column(table, "unix_s");
    const int32_t power = csv_column(table, "ac_power");
    ostrov_weather w;
    if (ostrov_weather_defaults(&w, sizeof w) != OSTROV_OK) {
        return 0;
    }
    for (int32_t i = 0; i < table->rows; i++) {
        const double stamp = csv_number(table, i, time);
        if (!(fabs(stamp) < 1e11)) {
            continue; /* a row without a time */
        }
        const int64_t end_s = (int64_t)stamp;
        if (with_air) {
            w.temperature_c = csv_value(table, i, "temp_air");
        }
        if (ostrov_forecast_plant_step(plant, end_s - STEP_S, csv_number(table, i, power),
                                       OSTROV_POWER_LIMIT_UNKNOWN, &w) < OSTROV_OK) {
            return 0;
        }
    }
    return time >= 0 && power >= 0;
}

/* What calibration finds; its status. */
static ostrov_status found(const csv *table, const ostrov_pv_config *pv, double clock_sigma_s,
                           int32_t with_air, ostrov_forecast_plant_state *state)
{
    void *memory = NULL;
    ostrov_forecast_plant *plant = begin(table, pv, clock_sigma_s, &memory);
    ostrov_status status = OSTROV_E_ARGUMENT;
    if (plant != NULL && learn(table, with_air, plant)) {
        status = ostrov_forecast_plant_calibrate(plant);
    }
    if (status == OSTROV_OK) {
        status = ostrov_forecast_plant_read(plant, state, sizeof *state);
    }
    free(memory);
    return status;
}

/* From power alone with the clock known, which is judged; told beside it: with the air temperature
 * of the file, which is of a satellite's product; and with a clock that may be off. */
static void tell(tally *t, const csv *table, const ostrov_pv_config *pv, const char *file)
{
    const int32_t kind = forecast_is_sample() ? REPORT_INFO : REPORT_JUDGE;
    ostrov_forecast_plant_state state;
    const ostrov_status status = found(table, pv, 0.0, 0, &state);
    if (status != OSTROV_OK) {
        report(t, REPORT_JUDGE, 0, file, "plane", "n=%d status=%d", table->rows, (int)status);
        return;
    }
    const double tilt = fabs(state.tilt_deg - tilt_deg);
    const double turn = fabs(state.azimuth_deg - azimuth_deg);
    report(t, kind, tilt <= 1.5, file, "tilt", "n=%d deg=%.2f sigma=%.2f max_abs=%.2f limit=1.5",
           state.kept, state.tilt_deg, state.tilt_sigma_deg, tilt);
    report(t, kind, turn <= 2.0, file, "azimuth", "n=%d deg=%.2f sigma=%.2f max_abs=%.2f limit=2.0",
           state.kept, state.azimuth_deg, state.azimuth_sigma_deg, turn);
    if (found(table, pv, 0.0, 1, &state) == OSTROV_OK) {
        report(t, REPORT_INFO, 1, file, "plane_with_air", "n=%d tilt_deg=%.2f azimuth_deg=%.2f",
               state.kept, state.tilt_deg, state.azimuth_deg);
    }
    if (found(table, pv, 1800.0, 0, &state) == OSTROV_OK) {
        report(t, REPORT_INFO, 1, file, "plane_and_clock",
               "n=%d tilt_deg=%.2f azimuth_deg=%.2f clock_s=%.0f misfit=%.4f", state.kept,
               state.tilt_deg, state.azimuth_deg, state.clock_s, state.misfit_ratio);
    }
}

void forecast_serf(tally *t, const char *folder, const char *file)
{
    csv table;
    ostrov_pv_config pv;
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "plane", "n=0 unreadable");
        return;
    }
    if (ostrov_pv_defaults(&pv, sizeof pv) == OSTROV_OK) {
        double most_w = 1.0;
        for (int32_t i = 0; i < table.rows; i++) {
            most_w = fmax(most_w, forecast_cell(&table, i, "ac_power"));
        }
        pv.latitude_deg = forecast_header_number(table.text, "lat ");
        pv.longitude_deg = forecast_header_number(table.text, "lon ");
        pv.peak_w = 1.2 * most_w; /* of the size that the power shows */
        pv.inverter_w = 1.2 * most_w;
        tell(t, &table, &pv, file);
    }
    csv_free(&table);
}
