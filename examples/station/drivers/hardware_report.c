/* What the devices were asked and how they answered, as rows of a run's record.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "drivers/hardware.h"
#include "simulate/record.h"

static double mean(double sum, int64_t count) { return count > 0 ? sum / (double)count : 0.0; }

static void name_of(char *name, size_t capacity, const char *role, const struct identity *identity)
{
    snprintf(name, capacity, "%s (%.15s %.19s)", role, identity->manufacturer, identity->model);
}

int32_t hardware_report(const struct hardware *hardware, struct record_device *rows, int32_t most)
{
    const struct pcs *pcs = &hardware->pcs;
    const struct meter *meter = &hardware->meter;
    const struct set_point_counters *set_points = &pcs->set_points;
    if (most < 2) {
        return 0;
    }
    memset(rows, 0, 2 * sizeof rows[0]);
    name_of(rows[0].name, sizeof rows[0].name, "PCS", &pcs->identity);
    rows[0].ack_ms_mean = mean(set_points->ack_ms_sum, set_points->acknowledged);
    rows[0].ack_ms_max = set_points->ack_ms_max;
    rows[0].observe_s_mean = mean(set_points->observe_s_sum, set_points->observed);
    rows[0].observe_s_max = set_points->observe_s_max;
    rows[0].requests = pcs->link.counters.requests;
    rows[0].failures = pcs->link.counters.failures + pcs->link.counters.exceptions;
    rows[0].refused = set_points->refused;
    rows[0].set_points = set_points->requested;
    name_of(rows[1].name, sizeof rows[1].name, "PCC meter", &meter->identity);
    rows[1].requests = meter->link.counters.requests;
    rows[1].failures = meter->link.counters.failures + meter->link.counters.exceptions;
    return 2;
}
