/* Splits that know more than the clearness of the moment: DIRINT its neighbours in time, Engerer2
 * the clear sky.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "sun_internal.h"

#include "dirint.h"

#include "base/fields.h"

/* Index of the bin that x falls into: edges[i] is the upper end of bin i, not in it. */
static int32_t bin_of(double x, const double *edges, int32_t count)
{
    int32_t i = 0;
    while (i < count && x >= edges[i]) {
        i++;
    }
    return i;
}

/* Perez et al. (1990), Solar Energy 45:111: clearness index freed from the air mass, at most 1. */
static double clearness_prime(double k, double air_mass)
{
    return ostrov_i_min(1.0, k / (1.031 * ostrov_exp(-1.4 / (0.9 + 9.4 / air_mass)) + 0.1));
}

/* Clearness k' of a row of DIRINT; NaN when the row says nothing. */
static double row_clearness(double ghi, const ostrov_sun *sun, double pressure_pa)
{
    if (ostrov_i_check_sun(sun) != OSTROV_OK || ostrov_i_check_light(ghi) != OSTROV_OK ||
        sun->zenith_deg > 90.0) {
        return OSTROV_I_NAN;
    }
    const double extra = OSTROV_I_DISC_CONSTANT / (sun->distance_au * sun->distance_au);
    const double k =
        ostrov_i_clearness(ghi, ostrov_cos(sun->zenith_deg * OSTROV_I_DEG), extra, 1.0);
    return clearness_prime(k, ostrov_i_disc_air_mass(sun->zenith_deg, pressure_pa));
}

/* Mean change to the neighbours that are known; NaN when neither is. */
static double change(double before, double here, double after)
{
    const double a = ostrov_i_abs(here - before);
    const double b = ostrov_i_abs(here - after);
    if (ostrov_i_nan(a)) {
        return b;
    }
    return ostrov_i_nan(b) ? a : 0.5 * (a + b);
}

/* DNI of a row whose clearness and change are known; column 4 of the table is "no dew point". */
static double row_dni(double ghi, const ostrov_sun *sun, double pressure_pa, double clearness,
                      int32_t change_bin, const double *dew_point_c)
{
    static const double clearness_edges[5] = {0.24, 0.4, 0.56, 0.7, 0.8};
    static const double zenith_edges[5] = {25.0, 40.0, 55.0, 70.0, 80.0};
    static const double water_edges[3] = {1.0, 2.0, 3.0};
    int32_t water_bin = 4;
    if (dew_point_c != NULL) {
        /* Garrison & Adler (1990): precipitable water in cm by the dew point. */
        water_bin = bin_of(ostrov_exp(0.07 * *dew_point_c - 0.075), water_edges, 3);
    }
    const int32_t correction =
        ostrov_i_dirint[bin_of(clearness, clearness_edges, 5)]
                       [bin_of(sun->zenith_deg, zenith_edges, 5)][change_bin][water_bin];
    return ostrov_i_disc(ghi, sun->zenith_deg, sun->distance_au, pressure_pa) * (double)correction /
           1e5;
}

ostrov_status ostrov_irradiance_dirint_n(const double *ghi_w_per_m2, const ostrov_sun *sun,
                                         size_t n, double pressure_pa, const double *dew_point_c,
                                         int32_t use_neighbours, double *dni_w_per_m2,
                                         uint8_t *status)
{
    static const double change_edges[5] = {0.015, 0.035, 0.07, 0.15, 0.3};
    if (n > 0 && (ghi_w_per_m2 == NULL || sun == NULL || dni_w_per_m2 == NULL)) {
        return OSTROV_E_ARGUMENT;
    }
    if (!ostrov_i_finite(pressure_pa)) {
        return OSTROV_E_NOT_FINITE;
    }
    if (pressure_pa < 30000.0 || pressure_pa > 110000.0 || use_neighbours < 0 ||
        use_neighbours > 1) {
        return OSTROV_E_RANGE;
    }
    double before = OSTROV_I_NAN;
    double here = n > 0 ? row_clearness(ghi_w_per_m2[0], &sun[0], pressure_pa) : OSTROV_I_NAN;
    for (size_t i = 0; i < n; i++) {
        const double after =
            i + 1 < n ? row_clearness(ghi_w_per_m2[i + 1], &sun[i + 1], pressure_pa) : OSTROV_I_NAN;
        const double delta = change(before, here, after);
        const double *dew = dew_point_c != NULL ? &dew_point_c[i] : NULL;
        ostrov_status row = ostrov_i_check_sun(&sun[i]);
        if (row == OSTROV_OK) {
            row = ostrov_i_check_light(ghi_w_per_m2[i]);
        }
        int32_t value = ostrov_i_row_value(row);
        double dni = OSTROV_I_NAN;
        if (row == OSTROV_OK && sun[i].zenith_deg > 90.0) {
            value = OSTROV_VALUE_NIGHT;
            dni = 0.0;
        } else if (row == OSTROV_OK && ((dew != NULL && !ostrov_i_finite(*dew)) ||
                                        (use_neighbours && ostrov_i_nan(delta)))) {
            value = OSTROV_VALUE_UNKNOWN;
        } else if (row == OSTROV_OK && dew != NULL && (*dew < -100.0 || *dew > 60.0)) {
            value = OSTROV_VALUE_RANGE;
        } else if (row == OSTROV_OK) {
            dni = row_dni(ghi_w_per_m2[i], &sun[i], pressure_pa, here,
                          use_neighbours ? bin_of(delta, change_edges, 5) : 6, dew);
        }
        dni_w_per_m2[i] = dni;
        if (status != NULL) {
            status[i] = (uint8_t)value;
        }
        before = here;
        here = after;
    }
    return OSTROV_OK;
}

/* Coefficients C, B0 … B5 by averaging period: Bright & Engerer (2019), table 2. */
static const struct engerer {
    int32_t period_s;
    double c, b[6];
} engerer_fits[] = {
    {60, 0.10562, {-4.1332, 8.2578, 0.010087, 0.00088801, -4.9302, 0.44378}},
    {300, 0.093936, {-4.5771, 8.4641, 0.010012, 0.003975, -4.3921, 0.39331}},
    {600, 0.079965, {-4.8539, 8.4764, 0.018849, 0.0051497, -4.1457, 0.37466}},
    {900, 0.065972, {-4.7211, 8.3294, 0.0095444, 0.0053493, -4.169, 0.39526}},
    {1800, 0.032675, {-4.8681, 8.1867, 0.015829, 0.0059922, -4.0304, 0.47371}},
    {3600, -0.0097539, {-5.3169, 8.5084, 0.013241, 0.0074356, -3.0329, 0.56403}},
    {86400, 0.32726, {-9.4391, 17.113, 0.13752, -0.024099, 6.6257, 0.31419}},
};

/* Engerer (2015), eq. 26: a logistic of the clearness kt, the apparent solar time in hours, the
 * zenith in degrees and the distance of kt from that of the clear sky, plus what clouds throw in.
 */
static double engerer_share(const struct engerer *e, double ghi, double clear, double cos_zenith,
                            const ostrov_sun *sun)
{
    const double above = ostrov_i_extra_w_per_m2(sun->distance_au) * cos_zenith;
    const double clearness = ghi / above;
    const double solar_time_h = 12.0 + sun->hour_angle_deg / 15.0;
    const double added = ghi > clear && ghi > 0.0 ? 1.0 - clear / ghi : 0.0;
    const double sum = e->b[0] + e->b[1] * clearness + e->b[2] * solar_time_h +
                       e->b[3] * sun->zenith_deg + e->b[4] * (clear / above - clearness);
    return ostrov_i_clamp(e->c + (1.0 - e->c) / (1.0 + ostrov_exp(sum)) + e->b[5] * added, 0.0,
                          1.0);
}

static const struct engerer *fit_of(int32_t period_s)
{
    for (size_t i = 0; i < sizeof engerer_fits / sizeof engerer_fits[0]; i++) {
        if (engerer_fits[i].period_s == period_s) {
            return &engerer_fits[i];
        }
    }
    return NULL;
}

/* One row; split is touched only when it is OK. */
static ostrov_status engerer_row(const struct engerer *e, double ghi, double clear,
                                 const ostrov_sun *sun, ostrov_irradiance *split)
{
    ostrov_status status = ostrov_i_check_sun(sun);
    if (status == OSTROV_OK) {
        status = ostrov_i_check_light(ghi);
    }
    if (status == OSTROV_OK) {
        status = ostrov_i_check_light(clear);
    }
    if (status == OSTROV_OK && !ostrov_i_finite(sun->hour_angle_deg)) {
        status = OSTROV_E_NOT_FINITE;
    }
    if (status == OSTROV_OK && (sun->hour_angle_deg < -180.0 || sun->hour_angle_deg > 180.0)) {
        status = OSTROV_E_RANGE;
    }
    if (status != OSTROV_OK) {
        return status;
    }
    split->ghi_w_per_m2 = ghi;
    split->dhi_w_per_m2 = ghi;
    split->dni_w_per_m2 = 0.0;
    const double cos_zenith = ostrov_cos(sun->zenith_deg * OSTROV_I_DEG);
    if (sun->zenith_deg < 90.0 && cos_zenith > 0.0) {
        split->dhi_w_per_m2 *= engerer_share(e, ghi, clear, cos_zenith, sun);
        split->dni_w_per_m2 = (ghi - split->dhi_w_per_m2) / cos_zenith;
    }
    return OSTROV_OK;
}

ostrov_status ostrov_irradiance_engerer2(double ghi_w_per_m2, double clear_w_per_m2,
                                         const ostrov_sun *sun, int32_t period_s,
                                         ostrov_irradiance *split)
{
    const struct engerer *e = fit_of(period_s);
    if (sun == NULL || split == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    return e == NULL ? OSTROV_E_RANGE : engerer_row(e, ghi_w_per_m2, clear_w_per_m2, sun, split);
}

ostrov_status ostrov_irradiance_engerer2_n(const double *ghi_w_per_m2, const double *clear_w_per_m2,
                                           const ostrov_sun *sun, size_t n, int32_t period_s,
                                           ostrov_irradiance *split, uint8_t *status)
{
    const ostrov_irradiance none = {OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN};
    const struct engerer *e = fit_of(period_s);
    if (n > 0 && (ghi_w_per_m2 == NULL || clear_w_per_m2 == NULL || sun == NULL || split == NULL)) {
        return OSTROV_E_ARGUMENT;
    }
    if (e == NULL) {
        return OSTROV_E_RANGE;
    }
    for (size_t i = 0; i < n; i++) {
        split[i] = none;
        const ostrov_status row =
            engerer_row(e, ghi_w_per_m2[i], clear_w_per_m2[i], &sun[i], &split[i]);
        if (status != NULL) {
            status[i] =
                (uint8_t)(row == OSTROV_OK && sun[i].zenith_deg >= 90.0 ? OSTROV_VALUE_NIGHT
                                                                        : ostrov_i_row_value(row));
        }
    }
    return OSTROV_OK;
}
