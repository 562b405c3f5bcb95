/* A line of a CSV as people export it: semicolons, blanks and quotes around cells, days and times
 * as they are written by hand.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_CELLS_H
#define STATION_CELLS_H

#include <ostrov/base.h>

enum { CELLS_MOST = 32 };

struct cells {
    const char *at[CELLS_MOST];
    int length[CELLS_MOST];
    int count;
};

/* End of the row that begins at from. A cell in quotes may go over several lines, which are
 * counted. NULL: its quotes do not end. */
const char *cells_row_end(const char *from, const char *stop, int32_t *lines);

void cells_split(const char *from, const char *end, struct cells *cells);

/* 1 = nothing stands in any of them. */
int cells_empty(const struct cells *cells);

/* The word stands in the cell, whatever its case. Names are compared by their ASCII parts: files
 * come in UTF-8 and in Windows-1250. */
int cells_hold(const struct cells *cells, int i, const char *word);

/* Likewise, with blanks around it: "od" in "Datum od", not in "Odběr". */
int cells_word(const struct cells *cells, int i, const char *word);

/* Digits from *at on; −1 when there are none or more than four. */
int32_t cells_digits(const char **at, const char *end);

/* "01.10.2025", "1. 10. 2025" or "2025-10-01": noon of that day by UTC. */
int cells_day(const struct cells *cells, int i, ostrov_civil *day);

/* "01.10.2025 00:15" or "2025-10-01T00:15:00" in the cell clock, or "00:15" with the day in the
 * cell day, −1 = in none. 24:00 stays hour 24. */
int cells_moment(const struct cells *cells, int day, int clock, ostrov_civil *moment);

#endif
