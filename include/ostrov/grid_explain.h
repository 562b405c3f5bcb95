/**
 * @file grid_explain.h
 * @brief Why the connection did what it did, what keeps it from more, its log, and its snapshot.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_GRID_EXPLAIN_H
#define OSTROV_GRID_EXPLAIN_H

#include <ostrov/grid.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Language of a text. Numbers are written with a decimal point in each. */
enum ostrov_language {
    OSTROV_LANGUAGE_UNKNOWN = 0, /**< not known, or not set: English is written */
    OSTROV_LANGUAGE_EN = 1,      /**< English */
    OSTROV_LANGUAGE_CS = 2,      /**< Czech */
    OSTROV_LANGUAGE_ZH_TW = 3    /**< Traditional Chinese, as written in Taiwan */
};

/** Unit of a value and its limit. */
enum ostrov_grid_unit {
    OSTROV_GRID_UNIT_NONE = 0,  /**< no value */
    OSTROV_GRID_UNIT_V = 1,     /**< volt, phase to neutral */
    OSTROV_GRID_UNIT_HZ = 2,    /**< hertz */
    OSTROV_GRID_UNIT_S = 3,     /**< seconds */
    OSTROV_GRID_UNIT_DEG = 4,   /**< degrees of angle */
    OSTROV_GRID_UNIT_RATIO = 5, /**< share of one; texts write per cent */
    OSTROV_GRID_UNIT_W = 6,     /**< watt */
    OSTROV_GRID_UNIT_COUNT = 7  /**< a number of times */
};

/** What a record of the log tells of. */
enum ostrov_grid_record_kind {
    OSTROV_GRID_RECORD_UNKNOWN = 0, /**< not known, or not set */
    OSTROV_GRID_RECORD_START = 1,   /**< ostrov_grid_init */
    OSTROV_GRID_RECORD_MOVE = 2,    /**< from one mode into another */
    OSTROV_GRID_RECORD_BLOCK = 3,   /**< what keeps the next move from being made has changed */
    OSTROV_GRID_RECORD_COMMAND = 4, /**< somebody asked for something */
    OSTROV_GRID_RECORD_LOAD = 5     /**< ostrov_grid_load took a snapshot in: hands off, it looks first */
};

/** One record of the log. Growable: read with its size. */
typedef struct ostrov_grid_record {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t kind;         /**< enum ostrov_grid_record_kind */
    int32_t from_mode;    /**< enum ostrov_grid_mode before */
    int32_t to_mode;      /**< enum ostrov_grid_mode after; the same where nothing moved */
    int32_t reason;       /**< enum ostrov_grid_reason of the move, the block or the refusal */
    int32_t blocked;      /**< enum ostrov_grid_reason: what blocked when this was written */
    int32_t unit;         /**< enum ostrov_grid_unit of value and limit */
    int32_t actor;        /**< enum ostrov_grid_actor who gave an order; 0 = no order */
    int32_t action;       /**< enum ostrov_grid_action that was asked for; 0 = no order */
    int32_t stage;        /**< enum ostrov_grid_stage of the order; 0 = no order */
    int32_t accepted;     /**< 1 = the order was accepted, 0 = refused, −1 = no order */
    uint32_t number;      /**< of the order; 0 = no order */
    uint32_t config_crc;  /**< CRC-32 of the settings in force */
    uint32_t suppressed;  /**< changes of what blocks that were left out before this: too many */
    int64_t sequence;     /**< 1, 2, 3 … since init */
    int64_t lost;         /**< records between the one asked for and this that the ring no longer has */
    int64_t time_us;      /**< microseconds of stepped time since init */
    double value;         /**< what was measured, in its unit; NaN = the reason has no number */
    double limit;         /**< what it was held against; NaN = none */
    double held_s;        /**< s the condition had held; NaN = not counted */
} ostrov_grid_record;

/** One condition that is in the way. Frozen. */
typedef struct ostrov_grid_blocker {
    int32_t reason; /**< enum ostrov_grid_reason */
    int32_t unit;   /**< enum ostrov_grid_unit of value and limit */
    double value;   /**< as it is; NaN = the reason has no number */
    double limit;   /**< as it must be; NaN = none */
    double left_s;  /**< s until it is over by itself if nothing changes; NaN = not by itself */
} ostrov_grid_blocker;

/** Most rows that ostrov_grid_why_not ever has. */
#define OSTROV_GRID_BLOCKERS 16

/**
 * The last move in words and numbers, such as "at 10.11 s GRID → OPENING: grid voltage too low,
 * 0 V, limit 195.5 V, held 1.5 s".
 * @param grid     the object
 * @param language enum ostrov_language; English when there is no such language
 * @param text     receives UTF-8, NUL-terminated when capacity > 0, never cut inside a character
 * @param capacity bytes at text
 * @return length of the full text without NUL, as snprintf would; 0 for a grid never initialised
 * @slow @since 0.1
 */
OSTROV_API size_t ostrov_grid_why(const ostrov_grid *grid, int32_t language, char *text,
                                  size_t capacity);

/** The last move as numbers: the record that ostrov_grid_why puts into words. Before the first move
 *  it is the record of the start. @param grid the object @param record receives it
 *  @param size sizeof *record @return OK; E_ARGUMENT @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_last_move(const ostrov_grid *grid,
                                                                 ostrov_grid_record *record,
                                                                 size_t size);

/**
 * Every condition that keeps the connection from a mode now, given that the mode is asked for: ISLAND
 * by want_island, ISLAND and BLACK of a dead site by the order for a black start.
 *
 * The machine itself answers: a copy of it is stepped from here with the last sample; what it names is
 * a row and is put right in the copy, until the copy arrives. Conditions that come up on the way there
 * are rows when they hold now; the steps of the way itself (contacts that have yet to move, a window
 * that has yet to be met) are rows only in the mode that waits for them. No rows: nothing is in the way.
 * @param grid        the object
 * @param target_mode OSTROV_GRID_GRID, OSTROV_GRID_ISLAND or OSTROV_GRID_BLACK
 * @param rows        receives the conditions, nearest first; may be NULL when capacity is 0
 * @param capacity    rows there; OSTROV_GRID_BLOCKERS always suffices
 * @param count       receives how many conditions there are, also beyond capacity
 * @return OK; E_ARGUMENT; E_RANGE for another target; E_STATE before the first step
 * @rt at most 512 steps of the switch, about a microsecond as a rule @since 0.1
 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_why_not(const ostrov_grid *grid,
                                                               int32_t target_mode,
                                                               ostrov_grid_blocker *rows,
                                                               size_t capacity, size_t *count);

/** The same in words. @param grid the object @param target_mode as for ostrov_grid_why_not
 *  @param language enum ostrov_language @param text receives UTF-8, NUL-terminated when capacity > 0
 *  @param capacity bytes at text @return length of the full text without NUL, as snprintf would; 0 when
 *  ostrov_grid_why_not would refuse @slow @since 0.1 */
OSTROV_API size_t ostrov_grid_why_not_text(const ostrov_grid *grid, int32_t target_mode,
                                           int32_t language, char *text, size_t capacity);

/**
 * Reads the log: a ring of the newest records inside the object. To read all of it, ask for 1, then
 * always for the sequence after the one that came.
 * @param grid     the object
 * @param sequence which record; one that the ring no longer has gives the oldest it has, and its lost
 *                 tells how many are missing before it
 * @param record   receives it
 * @param size     sizeof *record
 * @return OK; EMPTY when there is no such record yet (untouched); E_ARGUMENT
 * @rt @since 0.1
 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_log(const ostrov_grid *grid,
                                                           int64_t sequence,
                                                           ostrov_grid_record *record, size_t size);

/** A record in words. @param record by ostrov_grid_log @param language enum ostrov_language
 *  @param text receives UTF-8, NUL-terminated when capacity > 0 @param capacity bytes at text
 *  @return length of the full text without NUL, as snprintf would; 0 for NULL @slow @since 0.1 */
OSTROV_API size_t ostrov_grid_record_text(const ostrov_grid_record *record, int32_t language,
                                          char *text, size_t capacity);

/** A mode in words of a language; in English its name. @param mode enum ostrov_grid_mode
 *  @param language enum ostrov_language @return the words, UTF-8; never NULL @rt @since 0.1 */
OSTROV_API const char *ostrov_grid_mode_words(int32_t mode, int32_t language);

/** A reason in words of a language. @param reason enum ostrov_grid_reason
 *  @param language enum ostrov_language @return the words, UTF-8; never NULL @rt @since 0.1 */
OSTROV_API const char *ostrov_grid_reason_words(int32_t reason, int32_t language);

/** A unit in words of a language. @param unit enum ostrov_grid_unit
 *  @param language enum ostrov_language @return the words, UTF-8; never NULL @rt @since 0.1 */
OSTROV_API const char *ostrov_grid_unit_words(int32_t unit, int32_t language);

/** Bytes that ostrov_grid_save writes. @return bytes @setup @since 0.1 */
OSTROV_API size_t ostrov_grid_save_size(void);

/** Snapshot: magic, version, length, CRC of the settings, little-endian values, CRC-32.
 *  @param grid the object @param bytes receives the snapshot @param capacity bytes there
 *  @param used receives how many; may be NULL @return OK; E_ARGUMENT; E_SPACE @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_save(const ostrov_grid *grid, void *bytes,
                                                            size_t capacity, size_t *used);

/**
 * Wakes after a restart with what a snapshot remembers: the log, the learned closing time, the counts,
 * pauses and failed attempts, a fire stop and a lock-out. Where the breaker stands and who is alive it
 * does not believe: the mode is BOOT, hands off, until contacts and both sides have been seen; a
 * lock-out comes back once they have.
 * @param grid  initialised with the same settings
 * @param bytes the snapshot
 * @param count bytes there
 * @return OK; E_ARGUMENT; E_CORRUPT; E_UNSUPPORTED for another version; E_STATE for other settings
 *         (grid untouched)
 * @slow @since 0.1
 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_load(ostrov_grid *grid, const void *bytes,
                                                            size_t count);

/** Goes on bit by bit where a snapshot was taken: to replay recorded samples, never on a living site,
 *  where ostrov_grid_load looks first. @param grid initialised with the same settings
 *  @param bytes the snapshot @param count bytes there @return as ostrov_grid_load
 *  @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_rewind(ostrov_grid *grid, const void *bytes,
                                                              size_t count);

#ifdef __cplusplus
}
#endif

#endif
