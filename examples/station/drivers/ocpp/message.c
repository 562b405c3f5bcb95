/* OCPP-J frames: see message.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "message.h"

#include "common/json_memory.h"

#include <ostrov/base.h>

#include <stdio.h>
#include <string.h>

/* cJSON bounds its depth at 1000 and would recurse that far; nothing in OCPP 1.6 is deeper than
 * ten. */
static int too_deep(const char *text, size_t length)
{
    int depth = 0, quoted = 0;
    for (size_t i = 0; i < length; i++) {
        if (quoted) {
            quoted = text[i] != '"';
            i += text[i] == '\\';
        } else if (text[i] == '"') {
            quoted = 1;
        } else if (text[i] == '[' || text[i] == '{') {
            if (++depth > OCPP_DEPTH) {
                return 1;
            }
        } else if (text[i] == ']' || text[i] == '}') {
            depth--;
        }
    }
    return 0;
}

static int take_text(const cJSON *item, char *to, size_t capacity)
{
    if (!cJSON_IsString(item) || item->valuestring[0] == '\0' ||
        strlen(item->valuestring) >= capacity) {
        return -1;
    }
    memcpy(to, item->valuestring, strlen(item->valuestring) + 1);
    return 0;
}

/* Takes the parts out of a list. Returns 0; -1. */
static int take_parts(cJSON *list, struct ocpp_message *m)
{
    const cJSON *kind = cJSON_GetArrayItem(list, 0);
    int size = cJSON_IsArray(list) ? cJSON_GetArraySize(list) : 0;
    int payload_at = 0;
    if (size < 3 || !cJSON_IsNumber(kind) ||
        take_text(cJSON_GetArrayItem(list, 1), m->id, sizeof m->id) != 0) {
        return -1;
    }
    if (kind->valuedouble == OCPP_CALL && size == 4) {
        payload_at = 3;
    } else if (kind->valuedouble == OCPP_RESULT && size == 3) {
        payload_at = 2;
    } else if (kind->valuedouble == OCPP_ERROR && size == 5) {
        payload_at = 4;
    } else {
        return -1;
    }
    m->kind = (int32_t)kind->valuedouble;
    if (m->kind != OCPP_RESULT &&
        take_text(cJSON_GetArrayItem(list, 2), m->action, sizeof m->action) != 0) {
        return -1;
    }
    m->payload = cJSON_DetachItemFromArray(list, payload_at);
    return cJSON_IsObject(m->payload) ? 0 : -1;
}

int ocpp_message_read(const char *text, size_t length, struct ocpp_message *message)
{
    int result = -1;
    memset(message, 0, sizeof *message);
    (void)json_memory_failed(); /* what was not sent is over */
    if (length == 0 || length > OCPP_MOST_BYTES || too_deep(text, length)) {
        return -1;
    }
    cJSON *list = cJSON_ParseWithLength(text, length);
    if (list != NULL) {
        result = take_parts(list, message);
    }
    cJSON_Delete(list);
    if (result != 0) {
        ocpp_message_end(message);
    }
    return result;
}

void ocpp_message_end(struct ocpp_message *message)
{
    cJSON_Delete(message->payload);
    memset(message, 0, sizeof *message);
}

/* ---- writing ----------------------------------------------------------------------------------
 */

/* Prints a list and frees it; nothing when something of it had no memory. */
static size_t print(cJSON *list, char *text, size_t capacity)
{
    size_t length = 0;
    if (!json_memory_failed() && list != NULL && capacity <= OCPP_MOST_BYTES + 1 &&
        cJSON_PrintPreallocated(list, text, (int)capacity, 0)) {
        length = strlen(text);
    }
    cJSON_Delete(list);
    return length;
}

static cJSON *begin(int kind, const char *id)
{
    cJSON *list = cJSON_CreateArray();
    json_append(list, cJSON_CreateNumber(kind));
    json_append(list, cJSON_CreateString(id));
    return list;
}

size_t ocpp_write_call(const char *id, const char *action, cJSON *payload, char *text,
                       size_t capacity)
{
    cJSON *list = begin(OCPP_CALL, id);
    json_append(list, cJSON_CreateString(action));
    json_append(list, payload);
    return print(list, text, capacity);
}

size_t ocpp_write_result(const char *id, cJSON *payload, char *text, size_t capacity)
{
    cJSON *list = begin(OCPP_RESULT, id);
    json_append(list, payload);
    return print(list, text, capacity);
}

size_t ocpp_write_error(const char *id, const char *code, const char *description, char *text,
                        size_t capacity)
{
    cJSON *list = begin(OCPP_ERROR, id);
    json_append(list, cJSON_CreateString(code));
    json_append(list, cJSON_CreateString(description));
    json_append(list, cJSON_CreateObject());
    return print(list, text, capacity);
}

/* ---- members ----------------------------------------------------------------------------------
 */

const char *ocpp_text(const cJSON *payload, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(payload, name);
    return cJSON_IsString(item) ? item->valuestring : NULL;
}

double ocpp_number(const cJSON *payload, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(payload, name);
    double value = __builtin_nan("");
    if (cJSON_IsNumber(item)) {
        return item->valuedouble;
    }
    if (!cJSON_IsString(item) || ostrov_number_read(item->valuestring, strlen(item->valuestring),
                                                    &value, NULL) != OSTROV_OK) {
        return __builtin_nan("");
    }
    return value;
}

int32_t ocpp_whole(const cJSON *payload, const char *name, int32_t otherwise)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(payload, name);
    if (!cJSON_IsNumber(item) ||
        !(item->valuedouble >= -2147483648.0 && item->valuedouble <= 2147483647.0)) {
        return otherwise;
    }
    int32_t whole = (int32_t)item->valuedouble;
    return (double)whole == item->valuedouble ? whole : otherwise;
}

/* ---- time -------------------------------------------------------------------------------------
 */

void ocpp_time_write(int64_t time_s, char text[32])
{
    ostrov_civil c;
    if (ostrov_civil_from_utc(time_s, &c) != OSTROV_OK) {
        time_s = 0;
        (void)!ostrov_civil_from_utc(time_s, &c);
    }
    snprintf(text, 32, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)(c.year % 10000),
             (int)(c.month % 100), (int)(c.day % 100), (int)(c.hour % 100), (int)(c.minute % 100),
             (int)(c.second % 100));
}

/* count digits as a number; -1 when they are none. */
static int32_t digits(const char *text, int count)
{
    int32_t value = 0;
    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

int ocpp_time_read(const char *text, int64_t *time_s)
{
    ostrov_civil c = {0};
    const char *at = text + 19;
    int64_t offset_s = 0;
    if (strlen(text) < 19 || strlen(text) > 40 || text[4] != '-' || text[7] != '-' ||
        (text[10] != 'T' && text[10] != 't') || text[13] != ':' || text[16] != ':') {
        return -1;
    }
    c.year = digits(text, 4), c.month = digits(text + 5, 2), c.day = digits(text + 8, 2);
    c.hour = digits(text + 11, 2), c.minute = digits(text + 14, 2), c.second = digits(text + 17, 2);
    if (*at == '.') {
        at += 1 + strspn(at + 1, "0123456789");
    }
    if (*at == '+' || *at == '-') {
        if (strlen(at) != 6 || at[3] != ':' || digits(at + 1, 2) < 0 || digits(at + 4, 2) < 0) {
            return -1;
        }
        offset_s = (int64_t)digits(at + 1, 2) * 3600 + (int64_t)digits(at + 4, 2) * 60;
        offset_s = *at == '-' ? -offset_s : offset_s;
    } else if (*at != '\0' && strcmp(at, "Z") != 0 && strcmp(at, "z") != 0) {
        return -1;
    }
    if (c.year < 0 || c.month < 0 || c.day < 0 || c.hour < 0 || c.minute < 0 || c.second < 0 ||
        ostrov_utc_from_civil(&c, time_s) != OSTROV_OK) {
        return -1;
    }
    *time_s -= offset_s;
    return 0;
}
