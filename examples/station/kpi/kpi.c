/* Key figures of recorded minutes: see kpi.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kpi.h"

#include <ostrov/station.h>

#include <stdio.h>
#include <string.h>

enum { QUARTER_S = 900, MINUTE_S = 60 };

struct counting {
    const struct site *site;
    struct kpi *kpi;
    double wear_price_per_kwh;
    int64_t quarter_s; /* start of the running one */
    double quarter_ws; /* W·s of import in it */
    double quarter_known_s;
    double ready_known, ready, island, planned; /* minutes */
};

static int known(double value) { return value - value == 0.0; }

static double over(double value) { return value > 0.0 ? value : 0.0; }

/* s of a minute that count; rows of an older program do not tell. What is told by one device alone
 * (the meter's quarter hour, the battery's throughput) counts for all that was recorded of the
 * minute, what joins several for the time in which all of them were known. */
static double seconds(double told_s)
{
    return told_s >= 0.0 && told_s <= MINUTE_S ? told_s : MINUTE_S;
}

/* A quarter counts when ten of its fifteen minutes are known. */
static void end_quarter(struct counting *c)
{
    double mean_w = c->quarter_ws / (c->quarter_known_s > 0.0 ? c->quarter_known_s : 1.0);
    if (c->quarter_known_s >= 600.0 && !(mean_w <= c->kpi->quarter_max_w)) {
        c->kpi->quarter_max_w = mean_w;
        c->kpi->quarter_max_s = c->quarter_s;
    }
    c->quarter_ws = 0.0;
    c->quarter_known_s = 0.0;
}

static void count_quarter(struct counting *c, const struct telemetry_minute *m)
{
    int64_t start_s = m->time_s - m->time_s % QUARTER_S;
    if (start_s != c->quarter_s) {
        end_quarter(c);
        c->quarter_s = start_s;
    }
    if (known(m->grid_w)) {
        c->quarter_ws += over(m->grid_w) * seconds(m->recorded_s);
        c->quarter_known_s += seconds(m->recorded_s);
    }
}

static void count_energy(struct counting *c, const struct telemetry_minute *m)
{
    const double hours = seconds(m->known_s) / 3600.0;
    struct kpi *k = c->kpi;
    if (!known(m->grid_w) || !known(m->pv_w) || !known(m->load_w)) {
        return;
    }
    k->known += hours * 60.0;
    k->import_wh += over(m->grid_w) * hours;
    k->export_wh += over(-m->grid_w) * hours;
    k->pv_wh += over(m->pv_w) * hours;
    k->load_wh += over(m->load_w) * hours;
    k->vehicles_wh += known(m->vehicles_w) ? over(m->vehicles_w) * hours : 0.0;
    if (known(m->import_price_per_kwh) && known(m->export_price_per_kwh)) {
        k->priced += hours * 60.0;
        k->energy_cost += (over(m->grid_w) * m->import_price_per_kwh -
                           over(-m->grid_w) * m->export_price_per_kwh) *
                          hours / 1000.0;
    }
}

static void count_battery(struct counting *c, const struct telemetry_minute *m)
{
    if (known(m->battery_w)) {
        const double hours = seconds(m->recorded_s) / 3600.0;
        c->kpi->discharged_wh += over(m->battery_w) * hours;
        c->kpi->charged_wh += over(-m->battery_w) * hours;
    }
}

static int count(void *context, const struct telemetry_minute *m)
{
    struct counting *c = context;
    const double minutes = seconds(m->recorded_s) / MINUTE_S;
    c->kpi->minutes += minutes;
    count_energy(c, m);
    count_battery(c, m);
    count_quarter(c, m);
    if (known(m->autonomy_s)) {
        c->ready_known += minutes;
        c->ready += m->autonomy_s >= c->site->reserve_s ? minutes : 0.0;
    }
    c->island += m->mode == (double)OSTROV_GRID_ISLAND ? minutes : 0.0;
    c->planned += m->rung == (double)OSTROV_RUNG_PLAN || m->rung == (double)OSTROV_RUNG_QUICK
                      ? minutes
                      : 0.0;
    return 0;
}

static int count_event(void *context, const struct telemetry_event *event)
{
    (void)event;
    ++*(int64_t *)context;
    return 0;
}

static double share(double part, double whole)
{
    return whole > 0.0 ? part / whole : __builtin_nan("");
}

static void conclude(struct counting *c)
{
    struct kpi *k = c->kpi;
    const double used_wh = k->load_wh + k->vehicles_wh;
    end_quarter(c);
    k->self_sufficiency_ratio = share(over(used_wh - k->import_wh), used_wh);
    k->self_consumption_ratio = share(over(k->pv_wh - k->export_wh), k->pv_wh);
    k->wear_cost = k->discharged_wh / 1000.0 / c->site->battery.discharge_efficiency_ratio *
                   c->wear_price_per_kwh;
    k->co2_kg = (k->import_wh - k->export_wh) / 1000.0 * c->site->tariff.co2_g_per_kwh / 1000.0;
    if (!(k->priced > 0.0)) {
        k->energy_cost = __builtin_nan("");
    }
    k->ready_ratio = share(c->ready, c->ready_known);
    k->ready_hours = c->ready / 60.0;
    k->island_hours = c->island / 60.0;
    k->plan_ratio = share(c->planned, k->minutes);
}

int kpi_read(const char *path, const struct site *site, int64_t from_s, int64_t until_s,
             struct kpi *kpi, char *message, size_t capacity)
{
    struct counting c = {.site = site, .kpi = kpi, .quarter_s = INT64_MIN};
    memset(kpi, 0, sizeof *kpi);
    kpi->from_s = from_s;
    kpi->until_s = until_s;
    kpi->quarter_max_w = __builtin_nan("");
    if (ostrov_battery_wear(&site->battery, &c.wear_price_per_kwh) != OSTROV_OK) {
        c.wear_price_per_kwh = __builtin_nan(""); /* no price, no figure */
    }
    if (telemetry_each(path, from_s, until_s, count, &c, message, capacity) < 0 ||
        telemetry_each_event(path, from_s, until_s, count_event, &kpi->events, message, capacity) <
            0 ||
        telemetry_each_undated(path, count_event, &kpi->undated, message, capacity) < 0) {
        return -1;
    }
    if (!(kpi->minutes > 0.0)) {
        snprintf(message, capacity, "%s: nothing is recorded in that time", path);
        return -1;
    }
    conclude(&c);
    return 0;
}
