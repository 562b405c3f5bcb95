/* The properties of every step that stand on tables: which command belongs to which mode, how old a
 * mode may get, which reasons must be told.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "walk.h"

/* Tables of outputs and bounds that stand on their own. */
static int64_t bound_us(const step *x)
{
    const ostrov_i_grid_settings *set = &x->with->set;
    int64_t closing_us = 2 * set->close_us + 100000;
    int64_t opening_us = closing_us + OSTROV_I_ABORT_HOLD_US + set->open_us;
    switch (x->after->s.mode) {
    case OSTROV_GRID_RIDE:
        return set->ride_us;
    case OSTROV_GRID_NULLING:
        return set->nulling_us;
    case OSTROV_GRID_OPENING:
        return 2 * (opening_us > set->forming_us ? opening_us : set->forming_us) +
               OSTROV_I_PROVE_US;
    case OSTROV_GRID_BACKUP_OPEN:
        return OSTROV_I_BACKUP_US;
    case OSTROV_GRID_FORMING:
        return set->bond_us + set->forming_us;
    case OSTROV_GRID_SYNC:
        return set->sync_us;
    case OSTROV_GRID_CLOSING:
        return 2 * closing_us + OSTROV_I_PROVE_US;
    case OSTROV_GRID_RAMP:
        return set->ramp_us;
    case OSTROV_GRID_BLACK:
        return set->bond_us + set->black_us;
    default:
        return INT64_MAX;
    }
}

const char *properties_commands(const step *x)
{
    const ostrov_i_switch_out *out = x->out;
    int32_t mode = x->after->s.mode;
    int32_t pcs = out->pcs_request;
    switch (out->breaker_command) {
    case OSTROV_BREAKER_HOLD:
        break;
    case OSTROV_BREAKER_OPEN:
        if (mode != OSTROV_GRID_OPENING && mode != OSTROV_GRID_SAFE_STOP &&
            !(mode == OSTROV_GRID_LOCKOUT && x->after->s.stops != 0)) {
            return "COMMAND-TABLE";
        }
        break;
    case OSTROV_BREAKER_CLOSE:
        if (mode != OSTROV_GRID_CLOSING) {
            return "COMMAND-TABLE";
        }
        break;
    default:
        if (out->breaker_command != OSTROV_BREAKER_TRIP_UPSTREAM ||
            mode != OSTROV_GRID_BACKUP_OPEN) {
            return "COMMAND-TABLE";
        }
    }
    if (mode == OSTROV_GRID_OPENING && hands_on(x) &&
        x->with->set.profile != OSTROV_PCS_PROFILE_A &&
        out->breaker_command != OSTROV_BREAKER_OPEN) {
        return "OPEN-HELD";
    }
    if (mode == OSTROV_GRID_BOOT && (out->breaker_command != OSTROV_BREAKER_HOLD ||
                                     pcs != OSTROV_PCS_UNKNOWN || out->power_ppm != 0)) {
        return "BOOT-HANDS-OFF";
    }
    if (out->power_ppm < 0 || out->power_ppm > 1000000 ||
        (out->power_ppm > 0 && pcs == OSTROV_PCS_STOP)) {
        return "POWER-RANGE";
    }
    if (mode == OSTROV_GRID_RAMP && x->before->s.mode != mode && out->power_ppm != 0) {
        return "RAMP-FROM-ZERO";
    }
    if ((mode == OSTROV_GRID_DEAD && x->with->set.profile != OSTROV_PCS_PROFILE_A && hands_on(x) &&
         pcs != OSTROV_PCS_STOP) ||
        (mode == OSTROV_GRID_BACKUP_OPEN && pcs != OSTROV_PCS_STOP)) {
        return "PCS-TABLE";
    }
    return connected(mode) && hands_on(x) && pcs != OSTROV_PCS_FOLLOW ? "PCS-TABLE" : NULL;
}

const char *properties_sane(const step *x)
{
    const ostrov_i_switch *s = &x->after->s;
    const ostrov_i_switch *was = &x->before->s;
    int32_t flipped = was->connected >= 0 && s->connected != was->connected;
    int32_t waits = s->mode == was->mode && s->mode != OSTROV_GRID_GRID;
    if (s->mode < OSTROV_GRID_BOOT || s->mode > OSTROV_GRID_LOCKOUT || x->out->expected_mode < 1 ||
        x->out->expected_mode > OSTROV_GRID_LOCKOUT || x->out->left_us < -1) {
        return "TOTAL";
    }
    if (s->in_mode_us > bound_us(x)) {
        return "AGE-BOUND";
    }
    if (s->mode != was->mode && (s->reason <= 0 || s->in_mode_us != 0)) {
        return "WHY";
    }
    if (waits && x->out->blocked == OSTROV_GRID_REASON_NONE) {
        return "WHY-NOT";
    }
    if (s->epoch - was->epoch != (uint32_t)flipped ||
        x->out->watch_anew != (flipped && s->connected == 0) ||
        (connected(s->mode) && s->connected != 1)) {
        return "EPOCH";
    }
    return NULL;
}
