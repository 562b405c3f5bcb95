/**
 * @file sun.h
 * @brief Where the sun is, when it rises and sets: pure functions, and an ephemeris that is quick for
 *        one place. Clear sky, irradiance and means over intervals have headers of their own.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_SUN_H
#define OSTROV_SUN_H

#include <ostrov/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Status of one row of an array function. */
enum ostrov_value {
    OSTROV_VALUE_OK = 0,      /**< a value */
    OSTROV_VALUE_NIGHT = 1,   /**< sun below the horizon: the value is 0 for a true reason */
    OSTROV_VALUE_UNKNOWN = 2, /**< an input of this row is not known: the value is NaN */
    OSTROV_VALUE_RANGE = 3    /**< an input of this row is outside its range: the value is NaN */
};

/** Where the sun is looked at from. Frozen. */
typedef struct ostrov_place {
    double latitude_deg;  /**< −90 … 90, north positive */
    double longitude_deg; /**< −180 … 180, east positive */
    double altitude_m;    /**< m above sea level, −500 … 9000 */
} ostrov_place;

/** Position of the sun. Frozen. */
typedef struct ostrov_sun {
    double zenith_deg;          /**< true, centre of the disc, seen from the place, 0 … 180 */
    double apparent_zenith_deg; /**< with the refraction of the air, 0 … 180 */
    double azimuth_deg;         /**< clockwise from north, 0 … 360 */
    double distance_au;         /**< distance of the sun */
    double declination_deg;     /**< seen from the Earth's centre, −23.5 … 23.5 */
    double hour_angle_deg;      /**< seen from the Earth's centre, −180 … 180, positive after noon */
    double equation_of_time_s;  /**< apparent minus mean solar time, −1000 … 1000 */
} ostrov_sun;

/** Series the position is computed with. */
enum ostrov_sun_model {
    OSTROV_SUN_UNKNOWN = 0, /**< not known, or not set */
    OSTROV_SUN_SPA = 1,     /**< NREL's SPA; 1.4e-4° from the true sun */
    OSTROV_SUN_PRECISE = 2  /**< more of VSOP87, precession and sidereal time of IAU 2006; 2e-5° */
};

/** What a position is computed with. Growable: fill with ostrov_sun_options_defaults. */
typedef struct ostrov_sun_options {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t model;        /**< enum ostrov_sun_model; SPA */
    double delta_t_s;     /**< TT − UT1, s; NaN = ostrov_sun_delta_t */
    double pressure_pa;   /**< of the air, 0 … 120000 Pa; NaN = standard atmosphere at the altitude */
    double temperature_c; /**< of the air, −90 … 60 °C; 12 */
    double horizon_refraction_deg; /**< refraction at the horizon, 0 … 2°; 0.5667: below this and
                                        0.26667° the sun is not lifted */
} ostrov_sun_options;

/** Fills options. @param options receives the defaults @param size sizeof *options
 *  @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_sun_options_defaults(ostrov_sun_options *options, size_t size);

/** TT − UT1 by the polynomials of Espenak and Meeus (2006, NASA/TP-2006-214141); after 2005 they
 *  foretell, and in 2025 they are 5 s too high (which moves the sun by 6e-5°).
 *  @param time_us UTC microseconds since 1970, 1950–2100 @param delta_t_s receives seconds
 *  @return OK; E_ARGUMENT; E_TIME @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_sun_delta_t(int64_t time_us, double *delta_t_s);

/** Position of the sun at one moment by NREL's Solar Position Algorithm (Reda & Andreas 2004, Solar
 *  Energy 76:577; NREL/TP-560-34302 rev. 2008) in vector form: within 1e-6° of it, within 1.4e-4° of the
 *  true sun. The air is the standard atmosphere at 12 °C, TT − UT1 that of ostrov_sun_delta_t; UTC
 *  stands for UT1 (0.9 s at most: 0.004° in hour angle).
 *  @param time_us UTC microseconds since 1970 @param place where @param sun receives it
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE; E_TIME outside 1950–2100 @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_sun_position(int64_t time_us,
                                                               const ostrov_place *place,
                                                               ostrov_sun *sun);

/** Position of the sun at one moment with series, air and TT − UT1 of one's own.
 *  @param time_us UTC microseconds since 1970 @param place where @param options the rest
 *  @param sun receives it @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE; E_TIME outside 1950–2100; E_UNSUPPORTED
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_sun_position_with(int64_t time_us, const ostrov_place *place,
                         const ostrov_sun_options *options, ostrov_sun *sun, ostrov_fault *why);

/** Position of the sun for many moments by SPA. Where a dozen rows or more fall into one day, in
 *  any order within it, they come from an ephemeris (see ostrov_sun_ephemeris), within 1e-6° of
 *  ostrov_sun_position and ten times as fast; other rows equal it to the bit.
 *  @param time_us n UTC microseconds @param n rows
 *  @param place where @param sun receives n positions (NaN where status is not OK)
 *  @param status receives n of enum ostrov_value; may be NULL @return OK; E_ARGUMENT; E_NOT_FINITE;
 *  E_RANGE for place @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_sun_position_n(const int64_t *time_us, size_t n,
                                                                 const ostrov_place *place,
                                                                 ostrov_sun *sun, uint8_t *status);

/** The sun over one place, quick for moments of one day after the other: the full series are computed
 *  once a day at midnight and interpolated between by polynomials of degree five through six days.
 *  Copyable by assignment. */
typedef struct ostrov_sun_ephemeris {
    uint64_t opaque_[128]; /**< private */
} ostrov_sun_ephemeris;

/** Begins an ephemeris for a place. @param ephemeris receives it @param place where
 *  @param options series, air and TT − UT1; NULL = the defaults @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE; E_UNSUPPORTED @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_sun_ephemeris_init(ostrov_sun_ephemeris *ephemeris, const ostrov_place *place,
                          const ostrov_sun_options *options, ostrov_fault *why);

/** Position of the sun from an ephemeris, within 1e-6° of the series it was made with. A moment of
 *  another day than the last one costs one to six full positions, others less than a tenth of one.
 *  @param ephemeris where; remembers the days around time_us @param time_us UTC microseconds
 *  @param sun receives it @return OK; E_ARGUMENT; E_TIME outside 1950–2100 @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_sun_ephemeris_position(
    ostrov_sun_ephemeris *ephemeris, int64_t time_us, ostrov_sun *sun);

/** Positions of the sun from an ephemeris, each within 1e-6° of its series.
 *  @param ephemeris where; remembers the days around the last row @param time_us n UTC microseconds
 *  @param n rows @param sun receives n positions (NaN where status is not OK)
 *  @param status receives n of enum ostrov_value; may be NULL @return OK; E_ARGUMENT @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_sun_ephemeris_position_n(ostrov_sun_ephemeris *ephemeris, const int64_t *time_us, size_t n,
                                ostrov_sun *sun, uint8_t *status);

/** A horizon of one's own: elevations all around, evenly spaced clockwise from north, linear in
 *  between. A borrowed view, never copied, never freed. Frozen. */
typedef struct ostrov_horizon {
    const double *elevation_deg; /**< count values, −10 … 90° each */
    int32_t count;               /**< 1 … 3600 */
    int32_t reserved_;           /**< 0 */
} ostrov_horizon;

/** Elevation of a horizon in one direction. @param horizon the horizon
 *  @param azimuth_deg clockwise from north, −360 … 360 @param elevation_deg receives it
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_horizon_elevation(const ostrov_horizon *horizon,
                                                                    double azimuth_deg,
                                                                    double *elevation_deg);

/** What a day is like. */
enum ostrov_daylight {
    OSTROV_DAYLIGHT_UNKNOWN = 0, /**< not known, or not set */
    OSTROV_DAYLIGHT_DAY = 1,     /**< the sun rises and sets */
    OSTROV_DAYLIGHT_ALWAYS = 2,  /**< polar day: it does not set */
    OSTROV_DAYLIGHT_NEVER = 3    /**< polar night, or behind its horizon all day: it does not rise */
};

/** How rise and set are found. */
enum ostrov_sun_rule {
    OSTROV_SUN_RULE_UNKNOWN = 0,  /**< not known, or not set */
    OSTROV_SUN_RULE_CROSSING = 1, /**< where the sun passes the horizon, to a millisecond */
    OSTROV_SUN_RULE_SPA = 2       /**< appendix A.2 of the SPA report, as pvlib does it: one step from
                                       the day's interpolated declination. Off by a minute when the event
                                       lies on the neighbouring UTC day, by more near the polar circle */
};

/** The sun's day: the transit within one UTC day, the rise before and the set after it, which may fall on
 *  the day before and after. Frozen. */
typedef struct ostrov_sun_day {
    int64_t rise_us;    /**< UTC microseconds; the transit less 12 h when daylight is ALWAYS, the transit
                             itself when it is NEVER */
    int64_t transit_us; /**< UTC microseconds of the highest sun */
    int64_t set_us;     /**< UTC microseconds; the transit and 12 h when daylight is ALWAYS, the transit
                             itself when it is NEVER */
    int64_t sunlit_us;  /**< time above the horizon: set less rise, and less what a horizon of one's
                             own hides in between */
    int32_t daylight;   /**< enum ostrov_daylight */
    int32_t reserved_;  /**< 0 */
} ostrov_sun_day;

/** Rise, transit and set around the noon of a UTC day. Without a horizon: the centre of the disc at
 *  −0.8333° (its radius and the refraction at the horizon) seen from the Earth's centre, as almanacs
 *  have it. With one: the centre of the disc, seen from the place and lifted by refraction, over the
 *  horizon; rise is the first time and set the last, and sights shorter than two minutes may be missed.
 *  @param time_us any moment of the UTC day, microseconds, 1950–2100 @param place where
 *  @param horizon a horizon of one's own; NULL = the standard one
 *  @param rule enum ostrov_sun_rule; SPA goes without a horizon only @param day receives it
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE; E_TIME @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_sun_events(int64_t time_us,
                                                             const ostrov_place *place,
                                                             const ostrov_horizon *horizon,
                                                             int32_t rule, ostrov_sun_day *day);

#ifdef __cplusplus
}
#endif

#endif
