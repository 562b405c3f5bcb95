/* A simulated charge point: what happens in it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "devices/charge_point.h"

#include <math.h>
#include <string.h>

/* Below the least current of the control pilot there is no charging (IEC 61851-1). */
#define LEAST_A 6.0

void charge_point_defaults(struct charge_point_setup *setup)
{
    memset(setup, 0, sizeof *setup);
    setup->limit_w = 44e3;
    setup->accepts_w = 25e3;
    setup->phase_v = 230.0;
    setup->phases = 3;
    setup->meter_s = 10;
    setup->ramp_w_per_s = 10e3;
}

void charge_point_begin(struct charge_point *p, const struct charge_point_setup *setup,
                        const struct lies *lies)
{
    memset(p, 0, sizeof *p);
    p->setup = *setup;
    p->lies = *lies;
    p->interval_s = setup->meter_s;
    p->default_profile.ampere = p->profile.ampere = (double)NAN;
    p->metered_us = p->beaten_us = INT64_MIN / 2;
}

void charge_point_plug(struct charge_point *p, double wants_wh)
{
    p->wants_wh = wants_wh;
    p->plugged = wants_wh > 0.0;
    p->told_status = 0;
}

static int32_t kind_of(const struct charge_point *p)
{
    return p->now != NULL ? p->now->kind : LIE_NONE;
}

int64_t charge_point_clock_s(const struct charge_point *p)
{
    return kind_of(p) == LIE_CLOCK ? p->time_us / 1000000 : p->utc_s;
}

static int in_force(const struct charge_point *p, const struct charge_point_profile *profile)
{
    double elapsed_s = (double)(charge_point_clock_s(p) - profile->start_s);
    return !isnan(profile->ampere) && elapsed_s >= -1.0 &&
           (profile->duration_s <= 0.0 || elapsed_s < profile->duration_s);
}

double charge_point_allowed_w(const struct charge_point *p)
{
    const struct charge_point_profile *holds =
        p->transaction > 0 && in_force(p, &p->profile) ? &p->profile
        : in_force(p, &p->default_profile)             ? &p->default_profile
                                                       : NULL;
    if (holds == NULL) {
        return p->setup.limit_w;
    }
    double w = holds->ampere < LEAST_A ? 0.0 : holds->ampere * p->setup.phases * p->setup.phase_v;
    return w < p->setup.limit_w ? w : p->setup.limit_w;
}

/* It starts anew: what it was told for its transaction is gone, the default profile is kept. */
static void boot(struct charge_point *p)
{
    p->profile.ampere = (double)NAN;
    p->transaction = 0;
    p->booted = p->told_status = 0;
    p->interval_s = p->setup.meter_s;
    p->boot_us = p->time_us;
    p->draws_w = 0.0;
}

static void keep_sample(struct charge_point *p)
{
    struct charge_point_sample sample = {charge_point_clock_s(p), p->draws_w, p->energy_wh,
                                         p->transaction, 0};
    int32_t at = (p->kept_first + p->kept_count) % CHARGE_POINT_KEPT;
    if (p->kept_count == CHARGE_POINT_KEPT) { /* the oldest goes */
        p->kept_first = (p->kept_first + 1) % CHARGE_POINT_KEPT;
        p->kept_count--;
    }
    p->kept[at] = sample;
    p->kept_count++;
    p->metered_us = p->time_us;
}

double charge_point_step(struct charge_point *p, int64_t utc_s, double dt_s, int32_t live)
{
    p->time_us += (int64_t)(dt_s * 1e6 + 0.5);
    p->utc_s = utc_s;
    const struct lie *lie = lies_at(&p->lies, p->time_us);
    if (lie != p->now && lie != NULL && lie->kind == LIE_REBOOT) {
        boot(p);
    }
    p->now = lie;
    if (!live) {
        p->draws_w = 0.0;
        return 0.0;
    }
    int charges = p->plugged && p->wants_wh > 0.0 && p->transaction > 0 && kind_of(p) != LIE_REBOOT;
    double target = charges ? charge_point_allowed_w(p) : 0.0;
    target = target < p->setup.accepts_w ? target : p->setup.accepts_w;
    if (kind_of(p) == LIE_IGNORE && charges) {
        target = p->setup.accepts_w < p->setup.limit_w ? p->setup.accepts_w : p->setup.limit_w;
    }
    double most = p->setup.ramp_w_per_s * dt_s;
    p->draws_w = target < p->draws_w          ? target /* vehicles let go at once */
                 : target > p->draws_w + most ? p->draws_w + most
                                              : target;
    p->energy_wh += p->draws_w * dt_s / 3600.0;
    p->wants_wh -= p->draws_w * dt_s / 3600.0;
    if (p->transaction > 0 && p->time_us - p->metered_us >= (int64_t)p->interval_s * 1000000) {
        keep_sample(p);
    }
    return p->draws_w;
}

int charge_point_wants_connection(const struct charge_point *p)
{
    switch (kind_of(p)) {
    case LIE_REBOOT:
    case LIE_OFFLINE:
        return 0;
    case LIE_BREAK: /* up for 2 s, down for 2 s */
        return p->time_us / 2000000 % 2 == 0;
    default:
        return 1;
    }
}

void charge_point_open(struct charge_point *p)
{
    p->connected = 1;
    p->asked = 0;
    p->answer_length = 0;
    p->told_status = 0;
}

void charge_point_close(struct charge_point *p)
{
    p->connected = 0;
    p->asked = 0;
    p->answer_length = 0;
    if (p->transaction < 0) {
        p->transaction = 0;
    }
}
