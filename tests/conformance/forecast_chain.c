/* PVOD: the chain fed with the irradiance that was measured beside each plant, with the gain that
 * the plant learned until the step before. Mean absolute error of daylight in shares of the
 * capacity, over what is scored of each station.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecast.h"

#include <ostrov/forecast_plant.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is measured of a plant. */
typedef struct result {
    double n, adaptive, slow, sheet;
} result;

static ostrov_forecast_plant *begin(const ostrov_pv_config *pv, void **memory)
{
    ostrov_forecast_plant_config c;
    ostrov_forecast_plant *plant = NULL;
    *memory = NULL;
    if (ostrov_forecast_plant_defaults(&c, sizeof c) != OSTROV_OK) {
        return NULL;
    }
    c.pv = pv;
    const size_t bytes = ostrov_forecast_plant_size(&c);
    *memory = malloc(bytes + 8);
    return *memory != NULL &&
                   ostrov_forecast_plant_init(*memory, bytes, &c, &plant, NULL) == OSTROV_OK
               ? plant
               : NULL;
}

/* One step: judged before it is learned. */
static int32_t a_step(const station *s, int32_t i, ostrov_forecast_plant *plant, result *r)
{
    ostrov_forecast_plant_state state;
    double power_w = 0.0;
    const int64_t time_s = s->start_s + (int64_t)i * STATION_STEP_S;
    const double peak_w = s->pv.peak_w;
    const double measured_w = s->power[i] * peak_w;
    const int32_t lit = !isnan(s->light[i].ghi_w_per_m2);
    if (ostrov_forecast_plant_power(plant, time_s, &s->light[i], &power_w) < OSTROV_OK ||
        ostrov_forecast_plant_read(plant, &state, sizeof state) != OSTROV_OK) {
        return 0;
    }
    if (time_s >= s->score_from_s && s->clear[i] > 0.01 && lit && !isnan(measured_w)) {
        const double chain_w = state.gain_ratio > 0.0 ? power_w / state.gain_ratio : power_w;
        r->n += 1.0;
        r->adaptive += fabs(power_w - measured_w) / peak_w;
        r->slow += fabs(chain_w * state.gain_slow_ratio - measured_w) / peak_w;
        r->sheet += fabs(chain_w - measured_w) / peak_w;
    }
    return ostrov_forecast_plant_step(plant, time_s, measured_w, OSTROV_POWER_LIMIT_UNKNOWN,
                                      &s->light[i]) >= OSTROV_OK;
}

static int32_t a_plant(const station *s, result *r)
{
    void *memory = NULL;
    memset(r, 0, sizeof *r);
    ostrov_forecast_plant *plant = begin(&s->pv, &memory);
    int32_t good = plant != NULL;
    for (int32_t i = 0; good && i < s->count; i++) {
        good = a_step(s, i, plant, r);
    }
    free(memory);
    return good && r->n > 0.0;
}

/* Plants whose history is known, or those that nobody saw. */
static void some(tally *t, const stations *all, int32_t unseen)
{
    const char *quantity = unseen ? "measured_irradiance_unseen" : "measured_irradiance";
    double plants = 0.0;
    double sum = 0.0;
    for (int32_t i = 0; i < all->count; i++) {
        const station *s = &all->each[i];
        result r;
        if (s->unseen != unseen) {
            continue;
        }
        if (!a_plant(s, &r)) {
            report(t, REPORT_JUDGE, 0, s->name, quantity, "n=0 no power, or nothing to judge");
            continue;
        }
        report(t, REPORT_INFO, 1, s->name, quantity,
               "n=%.0f mae=%.4f slow_gain_mae=%.4f sheet_mae=%.4f", r.n, r.adaptive / r.n,
               r.slow / r.n, r.sheet / r.n);
        sum += r.adaptive / r.n;
        plants += 1.0;
    }
    if (plants > 0.0) {
        report(t, REPORT_JUDGE, sum / plants <= 0.029, "pvod", quantity,
               "n=%.0f mae=%.4f limit=0.029", plants, sum / plants);
    }
}

void forecast_chain(tally *t, const stations *all)
{
    some(t, all, 0);
    some(t, all, 1);
}
