/* The numbers behind the plots, as CSV: see csv.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "csv.h"

#include "recorded.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* ---- fields -------------------------------------------------------------------------------------
 */

void csv_put_number(struct html *out, double value, int32_t decimals)
{
    char text[400];
    if (words_known(value)) {
        ostrov_number_write(value, decimals, text, sizeof text);
        html_raw(out, text);
    }
}

void csv_put_whole(struct html *out, int64_t value)
{
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)value);
    html_raw(out, text);
}

void csv_put_text(struct html *out, const char *text)
{
    char one[2] = "";
    html_raw(out, text[0] != '\0' && strchr("=+-@", text[0]) != NULL ? "\"'" : "\"");
    for (; *text != '\0'; text++) {
        one[0] = *text;
        html_raw(out, *text == '"' ? "\"\"" : one);
    }
    html_raw(out, "\"");
}

void csv_put_time(struct html *out, const struct view *view, int64_t time_s)
{
    if (time_s != INT64_MIN) {
        csv_put_whole(out, time_s);
    }
    html_raw(out, ",");
    html_raw(out, words_iso(view->site, time_s).text);
}

static void put_name(struct html *out, const struct view *view, const char *name)
{
    const char *money = strchr(name, '$');
    char text[96];
    if (money == NULL) {
        html_raw(out, name);
        return;
    }
    snprintf(text, sizeof text, "%.*s%s%s", (int)(money - name), name, view->site->currency,
             money + 1);
    html_raw(out, text);
}

void csv_put_names(struct html *out, const struct view *view, const struct column *column,
                   size_t columns)
{
    for (size_t k = 0; k < columns; k++) {
        html_raw(out, ",");
        put_name(out, view, column[k].name);
    }
}

void csv_put_row(struct html *out, const void *row, const struct column *column, size_t columns)
{
    for (size_t k = 0; k < columns; k++) {
        double value = __builtin_nan("");
        if (row != NULL) {
            memcpy(&value, (const char *)row + column[k].offset, sizeof value);
        }
        html_raw(out, ",");
        csv_put_number(out, value * column[k].scale, column[k].decimals);
    }
}

/* Powers by charge point at the end of a row; watts = NULL: not known. */
static void put_points(struct html *out, const struct view *view, const double *watts)
{
    for (int32_t i = 0; i < view->site->charge_points; i++) {
        html_raw(out, ",");
        csv_put_number(out, watts != NULL ? watts[i] / 1e3 : __builtin_nan(""), 3);
    }
}

static void put_point_names(struct html *out, const struct view *view, const char *name)
{
    for (int32_t i = 0; i < view->site->charge_points; i++) {
        html_format(out, ",%s_%d_kw", name, (int)i + 1);
    }
}

/* ---- files --------------------------------------------------------------------------------------
 */

void csv_minutes(struct html *out, const struct view *view)
{
    static const struct column column[] = {
        {"grid_kw", offsetof(struct record_minute, grid_w), 1e-3, 3},
        {"pv_kw", offsetof(struct record_minute, pv_w), 1e-3, 3},
        {"pv_available_kw", offsetof(struct record_minute, pv_available_w), 1e-3, 3},
        {"battery_kw", offsetof(struct record_minute, battery_w), 1e-3, 3},
        {"load_kw", offsetof(struct record_minute, load_w), 1e-3, 3},
        {"vehicles_kw", offsetof(struct record_minute, vehicles_w), 1e-3, 3},
        {"shed_kw", offsetof(struct record_minute, shed_w), 1e-3, 3},
        {"soc_percent", offsetof(struct record_minute, soc_ratio), 100.0, 3},
        {"soc_estimate_percent", offsetof(struct record_minute, soc_estimate_ratio), 100.0, 3},
        {"soc_sigma_percent", offsetof(struct record_minute, soc_sigma_ratio), 100.0, 3},
        {"battery_set_kw", offsetof(struct record_minute, battery_set_w), 1e-3, 3},
        {"import_price_$_per_kwh", offsetof(struct record_minute, import_price_per_kwh), 1.0, 5},
        {"export_price_$_per_kwh", offsetof(struct record_minute, export_price_per_kwh), 1.0, 5},
        {"bus_voltage_pu", offsetof(struct record_minute, voltage_pu), 1.0, 4},
        {"bus_frequency_hz", offsetof(struct record_minute, frequency_hz), 1.0, 4},
        {"autonomy_h", offsetof(struct record_minute, autonomy_s), 1.0 / 3600.0, 3},
        {"reactive_kvar", offsetof(struct record_minute, reactive_var), 1e-3, 3},
        {"balance_residual_pw", offsetof(struct record_minute, balance_w), 1e12, 2},
    };
    const size_t columns = sizeof column / sizeof column[0];
    html_raw(out, "time_utc_s,time_local");
    csv_put_names(out, view, column, columns);
    html_raw(out, ",mode,rung,tiers_on_bits");
    put_point_names(out, view, "charge_point");
    html_raw(out, "\r\n");
    for (int32_t i = 0; i < view->record->minutes && out->failed == 0; i++) {
        const struct record_minute *m = &view->record->minute[i];
        csv_put_time(out, view, m->time_s);
        csv_put_row(out, m, column, columns);
        html_raw(out, ",");
        html_raw(out, ostrov_grid_mode_text(m->mode));
        html_raw(out, ",");
        csv_put_whole(out, m->rung);
        html_raw(out, ",");
        csv_put_whole(out, m->tiers_on);
        put_points(out, view, m->vehicle_w);
        html_raw(out, "\r\n");
    }
}

/* A quarter without a plan or without a forecast has empty fields there, not zeros. */
static const struct column metered[] = {
    {"grid_mean_kw", offsetof(struct record_quarter, grid_mean_w), 1e-3, 3},
    {"pv_actual_kw", offsetof(struct record_quarter, pv_actual_w), 1e-3, 3},
    {"load_actual_kw", offsetof(struct record_quarter, load_actual_w), 1e-3, 3},
    {"reserve_percent", offsetof(struct record_quarter, reserve_ratio), 100.0, 2},
};
static const struct column planned[] = {
    {"plan_grid_kw", offsetof(struct record_quarter, plan_grid_w), 1e-3, 3},
    {"plan_battery_kw", offsetof(struct record_quarter, plan_battery_w), 1e-3, 3},
    {"plan_soc_percent", offsetof(struct record_quarter, plan_soc_ratio), 100.0, 3},
    {"plan_value_$_per_kwh", offsetof(struct record_quarter, plan_value_per_kwh), 1.0, 5},
    {"plan_cost_$", offsetof(struct record_quarter, plan_cost), 1.0, 4},
    {"plan_bound_$", offsetof(struct record_quarter, plan_bound), 1.0, 4},
    {"plan_gap_percent", offsetof(struct record_quarter, plan_gap_ratio), 100.0, 4},
    {"plan_ms", offsetof(struct record_quarter, plan_ms), 1.0, 2},
};
static const struct column forecast[] = {
    {"pv_p10_kw", offsetof(struct record_quarter, pv_p10_w), 1e-3, 3},
    {"pv_p50_kw", offsetof(struct record_quarter, pv_p50_w), 1e-3, 3},
    {"pv_p90_kw", offsetof(struct record_quarter, pv_p90_w), 1e-3, 3},
    {"pv_persistence_kw", offsetof(struct record_quarter, pv_persistence_w), 1e-3, 3},
    {"load_p10_kw", offsetof(struct record_quarter, load_p10_w), 1e-3, 3},
    {"load_p50_kw", offsetof(struct record_quarter, load_p50_w), 1e-3, 3},
    {"load_p90_kw", offsetof(struct record_quarter, load_p90_w), 1e-3, 3},
};
enum {
    METERED = sizeof metered / sizeof metered[0],
    PLANNED = sizeof planned / sizeof planned[0],
    FORECAST = sizeof forecast / sizeof forecast[0]
};

void csv_quarters(struct html *out, const struct view *view)
{
    html_raw(out, "time_utc_s,time_local");
    csv_put_names(out, view, metered, METERED);
    csv_put_names(out, view, planned, PLANNED);
    csv_put_names(out, view, forecast, FORECAST);
    html_raw(out, ",solver,wishes_broken_bits");
    put_point_names(out, view, "plan_charge_point");
    html_raw(out, "\r\n");
    for (int32_t i = 0; i < view->record->quarters && out->failed == 0; i++) {
        const struct record_quarter *q = &view->record->quarter[i];
        csv_put_time(out, view, q->time_s);
        csv_put_row(out, q, metered, METERED);
        csv_put_row(out, q->solver != 0 ? q : NULL, planned, PLANNED);
        csv_put_row(out, q->forecast_known ? q : NULL, forecast, FORECAST);
        html_raw(out, q->solver == OSTROV_SOLVER_QUICK    ? ",quick,"
                      : q->solver == OSTROV_SOLVER_GLPK  ? ",glpk,"
                      : q->solver == OSTROV_SOLVER_VALUE ? ",value,"
                      : q->solver != 0                   ? ",other,"
                                                        : ",none,");
        csv_put_whole(out, q->wishes_broken);
        put_points(out, view, q->solver != 0 ? q->plan_vehicle_w : NULL);
        html_raw(out, "\r\n");
    }
}

void csv_recorded(struct html *out, const struct recorded *recorded)
{
    const struct view view = {.record = &recorded->record, .site = recorded->site};
    html_raw(out, "time_utc_s,time_local,pv_actual_kw,load_actual_kw");
    csv_put_names(out, &view, forecast, FORECAST);
    html_raw(out, ",load_persistence_kw,pv_hour_kw,load_hour_kw,pv_held\r\n");
    for (int32_t i = 0; i < recorded->record.quarters && out->failed == 0; i++) {
        const struct record_quarter *q = &recorded->record.quarter[i];
        const double before[] = {q->pv_actual_w, q->load_actual_w};
        const double after[] = {q->load_persistence_w, recorded->pv_hour_w[i],
                                recorded->load_hour_w[i]};
        csv_put_time(out, &view, q->time_s);
        for (size_t k = 0; k < sizeof before / sizeof before[0]; k++) {
            html_raw(out, ",");
            csv_put_number(out, before[k] / 1e3, 3);
        }
        csv_put_row(out, q->forecast_known ? q : NULL, forecast, FORECAST);
        for (size_t k = 0; k < sizeof after / sizeof after[0]; k++) {
            html_raw(out, ",");
            csv_put_number(out, after[k] / 1e3, 3);
        }
        html_raw(out, q->pv_held ? ",1\r\n" : ",0\r\n");
    }
}
