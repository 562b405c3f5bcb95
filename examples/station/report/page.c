/* What the sections share: see page.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "page.h"

#include <string.h>

/* ---- the part that is shown ---------------------------------------------------------------------
 */

static void choose_day(struct view *view)
{
    const struct record *r = view->record;
    int64_t moment_s = r->outages > 0 ? r->outage[0].start_s : view->run_from_s, end_s = 0;
    if (ostrov_zone_day(&view->site->zone, moment_s, &view->from_s, &end_s) != OSTROV_OK) {
        view->from_s = view->run_from_s;
        end_s = view->run_from_s + 86400;
    }
    view->until_s = end_s;
}

static void choose_rows(struct view *view)
{
    const struct record *r = view->record;
    int32_t first = 0, last = r->minutes;
    while (first < r->minutes && r->minute[first].time_s < view->from_s) {
        first++;
    }
    while (last > first && r->minute[last - 1].time_s >= view->until_s) {
        last--;
    }
    view->minute = r->minute + first;
    view->minutes = last - first;
    for (first = 0; first < r->quarters && r->quarter[first].time_s < view->from_s;) {
        first++;
    }
    for (last = r->quarters; last > first && r->quarter[last - 1].time_s >= view->until_s;) {
        last--;
    }
    view->quarter = r->quarter + first;
    view->quarters = last - first;
}

void view_init(struct view *view, const struct record *record, const char *prefix)
{
    memset(view, 0, sizeof *view);
    view->record = record;
    view->site = record->site;
    view->inputs = record->inputs;
    view->prefix = prefix;
    view->run_from_s = record->minutes > 0 ? record->minute[0].time_s : record->inputs->start_s;
    view->run_until_s = record->minutes > 0 ? record->minute[record->minutes - 1].time_s + 60
                                            : record->inputs->start_s;
    choose_day(view);
    choose_rows(view);
    view->several_days = view->run_until_s - view->run_from_s > 90000; /* 25 h, a day of change */
}

/* ---- badges -------------------------------------------------------------------------------------
 */

void page_badge(struct html *out, int32_t provenance)
{
    const char *word = provenance == BADGE_SIMULATED ? "simulated" : words_provenance(provenance);
    const char *style = provenance == SITE_DOCUMENTED || provenance == SITE_MEASURED ? "firm"
                        : provenance == BADGE_SIMULATED                              ? "made"
                                                                                     : "loose";
    html_format(out, " <span class=\"badge %s\">%s</span>", style, word);
}

int32_t page_source(const struct view *view, const char *path)
{
    for (int32_t i = 0; i < view->site->sources; i++) {
        if (strcmp(view->site->source[i].path, path) == 0) {
            return view->site->source[i].provenance;
        }
    }
    return SITE_PROVENANCE_UNKNOWN;
}

static int32_t is_loose(int32_t provenance)
{
    return provenance != SITE_DOCUMENTED && provenance != SITE_MEASURED;
}

int32_t page_assumed(const struct view *view, int32_t *all)
{
    int32_t assumed = is_loose(view->inputs->pv_provenance) +
                      is_loose(view->inputs->load_provenance) +
                      is_loose(view->inputs->spot_provenance);
    *all = view->site->sources + 3;
    for (int32_t i = 0; i < view->site->sources; i++) {
        assumed += is_loose(view->site->source[i].provenance);
    }
    return assumed;
}

/* ---- figures ------------------------------------------------------------------------------------
 */

void page_figure(struct html *out, const char *heading, const char *sentence, int32_t badge,
                 int32_t other_badge)
{
    html_format(out, "<figure><figcaption><h4>%s", heading);
    if (badge != 0) {
        page_badge(out, badge);
    }
    if (other_badge != 0 && other_badge != badge) {
        page_badge(out, other_badge);
    }
    html_raw(out, "</h4>");
    if (sentence != NULL && sentence[0] != '\0') {
        html_format(out, "<p>%s</p>", sentence);
    }
    html_raw(out, "</figcaption>\n");
}

void page_figure_end(struct html *out, const struct view *view, const char *csv)
{
    if (csv != NULL) {
        html_format(out, "<p class=\"csv\"><a href=\"data/%s%s\">data/%s%s</a></p>", view->prefix,
                    csv, view->prefix, csv);
    }
    html_raw(out, "</figure>\n");
}

void page_key(struct html *out, const char *style, const char *name)
{
    html_format(out, "<span class=\"key\"><i class=\"%s\"></i>%s</span>", style, name);
}

static void page_days(struct plot *plot, const struct view *view)
{
    int64_t from_s = view->from_s, day_s = 0;
    int32_t many = view->until_s - from_s > 4 * 90000; /* on a narrow page every second is named */
    for (int32_t i = 0; from_s < view->until_s; i++) {
        struct words date = words_iso(view->site, from_s);
        date.text[10] = '\0';
        plot_x_tick(plot, (double)from_s, date.text + 5, many && i % 2 != 0); /* month-day */
        if (ostrov_zone_day(&view->site->zone, from_s, &day_s, &from_s) != OSTROV_OK) {
            break;
        }
    }
}

void page_hours(struct plot *plot, const struct view *view)
{
    if (view->until_s - view->from_s > 90000) { /* 25 h, a day of change */
        page_days(plot, view);
        return;
    }
    ostrov_civil civil;
    int32_t last = -1;
    for (int64_t t = view->from_s; t < view->until_s; t += 900) {
        if (ostrov_zone_civil(&view->site->zone, t, &civil) == OSTROV_OK && civil.minute == 0 &&
            civil.hour % 3 == 0 && civil.hour != last) {
            plot_x_tick(plot, (double)t, words_clock(view->site, t).text, civil.hour % 6 != 0);
            last = civil.hour;
        }
    }
    plot_x_tick(plot, (double)view->until_s, "24:00", 0);
}

void page_outages(struct plot *plot, const struct view *view, int32_t named)
{
    for (int32_t i = 0; i < view->record->outages; i++) {
        const struct record_outage *o = &view->record->outage[i];
        if (o->end_s <= view->from_s || o->start_s >= view->until_s) {
            continue;
        }
        plot_box(plot, (double)o->start_s, (double)o->end_s, plot->y_from, plot->y_to, "outage");
        if (named) {
            plot_text(plot, (double)(o->start_s + o->end_s) / 2.0, plot->y_to, 0.0, -4.0, "middle",
                      "name", "supply away");
        }
    }
}
