/* Fuzz entry on the bytes of a Modbus answer as they come from the socket: whatever they are, a read
 * gives registers of an answer to this very request, or none and leaves the caller's alone.
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

enum { COUNT = 10, UNTOUCHED = 0xA5A5 };

/* Bytes 0 and 1 are the transaction number, which counts from the link's beginning. libmodbus takes a
 * protocol number of which one byte is 0, and any unit: on a connection of its own neither misleads. */
static int answers(const unsigned char *bytes, size_t count)
{
    return count >= 9 + 2 * COUNT && (bytes[2] == 0 || bytes[3] == 0) && bytes[7] == 3 &&
           bytes[8] == 2 * COUNT;
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count)
{
    struct link link;
    struct link_setup setup = {"127.0.0.1", 502, 1, 0.05, 1.0, 0};
    uint16_t registers[COUNT];
    int ends[2];
    if (count > 4096 || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) {
        return 0;
    }
    fuzz_must(link_init_modbus(&link, &setup) == 0);
    fuzz_must(modbus_set_socket(link.modbus, ends[0]) == 0);
    link.is_open = 1;
    fuzz_must(write(ends[1], bytes, count) == (ssize_t)count);
    shutdown(ends[1], SHUT_WR);
    for (int i = 0; i < COUNT; i++) {
        registers[i] = UNTOUCHED;
    }
    enum link_result result = link_exchange(&link, NULL, 100, COUNT, registers, 0);
    if (result == LINK_OK) {
        fuzz_must(answers(bytes, count));
        for (int i = 0; i < COUNT; i++) {
            fuzz_must(registers[i] == (uint16_t)(bytes[9 + 2 * i] << 8 | bytes[10 + 2 * i]));
        }
    } else {
        for (int i = 0; i < COUNT; i++) {
            fuzz_must(registers[i] == UNTOUCHED);
        }
        fuzz_must(result == LINK_REFUSED || !link.is_open);
    }
    link_close(&link);
    if (result == LINK_REFUSED) {
        close(ends[0]);
    }
    close(ends[1]);
    return 0;
}
