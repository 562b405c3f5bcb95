/* What happened, in plain sentences: see sentence.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "sentence.h"

#include <stdio.h>
#include <string.h>

/* ---- departures ---------------------------------------------------------------------------------
 */

void sentence_departures(const struct view *view, char *text, size_t capacity)
{
    const struct record *r = view->record;
    int32_t late = 0, all = r->departures;
    double worst_wh = 0.0;
    for (int32_t i = 0; i < r->departures; i++) {
        late += !r->departure[i].on_time;
        worst_wh = r->departure[i].margin_wh < worst_wh ? r->departure[i].margin_wh : worst_wh;
    }
    /* A record that is full tells of no more departures than it holds; the account of the run does.
     */
    const char *first = "";
    if (r->departures == RECORD_DEPARTURES && r->policies > 0) {
        all = r->policy[0].departures;
        late = r->policy[0].late;
        worst_wh = r->policy[0].least_margin_wh;
    } else if (r->departures == RECORD_DEPARTURES) {
        first = "first ";
    }
    text[0] = '\0';
    if (all == 0) {
        snprintf(text, capacity, "%s", view->site->duties > 0 ? "No vehicle departed." : "");
    } else if (late == 0 && all == 1) {
        snprintf(text, capacity, "The departure left on time.");
    } else if (late == 0) {
        snprintf(text, capacity, "%s %d departures left on time.",
                 first[0] != '\0' ? "The first" : "All", (int)all);
    } else {
        snprintf(text, capacity,
                 "%d of the %s%d departures left on time and charged; %d lacked %s%s.",
                 (int)(all - late), first, (int)all, (int)late, late > 1 ? "up to " : "",
                 words_kwh(-worst_wh, 0).text);
    }
}

/* ---- supply -------------------------------------------------------------------------------------
 */

void sentence_critical(const struct view *view, char *text, size_t capacity)
{
    const char *name = view->site->tiers > 0 ? view->site->tier[0].name : "";
    const char *colon = strchr(name, ':');
    char list[SITE_NAME];
    snprintf(list, sizeof list, "%s", colon != NULL ? colon + 1 : name);
    const char *start = list + strspn(list, " ");
    char *comma = strrchr(list, ',');
    if (start[0] == '\0') {
        snprintf(text, capacity, "the critical load");
    } else if (comma == NULL) {
        snprintf(text, capacity, "%s", start);
    } else {
        *comma = '\0';
        snprintf(text, capacity, "%s and %s", start, comma + 1 + strspn(comma + 1, " "));
    }
}

int32_t sentence_critical_lost(const struct record *record, const struct site *site,
                               double *lost_wh)
{
    double share = site->tiers > 0 ? site->tier[0].share_ratio : 1.0, gap_s = 0.0;
    *lost_wh = 0.0;
    for (int32_t i = 0; i < record->outages; i++) {
        *lost_wh += record->outage[i].shed_critical_wh;
        gap_s += record->outage[i].gap_s;
    }
    /* During the gaps nothing is served: that much, twice over for a busy hour, is no shedding. */
    double gaps_wh = 2.0 * gap_s / 3600.0 * site->load_typical_w * share;
    return gap_s > 60.0 || *lost_wh > gaps_wh + 1.0;
}

static void supply_begin(const struct view *view, char *text, size_t capacity)
{
    const struct record *r = view->record;
    const struct record_outage *first = &r->outage[0];
    double away_s = 0.0;
    for (int32_t i = 0; i < r->outages; i++) {
        away_s += (double)(r->outage[i].end_s - r->outage[i].start_s);
    }
    struct words from = words_clock(view->site, first->start_s);
    struct words until = words_clock(view->site, first->end_s);
    if (r->outages == 1 && !view->several_days) {
        snprintf(text, capacity, "Supply failed %s–%s", from.text, until.text);
    } else if (r->outages == 1) {
        snprintf(text, capacity, "Supply failed on %s, %s–%s",
                 words_date(view->site, first->start_s).text, from.text, until.text);
    } else {
        snprintf(text, capacity, "Supply failed %d times, %s in all", (int)r->outages,
                 words_duration(away_s).text);
    }
}

void sentence_supply(const struct view *view, char *text, size_t capacity)
{
    const struct record *r = view->record;
    double gap_s = 0.0, paused_s = 0.0, lost_wh = 0.0, shed_wh = 0.0;
    int32_t away = 0;
    char begin[240], critical[SITE_NAME + 8], then[160] = "";
    if (r->outages == 0) {
        snprintf(text, capacity, "Supply did not fail.");
        return;
    }
    for (int32_t i = 0; i < r->outages; i++) {
        gap_s += r->outage[i].gap_s;
        paused_s += r->outage[i].charging_paused_s;
        shed_wh += r->outage[i].shed_wh - r->outage[i].shed_critical_wh;
        away += !r->outage[i].ended_connected;
    }
    supply_begin(view, begin, sizeof begin);
    sentence_critical(view, critical, sizeof critical);
    if (shed_wh >= 2000.0) { /* less is for the operator, not for the headline */
        snprintf(then, sizeof then, ", %s of other load went without", words_kwh(shed_wh, 0).text);
    }
    if (view->site->charge_points > 0 && paused_s >= 60.0) {
        size_t used = strlen(then);
        snprintf(then + used, sizeof then - used, ", charging paused %s",
                 words_duration(paused_s).text);
    }
    if (sentence_critical_lost(r, view->site, &lost_wh)) {
        snprintf(text, capacity,
                 "%s; %s did not keep running: %s without supply, %s not served%s.%s", begin,
                 critical, words_duration(gap_s).text, words_kwh(lost_wh, 1).text, then,
                 away ? " The grid connection was not restored." : "");
    } else {
        snprintf(text, capacity, "%s; %s kept running (gap %s)%s.%s", begin, critical,
                 words_duration(gap_s).text, then,
                 away ? " The grid connection was not restored within the run." : "");
    }
}

/* ---- money --------------------------------------------------------------------------------------
 */

void sentence_cost(const struct view *view, char *text, size_t capacity)
{
    const struct record *r = view->record;
    const char *other = view->site->charge_points > 0 ? "simple staggered charging"
                                                      : "no control of sun and battery";
    text[0] = '\0';
    if (r->policies < 1 || !words_known(r->policy[0].total)) {
        return;
    }
    char own[240];
    size_t used =
        (size_t)snprintf(own, sizeof own, "%s", words_money(view->site, r->policy[0].total).text);
    if (r->policy[0].peak_cost >= 0.5) { /* a month's charge in a day's bill must be told */
        snprintf(own + used, sizeof own - used,
                 view->run_until_s - view->run_from_s > 31 * 86400 + 3600
                     ? " (%s of it the months' charges for higher quarter-hour maxima)"
                     : " (%s of it the month's charge for a higher quarter-hour maximum)",
                 words_money(view->site, r->policy[0].peak_cost).text);
    }
    if (r->policies < 2 || !words_known(r->policy[1].total)) {
        snprintf(text, capacity, "Electricity cost %s.", own);
        return;
    }
    double saved = r->policy[1].total - r->policy[0].total;
    struct words theirs = words_money(view->site, r->policy[1].total);
    if (saved >= 0.5) {
        snprintf(text, capacity, "Electricity cost %s instead of %s with %s.", own, theirs.text,
                 other);
    } else if (saved > -0.5) {
        snprintf(text, capacity, "Electricity cost %s, the same as with %s.", own, other);
    } else {
        snprintf(text, capacity, "Electricity cost %s, more than the %s with %s.", own, theirs.text,
                 other);
    }
    used = strlen(text) - 1; /* before the full stop */
    if (r->policy[0].late > 0 && r->policy[1].late == 0) {
        snprintf(text + used, capacity - used, ", with which every departure had its energy.");
    } else if (r->policy[0].late != r->policy[1].late) {
        snprintf(text + used, capacity - used, ", which left %d departure%s short of energy.",
                 (int)r->policy[1].late, r->policy[1].late == 1 ? "" : "s");
    }
}

/* ---- autonomy -----------------------------------------------------------------------------------
 */

void sentence_autonomy(const struct view *view, double *now_s, double *worst_s, int64_t *worst_at_s)
{
    const struct record *r = view->record;
    *now_s = r->minutes > 0 ? r->minute[r->minutes - 1].autonomy_s : __builtin_nan("");
    *worst_s = __builtin_nan("");
    *worst_at_s = 0;
    for (int32_t i = 0; i < view->minutes; i++) {
        const struct record_minute *m = &view->minute[i];
        ostrov_civil civil;
        if (!words_known(m->autonomy_s) ||
            ostrov_zone_civil(&view->site->zone, m->time_s, &civil) != OSTROV_OK ||
            (civil.hour >= 6 && civil.hour < 20)) {
            continue;
        }
        if (!(m->autonomy_s >= *worst_s)) {
            *worst_s = m->autonomy_s;
            *worst_at_s = m->time_s;
        }
    }
}
