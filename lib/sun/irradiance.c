/* Irradiance on a plane for callers: checks, arrays, and the way back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plane.h"

#include "base/fields.h"

static ostrov_status take_plane(const ostrov_plane *plane, ostrov_i_tilted *tilted,
                                ostrov_fault *why)
{
    ostrov_plane full;
    const ostrov_status status = ostrov_i_take_plane(plane, &full, why);
    if (status == OSTROV_OK) {
        ostrov_i_plane_set(&full, tilted);
    }
    return status;
}

ostrov_status ostrov_i_take_plane(const ostrov_plane *from, ostrov_plane *full, ostrov_fault *why)
{
    return ostrov_i_take_config(&ostrov_i_sun_structures[OSTROV_I_PLANE], from, full, why);
}

static ostrov_status check_row(const ostrov_irradiance *irradiance, const ostrov_sun *sun)
{
    const double w[3] = {irradiance->ghi_w_per_m2, irradiance->dni_w_per_m2,
                         irradiance->dhi_w_per_m2};
    ostrov_status status = ostrov_i_check_sun(sun);
    for (int32_t i = 0; i < 3 && status == OSTROV_OK; i++) {
        status = ostrov_i_check_light(w[i]);
    }
    return status;
}

static void transpose(const ostrov_i_tilted *tilted, const ostrov_irradiance *irradiance,
                      const ostrov_sun *sun, ostrov_plane_irradiance *on_plane)
{
    ostrov_i_plane plane;
    ostrov_i_on_plane(tilted, irradiance, sun, &plane);
    on_plane->total_w_per_m2 = plane.beam_w_per_m2 + plane.sky_w_per_m2 + plane.ground_w_per_m2;
    on_plane->beam_w_per_m2 = plane.beam_w_per_m2;
    on_plane->sky_w_per_m2 = plane.sky_w_per_m2;
    on_plane->circumsolar_w_per_m2 = plane.circumsolar_w_per_m2;
    on_plane->horizon_w_per_m2 = plane.horizon_w_per_m2;
    on_plane->ground_w_per_m2 = plane.ground_w_per_m2;
    on_plane->incidence_deg = ostrov_acos(plane.cos_incidence) / OSTROV_I_DEG;
}

ostrov_status ostrov_irradiance_on_plane(const ostrov_plane *plane,
                                         const ostrov_irradiance *irradiance, const ostrov_sun *sun,
                                         ostrov_plane_irradiance *on_plane, ostrov_fault *why)
{
    ostrov_i_tilted tilted;
    if (plane == NULL || irradiance == NULL || sun == NULL || on_plane == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    ostrov_status status = take_plane(plane, &tilted, why);
    if (status == OSTROV_OK) {
        status = ostrov_i_named(ostrov_i_check_sun(sun), OSTROV_I_SUN, sun, why);
    }
    if (status == OSTROV_OK) {
        status = ostrov_i_named(check_row(irradiance, sun), OSTROV_I_IRRADIANCE, irradiance, why);
    }
    if (status == OSTROV_OK) {
        transpose(&tilted, irradiance, sun, on_plane);
    }
    return status;
}

ostrov_status ostrov_irradiance_on_plane_n(const ostrov_plane *plane,
                                           const ostrov_irradiance *irradiance,
                                           const ostrov_sun *sun, size_t n,
                                           ostrov_plane_irradiance *on_plane, uint8_t *status,
                                           ostrov_fault *why)
{
    const ostrov_plane_irradiance none = {OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN,
                                          OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN};
    ostrov_i_tilted tilted;
    if (plane == NULL || (n > 0 && (irradiance == NULL || sun == NULL || on_plane == NULL))) {
        return OSTROV_E_ARGUMENT;
    }
    const ostrov_status refused = take_plane(plane, &tilted, why);
    if (refused != OSTROV_OK) {
        return refused;
    }
    for (size_t i = 0; i < n; i++) {
        const ostrov_status row = check_row(&irradiance[i], &sun[i]);
        int32_t value = ostrov_i_row_value(row);
        if (row == OSTROV_OK) {
            transpose(&tilted, &irradiance[i], &sun[i], &on_plane[i]);
            value = sun[i].apparent_zenith_deg >= 90.0 ? OSTROV_VALUE_NIGHT : OSTROV_VALUE_OK;
        } else {
            on_plane[i] = none;
        }
        if (status != NULL) {
            status[i] = (uint8_t)value;
        }
    }
    return OSTROV_OK;
}

/* What the plane would get from a global irradiance split by Erbs-Driesse. */
static double forward(const ostrov_i_tilted *tilted, double ghi, const ostrov_sun *sun,
                      double distance_au, ostrov_irradiance *split)
{
    ostrov_i_plane plane;
    ostrov_i_split(OSTROV_SPLIT_ERBS_DRIESSE, ghi, sun->zenith_deg, distance_au, OSTROV_I_NAN,
                   split);
    ostrov_i_on_plane(tilted, split, sun, &plane);
    return plane.beam_w_per_m2 + plane.sky_w_per_m2 + plane.ground_w_per_m2;
}

/* One row of the way back; irradiance is touched only when it is OK. */
static ostrov_status back(const ostrov_i_tilted *tilted, double poa, const ostrov_sun *sun,
                          ostrov_irradiance *irradiance)
{
    ostrov_irradiance split = {0.0, 0.0, 0.0};
    ostrov_status status = ostrov_i_check_sun(sun);
    if (status == OSTROV_OK) {
        status = ostrov_i_check_light(poa);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    if (sun->apparent_zenith_deg >= 90.0) {
        return OSTROV_EMPTY;
    }
    const double extra = ostrov_i_nan(tilted->extra_w_per_m2)
                             ? ostrov_i_extra_w_per_m2(sun->distance_au)
                             : tilted->extra_w_per_m2;
    const double distance_au = __builtin_sqrt(OSTROV_I_SOLAR_CONSTANT / extra);
    double low = 0.0;
    double high =
        ostrov_i_max(10.0, 1.25 * extra * ostrov_cos(sun->apparent_zenith_deg * OSTROV_I_DEG));
    if (poa <= 0.0) {
        *irradiance = split;
        return OSTROV_OK;
    }
    if (forward(tilted, high, sun, distance_au, &split) < poa) {
        return OSTROV_EMPTY;
    }
    /* On steep planes that face away from the sun two GHI may give the same; halving finds one of
     * them, as in the paper. */
    for (int32_t i = 0; i < 42; i++) {
        const double middle = 0.5 * (low + high);
        if (forward(tilted, middle, sun, distance_au, &split) < poa) {
            low = middle;
        } else {
            high = middle;
        }
    }
    (void)forward(tilted, 0.5 * (low + high), sun, distance_au, &split);
    *irradiance = split;
    return OSTROV_OK;
}

ostrov_status ostrov_irradiance_from_plane(const ostrov_plane *plane, double poa_w_per_m2,
                                           const ostrov_sun *sun, ostrov_irradiance *irradiance,
                                           ostrov_fault *why)
{
    ostrov_i_tilted tilted;
    if (plane == NULL || sun == NULL || irradiance == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    ostrov_status status = take_plane(plane, &tilted, why);
    if (status == OSTROV_OK) {
        status = ostrov_i_named(ostrov_i_check_sun(sun), OSTROV_I_SUN, sun, why);
    }
    if (status == OSTROV_OK && ostrov_i_check_light(poa_w_per_m2) != OSTROV_OK) {
        return ostrov_i_fault(why, ostrov_i_check_light(poa_w_per_m2), NULL, "poa_w_per_m2", -1,
                              poa_w_per_m2, 0.0, 2000.0);
    }
    return status == OSTROV_OK ? back(&tilted, poa_w_per_m2, sun, irradiance) : status;
}

ostrov_status ostrov_irradiance_from_plane_n(const ostrov_plane *plane, const double *poa_w_per_m2,
                                             const ostrov_sun *sun, size_t n,
                                             ostrov_irradiance *irradiance, uint8_t *status,
                                             ostrov_fault *why)
{
    const ostrov_irradiance none = {OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN};
    const ostrov_irradiance night = {0.0, 0.0, 0.0};
    ostrov_i_tilted tilted;
    if (plane == NULL || (n > 0 && (poa_w_per_m2 == NULL || sun == NULL || irradiance == NULL))) {
        return OSTROV_E_ARGUMENT;
    }
    const ostrov_status refused = take_plane(plane, &tilted, why);
    if (refused != OSTROV_OK) {
        return refused;
    }
    for (size_t i = 0; i < n; i++) {
        irradiance[i] = none;
        const ostrov_status row = back(&tilted, poa_w_per_m2[i], &sun[i], &irradiance[i]);
        int32_t value = ostrov_i_row_value(row);
        if (row == OSTROV_EMPTY && sun[i].apparent_zenith_deg >= 90.0) {
            value = OSTROV_VALUE_NIGHT;
            irradiance[i] = night;
        }
        if (status != NULL) {
            status[i] = (uint8_t)value;
        }
    }
    return OSTROV_OK;
}
