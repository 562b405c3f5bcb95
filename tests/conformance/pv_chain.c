/* Suite pv: the whole chain, GHI, air and wind to AC power. The plant stands in the files' headers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv.h"

#include <ostrov/ostrov.h>

#include <math.h>
#include <stdlib.h>

#define NOTHING ((double)NAN)

typedef struct chain {
    ostrov_pv_plant_config config;
    ostrov_pv_array array;
    ostrov_pv_inverter inverter;
    ostrov_pv_module module;
    ostrov_pv_thermal thermal;
    ostrov_pv_sandia sandia;
    ostrov_pv_plant plant;
    double peak_w; /* by which light is told as power */
} chain;

static int32_t good(ostrov_status status) { return status == OSTROV_OK; }

static int32_t prepare(chain *c, int32_t cec)
{
    static const ostrov_pv_sandia sandia = {50e3, 51.8e3, 800.0, 120.0, {-8e-8, 1e-5, 1e-3, 2e-4},
                                            10.0};
    int32_t ok = good(ostrov_pv_plant_defaults(&c->config, sizeof c->config)) &&
                 good(ostrov_pv_array_defaults(&c->array, sizeof c->array)) &&
                 good(ostrov_pv_inverter_defaults(&c->inverter, sizeof c->inverter)) &&
                 good(ostrov_pv_module_defaults(&c->module, sizeof c->module)) &&
                 good(ostrov_pv_thermal_defaults(&c->thermal, sizeof c->thermal));
    c->config.latitude_deg = 49.3088;
    c->config.longitude_deg = 14.1475;
    c->config.altitude_m = 390.0;
    c->config.delta_t_s = 67.0;
    c->config.sky = OSTROV_SKY_PEREZ;
    c->config.extra = OSTROV_EXTRA_SPENCER_1971;
    c->config.arrays = &c->array;
    c->config.arrays_count = 1;
    c->config.arrays_stride = sizeof c->array;
    c->config.inverters = &c->inverter;
    c->config.inverters_count = 1;
    c->config.inverters_stride = sizeof c->inverter;
    c->array.tilt_deg = 35.0;
    c->array.azimuth_deg = 175.0;
    c->array.thermal = &c->thermal; /* SAPM, open rack, glass and polymer: the default */
    /* pvwatts_losses of its defaults: 2, 3, 0, 2, 2, 0.5, 1.5, 1, 0 and 3 % one after the other */
    c->array.losses_ratio = 1.0 - 0.98 * 0.97 * 0.98 * 0.98 * 0.995 * 0.985 * 0.99 * 0.97;
    if (cec) {
        c->module.short_a_per_c = 0.004539;
        c->module.thermal_v = 2.6373;
        c->module.photo_a = 5.114;
        c->module.saturation_a = 8.196e-10;
        c->module.shunt_ohm = 381.68;
        c->module.series_ohm = 1.065;
        c->module.adjust_ratio = 0.087;
        c->array.module = &c->module;
        c->array.series = 20.0;
        c->array.parallel = 12.0;
        c->sandia = sandia;
        c->inverter.sandia = &c->sandia;
    } else {
        c->array.peak_w = 100e3;
        c->inverter.ac_w = 90e3;
    }
    c->peak_w = c->array.peak_w;
    if (ok && cec) { /* of the whole array at its reference */
        ostrov_pv_diode d;
        double v = 0.0;
        double i = 0.0;
        ok = good(ostrov_pv_module_diode(&c->module, 1000.0, 25.0, &d, NULL)) &&
             good(ostrov_pv_maximum(&d, &v, &i));
        c->peak_w = v * i * c->array.series * c->array.parallel;
    }
    return ok && good(ostrov_pv_plant_init(&c->plant, &c->config, NULL));
}

/* Twilight: pvlib transposes what light there is below the horizon; our plant is dark there. */
static int32_t twilight(const csv *table, int32_t row)
{
    return csv_value(table, row, "apparent_zenith") >= 90.0;
}

enum { ZENITH, AZIMUTH, CLEAR, DNI, DHI, PLANE, REACHES, CELL, DC, AC, VOLTAGE, COLUMNS };

/* What the chain's first links say by themselves: sun, clear sky, split. */
static void check_links(misfit *m, const csv *table, int32_t row, int64_t time_us)
{
    static const ostrov_place pisek = {49.3088, 14.1475, 390.0};
    ostrov_sun_options options;
    ostrov_atmosphere air;
    ostrov_sun sun;
    ostrov_irradiance clear;
    ostrov_irradiance split;
    double extra = NOTHING;
    if (!good(ostrov_sun_options_defaults(&options, sizeof options)) ||
        !good(ostrov_atmosphere_defaults(&air, sizeof air)) ||
        !good(ostrov_extra_irradiance(OSTROV_EXTRA_SPENCER_1971, time_us, &extra))) {
        abort();
    }
    options.delta_t_s = 67.0;
    air.altitude_m = 390.0;
    air.extra_w_per_m2 = extra;
    for (int32_t k = 0; k < 12; k++) {
        air.linke[k] = 3.2;
    }
    if (!good(ostrov_sun_position_with(time_us, &pisek, &options, &sun, NULL))) {
        return; /* then n is too small and the count says so */
    }
    misfit_add(&m[ZENITH], table, row, sun.apparent_zenith_deg);
    misfit_add(&m[AZIMUTH], table, row, sun.azimuth_deg);
    if (!good(ostrov_clearsky(&air, time_us, &sun, &clear, NULL))) {
        clear.ghi_w_per_m2 = NOTHING;
    }
    misfit_add(&m[CLEAR], table, row, clear.ghi_w_per_m2);
    sun.distance_au = sqrt(1366.1 / extra); /* Spencer's irradiance, told as a distance */
    if (!good(ostrov_irradiance_split(OSTROV_SPLIT_ERBS, csv_value(table, row, "ghi"), &sun,
                                      NOTHING, &split))) {
        split.dni_w_per_m2 = split.dhi_w_per_m2 = NOTHING;
    }
    misfit_add(&m[DNI], table, row, split.dni_w_per_m2);
    misfit_add(&m[DHI], table, row, split.dhi_w_per_m2);
}

/* Voltage at the greatest power of the strings. */
static double voltage(const chain *c, const csv *table, int32_t row)
{
    ostrov_pv_diode d;
    double v = NOTHING;
    if (!good(ostrov_pv_module_diode(&c->module, csv_value(table, row, "eff_irr"),
                                     csv_value(table, row, "temp_cell"), &d, NULL)) ||
        !good(ostrov_pv_maximum(&d, &v, NULL))) {
        return NOTHING;
    }
    return c->array.series * v;
}

static void check_row(chain *c, misfit *m, const csv *table, int32_t row, int32_t cec)
{
    const int64_t time_us = (int64_t)(csv_value(table, row, "unix_s") * 1e6);
    ostrov_weather w;
    ostrov_pv_steps s;
    if (!good(ostrov_weather_defaults(&w, sizeof w))) {
        abort();
    }
    w.ghi_w_per_m2 = csv_value(table, row, "ghi");
    w.temperature_c = csv_value(table, row, "temp_air");
    w.wind_m_per_s = csv_value(table, row, "wind");
    if (ostrov_pv_plant_power(&c->plant, time_us, &w, &s, NULL) < OSTROV_OK) {
        s.plane_w = s.ac_w = s.inverter_w = s.cell_c = NOTHING;
    }
    if (twilight(table, row)) {
        if (w.ghi_w_per_m2 == 0.0) {
            misfit_add(&m[AC], table, row, s.ac_w);
        }
        return;
    }
    /* A step of 1 W at peak_w stands for 1000/peak_w W/m². */
    const double reaches_w = s.plane_w - s.shade_w - s.glass_w - s.dirt_w;
    const double light = csv_value(table, row, "poa_global");
    check_links(m, table, row, time_us);
    if (w.ghi_w_per_m2 > 0.0) { /* of no light pvlib's Perez is undefined, ours is 0 */
        misfit_add(&m[PLANE], table, row, s.plane_w * 1000.0 / c->peak_w);
    }
    misfit_add(&m[REACHES], table, row, reaches_w * 1000.0 / c->peak_w);
    misfit_add(&m[CELL], table, row, s.cell_c);
    misfit_add(&m[DC], table, row, s.ac_w + s.inverter_w + s.clipped_w);
    misfit_add(&m[AC], table, row, s.ac_w);
    if (cec && light > 0.0) {
        misfit_add(&m[VOLTAGE], table, row, voltage(c, table, row));
    }
}

static void run(tally *t, const char *folder, const char *file, int32_t cec)
{
    csv table;
    chain c;
    misfit m[COLUMNS] = {misfit_of("apparent_zenith", 1e-6, 1.0),
                         misfit_of("sun_azimuth", 1e-6, 1.0),
                         misfit_of("cs_ghi", 1e-6, 1.0),
                         misfit_of("dni", 1e-6, 1.0),
                         misfit_of("dhi", 1e-6, 1.0),
                         misfit_of("poa_global", 1e-6, 1.0),
                         misfit_of("eff_irr", 1e-6, 1.0),
                         misfit_of("temp_cell", 1e-6, 1.0),
                         misfit_of("p_dc", 1e-6, 1.0),
                         misfit_of("p_ac", 1e-6, 1.0),
                         misfit_of("v_dc", 1e-6, 1.0)};
    int32_t dark = 0;
    if (!csv_read(&table, folder, file) || !prepare(&c, cec)) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    for (int32_t row = 0; row < table.rows; row++) {
        dark += twilight(&table, row);
        check_row(&c, m, &table, row, cec);
    }
    misfit_report(m, cec ? COLUMNS : VOLTAGE, t, file);
    report(t, REPORT_INFO, 1, file, "twilight", "n=%d rows below the horizon", (int)dark);
    csv_free(&table);
}

void pv_chain_pvwatts(tally *t, const char *folder, const char *file) { run(t, folder, file, 0); }
void pv_chain_cec(tally *t, const char *folder, const char *file) { run(t, folder, file, 1); }
