/* The settings of a connection as whole numbers: mV, mHz, centi-degrees, microseconds, ppm.
 *
 * Made once by ostrov_grid_init from a checked config; the layers below never see a double config.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_GRID_SETTINGS_H
#define OSTROV_LIB_GRID_SETTINGS_H

#include <ostrov/grid.h>

/* Definite-time stages in fixed order: two each of over- and under-voltage and -frequency, then
 * negative and zero sequence. */
enum {
    OSTROV_I_STAGE_OV = 0,
    OSTROV_I_STAGE_UV = 2,
    OSTROV_I_STAGE_OF = 4,
    OSTROV_I_STAGE_UF = 6,
    OSTROV_I_STAGE_UNBALANCE = 8,
    OSTROV_I_STAGE_ZERO = 9,
    OSTROV_I_STAGES = 10
};

typedef struct ostrov_i_stage {
    int64_t delay_us;
    int32_t level; /* mV, mHz or ppm */
    int32_t off;   /* 1 = the stage is not used */
} ostrov_i_stage;

/* Inclusive window of one side. */
typedef struct ostrov_i_window {
    int32_t min_mv;
    int32_t max_mv;
    int32_t min_mhz;
    int32_t max_mhz;
} ostrov_i_window;

typedef struct ostrov_i_grid_settings {
    int32_t watches; /* enum ostrov_grid_reason why it only watches; NONE = armed */
    int32_t profile;
    int32_t verified;
    int32_t dead_bus_close;
    int32_t black_start;
    int32_t return_by_itself;
    int32_t sync_attempts;
    int32_t nominal_mv;
    int32_t dead_mv;
    int32_t sync_slip_mhz;
    int32_t sync_mv;
    int32_t sync_cdeg;
    int32_t reserve_ppm;
    int32_t restart_ppm;
    int32_t phases; /* 1 or 3 */
    int32_t earth_bond;
    int32_t tier_count;
    int32_t dso_receiver;
    int32_t dso_limits_import;
    int32_t dso_fallback_ppm;
    ostrov_i_window enter; /* grid side: enter service */
    ostrov_i_window band;  /* site bus side: island */
    ostrov_i_stage stages[OSTROV_I_STAGES];
    int64_t dead_us;
    int64_t return_us;
    int64_t ramp_us;
    int64_t dwell_us;
    int64_t sync_us;
    int64_t close_us;
    int64_t open_us;
    int64_t contact_us;
    int64_t nulling_us;
    int64_t forming_us;
    int64_t ride_us;
    int64_t stale_us;
    int64_t black_us;
    int64_t bond_us; /* 0 without a bond */
    int64_t autonomy_s;
    int64_t tier_step_us;
    int64_t drill_us;
    int64_t drill_period_us;
    int64_t dso_hold_us;
    int64_t dso_ramp_us;
    double nulling_w;
} ostrov_i_grid_settings;

/* Rules across fields; each field alone is already inside its range. */
ostrov_status ostrov_i_grid_validate(const ostrov_grid_config *config, ostrov_fault *why);

/* A validated config as whole numbers. */
void ostrov_i_grid_settings_from(const ostrov_grid_config *config, ostrov_i_grid_settings *to);

/* x·scale to the nearest whole number, held inside ±limit; x must not be NaN. */
int64_t ostrov_i_whole(double x, double scale, int64_t limit);

#endif
