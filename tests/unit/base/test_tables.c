/* Every field table of the library, walked through the public registry: the tables drive
 * validation, documents, bindings and site files, so a wrong row is wrong everywhere.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include <ostrov/base.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Problems are counted and printed, so that one run shows them all. */
static int problems = 0;

static void problem(const ostrov_structure *s, const ostrov_field *f, const char *what)
{
    fprintf(stderr, "%s.%s: %s\n", s->name, f != NULL ? f->name : "", what);
    problems++;
}

static void require(int holds, const ostrov_structure *s, const ostrov_field *f, const char *what)
{
    if (!holds) {
        problem(s, f, what);
    }
}

/* Calls check for each structure; fails at the end when anything was wrong. */
static void for_each(void (*check)(const ostrov_structure *))
{
    size_t count = 0;
    problems = 0;
    for (const ostrov_structure *s = ostrov_structure_at(0); s != NULL;
         s = ostrov_structure_at(count)) {
        check(s);
        count++;
    }
    ck_assert_uint_ge(count, 7); /* base alone has seven */
    ck_assert_int_eq(problems, 0);
}

static size_t element(uint16_t type)
{
    switch (type) {
    case OSTROV_TYPE_F64:
    case OSTROV_TYPE_I64:
    case OSTROV_TYPE_U64:
        return 8;
    case OSTROV_TYPE_I32:
    case OSTROV_TYPE_U32:
    case OSTROV_TYPE_ENUM:
    case OSTROV_TYPE_BOOL:
        return 4;
    case OSTROV_TYPE_U16:
        return 2;
    case OSTROV_TYPE_SERIES:
        return sizeof(ostrov_series);
    case OSTROV_TYPE_REFERENCE:
    case OSTROV_TYPE_ROWS:
    case OSTROV_TYPE_COLUMN_F64:
    case OSTROV_TYPE_COLUMN_I64:
    case OSTROV_TYPE_COLUMN_I32:
    case OSTROV_TYPE_TEXT:
        return sizeof(void *);
    default:
        return 0;
    }
}

static int is_pointer(uint16_t type)
{
    return type == OSTROV_TYPE_REFERENCE || type == OSTROV_TYPE_ROWS || type == OSTROV_TYPE_TEXT ||
           (type >= OSTROV_TYPE_COLUMN_F64 && type <= OSTROV_TYPE_COLUMN_I32);
}

static int is_taken_in(const ostrov_structure *s)
{
    return s->kind == OSTROV_KIND_CONFIG || s->kind == OSTROV_KIND_SAMPLE ||
           s->kind == OSTROV_KIND_ROW;
}

/* ---- layout ---- */

/* Each byte belongs to a member, in order. Padding the compiler put in would be lost on copying,
 * and what is at the end of a structure could not be told from the next version's first new member.
 */
static void check_layout(const ostrov_structure *s)
{
    size_t at = 0;
    for (uint32_t i = 0; i < s->field_count; i++) {
        const ostrov_field *f = &s->fields[i];
        require(element(f->type) > 0, s, f, "type is not known");
        require(f->count >= 1, s, f, "count is 0");
        require(f->offset >= at, s, f, "overlaps the member before, or is out of order");
        require(f->offset == at || sizeof(void *) < 8, s, f, "bytes before belong to no member");
        at = f->offset + f->count * element(f->type);
    }
    if (s->kind != OSTROV_KIND_OPAQUE) {
        require(at == s->struct_size || (sizeof(void *) < 8 && at < s->struct_size), s, NULL,
                "bytes at the end belong to no member");
    }
}

START_TEST(layout_is_complete) { for_each(check_layout); }
END_TEST

static void check_kind(const ostrov_structure *s)
{
    const ostrov_field *first = s->fields;
    const int sized = s->kind == OSTROV_KIND_CONFIG || s->kind == OSTROV_KIND_SAMPLE ||
                      s->kind == OSTROV_KIND_OUTPUT;
    require(strncmp(s->name, "ostrov_", 7) == 0, s, NULL, "name does not begin with ostrov_");
    require(s->brief != NULL && s->brief[0] != '\0', s, NULL, "brief is missing");
    require(s->kind >= OSTROV_KIND_CONFIG && s->kind <= OSTROV_KIND_OPAQUE, s, NULL,
            "kind is not known");
    require(s->first_size > 0 && s->first_size <= s->struct_size, s, NULL, "first_size is wrong");
    if (s->kind == OSTROV_KIND_OPAQUE) {
        require(first == NULL && s->field_count == 0, s, NULL, "an opaque type has members");
        return;
    }
    if (first == NULL || s->field_count == 0) {
        problem(s, NULL, "no members");
        return;
    }
    if (sized) {
        require(strcmp(first->name, "struct_size") == 0 && first->type == OSTROV_TYPE_U32 &&
                    first->offset == 0 && (first->flags & OSTROV_FIELD_RESERVED) != 0,
                s, first, "the first member is not struct_size");
    } else {
        require(strcmp(first->name, "struct_size") != 0 || s->kind == OSTROV_KIND_FROZEN, s, first,
                "struct_size in a structure that has none");
    }
    if (is_taken_in(s)) {
        require(s->struct_size <= 4096, s, NULL, "greater than the scratch space of take_config");
    }
}

START_TEST(kinds_keep_their_rules) { for_each(check_kind); }
END_TEST

/* ---- names, words and references ---- */

static int is_word(const char *text, int dash)
{
    if (text == NULL || text[0] < 'a' || text[0] > 'z') {
        return 0;
    }
    for (; *text != '\0'; text++) {
        if (!((*text >= 'a' && *text <= 'z') || (*text >= '0' && *text <= '9') || *text == '_' ||
              (dash && (*text == '-' || *text == '.')))) {
            return 0;
        }
    }
    return 1;
}

static void check_choices(const ostrov_structure *s, const ostrov_field *f)
{
    int standard = isnan(f->standard) || f->standard == 0.0;
    require(f->choices != NULL && f->choice_count > 0, s, f, "an enum without choices");
    for (uint32_t i = 0; i < f->choice_count; i++) {
        /* codes of rules begin with a digit or a capital elsewhere; here all words are lower case
         */
        require(is_word(f->choices[i].word, 1), s, f, "a choice is no lower-case word");
        require(f->choices[i].reserved_ == 0, s, f, "a choice's reserved_ is not 0");
        standard |= f->choices[i].value == (int32_t)f->standard;
        for (uint32_t k = 0; k < i; k++) {
            require(strcmp(f->choices[i].word, f->choices[k].word) != 0, s, f, "a word is twice");
            require(f->choices[i].value != f->choices[k].value, s, f, "a value is twice");
        }
    }
    require(standard, s, f, "the default is not among the choices");
}

static void check_names(const ostrov_structure *s)
{
    for (uint32_t i = 0; i < s->field_count; i++) {
        const ostrov_field *f = &s->fields[i];
        require(is_word(f->name, 0), s, f, "name is no lower-case identifier");
        require(f->brief != NULL && strlen(f->brief) >= 3, s, f, "brief is missing");
        require(f->since >= 1 && f->since <= OSTROV_VERSION_MINOR, s, f, "since is not a version");
        require(f->reserved_ == 0, s, f, "reserved_ is not 0");
        require((f->flags & ~7u) == 0, s, f, "a flag is not known");
        for (uint32_t k = 0; k < i; k++) {
            require(strcmp(f->name, s->fields[k].name) != 0, s, f, "name is there twice");
        }
        if (f->type == OSTROV_TYPE_ENUM) {
            check_choices(s, f);
        } else {
            require(f->choices == NULL && f->choice_count == 0, s, f, "choices without an enum");
        }
    }
}

START_TEST(names_are_unique_words) { for_each(check_names); }
END_TEST

/* ROWS name_, then name_count and name_stride, both derived. */
static void check_rows(const ostrov_structure *s, uint32_t i)
{
    static const char *const suffixes[2] = {"_count", "_stride"};
    static const uint16_t types[2] = {OSTROV_TYPE_I32, OSTROV_TYPE_U32};
    const ostrov_field *f = &s->fields[i];
    const ostrov_structure *row = ostrov_structure_find(f->refers);
    require(row != NULL && (row->kind == OSTROV_KIND_ROW || row->kind == OSTROV_KIND_FROZEN), s, f,
            "rows of what is no row");
    for (uint32_t k = 0; k < 2; k++) {
        char name[128];
        const ostrov_field *next = &s->fields[i + 1 + k];
        snprintf(name, sizeof name, "%s%s", f->name, suffixes[k]);
        if (i + 1 + k >= s->field_count) {
            problem(s, f, "count or stride is missing");
            return;
        }
        require(strcmp(next->name, name) == 0, s, next,
                "is not count or stride of the rows before");
        require(next->type == types[k], s, next, "count must be I32, stride U32");
        require((next->flags & OSTROV_FIELD_DERIVED) != 0, s, next, "is not marked as derived");
    }
}

/* What a reference may point to besides structures. */
static int is_plain_type(const char *name)
{
    return name != NULL && (strcmp(name, "int32_t") == 0 || strcmp(name, "int64_t") == 0 ||
                            strcmp(name, "double") == 0);
}

static void check_references(const ostrov_structure *s)
{
    for (uint32_t i = 0; i < s->field_count; i++) {
        const ostrov_field *f = &s->fields[i];
        switch (f->type) {
        case OSTROV_TYPE_ROWS:
            check_rows(s, i);
            break;
        case OSTROV_TYPE_REFERENCE:
            require(is_plain_type(f->refers) || ostrov_structure_find(f->refers) != NULL, s, f,
                    "refers to no structure");
            break;
        case OSTROV_TYPE_SERIES:
            require(f->refers != NULL && strcmp(f->refers, "ostrov_series") == 0, s, f,
                    "a series refers to ostrov_series");
            break;
        default:
            require(f->refers == NULL, s, f, "refers, though it is no reference");
            break;
        }
    }
}

START_TEST(references_exist) { for_each(check_references); }
END_TEST

/* ---- units ---- */

static int ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text);
    const size_t tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* The unit a name's ending promises; the longest ending first. */
static const char *const endings[][2] = {
    {"_w_per_m2_c", "W/(m2 K)"},
    {"_w_s_per_m3_c", "W s/(m3 K)"},
    {"_a_per_c", "A/K"},
    {"_v_per_c", "V/K"},
    {"_j_per_c", "J/K"},
    {"_w_per_c", "W/K"},
    {"_kg_per_m2", "kg/m2"},
    {"_cm_per_h", "cm/h"},
    {"_s_per_m", "s/m"},
    {"_per_day", "1/d"},
    {"_per_h", "1/h"},
    {"_per_m", "1/m"},
    {"_dobson", "DU"},
    {"_cm", "cm"}, /* snow and rain in the weather services' own units */
    {"_mm", "mm"},
    {"_ev", "eV"},
    {"_pa", "Pa"},
    {"_price_per_kwh_h", "1/kWh/h"},
    {"_per_kwh", "1/kWh"},
    {"_price_per_kw", "1/kW"},
    {"_hz_per_s", "Hz/s"},
    {"_w_per_m2", "W/m2"},
    {"_w_per_s", "W/s"},
    {"_m_per_s", "m/s"},
    {"_per_s", "1/s"},
    {"_per_c", "1/K"},
    {"_wh_h", "Wh h"},
    {"_wh", "Wh"},
    {"_var", "var"},
    {"_va", "VA"},
    {"_ah", "Ah"},
    {"_hz", "Hz"},
    {"_deg", "deg"},
    {"_ohm", "ohm"},
    {"_pu", "1"},
    {"_ratio", "1"},
    {"_w", "W"},
    {"_v", "V"},
    {"_a", "A"},
    {"_s", "s"},
    {"_c", "degC"},
    {"_m", "m"},
    {"_us", "us"},
    {"_au", "au"},
};

static const char *const units[] = {
    "",   "1",   "B",    "W",    "Wh",  "Wh h",  "var",     "VA",   "V",   "A",
    "Ah", "Hz",  "Hz/s", "s",    "us",  "1/s",   "degC",    "1/K",  "deg", "ohm",
    "m",  "m/s", "au",   "W/m2", "W/s", "1/kWh", "1/kWh/h", "1/kW",
    /* light and weather */
    "Pa", "kg/m2", "DU", "cm", "mm", "cm/h", "1/h", "1/d", "d", "J/mol", "1/m", "s/m",
    "A/K", "V/K", "eV", "W/(m2 K)", "W s/(m3 K)",
    /* heat of cells */
    "J/K", "W/K",
};

static void check_units(const ostrov_structure *s)
{
    for (uint32_t i = 0; i < s->field_count; i++) {
        const ostrov_field *f = &s->fields[i];
        int known = 0;
        if (f->unit == NULL) {
            problem(s, f, "unit is NULL");
            continue;
        }
        for (size_t k = 0; k < COUNT(units); k++) {
            known |= strcmp(f->unit, units[k]) == 0;
        }
        require(known, s, f, "unit is not in the list");
        for (size_t k = 0; k < COUNT(endings) && f->type != OSTROV_TYPE_REFERENCE; k++) {
            if (ends_with(f->name, endings[k][0])) {
                require(strcmp(f->unit, endings[k][1]) == 0, s, f, "unit is not the name's");
                break;
            }
        }
    }
}

START_TEST(units_are_those_of_the_names) { for_each(check_units); }
END_TEST

/* ---- defaults and ranges ---- */

static void check_whole(const ostrov_structure *s, const ostrov_field *f, double value)
{
    static const struct {
        uint16_t type;
        double min;
        double max;
    } ranges[] = {
        {OSTROV_TYPE_I32, -2147483648.0, 2147483647.0},
        {OSTROV_TYPE_U32, 0.0, 4294967295.0},
        {OSTROV_TYPE_I64, -0x1p63, 0x1.fffffffffffffp62},
        {OSTROV_TYPE_U64, 0.0, 0x1p63},
        {OSTROV_TYPE_ENUM, -2147483648.0, 2147483647.0},
        {OSTROV_TYPE_BOOL, -1.0, 1.0},
        {OSTROV_TYPE_U16, 0.0, 65535.0},
    };
    for (size_t i = 0; i < COUNT(ranges); i++) {
        if (f->type == ranges[i].type && !isnan(value)) {
            require(value == floor(value), s, f, "not a whole number");
            require(value >= ranges[i].min && value <= ranges[i].max, s, f,
                    "a number the type cannot hold");
        }
    }
}

static void check_values(const ostrov_structure *s)
{
    for (uint32_t i = 0; i < s->field_count; i++) {
        const ostrov_field *f = &s->fields[i];
        require(!isinf(f->standard) && !isinf(f->min) && !isinf(f->max), s, f,
                "an infinity: no bound is NaN");
        require(!(f->min > f->max), s, f, "min is above max");
        if (is_taken_in(s)) { /* nobody fills an output or a frozen structure with defaults */
            require(!(f->standard < f->min) && !(f->standard > f->max), s, f,
                    "the default is outside its range (NaN = must be given)");
        }
        check_whole(s, f, f->standard);
        check_whole(s, f, f->min);
        check_whole(s, f, f->max);
        if (is_pointer(f->type) || f->type == OSTROV_TYPE_SERIES) {
            require(isnan(f->standard), s, f, "a pointer or series has no default but none");
        }
        if ((f->flags & OSTROV_FIELD_RESERVED) != 0) {
            require(f->standard == 0.0 && f->flags == OSTROV_FIELD_RESERVED, s, f,
                    "reserved members are 0 and nothing else");
            continue;
        }
        if ((f->flags & OSTROV_FIELD_OPTIONAL) != 0) { /* there must be a way to say "not given" */
            require(f->type == OSTROV_TYPE_F64 || f->type == OSTROV_TYPE_I64 ||
                        f->type == OSTROV_TYPE_ENUM || f->type == OSTROV_TYPE_SERIES ||
                        is_pointer(f->type),
                    s, f, "optional, but there is no value for not given");
        }
        if (s->kind == OSTROV_KIND_SAMPLE && f->type == OSTROV_TYPE_F64) {
            require(isnan(f->standard), s, f, "in a sample, not measured is the default");
        }
        /* A whole number cannot be NaN: "must be given" only works if 0 is refused. */
        if ((s->kind == OSTROV_KIND_CONFIG || s->kind == OSTROV_KIND_ROW) && isnan(f->standard) &&
            (f->type == OSTROV_TYPE_I32 || f->type == OSTROV_TYPE_U32)) {
            require(f->min > 0.0, s, f, "must be given, but 0 would pass");
        }
    }
}

START_TEST(defaults_lie_in_their_ranges) { for_each(check_values); }
END_TEST

/* ---- registry ---- */

static void check_lookup(const ostrov_structure *s)
{
    size_t count = 99;
    size_t size = 99;
    const ostrov_field *fields = ostrov_fields(s->name, &count, &size);
    require(ostrov_structure_find(s->name) == s, s, NULL, "name is there twice, or is not found");
    require(fields != NULL && (fields == s->fields || s->fields == NULL), s, NULL, "wrong fields");
    require(count == s->field_count && size == s->struct_size, s, NULL, "wrong count or size");
    require(ostrov_fields(s->name, NULL, NULL) == fields, s, NULL, "count and size are optional");
}

START_TEST(names_lead_to_structures)
{
    size_t count = 99;
    size_t size = 99;
    for_each(check_lookup);
    ck_assert_ptr_null(ostrov_structure_find(NULL));
    ck_assert_ptr_null(ostrov_structure_find(""));
    ck_assert_ptr_null(ostrov_structure_find("ostrov_faul"));
    ck_assert_ptr_null(ostrov_structure_find("ostrov_faults"));
    ck_assert_ptr_null(ostrov_fields("nothing", &count, &size));
    ck_assert_uint_eq(count, 0);
    ck_assert_uint_eq(size, 0);
    ck_assert_ptr_null(ostrov_fields(NULL, NULL, NULL));
    ck_assert_ptr_null(ostrov_structure_at(SIZE_MAX));
    ck_assert_ptr_eq(ostrov_structure_find("ostrov_zone")->fields, NULL);
    ck_assert_uint_eq(ostrov_structure_find("ostrov_zone")->struct_size, sizeof(ostrov_zone));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base/tables");
    TCase *tcase = tcase_create("tables");
    tcase_add_test(tcase, layout_is_complete);
    tcase_add_test(tcase, kinds_keep_their_rules);
    tcase_add_test(tcase, names_are_unique_words);
    tcase_add_test(tcase, references_exist);
    tcase_add_test(tcase, units_are_those_of_the_names);
    tcase_add_test(tcase, defaults_lie_in_their_ranges);
    tcase_add_test(tcase, names_lead_to_structures);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
