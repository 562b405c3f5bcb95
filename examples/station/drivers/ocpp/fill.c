/* What charge points say, as part of a measurement.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "point.h"

#include <math.h>

/* Meter values come each meter_s; two that are missing are a charge point that is silent. One where
 * nobody stands says little: its heartbeat comes each minute. */
#define MISSED 1.9
#define IDLE_S 130.0

/* s since what is told of it was true; NaN = it is not known. */
static double known_s(const struct ocpp_point *p, int32_t plugged, int64_t now_us)
{
    if (p->seen_us == INT64_MIN || plugged < 0) {
        return (double)NAN;
    }
    double seen_s = (double)(now_us - p->seen_us) * 1e-6;
    double metered_s = ocpp_point_age_s(p, now_us);
    if (plugged == 0) { /* while its socket is open it would say who comes */
        return p->connected && seen_s < IDLE_S ? 0.0 : (double)NAN;
    }
    return metered_s <= MISSED * p->setup.meter_s ? metered_s : (double)NAN;
}

void ocpp_points_fill(const struct ocpp_point *points, int32_t count, int64_t now_us,
                      ostrov_measurement *m)
{
    double oldest_s = (double)NAN, seen_s = (double)NAN;
    for (int32_t i = 0; i < count; i++) {
        const struct ocpp_point *p = &points[i];
        int32_t plugged = ocpp_point_plugged(p);
        double one_s = known_s(p, plugged, now_us);
        m->charger_default_w[i] = p->stands_w;
        m->vehicle_accepts_w[i] =
            p->status == OCPP_FAULTED || p->status == OCPP_UNAVAILABLE ? 0.0 : p->setup.limit_w;
        if (p->seen_us != INT64_MIN) {
            seen_s = fmin(seen_s, (double)(now_us - p->seen_us) * 1e-6); /* NaN gives way */
        }
        if (isnan(one_s)) { /* silent by itself: the others are known none the less */
            m->vehicle_connected[i] = plugged == 0 ? -1 : plugged;
            m->vehicle_w[i] = (double)NAN;
            continue;
        }
        m->vehicle_connected[i] = plugged;
        m->vehicle_w[i] = plugged == 0 ? 0.0 : p->reading.power_w;
        oldest_s = fmax(oldest_s, one_s);
    }
    m->age_s[OSTROV_SOURCE_CHARGERS] = isnan(oldest_s) ? seen_s : oldest_s;
}
