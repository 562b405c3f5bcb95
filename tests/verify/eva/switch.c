/* Eva looks at one whole step of the switch, and at what feeds it, for any state and any input inside
 * the ranges that the layer before guarantees: no overflow, no bad index, no read of what is not set.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/elements.h"
#include "grid/monitor.h"
#include "grid/switch.h"

#include <string.h>

#include "__fc_builtin.h"

#define MOST_US ((long long)1 << 50)

static int32_t any32(int32_t lo, int32_t hi) { return Frama_C_interval(lo, hi); }
static int64_t any64(int64_t lo, int64_t hi) { return Frama_C_long_long_interval(lo, hi); }

/* Settings inside the ranges of the field table. */
static void any_settings(ostrov_i_grid_settings *set)
{
    memset(set, 0, sizeof *set);
    set->watches = any32(0, 70);
    set->profile = any32(0, 4);
    set->verified = any32(0, 1);
    set->dead_bus_close = any32(0, 1);
    set->black_start = any32(0, 1);
    set->return_by_itself = any32(0, 1);
    set->sync_attempts = any32(1, 100);
    set->nominal_mv = any32(1000, 100000000);
    set->dead_mv = any32(0, 100000000);
    set->sync_slip_mhz = any32(1, 5000);
    set->sync_mv = any32(1, 100000000);
    set->sync_cdeg = any32(1, 9000);
    set->reserve_ppm = any32(0, 1000000);
    set->restart_ppm = any32(0, 1000000);
    set->phases = any32(1, 3);
    set->earth_bond = any32(0, 1);
    for (int i = 0; i < OSTROV_I_STAGES; i++) {
        set->stages[i].delay_us = any64(0, 7200000000);
        set->stages[i].level = any32(0, 2000000000);
        set->stages[i].off = any32(0, 1);
    }
    set->enter.min_mv = any32(0, 2000000000);
    set->enter.max_mv = any32(0, 2000000000);
    set->enter.min_mhz = any32(0, 2000000);
    set->enter.max_mhz = any32(0, 2000000);
    set->band = set->enter;
    set->dead_us = any64(0, 7200000000);
    set->return_us = any64(0, 7200000000);
    set->ramp_us = any64(0, 7200000000);
    set->dwell_us = any64(0, 7200000000);
    set->sync_us = any64(1, 7200000000);
    set->close_us = any64(1000, 10000000);
    set->open_us = any64(1000, 10000000);
    set->contact_us = any64(0, 7200000000);
    set->nulling_us = any64(0, 7200000000);
    set->forming_us = any64(0, 7200000000);
    set->ride_us = any64(0, 7200000000);
    set->stale_us = any64(1000, 60000000);
    set->black_us = any64(0, 7200000000);
    set->bond_us = any64(0, 7200000000);
    set->drill_us = any64(0, 864000000000);
    set->drill_period_us = any64(0, 31622400000000);
}

static void any_view(ostrov_i_view *view)
{
    memset(view, 0, sizeof *view);
    view->dt_us = any64(0, 2000000);
    view->age_us = any64(0, 60000000);
    view->return_left_us = any64(-1, 7200000000);
    view->bus.known_phases = any32(0, 3);
    view->grid_side = any32(0, 4);
    view->bus_side = any32(0, 4);
    view->sync_known = any32(0, 1);
    view->slip_mhz = any32(-400000, 400000);
    view->angle_cdeg = any32(-18000, 18000);
    view->bend_mhz_s = any32(-1000000, 1000000);
    view->apart_mv = any32(0, 100000000);
    view->pcc_null = any32(-1, 1);
    view->soc_ppm = any32(-1, 1000000);
}

static void any_input(ostrov_i_switch_in *in, const ostrov_i_view *view)
{
    memset(in, 0, sizeof *in);
    in->view = view;
    in->trip = any32(0, 63);
    in->picked = any32(-1, 1);
    in->cause = any32(0, 63);
    in->breaker_closed = any32(-1, 1);
    in->breaker_open = any32(-1, 1);
    in->pcs_mode = any32(0, 3);
    in->pcs_fault = any32(-1, 1);
    in->inhibits = (uint32_t)any32(0, 1023);
    in->want_island = any32(0, 1);
    in->permit_return = any32(-1, 1);
    in->reset = any32(-1, 1);
    in->open_transition = any32(0, 1);
    in->grid_rotation = any32(-1, 1);
    in->bus_rotation = any32(-1, 1);
    in->bond_closed = any32(-1, 1);
    in->carries = any32(0, 1);
    in->cease = any32(0, 1);
    in->order_life_us = any64(0, 7200000000);
    in->order_number = (uint32_t)any32(0, 2000000000);
    in->order_action = any32(0, 7);
    in->order_stage = any32(0, 2);
    in->order_actor = any32(0, 4);
}

/* Any state whose counts are inside what saturates or bounds them. */
static void any_state(const ostrov_i_grid_settings *set, ostrov_i_switch *s)
{
    ostrov_i_switch_reset(set, s);
    s->mode = any32(0, 16);
    s->reason = any32(1, 63);
    s->in_mode_us = any64(0, MOST_US);
    s->window_us = any64(-1, 7200000000);
    s->clean_us = any64(0, 7200000000);
    s->ill_us = any64(0, 7200000000);
    s->cooldown_us = any64(0, 60000000);
    s->hold_us = any64(0, 200000000);
    s->closes = any64(0, MOST_US);
    s->opens = any64(0, MOST_US);
    s->contacts.held_us = any64(0, MOST_US);
    s->contacts.unclear_us = any64(0, MOST_US);
    s->contacts.seen = any32(-2, 1);
    s->contacts.proven = any32(-1, 1);
    s->contacts.trouble = any32(0, 2);
    s->closing.mean_us = any64(250, 40000000);
    s->closing.spread_us = any64(0, 10000000);
    s->connected = any32(-1, 1);
    s->after = any32(0, 2);
    s->from_island = any32(0, 1);
    s->backfeed = any32(0, 1);
    s->dead_close = any32(0, 1);
    s->sync_fails = any32(0, 1000000);
    s->close_fails = any32(0, 1000000);
    s->black_fails = any32(0, 1000000);
    s->stops = (uint32_t)any32(0, 31);
    s->hands_off = any32(0, 1);
    s->last_reset = any32(0, 1);
    s->last_angle_cdeg = any32(-18000, 18000);
    s->last_slip_mhz = any32(-400000, 400000);
    s->last_known = any32(0, 1);
    s->pulse_spent = any32(0, 1);
    s->away = any32(0, 3);
    s->forming = any32(0, 1);
    s->locked = any32(0, 63);
    s->bond.held_us = any64(0, MOST_US);
    s->bond.wrong_us = any64(0, MOST_US);
    s->bond.seen = any32(-1, 1);
    s->orders.life_us = any64(0, 7200000000);
    s->orders.waits = any32(0, 1);
    s->orders.selected = (uint32_t)any32(0, 2000000000);
    s->orders.action = any32(0, 7);
    s->orders.actor = any32(0, 4);
    s->drill_us = any64(0, 864000000000);
    s->since_drill_us = any64(0, 31622400000000);
}

int main(void)
{
    ostrov_i_grid_settings set;
    ostrov_i_switch s;
    ostrov_i_view view;
    ostrov_i_switch_in in;
    ostrov_i_switch_out out;
    any_settings(&set);
    any_view(&view);
    any_input(&in, &view);
    any_state(&set, &s);
    ostrov_i_switch_step(&set, &s, &in, &out);
    return 0;
}
