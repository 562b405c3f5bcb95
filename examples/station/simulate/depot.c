/* The depot's knowledge: see depot.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "depot.h"

#include "problem.h"

#include <string.h>

enum { OVERDUE_S = 1800 }; /* a vehicle that has not left by then does not drive this duty */

static void order(struct reference *scratch, struct fleet *fleet, int32_t vehicle, int64_t time_s,
                  double peak_w)
{
    reference_run(scratch, fleet, time_s, time_s + 86400, problem_frugal_w(fleet->site, peak_w));
    fleet->vehicle[vehicle].wanted_wh =
        problem_wanted_wh(fleet, scratch, vehicle, time_s, time_s + 86400);
}

void depot_measure(struct reference *scratch, struct fleet *fleet, int64_t time_s, double peak_w,
                   double ambient_c, ostrov_measurement *m)
{
    const struct site *site = fleet->site;
    for (int32_t p = 0; p < site->charge_points; p++) {
        int32_t i = fleet_at(fleet, p);
        if (i < 0) {
            continue;
        }
        struct vehicle *v = &fleet->vehicle[i];
        if (v->wanted_wh != v->wanted_wh) {
            order(scratch, fleet, i, time_s, peak_w);
        }
        m->vehicle_accepts_w[p] = fleet_accepts_w(site, i, p, v->stored_wh, ambient_c);
        m->vehicle_depart_s[p] = v->depart_s;
        if (v->duty >= 0) {
            double needs = v->wanted_wh - fleet_believed_wh(fleet, i);
            m->vehicle_needs_wh[p] = needs > 0.0 ? needs / site->vehicle[i].efficiency_ratio : 0.0;
        }
    }
}

/* ---- what charge points say -------------------------------------------------------------------
 */

static int32_t named(const struct site *site, const char *tag)
{
    for (int32_t i = 0; i < site->vehicles; i++) {
        if (tag[0] != '\0' && strcmp(site->vehicle[i].name, tag) == 0) {
            return i;
        }
    }
    return -1;
}

/* Who comes to a place without a name: the vehicle whose timetable brings it there first. */
static int32_t expected(const struct fleet *fleet, int32_t charge_point)
{
    int32_t best = -1;
    for (int32_t i = 0; i < fleet->site->vehicles; i++) {
        const struct vehicle *v = &fleet->vehicle[i];
        int32_t comes_here =
            v->place != VEHICLE_PLUGGED && (v->duty >= 0 ? fleet->site->duty[v->duty].charge_point
                                                         : v->charge_point) == charge_point;
        if (comes_here && (best < 0 || v->return_s < fleet->vehicle[best].return_s)) {
            best = i;
        }
    }
    return best;
}

static void plug_in(struct fleet *fleet, int32_t vehicle, int32_t charge_point, int64_t time_s)
{
    struct vehicle *v = &fleet->vehicle[vehicle];
    if (v->place == VEHICLE_ON_ROAD &&
        v->duty >= 0) { /* believed until a meter or the BMS knows more */
        v->stored_wh -= site_duty_wh(&fleet->site->duty[v->duty], fleet_expected_c(fleet, time_s));
        v->stored_wh = v->stored_wh < 0.0 ? 0.0 : v->stored_wh;
    }
    v->place = VEHICLE_PLUGGED;
    v->charge_point = charge_point;
    v->arrived_s = time_s;
    v->told_error_wh = 0.0;
    fleet_plan_departure(fleet, vehicle, time_s);
}

/* It drives its next duty when that is about now, and has only been moved otherwise. */
static void plug_out(struct fleet *fleet, int32_t vehicle, int64_t time_s)
{
    struct vehicle *v = &fleet->vehicle[vehicle];
    int64_t early_s = v->depart_s - time_s;
    v->charge_w = 0.0;
    v->place = v->duty >= 0 && early_s < 2 * OVERDUE_S ? VEHICLE_ON_ROAD : VEHICLE_WAITING;
}

void depot_observe(struct fleet *fleet, int32_t charge_point, int32_t plugged, const char *tag,
                   double power_w, int64_t time_s, double dt_s)
{
    const struct site *site = fleet->site;
    int32_t here = fleet_at(fleet, charge_point), who = named(site, tag);
    if (plugged == 0 && here >= 0) {
        plug_out(fleet, here, time_s);
    }
    if (plugged != 1) {
        return;
    }
    if (who >= 0 && who != here) { /* another one than was believed */
        if (here >= 0) {
            plug_out(fleet, here, time_s);
        }
        plug_in(fleet, who, charge_point, time_s);
        here = who;
    } else if (here < 0) {
        here = expected(fleet, charge_point);
        if (here < 0) {
            return; /* a stranger: it is limited like any other, but nothing is planned for it */
        }
        plug_in(fleet, here, charge_point, time_s);
    }
    struct vehicle *v = &fleet->vehicle[here];
    if (v->duty >= 0 && time_s > v->depart_s + OVERDUE_S) {
        fleet_plan_departure(fleet, here, time_s);
    }
    if (power_w - power_w == 0.0) {
        v->charge_w = power_w;
        v->stored_wh += power_w * site->vehicle[here].efficiency_ratio * dt_s / 3600.0;
        if (v->stored_wh > site->vehicle[here].capacity_wh) {
            v->stored_wh = site->vehicle[here].capacity_wh;
        }
    }
}
