/* A record as a run leaves it, made by formula: see day.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "day.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fill_minutes(struct record *r)
{
    int32_t minutes = (int32_t)((r->inputs->end_s - r->inputs->start_s) / 60);
    for (int32_t i = 0; i < minutes; i++) {
        struct record_minute *m = &r->minute[r->minutes++];
        double phase = (double)i / 1440.0 * 6.283185307179586;
        m->time_s = r->inputs->start_s + 60 * (int64_t)i;
        m->pv_w = m->pv_available_w = 60e3 * (ostrov_cos(phase) < 0.0 ? -ostrov_cos(phase) : 0.0);
        m->load_w = 15e3 + 3e3 * ostrov_sin(phase);
        m->vehicles_w = i % 120 < 40 ? 75e3 : 0.0;
        m->vehicle_w[0] = m->vehicles_w;
        m->battery_w = 20e3 * ostrov_sin(2.0 * phase);
        m->grid_w = m->load_w + m->vehicles_w - m->pv_w - m->battery_w;
        m->soc_ratio = 0.6 + 0.2 * ostrov_sin(phase);
        m->soc_estimate_ratio = m->soc_ratio + 0.004;
        m->soc_sigma_ratio = 0.02;
        m->import_price_per_kwh = 2.5 + 2.0 * ostrov_cos(2.0 * phase);
        m->export_price_per_kwh = m->import_price_per_kwh - 1.2;
        m->voltage_pu = 1.0;
        m->frequency_hz = 50.0;
        m->autonomy_s = 16e3 + 4e3 * ostrov_cos(phase);
        m->reactive_var = 2e3;
        m->balance_w = 1e-11;
        m->mode = OSTROV_GRID_GRID;
        m->rung = OSTROV_RUNG_PLAN;
    }
}

static void fill_quarters(struct record *r)
{
    for (int32_t i = 0; i < r->minutes / 15; i++) {
        const struct record_minute *m = &r->minute[15 * i + 7];
        struct record_quarter *q = &r->quarter[r->quarters++];
        q->time_s = m->time_s - 7 * 60;
        q->grid_mean_w = m->grid_w;
        q->plan_grid_w = 0.9 * m->grid_w;
        q->plan_battery_w = m->battery_w;
        q->plan_soc_ratio = m->soc_ratio;
        q->plan_value_per_kwh = 2.6;
        q->reserve_ratio = 0.24;
        q->pv_actual_w = m->pv_w;
        q->pv_p10_w = 0.7 * m->pv_w;
        q->pv_p50_w = m->pv_w;
        q->pv_p90_w = 1.2 * m->pv_w;
        q->pv_persistence_w = 1.1 * m->pv_w;
        q->load_actual_w = q->load_p50_w = m->load_w;
        q->load_p10_w = 0.9 * m->load_w;
        q->load_p90_w = 1.1 * m->load_w;
        q->load_persistence_w = m->load_w;
        q->forecast_known = 1;
        q->plan_cost = 2700.0;
        q->plan_bound = 2698.0;
        q->plan_gap_ratio = 0.0007;
        q->plan_ms = 5.5;
        q->solver = i % 5 == 4 ? OSTROV_SOLVER_UNKNOWN : OSTROV_SOLVER_GLPK;
        q->plan_vehicle_w[0] = m->vehicles_w;
    }
}

static void fill_departures(struct record *r)
{
    const struct site *site = r->site;
    for (int32_t i = 0; i < site->duties; i++) {
        struct record_departure *d = &r->departure[r->departures++];
        d->time_s = site_local_time(site, r->inputs->start_s, site->duty[i].depart_minute);
        d->arrived_s = d->time_s - 3600;
        d->vehicle = site->duty[i].vehicle;
        d->charge_point = site->duty[i].charge_point;
        d->duty = i;
        d->on_time = 1;
        d->needed_wh = 62e3;
        d->had_wh = 70e3 + 1e3 * i;
        d->margin_wh = d->had_wh - d->needed_wh;
        d->margin_minutes = 20.0 + i;
    }
}

static void fill_outage(struct record *r)
{
    struct record_outage *o = &r->outage[r->outages++];
    o->start_s = site_local_time(r->site, r->inputs->start_s, 18 * 60);
    o->end_s = o->start_s + 7200;
    o->gap_s = 0.28;
    o->island_s = 7269.0;
    o->charging_paused_s = 74 * 60;
    o->shed_wh = o->shed_critical_wh = 0.5;
    o->soc_start_ratio = 0.9;
    o->soc_end_ratio = o->soc_least_ratio = 0.7;
    o->contact_angle_deg = -0.1;
    o->returned_s = 69.5;
    o->ended_connected = 1;
}

static void fill_transition(struct record *r, int64_t time_s, const char *what)
{
    struct record_transition *t = &r->transition[r->transitions++];
    t->time_us = time_s * 1000000 + 100000;
    snprintf(t->what, sizeof t->what, "%s", what);
    snprintf(t->guard_name, sizeof t->guard_name, "grid voltage too low");
    snprintf(t->guard_unit, sizeof t->guard_unit, "pu");
    t->guard_limit = 0.5;
    t->points = RECORD_TRANSITION_POINTS;
    for (int32_t i = 0; i < t->points; i++) {
        struct record_transition_point *p = &t->point[i];
        p->t_s = -2.0 + i / 100.0;
        p->grid_pu = i < 190 ? 1.0 : 0.0;
        p->bus_pu = i < 190 || i > 215 ? 1.0 : 0.0;
        p->grid_hz = i < 190 ? 50.0 : 0.0;
        p->bus_hz = i < 190 || i > 215 ? 50.0 : 0.0;
        p->angle_deg = 0.01 * i;
        p->battery_w = i > 215 ? 18e3 : 0.0;
        p->contact_closed = i < 210;
        p->contact_open = i >= 210;
        p->pcs_mode = i < 212 ? OSTROV_PCS_FOLLOW : OSTROV_PCS_FORM;
        p->grid_mode = i < 200 ? OSTROV_GRID_RIDE : OSTROV_GRID_ISLAND;
    }
}

static void fill_events(struct record *r)
{
    static const struct {
        int32_t code, subject;
        const char *text;
    } row[] = {
        {OSTROV_EVENT_START, 0, "station started"},
        {OSTROV_EVENT_GRID_MODE, OSTROV_GRID_ISLAND, "grid mode ISLAND: grid voltage too low"},
        {OSTROV_EVENT_VEHICLE_LATE, 2, "charge point 2: vehicle cannot be charged in time"},
        {OSTROV_EVENT_STALE, 1, "battery not known for 12 s"}};
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct record_event *e = &r->event[r->events++];
        e->time_s = r->inputs->start_s + 3600 * (int64_t)i;
        e->code = row[i].code;
        e->subject = row[i].subject;
        snprintf(e->text, sizeof e->text, "%s", row[i].text);
    }
}

static void fill_policies(struct record *r)
{
    static const char *const name[] = {"ostrov", "static limit, staggered start",
                                       "static limit and self-consumption battery",
                                       "perfect foresight"};
    static const double total[] = {4120.0, 4890.0, 4610.0, 3805.0};
    for (size_t i = 0; i < sizeof name / sizeof name[0]; i++) {
        struct record_policy *p = &r->policy[r->policies++];
        snprintf(p->name, sizeof p->name, "%s", name[i]);
        snprintf(p->brief, sizeof p->brief, "brief of %s", name[i]);
        p->total = p->energy_cost = total[i];
        p->quarter_max_w = 149e3;
        p->co2_kg = 320.0 + (double)i;
        p->departures = 21;
        p->least_margin_wh = 8e3;
    }
}

struct day *day_make(const char *scenario)
{
    struct day *day = calloc(1, sizeof *day);
    char message[512] = "out of memory";
    struct inputs_request request = {.scenario = scenario, .days = 1, .seed = 1};
    if (day == NULL ||
        site_load(SITES_DIR "/pisek-depot.json", &day->site, message, sizeof message) != 0 ||
        inputs_make(&day->site, &request, &day->inputs, message, sizeof message) != 0 ||
        record_init(&day->record, &day->site, &day->inputs) != 0) {
        fprintf(stderr, "no day: %s\n", message);
        exit(2);
    }
    struct record *r = &day->record;
    fill_minutes(r);
    fill_quarters(r);
    fill_departures(r);
    fill_outage(r);
    fill_transition(r, r->outage[0].start_s, "RIDE → OPENING");
    fill_transition(r, r->outage[0].end_s, "CLOSING → RAMP");
    fill_events(r);
    fill_policies(r);
    snprintf(r->transport, sizeof r->transport, "in-process twin");
    snprintf(r->command_line, sizeof r->command_line, "ostrov-station demo");
    r->devices = 1;
    r->device[0] = (struct record_device){.name = "PCS", .ack_ms_mean = 0.4, .set_points = 100};
    r->steps = 86400;
    r->plans = r->plans_milp = 96;
    r->plan_ms_mean = 5.5;
    r->plan_ms_max = 12.0;
    r->balance_max_w = 4e-11;
    r->pv_score = (struct record_score){48, 44, 5.6e3, 0.05, 0.82};
    r->load_score = (struct record_score){92, 92, 0.4e3, -0.1, 0.78};
    return day;
}

void day_free(struct day *day)
{
    record_free(&day->record);
    inputs_free(&day->inputs);
    free(day);
}

/* ---- nothing is known ---------------------------------------------------------------------------
 */

static void forget(double *value, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        value[i] = __builtin_nan("");
    }
}

void day_forget_numbers(struct day *day)
{
    struct record *r = &day->record;
    for (int32_t i = 0; i < r->minutes; i++) {
        struct record_minute *m = &r->minute[i];
        forget(&m->grid_w, (size_t)((double *)(void *)&m->mode - &m->grid_w));
        forget(m->vehicle_w, OSTROV_CHARGE_POINTS);
    }
    for (int32_t i = 0; i < r->quarters; i++) {
        struct record_quarter *q = &r->quarter[i];
        forget(&q->grid_mean_w, (size_t)((double *)(void *)&q->solver - &q->grid_mean_w));
        forget(q->plan_vehicle_w, OSTROV_CHARGE_POINTS);
    }
    for (int32_t i = 0; i < r->departures; i++) {
        forget(&r->departure[i].needed_wh, 4);
    }
    for (int32_t i = 0; i < r->transitions; i++) {
        struct record_transition *t = &r->transition[i];
        t->guard_value = t->guard_limit = __builtin_nan("");
        for (int32_t k = 0; k < t->points; k++) {
            forget(&t->point[k].grid_pu, 7);
        }
    }
    for (int32_t i = 0; i < r->outages; i++) {
        forget(&r->outage[i].gap_s, 10);
    }
    for (int32_t i = 0; i < r->policies; i++) {
        forget(&r->policy[i].energy_cost, 13);
        r->policy[i].least_margin_wh = __builtin_nan("");
    }
    for (int32_t i = 0; i < r->devices; i++) {
        forget(&r->device[i].ack_ms_mean, 4);
    }
    forget(&r->wall_s, 3);
    r->balance_max_w = r->soc_min_ratio = r->soc_max_ratio = __builtin_nan("");
    forget(&r->pv_score.mae_w, 3);
    forget(&r->load_score.mae_w, 3);
    forget(day->inputs.temperature_c, (size_t)day->inputs.count);
}
