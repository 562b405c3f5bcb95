/* Single-axis trackers and shade between rows: see pv_row.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/pv_row.h>

#include "pv/pv_internal.h"
#include "pv/row.h"
#include "pv/rows.h"

#define DEG OSTROV_I_DEG
#define OF_RAD (1.0 / OSTROV_I_DEG)

/* Zenith of the sun in the plane across the axis (Anderson & Mikofski 2020, eq. 5). */
static double projected_zenith(double zenith_deg, double azimuth_deg, double axis_tilt_deg,
                               double axis_azimuth_deg)
{
    const double sine = ostrov_sin(zenith_deg * DEG);
    const double from_axis = (azimuth_deg - axis_azimuth_deg) * DEG;
    const double across = sine * ostrov_sin(from_axis);
    const double up = sine * ostrov_cos(from_axis) * ostrov_sin(axis_tilt_deg * DEG) +
                      ostrov_cos(zenith_deg * DEG) * ostrov_cos(axis_tilt_deg * DEG);
    return ostrov_atan2(across, up) * OF_RAD;
}

double ostrov_i_cos_incidence(double tilt_deg, double azimuth_deg, double zenith_deg,
                              double sun_azimuth_deg)
{
    const double c = ostrov_cos(tilt_deg * DEG) * ostrov_cos(zenith_deg * DEG) +
                     ostrov_sin(tilt_deg * DEG) * ostrov_sin(zenith_deg * DEG) *
                         ostrov_cos((sun_azimuth_deg - azimuth_deg) * DEG);
    return ostrov_i_clamp(c, -1.0, 1.0);
}

/* Turned back by as much as lets the shadow end at the next row's edge (Anderson & Mikofski, eq.
 * 14). */
static double backtracked(const ostrov_pv_tracker *t, double ideal_deg)
{
    const double distance = 1.0 / (t->cover_ratio * ostrov_cos(t->cross_axis_deg * DEG));
    const double reach = ostrov_i_abs(distance * ostrov_cos((ideal_deg - t->cross_axis_deg) * DEG));
    if (reach >= 1.0) {
        return ideal_deg;
    }
    const double back_deg = ostrov_acos(reach) * OF_RAD;
    return ideal_deg > 0.0 ? ideal_deg - back_deg : ideal_deg + back_deg;
}

/* The plane of a tracker turned by a rotation: its normal turned about the axis. */
static void orient(const ostrov_pv_tracker *t, double rotation_deg, ostrov_pv_plane *plane)
{
    const double sin_turn = ostrov_sin(rotation_deg * DEG);
    const double cos_turn = ostrov_cos(rotation_deg * DEG);
    const double sin_axis = ostrov_sin(t->axis_azimuth_deg * DEG);
    const double cos_axis = ostrov_cos(t->axis_azimuth_deg * DEG);
    const double lean = ostrov_sin(t->axis_tilt_deg * DEG);
    const double east = sin_turn * cos_axis + cos_turn * lean * sin_axis;
    const double north = cos_turn * lean * cos_axis - sin_turn * sin_axis;
    const double cos_tilt = cos_turn * ostrov_cos(t->axis_tilt_deg * DEG);
    plane->rotation_deg = rotation_deg;
    plane->tilt_deg = ostrov_acos(ostrov_i_clamp(cos_tilt, -1.0, 1.0)) * OF_RAD;
    double azimuth =
        plane->tilt_deg == 0.0 ? t->axis_azimuth_deg - 90.0 : ostrov_atan2(east, north) * OF_RAD;
    azimuth += azimuth < 0.0 ? 360.0 : 0.0;
    plane->azimuth_deg = azimuth >= 360.0 ? azimuth - 360.0 : azimuth;
}

int32_t ostrov_i_tracker_plane(const ostrov_pv_tracker *t, double zenith_deg, double azimuth_deg,
                               ostrov_pv_plane *plane)
{
    const int32_t down = zenith_deg > 90.0;
    double turn = 0.0;
    if (!down) {
        turn = projected_zenith(zenith_deg, azimuth_deg, t->axis_tilt_deg, t->axis_azimuth_deg);
        turn = t->backtrack ? backtracked(t, turn) : turn;
        turn = ostrov_i_clamp(turn, -t->max_angle_deg, t->max_angle_deg);
    }
    orient(t, turn, plane);
    plane->incidence_deg = ostrov_acos(ostrov_i_cos_incidence(plane->tilt_deg, plane->azimuth_deg,
                                                              zenith_deg, azimuth_deg)) *
                           OF_RAD;
    return !down;
}

static ostrov_status check_sun(double zenith_deg, double azimuth_deg, ostrov_fault *why)
{
    const ostrov_status status = ostrov_i_within(why, "zenith_deg", zenith_deg, 0.0, 180.0);
    return status == OSTROV_OK ? ostrov_i_within(why, "azimuth_deg", azimuth_deg, -360.0, 720.0)
                               : status;
}

ostrov_status ostrov_pv_tracker_defaults(ostrov_pv_tracker *tracker, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_pv_model_structures[OSTROV_I_PV_TRACKER], tracker, size);
}

ostrov_status ostrov_pv_track(const ostrov_pv_tracker *tracker, double apparent_zenith_deg,
                              double azimuth_deg, ostrov_pv_plane *plane, ostrov_fault *why)
{
    ostrov_pv_tracker t;
    if (plane == NULL) {
        return ostrov_i_no_pointer(why, "plane");
    }
    ostrov_status status =
        ostrov_i_take_config(&ostrov_i_pv_model_structures[OSTROV_I_PV_TRACKER], tracker, &t, why);
    status = status == OSTROV_OK ? check_sun(apparent_zenith_deg, azimuth_deg, why) : status;
    if (status != OSTROV_OK) {
        return status;
    }
    return ostrov_i_tracker_plane(&t, apparent_zenith_deg, azimuth_deg, plane) ? OSTROV_OK
                                                                               : OSTROV_EMPTY;
}

ostrov_status ostrov_pv_masking_angle(double tilt_deg, double cover_ratio, double *angle_deg,
                                      ostrov_fault *why)
{
    if (angle_deg == NULL) {
        return ostrov_i_no_pointer(why, "angle_deg");
    }
    ostrov_status status = ostrov_i_within(why, "tilt_deg", tilt_deg, 0.0, 90.0);
    status = status == OSTROV_OK ? ostrov_i_within(why, "cover_ratio", cover_ratio, 0.001, 0.999999)
                                 : status;
    if (status != OSTROV_OK) {
        return status;
    }
    if (tilt_deg == 0.0) {
        *angle_deg = 0.0;
        return OSTROV_OK;
    }
    /* Passias & Källbäck (1984), eq. 13: the mean over the width of the row. */
    const double x = 1.0 / cover_ratio;
    const double s = ostrov_sin(tilt_deg * DEG);
    const double c = ostrov_cos(tilt_deg * DEG);
    const double ahead = x * c - 1.0;
    const double mean = -0.5 * x * s * ostrov_log(x * x + 1.0 - 2.0 * x * c) +
                        ahead * ostrov_atan(ahead / (x * s)) - ahead * ostrov_atan(c / s) +
                        x * s * ostrov_log(x);
    *angle_deg = mean * OF_RAD;
    return OSTROV_OK;
}

ostrov_status ostrov_pv_masked_sky(double angle_deg, double *lost_ratio, ostrov_fault *why)
{
    if (lost_ratio == NULL) {
        return ostrov_i_no_pointer(why, "lost_ratio");
    }
    const ostrov_status status = ostrov_i_within(why, "angle_deg", angle_deg, 0.0, 180.0);
    if (status == OSTROV_OK) {
        const double s = ostrov_sin(0.5 * angle_deg * DEG);
        *lost_ratio = s * s;
    }
    return status;
}

ostrov_status ostrov_pv_shaded_rows(double zenith_deg, double azimuth_deg, double axis_azimuth_deg,
                                    double axis_tilt_deg, double rotation_deg, double width_m,
                                    double pitch_m, double cross_axis_deg, double *shaded_ratio,
                                    ostrov_fault *why)
{
    if (shaded_ratio == NULL) {
        return ostrov_i_no_pointer(why, "shaded_ratio");
    }
    ostrov_status status = check_sun(zenith_deg, azimuth_deg, why);
    const struct {
        const char *name;
        double value, lo, hi;
    } limits[] = {{"axis_azimuth_deg", axis_azimuth_deg, -360.0, 720.0},
                  {"axis_tilt_deg", axis_tilt_deg, 0.0, 90.0},
                  {"rotation_deg", rotation_deg, -180.0, 180.0},
                  {"width_m", width_m, 1e-6, 1e6},
                  {"pitch_m", pitch_m, 1e-6, 1e6},
                  {"cross_axis_deg", cross_axis_deg, -80.0, 80.0}};
    for (size_t i = 0; status == OSTROV_OK && i < sizeof limits / sizeof limits[0]; i++) {
        status = ostrov_i_within(why, limits[i].name, limits[i].value, limits[i].lo, limits[i].hi);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    /* Anderson & Jensen (2024), eq. 18, both rows at one rotation. */
    const double sun_deg =
        projected_zenith(zenith_deg, azimuth_deg, axis_tilt_deg, axis_azimuth_deg);
    const double facing = ostrov_i_abs(ostrov_cos((rotation_deg - sun_deg) * DEG));
    const double apart = pitch_m / width_m * ostrov_cos((sun_deg - cross_axis_deg) * DEG) /
                         ostrov_cos(cross_axis_deg * DEG);
    /* Sun along the modules: facing is 0 and only rows that stand one behind the other shade. */
    const double lit = facing > 0.0 ? apart / facing : (apart > 0.0 ? 1.0 : 0.0);
    *shaded_ratio = ostrov_i_clamp(1.0 - lit, 0.0, 1.0);
    return OSTROV_OK;
}
