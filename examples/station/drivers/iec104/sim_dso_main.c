/* ostrov-sim-dso HOST PORT: a DSO's control centre at a terminal. It starts the transfer, says what
 * it hears, one line each, and takes commands from its standard input, one a line.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "drivers/iec104/codec.h"

enum { ACKNOWLEDGE_EACH = 4 };

struct centre {
    int fd;
    uint16_t sent, received, told;
    size_t have;
    uint8_t bytes[IEC104_MOST_FRAME];
    int32_t common;
};

static const char help[] =
    "Usage: ostrov-sim-dso HOST PORT [COMMON]\n"
    "Commands: gi | set ADDRESS VALUE | select ADDRESS VALUE | single ADDRESS 0|1 |\n"
    "          double ADDRESS 1|2 | clock | stop | start | wait SECONDS | end\n";

static int put(struct centre *c, const struct iec104_frame *frame)
{
    uint8_t bytes[IEC104_MOST_FRAME];
    size_t length = iec104_frame_write(frame, bytes);
    return send(c->fd, bytes, length, MSG_NOSIGNAL) == (ssize_t)length ? 0 : -1;
}

static int put_function(struct centre *c, int32_t function)
{
    const struct iec104_frame frame = {.format = IEC104_U, .function = function};
    return put(c, &frame);
}

static int put_object(struct centre *c, int32_t type, const struct iec104_object *object)
{
    uint8_t bytes[IEC104_MOST_ASDU];
    const struct iec104_asdu head = {
        .type = type, .cause = IEC104_ACTIVATION, .common = c->common, .count = 1};
    const struct iec104_frame frame = {.format = IEC104_I,
                                       .sent = c->sent,
                                       .received = c->received,
                                       .asdu = bytes,
                                       .asdu_length = iec104_asdu_write(&head, object, bytes)};
    c->sent = (uint16_t)((c->sent + 1) % IEC104_SEQUENCES);
    c->told = c->received;
    return put(c, &frame);
}

static void say(const uint8_t *asdu, size_t length)
{
    struct iec104_asdu head;
    struct iec104_object o;
    if (iec104_asdu_read(asdu, length, &head) != 0) {
        printf("short asdu\n");
        return;
    }
    for (int i = 0; i < head.count || i == 0; i++) {
        int known = iec104_object_read(asdu, length, &head, i, &o) == 0;
        printf("type %d cause %d%s address %u value %.6g quality %d\n", (int)head.type,
               (int)head.cause, head.negative ? " negative" : "", known ? (unsigned)o.address : 0U,
               known ? o.value : 0.0, known ? (int)o.quality : 0);
    }
    fflush(stdout);
}

/* Returns 0; -1 when the connection is at its end. */
static int take(struct centre *c)
{
    ssize_t got = recv(c->fd, c->bytes + c->have, sizeof c->bytes - c->have, 0);
    struct iec104_frame frame;
    if (got <= 0) {
        return -1;
    }
    c->have += (size_t)got;
    int length = iec104_frame_length(c->bytes, c->have);
    while (length > 0) {
        if (iec104_frame_read(c->bytes, (size_t)length, &frame) != 0) {
            return -1;
        }
        if (frame.format == IEC104_I) {
            c->received = (uint16_t)((frame.sent + 1) % IEC104_SEQUENCES);
            say(frame.asdu, frame.asdu_length);
        } else if (frame.format == IEC104_U && frame.function == IEC104_TESTFR_ACT &&
                   put_function(c, IEC104_TESTFR_CON) != 0) {
            return -1;
        } else if (frame.format == IEC104_U) {
            printf("function 0x%02X\n", (unsigned)frame.function);
            fflush(stdout);
        }
        c->have -= (size_t)length;
        memmove(c->bytes, c->bytes + length, c->have);
        length = iec104_frame_length(c->bytes, c->have);
    }
    if ((c->received - c->told + IEC104_SEQUENCES) % IEC104_SEQUENCES >= ACKNOWLEDGE_EACH) {
        const struct iec104_frame told = {.format = IEC104_S, .received = c->received};
        c->told = c->received;
        return length < 0 ? -1 : put(c, &told);
    }
    return length < 0 ? -1 : 0;
}

/* Listens for a while. */
static int listen_for(struct centre *c, double seconds)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double end = (double)now.tv_sec + (double)now.tv_nsec * 1e-9 + seconds;
    for (;;) {
        struct pollfd list = {c->fd, POLLIN, 0};
        clock_gettime(CLOCK_MONOTONIC, &now);
        double left = end - (double)now.tv_sec - (double)now.tv_nsec * 1e-9;
        if (left <= 0.0) {
            return 0;
        }
        if (poll(&list, 1, (int)(left * 1e3) + 1) > 0 && take(c) != 0) {
            return -1;
        }
    }
}

/* Returns 0; 1 to end; -1 when the connection is. */
static int obey(struct centre *c, const char *line)
{
    char word[16] = "";
    unsigned long address = 0;
    double value = 0.0;
    int fields = sscanf(line, "%15s %lu %lf", word, &address, &value);
    struct iec104_object o = {.address = (uint32_t)address, .value = value, .time_ms = INT64_MIN};
    if (strcmp(word, "gi") == 0) {
        o = (struct iec104_object){.value = 20.0};
        return put_object(c, IEC104_C_IC_NA_1, &o);
    }
    if (strcmp(word, "clock") == 0) {
        o = (struct iec104_object){.time_ms = (int64_t)time(NULL) * 1000};
        return put_object(c, IEC104_C_CS_NA_1, &o);
    }
    if (strcmp(word, "start") == 0 || strcmp(word, "stop") == 0) {
        return put_function(c, word[2] == 'a' ? IEC104_STARTDT_ACT : IEC104_STOPDT_ACT);
    }
    if (strcmp(word, "wait") == 0) {
        return listen_for(c, (double)address);
    }
    if (strcmp(word, "end") == 0) {
        return 1;
    }
    int32_t type = strcmp(word, "single") == 0                               ? IEC104_C_SC_NA_1
                   : strcmp(word, "double") == 0                             ? IEC104_C_DC_NA_1
                   : strcmp(word, "set") == 0 || strcmp(word, "select") == 0 ? IEC104_C_SE_NC_1
                                                                             : 0;
    if (type == 0 || fields != 3) {
        fprintf(stderr, "%s", help);
        return 0;
    }
    o.select = strcmp(word, "select") == 0;
    return put_object(c, type, &o);
}

int main(int count, char **texts)
{
    struct centre c = {.fd = socket(AF_INET, SOCK_STREAM, 0), .common = 1};
    struct sockaddr_in to;
    char line[128];
    int result = 0;
    memset(&to, 0, sizeof to);
    to.sin_family = AF_INET;
    if (count < 3 || inet_pton(AF_INET, texts[1], &to.sin_addr) != 1) {
        fprintf(stderr, "%s", help);
        return 2;
    }
    to.sin_port = htons((uint16_t)strtoul(texts[2], NULL, 10));
    c.common = count > 3 ? (int32_t)strtol(texts[3], NULL, 10) : 1;
    if (c.fd < 0 || connect(c.fd, (struct sockaddr *)&to, sizeof to) != 0) {
        fprintf(stderr, "ostrov-sim-dso: %s\n", strerror(errno));
        return 1;
    }
    (void)setvbuf(stdin, NULL, _IONBF, 0); /* what waits in a buffer does not wake poll */
    result = put_function(&c, IEC104_STARTDT_ACT);
    while (result == 0) {
        struct pollfd list[2] = {{c.fd, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
        if (poll(list, 2, -1) < 0) {
            continue;
        }
        if (list[0].revents != 0) {
            result = take(&c);
        }
        if (result == 0 && list[1].revents != 0) {
            result = fgets(line, sizeof line, stdin) == NULL ? 1 : obey(&c, line);
        }
    }
    close(c.fd);
    return result < 0;
}
