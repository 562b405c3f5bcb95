/* The devices of the connection to the grid: see island_devices.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "island_devices.h"

#include "common/clock.h"

#include <stdio.h>
#include <string.h>

static int poll_io(void *device, int64_t now_us) { return io_poll(device, now_us); }

/* NULL: nobody steers any more. The pulses fall, levels stay. */
static ostrov_status command_io(void *device, const void *command, int64_t now_us)
{
    static const struct island_wires nothing = {OSTROV_BREAKER_HOLD, OSTROV_BOND_HOLD, 0, 0};
    const struct island_wires *w = command != NULL ? command : &nothing;
    ostrov_status shed = w->tiers_told ? io_shed(device, w->tiers_on, now_us) : OSTROV_OK;
    ostrov_status switched = io_command(device, w->breaker, w->bond, now_us);
    return switched != OSTROV_OK ? switched : shed;
}

static int poll_sync(void *device, int64_t now_us) { return synchroniser_poll(device, now_us); }

static ostrov_status command_sync(void *device, const void *command, int64_t now_us)
{
    return synchroniser_command(device, command, now_us);
}

struct worker *island_open_io(struct io *io, const struct site *site,
                              const struct island_relays *told, char *message, size_t capacity)
{
    const struct site_connection *at = &site->connection;
    char error[160] = "";
    struct io_setup setup;
    io_setup_defaults(&setup);
    setup.host = at->io_host;
    setup.port = at->io_port;
    setup.unit = at->io_unit;
    setup.timeout_s = at->timeout_s;
    setup.back_off_s = at->timeout_s;
    setup.fresh_s = 4.0 * at->calm_s + at->timeout_s;
    setup.open_s = site->grid.breaker_open_s + 1.0;
    setup.close_s = 2.0 * site->grid.breaker_close_s + 1.0;
    memcpy(setup.input, at->io_input, sizeof setup.input);
    memcpy(setup.output, at->io_output, sizeof at->io_output);
    memcpy(setup.output + IO_SHED_1, at->shed_output, sizeof at->shed_output);
    setup.dso_acts = at->relay_acts;
    setup.dso_none_ratio = at->relay_none_ratio;
    setup.dso_fallback_ratio = at->relay_fallback_ratio;
    setup.dso_hold_s = at->relay_hold_s;
    if (at->relay_steps_ratio[0] == at->relay_steps_ratio[0]) {
        memcpy(setup.dso_step_ratio, at->relay_steps_ratio, sizeof setup.dso_step_ratio);
    }
    if (io_open(io, &setup, error, sizeof error) != 0) {
        snprintf(message, capacity, "%s: connection: I/O module: %s", site->path, error);
        return NULL;
    }
    io_recall(io, told->ratio, told->age_s, clock_monotonic_us());
    const struct worker_driver driver = {.device = io,
                                         .size = sizeof *io,
                                         .command_size = sizeof(struct island_wires),
                                         .link = &io->link,
                                         .poll = poll_io,
                                         .command = command_io};
    return worker_open(&driver, at->calm_s);
}

struct worker *island_open_sync(struct synchroniser *sync, const struct site *site, char *message,
                                size_t capacity)
{
    const struct site_connection *at = &site->connection;
    struct synchroniser_setup setup;
    synchroniser_defaults(&setup);
    setup.host = at->sync_host;
    setup.port = at->sync_port;
    setup.unit = at->sync_unit;
    setup.address = at->sync_address;
    setup.timeout_s = at->timeout_s;
    setup.back_off_s = at->timeout_s;
    if (synchroniser_open(sync, &setup) != 0) {
        snprintf(message, capacity, "%s: connection: the synchroniser's address is wrong",
                 site->path);
        return NULL;
    }
    const struct worker_driver driver = {.device = sync,
                                         .size = sizeof *sync,
                                         .command_size = sizeof(struct synchroniser_command),
                                         .link = &sync->link,
                                         .poll = poll_sync,
                                         .command = command_sync};
    return worker_open(&driver, at->calm_s);
}
