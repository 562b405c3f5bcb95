/* See adapter.h. The settings, alphabets and the canonical form are the walker's: the enumeration,
 * the storage and the search are Spin's.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "adapter.h"

#include "walk.h"

#include <stdlib.h>
#include <string.h>

typedef struct tracked {
    ostrov_i_switch s;
    int32_t pcs; /* asked last, for the race */
    int32_t bus_ticks;
    int32_t grid_ticks;
    int32_t spare;
} tracked;

_Static_assert(sizeof(tracked) <= ADAPTER_BYTES, "the tracked block holds the state");

unsigned char adapter_state[ADAPTER_BYTES];

static const setup *with(void)
{
    int32_t count = 0;
    const setup *all = setups(&count);
    for (int32_t i = 0; i < count; i++) {
        if (strcmp(all[i].name, "C-spin") == 0) {
            return &all[i];
        }
    }
    abort();
}

static void store(tracked *t)
{
    node n;
    memset(&n, 0, sizeof n);
    n.s = t->s;
    canonical(with(), &n);
    t->s = n.s;
    memcpy(adapter_state, t, sizeof *t);
}

static void load(tracked *t) { memcpy(t, adapter_state, sizeof *t); }

void adapter_start(void)
{
    tracked t;
    memset(&t, 0, sizeof t);
    memset(adapter_state, 0, sizeof adapter_state);
    ostrov_i_switch_reset(&with()->set, &t.s);
    store(&t);
}

static int32_t width(const input *in)
{
    for (const trim *t = with()->trims; t->name != NULL; t++) {
        if (strcmp(t->name, in->name) == 0) {
            return t->count;
        }
    }
    return in->count;
}

int adapter_inputs(void)
{
    int32_t count = 0;
    int product = 1;
    const input *inputs = setup_inputs(&count);
    for (int32_t i = 0; i < count; i++) {
        product *= width(&inputs[i]);
    }
    return product;
}

static void put(world *w, size_t offset, size_t size, int64_t value)
{
    int32_t small = (int32_t)value;
    memcpy((char *)w + offset, size == 8 ? (void *)&value : (void *)&small, size);
}

void adapter_step(int number)
{
    int32_t count = 0;
    const input *inputs = setup_inputs(&count);
    ostrov_i_switch_out out;
    tracked t;
    world w;
    memset(&w, 0, sizeof w);
    w.in.view = &w.view;
    for (int32_t i = 0; i < count; i++) {
        int32_t n = width(&inputs[i]);
        put(&w, inputs[i].offset, inputs[i].size, inputs[i].values[number % n]);
        if (inputs[i].offset2 != 0) {
            put(&w, inputs[i].offset2, inputs[i].size, inputs[i].values2[number % n]);
        }
        number /= n;
    }
    load(&t);
    ostrov_i_switch_step(&with()->set, &t.s, &w.in, &out);
    store(&t);
}

void adapter_race(int grid_live, int closed, int bus_live, int pcs, int want, int reset, int fire)
{
    ostrov_i_switch_out out;
    tracked t;
    world w;
    memset(&w, 0, sizeof w);
    load(&t);
    t.bus_ticks = (t.bus_ticks > 0) == bus_live ? t.bus_ticks : 0;
    t.bus_ticks += bus_live ? (t.bus_ticks < 2) : -(t.bus_ticks > -2);
    t.grid_ticks = (t.grid_ticks > 0) == grid_live ? t.grid_ticks : 0;
    t.grid_ticks += grid_live ? (t.grid_ticks < 3) : -(t.grid_ticks > -2);
    w.in.view = &w.view;
    w.in.breaker_closed = closed;
    w.in.breaker_open = !closed;
    w.in.pcs_mode = pcs;
    w.in.want_island = want;
    w.in.permit_return = 1;
    w.in.open_transition = 1;
    w.in.reset = reset;
    w.in.inhibits = fire ? OSTROV_INHIBIT_FIRE_STOP : 0;
    w.in.carries = 1;
    w.in.grid_rotation = w.in.bus_rotation = OSTROV_ROTATION_POSITIVE;
    w.in.trip = grid_live ? 0 : OSTROV_GRID_REASON_UNDERVOLTAGE;
    w.in.picked = !grid_live;
    w.in.cause = w.in.trip;
    w.view.dt_us = TICK_US;
    w.view.bus.known_phases = 3;
    w.view.soc_ppm = 900000;
    w.view.pcc_null = 1;
    w.view.sync_known = grid_live && bus_live;
    w.view.grid_side = grid_live ? (t.grid_ticks > 2 ? OSTROV_SIDE_GOOD : OSTROV_SIDE_OBSERVING)
                                 : (t.grid_ticks < -1 ? OSTROV_SIDE_DEAD : OSTROV_SIDE_ABNORMAL);
    w.view.bus_side = bus_live ? (t.bus_ticks > 1 ? OSTROV_SIDE_GOOD : OSTROV_SIDE_OBSERVING)
                               : (t.bus_ticks < -1 ? OSTROV_SIDE_DEAD : OSTROV_SIDE_ABNORMAL);
    ostrov_i_switch_step(&with()->set, &t.s, &w.in, &out);
    if (out.watch_anew) {
        t.grid_ticks = grid_live ? 1 : t.grid_ticks;
    }
    t.pcs = out.pcs_request;
    store(&t);
}

int adapter_mode(void)
{
    tracked t;
    load(&t);
    return t.s.mode;
}

int adapter_command(void)
{
    tracked t;
    load(&t);
    return t.s.command;
}

int adapter_pcs(void)
{
    tracked t;
    load(&t);
    return t.pcs;
}
