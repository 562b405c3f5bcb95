/* Two nested loops. Outer: the angle asks for a slip against it, 0.15 Hz for each turn, at most
 * half the slip window or 0.1 Hz; and at least so much that the island arrives soon and with a
 * speed at which the window holds twice its dwell. The close is then timed for the zero crossing.
 * Inner: an integrator removes what the PCS is off by (droop, calibration). Characteristic far from
 * the window s² + 0.5 s + 0.075: damping 0.9; a delay of 1 s, as a polled PCS has, leaves it
 * stable.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/steer.h"

#include "base/fields.h"

#define OUTER_PER_S 0.15
#define INNER_PER_S 0.5
#define MOST_SLIP_HZ 0.1
#define LEAST_SLIP_HZ 0.02
#define MOST_TRIM_HZ 0.3
#define MOST_TRIM_PU 0.05

void ostrov_i_steer_reset(ostrov_i_steer *steer)
{
    steer->trim_hz = 0.0;
    steer->trim_v = 0.0;
    steer->target_hz = OSTROV_I_NAN;
    steer->target_v = OSTROV_I_NAN;
}

/* Of the phases that the site has. */
static double mean(const ostrov_grid_config *c, const double v[3])
{
    return c->phases == 3 ? (v[0] + v[1] + v[2]) / 3.0 : v[0];
}

/* Slip wanted for an angle: against it, never so slow that the arrival takes for ever. */
static double wanted_slip(const ostrov_grid_config *c, double angle_deg)
{
    double turns = ostrov_i_abs(angle_deg) / 360.0;
    double most_hz = ostrov_i_min(MOST_SLIP_HZ, c->sync_slip_hz / 2.0);
    double dwell_hz = c->sync_angle_deg / 360.0 / ostrov_i_max(2.0 * c->sync_dwell_s, 0.1);
    double least_hz = ostrov_i_min(ostrov_i_min(LEAST_SLIP_HZ, most_hz), dwell_hz);
    double slip_hz = ostrov_i_clamp(turns * OUTER_PER_S, least_hz, most_hz);
    return angle_deg > 0.0 ? -slip_hz : slip_hz;
}

void ostrov_i_steer_step(const ostrov_grid_config *c, ostrov_i_steer *steer,
                         const ostrov_grid_sample *s, int32_t fresh, double dt_s)
{
    double most_v = MOST_TRIM_PU * c->nominal_v;
    double slip_hz = 0.0;
    if (!fresh) {
        return; /* keeps the last target: a gap in the measurement is no reason to jump */
    }
    slip_hz = wanted_slip(c, s->angle_deg);
    steer->trim_hz =
        ostrov_i_clamp(steer->trim_hz + INNER_PER_S * dt_s * (slip_hz - (s->bus_hz - s->grid_hz)),
                       -MOST_TRIM_HZ, MOST_TRIM_HZ);
    steer->trim_v = ostrov_i_clamp(steer->trim_v + INNER_PER_S * dt_s *
                                                       (mean(c, s->grid_v) - mean(c, s->bus_v)),
                                   -most_v, most_v);
    steer->target_hz =
        ostrov_i_clamp(s->grid_hz + slip_hz + steer->trim_hz, c->band_min_hz, c->band_max_hz);
    steer->target_v = ostrov_i_clamp(mean(c, s->grid_v) + steer->trim_v,
                                     c->band_min_pu * c->nominal_v, c->band_max_pu * c->nominal_v);
}
