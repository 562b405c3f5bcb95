/* What every step must obey, judged from samples and answers alone: the oracle of test_random.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_GRID_ORACLE_H
#define OSTROV_TESTS_GRID_ORACLE_H

#include "plant.h"

/* What the oracle remembers. Times are upper bounds of what the library may have counted. */
typedef struct oracle {
    ostrov_grid_state before;
    double grid_good_s, grid_dead_s, bus_dead_s, window_s; /* -1 = not true now */
    double open_s, close_s, trip_s;
    double plain_s;   /* contacts have said the same for */
    double unclear_s; /* contacts have contradicted each other for */
    int plain;        /* 1, 0, -1 */
    int last_reset;
    uint32_t stops;           /* fire and emergency stop, until released and reset */
    int bond;                 /* as last seen */
    double bond_s;            /* seen so for */
    ostrov_grid_order order;  /* handed over for this step; number 0 = none */
    ostrov_grid_order chosen; /* the selection that stands */
    double chosen_s;
    double limit;    /* last word of the DSO; NaN = none yet */
    double silent_s; /* since then */
    int held_open;   /* bits of the actors who ordered OPEN and have not taken it back */
} oracle;

static int modes_seen[17];
static long steps_done, closes_live, closes_dead, forms, bonds, orders_done, orders_refused;

static int fresh(const double v[3], double age_s, const ostrov_grid_config *c)
{
    return !isnan(v[0]) && !isnan(v[1]) && !isnan(v[2]) && age_s <= c->stale_s + 1e-6;
}

static int all_below(const double v[3], double limit)
{
    return v[0] < limit && v[1] < limit && v[2] < limit;
}

/* 1 mV and 1 mHz: the library works in whole mV and mHz, the oracle does not. */
static int in_window(const double v[3], double hz, double lo, double hi, double lo_hz, double hi_hz)
{
    for (int i = 0; i < 3; i++) {
        if (v[i] < lo - 1e-3 || v[i] > hi + 1e-3) {
            return 0;
        }
    }
    return hz >= lo_hz - 1e-3 && hz <= hi_hz + 1e-3;
}

static void held(double *s, int now, double dt_s)
{
    *s = !now ? -1.0 : (*s < 0.0 ? 0.0 : *s + dt_s);
}

static void observe(oracle *o, const ostrov_grid_config *c, const ostrov_grid_sample *s,
                    double dt_s)
{
    double n = c->nominal_v;
    int g = fresh(s->grid_v, s->grid_age_s, c);
    int b = fresh(s->bus_v, s->bus_age_s, c);
    int plain = s->breaker_closed == 1 && s->breaker_open == 0   ? 1
                : s->breaker_closed == 0 && s->breaker_open == 1 ? 0
                                                                 : -1;
    int window = g && b && !all_below(s->grid_v, c->dead_pu * n) &&
                 !all_below(s->bus_v, c->dead_pu * n) &&
                 fabs(s->bus_hz - s->grid_hz) <= c->sync_slip_hz + 1e-3 &&
                 fabs(s->angle_deg) <= c->sync_angle_deg + 0.01;
    for (int i = 0; window && i < 3; i++) {
        window = fabs(s->bus_v[i] - s->grid_v[i]) <= c->sync_voltage_pu * n + 1e-3;
    }
    held(&o->grid_good_s,
         g && in_window(s->grid_v, s->grid_hz, c->return_min_pu * n, c->return_max_pu * n,
                        c->return_min_hz, c->return_max_hz),
         dt_s);
    held(&o->grid_dead_s, g && all_below(s->grid_v, c->dead_pu * n + 1e-3), dt_s);
    held(&o->bus_dead_s, b && all_below(s->bus_v, c->dead_pu * n + 1e-3), dt_s);
    held(&o->window_s, window, dt_s);
    o->plain_s = plain == o->plain ? o->plain_s + dt_s : 0.0;
    o->plain = plain;
    o->bond_s = s->bond_closed == o->bond ? o->bond_s + dt_s : 0.0;
    o->bond = s->bond_closed;
    o->unclear_s =
        s->breaker_closed >= 0 && s->breaker_closed == s->breaker_open ? o->unclear_s + dt_s : 0.0;
}

static int evidence_open(const ostrov_grid_config *c, const ostrov_grid_sample *s)
{
    return (s->breaker_closed == 0 && s->breaker_open == 1) ||
           (c->pcs_profile == OSTROV_PCS_PROFILE_A && s->pcs_mode == OSTROV_PCS_FORM);
}

static void check_close(const oracle *o, const ostrov_grid_config *c, const ostrov_grid_sample *s,
                        const ostrov_grid_state *x, double dt_s)
{
    double slip_hz = s->bus_hz - s->grid_hz;
    int rising = o->before.breaker_command != OSTROV_BREAKER_CLOSE;
    if (x->breaker_command != OSTROV_BREAKER_CLOSE) {
        return;
    }
    MUST(c->pcs_profile != OSTROV_PCS_PROFILE_A);
    MUST(fresh(s->grid_v, s->grid_age_s, c));
    MUST(!all_below(s->grid_v, c->dead_pu * c->nominal_v));
    MUST(fresh(s->bus_v, s->bus_age_s, c));
    MUST(o->before.breaker_command != OSTROV_BREAKER_OPEN);
    if (!rising) {
        return;
    }
    MUST(o->plain == 0);
    MUST(o->grid_good_s >= c->return_delay_s - 1e-5);
    MUST(s->permit_return == 1 || (s->permit_return == -1 && c->return_by_itself));
    MUST(s->want_island != 1);
    MUST(!o->held_open);
    MUST(c->phases == 1 || (s->grid_rotation != OSTROV_ROTATION_NEGATIVE &&
                            s->bus_rotation != OSTROV_ROTATION_NEGATIVE));
    MUST(!c->earth_bond || (o->bond >= 0 && o->bond_s >= 0.02 - 1e-6));
    if (o->bus_dead_s >= 0.0) {
        MUST(!c->earth_bond || o->bond == 0);
        MUST(c->dead_bus_close == 1);
        MUST(o->bus_dead_s >= c->dead_s - 1e-5);
        closes_dead++;
        return;
    }
    MUST(o->window_s >= c->sync_dwell_s - 1e-5);
    MUST(dt_s <= 0.1 + 1e-9);
    /* 0.3 degrees: slip rounded to mHz over the closing time and the age (at most 0.6 s). */
    double age_s = fmax(s->grid_age_s, s->bus_age_s);
    double met = plant_wrap(s->angle_deg + 360.0 * slip_hz * (x->learned_close_s + age_s));
    MUST(fabs(met) <= c->sync_angle_deg + 0.3);
    MUST(in_window(s->bus_v, s->bus_hz, c->band_min_pu * c->nominal_v,
                   c->band_max_pu * c->nominal_v, c->band_min_hz, c->band_max_hz));
    closes_live++;
}

static void check_form(const oracle *o, const ostrov_grid_config *c, const ostrov_grid_sample *s,
                       const ostrov_grid_state *x)
{
    if (x->pcs_request != OSTROV_PCS_FORM) {
        return;
    }
    MUST(c->island_verified == 1);
    MUST(c->pcs_profile != OSTROV_PCS_PROFILE_D);
    MUST(o->stops == 0);
    if (o->before.pcs_request != OSTROV_PCS_FORM) {
        int living = o->before.mode == OSTROV_GRID_SYNC; /* A: its island lives on FOLLOW */
        MUST(evidence_open(c, s) || living);
        /* Earthed first, unless somebody's healthy island was found. */
        MUST(!c->earth_bond || o->bond == 1 || x->bus_side == OSTROV_SIDE_GOOD);
        forms++;
    }
}

/* The bond: closed behind a breaker proven open, opened with the grid's earth there or in the dark.
 */
static void check_bond(const oracle *o, const ostrov_grid_config *c, const ostrov_grid_sample *s,
                       const ostrov_grid_state *x)
{
    if (x->bond_command == OSTROV_BOND_HOLD) {
        return;
    }
    MUST(c->earth_bond == 1);
    bonds += x->bond_command != o->before.bond_command;
    if (x->bond_command == OSTROV_BOND_CLOSE) {
        MUST(evidence_open(c, s) && o->plain_s >= 0.02 - 1e-6);
    } else {
        MUST((o->plain == 1 && o->plain_s >= 0.02 - 1e-6) || o->bus_dead_s >= c->dead_s - 1e-5);
    }
}

static int is_connected(int mode)
{
    return mode == OSTROV_GRID_GRID || mode == OSTROV_GRID_RIDE || mode == OSTROV_GRID_NULLING ||
           mode == OSTROV_GRID_RAMP;
}

/* The DSO's limit never rises by silence, nothing passes an open breaker, tier 1 is never shed. */
static void check_supply(oracle *o, const ostrov_grid_config *c, const ostrov_grid_sample *s,
                         const ostrov_grid_state *x, double dt_s)
{
    uint32_t all = (1u << c->tier_count) - 1;
    double most = c->dso_receiver ? c->dso_fallback_ratio : 1.0;
    o->silent_s += dt_s;
    if (!isnan(s->dso_limit_ratio)) {
        o->limit = s->dso_limit_ratio;
        o->silent_s = 0.0;
    }
    if (!isnan(o->limit)) {
        most =
            o->silent_s > c->dso_hold_s + 1e-5 ? fmin(o->limit, c->dso_fallback_ratio) : o->limit;
    }
    MUST(x->export_ratio >= 0.0 && x->export_ratio <= most + 1e-6);
    MUST(x->import_ratio <= (c->dso_limits_import ? most + 1e-6 : 1.0));
    MUST(x->export_ratio <= x->power_ratio && x->import_ratio <= x->power_ratio);
    MUST(is_connected(x->mode) || (x->export_ratio == 0.0 && x->import_ratio == 0.0));
    MUST(x->export_ratio == 1.0 || x->limit_reason != OSTROV_GRID_REASON_NONE);
    MUST((x->tiers_allowed & ~all) == 0);
    MUST(c->tier_count == 0 || (x->tiers_allowed & 1) == 1);
    MUST(isnan(x->soc_floor_ratio) || x->soc_floor_ratio <= 1.0);
    MUST(isnan(x->autonomy_s) || x->autonomy_s >= 0.0);
}

static int armed(const ostrov_grid_config *c)
{
    return c->authority == OSTROV_AUTHORITY_DIRECT ||
           (c->authority == OSTROV_AUTHORITY_REQUEST && c->settings_named);
}

/* Select before operate: what is executed was selected, by the same, not too long ago. Returns 1
 * when a reset was ordered. */
static int check_order(oracle *o, const ostrov_grid_config *c, const ostrov_grid_state *x,
                       double dt_s)
{
    const ostrov_grid_order *now = &o->order;
    int cancel = now->action == OSTROV_GRID_ACTION_CANCEL;
    int execute = now->stage == OSTROV_GRID_STAGE_EXECUTE || cancel;
    o->chosen_s += dt_s;
    if (now->number == 0) {
        return 0;
    }
    MUST(x->order_number == now->number && x->order_actor == now->actor);
    orders_refused += x->order_accepted == 0;
    if (x->order_accepted == 0) {
        MUST(x->order_reason != OSTROV_GRID_REASON_NONE);
        o->chosen.number = execute && o->chosen.number == now->number ? 0 : o->chosen.number;
        return 0;
    }
    MUST(now->actor != OSTROV_GRID_ACTOR_UNKNOWN);
    MUST(armed(c) || cancel);
    if (!execute) {
        o->chosen = *now;
        o->chosen_s = 0.0;
        return 0;
    }
    orders_done++;
    if (!cancel) {
        MUST(o->chosen.number == now->number && o->chosen.action == now->action &&
             o->chosen.actor == now->actor && o->chosen_s < o->chosen.life_s + 1e-6);
    }
    o->chosen.number = 0;
    if (now->action == OSTROV_GRID_ACTION_OPEN) {
        o->held_open |= 1 << now->actor;
    } else if (now->action == OSTROV_GRID_ACTION_RETURN) {
        MUST(now->actor == OSTROV_GRID_ACTOR_LOCAL || !o->held_open ||
             (o->held_open & 1 << now->actor) != 0);
        o->held_open =
            now->actor == OSTROV_GRID_ACTOR_LOCAL ? 0 : o->held_open & ~(1 << now->actor);
    }
    MUST(now->action != OSTROV_GRID_ACTION_RESET || now->actor == OSTROV_GRID_ACTOR_LOCAL);
    return now->action == OSTROV_GRID_ACTION_RESET;
}

/* Greatest time in a mode; NaN = no bound. Contacts that have just moved get time to prove it. */
static double bound(const ostrov_grid_config *c, const ostrov_grid_state *x)
{
    double closing_s = 2.0 * fmax(c->breaker_close_s, x->learned_close_s) + 0.1;
    double opening_s = c->breaker_open_s + 9.0 * c->breaker_close_s + 0.3;
    switch (x->mode) {
    case OSTROV_GRID_RIDE:
        return c->ride_s;
    case OSTROV_GRID_NULLING:
        return c->nulling_s;
    case OSTROV_GRID_OPENING:
        return 2.0 * fmax(opening_s, c->forming_s) + 2.0;
    case OSTROV_GRID_BACKUP_OPEN:
        return 0.5;
    case OSTROV_GRID_FORMING:
        return c->forming_s + (c->earth_bond ? c->bond_s : 0.0);
    case OSTROV_GRID_SYNC:
        return c->sync_timeout_s;
    case OSTROV_GRID_CLOSING:
        return 2.0 * closing_s + 2.0;
    case OSTROV_GRID_RAMP:
        return c->ramp_s;
    case OSTROV_GRID_BLACK:
        return c->black_s + (c->earth_bond ? c->bond_s : 0.0);
    default:
        return NAN;
    }
}

static void check_times(oracle *o, const ostrov_grid_config *c, const ostrov_grid_state *x,
                        double dt_s)
{
    double most_s = bound(c, x);
    int command = x->breaker_command;
    MUST(isnan(most_s) || x->in_mode_s <= most_s + dt_s);
    o->open_s = command == OSTROV_BREAKER_OPEN && o->before.breaker_command == OSTROV_BREAKER_OPEN
                    ? o->open_s + dt_s
                    : 0.0;
    o->close_s =
        command == OSTROV_BREAKER_CLOSE && o->before.breaker_command == OSTROV_BREAKER_CLOSE
            ? o->close_s + dt_s
            : 0.0;
    o->trip_s = command == OSTROV_BREAKER_TRIP_UPSTREAM &&
                        o->before.breaker_command == OSTROV_BREAKER_TRIP_UPSTREAM
                    ? o->trip_s + dt_s
                    : 0.0;
    MUST(o->trip_s <= 0.5 + 2.0 * dt_s);
    /* The learned time stays within four times the first guess. */
    MUST(o->close_s <= 8.0 * c->breaker_close_s + 0.1 + 2.0 * dt_s);
    MUST(o->open_s <= 3.0 * (c->breaker_open_s + 9.0 * c->breaker_close_s + 0.3) + 2.0 + 2 * dt_s);
}

static void check_authority(oracle *o, const ostrov_grid_config *c, const ostrov_grid_sample *s,
                            const ostrov_grid_state *x, int ordered)
{
    const uint32_t stop_bits = OSTROV_INHIBIT_FIRE_STOP | OSTROV_INHIBIT_E_STOP;
    int reset = (s->reset == 1 && o->last_reset == 0) || ordered;
    uint32_t pressed = s->inhibits & stop_bits;
    int hands_off = (s->inhibits & ~stop_bits) != 0;
    MUST(x->armed == armed(c));
    if (!armed(c)) {
        MUST(x->breaker_command == OSTROV_BREAKER_HOLD);
        MUST(x->pcs_request == OSTROV_PCS_UNKNOWN);
        MUST(x->bond_command == OSTROV_BOND_HOLD);
        o->stops = 0;
    } else {
        o->stops = pressed != 0 || !reset ? o->stops | pressed : 0;
        if ((o->stops & OSTROV_INHIBIT_E_STOP) != 0) {
            MUST(x->mode == OSTROV_GRID_LOCKOUT);
        }
        if (o->stops != 0) {
            MUST(x->pcs_request == OSTROV_PCS_STOP);
            MUST(x->breaker_command == OSTROV_BREAKER_HOLD ||
                 x->breaker_command == OSTROV_BREAKER_OPEN);
            MUST(x->power_ratio == 0.0);
        }
        if (hands_off) {
            MUST(x->breaker_command == OSTROV_BREAKER_HOLD);
            MUST(x->bond_command == OSTROV_BOND_HOLD);
            MUST(o->stops || x->pcs_request == OSTROV_PCS_UNKNOWN);
        }
    }
    if (o->before.mode == OSTROV_GRID_LOCKOUT && x->mode != OSTROV_GRID_LOCKOUT) {
        MUST(reset);
    }
    if (s->reset >= 0) {
        o->last_reset = s->reset;
    }
}

static void check_sanity(const oracle *o, const ostrov_grid_config *c, const ostrov_grid_sample *s,
                         const ostrov_grid_state *x)
{
    MUST(x->mode >= 1 && x->mode <= 16);
    MUST(x->power_ratio >= 0.0 && x->power_ratio <= 1.0);
    MUST(isnan(x->left_s) || x->left_s >= 0.0);
    MUST(x->epoch - o->before.epoch <= 1);
    MUST(x->reason > 0 && x->reason <= OSTROV_GRID_REASON_CEASE);
    if (!fresh(s->grid_v, s->grid_age_s, c)) {
        MUST(x->grid_side == OSTROV_SIDE_UNKNOWN);
    }
    if (!fresh(s->bus_v, s->bus_age_s, c)) {
        MUST(x->bus_side == OSTROV_SIDE_UNKNOWN);
    }
    if (x->grid_side == OSTROV_SIDE_GOOD) {
        MUST(o->grid_good_s >= c->return_delay_s - 1e-5);
    }
    if (x->grid_side == OSTROV_SIDE_DEAD) {
        MUST(o->grid_dead_s >= c->dead_s - 1e-5);
    }
    if (x->bus_side == OSTROV_SIDE_DEAD) {
        MUST(o->bus_dead_s >= c->dead_s - 1e-5);
    }
    if (is_connected(o->before.mode) && x->breaker_command == OSTROV_BREAKER_OPEN && !o->stops) {
        MUST(o->unclear_s <= c->contact_fault_s + 1e-6); /* leave the breaker alone */
    }
    if (c->pcs_profile == OSTROV_PCS_PROFILE_D && is_connected(o->before.mode) && !o->stops) {
        MUST(x->breaker_command == OSTROV_BREAKER_HOLD);
    }
}

/* What a site sees of a sample: with one phase, that phase only. */
static ostrov_grid_sample as_seen(const ostrov_grid_config *c, const ostrov_grid_sample *s)
{
    ostrov_grid_sample seen = *s;
    for (int i = c->phases; i < 3; i++) {
        seen.grid_v[i] = s->grid_v[0];
        seen.bus_v[i] = s->bus_v[0];
    }
    return seen;
}

static void judge(oracle *o, const ostrov_grid_config *c, const ostrov_grid_sample *given,
                  const ostrov_grid_state *x, double dt_s)
{
    const ostrov_grid_sample sample = as_seen(c, given);
    const ostrov_grid_sample *s = &sample;
    int ordered = check_order(o, c, x, dt_s);
    observe(o, c, s, dt_s);
    check_authority(o, c, s, x, ordered);
    check_close(o, c, s, x, dt_s);
    check_form(o, c, s, x);
    check_bond(o, c, s, x);
    check_supply(o, c, s, x, dt_s);
    check_times(o, c, x, dt_s);
    check_sanity(o, c, s, x);
    if (is_connected(x->mode)) {
        o->held_open = 0; /* somebody closed it: the order is over */
    }
    modes_seen[x->mode]++;
    steps_done++;
    o->before = *x;
}

static void oracle_start(oracle *o, const ostrov_grid *g)
{
    memset(o, 0, sizeof *o);
    MUST(ostrov_grid_read(g, &o->before, sizeof o->before) == OSTROV_OK);
    o->grid_good_s = o->grid_dead_s = o->bus_dead_s = o->window_s = -1.0;
    o->plain = -1;
    o->bond = -1;
    o->limit = NAN;
    o->last_reset = 1;
}

#endif
