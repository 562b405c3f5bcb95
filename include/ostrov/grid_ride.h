/**
 * @file grid_ride.h
 * @brief Models of riding through and of entering service: what a grid code asks of a unit while the
 *        grid is disturbed, and before and after it connects.
 *
 * These are models: for simulation, for auditing the settings of certified devices, for tightening.
 * They trip nothing that a relay must trip. Trip stages are in grid_elements.h; their answer comes in
 * as the sample's `tripped`. Regions are data: a code is a list of rows.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_GRID_RIDE_H
#define OSTROV_GRID_RIDE_H

#include <ostrov/grid_elements.h>

#ifdef __cplusplus
extern "C" {
#endif

#define OSTROV_RIDE_REGIONS 16 /**< most ride-through regions of one code */

/** Which quantity a ride-through region lies on. Low sides: from ≤ value < to, on the smallest of the
 *  six applicable voltages or the frequency. High sides: from < value ≤ to, on the largest. */
enum ostrov_ride_side {
    OSTROV_RIDE_SIDE_UNKNOWN = 0,    /**< row not used */
    OSTROV_RIDE_LOW_VOLTAGE = 1,     /**< smallest applicable voltage */
    OSTROV_RIDE_HIGH_VOLTAGE = 2,    /**< largest applicable voltage */
    OSTROV_RIDE_LOW_FREQUENCY = 3,   /**< frequency below nominal */
    OSTROV_RIDE_HIGH_FREQUENCY = 4   /**< frequency above nominal */
};

/** Performance asked for. Of several at once the greatest counts. */
enum ostrov_ride_status {
    OSTROV_RIDE_UNKNOWN = 0,    /**< nothing measured yet */
    OSTROV_RIDE_CONT = 1,       /**< continuous operation: in no region */
    OSTROV_RIDE_MAND = 2,       /**< mandatory operation: stays and exchanges current */
    OSTROV_RIDE_PERM = 3,       /**< permissive operation: stays, may exchange current or not */
    OSTROV_RIDE_MAY_TRIP = 4,   /**< nothing is asked: may ride through or trip */
    OSTROV_RIDE_MCES = 5,       /**< momentary cessation: stays connected, no current */
    OSTROV_RIDE_CTE = 6,        /**< cease to energise */
    OSTROV_RIDE_TRIP = 7        /**< tripped */
};

/** What frees a unit from having to ride through. */
enum ostrov_ride_release {
    OSTROV_RIDE_RELEASE_NONE = 0,       /**< it must ride through */
    OSTROV_RIDE_RELEASE_TIME = 1,       /**< the least time of the region has passed */
    OSTROV_RIDE_RELEASE_REGION = 2,     /**< the region asks for no ride-through */
    OSTROV_RIDE_RELEASE_SETS = 3,       /**< more consecutive disturbances than must be ridden through */
    OSTROV_RIDE_RELEASE_ROCOF = 4,      /**< frequency moves faster than must be ridden through */
    OSTROV_RIDE_RELEASE_PHASE_JUMP = 5, /**< the angle jumped further than must be ridden through */
    OSTROV_RIDE_RELEASE_TRIPPED = 6     /**< it has tripped */
};

/** Ride-through as a grid code asks for it. Growable: fill with ostrov_ride_defaults or
 *  ostrov_ride_category. The least time in a region is region_s + region_slope_s·(value − region_from). */
typedef struct ostrov_ride_config {
    uint32_t struct_size;        /**< sizeof, as the caller knows it */
    int32_t momentary_cessation; /**< 0: regions of momentary cessation are operated as mandatory */
    int32_t edge_outside;        /**< 1: a value on the edge of continuous operation is outside it */
    int32_t disturbance_sets;    /**< consecutive sets that must be ridden through, ≤ 8; 0 = no count */
    int32_t region_side[16];     /**< enum ostrov_ride_side; 0 = row not used */
    int32_t region_status[16];   /**< enum ostrov_ride_status */
    double region_from[16];      /**< share of nominal or Hz, lower edge */
    double region_to[16];        /**< share of nominal or Hz, upper edge */
    double region_s[16];         /**< s that must be ridden through at region_from; NaN = none asked */
    double region_slope_s[16];   /**< s more for each pu or Hz above region_from */
    double cessation_low_pu;     /**< ceases at or below instead of by region; NaN = by region */
    double cessation_high_pu;    /**< ceases at or above instead of by region; NaN = by region */
    double cessation_response_s; /**< s to stop current in momentary cessation */
    double cease_response_s;     /**< s to stop current when asked to cease to energise */
    double return_delay_s;       /**< s after cessation before current comes back */
    double return_ramp_s;        /**< s for current from 0 to rated; 0 = at once */
    double current_limit_pu;     /**< greatest current, share of rated */
    double set_gap_s;            /**< s of continuous voltage that end a set of disturbances */
    double set_window_s;         /**< s for which a set is counted from its start */
    double rocof_hz_per_s;       /**< Hz/s that must be ridden through; NaN = any */
    double phase_jump_deg;       /**< positive-sequence jump that must be ridden through; NaN = any */
    double phase_jump_single_deg; /**< jump of one phase that must be ridden through; NaN = any */
    double blind_pu;             /**< below this largest voltage no frequency is judged */
} ostrov_ride_config;

/** What is asked of the unit now. */
typedef struct ostrov_ride_state {
    uint32_t struct_size;  /**< sizeof, as the caller knows it */
    int32_t status;        /**< enum ostrov_ride_status; holds while nothing is measured */
    int32_t must_ride;     /**< 1 must stay connected, 0 may trip, −1 voltage or frequency not known */
    int32_t release;       /**< enum ostrov_ride_release; holds until continuous operation */
    int32_t ceased;        /**< 1 = no current is exchanged */
    int32_t sets;          /**< sets of voltage disturbances in the window; 0 when not counted */
    double in_status_s;    /**< s in this status */
    double disturbed_s;    /**< s outside continuous operation, in this disturbance or set: longest side */
    double left_s;         /**< s until the least time is over if it stays so; NaN = no time runs */
    double power_limit_pu; /**< greatest active power now, share of rated: current limit times positive
                                sequence, 0 while ceased, ramp on return */
} ostrov_ride_state;

/** One unit riding through. Copyable by assignment, nothing to free. */
typedef struct ostrov_ride {
    uint64_t opaque_[256]; /**< private */
} ostrov_ride;

/** What keeps a unit out of service. */
enum ostrov_enter_block {
    OSTROV_ENTER_IN_SERVICE = 0,     /**< nothing: it is in service */
    OSTROV_ENTER_TRIPPED = 1,        /**< tripped */
    OSTROV_ENTER_PERMIT = 2,         /**< permit withdrawn or not read */
    OSTROV_ENTER_NOT_MEASURED = 3,   /**< voltage or frequency not known */
    OSTROV_ENTER_UNDERVOLTAGE = 4,   /**< smallest applicable voltage below the window */
    OSTROV_ENTER_OVERVOLTAGE = 5,    /**< largest applicable voltage above the window */
    OSTROV_ENTER_UNDERFREQUENCY = 6, /**< frequency below the window */
    OSTROV_ENTER_OVERFREQUENCY = 7,  /**< frequency above the window */
    OSTROV_ENTER_DELAY = 8           /**< window holds, the delay runs */
};

/** Settings of enter service. Growable: fill with ostrov_enter_defaults. The defaults are those of
 *  IEEE 1547-2018, 4.10, as two implementations agree on them, for 60 Hz. */
typedef struct ostrov_enter_config {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    uint32_t seed;        /**< of the random delay: the same seed gives the same delays */
    double min_pu;        /**< window: least voltage */
    double max_pu;        /**< greatest voltage */
    double min_hz;        /**< Hz, least frequency */
    double max_hz;        /**< Hz, greatest frequency */
    double delay_s;       /**< s the window must hold without a break */
    double extra_delay_s; /**< s more, fixed */
    double random_delay_s; /**< s more, drawn anew for each connection, 0 … this */
    double ramp_s;        /**< s from connection to full power; 0 = at once */
} ostrov_enter_config;

/** Whether the unit is in service and how much it may give. */
typedef struct ostrov_enter_state {
    uint32_t struct_size;  /**< sizeof, as the caller knows it */
    int32_t in_service;    /**< 1 = connected */
    int32_t blocked;       /**< enum ostrov_enter_block */
    int32_t connections;   /**< connections since init */
    double left_s;         /**< s until connection if the window holds, while the delay runs, or until
                                full power while the ramp runs; NaN otherwise */
    double random_s;       /**< s drawn for this connection */
    double power_limit_pu; /**< greatest active power now: 0 out of service, then the ramp, then 1 */
} ostrov_enter_state;

/** One unit entering service. Copyable by assignment, nothing to free. */
typedef struct ostrov_enter {
    uint64_t opaque_[32]; /**< private */
} ostrov_enter;

/** Fills a config without any region. @param config receives it @param size sizeof *config
 *  @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_ride_defaults(ostrov_ride_config *config,
                                                                size_t size);

/** Sets regions, cessation, rate and angle limits to those of a category of IEEE 1547-2018 (tables 14
 *  to 16, 19, 21; the angle limits from memory). The count of consecutive disturbances (table 17, from
 *  memory) gets its times and stays off: set disturbance_sets to 2, 2 or 3. Frequencies are those for
 *  60 Hz, moved by nominal_hz − 60. @param config by ostrov_ride_defaults
 *  @param category enum ostrov_category @param nominal_hz Hz, 45 … 65
 *  @return OK; E_ARGUMENT; E_RANGE (config untouched) @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_ride_category(ostrov_ride_config *config,
                                                                int32_t category,
                                                                double nominal_hz);

/** Starts in service with all timers at zero. @param ride receives the object @param config the regions
 *  @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_UNSUPPORTED (ride untouched) @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_ride_init(ostrov_ride *ride,
                                                            const ostrov_ride_config *config,
                                                            ostrov_fault *why);

/** Moves on by dt_s. @param ride the object @param sample what was measured
 *  @param dt_s s, 0 < dt_s ≤ 1 @return OK; DEGRADED when values were refused; E_ARGUMENT; E_TIME (a dt
 *  outside its range: object untouched) @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_ride_step(ostrov_ride *ride,
                                                            const ostrov_element_sample *sample,
                                                            double dt_s);

/** What is asked of the unit now. @param ride the object @param state receives it
 *  @param size sizeof *state @return OK; E_ARGUMENT; E_SPACE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_ride_read(const ostrov_ride *ride,
                                                            ostrov_ride_state *state, size_t size);

/** Name of a status as test reports write it. @param status enum ostrov_ride_status
 *  @return such as "MCES"; "UNKNOWN" otherwise; never NULL @rt @since 0.1 */
OSTROV_API const char *ostrov_ride_status_text(int32_t status);

/** Fills a config. @param config receives the defaults @param size sizeof *config
 *  @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_enter_defaults(ostrov_enter_config *config,
                                                                 size_t size);

/** Starts out of service. @param enter receives the object @param config the settings
 *  @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_UNSUPPORTED (enter untouched) @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_enter_init(ostrov_enter *enter,
                                                             const ostrov_enter_config *config,
                                                             ostrov_fault *why);

/** Moves on by dt_s. Only a trip or a withdrawn permit ends service; a permit that is not read keeps a
 *  unit in service in it and lets no other in. @param enter the object @param sample what was measured
 *  @param dt_s s, 0 < dt_s ≤ 1 @return OK; DEGRADED when values were refused; E_ARGUMENT; E_TIME (a dt
 *  outside its range: object untouched) @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_enter_step(ostrov_enter *enter,
                                                             const ostrov_element_sample *sample,
                                                             double dt_s);

/** Service, what keeps from it, and the ramp now. @param enter the object @param state receives it
 *  @param size sizeof *state @return OK; E_ARGUMENT; E_SPACE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_enter_read(const ostrov_enter *enter,
                                                             ostrov_enter_state *state,
                                                             size_t size);

#ifdef __cplusplus
}
#endif

#endif
