/* One self-contained HTML page and the CSV behind each plot.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_REPORT_H
#define STATION_REPORT_H

#include "../simulate/record.h"
#include "recorded.h"

/* A dozen lines for the terminal. text receives at most capacity bytes, NUL-terminated. */
size_t report_summary(const struct record *day, char *text, size_t capacity);

/* Writes report.html and the CSV files (folder data) into folder (created if it is not there). day
 * is the run shown first, bad is the bad night beside it (NULL = not simulated). Returns 0, or −1
 * with a message that names the file and the system's reason. */
int report_write(const struct record *day, const struct record *bad, const char *folder,
                 char *message, size_t capacity);

/* The same of recorded days: key figures, and forecasts against what came. */
int report_write_recorded(const struct recorded *recorded, const char *folder, char *message,
                          size_t capacity);

#endif
