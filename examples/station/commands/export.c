/* export: recorded minutes and forecasts as CSV or InfluxDB lines.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "command.h"
#include "store/telemetry.h"

#include <stdio.h>
#include <string.h>

int command_export(const struct call *call)
{
    const struct site *site = call->site;
    const struct options *options = &call->options;
    char path[COMMAND_PATH], message[COMMAND_TEXT] = "";
    const char *format = options->format != NULL ? options->format : "csv";
    int64_t rows;
    snprintf(path, sizeof path, "%s/telemetry.db", options->state);
    if (strcmp(format, "csv") == 0) {
        rows = telemetry_export_csv(path, 0, INT64_MAX, stdout, message, sizeof message);
    } else if (strcmp(format, "forecast") == 0) {
        rows = telemetry_export_forecast_csv(path, 0, INT64_MAX, stdout, message, sizeof message);
    } else if (strcmp(format, "influx") == 0) {
        rows = telemetry_export_influx(path, site->name, 0, INT64_MAX, stdout, message,
                                       sizeof message);
    } else {
        snprintf(message, sizeof message, "--format %s: forecast, csv or influx is wanted", format);
        return command_refuse(message);
    }
    return rows < 0 ? command_fail(message) : 0;
}
