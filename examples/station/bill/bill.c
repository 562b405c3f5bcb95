/* The bill: see bill.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bill.h"

#include <stdio.h>
#include <string.h>

enum { QUARTER_S = 900 };

static int64_t cents_of(double amount)
{
    double c = amount * 100.0;
    /* 0.5 of a cent that 1e-9 of a crown hides below it still rounds up: amounts are sums of
     * products of two decimals, whose exact half lies within that. */
    return (int64_t)(c < 0.0 ? c - 0.5 - 1e-7 : c + 0.5 + 1e-7);
}

static int refuse(char *message, size_t capacity, const char *what)
{
    (void)snprintf(message, capacity, "%s", what);
    return -1;
}

/* Adds to the line of that name. */
static int add(struct bill_month *m, const char *name, double quantity, double amount)
{
    int32_t i = 0;
    while (i < m->lines && strcmp(m->line[i].name, name) != 0) {
        i++;
    }
    if (i == BILL_LINES) {
        return -1;
    }
    if (i == m->lines) {
        m->lines++;
        m->line[i] = (struct bill_line){.quantity = 0.0};
        (void)snprintf(m->line[i].name, sizeof m->line[i].name, "%s", name);
    }
    struct bill_line *line = &m->line[i];
    double sum = line->amount + amount;
    int larger = __builtin_fabs(line->amount) >= __builtin_fabs(amount);
    line->lost += larger ? (line->amount - sum) + amount : (amount - sum) + line->amount;
    line->amount = sum;
    line->quantity += quantity;
    return 0;
}

/* The month of that date; one that the meter's file leaves out between two others is there, with
 * nothing known. NULL = too many. */
static struct bill_month *month_of(struct bill *bill, const ostrov_civil *c)
{
    struct bill_month *last = bill->months > 0 ? &bill->month[bill->months - 1] : NULL;
    int64_t wanted = c->year * 12LL + c->month - 1;
    int64_t number = last != NULL ? last->year * 12LL + last->month - 1 : wanted - 1;
    if (number + BILL_MONTHS - bill->months < wanted) {
        return NULL;
    }
    while (number < wanted) {
        number++;
        last = &bill->month[bill->months++];
        *last = (struct bill_month){.year = (int32_t)(number / 12),
                                    .month = (int32_t)(number % 12) + 1};
    }
    return last;
}

/* Quarter hours, days and summer days of the local month. */
static int measure_month(struct bill_month *m, const struct site *site)
{
    ostrov_civil c = {.year = m->year, .month = m->month, .day = 1, .hour = 12};
    int64_t noon_s = 0, start_s = 0, end_s = 0;
    while (c.month == m->month) {
        if (ostrov_zone_utc(&site->zone, &c, OSTROV_FOLD_FIRST, &noon_s) != OSTROV_OK ||
            ostrov_zone_day(&site->zone, noon_s, &start_s, &end_s) != OSTROV_OK ||
            ostrov_zone_civil(&site->zone, end_s + 43200, &c) != OSTROV_OK) {
            return -1;
        }
        m->quarters += (int32_t)((end_s - start_s) / QUARTER_S);
        m->days++;
        m->summer_days += site_summer(site, noon_s);
        c.hour = 12;
        c.minute = c.second = 0;
    }
    return 0;
}

/* Price of a quarter hour in a feed ordered by time; NaN where it is not known. */
static double price_at(const struct price_feed *prices, int64_t time_s)
{
    int32_t low = 0, high = prices != NULL ? prices->count : 0;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (prices->row[middle].time_s == time_s) {
            return prices->row[middle].value;
        }
        if (prices->row[middle].time_s < time_s) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return __builtin_nan("");
}

/* Lines that go by energy. The market's price counts with the share that the band gives it. */
static int add_energy(struct bill_month *m, const struct site *site, int64_t time_s, double kwh,
                      const struct price_feed *prices, char *message, size_t capacity)
{
    const struct site_tariff *tariff = &site->tariff;
    int32_t row = site_band_at(site, time_s);
    double share = row >= 0 ? site->band[row].spot_ratio : 1.0;
    ostrov_civil c = {0};
    const char *name = row >= 0 ? site->band[row].name : "distribution high";
    double price = row >= 0 ? site->band[row].energy_per_kwh : tariff->distribution_high_per_kwh;
    if (ostrov_zone_civil(&site->zone, time_s, &c) != OSTROV_OK) {
        return refuse(message, capacity, "a quarter hour outside the calendar");
    }
    if (row < 0 && tariff->low_band_hours[c.hour] > 0.5) {
        name = "distribution low";
        price = tariff->distribution_low_per_kwh;
    }
    if (add(m, name, kwh, kwh * price) != 0 ||
        (tariff->supply_per_kwh > 0.0 &&
         add(m, "supply", kwh, kwh * tariff->supply_per_kwh) != 0)) {
        return refuse(message, capacity, "more lines than a bill has");
    }
    if (share > 0.0 && prices != NULL) {
        double spot = price_at(prices, time_s);
        if (spot != spot) {
            (void)snprintf(message, capacity,
                           "no price is known for %04d-%02d-%02d %02d:%02d, which the meter has",
                           (int)c.year, (int)c.month, (int)c.day, (int)c.hour, (int)c.minute);
            return -1;
        }
        return add(m, "market", kwh, kwh * share * spot / 1000.0 * tariff->exchange_per_eur) == 0
                   ? 0
                   : refuse(message, capacity, "more lines than a bill has");
    }
    return 0;
}

/* Booking and what is above it; a month that summer begins or ends in is paid by its days. */
static void capacity_cost(const struct bill_month *m, const struct site_capacity *capacity,
                          double *booking, double *over)
{
    double summer = m->days > 0 ? (double)m->summer_days / m->days : 0.0;
    double booking_summer = 0.0, over_summer = 0.0;
    site_capacity_cost(capacity, 0, m->peak_w, booking, over);
    if (summer > 0.0) {
        site_capacity_cost(capacity, 1, m->peak_w, &booking_summer, &over_summer);
        *booking = (1.0 - summer) * *booking + summer * booking_summer;
        *over = (1.0 - summer) * *over + summer * over_summer;
    }
}

static int close_month(struct bill_month *m, const struct site *site)
{
    double booking = 0.0, over = 0.0;
    if (measure_month(m, site) != 0) {
        return -1;
    }
    if (site->capacity_given) {
        double booked_w = site->capacity.year_w + site->capacity.month_w;
        capacity_cost(m, &site->capacity, &booking, &over);
        if (add(m, "booking", booked_w / 1000.0, booking) != 0 ||
            (over > 0.0 && add(m, "over", (m->peak_w - booked_w) / 1000.0, over) != 0)) {
            return -1;
        }
    }
    for (int32_t i = 0; i < m->lines; i++) {
        m->line[i].amount += m->line[i].lost;
        m->line[i].cents = cents_of(m->line[i].amount);
        m->total_cents += m->line[i].cents;
    }
    return 0;
}

/* A band with the name of another line would be added to it. */
static int judge_names(const struct site *site, char *message, size_t capacity)
{
    static const char *const taken[] = {"supply", "market", "booking", "over", "total"};
    for (int32_t i = 0; i < site->bands; i++) {
        for (size_t k = 0; k < sizeof taken / sizeof taken[0]; k++) {
            if (strcmp(site->band[i].name, taken[k]) == 0) {
                (void)snprintf(message, capacity,
                               "%s: bands[%d].name = \"%s\": a line of the bill has that name",
                               site->path, (int)i, taken[k]);
                return -1;
            }
        }
    }
    return 0;
}

int bill_make(struct bill *bill, const struct site *site, const struct price_feed *meter,
              const struct price_feed *prices, char *message, size_t capacity)
{
    *bill = (struct bill){.months = 0};
    if (judge_names(site, message, capacity) != 0) {
        return -1;
    }
    for (int32_t i = 0; i < meter->count; i++) {
        const struct feed_row *row = &meter->row[i];
        ostrov_civil c = {0};
        if (ostrov_zone_civil(&site->zone, row->time_s, &c) != OSTROV_OK) {
            return refuse(message, capacity, "a quarter hour outside the calendar");
        }
        struct bill_month *m = month_of(bill, &c);
        if (m == NULL) {
            (void)snprintf(message, capacity,
                           "from %04d-%02d to %04d-%02d are more than %d months: is a date wrong?",
                           (int)bill->month[0].year, (int)bill->month[0].month, (int)c.year,
                           (int)c.month, (int)BILL_MONTHS);
            return -1;
        }
        if (row->value != row->value) {
            continue; /* not known: counted by what is missing, never billed as nothing */
        }
        double kwh = row->value / 4000.0;
        m->known++;
        m->energy_wh += kwh * 1000.0;
        if (row->value > m->peak_w) {
            m->peak_w = row->value;
            m->peak_s = row->time_s;
        }
        if (add_energy(m, site, row->time_s, kwh, prices, message, capacity) != 0) {
            return -1;
        }
    }
    for (int32_t i = 0; i < bill->months; i++) {
        if (close_month(&bill->month[i], site) != 0) {
            return refuse(message, capacity,
                          "a month outside the calendar, or more lines than a bill has");
        }
    }
    return 0;
}

double bill_booking(const struct bill *bill, const struct site_capacity *capacity, double year_w,
                    double *top_up_w)
{
    double sum = 0.0;
    for (int32_t i = 0; i < bill->months && top_up_w != NULL; i++) {
        top_up_w[i] = 0.0;
    }
    for (int32_t i = 0; i < bill->months; i++) {
        const struct bill_month *m = &bill->month[i];
        if (m->known == 0) { /* what it would have cost is not known */
            continue;
        }
        struct site_capacity c = *capacity;
        double booking = 0.0, over = 0.0, best = 0.0, top_w = 0.0;
        c.year_w = year_w;
        c.month_w = 0.0;
        capacity_cost(m, &c, &booking, &over);
        best = booking + over;
        /* With the month's product the whole excess is booked or nothing: its cost is linear. */
        double excess_w = m->peak_w > year_w ? m->peak_w - year_w : 0.0;
        if (capacity->month_price_per_kw > 0.0 && excess_w > 0.0) {
            c.month_w = 1000.0 * (double)(int64_t)((excess_w + 999.999999) / 1000.0);
            capacity_cost(m, &c, &booking, &over);
            if (booking + over < best) {
                best = booking + over;
                top_w = c.month_w;
            }
        }
        sum += best;
        if (top_up_w != NULL) {
            top_up_w[i] = top_w;
        }
    }
    return sum;
}

double bill_best_booking(const struct bill *bill, const struct site_capacity *capacity)
{
    double best_w = 0.0, best = bill_booking(bill, capacity, 0.0, NULL), most_w = 0.0;
    for (int32_t i = 0; i < bill->months; i++) {
        most_w = bill->month[i].peak_w > most_w ? bill->month[i].peak_w : most_w;
    }
    /* Every whole kW up to the highest month: rounding up of top-ups makes the cost a saw on its
     * line. */
    for (double w = 1000.0; w < most_w + 1000.0; w += 1000.0) {
        double cost = bill_booking(bill, capacity, w, NULL);
        if (cost < best) {
            best = cost;
            best_w = w;
        }
    }
    return best_w;
}
