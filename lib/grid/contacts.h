/* What the two auxiliary contacts of the PCC breaker prove, and what its closing teaches.
 *
 * 52a and 52b are two independent evidences: only when they agree, and have agreed for 20 ms, is
 * the breaker proven open or closed. Whole numbers only.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_GRID_CONTACTS_H
#define OSTROV_LIB_GRID_CONTACTS_H

#include "grid/settings.h"

enum {
    OSTROV_I_SEEN_CLOSED = 1,
    OSTROV_I_SEEN_OPEN = 0,
    OSTROV_I_SEEN_UNREAD = -1,
    OSTROV_I_SEEN_CONTRADICTION = -2
};

enum { OSTROV_I_TROUBLE_NONE = 0, OSTROV_I_TROUBLE_CONTRADICTION = 1, OSTROV_I_TROUBLE_UNREAD = 2 };

typedef struct ostrov_i_contacts {
    int64_t held_us;    /* the same has been seen for so long; counted until it proves */
    int64_t unclear_us; /* neither open nor closed for so long */
    int32_t seen;       /* OSTROV_I_SEEN_… in the last step */
    int32_t proven;     /* 1 closed, 0 open, -1 not proven */
    int32_t trouble;    /* OSTROV_I_TROUBLE_… */
    int32_t spare;
} ostrov_i_contacts;

void ostrov_i_contacts_reset(ostrov_i_contacts *c);
void ostrov_i_contacts_step(const ostrov_i_grid_settings *set, ostrov_i_contacts *c, int32_t a,
                            int32_t b, int32_t pcs_mode, int64_t dt_us);

/* The neutral-earth bond: one contact, judged against what it was told. */
typedef struct ostrov_i_bond {
    int64_t held_us;  /* the same has been seen for so long; counted until it proves */
    int64_t wrong_us; /* it has not proved what it is told for so long */
    int32_t seen;     /* 1 closed, 0 open, -1 not read */
    int32_t proven;   /* the same, held for 20 ms */
    int32_t late;     /* 1 = it had its time and does not prove it */
    int32_t command;  /* enum ostrov_bond_command of the last step */
} ostrov_i_bond;

void ostrov_i_bond_reset(ostrov_i_bond *b);
void ostrov_i_bond_step(const ostrov_i_grid_settings *set, ostrov_i_bond *b, int32_t closed,
                        int64_t dt_us);

/* Closing time as learned from the contacts. */
typedef struct ostrov_i_closing {
    int64_t mean_us;   /* command to contact */
    int64_t spread_us; /* mean absolute deviation */
} ostrov_i_closing;

void ostrov_i_closing_reset(const ostrov_i_grid_settings *set, ostrov_i_closing *c);
void ostrov_i_closing_learn(const ostrov_i_grid_settings *set, ostrov_i_closing *c,
                            int64_t seen_us);

/* How long a close command is held before the breaker counts as not closing. */
int64_t ostrov_i_closing_bound(const ostrov_i_grid_settings *set, const ostrov_i_closing *c);

#endif
