/* How good the forecasts of a run were, made an hour before and judged by what came.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_SCORE_H
#define STATION_SCORE_H

#include "record.h"

/* Fills pv_score and load_score from the quarter hours of a record. */
void score_forecasts(struct record *record);

#endif
