/* A case and its run: see grid_sync.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid_sync.h"

#include <math.h>
#include <string.h>

double wrap(double deg) { return remainder(deg, 360.0); }

double slip_at(const sync_case *k, double s)
{
    const double span_s =
        k->rate_hz_s > 0.0 ? fabs(k->slip0_hz - k->slip_end_hz) / k->rate_hz_s : 0.0;
    return s >= span_s ? k->slip_end_hz : k->slip0_hz + (k->slip_end_hz - k->slip0_hz) * s / span_s;
}

double angle_at(const sync_case *k, double s)
{
    const double span_s =
        k->rate_hz_s > 0.0 ? fabs(k->slip0_hz - k->slip_end_hz) / k->rate_hz_s : 0.0;
    const double ramp_s = s < span_s ? s : span_s;
    const double turns =
        (k->slip0_hz + slip_at(k, ramp_s)) / 2.0 * ramp_s + k->slip_end_hz * (s - ramp_s);
    return wrap(k->angle0_deg + 360.0 * turns);
}

static int32_t sample_at(const sync_case *k, double s, ostrov_sync_check_sample *x)
{
    if (ostrov_sync_check_sample_defaults(x, sizeof *x) != OSTROV_OK) {
        return 0;
    }
    for (int32_t i = 0; i < 3; i++) {
        x->grid_v[i] = k->grid_v * NOMINAL_V;
        x->bus_v[i] = k->bus_v * NOMINAL_V;
    }
    x->grid_rotation = OSTROV_ROTATION_POSITIVE;
    x->bus_rotation = k->same_rotation ? OSTROV_ROTATION_POSITIVE : OSTROV_ROTATION_NEGATIVE;
    x->grid_hz = k->grid_hz;
    x->bus_hz = k->grid_hz + slip_at(k, s);
    x->angle_deg = angle_at(k, s);
    x->age_s = 0.0;
    return 1;
}

static void summarise(int32_t always, int32_t dwelt, outcome *o)
{
    const int32_t others = always & ~OSTROV_SYNC_BLOCK_ANGLE;
    o->blocked = others != 0 ? others : always;
    if (o->blocked == 0 && dwelt) {
        o->blocked = OSTROV_SYNC_BLOCK_DWELL;
    }
}

outcome run_sync(const sync_case *k, double dt_s, double until_s, int32_t both)
{
    outcome o = {(double)NAN, (double)NAN, (double)NAN, (double)NAN, 0, 0};
    ostrov_sync_check check;
    int32_t always = -1;
    int32_t dwelt = 0;
    if (ostrov_sync_check_init(&check, &k->config, NULL) != OSTROV_OK) {
        o.broken = 1;
        return o;
    }
    for (int64_t n = 1; (double)n * dt_s <= until_s; n++) {
        const double s = (double)n * dt_s;
        ostrov_sync_check_sample x;
        ostrov_sync_check_state state;
        if (!sample_at(k, s, &x) || ostrov_sync_check_step(&check, &x, dt_s) != OSTROV_OK ||
            ostrov_sync_check_read(&check, &state, sizeof state) != OSTROV_OK) {
            o.broken = 1;
            return o;
        }
        always &= state.blocked & ~OSTROV_SYNC_BLOCK_DWELL;
        dwelt |= (state.blocked & OSTROV_SYNC_BLOCK_DWELL) != 0;
        if (state.permit && isnan(o.check_s)) {
            o.check_s = s;
            o.check_contact = angle_at(k, s + k->config.close_s);
        }
        if (state.close && isnan(o.advance_s)) {
            o.advance_s = s;
            o.advance_contact = angle_at(k, s + k->config.close_s);
        }
        if (!isnan(o.check_s) && (!both || !isnan(o.advance_s))) {
            break;
        }
    }
    summarise(always, dwelt, &o);
    return o;
}
