/* The members of a connection, for its snapshot.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_GRID_MEMBERS_H
#define OSTROV_LIB_GRID_MEMBERS_H

#include "base/codec.h"
#include "grid/object.h"

/* One structure inside ostrov_i_grid, or times of them in a row. */
typedef struct ostrov_i_part {
    const ostrov_i_member *members;
    uint32_t count;
    uint32_t offset;
    uint32_t size; /* of one; a unit test holds the members against it, so that none is forgotten */
    uint32_t times;
} ostrov_i_part;

enum { OSTROV_I_GRID_PARTS = 13 };
extern const ostrov_i_part ostrov_i_grid_parts[OSTROV_I_GRID_PARTS];

#endif
