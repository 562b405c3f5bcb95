/* What protection models look at, as whole numbers, and the timers they run on.
 *
 * Voltages in ppm of nominal, frequency in microhertz, time in microseconds: a threshold is met on
 * the same step on every target. Microhertz rather than millihertz, for a slow ramp must cross its
 * threshold within one step of a millisecond.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_GRID_ELEMENT_SIGNAL_H
#define OSTROV_LIB_GRID_ELEMENT_SIGNAL_H

#include <ostrov/grid_elements.h>

#define OSTROV_I_ELEMENT_LONGEST_S 1.0 /* longest step that a model takes */

/* Extremes of the applicable voltages that are known. */
typedef struct ostrov_i_element_signal {
    int32_t low_ppm;
    int32_t high_ppm;
    int32_t positive_ppm; /* positive sequence; -1 = not known */
    int32_t known;        /* applicable voltages known, 0 … 6 */
    int32_t uhz;
    int32_t known_hz;
} ostrov_i_element_signal;

void ostrov_i_element_signal_from(const ostrov_element_sample *sample,
                                  ostrov_i_element_signal *signal);

/* What a sample says of a condition. */
enum {
    OSTROV_I_ELEMENT_HOLD = -1, /* neither proven nor disproven */
    OSTROV_I_ELEMENT_BACK = 0,
    OSTROV_I_ELEMENT_VIOLATED = 1
};

/* One stage: level and release in ppm or µHz by kind. */
typedef struct ostrov_i_element_stage {
    int64_t delay_us;
    int64_t dropoff_us;
    int32_t kind;
    int32_t level;
    int32_t release; /* drop-off level */
    int32_t integrating;
} ostrov_i_element_stage;

/* A pick-up timer with drop-off delay. Reset = all zero. */
typedef struct ostrov_i_element_timer {
    int64_t held_us;
    int64_t back_us;
    int32_t picked;
    int32_t spare;
} ostrov_i_element_timer;

/* Whether the signal violates a stage. blind_ppm: below this no frequency is judged. */
int32_t ostrov_i_element_judge(const ostrov_i_element_stage *stage, int32_t picked,
                               const ostrov_i_element_signal *signal, int32_t edge_outside,
                               int32_t blind_ppm);

/* Runs a timer by one step. Gives 1 while the condition has lasted for the stage's delay. */
int32_t ostrov_i_element_timer_run(const ostrov_i_element_stage *stage,
                                   ostrov_i_element_timer *timer, int32_t judged, int64_t dt_us);

/* Time since init in whole microseconds; the fraction is carried, so that 1/60 s does not drift. */
typedef struct ostrov_i_element_clock {
    int64_t now_us;
    double rest_us;
} ostrov_i_element_clock;

/* To whole numbers; inf and what is too large become the limit. */
int64_t ostrov_i_element_us(double s);
int32_t ostrov_i_element_millionths(double x);

/* How the step of every model begins: is it a model at all (clock is NULL when not), is the time
 * one, what does the sample say; then the clock moves on by dt_us. OK, DEGRADED when values were
 * refused, or the error, with nothing touched. */
ostrov_status ostrov_i_element_begin(ostrov_i_element_clock *clock, double longest_s,
                                     const ostrov_element_sample *from, double dt_s,
                                     ostrov_element_sample *full, int64_t *dt_us);

#endif
