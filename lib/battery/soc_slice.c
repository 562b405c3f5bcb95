/* The cell's tables at the present temperature, on grids of fixed length: a step looks up many
 * places of them, and temperature hardly moves between two steps.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "soc.h"

/* OCV points renewed a step: all of them in less than a minute, cells warm up more slowly.
 * Resistance depends more on warmth; one of its few points a step renews it in seconds. */
enum { POINTS_A_STEP = 4 };

static void fill_voltage(ostrov_i_soc *b, int32_t k)
{
    ostrov_cell_point p;
    ostrov_i_cell_point(&b->cell, (double)k / (double)(SOC_GRID - 1), b->temperature_c, &p);
    b->slice.ocv_v[k] = p.ocv_v;
    b->slice.hysteresis_v[k] = p.hysteresis_v;
}

static void fill_resistance(ostrov_i_soc *b, int32_t k)
{
    ostrov_i_soc_slice *s = &b->slice;
    ostrov_cell_point p;
    ostrov_i_cell_point(&b->cell, (double)k / (double)(SOC_OHMS - 1), b->temperature_c, &p);
    s->ohmic_ohm[k] = p.ohmic_ohm;
    s->transfer_ohm[k] = p.transfer_ohm;
    for (int32_t j = 0; j < OSTROV_CELL_RC; j++) {
        s->rc_ohm[j][k] = p.rc_ohm[j];
    }
}

void ostrov_i_soc_slice_fill(ostrov_i_soc *b)
{
    for (int32_t k = 0; k < SOC_GRID; k++) {
        fill_voltage(b, k);
    }
    for (int32_t k = 0; k < SOC_OHMS; k++) {
        fill_resistance(b, k);
    }
    b->slice.next = 0;
}

void ostrov_i_soc_slice_refresh(ostrov_i_soc *b)
{
    if (b->cell.temperature_count < 2) {
        return;
    }
    fill_resistance(b, b->slice.next % SOC_OHMS);
    for (int32_t i = 0; i < POINTS_A_STEP; i++) {
        fill_voltage(b, b->slice.next);
        b->slice.next = (b->slice.next + 1) % SOC_GRID;
    }
}
