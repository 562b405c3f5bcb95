/* Reads a POSIX TZ rule, IEEE Std 1003.1-2024 section 8.3:
 *
 *     std offset [dst [offset] , start [/time] , end [/time]]
 *
 * POSIX leaves open what daylight-saving time without rules means (others take those of the United
 * States); here it is no rule at all, and refused.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "zone.h"

#include <string.h>

#define HOUR_S 3600

static int32_t is_digit(char c) { return c >= '0' && c <= '9'; }
static int32_t is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/* Each reader moves *at on and returns 1, or returns 0 when the text is not what it should be. */

static int32_t read_char(const char **at, char c)
{
    if (**at != c) {
        return 0;
    }
    (*at)++;
    return 1;
}

/* Up to three digits, least … most. */
static int32_t read_whole(const char **at, int32_t least, int32_t most, int32_t *value)
{
    int32_t digits = 0;
    int32_t sum = 0;
    while (digits < 3 && is_digit(**at)) {
        sum = 10 * sum + (**at - '0');
        (*at)++;
        digits++;
    }
    *value = sum;
    return digits > 0 && !is_digit(**at) && sum >= least && sum <= most;
}

/* A zone's abbreviation: three or more letters, or <letters, digits and signs>. It is not kept. */
static int32_t read_name(const char **at)
{
    int32_t length = 0;
    const int32_t quoted = read_char(at, '<');
    while (is_letter(**at) || (quoted && (is_digit(**at) || **at == '+' || **at == '-'))) {
        (*at)++;
        length++;
    }
    return length >= 3 && (!quoted || read_char(at, '>'));
}

/* [+-]hh[:mm[:ss]] */
static int32_t read_time(const char **at, int32_t most_hours, int32_t *seconds)
{
    int32_t hour = 0;
    int32_t minute = 0;
    int32_t second = 0;
    const int32_t negative = read_char(at, '-');
    if (!negative) {
        (void)read_char(at, '+');
    }
    if (!read_whole(at, 0, most_hours, &hour)) {
        return 0;
    }
    if (read_char(at, ':')) {
        if (!read_whole(at, 0, 59, &minute)) {
            return 0;
        }
        if (read_char(at, ':') && !read_whole(at, 0, 59, &second)) {
            return 0;
        }
    }
    *seconds = hour * HOUR_S + minute * 60 + second;
    if (negative) {
        *seconds = -*seconds;
    }
    return 1;
}

static int32_t read_rule(const char **at, ostrov_i_zone_rule *rule)
{
    rule->time_s = 2 * HOUR_S; /* POSIX: 02:00:00 when no time is given */
    if (read_char(at, 'M')) {
        rule->kind = OSTROV_I_ZONE_WEEKDAY;
        if (!read_whole(at, 1, 12, &rule->month) || !read_char(at, '.') ||
            !read_whole(at, 1, 5, &rule->week) || !read_char(at, '.') ||
            !read_whole(at, 0, 6, &rule->day)) {
            return 0;
        }
    } else if (read_char(at, 'J')) {
        rule->kind = OSTROV_I_ZONE_JULIAN;
        if (!read_whole(at, 1, 365, &rule->day)) {
            return 0;
        }
    } else {
        rule->kind = OSTROV_I_ZONE_YEARDAY;
        if (!read_whole(at, 0, 365, &rule->day)) {
            return 0;
        }
    }
    return !read_char(at, '/') || read_time(at, 167, &rule->time_s);
}

static int32_t read_zone(const char *at, ostrov_i_zone *zone)
{
    int32_t west_s = 0;
    if (!read_name(&at) || !read_time(&at, 24, &west_s)) {
        return 0;
    }
    zone->standard_s = -west_s;
    if (*at == '\0') {
        return 1;
    }
    if (!read_name(&at)) {
        return 0;
    }
    zone->has_daylight = 1;
    zone->daylight_s = zone->standard_s + HOUR_S;
    if (*at != ',') {
        if (!read_time(&at, 24, &west_s)) {
            return 0;
        }
        zone->daylight_s = -west_s;
    }
    return read_char(&at, ',') && read_rule(&at, &zone->begin) && read_char(&at, ',') &&
           read_rule(&at, &zone->end) && *at == '\0';
}

/* The few places that are known by name; whoever needs others gives the rule itself. */
static const char *rule_of_name(const char *text)
{
    static const char *const names[][2] = {
        {"Europe/Prague", "CET-1CEST,M3.5.0,M10.5.0/3"},
        {"Asia/Taipei", "CST-8"},
        {"UTC", "UTC0"},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        size_t k = 0;
        while (text[k] != '\0' && text[k] == names[i][0][k]) {
            k++;
        }
        if (text[k] == names[i][0][k]) {
            return names[i][1];
        }
    }
    return text;
}

ostrov_status ostrov_zone_read(const char *text, ostrov_zone *zone)
{
    ostrov_i_zone read = {0};
    if (text == NULL || zone == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (!read_zone(rule_of_name(text), &read)) {
        return OSTROV_E_TEXT;
    }
    read.magic = OSTROV_I_ZONE_MAGIC;
    memset(zone, 0, sizeof *zone);
    memcpy(zone, &read, sizeof read);
    return OSTROV_OK;
}
