/* The engineer's part: PCC, transitions, devices, plans, forecast, settings, provenance, replay,
 * limits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "page.h"

#include <stdio.h>

/* ---- PCC ----------------------------------------------------------------------------------------
 */

static void pcc(struct html *out, const struct view *view)
{
    char sentence[200];
    page_figure(out, "Power at the PCC", "Minute means; import positive.", BADGE_SIMULATED, 0);
    html_raw(out, "<p class=\"keys\">");
    page_key(out, "rule-load", "P, kW");
    page_key(out, "rule-vehicle", "Q, kvar");
    page_key(out, "rule-grid", "S, kVA");
    html_raw(out, "</p>");
    plot_pcc(out, view);
    page_figure_end(out, view, "minutes.csv");
    snprintf(sentence, sizeof sentence,
             "Sources less uses in every step. The greatest residual of the run is %s.",
             words_unit(view->record->balance_max_w * 1e12, 1, "pW").text);
    page_figure(out, "Balance residual", sentence, BADGE_SIMULATED, 0);
    plot_balance(out, view);
    page_figure_end(out, view, "minutes.csv");
}

/* ---- transitions --------------------------------------------------------------------------------
 */

static void transitions(struct html *out, const struct view *view)
{
    const struct record *r = view->record;
    html_raw(out, "<h3>Transitions, ±2 s at 10 ms</h3>\n<p class=\"keys\">");
    page_key(out, "rule-grid", "grid side, PCC");
    page_key(out, "rule-battery", "site bus, battery");
    page_key(out, "window", "window for closing");
    html_raw(out, "</p>");
    if (r->transitions == 0) {
        html_raw(out, "<p>The connection did not change in this run.</p>\n");
        return;
    }
    html_raw(out, "<div class=\"grid2\">\n");
    for (int32_t i = 0; i < r->transitions; i++) {
        plot_transition(out, view, &r->transition[i]);
    }
    html_raw(out, "</div>\n");
    if (r->transitions == RECORD_TRANSITIONS) {
        html_format(out, "<p class=\"small\">The record holds the first %d.</p>\n",
                    RECORD_TRANSITIONS);
    }
}

/* ---- plans and forecast -------------------------------------------------------------------------
 */

static void plans(struct html *out, const struct view *view)
{
    page_figure(out, "Plans",
                "Which rung of the ladder the command stood on: plan, quick plan, rules, "
                "safe command.",
                BADGE_SIMULATED, 0);
    html_raw(out, "<p class=\"keys\">");
    page_key(out, "r1", "plan");
    page_key(out, "r2", "quick plan");
    page_key(out, "r3", "rules");
    page_key(out, "r4", "safe command");
    html_raw(out, "</p>");
    plot_rungs(out, view);
    table_plans(out, view);
    page_figure_end(out, view, "quarters.csv");
}

/* One sentence about what was forecast: error, skill, coverage. Returns its length. */
static size_t score_text(const struct record_score *score, const char *what, char *text, size_t capacity)
{
    size_t used;
    if (score->judged == 0) {
        return (size_t)snprintf(text, capacity, "%s was not judged. ", what);
    }
    used = (size_t)snprintf(text, capacity, "%s: mean absolute error %s", what,
                            words_kw(score->mae_w, 2).text);
    if (score->skill_ratio == score->skill_ratio) {
        int32_t better = score->skill_ratio >= 0.0;
        used += (size_t)snprintf(text + used, capacity - used, ", %s %s than persistence",
                                 words_percent(better ? score->skill_ratio : -score->skill_ratio, 0).text,
                                 better ? "less" : "more");
    }
    used += (size_t)snprintf(text + used, capacity - used,
                             "; the fact lay within P10–P90 in %s of %d quarter hours. ",
                             words_percent(score->coverage_ratio, 0).text, (int)score->judged);
    return used;
}

static void forecast(struct html *out, const struct view *view)
{
    const struct record *r = view->record;
    char sentence[640];
    size_t used = (size_t)snprintf(sentence, sizeof sentence,
                                   "Made an hour before, judged by what came; a true band holds 80 %%. ");
    used += score_text(&r->pv_score, "PV", sentence + used, sizeof sentence - used);
    (void)score_text(&r->load_score, "Load", sentence + used, sizeof sentence - used);
    page_figure(out, "Forecast and fact", sentence, BADGE_SIMULATED, view->inputs->pv_provenance);
    html_raw(out, "<p class=\"keys\">");
    page_key(out, "sun", "P10–P90");
    page_key(out, "rule-sun", "P50");
    page_key(out, "rule-load", "fact");
    html_raw(out, "</p>");
    plot_forecast_pv(out, view, "PV: forecast and fact",
                     "Band between the 10th and the 90th percentile and the median of the forecast "
                     "made an hour before, and what the plant could give.");
    plot_forecast_load(out, view, "Load: forecast and fact",
                       "Band between the 10th and the 90th percentile and the median of the forecast "
                       "of the building's load made an hour before, and what it drew.");
    page_figure_end(out, view, "quarters.csv");
}

/* ---- money in parts, sensitivities --------------------------------------------------------------
 */

static void policies(struct html *out, const struct view *view)
{
    const struct record *r = view->record;
    page_figure(
        out, "The money in parts",
        "Total = energy − sold + quarter-hour maximum + wear − worth of what is stored more than "
        "at the start. The quarter-hour maximum is charged once a month, here in full.",
        BADGE_SIMULATED, view->inputs->spot_provenance);
    html_format(
        out,
        "<p class=\"small\">All in %s.</p><div class=\"scroll\"><table><thead><tr>"
        "<th scope=\"col\">Way to run the day</th><th scope=\"col\" class=\"n\">Energy</th>"
        "<th scope=\"col\" class=\"n\">Sold</th><th scope=\"col\" class=\"n\">Maximum</th>"
        "<th scope=\"col\" class=\"n\">Wear</th><th scope=\"col\" class=\"n\">Stored</th>"
        "<th scope=\"col\" class=\"n\">Total</th><th scope=\"col\" class=\"n\">Highest quarter</th>"
        "<th scope=\"col\" class=\"n\">Lacked energy</th></tr></thead><tbody>\n",
        words_currency(view->site));
    for (int32_t i = 0; i < r->policies; i++) {
        const struct record_policy *p = &r->policy[i];
        const double part[] = {p->energy_cost, p->export_income, p->peak_cost,
                               p->wear_cost,   p->storage_value, p->total};
        html_format(out, "<tr><th scope=\"row\">%s<br/><span class=\"small\">%s</span></th>",
                    p->name, p->brief);
        for (size_t k = 0; k < sizeof part / sizeof part[0]; k++) {
            html_format(out, "<td class=\"n\">%s</td>", words_number(part[k], 0).text);
        }
        html_format(out, "<td class=\"n\">%s</td><td class=\"n\">%d of %d</td></tr>\n",
                    words_kw(p->quarter_max_w, 1).text, (int)p->late, (int)p->departures);
    }
    html_raw(
        out,
        "</tbody></table></div><p class=\"small\">The static ways have no island: in an outage "
        "their building is dark and buys nothing.</p>\n");
    page_figure_end(out, view, "policies.csv");
}

static void sensitivities(struct html *out, const struct view *view)
{
    const struct record *r = view->record;
    if (r->sensitivities == 0) {
        return;
    }
    page_figure(out, "If an assumption is wrong",
                "The headline's cost with one assumption changed.", BADGE_SIMULATED, SITE_ASSUMED);
    html_raw(out, "<table class=\"facts\"><thead><tr><th scope=\"col\">Assumption</th>"
                  "<th scope=\"col\">Change</th><th scope=\"col\" "
                  "class=\"n\">Cost</th></tr></thead><tbody>\n");
    for (int32_t i = 0; i < r->sensitivities; i++) {
        html_format(out, "<tr><th scope=\"row\">%s</th><td>%s</td><td class=\"n\">%s</td></tr>\n",
                    r->sensitivity[i].what, r->sensitivity[i].change,
                    words_money(view->site, r->sensitivity[i].total).text);
    }
    html_raw(out, "</tbody></table>\n");
    page_figure_end(out, view, NULL);
}

static void limits(struct html *out)
{
    html_raw(
        out,
        "<figure><figcaption><h4>Limits of use</h4></figcaption><ul>"
        "<li>The devices, the grid and the cells are simulated; voltages are root-mean-square "
        "values by phase, no waveforms, no faults with current.</li>"
        "<li>The library requests, tightens, verifies and explains. It is no protection relay, no "
        "synchro-check relay and no certified grid-forming control.</li>"
        "<li>Grid settings are the library's defaults unless the table says otherwise; the DSO's "
        "settings protocol rules.</li>"
        "<li>A single run is no statistics: weather, outage and prices are one draw.</li></ul>"
        "</figure>\n");
}

void section_engineer(struct html *out, const struct view *day)
{
    html_raw(out, "<section id=\"engineer\"><h2>For the engineer</h2>\n");
    policies(out, day);
    sensitivities(out, day);
    pcc(out, day);
    transitions(out, day);
    table_devices(out, day);
    plans(out, day);
    forecast(out, day);
    table_settings(out, day);
    table_sources(out, day);
    table_run(out, day);
    limits(out);
    html_raw(out, "</section>\n");
}
