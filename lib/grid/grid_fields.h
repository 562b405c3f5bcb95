/* Positions in ostrov_i_grid_structures. SPDX-License-Identifier: Apache-2.0 */
#ifndef OSTROV_LIB_GRID_GRID_FIELDS_H
#define OSTROV_LIB_GRID_GRID_FIELDS_H

#include <ostrov/base.h>

enum {
    OSTROV_I_GRID_CONFIG = 0,
    OSTROV_I_GRID_SAMPLE = 1,
    OSTROV_I_GRID_STATE = 2,
    OSTROV_I_GRID_ORDER = 3,
    OSTROV_I_GRID_REPORT = 4,
    OSTROV_I_GRID_OBJECT = 5
};

enum { OSTROV_I_GRID_STATE_FIELDS = 42 };
extern const ostrov_field ostrov_i_grid_state_fields[OSTROV_I_GRID_STATE_FIELDS];
enum { OSTROV_I_GRID_REPORT_FIELDS = 19 };
extern const ostrov_field ostrov_i_grid_report_fields[OSTROV_I_GRID_REPORT_FIELDS];
extern const ostrov_structure ostrov_i_grid_structures[];

#endif
