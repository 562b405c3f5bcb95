/* Modbus TCP and RTU client behind a link, by libmodbus.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _DEFAULT_SOURCE /* flock */
#include "drivers/sunspec/link_modbus.h"

#include <errno.h>
#include <modbus/modbus.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <sys/file.h>
#include <sys/socket.h>

/* Takes the context over; NULL when something is wrong. */
static void *prepared(modbus_t *modbus, int unit, double timeout_s)
{
    if (modbus == NULL) {
        return NULL;
    }
    uint32_t whole_s = (uint32_t)timeout_s;
    uint32_t rest_us = (uint32_t)((timeout_s - whole_s) * 1e6);
    /* Byte time-out off: the answer as a whole has the response time-out, however it is cut up. */
    if (modbus_set_slave(modbus, unit) != 0 ||
        modbus_set_error_recovery(modbus, MODBUS_ERROR_RECOVERY_NONE) != 0 ||
        modbus_set_response_timeout(modbus, whole_s, rest_us) != 0 ||
        modbus_set_byte_timeout(modbus, 0, 0) != 0) {
        modbus_free(modbus);
        return NULL;
    }
    return modbus;
}

void *link_modbus_new(const struct link_setup *setup, double timeout_s)
{
    if (setup->host == NULL || setup->port < 1 || setup->port > 65535 || !(timeout_s < 3600.0)) {
        return NULL;
    }
    return prepared(modbus_new_tcp(setup->host, setup->port), setup->unit, timeout_s);
}

void *link_modbus_serial(const struct link_serial *setup, double timeout_s)
{
    if (setup->device == NULL || setup->device[0] != '/' || setup->baud < 300 ||
        setup->baud > 4000000 || setup->unit < 1 || setup->unit > 247 ||
        (setup->parity != 'N' && setup->parity != 'E' && setup->parity != 'O') ||
        (setup->stop != 1 && setup->stop != 2) || !(timeout_s < 3600.0)) {
        return NULL;
    }
    return prepared(modbus_new_rtu(setup->device, setup->baud, setup->parity, 8, setup->stop),
                    setup->unit, timeout_s);
}

int link_modbus_connect(void *modbus)
{
    int on = 1;
    if (modbus_connect(modbus) != 0) {
        return -1;
    }
    int socket = modbus_get_socket(modbus);
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return 0;
}

int link_modbus_exchange(void *modbus, const struct link_write *write, uint16_t address, int count,
                         uint16_t *registers)
{
    /* Read aside: an answer that breaks off half way must leave the caller's registers alone. */
    uint16_t answer[LINK_MOST_REGISTERS];
    int done = -1;
    errno = 0;
    if (write != NULL && count > 0) {
        done = modbus_write_and_read_registers(modbus, write->address, write->count,
                                               write->registers, address, count, answer);
    } else if (write != NULL) {
        done = modbus_write_registers(modbus, write->address, write->count, write->registers);
    } else {
        done = modbus_read_registers(modbus, address, count, answer);
    }
    if (done >= 0 && done == (count > 0 ? count : write->count)) {
        for (int i = 0; i < count; i++) {
            registers[i] = answer[i];
        }
        return 0;
    }
    if (done < 0 && errno > MODBUS_ENOBASE && errno <= MODBUS_ENOBASE + 11) {
        return errno - MODBUS_ENOBASE;
    }
    return -1;
}

static int outcome(int done, int wanted)
{
    int code = errno;
    int exception = done < 0 && code > MODBUS_ENOBASE && code <= MODBUS_ENOBASE + 11;
    return done == wanted ? 0 : exception ? code - MODBUS_ENOBASE : -1;
}

int link_modbus_read(void *modbus, enum register_space space, uint16_t address, int count,
                     uint16_t *values)
{
    uint16_t answer[LINK_MOST_REGISTERS];
    uint8_t bits[LINK_MOST_BITS];
    int whole = space == REGISTER_HOLDING || space == REGISTER_INPUT;
    int done = -1;
    errno = 0;
    if (whole) {
        done = space == REGISTER_HOLDING ? modbus_read_registers(modbus, address, count, answer)
                                         : modbus_read_input_registers(modbus, address, count, answer);
    } else {
        done = space == REGISTER_COIL ? modbus_read_bits(modbus, address, count, bits)
                                      : modbus_read_input_bits(modbus, address, count, bits);
    }
    int result = outcome(done, count);
    for (int i = 0; i < count && result == 0; i++) {
        values[i] = whole ? answer[i] : (uint16_t)(bits[i] != 0);
    }
    return result;
}

int link_modbus_write(void *modbus, enum register_space space, uint16_t address, int count,
                      const uint16_t *values, int single)
{
    uint8_t bits[LINK_MOST_BITS];
    errno = 0;
    if (space == REGISTER_HOLDING) {
        return outcome(single ? modbus_write_register(modbus, address, values[0])
                              : modbus_write_registers(modbus, address, count, values),
                       count);
    }
    for (int i = 0; i < count; i++) {
        bits[i] = values[i] != 0;
    }
    return outcome(single ? modbus_write_bit(modbus, address, bits[0])
                          : modbus_write_bits(modbus, address, count, bits),
                   count);
}

void link_modbus_hold(void *modbus, int take)
{
    while (flock(modbus_get_socket(modbus), take ? LOCK_EX : LOCK_UN) != 0 && errno == EINTR) {
    }
}

void link_modbus_flush(void *modbus) { (void)modbus_flush(modbus); }

/* An orderly close leaves it to the system to deliver what is still in the socket, for minutes: a
 * set-point would arrive long after it was given up. */
void link_modbus_shut(void *modbus, int failed)
{
    const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    if (failed) {
        setsockopt(modbus_get_socket(modbus), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }
    modbus_close(modbus);
}

void link_modbus_free(void *modbus) { modbus_free(modbus); }
