/* What meters, contacts and remote parties say of the plant, and how they may lie.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plant_parts.h"

#include "run.h"

#include <math.h>

#define SENTINEL 65535.0

static int32_t contact(plant *p, int32_t truth, int32_t fault)
{
    switch (fault) {
    case 1:
        return 1;
    case 2:
        return 0;
    case 3:
        return -1;
    case 4:
        return run_one_of(&p->seed, 2);
    default:
        return truth;
    }
}

static void side_true(plant *p, const double pu[3], double hz, double *v, double *out_hz)
{
    double most = fmax(pu[0], fmax(pu[1], pu[2]));
    for (int i = 0; i < 3; i++) {
        v[i] = fmax(0.0, p->site.nominal_v * (pu[i] + p->site.noise_pu * run_normal(&p->seed)));
    }
    *out_hz = most > LIVE_PU ? hz + p->site.noise_hz * run_normal(&p->seed) : NAN;
}

static void side_told(int32_t fault, double *v, double *hz, double *age_s, double since_s)
{
    switch (fault) {
    case PLANT_METER_NAN:
        v[0] = v[1] = v[2] = *hz = *age_s = NAN;
        break;
    case PLANT_METER_ONE_PHASE:
        v[1] = NAN;
        break;
    case PLANT_METER_STALE:
        *age_s += since_s;
        break;
    case PLANT_METER_SENTINEL:
        v[0] = v[1] = v[2] = *hz = SENTINEL;
        break;
    default:
        break;
    }
}

static int32_t renewed(int32_t fault)
{
    return fault != PLANT_METER_STALE && fault != PLANT_METER_FROZEN;
}

void plant_measure(plant *p, ostrov_grid_sample *s)
{
    const plant_faults *f = &p->faults;
    ostrov_grid_sample *k = &p->kept;
    double age_s = p->site.age_s * run_uniform(&p->seed);
    double grid_pu[3] = {p->grid_pu[0], p->grid_pu[1], p->grid_pu[2]};
    int32_t both = plant_grid_most(p) > LIVE_PU && plant_bus_most(p) > LIVE_PU;
    double bus_pu[3];
    for (int i = 0; i < 3; i++) {
        bus_pu[i] = p->closed ? p->bus_pu[i] : fmax(0.0, p->bus_pu[i] - p->swing_pu);
        grid_pu[i] = p->upstream_open ? (p->closed ? p->bus_pu[i] : 0.0) : grid_pu[i];
    }
    if (renewed(f->grid_meter)) {
        side_true(p, grid_pu, p->grid_hz, k->grid_v, &k->grid_hz);
        k->grid_age_s = age_s;
        p->kept_s[0] = p->t_s;
    }
    if (renewed(f->bus_meter)) {
        side_true(p, bus_pu, p->bus_hz, k->bus_v, &k->bus_hz);
        k->bus_age_s = age_s;
        p->kept_s[1] = p->t_s;
    }
    if (renewed(f->grid_meter) && renewed(f->bus_meter)) {
        /* The sample is age_s old: it tells the angle that was. */
        double then_deg = p->bus_deg - 360.0 * (p->bus_hz - p->grid_hz) * age_s;
        k->angle_deg =
            both ? plant_wrap(p->closed ? 0.0 : then_deg + p->site.noise_deg * run_normal(&p->seed))
                 : NAN;
    }
    *s = *k;
    side_told(f->grid_meter, s->grid_v, &s->grid_hz, &s->grid_age_s, p->t_s - p->kept_s[0]);
    side_told(f->bus_meter, s->bus_v, &s->bus_hz, &s->bus_age_s, p->t_s - p->kept_s[1]);
    if (f->grid_meter == PLANT_METER_NAN || f->bus_meter == PLANT_METER_NAN) {
        s->angle_deg = NAN;
    }
    s->breaker_closed = contact(p, p->aux_closed, f->contact_a);
    s->breaker_open = contact(p, !p->aux_closed, f->contact_b);
    s->pcs_mode = f->pcs_silent ? OSTROV_PCS_UNKNOWN : p->pcs;
    s->pcs_fault = f->pcs_silent ? -1 : f->pcs_broken;
    s->inhibits = p->inhibits;
    s->want_island = f->planner_silent ? -1 : p->want_island;
    s->permit_return = f->receiver_silent ? -1 : p->permit_return;
    s->reset = p->reset;
    s->open_transition = p->open_transition;
    s->pcc_w = p->pcc_w;
    s->pcc_var = 0.0;
    s->soc_ratio = f->soc_unknown ? NAN : plant_soc(p);
    s->energy_wh = f->soc_unknown ? NAN : plant_gives_wh(p);
    s->headroom_w = f->pcs_broken || f->pcs_silent ? NAN : p->site.limit_w - p->battery_w;
    s->pv_w = isnan(p->pv_told_w) ? p->pv_w : p->pv_told_w;
    for (int i = 0; i < PLANT_TIERS; i++) {
        s->tier_w[i] = p->site.tier_w[i];
    }
    s->bond_closed = p->bond;
    s->grid_rotation = s->bus_rotation = OSTROV_ROTATION_POSITIVE;
    s->dso_limit_ratio = f->receiver_silent ? NAN : 1.0;
}
