/* A reference dispatch problem as the file tells it: kW, kWh, money.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_PLAN_FILE_H
#define OSTROV_TESTS_CONFORMANCE_PLAN_FILE_H

#include <ostrov/plan.h>

typedef struct file_bus {
    int32_t arr;
    int32_t dep;
    double e_arr, e_req, e_cap, p_max, p_min, eta, short_price;
    int32_t group;
} file_bus;

typedef struct file_peak {
    double price, incurred_kw;
    int32_t from, to;
} file_peak;

typedef struct file_block {
    double power_kw;
    int32_t length, earliest, latest_end;
} file_block;

typedef struct file_problem {
    int32_t steps;
    double dt_h;
    double *load, *critical, *pv, *import_price, *export_price, *import_max, *export_max;
    double curtail, shed, shed_critical;
    int32_t has_battery;
    double e_min, e_max, e0, e_end_min, p_ch, p_dis, eta_c, eta_d, self_discharge, wear, terminal;
    int32_t has_reserve;
    double reserve_hours, reserve_pv, reserve_price;
    int32_t buses_count;
    file_bus *buses;
    int32_t groups_count;
    double *groups;
    int32_t peaks_count;
    file_peak *peaks;
    int32_t blocks_count;
    file_block *blocks;
    double objective;
} file_problem;

/* What joins several stations. */
typedef struct file_feeder {
    int32_t given;
    double *import_max, *export_max; /* kW by step */
    file_peak peak;
} file_feeder;

/* How many stations a problem's text has; 0 when it is none. */
int32_t file_problem_stations(const char *text);

/* Gives 1 when the text is such a problem: reads station number index. Free with file_problem_free. */
int32_t file_problem_read(const char *text, int32_t index, file_problem *p);
int32_t file_feeder_read(const char *text, int32_t steps, file_feeder *f);
void file_feeder_free(file_feeder *f);
void file_problem_free(file_problem *p);

/* A plan judged by the rules of the files' README, in kW, apart from ostrov_plan_check. Gives the worst
 * violation relative to the limit it breaks (at least 1 kW or kWh) and the cost. */
void file_problem_judge(const file_problem *p, const ostrov_plan *plan, double *worst, double *cost);

#endif
