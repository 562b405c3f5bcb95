/**
 * @file pv_dc.h
 * @brief DC power from light and warmth without solving a curve: PVWatts, Huld, ADR, SAPM.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_PV_DC_H
#define OSTROV_PV_DC_H

#include <ostrov/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Materials with published coefficients for ostrov_pv_dc_huld. */
enum ostrov_pv_cell {
    OSTROV_PV_CELL_UNKNOWN = 0, /**< not known, or not set */
    OSTROV_PV_CELL_CSI = 1,     /**< crystalline silicon */
    OSTROV_PV_CELL_CIS = 2,     /**< copper indium selenide */
    OSTROV_PV_CELL_CDTE = 3     /**< cadmium telluride */
};

/** Coefficients of the ADR efficiency model, Driesse & Stein (2020, SAND2020-3877). Frozen. */
typedef struct ostrov_pv_adr {
    double scale; /**< absolute scale: the efficiency, in its unit, at 1000 W/m² and 25 °C */
    double k_d;   /**< dark irradiance, power of ten */
    double tc_d;  /**< 1/°C, its temperature coefficient */
    double k_rs;  /**< series resistance */
    double k_rsh; /**< shunt resistance */
} ostrov_pv_adr;

/** A module of the Sandia array performance model, King, Boyson & Kratochvil (2004, SAND2004-3535).
 *  Growable. */
typedef struct ostrov_pv_sapm_module {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t cells;        /**< cells in series */
    double isc_a;         /**< A, Isco */
    double voc_v;         /**< V, Voco */
    double imp_a;         /**< A, Impo */
    double vmp_v;         /**< V, Vmpo */
    double ix_a;          /**< A at half Voc, IXO */
    double ixx_a;         /**< A between Vmp and Voc, IXXO */
    double isc_per_c;     /**< 1/°C, Aisc */
    double imp_per_c;     /**< 1/°C, Aimp */
    double voc_v_per_c;   /**< V/°C, Bvoco */
    double voc_v_per_c_light; /**< V/°C, Mbvoc: change with irradiance */
    double vmp_v_per_c;   /**< V/°C, Bvmpo */
    double vmp_v_per_c_light; /**< V/°C, Mbvmp */
    double ideality;      /**< N */
    double c[8];          /**< C0 … C7 */
    double spectrum[5];   /**< A0 … A4: powers of the air mass */
    double angle[6];      /**< B0 … B5: powers of the angle of incidence in degrees */
    double diffuse_ratio; /**< FD, share of the diffuse light that is used */
} ostrov_pv_sapm_module;

/** Points of the SAPM curve. Frozen. */
typedef struct ostrov_pv_sapm_points {
    double isc_a; /**< A at 0 V */
    double imp_a; /**< A at the greatest power */
    double voc_v; /**< V at 0 A */
    double vmp_v; /**< V at the greatest power */
    double pmp_w; /**< W */
    double ix_a;  /**< A at half of voc_v */
    double ixx_a; /**< A midway between vmp_v and voc_v */
} ostrov_pv_sapm_points;

/** PVWatts module, Dobos (2014, NREL/TP-6A20-62641, eq. 8), with the correction at low light of Marion
 *  (2008) when asked for. @param irradiance_w_per_m2 W/m² that reach the cells, 0 … 5000
 *  @param cell_c °C, −150 … 300 @param peak_w W at 1000 W/m² and 25 °C, ≥ 0
 *  @param coefficient_per_c 1/°C, −0.1 … 0.1 @param low_light k of Marion, 0 = none, −0.1 … 0.1; with it the
 *  power is never below 0 @param power_w receives W @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_pv_dc_pvwatts(double irradiance_w_per_m2, double cell_c, double peak_w,
                     double coefficient_per_c, double low_light, double *power_w,
                     ostrov_fault *why);

/** Huld et al. (2011, Sol. Energy Mater. Sol. Cells 95:3359) with the coefficients of PVGIS 5.
 *  @param cell enum ostrov_pv_cell @param irradiance_w_per_m2 W/m² that reach the cells, 0 … 5000
 *  @param module_c °C of the module, −150 … 300 @param peak_w W at 1000 W/m² and 25 °C, ≥ 0
 *  @param power_w receives W @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_dc_huld(int32_t cell,
                                                             double irradiance_w_per_m2,
                                                             double module_c, double peak_w,
                                                             double *power_w, ostrov_fault *why);

/** Efficiency by the ADR model, in the unit of scale. @param adr coefficients
 *  @param irradiance_w_per_m2 W/m² that reach the cells, 0 … 5000 @param cell_c °C, −150 … 300
 *  @param efficiency receives it @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_efficiency_adr(const ostrov_pv_adr *adr,
                                                                    double irradiance_w_per_m2,
                                                                    double cell_c,
                                                                    double *efficiency,
                                                                    ostrov_fault *why);

/** Fills an SAPM module: no change with light, no spectrum, flat angle; the rest must be given.
 *  @param module receives it @param size sizeof *module @return OK; E_ARGUMENT; E_SPACE
 *  @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_pv_sapm_module_defaults(ostrov_pv_sapm_module *module, size_t size);

/** The points of an SAPM module. @param module the module @param irradiance_w_per_m2 effective W/m²,
 *  0 … 5000; in the dark all points are 0 @param cell_c °C, −150 … 300 @param points receives them
 *  @param why receives the fault; may be NULL @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_pv_sapm(const ostrov_pv_sapm_module *module,
                                                          double irradiance_w_per_m2,
                                                          double cell_c,
                                                          ostrov_pv_sapm_points *points,
                                                          ostrov_fault *why);

/** Irradiance that counts for an SAPM module: beam by angle, share of the diffuse, spectrum by air mass.
 *  @param module the module @param beam_w_per_m2 W/m² on the plane, 0 … 5000
 *  @param diffuse_w_per_m2 W/m² on the plane, 0 … 5000 @param air_mass absolute, 0 … 100
 *  @param incidence_deg ° between beam and normal, 0 … 180 @param irradiance_w_per_m2 receives W/m²
 *  @param why receives the fault; may be NULL @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_pv_sapm_irradiance(const ostrov_pv_sapm_module *module, double beam_w_per_m2,
                          double diffuse_w_per_m2, double air_mass, double incidence_deg,
                          double *irradiance_w_per_m2, ostrov_fault *why);

#ifdef __cplusplus
}
#endif

#endif
