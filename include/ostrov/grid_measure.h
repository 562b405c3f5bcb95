/**
 * @file grid_measure.h
 * @brief From waveforms to what the connection needs: phasors, frequency, ROCOF, sequence components,
 *        ten-minute mean, synchro-check.
 *
 * Who has ready measurements from a meter or relay fills ostrov_grid_sample with them and needs
 * little of this.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_GRID_MEASURE_H
#define OSTROV_GRID_MEASURE_H

#include <ostrov/base.h>
#include <ostrov/grid.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How far an estimate may be trusted. */
enum ostrov_quality {
    OSTROV_QUALITY_UNKNOWN = 0,  /**< not known: the value is NaN */
    OSTROV_QUALITY_GOOD = 1,     /**< every sample of the window was there */
    OSTROV_QUALITY_DEGRADED = 2, /**< a rule stood in: few samples were missing, or the frequency is
                                      not known and the nominal one was taken */
    OSTROV_QUALITY_DISTURBED = 3 /**< the window holds a jump: no single sine describes it */
};

/* ---- phasors ------------------------------------------------------------------------------- */

/** Settings of a phasor estimator. Growable: fill with ostrov_phasor_defaults. */
typedef struct ostrov_phasor_config {
    uint32_t struct_size;   /**< sizeof, as the caller knows it */
    uint32_t reserved_;     /**< keeps the alignment; zero */
    double sampling_hz;     /**< frames a second, 16·nominal_hz … 200 000; no default */
    double nominal_hz;      /**< Hz, 45 … 65 */
    double nominal_v;       /**< V, phase to neutral */
    double dead_pu;         /**< a phase below this has no angle; with no phase above no frequency */
    double sample_max_pu;   /**< a sample beyond this share of the nominal peak is not measured */
    double volt_per_count;  /**< V, one count of ostrov_phasor_step_counts */
    double gap_max_ratio;   /**< weight of the window that may be missing before it is not known */
    double disturbed_ratio; /**< departure from a single sine, in shares of the phasor, that counts as
                                 disturbed */
} ostrov_phasor_config;

/** Phasors, frequency and ROCOF at one instant. NaN = not known. Also takes ready measurements of one
 *  side for ostrov_grid_sample_from_phasors: fill with ostrov_phasor_state_defaults. */
typedef struct ostrov_phasor_state {
    uint32_t struct_size;      /**< sizeof, as the caller knows it */
    int32_t frequency_quality; /**< enum ostrov_quality of frequency and ROCOF */
    int32_t quality[3];        /**< enum ostrov_quality of each phase */
    int32_t rotation;       /**< enum ostrov_rotation */
    double magnitude_v[3];     /**< V r.m.s. of the fundamental, phase to neutral */
    double angle_deg[3];       /**< against a cosine of nominal_hz that has its crest at time 0 of the
                                    sampling clock, −180 … 180 (C37.118) */
    double frequency_hz;       /**< Hz */
    double rocof_hz_per_s;     /**< Hz/s */
    double nominal_hz;         /**< Hz, the frame of the angles */
    double time_s;             /**< s since the first frame: the instant of magnitudes and angles */
    double age_s;              /**< s from that instant to the newest frame */
    double frequency_age_s;    /**< s from the instant of frequency and ROCOF to the newest frame */
    double disturbance_ratio;  /**< greatest departure of a phase from a single sine, share of it */
} ostrov_phasor_state;

/** Three phases of one side under measurement. Copyable by assignment, nothing to free. */
typedef struct ostrov_phasor {
    uint64_t opaque_[1152]; /**< private */
} ostrov_phasor;

/** Fills a config; sampling_hz stays to be given. @param config receives the defaults
 *  @param size sizeof *config @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_phasor_defaults(ostrov_phasor_config *config,
                                                                  size_t size);

/** Fills a state with "not known". @param state receives it @param size sizeof *state
 *  @return OK; E_ARGUMENT; E_SPACE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_phasor_state_defaults(ostrov_phasor_state *state,
                                                                        size_t size);

/** Starts an estimator; nothing is known until one window is full. @param phasor receives the object
 *  @param config by ostrov_phasor_defaults; a sampling rate below 16 a nominal cycle is refused
 *  @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_UNSUPPORTED (phasor untouched) @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_phasor_init(ostrov_phasor *phasor,
                                                              const ostrov_phasor_config *config,
                                                              ostrov_fault *why);

/** Takes frames of three phases, equally spaced in time. A NaN, infinite or impossible sample is not
 *  measured. @param phasor the object
 *  @param v V, [frames][3]; a site with one phase gives NaN for the others
 *  @param frames count, 0 … 1 000 000; counted work in proportion
 *  @return OK; DEGRADED when samples were not measured; E_ARGUMENT; E_RANGE (frames; nothing taken)
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_phasor_step(ostrov_phasor *phasor, const double *v,
                                                              int32_t frames);

/** The same from whole numbers of a converter, volt_per_count each. @param phasor the object
 *  @param counts [frames][3]; INT32_MIN = not measured @param frames count, 0 … 1 000 000
 *  @return as ostrov_phasor_step @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_phasor_step_counts(ostrov_phasor *phasor,
                                                                     const int32_t *counts,
                                                                     int32_t frames);

/** Says that frames were lost, so that time goes on over the gap. @param phasor the object
 *  @param frames count, ≥ 0 @return OK; E_ARGUMENT; E_RANGE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_phasor_lost(ostrov_phasor *phasor, int64_t frames);

/** The newest estimate: magnitudes and angles one cycle old, frequency and ROCOF two and a half.
 *  Windows are B-splines whose zeros follow the estimated frequency, with a quadratic Taylor phasor
 *  (de la O Serna 2020, O-splines; IEEE C37.118.1-2011 annex C for the two-cycle triangle).
 *  @param phasor the object @param state receives it @param size sizeof *state
 *  @return OK; EMPTY when nothing is known yet (all NaN); E_ARGUMENT @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_phasor_read(const ostrov_phasor *phasor,
                                                              ostrov_phasor_state *state,
                                                              size_t size);

/** The estimate at a reporting instant, everything at that instant.
 *  @param phasor the object
 *  @param time_s s since the first frame, at least two and a half cycles before the newest frame
 *         and not more than about four
 *  @param state receives it @param size sizeof *state
 *  @return OK; EMPTY; E_ARGUMENT; E_TIME when the window does not lie inside what is kept
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_phasor_at(const ostrov_phasor *phasor,
                                                            double time_s,
                                                            ostrov_phasor_state *state,
                                                            size_t size);

/* ---- sequence components ------------------------------------------------------------------- */

/** Three phases taken apart. Frozen. */
typedef struct ostrov_sequence {
    double positive_v;      /**< V, positive sequence */
    double negative_v;      /**< V, negative sequence */
    double zero_v;          /**< V, zero sequence */
    double unbalance_ratio; /**< negative over positive; NaN when there is no positive sequence */
    double line_v[3];       /**< V, ab bc ca, over √3: the three line voltages on their own base */
    double lowest_v;        /**< V, least of the six applicable voltages (IEEE 1547-2018 4.3) */
    double highest_v;       /**< V, greatest of the six */
    int32_t rotation;    /**< enum ostrov_rotation; UNKNOWN also when neither prevails */
    int32_t lost_phases;    /**< bits 0, 1, 2: a, b, c is below dead_v while another phase is live */
    int32_t lost_lines;     /**< bits 0, 1, 2: ab, bc, ca is below dead_v while a phase is live: the
                                 supply is single-phase there */
    int32_t live;           /**< 1 = a phase is at least dead_v, 0 = the line is dead */
} ostrov_sequence;

/** Symmetrical components (Fortescue 1918), unbalance (EN 50160: negative over positive), the six
 *  applicable voltages, rotation and lost phases of three phasors. A pure function.
 *  @param magnitude_v V, three phases, ≥ 0 @param angle_deg degrees; one of a phase without voltage
 *  may be NaN @param dead_v V, below it a phase is not live, ≥ 0 @param sequence receives the result
 *  @return OK; E_ARGUMENT; E_NOT_FINITE; E_RANGE (sequence untouched) @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_sequence_components(const double *magnitude_v,
                                                                      const double *angle_deg,
                                                                      double dead_v,
                                                                      ostrov_sequence *sequence);

/* ---- ten-minute mean ----------------------------------------------------------------------- */

/** Settings of a sliding r.m.s. mean. Growable: fill with ostrov_voltage_mean_defaults. */
typedef struct ostrov_voltage_mean_config {
    uint32_t struct_size;   /**< sizeof, as the caller knows it */
    int32_t phases;         /**< how many phases are measured, 1 … 3, from a on */
    double over_v;          /**< V, the stage: a mean above it is over; no default */
    double window_s;        /**< s, EN 50549-1 4.9.3.2: ten minutes */
    double update_s;        /**< s between updates, at most 3 there; window_s holds at most 200 */
    double known_min_ratio; /**< share of the window that must have been measured to judge it */
} ostrov_voltage_mean_config;

/** The mean now. */
typedef struct ostrov_voltage_mean_state {
    uint32_t struct_size;  /**< sizeof, as the caller knows it */
    int32_t over;          /**< 1 a phase is over, 0 none is, −1 not known */
    int32_t updates;       /**< counts updates, and begins again at 0 after 2 000 000 000 */
    int32_t reserved_;     /**< zero */
    double mean_v[3];      /**< V, r.m.s. over what was measured of the window; NaN = nothing was */
    double known_ratio[3]; /**< share of the window that was measured */
    double since_s;        /**< s since the last update */
} ostrov_voltage_mean_state;

/** Sliding mean of three phases. Copyable by assignment, nothing to free. */
typedef struct ostrov_voltage_mean {
    uint64_t opaque_[832]; /**< private */
} ostrov_voltage_mean;

/** Fills a config; over_v stays to be given. @param config receives the defaults
 *  @param size sizeof *config @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_voltage_mean_defaults(ostrov_voltage_mean_config *config, size_t size);

/** Starts with an empty window. @param mean receives the object @param config by
 *  ostrov_voltage_mean_defaults @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_UNSUPPORTED (mean untouched) @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_voltage_mean_init(ostrov_voltage_mean *mean, const ostrov_voltage_mean_config *config,
                         ostrov_fault *why);

/** Moves on by dt_s, in which the voltages were v. @param mean the object
 *  @param v V r.m.s., three phases; NaN = not measured, and so is an infinite or negative one
 *  @param dt_s s, 0 < dt_s ≤ 60
 *  @return OK; DEGRADED when a voltage was refused; E_ARGUMENT; E_TIME (nothing taken)
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_voltage_mean_step(ostrov_voltage_mean *mean,
                                                                    const double *v, double dt_s);

/** Mean and stage as of the last update. @param mean the object @param state receives it
 *  @param size sizeof *state @return OK; E_ARGUMENT @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_voltage_mean_read(const ostrov_voltage_mean *mean, ostrov_voltage_mean_state *state,
                         size_t size);

/* ---- synchro-check ------------------------------------------------------------------------- */

/** What keeps the synchro-check from permitting: bits. */
enum ostrov_sync_block {
    OSTROV_SYNC_BLOCK_UNKNOWN = 1 << 0,   /**< something is not measured or too old */
    OSTROV_SYNC_BLOCK_GRID_DEAD = 1 << 1, /**< grid side below live_pu */
    OSTROV_SYNC_BLOCK_BUS_DEAD = 1 << 2,  /**< site bus side below live_pu */
    OSTROV_SYNC_BLOCK_ROTATION = 1 << 3,     /**< the two sides rotate differently, or it is not known */
    OSTROV_SYNC_BLOCK_VOLTAGE = 1 << 4,   /**< voltage difference outside the window */
    OSTROV_SYNC_BLOCK_SLIP = 1 << 5,      /**< frequency difference outside the window */
    OSTROV_SYNC_BLOCK_ANGLE = 1 << 6,     /**< angle now outside the window */
    OSTROV_SYNC_BLOCK_DWELL = 1 << 7      /**< the window must hold longer */
};

/** Settings of a synchro-check. Growable: fill with ostrov_sync_check_defaults. */
typedef struct ostrov_sync_check_config {
    uint32_t struct_size;  /**< sizeof, as the caller knows it */
    uint32_t reserved_;    /**< keeps the alignment; zero */
    double nominal_v;      /**< V, phase to neutral */
    double live_pu;        /**< a side is live when all its phases are at least this */
    double slip_max_hz;    /**< Hz; a slip on the limit is inside */
    double voltage_max_pu; /**< greatest difference of a phase, share of nominal_v */
    double angle_max_deg;  /**< degrees */
    double dwell_s;        /**< s the window must hold */
    double close_s;        /**< s from command to contact */
    double age_max_s;      /**< s, an older sample is not known */
} ostrov_sync_check_config;

/** Both sides of the breaker as measured. NaN or 0 = not known. */
typedef struct ostrov_sync_check_sample {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t grid_rotation;   /**< enum ostrov_rotation, grid side */
    int32_t bus_rotation;    /**< enum ostrov_rotation, site bus side */
    int32_t reserved_;    /**< zero */
    double grid_v[3];     /**< V, phase to neutral, grid side */
    double bus_v[3];      /**< V, phase to neutral, site bus side */
    double grid_hz;       /**< Hz, grid side */
    double bus_hz;        /**< Hz, site bus side */
    double angle_deg;     /**< site bus minus grid, −180 … 180 */
    double age_s;         /**< s since it was measured; the angle is turned on by it */
} ostrov_sync_check_sample;

/** What the synchro-check says. */
typedef struct ostrov_sync_check_state {
    uint32_t struct_size;     /**< sizeof, as the caller knows it */
    int32_t permit;           /**< 1 = every window has held for dwell_s: a plain check would close */
    int32_t close;            /**< 1 = command now: the contacts will meet at angle 0 (advance time) */
    int32_t blocked;          /**< bits of enum ostrov_sync_block; 0 = permitted */
    double slip_hz;           /**< Hz, bus minus grid */
    double voltage_v;         /**< V, greatest difference of a phase */
    double angle_deg;         /**< now, −180 … 180 */
    double contact_angle_deg; /**< where the contacts would meet when commanded now */
    double held_s;            /**< s every window has held; NaN = not now */
    double left_s;            /**< s until permitted when nothing changes; NaN = not by waiting */
    double zero_s;            /**< s until the contact angle crosses zero; NaN = not by slip */
} ostrov_sync_check_state;

/** A synchro-check. Copyable by assignment, nothing to free. */
typedef struct ostrov_sync_check {
    uint64_t opaque_[48]; /**< private */
} ostrov_sync_check;

/** Fills a config: windows of IEEE 1547-2018 table 5 for 500 … 1500 kVA. @param config receives the
 *  defaults @param size sizeof *config @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_sync_check_defaults(ostrov_sync_check_config *config, size_t size);

/** Fills a sample with "not known". @param sample receives it @param size sizeof *sample
 *  @return OK; E_ARGUMENT; E_SPACE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_sync_check_sample_defaults(ostrov_sync_check_sample *sample, size_t size);

/** Starts with nothing held. @param check receives the object @param config by
 *  ostrov_sync_check_defaults @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_UNSUPPORTED (check untouched) @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_sync_check_init(ostrov_sync_check *check, const ostrov_sync_check_config *config,
                       ostrov_fault *why);

/** Moves on by dt_s. A model for simulation and audit: it closes nothing. @param check the object
 *  @param sample what was measured @param dt_s s, 0 < dt_s ≤ 1
 *  @return OK; DEGRADED when values were refused; E_ARGUMENT; E_TIME (nothing taken, nothing
 *  permitted, the dwell starts again) @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_sync_check_step(ostrov_sync_check *check, const ostrov_sync_check_sample *sample,
                       double dt_s);

/** What it says now. @param check the object @param state receives it @param size sizeof *state
 *  @return OK; E_ARGUMENT @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_sync_check_read(const ostrov_sync_check *check, ostrov_sync_check_state *state,
                       size_t size);

/* ---- bridge to the switch ------------------------------------------------------------------ */

/** Writes voltages, frequency, rotation and age of both sides, angle_deg, and unbalance_ratio and
 *  zero_ratio of the grid side into a sample; the other members stay. A side or value that is not known becomes NaN.
 *  Angles of different instants are turned to the older one, at most 0.1 s; so grid_age_s and
 *  bus_age_s both count from it. Sides that rotate differently have no angle.
 *  @param grid grid side, from ostrov_phasor_read or filled by hand; NULL = not measured
 *  @param bus site bus side, on the same sampling clock; NULL = not measured
 *  @param delay_s s from the newest frame of both to now, ≥ 0 @param sample by ostrov_grid_sample_defaults
 *  @return OK; DEGRADED when something is not known or not of good quality; E_ARGUMENT; E_NOT_FINITE
 *  or E_RANGE for delay_s (sample untouched) @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_grid_sample_from_phasors(const ostrov_phasor_state *grid, const ostrov_phasor_state *bus,
                                double delay_s, ostrov_grid_sample *sample);

#ifdef __cplusplus
}
#endif

#endif
