/* Suite pv: air mass, extraterrestrial irradiance, clear sky. Settings stand in the files' headers,
 * which are words; they are repeated here.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv.h"

#include <ostrov/ostrov.h>

#include <math.h>
#include <stdlib.h>

#define NOTHING ((double)NAN)
#define DEG (3.14159265358979323846 / 180.0)
#define SOLAR_CONSTANT (1366.1)

static void must(int32_t so)
{
    if (!so) {
        abort();
    }
}

static double air_mass(int32_t model, double zenith_deg)
{
    double m = NOTHING;
    const ostrov_status status = ostrov_air_mass(model, zenith_deg, &m);
    return status == OSTROV_OK ? m : NOTHING; /* EMPTY below the horizon */
}

void pv_airmass(tally *t, const char *folder, const char *file)
{
    csv table;
    misfit m[11];
    static const char *const names[11] = {"am_rel_kastenyoung1989",
                                          "am_rel_kasten1966",
                                          "am_rel_simple",
                                          "am_rel_pickering2002",
                                          "am_rel_youngirvine1967",
                                          "am_rel_young1994",
                                          "am_rel_gueymard1993",
                                          "am_rel_gueymard2003",
                                          "am_abs_kastenyoung1989",
                                          "alt2pres_pa",
                                          "pres2alt_m"};
    for (int32_t k = 0; k < 11; k++) {
        m[k] = misfit_of(names[k], 1e-9, 1.0);
    }
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    for (int32_t row = 0; row < table.rows; row++) {
        const double zenith = csv_value(&table, row, "zenith");
        const double pressure_pa = csv_value(&table, row, "pressure_pa");
        double value = NOTHING;
        for (int32_t k = 0; k < 8; k++) {
            misfit_add(&m[k], &table, row, air_mass(OSTROV_AIR_MASS_KASTEN_YOUNG_1989 + k, zenith));
        }
        misfit_add(&m[8], &table, row,
                   air_mass(OSTROV_AIR_MASS_KASTEN_YOUNG_1989, zenith) * pressure_pa / 101325.0);
        must(ostrov_air_pressure(csv_value(&table, row, "alt_m"), &value) == OSTROV_OK);
        misfit_add(&m[9], &table, row, value);
        must(ostrov_air_altitude(pressure_pa, &value) == OSTROV_OK);
        misfit_add(&m[10], &table, row, value);
    }
    misfit_report(m, 11, t, file);
    csv_free(&table);
}

void pv_extra(tally *t, const char *folder, const char *file)
{
    csv table;
    misfit m[7] = {
        misfit_of("dni_extra_spencer", 1e-9, 1.0), misfit_of("dni_extra_asce", 1e-9, 1.0),
        misfit_of("dni_extra_nrel", 1e-9, 1.0),    misfit_of("eot_spencer71_min", 1e-9, 1.0),
        misfit_of("eot_pvcdrom_min", 1e-9, 1.0),   misfit_of("decl_spencer71_rad", 1e-9, 1.0),
        misfit_of("decl_cooper69_rad", 1e-9, 1.0)};
    const ostrov_place anywhere = {0.0, 0.0, 0.0};
    ostrov_sun_options o;
    must(ostrov_sun_options_defaults(&o, sizeof o) == OSTROV_OK);
    o.delta_t_s = 67.0;
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    for (int32_t row = 0; row < table.rows; row++) {
        const int64_t time_us = (int64_t)(csv_value(&table, row, "unix_s") * 1e6);
        double value[2] = {NOTHING, NOTHING};
        ostrov_yearday day;
        ostrov_sun sun;
        must(ostrov_extra_irradiance(OSTROV_EXTRA_SPENCER_1971, time_us, &value[0]) == OSTROV_OK &&
             ostrov_extra_irradiance(OSTROV_EXTRA_ASCE, time_us, &value[1]) == OSTROV_OK &&
             ostrov_sun_position_with(time_us, &anywhere, &o, &sun, NULL) == OSTROV_OK &&
             ostrov_sun_yearday((int32_t)csv_value(&table, row, "dayofyear"), &day) == OSTROV_OK);
        misfit_add(&m[0], &table, row, value[0]);
        misfit_add(&m[1], &table, row, value[1]);
        misfit_add(&m[2], &table, row, SOLAR_CONSTANT / (sun.distance_au * sun.distance_au));
        misfit_add(&m[3], &table, row, day.equation_of_time_spencer_s / 60.0);
        misfit_add(&m[4], &table, row, day.equation_of_time_pvcdrom_s / 60.0);
        misfit_add(&m[5], &table, row, day.declination_spencer_deg * DEG);
        misfit_add(&m[6], &table, row, day.declination_cooper_deg * DEG);
    }
    misfit_report(m, 7, t, file);
    csv_free(&table);
}

enum {
    INE_GHI,
    INE_DNI,
    INE_DHI,
    PE_GHI,
    PE_DNI,
    HAURWITZ,
    SOLIS_GHI,
    SOLIS_DNI,
    SOLIS_DHI,
    BIRD_GHI,
    BIRD_DNI,
    BIRD_DHI,
    KASTEN,
    SKIES
};

/* The air of a row, its sun: the zenith serves as the true and the apparent one. */
static void read_air(const csv *table, int32_t row, ostrov_atmosphere *a, ostrov_sun *sun)
{
    const ostrov_sun up = {csv_value(table, row, "apparent_zenith"),
                           csv_value(table, row, "apparent_zenith"),
                           180.0,
                           1.0,
                           0.0,
                           0.0,
                           0.0};
    *sun = up;
    must(ostrov_atmosphere_defaults(a, sizeof *a) == OSTROV_OK);
    a->altitude_m = csv_value(table, row, "altitude_m");
    a->pressure_pa = csv_value(table, row, "pressure_pa");
    a->extra_w_per_m2 = csv_value(table, row, "dni_extra");
    a->air_mass_ratio = csv_value(table, row, "airmass_rel");
    a->air_mass_absolute_ratio = csv_value(table, row, "airmass_abs");
    a->aod_700nm = csv_value(table, row, "aod700");
    a->aod_500nm = csv_value(table, row, "aod500");
    a->aod_380nm = csv_value(table, row, "aod380");
    a->water_kg_per_m2 = 10.0 * csv_value(table, row, "pw_cm");
    for (int32_t month = 0; month < 12; month++) {
        a->linke[month] = csv_value(table, row, "linke_turbidity");
    }
}

static ostrov_irradiance clear_by(ostrov_atmosphere *a, int32_t model, const ostrov_sun *sun)
{
    const ostrov_irradiance none = {NOTHING, NOTHING, NOTHING};
    ostrov_irradiance clear;
    a->model = model;
    return ostrov_clearsky(a, 0, sun, &clear, NULL) == OSTROV_OK ? clear : none;
}

/* The reference leaves Bird undefined where there is no air mass; ours says night, which is 0. */
static void add_bird(misfit *m, const csv *table, int32_t row, double got)
{
    const double want = csv_value(table, row, m->column);
    misfit_add_value(m, row, isnan(want) && got == 0.0 ? NOTHING : got, want);
}

void pv_clearsky(tally *t, const char *folder, const char *file)
{
    static const char *const names[SKIES] = {
        "ine_ghi",      "ine_dni",   "ine_dhi",    "ine_pe_ghi", "ine_pe_dni",
        "haurwitz_ghi", "solis_ghi", "solis_dni",  "solis_dhi",  "bird_ghi",
        "bird_dni",     "bird_dhi",  "kasten96_lt"};
    csv table;
    misfit m[SKIES];
    for (int32_t k = 0; k < SKIES; k++) {
        m[k] = misfit_of(names[k], 1e-9, 1.0);
    }
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    for (int32_t row = 0; row < table.rows; row++) {
        ostrov_atmosphere a;
        ostrov_sun sun;
        double linke = NOTHING;
        read_air(&table, row, &a, &sun);
        ostrov_irradiance c = clear_by(&a, OSTROV_CLEARSKY_INEICHEN, &sun);
        misfit_add(&m[INE_GHI], &table, row, c.ghi_w_per_m2);
        misfit_add(&m[INE_DNI], &table, row, c.dni_w_per_m2);
        misfit_add(&m[INE_DHI], &table, row, c.dhi_w_per_m2);
        c = clear_by(&a, OSTROV_CLEARSKY_INEICHEN_PEREZ, &sun);
        misfit_add(&m[PE_GHI], &table, row, c.ghi_w_per_m2);
        misfit_add(&m[PE_DNI], &table, row, c.dni_w_per_m2);
        misfit_add(&m[HAURWITZ], &table, row,
                   clear_by(&a, OSTROV_CLEARSKY_HAURWITZ, &sun).ghi_w_per_m2);
        c = clear_by(&a, OSTROV_CLEARSKY_SOLIS, &sun);
        misfit_add(&m[SOLIS_GHI], &table, row, c.ghi_w_per_m2);
        misfit_add(&m[SOLIS_DNI], &table, row, c.dni_w_per_m2);
        misfit_add(&m[SOLIS_DHI], &table, row, c.dhi_w_per_m2);
        c = clear_by(&a, OSTROV_CLEARSKY_BIRD, &sun);
        add_bird(&m[BIRD_GHI], &table, row, c.ghi_w_per_m2);
        add_bird(&m[BIRD_DNI], &table, row, c.dni_w_per_m2);
        add_bird(&m[BIRD_DHI], &table, row, c.dhi_w_per_m2);
        if (ostrov_linke_kasten(a.air_mass_absolute_ratio, a.water_kg_per_m2, a.aod_380nm,
                                a.aod_500nm, &linke) != OSTROV_OK) {
            linke = NOTHING;
        }
        misfit_add(&m[KASTEN], &table, row, linke);
    }
    misfit_report(m, SKIES, t, file);
    csv_free(&table);
}
