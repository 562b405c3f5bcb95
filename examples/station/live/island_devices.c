/* The devices at the connection, each with a thread: wires and synchroniser; see island.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "island_parts.h"

#include "common/clock.h"

#include <stdio.h>
#include <string.h>

static int poll_io(void *device, int64_t now_us) { return io_poll(device, now_us); }

/* NULL: nobody steers any more. The pulses fall, levels stay. */
static ostrov_status command_io(void *device, const void *command, int64_t now_us)
{
    static const struct wires nothing = {OSTROV_BREAKER_HOLD, OSTROV_BOND_HOLD};
    const struct wires *w = command != NULL ? command : &nothing;
    return io_command(device, w->breaker, w->bond, now_us);
}

static int poll_sync(void *device, int64_t now_us) { return synchroniser_poll(device, now_us); }

static ostrov_status command_sync(void *device, const void *command, int64_t now_us)
{
    return synchroniser_command(device, command, now_us);
}

int island_open_io(struct island *island, const struct island_setup *with, char *message,
                   size_t capacity)
{
    const struct site_connection *at = &island->site->connection;
    char error[160] = "";
    struct io_setup setup;
    io_setup_defaults(&setup);
    setup.host = at->io_host;
    setup.port = at->io_port;
    setup.unit = at->io_unit;
    setup.timeout_s = at->timeout_s;
    setup.back_off_s = at->timeout_s;
    setup.fresh_s = 4.0 * at->calm_s + at->timeout_s;
    setup.open_s = island->site->grid.breaker_open_s + 1.0;
    setup.close_s = 2.0 * island->site->grid.breaker_close_s + 1.0;
    memcpy(setup.input, at->io_input, sizeof setup.input);
    memcpy(setup.output, at->io_output, sizeof setup.output);
    setup.dso_acts = at->relay_acts;
    setup.dso_none_ratio = at->relay_none_ratio;
    setup.dso_fallback_ratio = at->relay_fallback_ratio;
    setup.dso_hold_s = at->relay_hold_s;
    if (at->relay_steps_ratio[0] == at->relay_steps_ratio[0]) {
        memcpy(setup.dso_step_ratio, at->relay_steps_ratio, sizeof setup.dso_step_ratio);
    }
    if (io_open(&island->io, &setup, error, sizeof error) != 0) {
        snprintf(message, capacity, "%s: connection: I/O module: %s", island->site->path, error);
        return -1;
    }
    io_recall(&island->io, with->relay_ratio, with->relay_age_s, clock_monotonic_us());
    island->wired = island->io; /* nothing read yet: every switch counts as set until it is */
    const struct worker_driver driver = {.device = &island->io,
                                         .size = sizeof island->io,
                                         .command_size = sizeof(struct wires),
                                         .link = &island->io.link,
                                         .poll = poll_io,
                                         .command = command_io};
    island->io_worker = worker_open(&driver, at->calm_s);
    return island->io_worker != NULL ? 0 : -1;
}

int island_open_sync(struct island *island, char *message, size_t capacity)
{
    const struct site_connection *at = &island->site->connection;
    struct synchroniser_setup setup;
    if (at->sync_host[0] == '\0') {
        hardware_hurry(island->hardware, at->calm_s);
        return 0;
    }
    synchroniser_defaults(&setup);
    setup.host = at->sync_host;
    setup.port = at->sync_port;
    setup.unit = at->sync_unit;
    setup.address = at->sync_address;
    setup.timeout_s = at->timeout_s;
    setup.back_off_s = at->timeout_s;
    if (synchroniser_open(&island->sync, &setup) != 0) {
        snprintf(message, capacity, "%s: connection: the synchroniser's address is wrong",
                 island->site->path);
        return -1;
    }
    const struct worker_driver driver = {.device = &island->sync,
                                         .size = sizeof island->sync,
                                         .command_size = sizeof(struct synchroniser_command),
                                         .link = &island->sync.link,
                                         .poll = poll_sync,
                                         .command = command_sync};
    island->sync_worker = worker_open(&driver, at->calm_s);
    return island->sync_worker != NULL ? 0 : -1;
}
