/* Every physical contradiction of a site: one line each, errors first where they are found.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "table.h"

#include <string.h>

/* Temperatures the duties are judged at: a mild day, and the worst January night the demo shows. */
static const double mild_c = 15.0;
static const double cold_c = -12.0;

/* Spot price nobody calls unlikely: the dearest Czech quarter hours since 2025 cost about 500
 * EUR/MWh. */
static const double dear_eur_per_mwh = 500.0;

struct report {
    char *text;
    size_t used, capacity;
    int errors, warnings;
};

static void begin(struct report *r, int error)
{
    r->used =
        site_append(r->text, r->used, r->capacity,
                    "%s%s: ", r->errors + r->warnings > 0 ? "\n" : "", error ? "error" : "warning");
    r->errors += error;
    r->warnings += !error;
}

/* kW or kWh with one decimal, whatever the locale. */
static const char *kilo(double value, char text[40])
{
    (void)ostrov_number_write(value / 1000.0, 1, text, 40);
    return text;
}

/* "error: station.x: <value> kW <what> <limit> kW <rest>" */
static void two(struct report *r, int error, const char *key, double value, const char *what,
                double limit, const char *unit, const char *rest)
{
    char a[40];
    char b[40];
    begin(r, error);
    r->used = site_append(r->text, r->used, r->capacity, "%s: %s %s %s %s %s%s", key,
                          kilo(value, a), unit, what, kilo(limit, b), unit, rest);
}

static void line(struct report *r, int error, const char *text)
{
    begin(r, error);
    r->used = site_append(r->text, r->used, r->capacity, "%s", text);
}

static double greatest(const double *values, int count)
{
    double most = values[0];
    for (int i = 1; i < count; i++) {
        most = values[i] > most ? values[i] : most;
    }
    return most;
}

static void check_fallback(struct report *r, const struct site *site)
{
    ostrov_fault why = {NULL, NULL, -1, -1, 0.0, 0.0, 0.0};
    double import_w = 0.0;
    double export_w = 0.0;
    double pv_w = site->pv.peak_w < site->pv.inverter_w ? site->pv.peak_w : site->pv.inverter_w;
    ostrov_status status =
        ostrov_station_fallback(&site->station, pv_w, &import_w, &export_w, &why);
    if (status >= 0) {
        return;
    }
    if (status != OSTROV_E_INFEASIBLE) {
        char text[200];
        (void)ostrov_fault_text(&why, status, text, sizeof text);
        line(r, 1, text);
        return;
    }
    if (import_w > site->station.import_limit_w) {
        two(r, 1, "station.import_limit_w", import_w,
            "would be drawn without the controller, allowed", site->station.import_limit_w, "kW",
            ": lower charger_default_w or battery_default_w");
    }
    if (export_w > site->station.export_limit_w) {
        two(r, 1, "station.export_limit_w", export_w,
            "would be fed in without the controller, allowed", site->station.export_limit_w, "kW",
            ": lower pv_default_ratio or battery_default_w");
    }
}

static void check_load(struct report *r, const struct site *site)
{
    const ostrov_station_config *station = &site->station;
    double peak_w = site->load_typical_w * greatest(site->load_profile_ratio, 24);
    double mean = 0.0;
    for (int i = 0; i < 24; i++) {
        mean += site->load_profile_ratio[i] / 24.0;
    }
    if (mean < 0.98 ||
        mean > 1.02) { /* a profile written with two digits is off by less than 2 % */
        two(r, 1, "load.profile_ratio", mean * 1000.0, "is its mean, must be", 1000.0, "", "");
    }
    if (peak_w > station->import_limit_w) {
        two(r, 1, "load.typical_w", peak_w, "in the highest hour exceeds the import limit of",
            station->import_limit_w, "kW", "");
    }
    if (station->load_max_w < peak_w) {
        two(r, 1, "station.load_max_w", station->load_max_w, "is below the load's highest hour of",
            peak_w, "kW", "");
    }
    if (station->quarter_limit_w > station->import_limit_w) {
        two(r, 1, "station.quarter_limit_w", station->quarter_limit_w,
            "is above the hard import limit of", station->import_limit_w, "kW", "");
    }
    if (station->quarter_limit_w < peak_w) {
        two(r, 1, "station.quarter_limit_w", station->quarter_limit_w,
            "is below the load's highest hour of", peak_w, "kW", "");
    }
}

static void check_reserve(struct report *r, const struct site *site)
{
    const ostrov_battery_config *battery = &site->battery;
    double peak = greatest(site->load_profile_ratio, 24);
    double critical_w = site->load_typical_w * peak * site->tier[0].share_ratio;
    double hours = site->reserve_s / 3600.0;
    double capacity_wh = battery->capacity_wh * battery->health_ratio;
    double usable_wh = capacity_wh * (battery->soc_max_ratio - battery->soc_min_ratio) *
                       battery->discharge_efficiency_ratio;
    double kept_wh = capacity_wh * (site->station.reserve_ratio - battery->soc_min_ratio) *
                     battery->discharge_efficiency_ratio;
    double wanted_wh = critical_w * hours;
    if (critical_w > battery->discharge_limit_w) {
        two(r, 1, "battery.discharge_limit_w", critical_w,
            "of critical load exceeds what the battery gives:", battery->discharge_limit_w, "kW",
            "");
    }
    if (wanted_wh > usable_wh) {
        two(r, 1, "wishes.reserve_s", wanted_wh, "of reserve exceeds the battery's usable",
            usable_wh, "kWh", "");
    } else if (wanted_wh > kept_wh) {
        two(r, 0, "station.reserve_ratio", kept_wh,
            "kept by it is less than the reserve wished for:", wanted_wh, "kWh",
            "; only plans keep the rest");
    }
}

static void check_wishes(struct report *r, const struct site *site)
{
    double import_price = site_dearest(site, dear_eur_per_mwh);
    if (site->shed_critical_price_per_kwh <= site->short_price_per_kwh) {
        line(r, 1,
             "wishes.shed_critical_price_per_kwh: must be above short_price_per_kwh: critical load "
             "comes before departures");
    }
    if (site->short_price_per_kwh <= site->reserve_price_per_kwh_h) {
        line(r, 1,
             "wishes.short_price_per_kwh: must be above reserve_price_per_kwh_h: departures come "
             "before the reserve");
    } else if (site->short_price_per_kwh < 24.0 * site->reserve_price_per_kwh_h) {
        line(
            r, 0,
            "wishes.short_price_per_kwh: a reserve missing for a day weighs more than a departure");
    }
    if (site->reserve_price_per_kwh_h <= import_price) {
        line(
            r, 1,
            "wishes.reserve_price_per_kwh_h: must be above the import price at a spot price of 500 "
            "EUR/MWh: the reserve comes before money");
    }
    if (site->shed_price_per_kwh <= import_price ||
        site->shed_price_per_kwh >= site->shed_critical_price_per_kwh) {
        line(r, 1,
             "wishes.shed_price_per_kwh: must lie between the import price at a spot price of 500 "
             "EUR/MWh and shed_critical_price_per_kwh");
    }
}

static void check_tariff(struct report *r, const struct site *site)
{
    const struct site_tariff *tariff = &site->tariff;
    int low = 0;
    for (int hour = 0; hour < 24; hour++) {
        low += tariff->low_band_hours[hour] > 0.0;
        if (tariff->low_band_hours[hour] > 0.0 && tariff->low_band_hours[hour] < 1.0) {
            line(r, 1, "tariff.low_band_hours: each hour is 0 or 1");
            break;
        }
    }
    if (tariff->distribution_low_per_kwh > tariff->distribution_high_per_kwh) {
        line(r, 1, "tariff.distribution_low_per_kwh: above the high band");
    }
    if (low == 0 && tariff->distribution_low_per_kwh < tariff->distribution_high_per_kwh) {
        line(r, 0, "tariff.low_band_hours: no hour has the low band, its price is never used");
    }
    double exchange = tariff->exchange_per_eur;
    if ((strcmp(site->currency, "EUR") == 0 && (exchange < 0.999 || exchange > 1.001)) ||
        (strcmp(site->currency, "CZK") == 0 && (exchange < 20.0 || exchange > 30.0))) {
        line(r, 0, "tariff.exchange_per_eur: not plausible for this currency");
    }
    /* All that is added to the spot price, in EUR: more than 0.5 EUR/kWh is a slip of units. */
    if ((tariff->supply_per_kwh + tariff->distribution_high_per_kwh) / exchange > 0.5) {
        line(r, 0,
             "tariff.distribution_high_per_kwh: with supply more than 0.5 EUR/kWh: per kWh, not "
             "MWh?");
    }
    if (site->bands > 0 && !site_bands_whole(site)) {
        line(r, 0, "bands: there are hours of the year in which none holds: the tariff's own bands do");
    }
    if (tariff->peak_incurred_w > site->station.import_limit_w) {
        two(r, 1, "tariff.peak_incurred_w", tariff->peak_incurred_w, "exceeds the import limit of",
            site->station.import_limit_w, "kW", "");
    }
}

/* Minutes two stays or duties share on the circle of one day. */
static int32_t shared_minutes(int32_t from_a, int32_t until_a, int32_t from_b, int32_t until_b)
{
    int32_t shared = 0;
    for (int32_t shift = -2880; shift <= 2880; shift += 1440) {
        int32_t from = from_a > from_b + shift ? from_a : from_b + shift;
        int32_t until = until_a < until_b + shift ? until_a : until_b + shift;
        shared += until > from ? until - from : 0;
    }
    return shared;
}

/* Until when a vehicle stands after a duty: its next departure, at most a day later. */
static int32_t stay_until(const struct site *site, int32_t d)
{
    const struct site_duty *duty = &site->duty[d];
    int32_t wait = 1440;
    for (int32_t i = 0; i < site->duties; i++) {
        int32_t after = (site->duty[i].depart_minute - duty->arrive_minute + 2880) % 1440;
        if (site->duty[i].vehicle == duty->vehicle && after < wait) {
            wait = after;
        }
    }
    return duty->arrive_minute + wait;
}

static void name_duty(struct report *r, const struct site *site, int error, int32_t d,
                      const char *what)
{
    const struct site_duty *duty = &site->duty[d];
    begin(r, error);
    r->used = site_append(r->text, r->used, r->capacity, "duties[%d] (%s, %02d:%02d): %s", (int)d,
                          site->vehicle[duty->vehicle].name, (int)(duty->depart_minute / 60),
                          (int)(duty->depart_minute % 60), what);
}

static void check_overlaps(struct report *r, const struct site *site)
{
    for (int32_t a = 0; a < site->duties; a++) {
        const struct site_duty *duty = &site->duty[a];
        for (int32_t b = 0; b < a; b++) {
            const struct site_duty *other = &site->duty[b];
            char what[120];
            if (duty->vehicle == other->vehicle) {
                if (shared_minutes(duty->depart_minute, duty->arrive_minute, other->depart_minute,
                                   other->arrive_minute) > 0) {
                    (void)site_append(what, 0, sizeof what,
                                      "overlaps duties[%d] of the same vehicle", (int)b);
                    name_duty(r, site, 1, a, what);
                }
            } else if (duty->charge_point == other->charge_point &&
                       shared_minutes(duty->arrive_minute, stay_until(site, a),
                                      other->arrive_minute, stay_until(site, b)) > 0) {
                (void)site_append(what, 0, sizeof what,
                                  "comes back to %s while the vehicle of duties[%d] stands there",
                                  site->charge_point[duty->charge_point].name, (int)b);
                name_duty(r, site, 1, a, what);
            }
        }
    }
}

/* One temperature: what is an error on a mild day is a warning on the worst night. */
static void check_reach(struct report *r, const struct site *site, double temperature_c, int error)
{
    struct site_reach reach;
    char what[200];
    char text[40];
    site_reach(site, temperature_c, &reach);
    const char *when = error ? "on a mild day" : "at -12 °C";
    if (reach.over_duty >= 0) {
        (void)site_append(
            what, 0, sizeof what,
            "needs more energy than its vehicle can hold or take in the stays around it, %s", when);
        name_duty(r, site, error, reach.over_duty, what);
    } else if (reach.short_duty >= 0) {
        (void)site_append(
            what, 0, sizeof what,
            "leaves %s kWh short %s under the import limit, charging earliest departure first",
            kilo(reach.short_wh, text), when);
        name_duty(r, site, error, reach.short_duty, what);
    }
}

static void check_charge_points(struct report *r, const struct site *site)
{
    for (int32_t i = 0; i < site->charge_points; i++) {
        const struct site_charge_point *point = &site->charge_point[i];
        if (site->station.charger_default_w > point->limit_w) {
            begin(r, 0);
            r->used =
                site_append(r->text, r->used, r->capacity,
                            "charge_points[%d] (%s): limit_w is below station.charger_default_w",
                            (int)i, point->name);
        }
    }
}

static void check_duties(struct report *r, const struct site *site)
{
    for (int32_t d = 0; d < site->duties; d++) {
        const struct site_duty *duty = &site->duty[d];
        double need_wh = duty->energy_wh + duty->reserve_wh;
        double capacity_wh = site->vehicle[duty->vehicle].capacity_wh;
        if (need_wh > capacity_wh) {
            char what[120];
            char a[40];
            char b[40];
            (void)site_append(what, 0, sizeof what, "needs %s kWh, the vehicle holds %s kWh",
                              kilo(need_wh, a), kilo(capacity_wh, b));
            name_duty(r, site, 1, d, what);
        }
    }
}

static void check_permission(struct report *r, const struct site *site)
{
    if (site->station.authority == OSTROV_AUTHORITY_DIRECT &&
        (site->island_verified_by[0] == '\0' || site->island_simulated)) {
        line(r, 1,
             "station.authority: \"direct\" drives contactors and needs site.island_verified_by "
             "with "
             "the source documented or measured");
    }
    if (site->island_verified_by[0] == '\0') {
        line(r, 0, "site.island_verified_by: nobody is named, so the site never becomes an island");
    } else if (site->island_simulated) {
        line(r, 0, "site.island_verified_by: not a verification, islanding in simulation only");
    }
    if (!site->grid.settings_named) {
        line(r, 0,
             "site.settings_document: grid settings are not the DSO's settings protocol: run --arm "
             "is "
             "refused");
    }
}

static void check_silent(struct report *r, const struct site *site)
{
    char text[400];
    int error = 0;
    for (int32_t i = 0; site_silent(site, i, &error, text, sizeof text); i++) {
        line(r, error, text);
    }
    for (int32_t i = 0; site_size(site, i, &error, text, sizeof text); i++) {
        line(r, error, text);
    }
    for (int32_t i = 0; site_hold(site, i, &error, text, sizeof text); i++) {
        line(r, error, text);
    }
}

int site_check(const struct site *site, char *text, size_t capacity, int *warnings)
{
    struct report r = {text, 0, capacity, 0, 0};
    if (capacity > 0) {
        text[0] = '\0';
    }
    check_permission(&r, site);
    check_fallback(&r, site);
    check_silent(&r, site);
    check_load(&r, site);
    check_reserve(&r, site);
    check_wishes(&r, site);
    check_tariff(&r, site);
    check_charge_points(&r, site);
    check_duties(&r, site);
    int before = r.errors;
    check_overlaps(&r, site);
    if (r.errors == before) { /* a vehicle in two places has no reachable day */
        int errors = r.errors;
        check_reach(&r, site, mild_c, 1);
        if (r.errors == errors) {
            check_reach(&r, site, cold_c, 0);
        }
    }
    if (warnings != NULL) {
        *warnings = r.warnings;
    }
    return r.errors;
}
