/* Local time: against the IANA time zone database (zone_transitions.h), against the C library's
 * reading of the same POSIX rules, and by hand where those stop.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "unit.h"

#include "zone_transitions.h"

#include <ostrov/base.h>

#include <stdio.h>
#include <string.h>
#include <time.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static ostrov_zone zone_of(const char *text)
{
    ostrov_zone zone;
    ck_assert_msg(ostrov_zone_read(text, &zone) == OSTROV_OK, "'%s' was refused", text);
    return zone;
}

static int64_t utc(int32_t year, int32_t month, int32_t day, int32_t hour, int32_t minute,
                   int32_t second)
{
    const ostrov_civil civil = {
        .year = year, .month = month, .day = day, .hour = hour, .minute = minute, .second = second};
    int64_t time_s = 0;
    if (ostrov_utc_from_civil(&civil, &time_s) != OSTROV_OK) { /* cheap: loops call it each round */
        ck_abort_msg("%d-%d-%d is no date", year, month, day);
    }
    return time_s;
}

static ostrov_civil local(const ostrov_zone *zone, int64_t time_s)
{
    ostrov_civil civil;
    if (ostrov_zone_civil(zone, time_s, &civil) != OSTROV_OK) {
        ck_abort_msg("no local time at %lld", (long long)time_s);
    }
    return civil;
}

/* The offset is right just before, at and just after each turn, and so is the date. */
static void check_turns(const char *rule, const turned *turns, size_t count)
{
    const ostrov_zone zone = zone_of(rule);
    for (size_t i = 0; i < count; i++) {
        const int32_t before_s = i > 0 ? turns[i - 1].offset_s : turns[1].offset_s;
        for (int64_t t = turns[i].time_s - 2; t <= turns[i].time_s + 2; t++) {
            const int32_t offset_s = t < turns[i].time_s ? before_s : turns[i].offset_s;
            const ostrov_civil civil = local(&zone, t);
            ck_assert_int_eq(civil.utc_offset_s, offset_s);
            ck_assert_int_eq(
                utc(civil.year, civil.month, civil.day, civil.hour, civil.minute, civil.second),
                t + offset_s);
        }
    }
}

/* Every local midnight of the years first … 2060, as one checksum; days meet and hold their
 * moments. */
static uint32_t midnights(const char *rule, int32_t first)
{
    const ostrov_zone zone = zone_of(rule);
    uint32_t crc = 0;
    int64_t at = 0;
    int64_t next = 0;
    ck_assert_int_eq(ostrov_zone_day(&zone, utc(first, 1, 2, 12, 0, 0), &at, &next), OSTROV_OK);
    while (local(&zone, at).year < 2061) {
        char text[32];
        int64_t again = 0;
        int64_t end = 0;
        const ostrov_civil civil = local(&zone, at);
        crc = ostrov_crc32(crc, text, (size_t)snprintf(text, sizeof text, "%lld;", (long long)at));
        if (civil.hour != 0 || civil.minute != 0 || civil.second != 0 ||
            ostrov_zone_day(&zone, next - 1, &again, &end) != OSTROV_OK || again != at ||
            end != next || ostrov_zone_day(&zone, next, &at, &next) != OSTROV_OK || at != end) {
            ck_abort_msg("%s: wrong day after %lld", rule, (long long)again);
        }
    }
    return crc;
}

START_TEST(prague_as_the_tz_database)
{
    check_turns("Europe/Prague", prague_turned, COUNT(prague_turned));
    ck_assert_uint_eq(midnights("Europe/Prague", PRAGUE_FIRST), PRAGUE_MIDNIGHTS);
    ck_assert_uint_eq(midnights("CET-1CEST,M3.5.0,M10.5.0/3", PRAGUE_FIRST), PRAGUE_MIDNIGHTS);
}
END_TEST

START_TEST(taipei_as_the_tz_database)
{
    ck_assert_uint_eq(midnights("Asia/Taipei", TAIPEI_FIRST), TAIPEI_MIDNIGHTS);
    const ostrov_zone zone = zone_of("Asia/Taipei");
    for (int32_t month = 1; month <= 12; month++) {
        const ostrov_civil civil = local(&zone, utc(2026, month, 1, 0, 0, 0));
        ck_assert_int_eq(civil.utc_offset_s, 8 * 3600);
        ck_assert_int_eq(civil.daylight, 0);
    }
}
END_TEST

START_TEST(others_as_the_tz_database)
{
    check_turns("EST5EDT,M3.2.0,M11.1.0", new_york_turned, COUNT(new_york_turned));
    ck_assert_uint_eq(midnights("EST5EDT,M3.2.0,M11.1.0", NEW_YORK_FIRST), NEW_YORK_MIDNIGHTS);
    check_turns("AEST-10AEDT,M10.1.0,M4.1.0/3", sydney_turned, COUNT(sydney_turned));
    ck_assert_uint_eq(midnights("AEST-10AEDT,M10.1.0,M4.1.0/3", SYDNEY_FIRST), SYDNEY_MIDNIGHTS);
    check_turns("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", lord_howe_turned, COUNT(lord_howe_turned));
    ck_assert_uint_eq(midnights("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", LORD_HOWE_FIRST),
                      LORD_HOWE_MIDNIGHTS);
    /* Irish standard time is the one of summer: "daylight-saving" time is behind it, in winter */
    check_turns("IST-1GMT0,M10.5.0,M3.5.0/1", dublin_turned, COUNT(dublin_turned));
    ck_assert_uint_eq(midnights("IST-1GMT0,M10.5.0,M3.5.0/1", DUBLIN_FIRST), DUBLIN_MIDNIGHTS);
}
END_TEST

START_TEST(days_have_92_96_or_100_quarter_hours)
{
    const ostrov_zone prague = zone_of("Europe/Prague");
    const ostrov_zone lord_howe = zone_of("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0");
    for (int32_t year = 2000; year <= 2060; year++) {
        int32_t counts[101] = {0};
        int32_t counts_howe[101] = {0};
        for (int64_t t = utc(year, 1, 1, 12, 0, 0); t < utc(year + 1, 1, 1, 0, 0, 0); t += 86400) {
            int64_t start = 0;
            int64_t end = 0;
            if (ostrov_zone_day(&prague, t, &start, &end) != OSTROV_OK ||
                (end - start) % 900 != 0 || end - start > 100 * 900) {
                ck_abort_msg("%lld … %lld", (long long)start, (long long)end);
            }
            counts[(end - start) / 900]++;
            if (ostrov_zone_day(&lord_howe, t, &start, &end) != OSTROV_OK ||
                (end - start) % 900 != 0 || end - start > 100 * 900) {
                ck_abort_msg("%lld … %lld", (long long)start, (long long)end);
            }
            counts_howe[(end - start) / 900]++;
        }
        const int32_t days = year % 4 == 0 ? 366 : 365; /* 2000 was a leap year too */
        ck_assert_int_eq(counts[92], 1);
        ck_assert_int_eq(counts[100], 1);
        ck_assert_int_eq(counts[96], days - 2);
        ck_assert_int_eq(counts_howe[94], 1); /* half an hour */
        ck_assert_int_eq(counts_howe[98], 1);
        ck_assert_int_eq(counts_howe[96], days - 2);
    }
}
END_TEST

static const char *const rules[] = {
    "CET-1CEST,M3.5.0,M10.5.0/3",
    "CST-8",
    "UTC0",
    "EST5EDT,M3.2.0,M11.1.0",
    "AEST-10AEDT,M10.1.0,M4.1.0/3",
    "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
    "IST-1GMT0,M10.5.0,M3.5.0/1",
    "EST5EDT,J60/3,J300", /* 1 March in every year */
    "EST5EDT,J59/3,J300", /* 28 February in every year */
    "EST5EDT,59/3,299",   /* 1 March or 29 February */
    "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
    "EET-2EEST,M3.5.0/0,M10.5.0/0",
    "EET-2EEST,M3.4.4/50,M10.4.4/50",
    "<+0545>-5:45:30",
    "CST5CDT,M3.2.0/0,M11.1.0/1",
    "NZST-12NZDT,M9.5.0,M4.1.0/3",
    "aaa+00:30bbb-01:15:15,M2.5.6/12:34:56,M11.4.3/-5:30",
};

START_TEST(agrees_with_the_c_library)
{
    for (size_t i = 0; i < COUNT(rules); i++) {
        const ostrov_zone zone = zone_of(rules[i]);
        ck_assert_int_eq(setenv("TZ", rules[i], 1), 0);
        tzset();
        for (int64_t t = utc(1970, 1, 5, 0, 0, 0); t < utc(2080, 1, 1, 0, 0, 0); t += 28657) {
            const time_t when = (time_t)t;
            struct tm tm;
            const ostrov_civil c = local(&zone, t);
            if (localtime_r(&when, &tm) == NULL || c.year != tm.tm_year + 1900 ||
                c.month != tm.tm_mon + 1 || c.day != tm.tm_mday || c.hour != tm.tm_hour ||
                c.minute != tm.tm_min || c.second != tm.tm_sec || c.weekday % 7 != tm.tm_wday ||
                c.yearday != tm.tm_yday + 1 || c.daylight != tm.tm_isdst) {
                ck_abort_msg("%s at %lld: %d-%d-%d %d:%d", rules[i], (long long)t, c.year, c.month,
                             c.day, c.hour, c.minute);
            }
        }
    }
    (void)unsetenv("TZ");
    tzset();
}
END_TEST

/* What exists is found again, whichever fold; of two, FIRST gives the earlier and SECOND the later.
 */
START_TEST(there_and_back)
{
    for (size_t i = 0; i < COUNT(rules); i++) {
        const ostrov_zone zone = zone_of(rules[i]);
        int64_t twice = 0;
        for (int64_t t = utc(2024, 1, 1, 0, 0, 0); t < utc(2025, 1, 2, 0, 0, 0); t += 300) {
            const ostrov_civil civil = local(&zone, t);
            int64_t first = 0;
            int64_t second = 0;
            if (ostrov_zone_utc(&zone, &civil, OSTROV_FOLD_FIRST, &first) != OSTROV_OK ||
                ostrov_zone_utc(&zone, &civil, OSTROV_FOLD_SECOND, &second) != OSTROV_OK ||
                first > second || (first != t && second != t)) {
                ck_abort_msg("%s at %lld", rules[i], (long long)t);
            }
            twice += first != second;
        }
        if (strchr(rules[i], ',') == NULL) {
            ck_assert_int_eq(twice, 0);
        } else if (strstr(rules[i], "CE") != NULL) {
            ck_assert_int_eq(twice, 24); /* two hours of five minutes each, in one autumn */
        } else {
            ck_assert_int_gt(twice, 0);
        }
    }
}
END_TEST

static int64_t resolved(const ostrov_zone *zone, ostrov_civil civil, int32_t fold,
                        ostrov_status expected)
{
    int64_t time_s = 0;
    ck_assert_int_eq(ostrov_zone_utc(zone, &civil, fold, &time_s), expected);
    return time_s;
}

START_TEST(gap_and_fold_of_prague)
{
    const ostrov_zone zone = zone_of("Europe/Prague");
    /* 31 March 2024: 01:59:59 CET is followed by 03:00:00 CEST */
    const ostrov_civil gap = {.year = 2024, .month = 3, .day = 31, .hour = 2, .minute = 30};
    ck_assert_int_eq(resolved(&zone, gap, OSTROV_FOLD_FIRST, OSTROV_DEGRADED),
                     utc(2024, 3, 31, 1, 30, 0));
    ck_assert_int_eq(local(&zone, utc(2024, 3, 31, 1, 30, 0)).hour, 3);
    ck_assert_int_eq(resolved(&zone, gap, OSTROV_FOLD_SECOND, OSTROV_DEGRADED),
                     utc(2024, 3, 31, 0, 30, 0));
    ck_assert_int_eq(local(&zone, utc(2024, 3, 31, 0, 30, 0)).hour, 1);
    /* the edges of the gap */
    ostrov_civil edge = gap;
    edge.minute = 0;
    (void)resolved(&zone, edge, OSTROV_FOLD_FIRST, OSTROV_DEGRADED);
    edge.hour = 3;
    ck_assert_int_eq(resolved(&zone, edge, OSTROV_FOLD_FIRST, OSTROV_OK),
                     utc(2024, 3, 31, 1, 0, 0));
    edge =
        (ostrov_civil){.year = 2024, .month = 3, .day = 31, .hour = 1, .minute = 59, .second = 59};
    ck_assert_int_eq(resolved(&zone, edge, OSTROV_FOLD_SECOND, OSTROV_OK),
                     utc(2024, 3, 31, 0, 59, 59));
    /* 27 October 2024: 02:59:59 CEST is followed by 02:00:00 CET */
    const ostrov_civil fold = {.year = 2024, .month = 10, .day = 27, .hour = 2, .minute = 30};
    ck_assert_int_eq(resolved(&zone, fold, OSTROV_FOLD_FIRST, OSTROV_OK),
                     utc(2024, 10, 27, 0, 30, 0));
    ck_assert_int_eq(resolved(&zone, fold, OSTROV_FOLD_SECOND, OSTROV_OK),
                     utc(2024, 10, 27, 1, 30, 0));
    edge = fold;
    edge.hour = 3;
    edge.minute = 0;
    ck_assert_int_eq(resolved(&zone, edge, OSTROV_FOLD_FIRST, OSTROV_OK),
                     utc(2024, 10, 27, 2, 0, 0));
}
END_TEST

/* IEEE 1003.1-2024 and RFC 8536 section 3.3.1 write a time that is never turned back like this. */
START_TEST(daylight_time_all_year)
{
    static const char *const never[] = {"EST5EDT,0/0,J365/25", "XXX3EDT4,0/0,J365/23"};
    for (size_t i = 0; i < COUNT(never); i++) {
        const ostrov_zone zone = zone_of(never[i]);
        for (int64_t t = utc(2023, 12, 1, 0, 0, 0); t < utc(2025, 2, 1, 0, 0, 0); t += 900) {
            const ostrov_civil civil = local(&zone, t);
            if (civil.daylight != 1 || civil.utc_offset_s != -4 * 3600) {
                ck_abort_msg("%s at %lld", never[i], (long long)t);
            }
        }
    }
}
END_TEST

/* Times of a week before or after move a turn into the neighbouring year. */
START_TEST(turns_of_the_neighbouring_year)
{
    const ostrov_zone early = zone_of("AAA0BBB,J1/-167,J8/167");
    ck_assert_int_eq(local(&early, utc(2023, 12, 25, 0, 59, 59)).daylight, 0);
    ck_assert_int_eq(local(&early, utc(2023, 12, 25, 1, 0, 0)).daylight, 1);
    ck_assert_int_eq(local(&early, utc(2024, 1, 1, 0, 0, 0)).daylight, 1);
    ck_assert_int_eq(local(&early, utc(2024, 1, 14, 21, 59, 59)).daylight, 1);
    ck_assert_int_eq(local(&early, utc(2024, 1, 14, 22, 0, 0)).daylight, 0);
    const ostrov_zone late = zone_of("AAA0BBB,J364/167,J365/167");
    ck_assert_int_eq(local(&late, utc(2024, 1, 2, 0, 0, 0)).daylight, 0);
    ck_assert_int_eq(local(&late, utc(2024, 1, 5, 22, 59, 59)).daylight, 0);
    ck_assert_int_eq(local(&late, utc(2024, 1, 5, 23, 0, 0)).daylight, 1);
    ck_assert_int_eq(local(&late, utc(2024, 1, 6, 21, 59, 59)).daylight, 1);
    ck_assert_int_eq(local(&late, utc(2024, 1, 6, 22, 0, 0)).daylight, 0);
    /* the last turn before 2 January 2024 is the one of the rule for 2022, on 6 January 2023 */
    const ostrov_zone later = zone_of("AAA0BBB,J365/167,J364/167");
    ck_assert_int_eq(local(&later, utc(2024, 1, 2, 0, 0, 0)).daylight, 1);
    ck_assert_int_eq(local(&later, utc(2024, 1, 5, 21, 59, 59)).daylight, 1);
    ck_assert_int_eq(local(&later, utc(2024, 1, 5, 22, 0, 0)).daylight, 0);
    ck_assert_int_eq(local(&later, utc(2024, 1, 6, 23, 0, 0)).daylight, 1);
}
END_TEST

/* Days follow one another without gap or overlap wherever the clock is turned, and their dates
 * count on by one. */
START_TEST(days_meet_in_any_zone)
{
    static const char *const more[] = {
        "XXX0YYY-1,M3.5.0/23:30,M10.5.0/0:30", /* midnight in the gap's middle, and twice */
        "XXX0YYY-1,M3.5.0/23:30,J90/24:45",    /* forth and back over the same midnight */
        "XXX0YYY-1,M3.5.0/24,M10.5.0/24",
        "XXX0YYY-1,M3.5.0/0,M10.5.0/1",
        "XXX0YYY-12,M3.5.0/18,M10.5.0/6",
        "XXX12YYY-12:30,M3.5.0/0,M10.5.0/0:10", /* more than a day is lost and found */
    };
    for (size_t i = 0; i < COUNT(rules) + COUNT(more); i++) {
        const int lost = i == COUNT(rules) + COUNT(more) - 1;
        const char *rule = i < COUNT(rules) ? rules[i] : more[i - COUNT(rules)];
        const ostrov_zone zone = zone_of(rule);
        int64_t start = 0;
        int64_t end = 0;
        int64_t until = 0;
        for (int64_t t = utc(2024, 1, 1, 0, 0, 0); t < utc(2025, 1, 1, 0, 0, 0); t += 1800) {
            if (ostrov_zone_day(&zone, t, &start, &end) != OSTROV_OK || start > t || end <= t ||
                end - start > 49 * 3600 || (until != 0 && t < until && end != until) ||
                (until != 0 && t >= until && start != until && !lost)) {
                ck_abort_msg("%s: %lld is not in %lld … %lld", rule, (long long)t, (long long)start,
                             (long long)end);
            }
            until = end;
        }
    }
    int64_t start = 0;
    int64_t end = 0;
    ostrov_zone zone =
        zone_of("EET-2EEST,M3.5.0/0,M10.5.0/0"); /* Beirut: no midnight on 31 March */
    ck_assert_int_eq(ostrov_zone_day(&zone, utc(2024, 3, 31, 12, 0, 0), &start, &end), OSTROV_OK);
    ck_assert_int_eq(start, utc(2024, 3, 30, 22, 0, 0));
    ck_assert_int_eq(end - start, 23 * 3600);
    ck_assert_int_eq(local(&zone, start).hour, 1);
    zone = zone_of("XXX0YYY-1,M3.5.0/23:30,M10.5.0/0:30");
    /* 31 March, 23:30 becomes 00:30 of 1 April: that day begins there */
    ck_assert_int_eq(ostrov_zone_day(&zone, utc(2024, 4, 1, 12, 0, 0), &start, &end), OSTROV_OK);
    ck_assert_int_eq(start, utc(2024, 3, 31, 23, 30, 0));
    /* 27 October, 00:30 becomes 23:30: the day begins at the first midnight and has 25 hours */
    ck_assert_int_eq(ostrov_zone_day(&zone, utc(2024, 10, 26, 23, 45, 0), &start, &end), OSTROV_OK);
    ck_assert_int_eq(start, utc(2024, 10, 26, 23, 0, 0));
    ck_assert_int_eq(end - start, 25 * 3600);
}
END_TEST

START_TEST(refuses_what_is_no_rule)
{
    static const char *const wrong[] = {
        "",
        "Europe/Vienna",
        "Europe/Pragu",
        "Europe/Prague ",
        "UT",
        ":UTC0",
        "CET",
        "C-1",
        "CE-1",
        "CET-",
        "CET-1 ",
        "CET-25",
        "CET-1:60",
        "CET-1:00:60",
        "CET-1CEST", /* POSIX leaves the rules open, so nobody can know */
        "CET-1CEST,",
        "CET-1CEST,M3.5.0",
        "CET-1CEST,M3.5.0,",
        "CET-1CEST,M3.5.0,M10.5.0/3x",
        "CET-1CEST,M3.5.0,M10.5.0/",
        "CET-1CEST,M3.5.0,M10.5.0,M1.1.1",
        "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M0.5.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0",
        "CET-1CEST,M3.0.0,M10.5.0",
        "CET-1CEST,M3.5.7,M10.5.0",
        "CET-1CEST,M3.5,M10.5.0",
        "CET-1CEST,J0,J100",
        "CET-1CEST,J366,J100",
        "CET-1CEST,366,100",
        "CET-1CEST,M3.5.0/168,M10.5.0",
        "CET-1CEST,M3.5.0/-168,M10.5.0",
        "CET-1CEST,M3.5.0/--1,M10.5.0",
        "CET-1CEST,M3.5.0/1:2:3:4,M10.5.0",
        "CET-1CE,M3.5.0,M10.5.0",
        "<+1>-1",
        "<+01-1",
        "<+0_1>-1",
        "CET-00000000000000000000001",
        "CET-1CEST,M3.5.0,M10.5.00000000000000000000",
    };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        ostrov_zone zone;
        ostrov_zone before;
        memset(&zone, 0x5A, sizeof zone);
        before = zone;
        ck_assert_msg(ostrov_zone_read(wrong[i], &zone) == OSTROV_E_TEXT, "'%s' was read",
                      wrong[i]);
        ck_assert_mem_eq(&zone, &before, sizeof zone);
    }
    ostrov_zone zone;
    ck_assert_int_eq(ostrov_zone_read(NULL, &zone), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_zone_read("UTC0", NULL), OSTROV_E_ARGUMENT);
}
END_TEST

/* Any prefix of a rule, and any rule with one byte changed, is read or refused, never more than
 * that (run under sanitizers); what is read gives local times. */
START_TEST(survives_damaged_text)
{
    for (size_t i = 0; i < COUNT(rules); i++) {
        const size_t length = strlen(rules[i]);
        for (size_t at = 0; at < length; at++) {
            for (int byte = 0; byte < 256; byte++) {
                char *text = malloc(length + 1); /* so that a sanitizer sees a byte too far */
                ostrov_zone zone;
                if (text == NULL) {
                    ck_abort_msg("no memory");
                }
                memcpy(text, rules[i], length + 1);
                text[at] = (char)byte;
                if (ostrov_zone_read(text, &zone) == OSTROV_OK) {
                    int64_t start = 0;
                    int64_t end = 0;
                    if (ostrov_zone_day(&zone, 1711846800, &start, &end) != OSTROV_OK ||
                        start > 1711846800 || end <= 1711846800) {
                        ck_abort_msg("%s", text);
                    }
                }
                free(text);
            }
        }
    }
}
END_TEST

START_TEST(refuses_what_was_never_read)
{
    ostrov_zone zone = {{0}};
    ostrov_civil civil = {.year = 2024, .month = 1, .day = 1};
    const ostrov_civil before = civil;
    int64_t a = 42;
    int64_t b = 42;
    ck_assert_int_eq(ostrov_zone_civil(&zone, 0, &civil), OSTROV_E_ARGUMENT);
    ck_assert_mem_eq(&civil, &before, sizeof civil);
    ck_assert_int_eq(ostrov_zone_utc(&zone, &civil, 0, &a), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_zone_day(&zone, 0, &a, &b), OSTROV_E_ARGUMENT);
    zone = zone_of("UTC");
    ck_assert_int_eq(ostrov_zone_civil(NULL, 0, &civil), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_zone_civil(&zone, 0, NULL), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_zone_utc(NULL, &civil, 0, &a), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_zone_utc(&zone, NULL, 0, &a), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_zone_utc(&zone, &civil, 0, NULL), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_zone_utc(&zone, &civil, 2, &a), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_zone_day(NULL, 0, &a, &b), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_zone_day(&zone, 0, NULL, &b), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_zone_day(&zone, 0, &a, NULL), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(a, 42);
    ck_assert_int_eq(b, 42);
}
END_TEST

START_TEST(stops_at_its_ends)
{
    const int64_t first = utc(1600, 1, 1, 0, 0, 0);
    const int64_t last = utc(9999, 12, 31, 23, 59, 59);
    const ostrov_zone east = zone_of("Asia/Taipei");
    const ostrov_zone west = zone_of("EST5EDT,M3.2.0,M11.1.0");
    static const int64_t far[] = {INT64_MIN, INT64_MAX};
    ostrov_civil civil = {.year = 42};
    int64_t a = 42;
    int64_t b = 42;
    for (size_t i = 0; i < COUNT(far); i++) {
        ck_assert_int_eq(ostrov_zone_civil(&east, far[i], &civil), OSTROV_E_TIME);
        ck_assert_int_eq(ostrov_zone_day(&east, far[i], &a, &b), OSTROV_E_TIME);
    }
    ck_assert_int_eq(ostrov_zone_civil(&east, last, &civil), OSTROV_E_TIME);  /* 10000 in Taipei */
    ck_assert_int_eq(ostrov_zone_civil(&west, first, &civil), OSTROV_E_TIME); /* 1599 there */
    ck_assert_int_eq(civil.year, 42);
    ck_assert_int_eq(local(&east, first).year, 1600);
    ck_assert_int_eq(local(&west, last).year, 9999);
    const ostrov_civil early = {.year = 1600, .month = 1, .day = 1, .hour = 7};
    const ostrov_civil wrong = {.year = 2023, .month = 2, .day = 29};
    ck_assert_int_eq(ostrov_zone_utc(&east, &early, 0, &a), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_zone_utc(&east, &wrong, 0, &a), OSTROV_E_RANGE);
    ck_assert_int_eq(a, 42);
    ck_assert_int_eq(ostrov_zone_day(&west, first + 86400, &a, &b), OSTROV_OK);
    ck_assert_int_eq(ostrov_zone_day(&east, last - 86400, &a, &b), OSTROV_OK);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base/zone");
    TCase *tcase = tcase_create("zone");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, prague_as_the_tz_database);
    tcase_add_test(tcase, taipei_as_the_tz_database);
    tcase_add_test(tcase, others_as_the_tz_database);
    tcase_add_test(tcase, days_have_92_96_or_100_quarter_hours);
    tcase_add_test(tcase, agrees_with_the_c_library);
    tcase_add_test(tcase, there_and_back);
    tcase_add_test(tcase, gap_and_fold_of_prague);
    tcase_add_test(tcase, daylight_time_all_year);
    tcase_add_test(tcase, turns_of_the_neighbouring_year);
    tcase_add_test(tcase, days_meet_in_any_zone);
    tcase_add_test(tcase, refuses_what_is_no_rule);
    tcase_add_test(tcase, survives_damaged_text);
    tcase_add_test(tcase, refuses_what_was_never_read);
    tcase_add_test(tcase, stops_at_its_ends);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
