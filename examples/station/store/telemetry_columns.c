/* The columns of a stored minute and of a stored forecast: one list each for schema, writing,
 * reading and export.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "telemetry_database.h"

const struct telemetry_column telemetry_columns[] = {
    {"grid_w", offsetof(struct telemetry_minute, grid_w), 0},
    {"pv_w", offsetof(struct telemetry_minute, pv_w), 0},
    {"battery_w", offsetof(struct telemetry_minute, battery_w), 0},
    {"load_w", offsetof(struct telemetry_minute, load_w), 0},
    {"vehicles_w", offsetof(struct telemetry_minute, vehicles_w), 0},
    {"battery_set_w", offsetof(struct telemetry_minute, battery_set_w), 0},
    {"pv_limit_w", offsetof(struct telemetry_minute, pv_limit_w), 0},
    {"soc_ratio", offsetof(struct telemetry_minute, soc_ratio), 0},
    {"soc_sigma_ratio", offsetof(struct telemetry_minute, soc_sigma_ratio), 0},
    {"voltage_v", offsetof(struct telemetry_minute, voltage_v), 0},
    {"frequency_hz", offsetof(struct telemetry_minute, frequency_hz), 0},
    {"autonomy_s", offsetof(struct telemetry_minute, autonomy_s), 0},
    {"import_price_per_kwh", offsetof(struct telemetry_minute, import_price_per_kwh), 0},
    {"export_price_per_kwh", offsetof(struct telemetry_minute, export_price_per_kwh), 0},
    {"balance_w", offsetof(struct telemetry_minute, balance_w), 0},
    {"mode", offsetof(struct telemetry_minute, mode), 1},
    {"rung", offsetof(struct telemetry_minute, rung), 1},
    {"tiers_on", offsetof(struct telemetry_minute, tiers_on), 1},
    {"recorded_s", offsetof(struct telemetry_minute, recorded_s), 0},
    {"known_s", offsetof(struct telemetry_minute, known_s), 0},
};
const int32_t telemetry_column_count =
    (int32_t)(sizeof telemetry_columns / sizeof *telemetry_columns);

const struct telemetry_column telemetry_forecast_columns[] = {
    {"pv_p10_w", offsetof(struct telemetry_forecast, pv_p10_w), 0},
    {"pv_p50_w", offsetof(struct telemetry_forecast, pv_p50_w), 0},
    {"pv_p90_w", offsetof(struct telemetry_forecast, pv_p90_w), 0},
    {"load_p10_w", offsetof(struct telemetry_forecast, load_p10_w), 0},
    {"load_p50_w", offsetof(struct telemetry_forecast, load_p50_w), 0},
    {"load_p90_w", offsetof(struct telemetry_forecast, load_p90_w), 0},
    {"pv_hour_w", offsetof(struct telemetry_forecast, pv_hour_w), 0},
    {"load_hour_w", offsetof(struct telemetry_forecast, load_hour_w), 0},
    {"pv_persistence_w", offsetof(struct telemetry_forecast, pv_persistence_w), 0},
};
const int32_t telemetry_forecast_column_count =
    (int32_t)(sizeof telemetry_forecast_columns / sizeof *telemetry_forecast_columns);

const struct telemetry_table telemetry_minutes = {
    "minute", telemetry_columns, (int32_t)(sizeof telemetry_columns / sizeof *telemetry_columns),
    0};
const struct telemetry_table telemetry_forecasts = {
    "forecast", telemetry_forecast_columns,
    (int32_t)(sizeof telemetry_forecast_columns / sizeof *telemetry_forecast_columns), 1};
