/* What the station is compared with: see policies.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "policies.h"

#include "account.h"
#include "reference.h"

#include <stdlib.h>
#include <string.h>

enum { STEP_S = 60 };

struct run {
    struct fleet fleet;
    struct account account;
    struct record *record; /* only its departures are used */
    double stored_wh;
};

/* A self-consumption battery: charges from surplus, discharges into the rest. */
static double self_consumption_w(const struct site *site, double *stored_wh, double net_load_w,
                                 double dt_s)
{
    const ostrov_battery_config *b = &site->battery;
    double least = b->soc_min_ratio * b->capacity_wh;
    double most = b->soc_max_ratio * b->capacity_wh;
    double hours = dt_s / 3600.0;
    double power = net_load_w;
    if (power > 0.0) {
        double can = (*stored_wh - least) * b->discharge_efficiency_ratio / hours;
        power = power < b->discharge_limit_w ? power : b->discharge_limit_w;
        power = power < can ? power : (can > 0.0 ? can : 0.0);
        *stored_wh -= power * hours / b->discharge_efficiency_ratio;
    } else {
        double can = (most - *stored_wh) / b->charge_efficiency_ratio / hours;
        power = -power < b->charge_limit_w ? power : -b->charge_limit_w;
        power = -power < can ? power : (can > 0.0 ? -can : 0.0);
        *stored_wh -= power * hours * b->charge_efficiency_ratio;
    }
    return power;
}

static void run_static(struct run *run, const struct site *site, const struct inputs *inputs,
                       int64_t end_s, int32_t with_battery, double budget_w)
{
    double vehicles_start = 0.0, vehicles_end = 0.0;
    double start_wh = site_start_soc(site) * site->battery.capacity_wh;
    run->stored_wh = start_wh;
    memset(run->record, 0, sizeof *run->record);
    run->record->departure_least_wh = __builtin_nan("");
    fleet_init(&run->fleet, site, inputs);
    for (int32_t i = 0; i < site->vehicles; i++) {
        vehicles_start += run->fleet.vehicle[i].stored_wh;
    }
    for (int64_t t = inputs->start_s; t < end_s; t += STEP_S) {
        double limit_w[OSTROV_CHARGE_POINTS];
        double ambient = inputs_temperature_c(inputs, t);
        double volts = 0.0, hz = 0.0;
        inputs_grid(inputs, site, t * 1000000, &volts, &hz);
        int32_t live = volts > 0.85; /* without an island switch a dead grid is a dead station */
        reference_share(&run->fleet, budget_w, ambient, limit_w);
        double vehicles =
            fleet_step(&run->fleet, t + STEP_S, STEP_S, ambient, limit_w, live, run->record);
        double pv = live ? inputs_pv_w(inputs, t) : 0.0;
        double load = live ? inputs_load_w(inputs, t) : 0.0;
        double battery = 0.0;
        if (with_battery && live) {
            battery = self_consumption_w(site, &run->stored_wh, load - pv, STEP_S);
        }
        double grid = load + vehicles - pv - battery;
        if (grid < -site->station.export_limit_w) {
            pv -= -site->station.export_limit_w - grid;
            grid = -site->station.export_limit_w;
        }
        account_step(&run->account, t + STEP_S, STEP_S, grid, pv, battery);
    }
    for (int32_t i = 0; i < site->vehicles; i++) {
        vehicles_end += run->fleet.vehicle[i].stored_wh;
    }
    account_close(&run->account, run->record, run->stored_wh - start_wh,
                  vehicles_end - vehicles_start);
}

void policy_static(const struct site *site, const struct inputs *inputs, int64_t end_s,
                   int32_t with_battery, struct record_policy *policy)
{
    const char *name = with_battery ? "static limit and self-consumption battery"
                                    : "static limit, staggered start";
    const char *brief = with_battery
                            ? "the same, and a battery that only stores surplus sun"
                            : "charge points share the lowest fixed power that serves every duty";
    struct run run;
    memset(&run, 0, sizeof run);
    run.record = calloc(1, sizeof *run.record);
    if (run.record == NULL) {
        return;
    }
    /* The setting is chosen on the same day without its outage: nobody sets a limit for that. */
    struct inputs undisturbed = *inputs;
    double budget_w = 20e3;
    undisturbed.outages = 0;
    for (; budget_w < site->station.import_limit_w; budget_w += 5e3) {
        account_init(&run.account, site, &undisturbed, name, brief);
        run_static(&run, site, &undisturbed, end_s, with_battery, budget_w);
        if (run.account.policy.late == 0) {
            break;
        }
    }
    account_init(&run.account, site, inputs, name, brief);
    run_static(&run, site, inputs, end_s, with_battery, budget_w);
    *policy = run.account.policy;
    free(run.record);
}
