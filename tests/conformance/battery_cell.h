/* The cells of ecm.json and sop.json.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_BATTERY_CELL_H
#define OSTROV_TESTS_CONFORMANCE_BATTERY_CELL_H

#include <ostrov/ostrov.h>

#include <cjson/cJSON.h>

enum { CELL_GRID = OSTROV_CELL_GRID };

typedef struct vector_cell {
    ostrov_cell cell;
    double ocv_v[CELL_GRID], hysteresis_v[CELL_GRID];
    double temperature_c, step_v, ohm, rc_ohm[OSTROV_CELL_RC], rc_s[OSTROV_CELL_RC];
} vector_cell;

/* Fills a cell from "params". 1 = the library accepts it. OCV points that are multiples of 0.0005 lie on the
 * even grid and are exact. The cell borrows from v, which must stay where it is. */
int32_t vector_cell_read(vector_cell *v, const cJSON *params);

#endif
