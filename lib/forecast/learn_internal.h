/* What is inside an ostrov_learner.
 *
 * All is learned on k, measured power over clear-sky power (the clear-sky index of the plant's
 * plane), in bytes: a byte of k is 1.6/255. A row is one step of daylight: what was known of it the
 * midnight before, and what k came. Four experts forecast k's quantiles from such a row (forest,
 * ridge with a forest of what it leaves, analogs, table), a blend weighs them, a calibration moves
 * its levels, and for the next four hours a regression on the newest k is blended in.
 *
 * Memory: the struct, then slots, rows, chain of like hours, pending forecasts, forest.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_FORECAST_LEARN_INTERNAL_H
#define OSTROV_LIB_FORECAST_LEARN_INTERNAL_H

#include <ostrov/forecast_learn.h>

#include "pv/pv_internal.h"

extern const ostrov_structure ostrov_i_learner_structures[];
enum { OSTROV_I_LEARNER_CONFIG = 0, OSTROV_I_LEARNER_SCORE = 1 };

enum {
    OSTROV_I_LEVELS_LEARNED = 23, /* quantiles that everything inside carries */
    OSTROV_I_FEATURES = 28,
    OSTROV_I_AIR = 7,     /* bytes of weather besides the sun's */
    OSTROV_I_LEADS = 16,  /* of the intraday regression */
    OSTROV_I_TERMS = 42,  /* of it */
    OSTROV_I_FILTERS = 3, /* that learn it: on the first terms alone, on more, on all */
    OSTROV_I_TERMS_FIRST = 13,
    OSTROV_I_TERMS_FEW = 28,
    OSTROV_I_TRIANGLE_FEW = OSTROV_I_TERMS_FIRST * (OSTROV_I_TERMS_FIRST + 1) / 2,
    OSTROV_I_TRIANGLE_ALL =
        OSTROV_I_TRIANGLE_FEW + OSTROV_I_TERMS_FEW * (OSTROV_I_TERMS_FEW + 1) / 2,
    OSTROV_I_TRIANGLES = OSTROV_I_TRIANGLE_ALL + OSTROV_I_TERMS * (OSTROV_I_TERMS + 1) / 2,
    OSTROV_I_EXPERTS = 3,       /* of a lead: regression, persistence, day ahead */
    OSTROV_I_EXPERTS_AHEAD = 4, /* forest, ridge and its forest, analogs, table */
    OSTROV_I_RIDGE = 47,        /* terms of the ridge */
    OSTROV_I_HOURS = 96,        /* quarter hours of a day, for the chain of like hours */
    OSTROV_I_TABLE = 9,         /* classes of weather: 8 of its k, and none */
    OSTROV_I_CENTRES = 2,       /* what an intraday band lies around: the regression, the last k */
    OSTROV_I_SPREADS = 4,       /* terms of the size of an intraday error */
    OSTROV_I_LOOK_BACK =
        4, /* steps for which the newest forecast is good where a measurement is missing */
    OSTROV_I_LAGS = 7,    /* newest k that are remembered */
    OSTROV_I_SIGHTS = 17, /* of a situation, for ferns */
    OSTROV_I_FERNS = 32,
    OSTROV_I_FERN_DEPTH = 7,
    OSTROV_I_LEAVES = 1 << OSTROV_I_FERN_DEPTH,
    OSTROV_I_FERN_LEADS = 4, /* those within an hour */
    OSTROV_I_NOTHING = 65535
};

#define OSTROV_I_K_MOST (1.6)
/* Below 2 % of full power the clear-sky index is noise over noise. */
#define OSTROV_I_K_FLOOR (0.02)

extern const double ostrov_i_learn_levels[OSTROV_I_LEVELS_LEARNED];
enum { OSTROV_I_P10 = 3, OSTROV_I_P50 = 11, OSTROV_I_P90 = 19 };

/* Places of features in a row. */
enum {
    OSTROV_I_X_K = 0,     /* of the weather forecast */
    OSTROV_I_X_KT = 1,    /* its GHI over the clear sky's; 1 and 2 h before and after follow */
    OSTROV_I_X_CLOUD = 6, /* 1 and 2 h before and after */
    OSTROV_I_X_AIR = 10,  /* temperature, humidity, wind, cloud, water, ice, rain */
    OSTROV_I_X_ELEVATION = 17,
    OSTROV_I_X_AZIMUTH = 18,
    OSTROV_I_X_CLEAR = 19,
    OSTROV_I_X_OTHER = 20,     /* k and GHI ratio of the second and third weather forecast */
    OSTROV_I_X_DAY = 24,       /* k of the weather over the whole day */
    OSTROV_I_X_YESTERDAY = 25, /* power over clear-sky power, last measured day */
    OSTROV_I_X_WEEK = 26,      /* the same over the last days */
    OSTROV_I_X_GAIN = 27       /* power over the weather's power, last days */
};

typedef struct ostrov_i_row {
    uint8_t x[OSTROV_I_FEATURES];
    uint8_t k;
    uint8_t weight; /* clear-sky power, 1 … 255 */
    uint8_t rest;   /* k less the ridge's, about 128; as of the last training */
    uint8_t reserved_;
} ostrov_i_row;

/* One step of the time around now: sun and weather. */
typedef struct ostrov_i_slot {
    int64_t step; /* time / step_s; INT64_MIN = none */
    double clear; /* clear-sky power over full power */
    uint8_t elevation, azimuth;
    uint8_t models; /* bit m: there is weather of model m */
    uint8_t k[OSTROV_LEARNER_MODELS];
    uint8_t kt[OSTROV_LEARNER_MODELS];
    uint8_t air[OSTROV_LEARNER_MODELS][OSTROV_I_AIR];
} ostrov_i_slot;

/* A node of a tree in order of depth: its left child is the next one. A leaf has feature 255, cut
 * values from first on. */
typedef struct ostrov_i_node {
    uint8_t feature;
    uint8_t cut;    /* left is x ≤ cut; leaf: count of values */
    uint16_t right; /* node, counted from the tree's first; leaf: first of its values */
} ostrov_i_node;

/* Weights of forecasters by Bernstein online aggregation (Wintenberger 2017). */
typedef struct ostrov_i_blend {
    double regret[OSTROV_I_EXPERTS_AHEAD];
    double variance[OSTROV_I_EXPERTS_AHEAD];
    double range; /* greatest loss seen */
} ostrov_i_blend;

typedef double ostrov_i_quantiles[OSTROV_I_LEVELS_LEARNED];

/* Recursive least squares with forgetting for one lead, and the band of its errors. */
typedef struct ostrov_i_lead {
    double theta[OSTROV_I_FILTERS][OSTROV_I_TERMS];
    double p[OSTROV_I_TRIANGLES];    /* rows of the lower triangles, filter after filter */
    double spread[OSTROV_I_SPREADS]; /* of the error's size */
    double offset[OSTROV_I_CENTRES][OSTROV_I_LEVELS_LEARNED]; /* in sizes of error */
    double count;
    ostrov_i_blend blend; /* regression, persistence, day ahead */
} ostrov_i_lead;

/* Mean error where a fern's answers lead, and how much it rests on. */
typedef struct ostrov_i_leaf {
    int16_t error;
    uint16_t weight;
} ostrov_i_leaf;

/* A forecast that waits for its measurement. */
typedef struct ostrov_i_pending {
    float x[OSTROV_I_TERMS];      /* x[0] NaN = none */
    uint8_t leaf[OSTROV_I_FERNS]; /* of each fern */
    int64_t step;                 /* what it is of */
    double clear;                 /* when it was made */
    int64_t is_dead;              /* the plant gave nothing then: nothing is learned from it */
    double mean;
    double plain; /* mean without what the ferns say */
    double regression;
    double steady; /* what the slow filter says */
    double spread;
    float said[OSTROV_I_EXPERTS][OSTROV_I_LEVELS_LEARNED]; /* regression, persistence, day ahead */
    float blended[OSTROV_I_LEVELS_LEARNED];
} ostrov_i_pending;

typedef struct ostrov_i_tally {
    double n, error, square, last_error, last_square, pinball, crps, inside;
} ostrov_i_tally;

/* Sums of a day and what is left of those before. */
typedef struct ostrov_i_days {
    int64_t day;
    double power, clear, told_power, told; /* today */
    double yesterday;                      /* ratio; NaN = none */
    double week_power, week_clear, week_told_power, week_told;
} ostrov_i_days;

/* Day-ahead forecast of one step near now. */
typedef struct ostrov_i_ahead {
    int64_t step;
    double mean;
    double clear;  /* 0 = night, the quantiles are then not set */
    double k_told; /* of the weather; NaN = none */
    ostrov_i_quantiles q;
} ostrov_i_ahead;

/* What a config says and what follows from it. Small: who only asks for a size has no room on the
 * stack for a learner. */
typedef struct ostrov_i_learner_set {
    int32_t step_s, horizon, rows_most, trees_most, leaf;
    int32_t slots, lead_steps, leads, pending_count, uses_recent;
    uint32_t pool_bytes;
    ostrov_i_plant plant;
    double full_w;
} ostrov_i_learner_set;

struct ostrov_learner {
    uint32_t magic;
    uint32_t crc;
    uint64_t bytes;
    int32_t step_s, horizon, rows_most, trees_most, leaf;
    int32_t slots;      /* steps of time remembered */
    int32_t lead_steps; /* between leads */
    int32_t leads;
    int32_t pending_count;
    int32_t uses_recent; /* yesterday is a feature */
    uint32_t pool_bytes;
    int32_t trees;        /* trained; 0 = none */
    uint32_t tree_values; /* in each */
    int32_t dead_steps;   /* in a row, by day, on which next to nothing came */
    ostrov_i_plant plant;
    double full_w;
    int64_t newest;                 /* last learned step; INT64_MIN = none */
    int64_t row_count;              /* rows ever made */
    uint16_t chain[OSTROV_I_HOURS]; /* newest row of each quarter hour */
    double k_last[OSTROV_I_LAGS];   /* newest first; NaN = none */
    double shape[2]
                [OSTROV_I_HOURS]; /* k by quarter hour, over ten days and over three; NaN = none */
    ostrov_i_days days;
    ostrov_i_blend blend[OSTROV_I_LEVELS_LEARNED];
    ostrov_i_quantiles table[OSTROV_I_TABLE];
    double table_count[OSTROV_I_TABLE];
    double ridge[OSTROV_I_RIDGE];
    double level[OSTROV_I_LEVELS_LEARNED];        /* that is asked for where a level is wanted */
    double level_missed[OSTROV_I_LEVELS_LEARNED]; /* today: level less the share below */
    double level_count;
    ostrov_i_ahead ahead[OSTROV_I_LEADS * 3 + 1]; /* ring by step, to the longest lead */
    ostrov_i_lead lead[OSTROV_I_LEADS];
    ostrov_i_leaf fern[OSTROV_I_FERN_LEADS][OSTROV_I_FERNS][OSTROV_I_LEAVES];
    ostrov_i_tally tally[OSTROV_LEARNER_SCORES];
};

#define OSTROV_I_LEARNER_MAGIC (UINT32_C(0x6c726e31))

/* Parts of the memory. */
ostrov_i_slot *ostrov_i_learn_slots(const ostrov_learner *l);
ostrov_i_row *ostrov_i_learn_rows(const ostrov_learner *l);
uint16_t *ostrov_i_learn_next(const ostrov_learner *l);
ostrov_i_pending *ostrov_i_learn_pending(const ostrov_learner *l);
uint32_t *
ostrov_i_learn_starts(const ostrov_learner *l); /* first node of each tree, in bytes of pool */
uint8_t *ostrov_i_learn_pool(const ostrov_learner *l);

/* Slot of a step; NULL when it is not held. */
ostrov_i_slot *ostrov_i_learn_slot(const ostrov_learner *l, int64_t step);
/* The same, made where there is none; NULL outside the time that is remembered. */
ostrov_i_slot *ostrov_i_learn_slot_hold(ostrov_learner *l, int64_t step);
/* Makes the slot of a step: the sun. */
void ostrov_i_learn_slot_make(const ostrov_learner *l, int64_t step, ostrov_i_slot *slot);
/* Features of a step whose slot is given. Gives 1 when there is weather. */
int32_t ostrov_i_learn_features(const ostrov_learner *l, const ostrov_i_slot *slot,
                                ostrov_i_row *row);
double ostrov_i_learn_k_told(const ostrov_i_slot *slot);
/* For more than an hour by day next to nothing has come. */
int32_t ostrov_i_learn_is_dead(const ostrov_learner *l);
int32_t ostrov_i_learn_time_ok(const ostrov_learner *l, int64_t time_s);
/* Solar day of a step. */
int64_t ostrov_i_learn_day(const ostrov_learner *l, int64_t step);
int32_t ostrov_i_learn_hour(const ostrov_learner *l, int64_t step);
uint8_t ostrov_i_learn_byte(double x, double scale, double offset);

size_t ostrov_i_learn_workspace(int32_t rows, int32_t leaf);

/* 1 when kept bytes, whose config agrees with wanted, lead nowhere outside their memory. */
int32_t ostrov_i_learn_sound(const ostrov_learner *l, const ostrov_i_learner_set *wanted);

/* Experts. Each fills q, ascending, in k. 0 = cannot say. */
enum { OSTROV_I_OF_K = 0, OSTROV_I_OF_REST = 1 }; /* what the even trees learn, and the odd */
int32_t ostrov_i_learn_forest(const ostrov_learner *l, const ostrov_i_row *row, int32_t of,
                              double *q);
int32_t ostrov_i_learn_analog(const ostrov_learner *l, const ostrov_i_row *row, int32_t hour,
                              double *q);
void ostrov_i_learn_table(const ostrov_learner *l, const ostrov_i_row *row, int32_t told,
                          double *q);
void ostrov_i_learn_table_start(ostrov_learner *l);
void ostrov_i_learn_table_step(ostrov_learner *l, const ostrov_i_row *row, int32_t told, double k,
                               double weight);

/* Quantiles at the learned levels from a histogram over 256 bytes, the first of which stands for a
 * k of base. */
void ostrov_i_learn_histogram(const uint32_t *histogram, uint64_t total, double base, double *q);

/* Fits the ridge to all rows and notes in each what it leaves. */
enum { OSTROV_I_RIDGE_BYTES = (OSTROV_I_RIDGE + 1) * (OSTROV_I_RIDGE + 2) / 2 * 8 };
void ostrov_i_learn_ridge_fit(ostrov_learner *l, uint32_t count, double *workspace);
/* In bytes of k, not rounded. */
double ostrov_i_learn_ridge(const ostrov_learner *l, const ostrov_i_row *row);

/* Weights that sum to one over those that can speak (bits). */
void ostrov_i_blend_weights(const ostrov_i_blend *b, int32_t count, int32_t can, double *weights);
void ostrov_i_blend_learn(ostrov_i_blend *b, int32_t count, int32_t can, const double *loss);

/* Day-ahead forecast of a step by all experts, blended and calibrated. */
void ostrov_i_learn_ahead(const ostrov_learner *l, const ostrov_i_slot *slot,
                          ostrov_i_ahead *ahead);
/* Judges and learns one step of daylight for the experts. */
void ostrov_i_learn_experts(ostrov_learner *l, const ostrov_i_slot *slot, double k);
/* Moves the levels after a day. */
void ostrov_i_learn_levels_turn(ostrov_learner *l);
void ostrov_i_learn_order(double *q);
double ostrov_i_learn_mean(const double *q);
void ostrov_i_learn_tally(ostrov_i_tally *t, const double *q, double mean, double k, double clear,
                          double last);

/* Intraday. */
void ostrov_i_learn_lead_start(ostrov_learner *l);
void ostrov_i_learn_leads_judge(ostrov_learner *l, int64_t step, double clear, double k);
void ostrov_i_learn_leads_issue(ostrov_learner *l, int64_t step);
/* Filters of a lead: what stays of the newest k before anything is learned; what one says of k;
 * learning from what came. */
void ostrov_i_filters_start(ostrov_i_lead *lead, double stays);
double ostrov_i_filter_says(const ostrov_i_lead *lead, int32_t filter, const double *x);
void ostrov_i_filters_learn(ostrov_i_lead *lead, const double *x, double k, double weight);
double ostrov_i_dot(const double *a, const double *b, int32_t n);

/* 1 when ferns look at this lead: beyond the hour like situations are not like any more. */
int32_t ostrov_i_fern_has(const ostrov_learner *l, int32_t lead);
/* Notes where each fern's answers lead for a forecast that has its terms. */
void ostrov_i_fern_find(const ostrov_learner *l, ostrov_i_pending *p, double forecast);
/* Error that is to be expected of it, in k. */
double ostrov_i_fern_says(const ostrov_learner *l, int32_t lead, const ostrov_i_pending *p);
void ostrov_i_fern_learn(ostrov_learner *l, int32_t lead, const ostrov_i_pending *p, double error,
                         double weight);
/* Drops what was asked of an older forest or weather. */
void ostrov_i_learn_forget_ahead(ostrov_learner *l);
const ostrov_i_ahead *ostrov_i_learn_ahead_at(const ostrov_learner *l, int64_t step);
ostrov_i_pending *ostrov_i_learn_pending_at(const ostrov_learner *l, int32_t lead, int64_t step);

/* Value of quantiles given at the learned levels at any level; beyond the ends it goes on by half.
 */
double ostrov_i_learn_at(const double *q, double level);

static inline double ostrov_i_k_of(uint8_t byte)
{
    return (double)byte * (OSTROV_I_K_MOST / 255.0);
}

#endif
