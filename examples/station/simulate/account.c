/* Keeps the books of a run: see account.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "account.h"

#include <stdio.h>

enum { QUARTER_S = 900 };

double account_peak_w(const struct account *a)
{
    return a->month_max_w > a->month_paid_w ? a->month_max_w : a->month_paid_w;
}

/* The month is over: what its highest quarter hour costs beyond what it had reached before. */
static void finish_month(struct account *a)
{
    double over_w = a->month_max_w - a->month_paid_w;
    a->policy.peak_cost += over_w > 0.0 ? over_w / 1000.0 * a->site->tariff.peak_price_per_kw : 0.0;
    a->month_max_w = 0.0;
    a->month_paid_w = 0.0;
}

static void watch_month(struct account *a, int64_t quarter_s)
{
    ostrov_civil civil;
    if (ostrov_zone_civil(&a->site->zone, quarter_s, &civil) != OSTROV_OK) {
        return;
    }
    if (a->month != 0 && a->month != civil.month) {
        finish_month(a);
    }
    a->month = civil.month;
}

static void take_prices(struct account *a, int64_t quarter_s)
{
    int64_t i = (quarter_s - a->inputs->start_s) / QUARTER_S;
    i = i < 0 ? 0 : (i >= a->inputs->quarters ? a->inputs->quarters - 1 : i);
    site_prices(a->site, quarter_s, a->inputs->spot_eur_per_mwh[i], &a->import_price,
                &a->export_price);
    a->quarter_s = quarter_s;
    a->quarter_ws = 0.0;
    watch_month(a, quarter_s);
}

void account_init(struct account *a, const struct site *site, const struct inputs *inputs,
                  const char *name, const char *brief)
{
    *a = (struct account){0};
    a->site = site;
    a->inputs = inputs;
    a->month_paid_w = site->tariff.peak_incurred_w;
    a->policy.least_margin_wh = __builtin_nan("");
    if (ostrov_battery_wear(&site->battery, &a->wear_price_per_kwh) != OSTROV_OK) {
        a->wear_price_per_kwh = 0.0;
    }
    snprintf(a->policy.name, sizeof a->policy.name, "%s", name);
    snprintf(a->policy.brief, sizeof a->policy.brief, "%s", brief);
    take_prices(a, inputs->start_s);
}

static void finish_quarter(struct account *a)
{
    a->last_quarter_w = a->quarter_ws / QUARTER_S;
    if (a->last_quarter_w > a->policy.quarter_max_w) {
        a->policy.quarter_max_w = a->last_quarter_w;
    }
    if (a->last_quarter_w > a->month_max_w) {
        a->month_max_w = a->last_quarter_w;
    }
    a->price_sum += a->import_price;
    a->quarters++;
    a->finished = 1;
}

void account_step(struct account *a, int64_t time_s, double dt_s, double grid_w, double pv_w,
                  double battery_w)
{
    double wh = grid_w * dt_s / 3600.0;
    a->finished = 0;
    if (grid_w > 0.0) {
        a->policy.import_wh += wh;
        a->policy.energy_cost += wh / 1000.0 * a->import_price;
        a->policy.co2_kg += wh / 1e6 * a->site->tariff.co2_g_per_kwh;
    } else {
        a->policy.export_wh -= wh;
        a->policy.export_income -= wh / 1000.0 * a->export_price;
    }
    a->policy.pv_used_wh += pv_w * dt_s / 3600.0;
    if (battery_w > 0.0) {
        double cells_wh = battery_w * dt_s / 3600.0 / a->site->battery.discharge_efficiency_ratio;
        a->policy.wear_cost += cells_wh / 1000.0 * a->wear_price_per_kwh;
        a->policy.cycles += cells_wh / a->site->battery.capacity_wh;
    }
    a->quarter_ws += grid_w * dt_s; /* the meter's quarter hour is the net of import and export */
    if (time_s >= a->quarter_s + QUARTER_S) {
        finish_quarter(a);
        take_prices(a, a->quarter_s + QUARTER_S);
    }
}

void account_close(struct account *a, const struct record *record, double battery_gain_wh,
                   double vehicles_gain_wh)
{
    struct record_policy *p = &a->policy;
    double mean_price = a->quarters > 0 ? a->price_sum / a->quarters : 0.0;
    double worth = mean_price * a->site->battery.discharge_efficiency_ratio - a->wear_price_per_kwh;
    double efficiency = a->site->vehicles > 0 ? a->site->vehicle[0].efficiency_ratio : 1.0;
    finish_month(a);
    p->storage_value = battery_gain_wh / 1000.0 * (worth > 0.0 ? worth : 0.0) +
                       vehicles_gain_wh / 1000.0 * mean_price / efficiency;
    if (record != NULL) {
        p->departures = record->departures_all;
        p->late = record->departures_late;
        p->least_margin_wh = record->departure_least_wh;
    }
    p->total = p->energy_cost - p->export_income + p->peak_cost + p->wear_cost - p->storage_value;
}
