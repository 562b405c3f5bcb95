/* What a station tells the DSO's control centre.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "drivers/iec104/outstation.h"

#include <math.h>
#include <string.h>

enum { TOPICAL_S = 60, MEASURED = IEC104_IMPORT_HELD + 1 };

/* Addresses and the change that is told at once. */
static const struct {
    uint32_t address;
    double deadband; /* of a measured value, in the unit it is told in; 0 = deadband_w */
    double factor;   /* our unit to the one told */
} points[IEC104_POINTS] = {
    {1001, 0.0, 1e-3}, {1002, 0.0, 1e-3}, {1003, 1.0, 1.0},  {1004, 1.0, 1.0}, {1005, 1.0, 1.0},
    {1006, 0.02, 1.0}, {1007, 0.0, 1e-3}, {1008, 0.0, 1e-3}, {1009, 1.0, 1e2}, {1010, 1e-6, 1.0},
    {1011, 1e-6, 1.0}, {2001, 0.0, 1.0},  {3001, 0.0, 1.0},  {3002, 0.0, 1.0}, {3003, 0.0, 1.0},
    {3004, 0.0, 1.0},  {3005, 0.0, 1.0},  {3006, 0.0, 1.0},
};

static const uint32_t controls[IEC104_CONTROLS] = {6001, 6002, 6101, 6102, 6201};

uint32_t iec104_point_address(const struct iec104_config *config, int32_t point)
{
    return config->base + points[point].address;
}

int32_t iec104_point_type(int32_t point, int stamped)
{
    if (point < MEASURED) {
        return stamped ? IEC104_M_ME_TF_1 : IEC104_M_ME_NC_1;
    }
    if (point == IEC104_BREAKER) {
        return stamped ? IEC104_M_DP_TB_1 : IEC104_M_DP_NA_1;
    }
    return stamped ? IEC104_M_SP_TB_1 : IEC104_M_SP_NA_1;
}

uint32_t iec104_control_address(const struct iec104_config *config, int32_t control)
{
    return config->base + controls[control];
}

int32_t iec104_control_type(int32_t control)
{
    return control <= IEC104_SET_IMPORT   ? IEC104_C_SE_NC_1
           : control == IEC104_CONNECTION ? IEC104_C_DC_NA_1
                                          : IEC104_C_SC_NA_1;
}

void iec104_config_defaults(struct iec104_config *config)
{
    memset(config, 0, sizeof *config);
    iec104_parameters_defaults(&config->with);
    config->common = 1;
    config->full = 100.0;
    config->cyclic_s = 10.0;
    config->select_s = 10.0;
    config->lifetime_s = 300.0;
    config->fallback_export_ratio = (double)NAN;
    config->fallback_import_ratio = (double)NAN;
    config->deadband_w = 1000.0;
    config->mode[IEC104_CONNECTION] = IEC104_REFUSED;
    config->mode[IEC104_PERMIT] = IEC104_SELECT;
}

static int ratio_or_nan(double value) { return isnan(value) || (value >= 0.0 && value <= 1.0); }

int iec104_station_begin(struct iec104_station *station, const struct iec104_config *config,
                         int64_t now_us)
{
    struct iec104_session probe;
    memset(station, 0, sizeof *station);
    station->config = *config;
    station->interrogating = station->cycle = -1;
    station->set[0] = station->set[1] = (double)NAN;
    station->permit = station->connection = -1;
    station->clock_ms = INT64_MIN;
    station->left_us = station->cycled_us = now_us;
    for (int i = 0; i < IEC104_CONTROLS; i++) {
        station->selected_us[i] = INT64_MIN;
        if (config->mode[i] < IEC104_DIRECT || config->mode[i] > IEC104_REFUSED) {
            return -1;
        }
    }
    for (int32_t i = 0; i < IEC104_POINTS; i++) {
        station->value[i] = (struct iec104_value){(double)NAN, (double)NAN};
        station->shown[i].quality = -1; /* nothing told yet */
    }
    return config->common >= 1 && config->common <= 65534 && config->base <= 16000000 &&
                   config->full > 0.0 && config->full < 1e9 && config->cyclic_s >= 0.0 &&
                   config->cyclic_s <= 3600.0 && config->select_s >= 1.0 &&
                   config->select_s <= 300.0 && config->lifetime_s >= 0.0 &&
                   config->lifetime_s <= 604800.0 && ratio_or_nan(config->fallback_export_ratio) &&
                   ratio_or_nan(config->fallback_import_ratio) && config->deadband_w >= 0.0 &&
                   iec104_session_begin(&probe, &config->with, now_us) == 0
               ? 0
               : -1;
}

/* ---- values ---------------------------------------------------------------------------------- */

static struct iec104_object object_of(const struct iec104_station *s, int32_t point)
{
    const struct iec104_value *v = &s->value[point];
    struct iec104_object o;
    memset(&o, 0, sizeof o);
    o.address = iec104_point_address(&s->config, point);
    o.time_ms = INT64_MIN;
    if (isnan(v->value)) {
        o.quality = IEC104_INVALID;
        o.value = point == IEC104_BREAKER ? IEC104_INDETERMINATE : 0.0;
        return o;
    }
    o.value = v->value * points[point].factor;
    if (!(v->age_s <= TOPICAL_S)) {
        o.quality = IEC104_NOT_TOPICAL;
    }
    return o;
}

static int has_changed(const struct iec104_station *s, int32_t point,
                       const struct iec104_object *now)
{
    const struct iec104_object *before = &s->shown[point];
    double deadband = points[point].deadband > 0.0 ? points[point].deadband
                      : point < MEASURED           ? s->config.deadband_w * 1e-3
                                                   : 0.0;
    return now->quality != before->quality || fabs(now->value - before->value) > deadband;
}

/* The oldest gives way: what holds now matters more, and an interrogation tells it anyway. */
static void keep_event(struct iec104_station *s, int32_t point, const struct iec104_object *object)
{
    if (s->events == IEC104_EVENTS) {
        memmove(s->event, s->event + 1, (IEC104_EVENTS - 1) * sizeof s->event[0]);
        s->events--;
        s->counters.lost_events++;
    }
    s->event[s->events++] = (struct iec104_event){point, -1, *object};
    s->counters.events++;
}

void iec104_station_update(struct iec104_station *station,
                           const struct iec104_value values[IEC104_POINTS], int64_t utc_ms)
{
    struct iec104_station *s = station;
    memcpy(s->value, values, sizeof s->value);
    for (int32_t i = 0; i < IEC104_POINTS; i++) {
        struct iec104_object now = object_of(s, i);
        if (has_changed(s, i, &now)) {
            int first = s->shown[i].quality == -1;
            now.time_ms = utc_ms;
            s->shown[i] = now;
            if (!first) { /* what holds at the start is told by the first interrogation */
                keep_event(s, i, &now);
            }
        }
    }
}

/* ---- what is sent ---------------------------------------------------------------------------- */

static int tell(struct iec104_station *s, struct iec104_session *session, int32_t point,
                int stamped, int32_t cause, int32_t originator, const struct iec104_object *object,
                int64_t now_us)
{
    uint8_t bytes[IEC104_MOST_ASDU];
    const struct iec104_asdu head = {.type = iec104_point_type(point, stamped),
                                     .cause = cause,
                                     .originator = originator,
                                     .common = s->config.common,
                                     .count = 1};
    size_t length = iec104_asdu_write(&head, object, bytes);
    return iec104_session_send(session, bytes, length, now_us);
}

static void send_interrogated(struct iec104_station *s, struct iec104_session *session,
                              int64_t now_us)
{
    uint8_t bytes[IEC104_MOST_ASDU];
    while (s->interrogating >= 0 && s->interrogating < IEC104_POINTS &&
           iec104_session_may_send(session)) {
        struct iec104_object o = object_of(s, s->interrogating);
        (void)tell(s, session, s->interrogating, 0, IEC104_INTERROGATED, s->interrogator, &o,
                   now_us);
        s->interrogating++;
    }
    if (s->interrogating == IEC104_POINTS && s->answers == 0 && iec104_session_may_send(session)) {
        const struct iec104_asdu end = {.type = IEC104_C_IC_NA_1,
                                        .cause = IEC104_ACTIVATION_END,
                                        .originator = s->interrogator,
                                        .common = s->config.common,
                                        .count = 1};
        const struct iec104_object station = {.value = 20.0};
        (void)iec104_session_send(session, bytes, iec104_asdu_write(&end, &station, bytes), now_us);
        s->interrogating = -1;
    }
}

/* An event leaves the list when it is acknowledged: one that got lost on the way is told again. */
static void drop_acknowledged(struct iec104_station *s, const struct iec104_session *session)
{
    int32_t kept = 0;
    int waiting = iec104_session_waiting(session);
    for (int32_t i = 0; i < s->events; i++) {
        int number = s->event[i].number;
        int behind = (number - session->acknowledged + IEC104_SEQUENCES) % IEC104_SEQUENCES;
        if (number < 0 || behind < waiting) {
            s->event[kept++] = s->event[i];
        }
    }
    s->events = kept;
}

static void send_events(struct iec104_station *s, struct iec104_session *session, int64_t now_us)
{
    for (int32_t i = 0; i < s->events && iec104_session_may_send(session); i++) {
        if (s->event[i].number < 0) {
            s->event[i].number = tell(s, session, s->event[i].point, 1, IEC104_SPONTANEOUS, 0,
                                      &s->event[i].object, now_us);
        }
    }
}

static void send_cyclic(struct iec104_station *s, struct iec104_session *session, int64_t now_us)
{
    if (s->cycle < 0 && s->config.cyclic_s > 0.0 &&
        (double)(now_us - s->cycled_us) >= s->config.cyclic_s * 1e6) {
        s->cycle = 0;
        s->cycled_us = now_us;
    }
    while (s->cycle >= 0 && iec104_session_may_send(session)) {
        struct iec104_object o = object_of(s, s->cycle);
        (void)tell(s, session, s->cycle, 0, IEC104_CYCLIC, 0, &o, now_us);
        s->cycle = s->cycle + 1 < MEASURED ? s->cycle + 1 : -1;
    }
}

void iec104_station_step(struct iec104_station *station, struct iec104_session *session,
                         int64_t now_us)
{
    struct iec104_station *s = station;
    int connected =
        session != NULL && (session->state == IEC104_STARTED || session->state == IEC104_STOPPING);
    if (session != NULL) {
        drop_acknowledged(s, session);
    }
    iec104_station_lapse(s, now_us);
    if (!connected) {
        if (s->connected) {
            iec104_station_left(s, now_us);
        }
        return;
    }
    s->counters.connections += !s->connected;
    s->connected = 1;
    s->lapsed = 0;
    if (!s->announced && iec104_session_may_send(session)) {
        uint8_t bytes[IEC104_MOST_ASDU];
        const struct iec104_asdu head = {.type = IEC104_M_EI_NA_1,
                                         .cause = IEC104_INITIALISED,
                                         .common = s->config.common,
                                         .count = 1};
        const struct iec104_object power_on = {.value = 0.0};
        (void)iec104_session_send(session, bytes, iec104_asdu_write(&head, &power_on, bytes),
                                  now_us);
        s->announced = 1;
    }
    iec104_station_answer(s, session, now_us);
    send_interrogated(s, session, now_us);
    send_events(s, session, now_us);
    send_cyclic(s, session, now_us);
}

void iec104_station_left(struct iec104_station *station, int64_t now_us)
{
    struct iec104_station *s = station;
    for (int32_t i = 0; i < s->events; i++) {
        s->event[i].number = -1;
    }
    for (int i = 0; i < IEC104_CONTROLS; i++) {
        s->selected_us[i] = INT64_MIN; /* a selection belongs to its connection */
    }
    s->interrogating = s->cycle = -1;
    s->answers = 0;
    s->left_us = s->connected ? now_us : s->left_us;
    s->connected = 0;
}

/* ---- what was ordered ------------------------------------------------------------------------ */

static int is_outlived(const struct iec104_station *s, int64_t now_us)
{
    return !s->connected && !s->lapsed &&
           (double)(now_us - s->left_us) >= s->config.lifetime_s * 1e6;
}

void iec104_station_lapse(struct iec104_station *station, int64_t now_us)
{
    struct iec104_station *s = station;
    const double declared[2] = {s->config.fallback_export_ratio, s->config.fallback_import_ratio};
    if (!is_outlived(s, now_us)) {
        return;
    }
    for (int i = 0; i < 2; i++) {
        if (!isnan(declared[i])) {
            s->set[i] = declared[i];
            s->fallen |= 1 << i;
        }
    }
    s->cease = isnan(declared[0]) ? s->cease : 0;
    s->permit = s->connection = -1;
    s->lapsed = 1;
}

void iec104_station_keep(const struct iec104_station *station, int64_t now_us,
                         struct iec104_kept *kept)
{
    const struct iec104_station *s = station;
    memset(kept, 0, sizeof *kept);
    kept->set[0] = s->set[0];
    kept->set[1] = s->set[1];
    kept->alone_s = s->connected ? 0.0 : (double)(now_us - s->left_us) * 1e-6;
    kept->cease = s->cease;
    kept->permit = s->permit == 1 ? -1 : s->permit;
    kept->connection = s->connection;
    kept->lapsed = s->lapsed;
    kept->fallen = s->fallen;
}

int iec104_station_recall(struct iec104_station *station, const struct iec104_kept *kept,
                          double away_s, int64_t now_us)
{
    struct iec104_station *s = station;
    const double most_s = 1e9; /* 30 years: of a clock that was wrong */
    double alone_s = kept->alone_s + (away_s > 0.0 && away_s < most_s ? away_s : 0.0);
    if (!ratio_or_nan(kept->set[0]) || !ratio_or_nan(kept->set[1]) || (kept->cease & ~1) != 0 ||
        (kept->lapsed & ~1) != 0 || (kept->fallen & ~3) != 0 || kept->permit < -1 ||
        kept->permit > 0 || kept->connection < -1 || kept->connection > IEC104_ON ||
        !(kept->alone_s >= 0.0 && kept->alone_s < most_s)) {
        return -1;
    }
    s->set[0] = kept->set[0];
    s->set[1] = kept->set[1];
    s->cease = kept->cease;
    s->permit = kept->permit;
    s->connection = kept->connection;
    s->lapsed = kept->lapsed;
    s->fallen = kept->fallen;
    s->left_us = now_us - (int64_t)(alone_s * 1e6);
    return 0;
}

void iec104_station_orders(const struct iec104_station *station, int64_t now_us,
                           struct iec104_orders *orders)
{
    const struct iec104_station *s = station;
    const struct iec104_config *c = &s->config;
    int expired = is_outlived(s, now_us);
    int declared = !isnan(c->fallback_export_ratio) || !isnan(c->fallback_import_ratio);
    orders->export_ratio = s->cease ? 0.0 : s->set[0];
    orders->import_ratio = s->set[1];
    orders->fallback = (expired && declared) || s->fallen != 0;
    if (expired && !isnan(c->fallback_export_ratio)) {
        orders->export_ratio = c->fallback_export_ratio;
    }
    if (expired && !isnan(c->fallback_import_ratio)) {
        orders->import_ratio = c->fallback_import_ratio;
    }
    orders->permit_return = expired ? -1 : s->permit;
    orders->connection = expired ? -1 : s->connection;
    orders->connected = s->connected;
    orders->clock_ms = s->clock_ms;
}
