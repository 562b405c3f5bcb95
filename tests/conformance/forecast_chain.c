/* PVOD: the chain fed with the irradiance that was measured beside each plant, with the gain that
 * the plant learned until the step before. Mean absolute error of daylight in shares of the
 * capacity, over the last 30 % of rows.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecast.h"

#include <ostrov/forecast_plant.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is measured of a plant. */
typedef struct result {
    double n, adaptive, slow, sheet;
} result;

static ostrov_forecast_plant *begin(const ostrov_pv_config *pv, void **memory)
{
    ostrov_forecast_plant_config c;
    ostrov_forecast_plant *plant = NULL;
    *memory = NULL;
    if (ostrov_forecast_plant_defaults(&c, sizeof c) != OSTROV_OK) {
        return NULL;
    }
    c.pv = pv;
    const size_t bytes = ostrov_forecast_plant_size(&c);
    *memory = malloc(bytes + 8);
    return *memory != NULL &&
                   ostrov_forecast_plant_init(*memory, bytes, &c, &plant, NULL) == OSTROV_OK
               ? plant
               : NULL;
}

/* One row: judged before it is learned. */
static int32_t a_row(const csv *table, int32_t row, const ostrov_pv_config *pv,
                     ostrov_forecast_plant *plant, result *r)
{
    ostrov_weather w;
    ostrov_forecast_plant_state state;
    double power_w = 0.0;
    double clear_w = 0.0;
    const int64_t time_s = (int64_t)csv_value(table, row, "unix_s");
    const double measured_w = 1e6 * csv_value(table, row, "power");
    if (ostrov_weather_defaults(&w, sizeof w) != OSTROV_OK) {
        return 0;
    }
    w.ghi_w_per_m2 = csv_value(table, row, "lmd_totalirrad");
    w.temperature_c = csv_value(table, row, "lmd_temperature");
    w.wind_m_per_s = csv_value(table, row, "lmd_windspeed");
    if (ostrov_forecast_plant_power(plant, time_s, &w, &power_w) < OSTROV_OK ||
        ostrov_forecast_plant_read(plant, &state, sizeof state) != OSTROV_OK ||
        ostrov_pv_clear(pv, time_s + 450, &clear_w, NULL) < OSTROV_OK) {
        return 0;
    }
    if (row >= 0.7 * table->rows && clear_w > 0.01 * pv->peak_w && !isnan(measured_w)) {
        const double chain_w = state.gain_ratio > 0.0 ? power_w / state.gain_ratio : power_w;
        r->n += 1.0;
        r->adaptive += fabs(power_w - measured_w) / pv->peak_w;
        r->slow += fabs(chain_w * state.gain_slow_ratio - measured_w) / pv->peak_w;
        r->sheet += fabs(chain_w - measured_w) / pv->peak_w;
    }
    return ostrov_forecast_plant_step(plant, time_s, measured_w, OSTROV_POWER_LIMIT_UNKNOWN, &w) >=
           OSTROV_OK;
}

static int32_t a_plant(const char *folder, const char *file, result *r)
{
    csv table;
    ostrov_pv_config pv;
    void *memory = NULL;
    memset(r, 0, sizeof *r);
    if (!csv_read(&table, folder, file)) {
        return 0;
    }
    int32_t good = ostrov_pv_defaults(&pv, sizeof pv) == OSTROV_OK;
    pv.latitude_deg = forecast_header_number(table.text, "lat ");
    pv.longitude_deg = forecast_header_number(table.text, "lon ");
    pv.tilt_deg = forecast_header_number(table.text, "tilt ");
    pv.peak_w = 1e6 * forecast_header_number(table.text, "capacity ");
    pv.inverter_w = pv.peak_w;
    ostrov_forecast_plant *plant = begin(&pv, &memory);
    good = good && plant != NULL;
    for (int32_t row = 0; good && row < table.rows; row++) {
        good = a_row(&table, row, &pv, plant, r);
    }
    free(memory);
    csv_free(&table);
    return good && r->n > 0.0;
}

void forecast_chain(tally *t, const char *folder)
{
    size_t count = 0;
    char **names = list_folder(folder, &count);
    double plants = 0.0;
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        result r;
        if (strncmp(names[i], "pvod_station", 12) == 0 && a_plant(folder, names[i], &r)) {
            report(t, REPORT_INFO, 1, names[i], "measured_irradiance",
                   "n=%.0f mae=%.4f slow_gain_mae=%.4f sheet_mae=%.4f", r.n, r.adaptive / r.n,
                   r.slow / r.n, r.sheet / r.n);
            sum += r.adaptive / r.n;
            plants += 1.0;
        }
        free(names[i]);
    }
    free(names);
    if (plants > 0.0) {
        report(t, REPORT_JUDGE, sum / plants <= 0.029, "pvod", "measured_irradiance",
               "n=%.0f mae=%.4f limit=0.029", plants, sum / plants);
    }
}
