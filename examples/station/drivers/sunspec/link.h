/* A link to one device: read holding registers, write multiple registers, or both in one request.
 *
 * Two kinds: Modbus TCP or RTU (libmodbus) and twin (the simulator's registers in this process). A link
 * that fails closes, throws away what it was to write, and opens again after a back-off: nothing is
 * ever queued, nor left to the system: a connection that failed is reset, and what still waits in
 * its socket with it. libmodbus' own link recovery stays off, as it repeats stale writes after a
 * reconnect.
 *
 * Time is the caller's, in microseconds, virtual or monotonic; socket time-outs are wall time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_SUNSPEC_LINK_H
#define STATION_SUNSPEC_LINK_H

#include <stdatomic.h>
#include <stdint.h>

#include "drivers/sunspec/port.h"

#define LINK_MOST_REGISTERS 125 /* of one read (Modbus Application Protocol V1.1b3, 6.3) */
#define LINK_MOST_WRITTEN 121   /* of one combined request (6.17) */
#define LINK_MOST_BITS 256      /* of one request for coils or discrete inputs: fewer than 6.1 allows */

enum link_result {
    LINK_OK = 0,
    LINK_REFUSED = 1, /* the device answered with an exception; the link stays open */
    LINK_FAILED = 2,  /* no answer, or a wrong one; the link is closed now */
    LINK_DOWN = 3,    /* closed, and its back-off still runs; or told to stop */
    LINK_TOO_LATE = 4 /* the write has outlived its lifetime: nothing was sent */
};

enum link_kind { LINK_NONE, LINK_TWIN, LINK_MODBUS };

struct link_setup {
    const char *host; /* IPv4 address: a name could block in its resolver */
    int port;
    int unit;          /* unit identifier, 1 … 247 or 255 */
    double timeout_s;  /* s for connecting and for each answer, wall time; ≤ 0 = 1 s */
    double back_off_s; /* s after the first failure, doubled up to 16 times; ≤ 0 = 1 s */
    int combined;      /* 1 = may use function 23 (write and read at once) */
};

/* Modbus RTU: one device on a serial line. Several links may share a line: they take turns. */
struct link_serial {
    const char *device; /* such as "/dev/ttyS1" */
    int baud;
    char parity;  /* 'N', 'E' or 'O' */
    int stop;     /* stop bits, 1 or 2 */
    int unit;     /* 1 … 247 */
    double timeout_s;
    double back_off_s;
};

struct link_counters {
    int64_t requests;
    int64_t failures; /* no answer, or a wrong one */
    int64_t exceptions;
    int64_t connects;
    int64_t too_late; /* writes that were not sent because they had outlived their lifetime */
    int64_t wall_ns;    /* spent in requests */
    int64_t slowest_ns; /* of one request */
};

struct link_write {
    uint16_t address;
    int count;
    const uint16_t *registers;
};

struct link {
    enum link_kind kind;
    int is_open;
    int combined;
    int exception;    /* code of the last exception */
    uint32_t epoch;   /* counts openings: what was known of the device is to be read again */
    int64_t retry_us; /* not before */
    double timeout_s;
    double back_off_s; /* first */
    double wait_s;     /* now */
    int64_t write_until_us;     /* monotonic clock: Modbus writes go out until then; MAX = always */
    const _Atomic int32_t *stop; /* not 0 there = nothing is sent any more; NULL = none */
    void *modbus;               /* modbus_t */
    int64_t silence_ns; /* serial: between two frames on the line; 0 = TCP */
    struct register_port twin;
    struct register_tables tables; /* a twin with all four tables; read = NULL: holding registers only */
    struct link_counters counters;
};

/* Prepare a link; the first use opens it. Return 0, or -1 for a bad setup. */
int link_init_twin(struct link *link, const struct register_port *port, double back_off_s);
int link_init_tables(struct link *link, const struct register_tables *tables, double back_off_s);
int link_init_modbus(struct link *link, const struct link_setup *setup);
int link_init_serial(struct link *link, const struct link_serial *setup);

/* Opens the link when it is closed and its back-off is over. Returns 1 when open. */
int link_ready(struct link *link, int64_t now_us);

/* Closes after something that must not be trusted (wrong identity, moved models). */
void link_drop(struct link *link, int64_t now_us);

/* Writes (write may be NULL), then reads (count 0 = nothing) holding registers: one request when
 * the device serves function 23, otherwise two. Registers are untouched unless LINK_OK. */
enum link_result link_exchange(struct link *link, const struct link_write *write, uint16_t address,
                               int count, uint16_t *registers, int64_t now_us);

/* Reads one table: functions 1 … 4. Values are untouched unless LINK_OK. */
enum link_result link_read(struct link *link, enum register_space space, uint16_t address, int count,
                           uint16_t *values, int64_t now_us);

/* Writes coils or holding registers; one value with function 5 or 6 where single says so, else with
 * 15 or 16. */
enum link_result link_write(struct link *link, enum register_space space, uint16_t address, int count,
                            const uint16_t *values, int single, int64_t now_us);

void link_close(struct link *link);

#endif
