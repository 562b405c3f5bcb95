/* Snow and dust on the modules: see pv_soiling.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/pv_soiling.h>

#include "pv/pv_internal.h"
#include "pv/rows.h"

static ostrov_status take(int32_t place, const void *from, void *full, double step_s,
                          ostrov_fault *why)
{
    const ostrov_status status =
        ostrov_i_take_config(&ostrov_i_pv_model_structures[place], from, full, why);
    return status == OSTROV_OK ? ostrov_i_within(why, "step_s", step_s, 60.0, 86400.0) : status;
}

ostrov_status ostrov_pv_snow_defaults(ostrov_pv_snow *snow, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_pv_model_structures[OSTROV_I_PV_SNOW], snow, size);
}

ostrov_status ostrov_pv_kimber_defaults(ostrov_pv_kimber *kimber, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_pv_model_structures[OSTROV_I_PV_KIMBER], kimber, size);
}

ostrov_status ostrov_pv_hsu_defaults(ostrov_pv_hsu *hsu, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_pv_model_structures[OSTROV_I_PV_HSU], hsu, size);
}

/* Marion et al. (2013), eqs. 2 and 3. The first row has no step behind it and slides nothing. */
ostrov_status ostrov_pv_snow_n(const ostrov_pv_snow *snow, double step_s, const double *snowfall_cm,
                               const double *depth_cm, const double *poa_w_per_m2,
                               const double *air_c, size_t n, double *covered_ratio,
                               uint8_t *status, ostrov_fault *why)
{
    ostrov_pv_snow s;
    if (n > 0 &&
        (snowfall_cm == NULL || poa_w_per_m2 == NULL || air_c == NULL || covered_ratio == NULL)) {
        return ostrov_i_no_pointer(why, "columns");
    }
    const ostrov_status refused = take(OSTROV_I_PV_SNOW, snow, &s, step_s, why);
    if (refused != OSTROV_OK) {
        return refused;
    }
    const double hours = step_s / 3600.0;
    const double slide = s.slide_per_h * ostrov_sin(s.tilt_deg * OSTROV_I_DEG) * hours;
    double covered = s.start_ratio;
    for (size_t i = 0; i < n; i++) {
        const double depth = depth_cm != NULL ? depth_cm[i] : s.least_depth_cm;
        ostrov_status one = ostrov_i_within(NULL, NULL, snowfall_cm[i], 0.0, 1000.0);
        one = one == OSTROV_OK ? ostrov_i_within(NULL, NULL, depth, 0.0, 1e5) : one;
        one = one == OSTROV_OK ? ostrov_i_within(NULL, NULL, poa_w_per_m2[i], -20.0, 5000.0) : one;
        one = one == OSTROV_OK ? ostrov_i_within(NULL, NULL, air_c[i], -90.0, 70.0) : one;
        if (one == OSTROV_OK) {
            const int32_t fresh =
                snowfall_cm[i] / hours > s.fresh_cm_per_h && depth >= s.least_depth_cm;
            if (fresh) {
                covered = 1.0;
            } else if (depth < s.least_depth_cm) {
                covered = 0.0;
            } else if (i > 0 && air_c[i] > poa_w_per_m2[i] / s.slide_w_per_m2_c) {
                covered = ostrov_i_max(0.0, covered - slide);
            }
        }
        covered_ratio[i] = one == OSTROV_OK ? covered : OSTROV_I_NAN;
        if (status != NULL) {
            status[i] = ostrov_i_value_of(one);
        }
    }
    return OSTROV_OK;
}

ostrov_status ostrov_pv_snow_loss(double covered_ratio, int32_t strings, double *lost_ratio,
                                  ostrov_fault *why)
{
    if (lost_ratio == NULL) {
        return ostrov_i_no_pointer(why, "lost_ratio");
    }
    ostrov_status status = ostrov_i_within(why, "covered_ratio", covered_ratio, 0.0, 1.0);
    status = status == OSTROV_OK ? ostrov_i_within(why, "strings", strings, 1, 1000) : status;
    if (status == OSTROV_OK) {
        const double touched = covered_ratio * strings;
        int32_t whole = (int32_t)touched;
        whole += whole < touched;
        *lost_ratio = (double)whole / strings;
    }
    return status;
}

#define MOST_RAIN_MM 1e4 /* in one step; more comes from a broken gauge */

/* Rain of the rows within the window that ends with row i; what is not known or cannot be is none.
 */
static double rain_until(const double *rain_mm, size_t i, size_t window)
{
    double sum = 0.0;
    for (size_t k = i + 1 > window ? i + 1 - window : 0; k <= i; k++) {
        sum += rain_mm[k] >= 0.0 && rain_mm[k] <= MOST_RAIN_MM ? rain_mm[k] : 0.0;
    }
    return sum;
}

static size_t rows_in(double window_s, double step_s)
{
    const double rows = window_s / step_s;
    return rows < 1.0 ? 1 : (size_t)rows;
}

ostrov_status ostrov_pv_kimber_n(const ostrov_pv_kimber *kimber, double step_s,
                                 const double *rain_mm, size_t n, double *lost_ratio,
                                 uint8_t *status, ostrov_fault *why)
{
    ostrov_pv_kimber k;
    if (n > 0 && (rain_mm == NULL || lost_ratio == NULL || (const double *)lost_ratio == rain_mm)) {
        return ostrov_i_no_pointer(why, "columns");
    }
    const ostrov_status refused = take(OSTROV_I_PV_KIMBER, kimber, &k, step_s, why);
    if (refused != OSTROV_OK) {
        return refused;
    }
    const size_t window = rows_in(k.rain_window_s, step_s);
    const size_t grace = rows_in(k.grace_s, step_s);
    size_t since_rain = SIZE_MAX; /* rows since one that washed */
    double lost = k.start_ratio;
    for (size_t i = 0; i < n; i++) {
        const ostrov_status one = ostrov_i_within(NULL, NULL, rain_mm[i], 0.0, MOST_RAIN_MM);
        since_rain += since_rain < SIZE_MAX;
        if (rain_until(rain_mm, i, window) > k.clean_mm) {
            since_rain = 0;
        }
        lost += i > 0 ? k.loss_per_day * step_s / 86400.0 : 0.0;
        if (since_rain < grace) {
            lost = 0.0;
        }
        lost_ratio[i] = one == OSTROV_OK ? ostrov_i_min(lost, k.most_ratio) : OSTROV_I_NAN;
        if (status != NULL) {
            status[i] = ostrov_i_value_of(one);
        }
    }
    return OSTROV_OK;
}

/* erf for x ≥ 0 by the series of Abramowitz & Stegun 7.1.6, all of whose terms are positive. */
static double error_function(double x)
{
    double term = x;
    double sum = x;
    if (x > 6.0) {
        return 1.0;
    }
    for (int32_t n = 1; n < 200 && term > 1e-18 * sum; n++) {
        term *= 2.0 * x * x / (2.0 * n + 1.0);
        sum += term;
    }
    return 1.1283791670955126 * sum * ostrov_exp(-x * x); /* 2/√π */
}

ostrov_status ostrov_pv_hsu_n(const ostrov_pv_hsu *hsu, double step_s, const double *rain_mm,
                              const double *pm2_5_g_per_m3, const double *pm10_g_per_m3, size_t n,
                              double *passed_ratio, uint8_t *status, ostrov_fault *why)
{
    ostrov_pv_hsu h;
    double mass = 0.0; /* g/m² on the modules */
    if (n > 0 && (rain_mm == NULL || pm2_5_g_per_m3 == NULL || pm10_g_per_m3 == NULL ||
                  passed_ratio == NULL || (const double *)passed_ratio == rain_mm)) {
        return ostrov_i_no_pointer(why, "columns");
    }
    const ostrov_status refused = take(OSTROV_I_PV_HSU, hsu, &h, step_s, why);
    if (refused != OSTROV_OK) {
        return refused;
    }
    const size_t window = rows_in(h.rain_window_s, step_s);
    const double lies = ostrov_cos(h.tilt_deg * OSTROV_I_DEG) * step_s;
    for (size_t i = 0; i < n; i++) {
        ostrov_status one = ostrov_i_within(NULL, NULL, rain_mm[i], 0.0, MOST_RAIN_MM);
        one = one == OSTROV_OK ? ostrov_i_within(NULL, NULL, pm2_5_g_per_m3[i], 0.0, 1.0) : one;
        one = one == OSTROV_OK ? ostrov_i_within(NULL, NULL, pm10_g_per_m3[i], 0.0, 1.0) : one;
        passed_ratio[i] = OSTROV_I_NAN;
        if (one == OSTROV_OK) {
            const double coarse = ostrov_i_max(0.0, pm10_g_per_m3[i] - pm2_5_g_per_m3[i]);
            mass += lies * (pm2_5_g_per_m3[i] * h.fine_m_per_s + coarse * h.coarse_m_per_s);
            if (rain_until(rain_mm, i, window) >= h.clean_mm) {
                mass = 0.0;
            }
            passed_ratio[i] =
                mass > 0.0 ? 1.0 - 0.3437 * error_function(0.17 * ostrov_pow(mass, 0.8473)) : 1.0;
        }
        if (status != NULL) {
            status[i] = ostrov_i_value_of(one);
        }
    }
    return OSTROV_OK;
}
