/* The rows of a meter's CSV that have one time stamp each, of the beginning or of the end of the
 * interval: which of the two, and how long an interval is, only the whole file tells.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_STAMPS_H
#define STATION_STAMPS_H

#include "cells.h"

struct stamp {
    int64_t time_s;
    double value; /* as in the file; NaN = not known */
    int32_t line;
};

struct stamps {
    struct stamp *row;
    int32_t count, room;
    int32_t named;    /* enum feed_stamps as --stamps or the header say it */
    int32_t midnight; /* 1 = a stamp is 24:00, which is no beginning */
    int32_t step_s;   /* of the intervals, when judged */
};

/* Adds a row, in the order of the file: of two equal local hours in October the order tells the
 * second. Returns NULL, or what is wrong with it. */
const char *stamps_add(struct stamps *stamps, const ostrov_zone *zone, const ostrov_civil *moment,
                       double value, int32_t line);

/* Finds the step and what the stamps are, enum feed_stamps. *why receives by what it was told, or
 * what is wrong with the file when it returns 0. */
int32_t stamps_judge(struct stamps *stamps, const ostrov_zone *zone, const char **why);

void stamps_free(struct stamps *stamps);

#endif
