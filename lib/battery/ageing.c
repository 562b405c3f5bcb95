/* A battery that ages, advanced by virtual time.
 *
 * Each loss is x -> factor · g(x); when the stress changes, the loss stays and x is solved for anew
 * under the new factor, then moved on. For constant stress that is exact for any cutting into
 * steps, where adding up slopes (Euler) depends on the step.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/fields.h"
#include "wear_internal.h"

#include <string.h>

static const double day_s = 86400.0;
static const double rise_most = 1e3;   /* a resistance a thousand times that of new stays there */
static const double slope_most = 1e12; /* what a loss begins with, a root of no time, is no rate */

typedef ostrov_i_ageing ageing;

_Static_assert(sizeof(ageing) <= sizeof(ostrov_ageing), "ostrov_ageing is too small");

static ageing *self(ostrov_ageing *a)
{
    ageing *x = (ageing *)(void *)a;
    return x != NULL && x->magic == OSTROV_I_AGEING_MAGIC ? x : NULL;
}

static double least_of(double loss) { return ostrov_i_min(loss, 1.0); }

/* What is left, by both losses. */
static double capacity(const ageing *a)
{
    const ostrov_i_growth g = ostrov_i_ageing_growth(a->config.law);
    if (g.film) {
        return 1.0 - ostrov_i_ageing_film(a->time_loss + a->cycle_loss);
    }
    double left = 1.0 - a->time_loss - a->early - a->cycle_loss;
    if (g.material > 0.0) { /* the lesser of lithium and active material */
        const double square = g.material * g.material - a->spent;
        left = ostrov_i_min(left, square > 0.0 ? __builtin_sqrt(square) : 0.0);
    }
    if (a->config.law == OSTROV_AGEING_NMC_KOKAM) {
        left = ostrov_i_min(left, 1.01 - a->broken);
    }
    return ostrov_i_max(left, 0.0);
}

/* A loss of factor · x^power moved on by dx; its slope by x goes out. Never less than before. */
static double grow(double loss, double factor, double power, double dx, double *slope)
{
    if (!(factor > 0.0) || loss >= 1.0) {
        *slope = 0.0;
        return loss;
    }
    const double x = ostrov_i_ageing_power_of(factor, power, loss) + dx;
    const double more = ostrov_i_ageing_power(factor, power, x);
    *slope = x > 0.0 && more < 1.0 ? ostrov_i_min(power * more / x, slope_most) : 0.0;
    return ostrov_i_max(loss, least_of(more));
}

static void by_time(ageing *a, const ostrov_i_growth *g, const ostrov_i_time_rates *r, double days)
{
    double none = 0.0;
    if (g->sigmoid_per_day == 0.0) {
        a->time_loss = grow(a->time_loss, r->loss, g->time_power, days, &a->time_slope);
    } else {
        const double at = ostrov_i_ageing_time_of(g, r, a->time_loss) + days;
        a->time_slope = 0.0;
        if (at < 1e12) { /* else the law has ended below the loss there is: held */
            const double loss = ostrov_i_ageing_time_loss(g, r, at);
            const double step = ostrov_i_max(1e-3 * at, 1e-6);
            a->time_slope = (ostrov_i_ageing_time_loss(g, r, at + step) - loss) / step;
            a->time_loss = ostrov_i_max(a->time_loss, least_of(loss));
        }
    }
    if (g->time_rise_power > 0.0) {
        a->time_rise = g->time_rise_power == 1.0
                           ? a->time_rise + r->rise * days
                           : grow(a->time_rise, r->rise, g->time_rise_power, days, &none);
        a->time_rise = ostrov_i_min(a->time_rise, rise_most);
    }
    if (g->early_days > 0.0 && r->early > a->early) {
        const double before = a->early;
        a->early = least_of(r->early + (before - r->early) * ostrov_exp(-days / g->early_days));
        a->time_slope += ostrov_i_max(r->early - a->early, 0.0) / g->early_days;
    }
    a->days += days;
}

static void by_cycles(ageing *a, const ostrov_i_growth *g, const ostrov_i_cycle_rates *r,
                      double cycles)
{
    a->cycle_loss = grow(a->cycle_loss, r->loss, g->cycle_power, cycles, &a->cycle_slope);
    if (ostrov_i_finite(r->life) && a->broken < 1.0) {
        /* Smith et al. (2017): tanh((N/life)^10 / 2), read as a sigmoid of the cycles. */
        const double y = ostrov_log1p(a->broken) - ostrov_log1p(-a->broken);
        const double n = r->life * (y > 0.0 ? ostrov_pow(y, 0.1) : 0.0) + cycles;
        const double more = ostrov_tanh(0.5 * ostrov_pow(ostrov_i_min(n / r->life, 1e3), 10.0));
        a->broken = ostrov_i_max(a->broken, more);
    }
    a->spent = ostrov_i_min(a->spent + r->spent * cycles, 4.0);
    if (g->cycle_rise_power > 0.0) {
        a->cycle_rise = ostrov_i_min(a->cycle_rise + r->rise * cycles, rise_most);
    }
    a->cycles += cycles;
}

static void scaled(const ageing *a, ostrov_i_time_rates *t, ostrov_i_cycle_rates *c)
{
    t->loss *= a->config.rate_ratio * c->time_factor;
    t->early *= a->config.rate_ratio * c->early_factor;
    c->spent *= a->config.rate_ratio;
    t->rise *= a->config.rate_ratio;
    c->loss *= a->config.rate_ratio;
    c->rise *= a->config.rate_ratio;
}

ostrov_status ostrov_ageing_defaults(ostrov_ageing_config *config, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_wear_structures[OSTROV_I_AGEING_CONFIG], config, size);
}

ostrov_status ostrov_ageing_init(ostrov_ageing *ageing_, const ostrov_ageing_config *config,
                                 ostrov_fault *why)
{
    ostrov_ageing_config full;
    if (ageing_ == NULL || config == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, NULL, -1, OSTROV_I_NAN, OSTROV_I_NAN,
                              OSTROV_I_NAN);
    }
    const ostrov_status status =
        ostrov_i_take_config(&ostrov_i_wear_structures[OSTROV_I_AGEING_CONFIG], config, &full, why);
    if (status != OSTROV_OK) {
        return status;
    }
    memset(ageing_, 0, sizeof *ageing_);
    ageing *a = (ageing *)(void *)ageing_;
    a->magic = OSTROV_I_AGEING_MAGIC;
    a->config = full;
    a->soc = 0.5;
    a->temperature_c = 25.0;
    return OSTROV_OK;
}

static ostrov_status judge(const ostrov_ageing_stress *s)
{
    const ostrov_structure *table = &ostrov_i_wear_structures[OSTROV_I_AGEING_STRESS];
    const double values[] = {s->temperature_c, s->soc_ratio, s->depth_ratio, s->rate_per_h,
                             s->cycles_per_day};
    for (uint32_t i = 0; i < table->field_count; i++) {
        if (!ostrov_i_finite(values[i])) {
            return OSTROV_E_NOT_FINITE;
        }
        if (values[i] < table->fields[i].min || values[i] > table->fields[i].max) {
            return OSTROV_E_RANGE;
        }
    }
    return OSTROV_OK;
}

ostrov_status ostrov_ageing_advance(ostrov_ageing *ageing_, const ostrov_ageing_stress *stress,
                                    double duration_s)
{
    ageing *a = self(ageing_);
    if (a == NULL || stress == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    const ostrov_status status = judge(stress);
    if (status != OSTROV_OK) {
        return status;
    }
    if (!(duration_s >= 0.0 && duration_s <= 1e10)) {
        return OSTROV_E_TIME;
    }
    const ostrov_i_growth g = ostrov_i_ageing_growth(a->config.law);
    ostrov_i_time_rates t =
        ostrov_i_ageing_time(a->config.law, stress->temperature_c, stress->soc_ratio);
    ostrov_i_cycle_rates c = ostrov_i_ageing_cycles(a->config.law, stress);
    scaled(a, &t, &c);
    by_time(a, &g, &t, duration_s / day_s);
    by_cycles(a, &g, &c, stress->cycles_per_day * duration_s / day_s);
    return OSTROV_OK;
}

/* Rates by cycles over the temperatures of the window: two points at mean ± deviation have the same
 * mean, variance and skew of 0, which is enough for the few kelvin of a window. */
static ostrov_i_cycle_rates cycle_rates(const ageing *a, double q)
{
    const double hours = a->gathered_s / 3600.0;
    const double mean = a->warm_s / a->gathered_s;
    const double variance = ostrov_i_max(a->warm2_s / a->gathered_s - mean * mean, 0.0);
    const double deviation = __builtin_sqrt(variance);
    ostrov_ageing_stress s = {mean - deviation, a->soc_s / a->gathered_s, a->high - a->low,
                              ostrov_i_min(q * a->fast_h / hours, 20.0), 0.0};
    const ostrov_i_cycle_rates cold = ostrov_i_ageing_cycles(a->config.law, &s);
    s.temperature_c = mean + deviation;
    const ostrov_i_cycle_rates warm = ostrov_i_ageing_cycles(a->config.law, &s);
    ostrov_i_cycle_rates r = warm; /* whose factors do not depend on temperature */
    r.loss = 0.5 * (cold.loss + warm.loss);
    r.life = 0.5 * (cold.life + warm.life);
    r.rise = 0.5 * (cold.rise + warm.rise);
    r.spent = 0.5 * (cold.spent + warm.spent);
    return r;
}

static void apply(ageing *a)
{
    const ostrov_i_growth g = ostrov_i_ageing_growth(a->config.law);
    const double q = capacity(a);
    ostrov_i_time_rates t = {a->loss_s / a->gathered_s, a->shape_s / a->gathered_s,
                             a->rise_s / a->gathered_s, a->early_s / a->gathered_s};
    ostrov_i_cycle_rates c = cycle_rates(a, q);
    scaled(a, &t, &c);
    by_time(a, &g, &t, a->gathered_s / day_s);
    by_cycles(a, &g, &c, 0.5 * q * a->turned);
    a->gathered_s = 0.0;
    a->low = a->soc;
    a->high = a->soc;
    a->soc_s = a->turned = a->fast_h = 0.0;
    a->warm_s = a->warm2_s = 0.0;
    a->loss_s = a->shape_s = a->rise_s = a->early_s = 0.0;
}

/* The trapezoid between the sample before and this one. */
static void gather(ageing *a, double soc, double temperature_c, double dt_s)
{
    const ostrov_i_time_rates was = ostrov_i_ageing_time(a->config.law, a->temperature_c, a->soc);
    const ostrov_i_time_rates now = ostrov_i_ageing_time(a->config.law, temperature_c, soc);
    const double half = 0.5 * dt_s;
    const double turn = ostrov_i_abs(soc - a->soc);
    a->gathered_s += dt_s;
    a->soc_s += half * (a->soc + soc);
    a->warm_s += half * (a->temperature_c + temperature_c);
    a->warm2_s += half * (a->temperature_c * a->temperature_c + temperature_c * temperature_c);
    a->loss_s += half * (was.loss + now.loss);
    a->shape_s += half * (was.shape + now.shape);
    a->rise_s += half * (was.rise + now.rise);
    a->early_s += half * (was.early + now.early);
    a->turned += turn;
    a->fast_h += turn * 3600.0 >= 0.01 * dt_s ? turn : 0.0;
    a->low = ostrov_i_min(a->low, soc);
    a->high = ostrov_i_max(a->high, soc);
}

ostrov_status ostrov_ageing_step(ostrov_ageing *ageing_, double soc_ratio, double temperature_c,
                                 double dt_s)
{
    ageing *a = self(ageing_);
    ostrov_status status = OSTROV_OK;
    if (a == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (!(dt_s >= 0.0 && dt_s <= 1e8)) {
        return OSTROV_E_TIME;
    }
    if (!(soc_ratio >= 0.0 && soc_ratio <= 1.0)) {
        soc_ratio = a->soc;
        status = OSTROV_DEGRADED;
    }
    if (!(temperature_c >= -60.0 && temperature_c <= 100.0)) {
        temperature_c = a->temperature_c;
        status = OSTROV_DEGRADED;
    }
    if (dt_s > 0.0 && a->gathering) {
        gather(a, soc_ratio, temperature_c, dt_s);
    } else { /* after a break: what happened meanwhile is not known */
        a->low = a->gathered_s == 0.0 ? soc_ratio : ostrov_i_min(a->low, soc_ratio);
        a->high = a->gathered_s == 0.0 ? soc_ratio : ostrov_i_max(a->high, soc_ratio);
    }
    a->soc = soc_ratio;
    a->temperature_c = temperature_c;
    a->gathering = 1;
    if (a->gathered_s >= a->config.window_s) {
        apply(a);
    }
    return status;
}

ostrov_status ostrov_ageing_close(ostrov_ageing *ageing_)
{
    ageing *a = self(ageing_);
    if (a == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    a->gathering = 0;
    if (a->gathered_s == 0.0) {
        return OSTROV_EMPTY;
    }
    apply(a);
    return OSTROV_OK;
}

ostrov_status ostrov_ageing_read(const ostrov_ageing *ageing_, ostrov_ageing_state *state,
                                 size_t size)
{
    const ageing *a = self((ostrov_ageing *)ageing_);
    if (a == NULL || state == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    const ostrov_i_growth g = ostrov_i_ageing_growth(a->config.law);
    ostrov_ageing_state s = {0};
    s.capacity_ratio = capacity(a);
    s.resistance_ratio =
        g.time_rise_power > 0.0 ? 1.0 + a->time_rise + a->cycle_rise : OSTROV_I_NAN;
    s.calendar_loss_ratio = ostrov_i_min(a->time_loss + a->early, 1.0);
    s.cycle_loss_ratio = a->cycle_loss;
    s.calendar_loss_per_day = a->time_slope;
    s.cycle_loss_per_cycle = a->cycle_slope;
    if (g.film) { /* of the film's loss, to each its share of the stress */
        const double stress = a->time_loss + a->cycle_loss;
        const double loss = ostrov_i_ageing_film(stress);
        const double slope =
            5.75e-2 * 121.0 * ostrov_exp(-121.0 * stress) + (1.0 - 5.75e-2) * ostrov_exp(-stress);
        const double share = stress > 0.0 ? a->time_loss / stress : 0.0;
        s.calendar_loss_ratio = loss * share;
        s.cycle_loss_ratio = loss * (1.0 - share);
        s.calendar_loss_per_day *= slope;
        s.cycle_loss_per_cycle *= slope;
    }
    s.days = a->days;
    s.cycles = a->cycles;
    return ostrov_i_give(&ostrov_i_wear_structures[OSTROV_I_AGEING_STATE], &s, state, size);
}
