/* Modbus TCP server of one simulated device.
 *
 * Not libmodbus, which is on the other end: its reply to function 23 reads back what was written
 * even where the device would not take it, it waits for the rest of a frame while other clients
 * wait too, and two ends from one hand could share a mistake. Framing after the Modbus Messaging on
 * TCP/IP Implementation Guide V1.0b.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "devices/serve.h"

#include "devices/chaos.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "devices/modbus_pdu.h"

#define MOST_CLIENTS 16
#define FIXED 2  /* listener and lifeline come first in the poll list */
#define HEADER 7 /* bytes of MBAP */

static uint16_t word_at(const uint8_t *bytes) { return (uint16_t)(bytes[0] << 8 | bytes[1]); }

static size_t serve_tcp(const struct register_tables *tables, const uint8_t *request, size_t count,
                        uint8_t *answer)
{
    if (count < 8 || count > SERVE_MOST_BYTES || word_at(request + 2) != 0 ||
        (size_t)word_at(request + 4) + 6 != count) {
        return 0;
    }
    size_t length = modbus_pdu_serve(tables, request + 7, count - 7, answer + 7);
    if (length == 0) {
        return 0;
    }
    memcpy(answer, request, 4); /* transaction and protocol */
    answer[4] = (uint8_t)((length + 1) >> 8);
    answer[5] = (uint8_t)((length + 1) & 0xFFU);
    answer[6] = request[6];
    return length + 7;
}

size_t serve_frame(const struct register_port *port, const uint8_t *request, size_t count,
                   uint8_t *answer)
{
    struct register_tables tables = modbus_pdu_tables(port);
    return serve_tcp(&tables, request, count, answer);
}

/* Listens and says where. */
static int listen_at(int tcp_port, int announce)
{
    struct sockaddr_in name;
    socklen_t size = sizeof name;
    int on = 1;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    memset(&name, 0, sizeof name);
    name.sin_family = AF_INET;
    name.sin_port = htons((uint16_t)tcp_port);
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK); /* never to be reached from another machine */
    if (listener < 0) {
        return -1;
    }
    /* A device that comes back after a crash must get its port again. */
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&name, sizeof name) != 0 ||
        listen(listener, MOST_CLIENTS) != 0 ||
        getsockname(listener, (struct sockaddr *)&name, &size) != 0) {
        close(listener);
        return -1;
    }
    if (announce >= 0) {
        char line[32];
        int length = snprintf(line, sizeof line, "port %d\n", (int)ntohs(name.sin_port));
        if (write(announce, line, (size_t)length) != length) {
            close(listener);
            return -1;
        }
    }
    return listener;
}

/* What a client has sent of its next request, and what it is sent. */
struct client {
    size_t have;
    uint8_t bytes[SERVE_MOST_BYTES];
    struct chaos out;
};

static int64_t clock_us(void)
{
    struct timespec t = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void take_client(int listener, struct pollfd *list, struct client *clients, int *count)
{
    int on = 1;
    int client = accept(listener, NULL, NULL);
    if (client < 0) {
        return;
    }
    if (*count >= FIXED + MOST_CLIENTS) {
        close(client);
        return;
    }
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    clients[*count].have = 0;
    chaos_begin(&clients[*count].out, (uint64_t)client);
    list[*count].fd = client;
    list[*count].events = POLLIN;
    list[*count].revents = 0;
    (*count)++;
}

/* Length of the frame that begins here, 0 = not known yet, more than SERVE_MOST_BYTES = none. */
static size_t frame_length(const struct client *client)
{
    size_t length = client->have < HEADER ? 0 : (size_t)word_at(client->bytes + 4) + 6;
    return length != 0 && length < HEADER + 1 ? SERVE_MOST_BYTES + 1 : length;
}

/* Sends what is due, without waiting for a client that does not read. Returns 0 to close it. */
static int send_due(int fd, struct client *client)
{
    int64_t now_us = clock_us();
    size_t due = chaos_due(&client->out, now_us);
    while (due > 0) {
        ssize_t sent = send(fd, client->out.bytes, due, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent <= 0) {
            return sent < 0 && (errno == EAGAIN || errno == EINTR);
        }
        chaos_sent(&client->out, (size_t)sent, now_us);
        due = chaos_due(&client->out, now_us);
    }
    return 1;
}

/* A request to the vendor model is the simulation's own: its wire is a good one. */
static const struct lie *lie_for(const struct liar *liar, const uint8_t *request)
{
    int aside = liar != NULL && (int32_t)word_at(request + 8) >= liar->vendor;
    return liar == NULL || aside || !liar_on_the_wire(liar) ? NULL : liar->now;
}

/* Takes what has come and answers what is complete, without waiting for more. Returns 0 when the
 * client is to be closed. */
static int serve_client(const struct register_tables *tables, const struct liar *liar, int fd,
                        struct client *client)
{
    uint8_t answer[SERVE_MOST_BYTES];
    ssize_t got =
        recv(fd, client->bytes + client->have, sizeof client->bytes - client->have, MSG_DONTWAIT);
    if (got <= 0) {
        return got < 0 && (errno == EAGAIN || errno == EINTR);
    }
    client->have += (size_t)got;
    size_t length = frame_length(client);
    while (length != 0 && length <= client->have) {
        size_t reply = serve_tcp(tables, client->bytes, length, answer);
        const struct lie *lie = lie_for(liar, client->bytes);
        client->have -= length;
        memmove(client->bytes, client->bytes + length, client->have);
        /* No reply is a silent device: it keeps its connection. */
        if (reply > 0 && !chaos_take(&client->out, lie, answer, reply, clock_us())) {
            return 0;
        }
        length = frame_length(client);
    }
    return length <= SERVE_MOST_BYTES;
}

/* ms until a byte of any client is due; -1 = until somebody asks. */
static int wait_ms(const struct client *clients, int count)
{
    int least = -1;
    for (int i = FIXED; i < count; i++) {
        int ms = chaos_wait_ms(&clients[i].out, clock_us());
        least = ms >= 0 && (least < 0 || ms < least) ? ms : least;
    }
    return least;
}

static void run(const struct register_tables *tables, const struct serve_setup *setup, int listener)
{
    struct pollfd list[FIXED + MOST_CLIENTS] = {{listener, POLLIN, 0},
                                                {setup->lifeline, POLLIN, 0}};
    static struct client clients[FIXED + MOST_CLIENTS]; /* one server a process */
    int count = FIXED;
    for (;;) {
        if (poll(list, (nfds_t)count, wait_ms(clients, count)) < 0) {
            continue;
        }
        if (list[1].revents != 0) { /* end of file: whoever started us is gone */
            break;
        }
        for (int i = count - 1; i >= FIXED; i--) {
            int good =
                list[i].revents == 0 || serve_client(tables, setup->liar, list[i].fd, &clients[i]);
            if (!good || !send_due(list[i].fd, &clients[i])) {
                close(list[i].fd);
                count--;
                list[i] = list[count];
                clients[i] = clients[count];
            }
        }
        if (list[0].revents & POLLIN) {
            take_client(listener, list, clients, &count);
        }
    }
    for (int i = FIXED; i < count; i++) {
        close(list[i].fd);
    }
}

int serve_tables(const struct register_tables *tables, const struct serve_setup *setup)
{
    int listener = listen_at(setup->tcp_port, setup->announce);
    if (listener < 0) {
        return -1;
    }
    run(tables, setup, listener);
    close(listener);
    return 0;
}

int serve_loop(const struct register_port *port, const struct serve_setup *setup)
{
    struct register_tables tables = modbus_pdu_tables(port);
    return serve_tables(&tables, setup);
}
