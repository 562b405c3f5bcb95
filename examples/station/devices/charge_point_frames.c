/* A simulated charge point: what it says and what it is told (OCPP 1.6 JSON).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "devices/charge_point.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <ostrov/base.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ASKED_NOTHING, ASKED_BOOT, ASKED_STATUS, ASKED_START, ASKED_METER, ASKED_BEAT, ASKED_STOP };

#define PATIENCE_US 30000000
#define BEAT_US 60000000

static int32_t kind_of(const struct charge_point *p)
{
    return p->now != NULL ? p->now->kind : LIE_NONE;
}

static void time_text(int64_t utc_s, char *text, size_t capacity)
{
    ostrov_civil c;
    text[0] = '\0';
    if (ostrov_civil_from_utc(utc_s, &c) == OSTROV_OK) {
        snprintf(text, capacity, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)c.year, (int)c.month,
                 (int)c.day, (int)c.hour, (int)c.minute, (int)c.second);
    }
}

/* "2026-06-01T12:00:00Z", fractions allowed. Returns INT64_MIN for what is no such text. */
static int64_t time_read(const char *text)
{
    ostrov_civil c = {0};
    int part[6];
    int64_t utc_s = INT64_MIN;
    if (text == NULL || sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d", &part[0], &part[1], &part[2],
                               &part[3], &part[4], &part[5]) != 6) {
        return INT64_MIN;
    }
    c.year = part[0], c.month = part[1], c.day = part[2];
    c.hour = part[3], c.minute = part[4], c.second = part[5];
    return ostrov_utc_from_civil(&c, &utc_s) == OSTROV_OK ? utc_s : INT64_MIN;
}

/* ---- what it is told ---------------------------------------------------------------------------
 */

static const char *text_of(const cJSON *object, const char *name)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
}

static double number_of(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
    return cJSON_IsNumber(item) ? item->valuedouble : (double)NAN;
}

/* Takes a profile. Returns the status of the answer. */
static const char *take_profile(struct charge_point *p, const cJSON *payload)
{
    const cJSON *profile = cJSON_GetObjectItemCaseSensitive(payload, "csChargingProfiles");
    const cJSON *schedule = cJSON_GetObjectItemCaseSensitive(profile, "chargingSchedule");
    const cJSON *periods = cJSON_GetObjectItemCaseSensitive(schedule, "chargingSchedulePeriod");
    const char *purpose = text_of(profile, "chargingProfilePurpose");
    const char *unit = text_of(schedule, "chargingRateUnit");
    double duration_s = number_of(schedule, "duration");
    struct charge_point_profile taken = {number_of(cJSON_GetArrayItem(periods, 0), "limit"),
                                         time_read(text_of(schedule, "startSchedule")),
                                         isnan(duration_s) ? 0.0 : duration_s};
    const char *kind = text_of(profile, "chargingProfileKind");
    if (kind != NULL && strcmp(kind, "Relative") == 0 && isnan(duration_s)) {
        taken.start_s = 0; /* from the start of charging on, without end */
    }
    if (purpose == NULL || unit == NULL || strcmp(unit, "A") != 0 || isnan(taken.ampere) ||
        taken.start_s == INT64_MIN || kind_of(p) == LIE_REFUSE) {
        p->profiles_refused++;
        return "Rejected";
    }
    int own = strcmp(purpose, "TxProfile") == 0;
    if (own && (p->transaction <= 0 || number_of(profile, "transactionId") != p->transaction)) {
        p->profiles_refused++;
        return "Rejected";
    }
    p->profiles_taken++;
    if (kind_of(p) != LIE_IGNORE) {
        *(own ? &p->profile : &p->default_profile) = taken;
    }
    return "Accepted";
}

static const char *obey(struct charge_point *p, const char *action, const cJSON *payload)
{
    if (strcmp(action, "SetChargingProfile") == 0) {
        return take_profile(p, payload);
    }
    if (strcmp(action, "ChangeConfiguration") == 0) {
        const char *key = text_of(payload, "key"), *value = text_of(payload, "value");
        if (key != NULL && value != NULL && strcmp(key, "MeterValueSampleInterval") == 0) {
            int seconds = atoi(value);
            p->interval_s = seconds > 0 ? seconds : p->interval_s;
            return "Accepted";
        }
        return "NotSupported";
    }
    return NULL;
}

static void take_call(struct charge_point *p, const cJSON *frame)
{
    const char *id = cJSON_GetStringValue(cJSON_GetArrayItem(frame, 1));
    const char *action = cJSON_GetStringValue(cJSON_GetArrayItem(frame, 2));
    if (id == NULL || action == NULL || strlen(id) > 36 || p->answer_length > 0) {
        return;
    }
    const char *status = obey(p, action, cJSON_GetArrayItem(frame, 3));
    int n =
        status != NULL
            ? snprintf(p->answer, sizeof p->answer, "[3,\"%s\",{\"status\":\"%s\"}]", id, status)
            : snprintf(p->answer, sizeof p->answer, "[4,\"%s\",\"NotImplemented\",\"\",{}]", id);
    p->answer_length = n > 0 && (size_t)n < sizeof p->answer ? (size_t)n : 0;
}

static void take_result(struct charge_point *p, const cJSON *frame)
{
    const cJSON *payload = cJSON_GetArrayItem(frame, 2);
    const char *status = text_of(payload, "status");
    int32_t asked = p->asked;
    p->asked = ASKED_NOTHING;
    if (asked == ASKED_BOOT) {
        p->booted = status != NULL && strcmp(status, "Accepted") == 0;
        p->boot_us = p->time_us + 5000000; /* a refused one says it again */
    } else if (asked == ASKED_START) {
        double number = number_of(payload, "transactionId");
        status = text_of(cJSON_GetObjectItemCaseSensitive(payload, "idTagInfo"), "status");
        p->transaction =
            status != NULL && strcmp(status, "Accepted") == 0 && number > 0.0 && number < 2e9
                ? (int32_t)number
                : 0;
        p->told_status = 0;
    } else if (asked == ASKED_STOP) {
        p->transaction = 0;
        p->told_status = 0;
    } else if (asked == ASKED_METER && p->kept_count > 0) {
        p->kept_first = (p->kept_first + 1) % CHARGE_POINT_KEPT;
        p->kept_count--;
    }
}

void charge_point_receive(struct charge_point *p, const char *text, size_t length)
{
    if (kind_of(p) == LIE_SILENT) {
        return;
    }
    cJSON *frame = cJSON_ParseWithLength(text, length);
    const cJSON *type = cJSON_GetArrayItem(frame, 0);
    const char *id = cJSON_GetStringValue(cJSON_GetArrayItem(frame, 1));
    char own[24];
    snprintf(own, sizeof own, "cp-%u", (unsigned)p->calls);
    if (cJSON_IsNumber(type) && type->valuedouble == 2.0) {
        take_call(p, frame);
    } else if (cJSON_IsNumber(type) && type->valuedouble == 3.0 && id != NULL &&
               strcmp(id, own) == 0) {
        take_result(p, frame);
    } else if (cJSON_IsNumber(type) && type->valuedouble == 4.0) {
        p->asked = ASKED_NOTHING;
    }
    cJSON_Delete(frame);
}

/* ---- what it says ------------------------------------------------------------------------------
 */

static size_t call(struct charge_point *p, int32_t asked, const char *action, const char *payload,
                   char *text, size_t capacity)
{
    int n =
        snprintf(text, capacity, "[2,\"cp-%u\",\"%s\",%s]", (unsigned)++p->calls, action, payload);
    p->asked = asked;
    p->asked_us = p->time_us;
    return n > 0 && (size_t)n < capacity ? (size_t)n : 0;
}

static size_t say_status(struct charge_point *p, char *text, size_t capacity)
{
    char payload[256], now[32];
    const char *status = !p->plugged          ? "Available"
                         : p->transaction > 0 ? p->wants_wh > 0.0 ? "Charging" : "SuspendedEV"
                                              : "Preparing";
    time_text(charge_point_clock_s(p), now, sizeof now);
    snprintf(payload, sizeof payload,
             "{\"connectorId\":1,\"errorCode\":\"NoError\",\"status\":\"%s\",\"timestamp\":\"%s\"}",
             status, now);
    p->told_status = 1;
    return call(p, ASKED_STATUS, "StatusNotification", payload, text, capacity);
}

static size_t say_transaction(struct charge_point *p, int starts, char *text, size_t capacity)
{
    char payload[256], now[32];
    time_text(charge_point_clock_s(p), now, sizeof now);
    if (starts) {
        snprintf(payload, sizeof payload,
                 "{\"connectorId\":1,\"idTag\":\"bus\",\"meterStart\":%ld,\"timestamp\":\"%s\"}",
                 (long)p->energy_wh, now);
        p->transaction = -1;
        return call(p, ASKED_START, "StartTransaction", payload, text, capacity);
    }
    snprintf(payload, sizeof payload,
             "{\"transactionId\":%d,\"meterStop\":%ld,\"timestamp\":\"%s\"}", (int)p->transaction,
             (long)p->energy_wh, now);
    return call(p, ASKED_STOP, "StopTransaction", payload, text, capacity);
}

static size_t say_meter(struct charge_point *p, char *text, size_t capacity)
{
    char payload[640], now[32];
    const struct charge_point_sample *sample = &p->kept[p->kept_first];
    time_text(sample->utc_s, now, sizeof now);
    snprintf(payload, sizeof payload,
             "{\"connectorId\":1,\"transactionId\":%d,\"meterValue\":[{\"timestamp\":\"%s\","
             "\"sampledValue\":[{\"value\":\"%ld\",\"measurand\":\"Energy.Active.Import.Register\","
             "\"unit\":\"Wh\"},{\"value\":\"%ld\",\"measurand\":\"Power.Active.Import\","
             "\"unit\":\"W\"}]}]}",
             (int)sample->transaction, now, (long)sample->energy_wh, (long)(sample->watts + 0.5));
    return call(p, ASKED_METER, "MeterValues", payload, text, capacity);
}

static size_t say_call(struct charge_point *p, char *text, size_t capacity)
{
    if (!p->booted) {
        if (p->time_us < p->boot_us) {
            return 0;
        }
        return call(p, ASKED_BOOT, "BootNotification",
                    "{\"chargePointVendor\":\"ostrov\",\"chargePointModel\":\"simulated\"}", text,
                    capacity);
    }
    if (!p->plugged && p->transaction > 0) {
        return say_transaction(p, 0, text, capacity);
    }
    if (!p->told_status) {
        return say_status(p, text, capacity);
    }
    if (p->plugged && p->transaction == 0) {
        return say_transaction(p, 1, text, capacity);
    }
    if (p->kept_count > 0) {
        return say_meter(p, text, capacity);
    }
    if (p->time_us - p->beaten_us >= BEAT_US) {
        p->beaten_us = p->time_us;
        return call(p, ASKED_BEAT, "Heartbeat", "{}", text, capacity);
    }
    return 0;
}

size_t charge_point_next(struct charge_point *p, char *text, size_t capacity)
{
    if (!p->connected || kind_of(p) == LIE_SILENT) {
        return 0;
    }
    if (kind_of(p) == LIE_GARBAGE) {
        static const char *const garbage[] = {"[2,", "null", "[3,\"ostrov-1\"]", "{}",
                                              "[2,\"x\",\"\xff\xfe\",{}]"};
        const char *one = garbage[p->time_us / 1000000 % 5];
        if (p->asked_us == p->time_us || strlen(one) >= capacity) {
            return 0; /* one each step */
        }
        p->asked_us = p->time_us;
        memcpy(text, one, strlen(one) + 1);
        return strlen(one);
    }
    if (p->answer_length > 0) {
        size_t length = p->answer_length < capacity ? p->answer_length : 0;
        memcpy(text, p->answer, length);
        p->answer_length = 0;
        return length;
    }
    if (p->asked != ASKED_NOTHING) {
        if (p->time_us - p->asked_us < PATIENCE_US) {
            return 0;
        }
        p->asked = ASKED_NOTHING;
        p->transaction = p->transaction < 0 ? 0 : p->transaction;
    }
    return say_call(p, text, capacity);
}
