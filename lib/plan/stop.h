/* The word by which another thread tells a solver to stop with what it has.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_PLAN_STOP_H
#define OSTROV_PLAN_STOP_H

#include <stddef.h>
#include <stdint.h>

/* Read in one piece and anew each time; what else the other thread wrote is not looked at, so that no
 * order is needed (C11 5.1.2.4: without an atomic access it would be a data race). */
static inline int32_t ostrov_i_stopped(const volatile int32_t *stop)
{
    return stop != NULL && __atomic_load_n(stop, __ATOMIC_RELAXED) != 0;
}

#endif
