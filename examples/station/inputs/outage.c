/* Outages and dates as people write them on a command line.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "parts.h"

#include <stdio.h>
#include <string.h>

static int refuse(const char *text, const char *what, char *message, size_t capacity)
{
    (void)snprintf(message, capacity, "--outage %s: %s", text, what);
    return -1;
}

/* "HH:MM" at *at; −1 when it is none. */
static int32_t read_clock(const char **at)
{
    const char *t = *at;
    int32_t hour = 0;
    int count = 0;
    while (count < 2 && t[count] >= '0' && t[count] <= '9') {
        hour = hour * 10 + (t[count++] - '0');
    }
    if (count == 0 || t[count] != ':' || t[count + 1] < '0' || t[count + 1] > '5' ||
        t[count + 2] < '0' || t[count + 2] > '9' || hour > 24) {
        return -1;
    }
    *at = t + count + 3;
    return hour * 60 + (t[count + 1] - '0') * 10 + (t[count + 2] - '0');
}

/* "loss ", "flicker " or "sag:0.3 " at *at; loss when none stands there. */
static int read_kind(const char **at, struct outage *outage)
{
    outage->kind = OUTAGE_LOSS;
    if (strncmp(*at, "loss ", 5) == 0) {
        *at += 5;
    } else if (strncmp(*at, "flicker ", 8) == 0) {
        outage->kind = OUTAGE_FLICKER;
        *at += 8;
    } else if (strncmp(*at, "sag:", 4) == 0) {
        size_t used = 0;
        *at += 4;
        outage->kind = OUTAGE_SAG;
        if (ostrov_number_read(*at, strlen(*at), &outage->depth_pu, &used) != OSTROV_OK ||
            !(outage->depth_pu >= 0.0 && outage->depth_pu < 1.0) || (*at)[used] != ' ') {
            return -1;
        }
        *at += used + 1;
    }
    return 0;
}

/* Puts an outage in its place: they are lived through in order of time, however they were written.
 * Returns −1 when it overlaps another. */
static int insert(struct inputs *inputs, const struct outage *outage)
{
    int32_t at = inputs->outages;
    while (at > 0 && inputs->outage[at - 1].start_s > outage->start_s) {
        at--;
    }
    if ((at > 0 && inputs->outage[at - 1].end_s > outage->start_s) ||
        (at < inputs->outages && inputs->outage[at].start_s < outage->end_s)) {
        return -1;
    }
    memmove(&inputs->outage[at + 1], &inputs->outage[at],
            (size_t)(inputs->outages - at) * sizeof *outage);
    inputs->outage[at] = *outage;
    inputs->outages++;
    return 0;
}

int outage_read(const char *text, const struct site *site, struct inputs *inputs, char *message,
                size_t capacity)
{
    const char *at = text;
    inputs->outages = 0;
    if (strcmp(text, "none") == 0) {
        return 0;
    }
    for (;;) {
        struct outage outage = {.kind = OUTAGE_LOSS};
        at += strspn(at, " ");
        if (inputs->outages >= INPUTS_OUTAGES) {
            return refuse(text, "more than 16", message, capacity);
        }
        if (read_kind(&at, &outage) != 0) {
            return refuse(text,
                          "sag:0.3 HH:MM-HH:MM is wanted, the voltage left from 0 to below 1 pu",
                          message, capacity);
        }
        int32_t from = read_clock(&at);
        int32_t until = from >= 0 && *at == '-' ? (at++, read_clock(&at)) : -1;
        if (from < 0 || from > 1439 || until < 0 || until > 1440 || from == until ||
            (*at != '\0' && *at != ',')) {
            return refuse(text, "HH:MM-HH:MM in local time, or none, is wanted", message, capacity);
        }
        until += until < from ? 1440 : 0; /* past midnight */
        outage.start_s = site_local_time(site, inputs->start_s, from);
        outage.end_s = site_local_time(site, inputs->start_s, until);
        if (outage.end_s <= outage.start_s) {
            return refuse(text, "that local time does not exist on a day when the clock changes",
                          message, capacity);
        }
        if (insert(inputs, &outage) != 0) {
            return refuse(text, "two of them overlap", message, capacity);
        }
        if (*at == '\0') {
            return 0;
        }
        at++;
    }
}

int date_read(const char *text, const struct site *site, int64_t *day_s, char *message,
              size_t capacity)
{
    ostrov_civil civil = {0};
    int32_t part[3] = {0, 0, 0};
    static const int places[3] = {4, 2, 2};
    const char *at = text;
    int good = 1;
    for (int i = 0; i < 3 && good; i++) {
        for (int k = 0; k < places[i] && good; k++) {
            good = *at >= '0' && *at <= '9';
            part[i] = part[i] * 10 + (good ? *at++ - '0' : 0);
        }
        good = good && *at == (i < 2 ? '-' : '\0');
        at += good && i < 2;
    }
    civil.year = part[0];
    civil.month = part[1];
    civil.day = part[2];
    /* The sun is known for 1950 … 2100 (ostrov_sun_position). */
    if (!good || part[0] < 1950 || part[0] > 2099 ||
        ostrov_zone_utc(&site->zone, &civil, OSTROV_FOLD_FIRST, day_s) < OSTROV_OK) {
        (void)snprintf(message, capacity,
                       "--date %s: a day is wanted, written as 2026-04-16, from 1950 to 2099", text);
        return -1;
    }
    return 0;
}
