/* A cell typical of its chemistry.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "presets.h"

#include "base/fields.h"

/* A cell by itself in air is as warm as its surroundings after some hours. */
static const double settles_s = 3600.0;

ostrov_status ostrov_cell_preset(int32_t chemistry, double capacity_ah, ostrov_cell *cell,
                                 size_t size)
{
    const ostrov_i_preset *p = NULL;
    for (int32_t k = 0; k < OSTROV_I_PRESETS; k++) {
        p = ostrov_i_presets[k].chemistry == chemistry ? &ostrov_i_presets[k] : p;
    }
    if (!ostrov_i_finite(capacity_ah)) {
        return cell == NULL ? OSTROV_E_ARGUMENT : OSTROV_E_NOT_FINITE;
    }
    if (cell != NULL && (p == NULL || capacity_ah < 1e-6 || capacity_ah > 1e6)) {
        return OSTROV_E_RANGE;
    }
    if (cell != NULL && size < sizeof *cell) {
        return OSTROV_E_SPACE;
    }
    const ostrov_status status = ostrov_cell_defaults(cell, size);
    if (status != OSTROV_OK) {
        return status;
    }
    cell->chemistry = chemistry;
    cell->soc_count = OSTROV_I_PRESET_GRID;
    cell->resistance_count = OSTROV_I_PRESET_OHMS;
    cell->temperature_count = OSTROV_I_PRESET_WARM;
    cell->rc_count = OSTROV_I_PRESET_RC;
    cell->parallel = capacity_ah; /* the tables are of 1 Ah */
    cell->capacity_ah = 1.0;
    cell->charge_efficiency_ratio = 0.998;
    cell->hysteresis_rate = 20.0;
    cell->heat_capacity_j_per_c = p->heat_capacity_j_per_c;
    cell->cooling_w_per_c = p->heat_capacity_j_per_c / settles_s;
    cell->temperature_c = p->temperature_c;
    cell->ocv_v = p->ocv_v;
    cell->hysteresis_v = p->hysteresis_v;
    cell->ohmic_ohm = p->ohmic_ohm;
    cell->transfer_ohm = p->transfer_ohm;
    cell->exchange_a = p->exchange_a;
    cell->rc_ohm = p->rc_ohm;
    cell->rc_s = p->rc_s;
    return OSTROV_OK;
}
