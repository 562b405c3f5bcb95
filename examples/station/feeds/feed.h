/* Prices, weather and meter readings as others publish them, read from bytes in memory: what a row
 * says, in which line it stands, and what of it is not believed.
 *
 * What is absent, "null" or beyond any price that a market gave is a row with NaN, never a zero.
 * What contradicts itself is refused with its line.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_FEED_H
#define STATION_FEED_H

#include "../site/site.h"

enum { FEED_QUARTER_S = 900, FEED_ROWS_MOST = 1 << 20 };

/* What a file is, by its first bytes. */
enum feed_kind {
    FEED_UNKNOWN = 0,
    FEED_PLAIN = 1,  /* CSV with commas and a column utc_start: the station's own */
    FEED_ENTSOE = 2, /* ENTSO-E publication document A44, XML */
    FEED_OTE = 3,    /* CSV of the Czech market operator: semicolons, decimal commas, local days */
    FEED_JSON = 4    /* Open-Meteo */
};

/* What one time stamp of an interval is. */
enum feed_stamps { FEED_STAMPS_NONE = 0, FEED_STAMPS_BEGIN = 1, FEED_STAMPS_END = 2 };

/* The value of one quarter hour; several rows may speak of the same one. */
struct feed_row {
    int64_t time_s;
    double value; /* EUR/MWh of a price, W of a meter; NaN = not known */
    int32_t line; /* counted from 1 */
    int32_t rank; /* of rows for one quarter hour the least rank holds */
};

struct price_feed {
    struct feed_row *row;
    int32_t count, room;
    double most;      /* beyond ± this a value is not believed */
    int32_t unknown;  /* quarter hours without a number */
    int32_t refused;  /* quarter hours whose number is not believed */
    int32_t replaced; /* rows that gave way to one of lesser rank */
    int32_t repeated; /* rows given twice with the same value */
    int32_t stamps;   /* enum feed_stamps of a meter's file that has them */
    const char *stamps_why; /* by what it was told */
};

int32_t feed_kind_of(const char *bytes, size_t count);

/* Reads prices of an ENTSO-E document: curve A01, and A03 whose missing positions repeat the last
 * one, to the end of the period too; PT15M, PT30M, PT60M. Two auctions or two resolutions of one
 * quarter hour: the first auction holds, then the finer one. Series of another market than the day
 * ahead are passed over. Returns −1 with "path:line: what is wrong"; feed_free serves both. */
int feed_entsoe(struct price_feed *feed, const char *path, const char *bytes, size_t count,
                char *message, size_t capacity);

/* Reads prices of a CSV as OTE gives it: a column for the hour, the period or the interval, one in
 * EUR/MWh, and the day in a column or in a title above the header, as in the sheet of each day;
 * such sheets may follow one another. Hours count by the zone's day, of 23, 24 or 25 hours. */
int feed_ote(struct price_feed *feed, const char *path, const ostrov_zone *zone, const char *bytes,
             size_t count, char *message, size_t capacity);

/* Reads what a distributor's meter took from the grid: a CSV of the same form with a column in kWh
 * or kW whose name says import, odběr, consumption or +A. In place of an hour, period or interval a row
 * may have one time stamp: stamps says of what, FEED_STAMPS_NONE = the header or the days of the file
 * do. Values are means in W, one row a quarter hour, in order; below 0 or beyond most_w they are not
 * believed. */
int feed_meter(struct price_feed *feed, const char *path, const ostrov_zone *zone, double most_w,
               int32_t stamps, const char *bytes, size_t count, char *message, size_t capacity);

/* Prices of either kind, ordered by time, one row a quarter hour. */
int feed_prices(struct price_feed *feed, const char *path, const ostrov_zone *zone,
                const char *bytes, size_t count, char *message, size_t capacity);

void feed_free(struct price_feed *feed);

/* ---- inside ---- */

/* Adds a value for [time_s, time_s + step_s), a row a quarter hour. Returns −1 without memory or
 * beyond FEED_ROWS_MOST. */
int feed_add(struct price_feed *feed, int64_t time_s, int32_t step_s, double value, int32_t line,
             int32_t rank);

/* Order, doubles, ranks. Two different values of one rank are refused. */
int feed_order(struct price_feed *feed, const char *path, char *message, size_t capacity);

/* Writes "path:line: what", or of a whole file, line 0, "path: what"; returns −1. */
int feed_refuse(const char *path, int32_t line, const char *what, char *message, size_t capacity);

#endif
