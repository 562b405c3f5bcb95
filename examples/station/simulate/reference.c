/* Charging as a sensible operator does it: see reference.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "reference.h"

#include <string.h>

enum { STEP_S = 300 };

void reference_share(const struct fleet *fleet, double budget_w, double ambient_c,
                     double *limit_w)
{
    const struct site *site = fleet->site;
    int32_t done[SITE_VEHICLES] = {0};
    memset(limit_w, 0, OSTROV_CHARGE_POINTS * sizeof *limit_w);
    for (int32_t round = 0; round < site->vehicles; round++) {
        int32_t next = -1;
        for (int32_t i = 0; i < site->vehicles; i++) {
            const struct vehicle *v = &fleet->vehicle[i];
            if (!done[i] && v->place == VEHICLE_PLUGGED &&
                (next < 0 || v->depart_s < fleet->vehicle[next].depart_s)) {
                next = i;
            }
        }
        if (next < 0) {
            return;
        }
        const struct vehicle *v = &fleet->vehicle[next];
        double accepts = fleet_accepts_w(site, next, v->charge_point, v->stored_wh, ambient_c);
        double power = accepts < budget_w ? accepts : budget_w;
        if (power < site->charge_point[v->charge_point].min_w && power < accepts) {
            power = 0.0;
        }
        limit_w[v->charge_point] = power;
        budget_w -= power;
        done[next] = 1;
    }
}

/* Returns how many leave short. */
static int32_t run_budget(struct record *record, const struct fleet *fleet, int64_t now_s,
                          int64_t until_s, double budget_w)
{
    struct fleet trial = *fleet;
    int32_t late = 0;
    record->departures = 0;
    for (int32_t i = 0; i < fleet->site->vehicles; i++) {
        trial.vehicle[i].stored_wh = fleet_believed_wh(fleet, i);
        trial.vehicle[i].told_error_wh = 0.0;
        trial.vehicle[i].charge_w = 0.0;
    }
    for (int64_t t = now_s; t < until_s; t += STEP_S) {
        double limit_w[OSTROV_CHARGE_POINTS];
        double ambient = fleet_expected_c(fleet, t);
        reference_share(&trial, budget_w, ambient, limit_w);
        fleet_step(&trial, t + STEP_S, STEP_S, ambient, limit_w, 1, record);
    }
    for (int32_t i = 0; i < record->departures; i++) {
        late += !record->departure[i].on_time;
    }
    return late;
}

void reference_run(struct reference *reference, const struct fleet *fleet, int64_t now_s,
                   int64_t until_s, double frugal_w)
{
    double low = 0.0, high = fleet->site->station.import_limit_w;
    /* More power never makes a vehicle later, so the search may halve. */
    while (high - low > 5e3) {
        double middle = 0.5 * (low + high);
        if (run_budget(&reference->needed, fleet, now_s, until_s, middle) == 0) {
            high = middle;
        } else {
            low = middle;
        }
    }
    reference->budget_w = high;
    (void)run_budget(&reference->needed, fleet, now_s, until_s, high);
    (void)run_budget(&reference->frugal, fleet, now_s, until_s, high < frugal_w ? high : frugal_w);
}

double reference_holds_wh(const struct record *departures, int32_t vehicle, int64_t depart_s)
{
    for (int32_t i = 0; i < departures->departures; i++) {
        const struct record_departure *d = &departures->departure[i];
        if (d->vehicle == vehicle && d->time_s == depart_s) {
            return d->had_wh;
        }
    }
    return __builtin_nan("");
}
