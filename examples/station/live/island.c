/* The connection to the grid in a live run: see island.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "island.h"

#include "common/clock.h"
#include "island_devices.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLOWEST_STEP_S 1.0 /* what the grid layer takes at once */
#define TOLD_S 5.0         /* what the station said counts that long */
#define LIFETIME_S 0.1     /* of a switching command: a close is timed to the angle */

struct island {
    const struct site *site;
    struct hardware *hardware;
    struct io io;                           /* its worker's own */
    struct synchroniser sync;               /* likewise */
    struct worker *io_worker, *sync_worker; /* sync: NULL = none */
    pthread_t thread;
    int32_t running, armed;
    atomic_int ending;
    /* Of the thread alone: copies. */
    struct io io_seen;
    struct synchroniser sync_seen;
    struct pcs pcs_seen;
    struct meter meter_seen;
    pthread_mutex_t lock; /* of all below */
    ostrov_grid grid;
    ostrov_grid_state state;
    struct io wired; /* as of the last step */
    struct island_told told;
    int64_t told_us;
    int64_t taken; /* sequence of the last record that was taken */
    struct island_counters counters;
};

/* ---- a step ------------------------------------------------------------------------------------
 */

static int32_t is_calm(int32_t mode)
{
    return mode == OSTROV_GRID_GRID || mode == OSTROV_GRID_ISLAND || mode == OSTROV_GRID_OBSERVE ||
           mode == OSTROV_GRID_DEAD || mode == OSTROV_GRID_SAFE_STOP ||
           mode == OSTROV_GRID_LOCKOUT || mode == OSTROV_GRID_RAMP;
}

/* Without a synchroniser: the meter stands on the grid side, the PCS on the site bus. */
static void sample_devices(struct island *island, int64_t now_us, ostrov_grid_sample *sample)
{
    const struct meter_reading *grid = &island->meter_seen.reading;
    const struct pcs_reading *bus = &island->pcs_seen.reading;
    memcpy(sample->grid_v, grid->phase_v, sizeof sample->grid_v);
    memcpy(sample->bus_v, bus->bus_v, sizeof sample->bus_v);
    sample->grid_hz = grid->hz;
    sample->bus_hz = bus->bus_hz;
    sample->grid_age_s = meter_age_s(&island->meter_seen, now_us);
    sample->bus_age_s = island->pcs_seen.glanced_us == INT64_MIN
                            ? (double)NAN
                            : (double)(now_us - island->pcs_seen.glanced_us) * 1e-6;
    sample->pcc_w = grid->grid_w;
    sample->pcc_var = grid->grid_var;
    sample->pcs_mode = bus->mode;
}

static int look(struct island *island, ostrov_grid_sample *sample)
{
    int64_t now_us;
    if (ostrov_grid_sample_defaults(sample, sizeof *sample) != OSTROV_OK) {
        return -1;
    }
    worker_see(island->io_worker, &island->io_seen, NULL);
    if (island->sync_worker != NULL) {
        worker_see(island->sync_worker, &island->sync_seen, NULL);
    } else {
        hardware_look(island->hardware, &island->pcs_seen, &island->meter_seen);
    }
    now_us =
        clock_monotonic_us(); /* after the looks: what was read meanwhile is not of the future */
    if (island->sync_worker != NULL) {
        synchroniser_sample(&island->sync_seen, now_us, sample);
    } else {
        sample_devices(island, now_us, sample);
    }
    io_sample(&island->io_seen, now_us, sample);
    return 0;
}

/* Hands over what is asked of breaker and PCS. In BOOT nothing is: hands off. */
static void act(struct island *island, const ostrov_grid_state *state,
                const struct island_told *told)
{
    const struct island_wires wires = {state->breaker_command, state->bond_command, told->tiers_on,
                                       told->tiers_told};
    const struct synchroniser_command mode = {.pcs_request = state->pcs_request,
                                              .bus_v = state->bus_target_v,
                                              .bus_hz = state->bus_target_hz};
    if (!island->armed || state->armed != 1 || state->mode == OSTROV_GRID_BOOT) {
        return;
    }
    worker_ask(island->io_worker, &wires, LIFETIME_S);
    if (island->sync_worker != NULL) {
        worker_ask(island->sync_worker, &mode, LIFETIME_S);
    }
}

static void step(struct island *island, int64_t now_us, double dt_s)
{
    ostrov_grid_sample sample;
    ostrov_grid_state state;
    struct island_told told;
    if (look(island, &sample) != 0) {
        return;
    }
    pthread_mutex_lock(&island->lock);
    int known = (double)(now_us - island->told_us) <= TOLD_S * 1e6;
    sample.soc_ratio = known ? island->told.soc_low_ratio : (double)NAN;
    sample.energy_wh = known ? island->told.energy_wh : (double)NAN;
    sample.headroom_w = known ? island->told.headroom_w : (double)NAN;
    /* A wish and a permission are of whom still says them; what was forbidden stands. */
    sample.want_island = known && island->told.want_island;
    /* Told by wire and by the control centre, both must allow it. */
    if (island->told.return_order == -1) {
        sample.permit_return = 0;
    } else if (known && island->told.return_order == 1 && sample.permit_return == -1) {
        sample.permit_return = 1;
    }
    for (double left_s = dt_s; left_s > 0.0; left_s -= SLOWEST_STEP_S) {
        /* E_TIME and refused values: the object holds its outputs, and its log says so. */
        (void)!ostrov_grid_step(&island->grid, &sample,
                                left_s < SLOWEST_STEP_S ? left_s : SLOWEST_STEP_S);
    }
    (void)!ostrov_grid_read(&island->grid, &island->state, sizeof island->state);
    state = island->state;
    told = island->told;
    told.tiers_told = known && told.tiers_told;
    island->wired = island->io_seen;
    island->counters.steps++;
    pthread_mutex_unlock(&island->lock);
    act(island, &state, &told);
}

static void set_pace(struct island *island, double period_s)
{
    worker_pace(island->io_worker, period_s, 0.0);
    if (island->sync_worker != NULL) {
        worker_pace(island->sync_worker, period_s, 0.0);
    } else {
        hardware_hurry(island->hardware, period_s);
    }
}

static void *serve(void *context)
{
    struct island *island = context;
    const struct site_connection *at = &island->site->connection;
    int64_t last_us = clock_monotonic_us(), calm_us = last_us;
    double period_s = at->calm_s;
    while (!atomic_load(&island->ending)) {
        int64_t next_us = last_us + (int64_t)(period_s * 1e6);
        int64_t now_us = clock_monotonic_us();
        if (now_us < next_us) {
            struct timespec until = clock_moment(next_us);
            (void)clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
            continue;
        }
        double dt_s = (double)(now_us - last_us) * 1e-6;
        step(island, now_us, dt_s < 60.0 ? dt_s : 60.0);
        last_us = now_us;
        pthread_mutex_lock(&island->lock);
        int32_t calm =
            is_calm(island->state.mode) && island->state.grid_side != OSTROV_SIDE_ABNORMAL;
        island->counters.late += dt_s > 2.0 * period_s;
        if (!calm && dt_s > island->counters.slowest_s) {
            island->counters.slowest_s = dt_s;
        }
        pthread_mutex_unlock(&island->lock);
        calm_us = calm ? calm_us : now_us;
        double wanted_s = now_us - calm_us < 1000000 ? at->fast_s : at->calm_s;
        if (wanted_s != period_s) {
            period_s = wanted_s;
            set_pace(island, period_s);
        }
    }
    return NULL;
}

/* ---- begin and end -----------------------------------------------------------------------------
 */

static int begin(struct island *island, const struct island_setup *setup, char *message,
                 size_t capacity)
{
    ostrov_fault why;
    ostrov_grid_config config = setup->site->grid;
    if (!setup->armed) {
        config.authority = OSTROV_AUTHORITY_OBSERVE;
    }
    ostrov_status status = ostrov_grid_init(&island->grid, &config, &why);
    if (status != OSTROV_OK) {
        (void)ostrov_fault_text(&why, status, message, capacity);
        return -1;
    }
    if (setup->kept != NULL) {
        /* Refused for other settings or another version: it begins anew, in BOOT as well. */
        (void)!ostrov_grid_load(&island->grid, setup->kept, setup->kept_count);
    }
    (void)!ostrov_grid_read(&island->grid, &island->state, sizeof island->state);
    island->told_us = INT64_MIN / 2;
    snprintf(message, capacity, "out of memory, or no more threads");
    const struct site *site = setup->site;
    const struct island_relays relays = {setup->relay_ratio, setup->relay_age_s};
    island->io_worker = island_open_io(&island->io, site, &relays, message, capacity);
    if (island->io_worker != NULL && site->connection.sync_host[0] != '\0') {
        island->sync_worker = island_open_sync(&island->sync, site, message, capacity);
    } else {
        hardware_hurry(island->hardware, site->connection.calm_s);
    }
    if (island->io_worker != NULL) { /* nothing read yet: every switch counts as set until it is */
        worker_see(island->io_worker, &island->wired, NULL);
    }
    if (island->io_worker == NULL ||
        (island->sync_worker == NULL && site->connection.sync_host[0] != '\0') ||
        pthread_create(&island->thread, NULL, serve, island) != 0) {
        return -1;
    }
    island->running = 1;
    return 0;
}

struct island *island_open(const struct island_setup *setup, char *message, size_t capacity)
{
    struct island *island = calloc(1, sizeof *island);
    if (island == NULL) {
        snprintf(message, capacity, "out of memory");
        return NULL;
    }
    island->site = setup->site;
    island->hardware = setup->hardware;
    island->armed = setup->armed;
    pthread_mutex_init(&island->lock, NULL);
    if (begin(island, setup, message, capacity) != 0) {
        island_close(island);
        return NULL;
    }
    return island;
}

void island_tell(struct island *island, const struct island_told *told)
{
    pthread_mutex_lock(&island->lock);
    island->told = *told;
    island->told_us = clock_monotonic_us();
    pthread_mutex_unlock(&island->lock);
}

void island_read(struct island *island, ostrov_grid_state *state, ostrov_measurement *measurement)
{
    pthread_mutex_lock(&island->lock);
    *state = island->state;
    io_fill(&island->wired, clock_monotonic_us(), measurement);
    pthread_mutex_unlock(&island->lock);
}

int island_record(struct island *island, ostrov_grid_record *record)
{
    pthread_mutex_lock(&island->lock);
    int found =
        ostrov_grid_log(&island->grid, island->taken + 1, record, sizeof *record) == OSTROV_OK;
    if (found) {
        island->taken = record->sequence;
    }
    pthread_mutex_unlock(&island->lock);
    return found;
}

void island_count(struct island *island, struct island_counters *counters)
{
    static struct synchroniser sync;
    int64_t now_us = clock_monotonic_us();
    double sync_age_s = (double)NAN;
    int64_t foreign = 0;
    if (island->sync_worker != NULL) {
        worker_see(island->sync_worker, &sync, NULL);
        sync_age_s = synchroniser_age_s(&sync, now_us);
        foreign = sync.foreign;
    }
    pthread_mutex_lock(&island->lock);
    *counters = island->counters;
    counters->refused = island->wired.counters.refused;
    counters->foreign = foreign;
    counters->io_age_s = io_age_s(&island->wired, now_us);
    counters->sync_age_s = sync_age_s;
    counters->io_position = io_position(&island->wired, now_us);
    pthread_mutex_unlock(&island->lock);
}

void island_keep_relays(struct island *island, double *ratio, double *age_s)
{
    pthread_mutex_lock(&island->lock);
    io_keep(&island->wired, clock_monotonic_us(), ratio, age_s);
    pthread_mutex_unlock(&island->lock);
}

size_t island_keep(struct island *island, void *bytes, size_t capacity)
{
    size_t used = 0;
    pthread_mutex_lock(&island->lock);
    if (ostrov_grid_save(&island->grid, bytes, capacity, &used) != OSTROV_OK) {
        used = 0;
    }
    pthread_mutex_unlock(&island->lock);
    return used;
}

void island_close(struct island *island)
{
    if (island == NULL) {
        return;
    }
    if (island->running) {
        atomic_store(&island->ending, 1);
        pthread_join(island->thread, NULL);
    }
    worker_close(island->io_worker);
    worker_close(island->sync_worker);
    io_close(&island->io);
    synchroniser_close(&island->sync);
    pthread_mutex_destroy(&island->lock);
    free(island);
}
