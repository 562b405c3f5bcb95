/**
 * @file grid.h
 * @brief The connection to the public grid: leave, live alone, synchronise, return, stop.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_GRID_H
#define OSTROV_GRID_H

#include <ostrov/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Mode of the connection. */
enum ostrov_grid_mode {
    OSTROV_GRID_UNKNOWN = 0, /**< not known, or not set */
    OSTROV_GRID_BOOT = 1,         /**< hands off until the contacts and both sides are known */
    OSTROV_GRID_GRID = 2,         /**< connected, PCS follows */
    OSTROV_GRID_RIDE = 3,         /**< connected, riding through a disturbance */
    OSTROV_GRID_NULLING = 4,      /**< planned leave: power at the PCC goes to zero */
    OSTROV_GRID_OPENING = 5,      /**< PCC breaker told to open, not yet proven open */
    OSTROV_GRID_BACKUP_OPEN = 6,  /**< PCC breaker did not open: upstream trip, PCS stopped */
    OSTROV_GRID_FORMING = 7,      /**< proven open, PCS forms the site bus */
    OSTROV_GRID_ISLAND = 8,       /**< lives alone */
    OSTROV_GRID_OBSERVE = 9,      /**< lives alone, grid is good and being watched */
    OSTROV_GRID_SYNC = 10,        /**< steers the island towards the grid, waits for the window */
    OSTROV_GRID_CLOSING = 11,     /**< close pulse given, not yet proven closed */
    OSTROV_GRID_RAMP = 12,        /**< connected again, PCS follows, power is let up slowly */
    OSTROV_GRID_DEAD = 13,        /**< open, nothing forms the site bus */
    OSTROV_GRID_BLACK = 14,       /**< black start of the site bus from the battery */
    OSTROV_GRID_SAFE_STOP = 15,   /**< open, PCS stopped to save the last energy or by inhibit */
    OSTROV_GRID_LOCKOUT = 16      /**< a person must look; local reset ends it */
};

/** Why the last move was made, or why none is. */
enum ostrov_grid_reason {
    OSTROV_GRID_REASON_NONE = 0,             /**< nothing happened, or nothing is in the way */
    OSTROV_GRID_REASON_START = 1,            /**< first step */
    OSTROV_GRID_REASON_UNDERVOLTAGE = 2,     /**< a phase below a stage or the band */
    OSTROV_GRID_REASON_OVERVOLTAGE = 3,      /**< a phase above a stage or the band */
    OSTROV_GRID_REASON_UNDERFREQUENCY = 4,   /**< frequency below a stage or the band */
    OSTROV_GRID_REASON_OVERFREQUENCY = 5,    /**< frequency above a stage or the band */
    OSTROV_GRID_REASON_GRID_UNKNOWN = 6,     /**< grid side not measured or stale */
    OSTROV_GRID_REASON_COMMAND = 7,          /**< island or return was asked for */
    OSTROV_GRID_REASON_INHIBIT = 8,          /**< local, manual, maintenance or fire stop */
    OSTROV_GRID_REASON_DONE = 9,             /**< the mode reached what it was for */
    OSTROV_GRID_REASON_TIMEOUT = 10,         /**< the mode's bound ran out */
    OSTROV_GRID_REASON_CONTACTS = 11,        /**< the breaker's contacts contradict each other */
    OSTROV_GRID_REASON_BREAKER_STUCK = 12,   /**< the breaker did not do what it was told */
    OSTROV_GRID_REASON_BUS_LOST = 13,        /**< the island's voltage or frequency collapsed */
    OSTROV_GRID_REASON_ENERGY = 14,          /**< SoC at the black-start reserve */
    OSTROV_GRID_REASON_GRID_GOOD = 15,       /**< grid side came good */
    OSTROV_GRID_REASON_GRID_LOST = 16,       /**< grid side went while being watched */
    OSTROV_GRID_REASON_WINDOW = 17,          /**< synchronising window held and contact angle fits */
    OSTROV_GRID_REASON_NOT_VERIFIED = 18,    /**< site file does not name who verified islanding */
    OSTROV_GRID_REASON_PCS = 19,             /**< PCS did not confirm the mode asked for */
    OSTROV_GRID_REASON_RESET = 20,           /**< local reset */
    OSTROV_GRID_REASON_OBSERVE_ONLY = 21,    /**< authority level OBSERVE: nothing is requested */
    OSTROV_GRID_REASON_DSO = 22,             /**< DSO forbids the return */
    OSTROV_GRID_REASON_ATTEMPTS = 23,        /**< too many failed attempts */
    OSTROV_GRID_REASON_FOUND_ISLAND = 24,    /**< woke up in a healthy island */
    OSTROV_GRID_REASON_BUS_UNKNOWN = 25,     /**< site bus side not measured or stale */
    OSTROV_GRID_REASON_RETURN_DELAY = 26,    /**< the enter-service window must hold longer */
    OSTROV_GRID_REASON_SYNC_SLIP = 27,       /**< frequency difference outside the window */
    OSTROV_GRID_REASON_SYNC_VOLTAGE = 28,    /**< voltage difference outside the window */
    OSTROV_GRID_REASON_SYNC_ANGLE = 29,      /**< angle now or at contact outside the window */
    OSTROV_GRID_REASON_SYNC_DWELL = 30,      /**< the synchronising window must hold longer */
    OSTROV_GRID_REASON_COOLDOWN = 31,        /**< pause after a failed attempt */
    OSTROV_GRID_REASON_DEAD_BUS_CLOSE = 32,  /**< settings do not allow closing onto the dead bus */
    OSTROV_GRID_REASON_PROFILE = 33,         /**< a PCS of this profile cannot do it */
    OSTROV_GRID_REASON_OPENED_OUTSIDE = 34,  /**< the breaker opened without being asked */
    OSTROV_GRID_REASON_CLOSED_OUTSIDE = 35,  /**< the breaker closed without being asked */
    OSTROV_GRID_REASON_STEP_TOO_LONG = 36,   /**< dt_s is too long to close in synchronism */
    OSTROV_GRID_REASON_BUS_LIVE = 37,        /**< the site bus is not proven dead */
    OSTROV_GRID_REASON_E_STOP = 38,          /**< emergency stop */
    OSTROV_GRID_REASON_ROTATION = 39,        /**< a side turns the wrong way round */
    OSTROV_GRID_REASON_UNBALANCE = 40,       /**< negative sequence above its limit */
    OSTROV_GRID_REASON_SINGLE_PHASE = 41,    /**< one phase is missing, the others are there */
    OSTROV_GRID_REASON_LOST_NEUTRAL = 42,    /**< zero sequence above its limit */
    OSTROV_GRID_REASON_BOND = 43,            /**< the neutral–earth bond does not prove its place */
    OSTROV_GRID_REASON_NOT_ARMED = 44,       /**< the DSO's settings protocol is not named */
    OSTROV_GRID_REASON_ORDER_NUMBER = 45,    /**< the order's number is not newer than the last */
    OSTROV_GRID_REASON_ORDER_SELECT = 46,    /**< executed without the matching selection */
    OSTROV_GRID_REASON_ORDER_EXPIRED = 47,   /**< executed after its lifetime */
    OSTROV_GRID_REASON_ORDER_ACTOR = 48,     /**< this actor may not give this order */
    OSTROV_GRID_REASON_ORDER_MODE = 49,      /**< the order makes no sense in this mode */
    OSTROV_GRID_REASON_ORDER_TAKEN = 50,     /**< another actor has selected and not yet executed */
    OSTROV_GRID_REASON_HEADROOM = 51,        /**< the PCS is not known to carry the first load tier */
    OSTROV_GRID_REASON_DSO_LIMIT = 52,       /**< the DSO limits power at the PCC */
    OSTROV_GRID_REASON_DSO_SILENT = 53,      /**< the DSO receiver is silent: its last word is kept */
    OSTROV_GRID_REASON_DSO_FALLBACK = 54,    /**< silent for too long: the configured fallback */
    OSTROV_GRID_REASON_RAMP = 55,            /**< power is let up slowly */
    OSTROV_GRID_REASON_APART = 56,           /**< not connected to the grid */
    OSTROV_GRID_REASON_DRILL = 57,           /**< an island drill */
    OSTROV_GRID_REASON_PCC_POWER = 58,       /**< power at the PCC is not null yet */
    OSTROV_GRID_REASON_ENTER_WINDOW = 59,    /**< the grid is there, but outside the enter-service window */
    OSTROV_GRID_REASON_ROCOF = 60,           /**< the frequency changes too fast */
    OSTROV_GRID_REASON_VECTOR_SHIFT = 61,    /**< the phase angle has jumped */
    OSTROV_GRID_REASON_RIDE_THROUGH = 62,    /**< riding through is over: a region's time, or too many
                                                  disturbances in a row */
    OSTROV_GRID_REASON_CEASE = 63            /**< the ride-through region asks to cease for now */
};

/** What is asked of the PCC breaker this step. CLOSE and OPEN are pulses held until proven or timed out. */
enum ostrov_breaker_command {
    OSTROV_BREAKER_HOLD = 0,         /**< leave it as it is */
    OSTROV_BREAKER_OPEN = 1,         /**< open */
    OSTROV_BREAKER_CLOSE = 2,        /**< close */
    OSTROV_BREAKER_TRIP_UPSTREAM = 3 /**< the PCC breaker failed to open: trip the one above it */
};

/** What is asked of the neutral–earth bond contactor: a level, held as long as it stands here. */
enum ostrov_bond_command {
    OSTROV_BOND_HOLD = 0,  /**< leave it as it is */
    OSTROV_BOND_OPEN = 1,  /**< open: the grid earths the neutral */
    OSTROV_BOND_CLOSE = 2  /**< close: the island earths its own neutral */
};

/** Order of the phases of one side. */
enum ostrov_rotation {
    OSTROV_ROTATION_UNKNOWN = 0,  /**< not measured: not judged */
    OSTROV_ROTATION_POSITIVE = 1, /**< L1, L2, L3 */
    OSTROV_ROTATION_NEGATIVE = -1 /**< the wrong way round: blocks closing */
};

/** What is asked of, or told by, the PCS. */
enum ostrov_pcs_mode {
    OSTROV_PCS_UNKNOWN = 0, /**< asked: hands off */
    OSTROV_PCS_STOP = 1,    /**< not switching */
    OSTROV_PCS_FOLLOW = 2,  /**< grid following */
    OSTROV_PCS_FORM = 3     /**< grid forming */
};

/** How the PCS goes island. */
enum ostrov_pcs_profile {
    OSTROV_PCS_PROFILE_UNKNOWN = 0, /**< not known, or not set */
    OSTROV_PCS_PROFILE_A = 1, /**< own static transfer switch, decides by itself */
    OSTROV_PCS_PROFILE_B = 2, /**< transfer contactors, restarts as source */
    OSTROV_PCS_PROFILE_C = 3, /**< grid forming with PCC breaker and synchroniser */
    OSTROV_PCS_PROFILE_D = 4  /**< grid following only: no island */
};

/** Authority of the library at this site. */
enum ostrov_authority {
    OSTROV_AUTHORITY_UNKNOWN = 0, /**< not known, or not set */
    OSTROV_AUTHORITY_OBSERVE = 1, /**< reads and advises, asks nothing of any device */
    OSTROV_AUTHORITY_REQUEST = 2, /**< asks devices that keep their own guards */
    OSTROV_AUTHORITY_DIRECT = 3   /**< drives contactors: laboratory and simulation only */
};

/** Inhibits: bits, obeyed at once in every mode. */
enum ostrov_inhibit {
    OSTROV_INHIBIT_LOCAL = 1 << 0,       /**< local/remote switch on local */
    OSTROV_INHIBIT_MANUAL = 1 << 1,      /**< auto/manual switch on manual */
    OSTROV_INHIBIT_MAINTENANCE = 1 << 2, /**< maintenance lock */
    OSTROV_INHIBIT_FIRE_STOP = 1 << 3,   /**< CENTRAL or TOTAL STOP: everything off, no island */
    OSTROV_INHIBIT_E_STOP = 1 << 4,      /**< emergency stop: opens, PCS stop, LOCKOUT */
    OSTROV_INHIBIT_UNREAD = 1 << 5 /**< the wire of an inhibit is not read: hands off until it is */
};

/** Condition of one side of the PCC breaker. The grid side is judged by the trip thresholds and the
 *  enter-service window, the site bus side by the island band (held 40 ms to be GOOD). */
enum ostrov_side {
    OSTROV_SIDE_UNKNOWN = 0,   /**< a phase, the age, or the frequency of a live side not known; stale */
    OSTROV_SIDE_DEAD = 1,      /**< all three phases below dead_pu for dead_s, measured fresh */
    OSTROV_SIDE_ABNORMAL = 2,  /**< outside the trip thresholds (bus: the band), or not yet proven dead */
    OSTROV_SIDE_OBSERVING = 3, /**< live and inside, not yet long enough for a return */
    OSTROV_SIDE_GOOD = 4       /**< inside the enter-service window for its whole delay */
};

/** Settings of the connection. Growable: fill with ostrov_grid_defaults.
 *  The defaults follow EN 50549-1 as research found it, NOT verified against the standard's text; a
 *  site uses the settings protocol of its DSO. Over-voltage stage 1 is a definite time that stands in
 *  for the 10-minute mean. Stage 2 is never nearer to nominal than stage 1. */
typedef struct ostrov_grid_config {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t authority;            /**< enum ostrov_authority */
    int32_t pcs_profile;          /**< enum ostrov_pcs_profile */
    int32_t island_verified;      /**< 1: site file names who verified fault clearing, earthing, neutral */
    int32_t dead_bus_close;       /**< 1: may close onto the proven dead site bus when the grid is good */
    int32_t black_start;          /**< 1: may start the site bus from the battery by itself */
    int32_t return_by_itself;     /**< 1: returns when the grid is good; 0: only when asked */
    int32_t sync_attempts;        /**< failed synchronisations before open-transition return is offered */
    double nominal_v;             /**< V, phase to neutral */
    double nominal_hz;            /**< Hz */
    double overvoltage_pu[2];     /**< stages 1 and 2, share of nominal_v */
    double overvoltage_s[2];      /**< s to the trip, by stage */
    double undervoltage_pu[2];    /**< stages 1 and 2, share of nominal_v */
    double undervoltage_s[2];     /**< s to the trip, by stage */
    double overfrequency_hz[2];   /**< Hz, stages 1 and 2 */
    double overfrequency_s[2];    /**< s to the trip, by stage */
    double underfrequency_hz[2];  /**< Hz, stages 1 and 2 */
    double underfrequency_s[2];   /**< s to the trip, by stage */
    double dead_pu;               /**< a side below this for dead_s on all phases is dead */
    double dead_s;                /**< s */
    double return_min_pu;         /**< enter-service window: least voltage, share of nominal_v */
    double return_max_pu;         /**< greatest voltage */
    double return_min_hz;         /**< Hz, least frequency */
    double return_max_hz;         /**< Hz, greatest frequency */
    double return_delay_s;        /**< s the window must hold without a break */
    double ramp_s;                /**< s from return to full power */
    double sync_slip_hz;          /**< synchronising window: frequency difference */
    double sync_voltage_pu;       /**< voltage difference */
    double sync_angle_deg;        /**< angle difference */
    double sync_dwell_s;          /**< s the window must hold before a close */
    double sync_timeout_s;        /**< s before giving up and waiting again */
    double breaker_close_s;       /**< s from command to contact, first guess; learned afterwards */
    double breaker_open_s;        /**< s from command to open contact, upper bound */
    double contact_fault_s;       /**< s two contacts may say the same before it is a fault */
    double nulling_s;             /**< s for a planned leave to null the PCC */
    double nulling_w;             /**< W at the PCC that counts as null */
    double forming_s;             /**< s the PCS has to bring the bus into its band */
    double band_min_pu;           /**< island band: least voltage, share of nominal_v */
    double band_max_pu;           /**< greatest voltage */
    double band_min_hz;           /**< Hz, least frequency */
    double band_max_hz;           /**< Hz, greatest frequency */
    double ride_s;                /**< s a disturbance may be ridden through before it must trip */
    double stale_s;               /**< s after which a measurement counts as unknown */
    double black_reserve_ratio;   /**< SoC kept for a black start: the island stops here */
    double black_restart_ratio;   /**< SoC from which a black start may be tried */
    double black_s;               /**< s a black start may take */
    int32_t phases;               /**< 3, or 1: only the first phase of each side is looked at */
    int32_t earth_bond;           /**< 1: the site bonds neutral to earth while it lives alone */
    int32_t settings_named;       /**< 1: site file names the DSO's settings protocol (document, date);
                                       0: not armed, acts as OBSERVE. DIRECT is exempt */
    int32_t tier_count;           /**< load tiers that can be shed, 0 … 4; tier 1 is the most needed */
    int32_t dso_receiver;         /**< 1: the site has a receiver of the DSO's limit */
    int32_t dso_limits_import;    /**< 1: that limit bounds import as well as export */
    double bond_s;                /**< s the bond contactor has to prove what it was told */
    double unbalance_ratio;       /**< trip: negative over positive sequence above this; 0 = off */
    double unbalance_s;           /**< s to the trip */
    double zero_ratio;            /**< trip: zero over positive sequence above this; 0 = off */
    double zero_s;                /**< s to the trip */
    double autonomy_s;            /**< s an island shall last: what tiers are shed for */
    double tier_step_s;           /**< s from one tier let on to the next */
    double drill_period_s;        /**< s from one island drill to the next one due; 0 = none */
    double drill_s;               /**< s a drill stays an island */
    double dso_hold_s;            /**< s the last limit is kept when the receiver is silent */
    double dso_fallback_ratio;    /**< limit after that, 0 … 1 */
    double dso_ramp_s;            /**< s from 0 to 1 when a limit is raised; it falls at once */
} ostrov_grid_config;

/** What was measured at the PCC and told by PCS and people. NaN, −1 or 0 = not known. */
typedef struct ostrov_grid_sample {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t breaker_closed;  /**< contact 52a: 1 = breaker closed, 0 = not, −1 = not read */
    int32_t breaker_open;    /**< contact 52b: 1 = breaker open, 0 = not, −1 = not read */
    int32_t pcs_mode;        /**< enum ostrov_pcs_mode told by the PCS */
    int32_t pcs_fault;       /**< 1 = PCS cannot run, −1 = not read */
    uint32_t inhibits;       /**< enum ostrov_inhibit bits */
    int32_t want_island;     /**< 1 = leave the grid on command or plan and stay away */
    int32_t permit_return;   /**< 1 = return allowed (DSO, operator); 0 = not, and the return delay
                                  starts again; −1 = not read: not allowed unless return_by_itself */
    int32_t reset;           /**< 1 = local reset by a person; the change from 0 to 1 counts */
    int32_t open_transition; /**< 1 = the dark return is accepted (offer_open_transition) */
    double grid_v[3];        /**< V, phase to neutral, grid side */
    double grid_hz;          /**< Hz, grid side */
    double bus_v[3];         /**< V, phase to neutral, site bus side */
    double bus_hz;           /**< Hz, site bus side */
    double angle_deg;        /**< site bus minus grid, −180 … 180 */
    double grid_age_s;       /**< s since the grid side was measured; NaN makes that side unknown */
    double bus_age_s;        /**< s since the bus side was measured; NaN makes that side unknown */
    double pcc_w;            /**< W through the PCC, positive = import */
    double pcc_var;          /**< var through the PCC */
    double soc_ratio;        /**< safe (lower) SoC of the battery */
    int32_t grid_rotation;   /**< enum ostrov_rotation, grid side */
    int32_t bus_rotation;    /**< enum ostrov_rotation, site bus side */
    int32_t bond_closed;     /**< neutral–earth bond: 1 = closed, 0 = open, −1 not read */
    int32_t mean_trip;       /**< 1 = the ten-minute mean of a phase is over its limit (what
                                  ostrov_voltage_mean_read tells as over); −1 = none there */
    double unbalance_ratio;  /**< negative over positive sequence, grid side */
    double zero_ratio;       /**< zero over positive sequence, grid side */
    double dso_limit_ratio;  /**< what the DSO allows, 0 … 1; NaN = its receiver is silent */
    double energy_wh;        /**< Wh the battery can give the site bus from now down to SoC 0 */
    double headroom_w;       /**< W the forming PCS can give more than it gives now */
    double pv_w;             /**< W of sun the island can count on; NaN = none */
    double tier_w[4];        /**< W each load tier draws, or would */
    int32_t rocof_trip;      /**< 1 = a rate-of-change element trips (relay or model); −1 = none there */
    int32_t vector_shift_trip; /**< 1 = a vector-shift element trips; −1 = none there */
    int32_t ride_trip;       /**< 1 = a ride-through model trips; −1 = none there */
    int32_t ride_cease;      /**< 1 = it asks to cease to energise for now; −1 = none there */
} ostrov_grid_sample;

/** What the connection is in, asks for and allows. */
typedef struct ostrov_grid_state {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t mode;             /**< enum ostrov_grid_mode */
    int32_t reason;           /**< enum ostrov_grid_reason of the last move */
    int32_t blocked;          /**< enum ostrov_grid_reason: what keeps the next move from being made */
    int32_t breaker_command;  /**< enum ostrov_breaker_command */
    int32_t pcs_request;      /**< enum ostrov_pcs_mode */
    int32_t grid_side;        /**< enum ostrov_side */
    int32_t bus_side;         /**< enum ostrov_side */
    int32_t breaker;          /**< 1 proven closed, 0 proven open, −1 not known */
    int32_t expected_mode;    /**< enum ostrov_grid_mode expected next */
    int32_t offer_open_transition; /**< 1 = synchronising failed often: a dark return is offered */
    uint32_t epoch;           /**< counts moves between connected and islanded: older plans are refused */
    double in_mode_s;         /**< s in this mode */
    double left_s;            /**< s until the mode's bound, or until the return delay is over while it
                                   counts (a bad sample starts it again); NaN = none */
    double power_ratio;       /**< share of import, export and set-points allowed now, 0 … 1 (ramp) */
    double bus_target_v;      /**< V the PCS should form, phase to neutral; NaN = its own */
    double bus_target_hz;     /**< Hz the PCS should form; NaN = its own */
    double pcc_target_w;      /**< W wanted at the PCC (0 while nulling); NaN = as the plan says */
    double learned_close_s;   /**< s from close command to contact as learned */
    double contact_angle_deg; /**< angle at the last closing contact; NaN = never */
    double blocked_value;     /**< value behind blocked; NaN = none */
    double blocked_limit;     /**< limit behind blocked; NaN = none */
    int64_t closes;           /**< close commands given since init */
    int64_t opens;            /**< open commands given since init */
    int32_t armed;            /**< 1 = switches; 0 = watches (authority OBSERVE, or no settings named) */
    int32_t bond_command;     /**< enum ostrov_bond_command */
    int32_t bond;             /**< 1 proven closed, 0 proven open, −1 not known */
    uint32_t tiers_allowed;   /**< load tiers that may be on: bit 0 = tier 1 */
    int32_t limit_reason;     /**< enum ostrov_grid_reason behind import_ratio and export_ratio */
    int32_t drill;            /**< 1 = an island drill is going on */
    uint32_t order_number;    /**< number of the order last answered; 0 = none yet */
    int32_t order_actor;      /**< enum ostrov_grid_actor who gave it */
    int32_t order_action;     /**< enum ostrov_grid_action it asked for */
    int32_t order_stage;      /**< enum ostrov_grid_stage it came in */
    int32_t order_accepted;   /**< 1 = accepted, 0 = refused, −1 = none yet */
    int32_t order_reason;     /**< enum ostrov_grid_reason why it was refused; NONE when accepted */
    double order_left_s;      /**< s a selection still waits for its execution; NaN = none waits */
    double import_ratio;      /**< share of the import limit the connection allows now, 0 … 1 */
    double export_ratio;      /**< share of the export limit the connection allows now, 0 … 1 */
    double soc_floor_ratio;   /**< SoC to keep: tier 1 for autonomy_s, and the black-start reserve */
    double autonomy_s;        /**< s the allowed tiers can be fed apart from the grid; 1e9 = no end;
                                   NaN = not known */
    double drill_due_s;       /**< s until the next drill is due, ≤ 0 = due; NaN = none is wanted */
} ostrov_grid_state;

/** One connection to the grid. Copyable by assignment, nothing to free. */
typedef struct ostrov_grid {
    uint64_t opaque_[512]; /**< private */
} ostrov_grid;

/** Fills a config. @param config receives the defaults @param size sizeof *config
 *  @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_defaults(ostrov_grid_config *config,
                                                                size_t size);

/** Fills a sample with "not known". @param sample receives it @param size sizeof *sample
 *  @return OK; E_ARGUMENT; E_SPACE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_sample_defaults(ostrov_grid_sample *sample,
                                                                       size_t size);

/** Starts in mode BOOT, hands off. @param grid receives the object @param config by
 *  ostrov_grid_defaults; contradicting settings are refused @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_UNSUPPORTED (grid untouched) @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_init(ostrov_grid *grid,
                                                            const ostrov_grid_config *config,
                                                            ostrov_fault *why);

/** Moves on by dt_s. Around transitions dt_s ≤ 0.01. An impossible sample is taken as not known.
 *  @param grid the object @param sample what was measured @param dt_s s, 0 < dt_s ≤ 1
 *  @return OK; DEGRADED when values were refused; E_ARGUMENT; E_TIME (a dt outside its range: the
 *  object holds its outputs, never closes) @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_step(ostrov_grid *grid,
                                                            const ostrov_grid_sample *sample,
                                                            double dt_s);

/** Mode, requests and limits now. @param grid the object @param state receives it
 *  @param size sizeof *state @return OK; E_ARGUMENT @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_read(const ostrov_grid *grid,
                                                            ostrov_grid_state *state, size_t size);

/** Name of a mode as reports write it. @param mode enum ostrov_grid_mode
 *  @return such as "ISLAND"; "UNKNOWN" otherwise; never NULL @rt @since 0.1 */
OSTROV_API const char *ostrov_grid_mode_text(int32_t mode);

/** A reason in words, English. @param reason enum ostrov_grid_reason
 *  @return the words; "unknown reason" otherwise; never NULL @rt @since 0.1 */
OSTROV_API const char *ostrov_grid_reason_text(int32_t reason);

#ifdef __cplusplus
}
#endif

#endif
