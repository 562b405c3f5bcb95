/* Scenarios: the battery's first slot is the same in all of them, then each takes its course.
 *
 * With f_s(x) the least cost of scenario s after x went into the cells in the first slot, known exactly from
 * its value function, the best first move has the least risk (1 − w)·mean + w·CVaR of all f_s(x): a
 * function of one number. Where every f_s is convex it is convex too, and two tangents close in on its
 * least (Kelley, J. SIAM 8, 1960, 703-712); else all corners are tried.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/quick.h"

#include <string.h>

#include "plan/judge.h"

#define KWH 0.001

typedef struct courses {
    ostrov_i_quick *q;
    double weights[OSTROV_I_SCENARIOS];
    int32_t convex;
    double lo; /* moves that all scenarios can make */
    double hi;
} courses;

static const ostrov_i_point *value_of(const courses *c, int32_t s, int32_t *count)
{
    *count = c->q->course_sizes[s];
    return &c->q->course_values[(int64_t)s * OSTROV_I_CURVE_LIMIT];
}

/* Cost of scenario s after move x, and its slope to the right or left of it. */
static double course_cost(const courses *c, int32_t s, double x, int32_t right, double *slope)
{
    const ostrov_i_cost *cost = &c->q->course_costs[s];
    const ostrov_plan_slot *first = &c->q->course_firsts[s];
    const double z = c->q->d.site->start_wh * KWH * first->keep_ratio;
    int32_t n = 0;
    const ostrov_i_point *v = value_of(c, s, &n);
    const double near = right ? 1e-12 : -1e-12;
    double best = 1e300;
    double best_slope = 0.0;
    for (int32_t k = 0; k < cost->count; k++) {
        const ostrov_i_piece *p = &cost->pieces[k];
        if (x >= p->points[0].x - 1e-9 && x <= p->points[p->count - 1].x + 1e-9) {
            const double value = ostrov_i_curve_value(p->points, p->count, x);
            if (value < best) {
                best = value;
                best_slope = p->count > 1 ? p->points[ostrov_i_curve_find(p->points, p->count, x + near)].s
                                          : 0.0;
            }
        }
    }
    *slope = best_slope + (n > 1 ? v[ostrov_i_curve_find(v, n, z + x + near)].s : 0.0);
    return best + ostrov_i_curve_value(v, n, z + x);
}

/* Risk of a move, and its slope: the scenarios' own, weighed as mean and CVaR weigh them. */
static double risk_of(const courses *c, double x, int32_t right, double *slope, double *mean)
{
    const ostrov_problem *p = &c->q->d.site->problem;
    const int32_t n = p->scenarios_count;
    double costs[OSTROV_I_SCENARIOS];
    double slopes[OSTROV_I_SCENARIOS];
    double moved[OSTROV_I_SCENARIOS];
    double cvar = 0.0;
    double risk = 0.0;
    double unused = 0.0;
    const double step = right ? 1e-7 : -1e-7;
    for (int32_t s = 0; s < n; s++) {
        costs[s] = course_cost(c, s, x, right, &slopes[s]);
        moved[s] = costs[s] + step * slopes[s]; /* of equal costs the order a little further counts */
    }
    risk = ostrov_i_risk(p, costs, c->weights, n, mean, &cvar);
    *slope = (ostrov_i_risk(p, moved, c->weights, n, &unused, &cvar) - risk) / step;
    return risk;
}

/* The least of a convex risk. */
static double close_in(const courses *c, double *best, double *bound)
{
    double low = c->lo;
    double high = c->hi;
    double low_slope = 0.0;
    double high_slope = 0.0;
    double mean = 0.0;
    double low_risk = risk_of(c, low, 1, &low_slope, &mean);
    double high_risk = risk_of(c, high, 0, &high_slope, &mean);
    double least = 0.0;
    *best = low_risk <= high_risk ? low : high;
    least = ostrov_i_min(low_risk, high_risk);
    *bound = least;
    for (int32_t round = 0; round < 200 && low_slope < 0.0 && high_slope > 0.0; round++) {
        const double meet =
            (high_risk - low_risk + low_slope * low - high_slope * high) / (low_slope - high_slope);
        double x = ostrov_i_clamp(meet, low, high);
        double left = 0.0;
        double right = 0.0;
        double risk = 0.0;
        *bound = ostrov_i_min(least, low_risk + low_slope * (x - low));
        if (least - *bound <= 1e-10 * (1.0 + ostrov_i_abs(least)) || high - low < 1e-10) {
            break;
        }
        if (round % 8 == 7 || x <= low || x >= high) {
            x = 0.5 * (low + high);
        }
        risk = risk_of(c, x, 1, &right, &mean);
        (void)risk_of(c, x, 0, &left, &mean);
        if (risk < least) {
            least = risk;
            *best = x;
        }
        if (right < 0.0) {
            low = x;
            low_risk = risk;
            low_slope = right;
        } else {
            high = x;
            high_risk = risk;
            high_slope = right;
            if (left <= 0.0) {
                *best = x;
                *bound = risk;
                return risk;
            }
            high_slope = left;
        }
    }
    return least;
}

/* All corners of all scenarios. The mean has its least at one of them, and no risk is below the mean. */
static double try_corners(const courses *c, double *best, double *bound)
{
    const ostrov_i_quick *q = c->q;
    double least = 1e300;
    *bound = 1e300;
    for (int32_t s = 0; s < q->d.site->problem.scenarios_count; s++) {
        const double z = q->d.site->start_wh * KWH * q->course_firsts[s].keep_ratio;
        const ostrov_i_cost *cost = &q->course_costs[s];
        int32_t n = 0;
        const ostrov_i_point *v = value_of(c, s, &n);
        int32_t corners = n;
        for (int32_t k = 0; k < cost->count; k++) {
            corners += cost->pieces[k].count;
        }
        for (int32_t i = 0, k = 0, at = 0; i < corners; i++) {
            double x = 0.0;
            double slope = 0.0;
            double mean = 0.0;
            double risk = 0.0;
            if (i < n) {
                x = v[i].x - z;
            } else {
                if (at == cost->pieces[k].count) {
                    k++;
                    at = 0;
                }
                x = cost->pieces[k].points[at].x;
                at++;
            }
            x = ostrov_i_clamp(x, c->lo, c->hi);
            risk = risk_of(c, x, 1, &slope, &mean);
            *bound = ostrov_i_min(*bound, mean);
            if (risk < least) {
                least = risk;
                *best = x;
            }
        }
    }
    return least;
}

/* Reads the slots of a scenario; the reserve's promise is that of the whole problem. */
static void read_course(const ostrov_i_quick *q, const ostrov_plan_slot *promised, int32_t s,
                        ostrov_plan_slot *slots, double *probability)
{
    ostrov_i_site course;
    ostrov_i_reader reader;
    ostrov_i_site_scenario(q->d.site, s, &course, probability);
    ostrov_i_reader_open(&reader, &course);
    for (int32_t t = 0; t < q->d.count; t++) {
        (void)ostrov_i_reader_next(&reader, &slots[t], NULL); /* judged before */
        slots[t].floor_wh = promised[t].floor_wh;
    }
}

/* Moves that the course in work cannot make are none for any: the first slot is the same in all. */
static void narrow_moves(courses *c, const ostrov_i_cost *cost, const ostrov_i_point *v, int32_t n)
{
    const ostrov_i_dispatch *d = &c->q->d;
    const double z = d->site->start_wh * KWH * d->slots[0].keep_ratio;
    double lo = 1e300;
    double hi = -1e300;
    for (int32_t k = 0; k < cost->count; k++) {
        lo = ostrov_i_min(lo, cost->pieces[k].points[0].x);
        hi = ostrov_i_max(hi, cost->pieces[k].points[cost->pieces[k].count - 1].x);
    }
    c->lo = ostrov_i_max(c->lo, ostrov_i_max(lo, v[0].x - z));
    c->hi = ostrov_i_min(c->hi, ostrov_i_min(hi, v[n - 1].x - z));
}

/* The forecast has to make the first move as well, though its cost does not count. */
static void heed_forecast(courses *c)
{
    ostrov_i_dispatch *d = &c->q->d;
    ostrov_i_stage stage;
    ostrov_i_cost cost;
    const ostrov_i_point *v = NULL;
    int32_t n = 0;
    ostrov_i_dispatch_back(d, 0, d->count);
    v = ostrov_i_dispatch_value(d, 0, &n);
    ostrov_i_dispatch_stage(d, 0, &stage);
    ostrov_i_stage_cost(&stage, &cost);
    narrow_moves(c, &cost, v, n);
}

/* Learns f_s of each scenario. */
static void learn(courses *c, const ostrov_plan_slot *promised)
{
    ostrov_i_quick *q = c->q;
    ostrov_i_dispatch *d = &q->d;
    c->convex = 1;
    c->lo = -1e300;
    c->hi = 1e300;
    for (int32_t s = 0; s < d->site->problem.scenarios_count; s++) {
        ostrov_i_cost *cost = &q->course_costs[s];
        ostrov_i_stage stage;
        const ostrov_i_point *v = NULL;
        int32_t n = 0;
        read_course(q, promised, s, q->course_slots, &c->weights[s]);
        d->slots = q->course_slots;
        q->course_firsts[s] = q->course_slots[0];
        ostrov_i_dispatch_back(d, 0, d->count);
        q->sound = q->sound && d->sound;
        v = ostrov_i_dispatch_value(d, 0, &n);
        memcpy(&q->course_values[(int64_t)s * OSTROV_I_CURVE_LIMIT], v, (size_t)n * sizeof *v);
        q->course_sizes[s] = n;
        ostrov_i_dispatch_stage(d, 0, &stage);
        ostrov_i_stage_cost(&stage, cost);
        c->convex = c->convex && cost->count == 1 && d->sizes[0] > 0;
        narrow_moves(c, cost, v, n);
    }
    d->slots = promised;
    heed_forecast(c);
    c->hi = ostrov_i_max(c->lo, c->hi);
}

double ostrov_i_quick_courses(ostrov_i_quick *q, double *bound)
{
    const ostrov_plan_slot *promised = q->d.slots;
    courses c;
    double risk = 0.0;
    c.q = q;
    q->sound = 1;
    learn(&c, promised);
    risk = c.convex ? close_in(&c, &q->first_move, bound) : try_corners(&c, &q->first_move, bound);
    if (!q->sound) {
        *bound = -__builtin_inf();
    }
    q->d.slots = promised;
    return risk;
}

void ostrov_i_quick_course(ostrov_i_quick *q, int32_t scenario)
{
    ostrov_i_dispatch *d = &q->d;
    const ostrov_plan_slot *promised = d->slots;
    if (scenario >= 0) {
        double probability = 0.0;
        read_course(q, promised, scenario, q->course_slots, &probability);
        d->slots = q->course_slots;
    }
    ostrov_i_dispatch_back(d, 0, d->count);
    ostrov_i_dispatch_first(d, q->first_move);
    if (d->count > 1) {
        ostrov_i_dispatch_forth(d, 1, d->count, d->outcomes[0].stored_kwh);
    }
    d->slots = promised;
}
