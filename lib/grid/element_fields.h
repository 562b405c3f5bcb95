/* Positions in the structure tables of grid_elements.h and grid_ride.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_GRID_ELEMENT_FIELDS_H
#define OSTROV_LIB_GRID_ELEMENT_FIELDS_H

#include <ostrov/base.h>

enum {
    OSTROV_I_ELEMENT_SAMPLE = 0,
    OSTROV_I_ELEMENT_CONFIG = 1,
    OSTROV_I_ELEMENT_STATE = 2,
    OSTROV_I_ROCOF_CONFIG = 4,
    OSTROV_I_ROCOF_STATE = 5,
    OSTROV_I_SHIFT_CONFIG = 7,
    OSTROV_I_SHIFT_STATE = 8
};
extern const ostrov_structure ostrov_i_element_structures[];

enum {
    OSTROV_I_RIDE_CONFIG = 0,
    OSTROV_I_RIDE_STATE = 1,
    OSTROV_I_ENTER_CONFIG = 3,
    OSTROV_I_ENTER_STATE = 4
};
extern const ostrov_structure ostrov_i_ride_structures[];

#endif
