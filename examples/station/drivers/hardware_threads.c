/* The hardware of a station with a thread for each device: see worker.h.
 *
 * hardware->pcs, meter and pv are copies here, renewed by each measurement; the drivers that speak
 * to the devices are in struct hardware_own.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "drivers/hardware_threads.h"

#include "common/clock.h"

#include <stdlib.h>

/* Control begins without a device that does not answer: it is measured when it is there. */
#define MOST_PATIENCE_S 0.3

struct hardware_own {
    struct pcs pcs;
    struct meter meter;
    struct pv_inverter pv;
};

static int poll_pcs(void *device, int64_t now_us) { return pcs_poll(device, now_us); }

static int glance_pcs(void *device, int64_t now_us) { return pcs_glance(device, now_us); }

static int poll_meter(void *device, int64_t now_us) { return meter_poll(device, now_us); }

static int poll_pv(void *device, int64_t now_us) { return pv_poll(device, now_us); }

static ostrov_status command_pcs(void *device, const void *command, int64_t now_us)
{
    return pcs_command(device, command, now_us);
}

static ostrov_status command_pv(void *device, const void *command, int64_t now_us)
{
    return pv_command(device, command, now_us);
}

int hardware_threads_start(struct hardware *hardware)
{
    struct hardware_own *own = malloc(sizeof *own);
    const double period_s = hardware->setup.poll_s;
    if (own == NULL) {
        return -1;
    }
    own->pcs = hardware->pcs;
    own->meter = hardware->meter;
    own->pv = hardware->pv;
    hardware->own = own;
    const struct worker_driver drivers[HARDWARE_DEVICES] = {
        [HARDWARE_PCS] = {.device = &own->pcs,
                          .size = sizeof own->pcs,
                          .command_size = sizeof(ostrov_command),
                          .link = &own->pcs.link,
                          .poll = poll_pcs,
                          .glance = glance_pcs,
                          .command = command_pcs},
        [HARDWARE_METER] = {.device = &own->meter,
                            .size = sizeof own->meter,
                            .link = &own->meter.link,
                            .poll = poll_meter},
        [HARDWARE_PV] = {.device = &own->pv,
                         .size = sizeof own->pv,
                         .command_size = sizeof(ostrov_command),
                         .link = &own->pv.link,
                         .poll = poll_pv,
                         .command = command_pv},
    };
    int devices = hardware->setup.pv_rating_w > 0.0 ? 3 : 2;
    for (int i = 0; i < devices; i++) {
        hardware->worker[i] = worker_open(&drivers[i], period_s);
        if (hardware->worker[i] == NULL) {
            return -1;
        }
    }
    int silent = 0;
    const double patience_s =
        hardware->setup.timeout_s < MOST_PATIENCE_S ? hardware->setup.timeout_s : MOST_PATIENCE_S;
    const int64_t until_us = clock_monotonic_us() + (int64_t)(patience_s * 1e6);
    for (int i = 0; i < devices; i++) { /* side by side: the slowest counts, not their sum */
        double left_s = (double)(until_us - clock_monotonic_us()) * 1e-6;
        silent += !worker_settled(hardware->worker[i], left_s > 0.0 ? left_s : 0.0);
    }
    return silent > 0;
}

void hardware_threads_see(struct hardware *hardware)
{
    void *const copies[HARDWARE_DEVICES] = {
        [HARDWARE_PCS] = &hardware->pcs,
        [HARDWARE_METER] = &hardware->meter,
        [HARDWARE_PV] = &hardware->pv,
    };
    for (int i = 0; i < HARDWARE_DEVICES; i++) {
        if (hardware->worker[i] != NULL) {
            worker_see(hardware->worker[i], copies[i], &hardware->turns[i]);
        }
    }
}

void hardware_look(struct hardware *hardware, struct pcs *pcs, struct meter *meter)
{
    worker_see(hardware->worker[HARDWARE_PCS], pcs, NULL);
    worker_see(hardware->worker[HARDWARE_METER], meter, NULL);
}

void hardware_hurry(struct hardware *hardware, double period_s)
{
    worker_pace(hardware->worker[HARDWARE_PCS], hardware->setup.poll_s, period_s);
    worker_pace(hardware->worker[HARDWARE_METER], period_s, 0.0);
}

void hardware_threads_ask(struct hardware *hardware, const ostrov_command *command)
{
    worker_ask(hardware->worker[HARDWARE_PCS], command, command->hold_s);
    if (hardware->worker[HARDWARE_PV] != NULL) {
        worker_ask(hardware->worker[HARDWARE_PV], command, command->hold_s);
    }
}

void hardware_threads_stop(struct hardware *hardware)
{
    if (hardware->own == NULL) {
        return;
    }
    for (int i = 0; i < HARDWARE_DEVICES; i++) {
        worker_close(hardware->worker[i]);
        hardware->worker[i] = NULL;
    }
    hardware->pcs = hardware->own->pcs;
    hardware->meter = hardware->own->meter;
    hardware->pv = hardware->own->pv;
    free(hardware->own);
    hardware->own = NULL;
}
