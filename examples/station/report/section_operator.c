/* The operator's part: charge points, quarter hours, battery, prices, alarms, why now.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "sentence.h"

#include <stdio.h>

/* ---- charge points ------------------------------------------------------------------------------
 */

static void departures(struct html *out, const struct view *view)
{
    const struct record *r = view->record;
    html_raw(out, "<details><summary>Departures one by one</summary><div class=\"scroll\"><table>"
                  "<thead><tr><th scope=\"col\">Departure</th><th scope=\"col\">Vehicle</th>"
                  "<th scope=\"col\">Charge point</th><th scope=\"col\" class=\"n\">Needed</th>"
                  "<th scope=\"col\" class=\"n\">Had</th><th scope=\"col\" class=\"n\">Margin</th>"
                  "<th scope=\"col\" class=\"n\">Ready before</th></tr></thead><tbody>\n");
    for (int32_t i = 0; i < r->departures; i++) {
        const struct record_departure *d = &r->departure[i];
        const struct site *s = view->site;
        if (d->time_s < view->from_s || d->time_s >= view->until_s) {
            continue;
        }
        html_format(out, "<tr class=\"%s\"><th scope=\"row\">%s</th><td>%s</td><td>%s</td>",
                    d->on_time ? "fine" : "late", words_clock(s, d->time_s).text,
                    d->vehicle >= 0 && d->vehicle < s->vehicles ? s->vehicle[d->vehicle].name : "",
                    d->charge_point >= 0 && d->charge_point < s->charge_points
                        ? s->charge_point[d->charge_point].name
                        : "");
        html_format(out, "<td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td>",
                    words_kwh(d->needed_wh, 1).text, words_kwh(d->had_wh, 1).text,
                    words_kwh(d->margin_wh, 1).text);
        html_format(out, "<td class=\"n\">%s</td></tr>\n",
                    d->on_time ? words_unit(d->margin_minutes, 0, "min").text : "lacked energy");
    }
    html_raw(out, "</tbody></table></div></details>\n");
}

static void gantt(struct html *out, const struct view *view)
{
    if (view->site->charge_points == 0) {
        return;
    }
    page_figure(
        out, "Charge points",
        "A light band is a stay, the filled steps the power delivered, the thin line the power "
        "planned. A mark is a departure, with its margin in kWh over what the duty needs.",
        BADGE_SIMULATED, page_source(view, "duties[0]"));
    html_raw(out, "<div class=\"gantt\">\n");
    for (int32_t i = 0; i < view->site->charge_points; i++) {
        plot_gantt(out, view, i);
    }
    html_raw(out, "</div>\n");
    departures(out, view);
    page_figure_end(out, view, "departures.csv");
}

/* ---- highest quarter hour -----------------------------------------------------------------------
 */

static void quarter_maximum(struct html *out, const struct view *view)
{
    const struct site *s = view->site;
    const struct record_quarter *top = NULL;
    char sentence[400];
    for (int32_t i = 0; i < view->quarters; i++) {
        if (top == NULL || view->quarter[i].grid_mean_w > top->grid_mean_w) {
            top = &view->quarter[i];
        }
    }
    if (top == NULL) {
        return;
    }
    double over_w = top->grid_mean_w - s->tariff.peak_incurred_w;
    struct words price = words_money(s, s->tariff.peak_price_per_kw);
    size_t used =
        (size_t)snprintf(sentence, sizeof sentence, "Highest: %s at %s, of %s booked. ",
                         words_kw(top->grid_mean_w, 1).text, words_clock(s, top->time_s).text,
                         words_kw(s->station.import_limit_w, 0).text);
    if (over_w > 0.0) {
        snprintf(
            sentence + used, sizeof sentence - used,
            "That is %s over the month's maximum so far and costs %s, once for the whole month; "
            "each further kW costs %s.",
            words_kw(over_w, 1).text,
            words_money(s, over_w / 1e3 * s->tariff.peak_price_per_kw).text, price.text);
    } else {
        snprintf(
            sentence + used, sizeof sentence - used,
            "The month's maximum so far, %s, was not passed: no further charge. Each kW over it "
            "would cost %s for the month.",
            words_kw(s->tariff.peak_incurred_w, 1).text, price.text);
    }
    page_figure(out, "Quarter hours at the meter", sentence, BADGE_SIMULATED,
                page_source(view, "tariff.peak_price_per_kw"));
    html_raw(out, "<p class=\"keys\">");
    page_key(out, "grid", "metered");
    page_key(out, "rule-load", "planned");
    html_raw(out, "</p>");
    plot_quarters(out, view);
    page_figure_end(out, view, "quarters.csv");
}

/* ---- battery and prices -------------------------------------------------------------------------
 */

static void battery(struct html *out, const struct view *view)
{
    double now_s, worst_s;
    int64_t at_s;
    char sentence[320];
    sentence_autonomy(view, &now_s, &worst_s, &at_s);
    snprintf(
        sentence, sizeof sentence,
        "From the battery alone the load that is on can be carried for %s at the end of the run, "
        "and for %s at the worst hour of the night%s%s.",
        words_duration(now_s).text, words_duration(worst_s).text, words_known(worst_s) ? ", " : "",
        words_known(worst_s) ? words_clock(view->site, at_s).text : "");
    page_figure(out, "Battery and autonomy", sentence, BADGE_SIMULATED,
                page_source(view, "battery.capacity_wh"));
    html_raw(out, "<p class=\"keys\">");
    page_key(out, "battery", "estimate ± 3σ");
    page_key(out, "rule-truth", "true");
    page_key(out, "rule-reserve", "reserve that plans keep");
    html_raw(out, "</p>");
    plot_soc(out, view);
    page_figure_end(out, view, "minutes.csv");
}

static void prices(struct html *out, const struct view *view)
{
    page_figure(out, "Prices", view->inputs->spot_source, view->inputs->spot_provenance,
                page_source(view, "tariff.supply_per_kwh"));
    html_raw(out, "<p class=\"keys\">");
    page_key(out, "rule-load", "a kWh bought");
    page_key(out, "rule-sun", "a kWh sold");
    page_key(out, "r4", "selling it costs money");
    html_raw(out, "</p>");
    plot_prices(out, view);
    page_figure_end(out, view, "minutes.csv");
}

/* ---- why now ------------------------------------------------------------------------------------
 */

static double price_at(const struct view *view, int64_t time_s)
{
    for (int32_t i = 0; i < view->minutes; i++) {
        if (view->minute[i].time_s == time_s) {
            return view->minute[i].import_price_per_kwh;
        }
    }
    return __builtin_nan("");
}

static double vehicles_w(const struct record_quarter *q)
{
    double sum = 0.0;
    for (int k = 0; k < OSTROV_CHARGE_POINTS; k++) {
        sum += q->plan_vehicle_w[k];
    }
    return sum;
}

static void why(struct html *out, const struct view *view, const struct record_quarter *q,
                const char *name)
{
    const struct site *s = view->site;
    double price = price_at(view, q->time_s), value = q->plan_value_per_kwh;
    double watts = q->plan_battery_w;
    html_format(out, "<li><b>%s–%s</b> %s. A bought kWh costs %s", words_clock(s, q->time_s).text,
                words_clock(s, q->time_s + 900).text, name, words_price(s, price).text);
    html_format(out, ", one kept in the battery is worth %s later", words_price(s, value).text);
    if (watts > 500.0) {
        html_format(out, ": the battery gives %s", words_kw(watts, 0).text);
    } else if (watts < -500.0) {
        html_format(out, ": the battery takes %s", words_kw(-watts, 0).text);
    } else {
        html_raw(out, ": the battery waits");
    }
    if (s->charge_points > 0) {
        html_format(out, ", vehicles take %s", words_kw(vehicles_w(q), 0).text);
    }
    if (q->plan_grid_w < -500.0) {
        html_format(out, ", %s are sold", words_kw(-q->plan_grid_w, 0).text);
    } else {
        html_format(out, ", the grid gives %s", words_kw(q->plan_grid_w, 0).text);
    }
    html_format(out, " (metered import %s).</li>\n", words_kw(q->grid_mean_w, 0).text);
}

enum { KEYS = 4 };

/* In an outage rules steer until a plan for the island is there, and in the island a price decides
 * nothing: until the site is connected again no plan explains what was done. */
static int32_t without_grid(const struct view *view, int64_t time_s)
{
    for (int32_t i = 0; i < view->record->outages; i++) {
        const struct record_outage *o = &view->record->outage[i];
        const double took_s = o->returned_s >= 0.0 ? o->returned_s
                              : o->ended_connected ? 0.0
                                                   : __builtin_inf(); /* is away still */
        if (time_s + 900 > o->start_s && (double)time_s < (double)o->end_s + took_s) {
            return 1;
        }
    }
    return 0;
}

/* The greatest quarter by four measures; a quarter that is told already is not told twice. */
static void key_quarters(const struct view *view, const struct record_quarter *key[KEYS])
{
    double best[KEYS] = {500.0, 500.0, -1e12, 500.0};
    for (int32_t i = 0; i < view->quarters; i++) {
        const struct record_quarter *q = &view->quarter[i];
        double measure[KEYS] = {q->plan_battery_w, -q->plan_battery_w, price_at(view, q->time_s),
                                vehicles_w(q)};
        int32_t told = q->solver != 0 && !without_grid(view, q->time_s);
        for (int k = 0; k < KEYS && told; k++) {
            if (measure[k] > best[k]) {
                best[k] = measure[k];
                key[k] = q;
            }
        }
    }
}

static void why_now(struct html *out, const struct view *view)
{
    static const char *const name[KEYS] = {"Strongest discharge", "Strongest charge",
                                           "Dearest quarter hour", "Most charging of vehicles"};
    const struct record_quarter *key[KEYS] = {NULL, NULL, NULL, NULL};
    key_quarters(view, key);
    page_figure(out, "Why now", "Key moments of the day's plans, in a sentence each.",
                BADGE_SIMULATED, 0);
    html_raw(out, "<ul class=\"why\">\n");
    int32_t told = 0;
    for (int k = 0; k < KEYS; k++) {
        int32_t again = 0;
        for (int j = 0; j < k; j++) {
            again |= key[j] == key[k];
        }
        if (key[k] != NULL && !again) {
            why(out, view, key[k], name[k]);
            told++;
        }
    }
    if (told == 0) {
        html_raw(out,
                 "<li>No plan was made: the station followed its rules, which cover the building "
                 "from sun and battery down to the reserve and charge the next departure first."
                 "</li>\n");
    }
    html_raw(out, "</ul>");
    page_figure_end(out, view, "quarters.csv");
}

void section_operator(struct html *out, const struct view *day)
{
    html_raw(out, "<section id=\"operator\"><h2>For the operator</h2>\n");
    if (day->several_days) {
        html_format(out, "<p class=\"when\">Curves show %s; the files hold the whole run.</p>\n",
                    words_date(day->site, day->from_s).text);
    }
    gantt(out, day);
    quarter_maximum(out, day);
    battery(out, day);
    prices(out, day);
    why_now(out, day);
    table_alarms(out, day);
    html_raw(out, "</section>\n");
}
