/* What the power files share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_BATTERY_POWER_INTERNAL_H
#define OSTROV_LIB_BATTERY_POWER_INTERNAL_H

#include <ostrov/battery_power.h>

extern const ostrov_structure ostrov_i_power_structures[];

enum { OSTROV_I_POWER_BOUNDS = 0 };

#endif
