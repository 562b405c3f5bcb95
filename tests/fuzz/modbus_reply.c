/* Fuzz entry on the bytes of a Modbus answer as they come from the socket: whatever they are, a
 * request gets the answer to this very request, or none and the caller's values are left alone. The
 * first byte chooses the request, the rest is the answer.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "fuzz.h"

#include "drivers/sunspec/link.h"
#include "drivers/sunspec/link_modbus.h"

#include <modbus/modbus.h>
#include <sys/socket.h>
#include <unistd.h>

enum { COUNT = 10, UNTOUCHED = 0xA5A5, MOST = 600, FUNCTION = 7 };

/* The requests: functions of the Modbus Application Protocol V1.1b3, 6. */
static const struct request {
    unsigned char function;
    unsigned char reads; /* 0 = nothing, 1 = bits, 2 = registers */
    enum register_space space;
} requests[] = {
    {3, 2, REGISTER_HOLDING}, {23, 2, REGISTER_HOLDING}, {4, 2, REGISTER_INPUT},
    {1, 1, REGISTER_COIL},    {2, 1, REGISTER_DISCRETE}, {16, 0, REGISTER_HOLDING},
    {6, 0, REGISTER_HOLDING}, {15, 0, REGISTER_COIL},    {5, 0, REGISTER_COIL},
};

static enum link_result ask(struct link *link, const struct request *r, uint16_t values[COUNT])
{
    static const uint16_t wanted[COUNT] = {1, 0, 1, 1};
    const struct link_write write = {100, COUNT, wanted};
    switch (r->function) {
    case 3:
        return link_exchange(link, NULL, 100, COUNT, values, 0);
    case 23:
        link->combined = 1;
        return link_exchange(link, &write, 100, COUNT, values, 0);
    case 16:
    case 15:
        return link_write(link, r->space, 100, COUNT, wanted, 0, 0);
    case 6:
    case 5:
        return link_write(link, r->space, 100, 1, wanted, 1, 0);
    default:
        return link_read(link, r->space, 100, COUNT, values, 0);
    }
}

/* A device that refuses function 23 is asked in two requests: behind its exception (9 bytes) and
 * the answer to the write (12) stands the answer to the read. */
static size_t before_answer(const struct request *r, const struct link *link)
{
    return r->function == 23 && !link->combined ? 21 : 0;
}

/* Bytes 0 and 1 are the transaction number, which counts from the link's beginning. libmodbus takes
 * a protocol number of which one byte is 0, and any unit: on a connection of its own neither
 * misleads. */
static void check_answer(const struct request *r, const struct link *link, const unsigned char *at,
                         size_t count, const uint16_t values[COUNT])
{
    const size_t before = before_answer(r, link);
    const unsigned char function = before > 0 ? 3 : r->function;
    fuzz_must(count >= before);
    at += before;
    count -= before;
    const size_t length = r->reads == 2 ? 2 * COUNT : r->reads == 1 ? (COUNT + 7) / 8 : 0;
    fuzz_must(count > FUNCTION && (at[2] == 0 || at[3] == 0) && at[FUNCTION] == function);
    if (r->reads == 0) {
        fuzz_must(count >= 12);
        fuzz_must(r->function < 15 || (at[10] == 0 && at[11] == COUNT));
        return;
    }
    fuzz_must(count >= 9 + length && at[8] == length);
    for (size_t i = 0; i < COUNT; i++) {
        const int sent = r->reads == 2 ? at[9 + 2 * i] << 8 | at[10 + 2 * i]
                                       : at[9 + i / 8] >> (i % 8) & 1;
        fuzz_must(values[i] == sent);
    }
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count)
{
    struct link link;
    struct link_setup setup = {"127.0.0.1", 502, 1, 0.05, 1.0, 0};
    uint16_t values[COUNT];
    int ends[2];
    if (count == 0 || count > MOST || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) {
        return 0;
    }
    const struct request *request = &requests[bytes[0] % (sizeof requests / sizeof requests[0])];
    bytes++;
    count--;
    fuzz_must(link_init_modbus(&link, &setup) == 0);
    fuzz_must(modbus_set_socket(link.modbus, ends[0]) == 0);
    link.is_open = 1;
    fuzz_must(write(ends[1], bytes, count) == (ssize_t)count);
    shutdown(ends[1], SHUT_WR);
    for (int i = 0; i < COUNT; i++) {
        values[i] = UNTOUCHED;
    }
    const enum link_result result = ask(&link, request, values);
    if (result == LINK_OK) {
        check_answer(request, &link, bytes, count, values);
    }
    for (int i = 0; i < COUNT && (result != LINK_OK || request->reads == 0); i++) {
        fuzz_must(values[i] == UNTOUCHED);
    }
    fuzz_must(result == LINK_OK || result == LINK_REFUSED || !link.is_open);
    const int is_open = link.is_open;
    link_close(&link);
    if (is_open && result == LINK_REFUSED) {
        close(ends[0]);
    }
    close(ends[1]);
    return 0;
}
