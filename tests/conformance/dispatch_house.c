/* One house with a small battery and two tariffs, half hour by half hour; rules, tariff and
 * published results are those of EMHASS's study of chance-constrained control.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "dispatch.h"
#include "dispatch_learn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ZONE "CET-1CEST,M3.5.0,M10.5.0/3"
#define PEAK_PRICE 0.1907 /* EUR a kWh */
#define BASE_PRICE 0.1419
#define CAPACITY_WH 5000.0
#define EACH_WAY 0.95
#define SOC_END 0.6
#define SHARE_LIMIT 0.995

enum { STEP_S = 1800, HORIZON = 50, DAYS = 14 };

/* The tariff is dear from 02:54 to 15:24 and from 17:24 to 20:24 local time; a half hour has the
 * price of its begin. */
static double price_at(const ostrov_civil *c)
{
    const int32_t minute = c->hour * 60 + c->minute;
    const int32_t dear = (minute >= 174 && minute < 924) || (minute >= 1044 && minute < 1224);
    return dear ? PEAK_PRICE : BASE_PRICE;
}

typedef struct house {
    ostrov_zone zone;
    int32_t rows;
    int64_t *start_s;
    double *load_w; /* NaN = gap */
} house;

/* "2024-02-28T21:00Z" */
static int32_t read_time(const char *text, int64_t *time_s)
{
    ostrov_civil civil = {0};
    int32_t *const parts[5] = {&civil.year, &civil.month, &civil.day, &civil.hour, &civil.minute};
    for (int32_t i = 0; i < 5; i++) {
        char *end = NULL;
        *parts[i] = (int32_t)strtol(text, &end, 10);
        if (end == text || *end == '\0') {
            return 0;
        }
        text = end + 1;
    }
    return ostrov_utc_from_civil(&civil, time_s) == OSTROV_OK;
}

static int32_t read_house(house *h, const csv *table)
{
    const int32_t time = csv_column(table, "utc_start");
    const int32_t load = csv_column(table, "load_w");
    h->rows = table->rows;
    h->start_s = calloc((size_t)table->rows + 1, sizeof *h->start_s);
    h->load_w = calloc((size_t)table->rows + 1, sizeof *h->load_w);
    if (h->start_s == NULL || h->load_w == NULL || ostrov_zone_read(ZONE, &h->zone) != OSTROV_OK) {
        return 0;
    }
    for (int32_t i = 0; i < h->rows; i++) {
        h->load_w[i] = csv_number(table, i, load);
        if (!read_time(csv_text(table, i, time), &h->start_s[i]) ||
            (i > 0 && h->start_s[i] - h->start_s[i - 1] != STEP_S)) {
            return 0;
        }
    }
    return 1;
}

/* What a kWh costs in the slots from row on, and how many slots the local day still has. */
static int32_t lay_prices(const house *h, int64_t now_s, double *prices)
{
    int64_t begin = 0;
    int64_t end = 0;
    int32_t left = 0;
    if (ostrov_zone_day(&h->zone, now_s, &begin, &end) != OSTROV_OK) {
        return 0;
    }
    left = (int32_t)((end - now_s) / STEP_S);
    for (int32_t k = 0; k < left && k < HORIZON; k++) {
        ostrov_civil civil;
        if (ostrov_zone_civil(&h->zone, now_s + (int64_t)k * STEP_S, &civil) != OSTROV_OK) {
            return 0;
        }
        prices[k] = price_at(&civil);
    }
    return left < HORIZON ? left : HORIZON;
}

/* First row of the last whole local days that are asked for; -1 = not there. */
static int32_t first_row(const house *h)
{
    int64_t begin = h->start_s[h->rows - 1] + STEP_S;
    int64_t end = 0;
    if (ostrov_zone_day(&h->zone, begin - 1, &end, &begin) != OSTROV_OK) {
        return -1;
    }
    begin = begin == h->start_s[h->rows - 1] + STEP_S ? begin : end;
    for (int32_t day = 0; day < DAYS; day++) {
        if (ostrov_zone_day(&h->zone, begin - 1, &begin, &end) != OSTROV_OK) {
            return -1;
        }
    }
    return begin < h->start_s[0] ? -1 : (int32_t)((begin - h->start_s[0]) / STEP_S);
}

static void set_up(planner *p)
{
    p->battery.capacity_wh = CAPACITY_WH;
    p->battery.charge_limit_w = 1000.0;
    p->battery.discharge_limit_w = 950.0;
    p->battery.charge_efficiency_ratio = EACH_WAY;
    p->battery.discharge_efficiency_ratio = EACH_WAY;
    p->battery.soc_min_ratio = 0.3;
    p->battery.soc_max_ratio = 0.9;
    p->problem.soc_end_min_ratio = SOC_END;
    for (int32_t k = 0; k < HORIZON; k++) {
        p->series[PLANNER_IMPORT_LIMIT][k] = 1e6;
    }
}

/* The half hour as it goes: the battery does what the plan says, and never feeds the grid. */
static double live(planner *p, double load_w, double *stored_wh)
{
    const double hours = STEP_S / 3600.0;
    const double battery_w = fmin(p->plan.battery_w[0], load_w);
    *stored_wh -= hours * (battery_w > 0.0 ? battery_w / EACH_WAY : battery_w * EACH_WAY);
    return (load_w - battery_w) * hours / 1000.0;
}

/* Money of the days from row first on: with the battery, planned anew each half hour by a forecast
 * (or by the truth); NaN = no plan. */
static double run(const house *h, int32_t first, int32_t truth, learner *l, double *off_wh)
{
    planner p;
    double stored_wh = SOC_END * CAPACITY_WH;
    double cost = 0.0;
    if (!planner_open(&p, HORIZON, STEP_S)) {
        planner_close(&p);
        return (double)NAN;
    }
    set_up(&p);
    for (int32_t i = 0; i < h->rows; i++) {
        int32_t left = 0;
        if (i >= first) {
            double *load = p.series[PLANNER_LOAD];
            left = lay_prices(h, h->start_s[i], p.series[PLANNER_IMPORT_PRICE]);
            p.problem.battery_soc_ratio = stored_wh / CAPACITY_WH;
            memcpy(load, truth ? h->load_w + i : learner_told(l), (size_t)left * sizeof *load);
            load[0] = h->load_w[i]; /* the second's correction follows what is measured */
            if (left == 0 || !planner_solve(&p, h->start_s[i], left)) {
                cost = (double)NAN;
                break;
            }
            cost += p.series[PLANNER_IMPORT_PRICE][0] * live(&p, load[0], &stored_wh);
            *off_wh = fmax(*off_wh, left == 1 ? fabs(stored_wh - SOC_END * CAPACITY_WH) : 0.0);
        }
        if (!truth && !learner_step(l, h->start_s[i], h->load_w[i])) {
            cost = (double)NAN;
            break;
        }
    }
    planner_close(&p);
    return cost + (SOC_END * CAPACITY_WH - stored_wh) / 1000.0 * BASE_PRICE / EACH_WAY;
}

static double without_battery(const house *h, int32_t first)
{
    double cost = 0.0;
    for (int32_t i = first; i < h->rows; i++) {
        double prices[HORIZON] = {0};
        (void)lay_prices(h, h->start_s[i], prices);
        cost += prices[0] * h->load_w[i] * STEP_S / 3.6e6;
    }
    return cost;
}

int32_t dispatch_house(tally *t, const char *file, const csv *table)
{
    house h = {0};
    learner l = {0};
    int32_t first = -1;
    if (table->columns != 2 || csv_column(table, "utc_start") < 0 ||
        csv_column(table, "load_w") < 0) {
        return 0;
    }
    if (table->rows > 0 && read_house(&h, table)) {
        first = first_row(&h);
    }
    for (int32_t i = first; i >= 0 && i < h.rows; i++) {
        first = isfinite(h.load_w[i]) ? first : -1;
    }
    if (first < 1 || !learner_open(&l, ZONE, STEP_S, HORIZON, 30.0 * 86400.0, 500.0, 0)) {
        report(t, REPORT_JUDGE, 0, file, "read", "n=%d", (int)h.rows);
    } else {
        double off_wh = 0.0;
        double off_truth_wh = 0.0;
        const double none = without_battery(&h, first);
        const double oracle = run(&h, first, 1, NULL, &off_truth_wh);
        const double cost = run(&h, first, 0, &l, &off_wh);
        const double share = (none - cost) / (none - oracle);
        report(
            t, REPORT_JUDGE, share >= SHARE_LIMIT, file, "rolling_share_of_oracle_saving",
            "n=%d score=%.4f limit=%.3f cost=%.4f oracle=%.4f no_battery=%.4f midnight_off_wh=%.1f",
            (int)(h.rows - first), share, SHARE_LIMIT, cost, oracle, none, off_wh);
    }
    learner_close(&l);
    free(h.start_s);
    free(h.load_w);
    return 1;
}
