/* PV: the chain of a plant by its two usual module models, and the greatest power of a single
 * diode.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bench.h"

#include <ostrov/ostrov.h>

/* Ten days in June at Písek, minute by minute: two days of three are light, more than in a year. */
enum { MINUTES = 14400, DIODES = 1024 };

static int64_t time_us[MINUTES];
static double ghi[MINUTES], air_c[MINUTES], wind[MINUTES], ac_w[MINUTES];
static ostrov_pv_plant pvwatts, cec;
static ostrov_pv_diode diodes[DIODES];

static void chain(ostrov_pv_plant *plant, int32_t calls)
{
    const ostrov_weather_columns weather = {.time_us = time_us,
                                            .ghi_w_per_m2 = ghi,
                                            .temperature_c = air_c,
                                            .wind_m_per_s = wind,
                                            .count = MINUTES};
    for (int32_t c = 0; c < calls; c++) {
        bench_must(ostrov_pv_plant_power_n(plant, &weather, ac_w, NULL, NULL, NULL) == OSTROV_OK,
                   "a plant has its power");
        bench_keep(ac_w[MINUTES / 2]);
    }
}

static void pvwatts_ours(int32_t calls) { chain(&pvwatts, calls); }
static void cec_ours(int32_t calls) { chain(&cec, calls); }

static void maximum_ours(int32_t calls)
{
    for (int32_t c = 0; c < calls; c++) {
        double sum = 0.0;
        for (int32_t i = 0; i < DIODES; i++) {
            double v = 0.0;
            double a = 0.0;
            bench_must(ostrov_pv_maximum(&diodes[i], &v, &a) == OSTROV_OK, "a diode has a point");
            sum += v * a;
        }
        bench_keep(sum);
    }
}

static int32_t good(ostrov_status status) { return status == OSTROV_OK; }

static void open_plants(void)
{
    static const ostrov_pv_sandia sandia = {50e3, 51.8e3, 800.0, 120.0, {-8e-8, 1e-5, 1e-3, 2e-4},
                                            10.0};
    ostrov_pv_plant_config c;
    ostrov_pv_array array;
    ostrov_pv_inverter inverter;
    ostrov_pv_module module;
    bench_must(good(ostrov_pv_plant_defaults(&c, sizeof c)) &&
                   good(ostrov_pv_array_defaults(&array, sizeof array)) &&
                   good(ostrov_pv_inverter_defaults(&inverter, sizeof inverter)) &&
                   good(ostrov_pv_module_defaults(&module, sizeof module)),
               "a plant starts from its defaults");
    c.latitude_deg = 49.309;
    c.longitude_deg = 14.147;
    c.altitude_m = 380.0;
    c.arrays = &array;
    c.arrays_count = 1;
    c.arrays_stride = sizeof array;
    c.inverters = &inverter;
    c.inverters_count = 1;
    c.inverters_stride = sizeof inverter;
    array.peak_w = 100e3;
    inverter.ac_w = 90e3;
    bench_must(good(ostrov_pv_plant_init(&pvwatts, &c, NULL)), "the plant is sound");
    module.photo_a = 5.114; /* Canadian Solar CS5P-220M, CEC library */
    module.saturation_a = 8.196e-10;
    module.series_ohm = 1.065;
    module.shunt_ohm = 381.68;
    module.thermal_v = 2.6373;
    module.short_a_per_c = 0.004539;
    module.adjust_ratio = 0.087;
    array.module = &module;
    array.series = 20.0;
    array.parallel = 12.0;
    inverter.sandia = &sandia;
    bench_must(good(ostrov_pv_plant_init(&cec, &c, NULL)), "the plant is sound");
    for (int32_t i = 0; i < DIODES; i++) {
        bench_must(
            good(ostrov_pv_module_diode(&module, 20.0 + i, (double)(i % 60), &diodes[i], NULL)),
            "the module has parameters");
    }
}

int32_t kernels_pv(kernel *kernels, int32_t count)
{
    for (int32_t i = 0; i < MINUTES; i++) {
        time_us[i] = (INT64_C(1750464000) + 60 * (int64_t)i) * 1000000;
        ghi[i] = 100.0 + i % 700;
        air_c[i] = 20.0;
        wind[i] = 2.0;
    }
    open_plants();
    kernels[count++] =
        (kernel){.name = "pv_chain_pvwatts_n_row", .unit = MINUTES, .ours = pvwatts_ours};
    kernels[count++] =
        (kernel){.name = "pv_chain_cec_sandia_n_row", .unit = MINUTES, .ours = cec_ours};
    kernels[count++] = (kernel){.name = "pv_maximum", .unit = DIODES, .ours = maximum_ours};
    return count;
}
