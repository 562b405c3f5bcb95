/* Vector shift: a comparator of cycles.
 *
 * With θ(t) the mean phase angle against a clock at nominal frequency and T a cycle, the shift is
 * (θ(t) − θ(t−T)) − (θ(t−T) − θ(t−2T)): a jump shows in full for one cycle, a frequency step Δf as
 * 360°·Δf·T, a ramp r as 360°·r·T².
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/grid_elements.h>

#include "base/fields.h"
#include "grid/element_fields.h"
#include "grid/element_signal.h"
#include "grid/settings.h"

#include <string.h>

#define MAGIC UINT64_C(0x7466696873747361) /* says that ostrov_vector_shift_init has been here */

enum { POINTS = 124, IN_TWO_CYCLES = 120 };

/* Sum of the three angles in millidegrees, each followed over its turns; differences of two sums
 * are right as long as they are below half the range of 32 bits. */
typedef struct point {
    uint32_t t_us;
    uint32_t sum_mdeg;
} point;

typedef struct shift {
    uint64_t magic;
    ostrov_i_element_clock clock;
    int64_t cycle_us;
    int64_t trip_us;     /* -1 = none */
    int32_t limit_mdeg3; /* three times the limit, as the sum */
    int32_t block_ppm;
    int32_t blocked;
    int32_t known; /* 1 = shift_mdeg3 is a measurement */
    int32_t shift_mdeg3;
    uint32_t sum_mdeg;
    int32_t last_mdeg[3];
    int32_t newest;
    int32_t count;
    int32_t spare;
    point points[POINTS];
} __attribute__((may_alias)) shift;

_Static_assert(sizeof(shift) <= sizeof(ostrov_vector_shift) * 3 / 4,
               "a quarter stays as head room");

static shift *inside(ostrov_vector_shift *object) { return (shift *)object; }
static const shift *inside_const(const ostrov_vector_shift *object)
{
    return (const shift *)object;
}

/* The clock of a model that init has made; NULL of anything else. */
static ostrov_i_element_clock *clock_of(ostrov_vector_shift *object)
{
    return object != NULL && inside_const(object)->magic == MAGIC ? &inside(object)->clock : NULL;
}

ostrov_status ostrov_vector_shift_defaults(ostrov_vector_shift_config *config, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_element_structures[OSTROV_I_SHIFT_CONFIG], config, size);
}

ostrov_status ostrov_vector_shift_init(ostrov_vector_shift *object,
                                       const ostrov_vector_shift_config *config, ostrov_fault *why)
{
    ostrov_vector_shift_config full;
    ostrov_status status = OSTROV_OK;
    shift *v = NULL;
    if (object == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, "ostrov_vector_shift", NULL, -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    status = ostrov_i_take_config(&ostrov_i_element_structures[OSTROV_I_SHIFT_CONFIG], config,
                                  &full, why);
    if (status != OSTROV_OK) {
        return status;
    }
    memset(object, 0, sizeof *object);
    v = inside(object);
    v->magic = MAGIC;
    v->cycle_us = ostrov_i_element_us(1.0 / full.nominal_hz);
    v->limit_mdeg3 = (int32_t)ostrov_i_whole(full.limit_deg, 3e3, 1000000);
    v->block_ppm = ostrov_i_element_millionths(full.block_pu);
    v->trip_us = -1;
    v->blocked = 1;
    return OSTROV_OK;
}

static const point *back(const shift *v, int32_t steps)
{
    return &v->points[(v->newest - steps + POINTS) % POINTS];
}

static int64_t age_of(const point *p, uint32_t now) { return (int64_t)(uint32_t)(now - p->t_us); }

/* The nearer way round: −180 … 180 degrees. */
static int32_t nearer(int32_t mdeg)
{
    mdeg %= 360000;
    return mdeg >= 180000 ? mdeg - 360000 : (mdeg < -180000 ? mdeg + 360000 : mdeg);
}

/* Follows each angle over its turns. Points nearer than a 60th of a cycle are left out. */
static void keep(shift *v, const ostrov_element_sample *s, uint32_t now)
{
    for (int32_t i = 0; i < 3; i++) {
        int32_t mdeg = (int32_t)ostrov_i_whole(s->angle_deg[i], 1e3, 360000);
        if (v->count > 0) {
            v->sum_mdeg += (uint32_t)nearer(mdeg - v->last_mdeg[i]);
        }
        v->last_mdeg[i] = mdeg;
    }
    if (v->count > 0 && age_of(back(v, 0), now) * IN_TWO_CYCLES < 2 * v->cycle_us) {
        return;
    }
    v->newest = (v->newest + 1) % POINTS;
    v->points[v->newest].t_us = now;
    v->points[v->newest].sum_mdeg = v->sum_mdeg;
    v->count += v->count < POINTS;
}

/* Angle sum age_us ago against the sum now, on the straight line between two points. Gives 0 when
 * the points do not reach that far. */
static int32_t before(const shift *v, uint32_t now, int64_t age_us, int32_t *mdeg3)
{
    for (int32_t i = 0; i < v->count; i++) {
        const point *far = back(v, i);
        int64_t far_us = age_of(far, now);
        if (far_us < age_us) {
            continue;
        }
        *mdeg3 = (int32_t)(far->sum_mdeg - v->sum_mdeg);
        if (i > 0 && far_us > age_us) {
            const point *near = back(v, i - 1);
            int64_t near_us = age_of(near, now);
            int64_t step = (int32_t)(near->sum_mdeg - far->sum_mdeg);
            *mdeg3 += (int32_t)(step * (far_us - age_us) / (far_us - near_us));
        }
        return 1;
    }
    return 0;
}

static void compare(shift *v, uint32_t now, int64_t dt_us)
{
    int64_t span = dt_us > v->cycle_us ? dt_us : v->cycle_us;
    int32_t one = 0;
    int32_t two = 0;
    v->known = before(v, now, span, &one) && before(v, now, 2 * span, &two);
    if (!v->known) {
        return;
    }
    v->shift_mdeg3 = two - 2 * one; /* both against now: −θ₁ − (θ₁ − θ₂) */
    if ((v->shift_mdeg3 > v->limit_mdeg3 || v->shift_mdeg3 < -v->limit_mdeg3) && v->trip_us < 0) {
        v->trip_us = v->clock.now_us;
    }
}

/* A dip moves the angle too, and a lost angle comes back anywhere: two cycles must be seen again.
 */
static int32_t is_blocked(const shift *v, const ostrov_element_sample *s)
{
    for (int32_t i = 0; i < 3; i++) {
        if (ostrov_i_nan(s->angle_deg[i]) || ostrov_i_nan(s->phase_pu[i]) ||
            ostrov_i_element_millionths(s->phase_pu[i]) < v->block_ppm) {
            return 1;
        }
    }
    return 0;
}

ostrov_status ostrov_vector_shift_step(ostrov_vector_shift *object,
                                       const ostrov_element_sample *sample, double dt_s)
{
    ostrov_element_sample s;
    ostrov_i_element_clock *clock = clock_of(object);
    double longest_s = clock != NULL ? (double)inside(object)->cycle_us * 2e-6 : 0.0;
    shift *v = NULL;
    int64_t dt_us = 0;
    uint32_t now = 0;
    ostrov_status status = ostrov_i_element_begin(clock, longest_s, sample, dt_s, &s, &dt_us);
    if (status < OSTROV_OK) {
        return status;
    }
    v = inside(object);
    now = (uint32_t)((uint64_t)v->clock.now_us & UINT32_MAX);
    v->blocked = is_blocked(v, &s);
    if (v->blocked) {
        v->count = 0;
        v->known = 0;
        return status;
    }
    keep(v, &s, now);
    compare(v, now, dt_us);
    return status;
}

ostrov_status ostrov_vector_shift_read(const ostrov_vector_shift *object,
                                       ostrov_vector_shift_state *state, size_t size)
{
    ostrov_vector_shift_state full;
    const shift *v = NULL;
    if (object == NULL || inside_const(object)->magic != MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    v = inside_const(object);
    memset(&full, 0, sizeof full);
    full.trip = v->trip_us >= 0;
    full.blocked = v->blocked;
    full.shift_deg = v->known ? (double)v->shift_mdeg3 / 3e3 : OSTROV_I_NAN;
    full.trip_s = v->trip_us >= 0 ? (double)v->trip_us / 1e6 : OSTROV_I_NAN;
    return ostrov_i_give(&ostrov_i_element_structures[OSTROV_I_SHIFT_STATE], &full, state, size);
}
