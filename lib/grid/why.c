/* Records and conditions in words.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/grid_explain.h>

#include "base/fields.h"
#include "base/text.h"
#include "grid/object.h"
#include "grid/words.h"

#include <string.h>

/* A text and the language it is written in. */
typedef struct sentence {
    ostrov_i_text text;
    int32_t language; /* OSTROV_I_EN … */
} sentence;

static void add(sentence *s, const ostrov_i_words *words)
{
    ostrov_i_text_add(&s->text, words->in[s->language]);
}

static void phrase(sentence *s, enum ostrov_i_phrase p) { add(s, ostrov_i_phrase_row(p)); }

/* Digits that a reader can use: a value is exact to the millionth, more would be noise. */
static void number(sentence *s, double value, int32_t decimals)
{
    char digits[400]; /* 1.8e308 written out has 309 digits */
    size_t length = ostrov_number_write(value, decimals, digits, sizeof digits);
    if (decimals > 0 && ostrov_i_finite(value)) { /* nan and inf have no zeros to drop */
        while (length > 1 && digits[length - 1] == '0') {
            length--;
        }
        length -= digits[length - 1] == '.';
        digits[length] = '\0';
    }
    ostrov_i_text_add(&s->text,
                      digits[0] == '-' && digits[1] == '0' && digits[2] == '\0' ? "0" : digits);
}

static void quantity(sentence *s, enum ostrov_i_phrase before, double value, int32_t unit)
{
    if (ostrov_i_nan(value) || unit == OSTROV_GRID_UNIT_NONE) {
        return;
    }
    phrase(s, before);
    number(s, unit == OSTROV_GRID_UNIT_RATIO ? 100.0 * value : value, 3);
    ostrov_i_text_char(&s->text, ' ');
    add(s, ostrov_i_unit_row(unit));
}

static void reason(sentence *s, int32_t why, int32_t unit, double value, double limit)
{
    add(s, &ostrov_i_reason_row(why)->words);
    quantity(s, OSTROV_I_PHRASE_NOW, value, unit);
    quantity(s, OSTROV_I_PHRASE_LIMIT, limit, unit);
}

static void order(sentence *s, const ostrov_grid_record *r)
{
    phrase(s, OSTROV_I_PHRASE_ORDER);
    ostrov_i_text_integer(&s->text, r->number);
    ostrov_i_text_char(&s->text, ' ');
    add(s, ostrov_i_action_row(r->action));
    ostrov_i_text_add(&s->text, " (");
    add(s, ostrov_i_stage_row(r->stage));
    ostrov_i_text_char(&s->text, ')');
    phrase(s, OSTROV_I_PHRASE_BY);
    add(s, ostrov_i_actor_row(r->actor));
    if (r->accepted == 1) {
        phrase(s, OSTROV_I_PHRASE_ACCEPTED);
    } else {
        phrase(s, OSTROV_I_PHRASE_REFUSED);
        reason(s, r->reason, r->unit, r->value, r->limit);
    }
}

static void body(sentence *s, const ostrov_grid_record *r)
{
    switch (r->kind) {
    case OSTROV_GRID_RECORD_START:
        phrase(s, OSTROV_I_PHRASE_STARTED);
        break;
    case OSTROV_GRID_RECORD_LOAD:
        phrase(s, OSTROV_I_PHRASE_LOADED);
        break;
    case OSTROV_GRID_RECORD_COMMAND:
        order(s, r);
        break;
    case OSTROV_GRID_RECORD_BLOCK:
        add(s, ostrov_i_mode_row(r->to_mode));
        if (r->reason == OSTROV_GRID_REASON_NONE) {
            phrase(s, OSTROV_I_PHRASE_GOES_ON);
        } else {
            phrase(s, OSTROV_I_PHRASE_WAITS_FOR);
            reason(s, r->reason, r->unit, r->value, r->limit);
        }
        break;
    default: /* MOVE */
        add(s, ostrov_i_mode_row(r->from_mode));
        ostrov_i_text_add(&s->text, " → ");
        add(s, ostrov_i_mode_row(r->to_mode));
        phrase(s, OSTROV_I_PHRASE_BECAUSE);
        reason(s, r->reason, r->unit, r->value, r->limit);
        quantity(s, OSTROV_I_PHRASE_HELD, r->held_s, OSTROV_GRID_UNIT_S);
        break;
    }
}

size_t ostrov_grid_record_text(const ostrov_grid_record *record, int32_t language, char *text,
                               size_t capacity)
{
    ostrov_grid_record r;
    sentence s;
    ostrov_i_text_begin(&s.text, text, capacity);
    s.language = ostrov_i_language(language);
    if (record != NULL) {
        memset(&r, 0, sizeof r); /* an older caller's record may be shorter */
        memcpy(&r, record,
               record->struct_size < sizeof r ? record->struct_size : (uint32_t)sizeof r);
        number(&s, (double)r.time_us / 1e6, 3);
        phrase(&s, OSTROV_I_PHRASE_AT);
        body(&s, &r);
        if (r.suppressed > 0) {
            phrase(&s, OSTROV_I_PHRASE_LEFT_OUT);
            ostrov_i_text_integer(&s.text, r.suppressed);
        }
        phrase(&s, OSTROV_I_PHRASE_STOP);
    }
    return ostrov_i_text_end(&s.text);
}

size_t ostrov_grid_why(const ostrov_grid *grid, int32_t language, char *text, size_t capacity)
{
    ostrov_grid_record record;
    ostrov_status status = ostrov_grid_last_move(grid, &record, sizeof record);
    return ostrov_grid_record_text(status == OSTROV_OK ? &record : NULL, language, text, capacity);
}

size_t ostrov_grid_why_not_text(const ostrov_grid *grid, int32_t target_mode, int32_t language,
                                char *text, size_t capacity)
{
    ostrov_grid_blocker rows[OSTROV_GRID_BLOCKERS];
    size_t count = 0;
    sentence s;
    ostrov_i_text_begin(&s.text, text, capacity);
    s.language = ostrov_i_language(language);
    if (ostrov_grid_why_not(grid, target_mode, rows, OSTROV_GRID_BLOCKERS, &count) != OSTROV_OK) {
        return ostrov_i_text_end(&s.text);
    }
    phrase(&s, count > 0 ? OSTROV_I_PHRASE_BLOCKED : OSTROV_I_PHRASE_FREE);
    add(&s, ostrov_i_mode_row(target_mode));
    phrase(&s, count > 0 ? OSTROV_I_PHRASE_BLOCKED_BY : OSTROV_I_PHRASE_FREE_END);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            phrase(&s, OSTROV_I_PHRASE_NEXT);
        }
        reason(&s, rows[i].reason, rows[i].unit, rows[i].value, rows[i].limit);
        quantity(&s, OSTROV_I_PHRASE_LEFT, rows[i].left_s, OSTROV_GRID_UNIT_S);
    }
    phrase(&s, OSTROV_I_PHRASE_STOP);
    return ostrov_i_text_end(&s.text);
}
