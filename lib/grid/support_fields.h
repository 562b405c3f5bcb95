/* Positions in ostrov_i_grid_support_structures. SPDX-License-Identifier: Apache-2.0 */
#ifndef OSTROV_LIB_GRID_SUPPORT_FIELDS_H
#define OSTROV_LIB_GRID_SUPPORT_FIELDS_H

#include <ostrov/grid_support.h>

enum {
    OSTROV_I_SUPPORT_CURVE = 0,
    OSTROV_I_SUPPORT_DROOP = 1,
    OSTROV_I_SUPPORT_ISLAND = 2,
    OSTROV_I_SUPPORT_SHED = 3,
    OSTROV_I_SUPPORT_STORE = 4,
    OSTROV_I_SUPPORT_SAMPLE = 5,
    OSTROV_I_SUPPORT_STATE = 6,
    OSTROV_I_SUPPORT_LIMIT_STATE = 7
};

extern const ostrov_structure ostrov_i_grid_support_structures[];

/* A frozen structure's doubles against its table; NaN where the member is optional. */
ostrov_status ostrov_i_support_check(uint32_t structure, const void *object, ostrov_fault *why);

/* A curve that has been checked. */
double ostrov_i_curve_at(const ostrov_grid_curve *curve, double x);

/* A droop that has been checked: what it adds to the power before, without the plant's limits. */
double ostrov_i_droop_change(const ostrov_grid_droop *droop, double hz, double before_ratio);

/* dt_s as whole microseconds; 0 when it is outside 0 < dt_s <= 60. */
int64_t ostrov_i_support_us(double dt_s);

#endif
