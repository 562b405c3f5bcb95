/* A dozen lines for the terminal: see report.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "report.h"

#include "sentence.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct lines {
    char *text;
    size_t capacity, used;
};

static void line(struct lines *lines, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void line(struct lines *lines, const char *format, ...)
{
    va_list arguments;
    size_t left = lines->used < lines->capacity ? lines->capacity - lines->used : 0;
    va_start(arguments, format);
    int n = vsnprintf(left > 0 ? lines->text + lines->used : NULL, left, format, arguments);
    va_end(arguments);
    lines->used += n > 0 ? (size_t)n : 0;
}

static void against(struct lines *lines, const struct view *view, int32_t i)
{
    const struct record_policy *own = &view->record->policy[0], *other = &view->record->policy[i];
    double saved = other->total - own->total;
    if (i >= view->record->policies) {
        return;
    }
    line(lines, "  against %s: %s", other->name, words_money(view->site, other->total).text);
    if (words_known(saved)) {
        line(lines, ", %s %s", words_money(view->site, saved < 0.0 ? -saved : saved).text,
             saved < 0.0 ? "cheaper than ostrov" : "dearer than ostrov");
    }
    if (other->late > 0) {
        line(lines, "; %d of %d departure%s lack%s energy", (int)other->late,
             (int)other->departures, other->departures == 1 ? "" : "s",
             other->late == 1 ? "s" : "");
    }
    line(lines, "\n");
}

static void outages(struct lines *lines, const struct view *view)
{
    const struct record *r = view->record;
    for (int32_t i = 0; i < r->outages && i < 3; i++) {
        const struct record_outage *o = &r->outage[i];
        double away_s = (double)(o->end_s - o->start_s);
        line(lines, "  outage %s, %s: gap %s, island %s, shed %s (critical %s)\n",
             words_clock(view->site, o->start_s).text, words_duration(away_s).text,
             words_duration(o->gap_s).text, words_duration(o->island_s).text,
             words_kwh(o->shed_wh, 1).text, words_kwh(o->shed_critical_wh, 3).text);
        line(lines, "    battery %s to %s, contacts met at %s, connected again after %s\n",
             words_percent(o->soc_start_ratio, 0).text, words_percent(o->soc_end_ratio, 0).text,
             words_unit(o->contact_angle_deg, 2, "°").text, words_duration(o->returned_s).text);
    }
    if (r->outages > 3) {
        line(lines, "  and %d further outages\n", (int)r->outages - 3);
    }
}

static void least_margin(struct lines *lines, const struct view *view)
{
    const struct record *r = view->record;
    const struct record_departure *least = NULL;
    if (r->departures == RECORD_DEPARTURES && r->policies > 0) { /* more than the record holds */
        line(lines, "  least margin %s\n", words_kwh(r->policy[0].least_margin_wh, 1).text);
        return;
    }
    for (int32_t i = 0; i < r->departures; i++) {
        if (least == NULL || r->departure[i].margin_wh < least->margin_wh) {
            least = &r->departure[i];
        }
    }
    if (least != NULL) {
        line(lines, "  least margin %s at %s, %s\n", words_kwh(least->margin_wh, 1).text,
             words_clock(view->site, least->time_s).text,
             least->vehicle >= 0 && least->vehicle < view->site->vehicles
                 ? view->site->vehicle[least->vehicle].name
                 : "unknown vehicle");
    }
}

size_t report_summary(const struct record *day, char *text, size_t capacity)
{
    struct lines lines = {.text = text, .capacity = capacity};
    struct view view;
    char sentence[SENTENCE];
    int32_t all, assumed;
    view_init(&view, day, "");
    assumed = page_assumed(&view, &all);
    if (capacity > 0) {
        text[0] = '\0';
    }
    sentence_departures(&view, sentence, sizeof sentence);
    line(&lines, "%s\n", sentence[0] != '\0' ? sentence : "This site charges no vehicles.");
    least_margin(&lines, &view);
    sentence_supply(&view, sentence, sizeof sentence);
    line(&lines, "%s\n", sentence);
    outages(&lines, &view);
    sentence_cost(&view, sentence, sizeof sentence);
    line(&lines, "%s\n", sentence[0] != '\0' ? sentence : "Cost not known.");
    for (int32_t i = 1; i < 4; i++) {
        against(&lines, &view, i);
    }
    line(&lines, "  highest quarter hour %s\n",
         words_kw(day->policies > 0 ? day->policy[0].quarter_max_w : __builtin_nan(""), 1).text);
    line(&lines, "Plans: %s by GLPK, %s by the quick planner, %s refused; mean %s, most %s\n",
         words_count(day->plans_milp).text, words_count(day->plans_quick).text,
         words_count(day->plans_refused).text,
         words_unit(day->plans > 0 ? day->plan_ms_mean : __builtin_nan(""), 1, "ms").text,
         words_unit(day->plans > 0 ? day->plan_ms_max : __builtin_nan(""), 1, "ms").text);
    line(&lines, "Energy balance: greatest residual %s in %s steps; battery's books close to %s\n",
         words_unit(day->balance_max_w * 1e12, 1, "pW").text, words_count(day->steps).text,
         words_unit(day->storage_residual_wh, 3, "Wh").text);
    line(&lines, "Inputs: %d of %d assumed or illustrative (the report lists each)\n", (int)assumed,
         (int)all);
    line(&lines,
         "Next: examples/station/demo.sh --prices FILE --date 2026-01-15\n"
         "      build/demo/bin/ostrov-station check --site %s\n"
         "      tests/run.sh\n",
         day->site->path);
    return lines.used;
}
