/* The audit as a page of text.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/code_fields.h"

#include "base/fields.h"
#include "base/text.h"

const char *ostrov_grid_audit_text(int32_t result)
{
    switch (result) {
    case OSTROV_GRID_AUDIT_PASS:
        return "PASS";
    case OSTROV_GRID_AUDIT_COARSE:
        return "coarse";
    case OSTROV_GRID_AUDIT_DIFFERS:
        return "DIFFERS";
    case OSTROV_GRID_AUDIT_OFF:
        return "SWITCHED OFF";
    case OSTROV_GRID_AUDIT_NOT_READ:
        return "NOT READ";
    case OSTROV_GRID_AUDIT_NO_POINT:
        return "by hand";
    case OSTROV_GRID_AUDIT_EXTRA:
        return "NOT IN THE DOCUMENT";
    default:
        return "unknown";
    }
}

/* Blanks up to a column counted from the start of the line. */
static void column(ostrov_i_text *text, size_t start, size_t width)
{
    do {
        ostrov_i_text_char(text, ' ');
    } while (text->length < start + width);
}

/* The shortest number, or six decimals where that is longer than a column. */
static void number(ostrov_i_text *text, double value)
{
    char digits[64];
    if (ostrov_i_nan(value)) {
        ostrov_i_text_char(text, '-');
        return;
    }
    if (ostrov_number_write(value, -1, digits, sizeof digits) > 9) {
        (void)ostrov_number_write(value, 6, digits, sizeof digits);
    }
    ostrov_i_text_add(text, digits);
}

static void name(ostrov_i_text *text, const ostrov_grid_finding *f, int32_t with_index)
{
    ostrov_i_text_add(text, f->field != NULL ? f->field : "?");
    if (with_index && f->index >= 0) {
        ostrov_i_text_char(text, '[');
        ostrov_i_text_integer(text, f->index);
        ostrov_i_text_char(text, ']');
    }
}

static void origin(ostrov_i_text *text, const ostrov_grid_finding *f, size_t start, size_t at)
{
    column(text, start, at);
    ostrov_i_text_add(text, f->unit != NULL ? f->unit : "");
    column(text, start, at + 6);
    if (f->model != 0) {
        ostrov_i_text_integer(text, f->model);
    } else {
        ostrov_i_text_char(text, '-');
    }
}

/* One number that is not as the document says: both values, the step and the result. */
static void difference(ostrov_i_text *text, const ostrov_grid_finding *f)
{
    const size_t start = text->length;
    name(text, f, 1);
    column(text, start, 24);
    number(text, f->wanted);
    column(text, start, 34);
    number(text, f->found);
    column(text, start, 44);
    number(text, f->step);
    origin(text, f, start, 53);
    column(text, start, 64);
    ostrov_i_text_add(text, ostrov_grid_audit_text(f->result));
    ostrov_i_text_char(text, '\n');
}

/* All elements of one member on a line. Returns how many findings that took. */
static size_t member(ostrov_i_text *text, const ostrov_grid_finding *f, size_t count)
{
    const size_t start = text->length;
    size_t taken = 0;
    name(text, f, 0);
    column(text, start, 23);
    while (taken < count && f[taken].field == f->field && f[taken].result == f->result) {
        ostrov_i_text_char(text, ' ');
        number(text, f[taken].wanted);
        taken++;
    }
    origin(text, f, start, 62);
    ostrov_i_text_char(text, '\n');
    return taken;
}

static int32_t differs(int32_t result)
{
    return result != OSTROV_GRID_AUDIT_PASS && result != OSTROV_GRID_AUDIT_NO_POINT;
}

static void differences(ostrov_i_text *text, const ostrov_grid_finding *findings, size_t count)
{
    int32_t any = 0;
    for (size_t i = 0; i < count; i++) {
        if (differs(findings[i].result)) {
            if (!any) {
                ostrov_i_text_add(text, "\nNot the same            document  device    step "
                                        "    unit  model\n");
            }
            any = 1;
            difference(text, &findings[i]);
        }
    }
}

static void members(ostrov_i_text *text, const ostrov_grid_finding *findings, size_t count,
                    int32_t result, const char *title)
{
    int32_t any = 0;
    for (size_t i = 0; i < count;) {
        if (findings[i].result != result) {
            i++;
            continue;
        }
        if (!any) {
            ostrov_i_text_add(text, title);
        }
        any = 1;
        i += member(text, &findings[i], count - i);
    }
}

static void sums(ostrov_i_text *text, const ostrov_grid_finding *findings, size_t count)
{
    int32_t of[OSTROV_GRID_AUDIT_EXTRA + 1] = {0};
    for (size_t i = 0; i < count; i++) {
        int32_t r = findings[i].result;
        of[r >= 0 && r <= OSTROV_GRID_AUDIT_EXTRA ? r : 0]++;
    }
    ostrov_i_text_integer(text, (int64_t)count);
    ostrov_i_text_add(text, " numbers");
    for (int32_t r = 0; r <= OSTROV_GRID_AUDIT_EXTRA; r++) {
        if (of[r] > 0) {
            ostrov_i_text_add(text, ", ");
            ostrov_i_text_integer(text, of[r]);
            ostrov_i_text_char(text, ' ');
            ostrov_i_text_add(text, ostrov_grid_audit_text(r));
        }
    }
    ostrov_i_text_char(text, '\n');
}

size_t ostrov_grid_audit_page(const ostrov_grid_finding *findings, size_t count,
                              const char *document, char *text, size_t capacity)
{
    ostrov_i_text to;
    ostrov_i_text_begin(&to, text, capacity);
    count = findings == NULL ? 0 : count;
    ostrov_i_text_add(&to, "Settings audit\nagainst: ");
    ostrov_i_text_add(&to, document != NULL && *document != '\0'
                               ? document
                               : "NO DOCUMENT NAMED. The site must not be armed.");
    ostrov_i_text_char(&to, '\n');
    sums(&to, findings, count);
    differences(&to, findings, count);
    members(&to, findings, count, OSTROV_GRID_AUDIT_PASS, "\nThe same\n");
    members(&to, findings, count, OSTROV_GRID_AUDIT_NO_POINT,
            "\nNo SunSpec model has it: to be looked up by hand\n");
    ostrov_i_text_add(&to, "\ncoarse: as near as the device's scale factor allows.\n");
    return ostrov_i_text_end(&to);
}
