/* Controlled station on TCP.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE /* accept4 */
#include "drivers/iec104/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "common/clock.h"

enum { TICK_MS = 50 };
/* A clock before this program was written, or a century on, is a clock that nobody has set. */
static const int64_t clock_least_s = 1767225600, clock_most_s = 4102444800;

struct connection {
    int fd; /* -1 = free */
    struct iec104_session session;
};

struct iec104_server {
    struct iec104_server_setup setup;
    struct in_addr allowed[IEC104_ALLOWED];
    int32_t allowed_count;
    int listener, port;
    int32_t active; /* index of the connection that is served; -1 = none */
    struct connection connection[IEC104_CONNECTIONS];
    struct iec104_server_status status;
    struct iec104_station station; /* under the lock */
    pthread_mutex_t lock;
    pthread_t thread;
    _Atomic int32_t stop;
};

static int64_t utc_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec >= clock_least_s && now.tv_sec < clock_most_s
               ? (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000
               : INT64_MIN;
}

static void drop(struct iec104_server *server, int32_t index)
{
    struct connection *c = &server->connection[index];
    close(c->fd);
    c->fd = -1;
    server->status.closed++;
    if (c->session.closing != IEC104_NOT_CLOSING) {
        server->status.closing = c->session.closing;
    }
    if (server->active == index) {
        server->active = -1;
        iec104_station_left(&server->station, clock_monotonic_us());
    }
}

static void take_connection(struct iec104_server *server)
{
    struct sockaddr_in peer;
    socklen_t size = sizeof peer;
    int on = 1, known = 0;
    int32_t index = 0;
    int fd = accept4(server->listener, (struct sockaddr *)&peer, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
        return;
    }
    for (int32_t i = 0; i < server->allowed_count; i++) {
        known |= server->allowed[i].s_addr == peer.sin_addr.s_addr;
    }
    while (index < IEC104_CONNECTIONS && server->connection[index].fd >= 0) {
        index++;
    }
    if (!known || index == IEC104_CONNECTIONS) {
        server->status.refused_connections++;
        close(fd);
        return;
    }
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    server->connection[index].fd = fd;
    (void)iec104_session_begin(&server->connection[index].session, &server->setup.config.with,
                               clock_monotonic_us());
}

/* Whoever starts last is served: the one before may be a line that died without our knowing it. */
static void choose(struct iec104_server *server, int32_t index)
{
    if (server->active == index) {
        return;
    }
    if (server->active >= 0) {
        drop(server, server->active);
    }
    server->active = index;
}

/* Returns 0 when the connection is at its end. */
static int take_bytes(struct iec104_server *server, int32_t index, int64_t now_us)
{
    struct connection *c = &server->connection[index];
    uint8_t bytes[1024], asdu[IEC104_MOST_ASDU];
    ssize_t got = recv(c->fd, bytes, sizeof bytes, 0);
    if (got <= 0) {
        return got < 0 && (errno == EAGAIN || errno == EINTR);
    }
    for (size_t at = 0; at < (size_t)got;) {
        size_t used = 0;
        int was = c->session.state;
        int length =
            iec104_session_take(&c->session, bytes + at, (size_t)got - at, &used, asdu, now_us);
        at += used;
        if (c->session.state == IEC104_STARTED && was != IEC104_STARTED) {
            choose(server, index);
        }
        if (length < 0) {
            return 0;
        }
        if (length > 0) {
            iec104_station_take(&server->station, &c->session, asdu, (size_t)length, utc_ms(),
                                now_us);
        }
    }
    return 1;
}

static int send_bytes(struct connection *c)
{
    if (c->session.out_count > 0) {
        ssize_t sent = send(c->fd, c->session.out, c->session.out_count, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN && errno != EINTR) {
            return 0;
        }
        iec104_session_sent(&c->session, sent > 0 ? (size_t)sent : 0);
    }
    return 1;
}

static void serve(struct iec104_server *server, const struct pollfd *list)
{
    int64_t now_us = clock_monotonic_us();
    for (int32_t i = 0; i < IEC104_CONNECTIONS; i++) {
        struct connection *c = &server->connection[i];
        if (c->fd < 0) {
            continue;
        }
        int good =
            list[i + 1].fd != c->fd || list[i + 1].revents == 0 || take_bytes(server, i, now_us);
        if (c->fd < 0) {
            continue;
        }
        iec104_session_tick(&c->session, now_us);
        if (server->active == i) {
            iec104_station_step(&server->station, &c->session, now_us);
            server->active = c->session.state == IEC104_STOPPED ? -1 : i;
        }
        good = send_bytes(c) && good;
        if (!good || c->session.state == IEC104_CLOSED) {
            drop(server, i);
        }
    }
    server->status.connected = server->active >= 0;
}

static void *run(void *context)
{
    struct iec104_server *server = context;
    while (!server->stop) {
        struct pollfd list[IEC104_CONNECTIONS + 1] = {{server->listener, POLLIN, 0}};
        for (int32_t i = 0; i < IEC104_CONNECTIONS; i++) { /* a negative one is passed over */
            list[i + 1] = (struct pollfd){server->connection[i].fd, POLLIN, 0};
        }
        int ready = poll(list, IEC104_CONNECTIONS + 1, TICK_MS);
        pthread_mutex_lock(&server->lock);
        if (ready > 0 && (list[0].revents & POLLIN)) {
            take_connection(server);
        }
        serve(server, list);
        pthread_mutex_unlock(&server->lock);
    }
    return NULL;
}

/* ---- opening --------------------------------------------------------------------------------- */

static int take_list(struct iec104_server *server, const char *text)
{
    char one[16];
    while (text != NULL && *text != '\0') {
        size_t length = strcspn(text, " ,");
        if (length > 0) {
            if (length >= sizeof one || server->allowed_count >= IEC104_ALLOWED) {
                return -1;
            }
            memcpy(one, text, length);
            one[length] = '\0';
            if (inet_pton(AF_INET, one, &server->allowed[server->allowed_count++]) != 1) {
                return -1;
            }
        }
        text += length + (text[length] != '\0');
    }
    return server->allowed_count > 0 ? 0 : -1;
}

static int listen_at(struct iec104_server *server)
{
    struct sockaddr_in name;
    socklen_t size = sizeof name;
    int on = 1;
    memset(&name, 0, sizeof name);
    name.sin_family = AF_INET;
    name.sin_port = htons((uint16_t)server->setup.port);
    if (inet_pton(AF_INET, server->setup.address, &name.sin_addr) != 1) {
        return -1;
    }
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (server->listener < 0) {
        return -1;
    }
    (void)setsockopt(server->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(server->listener, (struct sockaddr *)&name, sizeof name) != 0 ||
        listen(server->listener, 2) != 0 ||
        getsockname(server->listener, (struct sockaddr *)&name, &size) != 0) {
        return -1;
    }
    server->port = ntohs(name.sin_port);
    return 0;
}

static void give_back(struct iec104_server *server)
{
    for (int32_t i = 0; i < IEC104_CONNECTIONS; i++) {
        if (server->connection[i].fd >= 0) {
            close(server->connection[i].fd);
        }
    }
    if (server->listener >= 0) {
        close(server->listener);
    }
    pthread_mutex_destroy(&server->lock);
    free(server);
}

/* With what was ordered before a restart; what makes no sense of it is left out. */
static int begin_station(struct iec104_server *server)
{
    const struct iec104_server_setup *setup = &server->setup;
    int64_t now_us = clock_monotonic_us();
    int begun = iec104_station_begin(&server->station, &setup->config, now_us);
    if (begun == 0 && setup->kept != NULL) {
        (void)iec104_station_recall(&server->station, setup->kept, setup->away_s, now_us);
    }
    return begun;
}

struct iec104_server *iec104_server_open(const struct iec104_server_setup *setup, char *error,
                                         size_t capacity)
{
    struct iec104_server *server = calloc(1, sizeof *server);
    const char *wrong = NULL;
    if (server == NULL) {
        snprintf(error, capacity, "out of memory");
        return NULL;
    }
    server->setup = *setup;
    server->active = server->listener = -1;
    for (int32_t i = 0; i < IEC104_CONNECTIONS; i++) {
        server->connection[i].fd = -1;
    }
    (void)pthread_mutex_init(&server->lock, NULL);
    if (begin_station(server) != 0) {
        wrong = "a setting is outside its range";
    } else if (take_list(server, setup->allow) != 0) {
        wrong = "the list of control centres needs 1 … 8 IPv4 addresses";
    } else if (listen_at(server) != 0) {
        wrong = "cannot listen there";
    } else if (pthread_create(&server->thread, NULL, run, server) != 0) {
        wrong = "no more threads";
    }
    if (wrong != NULL) {
        snprintf(error, capacity, "IEC 60870-5-104: %s", wrong);
        give_back(server);
        return NULL;
    }
    return server;
}

int iec104_server_port(const struct iec104_server *server) { return server->port; }

void iec104_server_update(struct iec104_server *server,
                          const struct iec104_value values[IEC104_POINTS])
{
    pthread_mutex_lock(&server->lock);
    iec104_station_update(&server->station, values, utc_ms());
    pthread_mutex_unlock(&server->lock);
}

void iec104_server_orders(struct iec104_server *server, struct iec104_orders *orders,
                          struct iec104_server_status *status)
{
    pthread_mutex_lock(&server->lock);
    iec104_station_orders(&server->station, clock_monotonic_us(), orders);
    if (status != NULL) {
        *status = server->status;
        status->counters = server->station.counters;
    }
    pthread_mutex_unlock(&server->lock);
}

void iec104_server_keep(struct iec104_server *server, struct iec104_kept *kept)
{
    pthread_mutex_lock(&server->lock);
    iec104_station_keep(&server->station, clock_monotonic_us(), kept);
    pthread_mutex_unlock(&server->lock);
}

void iec104_server_close(struct iec104_server *server)
{
    if (server != NULL) {
        server->stop = 1;
        pthread_join(server->thread, NULL);
        give_back(server);
    }
}
