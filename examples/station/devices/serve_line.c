/* Modbus RTU server of one simulated device, on a pseudo-terminal. Framing after Modbus over Serial
 * Line V1.02, 2.5.1: a frame ends with silence, its last two bytes are a CRC, low byte first.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE
#include "devices/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "devices/modbus_pdu.h"

enum { MOST = 256, SILENCE_MS = 2 };

static uint16_t crc_of(const uint8_t *bytes, size_t count)
{
    unsigned crc = 0xFFFFU;
    for (size_t i = 0; i < count; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = crc & 1U ? crc >> 1 ^ 0xA001U : crc >> 1;
        }
    }
    return (uint16_t)crc;
}

/* Both ends of a new terminal that hands bytes through. Returns the master, or -1. */
static int open_terminal(int *other, int announce)
{
    char path[64], line[80];
    struct termios raw;
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0) {
        return -1;
    }
    /* The other end is kept open: without anybody on it, this one would only report a hang-up. */
    *other =
        grantpt(master) == 0 && unlockpt(master) == 0 && ptsname_r(master, path, sizeof path) == 0
            ? open(path, O_RDWR | O_NOCTTY)
            : -1;
    int length = *other >= 0 ? snprintf(line, sizeof line, "line %s\n", path) : -1;
    if (*other < 0 || tcgetattr(*other, &raw) != 0 ||
        (cfmakeraw(&raw), tcsetattr(*other, TCSANOW, &raw)) != 0 ||
        (announce >= 0 && write(announce, line, (size_t)length) != length)) {
        if (*other >= 0) {
            close(*other);
        }
        close(master);
        return -1;
    }
    return master;
}

static void answer_frame(const struct register_tables *tables, int unit, int line,
                         const uint8_t *frame, size_t count)
{
    uint8_t reply[MOST];
    if (count < 4 || frame[0] != unit ||
        crc_of(frame, count - 2) != (frame[count - 2] | frame[count - 1] << 8)) {
        return; /* not for us, or not whole: a device on a line is then silent */
    }
    size_t length = modbus_pdu_serve(tables, frame + 1, count - 3, reply + 1);
    if (length == 0) {
        return;
    }
    reply[0] = frame[0];
    uint16_t crc = crc_of(reply, length + 1);
    reply[length + 1] = (uint8_t)(crc & 0xFFU);
    reply[length + 2] = (uint8_t)(crc >> 8);
    (void)!write(line, reply, length + 3);
}

int serve_line(const struct register_tables *tables, int unit, int announce, int lifeline)
{
    int other = -1;
    int line = open_terminal(&other, announce);
    struct pollfd list[2] = {{line, POLLIN, 0}, {lifeline, POLLIN, 0}};
    uint8_t frame[MOST];
    size_t have = 0;
    if (line < 0) {
        return -1;
    }
    for (;;) {
        int ready = poll(list, 2, have > 0 ? SILENCE_MS : -1);
        if (ready < 0 && errno == EINTR) {
            continue;
        }
        if (list[1].revents != 0 || ready < 0) {
            break;
        }
        if (ready == 0) {
            answer_frame(tables, unit, line, frame, have);
            have = 0;
        } else if (list[0].revents & POLLIN) {
            uint8_t more[MOST];
            ssize_t got = read(line, more, sizeof more);
            size_t fits = got > 0 ? (size_t)got : 0;
            fits = fits > sizeof frame - have ? sizeof frame - have : fits;
            memcpy(frame + have, more, fits);
            have += fits;
        }
    }
    close(other);
    close(line);
    return 0;
}
