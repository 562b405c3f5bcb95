/* Alarms as time, what, consequence, what to do.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "actions.h"
#include "page.h"

#include <stdio.h>
#include <string.h>

enum { ALARMS = 40 };

/* What the station asks for a vehicle is more than the next duty needs. Where the duty itself was
 * covered, a shortfall is a note and no alarm. */
static const struct action *weigh(const struct record *r, const struct record_event *e)
{
    static const struct action covered = {
        ACTION_NOTE, "Less than was asked for; the duty itself was covered.", "No action needed."};
    const struct action *action =
        action_find(e->code, e->subject, strstr(e->text, "missing") != NULL);
    if (action->weight == ACTION_NONE ||
        (e->code != OSTROV_EVENT_VEHICLE_LEFT && e->code != OSTROV_EVENT_VEHICLE_LATE) ||
        e->time_s == INT64_MIN) { /* which departure it was about is not known either */
        return action;
    }
    for (int32_t i = 0; i < r->departures; i++) { /* in order of time */
        const struct record_departure *d = &r->departure[i];
        if (d->charge_point == e->subject && d->time_s >= e->time_s - 2) {
            return d->on_time ? &covered : action;
        }
    }
    return action;
}

/* Whether an event like this one came before: same code, same subject. Moves of the grid are each
 * told. */
static int32_t told_before(const struct record *r, int32_t i)
{
    for (int32_t j = 0; j < i; j++) {
        if (r->event[j].code == r->event[i].code && r->event[j].subject == r->event[i].subject &&
            r->event[i].code != OSTROV_EVENT_GRID_MODE &&
            weigh(r, &r->event[j]) == weigh(r, &r->event[i])) {
            return 1;
        }
    }
    return 0;
}

static void repeats(const struct view *view, int32_t i, char *text, size_t capacity)
{
    const struct record *r = view->record;
    int32_t more = 0, last = i;
    for (int32_t j = i + 1; j < r->events; j++) {
        if (r->event[j].code == r->event[i].code && r->event[j].subject == r->event[i].subject &&
            r->event[i].code != OSTROV_EVENT_GRID_MODE &&
            weigh(r, &r->event[j]) == weigh(r, &r->event[i])) {
            more++;
            last = j;
        }
    }
    text[0] = '\0';
    if (more > 0 && r->event[last].time_s == INT64_MIN) {
        snprintf(text, capacity, "and %d more", (int)more);
    } else if (more > 0) {
        snprintf(text, capacity, "and %d more, last at %s", (int)more,
                 words_clock(view->site, r->event[last].time_s).text);
    }
}

/* "charge point 3" of an event counts from 0; people read its name. */
static void event_text(struct html *out, const struct view *view, const struct record_event *e)
{
    const char *found = strstr(e->text, "charge point ");
    const char *colon = found == e->text ? strpbrk(found + 13, ": ") : NULL;
    if (colon != NULL && e->subject >= 0 && e->subject < view->site->charge_points) {
        html_format(out, "%s%s", view->site->charge_point[e->subject].name, colon);
    } else {
        html_text(out, e->text);
    }
}

/* Before the first event with a time the clock was not known yet; a later one without lost it. */
static void event_time(struct html *out, const struct view *view, int32_t i)
{
    const struct record_event *e = &view->record->event[i];
    if (e->time_s == INT64_MIN) {
        int32_t told = 0;
        for (int32_t j = 0; j < i; j++) {
            told |= view->record->event[j].time_s != INT64_MIN;
        }
        html_raw(out, told ? "clock not known" : "before the clock was known");
        return;
    }
    if (view->several_days) {
        html_format(out, "%s<br/>", words_date(view->site, e->time_s).text);
    }
    html_raw(out, words_clock_s(view->site, e->time_s).text);
}

static int32_t alarm_rows(struct html *out, const struct view *view)
{
    const struct record *r = view->record;
    int32_t shown = 0;
    for (int32_t i = 0; i < r->events && shown < ALARMS; i++) {
        const struct record_event *e = &r->event[i];
        const struct action *a = weigh(r, e);
        char more[96];
        if (a->weight == ACTION_NONE || told_before(r, i)) {
            continue;
        }
        repeats(view, i, more, sizeof more);
        html_format(out, "<tr class=\"%s\"><th scope=\"row\">",
                    a->weight == ACTION_ALARM ? "late" : "fine");
        event_time(out, view, i);
        html_format(out, "</th><td>%s", a->weight == ACTION_ALARM ? "▲ " : "");
        event_text(out, view, e);
        html_format(out, " <span class=\"small\">%s</span></td><td>%s</td><td>%s</td></tr>\n", more,
                    a->consequence, a->what_to_do);
        shown++;
    }
    return shown;
}

void table_alarms(struct html *out, const struct view *view)
{
    page_figure(out, "Alarms and notes",
                "▲ marks what somebody must act on. Every event of the run is in the file below.",
                BADGE_SIMULATED, 0);
    html_raw(out,
             "<div class=\"scroll\"><table class=\"alarms\"><thead><tr><th scope=\"col\">Time</th>"
             "<th scope=\"col\">What</th><th scope=\"col\">Consequence</th>"
             "<th scope=\"col\">What to do</th></tr></thead><tbody>\n");
    if (alarm_rows(out, view) == 0) {
        html_raw(out, "<tr><td colspan=\"4\">None.</td></tr>");
    }
    html_raw(out, "</tbody></table></div>\n");
    if (view->record->events_lost > 0) {
        html_format(out, "<p class=\"small\">%d further events did not fit into the record.</p>",
                    (int)view->record->events_lost);
    }
    page_figure_end(out, view, "events.csv");
}
