/* How the charge points share power: by plan with catching up, by rules, and how it is cut.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

/* A vehicle with less slack than this gets all it can take: others wait. */
#define URGENT_S 900.0
/* What is missing against the plan is caught up within this time. */
#define CATCH_UP_S 900.0
#define BEHIND_WH 500.0
#define BEHIND_RATIO 0.02
/* A point that is not in the plan charges this much faster than just in time needs. */
#define EARLY_RATIO 1.25

/* Who stands there is not known: such a point gets what it would fall back to without us. */
static int32_t not_known(const ostrov_i_station *self, const ostrov_i_scene *scene, int32_t i)
{
    return self->points[i].connected < 0 ||
           scene->m.age_s[OSTROV_SOURCE_CHARGERS] > self->config.stale_s[OSTROV_SOURCE_CHARGERS];
}

/* 0, or between the least power and the most. */
static double fit(const ostrov_i_station *self, int32_t i, double w, double most)
{
    const double least = self->config.charge_point_min_w[i];
    if (!(w > 0.0) || most < least) {
        return 0.0;
    }
    return ostrov_i_clamp(w, least, ostrov_i_max(most, least));
}

static double fall_back(const ostrov_i_station *self, int32_t i)
{
    const double limit = self->config.charge_point_limit_w[i];
    const double w = ostrov_i_min(self->config.charger_default_w, limit);
    return w >= self->config.charge_point_min_w[i] ? w : 0.0;
}

/* Gives each what its departure needs, most urgent first, then raises all alike. */
void ostrov_i_station_charge_rules(const ostrov_i_station *self, const ostrov_i_scene *scene,
                                   double pool_w, ostrov_i_setpoints *set)
{
    int32_t order[OSTROV_I_STATION_POINTS];
    const int32_t n = self->config.charge_points;
    ostrov_i_station_order(self, scene, order);
    for (int32_t k = 0; k < n; k++) {
        const int32_t i = order[k];
        const double least = self->config.charge_point_min_w[i];
        double w = 0.0;
        if (not_known(self, scene, i)) {
            w = fall_back(self, i);
        } else if (ostrov_i_station_point_wants(self, i)) {
            w = ostrov_i_max(ostrov_i_station_point_rate(self, scene, i), least);
            w = ostrov_i_min(w, ostrov_i_station_point_max(self, i));
        }
        w = ostrov_i_min(w, pool_w);
        set->vehicle_w[i] = w >= least && w > 0.0 ? w : 0.0;
        pool_w -= set->vehicle_w[i];
    }
    /* Each round fills at least one point or uses the pool up. */
    for (int32_t round = 0; round < n && pool_w > 1.0; round++) {
        int32_t open = 0;
        for (int32_t i = 0; i < n; i++) {
            open += ostrov_i_station_point_wants(self, i) && !not_known(self, scene, i) &&
                    (set->vehicle_w[i] > 0.0 || self->config.charge_point_min_w[i] <= 0.0) &&
                    set->vehicle_w[i] < ostrov_i_station_point_max(self, i);
        }
        if (open == 0) {
            break;
        }
        const double share_w = pool_w / (double)open;
        for (int32_t i = 0; i < n; i++) {
            const double most = ostrov_i_station_point_max(self, i);
            if (ostrov_i_station_point_wants(self, i) && !not_known(self, scene, i) &&
                (set->vehicle_w[i] > 0.0 || self->config.charge_point_min_w[i] <= 0.0) &&
                set->vehicle_w[i] < most) {
                const double more = ostrov_i_min(share_w, most - set->vehicle_w[i]);
                set->vehicle_w[i] += more;
                pool_w -= more;
            }
        }
    }
}

/* What the plan says for one point, and how much it is behind. A plan that still brings what is needed
 * is followed to its last slot, however tight it is: it knows the departure as well as we do. */
static double planned(const ostrov_i_station *self, const ostrov_i_scene *scene, int32_t i,
                      double *behind_w)
{
    const ostrov_i_point *p = &self->points[i];
    const int32_t known = p->depart_s != INT64_MIN && !ostrov_i_nan(p->need_wh);
    const int32_t urgent = known && ostrov_i_station_point_slack(self, scene, i) < URGENT_S;
    *behind_w = 0.0;
    if ((self->plan.points & (1u << i)) == 0) {
        /* Came after the plan was made: the next one will know it. */
        return urgent  ? ostrov_i_station_point_max(self, i)
               : known ? EARLY_RATIO * ostrov_i_station_point_rate(self, scene, i)
                       : fall_back(self, i);
    }
    if (known) {
        const double coming_wh =
            ostrov_i_station_planned_wh(self, scene->time_s, p->depart_s, i);
        const double behind_wh = p->need_wh - coming_wh;
        if (behind_wh > ostrov_i_max(BEHIND_WH, BEHIND_RATIO * p->need_wh)) {
            *behind_w = behind_wh * 3600.0 / CATCH_UP_S;
            if (urgent) {
                return ostrov_i_station_point_max(self, i);
            }
        }
    }
    return self->plan.vehicle_w[i][scene->slot];
}

/* What charge points may take that no limit of ours holds: the next vehicle to come, and all that
 * stands at those that are silent. A default that is not told is the one that was commanded, except
 * where the silence may be older than the command. */
double ostrov_i_station_unheld(const ostrov_i_station *self, const ostrov_i_scene *scene)
{
    double arrival_w = 0.0;
    double silent_w = 0.0;
    for (int32_t i = 0; i < self->config.charge_points; i++) {
        const double told_w = scene->m.charger_default_w[i];
        const int32_t told = !ostrov_i_nan(told_w);
        const double w = ostrov_i_min(told_w, self->config.charge_point_limit_w[i]);
        double drawn_w = 0.0;
        if (not_known(self, scene, i) ||
            !ostrov_i_station_known(self, OSTROV_I_HELD_VEHICLE + i, &drawn_w)) {
            silent_w += told ? w : fall_back(self, i);
        } else if (self->points[i].connected == 0) {
            arrival_w = told ? ostrov_i_max(arrival_w, w) : arrival_w;
        }
    }
    return arrival_w + silent_w;
}

/* What a vehicle has: what it draws, or what it may draw since the last command. One that is told less
 * goes on until its charge point and itself have obeyed, and one that ignores it altogether. */
static double has(const ostrov_i_station *self, const ostrov_i_scene *scene, int32_t i)
{
    const double drawn_w = scene->vehicle_w[i]; /* NaN: part of the net load */
    return drawn_w > self->points[i].limit_w ? drawn_w : self->points[i].limit_w;
}

/* More for one only out of what is free now, not out of what another is about to give back. */
static void hold_growth(const ostrov_i_station *self, const ostrov_i_scene *scene, double free_w,
                        const int32_t *order, ostrov_i_setpoints *set)
{
    for (int32_t i = 0; i < self->config.charge_points; i++) {
        free_w -= has(self, scene, i);
    }
    for (int32_t k = 0; k < self->config.charge_points; k++) {
        const int32_t i = order[k];
        const double more_w = set->vehicle_w[i] - has(self, scene, i);
        const double given_w = ostrov_i_clamp(free_w, 0.0, ostrov_i_max(more_w, 0.0));
        if (more_w > 0.0) {
            set->vehicle_w[i] -= more_w - given_w;
            free_w -= given_w;
        }
        if (set->vehicle_w[i] < self->config.charge_point_min_w[i]) {
            set->vehicle_w[i] = 0.0;
        }
    }
}

/* Where there is not enough for all: first what the urgent want, then what those have that charge, so
 * that two alike do not take turns by the second, then what they want more. */
enum { ROUND_URGENT, ROUND_KEEP, ROUND_MORE, ROUNDS };

static double wish(const ostrov_i_station *self, const ostrov_i_scene *scene, int32_t i, int32_t round)
{
    const int32_t urgent = ostrov_i_station_point_slack(self, scene, i) < URGENT_S;
    double w = 0.0;
    if (urgent != (round == ROUND_URGENT) || (self->plan.points & (1u << i)) == 0 ||
        not_known(self, scene, i) || !ostrov_i_station_point_wants(self, i)) {
        return 0.0;
    }
    w = fit(self, i, self->plan.vehicle_w[i][scene->slot], ostrov_i_station_point_max(self, i));
    return round == ROUND_KEEP ? ostrov_i_min(w, has(self, scene, i)) : w;
}

/* Islanded: what the plan gives the vehicles, as far as pool_w reaches. */
void ostrov_i_station_charge_island(const ostrov_i_station *self, const ostrov_i_scene *scene,
                                    double pool_w, ostrov_i_setpoints *set)
{
    int32_t order[OSTROV_I_STATION_POINTS];
    double left_w = pool_w;
    ostrov_i_station_order(self, scene, order);
    for (int32_t round = 0; round < ROUNDS; round++) {
        for (int32_t k = 0; k < self->config.charge_points; k++) {
            const int32_t i = order[k];
            const double had_w = set->vehicle_w[i];
            const double w = ostrov_i_min(wish(self, scene, i, round), had_w + left_w);
            if (w > had_w && w >= self->config.charge_point_min_w[i]) {
                set->vehicle_w[i] = w;
                left_w -= w - had_w;
            }
        }
    }
    hold_growth(self, scene, pool_w, order, set);
}

void ostrov_i_station_charge_plan(const ostrov_i_station *self, const ostrov_i_scene *scene,
                                  ostrov_i_setpoints *set)
{
    int32_t order[OSTROV_I_STATION_POINTS];
    double behind_w[OSTROV_I_STATION_POINTS] = {0};
    double left_w = scene->import_w;
    if (scene->cap_w < left_w) {
        left_w = scene->cap_w;
    }
    left_w += self->plan.battery_w[scene->slot] - scene->net_hi_w;
    ostrov_i_station_order(self, scene, order);
    for (int32_t i = 0; i < self->config.charge_points; i++) {
        double w = 0.0;
        if (not_known(self, scene, i)) {
            set->vehicle_w[i] = fall_back(self, i);
        } else if (ostrov_i_station_point_wants(self, i)) {
            w = planned(self, scene, i, &behind_w[i]);
            set->vehicle_w[i] = fit(self, i, w, ostrov_i_station_point_max(self, i));
        }
        left_w -= set->vehicle_w[i];
    }
    /* Those behind their plan share what the site has left, most urgent first. */
    for (int32_t k = 0; k < self->config.charge_points; k++) {
        const int32_t i = order[k];
        const double had_w = set->vehicle_w[i];
        const double more_w = ostrov_i_min(behind_w[i], left_w);
        if (more_w <= 0.0 || had_w + more_w < self->config.charge_point_min_w[i]) {
            continue;
        }
        set->vehicle_w[i] = fit(self, i, had_w + more_w, ostrov_i_station_point_max(self, i));
        left_w -= set->vehicle_w[i] - had_w;
    }
}

/* What money may not take from a vehicle: just in time, and all it can take once that gets tight.
 */
static double kept(const ostrov_i_station *self, const ostrov_i_scene *scene, int32_t i)
{
    return ostrov_i_station_point_slack(self, scene, i) < URGENT_S
               ? ostrov_i_station_point_max(self, i)
               : ostrov_i_station_point_rate(self, scene, i);
}

/* Takes excess_w away from the vehicles, least urgent first: first down to their least power (few
 * pauses), then off. keep_rate: none goes below what its departure needs. Returns what is left
 * over. */
double ostrov_i_station_charge_cut(ostrov_i_station *self, const ostrov_i_scene *scene,
                                   double excess_w, int32_t keep_rate, ostrov_i_setpoints *set)
{
    int32_t order[OSTROV_I_STATION_POINTS];
    ostrov_i_station_order(self, scene, order);
    for (int32_t pass = 0; pass < 2; pass++) {
        for (int32_t k = self->config.charge_points - 1; k >= 0 && excess_w > 0.0; k--) {
            const int32_t i = order[k];
            const double least = self->config.charge_point_min_w[i];
            const double rate_w = keep_rate ? kept(self, scene, i) : 0.0;
            double floor_w = pass == 0 || rate_w > 0.0 ? ostrov_i_max(least, rate_w) : 0.0;
            floor_w = ostrov_i_min(floor_w, set->vehicle_w[i]);
            const double most_w = set->vehicle_w[i] - floor_w;
            if (excess_w < most_w && (pass == 0 || least <= 0.0)) {
                set->vehicle_w[i] -= excess_w;
                excess_w = 0.0;
            } else { /* the floor itself: a rounding error below the least power would be a pause */
                set->vehicle_w[i] = floor_w;
                excess_w -= most_w;
            }
        }
    }
    return excess_w;
}
