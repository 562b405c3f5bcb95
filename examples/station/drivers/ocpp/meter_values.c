/* What the meter of a charge point says: see point.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "point.h"

#include <math.h>
#include <string.h>

enum {
    CLOCK_S = 2,            /* s by which two clocks may differ: both tell whole seconds */
    RECENT_S = 60,          /* s for which a transaction of a meter value counts as under way */
    LONG_AGO_S = 1000000000 /* s: any older is as old */
};

/* L1, L1-N and so on: 0 … 2; else −1. */
static int32_t phase_of(const char *phase)
{
    return phase != NULL && phase[0] == 'L' && phase[1] >= '1' && phase[1] <= '3' &&
                   (phase[2] == '\0' || strcmp(phase + 2, "-N") == 0)
               ? phase[1] - '1'
               : -1;
}

/* One sampled value (7.43): measurand and unit have defaults, Energy.Active.Import.Register in Wh.
 */
static void take_sample(struct ocpp_reading *r, const cJSON *sample, double watts[4])
{
    const char *measurand = ocpp_text(sample, "measurand");
    const char *unit = ocpp_text(sample, "unit");
    const char *phase = ocpp_text(sample, "phase");
    int32_t line = phase_of(phase);
    double value = ocpp_number(sample, "value");
    double scale = unit != NULL && unit[0] == 'k' ? 1000.0 : 1.0;
    if (!isfinite(value)) {
        return;
    }
    if (measurand == NULL || strcmp(measurand, "Energy.Active.Import.Register") == 0) {
        if (phase == NULL) {
            r->energy_wh = value * scale;
        }
    } else if (strcmp(measurand, "Power.Active.Import") == 0) {
        if (phase == NULL) {
            watts[3] = value * scale;
        } else if (line >= 0) {
            watts[line] = value * scale;
        }
    } else if (strcmp(measurand, "Current.Import") == 0 && line >= 0) {
        r->phase_a[line] = value;
    } else if (strcmp(measurand, "Current.Offered") == 0) {
        r->offered_a = value;
    } else if (strcmp(measurand, "SoC") == 0) {
        r->soc_ratio = value >= 0.0 && value <= 100.0 ? value / 100.0 : (double)NAN;
    }
}

/* When a value was measured. A charge point that was cut off keeps its values and sends them
 * later: they were true then. One that tells no time, or one to come, means now. */
static int64_t measured_us(const cJSON *value, int64_t now_us, int64_t utc_s)
{
    const char *text = ocpp_text(value, "timestamp");
    int64_t then_s = 0;
    if (utc_s == INT64_MIN || text == NULL || ocpp_time_read(text, &then_s) != 0 ||
        utc_s - then_s <= CLOCK_S) {
        return now_us;
    }
    int64_t age_s = utc_s - then_s;
    return now_us - (age_s < LONG_AGO_S ? age_s : LONG_AGO_S) * 1000000;
}

/* What was measured at one moment. */
static void take_value(struct ocpp_point *p, const cJSON *value, int64_t at_us)
{
    const double nan = (double)NAN;
    double watts[4] = {nan, nan, nan, nan}; /* by phase, and all together */
    const cJSON *sample;
    if (at_us < p->reading.read_us) {
        return; /* something newer is known */
    }
    cJSON_ArrayForEach(sample, cJSON_GetObjectItemCaseSensitive(value, "sampledValue"))
    {
        take_sample(&p->reading, sample, watts);
    }
    double total = isnan(watts[3]) ? watts[0] + watts[1] + watts[2] : watts[3];
    if (isnan(total) && p->setup.phases == 1) {
        total = watts[0];
    }
    for (int32_t i = 0; i < 3 && isfinite(watts[i]); i++) {
        p->reading.phase_a[i] = watts[i] / p->setup.phase_v; /* where no currents are told */
    }
    /* More than half again what it can give is no reading of this charge point. */
    if (isfinite(total) && total >= -100.0 && total <= 1.5 * p->setup.limit_w) {
        p->reading.power_w = total;
        p->reading.read_us = at_us;
    } else if (!isnan(total)) {
        p->counters.refused++;
    }
}

void ocpp_point_take_meter(struct ocpp_point *p, const cJSON *payload, int64_t now_us,
                           int64_t utc_s)
{
    const cJSON *values = cJSON_GetObjectItemCaseSensitive(payload, "meterValue"), *value;
    int32_t told = ocpp_whole(payload, "transactionId", 0);
    int64_t newest_us = cJSON_GetArraySize(values) > 0 ? INT64_MIN : now_us;
    if (ocpp_whole(payload, "connectorId", 1) != 1) {
        return; /* 0 is the charge point's own meter, 2 is not a connector of the site's */
    }
    cJSON_ArrayForEach(value, values)
    {
        int64_t at_us = measured_us(value, now_us, utc_s);
        newest_us = at_us > newest_us ? at_us : newest_us;
        take_value(p, value, at_us);
    }
    /* After a restart of ours the charge point knows the transaction, and we do not. One of values
     * that were kept may have ended long ago, or just now. */
    if (told > 0 && p->transaction == 0 && told != p->ended &&
        now_us - newest_us <= RECENT_S * 1000000) {
        p->transaction = told;
        p->started[0] = '\0'; /* its start was not told to us */
        p->next_transaction =
            told >= p->next_transaction ? ocpp_transaction_after(told) : p->next_transaction;
    }
}
