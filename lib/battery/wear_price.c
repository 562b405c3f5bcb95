/* The price of wear: of a cycle by its depth, of an hour by SoC and warmth.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/fields.h"
#include "wear_internal.h"

enum { MOST = 64 };

ostrov_status ostrov_wear_defaults(ostrov_wear_config *config, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_wear_structures[OSTROV_I_WEAR_CONFIG], config, size);
}

static ostrov_status take(const ostrov_wear_config *config, ostrov_wear_config *full,
                          ostrov_fault *why)
{
    return ostrov_i_take_config(&ostrov_i_wear_structures[OSTROV_I_WEAR_CONFIG], config, full, why);
}

static ostrov_status missing(ostrov_fault *why)
{
    return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, NULL, -1, OSTROV_I_NAN, OSTROV_I_NAN,
                          OSTROV_I_NAN);
}

/* Days until loss is lost, with cycles full equivalent cycles a day whose rates are r: for the law
 * in which cycles also hasten what time does, so that neither has a life of its own. */
static double life_days(const ostrov_wear_config *c, const ostrov_i_cycle_rates *r, double cycles)
{
    const ostrov_i_growth g = ostrov_i_ageing_growth(c->law);
    const ostrov_i_time_rates t = ostrov_i_ageing_time(c->law, c->temperature_c, c->soc_ratio);
    const double loss = (1.0 - c->end_of_life_ratio) / c->rate_ratio;
    const double square =
        (g.material * g.material - c->end_of_life_ratio * c->end_of_life_ratio) / c->rate_ratio;
    double low = 0.0;
    double high = 1e6;
    for (int32_t i = 0; i < 80; i++) {
        const double days = 0.5 * (low + high);
        const double lost = ostrov_i_ageing_power(t.loss * r->time_factor, g.time_power, days) +
                            t.early * r->early_factor * -ostrov_expm1(-days / g.early_days) +
                            r->loss * cycles * days;
        if (lost < loss && r->spent * cycles * days < square) {
            low = days;
        } else {
            high = days;
        }
    }
    return high;
}

/* The same at rest. */
static double rest_days(const ostrov_wear_config *c)
{
    const ostrov_ageing_stress stress = {c->temperature_c, c->soc_ratio, 0.0, 0.0, 0.0};
    const ostrov_i_cycle_rates r = ostrov_i_ageing_cycles(c->law, &stress);
    return life_days(c, &r, 0.0);
}

/* Share of a life that one full equivalent cycle takes in the law of Smith: by how much a day with
 * cycles ages more than one without. */
static double hastened(const ostrov_wear_config *c, const ostrov_i_cycle_rates *r)
{
    const double cycles = ostrov_i_max(12.0 * c->rate_per_h, 0.01); /* in and out */
    return ostrov_i_max(1.0 / life_days(c, r, cycles) - 1.0 / rest_days(c), 0.0) / cycles;
}

/* Share of a life that one cycle of this depth takes: depth over the full equivalent cycles that
 * wear the battery out. More than whole where a law is asked far beyond its cells. */
static double share_of_law(const ostrov_wear_config *c, double depth)
{
    const ostrov_i_growth g = ostrov_i_ageing_growth(c->law);
    const ostrov_ageing_stress stress = {c->temperature_c, c->soc_ratio, depth, c->rate_per_h, 0};
    const ostrov_i_cycle_rates r = ostrov_i_ageing_cycles(c->law, &stress);
    const double loss = 1.0 - c->end_of_life_ratio;
    const double factor = r.loss * c->rate_ratio;
    double cycles = 0.0;
    if (g.early_days > 0.0) {
        return depth * hastened(c, &r);
    }
    if (!(factor > 0.0)) {
        return 0.0;
    }
    cycles = g.film ? ostrov_i_ageing_film_of(loss) / factor
                    : ostrov_i_ageing_power_of(factor, g.cycle_power, loss);
    if (ostrov_i_finite(r.life)) { /* the loss of material: tanh((N/life)^10/2) = loss + 0.01 */
        const double broken = loss + 0.01;
        const double y = ostrov_log1p(broken) - ostrov_log1p(-broken);
        cycles = ostrov_i_min(cycles, r.life * ostrov_pow(y, 0.1));
    }
    return depth / cycles;
}

/* A cycle costs at most the battery. */
static double share(const ostrov_wear_config *c, double depth)
{
    return ostrov_i_min(share_of_law(c, depth), 1.0);
}

/* Prices that would fall with depth, below 0 where a deeper cycle costs less than a shallow one,
 * are pooled with their neighbours until none does: the greatest convex function below the cost, by
 * pool-adjacent-violators. What all pieces cost together stays the same, so no pool is below 0. */
static void convex(double *price, int32_t count)
{
    double mean[MOST];
    int32_t weight[MOST];
    int32_t pools = 0;
    for (int32_t i = 0; i < count; i++) {
        mean[pools] = price[i];
        weight[pools] = 1;
        pools++;
        while (pools > 1 && mean[pools - 1] < mean[pools - 2]) {
            const double sum = mean[pools - 1] * (double)weight[pools - 1] +
                               mean[pools - 2] * (double)weight[pools - 2];
            weight[pools - 2] += weight[pools - 1];
            mean[pools - 2] = sum / (double)weight[pools - 2];
            pools--;
        }
    }
    for (int32_t p = 0, i = 0; p < pools; p++) {
        for (int32_t n = 0; n < weight[p]; n++) {
            price[i++] = mean[p];
        }
    }
}

/* Prices of equal pieces: what each adds to the cost at their ends, made convex. */
static void cut(const double *cost, double piece_wh, double *price, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        price[i] = (cost[i + 1] - cost[i]) * 1000.0 / piece_wh;
    }
    convex(price, count);
}

static ostrov_status check_count(int32_t count, ostrov_fault *why)
{
    return count >= 1 && count <= MOST
               ? OSTROV_OK
               : ostrov_i_fault(why, OSTROV_E_RANGE, NULL, "count", -1, (double)count, 1.0, MOST);
}

ostrov_status ostrov_wear_segments(const ostrov_wear_config *config, ostrov_wear_segment *segments,
                                   int32_t count, ostrov_fault *why)
{
    ostrov_wear_config c;
    double cost[MOST + 1], price[MOST];
    if (config == NULL || segments == NULL) {
        return missing(why);
    }
    ostrov_status status = check_count(count, why);
    status = status == OSTROV_OK ? take(config, &c, why) : status;
    if (status != OSTROV_OK) {
        return status;
    }
    const double money = c.replacement_price_per_kwh * c.capacity_wh / 1000.0;
    const double piece_wh = c.capacity_wh / (double)count;
    cost[0] = 0.0;
    for (int32_t i = 1; i <= count; i++) {
        cost[i] = money * share(&c, (double)i / (double)count);
    }
    cut(cost, piece_wh, price, count);
    for (int32_t i = 0; i < count; i++) {
        segments[i].depth_ratio = (double)(i + 1) / (double)count;
        segments[i].energy_wh = piece_wh;
        segments[i].price_per_kwh = ostrov_i_max(price[i], 0.0); /* but for rounding */
    }
    return OSTROV_OK;
}

/* Money for an hour at rest. */
static double hour_price(const ostrov_wear_config *config, double soc_ratio, double temperature_c)
{
    ostrov_wear_config c = *config;
    const ostrov_i_growth g = ostrov_i_ageing_growth(c.law);
    ostrov_i_time_rates r = ostrov_i_ageing_time(c.law, temperature_c, soc_ratio);
    const double loss = 1.0 - c.end_of_life_ratio;
    double days = 0.0;
    r.loss *= c.rate_ratio;
    if (g.early_days > 0.0) {
        c.temperature_c = temperature_c;
        c.soc_ratio = soc_ratio;
        days = rest_days(&c);
    } else {
        days =
            g.film ? ostrov_i_ageing_film_of(loss) / r.loss : ostrov_i_ageing_time_of(&g, &r, loss);
    }
    return c.replacement_price_per_kwh * c.capacity_wh / 1000.0 / (days * 24.0);
}

static ostrov_status check_warmth(double temperature_c, ostrov_fault *why)
{
    return temperature_c >= -60.0 && temperature_c <= 100.0
               ? OSTROV_OK
               : ostrov_i_fault(why, OSTROV_E_RANGE, NULL, "temperature_c", -1, temperature_c,
                                -60.0, 100.0);
}

ostrov_status ostrov_wear_calendar(const ostrov_wear_config *config, double soc_ratio,
                                   double temperature_c, double *price_per_h, ostrov_fault *why)
{
    ostrov_wear_config c;
    if (config == NULL || price_per_h == NULL) {
        return missing(why);
    }
    if (!(soc_ratio >= 0.0 && soc_ratio <= 1.0)) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, NULL, "soc_ratio", -1, soc_ratio, 0.0, 1.0);
    }
    ostrov_status status = check_warmth(temperature_c, why);
    status = status == OSTROV_OK ? take(config, &c, why) : status;
    if (status != OSTROV_OK) {
        return status;
    }
    *price_per_h = hour_price(&c, soc_ratio, temperature_c);
    return OSTROV_OK;
}

ostrov_status ostrov_wear_holds(const ostrov_wear_config *config, double temperature_c,
                                ostrov_wear_hold *holds, int32_t count, ostrov_fault *why)
{
    ostrov_wear_config c;
    double cost[MOST + 1], price[MOST];
    if (config == NULL || holds == NULL) {
        return missing(why);
    }
    ostrov_status status = check_count(count, why);
    status = status == OSTROV_OK ? check_warmth(temperature_c, why) : status;
    status = status == OSTROV_OK ? take(config, &c, why) : status;
    if (status != OSTROV_OK) {
        return status;
    }
    const double piece_wh = c.capacity_wh / (double)count;
    for (int32_t i = 0; i <= count; i++) {
        cost[i] = hour_price(&c, (double)i / (double)count, temperature_c);
    }
    cut(cost, piece_wh, price, count);
    for (int32_t i = 0; i < count; i++) {
        holds[i].soc_ratio = (double)(i + 1) / (double)count;
        holds[i].energy_wh = piece_wh;
        holds[i].price_per_kwh_h = price[i];
    }
    return OSTROV_OK;
}
