/* The live run: the prices of the day, and plans; see live_parts.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "live_parts.h"

#include <stdio.h>

static const int64_t retry_steps = 900; /* steps: the clock may be set back */

static struct inputs_request request_of(const struct live *live)
{
    return (struct inputs_request){.scenario = "calm",
                                   .outage = "none",
                                   .days = 2,
                                   .seed = 1,
                                   .prices = live->options->prices,
                                   .weather = live->options->weather};
}

/* Prices of today and tomorrow. Where no feed brings the weather, that of the illustrative model is taken
 * out: so that the forecasts go by what was measured. */
int live_make_inputs(struct live *live, int64_t now_s, char *message, size_t capacity)
{
    ostrov_civil local;
    char date[16];
    struct inputs made;
    struct inputs_request request = request_of(live);
    if (ostrov_zone_civil(&live->site->zone, now_s, &local) != OSTROV_OK) {
        snprintf(message, capacity, "the clock is outside the calendar");
        return -1;
    }
    snprintf(date, sizeof date, "%04d-%02d-%02d", (int)local.year, (int)local.month,
             (int)local.day);
    request.date = date;
    live->feeds_stamp = inputs_stamp(live->site, &request); /* before reading: what is written meanwhile shows */
    if (inputs_make(live->site, &request, &made, message, capacity) != 0) {
        return -1;
    }
    if (made.forecast_provenance != SITE_DOCUMENTED) {
        inputs_forget_weather(&made);
    }
    if (live->inputs_made) {
        inputs_free(&live->inputs);
    }
    live->inputs = made;
    live->inputs_made = 1;
    live->inputs_end_s = made.start_s + 86400;
    return 0;
}

/* Whether somebody has written a feed anew; looked at each second step. */
static int feeds_changed(const struct live *live)
{
    struct inputs_request request = request_of(live);
    return live->steps % 2 == 0 && inputs_stamp(live->site, &request) != live->feeds_stamp;
}

void live_renew_inputs(struct live *live, int64_t now_s)
{
    char message[512];
    if (now_s == INT64_MIN || planning_busy(live->planning)) { /* a plan under way reads them */
        return;
    }
    int changed = feeds_changed(live);
    /* A clock that was set back is before the day as well as after it. */
    int today = now_s >= live->inputs.start_s && now_s < live->inputs_end_s;
    if (!changed && (today || live->steps < live->inputs_retry)) {
        return;
    }
    live->inputs_retry = live->steps + retry_steps;
    if (live_make_inputs(live, now_s, message, sizeof message) != 0) {
        live_note(live, 0, 0, message); /* plans go on with what was read before */
    } else if (changed) {
        live_note(live, 0, 0, "the feeds were written anew and read again");
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
            live_note(live, OSTROV_EVENT_BATTERY_WARNING, reason, text);
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
        !(state->soc_ratio == state->soc_ratio)) {
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
