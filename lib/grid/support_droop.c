/* Frequency droop, LFSM-O/U, and the droop of an island.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/support_fields.h"

#include "base/fields.h"
#include "grid/code_fields.h"

#include <string.h>

static ostrov_status check(const ostrov_grid_droop *d)
{
    ostrov_status status = ostrov_i_support_check(OSTROV_I_SUPPORT_DROOP, d, NULL);
    if (status != OSTROV_OK) {
        return status;
    }
    if ((!ostrov_i_nan(d->over_hz) && ostrov_i_nan(d->over_ratio)) ||
        (!ostrov_i_nan(d->under_hz) && ostrov_i_nan(d->under_ratio))) {
        return OSTROV_E_NOT_FINITE;
    }
    return d->min_ratio <= d->max_ratio && d->reference != OSTROV_GRID_DROOP_UNKNOWN
               ? OSTROV_OK
               : OSTROV_E_RANGE;
}

/* EN 50549-1 4.6.1 and IEEE 1547-2018 table 23 say the same: the power changes by the frequency
 * beyond the threshold, over droop times nominal frequency, times the reference power. */
double ostrov_i_droop_change(const ostrov_grid_droop *d, double hz, double before_ratio)
{
    const double reference = d->reference == OSTROV_GRID_DROOP_BEFORE ? before_ratio : 1.0;
    const double over = hz - (d->nominal_hz + d->over_hz);
    const double under = (d->nominal_hz - d->under_hz) - hz;
    if (over > 0.0) { /* false where over_hz is not used: NaN */
        return -over / (d->nominal_hz * d->over_ratio) * reference;
    }
    if (under > 0.0) {
        return under / (d->nominal_hz * d->under_ratio) * reference;
    }
    return 0.0;
}

/* The limits bind what droop asks for, not the power before: a plant that was outside them by
 * another cause is not moved by a frequency that asks for nothing. */
static double power(const ostrov_grid_droop *d, double hz, double before_ratio)
{
    const double change = ostrov_i_droop_change(d, hz, before_ratio);
    return change == 0.0 ? before_ratio
                         : ostrov_i_clamp(before_ratio + change, d->min_ratio, d->max_ratio);
}

ostrov_status ostrov_grid_droop_power(const ostrov_grid_droop *droop, double hz,
                                      double before_ratio, double *power_ratio)
{
    ostrov_status status = check(droop);
    if (status != OSTROV_OK || power_ratio == NULL) {
        return status != OSTROV_OK ? status : OSTROV_E_ARGUMENT;
    }
    if (!ostrov_i_finite(hz) || !ostrov_i_finite(before_ratio)) {
        return OSTROV_E_NOT_FINITE;
    }
    *power_ratio = power(droop, hz, before_ratio);
    return OSTROV_OK;
}

ostrov_status ostrov_grid_droop_power_n(const ostrov_grid_droop *droop, const double *hz, size_t n,
                                        double before_ratio, double *power_ratio)
{
    ostrov_status status = check(droop);
    if (status != OSTROV_OK || ((hz == NULL || power_ratio == NULL) && n > 0)) {
        return status != OSTROV_OK ? status : OSTROV_E_ARGUMENT;
    }
    if (!ostrov_i_finite(before_ratio)) {
        return OSTROV_E_NOT_FINITE;
    }
    for (size_t i = 0; i < n; i++) {
        const int32_t known = ostrov_i_finite(hz[i]);
        power_ratio[i] = known ? power(droop, hz[i], before_ratio) : OSTROV_I_NAN;
        status = known ? status : OSTROV_DEGRADED;
    }
    return status;
}

ostrov_status ostrov_grid_settings_droop(const ostrov_grid_settings *settings, double min_ratio,
                                         double max_ratio, ostrov_grid_droop *droop)
{
    ostrov_grid_settings full;
    ostrov_grid_droop made;
    ostrov_status status = ostrov_i_grid_settings_take(settings, &full, NULL);
    if (status != OSTROV_OK || droop == NULL) {
        return status != OSTROV_OK ? status : OSTROV_E_ARGUMENT;
    }
    if (ostrov_i_nan(full.droop_over_hz) && ostrov_i_nan(full.droop_under_hz)) {
        return OSTROV_EMPTY;
    }
    memset(&made, 0, sizeof made);
    made.nominal_hz = full.nominal_hz;
    made.over_hz = full.droop_over_hz;
    made.under_hz = full.droop_under_hz;
    made.over_ratio = full.droop_over_ratio;
    made.under_ratio = full.droop_under_ratio;
    made.min_ratio = min_ratio;
    made.max_ratio = max_ratio;
    made.reference = full.droop_reference;
    status = check(&made);
    if (status == OSTROV_OK) {
        *droop = made;
    }
    return status;
}

ostrov_status ostrov_grid_island_hz(const ostrov_grid_island_droop *droop, double power_ratio,
                                    double *hz)
{
    ostrov_status status = ostrov_i_support_check(OSTROV_I_SUPPORT_ISLAND, droop, NULL);
    if (status != OSTROV_OK || hz == NULL) {
        return status != OSTROV_OK ? status : OSTROV_E_ARGUMENT;
    }
    if (!ostrov_i_finite(power_ratio)) {
        return OSTROV_E_NOT_FINITE;
    }
    if (droop->min_hz >= droop->max_hz) {
        return OSTROV_E_RANGE;
    }
    const double fall = droop->droop_ratio * (power_ratio - droop->set_ratio);
    *hz = ostrov_i_clamp(droop->nominal_hz * (1.0 - fall), droop->min_hz, droop->max_hz);
    return OSTROV_OK;
}
