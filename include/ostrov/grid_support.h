/**
 * @file grid_support.h
 * @brief What a plant does for the grid, and for itself when it is short of energy: curves of
 * voltage and frequency with their response time, the remote limit of a DSO, load shedding,
 * autonomy.
 *
 * Models for simulation, planning and audit: in a real plant the curves run in the certified
 * device. Powers and limits are shares of the rating, positive = out of the plant.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_GRID_SUPPORT_H
#define OSTROV_GRID_SUPPORT_H

#include <ostrov/grid_code.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- curves ---------------------------------------------------------------------------------- */

#define OSTROV_GRID_CURVE_MAX 8 /**< corners of a curve */
#define OSTROV_GRID_TIERS 4     /**< tiers of load */

/** A piecewise-linear curve, level beyond its ends. Frozen. */
typedef struct ostrov_grid_curve {
    int32_t count;                   /**< corners, 1 … OSTROV_GRID_CURVE_MAX */
    uint32_t reserved_;              /**< 0 */
    double x[OSTROV_GRID_CURVE_MAX]; /**< upwards; equal neighbours must have equal y */
    double y[OSTROV_GRID_CURVE_MAX]; /**< value at each corner */
} ostrov_grid_curve;

/** Frequency droop and LFSM-O/U: power as a function of frequency. Frozen. */
typedef struct ostrov_grid_droop {
    double nominal_hz; /**< Hz, 45 … 66 */
    double over_hz;    /**< Hz above nominal from which power is lowered; NaN = never */
    double under_hz;   /**< Hz below nominal from which power is raised; NaN = never */
    double over_ratio; /**< change of frequency, share of nominal, for all of the reference power */
    double under_ratio; /**< the same below nominal */
    double min_ratio;   /**< least power, share of rating; −1 for storage, 0 for PV */
    double max_ratio;   /**< greatest power, share of rating */
    int32_t reference;  /**< enum ostrov_grid_droop_reference */
    uint32_t reserved_;  /**< 0 */
} ostrov_grid_droop;

/** Droop of a plant that forms an island. Frozen. */
typedef struct ostrov_grid_island_droop {
    double nominal_hz;  /**< Hz at the power of set_ratio */
    double set_ratio;   /**< power at nominal frequency, share of rating */
    double droop_ratio; /**< fall of frequency, share of nominal, for power 0 to 1; > 0 */
    double min_hz;      /**< Hz, never below */
    double max_hz;      /**< Hz, never above */
} ostrov_grid_island_droop;

/** Looks whether a curve can be used. @param curve the curve @param why receives the fault; may be
 *  NULL
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_curve_check(const ostrov_grid_curve *curve,
                                                                   ostrov_fault *why);

/** Value of a curve. @param curve as ostrov_grid_curve_check accepts it @param x in the curve's
 *  unit
 *  @param y receives the value @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE (y untouched)
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_curve_value(const ostrov_grid_curve *curve,
                                                                   double x, double *y);

/** Values of a curve. @param curve the curve @param x n of them; NaN gives NaN @param n rows
 *  @param y receives n values @return OK; DEGRADED when an x is not finite; E_ARGUMENT;
 *  E_NOT_FINITE; E_RANGE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_curve_value_n(const ostrov_grid_curve *curve,
                                                                     const double *x, size_t n,
                                                                     double *y);

/** Volt-var curve of settings: reactive power, share of apparent rating, by voltage in pu.
 *  @param settings where the curve is @param curve receives it
 *  @return OK; EMPTY when the settings have none; E_ARGUMENT; E_RANGE; E_NOT_FINITE @setup
 *  @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_grid_volt_var_curve(const ostrov_grid_settings *settings, ostrov_grid_curve *curve);

/** Volt-watt curve of settings: upper limit of active power, share of rating, by voltage in pu.
 *  @param settings where the curve is @param curve receives it
 *  @return OK; EMPTY when the settings have none; E_ARGUMENT; E_RANGE; E_NOT_FINITE @setup
 *  @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_grid_volt_watt_curve(const ostrov_grid_settings *settings, ostrov_grid_curve *curve);

/** Frequency droop of settings. @param settings where it is @param min_ratio least power of the
 *  plant, −1 … 0 @param max_ratio greatest power, 0 … 1 @param droop receives it
 *  @return OK; EMPTY when the settings have none; E_ARGUMENT; E_RANGE; E_NOT_FINITE @setup
 *  @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_grid_settings_droop(const ostrov_grid_settings *settings, double min_ratio, double max_ratio,
                           ostrov_grid_droop *droop);

/** Power that a droop asks for: before − (f − f1) / (nominal · droop) · reference, within the
 *  plant's limits (EN 50549-1 LFSM, IEEE 1547-2018 table 23).
 *  @param droop the characteristic @param hz frequency @param before_ratio power when the threshold
 *  was passed, share of rating @param power_ratio receives the power
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE (untouched) @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_droop_power(const ostrov_grid_droop *droop,
                                                                   double hz, double before_ratio,
                                                                   double *power_ratio);

/** Powers that a droop asks for. @param droop the characteristic @param hz n frequencies; NaN gives
 *  NaN
 *  @param n rows @param before_ratio power when the threshold was passed
 *  @param power_ratio receives n powers @return OK; DEGRADED when an hz is not finite; E_ARGUMENT;
 *  E_NOT_FINITE; E_RANGE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_droop_power_n(const ostrov_grid_droop *droop,
                                                                     const double *hz, size_t n,
                                                                     double before_ratio,
                                                                     double *power_ratio);

/** Frequency that a forming plant gives at a power. @param droop the characteristic
 *  @param power_ratio share of rating @param hz receives the frequency
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE (untouched) @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_grid_island_hz(const ostrov_grid_island_droop *droop, double power_ratio, double *hz);

/* ---- response in time ------------------------------------------------------------------------ */

/** A value that follows its target as a first-order lag. Copyable by assignment. */
typedef struct ostrov_grid_response {
    uint64_t opaque_[4]; /**< private */
} ostrov_grid_response;

/** Starts at a value. @param response receives the object @param response_s open-loop response
 *  time: s to 90 % of a step (IEEE 1547-2018, 3.1); 0 = at once @param value where it starts
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE (untouched) @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_response_init(ostrov_grid_response *response,
                                                                     double response_s,
                                                                     double value);

/** Moves on by dt_s, exact for any dt_s while the target stands still.
 *  @param response the object @param target NaN = not known: the value is held @param dt_s s, > 0
 *  @param value receives the value @return OK; DEGRADED when held; E_ARGUMENT; E_TIME (held)
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_response_step(ostrov_grid_response *response,
                                                                     double target, double dt_s,
                                                                     double *value);

/* ---- all functions of a plant together ------------------------------------------------------- */

/** What holds the power down. */
enum ostrov_grid_limited_by {
    OSTROV_GRID_LIMITED_BY_NOTHING = 0,   /**< the wanted power is given */
    OSTROV_GRID_LIMITED_BY_SERVICE = 1,   /**< not in service */
    OSTROV_GRID_LIMITED_BY_AVAILABLE = 2, /**< no more there */
    OSTROV_GRID_LIMITED_BY_REMOTE = 3,    /**< remote limit */
    OSTROV_GRID_LIMITED_BY_VOLTAGE = 4,   /**< volt-watt */
    OSTROV_GRID_LIMITED_BY_FREQUENCY = 5, /**< frequency droop */
    OSTROV_GRID_LIMITED_BY_RAMP = 6       /**< ramp after entering service */
};

/** What was measured, wanted and allowed. NaN, −1 = not known. */
typedef struct ostrov_grid_support_sample {
    uint32_t struct_size;   /**< sizeof, as the caller knows it */
    int32_t in_service;     /**< 1 = connected and permitted, 0 = not, −1 = as before */
    double voltage_pu;      /**< share of nominal; NaN holds what followed from it */
    double frequency_hz;    /**< Hz; NaN holds what followed from it */
    double wanted_ratio;    /**< active power wanted, share of rating; NaN = 0 */
    double available_ratio; /**< active power that is there, share of rating; NaN = all of it */
    double limit_ratio;     /**< remote limit, share of rating; NaN holds the last one */
} ostrov_grid_support_sample;

/** What the plant does. */
typedef struct ostrov_grid_support_state {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t limited_by;   /**< enum ostrov_grid_limited_by: the tightest */
    double power_ratio;   /**< active power, share of rating, positive = out */
    double var_ratio;     /**< reactive power, share of apparent rating, positive raises voltage */
    double volt_watt_ratio; /**< limit by voltage */
    double ramp_ratio;      /**< limit by the ramp after entering service */
    double remote_ratio;    /**< remote limit as it is held */
    double droop_ratio;     /**< what frequency adds to the wanted power */
} ostrov_grid_support_state;

/** The support functions of one plant. Copyable by assignment. */
typedef struct ostrov_grid_support {
    uint64_t opaque_[96]; /**< private */
} ostrov_grid_support;

/** Fills a sample with "not known". @param sample receives it @param size sizeof *sample
 *  @return OK; E_ARGUMENT @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_grid_support_sample_defaults(ostrov_grid_support_sample *sample, size_t size);

/** Starts out of service. Functions the settings do not speak of are off; the remote limit begins
 *  at the settings' fallback. @param support receives the object
 *  @param settings checked as ostrov_grid_settings_check does
 *  @param min_ratio least power of the plant: −1 for storage, 0 for PV
 *  @param why receives the fault; may be NULL
 *  @return OK; errors of ostrov_grid_settings_check (untouched) @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_grid_support_init(ostrov_grid_support *support, const ostrov_grid_settings *settings,
                         double min_ratio, ostrov_fault *why);

/** Moves on by dt_s. The ramp after entering service bounds the power whatever other limits are
 *  there. Active power has no priority rule here: the device keeps its apparent power.
 *  @param support the object @param sample what was measured @param dt_s s, 0 < dt_s ≤ 60
 *  @return OK; DEGRADED when a value was not known or refused; E_ARGUMENT; E_TIME (held)
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_support_step(
    ostrov_grid_support *support, const ostrov_grid_support_sample *sample, double dt_s);

/** What the plant does now. @param support the object @param state receives it
 *  @param size sizeof *state @return OK; E_ARGUMENT @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_support_read(
    const ostrov_grid_support *support, ostrov_grid_support_state *state, size_t size);

/* ---- remote limit of the DSO ----------------------------------------------------------------- */

/** Where a remote limit comes from. */
enum ostrov_grid_limit_source {
    OSTROV_GRID_LIMIT_UNKNOWN = 0, /**< no command yet: the fallback stands */
    OSTROV_GRID_LIMIT_COMMAND = 1, /**< the DSO's contacts */
    OSTROV_GRID_LIMIT_HELD = 2,    /**< the link is lost: the last command stands for its time */
    OSTROV_GRID_LIMIT_FALLBACK = 3 /**< the link is lost for longer: the lower of both */
};

/** The remote limit now. */
typedef struct ostrov_grid_limit_state {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t source;       /**< enum ostrov_grid_limit_source */
    double limit_ratio;   /**< upper limit of power now, share of rating */
    double target_ratio;  /**< where it goes */
    double lost_s;        /**< s without a command; 0 while there is one */
} ostrov_grid_limit_state;

/** The receiver of remote limits (ripple control 0/100 %, remote unit 0/30/60/100 %). Integers
 *  inside. Copyable by assignment. */
typedef struct ostrov_grid_limit {
    uint64_t opaque_[24]; /**< private */
} ostrov_grid_limit;

/** Starts at the fallback. @param limit receives the object @param settings limit_steps_ratio by
 *  contact, limit_ramp_per_s, limit_hold_s, limit_fallback_ratio; steps may not be missing
 *  @param why receives the fault; may be NULL
 *  @return OK; errors of ostrov_grid_settings_check; E_NOT_FINITE without steps (untouched)
 *  @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_limit_init(
    ostrov_grid_limit *limit, const ostrov_grid_settings *settings, ostrov_fault *why);

/** Moves on by dt_s: down at once, up along the ramp. Of several closed contacts the lowest limit
 *  counts; none, or one without a step, is a lost link. A lost link keeps the last limit for
 *  limit_hold_s, then the lower of that and the fallback holds: silence raises nothing.
 *  @param limit the object @param contacts bit k = contact of limit_steps_ratio[k] is closed
 *  @param link 1 = the contacts are read and fresh; else lost @param dt_s s, 0 < dt_s ≤ 60
 *  @return OK; DEGRADED while the link is lost; E_ARGUMENT; E_TIME (held) @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_limit_step(ostrov_grid_limit *limit,
                                                                  uint32_t contacts, int32_t link,
                                                                  double dt_s);

/** The limit now. @param limit the object @param state receives it @param size sizeof *state
 *  @return OK; E_ARGUMENT @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_limit_read(const ostrov_grid_limit *limit,
                                                                  ostrov_grid_limit_state *state,
                                                                  size_t size);

/* ---- load shedding and autonomy -------------------------------------------------------------- */

/** Under-frequency shedding of load tiers, the least important first. Frozen. */
typedef struct ostrov_grid_shed_config {
    int32_t count;                      /**< tiers, 1 … OSTROV_GRID_TIERS */
    uint32_t reserved_;                 /**< 0 */
    double below_hz[OSTROV_GRID_TIERS]; /**< shed below, Hz; never upwards */
    double delay_s[OSTROV_GRID_TIERS];  /**< s the frequency must stay below */
} ostrov_grid_shed_config;

/** Tiers shed so far. Copyable by assignment. */
typedef struct ostrov_grid_shed {
    uint64_t opaque_[16]; /**< private */
} ostrov_grid_shed;

/** Starts with nothing shed; also brings all tiers back. @param shed receives the object
 *  @param config thresholds and delays @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE (untouched) @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_shed_init(
    ostrov_grid_shed *shed, const ostrov_grid_shed_config *config, ostrov_fault *why);

/** Moves on by dt_s. A step below the threshold counts its whole dt_s; one good step starts the
 *  delay again; an unknown frequency holds it; what is shed stays so.
 *  @param shed the object @param hz frequency, NaN = not known @param dt_s s, 0 < dt_s ≤ 60
 *  @param tiers receives a bit for each tier that is shed
 *  @return OK; DEGRADED when hz is not known; E_ARGUMENT; E_TIME (held) @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_shed_step(ostrov_grid_shed *shed, double hz,
                                                                 double dt_s, uint32_t *tiers);

/** What an island lives on. Frozen. */
typedef struct ostrov_grid_store {
    double capacity_wh;                /**< Wh, > 0 */
    double soc_ratio;                  /**< 0 … 1; the safe (lower) one */
    double soc_min_ratio;              /**< the island stops here, 0 … 1 */
    double discharge_efficiency_ratio; /**< 0 < η ≤ 1, from the cells to the site bus */
    double pv_w;                       /**< W of sun counted on, ≥ 0; 0 is the careful choice */
} ostrov_grid_store;

/** How long an island holds. */
enum ostrov_grid_holds {
    OSTROV_GRID_HOLDS_UNKNOWN = 0, /**< a load is not known */
    OSTROV_GRID_HOLDS_FOR = 1,     /**< for the seconds given */
    OSTROV_GRID_HOLDS_EVER = 2     /**< the sun counted on carries the load: no end */
};

/** Autonomy: s until the store is at its least charge, at a constant load.
 *  @param store what the island lives on @param load_w W, ≥ 0
 *  @param holds receives enum ostrov_grid_holds
 *  @param hold_s receives s for HOLDS_FOR, NaN for HOLDS_EVER
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE (untouched) @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_autonomy(const ostrov_grid_store *store,
                                                                double load_w, int32_t *holds,
                                                                double *hold_s);

/** Autonomy at many loads. @param store what the island lives on @param load_w n loads; one that is
 *  not known or negative gives HOLDS_UNKNOWN and NaN @param n rows
 *  @param holds receives n of enum ostrov_grid_holds @param hold_s receives n values
 *  @return OK; DEGRADED when a load was not usable; E_ARGUMENT; E_NOT_FINITE; E_RANGE for store
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_autonomy_n(const ostrov_grid_store *store,
                                                                  const double *load_w, size_t n,
                                                                  int32_t *holds, double *hold_s);

/** How many tiers of load a target time leaves on, the most important first. The first stays on in
 *  any case. @param store what the island lives on @param tier_w loads by tier, W
 *  @param count tiers, 1 … OSTROV_GRID_TIERS @param target_s s to be held, ≥ 0
 *  @param kept receives how many tiers stay on @param met receives 1 when these hold for the target
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE (untouched) @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_tiers(const ostrov_grid_store *store,
                                                             const double *tier_w, int32_t count,
                                                             double target_s, int32_t *kept,
                                                             int32_t *met);

#ifdef __cplusplus
}
#endif

#endif
