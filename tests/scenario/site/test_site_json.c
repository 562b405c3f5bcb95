/* Site files as bytes: what is no JSON is refused at its line, whatever cJSON would make of it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site_text.h"

#include <stdio.h>
#include <string.h>

static struct site site;

START_TEST(empty_truncated_deep_and_foreign_files_are_refused)
{
    size_t count = 0;
    char *text = text_of(SITES_DIR "/pisek.json", &count);
    text_refused("", 0, (const char *[]){"x.json:1: the file is empty", NULL});
    text_refused(" \n\n", 3, (const char *[]){"x.json:3: the file is empty", NULL});
    /* UTF-16, as some editors write it */
    text_refused("\xFF\xFE{\0}\0", 6,
                 (const char *[]){"byte 0xFF is not UTF-8; save the file as UTF-8", NULL});
    text_refused("{\n\"a\": \"P\xEDsek\"}", 14,
                 (const char *[]){"x.json:2: byte 0xED is not UTF-8", NULL});
    text_refused("{\"a\": \"\xC0\xAF\"}", 11, (const char *[]){"byte 0xC0 is not UTF-8", NULL});
    text_refused("{\"a\": \"\xED\xA0\x80\"}", 12, (const char *[]){"byte 0xED", NULL});
    text_refused("{\"a\0\": 1}", 9, (const char *[]){"byte 0x00", NULL});
    text_refused("{} {}", 5, (const char *[]){"there is more after the end", NULL});
    text_refused("[[[[[[[[1]]]]]]]]", 17, (const char *[]){"file = [", NULL});
    text_refused("[[[[[[[[[1]]]]]]]]]", 19,
                 (const char *[]){"x.json:1: nested too deep", "8 levels", NULL});
    /* wherever the file is cut, it is refused without touching the site */
    for (size_t cut = 0; cut < count - 2; cut += cut < 200 ? 1 : 37) {
        text_refused(text, cut, (const char *[]){"x.json:", NULL});
    }
    free(text);
}
END_TEST

/* What cJSON alone would let pass, read otherwise or go deep for; and what it refuses without a
 * word. */
struct strict {
    const char *text;
    const char *piece;
};

static const struct strict stricts[] = {
    /* control characters: cJSON takes any outside of text for a blank and any inside for text */
    {"{\v\"a\": 1}", "1: a key in quotes is wanted here"},
    {"{\"a\":\n\x01 1}", "2: this byte begins no value of JSON"},
    {"{\"a\": 1\f}", "1: this byte begins no value of JSON"},
    {"{\"a\": \"\x1F\"}", "1: a control character stands in text"},
    {"{\"a\x01\": 1}", "1: a control character stands in text"},
    {"{\"a\": \"\\\n\"}", "1: text has no closing quote on its line"},
    /* escapes: cJSON makes U+0000 of \u and bad digits, where text then ends */
    {"{\"a\": \"x\\u0000y\"}", "1: an escape after \\ is not known to JSON"},
    {"{\"a\": \"\\u12G4\"}", "1: an escape after"},
    {"{\"a\": \"\\u12\"}", "1: an escape after"},
    {"{\"a\\u0000\": 1}", "1: an escape after"},
    {"{\"a\":\n\"\\ud800\"}", "2: an escape after"},
    {"{\"a\": \"\\udc00\\ud800\"}", "1: an escape after"},
    {"{\"a\": \"\\ud83d\\u0041\"}", "1: an escape after"},
    {"{\"a\": \"\\x41\"}", "1: an escape after"},
    {"{\"a\": \"\\\"}", "1: the file ends in the middle"},
    /* numbers: RFC 8259, 6 */
    {"{\"a\": 01}", "1: \"01\" is not a JSON value"},
    {"{\"a\": -01}", "\"-01\" is not"},
    {"{\"a\": 00}", "\"00\" is not"},
    {"{\"a\": 1.}", "\"1.\" is not"},
    {"{\"a\": 1.e5}", "\"1.e5\" is not"},
    {"{\"a\": .5}", "\".5\" is not"},
    {"{\"a\": -.5}", "\"-.5\" is not"},
    {"{\"a\": +1}", "\"+1\" is not"},
    {"{\"a\": -}", "\"-\" is not"},
    {"{\"a\": --1}", "\"--1\" is not"},
    {"{\"a\": 1e}", "\"1e\" is not"},
    {"{\"a\": 1e+}", "\"1e+\" is not"},
    {"{\"a\": 1.5.2}", "\"1.5.2\" is not"},
    {"{\"a\": 1-2}", "\"1-2\" is not"},
    {"{\"a\": 1_000}", "\"1_000\" is not"},
    {"{\"a\": 0x1F}", "\"0x1F\" is not"},
    {"{\"a\": 1 000}", "1: ',' (after a key ':') is wanted here"},
    {"{\"a\": inf}", "\"inf\" is not"},
    {"{\"a\":\n\n-Infinity}", "3: \"-Infinity\" is not"},
    /* words */
    {"{\"a\": True}", "\"True\" is not a JSON value"},
    {"{\"a\": truefalse}", "\"truefalse\" is not"},
    {"{\"a\": nullx}", "\"nullx\" is not"},
    {"{\"a\": 'x'}", "this byte begins no value of JSON"},
    {"{\"a\": 1} // x", "this byte begins no value of JSON"},
    {"/**/ {}", "this byte begins no value of JSON"},
    {"{a: 1}", "1: a key in quotes is wanted here"},
    {"{1: 1}", "1: a key in quotes is wanted here"},
    {"{\"a\": , \"b\": 1}", "1: a value is wanted here"},
    {"{\"a\":}", "1: a value is wanted here"},
    {"{\"a\"}", "1: ',' (after a key ':') is wanted here"},
    {"{\"a\": [1,, 2]}", "1: a value is wanted here"},
    {"{\"a\": [1,\n]}", "2: a ',' stands before the end of a list"},
    {"{\"a\": 1,\n}", "2: a ',' stands before the end of a list"},
    {"{\"a\": [1}", "1: '}' closes no '{' here"},
    {"{\"a\": 1]", "1: ']' closes no '[' here"},
    /* before and after */
    {"\xEF\xBB\xBF\xEF\xBB\xBF{}", "1: this byte begins no value of JSON"},
    {" \xEF\xBB\xBF{}", "1: this byte begins no value of JSON"},
    {"{}\n}", "2: '}' closes no '{' here"},
    {"{}\n\n,", "3: there is more after the end"},
    {"{}\n1", "2: there is more after the end"},
    {"{\"a\": 1,", "1: the file ends in the middle"},
    {"{\"a\": 1,\n\"", "2: the file ends in the middle"},
    /* keys: cJSON keeps both of two, also when escapes make them alike */
    {"{\"\": 1}", "1: a key may be neither empty nor hold \\"},
    {"{\"ab\": 1, \"\\u0061b\": 2}", "1: a key may be neither empty nor hold \\"},
    {"{\"b\": {\"a\": 1,\n\"a\": 1}}", "2: b.a: given twice, first at line 1"},
    {"{\"b\": [{}, {\"a\": 1,\n\"a\": 1}]}", "2: b[1].a: given twice, first at line 1"},
};

START_TEST(strict_where_cjson_is_lenient)
{
    const struct strict *s = &stricts[_i];
    char piece[80];
    (void)snprintf(piece, sizeof piece, "x.json:%s", s->piece);
    text_refused(s->text, strlen(s->text),
                 (const char *[]){s->piece[1] == ':' ? piece : s->piece, "x.json:", NULL});
}
END_TEST

START_TEST(what_is_deep_or_long_is_refused_before_it_costs)
{
    enum { MANY = 200000 };
    char *text = malloc(MANY);
    ck_assert_ptr_nonnull(text);
    memset(text, '[', MANY); /* cJSON would follow a thousand of them */
    text_refused(text, MANY, (const char *[]){"x.json:1: nested too deep", NULL});
    for (int i = 0; i < MANY; i++) {
        text[i] = i % 2 == 0 ? '0' : ',';
    }
    text[0] = '[';
    text[MANY - 1] = ']';
    text_refused(text, MANY, (const char *[]){"x.json:1: the file holds more values", NULL});
    /* a long key finds no key that is like it */
    memset(text, 'a', 300);
    memcpy(text, "\"battery\": {\"", 13);
    memcpy(text + 300, "\": 1,", sizeof "\": 1,");
    char *depot = depot_with("\"battery\": {", text);
    char message[MESSAGE] = "";
    ck_assert_int_eq(site_read("x.json", depot, strlen(depot), &site, message, sizeof message), -1);
    ck_assert_ptr_nonnull(strstr(message, "aaa = 1: unknown key"));
    ck_assert_ptr_null(strstr(message, "did you mean"));
    free(depot);
    free(text);
}
END_TEST

START_TEST(any_byte_changed_is_survived)
{
    /* The reader may accept (a digit) or refuse: it must not crash, and refuse without touching. */
    static struct site before;
    char message[MESSAGE];
    size_t count = 0;
    char *text = text_of(SITES_DIR "/pisek-depot.json", &count);
    uint64_t state = 20260416;
    int accepted = 0;
    for (int i = 0; i < 600; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u; /* Knuth's MMIX */
        size_t at = (size_t)(state >> 33) % count;
        char old = text[at];
        text[at] = (char)(state >> 24);
        memset(&site, 0x5A, sizeof site);
        before = site;
        if (site_read("x.json", text, count, &site, message, sizeof message) == 0) {
            accepted++;
        } else {
            ck_assert(memcmp(&site, &before, sizeof site) == 0);
            ck_assert_msg(strncmp(message, "x.json:", 7) == 0, "%s", message);
        }
        text[at] = old;
    }
    ck_assert_int_gt(accepted, 0); /* changes in notes and names are harmless */
    ck_assert_int_lt(accepted, 600);
    free(text);
}
END_TEST

START_TEST(text_may_hold_escapes_and_a_mark_in_front)
{
    char message[MESSAGE] = "";
    char *text = depot_with("\"pisek-depot\"", "\"P\\u00edsek \\\"\\u0160\\ud83d\\ude8c\\n\"");
    size_t count = strlen(text);
    memmove(text + 3, text, count + 1);
    memcpy(text, "\xEF\xBB\xBF", 3);
    ck_assert_msg(site_read("x.json", text, count + 3, &site, message, sizeof message) == 0, "%s",
                  message);
    ck_assert_str_eq(site.name, "Písek \"Š🚌\n");
    free(text);
    /* a number of more digits than cJSON's buffer holds */
    depot_accepted(
        "\"capacity_wh\": 200000",
        "\"capacity_wh\": 200000.000000000000000000000000000000000000000000000000000000000"
        "00000000000000000000000000000000000000000000000001e0",
        &site);
    ck_assert_double_eq(site.battery.capacity_wh, 200e3);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("site file as JSON");
    TCase *tests = tcase_create("bytes");
    tcase_add_test(tests, empty_truncated_deep_and_foreign_files_are_refused);
    tcase_add_loop_test(tests, strict_where_cjson_is_lenient, 0,
                        (int)(sizeof stricts / sizeof stricts[0]));
    tcase_add_test(tests, what_is_deep_or_long_is_refused_before_it_costs);
    tcase_add_test(tests, any_byte_changed_is_survived);
    tcase_add_test(tests, text_may_hold_escapes_and_a_mark_in_front);
    tcase_set_timeout(tests, 60);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
