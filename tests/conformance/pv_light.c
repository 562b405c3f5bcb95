/* Suite pv: incidence and temperature. Settings stand in the files' headers, which are words; they
 * are repeated here.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv.h"

#include <ostrov/ostrov.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define NOTHING ((double)NAN)

static double value_of(const csv *table, int32_t row, const char *name)
{
    return csv_value(table, row, name);
}

void pv_iam(tally *t, const char *folder, const char *file)
{
    csv table;
    ostrov_pv_glass glass[7];
    misfit m[7] = {misfit_of("ashrae", 1e-9, 1.0),      misfit_of("ashrae_b07", 1e-9, 1.0),
                   misfit_of("physical", 1e-9, 1.0),    misfit_of("physical_ar", 1e-9, 1.0),
                   misfit_of("martin_ruiz", 1e-9, 1.0), misfit_of("schlick", 1e-9, 1.0),
                   misfit_of("sapm", 1e-9, 1.0)};
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    for (int32_t k = 0; k < 7; k++) {
        static const int32_t models[7] = {OSTROV_PV_GLASS_ASHRAE,      OSTROV_PV_GLASS_ASHRAE,
                                          OSTROV_PV_GLASS_PHYSICAL,    OSTROV_PV_GLASS_PHYSICAL,
                                          OSTROV_PV_GLASS_MARTIN_RUIZ, OSTROV_PV_GLASS_SCHLICK,
                                          OSTROV_PV_GLASS_SAPM};
        if (ostrov_pv_glass_defaults(&glass[k], sizeof glass[k]) != OSTROV_OK) {
            abort();
        }
        glass[k].model = models[k];
    }
    glass[1].ashrae_b = 0.07;
    glass[3].coating_index = 1.29;
    for (int32_t row = 0; row < table.rows; row++) {
        const double aoi = value_of(&table, row, "aoi");
        for (int32_t k = 0; k < 7; k++) {
            double ratio = NOTHING;
            if (ostrov_pv_incidence(&glass[k], fabs(aoi), &ratio, NULL) != OSTROV_OK) {
                ratio = NOTHING;
            }
            misfit_add(&m[k], &table, row, ratio);
        }
    }
    misfit_report(m, 7, t, file);
    csv_free(&table);
}

void pv_iam_diffuse(tally *t, const char *folder, const char *file)
{
    csv table;
    ostrov_pv_glass glass;
    misfit m[7] = {misfit_of("mr_sky", 1e-9, 1.0),        misfit_of("mr_ground", 1e-9, 1.0),
                   misfit_of("schlick_sky", 1e-9, 1.0),   misfit_of("schlick_ground", 1e-9, 1.0),
                   misfit_of("marion_sky", 1e-4, 1e-3),   misfit_of("marion_horizon", 1e-4, 1e-3),
                   misfit_of("marion_ground", 1e-4, 1e-3)};
    if (!csv_read(&table, folder, file) ||
        ostrov_pv_glass_defaults(&glass, sizeof glass) != OSTROV_OK) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    for (int32_t row = 0; row < table.rows; row++) {
        static const int32_t models[3] = {OSTROV_PV_GLASS_MARTIN_RUIZ, OSTROV_PV_GLASS_SCHLICK,
                                          OSTROV_PV_GLASS_PHYSICAL};
        ostrov_pv_diffuse d[3];
        for (int32_t k = 0; k < 3; k++) {
            glass.model = models[k];
            if (ostrov_pv_incidence_diffuse(&glass, value_of(&table, row, "tilt"), &d[k], NULL) !=
                OSTROV_OK) { /* a row we refuse is a row that fails */
                d[k] = (ostrov_pv_diffuse){NOTHING, NOTHING, NOTHING};
            }
        }
        misfit_add(&m[0], &table, row, d[0].sky_ratio);
        misfit_add(&m[1], &table, row, d[0].ground_ratio);
        misfit_add(&m[2], &table, row, d[1].sky_ratio);
        misfit_add(&m[3], &table, row, d[1].ground_ratio);
        misfit_add(&m[4], &table, row, d[2].sky_ratio);
        misfit_add(&m[5], &table, row, d[2].horizon_ratio);
        misfit_add(&m[6], &table, row, d[2].ground_ratio);
    }
    misfit_report(m, 7, t, file);
    csv_free(&table);
}

enum { THERMALS = 13 };

static void set_thermals(ostrov_pv_thermal *th)
{
    static const double sapm[4][3] = {
        {-3.47, -0.0594, 3.0}, {-2.98, -0.0471, 1.0}, {-3.56, -0.0750, 3.0}, {-2.81, -0.0455, 0.0}};
    static const double pvsyst[3][4] = {
        {29.0, 0.0, 0.1, 0.9}, {15.0, 0.0, 0.19, 0.9}, {25.0, 1.2, 0.21, 0.88}};
    for (int32_t k = 0; k < THERMALS; k++) {
        if (ostrov_pv_thermal_defaults(&th[k], sizeof th[k]) != OSTROV_OK) {
            abort();
        }
    }
    th[0].model = OSTROV_PV_THERMAL_FAIMAN;
    th[1].model = OSTROV_PV_THERMAL_FAIMAN_SKY;
    for (int32_t k = 0; k < 4; k++) {
        th[2 + k].model = OSTROV_PV_THERMAL_SAPM_CELL;
        th[2 + k].sapm_still = sapm[k][0];
        th[2 + k].sapm_wind_s_per_m = sapm[k][1];
        th[2 + k].sapm_above_c = sapm[k][2];
    }
    th[6].model = OSTROV_PV_THERMAL_SAPM_MODULE;
    for (int32_t k = 0; k < 3; k++) {
        th[7 + k].model = OSTROV_PV_THERMAL_PVSYST;
        th[7 + k].u0_w_per_m2_c = pvsyst[k][0];
        th[7 + k].u1_w_s_per_m3_c = pvsyst[k][1];
        th[7 + k].efficiency_ratio = pvsyst[k][2];
        th[7 + k].absorptance_ratio = pvsyst[k][3];
    }
    th[10].model = OSTROV_PV_THERMAL_ROSS;
    th[11].model = OSTROV_PV_THERMAL_NOCT;
    th[12].model = OSTROV_PV_THERMAL_LINEAR;
    th[12].u0_w_per_m2_c = 11.04;
    th[12].u1_w_s_per_m3_c = 5.52;
    th[12].absorptance_ratio = 0.88;
}

void pv_temperature(tally *t, const char *folder, const char *file)
{
    static const char *const columns[THERMALS] = {"faiman",
                                                  "faiman_rad",
                                                  "sapm_open_rack_glass_glass",
                                                  "sapm_close_mount_glass_glass",
                                                  "sapm_open_rack_glass_polymer",
                                                  "sapm_insulated_back_glass_polymer",
                                                  "sapm_module_org",
                                                  "pvsyst_free",
                                                  "pvsyst_insul",
                                                  "pvsyst_wind",
                                                  "ross_noct45",
                                                  "noct_sam",
                                                  "generic_linear"};
    csv table;
    ostrov_pv_thermal th[THERMALS];
    misfit m[THERMALS];
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    set_thermals(th);
    for (int32_t k = 0; k < THERMALS; k++) {
        m[k] = misfit_of(columns[k], 1e-9, 1.0);
    }
    for (int32_t row = 0; row < table.rows; row++) {
        for (int32_t k = 0; k < THERMALS; k++) {
            double cell = NOTHING;
            if (ostrov_pv_cell_temperature(
                    &th[k], value_of(&table, row, "poa"), value_of(&table, row, "temp_air"),
                    value_of(&table, row, "wind"), value_of(&table, row, "ir_down"), &cell,
                    NULL) != OSTROV_OK) {
                cell = NOTHING;
            }
            misfit_add(&m[k], &table, row, cell);
        }
    }
    misfit_report(m, THERMALS, t, file);
    csv_free(&table);
}

void pv_temperature_series(tally *t, const char *folder, const char *file)
{
    csv table;
    ostrov_pv_fuentes fuentes;
    misfit m[2] = {misfit_of("fuentes", 1e-9, 1.0), misfit_of("prilliman", 1e-9, 1.0)};
    if (!csv_read(&table, folder, file) || table.rows < 2 ||
        ostrov_pv_fuentes_defaults(&fuentes, sizeof fuentes) != OSTROV_OK) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    const size_t n = (size_t)table.rows;
    double *c = malloc(6 * n * sizeof *c);
    if (c == NULL) {
        abort();
    }
    const double step_s = 60.0 * (value_of(&table, 1, "minute") - value_of(&table, 0, "minute"));
    for (int32_t row = 0; row < table.rows; row++) {
        c[row] = value_of(&table, row, "poa");
        c[n + (size_t)row] = value_of(&table, row, "temp_air");
        c[2 * n + (size_t)row] = value_of(&table, row, "wind");
        c[3 * n + (size_t)row] = value_of(&table, row, "tcell_in");
    }
    fuentes.noct_c = 45.0;
    if (ostrov_pv_fuentes_n(&fuentes, step_s, c, c + n, c + 2 * n, n, c + 4 * n, NULL, NULL) !=
            OSTROV_OK ||
        ostrov_pv_prilliman_n(step_s, 11.1, c + 3 * n, c + 2 * n, n, c + 5 * n, NULL, NULL) !=
            OSTROV_OK) {
        report(t, REPORT_JUDGE, 0, file, "run", "refused");
    }
    for (int32_t row = 0; row < table.rows; row++) {
        misfit_add(&m[0], &table, row, c[4 * n + (size_t)row]);
        misfit_add(&m[1], &table, row, c[5 * n + (size_t)row]);
    }
    misfit_report(m, 2, t, file);
    free(c);
    csv_free(&table);
}
