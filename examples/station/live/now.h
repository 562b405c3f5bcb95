/* What holds now, as text in a file that is renewed each second: for watch, for a person at the
 * console, for anything that reads "key value" lines.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_LIVE_NOW_H
#define STATION_LIVE_NOW_H

#include "facts.h"

struct now {
    char path[512], fresh[520]; /* the file, and the one it is written as first */
};

int now_begin(struct now *now, const char *folder); /* 0; -1 = path too long */

/* Writes the file anew. A disk that takes nothing is no reason to stop: the old file stays, and its
 * time says how old it is. */
void now_write(const struct now *now, const struct facts *facts);

#endif
