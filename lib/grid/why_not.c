/* What is in the way of a mode: asked of the machine itself.
 *
 * There is no second copy of the guards here. A copy of the machine is stepped, with no time
 * passing, from where it stands; what it says blocks it is a row, and is then put right in the
 * copy's inputs, settings or clocks, until it arrives or says a thing that cannot be put right. So
 * what is told is what decides, and when nothing is told the machine has arrived. Should a guard
 * ask for something that mend() does not know, the walk ends with that row instead of hiding it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/grid_explain.h>

#include "base/fields.h"
#include "grid/co_operate.h"
#include "grid/object.h"
#include "grid/words.h"

#include <string.h>

#define STEPS 128
#define TRIES 6 /* how often one reason may come back before it counts as beyond mending */
#define REASONS 256

typedef struct walk {
    ostrov_i_world w;
    const ostrov_i_grid *g;
    int32_t target;
    int32_t moved; /* 1 = no longer in the mode it began in */
    size_t count;
    ostrov_grid_blocker rows[OSTROV_GRID_BLOCKERS];
    uint8_t tried[REASONS];
} walk;

static double from_millionths(int64_t x)
{
    return x == OSTROV_I_NONE ? OSTROV_I_NAN : (double)x / 1e6;
}

static void add_row(walk *k, int32_t reason, int64_t value, int64_t limit)
{
    const ostrov_i_reason_words *words = ostrov_i_reason_row(reason);
    ostrov_grid_blocker *row = &k->rows[k->count];
    ostrov_i_evidence e = {value, limit, -1, words->unit, 0};
    for (size_t i = 0; i < k->count; i++) {
        if (k->rows[i].reason == reason) {
            return;
        }
    }
    if (k->count == OSTROV_GRID_BLOCKERS) {
        return;
    }
    if (value == OSTROV_I_NONE && limit == OSTROV_I_NONE) {
        ostrov_i_evidence_of(k->g, reason, &e);
    }
    memset(row, 0, sizeof *row);
    row->reason = reason;
    row->value = from_millionths(e.value);
    row->limit = from_millionths(e.limit);
    row->unit =
        e.value == OSTROV_I_NONE && e.limit == OSTROV_I_NONE ? OSTROV_GRID_UNIT_NONE : e.unit;
    row->left_s = words->wait ? ostrov_i_abs(row->limit - row->value) : OSTROV_I_NAN;
    k->count++;
}

static int32_t arrived(const walk *k)
{
    int32_t mode = k->w.s.mode;
    switch (k->target) {
    case OSTROV_GRID_GRID:
        return mode == OSTROV_GRID_GRID;
    case OSTROV_GRID_ISLAND:
        return mode == OSTROV_GRID_ISLAND || mode == OSTROV_GRID_OBSERVE ||
               mode == OSTROV_GRID_SYNC;
    default:
        return mode == OSTROV_GRID_BLACK;
    }
}

/* A black start is for a dead site: whoever lives, or hangs on the grid, has no use for one. */
static int32_t no_use(const walk *k)
{
    switch (k->w.s.mode) {
    case OSTROV_GRID_BOOT:
    case OSTROV_GRID_BACKUP_OPEN:
    case OSTROV_GRID_DEAD:
    case OSTROV_GRID_BLACK:
    case OSTROV_GRID_SAFE_STOP:
    case OSTROV_GRID_LOCKOUT:
        return 0;
    default:
        return k->target == OSTROV_GRID_BLACK;
    }
}

/* On the way the world does what it is asked; what only takes its time there is no condition. A
 * contact that cannot be read, a PCS that cannot run, are conditions wherever they come up. */
static int32_t is_condition(const walk *k, int32_t reason)
{
    if (!k->moved) {
        return 1;
    }
    switch (reason) {
    case OSTROV_GRID_REASON_CONTACTS:
        return k->w.s.contacts.seen < 0;
    case OSTROV_GRID_REASON_PCS:
        return k->w.in.pcs_fault == 1;
    case OSTROV_GRID_REASON_BOND:
        return k->w.s.bond.late || k->w.in.bond_closed < 0;
    case OSTROV_GRID_REASON_SYNC_ANGLE:
        return k->w.view.sync_known == 0;
    case OSTROV_GRID_REASON_BUS_LIVE:
        return k->w.view.bus_side == OSTROV_SIDE_UNKNOWN;
    case OSTROV_GRID_REASON_BREAKER_STUCK:
    case OSTROV_GRID_REASON_SYNC_SLIP:
    case OSTROV_GRID_REASON_SYNC_VOLTAGE:
    case OSTROV_GRID_REASON_SYNC_DWELL:
    case OSTROV_GRID_REASON_PCC_POWER:
    case OSTROV_GRID_REASON_RAMP:
        return 0;
    default:
        return 1;
    }
}

/* One step of the copy. Gives what blocks it; NONE when it moved or has nothing to say. */
static int32_t ask(walk *k)
{
    ostrov_i_world *w = &k->w;
    int32_t refused = OSTROV_GRID_REASON_NONE;
    if (k->target != OSTROV_GRID_GRID && w->s.mode == OSTROV_GRID_DEAD) {
        ostrov_i_world_order_black(w);
    }
    ostrov_i_world_step(w);
    if (w->in.order_number != 0 && w->s.orders.accepted == 0) {
        refused = w->s.orders.reason;
    }
    w->in.order_number = 0;
    if (w->out.moves > 0) {
        k->moved = 1;
        return OSTROV_GRID_REASON_NONE;
    }
    if (refused != OSTROV_GRID_REASON_NONE && refused != w->out.blocked) {
        w->out.blocked = refused;
        w->out.blocked_value = w->out.blocked_limit = OSTROV_I_NONE;
    }
    return w->out.blocked;
}

/* Puts right what blocks. A stop that is released, and a lock-out, wait for a person besides. */
static void put_right(walk *k, int32_t reason)
{
    ostrov_i_world *w = &k->w;
    int32_t again = k->tried[reason] > 1;
    if (w->s.mode == OSTROV_GRID_LOCKOUT || (again && w->s.stops != 0)) {
        if (w->s.stops != 0 && !again) {
            ostrov_i_world_mend(w, reason);
            return;
        }
        add_row(k, OSTROV_GRID_REASON_RESET, OSTROV_I_NONE, OSTROV_I_NONE);
        ostrov_i_world_reset(w);
        return;
    }
    ostrov_i_world_mend(w, reason);
}

static void begin(walk *k)
{
    k->moved = 0;
    memset(k->tried, 0, sizeof k->tried);
    ostrov_i_world_from(&k->w, k->g);
    if (k->target == OSTROV_GRID_GRID) {
        k->w.set.black_start = 0; /* the way over an island is another target's */
    } else {
        k->w.in.want_island = 1; /* the wish itself */
    }
}

static void go(walk *k)
{
    for (int32_t i = 0; i < STEPS && !arrived(k); i++) {
        int32_t reason = OSTROV_GRID_REASON_NONE;
        if (no_use(k)) {
            add_row(k, OSTROV_GRID_REASON_BUS_LIVE, OSTROV_I_NONE, OSTROV_I_NONE);
            return;
        }
        if (k->moved) {
            ostrov_i_world_obey(&k->w);
        }
        reason = ask(k);
        if (reason == OSTROV_GRID_REASON_NONE) {
            continue;
        }
        if (is_condition(k, reason)) {
            add_row(k, reason, k->w.out.blocked_value, k->w.out.blocked_limit);
        }
        if (k->tried[reason]++ == TRIES) {
            add_row(k, reason, k->w.out.blocked_value, k->w.out.blocked_limit);
            return;
        }
        put_right(k, reason);
    }
    if (!arrived(k)) { /* never silent about not arriving */
        add_row(k, k->w.out.blocked, k->w.out.blocked_value, k->w.out.blocked_limit);
    }
}

ostrov_status ostrov_grid_why_not(const ostrov_grid *grid, int32_t target_mode,
                                  ostrov_grid_blocker *rows, size_t capacity, size_t *count)
{
    const ostrov_i_grid *g = ostrov_i_grid_const(grid);
    walk k;
    if (g == NULL || count == NULL || (rows == NULL && capacity > 0)) {
        return OSTROV_E_ARGUMENT;
    }
    if (target_mode != OSTROV_GRID_GRID && target_mode != OSTROV_GRID_ISLAND &&
        target_mode != OSTROV_GRID_BLACK) {
        return OSTROV_E_RANGE;
    }
    if (g->log.book.now_us == 0) {
        return OSTROV_E_STATE;
    }
    memset(&k, 0, sizeof k);
    k.g = g;
    k.target = target_mode;
    if (g->out.blocked == OSTROV_GRID_REASON_STEP_TOO_LONG) { /* no time passes in the copy */
        add_row(&k, g->out.blocked, g->out.blocked_value, g->out.blocked_limit);
    }
    /* What cannot be read may be either way: then both are walked, so that nothing is hidden. */
    for (int32_t way = 0; way < 4; way++) {
        int32_t unread = g->machine.contacts.seen < 0 || (way & 1) == 0;
        int32_t unknown =
            (g->view.bus_side != OSTROV_SIDE_GOOD && g->view.bus_side != OSTROV_SIDE_DEAD) ||
            g->machine.stops != 0 || (way & 2) == 0;
        if (unread && unknown) {
            begin(&k);
            k.w.closed_if_unread = way & 1;
            k.w.live_if_unread = (way & 2) == 0;
            go(&k);
        }
    }
    for (size_t i = 0; i < k.count && i < capacity; i++) {
        rows[i] = k.rows[i];
    }
    *count = k.count;
    return OSTROV_OK;
}
