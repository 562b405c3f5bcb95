/* The sunlit moments of an interval, and how light is spread over them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "interval.h"

#include "base/fields.h"

#define SECOND_US (INT64_C(1000000))
#define QUARTER_US (INT64_C(900000000))
#define DAY_US (INT64_C(86400000000))

ostrov_status ostrov_i_interval_check(int64_t start_us, int64_t step_us)
{
    if (step_us < SECOND_US || step_us > DAY_US) {
        return OSTROV_E_RANGE;
    }
    return ostrov_i_sun_time_ok(start_us) && ostrov_i_sun_time_ok(start_us + step_us)
               ? OSTROV_OK
               : OSTROV_E_TIME;
}

static int32_t up_at(ostrov_i_ephemeris *e, int64_t time_us)
{
    ostrov_sun sun;
    ostrov_i_ephemeris_at(e, time_us, &sun);
    return sun.apparent_zenith_deg < 90.0;
}

/* Where between two moments, one dark and one light, the sun passes 0°: to a quarter second in a
 * quarter hour. */
static int64_t edge_of(ostrov_i_ephemeris *e, int64_t dark_us, int64_t light_us)
{
    for (int32_t i = 0; i < 12; i++) {
        const int64_t middle = dark_us + (light_us - dark_us) / 2;
        if (up_at(e, middle)) {
            light_us = middle;
        } else {
            dark_us = middle;
        }
    }
    return light_us;
}

/* The three points of Gauss and Legendre on a sunlit piece: exact for polynomials of degree five.
 */
static void add_piece(ostrov_i_ephemeris *e, const ostrov_atmosphere *a, double linke,
                      int64_t from_us, int64_t to_us, int64_t step_us, ostrov_i_interval *interval)
{
    static const double place[3] = {0.1127016653792583, 0.5, 0.8872983346207417};
    static const double weight[3] = {5.0 / 18.0, 8.0 / 18.0, 5.0 / 18.0};
    const double length = (double)(to_us - from_us);
    for (int32_t i = 0; i < 3; i++) {
        ostrov_i_moment *m = &interval->moment[interval->count++];
        ostrov_i_ephemeris_at(e, from_us + (int64_t)(place[i] * length), &m->sun);
        m->weight = weight[i] * length / (double)step_us;
        m->cos_zenith = ostrov_i_max(0.0, ostrov_cos(m->sun.apparent_zenith_deg * OSTROV_I_DEG));
        (void)ostrov_i_clearsky_at(a, linke, &m->sun, &m->clear);
        interval->sunlit_ratio += m->weight;
        interval->clear.ghi_w_per_m2 += m->weight * m->clear.ghi_w_per_m2;
        interval->clear.dni_w_per_m2 += m->weight * m->clear.dni_w_per_m2;
        interval->clear.dhi_w_per_m2 += m->weight * m->clear.dhi_w_per_m2;
        interval->clear_beam += m->weight * m->clear.dni_w_per_m2 * m->cos_zenith;
        interval->clear_beam2 += m->weight * m->clear.dni_w_per_m2 * m->cos_zenith * m->cos_zenith;
        interval->cos_least = ostrov_i_min(interval->cos_least, m->cos_zenith);
        interval->cos_most = ostrov_i_max(interval->cos_most, m->cos_zenith);
    }
}

void ostrov_i_interval_set(ostrov_i_ephemeris *e, const ostrov_atmosphere *a, int64_t start_us,
                           int64_t step_us, ostrov_i_interval *interval)
{
    const double linke = ostrov_i_linke_on(a->linke, start_us + step_us / 2);
    const int64_t most = OSTROV_I_MOMENTS / 3;
    const int64_t wanted = (step_us + QUARTER_US - 1) / QUARTER_US;
    const int64_t pieces = wanted < most ? wanted : most;
    int64_t from = start_us;
    int32_t light = up_at(e, from);
    interval->count = 0;
    interval->reserved_ = 0;
    interval->sunlit_ratio = 0.0;
    interval->clear.ghi_w_per_m2 = 0.0;
    interval->clear.dni_w_per_m2 = 0.0;
    interval->clear.dhi_w_per_m2 = 0.0;
    interval->clear_beam = 0.0;
    interval->clear_beam2 = 0.0;
    interval->cos_least = 1.0;
    interval->cos_most = 0.0;
    for (int64_t p = 1; p <= pieces; p++) {
        const int64_t to = start_us + step_us * p / pieces;
        const int32_t was = light;
        light = up_at(e, to);
        if (was && light) {
            add_piece(e, a, linke, from, to, step_us, interval);
        } else if (light) {
            add_piece(e, a, linke, edge_of(e, from, to), to, step_us, interval);
        } else if (was) {
            add_piece(e, a, linke, from, edge_of(e, to, from), step_us, interval);
        }
        from = to;
    }
}

/* What one unit of the mean is at a moment: its clear value over the clear mean. */
static double shape(double clear, double clear_mean)
{
    return clear_mean > 0.0 ? clear / clear_mean : 1.0;
}

/* Three means tell more than the clear sky's shape: GHI less DHI is the beam on the level, and its
 * ratio to DNI is the cosine at which the beam came. The clear DNI s(t) is multiplied by 1 +
 * lean·(c − c̄), c̄ being its own mean cosine, which keeps the mean of DNI and brings that of the
 * beam on the level. A turbidity that differs by 2 from the shape's leans DNI = exp(−0.09·2/c) by
 * 0.18/c²; more than that comes from sensors that do not agree to a percent, and is not believed.
 */
void ostrov_i_interval_spread(const ostrov_i_interval *interval, const ostrov_irradiance *mean,
                              ostrov_i_spread *spread)
{
    const double clear_dni = interval->clear.dni_w_per_m2;
    const double c = clear_dni > 0.0 ? interval->clear_beam / clear_dni : 0.0;
    const double variance = clear_dni > 0.0 ? interval->clear_beam2 / clear_dni - c * c : 0.0;
    const double ghi = mean->ghi_w_per_m2;
    const int32_t no_dni = ostrov_i_nan(mean->dni_w_per_m2);
    const int32_t no_dhi = ostrov_i_nan(mean->dhi_w_per_m2);
    spread->mean = *mean;
    spread->lean = 0.0;
    spread->cos_mean = c;
    if (no_dni && no_dhi) {
        return;
    }
    if (no_dni) {
        spread->mean.dni_w_per_m2 = c > 0.0 ? ostrov_i_max(0.0, ghi - mean->dhi_w_per_m2) / c : 0.0;
    } else if (no_dhi) {
        spread->mean.dhi_w_per_m2 = ostrov_i_max(0.0, ghi - mean->dni_w_per_m2 * c);
    } else if (mean->dni_w_per_m2 > 0.0 && variance > 0.0) {
        const double reach = ostrov_i_max(interval->cos_most - c, c - interval->cos_least);
        const double most = ostrov_i_min(0.18 / (c * c), 0.9 / reach); /* no negative beam */
        const double wanted = ((ghi - mean->dhi_w_per_m2) / mean->dni_w_per_m2 - c) / variance;
        spread->lean = ostrov_i_clamp(wanted, -most, most);
    }
}

void ostrov_i_interval_light(const ostrov_i_interval *interval, int32_t index,
                             const ostrov_i_spread *spread, int32_t split, double pressure_pa,
                             ostrov_irradiance *light)
{
    const ostrov_i_moment *m = &interval->moment[index];
    const ostrov_irradiance *mean = &spread->mean;
    const double ghi =
        mean->ghi_w_per_m2 * shape(m->clear.ghi_w_per_m2, interval->clear.ghi_w_per_m2);
    if (ostrov_i_nan(mean->dni_w_per_m2)) {
        ostrov_i_split(split, ghi, m->sun.zenith_deg, m->sun.distance_au, pressure_pa, light);
        ostrov_i_bound_beam(&m->sun, m->sun.zenith_deg, light);
        return;
    }
    light->ghi_w_per_m2 = ghi;
    light->dni_w_per_m2 = mean->dni_w_per_m2 *
                          shape(m->clear.dni_w_per_m2, interval->clear.dni_w_per_m2) *
                          (1.0 + spread->lean * (m->cos_zenith - spread->cos_mean));
    light->dhi_w_per_m2 =
        mean->dhi_w_per_m2 * shape(m->clear.dhi_w_per_m2, interval->clear.dhi_w_per_m2);
}
