/* Random trouble for a plant, and its cure: worlds in which every mode is met.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_GRID_TROUBLE_H
#define OSTROV_TESTS_GRID_TROUBLE_H

#include "plant.h"

static inline int trouble_one_in(uint64_t *seed, uint64_t n) { return plant_bits(seed) % n == 0; }

static inline int trouble_pick(uint64_t *seed, int count)
{
    return (int)(plant_bits(seed) % (uint64_t)count);
}

/* A site of its own: profile, permissions, delays short enough for a test. */
static inline void trouble_config(ostrov_grid_config *c, uint64_t *seed)
{
    static const int32_t profiles[] = {OSTROV_PCS_PROFILE_A, OSTROV_PCS_PROFILE_B,
                                       OSTROV_PCS_PROFILE_C, OSTROV_PCS_PROFILE_C,
                                       OSTROV_PCS_PROFILE_C, OSTROV_PCS_PROFILE_D};
    plant_config(c);
    c->pcs_profile = profiles[trouble_pick(seed, 6)];
    c->island_verified = !trouble_one_in(seed, 8);
    c->dead_bus_close = !trouble_one_in(seed, 6);
    c->black_start = !trouble_one_in(seed, 4);
    c->return_by_itself = !trouble_one_in(seed, 4);
    c->return_delay_s = 2.0;
    c->ramp_s = 2.0;
    c->sync_timeout_s = 30.0;
}

static inline void trouble_people(plant *p, uint64_t *seed)
{
    switch (trouble_pick(seed, 6)) {
    case 0:
        p->sample.want_island = trouble_pick(seed, 3) - 1;
        break;
    case 1:
        p->sample.permit_return = trouble_pick(seed, 3) - 1;
        break;
    case 2:
        p->sample.reset = trouble_pick(seed, 2);
        break;
    case 3:
        p->sample.inhibits = trouble_one_in(seed, 3) ? 1u << trouble_pick(seed, 4) : 0u;
        break;
    case 4:
        p->sample.open_transition = trouble_pick(seed, 2);
        break;
    default:
        p->sample.pcs_fault = trouble_one_in(seed, 3);
        break;
    }
}

/* Now and then something breaks, mends, or is asked for. */
static inline void trouble_strike(plant *p, uint64_t *seed)
{
    switch (trouble_pick(seed, 10)) {
    case 0:
    case 1:
        p->grid_pu = trouble_one_in(seed, 2) ? 0.0 : 1.0;
        break;
    case 2:
        p->grid_pu = 0.7 + 0.5 * plant_uniform(seed);
        break;
    case 3:
        p->grid_hz = 47.0 + 6.0 * plant_uniform(seed);
        break;
    case 4:
        p->force_a = trouble_one_in(seed, 2) ? -2 : trouble_pick(seed, 3) - 1;
        p->force_b = trouble_one_in(seed, 2) ? -2 : p->force_a;
        break;
    case 5:
        p->stuck = trouble_one_in(seed, 3);
        p->refuses = trouble_one_in(seed, 3);
        break;
    case 6:
        p->measured = trouble_one_in(seed, 2) ? 7 : trouble_pick(seed, 8);
        break;
    case 7:
        p->soc = trouble_one_in(seed, 2) ? 0.8 : 0.3 * plant_uniform(seed);
        break;
    case 8:
        p->pcc_w = trouble_one_in(seed, 2) ? 0.0 : 1e5;
        break;
    default:
        trouble_people(p, seed);
        break;
    }
}

/* What no condition can show: a breaker or PCS that would not obey, a contact that reads right now
 * and would not move. */
static inline void trouble_mend_hidden(plant *p)
{
    if (p->sample.breaker_closed >= 0 && p->sample.breaker_open == !p->sample.breaker_closed) {
        p->force_a = p->force_b = -2;
    }
    p->stuck = 0;
    p->late = 0;
    p->refuses = 0;
    p->offset_hz = 0.0;
    p->pcc_w = 0.0;
}

static inline void trouble_mend_grid(plant *p)
{
    p->grid_pu = 1.0;
    p->grid_hz = 50.0;
    p->measured |= 1;
}

static inline void trouble_mend_all(plant *p)
{
    trouble_mend_hidden(p);
    trouble_mend_grid(p);
    p->force_a = p->force_b = -2;
    p->measured = 7;
    p->soc = 0.8;
    p->sample.want_island = 0;
    p->sample.permit_return = 1;
    p->sample.inhibits = 0;
    p->sample.pcs_fault = 0;
}

#endif
