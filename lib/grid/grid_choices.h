/* Words of modes, reasons and orders, shared by the field tables of the module.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_GRID_GRID_CHOICES_H
#define OSTROV_LIB_GRID_GRID_CHOICES_H

#include <ostrov/grid_order.h>

enum {
    OSTROV_I_GRID_MODES = OSTROV_GRID_LOCKOUT + 1,
    OSTROV_I_GRID_REASONS = OSTROV_GRID_REASON_CEASE + 1,
    OSTROV_I_GRID_ACTIONS = OSTROV_GRID_ACTION_RESET + 1,
    OSTROV_I_GRID_STAGES = OSTROV_GRID_STAGE_EXECUTE + 1,
    OSTROV_I_GRID_ACTORS = OSTROV_GRID_ACTOR_DSO + 1
};

extern const ostrov_choice ostrov_i_grid_modes[OSTROV_I_GRID_MODES];
extern const ostrov_choice ostrov_i_grid_reasons[OSTROV_I_GRID_REASONS];
extern const ostrov_choice ostrov_i_grid_actions[OSTROV_I_GRID_ACTIONS];
extern const ostrov_choice ostrov_i_grid_stages[OSTROV_I_GRID_STAGES];
extern const ostrov_choice ostrov_i_grid_actors[OSTROV_I_GRID_ACTORS];

#endif
