/* Takes one measurement: refuses what cannot be true, ages every source, judges the clock, reads
 * the hand-over of the grid layer.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

#include <string.h>

/* Years 1600 … 9999, as the calendar in base takes them. */
#define TIME_MIN_S (-11676096000)
#define TIME_MAX_S 253402300799
#define MICROSECONDS 1000000
/* A clock read in whole seconds and a monotonic dt may differ by one second each: more is a jump.
 */
#define JUMP_US (2 * MICROSECONDS)
/* Ages stop growing here, far above any stale_s. */
#define AGE_MAX_S 1e9

static const ostrov_structure *table(void)
{
    return &ostrov_i_station_structures[OSTROV_I_TABLE_MEASUREMENT];
}

static int32_t field_index(const char *name)
{
    const ostrov_structure *s = table();
    for (uint32_t i = 0; i < s->field_count; i++) {
        if (s->fields[i].name == name) {
            return (int32_t)i;
        }
    }
    return -1;
}

/* Between this step and the last lies time that dt does not know, or the clock was wrong before:
 * what was held may be old (a restart from a snapshot looks like this), and the quarter hour begins
 * anew. */
static void jump(ostrov_i_station *self, double ahead_s)
{
    ostrov_i_station_event(self, OSTROV_EVENT_TIME_JUMP, 0, ahead_s, OSTROV_I_NAN);
    self->books.quarter = INT64_MIN;
    for (int32_t i = 0; i < OSTROV_I_HELD_COUNT; i++) {
        self->held[i].age_s = AGE_MAX_S;
    }
    if (ahead_s > 0.0) {
        self->plan.age_s = ostrov_i_min(self->plan.age_s + ahead_s, AGE_MAX_S);
    }
}

/* The wall clock goes on by dt; a reading within its second corrects it, a far one makes it jump.
 */
static void take_clock(ostrov_i_station *self, ostrov_i_scene *scene)
{
    const int64_t told = scene->m.time_s;
    const int32_t valid = told >= TIME_MIN_S && told <= TIME_MAX_S;
    if (self->now_us < TIME_MAX_S * MICROSECONDS) {
        self->now_us += scene->dt_us;
    }
    if (!valid && told != INT64_MIN) {
        self->state.refused++;
    }
    if (valid) {
        const int64_t least = told * MICROSECONDS;
        const int64_t most = least + MICROSECONDS - 1;
        const int64_t ahead = self->now_us < least  ? least - self->now_us
                              : self->now_us > most ? most - self->now_us
                                                    : 0;
        self->now_us = self->now_us < least ? least : self->now_us > most ? most : self->now_us;
        if (!self->clock_ever) {
            self->now_us = least;
            self->books.quarter = INT64_MIN; /* counted from start until now: of another clock */
        }
        self->clock_known = 1;
        if (self->clock_ever && (ahead > JUMP_US || ahead < -JUMP_US)) {
            jump(self, (double)ahead / (double)MICROSECONDS);
            self->now_us = least;
        }
        self->clock_ever = 1;
    }
    self->clock_known = valid;
    ostrov_i_station_episode(self, OSTROV_EVENT_CLOCK_UNKNOWN, !valid, 0.0, scene->dt_s, 0,
                             OSTROV_I_NAN, OSTROV_I_NAN);
    scene->clock_known = valid;
    scene->time_s = valid ? told : INT64_MIN;
    scene->degraded |= !valid;
}

int32_t ostrov_i_station_known(const ostrov_i_station *self, int32_t held, double *value)
{
    const ostrov_i_held *h = &self->held[held];
    int32_t source = OSTROV_SOURCE_CHARGERS;
    if (held == OSTROV_I_HELD_GRID || held == OSTROV_I_HELD_LOAD || held == OSTROV_I_HELD_NET) {
        source = OSTROV_SOURCE_PCC;
    } else if (held == OSTROV_I_HELD_PV) {
        source = OSTROV_SOURCE_PV;
    } else if (held < OSTROV_I_HELD_VEHICLE) {
        source = OSTROV_SOURCE_BATTERY;
    }
    if (ostrov_i_nan(h->value) || !(h->age_s <= self->config.stale_s[source])) {
        *value = OSTROV_I_NAN;
        return 0;
    }
    *value = h->value;
    return 1;
}

static void hold(ostrov_i_station *self, ostrov_i_scene *scene, int32_t which, double value,
                 double age_s)
{
    ostrov_i_held *h = &self->held[which];
    if (!ostrov_i_nan(value)) {
        h->value = value;
        h->age_s = age_s;
        scene->fresh |= 1u << which;
    } else {
        h->age_s = ostrov_i_min(h->age_s + scene->dt_s, AGE_MAX_S);
    }
}

/* Age of each source as told. Not told means read for this step; an age that is impossible is no
 * proof of freshness, so it counts as old (the cleaned copy no longer shows the difference). */
static void read_ages(const ostrov_measurement *from, double age_s[OSTROV_SOURCES])
{
    const size_t end = offsetof(ostrov_measurement, age_s) + sizeof from->age_s;
    for (int32_t i = 0; i < OSTROV_SOURCES; i++) {
        double age = from->struct_size >= end ? from->age_s[i] : OSTROV_I_NAN;
        if (ostrov_i_nan(age)) {
            age_s[i] = 0.0;
        } else {
            age_s[i] = age >= 0.0 && age <= AGE_MAX_S ? age : AGE_MAX_S;
        }
    }
}

static void hold_all(ostrov_i_station *self, ostrov_i_scene *scene, const double *age_s)
{
    const ostrov_measurement *m = &scene->m;
    const double pcc_s = age_s[OSTROV_SOURCE_PCC];
    const double battery_s = age_s[OSTROV_SOURCE_BATTERY];
    const double ac_w = !ostrov_i_nan(m->battery_w) ? m->battery_w : m->battery_v * m->battery_a;
    hold(self, scene, OSTROV_I_HELD_GRID, m->grid_w, pcc_s);
    hold(self, scene, OSTROV_I_HELD_LOAD, m->load_w, pcc_s);
    hold(self, scene, OSTROV_I_HELD_PV, m->pv_w, age_s[OSTROV_SOURCE_PV]);
    hold(self, scene, OSTROV_I_HELD_BATTERY, ac_w, battery_s);
    hold(self, scene, OSTROV_I_HELD_BMS_CHARGE, m->bms_charge_limit_w, battery_s);
    hold(self, scene, OSTROV_I_HELD_BMS_DISCHARGE, m->bms_discharge_limit_w, battery_s);
    hold(self, scene, OSTROV_I_HELD_PCS_CHARGE, m->pcs_charge_limit_w, battery_s);
    hold(self, scene, OSTROV_I_HELD_PCS_DISCHARGE, m->pcs_discharge_limit_w, battery_s);
    for (int32_t i = 0; i < self->config.charge_points; i++) {
        hold(self, scene, OSTROV_I_HELD_VEHICLE + i, m->vehicle_w[i],
             age_s[OSTROV_SOURCE_CHARGERS]);
    }
}

/* One event when a source was lost for its stale_s, one when it is back. */
static void tell_source(ostrov_i_station *self, ostrov_i_scene *scene, int32_t source, int32_t held)
{
    /* One episode a source: the bits above the event codes in use. */
    const uint32_t bit = 1u << (OSTROV_I_STATION_CODES - 1 - source); /* codes end at 27 */
    const double age_s = self->held[held].age_s;
    double value = 0.0;
    const int32_t known = ostrov_i_station_known(self, held, &value);
    if (!known && age_s > self->config.stale_s[source] && (self->ring.active & bit) == 0) {
        self->ring.active |= bit;
        ostrov_i_station_event(self, OSTROV_EVENT_STALE, source, age_s,
                               self->config.stale_s[source]);
    } else if (known && (self->ring.active & bit) != 0) {
        self->ring.active &= ~bit;
        ostrov_i_station_event(self, OSTROV_EVENT_FRESH, source, OSTROV_I_NAN, OSTROV_I_NAN);
    }
    if (!known && (source != OSTROV_SOURCE_PV || self->pv_high_w > 0.0)) {
        scene->degraded = 1; /* a site that never saw PV misses none */
    }
}

/* The charge points are one source: known while any of them is. */
static int32_t freshest_point(const ostrov_i_station *self)
{
    int32_t best = OSTROV_I_HELD_VEHICLE;
    for (int32_t i = 1; i < self->config.charge_points; i++) {
        const ostrov_i_held *h = &self->held[OSTROV_I_HELD_VEHICLE + i];
        const ostrov_i_held *b = &self->held[best];
        if (!ostrov_i_nan(h->value) && (ostrov_i_nan(b->value) || h->age_s < b->age_s)) {
            best = OSTROV_I_HELD_VEHICLE + i;
        }
    }
    return best;
}

static void tell_sources(ostrov_i_station *self, ostrov_i_scene *scene)
{
    tell_source(self, scene, OSTROV_SOURCE_PCC, OSTROV_I_HELD_GRID);
    tell_source(self, scene, OSTROV_SOURCE_PV, OSTROV_I_HELD_PV);
    if (self->has_battery) {
        tell_source(self, scene, OSTROV_SOURCE_BATTERY, OSTROV_I_HELD_BATTERY);
    }
    if (self->config.charge_points > 0) {
        tell_source(self, scene, OSTROV_SOURCE_CHARGERS, freshest_point(self));
    }
}

static void tell_refused(ostrov_i_station *self, ostrov_i_scene *scene, int32_t refused,
                         const ostrov_fault *why)
{
    if (refused == 0) {
        self->refused_field = -1;
        return;
    }
    const int32_t field = field_index(why->field);
    self->state.refused += refused;
    scene->degraded = 1;
    if (field != self->refused_field) {
        self->refused_field = field; /* once while the same field goes on being refused */
        ostrov_i_station_event(self, OSTROV_EVENT_REFUSED_VALUE, field, why->value, OSTROV_I_NAN);
    }
}

static void tell_inhibits(ostrov_i_station *self, uint32_t inhibits)
{
    if (inhibits != self->inhibits) {
        self->inhibits = inhibits;
        ostrov_i_station_event(self, OSTROV_EVENT_INHIBIT, (int32_t)(inhibits & 0x7fffffffu),
                               OSTROV_I_NAN, OSTROV_I_NAN);
    }
}

/* Share of a limit told by the DSO. When the link is lost the last one stands: never "unlimited".
 */
static double take_share(ostrov_i_station *self, double told, double last, int32_t subject,
                         double limit_w)
{
    if (ostrov_i_nan(told) || told == last) {
        return last;
    }
    ostrov_i_station_event(self, OSTROV_EVENT_DSO_LIMIT, subject, told, told * limit_w);
    ostrov_i_station_want(self, OSTROV_PLAN_WANTED_LIMIT);
    return told;
}

ostrov_status ostrov_i_station_measure(ostrov_i_station *self, const ostrov_measurement *from,
                                       ostrov_i_scene *scene)
{
    ostrov_fault why;
    double age_s[OSTROV_SOURCES];
    int32_t refused = 0;
    ostrov_status status = OSTROV_OK;
    memset(scene, 0, sizeof *scene);
    memset(&why, 0, sizeof why);
    status = ostrov_i_take_sample(table(), from, &scene->m, &refused, &why);
    if (status != OSTROV_OK) {
        return status;
    }
    tell_inhibits(self, scene->m.inhibits); /* obeyed before anything else can go wrong */
    if (!(scene->m.dt_s > 0.0) || scene->m.dt_s > 3600.0) {
        return OSTROV_E_TIME;
    }
    scene->dt_s = scene->m.dt_s;
    scene->dt_us = (int64_t)(scene->dt_s * (double)MICROSECONDS + 0.5);
    read_ages(from, age_s);
    take_clock(self, scene);
    tell_refused(self, scene, refused, &why);
    hold_all(self, scene, age_s);
    memcpy(scene->m.age_s, age_s, sizeof age_s);
    tell_sources(self, scene);
    self->dso_import_ratio = take_share(self, scene->m.dso_import_ratio, self->dso_import_ratio, 0,
                                        self->config.import_limit_w);
    self->dso_export_ratio = take_share(self, scene->m.dso_export_ratio, self->dso_export_ratio, 1,
                                        self->config.export_limit_w);
    ostrov_i_station_grid(self, scene);
    return OSTROV_OK;
}
