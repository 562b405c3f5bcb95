/* Suite pv: DC models, inverters.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv.h"

#include <ostrov/ostrov.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NOTHING ((double)NAN)

void pv_dc_simple(tally *t, const char *folder, const char *file)
{
    static const ostrov_pv_adr adr = {100.0, -6.0, 0.02, 0.05, 0.1};
    csv table;
    misfit m[6] = {misfit_of("pvwatts_dc_W", 1e-9, 1.0), misfit_of("pvwatts_dc_k_W", 1e-9, 1.0),
                   misfit_of("huld_csi_W", 1e-9, 1.0),   misfit_of("huld_cis_W", 1e-9, 1.0),
                   misfit_of("huld_cdte_W", 1e-9, 1.0),  misfit_of("adr_eff", 1e-9, 1.0)};
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    for (int32_t row = 0; row < table.rows; row++) {
        const double g = csv_value(&table, row, "eff_irr");
        const double c = csv_value(&table, row, "temp_cell");
        double y[6];
        for (int32_t k = 0; k < 6; k++) {
            ostrov_status status = OSTROV_OK;
            y[k] = NOTHING;
            if (k < 2) {
                status =
                    ostrov_pv_dc_pvwatts(g, c, 5000.0, -0.0037, k == 0 ? 0.0 : 0.004, &y[k], NULL);
            } else if (k < 5) {
                status = ostrov_pv_dc_huld(OSTROV_PV_CELL_CSI + k - 2, g, c, 1000.0, &y[k], NULL);
            } else {
                status = ostrov_pv_efficiency_adr(&adr, g, c, &y[k], NULL);
            }
            misfit_add(&m[k], &table, row, status == OSTROV_OK ? y[k] : NOTHING);
        }
    }
    misfit_report(m, 6, t, file);
    csv_free(&table);
}

/* The module of sapm.csv's header. */
static void sapm_module(ostrov_pv_sapm_module *m)
{
    static const double a[5] = {0.928385, 0.068093, -0.0157738, 0.0016606, -6.93e-05};
    static const double b[6] = {1.0, -0.002438, 0.0003103, -1.246e-05, 2.11e-07, -1.36e-09};
    static const double c[8] = {1.01284,  -0.0128398, 0.279317, -7.24463,
                                0.996446, 0.003554,   1.15535,  -0.155353};
    if (ostrov_pv_sapm_module_defaults(m, sizeof *m) != OSTROV_OK) {
        abort();
    }
    memcpy(m->spectrum, a, sizeof a);
    memcpy(m->angle, b, sizeof b);
    memcpy(m->c, c, sizeof c);
    m->cells = 96;
    m->isc_a = 5.09115;
    m->imp_a = 4.54629;
    m->voc_v = 59.2608;
    m->vmp_v = 48.3156;
    m->isc_per_c = 0.000397;
    m->imp_per_c = 0.000181;
    m->voc_v_per_c = -0.21696;
    m->vmp_v_per_c = -0.235488;
    m->ideality = 1.4032;
    m->ix_a = 4.97599;
    m->ixx_a = 3.18803;
}

void pv_sapm(tally *t, const char *folder, const char *file)
{
    csv table;
    ostrov_pv_sapm_module module;
    misfit m[6] = {misfit_of("i_sc", 1e-9, 1.0), misfit_of("i_mp", 1e-9, 1.0),
                   misfit_of("v_oc", 1e-9, 1.0), misfit_of("v_mp", 1e-9, 1.0),
                   misfit_of("p_mp", 1e-9, 1.0), misfit_of("sapm_eff_irr", 1e-9, 1.0)};
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    sapm_module(&module);
    for (int32_t row = 0; row < table.rows; row++) {
        ostrov_pv_sapm_points p;
        double light = NOTHING;
        if (ostrov_pv_sapm(&module, csv_value(&table, row, "eff_irr"),
                           csv_value(&table, row, "temp_cell"), &p, NULL) != OSTROV_OK) {
            memset(&p, 0xff, sizeof p);
        }
        if (ostrov_pv_sapm_irradiance(&module, csv_value(&table, row, "poa_direct"),
                                      csv_value(&table, row, "poa_diffuse"),
                                      csv_value(&table, row, "airmass_abs"),
                                      csv_value(&table, row, "aoi"), &light, NULL) != OSTROV_OK) {
            light = NOTHING;
        }
        misfit_add(&m[0], &table, row, p.isc_a);
        misfit_add(&m[1], &table, row, p.imp_a);
        misfit_add(&m[2], &table, row, p.voc_v);
        misfit_add(&m[3], &table, row, p.vmp_v);
        misfit_add(&m[4], &table, row, p.pmp_w);
        misfit_add(&m[5], &table, row, light);
    }
    misfit_report(m, 6, t, file);
    csv_free(&table);
}

void pv_inverter(tally *t, const char *folder, const char *file)
{
    static const ostrov_pv_sandia sandia = {
        250.0, 259.5220505, 40.24260317, 1.771614224, {-2.48e-5, -9.01e-5, 6.69e-4, -0.0189}, 0.02};
    static const ostrov_pv_driesse adr = {
        2200.0,
        396.0,
        2110.0,
        0.25,
        155.0,
        413.0,
        500.0,
        150.0,
        450.0,
        0.1,
        {0.01385, 0.0152, 0.00794, 0.00286, -0.01872, -0.01305, 0.0, 0.0, 0.0}};
    csv table;
    misfit m[3] = {misfit_of("sandia_ac", 1e-9, 1.0), misfit_of("pvwatts_ac", 1e-9, 1.0),
                   misfit_of("adr_ac", 1e-9, 1.0)};
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    for (int32_t row = 0; row < table.rows; row++) {
        const double v = csv_value(&table, row, "v_dc");
        const double p = csv_value(&table, row, "p_dc");
        double ac[3] = {NOTHING, NOTHING, NOTHING};
        if (ostrov_pv_inverter_sandia(&sandia, v, p, &ac[0], NULL) != OSTROV_OK ||
            ostrov_pv_inverter_pvwatts(p, 240.0, 0.96, &ac[1], NULL) != OSTROV_OK) {
            ac[0] = ac[1] = NOTHING;
        }
        /* Outside its window pvlib says nan; we say EMPTY and what it draws. */
        if (ostrov_pv_inverter_adr(&adr, csv_value(&table, row, "adr_v_dc"),
                                   csv_value(&table, row, "adr_p_dc"), &ac[2], NULL) != OSTROV_OK) {
            ac[2] = NOTHING;
        }
        for (int32_t k = 0; k < 3; k++) {
            misfit_add(&m[k], &table, row, ac[k]);
        }
    }
    misfit_report(m, 3, t, file);
    csv_free(&table);
}
