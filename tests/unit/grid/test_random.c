/* The hard rules of the connection over random worlds, judged by an oracle of its own that knows
 * only what was sent in and what came out. Two kinds of world: a plant that breaks at random, and
 * chaos in which every input is independent noise held for random times.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plant.h"

#define CHAOS_WORLDS 1500
#define CHAOS_STEPS 2500
#define PLANT_WORLDS 240
#define PLANT_STEPS 6000

/* What the oracle remembers. Times are upper bounds of what the library may have counted. */
typedef struct oracle {
    ostrov_grid_state before;
    double grid_good_s, grid_dead_s, bus_dead_s, window_s; /* -1 = not true now */
    double open_s, close_s, trip_s;
    double plain_s;   /* contacts have said the same for */
    double unclear_s; /* contacts have contradicted each other for */
    int plain;        /* 1, 0, -1 */
    int last_reset;
    int fire;
    int first;
} oracle;

static int modes_seen[17];
static long steps_done, closes_live, closes_dead, forms;

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
    if (o->bus_dead_s >= 0.0) {
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
    MUST(o->fire == 0);
    if (o->before.pcs_request != OSTROV_PCS_FORM) {
        int living = o->before.mode == OSTROV_GRID_SYNC; /* A: its island lives on FOLLOW */
        MUST(evidence_open(c, s) || living);
        forms++;
    }
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
        return c->forming_s;
    case OSTROV_GRID_SYNC:
        return c->sync_timeout_s;
    case OSTROV_GRID_CLOSING:
        return 2.0 * closing_s + 2.0;
    case OSTROV_GRID_RAMP:
        return c->ramp_s;
    case OSTROV_GRID_BLACK:
        return c->black_s;
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

static int is_connected(int mode)
{
    return mode == OSTROV_GRID_GRID || mode == OSTROV_GRID_RIDE || mode == OSTROV_GRID_NULLING ||
           mode == OSTROV_GRID_RAMP;
}

static void check_authority(oracle *o, const ostrov_grid_config *c, const ostrov_grid_sample *s,
                            const ostrov_grid_state *x)
{
    int reset = s->reset == 1 && o->last_reset == 0;
    int fire = (s->inhibits & OSTROV_INHIBIT_FIRE_STOP) != 0;
    int hands_off = (s->inhibits & ~(uint32_t)OSTROV_INHIBIT_FIRE_STOP) != 0;
    if (c->authority == OSTROV_AUTHORITY_OBSERVE) {
        MUST(x->breaker_command == OSTROV_BREAKER_HOLD);
        MUST(x->pcs_request == OSTROV_PCS_UNKNOWN);
        o->fire = 0;
    } else {
        o->fire = fire || (o->fire && !reset);
        if (o->fire) {
            MUST(x->pcs_request == OSTROV_PCS_STOP);
            MUST(x->breaker_command == OSTROV_BREAKER_HOLD ||
                 x->breaker_command == OSTROV_BREAKER_OPEN);
            MUST(x->power_ratio == 0.0);
        }
        if (hands_off) {
            MUST(x->breaker_command == OSTROV_BREAKER_HOLD);
            MUST(o->fire || x->pcs_request == OSTROV_PCS_UNKNOWN);
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
    MUST(x->reason > 0 && x->reason <= OSTROV_GRID_REASON_BUS_LIVE);
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
    if (is_connected(o->before.mode) && x->breaker_command == OSTROV_BREAKER_OPEN && !o->fire) {
        MUST(o->unclear_s <= c->contact_fault_s + 1e-6); /* leave the breaker alone */
    }
    if (c->pcs_profile == OSTROV_PCS_PROFILE_D && is_connected(o->before.mode) && !o->fire) {
        MUST(x->breaker_command == OSTROV_BREAKER_HOLD);
    }
}

static void judge(oracle *o, const ostrov_grid_config *c, const ostrov_grid_sample *s,
                  const ostrov_grid_state *x, double dt_s)
{
    observe(o, c, s, dt_s);
    check_authority(o, c, s, x);
    check_close(o, c, s, x, dt_s);
    check_form(o, c, s, x);
    check_times(o, c, x, dt_s);
    check_sanity(o, c, s, x);
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
    o->last_reset = 1;
}

static double u(uint64_t *seed) { return plant_uniform(seed); }
static int pick(uint64_t *seed, int n) { return (int)(plant_bits(seed) % (uint64_t)n); }

static void random_config(ostrov_grid_config *c, uint64_t *seed)
{
    plant_config(c);
    c->authority = pick(seed, 8) == 0 ? OSTROV_AUTHORITY_OBSERVE : 2 + pick(seed, 2);
    c->pcs_profile = pick(seed, 2) ? OSTROV_PCS_PROFILE_C : 1 + pick(seed, 4);
    c->island_verified = pick(seed, 5) != 0;
    c->dead_bus_close = pick(seed, 4) != 0;
    c->black_start = pick(seed, 3) != 0;
    c->return_by_itself = pick(seed, 4) != 0;
    c->return_delay_s = pick(seed, 3) == 0 ? 0.0 : 2.0 * u(seed);
    c->ramp_s = 2.0 * u(seed);
    c->dead_s = 0.2 * u(seed);
    c->sync_dwell_s = pick(seed, 3) == 0 ? 0.0 : 0.3 * u(seed);
    c->sync_angle_deg = 1.0 + 29.0 * u(seed);
    c->sync_slip_hz = 0.02 + 0.5 * u(seed);
    c->sync_voltage_pu = 0.01 + 0.15 * u(seed);
    c->sync_timeout_s = 1.0 + 5.0 * u(seed);
    c->breaker_close_s = 0.01 + 0.2 * u(seed);
    c->breaker_open_s = 0.06 + 0.2 * u(seed);
    c->contact_fault_s = 0.05 + 0.3 * u(seed);
    c->nulling_s = 0.5 + 3.0 * u(seed);
    c->forming_s = 0.3 + 2.0 * u(seed);
    c->black_s = 0.5 + 2.0 * u(seed);
    c->ride_s = 0.2 + 5.0 * u(seed);
    c->stale_s = 0.02 + 0.5 * u(seed);
}

/* A voltage: dead, near a threshold, nominal, or nonsense. */
static double chaos_v(uint64_t *seed)
{
    static const double pu[] = {0.0, 0.0, 0.19, 0.21, 0.5, 0.84, 0.86, 1.0, 1.0,
                                1.0, 1.0, 1.0,  1.0,  1.0, 1.09, 1.11, 1.2};
    int i = pick(seed, 20);
    return i < 17 ? 230.0 * pu[i] : (i == 17 ? NAN : (i == 18 ? INFINITY : -5.0));
}

static void chaos_side(double v[3], double *hz, double *age_s, uint64_t *seed)
{
    v[0] = v[1] = v[2] = chaos_v(seed);
    if (pick(seed, 6) == 0) {
        v[pick(seed, 3)] = chaos_v(seed);
    }
    *hz = pick(seed, 10) == 0 ? NAN : 50.0 + (pick(seed, 6) == 0 ? 6.0 : 0.06) * (u(seed) - 0.5);
    *age_s = pick(seed, 12) == 0 ? (pick(seed, 2) ? NAN : 10.0 * u(seed)) : 0.01 * u(seed);
}

static void chaos(ostrov_grid_sample *s, uint64_t *seed)
{
    static const int contact[] = {0, 1, 0, 1, 0, 1, -1, 0, 1, 5};
    if (pick(seed, 60) == 0) {
        chaos_side(s->grid_v, &s->grid_hz, &s->grid_age_s, seed);
    }
    if (pick(seed, 40) == 0) {
        chaos_side(s->bus_v, &s->bus_hz, &s->bus_age_s, seed);
    }
    if (pick(seed, 30) == 0) {
        s->breaker_closed = contact[pick(seed, 10)];
        s->breaker_open = pick(seed, 6) == 0 ? contact[pick(seed, 10)] : !s->breaker_closed;
    }
    if (pick(seed, 15) == 0) {
        s->angle_deg =
            pick(seed, 8) == 0 ? NAN : (pick(seed, 3) == 0 ? 400.0 : 20.0) * (u(seed) - 0.5);
    }
    if (pick(seed, 40) == 0) {
        s->pcs_mode = pick(seed, 5) - (pick(seed, 20) == 0);
        s->pcs_fault = pick(seed, 6) == 0;
        s->soc_ratio = pick(seed, 5) == 0 ? NAN : u(seed);
        s->pcc_w = pick(seed, 5) == 0 ? NAN : 8000.0 * (u(seed) - 0.5);
    }
    if (pick(seed, 80) == 0) {
        s->inhibits = pick(seed, 3) == 0 ? (uint32_t)pick(seed, 32) : 0;
        s->want_island = pick(seed, 4) == 0;
        s->permit_return = pick(seed, 3) - 1;
        s->open_transition = pick(seed, 2);
    }
    s->reset = pick(seed, 60) == 0 ? pick(seed, 3) - 1 : s->reset;
}

static void chaos_never_breaks_a_rule(void)
{
    static const double steps[] = {0.001, 0.01, 0.01, 0.02, 0.1, 1.0};
    uint64_t seed = 20180905;
    for (int world = 0; world < CHAOS_WORLDS; world++) {
        ostrov_grid_config c;
        ostrov_grid_sample s;
        ostrov_grid_state x;
        ostrov_grid g;
        ostrov_grid twin;
        oracle o;
        double dt_s = steps[pick(&seed, 6)];
        random_config(&c, &seed);
        MUST(ostrov_grid_init(&g, &c, NULL) == OSTROV_OK);
        MUST(ostrov_grid_sample_defaults(&s, sizeof s) == OSTROV_OK);
        oracle_start(&o, &g);
        for (int i = 0; i < CHAOS_STEPS; i++) {
            ostrov_status status;
            chaos(&s, &seed);
            if (pick(&seed, 200) == 0) {
                dt_s = steps[pick(&seed, 6)];
            }
            twin = g;
            status = ostrov_grid_step(&g, &s, dt_s);
            MUST(status == OSTROV_OK || status == OSTROV_DEGRADED);
            MUST(ostrov_grid_read(&g, &x, sizeof x) == OSTROV_OK);
            judge(&o, &c, &s, &x, dt_s);
            if (i % 97 == 0) { /* the same step on a copy gives the same bits */
                MUST(ostrov_grid_step(&twin, &s, dt_s) == status);
                MUST(memcmp(&twin, &g, sizeof g) == 0);
            }
        }
    }
}

/* Things break one at a time or together, and heal. */
static void misfortune(plant *p, uint64_t *seed)
{
    if (pick(seed, 400) == 0) {
        static const double pu[] = {0.0, 0.0, 0.0, 0.6, 0.83, 1.0, 1.0, 1.0, 1.12, 1.2};
        p->grid_pu = pu[pick(seed, 10)];
        p->grid_hz = pick(seed, 6) == 0 ? 47.0 + 6.0 * u(seed) : 49.9 + 0.15 * u(seed);
    }
    if (pick(seed, 1500) == 0) {
        p->stuck = pick(seed, 3) == 0;
        p->refuses = pick(seed, 3) == 0;
        p->close_s = 0.02 + 0.3 * u(seed);
    }
    if (pick(seed, 1200) == 0) {
        p->force_a = pick(seed, 3) == 0 ? pick(seed, 3) - 1 : -2;
        p->force_b = pick(seed, 3) == 0 ? pick(seed, 3) - 1 : -2;
    }
    if (pick(seed, 900) == 0) {
        p->measured = pick(seed, 3) == 0 ? pick(seed, 8) : 7;
        p->soc = u(seed);
        p->pcc_w = 8000.0 * (u(seed) - 0.5);
    }
    if (pick(seed, 1500) == 0) {
        p->sample.inhibits = pick(seed, 4) == 0 ? 1u << pick(seed, 4) : 0;
        p->sample.want_island = pick(seed, 4) == 0;
        p->sample.permit_return = pick(seed, 5) == 0 ? 0 : 1;
        p->sample.open_transition = pick(seed, 3) == 0;
    }
    if (pick(seed, 3000) == 0) {
        p->closed = !p->closed; /* a hand, or the interface protection */
        p->phase_deg = 0.0;
    }
    p->sample.reset = pick(seed, 500) == 0;
}

static void heal(plant *p)
{
    p->grid_pu = 1.0;
    p->grid_hz = 50.0;
    p->stuck = p->refuses = 0;
    p->close_s = p->config.breaker_close_s;
    p->force_a = p->force_b = -2;
    p->measured = 7;
    p->soc = 0.8;
    p->sample.inhibits = 0;
    p->sample.want_island = 0;
    p->sample.permit_return = 1;
    p->sample.open_transition = 1;
    p->sample.pcs_fault = 0;
}

/* All is well again: GRID must be reached from wherever it was. */
static void come_home(plant *p, oracle *o, const ostrov_grid_config *c, uint64_t *seed, int world)
{
    heal(p);
    p->grid_hz = 49.95 + 0.1 * u(seed);
    for (int i = 0; i < 30000 && (i < 200 || p->state.mode != OSTROV_GRID_GRID); i++) {
        /* A person presses it every second as long as the machine waits for one. */
        p->sample.reset = (i / 50) % 2 && (p->state.mode == OSTROV_GRID_LOCKOUT ||
                                           p->state.mode == OSTROV_GRID_SAFE_STOP);
        plant_step(p);
        judge(o, c, &p->sample, &p->state, p->dt_s);
    }
    if (p->state.mode != OSTROV_GRID_GRID) {
        ck_abort_msg("world %d: no way home from %s, blocked '%s'", world,
                     ostrov_grid_mode_text(p->state.mode),
                     ostrov_grid_reason_text(p->state.blocked));
    }
    MUST(p->closed && p->bus_pu > 0.9);
}

static void a_broken_plant_never_breaks_a_rule_and_finds_home(void)
{
    uint64_t seed = 4711;
    for (int world = 0; world < PLANT_WORLDS; world++) {
        plant p;
        ostrov_grid_config c;
        oracle o;
        random_config(&c, &seed);
        c.dead_bus_close = 1;
        c.pcs_profile = pick(&seed, 2)
                            ? OSTROV_PCS_PROFILE_C
                            : 2 + pick(&seed, 3); /* A moves its own switch: see the scenarios */
        plant_start(&p, &c);
        p.seed = plant_bits(&seed);
        p.scatter = 0.2;
        oracle_start(&o, &p.grid);
        for (int i = 0; i < PLANT_STEPS; i++) {
            misfortune(&p, &seed);
            plant_step(&p);
            judge(&o, &c, &p.sample, &p.state, p.dt_s);
        }
        if (c.authority == OSTROV_AUTHORITY_OBSERVE) {
            continue; /* moves nothing, so brings nothing home */
        }
        come_home(&p, &o, &c, &seed, world);
        for (int round = 0; round < 3; round++) { /* plain outages with a random phase each */
            p.grid_pu = 0.0;
            for (int i = 0; i < 1000; i++) {
                plant_step(&p);
                judge(&o, &c, &p.sample, &p.state, p.dt_s);
            }
            p.phase_deg = 360.0 * u(&seed) - 180.0;
            come_home(&p, &o, &c, &seed, world);
        }
    }
}

static void report(void)
{
    printf("%ld steps, closes live %ld, dead %ld, forms %ld; modes", steps_done, closes_live,
           closes_dead, forms);
    for (int i = 1; i <= 16; i++) {
        printf(" %s %d", ostrov_grid_mode_text(i), modes_seen[i]);
    }
    printf("\n");
}

/* A rule that never had to hold proves nothing: both tests in one process, then their reach. */
START_TEST(the_worlds_reach_every_mode)
{
    chaos_never_breaks_a_rule();
    a_broken_plant_never_breaks_a_rule_and_finds_home();
    report();
    for (int i = 1; i <= 16; i++) {
        ck_assert_msg(modes_seen[i] > 20, "%s hardly visited", ostrov_grid_mode_text(i));
    }
    ck_assert_int_gt(closes_live, 50);
    ck_assert_int_gt(closes_dead, 50);
    ck_assert_int_gt(forms, 100);
    ck_assert_int_ge(steps_done, 2000000);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid random worlds");
    TCase *tests = tcase_create("random");
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, the_worlds_reach_every_mode);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
