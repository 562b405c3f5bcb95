/**
 * @file battery_pack.h
 * @brief Strings in parallel that are not equal, and the weakest cell of a string.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_BATTERY_PACK_H
#define OSTROV_BATTERY_PACK_H

#include <ostrov/base.h>
#include <ostrov/battery_cell.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One of the strings. Frozen. */
typedef struct ostrov_pack_string {
    double capacity_ah;    /**< Ah, > 0 */
    double soc_ratio;      /**< 0 … 1 */
    double energy_wh;      /**< Wh in it, ≥ 0 */
    double open_v;         /**< V without current, now */
    double resistance_ohm; /**< Ω over the time for which limits are asked, > 0 */
    double discharge_a;    /**< A, ≥ 0, its own limit */
    double charge_a;       /**< A, ≥ 0, its own limit */
} ostrov_pack_string;

/** What they are together. Frozen. */
typedef struct ostrov_pack_sum {
    double capacity_ah;    /**< Ah of all */
    double soc_ratio;      /**< charge of all over capacity of all */
    double soc_min_ratio;  /**< lowest */
    double soc_max_ratio;  /**< highest */
    double energy_wh;      /**< Wh in all */
    double open_v;         /**< V at the terminals without current */
    double resistance_ohm; /**< Ω of all in parallel */
    double discharge_a;    /**< A, ≥ 0, such that no string passes its own limit */
    double charge_a;       /**< A, ≥ 0, such that no string passes its own limit */
    double circulating_a;  /**< A, the greatest current of a string while none flows at the terminals */
    int32_t discharge_string; /**< index of the string that bounds discharging */
    int32_t charge_string;    /**< index of the string that bounds charging */
} ostrov_pack_sum;

/** Joins strings in parallel. Current divides by impedance: U_i − R_i·I_i is the same for all. Limits
 *  are exact for that: the sum of the currents at the terminal voltage at which the first string meets
 *  its own limit. Where strings so unequal that they drive more through each other than one may bear,
 *  both limits are 0. @param strings the connected ones @param count 1 … 256 @param sum receives it
 *  @param why receives the fault, whose index is the string; may be NULL @return OK; DEGRADED when
 *  strings overload each other without any current at the terminals; E_ARGUMENT; E_RANGE; E_NOT_FINITE
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pack_join(const ostrov_pack_string *strings,
                                                            int32_t count, ostrov_pack_sum *sum,
                                                            ostrov_fault *why);

/** How a current divides among the strings. @param strings as for ostrov_pack_join @param count 1 … 256
 *  @param current_a A at the terminals, positive discharges, −1e9 … 1e9 @param string_a receives count currents
 *  @param why receives the fault; may be NULL @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE @rt
 *  @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pack_share(const ostrov_pack_string *strings,
                                                             int32_t count, double current_a,
                                                             double *string_a, ostrov_fault *why);

/** SoC of each cell of a string from the cells' voltages: all cells bear the same current, so what a
 *  cell's voltage differs from the mean is taken for a difference of open-circuit voltage at the
 *  string's SoC (bar-delta: Plett, EVS24, 2009). On a flat piece of the curve that is rough: a millivolt
 *  there is much SoC; and a cell of higher resistance looks emptier while it discharges, which is the
 *  safe side. @param cell by ostrov_cell_check @param soc_ratio of the string, 0 … 1
 *  @param temperature_c °C @param cell_v count voltages, 0 … 6 V, NaN = not measured; a device's
 *  sentinel, such as 65 535 mV, is E_RANGE, since one wrong voltage would shift all others @param count 1 … 1024
 *  @param cell_soc_ratio receives count SoC, NaN where not measured; may be NULL @param weakest receives
 *  the index of the lowest; may be NULL @return OK; EMPTY when no voltage is measured; E_ARGUMENT;
 *  E_RANGE; E_NOT_FINITE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pack_cells(const ostrov_cell *cell,
                                                             double soc_ratio, double temperature_c,
                                                             const double *cell_v, int32_t count,
                                                             double *cell_soc_ratio,
                                                             int32_t *weakest);

#ifdef __cplusplus
}
#endif

#endif
