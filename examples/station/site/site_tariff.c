/* What a kWh and a kW cost at a moment: bands by season, day and hour, and capacity that is booked.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

#include <stdio.h>
#include <string.h>

/* A day of the year within two, both included; from > until goes over New Year. */
static int within(int32_t day, int32_t from, int32_t until)
{
    return from <= until ? day >= from && day <= until : day >= from || day <= until;
}

/* A public holiday of the site's country and a Sunday are free, whatever else they are. */
static int is_free(const struct site *site, const ostrov_civil *c)
{
    ostrov_holidays holidays;
    int32_t holiday = 0;
    if (site->country[0] == '\0' || ostrov_holidays_of(site->country, &holidays) != OSTROV_OK ||
        ostrov_holiday_is(&holidays, c->year, c->month, c->day, &holiday) != OSTROV_OK) {
        holiday = 0;
    }
    return holiday || c->weekday == 7;
}

static int holds_on(const struct site_band *band, const ostrov_civil *c, int free_day)
{
    return within(c->month * 100 + c->day, band->from_day, band->until_day) &&
           (band->days == SITE_DAYS_ALL       ? 1
            : band->days == SITE_DAYS_FREE    ? free_day
            : band->days == SITE_DAYS_WORKING ? !free_day && c->weekday <= 5
                                              : !free_day && c->weekday == 6);
}

int32_t site_band_at(const struct site *site, int64_t time_s)
{
    ostrov_civil c;
    if (site->bands == 0 || ostrov_zone_civil(&site->zone, time_s, &c) != OSTROV_OK) {
        return -1;
    }
    int32_t minute = c.hour * 60 + c.minute;
    int free_day = is_free(site, &c);
    for (int32_t i = 0; i < site->bands; i++) {
        const struct site_band *band = &site->band[i];
        if (minute >= band->from_minute && minute < band->until_minute &&
            holds_on(band, &c, free_day)) {
            return i;
        }
    }
    return -1;
}

int32_t site_summer(const struct site *site, int64_t time_s)
{
    const struct site_capacity *capacity = &site->capacity;
    ostrov_civil c;
    return capacity->summer_from_day > 0 && capacity->summer_until_day > 0 &&
           ostrov_zone_civil(&site->zone, time_s, &c) == OSTROV_OK &&
           within(c.month * 100 + c.day, capacity->summer_from_day, capacity->summer_until_day);
}

void site_prices(const struct site *site, int64_t time_s, double spot_eur_per_mwh,
                 double *import_per_kwh, double *export_per_kwh)
{
    const struct site_tariff *tariff = &site->tariff;
    ostrov_civil civil;
    double spot_per_kwh = spot_eur_per_mwh / 1000.0 * tariff->exchange_per_eur;
    int32_t row = site_band_at(site, time_s);
    if (row >= 0) {
        const struct site_band *band = &site->band[row];
        double spot_part = band->spot_ratio > 0.0 ? band->spot_ratio * spot_per_kwh : 0.0;
        *import_per_kwh = spot_part + tariff->supply_per_kwh + band->energy_per_kwh;
        *export_per_kwh = spot_part + band->export_per_kwh - tariff->export_fee_per_kwh;
        return;
    }
    /* A moment outside the calendar gets the high band: the dearer one. */
    int low = ostrov_zone_civil(&site->zone, time_s, &civil) == OSTROV_OK &&
              tariff->low_band_hours[civil.hour] > 0.5;
    *import_per_kwh = spot_per_kwh + tariff->supply_per_kwh +
                      (low ? tariff->distribution_low_per_kwh : tariff->distribution_high_per_kwh);
    *export_per_kwh = spot_per_kwh - tariff->export_fee_per_kwh;
}

double site_dearest(const struct site *site, double spot_eur_per_mwh)
{
    const struct site_tariff *tariff = &site->tariff;
    double spot_per_kwh = spot_eur_per_mwh / 1000.0 * tariff->exchange_per_eur;
    double most = site_bands_whole(site) ? 0.0 : spot_per_kwh + tariff->distribution_high_per_kwh;
    for (int32_t i = 0; i < site->bands; i++) {
        const struct site_band *band = &site->band[i];
        double price = band->spot_ratio * spot_per_kwh + band->energy_per_kwh;
        most = price > most ? price : most;
    }
    return most + tariff->supply_per_kwh;
}

/* First minute of a day that no band covers; 1440 = none. */
static int32_t gap_of_day(const struct site *site, const ostrov_civil *c)
{
    int free_day = is_free(site, c);
    int32_t covered = 0;
    for (int32_t i = 0; i < site->bands; i++) {
        const struct site_band *band = &site->band[i];
        if (band->from_minute <= covered && band->until_minute > covered &&
            holds_on(band, c, free_day)) {
            covered = band->until_minute;
            i = -1; /* one that begins there may stand above */
        }
    }
    return covered;
}

int32_t site_bands_whole(const struct site *site)
{
    ostrov_civil c;
    for (int64_t day = 0; day < 366; day++) {
        int64_t noon_s = 1830297600 + 43200 + day * 86400; /* from 2028-01-01, a leap year */
        if (ostrov_zone_civil(&site->zone, noon_s, &c) != OSTROV_OK ||
            gap_of_day(site, &c) < 1440) {
            return 0;
        }
    }
    return 1;
}

void site_capacity_cost(const struct site_capacity *capacity, int32_t summer, double peak_w,
                        double *booking, double *over)
{
    double year = summer && capacity->summer_price_per_kw == capacity->summer_price_per_kw
                      ? capacity->summer_price_per_kw
                      : capacity->year_price_per_kw;
    double month = capacity->month_price_per_kw > 0.0 ? capacity->month_price_per_kw : year;
    double booked_w = capacity->year_w + capacity->month_w;
    double over_w = peak_w > booked_w ? peak_w - booked_w : 0.0;
    double near_w = over_w;
    if (capacity->over_near_ratio == capacity->over_near_ratio &&
        over_w > capacity->over_near_ratio * booked_w) {
        near_w = capacity->over_near_ratio * booked_w;
    }
    *booking = (capacity->year_w * year + capacity->month_w * month) / 1000.0;
    *over = month / 1000.0 *
            (near_w * capacity->over_ratio + (over_w - near_w) * capacity->over_far_ratio);
}

const char *site_feed_path(const struct site *site, const char *feed, char *text, size_t capacity)
{
    const char *slash = strrchr(site->path, '/');
    if (feed[0] == '\0') {
        return NULL;
    }
    if (feed[0] == '/' || slash == NULL) {
        (void)snprintf(text, capacity, "%s", feed);
    } else {
        (void)snprintf(text, capacity, "%.*s/%s", (int)(slash - site->path), site->path, feed);
    }
    return text;
}
