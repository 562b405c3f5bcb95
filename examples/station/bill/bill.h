/* A site's electricity bill out of the meter's quarter hours, month by month and line by line, and
 * what another booking of capacity would have cost.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_BILL_H
#define STATION_BILL_H

#include "../feeds/feed.h"

enum { BILL_MONTHS = 36, BILL_LINES = 24, BILL_NAME = 64 };

/* A line: so much of something at a price. Amounts are whole hundredths, as an invoice has them. */
struct bill_line {
    char name[BILL_NAME]; /* "distribution high", a band's name, "market", "supply", "booking",
                             "over" */
    double quantity;      /* kWh, kW for booking and over; NaN = of no account */
    double amount;        /* unrounded */
    double lost;          /* what rounding took from the sum so far (Neumaier 1974) */
    int64_t cents;        /* rounded half away from zero */
};

struct bill_month {
    int32_t year, month;     /* local */
    int32_t quarters, known; /* of the month; of them those in the meter's file */
    int32_t summer_days, days;
    double peak_w;  /* highest known quarter hour */
    int64_t peak_s; /* when it began */
    double energy_wh;
    int32_t lines;
    struct bill_line line[BILL_LINES];
    int64_t total_cents;
};

struct bill {
    int32_t months;
    struct bill_month month[BILL_MONTHS];
};

/* Bills of every local month from the meter's first to its last. prices may be NULL: the line
 * "market" is then left out where no tariff row needs it, and refused where one does. Returns 0; −1
 * with a message.
 */
int bill_make(struct bill *bill, const struct site *site, const struct price_feed *meter,
              const struct price_feed *prices, char *message, size_t capacity);

/* Cost of booking `year_w` for the months of the bill of which something is known, with the
 * cheapest top-up of each month where such is sold. top_up_w receives what is booked besides by
 * month; may be NULL. */
double bill_booking(const struct bill *bill, const struct site_capacity *capacity, double year_w,
                    double *top_up_w);

/* The booking, in whole kW, that would have cost least. */
double bill_best_booking(const struct bill *bill, const struct site_capacity *capacity);

/* An invoice as it came: month, line, amount. */
struct invoice_line {
    int32_t year, month, line_number;
    char name[BILL_NAME];
    int64_t cents;
};

/* Reads "month;line;amount", with a header line or without: 2026-01;booking;25 000,00. A line
 * that is given twice is refused. Returns rows; −1 with
 * "path:line: what is wrong". */
int32_t invoices_read(const char *path, const char *bytes, size_t count, struct invoice_line *rows,
                      int32_t most, char *message, size_t capacity);

#endif
