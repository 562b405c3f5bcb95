/* Memory of a record: see record.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "record.h"

#include <stdlib.h>
#include <string.h>

int record_init(struct record *record, const struct site *site, const struct inputs *inputs)
{
    memset(record, 0, sizeof *record);
    record->site = site;
    record->inputs = inputs;
    record->soc_min_ratio = 1.0;
    record->last_contact_angle_deg = __builtin_nan("");
    record->departure_least_wh = __builtin_nan("");
    record->minute = calloc((size_t)((inputs->end_s - inputs->start_s) / 60 + 1),
                            sizeof *record->minute);
    record->quarter = calloc((size_t)inputs->quarters + 1, sizeof *record->quarter);
    record->transition = calloc(RECORD_TRANSITIONS, sizeof *record->transition);
    record->event = calloc(RECORD_EVENTS, sizeof *record->event);
    if (record->minute == NULL || record->quarter == NULL || record->transition == NULL ||
        record->event == NULL) {
        record_free(record);
        return -1;
    }
    return 0;
}

void record_free(struct record *record)
{
    free(record->minute);
    free(record->quarter);
    free(record->transition);
    free(record->event);
    record->minute = NULL;
    record->quarter = NULL;
    record->transition = NULL;
    record->event = NULL;
}
