/* What holds now, as rows: see facts.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "facts.h"

#include "../simulate/gauge.h"
#include "../simulate/outlook.h"
#include "../drivers/iec104/server.h"
#include "../drivers/io/io.h"
#include "island.h"

#include <stdio.h>
#include <string.h>

static struct fact *add(struct facts *f, const char *name, const char *unit, const char *brief,
                        int32_t kind)
{
    static struct fact spare; /* more facts than rows: the last ones are lost, not written past */
    struct fact *row = f->count < FACTS_MOST ? &f->fact[f->count++] : &spare;
    memset(row, 0, sizeof *row);
    row->name = name;
    row->unit = unit;
    row->brief = brief;
    row->kind = kind;
    row->value = __builtin_nan("");
    return row;
}

static void gauge(struct facts *f, const char *name, const char *unit, double value,
                  int32_t decimals, const char *brief)
{
    struct fact *row = add(f, name, unit, brief, FACT_GAUGE);
    row->value = value;
    row->decimals = decimals;
}

static void counter(struct facts *f, const char *name, int64_t value, const char *brief)
{
    add(f, name, "", brief, FACT_COUNTER)->value = (double)value;
}

static void word(struct facts *f, const char *name, const char *text, const char *brief)
{
    struct fact *row = add(f, name, "", brief, FACT_WORD);
    snprintf(row->text, sizeof row->text, "%s", text);
}

static const char *rung_text(int32_t rung)
{
    static const char *const words[] = {"-", "plan", "quick plan", "rules", "safe"};
    return rung >= OSTROV_RUNG_PLAN && rung <= OSTROV_RUNG_SAFE ? words[rung] : words[0];
}

static void local_time(struct facts *f, const struct site *site, int64_t time_s)
{
    ostrov_civil c;
    char line[FACTS_TEXT] = "not known";
    if (time_s != INT64_MIN && ostrov_zone_civil(&site->zone, time_s, &c) == OSTROV_OK) {
        snprintf(line, sizeof line, "%04d-%02d-%02d %02d:%02d:%02d", (int)c.year, (int)c.month,
                 (int)c.day, (int)c.hour, (int)c.minute, (int)c.second);
    }
    word(f, "local_time", line, "local time of the site");
}

static void set_point(struct facts *f, const char *name, const struct set_point *s,
                      const char *brief)
{
    char line[FACTS_TEXT];
    int refused = s->stage == SET_POINT_REFUSED;
    snprintf(line, sizeof line, "%s%s%s", set_point_stage_text(s->stage), refused ? ", " : "",
             refused ? set_point_refusal_text(s->refusal) : "");
    word(f, name, line, brief);
}

static void measured(struct facts *f, const ostrov_measurement *m)
{
    gauge(f, "grid_w", "W", m->grid_w, 0, "power at the PCC, import positive");
    gauge(f, "pv_w", "W", m->pv_w, 0, "PV power");
    gauge(f, "battery_w", "W", m->battery_w, 0, "battery power at the AC side, discharge positive");
    gauge(f, "grid_age_s", "s", m->age_s[OSTROV_SOURCE_PCC], 1, "age of the PCC meter's values");
    gauge(f, "pv_age_s", "s", m->age_s[OSTROV_SOURCE_PV], 1, "age of the PV inverter's values");
    gauge(f, "battery_age_s", "s", m->age_s[OSTROV_SOURCE_BATTERY], 1,
          "age of the storage converter's values");
}

/* Together: one that is not known makes the sum not known. */
static void vehicles(struct facts *f, const ostrov_measurement *m, int32_t charge_points)
{
    double power_w = 0.0;
    int32_t plugged = 0;
    for (int32_t p = 0; p < charge_points; p++) {
        power_w += m->vehicle_w[p];
        plugged += m->vehicle_connected[p] == 1;
    }
    gauge(f, "vehicles_w", "W", power_w, 0, "drawn by all vehicles");
    gauge(f, "vehicles_plugged", "", plugged, 0, "vehicles known to be plugged in");
    gauge(f, "vehicles_age_s", "s", m->age_s[OSTROV_SOURCE_CHARGERS], 1,
          "age of the charge points' values");
}

static void known(struct facts *f, const ostrov_station_state *s)
{
    gauge(f, "load_w", "W", s->load_w, 0, "load without charge points");
    char soc[FACTS_TEXT];
    gauge(f, "soc_ratio", "1", s->soc_ratio, 4, "state of charge, best estimate");
    gauge(f, "soc_low_ratio", "1", s->soc_low_ratio, 4, "its lower bound, 3 sigma");
    gauge(f, "soc_high_ratio", "1", s->soc_high_ratio, 4, "its upper bound, 3 sigma");
    gauge_soc_text(s, soc, sizeof soc);
    word(f, "soc", soc, "state of charge in words: what is not known is said");
    gauge(f, "battery_charge_limit_w", "W", s->battery_charge_limit_w, 0,
          "least of BMS, PCS and own limit");
    gauge(f, "battery_discharge_limit_w", "W", s->battery_discharge_limit_w, 0,
          "least of BMS, PCS and own limit");
    gauge(f, "autonomy_s", "s", s->autonomy_s, 0, "how long the battery alone carries the load");
    gauge(f, "quarter_mean_w", "W", s->quarter_mean_w, 0,
          "mean import of the running quarter hour");
    gauge(f, "quarter_limit_w", "W", s->quarter_limit_w, 0, "what the quarter hour is steered to");
    gauge(f, "quarter_left_s", "s", s->quarter_left_s, 0, "left of the quarter hour");
    gauge(f, "plan_age_s", "s", s->plan_age_s, 0, "age of the plan that is followed");
    counter(f, "refused_values_total", s->refused, "impossible values refused since the start");
}

static void device(struct facts *f, const struct link *link, const char *requests,
                   const char *failures)
{
    counter(f, requests, link->counters.requests, "requests to the device since the start");
    counter(f, failures, link->counters.failures + link->counters.exceptions,
            "requests without a good answer since the start");
}

static void health(struct facts *f, struct telemetry *telemetry)
{
    struct telemetry_health h;
    telemetry_read_health(telemetry, &h);
    counter(f, "telemetry_committed_total", h.committed, "rows and events on the disk");
    counter(f, "telemetry_forecasts_total", h.foreseen, "of these, quarters of forecasts");
    counter(f, "telemetry_dropped_total", h.dropped, "rows and events given up");
    gauge(f, "telemetry_waiting", "", h.waiting, 0, "rows and events waiting for the disk");
    word(f, "telemetry_error", h.failing ? h.error : "none", "why the disk takes nothing");
}

void facts_gather(struct facts *f, const struct site *site, int32_t armed,
                  const ostrov_measurement *m, const ostrov_station_state *state,
                  const ostrov_command *command, struct telemetry *telemetry,
                  const struct hardware *hardware, int32_t charge_points)
{
    f->count = 0;
    f->time_s = m->time_s;
    word(f, "site", site->name, "name of the site");
    local_time(f, site, m->time_s);
    word(f, "authority", armed ? "armed" : "observing", "whether devices are written");
    word(f, "settings", site->grid.settings_named ? "the DSO's" : "not the DSO's: may not be armed",
         "whose settings protocol the site file names");
    word(f, "mode", ostrov_grid_mode_text(state->mode), "mode of the grid connection");
    word(f, "rung", rung_text(command->rung), "rung of the ladder the command came from");
    measured(f, m);
    if (charge_points > 0) {
        vehicles(f, m, charge_points);
    }
    known(f, state);
    gauge(f, "battery_set_w", "W", command->battery_w, 0, "battery power that is commanded");
    gauge(f, "pv_limit_w", "W", command->pv_limit_w, 0, "limit of PV power; none = no limit");
    set_point(f, "battery_set_point", &hardware->pcs.set_point, "how far the set-point has come");
    set_point(f, "pv_set_point", &hardware->pv.limit, "how far the limit has come");
    counter(f, "foreign_commands_total", hardware->pcs.counters.foreign,
            "times that another controller was found at the storage converter");
    counter(f, "foreign_limits_total", hardware->pv.counters.foreign,
            "times that another controller was found at the PV inverter");
    device(f, &hardware->pcs.link, "pcs_requests_total", "pcs_failures_total");
    device(f, &hardware->meter.link, "meter_requests_total", "meter_failures_total");
    device(f, &hardware->pv.link, "pv_requests_total", "pv_failures_total");
    health(f, telemetry);
}

void facts_add_connection(struct facts *f, const ostrov_grid_state *state,
                          const struct island_counters *c)
{
    word(f, "breaker", io_position_text(c->io_position), "PCC breaker, by both contacts");
    word(f, "grid_waits_for", ostrov_grid_reason_text(state->blocked),
         "what keeps the connection from its next mode");
    gauge(f, "grid_left_s", "s", state->left_s, 1, "until the mode's bound or the return");
    gauge(f, "connection_age_s", "s", c->io_age_s, 2, "age of the breaker's contacts");
    gauge(f, "synchroniser_age_s", "s", c->sync_age_s, 2, "age of the synchroniser's values");
    gauge(f, "contact_angle_deg", "deg", state->contact_angle_deg, 2, "at the last closing");
    counter(f, "grid_steps_total", c->steps, "steps of the grid layer since the start");
    counter(f, "grid_late_steps_total", c->late, "of these, later than twice their time");
    gauge(f, "grid_slowest_step_s", "s", c->slowest_s, 3, "longest step around a transition");
    counter(f, "switching_refused_total", c->refused, "switching commands refused or not done");
}

void facts_add_score(struct facts *f, const struct outlook_score *s)
{
    gauge(f, "forecast_pv_mae_w", "W", s->pv_mae_w, 0,
          "mean absolute error of the PV forecast, an hour ahead");
    gauge(f, "forecast_pv_skill_ratio", "1", s->pv_skill_ratio, 3,
          "how much better it is than the sky staying as it is, by squares");
    gauge(f, "forecast_pv_between_ratio", "1", s->pv_between_ratio, 3,
          "share of PV that fell between its 10 and 90 %; a true band holds 0.8");
    gauge(f, "forecast_load_mae_w", "W", s->load_mae_w, 0,
          "mean absolute error of the load forecast, an hour ahead");
    gauge(f, "forecast_load_between_ratio", "1", s->load_between_ratio, 3,
          "share of load that fell between its 10 and 90 %");
}

void facts_add_dso(struct facts *f, const struct iec104_orders *o,
                   const struct iec104_server_status *s)
{
    double ahead_s = o->clock_ms != INT64_MIN ? (double)o->clock_ms * 1e-3 : __builtin_nan("");
    word(f, "dso_centre", o->connected ? "connected" : o->fallback ? "gone, fallback holds" : "gone",
         "the DSO's control centre");
    gauge(f, "dso_export_ratio", "1", o->export_ratio, 3, "share of the export limit it allows");
    gauge(f, "dso_import_ratio", "1", o->import_ratio, 3, "share of the import limit it allows");
    gauge(f, "dso_clock_ahead_s", "s", ahead_s, 3, "its clock less ours, when it last set it");
    counter(f, "dso_commands_total", s->counters.commands, "commands it gave since the start");
    counter(f, "dso_refused_total", s->counters.refused, "of these, refused or not understood");
    counter(f, "dso_strangers_total", s->refused_connections, "connections from elsewhere, refused");
}

void facts_text(const struct fact *fact, char *text, size_t capacity)
{
    if (fact->kind == FACT_WORD) {
        snprintf(text, capacity, "%s", fact->text);
    } else if (fact->value - fact->value == 0.0) {
        (void)ostrov_number_write(fact->value, fact->decimals, text, capacity);
    } else {
        snprintf(text, capacity, fact->value > 0.0 ? "none" : "-");
    }
}
