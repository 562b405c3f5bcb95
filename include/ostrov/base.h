/**
 * @file base.h
 * @brief What every part of ostrov shares: version, status, faults, series, field tables, calendar,
 *        bytes, number text and elementary functions.
 *
 * Nothing here allocates, reads a clock, keeps a global or calls the system. All functions may be
 * called from any thread at any time; objects they are given belong to one thread at a time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_BASE_H
#define OSTROV_BASE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32) && defined(OSTROV_SHARED)
#ifdef OSTROV_BUILDING
#define OSTROV_API __declspec(dllexport)
#else
#define OSTROV_API __declspec(dllimport)
#endif
#elif defined(__GNUC__)
#define OSTROV_API __attribute__((visibility("default")))
#else
#define OSTROV_API
#endif

#if defined(__GNUC__)
#define OSTROV_MUST_CHECK __attribute__((warn_unused_result))
#else
#define OSTROV_MUST_CHECK
#endif

/* ---- version ------------------------------------------------------------------------------- */

#define OSTROV_VERSION_MAJOR 0 /**< version of these headers, first number: incompatible changes */
#define OSTROV_VERSION_MINOR 1 /**< second number: additions; before 1.0 also incompatible changes */
#define OSTROV_VERSION_PATCH 0 /**< third number: repairs */

/** Version of the library in use as a number.
 *  @return major·1 000 000 + minor·1 000 + patch @rt @since 0.1 */
OSTROV_API uint32_t ostrov_version(void);

/** Version of the library in use as text. @return such as "0.1.0"; never NULL @rt @since 0.1 */
OSTROV_API const char *ostrov_version_text(void);

/* ---- status -------------------------------------------------------------------------------- */

/** Result of a call: 0 is success, positive is success with a remark, negative is an error.
 *  An int32_t rather than an enum, since -fshort-enums changes the size of an enum. */
typedef int32_t ostrov_status;

/** The one list of status values: X(name, value, text). Values are pinned for ever. */
#define OSTROV_STATUS_LIST(X)                                                                      \
    X(OK, 0, "done")                                                                               \
    X(EMPTY, 1, "nothing is there")                                                                \
    X(DEGRADED, 2, "done, but an input was missing or refused and a rule stood in for it")         \
    X(LIMITED, 3, "done, but stopped at its budget; the answer is feasible and carries its gap")   \
    X(E_ARGUMENT, -1, "an argument is NULL or an object was never initialised")                    \
    X(E_RANGE, -2, "a value is outside its range")                                                 \
    X(E_NOT_FINITE, -3, "a value is NaN or infinite where a number is needed")                     \
    X(E_TIME, -4, "time does not move forward, or a step is too long")                             \
    X(E_SPACE, -5, "the memory given is too small")                                                \
    X(E_STATE, -6, "not possible in the present state")                                            \
    X(E_INFEASIBLE, -7, "the hard limits contradict each other")                                   \
    X(E_DEADLINE, -8, "stopped before any answer was found")                                       \
    X(E_SOLVER, -9, "the solver failed")                                                           \
    X(E_CORRUPT, -10, "bytes are damaged or of another kind")                                      \
    X(E_UNSUPPORTED, -11, "a newer caller asks for something this version does not know")          \
    X(E_DRIVER, -12, "a device could not be reached or refused")                                   \
    X(E_TEXT, -13, "text cannot be read as what it should be")

/** Values of ostrov_status. */
enum ostrov_status_values {
#define OSTROV_STATUS_ROW(name, value, text) OSTROV_##name = value,
    OSTROV_STATUS_LIST(OSTROV_STATUS_ROW)
#undef OSTROV_STATUS_ROW
};

/** Text of a status value, in English. @param status any value
 *  @return static text; "unknown status" for a value not in the list @rt @since 0.1 */
OSTROV_API const char *ostrov_status_text(ostrov_status status);

/** What exactly was wrong: filled by init, solve and parse calls when they return an error. Frozen. */
typedef struct ostrov_fault {
    const char *structure; /**< name of the structure, such as "ostrov_battery_config"; or NULL */
    const char *field;     /**< name of the member; or NULL */
    int32_t index;         /**< which row or array element (vehicle, charge point); -1 = does not apply */
    int32_t slot;          /**< which time slot; -1 = does not apply */
    double value;          /**< the value that was refused */
    double min;            /**< least value allowed; NaN = does not apply */
    double max;            /**< greatest value allowed; NaN = does not apply */
} ostrov_fault;

/**
 * Writes what was wrong as text (UTF-8, numbers free of locale), such as
 * "ostrov_battery_config.capacity_wh = -3 is outside 1 … 1e9: a value is outside its range".
 * @param why      the fault; NULL gives the status text alone
 * @param status   the status returned with it
 * @param text     receives the text, always NUL-terminated when capacity > 0; may be NULL if capacity is 0
 * @param capacity bytes at text
 * @return length of the full text without NUL, as snprintf would
 * @setup @since 0.1
 */
OSTROV_API size_t ostrov_fault_text(const ostrov_fault *why, ostrov_status status, char *text,
                                    size_t capacity);

/* ---- series -------------------------------------------------------------------------------- */

/** Evenly spaced values: values[i] holds from start_s + i·step_s to the next. A borrowed view, never
 *  copied, never freed. count 0 = not given. Frozen. */
typedef struct ostrov_series {
    int64_t start_s;      /**< UTC seconds of the first value */
    int32_t step_s;       /**< s, > 0 */
    int32_t count;        /**< number of values, ≥ 0 */
    const double *values; /**< unit as the member's name says; NaN = not known */
} ostrov_series;

/**
 * Mean of a series from from_s to until_s, each value weighted by the time it holds.
 * @param series  the series; every value that is touched must be finite
 * @param from_s  UTC seconds
 * @param until_s UTC seconds, > from_s
 * @param mean    receives the mean, in the unit of the series
 * @return OK; E_ARGUMENT; E_RANGE for a step_s or count outside its range; E_TIME when the series does
 *         not cover the interval or until_s ≤ from_s; E_NOT_FINITE when a value in the interval is not
 *         known (mean untouched)
 * @rt @since 0.1
 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_series_mean(const ostrov_series *series,
                                                              int64_t from_s, int64_t until_s,
                                                              double *mean);

/* ---- field tables -------------------------------------------------------------------------- */

/** Type of a member in a field table. */
enum ostrov_type {
    OSTROV_TYPE_UNKNOWN = 0, /**< not known, or not set */
    OSTROV_TYPE_F64 = 1,       /**< double, or array of double when count > 1 */
    OSTROV_TYPE_I32 = 2,       /**< int32_t, or array */
    OSTROV_TYPE_U32 = 3,       /**< uint32_t, or array */
    OSTROV_TYPE_I64 = 4,       /**< int64_t, or array */
    OSTROV_TYPE_ENUM = 5,      /**< int32_t, one of choices; 0 = unknown */
    OSTROV_TYPE_BOOL = 6,      /**< int32_t, 0 or 1; -1 = not known (samples only) */
    OSTROV_TYPE_SERIES = 7,    /**< ostrov_series, embedded */
    OSTROV_TYPE_REFERENCE = 8, /**< const pointer to the structure named by refers */
    OSTROV_TYPE_ROWS = 9,      /**< const pointer to rows of the structure named by refers; the members
                                    name_count (I32) and name_stride (U32) follow in the table */
    OSTROV_TYPE_COLUMN_F64 = 10, /**< pointer to caller's double array, NULL = not wanted */
    OSTROV_TYPE_COLUMN_I64 = 11, /**< pointer to caller's int64_t array, NULL = not wanted */
    OSTROV_TYPE_COLUMN_I32 = 12, /**< pointer to caller's int32_t array, NULL = not wanted */
    OSTROV_TYPE_U64 = 13,        /**< uint64_t, or array (opaque words) */
    OSTROV_TYPE_TEXT = 14,       /**< const pointer to NUL-terminated text with static life */
    OSTROV_TYPE_U16 = 15         /**< uint16_t, or array */
};

/** What rules a structure follows. */
enum ostrov_kind {
    OSTROV_KIND_UNKNOWN = 0, /**< not known, or not set */
    OSTROV_KIND_CONFIG = 1, /**< in; NaN refused; missing tail = defaults; unknown tail must be zero */
    OSTROV_KIND_SAMPLE = 2, /**< in; NaN = not measured; missing tail = NaN; unknown tail ignored */
    OSTROV_KIND_OUTPUT = 3, /**< out; read with its size */
    OSTROV_KIND_ROW = 4,    /**< in; a row of a table, grows by stride; otherwise as CONFIG */
    OSTROV_KIND_FROZEN = 5, /**< never changes, no struct_size */
    OSTROV_KIND_OPAQUE = 6  /**< only its size is public */
};

/** Flags of a member. */
enum ostrov_field_flags {
    OSTROV_FIELD_OPTIONAL = 1, /**< NaN (or NULL) is allowed in a config and means "not given" */
    OSTROV_FIELD_RESERVED = 2, /**< struct_size or padding: not for users */
    OSTROV_FIELD_DERIVED = 4   /**< count and stride members that belong to a ROWS member */
};

/** One word of an enum member: what site files and reports say for a value. Frozen. */
typedef struct ostrov_choice {
    const char *word; /**< lower case, such as "lfp" */
    int32_t value;    /**< the enumerator */
    int32_t reserved_; /**< 0 */
} ostrov_choice;

/** One member of a structure. Frozen. */
typedef struct ostrov_field {
    const char *name;             /**< as in the header */
    const char *unit;             /**< "W", "Wh", "1" for ratios, "" for none */
    const char *brief;            /**< one sentence */
    const char *refers;           /**< structure for REFERENCE, ROWS and SERIES; else NULL */
    const ostrov_choice *choices; /**< for ENUM; else NULL */
    uint32_t choice_count;        /**< words in choices */
    uint32_t offset; /**< bytes from the start of the structure */
    uint32_t count;  /**< elements of an array; 1 otherwise */
    uint16_t type;   /**< enum ostrov_type */
    uint16_t since;  /**< minor version of 0.x that brought it */
    uint32_t flags;  /**< enum ostrov_field_flags */
    uint32_t reserved_; /**< 0 */
    double standard; /**< default; NaN = must be given, or not measured */
    double min;      /**< least value allowed; NaN = no bound */
    double max;      /**< greatest value allowed; NaN = no bound */
} ostrov_field;

/** One structure and its field table. Frozen. */
typedef struct ostrov_structure {
    const char *name;           /**< as in the header, such as "ostrov_battery_config" */
    const char *brief;          /**< one sentence */
    const ostrov_field *fields; /**< in order of offset; NULL for OPAQUE */
    uint32_t field_count;       /**< rows in fields */
    uint32_t struct_size; /**< sizeof in this library */
    uint32_t first_size;  /**< sizeof in the first version that had it */
    uint32_t kind;        /**< enum ostrov_kind */
} ostrov_structure;

/** The structures one by one, by module. @param index from 0 @return the structure; NULL past the end
 *  @setup @since 0.1 */
OSTROV_API const ostrov_structure *ostrov_structure_at(size_t index);

/** The structure of that name. @param name such as "ostrov_battery_config"
 *  @return the structure; NULL for an unknown name @setup @since 0.1 */
OSTROV_API const ostrov_structure *ostrov_structure_find(const char *name);

/**
 * The field table of a structure: drives validation, error text, docs, bindings and site files.
 * @param name        such as "ostrov_battery_config"
 * @param count       receives the number of fields (0 for an opaque type); may be NULL
 * @param struct_size receives sizeof the structure; may be NULL
 * @return the rows, or NULL for an unknown name (count and struct_size are then 0)
 * @setup @since 0.1
 */
OSTROV_API const ostrov_field *ostrov_fields(const char *name, size_t *count, size_t *struct_size);

/* ---- calendar and local time --------------------------------------------------------------- */

/** A moment as people write it. Frozen. */
typedef struct ostrov_civil {
    int32_t year;         /**< 1600 … 9999 */
    int32_t month;        /**< 1 … 12 */
    int32_t day;          /**< 1 … 31 */
    int32_t hour;         /**< 0 … 23 */
    int32_t minute;       /**< 0 … 59 */
    int32_t second;       /**< 0 … 59 */
    int32_t weekday;      /**< 1 = Monday … 7 = Sunday (ISO 8601) */
    int32_t yearday;      /**< 1 … 366 */
    int32_t utc_offset_s; /**< s, local minus UTC */
    int32_t daylight;     /**< 1 in daylight-saving time */
} ostrov_civil;

/** A local-time rule read from POSIX-TZ text. Copyable by assignment. */
typedef struct ostrov_zone {
    uint64_t opaque_[12]; /**< private */
} ostrov_zone;

/** How to read a local time that exists twice, or not at all, on a day of change. */
enum ostrov_fold {
    OSTROV_FOLD_FIRST = 0, /**< the earlier of two; in a gap, the time after the gap (02:30 that does
                                not exist becomes 03:30) */
    OSTROV_FOLD_SECOND = 1 /**< the later of two; in a gap, the time before the gap (01:30) */
};

/**
 * UTC calendar date and time of a moment (proleptic Gregorian).
 * @param time_s UTC seconds since 1970, years 1600 … 9999
 * @param civil  receives the date; utc_offset_s and daylight are 0
 * @return OK; E_ARGUMENT; E_TIME out of range
 * @rt @since 0.1
 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_civil_from_utc(int64_t time_s,
                                                                 ostrov_civil *civil);

/**
 * UTC seconds of a calendar date and time.
 * @param civil  year to second are read, the rest ignored; each must be in its range
 * @param time_s receives UTC seconds, utc_offset_s not applied
 * @return OK; E_ARGUMENT; E_RANGE for a date that does not exist
 * @rt @since 0.1
 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_utc_from_civil(const ostrov_civil *civil,
                                                                 int64_t *time_s);

/**
 * Reads a POSIX TZ rule such as "CET-1CEST,M3.5.0,M10.5.0/3" (IEEE 1003.1-2024, 8.3, with times of
 * −167 … 167 h and quoted names), or one of the names "Europe/Prague", "Asia/Taipei", "UTC".
 * Daylight-saving time without its two rules is refused. A rule holds for all years: what was the law
 * in former decades is not known.
 * @param text NUL-terminated
 * @param zone receives the rule
 * @return OK; E_ARGUMENT; E_TEXT (zone untouched)
 * @setup @since 0.1
 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_zone_read(const char *text, ostrov_zone *zone);

/** Local date and time of a moment. @param zone rule @param time_s UTC seconds
 *  @param civil receives the local date, its offset and whether daylight time holds
 *  @return OK; E_ARGUMENT; E_TIME @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_zone_civil(const ostrov_zone *zone, int64_t time_s,
                                                             ostrov_civil *civil);

/** UTC seconds of a local date and time. @param zone rule @param civil year to second are read
 *  @param fold enum ostrov_fold @param time_s receives UTC seconds
 *  @return OK; DEGRADED when the local time does not exist (gap) and fold chose; E_ARGUMENT; E_RANGE
 *          for a date that does not exist or a result outside the years 1600 … 9999
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_zone_utc(const ostrov_zone *zone,
                                                           const ostrov_civil *civil, int32_t fold,
                                                           int64_t *time_s);

/** The local day that holds a moment: (end_s − start_s)/900 is 92, 96 or 100 quarter hours. Where
 *  midnight falls into a gap the day begins at the turn; where it comes twice, at the first.
 *  @param zone rule @param time_s UTC seconds, not in the first or last day of 1600 … 9999
 *  @param start_s receives UTC seconds of local midnight
 *  @param end_s receives UTC seconds of the next local midnight @return OK; E_ARGUMENT; E_TIME
 *  @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_zone_day(const ostrov_zone *zone, int64_t time_s,
                                                           int64_t *start_s, int64_t *end_s);

/* ---- bytes ----------------------------------------------------------------------------------- */

/** CRC-32 (IEEE 802.3, reflected, as zlib's) of bytes, going on from crc (0 to begin).
 *  @param crc value so far @param bytes may be NULL when count is 0 @param count bytes
 *  @return the checksum; crc itself when bytes is NULL @rt @since 0.1 */
OSTROV_API uint32_t ostrov_crc32(uint32_t crc, const void *bytes, size_t count);

/* ---- numbers as text, free of locale --------------------------------------------------------- */

/**
 * Reads a decimal number, correctly rounded, whatever the locale: digits, point, exponent, sign.
 * Neither "nan", "inf", hexadecimal nor leading blanks are accepted; ".5" and "5." are. What is too
 * small for a double becomes 0.
 * @param text   bytes, need not be terminated
 * @param length bytes at text
 * @param value  receives the number
 * @param used   receives the bytes read; may be NULL, then all of text must be the number
 * @return OK; E_ARGUMENT; E_TEXT no number; E_RANGE too large for a double (value untouched)
 * @setup @since 0.1
 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_number_read(const char *text, size_t length,
                                                              double *value, size_t *used);

/**
 * Writes a number so that reading it gives the same double, whatever the locale; NaN becomes "nan",
 * infinities "inf" and "-inf".
 * @param value    the number
 * @param decimals 0 … 20 digits after the point, rounded half to even on the exact value (more count
 *                 as 20); -1 (or less) = the fewest digits that read back to the same double, with an
 *                 exponent where that saves five characters or more
 * @param text     receives the text, NUL-terminated when capacity > 0; may be NULL if capacity is 0
 * @param capacity bytes at text
 * @return length of the full text without NUL, as snprintf would
 * @setup @since 0.1
 */
OSTROV_API size_t ostrov_number_write(double value, int32_t decimals, char *text, size_t capacity);

/* ---- elementary functions, the same bits on every target -------------------------------------- */

/** @name Elementary functions
 *  Built from + − × ÷ and sqrt only, at most 1 ulp from the true value (bounds by function in
 *  docs/reference/elementary-functions.md), identical bits on every target with IEEE doubles and
 *  -ffp-contract=off. Angles in radians. Special values as C11 Annex F. @rt @since 0.1
 *  @{ */
/** Sine. @param x radians @return −1 … 1 @rt @since 0.1 */
OSTROV_API double ostrov_sin(double x);
/** Cosine. @param x radians @return −1 … 1 @rt @since 0.1 */
OSTROV_API double ostrov_cos(double x);
/** Tangent. @param x radians @return any number @rt @since 0.1 */
OSTROV_API double ostrov_tan(double x);
/** Inverse sine. @param x −1 … 1 @return radians, −π/2 … π/2 @rt @since 0.1 */
OSTROV_API double ostrov_asin(double x);
/** Inverse cosine. @param x −1 … 1 @return radians, 0 … π @rt @since 0.1 */
OSTROV_API double ostrov_acos(double x);
/** Inverse tangent. @param x any number @return radians, −π/2 … π/2 @rt @since 0.1 */
OSTROV_API double ostrov_atan(double x);
/** Angle of the point (x, y). @param y any number @param x any number @return radians, −π … π @rt @since 0.1 */
OSTROV_API double ostrov_atan2(double y, double x);
/** e to the power of x. @param x any number @return ≥ 0 @rt @since 0.1 */
OSTROV_API double ostrov_exp(double x);
/** e to the power of x, less 1. @param x any number @return ≥ −1 @rt @since 0.1 */
OSTROV_API double ostrov_expm1(double x);
/** Natural logarithm. @param x > 0 @return any number @rt @since 0.1 */
OSTROV_API double ostrov_log(double x);
/** Natural logarithm of 1 + x. @param x > −1 @return any number @rt @since 0.1 */
OSTROV_API double ostrov_log1p(double x);
/** x to the power of y. @param x any number @param y any number @return the power @rt @since 0.1 */
OSTROV_API double ostrov_pow(double x, double y);
/** Hyperbolic tangent. @param x any number @return −1 … 1 @rt @since 0.1 */
OSTROV_API double ostrov_tanh(double x);
/** @} */

#ifdef __cplusplus
}
#endif

#endif
