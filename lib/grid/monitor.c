/* The monitor: see monitor.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/monitor.h"

#include "base/fields.h"

#include <string.h>

/* The bus counts as settled when it has held its band for two cycles of 50 Hz. */
#define SETTLED_US 40000
/* A meter's noise of 5 mHz becomes 0.1 Hz/s; a PCS that is steered may change by 1 Hz/s. */
#define SMOOTH_S 0.05
/* Temporary over-voltages end far below this multiple of nominal; above, the meter says nothing. */
#define BELIEVED 3

void ostrov_i_monitor_reset(ostrov_i_monitor *m)
{
    m->grid.dead_us = m->grid.window_us = -1;
    m->bus.dead_us = m->bus.window_us = -1;
    m->carry_us = 0.0;
    m->slip_hz = OSTROV_I_NAN;
}

int64_t ostrov_i_monitor_time(ostrov_i_monitor *m, double dt_s)
{
    double exact_us = dt_s * 1e6 + m->carry_us;
    int64_t dt_us = ostrov_i_whole(exact_us, 1.0, 2000000);
    if (dt_us < 0) {
        dt_us = 0;
    }
    m->carry_us = exact_us - (double)dt_us;
    return dt_us;
}

void ostrov_i_monitor_watch_anew(ostrov_i_monitor *m) { m->grid.window_us = -1; }

/* Extremes of the phases that are known; a stale side has none. */
static void quantities(const ostrov_i_grid_settings *set, const double v[3], double hz,
                       int32_t fresh, ostrov_i_quantities *q)
{
    int64_t sum_mv = 0;
    memset(q, 0, sizeof *q);
    q->unbalance_ppm = q->zero_ppm = -1;
    if (!fresh) {
        return;
    }
    for (int32_t i = 0; i < set->phases; i++) {
        if (ostrov_i_nan(v[i])) {
            continue;
        }
        int32_t mv = (int32_t)ostrov_i_whole(v[i], 1e3, 2000000000);
        if (mv > (int64_t)BELIEVED * set->nominal_mv) {
            continue; /* a device's sentinel, such as 65535, and no voltage */
        }
        q->min_mv = q->known_phases == 0 || mv < q->min_mv ? mv : q->min_mv;
        q->max_mv = q->known_phases == 0 || mv > q->max_mv ? mv : q->max_mv;
        q->known_phases++;
        sum_mv += mv;
    }
    if (q->known_phases == 3) {
        /* One phase below half of the greatest, the one between above it. */
        int64_t mid_mv = sum_mv - q->min_mv - q->max_mv;
        q->single = q->max_mv >= set->dead_mv && 2 * (int64_t)q->min_mv < q->max_mv &&
                    2 * mid_mv >= q->max_mv;
    }
    if (!ostrov_i_nan(hz)) {
        q->mhz = (int32_t)ostrov_i_whole(hz, 1e3, 2000000000);
        q->known_hz = 1;
    }
}

static int32_t inside(const ostrov_i_window *w, const ostrov_i_quantities *q)
{
    return q->min_mv >= w->min_mv && q->max_mv <= w->max_mv && q->mhz >= w->min_mhz &&
           q->mhz <= w->max_mhz;
}

static int32_t outside_trip(const ostrov_i_grid_settings *set, const ostrov_i_quantities *q)
{
    return q->max_mv > set->stages[OSTROV_I_STAGE_OV].level ||
           q->min_mv < set->stages[OSTROV_I_STAGE_UV].level ||
           q->mhz > set->stages[OSTROV_I_STAGE_OF].level ||
           q->mhz < set->stages[OSTROV_I_STAGE_UF].level;
}

static void count(int64_t *held_us, int32_t true_now, int64_t dt_us)
{
    const int64_t enough_us = (int64_t)1 << 50; /* 35 years: saturates instead of overflowing */
    if (!true_now) {
        *held_us = -1;
    } else if (*held_us < 0) {
        *held_us = 0;
    } else if (*held_us < enough_us) {
        *held_us += dt_us;
    }
}

/* Millionths of a ratio; -1 = not known. */
static int32_t parts(double ratio)
{
    return ostrov_i_nan(ratio) ? -1 : (int32_t)ostrov_i_whole(ratio, 1e6, 10000000);
}

/* DEAD and GOOD are proofs: both ask for all phases, fresh, all the time. */
static int32_t judge(const ostrov_i_grid_settings *set, ostrov_i_side *side,
                     const ostrov_i_quantities *q, const ostrov_i_window *window, int64_t window_us,
                     int32_t is_grid, int64_t dt_us)
{
    int32_t known = q->known_phases == set->phases;
    int32_t low = known && q->max_mv < set->dead_mv;
    int32_t live = known && !low && q->known_hz;
    int32_t in = live && inside(window, q);
    count(&side->dead_us, low, dt_us);
    count(&side->window_us, in, dt_us);
    if (low) {
        return side->dead_us >= set->dead_us ? OSTROV_SIDE_DEAD : OSTROV_SIDE_ABNORMAL;
    }
    if (!live) {
        return OSTROV_SIDE_UNKNOWN;
    }
    if (is_grid ? outside_trip(set, q) : !in) {
        return OSTROV_SIDE_ABNORMAL;
    }
    return in && side->window_us >= window_us ? OSTROV_SIDE_GOOD : OSTROV_SIDE_OBSERVING;
}

static int32_t is_fresh(const ostrov_i_grid_settings *set, double age_s)
{
    return !ostrov_i_nan(age_s) && ostrov_i_whole(age_s, 1e6, INT64_C(1) << 50) <= set->stale_us;
}

/* Slip, angle and voltage difference, only from two live fresh sides. */
static void compare(const ostrov_i_grid_settings *set, const ostrov_grid_sample *s,
                    ostrov_i_view *view)
{
    double apart_v = 0.0;
    int32_t both = view->grid.known_phases == set->phases &&
                   view->bus.known_phases == set->phases && view->grid.known_hz &&
                   view->bus.known_hz && view->grid.max_mv >= set->dead_mv &&
                   view->bus.max_mv >= set->dead_mv;
    if (!both || ostrov_i_nan(s->angle_deg)) {
        return;
    }
    for (int32_t i = 0; i < set->phases; i++) {
        apart_v = ostrov_i_max(apart_v, ostrov_i_abs(s->bus_v[i] - s->grid_v[i]));
    }
    view->sync_known = 1;
    view->slip_mhz = (int32_t)ostrov_i_whole(s->bus_hz - s->grid_hz, 1e3, 2000000000);
    view->angle_cdeg = (int32_t)ostrov_i_whole(s->angle_deg, 1e2, 18000);
    view->apart_mv = (int32_t)ostrov_i_whole(apart_v, 1e3, 2000000000);
    view->age_us = ostrov_i_whole(ostrov_i_max(s->grid_age_s, s->bus_age_s), 1e6, 1000000000);
}

/* A first-order lag is behind a ramp by its time constant: that much behind tells the rate of
 * change, with the meter's noise smoothed. */
static void bend(ostrov_i_monitor *m, const ostrov_grid_sample *s, ostrov_i_view *view)
{
    double slip_hz = s->bus_hz - s->grid_hz;
    double dt_s = (double)view->dt_us / 1e6;
    if (!view->sync_known) {
        m->slip_hz = OSTROV_I_NAN;
        return;
    }
    if (ostrov_i_nan(m->slip_hz)) {
        m->slip_hz = slip_hz;
    }
    m->slip_hz += (slip_hz - m->slip_hz) * dt_s / (SMOOTH_S + dt_s);
    view->bend_mhz_s = (int32_t)ostrov_i_whole((slip_hz - m->slip_hz) / SMOOTH_S, 1e3, 1000000);
}

/* A whole amount; -1 = not known. */
static int64_t amount(double x)
{
    return ostrov_i_nan(x) ? -1 : ostrov_i_whole(x, 1.0, 1000000000);
}

static void supply(const ostrov_grid_sample *s, ostrov_i_view *view)
{
    view->pcc_w = ostrov_i_nan(s->pcc_w) ? INT64_MIN : ostrov_i_whole(s->pcc_w, 1.0, 1000000000);
    view->soc_ppm = parts(s->soc_ratio);
    view->limit_ppm = parts(s->dso_limit_ratio);
    view->energy_wh = amount(s->energy_wh);
    view->headroom_w = amount(s->headroom_w);
    view->pv_w = ostrov_i_nan(s->pv_w) ? 0 : amount(s->pv_w);
    for (int32_t i = 0; i < 4; i++) {
        view->tier_w[i] = amount(s->tier_w[i]);
    }
}

void ostrov_i_monitor_step(const ostrov_i_grid_settings *set, ostrov_i_monitor *m,
                           const ostrov_grid_sample *s, int64_t dt_us, ostrov_i_view *view)
{
    memset(view, 0, sizeof *view);
    view->dt_us = dt_us;
    quantities(set, s->grid_v, s->grid_hz, is_fresh(set, s->grid_age_s), &view->grid);
    quantities(set, s->bus_v, s->bus_hz, is_fresh(set, s->bus_age_s), &view->bus);
    if (view->grid.known_phases > 0) {
        view->grid.unbalance_ppm = parts(s->unbalance_ratio);
        view->grid.zero_ppm = parts(s->zero_ratio);
    }
    if (s->permit_return == 0) {
        ostrov_i_monitor_watch_anew(
            m); /* IEEE 1547-2018 4.10.3: permission is one of the criteria */
    }
    view->grid_side = judge(set, &m->grid, &view->grid, &set->enter, set->return_us, 1, dt_us);
    view->bus_side = judge(set, &m->bus, &view->bus, &set->band, SETTLED_US, 0, dt_us);
    view->return_left_us = -1;
    if (m->grid.window_us >= 0) {
        int64_t left_us = set->return_us - m->grid.window_us;
        view->return_left_us = left_us > 0 ? left_us : 0;
    }
    compare(set, s, view);
    bend(m, s, view);
    view->pcc_null = ostrov_i_nan(s->pcc_w) ? -1 : ostrov_i_abs(s->pcc_w) <= set->nulling_w;
    supply(s, view);
}
