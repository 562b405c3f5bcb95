/* A plant with the library's object at its wires, and an oracle that sees only the physics and the
 * wires.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CAMPAIGN_WORLD_H
#define OSTROV_TESTS_CAMPAIGN_WORLD_H

#include "plant.h"

/* The invariants. README.md says each in a sentence. */
enum world_broken {
    BROKEN_CONTACT = 0, /* two live sides joined outside the window */
    BROKEN_DEAD_GRID,   /* a live site bus joined to a dead grid */
    BROKEN_BACKFEED,    /* the PCS forms behind closed main contacts */
    BROKEN_FORM_CLOSED, /* forming asked for though both contacts say closed */
    BROKEN_EARLY,       /* close commanded though the grid had not been good for the whole delay */
    BROKEN_EARTHED_TWICE, /* the bond closed behind a closed breaker */
    BROKEN_UNEARTHED,     /* an island held without its bond */
    BROKEN_UNPROVEN,      /* forming asked for without two contacts that say open */
    BROKEN_CONTRADICTION, /* the breaker switched though its contacts contradicted each other */
    BROKEN_INHIBIT,       /* something asked of a device while hands had to be off */
    BROKEN_FIRE,    /* fire stop pressed and the PCS still asked to run, or the breaker to close */
    BROKEN_BOUNDS,  /* a command outside its range, or not finite */
    BROKEN_PUMPING, /* more than three closings within 10 s */
    BROKEN_ENERGY,  /* the battery gained more than PV and grid gave */
    BROKEN_REFUSED, /* a step gave an error for a sane dt */
    BROKEN_KINDS
};

typedef struct world_oracle {
    int64_t broken[BROKEN_KINDS]; /* times */
    double worst_deg;             /* at a live contact */
    double grid_good_s;           /* the true grid has been inside the enter-service window */
    double backfeed_s;
    double contradict_s;
    double open_told_s; /* both contacts have said open */
    double fire_s;
    double earthed_twice_s;
    double unearthed_s;
    double closed_told_s;
    double grid_dead_s;
    double unlike_s;       /* slip or voltage difference outside the window */
    double closed_at_s[4]; /* the last closings */
    double ledger_wh;
    int32_t closings;
    int32_t request;
    int32_t command;
    int32_t two_lied; /* both contacts have been broken at once */
    int32_t misled; /* a meter lies in a way no reading shows: contacts are the relay's to guard */
    int32_t relay_blocked; /* closes that the synchro-check relay refused */
} world_oracle;

typedef struct world {
    ostrov_grid_config config;
    ostrov_grid grid;
    ostrov_grid_state state; /* as read after the last step */
    ostrov_grid_state
        wire; /* what the devices get: state, or nothing while the controller is down */
    ostrov_grid_sample sample;
    plant plant;
    world_oracle oracle;
    double dt_s;
    double down_s;  /* controller without power for so long yet */
    double clock_s; /* > 0 or < 0: the next step is given this dt instead; 0 = true */
    double stall_s; /* the control loop hangs for so long yet: devices keep their last commands */
    double stalled_s;
    int32_t relay25; /* 1 = a certified synchro-check relay is in series with the close coil */
} world;

/* Library's defaults for a verified site of the profile, with a short return delay and ramp. */
void world_config(ostrov_grid_config *config, int32_t profile);
void world_start(world *w, const ostrov_grid_config *config, const plant_site *site, uint64_t seed);
void world_step(world *w);
void world_run(world *w, double s);
/* Until the mode is reached; 1 if within most_s. */
int world_until(world *w, int32_t mode, double most_s);
/* The controller loses power for down_s and starts afresh, or with the snapshot of its last step.
 */
void world_restart(world *w, double down_s, int remembers);

const char *world_broken_text(int kind);
int64_t world_broken_sum(const world *w);

#endif
