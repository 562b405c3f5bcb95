/* What happened, in plain sentences built from the record: the mayor's headline and the summary.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_REPORT_SENTENCE_H
#define STATION_REPORT_SENTENCE_H

#include "page.h"

enum { SENTENCE = 512 };

/* "All 21 departures left on time." and what is true otherwise; empty for a site without vehicles.
 */
void sentence_departures(const struct view *view, char *text, size_t capacity);

/* "Supply failed 18:00–20:00; lighting, information and dispatch kept running (gap 0.28 s), …" */
void sentence_supply(const struct view *view, char *text, size_t capacity);

/* "Electricity cost 4 120 Kč instead of 4 890 Kč with simple staggered charging." Empty when no
 * policy was run. */
void sentence_cost(const struct view *view, char *text, size_t capacity);

/* Names of the critical load, "lighting, information and dispatch". */
void sentence_critical(const struct view *view, char *text, size_t capacity);

/* Whether the critical load went without supply for longer than the gaps of the transfers, and Wh.
 */
int32_t sentence_critical_lost(const struct record *record, const struct site *site,
                               double *lost_wh);

/* Autonomy at the end of the run and the least between 20:00 and 06:00 with its moment; NaN = not
 * known. */
void sentence_autonomy(const struct view *view, double *now_s, double *worst_s,
                       int64_t *worst_at_s);

#endif
