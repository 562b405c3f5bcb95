/* What an ostrov_zone holds: a local-time rule of IEEE 1003.1 section 8.3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_BASE_ZONE_H
#define OSTROV_LIB_BASE_ZONE_H

#include <ostrov/base.h>

#define OSTROV_I_ZONE_MAGIC 0x454E4F5Au /* "ZONE" */

enum ostrov_i_zone_kind {
    OSTROV_I_ZONE_WEEKDAY = 1, /* Mm.w.d: weekday d of week w of month m, week 5 = the last */
    OSTROV_I_ZONE_JULIAN = 2,  /* Jn: day n of the year, 1 … 365, 29 February never counted */
    OSTROV_I_ZONE_YEARDAY = 3  /* n: day n of the year, 0 … 365, 29 February counted */
};

/* When the clock is turned, in the local time that holds before. */
typedef struct ostrov_i_zone_rule {
    int32_t kind;
    int32_t month;  /* 1 … 12 */
    int32_t week;   /* 1 … 5 */
    int32_t day;    /* weekday, 0 = Sunday, or day of the year */
    int32_t time_s; /* s after local midnight, −167 h … 167 h */
} ostrov_i_zone_rule;

typedef struct ostrov_i_zone {
    uint32_t magic;
    int32_t has_daylight;
    int32_t standard_s; /* local minus UTC; POSIX text has the opposite sign */
    int32_t daylight_s;
    ostrov_i_zone_rule begin; /* of daylight-saving time */
    ostrov_i_zone_rule end;
} ostrov_i_zone;

_Static_assert(sizeof(ostrov_i_zone) * 3 / 2 <= sizeof(ostrov_zone), "head room for later rules");

#endif
