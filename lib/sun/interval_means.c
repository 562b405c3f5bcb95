/* Means over intervals for callers: the sun's, a plane's, and finer ones.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "interval.h"

#include "base/fields.h"

/* What the three functions share: a place with its air. */
struct sight {
    ostrov_atmosphere air;
    ostrov_i_ephemeris ephemeris;
};

static ostrov_status bad_step(int64_t step_us, ostrov_fault *why)
{
    return ostrov_i_fault(why, OSTROV_E_RANGE, NULL, "step_us", -1, (double)step_us, 1e6, 86400e6);
}

static ostrov_status open_sight(const ostrov_atmosphere *atmosphere, const ostrov_place *place,
                                struct sight *s, ostrov_fault *why)
{
    ostrov_i_observer observer;
    ostrov_status status = ostrov_i_take_atmosphere(atmosphere, &s->air, why);
    if (status == OSTROV_OK && s->air.model == OSTROV_CLEARSKY_HAURWITZ) {
        status = ostrov_i_fault(why, OSTROV_E_RANGE, "ostrov_atmosphere", "model", -1,
                                (double)s->air.model, OSTROV_I_NAN, OSTROV_I_NAN);
    }
    if (status == OSTROV_OK) {
        status =
            ostrov_i_named(ostrov_i_observer_set(place, &observer), OSTROV_I_PLACE, place, why);
    }
    if (status == OSTROV_OK) {
        ostrov_i_air_complete(&s->air, place->altitude_m);
        ostrov_i_ephemeris_set(&s->ephemeris, &observer);
    }
    return status;
}

ostrov_status ostrov_sun_interval(const ostrov_atmosphere *atmosphere, const ostrov_place *place,
                                  int64_t start_us, int64_t step_us, ostrov_sun_mean *mean,
                                  ostrov_fault *why)
{
    struct sight s;
    ostrov_i_interval interval;
    if (atmosphere == NULL || place == NULL || mean == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    ostrov_status status = open_sight(atmosphere, place, &s, why);
    if (status == OSTROV_OK) {
        status = ostrov_i_interval_check(start_us, step_us);
        if (status == OSTROV_E_TIME) {
            status = ostrov_i_bad_time(start_us, "start_us", why);
        } else if (status != OSTROV_OK) {
            status = bad_step(step_us, why);
        }
    }
    if (status != OSTROV_OK) {
        return status;
    }
    ostrov_i_interval_set(&s.ephemeris, &s.air, start_us, step_us, &interval);
    double cosine = 0.0;
    double extra = 0.0;
    for (int32_t i = 0; i < interval.count; i++) {
        const ostrov_i_moment *m = &interval.moment[i];
        cosine += m->weight * m->cos_zenith;
        extra += m->weight * m->cos_zenith * ostrov_i_extra_w_per_m2(m->sun.distance_au);
    }
    mean->sunlit_s = interval.sunlit_ratio * (double)step_us * 1e-6;
    mean->cos_zenith_ratio = interval.count > 0 ? cosine / interval.sunlit_ratio : 0.0;
    mean->extra_w_per_m2 = extra;
    mean->clear_ghi_w_per_m2 = interval.clear.ghi_w_per_m2;
    mean->clear_dni_w_per_m2 = interval.clear.dni_w_per_m2;
    mean->clear_dhi_w_per_m2 = interval.clear.dhi_w_per_m2;
    return OSTROV_OK;
}

/* Light without sun, such as twilight: even from all the sky. */
static void even_light(const ostrov_i_tilted *p, const ostrov_irradiance *mean,
                       ostrov_plane_irradiance *to)
{
    to->sky_w_per_m2 = mean->ghi_w_per_m2 * 0.5 * (1.0 + p->cos_tilt);
    to->ground_w_per_m2 = mean->ghi_w_per_m2 * p->albedo_ratio * 0.5 * (1.0 - p->cos_tilt);
    to->total_w_per_m2 = to->sky_w_per_m2 + to->ground_w_per_m2;
    to->beam_w_per_m2 = 0.0;
    to->circumsolar_w_per_m2 = 0.0;
    to->horizon_w_per_m2 = 0.0;
    to->incidence_deg = OSTROV_I_NAN;
}

/* In an hour with a minute of sun most light may be twilight, or of a clock that is wrong. What is
 * more than three times the clear sky's light (haze by which the shape was chosen wrongly explains
 * two) did not come in that minute. */
static double without_sun(const ostrov_i_interval *interval, const ostrov_irradiance *mean)
{
    const double most = 3.0 * interval->clear.ghi_w_per_m2;
    double diffuse = mean->ghi_w_per_m2;
    if (!ostrov_i_nan(mean->dhi_w_per_m2)) {
        diffuse = mean->dhi_w_per_m2;
    } else if (!ostrov_i_nan(mean->dni_w_per_m2) && interval->clear.dni_w_per_m2 > 0.0) {
        diffuse -= mean->dni_w_per_m2 * interval->clear_beam / interval->clear.dni_w_per_m2;
    }
    return ostrov_i_max(0.0, diffuse - most);
}

static void integrate(const ostrov_i_tilted *p, const ostrov_i_interval *interval,
                      const ostrov_irradiance *mean, int32_t split, double pressure_pa,
                      ostrov_plane_irradiance *to)
{
    const ostrov_plane_irradiance zero = {0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0};
    double cosine = 0.0;
    double beam = 0.0;
    ostrov_i_spread spread;
    ostrov_i_interval_spread(interval, mean, &spread);
    *to = zero;
    for (int32_t i = 0; i < interval->count; i++) {
        const ostrov_i_moment *m = &interval->moment[i];
        ostrov_irradiance light;
        ostrov_i_plane on;
        ostrov_i_interval_light(interval, i, &spread, split, pressure_pa, &light);
        ostrov_i_on_plane(p, &light, &m->sun, &on);
        to->beam_w_per_m2 += m->weight * on.beam_w_per_m2;
        to->sky_w_per_m2 += m->weight * on.sky_w_per_m2;
        to->circumsolar_w_per_m2 += m->weight * on.circumsolar_w_per_m2;
        to->horizon_w_per_m2 += m->weight * on.horizon_w_per_m2;
        to->ground_w_per_m2 += m->weight * on.ground_w_per_m2;
        cosine += m->weight * light.dni_w_per_m2 * on.cos_incidence;
        beam += m->weight * light.dni_w_per_m2;
    }
    to->total_w_per_m2 = to->beam_w_per_m2 + to->sky_w_per_m2 + to->ground_w_per_m2;
    to->incidence_deg = beam > 0.0
                            ? ostrov_acos(ostrov_i_clamp(cosine / beam, -1.0, 1.0)) / OSTROV_I_DEG
                            : OSTROV_I_NAN;
}

/* DNI or DHI of a row: NaN when it is not known. */
static double optional(const double *column, size_t i)
{
    return column == NULL ? OSTROV_I_NAN : column[i];
}

static ostrov_status check_optional(double w_per_m2)
{
    return ostrov_i_nan(w_per_m2) ? OSTROV_OK : ostrov_i_check_light(w_per_m2);
}

static int32_t mean_row(struct sight *s, const ostrov_i_tilted *p, const ostrov_mean_columns *means,
                        size_t i, int32_t split, ostrov_plane_irradiance *to)
{
    ostrov_i_interval interval;
    const ostrov_irradiance mean = {means->ghi_w_per_m2[i], optional(means->dni_w_per_m2, i),
                                    optional(means->dhi_w_per_m2, i)};
    ostrov_status row = ostrov_i_interval_check(means->start_us[i], means->step_us);
    if (row == OSTROV_OK) {
        row = ostrov_i_check_light(mean.ghi_w_per_m2);
    }
    if (row == OSTROV_OK) {
        row = check_optional(mean.dni_w_per_m2);
    }
    if (row == OSTROV_OK) {
        row = check_optional(mean.dhi_w_per_m2);
    }
    if (row != OSTROV_OK) {
        return ostrov_i_row_value(row);
    }
    ostrov_i_interval_set(&s->ephemeris, &s->air, means->start_us[i], means->step_us, &interval);
    if (interval.count == 0 || interval.clear.ghi_w_per_m2 <= 0.0) {
        even_light(p, &mean, to);
        return OSTROV_VALUE_NIGHT;
    }
    const double apart = without_sun(&interval, &mean);
    const ostrov_irradiance twilight = {apart, 0.0, apart};
    const ostrov_irradiance sunlit = {ostrov_i_max(0.0, mean.ghi_w_per_m2 - apart),
                                      mean.dni_w_per_m2, mean.dhi_w_per_m2 - apart};
    integrate(p, &interval, &sunlit, split, s->air.pressure_pa, to);
    if (apart > 0.0) {
        ostrov_plane_irradiance even;
        even_light(p, &twilight, &even);
        to->sky_w_per_m2 += even.sky_w_per_m2;
        to->ground_w_per_m2 += even.ground_w_per_m2;
        to->total_w_per_m2 += even.total_w_per_m2;
    }
    return OSTROV_VALUE_OK;
}

ostrov_status ostrov_irradiance_mean_on_plane_n(const ostrov_plane *plane,
                                                const ostrov_atmosphere *atmosphere,
                                                const ostrov_place *place,
                                                const ostrov_mean_columns *means, int32_t split,
                                                ostrov_plane_irradiance *on_plane, uint8_t *status,
                                                ostrov_fault *why)
{
    const ostrov_plane_irradiance none = {OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN,
                                          OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN};
    struct sight s;
    ostrov_plane full;
    ostrov_i_tilted tilted;
    if (plane == NULL || atmosphere == NULL || place == NULL || means == NULL || means->count < 0 ||
        (means->count > 0 &&
         (means->start_us == NULL || means->ghi_w_per_m2 == NULL || on_plane == NULL))) {
        return OSTROV_E_ARGUMENT;
    }
    if (split < OSTROV_SPLIT_ERBS || split > OSTROV_SPLIT_LOUCHE) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, NULL, "split", -1, split, OSTROV_SPLIT_ERBS,
                              OSTROV_SPLIT_LOUCHE);
    }
    if (ostrov_i_interval_check(0, means->step_us) != OSTROV_OK) {
        return bad_step(means->step_us, why);
    }
    ostrov_status refused = ostrov_i_take_plane(plane, &full, why);
    if (refused == OSTROV_OK) {
        refused = open_sight(atmosphere, place, &s, why);
    }
    if (refused != OSTROV_OK) {
        return refused;
    }
    ostrov_i_plane_set(&full, &tilted);
    for (size_t i = 0; i < (size_t)means->count; i++) {
        on_plane[i] = none;
        const int32_t value = mean_row(&s, &tilted, means, i, split, &on_plane[i]);
        if (status != NULL) {
            status[i] = (uint8_t)value;
        }
    }
    return OSTROV_OK;
}

/* The clear sky's mean GHI in each part; gives their sum. */
static double part_shapes(struct sight *s, int64_t start_us, int64_t step_us, int32_t parts,
                          double *shape)
{
    ostrov_i_interval interval;
    double sum = 0.0;
    for (int32_t k = 0; k < parts; k++) {
        const int64_t from = start_us + step_us * k / parts;
        const int64_t to = start_us + step_us * (k + 1) / parts;
        ostrov_i_interval_set(&s->ephemeris, &s->air, from, to - from, &interval);
        shape[k] = interval.clear.ghi_w_per_m2;
        sum += shape[k];
    }
    return sum;
}

static int32_t refine_row(struct sight *s, int64_t start_us, int64_t step_us, int32_t parts,
                          double mean, double *fine)
{
    const ostrov_status row = ostrov_i_interval_check(start_us, step_us);
    int32_t value = ostrov_i_row_value(row);
    if (ostrov_i_nan(mean)) {
        value = OSTROV_VALUE_UNKNOWN;
    } else if (row == OSTROV_OK && !(mean >= 0.0 && mean <= 1e9)) {
        value = OSTROV_VALUE_RANGE;
    }
    if (value != OSTROV_VALUE_OK) {
        for (int32_t k = 0; k < parts; k++) {
            fine[k] = OSTROV_I_NAN;
        }
        return value;
    }
    const double sum = part_shapes(s, start_us, step_us, parts, fine);
    for (int32_t k = 0; k < parts; k++) {
        fine[k] = sum > 0.0 ? mean * (fine[k] / sum * parts) : mean;
    }
    return sum > 0.0 ? OSTROV_VALUE_OK : OSTROV_VALUE_NIGHT;
}

ostrov_status ostrov_irradiance_refine_n(const ostrov_atmosphere *atmosphere,
                                         const ostrov_place *place, const int64_t *start_us,
                                         int64_t step_us, size_t n, int32_t parts,
                                         const double *mean, double *fine, uint8_t *status,
                                         ostrov_fault *why)
{
    struct sight s;
    if (atmosphere == NULL || place == NULL ||
        (n > 0 && (start_us == NULL || mean == NULL || fine == NULL))) {
        return OSTROV_E_ARGUMENT;
    }
    if (parts < 1 || parts > 60) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, NULL, "parts", -1, parts, 1, 60);
    }
    if (ostrov_i_interval_check(0, step_us) != OSTROV_OK) {
        return bad_step(step_us, why);
    }
    const ostrov_status refused = open_sight(atmosphere, place, &s, why);
    if (refused != OSTROV_OK) {
        return refused;
    }
    for (size_t i = 0; i < n; i++) {
        const int32_t value =
            refine_row(&s, start_us[i], step_us, parts, mean[i], fine + i * (size_t)parts);
        if (status != NULL) {
            status[i] = (uint8_t)value;
        }
    }
    return OSTROV_OK;
}
