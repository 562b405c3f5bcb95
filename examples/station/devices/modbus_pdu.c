/* Answers of a simulated Modbus device.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "devices/modbus_pdu.h"

#include <string.h>

enum {
    READ_COILS = 1,
    READ_DISCRETE = 2,
    READ_HOLDING = 3,
    READ_INPUT = 4,
    WRITE_COIL = 5,
    WRITE_REGISTER = 6,
    WRITE_COILS = 15,
    WRITE_REGISTERS = 16,
    WRITE_AND_READ = 23
};

enum { ILLEGAL_FUNCTION = 1, ILLEGAL_VALUE = 3, MOST_BITS = 2000 };

static uint16_t word_at(const uint8_t *bytes) { return (uint16_t)(bytes[0] << 8 | bytes[1]); }

static void get_words(const uint8_t *bytes, int count, uint16_t *words)
{
    for (int i = 0; i < count; i++) {
        words[i] = word_at(bytes + 2 * i);
    }
}

static int read_registers(const struct register_tables *t, enum register_space space,
                          uint16_t address, int count, uint8_t *answer, size_t *length)
{
    uint16_t words[125];
    if (count < 1 || count > 125) {
        return ILLEGAL_VALUE;
    }
    int failed = t->read(t->device, space, address, count, words);
    answer[1] = (uint8_t)(2 * count);
    for (int i = 0; i < count && failed == 0; i++) {
        answer[2 + 2 * i] = (uint8_t)(words[i] >> 8);
        answer[3 + 2 * i] = (uint8_t)(words[i] & 0xFFU);
    }
    *length = 2 + 2 * (size_t)count;
    return failed;
}

static int read_bits(const struct register_tables *t, enum register_space space, uint16_t address,
                     int count, uint8_t *answer, size_t *length)
{
    uint16_t values[MOST_BITS];
    int bytes = (count + 7) / 8;
    if (count < 1 || count > MOST_BITS) {
        return ILLEGAL_VALUE;
    }
    int failed = t->read(t->device, space, address, count, values);
    memset(answer + 2, 0, (size_t)bytes);
    answer[1] = (uint8_t)bytes;
    for (int i = 0; i < count && failed == 0; i++) {
        answer[2 + i / 8] |= (uint8_t)((values[i] != 0) << i % 8);
    }
    *length = 2 + (size_t)bytes;
    return failed;
}

static int write_one(const struct register_tables *t, const uint8_t *pdu, size_t count,
                     uint8_t *answer, size_t *length)
{
    uint16_t value = count == 5 ? word_at(pdu + 3) : 0;
    if (count != 5 || (pdu[0] == WRITE_COIL && value != 0 && value != 0xFF00U)) {
        return ILLEGAL_VALUE;
    }
    memcpy(answer, pdu, 5);
    *length = 5;
    if (pdu[0] == WRITE_COIL) {
        value = value != 0;
        return t->write(t->device, REGISTER_COIL, word_at(pdu + 1), 1, &value);
    }
    return t->write(t->device, REGISTER_HOLDING, word_at(pdu + 1), 1, &value);
}

static int write_many(const struct register_tables *t, const uint8_t *pdu, size_t count,
                      uint8_t *answer, size_t *length)
{
    uint16_t values[1968];
    int bits = pdu[0] == WRITE_COILS;
    int many = count >= 6 ? word_at(pdu + 3) : 0;
    int bytes = bits ? (many + 7) / 8 : 2 * many;
    if (many < 1 || many > (bits ? 1968 : 123) || pdu[5] != bytes || count != 6 + (size_t)bytes) {
        return ILLEGAL_VALUE;
    }
    if (bits) {
        for (int i = 0; i < many; i++) {
            values[i] = pdu[6 + i / 8] >> i % 8 & 1;
        }
    } else {
        get_words(pdu + 6, many, values);
    }
    memcpy(answer, pdu, 5);
    *length = 5;
    return t->write(t->device, bits ? REGISTER_COIL : REGISTER_HOLDING, word_at(pdu + 1), many,
                    values);
}

static int write_and_read(const struct register_tables *t, const uint8_t *pdu, size_t count,
                          uint8_t *answer, size_t *length)
{
    uint16_t words[125];
    int reads = count >= 10 ? word_at(pdu + 3) : 0;
    int writes = count >= 10 ? word_at(pdu + 7) : 0;
    if (reads < 1 || reads > 125 || writes < 1 || writes > 121 || pdu[9] != 2 * writes ||
        count != 10 + 2 * (size_t)writes) {
        return ILLEGAL_VALUE;
    }
    get_words(pdu + 10, writes, words);
    int failed = t->write(t->device, REGISTER_HOLDING, word_at(pdu + 5), writes, words);
    return failed != 0
               ? failed
               : read_registers(t, REGISTER_HOLDING, word_at(pdu + 1), reads, answer, length);
}

size_t modbus_pdu_serve(const struct register_tables *tables, const uint8_t *pdu, size_t count,
                        uint8_t *answer)
{
    static const enum register_space spaces[] = {REGISTER_HOLDING, REGISTER_COIL, REGISTER_DISCRETE,
                                                 REGISTER_HOLDING, REGISTER_INPUT};
    size_t length = 0;
    int failed = ILLEGAL_FUNCTION;
    int function = count > 0 ? pdu[0] : 0;
    answer[0] = (uint8_t)function;
    if (function >= READ_COILS && function <= READ_INPUT) {
        failed = count != 5 ? ILLEGAL_VALUE
                 : function >= READ_HOLDING
                     ? read_registers(tables, spaces[function], word_at(pdu + 1), word_at(pdu + 3),
                                      answer, &length)
                     : read_bits(tables, spaces[function], word_at(pdu + 1), word_at(pdu + 3),
                                 answer, &length);
    } else if (function == WRITE_COIL || function == WRITE_REGISTER) {
        failed = write_one(tables, pdu, count, answer, &length);
    } else if (function == WRITE_COILS || function == WRITE_REGISTERS) {
        failed = write_many(tables, pdu, count, answer, &length);
    } else if (function == WRITE_AND_READ) {
        failed = write_and_read(tables, pdu, count, answer, &length);
    }
    if (failed < 0) {
        return 0;
    }
    if (failed > 0) {
        answer[0] = (uint8_t)(function | 0x80);
        answer[1] = (uint8_t)failed;
        return 2;
    }
    return length;
}

static int read_port(void *context, enum register_space space, uint16_t address, int count,
                     uint16_t *values)
{
    const struct register_port *port = context;
    return space == REGISTER_HOLDING ? port->read(port->device, address, count, values)
                                     : ILLEGAL_FUNCTION;
}

static int write_port(void *context, enum register_space space, uint16_t address, int count,
                      const uint16_t *values)
{
    const struct register_port *port = context;
    return space == REGISTER_HOLDING ? port->write(port->device, address, count, values)
                                     : ILLEGAL_FUNCTION;
}

struct register_tables modbus_pdu_tables(const struct register_port *port)
{
    struct register_tables tables = {(void *)port, read_port, write_port}; /* only read through */
    return tables;
}
