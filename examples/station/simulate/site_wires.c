/* Wires of a simulated site: see site_wires.h. One thread serves all connections in turn, as such a
 * module does.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "site_wires.h"

#include "../common/clock.h"
#include "../drivers/io/io.h"
#include "../drivers/synchroniser/synchroniser.h"

#include <arpa/inet.h>
#include <modbus/modbus.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <string.h>
#include <unistd.h>

enum { CLIENTS = 8, LOOK_MS = 20, SILENT_US = 2000000, POINTS_AT = 100, POINT_REGISTERS = 4 };

struct site_wires {
    modbus_t *modbus;
    pthread_t thread;
    pthread_mutex_t lock; /* of map and heard_us */
    modbus_mapping_t *map;
    int64_t heard_us;
    int32_t listener, port;
    atomic_int ending;
};

static void answer(struct site_wires *w, struct pollfd *client)
{
    uint8_t request[MODBUS_TCP_MAX_ADU_LENGTH];
    modbus_set_socket(w->modbus, client->fd);
    int count = modbus_receive(w->modbus, request);
    pthread_mutex_lock(&w->lock);
    int failed = count < 0 || (count > 0 && modbus_reply(w->modbus, request, count, w->map) < 0);
    w->heard_us = clock_monotonic_us();
    pthread_mutex_unlock(&w->lock);
    if (failed) {
        close(client->fd);
        client->fd = -1;
    }
}

static void welcome(struct site_wires *w, struct pollfd *clients)
{
    int one = accept(w->listener, NULL, NULL);
    for (int i = 1; i <= CLIENTS && one >= 0; i++) {
        if (clients[i].fd < 0) {
            clients[i].fd = one;
            one = -1;
        }
    }
    if (one >= 0) {
        close(one);
    }
}

static void *serve(void *context)
{
    struct site_wires *w = context;
    struct pollfd fds[1 + CLIENTS];
    for (int i = 0; i <= CLIENTS; i++) {
        fds[i] = (struct pollfd){i == 0 ? w->listener : -1, POLLIN, 0};
    }
    while (!atomic_load(&w->ending)) {
        if (poll(fds, 1 + CLIENTS, LOOK_MS) <= 0) {
            continue;
        }
        for (int i = 1; i <= CLIENTS; i++) {
            if (fds[i].fd >= 0 && fds[i].revents != 0) {
                answer(w, &fds[i]);
            }
        }
        if (fds[0].revents != 0) {
            welcome(w, fds);
        }
    }
    for (int i = 1; i <= CLIENTS; i++) {
        if (fds[i].fd >= 0) {
            close(fds[i].fd);
        }
    }
    return NULL;
}

struct site_wires *site_wires_open(void)
{
    struct sockaddr_in at;
    socklen_t size = sizeof at;
    struct site_wires *w = calloc(1, sizeof *w);
    if (w == NULL) {
        return NULL;
    }
    w->modbus = modbus_new_tcp("127.0.0.1", 0);
    w->map = modbus_mapping_new(IO_OUTPUTS, IO_INPUTS,
                                POINTS_AT + POINT_REGISTERS * OSTROV_CHARGE_POINTS, 0);
    w->listener = w->modbus != NULL ? modbus_tcp_listen(w->modbus, CLIENTS) : -1;
    if (w->map == NULL || w->listener < 0 ||
        getsockname(w->listener, (struct sockaddr *)&at, &size) != 0) {
        site_wires_close(w);
        return NULL;
    }
    w->port = ntohs(at.sin_port);
    w->map->tab_input_bits[IO_FIRE_STOP] = w->map->tab_input_bits[IO_E_STOP] = 1; /* whole */
    w->map->tab_input_bits[IO_PERMIT_RETURN] = 1;
    w->map->tab_registers[SYNC_MODE] = OSTROV_PCS_FOLLOW;
    w->map->tab_registers[SYNC_MODE + 1] = w->map->tab_registers[SYNC_MODE + 2] = 0xFFFF;
    pthread_mutex_init(&w->lock, NULL);
    if (pthread_create(&w->thread, NULL, serve, w) != 0) {
        w->port = 0;
        site_wires_close(w);
        return NULL;
    }
    return w;
}

int32_t site_wires_port(const struct site_wires *w) { return w->port; }

static uint16_t word(double value, double unit)
{
    double words = value / unit + 0.5;
    return words >= 0.0 && words < 65535.0 ? (uint16_t)words : (uint16_t)0xFFFF;
}

static void put_power(uint16_t *words, double watts)
{
    uint32_t bits = (uint32_t)(int32_t)watts;
    words[0] = (uint16_t)(bits >> 16);
    words[1] = (uint16_t)bits;
}

static void show(struct site_wires *w, const struct world *world, const struct device_truth *truth)
{
    const double nominal = world->site->grid.nominal_v;
    const double least_pu = 0.05; /* below it there is no frequency, and no angle */
    int both = world->grid_pu > least_pu && world->bus_pu > least_pu;
    uint16_t *r = w->map->tab_registers;
    r[0]++;
    for (int i = 0; i < 3; i++) {
        r[1 + i] = word(world->grid_pu * nominal, 0.1);
        r[4 + i] = word(world->bus_pu * nominal, 0.1);
    }
    r[7] = world->grid_pu > least_pu ? word(world->grid_hz, 0.001) : 0xFFFF;
    r[8] = world->bus_pu > least_pu ? word(world->bus_hz, 0.001) : 0xFFFF;
    r[9] = both ? (uint16_t)(int16_t)(100.0 * world_angle_deg(world)) : 0x8000;
    r[10] = (uint16_t)truth->mode;
    r[11] = 0;
    put_power(r + 12, world->grid_w);
    put_power(r + 14, world->grid_var);
    w->map->tab_input_bits[IO_BREAKER_CLOSED] = world->breaker.closed != 0;
    w->map->tab_input_bits[IO_BREAKER_OPEN] = world->breaker.closed == 0;
    w->map->tab_input_bits[IO_BOND_CLOSED] = w->map->tab_bits[IO_BOND];
}

static void show_points(struct site_wires *w, const struct world *world,
                        struct world_command *command)
{
    for (int32_t p = 0; p < world->site->charge_points; p++) {
        uint16_t *r = w->map->tab_registers + POINTS_AT + POINT_REGISTERS * p;
        int32_t who = fleet_at(&world->fleet, p);
        command->vehicle_limit_w[p] = 10.0 * r[0];
        r[1] = who >= 0;
        r[2] = who >= 0 ? word(world->fleet.vehicle[who].charge_w, 10.0) : 0;
        r[3] = (uint16_t)(who + 1);
    }
}

void site_wires_exchange(struct site_wires *w, const struct world *world,
                         const struct device_truth *truth, struct world_command *command)
{
    pthread_mutex_lock(&w->lock);
    uint8_t *coils = w->map->tab_bits;
    const uint16_t *asked = w->map->tab_registers + SYNC_MODE;
    show(w, world, truth);
    show_points(w, world, command);
    if (clock_monotonic_us() - w->heard_us > SILENT_US) {
        coils[IO_OPEN] = coils[IO_CLOSE] = coils[IO_UPSTREAM] = 0;
        memset(coils + IO_SHED_1, 0, IO_SHED_3 - IO_SHED_1 + 1);
    }
    command->tiers_on = 1u;
    for (int i = 1; i < world->site->tiers; i++) {
        command->tiers_on |= (uint32_t)(coils[IO_SHED_1 + i - 1] == 0) << i;
    }
    command->breaker_command = coils[IO_OPEN] || coils[IO_UPSTREAM] ? OSTROV_BREAKER_OPEN
                               : coils[IO_CLOSE]                    ? OSTROV_BREAKER_CLOSE
                                                                    : OSTROV_BREAKER_HOLD;
    command->pcs_request = asked[0];
    command->bus_target_v = asked[1] != 0xFFFF ? 0.1 * asked[1] : __builtin_nan("");
    command->bus_target_hz = asked[2] != 0xFFFF ? 0.001 * asked[2] : __builtin_nan("");
    pthread_mutex_unlock(&w->lock);
}

int32_t site_wires_heard(struct site_wires *w)
{
    pthread_mutex_lock(&w->lock);
    int32_t heard = w->heard_us > 0 && clock_monotonic_us() - w->heard_us <= SILENT_US;
    pthread_mutex_unlock(&w->lock);
    return heard;
}

void site_wires_close(struct site_wires *w)
{
    if (w == NULL) {
        return;
    }
    if (w->port > 0) {
        atomic_store(&w->ending, 1);
        pthread_join(w->thread, NULL);
        pthread_mutex_destroy(&w->lock);
    }
    if (w->listener > 0) {
        close(w->listener);
    }
    if (w->map != NULL) {
        modbus_mapping_free(w->map);
    }
    if (w->modbus != NULL) {
        modbus_free(w->modbus);
    }
    free(w);
}
