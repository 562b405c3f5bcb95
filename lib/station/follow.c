/* Takes a plan and answers what it says for a moment.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

#include <string.h>

#define FIRST_SIZE (offsetof(ostrov_plan, work) + sizeof(int64_t))
#define POWER_MAX 1e9
#define VALUE_MAX 1e12 /* a planner's prices go to 1e9, and losses and peaks raise what a kWh is worth */
/* Solvers leave a hair of negative power on vehicles: taken as 0. */
#define HAIR_W 1.0

static int32_t is_power(double w) { return w >= -POWER_MAX && w <= POWER_MAX; }

static ostrov_status judge_vehicles(const ostrov_plan *plan, int32_t slots)
{
    if (plan->vehicle_count == 0) {
        return OSTROV_OK;
    }
    if (plan->vehicle_w == NULL || plan->charge_point == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    for (int32_t v = 0; v < plan->vehicle_count; v++) {
        if (plan->charge_point[v] < 0 || plan->charge_point[v] >= OSTROV_I_STATION_POINTS) {
            return OSTROV_E_RANGE;
        }
        for (int32_t i = 0; i < slots; i++) {
            const double w = plan->vehicle_w[(size_t)v * (size_t)plan->capacity + (size_t)i];
            if (!ostrov_i_finite(w)) {
                return OSTROV_E_NOT_FINITE;
            }
            if (w < -HAIR_W || w > POWER_MAX) {
                return OSTROV_E_RANGE;
            }
        }
    }
    return OSTROV_OK;
}

static ostrov_status judge_slots(const ostrov_plan *plan, int32_t slots)
{
    for (int32_t i = 0; i < slots; i++) {
        if (plan->edges_s[i] < -(int64_t)1e11 || plan->edges_s[i + 1] > (int64_t)3e11 ||
            plan->edges_s[i + 1] <= plan->edges_s[i]) {
            return OSTROV_E_TIME;
        }
        if (!ostrov_i_finite(plan->battery_w[i]) || !ostrov_i_finite(plan->grid_w[i])) {
            return OSTROV_E_NOT_FINITE;
        }
        if (!is_power(plan->battery_w[i]) || !is_power(plan->grid_w[i])) {
            return OSTROV_E_RANGE;
        }
        if (plan->soc_ratio != NULL && !ostrov_i_finite(plan->soc_ratio[i])) {
            return OSTROV_E_NOT_FINITE;
        }
        if (plan->value_per_kwh != NULL && !ostrov_i_nan(plan->value_per_kwh[i]) &&
            !(ostrov_i_abs(plan->value_per_kwh[i]) <= VALUE_MAX)) {
            return OSTROV_E_RANGE;
        }
    }
    return OSTROV_OK;
}

static ostrov_status judge(const ostrov_i_station *self, const ostrov_plan *plan, int32_t *slots)
{
    ostrov_status status = OSTROV_OK;
    if (plan == NULL || plan->struct_size < FIRST_SIZE || plan->edges_s == NULL ||
        plan->battery_w == NULL || plan->grid_w == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (plan->count < 1 || plan->capacity < plan->count || plan->vehicle_count < 0 ||
        plan->vehicle_capacity < plan->vehicle_count) {
        return OSTROV_E_RANGE;
    }
    *slots = plan->count < OSTROV_STATION_SLOTS ? plan->count : OSTROV_STATION_SLOTS;
    if (self->grid_seen && plan->epoch != self->epoch) {
        return OSTROV_E_STATE;
    }
    status = judge_slots(plan, *slots);
    if (status == OSTROV_OK) {
        status = judge_vehicles(plan, *slots);
    }
    if (status == OSTROV_OK && self->clock_known &&
        plan->edges_s[*slots] <= self->now_us / 1000000) {
        status = OSTROV_E_TIME; /* all of it has passed */
    }
    return status;
}

/* A plan that begins later than now does not end the one before: its slots up to that moment stay
 * in front. Returns how many, moved to the beginning. */
static int32_t keep_until(ostrov_i_station *self, const ostrov_plan *plan)
{
    ostrov_i_followed *old = &self->plan;
    const int64_t begins_s = plan->edges_s[0];
    int32_t first = -1;
    int32_t kept = 0;
    if (!self->clock_known || old->count == 0 || old->epoch != plan->epoch ||
        old->age_s > self->config.plan_max_age_s || begins_s <= self->now_us / 1000000 ||
        old->edges_s[old->count] < begins_s) {
        return 0;
    }
    first = ostrov_i_station_slot(self, self->now_us / 1000000);
    if (first < 0) {
        return 0;
    }
    while (first + kept < old->count && old->edges_s[first + kept] < begins_s) {
        kept++;
    }
    if (kept >= OSTROV_STATION_SLOTS) {
        return 0;
    }
    const size_t bytes = (size_t)kept * sizeof(double);
    memmove(old->edges_s, old->edges_s + first, (size_t)kept * sizeof(int64_t));
    memmove(old->battery_w, old->battery_w + first, bytes);
    memmove(old->grid_w, old->grid_w + first, bytes);
    memmove(old->soc_ratio, old->soc_ratio + first, bytes);
    memmove(old->value_per_kwh, old->value_per_kwh + first, bytes);
    for (int32_t p = 0; p < OSTROV_I_STATION_POINTS; p++) {
        memmove(old->vehicle_w[p], old->vehicle_w[p] + first, bytes);
    }
    return kept;
}

static void append(ostrov_i_followed *own, const ostrov_plan *plan, int32_t kept, int32_t slots)
{
    const int32_t room = OSTROV_STATION_SLOTS - kept;
    const int32_t count = slots < room ? slots : room;
    for (int32_t i = 0; i < count; i++) {
        own->edges_s[kept + i] = plan->edges_s[i];
        own->battery_w[kept + i] = plan->battery_w[i];
        own->grid_w[kept + i] = plan->grid_w[i];
        own->soc_ratio[kept + i] = plan->soc_ratio != NULL ? plan->soc_ratio[i] : OSTROV_I_NAN;
        own->value_per_kwh[kept + i] =
            plan->value_per_kwh != NULL ? plan->value_per_kwh[i] : OSTROV_I_NAN;
        for (int32_t p = 0; p < OSTROV_I_STATION_POINTS; p++) {
            own->vehicle_w[p][kept + i] = 0.0;
        }
    }
    own->count = kept + count;
    own->edges_s[own->count] = plan->edges_s[count];
    own->points = kept > 0 ? own->points : 0;
    for (int32_t v = 0; v < plan->vehicle_count; v++) {
        const int32_t p = plan->charge_point[v];
        const double *row = plan->vehicle_w + (size_t)v * (size_t)plan->capacity;
        own->points |= 1u << p;
        for (int32_t i = 0; i < count; i++) {
            own->vehicle_w[p][kept + i] += ostrov_i_max(row[i], 0.0);
        }
    }
    own->peak_w = 0.0;
    for (int32_t i = 0; i < own->count; i++) {
        own->peak_w = ostrov_i_max(own->peak_w, own->grid_w[i]);
    }
}

ostrov_status ostrov_station_follow(ostrov_station *station, const ostrov_plan *plan)
{
    ostrov_i_station *self = ostrov_i_station_self(station);
    int32_t slots = 0;
    if (self == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    const ostrov_status status = judge(self, plan, &slots);
    if (status != OSTROV_OK) {
        ostrov_i_station_event(self, OSTROV_EVENT_PLAN_REFUSED, status, OSTROV_I_NAN, OSTROV_I_NAN);
        self->state.events = self->ring.count + (self->ring.lost > 0);
        return status;
    }
    ostrov_i_followed *own = &self->plan;
    const int32_t kept = keep_until(self, plan);
    append(own, plan, kept, slots);
    own->epoch = plan->epoch;
    own->solver = plan->solver == OSTROV_SOLVER_QUICK || plan->solver == OSTROV_SOLVER_GLPK
                      ? plan->solver
                      : OSTROV_SOLVER_OTHER;
    own->drift_wh = 0.0;
    own->age_s = 0.0;
    if (self->clock_known) {
        own->age_s = ostrov_i_max(0.0, (double)(self->now_us / 1000000 - plan->edges_s[0]));
    }
    for (int32_t p = 0; p < OSTROV_I_STATION_POINTS; p++) {
        self->points[p].need_ref_wh = self->points[p].need_wh;
        self->points[p].depart_ref_s = self->points[p].depart_s;
    }
    self->state.plan_wanted = OSTROV_PLAN_NOT_WANTED;
    self->state.plan_deadline_s = INT64_MIN;
    self->state.plan_age_s = own->age_s;
    ostrov_i_station_event(self, OSTROV_EVENT_PLAN_TAKEN, own->solver, plan->cost, OSTROV_I_NAN);
    self->state.events = self->ring.count + (self->ring.lost > 0);
    return OSTROV_OK;
}

int32_t ostrov_i_station_slot(const ostrov_i_station *self, int64_t time_s)
{
    const ostrov_i_followed *plan = &self->plan;
    int32_t low = 0;
    int32_t high = plan->count;
    if (plan->count == 0 || time_s < plan->edges_s[0] || time_s >= plan->edges_s[plan->count]) {
        return -1;
    }
    while (high - low > 1) {
        const int32_t middle = (low + high) / 2;
        if (plan->edges_s[middle] <= time_s) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

double ostrov_i_station_planned_wh(const ostrov_i_station *self, int64_t from_s, int64_t until_s,
                                   int32_t point)
{
    const ostrov_i_followed *plan = &self->plan;
    int32_t i = ostrov_i_station_slot(self, from_s);
    double sum_ws = 0.0;
    if (i < 0) {
        return 0.0;
    }
    for (; i < plan->count && plan->edges_s[i] < until_s; i++) {
        const int64_t begin = plan->edges_s[i] > from_s ? plan->edges_s[i] : from_s;
        const int64_t end = plan->edges_s[i + 1] < until_s ? plan->edges_s[i + 1] : until_s;
        sum_ws += plan->vehicle_w[point][i] * (double)(end - begin);
    }
    return sum_ws / 3600.0;
}

double ostrov_i_station_planned_soc(const ostrov_i_station *self, int64_t time_s, int32_t slot)
{
    const ostrov_i_followed *plan = &self->plan;
    const double after = plan->soc_ratio[slot];
    if (slot == 0) {
        return OSTROV_I_NAN; /* where the first slot began is not in the plan */
    }
    const double before = plan->soc_ratio[slot - 1];
    const double share = (double)(time_s - plan->edges_s[slot]) /
                         (double)(plan->edges_s[slot + 1] - plan->edges_s[slot]);
    return before + (after - before) * share;
}

double ostrov_i_station_planned_net(const ostrov_i_station *self, int32_t slot)
{
    const ostrov_i_followed *plan = &self->plan;
    double net_w = plan->grid_w[slot] + plan->battery_w[slot];
    for (int32_t p = 0; p < OSTROV_I_STATION_POINTS; p++) {
        net_w -= plan->vehicle_w[p][slot];
    }
    return net_w;
}
