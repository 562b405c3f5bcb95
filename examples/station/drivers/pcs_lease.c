/* Driver of a storage converter: is there another controller?
 *
 * SunSpec knows no lease. Two things tell: the controller's heartbeat (715 ControllerHb), which
 * nobody but the controller writes, and the set-point, which must stand as it was written. Where
 * either is somebody else's we keep our hands off for a while: two controllers that fight wear the
 * battery out, and the one that does not know of the other will not give way.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "drivers/pcs.h"

#define BEATS 65535U   /* they go round from 1 to this */
#define OWN_BEATS 600U /* a device that shows an old one of ours is slow, not another's */

static double since_s(int64_t then_us, int64_t now_us) { return (double)(now_us - then_us) * 1e-6; }

uint32_t pcs_lease_beat(const struct pcs *pcs, int64_t now_us)
{
    uint64_t seconds = (uint64_t)(now_us / 1000000);
    return (uint32_t)((seconds + pcs->setup.nonce) % BEATS) + 1U;
}

void pcs_lease_lose(struct pcs *pcs, int64_t now_us)
{
    pcs->counters.foreign++;
    pcs->lost_us = now_us;
    pcs->commanding = 0;
    pcs->beat_held = 0;
    pcs->controller_beat = 0;
    set_point_refuse(&pcs->set_point, &pcs->set_points, SET_POINT_FOREIGN, now_us);
}

int pcs_lease_held(struct pcs *pcs, int64_t now_us)
{
    if (pcs->lost_us != INT64_MIN) {
        if (since_s(pcs->lost_us, now_us) < pcs->setup.lease_s) {
            return 0;
        }
        pcs->lost_us = INT64_MIN; /* once again: it may be gone */
        pcs->listened_us = INT64_MIN;
        pcs->armed_us = INT64_MIN;
    }
    /* Before the first word: does somebody else's heart beat? */
    return pcs->setup.listen_s <= 0.0 || (pcs->listened_us != INT64_MIN &&
                                          since_s(pcs->listened_us, now_us) >= pcs->setup.listen_s);
}

/* Heartbeat of the controller as the device shows it; 0 = none. */
static uint32_t beat_there(const struct pcs *pcs)
{
    struct sunspec_view view = sunspec_view_of(&pcs->heartbeat);
    uint64_t beat = 0;
    return sunspec_bits(&view, SUNSPEC_715_ControllerHb, &beat) ? (uint32_t)beat : 0;
}

void pcs_lease_hear(struct pcs *pcs, int64_t now_us)
{
    uint32_t beat = beat_there(pcs), heard = pcs->beat_heard;
    pcs->beat_heard = beat;
    if (pcs->lost_us != INT64_MIN) {
        return;
    }
    if (pcs->controller_beat == 0 || !pcs->commanding) {
        /* We say nothing: whatever changes there is another's. */
        if (pcs->listened_us == INT64_MIN) {
            pcs->listened_us = now_us;
        } else if (beat != heard && beat != 0 && pcs->setup.listen_s > 0.0 &&
                   pcs->controller_beat == 0) { /* of ours it may still show an old one */
            pcs_lease_lose(pcs, now_us);
        }
        return;
    }
    uint32_t behind = (pcs->controller_beat + BEATS - beat) % BEATS;
    if (behind == 0) {
        pcs->beat_held = 1;
    } else if (pcs->beat_held && beat != 0 && behind > OWN_BEATS) {
        pcs_lease_lose(pcs, now_us);
    }
}

void pcs_lease_look(struct pcs *pcs, int64_t now_us)
{
    const struct set_point *s = &pcs->set_point;
    struct sunspec_view view = sunspec_view_of(&pcs->control);
    int written = s->stage == SET_POINT_ACKNOWLEDGED || s->stage == SET_POINT_OBSERVED;
    double shown_w = sunspec_number(&view, SUNSPEC_704_WSet);
    double step_w = sunspec_step(&view, SUNSPEC_704_WSet);
    uint64_t enabled = 0;
    if (!written || pcs->armed_us == INT64_MIN || pcs->armed_us >= now_us || isnan(shown_w)) {
        return;
    }
    if (step_w != pcs->written_step_w) {
        pcs->counters.rescaled++;
        pcs->armed_us = INT64_MIN; /* the number there means something else now: write it again */
        return;
    }
    int ours = sunspec_bits(&view, SUNSPEC_704_WSetEna, &enabled) && enabled == 1 &&
               fabs(shown_w - s->written_w) <= step_w;
    if (ours) {
        return;
    }
    if (since_s(pcs->armed_us, now_us) >= pcs->setup.reversion_s) {
        pcs->armed_us = INT64_MIN; /* it fell back by itself: we had not spoken to it for so long */
        return;
    }
    pcs_lease_lose(pcs, now_us);
}
