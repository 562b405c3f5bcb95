/* What must hold after each step of control: see lies_judge.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "lies_judge.h"

#include <math.h>
#include <stdio.h>

/* ---- the commands ------------------------------------------------------------------------------
 */

static void judge_command(struct judge *j)
{
    const struct stage *s = j->stage;
    const ostrov_command *c = &s->command;
    if (!isfinite(c->battery_w) || isnan(c->pv_limit_w) || !isfinite(c->hold_s) ||
        c->rung < OSTROV_RUNG_PLAN || c->rung > OSTROV_RUNG_SAFE ||
        (s->stepped != OSTROV_OK && s->stepped != OSTROV_DEGRADED)) {
        judge_broken(j, RULE_FINITE, c->battery_w, s->stepped);
    }
    if (!(fabs(c->battery_w) <= STAGE_PCS_W) || !(c->pv_limit_w >= 0.0)) {
        judge_broken(j, RULE_DEVICE_LIMITS, c->battery_w, -1);
    }
    for (int i = 0; i < OSTROV_CHARGE_POINTS; i++) {
        double w = c->vehicle_limit_w[i];
        if (!isfinite(w)) {
            judge_broken(j, RULE_FINITE, w, i);
        } else if (!(w == 0.0 || (i < STAGE_POINTS && w >= 4140.0 && w <= STAGE_POINT_W))) {
            judge_broken(j, RULE_DEVICE_LIMITS, w, i);
        }
    }
    if (c->rung == OSTROV_RUNG_PLAN && !(s->state.plan_age_s <= s->config.plan_max_age_s)) {
        judge_broken(j, RULE_PLAN_AGE, s->state.plan_age_s, 0);
    }
    if (s->opens + s->closes > 12) {
        judge_broken(j, RULE_SWITCHINGS, (double)(s->opens + s->closes), 0);
    }
}

/* Would a hard limit be broken, by what was measured, if the battery moved no faster than its ramp?
 * Vehicles may take all they are allowed within the second, or stop. */
static int needs_jump(const struct stage *s, double before_w, double most_w)
{
    const ostrov_measurement *m = &s->measurement;
    double now_w = s->command.battery_w;
    double ramped_w = fmin(fmax(now_w, before_w - most_w), before_w + most_w);
    double high_w = m->grid_w + m->battery_w - ramped_w, low_w = high_w;
    for (int i = 0; i < STAGE_POINTS; i++) {
        double more_w = s->command.vehicle_limit_w[i] - m->vehicle_w[i];
        high_w += more_w > 0.0 ? more_w : 0.0;
        low_w += more_w < 0.0 ? more_w : 0.0;
    }
    /* Without a reading of now the worst is assumed, and help against import may come at once. */
    return high_w > 0.95 * STAGE_IMPORT_W || low_w < -0.95 * STAGE_EXPORT_W ||
           (now_w > before_w && !(m->age_s[OSTROV_SOURCE_PCC] <= 1.5 * s->dt_s));
}

/* A jump is for a hard limit only, or back towards nothing. */
static void judge_ramp(struct judge *j)
{
    const struct stage *s = j->stage;
    double now_w = s->command.battery_w, before_w = j->former.battery_w;
    int steady = j->formerly && s->grid_state.mode == OSTROV_GRID_GRID &&
                 j->former_mode == OSTROV_GRID_GRID && s->command.write == 1 &&
                 j->former.write == 1;
    double most_w = STAGE_RAMP_W * s->dt_s + 1.0;
    int more = fabs(now_w) > fabs(before_w) || (now_w * before_w < 0.0 && fabs(now_w) > 1e3);
    double jump_w = fmin(fabs(now_w - before_w), fabs(now_w - s->battery_w));
    if (steady && more && jump_w > most_w && !needs_jump(s, before_w, most_w)) {
        judge_broken(j, RULE_RAMP, now_w - before_w, 0);
    }
    if (steady && now_w > 500.0 && s->truth.soc_ratio < s->config.reserve_ratio - 0.03) {
        judge_broken(j, RULE_RESERVE, s->truth.soc_ratio, 0);
    }
}

static void judge_events(struct judge *j)
{
    struct stage *s = j->stage;
    ostrov_event e;
    char text[200];
    while (ostrov_station_event(&s->station, &e) == OSTROV_OK) {
        int jumped = e.code == OSTROV_EVENT_TIME_JUMP || e.code == OSTROV_EVENT_CLOCK_UNKNOWN;
        if (e.sequence != j->sequence + 1 ||
            (!jumped && e.time_s != INT64_MIN && e.time_s < j->event_time_s)) {
            judge_broken(j, RULE_SEQUENCE, (double)e.sequence, e.code);
        }
        j->sequence = e.sequence;
        j->event_time_s = e.time_s;
        if (e.code == OSTROV_EVENT_STALE || e.code == OSTROV_EVENT_FRESH) {
            j->stale[e.subject] = e.code == OSTROV_EVENT_STALE;
        }
        j->ignored_events += e.code == OSTROV_EVENT_SET_POINT_IGNORED;
        if (j->verbose) {
            (void)ostrov_event_text(&e, text, sizeof text);
            printf("%9.2f s  %s\n", stage_time_s(s), text);
        }
    }
}

/* ---- faults and what is known of them ----------------------------------------------------------
 */

static int64_t evidence_of(const struct stage *s, int device)
{
    const struct pcs *pcs = &s->hardware.pcs;
    const struct pv_inverter *pv = &s->hardware.pv;
    const struct meter *meter = &s->hardware.meter;
    if (device == HARDWARE_PCS) {
        return pcs->link.counters.failures + pcs->link.counters.exceptions +
               pcs->counters.implausible + pcs->counters.failed_polls + pcs->set_points.refused;
    }
    if (device == HARDWARE_PV) {
        return pv->link.counters.failures + pv->link.counters.exceptions +
               pv->counters.implausible + pv->counters.failed_polls + pv->limits.refused;
    }
    return meter->link.counters.failures + meter->link.counters.exceptions +
           meter->counters.implausible + meter->counters.failed_polls;
}

/* How long the station may go on believing, s; 0 = this lie takes nothing away that it would miss.
 */
static double believed_s(int32_t kind)
{
    switch (kind) {
    case LIE_SILENT:
    case LIE_GARBAGE:
    case LIE_DRIP:
    case LIE_REBOOT:
    case LIE_EXCEPTION:
    case LIE_ABSENT:
        return 10.0 + 8.0; /* stale_s, and two steps that waited for an answer */
    case LIE_FREEZE:
    case LIE_CACHE:
        return 30.0 + 10.0; /* frozen_s, and a few steps */
    default:
        return 0.0;
    }
}

static void judge_source(struct judge *j, int device)
{
    static const int source[STAGE_DEVICES] = {OSTROV_SOURCE_BATTERY, OSTROV_SOURCE_PCC,
                                              OSTROV_SOURCE_PV};
    const struct stage *s = j->stage;
    const struct lie *lie = s->liar[device].now;
    if (lie != j->lie[device]) {
        j->lie[device] = lie;
        j->lie_s[device] = j->true_s[device] = 0.0;
        j->known[device] = evidence_of(s, device);
        return;
    }
    if (lie == NULL) {
        j->true_s[device] = s->grid_pu > 0.5 ? j->true_s[device] + s->dt_s : 0.0;
        if (j->true_s[device] > 60.0 && j->stale[source[device]]) {
            judge_broken(j, RULE_ALARM, j->true_s[device], 100 + device);
            j->true_s[device] = 0.0;
        }
        return;
    }
    double most_s = believed_s(lie->kind);
    /* On dead wires and in the dark nothing moves in good faith; in an island the PCC has no power.
     */
    int live = s->grid_pu > 0.5 && s->breaker_closed &&
               (device != HARDWARE_PV || s->hardware.pv.reading.pv_w > 0.01 * STAGE_PV_W);
    j->lie_s[device] = live ? j->lie_s[device] + s->dt_s : 0.0;
    if (most_s > 0.0 && j->lie_s[device] > most_s && !j->stale[source[device]]) {
        judge_broken(j, RULE_STALE, j->lie_s[device], lie->kind * 10 + device);
    }
    if ((most_s == 18.0 || lie->kind == LIE_BREAK) && j->lie_s[device] > 20.0 &&
        lie->kind != LIE_ABSENT && evidence_of(s, device) == j->known[device]) {
        judge_broken(j, RULE_ALARM, j->lie_s[device], lie->kind * 10 + device);
    }
}

/* A battery that clearly does something else than it is told. */
static void judge_deaf(struct judge *j)
{
    const struct stage *s = j->stage;
    /* A set-point on the move is followed a step later. */
    double off_w =
        fmin(fabs(s->battery_w - s->command.battery_w), fabs(s->battery_w - j->former.battery_w));
    int astray = s->command.write == 1 && s->grid_state.mode == OSTROV_GRID_GRID &&
                 off_w > 0.08 * STAGE_PCS_W &&
                 s->hardware.pcs.set_point.stage != SET_POINT_REFUSED &&
                 !j->stale[OSTROV_SOURCE_BATTERY];
    j->ignored_s = astray ? j->ignored_s + s->dt_s : 0.0;
    j->obeyed_s = astray ? 0.0 : j->obeyed_s + s->dt_s;
    if (j->obeyed_s > 60.0) { /* told once in an episode */
        j->ignored_before = j->ignored_events;
    }
    if (j->ignored_s > 75.0 && j->ignored_events == j->ignored_before) {
        judge_broken(j, RULE_ALARM, off_w, 200);
        j->ignored_s = 0.0;
    }
}

static void judge_hands(struct judge *j)
{
    const struct stage *s = j->stage;
    int off_long = j->allowed_us < 0.0 || (double)s->time_us - j->allowed_us > 13e6;
    for (int i = 0; i < STAGE_POINTS; i++) {
        int64_t said = s->charger[i].profiles_taken + s->charger[i].profiles_refused;
        if (said != j->said[i] && off_long && s->command.write != 1) {
            judge_broken(j, RULE_NO_WRITE, (double)said, 10 + i);
        }
        j->said[i] = said;
    }
    if (s->command.write == 1) {
        j->allowed_us = (double)s->time_us;
    }
}

void judge_step(struct judge *j)
{
    struct stage *s = j->stage;
    judge_command(j);
    judge_ramp(j);
    judge_events(j);
    judge_deaf(j);
    judge_hands(j);
    for (int i = 0; i < STAGE_DEVICES; i++) {
        judge_source(j, i);
        if (j->wire[i].in_step > 6) {
            judge_broken(j, RULE_WRITE_RATE, j->wire[i].in_step, i);
        }
        j->wire[i].in_step = 0;
    }
    j->former = s->command;
    j->former_mode = s->grid_state.mode;
    j->former_rung = s->command.rung;
    j->formerly = 1;
    if (j->verbose > 1) {
        printf("%9.2f s  dt %.2f rung %d mode %d grid %.0f (read %.0f, %.0f s) battery %.0f told "
               "%.0f pv %.0f of %.0f "
               "vehicles %.0f load %.0f SoC %.3f\n",
               stage_time_s(s), s->dt_s, (int)s->command.rung, (int)s->grid_state.mode, s->grid_w,
               s->measurement.grid_w, s->measurement.age_s[OSTROV_SOURCE_PCC], s->battery_w,
               s->command.battery_w, s->pv_w, s->command.pv_limit_w, s->vehicles_w, s->load_w,
               s->truth.soc_ratio);
    }
    j->crc = ostrov_crc32(j->crc, &s->command, sizeof s->command);
}
