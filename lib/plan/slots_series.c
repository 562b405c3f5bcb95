/* The series of a problem, averaged onto its slots.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/slots_series.h"

const ostrov_i_series_rule ostrov_i_series_rules[OSTROV_I_SERIES_COUNT] = {
    {"load_w", offsetof(ostrov_problem, load_w), 1, 0.0, 1e9},
    {"critical_w", offsetof(ostrov_problem, critical_w), 0, 0.0, 1e9},
    {"pv_w", offsetof(ostrov_problem, pv_w), 0, 0.0, 1e9},
    {"import_price_per_kwh", offsetof(ostrov_problem, import_price_per_kwh), 1, -1e9, 1e9},
    {"export_price_per_kwh", offsetof(ostrov_problem, export_price_per_kwh), 0, -1e9, 1e9},
    {"import_limit_w", offsetof(ostrov_problem, import_limit_w), 0, 0.0, 1e9},
    {"export_limit_w", offsetof(ostrov_problem, export_limit_w), 0, 0.0, 1e9},
    {"battery_reactive_var", offsetof(ostrov_problem, battery_reactive_var), 0, -1e9, 1e9},
    {"battery_temperature_c", offsetof(ostrov_problem, battery_temperature_c), 0, -90.0, 120.0},
};

static ostrov_status slot_fault(ostrov_fault *why, ostrov_status status, int32_t number,
                                int32_t slot, double value)
{
    (void)ostrov_i_fault(why, status, "ostrov_problem", ostrov_i_series_rules[number].name, -1,
                         value, ostrov_i_series_rules[number].min,
                         ostrov_i_series_rules[number].max);
    if (why != NULL) {
        why->slot = slot;
    }
    return status;
}

/* A value in the interval that is not finite, for the fault; the mean has refused it. */
static double first_unknown(const ostrov_series *s, int64_t from_s, int64_t until_s)
{
    for (int32_t i = 0; i < s->count; i++) {
        const int64_t begin = s->start_s + (int64_t)i * s->step_s;
        if (begin < until_s && begin + s->step_s > from_s && !ostrov_i_finite(s->values[i])) {
            return s->values[i];
        }
    }
    return OSTROV_I_NAN;
}

/* Mean of one series over a slot. */
ostrov_status ostrov_i_series_mean(const ostrov_problem *p, ostrov_i_cursor *cursor, int32_t number,
                                   int32_t slot, double *mean, ostrov_fault *why)
{
    const ostrov_series *s = ostrov_i_series_of(p, number);
    const int64_t from = p->edges_s[slot];
    const int64_t until = p->edges_s[slot + 1];
    ostrov_status status = OSTROV_OK;
    double value = 0.0;
    if (ostrov_i_series_plain(s, &ostrov_i_series_rules[number], from, until, cursor, mean)) {
        return OSTROV_OK;
    }
    status = ostrov_series_mean(s, from, until, &value);
    if (status == OSTROV_E_NOT_FINITE) {
        value = first_unknown(s, from, until);
    }
    if (status != OSTROV_OK) {
        return slot_fault(why, status, number, slot, value);
    }
    if (value < ostrov_i_series_rules[number].min || value > ostrov_i_series_rules[number].max) {
        return slot_fault(why, OSTROV_E_RANGE, number, slot, value);
    }
    *mean = value;
    return OSTROV_OK;
}

/* Each series where a slot begins. */
void ostrov_i_series_place(const ostrov_i_reader *reader, int32_t slot, ostrov_i_cursor *cursors)
{
    const ostrov_problem *p = &reader->site->problem;
    for (int32_t i = 0; i < OSTROV_I_SERIES_COUNT; i++) {
        const ostrov_series *s = ostrov_i_series_of(p, i);
        if (s->count > 0) {
            cursors[i].index = (p->edges_s[slot] - s->start_s) / s->step_s;
            cursors[i].begin_s = s->start_s + cursors[i].index * s->step_s;
            cursors[i].end_s = cursors[i].begin_s + s->step_s;
        }
    }
}

ostrov_status ostrov_i_series_open(ostrov_i_reader *reader, ostrov_fault *why)
{
    const ostrov_problem *p = &reader->site->problem;
    for (int32_t i = 0; i < OSTROV_I_SERIES_COUNT; i++) {
        const ostrov_series *s = ostrov_i_series_of(p, i);
        if (s->count == 0 && !ostrov_i_series_rules[i].required) {
            continue;
        }
        if (s->count < 0) {
            return slot_fault(why, OSTROV_E_RANGE, i, -1, (double)s->count);
        }
        if (s->count == 0 || s->values == NULL) {
            return slot_fault(why, OSTROV_E_ARGUMENT, i, -1, OSTROV_I_NAN);
        }
        if (s->step_s <= 0) {
            return slot_fault(why, OSTROV_E_RANGE, i, -1, (double)s->step_s);
        }
        if (s->start_s < -INT64_C(10000000000000) || s->start_s > p->edges_s[0]) {
            return slot_fault(why, OSTROV_E_TIME, i, 0, (double)s->start_s);
        }
        if ((p->edges_s[0] - s->start_s) / s->step_s >= s->count) {
            return slot_fault(why, OSTROV_E_TIME, i, 0, (double)s->start_s);
        }
    }
    ostrov_i_series_place(reader, 0, reader->cursors);
    ostrov_i_series_place(reader, 0, reader->lead_cursors);
    return OSTROV_OK;
}
