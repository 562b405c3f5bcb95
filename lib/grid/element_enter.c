/* Enter service: a window that holds, a delay fixed and drawn, a ramp.
 *
 * The ramp is a bound of its own beside every other limit of power, so that no combination of
 * limits can skip it; and the delay counts from the first good step, also when that is the very
 * first.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/grid_ride.h>

#include "base/fields.h"
#include "grid/element_fields.h"
#include "grid/element_signal.h"

#include <string.h>

#define MAGIC UINT64_C(0x7265746e65747361) /* says that ostrov_enter_init has been here */

typedef struct enter {
    uint64_t magic;
    ostrov_i_element_clock clock;
    int64_t delay_us;
    int64_t random_most_us;
    int64_t ramp_us;
    int64_t random_us; /* drawn for the next or this connection */
    int64_t held_us;   /* the window has held */
    int64_t ramp_at_us;
    int32_t min_ppm;
    int32_t max_ppm;
    int32_t min_uhz;
    int32_t max_uhz;
    uint32_t seed;
    int32_t connections;
    int32_t blocked;
    int32_t in_service;
} __attribute__((may_alias)) enter;

_Static_assert(sizeof(enter) <= sizeof(ostrov_enter) * 3 / 4, "a quarter stays as head room");

static enter *inside(ostrov_enter *object) { return (enter *)object; }
static const enter *inside_const(const ostrov_enter *object) { return (const enter *)object; }

/* The clock of a model that init has made; NULL of anything else. */
static ostrov_i_element_clock *clock_of(ostrov_enter *object)
{
    return object != NULL && inside_const(object)->magic == MAGIC ? &inside(object)->clock : NULL;
}

ostrov_status ostrov_enter_defaults(ostrov_enter_config *config, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_ride_structures[OSTROV_I_ENTER_CONFIG], config, size);
}

/* A draw for connection number `connections`: splitmix64's finaliser over seed and number, so that
 * a replay needs no state and two units with neighbouring seeds do not draw alike. */
static int64_t drawn(const enter *e)
{
    uint64_t x = ((uint64_t)e->seed << 32) + (uint64_t)(uint32_t)e->connections;
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    x ^= x >> 31;
    return (int64_t)((double)(x >> 11) / 9007199254740992.0 * (double)e->random_most_us);
}

ostrov_status ostrov_enter_init(ostrov_enter *object, const ostrov_enter_config *config,
                                ostrov_fault *why)
{
    ostrov_enter_config full;
    ostrov_status status = OSTROV_OK;
    enter *e = NULL;
    if (object == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, "ostrov_enter", NULL, -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    status =
        ostrov_i_take_config(&ostrov_i_ride_structures[OSTROV_I_ENTER_CONFIG], config, &full, why);
    if (status == OSTROV_OK && full.min_pu >= full.max_pu) {
        status = ostrov_i_fault(why, OSTROV_E_RANGE, "ostrov_enter_config", "min_pu", -1,
                                full.min_pu, OSTROV_I_NAN, full.max_pu);
    }
    if (status == OSTROV_OK && full.min_hz >= full.max_hz) {
        status = ostrov_i_fault(why, OSTROV_E_RANGE, "ostrov_enter_config", "min_hz", -1,
                                full.min_hz, OSTROV_I_NAN, full.max_hz);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    memset(object, 0, sizeof *object);
    e = inside(object);
    e->magic = MAGIC;
    e->delay_us = ostrov_i_element_us(full.delay_s) + ostrov_i_element_us(full.extra_delay_s);
    e->random_most_us = ostrov_i_element_us(full.random_delay_s);
    e->ramp_us = ostrov_i_element_us(full.ramp_s);
    e->min_ppm = ostrov_i_element_millionths(full.min_pu);
    e->max_ppm = ostrov_i_element_millionths(full.max_pu);
    e->min_uhz = ostrov_i_element_millionths(full.min_hz);
    e->max_uhz = ostrov_i_element_millionths(full.max_hz);
    e->seed = full.seed;
    e->random_us = drawn(e);
    e->blocked = OSTROV_ENTER_NOT_MEASURED;
    return OSTROV_OK;
}

/* The window is inclusive (IEEE 1547.1: it is met at its own limits). */
static int32_t block_of(const enter *e, const ostrov_element_sample *s,
                        const ostrov_i_element_signal *signal)
{
    if (s->tripped == 1) {
        return OSTROV_ENTER_TRIPPED;
    }
    if (s->permit != 1) {
        return OSTROV_ENTER_PERMIT;
    }
    if (signal->known < 6 || !signal->known_hz) {
        return OSTROV_ENTER_NOT_MEASURED;
    }
    if (signal->low_ppm < e->min_ppm) {
        return OSTROV_ENTER_UNDERVOLTAGE;
    }
    if (signal->high_ppm > e->max_ppm) {
        return OSTROV_ENTER_OVERVOLTAGE;
    }
    if (signal->uhz < e->min_uhz) {
        return OSTROV_ENTER_UNDERFREQUENCY;
    }
    return signal->uhz > e->max_uhz ? OSTROV_ENTER_OVERFREQUENCY : OSTROV_ENTER_DELAY;
}

static void leave(enter *e, int32_t blocked)
{
    if (e->in_service) {
        e->random_us = drawn(e);
    }
    e->in_service = 0;
    e->held_us = 0;
    e->ramp_at_us = 0;
    e->blocked = blocked;
}

static void wait_on(enter *e, int64_t dt_us)
{
    int64_t wanted = e->delay_us + e->random_us;
    e->blocked = OSTROV_ENTER_DELAY;
    e->held_us += dt_us;
    if (e->held_us >= wanted) {
        e->in_service = 1;
        e->blocked = OSTROV_ENTER_IN_SERVICE;
        e->connections += e->connections < INT32_MAX;
    }
}

ostrov_status ostrov_enter_step(ostrov_enter *object, const ostrov_element_sample *sample,
                                double dt_s)
{
    ostrov_element_sample s;
    ostrov_i_element_signal signal;
    enter *e = NULL;
    int64_t dt_us = 0;
    int32_t block = 0;
    ostrov_status status = ostrov_i_element_begin(clock_of(object), OSTROV_I_ELEMENT_LONGEST_S,
                                                  sample, dt_s, &s, &dt_us);
    if (status < OSTROV_OK) {
        return status;
    }
    e = inside(object);
    ostrov_i_element_signal_from(&s, &signal);
    block = block_of(e, &s, &signal);
    if (e->in_service) {
        if (block == OSTROV_ENTER_TRIPPED || s.permit == 0) {
            leave(e, block);
        } else if (e->ramp_at_us < e->ramp_us) {
            e->ramp_at_us += dt_us;
        }
    } else if (block == OSTROV_ENTER_DELAY) {
        wait_on(e, dt_us);
    } else {
        leave(e, block);
    }
    return status;
}

static double power_limit(const enter *e)
{
    if (!e->in_service) {
        return 0.0;
    }
    return e->ramp_at_us >= e->ramp_us ? 1.0 : (double)e->ramp_at_us / (double)e->ramp_us;
}

ostrov_status ostrov_enter_read(const ostrov_enter *object, ostrov_enter_state *state, size_t size)
{
    ostrov_enter_state full;
    const enter *e = NULL;
    if (object == NULL || inside_const(object)->magic != MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    e = inside_const(object);
    memset(&full, 0, sizeof full);
    full.in_service = e->in_service;
    full.blocked = e->blocked;
    full.connections = e->connections;
    full.random_s = (double)e->random_us / 1e6;
    full.power_limit_pu = power_limit(e);
    full.left_s = OSTROV_I_NAN;
    if (e->in_service && e->ramp_at_us < e->ramp_us) {
        full.left_s = (double)(e->ramp_us - e->ramp_at_us) / 1e6;
    } else if (e->blocked == OSTROV_ENTER_DELAY) {
        full.left_s = (double)(e->delay_us + e->random_us - e->held_us) / 1e6;
    }
    return ostrov_i_give(&ostrov_i_ride_structures[OSTROV_I_ENTER_STATE], &full, state, size);
}
