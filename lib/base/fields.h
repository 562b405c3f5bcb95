/* Field tables inside the library: how a structure comes in and goes out by its table.
 *
 * A growable structure starts with uint32_t struct_size. An older caller's structure is shorter than
 * ours and its missing tail takes the default; a newer caller's is longer and its unknown tail must be
 * zero in a config (it would ask for something we do not know) and is ignored in a sample.
 * The same rule as Linux's extensible structs (copy_struct_from_user).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_BASE_FIELDS_H
#define OSTROV_LIB_BASE_FIELDS_H

#include <ostrov/base.h>

#define OSTROV_I_NAN (__builtin_nan(""))

/* The rows of a field table: S structure, m member. The only function-like macros of the library. */
#define OSTROV_I_ROW(S, m, unit, brief, refers, choices, choice_count, size, type, flags, standard,   \
                     lo, hi)                                                                       \
    {                                                                                              \
        #m, unit, brief, refers, choices, choice_count, (uint32_t)offsetof(S, m),                  \
            (uint32_t)(sizeof(((S *)0)->m) / (size)), type, 1, flags, 0, standard, lo, hi          \
    }
#define OSTROV_I_F64(S, m, unit, brief, flags, standard, lo, hi)                                   \
    OSTROV_I_ROW(S, m, unit, brief, NULL, NULL, 0, 8, OSTROV_TYPE_F64, flags, standard, lo, hi)
#define OSTROV_I_I32(S, m, unit, brief, flags, standard, lo, hi)                                   \
    OSTROV_I_ROW(S, m, unit, brief, NULL, NULL, 0, 4, OSTROV_TYPE_I32, flags, standard, lo, hi)
#define OSTROV_I_U32(S, m, unit, brief, flags, standard, lo, hi)                                   \
    OSTROV_I_ROW(S, m, unit, brief, NULL, NULL, 0, 4, OSTROV_TYPE_U32, flags, standard, lo, hi)
#define OSTROV_I_I64(S, m, unit, brief, flags, standard, lo, hi)                                   \
    OSTROV_I_ROW(S, m, unit, brief, NULL, NULL, 0, 8, OSTROV_TYPE_I64, flags, standard, lo, hi)
#define OSTROV_I_BOOL(S, m, brief, flags, standard)                                                \
    OSTROV_I_ROW(S, m, "", brief, NULL, NULL, 0, 4, OSTROV_TYPE_BOOL, flags, standard, 0, 1)
#define OSTROV_I_ENUM(S, m, brief, choices, flags, standard)                                       \
    OSTROV_I_ROW(S, m, "", brief, NULL, choices, (uint32_t)(sizeof(choices) / sizeof(choices[0])), \
                 4, OSTROV_TYPE_ENUM, flags, standard, OSTROV_I_NAN, OSTROV_I_NAN)
#define OSTROV_I_SERIES(S, m, unit, brief, flags, lo, hi)                                          \
    OSTROV_I_ROW(S, m, unit, brief, "ostrov_series", NULL, 0, sizeof(ostrov_series),               \
                 OSTROV_TYPE_SERIES, flags, OSTROV_I_NAN, lo, hi)
#define OSTROV_I_REFERENCE(S, m, refers, brief, flags)                                             \
    OSTROV_I_ROW(S, m, "", brief, refers, NULL, 0, sizeof(void *), OSTROV_TYPE_REFERENCE, flags,   \
                 OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN)
#define OSTROV_I_ROWS(S, m, refers, brief, flags)                                                  \
    OSTROV_I_ROW(S, m, "", brief, refers, NULL, 0, sizeof(void *), OSTROV_TYPE_ROWS, flags,        \
                 OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN)
#define OSTROV_I_COLUMN(S, m, unit, type, brief)                                                   \
    OSTROV_I_ROW(S, m, unit, brief, NULL, NULL, 0, sizeof(void *), type, OSTROV_FIELD_OPTIONAL,    \
                 OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN)
#define OSTROV_I_TEXT(S, m, brief, flags)                                                          \
    OSTROV_I_ROW(S, m, "", brief, NULL, NULL, 0, sizeof(void *), OSTROV_TYPE_TEXT, flags,          \
                 OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN)
#define OSTROV_I_STRUCT_SIZE(S)                                                                    \
    OSTROV_I_U32(S, struct_size, "B", "size of the structure as the caller knows it",             \
                 OSTROV_FIELD_RESERVED, 0, OSTROV_I_NAN, OSTROV_I_NAN)
#define OSTROV_I_RESERVED(S)                                                                       \
    OSTROV_I_U32(S, reserved_, "", "keeps the alignment; zero", OSTROV_FIELD_RESERVED, 0,         \
                 OSTROV_I_NAN, OSTROV_I_NAN)
#define OSTROV_I_STRUCTURE(S, brief, table, kind)                                                  \
    {                                                                                              \
        #S, brief, table, (uint32_t)(sizeof(table) / sizeof(table[0])), (uint32_t)sizeof(S),       \
            (uint32_t)sizeof(S), kind                                                              \
    }
#define OSTROV_I_OPAQUE(S, brief)                                                                  \
    {                                                                                              \
        #S, brief, NULL, 0, (uint32_t)sizeof(S), (uint32_t)sizeof(S), OSTROV_KIND_OPAQUE           \
    }

/* Zeroes size bytes at object, writes each default of the table that fits, stamps struct_size. */
ostrov_status ostrov_i_defaults(const ostrov_structure *s, void *object, size_t size);

/* Copies a caller's config into full (our size): tail rule, then every field against its range.
 * full is untouched on error. why may be NULL. index goes into the fault. */
ostrov_status ostrov_i_take_config(const ostrov_structure *s, const void *from, void *full,
                                   ostrov_fault *why);

/* The same for row number index of an array of rows stride bytes apart; rows carry no struct_size. */
ostrov_status ostrov_i_take_row(const ostrov_structure *s, const void *rows, uint32_t stride,
                                int32_t index, void *full, ostrov_fault *why);

/* Copies a caller's sample into full: missing tail NaN, unknown tail ignored; a double that is
 * infinite or outside its range becomes NaN, an enum or bool that is no choice becomes unknown
 * (0 or -1). Counts what was refused into *refused (may be NULL) and names the first in *why. */
ostrov_status ostrov_i_take_sample(const ostrov_structure *s, const void *from, void *full,
                                   int32_t *refused, ostrov_fault *why);

/* Copies full (our size) out to a caller who knows size bytes; a tail unknown to us is zeroed. */
ostrov_status ostrov_i_give(const ostrov_structure *s, const void *full, void *to, size_t size);

/* Fills *why (may be NULL) and returns status. */
ostrov_status ostrov_i_fault(ostrov_fault *why, ostrov_status status, const char *structure,
                             const char *field, int32_t index, double value, double min,
                             double max);

/* Finite: neither NaN nor infinite. */
static inline int32_t ostrov_i_finite(double x) { return x - x == 0.0; }
static inline int32_t ostrov_i_nan(double x) { return x != x; }
static inline double ostrov_i_min(double a, double b) { return a < b ? a : b; }
static inline double ostrov_i_max(double a, double b) { return a > b ? a : b; }
static inline double ostrov_i_clamp(double x, double lo, double hi)
{
    return x < lo ? lo : (x > hi ? hi : x);
}
static inline double ostrov_i_abs(double x) { return x < 0.0 ? -x : x; }

#endif
