/* Rate of change of frequency over a window, by its ends or by the line of least squares.
 *
 * Points are whole microhertz at whole microseconds, so that the sums of the least squares are
 * exact: |t| ≤ 10⁷, |f| < 4·10⁸ and 600 points give at most 2.4·10¹⁸.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/grid_elements.h>

#include "base/fields.h"
#include "grid/element_fields.h"
#include "grid/element_signal.h"
#include "grid/settings.h"

#include <string.h>

#define MAGIC UINT64_C(0x666f636f72747361) /* says that ostrov_rocof_init has been here */

enum { POINTS = 604, IN_WINDOW = 600 };

typedef struct point {
    uint32_t t_us; /* the low half of the clock: a window is far shorter than its turn */
    int32_t uhz;
} point;

typedef struct rocof {
    uint64_t magic;
    ostrov_i_element_clock clock;
    ostrov_i_element_stage stage; /* delay and drop-off only */
    ostrov_i_element_timer timer;
    int64_t window_us;
    int64_t missing_us;  /* since frequency was last measured */
    int64_t unjudged_us; /* since the timer last ran */
    int64_t trip_us;     /* -1 = none */
    int64_t limit_uhz_per_s;
    double rate; /* µHz/s; NaN = window not yet full */
    int32_t method;
    int32_t picked;
    int32_t newest; /* index into points */
    int32_t count;
    point points[POINTS];
} __attribute__((may_alias)) rocof;

_Static_assert(sizeof(rocof) <= sizeof(ostrov_rocof) * 3 / 4, "a quarter stays as head room");

static rocof *inside(ostrov_rocof *object) { return (rocof *)object; }
static const rocof *inside_const(const ostrov_rocof *object) { return (const rocof *)object; }

/* The clock of a model that init has made; NULL of anything else. */
static ostrov_i_element_clock *clock_of(ostrov_rocof *object)
{
    return object != NULL && inside_const(object)->magic == MAGIC ? &inside(object)->clock : NULL;
}

ostrov_status ostrov_rocof_defaults(ostrov_rocof_config *config, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_element_structures[OSTROV_I_ROCOF_CONFIG], config, size);
}

ostrov_status ostrov_rocof_init(ostrov_rocof *object, const ostrov_rocof_config *config,
                                ostrov_fault *why)
{
    ostrov_rocof_config full;
    ostrov_status status = OSTROV_OK;
    rocof *r = NULL;
    if (object == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, "ostrov_rocof", NULL, -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    status = ostrov_i_take_config(&ostrov_i_element_structures[OSTROV_I_ROCOF_CONFIG], config,
                                  &full, why);
    if (status != OSTROV_OK) {
        return status;
    }
    memset(object, 0, sizeof *object);
    r = inside(object);
    r->magic = MAGIC;
    r->method = full.method;
    r->window_us = ostrov_i_element_us(full.window_s);
    r->limit_uhz_per_s = ostrov_i_element_us(full.limit_hz_per_s);
    r->stage.delay_us = ostrov_i_element_us(full.delay_s);
    r->stage.dropoff_us = ostrov_i_element_us(full.dropoff_s);
    r->trip_us = -1;
    r->rate = OSTROV_I_NAN;
    r->picked = -1;
    return OSTROV_OK;
}

static const point *back(const rocof *r, int32_t steps)
{
    return &r->points[(r->newest - steps + POINTS) % POINTS];
}

static int64_t age_of(const point *p, uint32_t now) { return (int64_t)(uint32_t)(now - p->t_us); }

/* Points faster than a 600th of the window are left out; one stays at or beyond the window's far
 * end, for the two-point difference to have both sides of it. Gives 1 when the point was taken. */
static int32_t keep(rocof *r, int32_t uhz, uint32_t now)
{
    if (r->count > 0 && age_of(back(r, 0), now) * IN_WINDOW < r->window_us) {
        return 0;
    }
    r->newest = (r->newest + 1) % POINTS;
    r->points[r->newest].t_us = now;
    r->points[r->newest].uhz = uhz;
    r->count += r->count < POINTS;
    while (r->count > 2 && age_of(back(r, r->count - 2), now) >= r->window_us) {
        r->count--;
    }
    return 1;
}

/* (f(now) − f(now − window))/window; between two points on the straight line that joins them. */
static double two_point(const rocof *r, uint32_t now)
{
    const point *far = back(r, r->count - 1);
    const point *near = back(r, r->count - 2);
    double span = (double)(age_of(far, now) - age_of(near, now));
    double share = (double)(r->window_us - age_of(near, now)) / span;
    double then = (double)near->uhz + ((double)far->uhz - (double)near->uhz) * share;
    return ((double)back(r, 0)->uhz - then) * 1e6 / (double)r->window_us;
}

/* Slope (n·Σtf − Σt·Σf)/(n·Σt² − (Σt)²) over the points inside the window, ends included. */
static double least_squares(const rocof *r, uint32_t now)
{
    const int32_t newest = back(r, 0)->uhz;
    int64_t n = 0;
    int64_t t = 0;
    int64_t f = 0;
    int64_t tt = 0;
    int64_t tf = 0;
    double bottom = 0.0;
    for (int32_t i = 0; i < r->count; i++) {
        const point *p = back(r, i);
        int64_t at = -age_of(p, now);
        int64_t df = (int64_t)p->uhz - newest;
        if (-at > r->window_us) {
            break;
        }
        n++;
        t += at;
        f += df;
        tt += at * at;
        tf += at * df;
    }
    bottom = (double)n * (double)tt - (double)t * (double)t;
    return bottom > 0.0 ? ((double)n * (double)tf - (double)t * (double)f) * 1e6 / bottom
                        : two_point(r, now);
}

static void judge(rocof *r, uint32_t now, int64_t dt_us)
{
    int64_t rate = 0;
    if (r->count < 2 || age_of(back(r, r->count - 1), now) < r->window_us) {
        r->rate = OSTROV_I_NAN;
        r->picked = -1;
        return;
    }
    r->rate = r->method == OSTROV_ROCOF_TWO_POINT ? two_point(r, now) : least_squares(r, now);
    rate = ostrov_i_whole(r->rate < 0.0 ? -r->rate : r->rate, 1.0, INT64_MAX / 2);
    r->picked = rate > r->limit_uhz_per_s;
    if (ostrov_i_element_timer_run(&r->stage, &r->timer, r->picked, dt_us) && r->trip_us < 0) {
        r->trip_us = r->clock.now_us;
    }
}

ostrov_status ostrov_rocof_step(ostrov_rocof *object, const ostrov_element_sample *sample,
                                double dt_s)
{
    ostrov_element_sample s;
    rocof *r = NULL;
    int64_t dt_us = 0;
    uint32_t now = 0;
    ostrov_status status = ostrov_i_element_begin(clock_of(object), OSTROV_I_ELEMENT_LONGEST_S,
                                                  sample, dt_s, &s, &dt_us);
    if (status < OSTROV_OK) {
        return status;
    }
    r = inside(object);
    now = (uint32_t)((uint64_t)r->clock.now_us & UINT32_MAX);
    r->unjudged_us += dt_us;
    if (ostrov_i_nan(s.hz)) {
        r->missing_us += dt_us;
        if (r->missing_us * 4 > r->window_us) {
            r->count = 0;
            r->rate = OSTROV_I_NAN;
            r->picked = -1;
            r->missing_us = r->window_us; /* saturates */
        }
        r->unjudged_us = 0; /* what is not measured holds the timer */
        return status;
    }
    r->missing_us = 0;
    if (keep(r, ostrov_i_element_millionths(s.hz), now)) {
        judge(r, now, r->unjudged_us);
        r->unjudged_us = 0;
    }
    return status;
}

ostrov_status ostrov_rocof_read(const ostrov_rocof *object, ostrov_rocof_state *state, size_t size)
{
    ostrov_rocof_state full;
    const rocof *r = NULL;
    if (object == NULL || inside_const(object)->magic != MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    r = inside_const(object);
    memset(&full, 0, sizeof full);
    full.trip = r->trip_us >= 0;
    full.picked = r->picked;
    full.rocof_hz_per_s = r->rate / 1e6;
    full.trip_s = r->trip_us >= 0 ? (double)r->trip_us / 1e6 : OSTROV_I_NAN;
    return ostrov_i_give(&ostrov_i_element_structures[OSTROV_I_ROCOF_STATE], &full, state, size);
}
