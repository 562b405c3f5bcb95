/* Local time by rule.
 *
 * The rule gives two moments a year at which the clock is turned. Which time holds at a moment is
 * told by the last such moment before it, so that both hemispheres, negative daylight-saving time
 * (Ireland) and one that never ends (RFC 8536, section 3.3.1) need no case of their own.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "zone.h"

#include "calendar.h"

#include <string.h>

static ostrov_status open_zone(const ostrov_zone *zone, ostrov_i_zone *z)
{
    memcpy(z, zone, sizeof *z);
    return z->magic == OSTROV_I_ZONE_MAGIC ? OSTROV_OK : OSTROV_E_ARGUMENT;
}

/* Day since 1970 on which a rule applies in a year. */
static int64_t rule_day(const ostrov_i_zone_rule *rule, int64_t year)
{
    const int64_t new_year = ostrov_i_days(year, 1, 1);
    if (rule->kind == OSTROV_I_ZONE_WEEKDAY) {
        const int64_t first = ostrov_i_days(year, rule->month, 1);
        int32_t day = (rule->day + 7 - ostrov_i_weekday(first) % 7) % 7 + 7 * (rule->week - 1);
        if (day >= ostrov_i_month_days(year, rule->month)) {
            day -= 7; /* the fifth is the last: here the fourth */
        }
        return first + day;
    }
    if (rule->kind == OSTROV_I_ZONE_JULIAN) {
        return new_year + rule->day - 1 + (rule->day >= 60 && ostrov_i_leap(year) ? 1 : 0);
    }
    return new_year + rule->day;
}

/* The moment in a year at which daylight-saving time begins or ends; a rule's clock is the one that
 * holds before the turn. */
static int64_t turn(const ostrov_i_zone *z, int64_t year, int32_t begins)
{
    const ostrov_i_zone_rule *rule = begins ? &z->begin : &z->end;
    const int32_t offset_s = begins ? z->standard_s : z->daylight_s;
    return rule_day(rule, year) * OSTROV_I_DAY_S + rule->time_s - offset_s;
}

static int64_t year_of(int64_t time_s)
{
    ostrov_civil civil;
    ostrov_i_civil(time_s, &civil);
    return civil.year;
}

/* 1 when daylight-saving time holds. Times of ±167 h may move a turn into the neighbouring year, so
 * the two of the year before last can be the last ones past. Where an end meets the next begin, as
 * in a zone that never ends it, daylight-saving time goes on. */
static int32_t is_daylight(const ostrov_i_zone *z, int64_t time_s)
{
    int64_t last_s = INT64_MIN;
    int32_t daylight = 0;
    int64_t year = 0;
    if (!z->has_daylight) {
        return 0;
    }
    year = year_of(time_s);
    for (int64_t y = year - 2; y <= year + 1; y++) {
        const int64_t end_s = turn(z, y, 0);
        const int64_t begin_s = turn(z, y, 1);
        if (end_s <= time_s && end_s > last_s) {
            last_s = end_s;
            daylight = 0;
        }
        if (begin_s <= time_s && begin_s >= last_s) {
            last_s = begin_s;
            daylight = 1;
        }
    }
    return daylight;
}

static int32_t offset_at(const ostrov_i_zone *z, int64_t time_s)
{
    return is_daylight(z, time_s) ? z->daylight_s : z->standard_s;
}

/* UTC of a local time that exists once or twice; DEGRADED in a gap, where the time is read by the
 * clock before (FIRST, it then shows later) or after the turn (SECOND), as Python's PEP 495 has it.
 */
static ostrov_status resolve(const ostrov_i_zone *z, int64_t local_s, int32_t fold, int64_t *time_s)
{
    const int64_t standard_s = local_s - z->standard_s;
    const int64_t daylight_s = local_s - z->daylight_s;
    const int64_t early_s = standard_s < daylight_s ? standard_s : daylight_s;
    const int64_t late_s = standard_s < daylight_s ? daylight_s : standard_s;
    const int32_t standard = !is_daylight(z, standard_s);
    const int32_t daylight = z->has_daylight && is_daylight(z, daylight_s);
    if (standard && daylight) {
        *time_s = fold == OSTROV_FOLD_FIRST ? early_s : late_s;
        return OSTROV_OK;
    }
    if (standard || daylight) {
        *time_s = standard ? standard_s : daylight_s;
        return OSTROV_OK;
    }
    *time_s = fold == OSTROV_FOLD_FIRST ? late_s : early_s;
    return OSTROV_DEGRADED;
}

/* Day since 1970 that holds a local time. */
static int64_t day_of(int64_t local_s)
{
    const int64_t days = local_s / OSTROV_I_DAY_S;
    return local_s % OSTROV_I_DAY_S < 0 ? days - 1 : days;
}

/* First moment of a local day: midnight, the first of two, or where midnight falls into a gap the
 * turn itself. */
static int64_t day_start(const ostrov_i_zone *z, int64_t days)
{
    int64_t late_s = 0;
    int64_t early_s = 0;
    int64_t year = 0;
    if (resolve(z, days * OSTROV_I_DAY_S, OSTROV_FOLD_FIRST, &late_s) == OSTROV_OK) {
        return late_s;
    }
    (void)resolve(z, days * OSTROV_I_DAY_S, OSTROV_FOLD_SECOND, &early_s);
    year = year_of(late_s);
    for (int64_t y = year - 1; y <= year + 1; y++) {
        for (int32_t begins = 0; begins <= 1; begins++) {
            const int64_t turn_s = turn(z, y, begins);
            if (turn_s > early_s && turn_s < late_s) {
                late_s = turn_s;
            }
        }
    }
    return late_s;
}

ostrov_status ostrov_zone_civil(const ostrov_zone *zone, int64_t time_s, ostrov_civil *civil)
{
    ostrov_i_zone z;
    int32_t daylight = 0;
    int32_t offset_s = 0;
    if (zone == NULL || civil == NULL || open_zone(zone, &z) != OSTROV_OK) {
        return OSTROV_E_ARGUMENT;
    }
    if (time_s < OSTROV_I_TIME_MIN || time_s > OSTROV_I_TIME_MAX) {
        return OSTROV_E_TIME;
    }
    daylight = is_daylight(&z, time_s);
    offset_s = daylight ? z.daylight_s : z.standard_s;
    if (time_s + offset_s < OSTROV_I_TIME_MIN || time_s + offset_s > OSTROV_I_TIME_MAX) {
        return OSTROV_E_TIME;
    }
    ostrov_i_civil(time_s + offset_s, civil);
    civil->utc_offset_s = offset_s;
    civil->daylight = daylight;
    return OSTROV_OK;
}

ostrov_status ostrov_zone_utc(const ostrov_zone *zone, const ostrov_civil *civil, int32_t fold,
                              int64_t *time_s)
{
    ostrov_i_zone z;
    ostrov_status status = OSTROV_OK;
    int64_t local_s = 0;
    int64_t result_s = 0;
    if (zone == NULL || civil == NULL || time_s == NULL || open_zone(zone, &z) != OSTROV_OK ||
        (fold != OSTROV_FOLD_FIRST && fold != OSTROV_FOLD_SECOND)) {
        return OSTROV_E_ARGUMENT;
    }
    status = ostrov_i_seconds(civil, &local_s);
    if (status != OSTROV_OK) {
        return status;
    }
    status = resolve(&z, local_s, fold, &result_s);
    if (result_s < OSTROV_I_TIME_MIN || result_s > OSTROV_I_TIME_MAX) {
        return OSTROV_E_RANGE;
    }
    *time_s = result_s;
    return status;
}

ostrov_status ostrov_zone_day(const ostrov_zone *zone, int64_t time_s, int64_t *start_s,
                              int64_t *end_s)
{
    ostrov_i_zone z;
    int64_t days = 0;
    int64_t from_s = 0;
    int64_t until_s = 0;
    if (zone == NULL || start_s == NULL || end_s == NULL || open_zone(zone, &z) != OSTROV_OK) {
        return OSTROV_E_ARGUMENT;
    }
    if (time_s < OSTROV_I_TIME_MIN + OSTROV_I_DAY_S ||
        time_s > OSTROV_I_TIME_MAX - OSTROV_I_DAY_S) {
        return OSTROV_E_TIME;
    }
    days = day_of(time_s + offset_at(&z, time_s));
    from_s = day_start(&z, days);
    until_s = day_start(&z, days + 1);
    /* Where the clock is put back over midnight the date goes back too. Days meet at the first of
     * the two midnights all the same, so that each moment belongs to just one. */
    if (time_s >= until_s) {
        from_s = until_s;
        until_s = day_start(&z, days + 2);
    } else if (time_s < from_s) {
        until_s = from_s;
        from_s = day_start(&z, days - 1);
    }
    *start_s = from_s;
    *end_s = until_s;
    return OSTROV_OK;
}
