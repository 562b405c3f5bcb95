/* Suite pv: position of the sun, rise and set.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv.h"

#include <ostrov/ostrov.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DEG (3.14159265358979323846 / 180.0)
#define MINUTE_S (60.0)
#define HALF_DAY_US (INT64_C(43200000000))

/* Largest absolute error of a quantity and how many rows it was seen in. */
typedef struct widest {
    double worst;
    double squares;
    int32_t n;
} widest;

static void widen(widest *w, double error)
{
    w->n++;
    w->squares += error * error;
    if (!(error <= w->worst)) { /* a NaN stays */
        w->worst = error;
    }
}

static void widest_report(const widest *w, double limit, tally *t, const char *file,
                          const char *quantity)
{
    report(t, REPORT_JUDGE, w->n > 0 && w->worst <= limit, file, quantity,
           "n=%d max_abs=%.3g rms=%.3g limit=%.3g", (int)w->n, w->worst,
           w->n > 0 ? sqrt(w->squares / w->n) : 0.0, limit);
}

/* Degrees between two directions, exact also near the zenith. */
static double separation(double zenith_a, double azimuth_a, double zenith_b, double azimuth_b)
{
    const double x =
        sin(zenith_a * DEG) * cos(azimuth_a * DEG) - sin(zenith_b * DEG) * cos(azimuth_b * DEG);
    const double y =
        sin(zenith_a * DEG) * sin(azimuth_a * DEG) - sin(zenith_b * DEG) * sin(azimuth_b * DEG);
    const double z = cos(zenith_a * DEG) - cos(zenith_b * DEG);
    return 2.0 * asin(0.5 * sqrt(x * x + y * y + z * z)) / DEG;
}

static ostrov_place place_of(const csv *table, int32_t row)
{
    const double altitude_m = csv_value(table, row, "alt_m");
    const ostrov_place place = {csv_value(table, row, "lat"), csv_value(table, row, "lon"),
                                isnan(altitude_m) ? 0.0 : altitude_m};
    return place;
}

static int64_t time_of(const csv *table, int32_t row, const char *column)
{
    return (int64_t)(csv_value(table, row, column) * 1e6);
}

static ostrov_sun_options options_with(int32_t model, double delta_t_s)
{
    ostrov_sun_options o;
    if (ostrov_sun_options_defaults(&o, sizeof o) != OSTROV_OK) {
        abort();
    }
    o.model = model;
    o.delta_t_s = delta_t_s;
    return o;
}

static int32_t open_table(csv *table, tally *t, const char *folder, const char *file)
{
    if (csv_read(table, folder, file)) {
        return 1;
    }
    report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
    return 0;
}

enum {
    ZENITH,
    APPARENT,
    ELEVATION,
    APPARENT_ELEVATION,
    AZIMUTH,
    SPHERE,
    EQUATION,
    DISTANCE,
    EPHEMERIS,
    QUANTITIES
};

static void one_position(const csv *table, int32_t row, widest *w)
{
    const ostrov_place place = place_of(table, row);
    const int64_t time_us = time_of(table, row, "unix_s");
    ostrov_sun_options o = options_with(OSTROV_SUN_SPA, csv_value(table, row, "delta_t_s"));
    ostrov_sun sun;
    ostrov_sun quick;
    ostrov_sun_ephemeris e;
    o.pressure_pa = csv_value(table, row, "pressure_pa");
    o.temperature_c = csv_value(table, row, "temp_c");
    if (ostrov_sun_position_with(time_us, &place, &o, &sun, NULL) != OSTROV_OK ||
        ostrov_sun_ephemeris_init(&e, &place, &o, NULL) != OSTROV_OK ||
        ostrov_sun_ephemeris_position(&e, time_us, &quick) != OSTROV_OK) {
        widen(&w[ZENITH], (double)NAN);
        return;
    }
    const double zenith = csv_value(table, row, "zenith");
    const double azimuth = csv_value(table, row, "azimuth");
    const double turned = fabs(sun.azimuth_deg - azimuth);
    widen(&w[ZENITH], fabs(sun.zenith_deg - zenith));
    widen(&w[APPARENT], fabs(sun.apparent_zenith_deg - csv_value(table, row, "apparent_zenith")));
    widen(&w[ELEVATION], fabs(90.0 - sun.zenith_deg - csv_value(table, row, "elevation")));
    widen(&w[APPARENT_ELEVATION],
          fabs(90.0 - sun.apparent_zenith_deg - csv_value(table, row, "apparent_elevation")));
    /* On the sphere: near the zenith the azimuth is undefined. */
    widen(&w[AZIMUTH], (turned > 180.0 ? 360.0 - turned : turned) * sin(zenith * DEG));
    widen(&w[SPHERE], separation(sun.zenith_deg, sun.azimuth_deg, zenith, azimuth));
    widen(&w[EQUATION], fabs(sun.equation_of_time_s / MINUTE_S - csv_value(table, row, "eot_min")));
    widen(&w[DISTANCE], fabs(sun.distance_au - csv_value(table, row, "earthsun_au")));
    widen(&w[EPHEMERIS], separation(quick.zenith_deg, quick.azimuth_deg, zenith, azimuth));
}

void pv_solpos(tally *t, const char *folder, const char *file)
{
    static const char *const names[QUANTITIES] = {
        "zenith",    "apparent_zenith",  "elevation", "apparent_elevation", "azimuth",
        "direction", "equation_of_time", "distance",  "ephemeris_direction"};
    csv table;
    widest w[QUANTITIES] = {{0.0, 0.0, 0}};
    if (!open_table(&table, t, folder, file)) {
        return;
    }
    for (int32_t row = 0; row < table.rows; row++) {
        one_position(&table, row, w);
    }
    for (int32_t k = 0; k < QUANTITIES; k++) {
        const double limit = k == EQUATION ? 1e-5 : (k == DISTANCE ? 1e-9 : 1e-6);
        widest_report(&w[k], limit, t, file, names[k]);
    }
    csv_free(&table);
}

void pv_solpos_truth(tally *t, const char *folder, const char *file)
{
    csv table;
    widest spa = {0.0, 0.0, 0};
    widest precise = {0.0, 0.0, 0};
    widest ephemeris = {0.0, 0.0, 0};
    widest distance = {0.0, 0.0, 0};
    widest same = {0.0, 0.0, 0};
    if (!open_table(&table, t, folder, file)) {
        return;
    }
    for (int32_t row = 0; row < table.rows; row++) {
        const ostrov_place place = place_of(&table, row);
        const int64_t time_us = time_of(&table, row, "unix_s");
        const double delta_t_s = csv_value(&table, row, "delta_t_s");
        const double zenith = 90.0 - csv_value(&table, row, "elevation_true");
        const double azimuth = csv_value(&table, row, "azimuth_true");
        ostrov_sun_options o = options_with(OSTROV_SUN_SPA, delta_t_s);
        ostrov_sun_ephemeris e;
        ostrov_sun sun;
        if (ostrov_sun_position_with(time_us, &place, &o, &sun, NULL) != OSTROV_OK) {
            widen(&spa, (double)NAN);
            continue;
        }
        widen(&spa, separation(sun.zenith_deg, sun.azimuth_deg, zenith, azimuth));
        widen(&same, separation(sun.zenith_deg, sun.azimuth_deg,
                                90.0 - csv_value(&table, row, "spa_elevation"),
                                csv_value(&table, row, "spa_azimuth")));
        o = options_with(OSTROV_SUN_PRECISE, delta_t_s);
        if (ostrov_sun_position_with(time_us, &place, &o, &sun, NULL) != OSTROV_OK) {
            widen(&precise, (double)NAN);
            continue;
        }
        widen(&precise, separation(sun.zenith_deg, sun.azimuth_deg, zenith, azimuth));
        widen(&distance, fabs(sun.distance_au - csv_value(&table, row, "dist_au")));
        if (ostrov_sun_ephemeris_init(&e, &place, &o, NULL) != OSTROV_OK ||
            ostrov_sun_ephemeris_position(&e, time_us, &sun) != OSTROV_OK) {
            widen(&ephemeris, (double)NAN);
            continue;
        }
        widen(&ephemeris, separation(sun.zenith_deg, sun.azimuth_deg, zenith, azimuth));
    }
    widest_report(&spa, 1.4e-4, t, file, "spa_against_truth");
    widest_report(&same, 1e-6, t, file, "spa_against_spa");
    widest_report(&precise, 5e-5, t, file, "precise_against_truth");
    widest_report(&ephemeris, 5e-5, t, file, "precise_ephemeris_against_truth");
    widest_report(&distance, 1e-6, t, file, "precise_distance");
    csv_free(&table);
}

/* Seconds between an event and the reference; NaN where only one side has it, -1 where neither. */
static double late(int64_t event_us, int32_t there, double reference_s)
{
    if (isnan(reference_s)) {
        return there ? (double)NAN : -1.0;
    }
    return there ? fabs((double)event_us / 1e6 - reference_s) : (double)NAN;
}

/* Elevation of the centre from the Earth's centre, degrees. */
static double geocentric_elevation(int64_t time_us, const ostrov_place *place)
{
    ostrov_sun sun;
    if (ostrov_sun_position(time_us, place, &sun) != OSTROV_OK) {
        return (double)NAN;
    }
    return asin(sin(place->latitude_deg * DEG) * sin(sun.declination_deg * DEG) +
                cos(place->latitude_deg * DEG) * cos(sun.declination_deg * DEG) *
                    cos(sun.hour_angle_deg * DEG)) /
           DEG;
}

void pv_sunrise(tally *t, const char *folder, const char *file)
{
    static const char *const columns[3] = {"sunrise_unix_s", "sunset_unix_s", "transit_unix_s"};
    csv table;
    widest spa[3] = {{0.0, 0.0, 0}};
    widest crossing[3] = {{0.0, 0.0, 0}};
    widest level = {0.0, 0.0, 0};
    int32_t polar = 0;
    int32_t polar_wrong = 0;
    if (!open_table(&table, t, folder, file)) {
        return;
    }
    for (int32_t row = 0; row < table.rows; row++) {
        const ostrov_place place = place_of(&table, row);
        const int64_t day_us = time_of(&table, row, "day_unix_s");
        ostrov_sun_day d[2];
        if (ostrov_sun_events(day_us, &place, NULL, OSTROV_SUN_RULE_SPA, &d[0]) != OSTROV_OK ||
            ostrov_sun_events(day_us, &place, NULL, OSTROV_SUN_RULE_CROSSING, &d[1]) != OSTROV_OK) {
            widen(&spa[0], (double)NAN);
            continue;
        }
        const int32_t dark = isnan(csv_value(&table, row, columns[0]));
        polar += dark;
        polar_wrong += dark != (d[0].daylight != OSTROV_DAYLIGHT_DAY);
        for (int32_t k = 0; k < 3; k++) {
            const double reference = csv_value(&table, row, columns[k]);
            for (int32_t rule = 0; rule < 2; rule++) {
                const int64_t events[3] = {d[rule].rise_us, d[rule].set_us, d[rule].transit_us};
                const int32_t there = k == 2 || d[rule].daylight == OSTROV_DAYLIGHT_DAY;
                const double error = late(events[k], there, reference);
                if (error != -1.0 && (rule == 0 || !isnan(error))) {
                    widen(rule == 0 ? &spa[k] : &crossing[k], error);
                }
            }
        }
        /* On the first and last day of a polar day one end of the day is midnight, no crossing. */
        if (d[1].daylight == OSTROV_DAYLIGHT_DAY && d[1].transit_us - d[1].rise_us < HALF_DAY_US) {
            widen(&level, fabs(geocentric_elevation(d[1].rise_us, &place) + 0.8333));
        }
        if (d[1].daylight == OSTROV_DAYLIGHT_DAY && d[1].set_us - d[1].transit_us < HALF_DAY_US) {
            widen(&level, fabs(geocentric_elevation(d[1].set_us, &place) + 0.8333));
        }
    }
    for (int32_t k = 0; k < 3; k++) {
        widest_report(&spa[k], 1.0, t, file, columns[k]);
    }
    report(t, REPORT_JUDGE, polar_wrong == 0, file, "polar_days", "n=%d wrong=%d", (int)polar,
           (int)polar_wrong);
    widest_report(&level, 1e-5, t, file, "crossing_elevation_deg");
    widest_report(&crossing[2], 1.0, t, file, "crossing_transit");
    for (int32_t k = 0; k < 2; k++) {
        report(t, REPORT_INFO, 1, file, k == 0 ? "crossing_rise" : "crossing_set",
               "n=%d max_abs=%.3g rms=%.3g: how far the one step of SPA is from the horizon",
               (int)crossing[k].n, crossing[k].worst,
               crossing[k].n > 0 ? sqrt(crossing[k].squares / crossing[k].n) : 0.0);
    }
    csv_free(&table);
}
