/* Inside the subcommand bundle only: what packing and replaying share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_BUNDLE_PARTS_H
#define STATION_BUNDLE_PARTS_H

#include "occasion.h"

enum { BUNDLE_ASKED = 4 };

/* What is asked of a plan, as text: the options that a replay gives again. */
extern const char *const bundle_asked[BUNDLE_ASKED];
const char **bundle_option(struct options *options, const char *name);

/* All that a plan says, bit by bit. */
uint32_t bundle_bits(const struct planner *planner);

/* Makes the plan of the file --replay again. Returns the program's exit status. */
int bundle_replay(const struct call *call);

#endif
