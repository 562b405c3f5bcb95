/* The cell's tables at the present temperature, on grids of fixed length: a step looks up many
 * places of them, and temperature hardly moves between two steps.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "soc.h"

/* Points renewed a step: all of them in half a minute. */
enum { POINTS_A_STEP = 8 };

static void fill_point(ostrov_i_soc *b, int32_t k)
{
    const ostrov_cell *c = &b->cell;
    ostrov_i_soc_slice *s = &b->slice;
    ostrov_cell_point p;
    ostrov_i_cell_point(c, (double)k / (double)(SOC_GRID - 1), b->temperature_c, &p);
    s->ocv_v[k] = p.ocv_v;
    s->hysteresis_v[k] = p.hysteresis_v;
    if (k < SOC_OHMS) {
        ostrov_i_cell_point(c, (double)k / (double)(SOC_OHMS - 1), b->temperature_c, &p);
        s->ohmic_ohm[k] = p.ohmic_ohm;
        s->transfer_ohm[k] = p.transfer_ohm;
        for (int32_t j = 0; j < OSTROV_CELL_RC; j++) {
            s->rc_ohm[j][k] = p.rc_ohm[j];
        }
    }
}

void ostrov_i_soc_slice_fill(ostrov_i_soc *b)
{
    for (int32_t k = 0; k < SOC_GRID; k++) {
        fill_point(b, k);
    }
    b->slice.next = 0;
}

void ostrov_i_soc_slice_refresh(ostrov_i_soc *b)
{
    if (b->cell.temperature_count < 2) {
        return;
    }
    for (int32_t i = 0; i < POINTS_A_STEP; i++) {
        fill_point(b, b->slice.next);
        b->slice.next = (b->slice.next + 1) % SOC_GRID;
    }
}
