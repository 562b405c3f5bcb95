/* Driver of the synchroniser at the PCC: see synchroniser.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "drivers/synchroniser/synchroniser.h"

#include <math.h>
#include <string.h>

#define ABSENT 0xFFFFU
#define ABSENT_SIGNED 0x8000U

void synchroniser_defaults(struct synchroniser_setup *setup)
{
    *setup = (struct synchroniser_setup){.port = 502,
                                         .unit = 1,
                                         .timeout_s = 0.2,
                                         .back_off_s = 0.2,
                                         .frozen_s = 0.5,
                                         .lease_s = 60.0,
                                         .patience_s = 2.0};
}

int synchroniser_open(struct synchroniser *sync, const struct synchroniser_setup *setup)
{
    const double nan = (double)NAN;
    const struct link_setup to = {setup->host,      setup->port,       setup->unit,
                                  setup->timeout_s, setup->back_off_s, 0};
    memset(sync, 0, sizeof *sync);
    sync->setup = *setup;
    sync->polled_us = sync->changed_us = sync->written_us = sync->lost_us = INT64_MIN;
    sync->reading = (struct synchroniser_reading){
        {nan, nan, nan}, {nan, nan, nan}, nan, nan, nan, nan, nan, 0, -1, 0};
    if (setup->address < 0 || setup->address > 65535 - SYNC_REGISTERS ||
        !(setup->frozen_s > 0.0 && setup->frozen_s <= 60.0) ||
        !(setup->patience_s > 0.0 && setup->patience_s <= 60.0)) {
        return -1;
    }
    return link_init_modbus(&sync->link, &to);
}

static double unsigned_of(uint16_t word, double unit, double most)
{
    double value = (double)word * unit;
    return word == ABSENT || value > most ? (double)NAN : value;
}

static int32_t signed_of(uint16_t word)
{
    return word < 0x8000U ? (int32_t)word : (int32_t)word - 65536;
}

static double power_of(const uint16_t *words)
{
    uint32_t bits = (uint32_t)words[0] << 16 | words[1];
    int64_t value = bits < 0x80000000U ? (int64_t)bits : (int64_t)bits - 4294967296;
    return bits == 0x80000000U ? (double)NAN : (double)value;
}

static int32_t mode_of(uint16_t word)
{
    return word >= OSTROV_PCS_STOP && word <= OSTROV_PCS_FORM ? (int32_t)word : OSTROV_PCS_UNKNOWN;
}

static void understand(struct synchroniser *sync)
{
    const uint16_t *r = sync->registers;
    struct synchroniser_reading *to = &sync->reading;
    for (int i = 0; i < 3; i++) {
        to->grid_v[i] = unsigned_of(r[1 + i], 0.1, 1500.0);
        to->bus_v[i] = unsigned_of(r[4 + i], 0.1, 1500.0);
    }
    to->grid_hz = unsigned_of(r[7], 0.001, 65.0);
    to->bus_hz = unsigned_of(r[8], 0.001, 65.0);
    double angle = 0.01 * signed_of(r[9]);
    to->angle_deg = r[9] == ABSENT_SIGNED || fabs(angle) > 180.0 ? (double)NAN : angle;
    to->pcs_mode = mode_of(r[10]);
    to->pcs_fault = r[11] <= 1 ? (int32_t)r[11] : -1;
    to->pcc_w = power_of(r + 12);
    to->pcc_var = power_of(r + 14);
    to->asked = mode_of(r[SYNC_MODE]);
}

static void judge(struct synchroniser *sync, int64_t now_us)
{
    if (sync->stage == SET_POINT_ACKNOWLEDGED && sync->polled_us > sync->written_us) {
        if (sync->reading.pcs_mode == sync->wanted) {
            sync->stage = SET_POINT_OBSERVED;
        } else if ((double)(now_us - sync->requested_us) > sync->setup.patience_s * 1e6) {
            sync->stage = SET_POINT_REFUSED;
            sync->refusal = SET_POINT_NOT_OBSERVED;
        }
    }
}

int synchroniser_poll(struct synchroniser *sync, int64_t now_us)
{
    uint16_t before = sync->registers[0];
    int first = sync->polled_us == INT64_MIN;
    sync->polls++;
    if (link_read(&sync->link, REGISTER_HOLDING, (uint16_t)sync->setup.address, SYNC_REGISTERS,
                  sync->registers, now_us) != LINK_OK) {
        sync->failed_polls++;
        return -1;
    }
    sync->polled_us = now_us;
    if (first || sync->registers[0] != before) {
        sync->changed_us = now_us;
    }
    understand(sync);
    judge(sync, now_us);
    return 0;
}

double synchroniser_age_s(const struct synchroniser *sync, int64_t now_us)
{
    if (sync->polled_us == INT64_MIN) {
        return (double)NAN;
    }
    /* A counter that stands still: the values are as old as its last change, however often read. */
    double still = (double)(now_us - sync->changed_us) * 1e-6;
    double age = (double)(now_us - sync->polled_us) * 1e-6;
    return still - age > sync->setup.frozen_s ? still : age;
}

void synchroniser_sample(const struct synchroniser *sync, int64_t now_us,
                         ostrov_grid_sample *sample)
{
    const struct synchroniser_reading *r = &sync->reading;
    memcpy(sample->grid_v, r->grid_v, sizeof r->grid_v);
    memcpy(sample->bus_v, r->bus_v, sizeof r->bus_v);
    sample->grid_hz = r->grid_hz;
    sample->bus_hz = r->bus_hz;
    sample->angle_deg = r->angle_deg;
    sample->pcc_w = r->pcc_w;
    sample->pcc_var = r->pcc_var;
    sample->grid_age_s = sample->bus_age_s = synchroniser_age_s(sync, now_us);
    int fresh = sample->grid_age_s <= sync->setup.frozen_s;
    sample->pcs_mode = fresh ? r->pcs_mode : OSTROV_PCS_UNKNOWN;
    sample->pcs_fault = fresh ? r->pcs_fault : -1;
}

static uint16_t word_of(double value, double unit)
{
    double words = value / unit + 0.5;
    return words >= 0.0 && words < 65535.0 ? (uint16_t)words : (uint16_t)ABSENT; /* NaN: its own */
}

ostrov_status synchroniser_command(struct synchroniser *sync,
                                   const struct synchroniser_command *command, int64_t now_us)
{
    if (command == NULL || command->pcs_request < OSTROV_PCS_STOP ||
        command->pcs_request > OSTROV_PCS_FORM) {
        return OSTROV_OK;
    }
    const uint16_t words[SYNC_WRITTEN] = {(uint16_t)command->pcs_request,
                                          word_of(command->bus_v, 0.1),
                                          word_of(command->bus_hz, 0.001)};
    if (command->pcs_request != sync->wanted) {
        sync->wanted = command->pcs_request;
        sync->stage = SET_POINT_REQUESTED;
        sync->refusal = SET_POINT_NOT_REFUSED;
        sync->requested_us = now_us;
    }
    if (sync->lost_us != INT64_MIN &&
        (double)(now_us - sync->lost_us) < sync->setup.lease_s * 1e6) {
        return OSTROV_E_DRIVER; /* no fight */
    }
    /* What stands in the device as last read counts, not what was sent: it may have restarted, or
     * another may have written. */
    int read_since = sync->polled_us > sync->written_us;
    const uint16_t *there = read_since ? sync->registers + SYNC_MODE : sync->written;
    if (sync->written_us != INT64_MIN && memcmp(there, words, sizeof words) == 0) {
        return sync->stage == SET_POINT_REFUSED ? OSTROV_E_DRIVER : OSTROV_OK;
    }
    if (sync->written_us != INT64_MIN && read_since && sync->epoch == sync->link.epoch &&
        memcmp(there, sync->written, sizeof words) != 0) {
        sync->foreign++;
        sync->lost_us = now_us;
        sync->written_us = INT64_MIN;
        sync->stage = SET_POINT_REFUSED;
        sync->refusal = SET_POINT_FOREIGN;
        return OSTROV_E_DRIVER;
    }
    enum link_result result =
        link_write(&sync->link, REGISTER_HOLDING, (uint16_t)(sync->setup.address + SYNC_MODE),
                   SYNC_WRITTEN, words, 0, now_us);
    if (result != LINK_OK) {
        sync->refusal = result == LINK_REFUSED ? SET_POINT_EXCEPTION : SET_POINT_NO_LINK;
        sync->stage = SET_POINT_REFUSED;
        return OSTROV_E_DRIVER;
    }
    memcpy(sync->written, words, sizeof words);
    sync->written_us = now_us;
    sync->epoch = sync->link.epoch;
    if (sync->stage != SET_POINT_OBSERVED) {
        sync->stage = SET_POINT_ACKNOWLEDGED;
    }
    return OSTROV_OK;
}

void synchroniser_close(struct synchroniser *sync) { link_close(&sync->link); }
