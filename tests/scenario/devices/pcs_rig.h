/* What the tests of the storage converter's driver share: one rig for each program.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TEST_DEVICES_PCS_RIG_H
#define TEST_DEVICES_PCS_RIG_H

#include "rig.h"

static struct rig rig;

/* The usual setup, read twice and not commanded yet. */
static inline void open_rig(void)
{
    rig_defaults(&rig);
    rig_open_twin(&rig);
    rig_run(&rig, 2, 0);
}

static inline double battery_age(void) { return rig.measurement.age_s[OSTROV_SOURCE_BATTERY]; }

#endif
