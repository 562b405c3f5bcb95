/* The models: battery, sun, PV, forecast, grid.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bench.h"

#include <stdlib.h>
#include <string.h>

enum { MOMENTS = 256, ROWS = 480, LEARNED_DAYS = 30, AHEAD = 96 };

static const char *const started = "a model starts from its defaults";

/* The station in Písek. */
static const ostrov_place place = {49.309, 14.147, 380.0};

/* ---- battery: one second with a fresh reading ---------------------------------------------- */

static ostrov_battery battery_begin, battery;
static ostrov_battery_sample battery_sample;

static void battery_prepare(void) { battery = battery_begin; }

static void battery_ours(int32_t calls)
{
    int32_t status = OSTROV_OK;
    for (int32_t c = 0; c < calls; c++) {
        battery_sample.battery_w = (c & 1) != 0 ? -30e3 : 30e3;
        status |= ostrov_battery_step(&battery, &battery_sample, 1.0);
    }
    bench_must(status == OSTROV_OK, "the battery takes its samples");
}

static void battery_open(void)
{
    ostrov_battery_config c;
    bench_must(ostrov_battery_defaults(&c, sizeof c) == OSTROV_OK, started);
    c.capacity_wh = 200e3;
    c.charge_limit_w = 100e3;
    c.discharge_limit_w = 100e3;
    c.soc_start_ratio = 0.6;
    bench_must(ostrov_battery_init(&battery_begin, &c, NULL) == OSTROV_OK &&
                   ostrov_battery_sample_defaults(&battery_sample, sizeof battery_sample) ==
                       OSTROV_OK,
               started);
    battery_sample.bms_soc_ratio = 0.6;
    battery_sample.temperature_c = 22.0;
    battery_sample.bms_charge_limit_w = 90e3;
    battery_sample.bms_discharge_limit_w = 90e3;
    battery_sample.age_s = 0.0;
}

/* ---- sun and PV: moments all over a year; a day in June, every three minutes
 * ---------------------- */

static int64_t moments_us[MOMENTS];
static int64_t rows_us[ROWS];
static double ghi[ROWS], air_c[ROWS], wind[ROWS], pv_w[ROWS];
static ostrov_pv_config pv;

static void sun_ours(int32_t calls)
{
    for (int32_t c = 0; c < calls; c++) {
        int32_t status = OSTROV_OK;
        ostrov_sun sun = {0};
        for (int32_t i = 0; i < MOMENTS; i++) {
            status |= ostrov_sun_position(moments_us[i], &place, &sun);
        }
        bench_must(status == OSTROV_OK, "the sun is somewhere");
        bench_keep(sun.zenith_deg);
    }
}

static ostrov_sun rows_sun[ROWS];
static ostrov_irradiance rows_light[ROWS];
static ostrov_plane_irradiance rows_on[ROWS];
static ostrov_sun_options precise;
static ostrov_atmosphere sky;
static ostrov_plane plane;

static void sun_precise_ours(int32_t calls)
{
    for (int32_t c = 0; c < calls; c++) {
        int32_t status = OSTROV_OK;
        ostrov_sun sun = {0};
        for (int32_t i = 0; i < MOMENTS; i++) {
            status |= ostrov_sun_position_with(moments_us[i], &place, &precise, &sun, NULL);
        }
        bench_must(status == OSTROV_OK, "the sun is somewhere");
        bench_keep(sun.zenith_deg);
    }
}

static void sun_row_ours(int32_t calls)
{
    for (int32_t c = 0; c < calls; c++) {
        bench_must(ostrov_sun_position_n(rows_us, ROWS, &place, rows_sun, NULL) == OSTROV_OK,
                   "a day has its suns");
        bench_keep(rows_sun[ROWS / 2].zenith_deg);
    }
}

static void clearsky_row_ours(int32_t calls)
{
    for (int32_t c = 0; c < calls; c++) {
        bench_must(ostrov_clearsky_n(&sky, &place, rows_us, ROWS, rows_light, NULL, NULL) ==
                       OSTROV_OK,
                   "a day has its clear sky");
        bench_keep(rows_light[ROWS / 2].ghi_w_per_m2);
    }
}

static void plane_row_ours(int32_t calls)
{
    for (int32_t c = 0; c < calls; c++) {
        bench_must(ostrov_irradiance_on_plane_n(&plane, rows_light, rows_sun, ROWS, rows_on, NULL,
                                                NULL) == OSTROV_OK,
                   "a day falls on a plane");
        bench_keep(rows_on[ROWS / 2].total_w_per_m2);
    }
}

static void sun_day_ours(int32_t calls)
{
    for (int32_t c = 0; c < calls; c++) {
        ostrov_sun_day one = {0};
        bench_must(ostrov_sun_events(rows_us[0], &place, NULL, OSTROV_SUN_RULE_CROSSING, &one) ==
                       OSTROV_OK,
                   "a day has its events");
        bench_keep((double)one.sunlit_us);
    }
}

static void pv_row_ours(int32_t calls)
{
    for (int32_t c = 0; c < calls; c++) {
        bench_must(ostrov_pv_power_n(&pv, rows_us, ROWS, ghi, air_c, wind, pv_w, NULL, NULL) ==
                       OSTROV_OK,
                   "a day of weather becomes power");
        bench_keep(pv_w[ROWS / 2]);
    }
}

static void sun_open(void)
{
    const int64_t year_us = INT64_C(1767225600) * 1000000; /* 2026-01-01 00:00 UTC */
    const int64_t june_us = INT64_C(1782000000) * 1000000; /* 2026-06-21 00:00 UTC */
    uint64_t seed = 2;
    for (int32_t i = 0; i < MOMENTS; i++) {
        moments_us[i] = year_us + (int64_t)(bench_uniform(&seed) * 365.0 * 86400.0 * 1e6);
    }
    bench_must(ostrov_pv_defaults(&pv, sizeof pv) == OSTROV_OK, started);
    pv.latitude_deg = place.latitude_deg;
    pv.longitude_deg = place.longitude_deg;
    pv.altitude_m = place.altitude_m;
    pv.tilt_deg = 15.0;
    pv.azimuth_deg = 180.0;
    pv.peak_w = 120e3;
    pv.inverter_w = 100e3;
    for (int32_t i = 0; i < ROWS; i++) {
        rows_us[i] = june_us + INT64_C(180000000) * i;
    }
    bench_must(ostrov_sun_options_defaults(&precise, sizeof precise) == OSTROV_OK &&
                   ostrov_atmosphere_defaults(&sky, sizeof sky) == OSTROV_OK &&
                   ostrov_plane_defaults(&plane, sizeof plane) == OSTROV_OK,
               started);
    precise.model = OSTROV_SUN_PRECISE;
    plane.tilt_deg = 35.0;
    sun_row_ours(1);
    clearsky_row_ours(1);
    for (int32_t i = 0; i < ROWS; i++) {
        ghi[i] = rows_light[i].ghi_w_per_m2 * (0.3 + 0.7 * bench_uniform(&seed));
        air_c[i] = 12.0 + 12.0 * bench_uniform(&seed);
        wind[i] = 4.0 * bench_uniform(&seed);
    }
    bench_must(ostrov_pv_power_n(&pv, rows_us, ROWS, ghi, air_c, wind, pv_w, NULL, NULL) ==
                       OSTROV_OK &&
                   pv_w[ROWS / 2] > 10e3 && pv_w[0] == 0.0,
               "PV gives power by day and none by night");
}

/* ---- forecast: learn one quarter hour, then a day ahead -------------------------------------- */

static void *forecast_begin, *forecast_memory;
static size_t forecast_bytes;
static int64_t forecast_s;
static double ahead_w[AHEAD];

static void forecast_prepare(void) { memcpy(forecast_memory, forecast_begin, forecast_bytes); }

static void forecast_ours(int32_t calls)
{
    ostrov_forecast *f = forecast_memory;
    for (int32_t c = 0; c < calls; c++) {
        const int64_t time_s = forecast_s + INT64_C(900) * c;
        bench_must(ostrov_forecast_step(f, time_s, 20e3, 25e3) == OSTROV_OK &&
                       ostrov_forecast_predict(f, time_s + 900, AHEAD, NULL, 0.5, ahead_w) ==
                           OSTROV_OK,
                   "a forecast learns and tells");
    }
    bench_keep(ahead_w[0]);
}

static void forecast_open(void)
{
    ostrov_forecast_config c;
    ostrov_forecast *f = NULL;
    uint64_t seed = 3;
    bench_must(ostrov_forecast_defaults(&c, sizeof c) == OSTROV_OK, started);
    c.of = OSTROV_FORECAST_PV;
    c.pv = &pv;
    c.step_s = 900;
    c.horizon = AHEAD;
    forecast_bytes = ostrov_forecast_size(&c);
    forecast_begin = malloc(forecast_bytes);
    forecast_memory = malloc(forecast_bytes);
    bench_must(forecast_bytes > 0 && forecast_begin != NULL && forecast_memory != NULL &&
                   ostrov_forecast_init(forecast_begin, forecast_bytes, &c, &f, NULL) == OSTROV_OK,
               started);
    forecast_s = INT64_C(1780272000); /* 2026-06-01 00:00 UTC */
    /* ends at 10:00 on the day after, so that the step timed is one by day */
    for (int32_t i = 0; i < LEARNED_DAYS * 96 + 40; i++, forecast_s += 900) {
        double clear_w = 0.0;
        bench_must(ostrov_pv_clear(&pv, forecast_s, &clear_w, NULL) == OSTROV_OK &&
                       ostrov_forecast_step(f, forecast_s,
                                            clear_w * (0.3 + 0.7 * bench_uniform(&seed)),
                                            0.7 * clear_w) == OSTROV_OK,
                   "a forecast learns its first days");
    }
}

/* ---- grid: 10 ms, connected and well --------------------------------------------------------- */

static ostrov_grid grid_begin, grid;
static ostrov_grid_sample grid_sample;

static void grid_prepare(void) { grid = grid_begin; }

static void grid_ours(int32_t calls)
{
    int32_t status = OSTROV_OK;
    for (int32_t c = 0; c < calls; c++) {
        status |= ostrov_grid_step(&grid, &grid_sample, 0.01);
    }
    bench_must(status == OSTROV_OK, "the grid layer takes its samples");
}

static void grid_open(void)
{
    ostrov_grid_config c;
    ostrov_grid_state state = {0};
    bench_must(ostrov_grid_defaults(&c, sizeof c) == OSTROV_OK, started);
    c.settings_named = 1;
    bench_must(ostrov_grid_init(&grid_begin, &c, NULL) == OSTROV_OK &&
                   ostrov_grid_sample_defaults(&grid_sample, sizeof grid_sample) == OSTROV_OK,
               started);
    grid_sample.breaker_closed = 1;
    grid_sample.breaker_open = 0;
    grid_sample.pcs_mode = OSTROV_PCS_FOLLOW;
    grid_sample.pcs_fault = 0;
    grid_sample.permit_return = 1;
    for (int32_t i = 0; i < 3; i++) {
        grid_sample.grid_v[i] = 230.0 + i;
        grid_sample.bus_v[i] = 230.0 + i;
    }
    grid_sample.grid_hz = 50.01;
    grid_sample.bus_hz = 50.01;
    grid_sample.angle_deg = 0.0;
    grid_sample.grid_age_s = 0.0;
    grid_sample.bus_age_s = 0.0;
    grid_sample.pcc_w = 40e3;
    grid_sample.pcc_var = 2e3;
    grid_sample.soc_ratio = 0.6;
    for (int32_t i = 0; i < 60 * 1000; i++) {
        bench_must(ostrov_grid_step(&grid_begin, &grid_sample, 0.01) == OSTROV_OK,
                   "the grid layer takes its samples");
    }
    bench_must(ostrov_grid_read(&grid_begin, &state, sizeof state) == OSTROV_OK &&
                   state.mode == OSTROV_GRID_GRID,
               "the grid layer is connected");
}

int32_t kernels_models(kernel *kernels, int32_t count)
{
    battery_open();
    sun_open();
    forecast_open();
    grid_open();
    kernels[count++] = (kernel){.name = "battery_step",
                                .unit = 1,
                                .prepare = battery_prepare,
                                .ours = battery_ours,
                                .bytes = sizeof battery};
    kernels[count++] = (kernel){.name = "sun_position", .unit = MOMENTS, .ours = sun_ours};
    kernels[count++] =
        (kernel){.name = "sun_position_precise", .unit = MOMENTS, .ours = sun_precise_ours};
    kernels[count++] = (kernel){.name = "sun_position_n_row",
                                .unit = ROWS,
                                .ours = sun_row_ours,
                                .bytes = sizeof(ostrov_sun_ephemeris)};
    kernels[count++] = (kernel){.name = "sun_events", .unit = 1, .ours = sun_day_ours};
    kernels[count++] = (kernel){.name = "clearsky_n_row", .unit = ROWS, .ours = clearsky_row_ours};
    kernels[count++] =
        (kernel){.name = "irradiance_on_plane_n_row", .unit = ROWS, .ours = plane_row_ours};
    kernels[count++] = (kernel){.name = "pv_power_n_row", .unit = ROWS, .ours = pv_row_ours};
    kernels[count++] = (kernel){.name = "forecast_step_predict_96",
                                .unit = 1,
                                .prepare = forecast_prepare,
                                .ours = forecast_ours,
                                .bytes = forecast_bytes};
    kernels[count++] = (kernel){.name = "grid_step",
                                .unit = 1,
                                .prepare = grid_prepare,
                                .ours = grid_ours,
                                .bytes = sizeof grid};
    return count;
}
