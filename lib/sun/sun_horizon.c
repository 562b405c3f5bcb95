/* A horizon of one's own.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "sun_internal.h"

#include "base/fields.h"

ostrov_status ostrov_i_horizon_check(const ostrov_horizon *horizon)
{
    if (horizon == NULL || horizon->elevation_deg == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (horizon->count < 1 || horizon->count > 3600) {
        return OSTROV_E_RANGE;
    }
    for (int32_t i = 0; i < horizon->count; i++) {
        if (!ostrov_i_finite(horizon->elevation_deg[i])) {
            return OSTROV_E_NOT_FINITE;
        }
        if (horizon->elevation_deg[i] < -10.0 || horizon->elevation_deg[i] > 90.0) {
            return OSTROV_E_RANGE;
        }
    }
    return OSTROV_OK;
}

double ostrov_i_horizon_at(const ostrov_horizon *horizon, double azimuth_deg)
{
    double place = azimuth_deg / 360.0 * horizon->count;
    if (place < 0.0) {
        place += horizon->count;
    }
    const int32_t whole = (int32_t)place;
    const double *e = horizon->elevation_deg;
    const double before = e[whole % horizon->count];
    const double after = e[(whole + 1) % horizon->count];
    return before + (place - whole) * (after - before);
}

ostrov_status ostrov_horizon_elevation(const ostrov_horizon *horizon, double azimuth_deg,
                                       double *elevation_deg)
{
    if (elevation_deg == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    const ostrov_status status = ostrov_i_horizon_check(horizon);
    if (status != OSTROV_OK) {
        return status;
    }
    if (!ostrov_i_finite(azimuth_deg)) {
        return OSTROV_E_NOT_FINITE;
    }
    if (azimuth_deg < -360.0 || azimuth_deg > 360.0) {
        return OSTROV_E_RANGE;
    }
    *elevation_deg = ostrov_i_horizon_at(horizon, azimuth_deg);
    return OSTROV_OK;
}
