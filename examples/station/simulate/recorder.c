/* Writes a run into its record: see recorder.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "recorder.h"

#include "gauge.h"
#include "score.h"

#include <stdio.h>
#include <string.h>

enum { QUARTER_S = 900 };

static const double nan_value = __builtin_nan("");

void recorder_init(struct recorder *r, struct record *record, struct account *account)
{
    memset(r, 0, sizeof *r);
    r->record = record;
    r->account = account;
    r->following = -1;
    r->soc_first_ratio = nan_value;
}

static int32_t quarter_index(const struct record *record, int64_t time_s)
{
    int64_t i = (time_s - record->inputs->start_s) / QUARTER_S;
    return i >= 0 && i < record->inputs->quarters ? (int32_t)i : -1;
}

/* ---- transitions ---------------------------------------------------------------------------- */

static int32_t is_shown(int32_t mode)
{
    return mode == OSTROV_GRID_OPENING || mode == OSTROV_GRID_ISLAND || mode == OSTROV_GRID_RAMP ||
           mode == OSTROV_GRID_SAFE_STOP || mode == OSTROV_GRID_LOCKOUT ||
           mode == OSTROV_GRID_DEAD;
}

/* What decided a move, with its limit: the first reader of a report asks for nothing else. */
static void explain(struct record_transition *t, const struct world *world,
                    const ostrov_grid_state *grid)
{
    const ostrov_grid_config *config = &world->site->grid;
    const char *name = ostrov_grid_reason_text(grid->reason);
    const char *unit = "";
    t->guard_value = nan_value;
    t->guard_limit = nan_value;
    if (t->to_mode == OSTROV_GRID_OPENING) {
        t->guard_value = world->grid_pu;
        t->guard_limit = config->undervoltage_pu[1];
        unit = "pu";
    } else if (t->to_mode == OSTROV_GRID_ISLAND) {
        t->guard_value = world->bus_pu;
        t->guard_limit = config->band_min_pu;
        unit = "pu";
    } else if (t->to_mode == OSTROV_GRID_RAMP) {
        t->guard_value = world->contact_angle_deg;
        t->guard_limit = config->sync_angle_deg;
        name = "angle when the contacts met";
        unit = "°";
    }
    snprintf(t->guard_name, sizeof t->guard_name, "%s", name);
    snprintf(t->guard_unit, sizeof t->guard_unit, "%s", unit);
}

static void begin_transition(struct recorder *r, const struct world *world,
                             const ostrov_grid_state *grid)
{
    struct record *record = r->record;
    struct record_transition *t;
    if (record->transitions >= RECORD_TRANSITIONS) {
        return;
    }
    t = &record->transition[record->transitions];
    r->following = record->transitions++;
    t->time_us = world->time_us;
    t->from_mode = r->last_mode;
    t->to_mode = grid->mode;
    t->reason = grid->reason;
    t->points = 0;
    snprintf(t->what, sizeof t->what, "%s → %s", ostrov_grid_mode_text(r->last_mode),
             ostrov_grid_mode_text(grid->mode));
    explain(t, world, grid);
    for (int32_t i = 0; i < r->ring_count; i++) {
        int32_t at = (r->ring_next - r->ring_count + i + RECORDER_RING) % RECORDER_RING;
        double before_s = (double)(r->ring_us[at] - t->time_us) / 1e6;
        if (before_s >= -2.0001 && t->points < RECORD_TRANSITION_POINTS) {
            t->point[t->points] = r->ring[at];
            t->point[t->points++].t_s = before_s;
        }
    }
}

void recorder_fast(struct recorder *r, const struct world *world, const ostrov_grid_state *grid,
                   int32_t pcs_mode)
{
    struct record_transition_point point = {
        .grid_pu = world->grid_pu,
        .bus_pu = world->bus_pu,
        .grid_hz = world->grid_hz,
        .bus_hz = world->bus_hz,
        .angle_deg = world_angle_deg(world),
        .battery_w = world->battery_w,
        .pcc_w = world->grid_w,
        .contact_closed = world->breaker.closed,
        .contact_open = !world->breaker.closed,
        .pcs_mode = pcs_mode,
        .grid_mode = grid->mode,
        .breaker_command = grid->breaker_command,
    };
    if (grid->mode != r->last_mode && r->last_mode != 0 && is_shown(grid->mode) &&
        r->following < 0) {
        begin_transition(r, world, grid);
    }
    r->last_mode = grid->mode;
    if (r->following >= 0) {
        struct record_transition *t = &r->record->transition[r->following];
        point.t_s = (double)(world->time_us - t->time_us) / 1e6;
        if (point.t_s > 2.0001 || t->points >= RECORD_TRANSITION_POINTS) {
            r->following = -1;
        } else {
            t->point[t->points++] = point;
        }
    }
    r->ring[r->ring_next] = point;
    r->ring_us[r->ring_next] = world->time_us;
    r->ring_next = (r->ring_next + 1) % RECORDER_RING;
    r->ring_count += r->ring_count < RECORDER_RING;
}

/* ---- outages -------------------------------------------------------------------------------- */

static struct record_outage *find_outage(struct recorder *r, const struct world *world,
                                         double soc_ratio)
{
    struct record *record = r->record;
    int64_t now_s = world->time_us / 1000000;
    if (r->outage != NULL || record->outages >= RECORD_OUTAGES) {
        return r->outage;
    }
    for (int32_t i = record->outages; i < record->inputs->outages; i++) {
        const struct outage *o = &record->inputs->outage[i];
        if (now_s >= o->start_s && now_s < o->end_s) {
            r->outage = &record->outage[record->outages++];
            *r->outage = (struct record_outage){.start_s = o->start_s,
                                                .end_s = o->end_s,
                                                .soc_start_ratio = soc_ratio,
                                                .soc_least_ratio = soc_ratio,
                                                .contact_angle_deg = nan_value,
                                                .returned_s = nan_value};
            return r->outage;
        }
    }
    return NULL;
}

void recorder_world(struct recorder *r, const struct world *world, const ostrov_grid_state *grid,
                    double soc_ratio, double dt_s)
{
    struct record_outage *o = find_outage(r, world, soc_ratio);
    struct record *record = r->record;
    double residual = world->balance_w < 0.0 ? -world->balance_w : world->balance_w;
    int64_t now_s = world->time_us / 1000000;
    if (residual > record->balance_max_w) {
        record->balance_max_w = residual;
    }
    const ostrov_battery_config *cells = &record->site->battery;
    r->cells_wh -= (world->battery_w > 0.0
                        ? world->battery_w / cells->discharge_efficiency_ratio
                        : world->battery_w * cells->charge_efficiency_ratio) *
                   dt_s / 3600.0;
    record->soc_min_ratio = soc_ratio < record->soc_min_ratio ? soc_ratio : record->soc_min_ratio;
    record->soc_max_ratio = soc_ratio > record->soc_max_ratio ? soc_ratio : record->soc_max_ratio;
    if (o == NULL) {
        return;
    }
    int32_t islanded = !world->breaker.closed && world->bus_pu > 0.85;
    o->gap_s += world->bus_pu <= 0.85 ? dt_s : 0.0;
    o->island_s += islanded ? dt_s : 0.0;
    o->charging_paused_s += world->vehicles_w < 1000.0 ? dt_s : 0.0;
    o->shed_wh += world->shed_w * dt_s / 3600.0;
    o->shed_critical_wh += world->shed_critical_w * dt_s / 3600.0;
    o->soc_end_ratio = soc_ratio;
    o->soc_least_ratio = soc_ratio < o->soc_least_ratio ? soc_ratio : o->soc_least_ratio;
    if (now_s >= o->end_s && world->breaker.closed && grid->mode == OSTROV_GRID_GRID) {
        o->contact_angle_deg = world->contact_angle_deg;
        o->ended_connected = 1;
        r->outage = NULL;
    } else if (now_s >= o->end_s && world->breaker.closed && o->returned_s != o->returned_s) {
        o->returned_s = (double)(world->time_us - o->end_s * 1000000) / 1e6;
    }
}

/* ---- minutes and quarter hours -------------------------------------------------------------- */

static void add_means(struct record_minute *m, const struct world *w, double dt_s)
{
    m->grid_w += w->grid_w * dt_s;
    m->pv_w += w->pv_w * dt_s;
    m->pv_available_w += w->pv_available_w * dt_s;
    m->battery_w += w->battery_w * dt_s;
    m->load_w += w->load_w * dt_s;
    m->vehicles_w += w->vehicles_w * dt_s;
    m->shed_w += w->shed_w * dt_s;
    m->reactive_var += w->grid_var * dt_s;
    for (int32_t i = 0; i < w->site->vehicles; i++) {
        const struct vehicle *v = &w->fleet.vehicle[i];
        if (v->place == VEHICLE_PLUGGED) {
            m->vehicle_w[v->charge_point] += v->charge_w * dt_s;
        }
    }
}

static void finish_minute(struct recorder *r)
{
    struct record *record = r->record;
    struct record_minute *m = &r->sum;
    int64_t most = (record->inputs->end_s - record->inputs->start_s) / 60;
    double s = r->sum_s;
    m->grid_w /= s;
    m->pv_w /= s;
    m->pv_available_w /= s;
    m->battery_w /= s;
    m->load_w /= s;
    m->vehicles_w /= s;
    m->shed_w /= s;
    m->reactive_var /= s;
    for (int i = 0; i < OSTROV_CHARGE_POINTS; i++) {
        m->vehicle_w[i] /= s;
    }
    if (record->minutes < most) {
        record->minute[record->minutes++] = *m;
    }
    memset(&r->sum, 0, sizeof r->sum);
    r->sum_s = 0.0;
}

void recorder_step(struct recorder *r, const struct world *world, const ostrov_station_state *state,
                   const ostrov_command *command, double soc_ratio, double dt_s)
{
    struct record_minute *m = &r->sum;
    int64_t now_s = world->time_us / 1000000;
    double balance = world->balance_w < 0.0 ? -world->balance_w : world->balance_w;
    add_means(m, world, dt_s);
    r->sum_s += dt_s;
    r->quarter_pv_ws += world->pv_available_w * dt_s;
    r->quarter_load_ws += world->asked_w * dt_s;
    r->quarter_s += dt_s;
    m->soc_ratio = soc_ratio;
    m->soc_estimate_ratio = state->soc_ratio;
    m->soc_sigma_ratio = (state->soc_high_ratio - state->soc_low_ratio) / 6.0;
    m->battery_set_w = command->battery_w;
    m->import_price_per_kwh = r->account->import_price;
    m->export_price_per_kwh = r->account->export_price;
    m->voltage_pu = world->bus_pu;
    m->frequency_hz = world->bus_hz;
    m->autonomy_s = state->autonomy_s;
    m->balance_w = balance > m->balance_w ? balance : m->balance_w;
    m->mode = state->mode;
    m->rung = state->rung;
    m->tiers_on = command->tiers_on;
    if (now_s % 60 == 0) {
        m->time_s = now_s - 60;
        finish_minute(r);
    }
}

void recorder_plan(struct recorder *r, const struct planner *p, int64_t time_s,
                   ostrov_status status)
{
    struct record *record = r->record;
    int32_t i = quarter_index(record, time_s);
    struct record_quarter *q;
    record->plans++;
    record->plans_milp += status >= OSTROV_OK && p->plan.solver == OSTROV_SOLVER_GLPK;
    record->plans_quick += status >= OSTROV_OK && p->plan.solver != OSTROV_SOLVER_GLPK;
    record->plans_refused += status < OSTROV_OK;
    record->plan_ms_mean += (p->plan_ms - record->plan_ms_mean) / (double)record->plans;
    record->plan_ms_max = p->plan_ms > record->plan_ms_max ? p->plan_ms : record->plan_ms_max;
    if (i < 0 || status < OSTROV_OK) {
        return;
    }
    /* The forecast shown for a quarter is the one made an hour before it. */
    if (p->problem.count > 4) {
        int32_t later = quarter_index(record, time_s + 4 * QUARTER_S);
        if (later >= 0) {
            struct record_quarter *ahead = &record->quarter[later];
            ahead->pv_p10_w = p->outlook.pv_w[4][OUTLOOK_P10];
            ahead->pv_p50_w = p->outlook.pv_w[4][OUTLOOK_P50];
            ahead->pv_p90_w = p->outlook.pv_w[4][OUTLOOK_P90];
            ahead->pv_persistence_w =
                outlook_persistence_w(&p->outlook, time_s + 4 * QUARTER_S);
            ahead->load_p10_w = p->outlook.load_w[4][OUTLOOK_P10];
            ahead->load_p50_w = p->outlook.load_w[4][OUTLOOK_P50];
            ahead->load_p90_w = p->outlook.load_w[4][OUTLOOK_P90];
            ahead->load_persistence_w = p->outlook.last_load_w;
            ahead->forecast_known = 1;
        }
    }
    q = &record->quarter[i];
    if (time_s % QUARTER_S != 0) {
        return; /* a plan within the quarter: the one shown is that of its beginning */
    }
    q->plan_grid_w = p->grid_w[0];
    q->plan_battery_w = p->battery_w[0];
    q->plan_soc_ratio = p->soc_ratio[0];
    q->plan_value_per_kwh = p->value_per_kwh[0];
    q->plan_cost = p->plan.cost;
    q->plan_bound = p->plan.bound;
    q->plan_gap_ratio = p->plan.gap_ratio;
    q->plan_ms = p->plan_ms;
    q->solver = p->plan.solver;
    q->plan_status = status;
    q->wishes_broken = (p->plan.short_total_wh > 1.0) + 2 * (p->plan.shed_total_wh > 1.0) +
                       4 * (p->plan.shed_critical_total_wh > 1.0) +
                       8 * (p->plan.reserve_short_wh_h > 1.0);
    for (int32_t v = 0; v < p->problem.vehicles_count; v++) {
        if (p->stay[v].arrive_s <= time_s) {
            q->plan_vehicle_w[p->stay[v].charge_point] += p->vehicle_w[v * PLANNER_SLOTS];
        }
    }
}

void recorder_quarter(struct recorder *r, int64_t start_s, double grid_mean_w)
{
    struct record *record = r->record;
    const struct site *site = record->site;
    int32_t i = quarter_index(record, start_s);
    if (i >= 0 && r->quarter_s > 0.0) {
        struct record_quarter *q = &record->quarter[i];
        double need_wh = site->reserve_s / 3600.0 * site->load_typical_w * site->tier[0].share_ratio;
        q->time_s = start_s;
        q->grid_mean_w = grid_mean_w;
        q->pv_actual_w = r->quarter_pv_ws / r->quarter_s;
        q->load_actual_w = r->quarter_load_ws / r->quarter_s;
        q->reserve_ratio = site->battery.soc_min_ratio +
                           need_wh / site->battery.discharge_efficiency_ratio /
                               site->battery.capacity_wh;
        record->quarters = i + 1;
    }
    r->quarter_pv_ws = 0.0;
    r->quarter_load_ws = 0.0;
    r->quarter_s = 0.0;
}

void recorder_doubts(struct recorder *r, int64_t time_s, uint32_t reasons)
{
    struct record *record = r->record;
    for (int32_t reason = 0; gauge_reason_text(reason) != NULL; reason++) {
        if ((reasons & (1u << reason)) == 0) {
            continue;
        }
        if (record->events >= RECORD_EVENTS) {
            record->events_lost++;
            continue;
        }
        struct record_event *e = &record->event[record->events++];
        e->time_s = time_s;
        e->code = OSTROV_EVENT_BATTERY_WARNING;
        e->subject = OSTROV_BATTERY_REFUSED;
        snprintf(e->text, sizeof e->text, "battery tells %s: not believed", gauge_reason_text(reason));
    }
}

void recorder_events(struct recorder *r, ostrov_station *station)
{
    struct record *record = r->record;
    ostrov_event event;
    while (ostrov_station_event(station, &event) == OSTROV_OK) {
        if (record->events >= RECORD_EVENTS) {
            record->events_lost++;
            continue;
        }
        struct record_event *e = &record->event[record->events++];
        /* What happens before the first measurement has no time yet: the run's start. */
        e->time_s = event.time_s != INT64_MIN ? event.time_s : record->inputs->start_s;
        e->code = event.code;
        e->subject = event.subject;
        ostrov_event_text(&event, e->text, sizeof e->text);
    }
}

void recorder_close(struct recorder *r, const struct world *world, double soc_ratio)
{
    score_forecasts(r->record);
    if (r->outage != NULL) { /* the run ended inside an outage */
        r->outage->soc_end_ratio = soc_ratio;
    }
    r->record->storage_residual_wh =
        (soc_ratio - r->soc_first_ratio) * world->site->battery.capacity_wh - r->cells_wh;
    r->record->breaker_closes = world->closes;
    r->record->breaker_opens = world->opens;
    r->record->last_contact_angle_deg = world->contact_angle_deg;
}
