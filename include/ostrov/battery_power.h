/**
 * @file battery_power.h
 * @brief State of power and state of energy: what a string of cells can bear for a while, and for
 *  how long.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_BATTERY_POWER_H
#define OSTROV_BATTERY_POWER_H

#include <ostrov/base.h>
#include <ostrov/battery_cell.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Which way power flows. */
enum ostrov_power_direction {
    OSTROV_POWER_UNKNOWN = 0,   /**< not set */
    OSTROV_POWER_DISCHARGE = 1, /**< out of the cells */
    OSTROV_POWER_CHARGE = 2     /**< into the cells */
};

/** What stops it. */
enum ostrov_power_reason {
    OSTROV_POWER_BY_UNKNOWN = 0,     /**< nothing yet */
    OSTROV_POWER_BY_CURRENT = 1,     /**< the largest current allowed */
    OSTROV_POWER_BY_VOLTAGE = 2,     /**< voltage */
    OSTROV_POWER_BY_SOC = 3,         /**< SoC */
    OSTROV_POWER_BY_TEMPERATURE = 4, /**< temperature */
    OSTROV_POWER_BY_TIME = 5         /**< none within thirty days */
};

/** What the string must keep at every instant. Growable: fill with ostrov_power_defaults. */
typedef struct ostrov_power_bounds {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    uint32_t reserved_; /**< 0 */
    double voltage_min_v;     /**< V of the string while it discharges; must be given */
    double voltage_max_v;     /**< V of the string while it charges; must be given */
    double discharge_a;       /**< A, ≥ 0, largest; must be given */
    double charge_a;          /**< A, ≥ 0, largest; must be given */
    double soc_min_ratio;     /**< least SoC */
    double soc_max_ratio;     /**< greatest SoC */
    double charge_min_c;      /**< °C, no charging below */
    double temperature_max_c; /**< °C, no power above */
    double ambient_c;         /**< °C around the cells; NaN = their temperature stays as it is */
} ostrov_power_bounds;

/** What it can bear for a window. Frozen. */
typedef struct ostrov_power_capability {
    double current_a;  /**< A, ≥ 0, largest constant current */
    double current_w;  /**< W, least power while that current flows */
    double power_w;    /**< W, ≥ 0, largest constant power */
    int32_t current_reason; /**< enum ostrov_power_reason that bounds the current */
    int32_t power_reason;   /**< enum ostrov_power_reason that bounds the power */
} ostrov_power_capability;

/** How much it can give or take. Frozen. */
typedef struct ostrov_power_reach {
    double energy_wh;  /**< Wh, ≥ 0, at the terminals until a bound is met */
    double duration_s; /**< s until then */
    double soc_ratio;  /**< SoC then */
    int32_t reason;    /**< enum ostrov_power_reason */
    int32_t reserved_; /**< 0 */
} ostrov_power_reach;

/** Fills bounds with defaults; voltages and currents are left to be given. @param bounds receives them
 *  @param size sizeof *bounds @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_power_defaults(ostrov_power_bounds *bounds,
                                                                 size_t size);

/** Largest constant current and largest constant power for a window such that all bounds hold at every
 *  instant of it, by the exact trajectory of the cell model at 65 instants (denser at first), closer where
 *  the voltage is nearest to its bound, and regula falsi, from below; at most 84 trajectories, about a
 *  millisecond. Where the SoC is uncertain, ask with its lower bound for discharging and its upper bound
 *  for charging. HPPC pulses: USABC Battery Test Manual, 3.4.
 *  @param cell by ostrov_cell_check @param state of the cells @param bounds by
 *  ostrov_power_defaults @param direction enum ostrov_power_direction @param window_s s, 0.1 … 86 400
 *  @param limit receives it; 0 when a bound is broken already @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_UNSUPPORTED @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_power_window(const ostrov_cell *cell, const ostrov_cell_state *state,
                    const ostrov_power_bounds *bounds, int32_t direction, double window_s,
                    ostrov_power_capability *limit, ostrov_fault *why);

/** Energy at the terminals until a bound is met, at a constant power: state of energy. @param cell by
 *  ostrov_cell_check @param state of the cells @param bounds by ostrov_power_defaults @param power_w W,
 *  positive discharges, not 0 @param reach receives it @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_UNSUPPORTED @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_power_energy(const ostrov_cell *cell, const ostrov_cell_state *state,
                    const ostrov_power_bounds *bounds, double power_w, ostrov_power_reach *reach,
                    ostrov_fault *why);

#ifdef __cplusplus
}
#endif

#endif
