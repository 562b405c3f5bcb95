/* What was forecast, as rows of the telemetry: the report holds it against what came.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_LIVE_FORETELL_H
#define STATION_LIVE_FORETELL_H

#include "../simulate/outlook.h"
#include "../store/telemetry.h"

/* The forecast that outlook_learn made when the day UTC began, from its first quarter hour to the
 * end of that day. Returns rows, at most OUTLOOK_DAY. */
int32_t foretell_day(const struct outlook *outlook, struct telemetry_forecast *row);

/* The quarter hour that begins an hour after the last one that was learned. Makes a short forecast,
 * which takes the place of the last one. Returns 1; 0 = none was made. */
int32_t foretell_hour(struct outlook *outlook, struct telemetry_forecast *row);

#endif
