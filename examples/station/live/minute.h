/* Gathers the seconds of a minute into a row of telemetry.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_LIVE_MINUTE_H
#define STATION_LIVE_MINUTE_H

#include <ostrov/station.h>

#include "../store/telemetry.h"
#include "metering.h"

struct minute {
    int64_t start_s; /* INT64_MIN = none begun */
    struct metering_mean grid_w, pv_w, battery_w, load_w, vehicles_w, voltage_v, frequency_hz;
    struct telemetry_minute row; /* what stands at its end */
};

/* A value counts while it is young: a device that stopped answering has no power of now. Charge
 * points speak each five seconds by themselves, the others are asked each second. NaN = too old. */
double minute_fresh(const ostrov_measurement *measurement, int32_t source, double value);

void minute_begin(struct minute *minute);

/* What was measured and commanded in the step that ended at time_s. Returns 1 when a minute ended;
 * its row is then in *ended. A value that was not measured in the step is left out of its mean, and
 * of a step longer than METERING_SAMPLE_S that time alone is recorded: the rest is a gap. */
int minute_step(struct minute *minute, const ostrov_measurement *measurement,
                const ostrov_station_state *state, const ostrov_command *command, double bus_v,
                double bus_hz, struct telemetry_minute *ended);

#endif
