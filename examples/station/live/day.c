/* The live run: the prices of the day, and plans; see live_parts.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "live_parts.h"

#include <stdio.h>

/* What the feeds have brought, while no plan under way reads what stands. */
void live_renew_inputs(struct live *live)
{
    struct inputs fresh;
    int32_t anew = 0;
    char message[512];
    while (feeds_word(live->feeds, message, sizeof message)) {
        live_note(live, 0, 0, message);
    }
    if (planning_busy(live->planning) || !feeds_take(live->feeds, &fresh, &anew)) {
        return;
    }
    inputs_free(&live->inputs);
    live->inputs = fresh;
    if (anew) {
        live->plan_retry = 0;
        live->plan_anew = 1;
    }
}

/* What the battery tells goes on only as far as it can be true. */
void live_judge_battery(struct live *live)
{
    uint32_t reasons = gauge_step(&live->gauge, &live->measurement);
    char text[160];
    for (int32_t reason = 0; gauge_reason_text(reason) != NULL; reason++) {
        if ((reasons & (1u << reason)) != 0) {
            snprintf(text, sizeof text, "battery tells %s: not believed", gauge_reason_text(reason));
            live_note(live, OSTROV_EVENT_BATTERY_WARNING, OSTROV_BATTERY_REFUSED, text);
        }
    }
}

/* What a kWh costs now and what the month's highest quarter hour is: the station weighs by them between plans. */
void live_tell_money(struct live *live, int64_t now_s)
{
    ostrov_measurement *m = &live->measurement;
    site_prices(live->site, now_s, planner_spot_eur_per_mwh(&live->planner, now_s),
                &m->import_price_per_kwh, &m->export_price_per_kwh);
    m->peak_w = metering_peak_w(&live->metering, live->site, now_s);
}

/* Said, and tried again in a minute: the rules go on meanwhile. */
static void no_plan(struct live *live, const char *why)
{
    char message[320];
    snprintf(message, sizeof message, "no plan could be made: %s", why);
    live_note(live, 0, 0, message);
    live->plan_retry = live->steps + 60; /* steps: the clock may be set back */
}

/* A plan that is there, however late: checked where it was made, judged by its end here and by the station. */
static void take_plan(struct live *live, int64_t now_s)
{
    char text[256];
    ostrov_fault why = {0};
    ostrov_status status = OSTROV_OK;
    if (!planning_take(live->planning, &status, &why)) {
        return;
    }
    if (status >= OSTROV_OK && live->planner.plan.expires_s <= now_s) {
        no_plan(live, "it came when all of it had passed");
        return;
    }
    if (status >= OSTROV_OK) {
        status = ostrov_station_follow(&live->station, &live->planner.plan);
    }
    if (status < OSTROV_OK) {
        (void)ostrov_fault_text(&why, status, text, sizeof text);
        no_plan(live, text);
    }
}

void live_plan_if_wanted(struct live *live, int64_t now_s)
{
    const ostrov_station_state *state = &live->state;
    if (now_s == INT64_MIN) {
        return;
    }
    take_plan(live, now_s);
    if (ostrov_station_read(&live->station, &live->state, sizeof live->state) != OSTROV_OK ||
        (state->plan_wanted == OSTROV_PLAN_NOT_WANTED && !live->plan_anew) ||
        live->steps < live->plan_retry ||
        !(state->soc_ratio == state->soc_ratio) || !feeds_settled(live->feeds, now_s)) {
        return;
    }
    struct planner_view view = {.time_s = now_s,
                                .soc_ratio = state->soc_ratio,
                                .charge_limit_w = state->battery_charge_limit_w,
                                .discharge_limit_w = state->battery_discharge_limit_w,
                                .peak_w = metering_peak_w(&live->metering, live->site, now_s),
                                .full = gauge_wants_full(&live->gauge, state),
                                .islanded = live_islanded(live),
                                .epoch = live->grid.epoch,
                                .quick = 1};
    if (planning_ask(live->planning, &view, &live->fleet) == 0) { /* one is under way: its answer comes first */
        live->plan_anew = 0;
    }
}
