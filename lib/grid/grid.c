/* The connection to the grid: the public calls around monitor, elements, switch and steering.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/grid.h>

#include "base/codec.h"
#include "base/fields.h"
#include "grid/grid_fields.h"
#include "grid/object.h"

#include <string.h>

#define LONGEST_STEP_S 1.0

_Static_assert(sizeof(ostrov_i_grid) <= sizeof(ostrov_grid), "the private struct fits");
_Static_assert(_Alignof(ostrov_i_grid) <= _Alignof(ostrov_grid),
               "the opaque words align the private struct");

/* A field table has one default for all elements of an array; where stage 2 differs it is set here.
 */
ostrov_status ostrov_grid_defaults(ostrov_grid_config *config, size_t size)
{
    ostrov_status status =
        ostrov_i_defaults(&ostrov_i_grid_structures[OSTROV_I_GRID_CONFIG], config, size);
    if (status == OSTROV_OK && size >= offsetof(ostrov_grid_config, overfrequency_hz)) {
        config->overvoltage_pu[1] = 1.15;
        config->overvoltage_s[1] = 0.2;
        config->undervoltage_pu[1] = 0.5;
        config->undervoltage_s[1] = 0.2;
    }
    return status;
}

ostrov_status ostrov_grid_sample_defaults(ostrov_grid_sample *sample, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_grid_structures[OSTROV_I_GRID_SAMPLE], sample, size);
}

ostrov_status ostrov_grid_init(ostrov_grid *object, const ostrov_grid_config *config,
                               ostrov_fault *why)
{
    ostrov_grid_config full;
    ostrov_status status = OSTROV_OK;
    ostrov_i_grid *g = NULL;
    if (object == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, "ostrov_grid", NULL, -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    status =
        ostrov_i_take_config(&ostrov_i_grid_structures[OSTROV_I_GRID_CONFIG], config, &full, why);
    if (status == OSTROV_OK) {
        status = ostrov_i_grid_validate(&full, why);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    memset(object, 0, sizeof *object);
    g = (ostrov_i_grid *)object;
    g->magic = OSTROV_I_GRID_MAGIC;
    g->config = full;
    ostrov_i_grid_settings_from(&full, &g->settings);
    ostrov_i_monitor_reset(&g->monitor);
    ostrov_i_elements_reset(&g->elements);
    ostrov_i_switch_reset(&g->settings, &g->machine);
    ostrov_i_steer_reset(&g->steer);
    g->out.blocked = OSTROV_GRID_REASON_START;
    g->out.blocked_value = OSTROV_I_NONE;
    g->out.blocked_limit = OSTROV_I_NONE;
    g->out.expected_mode = OSTROV_GRID_BOOT;
    g->out.left_us = -1;
    g->config_crc =
        ostrov_i_codec_crc_fields(&ostrov_i_grid_structures[OSTROV_I_GRID_CONFIG], &full);
    ostrov_i_log_start(g, OSTROV_GRID_RECORD_START);
    return OSTROV_OK;
}

/* With the breaker closed both sides are one node: the bus side stands in for a grid side that
 * cannot be measured, so that a lost meter does not blind the protection stages. */
static const ostrov_i_quantities *protected_side(const ostrov_i_grid *g)
{
    int32_t closed = g->machine.contacts.proven == 1;
    return closed && g->view.grid.known_phases == 0 ? &g->view.bus : &g->view.grid;
}

static void input_from(const ostrov_grid_sample *s, const ostrov_i_elements *e,
                       ostrov_i_switch_in *in)
{
    in->trip = e->trip;
    in->picked = e->picked;
    in->cause = e->cause;
    in->breaker_closed = s->breaker_closed;
    in->breaker_open = s->breaker_open;
    in->pcs_mode = s->pcs_mode;
    in->pcs_fault = s->pcs_fault;
    in->inhibits = s->inhibits;
    in->want_island = s->want_island;
    in->permit_return = s->permit_return;
    in->reset = s->reset;
    in->open_transition = s->open_transition;
}

ostrov_status ostrov_grid_step(ostrov_grid *object, const ostrov_grid_sample *sample, double dt_s)
{
    ostrov_grid_sample s;
    int32_t refused = 0;
    ostrov_status status = OSTROV_OK;
    ostrov_i_grid *g = ostrov_i_grid_self(object);
    if (g == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (!(dt_s > 0.0 && dt_s <= LONGEST_STEP_S)) {
        /* A command that outlives a sane clock must at least never be a close. */
        if (g->out.breaker_command == OSTROV_BREAKER_CLOSE) {
            g->out.breaker_command = OSTROV_BREAKER_HOLD;
            g->machine.command = OSTROV_BREAKER_HOLD;
            g->machine.pulse_spent = 1;
        }
        return OSTROV_E_TIME;
    }
    status = ostrov_i_take_sample(&ostrov_i_grid_structures[OSTROV_I_GRID_SAMPLE], sample, &s,
                                  &refused, NULL);
    if (status != OSTROV_OK) {
        return status;
    }
    ostrov_i_monitor_step(&g->settings, &g->monitor, &s, ostrov_i_monitor_time(&g->monitor, dt_s),
                          &g->view);
    ostrov_i_elements_step(&g->settings, &g->elements, protected_side(g), g->view.dt_us);
    input_from(&s, &g->elements, &g->in);
    g->in.view = &g->view;
    ostrov_i_switch_step(&g->settings, &g->machine, &g->in, &g->out);
    g->in.view = NULL;
    if (g->out.watch_anew) {
        ostrov_i_monitor_watch_anew(&g->monitor);
    }
    if (g->out.steer) {
        ostrov_i_steer_step(&g->config, &g->steer, &s, g->view.sync_known, dt_s);
    } else {
        ostrov_i_steer_reset(&g->steer);
    }
    g->looked = 1;
    ostrov_i_log_step(g);
    return refused > 0 ? OSTROV_DEGRADED : OSTROV_OK;
}

static double from_millionths(int64_t x)
{
    return x == OSTROV_I_NONE ? OSTROV_I_NAN : (double)x / 1e6;
}

ostrov_status ostrov_grid_read(const ostrov_grid *object, ostrov_grid_state *state, size_t size)
{
    ostrov_grid_state full;
    const ostrov_i_grid *g = NULL;
    const ostrov_i_switch *m = NULL;
    g = ostrov_i_grid_const(object);
    if (g == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    m = &g->machine;
    memset(&full, 0, sizeof full);
    full.mode = m->mode;
    full.reason = m->reason;
    full.blocked = g->out.blocked;
    full.breaker_command = g->out.breaker_command;
    full.pcs_request = g->out.pcs_request;
    full.grid_side = g->view.grid_side;
    full.bus_side = g->view.bus_side;
    full.breaker = m->contacts.proven;
    full.expected_mode = g->out.expected_mode;
    full.offer_open_transition = m->offer;
    full.epoch = m->epoch;
    full.in_mode_s = (double)m->in_mode_us / 1e6;
    full.left_s = g->out.left_us < 0 ? OSTROV_I_NAN : (double)g->out.left_us / 1e6;
    full.power_ratio = (double)g->out.power_ppm / 1e6;
    full.bus_target_v = g->steer.target_v;
    full.bus_target_hz = g->steer.target_hz;
    full.pcc_target_w = g->out.null_pcc ? 0.0 : OSTROV_I_NAN;
    full.learned_close_s = (double)m->closing.mean_us / 1e6;
    full.contact_angle_deg =
        m->contact_cdeg == INT32_MIN ? OSTROV_I_NAN : (double)m->contact_cdeg / 100.0;
    full.blocked_value = from_millionths(g->out.blocked_value);
    full.blocked_limit = from_millionths(g->out.blocked_limit);
    full.closes = m->closes;
    full.opens = m->opens;
    return ostrov_i_give(&ostrov_i_grid_structures[OSTROV_I_GRID_STATE], &full, state, size);
}
