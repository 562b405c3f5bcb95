/* Cell models typical of a chemistry, as tables.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_BATTERY_PRESETS_H
#define OSTROV_LIB_BATTERY_PRESETS_H

#include <ostrov/battery.h>
#include <ostrov/battery_cell.h>

enum {
    OSTROV_I_PRESETS = 5,
    OSTROV_I_PRESET_GRID = 101,
    OSTROV_I_PRESET_OHMS = 11,
    OSTROV_I_PRESET_WARM = 6,
    OSTROV_I_PRESET_RC = 2
};

typedef struct ostrov_i_preset {
    int32_t chemistry;
    int32_t reserved_;
    double heat_capacity_j_per_c;
    const double *temperature_c, *rc_s;
    const double *ocv_v, *hysteresis_v, *ohmic_ohm, *transfer_ohm, *exchange_a, *rc_ohm;
} ostrov_i_preset;

extern const ostrov_i_preset ostrov_i_presets[OSTROV_I_PRESETS];

#endif
