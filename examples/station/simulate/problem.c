/* The pieces of a dispatch problem: see problem.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "problem.h"

enum { QUARTER_S = 900, SHORTEST_SLOT_S = 60 };

int32_t problem_edges(int64_t now_s, int32_t most, int64_t *edges_s)
{
    int64_t next = now_s - now_s % QUARTER_S + QUARTER_S;
    int32_t count = 0;
    edges_s[0] = now_s;
    if (next - now_s < SHORTEST_SLOT_S) { /* too short to plan: begin with the next quarter */
        edges_s[0] = next;
        next += QUARTER_S;
    }
    while (count < most) {
        edges_s[++count] = next;
        next += QUARTER_S;
    }
    return count;
}

ostrov_series problem_quarters(int64_t start_s, int32_t count, const double *values)
{
    return (ostrov_series){
        .start_s = start_s, .step_s = QUARTER_S, .count = count, .values = values};
}

void problem_series(ostrov_problem *p, const struct planner *planner)
{
    int64_t start_s = p->edges_s[0] - p->edges_s[0] % QUARTER_S;
    p->load_w = problem_quarters(start_s, p->count, planner->load_w);
    p->critical_w = problem_quarters(start_s, p->count, planner->critical_w);
    p->pv_w = problem_quarters(start_s, p->count, planner->pv_w);
    p->import_price_per_kwh = problem_quarters(start_s, p->count, planner->import_price);
    p->export_price_per_kwh = problem_quarters(start_s, p->count, planner->export_price);
    p->import_limit_w = problem_quarters(start_s, p->count, planner->import_limit_w);
}

void problem_site(ostrov_problem *p, const struct site *site)
{
    double wear = 0.0;
    p->battery = &site->battery;
    if (ostrov_battery_wear(&site->battery, &wear) == OSTROV_OK) {
        p->wear_price_per_kwh = wear;
    }
    p->import_limit_fixed_w = site->station.import_limit_w;
    p->export_limit_fixed_w = site->station.export_limit_w;
    p->shed_price_per_kwh = site->shed_price_per_kwh;
    p->shed_critical_price_per_kwh = site->shed_critical_price_per_kwh;
    p->reserve_s = site->reserve_s;
    p->reserve_price_per_kwh_h = site->reserve_price_per_kwh_h;
}

void problem_reserve(ostrov_problem *p, const struct site *site, ostrov_battery_config *battery)
{
    double need_wh = site->reserve_s / 3600.0 * site->load_typical_w * site->tier[0].share_ratio /
                     site->battery.discharge_efficiency_ratio;
    double floor_ratio = site->station.reserve_ratio;
    *battery = site->battery;
    p->battery = battery;
    if (floor_ratio > battery->soc_min_ratio) {
        double kept_wh = (floor_ratio - battery->soc_min_ratio) * battery->capacity_wh;
        battery->soc_min_ratio = floor_ratio;
        p->reserve_s *= need_wh > kept_wh ? 1.0 - kept_wh / need_wh : 0.0;
    }
}

double problem_terminal_price(const ostrov_problem *p, const double *import_price)
{
    double sum = 0.0;
    for (int32_t i = 0; i < p->count; i++) {
        sum += import_price[i];
    }
    double worth = sum / (double)p->count * p->battery->discharge_efficiency_ratio -
                   p->wear_price_per_kwh;
    return worth > 0.0 ? worth : 0.0;
}

/* Asked for beyond what a duty needs: the forecast temperature and the believed SoC are not exact. */
static const double margin_ratio = 0.03;

/* The stays of one vehicle to come, before they are written as rows. */
struct chain {
    int64_t arrive_s[PLANNER_STAYS], depart_s[PLANNER_STAYS];
    int32_t point[PLANNER_STAYS];
    double needs_wh[PLANNER_STAYS]; /* what the duty after the stay asks for */
    double use_wh[PLANNER_STAYS];   /* what it will use */
    double want_wh[PLANNER_STAYS];  /* what is asked for, see look_ahead */
    double holds_wh;                /* at the beginning of the first stay */
    int32_t count;
};

enum { LATE_S = 900 }; /* a vehicle that is late is taken to leave a quarter hour from now */

static void find_stays(const struct fleet *fleet, int32_t vehicle, int64_t now_s, int64_t until_s,
                       struct chain *chain)
{
    const struct site *site = fleet->site;
    const struct vehicle *v = &fleet->vehicle[vehicle];
    int64_t depart_s = v->depart_s, return_s = v->return_s, arrive_s = now_s;
    int32_t duty = v->duty, point = v->charge_point;
    if (v->place == VEHICLE_PLUGGED && duty >= 0 && depart_s <= now_s) {
        depart_s = now_s + LATE_S; /* it should have left: no plan begins in the past */
    }
    chain->count = 0;
    chain->holds_wh = fleet_believed_wh(fleet, vehicle);
    if (v->place != VEHICLE_PLUGGED) {
        arrive_s = return_s > now_s ? return_s : now_s;
        if (v->place == VEHICLE_ON_ROAD && duty >= 0) {
            point = site->duty[duty].charge_point;
            chain->holds_wh -= fleet_needs_wh(site, duty, fleet_expected_c(fleet, now_s)) -
                               site->duty[duty].reserve_wh;
            chain->holds_wh = chain->holds_wh < 0.0 ? 0.0 : chain->holds_wh;
        }
        duty = fleet_next_duty(site, vehicle, arrive_s, &depart_s, &return_s);
    }
    while (duty >= 0 && arrive_s < until_s && chain->count < PLANNER_STAYS) {
        int32_t i = chain->count++;
        chain->arrive_s[i] = arrive_s;
        chain->depart_s[i] = depart_s;
        chain->point[i] = point;
        chain->needs_wh[i] = fleet_needs_wh(site, duty, fleet_expected_c(fleet, depart_s));
        chain->use_wh[i] = chain->needs_wh[i] - site->duty[duty].reserve_wh;
        chain->needs_wh[i] += margin_ratio * site->vehicle[vehicle].capacity_wh;
        point = site->duty[duty].charge_point;
        arrive_s = return_s;
        duty = fleet_next_duty(site, vehicle, arrive_s, &depart_s, &return_s);
    }
}

/* What a stay can put into the battery in hours of it. */
static double can_charge_wh(const struct fleet *fleet, int32_t vehicle, const struct chain *chain,
                            int32_t i, double hours)
{
    const struct site_vehicle *v = &fleet->site->vehicle[vehicle];
    double ambient = fleet_expected_c(fleet, chain->arrive_s[i]);
    double power =
        fleet_accepts_w(fleet->site, vehicle, chain->point[i], 0.5 * v->capacity_wh, ambient);
    return hours > 0.0 ? power * v->efficiency_ratio * hours : 0.0;
}

static double greatest(double a, double b, double c)
{
    double most = a > b ? a : b;
    return most > c ? most : c;
}

/* What each stay must leave in the battery so that the later ones can do the rest. The planner sees each
 * stay for itself, so this is where they are tied together:
 * - as planned: the next stay adds what it adds in the reference, which makes no peak (or, who knows
 *   everything and asks for it lazily, all it can);
 * - in an outage during the next stay, as long as the site promises to bear, the duty after it must still
 *   be driven.
 * Never more than the reference holds then, so that all wishes together can be had. */
static void look_ahead(const struct fleet *fleet, int32_t vehicle, const struct reference *reference,
                       int32_t care, struct chain *chain)
{
    const double capacity = fleet->site->vehicle[vehicle].capacity_wh;
    double next_holds = __builtin_nan("");
    for (int32_t i = chain->count - 1; i >= 0; i--) {
        double holds = reference_holds_wh(&reference->needed, vehicle, chain->depart_s[i]);
        double frugal = reference_holds_wh(&reference->frugal, vehicle, chain->depart_s[i]);
        double want = chain->needs_wh[i];
        if (i + 1 < chain->count && care != PROBLEM_LAZY) {
            double hours = (double)(chain->depart_s[i + 1] - chain->arrive_s[i + 1]) / 3600.0;
            double adds = can_charge_wh(fleet, vehicle, chain, i + 1, hours);
            if (holds == holds && next_holds == next_holds) {
                adds = next_holds - (holds - chain->use_wh[i]);
            }
            double left_s = care == PROBLEM_ROBUST ? fleet->site->reserve_s : 0.0;
            double planned = chain->want_wh[i + 1] + chain->use_wh[i] - adds;
            double outage =
                chain->needs_wh[i + 1] + chain->use_wh[i] -
                can_charge_wh(fleet, vehicle, chain, i + 1, hours - left_s / 3600.0);
            if (outage > frugal) {
                outage = frugal; /* readiness for an outage is not worth a new peak */
            }
            want = greatest(want, planned, outage);
        } else if (i + 1 < chain->count) {
            double hours = (double)(chain->depart_s[i + 1] - chain->arrive_s[i + 1]) / 3600.0;
            double lazy = chain->want_wh[i + 1] + chain->use_wh[i] -
                          can_charge_wh(fleet, vehicle, chain, i + 1, hours);
            want = lazy > want ? lazy : want;
        }
        if (holds == holds && want > holds) {
            want = holds > chain->needs_wh[i] ? holds : chain->needs_wh[i];
        }
        chain->want_wh[i] = want < capacity ? want : capacity;
        next_holds = holds;
    }
}

double problem_frugal_w(const struct site *site, double peak_w)
{
    double left_w = peak_w - site->load_typical_w;
    return left_w > 0.0 ? left_w : 0.0;
}

double problem_wanted_wh(const struct fleet *fleet, const struct reference *reference,
                         int32_t vehicle, int64_t now_s, int64_t until_s)
{
    struct chain chain;
    find_stays(fleet, vehicle, now_s, until_s, &chain);
    look_ahead(fleet, vehicle, reference, PROBLEM_ROBUST, &chain);
    return chain.count > 0 ? chain.want_wh[0] : 0.0;
}

/* One stay as a row; departure beyond the horizon asks for the horizon's share. */
static void write_stay(const struct fleet *fleet, int32_t vehicle, const struct chain *chain,
                       int32_t i, double holds_wh, int64_t now_s, int64_t until_s,
                       ostrov_plan_vehicle *row)
{
    const struct site_vehicle *v = &fleet->site->vehicle[vehicle];
    double ambient = fleet_expected_c(fleet, chain->arrive_s[i]);
    double want = chain->want_wh[i] > holds_wh ? chain->want_wh[i] : holds_wh;
    if (chain->depart_s[i] > until_s) {
        int64_t from_s = chain->arrive_s[i] > now_s ? chain->arrive_s[i] : now_s;
        want = holds_wh + (want - holds_wh) * (double)(until_s - from_s) /
                              (double)(chain->depart_s[i] - from_s);
    }
    *row = (ostrov_plan_vehicle){
        .arrive_s = chain->arrive_s[i],
        .depart_s = chain->depart_s[i],
        .charge_point = chain->point[i],
        .group = -1,
        .arrive_wh = holds_wh,
        .depart_wh = want,
        .capacity_wh = v->capacity_wh,
        .charge_limit_w =
            fleet_accepts_w(fleet->site, vehicle, chain->point[i], 0.5 * v->capacity_wh, ambient),
        .charge_min_w = 0.0,
        .charge_efficiency_ratio = v->efficiency_ratio,
        .short_price_per_kwh = fleet->site->short_price_per_kwh,
    };
}

int32_t problem_stays(const struct fleet *fleet, const struct reference *reference, int32_t care,
                      int64_t now_s, int64_t until_s, ostrov_plan_vehicle *stay, int32_t most)
{
    int32_t count = 0;
    for (int32_t vehicle = 0; vehicle < fleet->site->vehicles; vehicle++) {
        struct chain chain;
        double holds;
        find_stays(fleet, vehicle, now_s, until_s, &chain);
        look_ahead(fleet, vehicle, reference, care, &chain);
        if (chain.count > 0 && fleet->vehicle[vehicle].place == VEHICLE_PLUGGED &&
            fleet->vehicle[vehicle].wanted_wh > 0.0) {
            chain.want_wh[0] = fleet->vehicle[vehicle].wanted_wh; /* ordered is ordered */
        }
        holds = chain.holds_wh;
        for (int32_t i = 0; i < chain.count && count < most; i++) {
            write_stay(fleet, vehicle, &chain, i, holds, now_s, until_s, &stay[count++]);
            holds = (holds > chain.want_wh[i] ? holds : chain.want_wh[i]) - chain.use_wh[i];
            holds = holds > 0.0 ? holds : 0.0;
        }
    }
    return count;
}

ostrov_status problem_columns(struct planner *planner)
{
    ostrov_plan *plan = &planner->plan;
    ostrov_status status = ostrov_plan_defaults(plan, sizeof *plan);
    plan->capacity = PLANNER_SLOTS;
    plan->vehicle_capacity = PLANNER_STAYS;
    plan->edges_s = planner->plan_edges_s;
    plan->grid_w = planner->grid_w;
    plan->battery_w = planner->battery_w;
    plan->pv_w = planner->used_pv_w;
    plan->shed_w = planner->shed_w;
    plan->shed_critical_w = planner->shed_critical_w;
    plan->soc_ratio = planner->soc_ratio;
    plan->value_per_kwh = planner->value_per_kwh;
    plan->vehicle_w = planner->vehicle_w;
    plan->short_wh = planner->short_wh;
    plan->charge_point = planner->charge_point;
    plan->scenario_battery_w = planner->scenario_battery_w;
    plan->scenario_grid_w = planner->scenario_grid_w;
    plan->scenario_vehicle_w = planner->scenario_vehicle_w;
    return status;
}
