/* What a meter's time stamps stand for: see stamps.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "stamps.h"

#include "feed.h"

#include <stdlib.h>

enum { HOUR_S = 3600 };

static int add_row(struct stamps *stamps, const struct stamp *row)
{
    if (stamps->count == stamps->room) {
        int32_t room = stamps->room > 0 ? stamps->room * 2 : 4096;
        struct stamp *more =
            room <= FEED_ROWS_MOST ? realloc(stamps->row, (size_t)room * sizeof *more) : NULL;
        if (more == NULL) {
            return -1;
        }
        stamps->row = more;
        stamps->room = room;
    }
    stamps->row[stamps->count++] = *row;
    return 0;
}

/* 24:00 is where the next day begins. */
static ostrov_status end_of_day(const ostrov_zone *zone, const ostrov_civil *moment,
                                int64_t *time_s)
{
    ostrov_civil noon = *moment;
    int64_t noon_s = 0, start_s = 0;
    noon.hour = 12;
    ostrov_status status = ostrov_zone_utc(zone, &noon, OSTROV_FOLD_FIRST, &noon_s);
    return status == OSTROV_OK ? ostrov_zone_day(zone, noon_s, &start_s, time_s) : status;
}

/* The one moment of spring's missing hour that exists: as the end of what came before it. */
static int is_turn(const ostrov_zone *zone, int64_t time_s)
{
    ostrov_civil after, before;
    return ostrov_zone_civil(zone, time_s, &after) == OSTROV_OK &&
           ostrov_zone_civil(zone, time_s - 1, &before) == OSTROV_OK &&
           after.utc_offset_s != before.utc_offset_s;
}

/* October's hour comes twice. Whether the end of its first pass is written 02:00, as the clock then
 * shows, or 03:00, as the quarter hours before it count on, differs from source to source: the second
 * is seen when the clock steps back behind it, and the row before is put right. */
static int64_t second_pass(struct stamps *stamps, const ostrov_zone *zone,
                           const ostrov_civil *moment, int64_t first_s)
{
    struct stamp *last = stamps->count > 0 ? &stamps->row[stamps->count - 1] : NULL;
    int64_t second_s = first_s;
    if (last == NULL || first_s > last->time_s ||
        ostrov_zone_utc(zone, moment, OSTROV_FOLD_SECOND, &second_s) != OSTROV_OK ||
        second_s == first_s) {
        return first_s;
    }
    if (second_s <= last->time_s &&
        (stamps->count < 2 || last[-1].time_s < last->time_s - HOUR_S)) {
        last->time_s -= HOUR_S;
    }
    return second_s;
}

const char *stamps_add(struct stamps *stamps, const ostrov_zone *zone, const ostrov_civil *moment,
                       double value, int32_t line)
{
    struct stamp row = {.value = value, .line = line};
    ostrov_status status = moment->hour == 24
                               ? end_of_day(zone, moment, &row.time_s)
                               : ostrov_zone_utc(zone, moment, OSTROV_FOLD_FIRST, &row.time_s);
    if (status < OSTROV_OK || (status > OSTROV_OK && !is_turn(zone, row.time_s))) {
        return "this local time does not exist on that day";
    }
    if (row.time_s % FEED_QUARTER_S != 0) {
        return "it is on no quarter hour";
    }
    if (moment->hour < 24) {
        row.time_s = second_pass(stamps, zone, moment, row.time_s);
    }
    stamps->midnight |= moment->hour == 24;
    return add_row(stamps, &row) == 0 ? NULL : "more rows than a feed may hold, or no memory";
}

/* The least distance of two stamps that follow one another: rows may be missing. */
static int32_t least_step(const struct stamps *stamps)
{
    int64_t least_s = 0;
    for (int32_t i = 1; i < stamps->count; i++) {
        int64_t step_s = stamps->row[i].time_s - stamps->row[i - 1].time_s;
        step_s = step_s < 0 ? -step_s : step_s;
        least_s = step_s > 0 && (least_s == 0 || step_s < least_s) ? step_s : least_s;
    }
    return least_s == FEED_QUARTER_S || least_s == HOUR_S ? (int32_t)least_s : 0;
}

static int is_midnight(const ostrov_zone *zone, int64_t time_s)
{
    int64_t start_s = 0, end_s = 0;
    return ostrov_zone_day(zone, time_s, &start_s, &end_s) == OSTROV_OK && start_s == time_s;
}

int32_t stamps_judge(struct stamps *stamps, const ostrov_zone *zone, const char **why)
{
    int64_t first_s = stamps->row[0].time_s, last_s = first_s;
    for (int32_t i = 1; i < stamps->count; i++) {
        int64_t time_s = stamps->row[i].time_s;
        first_s = time_s < first_s ? time_s : first_s;
        last_s = time_s > last_s ? time_s : last_s;
    }
    stamps->step_s = least_step(stamps);
    if (stamps->step_s == 0) {
        *why = "its time stamps are neither a quarter hour nor an hour apart";
        return FEED_STAMPS_NONE;
    }
    int begins = is_midnight(zone, first_s), ends = is_midnight(zone, last_s);
    if (stamps->named != FEED_STAMPS_NONE) {
        *why = "so it is named";
        return stamps->named;
    }
    if (stamps->midnight) {
        *why = "one is 24:00";
        return FEED_STAMPS_END;
    }
    if (begins != ends && (begins || is_midnight(zone, first_s - stamps->step_s))) {
        *why = begins ? "the first is midnight, the last is not" : "the last is midnight, the first is a step behind it";
        return begins ? FEED_STAMPS_BEGIN : FEED_STAMPS_END;
    }
    *why = "its time stamps may be beginnings or ends of intervals, and it does not hold whole days that "
           "would tell: --stamps begin or --stamps end is wanted";
    return FEED_STAMPS_NONE;
}

void stamps_free(struct stamps *stamps)
{
    free(stamps->row);
    *stamps = (struct stamps){0};
}
