/* A synchro-check as relays have it, and the advance-time close that betters it: models.
 *
 * A plain check permits when slip, voltage and angle have been inside their windows for a dwell;
 * its contacts meet close_s later, in which the angle moves on by 360°·slip·close_s. The
 * advance-time close commands so much earlier that they meet at angle 0 (IEEE C37.2, device 25;
 * IEEE 1547-2018 table 5 for the windows). Limits are compared in whole millionths: a value on the
 * limit is inside however it was rounded on its way here.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/fields.h"
#include "grid/measure_internal.h"
#include "grid/settings.h"

#include <string.h>

#define MAGIC UINT64_C(0x6b63656863636e79)
#define LONGEST_STEP_S 1.0
#define MOST_US (INT64_C(1) << 50)
#define STILL_HZ 0.0005 /* no slip as far as the windows are concerned: the angle stays */

/* What the angle and time windows have to do with; everything else must fit all the while. */
#define BY_ANGLE (OSTROV_SYNC_BLOCK_ANGLE | OSTROV_SYNC_BLOCK_DWELL)

typedef struct sync_check {
    uint64_t magic;
    ostrov_sync_check_config config;
    int64_t dwell_us;
    int64_t held_us;  /* every window has held; -1 = not now. The first sample counts 0. */
    int64_t ready_us; /* everything but the angle has held */
    double slip_hz;
    double voltage_v;
    double angle_deg;
    double contact_deg;
    double left_s;
    double zero_s;
    int32_t blocked;
    int32_t close;
} __attribute__((may_alias)) sync_check;

_Static_assert(sizeof(sync_check) <= sizeof(ostrov_sync_check) * 3 / 4,
               "a quarter stays as head room");

ostrov_status ostrov_sync_check_defaults(ostrov_sync_check_config *config, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_grid_measure_structures[OSTROV_I_SYNC_CONFIG], config, size);
}

ostrov_status ostrov_sync_check_sample_defaults(ostrov_sync_check_sample *sample, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_grid_measure_structures[OSTROV_I_SYNC_SAMPLE], sample, size);
}

static void start_anew(sync_check *c)
{
    c->held_us = c->ready_us = -1;
    c->slip_hz = c->voltage_v = c->angle_deg = c->contact_deg = OSTROV_I_NAN;
    c->left_s = c->zero_s = OSTROV_I_NAN;
    c->blocked = OSTROV_SYNC_BLOCK_UNKNOWN;
    c->close = 0;
}

ostrov_status ostrov_sync_check_init(ostrov_sync_check *object,
                                     const ostrov_sync_check_config *config, ostrov_fault *why)
{
    ostrov_sync_check_config full;
    ostrov_status status = OSTROV_OK;
    sync_check *c = (sync_check *)object;
    if (object == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, "ostrov_sync_check", NULL, -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    status = ostrov_i_take_config(&ostrov_i_grid_measure_structures[OSTROV_I_SYNC_CONFIG], config,
                                  &full, why);
    if (status != OSTROV_OK) {
        return status;
    }
    memset(object, 0, sizeof *object);
    c->magic = MAGIC;
    c->config = full;
    c->dwell_us = ostrov_i_whole(full.dwell_s, 1e6, MOST_US);
    start_anew(c);
    return OSTROV_OK;
}

static int64_t micro(double x) { return ostrov_i_whole(ostrov_i_abs(x), 1e6, MOST_US); }

static int32_t is_known(const sync_check *c, const ostrov_sync_check_sample *s)
{
    int32_t known = !ostrov_i_nan(s->grid_hz) && !ostrov_i_nan(s->bus_hz) &&
                    !ostrov_i_nan(s->angle_deg) && s->age_s <= c->config.age_max_s;
    for (int32_t i = 0; i < 3; i++) {
        known = known && !ostrov_i_nan(s->grid_v[i]) && !ostrov_i_nan(s->bus_v[i]);
    }
    return known;
}

static double least(const double v[3]) { return ostrov_i_min(v[0], ostrov_i_min(v[1], v[2])); }

/* Slip, differences and contact angle; the bits of what is outside. A dead side has its own bit
 * whatever else of it is not known: frequency and angle of nothing do not exist. */
static int32_t compare(sync_check *c, const ostrov_sync_check_sample *s)
{
    const double live_v = c->config.live_pu * c->config.nominal_v;
    int32_t blocked = 0;
    blocked |= least(s->grid_v) < live_v ? OSTROV_SYNC_BLOCK_GRID_DEAD : 0;
    blocked |= least(s->bus_v) < live_v ? OSTROV_SYNC_BLOCK_BUS_DEAD : 0;
    if (!is_known(c, s)) {
        return blocked | OSTROV_SYNC_BLOCK_UNKNOWN;
    }
    c->voltage_v = 0.0;
    for (int32_t i = 0; i < 3; i++) {
        c->voltage_v = ostrov_i_max(c->voltage_v, ostrov_i_abs(s->bus_v[i] - s->grid_v[i]));
    }
    c->slip_hz = s->bus_hz - s->grid_hz;
    c->angle_deg = ostrov_i_wrapped_deg(s->angle_deg + 360.0 * c->slip_hz * s->age_s);
    c->contact_deg = ostrov_i_wrapped_deg(c->angle_deg + 360.0 * c->slip_hz * c->config.close_s);
    if (s->grid_rotation != s->bus_rotation || (s->grid_rotation != OSTROV_ROTATION_POSITIVE &&
                                                s->grid_rotation != OSTROV_ROTATION_NEGATIVE)) {
        blocked |= OSTROV_SYNC_BLOCK_ROTATION;
    }
    if (micro(c->voltage_v) > micro(c->config.voltage_max_pu * c->config.nominal_v)) {
        blocked |= OSTROV_SYNC_BLOCK_VOLTAGE;
    }
    if (micro(c->slip_hz) > micro(c->config.slip_max_hz)) {
        blocked |= OSTROV_SYNC_BLOCK_SLIP;
    }
    if (micro(c->angle_deg) > micro(c->config.angle_max_deg)) {
        blocked |= OSTROV_SYNC_BLOCK_ANGLE;
    }
    return blocked;
}

static void count(int64_t *held_us, int32_t true_now, int64_t dt_us)
{
    if (!true_now) {
        *held_us = -1;
    } else if (*held_us < 0) {
        *held_us = 0; /* one sample proves an instant, no interval */
    } else if (*held_us < MOST_US) {
        *held_us += dt_us;
    }
}

/* Seconds until permitted if slip and voltages stay as they are; NaN = never. */
static double time_left(const sync_check *c)
{
    const double width_deg = 2.0 * c->config.angle_max_deg;
    const double speed = 360.0 * ostrov_i_abs(c->slip_hz); /* degrees a second */
    const double toward = c->slip_hz < 0.0 ? -c->angle_deg : c->angle_deg;
    const double dwell_left_s =
        c->config.dwell_s - (c->held_us > 0 ? (double)c->held_us / 1e6 : 0.0);
    double ahead_deg = 0.0; /* to the edge where it enters */
    if ((c->blocked & ~BY_ANGLE) != 0) {
        return OSTROV_I_NAN;
    }
    if (c->held_us >= 0 && dwell_left_s * speed <= c->config.angle_max_deg - toward) {
        return ostrov_i_max(dwell_left_s, 0.0);
    }
    if (speed == 0.0 || c->config.dwell_s * speed > width_deg) {
        return OSTROV_I_NAN;
    }
    ahead_deg = -c->config.angle_max_deg - toward;
    ahead_deg += ahead_deg < 0.0 ? 360.0 : 0.0;
    return ahead_deg / speed + c->config.dwell_s;
}

/* Seconds until the contact angle crosses zero; *passed_s since it last did. */
static double time_to_zero(const sync_check *c, double *passed_s)
{
    const double speed = 360.0 * ostrov_i_abs(c->slip_hz);
    const double toward = c->slip_hz < 0.0 ? -c->contact_deg : c->contact_deg;
    if (speed == 0.0) {
        return OSTROV_I_NAN;
    }
    *passed_s = (toward < 0.0 ? toward + 360.0 : toward) / speed;
    return (toward > 0.0 ? 360.0 - toward : -toward) / speed;
}

/* Command in the step that is nearest to the crossing. Without slip the angle stays as it is: the
 * window decides. */
static int32_t close_now(sync_check *c, double dt_s)
{
    double passed_s = OSTROV_I_NAN;
    c->zero_s = time_to_zero(c, &passed_s);
    if (c->ready_us < c->dwell_us) {
        return 0;
    }
    if (ostrov_i_abs(c->slip_hz) < STILL_HZ) {
        return c->held_us >= c->dwell_us;
    }
    return c->zero_s <= dt_s / 2.0 || passed_s < dt_s / 2.0;
}

ostrov_status ostrov_sync_check_step(ostrov_sync_check *object,
                                     const ostrov_sync_check_sample *sample, double dt_s)
{
    sync_check *c = (sync_check *)object;
    ostrov_sync_check_sample s;
    int32_t refused = 0;
    int64_t dt_us = 0;
    int64_t held_us = 0;
    int64_t ready_us = 0;
    ostrov_status status = OSTROV_OK;
    if (c == NULL || c->magic != MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    if (!(dt_s > 0.0 && dt_s <= LONGEST_STEP_S)) {
        start_anew(c);
        return OSTROV_E_TIME;
    }
    status = ostrov_i_take_sample(&ostrov_i_grid_measure_structures[OSTROV_I_SYNC_SAMPLE], sample,
                                  &s, &refused, NULL);
    if (status != OSTROV_OK) {
        return status;
    }
    held_us = c->held_us;
    ready_us = c->ready_us;
    start_anew(c);
    dt_us = ostrov_i_whole(dt_s, 1e6, MOST_US);
    c->blocked = compare(c, &s);
    count(&held_us, c->blocked == 0, dt_us);
    count(&ready_us, (c->blocked & ~BY_ANGLE) == 0, dt_us);
    c->held_us = held_us;
    c->ready_us = ready_us;
    c->blocked |= held_us >= 0 && held_us < c->dwell_us ? OSTROV_SYNC_BLOCK_DWELL : 0;
    c->left_s = time_left(c);
    c->close = ready_us >= 0 && close_now(c, dt_s);
    return refused > 0 ? OSTROV_DEGRADED : OSTROV_OK;
}

ostrov_status ostrov_sync_check_read(const ostrov_sync_check *object,
                                     ostrov_sync_check_state *state, size_t size)
{
    const sync_check *c = (const sync_check *)object;
    ostrov_sync_check_state full;
    if (c == NULL || c->magic != MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    memset(&full, 0, sizeof full);
    full.permit = c->blocked == 0;
    full.close = c->close;
    full.blocked = c->blocked;
    full.slip_hz = c->slip_hz;
    full.voltage_v = c->voltage_v;
    full.angle_deg = c->angle_deg;
    full.contact_angle_deg = c->contact_deg;
    full.held_s = c->held_us < 0 ? OSTROV_I_NAN : (double)c->held_us / 1e6;
    full.left_s = c->left_s;
    full.zero_s = c->zero_s;
    return ostrov_i_give(&ostrov_i_grid_measure_structures[OSTROV_I_SYNC_STATE], &full, state,
                         size);
}
