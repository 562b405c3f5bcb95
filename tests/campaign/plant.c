/* The plant of the campaigns: see plant.h and README.md.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plant_parts.h"

#include "run.h"

#include <math.h>
#include <string.h>

#define COLLAPSE_S 0.015 /* a site bus nobody holds dies away with this */
#define CHARGE_EFFICIENCY 0.95
#define PV_RIDES_S 0.5 /* dips that PV inverters ride through */
#define WANDER_S 5.0   /* frequency wander comes back with this */

static double part(double dt_s, double constant_s) { return dt_s / (dt_s + constant_s); }

double plant_wrap(double deg) { return deg - 360.0 * floor((deg + 180.0) / 360.0); }

double plant_grid_least(const plant *p)
{
    return p->upstream_open ? 0.0 : fmin(p->grid_pu[0], fmin(p->grid_pu[1], p->grid_pu[2]));
}

double plant_grid_most(const plant *p)
{
    return p->upstream_open ? 0.0 : fmax(p->grid_pu[0], fmax(p->grid_pu[1], p->grid_pu[2]));
}

double plant_bus_least(const plant *p)
{
    return fmin(p->bus_pu[0], fmin(p->bus_pu[1], p->bus_pu[2]));
}

double plant_bus_most(const plant *p)
{
    return fmax(p->bus_pu[0], fmax(p->bus_pu[1], p->bus_pu[2]));
}

double plant_gives_wh(const plant *p) { return CHARGE_EFFICIENCY * p->stored_wh; }

double plant_soc(const plant *p) { return p->stored_wh / p->site.battery_wh; }

void plant_grid_set(plant *p, double pu) { p->grid_pu[0] = p->grid_pu[1] = p->grid_pu[2] = pu; }

void plant_site_defaults(plant_site *s, int32_t profile)
{
    memset(s, 0, sizeof *s);
    s->profile = profile;
    s->nominal_v = 230.0;
    s->nominal_hz = 50.0;
    s->close_s = 0.08;
    s->close_scatter = 0.2;
    s->open_s = 0.05;
    s->aux_s = 0.003;
    s->obey_s = profile == OSTROV_PCS_PROFILE_B ? 0.2 : 0.02;
    s->restart_s =
        profile == OSTROV_PCS_PROFILE_A ? 0.01 : (profile == OSTROV_PCS_PROFILE_B ? 3.0 : 0.0);
    s->rise_s = 0.008;
    s->follow_s = 0.2;
    s->droop_hz = 0.3;
    s->dip_pu = 0.08;
    s->rated_w = 100e3;
    s->limit_w = 150e3;
    s->obeys_targets = 1;
    s->tier_w[0] = 15e3;
    s->tier_w[1] = 20e3;
    s->tier_w[2] = 30e3;
    s->inrush = 0.6;
    s->inrush_s = 0.3;
    s->pv_wait_s = 60.0;
    s->bond_s = 0.03;
    s->battery_wh = 200e3;
    s->age_s = 0.01;
    s->noise_deg = 0.1;
    s->noise_hz = 0.002;
    s->noise_pu = 0.001;
}

void plant_start(plant *p, const plant_site *site, uint64_t seed)
{
    memset(p, 0, sizeof *p);
    p->site = *site;
    p->seed = seed;
    plant_grid_set(p, 1.0);
    p->grid_hz = site->nominal_hz;
    p->closed = p->aux_closed = 1;
    p->pcs = p->asked = OSTROV_PCS_FOLLOW;
    p->stored_wh = 0.8 * site->battery_wh;
    memcpy(p->bus_pu, p->grid_pu, sizeof p->bus_pu);
    p->bus_hz = site->nominal_hz;
    p->tier_on[0] = p->tier_on[1] = p->tier_on[2] = 1;
    p->target_v = p->target_hz = p->pv_told_w = NAN;
    p->load_scale = 1.0;
    p->permit_return = 1;
    p->healthy_s = site->pv_wait_s;
    p->last.deg = NAN;
}

/* Loads draw power in proportion to voltage near nominal and nothing below half of it. */
static void loads(plant *p, double dt_s)
{
    double least = plant_bus_least(p);
    double want_w = 0.0;
    for (int i = 0; i < PLANT_TIERS; i++) {
        want_w += p->tier_on[i] ? p->site.tier_w[i] : 0.0;
    }
    if (least < 0.5) {
        p->dark_s += dt_s;
        if (p->dark_s > 0.5) {
            p->inrush_now = p->site.inrush; /* cold: magnetisation, motors, capacitors */
        }
        p->load_w = 0.0;
        return;
    }
    p->dark_s = 0.0;
    p->inrush_now -= p->inrush_now * part(dt_s, p->site.inrush_s);
    p->load_w = want_w * p->load_scale * (1.0 + p->inrush_now);
}

/* PV follows a live healthy bus and nothing else. */
static void sun(plant *p, double dt_s)
{
    int32_t healthy = plant_bus_least(p) > 0.85 && plant_bus_most(p) < 1.1 &&
                      fabs(p->bus_hz - p->site.nominal_hz) < 2.0;
    double room_w =
        p->closed ? 1e12 : p->load_w + (plant_soc(p) < 0.98 ? 0.5 * p->site.rated_w : 0.0);
    p->ill_s = healthy ? 0.0 : p->ill_s + dt_s;
    p->healthy_s += dt_s;
    if (p->ill_s > PV_RIDES_S || plant_bus_least(p) < 0.3) {
        p->healthy_s = 0.0;
    }
    p->pv_w = p->healthy_s >= p->site.pv_wait_s ? fmin(p->sun_w, room_w) : 0.0;
}

static void energy(plant *p, const ostrov_grid_state *state, double dt_s)
{
    double joint_w = p->load_w - p->pv_w;
    if (p->forming) {
        p->battery_w = p->closed ? p->battery_w : joint_w;
    } else if (p->closed && p->pcs == OSTROV_PCS_FOLLOW && plant_grid_least(p) > 0.5 &&
               !p->faults.pcs_broken) {
        double goal_w = isnan(state->pcc_target_w) ? p->wished_w : joint_w - state->pcc_target_w;
        double most_w = p->site.rated_w * (isnan(state->pcc_target_w) ? state->power_ratio : 1.0);
        goal_w = fmax(-most_w, fmin(most_w, goal_w));
        p->battery_w += (goal_w - p->battery_w) * part(dt_s, 0.3);
        p->battery_w = fabs(p->battery_w) < 1e-3 ? 0.0 : p->battery_w;
        if ((p->battery_w > 0.0 && plant_soc(p) < 0.05) ||
            (p->battery_w < 0.0 && plant_soc(p) > 0.98)) {
            p->battery_w = 0.0;
        }
    } else {
        p->battery_w = 0.0;
    }
    p->stored_wh -=
        (p->battery_w > 0.0 ? p->battery_w / CHARGE_EFFICIENCY : p->battery_w * CHARGE_EFFICIENCY) *
        dt_s / 3600.0;
    p->stored_wh = fmax(0.0, fmin(p->site.battery_wh, p->stored_wh));
    p->pcc_w = p->closed && plant_grid_least(p) > 0.5 ? joint_w - p->battery_w : 0.0;
}

/* A PCS at its current limit gives what it has: the voltage falls with the load's admittance. */
static void form(plant *p, double before_w, double dt_s)
{
    const plant_site *s = &p->site;
    double step_w = p->load_w - p->pv_w - before_w;
    double pu = isnan(p->target_v) || !s->obeys_targets ? 1.0 : p->target_v / s->nominal_v;
    double hz = isnan(p->target_hz) || !s->obeys_targets ? s->nominal_hz : p->target_hz;
    double from = plant_bus_least(p);
    double shape = 0.0;
    if (p->load_w > s->limit_w) {
        pu *= s->limit_w / p->load_w;
    }
    hz += s->offset_hz + p->drift_hz - s->droop_hz * (p->load_w - p->pv_w) / s->rated_w;
    if (s->wander_hz > 0.0) {
        p->drift_hz +=
            s->wander_hz * run_normal(&p->seed) * sqrt(dt_s) - p->drift_hz * part(dt_s, WANDER_S);
    }
    if (from < LIVE_PU) {
        p->bus_deg = 360.0 * run_uniform(&p->seed) - 180.0;
        p->bus_hz = hz;
        step_w = 0.0;
        p->swing_pu = 0.0;
    }
    p->swing_pu += s->dip_pu * step_w / s->rated_w;
    p->swing_pu -= p->swing_pu * part(dt_s, 0.06);
    /* Fresh from the start it rises as fast as it can; afterwards it follows its target. */
    shape = p->forms_s < s->restart_s + 12.0 * s->rise_s ? 1.0 - exp(-dt_s / s->rise_s)
                                                         : part(dt_s, s->follow_s);
    from += (pu - from) * shape;
    p->bus_pu[0] = p->bus_pu[1] = p->bus_pu[2] = fmax(0.0, from);
    p->bus_hz += (hz - p->bus_hz) * part(dt_s, s->follow_s);
}

static void bus(plant *p, double before_w, double dt_s)
{
    double slip_hz = p->bus_hz - p->grid_hz;
    if (p->closed) {
        for (int i = 0; i < 3; i++) {
            p->bus_pu[i] = p->upstream_open ? 0.0 : p->grid_pu[i];
        }
        p->bus_hz = p->grid_hz;
        p->bus_deg = 0.0;
        p->swing_pu = 0.0;
        if (plant_grid_most(p) < LIVE_PU && p->forming) {
            p->bus_pu[0] = p->bus_pu[1] = p->bus_pu[2] = 1.0; /* feeds the dead line */
        }
        return;
    }
    if (p->forming) {
        form(p, before_w, dt_s);
    } else {
        for (int i = 0; i < 3; i++) {
            p->bus_pu[i] -= p->bus_pu[i] * part(dt_s, COLLAPSE_S);
            p->bus_pu[i] = p->bus_pu[i] < 1e-6 ? 0.0 : p->bus_pu[i];
        }
    }
    slip_hz = 0.5 * (slip_hz + p->bus_hz - p->grid_hz);
    p->bus_deg = plant_wrap(p->bus_deg + 360.0 * slip_hz * dt_s);
}

void plant_step(plant *p, const ostrov_grid_state *state, double dt_s)
{
    double before_w = p->load_w - p->pv_w;
    p->t_s += dt_s;
    if (!isnan(state->bus_target_hz) || state->pcs_request == OSTROV_PCS_FORM) {
        p->target_hz = state->bus_target_hz;
        p->target_v = state->bus_target_v;
    }
    /* The sides move on first, so that a contact inside the step is judged from its end backwards.
     */
    bus(p, before_w, dt_s);
    plant_breaker(p, state->breaker_command, dt_s);
    plant_pcs(p, state->pcs_request, dt_s);
    plant_bond(p, state->bond_command, dt_s);
    plant_tiers(p, state->mode == OSTROV_GRID_UNKNOWN ? UINT32_MAX : state->tiers_allowed, dt_s);
    loads(p, dt_s);
    sun(p, dt_s);
    energy(p, state, dt_s);
}
