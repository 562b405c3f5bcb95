/* Curves of voltage: volt-var and volt-watt.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/support_fields.h"

#include "base/fields.h"
#include "grid/code_fields.h"

#include <string.h>

ostrov_status ostrov_grid_curve_check(const ostrov_grid_curve *curve, ostrov_fault *why)
{
    static const char name[] = "ostrov_grid_curve";
    ostrov_status status = ostrov_i_support_check(OSTROV_I_SUPPORT_CURVE, curve, why);
    if (status != OSTROV_OK) {
        return status;
    }
    for (int32_t i = 0; i < curve->count; i++) {
        if (!ostrov_i_finite(curve->x[i]) || !ostrov_i_finite(curve->y[i])) {
            const int32_t in_x = !ostrov_i_finite(curve->x[i]);
            return ostrov_i_fault(why, OSTROV_E_NOT_FINITE, name, in_x ? "x" : "y", i,
                                  in_x ? curve->x[i] : curve->y[i], OSTROV_I_NAN, OSTROV_I_NAN);
        }
        /* A jump would make the answer hang on the last bit of a measurement. */
        if (i > 0 && (curve->x[i] < curve->x[i - 1] ||
                      (curve->x[i] == curve->x[i - 1] && curve->y[i] != curve->y[i - 1]))) {
            return ostrov_i_fault(why, OSTROV_E_RANGE, name, "x", i, curve->x[i], curve->x[i - 1],
                                  OSTROV_I_NAN);
        }
    }
    return OSTROV_OK;
}

double ostrov_i_curve_at(const ostrov_grid_curve *curve, double x)
{
    int32_t i = 0;
    while (i < curve->count && curve->x[i] <= x) {
        i++;
    }
    if (i == 0) {
        return curve->y[0];
    }
    if (i == curve->count) {
        return curve->y[i - 1];
    }
    const double share = (x - curve->x[i - 1]) / (curve->x[i] - curve->x[i - 1]);
    return curve->y[i - 1] + share * (curve->y[i] - curve->y[i - 1]);
}

ostrov_status ostrov_grid_curve_value(const ostrov_grid_curve *curve, double x, double *y)
{
    ostrov_status status = ostrov_grid_curve_check(curve, NULL);
    if (status != OSTROV_OK || y == NULL) {
        return status != OSTROV_OK ? status : OSTROV_E_ARGUMENT;
    }
    if (!ostrov_i_finite(x)) {
        return OSTROV_E_NOT_FINITE;
    }
    *y = ostrov_i_curve_at(curve, x);
    return OSTROV_OK;
}

ostrov_status ostrov_grid_curve_value_n(const ostrov_grid_curve *curve, const double *x, size_t n,
                                        double *y)
{
    ostrov_status status = ostrov_grid_curve_check(curve, NULL);
    if (status != OSTROV_OK || ((x == NULL || y == NULL) && n > 0)) {
        return status != OSTROV_OK ? status : OSTROV_E_ARGUMENT;
    }
    for (size_t i = 0; i < n; i++) {
        const int32_t known = ostrov_i_finite(x[i]);
        y[i] = known ? ostrov_i_curve_at(curve, x[i]) : OSTROV_I_NAN;
        status = known ? status : OSTROV_DEGRADED;
    }
    return status;
}

static ostrov_status from_settings(const double *x, const double *y, ostrov_grid_curve *curve)
{
    ostrov_grid_curve made;
    memset(&made, 0, sizeof made);
    while (made.count < OSTROV_GRID_CURVE_POINTS && !ostrov_i_nan(x[made.count])) {
        made.x[made.count] = x[made.count];
        made.y[made.count] = y[made.count];
        made.count++;
    }
    if (made.count == 0) {
        return OSTROV_EMPTY;
    }
    ostrov_status status = ostrov_grid_curve_check(&made, NULL);
    if (status == OSTROV_OK) {
        *curve = made;
    }
    return status;
}

ostrov_status ostrov_grid_volt_var_curve(const ostrov_grid_settings *settings,
                                         ostrov_grid_curve *curve)
{
    ostrov_grid_settings full;
    ostrov_status status = ostrov_i_grid_settings_take(settings, &full, NULL);
    if (status != OSTROV_OK || curve == NULL) {
        return status != OSTROV_OK ? status : OSTROV_E_ARGUMENT;
    }
    return from_settings(full.volt_var_pu, full.volt_var_ratio, curve);
}

ostrov_status ostrov_grid_volt_watt_curve(const ostrov_grid_settings *settings,
                                          ostrov_grid_curve *curve)
{
    ostrov_grid_settings full;
    ostrov_status status = ostrov_i_grid_settings_take(settings, &full, NULL);
    if (status != OSTROV_OK || curve == NULL) {
        return status != OSTROV_OK ? status : OSTROV_E_ARGUMENT;
    }
    return from_settings(full.volt_watt_pu, full.volt_watt_ratio, curve);
}
