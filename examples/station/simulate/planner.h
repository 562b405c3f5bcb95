/* The host's half of planning: makes the problem from site, forecasts and fleet, has it solved by
 * GLPK or by the built-in quick planner, checks the answer and keeps the columns.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_PLANNER_H
#define STATION_PLANNER_H

#include "outlook.h"
#include "reference.h"

enum { PLANNER_SLOTS = OUTLOOK_STEPS, PLANNER_STAYS = 64 };

enum planner_solver { PLANNER_AUTO = 0, PLANNER_GLPK = 1, PLANNER_QUICK = 2, PLANNER_NONE = 3 };

/* Counted work of one plan: some seconds of a small controller, a hundred times what the shipped
 * sites need. */
#define PLANNER_WORK ((int64_t)400000000)

struct planner {
    const struct site *site;
    const struct inputs *inputs;
    struct outlook outlook;
    void *workspace;
    size_t workspace_bytes;
    ostrov_problem problem; /* of the last plan */
    ostrov_plan plan;       /* the last plan */
    ostrov_plan_verdict verdict;
    ostrov_battery_config battery; /* of the last problem: with the floor that holds then */
    int64_t edges_s[PLANNER_SLOTS + 1];
    int64_t plan_edges_s[PLANNER_SLOTS + 1];
    double load_w[PLANNER_SLOTS], critical_w[PLANNER_SLOTS], pv_w[PLANNER_SLOTS];
    ostrov_plan_scenario scenario[OUTLOOK_KEEP];
    double scenario_critical_w[OUTLOOK_KEEP * PLANNER_SLOTS];
    double scenario_battery_w[OUTLOOK_KEEP * PLANNER_SLOTS];
    double scenario_grid_w[OUTLOOK_KEEP * PLANNER_SLOTS];
    double scenario_vehicle_w[OUTLOOK_KEEP * PLANNER_STAYS * PLANNER_SLOTS];
    double import_price[PLANNER_SLOTS], export_price[PLANNER_SLOTS], import_limit_w[PLANNER_SLOTS];
    double grid_w[PLANNER_SLOTS], battery_w[PLANNER_SLOTS], used_pv_w[PLANNER_SLOTS];
    double shed_w[PLANNER_SLOTS], shed_critical_w[PLANNER_SLOTS], soc_ratio[PLANNER_SLOTS];
    double value_per_kwh[PLANNER_SLOTS];
    double vehicle_w[PLANNER_SLOTS * PLANNER_STAYS], short_wh[PLANNER_STAYS];
    int32_t charge_point[PLANNER_STAYS];
    ostrov_plan_vehicle stay[PLANNER_STAYS];
    ostrov_plan_peak peak;
    struct reference reference;     /* of the last plan */
    double plan_ms;                 /* wall time of the last solve */
    int32_t solver;                 /* enum planner_solver: what is asked for */
    double time_limit_s, gap_ratio; /* for GLPK */
    int64_t work_limit;             /* for the built-in planner, counted */
    volatile int32_t stop;          /* 1 = a plan under way ends with what it has */
    int64_t full_until_s;           /* a full charge is wanted by then; 0 = none is */
    int32_t no_scenarios;           /* 1 = plans by the cautious forecast: the site has vehicles, it is
                                     * asked for, or no planner covers scenarios with what the site has */
    int32_t reserved;
};

/* What the planner may know at a moment. */
struct planner_view {
    int64_t time_s;
    double soc_ratio, charge_limit_w, discharge_limit_w;
    double peak_w; /* highest quarter hour metered so far */
    int32_t
        islanded; /* 1 = no grid now; how long is not known: the next hours are planned without */
    uint32_t epoch;
    int32_t quick; /* 1 = at once: built-in planner */
    int32_t full;  /* 1 = a full charge would tell the SoC anew */
};

/* Begins with what is known without any history. */
int planner_init(struct planner *planner, const struct site *site, const struct inputs *inputs,
                 int32_t solver, char *message, size_t capacity);
/* scenarios or quantiles, instead of what the site's kind is planned better by; NULL = that. Returns 0, or -1
 * with a message. */
int planner_choose(struct planner *planner, const char *uncertainty, char *message, size_t capacity);
void planner_free(struct planner *planner);

/* Day-ahead price at a moment, as it is known now. */
double planner_spot_eur_per_mwh(const struct planner *planner, int64_t time_s);

/* Plans from view->time_s on. OK: planner->plan is feasible by ostrov_plan_check. */
ostrov_status planner_make(struct planner *planner, const struct planner_view *view,
                           const struct fleet *fleet, ostrov_fault *why);

/* Has planner->problem solved by what was asked for, with the built-in planner behind it. */
ostrov_status planner_solve(struct planner *planner, int32_t quick, ostrov_fault *why);

#endif
