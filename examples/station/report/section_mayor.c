/* The mayor's part: one phone screen, no jargon.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "sentence.h"

#include <string.h>

/* ---- headline -----------------------------------------------------------------------------------
 */

static void headline(struct html *out, const struct view *view, const char *tag)
{
    char text[SENTENCE];
    html_format(out, "<%s class=\"headline\">", tag);
    sentence_departures(view, text, sizeof text);
    html_format(out, "<span>%s </span>", text);
    sentence_supply(view, text, sizeof text);
    html_format(out, "<span>%s </span>", text);
    sentence_cost(view, text, sizeof text);
    html_format(out, "<span>%s</span></%s>\n", text, tag);
}

static void when(struct html *out, const struct view *view)
{
    html_format(out, "<p class=\"when\">%s", words_date(view->site, view->run_from_s).text);
    if (view->several_days) {
        html_format(out, " to %s", words_date(view->site, view->run_until_s - 1).text);
    }
    page_badge(out, BADGE_SIMULATED);
    html_raw(out, "</p>\n");
}

/* ---- ribbon -------------------------------------------------------------------------------------
 */

/* Twice where it is worth it: higher on a desk than on a phone; one of the two is never displayed.
 */
static void ribbon(struct html *out, const struct view *view, int32_t height, int32_t on_phone)
{
    html_raw(
        out,
        "<figure class=\"ribbon\"><figcaption class=\"keys\"><span class=\"side\">from</span>");
    page_key(out, "sun", "sun");
    page_key(out, "battery", "battery");
    page_key(out, "grid", "grid");
    html_raw(out, "<span class=\"side\">to</span>");
    page_key(out, "load", "building");
    if (view->site->charge_points > 0) {
        page_key(out, "vehicle", "vehicles");
    }
    html_raw(out, "</figcaption>\n");
    if (height == on_phone) {
        plot_ribbon(out, view, height);
    } else {
        html_raw(out, "<div class=\"desk\">");
        plot_ribbon(out, view, height);
        html_raw(out, "</div><div class=\"phone\">");
        plot_ribbon(out, view, on_phone);
        html_raw(out, "</div>");
    }
    page_figure_end(out, view, "minutes.csv");
}

/* ---- departure board ----------------------------------------------------------------------------
 */

static void board(struct html *out, const struct view *view)
{
    const struct record *r = view->record;
    int32_t shown = 0, late = 0;
    if (r->departures == 0) {
        return;
    }
    html_raw(out, "<figure class=\"board\"><figcaption><h4>Departures</h4></figcaption><ol>\n");
    for (int32_t i = 0; i < r->departures; i++) {
        const struct record_departure *d = &r->departure[i];
        if (d->time_s < view->from_s || d->time_s >= view->until_s) {
            continue;
        }
        html_format(out, "<li class=\"%s\"><b>%s</b>", d->on_time ? "fine" : "late",
                    words_clock(view->site, d->time_s).text);
        if (d->on_time) {
            html_raw(out, "<span role=\"img\" aria-label=\"on time\">✓</span></li>\n");
        } else { /* kWh: the line below the board says so */
            html_format(out, "<span role=\"img\" aria-label=\"lacked %s\">%s</span></li>\n",
                        words_kwh(-d->margin_wh, 0).text, words_number(d->margin_wh / 1e3, 0).text);
            late++;
        }
        shown++;
    }
    html_raw(out, "</ol>");
    if (late > 0) {
        html_raw(out, "<p class=\"small\">A light field is short of energy, by so many kWh.</p>");
    }
    if (shown < r->departures) {
        html_format(out, "<p class=\"small\">%s: %d of the %d departures of the run.</p>",
                    words_date(view->site, view->from_s).text, (int)shown, (int)r->departures);
    }
    page_figure_end(out, view, "departures.csv");
}

/* ---- money --------------------------------------------------------------------------------------
 */

static const char *policy_name(const struct view *view, int32_t i)
{
    static const char *const name[] = {"ostrov", "simple staggered charging",
                                       "the same, with a plain battery",
                                       "if all were known beforehand"};
    static const char *const alone[] = {"ostrov", "without control", "with a plain battery",
                                        "if all were known beforehand"};
    if (i >= 4) {
        return view->record->policy[i].name;
    }
    return view->site->charge_points > 0 ? name[i] : alone[i];
}

static void bar(struct html *out, const struct view *view, int32_t i, double low, double span)
{
    const struct record_policy *p = &view->record->policy[i];
    char width[64], left[64];
    double from = p->total < 0.0 ? p->total : 0.0, to = p->total < 0.0 ? 0.0 : p->total;
    ostrov_number_write(words_known(p->total) ? (to - from) / span * 100.0 : 0.0, 1, width,
                        sizeof width);
    ostrov_number_write(words_known(p->total) ? (from - low) / span * 100.0 : 0.0, 1, left,
                        sizeof left);
    html_format(out, "<li class=\"policy%d\"><span>%s", (int)(i < 4 ? i : 1), policy_name(view, i));
    if (p->late > 0) {
        html_format(out, " <em>%d lacked energy</em>", (int)p->late);
    }
    html_format(out, "</span><b>%s</b><i style=\"margin-left:%s%%;width:%s%%\"></i></li>\n",
                words_money(view->site, p->total).text, left, width);
}

static void costs(struct html *out, const struct view *view)
{
    const struct record *r = view->record;
    double low = 0.0, high = 1.0;
    for (int32_t i = 0; i < r->policies; i++) {
        low = r->policy[i].total < low ? r->policy[i].total : low;
        high = r->policy[i].total > high ? r->policy[i].total : high;
    }
    if (r->policies == 0) {
        return;
    }
    html_raw(out, "<figure class=\"costs\"><figcaption><h4>What the electricity cost");
    page_badge(out, view->inputs->spot_provenance);
    html_raw(out, "</h4></figcaption><ol>\n");
    for (int32_t i = 0; i < r->policies; i++) {
        bar(out, view, i, low, high - low);
    }
    html_raw(out, "</ol>");
    page_figure_end(out, view, "policies.csv");
}

static void carbon(struct html *out, const struct view *view)
{
    const struct record *r = view->record;
    if (r->policies == 0) {
        return;
    }
    html_format(out, "<p class=\"carbon\"><b>%s CO₂</b> from grid electricity",
                words_unit(r->policy[0].co2_kg, 0, "kg").text);
    if (r->policies > 1) {
        html_format(out, ", %s with %s", words_unit(r->policy[1].co2_kg, 0, "kg").text,
                    policy_name(view, 1));
    }
    html_format(out, ", at %s", words_unit(view->site->tariff.co2_g_per_kwh, 0, "g/kWh").text);
    page_badge(out, page_source(view, "tariff.co2_g_per_kwh"));
    html_raw(out, "</p>\n");
}

/* ---- the bad night ------------------------------------------------------------------------------
 */

static void bad_night(struct html *out, const struct view *bad)
{
    double coldest = __builtin_nan("");
    for (int32_t i = 0; i < bad->inputs->count && i < 1440; i++) {
        if (!(bad->inputs->temperature_c[i] >= coldest)) {
            coldest = bad->inputs->temperature_c[i];
        }
    }
    html_format(out, "<section class=\"bad\"><h3>And on a bad night</h3><p class=\"when\">%s, %s",
                words_date(bad->site, bad->run_from_s).text, words_unit(coldest, 0, "°C").text);
    page_badge(out, BADGE_SIMULATED);
    html_raw(out, "</p>\n");
    headline(out, bad, "p");
    ribbon(out, bad, 130, 130);
    board(out, bad);
    html_raw(out, "</section>\n");
}

/* ---- what it cannot do --------------------------------------------------------------------------
 */

static void cannot(struct html *out, const struct view *view)
{
    double now_s, worst_s;
    int64_t at_s;
    sentence_autonomy(view, &now_s, &worst_s, &at_s);
    html_raw(out, "<section class=\"cannot\"><h3>What it cannot do</h3><ul>\n");
    if (words_known(worst_s)) {
        html_format(
            out,
            "<li>Last for ever without the grid: in the worst hour of the night the battery "
            "carried the load that was on for %s (%s).</li>\n",
            words_duration(worst_s).text, words_clock(view->site, at_s).text);
    }
    if (view->site->charge_points > 0) {
        html_format(
            out,
            "<li>Charge a fleet from the battery alone: it holds %s, one vehicle holds %s.</li>\n",
            words_kwh(view->site->battery.capacity_wh, 0).text,
            words_kwh(view->site->vehicles > 0 ? view->site->vehicle[0].capacity_wh
                                               : __builtin_nan(""),
                      0)
                .text);
    }
    html_raw(out,
             "<li>Replace protection: certified relays still part the site from the grid, and an "
             "expert must verify the island before anybody relies on it.</li>\n");
    html_format(out,
                "<li>Tell a year's money from %s. <code>ostrov-station year</code> runs one; a "
                "saving is worth believing with the site's own bills.</li>\n",
                view->several_days ? "these days" : "one day");
    html_raw(out, "</ul></section>\n");
}

void section_mayor(struct html *out, const struct view *day, const struct view *bad)
{
    html_raw(out, "<section id=\"brief\" class=\"mayor\">\n");
    when(out, day);
    headline(out, day, "h2");
    html_format(out, "<div class=\"days%s\"><div class=\"good\">\n", bad != NULL ? " two" : "");
    ribbon(out, day, 230, 140);
    html_raw(out, "<div class=\"pair\">\n");
    board(out, day);
    html_raw(out, "<div>");
    costs(out, day);
    carbon(out, day);
    html_raw(out, "</div></div>\n");
    cannot(out, day);
    html_raw(out, "</div>\n");
    if (bad != NULL) {
        bad_night(out, bad);
    }
    html_raw(out, "</div>\n");
    html_raw(out, "</section>\n");
}
