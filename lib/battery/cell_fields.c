/* Field tables of the cell model.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "battery_internal.h"
#include "cell.h"

#include "base/fields.h"

#define NONE OSTROV_I_NAN
#define COLUMN OSTROV_TYPE_COLUMN_F64

#define S ostrov_cell
static const ostrov_field cell_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_ENUM(S, chemistry, "cell chemistry", ostrov_i_chemistries, 0, OSTROV_CHEMISTRY_LFP),
    OSTROV_I_I32(S, series, "1", "cells in series", 0, 1, 1, 10000),
    OSTROV_I_I32(S, soc_count, "1", "points of the SoC grid of the voltages", 0, 101, 1,
                 OSTROV_CELL_GRID),
    OSTROV_I_I32(S, resistance_count, "1", "points of the SoC grid of the resistances", 0, 1, 1,
                 OSTROV_CELL_GRID),
    OSTROV_I_I32(S, temperature_count, "1", "temperatures of the tables", 0, 1, 1,
                 OSTROV_CELL_TEMPERATURES),
    OSTROV_I_I32(S, rc_count, "1", "RC pairs", 0, 0, 0, OSTROV_CELL_RC),
    OSTROV_I_RESERVED(S),
    OSTROV_I_F64(S, parallel, "1", "cells in parallel, or the scale of a cell", 0, 1, 1e-6, 1e6),
    OSTROV_I_F64(S, capacity_ah, "Ah", "capacity of one cell", 0, NONE, 1e-6, 1e6),
    OSTROV_I_F64(S, charge_efficiency_ratio, "1", "stored over charged ampere-hours", 0, 1, 0.5, 1),
    OSTROV_I_F64(S, hysteresis_rate, "1", "how fast hysteresis follows the charge moved", 0, 50, 0,
                 1e5),
    OSTROV_I_F64(S, hysteresis_rest_a, "A", "current up to which hysteresis stands still", 0, 0, 0,
                 1e6),
    OSTROV_I_F64(S, heat_capacity_j_per_c, "J/K", "heat capacity of one cell; 0: temperature given",
                 0, 0, 0, 1e9),
    OSTROV_I_F64(S, cooling_w_per_c, "W/K", "from one cell to its surroundings", 0, 0, 0, 1e6),
    OSTROV_I_COLUMN(S, temperature_c, "degC", COLUMN, "temperatures of the tables, rising"),
    OSTROV_I_COLUMN(S, ocv_v, "V", COLUMN, "open-circuit voltage, mean of both branches"),
    OSTROV_I_COLUMN(S, hysteresis_v, "V", COLUMN, "half the width between the branches"),
    OSTROV_I_COLUMN(S, hysteresis_step_v, "V", COLUMN, "part of hysteresis that turns at once"),
    OSTROV_I_COLUMN(S, ohmic_ohm, "ohm", COLUMN, "ohmic resistance"),
    OSTROV_I_COLUMN(S, transfer_ohm, "ohm", COLUMN, "charge transfer at small current"),
    OSTROV_I_COLUMN(S, exchange_a, "A", COLUMN, "current above which charge transfer bends"),
    OSTROV_I_COLUMN(S, rc_ohm, "ohm", COLUMN, "resistances of the RC pairs"),
    OSTROV_I_COLUMN(S, rc_s, "s", COLUMN, "time constants of the RC pairs"),
    OSTROV_I_COLUMN(S, entropy_v_per_c, "V/K", COLUMN, "dOCV/dT"),
};

#undef S
#define S ostrov_cell_state
static const ostrov_field state_fields[] = {
    OSTROV_I_F64(S, soc_ratio, "1", "charge over capacity", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, rc_v, "V", "over each RC pair", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, hysteresis_ratio, "1", "-1 on the discharge branch, 1 on the charge branch", 0,
                 NONE, -1, 1),
    OSTROV_I_F64(S, direction, "1", "-1 last discharged, 1 last charged, 0 never", 0, NONE, -1, 1),
    OSTROV_I_F64(S, temperature_c, "degC", "of the cells", 0, NONE, NONE, NONE),
};

#undef S
#define S ostrov_cell_point
static const ostrov_field point_fields[] = {
    OSTROV_I_F64(S, ocv_v, "V", "open-circuit voltage", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, ocv_v_per_soc, "V", "its slope per unit of SoC", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, hysteresis_v, "V", "half the width between the branches", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, hysteresis_step_v, "V", "part that turns at once", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, ohmic_ohm, "ohm", "ohmic resistance", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, transfer_ohm, "ohm", "charge transfer at small current", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, exchange_a, "A", "current above which it bends; 0: never", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, rc_ohm, "ohm", "resistances of the RC pairs", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, rc_s, "s", "time constants of the RC pairs", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, entropy_v_per_c, "V/K", "dOCV/dT", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, capacity_ah, "Ah", "capacity", 0, NONE, 0, NONE),
};

const ostrov_structure ostrov_i_cell_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_cell, "cells of one kind, as data", cell_fields, OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_cell_state, "state of a string of cells", state_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_cell_point, "a cell's tables at one SoC and temperature",
                       point_fields, OSTROV_KIND_FROZEN),
    {0},
};
