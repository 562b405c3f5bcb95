/* Words for modes, reasons, units and sentences, in every language side by side.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_GRID_WORDS_H
#define OSTROV_LIB_GRID_WORDS_H

#include <ostrov/grid_explain.h>

enum { OSTROV_I_EN = 0, OSTROV_I_CS = 1, OSTROV_I_ZH = 2, OSTROV_I_LANGUAGES = 3 };

/* One meaning, in the order English, Czech, Traditional Chinese. */
typedef struct ostrov_i_words {
    const char *in[OSTROV_I_LANGUAGES];
} ostrov_i_words;

typedef struct ostrov_i_reason_words {
    ostrov_i_words words;
    int32_t unit; /* enum ostrov_grid_unit of the numbers the switch gives with it */
    int32_t wait; /* 1 = value and limit are seconds that run, and then it is over */
} ostrov_i_reason_words;

/* Pieces of sentences (words_sentences.c). */
enum ostrov_i_phrase {
    OSTROV_I_PHRASE_AT = 0,     /* behind the seconds since init */
    OSTROV_I_PHRASE_BECAUSE,    /* before the reason of a move */
    OSTROV_I_PHRASE_NOW,        /* before a value */
    OSTROV_I_PHRASE_LIMIT,      /* before a limit */
    OSTROV_I_PHRASE_HELD,       /* before a time held */
    OSTROV_I_PHRASE_LEFT,       /* before the seconds left */
    OSTROV_I_PHRASE_STOP,       /* end of a sentence */
    OSTROV_I_PHRASE_BLOCKED,    /* before a target that is not free */
    OSTROV_I_PHRASE_BLOCKED_BY, /* behind it */
    OSTROV_I_PHRASE_FREE,       /* before a target that is */
    OSTROV_I_PHRASE_FREE_END,   /* behind it */
    OSTROV_I_PHRASE_NEXT,       /* between conditions */
    OSTROV_I_PHRASE_STARTED,    /* record START */
    OSTROV_I_PHRASE_LOADED,     /* record LOAD */
    OSTROV_I_PHRASE_WAITS_FOR,  /* record BLOCK: between mode and reason */
    OSTROV_I_PHRASE_GOES_ON,    /* record BLOCK with no reason: behind the mode */
    OSTROV_I_PHRASE_ORDER,      /* record COMMAND: before the number */
    OSTROV_I_PHRASE_BY,         /* before the actor */
    OSTROV_I_PHRASE_ACCEPTED,   /* behind all that */
    OSTROV_I_PHRASE_REFUSED,    /* the same, before the reason */
    OSTROV_I_PHRASE_LEFT_OUT,   /* before the number of changes left out */
    OSTROV_I_PHRASES
};

/* Index into in[]; English for what is no language. */
int32_t ostrov_i_language(int32_t language);

const ostrov_i_words *ostrov_i_mode_row(int32_t mode);
const ostrov_i_reason_words *ostrov_i_reason_row(int32_t reason);
const ostrov_i_words *ostrov_i_unit_row(int32_t unit);
const ostrov_i_words *ostrov_i_phrase_row(enum ostrov_i_phrase phrase);
const ostrov_i_words *ostrov_i_actor_row(int32_t actor);
const ostrov_i_words *ostrov_i_action_row(int32_t action);
const ostrov_i_words *ostrov_i_stage_row(int32_t stage);

#endif
