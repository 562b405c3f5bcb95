/* Riding through in whole numbers: see element_ride.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/element_ride.h"

#include "base/fields.h"
#include "grid/settings.h"

#include <string.h>

static int32_t limit_from(double x, double scale)
{
    return ostrov_i_nan(x) ? OSTROV_I_RIDE_ANY : (int32_t)ostrov_i_whole(x, scale, 2000000000);
}

static int32_t threshold_from(double pu)
{
    return ostrov_i_nan(pu) ? OSTROV_I_RIDE_BY_REGION : ostrov_i_element_millionths(pu);
}

void ostrov_i_ride_settings_from(const ostrov_ride_config *c, ostrov_i_ride_settings *to)
{
    memset(to, 0, sizeof *to);
    for (int32_t i = 0; i < OSTROV_RIDE_REGIONS; i++) {
        ostrov_i_ride_region *r = &to->regions[i];
        r->side = c->region_side[i];
        if (r->side == OSTROV_RIDE_SIDE_UNKNOWN) {
            continue;
        }
        r->status = c->region_status[i];
        r->from = ostrov_i_element_millionths(c->region_from[i]);
        r->to = ostrov_i_element_millionths(c->region_to[i]);
        r->time_us = ostrov_i_nan(c->region_s[i]) ? OSTROV_I_RIDE_NO_TIME
                                                  : ostrov_i_element_us(c->region_s[i]);
        r->slope_us = ostrov_i_element_us(c->region_slope_s[i]);
    }
    to->mces_us = ostrov_i_element_us(c->cessation_response_s);
    to->cease_us = ostrov_i_element_us(c->cease_response_s);
    to->delay_us = ostrov_i_element_us(c->return_delay_s);
    to->ramp_us = ostrov_i_element_us(c->return_ramp_s);
    to->gap_us = ostrov_i_element_us(c->set_gap_s);
    to->window_us = ostrov_i_element_us(c->set_window_s);
    to->cessation = c->momentary_cessation;
    to->edge_outside = c->edge_outside;
    to->sets = c->disturbance_sets;
    to->cessation_low_ppm = threshold_from(c->cessation_low_pu);
    to->cessation_high_ppm = threshold_from(c->cessation_high_pu);
    to->current_ppm = ostrov_i_element_millionths(c->current_limit_pu);
    to->rocof_uhz_per_s = limit_from(c->rocof_hz_per_s, 1e6);
    to->jump_mdeg = limit_from(c->phase_jump_deg, 1e3);
    to->jump_single_mdeg = limit_from(c->phase_jump_single_deg, 1e3);
    to->blind_ppm = ostrov_i_element_millionths(c->blind_pu);
}

void ostrov_i_ride_reset(const ostrov_i_ride_settings *set, ostrov_i_ride *ride)
{
    memset(ride, 0, sizeof *ride);
    ride->left_us = OSTROV_I_RIDE_NO_TIME;
    ride->returned_us = set->ramp_us; /* at full current */
    ride->positive_ppm = 1000000;
    ride->limit_ppm = set->current_ppm < 1000000 ? set->current_ppm : 1000000;
}

static int32_t is_low(int32_t side)
{
    return side == OSTROV_RIDE_LOW_VOLTAGE || side == OSTROV_RIDE_LOW_FREQUENCY;
}

static int32_t is_voltage(int32_t side)
{
    return side == OSTROV_RIDE_LOW_VOLTAGE || side == OSTROV_RIDE_HIGH_VOLTAGE;
}

static int32_t value_of(const ostrov_i_element_signal *s, int32_t side)
{
    return !is_voltage(side) ? s->uhz
                             : (side == OSTROV_RIDE_LOW_VOLTAGE ? s->low_ppm : s->high_ppm);
}

/* The edge nearer to nominal belongs to the region next to it, inside, as the tables have it; with
 * edge_outside to this one. */
static int32_t contains(const ostrov_i_ride_region *r, int32_t value, int32_t edge_outside)
{
    if (is_low(r->side)) {
        return edge_outside ? value > r->from && value <= r->to : value >= r->from && value < r->to;
    }
    return edge_outside ? value >= r->from && value < r->to : value > r->from && value <= r->to;
}

/* The region a value lies in; NULL = continuous operation. At zero the lowest region holds its end.
 */
static const ostrov_i_ride_region *region_at(const ostrov_i_ride_settings *set, int32_t side,
                                             int32_t value)
{
    for (int32_t i = 0; i < OSTROV_RIDE_REGIONS; i++) {
        const ostrov_i_ride_region *r = &set->regions[i];
        if (r->side == side && (contains(r, value, set->edge_outside) ||
                                (is_low(side) && value == 0 && r->from == 0))) {
            return r;
        }
    }
    return NULL;
}

static int64_t time_at(const ostrov_i_ride_region *r, int32_t value)
{
    if (r->time_us == OSTROV_I_RIDE_NO_TIME) {
        return OSTROV_I_RIDE_NO_TIME;
    }
    return r->time_us + r->slope_us * ((int64_t)value - r->from) / 1000000;
}

/* Cessation by threshold takes the values on it, by region as the region has its edges. */
static int32_t status_at(const ostrov_i_ride_settings *set, const ostrov_i_ride_region *r,
                         int32_t value)
{
    int32_t low = r->side == OSTROV_RIDE_LOW_VOLTAGE;
    int32_t by = low ? set->cessation_low_ppm : set->cessation_high_ppm;
    if (!is_voltage(r->side)) {
        return r->status;
    }
    if (set->cessation && by != OSTROV_I_RIDE_BY_REGION) {
        if (low ? value <= by : value >= by) {
            return OSTROV_RIDE_MCES;
        }
        return r->status == OSTROV_RIDE_MCES ? OSTROV_RIDE_MAND : r->status;
    }
    return !set->cessation && r->status == OSTROV_RIDE_MCES ? OSTROV_RIDE_MAND : r->status;
}

/* 1 = the side can be judged. A voltage phase that is not known can prove a disturbance, never
 * calm. */
static int32_t side_known(const ostrov_i_element_signal *s, int32_t side,
                          const ostrov_i_ride_region *r)
{
    return is_voltage(side) ? s->known == 6 || (s->known > 0 && r != NULL) : s->known_hz;
}

/* A line so low has no frequency to judge: what it said before stands, and nothing is missing. */
static int32_t is_blind(const ostrov_i_ride_settings *set, const ostrov_i_element_signal *s,
                        int32_t side)
{
    return !is_voltage(side) && s->known == 6 && s->high_ppm < set->blind_ppm;
}

static void release_by(ostrov_i_ride *ride, int32_t release)
{
    if (ride->release == OSTROV_RIDE_RELEASE_NONE) {
        ride->release = release; /* the first cause stands until continuous operation */
    }
}

static void run_side(const ostrov_i_ride_settings *set, ostrov_i_ride *ride,
                     const ostrov_i_element_signal *s, int32_t side, int64_t dt_us)
{
    int32_t value = value_of(s, side);
    const ostrov_i_ride_region *r = region_at(set, side, value);
    int64_t asked = OSTROV_I_RIDE_NO_TIME;
    if (is_blind(set, s, side)) {
        return;
    }
    if (!side_known(s, side, r)) {
        ride->known = 0;
        return;
    }
    if (r == NULL) {
        ride->side_status[side] = OSTROV_RIDE_CONT;
        if (!is_voltage(side) || !ride->in_set) {
            ride->side_us[side] = 0; /* inside a set the time adds up */
        }
        return;
    }
    ride->side_status[side] = status_at(set, r, value);
    ride->side_us[side] += dt_us;
    asked = time_at(r, value);
    if (asked == OSTROV_I_RIDE_NO_TIME) {
        release_by(ride, OSTROV_RIDE_RELEASE_REGION);
        return;
    }
    if (ride->side_us[side] > asked) {
        release_by(ride, OSTROV_RIDE_RELEASE_TIME);
    }
    asked -= ride->side_us[side];
    if (ride->left_us == OSTROV_I_RIDE_NO_TIME || asked < ride->left_us) {
        ride->left_us = asked > 0 ? asked : 0;
    }
}

/* Sets of voltage disturbances (IEEE 1547-2018, 6.4.2.5): disturbances nearer to each other than
 * the gap are one set, whose times add up; a set counts for the window from its start. */
static void count_sets(const ostrov_i_ride_settings *set, ostrov_i_ride *ride, int64_t dt_us)
{
    int32_t outside = ride->side_status[OSTROV_RIDE_LOW_VOLTAGE] > OSTROV_RIDE_CONT ||
                      ride->side_status[OSTROV_RIDE_HIGH_VOLTAGE] > OSTROV_RIDE_CONT;
    int32_t kept = 0;
    for (int32_t i = 0; i < ride->set_count; i++) {
        if (ride->now_us - ride->set_start_us[i] < set->window_us) {
            ride->set_start_us[kept++] = ride->set_start_us[i];
        }
    }
    ride->set_count = kept;
    if (outside) {
        ride->calm_us = 0;
        if (!ride->in_set && ride->set_count < OSTROV_I_RIDE_SETS) {
            ride->set_start_us[ride->set_count++] = ride->now_us;
        }
        ride->in_set = 1;
        if (ride->set_count > set->sets) {
            release_by(ride, OSTROV_RIDE_RELEASE_SETS);
        }
    } else if (ride->in_set) {
        ride->calm_us += dt_us;
        if (ride->calm_us >= set->gap_us) {
            ride->in_set = 0;
            ride->side_us[OSTROV_RIDE_LOW_VOLTAGE] = 0;
            ride->side_us[OSTROV_RIDE_HIGH_VOLTAGE] = 0;
        }
    }
}

/* Current: stops after the response time of what is asked, comes back after a delay on a ramp. */
static void run_current(const ostrov_i_ride_settings *set, ostrov_i_ride *ride, int64_t dt_us)
{
    int32_t asked = ride->status == OSTROV_RIDE_MCES || ride->status == OSTROV_RIDE_CTE;
    int64_t response = ride->status == OSTROV_RIDE_MCES ? set->mces_us : set->cease_us;
    int64_t current = set->current_ppm;
    if (ride->status == OSTROV_RIDE_TRIP) {
        ride->ceased = 1;
    } else if (asked) {
        ride->asked_us += dt_us;
        ride->ceased |= ride->asked_us >= response;
    }
    if (asked || ride->status == OSTROV_RIDE_TRIP) {
        ride->returned_us = ride->ceased ? 0 : ride->returned_us;
    } else {
        ride->asked_us = 0;
        ride->returned_us += dt_us;
        if (ride->ceased && ride->returned_us >= set->delay_us) {
            ride->ceased = 0;
            ride->returned_us = set->delay_us == 0 ? dt_us : 0;
        }
    }
    if (ride->ceased) {
        current = 0;
    } else if (ride->returned_us < set->ramp_us) {
        int64_t risen = ride->returned_us * 1000000 / set->ramp_us;
        current = risen < current ? risen : current;
    }
    current = current * ride->positive_ppm / 1000000;
    ride->limit_ppm = (int32_t)(current > 1000000 ? 1000000 : current);
}

static void beyond_limits(const ostrov_i_ride_settings *set, ostrov_i_ride *ride,
                          const ostrov_i_ride_input *in)
{
    if (in->rocof_uhz_per_s > set->rocof_uhz_per_s) {
        release_by(ride, OSTROV_RIDE_RELEASE_ROCOF);
    }
    if (in->jump_mdeg > set->jump_mdeg || in->jump_single_mdeg > set->jump_single_mdeg) {
        release_by(ride, OSTROV_RIDE_RELEASE_PHASE_JUMP);
    }
}

static void enter_status(ostrov_i_ride *ride, int32_t status, int64_t dt_us)
{
    ride->in_status_us = status == ride->status ? ride->in_status_us + dt_us : dt_us;
    ride->status = status;
}

void ostrov_i_ride_step(const ostrov_i_ride_settings *set, ostrov_i_ride *ride,
                        const ostrov_i_ride_input *in, int64_t dt_us)
{
    int32_t status = OSTROV_RIDE_UNKNOWN;
    ride->now_us += dt_us;
    ride->known = 1;
    ride->left_us = OSTROV_I_RIDE_NO_TIME;
    for (int32_t side = OSTROV_RIDE_LOW_VOLTAGE; side <= OSTROV_RIDE_HIGH_FREQUENCY; side++) {
        run_side(set, ride, &in->signal, side, dt_us);
        status = ride->side_status[side] > status ? ride->side_status[side] : status;
    }
    if (set->sets > 0) {
        count_sets(set, ride, dt_us);
    }
    if (status <= OSTROV_RIDE_CONT) {
        ride->release = OSTROV_RIDE_RELEASE_NONE;
    }
    beyond_limits(set, ride, in);
    if (in->tripped) {
        status = OSTROV_RIDE_TRIP;
        ride->release = OSTROV_RIDE_RELEASE_TRIPPED;
        ride->left_us = OSTROV_I_RIDE_NO_TIME;
    }
    enter_status(ride, status, dt_us);
    if (in->signal.positive_ppm >= 0) {
        ride->positive_ppm = in->signal.positive_ppm;
    }
    run_current(set, ride, dt_us);
}
