/* Field tables of base.h. These structures are frozen: they describe the others, and themselves.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/holiday.h>

#include "fields.h"

static const ostrov_field fault_fields[] = {
    OSTROV_I_TEXT(ostrov_fault, structure, "name of the structure that was refused",
                  OSTROV_FIELD_OPTIONAL),
    OSTROV_I_TEXT(ostrov_fault, field, "name of the member that was refused",
                  OSTROV_FIELD_OPTIONAL),
    OSTROV_I_I32(ostrov_fault, index, "", "which row or array element, -1 = does not apply", 0, -1,
                 -1, INT32_MAX),
    OSTROV_I_I32(ostrov_fault, slot, "", "which time slot, -1 = does not apply", 0, -1, -1,
                 INT32_MAX),
    OSTROV_I_F64(ostrov_fault, value, "", "value that was refused, in the member's unit",
                 OSTROV_FIELD_OPTIONAL, OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN),
    OSTROV_I_F64(ostrov_fault, min, "", "least value allowed", OSTROV_FIELD_OPTIONAL, OSTROV_I_NAN,
                 OSTROV_I_NAN, OSTROV_I_NAN),
    OSTROV_I_F64(ostrov_fault, max, "", "greatest value allowed", OSTROV_FIELD_OPTIONAL,
                 OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN),
};

static const ostrov_field series_fields[] = {
    OSTROV_I_I64(ostrov_series, start_s, "s", "UTC seconds of the first value", 0, 0, OSTROV_I_NAN,
                 OSTROV_I_NAN),
    OSTROV_I_I32(ostrov_series, step_s, "s", "time for which each value holds", 0, OSTROV_I_NAN, 1,
                 INT32_MAX),
    OSTROV_I_I32(ostrov_series, count, "", "number of values, 0 = not given", 0, 0, 0, INT32_MAX),
    OSTROV_I_COLUMN(ostrov_series, values, "", OSTROV_TYPE_COLUMN_F64,
                    "values in the unit of the member; NaN = not known"),
};

static const ostrov_field choice_fields[] = {
    OSTROV_I_TEXT(ostrov_choice, word, "word that site files and reports use", 0),
    OSTROV_I_I32(ostrov_choice, value, "", "enumerator", 0, 0, OSTROV_I_NAN, OSTROV_I_NAN),
    OSTROV_I_ROW(ostrov_choice, reserved_, "", "keeps the alignment; zero", NULL, NULL, 0, 4,
                 OSTROV_TYPE_I32, OSTROV_FIELD_RESERVED, 0, OSTROV_I_NAN, OSTROV_I_NAN),
};

static const ostrov_field field_fields[] = {
    OSTROV_I_TEXT(ostrov_field, name, "name of the member as in the header", 0),
    OSTROV_I_TEXT(ostrov_field, unit, "unit, 1 for ratios, empty for none", 0),
    OSTROV_I_TEXT(ostrov_field, brief, "one sentence on the member", 0),
    OSTROV_I_TEXT(ostrov_field, refers, "structure that a reference, rows or a series point to",
                  OSTROV_FIELD_OPTIONAL),
    OSTROV_I_REFERENCE(ostrov_field, choices, "ostrov_choice", "words of an enum member",
                       OSTROV_FIELD_OPTIONAL),
    OSTROV_I_U32(ostrov_field, choice_count, "", "number of words", 0, 0, 0, UINT32_MAX),
    OSTROV_I_U32(ostrov_field, offset, "B", "distance from the start of the structure", 0, 0, 0,
                 UINT32_MAX),
    OSTROV_I_U32(ostrov_field, count, "", "elements of an array, otherwise 1", 0, 1, 1, UINT32_MAX),
    OSTROV_I_ROW(ostrov_field, type, "", "type, of enum ostrov_type", NULL, NULL, 0, 2,
                 OSTROV_TYPE_U16, 0, 0, 0, UINT16_MAX),
    OSTROV_I_ROW(ostrov_field, since, "", "minor version that brought the member", NULL, NULL, 0, 2,
                 OSTROV_TYPE_U16, 0, 1, 1, UINT16_MAX),
    OSTROV_I_U32(ostrov_field, flags, "", "flags, of enum ostrov_field_flags", 0, 0, 0, UINT32_MAX),
    OSTROV_I_RESERVED(ostrov_field),
    OSTROV_I_F64(ostrov_field, standard, "", "default in the member's unit", OSTROV_FIELD_OPTIONAL,
                 OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN),
    OSTROV_I_F64(ostrov_field, min, "", "least value allowed", OSTROV_FIELD_OPTIONAL, OSTROV_I_NAN,
                 OSTROV_I_NAN, OSTROV_I_NAN),
    OSTROV_I_F64(ostrov_field, max, "", "greatest value allowed", OSTROV_FIELD_OPTIONAL,
                 OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN),
};

static const ostrov_field structure_fields[] = {
    OSTROV_I_TEXT(ostrov_structure, name, "name of the structure as in the header", 0),
    OSTROV_I_TEXT(ostrov_structure, brief, "one sentence on the structure", 0),
    OSTROV_I_REFERENCE(ostrov_structure, fields, "ostrov_field",
                       "members in order of offset; absent for an opaque type",
                       OSTROV_FIELD_OPTIONAL),
    OSTROV_I_U32(ostrov_structure, field_count, "", "number of members", 0, 0, 0, UINT32_MAX),
    OSTROV_I_U32(ostrov_structure, struct_size, "B", "size in this library", 0, 0, 0, UINT32_MAX),
    OSTROV_I_U32(ostrov_structure, first_size, "B", "size in the first version that had it", 0, 0,
                 0, UINT32_MAX),
    OSTROV_I_U32(ostrov_structure, kind, "", "rules it follows, of enum ostrov_kind", 0, 0, 0,
                 UINT32_MAX),
};

static const ostrov_field civil_fields[] = {
    OSTROV_I_I32(ostrov_civil, year, "", "year", 0, 1970, 1600, 9999),
    OSTROV_I_I32(ostrov_civil, month, "", "month of the year", 0, 1, 1, 12),
    OSTROV_I_I32(ostrov_civil, day, "", "day of the month", 0, 1, 1, 31),
    OSTROV_I_I32(ostrov_civil, hour, "", "hour of the day", 0, 0, 0, 23),
    OSTROV_I_I32(ostrov_civil, minute, "", "minute of the hour", 0, 0, 0, 59),
    OSTROV_I_I32(ostrov_civil, second, "", "second of the minute", 0, 0, 0, 59),
    OSTROV_I_I32(ostrov_civil, weekday, "", "day of the week, 1 = Monday (ISO 8601)", 0, 4, 1, 7),
    OSTROV_I_I32(ostrov_civil, yearday, "", "day of the year", 0, 1, 1, 366),
    OSTROV_I_I32(ostrov_civil, utc_offset_s, "s", "local time minus UTC", 0, 0, -93599, 93599),
    OSTROV_I_BOOL(ostrov_civil, daylight, "1 in daylight-saving time", 0, 0),
};

static const ostrov_choice holiday_rules[] = {
    {"fixed", OSTROV_HOLIDAY_FIXED, 0},
    {"easter", OSTROV_HOLIDAY_EASTER, 0},
    {"dated", OSTROV_HOLIDAY_DATED, 0},
};

static const ostrov_field holiday_fields[] = {
    OSTROV_I_ENUM(ostrov_holiday, rule, "how its day is found", holiday_rules, 0,
                  OSTROV_HOLIDAY_FIXED),
    OSTROV_I_I32(ostrov_holiday, month, "", "month of the year; of no account for easter", 0, 1, 0,
                 12),
    OSTROV_I_I32(ostrov_holiday, day, "", "day of the month, or days after Easter Sunday", 0, 1,
                 -90, 90),
    OSTROV_I_I32(ostrov_holiday, days, "", "how many days from there on", 0, 1, 1, 10),
    OSTROV_I_I32(ostrov_holiday, first_year, "", "it holds from this year on", 0, 1583, 0, 9999),
    OSTROV_I_I32(ostrov_holiday, last_year, "", "to this one", 0, 9999, 0, 9999),
};

static const ostrov_field holidays_fields[] = {
    OSTROV_I_REFERENCE(ostrov_holidays, rows, "ostrov_holiday", "the holidays",
                       OSTROV_FIELD_OPTIONAL),
    OSTROV_I_I32(ostrov_holidays, count, "", "rows", 0, 0, 0, 1000),
    OSTROV_I_I32(ostrov_holidays, reserved_, "", "zero", OSTROV_FIELD_RESERVED, 0, 0, 0),
};

const ostrov_structure ostrov_i_base_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_fault, "What exactly was wrong.", fault_fields, OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_series, "Evenly spaced values, a borrowed view.", series_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_choice, "One word of an enum member.", choice_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_field, "One member of a structure.", field_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_structure, "One structure and its field table.", structure_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_civil, "A moment as people write it.", civil_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_holiday, "A public holiday.", holiday_fields, OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_holidays, "Public holidays, a borrowed view.", holidays_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_OPAQUE(ostrov_zone, "A local-time rule read from POSIX-TZ text."),
    {0},
};
