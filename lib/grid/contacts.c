/* Contacts and closing time: see contacts.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/contacts.h"

/* Contacts bounce for some milliseconds; a proof needs them quiet for one cycle of 50 Hz. */
#define PROOF_US 20000
#define ENOUGH_US ((int64_t)1 << 50)

void ostrov_i_contacts_reset(ostrov_i_contacts *c)
{
    c->held_us = 0;
    c->unclear_us = 0;
    c->seen = OSTROV_I_SEEN_UNREAD;
    c->proven = -1;
    c->trouble = OSTROV_I_TROUBLE_NONE;
    c->spare = 0;
}

static int32_t look(int32_t profile, int32_t a, int32_t b, int32_t pcs_mode)
{
    int32_t plain = a >= 0 && b >= 0 && a != b;
    /* The transfer switch of profile A sits inside the PCS, which is the one to know. */
    if (profile == OSTROV_PCS_PROFILE_A) {
        if (pcs_mode == OSTROV_PCS_FORM) {
            return OSTROV_I_SEEN_OPEN;
        }
        if (pcs_mode == OSTROV_PCS_FOLLOW && !plain) {
            return OSTROV_I_SEEN_CLOSED;
        }
    }
    if (plain) {
        return a == 1 ? OSTROV_I_SEEN_CLOSED : OSTROV_I_SEEN_OPEN;
    }
    return a < 0 || b < 0 ? OSTROV_I_SEEN_UNREAD : OSTROV_I_SEEN_CONTRADICTION;
}

static void add(int64_t *held_us, int64_t dt_us, int64_t enough_us)
{
    if (*held_us < enough_us) {
        *held_us += dt_us;
    }
}

void ostrov_i_contacts_step(const ostrov_i_grid_settings *set, ostrov_i_contacts *c, int32_t a,
                            int32_t b, int32_t pcs_mode, int64_t dt_us)
{
    int32_t seen = look(set->profile, a, b, pcs_mode);
    if (seen == c->seen) {
        add(&c->held_us, dt_us, PROOF_US);
    } else {
        c->seen = seen;
        c->held_us = 0;
    }
    c->proven = seen >= 0 && c->held_us >= PROOF_US ? seen : -1;
    if (seen >= 0) {
        c->unclear_us = 0;
        c->trouble = OSTROV_I_TROUBLE_NONE;
        return;
    }
    add(&c->unclear_us, dt_us, ENOUGH_US);
    if (c->unclear_us > set->contact_us) {
        c->trouble = seen == OSTROV_I_SEEN_CONTRADICTION ? OSTROV_I_TROUBLE_CONTRADICTION
                                                         : OSTROV_I_TROUBLE_UNREAD;
    }
}

void ostrov_i_bond_reset(ostrov_i_bond *b)
{
    b->held_us = 0;
    b->wrong_us = 0;
    b->seen = -1;
    b->proven = -1;
    b->late = 0;
    b->command = OSTROV_BOND_HOLD;
}

void ostrov_i_bond_step(const ostrov_i_grid_settings *set, ostrov_i_bond *b, int32_t closed,
                        int64_t dt_us)
{
    int32_t wanted = b->command == OSTROV_BOND_CLOSE;
    if (closed == b->seen) {
        add(&b->held_us, dt_us, PROOF_US);
    } else {
        b->seen = closed;
        b->held_us = 0;
    }
    b->proven = b->held_us >= PROOF_US ? b->seen : -1;
    if (b->command == OSTROV_BOND_HOLD || b->proven == wanted) {
        b->wrong_us = 0;
        b->late = 0;
    } else {
        add(&b->wrong_us, dt_us, ENOUGH_US);
        b->late = b->wrong_us > set->bond_us;
    }
}

void ostrov_i_closing_reset(const ostrov_i_grid_settings *set, ostrov_i_closing *c)
{
    c->mean_us = set->close_us;
    c->spread_us = set->close_us / 16;
}

static int64_t clamp(int64_t x, int64_t lo, int64_t hi) { return x < lo ? lo : (x > hi ? hi : x); }

/* A robust mean (Huber): one odd closing moves it by 6 % at most, and it never leaves a quarter to
 * four times the first guess, so that a broken contact cannot teach nonsense. */
void ostrov_i_closing_learn(const ostrov_i_grid_settings *set, ostrov_i_closing *c, int64_t seen_us)
{
    int64_t error_us = seen_us - c->mean_us;
    int64_t most_us = c->mean_us / 4;
    int64_t step_us = clamp(error_us, -most_us, most_us);
    int64_t deviation_us = step_us < 0 ? -step_us : step_us;
    c->mean_us = clamp(c->mean_us + step_us / 4, set->close_us / 4, set->close_us * 4);
    c->spread_us += (deviation_us - c->spread_us) / 4;
}

int64_t ostrov_i_closing_bound(const ostrov_i_grid_settings *set, const ostrov_i_closing *c)
{
    int64_t longer_us = c->mean_us > set->close_us ? c->mean_us : set->close_us;
    return 2 * longer_us + 100000;
}
