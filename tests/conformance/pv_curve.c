/* Suite pv: single diode.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv.h"

#include <ostrov/ostrov.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NOTHING ((double)NAN)

/* The modules of singlediode.csv's header: alpha_sc, a_ref, I_L, I_o, R_sh, R_s, Adjust. */
static int32_t module_named(const char *name, ostrov_pv_module *module)
{
    static const struct {
        const char *name;
        double p[7];
    } known[] = {
        {"example18", {0.003, 0.473, 7.545, 1.94e-09, 15.72, 0.094, 10.6}},
        {"cs5p220m", {0.004539, 2.6373, 5.114, 8.196e-10, 381.68, 1.065, 8.7}},
        {"spre20_327", {0.004522, 2.6868, 6.468, 1.88e-10, 298.13, 0.37, -0.1862}},
        {"fs495", {0.000924, 2.9482, 1.563, 2.64e-13, 806.27, 6.804, -10.65}},
    };
    if (ostrov_pv_module_defaults(module, sizeof *module) != OSTROV_OK) {
        abort();
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(known[i].name, name) == 0) {
            module->short_a_per_c = known[i].p[0];
            module->thermal_v = known[i].p[1];
            module->photo_a = known[i].p[2];
            module->saturation_a = known[i].p[3];
            module->shunt_ohm = known[i].p[4];
            module->series_ohm = known[i].p[5];
            module->adjust_ratio = known[i].p[6] / 100.0;
            return 1;
        }
    }
    return 0;
}

static void pvsyst60(ostrov_pv_pvsyst_module *m)
{
    if (ostrov_pv_pvsyst_module_defaults(m, sizeof *m) != OSTROV_OK) {
        abort();
    }
    m->short_a_per_c = 0.001;
    m->ideality = 1.05;
    m->ideality_per_c = 0.001;
    m->photo_a = 6.0;
    m->saturation_a = 5e-9;
    m->shunt_ohm = 300.0;
    m->shunt_dark_ohm = 1000.0;
    m->series_ohm = 0.5;
    m->cells = 60;
}

/* Parameters by the model that the row names. 0 = a module or model we do not know. */
static int32_t parameters(const csv *table, int32_t row, ostrov_pv_diode *d)
{
    const char *model = csv_word(table, row, "model");
    const double light = csv_value(table, row, "eff_irr");
    const double cell = csv_value(table, row, "temp_cell");
    ostrov_pv_module module;
    ostrov_pv_pvsyst_module pvsyst;
    if (strcmp(model, "pvsyst") == 0) {
        pvsyst60(&pvsyst);
        return ostrov_pv_pvsyst_diode(&pvsyst, light, cell, d, NULL) == OSTROV_OK;
    }
    if (!module_named(csv_word(table, row, "module"), &module)) {
        return 0;
    }
    if (strcmp(model, "desoto") == 0) {
        module.adjust_ratio = 0.0;
    } else if (strcmp(model, "cec") != 0) {
        return 0;
    }
    return ostrov_pv_module_diode(&module, light, cell, d, NULL) == OSTROV_OK;
}

static ostrov_pv_diode as_written(const csv *table, int32_t row)
{
    ostrov_pv_diode d = {csv_value(table, row, "IL"), csv_value(table, row, "I0"),
                         csv_value(table, row, "Rs"), csv_value(table, row, "Rsh"),
                         csv_value(table, row, "nNsVth")};
    return d;
}

void pv_singlediode(tally *t, const char *folder, const char *file)
{
    enum { P = 5, ALL = 16 };
    csv table;
    misfit m[ALL] = {
        misfit_of("IL", 1e-9, 1e-3), misfit_of("I0", 1e-8, 1e-300), misfit_of("Rs", 1e-9, 1.0),
        misfit_of("Rsh", 1e-9, 1.0), misfit_of("nNsVth", 1e-9, 1.0),
        /* The points belong to the parameters printed with ten digits, so they can differ by what
         * the rounding of I0 does to them; below 1e-3 pvlib's Newton stops early. */
        misfit_of("isc", 1e-9, 1e-3), misfit_of("voc", 1e-9, 1.0), misfit_of("imp", 1e-6, 1e-3),
        misfit_of("vmp", 1e-6, 1.0), misfit_of("pmp", 1e-9, 1.0),
        misfit_of("pmp_lambertw", 1e-9, 1.0), misfit_of("vmp_lambertw", 1e-6, 1.0),
        misfit_of("ix", 1e-9, 1e-3), misfit_of("ixx", 1e-6, 1e-3)};
    int32_t unknown = 0;
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    for (int32_t row = 0; row < table.rows; row++) {
        ostrov_pv_diode d;
        ostrov_pv_points p;
        if (!parameters(&table, row, &d)) {
            unknown++;
            continue;
        }
        misfit_add(&m[0], &table, row, d.photo_a);
        misfit_add(&m[1], &table, row, d.saturation_a);
        misfit_add(&m[2], &table, row, d.series_ohm);
        misfit_add(&m[3], &table, row, d.shunt_ohm);
        misfit_add(&m[4], &table, row, d.thermal_v);
        if (ostrov_pv_singlediode(&d, &p) != OSTROV_OK) {
            memset(&p, 0xff, sizeof p); /* NaN in every member */
        }
        misfit_add(&m[P], &table, row, p.isc_a);
        misfit_add(&m[P + 1], &table, row, p.voc_v);
        misfit_add(&m[P + 2], &table, row, p.imp_a);
        misfit_add(&m[P + 3], &table, row, p.vmp_v);
        misfit_add(&m[P + 4], &table, row, p.pmp_w);
        misfit_add(&m[P + 5], &table, row, p.pmp_w);
        misfit_add(&m[P + 6], &table, row, p.vmp_v);
        misfit_add(&m[P + 7], &table, row, p.ix_a);
        misfit_add(&m[P + 8], &table, row, p.ixx_a);
    }
    misfit_report(m, P + 9, t, file);
    report(t, REPORT_INFO, 1, file, "modules", "n=%d unknown=%d", (int)table.rows, (int)unknown);
    csv_free(&table);
}

void pv_iv_points(tally *t, const char *folder, const char *file)
{
    csv table;
    misfit m[2] = {misfit_of("i_out", 1e-9, 1e-3), misfit_of("v_out", 1e-9, 1e-3)};
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    for (int32_t row = 0; row < table.rows; row++) {
        const ostrov_pv_diode d = as_written(&table, row);
        double i = NOTHING;
        double v = NOTHING;
        if (ostrov_pv_current(&d, csv_value(&table, row, "v_in"), &i) != OSTROV_OK) {
            i = NOTHING;
        }
        if (ostrov_pv_voltage(&d, csv_value(&table, row, "i_in"), &v) != OSTROV_OK) {
            v = NOTHING;
        }
        misfit_add(&m[0], &table, row, i);
        misfit_add(&m[1], &table, row, v);
    }
    misfit_report(m, 2, t, file);
    csv_free(&table);
}

void pv_iv_precise(tally *t, const char *folder, const char *file)
{
    csv table;
    misfit m[6] = {misfit_of("isc", 1e-13, 1e-300), misfit_of("voc", 1e-13, 1e-300),
                   misfit_of("vmp", 1e-13, 1e-300), misfit_of("imp", 1e-13, 1e-300),
                   misfit_of("pmp", 1e-13, 1e-300), misfit_of("i_point", 1e-13, 1e-300)};
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    for (int32_t row = 0; row < table.rows; row++) {
        ostrov_pv_points p;
        double i = NOTHING;
        ostrov_pv_diode d = as_written(&table, row);
        d.thermal_v = csv_value(&table, row, "n") * csv_value(&table, row, "cells") *
                      (1.380649e-23 * csv_value(&table, row, "temp_k") / 1.602176634e-19);
        if (ostrov_pv_singlediode(&d, &p) != OSTROV_OK ||
            ostrov_pv_current(&d, csv_value(&table, row, "v_point"), &i) != OSTROV_OK) {
            memset(&p, 0xff, sizeof p);
            i = NOTHING;
        }
        misfit_add(&m[0], &table, row, p.isc_a);
        misfit_add(&m[1], &table, row, p.voc_v);
        misfit_add(&m[2], &table, row, p.vmp_v);
        misfit_add(&m[3], &table, row, p.imp_a);
        misfit_add(&m[4], &table, row, p.pmp_w);
        misfit_add(&m[5], &table, row, i);
    }
    misfit_report(m, 6, t, file);
    csv_free(&table);
}
