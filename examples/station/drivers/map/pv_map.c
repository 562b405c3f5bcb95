/* A PV inverter by a register map.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "drivers/pv_inverter.h"

static double possible(struct pv_inverter *pv, double value, double least, double most)
{
    if (isnan(value) || (value >= least && value <= most)) {
        return value;
    }
    pv->counters.implausible++;
    return (double)NAN;
}

int pv_map_ready(struct pv_inverter *pv, int64_t now_us)
{
    int64_t strangers = pv->mapped.strangers;
    uint32_t epoch = pv->mapped.epoch;
    int ready = mapped_ready(&pv->mapped, &pv->link, now_us);
    pv->counters.identity_refused += pv->mapped.strangers - strangers;
    if (ready && epoch != pv->mapped.epoch) {
        pv->armed_us = INT64_MIN; /* what it was told before the break is not known to hold */
    }
    if (ready && !pv->identity.known) {
        pv->identity.known = 1;
        snprintf(pv->identity.manufacturer, sizeof pv->identity.manufacturer, "map");
        snprintf(pv->identity.model, sizeof pv->identity.model, "%.32s", pv->setup.map->name);
    }
    return ready;
}

/* Is there another controller? By the rows that are written, where they read back; else by the
 * limit that it tells, to half a percent of the rating. */
static void guard_lease(struct pv_inverter *pv, int64_t now_us)
{
    struct mapped *mapped = &pv->mapped;
    const struct pv_reading *r = &pv->reading;
    uint32_t before = mapped->stood_crc;
    int known = mapped->stood;
    double written = pv->limit.written_w, heard = pv->heard_w;
    if (pv->setup.map->writes[MAP_LIMIT] == 0) {
        return;
    }
    int told = mapped_look(mapped, &pv->link, MAP_LIMIT, now_us);
    pv->heard_w = r->limit_w;
    if (told < 0) {
        return;
    }
    struct pv_shown shown = {
        .stands = mapped->stood_crc == mapped->written_crc,
        /* 1 proves nothing here: a timer may lift a limit and leave its number */
        .limited = r->limited == 0 ? 0 : -1,
        .changed = known && mapped->stood_crc != before,
        .rescaled = mapped->moved};
    if (told == 1) { /* nothing reads back */
        double least_w = written < r->rating_w ? written : r->rating_w;
        shown.stands = isnan(r->limit_w)
                           ? -1
                           : fabs(fmin(r->limit_w, r->rating_w) - least_w) <= 0.005 * r->rating_w;
        shown.changed = !isnan(heard) && !isnan(r->limit_w) && heard != r->limit_w;
    }
    pv_lease_judge(pv, &shown, now_us);
}

int pv_map_poll(struct pv_inverter *pv, int64_t now_us)
{
    int64_t implausible = pv->mapped.implausible;
    if (!pv_map_ready(pv, now_us) || mapped_read(&pv->mapped, &pv->link, now_us) != 0) {
        return -1;
    }
    pv->counters.implausible += pv->mapped.implausible - implausible;
    const double *v = pv->mapped.value;
    struct pv_reading *r = &pv->reading;
    /* A rating that contradicts the site file by more than a factor of three is somebody else's. */
    double told =
        possible(pv, v[MAP_PV_RATING_W], pv->setup.rating_w / 3.0, pv->setup.rating_w * 3.0);
    r->rating_w = isnan(told) ? pv->setup.rating_w : told;
    r->pv_w = possible(pv, v[MAP_PV_W], -0.1 * r->rating_w, 1.3 * r->rating_w);
    r->pv_var = v[MAP_PV_VAR];
    r->energy_wh = v[MAP_PV_ENERGY_WH];
    r->hz = v[MAP_BUS_HZ];
    r->state = -1;
    r->limit_w = v[MAP_PV_LIMIT_W];
    r->limited = pv->setup.map->writes[MAP_LIMIT] == 0 ? 0
                 : isnan(r->limit_w)                   ? -1
                                                       : r->limit_w < r->rating_w;
    guard_lease(pv, now_us);
    return 0;
}

int32_t pv_map_limit(struct pv_inverter *pv, double limit_w, double *written_w, int64_t now_us)
{
    double wishes[MAP_WISHES] = {0};
    /* Not read yet: NaN would say "not limited". */
    double rating_w = isnan(pv->reading.rating_w) ? pv->setup.rating_w : pv->reading.rating_w;
    wishes[MAP_WISH_LIMIT_W] = limit_w;
    wishes[MAP_WISH_LIMIT_RATIO] = limit_w / rating_w;
    wishes[MAP_WISH_LIMITED] = limit_w < rating_w;
    wishes[MAP_WISH_REVERSION_S] = pv->setup.reversion_s;
    int64_t rescaled = pv->mapped.rescaled;
    int32_t refusal = mapped_write(&pv->mapped, &pv->link, MAP_LIMIT, wishes, written_w, now_us);
    pv->counters.rescaled += pv->mapped.rescaled - rescaled;
    return refusal;
}
