/* The laws of ageing: rates by stress, and how a loss grows.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/fields.h"
#include "wear_internal.h"

static const double kelvin = 273.15;
static const double gas = 8.3144;      /* J/(mol K), as Naumann wrote it */
static const double faraday = 96485.0; /* C/mol */

/* Voltage of the graphite against lithium at a SoC: Safari and Delacourt, J. Electrochem. Soc. 158
 * (2011) A562; its stoichiometry by Schimpe et al., J. Electrochem. Soc. 165 (2018) A181. */
static double anode_v(double soc)
{
    const double x = 8.5e-3 + soc * (0.78 - 8.5e-3);
    return 0.6379 + 0.5416 * ostrov_exp(-305.5309 * x) +
           0.044 * ostrov_tanh(-(x - 0.1958) / 0.1088) -
           0.1978 * ostrov_tanh((x - 1.0571) / 0.0854) -
           0.6875 * ostrov_tanh((x + 0.0117) / 0.0529) -
           0.0175 * ostrov_tanh((x - 0.5692) / 0.0875);
}

/* Open-circuit voltage of the Sanyo UR18650E to 10 mV: Schmalstieg et al. (2014), figure 1. */
static double sanyo_v(double soc)
{
    static const double v[] = {3.33, 3.50, 3.58, 3.63, 3.65, 3.70, 3.79, 3.87, 3.95, 4.06, 4.16};
    const int32_t i = soc >= 0.9 ? 9 : (int32_t)(soc * 10.0);
    return v[i] + (v[i + 1] - v[i]) * (soc * 10.0 - (double)i);
}

/* How much faster than at 25 °C, for an activation energy in J/mol. */
static double arrhenius(double energy, double t)
{
    return ostrov_exp(-energy / gas * (1.0 / t - 1.0 / 298.15));
}

static double cube(double x) { return x * x * x; }

/* Rohr et al. and Gasper et al., J. Energy Storage 73 (2023) 109042; the sigmoid of the Sony cell
 * is Gasper et al., J. Electrochem. Soc. 169 (2022) 080530. */
static ostrov_i_time_rates sony(double t, double soc)
{
    const double ua = anode_v(soc);
    const double half = __builtin_sqrt(ua);
    const double third = ostrov_pow(ua, 1.0 / 3.0);
    const double fourth = __builtin_sqrt(half);
    ostrov_i_time_rates r = {0};
    r.loss = 0.98968715 * ostrov_exp(-2881067.56 * half / (t * t) + 8742.06309 * half / t);
    r.shape =
        3.32850281e-4 *
        ostrov_exp(7.34553186e11 * third / (t * t * t * t) - 2.82161576e-6 * t * t * t * fourth -
                   3.28499132e9 * third / (t * t * t) + 1.27227594e-3 * t * t * fourth);
    /* Naumann et al., J. Energy Storage 17 (2018) 153: resistance, per s; here per day. */
    r.rise = 86400.0 * 3.4194e-10 * arrhenius(71827.0, t) * (-3.3903 * cube(soc - 0.5) + 1.5604);
    return r;
}

ostrov_i_time_rates ostrov_i_ageing_time(int32_t law, double temperature_c, double soc)
{
    const double t = temperature_c + kelvin;
    ostrov_i_time_rates r = {0};
    switch (law) {
    case OSTROV_AGEING_LFP_PRISMATIC:
        r.loss = 8.37e4 * ostrov_exp(-5.21e3 / t - 3.56e3 * anode_v(soc) / t);
        break;
    case OSTROV_AGEING_LFP_SONY:
        return sony(t, soc);
    case OSTROV_AGEING_LFP_NAUMANN: /* per square root of a second; here of a day */
        r = sony(t, soc);
        r.loss = __builtin_sqrt(86400.0) * 1.2571e-5 * arrhenius(17126.0, t) *
                 (2.8575 * cube(soc - 0.5) + 0.60225);
        break;
    case OSTROV_AGEING_NMC_PRISMATIC:
        r.loss = 8.71e-7 * ostrov_pow(1e-3, 0.578) *
                 ostrov_exp(10.0 * cube(t / 308.15) / ostrov_pow(anode_v(soc) / 0.123, 1.0 / 3.0));
        break;
    case OSTROV_AGEING_NMC_KOKAM: {
        const double tn = t / 308.15;
        r.loss = 2.66e7 * ostrov_exp(-17.8 / tn - 5.21 * anode_v(soc) / 0.123 / tn);
        break;
    }
    case OSTROV_AGEING_NMC_SANYO: { /* below 3.15 V the line of the paper would heal the cell */
        const double v = sanyo_v(soc);
        r.loss = (7.543 * v - 23.75) * 1e6 * ostrov_exp(-6976.0 / t);
        r.rise = (5.270 * v - 16.32) * 1e5 * ostrov_exp(-5986.0 / t);
        break;
    }
    case OSTROV_AGEING_NMC_SMITH:
        r.loss = 2.0676e-4 * arrhenius(38584.0, t) *
                 ostrov_exp(-1.0643 * faraday / gas * (anode_v(soc) / t - 0.08 / 298.15));
        r.early = 3.0251e-3 * arrhenius(155290.0, t);
        break;
    default: /* OSTROV_AGEING_XU: 4.14e-10 per s */
        r.loss = 86400.0 * 4.14e-10 * ostrov_exp(1.04 * (soc - 0.5)) *
                 ostrov_exp(6.93e-2 * (temperature_c - 25.0) * 298.15 / t);
        break;
    }
    return r;
}

static double prismatic_nmc(double t, double depth, double rate)
{
    const double tn = t / 308.15;
    const double root = __builtin_sqrt(depth);
    const double k = 0.0267 + 1.64 * cube(tn) * root +
                     0.011 * ostrov_exp(ostrov_i_min(rate * rate / __builtin_sqrt(tn), 50.0)) -
                     0.44 * ostrov_exp(ostrov_i_min(root * tn * tn * __builtin_sqrt(rate), 50.0));
    return ostrov_i_abs(k) * ostrov_pow(1e-4, 1.11);
}

/* Naumann et al. (2020): resistance per full equivalent cycle. */
static double naumann_rise(double depth, double rate)
{
    return ostrov_i_max(-0.0020 * rate + 0.0021, 0.0) * (6.8477 * cube(depth - 0.5) + 0.91882) /
           100.0;
}

static const ostrov_i_cycle_rates none = {
    .life = __builtin_inf(), .time_factor = 1.0, .early_factor = 1.0};

static ostrov_i_cycle_rates sanyo_cycles(double soc, double depth)
{
    ostrov_i_cycle_rates r = none;
    const double v = sanyo_v(soc);
    const double ah = 4.3; /* throughput of a full cycle of a cell of 2.15 Ah */
    r.loss =
        __builtin_sqrt(ah) * (7.348e-3 * (v - 3.667) * (v - 3.667) + 7.600e-4 + 4.081e-3 * depth);
    r.rise = ostrov_i_max(ah * (2.153e-4 * (v - 3.725) * (v - 3.725) - 1.521e-5 + 2.798e-4 * depth),
                          0.0);
    return r;
}

ostrov_i_cycle_rates ostrov_i_ageing_cycles(int32_t law, const ostrov_ageing_stress *s)
{
    const double t = s->temperature_c + kelvin;
    const double depth = s->depth_ratio;
    const double rate = s->rate_per_h;
    ostrov_i_cycle_rates r = none;
    switch (law) {
    case OSTROV_AGEING_LFP_PRISMATIC:
        r.loss = (4.38e-8 + 1.55e-8 * depth + 1.68e-7 * rate) *
                 (ostrov_exp(2.19e3 / t) + ostrov_exp(-1.55e5 / t));
        break;
    case OSTROV_AGEING_LFP_SONY: {
        const double q5 =
            -6.81260579e-6 + 2.59615973e-5 * depth +
            2.11559710e-6 * ostrov_exp(ostrov_i_min(depth * depth * cube(rate), 50.0));
        r.loss = ostrov_pow(ostrov_i_abs(q5), 1.12847759);
        r.rise = naumann_rise(depth, rate);
        break;
    }
    case OSTROV_AGEING_LFP_NAUMANN:
        r.loss = (0.0630 * rate + 0.0971) * (4.0253 * cube(depth - 0.6) + 1.0923) / 100.0;
        r.rise = naumann_rise(depth, rate);
        break;
    case OSTROV_AGEING_NMC_PRISMATIC:
        r.loss = prismatic_nmc(t, depth, rate);
        break;
    case OSTROV_AGEING_NMC_KOKAM:
        r.loss = 3.80e3 * ostrov_exp(-18.4 * 308.15 / t + 1.04 * ostrov_exp(depth * depth));
        r.life =
            ostrov_i_max(1e4 + 153.0 * (s->temperature_c - 55.0) * depth * s->soc_ratio / 0.6, 1.0);
        break;
    case OSTROV_AGEING_NMC_SANYO:
        return sanyo_cycles(s->soc_ratio, depth);
    case OSTROV_AGEING_NMC_SMITH: { /* per cycle, so 1/depth of them a full one */
        const double cycles = 1.0 / ostrov_i_max(depth, 0.05);
        r.loss = cycles * 1.2086e-5 * arrhenius(1025.9, t);
        r.time_factor = ostrov_exp(4.4445 * ostrov_pow(depth, 2.1467));
        /* By SoC as the published law has it, of which no check-up of the six cells can tell. */
        r.early_factor = (1.0 + 1.7286 * depth) *
                         ostrov_exp(-5.21 * (anode_v(s->soc_ratio) - anode_v(1.0)) / 0.123);
        r.spent =
            cycles * 2.0 * 6.859e-5 * 1.1503 * arrhenius(-48782.0, t) * ostrov_pow(depth, 4.535);
        break;
    }
    default: { /* OSTROV_AGEING_XU: per cycle of this depth, so 1/depth of them a full one */
        const double d = ostrov_i_max(depth, 1e-6);
        r.loss = ostrov_exp(1.04 * (s->soc_ratio - 0.5)) *
                 ostrov_exp(6.93e-2 * (s->temperature_c - 25.0) * 298.15 / t) /
                 (1.40e5 * ostrov_pow(d, -0.501) - 1.23e5) / d;
        break;
    }
    }
    return r;
}

ostrov_i_growth ostrov_i_ageing_growth(int32_t law)
{
    static const ostrov_i_growth growths[] = {
        [OSTROV_AGEING_LFP_PRISMATIC] = {.time_power = 0.526, .cycle_power = 0.828},
        [OSTROV_AGEING_LFP_SONY] = {0, 1.30510034e-4, 1.12847759, 1, 1, 0, 0, 0},
        [OSTROV_AGEING_LFP_NAUMANN] = {0.5, 0, 0.5, 1, 1, 0, 0, 0},
        [OSTROV_AGEING_NMC_PRISMATIC] = {.time_power = 0.578, .cycle_power = 1.11},
        [OSTROV_AGEING_NMC_KOKAM] = {.time_power = 0.357, .cycle_power = 0.778},
        [OSTROV_AGEING_NMC_SANYO] = {0.75, 0, 0.5, 0.75, 1, 0, 0, 0},
        [OSTROV_AGEING_XU] = {.time_power = 1, .cycle_power = 1, .film = 1},
        [OSTROV_AGEING_NMC_SMITH] = {.time_power = 0.64414,
                                     .cycle_power = 1,
                                     .early_days = 43.915,
                                     .material = 1.1503},
    };
    return growths[law];
}

double ostrov_i_ageing_power(double factor, double power, double x)
{
    return x > 0.0 ? factor * ostrov_pow(x, power) : 0.0;
}

double ostrov_i_ageing_power_of(double factor, double power, double loss)
{
    return loss > 0.0 ? ostrov_pow(loss / factor, 1.0 / power) : 0.0;
}

/* 2 a (1/2 − 1/(1 + e^y)) = a tanh(y/2) with y = (c t)^shape. */
double ostrov_i_ageing_time_loss(const ostrov_i_growth *g, const ostrov_i_time_rates *r,
                                 double days)
{
    if (g->sigmoid_per_day == 0.0) {
        return ostrov_i_ageing_power(r->loss, g->time_power, days);
    }
    return days > 0.0 ? r->loss * ostrov_tanh(0.5 * ostrov_pow(g->sigmoid_per_day * days, r->shape))
                      : 0.0;
}

double ostrov_i_ageing_time_of(const ostrov_i_growth *g, const ostrov_i_time_rates *r, double loss)
{
    if (g->sigmoid_per_day == 0.0) {
        return ostrov_i_ageing_power_of(r->loss, g->time_power, loss);
    }
    if (loss <= 0.0) {
        return 0.0;
    }
    if (loss >= r->loss) {
        return __builtin_inf();
    }
    const double x = loss / r->loss;
    const double y = ostrov_log1p(x) - ostrov_log1p(-x); /* 2 artanh */
    return ostrov_pow(y, 1.0 / r->shape) / g->sigmoid_per_day;
}

/* Xu et al. (2018), equation 2: a film forms fast, then a slow linear loss. */
double ostrov_i_ageing_film(double stress)
{
    return 1.0 - 5.75e-2 * ostrov_exp(-121.0 * stress) - (1.0 - 5.75e-2) * ostrov_exp(-stress);
}

double ostrov_i_ageing_film_of(double loss)
{
    double low = 0.0;
    double high = 50.0;
    for (int32_t i = 0; i < 100; i++) { /* rises everywhere */
        const double mid = 0.5 * (low + high);
        if (ostrov_i_ageing_film(mid) < loss) {
            low = mid;
        } else {
            high = mid;
        }
    }
    return low;
}
