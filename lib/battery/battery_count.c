/* Counting energy in whole nano-watt-hours.
 *
 * A double that collects seconds for a year loses what a step is worth; whole numbers with a carried
 * remainder do not, and a step cut in two ends where the whole one does. The books close exactly:
 * stored = start + charged − discharged − lost + corrected.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "battery_internal.h"

#include "base/fields.h"

static const int64_t nwh_per_wh = 1000000000;

static void add(ostrov_i_energy *e, int64_t nwh)
{
    e->wh += nwh / nwh_per_wh;
    e->nwh += nwh % nwh_per_wh;
    e->wh += e->nwh / nwh_per_wh;
    e->nwh %= nwh_per_wh;
}

double ostrov_i_energy_wh(const ostrov_i_energy *e)
{
    return (double)e->wh + (double)e->nwh * 1e-9;
}

/* Nearest whole number of nWh; what is left over goes on in carry. */
static int64_t whole(double nwh, double *carry)
{
    const double all = nwh + *carry;
    const int64_t n = (int64_t)(all < 0.0 ? all - 0.5 : all + 0.5);
    *carry = all - (double)n;
    return n;
}

/* (1 − e^−x) and 1 − (1 − e^−x)/x for x ≥ 0: what decays of what was there at the start, and of what
 * flowed in evenly. The series carries to 1e-16 below 1e-4. */
static void decay(double x, double *of_start, double *of_inflow)
{
    *of_start = -ostrov_expm1(-x);
    if (x < 1e-4) {
        *of_inflow = x * (0.5 - x * (1.0 / 6.0 - x / 24.0));
    } else {
        *of_inflow = 1.0 - *of_start / x;
    }
}

/* Keeps the count within the cells. What does not fit shows that the count was wrong by as much. */
static void keep_inside(ostrov_i_battery *b)
{
    int64_t beyond = 0;
    if (b->stored_nwh < 0) {
        beyond = b->stored_nwh;
    } else if (b->stored_nwh > b->capacity_nwh) {
        beyond = b->stored_nwh - b->capacity_nwh;
    }
    if (beyond != 0) {
        const double share = (double)beyond / (double)b->capacity_nwh;
        b->stored_nwh -= beyond;
        add(&b->corrected, -beyond);
        b->gap_variance += share * share;
    }
}

void ostrov_i_battery_count(ostrov_i_battery *b, double battery_w, double dt_s)
{
    const ostrov_battery_config *c = &b->config;
    const double bus_nwh = battery_w * dt_s / 3600.0 * 1e9;
    const double cells_nwh = battery_w < 0.0 ? bus_nwh * c->charge_efficiency_ratio
                                             : bus_nwh / c->discharge_efficiency_ratio;
    double of_start;
    double of_inflow;
    decay(c->self_discharge_per_s * dt_s, &of_start, &of_inflow);
    const double self_nwh = (double)b->stored_nwh * of_start - cells_nwh * of_inflow;

    const int64_t bus = whole(bus_nwh, &b->bus_carry);
    const int64_t cells = whole(cells_nwh, &b->cells_carry);
    const int64_t self = whole(self_nwh, &b->self_carry);
    if (bus < 0) {
        add(&b->charged, -bus);
    } else {
        add(&b->discharged, bus);
    }
    add(&b->lost, cells - bus + self);
    add(&b->through, cells < 0 ? -cells : cells);
    b->through_wh += ostrov_i_abs(cells_nwh) * 1e-9;
    b->stored_nwh -= cells + self;
    keep_inside(b);
}

void ostrov_i_battery_set_soc(ostrov_i_battery *b, double soc_ratio)
{
    const double inside = ostrov_i_clamp(soc_ratio, 0.0, 1.0);
    int64_t nwh = (int64_t)(inside * (double)b->capacity_nwh + 0.5);
    nwh = nwh > b->capacity_nwh ? b->capacity_nwh : nwh;
    add(&b->corrected, nwh - b->stored_nwh);
    b->stored_nwh = nwh;
}

double ostrov_i_battery_soc(const ostrov_i_battery *b)
{
    return ostrov_i_clamp((double)b->stored_nwh / (double)b->capacity_nwh, 0.0, 1.0);
}
