/* Driver of a PV inverter: is there another controller?
 *
 * Model 123 has no heartbeat: the limit alone tells. What does not stand as we wrote it, or what is
 * set while we say nothing, is somebody else's; as with the storage converter (pcs_lease.c) we keep
 * our hands off for a while. What an inverter does by itself is nobody's work: a limit that its
 * timer lifted because we were silent, and a number whose scale factor moved.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "drivers/pv_inverter.h"

static double since_s(int64_t then_us, int64_t now_us) { return (double)(now_us - then_us) * 1e-6; }

static void lose(struct pv_inverter *pv, int64_t now_us)
{
    pv->counters.foreign++;
    pv->lost_us = now_us;
    set_point_refuse(&pv->limit, &pv->limits, SET_POINT_FOREIGN, now_us);
}

int pv_lease_held(struct pv_inverter *pv, int64_t now_us)
{
    if (pv->lost_us != INT64_MIN) {
        if (since_s(pv->lost_us, now_us) < pv->setup.lease_s) {
            return 0;
        }
        pv->lost_us = INT64_MIN; /* once again: it may be gone */
        pv->listened_us = INT64_MIN;
        pv->armed_us = INT64_MIN;
    }
    return pv->setup.listen_s <= 0.0 ||
           (pv->listened_us != INT64_MIN && since_s(pv->listened_us, now_us) >= pv->setup.listen_s);
}

/* While we say nothing: whoever sets a limit now is there now. One that falls away was its timer's.
 */
static void listen(struct pv_inverter *pv, const struct pv_shown *shown, int64_t now_us)
{
    int silent = pv->limit.stage == SET_POINT_NONE ||
                 (pv->limit.stage == SET_POINT_REFUSED && pv->limit.refusal == SET_POINT_FOREIGN);
    if (pv->listened_us == INT64_MIN) {
        pv->listened_us = now_us;
    } else if (silent && pv->setup.listen_s > 0.0 && shown->changed && shown->limited != 0) {
        lose(pv, now_us);
    }
}

void pv_lease_judge(struct pv_inverter *pv, const struct pv_shown *shown, int64_t now_us)
{
    const struct set_point *s = &pv->limit;
    int written = s->stage == SET_POINT_ACKNOWLEDGED || s->stage == SET_POINT_OBSERVED;
    if (pv->lost_us != INT64_MIN) {
        return;
    }
    if (!written || pv->armed_us == INT64_MIN || pv->armed_us >= now_us) {
        listen(pv, shown, now_us);
    } else if (shown->rescaled) {
        pv->counters.rescaled++;
        pv->armed_us = INT64_MIN; /* the number there means something else now: write it again */
    } else if (shown->stands == 0) {
        if (shown->limited != 1 && since_s(pv->armed_us, now_us) >= pv->setup.reversion_s) {
            pv->armed_us = INT64_MIN; /* it fell back: we had not spoken to it for so long */
        } else {
            lose(pv, now_us);
        }
    }
}

/* The limit as the inverter shows it: INFINITY = none; NaN = not told. */
static double shown_w(const struct pv_inverter *pv)
{
    const struct pv_reading *r = &pv->reading;
    return r->limited == 0 || r->limit_w >= r->rating_w ? (double)INFINITY
           : r->limited == 1                            ? r->limit_w
                                                        : (double)NAN;
}

void pv_lease_look(struct pv_inverter *pv, double step_w, int64_t now_us)
{
    double now = shown_w(pv), before = pv->heard_w, written = pv->limit.written_w;
    int free = isinf(now), lifted = written >= pv->reading.rating_w;
    if (isnan(now)) {
        return; /* not told is no proof of anything */
    }
    const struct pv_shown shown = {.stands = free || lifted ? free == lifted
                                                            : fabs(now - written) <= step_w,
                                   .limited = !free,
                                   .changed = !isnan(before) && now != before,
                                   .rescaled = step_w != pv->written_step_w};
    pv->heard_w = now;
    pv_lease_judge(pv, &shown, now_us);
}
