/* bill: the distributor's quarter hours and invoices in; bills reproduced, then what capacity to
 * book.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "command.h"

#include "bill/bill.h"
#include "inputs/parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INVOICES = 1024, MONEY = 48 };

struct desk {
    const struct call *call;
    struct bill bill;
    struct price_feed meter, prices;
    int32_t priced; /* 1 = prices were given */
    struct invoice_line invoice[INVOICES];
    int32_t invoices;
};

/* "12 345.67 CZK" of whole hundredths. */
static const char *money(int64_t cents, char text[MONEY])
{
    uint64_t whole = (uint64_t)(cents < 0 ? -cents : cents);
    (void)snprintf(text, MONEY, "%s%llu.%02u", cents < 0 ? "-" : "",
                   (unsigned long long)(whole / 100), (unsigned)(whole % 100));
    return text;
}

/* enum feed_stamps; −1 = neither word. */
static int32_t read_stamps(const char *name)
{
    return name == NULL                ? FEED_STAMPS_NONE
           : strcmp(name, "begin") == 0 ? FEED_STAMPS_BEGIN
           : strcmp(name, "end") == 0   ? FEED_STAMPS_END
                                        : -1;
}

static const char *plural(int32_t count) { return count == 1 ? "" : "s"; }

static int read_meter(struct desk *desk, const char *path, char *message, size_t capacity)
{
    size_t count = 0;
    const struct site *site = desk->call->site;
    char *bytes = table_bytes(path, &count, message, capacity);
    if (bytes == NULL) {
        return -1;
    }
    int32_t stamps = read_stamps(desk->call->options.stamps);
    double most_w = 4.0 * site->station.import_limit_w; /* beyond is a sentinel or another unit */
    int result =
        feed_meter(&desk->meter, path, &site->zone, most_w, stamps, bytes, count, message, capacity);
    free(bytes);
    return result;
}

/* Prices of any kind of file, a row a quarter hour. */
static int read_prices(struct desk *desk, const char *path, char *message, size_t capacity)
{
    const double most = 4000.0;
    struct table table;
    desk->prices.most = most;
    desk->priced = 1;
    if (table_read_prices(&table, path, desk->call->site, most, message, capacity) != 0) {
        table_free(&table);
        return -1;
    }
    int result = 0;
    for (int32_t i = 0; i < table.count && result == 0; i++) {
        result = feed_add(&desk->prices, table.time_s[i], table.step_s, table.value[i],
                          table.line[i], 1);
    }
    table_free(&table);
    return result == 0 ? feed_order(&desk->prices, path, message, capacity)
                       : feed_refuse(path, 0, "no memory", message, capacity);
}

static int read_invoices(struct desk *desk, char *message, size_t capacity)
{
    size_t count = 0;
    const char *path = desk->call->options.invoices;
    char *bytes = path != NULL ? table_bytes(path, &count, message, capacity) : NULL;
    if (path == NULL) {
        return 0;
    }
    if (bytes != NULL) {
        desk->invoices =
            invoices_read(path, bytes, count, desk->invoice, INVOICES, message, capacity);
    }
    free(bytes);
    return bytes == NULL || desk->invoices < 0 ? -1 : 0;
}

static int read_files(struct desk *desk, char *message, size_t capacity)
{
    const struct options *o = &desk->call->options;
    char path[2 * SITE_TEXT];
    const char *prices =
        o->inputs.prices != NULL
            ? o->inputs.prices
            : site_feed_path(desk->call->site, desk->call->site->feeds.prices, path, sizeof path);
    if (o->meter == NULL) {
        (void)snprintf(message, capacity,
                       "--meter FILE is wanted: the distributor's quarter hours");
        return -1;
    }
    if (read_stamps(o->stamps) < 0) {
        (void)snprintf(message, capacity, "--stamps %s: begin or end is wanted", o->stamps);
        return -1;
    }
    if (read_meter(desk, o->meter, message, capacity) != 0 ||
        (prices != NULL && read_prices(desk, prices, message, capacity) != 0)) {
        return -1;
    }
    return read_invoices(desk, message, capacity);
}

/* ---- the bills ---- */

static const struct invoice_line *invoiced(const struct desk *desk, const struct bill_month *m,
                                           const char *name)
{
    for (int32_t i = 0; i < desk->invoices; i++) {
        const struct invoice_line *row = &desk->invoice[i];
        if (row->year == m->year && row->month == m->month && strcmp(row->name, name) == 0) {
            return row;
        }
    }
    return NULL;
}

/* One line against the invoice. Returns 1 when they differ. */
static int print_line(const struct desk *desk, const struct bill_month *m, const char *name,
                      double quantity, int64_t cents)
{
    char a[40], b[MONEY], c[MONEY];
    const struct invoice_line *row = invoiced(desk, m, name);
    printf("    %-22s %14s %14s", name, quantity == quantity ? command_number(quantity, 2, a) : "",
           money(cents, b));
    if (row != NULL && row->cents == cents) {
        printf("  as invoiced");
    } else if (row != NULL) {
        printf("  invoiced %s, difference %s (line %d)", money(row->cents, b),
               money(cents - row->cents, c), (int)row->line_number);
    }
    printf("\n");
    return row != NULL && row->cents != cents;
}

/* Lines on the invoice that the bill does not have. */
static int print_strangers(const struct desk *desk, const struct bill_month *m)
{
    int strangers = 0;
    for (int32_t i = 0; i < desk->invoices; i++) {
        const struct invoice_line *row = &desk->invoice[i];
        int known = strcmp(row->name, "total") == 0;
        char text[MONEY];
        for (int32_t k = 0; k < m->lines; k++) {
            known |= strcmp(m->line[k].name, row->name) == 0;
        }
        if (row->year == m->year && row->month == m->month && !known) {
            printf("    %-22s %14s %14s  invoiced %s, not in this bill (line %d)\n", row->name, "",
                   "-", money(row->cents, text), (int)row->line_number);
            strangers++;
        }
    }
    return strangers;
}

/* Invoiced lines of months that the meter's file does not reach: nothing to hold them against. */
static int print_unmetered(const struct desk *desk)
{
    int count = 0;
    char text[MONEY];
    for (int32_t i = 0; i < desk->invoices; i++) {
        const struct invoice_line *row = &desk->invoice[i];
        int metered = 0;
        for (int32_t k = 0; k < desk->bill.months; k++) {
            const struct bill_month *m = &desk->bill.month[k];
            metered |= m->year == row->year && m->month == row->month;
        }
        if (!metered) {
            printf("%04d-%02d  %s: invoiced %s, the meter's file does not reach there (line %d)\n",
                   (int)row->year, (int)row->month, row->name, money(row->cents, text),
                   (int)row->line_number);
            count++;
        }
    }
    return count;
}

/* How the file was understood, where it could be understood otherwise. */
static void print_stamps(const struct price_feed *meter)
{
    if (meter->stamps != FEED_STAMPS_NONE) {
        printf("The meter's time stamps are taken as %s of their intervals: %s (--stamps %s would "
               "turn it)\n",
               meter->stamps == FEED_STAMPS_END ? "the ends" : "the beginnings", meter->stamps_why,
               meter->stamps == FEED_STAMPS_END ? "begin" : "end");
    }
}

/* What of the meter's file is not as good as a quarter hour that is known. */
static void print_doubts(const struct desk *desk)
{
    const struct price_feed *meter = &desk->meter;
    char text[40];
    int32_t coarse = 0;
    for (int32_t i = 0; i < meter->count; i++) {
        coarse += meter->row[i].rank > 0;
    }
    if (meter->refused > 0) {
        printf("%d quarter hour%s of the meter below 0 or above %s kW, four times "
               "station.import_limit_w: not believed, and counted as not known\n",
               (int)meter->refused, plural(meter->refused),
               command_number(meter->most / 1000.0, 0, text));
    }
    if (coarse > 0) {
        printf(
            "%d quarter hours are an hour's mean: the highest of a month is not known, and it may "
            "cost more\n",
            (int)coarse);
    }
}

/* Whether the market's price is a part of what this site pays. */
static int pays_market(const struct site *site)
{
    int pays = site->bands == 0 || !site_bands_whole(site);
    for (int32_t i = 0; i < site->bands; i++) {
        pays |= site->band[i].spot_ratio > 0.0;
    }
    return pays;
}

static int print_month(const struct desk *desk, const struct bill_month *m)
{
    char a[40], b[40];
    int differ = 0;
    printf("%04d-%02d  ", (int)m->year, (int)m->month);
    if (m->known > 0) {
        printf("%s kWh, highest quarter hour %s kW", command_number(m->energy_wh / 1000.0, 2, a),
               command_number(m->peak_w / 1000.0, 2, b));
    } else {
        printf("nothing is metered");
    }
    if (m->known < m->quarters) {
        printf("; %d of %d quarter hours are not known: this month is not complete",
               (int)(m->quarters - m->known), (int)m->quarters);
    }
    printf("\n");
    for (int32_t i = 0; i < m->lines; i++) {
        differ += print_line(desk, m, m->line[i].name, m->line[i].quantity, m->line[i].cents);
    }
    differ += print_line(desk, m, "total", __builtin_nan(""), m->total_cents);
    return differ + print_strangers(desk, m);
}

/* ---- what to book ---- */

static void print_booking(const struct desk *desk, const char *mark, double year_w,
                          double highest_w)
{
    const struct bill *bill = &desk->bill;
    double top_up_w[BILL_MONTHS], tops_w = 0.0;
    double cost = bill_booking(bill, &desk->call->site->capacity, year_w, top_up_w);
    int32_t months = 0;
    char a[40], b[40], c[MONEY];
    for (int32_t i = 0; i < bill->months; i++) {
        tops_w += top_up_w[i];
        months += top_up_w[i] > 0.0;
    }
    printf("  %8s kW  %14s %s", command_number(year_w / 1000.0, 0, a),
           money((int64_t)(cost * 100.0 + 0.5), c), desk->call->site->currency);
    if (months > 0) {
        printf("  with %s kW booked besides in %d month%s",
               command_number(tops_w / months / 1000.0, 0, b), (int)months, plural(months));
    } else if (year_w < highest_w) {
        printf("  and what is above it paid");
    }
    printf("%s\n", mark);
}

static void print_advice(const struct desk *desk)
{
    const struct site_capacity *c = &desk->call->site->capacity;
    double best_w = bill_best_booking(&desk->bill, c), highest_w = 0.0;
    int32_t months = 0, incomplete = 0;
    for (int32_t i = 0; i < desk->bill.months; i++) {
        const struct bill_month *m = &desk->bill.month[i];
        months += m->known > 0;
        incomplete += m->known > 0 && m->known < m->quarters;
        highest_w = desk->bill.month[i].peak_w > highest_w ? desk->bill.month[i].peak_w : highest_w;
    }
    printf("\nBooked for the year, and what the capacity of %d month%s would have cost:\n",
           (int)months, plural(months));
    const double tried[] = {best_w - 20e3, best_w - 10e3, best_w, best_w + 10e3, best_w + 20e3};
    for (int i = 0; i < 5; i++) {
        if (tried[i] >= 0.0) {
            print_booking(desk, i == 2 ? "  <- least" : "", tried[i], highest_w);
        }
    }
    print_booking(desk, "  <- booked now", c->year_w, highest_w);
    if (incomplete > 0) {
        printf("  Not all is known of %d of them: the highest quarter hour may be another.\n",
               (int)incomplete);
    }
    if (months < 12) {
        printf("  Less than twelve months: a winter or a summer is not in it.\n");
    }
    printf("  This is known afterwards. For years to come, with PV and battery: "
           "examples/capacity.py\n");
}

int command_bill(const struct call *call)
{
    static struct desk desk;
    char message[COMMAND_TEXT];
    int differ = 0, incomplete = 0;
    desk.call = call;
    int result = read_files(&desk, message, sizeof message);
    if (result == 0) {
        result = bill_make(&desk.bill, call->site, &desk.meter, desk.priced ? &desk.prices : NULL,
                           message, sizeof message);
    }
    if (result != 0) {
        feed_free(&desk.meter);
        feed_free(&desk.prices);
        return command_refuse(message);
    }
    printf("%s: bills before tax, in %s\n", call->site->title, call->site->currency);
    print_stamps(&desk.meter);
    for (int32_t i = 0; i < desk.bill.months; i++) {
        differ += print_month(&desk, &desk.bill.month[i]);
        incomplete += desk.bill.month[i].known < desk.bill.month[i].quarters;
    }
    differ += print_unmetered(&desk);
    if (desk.invoices > 0) {
        printf("\n%d of %d invoiced lines differ%s\n", differ, (int)desk.invoices,
               differ == 0 ? ": reproduced to the hundredth" : "");
    }
    if (!desk.priced && pays_market(call->site)) {
        printf("No prices were given: what the energy costs on the market is in none of these "
               "bills\n");
    }
    print_doubts(&desk);
    if (incomplete > 0) {
        printf("%d month%s not complete: what is not known is in no bill. Such a bill is too low, or "
               "too high where the price was below zero\n",
               incomplete, plural(incomplete));
    }
    if (call->site->capacity_given) {
        print_advice(&desk);
    }
    feed_free(&desk.meter);
    feed_free(&desk.prices);
    return differ > 0 ? 1 : 0;
}
