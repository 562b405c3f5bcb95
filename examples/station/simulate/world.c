/* The simulated physical world: see world.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "world.h"

#include "common/random.h"

static const double nan_value = __builtin_nan("");

/* PV inverters stay off until the bus has been good for this long (EN 50549-1, 60 s). */
static const double pv_wait_s = 60.0;
/* Voltage below which contactors and power supplies let go. */
static const double brownout_pu = 0.80;
/* How long a grid-forming PCS carries more than its rating before it gives up. */
static const double overload_s = 0.5;

static double wrap_deg(double angle)
{
    while (angle > 180.0) {
        angle -= 360.0;
    }
    while (angle <= -180.0) {
        angle += 360.0;
    }
    return angle;
}

double world_angle_deg(const struct world *world)
{
    return wrap_deg(world->bus_phase_deg - world->grid_phase_deg);
}

void world_init(struct world *world, const struct site *site, const struct inputs *inputs)
{
    *world = (struct world){0};
    world->site = site;
    world->inputs = inputs;
    world->time_us = inputs->start_s * 1000000;
    world->breaker.closed = 1;
    world->grid_pu = world->bus_pu = 1.0;
    world->grid_hz = world->bus_hz = site->grid.nominal_hz;
    world->bus_good_s = 1e6;
    world->contact_angle_deg = nan_value;
    world->random = inputs->seed ^ 0x776f726c64u;
    world->ambient_c = inputs_temperature_c(inputs, inputs->start_s);
    fleet_init(&world->fleet, site, inputs);
}

/* The breaker's contacts follow a command after their own travel time, which scatters. */
static void move_breaker(struct world *world, int32_t command, double dt_s)
{
    struct world_breaker *b = &world->breaker;
    const ostrov_grid_config *grid = &world->site->grid;
    int32_t wants_open = command == OSTROV_BREAKER_OPEN || command == OSTROV_BREAKER_TRIP_UPSTREAM;
    if (wants_open && b->closed && b->moving != OSTROV_BREAKER_OPEN) {
        b->moving = OSTROV_BREAKER_OPEN;
        b->left_s = 0.6 * grid->breaker_open_s;
        world->opens++;
    } else if (command == OSTROV_BREAKER_CLOSE && !b->closed && b->moving == OSTROV_BREAKER_HOLD) {
        b->moving = OSTROV_BREAKER_CLOSE;
        b->left_s = grid->breaker_close_s * (0.9 + 0.2 * random_unit(&world->random));
        world->closes++;
    }
    if (b->moving == OSTROV_BREAKER_HOLD) {
        return;
    }
    b->left_s -= dt_s;
    if (b->left_s > 1e-9) {
        return;
    }
    if (b->moving == OSTROV_BREAKER_CLOSE) {
        const double live = 0.2;
        double angle = world_angle_deg(world);
        if (world->bus_pu > live && world->grid_pu > live) {
            double size = angle < 0.0 ? -angle : angle;
            world->contact_angle_deg = angle;
            world->wrong_closes += size > grid->sync_angle_deg;
        } else if (world->bus_pu > live) {
            world->wrong_closes++;
        }
    }
    b->closed = b->moving == OSTROV_BREAKER_CLOSE;
    b->moving = OSTROV_BREAKER_HOLD;
}

/* Voltage, frequency and phase of the site bus. truth is what the PCS did in the last step. */
static void move_bus(struct world *world, const struct world_command *command, double dt_s,
                     const struct device_truth *truth)
{
    double nominal = world->site->grid.nominal_v;
    int32_t forming = truth->forming;
    world->grid_phase_deg = wrap_deg(
        world->grid_phase_deg +
        wrap_deg(360.0 * (world->grid_hz - world->site->grid.nominal_hz) * dt_s));
    if (world->breaker.closed) {
        world->bus_pu = world->grid_pu;
        world->bus_hz = world->grid_pu > 0.0 ? world->grid_hz : 0.0;
        world->bus_phase_deg = world->grid_phase_deg;
        world->bus_bad_s = 0.0;
        return;
    }
    if (!forming || world->bus_bad_s > overload_s) {
        world->bus_pu = 0.0;
        world->bus_hz = 0.0;
        if (!forming) {
            world->bus_bad_s = 0.0;
        }
        return;
    }
    double target_pu = command->bus_target_v == command->bus_target_v
                           ? command->bus_target_v / nominal
                           : 1.0;
    double target_hz = command->bus_target_hz == command->bus_target_hz
                           ? command->bus_target_hz
                           : truth->form_hz;
    double reached = 1.0 - ostrov_exp(-dt_s / 0.01); /* voltage loop of a grid-forming PCS */
    if (world->bus_hz <= 0.0) {
        world->bus_hz = world->site->grid.nominal_hz;
        world->bus_phase_deg = wrap_deg(world->grid_phase_deg + 137.0); /* starts where it likes */
    }
    world->bus_pu += (target_pu - world->bus_pu) * reached;
    world->bus_hz += (target_hz - world->bus_hz) * (1.0 - ostrov_exp(-dt_s / 0.1));
    world->bus_phase_deg = wrap_deg(
        world->bus_phase_deg +
        wrap_deg(360.0 * (world->bus_hz - world->site->grid.nominal_hz) * dt_s));
}

static void move_pv(struct world *world, const struct world_command *command, double dt_s)
{
    double limit = command->pv_limit_w == command->pv_limit_w ? command->pv_limit_w : 0.0;
    double target;
    world->pv_available_w = inputs_pv_w(world->inputs, world->time_us / 1000000);
    world->bus_good_s = world->bus_pu > 0.85 && world->bus_pu < 1.15 ? world->bus_good_s + dt_s : 0.0;
    if (world->bus_good_s < pv_wait_s) {
        world->pv_w = 0.0;
        return;
    }
    target = world->pv_available_w < limit ? world->pv_available_w : limit;
    target = target < 0.0 ? 0.0 : target;
    if (world->pv_w < target) { /* up by 10 % of the rating a second at most */
        double step = 0.1 * world->site->pv.inverter_w * dt_s;
        world->pv_w = world->pv_w + step < target ? world->pv_w + step : target;
    } else {
        world->pv_w = target;
    }
}

static void move_loads(struct world *world, const struct world_command *command,
                       struct record *record, double dt_s)
{
    int64_t time_s = world->time_us / 1000000;
    int32_t live = world->bus_pu > brownout_pu;
    double served = 0.0;
    world->ambient_c = inputs_temperature_c(world->inputs, time_s);
    world->asked_w = inputs_load_w(world->inputs, time_s);
    world->shed_critical_w = 0.0;
    for (int32_t i = 0; i < world->site->tiers; i++) {
        double part = world->asked_w * world->site->tier[i].share_ratio;
        if (live && (command->tiers_on >> i & 1u)) {
            served += part;
        } else if (i == 0) {
            world->shed_critical_w = part;
        }
    }
    world->load_w = served;
    world->shed_w = world->asked_w - served;
    world->vehicles_w = fleet_step(&world->fleet, time_s, dt_s, world->ambient_c,
                                   command->vehicle_limit_w, live, record);
}

void world_before(struct world *world, const struct world_command *command, int64_t time_us,
                  double dt_s, const struct device_truth *truth,
                  struct device_world *devices, struct record *record)
{
    double nominal = world->site->grid.nominal_v;
    world->time_us = time_us;
    inputs_grid(world->inputs, world->site, time_us, &world->grid_pu, &world->grid_hz);
    move_breaker(world, command->breaker_command, dt_s);
    move_bus(world, command, dt_s, truth);
    move_pv(world, command, dt_s);
    move_loads(world, command, record, dt_s);

    devices->dt_s = dt_s;
    for (int i = 0; i < 3; i++) {
        devices->grid_v[i] = world->grid_pu * nominal;
        devices->bus_v[i] = world->bus_pu * nominal;
    }
    devices->grid_hz = world->grid_hz;
    devices->bus_hz = world->bus_hz;
    devices->bus_live = world->breaker.closed && world->grid_pu > brownout_pu;
    devices->breaker_closed = world->breaker.closed;
    devices->pcs_mode_request = command->pcs_request;
    devices->demand_w = world->load_w + world->vehicles_w - world->pv_w;
    devices->pcc_w = world->grid_w;
    devices->pcc_var = world->grid_var;
    devices->ambient_c = world->ambient_c;
    devices->sun_w = world->pv_available_w;
}

void world_after(struct world *world, const struct device_truth *truth, double dt_s)
{
    double demand = world->load_w + world->vehicles_w - world->pv_w;
    world->battery_w = truth->battery_w;
    if (world->breaker.closed && world->grid_pu > 0.0) {
        world->grid_w = demand - world->battery_w;
        world->grid_var = 0.2 * world->load_w; /* a building at cos φ 0.98 */
        world->balance_w = world->grid_w + world->pv_w + world->battery_w - world->load_w -
                           world->vehicles_w;
        return;
    }
    world->grid_w = 0.0;
    world->grid_var = 0.0;
    if (!truth->forming || world->bus_pu <= brownout_pu) {
        world->balance_w = 0.0;
        return;
    }
    if (demand < world->battery_w) {
        /* More sun than the battery takes: the PCS raises the frequency and the PV inverters, which
         * droop above 50.2 Hz (LFSM-O), give way within the step. */
        double surplus = world->battery_w - demand;
        world->pv_w -= surplus;
        if (world->pv_w < 0.0) {
            world->pv_w = 0.0;
        }
        demand = world->load_w + world->vehicles_w - world->pv_w;
    }
    world->balance_w = world->pv_w + world->battery_w - world->load_w - world->vehicles_w;
    if (world->balance_w < -1.0) { /* overload: voltage falls, then the PCS gives up */
        world->bus_bad_s += dt_s;
        world->bus_pu *= 0.9;
        world->load_w += world->balance_w; /* what the sagging voltage does not deliver */
        world->shed_w -= world->balance_w;
        world->balance_w = 0.0;
    } else {
        world->bus_bad_s = 0.0;
    }
}

void world_grid_sample(const struct world *world, ostrov_grid_sample *sample)
{
    double nominal = world->site->grid.nominal_v;
    sample->breaker_closed = world->breaker.closed;
    sample->breaker_open = !world->breaker.closed;
    for (int i = 0; i < 3; i++) {
        sample->grid_v[i] = world->grid_pu * nominal;
        sample->bus_v[i] = world->bus_pu * nominal;
    }
    sample->grid_hz = world->grid_pu > 0.05 ? world->grid_hz : nan_value;
    sample->bus_hz = world->bus_pu > 0.05 ? world->bus_hz : nan_value;
    sample->angle_deg =
        world->grid_pu > 0.05 && world->bus_pu > 0.05 ? world_angle_deg(world) : nan_value;
    sample->grid_age_s = 0.0;
    sample->bus_age_s = 0.0;
    sample->pcc_w = world->grid_w;
    sample->pcc_var = world->grid_var;
}
