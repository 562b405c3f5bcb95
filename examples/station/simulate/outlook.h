/* What is expected: PV by the learner, load by the small forecaster, both as quantiles, and the two
 * together as days as they may come.
 *
 * It begins with the data sheet alone, learns each quarter hour, trains in the first quarter hour
 * of each day UTC, and judges itself.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_OUTLOOK_H
#define STATION_OUTLOOK_H

#include "../inputs/inputs.h"
#include "../store/memory.h"

enum {
    OUTLOOK_STEPS = 100,
    OUTLOOK_LEVELS = 11,
    OUTLOOK_PATHS = 40,
    OUTLOOK_KEEP = 8,
    OUTLOOK_DAY = 96
};

/* Name of the snapshot that holds what was learned. */
#define OUTLOOK_MEMORY "learned"

/* Index into outlook_levels. */
enum outlook_level {
    OUTLOOK_P10 = 1,
    OUTLOOK_P20 = 2,
    OUTLOOK_P50 = 5,
    OUTLOOK_P80 = 8,
    OUTLOOK_P90 = 9
};

/* A block of memory that holds an object of the library without pointers. */
struct outlook_block {
    void *bytes;
    size_t count;
};

/* The forecast of a day, made at its beginning: what the scenarios learn from. */
struct outlook_row {
    int64_t start_s; /* INT64_MIN = none */
    double w[OUTLOOK_DAY][OUTLOOK_LEVELS];
};

struct outlook {
    const struct site *site;
    const struct inputs *inputs;
    ostrov_learner_config learner_config;
    ostrov_forecast_config load_config;
    ostrov_scenarios_config errors_config;
    ostrov_learner *pv;
    ostrov_forecast *load;
    ostrov_scenarios *pv_errors, *load_errors;
    struct outlook_block pv_block, load_block, pv_errors_block, load_errors_block, scratch;
    struct outlook_row pv_day, load_day;
    int64_t learned_s;             /* end of the last quarter that was learned; INT64_MIN = none */
    int32_t behind; /* quarters in a row that came before what was learned */
    double last_pv_w, last_load_w; /* of that quarter; NaN = not measured */
    /* The last forecast. */
    int64_t start_s;
    int32_t count;
    double pv_w[OUTLOOK_STEPS][OUTLOOK_LEVELS], load_w[OUTLOOK_STEPS][OUTLOOK_LEVELS];
    double pv_mean_w[OUTLOOK_STEPS];
    double path_pv_w[OUTLOOK_PATHS * OUTLOOK_STEPS], path_load_w[OUTLOOK_PATHS * OUTLOOK_STEPS];
    double path_net_w[OUTLOOK_PATHS * OUTLOOK_STEPS];
    int32_t kept; /* paths that stand for all; 0 = none were made */
    int32_t chosen[OUTLOOK_KEEP];
    double chosen_ratio[OUTLOOK_KEEP];
};

extern const double outlook_levels[OUTLOOK_LEVELS];

/* Begins with the data sheet and the site's typical load. Returns 0; -1 with a message. */
int outlook_begin(struct outlook *outlook, const struct site *site, const struct inputs *inputs,
                  char *message, size_t capacity);
void outlook_end(struct outlook *outlook);

/* Means of a quarter hour. NaN = not measured. */
struct outlook_quarter {
    int64_t start_s;
    double pv_w, load_w;
    int32_t held; /* 1 = the plant was held down, or stood still, for a part of it: not all that the
                     sun gave */
    int32_t reserved;
};
void outlook_learn(struct outlook *outlook, const struct outlook_quarter *quarter);

/* Whether the plant gives less than the sun would let it, as a step of the station left it. */
int outlook_held(const ostrov_station_state *state, const ostrov_command *command, double pv_w);

/* A fortnight before the inputs begin, made by the model they come from with other seeds: a station
 * that is simulated on its own has run before. Measured PV of the day before instead, where there
 * is any. Returns 0; -1 with a message. */
int outlook_warm_up(struct outlook *outlook, char *message, size_t capacity);

/* Forecasts count quarter hours from start_s on; with paths 1 also the days as they may come.
 * Returns 0; -1. */
int outlook_predict(struct outlook *outlook, int64_t start_s, int32_t count, int32_t paths);

/* The quarter hour that begins at time_s if the sky stays as it was when measured_w was measured, in
 * the quarter hour that began at measured_s. NaN = not known. */
double outlook_same_sky_w(const struct site *site, int64_t measured_s, double measured_w,
                          int64_t time_s);

/* The quarter hour that begins at time_s if the sky stays as it was: the last power over what a
 * clear sky gave then, times what it will give. NaN = not known, such as after a night. */
double outlook_persistence_w(const struct outlook *outlook, int64_t time_s);

/* The learner's scores that are told: a quarter, half an hour, one, two and four hours, the day ahead. */
enum { OUTLOOK_LEADS = 6 };
extern const int32_t outlook_lead[OUTLOOK_LEADS]; /* as ostrov_learner_score_read counts them */

/* How good the forecasts of an hour ahead have been, and PV's by lead. NaN = nothing was judged yet. */
struct outlook_score {
    double pv_mae_w;         /* of the median */
    double pv_skill_ratio;   /* 1 - root mean square error over that of the sky staying as it is */
    double pv_between_ratio; /* share between P10 and P90 */
    double load_mae_w;
    double load_between_ratio;
    ostrov_learner_score pv_lead[OUTLOOK_LEADS]; /* samples 0 = nothing was judged yet */
};
struct outlook_score outlook_score_of(const struct outlook *outlook);

/* Into and out of a snapshot; bytes of another version or site are left alone. */
void outlook_save(struct outlook *outlook, struct memory *memory);

/* The scores that a live run kept in folder. Returns 0; -1: none was kept there, or of another site. */
int outlook_kept_score(const struct site *site, const char *folder, struct outlook_score *score);
void outlook_recall(struct outlook *outlook, const struct memory *memory);

#endif
