/* Words: nothing that can be said is without words in any language.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "grid/words.h"

#include <ostrov/grid_explain.h>
#include <ostrov/grid_order.h>

#include <string.h>

static const ostrov_field *field_of(const char *structure, const char *name)
{
    size_t count = 0;
    const ostrov_field *fields = ostrov_fields(structure, &count, NULL);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(fields[i].name, name) == 0) {
            return &fields[i];
        }
    }
    ck_abort_msg("%s has no %s", structure, name);
    return NULL;
}

/* Whole characters only, and no control characters. */
static int is_utf8(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    while (*at != 0) {
        int more = *at < 0x80 ? 0 : (*at >= 0xF0 ? 3 : (*at >= 0xE0 ? 2 : 1));
        if (*at < 0x20 || (*at >= 0x80 && *at < 0xC2)) {
            return 0;
        }
        for (at++; more > 0; more--, at++) {
            if ((*at & 0xC0) != 0x80) {
                return 0;
            }
        }
    }
    return 1;
}

static void check_words(const ostrov_i_words *w, const char *of, int may_be_empty)
{
    for (int i = 0; i < OSTROV_I_LANGUAGES; i++) {
        ck_assert_msg(w->in[i] != NULL, "%s has no words in language %d", of, i);
        ck_assert_msg(may_be_empty || w->in[i][0] != '\0', "%s is empty in language %d", of, i);
        ck_assert_msg(is_utf8(w->in[i]), "%s is no UTF-8 in language %d", of, i);
    }
}

/* The languages differ, or somebody forgot to translate; Chinese has Chinese characters. */
static void check_translated(const ostrov_i_words *w, const char *of)
{
    check_words(w, of, 0);
    ck_assert_msg(strcmp(w->in[0], w->in[1]) != 0, "%s: Czech is English", of);
    ck_assert_msg((unsigned char)w->in[2][0] >= 0xE3, "%s: Chinese begins with a letter", of);
}

START_TEST(test_every_mode_and_reason_has_words_in_every_language)
{
    const ostrov_field *modes = field_of("ostrov_grid_state", "mode");
    const ostrov_field *reasons = field_of("ostrov_grid_state", "reason");
    for (uint32_t i = 0; i < modes->choice_count; i++) {
        check_translated(ostrov_i_mode_row(modes->choices[i].value), modes->choices[i].word);
    }
    for (uint32_t i = 0; i < reasons->choice_count; i++) {
        int32_t reason = reasons->choices[i].value;
        check_translated(&ostrov_i_reason_row(reason)->words, reasons->choices[i].word);
        ck_assert_msg(ostrov_i_reason_row(reason) != ostrov_i_reason_row(-1), "%s has no row",
                      reasons->choices[i].word);
    }
}
END_TEST

START_TEST(test_no_two_reasons_and_no_two_modes_sound_alike)
{
    const ostrov_field *tables[] = {field_of("ostrov_grid_state", "reason"),
                                    field_of("ostrov_grid_state", "mode")};
    for (int kind = 0; kind < 2; kind++) {
        for (uint32_t i = 0; i < tables[kind]->choice_count; i++) {
            for (uint32_t k = 0; k < i; k++) {
                for (int l = OSTROV_LANGUAGE_EN; l <= OSTROV_LANGUAGE_ZH_TW; l++) {
                    const char *(*words)(int32_t, int32_t) =
                        kind == 0 ? ostrov_grid_reason_words : ostrov_grid_mode_words;
                    ck_assert_str_ne(words(tables[kind]->choices[i].value, l),
                                     words(tables[kind]->choices[k].value, l));
                }
            }
        }
    }
}
END_TEST

START_TEST(test_units_phrases_and_orders_have_words)
{
    const ostrov_field *units = field_of("ostrov_grid_record", "unit");
    const ostrov_field *actors = field_of("ostrov_grid_record", "actor");
    const ostrov_field *actions = field_of("ostrov_grid_record", "action");
    const ostrov_field *stages = field_of("ostrov_grid_record", "stage");
    for (uint32_t i = 0; i < units->choice_count; i++) {
        check_words(ostrov_i_unit_row(units->choices[i].value), units->choices[i].word, 0);
    }
    for (uint32_t i = 0; i < actors->choice_count; i++) {
        check_translated(ostrov_i_actor_row(actors->choices[i].value), actors->choices[i].word);
    }
    for (uint32_t i = 0; i < actions->choice_count; i++) {
        check_translated(ostrov_i_action_row(actions->choices[i].value), actions->choices[i].word);
    }
    for (uint32_t i = 0; i < stages->choice_count; i++) {
        check_translated(ostrov_i_stage_row(stages->choices[i].value), stages->choices[i].word);
    }
    for (int i = 0; i < OSTROV_I_PHRASES; i++) {
        check_words(ostrov_i_phrase_row((enum ostrov_i_phrase)i), "phrase", 1);
    }
}
END_TEST

START_TEST(test_the_english_words_are_the_text_calls)
{
    for (int32_t i = -2; i < 80; i++) {
        ck_assert_str_eq(ostrov_grid_mode_text(i), ostrov_grid_mode_words(i, OSTROV_LANGUAGE_EN));
        ck_assert_str_eq(ostrov_grid_reason_text(i),
                         ostrov_grid_reason_words(i, OSTROV_LANGUAGE_EN));
        ck_assert_str_eq(ostrov_grid_reason_text(i), ostrov_grid_reason_words(i, 77));
    }
    ck_assert_str_eq(ostrov_grid_mode_text(OSTROV_GRID_ISLAND), "ISLAND");
    ck_assert_str_eq(ostrov_grid_mode_text(INT32_MAX), "UNKNOWN");
    ck_assert_str_eq(ostrov_grid_reason_text(INT32_MIN), "unknown reason");
    ck_assert_str_eq(ostrov_grid_mode_words(OSTROV_GRID_ISLAND, OSTROV_LANGUAGE_CS),
                     "záložní (ostrovní) provoz");
    ck_assert_str_eq(ostrov_grid_unit_words(INT32_MAX, OSTROV_LANGUAGE_EN), "no unit");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid words");
    TCase *tcase = tcase_create("words");
    tcase_add_test(tcase, test_every_mode_and_reason_has_words_in_every_language);
    tcase_add_test(tcase, test_no_two_reasons_and_no_two_modes_sound_alike);
    tcase_add_test(tcase, test_units_phrases_and_orders_have_words);
    tcase_add_test(tcase, test_the_english_words_are_the_text_calls);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
