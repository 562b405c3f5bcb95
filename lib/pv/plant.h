/* Behind ostrov_pv_plant. SPDX-License-Identifier: Apache-2.0 */
#ifndef OSTROV_LIB_PV_PLANT_H
#define OSTROV_LIB_PV_PLANT_H

#include <ostrov/pv_plant.h>

#include "pv/array.h"
#include "pv/diode.h"
#include "pv/inverter.h"
#include "pv/row.h"

#define OSTROV_I_FARM_MAGIC UINT64_C(0x3174616c70767076)

typedef struct ostrov_i_farm_array {
    ostrov_i_array array;
    ostrov_pv_module module;
    ostrov_pv_tracker tracker;
    double series;
    double parallel;
    int32_t unit;
    int32_t has_module;
    int32_t tracks;
    int32_t reserved_;
} ostrov_i_farm_array;

typedef struct ostrov_i_farm_unit {
    double ac_w;
    double efficiency_ratio;
    ostrov_pv_sandia sandia;
    int32_t has_sandia;
    int32_t reserved_;
} ostrov_i_farm_unit;

typedef struct ostrov_i_farm {
    uint64_t magic;
    ostrov_i_place place;
    ostrov_i_ephemeris ephemeris;
    const ostrov_horizon *horizon;
    int64_t extra_day;
    double extra_au;
    double peak_w;
    int32_t array_count;
    int32_t unit_count;
    ostrov_i_farm_array arrays[OSTROV_PV_MOST];
    ostrov_i_farm_unit units[OSTROV_PV_MOST];
} __attribute__((may_alias)) ostrov_i_farm;

extern const ostrov_structure ostrov_i_pv_plant_structures[];

/* Their places. */
enum { OSTROV_I_PV_PLANT_CONFIG = 0, OSTROV_I_PV_ARRAY = 1, OSTROV_I_PV_INVERTER = 2 };

/* What an inverter gets. */
typedef struct ostrov_i_dc {
    double dc_w;
    double volt_watts; /* V·W, for the mean voltage by power */
    double dark_v;
} ostrov_i_dc;

#endif
