/* Suite pv: split of global irradiance, irradiance on a plane, and back. Settings stand in the
 * files' headers, which are words; they are repeated here.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv.h"

#include <ostrov/ostrov.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NOTHING ((double)NAN)
#define SOLAR_CONSTANT (1366.1)

static void must(int32_t so)
{
    if (!so) {
        abort();
    }
}

/* Distance at which the irradiance above the atmosphere is what Spencer has for a day of the year.
 */
static double spencer_au(int32_t yearday)
{
    const int64_t leap_year_us = INT64_C(946684800000000); /* 2000-01-01 */
    double extra = NOTHING;
    must(ostrov_extra_irradiance(OSTROV_EXTRA_SPENCER_1971,
                                 leap_year_us + INT64_C(86400000000) * (yearday - 1),
                                 &extra) == OSTROV_OK);
    return sqrt(SOLAR_CONSTANT / extra);
}

static ostrov_sun sun_at(double zenith_deg, double azimuth_deg, double distance_au)
{
    const ostrov_sun sun = {zenith_deg, zenith_deg, azimuth_deg, distance_au, 0.0, 0.0, 0.0};
    return sun;
}

static ostrov_irradiance split_by(int32_t model, double ghi, const ostrov_sun *sun,
                                  double pressure_pa)
{
    ostrov_irradiance split = {NOTHING, NOTHING, NOTHING};
    must(ostrov_irradiance_split(model, ghi, sun, pressure_pa, &split) == OSTROV_OK);
    return split;
}

/* Air mass of DISC: Kasten (1966) times pressure, at most 12. */
static double disc_air_mass(double zenith_deg, double pressure_pa)
{
    double m = NOTHING;
    if (ostrov_air_mass(OSTROV_AIR_MASS_KASTEN_1966, zenith_deg, &m) != OSTROV_OK) {
        return NOTHING;
    }
    return fmin(12.0, m * pressure_pa / 101325.0);
}

void pv_decomposition(tally *t, const char *folder, const char *file)
{
    static const struct {
        const char *name;
        int32_t model;
        int32_t diffuse; /* DHI rather than DNI */
        int32_t pressure;
    } parts[] = {
        {"erbs_dni", OSTROV_SPLIT_ERBS, 0, 0},
        {"erbs_dhi", OSTROV_SPLIT_ERBS, 1, 0},
        {"erbsd_dni", OSTROV_SPLIT_ERBS_DRIESSE, 0, 0},
        {"erbsd_dhi", OSTROV_SPLIT_ERBS_DRIESSE, 1, 0},
        {"disc_dni", OSTROV_SPLIT_DISC, 0, 1},
        {"disc_nop_dni", OSTROV_SPLIT_DISC, 0, 0},
        {"boland_dni", OSTROV_SPLIT_BOLAND, 0, 0},
        {"boland_dhi", OSTROV_SPLIT_BOLAND, 1, 0},
        {"oh_dni", OSTROV_SPLIT_ORGILL_HOLLANDS, 0, 0},
        {"oh_dhi", OSTROV_SPLIT_ORGILL_HOLLANDS, 1, 0},
        {"louche_dni", OSTROV_SPLIT_LOUCHE, 0, 0},
        {"louche_dhi", OSTROV_SPLIT_LOUCHE, 1, 0},
    };
    enum { PARTS = sizeof parts / sizeof parts[0] };
    csv table;
    misfit m[PARTS + 2];
    for (int32_t k = 0; k < PARTS; k++) {
        m[k] = misfit_of(parts[k].name, 1e-9, 1.0);
    }
    m[PARTS] = misfit_of("kt", 1e-9, 1.0);
    m[PARTS + 1] = misfit_of("disc_airmass", 1e-9, 1.0);
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    for (int32_t row = 0; row < table.rows; row++) {
        const double ghi = csv_value(&table, row, "ghi");
        const double pressure_pa = csv_value(&table, row, "pressure_pa");
        const ostrov_sun sun = sun_at(csv_value(&table, row, "zenith"), 180.0,
                                      spencer_au((int32_t)csv_value(&table, row, "dayofyear")));
        double clearness = NOTHING;
        for (int32_t k = 0; k < PARTS; k++) {
            const ostrov_irradiance i =
                split_by(parts[k].model, ghi, &sun, parts[k].pressure ? pressure_pa : NOTHING);
            misfit_add(&m[k], &table, row, parts[k].diffuse ? i.dhi_w_per_m2 : i.dni_w_per_m2);
        }
        must(ostrov_irradiance_clearness(ghi, &sun, &clearness) == OSTROV_OK);
        misfit_add(&m[PARTS], &table, row, clearness);
        misfit_add(&m[PARTS + 1], &table, row, disc_air_mass(sun.zenith_deg, pressure_pa));
    }
    misfit_report(m, PARTS + 2, t, file);
    csv_free(&table);
}

/* One site's rows from first on: DIRINT over the series, added row by row. Gives the row after. */
static int32_t dirint_series(const csv *table, int32_t first, misfit *m)
{
    const int32_t site = csv_column(table, "site");
    double pressure_pa = csv_value(table, first, "pressure_pa");
    int32_t end = first;
    while (end < table->rows &&
           strcmp(csv_text(table, end, site), csv_text(table, first, site)) == 0 &&
           csv_value(table, end, "pressure_pa") == pressure_pa) {
        end++;
    }
    const size_t n = (size_t)(end - first);
    double *ghi = calloc(3 * n, sizeof *ghi);
    ostrov_sun *sun = calloc(n, sizeof *sun);
    uint8_t *status = calloc(n, 1);
    must(ghi != NULL && sun != NULL && status != NULL);
    double *dew = ghi + n;
    double *dni = dew + n;
    for (size_t i = 0; i < n; i++) {
        const int32_t row = first + (int32_t)i;
        ghi[i] = csv_value(table, row, "ghi");
        dew[i] = csv_value(table, row, "temp_dew");
        sun[i] = sun_at(csv_value(table, row, "zenith"), 180.0,
                        spencer_au((int32_t)csv_value(table, row, "dayofyear")));
    }
    for (int32_t k = 0; k < 3; k++) {
        must(ostrov_irradiance_dirint_n(ghi, sun, n, pressure_pa, k == 1 ? dew : NULL, k != 2, dni,
                                        status) == OSTROV_OK);
        for (size_t i = 0; i < n; i++) {
            /* The reference leaves undefined what is night or unknown here. */
            misfit_add(&m[k], table, first + (int32_t)i,
                       status[i] == OSTROV_VALUE_OK ? dni[i] : NOTHING);
        }
    }
    free(ghi);
    free(sun);
    free(status);
    return end;
}

void pv_dirint(tally *t, const char *folder, const char *file)
{
    csv table;
    misfit m[3] = {misfit_of("dirint_dni", 1e-9, 1.0), misfit_of("dirint_tdew_dni", 1e-9, 1.0),
                   misfit_of("dirint_nodelta_dni", 1e-9, 1.0)};
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    for (int32_t row = 0; row < table.rows;) {
        row = dirint_series(&table, row, m);
    }
    misfit_report(m, 3, t, file);
    csv_free(&table);
}

static ostrov_plane plane_of(const csv *table, int32_t row, int32_t sky)
{
    ostrov_plane p;
    must(ostrov_plane_defaults(&p, sizeof p) == OSTROV_OK);
    p.sky = sky;
    p.tilt_deg = csv_value(table, row, "tilt");
    p.azimuth_deg = csv_value(table, row, "azimuth");
    p.extra_w_per_m2 = csv_value(table, row, "dni_extra");
    p.air_mass_ratio = csv_value(table, row, "airmass_rel");
    return p;
}

void pv_transposition(tally *t, const char *folder, const char *file)
{
    static const char *const skies[7] = {"isotropic", "klucher", "haydavies",    "reindl",
                                         "king",      "perez",   "perez_driesse"};
    csv table;
    misfit m[12];
    for (int32_t k = 0; k < 7; k++) {
        m[k] = misfit_of(skies[k], 1e-9, 1.0);
    }
    m[7] = misfit_of("perez_circ", 1e-9, 1.0);
    m[8] = misfit_of("perez_hor", 1e-9, 1.0);
    m[9] = misfit_of("aoi", 1e-9, 1.0);
    m[10] = misfit_of("beam", 1e-9, 1.0);
    m[11] = misfit_of("ground", 1e-9, 1.0);
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    for (int32_t row = 0; row < table.rows; row++) {
        const ostrov_irradiance i = {csv_value(&table, row, "ghi"), csv_value(&table, row, "dni"),
                                     csv_value(&table, row, "dhi")};
        const ostrov_sun sun =
            sun_at(csv_value(&table, row, "zenith"), csv_value(&table, row, "sun_azimuth"), 1.0);
        for (int32_t k = 0; k < 7; k++) {
            ostrov_plane p = plane_of(&table, row, OSTROV_SKY_ISOTROPIC + k);
            ostrov_plane_irradiance on;
            p.albedo_ratio = csv_value(&table, row, "albedo");
            must(ostrov_irradiance_on_plane(&p, &i, &sun, &on, NULL) == OSTROV_OK);
            misfit_add(&m[k], &table, row, on.sky_w_per_m2);
            if (p.sky == OSTROV_SKY_PEREZ) {
                misfit_add(&m[7], &table, row, on.circumsolar_w_per_m2);
                misfit_add(&m[8], &table, row, on.horizon_w_per_m2);
                misfit_add(&m[9], &table, row, on.incidence_deg);
                misfit_add(&m[10], &table, row, on.beam_w_per_m2);
                misfit_add(&m[11], &table, row, on.ground_w_per_m2);
            }
        }
    }
    misfit_report(m, 12, t, file);
    csv_free(&table);
}

void pv_reverse(tally *t, const char *folder, const char *file)
{
    csv table;
    misfit m[1] = {misfit_of("ghi", 1e-4, 1.0)};
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    for (int32_t row = 0; row < table.rows; row++) {
        ostrov_plane p = plane_of(&table, row, OSTROV_SKY_PEREZ_DRIESSE);
        const ostrov_sun sun =
            sun_at(csv_value(&table, row, "zenith"), csv_value(&table, row, "sun_azimuth"), 1.0);
        ostrov_irradiance i = {NOTHING, NOTHING, NOTHING};
        p.albedo_ratio = 0.25;
        const ostrov_status status =
            ostrov_irradiance_from_plane(&p, csv_value(&table, row, "poa_global"), &sun, &i, NULL);
        must(status == OSTROV_OK || status == OSTROV_EMPTY);
        misfit_add(&m[0], &table, row, status == OSTROV_OK ? i.ghi_w_per_m2 : NOTHING);
    }
    misfit_report(m, 1, t, file);
    csv_free(&table);
}
