/* Who stands at the charge points, what they still need, and how urgent they are.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

/* A vehicle that leaves this much of its limit unused for LOW_S is limited by itself (taper, cold);
 * what it leaves goes to others. AC charging under OCPP 1.6 tells no more than that. */
#define LOW_RATIO 0.8
#define NEAR_RATIO 0.95
#define LOW_S 60.0
#define HEAD_RATIO 1.1
#define HEAD_W 500.0
/* A changed wish asks for a new plan from this much on. */
#define CHANGED_RATIO 0.05
#define CHANGED_LEAST_WH 1000.0
#define DEPART_CHANGED_S 60
/* Shortfalls below this are rounding. */
#define LATE_WH 100.0
#define LATE_RATIO 0.01
/* Years 1600 … 9999. */
#define TIME_MIN_S (-11676096000)
#define TIME_MAX_S 253402300799

/* What point and vehicle say they can do; below its least power a charge point would stop. */
static double most_told(const ostrov_i_station *self, int32_t point)
{
    const double accepts_w = self->points[point].accepts_w;
    const double limit_w = self->config.charge_point_limit_w[point];
    const double most = accepts_w < limit_w ? accepts_w : limit_w;
    return ostrov_i_max(most, self->config.charge_point_min_w[point]);
}

static void forget(ostrov_i_point *point)
{
    point->need_wh = OSTROV_I_NAN;
    point->need_ref_wh = OSTROV_I_NAN;
    point->accepts_w = OSTROV_I_NAN;
    point->depart_s = INT64_MIN;
    point->depart_ref_s = INT64_MIN;
    point->low_s = 0.0;
    point->wait_s = 0.0;
    point->late = 0;
}

static void come_and_go(ostrov_i_station *self, const ostrov_i_scene *scene, int32_t i)
{
    ostrov_i_point *point = &self->points[i];
    const int32_t told = scene->m.vehicle_connected[i];
    if (told == 1 && point->connected != 1) {
        forget(point);
        point->connected = 1;
        ostrov_i_station_event(self, OSTROV_EVENT_VEHICLE_ARRIVED, i, OSTROV_I_NAN, OSTROV_I_NAN);
        ostrov_i_station_want(self, OSTROV_PLAN_WANTED_VEHICLE);
    } else if (told == 0 && point->connected == 1) {
        ostrov_i_station_event(self, OSTROV_EVENT_VEHICLE_LEFT, i, point->need_wh, OSTROV_I_NAN);
        ostrov_i_station_want(self, OSTROV_PLAN_WANTED_VEHICLE);
        forget(point);
        point->connected = 0;
    } else if (told == 0) {
        forget(point);
        point->connected = 0;
    }
}

static void take_wish(ostrov_i_station *self, const ostrov_i_scene *scene, int32_t i)
{
    ostrov_i_point *point = &self->points[i];
    const double told_wh = scene->m.vehicle_needs_wh[i];
    const int64_t depart_s = scene->m.vehicle_depart_s[i];
    double w = 0.0;
    if (ostrov_i_station_known(self, OSTROV_I_HELD_VEHICLE + i, &w)) {
        const double given_wh = ostrov_i_max(w, 0.0) * scene->dt_s / 3600.0;
        point->need_wh = point->need_wh > given_wh ? point->need_wh - given_wh
                         : point->need_wh >= 0.0   ? 0.0
                                                   : point->need_wh;
        point->need_ref_wh = point->need_ref_wh > given_wh ? point->need_ref_wh - given_wh
                             : point->need_ref_wh >= 0.0   ? 0.0
                                                           : point->need_ref_wh;
    }
    if (!ostrov_i_nan(told_wh)) {
        point->need_wh = told_wh;
    }
    if (depart_s >= TIME_MIN_S && depart_s <= TIME_MAX_S) {
        point->depart_s = depart_s;
    } else if (depart_s != INT64_MIN) {
        self->state.refused++;
    }
    point->accepts_w = scene->m.vehicle_accepts_w[i];
}

static void notice_change(ostrov_i_station *self, int32_t i)
{
    ostrov_i_point *point = &self->points[i];
    const double slack_wh = CHANGED_RATIO * ostrov_i_max(point->need_ref_wh, CHANGED_LEAST_WH);
    const int32_t first = ostrov_i_nan(point->need_ref_wh) && !ostrov_i_nan(point->need_wh);
    const int32_t other = ostrov_i_abs(point->need_wh - point->need_ref_wh) > slack_wh;
    const int32_t moved =
        point->depart_s != INT64_MIN && (point->depart_ref_s == INT64_MIN ||
                                         point->depart_s - point->depart_ref_s > DEPART_CHANGED_S ||
                                         point->depart_ref_s - point->depart_s > DEPART_CHANGED_S);
    if (first || other || moved) {
        point->need_ref_wh = point->need_wh;
        point->depart_ref_s = point->depart_s;
        ostrov_i_station_want(self, OSTROV_PLAN_WANTED_VEHICLE);
    }
}

static void notice_late(ostrov_i_station *self, const ostrov_i_scene *scene, int32_t i)
{
    ostrov_i_point *point = &self->points[i];
    if (point->late || !scene->clock_known || point->depart_s == INT64_MIN ||
        ostrov_i_nan(point->need_wh)) {
        return;
    }
    const double left_s = ostrov_i_max((double)(point->depart_s - scene->time_s), 0.0);
    const double short_wh = point->need_wh - most_told(self, i) * left_s / 3600.0;
    if (short_wh > ostrov_i_max(LATE_WH, LATE_RATIO * point->need_wh)) {
        point->late = 1;
        ostrov_i_station_event(self, OSTROV_EVENT_VEHICLE_LATE, i, short_wh, OSTROV_I_NAN);
    }
}

void ostrov_i_station_vehicles(ostrov_i_station *self, const ostrov_i_scene *scene)
{
    if (scene->m.age_s[OSTROV_SOURCE_CHARGERS] > self->config.stale_s[OSTROV_SOURCE_CHARGERS]) {
        return; /* old news: who came and went since is not known */
    }
    for (int32_t i = 0; i < self->config.charge_points; i++) {
        ostrov_i_point *point = &self->points[i];
        double w = 0.0;
        come_and_go(self, scene, i);
        if (point->connected != 1) {
            continue;
        }
        take_wish(self, scene, i);
        point->wait_s = ostrov_i_max(point->wait_s - scene->dt_s, 0.0);
        if (ostrov_i_station_known(self, OSTROV_I_HELD_VEHICLE + i, &w) && point->limit_w > 0.0) {
            if (w < LOW_RATIO * point->limit_w) {
                point->low_s = ostrov_i_min(point->low_s + scene->dt_s, 2.0 * LOW_S);
            } else if (w >= NEAR_RATIO * point->limit_w) {
                point->low_s = 0.0;
            }
        }
        notice_change(self, i);
        notice_late(self, scene, i);
    }
}

/* Most power that makes sense at a point: its own limit, what the vehicle told, what it showed. */
double ostrov_i_station_point_max(const ostrov_i_station *self, int32_t point)
{
    const ostrov_i_point *p = &self->points[point];
    double most = most_told(self, point);
    double w = 0.0;
    if (p->low_s >= LOW_S && ostrov_i_station_known(self, OSTROV_I_HELD_VEHICLE + point, &w)) {
        most = ostrov_i_min(most, HEAD_RATIO * ostrov_i_max(w, 0.0) + HEAD_W);
    }
    return ostrov_i_max(most, self->config.charge_point_min_w[point]);
}

int32_t ostrov_i_station_point_wants(const ostrov_i_station *self, int32_t point)
{
    const ostrov_i_point *p = &self->points[point];
    return p->connected == 1 && !(p->need_wh <= 0.0) && p->wait_s <= 0.0 &&
           self->config.charge_point_limit_w[point] > 0.0;
}

/* Seconds it could wait and still be ready at full power; FAR_S when need or departure is not
 * known. */
double ostrov_i_station_point_slack(const ostrov_i_station *self, const ostrov_i_scene *scene,
                                    int32_t point)
{
    const ostrov_i_point *p = &self->points[point];
    const double most = most_told(self, point);
    if (!scene->clock_known || p->depart_s == INT64_MIN || ostrov_i_nan(p->need_wh) ||
        !(most > 0.0)) {
        return OSTROV_I_STATION_FAR_S;
    }
    return (double)(p->depart_s - scene->time_s) - p->need_wh * 3600.0 / most;
}

/* Mean power that makes it ready just in time; 0 when need or departure is not known. */
double ostrov_i_station_point_rate(const ostrov_i_station *self, const ostrov_i_scene *scene,
                                   int32_t point)
{
    const ostrov_i_point *p = &self->points[point];
    if (!scene->clock_known || p->depart_s == INT64_MIN || !(p->need_wh > 0.0)) {
        return 0.0;
    }
    const double left_s = (double)(p->depart_s - scene->time_s);
    if (left_s <= 0.0) {
        return most_told(self, point);
    }
    return ostrov_i_min(p->need_wh * 3600.0 / left_s, most_told(self, point));
}

/* Points by slack, most urgent first; equal ones by number, so that the order never flips. */
void ostrov_i_station_order(const ostrov_i_station *self, const ostrov_i_scene *scene,
                            int32_t order[OSTROV_I_STATION_POINTS])
{
    double slack[OSTROV_I_STATION_POINTS];
    for (int32_t i = 0; i < self->config.charge_points; i++) {
        int32_t at = i;
        slack[i] = ostrov_i_station_point_slack(self, scene, i);
        while (at > 0 && slack[order[at - 1]] > slack[i]) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = i;
    }
}

/* What the vehicles will draw under these limits: those at their limit follow it, those below it
 * stay where they are, and those not read are in the rest already. Steers the battery; limits are
 * kept against the limits themselves. */
double ostrov_i_station_draw(const ostrov_i_station *self, const ostrov_i_scene *scene,
                             const ostrov_i_setpoints *set)
{
    double sum_w = 0.0;
    for (int32_t i = 0; i < self->config.charge_points; i++) {
        const double last = self->points[i].limit_w;
        const double next = set->vehicle_w[i];
        double w = scene->vehicle_w[i];
        if (ostrov_i_nan(w)) {
            w = 0.0;
        } else if (last > 0.0 && w >= LOW_RATIO * last) {
            w = w * next / last;
        }
        sum_w += ostrov_i_clamp(w, 0.0, next);
    }
    return sum_w;
}
