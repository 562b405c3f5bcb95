/* Where the modules look and how the clock runs, from power alone.
 *
 * The chain under a clear sky is fitted to the moments kept, with five unknowns: gain, change of
 * power per degree, tilt, azimuth, clock. Gauss–Newton with the weights of a Cauchy distribution
 * whose width falls from 20 % to 3 % of the largest power: clouds, curtailment and stuck meters end
 * up without weight. The change per degree stands for all that flattens a plant's noon (mounting,
 * ageing): left out, it bends the tilt.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plant_internal.h"

#include "base/fields.h"

enum { GAIN = 0, WARMTH = 1, TILT = 2, AZIMUTH = 3, CLOCK = 4, UNKNOWNS = 5, STARTS = 5 };

/* Differences for derivatives; the most one round may move; bounds. Warmth in 1/1000 K. */
static const double step_of[UNKNOWNS] = {0.01, 0.2, 0.3, 0.3, 30.0};
static const double most_of[UNKNOWNS] = {0.15, 1.0, 6.0, 8.0, 300.0};
static const double low_of[UNKNOWNS] = {0.02, -20.0, 0.5, -360.0, -7200.0};
static const double high_of[UNKNOWNS] = {3.0, -1.0, 89.0, 720.0, 7200.0};

/* Moments a quarter hour apart err together: this many count as one. */
static const double alike = 10.0;

typedef struct fit {
    ostrov_forecast_plant *p;
    int32_t every; /* 1 = all moments, 4 = each fourth */
    double largest_w;
} fit;

typedef struct solution {
    double x[UNKNOWNS];
    double cost;
    double sigma[UNKNOWNS];
} solution;

/* Sums of one round. */
typedef struct normal {
    double a[UNKNOWNS][UNKNOWNS];
    double b[UNKNOWNS];
    double cost, weight;
} normal;

/* Air where it was not measured: the year of its latitude. Left out, summers are as warm as
 * winters, and a plane that turns away from the high sun stands in for the heat. Mean and swing of
 * the zonal mean, warmest a month after the solstice (North & Coakley 1979, J. Atmos. Sci.
 * 36:1189). The day has no hours: afternoons are warmer than mornings and windier too, and what is
 * left of both turned the planes of measured plants to the west. */
static double air_c(const ostrov_i_plant *plant, const ostrov_i_moment *m)
{
    if (!ostrov_i_nan((double)m->temperature_c)) {
        return (double)m->temperature_c;
    }
    const double year_s = 31556952.0;
    const double warmest_s = 201.0 * 86400.0; /* 21 July 1970; time is counted from January */
    const double north = ostrov_sin(plant->config.latitude_deg * OSTROV_I_DEG);
    const double season =
        ostrov_cos(360.0 * OSTROV_I_DEG * ((double)m->time_s - warmest_s) / year_s);
    return 28.9 - 42.0 * north * north + 15.5 * north * season;
}

/* Wind where it was not measured: between what is seen at modules by day (1.7 m/s) and 10 m over
 * land (3.3 m/s; Archer & Jacobson 2005, J. Geophys. Res. 110:D12110). */
static const double wind_by_day_m_per_s = 2.5;

/* A plant with the unknowns put in. */
static void put(const ostrov_forecast_plant *p, const double x[UNKNOWNS], ostrov_i_plant *plant)
{
    *plant = p->sheet;
    double azimuth = x[AZIMUTH];
    azimuth -= azimuth >= 360.0 ? 360.0 : (azimuth < 0.0 ? -360.0 : 0.0);
    plant->config.tilt_deg = x[TILT];
    plant->config.azimuth_deg = azimuth;
    plant->config.power_coefficient_per_c = 0.001 * x[WARMTH];
    ostrov_i_tilted_turn(&plant->array.tilted, x[TILT], azimuth);
}

static double chain_w(const ostrov_i_plant *plant, const ostrov_i_moment *m, const ostrov_sun *sun)
{
    if (sun->apparent_zenith_deg >= 90.0) {
        return 0.0;
    }
    ostrov_i_sky sky;
    ostrov_i_sky_standard(&sky);
    sky.temperature_c = air_c(plant, m);
    sky.wind_m_per_s =
        ostrov_i_nan((double)m->wind_m_per_s) ? wind_by_day_m_per_s : (double)m->wind_m_per_s;
    ostrov_i_sky_clear(&plant->place, sun, &sky.irradiance);
    return ostrov_i_plant_power_w(plant, sun, &sky);
}

static void sun_at(ostrov_i_ephemeris *e, const ostrov_forecast_plant *p, const ostrov_i_moment *m,
                   double clock_s, ostrov_sun *sun)
{
    ostrov_i_ephemeris_at(
        e, m->time_s * 1000000 + (int64_t)p->step_s * 500000 + (int64_t)(clock_s * 1e6), sun);
}

/* The i-th of the moments kept, the oldest first. */
static ostrov_i_moment *ring_at(ostrov_forecast_plant *p, int32_t i)
{
    const int32_t oldest = p->ring_held < p->ring_count ? 0 : p->ring_next;
    return &p->ring[(oldest + i) % p->ring_count];
}

/* The second highest power at a moment's time of day within ten days, its own among them; without
 * two others it is not known what the hour can give. */
static double near_second_w(ostrov_forecast_plant *p, int32_t at)
{
    const int64_t day_s = 86400;
    const int64_t now_s = ring_at(p, at)->time_s;
    double best = (double)ring_at(p, at)->power_w;
    double second = 0.0;
    int32_t others = 0;
    for (int32_t way = -1; way <= 1; way += 2) {
        for (int32_t i = at + way; i >= 0 && i < p->ring_held; i += way) {
            const ostrov_i_moment *m = ring_at(p, i);
            const int64_t apart_s = way * (m->time_s - now_s);
            if (apart_s > 10 * day_s) {
                break;
            }
            const int64_t off_s = (apart_s + day_s / 2) % day_s - day_s / 2;
            if (2 * off_s < p->step_s && -2 * off_s < p->step_s) {
                const double w = (double)m->power_w;
                second = ostrov_i_max(second, ostrov_i_min(w, best));
                best = ostrov_i_max(best, w);
                others++;
            }
        }
    }
    return others >= 2 ? second : __builtin_inf();
}

/* Smooth is an overcast sky too, and a hazy one. A clear moment gives what its hour gives on the
 * best days around it, but one: clear skies show as the upper edge of power (Meyers et al. 2020,
 * IEEE J. Photovolt. 10:546). 15 % are haze and wind. */
static void mark_clear(ostrov_forecast_plant *p)
{
    for (int32_t i = 0; i < p->ring_held; i++) {
        ostrov_i_moment *m = ring_at(p, i);
        m->clear = (double)m->power_w >= 0.85 * near_second_w(p, i);
    }
}

/* Sums over the moments at x with Cauchy weights of width scale. */
static void sums(const fit *f, const double x[UNKNOWNS], double scale, normal *n)
{
    ostrov_i_plant plant[UNKNOWNS];
    ostrov_i_ephemeris now, later;
    ostrov_forecast_plant *p = f->p;
    *n = (normal){0};
    for (int32_t k = 0; k < UNKNOWNS; k++) {
        double y[UNKNOWNS];
        for (int32_t j = 0; j < UNKNOWNS; j++) {
            y[j] = x[j] + (j == k && k != GAIN && k != CLOCK ? step_of[k] : 0.0);
        }
        put(p, y, &plant[k]); /* those of GAIN and CLOCK are at x itself */
    }
    ostrov_i_ephemeris_set(&now, &p->plant.place.observer);
    ostrov_i_ephemeris_set(&later, &p->plant.place.observer);
    for (int32_t i = 0; i < p->ring_held; i += f->every) {
        const ostrov_i_moment *m = ring_at(p, i);
        ostrov_sun sun, moved;
        if (!m->clear) {
            continue;
        }
        sun_at(&now, p, m, x[CLOCK], &sun);
        const double here = chain_w(&plant[GAIN], m, &sun);
        double slope[UNKNOWNS] = {here / f->largest_w, 0.0, 0.0, 0.0, 0.0};
        for (int32_t k = WARMTH; k <= AZIMUTH; k++) {
            slope[k] = x[GAIN] * (chain_w(&plant[k], m, &sun) - here) / (step_of[k] * f->largest_w);
        }
        if (p->clock_sigma_s > 0.0) {
            sun_at(&later, p, m, x[CLOCK] + step_of[CLOCK], &moved);
            slope[CLOCK] = x[GAIN] * (chain_w(&plant[CLOCK], m, &moved) - here) /
                           (step_of[CLOCK] * f->largest_w);
        }
        const double error = ((double)m->power_w - x[GAIN] * here) / f->largest_w;
        const double square = error * error / (scale * scale);
        const double weight = 1.0 / (1.0 + square);
        n->cost +=
            scale * scale * ostrov_log(1.0 + square); /* as squares of errors, like the prior */
        n->weight += weight;
        for (int32_t k = 0; k < UNKNOWNS; k++) {
            n->b[k] += weight * slope[k] * error;
            for (int32_t j = 0; j <= k; j++) {
                n->a[k][j] += weight * slope[k] * slope[j];
            }
        }
    }
}

static void hold(normal *n, int32_t k, double from, double per_square)
{
    n->a[k][k] += per_square;
    n->b[k] -= per_square * from;
    n->cost += per_square * from * from;
}

/* What is believed before the data: the clock and the data sheet are right within their sigmas. */
static void prior(const fit *f, const double x[UNKNOWNS], double scale, normal *n)
{
    const ostrov_forecast_plant *p = f->p;
    const double noise = scale * scale * alike;
    const double clock = p->clock_sigma_s;
    const double plane = p->plane_sigma_deg;
    hold(n, CLOCK, x[CLOCK], clock > 0.0 ? noise / (clock * clock) : 1.0);
    if (plane < 90.0) {
        double turn = x[AZIMUTH] - p->sheet.config.azimuth_deg;
        turn -= turn > 180.0 ? 360.0 : (turn < -180.0 ? -360.0 : 0.0);
        hold(n, TILT, x[TILT] - p->sheet.config.tilt_deg, noise / (plane * plane));
        hold(n, AZIMUTH, turn, noise / (plane * plane));
    }
}

/* Cholesky in place; 0 when the matrix is not positive. */
static int32_t factor(double a[UNKNOWNS][UNKNOWNS])
{
    for (int32_t k = 0; k < UNKNOWNS; k++) {
        for (int32_t j = 0; j <= k; j++) {
            double sum = a[k][j];
            for (int32_t i = 0; i < j; i++) {
                sum -= a[k][i] * a[j][i];
            }
            if (j < k) {
                a[k][j] = sum / a[j][j];
            } else if (sum > 0.0) {
                a[k][k] = __builtin_sqrt(sum);
            } else {
                return 0;
            }
        }
    }
    return 1;
}

static void substitute(double a[UNKNOWNS][UNKNOWNS], double b[UNKNOWNS])
{
    for (int32_t k = 0; k < UNKNOWNS; k++) {
        for (int32_t j = 0; j < k; j++) {
            b[k] -= a[k][j] * b[j];
        }
        b[k] /= a[k][k];
    }
    for (int32_t k = UNKNOWNS - 1; k >= 0; k--) {
        for (int32_t j = k + 1; j < UNKNOWNS; j++) {
            b[k] -= a[j][k] * b[j];
        }
        b[k] /= a[k][k];
    }
}

/* One round; 0 when the moments do not tell the unknowns. */
static int32_t improve(const fit *f, double scale, solution *s)
{
    normal n;
    sums(f, s->x, scale, &n);
    prior(f, s->x, scale, &n);
    for (int32_t k = 0; k < UNKNOWNS; k++) {
        n.a[k][k] *= 1.001; /* Levenberg's damping, small */
        n.a[k][k] += 1e-12;
    }
    if (!factor(n.a)) {
        return 0;
    }
    substitute(n.a, n.b);
    for (int32_t k = 0; k < UNKNOWNS; k++) {
        s->x[k] = ostrov_i_clamp(s->x[k] + ostrov_i_clamp(n.b[k], -most_of[k], most_of[k]),
                                 low_of[k], high_of[k]);
    }
    s->cost = n.cost;
    return 1;
}

static const double scale_least = 0.03;

static int32_t solve(const fit *f, double scale, int32_t rounds, solution *s)
{
    int32_t good = 1;
    double width = scale;
    for (int32_t i = 0; i < rounds && good; i++) {
        good = improve(f, width, s);
        width = ostrov_i_max(0.8 * width, scale_least);
    }
    return good;
}

/* Standard deviations at the solution. */
static int32_t uncertain(const fit *f, solution *s)
{
    normal n;
    sums(f, s->x, scale_least, &n);
    prior(f, s->x, scale_least, &n);
    if (!factor(n.a)) {
        return 0;
    }
    for (int32_t k = 0; k < UNKNOWNS; k++) {
        double unit[UNKNOWNS] = {0.0};
        unit[k] = 1.0;
        substitute(n.a, unit);
        s->sigma[k] = scale_least * __builtin_sqrt(alike * unit[k]);
    }
    s->cost = n.cost;
    return 1;
}

/* Median of the absolute errors of the clear moments, by counting into bins of a thousandth. */
static double misfit(const fit *f, const solution *s)
{
    enum { BINS = 512 };
    int32_t bin[BINS] = {0};
    const ostrov_forecast_plant *p = f->p;
    ostrov_i_plant plant;
    ostrov_i_ephemeris e;
    put(p, s->x, &plant);
    ostrov_i_ephemeris_set(&e, &p->plant.place.observer);
    int32_t count = 0;
    for (int32_t i = 0; i < p->ring_held; i++) {
        const ostrov_i_moment *m = ring_at(f->p, i);
        if (m->clear) {
            ostrov_sun sun;
            sun_at(&e, p, m, s->x[CLOCK], &sun);
            const double error =
                ostrov_i_abs((double)m->power_w - s->x[GAIN] * chain_w(&plant, m, &sun)) /
                f->largest_w;
            bin[(int32_t)ostrov_i_min(error * 1000.0, (double)(BINS - 1))]++;
            count++;
        }
    }
    int32_t below = 0;
    int32_t at = 0;
    while (at < BINS - 1 && (below += bin[at]) * 2 < count) {
        at++;
    }
    return ((double)at + 0.5) / 1000.0;
}

/* Where a search begins: the plant as it is believed to be, then four corners of the sky. */
static void start_at(const ostrov_forecast_plant *p, int32_t start, solution *s)
{
    const ostrov_pv_config *c = start == 0 ? &p->plant.config : &p->sheet.config;
    s->x[GAIN] = ostrov_i_clamp(p->gain.slow, 0.2, 1.5);
    s->x[WARMTH] =
        ostrov_i_clamp(1000.0 * c->power_coefficient_per_c, low_of[WARMTH], high_of[WARMTH]);
    s->x[TILT] = start == 0 ? ostrov_i_clamp(c->tilt_deg, low_of[TILT], high_of[TILT]) : 30.0;
    s->x[AZIMUTH] = start == 0 ? c->azimuth_deg : 90.0 * (double)start - 45.0;
    s->x[CLOCK] = start == 0 ? p->clock_s : 0.0;
}

static void take_over(ostrov_forecast_plant *p, const solution *s, double misfit_ratio)
{
    put(p, s->x, &p->plant);
    p->clock_s = s->x[CLOCK];
    p->tilt_sigma_deg = s->sigma[TILT];
    p->azimuth_sigma_deg = s->sigma[AZIMUTH];
    p->clock_is_s = p->clock_sigma_s > 0.0 ? s->sigma[CLOCK] : 0.0;
    p->misfit_ratio = misfit_ratio;
    ostrov_i_fp_gain_start(&p->gain);
    p->gain.slow = s->x[GAIN];
    p->gain.p_ss = s->sigma[GAIN] * s->sigma[GAIN];
    p->clean = s->x[GAIN];
    p->calibrations++;
}

ostrov_status ostrov_forecast_plant_calibrate(ostrov_forecast_plant *plant)
{
    const int32_t fewest = 200;
    const double worst_deg = 5.0;
    ostrov_forecast_plant *p = plant;
    if (p == NULL || p->magic != OSTROV_I_FP_MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    if (p->ring_held < fewest) {
        return OSTROV_EMPTY;
    }
    mark_clear(p);
    fit f = {p, p->ring_held > 1000 ? 4 : 1, 0.0};
    for (int32_t i = 0; i < p->ring_held; i++) {
        f.largest_w = ostrov_i_max(f.largest_w, (double)p->ring[i].power_w);
    }
    solution best = {.cost = __builtin_inf()};
    for (int32_t start = 0; start < STARTS; start++) {
        solution s = {0};
        start_at(p, start, &s);
        if (solve(&f, 0.2, 15, &s) && s.cost < best.cost) {
            best = s;
        }
    }
    f.every = 1;
    if (!(best.cost < __builtin_inf()) || !solve(&f, scale_least, 15, &best) ||
        !uncertain(&f, &best) || !(best.sigma[TILT] < worst_deg) ||
        !(best.sigma[AZIMUTH] * ostrov_sin(best.x[TILT] * OSTROV_I_DEG) < worst_deg)) {
        return OSTROV_DEGRADED;
    }
    take_over(p, &best, misfit(&f, &best));
    return OSTROV_OK;
}
