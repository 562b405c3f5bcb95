/* The pauses and bounds of lib/grid/turn.h, cut to a few ticks so that every count can be walked.
 *
 * Included before a source of the switch, for the walker's builds only: each guard still compares
 * with its own constant, only the constants are smaller. They stay different from each other where
 * two of them could be mixed up.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_VERIFY_SHORT_TIMES_H
#define OSTROV_TESTS_VERIFY_SHORT_TIMES_H

#include "grid/turn.h"

#define TICK_US 100000

#undef OSTROV_I_BOOT_US
#undef OSTROV_I_BACKUP_US
#undef OSTROV_I_RIDE_CLEAR_US
#undef OSTROV_I_NULL_HELD_US
#undef OSTROV_I_ABORT_HOLD_US
#undef OSTROV_I_SYNC_COOLDOWN_US
#undef OSTROV_I_CLOSE_COOLDOWN_US
#undef OSTROV_I_NULL_COOLDOWN_US
#undef OSTROV_I_PROVE_US
#undef OSTROV_I_FOUND_US
#undef OSTROV_I_STEADY_US
#undef OSTROV_I_REST_US
#undef OSTROV_I_STOPS_US
#undef OSTROV_I_LAST_REST_US
#undef OSTROV_I_LASTS_US
#define OSTROV_I_PROVE_US (2 * TICK_US)
#undef OSTROV_I_CLOSE_ATTEMPTS
#undef OSTROV_I_BLACK_ATTEMPTS
#define OSTROV_I_CLOSE_ATTEMPTS 2
#define OSTROV_I_BLACK_ATTEMPTS 2
#define OSTROV_I_BOOT_US (3 * TICK_US)
#define OSTROV_I_BACKUP_US (3 * TICK_US)
#define OSTROV_I_RIDE_CLEAR_US (2 * TICK_US)
#define OSTROV_I_NULL_HELD_US (2 * TICK_US)
#define OSTROV_I_ABORT_HOLD_US TICK_US
#define OSTROV_I_SYNC_COOLDOWN_US (3 * TICK_US)
#define OSTROV_I_CLOSE_COOLDOWN_US (6 * TICK_US) /* longer than any OPENING after a close */
#define OSTROV_I_NULL_COOLDOWN_US (4 * TICK_US)
#define OSTROV_I_FOUND_US (3 * TICK_US)
#define OSTROV_I_REST_US (2 * TICK_US)
#define OSTROV_I_STOPS_US (4 * TICK_US)
#define OSTROV_I_LAST_REST_US (5 * TICK_US)
#define OSTROV_I_LASTS_US (2 * TICK_US)
#define OSTROV_I_STEADY_US (2 * TICK_US)

#endif
