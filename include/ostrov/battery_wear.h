/**
 * @file battery_wear.h
 * @brief Wear of a battery: cycles counted by rainflow, laws of ageing, the price of a cycle by its
 *  depth.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_BATTERY_WEAR_H
#define OSTROV_BATTERY_WEAR_H

#include <ostrov/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- rainflow --------------------------------------------------------------------------------- */

enum {
    OSTROV_RAINFLOW_DEPTH = 128 /**< open reversals that are kept: to this depth equal to a batch
                                     count */
};

/** A cycle that closed. Frozen. */
typedef struct ostrov_rainflow_cycle {
    double range; /**< from one end to the other, ≥ 0, in the unit of the samples */
    double mean;  /**< in the middle of its ends */
    double count; /**< 1, or 0.5 for half a cycle */
    int64_t start; /**< number of the sample it begins at, from 0 */
    int64_t end;   /**< number of the sample it ends at */
} ostrov_rainflow_cycle;

/** What was counted. "Open" is what would be counted as half cycles if the series ended now. */
typedef struct ostrov_rainflow_state {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t depth;             /**< open reversals */
    int64_t samples;           /**< samples taken */
    int64_t merged;            /**< cycles that were closed early because the depth was used up */
    double cycles;             /**< closed: sum of counts */
    double range_sum;          /**< closed: sum of count · range; of SoC: full equivalent cycles */
    double damage;             /**< closed: sum of count · range^exponent */
    double open_range_sum;     /**< open: sum of 0.5 · range */
    double open_damage;        /**< open: sum of 0.5 · range^exponent */
    double missed_damage;      /**< bound of the damage that early closing left out; 0 when merged
                                    is 0 */
} ostrov_rainflow_state;

/** One count. Copyable by assignment, nothing to free. */
typedef struct ostrov_rainflow {
    uint64_t opaque_[320]; /**< private */
} ostrov_rainflow;

/** Starts a count. @param rainflow receives the object @param exponent of the damage sum, 1 … 10
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_rainflow_init(ostrov_rainflow *rainflow,
                                                                double exponent);

/** Takes one sample (SoC, say) and tells what closed by it: ASTM E1049-85 (2017) 5.4.4 as a stream. With
 *  more than OSTROV_RAINFLOW_DEPTH open reversals the two neighbours whose removal costs least are
 *  counted as a full cycle at once: the range sum stays exact, damage falls short by no more than
 *  missed_damage tells. @param rainflow the object @param value any finite number @param closed receives
 *  cycles; NULL = not wanted @param capacity at closed, ≥ OSTROV_RAINFLOW_DEPTH unless closed is NULL
 *  @param count receives how many closed; may be NULL when closed is @return OK; EMPTY when the value is
 *  NaN (not known: nothing is taken); E_ARGUMENT; E_SPACE; E_RANGE for an infinite value @rt @since 0.1
 *  */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_rainflow_step(ostrov_rainflow *rainflow,
                                                                double value,
                                                                ostrov_rainflow_cycle *closed,
                                                                int32_t capacity, int32_t *count);

/** Ends a series: what is open counts as half cycles, and the next sample begins a new series.
 *  @param rainflow the object @param closed receives cycles; NULL = not wanted @param capacity at
 *  closed, ≥ OSTROV_RAINFLOW_DEPTH unless closed is NULL @param count receives how many; may be NULL
 *  when closed is @return OK; E_ARGUMENT; E_SPACE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_rainflow_finish(ostrov_rainflow *rainflow,
                                                                  ostrov_rainflow_cycle *closed,
                                                                  int32_t capacity, int32_t *count);

/** What was counted so far. @param rainflow the object @param state receives it @param size sizeof
 *  *state @return OK; E_ARGUMENT @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_rainflow_read(const ostrov_rainflow *rainflow, ostrov_rainflow_state *state, size_t size);

/** Bytes of a snapshot. @return bytes @setup @since 0.1 */
OSTROV_API size_t ostrov_rainflow_save_size(void);

/** Writes a snapshot. @param rainflow the object @param bytes receives it @param capacity at bytes, ≥
 *  ostrov_rainflow_save_size() @param used receives its length; may be NULL @return OK; E_ARGUMENT;
 *  E_SPACE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_rainflow_save(const ostrov_rainflow *rainflow,
                                                                void *bytes, size_t capacity,
                                                                size_t *used);

/** Goes on from a snapshot, bit by bit. @param rainflow an object started with the same exponent
 *  @param bytes the snapshot @param count its length @return OK; E_ARGUMENT; E_CORRUPT; E_STATE for
 *  another exponent; E_UNSUPPORTED (object untouched) @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_rainflow_load(ostrov_rainflow *rainflow,
                                                                const void *bytes, size_t count);

/* ---- ageing ------------------------------------------------------------------------------------ */

/** Law by which a cell ages: each was fitted to one cell; take the one whose cell is nearest. */
enum ostrov_ageing_law {
    OSTROV_AGEING_UNKNOWN = 0,       /**< not known, or not set */
    OSTROV_AGEING_LFP_PRISMATIC = 1, /**< LFP 250 Ah: J. Energy Storage 73 (2023) 109042 */
    OSTROV_AGEING_LFP_SONY = 2,      /**< LFP 3 Ah: J. Electrochem. Soc. 169 (2022) 080530 */
    OSTROV_AGEING_LFP_NAUMANN = 3,   /**< LFP 3 Ah: J. Energy Storage 17 (2018) 153; J. Power
                                          Sources 451 (2020) 227666 */
    OSTROV_AGEING_NMC_PRISMATIC = 4, /**< NMC 75 Ah: J. Energy Storage 73 (2023) 109042 */
    OSTROV_AGEING_NMC_KOKAM = 5,     /**< NMC 75 Ah: Smith et al., ACC 2017 */
    OSTROV_AGEING_NMC_SANYO = 6,     /**< NMC 2 Ah: Schmalstieg et al., J. Power Sources 257 (2014)
                                          325 */
    OSTROV_AGEING_XU = 7,            /**< LMO by stress factors: Xu et al., IEEE Trans. Smart Grid 9
                                          (2018) 1131 */
    OSTROV_AGEING_NMC_SMITH = 8      /**< NMC 75 Ah: form of Smith et al., ACC 2017, with early loss
                                          and loss of material in the cold; constants fitted anew
                                          to check-ups of six cells, 3 … 45 °C */
};

/** How a battery ages. Growable: fill with ostrov_ageing_defaults. */
typedef struct ostrov_ageing_config {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t law;         /**< enum ostrov_ageing_law */
    double window_s;     /**< s over which samples are gathered into one stress: a day, as the laws
                              were fitted */
    double rate_ratio;   /**< all losses times this: 1 = as published; a battery measured to age
                              otherwise is told so here */
} ostrov_ageing_config;

/** A stress that holds for a while. Frozen. */
typedef struct ostrov_ageing_stress {
    double temperature_c;  /**< °C of the cells, −60 … 100 */
    double soc_ratio;      /**< mean SoC, 0 … 1 */
    double depth_ratio;    /**< depth of the cycles, 0 … 1 */
    double rate_per_h;     /**< mean of |current| over capacity while it is not resting, spread over
                                all the time; 1/h, 0 … 20 */
    double cycles_per_day; /**< full equivalent cycles of the new capacity, 1/day, 0 … 500 */
} ostrov_ageing_stress;

/** How far a battery has aged. */
typedef struct ostrov_ageing_state {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    uint32_t reserved_; /**< 0 */
    double capacity_ratio;       /**< capacity over that of new, 0 … 1.01; the window now being
                                      gathered is not in it */
    double resistance_ratio;     /**< resistance over that of new, ≥ 1; NaN = the law does not tell */
    double calendar_loss_ratio;  /**< capacity lost by time alone */
    double cycle_loss_ratio;     /**< capacity lost by cycling */
    double days;                 /**< days lived */
    double cycles;               /**< full equivalent cycles of the new capacity */
    double calendar_loss_per_day; /**< how fast calendar_loss_ratio grows by the stress taken last,
                                       1/day */
    double cycle_loss_per_cycle; /**< how much one more full equivalent cycle of the stress taken
                                      last costs */
} ostrov_ageing_state;

/** One ageing battery. Copyable by assignment, nothing to free. */
typedef struct ostrov_ageing {
    uint64_t opaque_[64]; /**< private */
} ostrov_ageing;

/** Fills a config with defaults: the law of the large LFP cell, windows of a day. @param config receives
 *  them @param size sizeof *config @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_ageing_defaults(ostrov_ageing_config *config,
                                                                  size_t size);

/** Starts a battery as new. @param ageing receives the object @param config by ostrov_ageing_defaults
 *  @param why receives the fault; may be NULL @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE;
 *  E_UNSUPPORTED @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_ageing_init(ostrov_ageing *ageing,
                                                              const ostrov_ageing_config *config,
                                                              ostrov_fault *why);

/** Ages by a stress that held for duration_s. Each loss goes on from the virtual time (or throughput) at
 *  which the law of the present stress would have led to it, so steps of an hour or a month give the
 *  same. A loss never shrinks; where the law ends below it, it is held. @param ageing the object
 *  @param stress all members in their ranges @param duration_s s, 0 … 1e10 @return OK; E_ARGUMENT;
 *  E_RANGE; E_NOT_FINITE; E_TIME (object untouched) @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_ageing_advance(ostrov_ageing *ageing,
                                                                 const ostrov_ageing_stress *stress,
                                                                 double duration_s);

/** Takes a sample of the battery as it lives; every window_s the stress gathered is applied. SoC is of
 *  the present capacity, so cycles of a worn battery weigh less. @param ageing the object
 *  @param soc_ratio 0 … 1; NaN or beyond = as before @param temperature_c °C, −60 … 100; NaN or beyond =
 *  as before @param dt_s s since the sample before, 0 … 1e8; 0 = the first after a break @return OK;
 *  DEGRADED when a value stood in; E_ARGUMENT; E_TIME @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_ageing_step(ostrov_ageing *ageing,
                                                              double soc_ratio,
                                                              double temperature_c, double dt_s);

/** Applies what was gathered before its window is full; the next sample begins anew. @param ageing the
 *  object @return OK; EMPTY when nothing was gathered; E_ARGUMENT @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_ageing_close(ostrov_ageing *ageing);

/** How far it has aged. @param ageing the object @param state receives it @param size sizeof *state
 *  @return OK; E_ARGUMENT @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_ageing_read(const ostrov_ageing *ageing,
                                                              ostrov_ageing_state *state,
                                                              size_t size);

/** Bytes of a snapshot. @return bytes @setup @since 0.1 */
OSTROV_API size_t ostrov_ageing_save_size(void);

/** Writes a snapshot. @param ageing the object @param bytes receives it @param capacity at bytes, ≥
 *  ostrov_ageing_save_size() @param used receives its length; may be NULL @return OK; E_ARGUMENT;
 *  E_SPACE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_ageing_save(const ostrov_ageing *ageing,
                                                              void *bytes, size_t capacity,
                                                              size_t *used);

/** Goes on from a snapshot, bit by bit. @param ageing an object started with the same config
 *  @param bytes the snapshot @param count its length @return OK; E_ARGUMENT; E_CORRUPT; E_STATE for
 *  another config; E_UNSUPPORTED (object untouched) @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_ageing_load(ostrov_ageing *ageing,
                                                              const void *bytes, size_t count);

/* ---- price ------------------------------------------------------------------------------------- */

/** What wear costs where. Growable: fill with ostrov_wear_defaults. */
typedef struct ostrov_wear_config {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t law;                      /**< enum ostrov_ageing_law */
    double capacity_wh;               /**< Wh from empty to full, when new; must be given */
    double replacement_price_per_kwh; /**< money per kWh of capacity; must be given */
    double end_of_life_ratio;         /**< capacity left at which it is replaced */
    double temperature_c;             /**< °C in the life it leads */
    double soc_ratio;                 /**< mean SoC in the life it leads */
    double rate_per_h;                /**< mean of |current| over capacity, 1/h */
    double rate_ratio;                /**< all losses times this, as in ostrov_ageing_config */
} ostrov_wear_config;

/** One piece of the price of a discharge by depth: from the depth of the piece before (0 at first) to
 *  depth_ratio each kWh out of the cells costs price_per_kwh. Prices never fall with depth, so a planner
 *  that minimises cost uses the pieces in order. A row of ostrov_plan_wear is one piece by itself: its
 *  depth_ratio is energy_wh over the capacity. Frozen. */
typedef struct ostrov_wear_segment {
    double depth_ratio;   /**< end of the piece, share of the capacity, 0 … 1 */
    double energy_wh;     /**< Wh of the piece, > 0 */
    double price_per_kwh; /**< money per kWh out of the cells in this piece, ≥ 0 */
} ostrov_wear_segment;

/** One piece of the price of time by SoC: from the SoC of the piece before (0 at first) to soc_ratio each
 *  kWh that is stored costs price_per_kwh_h for each hour. Prices never fall with SoC, and may be below 0
 *  where an empty battery ages faster. Frozen. */
typedef struct ostrov_wear_hold {
    double soc_ratio;       /**< end of the piece, 0 … 1 */
    double energy_wh;       /**< Wh of the piece, > 0 */
    double price_per_kwh_h; /**< money per kWh stored in this piece and hour */
} ostrov_wear_hold;

/** Fills a config with defaults; capacity and price are left to be given. @param config receives them
 *  @param size sizeof *config @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_wear_defaults(ostrov_wear_config *config,
                                                                size_t size);

/** Price of cycles by depth in count pieces of equal depth: a full cycle of depth d costs the sum of its
 *  pieces (Xu, Zhao, Zheng, Litvinov, Kirschen, IEEE Trans. Power Syst. 33 (2018) 2248). A cycle of
 *  depth d costs the replacement over the cycles of that depth that wear out the battery; where that is
 *  not convex, neighbouring pieces share their mean (the greatest convex function below it, whose full
 *  cycle costs the same). A cycle costs at most the battery.
 *  @param config by ostrov_wear_defaults @param segments receives count pieces @param count 1 … 64
 *  @param why receives the fault; may be NULL @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE;
 *  E_UNSUPPORTED @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_wear_segments(const ostrov_wear_config *config,
                                                                ostrov_wear_segment *segments,
                                                                int32_t count, ostrov_fault *why);

/** Price of an hour at rest: the replacement over the hours that a battery kept at this SoC and
 *  temperature lasts. @param config by ostrov_wear_defaults @param soc_ratio 0 … 1 @param temperature_c
 *  °C, −60 … 100 @param price_per_h receives money per hour, ≥ 0 @param why receives the fault; may be
 *  NULL @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_UNSUPPORTED @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_wear_calendar(const ostrov_wear_config *config,
                                                                double soc_ratio,
                                                                double temperature_c,
                                                                double *price_per_h,
                                                                ostrov_fault *why);

/** Price of an hour at rest by SoC in count pieces of equal energy: what a SoC costs more than empty,
 *  which ostrov_wear_calendar tells, is the sum of its pieces, and where that is not convex in SoC
 *  neighbouring pieces share their mean. @param config by ostrov_wear_defaults @param temperature_c °C,
 *  −60 … 100 @param holds receives count pieces @param count 1 … 64 @param why receives the fault; may be
 *  NULL @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_UNSUPPORTED @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_wear_holds(const ostrov_wear_config *config,
                                                             double temperature_c,
                                                             ostrov_wear_hold *holds, int32_t count,
                                                             ostrov_fault *why);

#ifdef __cplusplus
}
#endif

#endif
