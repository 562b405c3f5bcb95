/* Text put together piece by piece in the caller's memory, counted as snprintf counts.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_BASE_TEXT_H
#define OSTROV_LIB_BASE_TEXT_H

#include <ostrov/base.h>

typedef struct ostrov_i_text {
    char *at;        /* caller's memory; may be NULL when capacity is 0 */
    size_t capacity; /* bytes there, the NUL included */
    size_t length;   /* bytes of the full text so far, without NUL */
} ostrov_i_text;

/* Begins an empty text. at NULL counts as capacity 0. */
void ostrov_i_text_begin(ostrov_i_text *text, char *at, size_t capacity);

void ostrov_i_text_char(ostrov_i_text *text, char c);
void ostrov_i_text_add(ostrov_i_text *text, const char *words);
void ostrov_i_text_integer(ostrov_i_text *text, int64_t value);

/* The shortest text that reads back to the same double, as ostrov_number_write with -1. */
void ostrov_i_text_number(ostrov_i_text *text, double value);

/* Terminates the text, never in the middle of a UTF-8 character, and gives its full length. */
size_t ostrov_i_text_end(ostrov_i_text *text);

#endif
