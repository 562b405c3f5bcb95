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

static int32_t bad(const ostrov_grid_finding *f)
{
    return f->result != OSTROV_GRID_AUDIT_PASS && f->result != OSTROV_GRID_AUDIT_COARSE &&
           f->result != OSTROV_GRID_AUDIT_NO_POINT;
}

/* Blanks up to a column counted from the start of the line. */
static void column(ostrov_i_text *text, size_t start, size_t width)
{
    do {
        ostrov_i_text_char(text, ' ');
    } while (text->length < start + width);
}

static void number(ostrov_i_text *text, double value)
{
    if (ostrov_i_nan(value)) {
        ostrov_i_text_char(text, '-');
    } else {
        ostrov_i_text_number(text, value);
    }
}

static void line(ostrov_i_text *text, const ostrov_grid_finding *f)
{
    const size_t start = text->length;
    ostrov_i_text_add(text, f->field != NULL ? f->field : "?");
    if (f->index >= 0) {
        ostrov_i_text_char(text, '[');
        ostrov_i_text_integer(text, f->index);
        ostrov_i_text_char(text, ']');
    }
    column(text, start, 24);
    number(text, f->wanted);
    column(text, start, 34);
    number(text, f->found);
    column(text, start, 44);
    number(text, f->step);
    column(text, start, 53);
    ostrov_i_text_add(text, f->unit != NULL ? f->unit : "");
    column(text, start, 59);
    if (f->model != 0) {
        ostrov_i_text_integer(text, f->model);
    } else {
        ostrov_i_text_char(text, '-');
    }
    column(text, start, 64);
    ostrov_i_text_add(text, ostrov_grid_audit_text(f->result));
    ostrov_i_text_char(text, '\n');
}

static void lines(ostrov_i_text *text, const ostrov_grid_finding *findings, size_t count,
                  int32_t wanted)
{
    for (size_t i = 0; i < count; i++) {
        if (bad(&findings[i]) == wanted) {
            line(text, &findings[i]);
        }
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
    ostrov_i_text_add(text, " settings");
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
    ostrov_i_text_add(&to, "Settings audit\n");
    if (document != NULL && *document != '\0') {
        ostrov_i_text_add(&to, "against: ");
        ostrov_i_text_add(&to, document);
        ostrov_i_text_char(&to, '\n');
    } else {
        ostrov_i_text_add(&to, "against: NO DOCUMENT NAMED. The site must not be armed.\n");
    }
    ostrov_i_text_add(&to, "\nsetting                 document  device    step     unit  from "
                           "result\n");
    lines(&to, findings, count, 1);
    lines(&to, findings, count, 0);
    ostrov_i_text_char(&to, '\n');
    sums(&to, findings, count);
    ostrov_i_text_add(&to, "coarse: as near as the device's scale factor allows. by hand: no "
                           "SunSpec model has it.\n");
    return ostrov_i_text_end(&to);
}
