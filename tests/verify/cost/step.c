/* What a step of the switch costs: a walk through a day of the connection, step by step. Under
 * callgrind the instructions of ostrov_i_switch_step are counted apart; by itself the program tells
 * the slowest step, each of many kinds of step at its least of many repeats.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 199309L

#include "grid/switch.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define STATES 20000
#define REPEATS 25

static uint64_t seed = 20260101;

static int32_t pick(int32_t n)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int32_t)((seed >> 33) % (uint64_t)n);
}

/* Inputs that wander: mostly as before, so that modes are reached. */
static void wander(ostrov_i_switch_in *in, ostrov_i_view *v)
{
    if (pick(30) == 0) {
        v->grid_side = pick(5);
        in->trip = v->grid_side == OSTROV_SIDE_ABNORMAL ? OSTROV_GRID_REASON_UNDERVOLTAGE : 0;
    }
    v->bus_side = pick(20) == 0 ? pick(5) : v->bus_side;
    if (pick(25) == 0) {
        in->breaker_closed = pick(2);
        in->breaker_open = pick(20) == 0 ? in->breaker_closed : !in->breaker_closed;
    }
    in->picked = pick(40) == 0;
    in->want_island = pick(60) == 0 ? pick(2) : in->want_island;
    in->reset = pick(40) == 0;
    in->inhibits = pick(200) == 0 ? 1u << pick(5) : (pick(20) == 0 ? 0u : in->inhibits);
    in->bond_closed = pick(10) == 0 ? pick(2) : in->bond_closed;
    in->order_number = pick(50) == 0 ? in->order_number + 1 : in->order_number;
    in->order_action = 1 + pick(7);
    in->order_stage = 1 + pick(2);
    in->order_actor = 1 + pick(4);
    v->soc_ppm = pick(50) == 0 ? pick(1000000) : v->soc_ppm;
    v->angle_cdeg = pick(400) - 200;
}

static double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void settings(ostrov_i_grid_settings *set)
{
    memset(set, 0, sizeof *set);
    set->profile = OSTROV_PCS_PROFILE_C;
    set->verified = set->dead_bus_close = set->black_start = set->return_by_itself = 1;
    set->sync_attempts = 3;
    set->phases = 3;
    set->earth_bond = 1;
    set->sync_slip_mhz = 100;
    set->sync_mv = 10000;
    set->sync_cdeg = 1000;
    set->reserve_ppm = 100000;
    set->restart_ppm = 200000;
    set->ramp_us = set->forming_us = set->black_us = set->ride_us = set->nulling_us = 500000;
    set->sync_us = 2000000;
    set->dwell_us = 50000;
    set->close_us = 80000;
    set->open_us = 200000;
    set->contact_us = set->bond_us = 100000;
}

int main(int argc, char **argv)
{
    static ostrov_i_switch states[STATES];
    static ostrov_i_switch_in inputs[STATES];
    static ostrov_i_view views[STATES];
    int32_t timed = argc > 1 && strcmp(argv[1], "--time") == 0;
    int32_t steady = argc > 1 && strcmp(argv[1], "--steady") == 0;
    int32_t modes = 0;
    ostrov_i_grid_settings set;
    ostrov_i_switch s;
    ostrov_i_switch_in in;
    ostrov_i_view v;
    ostrov_i_switch_out out;
    double worst_ns = 0.0;
    settings(&set);
    memset(&in, 0, sizeof in);
    memset(&v, 0, sizeof v);
    in.breaker_open = in.permit_return = in.open_transition = in.carries = 1;
    in.order_life_us = 100000;
    v.dt_us = 10000;
    v.sync_known = 1;
    v.slip_mhz = 20;
    v.soc_ppm = 900000;
    ostrov_i_switch_reset(&set, &s);
    if (steady) { /* on the grid with everything well: where a site spends its life */
        in.breaker_closed = 1;
        in.breaker_open = 0;
        v.grid_side = v.bus_side = OSTROV_SIDE_GOOD;
        in.grid_rotation = in.bus_rotation = OSTROV_ROTATION_POSITIVE;
    }
    for (int32_t i = 0; i < STATES; i++) {
        if (!steady) {
            wander(&in, &v);
        }
        states[i] = s;
        inputs[i] = in;
        views[i] = v;
        in.view = &v;
        ostrov_i_switch_step(&set, &s, &in, &out);
        modes |= 1 << s.mode;
    }
    for (int32_t i = 0; timed && i < STATES; i++) {
        double least_ns = 1e9;
        inputs[i].view = &views[i];
        for (int32_t k = 0; k < REPEATS; k++) {
            ostrov_i_switch copy = states[i];
            double began_ns = now_ns();
            ostrov_i_switch_step(&set, &copy, &inputs[i], &out);
            double took_ns = now_ns() - began_ns;
            least_ns = took_ns < least_ns ? took_ns : least_ns;
        }
        worst_ns = least_ns > worst_ns ? least_ns : worst_ns;
    }
    printf("steps %d modes %d state_bytes %zu object_bytes %zu worst_ns %.0f\n", STATES,
           __builtin_popcount((unsigned)modes), sizeof s, sizeof(ostrov_grid), worst_ns);
    return 0;
}
