/* OCPP-J frames (Open Charge Point Protocol 1.6, JSON over WebSocket, chapter 4): text to parts and
 * back, by cJSON.
 *
 * A frame is a list: [2, id, action, payload] a call, [3, id, payload] its result, [4, id, code,
 * description, details] its error. Anything else is refused; nothing of it is kept.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_OCPP_MESSAGE_H
#define STATION_OCPP_MESSAGE_H

#include <cjson/cJSON.h>
#include <stddef.h>
#include <stdint.h>

enum { OCPP_MOST_BYTES = 65536, OCPP_ID = 37, OCPP_WORD = 64, OCPP_DEPTH = 16 };

enum ocpp_kind { OCPP_NONE = 0, OCPP_CALL = 2, OCPP_RESULT = 3, OCPP_ERROR = 4 };

struct ocpp_message {
    int32_t kind;           /* enum ocpp_kind */
    char id[OCPP_ID];       /* at most 36 characters (4.1.4) */
    char action[OCPP_WORD]; /* of a call; of an error its code */
    cJSON *payload;         /* an object; freed by ocpp_message_end */
};

/* Reads a frame. Returns 0; -1 when it is none (message is then empty). */
int ocpp_message_read(const char *text, size_t length, struct ocpp_message *message);
void ocpp_message_end(struct ocpp_message *message);

/* Write a frame into text; the payload is taken over and freed. Return its length, or 0 when it
 * does not fit or memory ran out. */
size_t ocpp_write_call(const char *id, const char *action, cJSON *payload, char *text,
                       size_t capacity);
size_t ocpp_write_result(const char *id, cJSON *payload, char *text, size_t capacity);
size_t ocpp_write_error(const char *id, const char *code, const char *description, char *text,
                        size_t capacity);

/* Members of a payload. Text: NULL when absent or no text. Numbers: NaN when absent or no number; a
 * number in quotes, as meter values have it, is read too, with a point whatever the locale. Whole:
 * otherwise when absent, not whole or beyond 32 bits. */
const char *ocpp_text(const cJSON *payload, const char *name);
double ocpp_number(const cJSON *payload, const char *name);
int32_t ocpp_whole(const cJSON *payload, const char *name, int32_t otherwise);

/* "2026-01-15T10:00:00Z" and back: fractions and offsets are understood. */
void ocpp_time_write(int64_t time_s, char text[32]);
int ocpp_time_read(const char *text, int64_t *time_s); /* 0; -1 = no time */

#endif
