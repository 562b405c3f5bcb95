/* Keeps the books of a run: money, quarter hours, CO2. The same for our run and for what it is
 * compared with.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_ACCOUNT_H
#define STATION_ACCOUNT_H

#include "record.h"

struct account {
    const struct site *site;
    const struct inputs *inputs;
    int64_t quarter_s;      /* start of the running quarter hour */
    double quarter_ws;      /* net import in it so far */
    double import_price, export_price;
    double price_sum;       /* over finished quarters, for the mean */
    double wear_price_per_kwh;
    double last_quarter_w;  /* mean of the last finished quarter */
    double month_max_w;     /* highest quarter of the running local month */
    double month_paid_w;    /* what the month had reached before the run; 0 in later months */
    int32_t month;          /* local month of the running quarter */
    int32_t quarters;
    int32_t finished;       /* 1 = account_step just finished a quarter */
    struct record_policy policy;
};

void account_init(struct account *account, const struct site *site, const struct inputs *inputs,
                  const char *name, const char *brief);

/* dt_s that ends at time_s. battery_w at the site bus, discharge positive. */
void account_step(struct account *account, int64_t time_s, double dt_s, double grid_w, double pv_w,
                  double battery_w);

/* Highest quarter hour of the running month: no new charge below it. */
double account_peak_w(const struct account *account);

/* Closes the books: peak, wear, departures of record, and the worth of what the battery and the
 * vehicles hold more (or less) than at the start. */
void account_close(struct account *account, const struct record *record, double battery_gain_wh,
                   double vehicles_gain_wh);

#endif
