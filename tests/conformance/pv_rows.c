/* Suite pv: trackers, rows, two sides, snow and dust.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv.h"

#include <ostrov/ostrov.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NOTHING ((double)NAN)

void pv_tracking(tally *t, const char *folder, const char *file)
{
    csv table;
    misfit m[4] = {misfit_of("theta", 1e-9, 1.0), misfit_of("aoi", 1e-8, 1.0),
                   misfit_of("tilt", 1e-8, 1.0), misfit_of("azimuth", 1e-9, 1.0)};
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    for (int32_t row = 0; row < table.rows; row++) {
        ostrov_pv_tracker tracker;
        ostrov_pv_plane p;
        if (ostrov_pv_tracker_defaults(&tracker, sizeof tracker) != OSTROV_OK) {
            abort();
        }
        tracker.axis_tilt_deg = csv_value(&table, row, "axis_tilt");
        tracker.axis_azimuth_deg = csv_value(&table, row, "axis_azimuth");
        tracker.max_angle_deg = csv_value(&table, row, "max_angle");
        tracker.backtrack = csv_value(&table, row, "backtrack") != 0.0;
        tracker.cover_ratio = csv_value(&table, row, "gcr");
        tracker.cross_axis_deg = csv_value(&table, row, "cross_axis_tilt");
        if (ostrov_pv_track(&tracker, csv_value(&table, row, "apparent_zenith"),
                            csv_value(&table, row, "sun_azimuth"), &p, NULL) != OSTROV_OK) {
            memset(&p, 0xff, sizeof p); /* EMPTY: below the horizon */
        }
        misfit_add(&m[0], &table, row, p.rotation_deg);
        misfit_add(&m[1], &table, row, p.incidence_deg);
        misfit_add(&m[2], &table, row, p.tilt_deg);
        misfit_add(&m[3], &table, row, p.azimuth_deg);
    }
    misfit_report(m, 4, t, file);
    csv_free(&table);
}

void pv_shading(tally *t, const char *folder, const char *file)
{
    csv table;
    misfit m[3] = {misfit_of("masking_angle_passias", 1e-9, 1.0),
                   misfit_of("sky_diffuse_loss", 1e-9, 1.0),
                   misfit_of("shaded_fraction1d", 1e-9, 1.0)};
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    for (int32_t row = 0; row < table.rows; row++) {
        const double tilt = csv_value(&table, row, "tilt");
        double angle = NOTHING;
        double lost = NOTHING;
        double shaded = NOTHING;
        if (ostrov_pv_masking_angle(tilt, csv_value(&table, row, "gcr"), &angle, NULL) !=
                OSTROV_OK ||
            ostrov_pv_masked_sky(angle, &lost, NULL) != OSTROV_OK) {
            angle = lost = NOTHING;
        }
        if (ostrov_pv_shaded_rows(
                csv_value(&table, row, "zenith"), csv_value(&table, row, "sun_azimuth"),
                csv_value(&table, row, "axis_azimuth"), 0.0, tilt, csv_value(&table, row, "width"),
                csv_value(&table, row, "pitch"), 0.0, &shaded, NULL) != OSTROV_OK) {
            shaded = NOTHING;
        }
        misfit_add(&m[0], &table, row, angle);
        misfit_add(&m[1], &table, row, lost);
        misfit_add(&m[2], &table, row, shaded);
    }
    misfit_report(m, 3, t, file);
    csv_free(&table);
}

void pv_bifacial(tally *t, const char *folder, const char *file)
{
    csv table;
    misfit m[3] = {misfit_of("poa_front", 1e-3, 1.0), misfit_of("poa_back", 1e-3, 1.0),
                   misfit_of("poa_global", 1e-3, 1.0)};
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    for (int32_t row = 0; row < table.rows; row++) {
        ostrov_pv_sheds sheds;
        ostrov_pv_two_sides light;
        if (ostrov_pv_sheds_defaults(&sheds, sizeof sheds) != OSTROV_OK) {
            abort();
        }
        sheds.tilt_deg = csv_value(&table, row, "tilt");
        sheds.azimuth_deg = csv_value(&table, row, "azimuth");
        sheds.cover_ratio = csv_value(&table, row, "gcr");
        sheds.height_m = csv_value(&table, row, "height");
        sheds.pitch_m = csv_value(&table, row, "pitch");
        sheds.albedo_ratio = csv_value(&table, row, "albedo");
        if (ostrov_pv_sheds_irradiance(
                &sheds, csv_value(&table, row, "zenith"), csv_value(&table, row, "sun_azimuth"),
                csv_value(&table, row, "ghi"), csv_value(&table, row, "dhi"),
                csv_value(&table, row, "dni"), 1.0, 1.0, &light, NULL) != OSTROV_OK) {
            memset(&light, 0xff, sizeof light);
        }
        misfit_add(&m[0], &table, row, light.front_w_per_m2);
        misfit_add(&m[1], &table, row, light.back_w_per_m2);
        misfit_add(&m[2], &table, row, light.total_w_per_m2);
    }
    misfit_report(m, 3, t, file);
    csv_free(&table);
}

void pv_snow_soiling(tally *t, const char *folder, const char *file)
{
    static const char *const inputs[6] = {"snowfall_cm", "poa",   "temp_air",
                                          "rain_mm",     "pm2_5", "pm10"};
    csv table;
    ostrov_pv_snow snow;
    ostrov_pv_kimber kimber;
    ostrov_pv_hsu hsu;
    misfit m[4] = {misfit_of("coverage", 1e-9, 1.0), misfit_of("dc_loss", 1e-9, 1.0),
                   misfit_of("kimber_loss", 1e-9, 1.0), misfit_of("hsu_ratio", 1e-9, 1.0)};
    if (!csv_read(&table, folder, file) || table.rows < 2 ||
        ostrov_pv_snow_defaults(&snow, sizeof snow) != OSTROV_OK ||
        ostrov_pv_kimber_defaults(&kimber, sizeof kimber) != OSTROV_OK ||
        ostrov_pv_hsu_defaults(&hsu, sizeof hsu) != OSTROV_OK) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    const size_t n = (size_t)table.rows;
    const double step_s = 3600.0 * (csv_value(&table, 1, "hour") - csv_value(&table, 0, "hour"));
    double *c = malloc(9 * n * sizeof *c);
    if (c == NULL) {
        abort();
    }
    for (size_t k = 0; k < 6; k++) {
        for (size_t row = 0; row < n; row++) {
            c[k * n + row] = csv_value(&table, (int32_t)row, inputs[k]);
        }
    }
    kimber.grace_s = 3.0 * 86400.0;
    if (ostrov_pv_snow_n(&snow, step_s, c, NULL, c + n, c + 2 * n, n, c + 6 * n, NULL, NULL) !=
            OSTROV_OK ||
        ostrov_pv_kimber_n(&kimber, step_s, c + 3 * n, n, c + 7 * n, NULL, NULL) != OSTROV_OK ||
        ostrov_pv_hsu_n(&hsu, step_s, c + 3 * n, c + 4 * n, c + 5 * n, n, c + 8 * n, NULL, NULL) !=
            OSTROV_OK) {
        report(t, REPORT_JUDGE, 0, file, "run", "refused");
    }
    for (size_t row = 0; row < n; row++) {
        double lost = NOTHING;
        if (ostrov_pv_snow_loss(c[6 * n + row], 4, &lost, NULL) != OSTROV_OK) {
            lost = NOTHING;
        }
        misfit_add(&m[0], &table, (int32_t)row, c[6 * n + row]);
        misfit_add(&m[1], &table, (int32_t)row, lost);
        misfit_add(&m[2], &table, (int32_t)row, c[7 * n + row]);
        misfit_add(&m[3], &table, (int32_t)row, c[8 * n + row]);
    }
    misfit_report(m, 4, t, file);
    free(c);
    csv_free(&table);
}
