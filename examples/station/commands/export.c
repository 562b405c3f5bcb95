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
    const struct options *options = &call->options;
    char path[COMMAND_PATH], message[COMMAND_TEXT] = "";
    const char *format = options->format != NULL ? options->format : "csv";
    static const char *const formats[] = {"csv", "forecast", "influx"};
    int32_t which = 0;
    while (which < 3 && strcmp(format, formats[which]) != 0) {
        which++;
    }
    if (which == 3) {
        snprintf(message, sizeof message, "--format %s: forecast, csv or influx is wanted", format);
        return command_refuse(message);
    }
    snprintf(path, sizeof path, "%s/telemetry.db", options->state);
    if (telemetry_each(path, 1, 0, NULL, NULL, message, sizeof message) < 0) {
        return command_refuse(message); /* there is no such record: nothing is written */
    }
    int64_t rows =
        which == 0 ? telemetry_export_csv(path, 0, INT64_MAX, stdout, message, sizeof message)
        : which == 1
            ? telemetry_export_forecast_csv(path, 0, INT64_MAX, stdout, message, sizeof message)
            : telemetry_export_influx(path, call->site->name, 0, INT64_MAX, stdout, message,
                                      sizeof message);
    return rows < 0 ? command_fail(message) : 0;
}
