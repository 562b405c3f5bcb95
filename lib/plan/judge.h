/* Judges a plan by arithmetic alone.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PLAN_JUDGE_H
#define OSTROV_LIB_PLAN_JUDGE_H

#include "plan/site.h"

/* The battery on its way through the slots. */
typedef struct ostrov_i_store {
    double wh;
    double parts_wh[8]; /* of it, by depth of cycle */
    double fullest_wh;  /* at an edge where a full charge may be reached */
    double out_wh;      /* out of the cells so far */
    double wear_cost;
} ostrov_i_store;

/* What is left of a plan to be told: sums that a plan carries and its verdict. */
typedef struct ostrov_i_judgement {
    ostrov_plan_verdict verdict;
    double short_wh;
    double shed_wh;
    double shed_critical_wh;
    double reserve_short_wh_h;
    double further_short_wh_h; /* outside the windows of further batteries */
    double fleet_wear_cost;    /* of vehicles that give back */
    double credit_wh;          /* what further batteries hold for the reserve */
    double further_wh[16];     /* stored in them */
    ostrov_i_store store;
} ostrov_i_judgement;

/* slots may be NULL (then they are read from the problem) or hold them all already. */
ostrov_status ostrov_i_judge(const ostrov_i_site *site, const ostrov_plan_slot *slots,
                             const ostrov_plan *plan, double tolerance_w, ostrov_i_judgement *out,
                             ostrov_fault *why);

/* ---- its parts (judge.c) ---- */

void ostrov_i_judge_violate(ostrov_plan_verdict *v, const char *rule, double by, int32_t slot,
                            int32_t vehicle, int32_t row);
ostrov_status ostrov_i_judge_column(const double *column, const char *field, int32_t count,
                                    int32_t row, ostrov_fault *why);
/* All vehicles and their groups. course: scenario, or -1. */
void ostrov_i_judge_fleet(const ostrov_i_site *site, const ostrov_plan *plan, double tolerance_w,
                          int32_t course, ostrov_i_judgement *j);
double ostrov_i_judge_peaks(const ostrov_i_site *site, const double *grid_w);

/* ---- the battery and its like (judge_store.c) ---- */

void ostrov_i_judge_open(const ostrov_i_site *site, ostrov_i_judgement *j);

/* One slot of the battery: limits, energy, wear by depth, throughput. row: scenario, or -1. */
void ostrov_i_judge_store(const ostrov_i_site *site, const ostrov_plan_slot *s, double battery_w,
                          int32_t t, int32_t row, ostrov_i_store *store, ostrov_plan_verdict *v);

/* One slot of the further batteries. Gives what they hold for the reserve, Wh in the first one's
 * cells. */
double ostrov_i_judge_batteries(const ostrov_i_site *site, const ostrov_plan *plan, int32_t t,
                                double hours, ostrov_i_judgement *j);

/* What the battery's end owes: wish, worth, throughput, full charge. */
void ostrov_i_judge_last(const ostrov_i_site *site, ostrov_i_judgement *j);
double ostrov_i_judge_end(const ostrov_i_site *site, const ostrov_i_store *store);

/* W that the PCS takes to give battery_w, beside what it turns over. */
double ostrov_i_judge_running_w(const ostrov_i_site *site, double battery_w);

/* ---- rows (judge_rows.c) ---- */

ostrov_status ostrov_i_judge_row_columns(const ostrov_i_site *site, const ostrov_plan *plan,
                                         ostrov_fault *why);

/* W that vehicles, blocks and further batteries take from the site bus in a slot. */
double ostrov_i_judge_fixed_w(const ostrov_i_site *site, const ostrov_plan *plan, int32_t t);

/* Money per kilo-hour of ordinary load shed, the cheapest tiers first. */
double ostrov_i_judge_shed(const ostrov_i_site *site, const ostrov_plan_slot *s, double shed_w);

void ostrov_i_judge_blocks(const ostrov_i_site *site, const ostrov_plan *plan,
                           ostrov_plan_verdict *v);
/* Mean and CVaR over the scenarios, and the plan's cost from them. */
ostrov_status ostrov_i_judge_scenarios(const ostrov_i_site *site, const ostrov_plan_slot *slots,
                                       const ostrov_plan *plan, double tolerance_w,
                                       ostrov_i_judgement *j, ostrov_fault *why);
double ostrov_i_risk(const ostrov_problem *p, const double *costs, const double *weights,
                     int32_t count, double *mean, double *cvar);

#endif
