/* Light on both sides of long rows, by view factors in two dimensions: see pv_row.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/pv_row.h>

#include "pv/pv_internal.h"
#include "pv/row.h"
#include "pv/rows.h"

#define DEG OSTROV_I_DEG
#define GROUND_POINTS 100 /* the view factor of the ground is smooth between the edges' shadows */
#define MOST_ROWS 2000
#define LOWEST_SUN_DEG 85.0 /* lower, the ground between the rows gets no beam (as published) */

/* One side of the rows. */
typedef struct side {
    double tilt_deg;
    double azimuth_deg;
    double modifier;
} side;

/* Share of the sky that a point of the ground sees between the rows, x = 0 … 1 of the pitch:
 * between the upper edge of one row and the lower of the next, for all pairs that matter. */
static double ground_sees_sky(const ostrov_pv_sheds *s, double sin_tilt, double cos_tilt, double x,
                              int32_t rows)
{
    const double half = 0.5 * s->cover_ratio * s->pitch_m;
    const double dx = half * cos_tilt;
    const double dy = half * sin_tilt;
    double seen = 0.0;
    double last_low = 0.0;
    for (int32_t k = -rows; k <= rows + 1; k++) {
        const double at = (k - x) * s->pitch_m;
        const double one = ostrov_atan2(s->height_m + dy, at + dx);
        const double other = ostrov_atan2(s->height_m - dy, at - dx);
        const double low = ostrov_i_min(one, other);
        const double high = ostrov_i_max(one, other);
        if (k > -rows) { /* the gap behind the row before: from this row's high edge to its low */
            seen += ostrov_i_max(0.0, ostrov_cos(high) - ostrov_cos(last_low));
        }
        last_low = low;
    }
    return 0.5 * seen;
}

static double mean_ground_sees_sky(const ostrov_pv_sheds *s, double sin_tilt, double cos_tilt)
{
    /* Modules that stand in the ground let no light beneath them; so do those whose edge is on it.
     */
    if (0.5 * s->cover_ratio * s->pitch_m * sin_tilt >= s->height_m) {
        return 0.0;
    }
    /* Rows so far away that they stand below 5° are counted as the last. */
    const double far = s->height_m / (s->pitch_m * ostrov_tan(5.0 * DEG));
    const int32_t rows = (int32_t)ostrov_i_min(far, MOST_ROWS - 1) + 1;
    double sum = 0.0;
    for (int32_t i = 0; i < GROUND_POINTS; i++) { /* the ends are one place: trapezium = mean */
        const double x = (double)i / GROUND_POINTS;
        sum += ground_sees_sky(s, sin_tilt, cos_tilt, x, rows);
    }
    return sum / GROUND_POINTS;
}

/* Share of the ground that the beam reaches. */
static double lit_ground(const ostrov_pv_sheds *s, const side *f, double tan_sun)
{
    if (ostrov_i_abs(ostrov_atan(tan_sun)) > LOWEST_SUN_DEG * DEG) {
        return 0.0;
    }
    const double shadow = s->cover_ratio * ostrov_i_abs(ostrov_cos(f->tilt_deg * DEG) +
                                                        ostrov_sin(f->tilt_deg * DEG) * tan_sun);
    return 1.0 - ostrov_i_min(1.0, shadow);
}

static double on_side(const ostrov_pv_sheds *s, const side *f, double zenith_deg,
                      double azimuth_deg, const ostrov_irradiance *sky, double *shaded)
{
    const double c = ostrov_cos(f->tilt_deg * DEG);
    const double n = ostrov_sin(f->tilt_deg * DEG);
    const double a = 1.0 / s->cover_ratio;
    const double tan_sun =
        ostrov_cos((azimuth_deg - f->azimuth_deg) * DEG) * ostrov_tan(zenith_deg * DEG);
    const double cos_in =
        ostrov_i_cos_incidence(f->tilt_deg, f->azimuth_deg, zenith_deg, azimuth_deg);
    /* Mean over the width of what a point of the row sees of the sky and of the ground: integrals
     * of Mikofski et al. (2019), eqs. 8 and 9, in closed form. */
    const double sees_sky = 0.5 * (1.0 + a - __builtin_sqrt(a * a - 2.0 * a * c + 1.0));
    const double sees_ground = 0.5 * (1.0 + a - __builtin_sqrt(a * a + 2.0 * a * c + 1.0));
    const double beam_level = ostrov_i_max(0.0, sky->ghi_w_per_m2 - sky->dhi_w_per_m2);
    const double ground = s->albedo_ratio * (lit_ground(s, f, tan_sun) * beam_level +
                                             mean_ground_sees_sky(s, n, c) * sky->dhi_w_per_m2);
    const double reach = s->cover_ratio * (n * tan_sun + c);
    *shaded = cos_in > 0.0 ? (reach > 1.0 ? 1.0 - 1.0 / reach : 0.0) : (reach > 1.0 ? 1.0 : 0.0);
    const double beam = ostrov_i_max(0.0, cos_in) * sky->dni_w_per_m2;
    return beam * (1.0 - *shaded) * f->modifier + sees_sky * sky->dhi_w_per_m2 +
           sees_ground * ground;
}

ostrov_status ostrov_pv_sheds_defaults(ostrov_pv_sheds *sheds, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_pv_model_structures[OSTROV_I_PV_SHEDS], sheds, size);
}

ostrov_status ostrov_pv_sheds_irradiance(const ostrov_pv_sheds *sheds, double zenith_deg,
                                         double azimuth_deg, double ghi_w_per_m2,
                                         double dhi_w_per_m2, double dni_w_per_m2,
                                         double front_modifier, double back_modifier,
                                         ostrov_pv_two_sides *light, ostrov_fault *why)
{
    ostrov_pv_sheds s;
    ostrov_pv_two_sides out;
    if (light == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, "light", -1, OSTROV_I_NAN, OSTROV_I_NAN,
                              OSTROV_I_NAN);
    }
    ostrov_status status =
        ostrov_i_take_config(&ostrov_i_pv_model_structures[OSTROV_I_PV_SHEDS], sheds, &s, why);
    const struct {
        const char *name;
        double value, lo, hi;
    } limits[] = {
        {"zenith_deg", zenith_deg, 0.0, 180.0},      {"azimuth_deg", azimuth_deg, -360.0, 720.0},
        {"ghi_w_per_m2", ghi_w_per_m2, 0.0, 2000.0}, {"dhi_w_per_m2", dhi_w_per_m2, 0.0, 2000.0},
        {"dni_w_per_m2", dni_w_per_m2, 0.0, 2000.0}, {"front_modifier", front_modifier, 0.0, 1.0},
        {"back_modifier", back_modifier, 0.0, 1.0}};
    for (size_t i = 0; status == OSTROV_OK && i < sizeof limits / sizeof limits[0]; i++) {
        status = ostrov_i_within(why, limits[i].name, limits[i].value, limits[i].lo, limits[i].hi);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    const ostrov_irradiance sky = {ghi_w_per_m2, zenith_deg < 90.0 ? dni_w_per_m2 : 0.0,
                                   dhi_w_per_m2};
    const side front = {s.tilt_deg, s.azimuth_deg, front_modifier};
    const side back = {180.0 - s.tilt_deg, s.azimuth_deg + 180.0, back_modifier};
    out.front_w_per_m2 =
        on_side(&s, &front, zenith_deg, azimuth_deg, &sky, &out.front_shaded_ratio);
    out.back_w_per_m2 = on_side(&s, &back, zenith_deg, azimuth_deg, &sky, &out.back_shaded_ratio);
    out.total_w_per_m2 = out.front_w_per_m2 + out.back_w_per_m2 * s.bifacial_ratio *
                                                  (1.0 + s.shade_ratio) *
                                                  (1.0 + s.transmission_ratio);
    *light = out;
    return OSTROV_OK;
}
