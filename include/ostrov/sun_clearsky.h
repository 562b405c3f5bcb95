/**
 * @file sun_clearsky.h
 * @brief The air and the clear sky: air mass, pressure, irradiance above the atmosphere, and what a
 *        cloudless sky lets through, by several models.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_SUN_CLEARSKY_H
#define OSTROV_SUN_CLEARSKY_H

#include <ostrov/base.h>
#include <ostrov/sun.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Irradiance. Frozen. */
typedef struct ostrov_irradiance {
    double ghi_w_per_m2; /**< global horizontal */
    double dni_w_per_m2; /**< direct normal */
    double dhi_w_per_m2; /**< diffuse horizontal */
} ostrov_irradiance;

/** Formulas for the relative optical air mass. */
enum ostrov_air_mass_model {
    OSTROV_AIR_MASS_UNKNOWN = 0,            /**< not known, or not set */
    OSTROV_AIR_MASS_KASTEN_YOUNG_1989 = 1,  /**< Appl. Opt. 28:4735; wants the apparent zenith */
    OSTROV_AIR_MASS_KASTEN_1966 = 2,        /**< Arch. Met. Geoph. Biokl. B14:206; apparent zenith */
    OSTROV_AIR_MASS_SECANT = 3,             /**< 1/cos z */
    OSTROV_AIR_MASS_PICKERING_2002 = 4,     /**< DIO 12:1; apparent zenith */
    OSTROV_AIR_MASS_YOUNG_IRVINE_1967 = 5,  /**< Astron. J. 72:945; true zenith, below 85° */
    OSTROV_AIR_MASS_YOUNG_1994 = 6,         /**< Appl. Opt. 33:1108; true zenith */
    OSTROV_AIR_MASS_GUEYMARD_1993 = 7,      /**< Solar Energy 51:121; apparent zenith */
    OSTROV_AIR_MASS_GUEYMARD_2003 = 8       /**< Solar Energy 74:355; apparent zenith */
};

/** Relative optical air mass. @param model enum ostrov_air_mass_model
 *  @param zenith_deg 0 … 180, apparent or true as the model wants it
 *  @param air_mass_ratio receives it, 1 at the zenith and 30 to 40 at the horizon (of SECANT and
 *  YOUNG_IRVINE_1967 nothing true there)
 *  @return OK; EMPTY below the horizon (untouched); E_ARGUMENT; E_NOT_FINITE; E_RANGE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_air_mass(int32_t model, double zenith_deg,
                                                           double *air_mass_ratio);

/** Pressure of the standard atmosphere at a height. @param altitude_m −500 … 9000 m
 *  @param pressure_pa receives Pa @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_air_pressure(double altitude_m,
                                                               double *pressure_pa);

/** Height at which the standard atmosphere has a pressure. @param pressure_pa 30000 … 110000 Pa
 *  @param altitude_m receives m @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_air_altitude(double pressure_pa,
                                                               double *altitude_m);

/** Linke turbidity by Kasten (1996, Solar Energy 56:239) from what weather services publish; the broad-band
 *  aerosol depth by Bird and Hulstrom (1980). @param air_mass_absolute_ratio relative air mass times
 *  pressure over 101325 Pa, 0.3 … 50 @param water_kg_per_m2 precipitable water, 0 … 100 (10 = 1 cm)
 *  @param aod_380nm aerosol optical depth at 380 nm, 0 … 10 @param aod_500nm at 500 nm, 0 … 10
 *  @param linke receives it @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_linke_kasten(double air_mass_absolute_ratio,
                                                               double water_kg_per_m2,
                                                               double aod_380nm, double aod_500nm,
                                                               double *linke);

/** Formulas for the irradiance above the atmosphere, from 1366.1 W/m² at 1 au. */
enum ostrov_extra_model {
    OSTROV_EXTRA_UNKNOWN = 0,      /**< not known, or not set */
    OSTROV_EXTRA_SPENCER_1971 = 1, /**< Fourier series by day of the UTC year (Search 2:172) */
    OSTROV_EXTRA_ASCE = 2,         /**< one cosine by day of the UTC year (ASCE 2005) */
    OSTROV_EXTRA_SPA = 3           /**< by the distance of the sun (Reda & Andreas 2004) */
};

/** Irradiance above the atmosphere on a plane that faces the sun.
 *  @param model enum ostrov_extra_model @param time_us UTC microseconds, 1950–2100
 *  @param extra_w_per_m2 receives it @return OK; E_ARGUMENT; E_RANGE; E_TIME @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_extra_irradiance(int32_t model, int64_t time_us,
                                                                   double *extra_w_per_m2);

/** The old formulas by day of the year, good to half a degree and half a minute. Frozen. */
typedef struct ostrov_yearday {
    double equation_of_time_spencer_s; /**< Spencer (1971) */
    double equation_of_time_pvcdrom_s; /**< PVCDROM (Honsberg & Bowden) */
    double declination_spencer_deg;    /**< Spencer (1971) */
    double declination_cooper_deg;     /**< Cooper (1969, Solar Energy 12:333) */
} ostrov_yearday;

/** The old formulas for one day. @param day 1 … 366 @param values receives them
 *  @return OK; E_ARGUMENT; E_RANGE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_sun_yearday(int32_t day, ostrov_yearday *values);

/** Models of the clear sky. */
enum ostrov_clearsky_model {
    OSTROV_CLEARSKY_UNKNOWN = 0,        /**< not known, or not set */
    OSTROV_CLEARSKY_INEICHEN = 1,       /**< Ineichen & Perez (2002, Solar Energy 73:151): Linke turbidity */
    OSTROV_CLEARSKY_INEICHEN_PEREZ = 2, /**< the same with Perez's enhancement of GHI */
    OSTROV_CLEARSKY_SOLIS = 3,          /**< simplified Solis (Ineichen 2008, Solar Energy 82:758):
                                             aerosol at 700 nm, water, pressure */
    OSTROV_CLEARSKY_HAURWITZ = 4,       /**< Haurwitz (1945, J. Met. 2:154): GHI alone */
    OSTROV_CLEARSKY_BIRD = 5            /**< Bird & Hulstrom (1981, SERI/TR-642-761): aerosol at 380 and
                                             500 nm, water, ozone, pressure; DHI falls to −1 W/m² in the
                                             last degree above the horizon, as the fit has it */
};

/** The air over a place and the model of its clear sky. Growable: fill with
 *  ostrov_atmosphere_defaults. */
typedef struct ostrov_atmosphere {
    uint32_t struct_size;   /**< sizeof, as the caller knows it */
    int32_t model;          /**< enum ostrov_clearsky_model */
    double altitude_m;      /**< m; NaN = that of the place, or 0 where none is given */
    double pressure_pa;     /**< Pa; NaN = standard atmosphere at the altitude */
    double linke[12];       /**< Linke turbidity in the middle of each month, linear in between */
    double aod_700nm;       /**< aerosol optical depth */
    double aod_500nm;       /**< aerosol optical depth */
    double aod_380nm;       /**< aerosol optical depth */
    double water_kg_per_m2; /**< precipitable water; 10 = 1 cm */
    double ozone_dobson;    /**< 300 = 0.3 cm */
    double asymmetry_ratio; /**< forward share of what aerosols scatter (BIRD) */
    double albedo_ratio;    /**< of the ground (BIRD) */
    double air_mass_ratio;  /**< relative; NaN = Kasten & Young (1989) at the apparent zenith */
    double air_mass_absolute_ratio; /**< NaN = relative times pressure over 101325 Pa */
    double extra_w_per_m2;  /**< above the atmosphere; NaN = by the distance of the sun */
} ostrov_atmosphere;

/** Fills an atmosphere: Ineichen, turbidity 3 in each month. @param atmosphere receives the defaults
 *  @param size sizeof *atmosphere @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_atmosphere_defaults(ostrov_atmosphere *atmosphere,
                                                                      size_t size);

/** Linke turbidity of a day from twelve monthly values. @param atmosphere whose linke is read
 *  @param time_us UTC microseconds, 1950–2100 @param linke receives it
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_TIME @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_atmosphere_linke(
    const ostrov_atmosphere *atmosphere, int64_t time_us, double *linke);

/** Clear-sky irradiance at one moment. @param atmosphere the air and the model
 *  @param time_us UTC microseconds, for the month @param sun where the sun is
 *  @param clear receives it; all 0 when the (apparent) zenith is 90° or more. Of HAURWITZ DNI and DHI
 *  are NaN: the model has none @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE; E_TIME; E_UNSUPPORTED @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_clearsky(const ostrov_atmosphere *atmosphere,
                                                           int64_t time_us, const ostrov_sun *sun,
                                                           ostrov_irradiance *clear,
                                                           ostrov_fault *why);

/** Clear-sky irradiance over a place for many moments: position by SPA, then as ostrov_clearsky.
 *  @param atmosphere the air and the model @param place where @param time_us n UTC microseconds
 *  @param n rows @param clear receives n (NaN where status is RANGE, 0 where it is NIGHT)
 *  @param status receives n of enum ostrov_value; may be NULL @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE; E_UNSUPPORTED @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_clearsky_n(const ostrov_atmosphere *atmosphere, const ostrov_place *place,
                  const int64_t *time_us, size_t n, ostrov_irradiance *clear, uint8_t *status,
                  ostrov_fault *why);

#ifdef __cplusplus
}
#endif

#endif
