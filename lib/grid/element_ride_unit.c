/* One unit riding through: the public calls around element_ride.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/fields.h"
#include "grid/element_fields.h"
#include "grid/element_ride.h"
#include "grid/settings.h"

#include <string.h>

#define MAGIC UINT64_C(0x656469727274736f) /* says that ostrov_ride_init has been here */

typedef struct unit {
    uint64_t magic;
    ostrov_i_element_clock clock;
    ostrov_i_ride_settings settings;
    ostrov_i_ride ride;
} __attribute__((may_alias)) unit;

_Static_assert(sizeof(unit) <= sizeof(ostrov_ride) * 3 / 4, "a quarter stays as head room");

static unit *inside(ostrov_ride *object) { return (unit *)object; }
static const unit *inside_const(const ostrov_ride *object) { return (const unit *)object; }

/* The clock of a model that init has made; NULL of anything else. */
static ostrov_i_element_clock *clock_of(ostrov_ride *object)
{
    return object != NULL && inside_const(object)->magic == MAGIC ? &inside(object)->clock : NULL;
}

ostrov_status ostrov_ride_defaults(ostrov_ride_config *config, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_ride_structures[OSTROV_I_RIDE_CONFIG], config, size);
}

static ostrov_status refuse(const char *field, int32_t row, double value, double min, double max,
                            ostrov_fault *why)
{
    return ostrov_i_fault(why, ostrov_i_nan(value) ? OSTROV_E_NOT_FINITE : OSTROV_E_RANGE,
                          "ostrov_ride_config", field, row, value, min, max);
}

/* A row in use has edges in the unit of its side, in order, a status, and no time below zero. */
static ostrov_status check_row(const ostrov_ride_config *c, int32_t i, ostrov_fault *why)
{
    int32_t voltage = c->region_side[i] == OSTROV_RIDE_LOW_VOLTAGE ||
                      c->region_side[i] == OSTROV_RIDE_HIGH_VOLTAGE;
    double max = voltage ? 10.0 : 400.0;
    double end_s = c->region_s[i] + c->region_slope_s[i] * (c->region_to[i] - c->region_from[i]);
    if (c->region_status[i] <= OSTROV_RIDE_CONT || c->region_status[i] >= OSTROV_RIDE_TRIP) {
        return refuse("region_status", i, c->region_status[i], OSTROV_RIDE_MAND, OSTROV_RIDE_CTE,
                      why);
    }
    if (!(c->region_from[i] >= 0.0 && c->region_from[i] < max)) {
        return refuse("region_from", i, c->region_from[i], 0.0, max, why);
    }
    if (!(c->region_to[i] > c->region_from[i] && c->region_to[i] <= max)) {
        return refuse("region_to", i, c->region_to[i], c->region_from[i], max, why);
    }
    if (end_s < 0.0) {
        return refuse("region_slope_s", i, c->region_slope_s[i],
                      -c->region_s[i] / (c->region_to[i] - c->region_from[i]), OSTROV_I_NAN, why);
    }
    return OSTROV_OK;
}

/* Two rows of one side must not claim one value: which would hold? */
static ostrov_status check_overlap(const ostrov_ride_config *c, int32_t i, ostrov_fault *why)
{
    for (int32_t k = 0; k < i; k++) {
        if (c->region_side[k] == c->region_side[i] && c->region_from[i] < c->region_to[k] &&
            c->region_from[k] < c->region_to[i]) {
            return refuse("region_from", i, c->region_from[i], c->region_to[k], OSTROV_I_NAN, why);
        }
    }
    return OSTROV_OK;
}

ostrov_status ostrov_ride_init(ostrov_ride *object, const ostrov_ride_config *config,
                               ostrov_fault *why)
{
    ostrov_ride_config full;
    ostrov_status status = OSTROV_OK;
    unit *u = NULL;
    if (object == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, "ostrov_ride", NULL, -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    status =
        ostrov_i_take_config(&ostrov_i_ride_structures[OSTROV_I_RIDE_CONFIG], config, &full, why);
    for (int32_t i = 0; status == OSTROV_OK && i < OSTROV_RIDE_REGIONS; i++) {
        if (full.region_side[i] != OSTROV_RIDE_SIDE_UNKNOWN) {
            status = check_row(&full, i, why);
            status = status == OSTROV_OK ? check_overlap(&full, i, why) : status;
        }
    }
    if (status != OSTROV_OK) {
        return status;
    }
    memset(object, 0, sizeof *object);
    u = inside(object);
    u->magic = MAGIC;
    ostrov_i_ride_settings_from(&full, &u->settings);
    ostrov_i_ride_reset(&u->settings, &u->ride);
    return OSTROV_OK;
}

/* What is not measured is taken as within its limit: absence proves no release. */
static int32_t amount(double x, double scale)
{
    return ostrov_i_nan(x) ? 0 : (int32_t)ostrov_i_whole(ostrov_i_abs(x), scale, 2000000000);
}

ostrov_status ostrov_ride_step(ostrov_ride *object, const ostrov_element_sample *sample,
                               double dt_s)
{
    ostrov_element_sample s;
    ostrov_i_ride_input in;
    unit *u = NULL;
    int64_t dt_us = 0;
    ostrov_status status = ostrov_i_element_begin(clock_of(object), OSTROV_I_ELEMENT_LONGEST_S,
                                                  sample, dt_s, &s, &dt_us);
    if (status < OSTROV_OK) {
        return status;
    }
    u = inside(object);
    ostrov_i_element_signal_from(&s, &in.signal);
    in.tripped = s.tripped == 1;
    in.rocof_uhz_per_s = amount(s.rocof_hz_per_s, 1e6);
    in.jump_mdeg = amount(s.phase_jump_deg, 1e3);
    in.jump_single_mdeg = amount(s.phase_jump_single_deg, 1e3);
    ostrov_i_ride_step(&u->settings, &u->ride, &in, dt_us);
    return status;
}

static int32_t must_ride(const ostrov_i_ride *r)
{
    if (r->release != OSTROV_RIDE_RELEASE_NONE) {
        return 0;
    }
    return r->known && r->status != OSTROV_RIDE_UNKNOWN ? 1 : -1;
}

ostrov_status ostrov_ride_read(const ostrov_ride *object, ostrov_ride_state *state, size_t size)
{
    ostrov_ride_state full;
    const ostrov_i_ride *r = NULL;
    int64_t longest_us = 0;
    if (object == NULL || inside_const(object)->magic != MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    r = &inside_const(object)->ride;
    for (int32_t i = 0; i < OSTROV_I_RIDE_SIDES; i++) {
        longest_us = r->side_us[i] > longest_us ? r->side_us[i] : longest_us;
    }
    memset(&full, 0, sizeof full);
    full.status = r->status;
    full.must_ride = must_ride(r);
    full.release = r->release;
    full.ceased = r->ceased;
    full.sets = r->set_count;
    full.in_status_s = (double)r->in_status_us / 1e6;
    full.disturbed_s = (double)longest_us / 1e6;
    full.left_s = r->left_us == OSTROV_I_RIDE_NO_TIME ? OSTROV_I_NAN : (double)r->left_us / 1e6;
    full.power_limit_pu = (double)r->limit_ppm / 1e6;
    return ostrov_i_give(&ostrov_i_ride_structures[OSTROV_I_RIDE_STATE], &full, state, size);
}

const char *ostrov_ride_status_text(int32_t status)
{
    static const char *const words[] = {"UNKNOWN",  "CONT", "MAND", "PERM",
                                        "MAY_TRIP", "MCES", "CTE",  "TRIP"};
    return status > 0 && status <= OSTROV_RIDE_TRIP ? words[status] : words[0];
}
