/* What is inside an ostrov_soc: a bank of Kalman filters over one set of tables.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_BATTERY_SOC_H
#define OSTROV_LIB_BATTERY_SOC_H

#include "cell.h"

#include <ostrov/battery_soc.h>

/* States of one filter: SoC, hysteresis, current offset, slow error of the model in units of its
 * own standard deviation, resistance above the model's, and what the slowest RC pair held when the
 * filter began. */
enum { SOC_Z, SOC_H, SOC_B, SOC_W, SOC_R, SOC_U, SOC_STATES };

enum {
    SOC_EVEN = 9,              /* starts evenly over SoC */
    SOC_PLACES = SOC_EVEN + 2, /* these, full, and the one told */
    SOC_BRANCHES = 3,
    SOC_BANK = SOC_PLACES * SOC_BRANCHES,
    SOC_GRID = 201,
    SOC_OHMS = 11
};

/* One hypothesis. Covariance whole, kept symmetric. */
typedef struct ostrov_i_soc_filter {
    double x[SOC_STATES];
    double p[SOC_STATES][SOC_STATES];
    double log_weight;
    double fit; /* squared innovation over its variance, last voltage */
} ostrov_i_soc_filter;

/* The cell's tables at the present temperature, on grids of our own. */
typedef struct ostrov_i_soc_slice {
    double ocv_v[SOC_GRID];
    double hysteresis_v[SOC_GRID];
    double ohmic_ohm[SOC_OHMS];
    double transfer_ohm[SOC_OHMS];
    double rc_ohm[OSTROV_CELL_RC][SOC_OHMS];
    int32_t next; /* point that is refreshed next */
} ostrov_i_soc_slice;

/* Current that may have flowed before the start, over the capacity in an hour. */
static const double ostrov_i_soc_typical_ratio = 0.3;

/* What all hypotheses share in one step. */
typedef struct ostrov_i_soc_step {
    double dt_s;
    double current_a;  /* measured */
    double charge_as;  /* capacity in A·s */
    double bend_ratio; /* charge-transfer resistance at this current over that at none */
    double eta;
    double keep_u;  /* what is left of the slowest RC pair's start after the step */
    double quiet_a; /* current up to which hysteresis stands still */
} ostrov_i_soc_step;

typedef struct ostrov_i_soc {
    uint32_t magic;
    uint32_t notes;
    ostrov_soc_config config;
    ostrov_cell cell;
    ostrov_i_soc_slice slice;
    ostrov_i_soc_filter bank[SOC_BANK];
    int32_t count; /* filters in use, the first ones */
    int32_t pair;  /* which pair is looked at next for merging */
    int32_t was_full;
    int32_t reserved_;
    double temperature_c;            /* NaN = never known */
    double rc_a[OSTROV_CELL_RC];     /* current as each RC pair sees it */
    double rc_doubt[OSTROV_CELL_RC]; /* share of an unknown start still in it */
    int32_t started;                 /* the start of the slowest pair has been opened */
    uint32_t cell_crc;               /* of the cell and its tables */
    double steady_a, steady_s;       /* current that has not changed, and for how long */
    double misfit;                   /* mean fit of the best filter over some minutes */
    double patience_s;               /* until a contradiction may open all starts again */
    double soc, sigma, offset_a, offset_sigma_a, hysteresis, resistance, innovation_v; /* told */
    int64_t charged_uc, discharged_uc; /* micro-coulombs, as measured */
    double carry_uc;
    int64_t resyncs;
} ostrov_i_soc;

#define OSTROV_I_SOC_MAGIC (0x00636f73u) /* "soc" */

/* Tables at b->temperature_c: all of them, or a few points a step. */
void ostrov_i_soc_slice_fill(ostrov_i_soc *b);
void ostrov_i_soc_slice_refresh(ostrov_i_soc *b);

/* OCV goes on beyond its ends with the slope it ends with, so that a filter can lean over them. */
double ostrov_i_soc_ocv(const ostrov_i_soc_slice *s, double soc);

/* Between the points of one row. */
double ostrov_i_soc_row(const double *row, int32_t count, double soc);

/* One filter: moves on; learns from a voltage and gives the innovation in V. */
void ostrov_i_soc_predict(const ostrov_i_soc *b, const ostrov_i_soc_step *s,
                          ostrov_i_soc_filter *f);
double ostrov_i_soc_voltage(const ostrov_i_soc *b, const ostrov_i_soc_step *s,
                            ostrov_i_soc_filter *f, double voltage_v);

/* Keeps a variance at or below most. Its covariances shrink along, so that the matrix stays one. */
void ostrov_i_soc_cap(ostrov_i_soc_filter *f, int32_t state, double most);

/* Learns a value of one state that is known otherwise (a rest, a full charge). */
void ostrov_i_soc_learn(ostrov_i_soc_filter *f, int32_t state, double value, double variance);

/* The bank: starts everywhere (told: NaN = nowhere in particular), drops what is hopeless and
 * merges twins, says what it believes. */
void ostrov_i_soc_start(ostrov_i_soc *b, double told);

/* Opens what the slowest RC pair may hold when the estimator begins in the middle of a load. */
void ostrov_i_soc_unknown_start(ostrov_i_soc *b);
void ostrov_i_soc_sift(ostrov_i_soc *b);
void ostrov_i_soc_conclude(ostrov_i_soc *b, double dt_s);

/* CRC-32 of a checked cell and every value of its tables, by which a snapshot knows it. */
uint32_t ostrov_i_soc_cell_crc(const ostrov_cell *cell);

#endif
