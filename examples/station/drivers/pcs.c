/* Driver of a storage converter: finding it, reading it, and moving its simulator on.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "drivers/pcs.h"

#include <math.h>
#include <string.h>

#define REGISTERS_OF_701 123 /* up to its scale factors; the text behind them is not wanted */

void pcs_setup_defaults(struct pcs_setup *setup)
{
    memset(setup, 0, sizeof *setup);
    setup->rating_w = 100e3;
    setup->reversion_s = 120.0;
    setup->tolerance_ratio = 0.03;
    setup->patience_s = 15.0;
    setup->retry_s = 30.0;
    setup->beat_s = 2.5;
    setup->frozen_s = 30.0;
    setup->settings_s = 60.0;
    setup->lease_s = 60.0;
    setup->discharge_efficiency_ratio = 1.0;
    setup->battery_sign = 1;
}

static void forget(struct pcs_reading *reading)
{
    const double nan = (double)NAN;
    *reading = (struct pcs_reading){
        .bus_v = {nan, nan, nan},
        .battery_w = nan,
        .battery_var = nan,
        .bus_hz = nan,
        .cells_v = nan,
        .cells_a = nan,
        .cells_w = nan,
        .cells_c = nan,
        .soc_ratio = nan,
        .health_ratio = nan,
        .available_wh = nan,
        .bms_charge_limit_w = nan,
        .bms_discharge_limit_w = nan,
        .pcs_charge_limit_w = nan,
        .pcs_discharge_limit_w = nan,
        .mode = OSTROV_PCS_UNKNOWN,
        .connected = -1,
        .local = -1,
        .battery_state = -1,
    };
}

void pcs_begin(struct pcs *pcs, const struct pcs_setup *setup)
{
    struct link link = pcs->link;
    struct link side = pcs->side;
    struct link bms = pcs->bms_link;
    memset(pcs, 0, sizeof *pcs);
    pcs->link = link;
    pcs->side = side;
    pcs->bms_link = bms;
    pcs->setup = *setup;
    pcs->polled_us = pcs->glanced_us = INT64_MIN;
    pcs->ratings_us = INT64_MIN;
    pcs->armed_us = INT64_MIN;
    pcs->listened_us = pcs->lost_us = INT64_MIN;
    pcs->start_asked = -1;
    forget(&pcs->reading);
    set_point_begin(&pcs->set_point);
    pcs_map_begin(pcs);
}

static void bind_blocks(struct pcs *pcs)
{
    sunspec_bind(&pcs->common, &pcs->map, 1, 0);
    sunspec_bind(&pcs->measured, &pcs->map, 701, REGISTERS_OF_701);
    sunspec_bind(&pcs->ratings, &pcs->map, 702, 0);
    sunspec_bind(&pcs->control, &pcs->map, 704, 0);
    sunspec_bind(&pcs->storage, &pcs->map, 713, 0);
    sunspec_bind(&pcs->heartbeat, &pcs->map, 715, 0);
    sunspec_bind(&pcs->battery, &pcs->map, 802, 0);
    pcs->simulated = sunspec_bind(&pcs->vendor, &pcs->map, DEVICE_PCS_MODEL, DEVICE_TRUTH_END);
}

/* Reads what does not change between polls. */
static int find_device(struct pcs *pcs, int64_t now_us)
{
    struct sunspec_block *const fixed[] = {&pcs->common, &pcs->ratings, &pcs->control};
    if (sunspec_walk(&pcs->link, &pcs->map, now_us) != SUNSPEC_FOUND) {
        link_drop(&pcs->link, now_us);
        return 0;
    }
    bind_blocks(pcs);
    if (sunspec_read(&pcs->link, fixed, 3, NULL, now_us) != LINK_OK) {
        link_drop(&pcs->link, now_us);
        return 0;
    }
    if (pcs->measured.count == 0 ||
        !identity_holds(&pcs->identity, &pcs->common, pcs->setup.manufacturer, pcs->setup.model)) {
        pcs->counters.identity_refused++;
        link_drop(&pcs->link, now_us);
        return 0;
    }
    pcs->ratings_us = now_us;
    pcs->epoch = pcs->link.epoch;
    pcs->armed_us = INT64_MIN; /* what it was told before the break is not known to hold */
    pcs->start_asked = -1;
    pcs->read_here = 0;
    return 1;
}

int pcs_ready(struct pcs *pcs, int64_t now_us)
{
    if (pcs->mapped.map != NULL) {
        return pcs_map_ready(pcs, now_us);
    }
    if (!link_ready(&pcs->link, now_us)) {
        return 0;
    }
    return (pcs->identity.known && pcs->epoch == pcs->link.epoch) || find_device(pcs, now_us);
}

/* The write that shows the device that its controller lives: only while it is being commanded, and
 * once a second. Returns 1 when there is something to write. */
static int controller_beat(struct pcs *pcs, int64_t now_us, uint16_t *registers,
                           struct link_write *write)
{
    const struct sunspec_point *row = &sunspec_model_find(715)->points[SUNSPEC_715_ControllerHb];
    uint32_t beat = pcs_lease_beat(pcs, now_us);
    if (!pcs->commanding || pcs->heartbeat.count < row->offset + row->size ||
        beat == pcs->controller_beat) {
        return 0;
    }
    device_put_u32(registers, beat);
    write->address = (uint16_t)(pcs->heartbeat.address + row->offset);
    write->count = row->size;
    write->registers = registers;
    pcs->controller_beat = beat;
    return 1;
}

static enum link_result read_battery(struct pcs *pcs, const struct link_write *write,
                                     int64_t now_us)
{
    struct sunspec_block *const blocks[] = {&pcs->storage, &pcs->heartbeat, &pcs->battery,
                                            &pcs->vendor};
    return sunspec_read(&pcs->link, blocks, 4, write, now_us);
}

/* What the device expects of its power now: the set-point within the limits it tells. */
static void judge(struct pcs *pcs, int64_t now_us)
{
    const struct pcs_reading *reading = &pcs->reading;
    double expected = pcs->set_point.written_w;
    const double discharge[2] = {reading->pcs_discharge_limit_w, reading->bms_discharge_limit_w};
    const double charge[2] = {reading->pcs_charge_limit_w, reading->bms_charge_limit_w};
    if (reading->mode == OSTROV_PCS_FORM || !(reading->bus_v[0] > 1.0)) {
        set_point_wait(&pcs->set_point,
                       now_us); /* its power is the bus's affair, or there is no bus */
        return;
    }
    for (int i = 0; i < 2; i++) { /* a limit that is not told (NaN) limits nothing */
        expected = discharge[i] < expected ? discharge[i] : expected;
        expected = -charge[i] > expected ? -charge[i] : expected;
    }
    set_point_judge(&pcs->set_point, &pcs->set_points, reading->battery_w, expected,
                    pcs->setup.tolerance_ratio * pcs->setup.rating_w, pcs->setup.patience_s,
                    now_us);
}

/* While it is commanded: our heartbeat, and whether the set-point stands as it was written. */
static enum link_result say_and_look(struct pcs *pcs, int64_t now_us)
{
    struct sunspec_block *const control[] = {&pcs->control};
    uint16_t beat[2];
    struct link_write write;
    if (!pcs->commanding) {
        return LINK_OK;
    }
    int beats = controller_beat(pcs, now_us, beat, &write);
    enum link_result result = sunspec_read(&pcs->link, control, 1, beats ? &write : NULL, now_us);
    if (result == LINK_OK) {
        pcs_lease_look(pcs, now_us);
    }
    return result;
}

static int read_models(struct pcs *pcs, int64_t now_us)
{
    struct sunspec_block *const measured[] = {&pcs->measured};
    struct sunspec_block *const ratings[] = {&pcs->ratings};
    if (!pcs_ready(pcs, now_us)) {
        return -1;
    }
    enum link_result result = sunspec_read(&pcs->link, measured, 1, NULL, now_us);
    if (result == LINK_OK && !(pcs->battery.valid && pcs->battery.read_us == now_us)) {
        result = read_battery(pcs, NULL, now_us);
    }
    if (result == LINK_OK) { /* heard before our own next beat covers another's */
        pcs_lease_hear(pcs, now_us);
        result = say_and_look(pcs, now_us);
    }
    if (result == LINK_OK && (double)(now_us - pcs->ratings_us) > pcs->setup.settings_s * 1e6) {
        result = sunspec_read(&pcs->link, ratings, 1, NULL, now_us);
        pcs->ratings_us = now_us;
    }
    if (result != LINK_OK) {
        return -1;
    }
    pcs_understand(pcs, now_us);
    return 0;
}

int pcs_poll(struct pcs *pcs, int64_t now_us)
{
    int mapped = pcs->mapped.map != NULL;
    pcs->counters.polls++;
    if ((mapped ? pcs_map_poll(pcs, now_us) : read_models(pcs, now_us)) != 0) {
        pcs->counters.failed_polls++;
        return -1;
    }
    pcs->polled_us = pcs->glanced_us = now_us;
    pcs->read_here = 1;
    judge(pcs, now_us);
    return 0;
}

int pcs_glance(struct pcs *pcs, int64_t now_us)
{
    struct sunspec_block *const measured[] = {&pcs->measured};
    if (pcs->mapped.map != NULL) {
        return pcs_poll(pcs, now_us); /* a map is read whole */
    }
    if (!pcs_ready(pcs, now_us) ||
        sunspec_read(&pcs->link, measured, 1, NULL, now_us) != LINK_OK) {
        return -1;
    }
    pcs_understand_measured(pcs);
    pcs->glanced_us = now_us;
    return 0;
}

/* Over a connection of its own, straight to the vendor model: the simulation goes on although the
 * device's own link is down or struck by a fault. */
static void advance_aside(struct pcs *pcs, const uint16_t *world, int64_t now_us)
{
    uint16_t truth[DEVICE_TRUTH_REGISTERS];
    struct link_write write = {(uint16_t)(pcs->vendor.address + DEVICE_WORLD),
                               DEVICE_WORLD_REGISTERS, world};
    if (link_exchange(&pcs->side, &write, (uint16_t)(pcs->vendor.address + DEVICE_TRUTH),
                      DEVICE_TRUTH_REGISTERS, truth, now_us) == LINK_OK) {
        device_truth_unpack(truth, &pcs->truth);
        return;
    }
    /* The simulator itself is gone: a converter without power gives nothing, and what it gave last
     * must not go on in the books. Its cells keep what they hold. */
    pcs->truth.battery_w = 0.0;
    pcs->truth.battery_var = 0.0;
    pcs->truth.forming = 0;
    pcs->truth.mode = OSTROV_PCS_STOP;
}

void pcs_advance(struct pcs *pcs, const struct device_world *world, int64_t now_us)
{
    uint16_t registers[DEVICE_WORLD_REGISTERS];
    int ready = !pcs->aside && pcs_ready(pcs, now_us);
    if (!pcs->simulated) {
        return;
    }
    pcs->sequence++;
    device_world_pack(world, pcs->sequence, registers);
    if (ready) {
        struct link_write write = {(uint16_t)(pcs->vendor.address + DEVICE_WORLD),
                                   DEVICE_WORLD_REGISTERS, registers};
        if (read_battery(pcs, &write, now_us) == LINK_OK) {
            device_truth_unpack(pcs->vendor.registers + DEVICE_TRUTH, &pcs->truth);
            return;
        }
    }
    advance_aside(pcs, registers, now_us);
}

int pcs_order_faults(struct pcs *pcs, uint32_t faults, int64_t now_us)
{
    uint16_t registers[2];
    struct link_write write = {(uint16_t)(pcs->vendor.address + DEVICE_FAULTS), 2, registers};
    device_put_u32(registers, faults);
    if (!pcs->simulated) {
        return -1;
    }
    return link_exchange(&pcs->side, &write, 0, 0, NULL, now_us) == LINK_OK ? 0 : -1;
}
