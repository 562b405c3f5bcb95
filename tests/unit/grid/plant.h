/* A small plant for the grid tests: public grid, PCC breaker, PCS, site bus, contacts.
 *
 * It is its own source of truth: whether a close was right is judged here from the physical angle
 * and voltages at the instant the contacts met, not from anything the library says.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_GRID_PLANT_H
#define OSTROV_TESTS_GRID_PLANT_H

#include "unit.h"

#include <ostrov/grid_order.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ck_assert reports progress at each call, which costs more than a step of the library. */
#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            ck_abort_msg("broken: " #condition);                                                   \
        }                                                                                          \
    } while (0)

typedef struct plant {
    ostrov_grid_config config;
    ostrov_grid grid;
    ostrov_grid_sample sample; /* as last given; people's inputs are set here by the test */
    ostrov_grid_state state;
    double dt_s;
    double t_s;
    /* public grid */
    double grid_pu;
    double grid_hz;
    /* breaker */
    int closed;
    int moving; /* 0, OSTROV_BREAKER_OPEN or OSTROV_BREAKER_CLOSE */
    double moving_s;
    double close_s;
    double open_s;
    double scatter; /* ratio of the closing time */
    int stuck;      /* 1 = does not move at all */
    int late;       /* 1 = moves only on the upstream trip, never by itself */
    int force_a;    /* -2 = as it is */
    int force_b;
    /* PCS */
    int pcs; /* enum ostrov_pcs_mode it runs in */
    int asked;
    double asked_s;
    double obey_s;    /* from request to mode */
    double forming_s; /* from mode FORM to voltage */
    double forms_s;
    int refuses;
    double offset_hz; /* what it is off by */
    /* neutral-earth bond */
    int bond; /* 1 = closed */
    int bond_asked;
    double bond_s; /* since it was asked */
    int bond_stuck;
    uint32_t orders; /* numbers used */
    /* bus */
    double bus_pu;
    double bus_hz;
    double phase_deg; /* bus minus grid */
    double soc;
    double pcc_w;
    int measured; /* bit 0 grid side, bit 1 bus side, bit 2 angle */
    /* judged at each contact */
    int contacts_met;
    double contact_deg;
    double worst_deg;
    int onto_dead_grid;
    int backfeed; /* steps in which the PCS formed a closed breaker for more than 50 ms */
    double backfeed_s;
    uint64_t seed;
} plant;

static inline uint64_t plant_bits(uint64_t *seed) /* splitmix64: public domain constants */
{
    uint64_t z = (*seed += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static inline double plant_uniform(uint64_t *seed)
{
    return (double)(plant_bits(seed) >> 11) / 9007199254740992.0;
}

static inline double plant_wrap(double deg) { return deg - 360.0 * floor((deg + 180.0) / 360.0); }

static inline void plant_config(ostrov_grid_config *c)
{
    ck_assert_int_eq(ostrov_grid_defaults(c, sizeof *c), OSTROV_OK);
    c->island_verified = 1;
    c->settings_named = 1;
    c->black_start = 1;
    c->return_delay_s = 5.0;
    c->ramp_s = 4.0;
}

static inline void plant_start(plant *p, const ostrov_grid_config *c)
{
    ostrov_fault why;
    memset(p, 0, sizeof *p);
    p->config = *c;
    ck_assert_int_eq(ostrov_grid_init(&p->grid, c, &why), OSTROV_OK);
    ck_assert_int_eq(ostrov_grid_sample_defaults(&p->sample, sizeof p->sample), OSTROV_OK);
    p->dt_s = 0.01;
    p->grid_pu = 1.0;
    p->grid_hz = 50.0;
    p->closed = 1;
    p->close_s = 0.08;
    p->open_s = 0.05;
    p->force_a = p->force_b = -2;
    p->pcs = OSTROV_PCS_FOLLOW;
    p->obey_s = 0.05;
    p->forming_s = 0.2;
    p->bus_pu = 1.0;
    p->bus_hz = 50.0;
    p->soc = 0.8;
    p->measured = 7;
    p->sample.grid_rotation = p->sample.bus_rotation = OSTROV_ROTATION_POSITIVE;
    p->seed = 1;
    p->contact_deg = NAN;
}

/* The contacts meet over_s before the end of this step. */
static inline void plant_contact(plant *p, double over_s)
{
    double deg = plant_wrap(p->phase_deg - 360.0 * (p->bus_hz - p->grid_hz) * over_s);
    p->closed = 1;
    p->moving = 0;
    if (p->bus_pu > 0.3 && p->grid_pu < 0.2) {
        p->onto_dead_grid++;
    }
    if (p->bus_pu > 0.3 && p->grid_pu >= 0.2) {
        p->contacts_met++;
        p->contact_deg = deg;
        p->worst_deg = fabs(deg) > p->worst_deg ? fabs(deg) : p->worst_deg;
    }
    if (p->pcs == OSTROV_PCS_FORM) {
        p->pcs = OSTROV_PCS_FOLLOW; /* by wire from the auxiliary contact */
        p->asked = OSTROV_PCS_FOLLOW;
    }
}

static inline void plant_breaker(plant *p)
{
    int command = p->state.breaker_command;
    if (p->stuck) {
        p->moving = 0;
        return;
    }
    if (p->late) {
        command = OSTROV_BREAKER_HOLD;
    }
    if (command == OSTROV_BREAKER_CLOSE && !p->closed && p->moving != OSTROV_BREAKER_CLOSE) {
        p->moving = OSTROV_BREAKER_CLOSE;
        p->moving_s = p->close_s * (1.0 + p->scatter * (2.0 * plant_uniform(&p->seed) - 1.0));
    } else if (command == OSTROV_BREAKER_OPEN && p->closed && p->moving != OSTROV_BREAKER_OPEN) {
        p->moving = OSTROV_BREAKER_OPEN;
        p->moving_s = p->open_s;
    }
    if (p->moving != 0) {
        p->moving_s -= p->dt_s;
        if (p->moving_s <= 0.0) {
            if (p->moving == OSTROV_BREAKER_CLOSE) {
                plant_contact(p, -p->moving_s);
            } else {
                p->closed = 0;
                p->moving = 0;
                p->phase_deg = 0.0;
            }
        }
    }
}

static inline void plant_pcs(plant *p)
{
    int request = p->state.pcs_request;
    if (request != p->asked) {
        p->asked = request;
        p->asked_s = 0.0;
    }
    p->asked_s += p->dt_s;
    if (request != OSTROV_PCS_UNKNOWN && p->asked_s >= p->obey_s && p->pcs != request &&
        !(p->refuses && request == OSTROV_PCS_FORM)) {
        p->pcs = request;
        p->forms_s = 0.0;
    }
    if (p->pcs == OSTROV_PCS_FORM) {
        p->forms_s += p->dt_s;
    }
}

static inline void plant_bond(plant *p)
{
    int asked = p->state.bond_command;
    p->bond_s = asked == p->bond_asked ? p->bond_s + p->dt_s : 0.0;
    p->bond_asked = asked;
    if (asked != OSTROV_BOND_HOLD && p->bond_s >= 0.03 && !p->bond_stuck) {
        p->bond = asked == OSTROV_BOND_CLOSE;
    }
}

static inline void plant_bus(plant *p)
{
    double step = p->dt_s / 0.2; /* the PCS follows its targets in about 0.2 s */
    step = step > 1.0 ? 1.0 : step;
    if (p->closed) {
        p->bus_pu = p->grid_pu;
        p->bus_hz = p->grid_hz;
        p->phase_deg = 0.0;
    } else if (p->pcs == OSTROV_PCS_FORM && p->forms_s >= p->forming_s) {
        double hz = isnan(p->state.bus_target_hz) ? 50.0 : p->state.bus_target_hz;
        double pu = isnan(p->state.bus_target_v) ? 1.0 : p->state.bus_target_v / 230.0;
        if (p->bus_pu < 0.5) {
            p->bus_hz = hz + p->offset_hz;
            p->bus_pu = pu;
            p->phase_deg = 360.0 * plant_uniform(&p->seed) - 180.0;
        }
        p->bus_hz += (hz + p->offset_hz - p->bus_hz) * step;
        p->bus_pu += (pu - p->bus_pu) * step;
    } else if (p->pcs != OSTROV_PCS_FORM || p->forms_s < p->forming_s) {
        p->bus_pu *= p->dt_s > 0.03 ? 0.0 : 1.0 - p->dt_s / 0.03;
        p->bus_pu = p->bus_pu < 1e-6 ? 0.0 : p->bus_pu;
    }
    p->phase_deg = plant_wrap(p->phase_deg + 360.0 * (p->bus_hz - p->grid_hz) * p->dt_s);
    p->backfeed_s = p->closed && p->pcs == OSTROV_PCS_FORM ? p->backfeed_s + p->dt_s : 0.0;
    p->backfeed += p->backfeed_s > 0.05;
}

static inline void plant_measure(plant *p)
{
    ostrov_grid_sample *s = &p->sample;
    int grid_live = p->grid_pu > 0.1;
    int bus_live = p->bus_pu > 0.1;
    for (int i = 0; i < 3; i++) {
        s->grid_v[i] = p->measured & 1 ? 230.0 * p->grid_pu : NAN;
        s->bus_v[i] = p->measured & 2 ? 230.0 * p->bus_pu : NAN;
    }
    s->grid_hz = (p->measured & 1) && grid_live ? p->grid_hz : NAN;
    s->bus_hz = (p->measured & 2) && bus_live ? p->bus_hz : NAN;
    s->angle_deg = (p->measured & 4) && grid_live && bus_live ? plant_wrap(p->phase_deg) : NAN;
    s->grid_age_s = 0.0;
    s->bus_age_s = 0.0;
    s->breaker_closed = p->force_a != -2 ? p->force_a : p->closed;
    s->breaker_open = p->force_b != -2 ? p->force_b : !p->closed;
    s->pcs_mode = p->pcs;
    s->bond_closed = p->bond;
    s->soc_ratio = p->soc;
    s->pcc_w = p->closed ? p->pcc_w : 0.0;
}

static inline void plant_step(plant *p)
{
    ostrov_status status;
    p->t_s += p->dt_s;
    plant_breaker(p);
    plant_pcs(p);
    plant_bond(p);
    plant_bus(p);
    plant_measure(p);
    status = ostrov_grid_step(&p->grid, &p->sample, p->dt_s);
    MUST(status == OSTROV_OK || status == OSTROV_DEGRADED);
    MUST(ostrov_grid_read(&p->grid, &p->state, sizeof p->state) == OSTROV_OK);
}

static inline void plant_run(plant *p, double s)
{
    double until_s = p->t_s + s - p->dt_s / 2;
    while (p->t_s < until_s) {
        plant_step(p);
    }
}

/* Runs until the mode is reached; fails the test when that takes longer than most_s. */
static inline double plant_until(plant *p, int mode, double most_s)
{
    double from_s = p->t_s;
    while (p->state.mode != mode) {
        if (p->t_s - from_s > most_s) {
            ck_abort_msg("%s not reached in %g s: in %s since %g s, "
                         "reason '%s', blocked '%s' %g / %g",
                         ostrov_grid_mode_text(mode), most_s, ostrov_grid_mode_text(p->state.mode),
                         p->state.in_mode_s, ostrov_grid_reason_text(p->state.reason),
                         ostrov_grid_reason_text(p->state.blocked), p->state.blocked_value,
                         p->state.blocked_limit);
        }
        plant_step(p);
    }
    return p->t_s - from_s;
}

/* Hands an order over and takes a step. Returns 1 when it was accepted. */
static inline int plant_stage(plant *p, int action, int actor, int stage, uint32_t number)
{
    ostrov_grid_order order;
    MUST(ostrov_grid_order_defaults(&order, sizeof order) == OSTROV_OK);
    order.number = number;
    order.action = action;
    order.actor = actor;
    order.stage = stage;
    MUST(ostrov_grid_command(&p->grid, &order, NULL) == OSTROV_OK);
    plant_step(p);
    MUST(p->state.order_number == number && p->state.order_action == action);
    MUST((p->state.order_accepted == 1) == (p->state.order_reason == OSTROV_GRID_REASON_NONE));
    return p->state.order_accepted == 1;
}

/* Selects and executes. */
static inline int plant_order(plant *p, int action, int actor)
{
    p->orders++;
    return plant_stage(p, action, actor, OSTROV_GRID_STAGE_SELECT, p->orders) &&
           plant_stage(p, action, actor, OSTROV_GRID_STAGE_EXECUTE, p->orders);
}

/* On the grid and settled. */
static inline void plant_on_grid(plant *p, const ostrov_grid_config *c)
{
    plant_start(p, c);
    plant_until(p, OSTROV_GRID_GRID, 1.0);
    plant_run(p, 0.5);
}

/* Islanded after a loss of the grid, which stays away. */
static inline void plant_in_island(plant *p, const ostrov_grid_config *c)
{
    plant_on_grid(p, c);
    p->grid_pu = 0.0;
    plant_until(p, OSTROV_GRID_ISLAND, 5.0);
    plant_run(p, 0.5);
}

#endif
