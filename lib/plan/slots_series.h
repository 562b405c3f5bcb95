/* The series of a problem slot by slot: what slots.c and its reserve share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PLAN_SLOTS_SERIES_H
#define OSTROV_LIB_PLAN_SLOTS_SERIES_H

#include "plan/site.h"

enum ostrov_i_series_number {
    OSTROV_I_SERIES_LOAD = 0,
    OSTROV_I_SERIES_CRITICAL = 1,
    OSTROV_I_SERIES_PV = 2,
    OSTROV_I_SERIES_IMPORT_PRICE = 3,
    OSTROV_I_SERIES_EXPORT_PRICE = 4,
    OSTROV_I_SERIES_IMPORT_LIMIT = 5,
    OSTROV_I_SERIES_EXPORT_LIMIT = 6,
    OSTROV_I_SERIES_REACTIVE = 7,
    OSTROV_I_SERIES_TEMPERATURE = 8
};

/* What to know of a series; its range is the field table's. */
typedef struct ostrov_i_series_rule {
    const char *name;
    uint32_t offset;
    int32_t required;
    double min;
    double max;
} ostrov_i_series_rule;

extern const ostrov_i_series_rule ostrov_i_series_rules[OSTROV_I_SERIES_COUNT];

static inline const ostrov_series *ostrov_i_series_of(const ostrov_problem *p, int32_t number)
{
    return (const ostrov_series *)(const void *)((const char *)p +
                                                 ostrov_i_series_rules[number].offset);
}

static inline int32_t ostrov_i_series_given(const ostrov_problem *p, int32_t number)
{
    return ostrov_i_series_of(p, number)->count != 0;
}

/* To the value that holds at a moment, or the last one. */
static inline void ostrov_i_series_advance(const ostrov_series *s, int64_t time_s,
                                           ostrov_i_cursor *cursor)
{
    while (cursor->end_s <= time_s && cursor->index + 1 < s->count) {
        cursor->index++;
        cursor->begin_s = cursor->end_s;
        cursor->end_s += s->step_s;
    }
}

/* 1 when a slot lies inside one value that is as it should be, which then is the mean: by far the
 * most frequent case (quarter hours on quarter hours, or on hourly prices). */
static inline int32_t ostrov_i_series_plain(const ostrov_series *s,
                                            const ostrov_i_series_rule *rule, int64_t from,
                                            int64_t until, ostrov_i_cursor *cursor, double *value)
{
    double found = 0.0;
    if (cursor->end_s <= from) {
        ostrov_i_series_advance(s, from, cursor);
    }
    if (cursor->begin_s > from || until > cursor->end_s) {
        return 0;
    }
    found = s->values[cursor->index];
    if (!(found >= rule->min && found <= rule->max)) {
        return 0;
    }
    *value = found;
    return 1;
}

/* Mean of one series over a slot, judged. */
ostrov_status ostrov_i_series_mean(const ostrov_problem *p, ostrov_i_cursor *cursor, int32_t number,
                                   int32_t slot, double *mean, ostrov_fault *why);

/* Each series where a slot begins. */
void ostrov_i_series_place(const ostrov_i_reader *reader, int32_t slot, ostrov_i_cursor *cursors);

/* Judges that the series that must be there are, and puts all of them at the first slot. */
ostrov_status ostrov_i_series_open(ostrov_i_reader *reader, ostrov_fault *why);

static inline double ostrov_i_standby_w(const ostrov_i_site *site)
{
    return site->has_battery ? site->problem.battery_standby_w : 0.0;
}

/* The reserve floor at the end of slot t, into slot (slots_reserve.c). */
ostrov_status ostrov_i_reserve_floor(ostrov_i_reader *reader, int32_t t, ostrov_plan_slot *slot,
                                     ostrov_fault *why);

#endif
