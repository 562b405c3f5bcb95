/* A whole site in one process: see lies_stage.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "lies_stage.h"

#include "run.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FAST_S 0.01
#define TIMEOUT_S 1.0 /* of a request, as in hardware_setup_defaults */
#define NOMINAL_V 230.0

static void must(int held, const char *what)
{
    if (!held) {
        fprintf(stderr, "campaign: %s\n", what);
        abort();
    }
}

double stage_time_s(const struct stage *s) { return (double)s->time_us * 1e-6; }

int stage_between(double now_s, double begin_s, double end_s)
{
    return now_s >= begin_s && now_s < end_s; /* false for NaN */
}

/* ---- begin -------------------------------------------------------------------------------------
 */

static void configure(struct stage *s)
{
    must(ostrov_battery_defaults(&s->battery, sizeof s->battery) == OSTROV_OK, "battery");
    s->battery.chemistry = OSTROV_CHEMISTRY_LFP;
    s->battery.capacity_wh = 200e3;
    s->battery.charge_limit_w = s->battery.discharge_limit_w = STAGE_PCS_W;
    s->battery.charge_efficiency_ratio = s->battery.discharge_efficiency_ratio = 0.965;
    s->battery.soc_min_ratio = 0.05;
    s->battery.soc_max_ratio = 0.95;
    s->battery.soc_start_ratio = run_between(&s->seed, 0.1, 0.94);
    must(ostrov_station_defaults(&s->config, sizeof s->config) == OSTROV_OK, "station");
    s->config.authority = s->story.observes ? OSTROV_AUTHORITY_OBSERVE : OSTROV_AUTHORITY_REQUEST;
    s->config.battery = &s->battery;
    s->config.charge_points = STAGE_POINTS;
    s->config.tiers = 2;
    s->config.import_limit_w = STAGE_IMPORT_W;
    s->config.export_limit_w = STAGE_EXPORT_W;
    s->config.load_max_w = STAGE_LOAD_W;
    s->config.charger_default_w = 11e3;
    s->config.ramp_w_per_s = STAGE_RAMP_W;
    s->config.reserve_ratio = 0.25;
    s->config.plan_max_age_s = 400.0;
    for (int i = 0; i < STAGE_POINTS; i++) {
        s->config.charge_point_limit_w[i] = STAGE_POINT_W;
        s->config.charge_point_min_w[i] = 4140.0;
    }
    must(ostrov_grid_defaults(&s->grid_config, sizeof s->grid_config) == OSTROV_OK, "grid");
    s->grid_config.pcs_profile = OSTROV_PCS_PROFILE_C;
    s->grid_config.authority = OSTROV_AUTHORITY_DIRECT;
    s->grid_config.island_verified = 1;
    s->grid_config.black_start = 1;
    s->grid_config.settings_named = 1;
    s->grid_config.return_delay_s = 20.0;
    s->grid_config.ramp_s = 10.0;
}

/* Between each device and its driver comes the liar. */
static void open_devices(struct stage *s, uint32_t kinds)
{
    struct hardware_setup setup;
    struct lies lies;
    hardware_setup_defaults(&setup);
    setup.rating_w = STAGE_PCS_W;
    setup.capacity_wh = s->battery.capacity_wh;
    setup.soc_start_ratio = s->battery.soc_start_ratio;
    setup.charge_efficiency_ratio = setup.discharge_efficiency_ratio = 0.965;
    setup.charge_limit_w = setup.discharge_limit_w = STAGE_PCS_W;
    setup.pv_rating_w = STAGE_PV_W;
    setup.pv_wake_s = 60.0;
    setup.seed = run_bits(&s->seed);
    must(hardware_open_twin(&s->hardware, &setup) == 0, hardware_error(&s->hardware));
    const struct register_port port[STAGE_DEVICES] = {pcs_device_port(&s->hardware.pcs_twin),
                                                      meter_device_port(&s->hardware.meter_twin),
                                                      pv_device_port(&s->hardware.pv_twin)};
    struct link *const link[STAGE_DEVICES] = {&s->hardware.pcs.link, &s->hardware.meter.link,
                                              &s->hardware.pv.link};
    for (int i = 0; i < STAGE_DEVICES; i++) {
        lies_make(&lies, run_bits(&s->seed), kinds, s->story.lies_end_s);
        liar_begin(&s->liar[i], &port[i], &lies);
        link[i]->twin = liar_port(&s->liar[i]);
    }
}

void stage_begin(struct stage *s, uint64_t seed, uint32_t register_kinds, uint32_t charger_kinds,
                 const struct stage_story *story)
{
    memset(s, 0, sizeof *s);
    s->seed = seed;
    s->story = *story;
    configure(s);
    must(ostrov_station_init(&s->station, &s->config, NULL) == OSTROV_OK, "station refused");
    must(ostrov_grid_init(&s->grid, &s->grid_config, NULL) == OSTROV_OK, "grid refused");
    must(ostrov_grid_read(&s->grid, &s->grid_state, sizeof s->grid_state) == OSTROV_OK, "read");
    must(ostrov_station_read(&s->station, &s->state, sizeof s->state) == OSTROV_OK, "read");
    open_devices(s, register_kinds);
    stage_open_chargers(s, charger_kinds);
    s->breaker_closed = s->told_closed = 1;
    s->grid_pu = s->bus_pu = 1.0;
    s->bus_hz = 50.0;
    s->drift = run_between(&s->seed, -1.0, 1.0);
    s->cloud = run_between(&s->seed, -1.0, 1.0);
    s->bus_good_s = 1e6;
    s->world.ambient_c = 20.0;
    s->dt_s = 1.0;
    s->command.tiers_on = 3;
    pcs_device_truth(&s->hardware.pcs_twin, &s->truth);
    s->stored_wh = s->truth.soc_ratio * s->battery.capacity_wh;
}

/* ---- the world ---------------------------------------------------------------------------------
 */

static void wander(double *x, double sigma, double time_s, double dt_s, uint64_t *seed)
{
    double share = dt_s < time_s ? dt_s / time_s : 1.0;
    *x += -*x * share + sigma * sqrt(2.0 * share) * run_normal(seed);
}

static void move_breaker(struct stage *s, double dt_s)
{
    int32_t command = s->grid_state.breaker_command;
    int opens = command == OSTROV_BREAKER_OPEN || command == OSTROV_BREAKER_TRIP_UPSTREAM;
    if (opens && s->breaker_closed && s->breaker_wish != OSTROV_BREAKER_OPEN) {
        s->breaker_wish = OSTROV_BREAKER_OPEN;
        s->breaker_left_s = 0.05;
        s->opens++;
    } else if (command == OSTROV_BREAKER_CLOSE && !s->breaker_closed &&
               s->breaker_wish == OSTROV_BREAKER_HOLD) {
        s->breaker_wish = OSTROV_BREAKER_CLOSE;
        s->breaker_left_s = s->grid_config.breaker_close_s * run_between(&s->seed, 0.9, 1.1);
        s->closes++;
    }
    if (s->breaker_wish == OSTROV_BREAKER_HOLD) {
        return;
    }
    s->moved_s = 0.0;
    s->breaker_left_s -= dt_s;
    if (s->breaker_left_s <= 1e-9) {
        s->breaker_closed = s->breaker_wish == OSTROV_BREAKER_CLOSE;
        s->breaker_wish = OSTROV_BREAKER_HOLD;
    }
}

static double wrapped(double angle) { return angle - 360.0 * floor((angle + 180.0) / 360.0); }

static void move_bus(struct stage *s, double dt_s)
{
    const ostrov_grid_state *g = &s->grid_state;
    if (s->breaker_closed) {
        s->bus_pu = s->grid_pu;
        s->bus_hz = s->grid_pu > 0.0 ? 50.0 : 0.0;
        s->angle_deg = 0.0;
    } else if (!s->truth.forming) {
        s->bus_pu = s->bus_hz = 0.0;
    } else {
        double target_hz = isnan(g->bus_target_hz) ? s->truth.form_hz : g->bus_target_hz;
        double target_pu = isnan(g->bus_target_v) ? 1.0 : g->bus_target_v / NOMINAL_V;
        if (s->bus_hz <= 0.0) {
            s->bus_hz = 50.0;
            s->angle_deg = run_between(&s->seed, -180.0, 180.0);
        }
        s->bus_pu += (target_pu - s->bus_pu) * (1.0 - exp(-dt_s / 0.02));
        s->bus_hz += (target_hz - s->bus_hz) * (1.0 - exp(-dt_s / 0.1));
        s->angle_deg = wrapped(s->angle_deg + 360.0 * (s->bus_hz - 50.0) * dt_s);
    }
    s->bus_good_s = s->bus_pu > 0.85 ? s->bus_good_s + dt_s : 0.0;
}

static void move_loads(struct stage *s, double dt_s)
{
    static const double share[2] = {0.6, 0.4};
    int live = s->bus_pu > 0.8;
    wander(&s->drift, 1.0, 120.0, dt_s, &s->seed);
    wander(&s->cloud, 1.0, 180.0, dt_s, &s->seed);
    s->asked_load_w = fmin(fmax(15e3 + 8e3 * s->drift, 3e3), STAGE_LOAD_W);
    s->sun_w = fmin(fmax(45e3 + 30e3 * s->cloud, 0.0), STAGE_PV_W);
    s->load_w = 0.0;
    for (int i = 0; live && i < 2; i++) {
        s->load_w += s->command.tiers_on >> i & 1U ? share[i] * s->asked_load_w : 0.0;
    }
    s->vehicles_w = 0.0;
    for (int i = 0; i < STAGE_POINTS; i++) {
        s->vehicles_w +=
            charge_point_step(&s->charger[i], STAGE_BEGIN_S + s->time_us / 1000000, dt_s, live);
    }
}

/* A small step of everything that is physical. */
static void move_world(struct stage *s, double dt_s)
{
    struct device_world *w = &s->world;
    double now_s = stage_time_s(s);
    s->time_us += (int64_t)(dt_s * 1e6 + 0.5);
    s->grid_pu = stage_between(now_s, s->story.outage_s, s->story.outage_end_s) ? 0.0 : 1.0;
    move_breaker(s, dt_s);
    move_bus(s, dt_s);
    move_loads(s, dt_s);
    s->pv_w = s->hardware.pv_twin.pv_w;
    for (int i = 0; i < 3; i++) {
        w->grid_v[i] = s->grid_pu * NOMINAL_V;
        w->bus_v[i] = s->bus_pu * NOMINAL_V;
    }
    w->grid_hz = s->grid_pu > 0.0 ? 50.0 : 0.0;
    w->bus_hz = s->bus_hz;
    w->bus_live = s->breaker_closed && s->grid_pu > 0.0;
    w->breaker_closed = s->breaker_closed;
    w->pcs_mode_request = s->grid_state.pcs_request;
    w->demand_w = s->load_w + s->vehicles_w - s->pv_w;
    w->pcc_w = s->grid_w;
    w->sun_w = s->sun_w;
    w->dt_s = dt_s;
    pcs_device_advance(&s->hardware.pcs_twin, w);
    meter_device_advance(&s->hardware.meter_twin, w);
    pv_device_advance(&s->hardware.pv_twin, w);
    s->hardware.now_us += (int64_t)(dt_s * 1e6 + 0.5);
    for (int i = 0; i < STAGE_DEVICES; i++) {
        liar_look(&s->liar[i]);
    }
    pcs_device_truth(&s->hardware.pcs_twin, &s->truth);
    s->battery_w = s->truth.battery_w;
    s->ledger_wh -= s->hardware.pcs_twin.cells_w * dt_s / 3600.0;
    s->grid_w = w->bus_live ? s->load_w + s->vehicles_w - s->pv_w - s->battery_w : 0.0;
}

/* ---- the grid layer ----------------------------------------------------------------------------
 */

static void step_grid(struct stage *s, double dt_s)
{
    ostrov_grid_sample g;
    double now_s = stage_time_s(s);
    must(ostrov_grid_sample_defaults(&g, sizeof g) == OSTROV_OK, "sample");
    int stuck = stage_between(now_s, s->story.stuck_s, s->story.stuck_end_s);
    s->told_closed = stuck ? s->told_closed : s->breaker_closed;
    g.breaker_closed = s->told_closed;
    g.breaker_open = !s->breaker_closed;
    for (int i = 0; i < 3; i++) {
        g.grid_v[i] = s->world.grid_v[i];
        g.bus_v[i] = s->world.bus_v[i];
    }
    g.grid_hz = s->grid_pu > 0.05 ? 50.0 : (double)NAN;
    g.bus_hz = s->bus_pu > 0.05 ? s->bus_hz : (double)NAN;
    g.angle_deg = s->grid_pu > 0.05 && s->bus_pu > 0.05 ? s->angle_deg : (double)NAN;
    g.grid_age_s = g.bus_age_s = 0.0;
    g.pcc_w = s->measurement.grid_w;
    g.pcs_mode = s->truth.mode; /* by wire, as the request */
    g.pcs_fault = 0;
    g.soc_ratio = s->state.soc_low_ratio;
    g.inhibits = s->measurement.inhibits;
    g.want_island = 0;
    g.permit_return = 1;
    int32_t before = s->grid_state.mode;
    for (; dt_s > 1e-9; dt_s -= 1.0) {
        (void)!ostrov_grid_step(&s->grid, &g, dt_s < 1.0 ? dt_s : 1.0);
    }
    must(ostrov_grid_read(&s->grid, &s->grid_state, sizeof s->grid_state) == OSTROV_OK, "read");
    if (s->grid_state.mode != before) {
        s->moved_s = 0.0;
    }
}

static int needs_fast(const struct stage *s, double step_s)
{
    double now_s = stage_time_s(s);
    int32_t mode = s->grid_state.mode;
    int quiet = mode == OSTROV_GRID_GRID || mode == OSTROV_GRID_ISLAND ||
                mode == OSTROV_GRID_OBSERVE || mode == OSTROV_GRID_DEAD ||
                mode == OSTROV_GRID_SAFE_STOP || mode == OSTROV_GRID_LOCKOUT ||
                mode == OSTROV_GRID_RAMP;
    return !quiet || s->moved_s < 1.0 || s->breaker_wish != OSTROV_BREAKER_HOLD ||
           fabs(now_s - s->story.outage_s) < step_s + 0.5 ||
           fabs(now_s - s->story.outage_end_s) < step_s + 0.5;
}

/* ---- a step of control -------------------------------------------------------------------------
 */

/* A plan as a host might hand it over: an hour of any powers the site may have. */
static void follow_plan(struct stage *s)
{
    enum { SLOTS = 4 };
    ostrov_plan plan;
    int64_t edges_s[SLOTS + 1];
    double grid_w[SLOTS], battery_w[SLOTS], vehicle_w[SLOTS];
    int32_t charge_point[1] = {0};
    int64_t now_s = STAGE_BEGIN_S + s->time_us / 1000000;
    must(ostrov_plan_defaults(&plan, sizeof plan) == OSTROV_OK, "plan");
    plan.capacity = plan.count = SLOTS;
    plan.vehicle_capacity = plan.vehicle_count = 1;
    plan.solver = OSTROV_SOLVER_OTHER;
    plan.epoch = s->grid_state.epoch;
    plan.edges_s = edges_s;
    plan.grid_w = grid_w;
    plan.battery_w = battery_w;
    plan.vehicle_w = vehicle_w;
    plan.charge_point = charge_point;
    for (int i = 0; i < SLOTS; i++) {
        edges_s[i] = now_s + 900 * (int64_t)i;
        grid_w[i] = run_between(&s->seed, -30e3, 60e3);
        battery_w[i] = run_between(&s->seed, -60e3, 60e3);
        vehicle_w[i] = run_between(&s->seed, 0.0, 22e3);
    }
    edges_s[SLOTS] = now_s + 900 * SLOTS;
    s->followed = 1;
    (void)!ostrov_station_follow(&s->station, &plan); /* refused without a clock, as it should be */
}

static void control(struct stage *s)
{
    ostrov_measurement *m = &s->measurement;
    double now_s = stage_time_s(s);
    int64_t utc_s = STAGE_BEGIN_S + s->time_us / 1000000;
    must(ostrov_measurement_defaults(m, sizeof *m) == OSTROV_OK, "measurement");
    (void)!hardware_measure(&s->hardware, m);
    if (stage_between(now_s, s->story.clock_s, s->story.clock_end_s)) {
        utc_s = INT64_MIN;
    }
    ocpp_points_fill(s->point, STAGE_POINTS, s->hardware.now_us, m);
    m->time_s = utc_s;
    m->dt_s = s->dt_s;
    m->grid = &s->grid_state;
    m->inhibits = stage_between(now_s, s->story.inhibit_s, s->story.inhibit_end_s)
                      ? OSTROV_INHIBIT_MANUAL
                      : 0;
    if (!s->followed && now_s >= s->story.plan_s) {
        follow_plan(s);
    }
    s->stepped = ostrov_station_step(&s->station, m, &s->command, sizeof s->command);
    must(ostrov_station_read(&s->station, &s->state, sizeof s->state) == OSTROV_OK, "read");
    s->planned += s->command.rung == OSTROV_RUNG_PLAN;
    (void)!hardware_actuate(&s->hardware, &s->command); /* writes nothing when it says so */
    for (int i = 0; i < STAGE_POINTS; i++) {
        if (s->command.write == 1) {
            ocpp_point_want(&s->point[i], s->command.vehicle_limit_w[i], s->hardware.now_us);
            ocpp_point_default(&s->point[i], s->command.charger_default_w);
        }
        stage_exchange(s, i, utc_s);
    }
}

void stage_step(struct stage *s, void (*after_world)(void *context, struct stage *s, double dt_s),
                void *context)
{
    int64_t unanswered = 0;
    for (int i = 0; i < STAGE_DEVICES; i++) {
        unanswered += s->liar[i].unanswered;
        s->liar[i].unanswered = 0;
    }
    double left_s = 1.0 + (double)unanswered * TIMEOUT_S;
    s->dt_s = left_s;
    while (left_s > 1e-9) {
        double dt_s = needs_fast(s, left_s) ? FAST_S : left_s < 1.0 ? left_s : 1.0;
        dt_s = dt_s < left_s ? dt_s : left_s;
        move_world(s, dt_s);
        s->moved_s += dt_s;
        step_grid(s, dt_s);
        if (after_world != NULL) {
            after_world(context, s, dt_s);
        }
        left_s -= dt_s;
    }
    control(s);
}
