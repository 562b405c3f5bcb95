/* What the files of the measurement share.
 *
 * Phasors go three ways: measure_samples.c thins the samples out, measure_window.c fits windows of
 * them, measure_phasor.c makes the public state of the fits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_GRID_MEASURE_INTERNAL_H
#define OSTROV_LIB_GRID_MEASURE_INTERNAL_H

#include <ostrov/grid_measure.h>

/* Positions in ostrov_i_grid_measure_structures. */
enum {
    OSTROV_I_PHASOR_CONFIG = 0,
    OSTROV_I_PHASOR_STATE = 1,
    OSTROV_I_PHASOR_OBJECT = 2,
    OSTROV_I_SEQUENCE = 3,
    OSTROV_I_MEAN_CONFIG = 4,
    OSTROV_I_MEAN_STATE = 5,
    OSTROV_I_MEAN_OBJECT = 6,
    OSTROV_I_SYNC_CONFIG = 7,
    OSTROV_I_SYNC_SAMPLE = 8,
    OSTROV_I_SYNC_STATE = 9,
    OSTROV_I_SYNC_OBJECT = 10
};

extern const ostrov_structure ostrov_i_grid_measure_structures[];

#define OSTROV_I_PI 3.14159265358979323846
#define OSTROV_I_TURN (2.0 * OSTROV_I_PI)

typedef struct ostrov_i_complex {
    double re;
    double im;
} ostrov_i_complex;

/* Angle of a complex number in radians, -π … π; 0 for 0. */
double ostrov_i_angle(ostrov_i_complex z);

/* Degrees into -180 … 180. */
double ostrov_i_wrapped_deg(double deg);

/* Points are kept at 16 to 32 a nominal cycle; RING of them are at least eight cycles. */
#define OSTROV_I_RING 256
#define OSTROV_I_POINTS_A_CYCLE 16.0

/* Estimates are made between these shares of the nominal frequency. */
#define OSTROV_I_LEAST_HZ_RATIO 0.8
#define OSTROV_I_MOST_HZ_RATIO 1.4

/* What lives behind ostrov_phasor. It holds no pointer, so that it may be copied by assignment. */
typedef struct ostrov_i_phasor {
    uint64_t magic;
    ostrov_phasor_config config;
    int64_t frames;   /* taken or lost since init */
    int64_t points;   /* made since init; point m stands for the instant of frame m·decimate */
    int32_t decimate; /* frames a point */
    int32_t in_block; /* frames of the block that is being filled */
    double points_hz; /* points a second */
    double limit_v;   /* greatest magnitude of a sample that can be true */
    double rising[3]; /* Σ j·v of the block, j = 0, 1, … */
    double sum[3];    /* Σ v of the block */
    double before[3]; /* rising of the block before */
    int32_t bad[3];   /* samples of the block that were not measured */
    int32_t bad_before[3];
    double ring[3][OSTROV_I_RING];
} __attribute__((may_alias)) ostrov_i_phasor;

/* The wide window reaches so many cycles to both sides: up to 100 points at the least frequency,
 * and a point more. */
#define OSTROV_I_WIDE_CYCLES 2.5
#define OSTROV_I_REACH 102
#define OSTROV_I_SPAN (2 * OSTROV_I_REACH + 1)

/* Points around a centre, and what the wide window finds in them. */
typedef struct ostrov_i_fit {
    int64_t centre; /* point */
    int32_t reach;  /* points to both sides */
    double hz;      /* of the model's rotation */
    double cycle;   /* points a cycle of hz */
    double gain;    /* of the thinning at hz */
    double x[3][OSTROV_I_SPAN];
    int8_t missing[3][OSTROV_I_SPAN]; /* filled from the model where holds, NaN where not */
    ostrov_i_complex p[3][3]; /* Taylor phasor by phase: p0 + p1·t + p2·t², t in cycles; V peak */
    double gap[3];            /* share of the wide window that was missing */
    int32_t holds[3];         /* 1 = p describes the phase */
    double correction_hz;     /* frequency minus hz */
    double rocof_hz_per_s;
    int32_t live; /* 1 = a phase is above the dead level: frequency and ROCOF are known */
} ostrov_i_fit;

/* The estimator behind the object; NULL when it was never initialised. */
const ostrov_i_phasor *ostrov_i_phasor_inside(const ostrov_phasor *object);

/* Puts the points around a centre into fit and fits them with frequency hz. */
void ostrov_i_fit_at(const ostrov_i_phasor *e, int64_t centre, double hz, ostrov_i_fit *fit);

/* Phasor of one phase by the narrow window, offset points from the centre, referred to the model's
 * rotation at the centre; V peak. *gap receives the share of the window that was missing; where
 * holds is 0 a phasor with a gap means nothing. */
ostrov_i_complex ostrov_i_fit_narrow(const ostrov_i_fit *fit, int32_t phase, int32_t offset,
                                     double *gap);

/* The Taylor phasor of a phase at t cycles. */
ostrov_i_complex ostrov_i_fit_model(const ostrov_i_fit *fit, int32_t phase, double t);

#endif
