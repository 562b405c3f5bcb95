/* A small site for the station's tests: settings, and a plant that obeys commands within the
 * second.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_STATION_SITE_H
#define OSTROV_TESTS_STATION_SITE_H

#include <ostrov/station.h>

#include <math.h>
#include <string.h>

#include "unit.h"

#define BEGIN_S 1767225600 /* 2026-01-01 00:00 UTC, the edge of a quarter hour */
#define POINTS 8

/* What is really there. Positive as in the library. */
typedef struct plant {
    double load_w;
    double pv_w;      /* available */
    double battery_w; /* delivered */
    double soc_ratio;
    double capacity_wh;
    double vehicle_w[OSTROV_CHARGE_POINTS]; /* drawn */
    double accepts_w[OSTROV_CHARGE_POINTS]; /* what they would take */
    double needs_wh[OSTROV_CHARGE_POINTS];
    int64_t depart_s[OSTROV_CHARGE_POINTS];
    int32_t connected[OSTROV_CHARGE_POINTS];
    int64_t time_s;
} plant;

static inline void site_battery(ostrov_battery_config *battery)
{
    ck_assert_int_eq(ostrov_battery_defaults(battery, sizeof *battery), OSTROV_OK);
    battery->capacity_wh = 200e3;
    battery->charge_limit_w = 100e3;
    battery->discharge_limit_w = 100e3;
    battery->soc_start_ratio = 0.6;
    battery->soc_start_sigma_ratio = 0.01;
}

/* 250 kW connection, 8 charge points of 70 kW (560 kW), 200 kWh battery of 100 kW. */
static inline void site_config(ostrov_station_config *config, ostrov_battery_config *battery)
{
    site_battery(battery);
    ck_assert_int_eq(ostrov_station_defaults(config, sizeof *config), OSTROV_OK);
    config->battery = battery;
    config->charge_points = POINTS;
    config->tiers = 3;
    config->import_limit_w = 250e3;
    config->export_limit_w = 100e3;
    config->load_max_w = 80e3;
    config->charger_default_w = 11e3;
    for (int32_t i = 0; i < POINTS; i++) {
        config->charge_point_limit_w[i] = 70e3;
        config->charge_point_min_w[i] = 4e3;
    }
}

static inline void plant_start(plant *p)
{
    memset(p, 0, sizeof *p);
    p->time_s = BEGIN_S;
    p->load_w = 30e3;
    p->pv_w = 10e3;
    p->soc_ratio = 0.6;
    p->capacity_wh = 200e3;
    for (int32_t i = 0; i < OSTROV_CHARGE_POINTS; i++) {
        p->depart_s[i] = INT64_MIN;
        p->needs_wh[i] = NAN;
    }
}

static inline double plant_vehicles(const plant *p)
{
    double sum = 0.0;
    for (int32_t i = 0; i < OSTROV_CHARGE_POINTS; i++) {
        sum += p->vehicle_w[i];
    }
    return sum;
}

static inline double plant_grid(const plant *p)
{
    return p->load_w + plant_vehicles(p) - p->pv_w - p->battery_w;
}

static inline void plant_measure(const plant *p, ostrov_measurement *m)
{
    ck_assert_int_eq(ostrov_measurement_defaults(m, sizeof *m), OSTROV_OK);
    m->time_s = p->time_s;
    m->dt_s = 1.0;
    m->grid_w = plant_grid(p);
    m->pv_w = p->pv_w;
    m->battery_w = p->battery_w;
    m->battery_c = 20.0;
    m->bms_soc_ratio = p->soc_ratio;
    m->bms_charge_limit_w = 100e3;
    m->bms_discharge_limit_w = 100e3;
    for (int32_t i = 0; i < POINTS; i++) {
        m->vehicle_connected[i] = p->connected[i];
        m->vehicle_w[i] = p->vehicle_w[i];
        m->vehicle_needs_wh[i] = p->needs_wh[i];
        m->vehicle_depart_s[i] = p->depart_s[i];
    }
}

/* One second under a command that was written. */
static inline void plant_obey(plant *p, const ostrov_command *command)
{
    p->time_s++;
    if (command->write != 1) {
        return;
    }
    p->battery_w = command->battery_w;
    p->soc_ratio -= p->battery_w / 3600.0 / p->capacity_wh;
    p->pv_w = fmin(p->pv_w, command->pv_limit_w);
    for (int32_t i = 0; i < OSTROV_CHARGE_POINTS; i++) {
        p->vehicle_w[i] =
            p->connected[i] ? fmin(p->accepts_w[i], command->vehicle_limit_w[i]) : 0.0;
        if (!isnan(p->needs_wh[i])) {
            p->needs_wh[i] = fmax(p->needs_wh[i] - p->vehicle_w[i] / 3600.0, 0.0);
        }
    }
}

static inline void plant_fill(plant *p, int32_t vehicles, double accepts_w)
{
    for (int32_t i = 0; i < vehicles; i++) {
        p->connected[i] = 1;
        p->accepts_w[i] = accepts_w;
        p->needs_wh[i] = 150e3;
        p->depart_s[i] = p->time_s + 6 * 3600;
    }
}

/* A plan of n quarter hours with constant powers, for tests that follow one. */
typedef struct paper {
    ostrov_plan plan;
    int64_t edges_s[OSTROV_STATION_SLOTS + 9];
    double grid_w[OSTROV_STATION_SLOTS + 8];
    double battery_w[OSTROV_STATION_SLOTS + 8];
    double soc_ratio[OSTROV_STATION_SLOTS + 8];
    double vehicle_w[2 * (OSTROV_STATION_SLOTS + 8)];
    int32_t charge_point[2];
} paper;

static inline void paper_write(paper *p, int64_t from_s, int32_t slots, double grid_w,
                               double battery_w)
{
    memset(p, 0, sizeof *p);
    ck_assert_int_eq(ostrov_plan_defaults(&p->plan, sizeof p->plan), OSTROV_OK);
    p->plan.capacity = OSTROV_STATION_SLOTS + 8;
    p->plan.vehicle_capacity = 2;
    p->plan.count = slots;
    p->plan.solver = OSTROV_SOLVER_OTHER;
    p->plan.edges_s = p->edges_s;
    p->plan.grid_w = p->grid_w;
    p->plan.battery_w = p->battery_w;
    p->plan.vehicle_w = p->vehicle_w;
    p->plan.charge_point = p->charge_point;
    for (int32_t i = 0; i < slots; i++) {
        p->edges_s[i] = from_s + 900 * (int64_t)i;
        p->grid_w[i] = grid_w;
        p->battery_w[i] = battery_w;
    }
    p->edges_s[slots] = from_s + 900 * (int64_t)slots;
}

/* A step that may miss something but must not fail. */
static inline ostrov_status site_feed(ostrov_station *station, const ostrov_measurement *m,
                                      ostrov_command *command)
{
    const ostrov_status status = ostrov_station_step(station, m, command, sizeof *command);
    ck_assert_int_ge(status, OSTROV_OK);
    return status;
}

/* One whole step of station and plant. */
static inline ostrov_status site_step(ostrov_station *station, plant *p, ostrov_command *command)
{
    ostrov_measurement m;
    plant_measure(p, &m);
    const ostrov_status status = site_feed(station, &m, command);
    plant_obey(p, command);
    return status;
}

static inline void site_start(ostrov_station *station, double soc_ratio)
{
    ostrov_station_config config;
    ostrov_battery_config battery;
    ostrov_fault why;
    site_config(&config, &battery);
    battery.soc_start_ratio = soc_ratio;
    ck_assert_int_eq(ostrov_station_init(station, &config, &why), OSTROV_OK);
}

/* What the grid layer hands over in a mode. */
static inline ostrov_grid_state site_grid(int32_t mode, uint32_t epoch)
{
    ostrov_grid_state grid;
    memset(&grid, 0, sizeof grid);
    grid.struct_size = (uint32_t)sizeof grid;
    grid.mode = mode;
    grid.epoch = epoch;
    grid.breaker = 1;
    grid.power_ratio = 1.0;
    grid.pcc_target_w = NAN;
    grid.pcs_request = OSTROV_PCS_FOLLOW;
    return grid;
}

static inline ostrov_station_state site_read(const ostrov_station *station)
{
    ostrov_station_state state;
    ck_assert_int_eq(ostrov_station_read(station, &state, sizeof state), OSTROV_OK);
    return state;
}

/* How many events of a code wait; the last one into event. Empties the ring. */
static inline int32_t site_events(ostrov_station *station, int32_t code, ostrov_event *last)
{
    ostrov_event event;
    int32_t count = 0;
    while (ostrov_station_event(station, &event) == OSTROV_OK) {
        if (event.code == code) {
            count++;
            if (last != NULL) {
                *last = event;
            }
        }
    }
    return count;
}

/* What is wrong with a command: NULL when it is complete, finite and within every limit of the
 * site. Plain ifs: libcheck tells its parent about every assertion, which a million steps would
 * feel. */
static inline const char *site_wrong(const ostrov_station_config *config,
                                     const ostrov_station *station, const ostrov_command *command)
{
    ostrov_station_state state;
    if (ostrov_station_read(station, &state, sizeof state) != OSTROV_OK) {
        return "state";
    }
    if (command->struct_size != sizeof *command || command->rung < OSTROV_RUNG_PLAN ||
        command->rung > OSTROV_RUNG_SAFE) {
        return "rung";
    }
    if (command->pcs_request < OSTROV_PCS_UNKNOWN || command->pcs_request > OSTROV_PCS_FORM) {
        return "PCS request";
    }
    if ((command->tiers_on & ~((1u << config->tiers) - 1u)) != 0) {
        return "tiers";
    }
    if (!(isfinite(command->hold_s) && command->hold_s > 0.0)) {
        return "hold";
    }
    if (!(command->battery_w <= fmin(100e3, state.battery_discharge_limit_w) &&
          command->battery_w >= -fmin(100e3, state.battery_charge_limit_w))) {
        return "battery";
    }
    if (!(command->pv_limit_w >= 0.0)) {
        return "PV";
    }
    if (command->write < 0 || command->write > 1 || command->limited_by < 0 ||
        command->limited_by > OSTROV_EVENT_SOC_DOUBT) {
        return "write or limited_by";
    }
    for (int32_t i = 0; i < OSTROV_CHARGE_POINTS; i++) {
        const double w = command->vehicle_limit_w[i];
        if (!(w == 0.0 || (i < config->charge_points && w >= config->charge_point_min_w[i] &&
                           w <= config->charge_point_limit_w[i]))) {
            return "vehicle";
        }
    }
    return NULL;
}

static inline void site_check(const ostrov_station_config *config, const ostrov_station *station,
                              const ostrov_command *command)
{
    const char *wrong = site_wrong(config, station, command);
    if (wrong != NULL) {
        ck_abort_msg("command breaks its %s", wrong);
    }
}

#endif
