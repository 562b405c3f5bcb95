/**
 * @file plan.h
 * @brief The dispatch problem, the plan as data, the built-in planners, and the check of any plan.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_PLAN_H
#define OSTROV_PLAN_H

#include <ostrov/base.h>
#include <ostrov/battery.h>
#include <ostrov/plan_rows.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Who made a plan. */
enum ostrov_solver {
    OSTROV_SOLVER_UNKNOWN = 0, /**< not known, or not set */
    OSTROV_SOLVER_QUICK = 1,   /**< ostrov_plan_solve, heuristic for the vehicles */
    OSTROV_SOLVER_GLPK = 2,    /**< ostrov_milp_solve */
    OSTROV_SOLVER_OTHER = 3,   /**< a file, a city's own optimiser */
    OSTROV_SOLVER_VALUE = 4,   /**< ostrov_plan_solve, value functions: exact where the bound says so */
    OSTROV_SOLVER_SIMPLEX = 5, /**< ostrov_plan_solve, linear programs with branching */
    OSTROV_SOLVER_HIGHS = 6    /**< HiGHS, loaded at run time */
};

/** What is to be planned. Growable: fill with ostrov_problem_defaults. Series are averaged onto the
 *  slots and must cover all of them; a series that is not given takes the scalar beside it. */
typedef struct ostrov_problem {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t count;                    /**< slots, 1 … 35 136 */
    const int64_t *edges_s;           /**< count + 1 UTC seconds, increasing, each slot 60 s … 86 400 s */
    const ostrov_battery_config *battery; /**< NULL = no battery */
    double battery_soc_ratio;         /**< SoC at the first edge */
    double battery_charge_limit_w;    /**< W, least of BMS, PCS and own; NaN = as battery says */
    double battery_discharge_limit_w; /**< W; NaN = as battery says */
    double wear_price_per_kwh;        /**< money per kWh taken out of the cells */
    double terminal_price_per_kwh;    /**< money per kWh in the cells at the last edge */
    double soc_end_min_ratio;         /**< wish: at least this SoC at the last edge; NaN = none. A kWh
                                           missing costs as a kWh of load not served */
    ostrov_series load_w;             /**< W, all load without vehicles */
    ostrov_series critical_w;         /**< W, part of load_w never to be shed before the rest */
    ostrov_series pv_w;               /**< W available */
    ostrov_series import_price_per_kwh; /**< all that a kWh imported costs */
    ostrov_series export_price_per_kwh; /**< what a kWh exported earns */
    ostrov_series import_limit_w;     /**< W; 0 where the grid is known to be away */
    ostrov_series export_limit_w;     /**< W */
    double import_limit_fixed_w;      /**< W, hard, in every slot */
    double export_limit_fixed_w;      /**< W, hard, in every slot */
    double curtail_price_per_kwh;     /**< money per kWh of PV not used */
    double shed_price_per_kwh;        /**< money per kWh of load not served */
    double shed_critical_price_per_kwh; /**< money per kWh of critical load not served */
    double reserve_s;                 /**< s of critical load to be kept in the battery; 0 = none */
    double reserve_pv_ratio;          /**< share of forecast PV the reserve counts on, 0 … 1 */
    double reserve_price_per_kwh_h;   /**< money per kWh missing and hour; also for stored energy outside
                                           the SoC window, which a battery is led back to, never forced */
    const ostrov_plan_vehicle *vehicles; /**< rows, or NULL */
    int32_t vehicles_count;           /**< rows of vehicles */
    uint32_t vehicles_stride;         /**< bytes from row to row */
    const ostrov_plan_group *groups;  /**< rows, or NULL */
    int32_t groups_count;             /**< rows of groups */
    uint32_t groups_stride;           /**< bytes from row to row */
    const ostrov_plan_peak *peaks;    /**< rows, or NULL */
    int32_t peaks_count;              /**< rows of peaks */
    uint32_t peaks_stride;            /**< bytes from row to row */
    double open_elapsed_s;            /**< s that the open metering interval has run at the first edge; the
                                           first slot ends it. 0 = it begins with the slot */
    double open_import_wh;            /**< Wh imported in it so far */
    double battery_standby_w;         /**< W that the PCS takes from the site bus at all times, as critical
                                           load */
    double battery_running_w;         /**< W more from the site bus while it charges or discharges */
    double battery_apparent_va;       /**< VA, most at the PCS: charging and discharging are held to
                                           √(S² − Q²); NaN = no such limit */
    ostrov_series battery_reactive_var; /**< var asked of the PCS; not given = 0 */
    ostrov_series battery_temperature_c; /**< °C of the cells: charging and discharging are derated as the
                                              battery says; not given = no derating */
    const ostrov_plan_efficiency *efficiencies; /**< rows, or NULL = the battery's two efficiencies */
    int32_t efficiencies_count;       /**< rows of efficiencies, 0 … 8 */
    uint32_t efficiencies_stride;     /**< bytes from row to row */
    const ostrov_plan_taper *tapers;  /**< rows, or NULL = no limit by SoC */
    int32_t tapers_count;             /**< rows of tapers, 0 … 8 */
    uint32_t tapers_stride;           /**< bytes from row to row */
    const ostrov_plan_wear *wears;    /**< rows, or NULL = wear_price_per_kwh at any depth */
    int32_t wears_count;              /**< rows of wears, 0 … 8 */
    uint32_t wears_stride;            /**< bytes from row to row */
    double throughput_wh;             /**< Wh out of the cells that the warranty leaves for these slots; NaN =
                                           no such limit */
    double throughput_price_per_kwh;  /**< money per kWh beyond it */
    int64_t full_until_s;             /**< UTC seconds by which the battery is to be full once, so that its
                                           SoC can be set right; 0 = no such wish */
    double full_soc_ratio;            /**< SoC that counts as full, at most the battery's window */
    double full_price_per_kwh;        /**< money per kWh missing at the fullest edge until then */
    const ostrov_plan_battery *batteries; /**< rows: batteries beside the first, or NULL */
    int32_t batteries_count;          /**< rows of batteries, 0 … 16; need the first */
    uint32_t batteries_stride;        /**< bytes from row to row */
    const ostrov_plan_block *blocks;  /**< rows, or NULL */
    int32_t blocks_count;             /**< rows of blocks, 0 … 64 */
    uint32_t blocks_stride;           /**< bytes from row to row */
    const ostrov_plan_tier *tiers;    /**< rows: parts of the ordinary load with prices of their own */
    int32_t tiers_count;              /**< rows of tiers, 0 … 4 */
    uint32_t tiers_stride;            /**< bytes from row to row */
    const ostrov_plan_scenario *scenarios; /**< rows, or NULL = what is forecast is certain */
    int32_t scenarios_count;          /**< rows of scenarios, 0 … 128 */
    uint32_t scenarios_stride;        /**< bytes from row to row */
    double reserve_confidence_ratio;  /**< the reserve holds the summed critical need of this share of what
                                           the scenarios stand for, at most n of n + 1 with n of them; NaN =
                                           that of the forecast */
    double cvar_level_ratio;          /**< CVaR: mean of the dearest 1 − level of the scenarios */
    double cvar_weight_ratio;         /**< cost = (1 − weight) · mean + weight · CVaR */
} ostrov_problem;

/** A plan: columns in caller's memory. Fill with ostrov_plan_defaults, set capacity and columns.
 *  A column that is NULL is not wanted; battery_w and vehicle_w must be there to follow a plan. Columns by
 *  battery, block and scenario hold as many rows as the problem has. With scenarios the columns by slot
 *  are the plan for the forecast, which shares its first slot's battery_w and vehicle_w with all
 *  scenarios. */
typedef struct ostrov_plan {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t capacity;          /**< in: slots that each column holds (edges_s holds one more) */
    int32_t vehicle_capacity;  /**< in: vehicles that vehicle_w and short_wh hold */
    int32_t count;             /**< out: slots */
    int32_t vehicle_count;     /**< out: vehicles */
    int32_t solver;            /**< out: enum ostrov_solver */
    uint32_t source_crc;       /**< out: CRC-32 of the problem it was made from */
    uint32_t epoch;            /**< free for the host: grid epoch it was made in */
    int64_t *edges_s;          /**< UTC seconds, capacity + 1 */
    double *grid_w;            /**< W, positive = import */
    double *battery_w;         /**< W at the site bus, positive = discharge */
    double *pv_w;              /**< W of PV used */
    double *shed_w;            /**< W of ordinary load not served */
    double *shed_critical_w;   /**< W of critical load not served */
    double *soc_ratio;         /**< at the end of each slot */
    double *value_per_kwh;     /**< worth of one more kWh in the cells at the end of each slot */
    double *vehicle_w;         /**< W at the site bus, row by vehicle: [vehicle·capacity + slot] */
    double *short_wh;          /**< Wh missing at departure, by vehicle */
    int32_t *charge_point;     /**< charge point by vehicle */
    double cost;               /**< money, all of it, as ostrov_plan_check recomputes it */
    double bound;              /**< money, proven lower bound; −inf = none */
    double gap_ratio;          /**< (cost − bound) / max(1, |cost|) */
    double short_total_wh;     /**< Wh missing over all vehicles */
    double shed_total_wh;      /**< Wh of ordinary load not served */
    double shed_critical_total_wh; /**< Wh of critical load not served */
    double reserve_short_wh_h; /**< Wh·h below the reserve or outside the SoC window */
    int64_t work;              /**< counted work: relaxations or pivots */
    int64_t expires_s;         /**< out: UTC seconds from which it is not to be followed any more */
    double *node_price_per_kwh; /**< worth of a kWh at the site bus in each slot */
    double *batteries_w;       /**< W of the batteries beside the first, [battery·capacity + slot] */
    int32_t *block_start;      /**< slot in which each block starts, −1 = not run */
    double *scenario_battery_w; /**< W of the battery by scenario, [scenario·capacity + slot] */
    double *scenario_grid_w;   /**< W of the grid by scenario, [scenario·capacity + slot] */
    double *scenario_vehicle_w; /**< W of the vehicles by scenario, [(scenario·vehicles + vehicle)·capacity +
                                     slot] with the problem's vehicles; NULL to a check = in every scenario
                                     they do as vehicle_w says */
} ostrov_plan;

/** What ostrov_plan_check found. */
typedef struct ostrov_plan_verdict {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t feasible;          /**< 1 = every hard rule is met within the tolerance */
    int32_t worst_slot;        /**< slot of the worst violation, −1 = none */
    int32_t worst_vehicle;     /**< vehicle of the worst violation, −1 = none */
    const char *worst_rule;    /**< name of the rule, such as "balance"; NULL = none */
    double worst_value;        /**< by how much, in W or Wh */
    double balance_w;          /**< W, greatest residual of the power balance */
    double cost;               /**< money: the parts below, less export_income and terminal_value; with
                                    scenarios their mean and CVaR as the problem weighs them */
    double import_cost;        /**< money for energy imported */
    double export_income;      /**< money for energy exported */
    double peak_cost;          /**< money for the highest slots above what was incurred */
    double wear_cost;          /**< money for wear of the battery */
    double curtail_cost;       /**< money for PV not used */
    double shed_cost;          /**< money for load not served, critical load included */
    double short_cost;         /**< money for energy missing at departures */
    double reserve_cost;       /**< money for energy missing in the reserve or outside the SoC window */
    double terminal_value;     /**< money, worth of the energy in the cells at the last edge */
    double peak_w;             /**< W, highest slot mean import */
    double end_cost;           /**< stored energy missing at the last edge, at the price of load not served */
    double throughput_cost;    /**< money for energy out of the cells beyond the warranty's */
    double full_cost;          /**< money for a full charge that was not reached */
    double block_cost;         /**< money for blocks that do not run */
    double forecast_cost;      /**< money of the plan for the forecast: equals cost without scenarios */
    double mean_cost;          /**< mean over the scenarios; forecast_cost without them */
    double cvar_cost;          /**< CVaR over the scenarios; forecast_cost without them */
    double shed_critical_cost; /**< of shed_cost, that for critical load */
    int32_t worst_row;         /**< battery, block or scenario of the worst violation, −1 = none */
    uint32_t reserved_;        /**< 0 */
} ostrov_plan_verdict;

/** One slot of a problem as every planner must see it: series averaged, limits combined, bounds of the
 *  stored energy worked out. A row: grows by stride. */
typedef struct ostrov_plan_slot {
    double duration_s;            /**< s */
    double load_w;                /**< W, all load without vehicles */
    double critical_w;            /**< W, never above load_w */
    double pv_w;                  /**< W available */
    double import_price_per_kwh;  /**< all that a kWh imported costs */
    double export_price_per_kwh;  /**< what a kWh exported earns */
    double import_limit_w;        /**< W, least of the series and the fixed limit */
    double export_limit_w;        /**< W, least of the series and the fixed limit */
    double keep_ratio;            /**< share of the stored energy that self-discharge leaves over the slot */
    double stored_min_wh;         /**< Wh, hard lower bound at the end of the slot */
    double stored_max_wh;         /**< Wh, hard upper bound at the end of the slot */
    double floor_wh;              /**< Wh, reserve floor at the end of the slot, soft; ≥ the SoC window's low end */
    double charge_limit_w;        /**< W, most the battery may take: its limits, heat, cold and reactive power */
    double discharge_limit_w;     /**< W, most the battery may give */
} ostrov_plan_slot;

/** Options of the built-in planner. stop and work_limit are looked at between its rounds. One base pass
 *  always runs, so that a whole plan always comes: the battery dispatched, each vehicle placed. It can
 *  take more than work_limit; with vehicles there may then be no bound (−inf). */
typedef struct ostrov_plan_options {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t passes;            /**< effort for vehicles: 6 rounds of bids each, 1 … 64 */
    int64_t work_limit;        /**< counted work after which it stops with what it has, after the base pass */
    const volatile int32_t *stop; /**< not zero = stop soon with what it has, after the base pass;
                                     written by another thread in one piece (__atomic_store_n); NULL = never */
    int32_t solver;            /**< enum ostrov_solver: UNKNOWN = the one that fits; QUICK, SIMPLEX */
    int32_t warm;              /**< 1 = begin with what the last call left in the same workspace, if it
                                    fits: a problem of the same shape is solved in a fraction of the time,
                                    also one whose horizon has moved or whose vehicles have changed, and the
                                    very same problem, to the last bit, not again: its plan, which was
                                    judged, is given out. The workspace must have been zero before the first
                                    call */
    double gap_ratio;          /**< SIMPLEX stops branching at this relative gap */
    const ostrov_plan *previous; /**< the plan followed so far, with edges_s and battery_w: where nothing is
                                     lost by it the battery goes on as it said; NULL = it rests */
    double calm_price_per_kwh; /**< money per kWh that leaving the previous plan, or rest, must bring: more
                                    than 0 gives a calmer plan that may cost that much more */
    double hold_w;             /**< W that the battery gives now (negative: takes); NaN = not known */
    double hold_money;         /**< the first slot stays as near to hold_w as this money allows; 0 = where
                                    nothing is lost. Not where vehicles are planned by their bids, nor with
                                    scenarios */
} ostrov_plan_options;

/** Fills a problem. @param problem receives the defaults @param size sizeof *problem
 *  @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_problem_defaults(ostrov_problem *problem,
                                                                   size_t size);

/** Fills a plan: no columns, no capacity. @param plan receives it @param size sizeof *plan
 *  @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_plan_defaults(ostrov_plan *plan, size_t size);

/** Fills options. @param options receives the defaults @param size sizeof *options
 *  @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_plan_options_defaults(ostrov_plan_options *options,
                                                                        size_t size);

/** Fills a vehicle row. @param vehicle receives the defaults @param size sizeof *vehicle
 *  @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_plan_vehicle_defaults(ostrov_plan_vehicle *vehicle,
                                                                        size_t size);

/** Judges a problem: every number finite and in its range, every slot covered, limits not below zero.
 *  @param problem the problem @param why receives the fault with row and slot; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_TIME; E_UNSUPPORTED @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_problem_check(const ostrov_problem *problem,
                                                                ostrov_fault *why);

/** Tells what a problem asks beyond battery, vehicles, groups and peaks, so that a planner can refuse
 *  what it does not cover and nothing is silently left out. What the slots of ostrov_problem_slots hold
 *  already (standby, temperature, reactive power, the reserve's confidence) does not count.
 *  @param problem the problem @param covered bits of enum ostrov_problem_feature that the caller covers
 *  @param features receives the bits of the problem; may be NULL @param why names the first member that is
 *  not covered; may be NULL
 *  @return OK; E_UNSUPPORTED when a bit of the problem is not in covered; E_ARGUMENT; E_RANGE;
 *  E_NOT_FINITE; E_TIME @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_problem_features(const ostrov_problem *problem,
                                                                   uint32_t covered,
                                                                   uint32_t *features,
                                                                   ostrov_fault *why);

/** Gives a problem slot by slot, as every planner must see it: for hosts and cities with an optimiser of
 *  their own, and for libostrov-milp.
 *  @param problem the problem @param slots receives one row a slot; may be NULL to judge and count only
 *  @param stride bytes from row to row, sizeof(ostrov_plan_slot) as the caller knows it
 *  @param capacity rows that slots holds, ≥ problem->count @param source_crc receives what a plan made
 *  from this problem carries as source_crc; may be NULL @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_TIME; E_SPACE; E_UNSUPPORTED @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_problem_slots(const ostrov_problem *problem,
                                                                ostrov_plan_slot *slots,
                                                                uint32_t stride, int32_t capacity,
                                                                uint32_t *source_crc,
                                                                ostrov_fault *why);

/** Bytes of workspace the built-in planner needs with the solver that it chooses itself.
 *  @param problem the problem @return bytes, a multiple of 8; 0 for a problem that is refused
 *  @setup @since 0.1 */
OSTROV_API size_t ostrov_plan_workspace(const ostrov_problem *problem);

/** The same with the solver that the options name. @param problem the problem @param solver UNKNOWN,
 *  QUICK or SIMPLEX of enum ostrov_solver @return bytes, a multiple of 8; 0 for a problem that is
 *  refused, or that this solver does not cover @setup @since 0.1 */
OSTROV_API size_t ostrov_plan_workspace_for(const ostrov_problem *problem, int32_t solver);

/** Plans with the built-in solvers: value functions for the battery, linear programs with branching where
 *  there are vehicles, blocks or further batteries, bids of vehicles where those would be too large; exact
 *  but for the last. Never infeasible where one of them covers all that is asked: hard limits are kept by
 *  shedding and by missing wishes (docs/explanation/plan-model.md, also for what is covered).
 *  @param problem refused untouched when not finite @param options NULL = defaults
 *  @param workspace aligned to 8 @param bytes at workspace @param plan caller's columns
 *  @param why receives the fault; may be NULL
 *  @return OK; LIMITED (stop or work_limit left something out; the plan is whole); E_ARGUMENT; E_RANGE;
 *  E_NOT_FINITE; E_TIME; E_SPACE; E_UNSUPPORTED @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_plan_solve(const ostrov_problem *problem,
                                                             const ostrov_plan_options *options,
                                                             void *workspace, size_t bytes,
                                                             ostrov_plan *plan, ostrov_fault *why);

/** Judges any plan by arithmetic alone: balance, limits, energies, cost.
 *  @param problem the problem @param plan battery_w, grid_w, pv_w, shed_w, shed_critical_w and (with
 *  vehicles) vehicle_w must be there @param tolerance_w W, and Wh for energies, > 0
 *  @param verdict receives it @param size sizeof *verdict @param why names what could not be read; may
 *  be NULL @return OK (also for a plan that is not feasible: see verdict); E_ARGUMENT; E_RANGE;
 *  E_NOT_FINITE; E_TIME @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_plan_check(const ostrov_problem *problem, const ostrov_plan *plan, double tolerance_w,
                  ostrov_plan_verdict *verdict, size_t size, ostrov_fault *why);

/** Kinds of repair, one flag a slot and series. */
enum ostrov_repair {
    OSTROV_REPAIR_NONE = 0,    /**< as it was */
    OSTROV_REPAIR_HELD = 1,    /**< value of the slot before */
    OSTROV_REPAIR_DAY = 2,     /**< value of the same time a day before */
    OSTROV_REPAIR_CLAMPED = 3, /**< cut to the range given */
    OSTROV_REPAIR_DEFAULT = 4  /**< the default given */
};

/** Repairs one series in caller's memory, for hosts that need a plan anyway: not finite → the same time
 *  a day before, else the last value, else fallback; outside min … max → cut.
 *  @param values count values, changed in place @param count ≥ 0 @param per_day values a day, 0 = no
 *  daily rule @param min least value believed @param max greatest value believed @param fallback value when nothing is known
 *  @param flags receives count of enum ostrov_repair; may be NULL @param repaired receives how many
 *  @return OK; DEGRADED when any was repaired; E_ARGUMENT; E_RANGE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_problem_repair(double *values, int32_t count,
                                                                 int32_t per_day, double min,
                                                                 double max, double fallback,
                                                                 uint8_t *flags, int32_t *repaired);

#ifdef __cplusplus
}
#endif

#endif
