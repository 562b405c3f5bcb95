/* What both kinds of link share: opening, back-off, counting.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "drivers/sunspec/link.h"

#include <string.h>
#include <time.h>

#include "common/clock.h"
#include "drivers/sunspec/link_modbus.h"

#define LONGEST_BACK_OFF 16.0 /* times the first: a device that is back is found within seconds */
#define ILLEGAL_FUNCTION 1
#define OUTWAITED (-2) /* no answer: nothing was sent, its turn on the line came too late */

static int64_t wall_ns(void)
{
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* A write that waited in a slow device's turn may not reach it with old numbers. */
static int too_late(struct link *link)
{
    int late = link->kind == LINK_MODBUS && link->write_until_us != INT64_MAX &&
               clock_monotonic_us() > link->write_until_us;
    link->counters.too_late += late;
    return late;
}

static int stopped(const struct link *link) { return link->stop != NULL && *link->stop; }

static void begin(struct link *link, double back_off_s)
{
    memset(link, 0, sizeof *link);
    link->back_off_s = back_off_s > 0.0 ? back_off_s : 1.0;
    link->wait_s = link->back_off_s;
    link->retry_us = INT64_MIN;
    link->write_until_us = INT64_MAX;
}

int link_init_twin(struct link *link, const struct register_port *port, double back_off_s)
{
    begin(link, back_off_s);
    if (port == NULL || port->read == NULL || port->write == NULL) {
        return -1;
    }
    link->kind = LINK_TWIN;
    link->combined = 1;
    link->twin = *port;
    return 0;
}

int link_init_tables(struct link *link, const struct register_tables *tables, double back_off_s)
{
    begin(link, back_off_s);
    if (tables == NULL || tables->read == NULL || tables->write == NULL) {
        return -1;
    }
    link->kind = LINK_TWIN;
    link->combined = 1;
    link->tables = *tables;
    return 0;
}

int link_init_serial(struct link *link, const struct link_serial *setup)
{
    begin(link, setup->back_off_s);
    link->timeout_s = setup->timeout_s > 0.0 ? setup->timeout_s : 1.0;
    link->modbus = link_modbus_serial(setup, link->timeout_s);
    if (link->modbus == NULL) {
        return -1;
    }
    /* 3.5 characters of 11 bits; fixed above 19 200 baud (Modbus over Serial Line V1.02, 2.5.1.1). */
    link->silence_ns = setup->baud > 19200 ? 1750000 : (int64_t)(38.5e9 / setup->baud);
    link->kind = LINK_MODBUS;
    return 0;
}

int link_init_modbus(struct link *link, const struct link_setup *setup)
{
    begin(link, setup->back_off_s);
    link->timeout_s = setup->timeout_s > 0.0 ? setup->timeout_s : 1.0;
    link->combined = setup->combined;
    link->modbus = link_modbus_new(setup, link->timeout_s);
    if (link->modbus == NULL) {
        return -1;
    }
    link->kind = LINK_MODBUS;
    return 0;
}

static void shut(struct link *link, int failed)
{
    if (link->kind == LINK_MODBUS && link->is_open) {
        link_modbus_shut(link->modbus, failed);
    }
    link->is_open = 0;
}

void link_drop(struct link *link, int64_t now_us)
{
    if (!link->is_open && now_us < link->retry_us) {
        return; /* closed already: one failure is one step of the back-off */
    }
    shut(link, 1);
    link->retry_us = now_us + (int64_t)(link->wait_s * 1e6);
    if (link->wait_s < link->back_off_s * LONGEST_BACK_OFF) {
        link->wait_s *= 2.0;
    }
}

int link_ready(struct link *link, int64_t now_us)
{
    if (link->is_open) {
        return 1;
    }
    if (link->kind == LINK_NONE || now_us < link->retry_us || stopped(link)) {
        return 0;
    }
    if (link->kind == LINK_MODBUS && link_modbus_connect(link->modbus) != 0) {
        link->counters.failures++;
        link_drop(link, now_us);
        return 0;
    }
    link->is_open = 1;
    link->epoch++;
    link->counters.connects++;
    return 1;
}

static int twin_write(struct link *link, enum register_space space, uint16_t address, int count,
                      const uint16_t *values)
{
    if (link->tables.write != NULL) {
        return link->tables.write(link->tables.device, space, address, count, values);
    }
    return space == REGISTER_HOLDING ? link->twin.write(link->twin.device, address, count, values)
                                     : ILLEGAL_FUNCTION;
}

static int twin_read(struct link *link, enum register_space space, uint16_t address, int count,
                     uint16_t *values)
{
    if (link->tables.read != NULL) {
        return link->tables.read(link->tables.device, space, address, count, values);
    }
    return space == REGISTER_HOLDING ? link->twin.read(link->twin.device, address, count, values)
                                     : ILLEGAL_FUNCTION;
}

/* Devices share a serial line, maybe from several threads: one asks at a time. The line must be silent
 * between frames, and what came late for an earlier request must not be taken for the answer to this
 * one: RTU frames carry no number. */
static void take_line(const struct link *link)
{
    const struct timespec silence = {0, (long)link->silence_ns};
    link_modbus_hold(link->modbus, 1);
    (void)nanosleep(&silence, NULL);
    link_modbus_flush(link->modbus);
}

/* Before a request. A twin has no wire: reading the clock would cost more than the request. */
static int64_t start_clock(const struct link *link)
{
    if (link->silence_ns > 0) {
        take_line(link);
    }
    return link->kind == LINK_MODBUS ? wall_ns() : 0;
}

static void count_request(struct link *link, int64_t begin_ns)
{
    if (link->silence_ns > 0) {
        link_modbus_hold(link->modbus, 0);
    }
    if (link->kind == LINK_MODBUS) {
        int64_t taken_ns = wall_ns() - begin_ns;
        link->counters.wall_ns += taken_ns;
        if (taken_ns > link->counters.slowest_ns) {
            link->counters.slowest_ns = taken_ns;
        }
    }
    link->counters.requests++;
}

/* A write that was in time before it waited for the line: is it still? */
static int outwaited(struct link *link)
{
    int late = link->silence_ns > 0 && too_late(link);
    if (late) {
        link_modbus_hold(link->modbus, 0);
    }
    return late;
}

/* One request on the wire, counted and timed. Returns 0, an exception code, or less than 0. */
static int counted(struct link *link, const struct link_write *write, uint16_t address, int count,
                   uint16_t *registers)
{
    int64_t begin_ns = start_clock(link);
    int answer = 0;
    if (write != NULL && outwaited(link)) {
        return OUTWAITED;
    }
    if (link->kind == LINK_MODBUS) {
        answer = link_modbus_exchange(link->modbus, write, address, count, registers);
    } else {
        if (write != NULL) {
            answer = twin_write(link, REGISTER_HOLDING, write->address, write->count,
                                write->registers);
        }
        if (answer == 0 && count > 0) {
            answer = twin_read(link, REGISTER_HOLDING, address, count, registers);
        }
    }
    count_request(link, begin_ns);
    return answer;
}

/* What an answer means for the link. */
static enum link_result settle(struct link *link, int answer, int64_t now_us)
{
    if (answer == 0) {
        link->wait_s = link->back_off_s;
        return LINK_OK;
    }
    if (answer == OUTWAITED) {
        return LINK_TOO_LATE;
    }
    if (answer > 0) {
        link->exception = answer;
        link->counters.exceptions++;
        return LINK_REFUSED;
    }
    link->counters.failures++;
    link_drop(link, now_us);
    return LINK_FAILED;
}

enum link_result link_exchange(struct link *link, const struct link_write *write, uint16_t address,
                               int count, uint16_t *registers, int64_t now_us)
{
    int answer = ILLEGAL_FUNCTION;
    int both = write != NULL && count > 0;
    if (count < 0 || count > LINK_MOST_REGISTERS ||
        (write != NULL && (write->count < 1 || write->count > LINK_MOST_WRITTEN))) {
        return LINK_REFUSED;
    }
    if (stopped(link) || !link_ready(link, now_us)) {
        return LINK_DOWN;
    }
    if (write != NULL && too_late(link)) {
        return LINK_TOO_LATE;
    }
    if (!both || link->combined) {
        answer = counted(link, write, address, count, registers);
        if (both && answer == ILLEGAL_FUNCTION) {
            link->combined =
                0; /* function 23 is optional in SunSpec devices: do without from now on */
        }
    }
    if (both && !link->combined) {
        answer = counted(link, write, 0, 0, NULL);
        if (answer == 0) {
            answer = counted(link, NULL, address, count, registers);
        }
    }
    return settle(link, answer, now_us);
}

static int most_of(enum register_space space)
{
    return space == REGISTER_COIL || space == REGISTER_DISCRETE ? LINK_MOST_BITS : LINK_MOST_REGISTERS;
}

enum link_result link_read(struct link *link, enum register_space space, uint16_t address, int count,
                           uint16_t *values, int64_t now_us)
{
    if (count < 1 || count > most_of(space)) {
        return LINK_REFUSED;
    }
    if (stopped(link) || !link_ready(link, now_us)) {
        return LINK_DOWN;
    }
    int64_t begin_ns = start_clock(link);
    int answer = link->kind == LINK_MODBUS
                     ? link_modbus_read(link->modbus, space, address, count, values)
                     : twin_read(link, space, address, count, values);
    count_request(link, begin_ns);
    return settle(link, answer, now_us);
}

enum link_result link_write(struct link *link, enum register_space space, uint16_t address, int count,
                            const uint16_t *values, int single, int64_t now_us)
{
    if (count < 1 || count > LINK_MOST_WRITTEN || (single && count != 1) ||
        (space != REGISTER_COIL && space != REGISTER_HOLDING)) {
        return LINK_REFUSED;
    }
    if (stopped(link) || !link_ready(link, now_us)) {
        return LINK_DOWN;
    }
    if (too_late(link)) {
        return LINK_TOO_LATE;
    }
    int64_t begin_ns = start_clock(link);
    if (outwaited(link)) {
        return LINK_TOO_LATE;
    }
    int answer = link->kind == LINK_MODBUS
                     ? link_modbus_write(link->modbus, space, address, count, values, single)
                     : twin_write(link, space, address, count, values);
    count_request(link, begin_ns);
    return settle(link, answer, now_us);
}

void link_close(struct link *link)
{
    shut(link, 0);
    if (link->kind == LINK_MODBUS) {
        link_modbus_free(link->modbus);
    }
    link->modbus = NULL;
    link->kind = LINK_NONE;
}
