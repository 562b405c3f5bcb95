/* What the DSO's control centre asks of a station, and the answers.
 *
 * A command is confirmed when it was taken, refused with a negative confirmation when it was not;
 * what cannot be understood comes back as it was with cause 44 … 47 (IEC 60870-5-101, 7.2.3).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <string.h>

#include "drivers/iec104/outstation.h"

void iec104_station_answer(struct iec104_station *station, struct iec104_session *session,
                           int64_t now_us)
{
    struct iec104_station *s = station;
    while (s->answers > 0 &&
           iec104_session_send(session, s->answer[0].asdu, s->answer[0].length, now_us) >= 0) {
        s->answers--;
        memmove(s->answer, s->answer + 1, (size_t)s->answers * sizeof s->answer[0]);
    }
}

/* The ASDU as it came, with another cause. Where the window is full it waits its turn, before
 * anything else: there is room, see may_answer. */
static void answer(struct iec104_station *s, struct iec104_session *session, const uint8_t *asdu,
                   size_t length, int32_t cause, int negative, int64_t now_us)
{
    struct iec104_answer *to = &s->answer[s->answers++];
    memcpy(to->asdu, asdu, length);
    to->length = length;
    to->asdu[2] = (uint8_t)((asdu[2] & 0x80) | (negative ? 0x40 : 0) | cause);
    if ((asdu[4] | asdu[5] << 8) == IEC104_BROADCAST && cause != IEC104_UNKNOWN_COMMON) {
        to->asdu[4] = (uint8_t)(s->config.common & 0xFF);
        to->asdu[5] = (uint8_t)(s->config.common >> 8);
    }
    s->counters.refused += negative;
    iec104_station_answer(s, session, now_us);
}

/* Is there room for all that one ASDU may be answered with? A command that cannot be confirmed must
 * not act: whoever asks on without acknowledging loses the connection, and with it what it asked.
 */
static int may_answer(struct iec104_station *s, struct iec104_session *session)
{
    if (s->answers + 2 <= IEC104_ANSWERS) {
        return 1;
    }
    s->counters.lost_answers++;
    iec104_session_close(session, IEC104_NO_ROOM);
    return 0;
}

/* May a control have this value? NaN, and what is beyond full, is refused, not bent; of the double
 * points 0 and 3 are not permitted (7.2.6.16). */
static int is_permitted(const struct iec104_station *s, int32_t control, double value)
{
    double ratio = value / s->config.full;
    return control <= IEC104_SET_IMPORT   ? ratio >= 0.0 && ratio <= 1.0
           : control == IEC104_CONNECTION ? value == IEC104_OFF || value == IEC104_ON
                                          : 1;
}

/* Takes the value of an execution. Returns 0 when it may not be. */
static int execute(struct iec104_station *s, int32_t control, double value)
{
    double ratio = value / s->config.full;
    if (!is_permitted(s, control, value)) {
        return 0;
    }
    switch (control) {
    case IEC104_SET_EXPORT:
    case IEC104_SET_IMPORT:
        s->set[control == IEC104_SET_IMPORT] = ratio;
        s->fallen &= control == IEC104_SET_IMPORT ? ~2 : ~1;
        return 1;
    case IEC104_CEASE:
        s->cease = value == 1.0;
        return 1;
    case IEC104_PERMIT:
        s->permit = value == 1.0;
        return 1;
    default:
        s->connection = (int32_t)value;
        return 1;
    }
}

static int same(double a, double b) { return a == b || (isnan(a) && isnan(b)); }

/* Select before operate (IEC 60870-5-5, 6.8): a selection waits select_s for the same value. */
static int take_command(struct iec104_station *s, int32_t control, const struct iec104_object *o,
                        int64_t now_us)
{
    int64_t selected = s->selected_us[control];
    int in_time = selected != INT64_MIN && (double)(now_us - selected) <= s->config.select_s * 1e6;
    if (s->config.mode[control] == IEC104_REFUSED) {
        return 0;
    }
    if (o->select) {
        if (!is_permitted(s, control, o->value) ||
            (in_time && !same(s->selected_value[control], o->value))) {
            return 0; /* it could not be executed, or is selected already for another value */
        }
        s->selected_us[control] = now_us;
        s->selected_value[control] = o->value;
        return 1;
    }
    s->selected_us[control] = INT64_MIN;
    if (s->config.mode[control] == IEC104_SELECT &&
        !(in_time && same(s->selected_value[control], o->value))) {
        return 0;
    }
    return execute(s, control, o->value);
}

/* A test (bit T of the cause, IEC 60870-5-101, 7.2.3) is confirmed as the real one would be,
 * whatever is selected, and changes nothing: no value, no selection, no count. */
static void test_point(struct iec104_station *s, struct iec104_session *session,
                       const uint8_t *asdu, size_t length, const struct iec104_asdu *head,
                       int32_t control, const struct iec104_object *o, int64_t now_us)
{
    int taken = s->config.mode[control] != IEC104_REFUSED && is_permitted(s, control, o->value);
    if (head->cause == IEC104_DEACTIVATION) {
        answer(s, session, asdu, length, IEC104_DEACTIVATION_CON,
               s->selected_us[control] == INT64_MIN, now_us);
        return;
    }
    answer(s, session, asdu, length, IEC104_ACTIVATION_CON, !taken, now_us);
    if (taken && !o->select) {
        answer(s, session, asdu, length, IEC104_ACTIVATION_END, 0, now_us);
    }
}

static void control_point(struct iec104_station *s, struct iec104_session *session,
                          const uint8_t *asdu, size_t length, const struct iec104_asdu *head,
                          const struct iec104_object *o, int64_t now_us)
{
    int32_t control = 0;
    while (control < IEC104_CONTROLS && iec104_control_address(&s->config, control) != o->address) {
        control++;
    }
    if (control == IEC104_CONTROLS || iec104_control_type(control) != head->type) {
        answer(s, session, asdu, length, IEC104_UNKNOWN_OBJECT, 1, now_us);
        return;
    }
    if (head->test) {
        test_point(s, session, asdu, length, head, control, o, now_us);
        return;
    }
    if (head->cause == IEC104_DEACTIVATION) { /* takes a selection back */
        int had = s->selected_us[control] != INT64_MIN;
        s->selected_us[control] = INT64_MIN;
        answer(s, session, asdu, length, IEC104_DEACTIVATION_CON, !had, now_us);
        return;
    }
    s->counters.commands++;
    int taken = take_command(s, control, o, now_us);
    answer(s, session, asdu, length, IEC104_ACTIVATION_CON, !taken, now_us);
    if (taken && !o->select) {
        answer(s, session, asdu, length, IEC104_ACTIVATION_END, 0, now_us);
    }
}

static void interrogate(struct iec104_station *s, struct iec104_session *session,
                        const uint8_t *asdu, size_t length, const struct iec104_asdu *head,
                        const struct iec104_object *o, int64_t now_us)
{
    if (head->cause == IEC104_DEACTIVATION) {
        int ran = s->interrogating >= 0;
        s->interrogating = head->test ? s->interrogating : -1;
        answer(s, session, asdu, length, IEC104_DEACTIVATION_CON, !ran, now_us);
        return;
    }
    /* Station interrogation alone: there are no groups. */
    int serves = o->value == 20.0 && o->address == 0;
    answer(s, session, asdu, length,
           o->address != 0 ? IEC104_UNKNOWN_OBJECT : IEC104_ACTIVATION_CON, !serves, now_us);
    if (serves && head->test) { /* the values themselves are no test */
        answer(s, session, asdu, length, IEC104_ACTIVATION_END, 0, now_us);
    } else if (serves) {
        s->counters.interrogations++;
        s->interrogating = 0; /* one that runs begins anew */
        s->interrogator = head->originator;
    }
}

/* The clock of a station that switches by its own time is not moved from outside: the difference is
 * kept and reported, and the confirmation carries our own time (IEC 60870-5-5, 6.7). */
static void take_clock(struct iec104_station *s, struct iec104_session *session,
                       const uint8_t *asdu, size_t length, const struct iec104_asdu *head,
                       const struct iec104_object *o, int64_t utc_ms, int64_t now_us)
{
    uint8_t bytes[IEC104_MOST_ASDU];
    int good = o->time_ms != INT64_MIN && o->address == 0;
    s->counters.clocks += !head->test;
    if (length < 16) {
        return;
    }
    memcpy(bytes, asdu, length);
    iec104_time_write(utc_ms, bytes + 9);
    if (good && utc_ms != INT64_MIN && !head->test) {
        s->clock_ms = o->time_ms - utc_ms;
    }
    answer(s, session, bytes, length,
           o->address != 0 ? IEC104_UNKNOWN_OBJECT : IEC104_ACTIVATION_CON, !good, now_us);
}

static int is_command(int32_t type)
{
    return type == IEC104_C_SC_NA_1 || type == IEC104_C_DC_NA_1 || type == IEC104_C_SE_NC_1 ||
           type == IEC104_C_IC_NA_1 || type == IEC104_C_CS_NA_1;
}

void iec104_station_take(struct iec104_station *station, struct iec104_session *session,
                         const uint8_t *asdu, size_t length, int64_t utc_ms, int64_t now_us)
{
    struct iec104_station *s = station;
    struct iec104_asdu head;
    iec104_station_lapse(s, now_us); /* before what a new connection says first */
    if (length > IEC104_MOST_ASDU || iec104_asdu_read(asdu, length, &head) != 0 ||
        !may_answer(s, session)) {
        return;
    }
    int everybody = head.common == IEC104_BROADCAST &&
                    (head.type == IEC104_C_IC_NA_1 || head.type == IEC104_C_CS_NA_1);
    int32_t wrong = !is_command(head.type)                          ? IEC104_UNKNOWN_TYPE
                    : head.common != s->config.common && !everybody ? IEC104_UNKNOWN_COMMON
                    : head.cause != IEC104_ACTIVATION &&
                            (head.cause != IEC104_DEACTIVATION || head.type == IEC104_C_CS_NA_1)
                        ? IEC104_UNKNOWN_CAUSE
                        : 0;
    if (wrong != 0) {
        answer(s, session, asdu, length, wrong, 1, now_us);
        return;
    }
    iec104_station_command(s, session, asdu, length, &head, utc_ms, now_us);
}

void iec104_station_command(struct iec104_station *station, struct iec104_session *session,
                            const uint8_t *asdu, size_t length, const struct iec104_asdu *head,
                            int64_t utc_ms, int64_t now_us)
{
    struct iec104_object o;
    /* One object each (7.3.2): more, or fewer, is not acted upon. */
    if (head->count != 1 || head->sequence || iec104_object_read(asdu, length, head, 0, &o) != 0 ||
        length != 9 + iec104_element_size(head->type)) {
        answer(station, session, asdu, length,
               head->cause == IEC104_DEACTIVATION ? IEC104_DEACTIVATION_CON : IEC104_ACTIVATION_CON,
               1, now_us);
    } else if (head->type == IEC104_C_IC_NA_1) {
        interrogate(station, session, asdu, length, head, &o, now_us);
    } else if (head->type == IEC104_C_CS_NA_1) {
        take_clock(station, session, asdu, length, head, &o, utc_ms, now_us);
    } else {
        control_point(station, session, asdu, length, head, &o, now_us);
    }
}
