/* What a DSO asks for, put into settings all or nothing, with a log in the caller's memory.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/code_fields.h"

#include "base/fields.h"

#include <string.h>

static int32_t is_empty(const char *text) { return text == NULL || *text == '\0'; }

/* The number a member's element is; NULL for a name that is none, or no number. */
static double *element_of(ostrov_grid_settings *settings, const char *name, int32_t index)
{
    const ostrov_structure *s = &ostrov_i_grid_code_structures[OSTROV_I_GRID_SETTINGS];
    for (uint32_t i = 0; i < s->field_count; i++) {
        const ostrov_field *f = &s->fields[i];
        if (f->type == OSTROV_TYPE_F64 && ostrov_i_same(f->name, name)) {
            return index >= 0 && index < (int32_t)f->count
                       ? (double *)(void *)((unsigned char *)settings + f->offset) + index
                       : NULL;
        }
    }
    return NULL;
}

/* The range a code gives for that number: of its time when the member is one, else of its value.
 * Only rows of one number have a range of their own. */
static void range_of(const char *code, const ostrov_grid_override *o, double value,
                     ostrov_grid_change *change)
{
    const ostrov_grid_rule *rule = ostrov_grid_code_rule(code, o->field, o->index);
    change->min = OSTROV_I_NAN;
    change->max = OSTROV_I_NAN;
    if (rule == NULL || rule->value_count != 1) {
        return;
    }
    if (value == rule->value[0]) {
        change->min = rule->min;
        change->max = rule->max;
    } else if (value == rule->time_s) {
        change->min = rule->time_min_s;
        change->max = rule->time_max_s;
    }
}

static ostrov_status apply(ostrov_grid_settings *full, const ostrov_grid_settings *standard,
                           const char *code, const ostrov_grid_override *o,
                           ostrov_grid_change *change, ostrov_fault *why)
{
    ostrov_grid_settings by_code = *standard;
    double *to = is_empty(o->field) ? NULL : element_of(full, o->field, o->index);
    if (to == NULL || is_empty(o->document) || is_empty(o->who) || o->when_s <= 0) {
        const char *lacks = to == NULL              ? "field"
                            : is_empty(o->document) ? "document"
                            : is_empty(o->who)      ? "who"
                                                    : "when_s";
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, "ostrov_grid_override", lacks, o->index,
                              o->value, OSTROV_I_NAN, OSTROV_I_NAN);
    }
    change->field = o->field;
    change->document = o->document;
    change->who = o->who;
    change->when_s = o->when_s;
    change->index = o->index;
    change->reserved_ = 0;
    change->before = *to;
    change->after = o->value;
    range_of(code, o, *element_of(&by_code, o->field, o->index), change);
    *to = o->value;
    return OSTROV_OK;
}

ostrov_status ostrov_grid_settings_override(ostrov_grid_settings *settings, const char *code,
                                            const ostrov_grid_override *overrides, size_t count,
                                            ostrov_grid_change *log, size_t capacity,
                                            size_t *log_count, ostrov_fault *why)
{
    const ostrov_structure *s = &ostrov_i_grid_code_structures[OSTROV_I_GRID_SETTINGS];
    ostrov_grid_settings full;
    ostrov_grid_settings standard;
    ostrov_status result = OSTROV_OK;
    if (overrides == NULL || log == NULL || log_count == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (*log_count > capacity || count > capacity - *log_count) {
        return OSTROV_E_SPACE;
    }
    ostrov_status status = ostrov_i_take_config(s, settings, &full, why);
    if (status != OSTROV_OK) {
        return status;
    }
    (void)ostrov_i_defaults(s, &standard, sizeof standard); /* our own size is always known */
    if (code != NULL && ostrov_grid_code_settings(code, &standard, sizeof standard) != OSTROV_OK) {
        return OSTROV_E_ARGUMENT;
    }
    /* Rows beyond *log_count are free: they count only once everything has been accepted. */
    for (size_t i = 0; i < count; i++) {
        ostrov_grid_change *change = &log[*log_count + i];
        status = apply(&full, &standard, code, &overrides[i], change, why);
        if (status != OSTROV_OK) {
            return status;
        }
        if (result == OSTROV_OK && (change->after < change->min || change->after > change->max)) {
            result = ostrov_i_fault(why, OSTROV_DEGRADED, s->name, change->field, change->index,
                                    change->after, change->min, change->max);
        }
    }
    ostrov_fault contradiction;
    status = ostrov_grid_settings_check(&full, &contradiction);
    if (status != OSTROV_OK) {
        if (why != NULL) {
            *why = contradiction;
        }
        return status;
    }
    *log_count += count;
    status = ostrov_i_give(s, &full, settings, settings->struct_size);
    return status == OSTROV_OK ? result : status;
}
