/* IEC 60870-5-104 frames: bytes to structures and back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "drivers/iec104/codec.h"

#include <string.h>

enum { HEAD = 6, CONTROL = 4, ASDU_HEAD = 6, ADDRESS = 3, TIME = 7 };

/* ---- frames ---------------------------------------------------------------------------------- */

int iec104_frame_length(const uint8_t *bytes, size_t count)
{
    if (count >= 1 && bytes[0] != IEC104_START) {
        return -1;
    }
    if (count < 2) {
        return 0;
    }
    if (bytes[1] < CONTROL || bytes[1] > IEC104_MOST_FRAME - 2) {
        return -1;
    }
    return count < (size_t)bytes[1] + 2 ? 0 : bytes[1] + 2;
}

static int is_function(int byte)
{
    return byte == IEC104_STARTDT_ACT || byte == IEC104_STARTDT_CON || byte == IEC104_STOPDT_ACT ||
           byte == IEC104_STOPDT_CON || byte == IEC104_TESTFR_ACT || byte == IEC104_TESTFR_CON;
}

static uint16_t number_at(const uint8_t *bytes)
{
    return (uint16_t)((bytes[0] | bytes[1] << 8) >> 1);
}

int iec104_frame_read(const uint8_t *bytes, size_t count, struct iec104_frame *frame)
{
    const uint8_t *c = bytes + 2;
    memset(frame, 0, sizeof *frame);
    if (iec104_frame_length(bytes, count) != (int)count || count < HEAD) {
        return -1;
    }
    frame->asdu_length = count - HEAD;
    frame->asdu = frame->asdu_length > 0 ? bytes + HEAD : NULL;
    if ((c[0] & 1U) == 0) {
        frame->format = IEC104_I;
        frame->sent = number_at(c);
        frame->received = number_at(c + 2);
        return frame->asdu != NULL && (c[2] & 1U) == 0 ? 0 : -1;
    }
    if ((c[0] & 3U) == 1) {
        frame->format = IEC104_S;
        frame->received = number_at(c + 2);
        return frame->asdu == NULL && c[0] == 1 && c[1] == 0 && (c[2] & 1U) == 0 ? 0 : -1;
    }
    frame->format = IEC104_U;
    frame->function = c[0];
    return frame->asdu == NULL && is_function(c[0]) && c[1] == 0 && c[2] == 0 && c[3] == 0 ? 0 : -1;
}

static void put_number(uint16_t number, uint8_t *bytes)
{
    bytes[0] = (uint8_t)(number << 1 & 0xFE);
    bytes[1] = (uint8_t)(number >> 7);
}

size_t iec104_frame_write(const struct iec104_frame *frame, uint8_t *bytes)
{
    size_t asdu = frame->format == IEC104_I ? frame->asdu_length : 0;
    if (asdu > IEC104_MOST_ASDU) {
        return 0;
    }
    memset(bytes, 0, HEAD);
    bytes[0] = IEC104_START;
    bytes[1] = (uint8_t)(CONTROL + asdu);
    if (frame->format == IEC104_U) {
        bytes[2] = (uint8_t)frame->function;
    } else {
        bytes[2] = 1;
        if (frame->format == IEC104_I) {
            put_number(frame->sent, bytes + 2);
            memcpy(bytes + HEAD, frame->asdu, asdu);
        }
        put_number(frame->received, bytes + 4);
    }
    return HEAD + asdu;
}

/* ---- time ------------------------------------------------------------------------------------ */

/* Days from 1970-01-01 of a civil date (proleptic Gregorian; years from 1970 on). */
static int64_t days_of(int year, int month, int day)
{
    static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    int y = year - 1;
    int leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    int64_t days = (int64_t)(year - 1970) * 365 + (y / 4 - y / 100 + y / 400) -
                   (1969 / 4 - 1969 / 100 + 1969 / 400);
    return days + before[month - 1] + (month > 2 && leap) + day - 1;
}

static int month_length(int year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return lengths[month - 1] + (month == 2 && leap);
}

void iec104_time_write(int64_t time_ms, uint8_t bytes[7])
{
    memset(bytes, 0, TIME);
    if (time_ms < 0 || time_ms >= days_of(2070, 1, 1) * 86400000) {
        bytes[2] = 0x80; /* IV */
        bytes[4] = bytes[5] = 1;
        return;
    }
    int64_t days = time_ms / 86400000;
    int32_t rest = (int32_t)(time_ms % 86400000);
    int year = 1970, month = 1;
    while (days >= days_of(year + 1, 1, 1)) {
        year++;
    }
    while (month < 12 && days >= days_of(year, month + 1, 1)) {
        month++;
    }
    int32_t in_minute = rest % 60000;
    bytes[0] = (uint8_t)(in_minute & 0xFF);
    bytes[1] = (uint8_t)(in_minute >> 8);
    bytes[2] = (uint8_t)(rest / 60000 % 60);
    bytes[3] = (uint8_t)(rest / 3600000);
    /* 1970-01-01 was a Thursday; Monday is 1. */
    bytes[4] = (uint8_t)((days - days_of(year, month, 1) + 1) | ((days + 3) % 7 + 1) << 5);
    bytes[5] = (uint8_t)month;
    bytes[6] = (uint8_t)(year % 100);
}

int64_t iec104_time_read(const uint8_t bytes[7])
{
    int in_minute = bytes[0] | bytes[1] << 8;
    int minute = bytes[2] & 0x3F, hour = bytes[3] & 0x1F, day = bytes[4] & 0x1F;
    int month = bytes[5] & 0x0F, year = bytes[6] & 0x7F;
    year += year >= 70 ? 1900 : 2000;
    if ((bytes[2] & 0x80) != 0 || in_minute > 59999 || minute > 59 || hour > 23 || month < 1 ||
        month > 12 || year > 2069 || day < 1 || day > month_length(year, month)) {
        return INT64_MIN;
    }
    return (days_of(year, month, day) * 1440 + hour * 60 + minute) * 60000 + in_minute;
}

/* ---- ASDUs ----------------------------------------------------------------------------------- */

size_t iec104_element_size(int32_t type)
{
    switch (type) {
    case IEC104_M_SP_NA_1:
    case IEC104_M_DP_NA_1:
    case IEC104_C_SC_NA_1:
    case IEC104_C_DC_NA_1:
    case IEC104_M_EI_NA_1:
    case IEC104_C_IC_NA_1:
        return 1;
    case IEC104_M_ME_NC_1:
    case IEC104_C_SE_NC_1:
        return 5;
    case IEC104_M_SP_TB_1:
    case IEC104_M_DP_TB_1:
        return 1 + TIME;
    case IEC104_M_ME_TF_1:
        return 5 + TIME;
    case IEC104_C_CS_NA_1:
        return TIME;
    default:
        return 0;
    }
}

int iec104_asdu_read(const uint8_t *bytes, size_t count, struct iec104_asdu *asdu)
{
    memset(asdu, 0, sizeof *asdu);
    if (count < ASDU_HEAD) {
        return -1;
    }
    asdu->type = bytes[0];
    asdu->count = bytes[1] & 0x7F;
    asdu->sequence = bytes[1] >> 7;
    asdu->cause = bytes[2] & 0x3F;
    asdu->negative = bytes[2] >> 6 & 1;
    asdu->test = bytes[2] >> 7;
    asdu->originator = bytes[3];
    asdu->common = bytes[4] | bytes[5] << 8;
    return 0;
}

static float float_at(const uint8_t *bytes)
{
    uint32_t bits = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
                    (uint32_t)bytes[3] << 24;
    float value = 0.0F;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static void put_float(double number, uint8_t *bytes)
{
    float value = (float)number;
    uint32_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    for (int i = 0; i < 4; i++) {
        bytes[i] = (uint8_t)(bits >> 8 * i & 0xFF);
    }
}

static void read_element(int32_t type, const uint8_t *e, struct iec104_object *o)
{
    o->time_ms = INT64_MIN;
    switch (type) {
    case IEC104_M_SP_NA_1:
    case IEC104_M_SP_TB_1:
        o->value = e[0] & 1;
        o->quality = e[0] & 0xF0;
        break;
    case IEC104_M_DP_NA_1:
    case IEC104_M_DP_TB_1:
        o->value = e[0] & 3;
        o->quality = e[0] & 0xF0;
        break;
    case IEC104_C_SC_NA_1:
    case IEC104_C_DC_NA_1:
        o->value = e[0] & (type == IEC104_C_SC_NA_1 ? 1 : 3);
        o->qualifier = e[0] >> 2 & 0x1F;
        o->select = e[0] >> 7;
        break;
    case IEC104_C_SE_NC_1:
        o->value = (double)float_at(e);
        o->qualifier = e[4] & 0x7F;
        o->select = e[4] >> 7;
        break;
    case IEC104_M_ME_NC_1:
    case IEC104_M_ME_TF_1:
        o->value = (double)float_at(e);
        o->quality = e[4];
        break;
    case IEC104_C_CS_NA_1:
        o->time_ms = iec104_time_read(e);
        break;
    default:
        o->value = e[0];
        break;
    }
    size_t size = iec104_element_size(type);
    if (type == IEC104_M_SP_TB_1 || type == IEC104_M_DP_TB_1 || type == IEC104_M_ME_TF_1) {
        o->time_ms = iec104_time_read(e + size - TIME);
    }
}

int iec104_object_read(const uint8_t *bytes, size_t count, const struct iec104_asdu *asdu,
                       int index, struct iec104_object *object)
{
    size_t size = iec104_element_size(asdu->type);
    size_t stride = asdu->sequence ? size : size + ADDRESS;
    size_t at = (size_t)ASDU_HEAD + (asdu->sequence ? ADDRESS : 0U) + (size_t)index * stride;
    const uint8_t *a = bytes + (asdu->sequence ? ASDU_HEAD : at);
    memset(object, 0, sizeof *object);
    if (size == 0 || index < 0 || index >= asdu->count || at + stride > count) {
        return -1;
    }
    object->address = (uint32_t)a[0] | (uint32_t)a[1] << 8 | (uint32_t)a[2] << 16;
    object->address += asdu->sequence ? (uint32_t)index : 0U;
    read_element(asdu->type, bytes + at + (asdu->sequence ? 0 : ADDRESS), object);
    return 0;
}

/* 0 … 255 out of a number that may be none. */
static int small(double value) { return value >= 0.0 && value <= 255.0 ? (int)value : 0; }

static void write_element(int32_t type, const struct iec104_object *o, uint8_t *e)
{
    int single = type == IEC104_M_SP_NA_1 || type == IEC104_M_SP_TB_1 || type == IEC104_C_SC_NA_1;
    int point = small(o->value) & (single ? 1 : 3);
    size_t size = iec104_element_size(type);
    switch (type) {
    case IEC104_M_SP_NA_1:
    case IEC104_M_DP_NA_1:
    case IEC104_M_SP_TB_1:
    case IEC104_M_DP_TB_1:
        e[0] = (uint8_t)(point | (o->quality & 0xF0));
        break;
    case IEC104_C_SC_NA_1:
    case IEC104_C_DC_NA_1:
        e[0] = (uint8_t)(point | (o->qualifier & 0x1F) << 2 | (o->select & 1) << 7);
        break;
    case IEC104_C_SE_NC_1:
        put_float(o->value, e);
        e[4] = (uint8_t)((o->qualifier & 0x7F) | (o->select & 1) << 7);
        break;
    case IEC104_M_ME_NC_1:
    case IEC104_M_ME_TF_1:
        put_float(o->value, e);
        e[4] = (uint8_t)(o->quality & 0xF1);
        break;
    case IEC104_C_CS_NA_1:
        iec104_time_write(o->time_ms, e);
        break;
    default:
        e[0] = (uint8_t)small(o->value);
        break;
    }
    if (type == IEC104_M_SP_TB_1 || type == IEC104_M_DP_TB_1 || type == IEC104_M_ME_TF_1) {
        iec104_time_write(o->time_ms, e + size - TIME);
    }
}

size_t iec104_asdu_write(const struct iec104_asdu *asdu, const struct iec104_object *object,
                         uint8_t *bytes)
{
    size_t size = iec104_element_size(asdu->type);
    if (size == 0) {
        return 0;
    }
    bytes[0] = (uint8_t)asdu->type;
    bytes[1] = 1;
    bytes[2] = (uint8_t)((asdu->cause & 0x3F) | (asdu->negative & 1) << 6 | (asdu->test & 1) << 7);
    bytes[3] = (uint8_t)asdu->originator;
    bytes[4] = (uint8_t)(asdu->common & 0xFF);
    bytes[5] = (uint8_t)(asdu->common >> 8 & 0xFF);
    bytes[6] = (uint8_t)(object->address & 0xFF);
    bytes[7] = (uint8_t)(object->address >> 8 & 0xFF);
    bytes[8] = (uint8_t)(object->address >> 16 & 0xFF);
    write_element(asdu->type, object, bytes + ASDU_HEAD + ADDRESS);
    return ASDU_HEAD + ADDRESS + size;
}
