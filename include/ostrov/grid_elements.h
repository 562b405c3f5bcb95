/**
 * @file grid_elements.h
 * @brief Models of protection elements: over/under-voltage and frequency stages, rate of change of
 *        frequency, vector shift, and what passive elements cannot see of an island.
 *
 * These are models: for simulation, for auditing the settings of certified devices, for tightening.
 * They trip nothing that a relay must trip, replace no certified interface protection, and contain no
 * active anti-islanding. Ride-through and enter service are in grid_ride.h.
 *
 * A violation is strict: a value on the threshold does not count (edge_outside turns that). The step
 * that first violates counts with its whole dt_s, as the sample stands for it. What is not measured
 * holds a timer: it can neither prove a violation nor its end.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_GRID_ELEMENTS_H
#define OSTROV_GRID_ELEMENTS_H

#include <ostrov/base.h>

#ifdef __cplusplus
extern "C" {
#endif

#define OSTROV_ELEMENT_STAGES 8 /**< most stages of one set of elements */

/** Abnormal operating performance category of IEEE 1547-2018. */
enum ostrov_category {
    OSTROV_CATEGORY_UNKNOWN = 0, /**< not known, or not set */
    OSTROV_CATEGORY_I = 1,       /**< least that the bulk system needs */
    OSTROV_CATEGORY_II = 2,      /**< stays through what the bulk system is planned for */
    OSTROV_CATEGORY_III = 3      /**< most; ceases for a moment instead of tripping */
};

/** What a stage looks at. */
enum ostrov_element_kind {
    OSTROV_ELEMENT_UNKNOWN = 0,       /**< stage not used */
    OSTROV_ELEMENT_OVERVOLTAGE = 1,   /**< largest of the six applicable voltages */
    OSTROV_ELEMENT_UNDERVOLTAGE = 2,  /**< smallest of the six applicable voltages */
    OSTROV_ELEMENT_OVERFREQUENCY = 3, /**< frequency above */
    OSTROV_ELEMENT_UNDERFREQUENCY = 4 /**< frequency below */
};

/** What an element, a ride-through or an enter-service model is shown each step. NaN, −1 = not known.
 *  The six applicable voltages (IEEE 1547-2018, 4.3) are formed from it: three phase voltages and
 *  three line voltages, each on its own base. */
typedef struct ostrov_element_sample {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t permit;       /**< 1 = service permitted, 0 = withdrawn, −1 = not read (enter service) */
    int32_t tripped;      /**< 1 = tripped by an element or a person, 0 = not; −1 = not read, which
                               counts as not (ride-through, enter service) */
    uint32_t reserved_;   /**< keeps the alignment; zero */
    double phase_pu[3];   /**< phase to neutral, share of nominal */
    double angle_deg[3];  /**< phase angles against a reference at nominal frequency; what is not
                               measured is taken as 0, −120, 120 for the line voltages */
    double hz;            /**< Hz */
    double rocof_hz_per_s;        /**< Hz/s, for the ride-through limit */
    double phase_jump_deg;        /**< change of the positive-sequence angle within a cycle */
    double phase_jump_single_deg; /**< largest change of a single phase's angle within a cycle */
} ostrov_element_sample;

/** Settings of up to eight stages. Growable: fill with ostrov_elements_defaults. */
typedef struct ostrov_elements_config {
    uint32_t struct_size;  /**< sizeof, as the caller knows it */
    int32_t edge_outside;  /**< 1: a value on the threshold counts as a violation */
    int32_t kind[8];       /**< enum ostrov_element_kind; 0 = stage not used */
    int32_t integrating[8]; /**< 1: after drop-off the timer runs back instead of to zero */
    double level[8];       /**< threshold: share of nominal, or Hz, by kind */
    double delay_s[8];     /**< s from violation to trip */
    double dropoff_ratio[8]; /**< drop-off level, share of level: ≤ 1 for over, ≥ 1 for under; NaN = 1 */
    double dropoff_s[8];   /**< s the value must be back before the timer goes; 0 = one good sample */
    double blind_pu;       /**< below this largest voltage no frequency is judged */
} ostrov_elements_config;

/** What the stages say. */
typedef struct ostrov_elements_state {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t trip;         /**< 1 = a stage ran out; holds until reset */
    int32_t picked;       /**< 1 a stage is picked up, 0 none and all known, −1 not known */
    int32_t first_stage;  /**< stage that ran out first, of several the one with the shortest delay;
                               −1 = none */
    int32_t first_kind;   /**< enum ostrov_element_kind of it */
    uint32_t reserved_;   /**< keeps the alignment; zero */
    double first_s;       /**< s since init or reset when it ran out; NaN = none */
    double first_value;   /**< value then, share of nominal or Hz; NaN = none */
    double first_level;   /**< its threshold; NaN = none */
    double held_s[8];     /**< s each stage's timer holds */
    double left_s;        /**< s until the next stage runs out if it stays so; NaN = none picked up */
} ostrov_elements_state;

/** A set of stages. Copyable by assignment, nothing to free. */
typedef struct ostrov_elements {
    uint64_t opaque_[128]; /**< private */
} ostrov_elements;

/** How a rate of change is measured. */
enum ostrov_rocof_method {
    OSTROV_ROCOF_UNKNOWN = 0,      /**< not known, or not set */
    OSTROV_ROCOF_TWO_POINT = 1,    /**< difference of the window's ends, by its length */
    OSTROV_ROCOF_LEAST_SQUARES = 2 /**< slope of the straight line of least squares */
};

/** Settings of a rate-of-change element. Growable: fill with ostrov_rocof_defaults. */
typedef struct ostrov_rocof_config {
    uint32_t struct_size;  /**< sizeof, as the caller knows it */
    int32_t method;        /**< enum ostrov_rocof_method */
    double window_s;       /**< s measured over; at most 600 points of it are kept */
    double limit_hz_per_s; /**< Hz/s that must be exceeded, either way */
    double delay_s;        /**< s it must last */
    double dropoff_s;      /**< s it must be over before the timer goes; 0 = one good sample */
} ostrov_rocof_config;

/** What a rate-of-change element says. */
typedef struct ostrov_rocof_state {
    uint32_t struct_size;  /**< sizeof, as the caller knows it */
    int32_t trip;          /**< 1 = limit exceeded for the delay; holds until init */
    int32_t picked;        /**< 1 = above the limit now, 0 not, −1 window not yet full */
    uint32_t reserved_;    /**< keeps the alignment; zero */
    double rocof_hz_per_s; /**< Hz/s; NaN = window not yet full */
    double trip_s;         /**< s since init at the trip; NaN = none */
} ostrov_rocof_state;

/** A rate-of-change element. Copyable by assignment, nothing to free. */
typedef struct ostrov_rocof {
    uint64_t opaque_[840]; /**< private */
} ostrov_rocof;

/** Settings of a vector-shift element. Growable: fill with ostrov_vector_shift_defaults. */
typedef struct ostrov_vector_shift_config {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    uint32_t reserved_;   /**< keeps the alignment; zero */
    double nominal_hz;    /**< Hz: the length of the cycle compared */
    double limit_deg;     /**< degrees in a cycle that must be exceeded, either way */
    double block_pu;      /**< blocked while a phase is below, and two cycles after */
} ostrov_vector_shift_config;

/** What a vector-shift element says. */
typedef struct ostrov_vector_shift_state {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t trip;         /**< 1 = limit exceeded; holds until init */
    int32_t blocked;      /**< 1 = blocked by under-voltage or by what is not measured */
    uint32_t reserved_;   /**< keeps the alignment; zero */
    double shift_deg;     /**< this cycle against the one before; NaN = blocked or not yet two cycles */
    double trip_s;        /**< s since init at the trip; NaN = none */
} ostrov_vector_shift_state;

/** A vector-shift element. Copyable by assignment, nothing to free. */
typedef struct ostrov_vector_shift {
    uint64_t opaque_[256]; /**< private */
} ostrov_vector_shift;

/** An island of one source at unity power factor and a load of R, L and C in parallel, as at the
 *  moment of separation (IEC 62116). Frozen. */
typedef struct ostrov_island_load {
    double nominal_hz;   /**< Hz before the loss */
    double quality;      /**< quality factor of the load, √(Q_L·Q_C)/P_L, > 0 */
    double power_ratio;  /**< active power of the source over that of the load at nominal voltage */
    double reactive_ratio; /**< (Q_L − Q_C)/P_L at nominal voltage and frequency */
} ostrov_island_load;

/** Where an island comes to rest and what sees it there. Frozen. */
typedef struct ostrov_island_rest {
    double voltage_pu;  /**< share of nominal */
    double hz;          /**< Hz */
    double detect_s;    /**< s: least delay of the stages violated there; +inf = none is */
    uint32_t kinds;     /**< bit 1 << enum ostrov_element_kind of each kind violated there */
    int32_t inside;     /**< 1 = inside the non-detection zone: not seen within the limit */
} ostrov_island_rest;

/** The non-detection zone of passive stages: what lies strictly between stays unseen. An open side is
 *  0 or ±inf. Frozen. */
typedef struct ostrov_ndz {
    double power_min_ratio;    /**< source over load power, least */
    double power_max_ratio;    /**< greatest */
    double reactive_min_ratio; /**< (Q_L − Q_C)/P_L, least */
    double reactive_max_ratio; /**< greatest */
} ostrov_ndz;

/** Fills a sample with "not known". @param sample receives it @param size sizeof *sample
 *  @return OK; E_ARGUMENT; E_SPACE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_element_sample_defaults(ostrov_element_sample *sample, size_t size);

/** Fills a config without any stage. @param config receives it @param size sizeof *config
 *  @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_elements_defaults(ostrov_elements_config *config,
                                                                    size_t size);

/** Sets all eight stages to the default trip settings of IEEE 1547-2018 (tables 11 to 13 and 18, as
 *  two implementations agree on them): OV2, OV1, UV1, UV2, OF2, OF1, UF1, UF2. The frequencies are
 *  those for 60 Hz, moved by nominal_hz − 60. @param config by ostrov_elements_defaults
 *  @param category enum ostrov_category @param nominal_hz Hz, 45 … 65
 *  @return OK; E_ARGUMENT; E_RANGE (config untouched) @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_elements_category(ostrov_elements_config *config, int32_t category, double nominal_hz);

/** Starts with all timers at zero. @param elements receives the object @param config the stages; a
 *  used stage needs a level @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_UNSUPPORTED (elements untouched)
 *  @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_elements_init(ostrov_elements *elements,
                                                                const ostrov_elements_config *config,
                                                                ostrov_fault *why);

/** Moves on by dt_s. @param elements the object @param sample what was measured
 *  @param dt_s s, 0 < dt_s ≤ 1 @return OK; DEGRADED when values were refused; E_ARGUMENT; E_TIME (a dt
 *  outside its range: object untouched) @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_elements_step(ostrov_elements *elements,
                                                                const ostrov_element_sample *sample,
                                                                double dt_s);

/** Trip, first cause and timers now. @param elements the object @param state receives it
 *  @param size sizeof *state @return OK; E_ARGUMENT; E_SPACE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_elements_read(const ostrov_elements *elements,
                                                                ostrov_elements_state *state,
                                                                size_t size);

/** Takes back trip, first cause and timers. @param elements the object @return OK; E_ARGUMENT
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_elements_reset(ostrov_elements *elements);

/** Fills a config. @param config receives the defaults @param size sizeof *config
 *  @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_rocof_defaults(ostrov_rocof_config *config,
                                                                 size_t size);

/** Starts with an empty window. @param rocof receives the object @param config the settings
 *  @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_UNSUPPORTED (rocof untouched) @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_rocof_init(ostrov_rocof *rocof,
                                                             const ostrov_rocof_config *config,
                                                             ostrov_fault *why);

/** Moves on by dt_s. A gap of a quarter of the window without frequency starts the window anew.
 *  @param rocof the object @param sample hz is read @param dt_s s, 0 < dt_s ≤ 1
 *  @return OK; DEGRADED when values were refused; E_ARGUMENT; E_TIME (object untouched)
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_rocof_step(ostrov_rocof *rocof,
                                                             const ostrov_element_sample *sample,
                                                             double dt_s);

/** Rate and trip now. @param rocof the object @param state receives it @param size sizeof *state
 *  @return OK; E_ARGUMENT; E_SPACE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_rocof_read(const ostrov_rocof *rocof,
                                                             ostrov_rocof_state *state, size_t size);

/** Fills a config. @param config receives the defaults @param size sizeof *config
 *  @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_vector_shift_defaults(ostrov_vector_shift_config *config, size_t size);

/** Starts with no cycle known. @param shift receives the object @param config the settings
 *  @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_UNSUPPORTED (shift untouched)
 *  @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_vector_shift_init(ostrov_vector_shift *shift, const ostrov_vector_shift_config *config,
                         ostrov_fault *why);

/** Moves on by dt_s. Compares how far the mean of the three phase angles moved in the last cycle and in
 *  the one before: a jump of one phase counts a third. Steps longer than a cycle compare steps instead,
 *  which sees a jump in full and a frequency step too large; longer than two cycles is refused.
 *  @param shift the object @param sample angle_deg and phase_pu are read
 *  @param dt_s s, 0 < dt_s ≤ 2/nominal_hz
 *  @return OK; DEGRADED when values were refused; E_ARGUMENT; E_TIME (object untouched)
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_vector_shift_step(ostrov_vector_shift *shift, const ostrov_element_sample *sample,
                         double dt_s);

/** Shift and trip now. @param shift the object @param state receives it @param size sizeof *state
 *  @return OK; E_ARGUMENT; E_SPACE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_vector_shift_read(const ostrov_vector_shift *shift, ostrov_vector_shift_state *state,
                         size_t size);

/** Where an island comes to rest, and whether the stages see it there within limit_s. Closed form for a
 *  source of constant power at unity power factor: v = √(P/P_L), Qf·(f/f0 − f0/f) = (Q_L − Q_C)/P_L.
 *  Rate of change and vector shift are left out: they see a loss by its start, not by its rest, and
 *  are not to be relied on. @param elements the stages, by ostrov_elements_defaults @param load the
 *  island @param limit_s s by which it must be seen, > 0; +inf = at all @param rest receives the answer
 *  @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_UNSUPPORTED (rest untouched) @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_ndz_island(const ostrov_elements_config *elements, const ostrov_island_load *load,
                  double limit_s, ostrov_island_rest *rest, ostrov_fault *why);

/** The non-detection zone of the stages for a load of that quality factor.
 *  @param elements the stages, by ostrov_elements_defaults @param nominal_hz Hz, 10 … 400
 *  @param quality quality factor of the load, > 0 @param limit_s s by which an island must be seen, > 0;
 *  +inf = at all @param zone receives the zone; a least above its greatest = the zone is empty
 *  @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_UNSUPPORTED (zone untouched) @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_ndz_zone(const ostrov_elements_config *elements, double nominal_hz, double quality,
                double limit_s, ostrov_ndz *zone, ostrov_fault *why);

/** Points of a zone's boundary for a chart, counter-clockwise from its lower left corner, the last
 *  equal to the first. @param zone the zone @param count points: 4·n + 1, n to a side @param power_ratio receives count
 *  values: source over load power @param reactive_ratio receives count values: (Q_L − Q_C)/P_L
 *  @return OK; EMPTY for an empty zone (nothing written); E_ARGUMENT; E_RANGE for another count;
 *  E_NOT_FINITE for a zone open at a side @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_ndz_boundary(const ostrov_ndz *zone, int32_t count,
                                                               double *power_ratio,
                                                               double *reactive_ratio);

#ifdef __cplusplus
}
#endif

#endif
