/* From the measurement of both sides to the sample of the switch.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/fields.h"
#include "grid/measure_internal.h"

/* The last member that is written. */
#define NEEDED_BYTES (offsetof(ostrov_grid_sample, zero_ratio) + sizeof(double))
#define DEAD_BESIDE 0.1
#define APART_MOST_S 0.1 /* a frequency from a few cycles carries an angle no further */

/* A side as taken in; all NaN when it is not there. Gives the status. */
static ostrov_status take_side(const ostrov_phasor_state *from, ostrov_phasor_state *side,
                               int32_t *refused)
{
    const ostrov_structure *table = &ostrov_i_grid_measure_structures[OSTROV_I_PHASOR_STATE];
    *refused = 0;
    return from == NULL ? ostrov_i_defaults(table, side, sizeof *side)
                        : ostrov_i_take_sample(table, from, side, refused, NULL);
}

static int32_t is_plain(const ostrov_phasor_state *side)
{
    int32_t good = side->frequency_quality == OSTROV_QUALITY_GOOD;
    for (int32_t i = 0; i < 3; i++) {
        good = good && side->quality[i] == OSTROV_QUALITY_GOOD;
    }
    return good;
}

/* Bus minus grid at the older of both instants: the argument of Σ bus·conj(grid) over the phases
 * that both have. NaN when there is none. */
static double angle_between(const ostrov_phasor_state *grid, const ostrov_phasor_state *bus)
{
    const double apart_s = bus->time_s - grid->time_s;
    int32_t known_rotation = grid->rotation != 0 && bus->rotation != 0;
    ostrov_i_complex sum = {0.0, 0.0};
    double turned_deg = 0.0;
    if (!(ostrov_i_abs(apart_s) <= APART_MOST_S) || grid->nominal_hz != bus->nominal_hz ||
        (known_rotation && grid->rotation != bus->rotation)) {
        return OSTROV_I_NAN;
    }
    /* The newer angle goes back to the older instant; each turns by its frequency against nominal.
     */
    if (apart_s > 0.0) {
        turned_deg = -360.0 * (bus->frequency_hz - bus->nominal_hz) * apart_s;
    } else if (apart_s < 0.0) {
        turned_deg = -360.0 * (grid->frequency_hz - grid->nominal_hz) * apart_s;
    }
    if (ostrov_i_nan(turned_deg)) {
        return OSTROV_I_NAN;
    }
    for (int32_t i = 0; i < 3; i++) {
        double weight = bus->magnitude_v[i] * grid->magnitude_v[i];
        double deg = ostrov_i_wrapped_deg(bus->angle_deg[i] - grid->angle_deg[i] + turned_deg);
        if (!ostrov_i_nan(weight) && !ostrov_i_nan(deg)) {
            sum.re += weight * ostrov_cos(deg * OSTROV_I_PI / 180.0);
            sum.im += weight * ostrov_sin(deg * OSTROV_I_PI / 180.0);
        }
    }
    return sum.re == 0.0 && sum.im == 0.0 ? OSTROV_I_NAN
                                          : ostrov_i_angle(sum) * 180.0 / OSTROV_I_PI;
}

/* Unbalance of the grid side. A phase without an angle is one that is dead beside the others. */
static void set_unbalance(const ostrov_phasor_state *grid, ostrov_grid_sample *sample)
{
    const double *v = grid->magnitude_v;
    ostrov_sequence q;
    sample->unbalance_ratio = sample->zero_ratio = OSTROV_I_NAN;
    if (ostrov_sequence_components(v, grid->angle_deg,
                                   DEAD_BESIDE * ostrov_i_max(v[0], ostrov_i_max(v[1], v[2])),
                                   &q) == OSTROV_OK &&
        !ostrov_i_nan(q.unbalance_ratio)) {
        sample->unbalance_ratio = q.unbalance_ratio;
        sample->zero_ratio = q.zero_v / q.positive_v;
    }
}

/* With an angle both sides count from its instant, so that what is turned on by age is right; now
 * is delay_s after the newest frame of either side. */
static void set_ages(const ostrov_phasor_state *grid, const ostrov_phasor_state *bus,
                     double delay_s, ostrov_grid_sample *sample)
{
    double older_s = ostrov_i_min(grid->time_s, bus->time_s);
    double newest_s = ostrov_i_max(grid->time_s + grid->age_s, bus->time_s + bus->age_s);
    sample->grid_age_s = grid->age_s + delay_s;
    sample->bus_age_s = bus->age_s + delay_s;
    if (!ostrov_i_nan(sample->angle_deg)) {
        sample->grid_age_s = sample->bus_age_s = newest_s - older_s + delay_s;
    }
}

ostrov_status ostrov_grid_sample_from_phasors(const ostrov_phasor_state *grid,
                                              const ostrov_phasor_state *bus, double delay_s,
                                              ostrov_grid_sample *sample)
{
    ostrov_phasor_state g;
    ostrov_phasor_state b;
    int32_t refused[2] = {0, 0};
    ostrov_status status = OSTROV_OK;
    if (sample == NULL || sample->struct_size < NEEDED_BYTES) {
        return OSTROV_E_ARGUMENT;
    }
    if (!ostrov_i_finite(delay_s)) {
        return OSTROV_E_NOT_FINITE;
    }
    if (delay_s < 0.0) {
        return OSTROV_E_RANGE;
    }
    status = take_side(grid, &g, &refused[0]);
    if (status == OSTROV_OK) {
        status = take_side(bus, &b, &refused[1]);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    for (int32_t i = 0; i < 3; i++) {
        sample->grid_v[i] = g.magnitude_v[i];
        sample->bus_v[i] = b.magnitude_v[i];
    }
    sample->grid_hz = g.frequency_hz;
    sample->bus_hz = b.frequency_hz;
    sample->grid_rotation = g.rotation;
    sample->bus_rotation = b.rotation;
    sample->angle_deg = angle_between(&g, &b);
    set_unbalance(&g, sample);
    set_ages(&g, &b, delay_s, sample);
    return refused[0] + refused[1] > 0 || !is_plain(&g) || !is_plain(&b) ||
                   ostrov_i_nan(sample->angle_deg)
               ? OSTROV_DEGRADED
               : OSTROV_OK;
}
