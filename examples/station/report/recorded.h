/* Recorded days for the report: quarter hours of the telemetry, what was forecast of them, and how
 * good that was.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_REPORT_RECORDED_H
#define STATION_REPORT_RECORDED_H

#include "../kpi/kpi.h"
#include "../simulate/outlook.h"
#include "../simulate/record.h"

struct recorded {
    const struct site *site;
    const struct kpi *kpi; /* of the same span */
    int64_t from_s, until_s;
    int32_t language;     /* enum kpi_language */
    int32_t forecasts;    /* quarter hours of which something was forecast */
    struct record record; /* quarters of the span with the forecast of the day ahead, its scores */
    double *pv_hour_w, *load_hour_w;                    /* medians an hour ahead; NaN = not made */
    struct record_score pv_hour_score, load_hour_score; /* theirs; without coverage */
    ostrov_learner_score lead[OUTLOOK_LEADS]; /* what the learner says of itself; samples 0 = nothing */
};

/* Reads the database at path; kpi has the span. A quarter counts as measured when ten of its
 * fifteen minutes are known. Persistence of the day ahead is the sky of the same quarter a day
 * before, and the load of a week before. Returns 0; -1 with a message. */
int recorded_read(const char *path, const struct site *site, const struct kpi *kpi,
                  int32_t language, struct recorded *recorded, char *message, size_t capacity);
void recorded_free(struct recorded *recorded);

/* One line on a score: which is "PV, the day ahead" and so on, in the order of the enumeration. */
enum recorded_what {
    RECORDED_PV_DAY,
    RECORDED_LOAD_DAY,
    RECORDED_PV_HOUR,
    RECORDED_LOAD_HOUR,
    RECORDED_SCORES
};
size_t recorded_score_text(const struct recorded *recorded, int32_t which, char *text,
                           size_t capacity);

/* One line on the learner's own score of a lead, over all that it ever judged; empty where it judged nothing. */
size_t recorded_lead_text(const struct recorded *recorded, int32_t lead, char *text, size_t capacity);

#endif
