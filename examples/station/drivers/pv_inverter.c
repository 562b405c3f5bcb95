/* Driver of a PV inverter.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "drivers/pv_inverter.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "drivers/agree.h"

#define BEAT_S 2.5 /* s a heartbeat may stand still, where a map has one */

void pv_setup_defaults(struct pv_setup *setup)
{
    memset(setup, 0, sizeof *setup);
    setup->reversion_s = 60.0;
    setup->tolerance_ratio = 0.05;
    setup->patience_s = 20.0;
    setup->retry_s = 30.0;
    setup->frozen_s = 30.0;
    setup->lease_s = 60.0;
}

void pv_begin(struct pv_inverter *pv, const struct pv_setup *setup)
{
    const double nan = (double)NAN;
    struct link link = pv->link;
    struct link side = pv->side;
    memset(pv, 0, sizeof *pv);
    pv->link = link;
    pv->side = side;
    pv->setup = *setup;
    pv->polled_us = pv->armed_us = INT64_MIN;
    pv->listened_us = pv->lost_us = INT64_MIN;
    pv->heard_w = nan;
    pv->reading = (struct pv_reading){nan, nan, nan, nan, nan, -1, -1, nan};
    set_point_begin(&pv->limit);
    if (setup->map != NULL) {
        mapped_begin(&pv->mapped, setup->map);
    }
}

/* Model 113 carries floats, 103 integers with scale factors; a device has one of the two. */
static int bind(struct pv_inverter *pv)
{
    sunspec_bind(&pv->common, &pv->map, 1, 0);
    sunspec_bind(&pv->ratings, &pv->map, 120, 0);
    sunspec_bind(&pv->control, &pv->map, 123, 0);
    pv->simulated = sunspec_bind(&pv->vendor, &pv->map, DEVICE_PV_MODEL, DEVICE_TRUTH_END);
    return sunspec_bind(&pv->measured, &pv->map, 113, 0) ||
           sunspec_bind(&pv->measured, &pv->map, 103, 0);
}

static int find_device(struct pv_inverter *pv, int64_t now_us)
{
    struct sunspec_block *const fixed[] = {&pv->common, &pv->ratings};
    if (sunspec_walk(&pv->link, &pv->map, now_us) != SUNSPEC_FOUND) {
        link_drop(&pv->link, now_us);
        return 0;
    }
    int complete = bind(pv);
    if (sunspec_read(&pv->link, fixed, pv->ratings.count > 0 ? 2 : 1, NULL, now_us) != LINK_OK) {
        link_drop(&pv->link, now_us);
        return 0;
    }
    if (!complete ||
        !identity_holds(&pv->identity, &pv->common, pv->setup.manufacturer, pv->setup.model)) {
        pv->counters.identity_refused++;
        link_drop(&pv->link, now_us);
        return 0;
    }
    pv->epoch = pv->link.epoch;
    pv->armed_us = INT64_MIN; /* what it was told before the break is not known to hold */
    return 1;
}

static int ready(struct pv_inverter *pv, int64_t now_us)
{
    if (pv->mapped.map != NULL) {
        return pv_map_ready(pv, now_us);
    }
    return link_ready(&pv->link, now_us) &&
           ((pv->identity.known && pv->epoch == pv->link.epoch) || find_device(pv, now_us));
}

static double possible(struct pv_inverter *pv, double value, double min, double max)
{
    if (isnan(value) || (value >= min && value <= max)) {
        return value;
    }
    pv->counters.implausible++;
    return (double)NAN;
}

/* A rating that contradicts the site file by more than a factor of three is somebody else's. */
static double rating_of(struct pv_inverter *pv)
{
    struct sunspec_view view = sunspec_view_of(&pv->ratings);
    double told = pv->ratings.valid ? sunspec_number(&view, SUNSPEC_120_WRtg) : (double)NAN;
    told = possible(pv, told, pv->setup.rating_w / 3.0, pv->setup.rating_w * 3.0);
    return isnan(told) ? pv->setup.rating_w : told;
}

static void understand(struct pv_inverter *pv)
{
    const int floats = pv->measured.id == 113;
    struct sunspec_view view = sunspec_view_of(&pv->measured);
    struct sunspec_view control = sunspec_view_of(&pv->control);
    struct pv_reading *r = &pv->reading;
    uint64_t bits = 0;
    r->rating_w = rating_of(pv);
    /* At night some draw a little; more than a tenth the wrong way is no reading. */
    double most = 1.3 * r->rating_w, least = -0.1 * r->rating_w;
    r->pv_w =
        possible(pv, sunspec_number(&view, floats ? SUNSPEC_113_W : SUNSPEC_103_W), least, most);
    r->pv_var = possible(pv, sunspec_number(&view, floats ? SUNSPEC_113_VAr : SUNSPEC_103_VAr),
                         -most, most);
    double volts = sunspec_number(&view, floats ? SUNSPEC_113_PhVphA : SUNSPEC_103_PhVphA);
    double amperes = sunspec_number(&view, floats ? SUNSPEC_113_A : SUNSPEC_103_A);
    if (!power_agrees(r->pv_w, r->pv_var, volts, amperes, 0.02 * r->rating_w)) {
        pv->counters.implausible++;
        r->pv_w = r->pv_var = (double)NAN;
    }
    r->energy_wh = sunspec_number(&view, floats ? SUNSPEC_113_WH : SUNSPEC_103_WH);
    r->hz =
        possible(pv, sunspec_number(&view, floats ? SUNSPEC_113_Hz : SUNSPEC_103_Hz), 0.0, 100.0);
    r->state =
        sunspec_bits(&view, floats ? SUNSPEC_113_St : SUNSPEC_103_St, &bits) ? (int32_t)bits : -1;
    r->limited = -1;
    r->limit_w = (double)NAN;
    if (pv->control.count > 0 && pv->control.valid) {
        r->limited = sunspec_bits(&control, SUNSPEC_123_WMaxLim_Ena, &bits) ? (int32_t)bits : -1;
        r->limit_w = sunspec_number(&control, SUNSPEC_123_WMaxLimPct) / 100.0 * r->rating_w;
    }
}

/* Not above what was asked for, or proof that it does not act on it. Below proves nothing: the sun
 * decides that. */
static void judge(struct pv_inverter *pv, int64_t now_us)
{
    double limit_w = pv->limit.written_w, excess_w = pv->reading.pv_w - limit_w;
    if (pv->limit.stage != SET_POINT_ACKNOWLEDGED && pv->limit.stage != SET_POINT_OBSERVED) {
        return;
    }
    set_point_judge(&pv->limit, &pv->limits, excess_w > 0.0 ? pv->reading.pv_w : limit_w, limit_w,
                    pv->setup.tolerance_ratio * pv->reading.rating_w, pv->setup.patience_s, now_us);
}

static void notice_life(struct pv_inverter *pv, int64_t now_us)
{
    uint32_t crc = ostrov_crc32(0, pv->measured.registers,
                                (size_t)pv->measured.count * sizeof pv->measured.registers[0]);
    if (pv->polled_us == INT64_MIN || crc != pv->measured_crc) {
        pv->changed_us = now_us;
        pv->measured_crc = crc;
    }
}

/* W that one step of the limit's register stands for. */
static double limit_step_w(const struct pv_inverter *pv)
{
    struct sunspec_view view = sunspec_view_of(&pv->control);
    return sunspec_step(&view, SUNSPEC_123_WMaxLimPct) / 100.0 * pv->reading.rating_w;
}

static int read_models(struct pv_inverter *pv, int64_t now_us)
{
    struct sunspec_block *const blocks[] = {&pv->measured, &pv->control};
    if (!ready(pv, now_us)) {
        return -1;
    }
    int here = pv->measured.valid && pv->measured.read_us == now_us;
    if (!here &&
        sunspec_read(&pv->link, blocks, pv->control.count > 0 ? 2 : 1, NULL, now_us) != LINK_OK) {
        return -1;
    }
    understand(pv);
    notice_life(pv, now_us);
    pv_lease_look(pv, limit_step_w(pv), now_us);
    return 0;
}

int pv_poll(struct pv_inverter *pv, int64_t now_us)
{
    pv->counters.polls++;
    if ((pv->mapped.map != NULL ? pv_map_poll(pv, now_us) : read_models(pv, now_us)) != 0) {
        pv->counters.failed_polls++;
        return -1;
    }
    pv->polled_us = now_us;
    judge(pv, now_us);
    return 0;
}

double pv_age_s(const struct pv_inverter *pv, int64_t now_us)
{
    if (pv->mapped.map != NULL) {
        return mapped_age_s(&pv->mapped, 0, BEAT_S, 0.0, now_us); /* at night all stands still */
    }
    if (pv->polled_us == INT64_MIN) {
        return (double)NAN;
    }
    double age = (double)(now_us - pv->polled_us) * 1e-6;
    double still = (double)(now_us - pv->changed_us) * 1e-6;
    /* At night constant zeros are good faith; where the sun shines energy, volts or hertz move. */
    int gives = pv->reading.pv_w > 0.01 * pv->reading.rating_w;
    return gives && pv->setup.frozen_s > 0.0 && still - age > pv->setup.frozen_s ? still : age;
}

void pv_fill(const struct pv_inverter *pv, int64_t now_us, ostrov_measurement *measurement)
{
    measurement->pv_w = pv->reading.pv_w;
    measurement->age_s[OSTROV_SOURCE_PV] = pv_age_s(pv, now_us);
}

/* ---- the limit ------------------------------------------------------------------------------- */

static const struct sunspec_point *row_of(int point)
{
    return &sunspec_model_find(123)->points[point];
}

/* The registers from WMaxLimPct to WMaxLim_Ena. Returns 0 when it has no such points. */
static int encode(const struct pv_inverter *pv, double limit_w, uint16_t *registers)
{
    const struct sunspec_model *model = pv->control.model;
    int count = pv->control.count;
    int limited = limit_w < pv->reading.rating_w;
    double percent = limited ? 100.0 * limit_w / pv->reading.rating_w : 100.0;
    memcpy(registers, pv->control.registers, (size_t)count * sizeof *registers);
    /* The timer is optional in model 123: a device without it keeps the limit when we are gone. */
    (void)sunspec_put(model, registers, count, SUNSPEC_123_WMaxLimPct_RvrtTms,
                      pv->setup.reversion_s);
    return model != NULL && pv->control.valid &&
           sunspec_put(model, registers, count, SUNSPEC_123_WMaxLimPct, percent) == 0 &&
           sunspec_put_bits(model, registers, count, SUNSPEC_123_WMaxLim_Ena, (uint64_t)limited) ==
               0;
}

/* What reads back is what was written, within half a step of its register? */
static int reads_back(struct pv_inverter *pv, double limit_w)
{
    understand(pv);
    double step_w = limit_step_w(pv);
    return limit_w < pv->reading.rating_w
               ? pv->reading.limited == 1 && fabs(pv->reading.limit_w - limit_w) <= 0.5001 * step_w
               : pv->reading.limited == 0;
}

/* Writes it and looks what reads back. Returns enum set_point_refusal. */
static int32_t write_models(struct pv_inverter *pv, double limit_w, int64_t now_us)
{
    uint16_t registers[LINK_MOST_REGISTERS];
    struct sunspec_block *const blocks[] = {&pv->measured, &pv->control};
    int first = row_of(SUNSPEC_123_WMaxLimPct)->offset;
    int end = row_of(SUNSPEC_123_WMaxLim_Ena)->offset + 1;
    if (pv->control.count >= end && !pv->control.valid && /* found a moment ago, and not read yet */
        sunspec_read(&pv->link, blocks, 2, NULL, now_us) == LINK_OK) {
        understand(pv);
    }
    if (pv->control.count < end || !encode(pv, limit_w, registers)) {
        return pv->link.is_open ? SET_POINT_NOT_OFFERED : SET_POINT_NO_LINK;
    }
    struct link_write write = {(uint16_t)(pv->control.address + first), end - first,
                               registers + first};
    enum link_result result = sunspec_read(&pv->link, blocks, 2, &write, now_us);
    return result == LINK_REFUSED        ? SET_POINT_EXCEPTION
           : result != LINK_OK           ? SET_POINT_NO_LINK
           : !reads_back(pv, limit_w)    ? SET_POINT_READ_BACK
                                         : SET_POINT_NOT_REFUSED;
}

static ostrov_status write_limit(struct pv_inverter *pv, double limit_w, int64_t now_us)
{
    struct timespec began, done;
    double written_w = limit_w;
    clock_gettime(CLOCK_MONOTONIC, &began);
    int32_t refusal = pv->mapped.map != NULL ? pv_map_limit(pv, limit_w, &written_w, now_us)
                                             : write_models(pv, limit_w, now_us);
    clock_gettime(CLOCK_MONOTONIC, &done);
    if (refusal != SET_POINT_NOT_REFUSED) {
        set_point_refuse(&pv->limit, &pv->limits, refusal, now_us);
        return OSTROV_E_DRIVER;
    }
    pv->armed_us = now_us;
    pv->written_step_w = limit_step_w(pv);
    set_point_acknowledge(&pv->limit, &pv->limits, written_w,
                          (double)(done.tv_sec - began.tv_sec) * 1e3 +
                              (double)(done.tv_nsec - began.tv_nsec) * 1e-6,
                          now_us);
    return OSTROV_OK;
}

static int since(int64_t then_us, int64_t now_us, double seconds)
{
    return then_us == INT64_MIN || (double)(now_us - then_us) >= seconds * 1e6;
}

ostrov_status pv_command(struct pv_inverter *pv, const ostrov_command *command, int64_t now_us)
{
    struct set_point *limit = &pv->limit;
    if (command == NULL || command->write != 1) {
        return OSTROV_OK;
    }
    double limit_w = command->pv_limit_w;
    if (isnan(limit_w)) {
        return OSTROV_E_NOT_FINITE;
    }
    double rating_w = isnan(pv->reading.rating_w) ? pv->setup.rating_w : pv->reading.rating_w;
    limit_w = limit_w < 0.0 ? 0.0 : limit_w > rating_w ? rating_w : limit_w;
    int fresh = limit->stage == SET_POINT_NONE || limit_w != limit->wanted_w;
    int refused = limit->stage == SET_POINT_REFUSED;
    int held = pv_lease_held(pv, now_us), here = held && ready(pv, now_us);
    if (!held || pv->lost_us != INT64_MIN) {
        return OSTROV_E_DRIVER; /* another's, or nobody knows yet whose */
    }
    if (refused && !fresh &&
        (!here || (limit->refusal != SET_POINT_NO_LINK &&
                   !since(limit->refused_us, now_us, pv->setup.retry_s)))) {
        return OSTROV_E_DRIVER; /* no fight; and what no link carried goes out when there is one */
    }
    int lifted = limit_w >= rating_w;
    if (!fresh && !refused &&
        ((lifted && pv->armed_us != INT64_MIN) || !since(pv->armed_us, now_us, 0.5 * pv->setup.reversion_s))) {
        return OSTROV_OK;
    }
    if (fresh && lifted && limit->stage == SET_POINT_NONE && pv->reading.limited == 0) {
        return OSTROV_OK; /* nothing to lift */
    }
    if (fresh || refused) {
        set_point_request(limit, &pv->limits, limit_w, now_us);
    }
    if (!here) {
        set_point_refuse(limit, &pv->limits, SET_POINT_NO_LINK, now_us);
        return OSTROV_E_DRIVER;
    }
    return write_limit(pv, limit_w, now_us);
}

/* ---- simulation ------------------------------------------------------------------------------ */

void pv_advance(struct pv_inverter *pv, const struct device_world *world, int64_t now_us)
{
    uint16_t registers[DEVICE_WORLD_REGISTERS];
    (void)(pv->aside || ready(pv, now_us));
    if (!pv->simulated) {
        return;
    }
    pv->sequence++;
    device_world_pack(world, pv->sequence, registers);
    struct link_write write = {(uint16_t)(pv->vendor.address + DEVICE_WORLD),
                               DEVICE_WORLD_REGISTERS, registers};
    uint16_t truth[4];
    if (link_exchange(&pv->side, &write, (uint16_t)(pv->vendor.address + DEVICE_TRUTH), 4, truth,
                      now_us) == LINK_OK) {
        pv->truth_w = sunspec_get_double(truth);
    }
}

int pv_order_faults(struct pv_inverter *pv, uint32_t faults, int64_t now_us)
{
    uint16_t registers[2];
    struct link_write write = {(uint16_t)(pv->vendor.address + DEVICE_FAULTS), 2, registers};
    device_put_u32(registers, faults);
    if (!pv->simulated) {
        return -1;
    }
    return link_exchange(&pv->side, &write, 0, 0, NULL, now_us) == LINK_OK ? 0 : -1;
}
