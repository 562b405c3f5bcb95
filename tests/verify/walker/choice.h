/* Inputs that are chosen when the switch first reads them.
 *
 * The switch is compiled with clang's -fsanitize-coverage=trace-loads, which calls a hook before
 * each load. The hook sees which member of the input is about to be read and gives it the next
 * value of its alphabet. Walking all choices in order covers every combination of the inputs that a
 * guard reads, and none of those that no guard reads: the code itself says what matters.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_VERIFY_CHOICE_H
#define OSTROV_TESTS_VERIFY_CHOICE_H

#include "grid/switch.h"

#include <stddef.h>

#define MOST_VALUES 8

/* All that the switch is told in one step. */
typedef struct world {
    ostrov_i_switch_in in;
    ostrov_i_view view;
} world;

/* An input with the values it is walked over. Two members may be chosen together. */
typedef struct input {
    const char *name;
    size_t offset;
    size_t size;    /* 4 or 8 */
    size_t offset2; /* 0 = none; the same size */
    int32_t count;
    int64_t values[MOST_VALUES];
    int64_t values2[MOST_VALUES];
    uint32_t
        modes; /* bits of the modes whose guards read it; 0 = all. In others any value will do */
} input;

/* Only the first so many values of an input. A list ends with NULL. */
typedef struct trim {
    const char *name;
    int32_t count;
} trim;

typedef struct choices {
    world at;
    const input *inputs;
    int32_t count;
    int32_t width[64];  /* values in use, by input */
    int32_t picked[64]; /* by input: index of its value, -1 = not read */
    int32_t order[64];  /* inputs in the order they were read */
    int32_t path[64];   /* value taken at that place */
    int32_t depth;      /* read in this run */
    int32_t planned;    /* of these the first so many are given */
    int32_t active;
    int32_t mode; /* in which the step begins */
} choices;

void choices_start(choices *c, const input *inputs, int32_t count, const trim *trims);

/* Before a run: nothing is read yet. */
void choices_begin(choices *c, int32_t mode);

/* After a run: on to the next combination. Returns 0 when there is none. */
int32_t choices_next(choices *c);

/* Members that were not read, or are read in a mode whose guards do not look at them, get a value
 * by the seed: they may not matter. */
void choices_fill(choices *c, uint64_t *seed);

/* For properties. An input that the switch did not read counts as the worst: it may be anything. */
int32_t must_be(const choices *c, size_t offset, int64_t value);  /* read, and that value */
int32_t could_be(const choices *c, size_t offset, int64_t value); /* not read, or that value */
int32_t was_read(const choices *c, size_t offset);
int64_t value_of(const choices *c, size_t offset); /* only when read */

void choices_print(const choices *c);

/* How many plain combinations of all inputs this one stands for. */
double choices_weight(const choices *c);

#define IN(member) (offsetof(world, in) + offsetof(ostrov_i_switch_in, member))
#define VIEW(member) (offsetof(world, view) + offsetof(ostrov_i_view, member))

#endif
