/* What is inside an ostrov_battery.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_BATTERY_INTERNAL_H
#define OSTROV_LIB_BATTERY_INTERNAL_H

#include <ostrov/battery.h>

extern const ostrov_structure ostrov_i_battery_structures[];
extern const ostrov_structure ostrov_i_cell_structures[];
extern const ostrov_structure ostrov_i_soc_structures[];

enum { OSTROV_I_CHEMISTRIES = 5 };
extern const ostrov_choice ostrov_i_chemistries[OSTROV_I_CHEMISTRIES];

/* Their places in ostrov_i_battery_structures. */
enum { OSTROV_I_BATTERY_CONFIG = 0, OSTROV_I_BATTERY_SAMPLE = 1, OSTROV_I_BATTERY_STATE = 2 };

/* Energy that only grows: whole Wh and the rest in nWh, so that a century of throughput still shows
 * the nWh of one step. */
typedef struct ostrov_i_energy {
    int64_t wh;
    int64_t nwh; /* −1e9 < nwh < 1e9 */
} ostrov_i_energy;

typedef struct ostrov_i_battery {
    uint32_t magic;
    uint32_t warnings;
    ostrov_battery_config config;
    int64_t capacity_nwh; /* present capacity: as new times health */
    int64_t stored_nwh;
    /* Parts of a nWh not yet counted: at the site bus, at the cells, by self-discharge. */
    double bus_carry, cells_carry, self_carry;
    ostrov_i_energy charged, discharged, lost, corrected, through;

    /* Error of the count since the last correction. */
    double sigma_anchor; /* at the correction */
    double through_wh;   /* through the cells since */
    int64_t anchor_us;   /* time since */
    double gap_s;        /* unmeasured time of the present gap */
    double gap_variance; /* of gaps that have ended */

    double last_w;        /* power measured last */
    double bms_soc;       /* told last */
    int64_t bms_us;       /* since then */
    int64_t full_us;      /* since it told a full battery; since init before it did */
    double rest_time_s;   /* of the present rest */
    double rest_told_s;   /* of it, with the BMS telling its SoC */
    double rest_soc_min, rest_soc_max;
    int64_t resyncs;

    double temperature_c; /* known last; NaN = never */
    int64_t temperature_us;
    /* Limits told last stay in force until newer ones are told; NaN = never told. */
    double bms_charge_w, bms_discharge_w, pcs_charge_w, pcs_discharge_w;
} ostrov_i_battery;

#define OSTROV_I_BATTERY_MAGIC (0x74746162u) /* "batt" */

/* Counts dt_s of power at the site bus, positive = discharge. */
void ostrov_i_battery_count(ostrov_i_battery *b, double battery_w, double dt_s);

/* Sets the count to a SoC and books the difference as a correction. */
void ostrov_i_battery_set_soc(ostrov_i_battery *b, double soc_ratio);

double ostrov_i_battery_soc(const ostrov_i_battery *b);
double ostrov_i_battery_sigma(const ostrov_i_battery *b);
double ostrov_i_energy_wh(const ostrov_i_energy *e);

/* Weighs the SoC the BMS tells against the count, where that is due. power_known: measured now. */
void ostrov_i_battery_anchor(ostrov_i_battery *b, double bms_soc_ratio, int32_t power_known,
                             double battery_w, double dt_s);

/* Fills energy, room, limits and the warnings that belong to them. */
void ostrov_i_battery_limits(const ostrov_i_battery *b, ostrov_battery_state *state);

#endif
