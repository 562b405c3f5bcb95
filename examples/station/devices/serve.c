/* Modbus TCP server of one simulated device.
 *
 * Not libmodbus, which is on the other end: its reply to function 23 reads back what was written
 * even where the device would not take it, it waits for the rest of a frame while other clients
 * wait too, and two ends from one hand could share a mistake. Framing after the Modbus Messaging on
 * TCP/IP Implementation Guide V1.0b, functions after the Modbus Application Protocol V1.1b3.
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

#define MOST_CLIENTS 16
#define FIXED 2  /* listener and lifeline come first in the poll list */
#define HEADER 7 /* bytes of MBAP */

enum { READ = 3, WRITE = 16, WRITE_AND_READ = 23, ILLEGAL_FUNCTION = 1, ILLEGAL_VALUE = 3 };

static uint16_t word_at(const uint8_t *bytes) { return (uint16_t)(bytes[0] << 8 | bytes[1]); }

static void get_words(const uint8_t *bytes, int count, uint16_t *words)
{
    for (int i = 0; i < count; i++) {
        words[i] = word_at(bytes + 2 * i);
    }
}

/* Answers the PDU; returns its length, 0 = silent. An exception is 2 bytes long. */
static size_t serve_pdu(const struct register_port *port, const uint8_t *pdu, size_t count,
                        uint8_t *answer)
{
    uint16_t words[125];
    int failed = 0;
    int reads = 0;
    uint16_t address = count >= 5 ? word_at(pdu + 1) : 0;
    int many = count >= 5 ? word_at(pdu + 3) : 0;
    answer[0] = pdu[0];
    if (pdu[0] == READ) {
        reads = many;
        failed = count != 5 || many < 1 || many > 125 ? ILLEGAL_VALUE : 0;
    } else if (pdu[0] == WRITE) {
        if (count < 6 || many < 1 || many > 123 || pdu[5] != 2 * many ||
            count != (size_t)(6 + 2 * many)) {
            failed = ILLEGAL_VALUE;
        } else {
            get_words(pdu + 6, many, words);
            failed = port->write(port->device, address, many, words);
            memcpy(answer + 1, pdu + 1, 4);
        }
    } else if (pdu[0] == WRITE_AND_READ) {
        int writes = count >= 10 ? word_at(pdu + 7) : 0;
        reads = many;
        if (many < 1 || many > 125 || writes < 1 || writes > 121 || pdu[9] != 2 * writes ||
            count != (size_t)(10 + 2 * writes)) {
            failed = ILLEGAL_VALUE;
        } else {
            get_words(pdu + 10, writes, words);
            failed = port->write(port->device, word_at(pdu + 5), writes, words);
        }
    } else {
        failed = ILLEGAL_FUNCTION;
    }
    if (failed == 0 && reads > 0) {
        failed = port->read(port->device, address, reads, words);
    }
    if (failed < 0) {
        return 0;
    }
    if (failed > 0) {
        answer[0] = (uint8_t)(pdu[0] | 0x80U);
        answer[1] = (uint8_t)failed;
        return 2;
    }
    if (reads == 0) {
        return 5;
    }
    answer[1] = (uint8_t)(2 * reads);
    for (int i = 0; i < reads; i++) {
        answer[2 + 2 * i] = (uint8_t)(words[i] >> 8);
        answer[3 + 2 * i] = (uint8_t)(words[i] & 0xFFU);
    }
    return 2 + 2 * (size_t)reads;
}

size_t serve_frame(const struct register_port *port, const uint8_t *request, size_t count,
                   uint8_t *answer)
{
    if (count < 8 || count > SERVE_MOST_BYTES || word_at(request + 2) != 0 ||
        (size_t)word_at(request + 4) + 6 != count) {
        return 0;
    }
    size_t length = serve_pdu(port, request + 7, count - 7, answer + 7);
    if (length == 0) {
        return 0;
    }
    memcpy(answer, request, 4); /* transaction and protocol */
    answer[4] = (uint8_t)((length + 1) >> 8);
    answer[5] = (uint8_t)((length + 1) & 0xFFU);
    answer[6] = request[6];
    return length + 7;
}

/* Listens and says where. */
static int listen_at(int tcp_port, int announce)
{
    struct sockaddr_in name;
    socklen_t size = sizeof name;
    int on = 1;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
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
static const struct lie *lie_for(const struct serve_setup *setup, const uint8_t *request)
{
    const struct liar *liar = setup->liar;
    int aside = liar != NULL && (int32_t)word_at(request + 8) >= liar->vendor;
    return liar == NULL || aside || !liar_on_the_wire(liar) ? NULL : liar->now;
}

/* Takes what has come and answers what is complete, without waiting for more. Returns 0 when the
 * client is to be closed. */
static int serve_client(const struct serve_setup *setup, int fd, struct client *client)
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
        size_t reply = serve_frame(&setup->port, client->bytes, length, answer);
        const struct lie *lie = lie_for(setup, client->bytes);
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

static void run(const struct serve_setup *setup, int listener)
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
            int good = list[i].revents == 0 || serve_client(setup, list[i].fd, &clients[i]);
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

int serve_loop(const struct serve_setup *setup)
{
    int listener = listen_at(setup->tcp_port, setup->announce);
    if (listener < 0) {
        return -1;
    }
    run(setup, listener);
    close(listener);
    return 0;
}
