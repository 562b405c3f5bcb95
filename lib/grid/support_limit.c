/* The receiver of remote limits: whole numbers, so that it is the same wherever it runs.
 *
 * Limits are counted in 1e-15 of the rating, which lets a ramp of a share a second be a whole
 * number a microsecond.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/support_fields.h"

#include "base/fields.h"
#include "grid/code_fields.h"

#include <string.h>

#define MAGIC UINT64_C(0x3174696d696c7276)
#define FULL INT64_C(1000000000000000)
#define STEPS 4
#define LONGEST_US (INT64_C(1) << 50)

typedef struct receiver {
    uint64_t magic;
    int64_t step[STEPS]; /* by contact; -1 = none */
    int64_t fallback;
    int64_t ramp_per_us;
    int64_t hold_us;
    int64_t lost_us;
    int64_t target;
    int64_t limit;
    int32_t source; /* enum ostrov_grid_limit_source */
    int32_t reserved_;
} __attribute__((may_alias)) receiver;

_Static_assert(sizeof(receiver) <= sizeof(ostrov_grid_limit) * 3 / 4,
               "a quarter stays as head room");

static int64_t whole(double ratio) { return (int64_t)(ratio * (double)FULL + 0.5); }

ostrov_status ostrov_grid_limit_init(ostrov_grid_limit *object,
                                     const ostrov_grid_settings *settings, ostrov_fault *why)
{
    ostrov_grid_settings s;
    receiver *r = (receiver *)object;
    ostrov_status status = ostrov_i_grid_settings_take(settings, &s, why);
    if (status != OSTROV_OK || object == NULL) {
        return status != OSTROV_OK ? status : OSTROV_E_ARGUMENT;
    }
    if (ostrov_i_nan(s.limit_steps_ratio[0])) {
        return ostrov_i_fault(why, OSTROV_E_NOT_FINITE, "ostrov_grid_settings", "limit_steps_ratio",
                              0, OSTROV_I_NAN, 0.0, 1.0);
    }
    memset(object, 0, sizeof *object);
    r->magic = MAGIC;
    for (int32_t i = 0; i < STEPS; i++) {
        r->step[i] = ostrov_i_nan(s.limit_steps_ratio[i]) ? -1 : whole(s.limit_steps_ratio[i]);
    }
    r->fallback = whole(s.limit_fallback_ratio);
    r->ramp_per_us = (int64_t)(s.limit_ramp_per_s * 1e9 + 0.5);
    r->hold_us = (int64_t)(s.limit_hold_s * 1e6 + 0.5);
    r->target = r->fallback;
    r->limit = r->fallback;
    return OSTROV_OK;
}

/* The lowest limit of the closed contacts; -1 when none is closed or one has no step. */
static int64_t commanded(const receiver *r, uint32_t contacts)
{
    int64_t lowest = -1;
    if (contacts >> STEPS != 0) {
        return -1;
    }
    for (int32_t i = 0; i < STEPS; i++) {
        if ((contacts >> i & 1u) == 0) {
            continue;
        }
        if (r->step[i] < 0) {
            return -1;
        }
        if (lowest < 0 || r->step[i] < lowest) {
            lowest = r->step[i];
        }
    }
    return lowest;
}

/* Without a command: first what was commanded last, then the lower of that and the fallback, as in
 * limit.c: silence raises nothing. Before the first command the fallback stands, as set by init. */
static void lose(receiver *r, int64_t us)
{
    if (r->lost_us < LONGEST_US) {
        r->lost_us += us;
    }
    if (r->source == OSTROV_GRID_LIMIT_COMMAND) {
        r->source = OSTROV_GRID_LIMIT_HELD;
    }
    if (r->source == OSTROV_GRID_LIMIT_HELD && r->lost_us > r->hold_us) {
        r->source = OSTROV_GRID_LIMIT_FALLBACK;
        r->target = r->fallback < r->target ? r->fallback : r->target;
    }
}

ostrov_status ostrov_grid_limit_step(ostrov_grid_limit *object, uint32_t contacts, int32_t link,
                                     double dt_s)
{
    receiver *r = (receiver *)object;
    const int64_t us = ostrov_i_support_us(dt_s);
    if (object == NULL || r->magic != MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    if (us == 0) {
        return OSTROV_E_TIME;
    }
    const int64_t command = link == 1 ? commanded(r, contacts) : -1;
    if (command >= 0) {
        r->source = OSTROV_GRID_LIMIT_COMMAND;
        r->target = command;
        r->lost_us = 0;
    } else {
        lose(r, us);
    }
    if (r->target <= r->limit) {
        r->limit = r->target;
    } else if ((r->target - r->limit) / r->ramp_per_us < us) {
        r->limit = r->target;
    } else {
        r->limit += r->ramp_per_us * us;
    }
    return command >= 0 ? OSTROV_OK : OSTROV_DEGRADED;
}

ostrov_status ostrov_grid_limit_read(const ostrov_grid_limit *object,
                                     ostrov_grid_limit_state *state, size_t size)
{
    const receiver *r = (const receiver *)object;
    ostrov_grid_limit_state full;
    if (object == NULL || r->magic != MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    memset(&full, 0, sizeof full);
    full.source = r->source;
    full.limit_ratio = (double)r->limit / (double)FULL;
    full.target_ratio = (double)r->target / (double)FULL;
    full.lost_s = (double)r->lost_us / 1e6;
    return ostrov_i_give(&ostrov_i_grid_support_structures[OSTROV_I_SUPPORT_LIMIT_STATE], &full,
                         state, size);
}
