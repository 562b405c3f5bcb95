/* What code_table.c holds: the rows of the grid codes, and where each number goes in the settings.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_GRID_CODE_TABLE_H
#define OSTROV_LIB_GRID_CODE_TABLE_H

#include <ostrov/grid_code.h>

/* Which number of a row is meant. */
enum ostrov_i_part {
    OSTROV_I_PART_VALUE = 0,
    OSTROV_I_PART_SECOND = 1,
    OSTROV_I_PART_TIME = 2,
    OSTROV_I_PART_TIME_END = 3, /* at the upper end of the range: the time may grow along it */
    OSTROV_I_PART_TIME_MIN = 4,
    OSTROV_I_PART_TIME_MAX = 5,
    OSTROV_I_PART_INVERSE = 6, /* a ramp of share a second as the seconds to full power */
    OSTROV_I_PART_OVER_NOMINAL = 7,
    OSTROV_I_PART_UNDER_NOMINAL = 8
};

typedef struct ostrov_i_code_target {
    uint16_t offset; /* in ostrov_grid_settings, of a double */
    uint16_t rule;   /* in ostrov_i_code_rules */
    uint8_t part;    /* enum ostrov_i_part */
    uint8_t element; /* of value or second */
} ostrov_i_code_target;

extern const ostrov_grid_rule ostrov_i_code_rules[];
extern const uint32_t ostrov_i_code_rule_count;
extern const ostrov_grid_code_info ostrov_i_code_infos[];
extern const ostrov_i_code_target *const ostrov_i_code_targets[]; /* member_count each */
extern const uint32_t ostrov_i_code_count;

#endif
