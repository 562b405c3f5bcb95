/**
 * @file station.h
 * @brief Ties the parts together: one measurement in, one complete command out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_STATION_H
#define OSTROV_STATION_H

#include <ostrov/base.h>
#include <ostrov/battery.h>
#include <ostrov/grid.h>
#include <ostrov/plan.h>

#ifdef __cplusplus
extern "C" {
#endif

#define OSTROV_CHARGE_POINTS 16  /**< charge points of one station */
#define OSTROV_LOAD_TIERS 4      /**< load tiers of one station; tier 0 is the critical one */
#define OSTROV_STATION_SLOTS 192 /**< slots of a plan that a station keeps */

/** Rung of the ladder the command came from. */
enum ostrov_rung {
    OSTROV_RUNG_UNKNOWN = 0, /**< not known, or not set */
    OSTROV_RUNG_PLAN = 1,  /**< fresh plan of the host */
    OSTROV_RUNG_QUICK = 2, /**< plan of the built-in quick planner */
    OSTROV_RUNG_RULES = 3, /**< rules without forecast */
    OSTROV_RUNG_SAFE = 4   /**< safe command */
};

/** Why a plan is wanted. */
enum ostrov_plan_wanted {
    OSTROV_PLAN_NOT_WANTED = 0,       /**< the plan followed will do */
    OSTROV_PLAN_WANTED_FIRST = 1,     /**< there is none */
    OSTROV_PLAN_WANTED_PERIOD = 2,    /**< the next quarter hour begins */
    OSTROV_PLAN_WANTED_GRID = 3,      /**< connected or islanded since */
    OSTROV_PLAN_WANTED_VEHICLE = 4,   /**< a vehicle came, left or wants something else */
    OSTROV_PLAN_WANTED_DEVIATION = 5, /**< SoC or load is far from the plan */
    OSTROV_PLAN_WANTED_LIMIT = 6      /**< a limit changed */
};

/** Code of an event. Pinned. */
enum ostrov_event_code {
    OSTROV_EVENT_NONE = 0,              /**< no event */
    OSTROV_EVENT_START = 1,             /**< init was done */
    OSTROV_EVENT_LOST_EVENTS = 2,       /**< the ring was full, the oldest went; value = how many */
    OSTROV_EVENT_GRID_MODE = 3,         /**< subject = mode, value = reason */
    OSTROV_EVENT_PLAN_TAKEN = 4,        /**< subject = solver, value = cost */
    OSTROV_EVENT_PLAN_REFUSED = 5,      /**< subject = status */
    OSTROV_EVENT_RUNG = 6,              /**< subject = rung, value = plan age */
    OSTROV_EVENT_STALE = 7,             /**< subject = enum ostrov_source, value = age */
    OSTROV_EVENT_FRESH = 8,             /**< subject = enum ostrov_source */
    OSTROV_EVENT_REFUSED_VALUE = 9,     /**< an impossible measurement was not used; value = it,
                                             subject = row of the field table of ostrov_measurement */
    OSTROV_EVENT_TIME_JUMP = 10,        /**< value = s */
    OSTROV_EVENT_IMPORT_LIMIT = 11,     /**< charging cut to keep the site limit; value = W over it,
                                             limit = it */
    OSTROV_EVENT_QUARTER_LIMIT = 12,    /**< charging cut to keep the quarter-hour maximum; value = W
                                             too much, limit = W the mean is steered to */
    OSTROV_EVENT_SHED = 13,             /**< subject = tiers on (bits), value = W over the limit; NaN =
                                             shed to save energy */
    OSTROV_EVENT_RESTORED = 14,         /**< subject = tiers on (bits) */
    OSTROV_EVENT_INHIBIT = 15,          /**< subject = inhibit bits */
    OSTROV_EVENT_VEHICLE_ARRIVED = 16,  /**< subject = charge point */
    OSTROV_EVENT_VEHICLE_LEFT = 17,     /**< subject = charge point, value = Wh missing */
    OSTROV_EVENT_VEHICLE_LATE = 18,     /**< subject = charge point; cannot be charged in time, value = Wh short */
    OSTROV_EVENT_SET_POINT_IGNORED = 19, /**< subject = charge point or −1 = battery; value = W measured,
                                              limit = W told */
    OSTROV_EVENT_SOC_LOW = 20,          /**< value = SoC, limit = reserve or island floor */
    OSTROV_EVENT_SOC_FULL = 21,         /**< value = SoC */
    OSTROV_EVENT_CLOCK_UNKNOWN = 22,    /**< the wall clock is not trusted: no plan can be followed */
    OSTROV_EVENT_BATTERY_WARNING = 23,  /**< subject = warning bits */
    OSTROV_EVENT_DSO_LIMIT = 24,        /**< subject = 0 import, 1 export; value = ratio, limit = W */
    OSTROV_EVENT_LIMIT_VIOLATED = 25,   /**< measured import over the hard limit; value = W, limit = W */
    OSTROV_EVENT_RESTORED_STATE = 26,   /**< started from a snapshot */
    OSTROV_EVENT_SOC_DOUBT = 27         /**< count and host's estimator exclude each other: both bounds hold; value =
                                             lower, limit = upper */
};

/** Where a measurement came from: index into ages. */
enum ostrov_source {
    OSTROV_SOURCE_PCC = 0,     /**< meter at the PCC */
    OSTROV_SOURCE_BATTERY = 1, /**< PCS and BMS */
    OSTROV_SOURCE_PV = 2,      /**< PV inverter */
    OSTROV_SOURCE_CHARGERS = 3, /**< charge points */
    OSTROV_SOURCES = 4         /**< how many there are */
};

/** Settings of a station. Growable: fill with ostrov_station_defaults. */
typedef struct ostrov_station_config {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t authority;                    /**< enum ostrov_authority */
    const ostrov_battery_config *battery; /**< copied at init; NULL = no battery */
    int32_t charge_points;                /**< 0 … 16 */
    int32_t tiers;                        /**< load tiers, 1 … 4 */
    double import_limit_w;                /**< W, hard: transformer, fuse, contract; may never be exceeded */
    double export_limit_w;                /**< W, hard */
    double quarter_limit_w;               /**< W, quarter-hour mean not to exceed; NaN = as the plan says */
    double charge_point_limit_w[16];      /**< W, hard, by charge point */
    double charge_point_min_w[16];        /**< W, least power when charging at all */
    double charger_default_w;             /**< W each charge point falls back to without us */
    double battery_default_w;             /**< W the PCS falls back to without us, positive = discharge */
    double pv_default_ratio;              /**< share of PV power allowed without us */
    double load_max_w;                    /**< W, greatest load ever expected, for the fallback check */
    double plan_period_s;                 /**< s between plans */
    double plan_max_age_s;                /**< s after which a plan is no longer followed */
    double stale_s[4];                    /**< s by enum ostrov_source: the last value stands that long */
    double ramp_w_per_s;                  /**< W/s, battery set-point */
    double hold_s;                        /**< s for which a command is valid */
    double reserve_ratio;                 /**< SoC that daily dispatch leaves for an outage */
    double island_floor_ratio;            /**< SoC below which an island sheds all but tier 0 */
    double deviation_ratio;               /**< SoC away from plan that asks for a new one */
} ostrov_station_config;

/** One measurement of the whole station. Positive = power into the site bus, except load and charge
 *  points which are positive when consuming. NaN, −1, INT64_MIN = not measured in this step: the last
 *  value stands until it is older than stale_s. An age of NaN = read for this step. A value told with an
 *  age above 1.5 dt_s stands like one that was not measured: it is not of one sample with the others. */
typedef struct ostrov_measurement {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    uint32_t inhibits;                  /**< enum ostrov_inhibit bits */
    int64_t time_s;                     /**< UTC seconds; INT64_MIN = clock not trusted */
    double dt_s;                        /**< s since the last step, monotonic clock, 0 < dt_s ≤ 3600 */
    const ostrov_grid_state *grid;      /**< hand-over of the grid layer, read during the step only; NULL
                                             = always connected */
    double grid_w;                      /**< W, import positive */
    double grid_var;                    /**< var */
    double pv_w;                        /**< W, ≥ −1000 (stand-by at night) */
    double battery_w;                   /**< W, discharge positive */
    double battery_v;                   /**< V at the cells */
    double battery_a;                   /**< A at the cells, discharge positive */
    double battery_c;                   /**< °C */
    double bms_soc_ratio;               /**< SoC told */
    double bms_charge_limit_w;          /**< W, ≥ 0 */
    double bms_discharge_limit_w;       /**< W, ≥ 0 */
    double pcs_charge_limit_w;          /**< W, ≥ 0 */
    double pcs_discharge_limit_w;       /**< W, ≥ 0 */
    double load_w;                      /**< W, all load without charge points; NaN = from the balance */
    double age_s[4];                    /**< s by enum ostrov_source, since read at the device */
    double dso_import_ratio;            /**< share of import_limit_w the DSO allows; NaN = not told: the
                                             last told stands */
    double dso_export_ratio;            /**< share of export_limit_w the DSO allows; NaN = likewise */
    int32_t vehicle_connected[16];      /**< 1, 0, −1 */
    double vehicle_w[16];               /**< W, consuming positive */
    double vehicle_accepts_w[16];       /**< W the vehicle would take now; NaN = not told */
    double vehicle_needs_wh[16];        /**< Wh from the site bus still wanted before departure; NaN = not known */
    int64_t vehicle_depart_s[16];       /**< UTC seconds; INT64_MIN = not known */
    double import_price_per_kwh;        /**< all that a kWh imported now costs; NaN = not told: nothing is
                                             stored that the plan did not foresee */
    double export_price_per_kwh;        /**< what a kWh exported now earns; NaN = likewise */
    double peak_w;                      /**< W, highest quarter hour that the billing period holds already: no
                                             quarter is steered below it; NaN = not told: the plan's highest */
    double soc_low_ratio;               /**< lower bound (3 sigma) of the host's estimator, such as ostrov_soc; NaN =
                                             none: power and BMS alone */
    double soc_high_ratio;              /**< its upper bound; NaN = none */
    double charger_default_w[16];       /**< W the charge point is known to give whom nobody has told it of, such
                                             as a vehicle that has just come; NaN = not told: as commanded */
} ostrov_measurement;

/** One command for the whole station: always complete and within every limit, also on error. */
typedef struct ostrov_command {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t rung;                       /**< enum ostrov_rung */
    int32_t pcs_request;                /**< enum ostrov_pcs_mode */
    uint32_t tiers_on;                  /**< bit i = load tier i may be on */
    int64_t time_s;                     /**< UTC seconds it was made for; INT64_MIN = not known */
    double hold_s;                      /**< s it may be held without a newer one */
    double battery_w;                   /**< W, discharge positive; 0 while the PCS forms the bus */
    double pv_limit_w;                  /**< W, upper limit of PV; infinite = none; the safe command
                                             allows pv_default_ratio of the highest PV seen */
    double vehicle_limit_w[16];         /**< W, upper limit by charge point */
    int32_t write;                      /**< 1 = to be written to devices; 0 = advice only (OBSERVE, inhibit) */
    int32_t limited_by;                 /**< enum ostrov_event_code that shaped it most; 0 = none */
    double charger_default_w;           /**< W each charge point shall fall back to now: the setting of that name
                                             while connected, 0 where our battery would have to carry it */
} ostrov_command;

/** What the station knows and wants. */
typedef struct ostrov_station_state {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t rung;                       /**< enum ostrov_rung */
    int32_t mode;                       /**< enum ostrov_grid_mode */
    int32_t plan_wanted;                /**< enum ostrov_plan_wanted */
    int64_t plan_deadline_s;            /**< UTC seconds by which it should be there */
    double plan_age_s;                  /**< s since the plan followed began; NaN = none */
    double soc_ratio;                   /**< best estimate, the lower bound while in doubt; NaN = no battery */
    double soc_low_ratio;               /**< its lower bound (3 sigma) */
    double battery_charge_limit_w;      /**< W, the least of BMS, PCS and own estimate */
    double battery_discharge_limit_w;   /**< W */
    double load_w;                      /**< W, measured or from the balance; NaN = not known */
    double quarter_mean_w;              /**< W, mean import of the running clock-aligned quarter hour so
                                             far (export does not offset it); NaN = nothing measured */
    double quarter_limit_w;             /**< W the quarter is steered to; NaN = none */
    double quarter_left_s;              /**< s left in it */
    double quarter_max_w;               /**< W, highest complete quarter since init; NaN = none yet */
    double import_wh;                   /**< Wh since init */
    double export_wh;                   /**< Wh since init */
    double balance_w;                   /**< W, residual of the measured balance; NaN = not all measured */
    double autonomy_s;                  /**< s the tiers now on can be carried from the battery alone, at
                                             most 10 000 000; NaN = load not known */
    uint32_t tiers_on;                  /**< bit i = load tier i may be on */
    int32_t events;                     /**< events waiting */
    int64_t steps;                      /**< steps since init */
    int64_t refused;                    /**< impossible values refused since init */
    double soc_high_ratio;              /**< upper bound of the SoC (3 sigma); NaN = no battery */
    uint32_t battery_warnings;          /**< enum ostrov_battery_warning bits */
    uint32_t reserved_;                 /**< 0 */
} ostrov_station_state;

/** One event. Frozen. */
typedef struct ostrov_event {
    int64_t time_s;    /**< UTC seconds */
    int64_t sequence;  /**< counts from 1; a gap means lost events */
    int32_t code;      /**< enum ostrov_event_code */
    int32_t subject;   /**< as the code says */
    double value;      /**< as the code says; NaN = none */
    double limit;      /**< as the code says; NaN = none */
} ostrov_event;

/** One station. Copyable by assignment, nothing to free; holds its plan and its events. */
typedef struct ostrov_station {
    uint64_t opaque_[10240]; /**< private */
} ostrov_station;

/** Fills a config. @param config receives the defaults @param size sizeof *config
 *  @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_station_defaults(ostrov_station_config *config,
                                                                   size_t size);

/** Fills a measurement with "not measured". @param measurement receives it
 *  @param size sizeof *measurement @return OK; E_ARGUMENT; E_SPACE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_measurement_defaults(ostrov_measurement *measurement, size_t size);

/** Sum of what the devices fall back to without us, held against the site's limits.
 *  @param config the settings @param import_w receives the worst import in W (load_max_w plus all
 *  charger and battery defaults, no PV) @param export_w receives the worst export in W (no load,
 *  pv_peak_w by pv_default_ratio, battery default)
 *  @param pv_peak_w W, ≥ 0 @param why names the limit that is broken; may be NULL
 *  @return OK; E_INFEASIBLE when a limit is broken (both values are given); E_ARGUMENT; E_RANGE;
 *  E_NOT_FINITE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_station_fallback(const ostrov_station_config *config, double pv_peak_w, double *import_w,
                        double *export_w, ostrov_fault *why);

/** Starts a station. @param station receives the object @param config the settings, copied
 *  @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_UNSUPPORTED (station untouched) @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_station_init(ostrov_station *station,
                                                               const ostrov_station_config *config,
                                                               ostrov_fault *why);

/** Takes a plan, which is copied (its first 192 slots). A plan that is not finite, lies in the past, or
 *  was made in another grid epoch is refused and the one before goes on. Up to the first edge of a plan
 *  that begins later than now the plan before is followed.
 *  @param station the object @param plan edges_s, battery_w, grid_w and (with vehicles) vehicle_w and
 *  charge_point must be there
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_TIME; E_STATE (epoch) @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_station_follow(ostrov_station *station,
                                                                 const ostrov_plan *plan);

/** One measurement in, one complete command out.
 *  @param station the object @param measurement what was measured @param command always written in
 *  full and within every limit, also on error (the safe command) @param command_size sizeof *command
 *  @return OK; DEGRADED when something was not known or refused; E_ARGUMENT; E_TIME @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_station_step(ostrov_station *station, const ostrov_measurement *measurement,
                    ostrov_command *command, size_t command_size);

/** What the station knows and wants. @param station the object @param state receives it
 *  @param size sizeof *state @return OK; E_ARGUMENT @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_station_read(const ostrov_station *station,
                                                               ostrov_station_state *state,
                                                               size_t size);

/** Takes the oldest event out of the ring. @param station the object @param event receives it
 *  @return OK; EMPTY when none is left (event untouched); E_ARGUMENT @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_station_event(ostrov_station *station,
                                                                ostrov_event *event);

/** An event in words, English, without its time. @param event the event @param text receives it,
 *  NUL-terminated when capacity > 0 @param capacity bytes at text
 *  @return length of the full text without NUL, as snprintf would @setup @since 0.1 */
OSTROV_API size_t ostrov_event_text(const ostrov_event *event, char *text, size_t capacity);

/** Bytes that ostrov_station_save writes. @return bytes @setup @since 0.1 */
OSTROV_API size_t ostrov_station_save_size(void);

/** Snapshot: magic, version, length, little-endian values, CRC-32. @param station the object
 *  @param bytes receives the snapshot @param capacity bytes there @param used receives how many; may be
 *  NULL @return OK; E_ARGUMENT; E_SPACE @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_station_save(const ostrov_station *station,
                                                               void *bytes, size_t capacity,
                                                               size_t *used);

/** Restores a snapshot into a station that init has made with the same config (authority apart: who
 *  has observed may be armed); the next step gives the command that the saved station would have given. Adds the event RESTORED_STATE. @param station the
 *  object
 *  @param bytes the snapshot @param count bytes
 *  @return OK; E_ARGUMENT; E_CORRUPT; E_STATE for another config; E_UNSUPPORTED (station untouched)
 *  @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_station_load(ostrov_station *station,
                                                               const void *bytes, size_t count);

#ifdef __cplusplus
}
#endif

#endif
