/* The walker: every state that the switch can reach, under every input that it can tell apart.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_VERIFY_WALK_H
#define OSTROV_TESTS_VERIFY_WALK_H

#include "choice.h"
#include "short_times.h"

/* What an observer remembers who sees inputs and outputs only. It is part of the walked state. */
typedef struct ghost {
    int64_t
        window_us;   /* synchronising window seen without a break, the first sample counts 0; -1 */
    int64_t open_us; /* both evidences of an open breaker, likewise */
    int64_t unclear_us; /* contacts neither open nor closed for so long */
    int64_t null_us;    /* PCC null in NULLING for so long */
    int64_t rest_us;    /* left of the pause after a closing that failed */
    int32_t pcs;        /* asked of the PCS in the last step */
    int32_t command;
    int32_t withdrawn; /* 1 = the close pulse of this CLOSING has ended */
    int32_t blacks;    /* black starts that failed since the last return or reset */
    uint32_t stops;    /* fire and emergency stop, latched */
    int64_t bond_us;   /* the bond has been seen closed for so long; -1 = is not */
    int32_t off;       /* 1 = hands were off in the last step */
    int32_t reset;     /* last reset that was read */
} ghost;

typedef struct node {
    ostrov_i_switch s;
    ghost g;
} node;

/* One setting of the switch with the alphabets of its inputs. */
typedef struct setup {
    const char *name;
    ostrov_i_grid_settings set;
    const trim *trims;
    int32_t quick; /* 1 = part of the short run */
} setup;

/* A step as the properties see it. */
typedef struct step {
    const setup *with;
    const choices *c;
    const node *before;
    const node *after;
    const ostrov_i_switch_out *out;
} step;

const setup *setups(int32_t *count);
const input *setup_inputs(int32_t *count);

/* The observer looks at one step. after->s is what the switch left, after->g the ghost before. */
void ghost_step(const setup *with, const choices *c, const node *before,
                const ostrov_i_switch_out *out, node *after);

/* What the observer sees of one step's inputs. */
int32_t window_now(const setup *with, const choices *c);  /* all of the synchronising window */
int32_t open_now(const setup *with, const choices *c);    /* two evidences of an open breaker */
int32_t unclear_now(const setup *with, const choices *c); /* contacts prove nothing */
int32_t person(const choices *c, const ghost *was);       /* a reset by a person, this step */
int32_t executed(const choices *c, int32_t action);       /* such an order came to be executed */
int32_t connected(int32_t mode);                          /* the PCC breaker is closed in it */

/* NULL, or the id of a property that this step breaks. The first asks the others. */
const char *properties_judge(const step *x);
const char *properties_commands(const step *x);
const char *properties_sane(const step *x);
int32_t hands_on(const step *x); /* nothing forbids the switch to act */

/* NULL, or the id of a goal that a co-operative world does not reach from here. */
const char *ways_judge(const setup *with, const ostrov_i_switch *from, int64_t *longest);

/* Members that no guard can tell apart any more get one value: see canonical.c. */
void canonical(const setup *with, node *n);

/* The opposite: a state that canonical() maps to the same, chosen by the seed. */
void uncanonical(const setup *with, node *n, uint64_t *seed);

void plain_ostrov_i_switch_step(const ostrov_i_grid_settings *set, ostrov_i_switch *s,
                                const ostrov_i_switch_in *in, ostrov_i_switch_out *out);

#endif
