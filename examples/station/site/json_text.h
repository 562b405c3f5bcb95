/* Inside the JSON reader only.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_JSON_TEXT_H
#define STATION_JSON_TEXT_H

#include <stdint.h>

/* Four hexadecimal digits as a number; −1 = not four digits. */
int32_t json_hex4(const char *at);

#endif
