/**
 * @file grid_order.h
 * @brief Orders to the connection: numbered, selected before they operate, expiring, refused aloud.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_GRID_ORDER_H
#define OSTROV_GRID_ORDER_H

#include <ostrov/grid.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What an order asks for. */
enum ostrov_grid_action {
    OSTROV_GRID_ACTION_UNKNOWN = 0,     /**< not known, or not set */
    OSTROV_GRID_ACTION_ISLAND = 1,      /**< leave the grid with the PCC nulled, and stay away */
    OSTROV_GRID_ACTION_RETURN = 2,      /**< stay away no longer, by order; ends a drill */
    OSTROV_GRID_ACTION_BLACK_START = 3, /**< start the dead site bus from the battery now */
    OSTROV_GRID_ACTION_OPEN = 4,        /**< open the PCC breaker at once, and stay away
                                             until each who ordered it, or local, returns */
    OSTROV_GRID_ACTION_DRILL = 5,       /**< a planned island for drill_s, with return */
    OSTROV_GRID_ACTION_CANCEL = 6,      /**< drop the selection, the leave under way or the drill;
                                             needs no selection */
    OSTROV_GRID_ACTION_RESET = 7        /**< as the local reset: LOCKOUT, attempts; local only */
};

/** Stage of select-before-operate (IEC 61850-7-2, control with normal security and selection). */
enum ostrov_grid_stage {
    OSTROV_GRID_STAGE_UNKNOWN = 0, /**< not known, or not set */
    OSTROV_GRID_STAGE_SELECT = 1,  /**< says what is going to be asked */
    OSTROV_GRID_STAGE_EXECUTE = 2  /**< asks it: same number, action and actor, in its lifetime */
};

/** Who gives an order. The host tells; it is the host that knows how a message came in. */
enum ostrov_grid_actor {
    OSTROV_GRID_ACTOR_UNKNOWN = 0, /**< not known, or not set: refused */
    OSTROV_GRID_ACTOR_LOCAL = 1,   /**< a person at the site: may give every order */
    OSTROV_GRID_ACTOR_REMOTE = 2,  /**< a person elsewhere: every order but RESET */
    OSTROV_GRID_ACTOR_PLANNER = 3, /**< the plan: ISLAND, RETURN, DRILL, CANCEL */
    OSTROV_GRID_ACTOR_DSO = 4      /**< the grid operator: OPEN, RETURN from it, CANCEL */
};

/** One order. Growable: fill with ostrov_grid_order_defaults. */
typedef struct ostrov_grid_order {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    uint32_t number;      /**< from 1, newer than this actor's last; the same in both stages */
    int32_t action;       /**< enum ostrov_grid_action */
    int32_t stage;        /**< enum ostrov_grid_stage */
    int32_t actor;        /**< enum ostrov_grid_actor */
    uint32_t reserved_;   /**< keeps the alignment; zero */
    double life_s;        /**< s from the selection until it expires */
} ostrov_grid_order;

/** Fills an order: nothing asked, 30 s to live. @param order receives it @param size sizeof *order
 *  @return OK; E_ARGUMENT; E_SPACE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_order_defaults(ostrov_grid_order *order,
                                                                      size_t size);

/** Hands an order over; the next ostrov_grid_step answers it in the state (order_accepted,
 *  order_reason). @param grid the object @param order what is asked @param why receives the fault;
 *  may be NULL @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_UNSUPPORTED; E_STATE (one already
 *  waits for the next step) @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_command(ostrov_grid *grid,
                                                               const ostrov_grid_order *order,
                                                               ostrov_fault *why);

#ifdef __cplusplus
}
#endif

#endif
