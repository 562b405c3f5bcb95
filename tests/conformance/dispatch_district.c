/* A district of buildings: the controller, and the suite's part of it.
 *
 * Each hour the next hour's battery powers are chosen, before anything of that hour is known:
 * building by building, with what the others are about to do taken as it stands. A kWh at a
 * building costs the tariff while the district imports, and its carbon while the building does;
 * each by how many of the courses of the forecasts say so. That makes the worth of a kWh a
 * staircase in the battery's power. For the hours after the next one it is taken as two steps of
 * equal height, which a problem can say: below the first, PV that may be left unused; between them
 * export; above the second, import. The library's plans give the worth of what is stored after the
 * next hour; the next hour itself is reckoned course by course, with what a change of the
 * district's power costs.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "dispatch_district.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dispatch_learn.h"

enum { HORIZON = 24, COURSES = 15, LEVELS = 9, TRIALS = 81, ROUNDS = 2 };

/* The year begins in the last hour of a Sunday, as the data's day_type says; so did 2006. */
#define START_S (INT64_C(1136073600) + 23 * 3600)

#define EACH_WAY 0.93 /* sqrt of the efficiencies' middle */
#define FAR_W 1e5     /* of PV that may be left unused: more than a battery can give */
#define MEMORY_S (15.0 * 86400.0)
#define RAMP 0.1 /* weight of a change of power: a third of what ramping counts in the scores */
#define TWO_LIMIT 0.78
#define THREE_LIMIT 0.86

typedef struct chief {
    district *d;
    planner plan;
    learner load[DISTRICT_MOST];
    learner pv[DISTRICT_MOST];
    district_battery battery[DISTRICT_MOST];
    double net[DISTRICT_MOST][COURSES][HORIZON]; /* kW without the battery, by course */
    double path[DISTRICT_MOST][HORIZON];         /* kW into the battery, as planned */
    double others[COURSES][HORIZON];
    int32_t courses;
    double price_sum; /* so far, without batteries: the scores' measures */
    double carbon_sum;
    double ramp_sum;
    double tariff[HORIZON]; /* score a kWh */
    double carbon[HORIZON];
    double ramp;
    double before_kw; /* the district's power in the present hour */
} chief;

typedef struct corner {
    double kw;
    double worth;
} corner;

static int by_kw(const void *a, const void *b)
{
    const double x = ((const corner *)a)->kw;
    const double y = ((const corner *)b)->kw;
    return (x > y) - (x < y);
}

/* Where a quarter and three quarters of a kWh's whole worth in slot k are reached. */
static double two_steps(const chief *c, int32_t building, int32_t k, double *first_kw,
                        double *second_kw)
{
    corner corners[2 * COURSES];
    const double share = 1.0 / (double)c->courses;
    const double whole = c->tariff[k] + c->carbon[k];
    double sum = 0.0;
    int32_t n = 0;
    for (int32_t s = 0; s < c->courses; s++) {
        corners[n++] = (corner){-c->others[s][k], c->tariff[k] * share};
        corners[n++] = (corner){-c->net[building][s][k], c->carbon[k] * share};
    }
    qsort(corners, (size_t)n, sizeof *corners, by_kw);
    *first_kw = *second_kw = corners[n - 1].kw;
    for (int32_t i = n - 1; i >= 0; i--) {
        sum += corners[i].worth;
        *second_kw = sum <= 0.25 * whole ? corners[i].kw : *second_kw;
        *first_kw = sum <= 0.75 * whole ? corners[i].kw : *first_kw;
    }
    return whole;
}

static void lay_later(chief *c, int32_t building, int32_t count)
{
    double **x = c->plan.series;
    for (int32_t k = 1; k < count; k++) {
        double first = 0.0;
        double second = 0.0;
        const double whole = two_steps(c, building, k, &first, &second);
        x[PLANNER_PV][k - 1] = FAR_W;
        x[PLANNER_LOAD][k - 1] = FAR_W - 1000.0 * second;
        x[PLANNER_IMPORT_PRICE][k - 1] = whole;
        x[PLANNER_EXPORT_PRICE][k - 1] = 0.5 * whole;
        x[PLANNER_IMPORT_LIMIT][k - 1] = FAR_W;
        x[PLANNER_EXPORT_LIMIT][k - 1] = 1000.0 * (second - first);
    }
}

static int32_t plan_later(chief *c, int32_t t, int32_t count, double soc)
{
    c->plan.problem.battery_soc_ratio = fmin(1.0, fmax(0.0, soc));
    return planner_solve(&c->plan, START_S + (int64_t)(t + 2) * 3600, count - 1);
}

/* What the next hour costs with so much into the battery, over the courses. */
static double next_hour(const chief *c, int32_t building, double kw)
{
    double sum = 0.0;
    for (int32_t s = 0; s < c->courses; s++) {
        const double all = c->others[s][0] + kw;
        sum += c->tariff[0] * fmax(0.0, all) +
               c->carbon[0] * fmax(0.0, c->net[building][s][0] + kw) +
               c->ramp * fabs(all - c->before_kw);
    }
    return sum / (double)c->courses;
}

/* The best power of a building's battery in the next hour, and its path from there. */
static int32_t choose(chief *c, int32_t t, int32_t building, int32_t count)
{
    const district_battery now = c->battery[building];
    double worth[LEVELS] = {0.0};
    double best = (double)INFINITY;
    double best_soc = 0.0;
    for (int32_t s = 0; s < c->courses; s++) {
        for (int32_t k = 0; k < count; k++) {
            c->others[s][k] = -c->path[building][k];
            for (int32_t i = 0; i < c->d->buildings; i++) {
                c->others[s][k] += c->net[i][s][k] + c->path[i][k];
            }
        }
    }
    c->plan.battery.capacity_wh = 1000.0 * now.capacity_kwh;
    if (count > 1) {
        lay_later(c, building, count);
    }
    for (int32_t i = 0; count > 1 && i < LEVELS; i++) {
        if (!plan_later(c, t, count, (double)i / (LEVELS - 1))) {
            return 0;
        }
        worth[i] = c->plan.plan.cost;
    }
    for (int32_t i = 0; i < TRIALS; i++) {
        district_battery then = now;
        const double kw =
            district_battery_step(&then, DISTRICT_KW * (2.0 * i / (TRIALS - 1) - 1.0));
        const double at = then.stored_kwh / now.capacity_kwh * (LEVELS - 1);
        const int32_t level = at >= LEVELS - 1 ? LEVELS - 2 : (int32_t)at;
        const double cost = next_hour(c, building, kw) + worth[level] +
                            (worth[level + 1] - worth[level]) * (at - (double)level);
        if (cost < best) {
            best = cost;
            best_soc = then.stored_kwh / now.capacity_kwh;
            c->path[building][0] = kw;
        }
    }
    if (count > 1 && !plan_later(c, t, count, best_soc)) {
        return 0;
    }
    for (int32_t k = 1; k < count; k++) {
        c->path[building][k] = -c->plan.plan.battery_w[k - 1] / 1000.0;
    }
    return 1;
}

/* Learns hour t and draws the courses of the next ones. */
static int32_t learn(chief *c, int32_t t, int32_t count)
{
    const district *d = c->d;
    double net = 0.0;
    double before = 0.0;
    double load_w[HORIZON];
    double pv_w[HORIZON];
    c->before_kw = 0.0;
    c->courses = 0;
    for (int32_t i = 0; i < d->buildings; i++) {
        const double own = d->load[i][t] - d->pv[i][t];
        net += own;
        before += t > 0 ? d->load[i][t - 1] - d->pv[i][t - 1] : 0.0;
        c->carbon_sum += fmax(0.0, own) * d->carbon[t];
        c->before_kw += d->net[i][t];
        if (!learner_step(&c->load[i], START_S + (int64_t)t * 3600, 1000.0 * d->load[i][t]) ||
            !learner_step(&c->pv[i], START_S + (int64_t)t * 3600, 1000.0 * d->pv[i][t])) {
            return 0;
        }
    }
    c->price_sum += fmax(0.0, net) * d->price[t];
    c->ramp_sum += t > 0 ? fabs(net - before) : 0.0;
    for (int32_t day = 0; day <= COURSES && c->courses < COURSES; day++) {
        int32_t known = 1;
        for (int32_t i = 0; known && i < d->buildings; i++) {
            const double *load = load_w;
            const double *pv = pv_w;
            if (day == 0) { /* only until a first day has been missed */
                load = learner_told(&c->load[i]);
                pv = learner_told(&c->pv[i]);
            } else {
                known = learner_course(&c->load[i], day, load_w) &&
                        learner_course(&c->pv[i], day, pv_w);
            }
            for (int32_t k = 0; known && k < count; k++) {
                c->net[i][c->courses][k] = (load[k] - pv[k]) / 1000.0;
            }
        }
        c->courses += known && (day > 0 || t < 24);
    }
    return 1;
}

/* What a kWh is worth in score: the tariff is known ahead, of carbon what it was a day before. */
static void lay_prices(chief *c, int32_t t, int32_t count)
{
    const district *d = c->d;
    for (int32_t k = 0; k < count; k++) {
        const int32_t day = t + 1 + k - 24;
        c->tariff[k] = d->price[t + 1 + k] / fmax(c->price_sum, 1e-9) * 1e3;
        c->carbon[k] = d->carbon[day >= 0 ? day : 0] / fmax(c->carbon_sum, 1e-9) * 1e3;
    }
    c->ramp = RAMP * 1e3 / fmax(c->ramp_sum, 1e-9);
}

static int32_t open_chief(chief *c, district *d)
{
    c->d = d;
    for (int32_t i = 0; i < d->buildings; i++) {
        c->battery[i] = (district_battery){0.0, DISTRICT_KWH};
        if (!learner_open(&c->load[i], NULL, 3600, HORIZON, MEMORY_S,
                          1000.0 * fmax(0.1, d->load[i][0]), COURSES) ||
            !learner_open(&c->pv[i], NULL, 3600, HORIZON, MEMORY_S, 1.0, COURSES)) {
            return 0;
        }
    }
    if (!planner_open(&c->plan, HORIZON, 3600)) {
        return 0;
    }
    c->plan.battery.charge_limit_w = 1000.0 * DISTRICT_KW;
    c->plan.battery.discharge_limit_w = 1000.0 * DISTRICT_KW;
    c->plan.battery.charge_efficiency_ratio = EACH_WAY;
    c->plan.battery.discharge_efficiency_ratio = EACH_WAY;
    c->plan.battery.self_discharge_per_s = 0.0;
    c->plan.battery.soc_min_ratio = 0.0;
    c->plan.battery.soc_max_ratio = 1.0;
    return 1;
}

int32_t district_run(district *d)
{
    chief *c = calloc(1, sizeof *c);
    int32_t good = c != NULL && open_chief(c, d);
    for (int32_t t = 0; good && t < d->hours - 1; t++) {
        const int32_t left = d->hours - 1 - t;
        const int32_t count = left < HORIZON ? left : HORIZON;
        good = learn(c, t, count);
        lay_prices(c, t, count);
        for (int32_t i = 0; i < d->buildings; i++) {
            memmove(c->path[i], c->path[i] + 1, (HORIZON - 1) * sizeof c->path[i][0]);
        }
        for (int32_t n = 0; good && n < ROUNDS * d->buildings; n++) {
            good = choose(c, t, n % d->buildings, count);
        }
        for (int32_t i = 0; good && i < d->buildings; i++) {
            d->net[i][t + 1] += district_battery_step(&c->battery[i], c->path[i][0]);
        }
    }
    for (int32_t i = 0; c != NULL && i < d->buildings; i++) {
        learner_close(&c->load[i]);
        learner_close(&c->pv[i]);
    }
    if (c != NULL) {
        planner_close(&c->plan);
    }
    free(c);
    return good;
}

int32_t dispatch_district(tally *t, const char *file, const csv *table)
{
    district d;
    if (csv_column(table, "carbon_kg_kwh") < 0 || csv_column(table, "price") < 0) {
        return 0;
    }
    if (!district_read(&d, table) || !district_run(&d)) {
        report(t, REPORT_JUDGE, 0, file, "plan", "n=%d buildings=%d", (int)d.hours,
               (int)d.buildings);
    } else {
        const district_score s = district_judge(&d);
        report(t, REPORT_JUDGE, s.two <= TWO_LIMIT, file, "price_and_emission",
               "n=%d score=%.4f limit=%g price=%.4f emission=%.4f buildings=%d", (int)d.hours,
               s.two, TWO_LIMIT, s.price, s.emission, (int)d.buildings);
        report(t, REPORT_JUDGE, s.three <= THREE_LIMIT, file, "and_grid",
               "n=%d score=%.4f limit=%g ramping=%.4f load_factor=%.4f", (int)d.hours, s.three,
               THREE_LIMIT, s.ramping, s.load_factor);
    }
    district_free(&d);
    return 1;
}
