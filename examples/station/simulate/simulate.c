/* One run of the station: see simulate.h.
 *
 * Two rates. The grid layer, the world and the devices move in 10 ms around anything that happens at
 * the PCC and in control steps otherwise; the station steps once a control step. In a simulation the
 * outages are known beforehand, so the quiet hours need not be stepped at 10 ms; the station itself is
 * told nothing.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "simulate_parts.h"

#include "depot.h"
#include "policies.h"
#include "problem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double nan_value = __builtin_nan("");

/* ---- the station layer ---------------------------------------------------------------------- */

/* What the depot's charge points and timetable say. */
static void measure_vehicles(struct run *run, int64_t time_s)
{
    const struct site *site = run->site;
    ostrov_measurement *m = &run->measurement;
    for (int32_t p = 0; p < site->charge_points; p++) {
        int32_t i = fleet_at(&run->world.fleet, p);
        m->vehicle_connected[p] = i >= 0;
        m->vehicle_w[p] = i >= 0 ? run->world.fleet.vehicle[i].charge_w : 0.0;
    }
    depot_measure(&run->planner.reference, &run->world.fleet, time_s, account_peak_w(&run->account),
                  run->world.ambient_c, m);
    m->age_s[OSTROV_SOURCE_CHARGERS] = 0.0;
}

static int measure(struct run *run, int64_t time_s, double dt_s)
{
    ostrov_measurement *m = &run->measurement;
    if (ostrov_measurement_defaults(m, sizeof *m) != OSTROV_OK) {
        return -1;
    }
    (void)hardware_measure(&run->hardware, m); /* a silent device leaves "not measured"; it is counted */
    m->time_s = time_s;
    m->dt_s = dt_s;
    m->grid = &run->grid_state;
    m->pv_w = run->world.pv_w;
    m->age_s[OSTROV_SOURCE_PV] = 0.0;
    site_prices(run->site, time_s, planner_spot_eur_per_mwh(&run->planner, time_s),
                &m->import_price_per_kwh, &m->export_price_per_kwh);
    m->peak_w = account_peak_w(&run->account);
    measure_vehicles(run, time_s);
    recorder_doubts(&run->recorder, time_s, gauge_step(&run->gauge, m));
    return 0;
}

static int plan_if_wanted(struct run *run, int64_t time_s)
{
    struct planner_view view;
    ostrov_status status;
    int32_t wanted = run->state.plan_wanted;
    if (wanted == OSTROV_PLAN_NOT_WANTED || run->options->solver == PLANNER_NONE) {
        return 0;
    }
    view = (struct planner_view){
        .time_s = time_s,
        .soc_ratio = run->state.soc_ratio,
        .charge_limit_w = run->state.battery_charge_limit_w,
        .discharge_limit_w = run->state.battery_discharge_limit_w,
        .peak_w = account_peak_w(&run->account),
        .islanded = run->grid_state.mode != OSTROV_GRID_GRID &&
                    run->grid_state.mode != OSTROV_GRID_RAMP &&
                    run->grid_state.mode != OSTROV_GRID_RIDE,
        .epoch = run->grid_state.epoch,
        .full = gauge_wants_full(&run->gauge, &run->state),
        .quick = wanted == OSTROV_PLAN_WANTED_GRID, /* nothing waits for a solver in an island's first second */
    };
    status = planner_make(&run->planner, &view, &run->world.fleet, NULL);
    recorder_plan(&run->recorder, &run->planner, time_s, status);
    if (status >= OSTROV_OK &&
        ostrov_station_follow(&run->station, &run->planner.plan) < OSTROV_OK) {
        run->record->plans_refused++;
    }
    return 0;
}

static void learn(struct run *run, int64_t time_s)
{
    const struct record_quarter *q;
    int64_t i = (time_s - run->inputs->start_s) / QUARTER_S - 1;
    if (time_s % QUARTER_S != 0 || i < 0 || i >= run->record->quarters) {
        return;
    }
    q = &run->record->quarter[i];
    outlook_learn(&run->planner.outlook,
                  &(struct outlook_quarter){.start_s = time_s - QUARTER_S,
                                            .pv_w = run->quarter_pv_ws / run->quarter_s,
                                            .load_w = q->load_actual_w,
                                            .held = run->quarter_held});
    run->quarter_pv_ws = run->quarter_s = 0.0;
    run->quarter_held = 0;
}

static int step_station(struct run *run, int64_t time_s, double dt_s)
{
    ostrov_status status;
    if (measure(run, time_s, dt_s) != 0) {
        return -1;
    }
    status = ostrov_station_step(&run->station, &run->measurement, &run->command,
                                 sizeof run->command);
    if (ostrov_station_read(&run->station, &run->state, sizeof run->state) != OSTROV_OK) {
        return -1;
    }
    (void)status; /* the command is complete and bounded also on error; the events say why */
    run->record->replay_crc =
        ostrov_crc32(run->record->replay_crc, &run->command, sizeof run->command);
    if (run->command.write) {
        (void)hardware_actuate(&run->hardware, &run->command); /* refusals are counted by the driver */
        run->acting.pv_limit_w = run->command.pv_limit_w;
        run->acting.tiers_on = run->command.tiers_on;
        memcpy(run->acting.vehicle_limit_w, run->command.vehicle_limit_w,
               sizeof run->acting.vehicle_limit_w);
    }
    recorder_step(&run->recorder, &run->world, &run->state, &run->command, run->truth.soc_ratio,
                  dt_s);
    run->quarter_pv_ws += run->world.pv_w * dt_s;
    run->quarter_s += dt_s;
    run->quarter_held |= outlook_held(&run->state, &run->command, run->world.pv_w);
    learn(run, time_s);
    if (plan_if_wanted(run, time_s) != 0) {
        return -1;
    }
    recorder_events(&run->recorder, &run->station);
    run->record->steps++;
    return 0;
}

/* ---- the run -------------------------------------------------------------------------------- */

static double fleet_wh(const struct fleet *fleet)
{
    double sum = 0.0;
    for (int32_t i = 0; i < fleet->site->vehicles; i++) {
        sum += fleet->vehicle[i].stored_wh;
    }
    return sum;
}

static int open_hardware(struct run *run, char *message, size_t capacity)
{
    const struct site *site = run->site;
    struct hardware_setup setup;
    hardware_setup_defaults(&setup);
    setup.rating_w = site->battery.discharge_limit_w;
    setup.capacity_wh = site->battery.capacity_wh;
    setup.soc_start_ratio = site_start_soc(site);
    setup.soc_min_ratio = site->battery.soc_min_ratio;
    setup.soc_max_ratio = site->battery.soc_max_ratio;
    setup.charge_efficiency_ratio = site->battery.charge_efficiency_ratio;
    setup.discharge_efficiency_ratio = site->battery.discharge_efficiency_ratio;
    setup.charge_limit_w = site->battery.charge_limit_w;
    setup.discharge_limit_w = site->battery.discharge_limit_w;
    setup.default_w = site->station.battery_default_w;
    setup.seed = run->inputs->seed;
    setup.simulator = run->options->simulator;
    setup.series = site->battery.chemistry == OSTROV_CHEMISTRY_LFP ? site->cells.series : 0;
    setup.cells_c = 20.0; /* a container that is heated and cooled */
    setup.nominal_hz = site->grid.nominal_hz;
    int opened = run->options->transport == SIMULATE_MODBUS
                     ? hardware_open_modbus(&run->hardware, &setup)
                     : hardware_open_twin(&run->hardware, &setup);
    if (opened < 0) {
        snprintf(message, capacity, "the simulated devices did not start: %s",
                 hardware_error(&run->hardware));
        return -1;
    }
    return 0;
}

static int start(struct run *run, char *message, size_t capacity)
{
    ostrov_fault why;
    ostrov_status status;
    ostrov_grid_config grid = run->site->grid;
    if (grid.authority == OSTROV_AUTHORITY_REQUEST) {
        grid.authority = OSTROV_AUTHORITY_DIRECT; /* nobody's grid: no settings protocol is needed */
    }
    if (planner_init(&run->planner, run->site, run->inputs, run->options->solver, message,
                     capacity) != 0 ||
        outlook_warm_up(&run->planner.outlook, message, capacity) != 0 ||
        gauge_begin(&run->gauge, run->site, message, capacity) != 0) {
        return -1;
    }
    if (planner_choose(&run->planner, run->options->uncertainty, message, capacity) != 0) {
        return -1;
    }
    status = ostrov_grid_init(&run->grid, &grid, &why);
    if (status == OSTROV_OK) {
        status = ostrov_station_init(&run->station, &run->site->station, &why);
    }
    if (status == OSTROV_OK) {
        status = ostrov_grid_read(&run->grid, &run->grid_state, sizeof run->grid_state);
    }
    if (status != OSTROV_OK) {
        ostrov_fault_text(&why, status, message, capacity);
        return -1;
    }
    world_init(&run->world, run->site, run->inputs);
    account_init(&run->account, run->site, run->inputs, "ostrov", "this run");
    recorder_init(&run->recorder, run->record, &run->account);
    run->recorder.soc_first_ratio = site_start_soc(run->site);
    run->vehicles_start_wh = fleet_wh(&run->world.fleet);
    run->battery_start_wh = site_start_soc(run->site) * run->site->battery.capacity_wh;
    run->state.soc_low_ratio = site_start_soc(run->site);
    run->acting.bus_target_v = run->acting.bus_target_hz = nan_value;
    run->acting.tiers_on = (1u << run->site->tiers) - 1u;
    run->settled_us = run->inputs->start_s * 1000000 - 10000000;
    return open_hardware(run, message, capacity);
}

static void compare(struct run *run, int64_t end_s)
{
    struct record *record = run->record;
    record->policy[0] = run->account.policy;
    record->policies = 1;
    if (!run->options->compare) {
        return;
    }
    policy_static(run->site, run->inputs, end_s, 0, &record->policy[record->policies++]);
    policy_static(run->site, run->inputs, end_s, 1, &record->policy[record->policies++]);
    if (policy_foresight(run->site, run->inputs, end_s, run->options->solver,
                         &record->policy[record->policies]) == 0) {
        record->policies++;
    }
}

static void close_run(struct run *run, int64_t end_s)
{
    struct record *record = run->record;
    double battery_gain =
        run->truth.soc_ratio * run->site->battery.capacity_wh - run->battery_start_wh;
    account_close(&run->account, record, battery_gain,
                  fleet_wh(&run->world.fleet) - run->vehicles_start_wh);
    recorder_close(&run->recorder, &run->world, run->truth.soc_ratio);
    record->wrong_closes = run->world.wrong_closes;
    record->refused_values += run->state.refused;
    record->devices = hardware_report(&run->hardware, record->device,
                                      (int32_t)(sizeof record->device / sizeof record->device[0]));
    compare(run, end_s);
}

/* Local midnight after the days that are run. */
static int64_t end_of_days(const struct site *site, const struct inputs *inputs, int32_t days)
{
    int64_t day_s = inputs->start_s, end_s = inputs->start_s;
    for (int32_t d = 0; d < days && end_s < inputs->end_s; d++) {
        if (ostrov_zone_day(&site->zone, end_s, &day_s, &end_s) != OSTROV_OK) {
            break;
        }
    }
    return end_s;
}

int simulate_run(const struct site *site, const struct inputs *inputs,
                 const struct simulate_options *options, struct record *record, char *message,
                 size_t capacity)
{
    struct run *run = calloc(1, sizeof *run);
    int64_t end_s = end_of_days(site, inputs, options->days);
    int result = -1;
    if (run == NULL) {
        snprintf(message, capacity, "out of memory");
        return -1;
    }
    run->site = site;
    run->inputs = inputs;
    run->options = options;
    run->record = record;
    if (start(run, message, capacity) == 0) {
        int64_t t = inputs->start_s;
        result = 0;
        while (t < end_s && result == 0) {
            int32_t control_s = simulate_control_step_s(run, t);
            t += control_s;
            result = simulate_step_world(run, t * 1000000);
            if (result == 0) {
                result = step_station(run, t, (double)control_s);
            }
            if (options->progress != NULL) {
                options->progress(options->context, t, record, run->truth.soc_ratio,
                                  run->grid_state.mode);
            }
        }
        if (result == 0) {
            close_run(run, end_s);
        } else {
            snprintf(message, capacity, "the run stopped: a call of the library was refused");
        }
    }
    hardware_close(&run->hardware);
    planner_free(&run->planner);
    free(run);
    return result;
}
