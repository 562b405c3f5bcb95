/* What the battery tells, judged before it is believed, and where the site says how its strings are
 * built, what their voltage says of the state of charge.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_GAUGE_H
#define STATION_GAUGE_H

#include "../site/site.h"
#include "../store/memory.h"

struct gauge {
    const struct site *site;
    int32_t known; /* 1 = the site says how the strings are built; else nothing is judged here */
    int32_t begun; /* 1 = the estimator has a start */
    uint32_t told; /* reasons already said */
    uint32_t reserved;
    double quiet_s;   /* since what was said was last forgotten */
    ostrov_cell cell; /* of the library's tables */
    ostrov_telemetry_config telemetry_config;
    ostrov_telemetry telemetry;
    ostrov_soc_config soc_config;
    ostrov_soc soc;
    ostrov_telemetry_state judged;
    ostrov_soc_state state;
};

/* Returns 0; -1 with a message. */
int gauge_begin(struct gauge *gauge, const struct site *site, char *message, size_t capacity);

/* Takes out of a measurement what cannot be true, and puts the bounds of the SoC into it. dt_s as
 * the measurement has it. Returns bits of enum ostrov_telemetry_reason that are new: each is said
 * once in ten minutes. */
uint32_t gauge_step(struct gauge *gauge, ostrov_measurement *measurement);

/* 1 = a full charge is worth having: by it a BMS finds its own SoC again, or the voltage tells it.
 */
int gauge_wants_full(const struct gauge *gauge, const ostrov_station_state *state);

/* A reason in words; NULL for a bit that is none. */
const char *gauge_reason_text(int32_t reason);

/* The SoC as a person wants to read it: "62 %", or "30-90 %, not known" when the bounds lie far
 * apart. */
void gauge_soc_text(const ostrov_station_state *state, char *text, size_t capacity);

/* Into and out of a snapshot. */
void gauge_save(const struct gauge *gauge, struct memory *memory);
void gauge_recall(struct gauge *gauge, const struct memory *memory);

#endif
