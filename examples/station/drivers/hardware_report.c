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

/* set_points = NULL: a device that is only read. */
static void put_row(struct record_device *row, const char *role, const struct identity *identity,
                    const struct link *link, const struct set_point_counters *set_points)
{
    name_of(row->name, sizeof row->name, role, identity);
    row->requests = link->counters.requests;
    row->failures = link->counters.failures + link->counters.exceptions;
    if (set_points != NULL) {
        row->ack_ms_mean = mean(set_points->ack_ms_sum, set_points->acknowledged);
        row->ack_ms_max = set_points->ack_ms_max;
        row->observe_s_mean = mean(set_points->observe_s_sum, set_points->observed);
        row->observe_s_max = set_points->observe_s_max;
        row->refused = set_points->refused;
        row->set_points = set_points->requested;
    }
}

int32_t hardware_report(const struct hardware *hardware, struct record_device *rows, int32_t most)
{
    const struct pcs *pcs = &hardware->pcs;
    const struct meter *meter = &hardware->meter;
    const struct set_point_counters *set_points = &pcs->set_points;
    int32_t count = hardware->setup.pv_rating_w > 0.0 ? 3 : 2;
    if (most < count) {
        return 0;
    }
    memset(rows, 0, (size_t)count * sizeof rows[0]);
    put_row(&rows[0], "PCS", &pcs->identity, &pcs->link, set_points);
    put_row(&rows[1], "PCC meter", &meter->identity, &meter->link, NULL);
    if (count == 3) {
        put_row(&rows[2], "PV inverter", &hardware->pv.identity, &hardware->pv.link,
                &hardware->pv.limits);
    }
    return count;
}
