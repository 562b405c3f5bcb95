/* Version, and status and faults in words.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fields.h"
#include "text.h"

_Static_assert(OSTROV_VERSION_MAJOR == 0 && OSTROV_VERSION_MINOR == 1 && OSTROV_VERSION_PATCH == 0,
               "keep ostrov_version_text in step");

uint32_t ostrov_version(void)
{
    return OSTROV_VERSION_MAJOR * 1000000u + OSTROV_VERSION_MINOR * 1000u + OSTROV_VERSION_PATCH;
}

const char *ostrov_version_text(void) { return "0.1.0"; }

const char *ostrov_status_text(ostrov_status status)
{
    switch (status) {
#define OSTROV_STATUS_ROW(name, value, text)                                                       \
    case value:                                                                                    \
        return text;
        OSTROV_STATUS_LIST(OSTROV_STATUS_ROW)
#undef OSTROV_STATUS_ROW
    default:
        return "unknown status";
    }
}

/* "structure.field[index] in slot n", as much of it as is known. */
static void add_place(ostrov_i_text *text, const ostrov_fault *why)
{
    if (why->structure != NULL) {
        ostrov_i_text_add(text, why->structure);
    }
    if (why->field != NULL) {
        if (why->structure != NULL) {
            ostrov_i_text_char(text, '.');
        }
        ostrov_i_text_add(text, why->field);
    }
    if (why->index >= 0) {
        ostrov_i_text_char(text, '[');
        ostrov_i_text_integer(text, why->index);
        ostrov_i_text_char(text, ']');
    }
    if (why->slot >= 0) {
        ostrov_i_text_add(text, " in slot ");
        ostrov_i_text_integer(text, why->slot);
    }
}

static void add_range(ostrov_i_text *text, const ostrov_fault *why)
{
    ostrov_i_text_number(text, why->min);
    ostrov_i_text_add(text, " … ");
    ostrov_i_text_number(text, why->max);
}

/* What is wrong with the value. The words never claim more than the fault says: a value that breaks
 * a rule across fields may well lie inside its own range, and an enum has no range. */
static void add_value(ostrov_i_text *text, const ostrov_fault *why, ostrov_status status)
{
    const int32_t has_min = !ostrov_i_nan(why->min);
    const int32_t has_max = !ostrov_i_nan(why->max);
    if (ostrov_i_nan(why->value)) {
        if (status == OSTROV_E_NOT_FINITE) {
            ostrov_i_text_add(text, " is not known (NaN)");
        }
        return; /* otherwise the fault carries no value */
    }
    if (!ostrov_i_finite(why->value)) {
        ostrov_i_text_add(text, why->value > 0.0 ? " is infinite" : " is minus infinite");
        return;
    }
    ostrov_i_text_add(text, " = ");
    ostrov_i_text_number(text, why->value);
    if (why->value < why->min || why->value > why->max) { /* a NaN bound compares false */
        if (has_min && has_max) {
            ostrov_i_text_add(text, " is outside ");
            add_range(text, why);
        } else {
            ostrov_i_text_add(text, has_min ? " is below " : " is above ");
            ostrov_i_text_number(text, has_min ? why->min : why->max);
        }
    } else if (status == OSTROV_E_RANGE) {
        ostrov_i_text_add(text, " is not an allowed value");
        if (has_min && has_max) {
            ostrov_i_text_add(text, " of ");
            add_range(text, why);
        }
    }
}

size_t ostrov_fault_text(const ostrov_fault *why, ostrov_status status, char *text, size_t capacity)
{
    ostrov_i_text out;
    ostrov_i_text_begin(&out, text, capacity);
    if (why != NULL && (why->structure != NULL || why->field != NULL)) {
        add_place(&out, why);
        add_value(&out, why, status);
        ostrov_i_text_add(&out, ": ");
    }
    ostrov_i_text_add(&out, ostrov_status_text(status));
    return ostrov_i_text_end(&out);
}
