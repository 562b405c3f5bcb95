/* Two who switch: the switch of the library, and a second party that opens and closes the same
 * breaker as it likes for a while (a person, an automatic transfer switch, the PCS's own
 * protection). Besides a PCS that follows requests with a delay, a planner that changes its mind,
 * and a grid that comes and goes. All of them quieten in the end: the counters say how often each
 * may act.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
c_decl { \#include "adapter.h" }
c_track "adapter_state" "512"

#define UNKNOWN 0
#define STOP 1
#define FOLLOW 2
#define FORM 3

byte closed = 1, live = 1, pcs = FOLLOW, want = 0, moving = 0, bus = 1;
byte hands = 2, outages = 1, wishes = 2; /* left to each */
byte mode = 1, command = 0, asked = 0, presses = 0, before = 0;
byte forced = 0; /* 1 = the second party moved the breaker in this step */
byte hot = 0;    /* steps in which a PCS that was told to form sat on a closed breaker */

inline plant() {
    /* The breaker: the command needs a step to act. */
    if
    :: (command == 2 && !closed) || ((command == 1 || command == 3) && closed) ->
        moving++;
        if
        :: moving > 1 -> closed = 1 - closed; moving = 0
        :: else
        fi
    :: else -> moving = 0
    fi;
    /* The PCS does what it is asked; by wire it never forms onto a closed breaker. */
    if
    :: asked != UNKNOWN -> pcs = asked
    :: else
    fi;
    if
    :: pcs == FORM && closed -> pcs = FOLLOW
    :: else
    fi;
    bus = (closed && live) || (!closed && pcs == FORM)
}

inline ours() {
    before = command;
    presses = ((mode == 16) && !presses);
    c_code {
        adapter_race(now.live, now.closed, now.bus, now.pcs, now.want, now.presses, 0);
        now.mode = adapter_mode();
        now.command = adapter_command();
        now.asked = adapter_pcs();
    };
    if
    :: closed && asked == FORM -> hot = (hot < 9 -> hot + 1 : 9)
    :: else -> hot = 0
    fi
}

init {
    d_step { c_code { adapter_start(); }; skip };
    do
    :: d_step { forced = 0; plant(); ours() }
    :: d_step { hands > 0 -> hands--; forced = 1; closed = 1 - closed; moving = 0; plant(); ours() }
    :: d_step { outages > 0 && live -> outages--; forced = 0; live = 0; plant(); ours() }
    :: d_step { !live -> forced = 0; live = 1; plant(); ours() }
    :: d_step { wishes > 0 -> wishes--; forced = 0; want = 1 - want; plant(); ours() }
    od
}

/* The second party stops, the grid stays and nobody wishes an island: GRID, and there it stays. */
ltl home { (<>[] (forced == 0 && live && !want)) -> (<>[] (mode == 2 && closed)) }
/* The second party stops and the grid stays away: the site lives alone, its breaker open. */
ltl alone { (<>[] (forced == 0 && !live && hands == 0)) -> ([]<> (mode == 8 || mode == 13 || mode == 15 || mode == 16)) }
/* Never told to form on a breaker that has been closed for more than a proof takes. */
ltl cold { [] (hot <= 1) }
/* A close is never given onto a dead line, nor right after an open. */
ltl lawful { [] ((command == 2 && before != 2) -> (live && before == 0)) }
/* Opening and closing do not chase each other for ever once the others are quiet. */
ltl calm { (<>[] (forced == 0 && live && !want)) -> (<>[] (command == 0)) }
/* Not vacuous: this one must be refuted, by a run that comes back from an island through a close. */
ltl never_back { [] (command == 2 -> [] (mode != 12)) }
