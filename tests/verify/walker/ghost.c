/* The observer's memory, from inputs and outputs alone. What the switch did not read counts as the
 * worst that it could have been: a decision that did not look is no better than one against it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "walk.h"

#define STOPS ((uint32_t)(OSTROV_INHIBIT_FIRE_STOP | OSTROV_INHIBIT_E_STOP))

static void held(int64_t *us, int32_t now, int64_t most_us)
{
    *us = !now ? -1 : (*us < 0 ? 0 : *us + TICK_US);
    *us = *us > most_us ? most_us : *us;
}

static int64_t size_of(int64_t x) { return x < 0 ? -x : x; }

static int32_t within(const choices *c, size_t offset, int64_t limit)
{
    return was_read(c, offset) && size_of(value_of(c, offset)) <= limit;
}

int32_t window_now(const setup *with, const choices *c)
{
    return must_be(c, VIEW(grid_side), OSTROV_SIDE_GOOD) &&
           must_be(c, VIEW(bus_side), OSTROV_SIDE_GOOD) && must_be(c, VIEW(sync_known), 1) &&
           within(c, VIEW(slip_mhz), with->set.sync_slip_mhz) &&
           within(c, VIEW(apart_mv), with->set.sync_mv) &&
           within(c, VIEW(angle_cdeg), with->set.sync_cdeg);
}

static int32_t own_switch(const setup *with) { return with->set.profile == OSTROV_PCS_PROFILE_A; }

/* Two evidences: 52a and 52b, or for profile A, whose switch is inside, the word of the PCS. */
int32_t open_now(const setup *with, const choices *c)
{
    if (own_switch(with) && must_be(c, IN(pcs_mode), OSTROV_PCS_FORM)) {
        return 1;
    }
    return must_be(c, IN(breaker_closed), 0) && must_be(c, IN(breaker_open), 1);
}

int32_t unclear_now(const setup *with, const choices *c)
{
    int32_t told = own_switch(with) && (must_be(c, IN(pcs_mode), OSTROV_PCS_FORM) ||
                                        must_be(c, IN(pcs_mode), OSTROV_PCS_FOLLOW));
    return !told && must_be(c, IN(breaker_closed), value_of(c, IN(breaker_open)));
}

int32_t connected(int32_t mode)
{
    return mode == OSTROV_GRID_GRID || mode == OSTROV_GRID_RIDE || mode == OSTROV_GRID_NULLING ||
           mode == OSTROV_GRID_RAMP;
}

/* The change from 0 to 1 counts; or the order of a person at the site. */
int32_t person(const choices *c, const ghost *was)
{
    return (must_be(c, IN(reset), 1) && was->reset == 0) || executed(c, OSTROV_GRID_ACTION_RESET);
}

int32_t executed(const choices *c, int32_t action)
{
    return was_read(c, IN(order_number)) && value_of(c, IN(order_number)) != 0 &&
           must_be(c, IN(order_action), action) &&
           (must_be(c, IN(order_stage), OSTROV_GRID_STAGE_EXECUTE) ||
            action == OSTROV_GRID_ACTION_CANCEL);
}

void ghost_step(const setup *with, const choices *c, const node *before,
                const ostrov_i_switch_out *out, node *after)
{
    const ghost *was = &before->g;
    ghost *g = &after->g;
    int32_t mode = after->s.mode;
    int32_t pressed = person(c, was);
    int32_t closing = out->breaker_command == OSTROV_BREAKER_CLOSE;
    held(&g->open_us, open_now(with, c), TICK_US);
    held(&g->window_us, mode == OSTROV_GRID_SYNC && window_now(with, c), with->set.dwell_us);
    g->unclear_us = unclear_now(with, c) ? was->unclear_us + TICK_US : 0;
    if (g->unclear_us > with->set.contact_us + TICK_US) {
        g->unclear_us = with->set.contact_us + TICK_US;
    }
    g->null_us = mode == OSTROV_GRID_NULLING && before->s.mode == OSTROV_GRID_NULLING &&
                         must_be(c, VIEW(pcc_null), 1)
                     ? was->null_us + TICK_US
                     : 0;
    if (was->command == OSTROV_BREAKER_CLOSE && !closing && mode == OSTROV_GRID_OPENING) {
        g->rest_us = OSTROV_I_CLOSE_COOLDOWN_US;
    } else {
        g->rest_us = was->rest_us > TICK_US ? was->rest_us - TICK_US : 0;
    }
    g->withdrawn = mode == OSTROV_GRID_CLOSING && (was->withdrawn || !closing);
    if (with->set.watches == OSTROV_GRID_REASON_NONE) {
        uint32_t bits = was_read(c, IN(inhibits)) ? (uint32_t)value_of(c, IN(inhibits)) : STOPS;
        g->stops = (bits & STOPS) != 0 ? was->stops | (bits & STOPS) : (pressed ? 0 : was->stops);
    }
    held(&g->bond_us, must_be(c, IN(bond_closed), 1), TICK_US);
    if (was_read(c, IN(reset)) && value_of(c, IN(reset)) >= 0) {
        g->reset = (int32_t)value_of(c, IN(reset));
    }
    if (connected(mode) || pressed) {
        g->blacks = 0;
    } else if (before->s.mode == OSTROV_GRID_BLACK && mode == OSTROV_GRID_DEAD &&
               must_be(c, IN(inhibits), 0) && was->blacks < 4) {
        g->blacks = was->blacks + 1;
    }
    g->off = !was_read(c, IN(inhibits)) || (value_of(c, IN(inhibits)) & ~(int64_t)STOPS) != 0;
    g->pcs = out->pcs_request;
    g->command = out->breaker_command;
}
