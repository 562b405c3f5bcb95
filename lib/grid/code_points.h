/* Settings as points of SunSpec models, and back with the device's steps.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_GRID_CODE_POINTS_H
#define OSTROV_LIB_GRID_CODE_POINTS_H

#include <ostrov/grid_code.h>

/* One number of a model that is one member: value = member * scale. */
typedef struct ostrov_i_scalar {
    const char *name;
    uint16_t model;
    uint16_t offset; /* in ostrov_grid_settings */
    double scale;
} ostrov_i_scalar;

/* One list of points (x, y) of a model that is two members. */
typedef struct ostrov_i_curve {
    const char *x_name;
    const char *y_name;
    const char *count_name;
    uint16_t model;
    uint16_t x_offset;
    uint16_t y_offset;
    uint16_t kind; /* enum ostrov_i_curve_kind */
    double x_scale;
    double y_scale;
    int32_t length; /* elements of the two members */
    int32_t over;   /* 1: nearest to nominal is the least x */
} ostrov_i_curve;

enum ostrov_i_curve_kind {
    OSTROV_I_CURVE_CORNERS = 0, /* element by element, upwards */
    OSTROV_I_CURVE_STAGES = 1,  /* a staircase of definite times, the nearest to nominal is first */
    OSTROV_I_CURVE_NEAREST = 2  /* one pair: the nearest to nominal */
};

extern const ostrov_i_scalar ostrov_i_scalars[];
extern const uint32_t ostrov_i_scalar_count;
extern const ostrov_i_curve ostrov_i_curves[];
extern const uint32_t ostrov_i_curve_count;

/* The SunSpec model that has the number at that offset of ostrov_grid_settings; 0 = none. */
int32_t ostrov_i_point_model(uint32_t offset);

/* Reads points into the members they speak of; members of models become NaN first. steps (may be
 * NULL) receives the device's least difference beside each. off receives a bit for each model, by
 * model - 703, whose function is switched off. Returns how many stages or corners had no room. */
int32_t ostrov_i_points_read(const ostrov_grid_point *points, size_t count,
                             ostrov_grid_settings *settings, ostrov_grid_settings *steps,
                             uint32_t *off);

#endif
