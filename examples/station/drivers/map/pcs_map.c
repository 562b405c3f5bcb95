/* A storage converter, and where it has one of its own its BMS, by register maps.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "drivers/pcs.h"

void pcs_map_begin(struct pcs *pcs)
{
    if (pcs->setup.map != NULL) {
        mapped_begin(&pcs->mapped, pcs->setup.map);
    }
    if (pcs->setup.bms_map != NULL) {
        mapped_begin(&pcs->bms, pcs->setup.bms_map);
    }
}

int pcs_map_ready(struct pcs *pcs, int64_t now_us)
{
    uint32_t epoch = pcs->mapped.epoch;
    int64_t strangers = pcs->mapped.strangers;
    int ready = mapped_ready(&pcs->mapped, &pcs->link, now_us);
    pcs->counters.identity_refused += pcs->mapped.strangers - strangers;
    if (ready && (!pcs->identity.known || epoch != pcs->mapped.epoch)) {
        pcs->identity.known = 1;
        snprintf(pcs->identity.manufacturer, sizeof pcs->identity.manufacturer, "map");
        snprintf(pcs->identity.model, sizeof pcs->identity.model, "%.32s", pcs->setup.map->name);
        pcs->armed_us = INT64_MIN; /* what it was told before the break is not known to hold */
        pcs->start_asked = -1;
        pcs->read_here = 0;
    }
    return ready;
}

static double lesser(double a, double b) { return isnan(a) ? b : isnan(b) || a < b ? a : b; }

static double possible(struct pcs *pcs, double value, double most)
{
    if (isnan(value) || fabs(value) <= most) {
        return value;
    }
    pcs->counters.implausible++;
    return (double)NAN;
}

/* What the battery's own map tells stands before what the converter's tells. */
static double told(const struct pcs *pcs, int32_t quantity)
{
    int own = pcs->bms.map != NULL && register_map_point(pcs->bms.map, quantity) != NULL;
    return own ? pcs->bms.value[quantity] : pcs->mapped.value[quantity];
}

static void understand(struct pcs *pcs)
{
    const double *v = pcs->mapped.value;
    struct pcs_reading *r = &pcs->reading;
    double most_w = 2.0 * pcs->setup.rating_w;
    r->battery_w = possible(pcs, v[MAP_BATTERY_W], most_w);
    r->battery_var = possible(pcs, v[MAP_BATTERY_VAR], most_w);
    r->bus_hz = v[MAP_BUS_HZ];
    for (int i = 0; i < 3; i++) {
        r->bus_v[i] = v[MAP_BUS_V_L1 + i];
    }
    r->cells_v = told(pcs, MAP_CELLS_V);
    r->cells_a = told(pcs, MAP_CELLS_A);
    r->cells_w = r->cells_v * r->cells_a;
    r->cells_c = told(pcs, MAP_CELLS_C);
    r->soc_ratio = told(pcs, MAP_SOC_RATIO);
    r->health_ratio = told(pcs, MAP_HEALTH_RATIO);
    r->available_wh = told(pcs, MAP_AVAILABLE_WH);
    r->bms_charge_limit_w =
        lesser(told(pcs, MAP_BMS_CHARGE_LIMIT_W), told(pcs, MAP_BMS_CHARGE_LIMIT_A) * r->cells_v);
    /* Battery-side limits: discharging loses on the way out. */
    r->bms_discharge_limit_w = pcs->setup.discharge_efficiency_ratio *
                               lesser(told(pcs, MAP_BMS_DISCHARGE_LIMIT_W),
                                      told(pcs, MAP_BMS_DISCHARGE_LIMIT_A) * r->cells_v);
    r->pcs_charge_limit_w = lesser(v[MAP_PCS_CHARGE_LIMIT_W], pcs->setup.rating_w);
    r->pcs_discharge_limit_w = lesser(v[MAP_PCS_DISCHARGE_LIMIT_W], pcs->setup.rating_w);
    r->mode = isnan(v[MAP_MODE]) ? OSTROV_PCS_UNKNOWN : (int32_t)v[MAP_MODE];
    r->connected = -1;
    r->local = isnan(v[MAP_LOCAL]) ? -1 : (int32_t)v[MAP_LOCAL];
    r->alarms = isnan(v[MAP_ALARMS]) ? 0 : (uint32_t)v[MAP_ALARMS];
    if (told(pcs, MAP_FAULT) == 1.0) { /* faulty: it allows nothing */
        r->bms_charge_limit_w = r->bms_discharge_limit_w = 0.0;
    }
}

/* Is there another controller? Set-point registers that change while we say nothing, or that do not
 * stand as we wrote them, are somebody else's work. */
static void guard_lease(struct pcs *pcs, int64_t now_us)
{
    struct mapped *mapped = &pcs->mapped;
    uint32_t before = mapped->stood_crc;
    int known = mapped->stood;
    int32_t stage = pcs->set_point.stage;
    int ours = pcs->armed_us != INT64_MIN && pcs->armed_us < now_us &&
               (stage == SET_POINT_ACKNOWLEDGED || stage == SET_POINT_OBSERVED);
    int told = mapped_look(mapped, &pcs->link, MAP_SET_POINT, now_us);
    if (told < 0 || pcs->lost_us != INT64_MIN) {
        return;
    }
    if (ours && mapped->moved) {
        pcs->counters.rescaled++;
        pcs->armed_us = INT64_MIN; /* the number there means something else now: write it again */
        return;
    }
    if (pcs->listened_us == INT64_MIN) {
        pcs->listened_us = now_us;
    } else if (told == 0 && ours && mapped->stood_crc != mapped->written_crc) {
        if ((double)(now_us - pcs->armed_us) * 1e-6 >= pcs->setup.reversion_s) {
            pcs->armed_us = INT64_MIN; /* it fell back by itself: we had not spoken for so long */
        } else {
            pcs_lease_lose(pcs, now_us);
        }
    } else if (told == 0 && !pcs->commanding && stage == SET_POINT_NONE && known &&
               mapped->stood_crc != before && pcs->setup.listen_s > 0.0) {
        pcs_lease_lose(pcs, now_us);
    }
}

int pcs_map_poll(struct pcs *pcs, int64_t now_us)
{
    if (!pcs_map_ready(pcs, now_us)) {
        return -1;
    }
    if (pcs->commanding) {
        mapped_heartbeat(&pcs->mapped, &pcs->link, now_us);
    }
    int64_t implausible = pcs->mapped.implausible + pcs->bms.implausible;
    if (mapped_read(&pcs->mapped, &pcs->link, now_us) != 0) {
        return -1;
    }
    /* A BMS that does not answer ages by itself: see pcs_map_age_s. */
    if (pcs->bms.map != NULL) {
        (void)mapped_read(&pcs->bms, &pcs->bms_link, now_us);
    }
    guard_lease(pcs, now_us);
    pcs->counters.implausible += pcs->mapped.implausible + pcs->bms.implausible - implausible;
    understand(pcs);
    return 0;
}

double pcs_map_age_s(const struct pcs *pcs, int64_t now_us)
{
    double age = mapped_age_s(&pcs->mapped, pcs->reading.bus_v[0] > 1.0, pcs->setup.beat_s,
                              pcs->setup.frozen_s, now_us);
    if (pcs->bms.map != NULL) {
        double other = mapped_age_s(&pcs->bms, 0, pcs->setup.beat_s, 0.0, now_us);
        age = isnan(other) || other > age ? other : age;
    }
    return age;
}

int32_t pcs_map_write(struct pcs *pcs, double watts, double *shown_w, int64_t now_us)
{
    double wishes[MAP_WISHES] = {0};
    wishes[MAP_WISH_BATTERY_W] = watts;
    wishes[MAP_WISH_BATTERY_RATIO] = watts / pcs->setup.rating_w;
    wishes[MAP_WISH_CHARGE_W] = watts < 0.0 ? -watts : 0.0;
    wishes[MAP_WISH_DISCHARGE_W] = watts > 0.0 ? watts : 0.0;
    wishes[MAP_WISH_DIRECTION] = watts > 0.0 ? 1.0 : watts < 0.0 ? -1.0 : 0.0;
    wishes[MAP_WISH_DEFAULT_W] = pcs->setup.default_w;
    wishes[MAP_WISH_REVERSION_S] = pcs->setup.reversion_s;
    int64_t rescaled = pcs->mapped.rescaled;
    int32_t refusal =
        mapped_write(&pcs->mapped, &pcs->link, MAP_SET_POINT, wishes, shown_w, now_us);
    pcs->counters.rescaled += pcs->mapped.rescaled - rescaled;
    return refusal;
}

ostrov_status pcs_map_start(struct pcs *pcs, int32_t start, int64_t now_us)
{
    double wishes[MAP_WISHES] = {0};
    int32_t list = start ? MAP_START : MAP_STOP;
    if (pcs->setup.map->writes[list] == 0) {
        return OSTROV_OK; /* it cannot be started or stopped from here */
    }
    return mapped_write(&pcs->mapped, &pcs->link, list, wishes, NULL, now_us) ==
                   SET_POINT_NOT_REFUSED
               ? OSTROV_OK
               : OSTROV_E_DRIVER;
}
