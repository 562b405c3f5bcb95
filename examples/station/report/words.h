/* Numbers, times and money as people read them: kW, kWh, local money, local time. What is not known
 * is called so. No locale.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_REPORT_WORDS_H
#define STATION_REPORT_WORDS_H

#include "../site/site.h"

struct words {
    char text[64];
};

/* 1 for a number that can be shown. */
int32_t words_known(double value);

/* Digits with thin spaces between thousands; "not known" when it is not a number. */
struct words words_number(double value, int32_t decimals);
struct words words_unit(double value, int32_t decimals, const char *unit);
struct words words_kw(double watts, int32_t decimals);
struct words words_kwh(double wh, int32_t decimals);
struct words words_percent(double ratio, int32_t decimals);
struct words words_count(int64_t count);

/* "4 120 Kč", "2.83 Kč/kWh". */
const char *words_currency(const struct site *site);
struct words words_money(const struct site *site, double money);
struct words words_price(const struct site *site, double per_kwh);

/* "0.28 s", "74 min", "2 h 14 min", "6 days". */
struct words words_duration(double seconds);

/* "18:00", "18:00:01", "Thursday 16 April 2026", "2026-04-16T18:00:00+02:00". */
struct words words_clock(const struct site *site, int64_t time_s);
struct words words_clock_s(const struct site *site, int64_t time_s);
struct words words_date(const struct site *site, int64_t time_s);
struct words words_iso(const struct site *site, int64_t time_s);

/* A value of a site file by the unit in its name: "import_limit_w" 250000 becomes "250 kW". */
struct words words_field(const struct site *site, const char *path, double value);

/* "documented", "measured", "assumed", "illustrative", "not known". */
const char *words_provenance(int32_t provenance);

#endif
