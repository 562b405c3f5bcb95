/* Suite soc: one function for each kind of folder, and what they share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_SOC_H
#define OSTROV_TESTS_CONFORMANCE_SOC_H

#include "runner.h"

#include <ostrov/battery_soc.h>

/* A cell model of tests/conformance/cells with the memory of its tables. */
typedef struct soc_cell {
    ostrov_cell cell;
    double noise_v, one_error_v; /* NaN = the estimator's default */
    const double *model_error_v; /* by the cell's temperatures; NULL = one_error_v */
    double *tables;              /* owned */
} soc_cell;

/* Reads cells/<name>.json. 1 = read and sound; 0 = not there; a broken file is said on stderr and
 * 0. */
int32_t soc_cell_read(soc_cell *c, const char *name);
void soc_cell_free(soc_cell *c);

/* Slow error of the model at a temperature, V; NaN = not told. */
double soc_cell_error(const soc_cell *c, double temperature_c);

/* One measured record. */
typedef struct soc_record {
    int32_t count;
    double *dt_s, *current_a, *voltage_v, *temperature_c, *soc; /* owned, in one block at dt_s */
} soc_record;

/* A record spoilt as a scenario says, such as "z0=1.0+bias50+q5mV": its first sample and told SoC.
 * 0 when the record never gets where the scenario begins. */
typedef struct soc_scenario {
    const char *name;
    int32_t first;
    double told_soc;
    double gain, offset_a, step_v; /* step_v 0 = not rounded */
} soc_scenario;
int32_t soc_scenario_read(soc_scenario *s, const char *name, const soc_record *r);

/* What came of one run, errors in % SoC. */
typedef struct soc_score {
    int32_t count;
    double rmse, rmse_after, max_after; /* over all; after the settling time */
    double within_s;                    /* until the error stays within 5 %; NaN = never */
    double cover, width;                /* % of samples within three sigma; median of three sigma */
    double offset_a, offset_sigma_a;    /* at the end */
    double worst_step;                  /* largest unflagged step, % a second */
    int32_t broken;                     /* samples that were not finite */
    int32_t resyncs;
} soc_score;
soc_score soc_run(const soc_record *r, const soc_scenario *s, const soc_cell *c, double settle_s);

/* A folder of drive cycles with a laboratory SoC. */
void soc_drives(tally *t, const char *path, const char *folder);

#endif
