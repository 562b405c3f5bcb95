/* A station of the availability campaign, and what is counted of its supply, connection and people.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CAMPAIGN_WATCH_H
#define OSTROV_TESTS_CAMPAIGN_WATCH_H

#include "run.h"
#include "world.h"
#include "year.h"

enum {
    BROKEN,
    OUTAGES,
    ISLANDS,
    NEEDLESS_LEAVE,
    NEEDLESS_DARK,
    DARK_ENERGY,
    DARK_DEVICE,
    DARK_PEOPLE,
    DARK_HARDWARE,
    TRANSFERS,
    FAILED_RETURN,
    RETURNS,
    LOCKOUT_PERSON,
    LOCKOUT_OTHER,
    OPERATIONS,
    DIPS,
    DIPS_LEFT,
    STEPS,
    DARK_S,
    NEEDLESS_S,
    GRID_OUT_S,
    NEEDLESS_LEAVE_BY,
    NEEDLESS_DARK_BY = NEEDLESS_LEAVE_BY + 1 + YEAR_KINDS,
    FAILED_BY = NEEDLESS_DARK_BY + 1 + YEAR_KINDS,
    COUNTS = FAILED_BY + 1 + YEAR_KINDS
};
_Static_assert((int)COUNTS <= (int)RUN_COUNTS, "counts do not fit");
enum { RETURN_S, GAP_S };

extern const char *const year_text[YEAR_KINDS];

typedef struct station {
    world w;
    year y;
    int next;
    int32_t active[YEAR_KINDS]; /* how many of a kind are on */
    double busy_until_s;        /* fine steps until then */
    double quiet_s;             /* in GRID with nothing going on */
    double clearness;
    int last_kind; /* the last event that began */
    /* the supply */
    double dark_s;
    double dark_sum_s;
    int dark_grid_good; /* the grid was good when it became dark */
    uint32_t excuse;
    int32_t meter_at_move; /* the bus meter was broken when the mode was entered */
    /* the connection */
    double grid_fit_s; /* the true grid inside the trip thresholds for so long */
    double away_s;     /* could have been back for so long */
    int away_told;
    double person_s; /* a person is on the way, arrives then */
    int locked;
    int32_t openings_known;
} station;

/* After each step. */
void watch_supply(station *s, run_tally *t);
void watch_connection(station *s, run_tally *t);
void watch_people(station *s, run_tally *t);

#endif
