/**
 * @file pv_diode.h
 * @brief The single-diode equation of a module, string or array: every point of its curve, without failing.
 *
 * I = IL − I0·(exp((V + I·Rs)/a) − 1) − (V + I·Rs)/Rsh, where a = n·Ns·k·T/q. All functions solve it in
 * the diode voltage Vd = V + I·Rs (Bishop 1988, Solar Cells 25:73), where each unknown is the only root
 * of a monotone function with a known bracket: Newton's steps stay inside it, so no physical set of
 * parameters fails, shunts of infinite resistance and darkness included.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_PV_DIODE_H
#define OSTROV_PV_DIODE_H

#include <ostrov/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The five parameters at one irradiance and temperature. Frozen. */
typedef struct ostrov_pv_diode {
    double photo_a;      /**< A, IL, 0 … 1e6 */
    double saturation_a; /**< A, I0, 1e-300 … 1e3 */
    double series_ohm;   /**< Ω, Rs, 0 … 1e6 */
    double shunt_ohm;    /**< Ω, Rsh, 1e-6 … infinite */
    double thermal_v;    /**< V, a = n·Ns·k·T/q, 1e-6 … 1e6 */
} ostrov_pv_diode;

/** Seven points of the curve. Frozen. */
typedef struct ostrov_pv_points {
    double isc_a; /**< A at 0 V */
    double voc_v; /**< V at 0 A */
    double imp_a; /**< A at the greatest power */
    double vmp_v; /**< V at the greatest power */
    double pmp_w; /**< W, the greatest power */
    double ix_a;  /**< A at voc_v / 2 (Sandia's x) */
    double ixx_a; /**< A at (voc_v + vmp_v) / 2 (Sandia's xx) */
} ostrov_pv_points;

/** A crystalline or thin-film module by De Soto, Klein & Beckman (2006, Solar Energy 80:78), or by the
 *  CEC with its adjustment (Dobos 2012, J. Sol. Energy Eng. 134:021011). Growable. */
typedef struct ostrov_pv_module {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    uint32_t reserved_; /**< 0 */
    double photo_a;          /**< A at reference */
    double saturation_a;     /**< A at reference */
    double series_ohm;       /**< Ω */
    double shunt_ohm;        /**< Ω at reference; falls with 1/irradiance */
    double thermal_v;        /**< V, n·Ns·k·T/q at reference */
    double short_a_per_c;    /**< A/°C of the short-circuit current */
    double adjust_ratio;     /**< CEC: share by which short_a_per_c is lessened; 0 = De Soto */
    double bandgap_ev;       /**< eV at reference */
    double bandgap_per_c;    /**< 1/°C, relative change of the band gap */
    double reference_w_per_m2; /**< W/m² */
    double reference_c;      /**< °C */
} ostrov_pv_module;

/** A module by PVsyst 6 (Sauer, Roessler & Hansen 2015, IEEE J. Photovoltaics 5:152). Growable. */
typedef struct ostrov_pv_pvsyst_module {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t cells;        /**< cells in series */
    double photo_a;          /**< A at reference */
    double saturation_a;     /**< A at reference */
    double series_ohm;       /**< Ω */
    double shunt_ohm;        /**< Ω at reference */
    double shunt_dark_ohm;   /**< Ω in the dark */
    double shunt_exponent;   /**< how fast the shunt falls with light */
    double ideality;         /**< diode ideality at reference */
    double ideality_per_c;   /**< 1/°C */
    double short_a_per_c;    /**< A/°C of the short-circuit current */
    double bandgap_ev;       /**< eV */
    double reference_w_per_m2; /**< W/m² */
    double reference_c;      /**< °C */
} ostrov_pv_pvsyst_module;

/** Fills a module with the reference conditions and the band gap of silicon; the rest must be given.
 *  @param module receives it @param size sizeof *module @return OK; E_ARGUMENT; E_SPACE
 *  @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_module_defaults(ostrov_pv_module *module,
                                                                     size_t size);

/** Fills a PVsyst module with reference conditions, silicon and a shunt exponent of 5.5.
 *  @param module receives it @param size sizeof *module @return OK; E_ARGUMENT; E_SPACE
 *  @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_pv_pvsyst_module_defaults(ostrov_pv_pvsyst_module *module, size_t size);

/** The five parameters of a module in light and warmth, by De Soto and the CEC. @param module the module
 *  @param irradiance_w_per_m2 W/m² that reach the cells, 0 … 5000; 0 gives an infinite shunt
 *  @param cell_c °C of the cell, −150 … 300 @param diode receives them @param why receives the fault; may
 *  be NULL @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_pv_module_diode(const ostrov_pv_module *module, double irradiance_w_per_m2, double cell_c,
                       ostrov_pv_diode *diode, ostrov_fault *why);

/** The five parameters of a module in light and warmth, by PVsyst. @param module the module
 *  @param irradiance_w_per_m2 W/m² that reach the cells, 0 … 5000 @param cell_c °C of the cell, −150 … 300
 *  @param diode receives them @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_pv_pvsyst_diode(const ostrov_pv_pvsyst_module *module, double irradiance_w_per_m2,
                       double cell_c, ostrov_pv_diode *diode, ostrov_fault *why);

/** All seven points of the curve. @param diode the parameters @param points receives them; all 0 in the
 *  dark @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_singlediode(const ostrov_pv_diode *diode,
                                                                 ostrov_pv_points *points);

/** All seven points for many sets. @param diode n sets @param n rows @param points receives n (NaN where
 *  status is not OK) @param status receives n of enum ostrov_value; may be NULL @return OK; E_ARGUMENT
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_singlediode_n(const ostrov_pv_diode *diode,
                                                                   size_t n,
                                                                   ostrov_pv_points *points,
                                                                   uint8_t *status);

/** The point of greatest power alone, as an MPP tracker holds it. @param diode the parameters
 *  @param voltage_v receives V; may be NULL @param current_a receives A; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_maximum(const ostrov_pv_diode *diode,
                                                             double *voltage_v, double *current_a);

/** Current at any voltage, reverse bias included (without avalanche breakdown). @param diode the parameters
 *  @param voltage_v V, −1e9 … 1e9 @param current_a receives A, negative beyond the open-circuit voltage
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_current(const ostrov_pv_diode *diode,
                                                             double voltage_v, double *current_a);

/** Voltage at any current. @param diode the parameters @param current_a A, −1e9 … 1e9
 *  @param voltage_v receives V, negative in reverse bias @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE, also
 *  when an infinite shunt cannot carry the current @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_voltage(const ostrov_pv_diode *diode,
                                                             double current_a, double *voltage_v);

#ifdef __cplusplus
}
#endif

#endif
