/* Which rung of the ladder gives the command, and when a new plan is wanted.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

/* A plan is asked for with this share of the period as time to make it: 60 s of a quarter hour. */
#define ANSWER_RATIO (1.0 / 15.0)
/* A deviation asks again at most this often: a plan that starts from a wrong SoC would otherwise be
 * asked for each second. */
#define AGAIN_S 60.0

/* Deadline: from now, by the clock; the reason that came first stands, but a changed grid or a lack
 * of any plan says more than the others. */
void ostrov_i_station_want(ostrov_i_station *self, int32_t reason)
{
    ostrov_station_state *state = &self->state;
    const int64_t answer_s = (int64_t)(self->config.plan_period_s * ANSWER_RATIO);
    if (self->plan.count == 0) {
        reason = OSTROV_PLAN_WANTED_FIRST;
    }
    if (state->plan_wanted == OSTROV_PLAN_NOT_WANTED) {
        state->plan_wanted = reason;
        state->plan_deadline_s = self->clock_known ? self->now_us / 1000000 + answer_s : INT64_MIN;
    } else if (reason == OSTROV_PLAN_WANTED_GRID &&
               state->plan_wanted != OSTROV_PLAN_WANTED_FIRST) {
        state->plan_wanted = reason;
    }
}

static int32_t plan_is_fresh(const ostrov_i_station *self, const ostrov_i_scene *scene)
{
    const ostrov_i_followed *plan = &self->plan;
    /* No slot covers a time that is not known. */
    return scene->slot >= 0 && plan->epoch == self->epoch &&
           plan->age_s <= self->config.plan_max_age_s;
}

static int32_t choose(const ostrov_i_station *self, const ostrov_i_scene *scene)
{
    if ((scene->m.inhibits & OSTROV_I_STATION_STOPS) != 0) {
        return OSTROV_RUNG_SAFE;
    }
    /* Islanded the PCS holds the balance whatever is measured; a plan dispatches the vehicles only.
     */
    if (scene->supply != OSTROV_I_SUPPLY_ISLAND &&
        (scene->supply != OSTROV_I_SUPPLY_GRID || !scene->essential)) {
        return OSTROV_RUNG_SAFE;
    }
    if (!plan_is_fresh(self, scene)) {
        return OSTROV_RUNG_RULES;
    }
    return self->plan.solver == OSTROV_SOLVER_QUICK ? OSTROV_RUNG_QUICK : OSTROV_RUNG_PLAN;
}

void ostrov_i_station_ladder(ostrov_i_station *self, ostrov_i_scene *scene)
{
    ostrov_i_followed *plan = &self->plan;
    scene->slot = -1;
    if (plan->count > 0) {
        plan->age_s = ostrov_i_min(plan->age_s + scene->dt_s, 1e9);
        scene->slot = scene->clock_known ? ostrov_i_station_slot(self, scene->time_s) : -1;
    }
    scene->rung = choose(self, scene);
    self->state.plan_age_s = plan->count > 0 ? plan->age_s : OSTROV_I_NAN;
    if (scene->rung != self->state.rung) {
        self->state.rung = scene->rung;
        ostrov_i_station_event(self, OSTROV_EVENT_RUNG, scene->rung, self->state.plan_age_s,
                               OSTROV_I_NAN);
    }
}

/* How far SoC and net load have gone from the plan, as a share of the battery. */
static int32_t deviates(ostrov_i_station *self, const ostrov_i_scene *scene)
{
    ostrov_i_followed *plan = &self->plan;
    const int32_t s = scene->slot;
    const double room_wh = self->config.deviation_ratio * self->cells.capacity_wh;
    double planned_w = 0.0;
    if (!self->has_battery || !plan_is_fresh(self, scene) || !scene->net_known) {
        return 0;
    }
    planned_w = ostrov_i_station_planned_net(self, s);
    plan->drift_wh += (scene->net_hi_w - planned_w) * scene->dt_s / 3600.0;
    plan->drift_wh = ostrov_i_clamp(plan->drift_wh, -1e12, 1e12);
    const double planned_soc = ostrov_i_station_planned_soc(self, scene->time_s, s);
    /* Before its first slot ends a plan does not tell where it started: NaN compares false. */
    return ostrov_i_abs(plan->drift_wh) > room_wh ||
           ostrov_i_abs(scene->soc_ratio - planned_soc) > self->config.deviation_ratio;
}

void ostrov_i_station_wanted(ostrov_i_station *self, const ostrov_i_scene *scene)
{
    const int64_t period_us = (int64_t)(self->config.plan_period_s * 1e6);
    self->since_wanted_s = ostrov_i_min(self->since_wanted_s + scene->dt_s, 1e9);
    if (!scene->clock_known) {
        return; /* a plan could not be followed */
    }
    const int64_t period = self->now_us >= 0 ? self->now_us / period_us
                                             : -((-self->now_us + period_us - 1) / period_us);
    if (self->plan.count == 0) {
        ostrov_i_station_want(self, OSTROV_PLAN_WANTED_FIRST);
    } else if (self->period != INT64_MIN && period != self->period) {
        ostrov_i_station_want(self, OSTROV_PLAN_WANTED_PERIOD);
    }
    self->period = period;
    if (self->state.plan_wanted != OSTROV_PLAN_NOT_WANTED &&
        self->state.plan_deadline_s == INT64_MIN) {
        self->state.plan_deadline_s = /* wanted while the clock was not known */
            self->now_us / 1000000 + (int64_t)(self->config.plan_period_s * ANSWER_RATIO);
    }
    if (deviates(self, scene) && self->since_wanted_s >= AGAIN_S) {
        self->since_wanted_s = 0.0;
        ostrov_i_station_want(self, OSTROV_PLAN_WANTED_DEVIATION);
    }
}
