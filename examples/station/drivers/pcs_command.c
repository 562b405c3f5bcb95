/* Driver of a storage converter: set-points.
 *
 * WSetEna … WSetRvrtTms of model 704 go out as one write, so that enable, number, reversion number
 * and timer belong together, and are read back with their scale factor in the same request.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <string.h>
#include <time.h>

#include "drivers/pcs.h"

enum outcome { DONE, MOVED_SCALE, OUTCOME_REFUSED };

static double wall_ms(void)
{
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}

static const struct sunspec_point *row_of(int point)
{
    return &sunspec_model_find(704)->points[point];
}

/* The registers to write, made from what the device holds now. Returns 0 when it has no such points
 * or the number does not fit. */
static int encode(const struct pcs *pcs, double watts, uint16_t *registers)
{
    const struct sunspec_model *model = pcs->control.model;
    int count = pcs->control.count;
    memcpy(registers, pcs->control.registers, (size_t)count * sizeof *registers);
    return model != NULL && pcs->control.valid &&
           sunspec_put_bits(model, registers, count, SUNSPEC_704_WSetEna, 1) == 0 &&
           sunspec_put_bits(model, registers, count, SUNSPEC_704_WSetMod, 1) == 0 &&
           sunspec_put(model, registers, count, SUNSPEC_704_WSet, watts) == 0 &&
           sunspec_put(model, registers, count, SUNSPEC_704_WSetRvrt, pcs->setup.default_w) == 0 &&
           sunspec_put_bits(model, registers, count, SUNSPEC_704_WSetEnaRvrt, 1) == 0 &&
           sunspec_put(model, registers, count, SUNSPEC_704_WSetRvrtTms, pcs->setup.reversion_s) ==
               0;
}

/* Does what reads back say what was written? The scale factor in it is the one of now. */
static enum outcome compare(const struct pcs *pcs, double watts, double step, double *shown_w)
{
    struct sunspec_view view = sunspec_view_of(&pcs->control);
    uint64_t enabled = 0;
    uint64_t mode = 0;
    double shown = sunspec_number(&view, SUNSPEC_704_WSet);
    double step_now = sunspec_step(&view, SUNSPEC_704_WSet);
    *shown_w = shown;
    if (step_now != step) { /* NaN too: the number now means something else */
        return MOVED_SCALE;
    }
    if (!sunspec_bits(&view, SUNSPEC_704_WSetEna, &enabled) || enabled != 1 ||
        !sunspec_bits(&view, SUNSPEC_704_WSetMod, &mode) || mode != 1) {
        return OUTCOME_REFUSED;
    }
    /* Half a step is lost by rounding into the register; a little more by arithmetic. */
    return fabs(shown - watts) <= 0.5001 * step ? DONE : OUTCOME_REFUSED;
}

/* Writes once. Returns enum outcome; refusal says why it was refused. */
static enum outcome write_once(struct pcs *pcs, double watts, double *shown_w, int32_t *refusal,
                               int64_t now_us)
{
    uint16_t registers[LINK_MOST_REGISTERS];
    struct sunspec_block *const control[] = {&pcs->control};
    if (pcs->mapped.map != NULL) {
        *refusal = pcs_map_write(pcs, watts, shown_w, now_us);
        return *refusal == SET_POINT_NOT_REFUSED ? DONE : OUTCOME_REFUSED;
    }
    struct sunspec_view view = sunspec_view_of(&pcs->control);
    double step = sunspec_step(&view, SUNSPEC_704_WSet);
    int first = row_of(SUNSPEC_704_WSetEna)->offset;
    int end = row_of(SUNSPEC_704_WSetRvrtTms)->offset + row_of(SUNSPEC_704_WSetRvrtTms)->size;
    if (!encode(pcs, watts, registers)) {
        *refusal = SET_POINT_NOT_OFFERED;
        return OUTCOME_REFUSED;
    }
    struct link_write write = {(uint16_t)(pcs->control.address + first), end - first,
                               registers + first};
    enum link_result result = sunspec_read(&pcs->link, control, 1, &write, now_us);
    if (result == LINK_REFUSED && sunspec_read(&pcs->link, control, 1, NULL, now_us) == LINK_OK) {
        /* A number that the device finds too large may have met another scale factor there. */
        view = sunspec_view_of(&pcs->control);
        *refusal = SET_POINT_EXCEPTION;
        return sunspec_step(&view, SUNSPEC_704_WSet) != step ? MOVED_SCALE : OUTCOME_REFUSED;
    }
    if (result != LINK_OK) {
        *refusal = result == LINK_REFUSED ? SET_POINT_EXCEPTION : SET_POINT_NO_LINK;
        return OUTCOME_REFUSED;
    }
    *refusal = SET_POINT_READ_BACK;
    return compare(pcs, watts, step, shown_w);
}

/* Writes until its scale factor stands still, twice at most. Returns 0 when it was refused. */
static int write_through(struct pcs *pcs, double watts, double *shown_w, int64_t now_us)
{
    int32_t refusal = SET_POINT_NOT_REFUSED;
    enum outcome outcome = write_once(pcs, watts, shown_w, &refusal, now_us);
    if (outcome ==
        MOVED_SCALE) { /* at once again: the number that stands there is a power of ten off */
        pcs->counters.rescaled++;
        outcome = write_once(pcs, watts, shown_w, &refusal, now_us);
    }
    if (outcome != DONE) {
        set_point_refuse(&pcs->set_point, &pcs->set_points, refusal, now_us);
        return 0;
    }
    struct sunspec_view view = sunspec_view_of(&pcs->control);
    pcs->written_step_w = sunspec_step(&view, SUNSPEC_704_WSet);
    pcs->armed_us = now_us;
    return 1;
}

static ostrov_status write_set_point(struct pcs *pcs, double watts, int64_t now_us)
{
    double shown_w = 0.0;
    double begin_ms = wall_ms();
    if (!write_through(pcs, watts, &shown_w, now_us)) {
        return OSTROV_E_DRIVER;
    }
    set_point_acknowledge(&pcs->set_point, &pcs->set_points, shown_w, wall_ms() - begin_ms, now_us);
    return OSTROV_OK;
}

/* Arms the reversion timer again without making a new set-point of it. */
static ostrov_status arm_again(struct pcs *pcs, int64_t now_us)
{
    double shown_w = 0.0;
    if (!write_through(pcs, pcs->set_point.wanted_w, &shown_w, now_us)) {
        return OSTROV_E_DRIVER;
    }
    pcs->set_point.written_w = shown_w;
    return OSTROV_OK;
}

/* Start or stop, when the command wants another than was last asked for. UNKNOWN is hands off. */
static ostrov_status write_start(struct pcs *pcs, int32_t request, int64_t now_us)
{
    const struct sunspec_point *row = &sunspec_model_find(715)->points[SUNSPEC_715_OpCtl];
    int32_t start = request == OSTROV_PCS_STOP ? 0 : 1;
    uint16_t value = (uint16_t)start; /* 715 OpCtl: STOP 0, START 1 */
    if (request < OSTROV_PCS_STOP || request > OSTROV_PCS_FORM || start == pcs->start_asked) {
        return OSTROV_OK;
    }
    if (pcs->reading.local == 1) {
        return OSTROV_E_DRIVER; /* whoever stands in front of it starts and stops it */
    }
    if (pcs->mapped.map != NULL) {
        ostrov_status status = pcs_map_start(pcs, start, now_us);
        pcs->start_asked = status == OSTROV_OK ? start : pcs->start_asked;
        return status;
    }
    if (pcs->heartbeat.count < row->offset + row->size) {
        return OSTROV_OK;
    }
    struct link_write write = {(uint16_t)(pcs->heartbeat.address + row->offset), 1, &value};
    if (link_exchange(&pcs->link, &write, 0, 0, NULL, now_us) != LINK_OK) {
        return OSTROV_E_DRIVER;
    }
    pcs->start_asked = start;
    return OSTROV_OK;
}

static double clamped(const struct pcs *pcs, double watts)
{
    const struct pcs_reading *reading = &pcs->reading;
    if (watts > reading->pcs_discharge_limit_w) {
        return reading->pcs_discharge_limit_w;
    }
    return watts < -reading->pcs_charge_limit_w ? -reading->pcs_charge_limit_w : watts;
}

/* As its register can show it: what differs by less is no other set-point, and is not written again. */
static double in_steps(const struct pcs *pcs, double watts)
{
    struct sunspec_view view = sunspec_view_of(&pcs->control);
    double step = sunspec_step(&view, SUNSPEC_704_WSet);
    return step > 0.0 && pcs->control.valid ? step * floor(watts / step + 0.5) : watts;
}

static int since(int64_t then_us, int64_t now_us, double seconds)
{
    return then_us == INT64_MIN || (double)(now_us - then_us) >= seconds * 1e6;
}

/* Reachable, and read since it came back: its limits, and who controls it, are not those of before. */
static int is_known(struct pcs *pcs, int64_t now_us)
{
    if (!pcs_ready(pcs, now_us)) {
        return 0;
    }
    if (pcs->read_here) {
        return 1;
    }
    pcs->commanding = 0; /* no heartbeat before it is known how things are there */
    int failed = pcs_poll(pcs, now_us) != 0;
    pcs->commanding = 1;
    return !failed;
}

ostrov_status pcs_command(struct pcs *pcs, const ostrov_command *command, int64_t now_us)
{
    struct set_point *set_point = &pcs->set_point;
    pcs->commanding = command != NULL && command->write == 1;
    if (!pcs->commanding) {
        return OSTROV_OK;
    }
    if (!isfinite(command->battery_w)) {
        pcs->commanding = 0; /* no command at all: the device may fall back */
        return OSTROV_E_NOT_FINITE;
    }
    int held = pcs_lease_held(pcs, now_us), ready = held && is_known(pcs, now_us);
    if (!held || pcs->lost_us != INT64_MIN) {
        pcs->commanding = 0;
        return OSTROV_E_DRIVER;
    }
    double watts = clamped(pcs, command->pcs_request == OSTROV_PCS_STOP ? 0.0 : command->battery_w);
    watts = in_steps(pcs, watts);
    int fresh = set_point->stage == SET_POINT_NONE || watts != set_point->wanted_w;
    int refused = set_point->stage == SET_POINT_REFUSED;
    if (refused && !fresh &&
        (!ready || (set_point->refusal != SET_POINT_NO_LINK &&
                    !since(set_point->refused_us, now_us, pcs->setup.retry_s)))) {
        return OSTROV_E_DRIVER; /* no fight: refused, and not yet time to try again */
    }
    if (!fresh && !refused && !since(pcs->armed_us, now_us, 0.5 * pcs->setup.reversion_s)) {
        return ready ? write_start(pcs, command->pcs_request, now_us) : OSTROV_E_DRIVER;
    }
    int again = !fresh && !refused && pcs->armed_us != INT64_MIN;
    if (!again) {
        set_point_request(set_point, &pcs->set_points, watts, now_us);
    }
    if (!ready || pcs->reading.local == 1) {
        set_point_refuse(set_point, &pcs->set_points, ready ? SET_POINT_LOCAL : SET_POINT_NO_LINK,
                         now_us);
        return OSTROV_E_DRIVER;
    }
    ostrov_status status = again ? arm_again(pcs, now_us) : write_set_point(pcs, watts, now_us);
    ostrov_status started = write_start(pcs, command->pcs_request, now_us);
    return status != OSTROV_OK ? status : started;
}
