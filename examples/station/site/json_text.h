/* Inside the JSON reader only.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_JSON_TEXT_H
#define STATION_JSON_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* Four hexadecimal digits as a number; −1 = not four digits. */
int32_t json_hex4(const char *at);

/* Bytes of the UTF-8 character at `at`; 0 = it is none. */
size_t json_utf8_length(const unsigned char *at, size_t left);

#endif
