/* A simulated storage converter with its battery: what happens inside.
 *
 * Figures without a source are assumptions chosen to be typical, not those of a product: heat
 * capacity 7 J/K per Wh (about 7 kg/kWh at 1 kJ/(kg K)), 4 h thermal time constant, tapers of the
 * BMS.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "devices/pcs_device.h"

#include <math.h>
#include <ostrov/grid.h>
#include <string.h>

#define NEVER INT64_MAX
#define INNER_STEP_US 1000000
#define HEAT_J_PER_K_WH 7.0
#define THERMAL_S (4.0 * 3600.0)

void pcs_device_defaults(struct pcs_device_setup *setup)
{
    static const struct pcs_device_setup standard = {
        .rating_w = 100e3,
        .capacity_wh = 200e3,
        .soc_min_ratio = 0.05,
        .soc_max_ratio = 0.95,
        .soc_start_ratio = 0.5,
        .charge_efficiency = 0.965,
        .discharge_efficiency = 0.965,
        .standby_w = 0.0,
        .charge_limit_w = 100e3,
        .discharge_limit_w = 100e3,
        .cells_c = 20.0,
        .nominal_v = 700.0,
        .lag_s = 0.2,
        .ramp_w_per_s = 200e3,
        .default_w = 0.0,
        .comm_loss_s = 180.0,
        .form_start_s = 0.02,
        .overload_s = 1.0,
        .nominal_hz = 50.0,
        .battery_sign = 1,
        .series = 0,
        .seed = 1,
    };
    *setup = standard;
}

static double least(double a, double b) { return a < b ? a : b; }

static double between(double low, double value, double high)
{
    return value < low ? low : value > high ? high : value;
}

static int inside(double value, double min, double max)
{
    return value >= min && value <= max; /* NaN is outside */
}

static int makes_sense(const struct pcs_device_setup *s)
{
    return inside(s->rating_w, 1.0, 2e6) && inside(s->capacity_wh, 1.0, 100e6) &&
           inside(s->soc_min_ratio, 0.0, 1.0) && inside(s->soc_max_ratio, s->soc_min_ratio, 1.0) &&
           inside(s->soc_start_ratio, 0.0, 1.0) && inside(s->charge_efficiency, 0.1, 1.0) &&
           inside(s->discharge_efficiency, 0.1, 1.0) && inside(s->standby_w, 0.0, 1e5) &&
           inside(s->charge_limit_w, 0.0, 2e6) && inside(s->discharge_limit_w, 0.0, 2e6) &&
           inside(s->cells_c, -60.0, 90.0) && inside(s->nominal_v, 10.0, 2000.0) &&
           inside(s->lag_s, 0.0, 60.0) && inside(s->ramp_w_per_s, 1.0, 1e9) &&
           inside(s->default_w, -s->rating_w, s->rating_w) && inside(s->comm_loss_s, 0.0, 1e6) &&
           inside(s->form_start_s, 0.0, 60.0) && inside(s->overload_s, 0.0, 3600.0) &&
           inside(s->nominal_hz, 40.0, 70.0) && s->series >= 0 && s->series <= 500 &&
           (s->battery_sign == 1 || s->battery_sign == -1);
}

/* A string of LFP cells that holds capacity_wh. */
static int begin_cells(struct pcs_device *device)
{
    const struct pcs_device_setup *s = &device->setup;
    ostrov_cell_point half;
    if (ostrov_cell_preset(OSTROV_CHEMISTRY_LFP, 1.0, &device->cell, sizeof device->cell) !=
            OSTROV_OK ||
        ostrov_cell_at(&device->cell, 0.5, 25.0, &half) != OSTROV_OK ||
        ostrov_cell_preset(OSTROV_CHEMISTRY_LFP, s->capacity_wh / (half.ocv_v * s->series),
                           &device->cell, sizeof device->cell) != OSTROV_OK ||
        ostrov_cell_rest(&device->cells, s->soc_start_ratio, s->cells_c) != OSTROV_OK) {
        return -1;
    }
    device->cell.series = s->series;
    return 0;
}

/* Voltage and current at the cells for the power there. SoC is counted in energy, as everywhere
 * here; the cells follow it. */
static void follow_cells(struct pcs_device *device, double dt_s)
{
    const struct pcs_device_setup *s = &device->setup;
    if (s->series == 0) {
        double open_v = s->nominal_v * (0.93 + 0.14 * device->soc);
        device->cells_a = device->cells_w / open_v;
        /* 3 % of the nominal voltage lost at the discharge limit. */
        device->cells_v =
            open_v - 0.03 * s->nominal_v * device->cells_w / (s->discharge_limit_w + 1.0);
        return;
    }
    device->cells.temperature_c = device->cells_c;
    for (int32_t round = 0; round < 3;
         round++) { /* the drop is a few per cent: three rounds are exact */
        double volts = device->cells_v;
        device->cells_a = volts > 1.0 ? device->cells_w / volts : 0.0;
        if (ostrov_cell_voltage(&device->cell, &device->cells, device->cells_a, &volts) ==
            OSTROV_OK) {
            device->cells_v = volts;
        }
    }
    if (dt_s > 0.0 && ostrov_cell_step(&device->cell, &device->cells, device->cells_a, nan(""),
                                       dt_s) == OSTROV_OK) {
        device->cells.soc_ratio = device->soc;
    }
}

int pcs_device_init(struct pcs_device *device, const struct pcs_device_setup *setup)
{
    memset(device, 0, sizeof *device);
    if (!makes_sense(setup)) {
        return -1;
    }
    device->setup = *setup;
    device->soc = setup->soc_start_ratio;
    device->cells_c = setup->cells_c;
    device->noise = setup->seed;
    device->revert_us = NEVER;
    device->form_us = NEVER;
    device->overload_us = NEVER;
    device->heard_us = INT64_MIN;
    device->shown_us = INT64_MIN;
    device->wire_mode = OSTROV_PCS_FOLLOW;
    device->mode = OSTROV_PCS_FOLLOW;
    device->lag_dt_s = -1.0;
    device->world.ambient_c = setup->cells_c;
    device->world.breaker_closed = 1;
    if (setup->series > 0 && begin_cells(device) != 0) {
        return -1;
    }
    follow_cells(device, 0.0);
    pcs_registers_begin(device);
    return 0;
}

void pcs_device_boot(struct pcs_device *device)
{
    device->revert_us = NEVER;
    device->heard_us = INT64_MIN;
    device->shown_us = INT64_MIN;
    device->overload_us = NEVER;
    device->boot_us = device->time_us;
    device->set_w = 0.0;
    device->set_enabled = 0;
    device->stopped = 0;
    device->tripped = 0;
    pcs_registers_begin(device);
}

void pcs_device_limits(const struct pcs_device *device, double *charge_w, double *discharge_w)
{
    const struct pcs_device_setup *s = &device->setup;
    /* Lithium cells are not charged below freezing, full current from 10 °C; both stop at 60 °C. */
    double hot = between(0.0, (60.0 - device->cells_c) / 10.0, 1.0);
    double cold_charge = between(0.0, device->cells_c / 10.0, 1.0);
    double cold_discharge = between(0.0, (device->cells_c + 20.0) / 10.0, 1.0);
    double up = s->soc_max_ratio - device->soc;
    double down = device->soc - s->soc_min_ratio;
    /* A small floor inside the window, or the ends would be approached for ever. */
    double full = up > 0.0 ? between(0.05, up / 0.05, 1.0) : 0.0;
    double empty = down > 0.0 ? between(0.05, down / 0.03, 1.0) : 0.0;
    *charge_w = s->charge_limit_w * full * least(hot, cold_charge);
    *discharge_w = s->discharge_limit_w * empty * least(hot, cold_discharge);
    /* The contactor's end, not a watt-hour beyond it: what a second may still take or give. */
    *charge_w = least(*charge_w, between(0.0, up, 1.0) * s->capacity_wh * 3600.0);
    *discharge_w = least(*discharge_w, between(0.0, down, 1.0) * s->capacity_wh * 3600.0);
}

/* The same limits at the AC side, within the rating. */
static void ac_limits(const struct pcs_device *device, double *charge_w, double *discharge_w)
{
    const struct pcs_device_setup *s = &device->setup;
    double charge = 0.0;
    double discharge = 0.0;
    pcs_device_limits(device, &charge, &discharge);
    *charge_w = least(charge / s->charge_efficiency, s->rating_w);
    *discharge_w = least(discharge * s->discharge_efficiency, s->rating_w);
}

/* The mode follows wires at once: closing the PCC breaker ends forming by its auxiliary contact,
 * whatever is still asked. */
static void choose_mode(struct pcs_device *device)
{
    const struct device_world *world = &device->world;
    int32_t asked = world->pcs_mode_request;
    if (asked >= OSTROV_PCS_STOP && asked <= OSTROV_PCS_FORM) {
        device->wire_mode = asked;
    }
    int32_t mode = OSTROV_PCS_FOLLOW;
    if (device->wire_mode != OSTROV_PCS_FORM || world->breaker_closed) {
        device->tripped = 0; /* a new try to form begins with leaving the old one */
    }
    if (device->stopped || device->wire_mode == OSTROV_PCS_STOP) {
        mode = OSTROV_PCS_STOP;
    } else if (device->wire_mode == OSTROV_PCS_FORM && !world->breaker_closed) {
        mode = device->tripped ? OSTROV_PCS_STOP : OSTROV_PCS_FORM;
    }
    if (mode == OSTROV_PCS_FORM && device->mode != OSTROV_PCS_FORM) {
        device->form_us = device->time_us + (int64_t)(device->setup.form_start_s * 1e6);
    }
    if (mode != OSTROV_PCS_FORM) {
        device->form_us = NEVER;
        device->overload_us = NEVER;
        device->overload = 0;
    }
    if (mode == OSTROV_PCS_STOP) {
        device->power_w = 0.0;
        device->ramped_w = 0.0;
    }
    device->mode = mode;
}

/* Reversion of SunSpec 704: when its timer runs out, the reversion values take the set-point's
 * place. */
static void run_timers(struct pcs_device *device)
{
    if (device->time_us < device->revert_us) {
        return;
    }
    const struct sunspec_model *model = sunspec_model_find(704);
    uint16_t *head = device->image.registers + device->at_704;
    struct sunspec_view view = {model, head, model->registers};
    uint64_t enabled = 0;
    double reverted_w = sunspec_number(&view, SUNSPEC_704_WSetRvrt);
    device->revert_us = NEVER;
    device->set_w = isnan(reverted_w) ? device->setup.default_w : reverted_w;
    device->set_enabled = sunspec_bits(&view, SUNSPEC_704_WSetEnaRvrt, &enabled) && enabled == 1;
    (void)sunspec_put(model, head, model->registers, SUNSPEC_704_WSet, device->set_w);
    (void)sunspec_put_bits(model, head, model->registers, SUNSPEC_704_WSetEna,
                           (uint64_t)device->set_enabled);
}

static double following_target(const struct pcs_device *device)
{
    const struct pcs_device_setup *s = &device->setup;
    int lost = device->heard_us != INT64_MIN && s->comm_loss_s > 0.0 &&
               (double)(device->time_us - device->heard_us) > s->comm_loss_s * 1e6;
    return device->set_enabled && !lost ? device->set_w : s->default_w;
}

/* Following: the set-point through ramp and first-order lag. Returns the mean power of the step. */
static double follow(struct pcs_device *device, double dt_s, double charge_w, double discharge_w)
{
    const struct pcs_device_setup *s = &device->setup;
    if (!device->world.bus_live) {
        device->power_w = 0.0; /* nothing to follow: anti-islanding stops it */
        device->ramped_w = 0.0;
        return 0.0;
    }
    double target = between(-charge_w, following_target(device), discharge_w);
    double most = s->ramp_w_per_s * dt_s;
    device->ramped_w += between(-most, target - device->ramped_w, most);
    if (!(s->lag_s > 0.0)) {
        device->power_w = device->ramped_w;
        return device->power_w;
    }
    if (dt_s != device->lag_dt_s) {
        device->lag_dt_s = dt_s;
        device->lag_keep = ostrov_exp(-dt_s / s->lag_s);
    }
    /* Exact for a constant input, so that energy does not depend on the length of the step. */
    double away = device->power_w - device->ramped_w;
    device->power_w = device->ramped_w + away * device->lag_keep;
    return device->ramped_w + away * (1.0 - device->lag_keep) * s->lag_s / dt_s;
}

/* Forming: gives what the bus wants, as far as it can. It trips when the bus wants more for long;
 * when the bus gives more than it can take, its frequency rises instead (truth.form_hz) and PV
 * gives way. */
static double form(struct pcs_device *device, double charge_w, double discharge_w)
{
    const struct pcs_device_setup *s = &device->setup;
    double demand = isfinite(device->world.demand_w) ? device->world.demand_w : 0.0;
    if (device->time_us < device->form_us) {
        demand = 0.0;
    }
    double given = between(-charge_w, demand, discharge_w);
    device->power_w = given;
    device->ramped_w = given;
    device->overload = demand - given > 0.01 * s->rating_w;
    if (!device->overload) {
        device->overload_us = NEVER;
    } else if (device->overload_us == NEVER) {
        device->overload_us = device->time_us;
    } else if ((double)(device->time_us - device->overload_us) >= s->overload_s * 1e6) {
        device->tripped = 1;
        device->trips++;
    }
    return given;
}

static void warm(struct pcs_device *device, double loss_w, double dt_s)
{
    double heat_j_per_k = HEAT_J_PER_K_WH * device->setup.capacity_wh;
    device->cells_c +=
        0.5 * loss_w / heat_j_per_k * dt_s; /* half of the loss arises in the cells */
    if (isfinite(device->world.ambient_c)) {
        device->cells_c += (device->world.ambient_c - device->cells_c) / THERMAL_S * dt_s;
    }
}

static void step(struct pcs_device *device, int64_t step_us)
{
    const struct pcs_device_setup *s = &device->setup;
    double dt_s = (double)step_us * 1e-6;
    double charge_w = 0.0;
    double discharge_w = 0.0;
    double mean_w = 0.0;
    device->time_us += step_us;
    run_timers(device);
    choose_mode(device);
    ac_limits(device, &charge_w, &discharge_w);
    if (device->mode == OSTROV_PCS_FOLLOW) {
        mean_w = follow(device, dt_s, charge_w, discharge_w);
    } else if (device->mode == OSTROV_PCS_FORM) {
        mean_w = form(device, charge_w, discharge_w);
    }
    device->cells_w =
        mean_w >= 0.0 ? mean_w / s->discharge_efficiency : mean_w * s->charge_efficiency;
    device->cells_w += s->standby_w;
    device->soc -= device->cells_w * dt_s / 3600.0 / s->capacity_wh;
    device->soc = between(0.0, device->soc, 1.0);
    follow_cells(device, dt_s);
    warm(device, fabs(device->cells_w - mean_w), dt_s);
    if (mean_w >= 0.0) {
        device->injected_wh += mean_w * dt_s / 3600.0;
    } else {
        device->absorbed_wh -= mean_w * dt_s / 3600.0;
    }
    if (device->tripped && device->mode == OSTROV_PCS_FORM) {
        choose_mode(device);
    }
}

void pcs_device_advance(struct pcs_device *device, const struct device_world *world)
{
    int64_t left_us = device_step_us(world->dt_s);
    device->world = *world;
    choose_mode(device);
    while (left_us > 0) {
        int64_t now_us = left_us < INNER_STEP_US ? left_us : INNER_STEP_US;
        step(device, now_us);
        left_us -= now_us;
    }
    pcs_registers_show(device);
}

void pcs_device_truth(const struct pcs_device *device, struct device_truth *truth)
{
    double charge_w = 0.0;
    double discharge_w = 0.0;
    ac_limits(device, &charge_w, &discharge_w);
    memset(truth, 0, sizeof *truth);
    truth->battery_w = device->power_w;
    truth->soc_ratio = device->soc;
    truth->cells_c = device->cells_c;
    truth->time_us = device->time_us;
    truth->mode = device->mode;
    truth->forming = device->mode == OSTROV_PCS_FORM && device->time_us >= device->form_us;
    truth->overload = device->overload;
    truth->trips = device->trips;
    truth->form_hz = device->setup.nominal_hz;
    if (truth->forming && isfinite(device->world.demand_w)) {
        /* Frequency shift when it must take more than it can: 2 Hz at a tenth of the rating. */
        double surplus_w = -charge_w - device->world.demand_w;
        truth->form_hz += between(0.0, surplus_w / (0.1 * device->setup.rating_w), 1.0) * 2.0;
    }
}
