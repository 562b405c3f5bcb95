/* A site's physics: what contradicts itself is told, what is shipped is clean; local time and
 * prices.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site_text.h"

#include <string.h>

static struct site site;
static char text[8192];

static void load(const char *path)
{
    char message[MESSAGE] = "";
    ck_assert_msg(site_load(path, &site, message, sizeof message) == 0, "%s", message);
}

START_TEST(the_shipped_sites_are_clean)
{
    static const char *const shipped[] = {SITES_DIR "/pisek.json", SITES_DIR "/pisek-depot.json"};
    for (int i = 0; i < 2; i++) {
        int warnings = -1;
        load(shipped[i]);
        ck_assert_msg(site_check(&site, text, sizeof text, &warnings) == 0, "%s", text);
        /* the two warnings an illustrative site owes its reader, and no other */
        ck_assert_msg(warnings == 2, "%s", text);
        ck_assert_ptr_nonnull(strstr(text,
                                     "site.island_verified_by: not a verification, islanding in "
                                     "simulation only"));
        ck_assert_ptr_nonnull(strstr(text, "not the DSO's settings protocol"));
    }
}
END_TEST

/* One change of the depot, and the line that must come. */
static const struct {
    const char *from, *to, *piece;
    int errors;
} changes[] = {
    {"\"charger_default_w\": {\"value\": 22000", "\"charger_default_w\": {\"value\": 42000",
     "error: station.import_limit_w: 334.0 kW would be drawn without the controller, allowed 250.0 "
     "kW",
     1},
    {"\"pv_default_ratio\": 1", "\"pv_default_ratio\": 1, \"hold_s\": 11", "", 0},
    {"\"battery_default_w\": 0", "\"battery_default_w\": 30000",
     "error: station.export_limit_w: 125.0 kW would be fed in without the controller, allowed "
     "100.0 kW",
     1},
    {"\"import_limit_w\": {\"value\": 250000", "\"import_limit_w\": {\"value\": 18000",
     "error: load.typical_w: 19.2 kW in the highest hour exceeds the import limit of 18.0 kW", 4},
    {"\"load_max_w\": {\"value\": 40000", "\"load_max_w\": {\"value\": 16000",
     "error: station.load_max_w: 16.0 kW is below the load's highest hour of 19.2 kW", 1},
    {"\"battery_default_w\": 0,", "\"battery_default_w\": 0, \"quarter_limit_w\": 260000,",
     "error: station.quarter_limit_w: 260.0 kW is above the hard import limit of 250.0 kW", 1},
    {"\"peak_w\": 100000", "\"peak_w\": 100",
     "warning: pv.peak_w: 100 beside pv.inverter_w of 95000: is one of them in thousands?", 0},
    {"\"capacity_wh\": 200000", "\"capacity_wh\": 90000000",
     "warning: battery.charge_limit_w: 100000 beside battery.capacity_wh of 9e7: is one of them in "
     "thousands?",
     0},
    {"[0.70, 0.66", "[1.70, 0.66", "error: load.profile_ratio: 1.0", 1},
    {"\"reserve_s\": 10800", "\"reserve_s\": 108000",
     "error: wishes.reserve_s: 259.2 kWh of reserve exceeds the battery's usable 161.5 kWh", 1},
    {"\"reserve_s\": 10800", "\"reserve_s\": 28800",
     "warning: station.reserve_ratio: 28.5 kWh kept by it is less than the reserve wished for: "
     "69.1 kWh",
     0},
    {"\"discharge_limit_w\": 100000", "\"discharge_limit_w\": 8000",
     "error: battery.discharge_limit_w: 8.6 kW of critical load exceeds what the battery gives: "
     "8.0 kW",
     1},
    {"\"shed_critical_price_per_kwh\": 2000", "\"shed_critical_price_per_kwh\": 300",
     "critical load comes before departures", 1},
    {"\"short_price_per_kwh\": 400", "\"short_price_per_kwh\": 10",
     "departures come before the reserve", 1},
    {"\"short_price_per_kwh\": 400", "\"short_price_per_kwh\": 100", "weighs more than a departure",
     0},
    {"\"reserve_price_per_kwh_h\": 16", "\"reserve_price_per_kwh_h\": 1",
     "the reserve comes before money", 1},
    {"\"shed_price_per_kwh\": 60", "\"shed_price_per_kwh\": 6", "error: wishes.shed_price_per_kwh",
     1},
    {"\"wishes\": {",
     "\"connection\": {\"io_host\": \"192.0.2.1\", \"io_inputs\": [0,1,2,3,4,5,6,7,8,9,10,11,12,13], "
     "\"io_outputs\": [0,1,2,3,4], \"sync_host\": \"192.0.2.2\"}, \"wishes\": {",
     "error: station.charger_default_w: an island without the controller may draw 194.0 kW, the battery "
     "gives 100.0 kW",
     1},
    {"\"wishes\": {",
     "\"chargers\": {\"address\": \"192.0.2.5\", \"port\": 8180, \"phases\": 3}, "
     "\"connection\": {\"io_host\": \"192.0.2.1\", \"io_inputs\": [0,1,2,3,4,5,6,7,8,9,10,11,12,13], "
     "\"io_outputs\": [0,1,2,3,4], \"sync_host\": \"192.0.2.2\"}, \"wishes\": {",
     "warning: station.charger_default_w: an island may draw 194.0 kW, the battery gives 100.0 kW",
     0},
    {"\"wishes\": {",
     "\"connection\": {\"io_host\": \"192.0.2.1\", \"io_inputs\": [0,-1,2,3,4,5,6,7,8,9,10,11,12,13], "
     "\"io_outputs\": [0,1,2,3,4], \"sync_host\": \"192.0.2.2\"}, \"wishes\": {",
     "error: connection.io_inputs: both position contacts", 2},
    {"\"wishes\": {", "\"connection\": {\"io_host\": \"192.0.2.1\", \"io_inputs\": [0,1,2,3,4,5,6,7,8,9,10,11,12,13], "
     "\"io_outputs\": [0,1,2,3,4]}, \"wishes\": {",
     "warning: connection.sync_host: without a synchroniser", 1},
    {"\"wishes\": {",
     "\"connection\": {\"io_host\": \"192.0.2.1\", \"io_inputs\": [0,1,2,3,4,5,6,7,8,9,10,11,12,13], "
     "\"io_outputs\": [0,1,2,3,4], \"timeout_s\": 0.4, \"sync_host\": \"192.0.2.2\"}, \"wishes\": {",
     "error: grid.stale_s: below three looks", 2},
    {"\"distribution_low_per_kwh\": 0.1", "\"distribution_low_per_kwh\": 0.2",
     "above the high band", 1},
    {"\"distribution_low_per_kwh\": 0.1", "\"distribution_low_per_kwh\": 0.05",
     "no hour has the low band", 0},
    {"\"low_band_hours\": [0,", "\"low_band_hours\": [0.5,", "each hour is 0 or 1", 1},
    {"\"exchange_per_eur\": {\"value\": 25", "\"exchange_per_eur\": {\"value\": 1",
     "warning: tariff.exchange_per_eur: not plausible", 0},
    {"\"supply_per_kwh\": {\"value\": 0.7", "\"supply_per_kwh\": {\"value\": 700",
     "per kWh, not MWh?", 2},
    {"\"peak_incurred_w\": {\"value\": 70000", "\"peak_incurred_w\": {\"value\": 350000",
     "error: tariff.peak_incurred_w: 350.0 kW exceeds the import limit of 250.0 kW", 1},
    {"\"energy_wh\": 48000", "\"energy_wh\": 148000",
     "error: duties[0] (EBN 11 no. 1, 04:30): needs 160.0 kWh, the vehicle holds 154.8 kWh", 2},
    {"\"energy_wh\": 48000", "\"energy_wh\": 100000", "at -12 °C", 0},
    {"\"depart_local\": \"08:15\"", "\"depart_local\": \"07:00\"",
     "error: duties[1] (EBN 11 no. 1, 07:00): overlaps duties[0] of the same vehicle", 1},
    {"\"arrive_local\": \"20:00\", \"charge_point\": \"AC 2\"",
     "\"arrive_local\": \"20:00\", \"charge_point\": \"AC 1\"",
     "error: duties[7] (EBN 11 no. 2, 17:15): comes back to AC 1 while the vehicle of duties[3] "
     "stands "
     "there",
     1},
    {"\"authority\": {\"value\": \"request\"", "\"authority\": {\"value\": \"direct\"",
     "error: station.authority: \"direct\" drives contactors", 1},
};

/* What may be drawn and fed in before the last device has fallen back, by hand from the depot: load
 * of 9.6 … 40 kW, PV of 95 kW, battery of 100 kW each way, charge points of 5 · 44 + 2 · 170 = 560
 * kW that fall back to 22 kW each, limits of 250 and 100 kW. The sum of the last set-points was
 * within the limit: charge points and battery drew 250 − 9.6 + 95 = 335.4 kW at most, charge points
 * beside a battery that gave its all 435.4 kW. */
#define HOLDS(devices, chargers)                                                                   \
    "\"devices\": {\"pcs_host\": \"192.0.2.1\", \"meter_host\": \"192.0.2.1\"" devices             \
    "}, \"chargers\": {\"address\": \"192.0.2.2\"" chargers "}, \"wishes\": {"
static const struct {
    const char *sections, *piece;
    int errors;
} holds[] = {
    {HOLDS("", ""),
     "warning: devices.reversion_s: from 0 s to 60 s after the controller dies the storage "
     "converter may "
     "go on charging and the charge points on drawing while the load rises and the sun goes: up to "
     "375.4 kW drawn, 125.4 kW above station.import_limit_w",
     0},
    {HOLDS("", ""),
     "warning: chargers.lifetime_s: from 60 s to 120 s after the controller dies the charge points "
     "may go "
     "on drawing what the storage converter, fallen back, no longer gives: up to 475.4 kW drawn, "
     "225.4 kW above station.import_limit_w",
     0},
    {HOLDS("", ""),
     "warning: devices.reversion_s: from 0 s to 60 s after the controller dies the storage "
     "converter may "
     "go on discharging and the PV inverter come to its most while load and vehicles leave: up to "
     "195.0 kW fed in, 95.0 kW above station.export_limit_w",
     0},
    {HOLDS("", ", \"lifetime_s\": 30"),
     "warning: devices.reversion_s: from 30 s to 60 s after the controller dies the storage "
     "converter may "
     "go on charging beside charge points that have fallen back: up to 294.0 kW drawn, 44.0 kW "
     "above",
     0},
    /* 225.4 kW for a quarter hour and longer is no matter of warming up */
    {HOLDS("", ", \"lifetime_s\": 3600"), "error: chargers.lifetime_s: from 60 s to 3600 s", 1},
    {HOLDS(", \"reversion_s\": 600", ", \"lifetime_s\": 600"),
     "error: devices.reversion_s: from 0 s to 600 s", 2},
};

START_TEST(what_devices_hold_is_bounded)
{
    int warnings = 0;
    depot_accepted("\"wishes\": {", holds[_i].sections, &site);
    int errors = site_check(&site, text, sizeof text, &warnings);
    ck_assert_msg(strstr(text, holds[_i].piece) != NULL, "\"%s\" is missing in:\n%s",
                  holds[_i].piece, text);
    ck_assert_msg(errors == holds[_i].errors, "%d errors, not %d:\n%s", errors, holds[_i].errors,
                  text);
}
END_TEST

/* A site that stays within its limits whatever happens owes no line. */
START_TEST(devices_that_cannot_exceed_are_not_told)
{
    int warnings = 0;
    depot_accepted("\"wishes\": {", HOLDS("", ""), &site);
    site.station.import_limit_w = site.station.export_limit_w = 800e3;
    int errors = site_check(&site, text, sizeof text, &warnings);
    ck_assert_int_eq(errors, 0);
    ck_assert_msg(strstr(text, "after the controller dies") == NULL, "%s", text);
}
END_TEST

START_TEST(each_contradiction_is_told)
{
    int warnings = 0;
    depot_accepted(changes[_i].from, changes[_i].to, &site);
    int errors = site_check(&site, text, sizeof text, &warnings);
    ck_assert_msg(strstr(text, changes[_i].piece) != NULL, "\"%s\" is missing in:\n%s",
                  changes[_i].piece, text);
    ck_assert_msg(errors == changes[_i].errors, "%d errors, not %d:\n%s", errors,
                  changes[_i].errors, text);
    int lines = 1;
    for (const char *p = text; *p != '\0'; p++) {
        lines += *p == '\n';
    }
    ck_assert_int_eq(lines, errors + warnings); /* one line each */
}
END_TEST

/* A list that is left out has its default in each place: no coil is shared by accident. */
START_TEST(tiers_without_contactors_have_no_coil)
{
    depot_accepted("\"wishes\": {",
                   "\"connection\": {\"io_host\": \"192.0.2.1\", \"io_inputs\": "
                   "[0,1,2,3,4,5,6,7,8,9,10,11,12,13], \"io_outputs\": [0,1,2,3,4]}, \"wishes\": {",
                   &site);
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(site.connection.shed_output[i], -1);
    }
}
END_TEST

START_TEST(a_short_text_is_cut_and_counts_stay)
{
    int warnings = 0;
    char little[20];
    load(SITES_DIR "/pisek.json");
    little[10] = 'x';
    ck_assert_int_eq(site_check(&site, little, 10, &warnings), 0);
    ck_assert_int_eq(warnings, 2);
    ck_assert_uint_eq(strlen(little), 9);
    ck_assert_int_eq(little[10], 'x');
    ck_assert_int_eq(site_check(&site, NULL, 0, NULL), 0);
}
END_TEST

START_TEST(the_day_is_reached_with_margins_and_the_cold_night_more_tightly)
{
    struct site_reach mild;
    struct site_reach cold;
    load(SITES_DIR "/pisek-depot.json");
    site_reach(&site, 15.0, &mild);
    site_reach(&site, -12.0, &cold);
    ck_assert_int_eq(mild.departures, 21);
    ck_assert_int_eq(mild.short_duty, -1);
    ck_assert_int_eq(cold.short_duty, -1);
    /* energy by hand: the sum of the duties, and half as much again in the cold */
    double sum_wh = 0.0;
    for (int i = 0; i < site.duties; i++) {
        sum_wh += site.duty[i].energy_wh;
    }
    ck_assert_double_eq_tol(mild.drive_wh, sum_wh, 1e-6); /* rounding of a sum of 21 */
    ck_assert_double_eq_tol(cold.drive_wh, 1.5 * sum_wh, 1e-6);
    ck_assert_double_gt(mild.least_wh, 50e3);
    ck_assert_double_lt(cold.least_wh, 30e3);
    ck_assert_double_gt(cold.least_wh, 0.0);
    ck_assert_double_le(mild.peak_w, site.station.import_limit_w + 1e-6);
    ck_assert_double_gt(mild.peak_w,
                        0.9 * site.station.import_limit_w); /* 560 kW connected: it binds */
}
END_TEST

START_TEST(less_import_never_reaches_more)
{
    double last_wh = 1e9;
    load(SITES_DIR "/pisek-depot.json");
    for (double limit_w = 250e3; limit_w >= 30e3; limit_w -= 20e3) {
        struct site_reach reach;
        site.station.import_limit_w = limit_w;
        site_reach(&site, 0.0, &reach);
        ck_assert_double_le(reach.least_wh, last_wh + 1.0); /* 1 Wh: rounding of slots */
        last_wh = reach.least_wh;
    }
    ck_assert_double_lt(last_wh, 0.0);
}
END_TEST

START_TEST(one_vehicle_one_stay_by_hand)
{
    /* 10 h at 20 kW and 0.9: 180 kWh; the duty takes 100, the battery holds 120. With 50 kW of
     * import less 15 kW of load every hour, 20 kW are there. At 9 kW of import above the load: 81
     * kWh, 19 short. */
    struct site_reach reach;
    load(SITES_DIR "/pisek-depot.json");
    for (int h = 0; h < 24; h++) {
        site.load_profile_ratio[h] = 1.0;
    }
    site.vehicles = 1;
    site.duties = 1;
    site.charge_point[0].limit_w = 20e3;
    site.vehicle[0] = (struct site_vehicle){.name = "a",
                                            .capacity_wh = 120e3,
                                            .accepts_w = 30e3,
                                            .accepts_fast_w = 30e3,
                                            .efficiency_ratio = 0.9,
                                            .taper_soc_ratio = 1.0,
                                            .start_soc_ratio = 1.0};
    site.duty[0] =
        (struct site_duty){.depart_minute = 360, .arrive_minute = 1200, .energy_wh = 100e3};
    site.station.import_limit_w = 50e3;
    site_reach(&site, 20.0, &reach);
    ck_assert_int_eq(reach.short_duty, -1);
    ck_assert_double_eq_tol(reach.least_wh, 20e3, 1.0); /* full at departure; 1 Wh of rounding */
    site.station.import_limit_w = 24e3;
    site_reach(&site, 20.0, &reach);
    ck_assert_int_eq(reach.short_duty, 0);
    ck_assert_double_eq_tol(reach.short_wh, 19e3, 1.0);
    ck_assert_int_eq(reach.over_duty, -1);
    site.charge_point[0].limit_w =
        9e3; /* now the charge point itself is too weak: 81 kWh a night */
    site.station.import_limit_w = 50e3;
    site_reach(&site, 20.0, &reach);
    ck_assert_int_eq(reach.over_duty, 0);
    ck_assert_double_eq_tol(reach.short_wh, 19e3, 1.0);
}
END_TEST

START_TEST(vehicles_take_less_when_full_or_cold)
{
    load(SITES_DIR "/pisek-depot.json");
    const struct site_vehicle *v = &site.vehicle[0];
    const struct site_charge_point *ac = &site.charge_point[0];
    const struct site_charge_point *fast = &site.charge_point[5];
    ck_assert_int_eq(site_point_fast(ac), 0);
    ck_assert_int_eq(site_point_fast(fast), 1);
    ck_assert_double_eq(site_accepts_w(v, ac, 0.5, 20.0), 25e3);
    ck_assert_double_eq(site_accepts_w(v, fast, 0.5, 20.0), 130e3);
    ck_assert_double_eq(site_accepts_w(v, fast, 1.0, 20.0), 0.0);
    ck_assert_double_eq_tol(site_accepts_w(v, fast, 0.999999, 20.0), 13e3,
                            2.0); /* a tenth; 1e-6 from full */
    ck_assert_double_eq_tol(site_accepts_w(v, fast, 0.5, -12.0), 130e3 * (1 - 0.17), 1e-6);
    ck_assert_double_eq(site_accepts_w(v, ac, 0.5, -12.0), 25e3);
    ck_assert_double_eq_tol(site_accepts_w(v, fast, 0.5, -300.0), 39e3,
                            1e-6); /* three tenths at least */
    ck_assert_double_eq(site_duty_wh(&site.duty[0], 15.0), 48e3);
    ck_assert_double_eq(site_duty_wh(&site.duty[0], 30.0), 48e3);
    ck_assert_double_eq(site_duty_wh(&site.duty[0], -12.0), 72e3);
    ck_assert_double_eq_tol(site_duty_wh(&site.duty[0], 1.5), 60e3, 1e-6);
}
END_TEST

/* UTC seconds of 2026-03-29T00:00 CET, 2025-10-26T00:00 CEST and 2026-01-15T00:00 CET, by `date
 * -u`. */
static const int64_t march_s = 1774738800;
static const int64_t october_s = 1761429600;
static const int64_t january_s = 1768431600;

START_TEST(local_time_is_wall_clock_time)
{
    load(SITES_DIR "/pisek.json");
    ck_assert_int_eq(site_local_time(&site, january_s, 0), january_s);
    ck_assert_int_eq(site_local_time(&site, january_s, 4 * 60 + 30), january_s + 16200);
    ck_assert_int_eq(site_local_time(&site, january_s, 24 * 60 + 15), january_s + 86400 + 900);
    /* in March 04:30 comes three and a half hours after midnight, in October five and a half */
    ck_assert_int_eq(site_local_time(&site, march_s, 4 * 60 + 30), march_s + 3 * 3600 + 1800);
    ck_assert_int_eq(site_local_time(&site, october_s, 4 * 60 + 30), october_s + 5 * 3600 + 1800);
    ck_assert_int_eq(site_local_time(&site, march_s, 60), march_s + 3600);
    /* 02:30 does not exist in March: the moment after the gap; twice in October: the first */
    int64_t gap_s = site_local_time(&site, march_s, 2 * 60 + 30);
    ck_assert_int_ge(gap_s, march_s + 2 * 3600);
    ck_assert_int_le(gap_s, march_s + 2 * 3600 + 1800);
    ck_assert_int_eq(site_local_time(&site, october_s, 2 * 60 + 30), october_s + 2 * 3600 + 1800);
    /* past midnight of the day before a change, and of the day of it */
    ck_assert_int_eq(site_local_time(&site, march_s - 86400, 1440 + 270),
                     march_s + 3 * 3600 + 1800);
    ck_assert_int_eq(site_local_time(&site, march_s, 1440 + 60), march_s + 23 * 3600 + 3600);
    ck_assert_int_eq(site_local_time(&site, october_s, 1440 + 60), october_s + 25 * 3600 + 3600);
}
END_TEST

START_TEST(prices_follow_the_local_hour)
{
    double import_price = 0.0;
    double export_price = 0.0;
    load(SITES_DIR "/pisek.json");
    site.tariff = (struct site_tariff){.exchange_per_eur = 25.0,
                                       .distribution_high_per_kwh = 2.0,
                                       .distribution_low_per_kwh = 0.5,
                                       .supply_per_kwh = 0.7,
                                       .export_fee_per_kwh = 0.4};
    site.tariff.low_band_hours[3] = 1.0;
    /* 100 EUR/MWh at 25 CZK/EUR is 2.5 CZK/kWh; tolerance: rounding of three sums */
    site_prices(&site, january_s + 3 * 3600, 100.0, &import_price, &export_price);
    ck_assert_double_eq_tol(import_price, 2.5 + 0.7 + 0.5, 1e-12);
    ck_assert_double_eq_tol(export_price, 2.1, 1e-12);
    site_prices(&site, january_s + 4 * 3600, 100.0, &import_price, &export_price);
    ck_assert_double_eq_tol(import_price, 2.5 + 0.7 + 2.0, 1e-12);
    site_prices(&site, january_s + 3 * 3600, -100.0, &import_price, &export_price);
    ck_assert_double_eq_tol(export_price, -2.9, 1e-12); /* a negative price: exporting costs */
    /* the band begins at 03:00 local, which is two hours after midnight in March, four in October
     */
    site_prices(&site, march_s + 2 * 3600, 0.0, &import_price, &export_price);
    ck_assert_double_eq_tol(import_price, 1.2, 1e-12);
    site_prices(&site, march_s + 3 * 3600, 0.0, &import_price, &export_price);
    ck_assert_double_eq_tol(import_price, 2.7, 1e-12);
    site_prices(&site, october_s + 3 * 3600, 0.0, &import_price, &export_price);
    ck_assert_double_eq_tol(import_price, 2.7, 1e-12);
    site_prices(&site, october_s + 4 * 3600, 0.0, &import_price, &export_price);
    ck_assert_double_eq_tol(import_price, 1.2, 1e-12);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("site check");
    TCase *cases = tcase_create("physics");
    tcase_add_test(cases, the_shipped_sites_are_clean);
    tcase_add_loop_test(cases, what_devices_hold_is_bounded, 0,
                        (int)(sizeof holds / sizeof holds[0]));
    tcase_add_test(cases, devices_that_cannot_exceed_are_not_told);
    tcase_add_loop_test(cases, each_contradiction_is_told, 0,
                        (int)(sizeof changes / sizeof changes[0]));
    tcase_add_test(cases, tiers_without_contactors_have_no_coil);
    tcase_add_test(cases, a_short_text_is_cut_and_counts_stay);
    tcase_add_test(cases, the_day_is_reached_with_margins_and_the_cold_night_more_tightly);
    tcase_add_test(cases, less_import_never_reaches_more);
    tcase_add_test(cases, one_vehicle_one_stay_by_hand);
    tcase_add_test(cases, vehicles_take_less_when_full_or_cold);
    suite_add_tcase(suite, cases);
    TCase *time = tcase_create("time and money");
    tcase_add_test(time, local_time_is_wall_clock_time);
    tcase_add_test(time, prices_follow_the_local_hour);
    suite_add_tcase(suite, time);
    return unit_run(suite);
}
