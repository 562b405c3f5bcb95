/* Tables of the engineer: devices, plans, the run itself.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "page.h"

#include <stdio.h>
#include <string.h>

/* A row of two: name and value; the value is dropped when it is empty. */
static void fact(struct html *out, const char *name, const char *value)
{
    html_format(out, "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n", name,
                value[0] != '\0' ? value : "not known");
}

/* A twin in the process answers in less than a clock shows. */
static struct words latency(double ms)
{
    struct words w = words_unit(ms, ms < 10.0 ? 2 : 0, "ms");
    if (ms >= 0.0 && ms < 0.01) {
        snprintf(w.text, sizeof w.text, "< 0.01 ms");
    }
    return w;
}

/* ---- devices ------------------------------------------------------------------------------------
 */

void table_devices(struct html *out, const struct view *view)
{
    const struct record *r = view->record;
    char sentence[256];
    snprintf(sentence, sizeof sentence,
             "Requested, acknowledged by the device, observed in its measurement. Transport: %s.",
             r->transport);
    page_figure(out, "Devices and latency", sentence, BADGE_SIMULATED, 0);
    html_raw(
        out,
        "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Device</th>"
        "<th scope=\"col\" class=\"n\">Requests</th><th scope=\"col\" class=\"n\">Acknowledged, "
        "mean</th>"
        "<th scope=\"col\" class=\"n\">most</th><th scope=\"col\" class=\"n\">Observed, mean</th>"
        "<th scope=\"col\" class=\"n\">most</th><th scope=\"col\" class=\"n\">Set-points</th>"
        "<th scope=\"col\" class=\"n\">Refused</th><th scope=\"col\" class=\"n\">Failures</th>"
        "</tr></thead><tbody>\n");
    for (int32_t i = 0; i < r->devices; i++) {
        const struct record_device *d = &r->device[i];
        int32_t told =
            d->set_points > 0; /* a meter is told nothing: it has nothing to acknowledge */
        double none = __builtin_nan("");
        html_format(out, "<tr><th scope=\"row\">%s</th><td class=\"n\">%s</td>", d->name,
                    words_count(d->requests).text);
        html_format(out, "<td class=\"n\">%s</td><td class=\"n\">%s</td>",
                    told ? latency(d->ack_ms_mean).text : "–",
                    told ? latency(d->ack_ms_max).text : "–");
        html_format(out, "<td class=\"n\">%s</td><td class=\"n\">%s</td>",
                    told ? words_unit(d->observe_s_mean, 2, "s").text : "–",
                    told ? words_unit(d->observe_s_max, 0, "s").text : "–");
        html_format(out,
                    "<td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td></tr>\n",
                    told ? words_count(d->set_points).text : "–",
                    words_number(d->refused >= 0 ? (double)d->refused : none, 0).text,
                    words_number(d->failures >= 0 ? (double)d->failures : none, 0).text);
    }
    if (r->devices == 0) {
        html_raw(out, "<tr><td colspan=\"9\">Not known.</td></tr>");
    }
    html_format(
        out,
        "</tbody></table></div><p class=\"small\">Impossible or refused values in the whole "
        "run: %s. PCC breaker, times opened: %s, closed: %s, closed outside the "
        "synchronising window: %s.</p>",
        words_count(r->refused_values).text, words_count(r->breaker_opens).text,
        words_count(r->breaker_closes).text, words_count(r->wrong_closes).text);
    page_figure_end(out, view, NULL);
}

/* ---- plans --------------------------------------------------------------------------------------
 */

static void plan_gaps(const struct view *view, double *worst, double *mean, int32_t *with_bound)
{
    double sum = 0.0;
    *with_bound = 0;
    *worst = __builtin_nan("");
    for (int32_t i = 0; i < view->record->quarters; i++) {
        const struct record_quarter *q = &view->record->quarter[i];
        if (q->solver != 0 && words_known(q->plan_bound) && words_known(q->plan_gap_ratio)) {
            sum += q->plan_gap_ratio;
            *worst = q->plan_gap_ratio <= *worst ? *worst : q->plan_gap_ratio;
            ++*with_bound;
        }
    }
    *mean = *with_bound > 0 ? sum / *with_bound : __builtin_nan("");
}

void table_plans(struct html *out, const struct view *view)
{
    const struct record *r = view->record;
    double worst, mean, none = __builtin_nan("");
    int32_t bounded;
    char text[400];
    plan_gaps(view, &worst, &mean, &bounded);
    html_raw(out, "<div class=\"scroll\"><table class=\"facts\"><tbody>\n");
    snprintf(text, sizeof text, "%s: %s by GLPK, %s by the built-in quick planner, %s refused",
             words_count(r->plans).text, words_count(r->plans_milp).text,
             words_count(r->plans_quick).text, words_count(r->plans_refused).text);
    fact(out, "Plans", text);
    snprintf(text, sizeof text, "mean %s, most %s",
             words_unit(r->plans > 0 ? r->plan_ms_mean : none, 1, "ms").text,
             words_unit(r->plans > 0 ? r->plan_ms_max : none, 1, "ms").text);
    fact(out, "Time to solve", text);
    if (bounded > 0) {
        snprintf(text, sizeof text,
                 "mean %s, worst %s, over the %d quarter-hour plans with a bound",
                 words_percent(mean, 3).text, words_percent(worst, 3).text, (int)bounded);
    } else {
        snprintf(text, sizeof text, "no plan of this run carries a proven bound");
    }
    fact(out, "Gap of cost to proven bound", text);
    html_raw(out, "</tbody></table></div>\n");
}

/* ---- the run ------------------------------------------------------------------------------------
 */

static void hex(uint32_t crc, char *text, size_t capacity)
{
    snprintf(text, capacity, "%08x", (unsigned)crc);
}

void table_run(struct html *out, const struct view *view)
{
    const struct record *r = view->record;
    char text[400], crc[16];
    page_figure(out, "The run",
                "The same inputs give the same bits: the replay must end in the same CRC.",
                BADGE_SIMULATED, 0);
    html_raw(out, "<div class=\"scroll\"><table class=\"facts\"><tbody>\n");
    fact(out, "Replay", r->command_line);
    hex(r->replay_crc, crc, sizeof crc);
    snprintf(text, sizeof text, "%s, over every command of the run", crc);
    fact(out, "Replay CRC-32", text);
    hex(view->site->crc, crc, sizeof crc);
    snprintf(text, sizeof text, "%s, CRC-32 %s", view->site->path, crc);
    fact(out, "Site file", text);
    snprintf(text, sizeof text, "scenario %s, seed %llu", view->inputs->scenario,
             (unsigned long long)view->inputs->seed);
    fact(out, "Inputs", text);
    fact(out, "PV", view->inputs->pv_source);
    fact(out, "Load", view->inputs->load_source);
    snprintf(text, sizeof text, "%s; %d quarter hours repaired", view->inputs->spot_source,
             (int)view->inputs->spot_repaired);
    fact(out, "Prices", text);
    snprintf(text, sizeof text, "ostrov %s, GLPK %s",
             r->version[0] ? r->version : ostrov_version_text(),
             r->solver_version[0] ? r->solver_version : "none");
    fact(out, "Versions", text);
    snprintf(text, sizeof text, "%s control steps, %s of 10 ms, in %s", words_count(r->steps).text,
             words_count(r->fast_steps).text, words_duration(r->wall_s).text);
    fact(out, "Steps", text);
    snprintf(text, sizeof text, "%s to %s", words_iso(view->site, view->run_from_s).text,
             words_iso(view->site, view->run_until_s).text);
    fact(out, "Period", text);
    html_raw(out, "</tbody></table></div>\n");
    page_figure_end(out, view, NULL);
}
