/**
 * @file battery_cell.h
 * @brief A cell model as data, and its equations: voltage, one step, one point of its tables.
 *
 * An equivalent circuit: open-circuit voltage with hysteresis, an ohmic and a charge-transfer resistance
 * and up to three RC pairs, over tables of SoC and temperature (Plett, Battery Management Systems, vol. 1,
 * Artech House 2015). Tables belong to the caller, are shared by as many strings as there are, and are only
 * read. Everything outside the tables (current, voltage, capacity, heat) is that of the whole string of
 * series × parallel cells. Positive current discharges.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_BATTERY_CELL_H
#define OSTROV_BATTERY_CELL_H

#include <ostrov/base.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    OSTROV_CELL_RC = 3,           /**< most RC pairs of a cell */
    OSTROV_CELL_GRID = 2001,      /**< most points of a SoC grid */
    OSTROV_CELL_TEMPERATURES = 32 /**< most temperatures of a table */
};

/** Cells of one kind in a string of series × parallel. Tables are per cell, borrowed, row by row of
 *  temperature; between grid points they are linear, beyond the grid they keep the last value. SoC grids
 *  are even from 0 to 1. Growable: fill with ostrov_cell_defaults or ostrov_cell_preset. */
typedef struct ostrov_cell {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t chemistry;              /**< enum ostrov_chemistry */
    int32_t series;                 /**< cells in series */
    int32_t soc_count;              /**< points of the SoC grid of ocv_v, hysteresis_v and entropy_v_per_c */
    int32_t resistance_count;       /**< points of the SoC grid of the resistances */
    int32_t temperature_count;      /**< rows of all tables but entropy_v_per_c */
    int32_t rc_count;               /**< RC pairs */
    uint32_t reserved_; /**< 0 */
    double parallel;                /**< cells in parallel; any positive number scales a cell */
    double capacity_ah;             /**< Ah of one cell */
    double charge_efficiency_ratio; /**< stored over charged ampere-hours */
    double hysteresis_rate;         /**< how fast hysteresis follows the charge moved, 1 per unit of SoC */
    double hysteresis_rest_a;       /**< A of one cell up to which hysteresis stands still */
    double heat_capacity_j_per_c;   /**< J/K of one cell; 0 = its temperature is given, not computed */
    double cooling_w_per_c;         /**< W/K from one cell to its surroundings */
    const double *temperature_c;    /**< °C, rising; temperature_count */
    const double *ocv_v;            /**< V, mean of both branches; temperature_count × soc_count */
    const double *hysteresis_v;     /**< V, half the width between the branches, as ocv_v; NULL = none */
    const double *hysteresis_step_v; /**< V, part of it that turns at once; temperature_count; NULL = none */
    const double *ohmic_ohm;        /**< Ω; temperature_count × resistance_count */
    const double *transfer_ohm;     /**< Ω of charge transfer at small current, as ohmic_ohm; NULL = none */
    const double *exchange_a;       /**< A above which charge transfer bends; temperature_count; NULL = never */
    const double *rc_ohm;           /**< Ω; temperature_count × rc_count × resistance_count; NULL if no pairs */
    const double *rc_s;             /**< s, time constants; temperature_count × rc_count; NULL if no pairs */
    const double *entropy_v_per_c;  /**< V/K, dOCV/dT; soc_count; NULL = 0. Makes heat; ocv_v has its effect
                                         on voltage */
} ostrov_cell;

/** State of a string of such cells. Frozen. */
typedef struct ostrov_cell_state {
    double soc_ratio;        /**< charge over capacity; may leave 0 … 1, the tables then keep their ends */
    double rc_v[3];          /**< V over each RC pair of the string */
    double hysteresis_ratio; /**< −1 on the discharge branch … 1 on the charge branch */
    double direction;        /**< −1 last discharged, 1 last charged, 0 never */
    double temperature_c;    /**< °C of the cells */
} ostrov_cell_state;

/** The tables at one SoC and temperature, for the whole string. Frozen. */
typedef struct ostrov_cell_point {
    double ocv_v;             /**< V */
    double ocv_v_per_soc;     /**< V per unit of SoC */
    double hysteresis_v;      /**< V */
    double hysteresis_step_v; /**< V */
    double ohmic_ohm;         /**< Ω */
    double transfer_ohm;      /**< Ω at small current */
    double exchange_a;        /**< A; 0 = charge transfer does not bend */
    double rc_ohm[3];         /**< Ω; 0 for a pair that is not there */
    double rc_s[3];           /**< s; 1 for a pair that is not there */
    double entropy_v_per_c;   /**< V/K */
    double capacity_ah;       /**< Ah */
} ostrov_cell_point;

/** Fills a cell with defaults; capacity and tables are left to be given. @param cell receives them
 *  @param size sizeof *cell @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_cell_defaults(ostrov_cell *cell, size_t size);

/** A cell typical of its chemistry: electrodes and resistances from the literature, fitted to no product.
 *  Voltages are right to some 20 mV and resistances within a factor of two, so that an estimator should be
 *  told a model_error_v of 0.01 or more; a model fitted on the cell itself (tests/tools/fit_cell.py) is
 *  better by far. Its tables are of 1 Ah: parallel carries the capacity. @param chemistry enum
 *  ostrov_chemistry, LFP, NMC, NCA, LMO or LTO @param capacity_ah Ah of one cell, 1e-6 … 1e6
 *  @param cell receives it, one in series @param size sizeof *cell
 *  @return OK; E_ARGUMENT; E_SPACE; E_RANGE; E_NOT_FINITE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_cell_preset(int32_t chemistry, double capacity_ah,
                                                              ostrov_cell *cell, size_t size);

/** Looks through a cell and all its tables: counts, finite numbers, temperatures that rise, resistances
 *  ≥ 0, time constants > 0, OCV that never falls with SoC. To be called once; the other functions look
 *  only at counts and pointers. @param cell the cell @param why receives the fault, whose index is the
 *  element of a table; may be NULL @return OK; E_ARGUMENT when a table is missing; E_RANGE; E_NOT_FINITE;
 *  E_UNSUPPORTED @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_cell_check(const ostrov_cell *cell,
                                                             ostrov_fault *why);

/** A cell at rest: relaxed, no hysteresis. @param state receives it @param soc_ratio 0 … 1
 *  @param temperature_c °C, −60 … 120 @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_cell_rest(ostrov_cell_state *state,
                                                            double soc_ratio, double temperature_c);

/** The tables at one SoC and temperature. @param cell by ostrov_cell_check @param soc_ratio any finite
 *  @param temperature_c °C, any finite @param point receives them
 *  @return OK; E_ARGUMENT; E_NOT_FINITE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_cell_at(const ostrov_cell *cell, double soc_ratio,
                                                          double temperature_c,
                                                          ostrov_cell_point *point);

/** Voltage over ohmic and charge-transfer resistance: R·I + Rct·2·I0·asinh(I / (2·I0)), the Butler–Volmer
 *  equation for equal transfer coefficients. @param point by ostrov_cell_at @param current_a A, positive
 *  discharges @return V, positive when discharging; NaN for NULL or NaN @rt @since 0.1 */
OSTROV_API double ostrov_cell_drop(const ostrov_cell_point *point, double current_a);

/** Voltage at the terminals the moment a current flows. @param cell by ostrov_cell_check @param state of
 *  the cells @param current_a A, positive discharges @param voltage_v receives V
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE for a current beyond all bounds (untouched) @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_cell_voltage(const ostrov_cell *cell,
                                                               const ostrov_cell_state *state,
                                                               double current_a, double *voltage_v);

/** Moves the state on by dt_s of constant current, exactly for SoC, RC pairs and hysteresis (zero-order
 *  hold), with the tables held as at the start. @param cell by ostrov_cell_check @param state moved on
 *  @param current_a A, positive discharges @param ambient_c °C around the cells; NaN = the temperature
 *  stays as it is @param dt_s s, 0 < dt_s ≤ 86 400 @return OK; E_ARGUMENT; E_NOT_FINITE; E_TIME; E_RANGE for
 *  a current beyond all bounds (state untouched) @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_cell_step(const ostrov_cell *cell,
                                                            ostrov_cell_state *state,
                                                            double current_a, double ambient_c,
                                                            double dt_s);

#ifdef __cplusplus
}
#endif

#endif
