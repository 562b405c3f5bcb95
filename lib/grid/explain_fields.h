/* Positions in ostrov_i_grid_explain_structures. SPDX-License-Identifier: Apache-2.0 */
#ifndef OSTROV_LIB_GRID_EXPLAIN_FIELDS_H
#define OSTROV_LIB_GRID_EXPLAIN_FIELDS_H

#include <ostrov/base.h>

enum { OSTROV_I_GRID_RECORD = 0, OSTROV_I_GRID_BLOCKER = 1 };

extern const ostrov_structure ostrov_i_grid_explain_structures[];

#endif
