/* Settings in force as a device tells them: models 703 and 705 … 711 as rows for ostrov_grid_audit.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_SETTINGS_H
#define STATION_SETTINGS_H

#include <ostrov/grid_code.h>

#include "drivers/sunspec/codec.h"

/* Most rows that one model gives. */
#define SETTINGS_MOST_ROWS 256

/* Rows of one model: its "ES…" points or its Ena, and the points of its first curve or control,
 * which SunSpec keeps for the settings in force. A point the device has not is a row with NaN, so
 * that the audit says "not read". Bind the block with LINK_MOST_REGISTERS, so that the curve is in
 * the view. Returns how many there are; more than capacity are counted, not written. */
int settings_rows(const struct sunspec_view *view, ostrov_grid_point *rows, int capacity);

#endif
