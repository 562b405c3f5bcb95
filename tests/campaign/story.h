/* A random story of the fault campaign: what breaks, when, and what else happens meanwhile.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CAMPAIGN_STORY_H
#define OSTROV_TESTS_CAMPAIGN_STORY_H

#include "world.h"

enum {
    KIND_STUCK,
    KIND_DEAF,
    KIND_SLOW,
    KIND_BOND,
    KIND_CONTACT_A,
    KIND_CONTACT_B,
    KIND_PCS_DEAF,
    KIND_PCS_BROKEN,
    KIND_PCS_SILENT,
    KIND_GRID_METER,
    KIND_BUS_METER,
    KIND_SOC,
    KIND_RECEIVER,
    KIND_PLANNER,
    KIND_CLOCK,
    KIND_STALL,
    KIND_RESTART,
    STORY_KINDS
};
extern const char *const story_text[STORY_KINDS];

typedef struct episode {
    int kind;
    int how;
    double from_s;
    double until_s;
    int begun;
} episode;

/* What else happens: the grid comes and goes, a person turns a key. */
typedef struct story {
    episode fault[3];
    int faults;
    double grid_at_s;
    double grid_pu;
    double inhibit_at_s;
    double inhibit_until_s;
    uint32_t inhibit;
    double dark_s;
    double most_dark_s;
    int innocent; /* only faults of measuring, talking and thinking, and the grid stays as it is */
    int lit;      /* the load was supplied when the story began */
} story;

void story_write(story *s, const world *w, uint64_t *seed);
/* What is due now: faults begin and end, the grid goes or comes, keys turn. */
void story_act(world *w, story *s);
double story_ends_s(const story *s, double from_s);

#endif
