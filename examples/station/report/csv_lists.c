/* Departures, events, transitions and policies as CSV: see csv.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "csv.h"

#include <stddef.h>

static void put_name_at(struct html *out, int32_t at, int32_t count, const char *name)
{
    html_raw(out, ",");
    csv_put_text(out, at >= 0 && at < count ? name : "");
}

void csv_departures(struct html *out, const struct view *view)
{
    static const struct column column[] = {
        {"needed_kwh", offsetof(struct record_departure, needed_wh), 1e-3, 3},
        {"had_kwh", offsetof(struct record_departure, had_wh), 1e-3, 3},
        {"margin_kwh", offsetof(struct record_departure, margin_wh), 1e-3, 3},
        {"margin_min", offsetof(struct record_departure, margin_minutes), 1.0, 1},
    };
    const size_t columns = sizeof column / sizeof column[0];
    const struct site *site = view->site;
    html_raw(out, "depart_utc_s,depart_local,arrived_utc_s,arrived_local");
    csv_put_names(out, view, column, columns);
    html_raw(out, ",on_time,vehicle,charge_point,duty\r\n");
    for (int32_t i = 0; i < view->record->departures; i++) {
        const struct record_departure *d = &view->record->departure[i];
        int32_t v = d->vehicle, p = d->charge_point;
        csv_put_time(out, view, d->time_s);
        html_raw(out, ",");
        csv_put_time(out, view, d->arrived_s);
        csv_put_row(out, d, column, columns);
        html_raw(out, d->on_time ? ",1" : ",0");
        put_name_at(out, v, site->vehicles,
                    v >= 0 && v < SITE_VEHICLES ? site->vehicle[v].name : "");
        put_name_at(out, p, site->charge_points,
                    p >= 0 && p < OSTROV_CHARGE_POINTS ? site->charge_point[p].name : "");
        html_format(out, ",%d\r\n", (int)d->duty);
    }
}

void csv_events(struct html *out, const struct view *view)
{
    html_raw(out, "time_utc_s,time_local,code,subject,text\r\n");
    for (int32_t i = 0; i < view->record->events; i++) {
        const struct record_event *e = &view->record->event[i];
        csv_put_time(out, view, e->time_s);
        html_format(out, ",%d,%d,", (int)e->code, (int)e->subject);
        csv_put_text(out, e->text);
        html_raw(out, "\r\n");
    }
}

void csv_transitions(struct html *out, const struct view *view)
{
    static const struct column column[] = {
        {"grid_pu", offsetof(struct record_transition_point, grid_pu), 1.0, 4},
        {"bus_pu", offsetof(struct record_transition_point, bus_pu), 1.0, 4},
        {"grid_hz", offsetof(struct record_transition_point, grid_hz), 1.0, 4},
        {"bus_hz", offsetof(struct record_transition_point, bus_hz), 1.0, 4},
        {"angle_deg", offsetof(struct record_transition_point, angle_deg), 1.0, 3},
        {"battery_kw", offsetof(struct record_transition_point, battery_w), 1e-3, 3},
        {"pcc_kw", offsetof(struct record_transition_point, pcc_w), 1e-3, 3},
    };
    const size_t columns = sizeof column / sizeof column[0];
    html_raw(out, "transition,what,time_utc_us,t_s");
    csv_put_names(out, view, column, columns);
    html_raw(out, ",contact_closed,contact_open,pcs_mode,grid_mode,breaker_command\r\n");
    for (int32_t i = 0; i < view->record->transitions; i++) {
        const struct record_transition *t = &view->record->transition[i];
        for (int32_t k = 0; k < t->points; k++) {
            const struct record_transition_point *p = &t->point[k];
            html_format(out, "%d,", (int)i + 1);
            csv_put_text(out, t->what);
            html_raw(out, ",");
            csv_put_whole(out, t->time_us);
            html_raw(out, ",");
            csv_put_number(out, p->t_s, 3);
            csv_put_row(out, p, column, columns);
            html_format(out, ",%d,%d,%d,%s,%d\r\n", (int)p->contact_closed, (int)p->contact_open,
                        (int)p->pcs_mode, ostrov_grid_mode_text(p->grid_mode),
                        (int)p->breaker_command);
        }
    }
}

void csv_policies(struct html *out, const struct view *view)
{
    static const struct column column[] = {
        {"total_$", offsetof(struct record_policy, total), 1.0, 2},
        {"energy_$", offsetof(struct record_policy, energy_cost), 1.0, 2},
        {"sold_$", offsetof(struct record_policy, export_income), 1.0, 2},
        {"quarter_hour_maximum_$", offsetof(struct record_policy, peak_cost), 1.0, 2},
        {"wear_$", offsetof(struct record_policy, wear_cost), 1.0, 2},
        {"stored_worth_$", offsetof(struct record_policy, storage_value), 1.0, 2},
        {"quarter_hour_maximum_kw", offsetof(struct record_policy, quarter_max_w), 1e-3, 3},
        {"import_kwh", offsetof(struct record_policy, import_wh), 1e-3, 3},
        {"export_kwh", offsetof(struct record_policy, export_wh), 1e-3, 3},
        {"pv_used_kwh", offsetof(struct record_policy, pv_used_wh), 1e-3, 3},
        {"co2_kg", offsetof(struct record_policy, co2_kg), 1.0, 2},
        {"cycles", offsetof(struct record_policy, cycles), 1.0, 4},
        {"least_margin_kwh", offsetof(struct record_policy, least_margin_wh), 1e-3, 3},
    };
    const size_t columns = sizeof column / sizeof column[0];
    html_raw(out, "policy");
    csv_put_names(out, view, column, columns);
    html_raw(out, ",departures,lacked_energy\r\n");
    for (int32_t i = 0; i < view->record->policies; i++) {
        const struct record_policy *p = &view->record->policy[i];
        csv_put_text(out, p->name);
        csv_put_row(out, p, column, columns);
        html_format(out, ",%d,%d\r\n", (int)p->departures, (int)p->late);
    }
}
