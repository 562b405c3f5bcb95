/* One charge point: see point.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "point.h"

#include "common/json_memory.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const status_texts[] = {"unknown",       "Available",   "Preparing", "Charging",
                                           "SuspendedEVSE", "SuspendedEV", "Finishing", "Reserved",
                                           "Unavailable",   "Faulted"};

const char *ocpp_status_text(int32_t status)
{
    return status >= 0 && status <= OCPP_FAULTED ? status_texts[status] : status_texts[0];
}

void ocpp_setup_defaults(struct ocpp_setup *setup)
{
    *setup = (struct ocpp_setup){.limit_w = 22e3,
                                 .phase_v = 230.0,
                                 .phases = 3,
                                 .meter_s = 5,
                                 .lifetime_s = 120.0,
                                 .patience_s = 30.0,
                                 .retry_s = 30.0,
                                 .heed_s = 10.0,
                                 .tolerance_ratio = 0.05};
}

static void forget_reading(struct ocpp_point *p)
{
    const double nan = (double)NAN;
    p->reading = (struct ocpp_reading){nan, {nan, nan, nan}, nan, nan, nan, INT64_MIN};
}

void ocpp_point_begin(struct ocpp_point *p, const struct ocpp_setup *setup)
{
    memset(p, 0, sizeof *p);
    p->setup = *setup;
    p->seen_us = p->renewed_us = p->tried_us = p->wanted_us = INT64_MIN;
    p->next_transaction = 1;
    p->start_wh = p->stands_w = (double)NAN;
    ocpp_point_default(p, setup->default_w);
    forget_reading(p);
    set_point_begin(&p->limit);
}

void ocpp_point_open(struct ocpp_point *p, int64_t now_us)
{
    p->connected = 1;
    ocpp_point_doubt_default(p); /* the socket before may not have been seen to close */
    p->asked = OCPP_ASKED_NOTHING;
    /* After a break the charge point may be a renewed one: it is told everything again. */
    p->configured = p->defaulted = p->sampled = p->turn = 0;
    p->renewed_us = p->tried_us = INT64_MIN;
    if (p->limit.stage == SET_POINT_REFUSED && p->limit.refusal == SET_POINT_NO_LINK) {
        p->limit.refused_us = INT64_MIN; /* what no link carried is sent now that there is one */
    }
    p->seen_us = now_us;
}

void ocpp_point_close(struct ocpp_point *p, int64_t now_us)
{
    p->connected = 0;
    if (p->asked == OCPP_ASKED_LIMIT) {
        set_point_refuse(&p->limit, &p->limits, SET_POINT_NO_LINK, now_us);
    }
    ocpp_point_doubt_default(p);
    p->asked = OCPP_ASKED_NOTHING;
}

int32_t ocpp_point_plugged(const struct ocpp_point *p)
{
    switch (p->status) {
    case OCPP_PREPARING:
    case OCPP_CHARGING:
    case OCPP_SUSPENDED_EVSE:
    case OCPP_SUSPENDED_EV:
    case OCPP_FINISHING:
        return 1;
    case OCPP_AVAILABLE:
    case OCPP_RESERVED:
        return 0;
    default:
        return p->transaction != 0 ? 1 : -1;
    }
}

double ocpp_point_age_s(const struct ocpp_point *p, int64_t now_us)
{
    return p->reading.read_us == INT64_MIN ? (double)NAN
                                           : (double)(now_us - p->reading.read_us) * 1e-6;
}

/* ---- what it says -----------------------------------------------------------------------------
 */

static void copy_word(char *to, const char *text)
{
    snprintf(to, OCPP_WORD, "%s", text != NULL ? text : "");
}

static void take_status(struct ocpp_point *p, const cJSON *payload)
{
    const char *text = ocpp_text(payload, "status");
    if (ocpp_whole(payload, "connectorId", -1) != 1 || text == NULL) {
        return; /* 0 is the charge point as a whole; a station's points have one connector */
    }
    p->status = OCPP_STATUS_UNKNOWN;
    for (int32_t i = 1; i <= OCPP_FAULTED; i++) {
        if (strcmp(text, status_texts[i]) == 0) {
            p->status = i;
        }
    }
    if (p->status == OCPP_AVAILABLE) {
        forget_reading(p);
        p->ended = p->transaction != 0 ? p->transaction : p->ended;
        p->transaction = 0; /* nobody is there: whatever was not told to have ended has */
    }
}

static cJSON *tag_info(const char *status)
{
    cJSON *info = cJSON_CreateObject();
    cJSON_AddStringToObject(info, "status", status);
    return info;
}

static void add_time(cJSON *payload, const char *name, int64_t utc_s)
{
    char text[32];
    ocpp_time_write(utc_s, text);
    cJSON_AddStringToObject(payload, name, text);
}

static cJSON *answer_boot(int64_t utc_s)
{
    cJSON *answer = cJSON_CreateObject();
    cJSON_AddStringToObject(answer, "status", "Accepted");
    add_time(answer, "currentTime", utc_s);
    cJSON_AddNumberToObject(answer, "interval", 60);
    return answer;
}

/* The start of the transaction under way, told again because our answer did not arrive? */
static int is_told_again(const struct ocpp_point *p, const cJSON *payload)
{
    char tag[OCPP_WORD], started[OCPP_WORD];
    copy_word(tag, ocpp_text(payload, "idTag"));
    copy_word(started, ocpp_text(payload, "timestamp"));
    return p->transaction != 0 && started[0] != '\0' && strcmp(started, p->started) == 0 &&
           strcmp(tag, p->tag) == 0 && ocpp_number(payload, "meterStart") == p->start_wh;
}

static cJSON *answer_start(struct ocpp_point *p, const cJSON *payload)
{
    cJSON *answer = cJSON_CreateObject();
    int ours = ocpp_whole(payload, "connectorId", 1) == 1; /* another one is not let charge */
    int again = ours && is_told_again(p, payload);
    int32_t number = again ? p->transaction : p->next_transaction;
    p->next_transaction = again ? p->next_transaction : ocpp_transaction_after(number);
    if (ours) {
        copy_word(p->tag, ocpp_text(payload, "idTag"));
        copy_word(p->started, ocpp_text(payload, "timestamp"));
        p->transaction = number;
        p->start_wh = ocpp_number(payload, "meterStart");
    }
    cJSON_AddNumberToObject(answer, "transactionId", number);
    json_put(answer, "idTagInfo", tag_info(ours ? "Accepted" : "Blocked"));
    return answer;
}

static cJSON *answer_stop(struct ocpp_point *p, const cJSON *payload)
{
    cJSON *answer = cJSON_CreateObject();
    int32_t told = ocpp_whole(payload, "transactionId", -1);
    p->ended = told;
    if (told == p->transaction) {
        p->transaction = 0;
        p->reading.power_w = 0.0;
    }
    json_put(answer, "idTagInfo", tag_info("Accepted"));
    return answer;
}

static cJSON *answer_with(const char *name, cJSON *value)
{
    cJSON *answer = cJSON_CreateObject();
    json_put(answer, name, value);
    return answer;
}

/* Whoever boots has forgotten what it was asked, or never takes it: what was under way is asked anew,
 * behind the answer. */
static void take_boot(struct ocpp_point *p, const cJSON *payload, int64_t now_us, int64_t utc_s)
{
    if (p->asked == OCPP_ASKED_LIMIT) {
        set_point_request(&p->limit, &p->limits, p->limit.wanted_w, now_us);
    }
    ocpp_point_doubt_default(p);
    p->asked = OCPP_ASKED_NOTHING;
    p->tried_us = p->renewed_us = INT64_MIN;
    copy_word(p->vendor, ocpp_text(payload, "chargePointVendor"));
    copy_word(p->model, ocpp_text(payload, "chargePointModel"));
    p->booted = utc_s != INT64_MIN;
    p->configured = p->defaulted = p->sampled = p->turn = 0;
}

/* Its answer must carry our time, by which the charge point sets its clock: while we have none
 * there is no answer, "Pending" neither. It asks again. */
static int needs_time(const struct ocpp_message *m)
{
    return strcmp(m->action, "BootNotification") == 0 || strcmp(m->action, "Heartbeat") == 0;
}

/* The result of a call, or NULL for an action that is not served. */
static cJSON *answer_call(struct ocpp_point *p, const struct ocpp_message *m, int64_t now_us,
                          int64_t utc_s)
{
    cJSON *empty;
    if (strcmp(m->action, "BootNotification") == 0) {
        return answer_boot(utc_s);
    }
    if (strcmp(m->action, "StartTransaction") == 0) {
        return answer_start(p, m->payload);
    }
    if (strcmp(m->action, "StopTransaction") == 0) {
        return answer_stop(p, m->payload);
    }
    if (strcmp(m->action, "Authorize") == 0) {
        return answer_with("idTagInfo", tag_info("Accepted"));
    }
    if (strcmp(m->action, "DataTransfer") == 0) {
        return answer_with("status", cJSON_CreateString("UnknownVendorId"));
    }
    empty = cJSON_CreateObject();
    if (strcmp(m->action, "Heartbeat") == 0) {
        add_time(empty, "currentTime", utc_s);
    } else if (strcmp(m->action, "StatusNotification") == 0) {
        take_status(p, m->payload);
    } else if (strcmp(m->action, "MeterValues") == 0) {
        ocpp_point_take_meter(p, m->payload, now_us, utc_s);
    } else if (strcmp(m->action, "DiagnosticsStatusNotification") != 0 &&
               strcmp(m->action, "FirmwareStatusNotification") != 0) {
        cJSON_Delete(empty);
        return NULL;
    }
    return empty;
}

/* ---- what it answers --------------------------------------------------------------------------
 */

static void take_answer(struct ocpp_point *p, const struct ocpp_message *m, int64_t now_us)
{
    const char *status = m->kind == OCPP_RESULT ? ocpp_text(m->payload, "status") : NULL;
    int good = status != NULL &&
               (strcmp(status, "Accepted") == 0 || strcmp(status, "RebootRequired") == 0);
    if (p->asked == OCPP_ASKED_NOTHING || strcmp(m->id, p->asked_id) != 0) {
        p->counters.refused++; /* late, or never asked for */
        return;
    }
    switch (p->asked) {
    case OCPP_ASKED_CONFIGURE:
        p->configured = 1; /* a refusal too: then its own interval has to do */
        break;
    case OCPP_ASKED_SAMPLED:
        p->sampled =
            good || p->sampled == OCPP_SAMPLED_LESS ? OCPP_SAMPLED_DONE : OCPP_SAMPLED_LESS;
        break;
    case OCPP_ASKED_DEFAULT:
        ocpp_point_take_default(p, good, now_us);
        break;
    default:
        if (good && p->asked_w != p->limit.wanted_w) {
            break; /* another one is wanted meanwhile: it is sent next */
        }
        if (good) {
            set_point_acknowledge(&p->limit, &p->limits, p->asked_w,
                                  (double)(now_us - p->asked_us) * 1e-3, now_us);
            p->renewed_us = now_us;
            p->renewed_transaction = p->asked_transaction;
        } else {
            set_point_refuse(&p->limit, &p->limits, SET_POINT_EXCEPTION, now_us);
        }
    }
    p->asked = OCPP_ASKED_NOTHING;
}

size_t ocpp_point_receive(struct ocpp_point *p, const char *text, size_t length, int64_t now_us,
                          int64_t utc_s, char *reply, size_t capacity)
{
    struct ocpp_message m;
    size_t used = 0;
    p->counters.messages++;
    if (ocpp_message_read(text, length, &m) != 0) {
        p->counters.refused++;
        return 0;
    }
    p->seen_us = now_us;
    if (m.kind == OCPP_CALL && strcmp(m.action, "BootNotification") == 0) {
        take_boot(p, m.payload, now_us, utc_s);
    }
    if (m.kind == OCPP_CALL && utc_s == INT64_MIN && needs_time(&m)) {
        used = ocpp_write_error(m.id, "InternalError", "the clock is not set yet", reply, capacity);
    } else if (m.kind == OCPP_CALL) {
        cJSON *answer = answer_call(p, &m, now_us, utc_s);
        used = answer != NULL ? ocpp_write_result(m.id, answer, reply, capacity)
                              : ocpp_write_error(m.id, "NotImplemented", m.action, reply, capacity);
    } else {
        p->counters.errors += m.kind == OCPP_ERROR;
        take_answer(p, &m, now_us);
    }
    ocpp_message_end(&m);
    return used;
}
