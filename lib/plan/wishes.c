/* Prices from an order of wishes.
 *
 * In a plan without lumps one kWh more for a wish is had by an exchange along a path: it comes from
 * the grid, the sun or another wish, now or, through stores, at another time; or it is saved, where
 * energy is not sent through a store that would burn a part of it. So what it can cost the others
 * is bounded by the dearest of them, times what is lost on the way through each store once, or
 * times the energy not stored for one kWh not burnt. A wish whose kWh is worth a quarter more than
 * that bound is never given up for them (weights that keep a lexicographic order: Sherali, Soyster,
 * J. Optim. Theory Appl. 39, 1983, 173-186). Self-discharge would need ten thousand kWh held less
 * long for each kWh; prices of that size would drown the money, so this lever is left out: it can
 * move no more than the self-discharge of the horizon.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/plan_prepare.h>

#include <string.h>

#include "plan/plan_tables.h"
#include "plan/site.h"

#define MOST 1e9    /* the largest price that a problem takes */
#define MARGIN 1.25 /* of a wish over all that stand behind it */
#define LEVER 50.0  /* kWh not stored for one kWh not burnt, at most: 98 % there and back */

/* What an exchange can go through. */
typedef struct scale {
    double money; /* most that a kWh at the site bus can be worth */
    double loss;  /* kWh in for one kWh out, through all stores */
    double lever; /* kWh not stored for one kWh not burnt */
    double shortest_h;
    double horizon_h;
    double vehicle_ratio; /* least efficiency of charging */
} scale;

static void add_store(scale *s, double in_ratio, double out_ratio, double kept, double wear)
{
    s->loss /= ostrov_i_max(in_ratio * out_ratio * kept, 1e-3);
    s->lever = ostrov_i_max(s->lever, 1.0 / ostrov_i_max(1.0 - in_ratio * out_ratio, 1.0 / LEVER));
    s->money += wear / out_ratio;
}

static ostrov_status read_slots(const ostrov_i_site *site, scale *s, double *kept,
                                ostrov_fault *why)
{
    ostrov_i_reader reader;
    ostrov_plan_slot slot;
    ostrov_status status = OSTROV_OK;
    s->shortest_h = 1e300;
    ostrov_i_reader_open(&reader, site);
    for (int32_t t = 0; t < site->problem.count && status == OSTROV_OK; t++) {
        status = ostrov_i_reader_next(&reader, &slot, why);
        if (status == OSTROV_OK) {
            s->money = ostrov_i_max(s->money, ostrov_i_abs(slot.import_price_per_kwh));
            s->money = ostrov_i_max(s->money, ostrov_i_abs(slot.export_price_per_kwh));
            s->shortest_h = ostrov_i_min(s->shortest_h, slot.duration_s / 3600.0);
            s->horizon_h += slot.duration_s / 3600.0;
            *kept *= slot.keep_ratio;
        }
    }
    return status;
}

static ostrov_status measure(const ostrov_i_site *site, scale *s, ostrov_fault *why)
{
    const ostrov_problem *p = &site->problem;
    double kept = 1.0;
    double wear = p->wear_price_per_kwh;
    ostrov_status status = OSTROV_OK;
    memset(s, 0, sizeof *s);
    s->loss = 1.0;
    s->lever = 1.0;
    s->vehicle_ratio = 1.0;
    s->money = ostrov_i_max(p->curtail_price_per_kwh, ostrov_i_abs(p->terminal_price_per_kwh));
    status = read_slots(site, s, &kept, why);
    if (status != OSTROV_OK) {
        return status;
    }
    for (int32_t i = 0; i < p->wears_count; i++) {
        wear = ostrov_i_max(wear, site->wears[i].price_per_kwh);
    }
    wear += ostrov_i_nan(p->throughput_wh) ? 0.0 : p->throughput_price_per_kwh;
    if (site->has_battery) {
        add_store(s, site->charge_ratio, site->discharge_ratio, kept, wear);
        s->money += p->full_until_s != 0 ? p->full_price_per_kwh : 0.0;
    }
    for (int32_t i = 0; i < p->batteries_count; i++) {
        ostrov_plan_battery row;
        ostrov_i_site_battery(site, i, &row);
        add_store(s, row.charge_efficiency_ratio, row.discharge_efficiency_ratio,
                  ostrov_exp(ostrov_log1p(-row.self_discharge_per_s) * s->horizon_h * 3600.0),
                  row.wear_price_per_kwh + ostrov_i_abs(row.terminal_price_per_kwh));
    }
    for (int32_t i = 0; i < p->vehicles_count; i++) {
        ostrov_plan_vehicle row;
        ostrov_i_site_vehicle(site, i, &row);
        s->vehicle_ratio = ostrov_i_min(s->vehicle_ratio, row.charge_efficiency_ratio);
        if (row.discharge_limit_w > 0.0) {
            add_store(s, row.charge_efficiency_ratio, row.discharge_efficiency_ratio, 1.0,
                      row.wear_price_per_kwh);
        }
    }
    for (int32_t i = 0; i < p->tiers_count; i++) { /* they keep their prices */
        ostrov_plan_tier row;
        (void)ostrov_i_take_row(&ostrov_i_plan_row_structures[PLAN_TIER], p->tiers, p->tiers_stride,
                                i, &row, NULL);
        s->money = ostrov_i_max(s->money, row.price_per_kwh);
    }
    for (int32_t i = 0; i < p->peaks_count; i++) { /* a kWh in one slot is that many kW */
        ostrov_plan_peak row;
        ostrov_i_site_peak(site, i, &row);
        s->money += row.price_per_kw / s->shortest_h;
    }
    return OSTROV_OK;
}

static int32_t is_named(const int32_t *order, int32_t count, int32_t wish)
{
    for (int32_t i = 0; i < count; i++) {
        if (order[i] == wish) {
            return 1;
        }
    }
    return 0;
}

/* What is not named counts as money. */
static void add_unnamed(const ostrov_i_site *site, const int32_t *order, int32_t count, scale *s)
{
    const ostrov_problem *p = &site->problem;
    if (!is_named(order, count, OSTROV_WISH_CRITICAL)) {
        s->money += p->shed_critical_price_per_kwh;
    }
    if (!is_named(order, count, OSTROV_WISH_LOAD)) {
        s->money += p->shed_price_per_kwh;
    }
    if (!is_named(order, count, OSTROV_WISH_RESERVE)) {
        s->money += p->reserve_price_per_kwh_h * s->horizon_h;
    }
    for (int32_t i = 0; i < p->vehicles_count && !is_named(order, count, OSTROV_WISH_DEPARTURE);
         i++) {
        ostrov_plan_vehicle row;
        ostrov_i_site_vehicle(site, i, &row);
        s->money = ostrov_i_max(s->money, row.short_price_per_kwh);
    }
}

static ostrov_status check_order(const int32_t *order, int32_t count, ostrov_fault *why)
{
    static const uint32_t known = 1u << OSTROV_WISH_CRITICAL | 1u << OSTROV_WISH_LOAD |
                                  1u << OSTROV_WISH_DEPARTURE | 1u << OSTROV_WISH_RESERVE;
    uint32_t seen = 0;
    if (order == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, "order", -1, OSTROV_I_NAN, OSTROV_I_NAN,
                              OSTROV_I_NAN);
    }
    if (count < 1 || count > 4) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, NULL, "order_count", -1, (double)count, 1.0,
                              4.0);
    }
    for (int32_t i = 0; i < count; i++) {
        const uint32_t bit = order[i] > 0 && order[i] < 32 ? 1u << order[i] : 0u;
        const int32_t late =
            order[i] == OSTROV_WISH_CRITICAL && (seen & 1u << OSTROV_WISH_LOAD) != 0;
        if ((bit & known) == 0 || (seen & bit) != 0 || late) {
            return ostrov_i_fault(why, OSTROV_E_RANGE, NULL, "order", i, (double)order[i],
                                  OSTROV_I_NAN, OSTROV_I_NAN);
        }
        seen |= bit;
    }
    return OSTROV_OK;
}

ostrov_status ostrov_problem_order(ostrov_problem *problem, ostrov_plan_vehicle *vehicles,
                                   uint32_t vehicles_stride, const int32_t *order,
                                   int32_t order_count, ostrov_fault *why)
{
    ostrov_i_site site;
    scale s;
    double price[OSTROV_WISH_THROUGHPUT + 1] = {0.0};
    ostrov_status status = check_order(order, order_count, why);
    if (status == OSTROV_OK) {
        status = ostrov_i_site_open(problem, &site, why);
    }
    if (status == OSTROV_OK) {
        status = measure(&site, &s, why);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    if (site.problem.vehicles_count > 0 && is_named(order, order_count, OSTROV_WISH_DEPARTURE)) {
        const uint32_t least = ostrov_i_plan_row_structures[PLAN_VEHICLE].first_size;
        if (vehicles == NULL) {
            return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, "vehicles", -1, OSTROV_I_NAN,
                                  OSTROV_I_NAN, OSTROV_I_NAN);
        }
        if (vehicles_stride < least) {
            return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, "vehicles_stride", -1,
                                  (double)vehicles_stride, (double)least, OSTROV_I_NAN);
        }
    }
    add_unnamed(&site, order, order_count, &s);
    s.loss *= s.lever;
    for (int32_t i = order_count - 1; i >= 0; i--) {
        const double least = MARGIN * s.loss * ostrov_i_max(s.money, 1e-3);
        if (order[i] == OSTROV_WISH_RESERVE) { /* a kWh in the cells, for the shortest time */
            price[order[i]] = least / s.shortest_h;
            s.money += price[order[i]] * s.horizon_h;
        } else {
            price[order[i]] = order[i] == OSTROV_WISH_DEPARTURE ? least / s.vehicle_ratio : least;
            s.money += price[order[i]];
        }
        if (price[order[i]] > MOST) {
            return ostrov_i_fault(why, OSTROV_E_RANGE, NULL, "order", i, price[order[i]], 0.0,
                                  MOST);
        }
    }
    if (is_named(order, order_count, OSTROV_WISH_CRITICAL)) {
        problem->shed_critical_price_per_kwh = price[OSTROV_WISH_CRITICAL];
    }
    if (is_named(order, order_count, OSTROV_WISH_LOAD)) {
        problem->shed_price_per_kwh = price[OSTROV_WISH_LOAD];
    }
    problem->shed_critical_price_per_kwh =
        ostrov_i_max(problem->shed_critical_price_per_kwh, problem->shed_price_per_kwh);
    if (is_named(order, order_count, OSTROV_WISH_RESERVE)) {
        problem->reserve_price_per_kwh_h = price[OSTROV_WISH_RESERVE];
    }
    for (int32_t i = 0;
         i < site.problem.vehicles_count && is_named(order, order_count, OSTROV_WISH_DEPARTURE);
         i++) {
        char *at = (char *)vehicles + (size_t)i * vehicles_stride;
        memcpy(at + offsetof(ostrov_plan_vehicle, short_price_per_kwh),
               &price[OSTROV_WISH_DEPARTURE], sizeof(double));
    }
    return OSTROV_OK;
}
