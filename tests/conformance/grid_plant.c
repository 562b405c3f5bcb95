/* A site for the scenarios: see grid_plant.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid_plant.h"

#include <math.h>
#include <string.h>

#define NOMINAL_V 230.0
#define PCS_OBEYS_S 0.02
#define PCS_FORMS_S 0.04
#define DEVICE_W_PER_S (PLANT_RATED_W / 4.0) /* inverters and chargers follow a limit within 4 s   \
                                              */

int32_t grid_plant_start(grid_plant *p, const ostrov_grid_config *config, double dt_s)
{
    memset(p, 0, sizeof *p);
    if (ostrov_grid_init(&p->grid, config, NULL) != OSTROV_OK ||
        ostrov_grid_sample_defaults(&p->sample, sizeof p->sample) != OSTROV_OK) {
        return 0;
    }
    p->dt_s = dt_s;
    p->grid_pu = p->bus_pu = 1.0;
    p->grid_hz = p->bus_hz = p->own_hz = 50.0;
    p->slip_hz = (double)NAN;
    p->closed = 1;
    p->close_s = config->breaker_close_s;
    p->open_s = 0.8 * config->breaker_open_s;
    p->contact_a = p->contact_b = -2;
    p->pcs = OSTROV_PCS_FOLLOW;
    p->soc = 0.8;
    p->wish_w = p->pcc_w = -0.5 * PLANT_RATED_W;
    p->sample.permit_return = 1;
    p->sample.pcs_fault = 0;
    p->sample.want_island = 0;
    p->sample.reset = 0;
    p->sample.dso_limit_ratio = 1.0;
    p->sample.energy_wh = 100000.0;
    p->sample.headroom_w = 50000.0;
    for (int32_t i = 0; i < 4; i++) {
        p->sample.tier_w[i] = 3000.0;
    }
    return 1;
}

static void breaker(grid_plant *p)
{
    int32_t command = p->state.breaker_command;
    if (p->stuck) {
        p->moving = OSTROV_BREAKER_HOLD;
        return;
    }
    if (command == OSTROV_BREAKER_TRIP_UPSTREAM) {
        return; /* the one above opens, ours stays */
    }
    if (command == OSTROV_BREAKER_OPEN && p->closed && p->moving != OSTROV_BREAKER_OPEN) {
        p->moving = OSTROV_BREAKER_OPEN;
        p->moving_s = p->open_s;
    } else if (command == OSTROV_BREAKER_CLOSE && !p->closed && p->moving != OSTROV_BREAKER_CLOSE) {
        p->moving = OSTROV_BREAKER_CLOSE;
        p->moving_s = p->close_s;
    }
    if (p->moving == OSTROV_BREAKER_HOLD) {
        return;
    }
    p->moving_s -= p->dt_s;
    if (p->moving_s <= 1e-9) {
        p->closed = p->moving == OSTROV_BREAKER_CLOSE;
        p->moving = OSTROV_BREAKER_HOLD;
        p->angle_deg = 0.0;
    }
}

static void converter(grid_plant *p)
{
    int32_t asked = p->state.pcs_request;
    if (asked == OSTROV_PCS_UNKNOWN || asked == p->pcs) {
        p->pcs_s = 0.0;
    } else if ((p->pcs_s += p->dt_s) >= PCS_OBEYS_S - 1e-9) {
        p->pcs = asked;
        p->pcs_s = p->forms_s = 0.0;
    }
    p->forms_s += p->pcs == OSTROV_PCS_FORM ? p->dt_s : 0.0;
}

static void bus(grid_plant *p)
{
    double wanted_hz = isnan(p->state.bus_target_hz) ? p->own_hz : p->state.bus_target_hz;
    double share = fmin(p->dt_s / 0.2, 1.0); /* the PCS follows its targets in 0.2 s */
    if (p->closed) {
        p->bus_pu = p->grid_pu;
        p->bus_hz = p->grid_hz;
        p->angle_deg = 0.0;
    } else if (p->pcs == OSTROV_PCS_FORM && p->forms_s >= PCS_FORMS_S) {
        if (p->bus_pu < 0.5) {
            p->bus_hz = wanted_hz;
            p->angle_deg = 0.0;
        }
        p->bus_pu = 1.0;
        p->bus_hz += (wanted_hz - p->bus_hz) * share;
        if (!isnan(p->slip_hz)) {
            p->bus_hz = p->grid_hz + p->slip_hz;
        }
    } else {
        p->bus_pu *= fmax(0.0, 1.0 - p->dt_s / 0.03);
    }
    p->angle_deg += 360.0 * (p->bus_hz - p->grid_hz) * p->dt_s;
    p->angle_deg -= 360.0 * floor((p->angle_deg + 180.0) / 360.0);
}

/* The station obeys the hand-over: limits, and zero at the PCC never by itself. */
static void power(grid_plant *p)
{
    double least_w = -p->state.export_ratio * PLANT_RATED_W;
    double to_w = p->closed ? fmax(p->wish_w, least_w) : 0.0;
    double most_w = DEVICE_W_PER_S * p->dt_s;
    p->pcc_w += fmax(-most_w, fmin(to_w - p->pcc_w, most_w));
    if (!p->closed || p->wish_w >= 0.0) {
        p->pcc_w = to_w; /* a script's P_TIE is what is measured */
    }
}

static void measure(grid_plant *p)
{
    ostrov_grid_sample *s = &p->sample;
    int32_t grid_live = p->grid_pu > 0.1;
    int32_t bus_live = p->bus_pu > 0.1;
    p->grid_age_s = p->stale ? p->grid_age_s + p->dt_s : 0.0;
    for (int32_t i = 0; i < 3; i++) {
        s->grid_v[i] = NOMINAL_V * p->grid_pu;
        s->bus_v[i] = NOMINAL_V * p->bus_pu;
    }
    s->grid_hz = grid_live ? p->grid_hz : (double)NAN;
    s->bus_hz = bus_live ? p->bus_hz : (double)NAN;
    s->angle_deg = grid_live && bus_live ? p->angle_deg : (double)NAN;
    s->grid_age_s = p->grid_age_s;
    s->bus_age_s = 0.0;
    s->breaker_closed = p->contact_a != -2 ? p->contact_a : p->closed;
    s->breaker_open = p->contact_b != -2 ? p->contact_b : !p->closed;
    s->pcs_mode = p->pcs;
    s->soc_ratio = p->soc;
    s->pcc_w = p->pcc_w;
}

/* A person at a distance: selects, and executes in the next step. */
static int32_t orders(grid_plant *p)
{
    ostrov_grid_order order;
    if (p->order == OSTROV_GRID_ACTION_UNKNOWN) {
        return 1;
    }
    if (ostrov_grid_order_defaults(&order, sizeof order) != OSTROV_OK) {
        return 0;
    }
    p->number += !p->selected;
    order.number = p->number;
    order.action = p->order;
    order.actor = OSTROV_GRID_ACTOR_REMOTE;
    order.stage = p->selected ? OSTROV_GRID_STAGE_EXECUTE : OSTROV_GRID_STAGE_SELECT;
    p->order = p->selected ? OSTROV_GRID_ACTION_UNKNOWN : p->order;
    p->selected = !p->selected;
    return ostrov_grid_command(&p->grid, &order, NULL) == OSTROV_OK;
}

int32_t grid_plant_step(grid_plant *p)
{
    breaker(p);
    converter(p);
    bus(p);
    power(p);
    measure(p);
    return orders(p) && ostrov_grid_step(&p->grid, &p->sample, p->dt_s) >= OSTROV_OK &&
           ostrov_grid_read(&p->grid, &p->state, sizeof p->state) == OSTROV_OK;
}
