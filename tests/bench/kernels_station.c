/* One second of a station: seven vehicles at eight charge points, a plan followed, the battery and
 * the public grid there. The plant obeys each command; its few additions are within the time taken.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bench.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 8, SETTLING_S = 300 };

static const double LOAD_W = 30e3;
static const double ACCEPTS_W = 40e3;

static ostrov_station begin, station;
static ostrov_measurement measurement_begin, measurement;
static ostrov_grid_state grid_state;

static void prepare(void)
{
    station = begin;
    measurement = measurement_begin;
}

static void second(ostrov_station *s, ostrov_measurement *m, ostrov_command *command)
{
    double vehicles_w = 0.0;
    bench_must(ostrov_station_step(s, m, command, sizeof *command) == OSTROV_OK,
               "the station takes its measurements");
    for (int32_t i = 0; i < DAY_VEHICLES; i++) {
        const double limit = command->vehicle_limit_w[i];
        m->vehicle_w[i] = limit < ACCEPTS_W ? limit : ACCEPTS_W;
        vehicles_w += m->vehicle_w[i];
    }
    m->time_s++;
    m->battery_w = command->battery_w;
    m->grid_w = LOAD_W + vehicles_w - m->pv_w - m->battery_w;
}

static void step_ours(int32_t calls)
{
    ostrov_command command = {0};
    for (int32_t c = 0; c < calls; c++) {
        second(&station, &measurement, &command);
    }
    bench_must((command.rung == OSTROV_RUNG_PLAN || command.rung == OSTROV_RUNG_QUICK) &&
                   command.write == 1,
               "the station follows its plan");
}

static void plan_the_day(ostrov_plan *out)
{
    static day d;
    static day_plan p;
    day_open(&d, 1);
    day_plan_open(&p);
    const size_t bytes = ostrov_plan_workspace(&d.problem);
    void *workspace = malloc(bytes);
    bench_must(workspace != NULL && ostrov_plan_solve(&d.problem, NULL, workspace, bytes, &p.plan,
                                                      NULL) == OSTROV_OK,
               "the day is planned");
    free(workspace);
    *out = p.plan;
}

static void measure_begin(ostrov_measurement *m)
{
    bench_must(ostrov_measurement_defaults(m, sizeof *m) == OSTROV_OK, "a measurement's defaults");
    m->time_s = DAY_BEGIN_S;
    m->dt_s = 1.0;
    m->grid = &grid_state;
    m->grid_w = LOAD_W;
    m->grid_var = 1e3;
    m->pv_w = 0.0;
    m->battery_w = 0.0;
    m->battery_c = 22.0;
    m->bms_soc_ratio = 0.6;
    m->bms_charge_limit_w = 90e3;
    m->bms_discharge_limit_w = 90e3;
    m->load_w = LOAD_W;
    for (int32_t i = 0; i < POINTS; i++) {
        m->vehicle_connected[i] = i < DAY_VEHICLES;
        m->vehicle_w[i] = 0.0;
        if (i < DAY_VEHICLES) {
            m->vehicle_accepts_w[i] = ACCEPTS_W;
            m->vehicle_needs_wh[i] = 150e3;
            m->vehicle_depart_s[i] = DAY_BEGIN_S + 10 * 3600 + 900 * i;
        }
    }
}

int32_t kernels_station(kernel *kernels, int32_t count)
{
    ostrov_station_config config;
    ostrov_battery_config battery;
    ostrov_plan plan;
    ostrov_command command;
    bench_must(ostrov_station_defaults(&config, sizeof config) == OSTROV_OK &&
                   ostrov_battery_defaults(&battery, sizeof battery) == OSTROV_OK,
               "a station's defaults");
    battery.capacity_wh = 200e3;
    battery.charge_limit_w = 100e3;
    battery.discharge_limit_w = 100e3;
    battery.soc_start_ratio = 0.6;
    battery.soc_start_sigma_ratio = 0.01;
    config.battery = &battery;
    config.charge_points = POINTS;
    config.tiers = 3;
    config.import_limit_w = 250e3;
    config.export_limit_w = 100e3;
    config.load_max_w = 80e3;
    config.charger_default_w = 11e3;
    for (int32_t i = 0; i < POINTS; i++) {
        config.charge_point_limit_w[i] = 70e3;
        config.charge_point_min_w[i] = 4e3;
    }
    bench_must(ostrov_station_init(&begin, &config, NULL) == OSTROV_OK, "a station starts");
    memset(&grid_state, 0, sizeof grid_state);
    grid_state.struct_size = (uint32_t)sizeof grid_state;
    grid_state.mode = OSTROV_GRID_GRID;
    grid_state.breaker = 1;
    grid_state.power_ratio = 1.0;
    grid_state.pcc_target_w = NAN;
    grid_state.pcs_request = OSTROV_PCS_FOLLOW;
    plan_the_day(&plan);
    measure_begin(&measurement_begin);
    second(&begin, &measurement_begin, &command);
    bench_must(ostrov_station_follow(&begin, &plan) == OSTROV_OK, "a station takes its plan");
    for (int32_t i = 0; i < SETTLING_S; i++) {
        second(&begin, &measurement_begin, &command);
    }
    kernels[count++] = (kernel){.name = "station_step",
                                .unit = 1,
                                .prepare = prepare,
                                .ours = step_ours,
                                .bytes = sizeof station};
    return count;
}
