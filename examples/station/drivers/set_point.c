/* One set-point on its way.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "drivers/set_point.h"

#include <math.h>
#include <string.h>

const char *set_point_stage_text(int32_t stage)
{
    static const char *const texts[] = {"none", "requested", "acknowledged", "observed", "refused"};
    return stage >= 0 && stage <= SET_POINT_REFUSED ? texts[stage] : "unknown";
}

const char *set_point_refusal_text(int32_t refusal)
{
    static const char *const texts[] = {"not refused",
                                        "no link",
                                        "exception",
                                        "not offered by the device",
                                        "another number reads back",
                                        "shown but not done",
                                        "device in local control",
                                        "the state it would start from is not known",
                                        "an inhibit or an interlock stands against it",
                                        "another controller commands it"};
    return refusal >= 0 && refusal <= SET_POINT_FOREIGN ? texts[refusal] : "unknown";
}

void set_point_begin(struct set_point *set_point)
{
    memset(set_point, 0, sizeof *set_point);
    set_point->wanted_w = (double)NAN;
    set_point->written_w = (double)NAN;
    set_point->astray_us = INT64_MAX;
}

void set_point_request(struct set_point *set_point, struct set_point_counters *counters,
                       double watts, int64_t now_us)
{
    set_point->wanted_w = watts;
    set_point->stage = SET_POINT_REQUESTED;
    set_point->refusal = SET_POINT_NOT_REFUSED;
    set_point->requested_us = now_us;
    set_point->waited_us = now_us;
    counters->requested++;
}

void set_point_acknowledge(struct set_point *set_point, struct set_point_counters *counters,
                           double written_w, double ack_ms, int64_t now_us)
{
    set_point->written_w = written_w;
    set_point->stage = SET_POINT_ACKNOWLEDGED;
    set_point->acknowledged_us = now_us;
    counters->acknowledged++;
    counters->ack_ms_sum += ack_ms;
    if (ack_ms > counters->ack_ms_max) {
        counters->ack_ms_max = ack_ms;
    }
}

void set_point_refuse(struct set_point *set_point, struct set_point_counters *counters,
                      int32_t refusal, int64_t now_us)
{
    set_point->stage = SET_POINT_REFUSED;
    set_point->refusal = refusal;
    set_point->refused_us = now_us;
    counters->refused++;
}

void set_point_wait(struct set_point *set_point, int64_t now_us)
{
    set_point->astray_us = INT64_MAX;
    set_point->waited_us = now_us;
}

void set_point_judge(struct set_point *set_point, struct set_point_counters *counters,
                     double measured_w, double expected_w, double tolerance_w, double patience_s,
                     int64_t now_us)
{
    int delivered =
        set_point->stage == SET_POINT_ACKNOWLEDGED || set_point->stage == SET_POINT_OBSERVED;
    if (!delivered || !isfinite(measured_w) || !isfinite(expected_w)) {
        return; /* not known is neither done nor refused */
    }
    if (fabs(measured_w - expected_w) <= tolerance_w) {
        set_point->astray_us = INT64_MAX;
        if (set_point->stage == SET_POINT_ACKNOWLEDGED) {
            double took_s = (double)(now_us - set_point->waited_us) * 1e-6;
            set_point->stage = SET_POINT_OBSERVED;
            set_point->observed_us = now_us;
            counters->observed++;
            counters->observe_s_sum += took_s;
            if (took_s > counters->observe_s_max) {
                counters->observe_s_max = took_s;
            }
        }
        return;
    }
    if (set_point->astray_us == INT64_MAX) {
        set_point->astray_us = now_us;
    } else if ((double)(now_us - set_point->astray_us) > patience_s * 1e6) {
        set_point_refuse(set_point, counters, SET_POINT_NOT_OBSERVED, now_us);
    }
}
