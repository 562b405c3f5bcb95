/* The cell model inside the battery module: a cell already checked, no status.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_BATTERY_CELL_H
#define OSTROV_LIB_BATTERY_CELL_H

#include <ostrov/battery_cell.h>

/* A place on a grid: between index and index + 1, weight of the second. On a grid of one point the
 * second is the first. */
typedef struct ostrov_i_place {
    int32_t first, second;
    double weight;
} ostrov_i_place;

ostrov_i_place ostrov_i_cell_soc(int32_t count, double soc_ratio);
ostrov_i_place ostrov_i_cell_warmth(const ostrov_cell *cell, double temperature_c);

/* Between four points of a table whose rows are stride apart. */
double ostrov_i_cell_table(const double *table, int32_t stride, ostrov_i_place row,
                           ostrov_i_place column);

/* asinh without loss near 0. */
double ostrov_i_asinh(double x);

void ostrov_i_cell_point(const ostrov_cell *cell, double soc_ratio, double temperature_c,
                         ostrov_cell_point *point);

/* Whether counts and pointers hold together, so that no table is read beyond its end. */
int32_t ostrov_i_cell_usable(const ostrov_cell *cell);

#endif
