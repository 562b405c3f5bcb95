/* Snapshot "OSTRSTN1": every number of the station. One walk over the numbers serves saving,
 * checking and loading, so that they cannot disagree.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "codec.h"

#include <string.h>

static void walk_state(ostrov_i_codec *c, ostrov_station_state *s)
{
    (void)ostrov_i_codec_i32(c, &s->rung, 0, OSTROV_RUNG_SAFE);
    (void)ostrov_i_codec_i32(c, &s->mode, 0, OSTROV_GRID_LOCKOUT);
    (void)ostrov_i_codec_i32(c, &s->plan_wanted, 0, OSTROV_PLAN_WANTED_LIMIT);
    ostrov_i_codec_i64(c, &s->plan_deadline_s, TIME_LEAST, TIME_MOST);
    ostrov_i_codec_maybe(c, &s->plan_age_s, 0.0, LONG_S);
    ostrov_i_codec_maybe(c, &s->soc_ratio, 0.0, 1.0);
    ostrov_i_codec_maybe(c, &s->soc_low_ratio, 0.0, 1.0);
    ostrov_i_codec_maybe(c, &s->battery_charge_limit_w, 0.0, EVER);
    ostrov_i_codec_maybe(c, &s->battery_discharge_limit_w, 0.0, EVER);
    ostrov_i_codec_maybe(c, &s->load_w, -EVER, EVER);
    ostrov_i_codec_maybe(c, &s->quarter_mean_w, 0.0, EVER);
    ostrov_i_codec_maybe(c, &s->quarter_limit_w, 0.0, EVER);
    ostrov_i_codec_maybe(c, &s->quarter_left_s, -LONG_S, LONG_S);
    ostrov_i_codec_maybe(c, &s->quarter_max_w, 0.0, EVER);
    ostrov_i_codec_number(c, &s->import_wh, 0.0, EVER);
    ostrov_i_codec_number(c, &s->export_wh, 0.0, EVER);
    ostrov_i_codec_maybe(c, &s->balance_w, -EVER, EVER);
    ostrov_i_codec_maybe(c, &s->autonomy_s, 0.0, LONG_S);
    ostrov_i_codec_u32(c, &s->tiers_on);
    (void)ostrov_i_codec_i32(c, &s->events, 0, OSTROV_I_STATION_RING + 1);
    ostrov_i_codec_whole(c, &s->steps, 0, INT64_MAX / 2);
    ostrov_i_codec_whole(c, &s->refused, 0, INT64_MAX / 2);
    ostrov_i_codec_maybe(c, &s->soc_high_ratio, 0.0, 1.0);
    ostrov_i_codec_u32(c, &s->battery_warnings);
}

static void walk_books(ostrov_i_codec *c, ostrov_i_books *b)
{
    ostrov_i_codec_number(c, &b->import_wh, 0.0, EVER);
    ostrov_i_codec_number(c, &b->export_wh, 0.0, EVER);
    ostrov_i_codec_number(c, &b->quarter_ws, 0.0, EVER);
    ostrov_i_codec_number(c, &b->quarter_known_s, 0.0, LONG_S);
    ostrov_i_codec_number(c, &b->quarter_passed_s, 0.0, LONG_S);
    ostrov_i_codec_maybe(c, &b->quarter_max_w, 0.0, EVER);
    ostrov_i_codec_i64(c, &b->quarter, -(int64_t)1e9, (int64_t)1e9);
}

static void walk_tiers(ostrov_i_codec *c, ostrov_i_tiers *t)
{
    for (int32_t i = 0; i < OSTROV_LOAD_TIERS; i++) {
        ostrov_i_codec_number(c, &t->off_s[i], 0.0, LONG_S);
        ostrov_i_codec_maybe(c, &t->power_w[i], 0.0, EVER);
    }
    ostrov_i_codec_number(c, &t->changed_s, 0.0, LONG_S);
    ostrov_i_codec_maybe(c, &t->before_w, 0.0, EVER);
    ostrov_i_codec_u32(c, &t->on);
    (void)ostrov_i_codec_i32(c, &t->learning, -1, OSTROV_LOAD_TIERS - 1);
}

static void walk_point(ostrov_i_codec *c, ostrov_i_point *p)
{
    ostrov_i_codec_maybe(c, &p->need_wh, 0.0, POWER_MAX);
    ostrov_i_codec_maybe(c, &p->need_ref_wh, 0.0, POWER_MAX);
    ostrov_i_codec_maybe(c, &p->accepts_w, 0.0, POWER_MAX);
    ostrov_i_codec_number(c, &p->limit_w, 0.0, POWER_MAX);
    ostrov_i_codec_number(c, &p->low_s, 0.0, LONG_S);
    ostrov_i_codec_number(c, &p->wait_s, 0.0, LONG_S);
    ostrov_i_codec_number(c, &p->over_s, 0.0, LONG_S);
    ostrov_i_codec_i64(c, &p->depart_s, TIME_LEAST, TIME_MOST);
    ostrov_i_codec_i64(c, &p->depart_ref_s, TIME_LEAST, TIME_MOST);
    (void)ostrov_i_codec_i32(c, &p->connected, -1, 1);
    (void)ostrov_i_codec_i32(c, &p->late, 0, 1);
    (void)ostrov_i_codec_i32(c, &p->ignored, 0, 1);
}

/* Edges must increase: lookups divide by their differences. */
static void walk_edges(ostrov_i_codec *c, ostrov_i_followed *p, int32_t count)
{
    int64_t before = 0;
    for (int32_t i = 0; i <= OSTROV_STATION_SLOTS; i++) {
        const size_t at = c->at;
        ostrov_i_codec_i64(c, &p->edges_s[i], TIME_LEAST, TIME_MOST);
        if (c->mode == OSTROV_I_CODEC_CHECK && i <= count) {
            const int64_t edge = (int64_t)ostrov_i_codec_get(c, at, 8);
            c->bad |= count > 0 && (edge == INT64_MIN || (i > 0 && edge <= before));
            before = edge;
        }
    }
}

static void walk_plan(ostrov_i_codec *c, ostrov_i_followed *p)
{
    const int32_t count = ostrov_i_codec_i32(c, &p->count, 0, OSTROV_STATION_SLOTS);
    (void)ostrov_i_codec_i32(c, &p->solver, 0, OSTROV_SOLVER_OTHER);
    ostrov_i_codec_u32(c, &p->epoch);
    ostrov_i_codec_u32(c, &p->points);
    ostrov_i_codec_number(c, &p->peak_w, 0.0, POWER_MAX);
    ostrov_i_codec_number(c, &p->age_s, 0.0, LONG_S);
    ostrov_i_codec_number(c, &p->drift_wh, -EVER, EVER);
    walk_edges(c, p, count);
    for (int32_t i = 0; i < OSTROV_STATION_SLOTS; i++) {
        ostrov_i_codec_number(c, &p->battery_w[i], -POWER_MAX, POWER_MAX);
        ostrov_i_codec_number(c, &p->grid_w[i], -POWER_MAX, POWER_MAX);
        ostrov_i_codec_maybe(c, &p->soc_ratio[i], -EVER, EVER);
        ostrov_i_codec_maybe(c, &p->value_per_kwh[i], -EVER, EVER);
        for (int32_t v = 0; v < OSTROV_I_STATION_POINTS; v++) {
            ostrov_i_codec_number(c, &p->vehicle_w[v][i], 0.0, EVER);
        }
    }
}

static void walk_ring(ostrov_i_codec *c, ostrov_i_ring *r)
{
    ostrov_i_codec_u32(c, &r->active);
    (void)ostrov_i_codec_i32(c, &r->first, 0, OSTROV_I_STATION_RING - 1);
    (void)ostrov_i_codec_i32(c, &r->count, 0, OSTROV_I_STATION_RING);
    ostrov_i_codec_whole(c, &r->sequence, 0, INT64_MAX / 2);
    ostrov_i_codec_whole(c, &r->lost, 0, INT64_MAX / 2);
    for (int32_t i = 0; i < OSTROV_I_STATION_CODES; i++) {
        ostrov_i_codec_number(c, &r->quiet_s[i], 0.0, EVER);
    }
    for (int32_t i = 0; i < OSTROV_I_STATION_RING; i++) {
        ostrov_event *e = &r->events[i];
        ostrov_i_codec_i64(c, &e->time_s, TIME_LEAST, TIME_MOST);
        ostrov_i_codec_whole(c, &e->sequence, 0, INT64_MAX / 2);
        (void)ostrov_i_codec_i32(c, &e->code, INT32_MIN, INT32_MAX);
        (void)ostrov_i_codec_i32(c, &e->subject, INT32_MIN, INT32_MAX);
        (void)ostrov_i_codec_any(c, &e->value);
        (void)ostrov_i_codec_any(c, &e->limit);
    }
}

static void walk_rest(ostrov_i_codec *c, ostrov_i_station *s)
{
    ostrov_i_codec_whole(c, &s->now_us, TIME_LEAST * 1000000, TIME_MOST * 1000000);
    ostrov_i_codec_i64(c, &s->period, INT64_MIN, INT64_MAX);
    ostrov_i_codec_number(c, &s->battery_told_w, -POWER_MAX, POWER_MAX);
    ostrov_i_codec_number(c, &s->ignored_w, -EVER, EVER);
    ostrov_i_codec_number(c, &s->ignored_s, 0.0, LONG_S);
    ostrov_i_codec_number(c, &s->dso_import_ratio, 0.0, 1.0);
    ostrov_i_codec_number(c, &s->dso_export_ratio, 0.0, 1.0);
    ostrov_i_codec_maybe(c, &s->net_last_w, -EVER, EVER);
    ostrov_i_codec_number(c, &s->net_change_w, 0.0, EVER);
    ostrov_i_codec_number(c, &s->pv_high_w, 0.0, POWER_MAX);
    ostrov_i_codec_number(c, &s->pv_free_s, 0.0, LONG_S);
    ostrov_i_codec_number(c, &s->since_wanted_s, 0.0, LONG_S);
    ostrov_i_codec_number(c, &s->warned_s, 0.0, LONG_S);
    ostrov_i_codec_u32(c, &s->inhibits);
    ostrov_i_codec_u32(c, &s->epoch);
    ostrov_i_codec_u32(c, &s->warned);
    (void)ostrov_i_codec_i32(c, &s->clock_ever, 0, 1);
    (void)ostrov_i_codec_i32(c, &s->clock_known, 0, 1);
    (void)ostrov_i_codec_i32(c, &s->written, 0, 1);
    (void)ostrov_i_codec_i32(c, &s->pv_limiting, 0, 1);
    (void)ostrov_i_codec_i32(c, &s->surplus_charging, 0, 1);
    (void)ostrov_i_codec_i32(c, &s->refused_field, -1, 1000);
    (void)ostrov_i_codec_i32(c, &s->grid_seen, 0, 1);
}

static void walk(ostrov_i_codec *c, ostrov_i_station *s)
{
    walk_rest(c, s);
    walk_state(c, &s->state);
    walk_books(c, &s->books);
    walk_tiers(c, &s->tiers);
    for (int32_t i = 0; i < OSTROV_I_HELD_COUNT; i++) {
        /* Powers have a sign (volts times amperes at most); a limit below 0 would be a command. */
        const int32_t limit = i >= OSTROV_I_HELD_BMS_CHARGE && i <= OSTROV_I_HELD_PCS_DISCHARGE;
        ostrov_i_codec_maybe(c, &s->held[i].value, limit ? 0.0 : -1e12, 1e12);
        ostrov_i_codec_number(c, &s->held[i].age_s, 0.0, LONG_S);
    }
    for (int32_t i = 0; i < OSTROV_I_STATION_POINTS; i++) {
        walk_point(c, &s->points[i]);
    }
    ostrov_i_station_walk_battery(c, s);
    walk_plan(c, &s->plan);
    walk_ring(c, &s->ring);
}

/* Bytes of each walk above: eights and fours. tests/unit/station holds this against what save
 * wrote. */
enum {
    REST_BYTES = 13 * 8 + 10 * 4,
    STATE_BYTES = 18 * 8 + 6 * 4,
    BOOKS_BYTES = 7 * 8,
    TIERS_BYTES = OSTROV_LOAD_TIERS * 16 + 2 * 8 + 2 * 4,
    HELD_BYTES = OSTROV_I_HELD_COUNT * 16,
    POINTS_BYTES = OSTROV_I_STATION_POINTS * (9 * 8 + 3 * 4),
    PLAN_BYTES = 4 * 4 + 3 * 8 + (OSTROV_STATION_SLOTS + 1) * 8 +
                 OSTROV_STATION_SLOTS * (4 + OSTROV_I_STATION_POINTS) * 8,
    RING_BYTES = 3 * 4 + 2 * 8 + OSTROV_I_STATION_CODES * 8 + OSTROV_I_STATION_RING * 40,
    ALL_BYTES = OSTROV_I_CODEC_HEAD + REST_BYTES + STATE_BYTES + BOOKS_BYTES + TIERS_BYTES +
                HELD_BYTES + POINTS_BYTES + OSTROV_I_CODEC_BATTERY + PLAN_BYTES + RING_BYTES +
                OSTROV_I_CODEC_TAIL
};

static const ostrov_i_codec_kind kind = {{'O', 'S', 'T', 'R', 'S', 'T', 'N', '1'}, 1, ALL_BYTES};

size_t ostrov_station_save_size(void) { return ALL_BYTES; }

ostrov_status ostrov_station_save(const ostrov_station *station, void *bytes, size_t capacity,
                                  size_t *used)
{
    const ostrov_i_station *self = ostrov_i_station_const(station);
    ostrov_i_codec c = {OSTROV_I_CODEC_SAVE, 0, bytes, 0};
    if (self == NULL || bytes == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (capacity < ALL_BYTES) {
        return OSTROV_E_SPACE;
    }
    ostrov_i_codec_begin(&c, &kind, self->config_crc);
    walk(&c, (ostrov_i_station *)self); /* saving reads only */
    ostrov_i_codec_seal(&c);
    if (used != NULL) {
        *used = c.at;
    }
    return OSTROV_OK;
}

ostrov_status ostrov_station_load(ostrov_station *station, const void *bytes, size_t count)
{
    ostrov_i_station *self = ostrov_i_station_self(station);
    ostrov_i_codec c;
    ostrov_status status = OSTROV_OK;
    if (self == NULL || bytes == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    status = ostrov_i_codec_open(&c, &kind, bytes, count, self->config_crc);
    if (status != OSTROV_OK) {
        return status;
    }
    walk(&c, self);
    if (c.bad) {
        return OSTROV_E_CORRUPT;
    }
    c.at = OSTROV_I_CODEC_HEAD;
    c.mode = OSTROV_I_CODEC_LOAD;
    walk(&c, self);
    ostrov_i_station_event(self, OSTROV_EVENT_RESTORED_STATE, 0, OSTROV_I_NAN, OSTROV_I_NAN);
    self->state.events = self->ring.count + (self->ring.lost > 0);
    return OSTROV_OK;
}
