/* What holds now, as rows with a name, a unit and a value: the one list behind now.txt, the metrics
 * and the MQTT topics.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_LIVE_FACTS_H
#define STATION_LIVE_FACTS_H

#include <ostrov/station.h>

#include "../drivers/hardware.h"
#include "../site/site.h"
#include "../store/telemetry.h"

enum { FACTS_MOST = 96, FACTS_TEXT = 160 };

enum fact_kind {
    FACT_GAUGE = 0,   /* goes up and down */
    FACT_COUNTER = 1, /* only up, since the start */
    FACT_WORD = 2     /* text */
};

struct fact {
    const char *name;  /* "grid_w" */
    const char *unit;  /* SI, as in the name; "" = none */
    const char *brief; /* one sentence */
    int32_t kind;      /* enum fact_kind */
    int32_t decimals;
    double value;          /* NaN = not known; infinite = no limit */
    char text[FACTS_TEXT]; /* of a word */
};

struct facts {
    int64_t time_s; /* UTC; INT64_MIN = the clock is not known */
    int32_t count;
    struct fact fact[FACTS_MOST];
};

/* What was just measured, decided and counted. */
void facts_gather(struct facts *facts, const struct site *site, int32_t armed,
                  const ostrov_measurement *measurement, const ostrov_station_state *state,
                  const ostrov_command *command, struct telemetry *telemetry,
                  const struct hardware *hardware, int32_t charge_points);

/* How good the forecasts of an hour ahead have been. */
struct outlook_score;
void facts_add_score(struct facts *facts, const struct outlook_score *score);

/* The connection to the grid: what it waits for, and how its devices do. */
struct island_counters;
void facts_add_connection(struct facts *facts, const ostrov_grid_state *state,
                          const struct island_counters *counters);

/* The DSO's control centre: what it asks, and whether it is there. */
struct iec104_orders;
struct iec104_server_status;
void facts_add_dso(struct facts *facts, const struct iec104_orders *orders,
                   const struct iec104_server_status *status);

/* The value as text: a dash where it is not known, "none" where there is no limit. */
void facts_text(const struct fact *fact, char *text, size_t capacity);

#endif
