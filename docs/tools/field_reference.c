/* Writes the page of all structures and their members, as the library itself tells them:
 * docs/build.sh compiles and runs it, so that the page cannot differ from what validation does.
 *
 *   field_reference > fields.md
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/ostrov.h>
#ifdef WITH_MILP
#include <ostrov/milp.h>
#endif

#include <stdio.h>
#include <string.h>

static void print_number(double value)
{
    char text[64];
    ostrov_number_write(value, -1, text, sizeof text);
    printf("%s", text);
}

/* Markdown tables are cut at bars, and Doxygen takes <word> for HTML. Sentences begin with a
 * capital. */
static void print_text(const char *text)
{
    if (*text >= 'a' && *text <= 'z') {
        putchar(*text++ - 'a' + 'A');
    }
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '|':
            printf("\\|");
            break;
        case '<':
            printf("&lt;");
            break;
        case '>':
            printf("&gt;");
            break;
        default:
            putchar(*text);
        }
    }
}

static const char *unit_of(const ostrov_field *f)
{
    if (strcmp(f->unit, "degC") == 0) {
        return "°C";
    }
    return strcmp(f->unit, "deg") == 0 ? "°" : f->unit;
}

static void print_refers(const char *name)
{
    if (ostrov_structure_find(name) != NULL) {
        printf("@ref fields_%s \"%s\"", name, name);
    } else {
        printf("`%s`", name);
    }
}

static void print_type(const ostrov_field *f)
{
    static const char *const words[] = {"?",
                                        "double",
                                        "int32_t",
                                        "uint32_t",
                                        "int64_t",
                                        "word",
                                        "yes/no",
                                        "series",
                                        "pointer to ",
                                        "rows of ",
                                        "column of double",
                                        "column of int64_t",
                                        "column of int32_t",
                                        "uint64_t",
                                        "text",
                                        "uint16_t"};
    printf("%s", f->type < sizeof words / sizeof words[0] ? words[f->type] : words[0]);
    if (f->type == OSTROV_TYPE_REFERENCE || f->type == OSTROV_TYPE_ROWS) {
        print_refers(f->refers);
    }
    if (f->count > 1) {
        printf("[%u]", (unsigned)f->count);
    }
}

/* Whole numbers that are bounded by their type alone have no range worth a word. */
static int ends_type(const ostrov_field *f, double bound)
{
    return f->type != OSTROV_TYPE_F64 && (bound >= 2147483647.0 || bound <= -2147483648.0);
}

static void print_range(const ostrov_field *f)
{
    const int bounded_below = f->min == f->min && !ends_type(f, f->min);
    const int bounded_above = f->max == f->max && !ends_type(f, f->max);
    if (f->type == OSTROV_TYPE_ENUM) {
        for (uint32_t i = 0; i < f->choice_count; i++) {
            printf("%s`%s` %d", i > 0 ? ", " : "", f->choices[i].word, (int)f->choices[i].value);
        }
    } else if (f->type == OSTROV_TYPE_BOOL) {
        printf("0, 1");
    } else if (bounded_below && bounded_above) {
        print_number(f->min);
        printf(" … ");
        print_number(f->max);
    } else if (bounded_below) {
        printf("≥ ");
        print_number(f->min);
    } else if (bounded_above) {
        printf("≤ ");
        print_number(f->max);
    }
}

static int is_pointer(const ostrov_field *f)
{
    return f->type == OSTROV_TYPE_SERIES || f->type == OSTROV_TYPE_REFERENCE ||
           f->type == OSTROV_TYPE_ROWS || f->type == OSTROV_TYPE_TEXT ||
           (f->type >= OSTROV_TYPE_COLUMN_F64 && f->type <= OSTROV_TYPE_COLUMN_I32);
}

static void print_default(const ostrov_structure *s, const ostrov_field *f)
{
    if (f->standard == f->standard) {
        for (uint32_t i = 0; f->type == OSTROV_TYPE_ENUM && i < f->choice_count; i++) {
            if ((double)f->choices[i].value == f->standard) {
                printf("`%s`", f->choices[i].word);
                return;
            }
        }
        if (f->type == OSTROV_TYPE_ENUM) {
            printf("not given");
        } else if (!is_pointer(f)) {
            print_number(f->standard);
        }
    } else if (s->kind == OSTROV_KIND_SAMPLE) {
        printf("not measured");
    } else if ((f->flags & OSTROV_FIELD_OPTIONAL) != 0) {
        printf("not given");
    } else {
        printf("**must be given**");
    }
}

static void print_fields(const ostrov_structure *s)
{
    const int is_input = s->kind == OSTROV_KIND_CONFIG || s->kind == OSTROV_KIND_SAMPLE ||
                         s->kind == OSTROV_KIND_ROW;
    printf(is_input ? "| member | what it is | unit | type | range | default |\n"
                      "|---|---|---|---|---|---|\n"
                    : "| member | what it is | unit | type | values |\n|---|---|---|---|---|\n");
    for (uint32_t i = 0; i < s->field_count; i++) {
        const ostrov_field *f = &s->fields[i];
        if ((f->flags & OSTROV_FIELD_RESERVED) != 0) {
            continue; /* struct_size and padding: not for users */
        }
        printf("| `%s` | ", f->name);
        print_text(f->brief);
        printf(" | %s | ", unit_of(f));
        print_type(f);
        printf(" | ");
        print_range(f);
        if (is_input) {
            printf(" | ");
            print_default(s, f);
        }
        printf(" |\n");
    }
    printf("\n");
}

static void print_structure(const ostrov_structure *s)
{
    static const char *const kinds[] = {"Unknown", "Config", "Sample",      "Output",
                                        "Row",     "Frozen", "Opaque value"};
    printf("## %s {#fields_%s}\n\n", s->name, s->name);
    print_text(s->brief);
    printf("%s\n\n*%s, %u bytes*\n\n", s->brief[strlen(s->brief) - 1] == '.' ? "" : ".",
           kinds[s->kind <= OSTROV_KIND_OPAQUE ? s->kind : 0], (unsigned)s->struct_size);
    if (s->fields != NULL && s->kind != OSTROV_KIND_OPAQUE) {
        print_fields(s);
    }
}

/* The structures of both libraries one by one; NULL past the end. */
static const ostrov_structure *structure_at(size_t index)
{
    size_t core = 0;
    while (core < index && ostrov_structure_at(core) != NULL) {
        core++;
    }
    const ostrov_structure *s = ostrov_structure_at(core);
#ifdef WITH_MILP
    if (s == NULL) {
        s = ostrov_milp_structure_at(index - core);
    }
#endif
    return s;
}

int main(void)
{
    const ostrov_structure *s;
    printf(
        "# Every structure and its members {#fields}\n\n"
        "Made by the library of version %s from its own field tables, the same that drive "
        "validation,\n"
        "error texts, site files and the Python package. *Default* is what the structure's "
        "`_defaults`\n"
        "call writes; a member that **must be given** has none. In a sample NaN stands for *not\n"
        "measured*; in a config it is refused, except where the table says *not given*. A unit of "
        "1 is a\n"
        "ratio; 1/kWh is money per kWh, in any currency. Growable structures begin with "
        "`struct_size`,\n"
        "which is not listed. Sizes are those of this machine.\n\n",
        ostrov_version_text());
    for (size_t i = 0; (s = structure_at(i)) != NULL; i++) {
        printf("%s@ref fields_%s \"%s\"", i > 0 ? " · " : "", s->name, s->name + strlen("ostrov_"));
    }
    printf("\n\n");
    for (size_t i = 0; (s = structure_at(i)) != NULL; i++) {
        print_structure(s);
    }
    return ferror(stdout) != 0;
}
