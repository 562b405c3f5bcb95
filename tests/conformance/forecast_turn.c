/* The year turned round: see station_turn in forecast_station.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecast_station.h"

#include <math.h>
#include <stdlib.h>

enum { YEAR = 365 * STATION_DAY };

/* Row of the file that stands at a step of the turned year; -1 in the gap between. */
static int32_t row_of(const station *s, int32_t half, int32_t step)
{
    const int32_t late = step - (YEAR - half);
    const int32_t early = half + step;
    return late >= 0 ? late : (early < s->count ? early : -1);
}

static int32_t turn_weather(const station *s, int32_t half, ostrov_weather **weather)
{
    ostrov_weather *turned = calloc(YEAR, sizeof *turned);
    int32_t good = turned != NULL;
    for (int32_t i = 0; good && i < YEAR; i++) {
        const int32_t row = row_of(s, half, i);
        good = ostrov_weather_defaults(&turned[i], sizeof turned[i]) == OSTROV_OK;
        if (row >= 0) {
            turned[i] = (*weather)[row];
        }
    }
    if (!good) {
        free(turned);
        return 0;
    }
    free(*weather);
    *weather = turned;
    return 1;
}

int32_t station_turn(station *s)
{
    const int32_t half = s->count / 2 / STATION_DAY * STATION_DAY;
    if (s->unseen || s->count > YEAR) {
        return 1;
    }
    double *power = calloc(YEAR, sizeof *power);
    if (power == NULL || !turn_weather(s, half, &s->weather) || !turn_weather(s, half, &s->light)) {
        free(power);
        return 0;
    }
    for (int32_t i = 0; i < YEAR; i++) {
        const int32_t row = row_of(s, half, i);
        power[i] = row >= 0 ? s->power[row] : NAN;
    }
    free(s->power);
    s->power = power;
    s->score_from_s = s->start_s;
    s->start_s += (int64_t)(half - YEAR) * STATION_STEP_S;
    s->count = YEAR;
    return 1;
}
